"""A real panel of named key accounts: what a display did for sliced cheese, and how sure that is."""

from __future__ import annotations

import pandas as pd
import pytest

from amlib.analysis import elasticities
from tests.benchmarks import cheese as benchmark


@pytest.fixture(scope="module")
def cheese(real_data):
    """One row per account and week."""
    file = real_data / "cheese" / "cheese.parquet"
    if not file.is_file():
        pytest.skip(f"no real data: {file} is absent")
    return pd.read_parquet(file).rename(columns=benchmark.NAMES)


def test_a_display_sells_more_and_a_higher_price_less(cheese):
    found = elasticities.elasticity(cheese)
    assert (found.weeks, found.outlets) == (5555, 88)
    assert found.shown
    assert -3.0 < found.price < -1.5
    assert 0 < found.feature_low < found.feature < found.feature_high


def test_accounts_are_drawn_together_and_the_least_known_the_most(cheese):
    alone = benchmark.per_account(benchmark.varied(cheese))
    found = elasticities.shrunk(alone)
    assert found["shrunk"].std() < found["estimate"].std()
    centre = found["shrunk"].median()
    kept = ((found["shrunk"] - centre) / (found["estimate"] - centre)).abs()
    assert (
        kept[found["error"] > found["error"].quantile(0.8)].median()
        < kept[found["error"] < found["error"].quantile(0.2)].median()
    )


def test_what_is_drawn_together_is_nearest_to_weeks_that_were_not_seen(cheese):
    found = benchmark.halves(cheese)
    miss = {way: (found[way] - found["later"]).abs().mean() for way in ("estimate", "all", "shrunk")}
    assert len(found) > 60
    assert miss["shrunk"] < miss["estimate"]
    assert miss["shrunk"] < miss["all"]
