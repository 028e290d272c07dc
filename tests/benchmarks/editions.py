"""
Editions per minute: our batch beside a plain loop of papermill and nbconvert, over the same notebook and the same slices.

The ways take turns, round after round, in one run, so that a machine that is busy for a while is busy for all of them. Each edition of the plain loop is what
its tools give: an executed notebook and nbconvert's stock HTML. Each of ours is a page, a print, the executed notebook, its inputs and its manifest, in the
archive. The first round of each way is not counted: it fills the caches of the disk and of matplotlib's fonts.

    uv run python tests/benchmarks/editions.py                   print the table
    uv run python tests/benchmarks/editions.py --write           and put it in docs/benchmarks.md
    uv run python tests/benchmarks/editions.py --quarter         a whole quarter: every document, audience and language (with --write too)
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import nbconvert
import papermill

from amlib import language
from amlib.data import demo, freeze, workbook
from amlib.editions import batch, orders, shelf

PROJECT = Path(__file__).parents[2]
PAGE = PROJECT / "docs" / "benchmarks.md"
MARK = "<!-- measured -->"
QUARTER = ("<!-- quarter -->", "<!-- end of quarter -->")
NOTEBOOK = PROJECT / "notebooks" / "40_results_evaluation.ipynb"
PERIOD = "2026Q3"
CORES = 2

Way = Callable[[freeze.Freeze, Path], None]


def plain(task: tuple[str, Path, Path]) -> Path:
    """One account, as the manuals of papermill and nbconvert show it."""
    account, slice_, folder = task
    os.environ["AMLIB_SLICE"] = str(slice_)
    executed = folder / f"{account}.ipynb"
    papermill.execute_notebook(
        NOTEBOOK, executed, {"account": account, "period": PERIOD}, progress_bar=False, log_output=False
    )
    body, _ = nbconvert.HTMLExporter().from_filename(str(executed))
    page = executed.with_suffix(".html")
    page.write_text(body, encoding="utf-8")
    return page


def tasks(made: freeze.Freeze, folder: Path) -> list[tuple[str, Path, Path]]:
    return [(account, made.slice_path(account, "internal"), folder) for account in made.accounts]


def plain_loop(made: freeze.Freeze, folder: Path) -> None:
    complete([plain(task) for task in tasks(made, folder)], made)


def plain_loop_in_processes(made: freeze.Freeze, folder: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(CORES, mp_context=spawn) as pool:
        complete(list(pool.map(plain, tasks(made, folder))), made)


def ours(workers: int) -> Way:
    def run(made: freeze.Freeze, folder: Path) -> None:
        asked = orders.Request("results_evaluation", PERIOD)
        wanted = orders.compose(orders.check(asked, NOTEBOOK.parent), made.path, None)
        done = batch.run(wanted, folder, workers=workers)
        if not done.succeeded:
            raise SystemExit("\n".join(str(entry) for entry in done.entries.values()))
        complete(list(folder.rglob("page.html")), made)
        complete(list(folder.rglob("print.pdf")), made)

    return run


def complete(files: list[Path], made: freeze.Freeze) -> None:
    """A way that leaves something out is not fast."""
    if len(files) != len(made.accounts) or not all(file.stat().st_size > 10_000 for file in files):
        raise SystemExit(f"expected {len(made.accounts)} files, found {files}")


WAYS: dict[str, tuple[Way, str]] = {
    "plain loop": (plain_loop, "HTML"),
    f"plain loop in {CORES} processes": (plain_loop_in_processes, "HTML"),
    "our batch, 1 worker": (ours(1), "page, print, archive"),
    f"our batch, {CORES} workers": (ours(CORES), "page, print, archive"),
}


def demo_freeze(home: Path) -> freeze.Freeze:
    """The whole invented company, frozen."""
    demo.write(home / "output" / "demo")
    shutil.copytree(PROJECT / "parameters", home / "parameters")
    book = workbook.read(home / "parameters" / "workbook.yml")
    return freeze.make(book, home / "output" / "freezes", as_of=datetime(2026, 10, 6, tzinfo=UTC).date())


def measured(made: freeze.Freeze, home: Path, rounds: int) -> dict[str, list[float]]:
    """Seconds per edition of each way, per round; the warm-up left out."""
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    for round_ in range(rounds + 1):
        for name, (way, _) in WAYS.items():
            folder = Path(tempfile.mkdtemp(dir=home))
            started = time.perf_counter()
            way(made, folder)
            took = (time.perf_counter() - started) / len(made.accounts)
            shutil.rmtree(folder)
            if round_:
                seconds[name].append(took)
            print(f"round {round_} {name}: {took:.2f} s per edition", flush=True)
    return seconds


def table(seconds: dict[str, list[float]]) -> str:
    reference = statistics.median(seconds["plain loop"])
    lines = [
        "| way | makes | seconds per edition: median (lowest – highest) | editions per minute | beside the plain loop |",
        "|---|---|---|---|---|",
    ]
    for name, took in seconds.items():
        middle = statistics.median(took)
        spread = f"{middle:.2f} ({min(took):.2f} – {max(took):.2f})"
        lines.append(
            f"| {name} | {WAYS[name][1]} | {spread} | {60 / middle:.1f} | {reference / middle:.1f} × |"
        )
    return "\n".join(lines)


def circumstances(made: freeze.Freeze, rounds: int, load: float) -> str:
    code = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=False
    ).stdout.strip()
    turns = f", {rounds} rounds in turns after one to warm up" if rounds else ", once"
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, commit {code or 'unknown'}: {len(made.accounts)} accounts of the invented company, {PERIOD}{turns}; "
        f"{CORES} cores ({platform.machine()}, load {load:.1f} when it began), Python {platform.python_version()}, papermill {version('papermill')}, nbconvert {version('nbconvert')}."
    )


def whole_quarter(made: freeze.Freeze, folder: Path) -> str:
    """What ``amlib quarter`` makes, once from nothing and once more with nothing changed."""
    asked = [
        orders.Request(document, PERIOD, audience, words)
        for document in shelf.documents(NOTEBOOK.parent)
        for audience in shelf.audiences(document, NOTEBOOK.parent)
        for words in language.LANGUAGES
    ]
    lines = ["| run | editions | made | seconds | editions per minute |", "|---|---|---|---|---|"]
    for run in ("from nothing", "again, nothing changed"):
        started = time.perf_counter()
        wanted = [
            order
            for each in asked
            for order in orders.compose(orders.check(each, NOTEBOOK.parent), made.path, None)
        ]
        done = batch.run(wanted, folder, workers=CORES)
        took = time.perf_counter() - started
        if not done.succeeded:
            raise SystemExit("\n".join(str(entry) for entry in done.entries.values()))
        count = done.count("done")
        if count != (len(wanted) if run == "from nothing" else 0):
            raise SystemExit(f"{run}: {count} made; was something changed while this ran?")
        rate = f"{60 * count / took:.1f}" if count else "–"
        lines.append(f"| {run} | {len(wanted)} | {count} | {took:.1f} | {rate} |")
    return "\n".join(lines)


def put(told: str, *, quarter: bool) -> None:
    """Into the manual's page, each table in its own place."""
    page = PAGE.read_text("utf-8")
    if quarter:
        above, rest = page.split(QUARTER[0])
        page = f"{above}{QUARTER[0]}\n\n{told}\n{QUARTER[1]}{rest.split(QUARTER[1])[1]}"
    else:
        page = f"{page.split(MARK)[0]}{MARK}\n\n{told}"
    PAGE.write_text(page, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="put the table in docs/benchmarks.md")
    parser.add_argument("--quarter", action="store_true", help="the whole quarter, made by our batch only")
    given = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        made = demo_freeze(Path(folder))
        if given.quarter:
            told = f"{whole_quarter(made, Path(folder) / 'output')}\n\n{circumstances(made, 0, load)}\n"
        else:
            seconds = measured(made, Path(folder), given.rounds)
            told = f"{table(seconds)}\n\n{circumstances(made, given.rounds, load)}\n"
    print(f"\n{told}")
    if given.write:
        put(told, quarter=given.quarter)


if __name__ == "__main__":
    main()
