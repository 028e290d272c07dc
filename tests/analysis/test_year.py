"""The year ahead, on an account small enough to reckon by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amlib import periods
from amlib.analysis import results, year
from tests.analysis.steady import Account, budget, sales

WHEN = periods.parse("2026Q3")


def test_the_year_to_date_ratio_can_be_checked_on_paper():
    # nine months of 4 × 1,100 realised; last year's rest 12,000 × (39,600 ÷ 36,000) = 13,200
    line = year.ahead(Account(), WHEN, sales=sales()).line("revenue")
    assert (line["realised"], line["last_year"]) == (pytest.approx(39_600), pytest.approx(48_000))
    assert line["ytd_ratio"] == pytest.approx(39_600 + 13_200)


def test_a_period_of_another_kind_gives_the_same_estimate():
    made = [
        year.ahead(Account(), periods.parse(text), sales=sales(noise=0.1))
        for text in ("2026Q3", "2026-09", "2026")
    ]
    assert {one.through for one in made} == {"2026-09"}
    pd.testing.assert_frame_equal(made[0].lines, made[1].lines)
    pd.testing.assert_frame_equal(made[0].lines, made[2].lines)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 100), st.sampled_from(["2026Q3", "2026Q2", "2026Q1", "2025Q2"]))
def test_groups_and_outlets_add_up_to_the_total_to_the_cent(seed, text):
    random = np.random.default_rng(seed)
    given_ = sales(noise=0.1)
    given_ = given_.assign(revenue=(given_["revenue"] * random.uniform(-0.1, 2, len(given_))).round(2))
    made = year.ahead(Account(), periods.parse(text), sales=given_)
    for measure in results.MEASURES:
        for level in ("group", "outlet"):
            for amount in ("realised", "rest", "centre"):
                assert made.level(level, measure)[amount].sum() == pytest.approx(
                    made.line(measure)[amount], abs=1e-6
                )


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.floats(-1e6, 1e6).map(lambda x: round(x, 2))
)
def test_what_is_tied_adds_up_to_the_cent(parts, total):
    assert sum(year.tied(parts, total)) == pytest.approx(total, abs=1e-6)


def test_margin_is_unknown_where_a_cost_of_the_year_is_missing():
    holes = sales().assign(
        cost=lambda rows: rows["cost"].where((rows["month"] != "2026-02") | (rows["outlet"] != "o1"))
    )
    made = year.ahead(Account(), WHEN, sales=holes)
    assert made.line("margin")["reason"] == "cost_missing"
    assert np.isnan(made.line("margin")["centre"])
    assert made.line("margin", "outlet", "o2")["reason"] == "few_errors"  # two outlets, one of them dark
    assert made.line("revenue")["reason"] == ""


def test_a_closed_year_is_what_was_realised():
    line = year.ahead(Account(), periods.parse("2025"), sales=sales(), growth_target=0.0).line("revenue")
    assert (line["reason"], line["centre"], line["rest"], line["probability"]) == (
        "closed",
        pytest.approx(48_000),
        0.0,
        1.0,
    )


def test_no_sales_give_no_lines():
    assert year.ahead(Account(), periods.parse("2030Q1"), sales=sales()).lines.empty
    assert year.ahead(Account(), WHEN, sales=sales().iloc[:0]).lines.empty


def test_events_stand_on_top_of_the_line_they_are_given_for():
    event = pd.DataFrame(
        [("total", "total", "revenue", "2026-11", 500.0, 500.0, 500.0)],
        columns=["level", "key", "measure", "month", "amount", "low", "high"],
    )
    one, two = (year.ahead(Account(), WHEN, sales=sales(noise=0.1), events=each) for each in (None, event))
    assert two.line("revenue")["centre"] == pytest.approx(one.line("revenue")["centre"] + 500)
    assert two.line("quantity")["centre"] == one.line("quantity")["centre"]


def test_the_course_is_what_was_sold_beside_last_year_and_the_budget():
    rows = sales()
    rows = rows[rows["month"] != "2026-05"]  # a month in which nothing was bought
    course = year.ahead(Account(budget()), WHEN, sales=rows).course.set_index("month")
    # two outlets and two groups: 4 × 1,100 this year, 4 × 1,000 last year
    assert course["revenue"].iloc[:9].tolist() == pytest.approx([4_400.0] * 4 + [0.0] + [4_400.0] * 4)
    assert course["revenue"].iloc[9:].isna().all()
    assert course["base_revenue"].tolist() == pytest.approx([4_000.0] * 12)
    assert course["budget_revenue"].tolist() == [1_000.0] * 12
    young = year.ahead(Account(), WHEN, sales=sales(first="2025-03", months=19)).course
    assert young["base_revenue"].isna().tolist() == [True] * 2 + [False] * 10
    assert young["budget_revenue"].isna().all()
