"""What a table of the evaluation shows adds up as shown."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as each
from hypothesis import strategies as st

from amlib import language
from amlib.analysis import causes
from amlib.documents.evaluation import tables
from tests.documents.evaluation import years

pytestmark = pytest.mark.usefixtures("english")


def value(text):
    """A written figure, read back."""
    return float(text.replace(",", "").replace("−", "-").replace("+", ""))


def columns(table):
    """The figures of each column, without sections, and the figures of the total row."""
    body = [row.cells for row in table.rows if row.kind in ("body", "rest")]
    (total,) = [row.cells for row in table.rows if row.kind == "total"]
    return body, total


@pytest.mark.parametrize("level", ["group", "region", "outlet"])
@pytest.mark.parametrize("speech", ["nl", "en"])
def test_a_breakdown_adds_up_down_and_across(compared, given, level, speech):
    with language.use("en"):
        table = tables.breakdown(compared, level, given)
    body, total = columns(table)
    for at in (1, 2, 3, 4, 5, 7, 8):
        assert sum(value(cells[at]) for cells in body) == value(total[at])
    for cells in (*body, total):
        assert value(cells[3]) - value(cells[4]) == value(cells[5])
    with language.use(speech):
        assert len(tables.breakdown(compared, level, given).rows) == len(table.rows)


def test_totals_are_the_same_in_every_breakdown(compared, given):
    totals = {columns(tables.breakdown(compared, level, given))[1] for level in ("group", "region", "outlet")}
    assert len(totals) == 1


def test_the_key_figures_show_the_totals_of_the_breakdowns(compared, given):
    figures = {row.cells[0]: row.cells for row in tables.key_figures(compared, given).rows}
    _, total = columns(tables.breakdown(compared, "group", given))
    assert figures["Revenue (€)"][1:5] == total[3:7]
    assert figures["Volume sold (kg)"][1] == total[1]


def test_many_places_are_shortened_to_a_rest_that_still_adds_up(compare, given):
    many = [
        ("outlet", f"o{n}", f"Outlet {n}", n + 0.5, n * 10.4, n * 2.2, n + 0.25, n * 9.7, n * 2.1)
        for n in range(40)
    ]
    sums = [sum(row[at] for row in many) for at in range(3, 9)]
    table = tables.breakdown(compare([("total", "total", "total", *sums), *many]), "outlet", given, most=10)
    body, total = columns(table)
    assert [row.kind for row in table.rows].count("rest") == 1
    assert len(body) == 10
    assert body[-1][0] == "31 others"
    assert sum(value(cells[3]) for cells in body) == value(total[3])


def test_without_last_year_there_is_no_difference_and_no_growth(without_last_year, given):
    table = tables.breakdown(without_last_year, "group", given)
    assert {cells[5] for cells in columns(table)[0]} == {"–"}
    assert columns(table)[1][3:7] == ("51,480", "–", "–", "–")


def test_budget_stands_beside_last_year(compared, against_budget, given):
    table = tables.key_figures(compared, given, against_budget)
    assert [row.cells[0] for row in table.rows if row.kind == "section"] == [
        "Against last year",
        "Against budget",
    ]
    margin = [row.cells for row in table.rows if row.cells[0] == "Margin (€)"][-1]
    assert margin[2:5] == ("–", "–", "–")  # no budget for margin was supplied


def test_outlets_add_up_to_the_account(ranking, given):
    table = tables.outlets(ranking, given, each=1)
    body, total = columns(table)
    assert [row.kind for row in table.rows] == ["section", "body", "section", "body", "rest", "total"]
    for at in (2, 3, 4, 6):
        assert sum(value(cells[at]) for cells in body) == value(total[at])
    assert body[0][0].startswith("Bistro")
    assert body[1][0] == "Harbour"


@pytest.mark.parametrize("by", ["group", "region", "outlet"])
def test_causes_add_up_both_ways(bridge, given, by):
    table = tables.causes(bridge, by, given)
    body, total = columns(table)
    for cells in (*body, total):
        assert sum(map(value, cells[1:-1])) == value(cells[-1])
    for at in range(1, len(total)):
        assert sum(value(cells[at]) for cells in body) == value(total[at])
    assert value(total[-1]) == round(bridge.actual) - round(bridge.base)


def test_large_amounts_are_in_thousands_and_say_so(bridge, given):
    grown = bridge.leaves.copy()
    grown[["base", "actual", *bridge.effects]] *= 1000
    table = tables.causes(causes.Bridge("revenue", grown, bridge.effects, (0.0, 0.0)), "region", given)
    assert table.note.startswith("Amounts in thousands of €")
    body, total = columns(table)
    assert (
        sum(value(cells[-1]) for cells in body)
        == value(total[-1])
        == round(bridge.actual) - round(bridge.base)
    )


def test_the_largest_contributions_name_their_place(bridge, compared, given):
    table = tables.largest(bridge, compared, given, 3)
    assert [row.cells for row in table.rows] == [
        ("Old mill", "Lost outlets", "−8,000"),
        ("beef, South", "Volume", "+5,000"),
        ("beef, North", "Volume", "−1,800"),
    ]


amounts = st.floats(-1e6, 1e6).map(lambda x: round(x, 2))


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@each(rows=st.lists(st.tuples(amounts, amounts), min_size=1, max_size=30))
def test_any_breakdown_adds_up(compare, given, rows):
    lines = [("group", f"g{n}", f"g{n}", a, a, a, b, b, b) for n, (a, b) in enumerate(rows)]
    total = pd.DataFrame(rows).sum()
    made = compare([("total", "total", "total", *[total[0]] * 3, *[total[1]] * 3), *lines])
    body, sums = columns(tables.breakdown(made, "group", given))
    for at in (1, 2, 3, 4, 5, 7, 8):
        assert sum(value(cells[at]) for cells in body) == value(sums[at])


def tile(made):
    """The last of the key figures."""
    return made.items[-1]


@pytest.mark.parametrize(
    ("chance", "detail", "tone"),
    [(0.28, "30%", "worse"), (0.9, "90%", "better"), (0.49, "50%", "neutral"), (0.51, "50%", "neutral"), (0.01, "5%", "worse")],
)  # fmt: skip
def test_the_estimate_is_a_key_figure_with_its_chance(compared, given, chance, detail, tone):
    made = tables.key_tiles(compared, given, None, years.ahead(probability=chance))
    assert (tile(made).label, tile(made).value) == ("Latest estimate of 2026", "€52.8k")
    assert (tile(made).detail, tile(made).tone) == (f"chance of the target: {detail}", tone)


def test_an_estimate_without_a_chance_has_no_detail_and_a_closed_year_none(compared, given):
    made = tile(tables.key_tiles(compared, given, None, years.without_targets()))
    assert (made.value, made.detail, made.tone) == ("€52.8k", None, "neutral")
    for ahead in (None, years.nothing(), years.ahead(left=0), years.ahead(centre=years.NAN)):
        assert "estimate" not in str(tables.key_tiles(compared, given, None, ahead)).lower()
