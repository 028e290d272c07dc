"""
The tables of the contract: from revenue to what is left, the steps of the ladders, what is owed, what stands against it.

What a table shows adds up as shown: each condition taken off the revenue gives the net-net revenue under it, and what is owed now plus what is still to come gives the estimate. A
condition without a known amount has a dash, counts as nothing, and a note says so.
"""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

import pandas as pd

from amlib import language
from amlib.analysis.contract import REACH
from amlib.documents import rounding, words
from amlib.documents.evaluation import contract_words as own
from amlib.documents.sentences import capital
from amlib.documents.tables import Column, Row, Span, Table, Tone, section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amlib.analysis.contract import Contract
    from amlib.analysis.ladders import Crossing
    from amlib.data.slices import Slice

__all__ = ["accrual", "added", "counter", "ladder", "payment", "waterfall"]

_SIDES = ("period", "base_period", "to_date", "base_to_date")
_RECEIVED = {
    "yes": "received",
    "no": "not received",
    "unknown": "not recorded",
    "measured": "shows in the sales",
}


def waterfall(found: Contract | None, given: Slice) -> Table | None:
    """
    From revenue to net-net revenue and margin after conditions: the period and the year to date, each beside last year's.

    Parameters
    ----------
    found : Contract or None
    given : Slice
        For the currency.
    """
    if found is None or found.accrued.empty:
        return None
    lines = found.waterfall.set_index("item")
    money = {side: added(lines[side]) for side in _SIDES}
    shares = {side: added(_of_revenue(lines[side].astype(float))) for side in _SIDES}
    rows = []
    for name in lines.index:
        cells = [own.item(str(name))]
        for side in _SIDES:
            dash = lines.loc[name, "unknown"] > 0 and not lines.loc[name, side]
            cells += [
                language.MISSING if dash else language.number(money[side][name]),
                language.MISSING if dash else language.percent(shares[side][name] / 1000),
            ]
        rows.append(Row(tuple(cells), "total" if lines.loc[name, "total"] else "body"))
    heads = (Column(words.sign(given.currency)), Column("%"))
    spans = (
        Span("", 1),
        Span(capital(language.period(found.period)), 2),
        Span(capital(language.period(found.period.last_year())), 2),
        *(
            Span(language.say("Year to {month}", month=language.month(each.months()[-1])), 2)
            for each in (found.period, found.period.last_year())
        ),
    )
    note = language.say("Percentages are of revenue. Rounded so that what is shown adds up.")
    if (lines["unknown"] > 0).any():
        note += " " + language.say("A condition of which the amount is not known counts as nothing.")
    title = language.say("From revenue to margin after conditions")
    return Table((Column("", "left"), *heads * 4), tuple(rows), title, spans, note)


def added(amounts: pd.Series) -> pd.Series:
    """
    A waterfall in whole numbers: each total is rounded to the nearest, each change so that it leads from one total to the next.

    Parameters
    ----------
    amounts : Series by item, as a column of ``Contract.waterfall``

    Returns
    -------
    Series of float, same index; NaN where the amount is

    Examples
    --------
    >>> added(pd.Series({"revenue": 100.4, "contribution": -0.4, "net_net_revenue": 100.0, "cost": -60.5, "margin_after_terms": 39.5})).to_list()
    [100.0, 0.0, 100.0, -60.0, 40.0]
    """
    shown = amounts.map(_nearest)
    if isfinite(amounts["revenue"]):
        kinds = [name for name in amounts.index if name not in ("revenue", "net_net_revenue", "cost", "margin_after_terms")]  # fmt: skip
        if kinds:
            shown[kinds] = rounding.one_way(amounts[kinds], int(shown["net_net_revenue"] - shown["revenue"]))
        shown["cost"] = shown["margin_after_terms"] - shown["net_net_revenue"]
    return shown


