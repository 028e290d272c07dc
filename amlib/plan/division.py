"""
The target of an account over its outlets, divided in several ways side by side.

A plan divides its target in one way, and somebody must answer for that. Beside it stand the others (``targets.METHODS``): in proportion to what comes without action, by where there is room, and so that
every outlet is equally likely to reach its part. All add up to the same cent, so what differs is only who is asked for it; how evenly that lies is told as a balance.

Deliberately absent: choosing. A way that lacks what it divides by is missing, not replaced by another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib.plan import targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from amlib.analysis.odds import Odds
    from amlib.plan import reach
    from amlib.plan.items import Goal

__all__ = ["balances", "table", "weights"]


def weights(odds: Mapping[reach.Place, Odds], listings: pd.DataFrame) -> Mapping[str, pd.Series]:
    """
    By what a total is divided over outlets.

    Parameters
    ----------
    odds : mapping of place to Odds
        Of the year without action.
    listings : DataFrame
        As ``drafts.Given.listings``: what articles that comparable outlets sell would bring.

    Returns
    -------
    mapping of method to Series per outlet
        Of 'potential' the room of each, of 'equal_stretch' how far each may be off; nil or absent where that is not known.
    """
    errors = {key: one.rest * one.scale if one.errors else 0.0 for key, one in _outlets(odds).items()}
    return {"potential": _rooms(listings), "equal_stretch": pd.Series(errors, dtype=float)}


def table(goals: Iterable[Goal], places: pd.DataFrame, weights: Mapping[str, pd.Series]) -> pd.DataFrame:
    """
    The target of the account over its outlets in three ways, side by side.

    Parameters
    ----------
    goals : iterable of Goal
        Those of outlets, in revenue.
    places : DataFrame, one row per outlet
        ``outlet``, ``name``, ``region``, ``banner``.
    weights : mapping, as ``weights`` gives

    Returns
    -------
    DataFrame, one row per outlet with a goal, the largest first
        ``name``, ``region``, ``banner``, ``baseline``, ``target`` (of the plan), and per method of ``targets.METHODS`` the target that it gives, all in cents and adding up to the same;
        a method that lacks what it divides by is missing (NA). Indexed by outlet.
    """
    asked = {goal.key: goal for goal in goals}
    rows = places.set_index("outlet").reindex(list(asked))
    rows["baseline"] = [goal.year("baseline") for goal in asked.values()]
    rows["target"] = [goal.year() for goal in asked.values()]
    total = int(rows["target"].sum())
    for method in targets.METHODS:
        rows[method] = _allocated(method, total, rows["baseline"], weights)
    return rows.sort_values(["baseline", "target"], ascending=False, kind="stable")


def balances(divided: pd.DataFrame, odds: Mapping[reach.Place, Odds]) -> Mapping[str, targets.Balance]:
    """
    How evenly each way of dividing lies over the outlets; ways that could not be made are left out.

    Parameters
    ----------
    divided : DataFrame, as ``table`` gives
    odds : mapping of place to Odds
        Of the year without action.
    """
    known = _outlets(odds)
    return {
        method: targets.balance(
            known, {str(key): float(cents) / 100 for key, cents in divided[method].items()}
        )
        for method in targets.METHODS
        if len(divided) and divided[method].notna().all()
    }


def _outlets(odds: Mapping[reach.Place, Odds]) -> dict[str, Odds]:
    """The odds of each outlet's revenue."""
    return {key: found for (measure, level, key), found in odds.items() if (measure, level) == ("revenue", "outlet")}  # fmt: skip


def _allocated(method: str, total: int, base: pd.Series[int], weights: Mapping[str, pd.Series]) -> pd.Series:
    """A total over outlets by one method; missing where nothing is known to divide by, or it would leave one below nil."""
    nothing = pd.Series(pd.NA, index=base.index, dtype="Int64")
    usable = weights.get(method, pd.Series(dtype=float)).reindex(base.index).fillna(0.0).clip(lower=0.0)
    if base.sum() <= 0 or (method != "proportional" and not (usable > 0).any()):
        return nothing
    found = targets.allocated(total, base, method, potential=usable, scale=usable)
    return found if int(found.min()) >= 0 else nothing


def _rooms(listings: pd.DataFrame) -> pd.Series:
    """What articles that comparable outlets sell would bring per outlet; nothing where that is not known."""
    if listings.empty:
        return pd.Series(dtype=float)
    found: pd.Series = listings.groupby("outlet")["expected_value"].sum()
    return found
