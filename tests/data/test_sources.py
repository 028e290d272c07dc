"""Whatever a company's files look like, the same company comes out of them; and no error tells a password."""

from __future__ import annotations

import csv
import io
import sqlite3
import traceback
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from amlib import errors
from amlib.data import contracts, files

HEADER, *LINES = """date;account;outlet;product;quantity;revenue;cost;line
05-01-2026;bakker;001;00101;10,5;105,00;80,00;1
12-01-2026;bakker;001;00101;4;50,00;30,00;2
12-01-2026;bakker;001;00101;-1,5;-15,00;-12,00;3
20-01-2026;bakker;002;00102;0;-5,00;;4
03-02-2026;bakker;002;00103;2;30,00;20,00;5
31-01-2026;visser;003;00102;100;1234,50;900,00;6""".splitlines()
PLAIN = "\n".join([HEADER, *LINES])
ENGLISH = PLAIN.replace(",", ".").replace(";", ",")

DIALECTS = [  # the same sales, as different programs write them
    ("commas and points", ENGLISH.encode()),
    ("quoted, with a thousands comma", ENGLISH.replace("1234.50", '"1,234.50"').encode()),
    ("tabs", PLAIN.replace(";", "\t").encode()),
    ("windows", PLAIN.replace("date;", "date;Omzet in €;").replace("-2026;", "-2026;Zoë;").encode("cp1252")),
    ("byte-order mark", PLAIN.encode("utf-8-sig")),
    ("sixteen bits", PLAIN.encode("utf-16")),
    ("windows line ends", PLAIN.replace("\n", "\r\n").encode()),
    ("empty lines at the end", (PLAIN + "\n\n;;;;;;;\n\n").encode()),
    ("title above", ("Afzet 2026;;;;;;;\n;;;;;;;\n" + PLAIN).encode()),
    ("title of one field", ("Afzet 2026\n\n" + PLAIN).encode()),
    (
        "names as people write them",
        PLAIN.replace(HEADER, " Date ;ACCOUNT;Outlet;product;Quantity;revenue;cost;line").encode(),
    ),
    (
        "other order of columns and rows",
        "\n".join(";".join(reversed(row.split(";"))) for row in [HEADER, *reversed(LINES)]).encode(),
    ),
    (
        "minus behind, brackets, euro",
        PLAIN.replace("-1,5;-15,00;-12,00", "1,5-;(15,00);€ -12,00").replace("1234,50", "1.234,50").encode(),
    ),
    (
        "ISO days",
        "\n".join([HEADER, *("-".join(reversed(row[:10].split("-"))) + row[10:] for row in LINES)]).encode(),
    ),
]


def typed() -> list[tuple]:
    """The same sales as a database would hold them."""
    rows = csv.reader(io.StringIO("\n".join(LINES)), delimiter=";")
    number = lambda cell: Decimal(cell.replace(",", ".")) if cell else None  # noqa: E731 – read beside its use
    day = lambda cell: date(int(cell[6:]), int(cell[3:5]), int(cell[:2]))  # noqa: E731
    return [(day(r[0]), r[1], r[2], r[3], number(r[4]), number(r[5]), number(r[6]), r[7]) for r in rows]


@pytest.fixture
def same(company, frozen, content):
    """Check that a company with these sales is the company with plain ones."""

    def check(settings: dict | None = None, **sales) -> None:
        expected = content(frozen(company(sales=PLAIN, folder="plain"), into="plain-freezes"))
        found = content(frozen(company(settings, **sales)))
        assert found.keys() == expected.keys()
        for name, frame in expected.items():
            assert frame.equals(found[name]), name

    return check


@pytest.mark.parametrize(("case", "raw"), DIALECTS, ids=[case for case, _ in DIALECTS])
def test_csv_of_any_make_gives_the_same_sales(case, raw, tmp_path, same):
    (tmp_path / "company").mkdir()
    (tmp_path / "company" / "exported.csv").write_bytes(raw)
    same(sales={"path": "exported.csv"})


def test_a_glob_of_files_is_one_table(tmp_path, same):
    (tmp_path / "company").mkdir()
    for i in (0, 3):
        (tmp_path / "company" / f"sales-{i}.csv").write_text("\n".join([HEADER, *LINES[i : i + 3]]))
    same(sales={"path": "sales-*.csv"})