def ladder(found: Contract | None, given: Slice) -> Table | None:
    """Every step of the bonuses: where it holds, how far it is now and on the latest estimate, what crossing it costs and earns."""
    if found is None or found.steps.empty:
        return None
    heads = (
        language.say("Step"),
        language.say("From"),
        language.say("Rate"),
        language.say("Holds for"),
        language.say("Now"),
        language.say("On the latest estimate"),
        language.say("Extra bonus"),
        language.say("Margin earned"),
        language.say("Reading"),
    )
    columns = tuple(Column(head, "left" if place in (0, 3, 8) else "right") for place, head in enumerate(heads))  # fmt: skip
    near = {step.term: step for step in (*found.crossings, *found.passed)}
    rows = []
    for (kind, term), steps in found.steps.groupby(["kind", "term"], sort=False):
        rows.append(section(own.condition(str(kind), str(term)), columns))
        rows += [_step(row, near.get(row["step_term"]), found, given) for row in steps.to_dict("records")]
    note = language.say(
        "To go: sales still to make. Extra bonus and margin: from the latest estimate to the step, at this year's margin rate before conditions of {rate}. Steps are looked at as far as {reach} beyond the estimate, or as far as its range goes.",
        rate=language.percent(found.margin_rate),
        reach=language.percent(REACH, 0),
    )
    return Table(columns, tuple(rows), language.say("The steps of the bonuses"), None, note)


def accrual(found: Contract | None, given: Slice) -> Table | None:
    """What is owed now, what is still to come, and the year on the latest estimate and at the ends of its range."""
    if found is None or found.accrued.empty:
        return None
    lines = found.beside.reset_index(drop=True)
    whole = rounding.two_way(lines[["to_date", "difference"]].fillna(0.0))
    ends = {end: rounding.one_way(lines[end].fillna(0.0)) for end in ("low", "high")}
    known = {"to_date": True, "difference": found.heading.known, "estimate": found.heading.known, "low": found.heading.ranged, "high": found.heading.ranged}  # fmt: skip
    shown = whole.cells.assign(estimate=whole.rows, **ends)[list(known)]
    rows = []
    for (_, line), whole_line in zip(lines.iterrows(), shown.to_dict("records"), strict=True):
        cells = [
            language.number(whole_line[name]) if known[name] and isfinite(line[name]) else language.MISSING
            for name in known
        ]  # fmt: skip
        rows.append(Row((own.condition(line["kind"], line["term"]), *cells)))
    sums = shown.sum()
    rows.append(
        Row(
            (
                language.say("Total"),
                *(language.number(float(sums[name])) if known[name] else language.MISSING for name in known),
            ),
            "total",
        )
    )
    columns = (
        Column(language.say("Condition"), "left"),
        Column(language.say("Owed now")),
        Column(language.say("Still to come")),
        Column(language.say("On the latest estimate")),
        Column(language.say("At its low end")),
        Column(language.say("At its high end")),
    )
    note = language.say("Amounts in {unit}, rounded so that rows and columns add up.", unit=words.sign(given.currency))  # fmt: skip
    if lines["to_date"].isna().any():
        note += " " + language.say("A condition of which the amount is not known counts as nothing.")
    return Table(columns, tuple(rows), language.say("What is owed"), None, note)


def counter(found: Contract | None, given: Slice) -> Table | None:
    """What the customer does in return for each condition, what is owed for it, and whether it was received."""
    if found is None or found.counter.empty:
        return None
    columns = (
        Column(language.say("Condition"), "left"),
        Column(language.say("In return"), "left"),
        Column(language.say("Owed now")),
        Column(language.say("On the latest estimate")),
        Column(language.say("In writing"), "left"),
        Column(language.say("Received"), "left"),
    )
    rows = []
    for row in found.counter.to_dict("records"):
        open_: Tone = "warn" if row["received"] in ("unknown", "no") and row["amount"] > 0 else None
        cells = (
            own.condition(row["kind"], row["term"]),
            row["counter_performance"] or language.MISSING,
            language.number(row["amount"]),
            language.number(row["estimate"]),
            row["agreement"] if row["written"] else language.say("no reference"),
            language.say(_RECEIVED[row["received"]]),
        )
        rows.append(Row(cells, tones=(None, None, None, None, None if row["written"] else "warn", open_)))
    note = language.say("Amounts in {unit}.", unit=words.sign(given.currency))
    return Table(columns, tuple(rows), language.say("What the customer does in return"), None, note)


