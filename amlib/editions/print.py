"""
The print: the same document as a PDF to put on the table.

Typst sets it: a compiler in a wheel, fast enough for hundreds of editions and strict enough to refuse a figure without a description. The PDF is
tagged and meets PDF/UA-1, so that a screen reader finds headings, rows and columns.

The layout is a fixed program (``templates/print.typ``); the document is data that it reads as JSON. No word of a document is ever part of the program,
so no word can be taken for one. The bytes depend on the notebook alone: the creation date is the day of the data.

Characters that the typeface does not have are printed as a question mark: PDF/UA refuses a letter without a shape, and one exotic name in a source
must not cost the whole edition.
"""

from __future__ import annotations

import base64
import json
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, time
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import typst
from matplotlib import ft2font
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from amlib import errors, language
from amlib.editions import cards, drawings, papers, parts

__all__ = ["PrintExporter", "render"]

_SENTENCE = 24  # characters: a longer cell is words that may run over lines
_NAME = 16  # characters: a first column of no longer cells holds numbers or names
_GUTTER = 1.2  # ems that the space between two columns takes
_COLOURS = {
    "ink": "#1b2733",
    "muted": "#566370",
    "grid": "#d9dee3",
    "paper": "#ffffff",
    "us": "#1f5a96",
    "comparison": "#8492a0",
    "better": "#236f8b",
    "worse": "#b34a22",
    "market": "#7a6a9a",
    "private-label": "#6c6b2b",
    "warning": "#8a6100",
}


