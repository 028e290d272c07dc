"""The whole evaluation of the small account, in both languages, as last approved."""

import pytest

from amlib.documents import frame
from amlib.documents.evaluation import charts, sentences, tables

from .. import golden


@pytest.fixture
def parts(compared, against_budget, bridge, ranking, months, tie, quality, given):
    def make():
        yield sentences.bottom_line(
            compared, bridge, given, budget=against_budget, tie=tie, growth_target=0.02
        )
        yield tables.key_tiles(compared, given, against_budget)
        yield frame.data_strip(tie, quality, given)
        yield tables.key_figures(compared, given, against_budget)
        yield sentences.key_figures(compared, given)
        yield charts.causes(bridge, compared, given)
        yield sentences.causes(bridge, compared, given)
        yield sentences.convention(bridge, given)
        yield tables.causes(bridge, "group", given)
        yield tables.causes(bridge, "region", given)
        yield tables.largest(bridge, compared, given)
        yield sentences.largest(bridge, compared, given)
        yield charts.course(months, compared.period, given)
        yield sentences.course(months, compared, given)
        yield charts.changes(compared, given)
        for level in ("group", "region"):
            yield tables.breakdown(compared, level, given)
            yield sentences.breakdown(compared, level, given)
        yield charts.outlets(ranking, given)
        yield tables.outlets(ranking, given)
        yield sentences.outlets(ranking, given)
        yield frame.tie_out(tie, given)
        yield frame.tie_out_reading(tie, quality, given)
        yield frame.unknowns(quality)
        yield sentences.unknowns(quality, compared)
        yield frame.provenance(given)
        yield frame.provenance_reading(given)

    return make


@pytest.mark.parametrize("speech", ["nl", "en"])
def test_the_evaluation_reads_as_approved(parts, speech):
    golden.check("evaluation", parts, speech)
