"""Market, drivers, concentration and opportunities, on a customer small enough to check by hand."""

import json
from pathlib import Path

import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import causes, market
from amlib.analysis import outside as around
from tests.analysis import shelf

ORACLES = json.loads((Path(__file__).parent / "oracles.json").read_text(encoding="utf-8"))
PERIOD = periods.parse("2026-07")


def outside(rows, *, coverage=0.8, base=True):
    frame = pd.DataFrame(
        rows, columns=["region", "group", "supplier", "quantity", "value", "base_quantity", "base_value"]
    )
    return around.Outside(
        PERIOD, ("2026-07",), ("2025-07",), frame.assign(ours=frame["supplier"] == "us"), coverage, 0, True, True, base, ("panel",), None, ()
    )  # fmt: skip


# beef: ours 100 of 400, was 100 of 500; pork: ours nothing of 100, as before
ROWS = [
    ("1", "beef", "us", "a", 10.0, 100.0, 10.0, 100.0),
    ("1", "beef", "them", "b", 30.0, 300.0, 50.0, 400.0),
    ("1", "pork", "them", "c", 10.0, 100.0, 10.0, 100.0),
]


def test_shares_growth_and_prices_per_node():
    found = market.shares(shelf.category(ROWS), "group").set_index("key")
    beef = found.loc["beef"]
    assert (beef["share"], beef["base_share"]) == (0.25, 0.20)
    assert beef["points"] == pytest.approx(0.05)
    assert beef["volume_share"] == 0.25
    assert beef["base_volume_share"] == pytest.approx(1 / 6)
    assert beef["growth"] == pytest.approx(400 / 500 - 1)
    assert (beef["price"], beef["our_price"]) == (10.0, 10.0)
    assert beef["base_price"] == pytest.approx(500 / 60)
    assert found.loc["pork", "share"] == 0.0


@pytest.mark.parametrize("level", market.LEVELS)
def test_nodes_add_up_to_the_total_at_each_level(level):
    category = shelf.category(ROWS)
    amounts = ["quantity", "value", "base_quantity", "base_value", "our_value", "our_base_value"]
    whole = market.shares(category, "total")[amounts].sum()
    assert market.shares(category, level)[amounts].sum().to_dict() == pytest.approx(whole.to_dict())


def test_concentration_is_that_of_the_oracle():
    oracle = ORACLES["hhi"]
    found = market.concentration(pd.Series(oracle["units"]))
    assert found["hhi"] == pytest.approx(oracle["hhi"])
    assert market.concentration(pd.Series(dtype=float))["suppliers"] == 0
    assert market.concentration(pd.Series([5.0, -1.0])).to_dict() == {
        "cr3": 1,
        "cr4": 1,
        "hhi": 1,
        "equal": 1,
        "suppliers": 1,
    }


MARKET = [
    ("north", "beef", "us", 100.0, 800.0, 100.0, 800.0),
    ("north", "beef", "them", 300.0, 3200.0, 300.0, 2400.0),
    ("north", "pork", "them", 100.0, 40.0, 100.0, 1000.0),
]


def test_the_customer_beside_its_market():
    found = around.beside(shelf.category(ROWS), outside(MARKET), "group").set_index("key")
    beef = found.loc["beef"]
    assert beef["market_growth"] == pytest.approx(4000 / 3200 - 1)
    assert beef["market_whole"] == pytest.approx(4000 / 0.8)
    assert beef["part"] == pytest.approx(400 / 5000)
    assert beef["market_share"] == pytest.approx(0.2)
    assert beef["development"] == pytest.approx(0.25 / 0.2 * 100)
    # beef is 400 of the customer's 500 and 4000 of the market's 4040
    assert beef["customer_index"] == pytest.approx((400 / 500) / (4000 / 4040) * 100)


def test_a_customer_larger_than_its_market_has_no_part_of_it():
    pork = around.beside(shelf.category(ROWS), outside(MARKET), "group").set_index("key").loc["pork"]
    assert pork["market_whole"] == pytest.approx(50)
    assert pd.isna(pork["part"])
    assert pork["base_part"] == pytest.approx(100 / 1250)


def test_opportunities_are_the_gap_to_our_own_average_or_to_the_market():
    rows = [
        ("1", "beef", "us", "a", 10.0, 100.0, 10.0, 100.0),
        ("1", "beef", "them", "b", 30.0, 300.0, 50.0, 400.0),
        ("2", "beef", "us", "a", 30.0, 300.0, 10.0, 100.0),
        ("2", "beef", "them", "b", 10.0, 100.0, 50.0, 400.0),
        ("1", "pork", "them", "c", 10.0, 100.0, 10.0, 100.0),
    ]
    category = shelf.category(rows)
    alone = market.opportunities(category, "outlet")
    first = alone.iloc[0]
    # beef: 400 of 800 everywhere; outlet 1 has 100 of 400
    assert (first["group"], first["place"], first["source"]) == ("beef", "1", "customer")
    assert first["gap"] == pytest.approx((0.5 - 0.25) * 400)
    assert alone["gap"].sum() == pytest.approx(100)
    sold = [("north", "pork", "us", 1.0, 30.0, 1.0, 30.0), ("north", "pork", "them", 1.0, 70.0, 1.0, 70.0)]
    elsewhere = around.totals(outside(sold), "group").set_index("key")["our_share"]
    beside = market.opportunities(category, "outlet", elsewhere).set_index(["group", "place"])
    assert beside.loc[("pork", "1"), "source"] == "market"
    assert beside.loc[("pork", "1"), "gap"] == pytest.approx(0.3 * 100)


