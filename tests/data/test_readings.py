"""Numbers and days as people write them: what is certain is read, what is not is never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlib.data import readings
from amlib.data.contracts import TABLES

SURE = [  # text, meaning
    ("12", "12"),
    ("12,5", "12.5"),
    ("12.5", "12.5"),
    ("1.234,5", "1234.5"),
    ("1,234.5", "1234.5"),
    ("1.234.567", "1234567"),
    ("1 234,5", "1234.5"),
    ("1\N{NO-BREAK SPACE}234", "1234"),
    ("0,125", "0.125"),
    ("0.125", "0.125"),
    ("1234,567", "1234.567"),
    (",5", "0.5"),
    ("007", "7"),
    ("12,50-", "-12.50"),
    ("-12,50", "-12.50"),
    ("−12,50", "-12.50"),
    ("+12,50", "12.50"),
    ("(12,50)", "-12.50"),
    ("€ 12,50", "12.50"),
    ("€ -12,50", "-12.50"),
    ("-€ 12,50", "-12.50"),
    ("12,50 EUR", "12.50"),
]
UNREADABLE = [
    "",
    "x",
    "12,-",
    "12,",
    "1.23.4",
    "1.2345,6",
    "12 34",
    "--12",
    "(-12)",
    "(12",
    "-12-",
    "1,2E+03",
    "12%",
    "12 kg",
    "1.234,5.6",
    "..",
    "-",
    "NaN",
    "٣",
]


@pytest.mark.parametrize(("text", "meaning"), SURE)
def test_a_number_that_reads_in_one_way_is_read(text, meaning):
    assert readings.numbers([text]) == {text: meaning}


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_not_a_number_is_not_read(text):
    assert readings.numbers([text]) == {text: None}


COLUMNS = [  # the column, what the doubtful value means there
    (["1.234"], "?"),
    (["1.234", "12", "5.678"], "?"),
    (["1.234", "12,50"], "1234"),
    (["1.234", "12.50"], "1.234"),
    (["1.234", "12,50", "12.50"], "?"),
    (["1.234", "1.234.567"], "1234"),
    (["1.234", "0.500"], "1.234"),
]


@pytest.mark.parametrize(("column", "meaning"), COLUMNS)
def test_a_doubtful_number_is_settled_by_its_column_or_not_at_all(column, meaning):
    assert readings.numbers(column)["1.234"] == meaning


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
def test_every_amount_written_in_dutch_is_read_back(amount: Decimal):
    written = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    assert Decimal(readings.numbers([written])[written] or "") == amount


@given(st.text(alphabet="0123456789.,-() ", max_size=12))
def test_a_number_is_never_read_in_one_way_when_the_other_grammar_reads_another(text: str):
    alone = readings.numbers([text])[text]
    beside = [readings.numbers([text, other])[text] for other in ("9,99", "9.99")]
    assert alone == (beside[0] if beside[0] == beside[1] else "?")


DAYS = [
    ("31-12-2026", "2026-12-31"),
    ("1-2-2026", "2026-02-01"),
    ("31.12.2026", "2026-12-31"),
    ("31/12/2026", "2026-12-31"),
    ("12/31/2026", "2026-12-31"),
    ("2026-12-31", "2026-12-31"),
    ("2026-12-31T00:00:00", "2026-12-31"),
    ("20261231", "2026-12-31"),
    ("3/4/2026", "?"),
    ("3/3/2026", "2026-03-03"),
    ("31-12-26", None),
    ("30-02-2026", None),
    ("2026-1231", None),
    ("2026-12-31T00:00:00+01:00", None),
    ("46022", None),
]


@pytest.mark.parametrize(("text", "meaning"), DAYS)
def test_a_day_is_read_in_one_way_or_not(text, meaning):
    assert readings.days([text]) == {text: meaning}


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_every_dutch_day_is_read_back(day: date):
    written = f"{day.day}-{day.month}-{day.year:04d}"
    assert readings.days([written]) == {written: day.isoformat()}


KINDS = [
    ("customer_goals", "year", "2026", "2026"),
    ("customer_goals", "year", "2026,5", None),
    ("ledger_totals", "month", "2026-09", "2026-09"),
    ("ledger_totals", "month", "2026Q3", None),
    ("budget", "period", "2026-k3", "2026Q3"),
    ("terms", "retroactive", "Ja", "true"),
    ("terms", "retroactive", "misschien", None),
    ("promotions", "outlets", "001; 002;", "001;002"),
    ("promotions", "outlets", ";", None),
]


@pytest.mark.parametrize(("table", "column", "text", "meaning"), KINDS)
def test_a_column_is_read_by_its_kind(table, column, text, meaning):
    assert readings.of(TABLES[table][column], [text]) == {text: meaning}
