"""The indicators on paper: every one in its unit, what an unknown one needs, and none for a customer."""

import pytest

from amlib import language, periods
from amlib.analysis import care, indicators, intervals
from amlib.documents.evaluation import indicators as paper
from tests.analysis import attended as at

Q3 = periods.parse("2026Q3")


def made(given, **told):
    return indicators.table(indicators.measured(given, Q3, care.read(given, Q3), told=told))


@pytest.mark.parametrize("speech", ["nl", "en"])
def test_every_indicator_has_words_in_both_languages(speech):
    with language.use(speech):
        rows = paper.table(made(at.given()), Q3, at.given()).rows
    assert len(rows) == len(indicators.INDICATORS) == len({row.cells[1] for row in rows})
    assert set(paper._NAMES) == {one.name for one in indicators.INDICATORS}


def test_figures_stand_in_their_units(english):
    told = {
        "adopted": intervals.share(3, 4),
        "net_promoter": intervals.net_promoter(3, 1, 4),
        "adjustments": intervals.Estimate(2.0, float("nan"), float("nan"), 0),
    }
    frame = made(at.given(), **told)
    rows = {row.cells[1]: row.cells for row in paper.table(frame, Q3, at.given()).rows}
    assert rows["Proposals adopted or amended, of those decided"][2:5] == ("75.0%", "30.1% to 95.4%", "4")
    assert rows["Adjustments of the plan that were adopted this year"][2:5] == ("2", "–", "–")
    assert rows["Revenue"][2] == "€9,500"
    assert rows["Satisfaction, mean score"][2:5] == ("7.0", "6.6 to 7.4", "10")
    assert rows["Contacts made of those wanted, outlets aside"][2] == "15%"


def test_an_unknown_one_says_what_it_needs(english):
    given = at.given("deliveries", "contacts", "satisfaction")
    rows = {row.cells[1]: row.cells[2] for row in paper.table(made(given), Q3, given).rows}
    assert rows["Satisfaction, mean score"] == "not supplied"
    assert rows["Functionaries heard in twelve months"] == "not supplied"
    assert rows["Proposals adopted or amended, of those decided"] == "not recorded"
    assert rows["Adjustments of the plan that were adopted this year"] == "no plan adopted"
    assert rows["Stretch of the plan: chance of missing it before actions"] == "no plan submitted"
    known = made(given, stretch=intervals.Estimate(float("nan"), float("nan"), float("nan"), 1))
    rows = {row.cells[1]: row.cells[2] for row in paper.table(known, Q3, given).rows}
    assert rows["Stretch of the plan: chance of missing it before actions"] == "not known", "there is a plan"
    few = at.given()
    few.give("satisfaction", at.answers(at.ANSWERS[:3]))
    assert {row.cells[1]: row.cells[2] for row in paper.table(made(few), Q3, few).rows}[
        "Satisfaction, mean score"
    ] == "too few answers"


def test_the_reading_counts_them_and_names_the_tables(english):
    given = at.given("satisfaction")
    said = paper.reading(made(given), given).markdown
    assert said.startswith(
        "Of the 18 indicators 6 could be measured, wholly or in part. The others need these tables: "
    )
    assert "customer satisfaction" in said


def test_a_customer_is_shown_none(english):
    given = at.given(audience="customer")
    assert paper.table(made(given), Q3, given) is None
    assert paper.reading(made(given), given).markdown == ""


@pytest.mark.parametrize(
    ("figure", "unit", "text"),
    [
        (0.051, "share", "5.1%"), (0.051, "ratio", "5%"), (0.051, "growth", "+5.1%"), (7.26, "score", "7.3"), (0.12, "points", "+12"), (-0.12, "points", "−12"),
        (3.4, "years", "3.4"), (12.0, "count", "12"), (51_500.0, "money", "€51.5k"),
    ],
)  # fmt: skip
def test_each_unit_is_written_as_it_is_read(figure, unit, text, english):
    assert paper._written(figure, unit, at.given()) == text
