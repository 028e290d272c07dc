"""The stories of the invented company are found back in its market, its shares and its competitors; and a licence keeps what it forbids from the customer."""

from __future__ import annotations

import numpy as np
import pytest

from amlib import periods
from amlib.analysis import bases, bridges, category, competitors, distribution, market, results
from amlib.analysis import outside as around
from amlib.data import freeze, slices

PERIOD = periods.parse("2026Q3")


@pytest.fixture(scope="module")
def read(demo_freeze: freeze.Freeze):
    """A reader of one account: its slice and its category in the period."""

    def of(account: str):
        data = slices.read(demo_freeze.slice_path(account, "internal"))
        found = category.read(data, *bases.sides(PERIOD), sales=results.book(data))
        assert found is not None
        return data, found

    return of


def won(found, within=()):
    return competitors.suppliers(found, within).set_index([*within, "supplier"])["won"]


def test_tafelrond_loses_share_in_a_growing_category_to_hazelberg(read) -> None:
    _, found = read("tafelrond")
    total = market.shares(found, "total").iloc[0]
    assert total["growth"] > 0.05
    assert total["points"] < -0.02
    assert competitors.gainers(found).iloc[0]["supplier"] == "Hazelberg Vlees"
    assert won(found).idxmax() == "Hazelberg Vlees"
    assert won(found).idxmin() == "Kruisheide"


def test_prijsbaken_loses_distribution_in_the_south_to_the_private_label(read) -> None:
    _, found = read("prijsbaken")
    split = distribution.split(found, ("region",))
    assert split["distribution"].idxmin() == "Zuid"
    assert split.loc["Zuid", "distribution"] < 0
    regions = won(found, ("region",))
    assert regions["Zuid", "Kruisheide"] < 0
    gained = competitors.gainers(found, ("region",))
    south = gained[gained["region"] == "Zuid"].iloc[0]
    assert south["supplier"] == "Huismerk"


def test_goudveld_wins_by_price_not_by_share_of_volume(read) -> None:
    data, _ = read("goudveld")
    drivers = market.drivers(bridges.of(data, PERIOD), category.totals(data, *bases.sides(PERIOD))).iloc[0]
    assert drivers[list(market.DRIVERS)].idxmax() == "price"


def test_new_outlets_of_even_langs_are_market_not_share(read) -> None:
    data, _ = read("even-langs")
    bridge = bridges.of(data, PERIOD)
    drivers = market.drivers(bridge, category.totals(data, *bases.sides(PERIOD))).iloc[0]
    # the customer opened them, so its category came with them
    assert drivers["market"] == pytest.approx(bridge.total()["market"] + bridge.total()["new_outlets"])


def test_lindehof_is_known_per_quarter_for_the_account_as_a_whole(read) -> None:
    _, found = read("lindehof")
    assert (found.level, found.kind, found.trusted) == ("account", "quarter", True)
    assert distribution.measures(found).empty
    assert market.shares(found, "total")["points"].iloc[0] < 0


def test_the_market_of_food_service_is_late_and_thin(read) -> None:
    data, _ = read("lindehof")
    found = around.read(data, PERIOD)
    assert found is not None
    assert (str(found.period), found.behind, round(found.coverage, 2)) == ("2026Q1", 2, 0.62)


@pytest.mark.parametrize(
    "account", ["goudveld", "prijsbaken", "noorderhof", "even-langs", "tafelrond", "lindehof"]
)
def test_drivers_tie_to_the_cause_tree_of_the_results_evaluation(read, account: str) -> None:
    data, found = read(account)
    bridge = bridges.of(data, PERIOD)
    for by in (None, "group", "region", "outlet"):
        nodes = market.drivers(bridge, category.totals(data, *bases.sides(PERIOD)), by)
        assert np.allclose(nodes[list(market.DRIVERS)].sum(axis=1), nodes["change"], atol=0.005)
        assert nodes["change"].sum() == pytest.approx(bridge.change, abs=0.005)
    own = competitors.suppliers(found).set_index("supplier")
    assert own.loc["Kruisheide", "amount"] == pytest.approx(bridge.actual, abs=0.01)


@pytest.mark.parametrize("account", ["goudveld", "tafelrond"])
def test_a_licence_keeps_competitors_from_the_customer(demo_freeze: freeze.Freeze, account: str) -> None:
    data = slices.read(demo_freeze.slice_path(account, "customer"))
    found = category.read(data, *bases.sides(PERIOD), sales=results.book(data))
    assert found is not None
    assert not found.named
    assert not found.articles
    assert set(found.rows["supplier"]) == {"Kruisheide", category.OTHERS}
    assert competitors.suppliers(found).empty
    assert competitors.gainers(found).empty
    outside = around.read(data, PERIOD)
    assert outside is None or not outside.named
    assert "competitor_prices" not in data.tables
