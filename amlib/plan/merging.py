"""
Two people at one draft: what they did, made one plan.

What both began with is known, and so each of the two can be read as what was done since. Where only one of them touched something it is taken over; where both did, a person must choose, and is
shown who wrote what. Nothing is read or written here.

=====================================================  ===========================================================================================
what happened                                          what becomes of it
=====================================================  ===========================================================================================
only they changed it                                   taken over, and told (``Merged.theirs``)
only I changed it                                      stays
both changed it, differently                           a ``Clash``
taken out by one, changed by the other                 a ``Clash``
both added an item, with the same new id               mine gets the next free id (``Merged.renamed``), and what refers to it follows
I added a proposal under a number of the past          the same words: it is that one, come back; others: it gets a number that nothing ever had
theirs is no draft any more, or another version        refused: a plan that was submitted is not written over
=====================================================  ===========================================================================================

What was decided about a proposal stands under its number, and is quoted by it. So a number is given out once, also when nobody else wrote and what had it was taken out long ago.

A choice is made by the key of a clash, which names what the other wrote: when they write again, it is asked again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from amlib import errors, language
from amlib.plan import changes, checks, items
from amlib.plan.model import Plan

if TYPE_CHECKING:
    from datetime import datetime

    from amlib.plan.chain import Entry
    from amlib.plan.changes import Change

__all__ = ["Clash", "Kept", "Merged", "Side", "goes_on", "merged"]

Side = Literal["mine", "theirs"]
"""Whose a choice takes."""


@dataclass(frozen=True)
class Kept:
    """
    A plan as it stands in the ledger.

    Attributes
    ----------
    plan : Plan
    number : int
        Of its entry in the stream ``plan/<year>``.
    seen : int
        The last entry of the stream that was read with it; what the next save is told.
    by, at, note : str, datetime, str
        Who kept it, when, and what was said with it.
    """

    plan: Plan
    number: int
    seen: int
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True)
class Clash(changes.Conflict):
    """A conflict (kind, id, field, month, base, mine, theirs) with the name of who wrote theirs."""

    by: str = ""

    @property
    def key(self) -> str:
        """
        What a choice names it by.

        Examples
        --------
        >>> Clash("goals", "G1", "goal one", "target", 1, 2, 3, month=2).key
        'goals/G1/target/3@4e07408562be'
        """
        place = [self.kind, self.id, self.field, "" if self.month is None else str(self.month + 1)]
        sealed = hashlib.sha256(repr(self.theirs).encode("utf-8", "surrogatepass")).hexdigest()
        return f"{'/'.join(place).rstrip('/')}@{sealed[:12]}"


@dataclass(frozen=True)
class Merged:
    """
    What came of saving a plan that somebody else may have saved too.

    Attributes
    ----------
    kept : Kept or None
        The plan as it is now in the ledger; None where nothing was written, because of clashes.
    theirs : tuple of Change
        All that others changed since it was read, with who did (``who``).
    clashes : tuple of Clash
        What both changed; those that were chosen are not among them.
    plan : Plan
        The merged plan; where there are clashes, with theirs.
    renamed : mapping of 'kind/id' to str
        The new ids of what I added under an id that they used too, or under the number of a proposal that was taken out.
    """

    kept: Kept | None
    theirs: tuple[Change, ...]
    clashes: tuple[Clash, ...]
    plan: Plan
    renamed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def merged(
    base: Plan | None,
    mine: Plan,
    held: tuple[Kept, ...],
    since: tuple[Entry, ...],
    chosen: Mapping[str, Side],
    *,
    given: Mapping[int, frozenset[str]] = MappingProxyType({}),
) -> Merged:
    """
    Mine and theirs in one plan, with what was chosen; nothing is kept yet.

    Parameters
    ----------
    base, mine : Plan or None, Plan
    held : tuple of Kept
        All that is kept, oldest first.
    since : tuple of Entry
        What was written since mine began.
    chosen : mapping of ``Clash.key`` to 'mine' or 'theirs'
    given : mapping of int to texts, optional
        The numbers that proposals of this plan ever had, each with the words that stood there.

    Raises
    ------
    LedgerConflict
        Theirs is no draft any more, or of another version, and mine has changes.
    """
    last = held[-1] if held else None
    if last is not None and last.plan == mine:
        return Merged(None, (), (), mine)
    start = base or Plan(account=mine.account, year=mine.year, version=mine.version, revision=mine.revision)
    if last is None or not since:
        own, renamed = _renamed(start, mine, start, given)
        return Merged(None, (), (), own, MappingProxyType(renamed))
    if mine != start and not goes_on(last.plan, mine):
        raise _overtaken(last, mine, since)
    own, renamed = _renamed(start, mine, last.plan, given)
    found, who = changes.merged(start, own, last.plan), _writers(start, held, since[0].number - 1)
    clashes = [
        Clash(**_values(each), by=_writer(who, each.kind, each.id, each.field) or last.by)
        for each in found.conflicts
    ]
    plan = found.plan
    for clash in clashes:
        if chosen.get(clash.key) == "mine":
            plan = changes.taken(plan, clash)
    left = tuple(clash for clash in clashes if clash.key not in chosen)
    theirs = tuple(
        replace(each, who=_writer(who, each.kind, each.id, each.field) or each.who or last.by)
        for each in changes.between(start, last.plan)
    )
    return Merged(None, theirs, left, plan, MappingProxyType(renamed))


def goes_on(kept: Plan, plan: Plan) -> bool:
    """Whether a plan is the same draft as the one that is kept, edited."""
    return (kept.state, kept.version) == (plan.state, plan.version) == ("draft", plan.version)


def _writers(start: Plan, held: tuple[Kept, ...], seen: int) -> dict[tuple[str, str, str], str]:
    """Who changed each field last, of all that was kept since."""
    found: dict[tuple[str, str, str], str] = {}
    before = next((each.plan for each in reversed(held) if each.number <= seen), start)
    for each in held:
        if each.number > seen:
            for change in changes.between(before, each.plan):
                found[change.kind, change.id, change.field] = each.by
                found[change.kind, change.id, ""] = each.by
            before = each.plan
    return found


def _writer(who: Mapping[tuple[str, str, str], str], kind: str, id: str, field: str) -> str:
    return who.get((kind, id, field)) or who.get((kind, id, ""), "")


def _values(conflict: changes.Conflict) -> dict[str, Any]:
    return {each.name: getattr(conflict, each.name) for each in fields(changes.Conflict)}


def _renamed(
    base: Plan, mine: Plan, theirs: Plan, given: Mapping[int, frozenset[str]]
) -> tuple[Plan, dict[str, str]]:
    """My plan with a new id for what I added under an id that they gave to something else, or that a proposal once had."""
    told: dict[str, str] = {}
    for kind in items.KINDS:
        past = {str(number): texts for number, texts in given.items()} if kind == "proposals" else {}
        for item in getattr(mine, kind):
            other = theirs.found(kind, item.id)
            another = item.id in past and item.text not in past[item.id]
            if base.found(kind, item.id) is None and (
                other not in (None, item) or (another and other is None)
            ):
                ids = [plan.next_id(kind) for plan in (mine, theirs, base)]
                new = max([*ids, *(str(int(number) + 1) for number in past)], key=_by_number)
                mine, told[f"{kind}/{item.id}"] = _with_id(mine, kind, item.id, new), new
    return mine, told


def _by_number(id: str) -> tuple[int, str]:
    return len(id), id


def _with_id(plan: Plan, kind: str, old: str, new: str) -> Plan:
    """The plan with one value under another id, and what refers to it too."""
    named = {"number": int(new)} if kind == "proposals" else {"id": new}
    held = tuple(e.model_copy(update=named) if e.id == old else e for e in getattr(plan, kind))
    plan = plan.model_copy(update={kind: held})
    if kind == "goals":
        serving = tuple(a.model_copy(update={"goal": new}) if a.goal == old else a for a in plan.actions)
        plan = plan.model_copy(update={"actions": serving})
    if kind in ("actions", "terms"):
        asked = tuple(
            p.model_copy(update={kind: tuple(new if each == old else each for each in getattr(p, kind))})
            for p in plan.proposals
        )
        plan = plan.model_copy(update={"proposals": asked})
    return plan


def _overtaken(last: Kept, mine: Plan, since: tuple[Entry, ...]) -> errors.LedgerConflict:
    told = language.say(
        "{author} made it version {version}, {state}, on {day}",
        author=last.by,
        version=last.plan.version,
        state=checks.word(last.plan.state),
        day=language.date(last.at.date()),
    )
    return errors.LedgerConflict(
        language.say("the plan of {account} for {year} moved on while you wrote", account=mine.account, year=str(mine.year)),
        since,
        where=told,
        expected=language.say("a draft of version {version}", version=mine.version),
        do_next=language.say("nothing was written, and what you have is still yours: export it, and have the plan given back"),
    )  # fmt: skip
