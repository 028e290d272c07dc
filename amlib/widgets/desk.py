"""
The desk that a person writes at: which ledger, who writes, and what time it is.

A form does not ask where the ledger is or who is behind the keyboard: the desk knows. It is found from where a notebook stands, as records and slices are: the workbook's own
ledger, else the one beside the editions. Whoever starts the forms for somebody else says so in the environment.

The time of day is read here through ``editions``, where clocks are, and nowhere else in this room.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from amlib import errors, language
from amlib.data.people import AUTHOR, writing

if TYPE_CHECKING:
    from amlib.plan.ledger import Ledger

__all__ = ["AUTHOR", "DOCUMENTS", "LANGUAGE", "LEDGER", "OUTPUT", "WORKBOOK", "Desk", "here"]

WORKBOOK = "AMLIB_WORKBOOK"
OUTPUT = "AMLIB_OUTPUT"
LEDGER = "AMLIB_LEDGER"
DOCUMENTS = "AMLIB_DOCUMENTS"
LANGUAGE = "AMLIB_LANGUAGE"
"""What the environment may say; without it, what is nearby."""

_NEARBY = (".", "..", "../..")


@dataclass(frozen=True)
class Desk:
    """
    Where somebody writes.

    Attributes
    ----------
    ledger : Ledger
    author : str
        Who writes here, as ``data.people`` tells it; a form shows it and asks for no other.
    output : Path
        Where editions are.
    documents : str
        The address under which editions are served; empty where nobody serves them.
    currency, language : str
        Of the workbook; a form that stands in a document speaks the language of the document.
    accounts : Path or None
        The folder with what a person set for each account.
    workbook : Path or None
        The file that names the company and its tables; without it no document can be made here.
    login : str
        Under which login is written, where it is not the name itself.
    fixed : bool
        Whether the workbook says whose that login is.
    company : str
        Whose workbook it is.
    """

    ledger: Ledger
    author: str
    output: Path
    documents: str = ""
    currency: str = "EUR"
    language: str = "nl"
    accounts: Path | None = None
    workbook: Path | None = None
    login: str = ""
    fixed: bool = False
    company: str = ""

    def now(self) -> datetime:
        """The present moment, with its zone."""
        from amlib.editions import provenance

        return datetime.fromisoformat(provenance.now())


def here() -> Desk:
    """
    The desk nearby.

    Raises
    ------
    ParameterError
        There is no workbook nearby and no ledger is named, or the login is somebody else's than who is to write (``data.people``).
    """
    from amlib.data import workbook
    from amlib.plan import ledger

    file = _workbook()
    book = workbook.read(file) if file else None
    root = file.absolute().parent.parent if file else Path.cwd()
    output = Path(os.environ.get(OUTPUT) or root / "output").absolute()
    url = os.environ.get(LEDGER) or (book and book.ledger_url())
    if not (url or file or os.environ.get(OUTPUT)):
        raise errors.ParameterError(
            language.say("there is no workbook nearby"),
            where=str(Path.cwd()),
            expected=language.say("a folder parameters with workbook.yml, here or above"),
            do_next=language.say("open the notebook where it came from, or start 'amlib forms'"),
        )
    who = writing(book.people if book else {})
    return Desk(
        ledger.open(url or f"sqlite:///{(output / 'ledger.sqlite').as_posix()}"),
        who.name,
        output,
        os.environ.get(DOCUMENTS, ""),
        book.currency if book else "EUR",
        os.environ.get(LANGUAGE) or (book.language if book else "nl"),
        book.folder / "accounts" if book else None,
        file.absolute() if file else None,
        who.login,
        who.fixed,
        book.company if book else "",
    )


def _workbook() -> Path | None:
    told = os.environ.get(WORKBOOK)
    if told:
        return Path(told)
    places = (Path(place) / "parameters" / "workbook.yml" for place in _NEARBY)
    return next((place for place in places if place.is_file()), None)
