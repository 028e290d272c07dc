"""
What is wrong with a plan: everything at once, each fault at its own place.

A form that complains of one thing at a time is corrected ten times. So faults are gathered: what is wrong with a value by itself (dates the wrong way round, a text that fits in no table), what
is wrong with it among the others (an id used twice, an owner who does not exist), and what is wrong with the whole (goals that do not add up). A fault is a value with a code and a place;
``said`` puts it into words. A plan with faults can be kept as a draft; it cannot be adopted.

When do goals add up? Per measure and month, and for the baseline, the target and the stretch alike:

* a level at which every place has a goal adds up to the total exactly;
* a level at which only some have one is at most the total;
* rates do not add up and are not added.

Deliberately absent: doubt. Whether a plan is wise is for ``findings``.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.data import contracts
from amlib.plan import items

if TYPE_CHECKING:
    from amlib.plan.items import Goal
    from amlib.plan.model import Plan

__all__ = ["LONGEST", "MESSAGES", "SUMS", "Fault", "Seen", "of_item", "of_plan", "one", "said", "settled", "word"]  # fmt: skip

LONGEST = {"id": 40, "name": 120, "key": 120}
"""How long a text of a field may be; any other, ``REST``."""
REST = 2000
UNIT = 100
"""Cents in a unit of the currency: a smaller difference is not seen without them."""
WHOLE = 10_000
"""A hundred percent, in hundredths of a percent."""

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "no_id": "it has no id",
        "no_text": "it says nothing",
        "too_long": "{field} has {length} characters; at most {most} fit",
        "dates_reversed": "it ends on {ends}, before it begins on {begins}",
        "outside_year": "{day} is not in {year}",
        "range_reversed": "the range of {field} does not run from low over expected to high",
        "range_typed": "the amount expected for {field} lies outside the range that was typed, which stays: type other ends, or empty them and they follow",
        "negative": "{field} is less than nothing",
        "over_whole": "{field} is more than a hundred percent",
        "key_missing": "a goal of a place says which place",
        "key_given": "a goal of the whole account has no place",
        "duplicate_id": "its id is used more than once",
        "duplicate_goal": "there is another goal of the same measure and place",
        "above_stretch": "it lies above its stretch, {stretch}",
        "below_nil": "it lies below nil, and below what comes without action",
        "unknown_kind": "'{name}' is no kind of condition; there are: {known}",
        "unknown_owner": "{name} is not one of the people of this plan",
        "unknown_place": "{name} is not an outlet, group, region or banner of this account",
        "unknown_goal": "it serves goal {name}, which is not in the plan",
        "unknown_action": "it asks for action {name}, which is not in the plan",
        "unknown_term": "it asks for term {name}, which is not in the plan",
        "sum_differs": "{field} of all {places} together is {parts}, of the whole account {whole}: a difference of {difference}",
        "sum_exceeds": "{field} of the {places} that have a goal is {parts} together, of the whole account only {whole}: {difference} too much",
        "months_differ": "{field} of all {places} together is the same over the year as that of the whole account, but not in {count} of the twelve months",
        "months_exceed": "{field} of the {places} that have a goal is together more than that of the whole account in {count} of the twelve months",
    }
)
"""Every fault, in words."""

SUMS = frozenset({"sum_differs", "sum_exceeds", "months_differ", "months_exceed"})
"""The faults of goals that do not add up."""

SETTLED: Mapping[str, str] = MappingProxyType(
    {
        "above_stretch": "A lower target settles it, or a higher stretch.",
        "below_nil": "A target of nil or more settles it.",
        "unknown_owner": "A name from the list settles it, or a list that is brought up to date.",
        "unknown_place": "A place from the list settles it, or a list that is brought up to date.",
    }
)
"""What settles a fault whose own words do not say it."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "goals": "goals",
        "actions": "actions",
        "proposals": "proposals",
        "terms": "terms",
        "assumptions": "assumptions",
        "risks": "risks",
        "activities": "activities",
        "notes": "notes",
        "draft": "a draft",
        "submitted": "submitted",
        "adopted": "adopted",
        "superseded": "superseded",
        "total": "account",
        "group": "group",
        "region": "region",
        "banner": "banner",
        "outlet": "outlet",
        "baseline": "the year without action",
        "target": "the target",
        "stretch": "the stretch",
        "id": "the id",
        "name": "the name",
        "text": "the text",
        "reason": "the reason",
        "cost": "the cost",
        "quantity": "the quantity",
        "revenue": "the revenue",
        "margin": "the margin",
        "effect": "the effect",
        "months": "a month",
        "threshold": "the threshold",
        "rate": "the rate",
    }
)
"""What kinds, states, levels and fields are called."""

