"""
How far a piece of work is, on the command line: a bar, what is being done, and the time that remains.

A batch of hundreds of editions takes an hour; who started it wants to know whether to wait. A bar is drawn on the other output, so that what was asked for can be read by a program, and is gone when the
work is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

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

from amlib import cli_ground, language

if TYPE_CHECKING:
    from amlib.editions import runs

__all__ = ["editions", "steps", "working"]


@contextmanager
def steps(what: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar over the steps of a piece of work, each with its name."""
    with _bar() as bar:
        task = bar.add_task(escape(what), total=None)

        def moved(step: str, done: int, of: int) -> None:
            bar.update(
                task, description=escape(f"{what}: {step}" if step else what), completed=done, total=of
            )

        yield moved


@contextmanager
def editions(count: int) -> Iterator[Callable[[runs.Entry], None]]:
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


@contextmanager
def working(what: str) -> Iterator[None]:
    """A sign that something is going on, where nobody can say how far it is."""
    with cli_ground.ERR.status(escape(what)):
        yield


def _bar() -> Progress:
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        console=cli_ground.ERR, transient=True,
    )  # fmt: skip
