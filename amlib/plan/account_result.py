"""
The customer's result of a plan, at three prices of the raw material.

The goals say what revenue and what margin are asked; the conditions take their part of it (``contract``); the raw material may do the rest (``scenarios``). Here the goals become the lines of
that calculation.

Conventions: groups count by themselves where their goals add up to those of the account; else the account is one line, which follows no quotation. The margin that is asked is after the
cost of actions, so what the goods cost is what is left of the revenue after margin and actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from amlib.analysis import calculation, materials, rounding, scenarios
from amlib.plan import contract

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amlib.analysis.agreed import Year
    from amlib.analysis.scenarios import Lines, Spread
    from amlib.data.slices import Slice
    from amlib.periods import Period
    from amlib.plan.model import Plan

__all__ = ["Result", "lines", "of"]

WHOLE = "\u2013"
"""The line of an account whose groups do not add up to it."""


@dataclass(frozen=True)
class Result:
    """
    A plan's result in three cases.

    Attributes
    ----------
    lines : Lines
    cases : DataFrame, as ``scenarios.results``
    moves : mapping of species to Spread
        Only of quotations that a group of the plan follows.
    unmeasured : tuple of str
        The groups of which it is not known how far price and cost follow a quotation.
    quoted : bool
        Whether quotations were supplied.
    """

    lines: Lines
    cases: pd.DataFrame
    moves: Mapping[str, Spread]
    unmeasured: tuple[str, ...]
    quoted: bool


def of(data: Slice, plan: Plan, period: Period, year: Year | None, follows: Mapping[str, str] | None = None) -> Result | None:  # fmt: skip
    """
    The result of a plan; None where it has no goal in revenue or in margin.

    Parameters
    ----------
    data : Slice
    plan : Plan
    period : Period
        Quotations later than its end are not looked at.
    year : Year or None
        As ``contract.ahead``; without it what the conditions cost is not known.
    follows : product group to raw material, where their names differ
    """
    found = lines(plan)
    if found is None:
        return None
    quoted = data.supplied("raw_materials")
    felt = scenarios.felt(calculation.links(data, follows))
    felt = felt[felt["measured"]]
    moves = {}
    if quoted:
        spreads = scenarios.spreads(materials.quotations(data["raw_materials"]), str(period.months()[-1]))
        inside = set(felt.loc[felt.index.isin(found.revenue.index), "species"])
        moves = {name: spread for name, spread in spreads.items() if name in inside}
    cases = scenarios.results(found, felt, moves, None if year is None else year.owed_at)
    without = tuple(str(group) for group in found.revenue.index if group not in felt.index)
    return Result(found, cases, moves, without, quoted)


def lines(plan: Plan) -> Lines | None:
    """The goals of a plan as lines of a calculation; None where it asks no revenue or no margin."""
    revenue, margin = contract.goal(plan, "revenue"), contract.goal(plan, "margin")
    if revenue is None or margin is None:
        return None
    spent = sum(one.cost for one in plan.actions)
    kilograms = contract.goal(plan, "quantity")
    quantity = 0 if kilograms is None else kilograms.year()
    parts = {
        measure: {
            one.key: one.year() for one in plan.goals if one.level == "group" and one.measure == measure
        }
        for measure in ("revenue", "margin")
    }
    sold, earned = pd.Series(parts["revenue"], dtype="int64"), pd.Series(parts["margin"], dtype="int64")
    whole = (
        len(sold)
        and set(sold.index) == set(earned.index)
        and (int(sold.sum()), int(earned.sum())) == (revenue.year(), margin.year())
    )
    if not whole:
        sold, earned = pd.Series({WHOLE: revenue.year()}), pd.Series({WHOLE: margin.year()})
    cost = sold - earned.reindex(sold.index)
    if spent:
        cost = cost - _over(spent, sold)
    return scenarios.Lines(sold.sort_index(), cost.sort_index(), quantity, spent)


def _over(spent: int, sold: pd.Series[int]) -> pd.Series[int]:
    """The cost of actions over groups in proportion to what they sell, to the cent."""
    sizes = sold.clip(lower=0).astype(float)
    if not (sizes > 0).any():
        sizes = sizes + 1.0
    return rounding.apportioned(sizes, spent)
