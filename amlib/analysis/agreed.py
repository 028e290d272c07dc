"""
The contract in a year that is still to come: what it costs if the plan comes true, and if nothing is done.

A plan that promises growth promises its bonus too, and the year's agreement is mostly signed when the year has begun. So what held last year is carried on, and every line says that it was:
what is not agreed in writing for the year itself is not agreed. On that ground both courses of the plan, the target and the baseline, are taken through the same reading of the terms as
a year that has been (``terms``, ``ladders``).

Conventions: a kind of condition that has a row in the year is as it is; one that has none is carried on from the last year in which it had. What a person entered in the plan goes before
both. Margin is margin before conditions.

Deliberately absent: whether the terms are wise. Cliffs are told with their figures; what to ask for is a negotiation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from amlib.analysis import conditions, ladders, terms
from amlib.analysis.conditions import Amounts

__all__ = ["Cost", "Course", "Unknown", "Year", "carried", "of"]


@dataclass(frozen=True)
class Course:
    """
    One course of the year under its terms.

    Attributes
    ----------
    revenue, margin : float
        Of the year; margin before conditions, NaN where it is not known.
    amounts : Amounts
    accrued : DataFrame, as ``terms.accrual``
    waterfall : DataFrame, as ``terms.waterfall``
    """

    revenue: float
    margin: float
    amounts: Amounts
    accrued: pd.DataFrame
    waterfall: pd.DataFrame

    @property
    def owed(self) -> float:
        """What the conditions cost together; what is not known counts as nothing."""
        return float(self.accrued["amount"].sum())


@dataclass(frozen=True)
class Unknown:
    """A term that a person entered of which cannot be worked out what it costs: ``why`` is 'other', 'rate', 'quantity' or 'last_year'."""

    term: str
    kind: str
    why: str


@dataclass(frozen=True)
class Cost:
    """
    What the conditions cost at the target of a plan, and what they would cost as they are agreed.

    Attributes
    ----------
    owed : float
        With what a person entered in the plan; what is not known counts as nothing, as in ``Course.owed``.
    agreed : float or None
        Over the same sales, without it; None where no agreement is known.
    unknown : tuple of Unknown
        Of what was entered otherwise than it is agreed.
    """

    owed: float
    agreed: float | None
    unknown: tuple[Unknown, ...] = ()

    @property
    def more(self) -> float | None:
        """By how much they cost more than is agreed, less than nil where they cost less; None where that is not known."""
        return None if self.agreed is None or self.unknown else round(self.owed - self.agreed, 2)


@dataclass(frozen=True)
class Year:
    """
    The contract of a year to come.

    Attributes
    ----------
    year : int
    agreed : DataFrame
        The rows that hold in the year, as ``carried`` gives them.
    target, baseline : Course
    steps : DataFrame, one row per step of the bonuses, from low to high
        As ``ladders.ladder``, with ``at`` (its threshold in money), ``target`` and ``baseline``: sales still to make, nil or less where it is reached, NaN where not known.
    lines : DataFrame, one row per condition that holds in the year, ladders as one
        ``term``, ``kind``, ``rate``, ``target`` and ``baseline`` (money; NaN where none is known), ``counter_performance``, ``agreement``, ``written`` (there is a reference), ``carried`` and ``wanted`` (nobody agreed to it yet).
    payment : DataFrame, as ``terms.payment_days``
    expected : Course or None
        Where the year is expected to end with what is planned; then ``steps`` has it too.
    cost : Cost or None
        At the target, beside what is agreed; None where nothing was entered otherwise than it is agreed.
    """

    year: int
    agreed: pd.DataFrame
    target: Course
    baseline: Course
    steps: pd.DataFrame
    lines: pd.DataFrame
    payment: pd.DataFrame
    expected: Course | None = None
    cost: Cost | None = None

    def owed_at(self, factor: float) -> float:
        """What the conditions cost if prices alone make the target's revenue so many times as large."""
        amounts = Amounts(
            self.target.amounts.revenue * factor,
            self.target.amounts.base,
            None,
            self.target.amounts.quantity,
            self.target.amounts.base_quantity,
        )
        return float(terms.accrual(self.agreed, amounts, date(self.year, 12, 31))["amount"].sum())


