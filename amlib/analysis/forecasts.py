"""
What the months that are left will bring, by three plain forecasts, and the season that series share.

A forecast that a supervisor can check on paper is worth having, and the middle one of three is seldom the worst: the year-to-date ratio, the seasonal naive with drift, and
Theta, which won the M3 competition and is still hard to beat. Each gives the sum over the months left, as that is what the end of a year is made of.

* Whether there is a season is decided on all series of a group together, from what was known at a moment; never by Theta's own test, which misses a season under a trend.
  Series are then divided by that season, Theta goes on from what is left, and the season is put back.
* A forecast that is not defined (a year before that came to nil, too few months) is NaN and left out of the middle.

Deliberately absent: choosing among forecasts by how they did. With a few years of months that is choosing by chance.

References
----------
Assimakopoulos and Nikolopoulos (2000), The theta model: a decomposition approach to forecasting.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.special import fdtrc

__all__ = [
    "EVEN",
    "LEAST",
    "NEEDED",
    "SURE",
    "at_level",
    "middle",
    "naive_with_drift",
    "shared_season",
    "theta",
    "thetas",
    "ytd_ratio",
]

NEEDED = 24
"""Months of history below which nothing can be said about a season, nor about the errors of a forecast."""
SURE = 0.05
EVEN = np.ones(12)
"""The season where none shows."""
LEAST = 0.05
_FORGETS = np.array([0.0001, *np.linspace(0.01, 0.99, 50), 0.9999])
"""The part of a surprise that smoothing keeps: what is tried out."""


def ytd_ratio(values: np.ndarray, left: int) -> float:
    """
    The months left by the year-to-date ratio: last year's rest × the growth of the year so far.

    Parameters
    ----------
    values : array of month amounts, oldest first, the last one the last month known
    left : int, months left of twelve

    Returns
    -------
    float
        NaN where nothing of the year is known, where the year before is not known, or where its months so far come to nil or less.

    Examples
    --------
    >>> ytd_ratio(np.array([100.0] * 12 + [110.0] * 9), 3)
    330.0
    """
    past = 12 - left
    if left == 0:
        return 0.0
    if past == 0 or len(values) < 12 + past:
        return float("nan")
    base = float(values[-12 - past : -12].sum())
    rest = float(values[-12 : len(values) - 12 + left].sum())
    return rest * float(values[-past:].sum()) / base if base > 0 else float("nan")


def naive_with_drift(values: np.ndarray, left: int) -> float:
    """
    The months left as the same months a year before, each with the mean difference from a year before in all of history.

    Parameters
    ----------
    values : array of month amounts, oldest first, the last one the last month known
    left : int, months left, 12 at most

    Returns
    -------
    float
        NaN where fewer than 13 months are known.

    Examples
    --------
    >>> naive_with_drift(np.array([100.0] * 12 + [110.0] * 9), 3)
    330.0
    """
    if left == 0:
        return 0.0
    if len(values) < 13:
        return float("nan")
    drift = float((values[12:] - values[:-12]).mean())
    return float(values[-12 : len(values) - 12 + left].sum()) + left * drift


def middle(values: np.ndarray, left: int, last: pd.Period, factors: np.ndarray) -> float:
    """
    The middle of the three forecasts of the sum over the months left, of those that are defined.

    Parameters
    ----------
    values : array of month amounts, oldest first
    left : int, months left, 12 at most
    last : monthly Period of the last amount
    factors : array of twelve, January first, mean 1

    Returns
    -------
    float
        NaN where none is defined.
    """
    if left == 0:
        return 0.0
    steps = np.array([factors[(last + ahead).month - 1] for ahead in range(1, left + 1)])
    seen = factors[(np.arange(len(values)) + last.month - len(values)) % 12]
    ahead = np.asarray(theta((values / seen).tobytes()))[:left]
    three = [float((ahead * steps).sum()), ytd_ratio(values, left), naive_with_drift(values, left)]
    known = [each for each in three if np.isfinite(each)]
    return float(np.median(known)) if known else float("nan")


def at_level(values: np.ndarray, left: int, last: pd.Period, factors: np.ndarray) -> float:
    """
    The months left at the level of the months there are, twelve at most, with a season lent by others; nothing from nothing.

    Parameters
    ----------
    values, left, last, factors
        As for ``middle``.
    """
    if not len(values) or not left:
        return 0.0
    recent = values[-12:]
    seen = factors[(np.arange(len(recent)) + last.month - len(recent)) % 12].sum()
    steps = sum(factors[(last + ahead).month - 1] for ahead in range(1, left + 1))
    return float(recent.sum() / seen * steps)


def shared_season(lines: Sequence[pd.Series], origin: pd.Period) -> np.ndarray:
    """
    The season that series share, from what was known at an origin: each month beside the twelve around it, the middle one of all series, and the mean of
    the years; all 1 unless the months differ more than their years do (F test at 5 %).
    """
    ratios: dict[int, list[float]] = {}
    for line in lines:
        begins = line.index[0].ordinal if len(line) else 0
        values = line.to_numpy(float)[: max(origin.ordinal - begins + 1, 0)]
        if len(values) >= NEEDED:
            around = np.convolve(values, [0.5, *[1.0] * 11, 0.5], "valid") / 12
            for at in np.flatnonzero(around > 0).tolist():
                ratios.setdefault(begins + 6 + at, []).append(float(values[6 + at] / around[at]))
    months = np.array(sorted(ratios), dtype=int)
    together = np.array([np.median(ratios[month]) for month in months.tolist()])
    calendar = (months - origin.ordinal + origin.month - 1) % 12
    counts = np.bincount(calendar, minlength=12)
    freedom = len(together) - 12
    if freedom < 1 or not counts.all():
        return EVEN
    means = np.bincount(calendar, together, minlength=12) / counts
    within = float(((together - means[calendar]) ** 2).sum())
    between = float(((means[calendar] - together.mean()) ** 2).sum())
    if between <= 1e-12 or (within > 1e-12 and fdtrc(11, freedom, between / 11 / (within / freedom)) > SURE):
        return EVEN
    factors = np.maximum(means, LEAST)
    return np.asarray(factors / factors.mean())


@lru_cache(maxsize=65536)
def theta(known: bytes) -> tuple[float, ...]:
    """
    Twelve months ahead by Theta, without a season; a flat series goes on as it is.

    Answers are kept, as the pool and the estimate look at the same origins.

    Parameters
    ----------
    known : the bytes of an array of floats, oldest month first

    Returns
    -------
    tuple of twelve floats
    """
    return tuple(thetas(np.frombuffer(known)[None])[0].tolist())


def thetas(lines: np.ndarray) -> np.ndarray:
    """
    Twelve months ahead by Theta of many series at once, without a season; a flat series goes on as it is.

    Simple smoothing goes on level from its last level, and half the slope of the straight line through the series is added. How fast the smoothing forgets is tried out on a grid;
    the level that it starts from is, for each speed, the one with the least squared error, which has a closed form. That is some hundred times faster than a search and as exact as
    months of deliveries deserve.

    Parameters
    ----------
    lines : array of (series, months), oldest first
        NaN before a series' first month; after it there is an amount in each.

    Returns
    -------
    array of (series, 12)
        NaN for a series without an amount.

    Examples
    --------
    >>> thetas(np.arange(0, 96, 2.0)[None])[0, :3].round(2).tolist()
    [95.0, 96.0, 97.0]
    """
    known = np.isfinite(lines)
    values = np.where(known, lines, 0.0)
    count = known.sum(axis=1)
    level = np.zeros((len(lines), len(_FORGETS)))
    start, squares, crossed, weights = np.ones_like(level), *(np.zeros_like(level) for _ in range(3))
    for month in range(lines.shape[1]):
        on = known[:, month, None]
        miss, carried = np.where(on, values[:, month, None] - level, 0.0), np.where(on, start, 0.0)
        squares += miss * miss
        crossed += miss * carried
        weights += carried * carried
        level += _FORGETS * miss
        start *= np.where(on, 1 - _FORGETS, 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        first = crossed / weights
        best = np.nan_to_num(squares - crossed * first, nan=np.inf).argmin(axis=1)
        at, forgets = np.arange(len(lines)), _FORGETS[best]
        steps = np.arange(12) + ((1 - (1 - forgets) ** count) / forgets)[:, None]
        ahead = (level + start * first)[at, best][:, None] + _slopes(values, known, count)[
            :, None
        ] / 2 * steps
        mean = values.sum(axis=1) / count
    low, high = (
        np.where(known, lines, np.inf).min(axis=1, initial=np.inf),
        np.where(known, lines, -np.inf).max(axis=1, initial=-np.inf),
    )
    flat = high - low <= 1e-9 * np.abs(values).max(axis=1, initial=0.0)
    return np.where(flat[:, None], mean[:, None], np.where(count[:, None] > 0, ahead, np.nan))


def _slopes(values: np.ndarray, known: np.ndarray, count: np.ndarray) -> np.ndarray:
    """The slope of the straight line through each series, per month."""
    place = np.cumsum(known, axis=1)
    from_middle = np.where(known, place - (count[:, None] + 1) / 2, 0.0)
    size = (from_middle**2).sum(axis=1)
    return np.where(size > 0, (from_middle * values).sum(axis=1) / np.where(size > 0, size, 1.0), 0.0)
