"""What is known to come stands on top of the estimate, in lines of its own, and the groups still add up to the total."""

from __future__ import annotations

import pytest

from amlib import errors, language, periods
from amlib.analysis import events
from amlib.data import slices
from amlib.documents.evaluation import outlook_tables
from amlib.plan import review

Q3 = periods.parse("2026Q3")
LISTING = {
    "month": "2026-11",
    "what": "Kipburger *nieuw*",
    "group": "kip",
    "measure": "revenue",
    "amount": 40_000,
    "low": 20_000,
    "high": 50_000,
}
STAND = {"month": "2026-10", "what": "Beurs", "group": "rund", "measure": "revenue", "amount": 5_000}


@pytest.fixture(scope="module")
def goudveld(demo_freeze):
    return slices.read(demo_freeze.slice_path("goudveld", "internal"))


@pytest.fixture(scope="module")
def both(goudveld):
    return review.read(goudveld, Q3), review.read(goudveld, Q3, coming=[LISTING, STAND])


def test_events_are_read_in_order_and_one_without_a_range_is_certain(goudveld):
    found = events.told([LISTING, STAND], goudveld)
    assert found["what"].tolist() == ["Beurs", "Kipburger *nieuw*"]
    assert found[["low", "high"]].iloc[0].tolist() == [5_000, 5_000]
    assert events.told([], goudveld).empty


def test_an_event_of_an_unknown_group_is_refused(goudveld):
    with language.use("en"), pytest.raises(errors.ParameterError, match="vis, wild"):
        events.told([STAND | {"group": "wild"}, STAND | {"group": "vis"}], goudveld)


def test_events_come_on_top_and_never_inside(both):
    without, told = (one.ahead for one in both)
    assert told.line()["rest"] == without.line()["rest"]
    assert told.line()["events"] == 45_000
    assert told.line()["centre"] == pytest.approx(without.line()["centre"] + 45_000)
    assert told.line(level="group", key="kip")["events"] == 40_000
    groups = told.level("group")
    assert groups["centre"].sum() == pytest.approx(told.line()["centre"], abs=0.005)
    assert told.line()["high"] - told.line()["low"] > without.line()["high"] - without.line()["low"]


def whole(text: str) -> int:
    return int(text.replace(",", "").replace("−", "-"))


def test_tables_show_them_in_lines_of_their_own_and_add_up(both, goudveld):
    _, told = both
    with language.use("en"):
        lines = outlook_tables.events(told.events, goudveld)
        groups, outlets = (
            outlook_tables.groups(told.ahead, goudveld),
            outlook_tables.outlets(told.ahead, goudveld),
        )
        assert outlook_tables.events(both[0].events, goudveld) is None
    assert [row.cells[1] for row in lines.rows] == ["Beurs", "Kipburger *nieuw*"]
    assert lines.rows[0].cells[3:] == ("Revenue", "+€5,000", "taken as certain")
    assert groups.columns[3].label == "Known events"
    for table in (groups, outlets):
        for row in table.rows:
            if row.kind != "section":
                assert sum(map(whole, row.cells[1:4])) == whole(row.cells[4]), row.cells
    body = [row for row in outlets.rows if row.kind in ("body", "rest")]
    assert sum(whole(row.cells[4]) for row in body) == whole(outlets.rows[-1].cells[4])
    assert body[-1].cells[0] == "Known events"
