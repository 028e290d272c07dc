"""A small invented account: two regions, four outlets, three groups; one name means harm."""

from datetime import date
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pytest

from amlib import language, periods
from amlib.analysis import causes, results
from amlib.data import slices

HOSTILE = "Bistro <b>*Zuid*</b> $5|`x`"
NAN = float("nan")

# (level, key, name, quantity, revenue, margin, base_quantity, base_revenue, base_margin); groups, regions and outlets each add up to the total
LINES = [
    ("total", "total", "total", 10_300.5, 51_480.40, 9_100.10, 11_000.0, 54_000.80, 9_900.30),
    ("group", "beef", "beef", 4_100.5, 27_480.30, 5_000.05, 5_000.0, 31_100.40, 6_000.10),
    ("group", "pork", "pork", 4_200.0, 16_000.05, 2_600.02, 4_000.0, 15_400.20, 2_700.10),
    ("group", "poultry", "poultry", 2_000.0, 8_000.05, 1_500.03, 2_000.0, 7_500.20, 1_200.10),
    ("region", "North", "North", 6_300.5, 30_480.20, 5_400.06, 6_500.0, 31_000.30, 5_800.20),
    ("region", "South", "South", 4_000.0, 21_000.20, 3_700.04, 4_500.0, 23_000.50, 4_100.10),
    ("outlet", "o1", "Harbour", 3_300.5, 16_480.20, 2_900.06, 3_500.0, 17_000.30, 3_200.20),
    ("outlet", "o2", "Market square", 3_000.0, 14_000.00, 2_500.00, 3_000.0, 14_000.00, 2_600.00),
    ("outlet", "o3", HOSTILE, 4_000.0, 21_000.20, 3_700.04, 2_500.0, 15_000.50, 2_600.10),
    ("outlet", "o4", "Old mill", 0.0, 0.0, 0.0, 2_000.0, 8_000.00, 1_500.00),
]
COLUMNS = [
    "level",
    "key",
    "name",
    "quantity",
    "revenue",
    "margin",
    "base_quantity",
    "base_revenue",
    "base_margin",
]

# region, outlet, group: base, actual, then the effects; each row adds up, and all rows together to the total of LINES
LEAVES = [
    ("North", "o1", "beef", 12_100.30, 10_480.20, {"volume": -1_800.10, "price": 180.00}),
    ("North", "o1", "pork", 4_900.00, 6_000.00, {"volume": 1_000.00, "product_mix": 100.00}),
    ("North", "o2", "poultry", 7_500.20, 8_000.05, {"volume": 499.85}),
    ("North", "o2", "pork", 6_499.80, 5_999.95, {"volume": -200.00, "product_mix": -299.85}),
    ("South", "o3", "beef", 11_000.10, 17_000.10, {"volume": 5_000.00, "price": 1_000.00}),
    ("South", "o3", "pork", 4_000.40, 4_000.10, {"other_value": -0.30}),
    ("South", "o4", "beef", 8_000.00, 0.0, {"lost_outlets": -8_000.00}),
]

RANKING = [
    ("o3", HOSTILE, "South", 15_000.50, 21_000.20, 17_086.19, 0.40, 0.30, -0.05, 0.33, 2_400.0, "above"),
    (
        "o2",
        "Market square",
        "North",
        14_000.00,
        14_000.00,
        15_946.58,
        0.0,
        0.02,
        -0.06,
        0.34,
        -1_700.0,
        "within",
    ),
    (
        "o1",
        "Harbour",
        "North",
        17_000.30,
        16_480.20,
        18_447.63,
        -0.0306,
        0.01,
        -0.02,
        0.30,
        -2_100.0,
        "below",
    ),
    ("o4", "Old mill", "South", 8_000.00, 0.0, NAN, NAN, NAN, NAN, NAN, NAN, "lost"),
]


@pytest.fixture
def english():
    with language.use("en"):
        yield


