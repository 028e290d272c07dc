"""The commitments of both sides on paper: in the same words for both, and a moved day that does not help."""

from datetime import date

import pytest

from amlib import language, periods
from amlib.documents.evaluation import commitments
from amlib.plan.commitments import judged
from tests.analysis import attended as at
from tests.plan.test_commitments import CASES, END, moved, promise

Q3 = periods.parse("2026Q3")


def test_each_promise_is_told_with_its_days_and_what_became_of_it(english):
    rows = judged(
        [
            promise(
                1, outlet="o1", redated=moved(date(2026, 9, 10)), done_on=date(2026, 9, 9), confirmed=True
            ),
            promise(2, by="customer", due=date(2026, 8, 3)),
        ],
        END,
    )
    made = commitments.table(rows, Q3, at.given())
    assert [row.cells for row in made.rows] == [
        ("a plan (Harbour)", "us", "buyer", "1 June 2026", "1 August 2026", "10 September 2026", "9 September 2026", "no, given a later day"),
        ("a plan", "the customer", "buyer", "1 June 2026", "3 August 2026", "–", "–", "no, not done (58 days late)"),
    ]  # fmt: skip


@pytest.mark.parametrize("speech", ["nl", "en"])
@pytest.mark.parametrize(("one", "status", "days"), CASES)
def test_every_end_has_words(one, status, days, speech):
    with language.use(speech):
        (row,) = commitments.table(judged([one], END), Q3, at.given()).rows
    assert row.cells[-1]
    assert "{" not in row.cells[-1]
    if days and status in ("late", "overdue"):
        assert str(days) in row.cells[-1]


def test_old_promises_that_were_done_are_not_repeated(english):
    old = promise(1, due=date(2025, 6, 1), done_on=date(2025, 6, 1), confirmed=True)
    assert commitments.table(judged([old], END), Q3, at.given()) is None
    still = promise(1, due=date(2025, 6, 1))
    assert len(commitments.table(judged([still], END), Q3, at.given()).rows) == 1


def test_a_reading_tells_both_sides(english):
    rows = judged(
        [
            promise(1, done_on=date(2026, 8, 1), confirmed=True),
            promise(2, by="customer"),
            promise(3, due=date(2026, 12, 1)),
        ],
        END,
    )
    said = commitments.reading(rows, Q3, at.given()).markdown
    assert said == (
        "Of our promises, 1 was due in the last twelve months; kept on time and right the first time: 1. 1 is open and not due yet.\n\n"
        "Of the customer's promises, 1 was due in the last twelve months; kept on time and right the first time: 0. 1 is open, of which 1 past its day. What was late was 60 days late in the middle case."
    )


def test_a_share_is_told_only_from_ten(english):
    rows = [promise(n, done_on=date(2026, 8, 1), confirmed=True) for n in range(10)]
    assert "%" not in commitments.reading(judged(rows[:9], END), Q3, at.given()).markdown
    assert "10 (100%; range 72% to 100%)." in commitments.reading(judged(rows, END), Q3, at.given()).markdown


@pytest.mark.parametrize(
    ("speech", "said"),
    [("nl", "Er zijn geen toezeggingen vastgelegd"), ("en", "No commitments are recorded")],
)
def test_that_none_is_recorded_is_told(speech, said):
    with language.use(speech):
        assert commitments.reading(judged([], END), Q3, at.given()).markdown.startswith(said)
        assert commitments.table(judged([], END), Q3, at.given()) is None


def test_a_customer_reads_the_same(english):
    rows = judged([one for one, _, _ in CASES], END)
    ours, theirs = at.given(), at.given(audience="customer")
    assert commitments.table(rows, Q3, ours) == commitments.table(rows, Q3, theirs)
    assert commitments.reading(rows, Q3, ours) == commitments.reading(rows, Q3, theirs)
