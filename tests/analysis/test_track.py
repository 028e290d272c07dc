"""What chances were worth: scored when their year closes, and replayed apart."""

import pandas as pd

from amlib import periods
from amlib.analysis import track
from tests.analysis.steady import Account, sales

WHEN = periods.parse("2026Q3")


def test_probabilities_are_scored_when_their_year_closes():
    said = pd.DataFrame(
        [("e", "2025-06", 2025, "total", "total", "revenue", 48_000.0, 0.8, 48_500.0, 47_000.0, 49_000.0),
         ("e", "2025-06", 2025, "group", "beef", "revenue", 25_000.0, 0.3, 25_500.0, 25_000.0, 26_000.0),
         ("e", "2026-06", 2026, "total", "total", "revenue", 1.0, 0.9, 1.0, 1.0, 1.0)],
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
