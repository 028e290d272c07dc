"""
How far plans have come, for the portal: beside each document of a plan, and what waits for a decision above all of them.

A document is filed once and says for ever what its plan was on that day. The plan goes on: it is handed over, decided on, adopted, adjusted. So the portal asks the ledger what became of the very
plan that a document shows. It is never asked of the document, and nothing of it is written there.

* A document that an adoption binds to is that of an adopted plan, until a later version is adopted; then it is superseded.
* A document that shows the plan as it stands now, or as it was handed over for what stands now, is as far as that plan.
* Any other shows a plan that has moved on since: it keeps the state that it was filed with, and the line beside it tells where the plan is now.

Of each plan the version that holds is told beside the one in the making, with its history and its documents. A plan and its document both have versions, which have nothing to do with each other: the one counts
adjustments, the other how often a page was made. So each is called by its whole name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from amlib import language
from amlib.editions import binding

if TYPE_CHECKING:
    from amlib.editions.archive import Edition
    from amlib.plan.decided import Stand
    from amlib.plan.records import Planned

__all__ = ["Paper", "Progress", "Stage", "Told", "Waiting", "of", "plans", "version", "waiting"]


@dataclass(frozen=True)
class Progress:
    """The state of the plan that a document shows, and a line about it; empty where there is nothing to say."""

    state: str
    line: str = ""


@dataclass(frozen=True)
class Waiting:
    """
    A plan that waits for a decision, in words.

    Attributes
    ----------
    account, what, told : str
        Whose, which plan, and since when it waits for whom.
    open : tuple of (number, text)
        The proposals that wait.
    link : str
        The folder of the document that shows it; empty where there is none.
    make : str
        The command that makes that document; empty where there is one.
    """

    account: str
    what: str
    told: str
    open: tuple[tuple[int, str], ...]
    link: str
    make: str


@dataclass(frozen=True)
class Paper:
    """A document of a plan: its version, which plan version it shows in which state, when it was filed, and its folder."""

    version: str
    shows: str
    filed: str
    link: str


@dataclass(frozen=True)
class Stage:
    """
    A step of a plan, in words: what came to be, by whom and when, and why.

    ``link`` is the folder of the document that an adoption binds to, ``made`` that of the last document that was made of the plan as it is in this state; empty where there is none. Each with its version.
    """

    what: str
    by: str
    why: str
    link: str = ""
    document: str = ""
    made: str = ""
    made_document: str = ""


@dataclass(frozen=True)
class Told:
    """
    A plan, in words.

    Attributes
    ----------
    account, what : str
        Whose, and which plan.
    now : tuple of Stage
        The version that holds, and beside it the one in the making.
    states : tuple of str
        The state of each, as a code.
    history : tuple of Stage
        How it came about, the last step first.
    papers : tuple of Paper
        Its documents, the last first.
    """

    account: str
    what: str
    now: tuple[Stage, ...]
    states: tuple[str, ...]
    history: tuple[Stage, ...]
    papers: tuple[Paper, ...]


def plans(stands: Iterable[Stand], editions: Sequence[Edition]) -> tuple[Told, ...]:
    """Every plan that somebody kept: what holds, what is in the making, how it came about, and its documents."""
    return tuple(_told(each, editions) for each in stands)


def version(edition: Edition) -> str:
    """Which version of the plan a document shows; empty where it shows none that was kept."""
    if edition.manifest.get("document") != binding.DOCUMENT:
        return ""
    shown = binding.shown(edition)
    return (
        ""
        if shown is None
        else language.say("plan version {version}", version=language.number(shown.version))
    )


def of(edition: Edition, stands: Iterable[Stand]) -> Progress | None:
    """How far the plan of a document has come; None where it is no document of a plan, or its plan was never kept."""
    if edition.manifest.get("document") != binding.DOCUMENT:
        return None
    year = binding.year_of(edition.manifest.get("parameters", {}), str(edition.manifest["period"]))
    place = (edition.manifest["account"], year)
    stand = next((each for each in stands if (each.account, each.year) == place), None)
    if stand is None:
        return None
    shown = binding.shown(edition)
    state = _state(edition, shown, stand)
    line = _line(stand, edition)
    if state and shown is not None and shown.version == stand.planned.version:
        return Progress(state, line[:1].upper() + line[1:])
    if state == "adopted":
        return Progress(state, language.say("In the making: {line}", line=line))
    return Progress(
        state or str(edition.manifest.get("state", "")),
        language.say("The plan moved on since: {line}", line=line),
    )


def waiting(stands: Iterable[Stand], editions: Sequence[Edition]) -> tuple[Waiting, ...]:
    """What waits for a supervisor, the plan that was handed over first first."""
    handed = [each for each in stands if each.planned.state == "submitted"]
    return tuple(_waits(each, editions) for each in sorted(handed, key=lambda each: each.planned.at))


def _state(edition: Edition, shown: Planned | None, stand: Stand) -> str:
    """The state in which the plan that is shown is now; empty where it shows something that has moved on."""
    now = {one.version: one for one in sorted(stand.plans, key=lambda one: one.number)}
    for one in stand.plans:
        if one.bound and one.bound.edition == edition.address:
            return now[one.version].state
    if shown is None:
        return ""
    latest = now.get(shown.version)
    if latest is None or shown.number == latest.number:
        return latest.state if latest else ""
    last = {one.number for one in stand.plans if one.version == shown.version and one.state == shown.state}
    carried = shown.state in ("submitted", "adopted") and last == {shown.number}
    return latest.state if carried and latest.state in ("adopted", "superseded") else ""


def _line(stand: Stand, edition: Edition) -> str:
    """Where a plan is now, of which this is a document."""
    kept = stand.planned
    told = language.say(
        "plan {year}, plan version {version}: {state} by {author}, {day}",
        year=str(stand.year), version=language.number(kept.version), state=language.say(kept.state), author=kept.by, day=language.date(kept.at.date()),
    )  # fmt: skip
    return f"{told} · {_asks(stand, edition)}" if kept.state == "submitted" else told


def _asks(stand: Stand, edition: Edition | None) -> str:
    """What is asked of whom; nobody can adopt on figures that are not those of the general ledger."""
    asked = len(stand.plan.proposals) if stand.plan else 0
    who = stand.planned.submitted_to or language.MISSING
    if not stand.open and edition is not None and binding.untied(edition.folder.parents[3], edition):
        return language.say("all proposals are decided; {name} can adopt it once the figures tie out to the general ledger", name=who)  # fmt: skip
    if not stand.open:
        return language.say("all proposals are decided; {name} can adopt it", name=who)
    return language.say_many(
        "of {all} proposals one waits for {name}",
        "of {all} proposals {count} wait for {name}",
        len(stand.open), all=language.number(asked), name=who,
    )  # fmt: skip


def _waits(stand: Stand, editions: Sequence[Edition]) -> Waiting:
    kept = stand.planned
    mine = _mine(stand, editions)
    showing = [each for each in mine if binding.shows(each, kept)]
    found = max(showing, key=lambda each: str(each.manifest["filed_at"]), default=None)
    handed = language.say("Submitted by {author} on {day}", author=kept.by, day=language.date(kept.at.date()))
    return Waiting(
        account=_name(stand, mine),
        what=language.say(
            "Annual plan {year}, plan version {version}",
            year=str(stand.year),
            version=language.number(kept.version),
        ),
        told=f"{handed} · {_asks(stand, found)}",
        open=tuple((each.number, each.text) for each in stand.open),
        link=quote(found.address) if found else "",
        make="" if found else binding.command(stand.account, kept),
    )


def _told(stand: Stand, editions: Sequence[Edition]) -> Told:
    mine = _mine(stand, editions)
    of_year = [e for e in mine if e.manifest.get("document") == binding.DOCUMENT and binding.year_of(e.manifest.get("parameters", {}), str(e.manifest["period"])) == stand.year]  # fmt: skip
    holds = stand.adopted if stand.adopted and stand.adopted.number != stand.planned.number else None
    now = [*([holds] if holds else []), stand.planned]
    steps = sorted(stand.plans, key=lambda one: one.number, reverse=True)
    papers = sorted(of_year, key=lambda each: str(each.manifest["filed_at"]), reverse=True)
    return Told(
        account=_name(stand, mine),
        what=f"{language.say('Annual plan')} {stand.year}",
        now=tuple(_made(_stage(one), one, papers) for one in now),
        states=tuple(one.state for one in now),
        history=tuple(_stage(one) for one in steps),
        papers=tuple(_paper(each) for each in papers),
    )


def _stage(one: Planned) -> Stage:
    """A version in a state, with whatever was said about it."""
    revision = one.plan.get("revision")
    said = [one.note, one.reason]
    if isinstance(revision, dict) and revision.get("reason"):
        said.append(str(revision["reason"]))
    document = one.bound.edition if one.bound else ""
    return Stage(
        what=_version(one),
        by=language.say("{who}, {day}", who=one.by, day=language.date(one.at.date())),
        why="; ".join(dict.fromkeys(part for part in said if part)),
        link=quote(document),
        document=document.rpartition("/")[2],
    )


def _made(stage: Stage, one: Planned, papers: Sequence[Edition]) -> Stage:
    """The same with the document of the plan as adopted, where one was made; the last first."""
    found = next((each for each in papers if one.state == "adopted" and binding.shows(each, one)), None)
    if found is None:
        return stage
    return replace(stage, made=quote(found.address), made_document=found.address.rpartition("/")[2])


def _version(one: Planned) -> str:
    number = language.number(one.version)
    return language.say("plan version {version}, {state}", version=number, state=language.say(one.state))


def _paper(edition: Edition) -> Paper:
    shown = binding.shown(edition)
    return Paper(
        str(edition.manifest["version"]),
        _version(shown) if shown else language.say("a plan that nobody had kept"),
        str(edition.manifest["filed_at"]),
        quote(edition.address),
    )


def _mine(stand: Stand, editions: Sequence[Edition]) -> list[Edition]:
    return [each for each in editions if each.manifest.get("account") == stand.account]


def _name(stand: Stand, mine: Sequence[Edition]) -> str:
    names = (str(each.manifest["account_name"]) for each in mine if each.manifest.get("account_name"))
    return next(names, stand.account)
