"""Who wins and at whose cost, like-for-like prices, offers seen: by hand, and as properties of any shelf."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from amlib.analysis import competitors
from tests.analysis.shelf import category

ORACLES = json.loads((Path(__file__).parent / "oracles.json").read_text(encoding="utf-8"))

# one outlet, one group of 1000 that stays 1000: we go from 400 to 300, rival from 400 to 460, own brand from 200 to 240
SWITCH = [
    ("1", "beef", "us", "a", 30.0, 300.0, 40.0, 400.0),
    ("1", "beef", "rival", "b", 46.0, 460.0, 40.0, 400.0),
    ("1", "beef", "Huismerk", "c", 24.0, 240.0, 20.0, 200.0),
]
# another outlet, where the group doubles and all shares stay
GROWTH = [
    ("2", "beef", "us", "a", 20.0, 200.0, 10.0, 100.0),
    ("2", "beef", "rival", "b", 20.0, 200.0, 10.0, 100.0),
]


def test_what_one_wins_others_lose():
    found = competitors.suppliers(category(SWITCH)).set_index("supplier")
    assert found["won"].to_dict() == pytest.approx({"rival": 60.0, "us": -100.0, "Huismerk": 40.0})
    assert found["market"].abs().max() < 1e-9
    assert found.loc["us", "points"] == pytest.approx(-0.1)
    assert found.loc["us", "relative"] == pytest.approx(300 / 460)
    assert found.loc["rival", "relative"] == pytest.approx(460 / 300)
    assert found["private_label"].to_dict() == {"rival": False, "us": False, "Huismerk": True}
    assert list(found.index) == ["rival", "us", "Huismerk"]


def test_growth_of_the_group_is_won_from_nobody():
    found = competitors.suppliers(category(SWITCH + GROWTH)).set_index("supplier")
    assert found.loc["us", "market"] == pytest.approx(100.0)
    assert found.loc["us", "won"] == pytest.approx(-100.0)
    assert found["won"].sum() == pytest.approx(0.0)
    assert (found["market"] + found["won"]).to_dict() == pytest.approx(found["change"].to_dict())


def test_who_gained_where_we_lost_adds_up_to_what_we_lost():
    found = competitors.gainers(category(SWITCH + GROWTH)).set_index("supplier")
    assert found["money"].to_dict() == pytest.approx({"rival": 60.0, "Huismerk": 40.0})
    assert found["part"].to_dict() == pytest.approx({"rival": 0.6, "Huismerk": 0.4})
    assert found["places"].to_dict() == {"rival": 1, "Huismerk": 1}


def test_nobody_gained_where_we_lost_nothing():
    assert competitors.gainers(category(GROWTH)).empty


def products(**sizes):
    return pd.DataFrame(
        {
            "product": list(sizes),
            "name": list(sizes),
            "group": "beef",
            "subgroup": [s[0] for s in sizes.values()],
            "kg_per_unit": [s[1] for s in sizes.values()],
        }
    )


ARTICLES = products(steak=("steak", 0.3), stew=("stew", 0.5), rsteak=("steak", 0.25), rstew=("stew", 0.5))


def priced(steak, stew, *, mix=1.0):
    """Three outlets: ours at 20 and 10 per kg; the rival's at other prices and in another mix of dear and cheap."""
    rows = []
    for outlet in ("1", "2", "3"):
        rows += [
            (outlet, "beef", "us", "steak", 10.0, 200.0, 0.0, 0.0),
            (outlet, "beef", "us", "stew", 10.0, 100.0, 0.0, 0.0),
            (outlet, "beef", "rival", "rsteak", 10.0, 10.0 * steak, 0.0, 0.0),
            (outlet, "beef", "rival", "rstew", 10.0 * mix, 10.0 * mix * stew, 0.0, 0.0),
        ]
    return category(rows)


@pytest.mark.parametrize("mix", [0.1, 1.0, 50.0])
def test_the_price_index_does_not_see_the_mix(mix):
    found = competitors.prices(priced(18.0, 9.0, mix=mix), ARTICLES).iloc[0]
    assert found["index"] == pytest.approx(90.0)
    assert (found["low"], found["high"]) == (pytest.approx(90.0), pytest.approx(90.0))
    assert (found["outlets"], found["comparisons"], found["compared"]) == (3, 6, pytest.approx(1.0))


def test_the_price_index_weighs_what_is_sold():
    # steak at 80, stew at 100; both suppliers sell two thirds of their value in steak (200 of 300; 160 of 260)
    weight = (200 / 300 + 160 / 260) / 2
    found = competitors.prices(priced(16.0, 10.0), ARTICLES).iloc[0]
    assert found["index"] == pytest.approx(100 * np.exp(weight * np.log(0.8)))


def test_what_is_not_like_is_not_compared():
    other = products(steak=("steak", 0.3), stew=("stew", 0.5), rsteak=("roast", 0.25), rstew=("ragout", 0.5))
    assert competitors.prices(priced(18.0, 9.0), other).empty


