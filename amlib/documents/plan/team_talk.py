"""
The team talk: its agenda from what waits, and its minutes back from the same sheet.

A list that has to be copied is copied wrongly, or not at all. So the agenda is the form of the minutes: under each insight is a line to write behind, and the file that was filled in at the
table is read back. It is plain Markdown, that any program shows and any editor changes; for a mail there is the same without marks.

* Under ``##`` stands an account, its key in brackets; under ``###`` an insight, its key before the colon. Keys are what is read; names and texts may be changed.
* What was filled in closes the insight; what was left empty stays open. A heading that was added (``### 2027-3: …``) is about that insight or proposal.
* What stands under an account before its first insight is minuted too, about nothing in particular.

Texts of people enter as they are, on one line; a sign that would make them a heading of their own can not stand at the beginning of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from amlib import errors, language
from amlib.data import readings
from amlib.plan import entries

if TYPE_CHECKING:
    from amlib.plan.insights import Waiting

__all__ = ["agenda", "mail", "minutes"]

_LABELS = {"meeting": "Talk", "held": "Day of the talk", "present": "Present", "said": "Concluded"}
_HINT = "Fill in what was concluded; what is left empty stays on the list. Then: amlib plan minutes FILE"
_ACCOUNT = re.compile(r"##\s+(?:.*\()?(?P<key>[^()\s]+)\)?\s*")
_POINT = re.compile(r"###\s+(?P<told>.+)")


@dataclass
class _Part:
    """What was read under an account."""

    line: int
    about: list[str] = field(default_factory=list)
    said: list[tuple[str, list[str]]] = field(default_factory=list)


def agenda(found: Sequence[Waiting], names: Mapping[str, str], day: date) -> str:
    """
    The agenda of a talk, as Markdown to be filled in.

    Parameters
    ----------
    found : sequence of Waiting
        Those of an account together.
    names : mapping of account to what it is called
    day : date
        Of the talk; also what the talk is called, until somebody changes that.
    """
    words = {name: language.say(label) for name, label in _LABELS.items()}
    lines = [f"# {language.say('Team talk')}", "", f"*{language.say(_HINT)}*", ""]
    lines += [f"{words['meeting']}: {day.isoformat()}", "", f"{words['held']}: {day.isoformat()}", "", f"{words['present']}:", ""]  # fmt: skip
    for account, points in groupby(found, key=lambda each: each.account):
        lines += [f"## {_line(names.get(account, account))} ({account})", ""]
        for each in points:
            lines += [f"### {each.insight}: {_line(each.text)}", "", f"*{_origin(each)}*", "", f"{words['said']}:", ""]  # fmt: skip
    if not found:
        lines += [language.say("No insight waits to be talked about."), ""]
    return "\n".join(lines)


def mail(found: Sequence[Waiting], names: Mapping[str, str], day: date) -> str:
    """The same without marks, to be pasted in a mail."""
    lines = [language.say("Team talk of {day}", day=language.date(day)), ""]
    for account, points in groupby(found, key=lambda each: each.account):
        lines += [_line(names.get(account, account))]
        lines += [f"  {each.insight}  {_line(each.text)}\n      {_origin(each)}" for each in points]
        lines += [""]
    if not found:
        lines += [language.say("No insight waits to be talked about."), ""]
    return "\n".join(lines)


def minutes(text: str, known: Mapping[str, Iterable[str]], *, where: str) -> dict[str, entries.Minutes]:
    """
    What was filled in, per account.

    Parameters
    ----------
    text : str
        An agenda, filled in, in either language.
    known : mapping of account to its insights and proposals
    where : str
        What to call the file in an error.

    Returns
    -------
    dict of account to Minutes
        Only accounts of which something was said.

    Raises
    ------
    ParameterError
        Something is missing or not known; everything at once, each with its line.
    """
    heads, parts, faults = _read(text, {account: set(them) for account, them in known.items()})
    held = readings.days([heads["held"]])[heads["held"]] if heads.get("held") else None
    if held is None or held == readings.AMBIGUOUS:
        faults.append((0, language.say("{label}: a day such as {example}", label=language.say(_LABELS["held"]), example="31-12-2027")))  # fmt: skip
    if not heads.get("meeting"):
        faults.append((0, language.say("{label}: what the talk is called", label=language.say(_LABELS["meeting"]))))  # fmt: skip
    told = {account: _told(part) for account, part in parts.items()}
    if not any(told.values()):
        faults.append((0, language.say("nothing was filled in")))
    if faults:
        raise errors.ParameterError(
            language.say("these are no minutes yet"),
            where="\n".join(f"{where}, {line}: {fault}" if line else f"{where}: {fault}" for line, fault in sorted(faults)),
            expected=language.say("the agenda that 'amlib plan agenda' made, filled in"),
            do_next=language.say("correct this and bring it in again; nothing was written"),
        )  # fmt: skip
    present = tuple(filter(None, (name.strip() for name in re.split("[,;]", heads.get("present", "")))))
    return {
        account: entries.made(
            entries.Minutes, meeting=heads["meeting"], held_on=held, present=present,
            about=tuple(parts[account].about), text=said,
        )
        for account, said in told.items() if said
    }  # fmt: skip


def _line(text: str) -> str:
    """A text of a person on one line."""
    return " ".join(text.split())


def _origin(each: Waiting) -> str:
    day = language.date(each.seen_on)
    told = (
        language.say("Seen on {day} ({period}), said by {who}.", day=day, period=each.period, who=each.by)
        if each.period
        else language.say("Seen on {day}, said by {who}.", day=day, who=each.by)
    )
    return f"{told} {language.say('It was talked about before.')}" if each.again else told


def _labels() -> dict[str, str]:
    """Each label, in any language, with what it is the label of."""
    found: dict[str, str] = {}
    for spoken in language.LANGUAGES:
        with language.use(spoken):
            found |= {language.say(label).casefold(): name for name, label in _LABELS.items()}
    return found


def _read(
    text: str, known: Mapping[str, set[str]]
) -> tuple[dict[str, str], dict[str, _Part], list[tuple[int, str]]]:
    """The heads of a talk, what stands under each account, and what is wrong."""
    labels, faults = _labels(), list[tuple[int, str]]()
    heads: dict[str, str] = {}
    parts: dict[str, _Part] = {}
    account, into = "", None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        label, colon, rest = line.partition(":")
        name = labels.get(label.strip().casefold(), "") if colon else ""
        if point := _POINT.fullmatch(line):
            into = _point(point["told"], account, parts, known, faults, number)
        elif heading := _ACCOUNT.fullmatch(line):
            account = heading["key"]
            into = _begun(account, parts, known, faults, number)
        elif name in ("meeting", "held", "present") and not account:
            heads[name] = rest.strip()
        elif into is not None:
            if into or (line and not _own(line)):
                into.append(rest.strip() if name == "said" else line)
        elif line and not _own(line) and not line.startswith("# "):
            faults.append((number, language.say("this stands under no account")))
    return heads, parts, faults


def _begun(
    account: str, parts: dict[str, _Part], known: Mapping[str, set[str]], faults: list[tuple[int, str]], line: int
) -> list[str]:  # fmt: skip
    """An account begins; where what is said of it goes."""
    if account not in known:
        faults.append((line, language.say("{account} is no account in the ledger", account=account)))
    part = parts.setdefault(account, _Part(line))
    part.said.append(("", [""]))  # not empty: nothing of the form itself stands here
    return part.said[-1][1]


def _point(  # noqa: PLR0917
    told: str,
    account: str,
    parts: dict[str, _Part],
    known: Mapping[str, set[str]],
    faults: list[tuple[int, str]],
    line: int,
) -> list[str]:
    """An insight or proposal begins; where what is said of it goes."""
    part = parts.get(account)
    if part is None:
        faults.append((line, language.say("this stands under no account")))
        return []
    named = [key for key in known.get(account, ()) if told == key or told.startswith(f"{key}:")]
    key = max(named, key=len, default=told.partition(":")[0].strip())
    if account in known and not named:
        faults.append((line, language.say("{account} has no insight or proposal {key}", account=account, key=key)))  # fmt: skip
    part.said.append((key, []))
    return part.said[-1][1]


def _own(line: str) -> bool:
    """Whether a line is of the form itself: in italics, as the origin of an insight."""
    return line.startswith("*") and line.endswith("*") and len(line) > 1


def _told(part: _Part) -> str:
    """What was said under an account, each point with its key; notes what it was about."""
    found = []
    for key, lines in part.said:
        text = "\n".join(lines).strip()
        if text and key not in part.about and key:
            part.about.append(key)
        if text:
            found.append(f"{key}: {text}" if key else text)
    return "\n".join(found)
