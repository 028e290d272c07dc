"""
Listings on real deliveries: what a plan would have counted on for a year that is held out, beside what came.

The whole measurement is ``tests/benchmarks/listings.py``.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from amlib.data import freeze, slices

pytestmark = pytest.mark.real

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "listings.py"


@pytest.fixture(scope="module")
def outcomes(iowa_freeze: freeze.Freeze) -> dict[str, Any]:
    """Every chain of which listings would have been drafted."""
    spec = importlib.util.spec_from_file_location("listings_benchmark", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where its dataclasses look up what they are annotated with
    spec.loader.exec_module(module)
    chains = sorted(path.name for path in (iowa_freeze.path / "slices").iterdir())
    found = {chain: module.outcome(slices.read(iowa_freeze.slice_path(chain, "internal"))) for chain in chains}  # fmt: skip
    return {chain: one for chain, one in found.items() if one is not None}


def test_what_listings_are_counted_on_for_is_near_what_came(outcomes: dict[str, Any]) -> None:
    """To a third over all chains, where every outlet for a full year would have been several times as much."""
    came = sum(one.came for one in outcomes.values())
    assert sum(one.expected for one in outcomes.values()) == pytest.approx(came, rel=1 / 3)
    assert sum(one.everywhere for one in outcomes.values()) > 3 * came


def test_the_range_of_a_listing_holds_what_came_of_most_chains(outcomes: dict[str, Any]) -> None:
    inside = [one.low <= one.came <= one.high for one in outcomes.values()]
    assert len(inside) >= 10
    assert sum(inside) / len(inside) >= 0.8
