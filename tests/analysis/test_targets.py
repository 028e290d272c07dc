"""What a plan year should bring, and where no target is one."""

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
