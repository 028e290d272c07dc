"""A small invented market: four outlets in two regions, two groups, us and two others; figures that add up on paper."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import causes, panorama
from amlib.analysis import outside as around
from amlib.analysis.category import Category

HOSTILE = "Bistro <b>*Zuid*</b> $5|`x`"
US, THEM = "Wij", "Hazelberg *BV*"
Q3 = periods.parse("2026Q3")

# outlet, region, group: ours now, others now, ours then, others then, in thousands of euro
ROWS = [
    ("o1", "North", "beef", 30, 70, 30, 60), ("o1", "North", "pork", 10, 40, 10, 30),
    ("o2", "North", "beef", 30, 70, 30, 60), ("o2", "North", "pork", 10, 40, 10, 30),
    ("o3", "South", "beef", 20, 80, 25, 65), ("o3", "South", "pork", 10, 40, 10, 30),
    ("o4", "South", "beef", 10, 90, 15, 75), ("o4", "South", "pork", 0, 50, 0, 40),
]  # fmt: skip
NAMES = {"o1": "Harbour", "o2": "Market square", "o3": HOSTILE, "o4": "Old mill"}


class Given(dict):
    """A slice made by hand."""

    partial = False
    currency, unit, name, account, company, freeze = "EUR", "kg", "De Slager & Zn", "slager", "Wij", "0123"
    as_of = date(2026, 10, 5)
    tables: dict = {}  # noqa: RUF012  # never changed

    def once(self, key, make):
        return make()

    def supplied(self, name):
        return name in self


@pytest.fixture
def given():
    places = pd.DataFrame(
        {"outlet": list(NAMES), "latitude": [52.1, 52.3, 51.5, np.nan], "longitude": [5.1, 5.4, 5.2, 5.9]}
    )
    return Given(
        outlets=places.assign(latitude=places["latitude"].fillna(51.9)),
        customer_goals=None,
        raw_materials=None,
    )


def category_of(rows=ROWS, *, has_base=True, level="outlet", trusted=True, named=True, remarks=()):
    made = []
    for outlet, region, group, ours, theirs, base_ours, base_theirs in rows:
        for supplier, now, then in ((US, ours, base_ours), (THEM, theirs, base_theirs)):
            at = (outlet, NAMES[outlet], region, "b") if level == "outlet" else ("", "", "", "")
            product = f"{supplier}-{group}"
            then_ = then * 1000.0 if has_base else float("nan")
            made.append(
                (*at, group, supplier, product, supplier == US, now * 100.0, now * 1000.0, then_ / 10, then_)
            )
    keys = ["outlet", "outlet_name", "region", "banner", "group", "supplier", "product", "ours"]
    frame = pd.DataFrame(made, columns=[*keys, "quantity", "value", "base_quantity", "base_value"])
    own = (
        frame[frame["ours"]]
        .groupby(["outlet", "region", "banner", "group"], as_index=False)[
            ["quantity", "value", "base_quantity", "base_value"]
        ]
        .sum()
    )
    own = own.rename(columns={"value": "revenue", "base_value": "base_revenue"}).assign(reported=True)
    return Category(
        months=tuple(map(str, Q3.months())), base_months=tuple(map(str, Q3.last_year().months())), rows=frame, own=own,
        level=level, kind="month", ours=(US,), named=named, articles=named, has_base=has_base, has_quantity=True, has_value=True,
        trusted=trusted, covered=1.0, sources=("inkoopcijfers",), as_of=date(2026, 9, 30), remarks=remarks,
    )  # fmt: skip


def market_of(*, behind=0, coverage=0.8, grown=1.05):
    rows = pd.DataFrame(
        [
            (region, group, supplier, supplier == US, value * 100.0, value * 1000.0, value * 100.0 / grown, value * 1000.0 / grown)
            for region in ("North", "South")
            for group, supplier, value in (
                ("beef", US, 300), ("beef", THEM, 700), ("pork", US, 50), ("pork", THEM, 450),
            )
        ],
        columns=["region", "group", "supplier", "ours", "quantity", "value", "base_quantity", "base_value"],
    )  # fmt: skip
    period = Q3
    for _ in range(behind):
        period = period.previous()
    return around.Outside(
        period, tuple(map(str, period.months())), tuple(map(str, period.last_year().months())), rows, coverage, behind,
        regional=True, named=True, has_base=True, sources=("Versmonitor",), as_of=date(2026, 9, 30), remarks=(),
    )  # fmt: skip


# region, outlet, group: base, actual, then the effects; each row adds up
LEAVES = [
    (
        "North",
        "o1",
        "beef",
        60_000.40,
        58_000.20,
        {"market": 6_000.30, "share": -9_000.50, "price": 1_000.00},
    ),
    ("South", "o3", "beef", 40_000.00, 32_000.10, {"market": 4_000.00, "share": -12_500.00, "price": 500.10}),
    ("North", "o2", "pork", 30_000.00, 30_000.30, {"market": 3_000.40, "share": -3_100.10, "price": 100.00}),
]


def bridge_of(leaves=LEAVES):
    effects = ("market", "share", "price")
    rows = [
        {"region": r, "banner": "b", "outlet": o, "group": g, "product": f"{o}-{g}", "kind": "delivery", "base": b, "actual": a}
        | dict.fromkeys(effects, 0.0) | e
        for r, o, g, b, a, e in leaves
    ]  # fmt: skip
    return causes.Bridge("revenue", pd.DataFrame(rows), effects, (900.0, 1_400.0))


TOTALS = pd.DataFrame({"outlet": ["o1"], "group": ["beef"], "m0": [1.0], "m1": [1.0]})


def months_of(count=33):
    return [str(m) for y in (2023, 2024, 2025, 2026) for m in periods.parse(str(y)).months()][45 - count : 45]


def history_of(count=33):
    season = [90, 92, 100, 98, 105, 118, 120, 108, 100, 96, 92, 104]
    made = []
    for n, month in enumerate(months_of(count)):
        size = season[int(month[5:]) - 1] * 1000.0
        for group, part, share in (("", 1.0, 0.25), ("beef", 0.7, 0.3), ("pork", 0.3, 0.15)):
            ours = share - 0.001 * n
            made.append((month, group, size * part / 10, size * part, 0.0, size * part * ours, ours))
    names = ["period", "group", "quantity", "value", "our_quantity", "our_value", "share"]
    return pd.DataFrame(made, columns=names)


def quotations_of():
    months = months_of(45)
    price = [5.0 * (1 + 0.004 * n + (0.15 if n > 30 else 0.0)) for n in range(45)]
    made = pd.DataFrame({"month": months, "species": "beef", "price": price})
    return made.assign(index=100 * made["price"] / made["price"].iloc[0])


def sales_of():
    months = months_of(45)
    price = [10.0 * (1 + 0.003 * max(0, n - 4) + (0.1 if n > 34 else 0.0)) for n in range(45)]
    return pd.DataFrame(
        {"month": months, "region": "North", "banner": "b", "outlet": "o1", "outlet_name": "Harbour", "group": "beef",
         "product": "steak", "kind": "delivery", "quantity": 100.0, "revenue": [100 * p for p in price]}
    )  # fmt: skip


def channels_of():
    return pd.DataFrame(
        [("retail", Q3, 2_000_000.0, 0.05, 0.01, 10.0, 0.8, True), ("food service", Q3.previous(), 900_000.0, -0.02, -0.03, 11.5, 0.6, False)],
        columns=["channel", "period", "whole", "growth", "volume_growth", "price", "coverage", "ours"],
    )  # fmt: skip


def view_of(**changes):
    """The whole view, with some of it exchanged."""
    found = category_of()
    made = {
        "period": Q3, "sales": sales_of(), "comparable": True, "category": found, "year": found, "market": market_of(), "beside": found,
        "bridge": bridge_of(), "totals": TOTALS, "history": history_of(), "quotations": quotations_of(),
        "channels": channels_of(),
    }  # fmt: skip
    return panorama.Panorama(**(made | changes))


def nothing():
    """What a customer without any market data looks like."""
    empty = history_of().iloc[:0]
    return view_of(
        category=None, year=None, market=None, beside=None, totals=None, history=empty, quotations=None, comparable=False,
        sales=sales_of().tail(6), channels=channels_of().iloc[:0],
    )  # fmt: skip


@pytest.fixture
def view():
    return view_of()


@pytest.fixture
def build():
    return SimpleNamespace(
        view=view_of, category=category_of, market=market_of, bridge=bridge_of, nothing=nothing
    )


GOAL_COLUMNS = [
    "outlet",
    "name",
    "goal",
    "measure",
    "target",
    "value",
    "basis",
    "status",
    "gap",
    "needs",
    "reason",
    "doubt",
    "source",
]
NAN = float("nan")


@pytest.fixture
def standing():
    return pd.DataFrame(
        [
            ("", "De Slager & Zn", "meer omzet", "groei van de categorie, fractie", 0.04, 0.08, "category_growth", "ahead", 0.04, "", "", "", "gesprek"),
            ("", "De Slager & Zn", "minder derving", "derving", 0.035, NAN, "", "unknown", NAN, "", "not_measured", "", "gesprek"),
            ("o3", HOSTILE, "meer omzet", "groei van de categorie, fractie", 0.05, 0.02, "category_growth", "behind", -0.03, "", "", "other_groups", ""),
        ],
        columns=GOAL_COLUMNS,
    )  # fmt: skip


@pytest.fixture
def no_goals():
    return pd.DataFrame(columns=GOAL_COLUMNS)
