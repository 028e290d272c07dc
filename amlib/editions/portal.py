"""
The portal: one page that leads to every edition.

Someone with twenty accounts wants to see the verdicts of the quarter under each other, and then open one. So the front page shows the latest version of each
document with the first sentence of its bottom line, latest period first; the older versions are one click away; and what the last run could not make stands
on top, with its log. It is a file like the documents themselves: no server, nothing fetched. Its one script, the search field, is named in the
content security policy by its hash; without it the page is complete.

Beside a document of a plan stands how far that plan has come by now, and above all documents what waits for a decision (``progress``): that is asked of the ledger, for a document never changes.

Deliberately absent: any figure. The portal repeats what an edition says of itself and what the ledger says of its plan, and computes nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import uuid4

import jinja2
from markupsafe import Markup

from amlib import language, periods
from amlib.editions import archive, cards, faces, layouts, progress, runs

if TYPE_CHECKING:
    from amlib.plan.decided import Stand

__all__ = ["render", "write"]


@dataclass(frozen=True)
class _Version:
    """One edition as a line of the portal."""

    card: cards.Card
    headline: str
    folder: str
    filed: str
    line: str = ""
    plan: str = ""

    @property
    def language_words(self) -> str:
        return {"nl": language.say("Dutch"), "en": language.say("English")}[self.card.language]


@dataclass(frozen=True)
class _Document:
    """The latest version of a document, and those before it."""

    latest: _Version
    older: Sequence[_Version]

    @property
    def searched(self) -> str:
        """What the search field looks in, in small letters."""
        card = self.latest.card
        words = [
            card.account, card.account_name, card.period, card.period_words, card.kind, card.document, card.audience_words,
            self.latest.language_words, card.state_words, self.latest.headline, self.latest.line,
            self.latest.plan,
        ]  # fmt: skip
        return " ".join(words).casefold()


@dataclass(frozen=True)
class _Failure:
    """An edition that the last run did not make."""

    account: str
    period: str
    document: str
    state: str
    error: str
    log: str


def write(output: Path, company: str = "", speak: str = "nl", stands: Sequence[Stand] = ()) -> Path:
    """
    Write ``index.html`` beside the editions, in one step, so that a reader never sees half a page.

    Parameters
    ----------
    output : Path
    company, speak : as ``render``
    stands : sequence of Stand
        How far plans have come, as ``decided.stands`` reads it off the ledger.

    Returns
    -------
    Path
        The file.
    """
    target = output / "index.html"
    output.mkdir(parents=True, exist_ok=True)
    fresh = output / f".index-{uuid4().hex}.html"
    fresh.write_text(
        render(archive.editions(output), runs.latest(output), company, speak, stands),
        encoding="utf-8",
        newline="\n",
    )
    return fresh.replace(target)


def render(
    editions: Iterable[archive.Edition],
    last: runs.Run | None,
    company: str,
    speak: str,
    stands: Sequence[Stand] = (),
) -> str:
    """
    The portal as one HTML file.

    Parameters
    ----------
    editions : iterable of Edition
        All that is filed.
    last : Run, optional
        The last run, whose failures are shown.
    speak : 'nl' or 'en'
        The language of the workbook.
    stands : sequence of Stand
        How far plans have come.
    """
    filed = list(editions)
    with language.use(speak):
        documents = _documents(filed, stands)
        text = _template().render(
            company=company,
            groups=_by_period(documents),
            documents=documents,
            accounts=len({each.latest.card.account for each in documents}),
            invented=bool(documents) and all(each.latest.card.invented for each in documents),
            failures=_failures(last),
            waiting=progress.waiting(stands, filed),
            plans=progress.plans(stands, filed),
            stopped=last is not None and last.state == "interrupted",
            filed=max((each.latest.filed for each in documents), default=""),
            say=language.say,
            say_many=language.say_many,
            day=lambda text: language.date(date.fromisoformat(text[:10])),
            lang=speak,
            script=Markup(layouts.text("portal.js")),
            script_hash=_hash(layouts.text("portal.js")),
            css=Markup(layouts.text("page.css") + layouts.text("portal.css")),
        )
    return text.replace("/* faces */", faces.css(text), 1)


def _documents(editions: Iterable[archive.Edition], stands: Sequence[Stand]) -> list[_Document]:
    """Editions under the document they are versions of; latest period first, then by account and document."""
    found = [
        _Document(_version(versions[0], stands), [_version(each, stands) for each in versions[1:]])
        for _, group in groupby(editions, key=lambda each: each.folder.parent)
        if (versions := sorted(group, key=lambda each: each.number, reverse=True))
    ]
    found.sort(
        key=lambda each: (each.latest.card.account_name.casefold(), each.latest.folder.rpartition("/")[0])
    )
    found.sort(key=lambda each: periods.parse(each.latest.card.period), reverse=True)
    return found


def _by_period(documents: Iterable[_Document]) -> list[tuple[str, list[_Document]]]:
    return [
        (words, list(group))
        for words, group in groupby(documents, key=lambda each: each.latest.card.period_words)
    ]


def _version(edition: archive.Edition, stands: Sequence[Stand]) -> _Version:
    known = {name: edition.manifest.get(name) for name in cards.Card.__dataclass_fields__}
    texts = {name: str(value) for name, value in known.items() if isinstance(value, str)}
    card = cards.Card(**{**texts, "invented": bool(known["invented"])})  # type: ignore[arg-type]  # all other fields are texts
    came = progress.of(edition, stands)
    return _Version(
        replace(card, state=came.state) if came else card,
        str(edition.manifest.get("headline") or ""),
        quote(edition.address),
        str(edition.manifest["filed_at"]),
        came.line if came else "",
        progress.version(edition),
    )


def _failures(last: runs.Run | None) -> list[_Failure]:
    if last is None:
        return []
    states = {
        "failed": language.say("failed"),
        "timed out": language.say("timed out"),
        "interrupted": language.say("interrupted"),
    }
    return [
        _Failure(
            account,
            period,
            _kind(document),
            states[entry.state],
            (entry.error or "").split("\n")[0],
            quote(entry.log or ""),
        )
        for entry in last.entries.values()
        if entry.state in states
        for account, period, document in [entry.address.split("/")]
    ]


def _kind(name: str) -> str:
    """The name of a document's folder in words: its kind, and what sets it apart from the internal Dutch one."""
    document, *others = name.split("-")
    words = {"customer": language.say("for the customer"), "en": language.say("English")}
    told = [words.get(each) or language.say("own selection {name}", name=each) for each in others]
    return ", ".join([cards.Card(document=document).kind, *told])


def _hash(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def _template() -> jinja2.Template:
    return layouts.environment().get_template("portal.html.j2")
