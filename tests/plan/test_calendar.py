"""The promotions of a plan in their weeks: what meets what, by hand; what they bring together adds up."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from amlib.plan import calendar
from amlib.plan.calendar import Other
from amlib.plan.items import Promotion, Range
from amlib.plan.model import Plan
from tests.plan import examples


def promotion(id, begins, days=7, groups=("beef",), **more):
    begins = date.fromisoformat(begins)
    values = {
        "kind": "promotion",
        "groups": groups,
        "begins": begins,
        "ends": begins + timedelta(days=days - 1),
    }
    return examples.action(id, **values | more)


def plan(*actions):
    return Plan(account="a", year=2027, actions=actions)


def met(*actions, dip=None, elsewhere=()):
    found = calendar.slots(plan(*actions), dip or {})
    return [(one.code, one.action, one.other, str(one.week)) for one in calendar.conflicts(found, 2027, elsewhere)]  # fmt: skip


def test_a_promotion_stands_in_every_week_of_which_it_has_a_day():
    # Wednesday 5 May to Tuesday 11 May 2027
    (slot,) = calendar.slots(plan(promotion("A1", "2027-05-05")), {"A1": 3})
    assert (slot.first, slot.last, slot.until) == (date(2027, 5, 3), date(2027, 5, 10), date(2027, 5, 31))


def test_only_promotions_are_in_the_calendar_the_earliest_first():
    found = calendar.slots(
        plan(promotion("A2", "2027-06-07"), examples.action("A3"), promotion("A1", "2027-05-03"))
    )
    assert [slot.action.id for slot in found] == ["A1", "A2"]


# second of two promotions of beef of which the first runs 3 to 9 May: begins, more, what is met
MEETING = [
    ("2027-05-03", {}, ["same_weeks"]),
    ("2027-05-09", {}, ["same_weeks"]),  # a Sunday: its week began on the third
    ("2027-05-10", {}, ["in_dip"]),  # one week of dip for what is fresh
    ("2027-05-17", {}, []),
    ("2027-05-03", {"groups": ("pork",)}, []),
    ("2027-05-03", {"groups": ()}, []),
    ("2027-05-03", {"groups": ("pork", "beef")}, ["same_weeks"]),
    ("2027-05-03", {"outlets": ("002",)}, []),  # the first runs in 001 only
    ("2027-05-03", {"outlets": ("001", "002")}, ["same_weeks"]),
]


@pytest.mark.parametrize(("begins", "more", "codes"), MEETING)
def test_two_of_a_group_in_one_week_or_in_the_dip_get_in_each_others_way(begins, more, codes):
    first = promotion("A1", "2027-05-03", outlets=("001",))
    found = met(first, promotion("A2", begins, **more))
    assert [code for code, *_ in found] == codes
    assert all(each[1:3] == ("A2", "A1") for each in found)


def test_what_keeps_longer_has_a_longer_dip():
    pair = promotion("A1", "2027-05-03"), promotion("A2", "2027-05-24")
    assert met(*pair) == []
    assert met(*pair, dip={"A1": 3}) == [("in_dip", "A2", "A1", "2027-05-24")]


# Easter is 28 March 2027, its fifteen days begin on the thirteenth; Christmas' on 10 December
FEASTS = [
    ("2027-03-01", 12, []),
    ("2027-03-01", 13, ["easter"]),
    ("2027-03-28", 7, ["easter"]),
    ("2027-03-29", 7, []),
    ("2027-12-24", 8, ["christmas"]),
    ("2027-12-26", 6, []),
]


@pytest.mark.parametrize(("begins", "days", "feasts"), FEASTS)
def test_around_a_feast_meat_is_bought_anyway(begins, days, feasts):
    found = met(promotion("A1", begins, days))
    assert [(code, other) for code, _, other, _ in found] == [("feast", feast) for feast in feasts]


def test_what_the_plan_does_not_hold_is_met_by_group_and_week():
    at = date(2027, 5, 6), date(2027, 5, 12)
    elsewhere = [
        Other("own", "P7", "beef", *at),
        Other("own", "P8", "pork", *at),
        Other("Zuid", "", "beef", *at),
        Other("Oost", "", "beef", *at),
        Other("Zuid", "", "beef", date(2027, 5, 17), date(2027, 5, 23)),
    ]
    # those of others are told together, once
    assert met(promotion("A1", "2027-05-10"), elsewhere=elsewhere) == [
        ("other_own", "A1", "P7", "2027-05-10"),
        ("rival", "A1", "Oost, Zuid", "2027-05-10"),
    ]


def test_the_most_serious_come_first():
    codes = [code for code, *_ in met(promotion("A1", "2027-03-15"), promotion("A2", "2027-03-15"), promotion("A3", "2027-03-22"))]  # fmt: skip
    assert codes == sorted(codes, key=calendar.CONFLICTS.index)
    assert codes.count("in_dip") == 2


def test_what_they_leave_together_is_after_cost_and_takes_errors_as_independent():
    some = Range(low=700, expected=1_000, high=1_300)
    found = calendar.slots(
        plan(
            promotion("A1", "2027-05-03", margin=some, cost=200),
            promotion("A2", "2027-06-03", margin=Range(low=100, expected=500, high=900), cost=600),
            promotion("A3", "2027-07-03", margin=None, cost=50),
        )
    )
    # 800 − 100; 300 and 400 in quadrature are 500
    whole = calendar.net(found)
    assert (whole.count, whole.known, whole.cost, whole.losing) == (3, 2, 850, ("A2",))
    assert whole.result == Range(low=200, expected=700, high=1_200)


def test_how_long_a_dip_lasts_follows_the_article_that_keeps_longest():
    products = pd.DataFrame({"product": ["f", "k"], "shelf_life_days": [7.0, 60.0]})
    each = {"A1": ("f",), "A2": ("f", "k"), "A3": ("unknown",)}
    made = plan(*(promotion(id, "2027-05-03", promotion=Promotion(mechanic="m", products=held)) for id, held in each.items()))  # fmt: skip
    assert calendar.dips(made, products) == {"A1": 1, "A2": 3, "A3": 1}


def test_others_are_agreed_ones_not_held_and_offers_of_last_year(demo_slice):
    held = promotion("A1", "2026-01-05", promotion=Promotion(mechanic="m", products=("x",)))
    empty = Plan(account="goudveld", year=2026, actions=(held,))
    found = calendar.others(demo_slice, empty)
    table = demo_slice["promotions"]
    running = table[table["start"].dt.year == 2026]
    assert sorted(one.name for one in found if one.own) == sorted(running["promotion"])
    row = running.iloc[0]
    mine = promotion(
        "A2", str(row["start"].date()), promotion=Promotion(mechanic="m", products=(row["product"],))
    )
    held_too = Plan(account="goudveld", year=2026, actions=(mine,))
    assert row["promotion"] not in {one.name for one in calendar.others(demo_slice, held_too)}
    prices = demo_slice["competitor_prices"]
    moved = prices["date"] + pd.Timedelta(weeks=52)
    names = set(prices.loc[prices["promoted"].astype(bool) & (moved.dt.year == 2026), "supplier"])
    assert {one.whose for one in found if not one.own} == names - {"Kruisheide"}
    assert all(one.begins.weekday() == 0 for one in found if not one.own)
