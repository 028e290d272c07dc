"""
The page: one document as one HTML file that works in thirty years.

It must open from a mail attachment, on a telephone, in a train without a signal, and in an archive long after this program is gone. So it is a single
file without script, with its typeface and its drawings inside, and a content security policy that forbids the browser to fetch anything at all.
It is small because it holds the document and nothing else: no code cells, no notebook style sheet. Light and dark, screen and paper are one style
sheet with variables (``templates/page.css``); the drawings take their colours from the same variables.

Deliberately absent: nbconvert's own templates, which are 310 KB and ask a network for scripts.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

import jinja2
import mistune
from markupsafe import Markup
from mistune.core import BlockState
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from amlib import language
from amlib.editions import drawings, parts

__all__ = ["PageExporter", "render"]

_SUBSETS = {
    "Latin1": "U+0000-00FF, U+0131, U+0152-0153, U+02C6, U+02DA, U+02DC, U+2013-2014, U+2018-201A, U+201C-201E, U+2020-2022, "
    "U+2026, U+2030, U+2039-203A, U+2044, U+20AC, U+2122, U+2212, U+FB01-FB02",
    "Latin2": "U+0100-0130, U+0132-0151, U+0154-024F, U+0259, U+1E80-1E9E, U+20A0-20AB, U+20AD-20CF",
    "Pi": "U+2000-200D, U+2015, U+202F, U+2032-2033, U+2070-2089, U+2113, U+2116, U+2126, U+212E, U+2150-215E, U+2190-2199, "
    "U+2202, U+2206, U+220F, U+2211, U+2215, U+221A, U+221E, U+222B, U+2248, U+2260, U+2264-2265, U+25CA, U+2713",
}
_FACES = {"Regular": (400, "normal"), "SemiBold": (600, "normal"), "Italic": (400, "italic")}
_SIGNED = re.compile(r"\(?[+−-][A-Z]{0,3}[€$£]\s?[\d.,]*\d")
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
    with language.use(parts.Card.of(notebook).language):
        paper = parts.read(notebook, name)
        page = _template().render(
            paper=paper, card=paper.card, say=language.say, css=Markup(_asset("page.css"))
        )
    return page.replace("/* faces */", _faces(page), 1)


class _Words(mistune.HTMLRenderer):
    """Markdown tokens as HTML in which nothing but the tokens themselves is markup."""

    def __init__(self) -> None:
        super().__init__(escape=True)
        self.register("strikethrough", lambda renderer, text: f"<del>{text}</del>")

    def text(self, text: str) -> str:
        """Words, in which a sign is not parted from its amount at the end of a line."""
        return _SIGNED.sub(r'<span class="whole">\g<0></span>', super().text(text))

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link that leads to the web, a mail address or a place in this document; else its words."""
        if not (parts.safe_link(url) or url.startswith("#")):
            return text
        return f'<a href="{html.escape(url)}" rel="noreferrer">{text}</a>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """The words of a picture: a page fetches nothing."""
        return html.escape(text) if text else ""


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
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("amlib.editions"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"markup": _markup, "figure": _figure}
    environment.tests["part"] = lambda value, kind: type(value).__name__ == kind
    return environment.get_template("page.html.j2")


def _faces(page: str) -> str:
    """The typeface, in only those pieces whose characters occur on the page."""
    characters = {ord(character) for character in set(page)}
    return "\n".join(
        f"@font-face{{font-family:'IBM Plex Sans';font-weight:{weight};font-style:{style};"
        f"src:url(data:font/woff2;base64,{_woff2(f'IBMPlexSans-{face}-{subset}.woff2')}) format('woff2');unicode-range:{ranges}}}"
        for face, (weight, style) in _FACES.items()
        for subset, ranges in _SUBSETS.items()
        if any(first <= character <= last for first, last in _bounds(ranges) for character in characters)
    )


@cache
def _bounds(ranges: str) -> tuple[tuple[int, int], ...]:
    pairs = (part.strip().removeprefix("U+").split("-") for part in ranges.split(","))
    return tuple((int(pair[0], 16), int(pair[-1], 16)) for pair in pairs)


@cache
def _woff2(name: str) -> str:
    return base64.b64encode(resources.files("amlib.documents").joinpath("fonts", name).read_bytes()).decode()


@cache
def _asset(name: str) -> str:
    return resources.files("amlib.editions").joinpath("templates", name).read_text(encoding="utf-8")
