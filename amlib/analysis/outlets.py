"""
Comparing outlets fairly: growth beside what chance alone would do at that size.

A ranking of outlets of unequal size ranks their noise: the smallest stand at both ends. So each outlet's growth is set beside
limits that widen as outlets get smaller (a funnel), and the growth by which outlets are ordered is shrunk towards the account's own growth
as far as its month-to-month noise demands.

With y = ln(revenue / last year's revenue) of an outlet that sold in both periods, s² the sampling variance of y (from the spread of its monthly
growth, smoothed over size) and τ² the spread between outlets beyond that noise (DerSimonian and Laird):

* expected = last year × the account's like-for-like growth, so that the deviations of like-for-like outlets add up to nil;
* limits = like-for-like growth ± 1.96·√(s² + τ²);
* shrunk growth = g + (1 − B)·(y − g), with g the account's like-for-like growth and B = (k−3)/(k−1) · s² / (s² + τ²).

References
----------
Spiegelhalter (2005), Funnel plots for comparing institutional performance; Efron and Morris (1975); Morris (1983), Parametric empirical
Bayes inference, for the factor (k−3)/(k−1); DerSimonian and Laird (1986).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import digamma

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["between", "ranking", "shrunk"]

Z = 1.96
LEAST_MONTHS = 6
"""Fewer monthly growth figures than this say nothing about an outlet's own noise."""


def shrunk(estimates: np.ndarray, variances: np.ndarray, towards: float | None = None) -> np.ndarray:
    """
    Estimates of one kind, each moved towards what they have in common as far as its own noise demands.

    Parameters
    ----------
    estimates, variances : arrays of length k
        What was seen for each unit, and the sampling variance of it (> 0).
    towards : float, optional
        What they have in common, where that is known; otherwise their weighted mean.

    Returns
    -------
    array of length k
        With three units or fewer there is nothing to learn from and the estimates come back as they were.

    References
    ----------
    Efron and Morris (1975), Data analysis using Stein's estimator; Morris (1983).
    """
    k = len(estimates)
    if k <= 3:
        return estimates.copy()
    tau2 = between(estimates, variances)
    weights = 1 / (variances + tau2)
    mean = float((weights * estimates).sum() / weights.sum()) if towards is None else towards
    noise = (k - 3) / (k - 1) * variances / (variances + tau2)
    result: np.ndarray = mean + (1 - noise) * (estimates - mean)
    return result


def between(estimates: np.ndarray, variances: np.ndarray) -> float:
    """
    The variance between units beyond their sampling noise (τ², by the method of moments; never below nil).

    References
    ----------
    DerSimonian and Laird (1986), Meta-analysis in clinical trials.
    """
    weights = 1 / variances
    mean = (weights * estimates).sum() / weights.sum()
    heterogeneity = (weights * (estimates - mean) ** 2).sum()
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    return max(0.0, float((heterogeneity - (len(estimates) - 1)) / scale)) if scale > 0 else 0.0


