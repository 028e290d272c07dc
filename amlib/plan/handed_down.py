"""
A target of the whole account handed down to its parts: groups and outlets follow, and all adds up again.

Whoever raises a total by a meeting's end has not typed forty other targets. So the total can be handed down: each part takes its share as it has it now, over its months as they lie, by largest
remainder. Outlets can also be divided anew, by one of the ways of ``targets.allocated``: then their years without action are the ground, and not what was asked of them before. A level whose years
without action add up to the account's then adds up exactly, as ``checks`` asks of it; a level at which only some have a goal moves by the same proportion.

Only outlets are divided anew: what room an outlet has and how far it may be off is known of outlets in revenue. Groups, regions and banners, and other measures, keep their present proportions.

Margins below nil are not divided: what a loss-making month should share is for a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import errors, language
from amlib.analysis import rounding
from amlib.plan import items, targets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amlib.plan.items import Goal, Months
    from amlib.plan.model import Plan

__all__ = ["handed_down", "with_total"]

_MONTHS = tuple(range(1, 13))


def with_total(plan: Plan, measure: str, total: int) -> Plan:
    """
    The plan with another target of the whole account, over its months as they lie, and its parts after it.

    Parameters
    ----------
    plan : Plan
        A draft; without such a goal nothing changes.
    measure : one of ``items.ADDITIVE``
    total : int
        Of the year, in the measure's whole units.

    Raises
    ------
    ParameterError
        The plan is no draft, or an amount is less than nothing.
    """
    goal = _whole(plan, measure)
    if goal is None:
        return plan
    _refuse_negative([goal], total)
    shape = goal.target if any(goal.target) else goal.baseline
    months = rounding.apportioned(_spread(shape), total)
    return handed_down(plan.with_goal(goal.model_copy(update={"target": tuple(map(int, months))})), measure)


def handed_down(
    plan: Plan, measure: str, way: str = "", weights: Mapping[str, pd.Series[float]] | None = None
) -> Plan:
    """
    The plan in which the targets of the parts follow that of the whole account.

    Parameters
    ----------
    plan : Plan
        A draft; without a goal of the whole account nothing changes.
    measure : one of ``items.ADDITIVE``
    way : one of ``targets.METHODS``, optional
        How outlets share in revenue; by default as they do now.
    weights : mapping of 'potential' and 'equal_stretch' to Series by outlet, optional
        As ``targets.allocated`` asks them: the room, and the error, of each outlet.

    Raises
    ------
    ParameterError
        The plan is no draft, an amount is less than nothing, or this way cannot divide these outlets: what it divides by is not known, not all of them have a goal, or one would be left below nil.
    """
    goal = _whole(plan, measure)
    if goal is None:
        return plan
    for level in items.LEVELS[1:]:
        parts = [g for g in plan.goals if g.level == level and g.measure == measure]
        if not parts:
            continue
        _refuse_negative([goal, *parts], 0)
        anew = way and level == "outlet" and measure == "revenue"
        wanted = _anew(goal, parts, way, weights or {}) if anew else None
        for part, months in zip(parts, _divided(goal, parts, wanted), strict=True):
            if months != part.target:
                plan = plan.with_goal(part.model_copy(update={"target": months}))
    return plan


def _whole(plan: Plan, measure: str) -> Goal | None:
    return next((g for g in plan.goals if g.level == "total" and g.measure == measure), None)


def _anew(goal: Goal, parts: list[Goal], way: str, weights: Mapping[str, pd.Series[float]]) -> pd.Series[int]:
    """The years of outlets, divided by a way from their years without action."""
    base = pd.Series({part.key: part.year("baseline") for part in parts}, dtype="int64")
    usable = weights.get(way, pd.Series(dtype=float)).reindex(base.index).fillna(0.0).clip(lower=0.0)
    known = way == "proportional" or bool((usable > 0).any())
    if known and _adds_up(goal, parts) and base.min() >= 0 < base.sum():
        found = targets.allocated(goal.year(), base, way, potential=usable, scale=usable)
        if int(found.min()) >= 0:
            return found
        why = language.say("an outlet would be left with less than nothing")
    elif known:
        why = language.say("the years without action of the outlets do not add up to that of the account")
    else:
        why = language.say("what it divides by is not known")
    raise errors.ParameterError(
        language.say("the total cannot be divided this way: {why}", why=why),
        do_next=language.say("choose another way to divide"),
    )


def _divided(goal: Goal, parts: list[Goal], wanted: pd.Series[int] | None = None) -> list[Months]:
    """The months of each part; of its year where that is given, else of its present share."""
    now = pd.Series([sum(p.target) for p in parts], dtype="int64")
    base = now if now.sum() > 0 else pd.Series([max(sum(p.baseline), 0) for p in parts], dtype="int64")
    if wanted is not None or (_adds_up(goal, parts) and base.sum() > 0):
        years = targets.allocated(goal.year(), base) if wanted is None else wanted.set_axis(now.index)
        months = pd.Series(goal.target, index=list(_MONTHS), dtype="int64")
        seed = pd.DataFrame([p.target if sum(p.target) else p.baseline for p in parts], columns=list(_MONTHS))
        found = targets.by_month(years, months, seed)
        return [tuple(map(int, row)) for row in found.to_numpy()]
    factor = goal.year() / max(sum(goal.baseline), 1)
    return [tuple(int(each * factor) for each in p.baseline) for p in parts]


def _adds_up(goal: Goal, parts: list[Goal]) -> bool:
    sums = tuple(sum(months) for months in zip(*(p.baseline for p in parts), strict=True))
    return sums == goal.baseline


def _spread(months: Months) -> pd.Series[float]:
    shape = pd.Series(months, index=[f"{month:02d}" for month in _MONTHS], dtype=float)
    return shape if shape.sum() > 0 else pd.Series(1.0, index=shape.index)


def _refuse_negative(goals: list[Goal], total: int) -> None:
    low = [g.id for g in goals if min(g.target) < 0]
    if low or total < 0:
        raise errors.ParameterError(
            language.say("a target below nothing is not divided over groups and outlets"),
            where=", ".join(low) or None,
            expected=language.say("targets of nothing or more"),
            do_next=language.say("set these months yourself"),
        )
