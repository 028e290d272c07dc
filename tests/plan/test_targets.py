"""Targets divided exactly, and how far they stretch: by hand, by oracle, by property."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlib import errors
from amlib.analysis import outlook
from amlib.analysis.odds import Odds
from amlib.plan import targets
from amlib.plan.items import Range
from tests.plan import examples

weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any)
totals = st.integers(-(10**10), 10**10)


def keyed(values, dtype="int64"):
    return pd.Series(values, index=[f"k{n:02d}" for n in range(len(values))], dtype=dtype)


# base, room, error, total; then what each method gives, by hand
# proportional: 110·60/100 = 66 and 44; potential: 10 more, all where there is room; equal stretch: z = 10 ÷ 4, so 2.5·1 and 2.5·3, largest remainder: 2.5 → 3 (first key), 7.5 → 7
BY_HAND = [
    ("proportional", 110, [66, 44]),
    ("potential", 110, [60, 50]),
    ("equal_stretch", 110, [63, 47]),
    ("proportional", 90, [54, 36]),
    ("potential", 90, [54, 36]),  # there is no room to shrink into: in proportion to the base
    ("equal_stretch", 90, [57, 33]),
    ("potential", 100, [60, 40]),
]


@pytest.mark.parametrize(("method", "total", "wanted"), BY_HAND)
def test_each_method_by_hand(method, total, wanted):
    found = targets.allocated(
        total, keyed([60, 40]), method, potential=keyed([-5.0, 2.0], float), scale=keyed([1.0, 3.0], float)
    )
    assert found.to_list() == wanted


@pytest.mark.parametrize("method", ["potential", "equal_stretch", "evenly"])
def test_a_method_without_what_it_divides_by_is_refused(method):
    with pytest.raises(errors.ParameterError):
        targets.allocated(10, keyed([1, 2]), method)


def test_no_room_anywhere_is_refused():
    with pytest.raises(errors.FigureError):
        targets.allocated(10, keyed([1, 2]), "potential", potential=keyed([0.0, -1.0], float))


@given(weights, totals, st.sampled_from(targets.METHODS), st.randoms())
def test_a_division_sums_exactly_keeps_to_its_quota_and_knows_no_order(base, total, method, random):
    first = keyed(base)
    spread = keyed([w / 3 for w in base], float)
    found = targets.allocated(total, first, method, potential=spread, scale=spread)
    assert int(found.sum()) == total
    quotas = [Fraction(total) * w / sum(base) for w in base]
    if method == "proportional":
        assert all(abs(x - q) < 1 for x, q in zip(found.to_list(), quotas, strict=True))
    assert all(x == 0 for x, w in zip(found.to_list(), base, strict=True) if w == 0)
    order = list(first.index)
    random.shuffle(order)
    other = targets.allocated(total, first[order], method, potential=spread[order], scale=spread[order])
    assert other.sort_index().to_list() == found.to_list()


@given(weights, totals)
def test_taking_off_mirrors_putting_on(base, change):
    even = keyed(base)
    up = targets.allocated(int(even.sum()) + change, even, "equal_stretch", scale=even.astype(float)) - even
    down = targets.allocated(int(even.sum()) - change, even, "equal_stretch", scale=even.astype(float)) - even
    assert up.to_list() == (-down).to_list()


@given(
    st.lists(st.lists(st.integers(0, 10**6), min_size=12, max_size=12).filter(any), min_size=1, max_size=6),
    st.integers(0, 10**8),
)
def test_places_over_months_add_up_both_ways(cells, total):
    base = pd.DataFrame(cells, index=[f"k{n}" for n in range(len(cells))], columns=range(1, 13))
    places = targets.allocated(total, base.sum(axis=1))
    months = targets.allocated(total, base.sum())
    found = targets.by_month(places, months, base)
    assert found.sum(axis=1).to_list() == places.to_list()
    assert found.sum().to_list() == months.to_list()
    assert (found.to_numpy() >= 0).all()


def test_a_place_without_a_base_takes_the_months_of_all_and_leaves_the_others_theirs():
    base = pd.DataFrame({1: [1000.0, 0.0, 3000.0], 2: [3000.0, 0.0, 1000.0]}, index=["a", "b", "c"])
    targets_ = pd.Series({"a": 4000, "b": 4000, "c": 4000})
    found = targets.by_month(targets_, pd.Series({1: 6000, 2: 6000}), base)
    assert found.to_numpy().tolist() == [[1000, 3000], [2000, 2000], [3000, 1000]]


def test_a_month_without_a_base_takes_the_places_of_all():
    base = pd.DataFrame({1: [3000.0, 1000.0], 2: [0.0, 0.0]}, index=["a", "b"])
    found = targets.by_month(pd.Series({"a": 4500, "b": 1500}), pd.Series({1: 4000, 2: 2000}), base)
    assert found.to_numpy().tolist() == [[3000, 1500], [1000, 500]]


def test_holes_that_make_a_table_impossible_are_filled():
    # a sold only in January, b only in February; now January must be more than a has
    base = pd.DataFrame({1: [10.0, 0.0], 2: [0.0, 10.0]}, index=["a", "b"])
    found = targets.by_month(pd.Series({"a": 10, "b": 10}), pd.Series({1: 15, 2: 5}), base)
    assert found.sum(axis=1).to_list() == [10, 10]
    assert found.sum().to_list() == [15, 5]


def test_totals_that_differ_are_refused():
    base = pd.DataFrame({1: [1.0], 2: [1.0]}, index=["a"])
    with pytest.raises(errors.FigureError):
        targets.by_month(pd.Series({"a": 3}), pd.Series({1: 1, 2: 1}), base)


def test_equal_stretch_makes_everyone_equally_likely():
    # centre 100 and 50, errors of 10 and 2 around them; 6 more: z = 6 ÷ 12 = 0.5, so 105 and 51
    errors_ = tuple(np.linspace(-2, 2, 41))
    odds = {"a": Odds(0.0, 100.0, 0.10, errors_), "b": Odds(0.0, 50.0, 0.04, errors_)}
    found = targets.allocated(
        156, pd.Series({"a": 100, "b": 50}), "equal_stretch", scale=pd.Series({"a": 10.0, "b": 2.0})
    )
    assert found.to_list() == [105, 51]
    assert targets.balance(odds, found.to_dict()).spread == 0
    plain = targets.allocated(156, pd.Series({"a": 100, "b": 50}))
    # in proportion 104 and 52: 17 of 41 and 11 of 41; from the tenth to the ninetieth percentile of two is four fifths of the way
    assert targets.balance(odds, plain.to_dict()).spread == pytest.approx(0.8 * (17 - 11) / 41)


def test_a_place_without_odds_has_no_probability():
    found = targets.balance({"a": Odds(0.0, 10.0, 0.1, (0.0,))}, {"b": 9.0, "a": 9.0})
    assert found.places["key"].to_list() == ["a", "b"]
    assert found.places["band"].to_list() == ["commit", ""]
    assert math.isnan(found.spread)


@pytest.mark.parametrize(
    ("chance", "name"), [(1.0, "commit"), (0.7, "commit"), (0.674, "balanced"), (0.5, "balanced"), (0.25, "stretch"), (0.2, "extreme"), (0.0, "extreme"), (float("nan"), "")]
)  # fmt: skip
def test_bands_begin_at_their_own_figure(chance, name):
    assert targets.band(chance) == name


def test_what_actions_do_not_cover_is_left():
    # target 1200, baseline 1080; A1 brings 10 (5 to 20), A2 brings 10 (5 to 20): 20, ±√50 = 7 down and √200 = 14 up
    plan = examples.plan()
    found = targets.gap(plan.goals[0], plan.actions)
    assert (found.target, found.baseline, found.planned) == (1200, 1080, Range(low=13, expected=20, high=34))
    assert (found.low, found.uncovered, found.high) == (86, 100, 107)
    assert targets.gap(plan.goals[1], plan.actions).planned.expected == 10  # beef: only what serves it
    assert targets.gap(plan.goals[2], plan.actions).planned.expected == 0
    silent = targets.gap(plan.goals[0], [examples.action(revenue=None)])
    assert (silent.silent, silent.uncovered) == (1, 120)


def test_innovation_is_what_is_new_of_all_that_actions_bring():
    plan = examples.plan()
    # A1 and A2 bring 10 each, A2 is new; a new one that loses 5 counts as nothing
    loses = examples.action("A3", new=True, revenue=Range(low=-9, expected=-5, high=0))
    found = targets.innovation(plan.goals[0], (*plan.actions, loses))
    assert (found.new, found.planned, found.share) == (10, 20, 0.5)
    # of what serves the goal of beef nothing is new
    assert targets.innovation(plan.goals[1], plan.actions) == targets.Innovation(0, 10)
    assert math.isnan(targets.innovation(plan.goals[0], ()).share)


@pytest.mark.parametrize("each", [1, 9, 10, 1000])
def test_innovation_is_never_more_than_all_however_little_growth_is_planned(each):
    # of 1 above the year without action the actions bring 1,000, all of it new: once 1,000 of 1, now all of 1,000
    goal = examples.goal(target=(each + 1, *(each,) * 11), baseline=(each,) * 12)
    new = examples.action(new=True, revenue=Range.certain(1000))
    assert targets.innovation(goal, [new]).share == 1.0


@pytest.mark.parametrize(("chance", "band"), [(0.68, "commit"), (0.67, "balanced"), (0.48, "balanced"), (0.47, "stretch"), (0.23, "stretch"), (0.22, "extreme")])  # fmt: skip
def test_the_band_is_that_of_the_chance_as_it_is_shown(chance, band):
    # 0.68 is shown as 70%, which is a commitment; 0.67 as 65%
    assert targets.band(chance) == band == targets.band(outlook.shown(chance))


@pytest.mark.parametrize(
    ("outlets", "groups", "serves"), [((), (), False), (("001",), (), False), ((), ("beef",), True), ((), ("beef", "pork"), False)]
)  # fmt: skip
def test_an_action_serves_the_place_where_it_is_and_no_other(outlets, groups, serves):
    one = examples.action(outlets=outlets, groups=groups)
    assert targets.serves(one, examples.goal("G2", "group", "beef")) == serves
    assert targets.serves(one, examples.goal())


def test_a_plan_as_a_budget_goes_as_deep_as_it_adds_up():
    """Of the plan by hand: a total of 100 cents a month is 60 and 40 of two groups, so groups it is; with one at 41 it is the total alone."""
    plan = examples.plan()
    found = targets.budgeted(plan)
    by_group = found.groupby("group", dropna=False)["amount"].sum().round(6)
    assert by_group.to_dict() == {"beef": 7.20, "pork": 4.80}
    assert sorted(found["period"].unique())[::11] == ["2027-01", "2027-12"]
    off = targets.budgeted(plan.with_goal(examples.goal("G3", "group", "pork", 41)))
    assert (off["group"].isna().all(), off["amount"].sum()) == (True, pytest.approx(12.0))


def test_outlets_of_a_plan_are_rows_of_their_own_and_kilograms_are_no_cents():
    plan = examples.plan().with_goal(examples.goal("G4", "outlet", "001", 70))
    plan = plan.with_goal(examples.goal("G5", each=5).model_copy(update={"measure": "quantity"}))
    found = targets.budgeted(plan)
    assert found.loc[found["outlet"] == "001", "amount"].sum() == pytest.approx(8.40)
    assert found.loc[found["measure"] == "quantity", "amount"].tolist() == [5.0] * 12
