"""
How one customer was looked after in a period: visits, service, complaints, satisfaction and people, read once.

A document asks a dozen questions of six tables, and two sections that each read the deliveries for themselves would wait twice and could differ. So they are read here together, as one value.
What was not supplied is ``None``, so that a document can say so; what was supplied and is empty is a figure of nil.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from amlib.analysis import complaints, relations, service, visits

if TYPE_CHECKING:
    from amlib.analysis.intervals import Estimate
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["Care", "Complaints", "People", "Satisfaction", "Service", "Visits", "read"]

MONTHS = 24
"""How far back courses go."""


@dataclass(frozen=True)
class Visits:
    """
    Visits made, beside what was wanted.

    Attributes
    ----------
    practice, base : visits.Practice
        Of the period, and of the same period a year before.
    outlets : DataFrame
        ``visits.outlets``.
    levels, people : DataFrame or None
        ``visits.by_level`` and ``visits.by_person``; None where no contacts were supplied.
    scores : DataFrame
        ``visits.scores``.
    days : int
        The norm for a report.
    """

    practice: visits.Practice
    base: visits.Practice
    outlets: pd.DataFrame
    levels: pd.DataFrame | None
    people: pd.DataFrame | None
    scores: pd.DataFrame
    days: int


@dataclass(frozen=True)
class Service:
    """
    The service level, by one definition.

    Attributes
    ----------
    definition : service.Definition
    now, base : service.Level
    agreed : float
        NaN where no level was agreed.
    places, groups : DataFrame
        ``service.by`` per distribution centre (or outlet) and per product group.
    course : DataFrame
        ``service.course``.
    missed : float
        What the quantity not delivered would have brought at this period's average revenue per unit; NaN where that is not known.
    """

    definition: service.Definition
    now: service.Level
    base: service.Level
    agreed: float
    places: pd.DataFrame
    groups: pd.DataFrame
    course: pd.DataFrame
    missed: float


@dataclass(frozen=True)
class Complaints:
    """Complaints: ``record`` of the period, ``causes``, those ``open`` at its end, the ``course``; ``days`` is the norm."""

    record: complaints.Record
    causes: pd.DataFrame
    open: pd.DataFrame
    course: pd.DataFrame
    days: int


@dataclass(frozen=True)
class Satisfaction:
    """What the customer answered: over all and ``net_promoter``, each now and before, per question and per level."""

    overall: tuple[Estimate, Estimate]
    net_promoter: tuple[Estimate, Estimate]
    questions: pd.DataFrame
    levels: pd.DataFrame
    last: pd.Timestamp


@dataclass(frozen=True)
class People:
    """Changes of functionaries: ``changes`` in the period, ``uncovered`` functions, mean ``years`` in function of ``count`` people now."""

    changes: pd.DataFrame
    uncovered: pd.DataFrame
    years: float
    count: int


@dataclass(frozen=True)
class Care:
    """All of it for one account and period; what was not supplied is None."""

    period: Period
    visits: Visits | None
    service: Service | None
    complaints: Complaints | None
    satisfaction: Satisfaction | None
    people: People | None


def read(
    data: Slice,
    period: Period,
    *,
    definition: service.Definition = service.DEFAULT,
    report_days: int = visits.REPORT_DAYS,
    settle_days: int = complaints.SETTLE_DAYS,
) -> Care:
    """
    How the customer was looked after in a period.

    Parameters
    ----------
    data : Slice
        Of either audience.
    period : Period
        A month, quarter or year.
    definition : service.Definition
        What counts as on time and in full with this customer.
    report_days, settle_days : int
        The norms for a visit's report and for settling a complaint.
    """
    days, base = (period.start, period.end), (period.last_year().start, period.last_year().end)
    sales = data["sales"]
    return Care(
        period,
        _visits(data, sales, days, base, report_days),
        _service(data, sales, period, (days, base), definition),
        _complaints(data, sales, period, (days, base), settle_days),
        _satisfaction(data, period),
        _people(data, period),
    )


Days = tuple[date, date]


def _visits(data: Slice, sales: pd.DataFrame, days: Days, base: Days, norm: int) -> Visits | None:
    if not data.supplied("visits"):
        return None
    seen = data["visits"]
    contacts = data["contacts"] if data.supplied("contacts") else None
    return Visits(
        visits.practice(seen, *days, days=norm),
        visits.practice(seen, *base, days=norm),
        visits.outlets(seen, data["outlets"], sales, *days),
        None if contacts is None else visits.by_level(contacts, seen, *days),
        None if contacts is None else visits.by_person(contacts, seen, days[1]),
        visits.scores(seen, *days),
        norm,
    )


def _service(
    data: Slice,
    sales: pd.DataFrame,
    period: Period,
    sides: tuple[Days, Days],
    definition: service.Definition,
) -> Service | None:
    if not data.supplied("deliveries"):
        return None
    months = _months(period)
    groups = data["products"].set_index("product")["group"]
    every = service.judged(data["deliveries"], _first(months), period.end, definition)
    every["group"] = every["product"].map(groups).fillna("")
    now, then = (visits.within(every, "due", *days) for days in sides)
    level = service.level(now)
    sold = sales[sales["month"].isin([str(m) for m in period.months()])]
    quantity, revenue = float(sold["quantity"].sum()), float(sold["revenue"].sum())
    return Service(
        definition,
        level,
        service.level(then),
        service.agreed(data["terms"], period.end) if data.supplied("terms") else float("nan"),
        service.by(now, then, "place", definition),
        service.by(now, then, "group", definition),
        service.course(every, months, definition),
        level.short * revenue / quantity if quantity > 0 else float("nan"),
    )


def _complaints(
    data: Slice, sales: pd.DataFrame, period: Period, sides: tuple[Days, Days], norm: int
) -> Complaints | None:
    if not data.supplied("complaints"):
        return None
    received = data["complaints"]
    delivered = sales[sales["kind"] == "delivery"].groupby("month")["quantity"].sum()
    quantity, base = (
        float(delivered.reindex([str(m) for m in p.months()]).sum()) for p in (period, period.last_year())
    )
    return Complaints(
        complaints.record(received, (quantity, base), *sides, days=norm),
        complaints.causes(received, *sides),
        complaints.open_at(received, period.end, days=norm),
        complaints.course(received, delivered, _months(period)),
        norm,
    )


def _satisfaction(data: Slice, period: Period) -> Satisfaction | None:
    if not data.supplied("satisfaction"):
        return None
    answers = data["satisfaction"]
    return Satisfaction(
        relations.overall(answers, period.end),
        relations.net_promoter(answers, period.end),
        relations.satisfaction(answers, period.end),
        relations.satisfaction(answers, period.end, "level"),
        answers.loc[answers["date"] <= pd.Timestamp(period.end), "date"].max(),
    )


def _people(data: Slice, period: Period) -> People | None:
    if not data.supplied("contacts"):
        return None
    contacts = data["contacts"]
    return People(
        relations.changes(contacts, period.start, period.end),
        relations.uncovered(contacts, period.end),
        *relations.tenure(contacts, period.end),
    )


def _months(period: Period) -> list[str]:
    """The months of courses, up to the period's last one."""
    months = [period.months()[-1]]
    while len(months) < MONTHS:
        months.insert(0, months[0].previous())
    return [str(m) for m in months]


def _first(months: list[str]) -> date:
    return date.fromisoformat(f"{months[0]}-01")
