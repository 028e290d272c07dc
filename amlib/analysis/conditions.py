"""
What an agreed condition says, made countable: its days, its steps, and what is owed over an amount.

Agreements are rows of a table, and a ladder is several of them; what they mean stands between the lines. Here that meaning is written down once, in whole cents, so that the bonus that
is owed, the distance to a step and the cliff at it all follow from the same reading.

Conventions, because agreements are shorter than the questions they raise:

- A step is reached exactly on its threshold. Once reached, a retroactive rate holds from the first euro, any other for what lies above its own threshold.
- Steps of a ladder share kind, days, agreement and what is counted; an empty threshold is nil. Rows without any threshold, and contributions, stand on their own and add up.
- A growth bonus is paid over growth on last year; its thresholds are fractions of last year. Without last year its amount is not known. A bypass bonus is paid over what went
  through the appointed wholesalers: all revenue, unless told otherwise.
- The column ``basis`` says what is counted; empty is revenue. Where it says quantity, thresholds are in kilograms (growth is growth in kilograms), and what is counted is valued at the
  average revenue per kilogram of the days themselves; the rate applies to that. Without kilograms the amount is not known. Where an agreement without a basis
  speaks of kilograms, revenue is counted and the condition is ``unclear``: text is a hint and no figure hangs on it.
- A rate below one is a fraction, from one on an amount, due in full once its step is reached. What an ``other`` condition costs cannot be read from its rate: it is told or not known.
- Nothing is owed over less than nothing. Amounts are whole cents, rounded once per condition, so totals add up.

Deliberately absent: judgement. What the conditions cost a year and whether that is wise is for ``terms``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from typing import Any

import pandas as pd

from amlib import errors, language

__all__ = [
    "COSTING",
    "IN_STEPS",
    "NIL",
    "Amounts",
    "Condition",
    "Measured",
    "Step",
    "a_year_before",
    "between",
    "cents",
    "due",
    "known",
    "measured",
    "money",
    "of_year",
    "reached",
    "whole",
]

COSTING = ("bonus ladder", "growth bonus", "bypass bonus", "contribution", "other")
"""The kinds of condition that cost money; days and service levels do not, here."""

NIL = Decimal(0)

IN_STEPS = ("bonus ladder", "growth bonus", "bypass bonus")
"""The kinds whose rows may be the steps of one ladder."""

_OF_QUANTITY = re.compile(r"\b(?:kg|kilo\w*|ton|tonnen|tonnage|volume\w*|afzet)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Amounts:
    """
    What the conditions of a year are worked out on: amounts from 1 January up to a day.

    A number is spread evenly over the days; of a Series by 'YYYY-MM', a condition gets its own months.

    Attributes
    ----------
    revenue : float or Series
        After invoice discounts.
    base : float, Series or None
        Revenue of the same days a year before; None where it is not known.
    bypass : float, Series or None
        The revenue through the appointed wholesalers; None where that is all of it.
    quantity, base_quantity : float, Series or None
        Kilograms of this year and of last year; None where they are not known.
    """

    revenue: float | pd.Series
    base: float | pd.Series | None = None
    bypass: float | pd.Series | None = None
    quantity: float | pd.Series | None = None
    base_quantity: float | pd.Series | None = None

    def times(self, factor: float) -> Amounts:
        """The same year with so many times the sales, at the same prices; last year as it was."""
        bypass, quantity = (None if part is None else part * factor for part in (self.bypass, self.quantity))
        return replace(self, revenue=self.revenue * factor, bypass=bypass, quantity=quantity)


@dataclass(frozen=True)
class Step:
    """One step: from which basis (cents or kilograms; for a growth bonus a fraction of last year) which rate holds."""

    term: str
    threshold: Decimal
    rate: Decimal | None
    retroactive: bool


@dataclass(frozen=True)
class Condition:
    """One condition as it counts: its days within the year so far, and its steps from low to high."""

    kind: str
    first: date
    last: date
    steps: tuple[Step, ...]
    conditional: bool
    counter_performance: str
    agreement: str
    basis: str = ""

    @property
    def term(self) -> str:
        """The number of its lowest step, by which the condition is known."""
        return self.steps[0].term

    @property
    def over_growth(self) -> bool:
        """Whether it is paid over growth, so that its thresholds are fractions of last year."""
        return self.kind == "growth bonus"

    @property
    def in_quantity(self) -> bool:
        """Whether its thresholds are in kilograms, or over growth in kilograms."""
        return self.basis == "quantity"

    @property
    def unclear(self) -> bool:
        """Whether it does not say what is counted while its text speaks of kilograms."""
        text = f"{self.counter_performance} {self.agreement}"
        return self.kind in IN_STEPS and not self.basis and bool(_OF_QUANTITY.search(text))


@dataclass(frozen=True)
class Measured:
    """
    What a condition is counted over, in cents.

    Attributes
    ----------
    gross : Decimal or None
        The sales of its days; None where they, or the last year or kilograms that it needs, are not known.
    before : Decimal
        What is taken off for last year; nil where it is not paid over growth.
    steps : tuple of Step
        Thresholds in cents of the basis.
    """

    gross: Decimal | None
    before: Decimal
    steps: tuple[Step, ...]

    @property
    def basis(self) -> Decimal | None:
        """Over which amount it is paid."""
        return None if self.gross is None else self.gross - self.before


def of_year(terms: pd.DataFrame, on: date) -> list[Condition]:
    """The conditions that cost money in the year of a day and have begun by then, in a fixed order."""
    first, last = date(on.year, 1, 1), on
    groups: dict[tuple[object, ...], list[dict[str, Any]]] = {}
    for row in terms[terms["kind"].isin(COSTING)].sort_values("term").to_dict("records"):
        begins, ends = _day(row["from"], first), _day(row["until"], date.max)
        if begins <= last and ends >= first:
            days = (max(begins, first), min(ends, last))
            own = () if row["kind"] in IN_STEPS else (row["term"],)
            key = (
                row["kind"],
                begins,
                ends,
                _text(row["agreement"]),
                _text(row.get("basis")) or "revenue",
                *own,
            )
            groups.setdefault(key, []).append({str(k): v for k, v in row.items()} | {"days": days})
    made = []
    for rows in groups.values():
        apart = all(pd.isna(row["threshold"]) for row in rows)
        made += [_condition(each) for each in ([[row] for row in rows] if apart else [rows])]
    return sorted(made, key=lambda one: (COSTING.index(one.kind), one.first, one.term))


def _condition(rows: list[dict[str, Any]]) -> Condition:
    """Rows that belong together as one condition; what is said of one step is said of the ladder."""
    kind, days = str(rows[0]["kind"]), rows[0]["days"]
    basis = _text(rows[0].get("basis"))
    unit = 1 if kind == "growth bonus" or basis == "quantity" else 100
    steps = [
        Step(
            str(row["term"]),
            (_decimal(row["threshold"]) or NIL) * unit,
            _decimal(row["rate"]),
            _flag(row["retroactive"]),
        )
        for row in rows
    ]
    said = dict.fromkeys(_text(row["counter_performance"]) for row in rows)
    return Condition(
        kind,
        days[0],
        days[1],
        tuple(sorted(steps, key=lambda step: (step.threshold, step.rate or NIL, step.term))),
        any(_flag(row["conditional"]) for row in rows),
        "; ".join(text for text in said if text),
        _text(rows[0]["agreement"]),
        basis,
    )


def measured(one: Condition, amounts: Amounts, on: date) -> Measured:
    """Over which amount a condition is paid, and its steps in cents of it."""
    over = amounts.bypass if one.kind == "bypass bonus" and amounts.bypass is not None else amounts.revenue
    gross = between(over, one.first, one.last, on)
    price = _per_unit(one, amounts, on) if one.in_quantity else Decimal(1)
    if gross is None or price is None:
        return Measured(None, NIL, one.steps)
    if not one.over_growth:
        return Measured(
            gross, NIL, tuple(replace(s, threshold=whole(s.threshold * price)) for s in one.steps)
        )
    last_year = amounts.base_quantity if one.in_quantity else amounts.base
    before = between(last_year, a_year_before(one.first), a_year_before(one.last), a_year_before(on))
    if before is None or before <= 0:
        return Measured(None, NIL, one.steps)
    before = whole(before * price / (100 if one.in_quantity else 1))
    return Measured(
        gross, before, tuple(replace(s, threshold=whole(s.threshold * before)) for s in one.steps)
    )


def _per_unit(one: Condition, amounts: Amounts, on: date) -> Decimal | None:
    """Average revenue per kilogram over the days of a condition, in cents; None where there are no kilograms."""
    revenue, sold = (between(each, one.first, one.last, on) for each in (amounts.revenue, amounts.quantity))
    return revenue * 100 / sold if revenue is not None and sold is not None and sold > 0 < revenue else None


def due(steps: tuple[Step, ...], basis: Decimal | None) -> Decimal | None:
    """
    What is owed over a basis, in cents; None where the basis or a rate is not known.

    The last retroactive step that is reached holds from the first cent, the steps above it each for their own tranche.

    Examples
    --------
    >>> steps = (Step("a", Decimal(100_00), Decimal("0.01"), False), Step("b", Decimal(200_00), Decimal("0.02"), False))
    >>> due(steps, Decimal(300_00))
    Decimal('300')
    >>> due(tuple(replace(step, retroactive=True) for step in steps), Decimal(300_00))
    Decimal('600')
    """
    at = reached(steps, basis)
    if basis is None or any(step.rate is None for step in steps[:at]):
        return None
    start = max((n for n in range(at) if steps[n].retroactive), default=0)
    owed = NIL
    for n in range(start, at):
        low = NIL if steps[n].retroactive else steps[n].threshold
        high = steps[n + 1].threshold if n + 1 < at else basis
        rate = steps[n].rate or NIL
        owed += rate * 100 if rate >= 1 else rate * max(high - low, NIL)
    return whole(owed)


def reached(steps: tuple[Step, ...], basis: Decimal | None) -> int:
    """How many steps are reached; none over less than nothing, for no threshold is below nil."""
    return 0 if basis is None else sum(step.threshold <= basis for step in steps)


def between(amounts: float | pd.Series | None, first: date, last: date, on: date) -> Decimal | None:
    """
    What falls between two days, in cents, of amounts from 1 January up to a day.

    Parameters
    ----------
    amounts : float, Series by 'YYYY-MM' or None
        A number is spread evenly over the days; a month that lies partly between the two days gives that part of its own.
    first, last : date
    on : date
        Up to which day the amounts go.

    Raises
    ------
    FigureError
        An amount is not a number.
    """
    if amounts is None:
        return None
    if not isinstance(amounts, pd.Series):
        return whole(cents(known(amounts)) * _part(date(on.year, 1, 1), on, first, last))
    total = NIL
    for month, amount in amounts.items():
        begins = date.fromisoformat(f"{month}-01")
        ends = min((begins + timedelta(days=31)).replace(day=1) - timedelta(days=1), on)
        if begins <= ends:
            total += cents(known(amount)) * _part(begins, ends, first, last)
    return whole(total)


def _part(begins: date, ends: date, first: date, last: date) -> Decimal:
    """Which part of some days lies between two others."""
    inside = (min(ends, last) - max(begins, first)).days + 1
    return Decimal(max(inside, 0)) / ((ends - begins).days + 1)


def a_year_before(day: date) -> date:
    """The same day a year before; 28 February for a leap day."""
    return (pd.Timestamp(day) - pd.DateOffset(years=1)).date()


def known(value: float) -> float:
    """
    A number, as it is.

    Raises
    ------
    FigureError
        It is not a number: nothing can be owed over an unknown amount.
    """
    if not isfinite(value):
        raise errors.FigureError(
            language.say("a revenue or margin that the terms are worked out on is not known"),
            expected=language.say("an amount for each month, and a margin as a fraction of revenue"),
            do_next=language.say("leave the terms out, or supply what is missing"),
        )
    return float(value)


def cents(amount: float) -> Decimal:
    """An amount in whole cents."""
    return whole(Decimal(str(float(amount))) * 100)


def whole(amount: Decimal) -> Decimal:
    """Rounded to a whole number, halves away from nil."""
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def money(amount: Decimal | None) -> float:
    """Cents as an amount; NaN where there is none."""
    return float("nan") if amount is None else float(amount / 100)


def _decimal(value: Any) -> Decimal | None:
    return None if pd.isna(value) else Decimal(str(value))


def _day(value: Any, without: date) -> date:
    return without if pd.isna(value) else pd.Timestamp(str(value)).date()


def _flag(value: Any) -> bool:
    return False if pd.isna(value) else bool(value)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
