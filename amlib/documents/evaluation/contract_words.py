"""
The words of a contract: what conditions, steps and rates are called.

An agreement names its conditions by number, a reader by what they are; so each is written as both. What a threshold counts (euros, kilograms, growth) is said with its figure,
because a bare 5% could be any of them.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from amlib import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amlib.data.slices import Slice

__all__ = ["condition", "item", "kind", "rate", "share", "threshold"]

_KINDS: Mapping[str, str] = {
    "bonus ladder": "Bonus ladder",
    "growth bonus": "Growth bonus",
    "bypass bonus": "Bypass bonus",
    "contribution": "Contribution",
    "other": "Other condition",
    "payment days": "Payment term",
    "service level": "Service level",
}

_ITEMS: Mapping[str, str] = {
    "revenue": "Revenue",
    "net_net_revenue": "Net-net revenue",
    "cost": "Cost",
    "margin_after_terms": "Margin after conditions",
}


def kind(name: str) -> str:
    """What a kind of condition is called; one that a plan was read with and nobody knows is its own name."""
    return language.say(_KINDS[name]) if name in _KINDS else name


def condition(name: str, term: str) -> str:
    """A condition by its kind and its number."""
    return f"{kind(name)} ({term})"


def item(name: str) -> str:
    """A line of the waterfall: a total, or a kind of condition."""
    return language.say(_ITEMS[name]) if name in _ITEMS else kind(name)


def rate(value: float, given: Slice) -> str:
    """A fraction as a percentage, with the decimals that it has; from one on, an amount."""
    if not isfinite(value):
        return language.MISSING
    if value >= 1:
        return language.money(value, given.currency)
    return language.percent(value, 1 if abs(value * 1000 - round(value * 1000)) < 1e-9 else 2)


def threshold(value: float, counted: str, measure: str, given: Slice) -> str:
    """From where a step holds: an amount, a quantity, or growth."""
    if counted == "growth" and measure == "quantity":
        return language.say("{percent} growth in {unit}", percent=language.percent(value), unit=given.unit)
    if counted == "growth":
        return language.say("{percent} growth", percent=language.percent(value))
    if counted == "quantity":
        return language.quantity(value, given.unit)
    return language.money(value, given.currency)


def share(part: float, whole: float, digits: int = 1) -> str:
    """A part of a whole that is above nil, as a percentage."""
    return language.percent(part / whole, digits) if whole > 0 else language.MISSING
