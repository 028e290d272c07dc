"""
What an executed notebook says, before it is page or print.

A notebook is cells, outputs and bundles of formats; a document is a card, headings, prose, figures, tables and tiles. This file
reads the one as the other, once, so that page and print cannot disagree about what the document is. Nothing in a part is markup: prose
is a tree of words, a table is rows of text, a picture is shapes. Whoever draws it escapes it in its own way, which leaves no road for
a product called ``<script>`` or ``#eval`` to become anything but a product's name.

A link within the document leads from a line to its evidence, so one that leads nowhere is an error, as a figure without a description is.

Deliberately absent: code, streams, widgets and raw HTML. A table in HTML, as pandas draws it, is read cell by cell; other HTML is read as its words.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from typing import Any
from urllib.parse import unquote

import mistune
from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode

from amlib import errors, language, periods
from amlib.documents import links
from amlib.plan.records import PUBLISHED

__all__ = ["Card", "Heading", "Paper", "Picture", "Prose", "Table", "Tiles", "read", "safe_link", "words"]

TABLE = "application/vnd.amlib.table+json"
TILES = "application/vnd.amlib.tiles+json"
KINDS = {
    "market_analysis": "Market analysis",
    "competitor_overview": "Competitor overview",
    "annual_plan": "Annual plan",
    "results_evaluation": "Results evaluation",
    "account_care": "Account care",
    "outlet_guidance": "Outlet guidance",
    "contract_brief": "Contract brief",
    "portfolio_review": "Portfolio review",
}
_FORM = "skip-execution"
"""The tag of a form, and of the words that introduce it: what is for whoever works at the notebook is no part of the document."""
TONES = {"better": "favourable", "worse": "unfavourable", "warn": "needs attention", "good": "in order"}
_PLACEHOLDER = re.compile(
    r"\s*(no description\b|<?figure size\b|figure\(|<?image\b|alt text\b|todo\b|$)", re.I
)
_SAFE_LINK = re.compile(r"(https?://|mailto:)", re.I)
_NUMBER = re.compile(
    r"[\s(]*[-+−±]?\s*(?:[€$£]\s*)?[\d.,\s]+(?:[%‰)]|e[-+]?\d+)?\s*|[-–—]|nan|NaN|None|<NA>", re.I
)

Token = dict[str, Any]


@dataclass(frozen=True)
class Card:
    """
    What an edition is: the facts of its cover. An ordinary notebook has none of them and is still a document.

    The document of a plan is about a ``year``, in which its figures do not lie: they reach up to the ``period``. ``plan`` is the version of the plan that it shows, which is counted
    otherwise than the ``version`` of the document; empty where nobody has kept one.
    """

    document: str = ""
    title: str = ""
    account: str = ""
    account_name: str = ""
    period: str = ""
    audience: str = ""
    language: str = "nl"
    company: str = ""
    invented: bool = False
    freeze: str = ""
    as_of: str = ""
    version: str = ""
    state: str = ""
    code: str = ""
    year: str = ""
    plan: str = ""

    @classmethod
    def of(cls, notebook: NotebookNode) -> Card:
        """The card in a notebook's metadata; what is missing there keeps its default."""
        given = notebook.metadata.get("amlib", {})
        known = {name: given[name] for name in cls.__dataclass_fields__ if given.get(name) is not None}
        words = {name: str(value) for name, value in known.items() if name != "invented"}
        return cls(invented=bool(known.get("invented", False)), **words)

    @property
    def kind(self) -> str:
        """The kind of document, in words."""
        if self.document in KINDS:
            return language.say(KINDS[self.document])
        return self.document.replace("_", " ").strip().capitalize()

    @property
    def period_words(self) -> str:
        """The period, in words."""
        return language.period(periods.parse(self.period)) if self.period else ""

    @property
    def audience_words(self) -> str:
        """Who may read it, in words."""
        known = {"internal": language.say("internal use only"), "customer": language.say("for the customer")}
        return known.get(self.audience, self.audience)

    @property
    def state_words(self) -> str:
        """Version and state, in words; a plan has versions of its own, so of its document it is said whose."""
        known = {
            "draft": language.say("draft"),
            "submitted": language.say("submitted"),
            "adopted": language.say("adopted"),
            "superseded": language.say("superseded"),
        }
        state = known.get(self.state, self.state)
        number = self.version.lstrip("v")
        version = language.say("version {number}", number=number) if number else ""
        if not self.year:
            return ", ".join(filter(None, (version, state)))
        plan = (
            language.say("plan version {number}, {state}", number=self.plan, state=state)
            if self.plan
            else language.say("drawn up, not kept yet")
        )
        return " · ".join(filter(None, (plan, language.say("document {number}", number=number) if number else "")))  # fmt: skip

    @property
    def subject(self) -> str:
        """What kind of document it is, and about when."""
        if self.year:
            return language.say("{kind} {year}", kind=self.kind, year=self.year)
        return " · ".join(filter(None, (self.kind or self.title, self.period_words)))

    @property
    def day(self) -> date | None:
        """The day of the data."""
        return date.fromisoformat(self.as_of[:10]) if self.as_of else None

    def facts(self) -> list[tuple[str, str]]:
        """Label and value of each fact that is known, in the order of the cover."""
        rows = [
            (
                language.say("Figures up to and including") if self.year else language.say("Period"),
                self.period_words,
            ),
            (language.say("Supplier"), self.company),
            (language.say("Audience"), self.audience_words),
            (language.say("State"), self.state_words),
            (language.say("Data as of"), language.date(self.day) if self.day else ""),
            (language.say("Freeze"), self.freeze[:12]),
        ]
        return [(label, value) for label, value in rows if value]


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
    def long(self) -> bool:
        """Whether a figure is so long that all of them are better drawn smaller."""
        return max((len(item["value"]) for item in self.items), default=0) > 11


