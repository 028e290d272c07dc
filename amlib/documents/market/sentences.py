"""
The readings of the market: what each figure means for this account, and what is not known.

A reading says what a careful viewer takes from the figure beside it, with the same numbers; where there is no figure, it says why, and what is therefore
unknown. What stands on the first page (``market.bottom``) is not said again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.analysis import outside as markets
from amlib.documents import frame, words
from amlib.documents.market import bottom, tables
from amlib.documents.market import words as own
from amlib.documents.sentences import Prose, capital, escaped, prose, write, write_many

if TYPE_CHECKING:
    from amlib.analysis.panorama import Panorama
    from amlib.analysis.results import Quality
    from amlib.data.slices import Slice

__all__ = ["TABLES", "growth", "regions", "sizes", "unknowns"]

TABLES = (
    "category_sales",
    "market",
    "ledger_totals",
    "customer_goals",
    "raw_materials",
)
"""The tables that this document cares about."""

POINT = bottom.POINT


def sizes(view: Panorama, given: Slice) -> Prose:
    """How large the customer is in its market, and in how many groups it keeps up with it."""
    total, groups = view.sizes("total"), view.sizes("group")
    if total.empty:
        if view.market is None:
            neither = write(
                "Neither the customer's category sales nor market data were supplied: {unknown}",
                unknown=words.unknown("category_sales"),
            )
            return prose([neither, capital(escaped(words.unknown("market")))])
        row = markets.totals(view.market, "total").iloc[0]
        return prose(
            write(
                "The customer's category sales were not supplied, so only its market is known: {whole} {when} as estimated, {growth} on a year before.",
                whole=own.money(float(row["whole"]), given),
                when=words.during(view.market.period),
                growth=own.compared_volume(float(row["growth"]), float(row["volume_growth"]), given.unit),
            )
        )
    if view.market is None or "market_growth" not in total:
        return prose(
            write("There are no market data to hold it against: {unknown}", unknown=words.unknown("market"))
        )
    told = [_part(total.iloc[0], view, given), _older(view)]
    both = groups.dropna(subset=["growth", "market_growth"]) if len(groups) else groups
    if len(both):
        gain = both["growth"] - both["market_growth"]
        ahead = both[gain >= POINT]
        told.append(
            write(
                "It grew faster than its market in {ahead} of {count} {groups}.",
                ahead=language.number(len(ahead)),
                count=language.number(len(both)),
                groups=words.levels("group", len(both)),
            )
        )
        if (gain <= -POINT).any():
            worst = both.loc[gain[gain <= -POINT].index].sort_values(
                ["value", "key"], ascending=[False, True]
            )
            told.append(
                write(
                    "It falls behind in {names}.",
                    names=words.places([own.place(k) for k in worst["key"].head(4)], max(0, len(worst) - 4)),
                )
            )
    told.append(_price(total.iloc[0], given))
    return prose(told)


def regions(view: Panorama) -> Prose:
    """In which regions the customer's part of the market is largest and smallest; why there is no table where there is none."""
    nodes = view.sizes("region")
    if len(nodes) < 2:
        return prose(write("The customer's category is not known per region."))
    if "part" not in nodes or nodes["part"].isna().all():
        regional = view.market is not None and view.market.regional
        return prose(
            ""
            if regional
            else write("The market is not known per region, so only the customer's own growth is shown.")
        )
    known = nodes.dropna(subset=["part"]).sort_values(["part", "key"], ascending=[False, True])
    first, last = known.iloc[0], known.iloc[-1]
    if first["part"] - last["part"] < POINT:
        return prose(write("The customer is equally strong in every region."))
    return prose(
        write(
            "The customer is strongest in {best} ({most} of the market) and weakest in {worst} ({least}).",
            best=own.place(first["key"]),
            most=language.percent(float(first["part"])),
            worst=own.place(last["key"]),
            least=language.percent(float(last["part"])),
        )
    )


def growth(view: Panorama) -> Prose:
    """In which groups we fall behind a growing category, and where we have nothing."""
    nodes = view.shares("group")
    known = nodes.dropna(subset=["growth", "our_growth"]) if len(nodes) else nodes
    if known.empty:
        return prose(write("Growth per group is not known, so it is not drawn."))
    behind = known[(known["growth"] > 0) & (known["our_growth"] - known["growth"] <= -POINT)]
    behind = behind.sort_values(["value", "key"], ascending=[False, True])
    told = []
    if behind.empty:
        told.append(write("In no group that grew did we fall behind."))
    else:
        told.append(
            write_many(
                "In {count} group that grew we fell behind: {names}.",
                "In {count} groups that grew we fell behind: {names}.",
                len(behind),
                names=words.places([own.place(k) for k in behind["key"].head(5)], max(0, len(behind) - 5)),
            )
        )
    missing = len(nodes) - len(known)
    if missing:
        told.append(
            write_many(
                "{count} group without our sales in both years is not drawn.",
                "{count} groups without our sales in both years are not drawn.",
                missing,
            )
        )
    return prose(told)


def unknowns(quality: Quality, view: Panorama) -> Prose:
    """What we do not know: tables not supplied, and what could not be computed from those that were."""
    further = []
    if view.category is not None and view.category.level != "outlet":
        further.append(
            write(
                "The category is known for the account as a whole only: not where in the account our share moved."
            )
        )
    if not view.comparable:
        further.append(write("Our own history does not reach back to the same period of last year."))
    if view.market is not None and not view.market.has_base:
        further.append(write("The market data hold no year before, so its growth is not known."))
    if view.season is None:
        further.append(write("There is too little history to know the season."))
    return frame.unknowns_reading(quality, *further, only=TABLES)


def _part(row: pd.Series, view: Panorama, given: Slice) -> str:
    """The customer's part of the market."""
    if view.market is None or pd.isna(row["part"]):
        return ""
    now, before, points = own.share(float(row["part"]), float(row["part"] - row["base_part"]))
    whole = own.money(float(row["market_whole"]), given)
    measured = view.market.coverage >= tables.WHOLE
    if points == own.MISSING:
        message = (
            "The customer is {part} of a market of {whole}."
            if measured
            else "The customer is {part} of a market of {whole}, as estimated."
        )
    else:
        message = (
            "The customer is {part} of a market of {whole}; a year before it was {before}."
            if measured
            else "The customer is {part} of a market of {whole}, as estimated; a year before it was {before}."
        )
    return write(message, part=now, whole=whole, before=before)


def _older(view: Panorama) -> str:
    """That the market data stop earlier, so that both are shown over an older period."""
    if view.market is None or not view.market.behind:
        return ""
    return write(
        "The market data stop earlier, so both are shown {when}.", when=words.during(view.market.period)
    )


def _price(row: pd.Series, given: Slice) -> str:
    """What the customer pays beside its market."""
    price, there = float(row["price"]), float(row["market_price"])
    if pd.isna(price) or pd.isna(there):
        return ""
    return write(
        "Per {unit} the customer paid {price} and its market {market}; a different mix of groups is part of that.",
        unit=given.unit,
        price=language.money(price, given.currency, 2),
        market=language.money(there, given.currency, 2),
    )
