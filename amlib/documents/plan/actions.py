"""
The actions of the plan: who does what and when, what it costs and should bring, and which goal it serves; and the gap that they leave.

Each amount is an expectation with the range that holds four in five. What nobody estimated is a dash and not a nil, and a promotion that is repeated from last year brings nothing on top: what it brought
then is in the baseline already. Ranges of several actions together are those of independent errors, so a total is narrower than its parts added up.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.documents import words
from amlib.documents.plan import words as own
from amlib.documents.sentences import Prose, prose, write, write_many
from amlib.documents.tables import Column, Kind, Row, Table, Tone
from amlib.plan import targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amlib.plan.items import Action, Range
    from amlib.plan.planned import PlanView

__all__ = ["gaps", "gaps_reading", "reading", "table"]

MOST = 14
"""More actions than this are shown as the weightiest, and what they are together."""

_MEASURES = ("quantity", "revenue", "margin")


def table(view: PlanView) -> Table | None:
    """Every action that says what it brings, the weightiest first; then those that do not, together; None where the plan has none."""
    actions = view.plan.actions
    if not actions:
        return None
    promoted = [a for a in actions if a.kind == "promotion"]
    others = sorted((a for a in actions if a.kind != "promotion"), key=lambda a: (not _told(a), -_weight(a), a.begins, a.id))  # fmt: skip
    kept, rest = others[:MOST], others[MOST:]
    shown: list[tuple[str, Sequence[Action], Kind]] = [(_named(a), [a], "body") for a in kept]
    if rest:
        shown.append((language.say_many("{count} other action", "{count} other actions", len(rest)), rest, "rest"))  # fmt: skip
    if promoted:
        label = language.say_many("{count} promotion, in the calendar below", "{count} promotions, in the calendar below", len(promoted))  # fmt: skip
        shown.append((label, promoted, "rest"))
    several = len({a.owner for a in actions}) > 1
    columns = (
        Column(language.say("Action"), "left"),
        Column(language.say("Who and when") if several else language.say("When"), "left"),
        Column(language.say("Costs")),
        Column(view.data.unit),
        Column(language.say("Revenue")),
        Column(language.say("Range")),
        Column(language.say("Margin after costs")),
        Column(language.say("Range")),
    )
    keys = [f"{n:03d}" for n in range(len(shown))]
    costs = own.column(pd.Series([sum(a.cost for a in some) for _, some, _ in shown], index=keys), "margin")
    effects = {
        m: own.column(pd.Series([_sum(some, m) for _, some, _ in shown], index=keys), m) for m in _MEASURES
    }
    rows = [
        Row(
            (
                _goal(name, some, view) if kind == "body" else name,
                _who(some, several=several),
                language.number(int(costs[key])),
                *_effects(some, {m: int(effects[m][key]) for m in _MEASURES}, view),
            ),
            kind,
        )
        for key, (name, some, kind) in zip(keys, shown, strict=True)
    ]
    whole = {m: int(effects[m].sum()) for m in _MEASURES}
    rows.append(
        Row(
            (language.say("Total"), "", language.number(int(costs.sum())), *_effects(actions, whole, view)),
            "total",
        )
    )
    note = language.say(
        "Money in {unit}; a range holds four in five, and that of a total is that of errors that have nothing to do with each other. Actions count for the goals of the whole account, and for the goal that they name. A dash: nobody said what it brings.",
        unit=words.sign(view.data.currency),
    )
    return Table(columns, tuple(rows), language.say("What we will do"), None, note)


def reading(view: PlanView) -> Prose:
    """How many actions there are, what they bring together, how much is new, and which say nothing."""
    actions = view.plan.actions
    if not actions:
        return prose(write("The plan has no actions yet, so nothing is covered."))
    silent = [a for a in actions if not _told(a)]
    told = [write_many("The plan has {count} action.", "The plan has {count} actions.", len(actions))]
    owners = {a.owner for a in actions}
    if len(owners) == 1 and owners != {language.MISSING}:
        told.append(write("All are for {owner}.", owner=owners.pop()))
    goal = view.total()
    if goal is not None:
        told.append(_new(view))
    if silent:
        told.append(
            write_many(
                "{count} says nothing of what it brings and counts as nothing on top.",
                "{count} say nothing of what they bring and count as nothing on top.",
                len(silent),
            )
        )
    if view.base.lifted:
        told.append(
            write(
                "What the promotions of the last twelve months brought ({money} revenue) was taken out of the year without action, so those that are repeated bring back their own."
                if view.base.lifted > 0
                else "What the promotions of the last twelve months cost ({money} revenue) was taken out of the year without action, so those that are repeated bring back their own.",
                money=language.short_money(abs(view.base.lifted), view.data.currency),
            )
        )
    return prose(told)


def gaps(view: PlanView) -> Table | None:
    """Per measure: target, baseline, what actions bring and what is not covered, with ranges; None without goals."""
    goals = [goal for goal in view.totals if goal.additive]
    if not goals:
        return None
    columns = (
        Column("", "left"),
        Column(language.say("Target")),
        Column(language.say("Without action")),
        Column(language.say("Needed from actions")),
        Column(language.say("Actions bring")),
        Column(language.say("Range")),
        Column(language.say("Not covered")),
        Column(language.say("Range")),
    )
    rows = []
    for goal in goals:
        gap = view.gap(goal)
        target, baseline = (own.whole(each, goal.measure) for each in (gap.target, gap.baseline))
        planned = own.whole(gap.planned.expected, goal.measure)
        needed = target - baseline
        left = needed - planned
        mark: Tone = "warn" if gap.uncovered > 0 else None
        rows.append(
            Row(
                (
                    own.headed(goal.measure, view.data),
                    language.number(target),
                    language.number(baseline),
                    language.number(needed, plus=True),
                    language.number(planned, plus=True),
                    _span(gap.planned.low, gap.planned.high, goal.measure),
                    language.number(left, plus=True),
                    _span(gap.low, gap.high, goal.measure),
                ),
                tones=(None, None, None, None, None, None, mark, None),
            )
        )
    note = language.say(
        "Not covered = target − without action − what actions bring; below nil there is something to spare. Margin after the costs of the actions. Baseline and target as the plan has them."
    )
    return Table(columns, tuple(rows), language.say("What is not covered"), None, note)


def gaps_reading(view: PlanView) -> Prose:
    """What is not covered, in which measures; and by how much the target could be changed, or must be acted for."""
    goals = [goal for goal in view.totals if goal.additive]
    if not goals:
        return prose(write("Without goals there is no gap to cover."))
    short = [goal for goal in goals if view.gap(goal).uncovered > 0]
    if not short:
        return prose(
            write("In every measure the actions bring what is needed, as far as they say what they bring.")
        )
    told = [
        write(
            "{measure}: {amount} is not covered by any action.",
            measure=own.measure(goal.measure),
            amount=own.spoken(view.gap(goal).uncovered, goal.measure, view.data),
        )
        for goal in short
    ]
    return prose([*told, write("Either more actions are named, or the target is adjusted with its reason.")])


def _new(view: PlanView) -> str:
    """How much of what the actions bring comes from what was not in last year's plan (indicator 1.c)."""
    goal = view.total()
    if goal is None:
        return ""
    found = targets.innovation(goal, view.plan.actions)
    fresh = [a for a in view.plan.actions if a.new]
    if not fresh:
        return write("None of them is new.")
    if isnan(found.share):
        return write_many("{count} of them is new.", "{count} of them are new.", len(fresh))
    return write_many(
        "{count} of them is new against last year and brings {new} of the {planned} revenue that all actions are expected to bring: {part}.",
        "{count} of them are new against last year and bring {new} of the {planned} revenue that all actions are expected to bring: {part}.",
        len(fresh),
        new=own.spoken(found.new, goal.measure, view.data),
        planned=own.spoken(found.planned, goal.measure, view.data),
        part=language.percent(found.share, 0),
    )


