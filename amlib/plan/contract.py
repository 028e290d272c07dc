"""
The contract under a plan: its goals taken through the terms, beside the year before.

The terms ask for revenue and kilograms per month and for last year's; the plan has the first as goals, the books and the estimate have the second. Here they are brought together, once,
for the section of the contract and for the customer's result.

Terms that somebody entered in the plan go before those of the table: in place of the row with the same id, else beside them. Where a term leaves open whether a step holds from the first euro,
or what it counts, that is as in the row whose place is taken; without one it holds for what lies above it and counts revenue.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from amlib import periods
from amlib.analysis import agreed, results
from amlib.analysis.conditions import Amounts
from amlib.plan import baselines, targets
from amlib.plan.items import Term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Literal

    from amlib.analysis.agreed import Year
    from amlib.data.slices import Slice
    from amlib.periods import Period
    from amlib.plan.items import Goal
    from amlib.plan.model import Plan

    Which = Literal["target", "baseline"]

__all__ = ["agreed_terms", "ahead", "goal", "with_terms"]

_NAN = float("nan")
_LEAST = 100


def goal(plan: Plan, measure: str) -> Goal | None:
    """The goal of the whole account in a measure; None where there is none."""
    return next((one for one in plan.goals if one.level == "total" and one.measure == measure), None)


def ahead(data: Slice, plan: Plan, period: Period, base: baselines.Year | None = None) -> Year | None:
    """
    The contract of a plan's year; None where no terms were supplied or entered, or the plan has no goal in revenue.

    Parameters
    ----------
    data : Slice
    plan : Plan
    period : Period
        Up to its end the books are known; what is left of the year before the plan's is as expected.
    base : baselines.Year, optional
        The year without action, which says what the running year still brings; estimated here where it is not given.
    """
    revenue = goal(plan, "revenue")
    table = data["terms"] if data.supplied("terms") else None
    if revenue is None or (table is None and not plan.terms):
        return None
    rows = with_terms(table, plan.terms, plan.year)
    before = _year_before(data, plan.year, period, base)
    courses = {which: _amounts(plan, which, before) for which in ("target", "baseline")}
    margin = goal(plan, "margin")
    margins = {which: _NAN if margin is None else margin.year(which) / _LEAST for which in ("target", "baseline")}  # fmt: skip
    return agreed.of(rows, plan.year, courses["target"], courses["baseline"], margins, _expected(plan, courses["baseline"]))  # fmt: skip


def _expected(plan: Plan, baseline: Amounts) -> Amounts | None:
    """The year without action with what the actions are expected to bring, month by month as without; None where they say nothing of revenue."""
    grown = {}
    for measure in ("revenue", "quantity"):
        asked = goal(plan, measure)
        base = 0 if asked is None else asked.year("baseline")
        brought = 0 if asked is None else targets.gap(asked, plan.actions).planned.expected
        grown[measure] = 1 + brought / base if base else 1.0
    if grown["revenue"] == 1.0:
        return None
    quantity = None if baseline.quantity is None else baseline.quantity * grown["quantity"]
    return replace(baseline, revenue=baseline.revenue * grown["revenue"], quantity=quantity)


def agreed_terms(data: Slice, year: int) -> tuple[Term, ...]:
    """The conditions of the agreement as they hold in a year, carried on where need be, as a plan would enter them; none where no terms were supplied."""
    if not data.supplied("terms"):
        return ()
    rows = with_terms(data["terms"], (), year).sort_values("term").to_dict("records")
    return tuple(_entered(row, year) for row in rows)


def with_terms(table: pd.DataFrame | None, entered: Sequence[Term], year: int) -> pd.DataFrame:
    """
    The terms that hold in a year, as ``agreed.carried``, with what was entered in the plan.

    Parameters
    ----------
    table : DataFrame or None
        The table of terms.
    entered : sequence of Term
    year : int

    Returns
    -------
    DataFrame
        As ``agreed.carried``, with ``wanted`` (bool): what the plan wants and nobody agreed to.
    """
    columns = ["term", "kind", "from", "until", "threshold", "rate", "basis", "retroactive", "conditional", "counter_performance", "agreement"]  # fmt: skip
    rows = pd.DataFrame(columns=columns) if table is None else table
    found = agreed.carried(rows.reindex(columns=columns), year).assign(wanted=False)
    before = {str(row["term"]): row for row in found.to_dict("records")}
    mine = [_row(term, before.get(term.id, {})) for term in entered]
    if not mine:
        return found
    kept = found[~found["term"].astype(str).isin([term.id for term in entered])]
    added = pd.DataFrame(mine).reindex(columns=found.columns)
    parts = [part.astype(object) for part in (kept, added) if len(part)]
    return pd.concat(parts, ignore_index=True).astype({"carried": bool, "wanted": bool, "term": str, "kind": str})  # fmt: skip


def _row(term: Term, before: Mapping[Any, Any]) -> dict[str, object]:
    def number(value: object) -> float:
        return _NAN if value is None else float(str(value))

    return {
        "term": term.id,
        "kind": term.kind,
        "from": pd.Timestamp(term.begins),
        "until": pd.Timestamp(term.ends),
        "threshold": number(term.threshold),
        "rate": number(term.rate),
        "basis": term.basis or before.get("basis"),
        "retroactive": bool(
            before.get("retroactive", False) if term.retroactive is None else term.retroactive
        ),
        "conditional": bool(term.counter_performance) or bool(before.get("conditional", False)),
        "counter_performance": term.counter_performance or term.text,
        "agreement": term.agreement,
        "carried": False,
        "wanted": term.wanted,
    }


def _entered(row: Mapping[Any, Any], year: int) -> Term:
    def text(name: str) -> str:
        return "" if pd.isna(row[name]) else str(row[name])

    def exact(name: str) -> Decimal | None:
        return None if pd.isna(row[name]) else Decimal(str(row[name]))

    begins, ends = (None if pd.isna(row[name]) else pd.Timestamp(row[name]).date() for name in ("from", "until"))  # fmt: skip
    return Term(
        id=text("term"),
        kind=text("kind"),
        begins=begins or date(year, 1, 1),
        ends=ends or date(year, 12, 31),
        threshold=exact("threshold"),
        rate=exact("rate"),
        basis="quantity" if text("basis") == "quantity" else "",
        retroactive=not pd.isna(row["retroactive"]) and bool(row["retroactive"]),
        counter_performance=text("counter_performance"),
        agreement=text("agreement"),
    )


def _amounts(plan: Plan, which: str, base: pd.DataFrame | None) -> Amounts:
    """One course of the goals, beside the year before."""
    names = [str(month) for month in periods.parse(str(plan.year)).months()]

    def course(measure: str, scale: int) -> pd.Series | None:
        found = goal(plan, measure)
        return None if found is None else pd.Series(getattr(found, which), index=names, dtype=float) / scale

    revenue = course("revenue", _LEAST)
    assert revenue is not None  # asked before
    before = {name: None if base is None else base[name] for name in ("revenue", "quantity")}
    return Amounts(revenue, before["revenue"], None, course("quantity", 1), before["quantity"])


def _year_before(data: Slice, year: int, period: Period, base: baselines.Year | None) -> pd.DataFrame | None:
    """Revenue and quantity of each month of the year before, as booked and as expected; None where history does not go back that far."""
    names = [str(month) for month in periods.parse(str(year - 1)).months()]
    book, through = results.book(data), str(period.months()[-1])
    if book.empty or str(book["month"].min()) > names[0]:
        return None
    sold = book[book["month"] <= through].groupby("month")[["revenue", "quantity"]].sum()
    if names[-1] > through:
        months = base.eve if base is not None and base.year == year else None
        if months is None:
            months = baselines.expected(data, period, year - 1).months
            months = months[months["level"] == "group"]
        months = months[~months["booked"].astype(bool)]
        still = months.groupby("month")[["revenue", "quantity"]].sum()
        still.index = pd.Index([f"{year - 1}-{month:02d}" for month in still.index])
        sold = pd.concat([sold, still])
    return sold.reindex(names).fillna(0.0).astype(float).round(2)
