"""
An Excel file as it came back: whether it is ours, whether its columns are where they were, and what stands in its cells.

What a spreadsheet program does to a file is not known here; so as little as can be is taken for granted. The heads are looked for, since rows may have been put above them, but columns must be
where they were: a column that moved is told, not followed. What the file says of itself is sealed, so that a hidden sheet in which somebody wrote is not believed.

The reader gives an error of Excel, and a formula that was never computed, as an empty cell. As an empty cell means that somebody emptied it, both are looked up in the file itself.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

import python_calamine

from amlib import errors, language
from amlib.editions import activities, goal_sheet, sheets
from amlib.plan import written

if TYPE_CHECKING:
    from amlib.editions.sheets import Cell
    from amlib.plan.model import Plan

__all__ = ["asked", "book", "column", "fits", "line", "origin", "quoted", "rows", "uncomputed"]

_SEARCHED = 20
"""So many rows are looked through for the heads: somebody may have put a few above them."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REF = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def book(file: Path) -> python_calamine.CalamineWorkbook:
    """
    A file, opened.

    Raises
    ------
    DataError
        It is no Excel file.
    """
    try:
        return python_calamine.CalamineWorkbook.from_path(file)
    except (python_calamine.CalamineError, OSError) as error:
        raise _refused(language.say("{file} cannot be read as Excel", file=file.name), file) from error


def origin(opened: python_calamine.CalamineWorkbook, file: Path) -> tuple[dict[str, str], Plan]:
    """
    What a file says of itself, and the plan that it was made of.

    Parameters
    ----------
    opened : CalamineWorkbook
    file : Path

    Returns
    -------
    dict of str
        ``account``, ``year``, ``version``, ``entry``, ``language``.
    Plan
        As ``activities.carried``.

    Raises
    ------
    DataError
        It says nothing, something that was changed, or something that another version of the software wrote.
    """
    what = language.say("{file} does not say of which plan it is", file=file.name)
    try:
        rows = opened.get_sheet_by_name(activities.BASE).to_python(skip_empty_area=False)
    except python_calamine.CalamineError as error:
        raise _refused(what, file) from error
    told = {
        str(row[0]): str(row[1])
        for row in rows
        if len(row) > 1 and row[0] not in ("", "plan", activities.ASKED)
    }
    held = "".join(str(row[1]) for row in rows if len(row) > 1 and row[0] == "plan")
    if told.get("format") not in (None, str(activities.FORMAT)):
        raise _refused(
            language.say("{file} was made by another version of the workbook (form {form})", file=file.name, form=told["format"]),
            file,
        )  # fmt: skip
    right = {"format", "account", "year", "version", "entry", "language", "sha256"} <= set(told)
    if not right or hashlib.sha256(held.encode()).hexdigest() != told["sha256"] or told["language"] not in language.LANGUAGES:  # fmt: skip
        raise _refused(what, file)
    return told, written.read(json.dumps(json.loads(held)), where=file.name)


def asked(opened: python_calamine.CalamineWorkbook, told: Mapping[str, str], file: Path) -> list[str]:
    """
    What was changed on the sheet of targets, which is for reading only; nothing of a file that has none.

    Raises
    ------
    DataError
        What the file says that stood there was changed.
    """
    seal = told.get(f"{activities.ASKED} sha256")
    if seal is None:
        return []
    rows = opened.get_sheet_by_name(activities.BASE).to_python(skip_empty_area=False)
    held = "".join(str(row[1]) for row in rows if len(row) > 1 and row[0] == activities.ASKED)
    if hashlib.sha256(held.encode()).hexdigest() != seal:
        raise _refused(language.say("{file} does not say of which plan it is", file=file.name), file)
    with language.use(told["language"]):
        name = language.say(goal_sheet.NAME)
    there = opened.get_sheet_by_name(name).to_python(skip_empty_area=False) if name in opened.sheet_names else None  # fmt: skip
    lines = [tuple(line) for line in json.loads(held)]
    found = goal_sheet.changed(there, lines, lambda row, at: f"{name}!{column(at)}{row + 1}")
    return [each if each.startswith(f"{name}!") else f"{name}: {each}" for each in found]


