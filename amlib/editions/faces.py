"""
The typeface of whatever a browser shows: IBM Plex Sans, inside the page itself, in only those pieces that its words need.

A page that asks a network for its letters is another page without one. The whole typeface is too heavy for every page, so it was cut into pieces beforehand, and a page carries those in which one of its
characters occurs.
"""

from __future__ import annotations

import base64
from functools import cache
from importlib import resources

__all__ = ["css"]

_SUBSETS = {
    "Latin1": "U+0000-00FF, U+0131, U+0152-0153, U+02C6, U+02DA, U+02DC, U+2013-2014, U+2018-201A, U+201C-201E, U+2020-2022, "
    "U+2026, U+2030, U+2039-203A, U+2044, U+20AC, U+2122, U+2212, U+FB01-FB02",
    "Latin2": "U+0100-0130, U+0132-0151, U+0154-024F, U+0259, U+1E80-1E9E, U+20A0-20AB, U+20AD-20CF",
    "Pi": "U+2000-200D, U+2015, U+202F, U+2032-2033, U+2070-2089, U+2113, U+2116, U+2126, U+212E, U+2150-215E, U+2190-2199, "
    "U+2202, U+2206, U+220F, U+2211, U+2215, U+221A, U+221E, U+222B, U+2248, U+2260, U+2264-2265, U+25CA, U+2713",
}
_FACES = {"Regular": (400, "normal"), "SemiBold": (600, "normal"), "Italic": (400, "italic")}


def css(text: str) -> str:
    """The typeface as rules of a style sheet, in only those pieces whose characters occur in a text."""
    characters = {ord(character) for character in set(text)}
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
