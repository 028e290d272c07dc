"""A year beside an adopted plan whose goals per outlet and per group cross: each comparison is the plan's own sum, worked out here from the plan and nothing else."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import results
from amlib.analysis import targets as asked
from amlib.data import slices
from amlib.data.account import AccountParameters
from amlib.documents.evaluation import sentences, tables, tree
from amlib.plan import baselines, crossing, drafts, records, review, written

WHEN, CENT = periods.parse("2026Q3"), 0.005
QUARTER, TO_DATE = (7, 8, 9), tuple(range(1, 10))


@pytest.fixture(scope="module")
def plan(demo_slice):
    """The first draft of 2026 as it would have been made at the end of 2025, each outlet asked as far as it is usually off."""
    then = periods.parse("2025Q4")
    base = baselines.expected(demo_slice, then, 2026)
    account = AccountParameters(
        account=demo_slice.account, account_manager="Ans", supervisor="Bob", growth_target=0.03, follows={}
    )
    given = baselines.given(demo_slice, then, account, 2026, method="equal_stretch", base=base)
    return drafts.first(demo_slice.account, 2026, given)


@pytest.fixture(scope="module")
def goals(plan):
    return listed(plan)


def listed(plan):
    """The goals as rows: measure, level, key, month, and euros or kilograms."""
    rows = [
        (goal.measure, goal.level, goal.key, month, amount / (1 if goal.measure == "quantity" else 100))
        for goal in plan.goals
        for month, amount in enumerate(goal.target, 1)
    ]
    return pd.DataFrame(rows, columns=["measure", "level", "key", "month", "amount"])


def told(plan, edition=""):
    kept = plan.model_copy(update={"state": "adopted"})
    bound = {"bound": records.Bound(edition=edition, page="0" * 64)} if edition else {}
    one = records.Planned(
        year=plan.year, number=3, version=1, state="adopted", by="Ans", at="2025-12-01T10:00:00Z", plan=json.loads(written.text(kept)), **bound
    )  # fmt: skip
    return records.Records(account=plan.account, plans=(one,))


@pytest.fixture(scope="module")
def found(demo_slice, plan):
    return review.read(demo_slice, WHEN, base="plan", records=told(plan))


def sums(goals, measure, level, months):
    rows = goals[(goals["measure"] == measure) & (goals["level"] == level) & goals["month"].isin(months)]
    return rows.groupby("key")["amount"].sum().to_dict()


@pytest.mark.parametrize(("to_date", "months"), [(False, QUARTER), (True, TO_DATE)])
@pytest.mark.parametrize("measure", results.MEASURES)
def test_total_groups_and_outlets_are_held_against_their_own_goals(found, goals, measure, to_date, months):
    assert found.compared.total(measure, to_date=to_date)[1] == pytest.approx(sums(goals, measure, "total", months)[""], abs=CENT)  # fmt: skip
    for level in ("group", "outlet"):
        wanted = sums(goals, measure, level, months)
        lines = found.compared.level(level, to_date=to_date).set_index("key")[f"base_{measure}"].dropna()
        assert lines[lines.index.isin(wanted)].to_dict() == pytest.approx(wanted, abs=CENT)
        assert lines[~lines.index.isin(wanted)].to_list() == []
        assert bool(wanted) == (level == "group" or measure == "revenue")


def test_regions_and_banners_are_the_sums_of_their_outlets_goals(found, goals, demo_slice):
    places = demo_slice["outlets"].set_index("outlet")
    outlets = pd.Series(sums(goals, "revenue", "outlet", QUARTER))
    for level in ("region", "banner"):
        wanted = outlets.groupby(places[level].reindex(outlets.index).fillna("")).sum().to_dict()
        lines = found.compared.level(level).set_index("key")
        assert lines["base_revenue"].dropna().to_dict() == pytest.approx(wanted, abs=CENT)
        assert lines["revenue"].sum() == pytest.approx(found.compared.total()[0], abs=CENT)
        assert lines["base_quantity"].isna().all()


def test_an_outlet_by_itself_has_targets_per_group_and_a_group_by_itself_per_outlet(demo_slice, plan, goals):
    """Of each outlet, its groups add up to its goal; and over all outlets, each group to that of the group: the cells are the same from both sides."""
    outlet, group = (next(g.key for g in plan.goals if g.level == level) for level in ("outlet", "group"))
    parts = {
        level: review.read(
            slices.only(demo_slice, **{f"{level}s": [key]}), WHEN, base="plan", records=told(plan)
        )
        for level, key in (("outlet", outlet), ("group", group))
    }
    asked_ = {
        (level, other): parts[level].compared.level(other).set_index("key")["base_revenue"].dropna()
        for level, other in (("outlet", "group"), ("group", "outlet"))
    }
    for (level, other), key in zip(asked_, (outlet, group), strict=True):
        wanted = sums(goals, "revenue", level, QUARTER)[key]
        assert parts[level].compared.total()[1] == pytest.approx(wanted, abs=CENT)
        assert asked_[level, other].sum() == pytest.approx(wanted, abs=CENT)
    assert asked_["outlet", "group"][group] == pytest.approx(asked_["group", "outlet"][outlet], abs=CENT)


def test_months_stages_and_the_year_are_those_of_the_plan(found, goals, plan):
    months = asked.per_month(found.data, 2026)["revenue"]
    assert months.to_list() == pytest.approx([sums(goals, "revenue", "total", [m])[""] for m in range(1, 13)], abs=CENT)  # fmt: skip
    assert found.stages.total("revenue", "budget") == pytest.approx(sums(goals, "revenue", "total", QUARTER)[""], abs=CENT)  # fmt: skip
    year = asked.of_year(found.data, 2026, results.book(found.data))
    for level in ("group", "outlet"):
        rows = year[(year["measure"] == "revenue") & (year["level"] == level)].set_index("key")["target"]
        assert rows.to_dict() == pytest.approx(sums(goals, "revenue", level, range(1, 13)), abs=CENT)
    assert set(year["source"]) == {"plan"}


def test_what_is_asked_of_an_outlet_and_group_does_not_move_with_what_is_sold_after(demo_slice, plan):
    """The same plan, looked at two quarters later, or in a slice of other sales of its year, asks the same of each cell."""
    told_ = told(plan, "a/2025Q4/annual_plan/v1")

    def cells(data, period):
        return review.read(data, periods.parse(period), records=told_).data["budget"]

    first = cells(demo_slice, "2026Q1")
    pd.testing.assert_frame_equal(first, cells(demo_slice, "2026Q3"))
    assert len(first[first["outlet"].notna()]) == 12 * sum(
        goal.level == "outlet" for goal in plan.goals
    ) * sum((goal.level, goal.measure) == ("group", "revenue") for goal in plan.goals)


def test_a_plan_that_does_not_cross_stands_as_before(demo_slice, plan):
    """One outlet is asked a cent more in July: groups and outlets stand beside each other, each as its own goal says, and nothing is summed per region."""
    one = next(goal for goal in plan.goals if goal.level == "outlet")
    off = plan.with_goal(
        one.model_copy(update={"target": (*one.target[:6], one.target[6] + 1, *one.target[7:])})
    )
    assert not crossing.of(off, crossing.pattern(results.book(demo_slice), "2025-12"))
    view = review.read(demo_slice, WHEN, base="plan", records=told(off))
    for level in ("group", "outlet"):
        lines = view.compared.level(level).set_index("key")["base_revenue"].dropna().to_dict()
        assert lines == pytest.approx(sums(listed(off), "revenue", level, QUARTER), abs=CENT)
    assert view.compared.level("region").empty


def test_outlets_are_ranked_beside_what_was_asked_of_them(found, goals):
    """Not beside themselves: beside a plan, the base of the ranking is each outlet's goal of these three months."""
    asked_ = sums(goals, "revenue", "outlet", QUARTER)
    rows = found.ranking.set_index("outlet")
    assert rows["base_revenue"][list(asked_)].to_dict() == pytest.approx(asked_, abs=CENT)
    assert rows["change"].sum() == pytest.approx(found.compared.total()[0] - found.compared.total()[1], abs=CENT)  # fmt: skip
    assert found.ranked is found.compared


