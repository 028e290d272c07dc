"""Which plan is shown, what a first draft asks, and what a plan goes on from."""

import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import results
from amlib.plan import model, planned, reach, records, review
from amlib.plan.items import Proposal
from tests.documents.plan import small

WHEN = periods.parse("2026Q3")


@pytest.fixture(scope="module")
def past(demo_slice):
    return review.read(demo_slice, WHEN, growth_target=0.03)


@pytest.fixture(scope="module")
def view(past):
    return planned.read(past, account_manager="Ans", supervisor="Bob")


def among(past, *plans, **more):
    """A review of an account whose plans were kept so."""
    told = records.Records(account=past.data.account, plans=plans, **more)
    return type(past)(**{**vars_of(past), "records": told})


def vars_of(past):
    return {name: getattr(past, name) for name in past.__dataclass_fields__}


def kept(number, state="draft", version=1, year=2027):
    found = small.kept(number=number, state=state, version=version)
    return found.model_copy(update={"year": year, "plan": {**found.plan, "year": year}})


# what was kept, as (number, state, version) → the number of what is shown, and of what it is compared with
SHOWN = [
    ([(1, "draft", 1)], 1, None),
    ([(1, "draft", 1), (2, "submitted", 1)], 2, None),
    ([(2, "submitted", 1), (3, "draft", 1)], 3, 2),
    ([(1, "draft", 1), (2, "submitted", 1), (3, "adopted", 1)], 3, 2),
    ([(1, "adopted", 1), (2, "draft", 2)], 2, 1),
    ([(1, "adopted", 1), (2, "submitted", 2), (3, "superseded", 1), (4, "adopted", 2)], 4, 3),
    ([(2, "adopted", 2), (3, "superseded", 1)], 2, None),
    ([(1, "superseded", 1)], 1, None),
]


@pytest.mark.parametrize(("rows", "shown", "beside"), SHOWN)
def test_the_plan_that_was_kept_last_is_shown(past, rows, shown, beside):
    found = planned.read(among(past, *(kept(*row) for row in rows)))
    assert (found.kept.number, found.plan.state) == (shown, {n: s for n, s, _ in rows}[shown])
    assert not found.drawn_up
    assert (found.previous.number if found.previous else None) == beside


def test_a_plan_of_another_year_is_not_shown(past):
    before = kept(1, "adopted", year=2026)
    found = planned.read(among(past, before))
    assert found.drawn_up
    assert found.last.year == 2026


def test_a_first_draft_is_whole(view):
    plan, data = view.plan, view.data
    assert view.drawn_up
    assert plan.state == "draft"
    outlets, groups = tuple(data["outlets"]["outlet"]), tuple(data["products"]["group"].unique())
    assert model.faults(plan, outlets=outlets, groups=groups, owners=("Ans",)) == []
    assert [one.number for one in plan.proposals] == list(range(1, len(plan.proposals) + 1))
    effects = [one.effect.expected for one in plan.proposals if one.effect]
    assert effects == sorted(effects, reverse=True)


def test_a_target_below_what_comes_by_itself_is_the_first_question(past):
    falling = planned.read(type(past)(**{**vars_of(past), "growth_target": -0.3}))
    assert falling.total().year() < falling.total().year("baseline")
    assert "Raise" in falling.plan.proposals[0].text or "verhogen" in falling.plan.proposals[0].text
    assert falling.plan.proposals[0].effect is None


def test_what_was_found_enters_a_first_draft(past):
    found = pd.DataFrame([{"subject": "contract", "text": "ask", "reason": "", "effect": 5e6, "low": 4e6, "high": 6e6}])  # fmt: skip
    risk = small.PLAN.risks[1]
    drawn = planned.read(past, found=found, risks=(risk,))
    assert any(one.text == "ask" and one.effect.expected == 500_000_000 for one in drawn.plan.proposals)
    assert drawn.plan.risks[-1].text == risk.text


def test_a_plan_goes_on_from_the_latest_estimate(view):
    """The year before is what the evaluation of the same day says of it, to the cent."""
    assert view.base.before == pytest.approx(float(view.review.ahead.line()["centre"]), abs=0.005)


def test_every_goal_of_the_first_draft_has_odds_around_todays_baseline(view):
    for goal in view.plan.goals:
        found = view.odds[reach.place(goal)]
        base = goal.year("baseline") / (1 if goal.measure == "quantity" else 100)
        whole = 100.0 if goal.measure == "quantity" else 0.51  # every month of every group is whole kilograms
        assert found.centre == pytest.approx(base, abs=whole)
        assert abs(view.drift(goal)) < whole


def test_places_of_a_level_add_up_to_the_account(view):
    found = reach.today(view.base, view.places)
    whole = found[(found["measure"] == "revenue") & (found["level"] == "total")]["amount"].iloc[0]
    for level in ("group", "outlet", "region", "banner"):
        rows = found[(found["measure"] == "revenue") & (found["level"] == level)]
        assert rows["amount"].sum() == pytest.approx(whole, abs=0.01)


def test_a_place_without_history_has_no_probability(view):
    young = results.book(view.data)
    outlet = young["outlet"].iloc[0]
    young = young[(young["outlet"] != outlet) | (young["month"] > "2026-06")]
    found = reach.odds(view.base, young, [("revenue", "outlet", outlet), ("revenue", "total", "")])
    assert found["revenue", "outlet", outlet].probability(1.0) is None
    assert found["revenue", "total", ""] == view.base.odds


def test_a_probability_falls_as_the_target_rises(view):
    known = [found for found in view.odds.values() if found.known]
    assert len(known) > len(view.odds) / 2
    for found in known:
        chances = [found.probability(found.centre * part) for part in (0.5, 0.9, 1.0, 1.1, 2.0)]
        assert chances == sorted(chances, reverse=True)


def test_ways_of_dividing_add_up_to_the_cent(view):
    total = view.total().year()
    for method, found in view.balances.items():
        assert view.divided[method].sum() == total
        assert len(found.places) == len(view.divided)
    assert set(view.balances) >= {"proportional", "equal_stretch"}
    assert view.balances["equal_stretch"].spread < view.balances["proportional"].spread


def test_a_decision_counts_for_the_words_it_was_about(past):
    plan = small.kept()
    told = {"decisions": (small.decision(1, small.PROPOSALS[0].text), small.decision(2, "other words"))}
    found = planned.read(among(past, plan, **told))
    assert [(one.decision is not None, one.before is not None) for one in found.asked] == [(True, False), (False, True)]  # fmt: skip
    assert [one.label for one in found.open] == ["2027-2"]
    assert isinstance(found.open[0].proposal, Proposal)
