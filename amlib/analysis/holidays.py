"""
The feasts for which meat is bought, and where they fall in a period and in the one beside it.

'Easter fell in the first quarter last year and in the second this year' is the first thing to know before two quarters are compared, and it is
found in no sales system. So it is computed: for each feast its day, and the part of the days before it, in which it is bought for, that lies in the
period. The two may differ: Easter of 5 April 2026 belongs to the second quarter, but of the 15 days before it 11 lie in March.

Conventions: the window of a feast is the days before it, the day itself not counted: 15 before Easter and Christmas, 8 before Ascension Day and Whitsun.
Working days are Monday to Friday without the Dutch public holidays.

Deliberately absent: what a feast does to sales. That is measured, in ``seasons``.

References
----------
U.S. Census Bureau, X-13ARIMA-SEATS Reference Manual, section 7.13: the regressor ``easter[w]``, the share of the w days before Easter that fall
in a month, beside its long-run mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from dateutil.easter import easter

from amlib import periods

if TYPE_CHECKING:
    from amlib.periods import Period

__all__ = ["FEASTS", "Feast", "centred", "day_of", "days", "feasts", "share", "working_days"]

FEASTS = ("easter", "ascension", "whitsun", "christmas")
"""The feasts that are named, in the order of the year; all but Christmas move."""

_AFTER_EASTER = {"easter": 0, "ascension": 39, "whitsun": 49}
_WINDOW = {"easter": 15, "ascension": 8, "whitsun": 8, "christmas": 15}
_LONG_RUN = range(1901, 2101)


@dataclass(frozen=True)
class Feast:
    """
    A feast in a period and in the one that it is compared with.

    Attributes
    ----------
    feast : str
        One of ``FEASTS``.
    day, base_day : date
        When it fell in the year of the period and in that of its base, inside or not.
    inside, base_inside : bool
        Whether that is in the period, and in the base.
    share, base_share : float
        The part of the days before it, in which it is bought for, that lies in the period, and in the base.
    """

    feast: str
    day: date
    base_day: date
    inside: bool
    base_inside: bool
    share: float
    base_share: float

    @property
    def moved(self) -> str:
        """``'in'`` or ``'out'`` where the day itself moved into or out of the period, otherwise ``''``."""
        return {(True, False): "in", (False, True): "out"}.get((self.inside, self.base_inside), "")

    @property
    def month(self) -> str:
        """The month in which it fell, as ``'2026-04'``."""
        return str(periods.month_of(self.day))

    @property
    def base_month(self) -> str:
        """The month in which it fell in the year of the base."""
        return str(periods.month_of(self.base_day))


def feasts(period: Period, base_period: Period) -> tuple[Feast, ...]:
    """
    Where the feasts fell in a period and in its base.

    Parameters
    ----------
    period, base_period : Period
        Of any kind; each feast is looked up in the year of each.

    Returns
    -------
    tuple of Feast, in the order of the year
        Those of which the day, or a part of the days before it, lies in one of the two.

    Examples
    --------
    >>> found = feasts(periods.parse("2025Q1"), periods.parse("2024Q1"))
    >>> [(one.feast, one.month, one.base_month, one.moved) for one in found]
    [('easter', '2025-04', '2024-03', 'out')]
    """
    found = []
    for feast in FEASTS:
        day, base_day = (day_of(feast, p.year) for p in (period, base_period))
        one = Feast(
            feast,
            day,
            base_day,
            inside=period.start <= day <= period.end,
            base_inside=base_period.start <= base_day <= base_period.end,
            share=share(feast, period),
            base_share=share(feast, base_period),
        )
        if one.inside or one.base_inside or one.share or one.base_share:
            found.append(one)
    return tuple(found)


def day_of(feast: str, year: int) -> date:
    """
    The day of a feast in a year of the Gregorian calendar.

    Examples
    --------
    >>> [str(day_of("easter", year)) for year in (2024, 2025, 2026)]
    ['2024-03-31', '2025-04-20', '2026-04-05']
    """
    if feast == "christmas":
        return date(year, 12, 25)
    sunday: date = easter(year)
    return sunday + timedelta(days=_AFTER_EASTER[feast])


def share(feast: str, period: Period) -> float:
    """
    The part of the window before a feast, of the year of a period, that lies in the period.

    Examples
    --------
    >>> round(15 * share("easter", periods.parse("2026Q1")))
    11
    """
    window = [day_of(feast, period.year) - timedelta(days=ahead) for ahead in range(1, _WINDOW[feast] + 1)]
    return sum(period.start <= day <= period.end for day in window) / len(window)


def centred(feast: str, month: Period) -> float:
    """The share of the window that lies in a month, less its mean over 1901–2100 in that calendar month."""
    return share(feast, month) - _usual(feast)[month.number - 1]


def days(period: Period) -> list[date]:
    """The days of a period, in order."""
    return [period.start + timedelta(days=n) for n in range((period.end - period.start).days + 1)]


def working_days(period: Period) -> int:
    """
    Monday to Friday, without New Year's Day, Easter Monday, King's Day, Ascension Day, Whit Monday and both days of Christmas.

    Examples
    --------
    >>> working_days(periods.parse("2026-04")), working_days(periods.parse("2026Q2"))
    (20, 61)
    """
    return sum(day.weekday() < 5 and day not in _public_holidays(day.year) for day in days(period))


@cache
def _usual(feast: str) -> tuple[float, ...]:
    """The long-run mean of the share of a feast's window in each calendar month."""
    found = np.zeros(12)
    for year in _LONG_RUN:
        for ahead in range(1, _WINDOW[feast] + 1):
            found[(day_of(feast, year) - timedelta(days=ahead)).month - 1] += 1
    return tuple(float(f) for f in found / _WINDOW[feast] / len(_LONG_RUN))


@cache
def _public_holidays(year: int) -> frozenset[date]:
    """Where King's Day falls on a Sunday it is kept on Saturday; neither is a working day."""
    moving = {day_of("easter", year) + timedelta(days=after) for after in (1, 39, 50)}
    return frozenset({date(year, 1, 1), date(year, 4, 27), date(year, 12, 25), date(year, 12, 26), *moving})