def excel(path: Path, *, as_text: bool) -> None:
    """Sales as a person keeps them: a title, merged heads over two rows, days as days, an article number as text."""
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Toelichting").write(0, 0, "Lees mij")
    sheet, day = book.add_worksheet("Afzet"), book.add_format({"num_format": "dd-mm-yyyy"})
    sheet.write(0, 0, "Afzet per regel")
    for i, name in enumerate(["date", "account", "outlet", "product"]):
        sheet.merge_range(2, i, 3, i, name)
    sheet.merge_range(2, 4, 2, 6, "geleverd")
    for i, name in enumerate(["quantity", "revenue", "cost", "line"], 4):
        sheet.write(3, i, name)
    for i, (when, *names, quantity, revenue, cost, line) in enumerate(typed(), 4):
        sheet.write_datetime(i, 0, when, day)
        for j, name in enumerate(names, 1):
            sheet.write_string(i, j, name)
        for j, value in enumerate([quantity, revenue, cost], 4):
            if value is not None:
                sheet.write_string(
                    i, j, f"{value}".replace(".", ",")
                ) if as_text and j == 5 else sheet.write_number(i, j, value)
        sheet.write_number(i, 7, int(line))
    book.close()


@pytest.mark.parametrize("as_text", [False, True], ids=["numbers", "amounts as text"])
def test_excel_with_title_and_merged_heads_gives_the_same_sales(as_text, tmp_path, same):
    (tmp_path / "company").mkdir()
    excel(tmp_path / "company" / "afzet.xlsx", as_text=as_text)
    same(sales={"path": "afzet.xlsx", "sheet": "Afzet"})


def test_a_number_cell_of_excel_is_not_read_as_text(tmp_path):
    """1.234 in a number cell is a little over one, whatever Dutch text stands in the same column."""
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    for i, row in enumerate([("quantity", "product"), (1.234, "00123"), ("1.234,5", 123)]):
        sheet.write_row(i, 0, row)
    book.close()
    _, batches = files.batches(tmp_path / "a.xlsx", "a.xlsx", contracts.TABLES["sales"])
    found = [row for batch in batches for row in batch.to_pylist()]
    assert [row["@number:quantity"] for row in found] == [1.234, None]
    assert [row["product"] for row in found] == ["00123", "123"]
    assert [row["@row"] for row in found] == [2, 3]


def test_typed_parquet_passes_straight_through(tmp_path, same):
    (tmp_path / "company").mkdir()
    rows = duckdb.connect()
    rows.execute(
        f"CREATE TABLE t ({', '.join(f'{n} {k}' for n, k in zip(HEADER.split(';'), TYPES, strict=True))})"
    )
    rows.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?)", typed())
    rows.execute(f"COPY t TO '{tmp_path / 'company' / 'sales.parquet'}'")
    rows.close()
    same(sales={"path": "sales.parquet"})


TYPES = ["DATE", "VARCHAR", "VARCHAR", "VARCHAR", "DOUBLE", "DECIMAL(12,2)", "DOUBLE", "VARCHAR"]


def test_a_query_maps_other_names_and_reads_files_beside_the_workbook(tmp_path, same):
    (tmp_path / "company").mkdir()
    (tmp_path / "company" / "export.csv").write_text(
        PLAIN.replace(HEADER, "datum;klant;filiaal;artikel;kg;omzet;kostprijs;regel")
    )
    names = "datum AS date, klant AS account, filiaal AS outlet, artikel AS product, kg AS quantity, omzet AS revenue, kostprijs AS cost, regel AS line"
    same(sales={"query": f"SELECT {names} FROM read_csv('export.csv', all_varchar = true, delim = ';');"})


def test_a_duckdb_file_is_a_connection(tmp_path, same):
    (tmp_path / "company").mkdir()
    with duckdb.connect(str(tmp_path / "company" / "erp.duckdb")) as database:
        database.execute(
            f"CREATE TABLE lines ({', '.join(f'{n} {k}' for n, k in zip(HEADER.split(';'), TYPES, strict=True))})"
        )
        database.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)", typed())
    same({"connection": "duckdb://erp.duckdb"}, sales={"query": "SELECT * FROM lines"})


@pytest.mark.filterwarnings(
    "ignore:The .future.infer_string. option"
)  # Ibis 12 asks pandas 3.1 for an option on its way out
def test_another_database_is_read_through_ibis(tmp_path, same):
    place = tmp_path / "erp.sqlite"
    with sqlite3.connect(place) as database:
        database.execute(
            "CREATE TABLE lines (date TEXT, account TEXT, outlet TEXT, product TEXT, quantity REAL, revenue REAL, cost REAL, line TEXT)"
        )
        rows = [
            (str(r[0]), *r[1:4], *(None if v is None else float(v) for v in r[4:7]), r[7]) for r in typed()
        ]
        database.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    database.close()
    same({"connection": f"sqlite://{place}"}, sales={"query": "SELECT * FROM lines"})


