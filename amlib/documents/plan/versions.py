"""
How the plan came about: its versions, what changed since, and on which document it was decided.

A plan that was adopted binds to the SHA-256 of the exact document that was decided on, so that a year later nobody has to ask which of three printouts it was. What changed since the version before is
read off the two versions, and told in words and in money.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amlib import errors, language, periods
from amlib.documents.plan import changes
from amlib.documents.plan import words as own
from amlib.documents.sentences import Prose, prose, write, write_many
from amlib.documents.tables import Column, Row, Table

if TYPE_CHECKING:
    from amlib.plan.planned import PlanView
    from amlib.plan.records import Planned

__all__ = ["approval", "changed", "changed_reading", "reading", "table", "unknowns"]

MOST = 8
"""More changes than this are shown as the weightiest."""


def table(view: PlanView) -> Table | None:
    """Every version of the plan as it last stood in each state; None where nobody kept one."""
    if not view.versions:
        return None
    columns = tuple(
        Column(head, "left")
        for head in (
            language.say("Plan version"),
            language.say("State"),
            language.say("By"),
            language.say("On"),
            language.say("Reason"),
        )
    )
    rows = tuple(_row(one) for one in view.versions)
    return Table(columns, rows, language.say("The versions of this plan"))


def reading(view: PlanView) -> Prose:
    """How many versions were kept, or that this is a first draft that nobody kept."""
    if not view.versions:
        return prose(
            write(
                "Nobody has kept a plan for {year} yet. This one was drawn up from the figures and is made again from those of the day, until somebody keeps it.",
                year=str(view.year),
            )
        )
    numbers = {one.version for one in view.versions}
    adopted = sum(one.state in ("adopted", "superseded") for one in view.versions)
    told = [
        write_many("{count} version was kept.", "{count} versions were kept.", len(numbers)),
        write_many("{count} was adopted.", "{count} were adopted.", adopted)
        if adopted
        else write("None was adopted yet."),
    ]
    return prose(told)


def changed(view: PlanView) -> Table | None:
    """What changed since the version that this plan is compared with; None where nothing did or there is none."""
    if not view.changed:
        return None
    order = sorted(range(len(view.changed)), key=lambda n: (-abs(view.changed[n].money or 0), n))[:MOST]
    shown = [view.changed[n] for n in sorted(order)]
    made = changes.table(shown, view.data.currency, view.data.unit)
    if len(shown) == len(view.changed):
        return made
    note = language.say(
        "The {count} weightiest of {every} changes. {note}",
        count=language.number(len(shown)),
        every=language.number(len(view.changed)),
        note=made.note or "",
    )
    return Table(made.columns, made.rows, made.title, made.spans, note)


def changed_reading(view: PlanView) -> Prose:
    """With which version this one is compared, how many things changed, and what they come to."""
    if view.previous is None:
        return prose(write("There is no earlier version to compare with."))
    since = write(
        "Compared with plan version {version} as it was {state} on {day} by {by}.",
        version=str(view.previous.version),
        state=own.state(view.previous.state),
        day=language.date(view.previous.at.date()),
        by=view.previous.by,
    )
    told = changes.reading(view.changed, view.data.currency, view.data.unit)
    return prose(since, told.markdown)


def approval(view: PlanView) -> Table | None:
    """For each adopted version the document that was decided on, with its hashes; None where none was adopted."""
    adopted = [one for one in view.versions if one.bound is not None]
    if not adopted:
        return None
    columns = (
        Column(language.say("Plan version"), "left"),
        Column(language.say("Adopted by"), "left"),
        Column(language.say("On"), "left"),
        Column(language.say("Document decided on"), "left"),
        Column("SHA-256", "left"),
    )
    rows = []
    for one in adopted:
        bound = one.bound
        assert bound is not None  # chosen so
        hashes = [language.say("page {hash}", hash=_spaced(bound.page))]
        if bound.print:
            hashes.append(language.say("print {hash}", hash=_spaced(bound.print)))
        rows.append(
            Row(
                (
                    str(one.version),
                    one.by,
                    language.date(one.at.date()),
                    _document(bound.edition),
                    "; ".join(hashes),
                )
            )
        )
    note = language.say("Whoever has the document can check that it is the one: its SHA-256, here in groups of sixteen, is the one above.")  # fmt: skip
    return Table(columns, tuple(rows), language.say("On which document it was decided"), None, note)


def unknowns(view: PlanView) -> Prose:
    """What the plan does not know: errors of its own estimate, effects that nobody gave, measures without a baseline."""
    told = []
    goal = view.total()
    if goal is not None and view.before_actions(goal) is None:
        told.append(write("There is too little history to say how likely any target is."))
    elif not view.base.through.startswith(str(view.year)):
        told.append(
            write(
                "The chances are those of a sum of twelve months; they do not know that the months left of {last} may differ from what is expected, and are somewhat too sure.",
                last=str(view.year - 1),
            )
        )
    if view.total("margin") is None:
        told.append(write("Not every sale has a cost, so the plan has no margin."))
    silent = [a for a in view.plan.actions if a.effect("margin") is None]
    if silent:
        told.append(
            write_many(
                "Of {count} action nobody said what it brings in margin.",
                "Of {count} actions nobody said what they bring in margin.",
                len(silent),
            )
        )
    if view.last is None:
        told.append(
            write(
                "No plan was kept for {last}, so what it asked cannot be compared; the budget stands in its place where there is one.",
                last=str(view.year - 1),
            )
        )
    return prose(told)


def _document(edition: str) -> str:
    """A filed document by its number and the figures that it shows, as the foot of its pages and the front page have it."""
    parts = edition.split("/")
    if len(parts) != 4 or not parts[3].startswith("v"):
        return edition
    try:
        period = language.period(periods.parse(parts[1]))
    except errors.WorkbookError:
        return edition
    return language.say("document {number}, figures of {period}", number=parts[3][1:], period=period)


def _spaced(hash: str) -> str:
    """A hash in groups, so that it fits a column and can be compared by eye."""
    return " ".join(hash[at : at + 16] for at in range(0, len(hash), 16))


def _row(one: Planned) -> Row:
    """A version in one state."""
    revision = one.plan.get("revision")
    said = [str(part) for part in (one.note, one.reason) if part]
    if isinstance(revision, dict) and revision.get("reason"):
        said.append(str(revision["reason"]))
    state = own.state(one.state)
    if one.submitted_to:
        state = language.say("{state} to {name}", state=state, name=one.submitted_to)
    cells = (
        str(one.version),
        state,
        one.by,
        language.date(one.at.date()),
        "; ".join(dict.fromkeys(said)) or language.MISSING,
    )
    return Row(cells)
