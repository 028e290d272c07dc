"""
The commands that make something: the freeze of the sources, and the documents of one, some or all accounts.

Each asks the rooms below for a batch, shows how far it is, and tells what came of it: what was made, what had been filed before, what failed and where its log is. An edition that failed leaves the others
alone; the exit code says that there was one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from amlib import cli_bars, cli_ground, errors, language, periods
from amlib.cli_ground import OUTPUT, WORKBOOK

if TYPE_CHECKING:
    from amlib.data.freeze import Freeze
    from amlib.data.workbook import Workbook
    from amlib.editions import orders, runs
    from amlib.editions.orders import Request
    from amlib.plan.records import Records

__all__ = ["check", "demo", "freeze", "quarter", "run"]

WorkbookFile = Annotated[
    Path, typer.Option("--workbook", help="The file that names the company and its tables.")
]
OutputFolder = Annotated[Path, typer.Option("--output", help="Where freezes and editions are kept.")]
NotebookFolder = Annotated[Path, typer.Option("--notebooks", help="Where the notebooks are.")]
Workers = Annotated[
    int | None, typer.Option(min=1, help="How many at once; without it, as the machine allows.")
]
Timeout = Annotated[float, typer.Option(min=1, help="Seconds that one edition may take.")]
SameFreeze = Annotated[
    bool, typer.Option("--same-freeze", help="Use the latest freeze without reading the sources again.")
]
_NOTEBOOKS = Path("notebooks")


def demo(
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
    notebooks: NotebookFolder = _NOTEBOOKS,
    workers: Workers = None,
) -> None:
    """Make the invented company, and of its last closed quarter all documents for every account and audience; then write the portal."""
    from amlib.data import demo as company
    from amlib.editions import orders, shelf

    book = _invented(workbook)
    with cli_bars.steps(language.say("Making the invented company")) as moved:
        company.write(Path(book.location("accounts")).parent, progress=moved)
    period = str(periods.last_closed_quarter(company.UNTIL + timedelta(days=1)))
    asked = [
        orders.Request(document, period, audience, book.language)
        for document in shelf.documents(notebooks)
        for audience in shelf.audiences(document, notebooks)
    ]
    _make(asked, book, output, notebooks, workers=workers)


def freeze(workbook: WorkbookFile = WORKBOOK, output: OutputFolder = OUTPUT) -> None:
    """Read and check all source tables once, and keep them as a freeze from which documents are made."""
    book = cli_ground.spoken(workbook)
    made = _freeze(book, output)
    cli_ground.tell(
        language.say(
            "freeze {id}: {count} accounts, in {folder}",
            id=made.id,
            count=len(made.accounts),
            folder=cli_ground.short(made.path),
        )
    )


def run(  # noqa: PLR0917  a command's options are its parameters
    documents: Annotated[
        list[str], typer.Argument(help="Which document, such as results_evaluation; several in one batch.")
    ],
    period: Annotated[
        str | None, typer.Option(help="Such as 2022Q3; without it the last closed quarter.")
    ] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Every account.")] = False,
    account: Annotated[list[str] | None, typer.Option(help="One account; may be repeated.")] = None,
    audience: Annotated[
        list[str] | None,
        typer.Option(help="internal or customer; may be repeated; without it internal."),
    ] = None,
    speak: Annotated[
        list[str] | None,
        typer.Option("--language", help="nl or en; may be repeated; without it the workbook's own."),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", help="Another parameter of the notebook, as name=value; may be repeated."),
    ] = None,
    workers: Workers = None,
    timeout: Timeout = 600,
    same_freeze: SameFreeze = False,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
    notebooks: NotebookFolder = _NOTEBOOKS,
) -> None:
    """Make documents for one, some or all accounts, and file what is not there yet."""
    from amlib.editions import orders

    _one_way(everyone, account)
    book = cli_ground.spoken(workbook)
    asked = [
        orders.Request(document, period or _closed(), whom, words, tuple(settings or ()))
        for document in dict.fromkeys(documents)
        for whom in dict.fromkeys(audience or ["internal"])
        for words in dict.fromkeys(speak or [book.language])
    ]
    accounts = None if everyone else account or []
    _make(asked, book, output, notebooks, accounts, workers=workers, timeout=timeout, same_freeze=same_freeze)


def quarter(  # noqa: PLR0917  a command's options are its parameters
    period: Annotated[
        str | None, typer.Option(help="Such as 2022Q3; without it the last closed quarter.")
    ] = None,
    workers: Workers = None,
    timeout: Timeout = 600,
    same_freeze: SameFreeze = False,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
    notebooks: NotebookFolder = _NOTEBOOKS,
) -> None:
    """Make all documents of a quarter: for every account, for each audience that has a notebook, in both languages."""
    from amlib.editions import orders, shelf

    book = cli_ground.spoken(workbook)
    asked = [
        orders.Request(document, period or _closed(), audience, words)
        for document in shelf.documents(notebooks)
        for audience in shelf.audiences(document, notebooks)
        for words in language.LANGUAGES
    ]
    _make(asked, book, output, notebooks, workers=workers, timeout=timeout, same_freeze=same_freeze)


def check(workbook: WorkbookFile = WORKBOOK, output: OutputFolder = OUTPUT) -> None:
    """Read and check all source tables, and tell what is supplied, how far it goes and what was set aside."""
    from amlib.data import slices

    book = cli_ground.spoken(workbook)
    made = _freeze(book, output)
    table = cli_ground.grid(
        language.say("Account"),
        language.say("Table"),
        language.say("Rows"),
        language.say("Through"),
        language.say("Source"),
    )
    for account in made.accounts:
        notes = slices.read(made.slice_path(account, "internal")).tables
        for name, note in notes.items():
            shown = language.number(note.rows) if note.supplied else language.say("not supplied")
            table.add_row(escape(account), escape(name), shown, str(note.through or ""), escape(note.source))
    cli_ground.OUT.print(table)


def _invented(workbook: Path) -> Workbook:
    """The workbook of the invented company; a real company's sources are never written over."""
    book = cli_ground.spoken(workbook)
    if not book.invented:
        raise errors.UsageError(
            language.say("this workbook is not that of the invented company"),
            where=str(workbook),
            do_next=language.say("name the workbook that ships with this program, or use 'amlib run'"),
        )
    return book


