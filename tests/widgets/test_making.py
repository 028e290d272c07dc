"""A document made from a form: what is started, how far it is told, and that it ends with whoever asked."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from amlib import errors, language
from amlib.editions import apart, processes
from amlib.widgets import making

from . import office
from .seated import Waiting

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path: Path) -> Any:
    """A desk of the workbook that comes with the program."""
    return replace(
        office.at(tmp_path, documents="/documents/"), workbook=PROJECT / "parameters" / "workbook.yml"
    )


class Pretended:
    """A batch that is as far as the test says."""

    def __init__(self, order: apart.Order) -> None:
        self.order, self.state, self.seconds, self.complaint, self.ended = order, "running", 3.4, "", False

    def end(self) -> None:
        self.ended = True


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Pretended]:
    """All that was started."""
    found: list[Pretended] = []
    monkeypatch.setattr(apart, "start", lambda order: found.append(Pretended(order)) or found[-1])
    return found


def test_the_command_is_a_row_of_words_with_the_account_as_it_was_named(place: Any) -> None:
    words = making.order(place, "goudveld", "2026Q3", "en", 2027).words()
    assert words[:5] == [sys.executable, "-m", "amlib", "run", "annual_plan"]
    assert {"--account=goudveld", "--period=2026Q3", "--language=en"} <= set(words)
    assert f"--workbook={PROJECT / 'parameters' / 'workbook.yml'}" in words
    assert not any(word.startswith("--set") for word in words)


def test_the_running_year_is_asked_for_by_name(place: Any) -> None:
    assert "--set=year=2026" in making.order(place, "goudveld", "2026Q3", "nl", 2026).words()


@pytest.mark.parametrize(
    ("account", "period", "speak"),
    [("../elders", "2026Q3", "nl"), ("goudveld", "; rm", "nl"), ("goudveld", "2026Q3", "fr; ls")],
)
def test_what_is_no_account_period_or_language_starts_nothing(
    place: Any, account: str, period: str, speak: str
) -> None:
    with pytest.raises(errors.WorkbookError):
        making.order(place, account, period, speak).words()


def test_how_far_it_is_is_told_until_it_is_there(place: Any, started: list[Pretended]) -> None:
    office.submit(place.output)
    told, later = list[making.Told](), Waiting()
    with language.use("en"):
        maker = making.Maker(place, office.ACCOUNT, "2026Q3", speak="nl", tell=told.append, later=later)
        maker.start()
        maker.start()
    assert len(started) == 1
    assert (told[-1].state, "3 s" in told[-1].text) == ("running", True)
    started[0].state = "done"
    later.run()
    assert told[-1].text == "The document is there: document 1 of this plan."
    assert making.links(told[-1].edition, place) == {  # type: ignore[arg-type]  # it is there
        "page": "/documents/goudveld/2026Q3/annual_plan/v1/page.html",
        "print": "/documents/goudveld/2026Q3/annual_plan/v1/print.pdf",
    }


def test_what_went_wrong_is_shown_in_the_lines_of_the_error(place: Any, started: list[Pretended]) -> None:
    shown = making.box(place, office.ACCOUNT, "2026Q3")
    button, outcome = shown.children
    button.click()
    assert button.disabled
    started[0].state, started[0].complaint = "failed", "geen tabel\n  Waar: <hier>"
    shown.maker._look()
    assert not button.disabled
    assert "geen tabel\n  Waar: &lt;hier&gt;" in outcome.value
    shown.maker.end()
    assert started[0].ended


def test_what_is_shown_elsewhere_is_not_said_beside_words_that_it_is_missing(
    place: Any, started: list[Pretended]
) -> None:
    office.submit(place.output)
    seen: list[str] = []
    shown = making.box(place, office.ACCOUNT, "2026Q3", then=lambda: seen.append(shown.children[1].value))
    button, outcome = shown.children
    button.click()
    started[0].state = "done"
    shown.maker._look()
    assert len(seen) == 1
    assert "am-good" not in seen[0] + outcome.value
    assert "s." not in outcome.value, "it is not being made any more"
    assert not button.disabled


def test_without_a_workbook_it_says_so(place: Any) -> None:
    told: list[making.Told] = []
    making.Maker(replace(place, workbook=None), "goudveld", "2026Q3", tell=told.append).start()
    assert told[-1].state == "failed"
    assert "er is geen werkmap in de buurt" in told[-1].lines


def test_a_batch_that_fails_keeps_what_it_complained_of(place: Any, tmp_path: Path) -> None:
    (tmp_path / "workbook.yml").write_text("company: [")
    broken = replace(making.order(place, "goudveld", "2026Q3", "nl"), workbook=tmp_path / "workbook.yml")
    found = apart.start(broken)
    while found.state == "running":
        time.sleep(0.05)
    assert found.state == "failed"
    assert "workbook.yml" in found.complaint


def test_it_ends_when_whoever_asked_is_gone() -> None:
    program = "from amlib.editions import processes; import time; processes.end_with_input(); print('on', flush=True); time.sleep(60)"
    asked = f"import subprocess, sys; made = subprocess.Popen([sys.executable, '-c', {program!r}], stdin=subprocess.PIPE, stdout=subprocess.PIPE); made.stdout.readline(); print(made.pid, flush=True); import time; time.sleep(60)"
    asking = subprocess.Popen([sys.executable, "-c", asked], stdout=subprocess.PIPE, text=True)
    assert asking.stdout is not None
    made = psutil.Process(int(asking.stdout.readline()))
    assert made.is_running()
    asking.kill()  # it can clean up nothing
    asking.wait()
    asking.stdout.close()
    assert psutil.wait_procs([made], timeout=60)[1] == []


def test_the_command_line_hears_of_it_only_when_it_is_asked() -> None:
    quiet = subprocess.run([sys.executable, "-m", "amlib", "version"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # fmt: skip
    assert quiet.returncode == 0
    environment = {**os.environ, processes.ENDS_WITH_INPUT: "1"}
    watched = subprocess.Popen([sys.executable, "-m", "amlib", "ledger", "--help"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment)  # fmt: skip
    assert watched.wait(120) == 0
    assert watched.stdin is not None
    watched.stdin.close()
