"""
Tables and tiles: figures in rows and columns, and a few figures large.

A table holds text that is ready to read (``language`` has written its numbers) and what each row and cell *is*: a total, a section, a rest;
better or worse. How that looks is for the page and the print, which read ``application/vnd.amlib.table+json``. The HTML here is what a person sees
in JupyterLab.

Meaning is never in colour alone: a better or worse figure also has its sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from itertools import zip_longest
from typing import Any, Literal

__all__ = [
    "TABLE",
    "TILES",
    "Column",
    "Kind",
    "Row",
    "Span",
    "Table",
    "Tile",
    "Tiles",
    "Tone",
    "section",
    "tone",
]

TABLE = "application/vnd.amlib.table+json"
TILES = "application/vnd.amlib.tiles+json"

Kind = Literal["body", "total", "section", "rest"]
Tone = Literal["better", "worse", "warn"] | None


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, and the side on which its cells stand."""

    label: str
    align: Literal["left", "right"] = "right"


@dataclass(frozen=True)
class Span:
    """A head over several columns; empty where there is none."""

    label: str
    columns: int


@dataclass(frozen=True)
class Row:
    """A row of a table: a cell for each column; the first is its name; ``links`` are the headings that cells lead to (``links.anchor``)."""

    cells: tuple[str, ...]
    kind: Kind = "body"
    tones: tuple[Tone, ...] | None = None
    links: tuple[str | None, ...] | None = None


@dataclass(frozen=True)
class Table:
    """
    A table of a document.

    Raises
    ------
    ValueError
        A row has more or fewer cells than there are columns, an empty cell leads somewhere, or the spans do not cover the columns: a fault of
        ours.

    Examples
    --------
    >>> print(Table((Column("group", "left"), Column("kg")), (Row(("beef", "12")), Row(("total", "12"), "total"))))
    group  kg
    beef   12
    -----  --
    total  12
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str | None = None
    spans: tuple[Span, ...] | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        width = len(self.columns)
        if any(
            len(each) != width
            for row in self.rows
            for each in (row.cells, row.tones, row.links)
            if each is not None
        ):
            raise ValueError(f"every row needs {width} cells, and as many tones and links if it has any")
        linked = [pair for row in self.rows if row.links for pair in zip(row.cells, row.links, strict=True)]
        if any(link and not cell.strip() for cell, link in linked):
            raise ValueError("a link needs the words of a cell to follow")
        if self.spans is not None and sum(span.columns for span in self.spans) != width:
            raise ValueError(f"the spans must cover {width} columns")

    def __str__(self) -> str:
        grid = [tuple(column.label for column in self.columns), *(row.cells for row in self.rows)]
        widths = [max(map(len, cells)) for cells in zip(*grid, strict=True)]
        lines = [self.title] if self.title else []
        for cells, row in zip_longest(grid, (None, *self.rows)):
            if row and row.kind == "total":
                lines.append("  ".join("-" * width for width in widths))
            placed = zip(cells, widths, self.columns, strict=True)
            lines.append(
                "  ".join(
                    f"{c:<{w}}" if col.align == "left" else f"{c:>{w}}" for c, w, col in placed
                ).rstrip()
            )
        return "\n".join([*lines, self.note] if self.note else lines)

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"text/html": self.html(), "text/plain": str(self), TABLE: self.bundle()}, {}

    def bundle(self) -> dict[str, Any]:
        """The table as plain data, as the page and the print read it."""
        return {
            "title": self.title,
            "columns": [asdict(column) for column in self.columns],
            "spans": None if self.spans is None else [asdict(span) for span in self.spans],
            "rows": [
                {
                    "kind": row.kind,
                    "cells": list(row.cells),
                    "tones": None if row.tones is None else list(row.tones),
                    "links": None if row.links is None else list(row.links),
                }
                for row in self.rows
            ],
            "note": self.note,
        }

    def html(self) -> str:
        """The table as a person sees it in JupyterLab, where there are no anchors to lead to; every text in it escaped."""
        caption = f"<caption>{escape(self.title)}</caption>" if self.title else ""
        heads = "".join(
            f'<th colspan="{span.columns}" scope="colgroup">{escape(span.label)}</th>'
            for span in self.spans or ()
        )
        labels = "".join(
            f'<th scope="col" style="text-align:{c.align}">{escape(c.label)}</th>' for c in self.columns
        )
        body = "".join(f'<tr class="{row.kind}">{self._cells(row)}</tr>' for row in self.rows)
        note = f"<p>{escape(self.note)}</p>" if self.note else ""
        head = (f"<tr>{heads}</tr>" if heads else "") + f"<tr>{labels}</tr>"
        return f'<table class="amlib-table">{caption}<thead>{head}</thead><tbody>{body}</tbody></table>{note}'

    def _cells(self, row: Row) -> str:
        """One row in HTML; a section is one head over the whole width."""
        if row.kind == "section":
            return f'<th scope="rowgroup" colspan="{len(self.columns)}" style="text-align:left">{escape(row.cells[0])}</th>'
        made = []
        for place, (cell, column, mark) in enumerate(
            zip(row.cells, self.columns, row.tones or (None,) * len(row.cells), strict=True)
        ):
            name, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
            tinted = f' class="{mark}"' if mark else ""
            made.append(f'<{name}{scope}{tinted} style="text-align:{column.align}">{escape(cell)}</{name}>')
        return "".join(made)


@dataclass(frozen=True)
class Tile:
    """One figure, large, with what it is and a detail under it."""

    label: str
    value: str
    detail: str | None = None
    tone: Literal["neutral", "better", "worse", "warn", "good"] = "neutral"


@dataclass(frozen=True)
class Tiles:
    """The three to five key figures of a document, or the strip that says how far its data can be trusted."""

    items: tuple[Tile, ...]
    kind: Literal["tiles", "strip"] = "tiles"

    def __str__(self) -> str:
        lines = (
            f"{item.label}: {item.value}" + (f" ({item.detail})" if item.detail else "")
            for item in self.items
        )
        return "\n".join(lines)

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"text/html": self.html(), "text/plain": str(self), TILES: self.bundle()}, {}

    def bundle(self) -> dict[str, Any]:
        """The tiles as plain data, as the page and the print read it."""
        return {"kind": self.kind, "items": [asdict(item) for item in self.items]}

    def html(self) -> str:
        """The tiles as a person sees them in JupyterLab; every text in them escaped."""
        made = "".join(
            f'<div class="{item.tone}"><dt>{escape(item.label)}</dt><dd><strong>{escape(item.value)}</strong>'
            + (f" <small>{escape(item.detail)}</small>" if item.detail else "")
            + "</dd></div>"
            for item in self.items
        )
        return f'<dl class="amlib-{self.kind}">{made}</dl>'


def tone(value: float, *, least: float = 0.0) -> Tone:
    """Better for a gain, worse for a loss; none for what is smaller than ``least`` or missing."""
    if not abs(value) > least:
        return None
    return "better" if value > 0 else "worse"


def section(label: str, columns: Sequence[Column]) -> Row:
    """A row that heads those below it."""
    return Row((label, *("" for _ in columns[1:])), "section")
