"""
Targets that do not belong together, in words: an observation with its figures, and the question whether it is meant.

The first page of the document and the board of the form say the same, from the same doubts (``plan.consistency``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amlib import language
from amlib.documents.plan import words
from amlib.plan import consistency

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amlib.plan.model import Plan

__all__ = ["said"]

_ASKED = ("draft", "submitted")
"""The states in which a target can still be meant otherwise."""


def said(plan: Plan, currency: str, unit: str) -> list[str]:
    """
    What does not belong together in the targets of a plan, in one sentence or two; then, until it is adopted, whether that is meant. Empty where nothing is found.

    Parameters
    ----------
    plan : Plan
    currency, unit : str
    """
    found = consistency.of(plan)
    told = [_below(one.values) for one in found if one.code == "below"]
    apart = [_apart(one, currency, unit) for one in found if one.code != "below"]
    if apart:
        told.append(language.say("The targets come to {what}.", what=language.listing(apart)))
    return [*told, language.say("Is that meant?")] if told and plan.state in _ASKED else told


def _below(values: Mapping[str, float]) -> str:
    """Which measures are asked below their year without action, while revenue is not."""
    shown = {
        name: f"{language.percent(value, plus=True)} {words.measure(name).lower()}"
        for name, value in values.items()
    }
    less = [shown[name] for name in ("quantity", "margin") if name in shown]
    return language.say(
        "Beside the year without action the targets ask {revenue}, but {less}.",
        revenue=shown["revenue"],
        less=language.listing(less),
    )


def _apart(one: consistency.Doubt, currency: str, unit: str) -> str:
    """What two targets come to together, beside the year without action and, where it reads otherwise, with the actions."""
    shown = {
        name: language.money(value, currency, 2) if one.code == "price" else language.percent(value)
        for name, value in one.values.items()
    }
    beside = (
        language.say("without action {without}, with the actions {acted}", **shown)
        if shown.get("acted", shown["without"]) != shown["without"]
        else language.say("without action {baseline}", baseline=shown["without"])
    )
    if one.code == "rate":
        return language.say("{asked} margin ({beside})", asked=shown["asked"], beside=beside)
    return language.say("{asked} revenue per {unit} ({beside})", asked=shown["asked"], unit=unit, beside=beside)  # fmt: skip
