"""
Every kind of place in a filed folder where a secret could stand, and a way to put one there.

A scanner is trusted for what it has been seen to find. So each place that ``leaks`` says it looks in is given a secret here; whoever thinks of another place adds it to the list.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import nbformat
import pyarrow as pa
import pyarrow.parquet as pq
import pypdf
import typst
from pypdf.generic import DecodedStreamObject

from .leaks import Secret

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
