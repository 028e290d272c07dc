"""Fair comparison of outlets: a published shrinkage example, hand calculations, and what noise may not do."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from amlib.analysis import outlets

BASEBALL = json.loads((Path(__file__).parent / "oracles.json").read_text(encoding="utf-8"))["efron_morris"]
NOW = ["2026-07", "2026-08", "2026-09"]
THEN = ["2025-07", "2025-08", "2025-09"]


def books(sizes, growth, noise, seed=3):
    """Two and a half years of months of outlets that grow alike, but for noise that shrinks with size."""
    random = np.random.default_rng(seed)
    months = [str(m) for m in pd.period_range("2024-04", "2026-09", freq="M")]
    rows = []
    for i, (size, factor) in enumerate(zip(sizes, growth, strict=True)):
        for at, month in enumerate(months):
            level = size * (factor if at >= len(months) - 3 else 1.0)
            rows.append(
                (
                    month,
                    f"{i:03d}",
                    f"outlet {i}",
                    "r",
                    level * np.exp(random.normal(0, noise / np.sqrt(size))),
                )
            )
    return pd.DataFrame(rows, columns=["month", "outlet", "outlet_name", "region", "revenue"])


def test_shrinkage_reproduces_efron_and_morris():
    seen, season = np.array(BASEBALL["y"]), np.array(BASEBALL["season"])
    variance = seen.mean() * (1 - seen.mean()) / 45
    moved = outlets.shrunk(seen, np.full(18, variance))
    factor = (moved[0] - seen.mean()) / (seen[0] - seen.mean())
    assert factor == pytest.approx(BASEBALL["c"], abs=5e-6)
    assert factor == pytest.approx(BASEBALL["c_published"], abs=5e-4)
    assert ((seen - season) ** 2).sum() == pytest.approx(BASEBALL["sse_mle"], abs=5e-7)
    assert ((moved - season) ** 2).sum() == pytest.approx(BASEBALL["sse_js"], abs=5e-7)


def test_a_noisier_estimate_moves_further():
    moved = outlets.shrunk(np.array([0.2, 0.2, -0.2, -0.2, 0.0]), np.array([0.001, 0.1, 0.001, 0.1, 0.01]))
    assert moved[1] < moved[0]
    assert moved[3] > moved[2]


def test_three_units_are_too_few_to_learn_from():
    seen = np.array([0.1, -0.3, 0.2])
    assert outlets.shrunk(seen, np.full(3, 0.01)).tolist() == seen.tolist()


def test_deviations_of_like_for_like_outlets_add_up_to_nil():
    sales = books([100, 200, 400, 800, 1600], [1.1, 0.9, 1.0, 1.05, 0.97], noise=1)
    found = outlets.ranking(sales, NOW, THEN)
    assert found["deviation"].sum() == pytest.approx(0, abs=1e-8)
    assert found["expected"].sum() == pytest.approx(found["revenue"].sum())


def test_every_outlet_with_sales_is_in_the_ranking_once():
    sales = books([100, 200, 400, 800], [1.0] * 4, noise=1)
    gone = sales[(sales["outlet"] != "000") | ~sales["month"].isin(NOW)]
    gone = gone[(gone["outlet"] != "001") | ~gone["month"].isin(THEN)]
    found = outlets.ranking(gone, NOW, THEN).set_index("outlet")
    assert found["signal"].to_dict() == {"002": "within", "003": "within", "000": "lost", "001": "new"}
    assert found["change"].sum() == pytest.approx(
        sum(s * gone.loc[gone["month"].isin(m), "revenue"].sum() for s, m in ((1, NOW), (-1, THEN)))
    )


def test_limits_widen_as_outlets_get_smaller():
    sizes = np.geomspace(20, 5000, 60)
    found = outlets.ranking(books(sizes, np.ones(60), noise=3), NOW, THEN).sort_values("base_revenue")
    width = (found["upper"] - found["lower"]).to_numpy()
    assert (np.diff(width) < 0).all()


def test_noise_alone_gives_few_signals_and_a_true_break_gives_one():
    sizes = np.geomspace(50, 5000, 120)
    quiet = outlets.ranking(books(sizes, np.ones(120), noise=2), NOW, THEN)
    assert (quiet["signal"] != "within").mean() < 0.10
    growth = np.ones(120)
    growth[100] = 0.5
    found = outlets.ranking(books(sizes, growth, noise=2), NOW, THEN).set_index("outlet")
    assert found.loc["100", "signal"] == "below"
    assert found["stake"].idxmin() == "100"


def test_the_smallest_outlets_do_not_fill_both_ends():
    sizes = np.geomspace(5, 5000, 100)
    found = outlets.ranking(books(sizes, np.ones(100), noise=4), NOW, THEN)
    raw = found.sort_values("growth")["base_revenue"]
    fair = found.sort_values("stake")["base_revenue"]
    small = found["base_revenue"].median()
    assert (raw.iloc[[*range(5), *range(-5, 0)]] < small).mean() >= 0.8
    assert (fair.iloc[[*range(5), *range(-5, 0)]] < small).mean() <= 0.5


def test_an_outlet_that_did_worse_than_expected_never_stands_among_the_better():
    sales = books(np.geomspace(50, 5000, 60), np.ones(60), noise=1)
    found = outlets.ranking(sales, NOW, THEN)
    assert (np.sign(found["stake"].round(6)) == np.sign(found["deviation"].round(6))).all()
