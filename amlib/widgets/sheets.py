"""
The sheets of the drafting form: which columns the goals, actions, proposals, risks, assumptions and notes of a plan have.

A sheet is a table as an account manager would make it in Excel: one row per value, the name first, what is typed most next to it. Amounts are in the workbook's money and unit; a goal can
be set for the year, which is then divided over its months as they lie, or month by month.

Conventions:

* what an effect is expected to be takes its range along, in proportion: how sure one is does not change by saying another amount;
* the year of a rate is its December, so that setting the year sets every month;
* a new row is a value from the start, with words that ask to be replaced: what has been added is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import pandas as pd

from amlib import language, periods
from amlib.analysis import rounding
from amlib.plan.items import Action, Assumption, Goal, Note, Promotion, Proposal, Range, Risk
from amlib.plan.model import Plan
from amlib.widgets import columns
from amlib.widgets.columns import Around, Cell, Choices, Column

__all__ = ["KINDS", "LABELS", "SHEETS", "called", "divided_over", "label", "new", "with_item"]

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "goals": "Goals",
        "actions": "Actions",
        "proposals": "Proposals",
        "risks": "Risks",
        "assumptions": "Assumptions",
        "notes": "Notes",
    }
)
"""The sheets, in the order in which they are filled in."""
KINDS = tuple(LABELS)

_WORDS: Mapping[str, Mapping[str, str]] = {
    "measure": {
        "quantity": "Quantity", "revenue": "Revenue", "margin": "Margin", "share": "Market share", "distribution": "Distribution", "service": "Service level",
    },
    "level": {"total": "account", "group": "group", "region": "region", "banner": "banner", "outlet": "outlet"},
    "kind": {
        "promotion": "promotion", "price": "price", "listing": "listing", "service": "service", "layout": "layout", "quality": "quality",
    },
    "where": {"customer": "whole customer", "outlet": "some outlets"},
    "subject": {"plan": "annual plan", "contract": "contract"},
    "chance": {"low": "low", "medium": "medium", "high": "high"},
}  # fmt: skip
_CALLED = {
    "id": "No.",
    "goals.name": "Name",
    "actions.name": "Action",
    "measure": "Measure",
    "goals.level": "Level",
    "actions.level": "Where",
    "baseline": "Without action",
    "target": "Target",
    "growth": "Growth",
    "stretch": "Stretch",
    "reason": "Reason",
    "kind": "Kind",
    "owner": "Owner",
    "begins": "From",
    "ends": "Until",
    "cost": "What it costs",
    "goal": "Serves goal",
    "new": "New",
    "groups": "Groups",
    "outlets": "Outlets",
    "mechanic": "Mechanic",
    "products": "Articles",
    "consumer_price": "Shelf price",
    "discount_per_unit": "Discount per unit",
    "agreement": "Agreed where",
    "proposals.text": "Proposal",
    "risks.text": "Risk",
    "assumptions.text": "Assumption",
    "notes.text": "Note",
    "subject": "About",
    "actions": "Falls if rejected",
    "chance": "Chance",
    "risks.impact": "Margin a year",
    "assumptions.impact": "Margin if not so",
    "response": "What we do then",
    "quality": "Known how well",
    "source": "Source",
    "author": "By",
    "written_on": "On",
    "key": "Place",
    "quantity": "Quantity",
    "revenue": "Revenue",
    "margin": "Margin before cost",
    "effect": "Margin a year",
    "low": "at least",
    "high": "at most",
}
_VERBS = {
    "goals": "with_goal", "actions": "with_action", "proposals": "with_proposal", "risks": "with_risk", "assumptions": "with_assumption",
    "notes": "with_note",
}  # fmt: skip


def with_item(plan: Plan, kind: str, item: Any) -> Plan:
    """The plan with a value of a kind; raises as the plan's own verbs do."""
    found: Plan = getattr(plan, _VERBS[kind])(item)
    return found


def new(plan: Plan, kind: str, owner: str, today: date) -> Any:
    """A value to begin a row with, under an id that is still free."""
    id, first = plan.next_id(kind), max(date(plan.year, 1, 1), min(today, date(plan.year, 12, 31)))
    if kind == "goals":
        nil = (0,) * 12
        return Goal(id=id, name=language.say("New goal"), measure="share", baseline=nil, target=nil)
    if kind == "actions":
        return Action(
            id=id, name=language.say("New action"), kind="promotion", owner=owner, begins=first, ends=first, new=True
        )  # fmt: skip
    if kind == "proposals":
        return Proposal(number=int(id), subject="plan", text=language.say("New proposal"))
    if kind == "risks":
        return Risk(id=id, text=language.say("New risk"))
    if kind == "assumptions":
        return Assumption(id=id, text=language.say("New assumption"))
    return Note(id=id, text=language.say("New note"), author=owner, written_on=today)


