"""What became of missing articles within a year: how many places were filled, how long that lasted, and what came on top."""

import numpy as np
import pandas as pd
import pytest

from amlib.analysis import uptake
from amlib.analysis.uptake import Uptake


def rows(*sold):
    return pd.DataFrame(sold, columns=["outlet", "product", "group", "value"])


def chain(part, *, outlets=60, noise=0.0, seed=3):
    """Outlets of two groups that take up more and less of new articles, of which a part comes on top; each outlet × group grows by a tenth."""
    random = np.random.default_rng(seed)
    then, now = [], []
    for at in range(outlets):
        for group in ("beef", "pork"):
            size, new = 100.0 * (1 + at % 5), 100.0 * (1 + at % 5) * (at % 4) / 10
            then.append((f"o{at:02d}", f"{group}1", group, size))
            kept = 1.1 * size - (1 - part) * new + size * noise * random.standard_normal()
            now += [(f"o{at:02d}", f"{group}1", group, kept), (f"o{at:02d}", f"{group}2", group, new)]
    return rows(*now), rows(*then)


@pytest.mark.parametrize("part", [0.0, 0.4, 0.75, 1.0])
def test_the_part_that_was_put_in_comes_out(part):
    found, error = uptake.on_top(*chain(part))
    assert found == pytest.approx(part, abs=1e-9)
    assert error == pytest.approx(0.0, abs=1e-9)


def test_noise_widens_the_error_and_the_truth_stays_within_it():
    hits = 0
    for seed in range(20):
        found, error = uptake.on_top(*chain(0.6, noise=0.05, seed=seed))
        assert 0 < error < uptake.SURE
        hits += abs(found - 0.6) <= 2 * error
    assert hits >= 17  # of 20, where two errors hold nineteen


def test_more_than_all_counts_as_all_and_too_wide_an_error_as_not_measured():
    assert uptake.on_top(*chain(1.5))[0] == 1.0
    assert np.isnan(uptake.on_top(*chain(0.6, outlets=8, noise=2.0))).all()


def test_nothing_new_measures_nothing():
    now, then = chain(0.5)
    assert np.isnan(uptake.on_top(then, then)).all()
    assert np.isnan(uptake.on_top(now, then.iloc[:0])).all()


def test_only_places_that_most_comparable_outlets_filled_count():
    gaps = pd.DataFrame({"outlet": ["a", "b", "c"], "product": "p", "chance": [0.8, 0.8, 0.3], "expected_value": 100.0})  # fmt: skip
    now = rows(("a", "p", "g", 40.0), ("c", "p", "g", 90.0), ("b", "p", "g", -5.0))
    found = uptake.measured(gaps, now, now.iloc[:0], 0.5)
    assert (found.places, found.filled, found.lasted) == (2, 1, 0.4)  # a return is no sale
    assert not found.known


def test_the_range_of_the_part_on_top_stays_between_nothing_and_all():
    one = Uptake(100, 50, 0.9, on_top=0.95, error=0.2)
    assert (one.least_on_top, one.most_on_top) == (pytest.approx(0.95 - 1.2816 * 0.2), 1.0)
    assert one.known
