"""
What an executed notebook says, before it is page or print.

The parts of a notebook stand there as they were written, cell by cell. Bound into one document they get what only the whole can give: a title and an opening, heading levels of which none is
skipped, anchors and figure numbers that occur once, and no heading under which there is nothing to show.

A link within the document leads from a line to its evidence, so one that leads nowhere is an error, as a figure without a description is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import unquote

from nbformat import NotebookNode

from amlib import errors, language
from amlib.documents import links
from amlib.editions import outputs
from amlib.editions.cards import Card
from amlib.editions.parts import Heading, Part, Picture, Prose, Table, Token

__all__ = ["Paper", "read"]

TONES = {"better": "favourable", "worse": "unfavourable", "warn": "needs attention", "good": "in order"}


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
    placed = _headed(list(outputs.parts(notebook)))
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
