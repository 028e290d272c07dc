"""
The ledger on the command line: check it, carry it elsewhere, look in it, and say the simple things.

Plans are made in forms; but a reason, a promise and a decision are one line each, and a line can be typed. Who says it and when are taken from the machine unless they
are given. What is typed is written behind what is there: with ``--seen``, only when nothing was said in between.

Deliberately absent: taking something out. A correction is said again, and both stay.
"""

from __future__ import annotations

import getpass
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from amlib import errors, language

if TYPE_CHECKING:
    from pydantic import BaseModel

    from amlib.data.workbook import Workbook
    from amlib.plan.ledger import Anchor, Ledger

__all__ = [
    "EXAMPLE",
    "Account",
    "Author",
    "OutputFolder",
    "WorkbookFile",
    "app",
    "commit",
    "decide",
    "done",
    "export",
    "import_",
    "list_",
    "now",
    "opened",
    "reason",
    "url_of",
    "verify",
]

EXAMPLE = "Example: amlib ledger verify"
"""What the ledger's own help ends with."""

app = typer.Typer(
    help="What people decide during the year: check it, carry it elsewhere, look in it, say something.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
)
_WIDE = 160  # a file or a pipe has no width of its own
_out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _WIDE)
_err = Console(stderr=True, highlight=False, soft_wrap=True)

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
_WORKBOOK = Path("parameters/workbook.yml")
_OUTPUT = Path("output")


@app.command(epilog="Example: amlib ledger verify")
def verify(workbook: WorkbookFile = _WORKBOOK, output: OutputFolder = _OUTPUT) -> None:
    """Follow the chain from the start and name each change, gap, fork or missing tail."""
    from amlib.plan import ledger

    kept = opened(workbook, output)
    faults = ledger.verify(kept, _anchors(output))
    for fault in faults:
        _err.print(escape(f"{fault.position}: {fault.what}"))
    _out.print(
        escape(language.say("{count} entries, {faults} faults", count=len(kept.read()), faults=len(faults)))
    )
    if faults:
        raise typer.Exit(1)


@app.command(epilog="Example: amlib ledger export ledger.jsonl")
def export(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    workbook: WorkbookFile = _WORKBOOK,
    output: OutputFolder = _OUTPUT,
) -> None:
    """Write the whole ledger to a text file, one entry on each line."""
    from amlib.plan import ledger

    count = ledger.export(opened(workbook, output), file)
    _out.print(escape(language.say("{count} entries, in {file}", count=count, file=file)))


@app.command("import", epilog="Example: amlib ledger import ledger.jsonl")
def import_(
    file: Annotated[Path, typer.Argument(help="A file that 'amlib ledger export' wrote.")],
    workbook: WorkbookFile = _WORKBOOK,
    output: OutputFolder = _OUTPUT,
) -> None:
    """Make the ledger from a text file, or continue the one that is its beginning."""
    from amlib.plan import ledger

    kept = ledger.restore(_url(workbook, output), _lines(file))
    count = len(kept.read())
    _out.print(escape(language.say("{count} entries, in {file}", count=count, file=kept.address)))


@app.command("list", epilog="Example: amlib ledger list --account alfa")
def list_(
    account: Annotated[str | None, typer.Option(help="Only this account.")] = None,
    stream: Annotated[str | None, typer.Option(help="Only this stream, such as commitment/TZ-003.")] = None,
    workbook: WorkbookFile = _WORKBOOK,
    output: OutputFolder = _OUTPUT,
) -> None:
    """List what was said, oldest first."""
    from amlib.plan import entries

    kept = opened(workbook, output)
    found = kept.read(account=account, stream=stream)
    if not found:
        _out.print(escape(language.say("nothing was said yet")))
        return
    table = Table(box=box.SIMPLE_HEAD)
    for name in (
        language.say("Position"), language.say("Account"), language.say("Stream"), language.say("No."),
        language.say("By"), language.say("At"), language.say("What was said"),
    ):  # fmt: skip
        table.add_column(escape(name), overflow="fold")
    for column in table.columns[:-1]:
        column.no_wrap = True
    for entry in found:
        shown = (entry.position, entry.account, entry.stream, entry.number, entry.author, entry.at[:16])
        table.add_row(*(escape(str(cell)) for cell in (*shown, f"{entry.kind}, {entries.shown(entry.body)}")))
    _out.print(table)


@app.command(
    epilog="Example: amlib ledger reason alfa 2026Q3 price --cause market --text 'beef became dearer'"
)
def reason(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    period: Annotated[str, typer.Argument(help="Such as 2026Q3.")],
    effect: Annotated[str, typer.Argument(help="Which cause of the difference, as the document calls it.")],
    cause: Annotated[str, typer.Option(help="Where it lies: market, customer or own.")],
    text: Annotated[str, typer.Option(help="Why, in a sentence.")],
    level: Annotated[str, typer.Option(help="total, group, region or outlet.")] = "total",
    key: Annotated[str, typer.Option(help="Which group, region or outlet.")] = "",
    author: Author = None,
    seen: Seen = None,
    workbook: WorkbookFile = _WORKBOOK,
    output: OutputFolder = _OUTPUT,
) -> None:
    """Say why a cause came about, as the account manager sees it."""
    from amlib import periods
    from amlib.plan import entries, records

    kept, who = opened(workbook, output), author or getpass.getuser()
    body = entries.made(
        records.Reason, period=str(periods.parse(period)), effect=effect, level=level, key=key, cause=cause, text=text,
        author=who, said_on=now().date(),
    )  # fmt: skip
    _say(kept, account, body, who, seen)


