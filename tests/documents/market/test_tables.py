"""The tables: what is shown adds up to what stands under it, and to the rest of the document."""

import re

import pandas as pd
import pytest

from amlib import language
from amlib.documents.market import amounts, tables

HOSTILE = "Bistro <b>*Zuid*</b> $5|`x`"


def whole(text):
    return int(re.sub(r"[^\d-]", "", text.replace("−", "-")) or 0)


def tenths(text):
    return round(10 * float(text.replace("−", "-").replace("%", "").replace("+", "")))


def column(table, label, kinds=("body", "rest")):
    at = [c.label for c in table.columns].index(label)
    return [row.cells[at] for row in table.rows if row.kind in kinds]


def test_sizes_add_up_and_hold_the_customer_against_its_market(view, given, english):
    made = tables.sizes(view, "group", given)
    assert made.title == "The customer beside its market, Q3 2026"
    assert [row.cells for row in made.rows] == [
        ("beef", "400,000", "+11.1%", "+11.1%", "10.00", "+5.0%", "+5.0%", "10.00", "16.0%"),
        ("pork", "200,000", "+25.0%", "+25.0%", "10.00", "+5.0%", "+5.0%", "10.00", "16.0%"),
        ("Total", "600,000", "+15.4%", "+15.4%", "10.00", "+5.0%", "+5.0%", "10.00", "16.0%"),
    ]
    assert "what Versmonitor measured (80% of it)" in made.note


def test_many_nodes_are_cut_and_what_is_left_is_counted_and_added(build, given, english):
    rows = [(f"o{1 + n % 4}", "North", f"group {n:02d}", n, 10.4, n, 9.3) for n in range(20)]
    found = build.category(rows)
    made = tables.sizes(build.view(category=found, beside=found, market=None), "group", given)
    assert made.rows[-2].cells[0] == "9 others"
    assert sum(map(whole, column(made, "Value (€)"))) == whole(made.rows[-1].cells[1])
    assert made.title == "The customer's category, Q3 2026"


def test_a_market_that_is_not_known_per_region_has_no_empty_columns(build, given, english):
    outside = build.market()
    outside = type(outside)(**{**outside.__dict__, "rows": outside.rows.assign(region=""), "regional": False})
    made = tables.sizes(build.view(market=outside), "region", given)
    assert [span.label for span in made.spans] == ["", "Customer"]


@pytest.mark.parametrize(("coverage", "said"), [(1.0, "measured wholly"), (float("nan"), "is not known")])
def test_how_the_customers_part_was_made_is_told(coverage, said, build, given, english):
    made = tables.sizes(build.view(market=build.market(coverage=coverage)), "group", given)
    assert said in made.note


def test_shares_now_less_the_change_is_a_year_ago(view, given, english):
    made = tables.shares(view, given)
    for row in made.rows:
        if row.kind != "section":
            now, before, points = row.cells[2:5]
            assert tenths(now) - tenths(before) == tenths(points)
    assert [row.cells[0] for row in made.rows] == [
        "Per group",
        "beef",
        "pork",
        "Per region",
        "North",
        "South",
        "Total",
    ]
    assert made.rows[-1].cells[1:5] == ("600,000", "20.0%", "25.0%", "−5.0")


def test_the_split_adds_up_along_each_row_as_shown(build, english):
    rows = [
        ("o1", "North", "beef", 30.37, 70.11, 30.2, 60.7), ("o2", "North", "beef", 31.3, 64.9, 0, 61.3),
        ("o3", "South", "beef", 0, 80.3, 25.1, 65.9), ("o4", "South", "pork", 7.77, 51.3, 6.1, 44.4),
    ]  # fmt: skip
    made = tables.split(build.view(category=build.category(rows)))
    assert len(made.rows) == 3
    for row in made.rows:
        parts, together = row.cells[1:4], row.cells[4]
        assert sum(map(tenths, parts)) == tenths(together)
        assert tenths(row.cells[5]) - tenths(row.cells[6]) == tenths(together)


def test_three_parts_that_all_round_down_still_make_their_whole(english):
    node = pd.Series(
        {
            "share": 0.3,
            "change": 0.0012,
            "distribution": 0.0004,
            "rate_of_sale": 0.0004,
            "price": 0.0004,
            "weighted": 1.0,
        }
    )
    cells = tables._split_row("beef", node).cells
    assert sum(map(tenths, cells[1:4])) == tenths(cells[4]) == 1


def test_outlets_behind_the_average_are_ordered_by_money(view, given, english):
    made = tables.outlets(view, given)
    assert [row.cells for row in made.rows] == [
        ("Old mill", "150,000", "6.7%", "20,000"),
        ("Total", "", "", "20,000"),
    ]


