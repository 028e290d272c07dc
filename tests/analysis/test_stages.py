"""From plan to estimate to result: the steps add up, and the eve knows nothing of the period."""

import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import stages
from tests.analysis.steady import Account, budget, sales

WHEN = periods.parse("2026Q3")


def test_the_stages_and_their_effects_add_up():
    whole = pd.concat([budget(900.0), budget(1100.0, group="pork")], ignore_index=True)
    made = stages.chain(Account(whole), WHEN, sales=sales(noise=0.1))
    for measure in ("revenue", "margin"):
        for before, after in (("budget", "estimate"), ("estimate", "actual")):
            steps = made.steps[(made.steps["measure"] == measure) & (made.steps["before"] == before)]
            assert steps["money"].sum() == pytest.approx(
                made.total(measure, after) - made.total(measure, before), abs=0.01
            )
    assert made.total("revenue", "budget") == 3 * (900 + 1100)


def test_the_estimate_on_the_eve_knows_nothing_of_the_period():
    rows = sales(noise=0.1)
    spoiled = rows.assign(revenue=rows["revenue"].where(rows["month"] < "2026-07", 1e6))
    one, two = (stages.chain(Account(), WHEN, sales=each).lines["estimate"] for each in (rows, spoiled))
    pd.testing.assert_series_equal(one, two)
