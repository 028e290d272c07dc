"""
How a customer's category developed, group by group, and our deliveries in it.

A customer asks first how its own category goes and only then what a supplier added to it. So both stand in one frame, in one measure, over the same months and the same outlets: a category that
is reported by two outlets of three is set beside what those two were delivered.

Conventions: kilograms where the category is known in them, else money. Growth is on the same months a year before; it is NaN where there is no such year or nothing was sold in it.

Deliberately absent: who else supplies. This reads no names of suppliers, so it may be shown to the customer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from amlib.analysis.category import Category

__all__ = ["NEAR", "apart", "groups", "measure", "whole"]

NEAR = 0.01
"""Growth within a percentage point of the category's is the same growth."""

_SIDES = ["category", "base_category", "own", "base_own"]


def measure(shelf: Category) -> str:
    """In what a category is told beside deliveries: ``'quantity'``, or ``'value'`` where quantities are not known."""
    return "quantity" if shelf.has_quantity or not shelf.has_value else "value"


def groups(shelf: Category) -> pd.DataFrame:
    """
    The category and our deliveries in it, per product group.

    Parameters
    ----------
    shelf : Category

    Returns
    -------
    DataFrame, one row per group of the category or of our deliveries in the outlets that it reports, in the order of their names
        ``group``, ``category``, ``base_category``, ``own``, ``base_own`` (in ``measure``), ``growth``, ``own_growth`` (fractions), ``gap`` (our growth less the category's).
    """
    amount = measure(shelf)
    mine = "quantity" if amount == "quantity" else "revenue"
    own = shelf.own[shelf.own["outlet"].isin(shelf.rows["outlet"].unique())]
    delivered = own.groupby("group", observed=True)[[mine, f"base_{mine}"]].sum()
    both = pd.concat([shelf.by("group")[[amount, f"base_{amount}"]], delivered], axis=1)
    both = both.set_axis(_SIDES, axis=1).sort_index().rename_axis("group")
    both[["own", "base_own"]] = both[["own", "base_own"]].fillna(0.0)
    return _grown(both).reset_index()


def whole(found: pd.DataFrame) -> pd.Series:
    """All groups together: the same columns as ``groups``, without the name."""
    return _grown(found[_SIDES].sum(min_count=1).to_frame().T).iloc[0]


def apart(found: pd.DataFrame) -> pd.DataFrame:
    """
    The groups in which the category did not shrink and our deliveries fell behind it by more than ``NEAR``.

    Parameters
    ----------
    found : DataFrame, as ``groups`` gives

    Returns
    -------
    DataFrame, the same columns, those with the most behind them first
        Behind is what we would have delivered with the category's growth, less what we did.
    """
    rows = found[(found["growth"] >= 0) & (found["own_growth"] < 0) & (found["gap"] < -NEAR)]
    missed = (rows["base_own"] * rows["gap"]).sort_values(kind="stable")
    return rows.loc[missed.index].reset_index(drop=True)


def _grown(both: pd.DataFrame) -> pd.DataFrame:
    """The growth of both sides, and how far they lie apart."""
    grown = both.assign(
        growth=both["category"] / both["base_category"].where(both["base_category"] > 0) - 1,
        own_growth=both["own"] / both["base_own"].where(both["base_own"] > 0) - 1,
    )
    return grown.assign(gap=grown["own_growth"] - grown["growth"])