_PLACES = {"group": "product groups", "region": "regions", "banner": "banners", "outlet": "outlets"}

_ONE = {
    "goals": "goal",
    "actions": "action",
    "proposals": "proposal",
    "terms": "term",
    "assumptions": "assumption",
    "risks": "risk",
    "activities": "activity",
    "notes": "note",
}
_ADDED = ("baseline", "target", "stretch")
_MUST_SAY = {"goals": "name", "actions": "name", "proposals": "text", "assumptions": "text", "risks": "text"}


@dataclass(frozen=True)
class Fault:
    """
    One thing that is wrong, and where.

    Attributes
    ----------
    kind : one of ``items.KINDS``
    id : str
        Of the value that it is about.
    field : str
        The field that is to be corrected; empty for the value as a whole.
    code : one of ``MESSAGES``
    values : mapping
        What its words need.
    """

    kind: str
    id: str
    field: str
    code: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)


def word(name: str) -> str:
    """What a kind, state, level or field is called; a name that has no word is its own."""
    return language.say(WORDS[name]) if name in WORDS else name


def one(kind: str) -> str:
    """What one value of a kind is called."""
    return language.say(_ONE[kind])


def said(fault: Fault) -> str:
    """A fault in words, with the value that it is about."""
    values = {name: language.say(_PLACES[str(value)]) if name == "places" else _shown(value) for name, value in fault.values.items()}  # fmt: skip
    what = language.say(MESSAGES[fault.code], **{"field": word(fault.field), **values})
    return f"{one(fault.kind)} {fault.id}: {what}"


def settled(fault: Fault) -> str:
    """What settles a fault, in a sentence; empty where its words say so."""
    if fault.code not in SUMS:
        return language.say(SETTLED[fault.code]) if fault.code in SETTLED else ""
    if fault.field != "target":
        return language.say("Other amounts for the whole account or for its parts settle it.")
    return language.say("‘{button}’ settles it: the parts then follow the whole account.", button=language.say("Divide the total"))  # fmt: skip


def of_item(item: Any, kind: str, year: int) -> list[Fault]:
    """
    What is wrong with a value by itself.

    Parameters
    ----------
    item : a value of that kind
    kind : one of ``items.KINDS``
    year : int
        The year of the plan.
    """
    found = [*_of_texts(item, kind), *_of_dates(item, kind, year), *_of_ranges(item)]
    if kind == "goals":
        found += _of_goal(item)
    if kind == "actions":
        found += _of_action(item)
    if kind == "terms":
        found += _of_term(item)
    if kind == "activities" and min(item.months) < 0:
        found.append(("months", "negative", {}))
    return [Fault(kind, item.id, *each) for each in found]


Seen = dict[tuple[str, str], tuple[Any, list["Fault"]]]
"""What was found of values by themselves, by kind and id; each with the value that it was found of."""


