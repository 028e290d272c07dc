"""A small shelf: four outlets, two groups, five suppliers, of which one is us, one a private label and one means harm."""

import pandas as pd

from amlib import periods
from amlib.analysis import rivals
from amlib.analysis.category import Category
from tests.analysis.shelf import category

HOSTILE = "Slagerij <b>*Zuid*</b> $5|`x`"
Q3 = periods.parse("2026Q3")

# outlet, group, supplier, product, quantity, value, base_quantity, base_value
# beef in every outlet: 1000 that stays 1000; we go from 400 to 300, Noord from 400 to 440, Huismerk from 200 to 260
# pork in every outlet: 500 that becomes 600; we go from 100 to 180, the hostile one from 400 to 408, Kaas from 0 to 12
BEEF = [
    ("us", "steak", 30.0, 300.0, 40.0, 400.0),
    ("Noord", "entrecote", 40.0, 440.0, 38.0, 400.0),
    ("Huismerk", "own steak", 29.0, 260.0, 22.0, 200.0),
]
PORK = [
    ("us", "chop", 30.0, 180.0, 17.0, 100.0),
    (HOSTILE, "rib", 65.0, 408.0, 66.0, 400.0),
    ("Kaas", "fricandeau", 1.0, 12.0, 0.0, 0.0),
]
ROWS = [(outlet, group, *row) for outlet in "1234" for group, rows in (("beef", BEEF), ("pork", PORK)) for row in rows]  # fmt: skip
SUBGROUP = {
    "steak": "steak",
    "entrecote": "steak",
    "own steak": "steak",
    "chop": "chop",
    "rib": "chop",
    "fricandeau": "roast",
    "mince": "mince",
}
GROUP = {name: "pork" if kind in ("chop", "roast") else "beef" for name, kind in SUBGROUP.items()}


def products(*, alike: bool = True) -> pd.DataFrame:
    kinds = list(SUBGROUP.values()) if alike else [None] * len(SUBGROUP)
    supplier = {"entrecote": "Noord", "own steak": "Huismerk", "rib": HOSTILE, "fricandeau": "Kaas"}
    return pd.DataFrame(
        {
            "product": list(SUBGROUP),
            "name": [name.capitalize() for name in SUBGROUP],
            "group": [GROUP[name] for name in SUBGROUP],
            "subgroup": pd.Series(kinds, dtype="str"),
            "kg_per_unit": 0.5,
            "supplier": [supplier.get(name, "us") for name in SUBGROUP],
        }
    )


def seen(count: int = 20) -> pd.DataFrame:
    """Prices seen: ours never on offer, Noord always, each ``count`` times."""
    rows = [("us", "steak", 10.0, False)] * count + [("Noord", "entrecote", 11.0, True)] * count
    frame = pd.DataFrame(rows, columns=["supplier", "product", "price", "promoted"])
    return frame.assign(date=pd.Timestamp("2026-08-01"), source="shelf", group="beef")


def shelf(**changed: object) -> Category:
    found: Category = category(ROWS, sources=("customer",), **changed)
    return found


def year() -> Category:
    """Twelve months in which three outlets sell mince and the fourth does not."""
    mince = [(outlet, "beef", "us", "mince", 20.0, 200.0, 20.0, 200.0) for outlet in "123"]
    found: Category = category([*ROWS, *mince], sources=("customer",))
    return found


def made(**changed: object) -> rivals.Rivals:
    facts = {
        "period": Q3,
        "category": shelf(),
        "year": year(),
        "products": products(),
        "seen": seen(),
        "since": "2025-10-01",
        "until": "2026-09-30",
    }
    return rivals.Rivals(**facts | changed)  # type: ignore[arg-type]  # a table of facts with some changed
