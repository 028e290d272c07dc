"""
The forms on the command line: start them, and say where they are.

A supervisor opens an address in a browser; this prints it. It holds a secret, because what is said in the forms is said in the name of whoever started them.
"""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from amlib import cli_ground, errors, language
from amlib.cli_ground import OUTPUT, WORKBOOK, OutputFolder, WorkbookFile

__all__ = ["forms"]

_NOTEBOOKS = Path("notebooks/forms")


def forms(  # noqa: PLR0917  a command's options are its parameters
    port: Annotated[
        int,
        typer.Option(min=1, max=65535, help="Where it listens; the next ones are tried when it is taken."),
    ] = 8866,
    author: Annotated[
        str | None, typer.Option(help="In whose name is written; without it, who is logged in.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open it in the browser too.")] = False,
    speak: Annotated[
        str | None, typer.Option("--language", help="nl or en; without it the workbook's own.")
    ] = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
    notebooks: Annotated[
        Path, typer.Option("--notebooks", help="Where the notebooks of the forms are.")
    ] = _NOTEBOOKS,
) -> None:
    """Open the forms in a browser: decide on plans, draft them, and write down reasons and promises."""
    from amlib.data import people
    from amlib.data import workbook as books
    from amlib.widgets import desk, serving

    book = books.read(workbook)
    words = speak if speak in language.LANGUAGES else book.language
    language.choose(words)
    writes = people.writing(book.people, author).name
    served = serving.Served(
        notebooks,
        output,
        book.company,
        words,
        {
            desk.WORKBOOK: str(workbook.absolute()),
            desk.OUTPUT: str(output.absolute()),
            desk.AUTHOR: writes,
            desk.LANGUAGE: words,
        },
        book.invented,
        _first(writes, book.folder / "accounts"),
    )

    def tell(address: str) -> None:
        cli_ground.tell(
            language.say("The forms are open. In a browser on this machine: {address}", address=address)
        )
        cli_ground.tell(language.say("Only who has this address can write, as {author}. Ctrl-C ends it.", author=served.environment[desk.AUTHOR]))  # fmt: skip
        sys.stdout.flush()
        if browser:
            webbrowser.open(address)

    serving.serve(served, port=port, tell=tell)


def _first(author: str, accounts: Path) -> str:
    """The form that somebody comes for: who manages an account drafts, any other decides."""
    from amlib.data import account

    try:
        found = account.folder_read(accounts)
    except errors.ParameterError:
        return "decide"  # what is wrong in a file is told where an account is chosen; it keeps nobody from the forms
    return "draft" if any(each.account_manager == author for each in found.values()) else "decide"
