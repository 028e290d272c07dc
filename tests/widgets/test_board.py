"""The board: each figure by hand, and what the sliders do to it."""

from __future__ import annotations

import math

import pytest

from amlib import language
from amlib.analysis.calculation import Edit
from amlib.plan.items import Range
from amlib.widgets import board

from . import seated

# the year without action is 10.80 of revenue and 2.80 of margin; each of two listings adds 0.10; the target is 12.00
PLAIN = {"revenue": 11.0, "without": 10.8, "target": 12.0, "uncovered": 1.0, "quantity": 108.0, "margin": 2.8}


@pytest.mark.parametrize("name", PLAIN)
def test_the_year_of_a_plan(name: str) -> None:
    assert getattr(board.figures(seated.ground(), seated.plan()), name) == pytest.approx(PLAIN[name])


def test_the_probability_weighs_the_actions_by_their_range() -> None:
    # without action 8.64, 9.72, 10.80, 11.88, 12.96, each a fifth; two actions add 0.20, from 0.13 (√2·5 = 7) to 0.34 (√2·10 = 14).
    # 12.05 is reached by 12.96 always, and by 11.88 with the middle (12.08) and the high end (12.22), not with the low one (12.01): 0.2 + 0.2·(0.4 + 0.3) = 0.34
    goal = seated.plan().goals[0].model_copy(update={"target": (*(100,) * 11, 105)})
    assert board.figures(seated.ground(), seated.plan(goals=(goal,))).probability == pytest.approx(0.34)


def test_the_sliders_change_the_year_and_not_the_plan() -> None:
    plan = seated.plan()
    found = board.figures(seated.ground(), plan, Edit(growth=0.1, price=0.05))
    # 10.80 × 1.1 × 1.05 = 12.474, and 0.20 of actions
    assert found.revenue == pytest.approx(12.674)
    assert found.margin == pytest.approx(12.474 - 8.0 * 1.1)
    assert found.uncovered == pytest.approx(12.0 - 12.674)
    assert found.target == 12.0
    assert found.probability > board.figures(seated.ground(), plan).probability


def test_the_factor_of_promotions_takes_their_range_along() -> None:
    promotion = seated.plan().actions[0].model_copy(update={"kind": "promotion"})
    plan = seated.plan(actions=(promotion,))
    found = board.figures(seated.ground(), plan, Edit(promotion=2.0))
    assert found.added == Range(low=10, expected=20, high=40)
    assert found.revenue == pytest.approx(11.0)
    assert found.without == pytest.approx(10.8)


def test_innovation_is_the_new_part_of_the_growth() -> None:
    # A2 is new and brings 10 cents; the growth on last year's 10.00 is 2.00
    assert board.figures(seated.ground(), seated.plan()).innovation == pytest.approx(0.05)


def test_without_a_goal_or_odds_nothing_is_made_up() -> None:
    bare = board.figures(seated.ground(odds=None), seated.plan(goals=()))
    assert (bare.target, bare.probability, bare.uncovered) == (None, None, None)
    assert math.isnan(bare.innovation)
    told = board.shown(seated.ground(odds=None, costed=False), seated.plan(goals=()))
    assert [tile["value"] for tile in told["tiles"][1:]] == [language.MISSING] * 4
    assert told["bar"]["target"] is None


def test_an_action_of_which_nobody_said_what_it_brings_is_counted_out_loud() -> None:
    silent = seated.plan().actions[0].model_copy(update={"revenue": None})
    with language.use("en"):
        told = board.shown(seated.ground(), seated.plan(actions=(silent,)))
    assert told["notes"] == ["of one action nobody said what it brings; it counts for nothing"]


def test_the_board_says_it_in_one_sentence_and_in_lengths() -> None:
    with language.use("en"):
        told = board.shown(seated.ground(), seated.plan())
    assert told["sentence"] == "The year ends at €11, with a margin of €3; the probability of the target is 40%, and €1 is not covered."  # fmt: skip
    bar = told["bar"]
    assert 0 < bar["without"] < bar["end"] < bar["target"] < 1
    assert not told["asked"]


def test_with_the_sliders_each_figure_is_told_against_the_plan() -> None:
    with language.use("en"):
        told = board.shown(seated.ground(), seated.plan(), Edit(growth=0.1))
    assert told["asked"]
    assert told["tiles"][0]["note"] == "+€1 against the plan"
    assert told["tiles"][2]["note"].endswith("points against the plan")
