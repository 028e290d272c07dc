"""
The first page: what a supervisor must know of this customer's market in one minute.

Five things, in this order: where the category goes and whether the customer keeps up with its market; our share and what moved it; our revenue and what
moved that; where the money lies; and what the customer itself wants. Each is computed from the same values as the section that explains it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.analysis import distribution
from amlib.analysis import outside as markets
from amlib.documents import frame, words
from amlib.documents.market import amounts
from amlib.documents.market import words as own
from amlib.documents.sentences import Prose, prose, write, write_many

if TYPE_CHECKING:
    from amlib.analysis.panorama import Panorama
    from amlib.analysis.results import TieOut
    from amlib.data.slices import Slice

__all__ = ["bottom_line", "customer", "goals", "ours", "revenue", "split"]

MISSING = language.MISSING
POINT = 0.0005
"""A change of share, or a difference in growth, that is shown as nil."""
SMALL = 0.01
"""A driver smaller than this part of all movement together is left to its own section."""
_LEAST = 0.5
"""Money that would be shown as nil."""


def bottom_line(
    view: Panorama, given: Slice, *, standing: pd.DataFrame | None = None, tie: TieOut | None = None
) -> Prose:
    """
    The customer's market and our place in it, in one paragraph.

    Parameters
    ----------
    view : Panorama
    given : Slice
        For the currency and the unit.
    standing : DataFrame, optional
        ``goals.standing``; None or empty where the customer's goals were not supplied.
    tie : TieOut, optional
        A document that does not tie out says so here.
    """
    told = [*customer(view, given), *ours(view, given), *revenue(view, given), _chance(view, given)]
    told.append(goals(standing, supplied=given.supplied("customer_goals")))
    caveat = frame.does_not_tie(tie, given) if tie is not None else ""
    return prose(told, caveat)


def customer(view: Panorama, given: Slice) -> list[str]:
    """How the category goes at the customer, and whether the customer keeps up with its market."""
    told = []
    whole = view.shares("total")
    if view.category is None or whole.empty:
        told.append(
            write(
                "The customer's category sales were not supplied for this period: {unknown}",
                unknown=words.unknown("category_sales"),
            )
        )
    else:
        row = whole.iloc[0]
        if view.category.has_value:
            size, growth, volume = own.money(float(row["value"]), given), row["growth"], row["volume_growth"]
        else:
            size = language.quantity(float(row["quantity"]), given.unit)
            growth, volume = row["volume_growth"], float("nan")
        message = (
            "**The customer bought {size} of our category {when}**; last year is not known."
            if pd.isna(growth)
            else "**The customer bought {size} of our category {when}, {growth} on last year**."
        )
        told.append(
            write(
                message,
                size=size,
                when=words.during(view.period),
                growth=own.compared_volume(float(growth), float(volume), given.unit),
            )
        )
    return [*told, _beside_market(view, given)]


def ours(view: Panorama, given: Slice) -> list[str]:
    """Our share at the customer, its change, and what it came from."""
    whole = view.shares("total")
    if view.category is None or whole.empty:
        return []
    row = whole.iloc[0]
    if pd.isna(row["share"]):
        return [
            write(
                "No share is shown, because the category figures do not fit our own deliveries; see what stands out."
            )
        ]
    now, _, points = own.share(float(row["share"]), float(row["points"]))
    of = language.say("of value") if view.category.measure == "value" else language.say("of quantity")
    change = float(row["points"])
    if points == MISSING:
        told = [write("**Our share is {share}** ({of}).", share=now, of=of)]
    elif abs(change) < POINT:
        told = [write("**Our share is {share}** ({of}), the same as last year.", share=now, of=of)]
    else:
        message = (
            "**Our share is {share}** ({of}), {points} up on last year."
            if change > 0
            else "**Our share is {share}** ({of}), {points} down on last year."
        )
        told = [write(message, share=now, of=of, points=language.points(abs(change), plus=False))]
    _, low, high = view.share_range()
    if high - low >= POINT:
        told.append(
            write(
                "As not all outlets reported, it lies between {low} and {high}.",
                low=language.percent(low),
                high=language.percent(high),
            )
        )
    parts = view.split()
    if len(parts) and abs(change) >= POINT:
        told.append(split(parts.iloc[0]))
    return told


def split(row: pd.Series) -> str:
    """What the change of a share came from, in one sentence."""
    exact = [(effect, float(row[effect])) for effect in distribution.EFFECTS]
    named = [
        f"{own.effect(effect, inside=True)} {language.points(part)}"
        for effect, part in sorted(exact, key=lambda one: -abs(one[1]))
        if abs(part) >= POINT
    ]
    return write("It came from {parts}.", parts=language.listing(named)) if named else ""


def revenue(view: Panorama, given: Slice) -> list[str]:
    """Our own change in money, put down to market, share, mix and price."""
    bridge, found = view.bridge, view.drivers()
    if found.empty or not bridge.base > 0:
        return [
            write(
                "Our revenue came to {now}; there is no last year to compare it with.",
                now=own.money(bridge.actual, given),
            )
        ]
    change = bridge.change
    values = {
        "now": own.money(bridge.actual, given),
        "change": own.money(abs(change), given),
        "percent": words.grown(change / bridge.base),
    }
    if abs(change) < _LEAST:
        told = [write("**Our revenue stayed the same, at {now}**.", **values)]
    else:
        message = (
            "**Our revenue rose by {change} ({percent}) to {now}**."
            if change > 0
            else "**Our revenue fell by {change} ({percent}) to {now}**."
        )
        told = [write(message, **values)]
    row = found.iloc[0]
    names = amounts.moved(found)
    gross = float(row[names].abs().sum())
    named = [
        f"{own.driver(name, inside=True)} {own.signed(float(row[name]), given)}"
        for name in sorted(names, key=lambda name: -abs(float(row[name])))
        if abs(float(row[name])) >= SMALL * gross
    ]
    told.append(write("That is put down to {parts}.", parts=language.listing(named)) if named else "")
    return told


def goals(standing: pd.DataFrame | None, *, supplied: bool) -> str:
    """One line on the customer's own goals."""
    if not supplied or standing is None:
        return write("Goals of the customer itself were not supplied.")
    if standing.empty:
        return write("The customer has no goals for this year in the table.")
    known = standing[standing["status"] != "unknown"]
    if known.empty:
        return write("None of the customer's own goals can be measured with these tables.")
    ahead = int((known["status"] == "ahead").sum())
    if ahead == len(known):
        return write_many(
            "The one goal of the customer that can be measured is reached so far.",
            "All {count} goals of the customer that can be measured are reached so far.",
            len(known),
        )
    late = list(dict.fromkeys(str(goal) for goal in known.loc[known["status"] == "behind", "goal"]))
    return write_many(
        "The one goal of the customer that can be measured is behind: {names}.",
        "Of {count} goals of the customer that can be measured, {ahead} reached so far; behind: {names}.",
        len(known),
        ahead=language.number(ahead),
        names=words.places(late[:3], max(0, len(late) - 3)),
    )


