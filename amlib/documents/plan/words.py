"""
The words of the annual plan: what measures, states, kinds and bands are called, and how its amounts are written.

A plan is in whole cents and whole kilograms; a reader thinks in thousands. In a sentence an amount has three figures, in a table it is whole euros that add up, and both come from the same cents. What
the evaluation has a word for is called the same here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.analysis import outlook
from amlib.documents import rounding, words
from amlib.documents.evaluation import words as shared
from amlib.plan import items, targets

if TYPE_CHECKING:
    from amlib.data.slices import Slice
    from amlib.plan.items import Range

__all__ = [
    "amount",
    "band",
    "chance",
    "column",
    "headed",
    "in_units",
    "kind",
    "measure",
    "spoken",
    "state",
    "the",
    "whole",
    "within",
]

_RATES: Mapping[str, str] = {
    "share": "Share",
    "distribution": "Distribution",
    "service": "Service level",
}
_THE_RATES: Mapping[str, str] = {
    "share": "share",
    "distribution": "distribution",
    "service": "the service level",
}
_STATES: Mapping[str, str] = {
    "draft": "draft",
    "submitted": "submitted",
    "adopted": "adopted",
    "superseded": "superseded",
}
_BANDS: Mapping[str, str] = {
    "commit": "a commitment",
    "balanced": "balanced",
    "stretch": "a stretch",
    "extreme": "an extreme",
}
_KINDS: Mapping[str, str] = {
    "promotion": "promotion",
    "price": "price",
    "listing": "listing",
    "service": "service",
    "layout": "layout",
    "quality": "quality",
}


def measure(name: str) -> str:
    """What a measure is called, as the subject of a row."""
    return language.say(_RATES[name]) if name in _RATES else shared.change_of(name)


def the(name: str) -> str:
    """A measure inside a sentence."""
    return language.say(_THE_RATES[name]) if name in _THE_RATES else shared.the(name)


def headed(name: str, given: Slice) -> str:
    """A measure with the unit in which it is counted."""
    if name in _RATES:
        return f"{measure(name)} (%)"
    unit = given.unit if name == "quantity" else words.sign(given.currency)
    return f"{measure(name)} ({unit})"


def state(name: str) -> str:
    """What a state of a plan is called."""
    return language.say(_STATES[name])


def kind(name: str) -> str:
    """What a kind of action is called."""
    return language.say(_KINDS[name])


def in_units(value: float, name: str) -> float:
    """A whole amount of a plan in the measure's own unit: euros, kilograms, a fraction."""
    if name == "quantity":
        return float(value)
    return value / 100 if name in items.ADDITIVE else value / 10_000


def whole(value: float, name: str) -> int:
    """An amount of a plan that adds up, in whole units of a table: euros, kilograms."""
    return round(in_units(value, name))


def column(values: pd.Series[int], name: str) -> pd.Series[int]:
    """Amounts of a plan in whole units that add up to what their sum is in whole units: a column and its total."""
    scale = 1 if name == "quantity" else 100
    return rounding.one_way(values / scale, whole(int(values.sum()), name))


def amount(value: float, name: str, *, plus: bool = False) -> str:
    """A whole amount of a plan in a table: whole units, without their sign."""
    if name in _RATES:
        return language.number(value / 100, 1, plus=plus)
    return language.number(in_units(value, name), plus=plus)


def spoken(value: float, name: str, given: Slice, *, plus: bool = False) -> str:
    """A whole amount of a plan in a sentence: money in three figures, a quantity, a percentage."""
    if name == "quantity":
        return language.quantity(value, given.unit, plus=plus)
    if name in _RATES:
        return language.percent(value / 10_000, plus=plus)
    return language.short_money(value / 100, given.currency, plus=plus)


def within(found: Range, name: str, given: Slice) -> str:
    """The range of an effect in a sentence; nothing where it is certain."""
    if found.low == found.high:
        return language.say("as certain")
    low, high = (spoken(each, name, given) for each in (found.low, found.high))
    return language.say("{low} to {high}", low=low, high=high)


def chance(probability: float | None) -> str:
    """A probability as it is shown, in steps of five percent; a dash where it is not known."""
    return language.MISSING if probability is None else language.percent(outlook.shown(probability), 0)


def band(before: float | None) -> str:
    """What a target is, by its probability without actions; a dash where that is not known."""
    name = targets.band(before)
    return language.say(_BANDS[name]) if name else language.MISSING