def tree():
    """A cause tree with each kind of row: two outlets that stay, one new with its category, one that we newly supply."""
    rows = [  # outlet, product, q0, v0, q1, v1
        ("1", "a", 100.0, 1000.0, 120.0, 1320.0),
        ("1", "n", 0.0, 0.0, 10.0, 80.0),
        ("new", "a", 0.0, 0.0, 50.0, 500.0),
        ("ours", "a", 0.0, 0.0, 20.0, 200.0),
        ("1", "bonus", 0.0, 0.0, 0.0, -30.0),
    ]
    frame = pd.DataFrame(rows, columns=["outlet", "product", "q0", "v0", "q1", "v1"])
    frame = frame.assign(region="north", banner="b", group="beef", kind="delivery")
    totals = pd.DataFrame(
        {"outlet": ["1", "new", "ours"], "group": "beef", "m0": [400.0, 0.0, 90.0], "m1": [440.0, 90.0, 90.0]}
    )
    return causes.bridge(frame, category=totals), totals


def test_drivers_add_up_to_the_cause_tree():
    bridge, totals = tree()
    found = market.drivers(bridge, totals).iloc[0]
    effects = bridge.total()
    assert found[list(market.DRIVERS)].sum() == pytest.approx(bridge.change)
    assert found["change"] == pytest.approx(bridge.change)
    assert found["price"] == pytest.approx(effects["price"])
    assert found["mix"] == pytest.approx(effects.get("outlet_mix", 0) + effects.get("product_mix", 0))
    assert found["other"] == pytest.approx(-30.0)
    # the new outlet came with its category: market; the one that was there already, and the new article: share
    assert found["market"] == pytest.approx(effects["market"] + 500)
    assert found["share"] == pytest.approx(effects["share"] + 200 + 80)
    assert found["volume"] == pytest.approx(0.0)


def test_without_the_category_volume_is_not_split():
    bridge, _ = tree()
    plain = causes.Bridge(bridge.measure, bridge.leaves, bridge.effects, bridge.price_range)
    found = market.drivers(plain, None, "group").loc["beef"]
    assert found["share"] == pytest.approx(bridge.total()["share"])
    assert found["volume"] == pytest.approx(80 + 500 + 200)
    assert found[list(market.DRIVERS)].sum() == pytest.approx(bridge.change)


def incoming(rows):
    names = ["period", "channel", "region", "group", "supplier", "quantity", "value", "coverage"]
    frame = pd.DataFrame(rows, columns=names).assign(source="panel", as_of=pd.Timestamp("2026-08-01"))
    return shelf.Given({"market": frame})


def row(period, *, channel="retail", region="north", value=100.0, coverage=0.8):
    return (period, channel, region, "beef", "us", value / 10, value, coverage)


def test_the_market_of_another_channel_is_another_market():
    found = around.read(
        incoming([row("2026-07"), row("2025-07"), row("2026-07", channel="food service", value=900.0)]),
        PERIOD,
    )
    assert found.rows["value"].sum() == 100
    assert (found.behind, found.coverage, found.regional, found.named, found.has_base) == (
        0,
        pytest.approx(0.8),
        True,
        True,
        True,
    )


def test_a_late_market_is_compared_over_its_own_last_period():
    found = around.read(incoming([row("2026-05"), row("2025-05", value=50.0)]), PERIOD)
    assert (str(found.period), found.behind, found.months, found.base_months) == (
        "2026-05",
        2,
        ("2026-05",),
        ("2025-05",),
    )
    assert around.totals(found, "total")["growth"].iloc[0] == pytest.approx(1.0)


def test_regions_and_the_country_are_not_added_up():
    found = around.read(
        incoming([row("2026-07"), row("2025-07"), row("2026-07", region=None, value=700.0)]), PERIOD
    )
    assert found.rows["value"].sum() == 100
    assert [remark.code for remark in found.remarks] == ["overlap"]


def test_no_market_of_this_channel_is_none():
    assert around.read(incoming([row("2026-07", channel="food service")]), PERIOD) is None
    assert around.read(shelf.Given({}), PERIOD) is None


def test_a_course_goes_as_fine_as_its_source():
    rows = [
        (p, "1", "beef", s, "x", 1.0, v)
        for p in ("2026Q1", "2026Q2")
        for s, v in (("us", 25.0), ("them", 75.0))
    ]
    frame = pd.DataFrame(
        rows, columns=["period", "outlet", "group", "supplier", "product", "quantity", "value"]
    )
    given = shelf.Given({"category_sales": frame.assign(source="c", as_of=pd.NaT)})
    months = [f"2026-{m:02d}" for m in range(1, 7)]
    found = market.course(given, pd.DataFrame({"month": [], "group": [], "quantity": []}), months)
    assert found["period"].tolist() == ["2026Q1", "2026Q2"] * 2
    assert found["group"].tolist() == ["", "", "beef", "beef"]
    assert found["share"].tolist() == [0.25] * 4


def test_channels_stand_beside_each_other_each_over_its_own_last_period():
    rows = [
        row("2026-07"), row("2025-07", value=80.0), row("2026-05", channel="food service", value=900.0, coverage=0.6),
        row("2025-05", channel="food service", value=600.0, coverage=0.6),
    ]  # fmt: skip
    found = around.channels(incoming(rows), PERIOD).set_index("channel")
    assert list(found.index) == ["food service", "retail"]
    assert found["whole"].tolist() == pytest.approx([900 / 0.6, 100 / 0.8])
    assert found["growth"].tolist() == pytest.approx([0.5, 0.25])
    assert found["period"].map(str).tolist() == ["2026-05", "2026-07"]
    assert found["ours"].tolist() == [False, True]
    assert around.channels(shelf.Given({}), PERIOD).empty
