"""The board: each figure by hand, and what the sliders do to it."""

from __future__ import annotations

import pandas as pd
import pytest

from amlib import language
from amlib.analysis import calculation, scenarios
from amlib.analysis.calculation import Edit
from amlib.documents.plan import consistency
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


def test_innovation_is_what_is_new_of_what_actions_bring() -> None:
    # A1 and A2 bring 10 cents each, and A2 is new; the sliders are no part of the plan
    for edit in (Edit(), Edit(promotion=2.0, growth=0.1)):
        found = board.figures(seated.ground(), seated.plan(), edit).innovation
        assert (found.new, found.planned, found.share) == (10, 20, 0.5)


def test_the_chance_without_actions_is_told_beside_the_one_with_them() -> None:
    # 12.00 is reached by 12.96 alone: 0.2; with actions by 11.88 too, with the middle (12.08) and the high end (12.22): 0.2 + 0.2·(0.4 + 0.3)
    goal = seated.plan().goals[0].model_copy(update={"target": (*(100,) * 11, 105)})
    found = board.figures(seated.ground(), seated.plan(goals=(goal,)))
    assert (found.before, found.probability) == pytest.approx((0.2, 0.34))
    with language.use("en"):
        tile = board.shown(seated.ground(), seated.plan(goals=(goal,)))["tiles"][3]
    assert tile == {"label": "Chance of the 2027 revenue target", "value": "35%", "note": "without actions 20%, which makes it an extreme", "tone": "", "brief": "Chance"}  # fmt: skip


def test_the_sliders_move_the_chances_from_those_of_the_plan() -> None:
    # growth of a tenth adds 1.08: without action 9.50 to 14.26, middle 11.88, and one step up 13.07: 0.4 reach 12.00
    found = board.figures(seated.ground(), seated.plan(), Edit(growth=0.1))
    assert found.before == pytest.approx(0.4)


def test_a_change_of_the_raw_material_waits_for_its_lag() -> None:
    # six tenths stand in our price after 3 months and all of it in our cost at once: of a year 0.6·9/12 = 0.45, and 1
    links = pd.DataFrame({"group": ["beef"], "species": ["cow"], "price": [0.6], "cost": [1.0], "price_lag": [3.0], "cost_lag": [0.0]})  # fmt: skip
    year = calculation.prepare(seated.LINES, 0.0, through=scenarios.felt(links).reset_index())
    lags = pd.DataFrame({"price": [3.0], "cost": [0.0]}, index=["beef"])
    given = seated.ground(year=year, lags=lags)
    found = board.figures(given, seated.plan(), Edit(raw_material=0.1))
    assert found.revenue == pytest.approx(7.0 * 1.1**0.45 + 3.8 + 0.2)
    # 0.17 is the margin of the actions: 0.20 less 0.03 of cost; here they say nothing of it
    assert found.margin == pytest.approx(7.0 * 1.1**0.45 + 3.8 - 5.0 * 1.1 - 3.0)
    with language.use("en"):
        assert board.reaches(given) == "A change from January reaches our price after 3 months and our cost at once; the year feels the months after that."  # fmt: skip
    assert board.reaches(seated.ground()) == ""


def test_every_tile_says_what_it_is_of_which_year_and_beside_what() -> None:
    with language.use("en"):
        tiles = board.shown(seated.ground(), seated.plan())["tiles"]
    assert [(tile["label"], tile["value"], tile["note"]) for tile in tiles] == [
        ("Revenue in 2027, with the actions", "€11", "without actions €11; the target is €12"),
        ("Margin before conditions in 2027, after the cost of the actions", "€3", "25.5% of revenue"),
        (
            "Conditions in 2027, at the target",
            language.MISSING,
            "the terms of the contract were not supplied",
        ),
        ("Chance of the 2027 revenue target", "40%", "without actions 20%, which makes it an extreme"),
        ("Short of the revenue target of 2027", "€1", "actions must bring €1, and bring €0 to €0"),
        ("New against 2026", "50%", "€0 of the €0 revenue that the actions bring"),
    ]


