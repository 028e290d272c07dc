"""
A target divided over outlets, groups and months, and how far it stretches.

A total that is agreed at a table must land somewhere: in outlets, in months. How it is divided decides who can make it, so the ways are named and stand beside each other behind one
interface (``allocated``):

=================  ==================================================  =======================================================================
method             target of one place                                 says
=================  ==================================================  =======================================================================
proportional       T·base ÷ Σbase                                      everyone the same growth
potential          base + (T − Σbase)·gap ÷ Σgap                       growth where there is room for it
equal_stretch      base + z·s, z = (T − Σbase) ÷ Σs                    everyone equally likely, if errors are alike
=================  ==================================================  =======================================================================

All of them add up exactly: whole numbers by largest remainder, ties to the key that comes first, and what is to be divided is the absolute change. Below the sum of the base there is nothing
to divide by potential, which says where to grow: what must go is taken in proportion to the base.

How far a target stretches is 1 − P(target) before actions, and its band (``band``) is that of the same chance as it is shown, in steps of five percent, so that a figure and the word beside
it never contradict each other. Named actions must cover what the baseline lacks; what they do not cover is printed (``gap``). Ranges of actions are combined as
independent ones: the distances from the middle in quadrature, as the outlook does with events. A year end with actions weighs low, middle and high 30, 40 and 30 (``odds``).

References
----------
Hamilton's method: electowiki. Keefer and Bodily (1983), Three-point approximations for continuous random variables, for 30-40-30.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib import errors, language
from amlib.analysis import outlook, rounding
from amlib.plan.items import ADDITIVE, NIL, Range

if TYPE_CHECKING:
    from amlib.analysis.odds import Odds
    from amlib.plan.items import Action, Goal
    from amlib.plan.model import Plan

__all__ = [
    "BANDS",
    "METHODS",
    "Balance",
    "Gap",
    "Innovation",
    "allocated",
    "balance",
    "band",
    "budgeted",
    "by_month",
    "combined",
    "gap",
    "innovation",
    "serves",
]

METHODS = ("proportional", "potential", "equal_stretch")
BANDS: Mapping[str, float] = {"commit": 0.70, "balanced": 0.50, "stretch": 0.25, "extreme": 0.0}
"""Each band, and the probability from which a target is in it."""


@dataclass(frozen=True)
class Gap:
    """
    What lies between a target and the year without action, and what actions cover of it.

    Attributes
    ----------
    target, baseline : int
        In the measure's whole units.
    planned : Range
        What the actions bring, combined as independent.
    low, uncovered, high : int
        Target − baseline − planned; negative where actions bring more than is needed.
    silent : int
        How many actions say nothing of this measure.
    """

    target: int
    baseline: int
    planned: Range
    low: int
    uncovered: int
    high: int
    silent: int


@dataclass(frozen=True)
class Innovation:
    """
    What of the planned value is new: was not in last year's plan.

    Attributes
    ----------
    new, planned : int
        What the new actions, and all actions, are expected to bring, in the measure's whole units; those that lose something count as nothing.
    """

    new: int
    planned: int

    @property
    def share(self) -> float:
        """New ÷ planned, from 0 to 1; NaN where no action brings anything."""
        return self.new / self.planned if self.planned > 0 else float("nan")


@dataclass(frozen=True)
class Balance:
    """
    How evenly targets lie over places.

    Attributes
    ----------
    places : DataFrame, one row per place, in the order of the keys
        ``key``, ``target``, ``centre``, ``probability`` (NaN where not known) and ``band`` ('' there).
    spread : float
        Between the tenth and the ninetieth percentile of the probabilities; NaN for fewer than two.
    """

    places: pd.DataFrame
    spread: float


def allocated(
    total: int,
    base: pd.Series[int],
    method: str = "proportional",
    *,
    potential: pd.Series[float] | None = None,
    scale: pd.Series[float] | None = None,
) -> pd.Series[int]:
    """
    A total divided over places, adding up exactly.

    Parameters
    ----------
    total : int
    base : Series of int, >= 0, unique index
        The baseline of each place.
    method : one of ``METHODS``
    potential : Series of float, same index
        The room of each place, for 'potential'; less than nil or missing counts as none.
    scale : Series of float, same index
        The error of each place, in the base's units, for 'equal_stretch'; missing counts as none.

    Returns
    -------
    Series of int, same index and order
        Each within 1 of what the method says exactly.

    Raises
    ------
    ParameterError
        There is no such method, or what it divides by is not given.
    FigureError
        There is nothing to divide by: all weights are nil.

    Examples
    --------
    >>> base = pd.Series({"a": 60, "b": 40})
    >>> [allocated(110, base, "potential", potential=pd.Series({"a": 0.0, "b": 5.0})).to_list(), allocated(110, base).to_list()]
    [[60, 50], [66, 44]]
    """
    given = {"proportional": base, "potential": potential, "equal_stretch": scale}
    if given.get(method) is None:
        raise errors.ParameterError(
            language.say("a target cannot be divided by '{method}'", method=method),
            expected=language.say("one of {methods}, with what it divides by", methods=", ".join(METHODS)),
            do_next=language.say("choose another way, or give the room or the errors per place"),
        )
    if method == "proportional":
        return rounding.apportioned(base.astype(float), total)
    change = total - int(base.sum())
    if not change:
        return base.copy()
    downward = method == "potential" and change < 0
    weights = base if downward else potential if method == "potential" else scale
    usable = pd.Series(weights, dtype=float).reindex(base.index).fillna(0.0).clip(lower=0.0)
    found: pd.Series[int] = base.add(rounding.apportioned(usable, change))
    return found


def by_month(targets: pd.Series[int], months: pd.Series[int], base: pd.DataFrame) -> pd.DataFrame:
    """
    Targets of places over months, adding up to both: each place to its target, each month to that of the whole.

    Parameters
    ----------
    targets : Series of int, >= 0, by place
    months : Series of int, >= 0, by month
        The same total.
    base : DataFrame, a row per place and a column per month
        The proportions that are kept as far as the totals allow. A place without any takes those of all places together; so does a month, and a place whose months
        are less than nil counts them as none.

    Returns
    -------
    DataFrame of int, same index and columns as ``base``

    Raises
    ------
    FigureError
        The targets and the months do not add up to the same.
    """
    seed = base.astype(float).clip(lower=0).fillna(0.0)
    profile = months.reindex(base.columns).astype(float)
    bare = seed.sum(axis=1) <= 0
    seed.loc[bare] = profile.to_numpy()
    try:
        return rounding.fitted(seed, targets, months)
    except errors.FigureError:
        if int(targets.sum()) != int(months.sum()):
            raise
        # holes in the base (an empty month, too few cells) stand in the way of both totals: a little of the whole's own pattern fills them
        rank_one = np.outer(targets.reindex(base.index).astype(float), profile / max(profile.sum(), 1.0))
        return rounding.fitted(seed + 1e-3 * rank_one, targets, months)


def band(probability: float | None) -> str:
    """
    The band of a target with this probability before actions, as it is shown; '' where it is not known.

    Examples
    --------
    >>> band(0.7), band(0.68), band(0.67), band(0.25), band(0.1), band(None)
    ('commit', 'commit', 'balanced', 'stretch', 'extreme', '')
    """
    if probability is None or not np.isfinite(probability):
        return ""
    return next(name for name, least in BANDS.items() if outlook.shown(probability) >= least)


def budgeted(plan: Plan, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    The goals of a plan in the shape of the table ``budget``: what a period is put beside when the plan is adopted.

    Revenue goes down to outlet × group where there is such a table, so that outlets, groups, and groups within outlets add up to one another. What is not crossed stands beside each other: groups, where they
    add up to the account's goal in every month, else the account alone; and outlets.

    Parameters
    ----------
    plan : Plan
    table : DataFrame, optional
        ``crossing.of(plan, …).table``: cents of revenue, a row per (outlet, group) and a column per month.

    Returns
    -------
    DataFrame, one row per (measure, month, outlet, group)
        ``account``, ``outlet``, ``group`` (None where it is of all), ``period`` ('YYYY-MM'), ``measure``, ``amount`` (currency or kg).
    """
    deep = table is not None and not table.empty
    rows: list[tuple[object, ...]] = []
    for measure in ADDITIVE:
        unit = 1 if measure == "quantity" else 100
        cells = _cells(table) if deep and measure == "revenue" else _goals(plan, measure)  # type: ignore[arg-type]
        rows += [
            (plan.account, outlet, group, f"{plan.year}-{month:02d}", measure, amount / unit)
            for outlet, group, months in cells
            for month, amount in enumerate(months, 1)
        ]
    return pd.DataFrame(rows, columns=["account", "outlet", "group", "period", "measure", "amount"]).astype(
        {"amount": float}
    )


