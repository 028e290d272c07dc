"""
What the agreed conditions cost in a year, what the next step of a ladder would cost, and what stands against it.

A bonus is agreed in a sentence and paid a year later; in between it is a debt that nobody sees. So each condition is worked out on the revenue that is known, and again on the
year as it is heading. One kind needs a warning: a retroactive step raises the bonus on every euro of the year at once, so the sales that just reach it can earn less than they cost.

How an agreement is read stands in ``conditions``.

Deliberately absent: payments. What was really paid stands in the ledger, not in the agreement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isfinite
from types import MappingProxyType

import pandas as pd

from amlib.analysis import conditions

__all__ = [
    "PERISHABLE_DAYS",
    "Cliff",
    "accrual",
    "cliffs",
    "counter_performance",
    "distance",
    "ladder",
    "outlook",
    "payment_days",
    "waterfall",
]

PERISHABLE_DAYS = 30
"""The longest payment term for perishable goods: Directive (EU) 2019/633, article 3(1)(a)."""

_NOTHING_TOLD: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class Cliff:
    """
    A retroactive step that costs more than the sales that just reach it earn.

    Attributes
    ----------
    term : str
        The condition that holds the step.
    step : int
        Its number in the ladder, from one.
    distance : float
        Sales still to make.
    extra_bonus, margin_of_crossing, net : float
        What those sales cost in bonus, earn in margin, and leave: ``net`` is below nil.
    """

    term: str
    step: int
    distance: float
    extra_bonus: float
    margin_of_crossing: float
    net: float


def accrual(
    terms: pd.DataFrame,
    revenue: float | pd.Series,
    base: float | pd.Series | None,
    on: date,
    *,
    bypass: float | pd.Series | None = None,
    told: Mapping[str, float] = _NOTHING_TOLD,
) -> pd.DataFrame:
    """
    What each condition costs over the year of a day, up to and including that day.

    Parameters
    ----------
    terms : DataFrame, one row per condition, as the contract has it
        ``term``, ``kind``, ``from``, ``until``, ``threshold``, ``rate``, ``retroactive``, ``conditional``, ``counter_performance``, ``agreement``.
    revenue : float or Series by 'YYYY-MM'
        From 1 January up to the day, after invoice discounts. A condition that holds for a part of it gets its own months; a number is spread evenly over the days.
    base : float, Series or None
        Revenue of the same days a year before; None where it is not known.
    on : date
        31 December for a whole year. Conditions that begin later do not count yet.
    bypass : float, Series or None
        The revenue through the appointed wholesalers; None where that is all of it.
    told : mapping of term to amount
        Amounts that a person knows; they take the place of what would be worked out.

    Returns
    -------
    DataFrame, one row per condition (a ladder is one), by kind and term
        ``term`` (the lowest step), ``kind``, ``from`` and ``until`` (within the days looked at), ``basis``, ``steps``, ``step`` (reached; 0 is none), ``reached`` (its term),
        ``rate``, ``amount`` (NaN where not known), ``status`` ('accrued', 'below', 'unknown' or 'told'), ``conditional``, ``counter_performance``, ``agreement``.

    Raises
    ------
    FigureError
        A revenue is not a number.
    """
    rows = []
    for one in conditions.of_year(terms, on):
        basis, steps = conditions.measured(one, revenue, base, bypass, on)
        at = conditions.reached(steps, basis)
        amount = None if one.kind == "other" else conditions.due(steps, basis)
        status = "unknown" if amount is None else "accrued" if at else "below"
        if one.term in told:
            amount, status = conditions.cents(told[one.term]), "told"
        rows.append(
            {
                "term": one.term,
                "kind": one.kind,
                "from": pd.Timestamp(one.first),
                "until": pd.Timestamp(one.last),
                "basis": conditions.money(basis),
                "steps": len(steps),
                "step": at,
                "reached": steps[at - 1].term if at else "",
                "rate": float(steps[at - 1].rate or 0) if at else 0.0,
                "amount": conditions.money(amount),
                "status": status,
                "conditional": one.conditional,
                "counter_performance": one.counter_performance,
                "agreement": one.agreement,
            }
        )
    return pd.DataFrame(rows, columns=list(_ACCRUAL)).astype(_ACCRUAL)


_ACCRUAL = {
    "term": "str", "kind": "str", "from": "datetime64[s]", "until": "datetime64[s]", "basis": "float64", "steps": "int64", "step": "int64", "reached": "str",
    "rate": "float64", "amount": "float64", "status": "str", "conditional": "bool", "counter_performance": "str", "agreement": "str",
}  # fmt: skip


def ladder(terms: pd.DataFrame, on: date) -> pd.DataFrame:
    """
    The steps of the conditions that cost money in the year of a day and have begun by then.

    Returns
    -------
    DataFrame, one row per step, from low to high
        ``term`` (the ladder: its lowest step), ``kind``, ``step`` from one, ``step_term``, ``threshold`` (a fraction of last year for a growth bonus), ``rate``, ``retroactive``, ``agreement``.
    """
    columns = ["term", "kind", "step", "step_term", "threshold", "rate", "retroactive", "agreement"]
    rows = [
        (one.term, one.kind, number, step.term, float(step.threshold) / (1 if one.over_growth else 100),
         float("nan") if step.rate is None else float(step.rate), step.retroactive, one.agreement)
        for one in conditions.of_year(terms, on)
        for number, step in enumerate(one.steps, 1)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def distance(
    terms: pd.DataFrame,
    revenue: float | pd.Series,
    on: date,
    *,
    base: float | pd.Series | None = None,
    bypass: float | pd.Series | None = None,
) -> pd.DataFrame:
    """
    How far the next step of each ladder is, and what reaching it costs.

    Parameters
    ----------
    terms, revenue, on, base, bypass
        As in ``accrual``.

    Returns
    -------
    DataFrame, one row per ladder that has a step above its basis
        ``term``, ``kind``, ``step`` and ``step_term`` (the next one), ``basis``, ``threshold`` (in money), ``rate``, ``retroactive``, ``distance`` (sales still to make), ``share`` of the basis,
        or of last year for a growth bonus (NaN where that is not above nil), ``extra_bonus`` (what is owed at the step beyond what is owed now).

    Raises
    ------
    FigureError
        A revenue is not a number.
    """
    columns = [
        "term", "kind", "step", "step_term", "basis", "threshold", "rate", "retroactive", "distance", "share", "extra_bonus",
    ]  # fmt: skip
    rows = []
    for one in conditions.of_year(terms, on):
        basis, steps = conditions.measured(one, revenue, base, bypass, on)
        at = conditions.reached(steps, basis)
        now = conditions.due(steps, basis)
        if basis is None or now is None or one.kind == "other" or at == len(steps):
            continue
        following = steps[at]
        there = conditions.due(steps, following.threshold)
        to_go = following.threshold - basis
        whole = (
            conditions.between(
                base,
                conditions.a_year_before(one.first),
                conditions.a_year_before(one.last),
                conditions.a_year_before(on),
            )
            if one.over_growth
            else basis
        )
        share = float(to_go / whole) if whole is not None and whole > 0 else float("nan")
        rows.append(
            (one.term, one.kind, at + 1, following.term, conditions.money(basis), conditions.money(following.threshold), float(following.rate or 0), following.retroactive,
             conditions.money(to_go), share, conditions.money(None if there is None else there - now))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def cliffs(found: pd.DataFrame, margin_rate: float) -> tuple[Cliff, ...]:
    """
    The next steps that cost more than the sales that reach them earn, the dearest first.

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
    for row in found[found["retroactive"].astype(bool) & found["extra_bonus"].notna()].to_dict("records"):
        away, extra = conditions.cents(row["distance"]), conditions.cents(row["extra_bonus"])
        earned = conditions.whole(away * margin)
        if extra > earned:
            made.append(
                Cliff(row["step_term"], row["step"], conditions.money(away), conditions.money(extra), conditions.money(earned), conditions.money(earned - extra))
            )  # fmt: skip
    return tuple(sorted(made, key=lambda cliff: (cliff.net, cliff.term)))


