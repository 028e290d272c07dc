"""
How good the data behind each figure are: source, age, coverage, and a grade.

A share from a panel that measured six tenths of the market two quarters ago is no worse a number than one from the customer's own books – it only looks as sure. So each
figure of a document names the table it rests on and gets a grade by a rule that is printed with it:

=====  ======================================================================================================
grade  rule
=====  ======================================================================================================
A      at least 95 % covered, not behind the period of the document, and no doubt about it
B      at least 80 % covered, at most two quarters behind, and no doubt about it
C      less, older, coverage unknown, or in doubt
=====  ======================================================================================================

Coverage is what the source says it measured (market), the part of our revenue in outlets that it reports (category), or the part of our value that could be compared
(prices). Age counts from the last day that the figure covers to the last day of the period. A figure without data has no grade; it is counted as missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from datetime import date

    from amlib.analysis.category import Category
    from amlib.analysis.outside import Outside
    from amlib.periods import Period

__all__ = [
    "QUARTERS",
    "Figure",
    "Mark",
    "good",
    "letter",
    "of_category",
    "of_market",
    "of_prices",
    "of_quotations",
    "old",
    "table",
]

FULL, MOST = 0.95, 0.80
QUARTERS = 6
"""Months after which a figure is old: two quarters."""
LEAST_SEEN = 30
"""Fewer prices seen than this in a year are thin."""


@dataclass(frozen=True)
class Mark:
    """
    What is known about the data behind some figures.

    Attributes
    ----------
    table : str
        The table of the contract.
    sources : tuple of str
    as_of : date or None
        The day on which they were drawn.
    months_behind : int or None
        How far the data end before the period does; None where there are none.
    coverage : float
        A fraction; NaN where unknown.
    doubtful : bool
    """

    table: str
    sources: tuple[str, ...] = ()
    as_of: date | None = None
    months_behind: int | None = None
    coverage: float = float("nan")
    doubtful: bool = False

    @property
    def letter(self) -> str:
        """A, B or C; empty where there are no data."""
        return letter(self.months_behind, self.coverage, doubtful=self.doubtful)


@dataclass(frozen=True)
class Figure:
    """A figure of a document, by its code, and the data that it rests on; several marks count as the worst of them."""

    code: str
    marks: tuple[Mark, ...]


def letter(months_behind: int | None, coverage: float, *, doubtful: bool = False) -> str:
    """
    The grade of a figure by the rule above.

    Examples
    --------
    >>> letter(0, 1.0), letter(0, 0.86), letter(6, 0.9), letter(0, 0.62), letter(9, 1.0), letter(None, 1.0)
    ('A', 'B', 'B', 'C', 'C', '')
    """
    if months_behind is None:
        return ""
    if doubtful or not coverage >= MOST or months_behind > QUARTERS:
        return "C"
    return "A" if coverage >= FULL and months_behind <= 0 else "B"


def of_category(category: Category | None) -> Mark:
    """The customer's category, as it was read."""
    if category is None:
        return Mark("category_sales")
    doubts = {"own_differs", "other_unit", "supplier_missing", "smaller_than_ours", "nothing_left"}
    doubtful = not category.trusted or any(remark.code in doubts for remark in category.remarks)
    return Mark("category_sales", category.sources, category.as_of, 0, category.covered, doubtful)


def of_market(market: Outside | None, period: Period) -> Mark:
    """The market, as it was read for a period."""
    if market is None:
        return Mark("market")
    behind = (period.end.year - market.period.end.year) * 12 + period.end.month - market.period.end.month
    return Mark("market", market.sources, market.as_of, behind, market.coverage)


def of_prices(seen: pd.DataFrame, period: Period, since: str, until: str) -> Mark:
    """Prices that were seen in the year up to the end of a period; fewer than thirty are thin, and so in doubt."""
    inside = seen[(seen["date"] >= since) & (seen["date"] <= until)]
    if inside.empty:
        return Mark("competitor_prices")
    last = inside["date"].max()
    behind = max(0, (period.end.year - last.year) * 12 + period.end.month - last.month)
    groups = inside["group"].nunique() / max(1, seen["group"].nunique()) if "group" in inside else 1.0
    sources = tuple(sorted(inside["source"].dropna().unique()))
    return Mark("competitor_prices", sources, last.date(), behind, groups, len(inside) < LEAST_SEEN)


def of_quotations(quotations: pd.DataFrame | None, period: Period) -> Mark:
    """
    The quotations of raw materials, up to the end of a period.

    Covered is the part of the last twelve months that was quoted, over all species of ``materials.quotations``.
    """
    if quotations is None or quotations.empty:
        return Mark("raw_materials")
    wanted = [period.months()[-1]]
    while len(wanted) < 12:
        wanted.insert(0, wanted[0].previous())
    names = [str(month) for month in wanted]
    seen = quotations.loc[quotations["month"].isin(names)].groupby("species")["month"].nunique()
    last = str(quotations["month"].max())
    behind = (period.end.year - int(last[:4])) * 12 + period.end.month - int(last[5:7])
    species = quotations["species"].nunique()
    return Mark("raw_materials", (), None, max(0, behind), float(seen.sum() / 12 / species))


def table(figures: Sequence[Figure]) -> pd.DataFrame:
    """
    The figures of a document with their grades.

    Returns
    -------
    DataFrame, one row per figure, in the order given
        ``figure`` (its code), ``tables`` (tuple), ``sources`` (tuple), ``as_of`` (the oldest), ``months_behind`` (the most; NaN where data are missing), ``coverage`` (the least), ``grade`` ('A', 'B',
        'C' or '' where data are missing).
    """
    rows = []
    for figure in figures:
        letters = [mark.letter for mark in figure.marks]
        there = all(letters)
        drawn = [mark.as_of for mark in figure.marks if mark.as_of]
        behind = [mark.months_behind for mark in figure.marks if mark.months_behind is not None]
        rows.append(
            {
                "figure": figure.code,
                "tables": tuple(mark.table for mark in figure.marks),
                "sources": tuple(dict.fromkeys(s for mark in figure.marks for s in mark.sources)),
                "as_of": min(drawn) if drawn else None,
                "months_behind": float(max(behind)) if there else float("nan"),
                "coverage": min((mark.coverage for mark in figure.marks), default=float("nan"))
                if there
                else float("nan"),
                "grade": max(letters) if there else "",
            }
        )
    names = ["figure", "tables", "sources", "as_of", "months_behind", "coverage", "grade"]
    return pd.DataFrame(rows, columns=names)


def good(graded: pd.DataFrame) -> float:
    """Indicator 1.a: the part of the figures with data that is graded A or B; NaN where there are none."""
    with_data = graded[graded["grade"] != ""]
    return float(with_data["grade"].isin(["A", "B"]).mean()) if len(with_data) else float("nan")


def old(graded: pd.DataFrame) -> float:
    """Indicator 1.a: the part of the figures with data that is more than two quarters behind; NaN where there are none."""
    with_data = graded[graded["grade"] != ""]
    return float((with_data["months_behind"] > QUARTERS).mean()) if len(with_data) else float("nan")
