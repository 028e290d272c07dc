"""
The steps of the agreed ladders: where the year stands on them, what the next ones cost, and where the sales that reach one earn less than it costs.

A bonus rises in steps, and a retroactive step raises it on every euro of the year at once: there the debt jumps. Whether a jump is worth it depends on how far it is and on what the
sales on the way earn, so each step within reach is worked out, not only the next one; and the last one passed, for a year can also be heading for just beyond a jump.

Conventions: margin is margin before terms, at the same rate for all sales of the year. A step is crossed at a loss where the bonus that it adds is more than the margin of the sales
between it and where the year stands. Growth is told in sales: how much more is still to be sold. More sales mean more of the same: months, prices and wholesalers in proportion.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

import pandas as pd

from amlib.analysis import conditions
from amlib.analysis.conditions import Amounts

__all__ = ["Crossing", "Curve", "cliffs", "crossings", "curve", "distance", "ladder", "passed", "standing"]


@dataclass(frozen=True)
class Crossing:
    """
    A step of a ladder beside the sales between it and where the year stands.

    Attributes
    ----------
    term : str
        The condition that holds the step.
    step : int
        Its number in the ladder, from one.
    distance : float
        Sales still to make; below nil where the step is behind us.
    extra_bonus, margin_of_crossing, net : float
        What crossing it costs in bonus, what those sales earn in margin, and what they leave.
    retroactive : bool
        Whether the step holds from the first euro, so that the bonus jumps.
    recovers : float
        Further sales after which as much is left as without the step; NaN where that is not before the next step.
    """

    term: str
    step: int
    distance: float
    extra_bonus: float
    margin_of_crossing: float
    net: float
    retroactive: bool = True
    recovers: float = float("nan")

    @property
    def cliff(self) -> bool:
        """Whether the step costs more than its sales earn."""
        return self.retroactive and self.net < 0


@dataclass(frozen=True)
class Curve:
    """
    The bonus owed over a year as a function of the year's revenue.

    Attributes
    ----------
    points : DataFrame, ``revenue`` and ``owed``, from low to high
        Between two points the bonus is a straight line; at a jump two points are a cent apart.
    steps : DataFrame, one row per step between the ends
        ``revenue`` at which it is reached, ``owed`` there, ``jump`` (what the cent that reaches it adds), ``term``, ``kind``, ``step``, ``rate``.
    """

    points: pd.DataFrame
    steps: pd.DataFrame


def ladder(terms: pd.DataFrame, on: date) -> pd.DataFrame:
    """
    The steps of the conditions that cost money in the year of a day and have begun by then.

    Returns
    -------
    DataFrame, one row per step, from low to high
        ``term`` (the ladder: its lowest step), ``kind``, ``step`` from one, ``step_term``, ``threshold``, ``counted`` (in what that is: 'growth', a fraction of last year; 'quantity'; 'revenue'),
        ``measure`` ('revenue' or 'quantity'), ``rate``, ``retroactive``, ``agreement``.
    """
    columns = [
        "term", "kind", "step", "step_term", "threshold", "counted", "measure", "rate", "retroactive", "agreement",
    ]  # fmt: skip
    rows = []
    for one in conditions.of_year(terms, on):
        measure = "quantity" if one.in_quantity else "revenue"
        counted = "growth" if one.over_growth else measure
        for number, step in enumerate(one.steps, 1):
            threshold = float(step.threshold) / (100 if counted == "revenue" else 1)
            rate = float("nan") if step.rate is None else float(step.rate)
            rows.append(
                (one.term, one.kind, number, step.term, threshold, counted, measure, rate, step.retroactive, one.agreement)
            )  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def standing(terms: pd.DataFrame, amounts: Amounts, on: date) -> pd.DataFrame:
    """
    How far each step is, reached or not.

    Returns
    -------
    DataFrame, one row per step of ``ladder`` in the same order
        ``step_term``, ``at`` (its threshold in money), ``basis`` and ``distance`` (sales still to make; nil or less where it is reached): NaN where the basis is not known.

    Raises
    ------
    FigureError
        A revenue is not a number.
    """
    rows = []
    for one in conditions.of_year(terms, on):
        found = conditions.measured(one, amounts, on)
        for step in found.steps:
            known = found.basis is not None and one.kind != "other"
            away = step.threshold - found.basis if known and found.basis is not None else None
            rows.append(
                (step.term, conditions.money(step.threshold if known else None), conditions.money(found.basis),
                 conditions.money(away))
            )  # fmt: skip
    frame = pd.DataFrame(rows, columns=["step_term", "at", "basis", "distance"])
    return frame.astype({"step_term": "str", "at": "float64", "basis": "float64", "distance": "float64"})


def distance(terms: pd.DataFrame, amounts: Amounts, on: date, *, reach: float = 0.0) -> pd.DataFrame:
    """
    How far the next step of each ladder is, and each further one within reach, and what reaching it costs.

    Parameters
    ----------
    terms : DataFrame, one row per condition, as the contract has it
    amounts : Amounts
        From 1 January up to the day.
    on : date
        31 December for a whole year.
    reach : float
        Steps beyond the next one are looked at as far as this fraction more sales would reach them.

    Returns
    -------
    DataFrame, one row per step above its basis, by ladder from low to high
        ``term``, ``kind``, ``step`` and ``step_term``, ``basis``, ``threshold`` (in money), ``rate``, ``retroactive``, ``distance`` (sales still to make), ``share`` of the basis,
        or of last year for a growth bonus (NaN where that is not above nil), ``extra_bonus`` (what is owed at the step beyond what is owed now), ``following`` (the next
        threshold in money; NaN after the last).

    Raises
    ------
    FigureError
        A revenue is not a number.
    """
    columns = [
        "term", "kind", "step", "step_term", "basis", "threshold", "rate", "retroactive", "distance", "share",
        "extra_bonus", "following",
    ]  # fmt: skip
    rows = []
    for one in conditions.of_year(terms, on):
        found = conditions.measured(one, amounts, on)
        basis, steps = found.basis, found.steps
        now = conditions.due(steps, basis)
        if basis is None or found.gross is None or now is None or one.kind == "other":
            continue
        at = conditions.reached(steps, basis)
        farthest = found.gross * (1 + Decimal(str(reach))) - found.before
        whole = found.before if one.over_growth else basis
        for place, step in enumerate(steps[at:], at):
            if place > at and step.threshold > farthest:
                break
            there = conditions.due(steps, step.threshold)
            to_go = step.threshold - basis
            rows.append(
                (one.term, one.kind, place + 1, step.term, conditions.money(basis), conditions.money(step.threshold),
                 float(step.rate or 0), step.retroactive, conditions.money(to_go),
                 float(to_go / whole) if whole > 0 else float("nan"),
                 conditions.money(None if there is None else there - now),
                 conditions.money(steps[place + 1].threshold) if place + 1 < len(steps) else float("nan"))
            )  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def crossings(found: pd.DataFrame, margin_rate: float) -> tuple[Crossing, ...]:
    """
    The steps ahead, each with what crossing it costs and earns, the least favourable first.

    Parameters
    ----------
    found : DataFrame
        What ``distance`` gives for the year as it is heading.
    margin_rate : float
        Margin before terms as a fraction of revenue.

    Raises
    ------
    FigureError
        The margin rate is not a number.
    """
    margin = Decimal(str(conditions.known(margin_rate)))
    made = []
    for row in found[found["extra_bonus"].notna()].to_dict("records"):
        away, extra = conditions.cents(row["distance"]), conditions.cents(row["extra_bonus"])
        net = conditions.whole(away * margin) - extra
        more = _recovered(net, margin, row["rate"], row["following"] - row["threshold"])
        step = row["step_term"], row["step"], bool(row["retroactive"])
        made.append(_crossing(step, away, extra, net, None if more is None else away + more))
    return tuple(sorted(made, key=lambda crossing: (crossing.net, crossing.term)))


def cliffs(found: pd.DataFrame, margin_rate: float) -> tuple[Crossing, ...]:
    """
    Of ``crossings`` the retroactive steps that cost more than the sales that reach them earn, the dearest first.

    Raises
    ------
    FigureError
        The margin rate is not a number.
    """
    return tuple(crossing for crossing in crossings(found, margin_rate) if crossing.cliff)


def passed(terms: pd.DataFrame, amounts: Amounts, on: date, margin_rate: float) -> tuple[Crossing, ...]:
    """
    Of each ladder the last step reached, where it costs more than the sales beyond it earn.

    The year would leave more had it ended just below the step.

    Raises
    ------
    FigureError
        A revenue or the margin rate is not a number.
    """
    margin = Decimal(str(conditions.known(margin_rate)))
    made = []
    for one in conditions.of_year(terms, on):
        found = conditions.measured(one, amounts, on)
        at, now = conditions.reached(found.steps, found.basis), conditions.due(found.steps, found.basis)
        if found.basis is None or now is None or not at or not found.steps[at - 1].retroactive:
            continue
        step = found.steps[at - 1]
        beyond = found.basis - step.threshold
        extra = now - (conditions.due(found.steps, step.threshold - 1) or conditions.NIL)
        net = conditions.whole(beyond * margin) - extra
        if net < 0 and step.threshold > 0:
            room = (
                float(found.steps[at].threshold - found.basis) / 100
                if at < len(found.steps)
                else float("nan")
            )
            more = _recovered(net, margin, float(step.rate or 0), room)
            made.append(_crossing((step.term, at, True), -beyond, extra, net, more))
    return tuple(sorted(made, key=lambda crossing: (crossing.net, crossing.term)))


def curve(terms: pd.DataFrame, amounts: Amounts, on: date, low: float, high: float) -> Curve:
    """
    The bonuses of a year together, as a function of the year's revenue between two ends.

    Parameters
    ----------
    terms : DataFrame, one row per condition, as the contract has it
    amounts : Amounts
        Of the year as it is heading: the other years are so many times this one.
    on : date
        31 December of the year.
    low, high : float
        Revenues at the ends.

    Raises
    ------
    FigureError
        A revenue is not a number.
    """
    ends = conditions.cents(conditions.known(low)), conditions.cents(conditions.known(high))
    revenue = conditions.between(amounts.revenue, date(on.year, 1, 1), on, on) or conditions.NIL
    lines, rows = [], []
    for one in conditions.of_year(terms, on):
        found = conditions.measured(one, amounts, on)
        if one.kind in conditions.IN_STEPS and found.gross is not None and found.gross > 0 < revenue:
            part = found.gross / revenue
            lines.append((part, found.before, found.steps))
            for number, step in enumerate(found.steps, 1):
                at = ((step.threshold + found.before) / part).quantize(Decimal(1), ROUND_CEILING)
                if ends[0] < at <= ends[1]:
                    rows.append((at, step.term, one.kind, number, float(step.rate or 0)))
    at_steps = {at for at, *_ in rows}
    places = sorted({*ends, *at_steps, *(max(at - 1, ends[0]) for at in at_steps)})
    owed = {place: _together(lines, place) for place in places}
    points = [(conditions.money(place), conditions.money(owed[place])) for place in places]
    marks = [
        (conditions.money(at), conditions.money(owed[at]), conditions.money(owed[at] - owed[max(at - 1, ends[0])]), *more)
        for at, *more in sorted(rows)
    ]  # fmt: skip
    return Curve(
        pd.DataFrame(points, columns=["revenue", "owed"]),
        pd.DataFrame(marks, columns=["revenue", "owed", "jump", "term", "kind", "step", "rate"]),
    )


def _together(lines: list[tuple[Decimal, Decimal, tuple[conditions.Step, ...]]], revenue: Decimal) -> Decimal:
    """What the conditions owe together at a revenue; one whose rate is missing counts as nothing."""
    each = [conditions.due(steps, conditions.whole(revenue * part - before)) for part, before, steps in lines]
    return sum((owed for owed in each if owed is not None), conditions.NIL)


def _recovered(net: Decimal, margin: Decimal, rate: float, room: float) -> Decimal | None:
    """Sales beyond a step after which its loss is made up; None without a loss, or where another step comes first."""
    left = margin - (Decimal(str(rate)) if rate < 1 else conditions.NIL)
    if net >= 0 or left <= 0:
        return None
    more = conditions.whole(-net / left)
    return None if float(more) >= room * 100 else more


def _crossing(
    step: tuple[str, int, bool], away: Decimal, extra: Decimal, net: Decimal, recovers: Decimal | None
) -> Crossing:
    """A crossing, its cents as amounts."""
    term, number, retroactive = step
    money = conditions.money
    return Crossing(
        term, number, money(away), money(extra), money(net + extra), money(net), retroactive, money(recovers)
    )
