"""
What changed between two versions of a plan, and one plan out of two that were edited at the same time.

A plan that cannot say how it came about is not believed. Because a version is a value, its changes are not kept by anyone: they are read off two versions, field by field, each with what it
is worth at the end of the year and with the reason of its revision. The same reading settles what two people did to one draft: what only one of them touched is taken over, and what both
touched differently is a conflict, which is listed with all three values. Nothing is lost and nothing is decided here.

Conventions:

* values are the same by their id; a value that was moved in its list has not changed;
* a course of twelve months is compared month by month, so that one may set March and the other May;
* ``money`` is what a change does to the year: of an action its expected effect, of a goal the target, of a proposal its effect; in cents, of one measure. Only actions move the year end
  (``year_end``): a target that is raised sells nothing;
* in a conflict the merged plan holds theirs, as that is what the ledger has;
* once theirs is no longer a draft, or is of another version than mine, nothing is merged into it: all that is mine becomes a conflict;
* the states that a plan went through are those of theirs; a reason for the version (``revision``) that both gave is a conflict of the kind 'plan'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from amlib.plan import items

if TYPE_CHECKING:
    from datetime import date

    from amlib.plan.model import Plan

__all__ = ["Change", "Conflict", "Merged", "between", "merged", "taken", "year_end"]

_MONTHLY = ("baseline", "target", "stretch", "months")


@dataclass(frozen=True)
class Change:
    """
    One thing that differs between two versions.

    Attributes
    ----------
    kind : one of ``items.KINDS``
    id, name : str
        Which value, and what it is called in the later version, or in the earlier where it is gone.
    field : str
        What of it; empty where the value came or went.
    before, after : the field in both versions; None where the value was not there
    measure : str
        In what the amounts of the field are: one of ``items.MEASURES``, or empty where it holds none.
    money : int or None
        The effect on the year in the measure asked for, in its whole units; None where it has none, or it is not known.
    who, why, cause, on
        Of the revision that made the later version; empty (None) where there is none.
    by, at
        Who made this change itself, and on which day, where that was looked up (``edits``); empty (None) where not.
    """

    kind: str
    id: str
    name: str
    field: str
    before: Any
    after: Any
    measure: str = ""
    money: int | None = None
    who: str = ""
    why: str = ""
    cause: Literal["market", "customer", "own", ""] = ""
    on: date | None = None
    by: str = ""
    at: date | None = None

    @property
    def came(self) -> bool:
        """Whether the value is new."""
        return not self.field and self.before is None

    @property
    def went(self) -> bool:
        """Whether the value is gone."""
        return not self.field and self.after is None


@dataclass(frozen=True)
class Conflict:
    """
    What two people changed differently, with what it was before; None where the value was not there or was taken out.

    ``field`` is empty where the whole value is in conflict; ``month`` (0 to 11) says of a course which month, ``measure`` in what its amounts are.
    """

    kind: str
    id: str
    name: str
    field: str
    base: Any
    mine: Any
    theirs: Any
    month: int | None = None
    measure: str = ""


@dataclass(frozen=True)
class Merged:
    """Two edits in one plan, and what could not be settled: there the plan holds theirs."""

    plan: Plan
    conflicts: tuple[Conflict, ...]


def between(before: Plan, after: Plan, *, measure: str = "revenue") -> tuple[Change, ...]:
    """
    What changed from one version to another, in the order in which a plan is read.

    Parameters
    ----------
    before, after : Plan
    measure : one of ``items.ADDITIVE``
        In what ``money`` is told. Proposals are in margin: of another measure they have none.
    """
    revision = after.revision if after.revision != before.revision else None
    told = (
        {"who": revision.by, "why": revision.reason, "cause": revision.cause, "on": revision.on}
        if revision
        else {}
    )
    return tuple(
        Change(kind, id, _name(new or old), field, was, now, _measure(new or old, field), money, **told)  # type: ignore[arg-type]
        for kind in items.KINDS
        for id, old, new in _pairs(getattr(before, kind), getattr(after, kind))
        for field, was, now, money in _differences(kind, old, new, measure)
    )


def year_end(changes: Iterable[Change]) -> int:
    """What the changes do to the year end: those of actions, in the measure in which they were told."""
    return sum(change.money or 0 for change in changes if change.kind == "actions")


def merged(base: Plan, mine: Plan, theirs: Plan) -> Merged:
    """
    One plan out of two that were edited from the same one.

    Parameters
    ----------
    base : Plan
        What both began with.
    mine, theirs : Plan
        Theirs was kept first.

    Returns
    -------
    Merged
        Values in the order of theirs, then those that only mine has.
    """
    if theirs == base:
        return Merged(mine, ())
    if mine in (base, theirs):
        return Merged(theirs, ())
    if theirs.state != "draft" or theirs.version != mine.version:
        found = [
            Conflict(
                c.kind,
                c.id,
                c.name,
                c.field,
                c.before,
                c.after,
                _at(theirs, c.kind, c.id, c.field),
                None,
                c.measure,
            )
            for c in between(base, mine)
        ]
        return Merged(theirs, tuple(found))
    conflicts: list[Conflict] = []
    held: dict[str, Any] = {kind: _merged_kind(kind, base, mine, theirs, conflicts) for kind in items.KINDS}
    reasons = (base.revision, mine.revision, theirs.revision)
    held["revision"] = _settled(Conflict("plan", "", "", "revision", *reasons), reasons, conflicts)
    return Merged(theirs.model_copy(update=held), tuple(conflicts))


def taken(plan: Plan, conflict: Conflict) -> Plan:
    """The plan with mine in a conflict, instead of theirs."""
    if conflict.kind == "plan":
        return plan.model_copy(update={conflict.field: conflict.mine})
    kind, held = conflict.kind, getattr(plan, conflict.kind)
    if not conflict.field:
        kept = [each for each in held if each.id != conflict.id]
        at = next((n for n, each in enumerate(held) if each.id == conflict.id), len(kept))
        new = (*kept[:at], *([conflict.mine] if conflict.mine is not None else []), *kept[at:])
        return plan.model_copy(update={kind: new})
    changed = []
    for each in held:
        value = conflict.mine
        if each.id == conflict.id and conflict.month is not None:
            months = getattr(each, conflict.field)
            value = (*months[: conflict.month], value, *months[conflict.month + 1 :])
        changed.append(each.model_copy(update={conflict.field: value}) if each.id == conflict.id else each)
    return plan.model_copy(update={kind: tuple(changed)})


def _pairs(old: Iterable[Any], new: Iterable[Any]) -> Iterator[tuple[str, Any, Any]]:
    """Each id with its value in both; those that are there now in their order, then those that went."""
    was, now = {each.id: each for each in old}, {each.id: each for each in new}
    yield from ((id, was.get(id), each) for id, each in now.items())
    yield from ((id, each, None) for id, each in was.items() if id not in now)


def _differences(kind: str, old: Any, new: Any, measure: str) -> Iterator[tuple[str, Any, Any, int | None]]:
    if old is None or new is None:
        yield "", old, new, _money(kind, old, new, measure)
        return
    worth = {"actions": measure, "goals": "target", "proposals": "effect"}.get(kind)
    names = [
        name for name in type(new).model_fields if _said(getattr(old, name)) != _said(getattr(new, name))
    ]
    if worth not in names and kind == "actions" and measure == "margin" and "cost" in names:
        worth = "cost"
    for name in names:
        money = _money(kind, old, new, measure) if name == worth else None
        yield name, getattr(old, name), getattr(new, name), money


def _said(value: Any) -> Any:
    """A field as a reader is told of it; of a range its three amounts, whoever gave the ends."""
    return (value.low, value.expected, value.high) if isinstance(value, items.Range) else value


def _money(kind: str, old: Any, new: Any, measure: str) -> int | None:
    ends = [_worth(kind, each, measure) for each in (old, new)]
    if (new is not None and ends[1] is None) or (old is not None and ends[0] is None):
        return ends[1] if old is not None and ends[0] is None else None
    return (ends[1] or 0) - (ends[0] or 0)


def _worth(kind: str, item: Any, measure: str) -> int | None:
    if item is None:
        return None
    if kind == "goals":
        return int(item.year()) if item.measure == measure else None
    effect = item.effect(measure) if kind == "actions" else None
    if kind == "proposals" and measure == "margin":
        effect = item.effect
    return None if effect is None else int(effect.expected)


def _measure(item: Any, field: str) -> str:
    """In what a field's amounts are."""
    if field in ("baseline", "target", "stretch"):
        return str(item.measure)
    if field in items.MEASURES:
        return field
    return "margin" if field in ("cost", "effect", "impact") else ""


