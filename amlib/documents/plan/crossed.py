"""
What is asked of each outlet in each product group: where the two ways of dividing a target meet, and where the growth must come from.

A buyer's office asks per group, a store manager per outlet, and both look at the same year. So the table ends, row by row and column by column, in exactly the figures that stand at the outlets and the groups elsewhere
on the page: cells are rounded to both. Where the goals do not add up there is no table, and it is said what does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import errors, language
from amlib.documents import rounding, words
from amlib.documents.plan import goals
from amlib.documents.plan import words as own
from amlib.documents.sentences import Prose, capital, prose, write
from amlib.documents.tables import Column, Row, Table

if TYPE_CHECKING:
    from amlib.plan.planned import PlanView

__all__ = ["GROUPS", "reading", "table"]

GROUPS = 7
"""So many product groups have a column of their own."""
_REST = "\uffff"
_HALF = 0.5


def table(view: PlanView) -> Table | None:
    """The year asked of the largest outlets and the others together, by product group; None where the goals cannot be crossed."""
    if not view.crossed:
        return None
    exact = _years(view.crossed.table)
    rows, columns = _outlets(view, exact), _groups(view, exact)
    counts = {"row": len(exact) - sum(key != _REST for key in rows), "column": exact.shape[1] - sum(key != _REST for key in columns)}  # fmt: skip
    cells = _gathered(_gathered(exact, list(rows)).T, list(columns)).T
    shown = _rounded(cells, pd.Series(rows), pd.Series(columns))
    heads = [
        goals.rest_name(counts["column"], "group") if key == _REST else words.name_of(key, key)
        for key in columns
    ]
    names = view.places.set_index("outlet")["name"]
    made = [
        Row(
            (
                goals.rest_name(counts["row"], "outlet")
                if key == _REST
                else words.name_of(names.get(key), key),
                *(language.number(int(shown.at[key, column])) for column in columns),  # type: ignore[arg-type]
                language.number(rows[key]),
            ),
            "rest" if key == _REST else "body",
        )
        for key in rows
    ]
    total = (*(language.number(each) for each in columns.values()), language.number(sum(rows.values())))
    return Table(
        (
            Column(capital(words.level("outlet")), "left"),
            *(Column(capital(head)) for head in heads),
            Column(language.say("Total")),
        ),
        (*made, Row((language.say("Total"), *total), "total")),
        language.say("Revenue asked per outlet and product group ({unit})", unit=words.sign(view.data.currency)),
        None,
        language.say(
            "Follows from the goals per outlet and per product group, in the proportions in which each outlet bought the groups in twelve months. Rounded so that rows and columns add up to those goals. The whole table, per month and to the cent, is in the Excel file of the activity plan."
        ),
    )  # fmt: skip


def reading(view: PlanView) -> Prose:
    """In which outlet and product group most is asked on top of what comes without action, and how far that is spread; or why it is not known."""
    if not view.crossed:
        return prose(
            write(
                "What is asked per outlet and product group together is not known: {reason}.",
                reason="; ".join(view.crossed.missing),
            )
        )
    if not view.crossed_before:
        return prose(
            write(
                "Where the growth must come from is not known, as what comes without action does not add up: {reason}.",
                reason="; ".join(view.crossed_before.missing),
            )
        )
    change = (view.crossed.table.sum(axis=1) - view.crossed_before.table.sum(axis=1)).sort_index()
    asked = int(change.sum())
    if round(asked / 100) == 0:
        return prose(write("Over the whole year nothing is asked on top of what comes without action."))
    names = view.places.set_index("outlet")["name"]
    each, by_outlet, by_group = (
        part.sort_values(ascending=asked < 0, kind="stable")
        for part in (change, change.groupby(level=0).sum(), change.groupby(level=1).sum())
    )
    outlet, group = each.index[0]
    led = (
        "Of the {asked} asked on top of what comes without action, the largest part is {group} at {outlet}: {amount} ({share})."
        if asked > 0
        else "The plan asks {asked} less than comes without action; the largest part of that is {group} at {outlet}: {amount} ({share})."
    )
    told = [
        write(
            led,
            asked=own.spoken(abs(asked), "revenue", view.data),
            outlet=words.name_of(names.get(outlet), outlet),
            group=words.name_of(group, group),
            amount=own.spoken(abs(int(each.iloc[0])), "revenue", view.data),
            share=language.percent(int(each.iloc[0]) / asked, 0),
        ),
        write(
            "Half of it lies in {count} of the {every} combinations of outlet and product group. Of the groups {group} has the largest part ({part}), of the outlets {outlet} ({share}).",
            count=int((each.cumsum() / asked < _HALF).sum()) + 1,
            every=len(each),
            group=words.name_of(str(by_group.index[0]), ""),
            part=language.percent(int(by_group.iloc[0]) / asked, 0),
            outlet=words.name_of(names.get(by_outlet.index[0]), str(by_outlet.index[0])),
            share=language.percent(int(by_outlet.iloc[0]) / asked, 0),
        ),
    ]
    return prose(told)


def _years(cells: pd.DataFrame) -> pd.DataFrame:
    """Cents of the year: a row per outlet and a column per group."""
    found: pd.DataFrame = cells.sum(axis=1).unstack("group")
    return found


def _outlets(view: PlanView, exact: pd.DataFrame) -> dict[str, int]:
    """The rows, and what the table of outlets shows of each: the same outlets, and the same figures."""
    order = list(view.divided.index)
    kept, others = order[: goals.WEIGHTIEST], order[goals.WEIGHTIEST :]
    sums = exact.sum(axis=1)
    parts = sums.reindex(kept)
    if others:
        parts = pd.concat([parts, pd.Series({_REST: int(sums.reindex(others).sum())})])
    return {str(key): int(each) for key, each in own.column(parts.astype("int64"), "revenue").items()}


def _groups(view: PlanView, exact: pd.DataFrame) -> dict[str, int]:
    """The columns, and what the table of groups shows of each; those that get no column together."""
    lines = goals.weightiest(view, "group")
    shown = own.column(lines["target"].astype("int64"), "revenue")
    kept = [key for key in lines.index if lines.loc[key, "kind"] == "body"]
    if len(lines) > GROUPS:
        kept = kept[: GROUPS - 1]
    found = {str(key): int(shown[key]) for key in kept}
    rest = int(shown.sum()) - sum(found.values())
    return found if exact.shape[1] == len(found) else {**found, _REST: rest}


def _gathered(cells: pd.DataFrame, kept: list[str]) -> pd.DataFrame:
    """The rows that are kept, and the others as one."""
    named = [key for key in kept if key != _REST]
    parts = [cells.loc[named]]
    if _REST in kept:
        parts.append(cells.drop(index=named).sum().to_frame(_REST).T)
    return pd.concat(parts)


def _rounded(cells: pd.DataFrame, rows: pd.Series[int], columns: pd.Series[int]) -> pd.DataFrame:
    """Cents in whole units that add up to what stands beside and below; where nil leaves too little room for both, the columns."""
    exact = cells / 100
    try:
        return rounding.fitted(exact, rows, columns)
    except errors.FigureError:
        return rounding.two_way(exact, columns).cells