@app.command(
    epilog="Example: amlib ledger commit alfa TZ-003 --by us --to 'buyer' --what 'a new shelf plan' --agreed 2026-09-01 --due 2026-10-01"
)
def commit(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    number: Annotated[str, typer.Argument(help="The number of the promise, such as TZ-003.")],
    by: Annotated[str, typer.Option(help="Who promised: us or customer.")],
    to: Annotated[str, typer.Option(help="To whom, by function.")],
    what: Annotated[str, typer.Option(help="What was promised.")],
    agreed: Annotated[str, typer.Option(help="The day on which it was promised, such as 2026-09-01.")],
    due: Annotated[str, typer.Option(help="The day on which it must be done.")],
    at: Annotated[str, typer.Option(help="Where it was agreed.")] = "",
    outlet: Annotated[str | None, typer.Option(help="For one outlet.")] = None,
    author: Author = None,
    seen: Seen = None,
    workbook: WorkbookFile = _WORKBOOK,
    output: OutputFolder = _OUTPUT,
) -> None:
    """Write down a promise of either side, with the day on which it must be done."""
    from amlib.plan import entries, records

    kept = opened(workbook, output)
    body = entries.made(
        records.Commitment, commitment=number, promised_by=by, promised_to=to, what=what, agreed_on=agreed, due=due,
        agreed_where=at, outlet=outlet,
    )  # fmt: skip
    _say(kept, account, body, author, seen)


@app.command(epilog="Example: amlib ledger done alfa TZ-003 --on 2026-09-28")
def done(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    number: Annotated[str, typer.Argument(help="The number of the promise, such as TZ-003.")],
    on: Annotated[str | None, typer.Option(help="The day on which it was done; without it, today.")] = None,
    author: Author = None,
    seen: Seen = None,
    workbook: WorkbookFile = _WORKBOOK,
    output: OutputFolder = _OUTPUT,
) -> None:
    """Write down that a promise was fulfilled."""
    from amlib.plan import entries

    kept = opened(workbook, output)
    body = entries.made(entries.Done, done_on=on or now().date())
    _say(kept, account, body, author, seen, stream=f"commitment/{number}")


@app.command(
    epilog="Example: amlib ledger decide alfa V-12 --subject plan --what 'one delivery less' --outcome adopted --by 'sales manager'"
)
def decide(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    proposal: Annotated[str, typer.Argument(help="The number of the proposal.")],
    subject: Annotated[str, typer.Option(help="plan or contract.")],
    what: Annotated[str, typer.Option(help="What was proposed.")],
    outcome: Annotated[str, typer.Option(help="adopted, amended or rejected.")],
    by: Annotated[str, typer.Option(help="Who decided.")],
    why: Annotated[str, typer.Option(help="Why it was decided so.")] = "",
    effect: Annotated[float | None, typer.Option(help="The money that the proposal promised.")] = None,
    on: Annotated[str | None, typer.Option(help="The day of the decision; without it, today.")] = None,
    author: Author = None,
    seen: Seen = None,
    workbook: WorkbookFile = _WORKBOOK,
    output: OutputFolder = _OUTPUT,
) -> None:
    """Write down what was decided about a proposal, and why."""
    from amlib.plan import entries, records

    kept = opened(workbook, output)
    body = entries.made(
        records.Decision, proposal=proposal, subject=subject, what=what, outcome=outcome, decided_by=by, reason=why,
        effect=effect, decided_on=on or now().date(),
    )  # fmt: skip
    _say(kept, account, body, author, seen)


def _say(
    kept: Ledger, account: str, body: BaseModel, author: str | None, seen: int | None, *, stream: str = ""
) -> None:
    """Write an entry and tell where it stands."""
    from amlib.plan import entries, ledger

    draft = ledger.Draft(account, body, author or getpass.getuser(), now(), stream)
    if seen is None:
        seen = len(kept.read(account=account, stream=stream or entries.kind_of(body).stream_of(body)))
    entry = kept.append(draft, seen)
    told = language.say(
        "entry {position}: {stream}, number {number}",
        position=entry.position,
        stream=entry.stream,
        number=entry.number,
    )
    _out.print(escape(told))


def _url(workbook: Path, output: Path) -> str:
    """The ledger that the workbook names, in whose language everything is said from here on; else the one beside the editions."""
    if not workbook.exists():
        return _beside(output)
    from amlib.data import workbook as books

    book = books.read(workbook)
    language.choose(book.language)
    return url_of(book, output)


def url_of(book: Workbook, output: Path) -> str:
    """The ledger that a workbook names, else the one beside the editions; never to be logged."""
    return book.ledger_url() or _beside(output)


def _beside(output: Path) -> str:
    return f"sqlite:///{(output.absolute() / 'ledger.sqlite').as_posix()}"


def opened(workbook: Path, output: Path) -> Ledger:
    """The ledger of a workbook, in whose language everything is said from here on."""
    from amlib.plan import ledger

    return ledger.open(_url(workbook, output))


def _anchors(output: Path) -> list[Anchor]:
    """What the filed editions saw of the ledger."""
    from amlib.editions import archive
    from amlib.plan.ledger import Anchor

    seen: list[tuple[str, Any]] = [(e.address, e.manifest.get("ledger")) for e in archive.editions(output)]
    return [Anchor(it["position"], it["hash"], name) for name, it in seen if isinstance(it, dict)]


def _lines(file: Path) -> list[str]:
    """
    The lines of a file.

    A line is what ends in a newline: other signs that end a line are part of what somebody said.
    """
    try:
        return file.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.LedgerError(
            language.say("{file} cannot be read", file=file),
            expected=language.say("lines as 'amlib ledger export' writes them"),
        ) from error


def now() -> datetime:
    """The moment at which something is said, with its zone."""
    return datetime.now().astimezone()
