"""
The season, the feasts that move, and what the calendar alone does to a comparison.

Easter falls in March one year and in April the next, so a first quarter can win or lose a ham season without anybody doing anything; a month
with five Mondays delivers more than one with four. Whoever compares a quarter with last year's should see that beside the growth. So each
series of months is split into a trend, a season, and the feasts that move between months:

    ln(quantity per day) = level + trend·t + month + Σ effect·(share of the feast's window in the month − its long-run mean)

* The season is an index per calendar month: 100 is the average month, per day, in a year with feasts at their usual place.
* Centring a feast's window (see ``holidays``) keeps a usual Easter in the season of March and April. Effects are estimated only where the window
  moved between months; in most histories Ascension Day stays in May and tells nothing. Only an effect of twice its standard error is named and used.
* A day may weigh more than another: ``weekdays`` are the shares in which deliveries are spread over the week. What people buy is spread evenly;
  what we deliver on Mondays and Tuesdays follows the number of Mondays and Tuesdays in a month.

Least squares need 24 months, each calendar month twice; better are 36, as with two years one odd month is half of its season. A trend is one
straight line here: a sudden step in the series widens the standard errors, as it should. Months must be complete: a month cut short is a low month.

Deliberately absent: the weather, and causes. That summer stands high is seen; that it was the barbecue is not.

References
----------
Bell and Hillmer (1983), Modeling time series with calendar variation.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib import periods
from amlib.analysis import holidays
from amlib.analysis.holidays import FEASTS, Feast, feasts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amlib.periods import Period

__all__ = ["EVEN", "FEASTS", "Effect", "Feast", "Moved", "Season", "feasts", "moved", "profile", "weekdays"]

EVEN = (1.0,) * 7
"""Every day of the week weighs the same."""
LEAST_YEARS = 2
"""Each calendar month must have been seen this often."""
NAMED = 2.0
"""An effect is named, and a month is high, from this many standard errors."""

_ORDER = ("easter", "whitsun", "ascension")  # what is estimated first, where two can hardly be told apart
_SEEN = 0.1  # a window that moved less than a third of itself, squared, beside the season and the other feasts, is not estimable


@dataclass(frozen=True)
class Effect:
    """
    What a moving feast does to a month.

    Attributes
    ----------
    feast : str
        One of ``FEASTS``.
    change : float
        Fraction by which a month with the whole window stands above the same month without it.
    error : float
        Standard error of ``change``.
    named : bool
        Whether it is at least twice its standard error; otherwise it is used for nothing.
    """

    feast: str
    change: float
    error: float
    named: bool


@dataclass(frozen=True)
class Season:
    """
    The season of a series.

    Attributes
    ----------
    group : str or None
        Whose season; None for the whole category.
    first, last : str
        The first and last month of the history.
    months : int
        How many months it rests on.
    index : DataFrame, twelve rows
        ``month`` (1 to 12), ``index`` (quantity per day, 100 is the average month) and ``error``, its standard error.
    effects : tuple of Effect
        Of each feast that could be estimated.
    trend : float
        Growth per year, as a fraction.
    spread : float
        Standard deviation of what is left, as a fraction.
    weekdays : tuple of seven floats
        How a day weighs, Monday first; the mean is 1.
    """

    group: str | None
    first: str
    last: str
    months: int
    index: pd.DataFrame
    effects: tuple[Effect, ...]
    trend: float
    spread: float
    weekdays: tuple[float, ...] = EVEN

    @property
    def peak(self) -> int:
        """The calendar month with the highest index."""
        return int(self.index["index"].to_numpy().argmax()) + 1

    @property
    def trough(self) -> int:
        """The calendar month with the lowest index."""
        return int(self.index["index"].to_numpy().argmin()) + 1

    @property
    def high(self) -> tuple[int, ...]:
        """The calendar months that stand above 100 by twice their standard error or more."""
        rows = self.index[self.index["index"] - 100 >= NAMED * self.index["error"]]
        return tuple(int(m) for m in rows["month"])


@dataclass(frozen=True)
class Moved:
    """
    What the calendar alone does to a comparison, as fractions of the base.

    Attributes
    ----------
    total : float
        The difference that is expected without any growth: (1 + days) × (1 + feasts) × (1 + season) − 1.
    days : float
        Of the number of days and of which weekdays they were.
    feasts : float
        Of the feasts with a named effect.
    season : float
        Of comparing other calendar months; nil for the same period of another year.
    calendar_days, working_days : tuple of int
        How many, in the period and in the base; working days are Monday to Friday without the Dutch public holidays.
    """

    total: float
    days: float
    feasts: float
    season: float
    calendar_days: tuple[int, int]
    working_days: tuple[int, int]


def weekdays(deliveries: pd.DataFrame) -> tuple[float, ...]:
    """
    How deliveries are spread over the week, as weights per day.

    Parameters
    ----------
    deliveries : DataFrame, one row per order line
        ``delivered_on`` (day) and ``delivered`` (quantity); rows without either are left out.

    Returns
    -------
    tuple of seven floats, Monday first
        Their mean is 1; ``EVEN`` where nothing was delivered.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-01-05", "2026-01-06"])
    >>> weekdays(pd.DataFrame({"delivered_on": days, "delivered": [3.0, 1.0]}))
    (5.25, 1.75, 0.0, 0.0, 0.0, 0.0, 0.0)
    """
    rows = deliveries.dropna(subset=["delivered_on", "delivered"])
    added = rows["delivered"].groupby(pd.to_datetime(rows["delivered_on"]).dt.day_of_week).sum()
    weights = added.reindex(range(7), fill_value=0.0).to_numpy(dtype=float)
    total = float(weights.sum())
    return tuple(float(w) for w in 7 * weights / total) if total > 0 else EVEN


def profile(
    months: pd.DataFrame, *, group: str | None = None, weekdays: Sequence[float] = EVEN
) -> Season | None:
    """
    The season of a series, with the effect of the feasts that moved.

    Parameters
    ----------
    months : DataFrame
        ``month`` ('YYYY-MM', complete) and ``quantity``; rows of the same month are added up, months without a positive sum are left out.
    group : str, optional
        Whose series it is; None for the whole category. It is only remembered.
    weekdays : seven floats
        How a day weighs, Monday first; as ``weekdays`` gives them for deliveries.

    Returns
    -------
    Season, or None
        None with fewer than 24 months, or a calendar month that was not seen twice: too little history.
    """
    added = months.groupby("month", observed=True)["quantity"].sum()
    added = added[added > 0].sort_index()
    at = [periods.parse(str(m)) for m in added.index]
    number = np.array([m.number for m in at], dtype=int)
    if np.bincount(number, minlength=13)[1:].min() < LEAST_YEARS:
        return None
    weights = tuple(float(w) for w in 7 * np.asarray(weekdays, dtype=float) / float(np.sum(weekdays)))
    y = np.log(added.to_numpy(dtype=float) / [_weight(m, weights) for m in at])
    years = np.array([m.year + (m.number - 0.5) / 12 for m in at])
    plain = np.column_stack([years - years.mean(), np.eye(12)[number - 1]])
    windows = {f: np.array([holidays.centred(f, m) for m in at]) for f in _ORDER}
    used, found = _estimable(plain, windows), {}
    while True:  # the feast that says least is dropped until all that are left are named
        fit, covariance, spread = _least_squares(np.column_stack([plain, *(windows[f] for f in used)]), y)
        errors = np.sqrt(np.diag(covariance))
        told = {f: _effect(f, fit[13 + i], errors[13 + i]) for i, f in enumerate(used)}
        weak = [f for f in used if not told[f].named]
        if not weak:
            break
        least = min(weak, key=lambda f: abs(fit[13 + used.index(f)]) / errors[13 + used.index(f)])
        found[least] = told[least]
        used = [f for f in used if f != least]
    found |= told
    return Season(
        group=group,
        first=str(at[0]),
        last=str(at[-1]),
        months=len(at),
        index=_index(fit[1:13], covariance[1:13, 1:13]),
        effects=tuple(found[f] for f in FEASTS if f in found),
        trend=float(np.expm1(fit[0])),
        spread=spread,
        weekdays=weights,
    )


def moved(season: Season, period: Period, base_period: Period) -> Moved:
    """
    The difference between two periods that the calendar alone lets expect.

    Parameters
    ----------
    season : Season
        As ``profile`` found it.
    period, base_period : Period
        Months, quarters or years; a week is not made of months and gives the error of ``Period.months``.

    Returns
    -------
    Moved
        To be printed beside the growth, not taken off it: it is an estimate.
    """
    named = [effect for effect in season.effects if effect.named]
    now, then = (_expected(season, p, named) for p in (period, base_period))
    usual, real, all_told = (a / b for a, b in zip(now, then, strict=True))
    return Moved(
        total=float(all_told - 1),
        days=float(real / usual - 1),
        feasts=float(all_told / real - 1),
        season=float(usual - 1),
        calendar_days=(len(holidays.days(period)), len(holidays.days(base_period))),
        working_days=(holidays.working_days(period), holidays.working_days(base_period)),
    )


def _expected(season: Season, period: Period, named: Sequence[Effect]) -> tuple[float, float, float]:
    """Quantity with usual days, with its own days, and with its feasts."""
    level = season.index.set_index("month")["index"]
    logs = np.array([np.log1p(effect.change) for effect in named])
    usual, real = [], []
    windows = np.zeros((len(period.months()), len(named)))
    for row, month in enumerate(period.months()):
        mean_days = 28.2425 if month.number == 2 else calendar.monthrange(2001, month.number)[1]
        usual.append(level[month.number] * mean_days)
        real.append(level[month.number] * _weight(month, season.weekdays))
        windows[row] = [holidays.centred(effect.feast, month) for effect in named]
    with_feasts = np.array(real) * np.exp(windows @ logs)
    return sum(usual), sum(real), float(with_feasts.sum())


def _estimable(plain: np.ndarray, windows: dict[str, np.ndarray]) -> list[str]:
    """The feasts whose window moved between months, seen beside the season and the feasts before them."""
    used: list[str] = []
    for feast, window in windows.items():
        known = np.column_stack([plain, *(windows[f] for f in used)])
        left = window - known @ np.linalg.lstsq(known, window)[0]
        if left @ left >= _SEEN:
            used.append(feast)
    return used


def _least_squares(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Coefficients, their covariance, and the standard deviation of what is left."""
    inverse = np.linalg.inv(x.T @ x)
    fit = inverse @ x.T @ y
    left = y - x @ fit
    variance = float(left @ left) / (len(y) - x.shape[1])
    return fit, variance * inverse, float(np.sqrt(variance))


def _effect(feast: str, logs: float, error: float) -> Effect:
    size = float(np.exp(logs))
    return Effect(feast, size - 1, size * float(error), named=bool(abs(logs) >= NAMED * error))


def _index(months: np.ndarray, covariance: np.ndarray) -> pd.DataFrame:
    """The twelve levels beside their mean, with standard errors by the delta method."""
    size = np.exp(months - months.mean())
    index = 100 * size / size.mean()
    turn = np.eye(12) - size / size.sum()
    errors = index * np.sqrt(np.einsum("ij,jk,ik->i", turn, covariance, turn))
    return pd.DataFrame({"month": range(1, 13), "index": index, "error": errors})


def _weight(month: Period, weights: Sequence[float]) -> float:
    """The days of a month, each with its weight."""
    return sum(weights[day.weekday()] for day in holidays.days(month))
