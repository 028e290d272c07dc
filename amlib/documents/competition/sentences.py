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
    "articles",
    "distribution",
    "gainers",
    "groups",
    "lines",
    "outlets",
    "pressure",
    "prices",
    "suppliers",
    "unknowns",
    "white_space",
]

TABLES = ("category_sales", "competitor_prices", "ledger_totals")
"""The tables that this document needs beyond the required ones."""

_LEAST = 0.5
"""An amount that would be shown as nil."""


def suppliers(view: Rivals, given: Slice) -> Prose:
    """Who won and who lost most, and how much of the whole change was the market."""
    found = view.suppliers()
    if found.empty:
        return prose(_unnamed(view))
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
        return prose(_unnamed(view) if not view.named else "")
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
        return prose(_no_outlets(view))
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
        return prose(_unnamed(view))
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


def distribution(view: Rivals) -> Prose:
    """Our distribution and rate of sale beside the largest other's."""
    found = view.distribution()
    if found.empty:
        return prose(_no_outlets(view) if view.named else _unnamed(view))
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
    ratio = float(us["weekly"] / them["weekly"]) if them["weekly"] > 0 else float("nan")
    if pd.isna(ratio):
        return prose(told)
    message = (
        "A point of ours sells {part} more than one of theirs."
        if ratio >= 1
        else "A point of ours sells {part} less than one of theirs; the last articles listed sell slower, so many articles lower it."
    )
    return prose([told, write(message, part=language.percent(abs(ratio - 1), 0))])


def prices(view: Rivals) -> Prose:
    """Which of the larger suppliers is cheaper and which dearer than we are, and where it could not be compared."""
    paid, shelf, order = view.prices, view.shelf_prices, list(view.suppliers()["supplier"])
    told = []
    for found, message, none in (
        (
            paid,
            "Paid by the customer for comparable articles: {names}.",
            "What the customer paid could not be compared: too few articles of others are like ours.",
        ),
        (shelf, "Seen on the shelf, without offers: {names}.", ""),
    ):
        if len(found):
            largest = [name for name in order if name in set(found["supplier"])][:6]
            some = found[found["supplier"].isin(largest or list(found["supplier"].head(6)))]
            names = [
                f"{own.supplier(row['supplier'])} {language.number(float(row['index']))}"
                for _, row in some.sort_values("index", kind="stable").iterrows()
            ]
            told.append(write(message, names=language.listing(names)))
        elif none and view.named:
            told.append(write(none))
    if not view.named:
        told.append(_unnamed(view))
    if view.seen is None:
        told.append(_not_seen())
    return prose(told)


def pressure(view: Rivals) -> Prose:
    """Whether anybody was on offer more often than we were, beyond chance."""
    found = view.pressure
    if found.empty:
        return prose(_not_seen())
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
    """How many articles came and went, of us and of others."""
    found = view.articles
    if not view.named:
        return prose(_unnamed(view))
    if view.category is not None and not (view.category.articles and view.category.has_base):
        return prose(write("Articles are not named in both years, so we do not know which came and went."))
    if found.empty:
        return prose(write("No article came or went in a year."))
    told = []
    for ours, one, many in (
        (
            True,
            "Of our own articles {new} came and {count} went; the new ones sold {money}.",
            "Of our own articles {new} came and {count} went; the new ones sold {money}.",
        ),
        (
            False,
            "Of the others' articles {new} came and {count} went; the new ones sold {money}.",
            "Of the others' articles {new} came and {count} went; the new ones sold {money}.",
        ),
    ):
        some = found[found["ours"].astype(bool) == ours]
        new = some[some["event"] == "new"]
        if len(some):
            told.append(
                write_many(
                    one,
                    many,
                    int((some["event"] == "lost").sum()),
                    new=language.number(len(new)),
                    money=own.amount(float(new["amount"].sum()), view, given),
                )
            )
    return prose(told)


def white_space(view: Rivals, given: Slice) -> Prose:
    """What is missing, where it is worth most, and what the estimate is not."""
    found = view.missing
    if found.empty:
        if view.year is None or view.year.level != "outlet":
            return prose(_no_outlets(view))
        return prose(
            write(
                "No article is missing where most comparable outlets sell it, or too few outlets can be compared."
            )
        )
    by_article = found.groupby("article", observed=True)["expected_value"].agg(["sum", "size"])
    top = by_article.sort_values(["sum", "size"], ascending=False, kind="stable").iloc[0]
    name = str(by_article["sum"].idxmax())
    return prose(
        [
            write_many(
                "{article} is worth most: missing in {count} outlet, {money} a year if listed.",
                "{article} is worth most: missing in {count} outlets, {money} a year if listed.",
                int(top["size"]),
                article=name,
                money=own.money(float(top["sum"]), given),
            ),
            write(
                "Beyond these, {others} combinations of outlet and article are not sold either; fewer than half of the comparable outlets sell them, so they are not called missing.",
                others=language.number(len(view.gaps) - len(found)),
            )
            if len(view.gaps) > len(found)
            else "",
        ]
    )


def lines(view: Rivals) -> Prose:
    """How many strengths and weaknesses the figures show, and how sure."""
    if not view.lines:
        return prose(write("The figures show no strength or weakness that can be supported."))
    strong = sum(1 for one in view.lines if one.side == "strength")
    high = sum(1 for one in view.lines if one.confidence == "high")
    return prose(
        write(
            "{strong} strengths and {weak} weaknesses; {high} of them are sure.",
            strong=language.number(strong),
            weak=language.number(len(view.lines) - strong),
            high=language.number(high),
        )
    )


def unknowns(known: Quality, view: Rivals) -> Prose:
    """What this document does not know."""
    further = []
    if view.category is not None and view.category.level != "outlet":
        further.append(_no_outlets(view))
    if view.category is not None and not view.category.named:
        further.append(_unnamed(view))
    if view.seen is None and "competitor_prices" not in known.missing:
        further.append(_not_seen())
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


def _unnamed(view: Rivals) -> str:
    if view.category is None:
        return write(
            "The customer's category sales were not supplied for this period: {unknown}",
            unknown=words.unknown("category_sales"),
        )
    if not view.category.named:
        return write(
            "The customer's category does not name its suppliers, so nothing can be said of competitors."
        )
    return write("The category figures do not fit our own deliveries, so nothing is said of competitors.")


def _no_outlets(view: Rivals) -> str:
    if not view.named:
        return _unnamed(view)
    return write(
        "The customer gives its category for the account as a whole, so we do not know in which outlets we and others lie, nor what is missing where."
    )


def _not_seen() -> str:
    return write(
        "There are no competitor prices seen at this customer: {unknown}",
        unknown=words.unknown("competitor_prices"),
    )