Part = Heading | Prose | Picture | Table | Tiles


@dataclass(frozen=True)
class Paper:
    """
    One document, ready to be drawn.

    ``name`` is whom or what it is about, ``subtitle`` its kind and period, ``question`` the notebook's own title, ``opening`` the
    sentences under it.
    """

    card: Card
    name: str
    subtitle: str
    question: str
    opening: list[Token]
    parts: list[Part]

    @property
    def title(self) -> str:
        """The title of the file, as a window or a reader shows it."""
        return " · ".join(filter(None, (self.name, self.subtitle)))

    @property
    def headings(self) -> list[Heading]:
        """All headings, in order."""
        return [part for part in self.parts if isinstance(part, Heading)]


def read(notebook: NotebookNode, name: str = "") -> Paper:
    """
    An executed notebook as a document, in the language in use.

    Parameters
    ----------
    notebook : NotebookNode
        With outputs; ``metadata.amlib`` holds the card.
    name : str, optional
        What to call it when neither card nor notebook has a title, such as the file's name.

    Raises
    ------
    RenderError
        A cell holds an error, a figure has no description or only a placeholder, or a link leads to no heading.
    """
    card = Card.of(notebook)
    placed = _headed(list(_parts(notebook)))
    question = ""
    if placed and isinstance(first := placed[0][0], Heading) and first.level == 1:
        question, placed = first.text, placed[1:]
    raw = list(_linked(_numbered([part for part, _ in placed]), [place for _, place in placed]))
    until = next((i for i, part in enumerate(raw) if not isinstance(part, Prose) or part.role), len(raw))
    opening = [token for part in raw[:until] if isinstance(part, Prose) for token in part.tokens]
    kind = card.kind or card.title
    subtitle = card.subject
    heads = list(
        dict.fromkeys(filter(None, (card.account_name or card.account, subtitle, question, card.title, name)))
    )
    about, *rest = heads or [language.say("Document")]
    subtitle = subtitle if subtitle in rest else ""
    question = (
        question if question in rest else card.title if card.title in rest and card.title != kind else ""
    )
    return Paper(card, about, subtitle, question, opening, raw[until:])


def _headed(placed: list[tuple[Part, str]]) -> list[tuple[Part, str]]:
    """Without the lower headings under which this document has nothing to show."""
    return [
        (part, place)
        for at, (part, place) in enumerate(placed)
        if not (isinstance(part, Heading) and part.level > 2) or _speaks(placed[at + 1 :], part.level)
    ]


