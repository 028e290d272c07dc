"""
The indicators of the profile in one table: each figure, its range, on how many cases it rests, and the period before.

They judge the account manager's work and are for the account manager and the supervisor, so a customer is shown none. What could not be measured stays in the table and says what it needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.analysis.intervals import LEVEL
from amlib.documents import words
from amlib.documents.evaluation import care_words as own
from amlib.documents.sentences import Prose, prose, write, write_many
from amlib.documents.tables import Column, Row, Table

if TYPE_CHECKING:
    import pandas as pd

    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["reading", "table"]

MISSING = language.MISSING

_NAMES: Mapping[str, str] = {
    "graded_good": "Figures graded A or B",
    "people_heard": "Functionaries heard in twelve months",
    "outlets_heard": "Outlets visited in twelve months",
    "stretch": "Stretch of the plan: chance of missing it before actions",
    "innovation": "Innovation: what new actions bring, of what all actions of the plan bring",
    "adopted": "Proposals adopted or amended, of those decided",
    "adjustments": "Adjustments of the plan that were adopted this year",
    "adjusted_market": "What those caused by the market do to the year's revenue",
    "adjusted_customer": "What those caused by the customer do to the year's revenue",
    "adjusted_own": "What those caused by ourselves do to the year's revenue",
    "satisfaction": "Satisfaction, mean score",
    "net_promoter": "Net promoter score",
    "contacts_made": "Contacts made of those wanted, outlets aside",
    "relation_years": "Years that functionaries have been in function",
    "profile": "Our profile, mean score",
    "commitments_kept": "Our promises kept on time and right the first time",
    "revenue": "Revenue",
    "revenue_growth": "Revenue against last year",
    "margin": "Margin",
    "market_share": "Our share of the customer's category",
    "outlet_satisfaction": "Satisfaction at the outlets, mean score",
    "outlet_visits_made": "Contacts at outlets made of those wanted",
    "reported": "Visits reported within the norm",
    "months_tied": "Months of this year that tie out to the ledger",
    "causes_explained": "Part of the deviation of revenue with a reason",
    "findings_proposed": "Findings that led to a proposal",
}


_OF_PLANS: Mapping[str, str] = {
    "stretch": "no plan submitted",
    "innovation": "no plan submitted",
    "adjustments": "no plan adopted",
    "adjusted_market": "no plan adopted",
    "adjusted_customer": "no plan adopted",
    "adjusted_own": "no plan adopted",
}
"""What those about plans lack."""


def table(measured: pd.DataFrame, period: Period, given: Slice) -> Table | None:
    """
    Every indicator with its figure, range, cases and that of the same period a year before; None for a customer.

    Parameters
    ----------
    measured : DataFrame
        As ``analysis.indicators.table`` gives.
    period : Period
    given : Slice
        For the currency, and for what was supplied.
    """
    if given.audience != "internal":
        return None
    columns = (
        Column(language.say("No."), "left"),
        Column(language.say("Indicator"), "left"),
        Column(language.say("Value")),
        Column(language.say("Range")),
        Column(language.say("Cases")),
        Column(language.period(period.last_year())),
    )
    rows = tuple(_row(row, given) for row in measured.to_dict("records"))
    note = language.say(
        "Visits, people and satisfaction are of the twelve months up to the end of each period; ranges are of {level}.",
        level=language.percent(LEVEL, 0),
    )
    return Table(columns, rows, language.say("The indicators of the profile"), None, note)


def reading(measured: pd.DataFrame, given: Slice) -> Prose:
    """How many of the indicators could be measured; which table would tell the most of the others."""
    if given.audience != "internal":
        return prose("")
    ids = measured.groupby("id")["known"].any()
    told = [
        write(
            "Of the {all} indicators {known} could be measured, wholly or in part.",
            all=language.number(len(ids)),
            known=language.number(int(ids.sum())),
        )
    ]
    lacking = [
        name
        for name in dict.fromkeys(measured.loc[~measured["known"], "table"])
        if name != "records" and not given.supplied(name)
    ]
    if lacking:
        told.append(
            write_many(
                "The others need this table: {names}.",
                "The others need these tables: {names}.",
                len(lacking),
                names=language.listing([words.table(name) for name in lacking]),
            )
        )
    if (~measured["known"] & (measured["table"] == "records")).any():
        told.append(write("What people decide and promise is counted as soon as it is recorded."))
    return prose(told)


def _row(row: Mapping[Any, Any], given: Slice) -> Row:
    """One indicator, or what it needs."""
    unit = str(row["unit"])
    low, high = (_written(row[key], unit, given) for key in ("low", "high"))
    count = int(row["n"])
    cells = (
        str(row["id"]),
        language.say(_NAMES[str(row["name"])]),
        _written(row["value"], unit, given) if row["known"] else _lacking(row, given),
        MISSING if low == high else own.between(low, high),
        language.number(count) if count else MISSING,
        _written(row["base_value"], unit, given),
    )
    return Row(cells)


def _lacking(row: Mapping[Any, Any], given: Slice) -> str:
    """Why there is no figure."""
    name = str(row["table"])
    if needed := _OF_PLANS.get(str(row["name"])):
        if row["n"]:  # there is a plan, and nothing to hold it against
            return language.say("not known")
        return language.say(needed)
    if name == "records":
        return language.say("not recorded")
    if not given.supplied(name):
        return language.say("not supplied")
    return language.say("too few answers") if name == "satisfaction" else language.say("not known")


def _written(value: object, unit: str, given: Slice) -> str:
    """A figure in its unit."""
    figure = float(str(value))
    if isnan(figure):
        return MISSING
    return {
        "share": lambda: language.percent(figure),
        "ratio": lambda: language.percent(figure, 0),
        "growth": lambda: language.percent(figure, plus=True),
        "score": lambda: language.number(figure, 1),
        "points": lambda: language.number(100 * figure, plus=True),
        "years": lambda: language.number(figure, 1),
        "count": lambda: language.number(figure),
        "money": lambda: language.short_money(figure, given.currency),
    }[unit]()
