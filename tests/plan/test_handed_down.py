"""A total handed down: its parts follow, and all adds up."""

from __future__ import annotations

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