def carried(agreed: pd.DataFrame, year: int) -> pd.DataFrame:
    """
    The rows of an agreement that hold in a year, those of a kind without any carried on from the last year before it.

    Parameters
    ----------
    agreed : DataFrame, one row per condition, as the contract has it
    year : int

    Returns
    -------
    DataFrame
        The same columns and ``carried`` (bool); of rows carried on, ``from`` and ``until`` are the whole year.
    """
    first, last = pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
    begins, ends = pd.to_datetime(agreed["from"]), pd.to_datetime(agreed["until"])
    holds = ~(begins > last) & ~(ends < first)
    now = agreed[holds].assign(carried=False)
    before = agreed[(ends < first) & ~agreed["kind"].isin(now["kind"])]
    ended = pd.to_datetime(before["until"])
    before = before[ended.dt.year == ended.groupby(before["kind"]).transform("max").dt.year]
    moved = before.assign(carried=True)
    moved["from"], moved["until"] = first, last
    rows = [part for part in (now, moved) if len(part)]
    return pd.concat(rows, ignore_index=True) if rows else now


def of(  # noqa: PLR0917
    agreed: pd.DataFrame,
    year: int,
    target: Amounts,
    baseline: Amounts,
    margins: Mapping[str, float],
    expected: Amounts | None = None,
) -> Year:
    """
    The contract of a year in two courses, and in a third where it is given.

    Parameters
    ----------
    agreed : DataFrame
        As ``carried`` gives it.
    year : int
    target, baseline : Amounts
        Of the whole year by month, beside the year before.
    margins : mapping of 'target' and 'baseline' to float
        Before conditions; NaN where not known.
    expected : Amounts, optional
        Where the year is expected to end with what is planned, which need not be its target.

    Raises
    ------
    FigureError
        A revenue is not a number.
    """
    end = date(year, 12, 31)
    courses = {
        name: _course(agreed, amounts, margins.get(name, float("nan")), end)
        for name, amounts in (("target", target), ("baseline", baseline), ("expected", expected))
        if amounts is not None
    }
    steps = ladders.ladder(agreed, end)
    steps = steps[steps["kind"].isin(conditions.IN_STEPS) & _stepped(steps)].reset_index(drop=True)
    away = {
        name: ladders.standing(agreed, course.amounts, end).set_index("step_term")
        for name, course in courses.items()
    }
    steps = steps.assign(
        at=steps["step_term"].map(away["target"]["at"]),
        **{name: steps["step_term"].map(found["distance"]) for name, found in away.items()},
    )
    return Year(
        year,
        agreed,
        courses["target"],
        courses["baseline"],
        steps,
        _lines(agreed, courses, end),
        terms.payment_days(agreed, end),
        courses.get("expected"),
    )


def _stepped(steps: pd.DataFrame) -> pd.Series[bool]:
    """Whether a rate depends on what is sold: one that holds from the first unit on and knows no other is no step."""
    highest = steps.groupby("term")["threshold"].transform("max")
    return (highest > 0) | (steps["counted"] == "growth")


def _course(agreed: pd.DataFrame, amounts: Amounts, margin: float, end: date) -> Course:
    accrued = terms.accrual(agreed, amounts, end)
    revenue = float(pd.Series(amounts.revenue).sum())
    return Course(revenue, margin, amounts, accrued, terms.waterfall(accrued, revenue, margin))


def _lines(agreed: pd.DataFrame, courses: Mapping[str, Course], end: date) -> pd.DataFrame:
    """Every condition once: what costs money with its amounts, then days and service levels."""
    accrued = courses["target"].accrued
    moved = agreed.drop_duplicates("term").set_index("term")["carried"]
    rates = agreed.drop_duplicates("term").set_index("term")["rate"].astype(float)
    money = accrued.assign(
        target=accrued["amount"],
        baseline=accrued["term"].map(courses["baseline"].accrued.set_index("term")["amount"]),
        rate=accrued["rate"].where(accrued["step"] > 0, accrued["term"].map(rates)),
    )
    other = agreed[~agreed["kind"].isin(conditions.COSTING)].sort_values(["kind", "term"])
    other = other.assign(rate=other["rate"].astype(float), target=float("nan"), baseline=float("nan"))
    columns = ["term", "kind", "rate", "target", "baseline", "counter_performance", "agreement"]
    found = pd.concat([part[columns] for part in (money, other) if len(part)] or [money[columns]], ignore_index=True)  # fmt: skip
    for name in ("counter_performance", "agreement"):
        found[name] = found[name].astype(object).where(found[name].notna(), "").astype(str).str.strip()
    asked = agreed.drop_duplicates("term").set_index("term").get("wanted", moved & False)
    return found.assign(
        written=found["agreement"] != "",
        carried=found["term"].map(moved).fillna(False).astype(bool),
        wanted=found["term"].map(asked).fillna(False).astype(bool),
    )