_Cell = tuple[str | None, str | None, Sequence[int]]


def _cells(table: pd.DataFrame) -> list[_Cell]:
    return [
        (str(outlet), _group(str(group)), months.tolist())
        for (outlet, group), months in zip(table.index, table.to_numpy(), strict=True)
    ]


def _goals(plan: Plan, measure: str) -> list[_Cell]:
    """The goals of a measure: the deepest level of the account that adds up, and outlets."""
    goals = {
        level: [goal for goal in plan.goals if (goal.measure, goal.level) == (measure, level)]
        for level in ("total", "group", "outlet")
    }
    total = [sum(month) for month in zip(*(goal.target for goal in goals["total"]), strict=True)]
    groups = [sum(month) for month in zip(*(goal.target for goal in goals["group"]), strict=True)]
    deep = goals["group"] if groups and total in ([], groups) else goals["total"]
    return [
        (
            goal.key if goal.level == "outlet" else None,
            _group(goal.key) if goal.level == "group" else None,
            goal.target,
        )
        for goal in (*deep, *goals["outlet"])
    ]


def _group(key: str) -> str:
    """A group as sales have it: what has none is the group '–' in a plan, and nothing there."""
    return "" if key == language.MISSING else key


def balance(odds: Mapping[str, Odds], targets: Mapping[str, float]) -> Balance:
    """How likely each place is to reach its target, and how far these probabilities lie apart."""
    rows = []
    for key in sorted(targets):
        found = odds.get(key)
        chance = None if found is None else found.probability(targets[key])
        rows.append(
            {
                "key": key,
                "target": float(targets[key]),
                "centre": float("nan") if found is None else found.centre,
                "probability": float("nan") if chance is None else chance,
                "band": band(chance),
            }
        )
    places = pd.DataFrame(rows, columns=["key", "target", "centre", "probability", "band"])
    known = places["probability"].dropna().to_numpy(float)
    ends = np.quantile(known, [0.1, 0.9]) if len(known) > 1 else np.full(2, np.nan)
    return Balance(places, float(ends[1] - ends[0]))