def divided_over(total: int, weights: tuple[int, ...]) -> tuple[int, ...]:
    """
    An amount over twelve months as they lie now, adding up exactly; evenly where they are nothing.

    Examples
    --------
    >>> divided_over(24, (1,) * 12)[:3], divided_over(-12, (0,) * 12)[:3]
    ((2, 2, 2), (-1, -1, -1))
    """
    months = [f"{month:02d}" for month in range(1, 13)]
    shape = pd.Series([max(each, 0) for each in weights], index=months, dtype=float)
    shape = shape if shape.sum() > 0 else pd.Series(1.0, index=shape.index)
    return tuple(map(int, rounding.apportioned(shape, total)))


def _course(key: str, *, empty: bool = False) -> Column:
    """The year of one course of a goal."""

    def get(goal: Goal) -> int | None:
        return None if getattr(goal, key) is None else goal.year(key)  # type: ignore[arg-type]

    def put(goal: Goal, value: int | None) -> Any:
        if value is None:
            return columns.changed(goal, **{key: None})
        if not goal.additive:
            return columns.changed(goal, **{key: (value,) * 12})
        now = getattr(goal, key) or goal.target
        shape = now if any(now) else goal.baseline
        return columns.changed(goal, **{key: divided_over(value, shape)})

    return columns.amount(key, _measure, get, put, empty=empty)


def _measure(goal: Goal) -> str:
    return goal.measure


def _month(number: int) -> Column:
    """One month of the target."""

    def put(goal: Goal, value: int | None) -> Any:
        months = goal.target
        return columns.changed(goal, target=(*months[: number - 1], value, *months[number:]))

    return columns.amount(
        f"month_{number}", _measure, lambda goal: int(goal.target[number - 1]), put, field="", width=9
    )


def _growth(goal: Goal, _: Around) -> Cell:
    """How far the target lies above the baseline: of a rate, in points."""
    target, baseline = goal.year(), goal.year("baseline")
    if not goal.additive:
        return language.points((target - baseline) / 10_000)
    return language.percent(target / baseline - 1, plus=True) if baseline > 0 else language.MISSING


def _shown(key: str, show: Callable[[Any, Around], Cell], *, width: int = 6) -> Column:
    return Column(key, "shown", show, lambda item, _text, _around: item, width=width)


def _place() -> Column:
    def known(around: Around) -> Mapping[str, str]:
        places = (*around.groups, *around.regions, *around.banners)
        return {**{name: name for name in places}, **around.outlets}

    def put(goal: Goal, text: str, around: Around) -> Any:
        codes = {name.casefold(): code for code, name in known(around).items()}
        return columns.changed(goal, key=codes.get(text.strip().casefold(), text.strip()))

    return Column(
        "key", "text", lambda g, _: g.key, put, "key", suggested=lambda a: tuple(known(a)), width=13
    )


def _effect(measure: str, end: str) -> Column:
    """One end of the range of what an action brings."""

    def get(action: Any) -> int | None:
        found = getattr(action, measure)
        return None if found is None else int(getattr(found, end))

    def put(action: Any, value: int | None) -> Any:
        return columns.changed(action, **{measure: _ranged(getattr(action, measure), end, value)})

    unit = "margin" if measure == "effect" else measure
    key = measure if end == "expected" else f"{measure}_{end}"
    return columns.amount(key, unit, get, put, empty=True, field=measure if end == "expected" else "")


def _ranged(now: Range | None, end: str, value: int | None) -> Range | None:
    if value is None:
        return None if now is None or end == "expected" else now.model_copy(update={end: int(now.expected)})
    if now is None:
        return Range(low=value, expected=value, high=value)
    if end != "expected":
        return now.model_copy(update={end: value})
    if now.expected > 0 and value > 0:
        part = value / now.expected
        return Range(low=round(now.low * part), expected=value, high=round(now.high * part))
    moved = value - now.expected
    return Range(low=now.low + moved, expected=value, high=now.high + moved)


def _money(key: str, *, empty: bool = True) -> Column:
    return columns.amount(
        key,
        "margin",
        lambda item: getattr(item, key),
        lambda item, value: columns.changed(item, **{key: value}),
        empty=empty,
    )