def test_where_outlets_have_no_goals_they_are_ranked_beside_last_year(demo_slice, plan):
    only = plan.model_copy(update={"goals": tuple(g for g in plan.goals if g.level != "outlet")})
    view = review.read(demo_slice, WHEN, base="plan", records=told(only))
    plain = review.read(demo_slice, WHEN)
    assert view.ranked is None
    pd.testing.assert_frame_equal(view.ranking, plain.ranking)


def test_beside_a_plan_causes_stop_at_groups_and_it_is_said(found):
    assert tree.table(found.revenue, found.compared, found.data) is None
    assert tree.deepest(found.revenue, found.compared, found.data) is None
    assert "kent geen artikelen" in str(tree.reading(found.revenue))
    told_ = str(sentences.convention(found.revenue, found.data, found.compared))
    assert told_.startswith("Zo is gerekend: per productgroep, daarna opgeteld, want het plan kent geen artikelen.")  # fmt: skip


def test_beside_a_plan_each_table_says_it_once_and_leaves_out_what_was_not_asked(found):
    figures = tables.key_figures(found.compared, found.data, found.budget)
    assert [row.cells[0] for row in figures.rows if row.kind == "section"] == ["Tegenover het plan"]
    regions = tables.breakdown(found.compared, "region", found.data)
    assert [column.label for column in regions.columns] == ["Regio", "Werkelijk", "Werkelijk", "Plan", "Verschil", "%", "Werkelijk"]  # fmt: skip
    assert [span.columns for span in regions.spans] == [1, 1, 4, 1]
    assert {len(row.cells) for row in regions.rows} == {7}
    groups = tables.breakdown(found.compared, "group", found.data)
    assert len(groups.columns) == 9
