"""The service level beside hand counts: one good order of one line and one bad order of ten, and every setting."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlib.analysis import intervals, service
from tests.analysis import attended as at

START, END = date(2026, 7, 1), date(2026, 9, 30)


def one(ordered=100.0, delivered=100.0, requested="2026-07-06", promised="2026-07-06", on="2026-07-06"):
    return at.deliveries([("A", "1", "DC", "p1", ordered, delivered, requested, promised, on)])


def otif(rows, **settings):
    return bool(service.judged(rows, START, END, service.Definition(**settings))["otif"].iloc[0])


def test_one_good_small_order_and_one_bad_large_one():
    found = service.level(service.judged(at.deliveries(), START, END))
    assert (found.lines, found.orders) == (11, 2)
    assert found.by_order.value == 0.5
    assert found.by_line.value == pytest.approx(1 / 11)
    assert found.fill == pytest.approx(190 / 200)
    assert found.short == pytest.approx(10.0)
    assert found.figure(service.Definition(level="order")).value == 0.5
    assert found.figure(service.DEFAULT).value == pytest.approx(1 / 11)


@pytest.mark.parametrize(
    ("rows", "settings", "good"),
    [
        (one(on="2026-07-07"), {}, False),
        (one(on="2026-07-05"), {}, False),
        (one(on="2026-07-07"), {"window": 1}, True),
        (one(on="2026-07-05"), {"window": 1}, True),
        (one(on="2026-07-08"), {"window": 1}, False),
        (one(on="2026-07-07", promised="2026-07-07"), {"basis": "promised"}, True),
        (one(on="2026-07-07", promised="2026-07-07"), {"basis": "requested"}, False),
        (one(delivered=95.0), {}, True),
        (one(delivered=94.9), {}, False),
        (one(delivered=105.0), {}, True),
        (one(delivered=105.1), {}, False),
        (one(delivered=95.0), {"tolerance": 0.0}, False),
        (one(delivered=None, on=None), {}, False),
    ],
)
def test_what_counts_is_what_was_agreed(rows, settings, good):
    assert otif(rows, **settings) is good


def test_a_line_belongs_to_the_period_in_which_it_was_due():
    late = one(requested="2026-06-30", promised="2026-07-01", on="2026-07-02")
    assert service.judged(late, START, END).empty
    assert len(service.judged(late, START, END, service.Definition(basis="promised"))) == 1
    assert service.judged(one(requested=None), START, END).empty
    assert service.judged(one(ordered=0.0), START, END).empty


def test_over_delivery_does_not_make_up_for_a_shortage():
    rows = at.deliveries(
        [
            ("A", "1", "DC", "p1", 100.0, 50.0, "2026-07-06", "2026-07-06", "2026-07-06"),
            ("A", "2", "DC", "p2", 100.0, 150.0, "2026-07-06", "2026-07-06", "2026-07-06"),
        ]
    )
    assert service.level(service.judged(rows, START, END)).fill == 0.75


def test_an_order_with_one_bad_line_is_bad():
    day = "2026-07-06"
    rows = [
        ("A", str(n), "DC", "p1", 10.0, delivered, day, day, day)
        for n, delivered in enumerate((10.0, 10.0, 0.0))
    ]
    found = service.level(service.judged(at.deliveries(rows), START, END))
    assert (found.by_order.value, found.by_line.value) == (0.0, pytest.approx(2 / 3))


lines = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=60)


@given(lines)
def test_orders_weighted_by_their_lines_are_never_above_the_lines(drawn):
    frame = pd.DataFrame(drawn, columns=["order", "otif"]).assign(
        ordered=1.0, filled=1.0, on_time=True, in_full=True
    )
    found = service.level(frame)
    orders = frame.groupby("order")["otif"].agg(["all", "size"])
    assert np.average(orders["all"], weights=orders["size"]) <= found.by_line.value + 1e-12
    assert 0 <= found.alike <= 1
    plain = intervals.share(int(frame["otif"].sum()), len(frame))
    assert found.by_line.low <= plain.low + 1e-12
    assert found.by_line.high >= plain.high - 1e-12


def test_lines_of_one_order_that_share_their_fate_are_worth_one():
    rows = pd.DataFrame({"order": np.repeat(range(20), 10), "otif": np.repeat([True] * 15 + [False] * 5, 10)})
    found = service.level(rows.assign(ordered=1.0, filled=1.0, on_time=True, in_full=True))
    assert found.alike == 1.0
    assert (found.by_line.n, found.by_line.low) == (200, pytest.approx(intervals.share(15, 20).low))


def test_places_are_told_apart_and_add_up():
    rows = at.deliveries()
    now = service.judged(rows, START, END)
    then = service.judged(rows, date(2025, 7, 1), date(2025, 9, 30))
    found = service.by(now, then, "product").set_index("key")
    assert found["lines"].to_dict() == {"p2": 10, "p1": 1}
    assert found["good"].to_dict() == {"p2": 0, "p1": 1}
    assert (found["filled"].sum(), found["ordered"].sum()) == (190.0, 200.0)
    assert found.loc["p1", "base_value"] == 1.0
    assert np.isnan(found.loc["p2", "base_value"])
    assert service.by(now.iloc[:0], then, "product").empty


def test_months_without_lines_are_unknown():
    now = service.judged(at.deliveries(), START, END)
    found = service.course(now, ["2026-07", "2026-08", "2026-09"])
    assert found["value"].tolist()[:2] == [1.0, 0.0]
    assert np.isnan(found["value"].iloc[2])
    assert found["lines"].tolist() == [1, 10, 0]


AGREED = [  # term, kind, from, until, rate
    ("t0", "service level", "2025-01-01", "2025-12-31", 0.97),
    ("t1", "service level", "2026-01-01", None, 98.0),
    ("t2", "payment days", "2026-01-01", None, 28.0),
]


@pytest.mark.parametrize(("on", "rate"), [("2025-06-30", 0.97), ("2026-06-30", 0.98)])
def test_the_agreed_level_is_that_of_the_day(on, rate):
    assert service.agreed(at.terms(AGREED), date.fromisoformat(on)) == rate


def test_where_none_was_agreed_it_is_unknown():
    assert np.isnan(service.agreed(at.terms(AGREED), date(2024, 6, 30)))


def test_nothing_due_is_no_level():
    found = service.level(service.judged(at.deliveries([]), START, END))
    assert (found.lines, found.orders) == (0, 0)
    assert np.isnan(found.fill)
    assert not found.by_line.known


@pytest.mark.parametrize(
    ("day", "rate"), [("2026-01-01", 0.98), ("2026-06-30", 0.98), ("2025-12-31", None), ("2026-07-01", None)]
)
def test_an_agreed_level_holds_on_its_first_and_on_its_last_day(day, rate):
    agreed = service.agreed(at.terms((("t1", "service level", "2026-01-01", "2026-06-30", 0.98),)), date.fromisoformat(day))  # fmt: skip
    assert agreed == rate or (rate is None and np.isnan(agreed))


def test_lines_of_one_order_share_their_fate_in_part():
    # two orders of four lines, three good and one good: half of all, ±1 from two each; 2 × 2 ÷ 8² = 1/16, twice the ½ × ½ ÷ 8 of lines that share nothing; (2 − 1) ÷ (4 − 1)
    rows = pd.DataFrame({"order": list("AAAABBBB"), "otif": [True] * 3 + [False] * 4 + [True]})
    assert service._alike(rows) == pytest.approx(1 / 3)
