"""A customer's shelf small enough to check by hand: six outlets, two groups, four suppliers; one name means harm."""

from dataclasses import replace
from types import MappingProxyType

import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import rivals
from tests.analysis import shelf

from ..conftest import HOSTILE

PERIOD = periods.parse("2026Q3")


def rows():
    """Per outlet: we fall from 400 to 300 in beef, where the hostile rival and the private label gain; pork doubles with all shares as they were."""
    made = []
    for place, outlet in enumerate(("Ede", "Goes", "Sneek", "Venlo", "Zeist", HOSTILE)):
        size = 1.0 + place
        made += [
            (outlet, "beef", "us", "steak", 30.0 * size, 300.0 * size, 40.0 * size, 400.0 * size),
            (outlet, "beef", HOSTILE, "roast", 46.0 * size, 460.0 * size, 40.0 * size, 400.0 * size),
            (outlet, "beef", "Huismerk", "mince", 30.0 * size, 240.0 * size, 25.0 * size, 200.0 * size),
            (outlet, "pork", "us", "chop", 20.0 * size, 100.0 * size, 10.0 * size, 50.0 * size),
            (outlet, "pork", HOSTILE, "ham", 20.0 * size, 100.0 * size, 10.0 * size, 50.0 * size),
        ]
        if place < 5:  # an article of ours that is new, and missing in the last outlet
            made.append((outlet, "pork", "us", "bacon", 2.0 * size, 20.0 * size, 0.0, 0.0))
    return made


PRODUCTS = pd.DataFrame(
    {
        "product": ["steak", "roast", "mince", "chop", "ham", "bacon"],
        "name": ["Steak", f"Roast {HOSTILE}", "Mince", "Chop", "Ham", "Bacon"],
        "group": ["beef"] * 3 + ["pork"] * 3,
        "subgroup": ["whole", "whole", "minced", "cuts", "cuts", "cuts"],
        "kg_per_unit": 0.5,
    }
)


def seen_prices():
    made = [(s, p, price, promoted) for s, p, price, promoted in (("us", "steak", 20.0, False), ("us", "chop", 10.0, False), ("us", "bacon", 12.0, False), (HOSTILE, "roast", 18.0, False), (HOSTILE, "ham", 9.0, False), (HOSTILE, "ham", 5.0, True)) for _ in range(8)]  # fmt: skip
    frame = pd.DataFrame(made, columns=["supplier", "product", "price", "promoted"])
    return frame.assign(
        date=pd.Timestamp("2026-08-01"),
        promoted=frame["promoted"].astype("boolean"),
        source="shelf",
        group="beef",
    )


@pytest.fixture
def view():
    read = shelf.category(rows(), sources=("customer",))
    return rivals.Rivals(PERIOD, read, read, PRODUCTS, seen_prices(), "2025-10-01", "2026-09-30")


@pytest.fixture
def whole_account():
    """The same where the customer gives one total, and nobody looked at prices."""
    read = shelf.category([("", *row[1:]) for row in rows()], level="account")
    return rivals.Rivals(PERIOD, read, read, PRODUCTS, None, "2025-10-01", "2026-09-30")


@pytest.fixture
def unnamed():
    read = shelf.category(rows(), named=False, articles=False)
    return rivals.Rivals(PERIOD, read, read, PRODUCTS, None, "2025-10-01", "2026-09-30")


@pytest.fixture
def without_category():
    return rivals.Rivals(PERIOD, None, None, PRODUCTS, None, "2025-10-01", "2026-09-30")


@pytest.fixture
def without_last_year():
    read = shelf.category([(*row[:6], float("nan"), float("nan")) for row in rows()], has_base=False)
    return rivals.Rivals(PERIOD, read, read, PRODUCTS, None, "2025-10-01", "2026-09-30")


@pytest.fixture
def given(given):
    return replace(given, tables=MappingProxyType(dict(given.tables)))
