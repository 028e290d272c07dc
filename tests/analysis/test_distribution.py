"""Distribution against the published table of the two tortilla brands, and the split of a share against hand calculations."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from amlib.analysis import distribution, market
from tests.analysis.shelf import category

ORACLES = json.loads((Path(__file__).parent / "oracles.json").read_text(encoding="utf-8"))
TORTILLA = ORACLES["farris_mbtn_tortilla"]
OUTLETS = ["1", "2", "3", "4"]


def tortillas():
    """The same table as a category: 'madre' and 'padre' beside what others sell, the rest of the outlet in another group."""
    rows = []
    for place, outlet in enumerate(OUTLETS):
        of_brand = {}
        for brand in ("madre", "padre"):
            for item, carried in TORTILLA[brand].items():
                if carried[place]:
                    rows.append((outlet, "tortillas", brand, f"{brand} {item}", 10.0, 20.0, 0.0, 0.0))
                    of_brand[brand, item] = 20.0
        left = TORTILLA["category"][place] - sum(of_brand.values())
        rows.append((outlet, "tortillas", "others", "o", left / 2, left, 0.0, 0.0))
        other = TORTILLA["all_sales"][place] - TORTILLA["category"][place]
        rows.append((outlet, "all else", "others", "e", other, other, 0.0, 0.0))
    return category(rows, ours=("madre",))


@pytest.mark.parametrize("brand", ["madre", "padre"])
def test_the_measures_of_a_category_are_those_of_the_table(brand):
    found = distribution.measures(tortillas(), within=("group",)).loc[("tortillas", brand)]
    derived = TORTILLA["derived"]
    assert (found["numeric"], found["outlets"], found["carrying"], found["items"]) == (0.75, 4, 3, 2)
    assert found["weighted"] == pytest.approx(derived[f"PCV_{brand}"], abs=5e-8)
    assert found["acv"] == pytest.approx(derived[f"ACV_{brand}"], abs=5e-8)
    # TDP is each article's PCV added up: madre 12ct in 1,2,3 (1800), 24ct in 1,3 (1300); padre 12ct in 1,4 (1400), 24ct in 1,2,4 (1900); of 2200
    assert found["tdp"] == pytest.approx({"madre": 3100 / 2200, "padre": 3300 / 2200}[brand])
    assert found["share"] == pytest.approx(found["weighted"] * found["handlers"])
    assert found["share"] == pytest.approx(found["tdp"] * found["relative_rate"] * found["relative_price"])


def test_the_published_distribution_of_one_article():
    found = distribution.measures(tortillas(), ("supplier", "product"), within=("group",))
    of_12 = found.loc[("tortillas", "padre", "padre 12ct"), "numeric"]
    assert of_12 == TORTILLA["published"]["ND_padre_12ct"]


def test_fair_share_is_the_part_of_distribution_beside_the_share_of_sales():
    found = distribution.measures(tortillas(), within=("group",)).loc["tortillas"]
    # TDP: madre 3100, padre 3300, the others' one article everywhere 2200, of 8600 together; madre sells 100 of 2200
    assert found.loc["madre", "fair"] == pytest.approx((3100 / 8600) / (100 / 2200) * 100)


def test_share_of_distribution_beside_share_of_sales():
    published = ORACLES["fair_share_of_distribution"]
    assert round(distribution.index(published["tdp_share"], published["dollar_share"])) == published["index"]


# us: one article, first in one of two equal outlets, then in both; 10 kg of 100 wherever it lies, at the category's price
WIDER = [
    ("1", "beef", "us", "a", 10.0, 100.0, 10.0, 100.0),
    ("2", "beef", "us", "a", 10.0, 100.0, 0.0, 0.0),
    ("1", "beef", "them", "b", 90.0, 900.0, 90.0, 900.0),
    ("2", "beef", "them", "b", 90.0, 900.0, 100.0, 1000.0),
]
DEARER = [
    ("1", "beef", "us", "a", 10.0, 200.0, 10.0, 100.0),
    ("1", "beef", "them", "b", 90.0, 1800.0, 90.0, 900.0),
    ("1", "beef", "dear", "c", 0.0, 0.0, 0.0, 0.0),
]


def test_more_outlets_is_distribution():
    found = distribution.split(category(WIDER)).iloc[0]
    assert (found["base_share"], found["share"]) == (pytest.approx(0.05), pytest.approx(0.10))
    assert found["distribution"] == pytest.approx(0.05)
    assert found[["rate_of_sale", "price"]].abs().max() < 1e-12


def test_prices_that_all_move_alike_move_no_share():
    found = distribution.split(category(DEARER)).iloc[0]
    assert found[["change", *distribution.EFFECTS]].abs().max() < 1e-12


def test_our_own_price_alone_moves_the_share_through_price():
    rows = [
        ("1", "beef", "us", "a", 50.0, 1000.0, 50.0, 500.0),
        ("1", "beef", "them", "b", 50.0, 500.0, 50.0, 500.0),
    ]
    found = distribution.split(category(rows)).iloc[0]
    # share 500/1000 → 1000/1500; volume share stays a half, so all of it is price
    assert found["change"] == pytest.approx(2 / 3 - 1 / 2)
    assert found["price"] == pytest.approx(found["change"])
    assert abs(found["rate_of_sale"]) < 1e-12


def test_a_group_we_newly_lie_in_is_distribution_only():
    rows = [
        ("1", "beef", "us", "a", 20.0, 200.0, 0.0, 0.0),
        ("1", "beef", "them", "b", 80.0, 800.0, 100.0, 1000.0),
    ]
    found = distribution.split(category(rows)).iloc[0]
    assert found["distribution"] == pytest.approx(found["change"]) == pytest.approx(0.2)


def test_there_is_no_split_without_outlets():
    assert distribution.split(category(WIDER, level="account")).empty
    assert distribution.measures(category(WIDER, level="account")).empty


AMOUNT = st.floats(0, 1000, allow_nan=False).map(lambda x: round(x, 2))


@st.composite
def shelves(draw):
    rows = []
    for outlet in OUTLETS[:2]:
        for group in ("beef", "pork"):
            for supplier, product in (("us", "a"), ("us", "b"), ("them", "c"), ("more", "d")):
                q1, q0 = draw(AMOUNT), draw(AMOUNT)
                rows.append(
                    (
                        outlet,
                        group,
                        supplier,
                        f"{group}{product}",
                        q1,
                        q1 * draw(st.floats(1, 20)),
                        q0,
                        q0 * draw(st.floats(1, 20)),
                    )
                )
    return rows


@settings(max_examples=12)
@examples(shelves())
def test_the_split_is_exact_and_turns_with_time_at_each_node(rows):
    one = category(rows)
    swapped = category([(*r[:4], r[6], r[7], r[4], r[5]) for r in rows])
    shuffled = category(rows[::-1])
    for within in ((), ("group",), ("outlet",)):
        found = distribution.split(one, within)
        assert np.allclose(found[list(distribution.EFFECTS)].sum(axis=1), found["change"], atol=1e-9)
        back = distribution.split(swapped, within).reindex(found.index)
        assert np.allclose(back[list(distribution.EFFECTS)], -found[list(distribution.EFFECTS)], atol=1e-9)
        pd.testing.assert_frame_equal(distribution.split(shuffled, within), found)
    shares = market.shares(one, "group").set_index("key")["share"]
    split = distribution.split(one, ("group",))["share"].astype(float)
    assert np.allclose(split, shares.reindex(split.index).fillna(0.0), atol=1e-12)


@settings(max_examples=12)
@examples(shelves())
def test_share_is_distribution_times_share_among_handlers(rows):
    found = distribution.measures(category(rows), within=("group",))
    known = found[found["weighted"] > 0]
    assert np.allclose(known["weighted"] * known["handlers"], known["share"], atol=1e-12)
    assert found["weighted"].le(1 + 1e-12).all()
    assert (found["tdp"] >= found["weighted"] - 1e-12).all()
