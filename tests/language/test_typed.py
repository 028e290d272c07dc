"""Typed numbers and days: one grammar per language, and no guesses."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlib import language
from amlib.language import typed

# language, what was typed, the number; None where it must be asked again
TYPED = [
    ("nl", "1.234,5", "1234.5"),
    ("nl", "1234,50", "1234.50"),
    ("nl", "1 234", "1234"),
    ("nl", "€ −1.234", "-1234"),
    ("nl", "-€ 12", "-12"),
    ("nl", "12 kg", "12"),
    ("nl", "+3", "3"),
    ("nl", "1.5", None),
    ("nl", "1.2345", None),
    ("nl", "12,-", None),
    ("nl", "12-", None),
    ("nl", ",5", None),
    ("nl", "1e3", None),
    ("nl", "٣", None),
    ("nl", "12 euro", None),
    ("nl", "", None),
    ("en", "1,234.5", "1234.5"),
    ("en", "1.5", "1.5"),
    ("en", "1,5", None),
]


@pytest.mark.parametrize(("tongue", "text", "number"), TYPED)
def test_a_number_is_read_in_its_language_or_not_at_all(tongue, text, number):
    with language.use(tongue):
        assert typed.number(text) == (None if number is None else Decimal(number))


@given(st.integers(-(10**10), 10**10), st.sampled_from(language.LANGUAGES))
def test_what_is_shown_can_be_typed(cents, tongue):
    with language.use(tongue):
        assert typed.number(language.money(cents / 100, digits=2)) == Decimal(cents) / 100


# language, what was typed, the day; None where it must be asked again
DAYS = [
    ("nl", "1-5-2027", (2027, 5, 1)),
    ("nl", "01/05/2027", (2027, 5, 1)),
    ("nl", "1.5.2027", (2027, 5, 1)),
    ("nl", " 1  mei 2027 ", (2027, 5, 1)),
    ("nl", "1 mrt. 2027", (2027, 3, 1)),
    ("nl", "2027-05-01", (2027, 5, 1)),
    ("nl", "1 May 2027", None),
    ("nl", "5-2027", None),
    ("nl", "1-5-27", None),
    ("nl", "1-5/2027", None),
    ("nl", "31-4-2027", None),
    ("nl", "", None),
    ("en", "1/5/2027", (2027, 5, 1)),
    ("en", "1 May 2027", (2027, 5, 1)),
    ("en", "29 February 2027", None),
]


@pytest.mark.parametrize(("tongue", "text", "found"), DAYS)
def test_a_day_is_read_in_its_language_or_not_at_all(tongue, text, found):
    with language.use(tongue):
        assert typed.day(text) == (None if found is None else date(*found))


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(language.LANGUAGES))
def test_a_day_that_was_written_is_read_back(day, tongue):
    with language.use(tongue):
        assert typed.day(language.date(day)) == day