def payment(found: Contract | None, given: Slice) -> Table | None:
    """The payment term beside the law's, and the service level that was agreed."""
    if found is None or (found.payment.empty and found.service.empty):
        return None
    columns = (
        Column(language.say("Condition"), "left"),
        Column(language.say("Agreed")),
        Column(language.say("The law allows")),
        Column(language.say("Remark"), "left"),
    )
    rows = []
    for row in found.payment.to_dict("records"):
        late = row["over"] > 0
        rows.append(
            Row(
                (
                    own.condition("payment days", row["term"]),
                    _days(row["days"]),
                    _days(row["limit"]),
                    language.say("{days} too long", days=_days(row["over"])) if late else language.say("within it"),
                ),
                tones=(None, None, None, "warn" if late else None),
            )
        )  # fmt: skip
    for row in found.service.to_dict("records"):
        rows.append(
            Row(
                (
                    own.condition("service level", row["term"]),
                    own.rate(row["rate"], given),
                    language.MISSING,
                    row["counter_performance"],
                )
            )
        )
    title = language.say("Payment term and service level")
    note = language.say("The legal limit is that for perishable goods: Directive (EU) 2019/633, article 3.")
    return Table(columns, tuple(rows), title, None, note)


def _step(row: Mapping[Any, Any], near: Crossing | None, found: Contract, given: Slice) -> Row:
    """One step of a ladder."""
    at_stake = near is not None and isfinite(near.net)
    bad = near is not None and near.retroactive and near.net < 0
    cells = (
        language.number(float(row["step"])),
        own.threshold(float(row["threshold"]), row["counted"], row["measure"], given),
        own.rate(float(row["rate"]), given),
        language.say("everything from the first euro") if row["retroactive"] else language.say("what lies above it"),
        _to_go(float(row["now"]), given),
        _to_go(float(row["then"]), given),
        language.number(near.extra_bonus) if near is not None and at_stake else language.MISSING,
        language.number(near.margin_of_crossing) if near is not None and at_stake else language.MISSING,
        _judged(row, near, found),
    )  # fmt: skip
    return Row(cells, tones=(*(None for _ in cells[1:]), "warn" if bad else None))


def _judged(row: Mapping[Any, Any], near: Crossing | None, found: Contract) -> str:
    """What a step means for the rest of the year, in words."""
    then = float(row["then"])
    if not isfinite(then):
        return language.say("not known") if found.heading.known else ""
    if near is not None and near.distance <= 0:
        return language.say("cliff, just passed: costs more than the sales past it earn")
    if then <= 0:
        return language.say("reached")
    if near is None:
        return language.say("out of reach") if isfinite(found.margin_rate) else ""
    return language.say("cliff: costs more than the sales that reach it earn") if near.cliff else language.say("pays")  # fmt: skip


def _to_go(away: float, given: Slice) -> str:
    """Sales still to make, or that the step is reached."""
    if not isfinite(away):
        return language.MISSING
    if away <= 0:
        return language.say("reached")
    return language.say("{money} to go", money=language.short_money(away, given.currency, tight=True))


def _days(count: float) -> str:
    return language.say_many("{count} day", "{count} days", round(count))


def _of_revenue(amounts: pd.Series) -> pd.Series:
    """Amounts in thousandths of the revenue among them; NaN where there is none."""
    revenue = float(amounts["revenue"])
    return amounts * (1000 / revenue if revenue > 0 else float("nan"))


def _nearest(amount: float) -> float:
    """The nearest whole number, halves up: moving an amount by a whole number moves it by as much."""
    if not isfinite(amount):
        return float("nan")
    cents = Decimal(str(round(amount, 6)))
    return float((cents + Decimal("0.5")).to_integral_value(rounding="ROUND_FLOOR"))
