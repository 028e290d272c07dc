"""
The activity plan as an Excel file: what is done in each outlet, and the actions, to be filled in where account managers work.

A file that leaves the house comes back changed, by somebody, later, beside changes that were made here. So it carries what it was made of: on a hidden sheet stand the activities and actions
as they were (and nothing else of the plan but what the sheets show: no proposal, no probability), of which account, year, version and entry of the ledger, and in which form. ``returned`` reads it back.

Conventions:

* one sheet per kind, in the language that is spoken; a title, a line of help, the heads, then a row per value and ``ROOM`` empty rows for new ones; a new row has no number;
* the number of a row is locked (without a password), everything else is open; to take a value out, its row is emptied or deleted;
* lists offer what there is to choose from; a list warns and does not refuse, as what is wrong is told when the file comes back;
* a text is written as text, never as a formula;
* what is asked of each outlet stands on a sheet of its own, to be read (``goal_sheet``);
* the same plan gives the same bytes: the file's date is that of the entry.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from amlib import language
from amlib.editions import goal_sheet, sheets
from amlib.plan import written
from amlib.plan.model import Plan

if TYPE_CHECKING:
    from amlib.editions.sheets import Cell, Column, Known

__all__ = ["ASKED", "BASE", "FORMAT", "HEADS", "ROOM", "Origin", "carried", "content"]

FORMAT = 1
"""The form in which this version of the software makes the file."""
BASE = "amlib"
"""The hidden sheet with what the file was made of."""
ASKED = "asked"
"""Under this name the hidden sheet holds what the sheet of targets showed."""
HEADS = 2
"""The row of the heads, counted from nought."""
ROOM = 100
"""So many empty rows for new values."""

_CHUNK = 15_000
_LISTS = ("outlets", "owners", "goals")
_NARROW = 20
"""A sheet with more columns is printed two pages wide."""
_LINE_HEIGHT, _MOST_LINES, _WIDENED = 13.5, 5, 1.0
_INK, _PALE, _LINE = "#1f3a4d", "#eef2f4", "#c9d3d9"


@dataclass(frozen=True)
class Origin:
    """
    What a file is made of.

    Attributes
    ----------
    plan : Plan
    number : int
        Of its entry in the stream of the plan.
    kept_at : datetime
        When that was written, with its time zone.
    name : str
        What the account is called.
    currency, unit : str
    asked : tuple of tuples
        ``goal_sheet.lines``: what is asked of each outlet; empty to leave that sheet out.
    """

    plan: Plan
    number: int
    kept_at: datetime
    name: str
    currency: str = "EUR"
    unit: str = "kg"
    asked: tuple[tuple[Cell, ...], ...] = ()


def content(origin: Origin, known: Known) -> bytes:
    """
    The file, in the current language.

    Parameters
    ----------
    origin : Origin
    known : Known
        What the lists offer.

    Returns
    -------
    bytes
        An Excel workbook; the same for the same plan.
    """
    told = io.BytesIO()
    settings = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "d mmm yyyy",
    }
    book = xlsxwriter.Workbook(told, settings)
    title = language.say("Activity plan {year}, {name}", year=str(origin.plan.year), name=origin.name)
    created = origin.kept_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": title, "created": created})
    looks = _looks(book)
    pages = {kind: book.add_worksheet(language.say(sheets.SHEETS[kind])) for kind in sheets.COLUMNS}
    targets = book.add_worksheet(language.say(goal_sheet.NAME)) if origin.asked else None
    hidden = book.add_worksheet(BASE)
    offered = _lists(hidden, known)
    for kind, page in pages.items():
        page.write_string(0, 0, title, looks["title"])
        _sheet(page, kind, origin, known, looks=looks, offered=offered)
    if targets is not None:
        targets.write_string(0, 0, title, looks["title"])
        _targets(targets, origin, looks)
    for row, (name, value) in enumerate(_base(origin)):
        hidden.write_string(row, 0, name)
        hidden.write_string(row, 1, value)
    hidden.very_hidden()
    book.close()
    return told.getvalue()


def carried(plan: Plan) -> Plan:
    """What of a plan such a file carries: its activities and actions."""
    return Plan(
        account=plan.account,
        year=plan.year,
        version=plan.version,
        actions=plan.actions,
        activities=plan.activities,
    )


def _base(origin: Origin) -> list[tuple[str, str]]:
    """What the file was made of, in rows; without signs that a spreadsheet program may rewrite."""
    plan = _plain(json.loads(written.text(carried(origin.plan))))
    asked = _plain(origin.asked) if origin.asked else ""
    rows = {
        "format": str(FORMAT),
        "account": origin.plan.account,
        "year": str(origin.plan.year),
        "version": str(origin.plan.version),
        "entry": str(origin.number),
        "language": language.current(),
        "sha256": hashlib.sha256(plan.encode()).hexdigest(),
    }
    if asked:
        rows[f"{ASKED} sha256"] = hashlib.sha256(asked.encode()).hexdigest()
    held = {"plan": plan, ASKED: asked}
    return [
        *rows.items(),
        *(
            (name, text[at : at + _CHUNK])
            for name, text in held.items()
            for at in range(0, len(text), _CHUNK)
        ),
    ]


def _plain(value: Any) -> str:
    return json.dumps(value).replace("_", "\\u005f")


def _lists(hidden: Any, known: Known) -> dict[str, str]:
    """Write what may be chosen on the hidden sheet; where each list stands, for the cells to refer to."""
    held = {
        "outlets": [sheets.label(key, known) for key in known.outlets],
        "owners": list(known.owners),
        "goals": list(known.goals),
    }
    places = {}
    for column, name in zip("DEF", _LISTS, strict=True):
        for row, text in enumerate(held[name]):
            hidden.write_string(row, ord(column) - ord("A"), text[: sheets.LONGEST])
        if held[name]:
            places[name] = f"={BASE}!${column}$1:${column}${len(held[name])}"
    return places


def _looks(book: Any) -> dict[str, Any]:
    """How cells look: by what they hold, open to be changed; the number of a row is closed."""
    shared = {"valign": "top", "border": 1, "border_color": _LINE, "locked": False, "font_size": 10}
    forms: dict[str, Mapping[str, object]] = {
        "text": {"text_wrap": True, "num_format": "@"},
        "money": {"num_format": "#,##0.00"},
        "whole": {"num_format": "#,##0"},
        "day": {"num_format": "d mmm yyyy", "align": "left"},
        "id": {"locked": True, "bg_color": _PALE, "font_color": "#5a6b75"},
        "head": {"bold": True, "font_color": "white", "bg_color": _INK, "text_wrap": True, "locked": True},
    }
    made = {name: book.add_format({**shared, **form}) for name, form in forms.items()}
    for name, form in (("shown", {"num_format": "@"}), ("amount", {"num_format": "#,##0.00"})):
        made[name] = book.add_format({**shared, **form, "locked": True})
        made[f"sum_{name}"] = book.add_format(
            {**shared, **form, "locked": True, "bold": True, "bg_color": _PALE}
        )
    made["title"] = book.add_format({"bold": True, "font_size": 14, "font_color": _INK})
    made["help"] = book.add_format({"font_color": "#5a6b75", "font_size": 9})
    return made


def _sheet(
    page: Any,
    kind: str,
    origin: Origin,
    known: Known,
    *,
    looks: Mapping[str, Any],
    offered: Mapping[str, str],
) -> None:
    """One kind of values: help, heads, rows, room."""
    columns = sheets.COLUMNS[kind]
    held = getattr(origin.plan, kind)
    last = HEADS + len(held) + ROOM
    page.write_string(1, 0, _help(origin), looks["help"])
    page.set_column(0, 0, 8)
    for at, column in enumerate(columns, 1):
        page.set_column(at, at, column.width)
    for at, each in enumerate((None, *columns)):
        page.write_string(HEADS, at, sheets.head(each, origin.plan.year), looks["head"])
    for row in range(HEADS + 1, last + 1):
        item = held[row - HEADS - 1] if row - HEADS - 1 < len(held) else None
        cells = [
            sheets.shown(sheets.value(item, column), column, known) if item else None for column in columns
        ]
        _write(page, row, 0, item.id if item else None, looks["id"])
        for at, (column, cell) in enumerate(zip(columns, cells, strict=True), 1):
            _write(page, row, at, cell, looks.get(column.form, looks["text"]))
        page.set_row(row, _height(columns, cells))
    for at, column in enumerate(columns, 1):
        _offer(page, (HEADS + 1, at, last, at), column, origin.plan.year, offered)
    page.set_row(HEADS, 42)
    page.freeze_panes(HEADS + 1, 2)
    page.protect("", _ALLOWED)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1 if len(columns) < _NARROW else 2, 0)
    page.repeat_rows(HEADS)
    page.repeat_columns(0, 1)
    page.set_margins(0.4, 0.4, 0.5, 0.5)
    page.set_footer("&L&8&A&R&8&P / &N")
    page.print_area(0, 0, HEADS + max(len(held), 1), len(columns))


def _targets(page: Any, origin: Origin, looks: Mapping[str, Any]) -> None:
    """What is asked, to be read."""
    told = language.say(
        "For reading only: these amounts follow from the goals of the plan, and nothing that is changed here is taken over. Money in {currency}.",
        currency=origin.currency,
    )
    page.write_string(1, 0, told, looks["help"])
    goal_sheet.written(page, origin.asked, looks, HEADS)
    page.set_row(HEADS, 21)
    page.freeze_panes(HEADS + 1, 3)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADS)
    page.set_margins(0.4, 0.4, 0.5, 0.5)
    page.set_footer("&L&8&A&R&8&P / &N")


_ALLOWED = dict.fromkeys(
    ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter"),
    True,
)


def _height(columns: Sequence[Column], cells: Sequence[Cell]) -> float:
    """As high as its longest text needs, up to a few lines: not every program looks for itself."""
    lines = [
        sum(max(1, math.ceil(len(line) * _WIDENED / column.width)) for line in cell.split("\n"))
        for column, cell in zip(columns, cells, strict=True)
        if isinstance(cell, str)
    ]
    return min(max([1, *lines]), _MOST_LINES) * _LINE_HEIGHT


def _help(origin: Origin) -> str:
    return language.say(
        "Version {version}. A new row has no number. To take something out, empty its row. Money in {currency}, quantities in {unit}.",
        version=origin.plan.version,
        currency=origin.currency,
        unit=origin.unit,
    )


def _write(page: Any, row: int, at: int, cell: Cell, look: Any) -> None:
    """One cell, by what it holds; a text as text."""
    if cell is None:
        page.write_blank(row, at, None, look)
    elif isinstance(cell, str):
        page.write_string(row, at, cell, look)
    elif isinstance(cell, date):
        page.write_datetime(row, at, datetime(cell.year, cell.month, cell.day), look)  # noqa: DTZ001
    else:
        page.write_number(row, at, cell, look)


def _offer(page: Any, cells: Sequence[int], column: Column, year: int, offered: Mapping[str, str]) -> None:
    """The list of a column, or the bounds of its numbers and days."""
    rule: dict[str, object] | None = None
    if column.form == "choice":
        rule = {"validate": "list", "source": [sheets.chosen(name) for name in column.choices]}
    elif column.form == "flag":
        rule = {"validate": "list", "source": [language.say("yes")]}
    elif column.form == "day":
        rule = {"validate": "date", "criteria": "between", "minimum": date(year, 1, 1), "maximum": date(year, 12, 31)}  # fmt: skip
    elif column.whole in ("months", "cost"):
        rule = {"validate": "decimal", "criteria": ">=", "value": 0}
    else:
        source = {"place": "outlets", "person": "owners", "goal": "goals"}.get(column.form, "")
        rule = {"validate": "list", "source": offered[source]} if source in offered else None
    if rule:
        page.data_validation(*cells, {**rule, "error_type": "warning"})
