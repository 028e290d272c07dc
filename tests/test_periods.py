"""Periods: what people type becomes a value that can be ordered and set beside the year before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlib import errors, language, periods
from amlib.periods import Period

READ = [
    ("2022", "2022"),
    ("2022Q3", "2022Q3"),
    ("2022q3", "2022Q3"),
    ("2022K3", "2022Q3"),
    ("2022-Q3", "2022Q3"),
    ("2022 k3", "2022Q3"),
    ("2022-09", "2022-09"),
    ("2022W31", "2022W31"),
    ("2022-W31", "2022W31"),
    ("2022w01", "2022W01"),
    (" 2022Q3 ", "2022Q3"),
    ("2022-04--2022-08", "2022-04--2022-08"),
    ("2022-11..2023-02", "2022-11--2023-02"),
    ("2022-04--2022-04", "2022-04"),
]

REFUSED = ["", "2022Q5", "2022Q0", "2022-13", "2022-9", "2022W00", "2022W54", "22Q3", "2022Q", "Q3 2022", "2022/09", "0000", "2022Q33", "2022-08--2022-04", "2022-04--2022-13", "2022-04-2022-08"]  # fmt: skip

# ISO 8601: a year has 53 weeks when its 1 January is a Thursday, or a Wednesday in a leap year
LONG_YEARS = [2015, 2020, 2026, 2032]
SHORT_YEARS = [2021, 2022, 2024, 2025]

SPANS = [
    ("2024", date(2024, 1, 1), date(2024, 12, 31)),
    ("2024Q1", date(2024, 1, 1), date(2024, 3, 31)),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
    ("2026W01", date(2025, 12, 29), date(2026, 1, 4)),  # the week of the year's first Thursday
    ("2026W53", date(2026, 12, 28), date(2027, 1, 3)),
    ("2023-11--2024-02", date(2023, 11, 1), date(2024, 2, 29)),
]

BEFORE = [
    ("2022", "2021", "2021"),
    ("2022Q1", "2021Q4", "2021Q1"),
    ("2022Q3", "2022Q2", "2021Q3"),
    ("2022-01", "2021-12", "2021-01"),
    ("2021W01", "2020W53", "2020W01"),
    ("2020W53", "2020W52", "2019W52"),  # 2019 had no week 53
    ("2022W31", "2022W30", "2021W31"),
    ("2022-04--2022-08", "2021-11--2022-03", "2021-04--2021-08"),
    ("2022-01--2022-02", "2021-11--2021-12", "2021-01--2021-02"),
]

ORDERED = ["2021Q4", "2021-12", "2022-01", "2022Q1", "2022", "2022-02", "2022-03", "2022Q2"]

WORDS = [
    ("2026Q3", "3e kwartaal 2026", "Q3 2026"),
    ("2026-03", "maart 2026", "March 2026"),
    ("2026W31", "week 31 van 2026", "week 31 of 2026"),
    ("2026", "2026", "2026"),
    ("2026-04--2026-08", "april 2026 tot en met augustus 2026", "April 2026 to August 2026"),
]

years = st.integers(1900, 2200)
anything = st.one_of(
    st.builds(Period, st.just("year"), years),
    st.builds(Period, st.just("quarter"), years, st.integers(1, 4)),
    st.builds(Period, st.just("month"), years, st.integers(1, 12)),
    st.builds(Period, st.just("week"), years, st.integers(1, 52)),
)


@pytest.mark.parametrize(("typed", "canonical"), READ)
def test_a_period_is_read_as_people_write_it(typed: str, canonical: str) -> None:
    assert str(periods.parse(typed)) == canonical


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_period_is_refused_with_an_example(typed: str) -> None:
    with language.use("en"), pytest.raises(errors.ParameterError, match=r"the period is '") as refused:
        periods.parse(typed)
    assert "2026Q3" in str(refused.value.expected)


@pytest.mark.parametrize(("year", "weeks"), [(y, 53) for y in LONG_YEARS] + [(y, 52) for y in SHORT_YEARS])
def test_week_53_is_there_in_the_years_that_have_one(year: int, weeks: int) -> None:
    assert periods.parse(f"{year}W{weeks}").end < periods.parse(f"{year + 1}W02").start
    if weeks == 52:
        with pytest.raises(errors.ParameterError):
            periods.parse(f"{year}W53")


@pytest.mark.parametrize(("text", "first", "last"), SPANS)
def test_a_period_has_a_first_and_a_last_day(text: str, first: date, last: date) -> None:
    period = periods.parse(text)
    assert (period.start, period.end) == (first, last)


@pytest.mark.parametrize(("text", "previous", "last_year"), BEFORE)
def test_the_period_before_and_the_same_of_last_year(text: str, previous: str, last_year: str) -> None:
    period = periods.parse(text)
    assert (str(period.previous()), str(period.last_year())) == (previous, last_year)


def test_periods_are_ordered_by_first_day_and_then_the_shorter_first() -> None:
    assert [str(p) for p in sorted(map(periods.parse, reversed(ORDERED)))] == ORDERED


@pytest.mark.parametrize(("text", "dutch", "english"), WORDS)
def test_a_period_in_words(text: str, dutch: str, english: str) -> None:
    for tongue, words in (("nl", dutch), ("en", english)):
        with language.use(tongue):
            assert language.period(periods.parse(text)) == words


def test_the_months_of_a_quarter_and_of_the_year_to_date() -> None:
    quarter = periods.parse("2022Q3")
    assert [str(m) for m in quarter.months()] == ["2022-07", "2022-08", "2022-09"]
    assert [str(m) for m in quarter.year_to_date()] == [f"2022-0{n}" for n in range(1, 10)]


def test_a_week_is_not_made_of_months() -> None:
    with (
        language.use("en"),
        pytest.raises(errors.FigureError, match="week 2022W31 is not made of whole") as no,
    ):
        periods.parse("2022W31").months()
    assert "2022-08" in str(no.value)


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2026, 10, 1), "2026Q3"),
        (date(2026, 9, 30), "2026Q2"),
        (date(2026, 1, 1), "2025Q4"),
        (date(2026, 12, 31), "2026Q3"),
    ],
)
def test_a_quarter_is_closed_the_day_after_its_last(day: date, closed: str) -> None:
    assert str(periods.last_closed_quarter(day)) == closed


@given(anything)
def test_what_is_written_reads_back_the_same(period: Period) -> None:
    assert periods.parse(str(period)) == period


@given(anything)
def test_periods_of_one_kind_touch_without_a_gap(period: Period) -> None:
    assert period.previous().end + timedelta(days=1) == period.start
    assert period.previous() < period


@given(anything, anything)
def test_the_order_is_total_and_agrees_with_the_calendar(one: Period, other: Period) -> None:
    assert (one < other) + (other < one) + (one == other) == 1
    if one.end < other.start:
        assert one < other


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_day_falls_in_its_month_and_after_the_last_closed_quarter(day: date) -> None:
    month, closed = periods.month_of(day), periods.last_closed_quarter(day)
    assert month.start <= day <= month.end
    assert closed.end < day <= closed.end + timedelta(days=92)
