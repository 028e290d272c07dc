"""
The raw-material quotation beside our own price, and how many months lie between them.

'The quotation rose, so our price had to follow' is said at every negotiation; how late it followed, and how much of it, is seldom measured. Here it
is: our price without mix (the same articles, month after month), the quotation, and the lag at which the year-on-year changes of both resemble each
other most.

Conventions:

* our price is a chained index of matched articles: each month beside the one before, over articles delivered in both, weighted by the mean of
  their two shares in revenue (Törnqvist); returns and credits are left out. A month in which no article matches has no index;
* both sides are compared as year-on-year changes, ln(xₜ/xₜ₋₁₂), so that the season and the level drop out;
* the lag is the number of months (0 to 12) by which the quotation must be shifted for the highest correlation; of equal ones the shortest. Each lag
  uses all months that it has, so that longer lags rest on fewer points;
* pass-through is the slope at that lag: 0.6 says that of ten percent in the quotation six percent stood in our price.

Nothing is said where there are too few points, too weak a link, or a quotation that hardly moved. Two courses that rise in the same year
resemble each other without one being the reason of the other: a lag is a description, and the agreement tells whether it was meant.

References
----------
ILO, Eurostat and others (2004), Producer Price Index Manual, chapters 9 and 15 (chaining; the Törnqvist index).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LAGS", "REASONS", "course", "lags", "prices", "quotations"]

LAGS = tuple(range(13))
"""The lags that can be measured, in months. One more is tried: where that is the best, the lag is longer than these."""
LEAST_POINTS = 18
LEAST_CORRELATION = 0.5**0.5
"""The quotation must explain half of how our price moved: two short courses at the best of thirteen lags soon resemble each other by chance."""
LEAST_MOVE = 0.02
"""A quotation whose year-on-year changes differ less than this hardly moved: nothing could follow it."""
REASONS = ("", "few_points", "still_quotation", "weak_link", "at_the_edge")
"""Why a lag could not be measured: too little history, nothing to follow, no resemblance, or a lag beyond the longest."""

_AMOUNTS = ("quantity", "revenue")
_EQUAL = 1e-9


def prices(book: pd.DataFrame) -> pd.DataFrame:
    """
    Our price per group and month: an index without mix, and the plain average.

    Parameters
    ----------
    book : DataFrame, one row per (month, outlet, product, kind)
        As ``results.book`` gives it: ``month``, ``group``, ``product``, ``kind``, ``quantity``, ``revenue``.

    Returns
    -------
    DataFrame, one row per (group, month) with deliveries, in that order
        ``month`` ('YYYY-MM'), ``group``, ``index`` (100 in the group's first month; NaN where no article matches the last month with an index) and
        ``price`` (money per unit of quantity, mix included).

    Examples
    --------
    >>> rows = [("2026-01", 10, 100), ("2026-02", 5, 55)]
    >>> book = pd.DataFrame(rows, columns=["month", "quantity", "revenue"])
    >>> prices(book.assign(group="beef", product="steak", kind="delivery"))["index"].round(1).tolist()
    [100.0, 110.0]
    """
    sold = book[book["kind"] == "delivery"]
    added = sold.groupby(["group", "month", "product"], observed=True, as_index=False)[
        ["quantity", "revenue"]
    ].sum()
    added = added[(added["quantity"] > 0) & (added["revenue"] > 0)]
    parts = [_chained(rows, str(group)) for group, rows in added.groupby("group", observed=True)]
    empty = pd.DataFrame(
        {"month": pd.Series(dtype=str), "group": pd.Series(dtype=str), "index": [], "price": []}
    )
    return pd.concat(parts, ignore_index=True) if parts else empty


def quotations(raw: pd.DataFrame) -> pd.DataFrame:
    """
    The quotation of each species, averaged over the days of a month.

    Parameters
    ----------
    raw : DataFrame, one row per (date, species)
        ``date``, ``species``, ``price`` (money per kg); rows without a positive price are left out.

    Returns
    -------
    DataFrame, one row per (species, month), in that order
        ``month`` ('YYYY-MM'), ``species``, ``price`` and ``index`` (100 in the species' first month).
    """
    rows = raw[raw["price"] > 0]
    rows = rows.assign(month=pd.to_datetime(rows["date"]).dt.strftime("%Y-%m"))
    mean = rows.groupby(["species", "month"], observed=True, as_index=False)["price"].mean()
    first = mean.groupby("species", observed=True)["price"].transform("first")
    found: pd.DataFrame = mean.assign(index=100 * mean["price"] / first)
    return found[["month", "species", "price", "index"]]


def lags(
    prices: pd.DataFrame, quotations: pd.DataFrame, *, species_of: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """
    How many months our price follows the quotation, and how much of it.

    Parameters
    ----------
    prices, quotations : DataFrame
        As ``prices`` and ``quotations`` of this room give them.
    species_of : mapping of group to species, optional
        For groups that do not bear the name of their species, such as minced meat; it goes before the name.

    Returns
    -------
    DataFrame, one row per group that has a species, in the order of the groups
        ``group``, ``species``, ``lag_months``, ``correlation``, ``pass_through`` (these three NaN where not measurable), ``points`` (months
        compared at that lag; where not measurable, at the lag that came nearest), ``measurable`` (bool) and ``reason`` (one of ``REASONS``).
    """
    known = {str(name).casefold(): str(name) for name in quotations["species"].unique()}
    told = {group.casefold(): species for group, species in (species_of or {}).items()}
    rows = []
    for group in sorted(map(str, prices["group"].unique())):
        species = known.get(told.get(group.casefold(), group).casefold())
        if species is not None:
            ours = prices.loc[prices["group"] == group].set_index("month")["index"]
            theirs = quotations.loc[quotations["species"] == species].set_index("month")["price"]
            rows.append({"group": group, "species": species} | _measured(_grown(ours), _grown(theirs)))
    columns = [
        "group",
        "species",
        "lag_months",
        "correlation",
        "pass_through",
        "points",
        "measurable",
        "reason",
    ]
    return pd.DataFrame(rows, columns=columns).astype({"points": int, "measurable": bool})


def course(
    prices: pd.DataFrame, quotations: pd.DataFrame, group: str, species: str, lag: float = 0
) -> pd.DataFrame:
    """
    Our price and the quotation month by month, to be drawn above each other.

    Parameters
    ----------
    prices, quotations : DataFrame
        As ``prices`` and ``quotations`` of this room give them.
    group, species : str
        Which of them.
    lag : float
        Months by which the quotation is shifted; NaN (not measured) shifts nothing.

    Returns
    -------
    DataFrame, one row per month that both know, oldest first
        ``month``, ``quotation`` and ``price`` (both 100 in the first of these months) and ``shifted``: the quotation of ``lag`` months before, on the
        scale of ``quotation``; NaN where it lies before the first quotation.
    """
    ours = _monthly(prices.loc[prices["group"] == group].set_index("month")["index"])
    theirs = _monthly(quotations.loc[quotations["species"] == species].set_index("month")["price"])
    months = pd.PeriodIndex(ours.dropna().index.intersection(theirs.dropna().index).sort_values(), freq="M")
    shifted = theirs.copy()
    shifted.index = shifted.index + (0 if np.isnan(lag) else int(lag))
    start = months[:1]
    base = theirs.reindex(start).sum()  # of one month, or of none
    return pd.DataFrame(
        {
            "month": months.strftime("%Y-%m"),
            "quotation": (100 * theirs.reindex(months) / base).to_numpy(),
            "price": (100 * ours.reindex(months) / ours.reindex(start).sum()).to_numpy(),
            "shifted": (100 * shifted.reindex(months) / base).to_numpy(),
        }
    )


def _chained(rows: pd.DataFrame, group: str) -> pd.DataFrame:
    """One group's index: each month beside the last one that has an index."""
    tables = {column: rows.pivot(index="month", columns="product", values=column) for column in _AMOUNTS}
    quantity, revenue = (tables[column].sort_index().to_numpy(dtype=float) for column in _AMOUNTS)
    price = np.log(revenue / quantity)
    logs = np.full(len(quantity), np.nan)
    logs[0], last = 0.0, 0
    for at in range(1, len(logs)):
        both = ~np.isnan(price[at]) & ~np.isnan(price[last])
        if both.any():
            weight = sum(revenue[t, both] / revenue[t, both].sum() for t in (last, at)) / 2
            logs[at] = logs[last] + weight @ (price[at, both] - price[last, both])
            last = at
    return pd.DataFrame(
        {
            "month": sorted(rows["month"].unique()),
            "group": group,
            "index": 100 * np.exp(logs),
            "price": np.nansum(revenue, axis=1) / np.nansum(quantity, axis=1),
        }
    )


def _monthly(values: pd.Series) -> pd.Series:
    """With months as periods, and none left out in between."""
    found = values.set_axis(pd.PeriodIndex(values.index.astype(str), freq="M")).sort_index()
    if found.empty:
        return found
    return found.reindex(pd.period_range(found.index[0], found.index[-1], freq="M"))


def _grown(values: pd.Series) -> pd.Series:
    """The year-on-year change in logarithms."""
    known = _monthly(values.astype(float))
    before = known.copy()
    before.index = before.index + 12
    return (known / before.reindex(known.index)).map(np.log).dropna()


def _measured(ours: pd.Series, theirs: pd.Series) -> dict[str, object]:
    """The lag with the highest correlation, or why there is none."""
    best = (0, -np.inf, np.nan, 0)  # lag, correlation, slope, points
    at, quoted = pd.PeriodIndex(ours.index).asi8, pd.PeriodIndex(theirs.index).asi8
    moved, followed = ours.to_numpy(float), theirs.to_numpy(float)
    for lag in (*LAGS, LAGS[-1] + 1):
        both = np.isin(at, quoted + lag)
        count = int(both.sum())
        if lag == 0:
            best = (0, -np.inf, np.nan, count)
        if count < LEAST_POINTS:
            continue
        now, then = moved[both], followed[np.isin(quoted + lag, at)]
        if min(np.ptp(now), np.ptp(then)) < _EQUAL:
            continue
        correlation = float(np.corrcoef(now, then)[0, 1])
        if correlation > best[1] + _EQUAL:
            best = (lag, correlation, correlation * float(now.std() / then.std()), count)
    lag, correlation, slope, count = best
    if count < LEAST_POINTS:
        reason = "few_points"
    elif np.ptp(theirs.to_numpy(dtype=float)) < LEAST_MOVE:
        reason = "still_quotation"
    elif correlation < LEAST_CORRELATION:
        reason = "weak_link"
    else:
        reason = "at_the_edge" if lag > LAGS[-1] else ""
    figures = (float(lag), correlation, slope) if not reason else (np.nan,) * 3
    return dict(zip(("lag_months", "correlation", "pass_through"), figures, strict=True)) | {
        "points": count,
        "measurable": not reason,
        "reason": reason,
    }
