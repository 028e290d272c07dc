"""The real set, frozen once per test run through the example workbook that the manual walks through."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from amlib.data import freeze, workbook

PROJECT = Path(__file__).parents[2]
WORKBOOK = PROJECT / "parameters" / "examples" / "iowa_whiskey" / "workbook.yml"


@pytest.fixture(scope="session")
def iowa(real_data: Path) -> Path:
    """The folder of the real set."""
    folder = real_data / "iowa_whiskey"
    if not folder.is_dir():
        pytest.skip(f"no real data: {folder} is absent")
    return folder


@pytest.fixture(scope="session")
def iowa_freeze(iowa: Path, shared_folder: Path) -> freeze.Freeze:
    """A freeze of the whole real set through the example workbook; made once per test run."""
    home = shared_folder / "iowa"
    with FileLock(shared_folder / "iowa.lock"), pytest.MonkeyPatch.context() as patch:
        patch.setenv("IOWA_WHISKEY", iowa.as_posix())
        made = freeze.latest(home)
        if made is None:
            made = freeze.make(workbook.read(WORKBOOK), home, as_of=date(2022, 11, 1))
    return made
