"""What every document carries says the same in each of them, and a document adds only its own doubts."""

from dataclasses import replace

import pytest

from amlib import periods
from amlib.analysis import results
from amlib.documents import frame
from amlib.documents.tables import Tile

pytestmark = pytest.mark.usefixtures("english")

GRADE = Tile("Market figures", "72% graded A or B", "of 40 figures", "good")


def test_the_strip_warns_where_it_should(tie, quality, given):
    strip = frame.data_strip(tie, quality, given)
    assert strip.kind == "strip"
    assert [tile.tone for tile in strip.items] == ["warn", "warn", "neutral", "neutral", "neutral"]
    assert strip.items[0].detail == "difference +€19.60"


def test_the_strip_is_calm_where_all_is_well(quality, given):
    tie = results.TieOut("ties", 100.0, 100.0, (), 0.0)
    strip = frame.data_strip(tie, replace(quality, rejected_rows=0, market_through="2026-08"), given)
    assert [tile.tone for tile in strip.items] == ["good", "good", "neutral", "neutral", "neutral"]
    assert [tile.value for tile in strip.items][:4] == ["ties out", "0", "33 months", "to 2026-08"]


def test_a_grade_of_the_market_data_takes_the_place_of_how_far_they_reach(tie, quality, given):
    plain, graded = frame.data_strip(tie, quality, given), frame.data_strip(tie, quality, given, GRADE)
    assert graded.items[3] == GRADE
    assert graded.items[:3] + graded.items[4:] == plain.items[:3] + plain.items[4:]


def test_the_tie_out_is_to_the_cent(tie, given):
    table = frame.tie_out(tie, given)
    assert [row.cells[1] for row in table.rows] == ["51,480.40", "+100.00", "51,600.00", "+19.60"]
    assert table.rows[-1].tones == (None, "warn")
    assert table.rows[0].cells[0] == "Revenue in this document"
    quarter = frame.tie_out(tie, given, periods.parse("2026Q3"))
    assert quarter.rows[0].cells == ("Revenue in this document, Q3 2026", "51,480.40")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("ties", "ties out to the general ledger to the cent, after rows set aside (+€5.00)"),
        ("not_supplied", "have not been checked"),
        ("does_not_tie", "cannot be approved"),
    ],
)
def test_the_tie_out_says_where_it_stands(status, words, quality, given):
    tie = results.TieOut(status, 100.0, 105.0, (("rows set aside", 5.0),), 0.0)
    said = frame.tie_out_reading(tie, quality, given).markdown
    assert words in said
    assert "2 rows of this period were set aside" in said


@pytest.mark.parametrize(
    ("status", "stamped"), [("ties", False), ("not_supplied", False), ("does_not_tie", True)]
)
def test_only_a_document_that_does_not_tie_out_is_stamped(status, stamped, given):
    said = frame.does_not_tie(results.TieOut(status, 100.0, 105.0, (), 5.0), given)
    assert said.startswith("**Does not tie out:**") if stamped else said == ""


def test_what_is_not_supplied_has_a_consequence(quality):
    table = frame.unknowns(quality)
    assert [row.cells[0] for row in table.rows] == ["The customer's category sales", "Budget", "Visits"]
    assert all(row.cells[1].startswith("We ") for row in table.rows)


def test_a_document_misses_only_the_tables_that_it_cares_about(quality):
    table = frame.unknowns(quality, only=["sales", "visits", "category_sales"])
    assert [row.cells[0] for row in table.rows] == ["The customer's category sales", "Visits"]
    said = frame.unknowns_reading(quality, only=["sales", "visits", "category_sales"]).markdown
    assert said.startswith("2 tables were not supplied: the customer's category sales and visits.")


def test_a_document_that_misses_none_of_its_tables_says_so(quality):
    assert frame.unknowns(quality, only=["sales"]) is None
    assert frame.unknowns_reading(quality, only=["sales"]).markdown.startswith(
        "All tables that this document needs were supplied."
    )
    complete = replace(quality, missing=())
    assert frame.unknowns(complete) is None
    assert "All tables of the data contract were supplied." in frame.unknowns_reading(complete).markdown


def test_the_doubts_of_a_document_stand_between_those_of_all(quality):
    short = replace(quality, history_months=1)
    said = frame.unknowns_reading(short, "Own doubt.", "").markdown
    assert (
        "beside each. There is 1 month of history; fewer than 24 say little about seasons. Own doubt. 1 rejected row"
        in said
    )
    own = frame.unknowns_reading(short, history="No base.").markdown
    assert "beside each. No base. 1 rejected row" in own


def test_provenance_lists_only_what_was_supplied(given):
    assert [row.cells[0] for row in frame.provenance(given).rows] == [
        "Accounts",
        "Outlets",
        "Articles",
        "Sales",
    ]
