"""The track record on paper: scores by hand, published and recomputed apart, and said when there is nothing to score."""

from types import SimpleNamespace

import pandas as pd
import pytest

from amlib import language
from amlib.analysis import track
from amlib.documents.evaluation import record
from tests.documents import golden
from tests.documents.evaluation import years

# (chance, reached, held); of either half came true, so the base is ½ × ½
GOOD = ((0.8, True, True), (0.1, False, True), (0.4, False, False), (0.9, True, True))
POOR = ((0.9, False, False), (0.2, True, True))


def test_a_score_stands_beside_that_of_the_base_rate(english):
    # (0.04 + 0.01 + 0.16 + 0.01) ÷ 4 = 0.055; three of four ranges held
    said = str(record.reading(years.said(*GOOD), years.said()))
    assert said.startswith(
        "Of evaluations 4 published chances were scored: Brier 0.055, better than the 0.250 of giving every target the 50% that came true; the 80% range held in 75%."
    )
    assert said.endswith(
        "Recomputed there is nothing to score: no closed year has both a target and history enough."
    )


def test_a_score_that_is_no_better_says_so(english):
    # (0.81 + 0.64) ÷ 2 = 0.725; one chance alone has a base of nil, which nothing beats
    assert "Brier 0.725, no better than the 0.250" in str(record.reading(years.said(*POOR), years.said()))
    one = str(record.reading(years.said(GOOD[0]), years.said()))
    assert one.startswith(
        "Of evaluations 1 published chance was scored: Brier 0.040, no better than the 0.000"
    )


def test_what_is_recomputed_is_called_so_and_never_published(english):
    published, recomputed = str(record.reading(years.said(), years.said(*GOOD))).split("\n\n")
    assert published == "No published chance could be scored yet: that is done when its year closes."
    assert recomputed.startswith(
        "Recomputed with the figures of today, 4 chances would have scored 0.055, better"
    )
    poor = str(record.reading(years.said(), years.said(*POOR)))
    assert "2 chances would have scored 0.725, no better" in poor


def test_chances_of_an_open_year_wait(english):
    said = str(record.reading(years.said(*GOOD, closed=False), years.said()))
    assert "No published chance could be scored yet" in said
    assert "4 published chances are of years that are still open." in said
    assert "open" not in str(record.reading(years.said(*GOOD), years.said()))
    assert record.table(years.said(*GOOD, closed=False), years.said()).rows == ()


def test_bands_count_what_was_said_and_what_came(english):
    rows = record.table(years.said(*GOOD), years.said((0.95, True, True))).rows
    assert [row.cells[:4] for row in rows] == [
        ("Published in evaluations", "", "", ""), ("10% to 25%", "1", "10%", "0%"), ("30% to 50%", "1", "40%", "0%"), ("80% to 90%", "2", "85%", "100%"),
        ("Recomputed with the figures of today", "", "", ""), ("95%", "1", "95%", "100%"),
    ]  # fmt: skip
    # Wilson, 80 %, none of one and two of two: z² = 1.6424; z²/(1 + z²) = 62 %, 2/(2 + z²) = 55 %
    assert (rows[1].cells[4], rows[3].cells[4]) == ("0% to 62%", "55% to 100%")


def test_records_become_a_table_of_what_is_known():
    kept = [SimpleNamespace(**dict.fromkeys(track.COLUMNS, 1), more="x")]
    assert record.frame(kept).to_dict("records") == [dict.fromkeys(track.COLUMNS, 1)]
    assert list(record.frame([]).columns) == list(track.COLUMNS)


def both(estimates, plans):
    """Chances of evaluations and of annual plans, as a record holds them together."""
    return pd.concat([years.said(*estimates), years.said(*plans, document="annual_plan")], ignore_index=True)


def test_chances_of_plans_are_scored_apart_from_those_of_evaluations(english):
    # plans: (0.81 + 0.64) ÷ 2 = 0.725; they give no range
    said = str(record.reading(both(GOOD, POOR), years.said()))
    assert said.startswith("Of evaluations 4 published chances were scored: Brier 0.055, better")
    assert (
        "Of annual plans 2 published chances were scored: Brier 0.725, no better than the 0.250 of giving every target the 50% that came true.\n"
        in said
    )
    table = record.table(both(GOOD[:1], GOOD[1:2]), years.said())
    assert [row.cells[:4] for row in table.rows] == [
        ("Published in evaluations", "", "", ""), ("80% to 90%", "1", "80%", "100%"),
        ("Published in annual plans", "", "", ""), ("10% to 25%", "1", "10%", "0%"),
    ]  # fmt: skip
    assert "with the actions of the plan" in table.note
    assert "annual plans" not in record.table(years.said(*GOOD), years.said()).note


def test_where_only_plans_were_scored_nothing_is_said_of_evaluations(english):
    # (0.04 + 0.01 + 0.16 + 0.01) ÷ 4 = 0.055
    said = str(record.reading(both((), GOOD), years.said()))
    assert said.startswith("Of annual plans 4 published chances were scored: Brier 0.055, better than the")


@pytest.mark.parametrize("speech", language.LANGUAGES)
def test_the_record_reads_as_approved(speech):
    def parts():
        for published, recomputed in ((GOOD, POOR), ((), GOOD), (POOR, ()), (GOOD[:1], POOR[:1])):
            yield record.table(years.said(*published), years.said(*recomputed))
            yield record.reading(years.said(*published), years.said(*recomputed))
        yield record.reading(years.said(GOOD[0], closed=False), years.said())
        for estimates, plans in ((GOOD, POOR), ((), GOOD), (GOOD, GOOD[:1])):
            yield record.table(both(estimates, plans), years.said())
            yield record.reading(both(estimates, plans), years.said())

    golden.check("record", parts, speech)
