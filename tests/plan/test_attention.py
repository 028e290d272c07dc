"""What is pointed out about the care for a customer, and what hangs on it."""

import dataclasses
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import care, intervals
from amlib.plan import attention, commitments, findings
from tests.analysis import attended as at
from tests.plan.test_commitments import END, moved, promise

Q3 = periods.parse("2026Q3")
NOTHING = SimpleNamespace(visits=None, service=None, complaints=None, satisfaction=None, people=None)


def found(given, when=Q3):
    return {(one.code, one.place): one for one in attention.of_care(care.read(given, when))}


def test_each_is_pointed_out_with_its_money():
    made = found(at.given())
    assert set(made) == {
        ("outlet_never_visited", ""), ("outlet_unvisited", ""), ("visits_behind", ""), ("service_below", ""),
        ("complaint_open", ""), ("satisfaction_fell", ""), ("function_uncovered", "head of DC"),
    }  # fmt: skip
    assert (made["outlet_never_visited", ""].money, made["outlet_never_visited", ""].values["names"]) == (
        5500.0,
        ("Mill",),
    )
    assert (made["outlet_unvisited", ""].money, made["outlet_unvisited", ""].values["names"]) == (
        1500.0,
        ("Market",),
    )
    assert made["service_below", ""].money == pytest.approx(-10 * 9500 / 1900)
    assert (made["complaint_open", ""].values["count"], made["complaint_open", ""].values["amount"]) == (
        1,
        51,
    )
    assert made["satisfaction_fell", ""].values["amount"] == 7.0
    assert set(made["visits_behind", ""].values["names"]) == {"head office", "DC"}


def test_rising_complaints_are_pointed_out_only_beyond_chance():
    given = at.given()
    assert ("complaints_rising", "") not in found(given)
    more = [(f"m{n}", "o1", "p1", "2026-08-01", "2026-08-02", "leak", 1.0, None) for n in range(20)]
    given.give("complaints", at.complaints([*at.COMPLAINTS, *more]))
    assert found(given)["complaints_rising", ""].values["count"] == 23


def test_a_fall_within_chance_or_of_few_answers_is_none():
    given = at.given()
    given.give("satisfaction", at.answers([a for a in at.ANSWERS if a[0] == "2026-05-14"] + at.ANSWERS[-9:]))
    assert ("satisfaction_fell", "") not in found(given)
    given.give(
        "satisfaction", at.answers([*at.ANSWERS[:12], *[("2025-05-14", None, "DC", "quality", 7.2)] * 10])
    )
    assert ("satisfaction_fell", "") not in found(given)


def test_nothing_supplied_brings_nothing_up():
    nothing = care.read(at.given("visits", "deliveries", "complaints", "satisfaction", "contacts"), Q3)
    assert attention.of_care(nothing) == ()
    without = care.read(at.given("contacts", "terms"), Q3)
    assert {one.code for one in attention.of_care(without)}.isdisjoint(
        {"service_below", "visits_behind", "function_uncovered"}
    )


def test_promises_overdue_and_moved_are_pointed_out_the_longest_first():
    made = [promise(n, due=date(2026, 8, n)) for n in range(1, 6)]
    made.append(promise(9, redated=moved(date(2026, 12, 1))))
    made.append(promise(10, by="customer", due=date(2026, 12, 1)))
    brought = attention.of_commitments(commitments.judged(made, END))
    assert [one.code for one in brought] == ["commitment_overdue"] * attention.MOST + ["commitment_redated"]
    assert [one.values["count"] for one in brought] == [60, 59, 58, 60]


def test_every_code_is_known_and_as_bad_as_it_says():
    for one in attention.of_care(care.read(at.given(), Q3)):
        assert one.severity == findings.CODES[one.code]
    assert dataclasses.is_dataclass(one)


@pytest.mark.parametrize(
    ("wanted", "made", "pointed"),
    [(10.0, 7, True), (10.0, 8, False), (4.0, 2, True), (3.0, 2, False), (20.0, 17, False), (2.5, 1, False)],
)
def test_visits_are_behind_below_four_in_five_where_two_are_lacking(wanted, made, pointed):
    # 7 of 10 is 70 % and lacks 3; 8 of 10 is 80 % exactly; 2 of 3 lacks one only; 17 of 20 lacks 3 and is 85 %
    levels = pd.DataFrame({"level": ["DC"], "wanted": [wanted], "made": [made], "attained": [made / wanted]})
    none = pd.DataFrame({"in_year": [], "revenue": [], "never": []}).astype({"never": bool})
    one = SimpleNamespace(**{**vars(NOTHING), "visits": SimpleNamespace(levels=levels, outlets=none)})
    assert bool(attention.of_care(one)) == pointed


def test_an_outlet_that_buys_nothing_needs_no_visit():
    outlets = pd.DataFrame(
        [("Mill", 0, 0.0, True), ("Market", 0, 0.5, False), ("Harbour", 1, 900.0, False)],
        columns=["name", "in_year", "revenue", "never"],
    )
    one = SimpleNamespace(**{**vars(NOTHING), "visits": SimpleNamespace(levels=None, outlets=outlets)})
    assert [(f.code, f.values["names"]) for f in attention.of_care(one)] == [
        ("outlet_unvisited", ("Market",))
    ]


@pytest.mark.parametrize(("level", "pointed"), [(0.97, True), (0.98, False), (0.99, False)])
def test_service_at_the_agreed_level_is_kept(level, pointed):
    now = SimpleNamespace(figure=lambda name: SimpleNamespace(value=level))
    service = SimpleNamespace(now=now, definition="x", agreed=0.98, missed=10.0)
    one = SimpleNamespace(**{**vars(NOTHING), "service": service})
    assert [f.code for f in attention.of_care(one)] == ["service_below"] * pointed


@pytest.mark.parametrize(
    ("mean", "high", "before", "pointed"),
    [
        (7.0, 7.2, 7.5, True),  # fell half a point, and last year's lies outside the range
        (7.0, 7.6, 7.5, False),  # by chance
        (7.0, 7.1, 7.2, False),  # not by chance, and too little to mind
        (7.0, float("nan"), 8.0, False),
    ],
)
def test_satisfaction_fell_only_by_enough_and_beyond_chance(mean, high, before, pointed):
    now, then = (intervals.Estimate(m, m - 0.2, h, 20) for m, h in ((mean, high), (before, before)))
    one = SimpleNamespace(**{**vars(NOTHING), "satisfaction": SimpleNamespace(overall=(now, then))})
    assert bool(attention.of_care(one)) == pointed