class PrintExporter(Exporter):
    """
    The exporter behind ``jupyter nbconvert --to amlib_print``.

    It works from the notebook alone; the cover's facts come from ``metadata.amlib`` and are left out where that is absent.
    """

    export_from_notebook = "Account workbook print"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]  # the base class names what goes in; an exporter gives what it makes
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """The PDF of a notebook, and nbconvert's resources."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return render(nb, name=resources.get("metadata", {}).get("name", "")), resources


def render(notebook: NotebookNode, name: str = "") -> bytes:
    """
    An executed notebook as a tagged PDF; the same notebook always gives the same bytes.

    Parameters
    ----------
    notebook : NotebookNode
        Executed, with its card in ``metadata.amlib``.
    name : str, optional
        What to call the document when nothing in it does.

    Raises
    ------
    RenderError
        A cell holds an error, a figure has no description, a link leads to no heading, or the result would not meet PDF/UA-1.
    """
    with language.use(cards.Card.of(notebook).language):
        paper = papers.read(notebook, name)
        document = _printable(_document(paper))
        return _typeset(document, paper.card)


def _document(paper: papers.Paper) -> dict[str, Any]:
    """Everything the layout reads."""
    card = paper.card
    say = language.say
    return {
        "language": card.language,
        "title": paper.title,
        "name": paper.name,
        "subtitle": paper.subtitle,
        "question": paper.question,
        "opening": paper.opening,
        "company": card.company,
        "audience": card.audience_words,
        "state": card.state_words if card.state else "",
        "facts": card.facts(),
        "dated": card.day is not None,
        "invented": [say("Invented data"), say("This company, its customers and all figures are made up.")]
        if card.invented
        else [],
        "contents": say("Contents"),
        "page": say("Page {page} of {pages}", page="\x1f", pages="\x1f").split("\x1f"),
        "parts": [_part(part) for part in _said_once(paper.parts)],
    }


def _said_once(held: Iterable[parts.Part]) -> Iterator[parts.Part]:
    """The parts; a table right under a heading of the same words has no title of its own."""
    before: parts.Part | None = None
    for part in held:
        if isinstance(part, parts.Table) and isinstance(before, parts.Heading) and before.text == part.title:
            yield replace(part, title="")
        else:
            yield part
        before = part


def _part(part: parts.Part) -> dict[str, Any]:
    """One part as plain data, with its kind."""
    known = {"part": type(part).__name__.lower()}
    match part:
        case parts.Picture(kind="svg"):
            drawn = replace(part, data=drawings.drawing(part.data, _COLOURS, semibold="IBM Plex Sans SmBld"))
            return known | asdict(drawn) | {"label": language.say("Figure {number}", number=part.number)}
        case parts.Picture():
            pixels = list(base64.b64decode(part.data))
            return (
                known
                | asdict(part)
                | {"data": pixels, "label": language.say("Figure {number}", number=part.number)}
            )
        case parts.Table():
            return known | asdict(part) | _fitted(part)
        case parts.Heading():
            return known | {"level": part.level - 1, "anchor": part.anchor, "children": part.children}
        case _:
            return known | asdict(part)


def _fitted(table: parts.Table) -> dict[str, Any]:
    """
    How a table takes its place: labels broken over lines, ``shares`` of the free width (0: as wide as its content), ``need`` in ems.

    Figures keep to their own width; the free width goes to the first column of words and to every column of sentences, also where such a sentence stands among figures.
    """
    columns: list[tuple[str, str]] = []
    shares: list[int] = []
    lengths: list[int] = []
    need = 0.0
    least, widest = (16, 12.0) if len(table.columns) < 7 else (11, 9.0)
    for i, (label, side) in enumerate(table.columns):
        cells = [
            row["cells"][i] + ("▲ " if row["tones"][i] else "")
            for row in table.rows
            if row["kind"] != "section"
        ]
        longest = max(map(len, cells), default=0)
        columns.append(
            ("\n".join(textwrap.wrap(label, max([longest, least, *map(len, label.split())]))), side)
        )
        said = max((len(cell) for cell in cells if not any(map(str.isdigit, cell))), default=0)
        lengths.append(longest)
        worded = (longest > _SENTENCE or not any(shares)) if side == "left" else said > _SENTENCE
        shares.append(min(max(longest, 12), 80) if worded else 0)
        need += min(max(map(parts.ems, [*cells, *columns[-1][0].split("\n")]), default=0), widest) + _GUTTER
    if lengths and lengths[0] <= _NAME and sum(map(bool, shares)) > 1:
        shares[0] = (
            0  # beside sentences a name keeps the width that it needs; of what is left it would get too little or too much
        )
    return {"columns": columns, "shares": shares, "need": need}


def _typeset(document: dict[str, Any], card: cards.Card) -> bytes:
    day = datetime.combine(card.day, time(), UTC) if card.day else datetime.fromtimestamp(0, UTC)
    try:
        made = typst.compile(
            _layout(),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"document": json.dumps(document, ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=day,
        )
    except typst.TypstError as error:
        raise errors.RenderError(
            language.say(
                "the print could not be typeset: {reason}", reason=" ".join([error.message, *error.hints])
            ),
            where=error.diagnostic,
            expected=language.say("a document that meets PDF/UA-1, the standard for accessible PDF"),
        ) from error
    return bytes(made)


def _printable(value: Any) -> Any:
    """The same data with every text in characters that can be printed."""
    match value:
        case str():
            return "".join(map(_character, unicodedata.normalize("NFC", value)))
        case dict():
            return {key: _printable(below) for key, below in value.items()}
        case list() | tuple():
            return [_printable(below) for below in value]
        case _:
            return value


@cache
def _character(character: str) -> str:
    """A character as it can be printed: itself, a space, nothing, or a question mark."""
    kind = unicodedata.category(character)
    if character in "\n\t":
        return character
    if kind in {"Cc", "Cf"}:
        return character if character == "\N{SOFT HYPHEN}" else ""
    if kind == "Co" or character == "\N{REPLACEMENT CHARACTER}" or ord(character) not in _shapes():
        return " " if kind == "Zs" else "?"
    return character


@cache
def _shapes() -> frozenset[int]:
    return frozenset(ft2font.FT2Font(str(_folder() / "IBMPlexSans-Regular.ttf")).get_charmap())


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_folder())])


@cache
def _layout() -> bytes:
    return resources.files("amlib.editions").joinpath("templates", "print.typ").read_bytes()


def _folder() -> Path:
    return Path(str(resources.files("amlib.documents").joinpath("fonts")))
