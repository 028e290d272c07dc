"""What is asked of each outlet in each group, on the page: adding up to what stands elsewhere on it, and saying where the growth must come from."""

import pytest

from amlib import language
from amlib.documents.plan import crossed, goals
from amlib.plan.items import Goal
from tests.documents.evaluation.shown import whole
from tests.documents.plan import small


def cells(table):
    return [row.cells for row in table.rows]


@pytest.fixture(autouse=True)
def _english():
    with language.use("en"):
        yield


def test_rows_and_columns_end_in_the_goals_to_the_unit(given):
    """Of each month 50,033 cents are asked of o1, 33,321 of o2 and 16,646 of o3, and 60,000 of beef: o3 sells none of it, and o1 three times as much as pork."""
    view = small.view(given)
    found = cells(crossed.table(view))
    # with p of beef in o1 and so p − 26,679 of pork in o2: p·(p − 26,679) = 3·(60,000 − p)·(50,033 − p), as the ratio of ratios 3·1 ÷ 1·1 stays; p = 40,485.4 cents, 4,858.2 in a year
    assert found == [
        ("Harbour", "4,858", "1,146", "6,004"),
        ("Market", "2,342", "1,657", "3,999"),
        (small.HOSTILE, "0", "1,997", "1,997"),
        ("Total", "7,200", "4,800", "12,000"),
    ]
    assert [row[2] for row in cells(goals.places(view, "group"))] == ["7,200", "4,800", "12,000"]
    assert [row[2] for row in cells(goals.division(view))[:4]] == [row[-1] for row in found]


def test_regions_and_banners_are_the_sums_of_their_outlets(given):
    view = small.view(given)
    years = view.crossed.table.sum(axis=1).groupby(level=0).sum()
    places = small.OUTLETS.set_index("outlet")
    for level in ("region", "banner"):
        sums = years.groupby(places[level]).sum()
        assert goals.weightiest(view, level)["target"].to_dict() == sums.to_dict()


def many(outlets=11, groups=10):
    """A plan of many places, of which each month asks another odd number of cents."""
    rows = [[(n * 37 + g * 11) % 90 + 1 for g in range(groups)] for n in range(outlets)]
    made = []
    for level, sums in (
        ("total", {"": sum(map(sum, rows))}),
        ("outlet", {f"o{n:02d}": sum(row) for n, row in enumerate(rows)}),
        ("group", {f"g{n:02d}": sum(column) for n, column in enumerate(zip(*rows, strict=True))}),
    ):
        for key, each in sums.items():
            target = (each * 7,) * 12
            made.append(Goal(id=f"G{len(made)}", name=f"{level} {key}", measure="revenue", level=level, key=key, baseline=(each * 6,) * 12, target=target))  # fmt: skip
    index = small.pd.MultiIndex.from_tuples(
        [(f"o{n:02d}", f"g{g:02d}") for n in range(outlets) for g in range(groups)], names=["outlet", "group"]
    )
    sold = small.pd.DataFrame({m: [cell for row in rows for cell in row] for m in range(1, 13)}, index=index)
    return small.PLAN.model_copy(update={"goals": tuple(made), "actions": (), "proposals": ()}), sold


def test_what_has_no_row_or_column_of_its_own_stands_in_a_rest(given):
    plan, sold = many()
    view = small.view(given, plan=plan)
    view.__dict__.update(_pattern=sold)
    table = crossed.table(view)
    assert [column.label for column in table.columns][-2:] == ["4 other groups", "Total"]
    assert table.rows[-2].cells[0] == "3 other outlets"
    assert len(table.columns) == 1 + crossed.GROUPS + 1
    figures = [[whole(cell) for cell in row.cells[1:]] for row in table.rows]
    assert all(row[-1] == sum(row[:-1]) for row in figures)
    assert figures[-1] == [sum(column) for column in zip(*figures[:-1], strict=True)]
    groups = {row[0]: row[2] for row in cells(goals.places(view, "group"))}
    for at, column in enumerate(table.columns[1 : crossed.GROUPS], 1):
        assert table.rows[-1].cells[at] == groups[column.label.casefold()]
    asked = [row[2] for row in cells(goals.division(view))]
    assert [row.cells[-1] for row in table.rows] == asked[: len(table.rows)]


def test_the_sentence_says_where_the_growth_must_come_from(given):
    """Of 1,200 asked on top each cell gets a part near its own: the first outlet's beef most, by hand 4,858.2 against 4,370.6 without action."""
    told = str(crossed.reading(small.view(given)))
    assert told.startswith("Of the €1,200 asked on top of what comes without action, the largest part is beef at Harbour: €488 (41%).")  # fmt: skip
    assert "Half of it lies in 2 of the 6 combinations" in told
    assert "Of the groups beef has the largest part (60%), of the outlets Harbour (50%)." in told


def swapped(plan):
    """The plan with target and baseline changed about."""
    return plan.model_copy(update={"goals": tuple(g.model_copy(update={"target": g.baseline, "baseline": g.target}) for g in plan.goals)})  # fmt: skip


def test_less_and_nothing_on_top_are_said_in_other_words(given):
    told = str(crossed.reading(small.view(given, plan=swapped(small.PLAN))))
    assert told.startswith("The plan asks €1,200 less than comes without action; the largest part of that is beef at Harbour: €488 (41%).")  # fmt: skip
    level = small.PLAN.model_copy(update={"goals": tuple(g.model_copy(update={"target": g.baseline}) for g in small.PLAN.goals)})  # fmt: skip
    assert str(crossed.reading(small.view(given, plan=level))) == "Over the whole year nothing is asked on top of what comes without action."  # fmt: skip


def test_a_draft_that_does_not_add_up_has_no_table_and_says_why(given):
    off = small.PLAN.with_goal(small.goal("G8", "revenue", "outlet", "o3", 15_000, 16_647))
    view = small.view(given, plan=off)
    assert crossed.table(view) is None
    assert str(crossed.reading(view)) == "What is asked per outlet and product group together is not known: of the outlets together 0.12 more is asked than of the account, in every month."  # fmt: skip


def test_a_baseline_that_does_not_add_up_leaves_the_targets(given):
    off = small.PLAN.with_goal(small.goal("G8", "revenue", "outlet", "o3", 15_001, 16_646))
    view = small.view(given, plan=off)
    assert crossed.table(view) is not None
    assert str(crossed.reading(view)).startswith("Where the growth must come from is not known")
