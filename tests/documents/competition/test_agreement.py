"""What the competitor overview says twice it says alike, whatever the shelf; and where nothing can be said, every section says why."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from amlib import language
from amlib.analysis import strengths
from amlib.documents.competition import bottom, charts, readings, sentences, shelf, tables, words
from amlib.documents.competition.standings import few, standings
from tests.analysis.shelf import category
from tests.documents.competition import four
from tests.documents.competition.four import BEEF, HOSTILE, PORK, products, seen, year
from tests.documents.competition.four import shelf as small

SECTIONS = [
    ("suppliers", sentences.suppliers, 2),
    ("groups", sentences.groups, 2),
    ("outlets", sentences.outlets, 2),
    ("gainers", sentences.gainers, 2),
    ("distribution", readings.distribution, 1),
    ("prices", readings.prices, 1),
    ("articles", readings.articles, 2),
    ("white_space", readings.white_space, 2),
]
TABLES = [
    tables.suppliers, tables.groups, tables.outlets, tables.gainers,
    shelf.distribution, shelf.articles, shelf.white_space, shelf.lines,
]  # fmt: skip
CHARTS = [charts.won, charts.distribution, charts.white_space]


def number(text):
    """A written whole number, as English writes it."""
    return int(re.sub(r"[^\d\-]", "", text.replace("−", "-")))


def column(table, at, kinds=("body", "rest")):
    return [number(row.cells[at]) for row in table.rows if row.kind in kinds]


def read(section, view, given):
    _, function, count = section
    return str(function(*(view, given)[:count]))


@pytest.fixture
def view():
    return four.made()


@pytest.fixture
def make():
    return four.made


# --- figures that add up


@pytest.mark.usefixtures("english")
def test_market_and_won_make_the_change_and_won_adds_up_to_nil(view, given):
    table = tables.suppliers(view, given)
    change, market, won = (column(table, at) for at in (5, 6, 7))
    assert [a + b for a, b in zip(market, won, strict=True)] == change
    assert sum(won) == 0
    total = table.rows[-1]
    assert [number(cell) for cell in (total.cells[1], *total.cells[5:])] == [6400, 400, 400, 0]
    assert sum(column(table, 1)) == 6400


@pytest.mark.usefixtures("english")
def test_awkward_cents_still_add_up(make, given):
    """Thirty suppliers of 10.4 each: rounded one by one they would be 300, together they are 312."""
    rows = [("1", "beef", f"s{i:02d}", f"p{i}", 1.0, 10.4, 1.0, 10.1) for i in range(29)]
    rows += [("1", "beef", "us", "steak", 1.0, 10.4, 1.0, 10.9), ("1", "beef", "Huismerk", "x", 1.0, 0.4, 1.0, 0.4)]  # fmt: skip
    table = tables.suppliers(make(category=category(rows)), given)
    assert sum(column(table, 1)) == number(table.rows[-1].cells[1]) == 312
    assert sum(column(table, 7)) == 0
    assert [row.kind for row in table.rows].count("rest") == 1
    names = [row.cells[0] for row in table.rows]
    assert {"us", "Huismerk"} <= set(names)  # however small, we and the private label have a row


@pytest.mark.usefixtures("english")
def test_thirds_that_were_won_still_add_up_to_nil(make, given):
    """We lose 100 of 400, and three others win a third of it each: rounded one by one that would be 99."""
    rows = [("1", "beef", "us", "steak", 1.0, 300.0, 1.0, 400.0)]
    rows += [
        ("1", "beef", name, name, 1.0, 200.0 + 100 / 3, 1.0, 200.0) for name in ("Noord", "Oost", "West")
    ]
    table = tables.suppliers(make(category=category(rows)), given)
    assert sorted(column(table, 7)) == [-100, 33, 33, 34]
    assert [a + b for a, b in zip(column(table, 6), column(table, 7), strict=True)] == column(table, 5)


@pytest.mark.usefixtures("english")
def test_groups_and_outlets_add_up_to_what_we_won(view, given):
    # by hand: beef -400, pork +220
    for table, at in ((tables.groups(view, given), 4), (tables.outlets(view, given), 5)):
        assert sum(column(table, at)) == number(table.rows[-1].cells[at]) == -180


@pytest.mark.usefixtures("english")
def test_what_we_lost_is_laid_with_others_to_the_last_unit(view, given):
    table = tables.gainers(view, given)
    # beef fell by 100 in each of four outlets: 60 to the private label and 40 to Noord
    assert [(row.cells[0], row.cells[1]) for row in table.rows[:-1]] == [
        ("Huismerk", "240"),
        ("Noord", "160"),
    ]
    assert number(table.rows[-1].cells[1]) == 400


@pytest.mark.usefixtures("english")
def test_white_space_adds_up_to_its_total(view, given):
    table = shelf.white_space(view, given)
    assert sum(column(table, 3)) == number(table.rows[-1].cells[3])


# --- one figure, wherever it stands


@pytest.mark.usefixtures("english")
def test_the_chart_of_shares_and_the_table_say_the_same(view, given):
    described = charts.shares(view).alt
    for row in tables.suppliers(view, given).rows[:-1]:
        name, _, now, before = row.cells[:4]
        assert f"{name} from {before} to {now}" in described


def test_suppliers_in_fewer_rows_are_the_same_suppliers(view):
    rows = standings(view)
    fewer = few(rows, 1)
    assert fewer["role"].tolist() == ["us", "other", "rest"]
    for column_ in ("amount", "share", "points", "won"):
        assert fewer[column_].sum() == pytest.approx(rows[column_].sum())
    assert fewer["count"].sum() == rows["count"].sum() == 5


@pytest.mark.usefixtures("english")
def test_the_first_page_has_the_figures_of_the_sections(view, given):
    tiles = {tile.label: tile.value for tile in bottom.key_tiles(view, given).items}
    assert tiles["Our share"] == "30.0%"
    assert tiles["Our place"] == "1"
    assert number(tiles["Won from others"]) == -180
    told = str(bottom.bottom_line(view, given))
    assert "We have 30.0% of this customer's category" in told
    assert "we lost €180 to others" in told


def test_nothing_is_told_twice_on_the_first_page(view, given):
    for speech in language.LANGUAGES:
        with language.use(speech):
            told = re.split(r"(?<=[.:]) ", str(bottom.bottom_line(view, given)))
            assert len(told) == len(set(told))


def test_a_price_is_told_once_although_it_is_a_strength_too(make, given):
    rows = [(o, "beef", "us", "steak", 10.0, 100.0, 10.0, 100.0) for o in "123"]
    rows += [(o, "beef", "Noord", "entrecote", 10.0, 200.0, 10.0, 200.0) for o in "123"]
    view = make(category=category(rows), year=None, seen=None)
    assert [line.code for line in view.lines] == ["cheaper"]
    with language.use("en"):
        assert str(bottom.bottom_line(view, given)).count("100% dearer than we are") == 1


# --- prices


@pytest.mark.usefixtures("english")
def test_prices_by_pack_size_alone_say_so_wherever_they_stand(make, given):
    view = make(products=products(alike=False))
    assert "dear kinds are compared with cheap ones" in str(bottom.bottom_line(view, given))
    assert "by pack size alone" in str(readings.prices(view))
    assert "By pack size alone" in charts.prices(view).title
    assert "Kinds of articles are not known" in shelf.prices(view).note
    assert "high" not in [row.cells[6] for row in shelf.prices(view).rows]
    like = make()
    for text in (bottom.bottom_line(like, given), readings.prices(like), charts.prices(like).title):
        assert "pack size alone" not in str(text)


@pytest.mark.usefixtures("english")
def test_no_price_seen_is_not_taken_for_no_offer(make):
    view = make(seen=None)
    assert str(readings.pressure(view)) == (
        "No prices of competitors were seen, so we do not know how often they are on offer."
    )
    assert "No prices were seen on the shelf" in str(readings.prices(view))
    assert shelf.pressure(view) is None


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("count", "said"), [(20, "Clearly more often on offer: Noord."), (1, "Nobody was on offer more often")])  # fmt: skip
def test_an_offer_more_is_only_told_beyond_chance(make, count, said):
    # 20 of 20 against 0 of 20 is no chance; 1 of 1 against 0 of 1 is
    assert said in str(readings.pressure(make(seen=seen(count))))


# --- rising, falling, flat, without a year before


def moved(factor):
    """Our beef times a factor, the others as they were."""
    rows = []
    for outlet in "12":
        rows += [(outlet, "beef", name, item, q, 400.0 * factor if name == "us" else v0, q, 400.0 if name == "us" else v0) for name, item, q, _, _, v0 in BEEF]  # fmt: skip
    return category(rows, sources=("customer",))


@pytest.mark.parametrize(
    ("factor", "english_", "dutch"),
    [
        (2.0, "Our share rose", "Ons aandeel steeg"),
        (0.5, "Our share fell", "Ons aandeel daalde"),
        (1.0, "Our share stayed", "Ons aandeel bleef"),
    ],
)
def test_the_title_has_the_direction_of_our_share(make, factor, english_, dutch):
    view = make(category=moved(factor))
    for speech, start in (("en", english_), ("nl", dutch)):
        with language.use(speech):
            assert charts.shares(view).title.startswith(start)


@pytest.mark.parametrize("speech", language.LANGUAGES)
def test_without_a_year_before_nothing_is_won_or_lost(make, given, speech):
    rows = small().rows.assign(base_quantity=float("nan"), base_value=float("nan"))
    view = make(category=replace(small(), rows=rows, has_base=False))
    with language.use(speech):
        assert charts.shares(view) is None
        assert charts.won(view, given) is None
        assert tables.outlets(view, given) is None
        table = tables.suppliers(view, given)
        assert len(table.columns) == 5
        for text in (bottom.bottom_line(view, given), bottom.key_tiles(view, given), table, sentences.suppliers(view, given), sentences.gainers(view, given), readings.articles(view, given)):  # fmt: skip
            assert str(text)
            assert "nan" not in str(text).lower().split()


# --- where others cannot be told, every section says why


@pytest.mark.parametrize("speech", language.LANGUAGES)
@pytest.mark.parametrize("why", ["missing", "unnamed", "untrusted"])
def test_every_section_says_why_it_is_empty(make, given, speech, why):
    facts = {"missing": None, "unnamed": replace(small(), named=False), "untrusted": replace(small(), trusted=False)}  # fmt: skip
    view = make(category=facts[why], year=None, seen=None)
    with language.use(speech):
        for section in SECTIONS:
            assert read(section, view, given).endswith("."), section[0]
        assert str(bottom.bottom_line(view, given))
        assert str(bottom.key_tiles(view, given))
        for table in TABLES:
            assert table(view, given) is None
        for chart in CHARTS:
            assert chart(view, given) is None
        assert charts.shares(view) is charts.prices(view) is shelf.prices(view) is None


@pytest.mark.usefixtures("english")
def test_an_account_without_outlets_says_so(make, given):
    view = make(category=replace(small(), level="account"), year=replace(year(), level="account"))
    for section in SECTIONS:
        if section[0] in ("outlets", "distribution", "white_space"):
            assert "for the account as a whole" in read(section, view, given)
    assert "in every group," in tables.suppliers(view, given).note
    assert "outlet" not in tables.suppliers(view, given).note.split("Won adds up")[0]


@pytest.mark.usefixtures("english")
def test_a_shelf_without_us_is_no_error(make, given):
    others = [(outlet, "pork", *row) for outlet in "12" for row in PORK[1:]]
    view = make(category=category(others), year=category(others))
    assert "We are not among the suppliers" in str(bottom.bottom_line(view, given))
    assert tables.suppliers(view, given) is not None
    assert charts.shares(view).title


# --- words


@pytest.mark.parametrize("speech", language.LANGUAGES)
def test_a_hostile_name_keeps_its_signs(make, given, speech):
    rows = [(o, "beef", "us", "steak", 1.0, 100.0, 1.0, 200.0) for o in "123"]
    rows += [(o, "beef", HOSTILE, "entrecote", 1.0, 300.0, 1.0, 200.0) for o in "123"]
    view = make(category=category(rows))
    with language.use(speech):
        told = str(sentences.gainers(view, given)) + str(bottom.bottom_line(view, given))
        assert "<b>" not in told.replace("\\<b", "")
        assert r"Slagerij \<b\>\*Zuid\*\</b\> \$5\|\`x\`" in told
        assert (
            tables.gainers(view, given).rows[0].cells[0] == HOSTILE
        )  # a cell is plain text; page and print escape it
        for chart in (charts.won(view, given), charts.distribution(view, given)):
            assert "<b>" not in chart.svg


@pytest.mark.parametrize("speech", language.LANGUAGES)
@pytest.mark.parametrize("code", sorted(strengths.CODES))
def test_every_strength_and_weakness_is_a_sentence(given, speech, code):
    values = {"share": 0.4, "points": 0.02, "relative": 2.0, "us": 0.8, "them": 0.5, "ratio": 1.4, "index": 112.0, "compared": 0.7, "count": 3.0, "outlets": 2.0}  # fmt: skip
    line = strengths.Line(code, "beef", 100.0, "high", values)
    with language.use(speech):
        told = words.line(line, given)
        assert told.endswith(".")
        assert "{" not in told
        assert language.MISSING not in told


def test_a_line_leads_to_a_heading_of_the_document(view, given):
    import nbformat

    from tests.contracts.test_notebooks import PROJECT

    notebook = nbformat.read(PROJECT / "notebooks" / "20_competitor_overview.ipynb", as_version=4)
    headings = {line.lstrip("# ") for cell in notebook.cells for line in cell.source.splitlines() if line.startswith("#")}  # fmt: skip
    assert set(strengths.EVIDENCE.values()) <= headings
    assert set(words.EVIDENCE.values()) <= headings
    with language.use("nl"):
        linked = [row for row in shelf.lines(view, given).rows if row.kind == "body"]
        assert linked
        assert all(row.links[2].startswith("s-") for row in linked)


@pytest.mark.usefixtures("english")
def test_notes_say_how_good_the_data_are(view, given):
    for table in (tables.suppliers, tables.groups, tables.gainers, shelf.distribution, shelf.white_space):
        assert "Grade of the data: A." in table(view, given).note
    assert "Grade of the data: A." in shelf.prices(view).note


@pytest.mark.usefixtures("english")
def test_charts_describe_what_they_draw(view, given):
    assert charts.won(view, given).title == "We lost €180 to others within the product groups"
    assert "Huismerk" in charts.shares(view).alt
    assert "Mince" in charts.white_space(view, given).alt
    assert pd.notna(charts.prices(view).title)
