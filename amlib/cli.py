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
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from amlib import (
    cli_bars,
    cli_forms,
    cli_ground,
    cli_ledger,
    cli_making,
    cli_outgoing,
    cli_plan,
    errors,
    language,
    periods,
)
from amlib.cli_ground import OUTPUT, WORKBOOK
from amlib.cli_making import OutputFolder, WorkbookFile

if TYPE_CHECKING:
    from amlib.editions import runs

__all__ = [
    "app",
    "list_",
    "main",
    "portal",
    "rebuild",
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


app.command(epilog="Example: amlib demo")(cli_making.demo)
app.command(epilog="Example: amlib freeze")(cli_making.freeze)
app.command(epilog="Example: amlib run results_evaluation --period 2022Q3 --all")(cli_making.run)
app.command(epilog="Example: amlib quarter --period 2026Q3")(cli_making.quarter)


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
        cli_ground.warn(f"{cli_ground.short(fault.path)}: {fault.what}")
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
    with cli_bars.working(language.say("Making {edition} again", edition=found.address)):
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
    cli_ground.tell(cli_ground.short(cli_ground.front(cli_ground.spoken(workbook).file, output)))


app.command(epilog="Example: amlib check")(cli_making.check)


@app.command(epilog="Example: amlib version")
def version() -> None:
    """Print the version of the program and of the code it runs."""
    from amlib.editions import provenance

    cli_ground.tell(f"amlib {metadata.version('amlib')} ({provenance.code_label()})")


app.command(epilog="Example: amlib forms")(cli_forms.forms)


def _speak_as(path: Path) -> None:
    """The language of the workbook, where there is one; these commands work without."""
    if path.exists():
        cli_ground.spoken(path)


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
