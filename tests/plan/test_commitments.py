"""Promises judged: kept only on the first day and right the first time; a later day never helps."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlib.plan import commitments
from amlib.plan.records import Commitment, Redated

END = date(2026, 9, 30)


def promise(number=1, by="us", due=date(2026, 8, 1), **more):
    return Commitment(commitment=f"T{number}", promised_by=by, promised_to="buyer", what="a plan", agreed_on=date(2026, 6, 1), due=due, **more)  # fmt: skip


def moved(due, on=date(2026, 8, 5)):
    return (Redated(on=on, due=due, reason="drawing"),)


CASES = [  # the promise, its status, days late from the first day
    (promise(done_on=date(2026, 8, 1), confirmed=True), "kept", None),
    (promise(done_on=date(2026, 7, 1), confirmed=True), "kept", None),
    (promise(done_on=date(2026, 8, 1)), "unconfirmed", None),
    (promise(done_on=date(2026, 8, 1), confirmed=False), "not_right", None),
    (promise(done_on=date(2026, 8, 4), confirmed=True), "late", 3),
    (promise(redated=moved(date(2026, 9, 10)), done_on=date(2026, 9, 9), confirmed=True), "redated", 39),
    (promise(redated=moved(date(2026, 10, 10))), "redated", 60),
    (promise(redated=moved(date(2026, 9, 10))), "overdue", 60),
    (promise(), "overdue", 60),
    (promise(due=END), "overdue", None),
    (promise(due=date(2026, 10, 1)), "open", None),
    (promise(due=date(2026, 10, 1), done_on=date(2026, 9, 1), confirmed=True), "kept", None),
    (promise(done_on=date(2026, 10, 1), confirmed=True), "overdue", 60),  # that it was done was not known yet
    (promise(redated=moved(date(2026, 12, 1), on=date(2026, 10, 2))), "overdue", 60),
]


@pytest.mark.parametrize(("one", "status", "days"), CASES)
def test_a_promise_is_judged_as_it_stood(one, status, days):
    (row,) = commitments.judged([one], END).to_dict("records")
    assert row["status"] == status
    assert (row["days"] if row["days"] == row["days"] else None) == days


def test_one_agreed_later_is_not_known_yet():
    assert commitments.judged([promise()], date(2026, 5, 31)).empty
    assert commitments.judged([], END).empty


def test_a_side_has_its_count_its_range_and_what_waits():
    ours = [
        promise(1, done_on=date(2026, 8, 1), confirmed=True),
        promise(2, done_on=date(2026, 8, 11), confirmed=True),
        promise(3),
        promise(4, due=date(2026, 12, 1)),
        promise(5, redated=moved(date(2026, 10, 10))),
        promise(
            6, due=date(2025, 6, 1), done_on=date(2025, 6, 1), confirmed=True
        ),  # before the twelve months
    ]
    theirs = [promise(7, by="customer", done_on=date(2026, 8, 1), confirmed=True)]
    found = commitments.judged([*ours, *theirs], END)
    us = commitments.kept(found, END, "us")
    assert (us.due, us.kept, us.redated, us.open, us.overdue) == (4, 1, 1, 3, 1)
    assert us.rate.value == 0.25
    assert us.days_late == 60.0  # of 10, 60 and 60
    assert commitments.kept(found, END, "customer").rate.value == 1.0
    assert commitments.kept(found, END).due == 5


def test_a_promise_is_overdue_on_its_day_and_not_before():
    for due, overdue in ((date(2026, 9, 29), 1), (END, 1), (date(2026, 10, 1), 0)):
        found = commitments.kept(commitments.judged([promise(due=due)], END), END)
        assert (found.open, found.overdue) == (1, overdue)


def test_nothing_due_has_no_rate():
    found = commitments.kept(commitments.judged([], END), END)
    assert not found.rate.known
    assert (found.due, found.open) == (0, 0)


@given(st.integers(-60, 60), st.integers(1, 60), st.sampled_from([True, False, None]))
def test_a_later_day_never_makes_a_promise_kept(done, later, confirmed):
    base = date(2026, 8, 1)
    one = promise(done_on=date.fromordinal(base.toordinal() + done), confirmed=confirmed)
    other = one.model_copy(update={"redated": moved(date.fromordinal(base.toordinal() + later), on=base)})
    kept = [commitments.kept(commitments.judged([each], END), END).kept for each in (one, other)]
    assert kept == [int(done <= 0 and confirmed is True), 0]