def outlook(to_date: pd.DataFrame, estimate: pd.DataFrame) -> pd.DataFrame:
    """
    What is owed on the year so far beside what the year as it is heading will cost.

    Parameters
    ----------
    to_date, estimate : DataFrame
        What ``accrual`` gives for the day, and for 31 December.

    Returns
    -------
    DataFrame, one row per condition of either
        ``term``, ``kind``, ``to_date``, ``estimate``, ``difference``: NaN where an amount is not known; a condition that has not begun owes nothing yet.
    """
    keys = ["term", "kind"]
    both = to_date[[*keys, "amount"]].merge(
        estimate[[*keys, "amount"]], on=keys, how="outer", suffixes=("_now", "_then"), indicator=True
    )
    now = both["amount_now"].mask(both["_merge"] == "right_only", 0.0)
    then = both["amount_then"].mask(both["_merge"] == "left_only", 0.0)
    result = both[keys].assign(to_date=now, estimate=then, difference=(then - now).round(2))
    return result.sort_values(keys, key=_by_kind, ignore_index=True)


def waterfall(accrued: pd.DataFrame, revenue: float, margin: float = float("nan")) -> pd.DataFrame:
    """
    From invoiced revenue to what is left of it: each kind of condition, net-net revenue, cost, margin after terms.

    Parameters
    ----------
    accrued : DataFrame
        What ``accrual`` gives.
    revenue : float
        After invoice discounts, of the same days.
    margin : float
        Before terms; NaN where the cost is not known.

    Returns
    -------
    DataFrame, in the order of reading
        ``item`` ('revenue', each of ``conditions.COSTING`` that was agreed, 'net_net_revenue', 'cost', 'margin_after_terms'), ``total`` (else it is a change), ``amount``, ``share`` of revenue,
        ``unknown``: how many conditions of the kind have no known amount; they count as nothing. Changes add up to the next total, to the cent.

    Raises
    ------
    FigureError
        The revenue is not a number.
    """
    left = invoiced = conditions.cents(conditions.known(revenue))
    rows: list[tuple[str, bool, Decimal | None, int]] = [("revenue", True, invoiced, 0)]
    for kind in conditions.COSTING:
        amounts = accrued.loc[accrued["kind"] == kind, "amount"]
        if len(amounts):
            owed = sum((conditions.cents(amount) for amount in amounts.dropna()), conditions.NIL)
            rows.append((kind, False, -owed, int(amounts.isna().sum())))
            left -= owed
    cost = invoiced - conditions.cents(margin) if isfinite(margin) else None
    rows.append(("net_net_revenue", True, left, 0))
    rows.append(("cost", False, None if cost is None else -cost, 0))
    rows.append(("margin_after_terms", True, None if cost is None else left - cost, 0))
    result = pd.DataFrame(rows, columns=["item", "total", "amount", "unknown"])
    result["amount"] = [conditions.money(amount) for amount in result["amount"]]
    result.insert(
        3, "share", result["amount"] / (conditions.money(invoiced) if invoiced > 0 else float("nan"))
    )
    return result


