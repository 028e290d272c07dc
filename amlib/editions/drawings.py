"""
One figure, made safe and at home in the document that shows it.

A chart arrives as a drawing of its own: with a size in points, a style sheet that would reach the whole page, identifiers that clash with
the next chart's, and colours that are right on white paper only. Here it keeps its shapes and its words and loses the rest. Its colours have
meaning (ink, us, last year, better, worse …), so each is replaced by what that meaning looks like where it is drawn: a variable on the
page, which knows light and dark, or a fixed colour in print.

Only what is on the list of elements and attributes passes: no script, no link out, no foreign content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]  # it has no types
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # it has no types

from amlib import errors, language

__all__ = ["INKS", "drawing"]

INKS = {
    "#1b2733": "ink",
    "#000000": "ink",
    "#5b6875": "muted",
    "#d9dee3": "grid",
    "#ffffff": "paper",
    "#1f5a96": "us",
    "#9aa7b4": "comparison",
    "#2a7f9e": "better",
    "#c4572d": "worse",
    "#7a6a9a": "market",
    "#7b7a32": "private-label",
    "#b57f00": "warning",
}
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = {
    *("svg", "g", "defs", "symbol", "use", "clipPath", "mask", "pattern", "marker"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "image"),
    *("linearGradient", "radialGradient", "stop"),
}
_PAINT = {"fill", "stroke", "stop-color", "color"}
_COLOUR = re.compile(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b|\b(?:black|white)\b", re.I)
_NAMED = {"black": "#000000", "white": "#ffffff"}
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")
_LONG = re.compile(r"(\d\.\d{3})\d+")


def drawing(
    svg: str, colours: Mapping[str, str], *, prefix: str = "", semibold: str = "", **attributes: str
) -> str:
    """
    An SVG figure, cleaned, in the colours of where it is shown.

    Parameters
    ----------
    svg : str
        As matplotlib writes it, with text as text.
    colours : mapping of meaning to colour
        For each of the meanings in ``INKS`` any CSS colour; a meaning that is absent keeps its colour.
    prefix : str, optional
        Put before each identifier, so that two figures on a page do not answer to the same name.
    semibold : str, optional
        The family to ask for where words are semi-bold, for a typesetter that knows that face by a name of its own.
    **attributes : str
        Attributes for the outer element; an underscore stands for a hyphen.

    Raises
    ------
    RenderError
        The figure is not well-formed XML, or plays tricks with entities.
    """
    try:
        root = fromstring(svg.encode(), forbid_dtd=False)
    except (ParseError, DefusedXmlException) as error:
        raise errors.RenderError(
            language.say("a figure cannot be read: {reason}", reason=str(error)),
            expected=language.say("a drawing in SVG, as the chart functions make it"),
        ) from error
    size = re.findall(r"[\d.]+", root.get("viewBox", "")) or [
        "0",
        "0",
        root.get("width", "640"),
        root.get("height", "400"),
    ]
    clean = _cleaned(root, colours, prefix)
    for name in ("width", "height", "version", "id"):
        clean.attrib.pop(name, None)
    clean.attrib |= {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": " ".join(size[:4]),
        "stroke-linejoin": "round",
    }
    clean.attrib |= {name.replace("_", "-"): value for name, value in attributes.items()}
    if semibold:
        for words in clean.iter("text"):
            words.set("style", _refaced(words.get("style", ""), semibold))
    return tostring(clean, encoding="unicode")


def _cleaned(element: Element, colours: Mapping[str, str], prefix: str) -> Element:
    """A copy of an element and what it holds, without what is not on the lists."""
    tag = str(element.tag).removeprefix(_SVG)
    clean = Element(tag, dict(_attributes(element, tag, colours, prefix)))
    worded = tag in {"text", "tspan"}
    clean.text = element.text if worded else None
    for child in element:
        if (
            isinstance(child.tag, str)
            and child.tag.startswith(_SVG)
            and child.tag.removeprefix(_SVG) in _ELEMENTS
        ):
            below = _cleaned(child, colours, prefix)
            below.tail = child.tail if worded else None
            clean.append(below)
    return clean


def _attributes(
    element: Element, tag: str, colours: Mapping[str, str], prefix: str
) -> Iterator[tuple[str, str]]:
    style = _style(element.get("style", ""))
    for name, value in element.attrib.items():
        plain = "href" if name == _LINK else name
        if plain == "href":
            if value.startswith("#"):
                yield plain, f"#{prefix}{value[1:]}"
            elif tag == "image" and re.match(r"data:image/(png|jpeg);base64,", value):
                yield plain, value
        elif plain == "id":
            yield plain, prefix + value
        elif plain in _PAINT:
            style.setdefault(plain, value)
        elif plain == "d":
            yield plain, _LONG.sub(r"\1", " ".join(value.split()))
        elif plain != "style" and not plain.startswith(("on", "{")) and _local(value):
            yield plain, _REFERENCE.sub(rf"url(#{prefix}\1)", value)
    if tag == "text":
        style.setdefault("fill", "#000000")
    kept = {
        name: _REFERENCE.sub(rf"url(#{prefix}\1)", _painted(value, colours) if name in _PAINT else value)
        for name, value in style.items()
        if _local(value)
    }
    if kept:
        yield "style", "; ".join(f"{name}: {value}" for name, value in kept.items())


def _refaced(style: str, family: str) -> str:
    """A style with another family where its weight is semi-bold or bold."""
    if not re.search(r"(?:font-weight:|font:[^;]*?)\s*(?:600|700|semibold|bold)\b", style):
        return style
    return re.sub(r"'?IBM Plex Sans'?", f"'{family}'", style)


def _style(text: str) -> dict[str, str]:
    pairs = (declaration.split(":", 1) for declaration in text.split(";") if ":" in declaration)
    return {name.strip(): value.strip() for name, value in pairs}


def _local(value: str) -> bool:
    """Whether a value points at nothing outside the drawing."""
    rest = _REFERENCE.sub("", value).lower()
    return "url(" not in rest and "javascript:" not in rest and "@import" not in rest and "\\" not in rest


def _painted(value: str, colours: Mapping[str, str]) -> str:
    def paint(found: re.Match[str]) -> str:
        text = found.group().lower()
        text = _NAMED.get(text, text)
        if len(text) == 4:
            text = "#" + "".join(digit * 2 for digit in text[1:])
        return colours.get(INKS.get(text, ""), text)

    return value if "url(" in value else _COLOUR.sub(paint, value)