def of_plan(
    plan: Plan, places: Mapping[str, Sequence[str]], owners: Sequence[str], *, seen: Seen | None = None
) -> list[Fault]:
    """
    Everything that is wrong with a plan, in the order in which a plan is read.

    Parameters
    ----------
    plan : Plan
    places : mapping of a level to all its keys
        A level that is not here is not looked at.
    owners : sequence of str
    seen : dict, optional
        What an earlier look at this plan found, for who looks at every key: a value that is still the same is not looked at by itself again. It is kept up to date here.
    """
    found, people = [], set(owners)
    inside: Mapping[str, Collection[str]] = {level: frozenset(keys) for level, keys in places.items()}
    asked = Counter(each[1:] for each in {(g.id, g.measure, g.level, g.key) for g in plan.goals})
    for kind in items.KINDS:
        held = getattr(plan, kind)
        used = Counter(each.id for each in held)
        for each in held:
            found += _alone(each, kind, plan.year, seen)
            found += [Fault(kind, each.id, *rest) for rest in _among(each, kind, plan, inside, people, asked)]
        found += [Fault(kind, id, "id", "duplicate_id") for id, count in used.items() if count > 1]
        if kind == "goals":
            found += _of_sums(plan.goals, inside)
    return found


def _alone(item: Any, kind: str, year: int, seen: Seen | None) -> list[Fault]:
    """What is wrong with a value by itself, as it was found before where that was of the very same value."""
    held = None if seen is None else seen.get((kind, item.id))
    if held is not None and held[0] is item:
        return held[1]
    found = of_item(item, kind, year)
    if seen is not None:
        seen[kind, item.id] = item, found
    return found


_Rest = tuple[str, str, Mapping[str, object]]


def _of_texts(item: Any, kind: str) -> Iterator[_Rest]:
    if not item.id.strip():
        yield "id", "no_id", {}
    must = _MUST_SAY.get(kind)
    if must and not getattr(item, must).strip():
        yield must, "no_text", {}
    for name in ("id", *type(item).model_fields):
        value = getattr(item, name)
        most = LONGEST.get(name, REST)
        if isinstance(value, str) and len(value) > most:
            yield name, "too_long", {"length": len(value), "most": most}


def _of_dates(item: Any, kind: str, year: int) -> Iterator[_Rest]:
    """Actions lie in the year of the plan; a term may run over it."""
    begins, ends = getattr(item, "begins", None), getattr(item, "ends", None)
    if begins is None or ends is None:
        return
    if ends < begins:
        yield "ends", "dates_reversed", {"begins": begins, "ends": ends}
    if kind == "actions":
        for name, day in (("begins", begins), ("ends", ends)):
            if day.year != year:
                yield name, "outside_year", {"day": day, "year": str(year)}


def _of_ranges(item: Any) -> Iterator[_Rest]:
    for name in type(item).model_fields:
        value = getattr(item, name)
        if isinstance(value, items.Range) and not value.low <= value.expected <= value.high:
            yield name, "range_typed" if value.typed else "range_reversed", {}


def _of_goal(goal: Goal) -> Iterator[_Rest]:
    if goal.level == "total" and goal.key:
        yield "key", "key_given", {}
    if goal.level != "total" and not goal.key:
        yield "key", "key_missing", {}
    for name in _ADDED:
        months = getattr(goal, name)
        if months and goal.measure != "margin" and min(months) < 0 and name != "baseline":
            yield name, "negative", {}
        if months and not goal.additive and max(months) > WHOLE:
            yield name, "over_whole", {}


def _of_action(action: Any) -> Iterator[_Rest]:
    """A price may cost kilograms; nothing else is planned to."""
    if action.cost < 0:
        yield "cost", "negative", {}
    if action.quantity is not None and action.kind != "price" and action.quantity.expected < 0:
        yield "quantity", "negative", {}


def _of_term(term: Any) -> Iterator[_Rest]:
    if term.kind not in contracts.TERM_KINDS:
        yield (
            "kind",
            "unknown_kind",
            {"name": term.kind or language.MISSING, "known": ", ".join(contracts.TERM_KINDS)},
        )
    for name in ("threshold", "rate"):
        if (getattr(term, name) or 0) < 0:
            yield name, "negative", {}


