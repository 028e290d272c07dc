"""
The command line: the only place that prints, and that ends a process with a number.

Each command is one sentence of work that the rooms below do; here it is asked for, its progress is shown, and its outcome becomes an exit code: 0 done, 1 an
error of ours or an edition that failed, 2 wrong usage. A person sees the four lines of an error, in the language of the workbook; ``--debug``, anywhere on
the line, adds the traceback.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from amlib import cli_forms, cli_ground, cli_ledger, cli_outgoing, cli_plan, errors, language, periods
from amlib.cli_ground import OUTPUT, WORKBOOK

if TYPE_CHECKING:
    from amlib.data.freeze import Freeze
    from amlib.data.workbook import Workbook
    from amlib.editions import orders, runs
    from amlib.editions.orders import Request
    from amlib.plan.records import Records

__all__ = [
    "app",
    "check",
    "demo",
    "freeze",
    "list_",
    "main",
    "portal",
    "quarter",
    "rebuild",
    "run",
    "verify",
    "version",
]

app = typer.Typer(
    name="amlib",
    help="The account workbook: quarterly evaluations and plans as filed documents. Add --debug to see a traceback.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(cli_ledger.app, name="ledger", epilog=cli_ledger.EXAMPLE)
cli_plan.app.add_typer(cli_outgoing.app)  # without a name: its commands are the plan's
app.add_typer(cli_plan.app, name="plan", epilog=cli_plan.EXAMPLE)

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


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    signal.signal(signal.SIGTERM, _interrupted)
    _end_with_whoever_asked()
    try:
        app([word for word in words if word != "--debug"])
    except errors.WorkbookError as error:
        cli_ground.warn(str(error))
        if debug:
            traceback.print_exc()
        sys.exit(error.exit_code)
    except Exception as error:  # noqa: BLE001  the roof: what was not foreseen is shown in the same form
        unforeseen = errors.WorkbookError(
            language.say("unforeseen: {kind}: {error}", kind=type(error).__name__, error=error),
            do_next=language.say("run again with --debug and report what it shows"),
        )
        cli_ground.warn(str(unforeseen))
        if debug:
            traceback.print_exc()
        sys.exit(1)


@app.command(epilog="Example: amlib demo")
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
    with _steps(language.say("Making the invented company")) as moved:
        company.write(Path(book.location("accounts")).parent, progress=moved)
    period = str(periods.last_closed_quarter(company.UNTIL + timedelta(days=1)))
    asked = [
        orders.Request(document, period, audience, book.language)
        for document in shelf.documents(notebooks)
        for audience in shelf.audiences(document, notebooks)
    ]
    _make(asked, book, output, notebooks, workers=workers)


@app.command(epilog="Example: amlib freeze")
def freeze(workbook: WorkbookFile = WORKBOOK, output: OutputFolder = OUTPUT) -> None:
    """Read and check all source tables once, and keep them as a freeze from which documents are made."""
    book = cli_ground.spoken(workbook)
    made = _freeze(book, output)
    cli_ground.tell(
        language.say(
            "freeze {id}: {count} accounts, in {folder}",
            id=made.id,
            count=len(made.accounts),
            folder=_short(made.path),
        )
    )


@app.command(epilog="Example: amlib run results_evaluation --period 2022Q3 --all")
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


@app.command(epilog="Example: amlib quarter --period 2026Q3")
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


@app.command("list", epilog="Example: amlib list --account alfa --period 2022Q3")
def list_(
    account: Annotated[str | None, typer.Option(help="Only this account.")] = None,
    period: Annotated[str | None, typer.Option(help="Only this period, such as 2022Q3.")] = None,
    of_runs: Annotated[bool, typer.Option("--runs", help="The runs instead of the editions.")] = False,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """List the filed editions, or the runs that made them."""
    from amlib.editions import archive, runs

    _speak_as(workbook)
    if of_runs:
        cli_ground.OUT.print(_run_table(runs.read_all(output)))
        return
    found = archive.editions(output, account, str(periods.parse(period)) if period else None)
    table = cli_ground.grid(
        language.say("Edition"), language.say("State"), language.say("Filed"), language.say("Bottom line")
    )
    table.columns[0].no_wrap = True
    for each in found:
        state, filed = str(each.manifest.get("state", "")), str(each.manifest["filed_at"])[:10]
        table.add_row(
            escape(each.address),
            escape(language.say(state)),
            filed,
            escape(each.manifest.get("headline") or "–"),
        )
    cli_ground.OUT.print(
        table if found else escape(language.say("no edition found in {folder}", folder=output))
    )


@app.command(epilog="Example: amlib verify")
def verify(workbook: WorkbookFile = WORKBOOK, output: OutputFolder = OUTPUT) -> None:
    """Hash every filed file again and name each one that is changed, missing or extra."""
    from amlib.editions import archive

    _speak_as(workbook)
    count, faults = archive.verify(output)
    for fault in faults:
        cli_ground.warn(f"{_short(fault.path)}: {fault.what}")
    cli_ground.tell(language.say("{count} editions, {faults} faults", count=count, faults=len(faults)))
    if faults:
        raise typer.Exit(1)


@app.command(epilog="Example: amlib rebuild alfa/2022Q3/results_evaluation")
def rebuild(
    edition: Annotated[str, typer.Argument(help="A folder, or account/period/document with or without /v2.")],
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that it may take.")] = 600,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Make a filed edition again from its own folder, and tell whether the page and the print are the same, byte for byte."""
    from amlib.editions import archive
    from amlib.editions import rebuild as rebuilding

    _speak_as(workbook)
    found = archive.find(output, edition)
    with _working(language.say("Making {edition} again", edition=found.address)):
        compared = rebuilding.again(found, timeout=timeout)
    if compared.same:
        cli_ground.tell(
            language.say("{edition}: page and print are byte for byte the same", edition=found.address)
        )
        return
    for line in compared.differences:
        cli_ground.warn(line)
    for line in compared.changed:
        cli_ground.warn(language.say("since then changed: {what}", what=line))
    raise typer.Exit(1)


