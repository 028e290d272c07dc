"""The contract of a slice by hand, the demo company's planted cliff, and sums that tie: months, waterfall, estimate."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import contract
from amlib.data import slices
from tests.analysis.agreed import LADDER, NAN, Made, ranged, term

QUARTER = periods.parse("2026Q3")


def test_without_terms_there_is_no_contract_and_no_cost():
    assert contract.of(Made(), QUARTER) is None
    assert contract.cost(Made(), ["2026-01", "2026-02"]).isna().all()


def test_the_contract_by_hand():
    found = contract.of(Made(*LADDER), QUARTER, ranged(120_000.0, 110_000.0, 125_000.0))
    assert (found.day, found.revenue, found.margin_rate) == (date(2026, 9, 30), 90_000.0, pytest.approx(0.2))
    # 1% and 2% of 90,000; 1% and 2% of 120,000
    assert found.owed == (2_700.0, 3_600.0)
    assert found.beside.set_index("term")["high"].to_dict() == {"T1": 3_750.0, "T3": 2_500.0}
    assert found.beside.set_index("term")["low"].to_dict() == {"T1": 1_100.0, "T3": 2_200.0}
    # at 122,000 3,660 is owed instead of 1,200; 2,000 more sales earn 400
    (cliff,) = found.cliffs
    assert (cliff.term, cliff.distance, cliff.extra_bonus, cliff.net) == ("T2", 2_000.0, 2_460.0, -2_060.0)
    assert found.steps[["now", "then"]].to_numpy().tolist() == [[-10_000.0, -40_000.0], [32_000.0, 2_000.0]]
    assert found.passed == ()


def test_a_year_heading_just_past_a_step_is_told():
    found = contract.of(Made(*LADDER), QUARTER, 123_000.0)
    # 3,690 instead of 1,220 (just below 122,000), 1,000 more sales earn 200
    (step,) = found.passed
    assert (step.term, step.distance, step.net) == ("T2", -1_000.0, pytest.approx(-2_270.0))
    assert found.beside[["low", "high"]].isna().all(axis=None)


def test_a_step_out_of_reach_is_no_crossing():
    assert contract.of(Made(*LADDER), QUARTER, 110_000.0).crossings == ()  # 121,000 at most
    wide = contract.of(Made(*LADDER), QUARTER, ranged(110_000.0, 100_000.0, 123_000.0))
    assert [step.term for step in wide.crossings] == ["T2"]
    far = contract.of(Made(term("T1", "bonus ladder", 0.01, 900_000.0)), QUARTER, 110_000.0)
    assert far.crossings == ()


def test_without_an_estimate_only_what_is_owed_so_far_is_known():
    found = contract.of(Made(*LADDER), QUARTER)
    assert found.owed[0] == 2_700.0
    assert found.owed[1] != found.owed[1]
    assert found.steps["then"].isna().all()
    assert (found.crossings, found.passed, found.curve) == ((), (), None)


def test_a_year_that_is_closed_is_its_own_estimate():
    found = contract.of(Made(*LADDER, last="2026-12"), periods.parse("2026Q4"))
    assert found.heading == contract.Heading(120_000.0, 120_000.0, 120_000.0)
    assert found.owed == (3_600.0, 3_600.0)


def test_without_a_cost_no_step_is_judged_and_no_margin_shown():
    found = contract.of(Made(*LADDER, cost=NAN), QUARTER, 120_000.0)
    assert found.crossings == ()
    assert found.line("net_net_revenue", "period") == 28_500.0  # 200, 1,000 and 300: see below
    assert pd.isna(found.line("margin_after_terms"))


def test_a_retroactive_step_falls_in_the_month_that_crosses_it():
    cost = contract.cost(Made(*LADDER), [f"2026-{n:02d}" for n in range(1, 10)])
    # 2% of 10,000 a month; in August 80,000 is reached: 1% of 80,000, then of 10,000
    assert cost.tolist() == [200.0] * 7 + [1_000.0, 300.0]


def test_years_stand_apart_and_one_without_agreements_is_not_known():
    terms = (*LADDER, term("T0", "contribution", 0.05, year=2025))
    cost = contract.cost(Made(*terms), ["2024-12", "2025-12", "2026-01"])
    assert cost.tolist()[1:] == [500.0, 200.0]
    assert pd.isna(cost.iloc[0])
    found = contract.of(Made(*LADDER), QUARTER)
    assert pd.isna(found.line("net_net_revenue", "base_period"))
    assert found.line("net_net_revenue", "period") == 28_500.0


def test_months_of_a_customer_without_costing_terms_cost_nothing():
    assert contract.cost(Made(term("P", "payment days", 28.0)), ["2026-01"]).tolist() == [0.0]


def test_what_the_year_still_brings_falls_in_its_months_as_last_year_s():
    late = term("T1", "contribution", 0.10, **{"from": pd.Timestamp("2026-11-01")})
    made = Made(late)
    sales = made["sales"]
    made._tables["sales"] = sales.assign(revenue=sales["revenue"].mask(sales["month"] == "2025-12", 40_000.0))
    # 60,000 to come over 10, 10 and 40: November and December bring 50,000
    assert contract.of(made, QUARTER, 150_000.0).owed == (0.0, 5_000.0)


def test_kilograms_of_the_estimate_follow_this_year_s_price_unless_told():
    growth = term("T1", "growth bonus", 0.01, 0.05, basis="quantity", retroactive=True)
    # 132,000 at 10 per kg is 13,200 kg on 12,000: 1% of 1,200 kg at 10
    assert contract.of(Made(growth), QUARTER, 132_000.0).owed[1] == 120.0
    # 12,100 kg is less than 5%
    assert contract.of(Made(growth), QUARTER, 132_000.0, quantity=12_100.0).owed[1] == 0.0


def test_growth_on_a_year_before_the_history_is_not_known():
    growth = term("T1", "growth bonus", 0.01, 0.05)
    found = contract.of(Made(growth, first="2025-02"), QUARTER, 132_000.0)
    assert found.accrued["status"].tolist() == ["unknown"]


def test_a_customer_that_is_new_this_year_has_sold_nothing_before():
    found = contract.of(Made(*LADDER, first="2026-03"), QUARTER)
    assert (found.revenue, found.margin_rate) == (70_000.0, pytest.approx(0.2))
    assert found.line("net_net_revenue") == 68_600.0  # less 2%
    assert pd.isna(found.line("revenue", "base_to_date"))


def test_a_growth_bonus_is_its_own_proof_and_others_are_recorded_or_not():
    terms = (*LADDER, term("T4", "growth bonus", 0.01, 0.05, conditional=True))
    assert contract.of(Made(*terms), QUARTER).counter["received"].tolist() == ["measured", "unknown"]
    seen = contract.of(Made(*terms), QUARTER, received={"T3": True, "T4": False})
    assert seen.counter.set_index("term")["received"].to_dict() == {"T3": "yes", "T4": "no"}


def test_what_it_matters_that_kilograms_are_not_said_to_count():
    unsaid = term("T1", "growth bonus", 0.01, 0.05, counter_performance="groei in kg", retroactive=True)
    made = Made(unsaid)
    sales = made["sales"]
    made._tables["sales"] = sales.assign(revenue=sales["revenue"].mask(sales["month"] > "2026", 11_000.0))
    # revenue grew by 9,000 (1% is 90), kilograms did not
    assert contract.of(made, QUARTER).unclear.to_numpy().tolist() == [["T1", -90.0]]


def test_money_without_goods_is_told():
    made = Made(*LADDER)
    credit = made["sales"].iloc[[-1]].assign(kind="value", quantity=0.0, revenue=-50.0, cost=NAN)
    made._tables["sales"] = pd.concat([made["sales"], credit], ignore_index=True)
    assert contract.of(made, QUARTER).without_goods == -50.0


def test_service_levels_and_payment_terms_of_the_day():
    terms = (term("P", "payment days", 45.0), term("S", "service level", 0.98), term("S0", "service level", 0.9, year=2025))  # fmt: skip
    found = contract.of(Made(*terms), QUARTER)
    assert found.payment[["term", "over"]].to_numpy().tolist() == [["P", 15.0]]
    assert found.service["term"].tolist() == ["S"]
    assert found.accrued.empty


def heading(data):
    """The demo's own estimate: so far, and last year's rest with the growth so far."""
    sold = data["sales"].groupby("month")["revenue"].sum()
    now, then = sold["2026-01":"2026-09"].sum(), sold["2025-01":"2025-09"].sum()
    return now + sold["2025-10":"2025-12"].sum() * now / then


def test_the_demo_company_s_contracts_tie_and_only_the_planted_cliff_is_found(demo_freeze, shared_folder):
    planted = json.loads((shared_folder / "demo/output/demo/truth/planted.json").read_text("utf-8"))["bonus cliff"]  # fmt: skip
    found = {}
    for account in demo_freeze.accounts:
        data = slices.read(demo_freeze.slice_path(account, "internal"))
        centre = heading(data)
        made = found[account] = contract.of(data, QUARTER, ranged(centre, centre * 0.98, centre * 1.02))
        months = [f"{year}-{n:02d}" for year in (2025, 2026) for n in range(1, 10)]
        cost = contract.cost(data, months)
        assert cost["2026-01":].sum() == pytest.approx(made.owed[0], abs=0.005)
        assert cost[:"2025-09"].sum() == pytest.approx(made.last_year["amount"].sum(), abs=0.005)
        taken = made.line("revenue") - made.line("net_net_revenue")
        assert taken == pytest.approx(made.owed[0], abs=0.005)
        assert cost["2026-07":].sum() == pytest.approx(made.line("revenue", "period") - made.line("net_net_revenue", "period"), abs=0.005)  # fmt: skip
        assert not made.accrued["unclear"].any()
    assert [account for account, made in found.items() if made.cliffs or made.passed] == [planted["account"]]
    assert [step.term for step in found[planted["account"]].cliffs] == [planted["term"]]


def test_a_customer_s_slice_shows_payment_and_service_alone(demo_freeze):
    data = slices.read(demo_freeze.slice_path("goudveld", "customer"))
    found = contract.of(data, QUARTER, 1e6)
    assert found.accrued.empty
    assert found.steps.empty
    assert (len(found.payment), len(found.service), found.curve) == (1, 1, None)
    assert found.margin_rate != found.margin_rate
