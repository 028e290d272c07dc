"""
The sheets of the drafting form: which columns the values of a plan have, kind by kind.

A sheet is a table as an account manager would make it in Excel: one row per value, the name first, what is typed most next to it. Amounts are in the workbook's money and unit; a goal can
be set for the year, which is then divided over its months as they lie, or month by month.

Conventions:

* the revenue that an action is expected to bring takes its quantity and margin along, in proportion, but for what a person typed (``items.Action.along``);
* what an effect is expected to be takes its range along, in proportion, but for an end that a person typed (``items.Range``): that one stays, and is emptied to let it follow again;
* the year of a rate is its December, so that setting the year sets every month;
* the chances of a goal are those of the plan; what the sliders ask is no part of it;
* a new row is a value from the start, with words that ask to be replaced: what has been added is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from amlib import language, periods
from amlib.documents import words
from amlib.plan import items, targets
from amlib.plan.items import Action, Assumption, Goal, Note, Promotion, Proposal, Range, Risk
from amlib.plan.model import Plan
from amlib.widgets import activity_columns, columns, term_columns
from amlib.widgets.columns import Around, Cell, Choices, Column

__all__ = ["KINDS", "LABELS", "SHEETS", "called", "help", "label", "new", "with_item"]

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "goals": "Goals",
        "actions": "Actions",
        "activities": "Activities",
        "terms": "Terms of the contract",
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
    "chance_without": "Chance without actions",
    "chance_with": "Chance with actions",
    "band": "The target is",
    "activities.outlet": "Outlet",
    "activities.text": "Remark",
    "year": "Year",
    "terms.text": "Remark",
    "replaces": "Instead of",
    "threshold": "From",
    "rate": "Rate or amount",
    "basis": "Counts",
    "retroactive": "From the first euro or kg",
    "counter_performance": "In return",
    "terms.agreement": "Written reference",
    "terms.begins": "First day",
    "terms.ends": "Last day",
    "wanted": "Wanted, not agreed",
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
    "proposals.terms": "Stays as agreed if rejected",
    "decided": "Decided",
    "chance": "Chance",
    "risks.impact": "Margin a year",
    "assumptions.impact": "Margin if not so",
    "response": "What we do then",
    "quality": "How sure (A, B, C)",
    "source": "Source",
    "author": "By",
    "written_on": "On",
    "key": "Place",
    "quantity": "Quantity",
    "revenue": "Revenue",
    "margin": "Margin before cost",
    "net": "Margin after cost",
    "effect": "Margin a year",
    "low": "at least",
    "high": "at most",
}
_HELPS = {
    "range": "An end of the range that nobody typed is grey and follows the amount that is expected, in proportion. One that was typed stays; empty it and it follows again.",
    "along": "An amount that nobody typed is grey and follows the revenue that is expected, in proportion, with its range. One that was typed stays.",
    "net": "Margin before cost, less what the action costs. Below nil the action does not pay.",
    "chance": "The chance of reaching the target of the plan as it stands, in steps of five percent; what the sliders ask does not count.",
    "band": "By the chance without actions: a commitment from {commit}, balanced from {balanced}, a stretch from {stretch}, below that an extreme.",
    "replaces": "A condition that is agreed is filled in here, to be changed; it counts instead of the agreed one. Others stand beside what is agreed.",
    "rate": "A percentage such as {percent}, or an amount that is due in full once the step is reached; of a payment term the days.",
    "threshold": "An amount, or a quantity where quantity is counted; of a growth bonus the growth, such as {percent}.",
    "retroactive": "Whether a step that is reached holds for everything, or for what lies above it.",
}
"""The rule by which a column is filled in, where its name does not say it."""
_VERBS = {
    "goals": "with_goal", "actions": "with_action", "proposals": "with_proposal", "risks": "with_risk", "assumptions": "with_assumption",
    "notes": "with_note", "activities": "with_activity", "terms": "with_term",
}  # fmt: skip


def with_item(plan: Plan, kind: str, item: Any) -> Plan:
    """The plan with a value of a kind; raises as the plan's own verbs do."""
    found: Plan = getattr(plan, _VERBS[kind])(item)
    return found


def new(  # noqa: PLR0917  a plan, and all that a new value depends on
    plan: Plan, kind: str, owner: str, today: date, around: Around | None = None, above: int = 0
) -> Any:
    """A value to begin a row with, under an id that is still free: a term has no id of one that is agreed, as it would take its place, and a proposal a number above what was ever given out."""
    id, first = plan.next_id(kind), max(date(plan.year, 1, 1), min(today, date(plan.year, 12, 31)))
    nil = (0,) * 12
    made: Mapping[str, Callable[[], Any]] = {
        "goals": lambda: Goal(id=id, name=language.say("New goal"), measure="share", baseline=nil, target=nil),
        "actions": lambda: Action(id=id, name=language.say("New action"), kind="promotion", owner=owner, begins=first, ends=first, new=True),
        "activities": lambda: activity_columns.new(id, owner),
        "terms": lambda: term_columns.new(plan, around or Around()),
        "proposals": lambda: Proposal(number=max(int(id), above + 1), subject="plan", text=language.say("New proposal")),
        "risks": lambda: Risk(id=id, text=language.say("New risk")),
        "assumptions": lambda: Assumption(id=id, text=language.say("New assumption")),
        "notes": lambda: Note(id=id, text=language.say("New note"), author=owner, written_on=today),
    }  # fmt: skip
    return made[kind]()


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
        return columns.changed(goal, **{key: columns.divided_over(value, shape)})

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


