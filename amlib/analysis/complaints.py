"""
What the customer complained about, how often for what we delivered, and how long it waited for an answer.

A count of complaints says more about our sales than about our work, so they are held against the quantity delivered; with as few as there mostly are, the rate has a wide range, and a rise within
it is no news. What is still open counts as long as it has waited.

Conventions: a complaint belongs to the period in which it was received. A repeat is one of the same outlet with the same cause within a year. Returns are no deliveries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from scipy.special import gammaincinv

from amlib.analysis.intervals import LEVEL, Estimate
from amlib.analysis.visits import within

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

__all__ = ["PER", "SETTLE_DAYS", "Record", "causes", "course", "open_at", "record"]

PER = 1000
"""The rate is per so many units of quantity."""

SETTLE_DAYS = 14
"""Days within which a complaint is to be settled, where nothing else was agreed."""

_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Record:
    """
    The complaints of a period.

    Attributes
    ----------
    count, base_count : int
        Received in the period, and in the same period a year before.
    rate, base_rate : Estimate
        Per ``PER`` units delivered; ``n`` is the count.
    settled : int
        Of the period's, by its end.
    days, base_days : float
        The median time to settle those that were settled in the period, and a year before; NaN where there were none.
    open, overdue : int
        Open at the end, and of those the ones that wait longer than the norm.
    repeats : int
        Of the period's.
    credit : float
        What was credited for the period's; NaN where it may not be seen or is not known.
    """

    count: int
    base_count: int
    rate: Estimate
    base_rate: Estimate
    settled: int
    days: float
    base_days: float
    open: int
    overdue: int
    repeats: int
    credit: float

    @property
    def rising(self) -> bool:
        """Whether the rate is above last year's by more than chance: last year's lies below its whole range."""
        return self.rate.low > self.base_rate.value


def record(
    complaints: pd.DataFrame,
    delivered: tuple[float, float],
    period: tuple[date, date],
    base: tuple[date, date],
    *,
    days: int = SETTLE_DAYS,
) -> Record:
    """
    The complaints of a period beside those of the same period a year before.

    Parameters
    ----------
    complaints : DataFrame, as the contract has it; ``credit`` may be absent
    delivered : (float, float)
        The quantity delivered in both periods.
    period, base : (date, date)
        First and last day.
    days : int
        The norm for settling one.
    """
    now, then = (within(complaints, "received_on", *days_) for days_ in (period, base))
    waiting = open_at(complaints, period[1], days=days)
    credit = now["credit"] if "credit" in now else pd.Series(dtype=float)
    return Record(
        count=len(now),
        base_count=len(then),
        rate=_rate(len(now), delivered[0]),
        base_rate=_rate(len(then), delivered[1]),
        settled=int((now["settled_on"] <= pd.Timestamp(period[1])).sum()),
        days=_median_days(complaints, period),
        base_days=_median_days(complaints, base),
        open=len(waiting),
        overdue=int(waiting["overdue"].sum()),
        repeats=int(_repeats(complaints)[now.index].sum()),
        credit=float(credit.sum(min_count=1)) if len(credit) else float("nan"),
    )


def open_at(complaints: pd.DataFrame, end: date, *, days: int = SETTLE_DAYS) -> pd.DataFrame:
    """
    The complaints that were open at the end of a day, the longest first.

    Returns
    -------
    DataFrame, one row per complaint
        The columns of the contract, and ``waited`` (days) and ``overdue`` (longer than the norm).
    """
    last = pd.Timestamp(end)
    still = (complaints["received_on"] <= last) & ~(complaints["settled_on"] <= last)
    waiting = complaints[still]
    waited = (last - waiting["received_on"]).dt.days.astype("int64")
    rows = waiting.assign(waited=waited, overdue=waited > days)
    return rows.sort_values(
        ["waited", "complaint"], ascending=[False, True], kind="stable", ignore_index=True
    )


def causes(complaints: pd.DataFrame, period: tuple[date, date], base: tuple[date, date]) -> pd.DataFrame:
    """
    The complaints per cause, beside a year before.

    Returns
    -------
    DataFrame, one row per cause of either period, the most frequent first
        ``cause`` (empty where none was noted), ``count``, ``base_count``, ``quantity``, ``repeats``, ``credit`` where it may be seen.
    """
    rows = complaints.assign(cause=complaints["cause"].fillna(""), repeat=_repeats(complaints))
    now, then = (within(rows, "received_on", *days) for days in (period, base))
    parts = {
        "count": now.groupby("cause").size(),
        "base_count": then.groupby("cause").size(),
        "quantity": now.groupby("cause")["quantity"].sum(min_count=1),
        "repeats": now.groupby("cause")["repeat"].sum(),
    }
    if "credit" in rows:
        parts["credit"] = now.groupby("cause")["credit"].sum(min_count=1)
    found = pd.DataFrame(parts).rename_axis("cause").reset_index()
    counts = ["count", "base_count", "repeats"]
    found[counts] = found[counts].fillna(0).astype("int64")
    return found.sort_values(
        ["count", "base_count", "cause"], ascending=[False, False, True], kind="stable", ignore_index=True
    )


def course(complaints: pd.DataFrame, delivered: pd.Series, months: Sequence[str]) -> pd.DataFrame:
    """
    Complaints per month of receipt, and their rate.

    Parameters
    ----------
    complaints : DataFrame, as the contract has it
    delivered : Series by 'YYYY-MM'
        The quantity delivered.
    months : sequence of 'YYYY-MM'

    Returns
    -------
    DataFrame, one row per month, in the order given
        ``month``, ``count``, ``rate`` (NaN where nothing was delivered).
    """
    counted = complaints.groupby(complaints["received_on"].dt.strftime("%Y-%m")).size()
    count = counted.reindex(list(months)).fillna(0).to_numpy("int64")
    quantity = delivered.reindex(list(months))
    rate = PER * count / quantity.where(quantity > 0).to_numpy(float)
    return pd.DataFrame({"month": list(months), "count": count, "rate": rate})


def _rate(count: int, delivered: float) -> Estimate:
    """A rate with the exact range of a Poisson count."""
    if not delivered > 0:
        return Estimate(float("nan"), float("nan"), float("nan"), count)
    tail = (1 - LEVEL) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    high = float(gammaincinv(count + 1, 1 - tail))
    scale = PER / delivered
    return Estimate(count * scale, low * scale, high * scale, count)


def _median_days(complaints: pd.DataFrame, period: tuple[date, date]) -> float:
    """How long those that were settled in a period had waited."""
    done = within(complaints, "settled_on", *period)
    return float((done["settled_on"] - done["received_on"]).dt.days.median()) if len(done) else float("nan")


def _repeats(complaints: pd.DataFrame) -> pd.Series:
    """Which complaints have one before them of the same outlet with the same cause, within a year."""
    told = complaints[complaints["outlet"].notna() & complaints["cause"].notna()]
    told = told.sort_values(["received_on", "complaint"], kind="stable")
    before = told.groupby(["outlet", "cause"])["received_on"].shift()
    again = (told["received_on"] - before) <= 365 * _DAY
    return again.reindex(complaints.index, fill_value=False)