def _among(  # noqa: PLR0917  a value, and all that it is looked at beside
    item: Any,
    kind: str,
    plan: Plan,
    places: Mapping[str, Collection[str]],
    owners: set[str],
    asked: Mapping[Any, int],
) -> Iterator[_Rest]:
    """What is wrong with a value among the others: who and what it names must be there."""
    owner = getattr(item, "owner", "")
    if owner not in owners and (owner or kind == "actions"):
        yield "owner", "unknown_owner", {"name": owner or language.MISSING}
    for level, name, keys in _named(item, kind):
        known = places.get(level)
        if known is not None:
            yield from (
                (name, "unknown_place", {"name": key or language.MISSING}) for key in keys if key not in known
            )
    if kind == "actions" and item.goal and plan.found("goals", item.goal) is None:
        yield "goal", "unknown_goal", {"name": item.goal}
    if kind == "proposals":
        gone = [id for id in item.actions if plan.found("actions", id) is None]
        yield from (("actions", "unknown_action", {"name": id}) for id in gone)
        lost = [id for id in item.terms if plan.found("terms", id) is None]
        yield from (("terms", "unknown_term", {"name": id}) for id in lost)
    if kind == "goals":
        if asked[item.measure, item.level, item.key] > 1:
            yield "measure", "duplicate_goal", {}
        yield from _of_course(item)


def _of_course(goal: Goal) -> Iterator[_Rest]:
    """What a target can be and hardly can be meant: more than what would be better still, or a loss that the year does not bring by itself."""
    target = goal.year()
    if goal.stretch is not None and target > goal.year("stretch"):
        yield "target", "above_stretch", {"stretch": (goal.year("stretch"), goal.measure)}
    if goal.measure == "margin" and target < 0 and target < goal.year("baseline"):
        yield "target", "below_nil", {}


def _spoken(value: int, measure: str, digits: int | None = None) -> str:
    """An amount of a measure, in short; in full where it is said with how many digits."""
    if measure == "quantity":
        return language.number(value)
    if digits is not None:
        return language.money(value / 100, digits=digits)
    return (
        language.short_money(value / 100) if measure in items.ADDITIVE else language.percent(value / 10_000)
    )


def _named(item: Any, kind: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Per level, the field and the places that a value names."""
    if kind == "goals" and item.level != "total" and item.key:
        yield item.level, "key", (item.key,)
    if kind == "actions":
        yield "outlet", "outlets", item.outlets
        yield "group", "groups", item.groups
    if kind == "activities":
        yield "outlet", "outlet", (item.outlet,)


def _of_sums(goals: Sequence[Goal], places: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    for total in (g for g in goals if g.level == "total" and g.additive):
        for level in items.LEVELS[1:]:
            parts = [g for g in goals if g.level == level and g.measure == total.measure]
            for course in _ADDED:
                yield from _of_sum(total, parts, level, course, places.get(level))


def _of_sum(
    total: Goal, parts: Sequence[Goal], level: str, course: str, known: Collection[str] | None
) -> Iterator[Fault]:
    whole = getattr(total, course)
    each = [getattr(part, course) for part in parts]
    if not parts or whole is None or None in each:
        return
    sums = [sum(months) for months in zip(*each, strict=True)]
    more = sum(sums) - sum(whole)
    if known is not None and {part.key for part in parts} == set(known):
        code, wrong = "sum_differs" if more else "months_differ", [s != w for s, w in zip(sums, whole, strict=True)]  # fmt: skip
    elif min(map(min, each)) >= 0:
        code, wrong = "sum_exceeds" if more > 0 else "months_exceed", [s > w for s, w in zip(sums, whole, strict=True)]  # fmt: skip
    else:
        return
    if any(wrong):
        amounts = {"parts": sum(sums), "whole": sum(whole), "difference": abs(more)}
        cents = 0 if abs(more) >= UNIT else 2
        told = {name: (amount, total.measure, cents) for name, amount in amounts.items()}
        yield Fault(
            "goals",
            total.id,
            course,
            code,
            {"places": level, "count": sum(wrong), **told},
        )


def _shown(value: object) -> str:
    if isinstance(value, date):
        return language.date(value)
    if isinstance(value, tuple):  # an amount and its measure
        return _spoken(*value)
    return language.number(value) if isinstance(value, int) else str(value)
