"""
The readings of our share at the customer: where it moved, over time, per outlet, and what moved it.

As in ``market.sentences``: computed from the values of the figure beside it; where there is no figure, it says why and what is therefore not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.analysis import market as markets
from amlib.documents import words
from amlib.documents.market import bottom, captions
from amlib.documents.market import words as own
from amlib.documents.sentences import Prose, prose, write, write_many

if TYPE_CHECKING:
    from amlib.analysis.panorama import Panorama
    from amlib.data.slices import Slice

__all__ = ["course", "moves", "outlets", "split"]

POINT = bottom.POINT


def moves(view: Panorama) -> Prose:
    """Where our share rose and fell most, and what value and quantity say together."""
    nodes = view.shares("group")
    if view.category is None:
        return prose(
            write(
                "The customer's category sales were not supplied, so {unknown}",
                unknown=words.unknown("category_sales"),
            )
        )
    known = nodes.dropna(subset=["points"]) if len(nodes) else nodes
    if known.empty:
        return prose(write("There is no share of last year to compare with."))
    told = []
    large = captions.material(known, view.category.measure)
    for message, at in (
        ("It rose most in {name} ({points}, to {share}).", int(large["points"].argmax())),
        ("It fell most in {name} ({points}, to {share}).", int(large["points"].argmin())),
    ):
        row = large.iloc[at]
        if (row["points"] >= POINT) == message.startswith("It rose") and abs(row["points"]) >= POINT:
            told.append(
                write(
                    message,
                    name=own.place(row["key"]),
                    points=language.points(float(row["points"])),
                    share=language.percent(float(row["share"])),
                )
            )
    if len(large) < len(known):
        told.append(
            write(
                "Groups of less than {part} of the category are not looked at for this.",
                part=language.percent(captions.MATTERS, 0),
            )
        )
    total = view.shares("total").iloc[0]
    if view.category.measure == "value" and pd.notna(total["volume_share"]):
        gap = float(total["share"] - total["volume_share"])
        if abs(gap) >= POINT:
            message = (
                "Our share of quantity is {volume}, lower than of value: what we sell is dearer than the category's average."
                if gap > 0
                else "Our share of quantity is {volume}, higher than of value: what we sell is cheaper than the category's average."
            )
            told.append(write(message, volume=language.percent(float(total["volume_share"]))))
    return prose(told)


def course(view: Panorama) -> Prose:
    """Our share over twelve months beside the twelve before."""
    if view.year is None or not view.year.trusted:
        return prose(write("There are no twelve months of the category in a row."))
    row = markets.shares(view.year, "total").iloc[0]
    now, before, points = own.share(float(row["share"]), float(row["points"]))
    if points == own.MISSING:
        return prose(write("Over {span} our share is {now}.", span=own.span(view), now=now))
    return prose(
        write(
            "Over {span} our share is {now}, against {before} in the twelve months before ({points} points).",
            span=own.span(view),
            now=now,
            before=before,
            points=points,
        )
    )


def outlets(view: Panorama, given: Slice) -> Prose:
    """How many outlets lie below our average, and how much of the gap the largest carry; why outlets are not shown."""
    found = view.outlets()
    if view.category is not None and view.category.level != "outlet":
        return prose(
            write(
                "The customer supplies its category for the account as a whole, so our share per outlet, region and banner is not known."
            )
        )
    if found["share"].isna().all():
        return prose(write("Our share per outlet is not known."))
    behind = found[found["gap"] > 0]
    if behind.empty:
        return prose(write("No outlet lies below our average share."))
    top = behind.head(10)
    told = [
        write_many(
            "In {count} outlet our share lies below our average of {average}; at the average that would be worth {gap} over {span}.",
            "In {count} outlets our share lies below our average of {average}; at the average they would be worth {gap} over {span}.",
            len(behind),
            average=language.percent(float(behind["average"].iloc[0])),
            gap=_worth(float(behind["gap"].sum()), view, given),
            span=own.span(view),
        )
    ]
    if len(behind) > len(top):
        told.append(
            write(
                "The {count} largest gaps carry {part} of that.",
                count=language.number(len(top)),
                part=language.percent(float(top["gap"].sum() / behind["gap"].sum()), 0),
            )
        )
    return prose(told)


def split(view: Panorama) -> Prose:
    """What moved our share most; where it cannot be split, why."""
    total = view.split()
    if view.category is None:
        return prose(
            write("Without the customer's category sales our share and what moved it are not known.")
        )
    if total.empty:
        return prose(
            write(
                "The split needs outlets, and the category was supplied for the account as a whole; so it is not known whether distribution, rate of sale or price moved our share."
            )
            if view.category.level != "outlet"
            else write(
                "The split needs our share in both years, in quantity and value; one of them is not known."
            )
        )
    row = total.iloc[0]
    change = float(row["change"])
    message = (
        "Our share hardly moved."
        if abs(change) < POINT
        else "Our share rose {points}."
        if change > 0
        else "Our share fell {points}."
    )
    told = [write(message, points=language.points(abs(change), plus=False)), bottom.split(row)]
    if row["weighted"] >= 1 - POINT and row["base_weighted"] >= 1 - POINT:
        told.append(
            write(
                "We lie in every outlet that sells the category, so distribution can only come from the number of our articles in each."
            )
        )
    return prose(told)


def _worth(gap: float, view: Panorama, given: Slice) -> str:
    """A gap in the measure of our share."""
    return own.money(gap, given) if view.stretch is None else own.amount(gap, view.stretch, given)
