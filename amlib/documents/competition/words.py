"""
The words of a competitor overview: suppliers, comparison groups, strengths and weaknesses, and how sure each is.

One name per thing. A strength is a sentence with its figures in it, because a word such as 'strong' says nothing that can be checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amlib import language
from amlib.documents.market import words as market
from amlib.documents.market.words import MISSING

if TYPE_CHECKING:
    from amlib.analysis.rivals import Rivals
    from amlib.analysis.strengths import Line
    from amlib.data.slices import Slice

__all__ = [
    "MISSING",
    "amount",
    "comparison",
    "line",
    "money",
    "others",
    "peers",
    "signed",
    "supplier",
    "sure",
    "unit",
]

_COMPARISONS = {
    "all": "all outlets",
    "banner": "same banner",
    "banner+size": "same banner and size",
    "banner+region": "same banner and region",
    "banner+region+size": "same banner, region and size",
}
_SURE = {"high": "high", "medium": "medium", "low": "low"}
_LINES = {
    "leads": "We are the largest supplier of {group}, with {share} of it.",
    "gains": "Our share of {group} rose by {points} to {share}.",
    "loses": "Our share of {group} fell by {points} to {share}.",
    "wider": "In {group} we lie in outlets that stand for {us} of its turnover, the largest other in {them}.",
    "narrower": "In {group} we lie in outlets that stand for {us} of its turnover, the largest other in {them}.",
    "faster": "In {group} a point of our distribution sells {part} more than one of the largest other.",
    "slower": "In {group} a point of our distribution sells {part} less than one of the largest other.",
    "cheaper": "For comparable articles {supplier} is {part} dearer than we are.",
    "dearer": "For comparable articles {supplier} is {part} cheaper than we are.",
    "promoted_less": "{supplier} was on offer in {them} of the times it was seen, we in {us}.",
    "renewing": "Articles that were not there a year ago: {count}.",
    "white_space": "Listings that most comparable outlets have and these do not: {count} (outlets: {outlets}).",
}


def supplier(name: object) -> str:
    """What a supplier is called."""
    return str(name).strip() or language.say("not named")


def others(count: int) -> str:
    """What suppliers that have no row of their own are called together."""
    return language.say_many("{count} other supplier", "{count} other suppliers", count)


def comparison(code: str) -> str:
    """Which outlets an outlet was compared with."""
    return language.say(_COMPARISONS[code])


def peers(code: str, sell: float, all_: float) -> str:
    """The comparison group with how many of it sell the article: 'same banner and size: 4 of 5'."""
    return language.say(
        "{group}: {sell} of {all}",
        group=comparison(code),
        sell=language.number(sell),
        all=language.number(all_),
    )


def sure(level: str) -> str:
    """How sure a line is."""
    return language.say(_SURE[level])


def line(one: Line, given: Slice) -> str:
    """A strength or weakness as a sentence with its figures."""
    values = one.values
    ratio = values.get("ratio", values.get("index", 100.0) / 100)
    texts = {
        "group": market.place(one.subject),
        "supplier": one.subject,
        "share": language.percent(values.get("share", float("nan"))),
        "points": language.points(abs(values.get("points", float("nan"))), plus=False),
        "us": language.percent(values.get("us", float("nan")), 0),
        "them": language.percent(values.get("them", float("nan")), 0),
        "part": language.percent(abs(ratio - 1), 0),
        "count": language.number(values.get("count", float("nan"))),
        "outlets": language.number(values.get("outlets", float("nan"))),
    }
    return language.say(_LINES[one.code], **texts)


def unit(view: Rivals, given: Slice) -> str:
    """In which unit suppliers are compared: the currency's sign, or the unit of quantity."""
    from amlib.documents import words

    by_value = view.category is None or view.category.measure == "value"
    return words.sign(given.currency) if by_value else given.unit


def amount(value: float, view: Rivals, given: Slice, *, plus: bool = False) -> str:
    """An amount of sales in the measure in which suppliers are compared."""
    if view.category is not None and view.category.measure == "quantity":
        return language.quantity(value, given.unit, plus=plus)
    return language.short_money(value, given.currency, plus=plus)


def money(value: float, given: Slice) -> str:
    """An amount of money for a sentence."""
    return language.short_money(value, given.currency)


def signed(value: float, given: Slice) -> str:
    """A change in money for a sentence."""
    return language.short_money(value, given.currency, plus=True)
