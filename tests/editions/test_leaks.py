"""
What is filed for a customer holds nothing that a customer may not know – and if it did, it would be seen.

A company full of secrets goes through the very command that a person types. Then its customer's folders are searched; the internal ones too, to see that there was something to
find; and a copy of the customer's, in which each kind of place is given a secret in turn, to see that there is no place where a secret is safe.
"""

from __future__ import annotations

import base64
import json
import shutil
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pypdf
import pytest
import typst
from pypdf.generic import DecodedStreamObject

from amlib import cli, language
from amlib.data import contracts, slices
from amlib.editions import shelf

from . import leaks, planted
from .leaks import Secret

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
DOCUMENTS = [name for name in shelf.documents(NOTEBOOKS) if "customer" in shelf.audiences(name, NOTEBOOKS)]

NO_SECRET = {
    "competitor_prices.account": "the customer itself",
    "competitor_prices.outlet": "the customer's own outlet",
    "competitor_prices.promoted": "yes or no",
    "budget.account": "the customer itself",
    "budget.outlet": "empty, or the customer's own outlet",
    "budget.group": "a product group",
    "budget.period": "a quarter",
    "budget.measure": "one of three words",
    "rejected.table": "the name of a table",
    "rejected.month": "a month",
    "rejected.reason": "a phrase of the program",
    "rejected.rows": "a small number",
    "rejected.quantity": "a small number",
    "rejected.attributed": "yes or no",
}
"""Internal columns whose values cannot be told from others; each with its reason. That the columns are absent is tested by their names."""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The archive after the command that makes every document there is for a customer, for both audiences and in both languages."""
    home = tmp_path_factory.mktemp("company")
    book = planted.write(home)
    command = [
        "run",
        *DOCUMENTS,
        "--account",
        planted.ACCOUNT,
        "--period",
        planted.PERIOD,
        "--audience",
        "internal",
        "--audience",
        "customer",
    ]
    command += [
        "--language",
        "nl",
        "--language",
        "en",
        "--workbook",
        str(book),
        "--output",
        str(home / "output"),
        "--notebooks",
        str(NOTEBOOKS),
    ]
    cli.app(command, standalone_mode=False)
    yield home / "output"


@pytest.fixture(scope="module")
def internal(output: Path) -> slices.Slice:
    return slices.read(next((output / "freezes").glob(f"*/slices/{planted.ACCOUNT}/internal")))


@pytest.fixture(scope="module")
def secrets(output: Path, internal: slices.Slice) -> list[Secret]:
    """All that the customer may not know."""
    other = slices.read(next((output / "freezes").glob(f"*/slices/{planted.OTHER}/internal")))
    mine = slices.read(next((output / "freezes").glob(f"*/slices/{planted.ACCOUNT}/customer")))
    found = [each for each in of_columns(internal) if each.plain]
    found += [each for each in of_licences(internal) if each.plain]
    found += list(of_terms(internal))
    found += list(sums(internal))
    found += [each for each in of_other(other, mine) if each.plain]
    found += [Secret("settings", each) for each in planted.SET]
    found += [Secret("records", each) for each in planted.SECRET_SAID]
    found.append(Secret("workbook", planted.NOTE))
    return list(dict.fromkeys(found))


def of_columns(given: slices.Slice) -> Iterator[Secret]:
    """Every value of every internal column."""
    for name, table in contracts.SLICES.items():
        for column in table.columns:
            if column.internal:
                yield from (
                    Secret(f"{name}.{column.name}", value) for value in values(given[name][column.name])
                )


def of_licences(given: slices.Slice) -> Iterator[Secret]:
    """Other suppliers, their brands and articles, which the licence does not let us name."""
    for name, table in contracts.SLICES.items():
        for column in table.columns:
            if column.licensed:
                yield from (
                    Secret(f"{name}.{column.name}", value)
                    for value in values(given[name][column.name])
                    if str(value).lower().startswith("zqx")
                )
    articles = given["products"]
    strange = articles[articles["supplier"] != planted.COMPANY]
    yield from (
        Secret(f"products.{column}", value)
        for column in ("name", "brand", "supplier")
        for value in values(strange[column])
    )


def of_terms(given: slices.Slice) -> Iterator[Secret]:
    """Of the terms, those of a kind that the customer's slice does not hold."""
    closed = given["terms"][given["terms"]["kind"] == "bonus ladder"]
    yield from (
        Secret(f"terms.{column}", value)
        for column in ("threshold", "rate", "counter_performance")
        for value in values(closed[column])
    )