def test_a_fault_far_down_in_a_file_is_told_as_itself(tmp_path, company, frozen):
    """A letter that no encoding has, long after the sample from which the header is read."""
    (tmp_path / "company").mkdir()
    rows = "\n".join(f"05-01-2026;bakker;001;00101;1;1;;{i}" for i in range(60_000))
    (tmp_path / "company" / "exported.csv").write_bytes(f"{HEADER}\n{rows}\n".encode() + b"05-01-2026;\x81")
    with pytest.raises(errors.FaultyTables, match="the file cannot be read as CSV"):
        frozen(company(sales={"path": "exported.csv"}))


BROKEN = [  # what is wrong with the source, what the error says
    ({"path": "nowhere.csv"}, "the file does not exist"),
    ({"path": "nothing-*.csv"}, "the file does not exist"),
    ({"path": "accounts.csv", "sheet": None}, "a required column is missing"),
    ({"query": "SELECT nothing FROM nowhere"}, "nowhere"),
    ({"path": "twice.csv"}, "column account occurs twice"),
    ({"path": "notes.xlsx"}, "cannot be read as Excel"),
    ({"path": "book.xlsx", "sheet": "Afzet"}, "has no sheet Afzet"),
]


@pytest.mark.parametrize(
    ("source", "words"), BROKEN, ids=[words + str(i) for i, (_, words) in enumerate(BROKEN)]
)
def test_a_source_that_cannot_be_read_is_told_in_words(source, words, tmp_path, company, frozen):
    home = tmp_path / "company"
    home.mkdir()
    (home / "twice.csv").write_text("account;account;revenue\nbakker;bakker;1\n")
    (home / "notes.xlsx").write_text("not a workbook")
    book = xlsxwriter.Workbook(str(home / "book.xlsx"))
    book.add_worksheet("Blad1")
    book.close()
    with pytest.raises(errors.FaultyTables, match=words):
        frozen(company(sales={k: v for k, v in source.items() if v}))


def test_a_table_without_rows_is_read(company, frozen):
    assert frozen(company(visits="visit;date;account\n")).accounts == ("bakker", "visser")


@pytest.mark.parametrize(
    "connection",
    [
        "duckdb:///no/such/${SECRET_WORD}.duckdb",
        "mysql://ann:${SECRET_WORD}@localhost:1/erp?x=${SECRET_WORD}",
    ],
)
def test_a_password_reaches_no_error(connection, company, frozen, monkeypatch):
    monkeypatch.setenv("SECRET_WORD", "s3cr3t!")
    book = company(
        {"connection": connection},
        sales={"query": "SELECT '${SECRET_WORD}' FROM nowhere WHERE x = '${SECRET_WORD}'"},
    )
    with pytest.raises(errors.DataError) as caught:
        frozen(book)
    told = "".join(traceback.format_exception(caught.value))
    assert "s3cr3t" not in told + str(caught.value)


@pytest.mark.filterwarnings(
    "ignore:The .future.infer_string. option"
)  # Ibis 12 asks pandas 3.1 for an option on its way out
def test_a_password_reaches_no_freeze(company, frozen, monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_WORD", "s3cr3t!")
    place = tmp_path / "s3cr3t!.sqlite"
    sqlite3.connect(place).close()
    query = "SELECT '05-01-2026' AS date, 'bakker' AS account, '001' AS outlet, '00101' AS product, 1 AS quantity, 2 AS revenue, '${SECRET_WORD}' <> '' AS line"
    made = frozen(
        company({"connection": f"sqlite://{tmp_path}/${{SECRET_WORD}}.sqlite"}, sales={"query": query})
    )
    written = b"".join(file.read_bytes() for file in made.path.rglob("*") if file.is_file())
    assert b"s3cr3t" not in written


def test_a_password_in_a_query_reaches_no_error(company, frozen, monkeypatch):
    monkeypatch.setenv("SECRET_WORD", "s3cr3t")
    with pytest.raises(errors.FaultyTables, match=r"Table with name \*\*\* does not exist") as caught:
        frozen(company(sales={"query": "SELECT * FROM ${SECRET_WORD}"}))
    assert "s3cr3t" not in "".join(traceback.format_exception(caught.value))


def test_the_line_of_a_row_counts_the_lines_inside_quotes_and_the_empty_ones(tmp_path):
    """The third record starts on line 6: the header, an empty line, then a record of three lines."""
    (tmp_path / "a.csv").write_text('product;name\n\n00101;"Rook\n\nworst"\n00102;Gehakt\n')
    _, batches = files.batches(tmp_path / "a.csv", "a.csv", contracts.TABLES["products"])
    assert [(row["@row"], row["product"]) for batch in batches for row in batch.to_pylist()] == [
        (3, "00101"),
        (6, "00102"),
    ]
