"""Sliders: by hand on one group, and fast on many."""

import math
import time

import numpy as np
import pandas as pd
import pytest

from amlib import errors
from amlib.analysis import calculation
from amlib.analysis.calculation import Added, Edit
from amlib.analysis.odds import Odds


def lines(**more):
    return pd.DataFrame({"group": ["beef"], "quantity": [10.0], "revenue": [100.0], "cost": [80.0]} | more)


def through(price, cost):
    return pd.DataFrame({"group": ["beef"], "price": [price], "cost": [cost]})


# edit, and quantity, revenue, cost, margin by hand (price follows the quotation for half: 1.1^0.5, cost wholly)
EDITS = [
    (Edit(), 10, 100, 80, 20),
    (Edit(growth=0.1), 11, 110, 88, 22),
    (Edit(price=0.02), 10, 102, 80, 22),
    (Edit(growth=0.1, price=0.02), 11, 112.2, 88, 24.2),
    (Edit(raw_material=0.1), 10, 100 * math.sqrt(1.1), 88, 100 * math.sqrt(1.1) - 88),
]


@pytest.mark.parametrize(("edit", "quantity", "revenue", "cost", "margin"), EDITS)
def test_an_edit_by_hand(edit, quantity, revenue, cost, margin):
    found = calculation.edited(calculation.prepare(lines(), 120.0, through=through(0.5, 1.0)), edit)
    assert (found.quantity, found.revenue) == (pytest.approx(quantity), pytest.approx(revenue))
    assert (found.cost, found.margin) == (pytest.approx(cost), pytest.approx(margin))
    assert found.uncovered == pytest.approx(120 - revenue)


def test_what_is_in_the_books_does_not_move():
    year = calculation.prepare(lines(booked_quantity=[5.0], booked_revenue=[50.0], booked_cost=[40.0]), 0.0)
    found = calculation.edited(year, Edit(growth=0.1, price=0.1))
    # 50 booked + 100·1.1·1.1 = 171; cost 40 + 80·1.1 = 128
    assert (found.revenue, found.cost, found.margin) == (
        pytest.approx(171),
        pytest.approx(128),
        pytest.approx(43),
    )


def test_an_elasticity_costs_volume():
    found = calculation.edited(calculation.prepare(lines(), 0.0, elasticity=-1.0), Edit(price=0.25))
    assert (found.quantity, found.revenue, found.cost) == (
        pytest.approx(8),
        pytest.approx(100),
        pytest.approx(64),
    )


def test_promotions_are_multiplied_and_other_actions_are_not():
    year = calculation.prepare(
        lines(), 130.0, promotions=Added(2.0, 20.0, 3.0), others=Added(1.0, 10.0, 2.0), terms=0.1
    )
    found = calculation.edited(year, Edit(promotion=0.5))
    # 10 + 1 + 1; 100 + 10 + 10; margin 20 + 1.5 + 2; terms 12
    assert (found.quantity, found.revenue, found.margin) == (12, 120, 23.5)
    assert (found.terms, found.contribution, found.uncovered) == (12, 11.5, 10)


def test_the_probability_follows_the_edit():
    odds = Odds(0.0, 100.0, 0.1, (-1.0, 0.0, 1.0))  # 90, 100, 110
    year = calculation.prepare(lines(), 108.0, odds=odds)
    assert calculation.edited(year).probability == pytest.approx(1 / 3)
    assert calculation.edited(year, Edit(growth=0.1)).probability == pytest.approx(2 / 3)  # 99, 110, 121
    promoted = calculation.prepare(lines(), 108.0, odds=odds, promotions=Added(revenue=18.0))
    assert calculation.edited(promoted).probability == 1.0  # 108, 118, 128
    assert calculation.edited(calculation.prepare(lines(), 108.0)).probability is None


def test_a_group_whose_pass_through_is_not_measured_is_named_and_stays():
    year = calculation.prepare(lines(), 0.0, through=through(0.5, float("nan")))
    assert year.unmeasured == ("beef",)
    assert calculation.edited(year, Edit(raw_material=0.1)).cost == 80
    assert calculation.prepare(lines(), 0.0).unmeasured == ("beef",)


@pytest.mark.parametrize("wrong", [lines().iloc[:0], lines(cost=[float("nan")])])
def test_a_year_that_is_not_known_cannot_be_calculated_with(wrong):
    with pytest.raises(errors.FigureError):
        calculation.prepare(wrong, 0.0)


def test_an_edit_takes_less_than_twenty_milliseconds_with_thousands_of_groups_and_errors():
    many = pd.concat([lines(group=[f"g{n:04d}"]) for n in range(2000)], ignore_index=True)
    odds = Odds(0.0, 2e5, 0.1, tuple(np.linspace(-3, 3, 2000)), (0.0, 0.0, 0.0))
    year = calculation.prepare(many, 2.1e5, odds=odds)
    best = min(_seconds(year, growth) for growth in (0.01, 0.02, 0.03, 0.04, 0.05))
    assert best < 0.02


def _seconds(year, growth):
    start = time.process_time()  # of this process alone: others may be busy beside it
    calculation.edited(year, Edit(growth=growth, price=0.01, promotion=1.1, raw_material=0.05))
    return time.process_time() - start
