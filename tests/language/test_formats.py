"""Numbers, money, percentages and dates, as Dutch and English readers expect to see them."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from babel import numbers
from hypothesis import given
from hypothesis import strategies as st

from amlib import language, periods

Form = Callable[[], str]

# what is asked, Dutch, English; ~ stands for a no-break space
WRITTEN: list[tuple[Form, str, str]] = [
    (lambda: language.number(1234567), "1.234.567", "1,234,567"),
    (lambda: language.number(-1234.5, 1), "−1.234,5", "−1,234.5"),
    (lambda: language.number(1234.5, 1, plus=True), "+1.234,5", "+1,234.5"),
    (lambda: language.number(0, plus=True), "0", "0"),
    (lambda: language.number(-0.04, 1), "0,0", "0.0"),
    (lambda: language.number(0.04, 1, plus=True), "0,0", "0.0"),
    (lambda: language.number(Decimal("-1234.50"), 2), "−1.234,50", "−1,234.50"),
    (lambda: language.money(1234.5), "€~1.234" , "€1,234"),
    (lambda: language.money(-1234.567, "EUR", 2), "−€~1.234,57", "−€1,234.57"),
    (lambda: language.money(1234, "USD"), "US$~1.234", "US$1,234"),
    (lambda: language.money(1234, "CHF"), "CHF~1.234", "CHF~1,234"),
    (lambda: language.money(-0.3), "€~0", "€0"),
    (lambda: language.percent(0.1234), "12,3%", "12.3%"),
    (lambda: language.percent(-0.1234, 0), "−12%", "−12%"),
    (lambda: language.percent(0.1234, plus=True), "+12,3%", "+12.3%"),
    (lambda: language.percent(-0.0004), "0,0%", "0.0%"),
    (lambda: language.percent(-0.005, 0), "0%", "0%"),
    (lambda: language.points(-0.012), "−1,2~procentpunt", "−1.2~points"),
    (lambda: language.points(0.01, 0, plus=False), "1~procentpunt", "1~point"),
    (lambda: language.points(0.01), "+1,0~procentpunt", "+1.0~points"),
    (lambda: language.quantity(-12345.6, "kg"), "−12.346~kg", "−12,346~kg"),
    (lambda: language.short_money(1_234_567), "€~1,23~mln", "€1.23m"),
    (lambda: language.short_money(-45_678), "−€~45,7~duizend", "−€45.7k"),
    (lambda: language.short_money(45_678, tight=True), "€~45,7k", "€45.7k"),
    (lambda: language.short_money(999_499), "€~999~duizend", "€999k"),
    (lambda: language.short_money(999_500), "€~1,00~mln", "€1.00m"),
    (lambda: language.short_money(123), "€~123", "€123"),
    (lambda: language.date(date(2026, 3, 1)), "1 maart 2026", "1 March 2026"),
    (lambda: language.month(periods.parse("2026-03")), "mrt 2026", "Mar 2026"),
    (lambda: language.listing(["a", "b", "c"]), "a, b en c", "a, b and c"),
    (lambda: language.listing(["a"]), "a", "a"),
    (lambda: language.listing([]), "", ""),
]  # fmt: skip

MISSING = [None, math.nan, math.inf, -math.inf]

FORMS: list[Callable[[float], str]] = [
    lambda x: language.number(x, 1),
    lambda x: language.number(x, 1, plus=True),
    lambda x: language.money(x, "EUR", 2, plus=True),
    language.money,
    lambda x: language.short_money(x, plus=True),
    lambda x: language.percent(x, 0),
    lambda x: language.percent(x, plus=True),
    language.points,
    lambda x: language.quantity(x, plus=True),
]

sizes = st.floats(-1e9, 1e9) | st.floats(-1, 1) | st.decimals(-1, 1, places=4).map(float)


@pytest.mark.parametrize(("ask", "dutch", "english"), WRITTEN)
def test_how_it_is_written(ask: Form, dutch: str, english: str) -> None:
    for tongue, text in (("nl", dutch), ("en", english)):
        with language.use(tongue):
            assert ask().replace("\N{NO-BREAK SPACE}", "~") == text


@pytest.mark.parametrize("value", MISSING)
@pytest.mark.parametrize("form", FORMS)
def test_what_is_missing_is_a_dash_and_never_a_nought(form: Callable[[float], str], value: float) -> None:
    assert form(value) == "–"


@pytest.mark.parametrize("form", FORMS)
@given(sizes)
def test_nothing_has_no_sign(form: Callable[[float], str], value: float) -> None:
    text = form(value)
    if not set("123456789") & set(text):
        assert not set("+−-") & set(text)


@pytest.mark.parametrize("form", FORMS)
@given(sizes)
def test_the_sign_is_a_true_minus_and_stands_first(form: Callable[[float], str], value: float) -> None:
    text = form(value)
    assert "-" not in text
    assert "−" not in text[1:]
    assert form(-value).lstrip("+−") == text.lstrip("+−")


@given(st.floats(-1e12, 1e12), st.integers(0, 4))
def test_a_dutch_number_reads_back_as_what_was_rounded(value: float, digits: int) -> None:
    with language.use("nl"):
        text = language.number(value, digits)
    back = float(text.replace("−", "-").replace(".", "").replace(",", "."))
    assert back == pytest.approx(value, abs=0.5000001 * 10**-digits + 1e-4)


@given(st.floats(-1e10, 1e10, allow_nan=False))
def test_a_short_amount_is_within_half_a_percent(value: float) -> None:
    with language.use("en"):
        text = language.short_money(value).replace(",", "").replace("€", "").replace("−", "-")
    scale = {"m": 1e6, "k": 1e3}.get(text[-1], 1)
    assert float(text.rstrip("mk")) * scale == pytest.approx(value, rel=0.005, abs=0.5001)


@pytest.mark.parametrize("spoken", language.LANGUAGES)
@given(size=st.floats(0, 1e17) | st.integers(0, 10**17), digits=st.integers(0, 4))
def test_a_number_is_written_as_babel_writes_it(spoken: str, size: float, digits: int) -> None:
    """Also where Babel is not asked, as a form shows thousands of them."""
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    locale = {"nl": "nl_NL", "en": "en_GB"}[spoken]
    with language.use(spoken):
        assert language.number(size, digits) == numbers.format_decimal(round(size, digits), pattern, locale)
