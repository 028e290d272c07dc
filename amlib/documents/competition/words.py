"""
The words of a competitor overview: suppliers, comparison groups, strengths and weaknesses, and how sure each is.

One name per thing. A strength is a sentence with its figures in it, because a word such as 'strong' says nothing that can be checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amlib import language
from amlib.documents import words
from amlib.documents.market import words as market
from amlib.documents.market.words import MISSING

if TYPE_CHECKING:
    from amlib.analysis.rivals import Rivals
    from amlib.analysis.strengths import Line
    from amlib.data.slices import Slice

__all__ = [
    "EVIDENCE",
    "MISSING",
    "amount",
    "comparison",
    "graded",
    "line",
    "money",
    "others",
    "peers",
    "short",
    "signed",
    "supplier",
    "sure",
    "unit",
]

EVIDENCE = {
    "losing_in_growth": "Per product group",
    "losing_share": "Per product group",
    "never_listed": "Per product group",
    "prices_thin": "Promotion pressure",
    "prices_stale": "Price position",
}
"""Under which heading the figures of a finding stand."""

LENGTH = 24
"""Letters of a name that fit beside a bar."""

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
    "renewing": "Articles of ours that were not there a year ago: {count}.",
    "white_space": "Listings that most comparable outlets have and these do not: {count} (outlets: {outlets}).",
}


def supplier(name: object) -> str:
    """What a supplier is called."""
    return str(name).strip() or language.say("not named")


def others(count: int) -> str:
    """What suppliers that have no row of their own are called together."""
    return language.say_many("{count} other supplier", "{count} other suppliers", count)


def short(name: str) -> str:
    """
    A long name cut in its middle: of articles the end, with the pack, is what tells them apart.

    Examples
    --------
    >>> short("Kipfilet 2 stuks"), short("FIREBALL CINNAMON WHISKEY PET 750 ml")
    ('Kipfilet 2 stuks', 'FIREBALL C…KEY PET 750 ml')
    """
    if len(name) <= LENGTH + 1:
        return name
    return f"{name[:10].rstrip()}…{name[-14:].lstrip()}"


def graded(view: Rivals, *codes: str) -> str:
    """The grade of the data under a figure, for its note; empty where it has none. Of several figures the worst counts."""
    found = view.graded().set_index("figure")["grade"]
    letters = [str(found[code]) for code in codes if code in found.index and found[code]]
    return language.say("Grade of the data: {letter}.", letter=max(letters)) if letters else ""


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