def ranking(
    sales: pd.DataFrame,
    months: Sequence[str],
    base_months: Sequence[str],
    asked: pd.Series[float] | None = None,
) -> pd.DataFrame:
    """
    Every outlet's revenue beside what was to be expected of it.

    Parameters
    ----------
    sales : DataFrame
        ``results.book``: ``month``, ``outlet``, ``outlet_name``, ``region``, ``revenue``.
    months, base_months : sequences of 'YYYY-MM'
        The period, and the same months a year before.
    asked : Series, indexed by outlet, optional
        What was asked of each outlet in the period; it then takes the place of last year.

    Returns
    -------
    DataFrame, one row per outlet with sales in either period
        ``outlet``, ``name``, ``region``, ``base_revenue``, ``revenue``, ``change``, ``expected``, ``deviation`` (money), ``growth``,
        ``shrunk_growth``, ``lower``, ``upper`` (fractions), ``stake`` (last year × the shrunk growth beyond the account's: the money
        by which outlets are ordered) and ``signal``: ``'above'``, ``'below'``, ``'within'``, ``'new'`` or ``'lost'``. Ordered by
        ``stake``, the best first; new and lost ones follow.
    """
    now = _revenue(sales, months)
    then = _revenue(sales, base_months) if asked is None else asked
    frame = pd.concat({"base_revenue": then, "revenue": now}, axis=1).fillna(0.0)
    frame = frame[(frame["base_revenue"] != 0) | (frame["revenue"] != 0)]
    names = sales.drop_duplicates("outlet").set_index("outlet")
    frame.insert(0, "name", names["outlet_name"].reindex(frame.index))
    frame.insert(1, "region", names["region"].reindex(frame.index))
    frame["change"] = frame["revenue"] - frame["base_revenue"]
    like = (frame["base_revenue"] > 0) & (frame["revenue"] > 0)
    for column in ("expected", "deviation", "growth", "shrunk_growth", "lower", "upper", "stake"):
        frame[column] = float("nan")
    frame["signal"] = np.where(
        frame["base_revenue"] <= 0, "new", np.where(frame["revenue"] <= 0, "lost", "within")
    )
    if like.any():
        base, actual = frame.loc[like, "base_revenue"], frame.loc[like, "revenue"]
        growth = float(actual.sum() / base.sum())
        seen = np.log(actual.to_numpy() / base.to_numpy())
        noise = _noise(sales, base, months)
        limit = Z * np.sqrt(noise + between(seen, noise))
        moved = np.exp(shrunk(seen, noise, towards=float(np.log(growth))))
        frame.loc[like, "expected"] = base * growth
        frame.loc[like, "deviation"] = actual - base * growth
        frame.loc[like, "growth"] = actual / base - 1
        frame.loc[like, "shrunk_growth"] = moved - 1
        frame.loc[like, "lower"] = growth * np.exp(-limit) - 1
        frame.loc[like, "upper"] = growth * np.exp(limit) - 1
        frame.loc[like, "stake"] = base * (moved - growth)
        low, high = frame["growth"] < frame["lower"], frame["growth"] > frame["upper"]
        frame.loc[like & low, "signal"] = "below"
        frame.loc[like & high, "signal"] = "above"
    ordered = frame.rename_axis("outlet").reset_index()
    return ordered.sort_values(
        ["stake", "outlet"], ascending=[False, True], na_position="last", kind="stable"
    ).reset_index(drop=True)


def _revenue(sales: pd.DataFrame, months: Sequence[str]) -> pd.Series:
    return sales[sales["month"].isin(list(months))].groupby("outlet", observed=True)["revenue"].sum()


def _noise(sales: pd.DataFrame, base: pd.Series, months: Sequence[str]) -> np.ndarray:
    """
    The sampling variance of each outlet's growth over the period, from the spread of its monthly growth in the year up to it.

    One outlet's own spread is itself noisy, so a straight line of ln(spread) on ln(size) stands in for it.
    """
    last = pd.Period(max(months), "M")
    year = [str(last - i) for i in range(12)]
    before = [str(last - 12 - i) for i in range(12)]
    monthly = sales[sales["month"].isin(year + before)]
    table = monthly.pivot_table(
        index="outlet", columns="month", values="revenue", aggfunc="sum", observed=True
    )
    table = table.reindex(index=base.index, columns=year + before)
    table = table.where(table > 0)
    spread = np.log(table[year].to_numpy() / table[before].to_numpy())
    count = np.isfinite(spread).sum(axis=1)
    enough = count >= LEAST_MONTHS
    size = np.log(base.to_numpy())
    if enough.sum() < 3 or np.ptp(size[enough]) == 0:
        pooled = np.nanvar(spread, ddof=1) if np.isfinite(spread).sum() > 1 else 0.04
        return np.full(len(base), max(float(pooled), 1e-4) / len(months))
    freedom = (count[enough] - 1) / 2
    own = (
        np.log(np.maximum(np.nanvar(spread[enough], axis=1, ddof=1), 1e-6))
        - digamma(freedom)
        + np.log(freedom)
    )
    slope, level = np.polyfit(size[enough], own, 1)
    if slope > 0:  # noise does not grow with size; what looks like it is chance
        slope, level = 0.0, own.mean()
    return np.asarray(np.maximum(np.exp(level + slope * size), 1e-4) / len(months))
