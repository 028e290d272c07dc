"""
The readings of the shelf: distribution, prices, offers, articles, white space.

Each is computed from the same values as the figure beside it. What was not supplied, or does not go deep enough, is said with what we therefore do not
know of it: not of offers what is not known of prices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.analysis import whitespace
from amlib.documents.competition import words as own
from amlib.documents.competition.sentences import no_outlets, unnamed
from amlib.documents.sentences import Prose, prose, write, write_many

if TYPE_CHECKING:
    from amlib.analysis.rivals import Rivals
    from amlib.data.slices import Slice

__all__ = ["articles", "distribution", "pressure", "prices", "white_space"]

NAMED = 6
"""Suppliers whose price index is told, those with the largest sales."""


def distribution(view: Rivals) -> Prose:
    """Our distribution and rate of sale beside the largest other's."""
    found = view.distribution()
    if found.empty:
        return prose(no_outlets(view) if view.named else unnamed(view))
    mine, others = found[found["ours"]], found[~found["ours"]]
    if mine.empty or others.empty:
        return prose(write("There is nobody to compare our distribution with."))
    us, them = mine.iloc[0], others.iloc[0]
    told = write(
        "We lie in outlets that stand for {us} of the category's turnover with {items} articles ({tdp} points of distribution); {other} in {them} with {theirs} ({their_tdp}).",
        us=language.percent(float(us["weighted"]), 0),
        items=language.number(float(us["items"])),
        tdp=language.number(100 * float(us["tdp"])),
        other=own.supplier(them["supplier"]),
        them=language.percent(float(them["weighted"]), 0),
        theirs=language.number(float(them["items"])),
        their_tdp=language.number(100 * float(them["tdp"])),
    )
    fair = write(
        "Of all points of distribution we have {part} against {share} of sales: index {index} (fair share of distribution: part of the points ÷ share of sales × {base}).",
        part=language.percent(float(us["fair"]) * float(us["share"]) / 100, 0),
        share=language.percent(float(us["share"]), 0),
        index=language.number(float(us["fair"])),
        base=language.number(100),
    )
    ratio = float(us["weekly"] / them["weekly"]) if them["weekly"] > 0 else float("nan")
    if pd.isna(ratio):
        return prose([told, fair])
    message = (
        "A point of ours sells {part} more than one of theirs."
        if ratio >= 1
        else "A point of ours sells {part} less than one of theirs; the last articles listed sell slower, so many articles lower it."
    )
    return prose([told, write(message, part=language.percent(abs(ratio - 1), 0)), fair])


def prices(view: Rivals) -> Prose:
    """Who is cheaper and who dearer than we are, and what could not be compared."""
    if not view.named:
        return prose(unnamed(view))
    size = {name: place for place, name in enumerate(view.suppliers()["supplier"])}
    paid, shelf = (
        found.assign(place=found["supplier"].map(size).fillna(len(size)))
        .sort_values("place", kind="stable")
        .head(NAMED)
        .sort_values("index", kind="stable")
        for found in (view.prices, view.shelf_prices)
    )
    told = []
    if len(paid):
        message = (
            "Paid by the customer for comparable articles: {names}."
            if view.alike
            else "Paid by the customer, by pack size alone: {names}."
        )
        told.append(write(message, names=language.listing(_indices(paid))))
    else:
        told.append(
            write("What the customer paid could not be compared: too few articles of others are like ours.")
        )
    if len(shelf):
        told.append(
            write("Seen on the shelf, without offers: {names}.", names=language.listing(_indices(shelf)))
        )
    elif view.seen_count:
        told.append(write("Too few prices were seen on the shelf to compare them."))
    else:
        told.append(
            write("No prices were seen on the shelf, so we do not know what others ask of the shopper.")
        )
    return prose(told)


