"""What a target is worth: as the outlook says it, for any target."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlib.analysis import odds, outlook
from amlib.analysis.odds import Odds

EVEN = Odds(70.0, 30.0, 0.1, (-2.0, -1.0, 0.0, 1.0, 2.0))  # year ends 94, 97, 100, 103, 106


@pytest.mark.parametrize(
    ("target", "chance"), [(94.0, 1.0), (94.1, 0.8), (100.0, 0.6), (106.0, 0.2), (106.1, 0.0)]
)
def test_the_probability_is_the_share_of_year_ends_that_reach_the_target(target, chance):
    assert EVEN.probability(target) == pytest.approx(chance)
    assert EVEN.stretch(target) == pytest.approx(1 - chance)


def test_actions_weigh_thirty_forty_thirty():
    # 106 or more: one of five ends at +0, two (103, 106) at +3, all five at +12: 3·1 + 4·2 + 3·5 of 50
    assert EVEN.with_added(0.0, 3.0, 12.0).probability(106.0) == pytest.approx(26 / 50)
    assert EVEN.with_added(3.0, 3.0, 3.0).probability(103.0) == pytest.approx(0.6)


def test_without_errors_there_is_no_probability_unless_the_year_is_over():
    assert Odds(70.0, 30.0, 0.1, ()).probability(1.0) is None
    assert Odds(70.0, 30.0, 0.1, ()).stretch(1.0) is None
    assert np.isnan(Odds(70.0, 30.0, 0.1, ()).reached(0.5))
    assert Odds(70.0, 0.0, 0.1, ()).probability(70.0) == 1.0


@given(st.floats(0.05, 0.95))
def test_what_is_reached_with_a_chance_has_at_least_about_that_chance(chance):
    many = Odds(70.0, 30.0, 0.1, tuple(np.linspace(-2, 2, 401)))
    assert many.probability(many.reached(chance)) == pytest.approx(chance, abs=0.005)


def noisy() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    months = pd.period_range("2021-01", "2025-09", freq="M").astype(str)
    return pd.concat(
        [
            pd.DataFrame({"group": g, "month": months, "amount": 100 + 10 * rng.standard_normal(len(months))})
            for g in "abc"
        ]
    )


def test_odds_say_what_the_estimate_says():
    series = noisy()
    pool = outlook.pool(series, "2025-09", 3)
    total = series.groupby("month")["amount"].sum().reset_index()
    estimate = outlook.estimate(total, 2025, "2025-09", pool, target=3610.0)
    found = odds.of(estimate, pool)
    assert found.centre == pytest.approx(estimate.centre)
    assert found.probability(3610.0) == estimate.probability
    assert found.reached(0.9) == pytest.approx(estimate.low)
    assert found.reached(0.1) == pytest.approx(estimate.high)


def test_an_estimate_without_a_range_gives_odds_without_a_probability():
    series = noisy()
    pool = outlook.pool(series, "2025-09", 3)
    short = series[(series["group"] == "a") & (series["month"] >= "2024-06")]
    found = odds.of(outlook.estimate(short, 2025, "2025-09", pool), pool)
    assert len(pool.errors) >= outlook.ENOUGH
    assert found.probability(1.0) is None
