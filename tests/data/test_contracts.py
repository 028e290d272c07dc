"""The contract is whole, closed to customers where it must be, and the same as its page."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pandera.errors
import pytest

from amlib import language
from amlib.data import columns, contracts, manual

ROOT = Path(__file__).parents[2]
EVERY = [
    *contracts.TABLES.values(),
    *(t for n, t in contracts.SLICES.items() if contracts.TABLES.get(n) is not t),
]

NEVER_FOR_A_CUSTOMER = {  # what the contract marks as internal, written down a second time on purpose
    "sales": {"cost"},
    "promotion_weeks": {"cost"},
    "ledger_totals": {"cost"},
    "promotions": {"discount_per_unit", "fixed_cost"},
    "contacts": {"influence", "attitude"},
    "visits": {"report"},
    "complaints": {"credit"},
}
INTERNAL_TABLES = {"competitor_prices", "budget", "raw_materials", "rejected"}


def right(table: columns.Table) -> pd.DataFrame:
    """One row that keeps the contract."""
    values = {
        "text": "x",
        "date": pd.Timestamp(2026, 1, 5),
        "period": "2026-01",
        "number": 1.0,
        "money": 1.0,
        "integer": 1,
        "flag": True,
        "list": ("x",),
    }
    row = {
        c.name: c.choices[0] if c.choices else max(values[c.kind], c.minimum) if c.minimum else values[c.kind]
        for c in table.columns
    }
    return pd.DataFrame({c.name: pd.Series([row[c.name]], dtype=c.dtype) for c in table.columns})


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_a_table_names_only_columns_that_it_has(table):
    named = {
        *table.key,
        table.when,
        table.value,
        *(c.not_before for c in table.columns),
        *(table.customer_rows or ())[:1],
    } - {None}
    assert named <= set(table.names)
    assert len(set(table.names)) == len(table.names)
    for column in table.columns:
        assert column.kind in columns.KINDS
        assert column.meaning
        if column.references:
            parent, key = column.references.split(".")
            assert contracts.TABLES[parent].key == (key,)


def test_only_four_tables_are_required():
    assert [name for name, table in contracts.TABLES.items() if table.required] == [
        "accounts",
        "outlets",
        "products",
        "sales",
    ]


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_a_customer_never_sees_an_internal_column(table):
    shown = set(table.shown("customer", competitors=True).names)
    assert table.internal == (table.name in INTERNAL_TABLES)
    assert shown == (
        set() if table.internal else set(table.names) - NEVER_FOR_A_CUSTOMER.get(table.name, set())
    )


def test_licensed_columns_are_shown_only_where_competitors_may_be_named():
    table = contracts.TABLES["category_sales"]
    assert {"supplier", "brand", "product"} == set(table.names) - set(table.shown("customer").names)
    assert table.shown("customer", competitors=True) == table


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_a_frame_that_keeps_the_contract_passes_its_schema(table):
    frame = right(table)
    assert table.schema().validate(frame).equals(frame)
    assert len(table.schema().validate(frame.iloc[:0])) == 0


WRONG = [
    ("an extra column", lambda f: f.assign(extra=1), "extra"),
    ("a missing column", lambda f: f.drop(columns="score"), "score"),
    ("another type", lambda f: f.assign(score="7"), "float64"),
    ("out of range", lambda f: f.assign(score=11.0), "less_than_or_equal_to"),
    ("not a choice", lambda f: f.assign(level="attic"), "isin"),
    ("nothing where something is required", lambda f: f.assign(score=float("nan")), "null"),
]


@pytest.mark.parametrize(("case", "spoil", "words"), WRONG, ids=[case for case, *_ in WRONG])
def test_a_frame_that_breaks_the_contract_is_refused(case, spoil, words):
    table = contracts.TABLES["satisfaction"]
    with pytest.raises((pandera.errors.SchemaError, pandera.errors.SchemaErrors), match=words):
        table.schema().validate(spoil(right(table)))


def test_the_page_in_the_manual_is_the_contract():
    assert (ROOT / "docs" / "data-contract.md").read_text("utf-8") == manual.page()


def test_the_page_is_in_dutch_too():
    english = manual.page()
    with language.use("nl"):
        dutch = manual.page()
    assert re.findall(r"^## .*", dutch, re.M) == re.findall(r"^## .*", english, re.M)
    said = [
        line for line in english.splitlines() if re.search("[a-z]{4}", line) and not line.startswith("## ")
    ]
    same = sorted(set(said) & set(dutch.splitlines()))
    assert same == []