def sums(given: slices.Slice) -> Iterator[Secret]:
    """What internal columns come to: cost and margin of the quarter, of that of last year, and of the year so far."""
    sales = given["sales"]
    for name, months in {
        "quarter": ("2026-07", "2026-09"),
        "last year": ("2025-07", "2025-09"),
        "to date": ("2026-01", "2026-09"),
    }.items():
        inside = sales[sales["month"].between(*months)]
        yield Secret(f"cost of the {name}", float(inside["cost"].sum()))
        yield Secret(f"margin of the {name}", float((inside["revenue"] - inside["cost"]).sum()))
    yield Secret("budget of the quarter", float(given["budget"]["amount"].sum()))


def of_other(other: slices.Slice, mine: slices.Slice) -> Iterator[Secret]:
    """What stands in another account's slice and not in this one's."""
    for name in ("accounts", "outlets", "products", "sales", "contacts"):
        shared = set(map(str, mine[name].stack())) if len(mine[name]) else set()
        for column in other[name].columns:
            yield from (
                Secret(f"{name} of another", value)
                for value in values(other[name][column])
                if str(value) not in shared and column not in ("month", "lines")
            )


def values(column: pd.Series[Any]) -> Iterator[str | float | date]:
    for value in column.dropna().unique():
        yield (
            value.date()
            if isinstance(value, pd.Timestamp)
            else value
            if isinstance(value, str)
            else float(value)
        )


def filed(output: Path, audience: str) -> list[Path]:
    found = [file.parent for file in (output / planted.ACCOUNT).glob("*/*/v*/manifest.json")]
    return [
        folder
        for folder in found
        if json.loads((folder / "manifest.json").read_text("utf-8"))["audience"] == audience
    ]


def test_there_are_documents_for_a_customer(output: Path) -> None:
    assert "results_evaluation" in DOCUMENTS
    assert len(filed(output, "customer")) == 2 * len(DOCUMENTS)


def test_every_internal_column_holds_a_secret_that_cannot_be_mistaken(internal: slices.Slice) -> None:
    plain = {each.source for each in of_columns(internal) if each.plain}
    every = {
        f"{name}.{column.name}"
        for name, table in contracts.SLICES.items()
        for column in table.columns
        if column.internal
    }
    assert every - plain == set(NO_SECRET)


def test_a_customer_s_folder_gives_no_secret_away(output: Path, secrets: list[Secret]) -> None:
    for folder in filed(output, "customer"):
        assert [str(leak) for leak in leaks.scan(folder, secrets)] == []


def test_a_customer_s_folder_holds_what_may_be_sent_and_nothing_else(output: Path) -> None:
    for folder in filed(output, "customer"):
        names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        tables = {name for name in names if name.endswith(".parquet")}
        assert names - tables == {
            "manifest.json", "page.html", "print.pdf", "notebook.ipynb",
            "inputs/notebook.ipynb", "inputs/parameters.json", "inputs/records.json", "inputs/slice/slice.json",
        }  # fmt: skip
        for name in tables:
            table = contracts.SLICES[Path(name).stem]
            assert set(pq.read_schema(folder / name).names) <= set(table.shown("customer").names)
        assert json.loads((folder / "inputs/slice/slice.json").read_text("utf-8"))["audience"] == "customer"


