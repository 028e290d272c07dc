"""A notebook reads the slice that it was given, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date

import pandas as pd
import pytest

from amlib import errors, periods
from amlib.analysis import results
from amlib.data import columns, contracts, slices

VISITS = "visit;date;account;outlet;score_layout\nV1;05-01-2026;bakker;001;4\nV2;06-01-2026;bakker;;\n"
TERMS = (
    "term;account;kind;from;retroactive\nT1;bakker;growth bonus;2026-01-01;ja\nT2;bakker;other;2026-01-01;\n"
)
PROMOTIONS = "promotion;account;outlets;product;start;end\nP1;bakker;001;00101;05-01-2026;11-01-2026\nP2;bakker;;00101;05-01-2026;11-01-2026\n"


@pytest.fixture
def made(company, frozen):
    return frozen(
        company(
            {"currency": "EUR", "unit": "kg", "invented": True},
            visits=VISITS,
            terms=TERMS,
            promotions=PROMOTIONS,
        )
    )


@pytest.fixture
def bakker(made):
    return slices.read(made.slice_path("bakker"))


def test_a_slice_knows_whose_it_is(made, bakker):
    assert (bakker.account, bakker.name, bakker.channel, bakker.audience) == (
        "bakker",
        "Bakker Supers",
        "retail",
        "internal",
    )
    assert (bakker.company, bakker.currency, bakker.unit, bakker.invented) == (
        "Slagerij Noord",
        "EUR",
        "kg",
        True,
    )
    assert (bakker.freeze, bakker.as_of) == (made.id, date(2026, 3, 1))
    assert len(bakker.fingerprint) == 64


def test_a_table_has_a_note(bakker):
    note = bakker.tables["sales"]
    assert note == slices.TableNote(supplied=True, rows=4, source="sales.csv", through=date(2026, 2, 3))
    assert bakker.tables["visits"].absent == (
        "contact",
        "kind",
        "planned_on",
        "reported_on",
        "report",
        "score_assortment",
        "score_quality",
        "kilometres",
    )
    assert bakker.tables["budget"] == slices.TableNote(supplied=False)


def test_a_remark_in_the_workbook_is_for_ourselves(company, frozen):
    company()  # writes the files
    made = frozen(company(sales={"path": "sales.csv", "note": "Visser delivers late"}))
    notes = [slices.read(made.slice_path("bakker", who)).tables["sales"].note for who in columns.AUDIENCES]
    assert notes == ["Visser delivers late", ""]


def test_each_table_is_what_the_contract_promises(bakker):
    for name, table in contracts.SLICES.items():
        found = bakker[name]
        assert list(found.columns) == list(table.names)
        assert bakker.supplied(name) or found.empty
        table.schema().validate(found)


def test_values_arrive_in_types_to_compute_with(bakker):
    assert bakker["sales"].dtypes.astype(str).to_dict() == {
        "month": "str",
        "outlet": "str",
        "product": "str",
        "kind": "str",
        "quantity": "float64",
        "revenue": "float64",
        "cost": "float64",
        "lines": "int64",
        "invoiced": "float64",
    }
    assert bakker["visits"]["date"].tolist() == [pd.Timestamp(2026, 1, 5), pd.Timestamp(2026, 1, 6)]
    assert bakker["visits"]["score_layout"].tolist() == [4, pd.NA]
    assert bakker["terms"]["retroactive"].tolist() == [True, pd.NA]
    assert bakker["promotions"]["outlets"].tolist() == [("001",), None]
    assert bakker["outlets"]["outlet"].tolist() == ["001", "002"]


def test_what_is_changed_in_a_frame_does_not_change_the_slice(bakker):
    changed = bakker["sales"]
    changed["revenue"] = 0.0
    assert bakker["sales"]["revenue"].sum() == 165.0  # 155 − 15 − 5 + 30


def test_a_table_that_was_not_supplied_is_empty_with_its_columns(bakker):
    assert bakker["budget"].empty
    assert bakker["budget"]["amount"].sum() == 0.0
    assert not bakker.supplied("budget")


def test_a_table_that_the_audience_may_not_see_is_an_error(made):
    found = slices.read(made.slice_path("bakker", "customer"))
    assert not found.supplied("budget")
    with pytest.raises(errors.DataError, match="no table budget in the slice for customer"):
        found["budget"]


def test_a_table_that_the_notebook_did_not_name_is_an_error(bakker, tmp_path):
    shutil.copytree(bakker.path, tmp_path / "slice", ignore=shutil.ignore_patterns("visits.parquet"))
    with pytest.raises(errors.DataError, match=r"table visits was not given(.|\n)*amlib.tables"):
        slices.read(tmp_path / "slice")["visits"]


def test_the_slice_named_by_the_environment_comes_first(made, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(made.slice_path("bakker"), tmp_path / "slice")
    assert slices.given("bakker").account == "bakker"
    monkeypatch.setenv("AMLIB_SLICE", str(made.slice_path("visser")))
    assert slices.given("visser").account == "visser"
    assert slices.given().account == "visser"


ANOTHER = [("bakker", "internal"), ("visser", "customer")]


@pytest.mark.parametrize(("account", "audience"), ANOTHER)
def test_a_notebook_that_asks_for_another_slice_than_it_was_given_is_refused(
    account, audience, made, monkeypatch
):
    monkeypatch.setenv("AMLIB_SLICE", str(made.slice_path("visser")))
    with pytest.raises(errors.DataError, match="the slice given is visser for internal"):
        slices.given(account, audience)


@pytest.mark.parametrize("place", [".", "notebooks"])
def test_a_person_gets_the_slice_of_the_latest_freeze_nearby(place, company, frozen, monkeypatch, tmp_path):
    made = frozen(company(), into="output/freezes")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / place)
    monkeypatch.delenv("AMLIB_SLICE", raising=False)
    assert slices.given("bakker", "customer").freeze == made.id
    with pytest.raises(errors.DataError, match=r"no account jansen(.|\n)*bakker, visser"):
        slices.given("jansen")


def test_without_a_slice_or_a_freeze_the_error_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AMLIB_SLICE", raising=False)
    with pytest.raises(errors.DataError, match="amlib freeze"):
        slices.given("bakker")


def test_a_kernel_that_reads_a_slice_loads_no_database():
    code = "import sys; from amlib.data import slices; print(sorted({'duckdb', 'ibis', 'pandera', 'pydantic'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_part_of_an_account_holds_the_rows_of_its_outlets_and_groups(bakker):
    # the sales of bakker: outlet 001 worst 155.00 and −15.00 in January; outlet 002 gehakt −5.00, varken 30.00
    assert slices.only(bakker) is bakker
    first = slices.only(bakker, outlets=["001"])
    assert first["sales"]["revenue"].sum() == pytest.approx(140.00)
    pork = slices.only(bakker, groups=["varken"])
    assert pork["sales"]["revenue"].tolist() == [30.00]
    assert slices.only(bakker, ["001"], ["varken"])["sales"].empty
    assert len(first["outlets"]) == len(bakker["outlets"])
    assert (first.partial, bakker.partial) == (True, False)


def test_what_is_about_the_whole_account_is_not_supplied_for_a_part(bakker):
    assert bakker.supplied("terms")
    assert not slices.only(bakker, ["001"]).supplied("terms")
    assert slices.only(bakker, ["001"])["terms"].empty


def test_an_unknown_outlet_or_group_is_refused_all_at_once(bakker):
    with pytest.raises(errors.ParameterError, match="outlets: 009, groups: vis") as caught:
        slices.only(bakker, ["001", "009"], ["vis"])
    assert "001" in str(caught.value)


def test_what_is_worked_out_once_is_not_worked_out_again_and_not_shared_with_a_part(bakker):
    made = []

    def make():
        made.append(len(made))
        return made[-1]

    assert [bakker.once("sum", make), bakker.once("sum", make), bakker.once("other", make)] == [0, 0, 1]
    assert slices.only(bakker, outlets=["001"]).once("sum", make) == 2
    assert bakker.once("sum", make) == 0


def test_a_book_is_a_copy_of_one_that_is_made_once(bakker):
    first = results.book(bakker)
    kept = first["revenue"].to_list()
    first["revenue"] = 0.0
    assert results.book(bakker)["revenue"].to_list() == kept
    assert results.compare(bakker, periods.parse("2026-01")) is results.compare(
        bakker, periods.parse("2026-01")
    )


def test_what_was_loaded_before_is_set_aside_once(made, monkeypatch):
    """The collector need not go through it again; what comes later is collected as ever."""
    counts, calls = iter([0, 7]), []
    monkeypatch.setattr(slices.gc, "get_freeze_count", lambda: next(counts))
    monkeypatch.setattr(slices.gc, "freeze", lambda: calls.append(1))
    monkeypatch.setenv("AMLIB_SLICE", str(made.slice_path("bakker")))
    for _ in range(2):
        assert slices.given("bakker").account == "bakker"
        assert calls == [1]


def test_what_is_set_aside_is_freed_at_the_end_and_no_library_complains_of_it():
    """DuckDB counts what is not freed as the program ends, and told it in 45 lines under an adoption."""
    asked = "import duckdb; from amlib.data import slices; slices._set_aside()"
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ended.stderr == ""
