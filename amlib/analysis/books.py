"""
The months of one customer: what was sold in each, what stood a year before it, and what the agreed conditions cost in it.

Terms are agreed per year and results are looked at per month, so whoever sets one beside the other needs the months of a year in one place, worked out once. A month without a sale is nil;
one before the first sale of the history is not known, and growth on a year with such a month is not known either.

Conventions: a year in which no agreement of the table holds is a year that is not known, not one without terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from amlib import periods
from amlib.analysis import results, terms
from amlib.analysis.conditions import Amounts

__all__ = ["Books", "amounts", "until"]


class Books:
    """The agreements and the sales of one customer; what is worked out of a year is worked out once."""

    def __init__(self, agreed: pd.DataFrame, sales: pd.DataFrame) -> None:
        self.agreed, self._sales = agreed, sales
        self._years: dict[int, pd.DataFrame] = {}
        self._costs: dict[str, pd.DataFrame | None] = {}

    def months(self, year: int) -> pd.DataFrame:
        """The months of a year and of the one before."""
        if year not in self._years:
            self._years[year] = _months(self._sales, year)
        return self._years[year]

    def by_kind(self, last: str) -> pd.DataFrame | None:
        """What each kind of condition cost in each month of a year up to one; None where no agreement of the year is known."""
        if last not in self._costs:
            self._costs[last] = _by_kind(self.agreed, self.months(int(last[:4])), periods.parse(last).end)
        return self._costs[last]

    def without_goods(self, months: Sequence[str]) -> float:
        """Revenue without goods in some months."""
        chosen = self._sales["month"].isin(list(months)) & (self._sales["kind"] == "value")
        return float(self._sales.loc[chosen, "revenue"].sum())


def until(months: pd.DataFrame, day: date) -> pd.DataFrame:
    """The months of a day's year up to the day."""
    return months[(months.index >= f"{day.year}-01") & (months.index <= f"{day:%Y-%m}")]


def amounts(chosen: pd.DataFrame) -> Amounts:
    """What the conditions are worked out on in some months; a base with a month before history is not known."""
    base, kilograms = ({f"{int(name[:4]) - 1}{name[4:]}": amount for name, amount in zip(map(str, chosen.index), chosen[column], strict=True)}
                       for column in ("base_revenue", "base_quantity"))  # fmt: skip
    known = chosen["base_revenue"].notna().all()
    return Amounts(
        chosen["revenue"].fillna(0.0),
        pd.Series(base, dtype="float64") if known else None,
        None,
        chosen["quantity"].fillna(0.0),
        pd.Series(kilograms, dtype="float64") if known else None,
    )


def _months(sales: pd.DataFrame, year: int) -> pd.DataFrame:
    """The twelve months of a year and of the year before, each with the year before it; NaN where there is no history."""
    names = [str(month) for at in (year - 1, year) for month in periods.parse(str(at)).months()]
    course = results.course(sales, periods.parse(f"{year}-12"), 24).set_index("month").reindex(names)
    first = sales["month"].min() if len(sales) else "9999"
    begun = course.index >= first
    for measure in (
        "revenue",
        "quantity",
    ):  # a month without a sale is nil; one before the first is not known
        course.loc[begun, measure] = course.loc[begun, measure].fillna(0.0)
        before = [f"{int(name[:4]) - 1}{name[4:]}" >= first for name in names]
        course.loc[before, f"base_{measure}"] = course.loc[before, f"base_{measure}"].fillna(0.0)
    course.loc[begun & (course["quantity"] == 0) & (course["revenue"] == 0), "margin"] = 0.0
    return course


def _by_kind(agreed: pd.DataFrame, months: pd.DataFrame, on: date) -> pd.DataFrame | None:
    """What each kind of condition cost in each month of a year up to a day; None where no agreement of the year is known."""
    begun = pd.to_datetime(agreed["from"]).dt.year <= on.year
    ended = pd.to_datetime(agreed["until"]).dt.year < on.year
    if not (begun & ~ended).any():
        return None
    sold = amounts(until(months, on))
    kinds = terms.accrual(agreed, sold, on).set_index("term")["kind"]
    return terms.by_month(agreed, sold, on).T.groupby(kinds).sum().T.round(2)
