"""What chances were worth: scored when their year closes, and replayed apart."""

import numpy as np
import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import track
from tests.analysis.steady import Account, sales

WHEN = periods.parse("2026Q3")


def test_probabilities_are_scored_when_their_year_closes():
    said = pd.DataFrame(
        [("e", "d", "2025-06", 2025, "total", "total", "revenue", 48_000.0, 0.8, 48_500.0, 47_000.0, 49_000.0),
         ("e", "d", "2025-06", 2025, "group", "beef", "revenue", 25_000.0, 0.3, 25_500.0, 25_000.0, 26_000.0),
         ("e", "d", "2026-06", 2026, "total", "total", "revenue", 1.0, 0.9, 1.0, 1.0, 1.0)],
        columns=list(track.COLUMNS),
    )  # fmt: skip
    found = track.scored(said, Account(), sales=sales())
    assert found["closed"].tolist() == [True, True, False]
    assert found["outcome"].tolist()[:2] == [1.0, 0.0]
    assert found["inside"].tolist()[:2] == [1.0, 0.0]
    assert found[["actual", "outcome", "inside"]].iloc[2].isna().all()
    # (0.2² + 0.3²) ÷ 2 = 0.065, beside ½ × ½
    score = track.brier(found)
    assert (score.count, score.score, score.base_score, score.held) == (2, 0.065, 0.25, 0.5)
    assert track.calibration(found)["count"].tolist() == [1, 1]


def test_what_is_replayed_is_of_closed_years_only():
    found = track.replayed(Account(), WHEN, growth_target=0.03, sales=sales(noise=0.1))
    assert set(found["year"]) == {2025}
    assert set(found["through"]) == {"2025-09"}  # before that three series have fewer than 24 errors


def said(*rows):
    """Chances of 2025: of what, and the range."""
    return pd.DataFrame(
        [("e", "d", "2025-06", year, level, key, measure, target, chance, 1.0, low, high) for year, level, key, measure, target, chance, low, high in rows],
        columns=list(track.COLUMNS),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("level", "key", "measure", "came"),
    [("total", "total", "quantity", 4_800.0), ("group", "beef", "revenue", 24_000.0), ("outlet", "o1", "margin", 4_800.0)],
)  # fmt: skip
def test_what_came_is_that_of_the_node_and_measure(level, key, measure, came):
    # 2025: 12 months, two outlets, two groups, 100 kg at 10 with a margin of 2
    one = said((2025, level, key, measure, came, 0.9, came, came))
    found = track.scored(one, Account(), sales=sales()).iloc[0]
    assert found["actual"] == pytest.approx(came)
    assert (found["outcome"], found["inside"]) == (1.0, 1.0)  # at the cent is reached, and inside
    for target, low, high, outcome, inside in ((came + 1, came + 1, came + 2, 0.0, 0.0), (came - 1, came - 2, came - 1, 1.0, 0.0)):  # fmt: skip
        row = track.scored(
            said((2025, level, key, measure, target, 0.9, low, high)), Account(), sales=sales()
        )
        assert row[["outcome", "inside"]].iloc[0].tolist() == [outcome, inside]


def test_a_year_closes_when_its_december_is_known_and_no_sooner():
    one = said((2025, "total", "total", "revenue", 1.0, 0.9, 1.0, 1.0))
    assert track.scored(one, Account(), through="2025-11", sales=sales())["closed"].tolist() == [False]
    assert track.scored(one, Account(), through="2025-12", sales=sales())["closed"].tolist() == [True]


def test_a_year_of_which_months_or_costs_are_missing_is_not_scored():
    one = said((2025, "total", "total", "margin", 1.0, 0.9, 1.0, 1.0))
    assert track.scored(one, Account(), sales=sales(first="2025-02", months=20))["outcome"].isna().all()
    holes = sales().assign(cost=lambda rows: rows["cost"].where(rows["month"] != "2025-05"))
    assert track.scored(one, Account(), sales=holes)["outcome"].isna().all()
    whole = sales(first="2025-01", months=21)
    assert track.scored(one, Account(), sales=whole)["outcome"].tolist() == [1.0]


def test_a_chance_without_a_range_is_scored_and_its_range_is_not():
    one = said((2025, "total", "total", "revenue", 1.0, 0.9, np.nan, np.nan))
    score = track.brier(track.scored(one, Account(), sales=sales()))
    assert (score.count, score.ranges) == (1, 0)
    assert np.isnan(score.held)
    nothing = track.brier(track.scored(said(), Account(), sales=sales()))
    assert (nothing.count, nothing.ranges) == (0, 0)
    assert np.isnan(nothing.score)


def test_each_chance_falls_in_one_band():
    steps = [n / 20 for n in range(1, 20)]
    found = pd.DataFrame({"probability": steps, "outcome": 1.0, "inside": 1.0})
    bands = track.calibration(found)
    # 5 | 10 15 20 25 | 30 35 40 45 50 | 55 60 65 70 75 | 80 85 90 | 95
    assert bands["count"].tolist() == [1, 4, 5, 5, 3, 1]
    assert bands["said"].tolist() == pytest.approx([0.05, 0.175, 0.4, 0.65, 0.85, 0.95])
    assert bands["hit"].tolist() == [1.0] * 6
    assert bands["high"].tolist() == pytest.approx([1.0] * 6)
    # Wilson, one of one, 80 %: 1 ÷ (1 + 1.2816²) = 0.378
    assert bands["low"].iloc[0] == pytest.approx(0.378, abs=0.001)
    assert track.calibration(found.assign(outcome=np.nan)).empty


def test_every_quarter_end_of_a_closed_year_with_history_is_replayed():
    rows = sales(first="2021-01", months=69, noise=0.1)
    found = track.replayed(Account(), WHEN, growth_target=0.03, sales=rows)
    assert {2024, 2025} <= set(found["year"]) <= {2022, 2023, 2024, 2025}
    assert set(found.loc[found["year"] == 2025, "through"]) == {"2025-03", "2025-06", "2025-09"}
    assert found["closed"].all()
    earlier = track.replayed(Account(), periods.parse("2025Q3"), growth_target=0.03, sales=rows)
    assert earlier["year"].max() == 2024
    whole = track.replayed(Account(), periods.parse("2025"), growth_target=0.03, sales=rows)
    assert whole["year"].max() == 2025
    assert track.replayed(Account(), WHEN, sales=rows.iloc[:0]).empty
