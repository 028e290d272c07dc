"""Grades by the printed rule, and what they say of a document together."""

import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import grades
from amlib.analysis.coverage import Remark
from tests.analysis.shelf import category
from tests.analysis.test_market import outside

Q3 = periods.parse("2026Q3")
NAN = float("nan")

RULE = [  # months behind, coverage, doubtful: grade
    (0, 1.0, False, "A"), (0, 0.95, False, "A"), (0, 0.949, False, "B"), (0, 0.8, False, "B"), (0, 0.79, False, "C"), (1, 1.0, False, "B"),
    (6, 1.0, False, "B"), (7, 1.0, False, "C"), (0, NAN, False, "C"), (0, 1.0, True, "C"), (None, 1.0, False, ""), (-1, 1.0, False, "A"),
]  # fmt: skip


@pytest.mark.parametrize(("behind", "coverage", "doubtful", "expected"), RULE)
def test_the_rule(behind, coverage, doubtful, expected):
    assert grades.letter(behind, coverage, doubtful=doubtful) == expected


ROWS = [("1", "beef", "us", "a", 10.0, 100.0, 10.0, 100.0)]


def test_a_category_in_doubt_is_a_c():
    sound = grades.of_category(category(ROWS, sources=("customer",)))
    doubted = grades.of_category(category(ROWS, remarks=(Remark("own_differs", amount=1.0, beside=1.1),)))
    revised = grades.of_category(category(ROWS, remarks=(Remark("revised", 3),)))
    assert (sound.letter, doubted.letter, revised.letter) == ("A", "C", "A")
    assert grades.of_category(None).letter == ""


def test_the_market_is_graded_by_its_coverage_and_its_age():
    market = outside([("north", "beef", "us", 1.0, 10.0, 1.0, 10.0)], coverage=0.86)
    assert grades.of_market(market, periods.parse("2026-07")).letter == "B"
    assert grades.of_market(market, periods.parse("2026-12")).months_behind == 5
    assert grades.of_market(market, periods.parse("2027-03")).letter == "C"
    assert grades.of_market(None, Q3).letter == ""


def test_few_prices_seen_are_thin():
    dates = pd.to_datetime(["2026-08-01"] * 40)
    seen = pd.DataFrame({"date": dates, "source": "shelf", "group": "beef"})
    assert grades.of_prices(seen, Q3, "2025-10-01", "2026-09-30").months_behind == 1
    assert grades.of_prices(seen, Q3, "2025-10-01", "2026-09-30").letter == "B"
    assert grades.of_prices(seen.head(10), Q3, "2025-10-01", "2026-09-30").letter == "C"
    assert grades.of_prices(seen, Q3, "2026-09-01", "2026-09-30").letter == ""


def test_a_figure_is_as_good_as_its_worst_data():
    good, late = (
        grades.Mark("category_sales", months_behind=0, coverage=1.0),
        grades.Mark("market", months_behind=9, coverage=1.0),
    )
    none = grades.Mark("raw_materials")
    found = grades.table(
        [
            grades.Figure("share", (good,)),
            grades.Figure("part", (good, late)),
            grades.Figure("lag", (good, none)),
        ]
    )
    assert found["grade"].tolist() == ["A", "C", ""]
    assert found["months_behind"].tolist()[:2] == [0, 9]
    assert grades.good(found) == 0.5
    assert grades.old(found) == 0.5


def test_without_data_there_is_no_indicator():
    found = grades.table([grades.Figure("lag", (grades.Mark("raw_materials"),))])
    assert pd.isna(grades.good(found))
    assert pd.isna(grades.old(found))
