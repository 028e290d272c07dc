"""
The words of an evaluation: what causes and measures are called.

A cause has a name (for a row or a bar) and, for a sentence, a phrase for when it added and one for when it cost, each in the singular or in the plural,
because the verb after it must agree. One place for them, so that chart, table and sentence call the same thing by the same name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amlib import language
from amlib.documents import words
from amlib.documents.sentences import capital

if TYPE_CHECKING:
    from amlib.analysis.causes import Bridge
    from amlib.analysis.results import Comparison

__all__ = [
    "REST",
    "Cause",
    "against",
    "base_name",
    "base_of",
    "beside",
    "cause",
    "change_of",
    "compared_with",
    "in_base",
    "moved",
    "names",
    "only",
    "set_for",
    "side",
    "the",
]

REST = "rest"
"""The causes below the materiality line, together."""


@dataclass(frozen=True)
class Cause:
    """What an effect is called: a name, and phrases for a gain and a loss; plural if their verb is."""

    name: str
    gain: str
    loss: str
    plural: bool = False


_CAUSES = {
    "price": Cause("Price", "higher prices", "lower prices", plural=True),
    "cost": Cause("Cost", "lower costs", "higher costs", plural=True),
    "market": Cause("Market", "growth of the customer's category", "decline of the customer's category"),
    "share": Cause(
        "Share", "a larger share for the existing range", "a smaller share for the existing range"
    ),
    "volume": Cause("Volume", "more volume", "less volume"),
    "outlet_mix": Cause("Outlet mix", "a better mix of outlets", "a poorer mix of outlets"),
    "product_mix": Cause("Product mix", "a better mix of products", "a poorer mix of products"),
    "new_outlets": Cause("New outlets", "new outlets", "returns by new outlets", plural=True),
    "lost_outlets": Cause(
        "Lost outlets", "returns that ended with lost outlets", "lost outlets", plural=True
    ),
    "new_articles": Cause("New articles", "new articles", "returns of new articles", plural=True),
    "lost_articles": Cause(
        "Lost articles", "returns that ended with lost articles", "lost articles", plural=True
    ),
    "other_value": Cause("Other value", "bonuses and credit notes", "bonuses and credit notes", plural=True),
    "promotion": Cause("Promotions", "more from promotions", "less from promotions"),
    "raw_material": Cause("Raw material", "cheaper raw material", "dearer raw material"),
    "exchange": Cause("Exchange rate", "a better exchange rate", "a poorer exchange rate"),
    "terms": Cause("Terms", "cheaper terms", "dearer terms", plural=True),
    REST: Cause("Other causes", "other causes", "other causes", plural=True),
}


def cause(effect: str) -> Cause:
    """What an effect is called, in the current language."""
    said = _CAUSES[effect]
    return Cause(language.say(said.name), language.say(said.gain), language.say(said.loss), said.plural)


def side(cause: str) -> str:
    """On whose side a cause lies: ``'market'``, ``'customer'`` or ``'own'``, in words."""
    return language.say({"market": "the market", "customer": "the customer", "own": "ourselves"}[cause])


def set_for(planned: bool) -> str:
    """What was set for a period, inside a sentence: 'budget', or 'plan' where one was adopted."""
    return language.say("plan") if planned else language.say("budget")


def _set(compared: Comparison) -> str:
    """The same of a comparison; empty where its base is a period."""
    return set_for(compared.base == "plan") if compared.base in ("budget", "plan") else ""


def base_of(compared: Comparison) -> str:
    """The head of the column that is compared with."""
    if _set(compared):
        return capital(_set(compared))
    if compared.base == "last_year":
        return language.say("Last year")
    return capital(language.period(compared.base_period))


def base_name(compared: Comparison) -> str:
    """What is compared with, inside a sentence: 'last year', 'the budget', 'Q2 2026'."""
    if _set(compared):
        return language.say("the {budget}", budget=_set(compared))
    if compared.base == "last_year":
        return language.say("last year")
    if compared.base_period.kind == "quarter":
        return language.say("{quarter}", quarter=language.period(compared.base_period))
    return language.period(compared.base_period)


def beside(compared: Comparison) -> str:
    """What a period is put beside: 'beside the budget', 'beside Q3 2025'; a period by its own name, also last year's."""
    if _set(compared):
        return language.say("beside the {budget}", budget=_set(compared))
    if compared.base_period.kind == "quarter":
        return language.say("beside {quarter}", quarter=language.period(compared.base_period))
    return language.say("beside {time}", time=language.period(compared.base_period))


def compared_with(compared: Comparison) -> str:
    """What a sentence compares with: 'compared with the budget', 'compared with Q3 2025'."""
    if _set(compared):
        return language.say("compared with the {budget}", budget=_set(compared))
    return words.compared_with(compared.base_period)


def against(compared: Comparison) -> str:
    """The head of a part of a table that compares: 'Against last year'."""
    if _set(compared):
        return language.say("Against {budget}", budget=_set(compared))
    if compared.base == "last_year":
        return language.say("Against last year")
    return language.say("Against {base}", base=base_name(compared))


def in_base(compared: Comparison | None) -> str:
    """When, for the period that is compared with: 'last year', 'in Q2 2026', 'in the budget'; without a comparison last year."""
    if compared is None or compared.base == "last_year":
        return language.say("last year")
    if _set(compared):
        return language.say("in the {budget}", budget=_set(compared))
    return words.during(compared.base_period)


def only(groups: Sequence[str] = (), outlets: Sequence[str] = ()) -> str:
    """
    Which part of the account is compared: 'only: group beef; outlets North, South'; empty for all of it.

    Parameters
    ----------
    groups, outlets : sequences of str
        As they are called in documents; empty for all.

    Examples
    --------
    >>> with language.use("en"):
    ...     print(only(["beef", "pork"], ["Harbour"]))
    only: groups beef and pork; outlet Harbour
    """
    parts = []
    if groups:
        parts.append(
            language.say_many(
                "group {names}", "groups {names}", len(groups), names=language.listing([*groups])
            )
        )
    if outlets:
        parts.append(
            language.say_many(
                "outlet {names}", "outlets {names}", len(outlets), names=language.listing([*outlets])
            )
        )
    return language.say("only: {parts}", parts="; ".join(parts)) if parts else ""


def change_of(measure: str) -> str:
    """The name of a measure, as the subject of a sentence."""
    return language.say({"revenue": "Revenue", "margin": "Margin", "quantity": "Volume sold"}[measure])


def moved(bridge: Bridge) -> str:
    """What a bridge explains, as the subject of a sentence: with the conditions among its causes, the margin is the one after them."""
    return language.say("Margin after conditions") if "terms" in bridge.effects else change_of(bridge.measure)


def the(measure: str) -> str:
    """A measure inside a sentence, with its article where the language wants one."""
    return language.say({"revenue": "revenue", "margin": "margin", "quantity": "volume sold"}[measure])


def names(compared: Comparison, level: str) -> Mapping[str, str]:
    """Key → name at one level of a comparison."""
    lines = compared.lines[compared.lines["level"] == level]
    return {str(key): words.name_of(name, key) for key, name in zip(lines["key"], lines["name"], strict=True)}
