"""What was reached and what caused it, of six accounts: every figure shown beside SQL on the slice, and every table added up as a reader would."""

import pytest

from tests.documents.evaluation.facts import BEFORE, LAST_TO_DATE, NOW, TO_DATE
from tests.documents.evaluation.shown import body, english, figures, number, sections, total, whole

LEVELS = {"group": "group", "region": "region", "banner": "banner"}
MEASURES = ("quantity", "revenue", "margin")
HALF, ONE = 0.5 + 1e-6, 1.0
TENTH = 0.0005 + 1e-9
"""Totals are the nearest whole number; cells one of the two that are near; percentages are right to a tenth."""


def near(text, exact, least=ONE):
    return abs(whole(text) - exact) <= least


def share(text, exact):
    return abs(number(text) / 100 - exact) <= TENTH


def lines(facts, base):
    """Each measure of the period and of the year so far: actual and what it is compared with."""
    for name in MEASURES:
        sides = []
        for months, before in ((NOW, BEFORE), (TO_DATE, LAST_TO_DATE)):
            other = facts.budget(name, months) if base == "budget" else facts.sold(name, before)
            sides.append((facts.sold(name, months), other))
        yield sides


@pytest.mark.parametrize(("section", "base"), [(0, "last_year"), (1, "budget")])
def test_key_figures_are_those_of_the_slice(shown, facts, section, base):
    rows = list(sections(shown.table("tables.key_figures")).values())[section]
    found = list(lines(facts, base))
    for row, sides in zip(rows[:3], found, strict=True):
        for at, (actual, other) in zip((1, 5), sides, strict=True):
            now, before, change, percent = row.cells[at : at + 4]
            assert near(now, actual)
            assert near(before, other)
            assert near(change, actual - other)
            assert whole(now) - whole(before) == whole(change)
            assert share(percent, actual / other - 1)
    for at, side in ((1, 0), (5, 1)):
        (_, (revenue, base_revenue), (margin, base_margin)) = (sides[side] for sides in found)
        rate, before = margin / revenue, base_margin / base_revenue
        assert share(rows[3].cells[at], rate)
        assert share(rows[3].cells[at + 1], before)
        assert abs(number(rows[3].cells[at + 2]) / 100 - (rate - before)) <= TENTH


@pytest.mark.parametrize("level", LEVELS)
def test_breakdowns_are_those_of_the_slice_and_add_up(shown, facts, level):
    table = shown.table(f"tables.breakdown(view.compared, '{level}'")
    sums = {m: (facts.per(level, m, NOW), facts.per(level, m, BEFORE)) for m in MEASURES}
    rows = body(table)
    assert set(rows) == set(sums["revenue"][0]) | set(sums["revenue"][1])
    for name, cells in rows.items():
        exact = {m: [side.get(name, 0.0) for side in sums[m]] for m in MEASURES}
        for at, measure in ((0, "quantity"), (2, "revenue"), (6, "margin")):
            now, before = exact[measure]
            change = cells[at + (2 if measure == "revenue" else 1)]
            assert near(cells[at], now), name
            assert near(change, now - before), name
        assert near(cells[3], exact["revenue"][1])
        assert whole(cells[2]) - whole(cells[3]) == whole(cells[4])
        if exact["revenue"][1] > 0:
            assert share(cells[5], exact["revenue"][0] / exact["revenue"][1] - 1)
    for at in (0, 1, 2, 3, 4, 6, 7):
        assert sum(whole(cells[at]) for cells in rows.values()) == whole(total(table)[at])
    assert near(total(table)[2], facts.sold("revenue", NOW), HALF + HALF)


def test_causes_add_up_to_the_change_of_each_group(shown, facts):
    table = shown.table("tables.causes(view.revenue, 'group'")
    now, before = facts.per("group", "revenue", NOW), facts.per("group", "revenue", BEFORE)
    for name, cells in body(table).items():
        assert sum(map(whole, cells[:-1])) == whole(cells[-1]), name
        assert near(cells[-1], now.get(name, 0.0) - before.get(name, 0.0), 1.5), name
    for at, shown_total in enumerate(total(table)):
        assert sum(whole(cells[at]) for cells in body(table).values()) == whole(shown_total)
    assert near(total(table)[-1], facts.sold("revenue", NOW) - facts.sold("revenue", BEFORE))


def levels(rows):
    """Each row of a tree with the rows just below it."""
    depth = [len(row.cells[0]) - len(row.cells[0].lstrip()) for row in rows]
    for n, row in enumerate(rows):
        below = []
        for other, deep in zip(rows[n + 1 :], depth[n + 1 :], strict=True):
            if deep <= depth[n]:
                break
            if deep == min(depth[n + 1 : n + 2]):
                below.append(other)
        yield row, below


def add(rows):
    return [sum(column) for column in zip(*(map(whole, row.cells[1:]) for row in rows), strict=True)]


