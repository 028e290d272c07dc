"""The contract of a year to come: what is carried on, what it costs at target and baseline, by hand; lines and waterfall tie."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from amlib.analysis import agreed
from amlib.analysis.conditions import Amounts
from tests.analysis.agreed import LADDER, NAN, term

YEAR = 2027


def months(year, amount):
    return pd.Series({f"{year}-{month:02d}": float(amount) for month in range(1, 13)})


def amounts(each, before=10_000.0):
    """The same amount every month, a kilogram for ten euros."""
    return Amounts(months(YEAR, each), months(YEAR - 1, before), None, months(YEAR, each / 10), months(YEAR - 1, before / 10))  # fmt: skip


def table(*rows):
    return pd.DataFrame(list(rows))


def test_what_held_last_year_is_carried_on_and_says_so():
    found = agreed.carried(
        table(*LADDER, term("T0", "payment days", 21.0, year=2024), term("T9", "payment days", 28.0)), YEAR
    )
    assert found["term"].to_list() == ["T1", "T2", "T3", "T9"]
    assert found["carried"].all()
    assert set(found["from"]) == {pd.Timestamp(2027, 1, 1)}
    assert set(found["until"]) == {pd.Timestamp(2027, 12, 31)}


def test_a_kind_with_a_row_in_the_year_is_as_it_is():
    new = term("N1", "contribution", 0.03, year=YEAR)
    found = agreed.carried(table(*LADDER, new), YEAR).set_index("term")
    assert found["carried"].to_dict() == {"N1": False, "T1": True, "T2": True}
    lasting = agreed.carried(table(term("L", "contribution", 0.01, until=pd.NaT)), YEAR)
    assert lasting["carried"].to_list() == [False]
    assert agreed.carried(table(term("L", "contribution", 0.01, year=2028)), YEAR).empty


@pytest.fixture
def year():
    rows = agreed.carried(
        table(*LADDER, term("T4", "payment days", 28.0, agreement=None), term("T5", "other", 0.05)), YEAR
    )
    return agreed.of(rows, YEAR, amounts(11_000), amounts(10_000), {"target": 26_400.0, "baseline": 24_000.0})


def test_what_it_costs_at_target_and_at_baseline(year):
    # 132,000: 3% and 2%; 120,000: 1% and 2%
    assert (year.target.owed, year.baseline.owed) == (6_600.0, 3_600.0)
    lines = year.lines.set_index("term")
    assert lines.loc["T1", ["target", "baseline", "rate"]].to_list() == [3_960.0, 1_200.0, 0.03]
    assert lines.loc["T3", ["target", "baseline"]].to_list() == [2_640.0, 2_400.0]
    assert lines["written"].to_dict() == {"T1": True, "T3": True, "T5": True, "T4": False}
    assert year.payment["days"].to_list() == [28.0]


def test_how_far_each_step_is_from_both(year):
    steps = year.steps.set_index("step_term")
    assert steps["target"].to_dict() == {"T1": -52_000.0, "T2": -10_000.0}
    assert steps["baseline"].to_dict() == {"T1": -40_000.0, "T2": 2_000.0}


def test_the_waterfall_ties_to_the_lines_and_to_the_margin(year):
    for name, margin in (("target", 26_400.0), ("baseline", 24_000.0)):
        course = getattr(year, name)
        falls = course.waterfall.set_index("item")["amount"]
        assert falls["net_net_revenue"] == course.revenue - year.lines[name].sum()
        assert falls["margin_after_terms"] == pytest.approx(margin - course.owed, abs=0.001)
        assert falls["revenue"] + falls["bonus ladder"] + falls["contribution"] == falls["net_net_revenue"]


def test_a_price_that_moves_revenue_alone_moves_what_is_owed(year):
    assert year.owed_at(1.0) == year.target.owed
    # 132,000 × 0.9 = 118,800: 1% and 2%
    assert year.owed_at(0.9) == 3_564.0


def test_growth_in_kilograms_does_not_follow_a_price():
    rows = agreed.carried(table(term("T1", "growth bonus", 0.1, 0.05, basis="quantity")), YEAR)
    year = agreed.of(rows, YEAR, amounts(11_000), amounts(10_000), {})
    # 13,200 kg beside 12,000: 1,200 kg of growth, of which what lies above 600 counts: 600 kg at 10 euros; dearer, at 11
    assert year.target.owed == 600.0
    assert year.owed_at(1.1) == pytest.approx(660.0, abs=0.01)
    assert year.target.margin != year.target.margin


def test_what_ended_in_the_middle_of_the_year_costs_its_months():
    rows = agreed.carried(table(term("T3", "contribution", 0.02, until=pd.Timestamp(YEAR, 6, 30))), YEAR)
    year = agreed.of(rows, YEAR, amounts(11_000), amounts(10_000), {"target": NAN})
    assert year.target.owed == 1_320.0
    assert date(YEAR, 6, 30) == year.target.accrued["until"].iloc[0].date()
