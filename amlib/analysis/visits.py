"""
Who was seen, how often, and which outlets nobody went to.

A report about visits made never shows the outlet that nobody visits, so here all outlets are the denominator and the largest without a visit comes first. People are held against what was
wanted for each of them (``contacts.visits_per_year``), over the twelve months up to the end of the period, because a norm per year says little about one quarter.

Conventions: a visit counts at the level of the person spoken to; without a person it counts at the level of an outlet where it names one, and else nowhere. Somebody who was in function
for a part of the twelve months is wanted for that part. An outlet counts that was open on the last day of the period.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib.analysis import intervals
from amlib.analysis.intervals import Estimate
from amlib.data.contracts import LEVELS

if TYPE_CHECKING:
    from datetime import date

__all__ = [
    "REPORT_DAYS",
    "SUBJECTS",
    "Practice",
    "by_level",
    "by_person",
    "outlets",
    "practice",
    "scores",
    "within",
    "year_to",
]

REPORT_DAYS = 3
"""Days after a visit within which its report is due, where nothing else was agreed."""

SUBJECTS = ("layout", "assortment", "quality")
"""What a store is judged on."""
NOWHERE = "unknown"
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Practice:
    """
    How visits of some days were planned, made and reported.

    Attributes
    ----------
    planned : int
        Planned for these days, made or not as far as the table holds them.
    made : int
    as_planned : Estimate
        The part of the visits made that was made on the day for which it was planned.
    reported : Estimate
        The part of the visits made whose report came within the norm.
    unreported : int
        Visits made without any report.
    kilometres : float
        Driven for them together; NaN where unknown for all.
    per_visit : float
        Kilometres of a visit for which they are known.
    """

    planned: int
    made: int
    as_planned: Estimate
    reported: Estimate
    unreported: int
    kilometres: float
    per_visit: float


def year_to(end: date) -> tuple[pd.Timestamp, pd.Timestamp]:
    """
    The first and the last of the twelve months that end on a day.

    Examples
    --------
    >>> from datetime import date
    >>> first, last = year_to(date(2026, 9, 30))
    >>> str(first.date()), str(last.date())
    ('2025-10-01', '2026-09-30')
    """
    last = pd.Timestamp(end)
    return (last + _DAY - pd.DateOffset(years=1)).normalize(), last


def within(rows: pd.DataFrame, column: str, first: object, last: object) -> pd.DataFrame:
    """The rows whose day lies between two days, both included."""
    return rows[rows[column].between(pd.Timestamp(first), pd.Timestamp(last))]  # type: ignore[arg-type]


def by_person(contacts: pd.DataFrame, visits: pd.DataFrame, end: date) -> pd.DataFrame:
    """
    Each functionary, and the visits wanted and made in the twelve months to a day.

    Parameters
    ----------
    contacts : DataFrame, as the contract has it
    visits : DataFrame, as the contract has it
    end : date

    Returns
    -------
    DataFrame, one row per functionary who was in function on any of these days
        ``contact``, ``name``, ``role``, ``level``, ``outlet``, ``wanted`` (for the part of the year in function; NaN where no wish is known), ``made``, ``last`` (the day of the last visit), ``now``
        (in function on the last day), ``short`` (at least one whole visit fewer than wanted).
    """
    first, last = year_to(end)
    came = contacts["since"].where(contacts["since"] > first, first)
    left = contacts["until"].where(contacts["until"] <= last, last + _DAY)
    days = (left - came).dt.days
    there = days > 0
    people = contacts.loc[there, ["contact", "name", "role", "level", "outlet"]]
    seen = visits[visits["date"] <= last].groupby("contact")["date"].max()
    made = within(visits, "date", first, last).groupby("contact").size()
    wanted = contacts.loc[there, "visits_per_year"] * days[there] / ((last - first) / _DAY + 1)
    people = people.assign(
        wanted=wanted,
        made=people["contact"].map(made).fillna(0).astype("int64"),
        last=seen.reindex(people["contact"]).to_numpy(),
        now=(contacts["until"].isna() | (contacts["until"] > last))[there],
    )
    people["short"] = people["wanted"] - people["made"] >= 1
    return people.reset_index(drop=True)


def by_level(contacts: pd.DataFrame, visits: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    """
    Visits wanted and made at each level of the customer.

    Parameters
    ----------
    contacts, visits : DataFrame, as the contract has them
    start, end : date
        The period; what was wanted is counted over the twelve months up to its end.

    Returns
    -------
    DataFrame, one row per level that has functionaries, visits or wishes for them, in the order of the contract, then ``unknown``
        ``level``, ``people`` (in function at the end), ``short`` (of them), ``wanted``, ``made``, ``base_made`` (the twelve months before), ``in_period``, ``attained`` (made / wanted; NaN where nothing was wanted).
    """
    people = by_person(contacts, visits, end)
    first, last = year_to(end)
    placed = visits.assign(level=_levels(contacts, visits))
    year = within(placed, "date", first, last)
    before = within(placed, "date", first - pd.DateOffset(years=1), first - _DAY)
    now = people[people["now"]]
    counted = pd.DataFrame(
        {
            "people": now.groupby(now["level"].fillna(NOWHERE)).size(),
            "short": now[now["short"]].groupby(now["level"].fillna(NOWHERE)).size(),
            "wanted": people.groupby(people["level"].fillna(NOWHERE))["wanted"].sum(min_count=1),
            "made": year.groupby("level").size(),
            "base_made": before.groupby("level").size(),
            "in_period": within(placed, "date", start, end).groupby("level").size(),
        }
    ).reindex([*LEVELS, NOWHERE])
    counts = ["people", "short", "made", "base_made", "in_period"]
    counted[counts] = counted[counts].fillna(0).astype("int64")
    counted["attained"] = counted["made"] / counted["wanted"].where(counted["wanted"] > 0)
    kept = counted[counted[["people", "wanted", "made", "base_made"]].sum(axis=1) > 0]
    return kept.rename_axis("level").reset_index()


def outlets(
    visits: pd.DataFrame, places: pd.DataFrame, sales: pd.DataFrame, start: date, end: date
) -> pd.DataFrame:
    """
    Every outlet that is open at the end of the period, and whether anybody went there.

    Parameters
    ----------
    visits, places : DataFrame, as the contract has ``visits`` and ``outlets``
    sales : DataFrame, one row per (month, outlet, …)
        ``month`` ('YYYY-MM'), ``outlet``, ``revenue``.
    start, end : date

    Returns
    -------
    DataFrame, one row per outlet, the largest first
        ``outlet``, ``name``, ``region``, ``opened``, ``revenue`` (of the twelve months to the end), ``in_period`` and ``in_year`` (visits), ``last`` (NaT where never), ``never`` (bool).
    """
    first, last = year_to(end)
    there = ~(places["opened"] > last) & ~(places["closed"] < last)
    rows = places.loc[there, ["outlet", "name", "region", "opened"]]
    months = sales[sales["month"].between(first.strftime("%Y-%m"), last.strftime("%Y-%m"))]
    revenue = months.groupby("outlet")["revenue"].sum()
    known = visits[visits["outlet"].notna() & (visits["date"] <= last)]

    def counted(since: object) -> pd.Series:
        made = within(known, "date", since, last).groupby("outlet").size()
        return rows["outlet"].map(made).fillna(0).astype("int64")

    rows = rows.assign(
        revenue=rows["outlet"].map(revenue).fillna(0.0),
        in_period=counted(start),
        in_year=counted(first),
        last=known.groupby("outlet")["date"].max().reindex(rows["outlet"]).to_numpy(),
    )
    rows = rows.assign(never=rows["last"].isna())
    return rows.sort_values(["revenue", "outlet"], ascending=[False, True], kind="stable", ignore_index=True)


def practice(visits: pd.DataFrame, start: date, end: date, *, days: int = REPORT_DAYS) -> Practice:
    """
    How the visits of a period were planned, made and reported, and how far was driven for them.

    Parameters
    ----------
    visits : DataFrame, as the contract has it
    start, end : date
    days : int
        The norm: a report within so many days of the visit is in time.
    """
    made = within(visits, "date", start, end)
    planned = len(within(visits, "planned_on", start, end))
    waited = (made["reported_on"] - made["date"]).dt.days
    kilometres = made["kilometres"].dropna()
    known = made["planned_on"].notna()
    return Practice(
        planned=planned,
        made=len(made),
        as_planned=intervals.share(int((made["planned_on"] == made["date"]).sum()), int(known.sum())),
        reported=intervals.share(int((waited <= days).sum()), len(made)),
        unreported=int(made["reported_on"].isna().sum()),
        kilometres=float(kilometres.sum()) if len(kilometres) else float("nan"),
        per_visit=float(kilometres.mean()) if len(kilometres) else float("nan"),
    )


def scores(visits: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    """
    What the stores looked like at the visits of a period, as judged from 1 to 5, beside the same days a year before.

    Returns
    -------
    DataFrame, one row per subject that was judged
        ``subject`` ('layout', 'assortment' or 'quality'), ``n``, ``mean``, ``base_mean`` (NaN where nothing was judged).
    """
    year = pd.DateOffset(years=1)
    now = within(visits, "date", start, end)
    then = within(visits, "date", pd.Timestamp(start) - year, pd.Timestamp(end) - year)
    rows = [
        (
            subject,
            int(now[column].count()),
            float(now[column].mean()),
            float(then[column].mean()) if then[column].count() else float("nan"),
        )
        for subject in SUBJECTS
        if now[column := f"score_{subject}"].count()
    ]
    return pd.DataFrame(rows, columns=["subject", "n", "mean", "base_mean"])


def _levels(contacts: pd.DataFrame, visits: pd.DataFrame) -> pd.Series:
    """The level at which each visit counts."""
    of_person = visits["contact"].map(contacts.drop_duplicates("contact").set_index("contact")["level"])
    otherwise = pd.Series(np.where(visits["outlet"].notna(), "outlet", NOWHERE), visits.index, dtype="object")
    return of_person.astype("object").where(of_person.notna(), otherwise)
