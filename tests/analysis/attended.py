"""A customer looked after by hand: three people, three outlets, a few visits, orders, complaints and answers; and a slice that holds them."""

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

import pandas as pd

DAYS = ("date", "since", "until", "opened", "closed", "planned_on", "reported_on", "received_on", "settled_on", "requested_on", "promised_on", "delivered_on", "from")  # fmt: skip
TEXTS = ("outlet", "contact", "role", "level", "name", "distribution_centre", "cause", "region")

CONTACTS = [  # contact, name, role, level, outlet, since, until, visits_per_year
    ("c1", "Anna", "buyer", "head office", None, "2020-01-01", None, 10.0),
    ("c2", "Bram", "head of DC", "DC", None, "2018-01-01", "2026-08-01", 4.0),
    ("c3", "Carla", "manager", "outlet", "o1", "2026-04-01", None, 2.0),
]
VISITS = [  # visit, date, outlet, contact, planned_on, reported_on, kilometres, layout
    ("v1", "2025-11-03", None, "c1", "2025-11-03", "2025-11-04", 10.0, None),
    ("v2", "2026-07-06", None, "c1", "2026-07-07", "2026-07-09", 30.0, None),
    ("v3", "2026-07-08", "o1", "c3", "2026-07-08", "2026-07-12", 50.0, 4),
    ("v4", "2026-09-30", "o1", None, "2026-09-30", None, None, 2),
    ("v5", "2024-12-02", "o2", None, None, "2024-12-02", 5.0, 5),
]
OUTLETS = [  # outlet, name, region, opened, closed
    ("o1", "Harbour", "North", None, None),
    ("o2", "Market", "South", "2010-01-01", None),
    ("o3", "Mill", "South", "2010-01-01", None),
    ("o4", "Gone", "South", "2010-01-01", "2026-02-01"),
]
SALES = [  # month, outlet, product, kind, quantity, revenue, cost
    ("2025-08", "o1", "p1", "delivery", 2000.0, 9000.0, 7000.0),
    ("2025-10", "o1", "p1", "delivery", 100.0, 1000.0, 700.0),
    ("2026-07", "o1", "p1", "delivery", 500.0, 2500.0, 2000.0),
    ("2026-08", "o2", "p1", "delivery", 300.0, 1500.0, 1100.0),
    ("2026-09", "o3", "p1", "delivery", 1200.0, 6000.0, 4000.0),
    ("2026-09", "o3", "p1", "return", -100.0, -500.0, -400.0),
]
DELIVERIES = [  # order, line, centre, product, ordered, delivered, requested, promised, delivered on
    ("A", "1", "DC", "p1", 100.0, 100.0, "2026-07-06", "2026-07-06", "2026-07-06"),
    *[("B", str(n), "DC", "p2", 10.0, 9.0, "2026-08-03", "2026-08-03", "2026-08-03") for n in range(10)],
    ("C", "1", "DC", "p1", 100.0, 100.0, "2025-08-03", "2025-08-03", "2025-08-03"),
]
COMPLAINTS = [  # complaint, outlet, product, received_on, settled_on, cause, quantity, credit
    ("k1", "o1", "p1", "2025-07-10", "2025-07-20", "leak", 5.0, 0.0),
    ("k2", "o1", "p1", "2026-07-01", "2026-07-05", "leak", 2.0, 20.0),
    ("k3", "o2", "p1", "2026-08-10", None, "short", 1.0, None),
    ("k4", "o2", "p1", "2026-09-25", "2026-10-02", None, 4.0, 10.0),
]
ANSWERS = [  # date, outlet, level, question, score
    *[("2026-05-14", None, "head office", "quality", score) for score in (6, 7, 7, 8, 6, 7, 7, 8, 7, 7)],
    *[("2026-05-14", None, "DC", "image: new", score) for score in (4, 5)],
    *[("2025-05-14", None, "head office", "quality", 8) for _ in range(10)],
]


def frame(rows, columns):
    """Rows as a slice hands them out: days as days, absent text as NaN."""
    made = pd.DataFrame(rows, columns=columns)
    for name in made:
        if name in DAYS:
            made[name] = pd.to_datetime(made[name]).astype("datetime64[s]")
        elif name in TEXTS:
            made[name] = made[name].astype("str")
    return made


def contacts(rows=CONTACTS):
    return frame(rows, ["contact", "name", "role", "level", "outlet", "since", "until", "visits_per_year"])


def visits(rows=VISITS):
    columns = [
        "visit",
        "date",
        "outlet",
        "contact",
        "planned_on",
        "reported_on",
        "kilometres",
        "score_layout",
    ]
    made = frame(rows, columns).astype({"kilometres": "float64", "score_layout": "Int64"})
    return made.assign(
        score_assortment=made["score_layout"], score_quality=pd.array([pd.NA] * len(made), "Int64")
    )


def outlets(rows=OUTLETS):
    return frame(rows, ["outlet", "name", "region", "opened", "closed"]).assign(banner="b")


def sales(rows=SALES):
    return frame(rows, ["month", "outlet", "product", "kind", "quantity", "revenue", "cost"])


def deliveries(rows=DELIVERIES):
    columns = ["order", "line", "distribution_centre", "product", "ordered", "delivered", "requested_on", "promised_on", "delivered_on"]  # fmt: skip
    made = frame(rows, columns).astype({"ordered": "float64", "delivered": "float64"})
    return made.assign(outlet=pd.Series([None] * len(made), dtype="str"))


def complaints(rows=COMPLAINTS):
    columns = ["complaint", "outlet", "product", "received_on", "settled_on", "cause", "quantity", "credit"]
    return frame(rows, columns).astype({"quantity": "float64", "credit": "float64"})


def answers(rows=ANSWERS):
    return frame(rows, ["date", "outlet", "level", "question", "score"]).astype({"score": "float64"})


def terms(
    rows=(
        ("t1", "service level", "2026-01-01", None, 0.98),
        ("t2", "payment days", "2026-01-01", None, 28.0),
    ),
):
    return frame(rows, ["term", "kind", "from", "until", "rate"]).astype({"rate": "float64"})


@dataclass
class Given(dict):
    """A slice made by hand; what is not in it was not supplied, and is empty."""

    partial = False
    audience: str = "internal"
    account: str = "c"
    currency: str = "EUR"
    unit: str = "kg"
    freeze: str = "abc"
    as_of: date = date(2026, 10, 5)
    tables: dict = field(default_factory=dict)

    def once(self, key, make):
        return make()

    def supplied(self, name):
        return name in self and name in self.tables

    def give(self, name, made):
        self[name] = made
        self.tables[name] = SimpleNamespace(supplied=True)
        return self


def given(*without, audience="internal"):
    """All tables but the named ones."""
    made = {
        "outlets": outlets(), "sales": sales(), "products": pd.DataFrame({"product": ["p1", "p2"], "group": ["beef", "pork"]}),
        "contacts": contacts(), "visits": visits(), "deliveries": deliveries(), "complaints": complaints(), "satisfaction": answers(), "terms": terms(),
    }  # fmt: skip
    found = Given(audience=audience)
    for name, table in made.items():
        if name not in without:
            found.give(
                name, table.drop(columns="credit", errors="ignore") if audience == "customer" else table
            )
    return found