def _told(action: Action) -> bool:
    """Whether it says what it brings, in any measure."""
    return any(action.effect(measure) is not None for measure in _MEASURES)


def _weight(action: Action) -> int:
    """By what actions are ordered: margin, else revenue, else quantity."""
    for measure in ("margin", "revenue", "quantity"):
        effect = action.effect(measure)
        if effect is not None:
            return abs(effect.expected)
    return 0


def _combined(some: Sequence[Action], measure: str) -> Range | None:
    """What several actions bring together; None where none says."""
    known = [effect for a in some if (effect := a.effect(measure)) is not None]
    return targets.combined(known) if known else None


def _sum(some: Sequence[Action], measure: str) -> int:
    found = _combined(some, measure)
    return 0 if found is None else found.expected


def _effects(some: Sequence[Action], whole: dict[str, int], view: PlanView) -> tuple[str, ...]:
    """Quantity, revenue with its range and margin with its range, as they are rounded in their columns."""
    found = {m: _combined(some, m) for m in _MEASURES}
    shown = {
        m: language.MISSING if found[m] is None else language.number(whole[m], plus=True) for m in _MEASURES
    }
    return (
        shown["quantity"],
        *(each for m in ("revenue", "margin") for each in (shown[m], _range(found[m], m, view))),
    )


def _range(found: Range | None, measure: str, view: PlanView) -> str:
    """A range in short, for a narrow column."""
    if found is None:
        return language.MISSING
    if found.low == found.high:
        return language.say("as certain")
    low, high = (
        language.short_money(own.in_units(each, measure), view.data.currency, tight=True)
        for each in (found.low, found.high)
    )
    return language.say("{low} to {high}", low=low, high=high)


def _span(low: int, high: int, measure: str) -> str:
    if low == high:
        return language.say("as certain")
    return language.say("{low} to {high}", low=own.amount(low, measure), high=own.amount(high, measure))


def _named(action: Action) -> str:
    """A name with its kind and whether it is new."""
    marks = [own.kind(action.kind), *([language.say("new")] if action.new else [])]
    return f"{action.id} {action.name} ({', '.join(marks)})"


def _who(some: Sequence[Action], *, several: bool) -> str:
    """From the first day to the last, and the owner where not all have the same: a name, or how many there are."""
    first, last = min(a.begins for a in some), max(a.ends for a in some)
    when = f"{language.short_date(first)} – {language.short_date(last)}"
    if not several:
        return when
    owners = list(dict.fromkeys(a.owner for a in some))
    named = (
        owners[0] if len(owners) == 1 else language.say_many("{count} owner", "{count} owners", len(owners))
    )
    return f"{named}, {when}"


def _goal(name: str, some: Sequence[Action], view: PlanView) -> str:
    """The name of an action, with the goal that it serves where it names one."""
    goal = view.plan.found("goals", some[0].goal) if some[0].goal else None
    return name if goal is None else language.say("{name}, for {goal}", name=name, goal=goal.name)
