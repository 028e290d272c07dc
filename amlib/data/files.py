"""
Files as companies have them: CSV and Excel, brought in as they are written.

A person's file has a title above its header, a header of two rows, a semicolon or a comma, the letters of Windows or a byte-order mark, and
empty lines at its end. None of that is a fault. So everything comes in as text, each row with the line that it stands on, and only
`readings` decides what a text means: what a fault then shows is what the person sees in the file.

Conventions: the header is the row (or two merged rows) among the first thirty that names most columns of the contract; names are compared in small letters with
``_`` for spaces. An empty line is no row. A CSV row with more or fewer fields than its header is *broken*: it comes in with the reason. A number cell of Excel
comes in twice, as text and, beside it, as the number that it is; an article number that Excel keeps as text keeps its leading zeros.

Deliberately absent: guessing types; formulas that failed (they come in as empty).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import python_calamine

from amlib import errors, language
from amlib.data.columns import Table

__all__ = ["BROKEN", "EXCEL", "FILE", "NUMBER", "ROW", "batches", "plain"]

ROW, FILE, BROKEN, NUMBER = "@row", "@file", "@broken", "@number:"
EXCEL = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_NUMERIC = {"number", "money", "integer"}
_SAMPLE, _BATCH = 30, 50_000
_MARKS = ";,\t|"
Row = tuple[int, Sequence[Any]]
Incoming = tuple[pa.Schema, Iterator[pa.RecordBatch]]


def plain(name: object) -> str:
    """
    A column's name as the contract writes it.

    Examples
    --------
    >>> plain(" Distribution centre ")
    'distribution_centre'
    """
    return re.sub(r"[\s-]+", "_", str(name).strip().lower())


def batches(path: Path, shown: str, table: Table, sheet: str | None = None) -> Incoming:
    """
    A CSV or Excel file, as text.

    Parameters
    ----------
    path, shown : the file, and its name as it is shown in reports
    table : the contract's table that it should hold; its column names are how the header is found
    sheet : the sheet of an Excel file; the first one if not given

    Returns
    -------
    schema, iterator of record batches
        ``@row`` (line), ``@file``, ``@broken`` (reason or null), the columns as text, and ``@number:…`` beside those that may hold number cells.

    Raises
    ------
    DataError
        The file cannot be read as what its name says, has no such sheet, or names a column of the contract twice.
    """
    rows = _excel_rows(path, shown, sheet) if path.suffix.lower() in EXCEL else _csv_rows(path, shown, table)
    top = list(islice(rows, _SAMPLE))
    last, names = _heading([cells for _, cells in top], table)
    names = _unique(names, table, shown)
    numeric = (
        [c.name for c in table.columns if c.kind in _NUMERIC and c.name in names]
        if path.suffix.lower() in EXCEL
        else []
    )
    body = _chain(top[last + 1 :], rows)
    fields = [(ROW, pa.int64()), (FILE, pa.string()), (BROKEN, pa.string())]
    fields += [(name, pa.string()) for name in names] + [(NUMBER + name, pa.float64()) for name in numeric]
    schema = pa.schema(fields)
    return schema, _batched(body, shown, names, numeric, schema)


def _batched(
    body: Iterator[Row], shown: str, names: list[str], numeric: list[str], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """The rows below the header, by the fifty thousand."""
    width = len(names)
    places = [names.index(name) for name in numeric]
    filled = ((line, cells) for line, cells in body if any(_text(cell) for cell in cells))
    while batch := list(islice(filled, _BATCH)):
        lines = [line for line, _ in batch]
        broken = [_broken(cells, width) for _, cells in batch]
        columns = [[_text(cells[i]) if i < len(cells) else None for _, cells in batch] for i in range(width)]
        figures = [[_figure(cells[i]) for _, cells in batch] for i in places]
        yield pa.record_batch([lines, [shown] * len(batch), broken, *columns, *figures], schema=schema)


def _chain(first: Iterable[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from first
    yield from rest


def _broken(cells: Sequence[Any], width: int) -> str | None:
    """How a row differs from its header in the number of fields; empty fields at the end do not count."""
    count = len(cells)
    while count > width and not _text(cells[count - 1]):
        count -= 1
    return (
        None
        if count == width
        else language.say("{count} fields under {width} headings", count=count, width=width)
    )


def _text(cell: Any) -> str | None:
    """A cell as it is written, without spaces around it; None when empty."""
    match cell:
        case str():
            return cell.strip() or None
        case None:
            return None
        case bool():
            return str(cell).lower()
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime():
            return cell.isoformat(" ")
        case _:
            return str(cell)


def _figure(cell: Any) -> float | None:
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


# -- where the header is -------------------------------------------------------------------------------------------------------


def _heading(rows: list[Sequence[Any]], table: Table) -> tuple[int, list[str]]:
    """The last row of the header, and the names in it; two rows are taken together where that names more columns."""
    wanted = set(table.names)
    best, place, found = -1, 0, [plain(cell) for cell in rows[0]] if rows else []
    for i, cells in enumerate(rows):
        single = [plain(cell) for cell in cells]
        above = [plain(cell) for cell in rows[i - 1]] if i else []
        double = [low or high for low, high in zip(single, above, strict=False)]
        for names in (single, double):
            if (score := len(wanted.intersection(names))) > best:
                best, place, found = score, i, names
    return place, found


def _unique(names: list[str], table: Table, shown: str) -> list[str]:
    """The names with none empty and none twice; a column of the contract that stands there twice is an error."""
    twice = sorted(name for name in table.names if names.count(name) > 1)
    if twice:
        raise errors.DataError(
            language.say("column {name} occurs twice", name=twice[0]),
            where=shown,
            expected=language.say("each column once"),
            do_next=language.say("rename or remove one of them and run again"),
        )
    numbered = [name or f"column {i}" for i, name in enumerate(names, 1)]
    return [name if numbered.index(name) == i else f"{name} {i + 1}" for i, name in enumerate(numbered)]


# -- CSV -----------------------------------------------------------------------------------------------------------------------


def _csv_rows(path: Path, shown: str, table: Table) -> Iterator[Row]:
    """The records of a CSV file, each with the line on which it starts."""
    encoding = _encoding(path)
    try:
        with path.open(encoding=encoding, newline="") as lines:
            mark = _mark(list(islice(lines, _SAMPLE)), table)
        with path.open(encoding=encoding, newline="") as lines:
            reader, before = csv.reader(lines, delimiter=mark), 0
            for cells in reader:
                yield before + 1, cells
                before = reader.line_num
    except (csv.Error, UnicodeDecodeError) as error:
        raise errors.DataError(
            language.say("the file cannot be read as CSV: {why}", why=error),
            where=shown,
            expected=language.say("text with ; or , between the fields, in UTF-8 or Windows-1252"),
            do_next=language.say("export the file again and run again"),
        ) from error


def _mark(lines: list[str], table: Table) -> str:
    """The mark between fields: the one by which the header names most columns of the contract, then the one that splits most."""

    def fit(mark: str) -> tuple[int, int]:
        rows: list[Sequence[Any]] = list(csv.reader(lines, delimiter=mark))
        _, names = _heading(rows, table)
        return len(set(table.names).intersection(names)), len(names)

    return max(_MARKS, key=fit)


def _encoding(path: Path) -> str:
    """UTF-8 (or UTF-16 by its mark) when the whole file is that, else Windows-1252."""
    with path.open("rb") as raw:
        if raw.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
    try:
        with path.open(encoding="utf-8-sig") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:  # that is the answer
        return "cp1252"
    return "utf-8-sig"


# -- Excel ---------------------------------------------------------------------------------------------------------------------


def _excel_rows(path: Path, shown: str, sheet: str | None) -> Iterator[Row]:
    """The rows of a sheet, each with its number as Excel shows it."""
    expected = language.say("an Excel file")
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        expected = language.say("one of the sheets: {names}", names=", ".join(book.sheet_names))
        cells = book.get_sheet_by_name(sheet if sheet is not None else book.sheet_names[0])
        rows = cells.to_python(skip_empty_area=False)
    except python_calamine.CalamineError as error:
        what = language.say("the file has no sheet {sheet}", sheet=sheet)
        if not isinstance(error, python_calamine.WorksheetNotFound):
            what = language.say("the file cannot be read as Excel: {why}", why=error)
        raise errors.DataError(
            what,
            where=shown,
            expected=expected,
            do_next=language.say("correct the file or the workbook and run again"),
        ) from error
    yield from enumerate(rows, 1)