def test_many_outlets_add_up_with_a_rest(build, given, english):
    rows = [
        ("o1", "North", "beef", 90, 10, 90, 10),
        *((f"o{2 + n % 3}", "North", f"g{n}", 1, 20.3, 1, 20) for n in range(9)),
    ]
    made = tables.outlets(build.view(year=build.category(rows)), given, most=1)
    assert made.rows[1].kind == "rest"
    assert sum(map(whole, column(made, "Gap (€)"))) == whole(made.rows[-1].cells[-1])


def test_drivers_add_up_both_ways_and_to_the_change_that_is_shown_elsewhere(view, given, english):
    made = amounts.drivers(view, given)
    grid = [[whole(cell) for cell in row.cells[1:]] for row in made.rows]
    for row in grid:
        assert sum(row[:-1]) == row[-1]
    for at in range(len(grid[0])):
        assert sum(row[at] for row in grid[:-1]) == grid[-1][at]
    assert grid[-1][-1] == round(120_000.60) - round(130_000.40)


def test_opportunities_add_up_to_the_total_of_the_first_page(view, given, english):
    made = amounts.opportunities(view, given)
    assert [row.cells for row in made.rows] == [
        ("beef", "South", "200,000", "15.0%", "30.0%", "our share in the market", "30,000"),
        ("pork", "South", "100,000", "10.0%", "15.0%", "our share at this customer", "5,000"),
        ("Total", "", "", "", "", "", "35,000"),
    ]
    cut = amounts.opportunities(view, given, most=1)
    assert cut.rows[1].cells == ("1 other", "", "", "", "", "", "5,000")


def test_an_account_without_places_has_no_column_for_them(build, given, english):
    found = build.category(level="account")
    made = amounts.opportunities(build.view(category=found, year=found), given)
    assert [c.label for c in made.columns][:2] == ["Group", "Category (€)"]


def test_concentration_shows_customer_year_before_and_market(view, english):
    made = amounts.concentration(view.concentration())
    assert [row.cells for row in made.rows] == [  # 0.2² + 0.8² = 0.68; 0.25² + 0.75² = 0.625
        ("At this customer", "2", "100.0%", "100.0%", "6,800", "1.5"),
        ("At this customer, a year before", "2", "100.0%", "100.0%", "6,250", "1.6"),
        ("In its market", "2", "100.0%", "100.0%", "6,422", "1.6"),
    ]


def test_goals_stand_beside_where_the_customer_is(standing, english):
    made = amounts.goals(standing)
    assert [row.cells[3:] for row in made.rows] == [
        ("4.0%", "8.0%", "reached so far"),
        ("3.5%", "–", "unknown: not measured by the workbook"),
        ("5.0%", "2.0%", "behind"),
    ]
    assert made.rows[2].cells[0] == HOSTILE
    assert [row.tones[-1] for row in made.rows] == ["better", None, "worse"]


def test_the_lag_is_shown_where_it_can_be_measured(view, english):
    made = amounts.lags(view)
    assert made.rows[0].cells[:3] == ("beef", "4", "70%")


def test_without_data_there_is_no_table(build, given, no_goals):
    view = build.nothing()
    with language.use("nl"):
        for made in (
            tables.sizes(view, "group", given), tables.sizes(view, "region", given), tables.shares(view, given), tables.split(view),
            tables.outlets(view, given), amounts.drivers(view, given), amounts.concentration(view.concentration()), amounts.lags(view),
            amounts.opportunities(view, given), amounts.goals(no_goals),
        ):  # fmt: skip
            assert made is None


def test_figures_that_cannot_be_trusted_give_no_shares(build, given, english):
    view = build.view(category=build.category(trusted=False), year=build.category(trusted=False))
    assert tables.shares(view, given) is None
    assert tables.split(view) is None
    assert amounts.opportunities(view, given) is None
    assert tables.outlets(view, given) is None


def test_hostile_names_come_through_as_they_are(build, given, english):
    found = build.category(
        [("o3", HOSTILE, HOSTILE, 10, 90, 30, 60), ("o1", "North", "beef", 30, 70, 30, 60)]
    )
    view = build.view(category=found, year=found, beside=found)
    for made in (tables.sizes(view, "group", given), tables.shares(view, given), tables.outlets(view, given)):
        assert HOSTILE in [row.cells[0] for row in made.rows]
        assert "<b>" not in made.html()


def test_a_share_that_is_missing_is_a_dash(build, given, english):
    found = build.category([("o1", "North", "beef", 30, 70, 0, 0), ("o2", "South", "pork", 10, 40, 10, 30)])
    made = tables.shares(build.view(category=found), given)
    assert made.rows[1].cells[2:5] == ("30.0%", "–", "–")
    assert "nan" not in str(made).split()


def test_moved_leaves_out_what_did_not_move():
    assert amounts.moved(
        pd.DataFrame({"base": [1.0], "actual": [2.0], "change": [1.0], "market": [0.2], "price": [0.8]})
    ) == ["price"]
