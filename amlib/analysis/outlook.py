"""
The latest estimate: where the year will end, how sure that is, and what a plan's target is worth.

A supervisor asks two things in June: where do you land, and will you make it? 'Last year's rest times our growth' answers the first and can be checked on paper, but it has no range,
and without a range nobody can say how likely a target is. So three plain forecasts of the months that are left are made (``forecasts``), and how wrong they were before is measured:

    rest  = median(Theta, year-to-date ratio, seasonal naive with drift), as a sum over the months left
    error = (what came − rest) ÷ rest, at twelve earlier months, over as many months as are left now
    s²    = (n·r² + 6·m²) ÷ (n + 6)            r: the series' own root mean square error of n origins; m: the median r of all series
    w²    = 1 + H ÷ (a·(o + H − 1))            a accounts in the pool, o origins of H months each: 1 + 1 ÷ the number of them that do not overlap
    range = realised + rest·(1 + z·s·w)        z: the errors of all series, each divided by its own s, each both ways
    P     = the share of z with realised + rest·(1 + z·s·w) ≥ target

Errors are those of the sum: months err together, and the ranges of single months do not add up. The pool steadies what twelve overlapping errors of one series cannot tell.

Why w: twelve origins of nine months each lie within twenty months, so they tell of little more than two stretches of nine that have nothing in common; and the groups of one account
err together, so they add none. A range from n independent errors must be √(1 + 1/n) as wide to hold what comes next as often as it held what was. It follows from counting and
holds no number that was chosen by trying. For the same reason each error counts both ways: whether two stretches came out above or below their estimate is chance, and an estimate that
is held to be the middle must have as much above it as below.

* The year-to-date ratio is also shown beside the estimate. At an earlier origin it is the same sum: the last 12 − H months beside those of a year before, H months left.
* What is known to come (a promotion, a listing) stands in lines of its own, on top, with a range of its own; never inside the model.
* Fewer than 24 months: the group's season at the series' level, no range and no probability.

Conventions: a month without a row, from a series' first to the last one asked for, is a month without sales. Rows after that month are not looked at, in the pool neither.

Deliberately absent: planned actions nobody entered, and causes. Nothing here knows why.

References
----------
Hyndman and Athanasopoulos (2021), Forecasting: principles and practice, 5.10 and 13.5. Keefer and Bodily (1983), for 30-40-30.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib import errors, language, periods
from amlib.analysis import forecasts

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Estimate",
    "Pool",
    "concluded",
    "estimate",
    "known_events",
    "pool",
    "reason",
    "scale",
    "shown",
    "widening",
]

ORIGINS = 12
STEADY = 6
"""How many errors of its own the pool weighs as."""
ENOUGH = 24
"""Pooled errors below which a share of them says nothing."""
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True)
class Pool:
    """
    How wrong the estimate was before, over all series, for one number of months left.

    Attributes
    ----------
    through : str
        The last month that was looked at, 'YYYY-MM'.
    months_left : int
    errors : tuple of float
        Standardised errors z of all series, each both ways, in ascending order.
    median : float
        The median of the series' root mean square errors, a fraction of the forecast; NaN where there is none.
    series : int
        How many series have an error.
    wide : float
        What a range must be wider for so few errors that do not overlap; 1 where there is none.
    seasons : mapping of (group, month of the origin) to twelve factors, January first, mean 1
        The group ``''`` is all series together; all 1 where no season shows.
    """

    through: str
    months_left: int
    errors: tuple[float, ...]
    median: float
    series: int
    seasons: Mapping[tuple[str, str], tuple[float, ...]]
    wide: float = 1.0


@dataclass(frozen=True)
class Estimate:
    """
    Where a year will end, with range and probability.

    Attributes
    ----------
    realised, rest, events, centre : float
        What was sold, what is still expected, the known events, and their sum.
    low, high : float
        The range that holds four in five, of the year; NaN where ``reason`` says so.
    probability : float or None
        Of reaching the target; None without a target or where ``reason`` says so. As counted: ``shown`` rounds it.
    ytd_ratio, naive : float
        The year by the year-to-date ratio and by the seasonal naive with drift alone, without events; NaN where not defined.
    months_left : int
    scale : float
        The error of the rest, a fraction of it: s·w.
    reason : str
        Empty, or ``closed`` (no months left), ``short_history``, ``few_errors``, ``nothing_expected`` (the rest is nil or less, and no error is relative to that).
    """

    realised: float
    rest: float
    events: float
    centre: float
    low: float
    high: float
    probability: float | None
    ytd_ratio: float
    naive: float
    months_left: int
    scale: float
    reason: str


def pool(series: pd.DataFrame, through: str, months_left: int) -> Pool:
    """
    The errors of all series at earlier origins, standardised, and the seasons they share.

    Parameters
    ----------
    series : DataFrame, one row per (series, month); several are added up
        ``month`` 'YYYY-MM', ``amount``, any other columns as key; a column ``group`` says whose season a series shares.
    through : 'YYYY-MM', the last month that may be looked at
    months_left : int, how many months the estimate must still cover

    Examples
    --------
    >>> steady = pd.DataFrame({"account": "a", "month": pd.period_range("2023-01", "2025-06", freq="M").astype(str), "amount": 100.0})
    >>> found = pool(steady, "2025-06", 6)
    >>> found.series, found.median
    (1, 0.0)
    """
    last = pd.Period(through, freq="M")
    keys = sorted(set(series.columns) - {"month", "amount"})
    groups: dict[str, list[pd.Series]] = {}
    parts = series.groupby(keys, dropna=False, sort=True) if keys else [("", series)]
    for _, rows in parts:
        line = _line(rows, last)
        if len(line):
            named = rows["group"].iloc[0] if "group" in rows else None
            groups.setdefault("" if named is None or pd.isna(named) else str(named), []).append(line)
    everything = [line for lines in groups.values() for line in lines]
    seasons = {
        (group, str(origin)): tuple(forecasts.shared_season(lines, origin).tolist())
        for group, lines in {**groups, "": everything}.items()
        for origin in [last, *(last - months_left - back for back in range(ORIGINS))]
    }
    made = Pool(through, months_left, (), float("nan"), 0, seasons)
    if months_left < 1:
        return made
    missed = [
        found for group, lines in groups.items() for line in lines if len(found := _errors(line, made, group))
    ]
    if not missed:
        return made
    sizes = [_rms(found) for found in missed]
    median = float(np.median(sizes))
    spread = [scale(size, len(found), median) for size, found in zip(sizes, missed, strict=True)]
    standard = np.concatenate([found / s if s else found for found, s in zip(missed, spread, strict=True)])
    standard = np.concatenate([standard, -standard])
    accounts = series["account"].nunique() if "account" in series else 1
    wide = widening(max(map(len, missed)), months_left, accounts)
    return Pool(through, months_left, tuple(np.sort(standard).tolist()), median, len(missed), seasons, wide)


def estimate(
    months: pd.DataFrame,
    year: int,
    through: str,
    pool: Pool,
    *,
    target: float | None = None,
    events: pd.DataFrame | None = None,
    group: str = "",
) -> Estimate:
    """
    Where a year will end for one series, with its range and the probability of a target.

    Parameters
    ----------
    months : DataFrame, one row per month; several are added up
        ``month`` 'YYYY-MM', ``amount``. What is later than ``through`` is not looked at.
    year : int
    through : 'YYYY-MM', the last month that is complete: one of the year, or the December before
    pool : Pool of the same month
    target : float, of the whole year, optional
    events : DataFrame, one row per event, optional
        ``month``, ``amount``, ``low``, ``high``: what it adds to that month, and the range that holds four in five. Those of months not left are not looked at.
        Events are taken as independent of each other and of the rest, three values each way: low, middle and high weigh 30, 40 and 30.
    group : whose season the series shares; that of all series where the pool does not know it

    Raises
    ------
    FigureError
        The month is not of that year, or the pool is of another month: its errors are not those of this estimate.
    """
    last = pd.Period(through, freq="M")
    left = (pd.Period(year=year, month=12, freq="M") - last).n
    if not 0 <= left <= 12:
        raise errors.FigureError(
            language.say("{month} is no moment to estimate {year} from", month=through, year=str(year)),
            expected=language.say("a month of that year, or the December before"),
            do_next=language.say("ask for the year that {month} is in", month=through),
        )
    if (pool.through, pool.months_left) != (str(periods.parse(through)), left):
        raise errors.FigureError(
            language.say(
                "the errors are those of {month}, not of {other}", month=pool.through, other=through
            ),
            expected=language.say("errors of the same month, over as many months as are left"),
            do_next=language.say("make them again for {month}", month=through),
        )
    line = _line(months, last)
    realised = float(line[line.index >= pd.Period(year=year, month=1, freq="M")].sum())
    values = line.to_numpy()
    beside = forecasts.ytd_ratio(values, left), forecasts.naive_with_drift(values, left)
    factors = _factors(pool, group, last)
    enough = len(values) >= forecasts.NEEDED
    rest = (
        forecasts.middle(values, left, last, factors)
        if enough
        else forecasts.at_level(values, left, last, factors)
    )
    own = _errors(line, pool, group) if enough and left else np.empty(0)
    spread = scale(_rms(own), len(own), pool.median) * pool.wide
    made = Estimate(
        realised, rest, 0.0, realised + rest, float("nan"), float("nan"), None,
        realised + beside[0], realised + beside[1], left, spread, reason(left, enough=enough, rest=rest, pooled=len(pool.errors) // 2),
    )  # fmt: skip
    return concluded(made, np.asarray(pool.errors), target=target, events=known_events(events, last, year))


def concluded(
    made: Estimate,
    errors: np.ndarray,
    *,
    target: float | None = None,
    events: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> Estimate:
    """
    An estimate with its known events on top, its range and its probability.

    Parameters
    ----------
    made : Estimate
        Its ``realised``, ``rest``, ``scale`` and ``reason`` are used; all else that depends on them is made anew.
    errors : array of float
        The pooled errors z, ascending.
    target : float, of the whole year, optional
    events : low, middle and high of what is known to come
    """
    middle = made.realised + made.rest + events[1]
    low = high = float("nan")
    chance = None
    if made.reason in ("", "closed"):
        ends = made.rest * (1 + errors * made.scale) if made.months_left else np.zeros(1)
        if events[0] == events[2]:
            ends = ends + events[1]
        else:
            ends = np.concatenate([ends + amount for amount in np.repeat(events, (3, 4, 3))])
        tails = np.quantile(ends, (LOW, HIGH))
        low, high = min(made.realised + float(tails[0]), middle), max(made.realised + float(tails[1]), middle)
        chance = None if target is None else float((made.realised + ends >= target).mean())
    return replace(made, events=events[1], centre=middle, low=low, high=high, probability=chance)


def widening(origins: float, months_left: int, accounts: int = 1) -> float:
    """
    What a range must be wider because few of its errors have nothing in common: √(1 + H ÷ (a·(o + H − 1))).

    Examples
    --------
    >>> round(widening(12, 9), 3), round(widening(10, 3), 3), round(widening(12, 3, accounts=14), 3)
    (1.204, 1.118, 1.008)
    """
    return float(np.sqrt(1 + months_left / (accounts * (origins + months_left - 1))))


def scale(own: float, count: int, median: float) -> float:
    """
    A series' own error, drawn towards that of all series: s² = (n·r² + 6·m²) ÷ (n + 6).

    Examples
    --------
    >>> round(scale(0.20, 12, 0.10), 4)
    0.1732
    """
    return float(np.sqrt(((count * own**2 if count else 0.0) + STEADY * median**2) / (count + STEADY)))


def shown(probability: float) -> float:
    """
    A probability as it is shown: in steps of 5 %, never below 5 % or above 95 %. A half step goes up.

    Examples
    --------
    >>> shown(0.62), shown(0.999), shown(0.0)
    (0.6, 0.95, 0.05)
    """
    steps = int(np.floor(probability * 20 + 0.5 + 1e-9))
    return min(max(steps, 1), 19) / 20


def _line(rows: pd.DataFrame, last: pd.Period) -> pd.Series:
    """Amounts per month without holes, from the first month with a row up to the last one asked for."""
    known = rows[rows["month"] <= str(last)]
    summed = known.sort_values(["month", "amount"]).groupby("month")["amount"].sum()
    if summed.empty:
        return pd.Series([], index=pd.PeriodIndex([], freq="M"), dtype=float)
    every = pd.period_range(str(summed.index[0]), last, freq="M")
    return pd.Series(summed.reindex(every.astype(str), fill_value=0.0).to_numpy(float), index=every)


def _errors(line: pd.Series, pool: Pool, group: str) -> np.ndarray:
    """Relative errors of the sum at up to twelve origins, the newest first, each from what was known then."""
    values, left = line.to_numpy(), pool.months_left
    found = []
    for back in range(ORIGINS):
        at = len(values) - left - back
        if at < 12 + max(12 - left, 3):
            break
        origin = line.index[at - 1]
        rest = forecasts.middle(values[:at], left, origin, _factors(pool, group, origin))
        if rest > 0:
            found.append(float(values[at : at + left].sum()) / rest - 1)
    return np.array(found)


def _factors(pool: Pool, group: str, origin: pd.Period) -> np.ndarray:
    known = pool.seasons.get((group, str(origin))) or pool.seasons.get(("", str(origin)))
    return forecasts.EVEN if known is None else np.array(known)


def known_events(events: pd.DataFrame | None, last: pd.Period, year: int) -> tuple[float, float, float]:
    """Low, middle and high of all events in the months left; distances from the middle add up as independent ones do."""
    if events is None:
        return 0.0, 0.0, 0.0
    coming = events[(events["month"] > str(last)) & (events["month"] <= f"{year:04d}-12")]
    middle = float(np.sort(coming["amount"].to_numpy(float)).sum())
    below = np.sqrt(np.sort(((coming["amount"] - coming["low"]) ** 2).to_numpy(float)).sum())
    above = np.sqrt(np.sort(((coming["high"] - coming["amount"]) ** 2).to_numpy(float)).sum())
    return middle - float(below), middle, middle + float(above)


def reason(left: int, *, enough: bool, rest: float, pooled: int) -> str:
    """Why there is no range: the months left, whether there is history enough, what is expected, and how many errors there are."""
    if left == 0:
        return "closed"
    if not enough:
        return "short_history"
    if not rest > 0:
        return "nothing_expected"
    return "" if pooled >= ENOUGH else "few_errors"


def _rms(found: np.ndarray) -> float:
    return float(np.sqrt((found**2).mean())) if len(found) else 0.0
