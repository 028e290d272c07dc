"""Promotions: hand calculations, and invented companies of which the truth is known."""

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies

from amlib.analysis import promotions
from amlib.data.demo.promotions import LOSS
from tests.analysis import promoted
from tests.analysis.promoted import FLAT, MONDAY, agreed

SEEDS = (301, 302, 303)


@pytest.fixture(scope="module")
def invented():
    """Three small companies of which the truth is known, by seed."""
    return {seed: promoted.companies(seed, 0.2) for seed in SEEDS}


def test_net_is_what_is_left_after_the_dip_and_the_siblings():
    data = agreed([("P", 20, 1)], kg={20: 300.0, 21: 80.0, 19: 95.0}, sibling={20: 40.0})
    (row,) = promotions.evaluate(data, "2025").to_dict("records")
    # gross 300 − 100; dip (95 − 100) + (80 − 100); cannibalisation 40 − 50; net 200 − 25 − 10
    assert (row["status"], row["baseline"], row["actual"]) == ("assessed", 100.0, 300.0)
    assert [row[name] for name in ("gross", "dip", "cannibalisation", "net", "uplift")] == pytest.approx(
        [200, -25, -10, 165, 1.65]
    )
    # support 1 × 300, margin 10 − 6 = 4: 165 × 4 − 300 − 20 = 340; ROI 340 ÷ 320; break-even (1 + 20 ÷ 100) ÷ (4 − 1)
    assert [row[name] for name in ("support", "cost", "profit", "roi", "break_even")] == pytest.approx(
        [300, 320, 340, 340 / 320, 0.4]
    )
    assert row["clean_weeks"] == 7 + 7  # −8 … −2 and +2 … +8


def test_what_cannot_be_assessed_says_why():
    cases = {
        "no_weeks": agreed([("P", -3, 1)]),
        "no_sales": agreed([("P", 20, 1)], kg={20: 0.0}),
        "overlap": agreed([("P", 20, 1), ("Q", 20, 1)]),
        "few_clean_weeks": agreed([(str(n), n, 1) for n in range(0, FLAT - 2, 3)]),
    }
    for reason, data in cases.items():
        found = promotions.evaluate(data, "2025").query("status == 'not_assessable'")
        assert set(found["reason"]) == {reason}
        assert found["net"].isna().all()


def test_what_runs_and_what_is_planned_has_no_figures():
    found = promotions.evaluate(agreed([("P", 20, 1), ("Q", FLAT - 1, 1), ("R", 60, 1)]), "2025")
    assert found["status"].tolist() == [
        "assessed",
        "running",
        "planned",
    ]  # the dip of Q is not over; R starts in 2026
    assert found["net"].isna().tolist() == [False, True, True]


def test_without_weeks_all_is_said_to_be_unknown():
    data = agreed([("P", 20, 1)])
    del data["promotion_weeks"]
    (row,) = promotions.evaluate(data, "2025").to_dict("records")
    assert (row["status"], row["reason"]) == ("not_assessable", "no_weeks")
    assert promotions.monthly(promotions.evaluate(data, "2025"), data).empty


def test_an_account_without_promotions_has_no_rows():
    data = agreed([("P", 20, 1)])
    data["promotions"] = data["promotions"].iloc[:0]
    assert promotions.evaluate(data, "2025").empty


def test_a_customer_sees_kilograms_and_no_money():
    data = agreed([("P", 20, 1)], kg={20: 300.0})
    data["promotions"] = data["promotions"].drop(columns=["discount_per_unit", "fixed_cost"])
    data["promotion_weeks"] = data["promotion_weeks"].drop(columns="cost")
    (row,) = promotions.evaluate(data, "2025").to_dict("records")
    assert row["net"] == pytest.approx(200)
    assert all(
        np.isnan(row[name]) for name in ("margin_per_kg", "support", "cost", "profit", "roi", "break_even")
    )


def test_what_was_learned_comes_from_before():
    data = agreed([("P", 10, 1), ("Q", 28, 1)], kg={10: 150.0, 28: 150.0})
    first, second = promotions.evaluate(data, "2025").to_dict("records")
    # 50 × 4 − 150 − 20 = 30 is no loss; at a discount of 2 it is 50 × 4 − 300 − 20 = −120
    assert (first["predicted_from"], second["predicted_from"], second["repeated_losses"]) == (0, 1, 0)
    assert np.isnan(first["predicted"])
    assert second["predicted"] == pytest.approx(0.5)
    dear = agreed([("P", 10, 1), ("Q", 28, 1)], kg={10: 150.0, 28: 150.0}, discount_per_unit=2.0)
    assert promotions.evaluate(dear, "2025")["repeated_losses"].tolist() == [0, 1]


def added_up(data, through="2026Q3"):
    """Per assessed promotion what the months sum to, beside what was found."""
    found = promotions.evaluate(data, through)
    laid = promotions.monthly(found, data)
    summed = laid.groupby(["promotion", laid["effect"] == "support"])[["quantity", "money"]].sum().unstack()
    done = found.query("status == 'assessed'").set_index("promotion")
    assert set(laid["promotion"]) == set(done.index)
    kilograms = summed["quantity"].sum(axis=1).reindex(done.index)
    support = summed["money"].get(True, pd.Series(dtype=float)).reindex(done.index)
    return done, kilograms, support


