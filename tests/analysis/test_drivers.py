"""What is taken out of a cause and what is left of it add up to what it was; and what is taken out can be checked by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amlib import language, periods
from amlib.analysis import bases, causes, drivers, results
from amlib.data import slices

MONTHS, BASE = ["2026-07"], ["2025-07"]
SALES = pd.DataFrame(
    [  # outlet a sold 100 kg at 10.00 and sells 150 kg at 9.60, b 100 kg at 10.00 twice; cost 6.00, then 6.60
        ("2025-07", "a", "steak", "delivery", 100.0, 1000.0, 600.0),
        ("2025-07", "b", "steak", "delivery", 100.0, 1000.0, 600.0),
        ("2026-07", "a", "steak", "delivery", 150.0, 1440.0, 990.0),
        ("2026-07", "b", "steak", "delivery", 100.0, 1000.0, 660.0),
    ],
    columns=["month", "outlet", "product", "kind", "quantity", "revenue", "cost"],
).assign(region="r", banner="f", group="beef")
ACTIONS = pd.DataFrame(
    [  # a promotion lifted 30 kg, its dip took 5; it cost 0.40 on each of the 150 kg of outlet a
        ("2026-07", "a", "steak", "gross", 30.0, 0.0),
        ("2026-07", "a", "steak", "dip", -5.0, 0.0),
        ("2026-07", "a", "steak", "support", 0.0, -60.0),
    ],
    columns=["month", "outlet", "product", "effect", "quantity", "money"],
)


def made(measure="revenue", sales=SALES, category=None):
    return causes.bridge(causes.leaves(sales, BASE, MONTHS), measure=measure, category=category)


def test_a_promotion_takes_its_net_uplift_out_of_volume_and_its_support_out_of_price():
    plain = made()
    found = drivers.with_promotions(plain, SALES, ACTIONS, BASE, MONTHS)
    # P̄: mean of both periods' average of p̄, where p̄ of a is 9.80 and of b 10.00: ½(9.90 + (150·9.80 + 100·10)/250) = 9.89
    assert plain.reference == pytest.approx(9.89)
    # net 25 kg · 9.89, less the support of ½(100 + 150) · (60 / 150)
    assert found.total()["promotion"] == pytest.approx(25 * 9.89 - 125 * 0.40)
    assert found.total()["volume"] == pytest.approx(plain.total()["volume"] - 25 * 9.89)
    assert found.total()["price"] == pytest.approx(plain.total()["price"] + 50)
    assert found.total().sum() == pytest.approx(found.change) == pytest.approx(440.0)


def test_where_volume_was_split_the_promotion_comes_out_of_share():
    category = pd.DataFrame(
        [("a", "beef", 200.0, 260.0), ("b", "beef", 200.0, 200.0)], columns=["outlet", "group", "m0", "m1"]
    )
    plain = made(category=category)
    found = drivers.with_promotions(plain, SALES, ACTIONS, BASE, MONTHS)
    assert found.total()["market"] == pytest.approx(plain.total()["market"])
    assert found.total()["share"] == pytest.approx(plain.total()["share"] - 25 * 9.89)
    assert found.total().sum() == pytest.approx(found.change)


def test_a_new_outlet_keeps_its_whole_effect():
    sales = SALES.drop(index=0)  # outlet a was not there a year ago
    plain = made(sales=sales)
    found = drivers.with_promotions(plain, sales, ACTIONS, BASE, MONTHS)
    assert found.total().to_dict() == pytest.approx(plain.total().to_dict())


def test_the_raw_material_is_taken_out_of_cost_by_hand():
    plain = made("margin")
    links = pd.DataFrame({"group": ["beef"], "moved": [0.6 * math.log(1.10)]})
    found = drivers.with_materials(plain, SALES, links, BASE, MONTHS)
    # a: mean quantity 125, mean unit cost 6.30; b: 100 and 6.30
    raw = -(125 + 100) * 6.30 * 0.6 * math.log(1.10)
    assert found.total()["raw_material"] == pytest.approx(raw)
    assert found.total()["cost"] == pytest.approx(-(125 + 100) * 0.60 - raw)
    assert found.total().sum() == pytest.approx(found.change)


def test_terms_are_added_for_the_whole_account_and_the_margin_is_the_one_after_them():
    plain = made("margin")
    found = drivers.with_terms(plain, 40.0, 55.0)
    assert (found.base, found.actual) == pytest.approx((plain.base - 40, plain.actual - 55))
    assert found.total()["terms"] == pytest.approx(-15.0)
    assert found.total().sum() == pytest.approx(found.change)
    assert drivers.with_terms(plain, 0.0, 0.0) is plain


amounts = st.floats(-200, 200)


@settings(max_examples=60, deadline=None)
@given(
    before=st.tuples(amounts, amounts),
    after=st.tuples(amounts, amounts),
    support=st.tuples(st.floats(0, 90), st.floats(0, 90)),
    moved=st.floats(-0.5, 0.5),
)
def test_nothing_is_lost_and_every_sign_turns_with_time(before, after, support, moved):
    rows = [
        (month, outlet, "steak", "gross", net, 0.0)
        for month, nets in (("2025-07", before), ("2026-07", after))
        for outlet, net in zip("ab", nets, strict=True)
    ] + [(m, "a", "steak", "support", 0.0, -s) for m, s in zip(("2025-07", "2026-07"), support, strict=True)]
    actions = pd.DataFrame(rows, columns=ACTIONS.columns)

    def both(base, months, sign):
        links = pd.DataFrame({"group": ["beef"], "moved": [sign * moved]})
        plain = causes.bridge(causes.leaves(SALES, base, months), measure="margin")
        first = drivers.with_promotions(plain, SALES, actions, base, months)
        return plain, drivers.with_materials(first, SALES, links, base, months)

    plain, forward = both(BASE, MONTHS, 1)
    _, back = both(MONTHS, BASE, -1)
    assert forward.total().sum() == pytest.approx(plain.change, abs=1e-8)
    names = sorted({*forward.effects, *back.effects})
    turned = forward.total().reindex(names, fill_value=0.0) + back.total().reindex(names, fill_value=0.0)
    assert np.allclose(turned, 0, atol=1e-8)
    rows_of = forward.leaves[list(forward.effects)].sum(axis=1)
    assert np.allclose(rows_of, forward.leaves["actual"] - forward.leaves["base"], atol=1e-8)


@pytest.fixture
def goudveld(demo_freeze):
    return slices.read(demo_freeze.slice_path("goudveld", "internal"))


def test_the_invented_company_s_cost_follows_the_quotation_as_it_was_made(goudveld):
    # truth (demo/shelf): six tenths of the cost follow the quotation three weeks later; of beef, dearer than at the start, a little more
    months, base = bases.sides(periods.parse("2026Q3"))
    with language.use("en"):
        links = drivers.cost_links(goudveld, base, months, {"gehakt": "rund"}).set_index("group")
    assert set(links.index) >= {"rund", "gehakt"}
    assert links.loc[["rund", "gehakt"], "lag_months"].tolist() == [1, 1]
    assert links.loc["rund", "pass_through"] == pytest.approx(0.62, abs=0.04)


def test_all_that_is_known_at_once_still_adds_up_per_outlet_and_group(goudveld):
    period = periods.parse("2026Q3")
    found = drivers.bridge(goudveld, period, "margin", terms=(1000.0, 1250.5), follows={"gehakt": "rund"})
    assert {"raw_material", "cost", "terms"} <= set(found.effects)
    for keys in (["group"], ["region", "outlet"], ["product"]):
        nodes = found.by(*keys)
        assert np.allclose(nodes[list(found.effects)].sum(axis=1), nodes["change"], atol=1e-6)
    plain = results.compare(goudveld, period)
    assert found.actual == pytest.approx(plain.total("margin")[0] - 1250.5, abs=0.005)


def test_no_quotation_or_no_cost_leaves_the_bridge_as_it_is(goudveld):
    months, base = bases.sides(periods.parse("2026Q3"))
    part = slices.only(goudveld, groups=["kip"])
    assert set(drivers.cost_links(part, base, months)["group"]) <= {"kip"}
    customer = slices.read(goudveld.path.parent / "customer")
    assert drivers.cost_links(customer, base, months).empty
    assert drivers.bridge(customer, periods.parse("2026Q3"), "margin") is None
