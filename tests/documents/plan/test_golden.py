"""The whole of a small plan as text, in both languages, as last approved."""

import pytest

from amlib.documents.plan import (
    actions,
    back,
    crossed,
    goals,
    goals_charts,
    goals_sentences,
    opening,
    proposals,
    risks,
    versions,
)
from tests.documents import golden
from tests.documents.plan import small


@pytest.fixture
def parts(given):
    before = small.kept(small.MUCH, state="adopted", by="Hendrik", bound=small.BOUND)
    now = small.kept(number=2, version=2)
    view = small.view(
        given,
        kept=now,
        versions=(before, now),
        decisions=(small.decision(1, small.PROPOSALS[0].text, "rejected", reason="<i>no</i> | room"),),
    )

    def make():
        yield opening.bottom_line(view)
        yield opening.key_tiles(view)
        yield opening.asked(view)
        yield back.table(view)
        yield back.reading(view)
        yield goals.account(view)
        yield goals_sentences.account(view)
        yield goals_charts.course(view)
        yield goals_sentences.months(view)
        yield goals.months(view)
        for level in ("group", "outlet"):
            yield goals.places(view, level)
            yield goals_sentences.places(view, level)
        yield goals.places(view, "region", "banner")
        yield goals.division(view)
        yield goals_sentences.division(view)
        yield crossed.reading(view)
        yield crossed.table(view)
        yield goals_charts.bridge(view)
        yield actions.gaps_reading(view)
        yield actions.gaps(view)
        yield actions.table(view)
        yield actions.reading(view)
        yield risks.risks(view)
        yield risks.assumptions(view)
        yield risks.reading(view)
        yield proposals.table(view)
        yield proposals.decided(view)
        yield proposals.reading(view)
        yield versions.table(view)
        yield versions.reading(view)
        yield versions.changed(view)
        yield versions.changed_reading(view)
        yield versions.approval(view)
        yield versions.unknowns(view)

    return make


@pytest.mark.parametrize("speech", ["nl", "en"])
def test_the_plan_reads_as_approved(parts, speech):
    golden.check("plan", parts, speech)