def counter_performance(
    accrued: pd.DataFrame, received: Mapping[str, bool] = MappingProxyType({})
) -> pd.DataFrame:
    """
    What the customer does in return for each conditional condition, what that costs, and whether it was received.

    Parameters
    ----------
    accrued : DataFrame
        What ``accrual`` gives.
    received : mapping of term to bool
        What a person has seen.

    Returns
    -------
    DataFrame, one row per conditional condition
        ``term``, ``kind``, ``counter_performance``, ``amount``, ``received`` ('yes', 'no' or 'unknown'), ``written`` (whether there is a reference), ``agreement``.
    """
    kept = accrued[accrued["conditional"]].reset_index(drop=True)
    seen = [{True: "yes", False: "no", None: "unknown"}[received.get(term)] for term in kept["term"]]
    kept = kept.assign(received=pd.Series(seen, dtype="str"), written=kept["agreement"].str.strip() != "")
    return kept[["term", "kind", "counter_performance", "amount", "received", "written", "agreement"]]


def payment_days(terms: pd.DataFrame, on: date, limit: int = PERISHABLE_DAYS) -> pd.DataFrame:
    """
    The payment terms that hold on a day, beside the longest that the law allows.

    Returns
    -------
    DataFrame, one row per condition of this kind
        ``term``, ``days``, ``limit``, ``over`` (days too many, nil where there are none).
    """
    day = pd.Timestamp(on)
    holds = (pd.to_datetime(terms["from"]) <= day) & ~(pd.to_datetime(terms["until"]) < day)
    kept = terms[holds & (terms["kind"] == "payment days") & terms["rate"].notna()].sort_values("term")
    days = kept["rate"].astype(float).reset_index(drop=True)
    return pd.DataFrame(
        {
            "term": kept["term"].reset_index(drop=True),
            "days": days,
            "limit": limit,
            "over": (days - limit).clip(lower=0.0),
        }
    )


def _by_kind(column: pd.Series) -> pd.Series:
    return column.map(conditions.COSTING.index) if column.name == "kind" else column
