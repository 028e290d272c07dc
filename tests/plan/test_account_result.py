"""The customer's result of a plan: goals become lines that tie to the cent, with or without groups."""

from __future__ import annotations

from amlib import periods
from amlib.plan import account_result, baselines, contract, drafts
from amlib.plan.model import Plan
from tests.plan import examples
from tests.plan.test_baselines import ACCOUNT, PERIOD, without


def goals(*parts):
    return tuple(
        examples.goal(f"G{n}", level, key, each).model_copy(update={"measure": measure})
        for n, (measure, level, key, each) in enumerate(parts)
    )


WHOLE = (("revenue", "total", "", 100), ("margin", "total", "", 30), ("quantity", "total", "", 7))
PARTS = (("revenue", "group", "beef", 60), ("revenue", "group", "pork", 40), ("margin", "group", "beef", 25), ("margin", "group", "pork", 5))  # fmt: skip


def test_groups_are_lines_where_they_add_up_and_the_margin_is_after_actions():
    plan = Plan(account="a", year=2027, goals=goals(*WHOLE, *PARTS), actions=(examples.action(cost=100),))
    found = account_result.lines(plan)
    # beef 720 − 300 − 60 of the 100 that actions cost; pork 480 − 60 − 40
    assert found.revenue.to_dict() == {"beef": 720, "pork": 480}
    assert found.cost.to_dict() == {"beef": 360, "pork": 380}
    assert (found.quantity, found.actions) == (84, 100)
    assert found.revenue.sum() - found.cost.sum() - found.actions == 360


def test_groups_that_do_not_add_up_are_one_line():
    plan = Plan(account="a", year=2027, goals=goals(*WHOLE, *PARTS[:3]))
    found = account_result.lines(plan)
    assert (found.revenue.to_list(), found.cost.to_list()) == ([1_200], [840])


def test_a_plan_that_asks_no_margin_has_no_result():
    assert account_result.lines(Plan(account="a", year=2027, goals=goals(WHOLE[0]))) is None
    assert account_result.lines(Plan(account="a", year=2027)) is None


def test_the_result_of_a_draft_ties_to_its_goals_and_to_the_contract(demo_slice):
    plan = drafts.first("goudveld", 2027, baselines.given(demo_slice, PERIOD, ACCOUNT))
    year = contract.ahead(demo_slice, plan, PERIOD)
    found = account_result.of(demo_slice, plan, PERIOD, year, {"gehakt": "rund"})
    cases = found.cases.set_index("case")
    assert cases.loc["expected", "revenue"] == contract.goal(plan, "revenue").year()
    assert cases.loc["expected", "margin"] == contract.goal(plan, "margin").year()
    assert cases.loc["expected", "terms"] == round(year.target.owed * 100)
    falls = year.target.waterfall.set_index("item")["amount"]
    assert cases.loc["expected", "contribution"] == round(falls["margin_after_terms"] * 100)
    assert set(found.moves) == {"rund"}
    assert cases.loc["high", "cost"] > cases.loc["expected", "cost"] > cases.loc["low", "cost"]


def test_without_quotations_or_terms_the_middle_is_all_there_is(demo_slice):
    bare = without(demo_slice, "raw_materials", "terms")
    plan = drafts.first("goudveld", 2027, baselines.given(bare, PERIOD, ACCOUNT))
    found = account_result.of(bare, plan, periods.parse("2026Q3"), contract.ahead(bare, plan, PERIOD))
    assert not found.quoted
    assert found.moves == {}
    assert found.cases["margin"].nunique() == 1
    assert found.cases["terms"].isna().all()
