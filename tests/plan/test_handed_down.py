"""A total handed down: its parts follow, and all adds up."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlib import errors
from amlib.plan import handed_down
from tests.plan import examples


def test_groups_follow_the_total_in_their_own_proportions() -> None:
    # 60 and 40 of 100 a month; 1,500 over the year is 125 a month: 75 and 50
    plan = handed_down.with_total(examples.plan(), "revenue", 1500)
    assert [g.target for g in plan.goals] == [(125,) * 12, (75,) * 12, (50,) * 12]


def test_months_lie_as_they_did() -> None:
    first = examples.goal(target=(200, 0, *(100,) * 10))
    plan = examples.plan().with_goal(first)
    assert handed_down.with_total(plan, "revenue", 2400).goals[0].target == (400, 0, *(200,) * 10)


@given(st.integers(0, 10_000_000))
def test_whatever_the_total_its_parts_add_up_to_it_in_every_month(total: int) -> None:
    plan = handed_down.with_total(examples.plan(), "revenue", total)
    whole, beef, pork = (goal.target for goal in plan.goals)
    assert sum(whole) == total
    assert tuple(b + p for b, p in zip(beef, pork, strict=True)) == whole


def test_a_level_at_which_only_some_have_a_goal_stays_within_the_total() -> None:
    plan = examples.plan().without("goals", "G3")  # beef alone, 54 of the baseline's 90 a month
    after = handed_down.with_total(plan, "revenue", 1200)
    # 1,200 on a baseline of 1,080: each month of 54 becomes 60
    assert after.found("goals", "G2").target == (60,) * 12


def test_another_measure_and_what_is_not_there_are_left_alone() -> None:
    plan = examples.plan()
    assert handed_down.with_total(plan, "margin", 5) == plan
    assert handed_down.handed_down(plan, "quantity") == plan


def test_a_target_below_nothing_is_for_a_person() -> None:
    with pytest.raises(errors.ParameterError, match="onder nul"):
        handed_down.with_total(examples.plan(), "revenue", -1)
    loss = examples.goal().model_copy(update={"measure": "margin", "target": (-1, *(1,) * 11)})
    with pytest.raises(errors.ParameterError, match="onder nul"):
        handed_down.with_total(examples.plan().model_copy(update={"goals": (loss,)}), "margin", 5)


def shops(total: int = 1200, **baselines: int):
    """A plan of an account and its outlets, asking so much a year; by outlet what a month brings without action."""
    whole = sum(baselines.values())
    parts = [examples.goal(f"G{n}", "outlet", key, target=(each,) * 12, baseline=(each,) * 12) for n, (key, each) in enumerate(baselines.items(), 2)]  # fmt: skip
    goal = examples.goal(target=(total // 12,) * 12, baseline=(whole,) * 12)
    return examples.plan().model_copy(update={"goals": (goal, *parts)})


ROOM = pd.Series({"001": 0.0, "002": 3.0, "003": 1.0})
OFF = pd.Series({"001": 1.0, "002": 1.0, "003": 2.0})
# 600, 240 and 120 of 960 a year without action, 1,200 asked: 240 more. By room 0, 180 and 60; by error 60, 60 and 120
WAYS = {
    "proportional": [750, 300, 150],
    "potential": [600, 420, 180],
    "equal_stretch": [660, 300, 240],
}


@pytest.mark.parametrize("way", WAYS)
def test_outlets_are_divided_in_each_way_from_their_years_without_action(way: str) -> None:
    plan = shops(**{"001": 50, "002": 20, "003": 10})
    found = handed_down.handed_down(plan, "revenue", way, {"potential": ROOM, "equal_stretch": OFF})
    assert [goal.year() for goal in found.goals[1:]] == WAYS[way]
    assert tuple(map(sum, zip(*(goal.target for goal in found.goals[1:]), strict=True))) == (100,) * 12
    again = handed_down.handed_down(found, "revenue", "proportional")
    assert [goal.year() for goal in again.goals[1:]] == WAYS["proportional"], "not from what was asked before"


@given(st.integers(96, 10_000_000), st.sampled_from(sorted(WAYS)), st.lists(st.floats(0.001, 1e6), min_size=3, max_size=3))  # fmt: skip
def test_whatever_the_way_outlets_add_up_in_every_month(total: int, way: str, weights: list[float]) -> None:
    plan = handed_down.with_total(shops(**{"001": 50, "002": 20, "003": 10}), "revenue", total)
    by = pd.Series(weights, index=["001", "002", "003"])
    try:
        found = handed_down.handed_down(plan, "revenue", way, {"potential": by, "equal_stretch": by})
    except errors.ParameterError as error:
        assert "minder dan niets" in str(error)  # noqa: PT017  only an outlet below nil may be refused
        return
    assert tuple(map(sum, zip(*(goal.target for goal in found.goals[1:]), strict=True))) == found.goals[0].target  # fmt: skip


@pytest.mark.parametrize(
    ("way", "weights", "why"),
    [
        ("potential", {}, "niet bekend"),
        ("equal_stretch", {"equal_stretch": pd.Series({"001": 0.0})}, "niet bekend"),
        # 960 less: all of it of the outlet that may be off, which has 120
        ("equal_stretch", {"equal_stretch": pd.Series({"003": 1.0})}, "minder dan niets"),
    ],
)
def test_a_way_that_cannot_divide_says_why(way, weights, why) -> None:
    with pytest.raises(errors.ParameterError, match=why):
        handed_down.handed_down(shops(12, **{"001": 50, "002": 20, "003": 10}), "revenue", way, weights)


def test_outlets_of_which_only_some_have_a_goal_are_not_divided_anew() -> None:
    plan = shops(**{"001": 50, "002": 20}).without("goals", "G3")
    with pytest.raises(errors.ParameterError, match="tellen niet op"):
        handed_down.handed_down(plan, "revenue", "proportional")