def test_months_add_up_to_the_promotion(invented):
    done, kilograms, support = added_up(invented[SEEDS[0]]["goudveld"][0])
    assert len(done) > 40
    assert kilograms.to_numpy() == pytest.approx(done["net"].to_numpy())
    assert support.to_numpy() == pytest.approx(-done["support"].to_numpy())


@hypothesis.settings(max_examples=25, deadline=None)
@hypothesis.given(
    first=strategies.integers(16, 30),
    early=strategies.integers(0, 6),
    days=strategies.integers(1, 24),
    life=strategies.sampled_from([8.0, 30.0, np.nan]),
    discount=strategies.sampled_from([0.0, 1.25, np.nan]),
    kg=strategies.dictionaries(strategies.integers(10, 39), strategies.integers(1, 500)),
    sibling=strategies.dictionaries(strategies.integers(10, 39), strategies.integers(0, 90)),
)
def test_months_add_up_whatever_was_sold(first, early, days, life, discount, kg, sibling):
    start = MONDAY + pd.Timedelta(weeks=first, days=early)
    data = agreed(
        [("P", first, 1)], kg=kg, sibling=sibling, start=start, end=start + pd.Timedelta(days=days - 1), discount_per_unit=discount, fixed_cost=np.nan,
    )  # fmt: skip
    data["products"]["shelf_life_days"] = life
    done, kilograms, support = added_up(data)
    assert kilograms.to_numpy() == pytest.approx(done["net"].to_numpy(), abs=1e-6)
    assert support.to_numpy() == pytest.approx(-done["support"].to_numpy(), nan_ok=True)


def test_what_siblings_lost_lies_with_the_article_where_none_was_sold():
    done, kilograms, _ = added_up(agreed([("P", 20, 1)], kg={20: 300.0}, sibling={20: 0.0}), "2025")
    assert (done["cannibalisation"].item(), kilograms.item()) == pytest.approx((-50, 200 - 50))


@pytest.mark.parametrize("audience", ["internal", "customer"])
def test_the_planted_promotion_is_found_a_loss(invented, audience):
    data = promoted.Given(invented[SEEDS[0]]["prijsbaken"][0])
    if audience == "customer":
        data["promotions"] = data["promotions"].drop(columns=["discount_per_unit", "fixed_cost"])
        data["promotion_weeks"] = data["promotion_weeks"].drop(columns="cost")
    found = promotions.evaluate(data, "2026Q3")
    mine = found[
        (found["product"] == LOSS[1]) & (found["mechanic"] == LOSS[2]) & (found["status"] == "assessed")
    ]
    assert len(mine) == 4
    if audience == "customer":
        assert mine["profit"].isna().all()
    else:
        assert (mine["profit_high"] < 0).all()
        assert mine["repeated_losses"].tolist() == [0, 1, 2, 3]


def test_invented_companies_are_found_as_they_are(invented):
    inside, off = [], []
    for company in invented.values():
        for data, truth in company.values():
            found = promotions.evaluate(data, "2026Q3").query("status == 'assessed'").set_index("promotion")
            found = found[found.index.isin(truth.index)]
            known = truth.loc[found.index]
            inside += ((found["net_low"] <= known["net"]) & (known["net"] <= found["net_high"])).tolist()
            off += ((found["net"] - known["net"]) / known["baseline"]).tolist()
            # deliveries less returns, as the truth counts deliveries: to a hundredth
            assert np.allclose(found["support"], known["support"], rtol=0.02)
    assert len(inside) > 600
    # the goal, which a hundred companies meet (docs/benchmarks.md); three hold 600 promotions, so chance moves this by two points
    assert 0.75 <= np.mean(inside) <= 0.85
    # the rest is chance, and weighs more with a fifth of the outlets than with the half of the benchmark
    assert np.median(np.abs(off)) < 0.10
    assert abs(np.mean(off)) < 0.04


# -- arithmetic that others published -------------------------------------------------------------------------------------------

PUBLISHED = [  # gain, cost, less_cost, expected, where
    (40_000 * 0.92, 15_750, False, 2.34, "upclear"),
    (50_000, 20_000, False, 2.50, "stratacpg: cost per incremental unit"),
]


@pytest.mark.parametrize(("gain", "cost", "less_cost", "expected", "where"), PUBLISHED)
def test_published_returns(gain, cost, less_cost, expected, where):
    assert promotions.roi(gain, cost, less_cost=less_cost) == pytest.approx(expected, abs=0.005), where


def test_a_promotion_that_doubles_sales_at_a_quarter_off():
    # rgmacademy's figures: price 4.99, cost 2.10, 25 % off, 2 weeks of 5,000, doubled: 10,000 × 2.89 − 1.2475 × 20,000 = 3,950
    kg = {20: 10_000.0, 21: 10_000.0} | {n: 5_000.0 for n in range(FLAT) if n not in (20, 21)}
    data = agreed([("P", 20, 2)], kg=kg, discount_per_unit=4.99 * 0.25, fixed_cost=np.nan)
    weeks = data["promotion_weeks"]
    weeks["revenue"], weeks["cost"] = weeks["quantity"] * 4.99, weeks["quantity"] * 2.10
    (row,) = promotions.evaluate(data, "2025").to_dict("records")
    assert row["profit"] == pytest.approx(3_950)


def test_nothing_spent_has_no_return():
    assert np.isnan(promotions.roi(10.0, 0.0))
