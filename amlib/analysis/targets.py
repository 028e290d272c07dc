"""
What a plan year should bring: its target, in total, per group and per outlet.

A probability is one of reaching something, so what must be reached is said first, and where it came from. The plan that was adopted for it is the target (``slices.laid``), else the budget where it was supplied for the whole year; a budget
of nine months is no target of twelve. Without one, the account's growth target makes a target of last year's revenue, for the total alone: nobody agreed on it for kilograms, for
margin, or for one group.

Deliberately absent: dividing a total over groups or outlets. A target that nobody set is not one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import periods
from amlib.analysis import coverage, results

if TYPE_CHECKING:
    from amlib.data.slices import Slice

__all__ = ["COLUMNS", "of_year", "per_month"]

COLUMNS = ("level", "key", "measure", "target", "source")


def of_year(data: Slice, year: int, sales: pd.DataFrame, growth_target: float | None = None) -> pd.DataFrame:
    """
    The targets of a year, as deep as they were set.

    Parameters
    ----------
    data : Slice
        ``budget``, if supplied.
    year : int
    sales : DataFrame
        ``results.book(data)``.
    growth_target : float, optional
        A fraction of last year's revenue; needs the whole of last year.

    Returns
    -------
    DataFrame, one row per (level, key, measure) with a target
        ``level`` ('total', 'group', 'outlet'), ``key``, ``measure``, ``target``, ``source`` ('plan', 'budget' or 'growth_target').
    """
    found = []
    said = "plan" if data.planned else "budget"
    for measure in results.MEASURES:
        rows, deep = _whole_year(data, year, measure)
        if rows is None:
            continue
        found.append(("total", "total", measure, float(rows["amount"].sum()), said))
        for level in ("group", "outlet") if deep else ("group",):
            for key, part in rows.dropna(subset=[level]).groupby(level):
                if _complete(part, year):
                    found.append((level, str(key), measure, float(part["amount"].sum()), said))
    grown = growth_target is not None and not any(row[0] == "total" and row[2] == "revenue" for row in found)
    if grown and growth_target is not None and len(sales) and sales["month"].min() <= f"{year - 1}-01":
        base = float(sales.loc[sales["month"].str.startswith(f"{year - 1}-"), "revenue"].sum())
        if base > 0:
            found.append(("total", "total", "revenue", base * (1 + growth_target), "growth_target"))
    return pd.DataFrame(found, columns=list(COLUMNS)).astype({"target": float})


def per_month(data: Slice, year: int) -> pd.DataFrame:
    """
    The budget of each month of a year, per measure; NaN where it was not supplied per month for the whole year.

    Returns
    -------
    DataFrame, one row per month
        Indexed by month ('YYYY-MM'); a column per measure.
    """
    months = _months(year)
    amounts = pd.DataFrame(float("nan"), index=months, columns=list(results.MEASURES))
    for measure in results.MEASURES:
        rows, _ = _whole_year(data, year, measure)
        if rows is not None and set(rows["period"]) == set(months):
            amounts[measure] = rows.groupby("period")["amount"].sum().reindex(months)
    return amounts


def _whole_year(data: Slice, year: int, measure: str) -> tuple[pd.DataFrame | None, bool]:
    """The budget rows of one measure that cover the year once, and whether they go down to outlets."""
    if not data.supplied("budget"):
        return None, False
    budget = data["budget"]
    found = coverage.chosen(
        budget[budget["measure"] == measure].dropna(subset=["amount"]),
        _months(year),
        levels=("account", "outlet"),
    )
    return (None, False) if found is None else (found.rows, found.level == "outlet")


def _complete(part: pd.DataFrame, year: int) -> bool:
    """Whether one group or outlet has a budget in every month, not in some."""
    given = {str(month) for text in part["period"].unique() for month in periods.parse(text).months()}
    return given >= set(_months(year))


def _months(year: int) -> list[str]:
    return [f"{year}-{number:02d}" for number in range(1, 13)]
