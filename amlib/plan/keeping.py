"""
Plans in the ledger: every version as it was kept, and two people who save at the same time.

A draft is saved many times a day, by the one who is at it, sometimes by two. Each save is an entry behind the others, so that yesterday's draft is still there. Whoever saves says how far
the stream had been read; when somebody else saved in between, the two are merged (``merging``): item by item, field by field, the courses of goals month by month; what both changed is a clash, and nothing is written until somebody chose.

Deliberately absent: the steps from draft to adopted, which are for ``workflow``. Only drafts are saved here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from amlib import errors, language
from amlib.plan import checks, entries, items, merging, written
from amlib.plan import ledger as ledgers
from amlib.plan.merging import Clash, Kept, Merged, Side

if TYPE_CHECKING:
    from amlib.plan.chain import Entry
    from amlib.plan.ledger import Ledger
    from amlib.plan.model import Plan

__all__ = [
    "Clash",
    "Kept",
    "Merged",
    "body",
    "given_out",
    "kept_in",
    "latest",
    "save",
    "save_merged",
    "steps",
    "stream",
    "versions",
]


def stream(year: int) -> str:
    """The stream of the plan of a year."""
    return f"plan/{year}"


def body(plan: Plan, note: str = "") -> entries.PlanVersion:
    """A plan as the ledger keeps it."""
    return entries.made(entries.PlanVersion, year=plan.year, plan=json.loads(written.text(plan)), note=note)


def versions(ledger: Ledger, account: str, year: int) -> tuple[Kept, ...]:
    """
    Every plan that was kept of a year and not withdrawn, oldest first.

    Raises
    ------
    DataError
        One of them was written by a newer version of the workbook, or cannot be read. In the ledger nothing is lost.
    LedgerError
        The ledger cannot be read.
    """
    return kept_in(ledger.read(account=account, stream=stream(year)), account, year)


def latest(ledger: Ledger, account: str, year: int) -> Kept | None:
    """The plan of a year as it was kept last, whatever stands before it; None where there is none. Raises as ``versions``."""
    said = ledger.read(account=account, stream=stream(year))
    return next(iter(_read(said, _standing(said, account, year)[-1:])), None)


def kept_in(said: Iterable[Entry], account: str, year: int) -> tuple[Kept, ...]:
    """All plans of a year, of entries that were read already, from the start."""
    told = [entry for entry in said if (entry.account, entry.stream) == (account, stream(year))]
    return _read(told, _standing(told, account, year))


def _standing(said: Iterable[Entry], account: str, year: int) -> list[Entry]:
    """The entries that hold a plan and were not withdrawn. Everything else in the stream is read, plans are not: a year has many drafts."""
    told = [entry for entry in said if (entry.account, entry.stream) == (account, stream(year))]
    others = [entries.meant(e.kind, e.version, e.body, where=_where(e)) for e in told if e.kind != "plan"]
    gone = {each.number for each in others if isinstance(each, entries.Withdrawal)}
    return [entry for entry in told if entry.kind == "plan" and entry.number not in gone]


def _read(said: Sequence[Entry], chosen: Iterable[Entry]) -> tuple[Kept, ...]:
    """Some of the plans in a stream that was read."""
    return tuple(
        Kept(_plan(entry, it), entry.number, said[-1].number, entry.author, datetime.fromisoformat(entry.at), it.note)
        for entry in chosen
        if isinstance(it := entries.meant(entry.kind, entry.version, entry.body, where=_where(entry)), entries.PlanVersion)
    )  # fmt: skip


def given_out(said: Iterable[Entry], account: str, year: int) -> Mapping[int, frozenset[str]]:
    """
    The numbers that proposals of a plan ever had, each with the words that stood under it: of every plan that was kept, also of one that was withdrawn or of a newer version of the workbook.

    Parameters
    ----------
    said : iterable of Entry
        The account's, from the start.
    account, year : str, int
    """
    found: dict[int, set[str]] = {}
    for entry in said:
        if (entry.account, entry.stream, entry.kind) == (account, stream(year), "plan"):
            plan = json.loads(entry.body).get("plan")
            held = plan.get("proposals") if isinstance(plan, dict) else None
            for each in held if isinstance(held, list) else []:
                if isinstance(each, dict) and isinstance(number := each.get("number"), int):
                    found.setdefault(number, set()).add(str(each.get("text", "")))
    return {number: frozenset(texts) for number, texts in found.items()}


def steps(held: Sequence[Kept]) -> tuple[Kept, ...]:
    """Of all that was kept, what tells how a plan came about: each state that it came into, and the last draft before it moved on."""
    found = []
    for before, each, after in zip([None, *held], held, [*held[1:], None], strict=False):
        came = before is not None and _same_version(before, each) and before.plan.state != each.plan.state
        stayed = (
            after is not None
            and _same_version(each, after)
            and each.plan.state == after.plan.state == "draft"
        )
        if came or not stayed:
            found.append(each)
    return tuple(found)


def _same_version(one: Kept, other: Kept) -> bool:
    return one.plan.version == other.plan.version


def save(ledger: Ledger, plan: Plan, *, author: str, at: datetime, seen: int | None, note: str = "") -> Kept:
    """
    Keep a draft.

    Parameters
    ----------
    ledger : Ledger
    plan : Plan
        A draft, of the version that is being worked on.
    author, at : str, datetime
    seen : int or None
        ``Kept.seen`` of the plan that it was made from; None (or 0) where there was none.
    note : str

    Returns
    -------
    Kept
        A plan that is equal to the latest is not written again: it is the latest that is returned.

    Raises
    ------
    LedgerConflict
        Somebody wrote after ``seen``; nothing is written. ``save_merged`` merges.
    ParameterError
        The plan is no draft, or what is kept is not a draft of the same version (it was submitted, or adopted).
    """
    last = latest(ledger, plan.account, plan.year)
    return _kept(ledger, plan, last, author, at, seen, note)


def save_merged(
    ledger: Ledger,
    base: Plan | None,
    mine: Plan,
    *,
    author: str,
    at: datetime,
    seen: int | None,
    note: str = "",
    resolve: Mapping[str, Side] | None = None,
) -> Merged:
    """
    Keep a draft, merged with what others kept since.

    Parameters
    ----------
    ledger : Ledger
    base : Plan or None
        What mine began with, kept or not; None for an empty plan.
    mine : Plan
    author, at : str, datetime
    seen : int or None
        ``Kept.seen`` of what mine began with; None (or 0) where nothing was kept yet.
    note : str
    resolve : mapping of ``Clash.key`` to 'mine' or 'theirs', optional
        What was chosen where both changed the same. The key of a clash that is no more is passed over.

    Returns
    -------
    Merged
        With clashes, ``kept`` is None and nothing is written.

    Raises
    ------
    LedgerConflict
        What others kept is no draft any more, or of another version; nothing is written.
    ParameterError
        Mine is no draft, or a choice is neither 'mine' nor 'theirs'.
    """
    chosen = dict(resolve or {})
    _sides(chosen)
    while True:
        said = ledger.read(account=mine.account, stream=stream(mine.year))
        since = tuple(entry for entry in said if entry.number > (seen or 0))
        standing = _standing(said, mine.account, mine.year)
        before = sum(entry.number <= (seen or 0) for entry in standing)
        held = _read(said, standing[max(before - 1, 0) :])  # what mine began with, and all since
        before_mine = {each.number for each in base.proposals} if base else set()
        new = any(each.number not in before_mine for each in mine.proposals)
        given = given_out(said, mine.account, mine.year) if new else {}
        found = merging.merged(base, mine, held, since, chosen, given=given)
        if found.clashes:
            return found
        try:
            kept = _kept(
                ledger,
                found.plan,
                held[-1] if held else None,
                author,
                at,
                since[-1].number if since else seen,
                note,
            )
        except errors.LedgerConflict:
            continue  # somebody was faster once more: theirs is read and merged too
        return replace(found, kept=kept)


def _kept(  # noqa: PLR0917  the same as those who call it
    ledger: Ledger,
    plan: Plan,
    last: Kept | None,
    author: str,
    at: datetime,
    seen: int | None,
    note: str,
) -> Kept:
    """Write a draft behind what was read, unless it is what stands there."""
    if last is not None and last.plan == plan:
        return last
    _unlike(plan)
    if plan.state != "draft":
        raise _no_draft(plan, plan)
    if last is not None and last.seen == (seen or 0) and not merging.goes_on(last.plan, plan):
        raise _no_draft(last.plan, plan)
    entry = ledger.append(ledgers.Draft(plan.account, body(plan, note), author, at), seen)
    return Kept(plan, entry.number, entry.number, author, datetime.fromisoformat(entry.at), note)


def _plan(entry: Entry, said: entries.PlanVersion) -> Plan:
    return written.read(json.dumps(dict(said.plan)), where=_where(entry))


def _where(entry: Entry) -> str:
    return f"{entry.position}: {entry.account}, {entry.stream}, {entry.number}"


def _unlike(plan: Plan) -> None:
    """A value that has its id to itself can be told from the others; nothing else is kept."""
    twice = [
        f"{checks.word(kind)}: {id}"
        for kind in items.KINDS
        for id, count in Counter(each.id for each in getattr(plan, kind)).items()
        if count > 1
    ]
    if twice:
        raise errors.ParameterError(
            language.say("ids that are used more than once"),
            where="\n".join(twice),
            expected=language.say("an id of its own for each value"),
            do_next=language.say("nothing was written; give one of the two another id"),
        )


def _sides(chosen: Mapping[str, str]) -> None:
    wrong = [f"{key}: {side}" for key, side in chosen.items() if side not in ("mine", "theirs")]
    if wrong:
        raise errors.ParameterError(
            language.say("a choice that is none"),
            where="\n".join(wrong),
            expected=language.say("'mine' or 'theirs' for each clash"),
            do_next=language.say("nothing was written; choose again"),
        )


def _no_draft(kept: Plan, plan: Plan) -> errors.ParameterError:
    return errors.ParameterError(
        language.say(
            "version {version} of the plan is {state}", version=kept.version, state=checks.word(kept.state)
        ),
        where=language.say(
            "{account}, {year}: version {version} was to be saved",
            account=plan.account,
            year=str(plan.year),
            version=plan.version,
        ),
        expected=language.say("a plan that is {state}", state=checks.word("draft")),
        do_next=language.say("nothing was written: have it given back, or adjust the adopted plan"),
    )
