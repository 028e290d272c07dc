"""
What the commands have in common: the options that many of them know, the consoles they speak through, and the way to the workbook and its ledger.

The command line stands in several rooms, one for each group of commands. An option that many of them know must be called the same everywhere, and mean the same; a line must look the same whoever
says it. So those stand here, once, and the rooms of the commands know each other no more than ``cli`` needs to join them.

Conventions:

* a line is told on the standard output and a warning on the other, so that what is told can be read by a program; both are shown as they are, whatever signs stand in them;
* a workbook that is read is spoken: from there on everything is said in its language;
* who says something and when are taken from the machine unless they are given.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from amlib import language

if TYPE_CHECKING:
    from pydantic import BaseModel

    from amlib.data.people import Person
    from amlib.data.workbook import Workbook
    from amlib.plan.ledger import Ledger

__all__ = [
    "ERR",
    "OUT",
    "OUTPUT",
    "WORKBOOK",
    "Account",
    "Author",
    "OutputFolder",
    "Seen",
    "WorkbookFile",
    "front",
    "grid",
    "moved",
    "now",
    "opened",
    "say",
    "short",
    "spoken",
    "tell",
    "url_of",
    "warn",
    "who",
]

WORKBOOK = Path("parameters/workbook.yml")
"""The workbook where no other is named."""
OUTPUT = Path("output")
"""Where things are kept where no other folder is named."""

WorkbookFile = Annotated[
    Path, typer.Option("--workbook", help="The file that names the company and its ledger.")
]
OutputFolder = Annotated[
    Path, typer.Option("--output", help="Where editions are, and the ledger without an address.")
]
Account = Annotated[str, typer.Argument(help="Of which account.")]
Author = Annotated[str | None, typer.Option(help="Who says it; without it, who is logged in.")]
Seen = Annotated[
    int | None,
    typer.Option(min=0, help="The last number in this stream that you read; without it, what is there now."),
]

_WIDE = 160  # a file or a pipe has no width of its own
OUT = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _WIDE)
"""For what was asked for."""
ERR = Console(stderr=True, highlight=False, soft_wrap=True)
"""For what stands in the way, and for progress."""


def tell(line: str) -> None:
    """A line for who asked, as it is."""
    OUT.print(escape(line))


def warn(line: str) -> None:
    """A line beside what was asked for, as it is."""
    ERR.print(escape(line))


def short(path: Path) -> str:
    """A path as one would type it here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def grid(*columns: str) -> Table:
    """A table with these heads, still without rows."""
    made = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        made.add_column(escape(column), overflow="fold")
    return made


def now() -> datetime:
    """The moment at which something is said, with its zone."""
    return datetime.now().astimezone()


def spoken(workbook: Path) -> Workbook:
    """The workbook, in whose language everything is said from here on."""
    from amlib.data import workbook as books

    book = books.read(workbook)
    language.choose(book.language)
    return book


def url_of(book: Workbook | None, output: Path) -> str:
    """The ledger that a workbook names, else the one beside the editions; never to be logged."""
    beside = f"sqlite:///{(output.absolute() / 'ledger.sqlite').as_posix()}"
    return (book.ledger_url() if book else None) or beside


def opened(workbook: Path, output: Path) -> Ledger:
    """The ledger of a workbook, in whose language everything is said from here on; without a workbook, the one beside the editions."""
    from amlib.plan import ledger

    return ledger.open(url_of(spoken(workbook) if workbook.exists() else None, output))


def who(workbook: Path, given: str | None) -> Person:
    """
    In whose name something is said: as given, else as the environment or the login says (``people``).

    Raises
    ------
    ParameterError
        The workbook says whose the login is, and another name is given.
    """
    from amlib.data import people

    return people.writing(spoken(workbook).people if workbook.exists() else {}, given)


def front(workbook: Path, output: Path) -> Path:
    """Write the front page, with how far plans have come by what the ledger says."""
    from amlib.editions import portal
    from amlib.plan import decided, ledger

    book = spoken(workbook)
    told = ledger.open(url_of(book, output)).read(without="published")
    return portal.write(output, book.company, book.language, decided.stands(told))


def moved(workbook: Path, output: Path) -> None:
    """A plan moved on: the front page, where there is one, says so."""
    if workbook.exists() and (output / "index.html").is_file():
        front(workbook, output)


def say(
    kept: Ledger, account: str, body: BaseModel, author: str, seen: int | None, *, stream: str = ""
) -> None:
    """Write an entry behind what is there (or behind what was read), and tell where it stands."""
    from amlib.plan import entries, ledger

    draft = ledger.Draft(account, body, author, now(), stream)
    if seen is None:
        seen = len(kept.read(account=account, stream=stream or entries.kind_of(body).stream_of(body)))
    entry = kept.append(draft, seen)
    tell(
        language.say(
            "entry {position}: {stream}, number {number}",
            position=entry.position,
            stream=entry.stream,
            number=entry.number,
        )
    )
