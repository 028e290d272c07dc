"""The bridge against published numbers, hand calculations and the properties that it promises."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amlib.analysis import causes

ORACLES = json.loads((Path(__file__).parent / "oracles.json").read_text(encoding="utf-8"))
CASH = 1e-9  # relative to the money that is moved about


def rows(cells, **more):
    """Rows of a bridge from tuples (outlet, product, q0, v0, q1, v1); one region, one group unless told otherwise."""
    frame = pd.DataFrame(cells, columns=["outlet", "product", "q0", "v0", "q1", "v1"])
    return frame.assign(**{"region": "r", "banner": "b", "group": "g", "kind": "delivery", **more})


def category(cells):
    return pd.DataFrame(cells, columns=["outlet", "group", "m0", "m1"])


# ------------------------------------------------------------------------------------------------------------------ published numbers


def ces_quantities():
    """Prices are published, quantities follow from a CES demand: q_i = E·α_i·p_i⁻² / Σ α_j·p_j⁻¹ (IndexNumR, CES_sigma_2)."""
    oracle = ORACLES["bennet_indexnumr_ces_sigma_2"]
    prices, spend = np.array(oracle["prices"]), np.array(oracle["expenditure"])
    alpha = np.array([0.2, 0.2, 0.2, 0.4])
    return oracle, prices, spend[:, None] * alpha * prices**-2 / (alpha / prices).sum(axis=1, keepdims=True)


def test_bennet_reproduces_indexnumr():
    oracle, p, q = ces_quantities()
    price, quantity = causes.bennet(p[:-1], p[1:], q[:-1], q[1:])
    np.testing.assert_allclose(price.sum(axis=1), oracle["price_bennet"], atol=1e-9)
    np.testing.assert_allclose(quantity.sum(axis=1), oracle["quantity_bennet"], atol=1e-9)


def test_the_bridge_has_the_price_effect_of_indexnumr_in_every_period():
    oracle, p, q = ces_quantities()
    for t, expected in enumerate(oracle["price_bennet"]):
        cells = [
            ("o", str(i), q[t, i], p[t, i] * q[t, i], q[t + 1, i], p[t + 1, i] * q[t + 1, i])
            for i in range(4)
        ]
        found = causes.bridge(rows(cells))
        assert found.total()["price"] == pytest.approx(expected, abs=1e-9)
        assert found.change == pytest.approx(oracle["value_change"][t], abs=1e-9)


def test_the_ends_of_the_price_range_are_laspeyres_and_paasche():
    oracle, p, q = ces_quantities()
    for t in range(11):
        cells = [
            ("o", str(i), q[t, i], p[t, i] * q[t, i], q[t + 1, i], p[t + 1, i] * q[t + 1, i])
            for i in range(4)
        ]
        low, high = causes.bridge(rows(cells)).price_range
        assert low == pytest.approx(oracle["price_laspeyres"][t], abs=1e-9)
        assert high == pytest.approx(oracle["price_paasche"][t], abs=1e-9)


def test_exchange_rate_example_by_shapley():
    o = ORACLES["fx_ajb"]
    effects = causes.shapley(
        lambda q, p, r: q * p * r, (o["q0"], o["p0"], o["r0"]), (o["q1"], o["p1"], o["r1"])
    )
    for found, name in zip(effects, ("volume", "price", "exchange"), strict=True):
        assert found == pytest.approx(o["shapley"][name], abs=0.005)
    assert sum(effects) == pytest.approx(o["recomputed"]["total"], abs=0.001)


def test_price_volume_mix_of_three_articles():
    # A 1000@10→1000@11, B 800@15→700@15, C 500@20→800@23: Δ 7,900. Price ½(2000·1 + 0 + 1300·3) = 2,950.
    cells = [
        ("o", "A", 1000, 10_000, 1000, 11_000),
        ("o", "B", 800, 12_000, 700, 10_500),
        ("o", "C", 500, 10_000, 800, 18_400),
    ]
    total = causes.bridge(rows(cells)).total()
    assert total["price"] == pytest.approx(2950)
    assert total["volume"] == pytest.approx(2973.65, abs=0.005)
    assert total["product_mix"] == pytest.approx(1976.35, abs=0.005)
    assert total.sum() == pytest.approx(7900)


@pytest.mark.parametrize("case", ORACLES["sales_mix_variances"], ids=lambda c: c["source"])
def test_sales_quantity_variance_of_the_textbooks(case):
    units, cm, actual = np.array(case["budget_units"]), np.array(case["cm"]), case["actual_total"]
    average = float(units @ cm / units.sum())
    market = np.array([case.get("market_actual", float(units.sum()))], dtype=float)
    before = np.array([case.get("market_budget", float(units.sum()))], dtype=float)
    size, share = causes.market_and_share(
        np.array([units.sum()]), np.array([actual]), before, market, average
    )
    if "quantity_variance" in case:
        assert (
            share.item()
            == pytest.approx(case["share_variance"])
            == pytest.approx(sum(case["quantity_variance"]))
        )
        assert size.item() == case["size_variance"]
    else:
        assert average == pytest.approx(case["weighted_cm"])
        assert share.item() / 1000 == pytest.approx(case["quantity_variance_thousand"])


def test_a_lost_article_is_not_a_price_effect():
    # The asymmetric form in use elsewhere books a lost article as price, because its mean becomes nil.
    total = causes.bridge(rows([("o", "A", 10, 100, 10, 100), ("o", "B", 5, 60, 0, 0)])).total()
    assert total["price"] == 0
    assert total["lost_articles"] == -60


# ------------------------------------------------------------------------------------------------------------------ hand calculations


def test_new_and_lost_outlets_carry_their_whole_value():
    found = causes.bridge(
        rows([("old", "A", 10, 50, 0, 0), ("stays", "A", 10, 50, 12, 72), ("new", "A", 0, 0, 3, 21)])
    )
    assert found.total()["lost_outlets"] == -50
    assert found.total()["new_outlets"] == 21
    assert found.by("outlet").loc["stays", "price"] == pytest.approx(11 * 1)  # ½(10+12)·(6−5)


def test_value_without_volume_is_other_value():
    found = causes.bridge(rows([("o", "A", 10, 50, 10, 50), ("o", "bonus", 0, -7, 0, -10)]))
    assert found.total()["other_value"] == -3
    assert found.change == -3


def test_margin_has_a_price_and_a_cost_effect():
    # 10 @ 5 costing 3 → 10 @ 6 costing 5: price +10, cost −20.
    found = causes.bridge(rows([("o", "A", 10, 50, 10, 60)], c0=30.0, c1=50.0), measure="margin")
    assert found.total()["price"] == 10
    assert found.total()["cost"] == -20
    assert (found.base, found.actual) == (20, 10)


def test_market_and_share_by_hand():
    # σ 0.5 → 0.4 while M 20 → 30, P̄ = 5: market ½·0.9·10·5 = 22.5, share ½·50·(−0.1)·5 = −12.5, volume 2·5 = 10.
    found = causes.bridge(rows([("o", "A", 10, 50, 12, 60)]), category=category([("o", "g", 20, 30)]))
    assert found.total()["market"] == pytest.approx(22.5)
    assert found.total()["share"] == pytest.approx(-12.5)


def test_volume_without_a_category_stays_volume():
    cells = [("o", "A", 10, 50, 12, 60), ("elsewhere", "A", 10, 50, 12, 60)]
    total = causes.bridge(rows(cells), category=category([("o", "g", 20, 30)])).total()
    assert total["volume"] == pytest.approx(10)
    assert total["market"] + total["share"] == pytest.approx(10)


def test_a_category_that_contradicts_our_sales_is_not_split():
    # We sold 10 where the customer says that it bought nothing.
    total = causes.bridge(rows([("o", "A", 10, 50, 12, 60)]), category=category([("o", "g", 0, 30)])).total()
    assert total["volume"] == pytest.approx(10)
    assert "market" not in total


def test_a_group_that_the_customer_newly_sells_is_market():
    cells = [("o", "A", 10, 50, 10, 50), ("p", "B", 10, 50, 10, 50), ("p", "A", 0, 0, 4, 20)]
    frame = rows(cells).assign(group=["g", "h", "g"])
    total = causes.bridge(
        frame, category=category([("o", "g", 20, 20), ("p", "h", 20, 20), ("p", "g", 0, 8)])
    ).total()
    assert total["market"] == pytest.approx(4 * 5)


def test_returns_that_cancel_sales_do_not_explode():
    # The average price of x would be (101·5 − 100·9) / 1 = −395; the account's own price stands in.
    frame = rows(
        [
            ("o", "A", 1000, 5000, 1000, 5000),
            ("x", "A", 100, 500, 101, 505),
            ("x", "A", -100, -900, -100, -900),
        ]
    )
    frame["kind"] = ["delivery", "delivery", "return"]
    found = causes.bridge(frame)
    assert found.fallbacks == ("x",)
    assert found.total().abs().max() < 10
    assert found.total().sum() == pytest.approx(found.change)


def test_the_sign_of_a_price_effect_that_depends_on_the_convention_is_flagged():
    # A rises by 1, B falls by 1; A was large and is small now: Laspeyres +80, Paasche −80.
    depends = causes.bridge(rows([("o", "A", 100, 500, 20, 120), ("o", "B", 20, 100, 100, 400)]))
    assert depends.price_range == pytest.approx((80, -80))
    assert depends.sign_depends
    assert not causes.bridge(rows([("o", "A", 100, 500, 20, 120)])).sign_depends


def test_leaves_keep_returns_apart_and_lose_nothing():
    sales = pd.DataFrame(
        {
            "month": ["2021-01", "2021-01", "2022-01", "2022-02", "2022-07"],
            "kind": ["delivery", "return", "delivery", "delivery", "delivery"],
            "quantity": [10.0, -2.0, 8.0, 4.0, 99.0],
            "revenue": [50.0, -10.0, 44.0, 22.0, 999.0],
        }
    ).assign(region="r", banner="b", outlet="o", group="g", product="A")
    found = causes.leaves(sales, ["2021-01", "2021-02"], ["2022-01", "2022-02"])
    assert found[["kind", "q0", "v0", "q1", "v1"]].to_numpy().tolist() == [
        ["delivery", 10.0, 50.0, 12.0, 66.0],
        ["return", -2.0, -10.0, 0.0, 0.0],
    ]


def test_the_largest_contributions_are_named_by_place():
    cells = [("shut", "A", 100, 500, 0, 0), ("o", "A", 100, 500, 100, 530), ("o", "B", 10, 50, 10, 50)]
    largest = causes.bridge(rows(cells)).largest(2)
    assert largest["effect"].tolist() == ["lost_outlets", "price"]
    assert largest["money"].tolist() == pytest.approx([-500, 30])
    assert largest["outlet"].iloc[0] == "shut"
    assert largest["group"].iloc[1] == "g"


# -------------------------------------------------------------------------------------------------------------------- its promises

QUANTITY = st.one_of(st.just(0.0), st.integers(1, 400).map(float), st.integers(-40, -1).map(float))
PRICE = st.integers(50, 3000).map(lambda cents: cents / 100)


@st.composite
def books(draw):
    """Rows of two outlets and more, with empty cells, returns and value-only rows, and a category for some of the places."""
    count = draw(st.integers(2, 14))
    cells = []
    for i in range(count):
        q0, q1 = draw(QUANTITY), draw(QUANTITY)
        v0 = q0 * draw(PRICE) if q0 else draw(st.sampled_from([0.0, 0.0, -25.0, 40.0]))
        v1 = q1 * draw(PRICE) if q1 else draw(st.sampled_from([0.0, 0.0, -30.0, 10.0]))
        cells.append((f"o{draw(st.integers(0, 3))}", f"p{i}", q0, v0, q1, v1))
    frame = rows(cells)
    frame["group"] = [draw(st.sampled_from(["g", "h"])) for _ in range(count)]
    frame["region"] = frame["outlet"].map({"o0": "n", "o1": "n", "o2": "s", "o3": "s"})
    frame["c0"] = frame["v0"] * 0.7
    frame["c1"] = frame["v1"] * 0.8
    places = frame[["outlet", "group"]].drop_duplicates()
    places["m0"] = [float(draw(st.integers(0, 2000))) for _ in range(len(places))]
    places["m1"] = [float(draw(st.integers(0, 2000))) for _ in range(len(places))]
    return frame, places.sample(frac=draw(st.sampled_from([0.0, 0.5, 1.0])), random_state=1)


def scale(frame):
    """How much money a rounding error is measured against: gross value, blown up where net quantities are small."""
    return 1.0 + frame[["v0", "v1"]].abs().to_numpy().sum() / causes.CANCELLED


def swapped(frame):
    turn = {a + x: a + y for a in "qvcm" for x, y in (("0", "1"), ("1", "0"))}
    return frame.rename(columns=turn)


MEASURES = st.sampled_from(["revenue", "margin"])


@given(books(), MEASURES)
def test_effects_add_up_at_every_node(book, measure):
    frame, places = book
    found = causes.bridge(frame, measure=measure, category=places)
    for keys in (
        ["region"],
        ["banner"],
        ["outlet"],
        ["outlet", "group"],
        ["product"],
        ["region", "outlet", "group", "product"],
    ):
        nodes = found.by(*keys)
        gap = nodes[list(found.effects)].sum(axis=1) - nodes["change"]
        assert gap.abs().max() <= CASH * scale(frame)
        assert nodes["change"].sum() == pytest.approx(found.change, abs=CASH * scale(frame))


@given(books(), MEASURES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(book, measure, random):
    frame, places = book
    order = list(range(len(frame)))
    random.shuffle(order)
    one = causes.bridge(frame, measure=measure, category=places).total()
    other = causes.bridge(frame.iloc[order], measure=measure, category=places.iloc[::-1]).total()
    pd.testing.assert_series_equal(one, other, atol=CASH * scale(frame), rtol=0)


@given(books(), MEASURES)
def test_backwards_is_forwards_with_the_signs_turned(book, measure):
    frame, places = book
    there = causes.bridge(frame, measure=measure, category=places).total()
    back = causes.bridge(swapped(frame), measure=measure, category=swapped(places)).total()
    turned = {
        "new_outlets": "lost_outlets",
        "lost_outlets": "new_outlets",
        "new_articles": "lost_articles",
        "lost_articles": "new_articles",
    }
    back = -back.rename(turned)
    pd.testing.assert_series_equal(there, back.reindex(there.index), atol=CASH * scale(frame), rtol=0)


@given(books())
def test_an_outlet_alone_has_the_price_and_product_mix_that_it_has_within_the_account(book):
    frame, _ = book
    within = causes.bridge(frame)
    for outlet, part in frame.groupby("outlet"):
        alone = causes.bridge(part)
        if (
            outlet in within.fallbacks
            or alone.fallbacks
            or {"new_articles", "lost_articles"} & {*alone.effects, *within.effects}
        ):
            continue  # what is new to an outlet need not be new to the account
        row = within.by("outlet").loc[outlet]
        near = CASH * scale(frame)
        assert row["price"] == pytest.approx(alone.total()["price"], abs=near)
        assert row.get("product_mix", 0.0) == pytest.approx(alone.total().get("product_mix", 0.0), abs=near)
        assert row.get("volume", 0.0) + row.get("outlet_mix", 0.0) == pytest.approx(
            alone.total().get("volume", 0.0), abs=near
        )


@given(books())
def test_market_and_share_together_are_the_volume(book):
    frame, places = book
    plain, split = causes.bridge(frame).total(), causes.bridge(frame, category=places).total()
    parts = sum(split.get(e, 0.0) for e in ("market", "share", "volume"))
    assert parts == pytest.approx(plain.get("volume", 0.0), abs=CASH * scale(frame))


@given(books())
def test_bridges_of_successive_periods_add_up(book):
    frame, _ = book
    middle = frame.assign(q1=frame["q0"][::-1].to_numpy(), v1=frame["v0"][::-1].to_numpy())
    second = frame.assign(q0=middle["q1"], v0=middle["v1"])
    steps = causes.bridge(middle).total().sum() + causes.bridge(second).total().sum()
    assert steps == pytest.approx(causes.bridge(frame).change, abs=CASH * scale(frame))


@given(books())
@settings(max_examples=20)
def test_the_rows_are_left_as_they_were(book):
    frame, places = book
    before = frame.copy(deep=True)
    causes.bridge(frame, category=places)
    pd.testing.assert_frame_equal(frame, before)


FACTORS = st.lists(st.floats(-100, 100), min_size=3, max_size=3)


@given(FACTORS, FACTORS)
def test_shapley_effects_add_up_and_turn_with_time(base, actual):
    def product(a, b, c):
        return a * b * c

    there, back = causes.shapley(product, base, actual), causes.shapley(product, actual, base)
    assert sum(there) == pytest.approx(product(*actual) - product(*base), abs=1e-6)
    assert there == pytest.approx([-effect for effect in back], abs=1e-6)


# ------------------------------------------------------------------------------------------------------------------ other currencies


def test_the_exchange_rate_has_an_effect_of_its_own_and_price_is_read_in_the_invoiced_currency():
    oracle = ORACLES["fx_ajb"]
    q, p, r = ([oracle[f"{name}{side}"] for side in (0, 1)] for name in "qpr")
    cells = [("o", "x", q[0], q[0] * p[0] * r[0], q[1], q[1] * p[1] * r[1])]
    found = causes.bridge(rows(cells, r0=r[0], r1=r[1])).total()
    # ½(L₀+L₁)·Δr, then Bennet's price and volume at the mean rate
    assert found["exchange"] == pytest.approx((q[0] * p[0] + q[1] * p[1]) / 2 * (r[1] - r[0]))
    assert found["price"] == pytest.approx((q[0] + q[1]) / 2 * (p[1] - p[0]) * (r[0] + r[1]) / 2)
    assert found.sum() == pytest.approx(oracle["recomputed"]["total"], abs=0.01)
    # the average over all orders of three factors (Shapley) lies within 2 on 18,489
    shapley = oracle["shapley"]
    assert found[["exchange", "price", "volume"]].tolist() == pytest.approx(
        [shapley[name] for name in ("exchange", "price", "volume")], abs=2
    )


def test_lines_in_two_currencies_are_told_apart_by_what_was_invoiced():
    sales = pd.DataFrame(
        [  # 10 kg at 20 in another currency, worth 0.90 and then 0.80; 10 kg at 5 in our own
            ("2025-01", "a", "x", 10.0, 180.0, 200.0),
            ("2026-01", "a", "x", 10.0, 160.0, 200.0),
            ("2025-01", "b", "x", 10.0, 50.0, None),
            ("2026-01", "b", "x", 10.0, 50.0, None),
        ],
        columns=["month", "outlet", "product", "quantity", "revenue", "invoiced"],
    ).assign(region="r", banner="b", group="g", kind="delivery")
    found = causes.bridge(causes.leaves(sales, ["2025-01"], ["2026-01"]))
    assert found.total()["exchange"] == pytest.approx(-20.0)
    assert found.total()["price"] == pytest.approx(0.0)
    assert found.change == pytest.approx(-20.0)
    plain = causes.leaves(sales.assign(invoiced=None), ["2025-01"], ["2026-01"])
    assert "r0" not in plain


def test_an_exchange_rate_that_did_not_move_changes_nothing():
    cells = [("o", "x", 10, 100, 12, 130), ("o", "y", 5, 40, 0, 0)]
    plain = causes.bridge(rows(cells)).total()
    assert causes.bridge(rows(cells, r0=1.3, r1=1.3)).total().to_dict() == pytest.approx(plain.to_dict())