def _beside_market(view: Panorama, given: Slice) -> str:
    """Whether the customer keeps up with its market, over the period that the market data cover."""
    if view.market is None:
        message = (
            "Market data were not supplied: {unknown}"
            if view.category is None
            else "There are no market data to hold it against: {unknown}"
        )
        return write(message, unknown=words.unknown("market"))
    if view.category is None:
        whole = markets.totals(view.market, "total").iloc[0]
        return write(
            "Its market came to {size} ({period}): {growth} on a year before.",
            size=own.money(float(whole["whole"]), given),
            period=language.period(view.market.period),
            growth=own.compared_volume(float(whole["growth"]), float(whole["volume_growth"]), given.unit),
        )
    beside = view.sizes("total")
    row = beside.iloc[0] if len(beside) and "market_growth" in beside else None
    if row is None or pd.isna(row["market_growth"]) or pd.isna(row["growth"]):
        return write("How its market grew is not known, because the market data do not hold both years.")
    values = {
        "market": own.compared_volume(
            float(row["market_growth"]), float(row["market_volume_growth"]), given.unit
        ),
        "customer": own.compared_volume(float(row["growth"]), float(row["volume_growth"]), given.unit),
        "period": language.period(view.market.period),
    }
    gain = float(row["growth"] - row["market_growth"])
    if not view.market.behind:
        message = (
            "That is as much as its market: {market}."
            if abs(gain) < POINT
            else "That is more than its market: {market}."
            if gain > 0
            else "That is less than its market: {market}."
        )
    else:
        message = (
            "The latest market data ({period}) show {market}, and the customer as much: {customer}."
            if abs(gain) < POINT
            else "The latest market data ({period}) show {market}, and the customer more: {customer}."
            if gain > 0
            else "The latest market data ({period}) show {market}, and the customer less: {customer}."
        )
    return write(message, **values)


def _chance(view: Panorama, given: Slice) -> str:
    """Where the largest opportunity lies, and what all of them are worth."""
    found = view.opportunities()
    if found.empty or not found["gap"].iloc[0] > 0:
        return ""
    top = found.iloc[0]
    message = (
        "The largest opportunity is {group} in {place}: {gap} over {span}, of {total} in all."
        if str(top["place"]).strip()
        else "The largest opportunity is {group}: {gap} over {span}, of {total} in all."
    )
    return write(
        message,
        group=own.place(top["group"]),
        place=own.place(top["place"]),
        gap=own.money(float(top["gap"]), given),
        total=own.money(float(found["gap"].sum()), given),
        span=own.span(view),
    )