@app.command(epilog="Example: amlib portal")
def portal(workbook: WorkbookFile = WORKBOOK, output: OutputFolder = OUTPUT) -> None:
    """Write the front page that leads to every edition."""
    cli_ground.tell(_short(_portal(cli_ground.spoken(workbook), output)))


@app.command(epilog="Example: amlib check")
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


@app.command(epilog="Example: amlib version")
def version() -> None:
    """Print the version of the program and of the code it runs."""
    from amlib.editions import provenance

    cli_ground.tell(f"amlib {metadata.version('amlib')} ({provenance.code_label()})")


app.command(epilog="Example: amlib forms")(cli_forms.forms)


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
    with _progress(len(wanted)) as tell:
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


def _speak_as(path: Path) -> None:
    """The language of the workbook, where there is one; these commands work without."""
    if path.exists():
        cli_ground.spoken(path)


def _freeze(book: Workbook, output: Path) -> Freeze:
    """A freeze of the sources as they are now, with a bar."""
    from amlib.data import freeze as freezing
    from amlib.editions import provenance

    with _steps(language.say("Reading and checking the tables")) as moved:
        return freezing.make(book, output / "freezes", provenance.today(), moved)


@contextmanager
def _steps(what: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar over the steps of a piece of work, each with its name."""
    with _bar() as bar:
        task = bar.add_task(escape(what), total=None)

        def moved(step: str, done: int, of: int) -> None:
            bar.update(
                task, description=escape(f"{what}: {step}" if step else what), completed=done, total=of
            )

        yield moved


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


def _portal(book: Workbook, output: Path) -> Path:
    """The front page, with how far plans have come by what the ledger says."""
    return cli_ground.front(book.file, output)


def _close(done: runs.Run, output: Path, book: Workbook) -> None:
    """Say what came of a run, where to look, and end with its exit code."""
    for entry in done.entries.values():
        if entry.state in ("failed", "timed out"):
            cli_ground.ERR.print(
                f"[bold red]{escape(entry.address)}: {escape(language.say(entry.state))}[/]\n{escape(entry.error or '')}"
            )
            if entry.log:
                cli_ground.warn(
                    "  " + language.say("log: {path}", path=_short(output / entry.log / "failure.txt"))
                )
    index = _portal(book, output)
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
    cli_ground.tell(language.say("look here: {path}", path=_short(index)))
    if not done.succeeded:
        raise typer.Exit(1)


def _run_table(found: Sequence[runs.Run]) -> Table:
    table = cli_ground.grid(
        language.say("Run"),
        language.say("State"),
        language.say("Made"),
        language.say("Filed before"),
        language.say("Failed"),
        language.say("Interrupted"),
    )
    for each in found:
        counts = [
            each.count("done"),
            each.count("filed before"),
            each.count("failed", "timed out"),
            each.count("interrupted"),
        ]
        table.add_row(each.name, language.say(each.state), *(language.number(count) for count in counts))
    return table


@contextmanager
def _progress(count: int) -> Iterator[Callable[[runs.Entry], None]]:
    """A bar over the editions of a run: counts, what is being made, and the time that remains."""
    with _bar() as bar:
        task = bar.add_task(language.say("Editions"), total=count)
        running: set[str] = set()

        def tell(entry: runs.Entry) -> None:
            running.discard(entry.address)
            if entry.state == "running":
                running.add(entry.address)
            else:
                bar.advance(task)
            if entry.state in ("failed", "timed out"):
                bar.console.print(f"[red]✗[/] {escape(entry.address)}")
            names = ", ".join(sorted(address.split("/")[0] for address in running))
            bar.update(task, description=escape(language.say("Editions") + (f" ({names})" if names else "")))

        yield tell


def _bar() -> Progress:
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        console=cli_ground.ERR, transient=True,
    )  # fmt: skip


@contextmanager
def _working(what: str) -> Iterator[None]:
    with cli_ground.ERR.status(escape(what)):
        yield


def _short(path: Path) -> str:
    """A path as one would type it here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _end_with_whoever_asked() -> None:
    """Where another program started this one, it ends with that."""
    if os.environ.pop("AMLIB_ENDS_WITH_INPUT", None):
        from amlib.editions import processes

        processes.end_with_input()


def _interrupted(number: int, frame: object) -> None:
    """A polite request to stop is treated as Ctrl-C."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
