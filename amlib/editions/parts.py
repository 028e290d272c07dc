"""
The parts of a document: headings, prose, figures, tables and tiles, as values.

Page and print draw the same parts, each in its own way, so they cannot disagree about what the document is. Nothing in a part is markup: prose is a tree of words, a table is rows of text, a picture
is shapes. Whoever draws it escapes it in its own way, which leaves no road for a product called ``<script>`` or ``#eval`` to become anything but a product's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Heading", "Picture", "Prose", "Table", "Tiles", "ems", "safe_link", "words"]

_SAFE_LINK = re.compile(r"(https?://|mailto:)", re.I)
Token = dict[str, Any]


@dataclass(frozen=True)
class Heading:
    """A heading below the title; ``level`` 2 to 6, never skipping one; ``anchor`` is unique in the document."""

    level: int
    anchor: str
    children: list[Token]

    @property
    def text(self) -> str:
        """The heading without its marks."""
        return words(self.children)


@dataclass(frozen=True)
class Prose:
    """Paragraphs, lists and quotations, as a tree of markdown tokens; ``role`` is '' or 'bottom line'."""

    tokens: list[Token]
    role: str = ""


@dataclass(frozen=True)
class Picture:
    """A figure: SVG text or PNG in base64, with the description that stands for it."""

    kind: str
    data: str
    alt: str
    title: str
    number: int


@dataclass(frozen=True)
class Table:
    """Rows of text; of each cell its tone and the anchor that it leads to. ``legend`` names the tones that occur, on the first table that has them."""

    columns: list[tuple[str, str]]
    rows: list[dict[str, Any]]
    title: str = ""
    spans: list[tuple[str, int]] = field(default_factory=list)
    note: str = ""
    legend: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Tiles:
    """The key figures (``kind`` 'tiles') or the row of checks (``kind`` 'strip')."""

    kind: str
    items: list[dict[str, str]]

    @property
    def ems(self) -> float:
        """About how wide the widest figure is, with a little to spare: all of them are drawn as large as that one can be."""
        return max((ems(item["value"]) for item in self.items), default=0.0) + 0.4


Part = Heading | Prose | Picture | Table | Tiles


def words(tokens: Iterable[Token]) -> str:
    """The plain words of markdown tokens."""
    return "".join(
        words(token["children"])
        if "children" in token
        else token.get("raw", " " if "break" in token["type"] else "")
        for token in tokens
    ).strip()


def ems(text: str) -> float:
    """About how wide a text is: a figure takes 0.6 em, a point or a thin letter half of that."""
    return sum(0.3 if character in " .,:;'|!il()" else 0.58 for character in text)


def safe_link(url: str) -> bool:
    """Whether a link may be followed: to the web or a mail address, never to a script or a file."""
    return bool(_SAFE_LINK.match(url.strip()))