def test_a_customer_s_notebook_is_not_the_internal_one(output: Path) -> None:
    sources = [
        {
            cell.source
            for name in ("notebook.ipynb", "inputs/notebook.ipynb")
            for cell in nbformat.read(folder / name, as_version=4).cells
            if cell.cell_type == "code"
        }
        for audience in shelf.AUDIENCES
        for folder in filed(output, audience)
    ]
    internal, customer = sources[: len(sources) // 2], sources[len(sources) // 2 :]
    assert all(any("growth_target" in source for source in cells) for cells in internal)
    assert not any("growth_target" in source or "budget" in source for cells in customer for source in cells)


def test_a_customer_is_told_of_promises_and_of_nothing_else_that_was_said(output: Path) -> None:
    for folder in filed(output, "customer"):
        told = json.loads((folder / "inputs/records.json").read_text("utf-8"))
        assert [each["what"] for each in told["commitments"]] == [planted.PROMISE]
        assert not any(told[name] for name in ("published", "figures", "reasons", "decisions"))


def test_what_is_made_for_ourselves_is_full_of_secrets(output: Path, secrets: list[Secret]) -> None:
    """The scanner sees, and the documents would tell: in page and print alone there are cost, margin and budget."""
    (folder, *_) = filed(output, "internal")
    found = leaks.scan(folder, secrets)
    for name in ("page.html", "print.pdf"):
        told = {leak.secret.source for leak in found if leak.place.startswith(name)}
        assert {"margin of the quarter", "budget of the quarter"} <= told
    everywhere = {leak.secret.source for leak in found}
    assert {
        "sales.cost",
        "budget.amount",
        "rejected.revenue",
        "records",
        "settings",
        "workbook",
    } <= everywhere


# -- a secret in each place -----------------------------------------------------------------------------------------------------

WORD, AMOUNT = Secret("a word", "Zqxgeheim woord"), Secret("an amount", 48_613_729.54)
PAGE, PRINT, NOTEBOOK = "page.html", "print.pdf", "notebook.ipynb"


def in_text(name: str, old: str, new: str) -> Callable[[Path], object]:
    def plant(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    return plant


def in_page(markup: str) -> Callable[[Path], object]:
    return in_text(PAGE, "</body>", f"{markup}</body>")


def embedded(kind: str, content: bytes) -> str:
    return f'<img alt="x" src="data:{kind};base64,{base64.b64encode(content).decode()}">'


def png(kind: bytes, data: bytes) -> bytes:
    """A picture of one pixel with a text beside it."""

    def chunk(name: bytes, inside: bytes) -> bytes:
        return len(inside).to_bytes(4) + name + inside + zlib.crc32(name + inside).to_bytes(4)

    head = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(kind, data)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def in_print(change: Callable[[pypdf.PdfWriter], object]) -> Callable[[Path], object]:
    def plant(folder: Path) -> None:
        writer = pypdf.PdfWriter(clone_from=folder / PRINT)
        change(writer)
        (folder / PRINT).unlink()
        writer.write(folder / PRINT)

    return plant


def hidden_stream(writer: pypdf.PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(b"BT (Zqxgeheim woord) Tj ET")
    writer._add_object(stream.flate_encode())


def in_print_text(text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / PRINT).write_bytes(typst.compile(text.encode()))


def in_notebook(change: Callable[[nbformat.NotebookNode], object]) -> Callable[[Path], object]:
    def plant(folder: Path) -> None:
        notebook = nbformat.read(folder / NOTEBOOK, as_version=4)
        change(notebook)
        nbformat.write(notebook, folder / NOTEBOOK)

    return plant


def shown(kind: str, value: object) -> Callable[[nbformat.NotebookNode], object]:
    return lambda notebook: notebook.cells[-1].outputs.append(
        nbformat.v4.new_output("display_data", {kind: value})
    )


def in_table(change: Callable[[pa.Table], pa.Table]) -> Callable[[Path], object]:
    def plant(folder: Path) -> None:
        file = folder / "inputs/slice/outlets.parquet"
        pq.write_table(change(pq.read_table(file)), file)

    return plant


def with_column(name: str, value: object) -> Callable[[pa.Table], pa.Table]:
    return lambda table: table.drop_columns([name] if name in table.column_names else []).append_column(
        name, pa.array([value] * len(table))
    )


def in_json(name: str, key: str, value: object) -> Callable[[Path], object]:
    def plant(folder: Path) -> None:
        content = json.loads((folder / name).read_text("utf-8"))
        (folder / name).write_text(json.dumps({**content, key: value}), "utf-8")

    return plant


SVG = '<svg xmlns="http://www.w3.org/2000/svg"><text>Zqxgeheim woord</text></svg>'
PLACES: dict[str, tuple[Secret, Callable[[Path], object]]] = {
    "a text of the page": (WORD, in_page("<p>Zqxgeheim woord</p>")),
    "a text of the page, broken and emphasised": (WORD, in_page("<p>Zqx<b>ge</b>heim\n&shy; woord</p>")),
    "an attribute": (WORD, in_page('<i title="Zqxgeheim woord"></i>')),
    "a comment": (WORD, in_page("<!-- Zqxgeheim woord -->")),
    "a style": (WORD, in_text(PAGE, "</style>", ".x::after{content:'Zqxgeheim woord'}</style>")),
    "the title of the page": (WORD, in_text(PAGE, "</title>", " Zqxgeheim woord</title>")),
    "a text of a drawing": (WORD, in_page(SVG)),
    "an attribute of a drawing": (WORD, in_page('<svg aria-label="Zqxgeheim woord"></svg>')),
    "an amount in full": (AMOUNT, in_page("<p>48613729.54</p>")),
    "an amount as the Dutch write it": (AMOUNT, in_page("<td>€ 48.613.729,54</td>")),
    "an amount as the English write it": (AMOUNT, in_page("<td>48,613,729.54</td>")),
    "an amount with spaces": (AMOUNT, in_page("<td>48&nbsp;613&#8239;729,5</td>")),
    "an amount in whole euros, in a sentence": (AMOUNT, in_page('<p>van <span class="whole">−€ 48.613.730</span>.</p>')),
    "an amount in thousands": (AMOUNT, in_page("<td>12</td><td>48.614</td>")),
    "an amount in millions": (AMOUNT, in_page("<p>dat is −€\N{NO-BREAK SPACE}48,6\N{NO-BREAK SPACE}mln</p>")),
    "an amount in a drawing's attribute": (AMOUNT, in_page('<svg><rect data-value="48613730"/></svg>')),
    "a drawing in base64": (WORD, in_page(embedded("image/svg+xml", SVG.encode()))),
    "a drawing in an address": (WORD, in_page("<img alt='x' src='data:image/svg+xml,%3Csvg%3E%3Ctext%3EZqxgeheim%20woord%3C/text%3E%3C/svg%3E'>")),
    "a picture's text": (WORD, in_page(embedded("image/png", png(b"tEXt", b"Comment\0Zqxgeheim woord")))),
    "a picture's packed text": (WORD, in_page(embedded("image/png", png(b"zTXt", b"Comment\0\0" + zlib.compress(b"Zqxgeheim woord"))))),
    "a text of the print": (WORD, in_print_text("Zqxgeheim woord")),
    "an amount of the print": (AMOUNT, in_print_text("#table(columns: 2)[12][48.613.730]")),
    "a description in the print": (WORD, in_print_text('#figure(rect(), alt: "Zqxgeheim woord")')),
    "the title of the print": (WORD, in_print(lambda pdf: pdf.add_metadata({"/Title": "Zqxgeheim woord"}))),
    "the print's metadata in XML": (WORD, in_print(lambda pdf: setattr(pdf, "xmp_metadata", b"<?xpacket?><x:xmpmeta xmlns:x='adobe:ns:meta/'>Zqxgeheim woord</x:xmpmeta>"))),
    "a bookmark of the print": (WORD, in_print(lambda pdf: pdf.add_outline_item(title="Zqxgeheim woord", page_number=0))),
    "a packed stream of the print": (WORD, in_print(hidden_stream)),
    "a file in the print": (WORD, in_print(lambda pdf: pdf.add_attachment("note.txt", b"Zqxgeheim woord"))),
    "the name of a file in the print": (WORD, in_print(lambda pdf: pdf.add_attachment("Zqxgeheim-woord.txt", b"-"))),
    "the notebook's metadata": (WORD, in_notebook(lambda notebook: notebook.metadata.update(amlib={"remark": "Zqxgeheim woord"}))),
    "a cell's metadata": (WORD, in_notebook(lambda notebook: notebook.cells[0].metadata.update({"Zqxgeheim woord": 1}))),
    "a cell's source": (WORD, in_notebook(lambda notebook: notebook.cells[0].update(source="# Zqxgeheim woord"))),
    "a cell's output": (WORD, in_notebook(shown("text/plain", "Zqxgeheim woord"))),
    "an output in HTML": (WORD, in_notebook(shown("text/html", "<b hidden>Zqx<i>geheim</i> woord</b>"))),
    "an output in JSON": (AMOUNT, in_notebook(shown("application/json", {"rows": [[48613729.54]]}))),
    "a picture of an output": (WORD, in_notebook(shown("image/png", base64.b64encode(png(b"tEXt", b"Comment\0Zqxgeheim woord" + b" " * 60)).decode()))),
    "a value of a table": (WORD, in_table(with_column("city", "Zqxgeheim woord"))),
    "an amount of a table": (AMOUNT, in_table(with_column("floor_area", 48613729.54))),
    "the name of a column": (WORD, in_table(with_column("zqxgeheim_woord", 1))),
    "the schema of a table": (WORD, in_table(lambda table: table.replace_schema_metadata({"note": "Zqxgeheim woord"}))),
    "the slice's card": (WORD, in_json("inputs/slice/slice.json", "note", "Zqxgeheim woord")),
    "the parameters": (AMOUNT, in_json("inputs/parameters.json", "parameters", {"target": 48613729.54})),
    "the records": (WORD, in_json("inputs/records.json", "reasons", [{"text": "Zqxgeheim woord"}])),
    "the manifest": (WORD, in_json("manifest.json", "source_tables", {"budget": "Zqxgeheim woord.xlsx"})),
    "another file": (WORD, lambda folder: (folder / "notes.bin").write_bytes(b"\1" + "Zqxgeheim woord".encode("utf-16-le"))),
    "the name of a file": (WORD, lambda folder: (folder / "zqxgeheim-woord.txt").touch()),
}  # fmt: skip


@pytest.fixture
def clean(output: Path, tmp_path: Path) -> Path:
    """A copy of a customer's folder that can be written in."""
    copy = tmp_path / "v1"
    shutil.copytree(filed(output, "customer")[0], copy, copy_function=shutil.copyfile)
    return copy


def test_a_clean_folder_is_clean(clean: Path) -> None:
    assert leaks.scan(clean, [WORD, AMOUNT]) == []


@pytest.mark.parametrize(("secret", "plant"), PLACES.values(), ids=PLACES)
def test_a_secret_is_seen_wherever_it_stands(
    clean: Path, secret: Secret, plant: Callable[[Path], object]
) -> None:
    plant(clean)
    assert {leak.secret for leak in leaks.scan(clean, [WORD, AMOUNT])} == {secret}


# what stands there          is it the amount
ALIKE = [
    ("48.613.729", True),
    ("48 613 730", True),
    ("4861372954", True),
    ("148.613.729,54", False),
    ("48.613.728", False),
    ("48,6", False),
]


@pytest.mark.parametrize(("text", "same"), ALIKE)
def test_a_number_is_the_secret_in_any_notation_and_no_other_number_is(text: str, same: bool) -> None:
    with language.use("nl"):
        assert AMOUNT.stands_in(leaks.Piece("here", text)) is same