def test_without_a_subgroup_pack_sizes_are_compared():
    sizes = products(steak=(None, 0.75), stew=(None, 1.75), rsteak=(None, 0.7), rstew=(None, 1.5))
    assert competitors.prices(priced(18.0, 9.0), sizes).iloc[0]["index"] == pytest.approx(90.0)


def seen(rows):
    frame = pd.DataFrame(rows, columns=["date", "supplier", "product", "price", "promoted"])
    return frame.assign(date=pd.to_datetime(frame["date"]), promoted=frame["promoted"].astype("boolean"))


def test_prices_seen_leave_offers_out():
    rows = [
        ("2026-07-01", s, p, price, False)
        for s, p, price in (
            ("us", "steak", 20.0),
            ("us", "stew", 10.0),
            ("rival", "rsteak", 22.0),
            ("rival", "rstew", 11.0),
        )
    ]
    rows += [("2026-07-02", "rival", "rstew", 1.0, True), ("2024-01-01", "rival", "rstew", 1.0, False)]
    third = products(ham=("ham", 0.1), rham=("ham", 0.1))
    rows += [("2026-07-03", "us", "ham", 5.0, False), ("2026-07-03", "rival", "rham", 5.5, False)]
    found = competitors.seen_prices(
        seen(rows), pd.concat([ARTICLES, third]), ("us",), "2026-01-01", "2026-12-31"
    )
    assert found["index"].tolist() == pytest.approx([110.0])
    assert found["comparisons"].tolist() == [3]


@pytest.mark.parametrize(("offers", "size", "low", "high"), ORACLES["wilson_memory_reproduced"])
def test_promotion_pressure_has_the_published_interval(offers, size, low, high):
    rows = [("2026-07-01", "rival", "b", 1.0, i < offers) for i in range(size)]
    found = competitors.pressure(seen(rows), "2026-01-01", "2026-12-31").iloc[0]
    assert (found["promoted"], found["seen"]) == (offers, size)
    assert (found["low"], found["high"]) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_articles_that_came_and_went():
    rows = [
        ("1", "beef", "us", "steak", 10.0, 100.0, 10.0, 100.0),
        ("1", "beef", "us", "stew", 5.0, 50.0, 0.0, 0.0),
        ("2", "beef", "us", "stew", 5.0, 60.0, 0.0, 0.0),
        ("1", "beef", "rival", "rstew", 0.0, 0.0, 7.0, 70.0),
    ]
    found = competitors.articles(category(rows), ARTICLES).set_index("product")
    assert found["event"].to_dict() == {"stew": "new", "rstew": "lost"}
    assert found["amount"].to_dict() == pytest.approx({"stew": 110.0, "rstew": 70.0})
    assert found["outlets"].to_dict() == {"stew": 2, "rstew": 1}
    assert found["ours"].to_dict() == {"stew": True, "rstew": False}


def test_without_names_nothing_is_said_of_competitors():
    unnamed = category(SWITCH, named=False, articles=False)
    assert competitors.suppliers(unnamed).empty
    assert competitors.gainers(unnamed).empty
    assert competitors.prices(unnamed, ARTICLES).empty
    assert competitors.articles(unnamed, ARTICLES).empty


def test_without_a_base_nothing_is_won_or_lost():
    rows = [(*row[:6], float("nan"), float("nan")) for row in SWITCH]
    found = competitors.suppliers(category(rows, has_base=False))
    assert found[["won", "market", "change", "base_share"]].isna().all(axis=None)
    assert found["share"].sum() == pytest.approx(1.0)


@pytest.mark.parametrize("within", [(), ("group",), ("outlet",)])
def test_any_shelf_adds_up_whatever_the_order_of_its_rows(within):
    numbers = np.random.default_rng(7)
    rows = [
        (outlet, group, supplier, f"{supplier}{group}", q, q * p, q0, q0 * p0)
        for outlet in "1234"
        for group in ("beef", "pork")
        for supplier in ("us", "rival", "Huismerk", "other")
        for q, p, q0, p0 in [numbers.uniform(0, 9, 4) * (numbers.random(4) > 0.2)]
    ]
    found = competitors.suppliers(category(rows), within)
    other = competitors.suppliers(category(rows[::-1]), within)
    pd.testing.assert_frame_equal(found, other)
    assert np.allclose(found["market"] + found["won"], found["change"], atol=1e-9)
    assert found["won"].sum() == pytest.approx(0.0, abs=1e-9)
    lost = competitors.gainers(category(rows))["money"].sum()
    cells = competitors.suppliers(category(rows), ("outlet", "group"))
    ours = cells[cells["ours"] & (cells["won"] < 0)]
    assert lost == pytest.approx(-ours["won"].sum())


def test_a_litre_and_three_quarters_of_it_are_one_size():
    sizes = products(steak=(None, 0.75), stew=(None, 1.75), rsteak=(None, 1.0), rstew=(None, 2.0))
    assert competitors.prices(priced(18.0, 9.0), sizes).iloc[0]["comparisons"] == 6
