"""The form opens without what it does not show: nothing slow is loaded, nothing is worked out that only a document tells, and what can be loaded is loaded while somebody still chooses."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from amlib import language, periods
from amlib.data.account import AccountParameters
from amlib.plan import planned, review
from amlib.widgets import ground, planning

if TYPE_CHECKING:
    from amlib.data.slices import Slice
    from amlib.plan.planned import PlanView
    from amlib.widgets.desk import Desk

SLOW = ("nbformat", "jsonschema", "scipy.stats", "statsmodels", "matplotlib", "nbconvert", "papermill")
WHEN = periods.parse("2026Q3")


@pytest.fixture(scope="module")
def past(demo_slice: Slice) -> review.Review:
    return review.read(demo_slice, WHEN)


@pytest.fixture(scope="module")
def view(past: review.Review) -> PlanView:
    return planned.read(past, 2027, account_manager="Ans")


def test_nothing_slow_is_loaded_before_a_form() -> None:
    """A second or more each, in front of somebody who waits."""
    asked = "import sys; from amlib.widgets import planning; planning._load(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert "amlib.widgets.screen" in loaded.split()
    assert not {*SLOW} & {*loaded.split()}


def test_a_draft_asks_for_no_causes_and_no_budget(view: PlanView) -> None:
    ground.of(view)
    told = {"revenue", "margin", "budget", "laid", "quality"}
    assert not told & {*vars(view.review)}
    assert view.review.revenue.total().sum() != 0
    assert "revenue" in vars(view.review)


def test_the_first_draft_of_a_form_is_that_of_the_document(
    view: PlanView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drawn up once where one person drafts both; anew for another owner, and beside a plan that was kept."""
    assert ground.of(view).first is view.plan
    near = AccountParameters(account=view.data.account, account_manager="Bob", supervisor="Cor")
    monkeypatch.setattr(ground.accounts, "nearby", lambda _: near)
    nobody = replace(view, given=replace(view.given, owner=language.MISSING))
    assert {action.owner for action in ground.of(nobody).first.actions} == {"Bob"}
    empty = replace(view, plan=view.plan.model_copy(update={"actions": ()}), kept=object())
    assert ground.of(empty).first == view.plan


def test_what_a_draft_needs_is_loaded_while_somebody_chooses(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[int] = []
    monkeypatch.setattr(planning, "_AFTER", 0)
    monkeypatch.setattr(planning, "_load", lambda: loaded.append(1))
    monkeypatch.setattr(planning.accounts, "offered", lambda _: [("A (a)", "a")])

    async def chosen() -> None:
        planning.desk(at=desk)
        assert loaded == []  # the page is shown first
        await asyncio.sleep(0.01)

    asyncio.run(chosen())
    assert loaded == [1]
    planning.desk(at=desk)  # without a loop it is loaded when it is needed
    assert loaded == [1]
