"""
The words of an evaluation: what causes and measures are called.

A cause has a name (for a row or a bar) and, for a sentence, a phrase for when it added and one for when it cost, each in the singular or in the plural,
because the verb after it must agree. One place for them, so that chart, table and sentence call the same thing by the same name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amlib import language
from amlib.documents import words

if TYPE_CHECKING:
    from amlib.analysis.results import Comparison

__all__ = [
    "REST",
    "Cause",
    "base_of",
    "cause",
    "change_of",
    "names",
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
    "share": Cause("Share", "a larger share of the category", "a smaller share of the category"),
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


def base_of(compared: Comparison) -> str:
    """The head of the column that is compared with."""
    return language.say("Budget") if compared.base == "budget" else language.say("Last year")


def change_of(measure: str) -> str:
    """The name of a measure, as the subject of a sentence."""
    return language.say({"revenue": "Revenue", "margin": "Margin", "quantity": "Volume sold"}[measure])


def the(measure: str) -> str:
    """A measure inside a sentence, with its article where the language wants one."""
    return language.say({"revenue": "revenue", "margin": "margin", "quantity": "volume sold"}[measure])


def names(compared: Comparison, level: str) -> Mapping[str, str]:
    """Key → name at one level of a comparison."""
    lines = compared.lines[compared.lines["level"] == level]
    return {str(key): words.name_of(name, key) for key, name in zip(lines["key"], lines["name"], strict=True)}
