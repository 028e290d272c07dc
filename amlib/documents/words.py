"""
The words that all documents share: what tables, periods, places and growth are called.

A reader who meets the same thing under two names looks for a difference between them. So what more than one document speaks of has its name
here, in the current language, and whoever needs a word for it asks. What only one document speaks of, such as the causes of an evaluation, has its
words in that document's own room.
"""

from __future__ import annotations

from collections.abc import Sequence

from amlib import language, periods

__all__ = [
    "compared_with",
    "during",
    "grown",
    "level",
    "levels",
    "month",
    "name_of",
    "places",
    "sign",
    "table",
    "tables",
    "tier",
    "unknown",
    "until",
]

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


def month(text: str) -> str:
    """A month in words, from 'YYYY-MM'."""
    return language.period(periods.parse(text))


def compared_with(period: periods.Period) -> str:
    """What a period is compared with: 'compared with Q3 2021'."""
    if period.kind == "quarter":
        return language.say("compared with {quarter}", quarter=language.period(period))
    return language.say("compared with {time}", time=language.period(period))


def grown(fraction: float) -> str:
    """
    Growth as a percentage; what more than quadrupled as a multiple, which can still be read.

    Examples
    --------
    >>> with language.use("en"):
    ...     grown(-0.05), grown(18.5)
    ('−5.0%', '×19.5')
    """
    return language.percent(fraction, plus=True) if fraction <= 3 else f"×{language.number(1 + fraction, 1)}"


def level(name: str) -> str:
    """What one node of a level is called: 'region'."""
    return language.say({"group": "group", "region": "region", "banner": "banner", "outlet": "outlet"}[name])


def levels(name: str, count: int) -> str:
    """What several nodes of a level are called: 'regions'."""
    one, many = {
        "group": ("group", "groups"),
        "region": ("region", "regions"),
        "banner": ("banner", "banners"),
        "outlet": ("outlet", "outlets"),
    }[name]
    return language.say_many(one, many, count)


_TIERS = {
    "head office": "head office",
    "DC": "distribution centres",
    "region": "sales regions",
    "outlet": "outlets",
    "unknown": "nobody named",
}


def tier(name: str) -> str:
    """At which level of the customer somebody works, as the contract names it; another name stays as it is."""
    return language.say(_TIERS[name]) if name in _TIERS else name


def name_of(name: object, key: object) -> str:
    """What a place is called: its name, else its key, else that it is unknown."""
    for text in (name, key):
        if isinstance(text, str) and text.strip():
            return text
    return language.say("unknown")


def places(named: Sequence[str], more: int) -> str:
    """Names in a row, and how many more there are."""
    rest = [language.say_many("{count} more", "{count} more", more)] if more else []
    return language.listing([*named, *rest])


def sign(currency: str) -> str:
    """The currency's sign, for the head of a column."""
    return language.money(0, currency).replace("0", "").strip()
