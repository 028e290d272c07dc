"""
What moved between a period and its base: the bridge of ``causes``, over the rows of a slice.

``causes`` knows arithmetic and nothing of accounts. Here is decided which rows it gets: outlets and articles where sales are compared with sales, our groups where they are compared with a budget or a
plan; with the customer's category where that is known, and no margin where a cost is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import errors, language
from amlib.analysis import bases, category, causes, results

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["of", "of_margin"]


def of(
    data: Slice,
    period: Period,
    measure: str = "revenue",
    *,
    base: str = "last_year",
    sales: pd.DataFrame | None = None,
) -> causes.Bridge:
    """
    What moved between a period and its base, as a rule the same one a year before: ``causes.bridge`` over the rows of the slice.

    The volume is split into market and share where the customer's category sales are known for both periods, at each outlet and group. Beside a budget, which knows no outlets and
    articles, the rows are our groups: then mix within a group stands in its price.

    Raises
    ------
    FigureError
        Margin is asked where a sale of either period has no cost, or there is no budget to compare with.
    ParameterError
        There is no such base.
    """
    if sales is None:
        key = ("bridge", period, measure, base)
        return data.once(key, lambda: _bridged(data, period, measure, base, results.book(data)))
    return _bridged(data, period, measure, base, sales)


def _bridged(data: Slice, period: Period, measure: str, base: str, sales: pd.DataFrame) -> causes.Bridge:
    if bases.beside(period, base)[0] in bases.SET:
        rows = _budgeted(data, sales, period, base)
        if measure == "margin" and bool(rows["c0"].isna().any()):
            raise errors.FigureError(
                language.say("the budget of {account} has no margin for each group", account=data.account),
                expected=language.say("rows of the table 'budget' with the measure margin"),
                do_next=language.say("supply them, or ask for revenue"),
            )
        return causes.bridge(rows.fillna(0.0), measure=measure)
    months, base_months = bases.sides(period, base)
    if measure == "margin" and not _costed(sales, [*months, *base_months]):
        raise errors.FigureError(
            language.say("not every sale of {account} has a cost", account=data.account),
            expected=language.say("a cost in each row of sales with a quantity"),
            do_next=language.say("supply the cost, or ask for revenue"),
        )
    rows = causes.leaves(sales, base_months, months)
    return causes.bridge(rows, measure=measure, category=category.totals(data, months, base_months))


def of_margin(data: Slice, period: Period, base: str = "last_year") -> causes.Bridge | None:
    """``of`` the margin; None where a sale of either period has no cost, so that there is no margin to explain."""
    sales = results.book(data)
    months, base_months = bases.sides(period, base)
    costed = _costed(sales, [*months, *base_months])
    if costed and bases.beside(period, base)[0] in bases.SET:
        costed = bool(results.compare(data, period, base).level("group")["base_margin"].notna().all())
    return of(data, period, "margin", base=base) if costed else None


def _budgeted(data: Slice, sales: pd.DataFrame, period: Period, base: str) -> pd.DataFrame:
    """One row per group, the budget or plan as the base: what ``causes.bridge`` reads."""
    lines = results.compare(data, period, base, sales=sales).level("group")
    amounts = {"q": "quantity", "v": "revenue"}
    rows = pd.DataFrame(
        {
            f"{short}{side}": lines[f"{'base_' * (1 - side)}{long}"]
            for short, long in amounts.items()
            for side in (0, 1)
        }
    )
    for side in (0, 1):
        rows[f"c{side}"] = rows[f"v{side}"] - lines[f"{'base_' * (1 - side)}margin"]
    places = dict.fromkeys(causes.PLACES, "") | {"kind": "delivery"}
    return rows.assign(**places).assign(group=lines["key"])


def _costed(sales: pd.DataFrame, months: Sequence[str]) -> bool:
    """Whether every sale with a quantity has a cost."""
    if "cost" not in sales:
        return False
    sold = sales["month"].isin(list(months)) & (sales["quantity"] != 0)
    return bool(sales.loc[sold, "cost"].notna().all())
