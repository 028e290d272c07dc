"""
Sentences that are computed.

No number in a document is typed: a sentence is a message with places in it, and what fills them is text. The message is ours and may carry
markdown (``**bold**``); the values come from data and may not: each is escaped as it enters, so that an outlet called ``*Noord*`` keeps its
stars and one called ``<script>`` does nothing. Only what the house itself has marked up (``Marked``, such as a link) enters as it is.

Words of direction (rose, fell) choose a message; they are never pasted into one, because Dutch would show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from amlib import language

__all__ = ["Marked", "Prose", "bullets", "capital", "escaped", "prose", "write", "write_many"]

# what markdown could read as a mark; ``:`` only where it would make a link
_MARKS = re.compile(r"[\\`*_{}\[\]<>#|~$^]|&(?=#?\w+;)|:(?=//)|^[-+=](?=\s|$)")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")


@dataclass(frozen=True)
class Prose:
    """
    Paragraphs of a document, in markdown.

    Examples
    --------
    >>> print(Prose("Revenue **rose**."))
    Revenue **rose**.
    """

    markdown: str

    def __str__(self) -> str:
        return self.markdown

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"text/markdown": self.markdown, "text/plain": self.markdown}, {}


class Marked(str):
    """Markdown that is ours and may enter a sentence as it is; joined to other text, it becomes plain text again and is escaped."""

    __slots__ = ()


def escaped(text: object) -> str:
    r"""
    Text from data as markdown that shows exactly that text; line breaks and other blanks become one space.

    What is ``Marked`` stays as it is.

    Examples
    --------
    >>> print(escaped("Bistro *Zuid* <b>"))
    Bistro \*Zuid\* \<b\>
    """
    if isinstance(text, Marked):
        return text
    plain = re.sub(r"[ \t\r\n\f\v\x00-\x1f]+", " ", str(text)).strip(" ")
    return _NUMBERED.sub(r"\1\\\2", _MARKS.sub(lambda mark: "\\" + mark.group(), plain))


def write(message: str, /, **values: object) -> str:
    """A sentence in the current language, its values escaped."""
    return language.say(message, **{name: escaped(value) for name, value in values.items()})


def write_many(one: str, many: str, count: int, /, **values: object) -> str:
    """A sentence whose form depends on a count, its values escaped."""
    return language.say_many(one, many, count, **{name: escaped(value) for name, value in values.items()})


def capital(sentence: str) -> str:
    """The sentence with its first letter in upper case; the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def prose(*paragraphs: Iterable[str] | str) -> Prose:
    """Paragraphs, each of one or more sentences; empty ones are left out."""
    joined = (
        p if isinstance(p, str) else " ".join(sentence for sentence in p if sentence) for p in paragraphs
    )
    return Prose("\n\n".join(paragraph for paragraph in joined if paragraph))


def bullets(items: Iterable[str]) -> str:
    """A list in markdown, one item per line."""
    return "\n".join(f"- {item}" for item in items)