def _promotion(key: str, *, money: bool = False, listed: bool = False) -> Column:
    """A field of how a promotion is carried out; it begins to exist when something is said of it."""

    def get(action: Action) -> Any:
        return getattr(action.promotion, key, None)

    def set_(action: Action, value: Any) -> Any:
        if action.promotion is None and not value:
            return action
        held = action.promotion or Promotion(mechanic="")
        return columns.changed(action, promotion=columns.changed(held, **{key: value}))

    if money:
        return columns.amount(key, "margin", get, set_, empty=True, field="promotion")
    shown = (lambda a, _: "; ".join(get(a) or ())) if listed else (lambda a, _: str(get(a) or ""))

    def put(action: Action, text: str, _: Around) -> Any:
        several = tuple(each.strip() for each in text.replace(",", ";").split(";") if each.strip())
        return set_(action, several if listed else text.strip())

    return Column(key, "text", shown, put, "promotion", width=16)


def _worded(table: str) -> Choices:
    """The choices of a table, with their words."""
    return lambda _: [(name, language.say(_WORDS[table][name])) for name in _WORDS[table]]


def _grades(_: Around) -> list[tuple[str, str]]:
    return [(grade, grade or language.MISSING) for grade in ("A", "B", "C", "")]


def _goal_names(around: Around) -> list[tuple[str, str]]:
    return [("", language.MISSING), *((id, f"{id} {name}") for id, name in around.goals.items())]


def _owners(around: Around) -> list[tuple[str, str]]:
    return [(name, name) for name in around.owners]


def _asked_for(around: Around) -> Mapping[str, str]:
    return {}


def _written_on(note: Note, _: Around) -> Cell:
    return language.date(note.written_on) if note.written_on else ""


SHEETS: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {
        "goals": (
            _shown("id", lambda g, _: g.id),
            columns.plain("name", width=22),
            columns.choice("measure", _worded("measure"), width=11),
            columns.choice("level", _worded("level"), width=12),
            _place(),
            _course("baseline"),
            _course("target"),
            _shown("growth", _growth, width=9),
            _course("stretch", empty=True),
            columns.plain("reason", long=True, width=22),
            *map(_month, range(1, 13)),
        ),
        "actions": (
            _shown("id", lambda a, _: a.id),
            columns.plain("name", width=34),
            columns.choice("kind", _worded("kind"), width=19),
            columns.choice("owner", _owners, width=18),
            columns.day("begins"),
            columns.day("ends"),
            _money("cost", empty=False),
            _effect("revenue", "expected"),
            _effect("revenue", "low"),
            _effect("revenue", "high"),
            _effect("quantity", "expected"),
            _effect("quantity", "low"),
            _effect("quantity", "high"),
            _effect("margin", "expected"),
            _effect("margin", "low"),
            _effect("margin", "high"),
            columns.choice("goal", _goal_names, width=20),
            columns.flag("new"),
            columns.choice("level", _worded("where"), width=14),
            columns.names("groups", columns.group_name),
            columns.names("outlets", lambda around: around.outlets),
            _promotion("mechanic"),
            _promotion("products", listed=True),
            _promotion("consumer_price", money=True),
            _promotion("discount_per_unit", money=True),
            _promotion("agreement"),
            columns.plain("reason", long=True, width=30),
        ),
        "proposals": (
            _shown("id", lambda p, _: p.id),
            columns.plain("text", long=True, width=42),
            columns.choice("subject", _worded("subject"), width=12),
            columns.plain("reason", long=True, width=42),
            _effect("effect", "expected"),
            _effect("effect", "low"),
            _effect("effect", "high"),
            columns.names("actions", _asked_for, width=16),
        ),
        "risks": (
            _shown("id", lambda r, _: r.id),
            columns.plain("text", long=True, width=42),
            columns.choice("chance", _worded("chance"), width=10),
            _money("impact"),
            columns.plain("response", long=True, width=36),
            columns.plain("owner", width=18, people=True),
        ),
        "assumptions": (
            _shown("id", lambda a, _: a.id),
            columns.plain("text", long=True, width=52),
            columns.choice("quality", _grades, width=12),
            _money("impact"),
            columns.plain("source", width=24),
        ),
        "notes": (
            _shown("id", lambda n, _: n.id),
            columns.plain("text", long=True, width=70),
            _shown("author", lambda n, _: n.author, width=20),
            _shown("written_on", _written_on, width=16),
        ),
    }
)
"""The columns of each sheet."""


def called(kind: str) -> str:
    """What a sheet is called, in the current language."""
    return language.say(LABELS[kind])


def label(kind: str, column: Column, year: int) -> str:
    """What stands above a column, in the current language."""
    key = column.key
    if key.startswith("month_"):
        return language.month(periods.parse(f"{year}-{int(key[6:]):02d}"), year=False)
    for name in (f"{kind}.{key}", key, key.rpartition("_")[2]):
        if name in _CALLED:
            return language.say(_CALLED[name])
    return key
