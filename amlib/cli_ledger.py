"""
The ledger on the command line: check it, carry it elsewhere, look in it, and say the simple things.

Plans are made in forms; but a reason, a promise and a decision are one line each, and a line can be typed. Who says it and when are taken from the machine unless they
are given. What is typed is written behind what is there: with ``--seen``, only when nothing was said in between.

Deliberately absent: taking something out. A correction is said again, and both stay.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from amlib import cli_ground, errors, language
from amlib.cli_ground import OUTPUT, WORKBOOK, Account, Author, OutputFolder, Seen, WorkbookFile

if TYPE_CHECKING:
    from amlib.plan.ledger import Anchor

__all__ = [
    "EXAMPLE",
    "app",
    "commit",
    "decide",
    "done",
    "export",
    "import_",
    "list_",
    "reason",
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


@app.command(epilog="Example: amlib ledger verify")
def verify(workbook: WorkbookFile = WORKBOOK, output: OutputFolder = OUTPUT) -> None:
    """Follow the chain from the start and name each change, gap, fork or missing tail."""
    from amlib.plan import ledger

    kept = cli_ground.opened(workbook, output)
    faults = ledger.verify(kept, _anchors(output))
    for fault in faults:
        cli_ground.warn(f"{fault.position}: {fault.what}")
    cli_ground.tell(
        language.say("{count} entries, {faults} faults", count=len(kept.read()), faults=len(faults))
    )
    if faults:
        raise typer.Exit(1)


@app.command(epilog="Example: amlib ledger export ledger.jsonl")
def export(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Write the whole ledger to a text file, one entry on each line."""
    from amlib.plan import ledger

    count = ledger.export(cli_ground.opened(workbook, output), file)
    cli_ground.tell(language.say("{count} entries, in {file}", count=count, file=file))


@app.command("import", epilog="Example: amlib ledger import ledger.jsonl")
def import_(
    file: Annotated[Path, typer.Argument(help="A file that 'amlib ledger export' wrote.")],
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Make the ledger from a text file, or continue the one that is its beginning."""
    from amlib.plan import ledger

    book = cli_ground.spoken(workbook) if workbook.exists() else None
    kept = ledger.restore(cli_ground.url_of(book, output), _lines(file))
    count = len(kept.read())
    cli_ground.tell(language.say("{count} entries, in {file}", count=count, file=kept.address))


@app.command("list", epilog="Example: amlib ledger list --account alfa")
def list_(
    account: Annotated[str | None, typer.Option(help="Only this account.")] = None,
    stream: Annotated[str | None, typer.Option(help="Only this stream, such as commitment/TZ-003.")] = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """List what was said, oldest first."""
    from amlib.plan import entries

    kept = cli_ground.opened(workbook, output)
    found = kept.read(account=account, stream=stream)
    if not found:
        cli_ground.tell(language.say("nothing was said yet"))
        return
    table = cli_ground.grid(
        language.say("Position"), language.say("Account"), language.say("Stream"), language.say("No."),
        language.say("By"), language.say("At"), language.say("What was said"),
    )  # fmt: skip
    for column in table.columns[:-1]:
        column.no_wrap = True
    for entry in found:
        shown = (entry.position, entry.account, entry.stream, entry.number, entry.author, entry.at[:16])
        table.add_row(
            *(
                escape(str(cell))
                for cell in (*shown, f"{entry.kind}, {entries.shown(entry.body, entry.kind)}")
            )
        )
    cli_ground.OUT.print(table)


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
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Say why a cause came about, as the account manager sees it."""
    from amlib import periods
    from amlib.plan import entries, records

    kept, who = cli_ground.opened(workbook, output), cli_ground.who(workbook, author).name
    body = entries.made(
        records.Reason, period=str(periods.parse(period)), effect=effect, level=level, key=key, cause=cause, text=text,
        author=who, said_on=cli_ground.now().date(),
    )  # fmt: skip
    cli_ground.say(kept, account, body, who, seen)


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
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Write down a promise of either side, with the day on which it must be done."""
    from amlib.plan import entries, records

    kept = cli_ground.opened(workbook, output)
    body = entries.made(
        records.Commitment, commitment=number, promised_by=by, promised_to=to, what=what, agreed_on=agreed, due=due,
        agreed_where=at, outlet=outlet,
    )  # fmt: skip
    cli_ground.say(kept, account, body, cli_ground.who(workbook, author).name, seen)


@app.command(epilog="Example: amlib ledger done alfa TZ-003 --on 2026-09-28")
def done(  # noqa: PLR0917  a command's options are its parameters
    account: Account,
    number: Annotated[str, typer.Argument(help="The number of the promise, such as TZ-003.")],
    on: Annotated[str | None, typer.Option(help="The day on which it was done; without it, today.")] = None,
    author: Author = None,
    seen: Seen = None,
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Write down that a promise was fulfilled."""
    from amlib.plan import entries

    kept = cli_ground.opened(workbook, output)
    body = entries.made(entries.Done, done_on=on or cli_ground.now().date())
    cli_ground.say(
        kept, account, body, cli_ground.who(workbook, author).name, seen, stream=f"commitment/{number}"
    )


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
    workbook: WorkbookFile = WORKBOOK,
    output: OutputFolder = OUTPUT,
) -> None:
    """Write down what was decided about a proposal, and why."""
    from amlib.plan import entries, records

    kept = cli_ground.opened(workbook, output)
    body = entries.made(
        records.Decision, proposal=proposal, subject=subject, what=what, outcome=outcome, decided_by=by, reason=why,
        effect=effect, decided_on=on or cli_ground.now().date(),
    )  # fmt: skip
    cli_ground.say(kept, account, body, cli_ground.who(workbook, author).name, seen)


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