def combined(ranges: Iterable[Range]) -> Range:
    """
    The sum of effects that are independent of each other: expected amounts add up, distances from them in quadrature.

    Examples
    --------
    >>> combined([Range(low=7, expected=10, high=13), Range(low=16, expected=20, high=24)])
    Range(low=25, expected=30, high=35, typed=())
    """
    each = tuple(ranges)
    expected = sum(r.expected for r in each)
    below = np.sqrt(sum(float(r.expected - r.low) ** 2 for r in each))
    above = np.sqrt(sum(float(r.high - r.expected) ** 2 for r in each))
    return Range(low=expected - round(float(below)), expected=expected, high=expected + round(float(above)))


def serves(action: Action, goal: Goal) -> bool:
    """
    Whether what an action brings counts for a goal.

    All that is done counts for the whole account; for a place counts what names its goal, or takes place there and nowhere else. An action over several places is not divided.
    """
    if goal.level == "total" or action.goal == goal.id:
        return True
    where = {"group": action.groups, "outlet": action.outlets}.get(goal.level, ())
    return where == (goal.key,)


def gap(goal: Goal, actions: Iterable[Action]) -> Gap:
    """What a goal lacks after all actions that serve it (``serves``); of margin, they count after their cost."""
    mine = [action for action in actions if serves(action, goal)]
    effects = [action.effect(goal.measure) for action in mine]
    planned = combined(e for e in effects if e is not None)
    target, baseline = goal.year(), goal.year("baseline")
    needed = target - baseline
    return Gap(
        target,
        baseline,
        planned,
        needed - planned.high,
        needed - planned.expected,
        needed - planned.low,
        sum(effect is None for effect in effects),
    )


def innovation(goal: Goal, actions: Iterable[Action]) -> Innovation:
    """
    What of the value that is planned for a goal comes from what was not in last year's plan: the actions marked as new, listings of articles among them.

    It is held against all that the actions bring, not against the growth that is planned: growth can be small, or nil, while actions make up for what is lost, and a part of it could come out above one.

    Parameters
    ----------
    goal : Goal
    actions : iterable of Action
        Those that serve the goal count.

    Examples
    --------
    >>> from datetime import date
    >>> from amlib.plan.items import Action, Goal
    >>> def bringing(id, amount, new):
    ...     return Action(id=id, name=id, kind="listing", owner="x", begins=date(2027, 1, 1), ends=date(2027, 1, 1), new=new, revenue=Range.certain(amount))
    >>> found = innovation(Goal(id="G1", name="", measure="revenue", baseline=(0,) * 12, target=(1,) * 12), [bringing("A1", 30, True), bringing("A2", 90, False), bringing("A3", -5, True)])
    >>> found, found.share
    (Innovation(new=30, planned=120), 0.25)
    """
    brought = [
        (action.new, max((action.effect(goal.measure) or NIL).expected, 0))
        for action in actions
        if serves(action, goal)
    ]
    return Innovation(sum(amount for new, amount in brought if new), sum(amount for _, amount in brought))
