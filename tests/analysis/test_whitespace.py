"""White space: hand calculations on a handful of outlets, what an estimate may lean on, and the properties that it promises."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amlib.analysis import whitespace


def places(cells):
    """Outlets from tuples (outlet, banner, region, size)."""
    frame = pd.DataFrame(cells, columns=["outlet", "banner", "region", "size"])
    return frame.assign(name="outlet " + frame["outlet"])


def sold(cells):
    """Listings from tuples (outlet, product, value), at 10 a kilogram."""
    frame = pd.DataFrame(cells, columns=["outlet", "product", "value"])
    return frame.assign(group="g", quantity=frame["value"] / 10)


def pair(found, outlet, product="p"):
    """The one row of a pair."""
    return found.set_index(["outlet", "product"]).loc[(outlet, product)]


def company(places_=60, articles=12, noise=0.5, seed=5, listed=0.6):
    """An invented account: sales = size × article × outlet × chance, lognormal; what is not listed has sales too, for who wants to compare."""
    random = np.random.default_rng(seed)
    names = [f"o{i:03d}" for i in range(places_)]
    size = np.exp(random.normal(10, 0.8, places_))
    article = random.normal(-4, 1, articles)
    outlet = random.normal(0, 0.4, places_)
    table = pd.MultiIndex.from_product([range(places_), range(articles)]).to_frame(index=False).to_numpy()
    i, j = table.T
    value = size[i] * np.exp(article[j] + outlet[i] + random.normal(0, noise, len(i)))
    every = sold([(names[a], f"a{b:03d}", v) for a, b, v in zip(i, j, value, strict=True)])
    shown = random.random(len(every)) < listed
    outlets = places(
        [(n, f"b{k % 2}", f"r{k % 3}", s) for k, (n, s) in enumerate(zip(names, size, strict=True))]
    )
    return every[shown], outlets, every[~shown]


# ------------------------------------------------------------------------------------------------------------------ by hand


def test_an_article_that_sells_in_proportion_to_size_sells_in_proportion_here():
    # a tenth of everything else: 1,000 → 100, 2,000 → 200, 4,000 → 400, 500 → 50; so 3,000 → 300, which is 30 kg at 10 a kg
    outlets = places([(o, "x", "r", 1.1 * s) for o, s in zip("ABCD", (1000, 2000, 4000, 500), strict=True)])
    outlets = pd.concat([outlets, places([("E", "x", "r", 3000.0)])])
    listings = sold([("A", "p", 100.0), ("B", "p", 200.0), ("C", "p", 400.0), ("D", "p", 50.0)])
    found = whitespace.gaps(listings, outlets)
    assert len(found) == 1
    row = pair(found, "E")
    assert row[["expected_value", "low", "high"]].tolist() == pytest.approx([300, 300, 300])
    assert row["expected_quantity"] == pytest.approx(30)
    assert row["group"] == "g"


def test_the_estimate_is_the_level_at_which_least_money_is_wrong_and_the_range_is_what_was_seen():
    # Sold: 100, 200, 400, 800, beside other things for 1,000. Each estimated from the others (geometric mean of three): 400, 317.48, 251.98, 200.
    # Sold ÷ estimated: 2⁻², 2^-⅔, 2^⅔, 2²; the estimates are the weights, and half of these 1,169.46 is reached at the second: 2^-⅔.
    # From all four: 282.84; × 2^-⅔ = 178.18.
    # Beside that, what was seen: 2^-4/3, 1, 2^4/3, 2^8/3. A tenth of the way along: 0.397 + 0.3·0.603; nine tenths: 2.520 + 0.7·3.830.
    values = {"A": 100.0, "B": 200.0, "C": 400.0, "D": 800.0}
    outlets = places([(o, "x", "r", 1000 + v) for o, v in values.items()] + [("E", "x", "r", 1000.0)])
    row = pair(whitespace.gaps(sold([(o, "p", v) for o, v in values.items()]), outlets), "E")
    assert row["expected_value"] == pytest.approx(178.18, abs=0.01)
    assert row["low"] / row["expected_value"] == pytest.approx(0.578, abs=0.001)
    assert row["high"] / row["expected_value"] == pytest.approx(5.201, abs=0.001)


def test_outlets_of_one_size_say_nothing_of_size():
    # as above; now what sells much leaves little rest (900, 800, 600, 200), and a slope through these would fall steeply
    outlets = places([(o, "x", "r", 1000.0) for o in "ABCDE"])
    listings = sold([("A", "p", 100.0), ("B", "p", 200.0), ("C", "p", 400.0), ("D", "p", 800.0)])
    row = pair(whitespace.gaps(listings, outlets), "E")
    assert row["expected_value"] == pytest.approx(178.18, abs=0.01)


def test_the_narrowest_group_with_three_that_list_it_is_the_comparison():
    # x in the north: 4 others, 3 list it. x in the south: 1 other of 1 lists it; in all of x: 4 of 6 others. y: nobody lists it; in all: 4 of 7.
    north = [(o, "x", "north", 1000.0) for o in "ABCDE"]
    south = [(o, "x", "south", 1000.0) for o in "FG"]
    outlets = places([*north, *south, ("H", "y", "north", 1000.0)])
    found = whitespace.gaps(sold([(o, "p", 100.0) for o in "ABCF"]), outlets)
    shown = {o: pair(found, o)[["group_of_peers", "peers", "peers_total"]].tolist() for o in "DGH"}
    assert shown == {"D": ["banner+region", 3, 4], "G": ["banner", 4, 6], "H": ["all", 4, 7]}
    in_all, in_banner = 4 / 7, (4 + 3 * 4 / 7) / (6 + 3)
    chances = [pair(found, o)["chance"] for o in "HGD"]
    assert chances == pytest.approx([in_all, in_banner, (3 + 3 * in_banner) / (4 + 3)])


def test_size_classes_are_a_comparison_too():
    # the smallest third sells 10, the largest 100 beside other things for 1,000: of the two small ones that list nothing, each is held against three small ones
    small = [(f"s{i}", "x", "", 1010.0 if i < 3 else 1000.0) for i in range(4)]
    middle = [(f"m{i}", "x", "", 3000.0 + i) for i in range(4)]
    large = [(f"z{i}", "x", "", 9000.0 + i) for i in range(4)]
    found = whitespace.gaps(
        sold([(f"s{i}", "p", 10.0) for i in range(3)] + [(f"z{i}", "p", 100.0) for i in range(3)]),
        places([*small, *middle, *large]),
    )
    assert pair(found, "s3")[["group_of_peers", "peers", "peers_total"]].tolist() == ["banner+size", 3, 3]
    assert pair(found, "m0")["group_of_peers"] == "all"
    assert pair(found, "s3")["expected_value"] < pair(found, "m0")["expected_value"]


# ------------------------------------------------------------------------------------------------------------------ what it leans on


def test_two_outlets_that_list_an_article_are_no_comparison():
    outlets = places([(o, "x", "r", 1000.0) for o in "ABCDE"])
    listings = sold([(o, "p", 100.0) for o in "ABC"] + [(o, "q", 100.0) for o in "AB"])
    assert whitespace.gaps(listings, outlets)["product"].unique().tolist() == ["p"]


def test_a_better_outlet_is_expected_to_sell_more_but_not_all_of_its_lead():
    # twelve outlets sell eight articles alike but for small differences; Z sells twice as much of everything, and lacks one
    random = np.random.default_rng(2)
    names = [f"o{i:02d}" for i in range(12)] + ["Z"]
    cells = [
        (o, f"a{j}", (200.0 if o == "Z" else 100.0) * np.exp(random.normal(0, 0.2)))
        for o in names
        for j in range(8)
        if (o, j) not in {("Z", 0), ("o00", 0)}
    ]
    found = whitespace.gaps(sold(cells), places([(o, "x", "r", 50_000.0) for o in names]))
    ratio = pair(found, "Z", "a0")["expected_value"] / pair(found, "o00", "a0")["expected_value"]
    assert 1.5 < ratio < 2.1


def test_a_region_where_an_article_sells_twice_as_much_moves_its_outlets_and_no_others():
    random = np.random.default_rng(3)
    outlets = places([(f"o{i:02d}", "x", "east" if i < 20 else "west", 50_000.0) for i in range(40)])
    cells = [
        (
            o,
            f"a{j}",
            (200.0 if region == "east" and j == 0 else 100.0) * np.exp(random.normal(0, 0.2)),
        )
        for o, region in zip(outlets["outlet"], outlets["region"], strict=True)
        for j in range(6)
        if o not in ("o00", "o39")
    ]
    found = whitespace.gaps(sold(cells), outlets)
    moved = [
        pair(found, "o00", a)["expected_value"] / pair(found, "o39", a)["expected_value"]
        for a in ("a0", "a1")
    ]
    assert moved[0] == pytest.approx(2, rel=0.15)
    assert moved[1] == pytest.approx(1, rel=0.15)


def test_what_came_back_is_not_listed():
    outlets = places([(o, "x", "r", 1000.0) for o in "ABCDE"])
    listings = sold([(o, "p", 100.0) for o in "ABC"] + [("D", "p", -20.0), ("E", "p", 0.0)])
    assert whitespace.gaps(listings, outlets)["outlet"].tolist() == ["D", "E"]


def test_an_outlet_of_unknown_size_is_neither_estimated_nor_compared_with():
    known = [(o, "x", "r", 1000.0) for o in "ABCD"]
    outlets = places([*known, ("E", "x", "r", float("nan")), ("F", "x", "r", 0.0)])
    listings = sold([(o, "p", 100.0) for o in "ABC"])
    found = whitespace.gaps(pd.concat([listings, sold([("E", "p", 9e9), ("G", "p", 9e9)])]), outlets)
    pd.testing.assert_frame_equal(found, whitespace.gaps(listings, places(known)))
    assert found["outlet"].tolist() == ["D"]


def test_outlets_without_banner_or_region_are_compared_by_size_and_with_all():
    listings, outlets, _ = company()
    nameless = whitespace.gaps(listings, outlets.assign(banner=None, region=None))
    assert set(nameless["group_of_peers"]) == {"banner+size"}
    assert len(nameless) == len(whitespace.gaps(listings, outlets))


def test_a_price_that_is_not_known_gives_no_quantity():
    outlets = places([(o, "x", "r", 1000.0) for o in "ABCD"])
    found = whitespace.gaps(sold([(o, "p", 100.0) for o in "ABC"]).assign(quantity=0.0), outlets)
    assert np.isnan(pair(found, "D")["expected_quantity"])
    assert pair(found, "D")["expected_value"] > 0


@pytest.mark.parametrize(
    ("listings", "outlets"),
    [
        (sold([]), places([("A", "x", "r", 1000.0)])),
        (sold([("A", "p", 100.0)]), places([])),
        (sold([(o, "p", 100.0) for o in "ABC"]), places([(o, "x", "r", 1000.0) for o in "ABC"])),
    ],
    ids=["nothing listed", "no outlets", "no gaps"],
)
def test_nothing_to_say_is_a_table_without_rows(listings, outlets):
    found = whitespace.gaps(listings, outlets)
    assert found.empty
    assert tuple(found.columns) == whitespace.COLUMNS
    assert (found["expected_value"] > 0).sum() == 0


# ------------------------------------------------------------------------------------------------------------------ how near


def test_sales_that_were_hidden_are_found_again_and_lie_in_the_range():
    listings, outlets, hidden = company(places_=120, articles=20)
    found = hidden.merge(whitespace.gaps(listings, outlets), on=["outlet", "product"])
    assert len(found) == len(hidden)
    assert found["value"].corr(found["expected_value"], method="spearman") > 0.9
    inside = (found["low"] <= found["value"]) & (found["value"] <= found["high"])
    assert inside.mean() == pytest.approx(0.8, abs=0.04)


def test_a_range_that_holds_more_is_wider():
    listings, outlets, _ = company()
    half, nearly = (whitespace.gaps(listings, outlets, level=level) for level in (0.5, 0.95))
    assert (half["low"] >= nearly["low"]).all()
    assert (half["high"] <= nearly["high"]).all()
    assert (nearly["high"] / nearly["low"]).median() > 2 * (half["high"] / half["low"]).median()


def test_a_comparison_that_was_less_near_has_a_wider_range():
    # forty outlets of one banner that sell alike, and forty of as many banners that do not: these can only be held against all
    random = np.random.default_rng(7)
    outlets = places([(f"o{i:02d}", "x" if i < 40 else f"y{i}", "", 50_000.0) for i in range(80)])
    cells = [
        (o, f"a{j}", 100 * np.exp(random.normal(0, 0.1 if banner == "x" else 1.0)))
        for o, banner in zip(outlets["outlet"], outlets["banner"], strict=True)
        for j in range(6)
        if (o, j) not in {("o00", 0), ("o79", 0)}
    ]
    found = whitespace.gaps(sold(cells), outlets)
    alike, other = pair(found, "o00", "a0"), pair(found, "o79", "a0")
    assert [alike["group_of_peers"], other["group_of_peers"]] == ["banner", "all"]
    assert alike["high"] / alike["low"] < 2
    assert other["high"] / other["low"] > 6


def test_the_most_money_stands_first_and_equal_sums_in_order_of_outlet():
    listings, outlets, _ = company()
    assert whitespace.gaps(listings, outlets)["expected_value"].is_monotonic_decreasing
    same = places([(o, "x", "r", 1000.0) for o in "EDCBA"])
    assert whitespace.gaps(sold([(o, "p", 100.0) for o in "CBE"]), same)["outlet"].tolist() == ["A", "D"]


def test_a_large_account_takes_no_time_to_speak_of():
    listings, outlets, _ = company(places_=531, articles=200, listed=0.3)
    started = time.process_time()  # of this process alone: others may be busy beside it
    found = whitespace.gaps(listings, outlets)
    assert time.process_time() - started < 2
    assert len(found) == 531 * 200 - len(listings)


# ------------------------------------------------------------------------------------------------------------------ promises


@st.composite
def accounts(draw):
    """Small accounts with all that may happen: few outlets or many, banners that are empty, pairs that are missing, returns."""
    count, articles = draw(st.integers(1, 14)), draw(st.integers(1, 5))
    amounts = st.integers(1, 10_000).map(lambda cents: cents / 10)
    outlets = places(
        [
            (
                f"o{i:02d}",
                draw(st.sampled_from(["x", "y", None])),
                draw(st.sampled_from(["n", "s"])),
                draw(amounts) * 20,
            )
            for i in range(count)
        ]
    )
    cells = [
        (o, f"a{j}", -5.0 if draw(st.integers(0, 9)) == 0 else draw(amounts))
        for o in outlets["outlet"]
        for j in range(articles)
        if draw(st.integers(0, 3))
    ]
    return sold(cells), outlets


@given(accounts(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_rows_does_not_matter_and_the_input_is_left_alone(account, random):
    listings, outlets = account
    before = listings.copy(), outlets.copy()
    found = whitespace.gaps(listings, outlets)
    pd.testing.assert_frame_equal(listings, before[0])
    pd.testing.assert_frame_equal(outlets, before[1])
    turned = [frame.iloc[random.sample(range(len(frame)), len(frame))] for frame in account]
    pd.testing.assert_frame_equal(whitespace.gaps(*turned), found, check_exact=True)


@given(accounts(), st.floats(0.01, 1000))
@settings(max_examples=60)
def test_in_another_currency_the_estimates_are_the_same_money(account, rate):
    listings, outlets = account
    found = whitespace.gaps(listings, outlets)
    abroad = whitespace.gaps(
        listings.assign(value=listings["value"] * rate), outlets.assign(size=outlets["size"] * rate)
    )
    one, other = (
        frame.sort_values(["outlet", "product"]).reset_index(drop=True) for frame in (found, abroad)
    )
    for column in ("expected_value", "low", "high"):
        assert other[column].tolist() == pytest.approx((one[column] * rate).tolist(), rel=1e-6)
    same = ["outlet", "product", "chance", "peers", "group_of_peers", "peers_total"]
    pd.testing.assert_frame_equal(one[same], other[same])
    assert other["expected_quantity"].tolist() == pytest.approx(one["expected_quantity"].tolist(), rel=1e-6)


@given(accounts(), st.floats(0.1, 0.95))
@settings(max_examples=100)
def test_what_every_gap_promises(account, level):
    listings, outlets = account
    found = whitespace.gaps(listings, outlets, level=level)
    assert tuple(found.columns) == whitespace.COLUMNS
    listed = listings[listings["value"] > 0]
    carried = listed.groupby("product")["outlet"].size()
    asked = {
        (o, p) for o in outlets["outlet"] for p in carried.index[carried >= whitespace.LEAST_PEERS]
    } - set(zip(listed["outlet"], listed["product"], strict=True))
    answered = list(zip(found["outlet"], found["product"], strict=True))
    assert len(answered) == len(set(answered))
    assert set(answered) == asked
    assert (found["low"] > 0).all()
    assert (found["low"] <= found["expected_value"]).all()
    assert (found["expected_value"] <= found["high"]).all()
    assert found["chance"].between(0, 1).all()
    assert (found["peers"] >= whitespace.LEAST_PEERS).all()
    assert (found["peers"] <= found["peers_total"]).all()
    assert set(found["group_of_peers"]) <= set(whitespace.COMPARISONS)
