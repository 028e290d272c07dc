"""
The words of an evaluation: what causes, measures and tables are called.

A cause has a name (for a row or a bar) and, for a sentence, a phrase for when it added and one for when it cost, each in the singular or in the plural,
because the verb after it must agree. One place for them, so that chart, table and sentence call the same thing by the same name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amlib import language, periods

if TYPE_CHECKING:
    from amlib.analysis.results import Comparison

__all__ = [
    "REST",
    "Cause",
    "base_of",
    "cause",
    "change_of",
    "compared_with",
    "during",
    "level",
    "levels",
    "name_of",
    "names",
    "sign",
    "table",
    "tables",
    "the",
    "unknown",
    "until",
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
    REST: Cause("Other causes", "other causes", "other causes", plural=True),
}

_TABLES = {
    "accounts": ("accounts", "we do not know what kind of customer this is."),
    "outlets": ("outlets", "results cannot be placed by outlet, banner or region."),
    "products": ("articles", "results cannot be placed by product group."),
    "sales": ("sales", "there are no results to show."),
    "category_sales": (
        "the customer's category sales",
        "we do not know our share at this customer, and volume cannot be split into market and share.",
    ),
    "market": ("market data", "we do not know whether this customer grew faster or slower than its market."),
    "competitor_prices": (
        "competitor prices",
        "we do not know whether our price moved away from the competition's.",
    ),
    "budget": ("budget", "we cannot say whether the target for this period was reached."),
    "ledger_totals": (
        "general ledger totals",
        "the totals of this document have not been checked against the books.",
    ),
    "customer_goals": (
        "the customer's own goals",
        "we do not know whether the customer reached what it wanted.",
    ),
    "promotions": (
        "promotions",
        "we do not know which part of volume and price came from promotions, nor whether they paid.",
    ),
    "terms": ("contract terms", "we do not know the bonus position or what the agreed conditions cost."),
    "raw_materials": (
        "raw material quotations",
        "we do not know which part of the price change follows raw materials.",
    ),
    "contacts": ("contacts", "we do not know whether the people who matter at the customer have changed."),
    "visits": ("visits", "we do not know which outlets were visited, nor whether that was enough."),
    "deliveries": (
        "order lines as delivered",
        "we do not know our service level, nor which sales were missed by short deliveries.",
    ),
    "complaints": ("complaints", "we do not know which complaints lie behind lost sales."),
    "satisfaction": ("customer satisfaction", "we do not know how satisfied the customer is."),
}


def cause(effect: str) -> Cause:
    """What an effect is called, in the current language."""
    words = _CAUSES[effect]
    return Cause(language.say(words.name), language.say(words.gain), language.say(words.loss), words.plural)


def table(name: str) -> str:
    """What a source table is called, in the current language."""
    return language.say(_TABLES[name][0])


def unknown(name: str) -> str:
    """What is not known when a source table is not supplied, as the second half of a sentence."""
    return language.say(_TABLES[name][1])


def tables() -> tuple[str, ...]:
    """The source tables that have words, in the order of the contract."""
    return tuple(_TABLES)


def during(period: periods.Period) -> str:
    """When: 'in Q3 2022'."""
    if period.kind == "quarter":
        return language.say("in {quarter}", quarter=language.period(period))
    return language.say("in {time}", time=language.period(period))


def until(period: periods.Period) -> str:
    """The year up to and including a period's last month: 'to September 2022'."""
    return language.say("to {month}", month=language.period(period.year_to_date()[-1]))


def base_of(compared: Comparison) -> str:
    """The head of the column that is compared with."""
    return language.say("Budget") if compared.base == "budget" else language.say("Last year")


def change_of(measure: str) -> str:
    """The name of a measure, as the subject of a sentence."""
    return language.say({"revenue": "Revenue", "margin": "Margin", "quantity": "Volume sold"}[measure])


def the(measure: str) -> str:
    """A measure inside a sentence, with its article where the language wants one."""
    return language.say({"revenue": "revenue", "margin": "margin", "quantity": "volume sold"}[measure])


def compared_with(period: periods.Period) -> str:
    """What a period is compared with: 'compared with Q3 2021'."""
    if period.kind == "quarter":
        return language.say("compared with {quarter}", quarter=language.period(period))
    return language.say("compared with {time}", time=language.period(period))


def levels(name: str, count: int) -> str:
    """What several nodes of a level are called: 'regions'."""
    one, many = {
        "group": ("group", "groups"),
        "region": ("region", "regions"),
        "banner": ("banner", "banners"),
        "outlet": ("outlet", "outlets"),
    }[name]
    return language.say_many(one, many, count)


def level(name: str) -> str:
    """What one node of a level is called: 'region'."""
    return language.say({"group": "group", "region": "region", "banner": "banner", "outlet": "outlet"}[name])


def sign(currency: str) -> str:
    """The currency's sign, for the head of a column."""
    return language.money(0, currency).replace("0", "").strip()


def names(compared: Comparison, level: str) -> Mapping[str, str]:
    """Key → name at one level of a comparison."""
    lines = compared.lines[compared.lines["level"] == level]
    return {str(key): name_of(name, key) for key, name in zip(lines["key"], lines["name"], strict=True)}


def name_of(name: object, key: object) -> str:
    """What a place is called: its name, else its key, else that it is unknown."""
    for text in (name, key):
        if isinstance(text, str) and text.strip():
            return text
    return language.say("unknown")
