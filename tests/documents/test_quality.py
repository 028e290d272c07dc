"""The grades in words: the strip, the table with its rule, and what rests on nothing."""

from datetime import date

import pytest

from amlib import language
from amlib.analysis import grades
from amlib.documents import quality

HOSTILE = "Panel <b>*Zuid*</b> $5|`x`"
GOOD = grades.Mark("category_sales", ("inkoopcijfers",), date(2026, 9, 30), 0, 1.0)
PANEL = grades.Mark("market", (HOSTILE,), date(2026, 5, 15), 6, 0.62)
OLD = grades.Mark("market", ("Panel",), date(2025, 11, 1), 9, 0.97)
NONE = grades.Mark("customer_goals")


def graded(*figures):
    return grades.table([grades.Figure(code, marks) for code, marks in figures])


MIXED = (("category_size", (GOOD,)), ("customer_part", (GOOD, PANEL)), ("customer_goals", (NONE,)))


@pytest.mark.parametrize("speech", ["nl", "en"])
def test_every_figure_has_a_name_in_both_languages(speech):
    with language.use(speech):
        assert all(quality.name(code).strip() for code in quality.FIGURES)


@pytest.mark.parametrize(
    ("figures", "value", "detail", "tone"),
    [
        (MIXED, "50% graded A or B", "0% older than two quarters", "warn"),
        ((("category_size", (GOOD,)),), "100% graded A or B", "0% older than two quarters", "good"),
        ((("market_size", (OLD,)),), "0% graded A or B", "100% older than two quarters", "warn"),
        ((("customer_goals", (NONE,)),), "not supplied", None, "neutral"),
    ],
)
def test_the_tile_tells_indicator_1a(figures, value, detail, tone, english):
    made = quality.tile(graded(*figures))
    assert (made.label, made.value, made.detail, made.tone) == ("Market data", value, detail, tone)


def test_the_table_shows_source_age_coverage_and_grade(given, english):
    made = quality.table(graded(*MIXED), given)
    assert [row.cells for row in made.rows] == [
        (
            "Value and growth of the customer's category",
            "inkoopcijfers",
            "30 September 2026",
            "0",
            "100%",
            "A",
        ),
        ("The customer's part of the market", f"inkoopcijfers and {HOSTILE}", "15 May 2026", "6", "62%", "C"),
        ("The customer's goals", "not supplied: the customer's own goals", "–", "–", "–", "–"),
    ]
    assert [row.tones[-1] for row in made.rows] == [None, "warn", None]
    assert "at least 95% covered" in made.note
    assert "at most 6 months behind" in made.note


def test_a_table_that_is_there_but_not_for_this_period_is_not_called_absent(given, english):
    made = quality.table(graded(("season", (grades.Mark("sales"),))), given)
    assert made.rows[0].cells[1] == "none for this period"


def test_the_reading_names_what_is_weak_and_what_is_missing(english):
    assert quality.reading(graded(*MIXED)).markdown == (
        "Of 2 figures with data, 50% are graded A or B, and 0% are older than two quarters. "
        "Read with care (C): the customer's part of the market. "
        "Without data, and therefore not shown: the customer's goals."
    )


def test_no_data_at_all_is_said():
    with language.use("nl"):
        said = quality.reading(graded(("customer_goals", (NONE,)))).markdown
    assert said == "Geen van de cijfers van dit document heeft gegevens om op te rusten."
