"""Ranges beside published figures and beside the library that has them too."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from amlib.analysis import intervals

WILSON = [  # hits, cases, low, high: Newcombe (1998)
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("hits", "cases", "low", "high"), WILSON)
def test_a_share_has_the_published_range(hits, cases, low, high):
    found = intervals.share(hits, cases)
    assert (round(found.low, 4), round(found.high, 4), found.n) == (low, high, cases)
    assert found.value == hits / cases


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_any_share_is_that_of_the_library(pair):
    found = intervals.share(*pair)
    low, high = proportion_confint(*pair, method="wilson")
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-12), pytest.approx(high, abs=1e-12))


def test_cases_that_come_in_bunches_widen_the_range_and_stay_counted():
    wide, plain = intervals.share(90, 100, 10.0), intervals.share(90, 100)
    assert (wide.n, wide.value) == (100, 0.9)
    assert (wide.low, wide.high) == (intervals.share(9, 10).low, intervals.share(9, 10).high)
    assert wide.low < plain.low


def test_the_net_promoter_score_has_the_range_of_the_adjusted_wald():
    found = intervals.net_promoter(30, 10, 50)
    assert (found.value, round(100 * found.low), round(100 * found.high)) == (0.4, 16, 59)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_any_net_promoter_score_lies_between_its_ends_and_turns_with_the_sides(for_, against, neither):
    found = intervals.net_promoter(for_, against, for_ + against + neither)
    turned = intervals.net_promoter(against, for_, for_ + against + neither)
    if for_ + against + neither:
        assert -1 <= found.low <= found.high <= 1
        assert (found.low, found.high) == (pytest.approx(-turned.high), pytest.approx(-turned.low))


def test_a_mean_of_several_questions_is_as_sure_as_its_people():
    # the mean of 6, 8, 7, 7 is 7, the standard deviation 0.816; of four people ±0.80, of two who answered twice ±1.13
    alone, together = intervals.mean([6, 8, 7, 7]), intervals.mean([6, 8, 7, 7], 2)
    assert (alone.value, round(alone.high - 7, 2), alone.n) == (7.0, 0.80, 4)
    assert (together.value, round(together.high - 7, 2), together.n) == (7.0, 1.13, 2)


def test_nothing_has_no_figure_and_few_is_few():
    for found in (intervals.share(0, 0), intervals.net_promoter(0, 0, 0), intervals.mean([])):
        assert math.isnan(found.value)
        assert not found.known
        assert found.few
    assert intervals.mean([5.0]).value == 5.0
    assert math.isnan(intervals.mean([5.0]).low)
    assert not intervals.share(9, 10).few
