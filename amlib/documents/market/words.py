"""
The words of a market analysis: what drivers, effects, feasts and reasons are called.

One name per thing, whether it heads a column, labels a bar or stands in a sentence. A share is written with one decimal, and its change is the one
that the reader computes from what is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language, periods
from amlib.documents import words

if TYPE_CHECKING:
    from amlib.analysis.category import Category
    from amlib.analysis.panorama import Panorama
    from amlib.data.slices import Slice

__all__ = [
    "EVIDENCE",
    "MISSING",
    "amount",
    "calendar_month",
    "compared_volume",
    "driver",
    "effect",
    "feast",
    "goal_reason",
    "lag_reason",
    "money",
    "place",
    "share",
    "signed",
    "span",
    "target",
    "whole_month",
]

MISSING = language.MISSING

EVIDENCE = {
    "losing_in_growth": "How large is our share?",
    "losing_share": "How large is our share?",
    "never_listed": "Where is the opportunity?",
    "outlets_missing": "How large is our share?",
    "market_late": "How does the customer do in its market?",
    "market_stale": "How does the customer do in its market?",
    "market_thin": "How does the customer do in its market?",
    "market_smaller": "How does the customer do in its market?",
}
"""Under which heading the figures of a finding stand."""

_DRIVERS = {
    "market": "Market",
    "share": "Our share",
    "volume": "Volume, not split",
    "mix": "Mix",
    "price": "Price",
    "other": "Other",
}
_DRIVERS_INSIDE = {
    "market": "the market",
    "share": "our share",
    "volume": "volume that cannot be split",
    "mix": "mix",
    "price": "price",
    "other": "bonuses and other money without goods",
}
_EFFECTS = {"distribution": "Distribution", "rate_of_sale": "Rate of sale", "price": "Price"}
_EFFECTS_INSIDE = {
    "distribution": "distribution",
    "rate_of_sale": "rate of sale",
    "price": "relative price",
}
_FEASTS = {
    "easter": "Easter",
    "ascension": "Ascension Day",
    "whitsun": "Whitsun",
    "christmas": "Christmas",
}
_LAGS = {
    "few_points": "too little history to compare",
    "still_quotation": "the quotation hardly moved",
    "weak_link": "no clear link between the two",
    "at_the_edge": "a lag of more than a year",
}
_GOALS = {
    "not_measured": "not measured by the workbook",
    "not_supplied": "the figures were not supplied",
    "no_figures": "no figures for both years",
    "value_missing": "figures with gaps",
    "new_outlet": "the outlet was not open all of last year",
    "closed_outlet": "the outlet closed",
    "no_target": "no figure to reach",
}
_TARGETS = {"customer": "our share at this customer", "market": "our share in the market"}


def driver(code: str, *, inside: bool = False) -> str:
    """What a driver of our revenue is called; ``inside`` a sentence."""
    return language.say(_DRIVERS_INSIDE[code]) if inside else language.say(_DRIVERS[code])


def effect(code: str, *, inside: bool = False) -> str:
    """What an effect on our share is called; ``inside`` a sentence."""
    return language.say(_EFFECTS_INSIDE[code]) if inside else language.say(_EFFECTS[code])


def feast(code: str) -> str:
    """What a feast is called."""
    return language.say(_FEASTS[code])


def lag_reason(code: str) -> str:
    """Why a lag could not be measured."""
    return language.say(_LAGS[code])


def goal_reason(code: str) -> str:
    """Why it is not known where the customer stands on a goal."""
    return language.say(_GOALS[code])


def target(source: str) -> str:
    """Where the target of an opportunity comes from."""
    return language.say(_TARGETS[source])


def place(key: object) -> str:
    """What a region, banner or group is called; that the account as a whole is meant where the source goes no deeper."""
    text = str(key)
    return text if text.strip() else language.say("whole account")


def calendar_month(number: int) -> str:
    """The short name of a calendar month, without a year."""
    return language.month(periods.parse(f"2000-{number:02d}"), year=False)


def whole_month(number: int) -> str:
    """The name of a calendar month, for a sentence."""
    return language.period(periods.parse(f"2000-{number:02d}")).rsplit(" ", 1)[0]


def span(view: Panorama) -> str:
    """Over which months yearly money is counted: 'the twelve months to September 2026'."""
    if view.yearly:
        return language.say(
            "the twelve months up to {month}", month=language.period(view.period.months()[-1])
        )
    return language.period(view.period)


def amount(value: float, category: Category, given: Slice) -> str:
    """An amount of the category in the measure of its shares: money, or a quantity."""
    if category.measure == "quantity":
        return language.quantity(value, given.unit)
    return money(value, given)


def money(value: float, given: Slice) -> str:
    """An amount for a sentence."""
    return language.short_money(value, given.currency)


def signed(value: float, given: Slice) -> str:
    """A change in money for a sentence."""
    return language.short_money(value, given.currency, plus=True)


def share(now: float, points: float) -> tuple[str, str, str]:
    """
    A share now, a year before and its change, as text that adds up.

    The share and its change are rounded; the share a year before is what is then left, so that the reader who subtracts finds the change.

    Examples
    --------
    >>> with language.use("en"):
    ...     share(0.3549, 0.0036)
    ('35.5%', '35.1%', '+0.4')
    """
    if pd.isna(now) or pd.isna(points):
        return language.percent(now), language.MISSING, language.MISSING
    shown, change = round(100 * now, 1), round(100 * points, 1)
    return (
        language.percent(now),
        language.percent((shown - change) / 100),
        language.number(change, 1, plus=True),
    )


def compared_volume(value: float, volume: float, unit: str) -> str:
    """Growth in value, and in quantity in brackets: '+8.3% (+1.7% in kg)'."""
    if pd.isna(volume):
        return words.grown(value)
    return language.say(
        "{value} ({volume} in {unit})", value=words.grown(value), volume=words.grown(volume), unit=unit
    )