def pressure(view: Rivals) -> Prose:
    """Whether anybody was on offer more often than we were, beyond chance."""
    found = view.pressure
    if found.empty:
        return prose(
            write("No prices of competitors were seen, so we do not know how often they are on offer.")
        )
    ours = set(view.category.ours) if view.category is not None else set()
    mine = found[found["supplier"].isin(ours)]
    if mine.empty:
        return prose(write("Our own articles were not seen, so offers cannot be compared."))
    us = mine.iloc[0]
    more = found[(found["low"] > us["high"]) & ~found["supplier"].isin(ours)]
    told = write(
        "We were on offer in {part} of {seen} prices seen (between {low} and {high}).",
        part=language.percent(float(us["part"]), 0),
        seen=language.number(float(us["seen"])),
        low=language.percent(float(us["low"]), 0),
        high=language.percent(float(us["high"]), 0),
    )
    if more.empty:
        return prose(
            [told, write("Nobody was on offer more often than we were by more than chance can explain.")]
        )
    names = [own.supplier(name) for name in more["supplier"]]
    return prose([told, write("Clearly more often on offer: {names}.", names=language.listing(names))])


def articles(view: Rivals, given: Slice) -> Prose:
    """How many articles came and went, ours and the others'."""
    found = view.articles
    if not view.named:
        return prose(unnamed(view))
    if view.category is not None and not (view.category.articles and view.category.has_base):
        return prose(write("Articles are not named in both years, so we do not know which came and went."))
    if found.empty:
        return prose(write("No article came or went in a year."))
    ours = found["ours"].astype(bool)
    told = []
    for rows, new_one, new_many, lost_one, lost_many in (
        (
            found[ours],
            "Of ours {count} article is new: it sold {money}.",
            "Of ours {count} articles are new: they sold {money}.",
            "Of ours {count} article is no longer sold: it sold {money} a year ago.",
            "Of ours {count} articles are no longer sold: they sold {money} a year ago.",
        ),
        (
            found[~ours],
            "Of the others {count} article is new: it sold {money}.",
            "Of the others {count} articles are new: they sold {money}.",
            "Of the others {count} article is no longer sold: it sold {money} a year ago.",
            "Of the others {count} articles are no longer sold: they sold {money} a year ago.",
        ),
    ):
        new, lost = rows[rows["event"] == "new"], rows[rows["event"] == "lost"]
        if len(new):
            money = own.amount(float(new["amount"].sum()), view, given)
            told.append(write_many(new_one, new_many, len(new), money=money))
        if len(lost):
            money = own.amount(float(lost["amount"].sum()), view, given)
            told.append(write_many(lost_one, lost_many, len(lost), money=money))
    if not ours.any():
        told.append(write("Of ours none came or went."))
    return prose(told)


def white_space(view: Rivals, given: Slice) -> Prose:
    """What is missing, where it is worth most, and what the estimate is not."""
    found = view.missing
    if found.empty:
        if view.year is None or view.year.level != "outlet":
            return prose(no_outlets(view))
        return prose(
            write(
                "No article is missing where most comparable outlets sell it, or too few outlets can be compared."
            )
        )
    top = whitespace.summed(found, "article").iloc[0]
    return prose(
        [
            write_many(
                "{article} is worth most: missing in {count} outlet, {money} a year if listed.",
                "{article} is worth most: missing in {count} outlets, {money} a year if listed.",
                int(top["count"]),
                article=str(top["article"]),
                money=own.money(float(top["expected_value"]), given),
            ),
            write(
                "Beyond these, {others} combinations of outlet and article are not sold either; fewer than half of the comparable outlets sell them, so they are not called missing.",
                others=language.number(len(view.gaps) - len(found)),
            )
            if len(view.gaps) > len(found)
            else "",
        ]
    )


def _indices(found: pd.DataFrame) -> list[str]:
    """Suppliers with their index."""
    return [
        f"{own.supplier(row['supplier'])} {language.number(float(row['index']))}"
        for _, row in found.iterrows()
    ]
