"""
What a careful colleague would point out about the care for a customer: who was not seen, what came late, which promise was broken.

Kept beside ``findings``, which holds the codes and what a finding is, because these look at people and promises instead of at figures of the market. Each says where, and what hangs on it where
that can be told: for an outlet that nobody visits its revenue of twelve months, for what was not delivered what it would have brought.

Conventions: of outlets without a visit, and of complaints and promises, only the weightiest are findings of their own; the tables beside them show all.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from amlib.plan.findings import Finding, made

if TYPE_CHECKING:
    import pandas as pd

    from amlib.analysis.care import Care, Complaints, People, Satisfaction, Service, Visits

__all__ = ["BEHIND", "FELL", "LACKING", "MOST", "of_care", "of_commitments"]

MOST = 3
"""Outlets, complaints or promises of one kind that become findings of their own."""

BEHIND = 0.8
"""A level at which less than this part of the visits wanted was made is pointed out, where at least ``LACKING`` are lacking."""

LACKING = 2
"""One contact too few is no finding."""

FELL = 0.3
"""A fall of the mean score from which it is pointed out, and only where last year's lies outside its range."""


def of_care(care: Care) -> tuple[Finding, ...]:
    """What reading a customer's care brings up: outlets, visits, service, complaints, satisfaction and functions."""
    found: list[Finding] = []
    if care.visits is not None:
        found += [*_outlets(care.visits.outlets), *_behind(care.visits)]
    if care.service is not None:
        found += _service(care.service)
    if care.complaints is not None:
        found += _complaints(care.complaints)
    if care.satisfaction is not None:
        found += _satisfaction(care.satisfaction)
    if care.people is not None:
        found += _functions(care.people)
    return tuple(found)


def of_commitments(promises: pd.DataFrame) -> tuple[Finding, ...]:
    """
    Promises whose day has passed, and promises that were given a later day, the longest first.

    Parameters
    ----------
    promises : DataFrame
        As ``commitments.judged`` gives.
    """
    found = []
    for status, code in (("overdue", "commitment_overdue"), ("redated", "commitment_redated")):
        rows = promises[promises["status"] == status].sort_values("days", ascending=False, kind="stable")
        found += [
            made(code, place=str(row["what"]), names=(str(row["promised_by"]),), count=int(row["days"]))
            for _, row in rows[rows["days"].notna()].head(MOST).iterrows()
        ]
    return tuple(found)


def _outlets(outlets: pd.DataFrame) -> list[Finding]:
    """The largest outlets to which nobody ever went, and those to which nobody went in twelve months."""
    unseen = outlets[(outlets["in_year"] == 0) & (outlets["revenue"] > 0)]
    never, lapsed = unseen[unseen["never"]].head(MOST), unseen[~unseen["never"]].head(MOST)
    return [
        made(code, place=str(row["name"]), money=float(row["revenue"]))
        for code, rows in (("outlet_never_visited", never), ("outlet_unvisited", lapsed))
        for _, row in rows.iterrows()
    ]


def _behind(visits: Visits) -> list[Finding]:
    """The levels at which far fewer visits were made than wanted."""
    if visits.levels is None:
        return []
    levels = visits.levels
    rows = levels[(levels["attained"] < BEHIND) & (levels["wanted"] - levels["made"] >= LACKING)]
    return [
        made("visits_behind", place=str(row["level"]), count=int(row["made"]), limit=float(row["wanted"]))
        for _, row in rows.iterrows()
    ]


def _service(service: Service) -> list[Finding]:
    """A service level below the agreed one, with what was missed."""
    found = service.now.figure(service.definition)
    if not found.value < service.agreed:
        return []
    return [made("service_below", money=-service.missed, coverage=found.value, limit=service.agreed)]


def _complaints(complaints: Complaints) -> list[Finding]:
    """A rate that rose by more than chance, and complaints that wait too long."""
    record, found = complaints.record, []
    if record.rising:
        found.append(made("complaints_rising", count=record.count, beside=float(record.base_count)))
    late = complaints.open[complaints.open["overdue"]].head(MOST)
    found += [
        made("complaint_open", place=str(row["complaint"]), count=int(row["waited"]), limit=complaints.days)
        for _, row in late.iterrows()
    ]
    return found


def _satisfaction(satisfaction: Satisfaction) -> list[Finding]:
    """A mean score that fell by more than chance."""
    now, then = satisfaction.overall
    if now.few or then.few or isnan(now.high):
        return []
    fell = then.value - now.value
    if not (fell >= FELL and now.high < then.value):
        return []
    return [made("satisfaction_fell", amount=now.value, beside=then.value, count=now.n)]


def _functions(people: People) -> list[Finding]:
    """Functions that nobody holds."""
    return [
        made("function_uncovered", place=str(row["role"]), names=(str(row["name"]),))
        for _, row in people.uncovered.iterrows()
    ]
