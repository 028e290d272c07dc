"""The chance of each goal in the grid: by hand, kept up with every edit, and that of the document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from amlib import language, periods
from amlib.documents.plan import goals
from amlib.plan import planned, reach, review
from amlib.widgets import board, chances, ground, ways

from . import seated
from .seated import Sat


@pytest.fixture
def ans(sat: Callable[..., Sat]) -> Sat:
    with language.use("en"):
        return sat()


def test_each_goal_has_its_chance_without_and_with_the_actions_that_serve_it(ans: Sat) -> None:
    # G1: 12.00 is reached by 12.96 of five; with the actions by 11.88 too, with 0.13, 0.20 and 0.34 on top
    assert ans.told("G1") == ["20%", "40%", "an extreme"]
    # G2 asks 7.20 of beef; 6.48 without action, and 7.128 and 7.776 are a step and two up: one of five; A1 adds 5, 10 or 20 cents: 7.228 and 7.328 reach it, so 0.2 + 0.2·(0.4 + 0.3), shown as 35%
    assert ans.told("G2") == ["20%", "35%", "an extreme"]
    # of pork nothing is known
    assert ans.told("G3") == [language.MISSING] * 3


def test_the_chances_follow_each_edit_and_only_what_it_touches(ans: Sat) -> None:
    ans.types("goals", "G1", "target", "10.8")
    assert ans.told("G1") == ["60%", "60%", "balanced"]
    assert ans.told("G2") == ["20%", "35%", "an extreme"]
    # ten times as much, its range along: 0.50, 1.00 or 2.00 on beef. 7.128 reaches 7.20 with each, 6.48 with two of them, 5.832 with the last: 0.2 + 0.2 + 0.2·0.7 + 0.2·0.3
    ans.types("actions", "A1", "revenue", "1")
    assert ans.told("G2") == ["20%", "60%", "an extreme"]
    ans.says("undo")
    assert ans.told("G2") == ["20%", "35%", "an extreme"]


def test_the_sliders_do_not_move_the_chances_of_the_plan(ans: Sat) -> None:
    before = ans.form.goals
    ans.says("slide", name="growth", value=0.1, done=True)
    assert ans.form.goals == before


def test_a_goal_is_asked_again_only_when_it_or_its_actions_change(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    plain = reach.chances
    monkeypatch.setattr(reach, "chances", lambda *given: asked.append(given[1].id) or plain(*given))
    held, plan = chances.Chances(seated.ground().places), seated.plan()
    held.of(plan)
    assert asked == ["G1", "G2"]
    first = held.of(plan.with_goal(plan.goals[1].model_copy(update={"target": (61,) * 12})))
    assert asked == ["G1", "G2", "G2"]
    renamed = plan.actions[0].model_copy(update={"name": "other"})
    held.of(plan.with_goal(plan.goals[1].model_copy(update={"target": (61,) * 12})).with_action(renamed))
    assert asked == ["G1", "G2", "G2"], "what the actions bring stayed the same"
    assert first["G2"]["chance_without"] == "20%"


@pytest.fixture(scope="module")
def view(demo_slice):
    found = review.read(demo_slice, periods.parse("2026Q3"), growth_target=0.03)
    return planned.read(found, account_manager="Ans", supervisor="Bob")


def test_form_grid_and_document_say_the_same_of_every_goal(view) -> None:
    given = ground.of(view)
    with language.use("en"):
        told = chances.Chances(given.places).of(view.plan)
        table = goals.account(view)
        board_says = board.shown(given, view.plan)["tiles"][3]
    of_account = [goal for goal in view.plan.goals if goal.level == "total" and goal.additive]
    assert [list(told[goal.id].values()) for goal in of_account] == [list(row.cells[5:8]) for row in table.rows[: len(of_account)]]  # fmt: skip
    without, with_, band = told[of_account[0].id].values()
    assert (board_says["value"], board_says["note"]) == (with_, f"without actions {without}, which makes it {band}")  # fmt: skip
    levels = {goal.level for goal in view.plan.goals if told[goal.id]["band"] != language.MISSING}
    assert levels >= {"total", "group", "outlet"}


def test_the_chance_of_a_place_does_not_depend_on_what_is_asked_elsewhere(view) -> None:
    alone = replace(view, plan=view.plan.model_copy(update={"goals": view.goals("total")}))
    assert alone.odds["revenue", "total", ""] == view.odds["revenue", "total", ""]
    assert set(alone.odds) == set(view.odds)


def test_a_way_of_dividing_that_is_not_possible_is_shown_with_why() -> None:
    given = seated.ground(
        weights={"potential": pd.Series(dtype=float), "equal_stretch": pd.Series({"001": 1.0})}
    )
    with language.use("en"):
        told = {way["key"]: (way["possible"], way["label"]) for way in ways.told(given)}
    assert told == {
        "": (True, "As it is divided now"),
        "proportional": (True, "In proportion"),
        "potential": (
            False,
            "By potential (not possible: what articles would bring per outlet is not known)",
        ),
        "equal_stretch": (True, "Equal stretch"),
    }