def _name(item: Any) -> str:
    """What a value is called: its name, else the beginning of its text, else its outlet, else its id."""
    for field in ("name", "text", "outlet"):
        if told := getattr(item, field, ""):
            return str(told)
    return str(item.id)


def _at(plan: Plan, kind: str, id: str, field: str) -> Any:
    item = plan.found(kind, id)
    return getattr(item, field) if item is not None and field else item


def _merged_kind(
    kind: str, base: Plan, mine: Plan, theirs: Plan, conflicts: list[Conflict]
) -> tuple[Any, ...]:
    was, my = ({each.id: each for each in getattr(p, kind)} for p in (base, mine))
    their = {each.id: each for each in getattr(theirs, kind)}
    found = []
    for id in dict.fromkeys([*their, *my, *was]):
        one = _merged_item(kind, was.get(id), my.get(id), their.get(id), conflicts)
        if one is not None:
            found.append(one)
    return tuple(found)


def _merged_item(kind: str, base: Any, mine: Any, theirs: Any, conflicts: list[Conflict]) -> Any:
    """One value of the two; where both changed it, field by field."""
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    present = mine if mine is not None else theirs
    whole = Conflict(kind, present.id, _name(present), "", base, mine, theirs)
    if (
        base is None or mine is None or theirs is None
    ):  # made twice, or taken out by one and changed by the other
        conflicts.append(whole)
        return theirs
    fields: dict[str, Any] = {}
    for name in type(theirs).model_fields:
        values = tuple(getattr(each, name) for each in (base, mine, theirs))
        whole = replace(whole, field=name, measure=_measure(theirs, name))
        months = zip(*values, strict=True) if name in _MONTHLY and all(values) else None
        if months is None:
            fields[name] = _settled(whole, values, conflicts)
        else:
            fields[name] = tuple(
                _settled(replace(whole, month=month), three, conflicts) for month, three in enumerate(months)
            )
    return theirs.model_copy(update=fields)


def _settled(where: Conflict, values: tuple[Any, ...], conflicts: list[Conflict]) -> Any:
    base, mine, theirs = values
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    conflicts.append(replace(where, base=base, mine=mine, theirs=theirs))
    return theirs
