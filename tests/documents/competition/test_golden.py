"""
The whole overview of the small shelf, in both languages, as last approved."""

import pytest

from amlib.documents import quality as grades
from amlib.documents.competition import bottom, charts, readings, sentences, shelf, tables

from .. import golden


@pytest.fixture
def parts(view, given, quality):
    def make():
        yield bottom.bottom_line(view, given)
        yield bottom.key_tiles(view, given)
        yield charts.shares(view)
        yield sentences.suppliers(view, given)
        yield tables.suppliers(view, given)
        yield charts.won(view, given)
        yield tables.groups(view, given)
        yield sentences.groups(view, given)
        yield tables.won(view, given)
        yield tables.outlets(view, given)
        yield sentences.outlets(view, given)
        yield tables.gainers(view, given)
        yield sentences.gainers(view, given)
        yield charts.distribution(view, given)
        yield readings.distribution(view)
        yield shelf.distribution(view, given)
        yield charts.prices(view)
        yield readings.prices(view)
        yield shelf.prices(view)
        yield shelf.pressure(view)
        yield readings.pressure(view)
        yield shelf.articles(view, given)
        yield readings.articles(view, given)
        yield charts.white_space(view, given)
        yield readings.white_space(view, given)
        yield shelf.white_space(view, given)
        yield shelf.lines(view, given)
        yield sentences.lines(view)
        yield sentences.unknowns(quality, view)
        yield grades.table(view.graded(), given)

    return make


@pytest.mark.parametrize("speech", ["nl", "en"])
def test_the_overview_reads_as_approved(parts, speech):
    golden.check("competition", parts, speech)
