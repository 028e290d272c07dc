"""
The sheet with what is asked of each outlet in each product group and month: to be read beside the activities, and not to be brought back.

Whoever fills in what is done in an outlet wants to see what is asked of it. But these figures follow from the goals (``plan.crossing``), and a cell changed here would leave outlets, groups and months that do
not add up. So the sheet is locked, and who changes it all the same is told, cell by cell, that nothing of it was taken over.

* The whole account comes first, then each outlet: its total, and below it a row per group. Sums are values, in cents behind the point, and add up exactly.
* Rows are known by what they are about, and columns by their heads, so that sorting or rows put above are no change.
* Where the goals do not add up there is no table, and the sheet says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from amlib import language, periods
from amlib.editions import sheets

if TYPE_CHECKING:
    import pandas as pd

    from amlib.editions.sheets import Cell, Known
    from amlib.plan.crossing import Crossed

__all__ = ["NAME", "changed", "lines", "written"]

NAME = "Targets per outlet"
"""What the sheet is called."""

_KEYS = 3
"""A row is known by its outlet, region and group."""
_WIDTHS = (38, 16, 18, *[13] * 12, 15)
_SEARCHED = 20
_CENTS = 100

Line = tuple["Cell", ...]


def lines(crossed: Crossed, known: Known, regions: Mapping[str, str], year: int) -> tuple[Line, ...]:
    """
    The sheet as rows: the heads, and what stands below them.

    Parameters
    ----------
    crossed : Crossed
    known : Known
        What outlets are called.
    regions : mapping of outlet to region
    year : int
    """
    if not crossed:
        return ((language.say("There is no table of targets"),), *((why,) for why in crossed.missing))
    table, every = crossed.table, language.say("All product groups")
    months = (language.month(periods.parse(f"{year}-{n:02}"), year=False) for n in table.columns)
    heads = (language.say("Outlet"), language.say("Region"), language.say("Product group"), *months, language.say("Year"))  # fmt: skip
    made: list[Line] = [heads]
    for place, part in _parts(table):
        called = sheets.label(place, known) if place else language.say("All outlets")
        where = (called, regions.get(place, ""))
        made.append((*where, every, *_amounts(part.sum())))
        made += [(*where, str(group), *_amounts(row)) for group, row in part.iterrows()]
    return tuple(made)


def written(page: Any, asked: Sequence[Line], looks: Mapping[str, Any], top: int) -> None:
    """
    Write the rows on a sheet, locked.

    Parameters
    ----------
    page : an XlsxWriter worksheet
    asked : ``lines``
    looks : mapping
        'head', 'shown', 'amount', and of sums 'sum_shown' and 'sum_amount'.
    top : int
        The row of the heads, counted from nought.
    """
    heads, *rows = asked
    for at, (head, width) in enumerate(zip(heads, _WIDTHS, strict=False)):
        page.set_column(at, at, width if len(heads) > 1 else 90)
        page.write_string(top, at, str(head), looks["head"])
    for row, line in enumerate(rows, top + 1):
        first = row == top + 1 or line[:2] != rows[row - top - 2][:2]
        for at, cell in enumerate(line):
            look = ("sum_" if first and len(heads) > 1 else "") + (
                "shown" if isinstance(cell, str) else "amount"
            )
            if cell == "":
                page.write_blank(row, at, None, looks[look])
            elif isinstance(cell, str):
                page.write_string(row, at, cell, looks[look])
            else:
                page.write_number(row, at, cell, looks[look])
        if len(heads) > 1 and not first:
            page.set_row(row, None, None, {"level": 1})
    page.outline_settings(True, False)
    page.protect("", {"format_columns": True, "select_locked_cells": True})


def changed(found: Sequence[Sequence[Cell]] | None, asked: Sequence[Line], cell: Any) -> list[str]:
    """
    What stands otherwise on the sheet than was written there, each with its cell.

    Parameters
    ----------
    found : rows of cells, or None
        The sheet as it came back; None where it is gone.
    asked : ``lines``, as the file was made
    cell : callable
        Of a row and a column, counted from nought, their name.
    """
    if found is None:
        return [language.say("the sheet is not there any more")]
    heads, *rows = asked
    near = [[_plain(each) for each in row] for row in found[:_SEARCHED]]
    at = max(range(len(near)), key=lambda n: len(set(near[n]) & set(map(str, heads))), default=0)
    above = near[at] if near else []
    columns = {n: above.index(str(head)) for n, head in enumerate(heads) if str(head) in above}
    told = [language.say("the column {head} is not there any more", head=str(head)) for n, head in enumerate(heads) if n not in columns]  # fmt: skip
    wanted = {_key(line): line for line in rows}
    seen = set()
    for row, there in enumerate(found[at + 1 :], at + 1):
        line = [
            there[columns[n]] if n in columns and columns[n] < len(there) else "" for n in range(len(heads))
        ]
        was = wanted.get(_key(line))
        if was is not None:
            seen.add(_key(line))
            told += _differing(line, was, lambda n, row=row: cell(row, columns.get(n, n)))
        told += _beside(there, row, set(columns.values()) if was is not None else set(), cell)
    gone = [line for key, line in wanted.items() if key not in seen]
    return told + [language.say("there is no row any more of {what}", what=", ".join(filter(None, map(str, line[:_KEYS])))) for line in gone]  # fmt: skip


def _parts(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The whole account under an empty name, then each outlet; each with a row per group."""
    yield "", table.groupby(level=1, sort=False).sum()
    for outlet in table.index.unique(0):
        yield str(outlet), table.loc[outlet]


def _amounts(months: pd.Series[int]) -> tuple[float, ...]:
    return (*(int(each) / _CENTS for each in months), int(months.sum()) / _CENTS)


def _key(line: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(_plain(each) for each in line[:_KEYS])


def _differing(line: Sequence[Cell], was: Line, cell: Any) -> Iterator[str]:
    for n, (there, held) in enumerate(zip(line, was, strict=True)):
        if not sheets.same(there if there != "" else None, held if held != "" else None):
            yield language.say("{cell}: {found}, was {held}", cell=cell(n), found=_shown(there), held=_shown(held))  # fmt: skip


def _beside(there: Sequence[Cell], row: int, known: set[int], cell: Any) -> Iterator[str]:
    """What stands where nothing was written."""
    for n, each in enumerate(there):
        if n not in known and _plain(each):
            yield language.say("{cell}: {found}, was {held}", cell=cell(row, n), found=_shown(each), held=_shown(""))  # fmt: skip


def _plain(cell: Cell) -> str:
    return " ".join(str("" if cell is None else cell).split())


def _shown(cell: Cell) -> str:
    """What stands in a cell, as a person would say it."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return language.number(cell, 2)
    return f"'{cell}'" if _plain(cell) else language.say("nothing")
