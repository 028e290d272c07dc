"""The parts of the competitor overview: what they add up to, what they say, and what they say when there is nothing."""

from xml.etree import ElementTree

import pytest

from amlib import language
from amlib.documents import links
from amlib.documents.competition import bottom, charts, readings, sentences, shelf, tables
from amlib.documents.competition import words as own

from ..conftest import HOSTILE

SIZE = 21  # the six outlets together, in sizes of the first


def whole(text: str) -> int:
    return int(text.replace(",", "").replace("−", "-").replace("+", ""))


def column(table, label: str, span: int = 0) -> list[str]:
    places = [i for i, c in enumerate(table.columns) if c.label == label]
    return [row.cells[places[span]] for row in table.rows if row.kind != "section"]


def test_suppliers_add_up_and_won_adds_up_to_nil(view, given, english):
    table = tables.suppliers(view, given)
    won, market, change = (column(table, name) for name in ("Won", "Market", "Change"))
    for texts in (won, market, change, column(table, "Sales (€)")):
        assert sum(map(whole, texts[:-1])) == whole(texts[-1])
    assert won[-1] == "0"
    # beef: we lose a tenth of 1000 per size; what the new bacon wins in pork comes on top
    us = next(row for row in table.rows if row.cells[0] == "us")
    found = view.suppliers().set_index("supplier")
    assert whole(us.cells[-1]) == round(found.loc["us", "won"])
    assert found["won"].sum() == pytest.approx(0, abs=1e-6)
    assert [whole(m) + whole(w) for m, w in zip(market, won, strict=True)] == [whole(c) for c in change]


def test_we_and_the_private_label_always_have_a_row(view, given, english):
    table = tables.suppliers(view, given, most=0)
    names = [row.cells[0] for row in table.rows]
    assert {"us", "Huismerk"} <= set(names)  # a single other is named, not counted
    assert table.rows[-1].cells[1] == tables.suppliers(view, given).rows[-1].cells[1]


def test_groups_and_outlets_add_up_to_what_we_won(view, given, english):
    ours = round(float(view.us["won"]))
    for table in (tables.groups(view, given), tables.outlets(view, given, each=2)):
        won = column(table, "Won (€)")
        assert sum(whole(text) for text in won[:-1]) == whole(won[-1]) == ours


def test_an_outlet_names_who_else_won_most(view, given, english):
    ede = next(row for row in tables.outlets(view, given).rows if row.cells[0] == "Ede")
    # beef: the rival from 400 to 460 of 1000; pork: from 50 of 100 to 100 of 220, ½·320·(100/220 − ½) = −7.27
    assert ede.cells[-2:] == (HOSTILE, "+53")


def test_what_each_won_per_group_adds_up_to_what_it_won(view, given, english):
    table = tables.won(view, given)
    for place, name in enumerate([c.label for c in table.columns][1:], start=1):
        cells = [whole(row.cells[place]) for row in table.rows]
        assert sum(cells[:-1]) == cells[-1]
        if name == "us":
            assert cells[-1] == round(float(view.us["won"]))
    assert sum(whole(text) for text in table.rows[-1].cells[1:]) == 0


def test_who_gained_adds_up_to_what_we_lost(view, given, english):
    money = column(tables.gainers(view, given), "Gained on us (€)")
    assert sum(map(whole, money[:-1])) == whole(money[-1]) == 100 * SIZE


def test_white_space_adds_up_and_shows_the_comparison(view, given, english):
    table = shelf.white_space(view, given)
    assert [row.cells[:2] for row in table.rows[:-1]] == [(HOSTILE, "Bacon")]
    assert table.rows[0].cells[-1] == "all outlets: 5 of 5"
    assert table.rows[-1].cells[3] == table.rows[0].cells[3]


def test_each_line_leads_to_the_heading_of_its_figure(view, given, english):
    table = shelf.lines(view, given)
    lines = [row for row in table.rows if row.kind != "section"]
    assert len(lines) == len(view.lines)
    for row in lines:
        assert row.links[2] == links.anchor(row.cells[2])
        assert row.cells[3] in ("high", "medium", "low")


def test_the_bottom_line_says_who_wins(view, given, english):
    told = str(bottom.bottom_line(view, given))
    # 21 × (300 + 100) + 15 × 20 of 21 × 1200 + 300; a year before 450 of 1100
    assert (
        "**We have 34.1% of this customer's category in Q3 2026, 6.8\xa0points less than last year**." in told
    )
    assert "We are number 2; the largest other is" in told
    assert "Within the product groups we lost" in told
    assert "10% cheaper" not in told
    assert "1 listing is missing" in told


@pytest.mark.parametrize("speak", language.LANGUAGES)
@pytest.mark.parametrize(
    "which", ["view", "whole_account", "unnamed", "without_category", "without_last_year"]
)
def test_every_part_says_something_or_is_left_out(which, speak, request, given, quality):
    one = request.getfixturevalue(which)
    with language.use(speak):
        told = [
            bottom.bottom_line(one, given),
            bottom.key_tiles(one, given),
            sentences.suppliers(one, given),
            sentences.outlets(one, given),
            sentences.gainers(one, given),
            readings.distribution(one),
            readings.prices(one),
            readings.pressure(one),
            readings.articles(one, given),
            readings.white_space(one, given),
            sentences.lines(one),
            sentences.unknowns(quality, one),
        ]
        shown = [
            *(
                part(one, given)
                for part in (tables.suppliers, tables.groups, tables.won, tables.outlets, tables.gainers)
            ),
            *(
                part(one, given)
                for part in (shelf.distribution, shelf.articles, shelf.white_space, shelf.lines)
            ),
            *(part(one) for part in (shelf.prices, shelf.pressure, charts.shares, charts.prices)),
            *(part(one, given) for part in (charts.won, charts.distribution, charts.white_space)),
        ]
        assert all(str(part).strip() for part in told)
        assert "nan" not in " ".join(map(str, [*told, *filter(None, shown)])).replace("Huismerk", "").split()
    assert all(part is not None for part in shown) == (which == "view")


@pytest.mark.parametrize(
    ("which", "said"),
    [
        ("unnamed", "does not name its suppliers"),
        ("without_category", "were not supplied for this period"),
        ("whole_account", "for the account as a whole"),
    ],
)
def test_what_is_not_known_is_said(which, said, request, given, english):
    one = request.getfixturevalue(which)
    assert said in str(readings.distribution(one))


@pytest.mark.parametrize("draw", [charts.shares, charts.prices])
def test_a_chart_tells_its_figures_and_names_stay_text(draw, view, english):
    chart = draw(view)
    ElementTree.fromstring(chart.svg)
    assert HOSTILE in chart.alt
    assert "<b>*Zuid*" not in chart.svg


def test_the_charts_of_money_and_distribution_name_us(view, given, english):
    for draw in (charts.won, charts.distribution):
        chart = draw(view, given)
        assert "us" in chart.alt
        assert chart.title
    # beef −100 × 21; pork ½·(100 + 220)·(120/220 − 50/100) × 15 = +109
    assert charts.won(view, given).title == "We lost €1,991 to others within the product groups"


def test_names_from_data_are_never_markup(view, given, english):
    told = str(sentences.suppliers(view, given)) + str(bottom.bottom_line(view, given))
    assert r"\<b\>\*Zuid\*" in told
    assert "<b>" not in told.replace(r"\<b\>", "")


def test_every_line_and_comparison_has_words(english):
    from amlib.analysis import strengths, whitespace

    assert set(own._LINES) == set(strengths.CODES)
    assert set(own._COMPARISONS) == set(whitespace.COMPARISONS)
