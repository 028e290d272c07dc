"""
What we propose to talk about with a customer: points drawn from what both sides can see.

An account manager goes into a meeting with a list, and so does the customer. This list is made of the figures in the document that lies on the table and of nothing else: no margin, no target, no
finding that was meant for ourselves. What was agreed and not done comes first, by either side alike; then where the category leaves room for both.

Conventions: a group is a point where our deliveries fell behind a category that did not (``development.apart``); an outlet where it lies below the limits of chance; a promotion where all of the range of what remained lies
above nil. Of promises and groups only the weightiest are points of their own.

Deliberately absent: what we want out of it. A point says why it is there; what comes of it is for the meeting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from amlib.analysis import advice, development

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from amlib.analysis.care import Care
    from amlib.periods import Period

__all__ = ["CODES", "MOST", "Point", "drafted"]

CODES = (
    "service_below", "complaints_open", "complaints_rising", "promise_ours", "promise_theirs", "group_apart", "outlets_behind", "action_repeat", "stores_low",
)  # fmt: skip
"""All kinds of points, in the order in which they are talked about."""

MOST = 3
"""So many promises of one side, and so many groups, are points of their own."""


@dataclass(frozen=True)
class Point:
    """
    One point to talk about.

    Attributes
    ----------
    number : int
        From 1.
    code : str
        One of ``CODES``.
    facts : mapping
        The figures and names that are the reason for it.
    """

    number: int
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def drafted(
    period: Period,
    *,
    care: Care,
    promises: pd.DataFrame,
    groups: pd.DataFrame | None,
    ranking: pd.DataFrame,
    actions: pd.DataFrame,
    stores: pd.DataFrame | None,
) -> tuple[Point, ...]:
    """
    The points to talk about, numbered in the order of ``CODES``.

    Parameters
    ----------
    period : Period
    care : Care
    promises : DataFrame
        ``commitments.judged`` at the end of the period.
    groups : DataFrame or None
        ``development.groups``; None where the category is not known or not to be trusted.
    ranking : DataFrame
        ``outlets.ranking``.
    actions : DataFrame
        ``promotions.evaluate``.
    stores : DataFrame or None
        ``advice.stores``; None where no visits were supplied.
    """
    found = [
        *_service(care),
        *_complaints(care),
        *_promises(promises),
        *_groups(groups),
        *_outlets(ranking),
        *_action(actions, period),
        *_stores(stores),
    ]
    return tuple(Point(number, code, facts) for number, (code, facts) in enumerate(found, start=1))


Drafts = Iterator[tuple[str, dict[str, Any]]]


def _service(care: Care) -> Drafts:
    """A service level below what was agreed."""
    if care.service is None or care.service.now.lines == 0:
        return
    now = care.service.now.figure(care.service.definition)
    if now.value < care.service.agreed:
        yield (
            "service_below",
            {
                "value": now.value,
                "agreed": care.service.agreed,
                "chance": not now.high < care.service.agreed,
                "service": care.service,
            },
        )


def _complaints(care: Care) -> Drafts:
    """Complaints that wait longer than the norm, and complaints that came more often than by chance."""
    if care.complaints is None:
        return
    late = care.complaints.open[care.complaints.open["overdue"]]
    if len(late):
        yield (
            "complaints_open",
            {
                "count": len(late),
                "days": care.complaints.days,
                "longest": int(late["waited"].max()),
            },
        )
    if care.complaints.record.rising:
        record = care.complaints.record
        yield "complaints_rising", {"count": record.count, "base": record.base_count}


def _promises(promises: pd.DataFrame) -> Drafts:
    """Promises of either side whose day has passed, the longest first."""
    late = promises[promises["status"] == "overdue"].sort_values("first_due", kind="stable")
    for side, code in (("us", "promise_ours"), ("customer", "promise_theirs")):
        for _, row in late[late["promised_by"] == side].head(MOST).iterrows():
            yield code, {"what": str(row["what"]), "due": _day(row["first_due"])}


def _groups(groups: pd.DataFrame | None) -> Drafts:
    """Groups in which our deliveries fell behind the category, those with the most behind them first."""
    if groups is None:
        return
    for _, row in development.apart(groups).head(MOST).iterrows():
        yield (
            "group_apart",
            {
                "group": str(row["group"]),
                "growth": float(row["growth"]),
                "own_growth": float(row["own_growth"]),
            },
        )


def _outlets(ranking: pd.DataFrame) -> Drafts:
    """Outlets that grew less than chance explains."""
    below = ranking[ranking["signal"] == "below"].sort_values("stake", kind="stable")
    if len(below):
        yield "outlets_behind", {"names": _names(below), "room": float(-below["deviation"].sum())}


def _action(actions: pd.DataFrame, period: Period) -> Drafts:
    """The promotion of this period of which most remained, where that is more than chance."""
    over = actions[actions["status"] == "assessed"]
    inside = over[over["end"].map(lambda day: period.start <= _day(day) <= period.end).astype(bool)]
    sure = inside[inside["net_low"] > 0].sort_values("net", ascending=False, kind="stable")
    if len(sure):
        yield "action_repeat", {"action": sure.iloc[0]}


def _stores(stores: pd.DataFrame | None) -> Drafts:
    """Stores that were judged low at our visits."""
    if stores is None:
        return
    poor = advice.low(stores)
    if len(poor):
        yield "stores_low", {"names": _names(poor), "subject": advice.most(poor)[0]}


def _names(rows: pd.DataFrame) -> tuple[str, ...]:
    """What places are called; their key where they have no name."""
    named = rows["name"].where(rows["name"].notna(), rows["outlet"])
    return tuple(named.astype(str))


def _day(value: Any) -> date:
    """A day, whether the table holds dates or timestamps."""
    return pd.Timestamp(value).date()
