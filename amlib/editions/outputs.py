"""
The cells and outputs of an executed notebook, read as parts of a document.

A notebook is cells, outputs and bundles of formats. Of each output the richest format that a document can carry is read, and words and tables come out of markdown and HTML as words and tables, never as
markup. A table in HTML, as pandas draws it, is read cell by cell; other HTML is read as its words.

Deliberately absent: code, streams, widgets and raw HTML; and forms, with the words that introduce them.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import mistune
from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode

from amlib import errors, language
from amlib.editions.parts import Heading, Part, Picture, Prose, Table, Tiles, Token, words
from amlib.plan.records import PUBLISHED

__all__ = ["parts"]

TABLE = "application/vnd.amlib.table+json"
TILES = "application/vnd.amlib.tiles+json"
_FORM = "skip-execution"
"""The tag of a form, and of the words that introduce it: what is for whoever works at the notebook is no part of the document."""
_PLACEHOLDER = re.compile(
    r"\s*(no description\b|<?figure size\b|figure\(|<?image\b|alt text\b|todo\b|$)", re.I
)
_NUMBER = re.compile(
    r"[\s(]*[-+−±]?\s*(?:[€$£]\s*)?[\d.,\s]+(?:[%‰)]|e[-+]?\d+)?\s*|[-–—]|nan|NaN|None|<NA>", re.I
)


def parts(notebook: NotebookNode) -> Iterator[tuple[Part, str]]:
    """
    The parts of a notebook, in order, with headings and figures as they stand there, and the place of each.

    Raises
    ------
    RenderError
        A cell holds an error, or a figure has no description or only a placeholder.
    """
    led = False
    for index, cell in enumerate(notebook.cells, start=1):
        place = _place(index, cell)
        if cell.cell_type == "markdown" and _FORM not in cell.metadata.get("tags", []):
            yield from ((part, place) for part in _prose(cell.source))
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise errors.RenderError(
                    language.say("a cell ended in an error: {name}", name=f"{output.ename}: {output.evalue}"),
                    where=place,
                    expected=language.say("a notebook that ran from top to bottom"),
                    do_next=language.say("put the cell right and run the notebook again"),
                )
            if output.output_type in {"display_data", "execute_result"}:
                for part in _shown(output, place):
                    first = isinstance(part, Prose) and not led
                    led = led or first
                    shown = Prose(part.tokens, "bottom line") if isinstance(part, Prose) and first else part
                    yield shown, place


def _shown(output: NotebookNode, place: str) -> Iterator[Part]:
    """The parts of one output: its richest format that a document can carry."""
    data, metadata = output.data, output.get("metadata", {})
    if PUBLISHED in data:  # said to later editions, not to a reader
        return
    if TABLE in data:
        yield _table(_json(data[TABLE]))
    elif TILES in data:
        yield _tiles(_json(data[TILES]))
    elif "image/svg+xml" in data:
        yield _picture("svg", data["image/svg+xml"], metadata.get("image/svg+xml", {}), place)
    elif "image/png" in data:
        yield _picture("png", "".join(data["image/png"].split()), metadata.get("image/png", {}), place)
    elif "text/markdown" in data:
        yield from _prose(_text(data["text/markdown"]))
    elif "text/html" in data:
        yield from _hypertext(_text(data["text/html"]))
    elif set(data) == {"text/plain"}:
        yield Prose([{"type": "block_code", "raw": _text(data["text/plain"])}])


def _picture(kind: str, data: Any, described: Mapping[str, str], place: str) -> Picture:
    alt = " ".join(str(described.get("alt") or "").split())
    if _PLACEHOLDER.match(alt):
        raise errors.RenderError(
            language.say("a figure has no description"),
            where=place,
            expected=language.say(
                "one or two sentences that say what the figure shows, for who cannot see it"
            ),
            do_next=language.say(
                "give the chart its alt text; see the chart functions of the documents room"
            ),
        )
    return Picture(kind, _text(data), alt, str(described.get("title") or ""), 0)


def _table(given: Mapping[str, Any]) -> Table:
    columns = [(str(c["label"]), "right" if c.get("align") == "right" else "left") for c in given["columns"]]
    rows = [
        {
            "kind": row.get("kind", "body"),
            "cells": [str(cell) for cell in row["cells"]],
            "tones": [tone or "" for tone in row.get("tones") or [""] * len(row["cells"])],
            "links": [str(link or "") for link in row.get("links") or [""] * len(row["cells"])],
        }
        for row in given["rows"]
    ]
    spans = [(str(span["label"]), int(span["columns"])) for span in given.get("spans") or []]
    short = len(columns) - sum(count for _, count in spans)
    if spans and short > 0:
        spans = [("", short), *spans]
    return Table(columns, rows, str(given.get("title") or ""), spans, str(given.get("note") or ""))


def _tiles(given: Mapping[str, Any]) -> Tiles:
    return Tiles(
        "strip" if given.get("kind") == "strip" else "tiles",
        [
            {
                "label": str(item["label"]),
                "value": str(item["value"]),
                "detail": str(item.get("detail") or ""),
                "tone": str(item.get("tone") or "neutral"),
            }
            for item in given["items"]
        ],
    )


def _prose(source: str) -> Iterator[Part]:
    """The headings, tables and stretches of prose in a piece of markdown."""
    run: list[Token] = []
    for token in map(_unescaped, _markdown()(source)):
        if token["type"] in {"heading", "table"}:
            if run:
                yield Prose(run)
            run = []
            if token["type"] == "table":
                yield _markdown_table(token)
            elif words(token["children"]):
                yield Heading(token["attrs"]["level"], "", token["children"])
        elif token["type"] != "blank_line":
            run.append(token)
    if run:
        yield Prose(run)


def _markdown_table(token: Token) -> Table:
    head, *bodies = token["children"]
    columns = [
        (words(cell["children"]), "right" if cell["attrs"]["align"] == "right" else "left")
        for cell in head["children"]
    ]
    rows = [
        [words(cell["children"]) for cell in row["children"]] for body in bodies for row in body["children"]
    ]
    return Table(columns, [_row(cells) for cells in rows])


def _hypertext(source: str) -> Iterator[Part]:
    """The tables in a piece of HTML, or its words when it has none."""
    soup = BeautifulSoup(source, "html.parser")
    tables = [table for table in soup.find_all("table") if table.find("table") is None]
    for table in tables:
        yield _html_table(table)
    said = " ".join(soup.get_text(" ").split())
    if not tables and said:
        yield Prose([{"type": "paragraph", "children": [{"type": "text", "raw": said}]}])


def _html_table(table: Tag) -> Table:
    """A table as pandas writes it; several header rows become one label per column."""
    lines = [(line, _cells(line)) for line in table.find_all("tr")]
    is_head = [line.find_parent("thead") is not None or line.find("td") is None for line, _ in lines]
    heads = [cells for (_, cells), head in zip(lines, is_head, strict=True) if head]
    bodies = [cells for (_, cells), head in zip(lines, is_head, strict=True) if not head]
    width = max((len(cells) for _, cells in lines), default=0)
    bodies = [[""] * (width - len(cells)) + cells for cells in bodies]
    labels = [
        " ".join(dict.fromkeys(cells[i] for cells in heads if i < len(cells) and cells[i]))
        for i in range(width)
    ]
    numeric = [
        any(row[i] for row in bodies) and all(_NUMBER.fullmatch(row[i]) for row in bodies if row[i])
        for i in range(width)
    ]
    columns = [(label, "right" if right else "left") for label, right in zip(labels, numeric, strict=True)]
    caption = table.find("caption")
    return Table(
        columns, [_row(cells) for cells in bodies], " ".join(caption.get_text(" ").split()) if caption else ""
    )


def _cells(line: Tag) -> list[str]:
    return [
        text
        for cell in line.find_all(["td", "th"])
        for text in [" ".join(cell.get_text(" ").split())] * int(str(cell.get("colspan") or 1))
    ]


def _row(cells: list[str]) -> dict[str, Any]:
    return {"kind": "body", "cells": cells, "tones": [""] * len(cells), "links": [""] * len(cells)}


def _unescaped(token: Token) -> Token:
    """A token whose words are what the reader should see: entities such as ``&lt;`` become their character."""
    changed = dict(token)
    if token["type"] == "text":
        changed["raw"] = html.unescape(token["raw"])
    if "children" in token:
        changed["children"] = [_unescaped(child) for child in token["children"]]
    return changed


@cache
def _markdown() -> Any:
    return mistune.create_markdown(renderer=None, plugins=["table", "strikethrough"])


def _place(index: int, cell: NotebookNode) -> str:
    first, *more = cell.source.strip().splitlines() or [""]
    return language.say("cell {index}", index=index) + (f"\n  {first}{' …' if more else ''}" if first else "")


def _text(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)


def _json(value: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(value) if isinstance(value, str) else value
    return found
