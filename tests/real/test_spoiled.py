"""
A spoiled copy of the real set: what cannot be trusted is set aside in sight, and what is said of it in the manual is what really happens.

The faults are those of daily work: a store missing from the list, one listed twice, a coordinate without its point, an article that the price list lost, a volume
in words. The copy holds the lines of 2022-07 and later only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from amlib import errors, language, periods
from amlib.analysis import results
from amlib.data import freeze, slices, workbook

pytestmark = pytest.mark.real

PROJECT = Path(__file__).parents[2]
WORKBOOK = PROJECT / "parameters" / "examples" / "iowa_whiskey" / "workbook.yml"
MANUAL = PROJECT / "docs" / "bring-your-own-data.md"
Lines = list[str]


def _spoiled_stores(lines: Lines) -> Lines:
    """One Costco is missing, one has a coordinate without its point, one is listed twice under two numbers of its own."""
    kept = [
        line.replace("41.561432", "4156.1432") if line.startswith("3814,") else line
        for line in lines
        if not line.startswith("10074,")
    ]
    return kept + [line.replace("#1325", "#1326") for line in kept if line.startswith("5666,")]


def _one_spoiled_store(lines: Lines) -> Lines:
    """One small CVS has a coordinate without its point."""
    return [line.replace("41.976883", "4197.6883") if line.startswith("2841,") else line for line in lines]


def _spoiled_products(lines: Lines) -> Lines:
    """The price list lost a best-seller, and has the volume of another in words."""
    return [
        line.replace(",750,", ',"0,75 L",') if line.startswith("18006,") else line
        for line in lines
        if not line.startswith("64870,")
    ]


def _same(lines: Lines) -> Lines:
    return lines


def _copy(
    iowa: Path, folder: Path, stores: Callable[[Lines], Lines], products: Callable[[Lines], Lines]
) -> None:
    for name, spoil in (("stores.csv", stores), ("products.csv", products)):
        lines = (iowa / name).read_text("utf-8").splitlines(keepends=True)
        (folder / name).write_text("".join(spoil(lines)), "utf-8")
    duckdb.sql(f"""
        copy (from '{iowa.as_posix()}/sales.parquet' where "Date" >= '2022-07-01')
        to '{folder.as_posix()}/sales.parquet'
    """)


def test_faults_beyond_what_is_accepted_stop_the_freeze_with_the_words_of_the_manual(
    iowa: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _copy(iowa, tmp_path, _spoiled_stores, _spoiled_products)
    monkeypatch.setenv("IOWA_WHISKEY", tmp_path.as_posix())
    with language.use("en"), pytest.raises(errors.FaultyTables) as refused:
        freeze.make(workbook.read(WORKBOOK), tmp_path / "freezes", as_of=date(2022, 11, 1))
    with language.use("en"):
        told = str(refused.value)
    shown = re.search(r"```\n(the tables cannot be frozen.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    assert shown is not None
    assert _unnumbered(told) == _unnumbered(shown[1])


def _unnumbered(text: str) -> Lines:
    """Lines without their spacing, row numbers and first outlet of a kind: a query promises no order of rows."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    lines = [re.sub(r"^((?:Where: )?\w+ query(?: None)?) \d+ ", r"\1 ", line) for line in lines]
    return [re.sub(r"(sales query None outlet) \d+ ", r"\1 ", line) for line in lines]


def test_few_faults_are_set_aside_counted_and_told(
    iowa: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _copy(iowa, tmp_path, _one_spoiled_store, _same)
    monkeypatch.setenv("IOWA_WHISKEY", tmp_path.as_posix())
    made = freeze.make(workbook.read(WORKBOOK), tmp_path / "freezes", as_of=date(2022, 11, 1))

    tables = json.loads((made.path / "freeze.json").read_text("utf-8"))["tables"]
    for name, counts in tables.items():
        rows = [counts[side]["rows"] for side in ("accepted", "rejected", "read")]
        assert rows[0] + rows[1] == rows[2], name
    assert tables["outlets"]["rejected"]["rows"] == 1

    lost = duckdb.sql(f"""
        select count(*), sum("Sale (Dollars)"::decimal(18, 2))::double
        from '{tmp_path.as_posix()}/sales.parquet'
        join read_csv('{tmp_path.as_posix()}/products.csv', all_varchar = true) using ("Item Number")
        where "Vendor Name" like 'SAZERAC%' and "Store Number" = 2841 and "Date" < '2022-10-01'
    """).fetchall()[0]
    cvs = slices.read(made.slice_path("cvs", "internal"))
    told = results.quality(cvs, periods.parse("2022Q3"))
    assert (told.rejected_rows, told.rejected_revenue) == (lost[0], pytest.approx(lost[1], abs=0.005))
    assert (made.path / "rejected" / "sales.csv").is_file()
