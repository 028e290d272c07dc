"""
The latest estimate of many series at once: the same recipe as ``outlook``, over a table of months instead of one series after another.

An account has a total, some ten groups and up to hundreds of outlets, each in kilograms, revenue and margin, and each with twelve earlier moments at which the estimate is made
again to see how far off it was. Series by series that takes minutes. All series have the same months, so each moment is one sum over a table, and an account takes a second.

``outlook`` stays the definition: what is computed here must be what is computed there, and a test holds them beside each other.

Conventions: a series begins at its first month with a row (NaN before it); after that a month without a row is a month without sales.

Deliberately absent: events and targets. They come on top, in ``outlook.concluded``.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import fdtrc

from amlib.analysis import forecasts, outlook

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Many", "estimates", "table"]


@dataclass(frozen=True)
class Many:
    """
    What is estimated of some series, before events and targets.

    Attributes
    ----------
    errors : array of float
        The standardised errors of all series together, each both ways, ascending.
    made : mapping of key to Estimate
        In the order of the table; without range and probability.
    """

    errors: np.ndarray
    made: dict[str, outlook.Estimate]


def table(rows: pd.DataFrame, amount: str, through: str) -> pd.DataFrame:
    """
    Amounts per series and month, up to and including a month.

    Parameters
    ----------
    rows : DataFrame
        ``key``, ``month`` ('YYYY-MM') and a column of amounts; those of one series and month are added up. A month with an amount that is not known is NaN.
    amount : which column
    through : 'YYYY-MM', the last month

    Returns
    -------
    DataFrame, one row per key, one column per month from the first with a row
        NaN before a series' first month, and up to and including the last month whose amount is not known: history begins after it.
    """
    known = rows[rows["month"] <= through]
    if known.empty:
        return pd.DataFrame()
    cells = known.assign(unknown=known[amount].isna(), on=1.0).groupby(["key", "month"], sort=True)
    sums = cells[[amount, "unknown", "on"]].sum()
    sums[amount] = sums[amount].where(sums["unknown"] == 0)
    months = pd.period_range(known["month"].min(), through, freq="M").astype(str)
    wide = sums[amount].unstack("month").reindex(columns=months)
    given = sums["on"].unstack("month").reindex(columns=months).notna()
    filled = wide.where(given, 0.0).to_numpy(float)
    started = given.cummax(axis=1).to_numpy()
    unknown = np.isnan(filled)
    after = np.where(unknown.any(axis=1), unknown.shape[1] - unknown[:, ::-1].argmax(axis=1), 0)
    begun = started & (np.arange(filled.shape[1]) >= after[:, None])
    return pd.DataFrame(np.where(begun, filled, np.nan), index=wide.index.astype(str), columns=months)


def estimates(wide: pd.DataFrame, left: int, first: str, seasons: Sequence[str] | None = None) -> Many:
    """
    The estimate of each series over the months left, and the errors of all of them.

    Parameters
    ----------
    wide : DataFrame, one row per series, one column per month
        As ``table`` makes it; its last column is the last month known.
    left : int, how many months must be estimated, 12 at most
    first : 'YYYY-MM', from which month on what was sold counts as realised
    seasons : sequence of str, optional
        Per series, whose season it shares; all share one without.

    Examples
    --------
    >>> months = pd.period_range("2024-01", "2026-09", freq="M").astype(str)
    >>> steady = pd.DataFrame([[100.0] * 33], index=["a"], columns=months)
    >>> found = estimates(steady, 3, "2026-01").made["a"]
    >>> found.realised, round(found.rest, 6), found.reason
    (900.0, 300.0, 'few_errors')
    """
    if wide.empty:
        return Many(np.empty(0), {})
    values = wide.to_numpy(float)
    last = pd.Period(str(wide.columns[-1]), freq="M")
    shared = np.zeros(len(wide), int) if seasons is None else pd.factorize(np.asarray(seasons, str))[0]
    lent = _Seasons(values, last, shared)
    errors = _errors(values, left, last, lent) if left else np.full((outlook.ORIGINS, len(wide)), np.nan)
    sizes, counts = _sizes(errors)
    erred = counts > 0
    median = float(np.median(sizes[erred])) if erred.any() else float("nan")
    own = np.array([outlook.scale(r, n, median) for r, n in zip(sizes, counts, strict=True)])
    standard = errors[:, erred] / np.where(own[erred] > 0, own[erred], 1.0)
    found = standard[np.isfinite(standard)]
    pooled = np.sort(np.concatenate([found, -found]))
    spread = own * (outlook.widening(int(counts.max()), left) if erred.any() else 1.0)
    length = np.isfinite(values).sum(axis=1)
    factors = lent.at(values.shape[1])
    three = _three(values, left, last, factors)
    enough = length >= forecasts.NEEDED
    rest = np.where(enough, _middle(three), _at_level(values, left, last, factors))
    realised = np.nansum(np.where(wide.columns.to_numpy(str) >= first, values, np.nan), axis=1)
    nan = float("nan")
    made = {
        str(key): outlook.Estimate(
            float(realised[i]), float(rest[i]), 0.0, float(realised[i] + rest[i]), nan, nan, None,
            float(realised[i] + three[1, i]), float(realised[i] + three[2, i]), left, float(spread[i]),
            outlook.reason(left, enough=bool(enough[i]), rest=float(rest[i]), pooled=len(found)),
        )
        for i, key in enumerate(wide.index)
    }  # fmt: skip
    return Many(pooled, made)


class _Seasons:
    """The season of each series at an origin, from what was known there."""

    def __init__(self, values: np.ndarray, last: pd.Period, shared: np.ndarray) -> None:
        self._months = (np.arange(values.shape[1]) + last.month - values.shape[1]) % 12
        self._shared, self._length = shared, np.isfinite(values).cumsum(axis=1)
        around = (
            np.lib.stride_tricks.sliding_window_view(values, 13, axis=1) if values.shape[1] > 12 else None
        )
        self._ratios = np.empty((len(values), 0))
        if around is not None:
            mean = around @ np.array([0.5, *[1.0] * 11, 0.5]) / 12
            self._ratios = values[:, 6:-6] / np.where(mean > 0, mean, np.nan)

    def at(self, origin: int) -> np.ndarray:
        """Twelve factors per series, January first, when ``origin`` months are known."""
        ready = self._length[:, origin - 1] >= forecasts.NEEDED
        known = self._ratios[:, : max(origin - 12, 0)]
        per_group = [self._one(known[ready & (self._shared == g)]) for g in range(self._shared.max() + 1)]
        return np.asarray(np.array(per_group)[self._shared])

    def _one(self, ratios: np.ndarray) -> np.ndarray:
        """The season that some series share."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a month that no series has is left out below
            few = ratios[0] if len(ratios) == 1 else np.empty(0)
            together = np.nanmedian(ratios, axis=0) if len(ratios) > 1 else few
        has = np.isfinite(together)
        month, values = self._months[6 : 6 + len(together)][has], together[has]
        count = np.bincount(month, minlength=12)
        freedom = len(values) - 12
        if (count == 0).any() or freedom < 1:
            return forecasts.EVEN
        means = np.bincount(month, values, minlength=12) / count
        within = float(((values - means[month]) ** 2).sum())
        between = float(((means[month] - values.mean()) ** 2).sum())
        if between <= 1e-12 or (
            within > 1e-12 and fdtrc(11, freedom, between / 11 / (within / freedom)) > forecasts.SURE
        ):
            return forecasts.EVEN
        factors = np.maximum(means, forecasts.LEAST)
        return np.asarray(factors / factors.mean())


