"""Every notebook runs from top to bottom as a person would run it, on the demo account that its parameters name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from amlib.data import freeze
from amlib.editions import orders

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def run(notebook: Path, slice_: Path) -> subprocess.CompletedProcess[str]:
    """Run a notebook's cells with nbval, in a pytest of its own: its kernel is given a slice through the environment."""
    command = [
        sys.executable, "-m", "pytest", "--nbval-lax", "--nbval-cell-timeout=300", "-q", "--rootdir", str(notebook.parent), "-c", os.devnull,
        "-p", "no:cacheprovider", str(notebook),
    ]  # fmt: skip
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "AMLIB_SLICE": str(slice_)}
    )


def slice_of(notebook: Path, made: freeze.Freeze) -> Path:
    """The slice of the account that a notebook names when nobody names another, for whom it is; a customer's names nobody."""
    takes = orders.declared(nbformat.read(notebook, as_version=4), notebook.name)
    return made.slice_path(str(takes["account"].default or made.accounts[0]), str(takes["audience"].default))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_runs_from_top_to_bottom(notebook: Path, demo_freeze: freeze.Freeze) -> None:
    done = run(notebook, slice_of(notebook, demo_freeze))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("notebook", NOTEBOOKS[:1], ids=lambda file: file.stem)
def test_a_cell_that_fails_is_noticed(notebook: Path, demo_freeze: freeze.Freeze, tmp_path: Path) -> None:
    broken = nbformat.read(notebook, as_version=4)
    broken.cells = [broken.cells[0], new_code_cell("1 / 0")]
    nbformat.write(broken, tmp_path / "broken.ipynb")
    done = run(tmp_path / "broken.ipynb", slice_of(notebook, demo_freeze))
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stdout
