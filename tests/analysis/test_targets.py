"""What a plan year should bring, and where no target is one."""

import numpy as np
import pandas as pd
import pytest

from amlib.analysis import targets
from tests.analysis.steady import Account, budget, sales


def test_a_budget_of_nine_months_is_no_target_and_one_of_twelve_is():
    assert targets.of_year(Account(budget(months=9)), 2026, sales()).empty
    found = targets.of_year(Account(budget()), 2026, sales(), growth_target=0.5)
    assert found[found["measure"] == "revenue"][["level", "target", "source"]].to_numpy().tolist() == [
        ["total", 12_000.0, "budget"], ["group", 12_000.0, "budget"],
    ]  # fmt: skip


def test_a_growth_target_is_one_of_revenue_in_total_alone():
    found = targets.of_year(Account(), 2026, sales(), growth_target=0.05)
    assert found[["level", "measure", "target", "source"]].to_numpy().tolist() == [
        ["total", "revenue", pytest.approx(50_400), "growth_target"]
    ]
    assert targets.of_year(Account(), 2026, sales(first="2025-03", months=19), growth_target=0.05).empty


def test_a_group_whose_budget_has_a_hole_has_no_target_and_the_total_has():
    whole = pd.concat([budget(100.0), budget(10.0, months=11, group="pork")], ignore_index=True)
    found = targets.of_year(Account(whole), 2026, sales())
    revenue = found[found["measure"] == "revenue"].set_index("key")["target"]
    assert revenue.to_dict() == {"total": 1_310.0, "beef": 1_200.0}


def test_a_growth_target_needs_the_whole_of_last_year_and_sales_in_it():
    assert targets.of_year(Account(), 2026, sales(first="2025-02", months=20), growth_target=0.05).empty
    assert len(targets.of_year(Account(), 2026, sales(first="2025-01", months=21), growth_target=0.05)) == 1
    nothing = sales().assign(revenue=0.0)
    assert targets.of_year(Account(), 2026, nothing, growth_target=0.05).empty
    assert targets.of_year(Account(), 2026, sales().iloc[:0], growth_target=0.05).empty
    assert targets.of_year(Account(), 2026, sales()).empty
    shrinking = targets.of_year(Account(), 2026, sales(), growth_target=-0.1)
    assert shrinking["target"].tolist() == [pytest.approx(48_000 * 0.9)]


def test_the_budget_per_month_is_of_the_whole_year_or_not_known():
    found = targets.per_month(Account(budget(100.0)), 2026)
    assert list(found.index) == [f"2026-{month:02d}" for month in range(1, 13)]
    assert (found == 100.0).all(axis=None)
    assert targets.per_month(Account(budget(100.0, months=11)), 2026).isna().all(axis=None)
    assert targets.per_month(Account(), 2026).isna().all(axis=None)
    two = pd.concat([budget(100.0), budget(10.0, group="pork")], ignore_index=True)
    assert (targets.per_month(Account(two), 2026) == 110.0).all(axis=None)


def test_a_budget_per_year_or_quarter_is_a_target_and_none_per_month():
    quarters = budget(100.0)
    quarters = quarters[quarters["period"].isin(["2026-01", "2026-04", "2026-07", "2026-10"])]
    quarters["period"] = quarters["period"].map({"2026-01": "2026Q1", "2026-04": "2026Q2", "2026-07": "2026Q3", "2026-10": "2026Q4"})  # fmt: skip
    found = targets.of_year(Account(quarters), 2026, sales())
    assert found.loc[found["measure"] == "revenue", "target"].tolist() == [400.0, 400.0]
    assert np.isnan(targets.per_month(Account(quarters), 2026)).all(axis=None)
