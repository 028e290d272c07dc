"""Feasts on their published days, their windows, and which of two periods they are in."""

from datetime import date

import pytest

from amlib import periods
from amlib.analysis import holidays

PUBLISHED = [  # year, Easter, Ascension Day, Whitsun
    (2024, date(2024, 3, 31), date(2024, 5, 9), date(2024, 5, 19)),
    (2025, date(2025, 4, 20), date(2025, 5, 29), date(2025, 6, 8)),
    (2026, date(2026, 4, 5), date(2026, 5, 14), date(2026, 5, 24)),
]
WORKING_DAYS = [  # period, Monday to Friday less the holidays that fall on these
    ("2026-04", 22 - 2),  # Easter Monday the 6th, King's Day Monday the 27th
    ("2025-04", 22 - 1),  # Easter Monday the 21st; the 27th is a Sunday, so King's Day is Saturday the 26th
    ("2026-05", 21 - 2),  # Ascension Day, Whit Monday
    ("2026-12", 23 - 1),  # 25 December is a Friday, 26 a Saturday
    ("2026-09", 22),
]


@pytest.mark.parametrize(("year", "easter", "ascension", "whitsun"), PUBLISHED)
def test_feasts_fall_on_their_published_days(year, easter, ascension, whitsun):
    found = [holidays.day_of(feast, year) for feast in ("easter", "ascension", "whitsun")]
    assert found == [easter, ascension, whitsun]


@pytest.mark.parametrize(("period", "days"), WORKING_DAYS)
def test_working_days_are_without_public_holidays(period, days):
    assert holidays.working_days(periods.parse(period)) == days


def test_a_feast_that_changed_quarter_says_so():
    # Easter: 31 March 2024, 20 April 2025
    (now,) = holidays.feasts(periods.parse("2025Q1"), periods.parse("2024Q1"))
    assert (now.feast, now.moved, now.month, now.base_month) == ("easter", "out", "2025-04", "2024-03")
    assert (now.share, now.base_share) == (0, 1)
    second = holidays.feasts(periods.parse("2025Q2"), periods.parse("2024Q2"))
    assert [(one.feast, one.moved) for one in second] == [
        ("easter", "in"),
        ("ascension", ""),
        ("whitsun", ""),
    ]


def test_a_feast_just_outside_the_period_is_told_by_its_days_before():
    (found,) = holidays.feasts(periods.parse("2026Q1"), periods.parse("2025Q1"))
    assert (found.inside, found.base_inside, found.moved) == (False, False, "")
    assert found.share == pytest.approx(11 / 15)  # 21 to 31 March of 21 March to 4 April
    assert found.base_share == 0


def test_whitsun_moved_a_month():
    may = holidays.feasts(periods.parse("2026-05"), periods.parse("2025-05"))
    assert [(one.feast, one.moved) for one in may] == [("ascension", ""), ("whitsun", "in")]


def test_christmas_stays_and_a_summer_has_no_feast():
    (christmas,) = holidays.feasts(periods.parse("2026-12"), periods.parse("2025-12"))
    assert (christmas.feast, christmas.moved, christmas.share, christmas.base_share) == (
        "christmas",
        "",
        1,
        1,
    )
    assert holidays.feasts(periods.parse("2026Q3"), periods.parse("2025Q3")) == ()


@pytest.mark.parametrize("feast", holidays.FEASTS)
def test_over_a_year_the_shares_of_a_feast_are_one_and_centred_nil(feast):
    months = periods.parse("2026").months()
    assert sum(holidays.share(feast, month) for month in months) == pytest.approx(1)
    assert sum(holidays.centred(feast, month) for month in months) == pytest.approx(0)


def test_centred_shares_are_nil_in_the_long_run():
    for number in (3, 4):
        found = [
            holidays.centred("easter", periods.Period("month", year, number)) for year in range(1901, 2101)
        ]
        assert sum(found) == pytest.approx(0, abs=1e-9)
