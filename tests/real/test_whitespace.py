"""
White space on real deliveries: listings that were hidden are estimated nearer than by the simple ways.

The whole measurement, over all chains and several seeds, is ``tests/benchmarks/whitespace.py``; here two chains and one seed stand for it.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from amlib.data import freeze

pytestmark = pytest.mark.real

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "whitespace.py"
CHAINS = ("caseys", "walmart")
SEED = 11  # not one of those that the page was made with


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("whitespace_benchmark", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def hidden(benchmark: ModuleType, iowa_freeze: freeze.Freeze) -> dict[str, pd.DataFrame]:
    """Per chain the pairs that were hidden, with what they sold and every estimate."""
    return {
        chain: benchmark.comparable(
            benchmark.estimated(benchmark.hiding(*benchmark.bought(iowa_freeze, chain), SEED))
        )
        for chain in CHAINS
    }


@pytest.mark.parametrize("chain", CHAINS)
def test_hidden_sales_are_estimated_nearer_than_by_the_simple_ways(
    hidden: dict[str, pd.DataFrame], benchmark: ModuleType, chain: str
) -> None:
    ours = benchmark.score(hidden[chain], "estimate")
    for rival in benchmark.RIVALS:
        theirs = benchmark.score(hidden[chain], rival)
        assert ours.rank > theirs.rank, rival
        assert ours.error < theirs.error, rival


@pytest.mark.parametrize("chain", CHAINS)
def test_the_range_holds_what_it_says(
    hidden: dict[str, pd.DataFrame], benchmark: ModuleType, chain: str
) -> None:
    assert benchmark.held(hidden[chain]) == pytest.approx(0.8, abs=0.08)


def test_what_is_hidden_is_seen_nowhere(benchmark: ModuleType, iowa_freeze: freeze.Freeze) -> None:
    rows, outlets = benchmark.bought(iowa_freeze, "walmart")
    case = benchmark.hiding(rows, outlets, SEED)
    year = rows[rows["period"].isin(benchmark.YEAR)]
    assert case.outlets["size"].sum() + case.asked["value"].sum() == pytest.approx(year["value"].sum())
    assert case.asked.merge(case.listings, on=["outlet", "product"]).empty
    ours = year[year["supplier"] == benchmark.OURS].groupby(["outlet", "product"])["value"].sum()
    assert len(case.asked) + len(case.listings) == (ours > 0).sum()
