"""
What the agreed conditions cost in a year and in each of its months, and what stands against it.

A bonus is agreed in a sentence and paid a year later; in between it is a debt that nobody sees. So each condition is worked out on the revenue that is known, and again on the
year as it is heading. A month bears what the debt grew in it: a retroactive step falls in the month that crosses it, so that the months add up to what is owed.

How an agreement is read stands in ``conditions``, how far the next step is in ``ladders``.

Deliberately absent: payments. What was really paid stands in the ledger, not in the agreement.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from math import isfinite
from types import MappingProxyType

import pandas as pd

from amlib.analysis import conditions
from amlib.analysis.conditions import Amounts

__all__ = [
    "PERISHABLE_DAYS",
    "accrual",
    "by_month",
    "counter_performance",
    "outlook",
    "owed",
    "payment_days",
    "waterfall",
]

PERISHABLE_DAYS = 30
"""The longest payment term for perishable goods: Directive (EU) 2019/633, article 3(1)(a)."""

_NOTHING_TOLD: Mapping[str, float] = MappingProxyType({})


def accrual(
    terms: pd.DataFrame,
    amounts: Amounts,
    on: date,
    *,
    told: Mapping[str, float] = _NOTHING_TOLD,
) -> pd.DataFrame:
    """
    What each condition costs over the year of a day, up to and including that day.

    Parameters
    ----------
    terms : DataFrame, one row per condition, as the contract has it
        ``term``, ``kind``, ``from``, ``until``, ``threshold``, ``rate``, ``retroactive``, ``conditional``, ``counter_performance``, ``agreement`` and, optional, ``basis``.
    amounts : Amounts
        From 1 January up to the day.
    on : date
        31 December for a whole year. Conditions that begin later do not count yet.
    told : mapping of term to amount
        Amounts that a person knows; they take the place of what would be worked out.

    Returns
    -------
    DataFrame, one row per condition (a ladder is one), by kind and term
        ``term`` (the lowest step), ``kind``, ``from`` and ``until`` (within the days looked at), ``basis``, ``steps``, ``step`` (reached; 0 is none), ``reached`` (its term),
        ``rate``, ``amount`` (NaN where not known), ``status`` ('accrued', 'below', 'unknown' or 'told'), ``conditional``, ``counter_performance``, ``agreement``,
        ``measure`` ('revenue' or 'quantity': what is counted) and ``unclear`` (the text speaks of kilograms, the agreement does not say so).

    Raises
    ------
    FigureError
        A revenue is not a number.
    """
    rows = []
    for one in conditions.of_year(terms, on):
        found = conditions.measured(one, amounts, on)
        basis, steps = found.basis, found.steps
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
                "measure": "quantity" if one.in_quantity else "revenue",
                "unclear": one.unclear,
            }
        )
    return pd.DataFrame(rows, columns=list(_ACCRUAL)).astype(_ACCRUAL)


_ACCRUAL = {
    "term": "str", "kind": "str", "from": "datetime64[s]", "until": "datetime64[s]", "basis": "float64", "steps": "int64", "step": "int64", "reached": "str",
    "rate": "float64", "amount": "float64", "status": "str", "conditional": "bool", "counter_performance": "str", "agreement": "str",
    "measure": "str", "unclear": "bool",
}  # fmt: skip


def by_month(terms: pd.DataFrame, amounts: Amounts, on: date) -> pd.DataFrame:
    """
    What each condition cost in each month of a year, up to a day: what is owed at its end less what was owed at its beginning.

    A month in which a retroactive step is crossed bears all that the step adds; one in which returns undo it gets it back.

    Parameters
    ----------
    terms : DataFrame, one row per condition, as the contract has it
    amounts : Amounts
        From 1 January up to the day, by month.
    on : date

    Returns
    -------
    DataFrame, one row per month ('YYYY-MM'), one column per condition of ``accrual``
        Money; a column adds up to what ``accrual`` gives for the day, to the cent. What is not known counts as nothing.

    Raises
    ------
    FigureError
        A revenue is not a number.
    """
    ends = pd.date_range(date(on.year, 1, 1), on, freq="ME").date.tolist()
    ends += [on] if not ends or ends[-1] < on else []
    debts = pd.DataFrame(
        [owed(terms, amounts, end) for end in ends], index=[f"{end:%Y-%m}" for end in ends], dtype="float64"
    ).fillna(0.0)
    return debts.diff().fillna(debts).round(2)


def owed(terms: pd.DataFrame, amounts: Amounts, on: date) -> dict[str, float]:
    """
    What each condition of ``accrual`` costs, by its term, and nothing else of it: for who works it out at every key.

    Parameters
    ----------
    terms, amounts, on : as ``accrual``

    Returns
    -------
    dict of term to amount
        NaN where it is not known.

    Raises
    ------
    FigureError
        A revenue is not a number.
    """
    made = {}
    for one in conditions.of_year(terms, on):
        found = conditions.measured(one, amounts, on)
        amount = None if one.kind == "other" else conditions.due(found.steps, found.basis)
        made[one.term] = conditions.money(amount)
    return made


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
