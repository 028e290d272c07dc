"""
The contract under a plan: its goals taken through the terms, beside the year before.

The terms ask for revenue and kilograms per month and for last year's; the plan has the first as goals, the books and the estimate have the second. Here they are brought together, once,
for the section of the contract and for the customer's result.

Terms that somebody entered in the plan go before those of the table: in place of the row with the same id, else beside them. Where a term leaves open whether a step holds from the first euro,
or what it counts, that is as in the row whose place is taken; without one it holds for what lies above it and counts revenue.

What the terms of a plan cost more than what is agreed is asked at every key of who drafts it. So what no edit changes is a value of its own (``Basis``), and the document's section is worked out
on the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING

import pandas as pd

from amlib import periods
from amlib.analysis import agreed, conditions, results, terms
from amlib.analysis.agreed import Cost, Unknown
from amlib.analysis.conditions import Amounts
from amlib.plan import baselines, otherwise, targets
from amlib.plan.items import Term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Literal

    from amlib.analysis.agreed import Year
    from amlib.data.slices import Slice
    from amlib.periods import Period
    from amlib.plan.items import Goal
    from amlib.plan.model import Plan

    Which = Literal["target", "baseline"]

__all__ = ["Basis", "agreed_terms", "ahead", "basis", "goal", "with_terms"]

_NAN = float("nan")
_LEAST = 100


@dataclass(frozen=True)
class Basis:
    """
    What the contract of a plan's year rests on, and no edit of the plan changes.

    Attributes
    ----------
    year : int
    rows : DataFrame
        What is agreed, as ``with_terms`` gives it without terms of a plan.
    supplied : bool
        Whether an agreement is known at all.
    before : DataFrame or None
        Revenue and quantity of each month of the year before; None where history does not go back that far.
    agreed : mapping of id to Term
        As ``agreed_terms``.
    """

    year: int
    rows: pd.DataFrame
    supplied: bool
    before: pd.DataFrame | None
    agreed: Mapping[str, Term] = field(default_factory=dict)
    _last: dict[str, tuple[Any, Any]] = field(default_factory=dict, compare=False, repr=False)

    def cost(self, plan: Plan) -> Cost | None:
        """What the conditions cost at the target of a plan, beside what is agreed; None where the plan has no goal in revenue, or there is no condition at all."""
        revenue, kilograms = goal(plan, "revenue"), goal(plan, "quantity")
        if revenue is None or not (self.supplied or plan.terms):
            return None
        courses = (revenue.target, kilograms.target if kilograms else None)
        rows = self._once("rows", plan.terms, lambda: _over(self.rows, plan.terms))
        amounts = self._once("amounts", courses, lambda: _amounts(plan, "target", self.before))
        plain = self._once("agreed", courses, lambda: self._owed(self.rows, amounts))
        mine = otherwise.of(plan, self.agreed)
        owed = plain  # without terms of its own, what the plan costs is what is agreed
        if plan.terms:
            owed = self._once("owed", (courses, plan.terms), lambda: self._owed(rows, amounts))
        unknown = self._unknown(rows, amounts, mine) if mine else ()
        return Cost(_sum(owed), _sum(plain) if self.supplied else None, unknown)

    def _owed(self, rows: pd.DataFrame, amounts: Amounts) -> dict[str, float]:
        return terms.owed(rows, amounts, date(self.year, 12, 31))

    def _unknown(self, rows: pd.DataFrame, amounts: Amounts, mine: Sequence[Term]) -> tuple[Unknown, ...]:
        """The terms that a person entered of which it cannot be worked out what they cost, and why."""
        end, named = date(self.year, 12, 31), {term.id for term in mine}
        found = []
        for one in conditions.of_year(rows, end):
            entered = [step.term for step in one.steps if step.term in named]
            measured = conditions.measured(one, amounts, end) if entered else None
            if measured is None or (one.kind != "other" and conditions.due(measured.steps, measured.basis) is not None):  # fmt: skip
                continue
            why = "other" if one.kind == "other" else "rate" if measured.basis is not None else "last_year"
            if one.in_quantity and amounts.quantity is None:
                why = "quantity"
            found += [Unknown(id, one.kind, why) for id in entered]
        return tuple(found)

    def _once(self, name: str, key: Any, make: Callable[[], Any]) -> Any:
        """What was worked out last, where it was of the same."""
        held = self._last.get(name)
        if held is None or held[0] != key:
            held = self._last[name] = (key, make())
        return held[1]


def basis(data: Slice, year: int, period: Period, base: baselines.Year | None = None) -> Basis:
    """
    What the contract of a year rests on.

    Parameters
    ----------
    data : Slice
    year : int
    period, base : as ``ahead``
    """
    table = data["terms"] if data.supplied("terms") else None
    known = {term.id: term for term in agreed_terms(data, year)}
    return Basis(year, with_terms(table, (), year), table is not None, _year_before(data, year, period, base), known)  # fmt: skip


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
    if goal(plan, "revenue") is None or not (data.supplied("terms") or plan.terms):
        return None
    found = basis(data, plan.year, period, base)
    rows = _over(found.rows, plan.terms)
    courses = {which: _amounts(plan, which, found.before) for which in ("target", "baseline")}
    margin = goal(plan, "margin")
    margins = {which: _NAN if margin is None else margin.year(which) / _LEAST for which in ("target", "baseline")}  # fmt: skip
    year = agreed.of(rows, plan.year, courses["target"], courses["baseline"], margins, _expected(plan, courses["baseline"]))  # fmt: skip
    return replace(year, cost=found.cost(plan)) if otherwise.of(plan, found.agreed) else year


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
    return _over(agreed.carried(rows.reindex(columns=columns), year).assign(wanted=False), entered)


def _over(found: pd.DataFrame, entered: Sequence[Term]) -> pd.DataFrame:
    """What was entered in the place of the row with its id, else beside them."""
    before = {str(row["term"]): row for row in found.to_dict("records")}
    mine = [_row(term, before.get(term.id, {})) for term in entered]
    if not mine:
        return found
    kept = found[~found["term"].astype(str).isin([term.id for term in entered])]
    added = pd.DataFrame(mine).reindex(columns=found.columns)
    parts = [part.astype(object) for part in (kept, added) if len(part)]
    return pd.concat(parts, ignore_index=True).astype({"carried": bool, "wanted": bool, "term": str, "kind": str})  # fmt: skip


def _sum(owed: Mapping[str, float]) -> float:
    """What the conditions cost together, to the cent; what is not known counts as nothing."""
    return round(sum(amount for amount in owed.values() if isfinite(amount)), 2)


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
