"""
The data contract: what each table must hold.

This list is what an account manager sends to the IT department, what every row is checked against, and what decides which columns a
customer may ever see. It is the only place where that is written; the page of the manual is made from it (``manual.page``).

Only ``accounts``, ``outlets``, ``products`` and ``sales`` are required. What is not supplied is said to be unknown, never guessed.
`TABLES` is what goes in; `SLICES` is what comes out of a freeze, where sales are added up per month.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from amlib.data.columns import Column, Table

__all__ = ["DELIVERY_KINDS", "LEVELS", "MEASURES", "SLICES", "TABLES"]

CHANNELS = ("retail", "food service")
LEVELS = ("head office", "DC", "region", "outlet")
MEASURES = ("quantity", "revenue", "margin")
DELIVERY_KINDS = ("delivery", "return", "value")
TERM_BASES = ("revenue", "quantity")
TERM_KINDS = (
    "bonus ladder",
    "growth bonus",
    "contribution",
    "payment days",
    "service level",
    "bypass bonus",
    "other",
)
ADDED_UP = ("sales", "category_sales")  # these leave a freeze as sums; all others row by row
_SHOWN_TERMS = ("payment days", "service level")


def _account(*, internal: bool = False) -> Column:
    return Column(
        "account",
        "text",
        "the customer chain",
        required=True,
        references="accounts.account",
        internal=internal,
    )


def _outlet(
    meaning: str = "the outlet, one of the account's own", *, required: bool = False, internal: bool = False
) -> Column:
    return Column(
        "outlet", "text", meaning, required=required, references="outlets.outlet", internal=internal
    )


def _product(*, required: bool = False) -> Column:
    return Column("product", "text", "the article", required=required, references="products.product")


_SHORT_NAME = "[A-Za-z0-9][A-Za-z0-9_-]*"  # it also names folders, on any system
_SOURCE = Column("source", "text", "who supplied it: a research agency, the customer, a visit")
_OUTLET_OR_ALL = "the outlet; empty when it concerns the whole account"
_SALES = (
    Column("outlet", "text", "the outlet that was supplied", required=True),
    Column("product", "text", "the article", required=True),
)

_INCOMING = (
    Table(
        "accounts",
        "a customer chain",
        (
            Column(
                "account",
                "text",
                "the short name of the chain, as used in all tables",
                required=True,
                pattern=_SHORT_NAME,
            ),
            Column("name", "text", "its name as written in documents", required=True),
            Column("channel", "text", "through which channel it sells", required=True, choices=CHANNELS),
            Column("since", "date", "customer since"),
        ),
        key=("account",),
        required=True,
    ),
    Table(
        "outlets",
        "a place that sells",
        (
            Column("outlet", "text", "the number of the outlet; leading zeros are kept", required=True),
            Column(
                "account",
                "text",
                "the chain that it belongs to",
                required=True,
                references="accounts.account",
            ),
            Column("name", "text", "its name as written in documents", required=True),
            Column("banner", "text", "the store format or banner"),
            Column("region", "text", "the sales region"),
            Column("distribution_centre", "text", "the distribution centre that supplies it"),
            Column("city", "text", "the town"),
            Column("latitude", "number", "degrees north", unit="degrees", minimum=-90, maximum=90),
            Column("longitude", "number", "degrees east", unit="degrees", minimum=-180, maximum=180),
            Column("opened", "date", "the first day of business"),
            Column("closed", "date", "the last day of business; empty while open", not_before="opened"),
            Column("floor_area", "number", "sales area", unit="m²", minimum=0),
        ),
        key=("outlet",),
        required=True,
    ),
    Table(
        "products",
        "an article",
        (
            Column("product", "text", "the article number; leading zeros are kept", required=True),
            Column("name", "text", "its name as written in documents", required=True),
            Column("group", "text", "the product group", required=True),
            Column("subgroup", "text", "the product subgroup"),
            Column("brand", "text", "the brand"),
            Column("supplier", "text", "who makes it: our own company or a competitor"),
            Column("kg_per_unit", "number", "the content of one consumer unit", unit="kg", minimum=0),
            Column("launched", "date", "the first day of sale"),
            Column("shelf_life_days", "integer", "shelf life on delivery", unit="days", minimum=0),
        ),
        key=("product",),
        required=True,
    ),
    Table(
        "sales",
        "our delivery line, return or credit",
        (
            Column("date", "date", "the day of delivery or credit", required=True, happened=True),
            _account(),
            _outlet("the outlet that was supplied, one of the account's own", required=True),
            _product(required=True),
            Column(
                "quantity",
                "number",
                "delivered; negative is a return, 0 is value without volume",
                unit="kg",
                required=True,
            ),
            Column(
                "revenue",
                "money",
                "after discounts on the invoice, without VAT",
                unit="currency",
                required=True,
            ),
            Column("cost", "money", "what these goods cost us", unit="currency", internal=True),
            Column("line", "text", "the number of the invoice line"),
            Column(
                "rate",
                "number",
                "for a line invoiced in another currency: the workbook's currency per unit of that one; revenue stays in the workbook's",
                minimum=0.000001,
            ),
        ),
        required=True,
        when="date",
        value="revenue",
    ),
    Table(
        "category_sales",
        "the customer's sales (or purchases) of the whole category, all suppliers",
        (
            Column("period", "period", "the week, month, quarter or year", required=True),
            _account(),
            _outlet("the outlet; empty when only the account's total is known"),
            Column("group", "text", "the product group, named as in products", required=True),
            Column("supplier", "text", "the supplier, ourselves included", licensed=True),
            Column("brand", "text", "the brand", licensed=True),
            Column("product", "text", "the article, also of competitors", licensed=True),
            Column("quantity", "number", "sold in the period", unit="kg"),
            Column("value", "money", "the value of what was sold", unit="currency"),
            _SOURCE,
            Column("as_of", "date", "the day on which the figures were drawn"),
        ),
        when="period",
        value="value",
    ),
    Table(
        "market",
        "the market as a whole, this customer included",
        (
            Column("period", "period", "the week, month, quarter or year", required=True),
            Column("channel", "text", "the channel", choices=CHANNELS),
            Column("region", "text", "the region; empty for the whole country"),
            Column("group", "text", "the product group, named as in products", required=True),
            Column("supplier", "text", "the supplier, ourselves included", licensed=True),
            Column("quantity", "number", "sold in the period", unit="kg"),
            Column("value", "money", "the value of what was sold", unit="currency"),
            _SOURCE,
            Column("as_of", "date", "the day on which the figures were drawn"),
            Column(
                "coverage",
                "number",
                "the part of the market that was measured",
                unit="fraction",
                minimum=0,
                maximum=1,
            ),
        ),
        when="period",
        value="value",
    ),
    Table(
        "competitor_prices",
        "a shelf or offer price seen",
        (
            Column("date", "date", "the day on which it was seen", required=True, internal=True),
            _account(internal=True),
            _outlet("the outlet where it was seen", internal=True),
            Column("supplier", "text", "whose article it is", internal=True),
            Column("product", "text", "the article", required=True, internal=True),
            Column(
                "price",
                "money",
                "the price asked",
                unit="currency per kg",
                required=True,
                minimum=0,
                internal=True,
            ),
            Column("promoted", "flag", "whether it was an offer", internal=True),
            Column("seen_by", "text", "who saw it", internal=True),
            Column("source", "text", "where it was seen: shelf, folder, website", internal=True),
        ),
        when="date",
    ),
    Table(
        "budget",
        "our internal budget or target",
        (
            _account(internal=True),
            _outlet(_OUTLET_OR_ALL, internal=True),
            Column("group", "text", "the product group; empty when it concerns all", internal=True),
            Column("period", "period", "the month, quarter or year", required=True, internal=True),
            Column("measure", "text", "what is budgeted", required=True, choices=MEASURES, internal=True),
            Column(
                "amount",
                "money",
                "the budget, in kg or money",
                unit="kg or currency",
                required=True,
                internal=True,
            ),
        ),
        when="period",
        value="amount",
    ),
    Table(
        "ledger_totals",
        "the general ledger, to tie out against",
        (
            _account(),
            Column("month", "period", "the month booked", unit="month", required=True),
            Column("revenue", "money", "booked revenue", unit="currency", required=True),
            Column("cost", "money", "booked cost of goods", unit="currency", internal=True),
            Column("note", "text", "what explains a difference with the sales lines"),
        ),
        when="month",
        value="revenue",
    ),
    Table(
        "customer_goals",
        "what the customer itself wants to reach",
        (
            _account(),
            _outlet(_OUTLET_OR_ALL),
            Column("year", "integer", "the year", required=True, minimum=1990, maximum=2100),
            Column("goal", "text", "the goal, in the customer's words", required=True),
            Column("measure", "text", "how the customer measures it"),
            Column("target", "number", "the figure to reach, in the measure's own unit"),
            _SOURCE,
        ),
    ),
    Table(
        "promotions",
        "one action",
        (
            Column("promotion", "text", "the number of the action", required=True),
            _account(),
            Column(
                "outlets",
                "list",
                "the outlets that took part, separated by ';'; empty is all",
                references="outlets.outlet",
            ),
            _product(required=True),
            Column("start", "date", "the first day", required=True),
            Column("end", "date", "the last day", required=True, not_before="start"),
            Column("mechanic", "text", "the offer: 25% off, 1+1, display"),
            Column(
                "consumer_price",
                "money",
                "the price on the shelf during the action",
                unit="currency per kg",
                minimum=0,
            ),
            Column(
                "discount_per_unit",
                "money",
                "our price support",
                unit="currency per kg",
                minimum=0,
                internal=True,
            ),
            Column(
                "fixed_cost", "money", "our fixed contribution", unit="currency", minimum=0, internal=True
            ),
            Column("agreement", "text", "the written reference"),
        ),
        key=("promotion",),
        when="end",
    ),
    Table(
        "terms",
        "one agreed condition",
        (
            Column("term", "text", "the number of the condition", required=True),
            _account(),
            Column("kind", "text", "what kind of condition", required=True, choices=TERM_KINDS),
            Column("from", "date", "the first day", required=True),
            Column("until", "date", "the last day; empty while it runs", not_before="from"),
            Column("threshold", "number", "from which amount or quantity it holds", minimum=0),
            Column("rate", "number", "a fraction, an amount, a number of days: what the kind asks for"),
            Column(
                "basis",
                "text",
                "in what the threshold, or the growth, is counted; empty is revenue",
                choices=TERM_BASES,
            ),
            Column("retroactive", "flag", "whether it then holds from the first euro or kg"),
            Column("conditional", "flag", "whether it depends on a service in return"),
            Column("counter_performance", "text", "what the customer does in return"),
            Column("agreement", "text", "the written reference"),
        ),
        key=("term",),
        when="from",
        customer_rows=("kind", _SHOWN_TERMS),
    ),
    Table(
        "raw_materials",
        "a quotation (notering)",
        (
            Column("date", "date", "the day of the quotation", required=True, internal=True),
            Column("species", "text", "the animal or raw material", required=True, internal=True),
            Column(
                "price",
                "money",
                "the quotation",
                unit="currency per kg",
                required=True,
                minimum=0,
                internal=True,
            ),
            Column("source", "text", "whose quotation it is", internal=True),
        ),
        when="date",
    ),
    Table(
        "contacts",
        "a functionary at the customer",
        (
            Column("contact", "text", "the number of the person", required=True),
            _account(),
            Column("name", "text", "the name", required=True),
            Column("role", "text", "the function"),
            Column("level", "text", "at which level of the customer", choices=LEVELS),
            _outlet("the outlet where the person works, if at an outlet"),
            Column("since", "date", "in this function since"),
            Column("until", "date", "in this function until; empty while in function", not_before="since"),
            Column("influence", "text", "how much the person decides", internal=True),
            Column("attitude", "text", "how the person regards us", internal=True),
            Column("visits_per_year", "number", "contacts wanted in a year", unit="visits", minimum=0),
        ),
        key=("contact",),
    ),
    Table(
        "visits",
        "a visit or advice moment",
        (
            Column("visit", "text", "the number of the visit", required=True),
            Column("date", "date", "the day of the visit", required=True),
            _account(),
            _outlet("the outlet visited; empty for head office, DC or region"),
            Column("contact", "text", "the person spoken to", references="contacts.contact"),
            Column("kind", "text", "visit, call, advice, training"),
            Column("planned_on", "date", "the day for which it was planned"),
            Column("reported_on", "date", "the day on which the report was written"),
            Column("report", "text", "the visit report", internal=True),
            Column("score_layout", "integer", "store layout, as judged", unit="score", minimum=1, maximum=5),
            Column(
                "score_assortment", "integer", "assortment, as judged", unit="score", minimum=1, maximum=5
            ),
            Column(
                "score_quality",
                "integer",
                "quality in the store, as judged",
                unit="score",
                minimum=1,
                maximum=5,
            ),
            Column("kilometres", "number", "driven for this visit", unit="km", minimum=0),
        ),
        key=("visit",),
        when="date",
    ),
    Table(
        "deliveries",
        "an order line as delivered",
        (
            Column("order", "text", "the number of the order", required=True),
            Column("line", "text", "the number of the order line"),
            _account(),
            _outlet("the outlet; empty when delivered to a distribution centre"),
            Column(
                "distribution_centre", "text", "the distribution centre; empty when delivered to an outlet"
            ),
            _product(required=True),
            Column("ordered", "number", "the quantity ordered", unit="kg", required=True, minimum=0),
            Column("delivered", "number", "the quantity delivered; empty while open", unit="kg", minimum=0),
            Column("requested_on", "date", "the day that the customer asked for"),
            Column("promised_on", "date", "the day that we promised"),
            Column("delivered_on", "date", "the day of delivery; empty while open"),
        ),
        when="delivered_on",
        value="ordered",
    ),
    Table(
        "complaints",
        "a complaint",
        (
            Column("complaint", "text", "the number of the complaint", required=True),
            _account(),
            _outlet("the outlet that complained"),
            _product(),
            Column("received_on", "date", "the day of receipt", required=True),
            Column("settled_on", "date", "the day of settlement; empty while open", not_before="received_on"),
            Column("cause", "text", "the cause"),
            Column("quantity", "number", "the quantity concerned", unit="kg", minimum=0),
            Column("credit", "money", "what was credited", unit="currency", minimum=0, internal=True),
        ),
        key=("complaint",),
        when="received_on",
    ),
    Table(
        "satisfaction",
        "one answer",
        (
            Column("date", "date", "the day of the answer", required=True),
            _account(),
            _outlet(_OUTLET_OR_ALL),
            Column("level", "text", "at which level of the customer", choices=LEVELS),
            Column("question", "text", "the question, or what it is about", required=True),
            Column("score", "number", "the score", unit="score", required=True, minimum=0, maximum=10),
            _SOURCE,
        ),
        when="date",
    ),
)

_ADDED_UP = (
    Table(
        "sales",
        "our deliveries, returns and credits of one article to one outlet in one month",
        (
            Column("month", "period", "the month", unit="month", required=True),
            *_SALES,
            Column(
                "kind",
                "text",
                "whether the lines had volume, gave it back, or had none",
                required=True,
                choices=DELIVERY_KINDS,
            ),
            Column("quantity", "number", "the sum", unit="kg", required=True),
            Column("revenue", "money", "the sum", unit="currency", required=True),
            Column(
                "cost",
                "money",
                "the sum; empty when unknown for any of the lines",
                unit="currency",
                internal=True,
            ),
            Column("lines", "integer", "how many lines", required=True, minimum=1),
            Column(
                "invoiced",
                "money",
                "the sum of revenue in the currency in which it was invoiced; empty where that is the workbook's own",
            ),
        ),
    ),
    Table(
        "category_totals",
        "the whole category at one outlet (or account), all suppliers together",
        (
            Column("period", "period", "as supplied", required=True),
            Column("outlet", "text", "the outlet; empty when only the account's total is known"),
            Column("group", "text", "the product group", required=True),
            Column("quantity", "number", "the sum; empty when unknown for any supplier", unit="kg"),
            Column("value", "money", "the sum; empty when unknown for any supplier", unit="currency"),
            _SOURCE,
            Column("as_of", "date", "the day on which the figures were drawn"),
        ),
    ),
    Table(
        "promotion_weeks",
        "our deliveries less returns of one article in one week, where the account has promotions",
        (
            Column("week", "date", "its Monday", required=True),
            Column(
                "outlet",
                "text",
                "the outlet that was supplied; empty is all, for articles that were never promoted and whose siblings were not either",
            ),
            Column("product", "text", "the article", required=True),
            Column("quantity", "number", "the sum", unit="kg", required=True),
            Column("revenue", "money", "the sum", unit="currency", required=True),
            Column(
                "cost",
                "money",
                "the sum; empty when unknown for any of the lines",
                unit="currency",
                internal=True,
            ),
        ),
    ),
    Table(
        "rejected",
        "rows set aside, counted per month and reason",
        (
            Column("table", "text", "the table", required=True, internal=True),
            Column(
                "month", "period", "the month; empty when it could not be read", unit="month", internal=True
            ),
            Column("reason", "text", "the first thing wrong with the rows", required=True, internal=True),
            Column("rows", "integer", "how many", required=True, minimum=1, internal=True),
            Column(
                "quantity",
                "number",
                "their quantity; empty when it could not be read",
                unit="kg",
                internal=True,
            ),
            Column(
                "revenue",
                "money",
                "their value; empty when it could not be read",
                unit="currency",
                internal=True,
            ),
            Column("attributed", "flag", "whether the account could be read", required=True, internal=True),
        ),
    ),
)

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _INCOMING})
SLICES: Mapping[str, Table] = MappingProxyType({table.name: table for table in (*_INCOMING, *_ADDED_UP)})
