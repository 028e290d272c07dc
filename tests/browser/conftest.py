"""A lab with the workbook's own notebooks, the demo company's freeze, and an empty ledger."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from amlib.data import slices

from . import lab as labs

if TYPE_CHECKING:
    from amlib.data.freeze import Freeze

PROJECT = labs.Path(__file__).parents[2]

SECOND = [
    "from dataclasses import replace",
    "from amlib.widgets import desk, drafting",
    "drafting.form(view, at=replace(desk.here(), author='Bob Bakker'))",
]
"""A window of a colleague: the same plan, in the same ledger, by somebody else."""


@pytest.fixture(scope="module")
def lab(demo_freeze: Freeze, tmp_path_factory: pytest.TempPathFactory) -> Iterator[labs.Lab]:
    """The server, over a copy of all that a person would have."""
    home = tmp_path_factory.mktemp("werkmap")
    shutil.copytree(PROJECT / "notebooks", home / "notebooks")
    shutil.copytree(PROJECT / "parameters", home / "parameters")
    shutil.copytree(demo_freeze.path.parent, home / "output" / "freezes")
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": "\n".join(SECOND), "id": "form"}  # fmt: skip
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    second = {"nbformat": 4, "nbformat_minor": 5, "metadata": spec, "cells": [cell]}
    (home / "notebooks" / "second.ipynb").write_text(json.dumps(second))
    assert slices.latest(home / "output" / "freezes")
    with labs.started(home, {"AMLIB_AUTHOR": "Marieke Wouda"}) as found:
        yield found
