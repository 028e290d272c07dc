"""The three forecasts of the months left, by hand, and the season that series share."""

import numpy as np
import pandas as pd
import pytest

from amlib.analysis import forecasts

# (months known, months left, expected by hand)
RATIOS = {
    "last year's 9 months 900, this year's 990, last year's rest 300: 300 × 1.1": ([100] * 12 + [110] * 9, 3, 330.0),
    "uneven: (30 + 60) ÷ (20 + 40) × the ten months after February, 10 each": ([20, 40] + [10] * 10 + [30, 60], 10, 150.0),
    "nothing left": ([1] * 24, 0, 0.0),
    "nothing known of the year": ([1] * 24, 12, np.nan),
    "the year before began in February": ([1] * 20, 3, np.nan),
    "last year so far came to nil": ([0] * 9 + [5] * 3 + [7] * 9, 3, np.nan),
    "last year so far was a return": ([-1] * 9 + [5] * 3 + [7] * 9, 3, np.nan),
}  # fmt: skip


@pytest.mark.parametrize(("known", "left", "expected"), RATIOS.values(), ids=RATIOS)
def test_the_ytd_ratio_is_last_years_rest_times_the_growth_so_far(known, left, expected):
    assert forecasts.ytd_ratio(np.array(known, float), left) == pytest.approx(expected, nan_ok=True)


NAIVE = {
    "last year's rest 300, every month 10 above the year before: 300 + 3 × 10": ([100] * 12 + [110] * 9, 3, 330.0),
    "differences 10 and 20, mean 15: the ten months after February, 10 each, + 10 × 15": ([20, 40] + [10] * 10 + [30, 60], 10, 250.0),
    "a whole year": ([5] * 12 + [7] * 12, 12, 12 * 7 + 12 * 2.0),
    "nothing left": ([1] * 24, 0, 0.0),
    "twelve months give no difference": ([1] * 12, 3, np.nan),
    "below nil": ([0] * 12 + [-2] * 12, 2, -4 - 2 * 2.0),
}  # fmt: skip


@pytest.mark.parametrize(("known", "left", "expected"), NAIVE.values(), ids=NAIVE)
def test_the_naive_forecast_is_last_years_months_with_the_mean_difference(known, left, expected):
    assert forecasts.naive_with_drift(np.array(known, float), left) == pytest.approx(expected, nan_ok=True)


def test_theta_goes_on_from_a_level_with_half_the_slope():
    # a line of slope 2 from 0 to 94: Theta adds half the slope a month to where smoothing ends, which on a line is its end
    found = forecasts.theta(np.arange(0, 96, 2.0).tobytes())
    assert len(found) == 12
    assert np.diff(found) == pytest.approx(1.0, abs=0.01)
    assert found[0] == pytest.approx(95, abs=1)


@pytest.mark.parametrize("known", [[0.0] * 30, [7.0] * 30, [-3.0] * 30])
def test_theta_of_a_flat_series_is_flat(known):
    assert forecasts.theta(np.array(known).tobytes()) == (known[0],) * 12


def test_the_middle_leaves_out_what_is_not_defined():
    # last year so far came to nil: no ratio, and of two the middle is their mean
    known = np.array([0.0] * 9 + [5.0] * 3 + [7.0] * 9)
    two = [sum(forecasts.theta(known.tobytes())[:3]), forecasts.naive_with_drift(known, 3)]
    found = forecasts.middle(known, 3, pd.Period("2026-09", "M"), forecasts.EVEN)
    assert found == pytest.approx(np.mean(two))


def test_the_season_goes_out_and_comes_back():
    factors = np.array([0.5] * 6 + [1.5] * 6)
    known = np.array(
        [100 * factors[at % 12] for at in range(33)]
    )  # from January, 33 months: October comes next
    found = forecasts.middle(known, 3, pd.Period("2026-09", "M"), factors)
    assert found == pytest.approx(450)
    # twelve months at 100 each; October, November and December are 1.5 of that
    assert forecasts.at_level(known[-9:], 3, pd.Period("2026-09", "M"), factors) == pytest.approx(450)


def seasonal(months, noise=0.0, december=50, seed=1):
    random = np.random.default_rng(seed)
    every = pd.period_range("2023-01", periods=months, freq="M")
    return pd.Series(
        [100.0 + december * (m.month == 12) + random.normal(0, noise or 1e-9) for m in every], index=every
    )


def test_a_season_shows_only_where_months_differ_more_than_years_do():
    last = pd.Period("2026-09", "M")
    found = forecasts.shared_season([seasonal(45)], last)
    # twelve months from one December to the next hold 1250: December is 1.44 of their mean, the others 0.96
    assert found[[0, 6, 11]] == pytest.approx([0.96, 0.96, 1.44], abs=0.01)
    assert forecasts.shared_season([seasonal(45, noise=10, december=0)], last).tolist() == [1.0] * 12
    assert (
        forecasts.shared_season([seasonal(24)], last).tolist() == [1.0] * 12
    )  # one of each month: nothing to hold it against
    assert forecasts.shared_season([], last).tolist() == [1.0] * 12


def test_a_season_knows_nothing_of_what_came_after():
    line = seasonal(45, noise=5)
    early = pd.Period("2026-01", "M")
    spoiled = line.where(line.index <= early, 1e9)
    assert (
        forecasts.shared_season([spoiled], early).tolist() == forecasts.shared_season([line], early).tolist()
    )