def test_without_a_goal_or_odds_nothing_is_made_up() -> None:
    bare = board.figures(seated.ground(odds=None), seated.plan(goals=()))
    assert (bare.target, bare.probability, bare.uncovered) == (None, None, None)
    assert bare.innovation is None
    told = board.shown(seated.ground(odds=None, costed=False), seated.plan(goals=()))
    assert [tile["value"] for tile in told["tiles"][1:]] == [language.MISSING] * 5
    assert told["bar"]["target"] is None


def test_an_action_of_which_nobody_said_what_it_brings_is_counted_out_loud() -> None:
    silent = seated.plan().actions[0].model_copy(update={"revenue": None})
    with language.use("en"):
        told = board.shown(seated.ground(), seated.plan(actions=(silent,)))
    assert told["notes"] == ["of one action nobody said what it brings; it counts for nothing"]


def test_the_board_says_it_in_one_sentence_and_in_lengths() -> None:
    with language.use("en"):
        told = board.shown(seated.ground(), seated.plan())
    assert told["sentence"] == "The year ends at €11 of revenue, €1 short of the target, with a margin of €3; the chance of the target is 40%, without actions 20%."  # fmt: skip
    bar = told["bar"]
    assert 0 < bar["without"] < bar["end"] < bar["target"] < 1
    assert not told["asked"]


def test_with_the_sliders_each_figure_is_told_against_the_plan() -> None:
    with language.use("en"):
        told = board.shown(seated.ground(), seated.plan(), Edit(growth=0.1))
    assert told["asked"]
    assert told["tiles"][0]["note"] == "+€1 against the plan as it stands"
    assert told["tiles"][3]["note"].endswith("points against the plan as it stands")


def test_what_no_action_covers_is_told_of_each_goal_of_the_whole_account() -> None:
    # quantity: 12 × 60 asked, 12 × 50 without action, and no action says what it brings
    quantity = (
        seated.plan()
        .goals[0]
        .model_copy(update={"id": "G9", "measure": "quantity", "target": (60,) * 12, "baseline": (50,) * 12})
    )
    with language.use("en"):
        plan = seated.plan().with_goal(quantity)
        told = [each.replace("\N{NO-BREAK SPACE}", " ") for each in board.short(seated.ground(), plan)]
    assert told == ["revenue €1", "volume sold 120 kg"]


def test_the_words_and_ranges_of_the_board_are_explained_on_it() -> None:
    with language.use("en"):
        notes = board.shown(seated.ground(), seated.plan())["meanings"]
    assert "70% and more a commitment, from 50% balanced, from 25% a stretch, below that extreme" in notes[0]
    assert "a plan above its target may still fall short" in notes[1]
    assert "four in five" in notes[2]
    without = seated.plan(actions=())
    with language.use("en"):
        assert not any("four in five" in each for each in board.shown(seated.ground(), without)["meanings"])


def test_targets_that_do_not_belong_together_are_asked_on_the_board_and_on_the_first_page_alike() -> None:
    # revenue a tenth above the year without action; quantity 45 of 50 a month
    revenue = seated.plan().goals[0]
    quantity = revenue.model_copy(update={"id": "G9", "measure": "quantity", "target": (45,) * 12, "baseline": (50,) * 12})  # fmt: skip
    plan = seated.plan().with_goal(quantity)
    with language.use("en"):
        doubt = board.shown(seated.ground(), plan)["doubt"]
        assert board.shown(seated.ground(), seated.plan())["doubt"] == ""
        said = " ".join(consistency.said(plan, "EUR", "kg"))
    assert said == "Beside the year without action the targets ask +11.1% revenue, but −10.0% volume sold. Is that meant?"  # fmt: skip
    assert doubt == f"{said} If so, leave it: your supervisor reads the same question. If not, change the targets of quantity and margin."  # fmt: skip
