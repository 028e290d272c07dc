"""Steps of ladders by hand: how far, at what cost, where the loss is made good; and the staircase that they make."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from amlib import errors, language
from amlib.analysis import conditions, ladders, terms
from amlib.analysis.conditions import Amounts

YEAR_END = date(2026, 12, 31)
NAN = float("nan")


def row(term, kind, rate, threshold=NAN, *, retroactive=True, basis=None, **more):
    plain = {"from": pd.Timestamp("2026-01-01"), "until": pd.Timestamp("2026-12-31")}
    return (
        {"term": term, "kind": kind, "threshold": threshold, "rate": rate, "basis": basis, "retroactive": retroactive,
         "conditional": False, "counter_performance": "", "agreement": "A"} | plain | more
    )  # fmt: skip


def table(*rows):
    return pd.DataFrame(list(rows), columns=list(row("T", "other", 0.0)))


THREE = table(
    row("T1", "bonus ladder", 0.01, 100_000.0),
    row("T2", "bonus ladder", 0.02, 200_000.0),
    row("T3", "bonus ladder", 0.03, 210_000.0),
)


@pytest.mark.parametrize(
    ("reach", "steps"),
    [(0.0, ["T2"]), (0.10, ["T2"]), (0.11, ["T2", "T3"])],  # 190,000 x 1.10 = 209,000; x 1.11 = 210,900
)
def test_every_step_within_reach_is_looked_at_and_always_the_next(reach, steps):
    found = ladders.distance(THREE, Amounts(190_000.0), YEAR_END, reach=reach)
    assert found["step_term"].tolist() == steps


def test_a_further_step_is_counted_from_where_the_year_stands():
    found = ladders.distance(THREE, Amounts(190_000.0), YEAR_END, reach=0.11).set_index("step_term")
    # at 210,000 6,300 is owed, at 190,000 1,900
    assert found.loc["T3", ["distance", "extra_bonus"]].tolist() == [20_000.0, 4_400.0]
    assert found["following"].iloc[0] == 210_000.0
    assert pd.isna(found["following"].iloc[1])


def test_a_loss_is_made_good_where_the_margin_beyond_the_step_makes_up_for_it():
    two = THREE.iloc[:2]
    (found,) = ladders.cliffs(ladders.distance(two, Amounts(190_000.0), YEAR_END), 0.10)
    # crossing: 1,000 earned, 2,100 paid; beyond it 10% - 2% of each euro is left: 1,100 / 0.08 = 13,750 more
    assert (found.net, found.recovers) == (-1_100.0, 23_750.0)
    (beyond,) = ladders.cliffs(ladders.distance(THREE, Amounts(190_000.0), YEAR_END), 0.10)
    assert pd.isna(beyond.recovers)  # the next step is 10,000 farther
    (never,) = ladders.cliffs(ladders.distance(two, Amounts(190_000.0), YEAR_END), 0.02)
    assert pd.isna(never.recovers)


def test_a_step_that_pays_is_a_crossing_and_no_cliff():
    (found,) = ladders.crossings(ladders.distance(THREE, Amounts(150_000.0), YEAR_END), 0.10)
    # 5,000 earned on 50,000; 4,000 owed at the step instead of 1,500
    assert (found.margin_of_crossing, found.extra_bonus, found.net, found.cliff) == (5_000.0, 2_500.0, 2_500.0, False)  # fmt: skip


@pytest.mark.parametrize(
    ("revenue", "net"),
    [
        (200_000.0, -2_000.00),  # 4,000 instead of 2,000, nothing sold beyond
        (205_000.0, -1_600.00),  # 500 earned; 4,100 instead of 2,000
        (199_000.0, None),  # of T1, passed at 100,000: 9,900 earned against 1,990
    ],
)
def test_a_step_just_passed_at_a_loss(revenue, net):
    found = ladders.passed(THREE.iloc[:2], Amounts(revenue), YEAR_END, 0.10)
    assert [step.net for step in found] == ([] if net is None else [net])
    assert all((step.term, step.distance) == ("T2", 200_000.0 - revenue) for step in found)


def test_a_marginal_step_is_never_passed_at_a_loss():
    slow = THREE.assign(retroactive=False)
    assert ladders.passed(slow, Amounts(205_000.0), YEAR_END, 0.0) == ()


def test_growth_in_kilograms_is_paid_at_this_year_s_average_price():
    frame = table(row("T1", "growth bonus", 0.01, 0.05, basis="quantity", retroactive=False))
    year = Amounts(220_000.0, 180_000.0, None, 55_000.0, 50_000.0)
    # 5,000 kg growth, of which 2,500 beyond 5%, at 4.00 per kg: 1% of 10,000
    assert terms.accrual(frame, year, YEAR_END)["amount"].tolist() == [100.00]
    in_money = terms.accrual(frame.assign(basis=None), year, YEAR_END)
    assert in_money["amount"].tolist() == [310.00]  # 1% of 40,000 - 9,000
    assert in_money["measure"].tolist() == ["revenue"]


@pytest.mark.parametrize(
    ("quantity", "before"), [(None, 50_000.0), (55_000.0, None), (0.0, 50_000.0), (55_000.0, 0.0)]
)
def test_growth_in_kilograms_without_kilograms_is_not_known(quantity, before):
    frame = table(row("T1", "growth bonus", 0.01, 0.05, basis="quantity"))
    found = terms.accrual(frame, Amounts(220_000.0, 180_000.0, None, quantity, before), YEAR_END)
    assert found["status"].tolist() == ["unknown"]


def test_a_ladder_in_kilograms_has_its_steps_where_they_are_reached_in_kilograms():
    frame = table(row("T1", "bonus ladder", 0.01, 60_000.0, basis="quantity"))
    year = Amounts(220_000.0, quantity=55_000.0)
    (found,) = ladders.distance(frame, year, YEAR_END).to_dict("records")
    assert (found["threshold"], found["distance"], found["extra_bonus"]) == (240_000.0, 20_000.0, 2_400.0)
    assert ladders.ladder(frame, YEAR_END)[["threshold", "counted"]].to_numpy().tolist() == [[60_000.0, "quantity"]]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "basis", "unclear"),
    [
        ("groei in kg ten opzichte van vorig jaar", None, True),
        ("groei in kg ten opzichte van vorig jaar", "quantity", False),
        ("groei in kg ten opzichte van vorig jaar", "revenue", False),
        ("groei van de omzet", None, False),
        ("background", None, False),
    ],
)
def test_a_text_that_speaks_of_kilograms_is_a_hint_only(text, basis, unclear):
    frame = table(row("T1", "growth bonus", 0.01, 0.05, basis=basis, counter_performance=text))
    found = terms.accrual(frame, Amounts(110_000.0, 100_000.0, None, 1.0, 1.0), YEAR_END)
    assert found["unclear"].tolist() == [unclear]


def test_terms_of_an_older_freeze_have_no_basis_and_count_revenue():
    frame = table(row("T1", "growth bonus", 0.01, 0.05)).drop(columns="basis")
    assert terms.accrual(frame, Amounts(110_000.0, 100_000.0), YEAR_END)["amount"].tolist() == [100.00]


def test_steps_stand_where_the_year_has_and_has_not_reached_them():
    frame = table(*THREE.to_dict("records"), row("T4", "growth bonus", 0.01, 0.05))
    found = ladders.standing(frame, Amounts(190_000.0, 190_000.0), YEAR_END).set_index("step_term")
    assert found["distance"].to_dict() == {"T1": -90_000.0, "T2": 10_000.0, "T3": 20_000.0, "T4": 9_500.0}
    unknown = ladders.standing(frame, Amounts(190_000.0), YEAR_END).set_index("step_term")
    assert unknown.loc["T4"].isna().all()


def test_the_curve_by_hand():
    frame = table(
        *THREE.iloc[:2].to_dict("records"), row("T4", "growth bonus", 0.01, 0.05, retroactive=False)
    )
    found = ladders.curve(frame, Amounts(190_000.0, 180_000.0), YEAR_END, 150_000.0, 220_000.0)
    # 189,000 is 5% growth; at 200,000: 2% and 1% of 11,000; just below it 1% and 1% of 11,000
    owed = dict(found.points.to_numpy().tolist())
    assert owed == {
        150_000.0: 1_500.0, 188_999.99: 1_890.0, 189_000.0: 1_890.0, 199_999.99: 2_110.0, 200_000.0: 4_110.0, 220_000.0: 4_710.0,
    }  # fmt: skip
    assert found.steps[["revenue", "jump", "term"]].to_numpy().tolist() == [[189_000.0, 0.0, "T4"], [200_000.0, 2_000.0, "T2"]]  # fmt: skip


def test_an_unknown_margin_is_refused():
    with language.use("en"), pytest.raises(errors.FigureError, match="not known"):
        ladders.passed(THREE, Amounts(190_000.0), YEAR_END, NAN)


amounts = st.integers(1_000_00, 400_000_00).map(lambda cents: cents / 100)
rising = st.lists(
    st.tuples(st.integers(1, 300_000), st.integers(1, 400)), min_size=1, max_size=4, unique_by=lambda s: s[0]
).map(
    lambda made: table(
        *(
            row(f"T{n}", "bonus ladder", rate / 10_000, float(at), retroactive=(at + rate) % 2 == 0)
            for n, (at, rate) in enumerate(
                zip(sorted(a for a, _ in made), sorted(r for _, r in made), strict=True), 1
            )
        )
    )
)


@for_all(frame=rising, revenue=amounts)
def test_the_curve_is_what_is_owed_at_each_of_its_points(frame, revenue):
    found = ladders.curve(frame, Amounts(revenue), YEAR_END, 0.0, 450_000.0)
    for place, owed in found.points.itertuples(index=False):
        assert terms.accrual(frame, Amounts(place), YEAR_END)["amount"].sum() == pytest.approx(
            owed, abs=0.011
        )


@for_all(frame=rising, revenue=amounts)
def test_what_is_left_falls_only_at_retroactive_steps(frame, revenue):
    found = ladders.curve(frame, Amounts(revenue), YEAR_END, 0.0, 450_000.0)
    left = 0.05 * found.points["revenue"] - found.points["owed"]  # every rate is below 5%
    falls = found.points["revenue"][left.diff() < -0.02]
    cliffs = frame.loc[frame["retroactive"], "threshold"]
    assert set(falls) <= set(cliffs)
    assert found.points["owed"].diff().dropna().ge(-0.011).all()


@for_all(frame=rising, revenue=amounts, margin=st.integers(0, 40))
def test_a_cliff_leaves_less_than_where_the_year_stands_and_what_recovers_it_leaves_as_much(frame, revenue, margin):  # fmt: skip
    def left(of):
        return of * margin / 100 - terms.accrual(frame, Amounts(of), YEAR_END)["amount"].sum()

    away = ladders.distance(frame, Amounts(revenue), YEAR_END, reach=0.5)
    for step in ladders.crossings(away, margin / 100):
        assert left(revenue + step.distance) - left(revenue) == pytest.approx(step.net, abs=0.02)
        if step.recovers == step.recovers:
            assert left(revenue + step.recovers) - left(revenue) == pytest.approx(0.0, abs=0.05)


def test_the_input_stays_as_it_was():
    before = THREE.copy(deep=True)
    ladders.curve(THREE, Amounts(190_000.0), YEAR_END, 1.0, 2.0)
    ladders.passed(THREE, Amounts(205_000.0), YEAR_END, 0.1)
    pd.testing.assert_frame_equal(THREE, before)
    assert set(conditions.IN_STEPS) < set(conditions.COSTING)
