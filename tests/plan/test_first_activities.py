"""The activities of a first draft: every outlet gets its visits within what can be made, and nothing else without a reason."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pandas as pd

from amlib import language
from amlib.plan import drafts, first_activities, model
from amlib.plan.items import Range
from tests.plan.test_drafts import gaps, given_, promotions


def outlets(**wanted):
    """Two of the outlets of the draft: 75 and 25 of 100, so A and A; a third without sales."""
    rows = pd.DataFrame({"outlet": ["002", "001", "003"], "revenue": [25.0, 75.0, 0.0]})
    return rows.assign(wanted=rows["outlet"].map(wanted).fillna(0.0)) if wanted else rows


def needs():
    rows = [("001", "layout", "judged 2"), ("002", "advice", "less"), ("001", "assortment", "judged 1")]
    return pd.DataFrame(rows, columns=["outlet", "kind", "text"])


def test_visits_by_class_within_what_was_made_the_largest_first():
    found = first_activities.visits(given_(outlets=outlets(), capacity=14), 2027)
    # one each leaves 11 for 11, 11 and 1 still wanted: 121/23 = 5.26, 5.26 and 0.48
    assert [(a.outlet, sum(a.months)) for a in found] == [("001", 6), ("002", 6), ("003", 2)]
    assert {(a.kind, a.owner) for a in found} == {("visit", "Ans")}


def test_without_a_known_capacity_the_norm_and_without_outlets_nothing():
    found = first_activities.visits(given_(outlets=outlets(**{"003": 4.0})), 2027)
    assert [(a.outlet, sum(a.months)) for a in found] == [("001", 12), ("002", 12), ("003", 4)]
    assert first_activities.visits(given_(), 2027) == []


def test_no_visit_is_planned_in_a_month_that_is_over():
    found = first_activities.visits(given_(outlets=outlets(), begins=date(2027, 10, 1)), 2027)
    assert all(sum(a.months[:9]) == 0 and sum(a.months) for a in found)
    later = first_activities.visits(given_(outlets=outlets(), begins=date(2026, 10, 1)), 2027)
    assert sum(later[0].months[:9]) == 9


def test_what_stores_need_comes_once_and_listings_ask_for_assortment_in_their_month():
    plan = drafts.first("a", 2027, given_(needs=needs(), listings=gaps(), begins=date(2027, 3, 1)))
    told = [(a.outlet, a.kind, a.months.index(1) + 1, sum(a.months)) for a in plan.activities]
    assert told == [
        ("001", "layout", 3, 1),
        ("001", "assortment", 3, 1),
        ("002", "advice", 3, 1),
        ("002", "assortment", 3, 1),
    ]
    # both reasons at one outlet in one month are one activity
    assert "judged 1" in plan.activities[1].text
    assert plan.actions[0].name in plan.activities[1].text


def test_a_draft_with_activities_has_no_faults_and_each_has_its_own_id():
    plan = drafts.first("a", 2027, given_(outlets=outlets().head(2), capacity=5, needs=needs()))
    assert model.faults(plan, outlets=("001", "002"), groups=("beef", "pork"), owners=("Ans",)) == []
    assert [a.id for a in plan.activities] == [f"V{n}" for n in range(1, len(plan.activities) + 1)]
    assert Counter(a.kind for a in plan.activities)["visit"] == 2


def test_each_listing_is_asked_for_by_itself_and_promotions_together():
    known = {"margin": 100.0, "margin_low": 70.0, "margin_high": 140.0}
    with language.use("en"):
        plan = drafts.first(
            "a", 2027, given_(listings=gaps(), promotions=promotions("2026-03-16", "2026-05-11", **known))
        )
    asked = [(p.text, p.actions, p.effect) for p in plan.proposals]
    # each promotion brings 100 − 150 of cost; 30 and 30 below, 40 and 40 above in quadrature: 42.43 and 56.57
    assert asked == [
        ("List *steak* in 2 outlets", ("A3",), Range(low=0, expected=6_600, high=11_400)),
        (
            "Run 2 promotions, as in the promotion calendar",
            ("A1", "A2"),
            Range(low=-14_243, expected=-10_000, high=-4_343),
        ),
    ]
    unknown = drafts.first("a", 2027, given_(promotions=promotions("2026-03-16")))
    assert unknown.proposals[0].effect is None
