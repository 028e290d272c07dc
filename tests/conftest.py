"""
What tests share: the small demo company, the real data, a browser, and the rule that CI skips nothing.

A skip says 'this could not be checked here'. On a person's machine that is fair (no browser, no real data); in CI, where ``CI`` is set and
everything is installed, it would hide a missing part, so there it is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from filelock import FileLock

from amlib import language

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from amlib.data import freeze, slices

PROJECT = Path(__file__).parent.parent
REAL_DATA = PROJECT.parent / "shared" / "data"
IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")

DEMO_OUTLETS = 0.1
"""How many of the demo company's outlets the tests use: enough for each finding, small enough for seconds."""

hypothesis.settings.register_profile(
    "house",
    parent=hypothesis.settings.get_profile("ci" if IN_CI else "default"),
    deadline=None,  # machines are shared; a slow example is not a wrong one
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """All cores for the whole suite; none of the start-up cost for a file or two."""
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        return 0
    return min(os.cpu_count() or 1, 8)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skip is a failure."""
    return _strict((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """In CI a file that skips itself is a failure too."""
    return _strict((yield))


def _strict(report: Any) -> Any:
    if IN_CI and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"In CI nothing may be skipped. {reason}"
    return report


@pytest.fixture(autouse=True)
def _dutch() -> Iterator[None]:
    """Each test starts in Dutch and leaves no other language behind."""
    with language.use("nl"):
        yield


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this test run share, and no other run."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def demo_freeze(shared_folder: Path) -> freeze.Freeze:
    """A freeze of the demo company with a tenth of its outlets; made once per test run."""
    from amlib.data import demo, freeze, workbook

    home = shared_folder / "demo"
    with FileLock(shared_folder / "demo.lock"):
        if not (home / "ready").exists():
            shutil.rmtree(home, ignore_errors=True)
            demo.write(home / "output" / "demo", outlets=DEMO_OUTLETS)
            shutil.copytree(PROJECT / "parameters", home / "parameters")
            book = workbook.read(home / "parameters" / "workbook.yml")
            freeze.make(book, home / "output" / "freezes", as_of=date(2026, 10, 6))
            (home / "ready").touch()
    made = freeze.latest(home / "output" / "freezes")
    assert made is not None
    return made


@pytest.fixture(scope="session")
def demo_slice(demo_freeze: freeze.Freeze) -> slices.Slice:
    """The internal slice of the demo's first account."""
    from amlib.data import slices

    return slices.read(demo_freeze.slice_path(demo_freeze.accounts[0], "internal"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data beside the project."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"no real data: {REAL_DATA} is absent")
    return REAL_DATA


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """
    Chromium, as Debian installs it.

    One per file: while it lives, its event loop runs in this thread, and tests elsewhere start loops of their own.
    """
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("no browser: chromium is not installed")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        found = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield found
        found.close()