def fits(told: Mapping[str, str], now: Plan, file: Path) -> None:
    """
    Whether a file is of a plan.

    Raises
    ------
    DataError
        It is of another account or year.
    """
    if (told["account"], told["year"]) != (now.account, str(now.year)):
        raise errors.DataError(
            language.say("{file} is the activity plan of {account}, {year}", file=file.name, account=told["account"], year=told["year"]),
            expected=language.say("that of {account}, {year}", account=now.account, year=str(now.year)),
            do_next=language.say("bring it in for the account and year that it is of"),
        )  # fmt: skip


def rows(
    opened: python_calamine.CalamineWorkbook, name: str, kind: str, year: int, file: Path
) -> tuple[int, list[list[Cell]]]:
    """
    The number of the first row below the heads of a sheet, and the rows from there, each as wide as the columns.

    Raises
    ------
    DataError
        There is no such sheet, or its columns were moved; all that is not where it was.
    """
    wanted = [sheets.head(column, year) for column in (None, *sheets.COLUMNS[kind])]
    try:
        rows = opened.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except python_calamine.CalamineError as error:
        raise _refused(
            language.say("{file} has no sheet {sheet}", file=file.name, sheet=name), file
        ) from error
    near = rows[:_SEARCHED]
    at = max(range(len(near)), key=lambda n: len(set(wanted) & set(map(_head, near[n]))), default=0)
    found = list(map(_head, near[at])) if near else []
    found = [*found, *[""] * (len(wanted) - len(found))]
    moved = [
        line(f"{name}!{column(n)}{at + 1}", quoted(there), quoted(head))
        for n, (there, head) in enumerate(zip(found, wanted, strict=False))
        if there != head
    ]
    extra = [
        line(f"{name}!{column(n)}{at + 1}", quoted(there), language.say("nothing"))
        for n, there in enumerate(found[len(wanted) :], len(wanted))
        if there
    ]
    if moved or extra:
        raise errors.DataError(
            language.say("the columns of {file} are not where they were", file=file.name),
            where="\n".join([*moved, *extra]),
            expected=language.say("the columns as the file was made, in their order"),
            do_next=language.say("put them back, or make the file again and copy the changed cells into it"),
        )
    return at + 2, [_wide(row, len(wanted)) for row in rows[at + 1 :]]


def uncomputed(file: Path, sheet: str) -> list[str]:
    """
    The cells of a sheet that hold an error, or a formula without its value.

    The reader gives both as nothing, and nothing means that somebody emptied the cell.
    """
    with zipfile.ZipFile(file) as parts:
        named = {
            each.get("name"): each.get(_REF)
            for each in Xml.fromstring(parts.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
        }
        targets = {
            each.get("Id"): each.get("Target", "")
            for each in Xml.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
        }
        path = re.sub("^/?(xl/)?", "xl/", targets[named[sheet]])
        found = []
        for cell in Xml.fromstring(parts.read(path)).iter(f"{_MAIN}c"):
            formula, value = cell.find(f"{_MAIN}f"), cell.find(f"{_MAIN}v")
            empty = value is None or not (value.text or "")
            if cell.get("t") == "e" or (formula is not None and empty and cell.get("t") != "str"):
                found.append(str(cell.get("r")))
    return found


def column(number: int) -> str:
    """A column's letters, counted from nought."""
    letters = ""
    number += 1
    while number:
        number, left = divmod(number - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters


def line(cell: str, found: str, expected: str) -> str:
    """A cell that is wrong: what stands there, and what was expected."""
    return language.say("{cell}: {found}; expected: {expected}", cell=cell, found=found, expected=expected)


def quoted(cell: Cell) -> str:
    """What stands in a cell, as a person would say it."""
    return (
        language.date(cell)
        if isinstance(cell, date)
        else f"'{cell}'"
        if cell != ""
        else language.say("nothing")
    )


def _refused(what: str, file: Path) -> errors.DataError:
    return errors.DataError(
        what,
        where=str(file),
        expected=language.say("an Excel file that 'amlib plan activities' made, saved as .xlsx, with its sheets and columns where they were"),
        do_next=language.say("make it again and copy the changed cells into it; the file and the plan are as they were"),
    )  # fmt: skip


def _wide(row: Sequence[Cell], width: int) -> list[Cell]:
    return [*row[:width], *[""] * (width - len(row))]


def _head(cell: Cell) -> str:
    return " ".join(str(cell).split())
