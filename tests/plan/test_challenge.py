"""How much a plan dares and how often it was adjusted, by hand: by what was known when it was handed over."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from amlib import periods
from amlib.plan import baselines, challenge, items, records, review, written
from amlib.plan.model import Plan, Revision
from tests.plan import examples

Q3, Q4 = periods.parse("2026Q3"), periods.parse("2026Q4")


def planned(plan, number, state, day="2026-11-02", version=1):
    plan = plan.model_copy(update={"state": state, "version": version})
    return records.Planned(
        year=plan.year, number=number, version=version, state=state, by="Ans", at=datetime.fromisoformat(f"{day}T09:00:00+00:00"),
        plan=json.loads(written.text(plan)),
    )  # fmt: skip


def revised(plan, cause, revenue):
    """The plan with one action of so many cents, for a cause."""
    held = (examples.action(revenue=items.Range(low=0, expected=revenue, high=revenue)),)
    revision = Revision(reason="x", cause=cause, by="Ans", on=datetime(2026, 11, 1, tzinfo=UTC).date())
    return plan.model_copy(update={"actions": held, "revision": revision})


@pytest.fixture(scope="module")
def base(demo_slice):
    return baselines.expected(demo_slice, Q3, 2027)


def asking(base, cents, *actions):
    """A plan that asks so many cents of revenue more than the year before."""
    year = round(base.before * 100) + cents
    months = (year - 11 * (year // 12), *[year // 12] * 11)
    goal = examples.goal(target=months, baseline=(0,) * 12)
    return Plan(account="a", year=2027, goals=(goal,), actions=actions)


def test_stretch_and_innovation_are_those_of_the_plan_that_counts(demo_slice, base):
    new = examples.action("A1", new=True, revenue=items.Range(low=0, expected=4_000_00, high=9_000_00))
    old = examples.action("A2", revenue=items.Range(low=0, expected=1_000_00, high=2_000_00))
    plan = asking(base, 10_000_00, new, old)
    found = challenge.measured([planned(plan, 2, "submitted")], demo_slice, Q4)
    chance = base.odds.probability(plan.goals[0].year() / 100)
    assert 0 < chance < 1
    assert found["stretch"].value == pytest.approx(1 - chance)
    assert found["innovation"].value == pytest.approx(0.8)  # 4,000 of the 5,000 that the actions bring
    assert "adjustments" not in found, "nothing was adopted yet"


def test_what_was_known_when_it_was_handed_over_counts_and_not_what_came(demo_slice):
    then = baselines.expected(demo_slice, periods.parse("2025Q3"), 2026)
    plan = asking(then, 0).model_copy(update={"year": 2026})
    plans = [planned(plan, 2, "submitted", "2025-11-03"), planned(plan, 5, "adopted", "2026-03-01")]
    found = challenge.measured(plans, demo_slice, Q3)["stretch"].value
    assert found == pytest.approx(1 - then.odds.probability(plan.goals[0].year() / 100))
    adopted_only = challenge.measured(plans[1:], demo_slice, Q3)["stretch"].value
    later = baselines.expected(demo_slice, periods.parse("2025Q4"), 2026)
    assert adopted_only == pytest.approx(1 - later.odds.probability(plan.goals[0].year() / 100))


@pytest.mark.parametrize("case", ["no plans", "a draft", "after the period", "given back"])
def test_without_a_plan_nothing_is_told(demo_slice, base, case):
    plan = asking(base, 0)
    plans = {
        "no plans": [],
        "a draft": [planned(plan, 1, "draft")],
        "after the period": [planned(plan, 2, "adopted", "2027-01-04")],
        "given back": [planned(plan, 2, "submitted"), planned(plan, 5, "draft")],
    }[case]
    assert challenge.measured(plans, demo_slice, Q4) == {}


def test_a_plan_that_cannot_be_held_against_anything_is_not_known(demo_slice, base):
    empty = planned(Plan(account="a", year=2027), 2, "submitted")
    far = planned(asking(base, 0).model_copy(update={"year": 2031}), 2, "submitted")
    for plans in ([empty], [far]):
        found = challenge.measured(plans, demo_slice, Q4)
        assert (found["stretch"].known, found["stretch"].n, found["innovation"].known) == (False, 1, False)


def test_of_several_the_adopted_one_of_the_latest_year_counts(base):
    plan = asking(base, 0)
    before = plan.model_copy(update={"year": 2026})
    held = [
        planned(before, 9, "adopted", version=3),
        planned(plan, 4, "adopted"),
        planned(plan, 8, "submitted", version=2),
    ]
    assert challenge.standing(held).number == 4
    assert challenge.standing(held[:1]).year == 2026
    assert challenge.standing([held[0], held[2]]).number == 8
    assert challenge.standing([]) is None


def test_adjustments_are_counted_with_what_they_do_to_the_year_and_whose_cause_they_were(demo_slice, base):
    one = asking(base, 0, examples.action(revenue=items.Range(low=0, expected=5_000_00, high=9_000_00)))
    two, three = revised(one, "customer", 2_000_00), revised(one, "market", 2_500_00)
    four = revised(one, "customer", 1_500_00)
    plans = [
        planned(one, 4, "adopted", "2026-02-02"), planned(two, 9, "adopted", "2026-05-02", 2), planned(three, 14, "adopted", "2026-07-02", 3),
        planned(four, 19, "adopted", "2026-11-02", 4), planned(revised(one, "own", 0), 22, "submitted", "2026-11-09", 5),
    ]  # fmt: skip
    found = challenge.measured(plans, demo_slice, Q4)
    told = {name: (each.value, each.n) for name, each in found.items() if name.startswith("adjust")}
    # customer: 5,000 to 2,000 and 2,500 to 1,500; market: 2,000 to 2,500; what is only submitted is none yet
    assert told == {
        "adjustments": (3.0, 3),
        "adjusted_market": (500.0, 1),
        "adjusted_customer": (-4000.0, 2),
        "adjusted_own": (0.0, 0),
    }
    assert challenge.measured(plans, demo_slice, Q3)["adjustments"].value == 2
    assert challenge.measured(plans, demo_slice, periods.parse("2026Q1"))["adjustments"].value == 0
    assert challenge.measured(plans, demo_slice, periods.parse("2027Q1"))["adjustments"].value == 0


def test_the_review_tells_them_and_decisions_of_plans_count(demo_slice, base):
    decisions = tuple(
        records.Decision(proposal=f"{label}", subject=subject, what="x", outcome=outcome, decided_on="2026-09-20", decided_by="Bob")
        for label, subject, outcome in (("2027-1", "plan", "adopted"), ("2027-2", "contract", "amended"), ("2027-3", "plan", "rejected"), ("V-1", "contract", "adopted"))
    )  # fmt: skip
    plans = (planned(asking(base, 0), 2, "adopted", "2026-09-20"),)
    told = records.Records(account=demo_slice.account, plans=plans, decisions=decisions)
    rows = review.read(demo_slice, Q3, records=told).measured.set_index("name")
    assert rows.loc["adopted", ["value", "n"]].tolist() == [0.75, 4]
    assert rows.loc["adjustments", "value"] == 0
    assert 0 < rows.loc["stretch", "value"] < 1
