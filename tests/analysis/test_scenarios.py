"""Three prices of the raw material: how far a quotation moves and who feels it, by hand; every column adds up to the cent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlib.analysis import scenarios
from amlib.analysis.scenarios import Lines, Spread

NAN = float("nan")


def quoted(prices, species="beef"):
    months = [str(m) for m in pd.period_range("2020-01", periods=len(prices), freq="M")]
    return pd.DataFrame({"month": months, "species": species, "price": prices})


def test_a_quotation_moves_as_far_as_four_in_five_of_its_years_stayed_within():
    # 1% a month: every year is 12.68% above the year before
    rising = quoted([1.01**n for n in range(48)])
    found = scenarios.spreads(rising, "2023-12")["beef"]
    assert (found.low, found.high) == (pytest.approx(1 - 1.01**12), pytest.approx(1.01**12 - 1))
    assert found.measured
    # the last of twelve months growing 1% beside their mean
    assert found.now == pytest.approx(1.01**11 / np.mean([1.01**n for n in range(12)]) - 1)


def test_the_largest_moves_are_left_out():
    # two years at 100, one at 110: the mean rises by 0, 1, … 12 of 120; four in five of thirteen end at 9.6
    found = scenarios.spreads(quoted([100.0] * 24 + [110.0] * 12), "2022-12")["beef"]
    assert (found.low, found.high) == (pytest.approx(-0.08), pytest.approx(0.08))


def test_what_came_later_is_not_looked_at_and_a_short_history_moves_a_tenth():
    rising = quoted([1.01**n for n in range(48)])
    # 34 months have eleven changes of a year's mean
    found = scenarios.spreads(rising, "2022-10")["beef"]
    assert (found.low, found.high, found.measured) == (-0.1, 0.1, False)
    assert scenarios.spreads(rising, "2022-11")["beef"].measured


def test_of_what_lags_four_months_two_thirds_are_felt_in_the_year():
    links = pd.DataFrame({
        "group": ["a", "b", "c"], "species": "beef", "price": [0.6, 0.5, NAN], "cost": [0.9, 1.0, 0.8],
        "price_lag": [4.0, 12.0, NAN], "cost_lag": [0.0, 6.0, 0.0],
    })  # fmt: skip
    found = scenarios.felt(links)
    assert found["price"].to_list() == pytest.approx([0.4, 0.0, 0.0])
    assert found["cost"].to_list() == pytest.approx([0.9, 0.5, 0.8])
    assert found["measured"].to_list() == [True, True, False]


def test_the_result_by_hand():
    lines = Lines(pd.Series({"a": 10_000, "b": 5_000}), pd.Series({"a": 8_000, "b": 4_000}), 7, 100)
    follows = pd.DataFrame({"species": ["beef"], "price": [0.5], "cost": [1.0]}, index=["a"])
    moves = {"beef": Spread("beef", -0.19, 0.21, 0.0, True)}
    found = scenarios.results(lines, follows, moves, lambda factor: 1.5 * factor).set_index("case")
    # dear: √1.21 = 1.1 on 100 euros, 1.21 on 80; b stays; conditions 1.50 × 16,000/15,000
    assert found.loc["high"].to_list() == [16_000, 13_680, 100, 2_220, 160, 2_060]
    assert found.loc["expected"].to_list() == [15_000, 12_000, 100, 2_900, 150, 2_750]
    # cheap: √0.81 = 0.9, and 0.81; 1.50 × 14/15
    assert found.loc["low"].to_list() == [14_000, 10_480, 100, 3_420, 140, 3_280]


def test_conditions_that_are_not_known_leave_no_result_after_them():
    lines = Lines(pd.Series({"a": 10_000}), pd.Series({"a": 8_000}), 1)
    found = scenarios.results(lines, pd.DataFrame(columns=["species", "price", "cost"]), {})
    assert found["contribution"].isna().all()
    assert found["margin"].to_list() == [2_000] * 3


@given(
    st.dictionaries(
        st.sampled_from("abcd"), st.tuples(st.integers(0, 10**9), st.integers(-(10**6), 10**9)), min_size=1
    ),
    st.floats(-0.5, 0.5),
    st.floats(0, 2),
)
def test_every_column_adds_up_to_the_cent(groups, move, part):
    lines = Lines(*(pd.Series({g: v[n] for g, v in groups.items()}) for n in (0, 1)), 1, 12_345)  # type: ignore[arg-type]
    follows = pd.DataFrame({"species": "s", "price": part, "cost": part / 2}, index=["a", "b"])
    found = scenarios.results(
        lines, follows, {"s": Spread("s", -abs(move), abs(move), 0.0, True)}, lambda f: 1000 * f
    )
    assert (found["margin"] == found["revenue"] - found["cost"] - found["actions"]).all()
    assert (found["contribution"].fillna(0) == (found["margin"] - found["terms"]).fillna(0)).all()
    plain = found.set_index("case").loc["expected"]
    assert plain["revenue"] == sum(v[0] for v in groups.values())
    assert plain["cost"] == sum(v[1] for v in groups.values())
