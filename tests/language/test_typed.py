"""Typed numbers: one grammar per language, and no guesses."""

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
