"""
The desk that a person writes at: which ledger, who writes, and what time it is.

A form does not ask where the ledger is or who is behind the keyboard: the desk knows. It is found from where a notebook stands, as records and slices are: the workbook's own
ledger, else the one beside the editions. Whoever starts the forms for somebody else says so in the environment.

The time of day is read here through ``editions``, where clocks are, and nowhere else in this room.
"""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from amlib import errors, language

if TYPE_CHECKING:
    from amlib.plan.ledger import Ledger

__all__ = ["AUTHOR", "DOCUMENTS", "LANGUAGE", "LEDGER", "OUTPUT", "WORKBOOK", "Desk", "here"]

WORKBOOK = "AMLIB_WORKBOOK"
OUTPUT = "AMLIB_OUTPUT"
LEDGER = "AMLIB_LEDGER"
AUTHOR = "AMLIB_AUTHOR"
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
        Who is logged in, unless the environment says who writes.
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
    """

    ledger: Ledger
    author: str
    output: Path
    documents: str = ""
    currency: str = "EUR"
    language: str = "nl"
    accounts: Path | None = None
    workbook: Path | None = None

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
        There is no workbook nearby and no ledger is named.
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
    return Desk(
        ledger.open(url or f"sqlite:///{(output / 'ledger.sqlite').as_posix()}"),
        os.environ.get(AUTHOR) or getpass.getuser(),
        output,
        os.environ.get(DOCUMENTS, ""),
        book.currency if book else "EUR",
        os.environ.get(LANGUAGE) or (book.language if book else "nl"),
        book.folder / "accounts" if book else None,
        file.absolute() if file else None,
    )


def _workbook() -> Path | None:
    told = os.environ.get(WORKBOOK)
    if told:
        return Path(told)
    places = (Path(place) / "parameters" / "workbook.yml" for place in _NEARBY)
    return next((place for place in places if place.is_file()), None)
