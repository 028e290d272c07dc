"""An account as a desk finds it, on any day of the year."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from amlib.plan import ledger
from amlib.widgets import accounts, planning
from amlib.widgets.desk import Desk

if TYPE_CHECKING:
    from amlib.data.freeze import Freeze


class On(Desk):
    """A desk on a day."""

    day = (2026, 11, 28)

    def now(self) -> datetime:
        return datetime(*self.day, 9, tzinfo=UTC)


def on(day: tuple[int, int, int], output: Path, beside: Path) -> On:
    found = On(ledger.open(f"sqlite:///{beside / 'ledger.sqlite'}"), "Ans", output)
    object.__setattr__(found, "day", day)
    return found


# the freeze was made on 6 October 2026
@pytest.mark.parametrize(
    ("day", "quarter", "years"),
    [
        ((2026, 11, 28), "2026Q3", [2027, 2026]),
        ((2026, 12, 31), "2026Q3", [2027, 2026]),
        ((2027, 1, 5), "2026Q3", [2027, 2026]),
        ((2028, 2, 29), "2026Q3", [2027, 2026]),
        ((2026, 9, 30), "2026Q2", [2027, 2026]),
    ],
)
def test_a_form_begins_with_a_quarter_of_which_the_freeze_has_the_figures(
    day: tuple[int, int, int], quarter: str, years: list[int], demo_freeze: Freeze, tmp_path: Path
) -> None:
    place = on(day, demo_freeze.path.parent.parent, tmp_path)
    assert str(accounts.quarter(place)) == quarter
    _, top, *_ = planning.desk(at=place).children
    assert [value for _, value in top.children[1].children[0].options] == years


def test_without_a_freeze_it_is_that_of_today(tmp_path: Path) -> None:
    assert str(accounts.quarter(on((2027, 1, 5), tmp_path, tmp_path))) == "2026Q4"