def _net(action: Action, _: Around) -> Cell:
    """What an action is expected to leave of its margin after its cost; nothing where its margin is not known."""
    return (
        "" if action.margin is None else columns.shown_amount(action.margin.expected - action.cost, "margin")
    )


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
    """What an action is expected to bring, or one end of its range."""

    def get(item: Any) -> int | None:
        found = getattr(item, measure)
        return None if found is None else int(getattr(found, end))

    whole = end == "expected"
    along = whole and measure in items.FOLLOWING

    def put(item: Any, value: int | None) -> Any:
        now = getattr(item, measure)
        found = _ranged(now, end, value)
        if along and found is not None and (now is None or value != now.expected):
            found = found.given()
        made = columns.changed(item, **{measure: found})
        return made.along(now) if whole and measure == "revenue" else made

    def follows(item: Any) -> bool:
        found = getattr(item, measure)
        led = not along or (item.revenue is not None and item.revenue.expected > 0)
        return led and found is not None and end not in found.typed

    return columns.amount(
        measure if whole else f"{measure}_{end}",
        "margin" if measure == "effect" else measure,
        get,
        put,
        empty=True,
        field=measure if whole else "",
        unit="quantity" if measure == "quantity" and whole else "",
        help="along" if along else "range",
        follows=follows if along or not whole else None,
    )


def _ranged(now: Range | None, end: str, value: int | None) -> Range | None:
    if end == "expected":
        if value is None:
            return None
        return Range.certain(value) if now is None else now.expecting(value)
    if now is not None and value == getattr(now, end):
        return now
    if now is None:
        return None if value is None else Range.certain(value).ending(end, value)  # type: ignore[arg-type]
    return now.ending(end, value)  # type: ignore[arg-type]


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
        return columns.amount(key, "margin", get, set_, empty=True, field="promotion", unit="price", width=14)
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
            columns.shown("id", lambda g, _: g.id),
            columns.plain("name", width=20),
            _course("baseline"),
            _course("target"),
            columns.shown("growth", _growth, width=8, figures=True),
            columns.shown("chance_without", width=9, help="chance", figures=True),
            columns.shown("chance_with", width=9, help="chance", figures=True),
            columns.shown("band", width=14, help="band"),
            _course("stretch", empty=True),
            columns.plain("reason", long=True, width=22),
            columns.choice("measure", _worded("measure"), width=11),
            columns.choice("level", _worded("level"), width=12),
            _place(),
            *map(_month, range(1, 13)),
        ),
        "actions": (
            columns.shown("id", lambda a, _: a.id),
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
            columns.shown("net", _net, width=12, help="net", figures=True),
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
        "activities": activity_columns.COLUMNS,
        "terms": term_columns.COLUMNS,
        "proposals": (
            columns.shown("id", lambda p, _: p.id),
            columns.plain("text", long=True, width=42),
            columns.choice("subject", _worded("subject"), width=12),
            columns.plain("reason", long=True, width=42),
            _effect("effect", "expected"),
            _effect("effect", "low"),
            _effect("effect", "high"),
            columns.names("actions", _asked_for, width=16),
            columns.names("terms", _asked_for, width=16),
            columns.shown("decided", lambda p, around: around.decided.get(p.number, ""), width=36),
        ),
        "risks": (
            columns.shown("id", lambda r, _: r.id),
            columns.plain("text", long=True, width=42),
            columns.choice("chance", _worded("chance"), width=10),
            _money("impact"),
            columns.plain("response", long=True, width=36),
            columns.plain("owner", width=18, people=True),
        ),
        "assumptions": (
            columns.shown("id", lambda a, _: a.id),
            columns.plain("text", long=True, width=52),
            columns.choice("quality", _grades, width=12),
            _money("impact"),
            columns.plain("source", width=24),
        ),
        "notes": (
            columns.shown("id", lambda n, _: n.id),
            columns.plain("text", long=True, width=70),
            columns.shown("author", lambda n, _: n.author, width=20),
            columns.shown("written_on", _written_on, width=16),
        ),
    }
)
"""The columns of each sheet."""


def called(kind: str) -> str:
    """What a sheet is called, in the current language."""
    return language.say(LABELS[kind])


def label(kind: str, column: Column, year: int, around: Around | None = None) -> str:
    """What stands above a column, in the current language; with its unit, where that is not the whole money of the workbook."""
    key, known = column.key, around or Around()
    if key.startswith("month_"):
        return language.month(periods.parse(f"{year}-{int(key[6:]):02d}"), year=False)
    unit = {"quantity": known.unit, "price": words.sign(known.currency)}.get(column.unit, "")
    for name in (f"{kind}.{key}", key, key.rpartition("_")[2]):
        if name in _CALLED:
            called_ = language.say(_CALLED[name])
            return f"{called_} ({unit})" if unit else called_
    return key


def help(column: Column) -> str:
    """The rule by which a column is filled in, in the current language; '' where there is none to say."""
    if not column.help:
        return ""
    values = {name: language.percent(least, 0) for name, least in targets.BANDS.items()}
    return language.say(_HELPS[column.help], percent=language.percent(0.025), **values)
