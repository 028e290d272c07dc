"""
The page: one document as one HTML file that works in thirty years.

It must open from a mail attachment, on a telephone, in a train without a signal, and in an archive long after this program is gone. So it is a single
file without script, with its typeface and its drawings inside, and a content security policy that forbids the browser to fetch anything at all.
It is small because it holds the document and nothing else: no code cells, no notebook style sheet. Light and dark, screen and paper are one style
sheet with variables (``templates/page.css``); the drawings take their colours from the same variables.

Deliberately absent: nbconvert's own templates, which are 310 KB and ask a network for scripts.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import jinja2
import mistune
from markupsafe import Markup, escape
from mistune.core import BlockState
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from amlib import language
from amlib.editions import cards, drawings, faces, layouts, papers, parts

__all__ = ["PageExporter", "render"]

_WHOLE = re.compile(
    r"\(?[+−-][A-Z]{0,3}[€$£]\s?[\d.,]*\d"  # an amount with its sign
    r"|(?<![\w-])\d{4}(?:Q\d)?(?:-\d{1,2}){1,2}(?![\w-])"  # a month, a day or the number of a proposal
    r"|(?<!\w)\d{1,2} [^\W\d]{3,5} – \d{1,2} [^\W\d]{3,5}(?!\w)"  # from day to day
)
_WORDED = re.compile(r"[^\W\d]{3,}\W+[^\W\d]{2,}")
_ROOM = 856 / 14
"""The width of the column of text on a desk, in ems of a table."""
_GUTTER, _NAME, _SENTENCE = 1.72, 9.2, 9.0
"""In ems: between two columns, the least of a column of names (as in the style sheet), and the least that a sentence can do with."""
_COLOURS = {meaning: f"var(--{meaning})" for meaning in drawings.INKS.values()}


class PageExporter(Exporter):
    """
    The exporter behind ``jupyter nbconvert --to amlib_page``.

    It works from the notebook alone; the cover's facts come from ``metadata.amlib`` and are left out where that is absent.
    """

    export_from_notebook = "Account workbook page"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # the base class names what goes in; every exporter gives text
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a notebook, and nbconvert's resources."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        return render(nb, name=resources.get("metadata", {}).get("name", "")), resources


def render(notebook: NotebookNode, name: str = "") -> str:
    """
    An executed notebook as one HTML file; the same notebook always gives the same bytes.

    Parameters
    ----------
    notebook : NotebookNode
        Executed, with its card in ``metadata.amlib``.
    name : str, optional
        What to call the document when nothing in it does.

    Raises
    ------
    RenderError
        A cell holds an error, a figure has no description, or a link leads to no heading.
    """
    with language.use(cards.Card.of(notebook).language):
        paper = papers.read(notebook, name)
        page = _template().render(
            paper=paper, card=paper.card, say=language.say, css=Markup(layouts.text("page.css"))
        )
    return page.replace("/* faces */", faces.css(page), 1)


class _Words(mistune.HTMLRenderer):
    """Markdown tokens as HTML in which nothing but the tokens themselves is markup."""

    def __init__(self) -> None:
        super().__init__(escape=True)
        self.register("strikethrough", lambda renderer, text: f"<del>{text}</del>")

    def text(self, text: str) -> str:
        """Words, in which what belongs together is not parted at the end of a line."""
        return _together(super().text(text))

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link that leads to the web, a mail address or a place in this document; else its words."""
        if not (parts.safe_link(url) or url.startswith("#")):
            return text
        return f'<a href="{html.escape(url)}" rel="noreferrer">{text}</a>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """The words of a picture: a page fetches nothing."""
        return html.escape(text) if text else ""


def _together(escaped: str) -> str:
    return _WHOLE.sub(r'<span class="whole">\g<0></span>', escaped)


def _whole(text: str) -> Markup:
    """The words of a cell or a tile, in which what belongs together is not parted at the end of a line."""
    return Markup(_together(str(escape(text))))


def _worded(text: str) -> bool:
    """Whether a cell is a phrase: among figures it may take a second line, and on a telephone it is not squeezed into five."""
    return bool(_WORDED.search(text))


def _close(table: parts.Table) -> bool:
    """Whether a table needs all room: with its figures on one line and its sentences no narrower than they can be read, it is wider than the text."""
    need = 0.0
    for place, (label, side) in enumerate(table.columns):
        cells = [row["cells"][place] for row in table.rows if row["kind"] != "section"]
        signed = 1.0 if any(row["tones"][place] for row in table.rows) else 0.0
        widest = max(map(parts.ems, cells), default=0.0) + signed
        word = max((parts.ems(word) for text in [label, *cells] for word in text.split(" ")), default=0.0)
        least = widest if side == "right" else max(word, min(widest, _SENTENCE))
        need += max(least, word, _NAME if place == 0 else 0.0) + _GUTTER
    return need > _ROOM * (1 if len(table.columns) < 8 else 14 / 13)


def _markup(tokens: Iterable[parts.Token]) -> Markup:
    """Tokens as HTML; the renderer has escaped every word in them."""
    return Markup(_Words().render_tokens(tokens, BlockState()))


def _figure(picture: parts.Picture) -> Markup:
    """A picture as an element that announces itself by its description."""
    if picture.kind == "png":
        return Markup('<img alt="{}" src="data:image/png;base64,{}">').format(picture.alt, picture.data)
    prefix = f"f{picture.number}-"
    return Markup(drawings.drawing(picture.data, _COLOURS, prefix=prefix, role="img", aria_label=picture.alt))


@cache
def _template() -> jinja2.Template:
    environment = layouts.environment()
    environment.filters |= {"markup": _markup, "figure": _figure, "whole": _whole}
    environment.tests |= {"close": _close, "worded": _worded}
    environment.tests["part"] = lambda value, kind: type(value).__name__ == kind
    return environment.get_template("page.html.j2")
