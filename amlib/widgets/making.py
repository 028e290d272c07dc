"""
The document beside a form: made at the press of a button, in a process of its own.

A plan is decided on by its document, and who has just submitted it should not have to find a command window for that. So a form can make the document (``editions.apart``): it shows that it
is being made and how long that takes, goes on answering meanwhile, and then leads to the page and the print, or shows what went wrong in the four lines of every error.

``Maker`` is for a form that draws itself (``screen``): it tells how far it is, in words, whenever that changes. ``box`` is the same with a button and a place for the outcome, for a form of
questions (``forms``)::

    making.box(desk, "goudveld", "2026Q3", year=2027)

What is started ends with the kernel of the form, however that ends.
"""

from __future__ import annotations

import asyncio
import atexit
import html
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from amlib import errors, language
from amlib.editions import apart

if TYPE_CHECKING:
    from collections.abc import Callable

    from amlib.editions.archive import Edition
    from amlib.widgets.desk import Desk

__all__ = ["EVERY", "Maker", "Told", "box", "links", "made", "order"]

EVERY = 1.0
"""Seconds between two looks at how far it is."""
_NEARBY = (Path(), Path(".."), Path("../.."))

State = Literal["idle", "running", "done", "failed"]


@dataclass(frozen=True)
class Told:
    """
    How far the making of a document is.

    Attributes
    ----------
    state : 'idle', 'running', 'done' or 'failed'
    text : str
        In a sentence.
    edition : Edition or None
        What was made.
    lines : str
        Where it failed, the lines of the error.
    """

    state: State = "idle"
    text: str = ""
    edition: Edition | None = None
    lines: str = ""


class Maker:
    """
    One document that can be made, and be made again.

    Parameters
    ----------
    place : Desk
        Which workbook, and where editions are.
    account, period : str
        As ``amlib run`` takes them.
    year : int, optional
        The plan's; nil for the year after the period's.
    speak : 'nl' or 'en', optional
        The language of the document; that of the form where it is not said.
    tell : callable
        Told how far it is, whenever that changes.
    later : callable, optional
        Calls something after some seconds; by default the event loop of the kernel.
    """

    def __init__(
        self,
        place: Desk,
        account: str,
        period: str,
        *,
        year: int = 0,
        speak: str = "",
        tell: Callable[[Told], None],
        later: Callable[[float, Callable[[], None]], Any] | None = None,
    ) -> None:
        self._place, self._asked = place, (account, period, speak or language.current(), year)
        self._language, self._tell, self._later = language.current(), tell, later or _later
        self._making: apart.Making | None = None
        self.now = Told()
        atexit.register(self.end)

    def start(self) -> None:
        """Begin; nothing where it is under way. What cannot be begun is told as a failure."""
        if self.now.state == "running":
            return
        account, period, speak, year = self._asked
        with language.use(self._language):
            try:
                self._making = apart.start(order(self._place, account, period, speak, year))
            except errors.WorkbookError as error:
                self._say(Told("failed", _failed(), lines=str(error)))
                return
            self._look()

    def end(self) -> None:
        """Leave off, and end what was started."""
        if self._making is not None:
            self._making.end()

    def _look(self) -> None:
        making = self._making
        assert making is not None  # it was started
        with language.use(self._language):
            if making.state == "running":
                seconds = language.number(round(making.seconds))
                self._say(Told("running", language.say("The document is being made: {seconds} s. It takes twenty seconds to a minute; you can go on meanwhile.", seconds=seconds)))  # fmt: skip
                self._later(EVERY, self._look)
            elif making.state == "failed":
                self._say(Told("failed", _failed(), lines=making.complaint))
            else:
                self._say(made(making.order.latest()))

    def _say(self, told: Told) -> None:
        self.now = told
        self._tell(told)


def made(edition: Edition | None) -> Told:
    """That a document is there; where there is none, nothing."""
    if edition is None:
        return Told()
    return Told(
        "done",
        language.say(
            "The document is there: document {number} of this plan.", number=language.number(edition.number)
        ),
        edition,
    )


def order(place: Desk, account: str, period: str, speak: str, year: int = 0) -> apart.Order:
    """
    What is asked of the batch, from where a form is.

    Raises
    ------
    ParameterError
        There is no workbook nearby, or no notebook of the document.
    """
    if place.workbook is None:
        raise errors.ParameterError(
            language.say("there is no workbook nearby"),
            expected=language.say("a folder parameters with workbook.yml, here or above"),
            do_next=language.say("open the notebook where it came from, or start 'amlib forms'"),
        )
    beside = place.workbook.parent.parent / "notebooks"
    found = apart.notebooks(beside, *_NEARBY)
    return apart.Order(account, period, speak, place.workbook, place.output, found, year=year)


def links(edition: Edition, place: Desk) -> dict[str, str]:
    """The addresses of the page and the print where somebody serves the archive (``serving``); empty where nobody does."""
    if not place.documents:
        return {}
    base = place.documents + quote(edition.address)
    return {"page": f"{base}/page.html", "print": f"{base}/print.pdf"}


def box(
    place: Desk,
    account: str,
    period: str,
    *,
    year: int = 0,
    speak: str = "",
    words: str = "",
    then: Callable[[], None] | None = None,
) -> Any:
    """
    A button that makes the document, and what comes of it under it.

    Parameters
    ----------
    place, account, period, year, speak : as ``Maker``
    words : str, optional
        What stands on the button.
    then : callable, optional
        Called when the document is there, by who shows it elsewhere; it is then not shown here.

    Returns
    -------
    A widget; its ``maker`` is the ``Maker``.
    """
    from amlib.widgets import documents, fields, forms

    outcome = fields.plain("", "am-outcome")

    def tell(told: Told) -> None:
        if told.state == "done" and then is not None:
            then()  # it is shown there, and not here beside words that it is missing
            told = Told()
        button.disabled = told.state == "running"
        shown = forms.good(told.text) if told.state == "done" else forms.quiet(told.text)
        if told.edition is not None:
            shown += documents.shown(told.edition, place)
        if told.lines:
            shown += f'<pre class="am-error" role="alert">{html.escape(told.lines)}</pre>'
        outcome.value = shown

    maker = Maker(place, account, period, year=year, speak=speak, tell=tell)
    button = fields.button(words or language.say("Make the document"), lambda _: maker.start())
    column = fields.column([button, outcome], "am-making")
    column.maker = maker
    return column


def _failed() -> str:
    return language.say("The document was not made.")


def _later(seconds: float, call: Callable[[], None]) -> Any:
    """After some seconds in the kernel's own loop; where there is none, in a thread that keeps nothing alive."""
    try:
        return asyncio.get_running_loop().call_later(seconds, call)
    except RuntimeError:
        timer = threading.Timer(seconds, call)
        timer.daemon = True
        timer.start()
        return timer
