"""
How long somebody waits for the form: CPU seconds from the choice of an account to the form, and of the plan's document.

Each measurement is a process of its own, as the kernel of a form is. CPU seconds are told and no seconds of a clock, as the machine may have more to do. What is loaded while the person still chooses is told
apart. With another checkout beside it the two take turns, so that a busy hour is one for both.

    uv run python tests/benchmarks/opening.py WORKBOOK                       a folder with output/freezes
    uv run python tests/benchmarks/opening.py WORKBOOK --beside ../before    and the same with another checkout
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
STEPS = """
import json, sys, time
told, since = {}, time.process_time()
def step(name):
    global since
    now = time.process_time()
    told[name], since = now - since, now
from amlib import language, periods
from amlib.widgets import desk, planning
place = desk.here()
language.choose("nl")
planning.desk(at=place)
step("the page with the choice")
from scipy import optimize
from amlib.documents.plan import opening
from amlib.plan import review
from amlib.widgets import screen
step("what a draft needs, loaded while somebody chooses")
quarter = periods.last_closed_quarter(place.now().date())
for name in ("the form, the first time", "the form, once more"):
    form = planning._form(place, sys.argv[1], quarter.year + 1, str(quarter))
    assert isinstance(form, screen.Form), form
    step(name)
print(json.dumps(told))
"""
"""What happens in the kernel of a form, step by step."""
CELLS = """
import contextlib, io, json, sys, time
from IPython.core.interactiveshell import InteractiveShell
told, shell = {}, InteractiveShell.instance()
since = time.process_time()
for at, cell in enumerate(json.load(open("30_annual_plan.ipynb"))["cells"]):
    if cell["cell_type"] != "code" or "skip-execution" in cell["metadata"].get("tags", []):
        continue
    more = f"\\naccount = {sys.argv[1]!r}" if "parameters" in cell["metadata"].get("tags", []) else ""
    with contextlib.redirect_stdout(io.StringIO()):
        ran = shell.run_cell("".join(cell["source"]) + more)
        ran.raise_error()
        shell.display_formatter.format(ran.result)
    if "import" in "".join(cell["source"]):
        told["document 30, what it imports"], since = time.process_time() - since, time.process_time()
told["document 30, its cells"] = time.process_time() - since
print(json.dumps(told))
"""
"""The cells of the plan's document, without kernel, page and print."""


def measured(code: Path, book: Path, account: str) -> dict[str, float]:
    """CPU seconds per step, by the code of a checkout."""
    around = {
        **os.environ,
        "PYTHONPATH": str(code),
        "AMLIB_WORKBOOK": str(code / "parameters" / "workbook.yml"),
        "AMLIB_OUTPUT": str(book / "output"),
        "AMLIB_SLICE": "",
    }
    found: dict[str, float] = {}
    for program, where in ((STEPS, code), (CELLS, code / "notebooks")):
        freeze = book / "output" / "freezes"
        slice_ = freeze / (freeze / "latest").read_text("utf-8").strip() / "slices" / account / "internal"
        mine = around | ({"AMLIB_SLICE": str(slice_)} if program is CELLS else {})
        done = subprocess.run(
            [sys.executable, "-c", program, account],
            cwd=where,
            env=mine,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        found |= json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workbook", type=Path, help="a folder with output/freezes")
    parser.add_argument("--account", default="goudveld")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--beside", type=Path, help="another checkout, measured in turns")
    given = parser.parse_args()
    sides = [path.resolve() for path in (given.beside, PROJECT) if path]
    took: dict[Path, list[dict[str, float]]] = {side: [] for side in sides}
    for _ in range(given.rounds):
        for side in sides:
            took[side].append(measured(side, given.workbook.resolve(), given.account))
    print("| CPU seconds, the middle of the rounds |" + " before |" * bool(given.beside) + " now |")
    print("|---|" + "---|" * len(sides))
    for step in took[PROJECT][0]:
        middles = (statistics.median(each[step] for each in took[side]) for side in sides)
        print(f"| {step} | " + " | ".join(f"{middle:.1f}" for middle in middles) + " |")
    print(f"\n{given.account}, {given.rounds} rounds, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
