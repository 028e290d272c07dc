"""
How soon an edit of the annual plan is seen: from the key to the board, in a browser, in a JupyterLab.

The plan is the first draft for the largest account of the whole invented company: more than a hundred goals, as many cells as a person would fill in. A target is typed, what an action brings is typed,
and a slider is moved, some hundreds of times. The clock runs in the page: it starts at the key that ends the typing and stops when the board with the answer has been painted. Every tenth
edit there is a pause, as a person makes one, in which the plan is kept by itself; so the edits that meet a plan being kept are in the figures too.

    uv run python tests/benchmarks/drafting.py                     print the table
    uv run python tests/benchmarks/drafting.py --freezes output/freezes    with a freeze that is there already
    uv run python tests/benchmarks/drafting.py --write             and put it in docs/benchmarks.md
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT / "tests" / "browser"))  # the lab is that of the tests

import lab as labs  # noqa: E402

from amlib.data import demo, freeze, workbook  # noqa: E402

PAGE = PROJECT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- drafting -->", "<!-- end of drafting -->"
NOTEBOOK = "notebooks/30_annual_plan.ipynb"
PROMISED = 150
"""Milliseconds within which 95 of a hundred edits are to be seen."""

CLOCK = """form => {
  const board = form.querySelector('.am-board');
  window.took = []; let since = null;
  const begin = key => event => { if (event.key === key && since === null) since = performance.now(); };
  form.addEventListener('keydown', begin('Enter'), true);
  form.querySelector('input[type=range]').addEventListener('keydown', event => { if (event.key.startsWith('Arrow')) since ??= performance.now(); }, true);
  const painted = () => { const from = since; since = null; if (from !== null) requestAnimationFrame(() => setTimeout(() => window.took.push(performance.now() - from))); };
  new MutationObserver(painted).observe(board, { attributes: true, attributeFilter: ['data-done'] });
}"""
"""From the key to the frame after the board has the answer to it, also where its words stayed the same."""


def home(freezes: Path | None, folder: Path) -> Path:
    """A workbook with the whole invented company."""
    shutil.copytree(PROJECT / "notebooks", folder / "notebooks")
    shutil.copytree(PROJECT / "parameters", folder / "parameters")
    if freezes:
        shutil.copytree(freezes, folder / "output" / "freezes")
    else:
        demo.write(folder / "output" / "demo")
        book = workbook.read(folder / "parameters" / "workbook.yml")
        freeze.make(book, folder / "output" / "freezes", as_of=date(2026, 10, 6))
    return folder


def cell(form: Locator, row: str, head: str) -> Locator:
    panel = form.locator(".am-panel:visible")
    return (
        panel.locator(f'tr[data-id="{row}"] td')
        .nth(panel.locator("th").all_text_contents().index(head))
    )  # fmt: skip


def wait(page: Page, count: int) -> None:
    page.wait_for_function("count => window.took.length >= count", arg=count)


def typed(page: Page, form: Locator, row: str, head: str, amounts: list[int]) -> list[float]:
    """Each amount typed in one cell; what each took."""
    page.evaluate("window.took = []")
    target = cell(form, row, head)
    for n, amount in enumerate(amounts, 1):
        target.click()
        page.keyboard.type(str(amount))
        page.keyboard.press("Enter")
        wait(page, n)
        if not n % 10:
            page.wait_for_timeout(1000 + 1000 * random.random())
    found: list[float] = page.evaluate("window.took")
    return found


def slid(page: Page, form: Locator, count: int) -> list[float]:
    """One slider moved step by step, up and down."""
    page.evaluate("window.took = []")
    form.locator("input[type=range]").first.focus()
    for n in range(1, count + 1):
        page.keyboard.press("ArrowRight" if n // 20 % 2 == 0 else "ArrowLeft")
        wait(page, n)
    found: list[float] = page.evaluate("window.took")
    return found


def measured(folder: Path, edits: int) -> tuple[dict[str, list[float]], int]:
    """Milliseconds of each edit, by kind; and how many goals the plan has."""
    with labs.started(folder, {"AMLIB_AUTHOR": "Marieke Wouda"}) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )  # fmt: skip
        page = labs.opened(browser, server, NOTEBOOK)
        page.set_default_timeout(60_000)
        form = labs.ran(page)
        goals = form.locator(".am-panel:visible tbody tr").count()
        form.evaluate(CLOCK)
        amounts = [28_000_000 + 37_000 * n for n in range(edits)]
        found = {"a target typed": typed(page, form, "G1", "Doel", amounts)}
        form.get_by_role("tab").nth(1).click()
        found["an action's effect typed"] = typed(page, form, "A1", "Omzet", [a // 100 for a in amounts])
        found["a slider moved"] = slid(page, form, edits)
        browser.close()
    return found, goals


def told(found: dict[str, list[float]], goals: int) -> str:
    """The table, and what it was measured on."""
    lines = [
        f"A plan of {goals} goals; milliseconds from the key to the painted board, on {os.cpu_count()} cores, of which others used "
        f"{os.getloadavg()[0]:.1f} on average, {datetime.now(tz=UTC).date()}. Promised: {PROMISED} for 95 of a hundred.",
        "",
        "| edit | edits | half within | 95 of a hundred within | slowest |",
        "|---|---|---|---|---|",
    ]
    for name, took in {**found, "all together": [each for kind in found.values() for each in kind]}.items():
        cuts = statistics.quantiles(took, n=20)
        lines.append(
            f"| {name} | {len(took)} | {statistics.median(took):.0f} | {cuts[18]:.0f} | {max(took):.0f} |"
        )
    return "\n".join(lines)


def write(text: str) -> None:
    """Between the two marks; the rest of the page belongs to others."""
    above, found, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, closed, below = rest.partition(END)
    if not found or not closed:
        raise SystemExit(f"{PAGE} has no place for this: {BEGIN} and {END}")
    PAGE.write_text(f"{above}{BEGIN}\n\n{text}\n\n{END}{below}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--edits", type=int, default=150, help="of each kind")
    parser.add_argument("--freezes", type=Path, help="a folder with freezes, instead of making one")
    parser.add_argument("--write", action="store_true", help="put the table in docs/benchmarks.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found, goals = measured(home(given.freezes, Path(folder)), given.edits)
    text = told(found, goals)
    print(text)
    if given.write:
        write(text)


if __name__ == "__main__":
    main()
