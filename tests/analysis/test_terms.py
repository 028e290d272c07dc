"""Conditions worked out by hand: on, below and above each threshold; and the one cliff that was planted in the demo company is the only one found."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from amlib import errors, language, periods
from amlib.analysis import conditions, ladders, results, terms
from amlib.analysis.conditions import Amounts
from amlib.data import slices
from amlib.plan import findings

YEAR_END = date(2026, 12, 31)
LADDER = [(100_000.0, 0.01), (200_000.0, 0.02)]
MONTHS = [f"2026-{n:02d}" for n in range(1, 13)]
NAN = float("nan")

LADDER_CASES = [  # revenue, step, owed when retroactive, owed when marginal
    (-5_000.00, 0, 0.00, 0.00),
    (0.00, 0, 0.00, 0.00),
    (99_999.99, 0, 0.00, 0.00),
    (100_000.00, 1, 1_000.00, 0.00),  # 1% of 100,000; nothing lies above the threshold yet
    (100_000.50, 1, 1_000.01, 0.01),  # 1,000.005 and 0.005: halves go up
    (150_000.00, 1, 1_500.00, 500.00),  # 1% of 150,000; of 50,000
    (199_999.99, 1, 2_000.00, 1_000.00),  # 1,999.9999; 999.9999
    (200_000.00, 2, 4_000.00, 1_000.00),  # 2% of 200,000; 1% of 100,000
    (250_000.00, 2, 5_000.00, 2_000.00),  # 2% of 250,000; 1% of 100,000 and 2% of 50,000
]

GROWTH_CASES = [  # revenue on 100,000 last year, step, owed when retroactive, owed when marginal; 1% from 5% growth
    (90_000.00, 0, 0.00, 0.00),
    (100_000.00, 0, 0.00, 0.00),
    (104_999.99, 0, 0.00, 0.00),
    (105_000.00, 1, 50.00, 0.00),  # 1% of 5,000
    (110_000.00, 1, 100.00, 50.00),  # 1% of 10,000; of the 5,000 above the threshold
]

BYPASS_CASES = [  # revenue through the wholesalers, step, owed; 2% from the first euro, 3% for what lies above 50,000
    (-1.00, 0, 0.00),
    (40_000.00, 1, 800.00),
    (50_000.00, 2, 1_000.00),
    (80_000.00, 2, 1_900.00),  # 2% of 50,000 and 3% of 30,000
]

DAYS_CASES = [  # from, until, the day, basis of 1,000 a month
    ("2026-01-01", "2026-12-31", YEAR_END, 12_000.00),
    ("2025-01-01", None, YEAR_END, 12_000.00),
    ("2026-07-01", "2026-12-31", YEAR_END, 6_000.00),
    ("2026-07-01", "2027-06-30", YEAR_END, 6_000.00),
    ("2026-01-01", "2026-04-15", YEAR_END, 3_500.00),  # three months and half of April
    ("2026-07-01", "2026-12-31", date(2026, 9, 30), 3_000.00),
    ("2026-07-01", "2026-12-31", date(2026, 6, 30), None),
    ("2025-01-01", "2025-12-31", YEAR_END, None),
    ("2027-01-01", None, YEAR_END, None),
]


def row(term, kind, rate, threshold=NAN, *, retroactive=False, conditional=False, **more):
    plain = {"from": "2026-01-01", "until": "2026-12-31", "counter_performance": None, "agreement": "A"}
    return (
        {"term": term, "account": "c", "kind": kind, "threshold": threshold, "rate": rate,
         "retroactive": retroactive, "conditional": conditional} | plain | more
    )  # fmt: skip


def table(*rows):
    columns = list(row("T", "other", 0.0))
    frame = pd.DataFrame(list(rows), columns=columns)
    days = {"from": "datetime64[s]", "until": "datetime64[s]"}
    return frame.astype(days | {"retroactive": "boolean", "conditional": "boolean"})


def steps(kind="bonus ladder", of=LADDER, *, retroactive):
    return table(
        *(row(f"T{n}", kind, rate, at, retroactive=retroactive) for n, (at, rate) in enumerate(of, 1))
    )


MIXED = table(
    row("T1", "bonus ladder", 0.01, 100_000.0, retroactive=True),
    row("T2", "bonus ladder", 0.02, 200_000.0, retroactive=True),
    row("T3", "growth bonus", 0.01, 0.05, conditional=True, counter_performance="growth"),
    row("T4", "bypass bonus", 0.02, NAN),
    row("T5", "bypass bonus", 0.03, 50_000.0),
    row("T6", "contribution", 0.012, conditional=True, counter_performance="leaflet", agreement=None),
    row("T7", "contribution", 2_500.0),
    row("T8", "other", 0.05, counter_performance="price review"),
    row("T9", "payment days", 28.0),
    row("T10", "service level", 0.98),
)


@pytest.fixture(autouse=True)
def _english():
    with language.use("en"):
        yield


def owed(frame, revenue, base=None, told=None, **more):
    (found,) = terms.accrual(frame, Amounts(revenue, base, **more), YEAR_END, told=told or {}).to_dict(
        "records"
    )
    return found


@pytest.mark.parametrize(("revenue", "step", "retroactive", "marginal"), LADDER_CASES)
def test_a_ladder_by_hand(revenue, step, retroactive, marginal):
    for flag, amount in ((True, retroactive), (False, marginal)):
        found = owed(steps(retroactive=flag), revenue)
        assert (found["step"], found["amount"]) == (step, amount)
        assert found["status"] == ("accrued" if step else "below")
        assert found["reached"] == ("", "T1", "T2")[step]


def test_the_numbers_of_the_terms_do_not_order_the_steps():
    turned = table(row("T1", "bonus ladder", 0.02, 200_000.0), row("T2", "bonus ladder", 0.01, 100_000.0))
    found = owed(turned, 250_000.0)
    assert (found["amount"], found["term"], found["reached"]) == (2_000.00, "T2", "T1")


def test_ladders_of_two_agreements_or_two_spans_of_days_add_up():
    two = table(
        row("T1", "bonus ladder", 0.01, 100.0, agreement="A"),
        row("T2", "bonus ladder", 0.02, 200.0, agreement="B"),
        row("T3", "bonus ladder", 0.03, 200.0, agreement="B", until=None),
    )
    found = terms.accrual(two, Amounts(300.0, None), YEAR_END)
    assert found["amount"].tolist() == [2.00, 2.00, 3.00]


def test_a_retroactive_step_below_marginal_ones_holds_up_to_them():
    mixed = table(
        row("T1", "bonus ladder", 0.01, 100.0, retroactive=True), row("T2", "bonus ladder", 0.02, 200.0)
    )
    assert owed(mixed, 300.0)["amount"] == 4.00  # 1% of 200 and 2% of 100


@pytest.mark.parametrize(("revenue", "step", "retroactive", "marginal"), GROWTH_CASES)
def test_a_growth_bonus_by_hand(revenue, step, retroactive, marginal):
    for flag, amount in ((True, retroactive), (False, marginal)):
        found = owed(steps("growth bonus", [(0.05, 0.01)], retroactive=flag), revenue, 100_000.0)
        assert (found["step"], found["amount"]) == (step, amount)


@pytest.mark.parametrize("base", [None, 0.0, -10.0])
def test_growth_on_nothing_is_not_known(base):
    found = owed(steps("growth bonus", [(0.05, 0.01)], retroactive=False), 1_000.0, base)
    assert found["status"] == "unknown"
    assert pd.isna(found["amount"])


@pytest.mark.parametrize(("through", "step", "amount"), BYPASS_CASES)
def test_a_bypass_bonus_in_two_tiers_by_hand(through, step, amount):
    frame = steps("bypass bonus", [(NAN, 0.02), (50_000.0, 0.03)], retroactive=False)
    assert owed(frame, through)["amount"] == amount
    found = owed(frame, 1_000_000.0, bypass=through)
    assert (found["step"], found["amount"]) == (step, amount)


def test_bypass_bonuses_without_a_threshold_add_up():
    frame = steps("bypass bonus", [(NAN, 0.02), (NAN, 0.015)], retroactive=False)
    assert terms.accrual(frame, Amounts(80_000.0, None), YEAR_END)["amount"].tolist() == [1_600.00, 1_200.00]


@pytest.mark.parametrize(("begins", "ends", "on", "basis"), DAYS_CASES)
def test_a_condition_counts_on_its_own_days(begins, ends, on, basis):
    frame = table(row("T1", "contribution", 0.012, **{"from": begins, "until": ends}))
    found = terms.accrual(frame, Amounts(pd.Series(1_000.0, MONTHS), None), on)
    assert found["basis"].tolist() == ([] if basis is None else [basis])
    assert found["amount"].tolist() == ([] if basis is None else [round(basis * 0.012, 2)])


def test_a_number_is_spread_evenly_over_the_days():
    frame = table(row("T1", "contribution", 0.012, **{"from": "2026-07-01"}))
    found = owed(frame, 36_500.0)
    assert (found["basis"], found["amount"]) == (18_400.00, 220.80)  # 184 of 365 days


def test_the_running_month_counts_as_far_as_it_is_sold():
    frame = table(row("T1", "contribution", 0.012))
    found = terms.accrual(
        frame, Amounts(pd.Series({"2026-01": 1_000.0, "2026-02": 70.0}), None), date(2026, 2, 3)
    )
    assert found["basis"].tolist() == [1_070.00]


def test_growth_of_a_part_of_the_year_is_held_against_that_part_of_last_year():
    frame = table(row("T1", "growth bonus", 0.01, 0.05, **{"from": "2026-07-01"}))
    base = pd.Series({"2025-01": 9_000.0, "2025-07": 1_000.0})
    found = owed(frame, pd.Series({"2026-01": 1.0, "2026-07": 1_250.0}), base)
    assert (found["basis"], found["amount"]) == (250.00, 2.00)  # 1% of 250 - 50


def test_what_an_other_condition_costs_is_told_or_not_known():
    frame = table(row("T1", "other", 0.05))
    assert pd.isna(owed(frame, 1_000.0)["amount"])
    found = owed(frame, 1_000.0, told={"T1": 12.34})
    assert (found["amount"], found["status"]) == (12.34, "told")


def test_a_rate_that_is_missing_is_not_known_and_one_that_is_an_amount_is_due_in_full():
    assert owed(table(row("T1", "contribution", NAN)), 1_000.0)["status"] == "unknown"
    assert owed(table(row("T1", "contribution", 2_500.0)), 1_000.0)["amount"] == 2_500.00


def test_no_terms_owe_nothing_and_have_the_same_columns():
    none = terms.accrual(table(), Amounts(1_000.0, 900.0), YEAR_END)
    full = terms.accrual(MIXED, Amounts(1_000.0, 900.0), YEAR_END)
    assert none.empty
    assert none.dtypes.to_dict() == full.dtypes.to_dict()
    assert ladders.ladder(table(), YEAR_END).empty
    assert ladders.distance(table(), Amounts(1_000.0), YEAR_END).empty
    assert ladders.cliffs(ladders.distance(table(), Amounts(1_000.0), YEAR_END), 0.2) == ()
    assert terms.outlook(none, none).empty
    assert terms.counter_performance(none).empty
    assert terms.payment_days(table(), YEAR_END).empty
    assert terms.waterfall(none, 1_000.0)["amount"].tolist()[:2] == [1_000.0, 1_000.0]


def test_an_unknown_revenue_or_margin_is_refused():
    with pytest.raises(errors.FigureError, match="not known"):
        terms.accrual(MIXED, Amounts(NAN, None), YEAR_END)
    with pytest.raises(errors.FigureError, match="not known"):
        ladders.cliffs(ladders.distance(MIXED, Amounts(1.0), YEAR_END), NAN)


def test_the_steps_are_told_from_low_to_high():
    found = ladders.ladder(MIXED.iloc[::-1], YEAR_END)
    assert found[found["kind"] == "bonus ladder"]["step_term"].tolist() == ["T1", "T2"]
    assert found[found["kind"] == "growth bonus"]["threshold"].tolist() == [0.05]
    assert set(found["kind"]) == set(conditions.COSTING)


def test_the_next_step_and_what_it_costs_by_hand():
    (found,) = ladders.distance(steps(retroactive=True), Amounts(190_000.0), YEAR_END).to_dict("records")
    # at 200,000 4,000 is owed, at 190,000 1,900
    assert (found["step"], found["step_term"], found["distance"], found["extra_bonus"]) == (2, "T2", 10_000.0, 2_100.0)  # fmt: skip
    assert found["share"] == pytest.approx(1 / 19)
    (slow,) = ladders.distance(steps(retroactive=False), Amounts(190_000.0), YEAR_END).to_dict("records")
    assert slow["extra_bonus"] == 100.00  # 1% of 10,000
    assert ladders.distance(steps(retroactive=True), Amounts(200_000.0), YEAR_END).empty
    (before,) = ladders.distance(steps(retroactive=True), Amounts(-10.0), YEAR_END).to_dict("records")
    assert (before["distance"], pd.isna(before["share"])) == (100_010.00, True)


def test_the_distance_to_growth_is_told_in_sales():
    (found,) = ladders.distance(
        steps("growth bonus", [(0.05, 0.01)], retroactive=True), Amounts(103_000.0, 100_000.0), YEAR_END
    ).to_dict("records")
    assert (found["distance"], found["share"], found["extra_bonus"]) == (2_000.00, pytest.approx(0.02), 50.00)


CLIFF_CASES = [  # revenue, margin rate, net of reaching 200,000: earned less 4,000 and what is owed now
    (190_000.0, 0.20, -100.00),  # 2,000 - 2,100
    (190_000.0, 0.21, None),  # 2,100 - 2,100
    (150_000.0, 0.20, None),  # 10,000 - 2,500
    (199_000.0, 0.20, -1_810.00),  # 200 - 2,010
    (200_000.0, 0.20, None),  # reached
]


@pytest.mark.parametrize(("revenue", "margin", "net"), CLIFF_CASES)
def test_a_cliff_is_where_the_step_costs_more_than_its_sales_earn(revenue, margin, net):
    found = ladders.cliffs(ladders.distance(steps(retroactive=True), Amounts(revenue), YEAR_END), margin)
    assert [cliff.net for cliff in found] == ([] if net is None else [net])
    assert all((cliff.term, cliff.step) == ("T2", 2) for cliff in found)
    assert ladders.cliffs(ladders.distance(steps(retroactive=False), Amounts(revenue), YEAR_END), 0.0) == ()


def test_what_is_owed_now_stands_beside_what_the_year_will_cost():
    frame = table(
        *steps(retroactive=True).to_dict("records"),
        row("T3", "contribution", 0.01, **{"from": "2026-10-01"}),
        row("T4", "other", 0.05),
    )
    now = terms.accrual(frame, Amounts(150_000.0, None), date(2026, 9, 30))
    then = terms.accrual(frame, Amounts(365_000.0, None), YEAR_END)
    found = terms.outlook(now, then).set_index("term")
    assert found.index.tolist() == ["T1", "T3", "T4"]
    assert found.loc["T1"].tolist()[1:] == [1_500.00, 7_300.00, 5_800.00]
    assert found.loc["T3"].tolist()[1:] == [0.00, 920.00, 920.00]  # 1% of 92 of 365 days
    assert found.loc["T4", ["to_date", "estimate", "difference"]].isna().all()


MONTHLY = pd.Series({"2026-01": 60_000.0, "2026-02": 50_000.0, "2026-03": -20_000.0, "2026-04": 30_000.0})


def test_a_month_bears_what_the_debt_grew_in_it():
    frame = table(
        *steps(retroactive=True).to_dict("records"),
        row("T3", "contribution", 0.012),
        row("T4", "other", 0.05),
    )
    found = terms.by_month(frame, Amounts(MONTHLY), date(2026, 4, 30))
    # the first step, at 100,000, is crossed in February (1% of 110,000), undone by returns in March (90,000) and crossed again in April (1% of 120,000)
    assert found["T1"].to_dict() == {
        "2026-01": 0.0,
        "2026-02": 1_100.0,
        "2026-03": -1_100.0,
        "2026-04": 1_200.0,
    }
    assert found["T3"].tolist() == [720.0, 600.0, -240.0, 360.0]
    assert found["T4"].tolist() == [0.0] * 4


def test_a_condition_that_begins_later_costs_nothing_before():
    frame = table(
        row("T1", "contribution", 0.01), row("T2", "contribution", 2_500.0, **{"from": "2026-02-15"})
    )
    found = terms.by_month(frame, Amounts(MONTHLY), date(2026, 4, 30))
    assert found["T2"].tolist() == [0.0, 2_500.0, 0.0, 0.0]


def test_the_running_month_ends_on_the_day():
    found = terms.by_month(MIXED, Amounts(MONTHLY), date(2026, 4, 10))
    assert found.index.tolist() == ["2026-01", "2026-02", "2026-03", "2026-04"]


@for_all(
    of=st.lists(st.integers(-30_000_00, 60_000_00), min_size=1, max_size=12),
    ladder=st.deferred(lambda: rising),
    retroactive=st.booleans(),
)
def test_the_months_add_up_to_what_is_owed_to_the_cent(of, ladder, retroactive):
    frame = pd.concat([steps(of=ladder, retroactive=retroactive), MIXED.iloc[2:]])
    sold = pd.Series({month: cents / 100 for month, cents in zip(MONTHS, of, strict=False)})
    last = pd.Period(sold.index[-1]).end_time.date()
    year = Amounts(sold, pd.Series({f"2025{month[4:]}": 9_000.0 for month in sold.index}))
    found = terms.by_month(frame, year, last)
    owed = terms.accrual(frame, year, last).set_index("term")["amount"].fillna(0.0)
    assert found.index.tolist() == sold.index.tolist()
    assert (found.sum().round(2) - owed).abs().max() < 0.005


def test_the_waterfall_by_hand():
    found = terms.accrual(MIXED, Amounts(250_000.0, 200_000.0), YEAR_END)
    made = terms.waterfall(found, 250_000.0, 50_000.0).set_index("item")
    assert made["amount"].to_dict() == {
        "revenue": 250_000.0,
        "bonus ladder": -5_000.0,
        "growth bonus": -400.0,  # 1% of 50,000 - 10,000
        "bypass bonus": -7_000.0,  # 2% of 50,000 and 3% of 200,000
        "contribution": -5_500.0,  # 1.2% and 2,500
        "other": 0.0,
        "net_net_revenue": 232_100.0,
        "cost": -200_000.0,
        "margin_after_terms": 32_100.0,
    }
    assert made["unknown"].sum() == made.loc["other", "unknown"] == 1
    assert made.loc["net_net_revenue", "share"] == pytest.approx(0.9284)
    assert terms.waterfall(found, 250_000.0).set_index("item")["amount"].isna().sum() == 2


def test_counter_performance_is_unknown_unless_told():
    found = terms.accrual(MIXED, Amounts(250_000.0, 200_000.0), YEAR_END)
    made = terms.counter_performance(found, {"T6": False}).set_index("term")
    assert made.index.tolist() == ["T3", "T6"]
    assert made["received"].tolist() == ["unknown", "no"]
    assert made["written"].tolist() == [True, False]
    assert made["amount"].tolist() == [400.00, 3_000.00]


def test_payment_days_stand_beside_what_the_law_allows():
    frame = table(
        row("P1", "payment days", 30.0),
        row("P2", "payment days", 45.0, until=None),
        row("P3", "payment days", 60.0, until="2026-03-31"),
        row("P4", "service level", 0.98),
    )
    found = terms.payment_days(frame, date(2026, 9, 30))
    assert found.to_dict("list") == {
        "term": ["P1", "P2"], "days": [30.0, 45.0], "limit": [30, 30], "over": [0.0, 15.0],
    }  # fmt: skip


amounts = st.integers(-50_000_00, 400_000_00).map(lambda cents: cents / 100)
rising = st.lists(
    st.tuples(st.integers(0, 300_000), st.integers(0, 400)), min_size=1, max_size=4, unique_by=lambda s: s[0]
).map(
    lambda made: [(float(at), rate / 10_000) for at, rate in zip(sorted(a for a, _ in made), sorted(r for _, r in made), strict=True)]
)  # fmt: skip


def every(frame, revenue):
    return terms.accrual(frame, Amounts(revenue, 150_000.0), YEAR_END)


@for_all(of=rising, one=amounts, other=amounts, retroactive=st.booleans())
def test_more_revenue_never_owes_less(of, one, other, retroactive):
    frame = pd.concat([steps(of=of, retroactive=retroactive), MIXED.iloc[2:]])
    less, more = (every(frame, revenue)["amount"] for revenue in sorted((one, other)))
    assert (more - less).dropna().ge(0).all()


@for_all(of=rising, revenue=amounts)
def test_marginal_never_owes_more_than_retroactive(of, revenue):
    slow, steep = (owed(steps(of=of, retroactive=flag), revenue)["amount"] for flag in (False, True))
    assert 0 <= slow <= steep


@for_all(of=rising, revenue=amounts, margin=amounts)
def test_the_waterfall_adds_up_to_the_cent(of, revenue, margin):
    found = every(pd.concat([steps(of=of, retroactive=True), MIXED.iloc[2:]]), revenue)
    running = 0
    for line in terms.waterfall(found, revenue, margin).itertuples():
        cents = round(line.amount * 100)
        assert abs(line.amount * 100 - cents) < 1e-6
        running = cents if line.item == "revenue" else running if line.total else running + cents
        assert not line.total or running == cents
    assert running == round(margin * 100) - round(found["amount"].sum() * 100)


@for_all(order=st.permutations(range(len(MIXED))), revenue=amounts)
def test_the_order_of_rows_does_not_matter_and_the_input_stays_as_it_was(order, revenue):
    shuffled = MIXED.iloc[list(order)]
    before = shuffled.copy(deep=True)
    pd.testing.assert_frame_equal(every(shuffled, revenue), every(MIXED, revenue))
    pd.testing.assert_frame_equal(shuffled, before)
    pd.testing.assert_frame_equal(
        ladders.distance(shuffled, Amounts(revenue, 1_000.0), YEAR_END),
        ladders.distance(MIXED, Amounts(revenue, 1_000.0), YEAR_END),
    )


def heading(data):
    """The year as it is heading: so far, and last year's rest with the growth so far; its margin rate; last year."""
    found = results.compare(data, periods.parse("2026Q3"))
    now, then = found.total(to_date=True)
    rate = found.total("margin", to_date=True)[0] / now
    sales = data["sales"]
    last_year = float(sales.loc[sales["month"].str[:4] == "2025", "revenue"].sum())
    return now + (last_year - then) * now / then, rate, last_year


