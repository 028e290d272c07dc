"""
The calendar of a meat processor: barbecue, Easter, Christmas, and the week as the unit of delivery.

Easter moves from late March to late April, so a quarter can win or lose a ham season without anyone doing anything; that is why it is here.
Shapes are made of straight lines and parabolas only, which every machine computes alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

__all__ = ["FIRST_MONDAY", "PROFILES", "Calendar", "calendar", "easter", "steps"]

FIRST_MONDAY = date(2023, 1, 2)
PROFILES = ("vlak", "bbq", "feest", "winter", "kerst", "pasen", "zomer")
Days = NDArray[np.datetime64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Calendar:
    """
    The weeks of the history.

    Attributes
    ----------
    mondays : the first day of each week; the last week may be cut short by ``until``.
    until : the last day with figures.
    demand : factor per profile (row, in the order of ``PROFILES``) and week (column).
    rhythm : factor per channel and week: canteens are empty in summer and at Christmas.
    """

    mondays: Days
    until: date
    demand: Numbers
    rhythm: dict[str, Numbers]

    @property
    def weeks(self) -> int:
        """How many weeks there are."""
        return len(self.mondays)

    def week_of(self, day: date) -> int:
        """The week in which a day falls, counted from 0; may lie outside the history."""
        return (day - FIRST_MONDAY).days // 7

    def months(self) -> list[str]:
        """The months from the first to the last, as ``'2023-01'``."""
        last = np.datetime64(self.until, "M")
        return [str(month) for month in np.arange(np.datetime64("2023-01"), last + 1)]


def calendar(until: date) -> Calendar:
    """The weeks from the first Monday up to and including a day, with their seasons."""
    count = (until - FIRST_MONDAY).days // 7 + 1
    mondays = np.datetime64(FIRST_MONDAY, "D") + 7 * np.arange(count)
    year_day = (mondays - mondays.astype("datetime64[Y]")).astype(float)
    christmas = _before(mondays, [date(year, 12, 25) for year in range(2022, until.year + 1)], 24)
    easters = _before(mondays, [easter(year) for year in range(2023, until.year + 2)], 18)
    summer = _bump(year_day, 192, 75)
    demand = {
        "vlak": 1 + 0.10 * christmas,
        "bbq": 0.74 + 0.95 * summer,
        "feest": 0.88 + 0.95 * christmas + 0.55 * easters,
        "winter": 1.22 - 0.52 * _bump(year_day, 195, 125),
        "kerst": 0.50 + 2.9 * christmas,
        "pasen": 0.95 + 0.35 * christmas + 0.80 * easters,
        "zomer": 0.88 + 0.34 * summer,
    }
    holiday = 1 - 0.22 * _bump(year_day, 212, 28) - 0.45 * (year_day >= 355)
    rhythm = {"retail": np.ones(count), "food service": holiday}
    return Calendar(mondays, until, np.stack([demand[name] for name in PROFILES]), rhythm)


def easter(year: int) -> date:
    """
    Easter Sunday of a year of the Gregorian calendar.

    References
    ----------
    The method of Meeus, Jones and Butcher (Nature, 20 April 1876).

    Examples
    --------
    >>> [str(easter(year)) for year in (2024, 2025, 2026)]
    ['2024-03-31', '2025-04-20', '2026-04-05']
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def steps(mondays: Days, knots: list[tuple[date, float]]) -> Numbers:
    """A course through known points, straight in between and level outside; one value per week."""
    days = np.array([(day - FIRST_MONDAY).days for day, _ in knots], dtype=float)
    at = (mondays - np.datetime64(FIRST_MONDAY, "D")).astype(float)
    course: Numbers = np.interp(at, days, [value for _, value in knots])
    return course


def _bump(at: Numbers, centre: float, half: float) -> Numbers:
    """A hill of height 1 that is level with the ground at a distance ``half``."""
    away = (at - centre) / half
    return np.maximum(0.0, 1 - away * away)


def _before(mondays: Days, feasts: list[date], reach: int) -> Numbers:
    """How close a feast is, in the days before it: from 0 to 1; the week after it has nothing of it."""
    total = np.zeros(len(mondays))
    for feast in feasts:
        ahead = (np.datetime64(feast - timedelta(days=3), "D") - mondays).astype(float)
        total = np.maximum(total, np.where(ahead >= 0, np.maximum(0.0, 1 - ahead / reach), 0.0))
    return total
