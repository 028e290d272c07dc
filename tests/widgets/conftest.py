"""A desk with an empty ledger, and somebody who sits down at it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from amlib.plan import ledger
from amlib.widgets.desk import Desk

from .seated import Clock, Sat


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Clock(ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}"), "Ans", tmp_path)


@pytest.fixture
def sat(desk: Desk) -> Callable[..., Sat]:
    """Somebody sits down at the desk."""
    return lambda author="Ans", given=None: Sat(desk, author, given)
