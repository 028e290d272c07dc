"""From plan to estimate to result: the steps add up, and the eve knows nothing of the period."""

import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import stages, year
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


def with_game():
    """And a third group, which sells in December alone."""
    rows = sales(noise=0.05)
    december = (rows["group"] == "beef") & rows["month"].str.endswith("-12")
    return pd.concat([rows, rows[december].assign(group="game")], ignore_index=True)


def test_a_group_of_one_season_is_expected_in_its_season():
    """On the eve of the last quarter the stages expect what the estimate of the year expects, of each group."""
    rows = with_game()
    lines = stages.chain(Account(), periods.parse("2025Q4"), sales=rows).lines
    lines = lines[(lines["level"] == "group") & (lines["measure"] == "revenue")].set_index("key")
    left = year.ahead(Account(), periods.parse("2025Q3"), sales=rows).level("group").set_index("key")["rest"]
    assert lines.loc["game", "estimate"] > 0
    pd.testing.assert_series_equal(lines["estimate"], left, check_names=False)


def test_a_month_without_cost_leaves_the_margin_that_came_unknown():
    rows = sales()
    rows["cost"] = rows["cost"].where((rows["month"] != "2026-08") | (rows["group"] != "beef"))
    made = stages.chain(Account(), WHEN, sales=rows)
    margins = made.lines[made.lines["measure"] == "margin"].set_index("key")["actual"]
    assert margins.isna().to_dict() == {"total": True, "beef": True, "pork": False}
    # three months of two outlets, 110 kg at 10 less 8
    assert margins["pork"] == pytest.approx(3 * 2 * 110 * 2)
    assert "no_margin" in made.missing
    assert made.steps[made.steps["measure"] == "margin"].empty


@pytest.mark.parametrize(
    ("account", "when", "rows", "missing"),
    [
        (Account(), "2026Q3", sales(), ("no_budget",)),
        (Account(), "2026Q4", sales(), ("no_budget", "no_actual")),
        (Account(), "2026Q3", sales(first="2025-08", months=14), ("no_budget", "no_estimate")),
        (Account(), "2026Q3", sales(first="2025-07", months=15), ("no_budget",)),
        (Account(budget()), "2026Q3", sales(), ()),
        (Account(budget().query("measure != 'quantity'")), "2026Q3", sales(), ("no_budget_quantity",)),
    ],
)
def test_what_is_missing_is_named(account, when, rows, missing):
    assert stages.chain(account, periods.parse(when), sales=rows).missing == missing


def test_a_budget_of_some_months_of_the_period_is_none():
    made = stages.chain(Account(budget(months=8)), WHEN, sales=sales())
    assert "no_budget" in made.missing
    assert set(made.steps["before"]) == {"estimate"}


def test_steps_by_hand():
    # budget 300 of each of beef alone; came 660 kg of beef and of pork: beef 660 for 6,600, and pork began
    made = stages.chain(Account(budget(100.0)), WHEN, sales=sales())
    lines = made.lines.set_index(["measure", "key"])
    assert lines.loc[("revenue", "beef"), "budget"] == 300.0
    assert lines.loc[("revenue", "pork"), "budget"] == 0.0
    assert lines.loc[("revenue", "pork"), "actual"] == pytest.approx(6_600)
    steps = made.steps[(made.steps["measure"] == "revenue") & (made.steps["before"] == "budget")]
    began = steps.set_index("effect")["money"]["began"]
    assert began == pytest.approx(
        made.lines.set_index(["measure", "key"]).loc[("revenue", "pork"), "estimate"]
    )
    assert steps["money"].sum() == pytest.approx(made.total("revenue", "estimate") - 300.0, abs=0.01)
