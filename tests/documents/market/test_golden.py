"""The whole market analysis of the small account, in both languages, as last approved."""

import pytest

from amlib.documents import findings, quality
from amlib.documents.market import amounts, around, bottom, charts, readings, sentences, shares, tables, tiles
from amlib.documents.market import words as market
from amlib.plan import findings as plan

from .. import golden


@pytest.fixture
def parts(view, given, standing):
    def make():
        signs = plan.ordered(
            plan.of_category(view.category),
            plan.of_market(view.market, view.sizes("group")),
            plan.of_share(view.category),
        )
        hands = view.concentration()
        yield bottom.bottom_line(view, given, standing=standing)
        yield tiles.key_tiles(view, given)
        yield quality.tile(view.graded(standing)).detail
        yield findings.reading(signs, given)
        yield findings.table(signs, given, market.EVIDENCE)
        for level in ("group", "region"):
            yield tables.sizes(view, level, given)
        yield sentences.sizes(view, given)
        yield sentences.regions(view)
        yield around.channels(view, given)
        yield around.channels_reading(view)
        yield charts.growth(view, given)
        yield sentences.growth(view)
        yield tables.shares(view, given)
        yield shares.moves(view)
        yield around.indices(view)
        yield around.indices_reading(view)
        yield charts.course(view)
        yield shares.course(view)
        yield charts.outlets(view, given)
        yield shares.outlets(view, given)
        yield tables.outlets(view, given)
        yield tables.split(view)
        yield shares.split(view)
        yield charts.drivers(view, given)
        yield readings.drivers(view, given)
        yield amounts.drivers(view, given)
        yield amounts.concentration(hands)
        yield readings.concentration(hands)
        yield charts.season(view)
        yield readings.season(view)
        yield readings.calendar(view)
        yield charts.lag(view)
        yield readings.lags(view)
        yield amounts.lags(view)
        yield readings.opportunities(view, given)
        yield amounts.opportunities(view, given)
        yield amounts.goals(standing)
        yield readings.goals(standing, supplied=True)
        yield quality.table(view.graded(standing), given)
        yield quality.reading(view.graded(standing))

    return make


@pytest.mark.parametrize("speech", ["nl", "en"])
def test_the_market_analysis_reads_as_approved(parts, speech):
    golden.check("market", parts, speech)