def test_the_planted_cliff_is_found_and_no_other(demo_freeze, shared_folder):
    planted = json.loads((shared_folder / "demo/output/demo/truth/planted.json").read_text("utf-8"))["bonus cliff"]  # fmt: skip
    found = {}
    for account in demo_freeze.accounts:
        data = slices.read(demo_freeze.slice_path(account, "internal"))
        revenue, rate, last_year = heading(data)
        away = ladders.distance(data["terms"], Amounts(revenue, last_year), YEAR_END)
        found[account] = ladders.cliffs(away, rate)
        payment = terms.payment_days(data["terms"], YEAR_END)
        assert [f.code for f in findings.of_terms(found[account], payment)] == ["bonus_cliff"] * len(found[account])  # fmt: skip
    assert [account for account, cliffs in found.items() if cliffs] == [planted["account"]]
    (cliff,) = found[planted["account"]]
    assert cliff.term == planted["term"]
    assert cliff.distance == pytest.approx(planted["threshold"] - planted["year as it is heading"], rel=0.05)
    assert cliff.net < 0


def test_the_demo_company_s_terms_add_up_for_each_account(demo_freeze):
    for account in demo_freeze.accounts:
        data = slices.read(demo_freeze.slice_path(account, "internal"))
        revenue, rate, last_year = heading(data)
        found = terms.accrual(data["terms"], Amounts(revenue, last_year), YEAR_END)
        made = terms.waterfall(found, revenue, revenue * rate).set_index("item")["amount"]
        changes = found["amount"].sum()
        assert made["net_net_revenue"] == pytest.approx(made["revenue"] - changes, abs=0.005)
        assert 0.01 < changes / revenue < 0.06
        assert (terms.counter_performance(found)["received"] == "unknown").all()
