"""
Where we stand with a customer: the few figures that a plan begins with, each beside a year before.

A plan that opens with twelve pages of figures is not read; one that opens with none is not believed. So here are those that say what we sell, what it leaves, and how it stands on the
shelf, over twelve months so that no season speaks in them.

=============  ====================================================================================================================
figure         what it is
=============  ====================================================================================================================
revenue        after invoice discounts; quantity with returns taken off
margin         before conditions; not known where a sale has no cost
share          our part of the customer's category sales
distribution   weighted: the part of the customer's category that is sold in outlets which sell anything of ours; numeric where the category is not known per
               outlet: the part of the outlets that are open
articles       of ours that an outlet sells on average, of those that sell any
rotation       quantity per article, outlet that sells it, and week
pressure       the part of the quantity that was sold in the weeks of a promotion
=============  ====================================================================================================================

Conventions: twelve months up to the end of the period, beside the twelve months before. What is not known is NaN, and says which table it lacks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib.analysis import bases, distribution, market, results, weeks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amlib.analysis.category import Category
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["FIGURES", "table"]

FIGURES = ("revenue", "quantity", "price", "margin", "margin_rate", "share", "distribution", "articles", "rotation", "pressure", "promotions")  # fmt: skip
"""Every figure, in the order of reading."""

_NAN = float("nan")
_WEEKS = 365.25 / 7


def table(data: Slice, period: Period, year: Category | None = None) -> pd.DataFrame:
    """
    The position over twelve months, beside the twelve months before.

    Parameters
    ----------
    data : Slice
    period : Period
        The twelve months end with it.
    year : Category, optional
        The customer's category over the twelve months.

    Returns
    -------
    DataFrame, one row per figure of ``FIGURES``
        ``figure``, ``now``, ``before`` (NaN where not known), ``basis`` ('weighted' or 'numeric' for distribution, else '') and ``lacking``: the table that is needed where ``now`` is not
        known, '' where it is.
    """
    book = results.book(data)
    sides = bases.twelve_months(period)
    first = str(book["month"].min()) if len(book) else "9999-12"
    found = [_of(data, book, months, known=min(months) >= first) for months in sides]
    ahead = [_shelf(year, base=base) for base in (False, True)]
    numeric = ahead[0] is None
    rows = []
    for figure in FIGURES:
        now, before = (one.get(figure, _NAN) for one in found)
        basis, lacking = "", _LACKS.get(figure, "")
        if figure == "share":
            now, before = _share(year)
        if figure == "distribution":
            basis = "numeric" if numeric else "weighted"
            if not numeric:
                now, before = (_NAN if one is None else one for one in ahead)
        rows.append((figure, now, before, basis, lacking if np.isnan(now) else ""))
    return pd.DataFrame(rows, columns=["figure", "now", "before", "basis", "lacking"])


_LACKS = {"margin": "sales", "margin_rate": "sales", "share": "category_sales", "pressure": "promotions", "promotions": "promotions", "distribution": "outlets"}  # fmt: skip


def _of(data: Slice, book: pd.DataFrame, months: Sequence[str], *, known: bool) -> dict[str, float]:
    """The figures of our own deliveries in some months; none where history does not go back that far."""
    if not known:
        return {}
    rows = book[book["month"].isin(months)]
    revenue, quantity = float(rows["revenue"].sum()), float(rows["quantity"].sum())
    found = {"revenue": revenue, "quantity": quantity, "price": _part(revenue, quantity)}
    bare = rows["cost"].isna() & (rows["quantity"] != 0) if "cost" in rows else pd.Series([True])
    if not bare.any():
        found["margin"] = revenue - float(rows["cost"].fillna(0.0).sum())
        found["margin_rate"] = _part(found["margin"], revenue)
    sold = rows.groupby(["outlet", "product"], observed=True)["quantity"].sum()
    sold = sold[sold > 0]
    found["rotation"] = _part(float(sold.sum()), len(sold) * _WEEKS)
    there = _open(data["outlets"], months)
    carrying = set(sold.index.get_level_values("outlet")) & there
    found["distribution"] = _part(len(carrying), len(there))
    found["articles"] = _part(len(sold), sold.index.get_level_values("outlet").nunique())
    return found | _promoted(data, months, quantity)


def _open(places: pd.DataFrame, months: Sequence[str]) -> set[str]:
    """The outlets that were open in some of the months."""
    first, last = pd.Period(min(months)).start_time, pd.Period(max(months)).end_time
    there = ~(places["opened"] > last) & ~(places["closed"] < first)
    return set(places.loc[there, "outlet"])


def _promoted(data: Slice, months: Sequence[str], quantity: float) -> dict[str, float]:
    """How many promotions began in some months, and the part of the quantity that was sold in their weeks."""
    if not data.supplied("promotions"):
        return {}
    given = data["promotions"]
    chosen = given[given["start"].dt.strftime("%Y-%m").isin(list(months))]
    found = {"promotions": float(len(chosen))}
    table, products = weeks.read(data), data["products"].drop_duplicates("product").set_index("product")
    if table is None:
        return found
    inside = np.zeros(len(table.week), dtype=bool)
    for row in chosen.to_dict("records"):
        act = weeks.action({str(name): value for name, value in row.items()}, products, table)
        place = table.place_of.get(act.product, -1)
        during = (table.week >= act.first) & (table.week < act.first + act.weeks)
        inside |= during & (table.product == place) & table.within(act.outlets)
    return found | {"pressure": _part(float(table.quantity[inside].sum()), quantity)}


def _share(year: Category | None) -> tuple[float, float]:
    if year is None:
        return _NAN, _NAN
    whole = market.shares(year, "total")
    return (_NAN, _NAN) if whole.empty else (float(whole["share"].iloc[0]), float(whole["base_share"].iloc[0]))  # fmt: skip


def _shelf(year: Category | None, *, base: bool) -> float | None:
    """Our weighted distribution; None where the category is not known per outlet."""
    if year is None or not year.trusted:
        return None
    found = distribution.measures(year, ("ours",), base=base)
    weighted = found["weighted"].to_dict()
    return float(weighted[True]) if True in weighted else None


def _part(part: float, whole: float) -> float:
    return part / whole if whole > 0 else _NAN