def _speaks(below: Iterable[tuple[Part, str]], level: int) -> bool:
    """Whether anything but headings comes before the next heading as high as this one."""
    for part, _ in below:
        if not isinstance(part, Heading):
            return True
        if part.level <= level:
            return False
    return False


def words(tokens: Iterable[Token]) -> str:
    """The plain words of markdown tokens."""
    return "".join(
        words(token["children"])
        if "children" in token
        else token.get("raw", " " if "break" in token["type"] else "")
        for token in tokens
    ).strip()


def safe_link(url: str) -> bool:
    """Whether a link may be followed: to the web or a mail address, never to a script or a file."""
    return bool(_SAFE_LINK.match(url.strip()))


def _parts(notebook: NotebookNode) -> Iterator[tuple[Part, str]]:
    """The parts of a notebook, in order, with headings and figures as they stand there, and the place of each."""
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


def _linked(parts: Iterable[Part], places: Iterable[str]) -> Iterator[Part]:
    """The same parts, in which every link within the document leads to the anchor of a heading."""
    parts = list(parts)
    headings = [part for part in parts if isinstance(part, Heading)]
    for part, place in zip(parts, places, strict=True):
        lead = partial(_destination, headings=headings, place=place)
        match part:
            case Prose():
                yield replace(part, tokens=[_leading(token, lead) for token in part.tokens])
            case Heading():
                yield replace(part, children=[_leading(token, lead) for token in part.children])
            case Table():
                led = [{**row, "links": [link and lead(link) for link in row["links"]]} for row in part.rows]
                yield replace(part, rows=led)
            case _:
                yield part


def _leading(token: Token, lead: Callable[[str], str]) -> Token:
    """A token whose links within the document have been followed."""
    changed = dict(token)
    if token["type"] == "link" and token["attrs"]["url"].startswith("#"):
        changed["attrs"] = {**token["attrs"], "url": f"#{lead(token['attrs']['url'][1:])}"}
    if "children" in token:
        changed["children"] = [_leading(child, lead) for child in token["children"]]
    return changed


def _destination(link: str, headings: list[Heading], place: str) -> str:
    """
    The anchor of the one heading that a link means: by its anchor, or by its words.

    The words may be those of the document's language where the heading has stayed in English, as in a notebook that was run by hand.
    """
    name = unquote(link)
    means = {name, links.slug(name)}
    found = [h.anchor for h in headings if means & {h.anchor, links.slug(h.text), links.anchor(h.text)}]
    if name and len(found) == 1:
        return found[0]
    message = (
        "the link '#{link}' leads to more than one heading"
        if name and found
        else "the link '#{link}' leads to no heading of this document"
    )
    raise errors.RenderError(
        language.say(message, link=name),
        where=place,
        expected=language.say("one of: {names}", names=", ".join(heading.anchor for heading in headings)),
        do_next=language.say("make the words of the link and of its heading the same, and of no other"),
    )


def _numbered(parts: list[Part]) -> Iterator[Part]:
    """The same parts with anchors, sound heading levels, figure numbers, and a legend of all tones at the first toned table."""
    level, figures = 1, 0
    taken: set[str] = set()
    legend = _legend(parts)
    for part in parts:
        match part:
            case Heading():
                level = min(max(part.level, 2), level + 1)
                yield replace(part, level=level, anchor=_anchor(part.text, taken))
            case Picture():
                figures += 1
                yield replace(part, number=figures)
            case Table() if _tones(part):
                yield replace(part, legend=legend)
                legend = []
            case _:
                yield part


def _legend(parts: Iterable[Part]) -> list[tuple[str, str]]:
    """Each tone that a table of the document uses, with its word."""
    used = {tone for part in parts if isinstance(part, Table) for tone in _tones(part)}
    return [(tone, language.say(TONES[tone])) for tone in ("better", "worse", "warn") if tone in used]


def _tones(table: Table) -> set[str]:
    return {tone for row in table.rows for tone in row["tones"]} - {""}


def _anchor(text: str, taken: set[str]) -> str:
    stem = links.slug(text)
    anchor, count = stem, 1
    while anchor in taken:
        count += 1
        anchor = f"{stem}-{count}"
    taken.add(anchor)
    return anchor


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
