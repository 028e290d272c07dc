"""
From a line to its evidence: links within one document.

A claim that cannot be followed to its figures has to be believed. So a sentence, or a cell of a table, may lead to the section that shows them. A place
is named by the words of its heading as the code knows them, in English; what is written is the anchor that page and print give to the same heading in
the language of the document. That rule stands here, once, so that the two cannot drift apart; a link that leads to no heading is refused when the
document is drawn.

``to`` writes a link for a sentence; ``anchor`` is what a cell of a table carries in ``Row.links``.
"""

from __future__ import annotations

import re
import unicodedata

from amlib import language
from amlib.documents.sentences import Marked, escaped

__all__ = ["anchor", "slug", "to"]


def to(heading: str, text: str | None = None) -> Marked:
    r"""
    A link to the section under a heading, to be set in a sentence.

    Parameters
    ----------
    heading : str
        The words of the heading, in English.
    text : str, optional
        The words to follow, as they are shown; without it, those of the heading.

    Examples
    --------
    >>> from amlib.documents.sentences import write
    >>> with language.use("nl"):
    ...     print(to("Which outlets stand out"))
    [Welke vestigingen vallen op](#s-welke-vestigingen-vallen-op)
    >>> with language.use("en"):
    ...     print(write("{count} outlets, see {evidence}.", count=3, evidence=to("Which outlets stand out", "*the list*")))
    3 outlets, see [\*the list\*](#s-which-outlets-stand-out).
    """
    return Marked(f"[{escaped(language.say(heading) if text is None else text)}](#{anchor(heading)})")


def anchor(heading: str) -> str:
    """The anchor of a heading, from its words in English, in the document of the current language."""
    return slug(language.say(heading))


def slug(text: str) -> str:
    """
    The anchor of a heading, from its words as the document shows them; headings of the same words share it.

    Examples
    --------
    >>> slug("Café Zuid: 3 punten"), slug("日本")
    ('s-cafe-zuid-3-punten', 's-section')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "s-" + (re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60] or "section")
