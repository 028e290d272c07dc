"""
The readings of a competitor overview: what each figure says of this account.

Each is computed from the same values as the figure beside it. Where a table was not supplied, or does not go deep enough, the reading says so and
what we therefore do not know; a section is never silently empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.documents import frame, words
from amlib.documents.competition import words as own
from amlib.documents.market import words as market
from amlib.documents.sentences import Prose, prose, write, write_many

if TYPE_CHECKING:
    from amlib.analysis.results import Quality
    from amlib.analysis.rivals import Rivals
    from amlib.data.slices import Slice

__all__ = [
    "TABLES",
    "gainers",
    "groups",
    "lines",
    "no_outlets",
    "outlets",
    "suppliers",
    "unknowns",
    "unnamed",
]

TABLES = ("category_sales", "competitor_prices", "ledger_totals")
"""The tables that this document needs beyond the required ones."""

_LEAST = 0.5
"""An amount that would be shown as nil."""


def suppliers(view: Rivals, given: Slice) -> Prose:
    """Who won and who lost most, and how much of the whole change was the market."""
    found = view.suppliers()
    if found.empty:
        return prose(unnamed(view))
    if found["won"].isna().any():
        return prose(write("Last year is not known, so nothing can be said of who won and who lost."))
    order = found.sort_values("won", ascending=False, kind="stable")
    best, worst = order.iloc[0], order.iloc[-1]
    if best["won"] < _LEAST:
        return prose(write("No supplier won anything from another."))
    return prose(
        write(
            "{best} won most ({won}), {worst} lost most ({lost}).",
            best=own.supplier(best["supplier"]),
            won=own.amount(float(best["won"]), view, given, plus=True),
            worst=own.supplier(worst["supplier"]),
            lost=own.amount(float(worst["won"]), view, given, plus=True),
        ),
        _labels(found, view, given),
    )


def groups(view: Rivals, given: Slice) -> Prose:
    """In which group we won most and in which we lost most, and who took it there."""
    found = view.groups().dropna(subset=["won"])
    if found.empty:
        return prose(unnamed(view) if not view.named else "")
    order = found.sort_values("won", ascending=False, kind="stable")
    best, worst = order.iloc[0], order.iloc[-1]
    told = []
    if best["won"] >= _LEAST:
        told.append(
            write(
                "We won most in {group}: {won}.",
                group=market.place(best["group"]),
                won=own.amount(float(best["won"]), view, given, plus=True),
            )
        )
    if worst["won"] <= -_LEAST:
        message = (
            "We lost most in {group}: {lost}; there {winner} won most ({won})."
            if worst["winner"]
            else "We lost most in {group}: {lost}."
        )
        told.append(
            write(
                message,
                group=market.place(worst["group"]),
                lost=own.amount(float(worst["won"]), view, given, plus=True),
                winner=own.supplier(worst["winner"]),
                won=own.amount(float(worst["winner_won"]), view, given, plus=True),
            )
        )
    return prose(told)


def outlets(view: Rivals, given: Slice) -> Prose:
    """In how many outlets we won and lost."""
    found = view.outlets()
    if found.empty:
        return prose(no_outlets(view))
    won, lost = found[found["won"] >= _LEAST], found[found["won"] <= -_LEAST]
    values = {
        "up": language.number(len(won)),
        "gain": own.amount(float(won["won"].sum()), view, given),
        "down": language.number(len(lost)),
        "loss": own.amount(-float(lost["won"].sum()), view, given),
    }
    if won.empty and lost.empty:
        return prose(write("In no outlet did we win from others or lose to them."))
    if won.empty:
        return prose(write("We won from others nowhere; in {down} outlets we lost {loss}.", **values))
    if lost.empty:
        return prose(write("We lost to others nowhere; in {up} outlets we won {gain}.", **values))
    return prose(write("In {up} outlets we won {gain} from others, in {down} we lost {loss}.", **values))


def gainers(view: Rivals, given: Slice) -> Prose:
    """Who gained most where we lost."""
    found = view.gainers
    if not view.named:
        return prose(unnamed(view))
    if found.empty:
        return prose(write("We lost share nowhere, or last year is not known."))
    first = found.iloc[0]
    return prose(
        write(
            "Where our share fell we lost {money} together; {part} of it went to {supplier}.",
            money=own.amount(float(found["money"].sum()), view, given),
            part=language.percent(float(first["part"]), 0),
            supplier=own.supplier(first["supplier"]),
        )
    )


def lines(view: Rivals) -> Prose:
    """How many strengths and weaknesses the figures show, and how sure."""
    if not view.lines:
        return prose(write("The figures show no strength or weakness that can be supported."))
    strong = sum(1 for one in view.lines if one.side == "strength")
    weak = len(view.lines) - strong
    high = sum(1 for one in view.lines if one.confidence == "high")
    counted = [
        write_many("{count} strength", "{count} strengths", strong),
        write_many("{count} weakness", "{count} weaknesses", weak),
    ]
    return prose(
        write_many(
            "{counted}; {count} of them is sure.",
            "{counted}; {count} of them are sure.",
            high,
            counted=language.listing(counted),
        )
    )


def unknowns(known: Quality, view: Rivals) -> Prose:
    """What this document does not know."""
    further = []
    if view.category is not None and view.category.level != "outlet":
        further.append(no_outlets(view))
    if view.category is not None and not view.category.named:
        further.append(unnamed(view))
    if view.category is not None and not view.category.has_base:
        further.append(write("Last year is not known, so nothing can be said of who won and who lost."))
    if view.named and not view.alike:
        further.append(
            write(
                "Kinds of articles (subgroups) are not supplied, so prices are compared by pack size alone."
            )
        )
    if not view.seen_count and "competitor_prices" not in known.missing:
        further.append(
            write(
                "No competitor prices were seen at this customer in the last twelve months, so shelf prices and offers are not known."
            )
        )
    return frame.unknowns_reading(known, *further, only=TABLES)


def _labels(found: pd.DataFrame, view: Rivals, given: Slice) -> str:
    """What private labels did together; nothing where none are known by their name."""
    labels = found[found["private_label"].astype(bool)]
    if labels.empty:
        return ""
    won = float(labels["won"].sum())
    message = (
        "Private label, known by its name, has {share} and won {money} from suppliers."
        if won >= 0
        else "Private label, known by its name, has {share} and lost {money} to suppliers."
    )
    return write(
        message, share=language.percent(float(labels["share"].sum())), money=own.amount(abs(won), view, given)
    )


def unnamed(view: Rivals) -> str:
    """Why nothing can be said of other suppliers, as a sentence."""
    if view.category is None:
        return write(
            "The customer's category sales were not supplied for this period: {unknown}",
            unknown=words.unknown("category_sales"),
        )
    if not view.category.named:
        return write(
            "The customer's category does not name its suppliers, so nothing can be said of competitors."
        )
    return write(
        "The category figures do not fit our own deliveries, so nothing is said of competitors; see what stands out."
    )


def no_outlets(view: Rivals) -> str:
    """Why nothing can be said of single outlets, as a sentence."""
    if not view.named:
        return unnamed(view)
    return write(
        "The customer gives its category for the account as a whole, so we do not know in which outlets we and others lie, nor what is missing where."
    )
