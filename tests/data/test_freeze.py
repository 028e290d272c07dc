"""A freeze counts everything, guesses nothing, and is named by what it holds."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amlib import errors
from amlib.data import contracts, freeze, slices

GENEROUS = {"accepted_faults": 0.9}


def sales_of(made: freeze.Freeze, account: str, audience: str = "internal") -> pd.DataFrame:
    return slices.read(made.slice_path(account, audience))["sales"]


def rejected_rows(folder: Path, table: str) -> list[dict[str, str]]:
    with Path(folder, f"{table}.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def report(made: freeze.Freeze, table: str) -> dict:
    return json.loads((made.path / "freeze.json").read_text("utf-8"))["tables"][table]


# -- what it holds -------------------------------------------------------------------------------------------------------------


def test_sales_are_added_up_per_month_outlet_article_and_kind(company, frozen):
    found = sales_of(frozen(company()), "bakker").sort_values(["month", "outlet", "kind"]).values.tolist()
    nan = pytest.approx(float("nan"), nan_ok=True)
    assert found == [
        ["2026-01", "001", "00101", "delivery", 14.5, 155.0, 110.0, 2, nan],  # 10.5 + 4; 105 + 50; 80 + 30
        ["2026-01", "001", "00101", "return", -1.5, -15.0, -12.0, 1, nan],
        ["2026-01", "002", "00102", "value", 0.0, -5.0, nan, 1, nan],  # no cost was given, so none is known
        ["2026-02", "002", "00103", "delivery", 2.0, 30.0, 20.0, 1, nan],
    ]


def test_lines_in_another_currency_keep_what_was_invoiced(company, frozen, tables):
    head, *lines = tables["sales"].strip().splitlines()
    # 105.00 at 0.50 is 210.00 abroad; the other line of the month, 50.00, is at home
    rated = "\n".join([f"{head};rate", *(f"{line};{'0,5' if '105,00' in line else ''}" for line in lines)])
    found = sales_of(frozen(company(sales=rated)), "bakker").query("revenue == 155.0 or revenue == 30.0")
    assert found["invoiced"].tolist() == [260.0, pytest.approx(float("nan"), nan_ok=True)]


def test_a_cost_that_is_known_for_some_lines_only_is_unknown(company, frozen, tables):
    spoilt = tables["sales"].replace("50,00;30,00;2", "50,00;;2")
    found = sales_of(frozen(company(sales=spoilt)), "bakker").query(
        "kind == 'delivery' and month == '2026-01'"
    )
    assert found["revenue"].tolist() == [155.0]
    assert found["cost"].isna().all()


def test_each_account_gets_its_own_rows_only(company, frozen):
    made = frozen(company())
    assert made.accounts == ("bakker", "visser")
    assert sales_of(made, "visser")["revenue"].tolist() == [1234.5]
    assert slices.read(made.slice_path("visser"))["outlets"]["outlet"].tolist() == ["003"]
    assert slices.read(made.slice_path("visser"))["products"]["product"].tolist() == ["00102"]


def test_the_freeze_tells_what_happened_to_each_table(company, frozen):
    found = report(frozen(company()), "sales")
    # 105 + 50 - 15 - 5 + 30 + 1234.50
    assert found["read"] == found["accepted"] == {"rows": 6, "value": "1399.5000"}
    assert found["rejected"]["rows"] == 0
    assert (found["source"], found["through"], found["absent"]) == ("sales.csv", "2026-02-03", ["rate"])


def test_an_unknown_account_is_refused(company, frozen):
    with pytest.raises(errors.DataError, match="no account jansen"):
        frozen(company()).slice_path("jansen")


# -- its name ------------------------------------------------------------------------------------------------------------------


def test_the_same_content_has_the_same_name_on_another_day_and_in_another_place(company, frozen, tables):
    first = frozen(company())
    header, *lines = tables["sales"].splitlines()
    random.Random(1).shuffle(lines)
    other = frozen(company(sales="\n".join([header, *lines]), folder="elsewhere"), date(2027, 5, 5), "other")
    assert other.id == first.id
    assert (first.as_of, other.as_of) == (date(2026, 3, 1), date(2027, 5, 5))


CHANGES = [
    ("a cent", "sales", "105,00", "105,01"),
    ("a name", "accounts", "Bakker Supers", "Bakker Super"),
    ("a region", "outlets", "Zuid", "Oost"),
    ("an empty value", "sales", "20,00;5", ";5"),
]


@pytest.mark.parametrize(("case", "table", "old", "new"), CHANGES, ids=[c[0] for c in CHANGES])
def test_other_content_has_another_name(case, table, old, new, company, frozen, tables):
    assert (
        frozen(company(**{table: tables[table].replace(old, new)})).id != frozen(company(folder="plain")).id
    )


def test_a_freeze_that_exists_is_used_again(company, frozen):
    first = frozen(company())
    before = {file: file.stat().st_mtime_ns for file in first.path.rglob("*")}
    again = frozen(company(), date(2027, 1, 1))
    assert again == first
    assert {file: file.stat().st_mtime_ns for file in first.path.rglob("*")} == before


def test_a_delivery_on_a_day_that_has_not_been_is_set_aside(company, frozen):
    with pytest.raises(errors.FaultyTables, match="03-02-2026 a day that has not been yet"):
        frozen(company(), date(2026, 2, 1))


def test_the_latest_freeze_is_the_one_made_last_even_when_it_existed(company, frozen, tables, tmp_path):
    assert freeze.latest(tmp_path / "freezes") is None
    first = frozen(company())
    second = frozen(company(sales=tables["sales"].replace("105,00", "106,00")))
    assert freeze.latest(tmp_path / "freezes") == second
    frozen(company())
    assert freeze.latest(tmp_path / "freezes") == first


def test_nothing_is_left_behind_but_the_freeze(company, frozen, tables, tmp_path):
    made = frozen(company())
    assert {entry.name for entry in (tmp_path / "freezes").iterdir()} == {made.id, "latest"}


def test_reading_a_folder_without_a_freeze_is_an_error(tmp_path):
    with pytest.raises(errors.DataError, match="there is no freeze here"):
        freeze.read(tmp_path)


# -- faults --------------------------------------------------------------------------------------------------------------------

FAULTS = [  # table, line to add, column, value, fault
    ("sales", "32-01-2026;bakker;001;00101;1;1;1;7", "date", "32-01-2026", "a value cannot be read"),
    ("sales", "05-01-2026;bakker;001;00101;veel;1;1;7", "quantity", "veel", "a value cannot be read"),
    ("sales", "05-01-2026;bakker;001;00101;1;;1;7", "revenue", None, "a required value is missing"),
    ("sales", "05-01-2026;bakker;001;00777;1;1;1;7", "product", "00777", "a reference points to nothing"),
    ("sales", "05-01-2026;bakker;009;00101;1;1;1;7", "outlet", "009", "a reference points to nothing"),
    (
        "sales",
        "05-01-2026;bakker;003;00101;1;1;1;7",
        "outlet",
        "003",
        "a reference belongs to another account",
    ),
    ("sales", "05-01-2026;jansen;001;00101;1;1;1;7", "account", "jansen", "a reference points to nothing"),
    (
        "sales",
        "05-01-2026;bakker;001;00101;1",
        "",
        "5 fields under 8 headings",
        "a row has more or fewer fields than its header",
    ),
    (
        "sales",
        "05-01-2026;bakker;001;00101;1;1;1;7;8",
        "",
        "9 fields under 8 headings",
        "a row has more or fewer fields than its header",
    ),
    ("accounts", "vers;Vers & Co;kiosk", "channel", "kiosk", "a value is not one of those accepted"),
    ("accounts", "../vers;Vers & Co;retail", "account", "../vers", "a value is not one of those accepted"),
    ("products", "00103;Andere hamlap;varken;Slagerij Noord;1", "product", "00103", "a key is used twice"),
    ("products", "00104;Spek;varken;Slagerij Noord;-1", "kg_per_unit", "-1", "a value is out of range"),
]


@pytest.mark.parametrize(
    ("table", "line", "column", "value", "fault"), FAULTS, ids=[f"{f[0]} {f[2]} {f[3]}" for f in FAULTS]
)
def test_a_fault_is_told_with_its_place_and_value(table, line, column, value, fault, company, frozen, tables):
    with pytest.raises(errors.FaultyTables) as caught:
        frozen(company(**{table: tables[table] + line + "\n"}))
    faults = caught.value.faults
    found = faults[
        (faults["table"] == table) & (faults["column"] == column) & (faults["fault"] == fault)
    ].iloc[0]
    number = tables[table].count("\n") + 1 if fault != "a key is used twice" else 4
    assert (found["file"], found["row"]) == (f"{table}.csv", number)
    assert (None if pd.isna(found["value"]) else found["value"]) == value
    assert fault in str(caught.value)


def test_a_doubtful_number_is_a_fault_and_not_a_guess(company, frozen, tables):
    prices = "date;account;supplier;product;price\n05-01-2026;bakker;Concurrent;Worst;1.234\n06-01-2026;bakker;Concurrent;Worst;5.678\n"
    with pytest.raises(errors.FaultyTables, match="a value can be read in two ways") as caught:
        frozen(company(competitor_prices=prices))
    (found,) = caught.value.faults.to_dict("records")
    assert (found["value"], found["row"], found["more"]) == ("1.234", 2, 1)
    assert found["expected"] == "an amount that reads in one way, such as 1234 or 1.234,00"


def test_all_faults_of_all_tables_are_told_at_once(company, frozen, tables):
    accounts = tables["accounts"].replace("food service", "kiosk")
    sales = tables["sales"].replace("revenue", "omzet")
    with pytest.raises(errors.FaultyTables) as caught:
        frozen(company(accounts=accounts, sales=sales, visits={"path": "nowhere.xlsx"}, products=None))
    told = caught.value.faults
    assert set(told["table"]) == {"accounts", "outlets", "sales", "visits", "products"}
    words = str(caught.value)
    for expected in (
        "kiosk",
        "a required column is missing",
        "the file does not exist",
        "a required table is not supplied",
    ):
        assert expected in words


def test_faults_of_one_kind_are_told_once_with_how_many_more(company, frozen, tables):
    with pytest.raises(errors.FaultyTables) as caught:
        frozen(company(sales=tables["sales"].replace(";00101;", ";00777;")))
    (found,) = caught.value.faults.to_dict("records")
    assert (found["row"], found["value"], found["more"]) == (2, "00777", 2)


def test_the_row_of_an_excel_file_is_the_row_that_excel_shows(company, frozen, tmp_path):
    (tmp_path / "company").mkdir()
    book = xlsxwriter.Workbook(str(tmp_path / "company" / "klanten.xlsx"))
    sheet = book.add_worksheet("Klanten")
    for i, row in {
        0: ["Onze klanten"],
        2: ["account", "name", "channel"],
        3: ["bakker", "Bakker", "retail"],
        6: ["visser", "Visser", "markt"],
    }.items():
        sheet.write_row(i, 0, row)
    book.close()
    with pytest.raises(errors.FaultyTables) as caught:
        frozen(company(accounts={"path": "klanten.xlsx", "sheet": "Klanten"}))
    found = caught.value.faults.query("table == 'accounts'").iloc[0]
    assert (found["file"], found["sheet"], found["row"], found["value"]) == (
        "klanten.xlsx",
        "Klanten",
        7,
        "markt",
    )


def test_more_faults_than_accepted_stop_the_freeze_and_what_was_set_aside_can_be_seen(
    company, frozen, tables, tmp_path
):
    spoilt = tables["sales"].replace("105,00", "veel")
    with pytest.raises(errors.FaultyTables, match=r"sales 16.7%, accepted 1.0%"):
        frozen(company(sales=spoilt))
    (row,) = rejected_rows(tmp_path / "freezes" / "stopped", "sales")
    assert (row["row"], row["reason"], row["revenue"]) == ("2", "revenue: a value cannot be read", "veel")
    assert freeze.latest(tmp_path / "freezes") is None
    frozen(company(GENEROUS, sales=spoilt))
    assert not (tmp_path / "freezes" / "stopped").exists()


def test_the_value_of_faults_stops_a_freeze_as_well_as_their_number(company, frozen, tables):
    spoilt = tables["sales"].replace("visser;003", "visser;009")  # 1 row of 6, but 1234.50 of 1439.50
    with pytest.raises(errors.FaultyTables, match=r"sales 85.8%, accepted 20.0%"):
        frozen(company({"accepted_faults": 0.2}, sales=spoilt))


def test_a_table_may_have_its_own_share_of_accepted_faults(company, frozen, tables):
    (company().folder / "spoilt.csv").write_text(tables["sales"].replace("105,00", "veel"))
    made = frozen(company(sales={"path": "spoilt.csv", "accepted_faults": 0.2}))
    assert report(made, "sales")["rejected"] == {"rows": 1, "value": "0.0000"}


# -- what is set aside ---------------------------------------------------------------------------------------------------------


def test_rejected_rows_keep_their_values_their_place_and_every_reason(company, frozen, tables):
    spoilt = tables["sales"] + "32-01-2026;bakker;001;00777;1;99,00;1;7\n"
    made = frozen(company(GENEROUS, sales=spoilt))
    (row,) = rejected_rows(made.path / "rejected", "sales")
    assert row == {
        "file": "sales.csv",
        "row": "8",
        "reason": "date: a value cannot be read; product: a reference points to nothing",
        **dict(
            zip(
                tables["sales"].splitlines()[0].split(";"),
                ["32-01-2026", "bakker", "001", "00777", "1", "99,00", "1", "7"],
                strict=True,
            )
        ),
    }


def test_rejecting_an_outlet_rejects_what_refers_to_it(company, frozen, tables):
    made = frozen(company(GENEROUS, outlets=tables["outlets"].replace("003;visser", "003;visscher")))
    assert report(made, "sales")["rejected"] == {"rows": 1, "value": "1234.5000"}
    assert sales_of(made, "visser").empty


def test_rows_that_repeat_a_key_are_all_set_aside_unless_they_are_equal(company, frozen, tables):
    equal = tables["products"] + "00999;Knakworst;worst;Concurrent;0,40\n"
    assert report(frozen(company(GENEROUS, products=equal)), "products")["rejected"]["rows"] == 1
    other = tables["products"] + "00999;Knak;worst;Concurrent;0,4\n"
    assert (
        report(frozen(company(GENEROUS, products=other, folder="other")), "products")["rejected"]["rows"] == 2
    )


def test_a_faulty_row_does_not_make_a_sound_one_a_double(company, frozen, tables):
    spoilt = tables["products"] + "00101;;worst;Slagerij Noord;0,275\n"
    assert report(frozen(company(GENEROUS, products=spoilt)), "products")["rejected"]["rows"] == 1


def test_an_account_hears_of_its_own_rejected_rows_and_of_those_of_nobody(company, frozen, tables):
    spoilt = (
        tables["sales"]
        + "07-02-2026;bakker;001;00777;2;20,00;1;7\n08-02-2026;wie;001;00101;3;30,00;1;8\n32-02-2026;visser;003;00102;x;9,00;1;9\n"
    )
    made = frozen(company(GENEROUS, sales=spoilt))
    found = {account: slices.read(made.slice_path(account))["rejected"] for account in made.accounts}
    nobody = ["sales", "2026-02", "a reference points to nothing", 1, 3.0, 30.0, False]
    own = {
        "bakker": ["sales", "2026-02", "a reference points to nothing", 1, 2.0, 20.0, True],
        "visser": ["sales", None, "a value cannot be read", 1, None, 9.0, True],
    }
    for account, rows in found.items():
        shown = [[None if pd.isna(value) else value for value in row] for row in rows.values.tolist()]
        assert sorted(shown, key=str) == sorted([nobody, own[account]], key=str)


def test_an_unreadable_amount_hides_no_readable_one(company, frozen, tables):
    """Both rows are set aside for a value that cannot be read: one lost its value, the other its quantity."""
    spoilt = (
        tables["sales"]
        + "05-01-2026;bakker;001;00101;2;veel;1;7\n06-01-2026;bakker;001;00101;weinig;30,00;1;8\n"
    )
    found = slices.read(frozen(company(GENEROUS, sales=spoilt)).slice_path("bakker"))["rejected"]
    assert found["rows"].tolist() == [1, 1]
    assert (found["quantity"].sum(), found["revenue"].sum()) == (2.0, 30.0)


LINES = st.tuples(
    st.sampled_from(["05-01-2026", "2026-02-07", "32-01-2026", ""]),
    st.sampled_from(["bakker", "visser", "jansen", ""]),
    st.sampled_from(["001", "002", "003", "009"]),
    st.sampled_from(["00101", "00102", "00777"]),
    st.sampled_from(["1", "2,5", "-3", "0", "veel", "1.234"]),
    st.decimals(-10_000, 10_000, places=2).map(lambda amount: f"{amount}".replace(".", ","))
    | st.sampled_from(["", "x", "1.234,50"]),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(LINES, min_size=1, max_size=30))
def test_accepted_and_rejected_are_always_what_was_read(company, frozen, lines):
    """In rows and in value, whatever is wrong with them; and the value read is the value that a person reads in the file."""
    text = "\n".join(["date;account;outlet;product;quantity;revenue", *map(";".join, lines)])
    made = frozen(company({"accepted_faults": 1.0}, sales=text))
    found = report(made, "sales")
    value = {part: Decimal(found[part]["value"]) for part in ("read", "accepted", "rejected")}
    assert found["accepted"]["rows"] + found["rejected"]["rows"] == found["read"]["rows"] == len(lines)
    assert (
        value["accepted"] + value["rejected"]
        == value["read"]
        == sum(readable(revenue) for *_, revenue in lines)
    )
    kept = sum(int(sales_of(made, account)["lines"].sum()) for account in made.accounts)
    assert kept == found["accepted"]["rows"]
    aside = rejected_rows(made.path / "rejected", "sales") if found["rejected"]["rows"] else []
    assert len(aside) == found["rejected"]["rows"]
    told = {tuple(row) for account in made.accounts for row in reports(made, account)}
    assert sum(row[1] for row in told) == found["rejected"]["rows"]


def readable(amount: str) -> Decimal:
    return Decimal(amount.replace(".", "").replace(",", ".")) if amount not in ("", "x") else Decimal(0)


def reports(made: freeze.Freeze, account: str) -> Iterator[list]:
    """The counts of rejected rows in a slice; those of nobody are the same in each."""
    for row in slices.read(made.slice_path(account))["rejected"].itertuples(index=False):
        yield [
            account if row.attributed else None,
            row.rows,
            str(row.month),
            row.reason,
            str(row.quantity),
            str(row.revenue),
        ]


def test_a_source_that_changes_while_it_is_read_is_noticed(company, frozen, monkeypatch):
    from amlib.data import sums

    tally = sums.Kept.tally
    monkeypatch.setattr(
        sums.Kept,
        "tally",
        lambda kept, name: tally(kept, name) if name != "sales" else sums.Tally(5, Decimal(1), Decimal(1)),
    )
    with pytest.raises(errors.DataError, match="accepted and rejected rows of sales are not what was read"):
        frozen(company())


# -- audiences -----------------------------------------------------------------------------------------------------------------

CATEGORY = """period;account;outlet;group;supplier;product;quantity;value
2026-01;bakker;001;worst;Slagerij Noord;00101;13;260,00
2026-01;bakker;001;worst;Concurrent;00999;7;120,00
2026-01;bakker;001;worst;Ander;;5;
"""
TERMS = """term;account;kind;from;rate
T1;bakker;bonus ladder;2026-01-01;0,05
T2;bakker;payment days;2026-01-01;30
"""
MORE = {
    "category_sales": CATEGORY,
    "terms": TERMS,
    "market": "period;group;supplier;quantity;value\n2026Q1;worst;Concurrent;900;9.000,50\n2026Q1;worst;Slagerij Noord;100;1.000,00\n",
    "raw_materials": "date;species;price\n05-01-2026;varken;2,15\n",
    "budget": "account;period;measure;amount\nbakker;2026Q1;revenue;1.000,00\n",
    "competitor_prices": "date;account;product;price\n05-01-2026;bakker;00999;9,99\n",
    "ledger_totals": "account;month;revenue;cost\nbakker;2026-01;135,00;98,00\n",
    "visits": "visit;date;account;outlet;contact;report;score_layout\nV1;05-01-2026;bakker;001;C1;Boos over de prijs;4\n",
    "contacts": "contact;account;name;influence;attitude\nC1;bakker;Jo;groot;stug\n",
    "promotions": "promotion;account;outlets;product;start;end;discount_per_unit;fixed_cost\nP1;bakker;001,002;00101;05-01-2026;11-01-2026;0,50;100\n",
    "complaints": "complaint;account;outlet;product;received_on;credit\nK1;bakker;001;00101;05-01-2026;12,50\n",
}


def customer(made: freeze.Freeze) -> slices.Slice:
    return slices.read(made.slice_path("bakker", "customer"))


LICENCES = [  # licence of category_sales and market; tables shown; do competitors' names show
    (None, False, False),
    ({"customer": True}, True, False),
    ({"customer": True, "competitors": True}, True, True),
    ({"competitors": True}, False, False),
]


@pytest.mark.parametrize(("licence", "shown", "named"), LICENCES)
def test_a_customer_sees_of_the_market_what_the_licence_allows(licence, shown, named, company, frozen):
    terms = {"licence": {"category_sales": licence, "market": licence}} if licence else {}
    found = customer(frozen(company(terms, **MORE)))
    for name in ("category_sales", "category_totals", "market"):
        assert found.supplied(name) == shown
        assert (found.path / f"{name}.parquet").exists() == shown
    assert ("supplier" in found["market"].columns) == named or not shown
    assert ("00999" in set(found["products"]["product"])) == named
    if shown and not named:
        assert found["market"][["quantity", "value"]].values.tolist() == [[1000.0, 10000.5]]


def test_rows_of_competitors_that_may_not_be_named_are_added_up(company, frozen):
    found = customer(frozen(company({"licence": {"category_sales": {"customer": True}}}, **MORE)))[
        "category_sales"
    ]
    assert found["quantity"].tolist() == [25.0]  # 13 + 7 + 5
    assert found["value"].isna().all()  # one of them is unknown, so the sum is


def test_a_customer_slice_holds_no_internal_column_row_or_word(company, frozen):
    terms = {
        "licence": {name: {"customer": True, "competitors": True} for name in ("category_sales", "market")}
    }
    found = customer(frozen(company(terms, **MORE)))
    for name in ("budget", "competitor_prices", "raw_materials", "rejected"):
        assert name not in found.tables
        assert not (found.path / f"{name}.parquet").exists()
    for name in found.tables:
        table = contracts.SLICES[name]
        assert set(found[name].columns) == {column.name for column in table.columns if not column.internal}
    assert found["terms"]["kind"].tolist() == ["payment days"]
    written = b"".join(file.read_bytes() for file in found.path.iterdir())
    for word in (b"Boos", b"stug", b"groot", b"bonus ladder", b"visser", b"Visser"):
        assert word not in written


def test_an_internal_slice_holds_every_table_that_was_supplied(company, frozen):
    found = slices.read(frozen(company(**MORE)).slice_path("bakker"))
    assert {name for name in found.tables if found.supplied(name)} == {
        *MORE,
        "accounts",
        "outlets",
        "products",
        "sales",
        "category_totals",
        "promotion_weeks",
        "rejected",
    }
    assert found["category_totals"][["quantity"]].values.tolist() == [[25.0]]
    assert found["promotions"]["outlets"].tolist() == [("001", "002")]
    assert found["visits"]["score_layout"].tolist() == [4]


def test_a_list_with_an_unknown_outlet_is_a_fault(company, frozen):
    promotions = MORE["promotions"].replace("001,002", "001,003")
    with pytest.raises(errors.FaultyTables, match="a reference points to nothing"):
        frozen(company(promotions=promotions))


def test_an_end_before_its_start_is_a_fault(company, frozen):
    with pytest.raises(errors.FaultyTables, match="an end lies before its start"):
        frozen(company(promotions=MORE["promotions"].replace("11-01-2026", "01-01-2026")))


def test_progress_is_told(company, tmp_path):
    told = []
    freeze.make(company(), tmp_path / "freezes", date(2026, 3, 1), lambda *step: told.append(step))
    assert told[0] == ("accounts", 0, 4)
    assert told[-1] == ("", 2, 2)