def _errors(values: np.ndarray, left: int, last: pd.Period, lent: _Seasons) -> np.ndarray:
    """Relative errors of the sum, one row per origin, the newest first; NaN where there is none."""
    found = np.full((outlook.ORIGINS, len(values)), np.nan)
    length = np.isfinite(values).sum(axis=1)
    for back in range(outlook.ORIGINS):
        at = values.shape[1] - left - back
        fits = length - left - back >= 12 + max(12 - left, 3)
        if at < 1 or not fits.any():
            break
        rest = _middle(_three(values[fits, :at], left, last - left - back, lent.at(at)[fits]))
        came = values[fits, at : at + left].sum(axis=1)
        found[back, fits] = np.where(rest > 0, came / np.where(rest > 0, rest, 1.0) - 1, np.nan)
    return found


def _sizes(errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The root mean square error of each series, and how many errors it has."""
    counts = np.isfinite(errors).sum(axis=0)
    squares = np.nansum(errors**2, axis=0)
    return np.sqrt(squares / np.maximum(counts, 1)), counts


def _three(values: np.ndarray, left: int, last: pd.Period, factors: np.ndarray) -> np.ndarray:
    """Theta, year-to-date ratio and seasonal naive with drift of the sum over the months left; NaN where one is not defined."""
    count = values.shape[1]
    if left == 0:
        return np.zeros((3, len(values)))
    seen = factors[:, (np.arange(count) + last.month - count) % 12]
    steps = factors[:, (np.arange(left) + last.month) % 12]
    theta = (forecasts.thetas(values / seen)[:, :left] * steps).sum(axis=1)
    nothing = np.full(len(values), np.nan)
    before = values[:, count - 12 : count - 12 + left].sum(axis=1) if count >= 12 else nothing
    ratio, naive, past = nothing, nothing, 12 - left
    if past and count >= 12 + past:
        base, so_far = (
            values[:, count - 12 - past : count - 12].sum(axis=1),
            values[:, count - past :].sum(axis=1),
        )
        ratio = np.where(base > 0, before * so_far / np.where(base > 0, base, 1.0), np.nan)
    if count >= 13:
        grown = values[:, 12:] - values[:, :-12]
        years = np.isfinite(grown).sum(axis=1)
        naive = np.where(years > 0, before + left * np.nansum(grown, axis=1) / np.maximum(years, 1), np.nan)
    return np.array([theta, ratio, naive])


def _middle(three: np.ndarray) -> np.ndarray:
    """The middle of the forecasts that are defined."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a series without any is NaN, and said to be so
        return np.asarray(np.nanmedian(three, axis=0))


def _at_level(values: np.ndarray, left: int, last: pd.Period, factors: np.ndarray) -> np.ndarray:
    """As ``forecasts.at_level``, for each series."""
    recent = values[:, -12:]
    count = recent.shape[1]
    months = factors[:, (np.arange(count) + last.month - count) % 12]
    seen = np.where(np.isfinite(recent), months, 0.0).sum(axis=1)
    steps = factors[:, (np.arange(left) + last.month) % 12].sum(axis=1) if left else np.zeros(len(values))
    return np.where(seen > 0, np.nansum(recent, axis=1) / np.where(seen > 0, seen, 1.0) * steps, 0.0)
