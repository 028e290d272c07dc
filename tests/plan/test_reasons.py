"""Reasons find the money of their cause, and what is explained never exceeds what moved."""

import math
from datetime import date

import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import causes
from amlib.plan import reasons
from amlib.plan.records import Reason

WHEN = periods.parse("2026Q3")

# outlet, group: volume, price; together volume +60 - 20 = +40 and price -10
LEAVES = [("o1", "beef", 60.0, -4.0), ("o2", "beef", -15.0, -6.0), ("o2", "pork", -5.0, 0.0)]


@pytest.fixture
def bridge():
    rows = [
        {"region": "North", "banner": "", "outlet": o, "group": g, "product": f"{o}{g}", "kind": "delivery", "base": 100.0,
         "actual": 100.0 + v + p, "volume": v, "price": p}
        for o, g, v, p in LEAVES
    ]  # fmt: skip
    return causes.Bridge("revenue", pd.DataFrame(rows), ("volume", "price"), (-10.0, -10.0))


def reason(effect, level="total", key="", period="2026Q3"):
    return Reason(
        period=period,
        effect=effect,
        level=level,
        key=key,
        cause="own",
        text="because",
        author="A",
        said_on=date(2026, 10, 1),
    )


def attached(bridge, *said):
    return reasons.attach(bridge, said, WHEN)


def test_a_reason_finds_its_money_and_the_weightiest_comes_first(bridge):
    made = attached(
        bridge, reason("price"), reason("volume", "outlet", "o1"), reason("volume", "outlet", "o2")
    )
    assert [one.money for one in made] == [60.0, -20.0, -10.0]


def test_a_reason_of_another_period_is_left_out_and_one_without_a_cause_has_no_money(bridge):
    made = attached(
        bridge, reason("price", period="2026Q2"), reason("weather"), reason("volume", "group", "fish")
    )
    assert [math.isnan(one.money) for one in made] == [True, True]
    assert reasons.share(bridge, made) == 0.0


def test_a_reason_for_the_whole_explains_all_of_its_cause(bridge):
    # weights: volume 40, price 10
    assert reasons.share(bridge, attached(bridge, reason("volume"))) == pytest.approx(40 / 50)
    assert reasons.share(bridge, attached(bridge, reason("volume"), reason("price"), reason("price"))) == 1.0
    assert reasons.share(bridge, ()) == 0.0


def test_a_reason_for_a_place_explains_the_part_that_fell_there(bridge):
    # volume moved 60 in o1 and 20 in o2, so o1 is 60/80 of it: 0.75 x 40 of 50
    assert reasons.share(bridge, attached(bridge, reason("volume", "outlet", "o1"))) == pytest.approx(0.6)
    # over groups it moved 45 (beef) and 5: beef is 0.9; levels overlap, so the larger counts and not their sum
    both = attached(bridge, reason("volume", "outlet", "o1"), reason("volume", "group", "beef"))
    assert reasons.explained(bridge, both).to_dict() == {"volume": pytest.approx(0.9), "price": 0.0}


def test_the_weightiest_causes_without_a_reason_are_named(bridge):
    assert reasons.without(bridge, ()).to_dict() == {"volume": 40.0, "price": -10.0}
    assert list(reasons.without(bridge, (), most=1).index) == ["volume"]
    assert list(reasons.without(bridge, attached(bridge, reason("volume", "outlet", "o2"))).index) == [
        "price"
    ]


def test_where_nothing_moved_there_is_nothing_to_explain(bridge):
    still = causes.Bridge(
        "revenue", bridge.leaves.assign(volume=0.0, price=0.0), ("volume", "price"), (0.0, 0.0)
    )
    assert math.isnan(reasons.share(still, ()))
    assert reasons.without(still, ()).empty