def test_the_tree_adds_up_at_every_level_and_is_that_of_the_slice(shown, facts):
    table = shown.table("tree.table")
    rows = [row for row in table.rows if row.kind != "total"]
    for row in table.rows:
        *parts, actual = map(whole, row.cells[1:])
        assert sum(parts) == actual, row.cells[0]
    for row, below in levels(rows):
        if below:
            assert add(below) == [whole(text) for text in row.cells[1:]], row.cells[0]
    top = [row for row, _ in levels(rows) if not row.cells[0].startswith((" ", "\N{NO-BREAK SPACE}", "\N{EM SPACE}", "\N{EN SPACE}"))]  # fmt: skip
    assert add(top) == [whole(text) for text in total(table)]
    assert near(total(table)[0], facts.sold("revenue", BEFORE))
    assert near(total(table)[-1], facts.sold("revenue", NOW))
    places = {}
    for level in ("region", "outlet_name"):
        now, before = facts.per(level, "revenue", NOW), facts.per(level, "revenue", BEFORE)
        places |= {name: (before.get(name, 0.0), now.get(name, 0.0)) for name in {*now, *before}}
    found = [row for row in rows if row.cells[0].strip() in places]
    assert len(found) >= 4
    for row in found:
        before, now = places[row.cells[0].strip()]
        assert near(row.cells[1], before, 1.5), row.cells[0]
        assert near(row.cells[-1], now, 1.5), row.cells[0]


def test_the_tree_of_articles_adds_up_and_is_that_of_the_slice(shown, facts):
    rows = shown.table("tree.deepest").rows
    outlet = group = ""
    deepest = 0
    for row, below in levels(rows):
        *parts, actual = map(whole, row.cells[1:])
        assert sum(parts) == actual
        if below:
            assert add(below) == [whole(text) for text in row.cells[1:]], row.cells[0]
        name, deep = row.cells[0].strip(), len(row.cells[0]) - len(row.cells[0].lstrip())
        if deep == 0:
            outlet = name
            where, values = "outlet_name = ?", [outlet]
        elif name in facts.names("group"):
            group = name
            where, values = 'outlet_name = ? AND "group" = ?', [outlet, group]
        elif name in facts.names("product_name"):
            where, values = 'outlet_name = ? AND "group" = ? AND product_name = ?', [outlet, group, name]
        else:
            continue  # the others together
        sides = [
            facts.one(f"SELECT sum(revenue) FROM book WHERE month BETWEEN ? AND ? AND {where}", *months, *values)
            for months in (BEFORE, NOW)
        ]  # fmt: skip
        assert near(row.cells[1], sides[0], 2.0), row.cells[0]
        assert near(row.cells[-1], sides[1], 2.0), row.cells[0]
        deepest = max(deepest, deep)
    assert deepest >= 2


def test_outlets_compared_fairly_are_those_of_the_slice(shown, facts):
    table = shown.table("tables.outlets")
    now, before = (facts.per("outlet_name", "revenue", months) for months in (NOW, BEFORE))
    both = {name for name in now if before.get(name, 0) > 0}
    growth = sum(now[name] for name in both) / sum(before[name] for name in both)
    for name, cells in body(table).items():
        actual, base = now.get(name, 0.0), before.get(name, 0.0)
        assert near(cells[1], actual)
        assert near(cells[2], base)
        assert whole(cells[1]) - whole(cells[2]) == whole(cells[3])
        if name in both and cells[5] != "–":
            assert near(cells[5], actual - base * growth, 1.5), name
    for at in (1, 2, 3):
        parts = [row.cells[at + 1] for row in table.rows if row.kind in ("body", "rest")]
        assert sum(map(whole, parts)) == whole(total(table)[at])


def test_the_largest_contributions_fit_in_what_their_places_sold(shown, facts):
    """What came and went is known to the euro; any other contribution is a model's, and is never more than all that its place sold."""
    for place, cause, shown_money in (row.cells for row in shown.table("tables.largest").rows):
        where = " AND ".join(f"'{name}' IN (\"group\", region, outlet_name)" for name in place.split(", "))
        now, before = (facts.sold("revenue", months, where) for months in (NOW, BEFORE))
        money = whole(shown_money)
        if cause in ("New outlets", "Lost outlets"):
            assert near(shown_money, now - before)
        assert 0 < abs(money) <= now + before + ONE, place


def test_revenue_ties_out_to_the_ledger_by_sql(shown, facts):
    cells = {row.cells[0]: row.cells[1] for row in shown.table("frame.tie_out(").rows}
    sold = facts.sold("revenue", NOW)
    booked = facts.one("SELECT sum(revenue) FROM ledger_totals WHERE month BETWEEN ? AND ?", *NOW)
    names = list(cells)
    assert number(cells[names[0]]) == pytest.approx(sold, abs=0.0051)
    assert number(cells["General ledger"]) == pytest.approx(booked, abs=0.0051)
    items = sum(number(cells[name]) for name in names[1 : names.index("General ledger")])
    left = number(cells["Unexplained difference"])
    assert number(cells[names[0]]) + items + left == pytest.approx(booked, abs=0.0151)
    assert ("to the cent" in shown.words("frame.data_strip")) == (abs(booked - sold - items) < 0.005)


def test_rows_set_aside_are_counted_as_the_slice_has_them(shown, facts):
    aside = facts.one(
        "SELECT sum(rows) FROM rejected WHERE month BETWEEN ? AND ? AND \"table\" = 'sales'", *NOW
    )
    assert f"Rows set aside: {aside:,.0f} (" in shown.words("frame.data_strip")


def test_both_languages_show_the_same_figures(shown):
    """Every cell, but for the drawings: Dutch figures written as English are the English ones."""
    dutch = {cell.code: cell for cell in shown.cells["nl"]}
    compared = 0
    for cell in shown.cells["en"]:
        if cell.code not in dutch:
            continue
        other = dutch[cell.code]
        if cell.table is not None:
            for row, theirs in zip(cell.table.rows, other.table.rows, strict=True):
                for mine, their in zip(row.cells, theirs.cells, strict=True):
                    assert figures(mine) == [english(text) for text in figures(their)], cell.code
                    compared += 1
    assert compared > 1_000