def _make(
    asked: Sequence[Request],
    book: Workbook,
    output: Path,
    notebooks: Path,
    accounts: Sequence[str] | None = None,
    *,
    workers: int | None = None,
    timeout: float = 600,
    same_freeze: bool = False,
) -> None:
    """Make what was asked for some or all accounts, tell what came of it, and end with its exit code."""
    from amlib.editions import batch, memory, orders, publications
    from amlib.plan import ledger, state

    checked, own = [orders.check(request, notebooks) for request in asked], _set_for_accounts(book)
    folder = _latest(output) if same_freeze else _freeze(book, output).path
    kept = ledger.open(cli_ground.url_of(book, output))
    publications.write(kept, output, accounts)
    head = ledger.head(kept)

    @cache
    def said(account: str) -> Records:
        found = kept.read(account=account, until=head.position) if head else ()
        told = state.records_of(found, account, audience="internal")
        return state.joined(memory.said(book.records_folder, account), told)

    wanted = []
    for each in checked:

        def remember(account: str, each: orders.Checked = each) -> Records:
            return memory.collect(output, said(account), each.document, each.period, book.language)

        wanted += orders.compose(each, folder, accounts, own, remember)
    anchor = {"position": head.position, "hash": head.hash} if head else None
    with cli_bars.editions(len(wanted)) as tell:
        done = batch.run(wanted, output, workers=workers, timeout=timeout, tell=tell, ledger=anchor)
    try:
        publications.write(kept, output, accounts)
    finally:
        _close(done, output, book)


def _closed() -> str:
    """The quarter that was closed last."""
    from amlib.editions import provenance

    return str(periods.last_closed_quarter(provenance.today()))


def _one_way(everyone: bool, account: list[str] | None) -> None:
    """Either all accounts or some, never both and never neither."""
    if everyone == bool(account):
        raise errors.UsageError(
            language.say("say for which accounts"),
            expected=language.say("--all, or --account with a name"),
            do_next=language.say("add one of the two and run again"),
        )


def _set_for_accounts(book: Workbook) -> dict[str, dict[str, object]]:
    """What a person set for each account, in the files beside the workbook's own."""
    from amlib.data import account

    return {name: each.model_dump() for name, each in account.folder_read(book.folder / "accounts").items()}


def _freeze(book: Workbook, output: Path) -> Freeze:
    """A freeze of the sources as they are now, with a bar."""
    from amlib.data import freeze as freezing
    from amlib.editions import provenance

    with cli_bars.steps(language.say("Reading and checking the tables")) as moved:
        return freezing.make(book, output / "freezes", provenance.today(), moved)


def _latest(output: Path) -> Path:
    """The freeze that was made last."""
    from amlib.data import slices

    found = slices.latest(output / "freezes")
    if found is None:
        raise errors.DataError(
            language.say("there is no freeze yet"),
            where=str(output / "freezes"),
            do_next=language.say("run without --same-freeze"),
        )
    return found


def _close(done: runs.Run, output: Path, book: Workbook) -> None:
    """Say what came of a run, where to look, and end with its exit code."""
    for entry in done.entries.values():
        if entry.state in ("failed", "timed out"):
            cli_ground.ERR.print(
                f"[bold red]{escape(entry.address)}: {escape(language.say(entry.state))}[/]\n{escape(entry.error or '')}"
            )
            if entry.log:
                cli_ground.warn(
                    "  "
                    + language.say("log: {path}", path=cli_ground.short(output / entry.log / "failure.txt"))
                )
    index = cli_ground.front(book.file, output)
    if done.entries and done.count("filed before") == len(done.entries):
        cli_ground.tell(
            language.say("nothing to do: all {count} editions were filed before", count=len(done.entries))
        )
    else:
        told = language.say(
            "{done} made, {before} filed before, {failed} failed, {rest} interrupted",
            done=done.count("done"), before=done.count("filed before"), failed=done.count("failed", "timed out"), rest=done.count("interrupted", "queued", "running"),
        )  # fmt: skip
        cli_ground.tell(told)
    cli_ground.tell(language.say("look here: {path}", path=cli_ground.short(index)))
    if not done.succeeded:
        raise typer.Exit(1)