@pytest.fixture
def given():
    supplied = {"accounts": 1, "outlets": 4, "products": 60, "sales": 812}
    notes = {
        name: slices.TableNote(name in supplied, supplied.get(name, 0), f"{name}.csv", date(2026, 9, 30))
        for name in (*supplied, "category_sales", "budget", "visits")
    }
    return slices.Slice(
        path=Path(),
        account="slager",
        name="De Slager & Zn",
        channel="retail",
        audience="internal",
        company="Ons bedrijf",
        currency="EUR",
        unit="kg",
        invented=True,
        freeze="0123456789abcdef",
        fingerprint="f",
        as_of=date(2026, 10, 5),
        tables=MappingProxyType(notes),
        _columns=MappingProxyType({}),
    )


def comparison(lines, *, base="last_year", has_margin=True, missing=()):
    period = periods.parse("2026Q3")
    frame = pd.DataFrame(lines, columns=COLUMNS)
    so_far = frame.assign(**{name: frame[name] * 3 for name in COLUMNS[3:]})
    before = period if base == "budget" else period.last_year()
    return results.Comparison(period, before, base, frame, so_far, has_margin, tuple(missing))


@pytest.fixture
def compared():
    return comparison(LINES)


@pytest.fixture
def against_budget():
    budgeted = [(*line[:6], line[6], line[7] * 0.9, NAN) for line in LINES if line[0] in ("total", "group")]
    return comparison(budgeted, base="budget")


@pytest.fixture
def without_last_year():
    return comparison(
        [(*line[:6], NAN, NAN, NAN) for line in LINES], missing=("2025-07", "2025-08", "2025-09")
    )


@pytest.fixture
def compare():
    return comparison


@pytest.fixture
def bridge():
    effects = ("volume", "product_mix", "price", "lost_outlets", "other_value")
    rows = [
        {
            "region": r,
            "banner": "",
            "outlet": o,
            "group": g,
            "product": f"{o}-{g}",
            "kind": "delivery",
            "base": b,
            "actual": a,
        }
        | dict.fromkeys(effects, 0.0)
        | e
        for r, o, g, b, a, e in LEAVES
    ]
    return causes.Bridge("revenue", pd.DataFrame(rows), effects, (900.0, 1_400.0))


@pytest.fixture
def ranking():
    names = [
        "outlet",
        "name",
        "region",
        "base_revenue",
        "revenue",
        "expected",
        "growth",
        "shrunk_growth",
        "lower",
        "upper",
        "stake",
        "signal",
    ]
    frame = pd.DataFrame(RANKING, columns=names)
    return frame.assign(
        change=frame["revenue"] - frame["base_revenue"], deviation=frame["revenue"] - frame["expected"]
    )


@pytest.fixture
def months():
    names = [str(m) for y in (2024, 2025, 2026) for m in periods.parse(str(y)).months()][9:33]
    season = [16_000, 17_000, 21_000, 14_000, 14_500, 15_500, 17_000, 18_000, 19_000, 18_500, 18_000, 17_500]
    revenue = [s * (1.0 if n < 12 else 0.96 if n < 20 else 0.94) for n, s in enumerate(season * 2)]
    base = [NAN] * 12 + revenue[:12]
    return pd.DataFrame(
        {"month": names, "quantity": revenue, "revenue": revenue, "base_quantity": base, "base_revenue": base}
    )


@pytest.fixture
def tie():
    return results.TieOut(
        "does_not_tie", 51_480.40, 51_600.00, (("rows set aside by the freeze", 100.00),), 19.60
    )


@pytest.fixture
def quality():
    return results.Quality(
        freeze="0123456789abcdef",
        as_of=date(2026, 10, 5),
        first_month="2024-01",
        last_month="2026-09",
        history_months=33,
        rejected_rows=2,
        rejected_revenue=100.0,
        rejected_share=0.0019,
        unattributed_rows=1,
        market_through=None,
        supplied=("accounts", "outlets", "products", "sales"),
        missing=("category_sales", "budget", "visits"),
    )
