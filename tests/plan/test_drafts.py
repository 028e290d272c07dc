"""A first draft: it adds up, it says no more than its tables, and nothing in it is a fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amlib import language
from amlib.analysis.odds import Odds
from amlib.analysis.uptake import Uptake
from amlib.plan import drafts, first_actions, first_listings, model, targets
from amlib.plan.drafts import Given
from amlib.plan.items import Range

NAN = float("nan")


def baseline(groups=(("beef", 60.0), ("pork", 40.0)), outlets=(("001", 75.0), ("002", 25.0)), margin=0.2):
    """Each place the same amount every month; ten euros a kilogram."""
    rows = [
        (level, key, key.upper(), month, amount / 10, amount, amount * margin if level == "group" else NAN)
        for level, places in (("group", groups), ("outlet", outlets))
        for key, amount in places
        for month in range(1, 13)
    ]
    return pd.DataFrame(rows, columns=["level", "key", "name", "month", "quantity", "revenue", "margin"])


def given_(**more):
    return Given(**{"baseline": baseline(), "owner": "Ans", "before": 1200.0, "growth": 0.1} | more)


def faults(plan):
    return model.faults(plan, outlets=("001", "002"), groups=("beef", "pork"), owners=("Ans",))


def year(plan, measure, level="total", key=""):
    [goal] = [g for g in plan.goals if (g.measure, g.level, g.key) == (measure, level, key)]
    return goal.year()


def test_last_years_revenue_with_what_was_agreed_is_divided_so_that_it_adds_up():
    plan = drafts.first("a", 2027, given_())
    # 1,200 euros × 1.1 = 132,000 cents; 60 and 40 of 100, and 75 and 25
    assert year(plan, "revenue") == 132_000
    assert [year(plan, "revenue", "group", g) for g in ("beef", "pork")] == [79_200, 52_800]
    assert [year(plan, "revenue", "outlet", o) for o in ("001", "002")] == [99_000, 33_000]
    # 120 kg and 240 euros of margin grow along: months of 6 kg become 6.6, which is 7
    assert year(plan, "margin") == 26_400
    assert year(plan, "quantity") == 12 * (7 + 4)
    assert faults(plan) == []
    assert [g.id for g in plan.goals][:3] == ["G1", "G2", "G3"]


def test_without_an_agreed_growth_the_target_is_the_baseline():
    for more in ({"growth": None}, {"before": NAN}):
        plan = drafts.first("a", 2027, given_(**more))
        assert year(plan, "revenue") == 120_000


def test_room_draws_the_target_to_where_it_is():
    plan = drafts.first("a", 2027, given_(method="potential", potential=pd.Series({"pork": 5.0})))
    assert [year(plan, "revenue", "group", g) for g in ("beef", "pork")] == [72_000, 60_000]
    assert faults(plan) == []  # outlets have no room of their own, so theirs is in proportion


def test_a_cut_that_would_leave_less_than_nothing_is_taken_in_proportion():
    # 600 of 1,200 euros less, nine tenths of the error with pork: 400·1.2 − 540 would be below nil
    errors = pd.Series({"beef": 1.0, "pork": 9.0})
    plan = drafts.first("a", 2027, given_(method="equal_stretch", scale=errors, growth=-0.5))
    assert [year(plan, "revenue", "group", g) for g in ("beef", "pork")] == [36_000, 24_000]
    assert faults(plan) == []


def test_a_margin_that_is_not_known_gives_no_goal():
    plan = drafts.first("a", 2027, given_(baseline=baseline(margin=NAN)))
    assert {g.measure for g in plan.goals} == {"revenue", "quantity"}
    assert faults(plan) == []


def test_nothing_known_is_an_empty_draft():
    for rows in (baseline().iloc[:0], baseline().assign(revenue=0.0), baseline().assign(revenue=-1.0)):
        plan = drafts.first("a", 2027, given_(baseline=rows))
        assert plan.goals == plan.actions == plan.proposals == ()


def test_a_stretch_is_what_one_in_four_would_reach():
    odds = Odds(
        0.0, 1300.0, 0.1, (-1.0, 0.0, 0.5, 1.0, 2.0)
    )  # 1170, 1300, 1365, 1430, 1560; the third quartile is 1430
    plan = drafts.first("a", 2027, given_(odds=odds))
    assert plan.goals[0].year("stretch") == 143_000
    modest = drafts.first("a", 2027, given_(odds=Odds(0.0, 1000.0, 0.1, (-1.0, 0.0, 1.0))))
    assert modest.goals[0].stretch is None


@settings(max_examples=25)
@given(
    st.lists(st.floats(0, 1e6), min_size=2, max_size=2).filter(lambda v: sum(v) > 1),
    st.lists(st.floats(0.01, 1e6), min_size=2, max_size=2),
    st.floats(-0.5, 1.0),
)
def test_whatever_the_figures_a_draft_has_no_faults(groups, outlets, growth):
    made = baseline(zip(("beef", "pork"), groups, strict=True), zip(("001", "002"), outlets, strict=True))
    assert faults(drafts.first("a", 2027, given_(baseline=made, growth=growth))) == []


def promotions(*starts, **more):
    rows = [
        {"promotion": f"P{n}", "outlets": None, "product": "p", "start": pd.Timestamp(s), "end": pd.Timestamp(s) + pd.Timedelta(days=6), "mechanic": "2 for 1", "consumer_price": 7.29, "discount_per_unit": NAN, "fixed_cost": 150.0, "agreement": "letter", "name": "steak", "group": "beef"}
        | more
        for n, s in enumerate(starts)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_last_years_promotions_come_back_on_the_same_weekday():
    plan = drafts.first("a", 2027, given_(promotions=promotions("2026-03-16", "2025-03-17", "2026-01-01")))
    # 16 March 2026 + 364 days = 15 March 2027, both Mondays; 1 January 2026 would be 31 December 2026
    [one] = plan.actions
    assert (one.begins, one.ends) == (date(2027, 3, 15), date(2027, 3, 21))
    assert (one.cost, one.revenue, one.new, one.groups) == (15_000, None, False, ("beef",))
    assert (one.promotion.consumer_price, one.promotion.discount_per_unit, one.promotion.agreement) == (
        729,
        None,
        "",
    )
    assert faults(plan) == []


def test_what_the_draft_proposes_to_stop_it_does_not_repeat():
    """Unless it is agreed for the year already: then it stands, and the proposal with it."""
    stopped = pd.concat([promotions("2026-03-16", stopped=True), promotions("2026-05-04", stopped=False)])
    assert [a.begins for a in first_actions.promotions(given_(promotions=stopped), 2027)] == [date(2027, 5, 3)]  # fmt: skip
    agreed = promotions("2027-05-03", stopped=True)
    assert len(first_actions.promotions(given_(promotions=agreed), 2027)) == 1


def test_promotions_that_are_known_are_not_repeated():
    found = first_actions.promotions(given_(promotions=promotions("2026-03-16", "2027-05-03")), 2027)
    assert [(a.begins, a.promotion.agreement) for a in found] == [(date(2027, 5, 3), "letter")]


@pytest.mark.parametrize(
    ("outlets", "held"), [(None, ()), (NAN, ()), ("001;002", ("001", "002")), (["001"], ("001",)), (np.array(["002"]), ("002",))]
)  # fmt: skip
def test_outlets_of_a_promotion_however_they_are_listed(outlets, held):
    rows = promotions("2027-05-03")
    rows["outlets"] = pd.Series([outlets], dtype=object)
    made = first_actions.promotions(given_(promotions=rows), 2027)[0]
    assert (made.outlets, made.level) == (held, "outlet" if held else "customer")


def test_a_promotion_in_every_open_outlet_is_of_the_whole_customer():
    open_ = pd.DataFrame({"outlet": ["001", "002"]})
    made = [
        first_actions.promotions(given_(promotions=promotions("2027-05-03", outlets=named), outlets=open_), 2027)[0]
        for named in ("001;002", "001;002;099", "001")
    ]  # fmt: skip
    assert [(each.level, each.outlets) for each in made] == [
        ("customer", ()),
        ("customer", ()),
        ("outlet", ("001",)),
    ]


# where an action is done → the goal that it serves; G1 is of the account, beef and pork and the two outlets have one each
SERVES = [
    ((), (), "total", ""),
    (("beef",), (), "group", "beef"),
    (("beef", "pork"), (), "total", ""),
    (("pork",), ("001",), "outlet", "001"),
    (("pork",), ("001", "002"), "group", "pork"),
    (("lamb",), (), "total", ""),
]


@pytest.mark.parametrize(("groups", "outlets", "level", "key"), SERVES)
def test_an_action_serves_the_revenue_goal_of_the_narrowest_place(groups, outlets, level, key):
    plan = drafts.first("a", 2027, given_())
    [action] = first_actions.promotions(given_(promotions=promotions("2027-05-03")), 2027)
    served = drafts.serves(plan, action.model_copy(update={"groups": groups, "outlets": outlets}))
    goal = plan.found("goals", served)
    assert (goal.measure, goal.level, goal.key) == ("revenue", level, key)


def test_what_the_draft_writes_serves_a_goal_and_counts_for_it():
    plan = drafts.first(
        "a", 2027, given_(promotions=promotions("2027-05-03", revenue=100.0), listings=gaps())
    )
    beef = next(g for g in plan.goals if (g.measure, g.level, g.key) == ("revenue", "group", "beef"))
    assert [each.goal for each in plan.actions] == [beef.id, beef.id]
    # 100.00 of the promotion and 330.00 of the listing
    assert targets.gap(beef, plan.actions).planned.expected == 43_000


def gaps():
    rows = [
        ("002", "p", 0.6, 100.0, 10.0, 50.0, 200.0),
        ("001", "p", 0.9, 300.0, 30.0, 200.0, 500.0),
        ("001", "q", 0.4, 900.0, 9.0, 1.0, 999.0),
    ]
    return pd.DataFrame(rows, columns=["outlet", "product", "chance", "expected_value", "expected_quantity", "low", "high"]).assign(group="beef", name="*steak*")  # fmt: skip


def test_a_listing_that_most_comparable_outlets_have():
    with language.use("en"):
        [one] = first_listings.actions(given_(listings=gaps()), 2027)
    # q is listed by fewer than half; p: 0.6 · 100 + 0.9 · 300 = 330 euros, 0 (nobody takes it) to 0.6 · 200 + 0.9 · 500 = 570, at a margin of a fifth; 10 euros per kg
    assert one.name == "List *steak* in 2 outlets"
    assert (one.outlets, one.new, one.kind) == (("001", "002"), True, "listing")
    assert one.revenue == Range(low=0, expected=33_000, high=57_000)
    assert one.margin == Range(low=0, expected=6_600, high=11_400)
    assert one.quantity == Range(low=0, expected=33, high=57)


def test_a_listing_counts_on_what_became_of_such_places():
    """Half of 40 places were filled and sold 0.8 of a year, of which 0.9 came on top: 400 · 0.5 · 0.8 · 0.9 = 144."""
    seen = Uptake(places=40, filled=20, lasted=0.8, on_top=0.9, error=0.05)
    [one] = first_listings.actions(given_(listings=gaps(), uptake=seen), 2027)
    assert one.revenue.expected == 14_400
    # low: (50 + 200) · Wilson's 0.3520 · 0.8 · (0.9 − 1.2816 · 0.05); high: (0.6 · 200 + 0.9 · 500) · (0.9 + 0.0641)
    assert one.revenue.low == pytest.approx(25_000 * seen.taken.low * 0.8 * 0.83592, abs=50)
    assert one.revenue.high == pytest.approx(57_000 * 0.96408, abs=50)
    few = replace(seen, filled=3)
    assert first_listings.actions(given_(listings=gaps(), uptake=few), 2027)[0].revenue.expected == round(33_000 * 0.9)  # fmt: skip
    half = first_listings.actions(given_(listings=gaps(), replaced=0.25), 2027)[0].revenue
    assert (half.expected, half.high) == (24_800, 57_000), "247.50 is an estimate: in whole money"


def test_a_listing_brings_the_part_of_the_year_that_is_left():
    [one] = first_listings.actions(given_(listings=gaps(), begins=date(2027, 7, 2)), 2027)
    assert one.begins == date(2027, 7, 2)
    assert one.revenue.expected == round(330 * 183 / 365) * 100
    assert (
        first_listings.actions(given_(listings=gaps(), baseline=baseline(margin=NAN)), 2027)[0].margin is None
    )


def test_findings_and_room_become_numbered_proposals():
    asked = pd.DataFrame(
        [
            {
                "subject": "contract",
                "text": "lower the step",
                "reason": NAN,
                "effect": 10.0,
                "low": 5.0,
                "high": NAN,
            }
        ]
    )
    rooms = pd.DataFrame({"group": ["beef", "pork"], "place": ["Oost", "West"], "share": 0.2, "target": 0.3, "gap": [1000.0, 0.0]})  # fmt: skip
    plan = drafts.first("a", 2027, given_(proposals=asked, opportunities=rooms))
    assert [(p.number, p.subject) for p in plan.proposals] == [(1, "contract"), (2, "plan")]
    assert plan.proposals[0].effect == Range(low=500, expected=1000, high=1000)
    assert plan.proposals[1].effect is None
    assert "Oost" in plan.proposals[1].text


def test_what_listings_count_on_is_an_assumption_with_its_worth():
    """All their margin hangs on it; without listings there is nothing to assume."""
    plan = drafts.first("a", 2027, given_(listings=gaps()))
    worth = sum(action.margin.expected for action in plan.actions if action.kind == "listing")
    assert worth > 0
    # that they are taken is worth all of it, that they come on top is not measured and worth half
    assert [each.impact for each in plan.assumptions] == [-worth, round(-worth / 2)]
    seen = Uptake(places=40, filled=20, lasted=0.8, on_top=0.9, error=0.05)
    with language.use("en"):
        taken, top = drafts.first("a", 2027, given_(listings=gaps(), uptake=seen)).assumptions
    assert "50% take a new listing, and sell 80% of a full year" in taken.text
    assert (taken.source, taken.quality) == ("20 of 40 places were filled", "B")
    assert top.text.startswith("90% of what new listings sell comes on top")
    assert top.impact == pytest.approx(taken.impact * (1 - 0.83592 / 0.9), abs=1)
    assert drafts.first("a", 2027, given_()).assumptions == ()
    dark = drafts.first("a", 2027, given_(listings=gaps(), baseline=baseline(margin=NAN)))
    assert [each.impact for each in dark.assumptions] == [None, None]


def test_an_estimate_is_in_whole_money_and_what_was_agreed_to_the_cent():
    row = {"margin": 12.345, "margin_low": 3.6, "margin_high": 20.49}
    assert first_actions.effect(row, "margin", 100) == Range(low=400, expected=1200, high=2000)
    assert first_actions.effect({"quantity": 12.345}, "quantity", 1) == Range.certain(12)
    assert first_actions._whole(12.345, 100) == 1234
