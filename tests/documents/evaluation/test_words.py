"""What is compared with has one name everywhere: last year, the budget, or the period it is."""

import dataclasses

import pytest

from amlib import language, periods
from amlib.documents.evaluation import captions, charts, sentences, tables, words

CASES = [
    # base, period; head, name, beside, against, when
    ("last_year", "2025Q3", "Last year", "last year", "beside Q3 2025", "Against last year", "last year"),
    ("budget", "2026Q3", "Budget", "the budget", "beside the budget", "Against budget", "in the budget"),
    ("previous", "2026Q2", "Q2 2026", "Q2 2026", "beside Q2 2026", "Against Q2 2026", "in Q2 2026"),
    ("2025", "2025", "2025", "2025", "beside 2025", "Against 2025", "in 2025"),
    ("2026-01", "2026-01", "January 2026", "January 2026", "beside January 2026", "Against January 2026", "in January 2026"),
]  # fmt: skip


def with_base(compared, base, period):
    return dataclasses.replace(compared, base=base, base_period=periods.parse(period))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_each_base_has_its_words(case, compared, english):
    base, period, *said = case
    one = with_base(compared, base, period)
    assert [
        words.base_of(one),
        words.base_name(one),
        words.beside(one),
        words.against(one),
        words.in_base(one),
    ] == said


def test_a_quarter_has_its_article_in_dutch(compared):
    one = with_base(compared, "previous", "2026Q2")
    with language.use("nl"):
        assert words.base_name(one) == "het 2e kwartaal 2026"
        assert words.beside(one) == "naast het 2e kwartaal 2026"
        assert words.compared_with(one) == "vergeleken met het 2e kwartaal 2026"
        assert words.base_of(one) == "2e kwartaal 2026"


@pytest.mark.parametrize(
    ("groups", "outlets", "said"),
    [
        ((), (), ""),
        (("beef",), (), "only: group beef"),
        ((), ("North", "South"), "only: outlets North and South"),
        (("beef", "pork"), ("North",), "only: groups beef and pork; outlet North"),
    ],
)
def test_a_part_of_the_account_is_named(groups, outlets, said, english):
    assert words.only(groups, outlets) == said


def document(compared, bridge, ranking, given):
    """All that compares."""
    unsure = dataclasses.replace(bridge, price_range=(-10.0, 20.0))
    return [
        str(sentences.bottom_line(compared, bridge, given)), str(sentences.key_figures(compared, given)), str(tables.key_tiles(compared, given)),
        str(tables.key_figures(compared, given)), str(tables.breakdown(compared, "group", given)), str(tables.outlets(ranking, given, compared=compared)),
        str(sentences.outlets(ranking, given, compared)), str(sentences.convention(unsure, given, compared)),
        charts.outlets(ranking, given, compared).alt, charts.outlets(ranking, given, compared).svg, captions.base_period(compared),
    ]  # fmt: skip


@pytest.mark.parametrize(("base", "period"), [("previous", "2026Q2"), ("budget", "2026Q3"), ("2025", "2025")])
@pytest.mark.parametrize(("speech", "never"), [("en", "last year"), ("nl", "vorig jaar")])
def test_another_base_is_never_called_last_year(
    base, period, speech, never, compared, without_last_year, bridge, ranking, given
):
    with language.use(speech):
        for one in (compared, without_last_year):
            text = "\n".join(document(with_base(one, base, period), bridge, ranking, given))
            assert never not in text.lower()
            assert "{" not in text.split("<svg")[0]


def test_another_base_is_named(compared, bridge, ranking, given, english):
    one = with_base(compared, "previous", "2026Q2")
    made = document(one, bridge, ranking, given)
    assert "compared with Q2 2026" in made[0]
    assert "on Q2 2026" in made[2]
    assert "Against Q2 2026" in made[3]
    assert "1 lost outlet had €8,000 in Q2 2026." in made[6]
    assert "at the quantities of Q2 2026" in made[7]
    assert "against their revenue in Q2 2026;" in made[8]


def test_without_a_comparison_the_words_are_those_of_last_year(compared, ranking, given, english):
    assert tables.outlets(ranking, given) == tables.outlets(ranking, given, compared=compared)
    assert sentences.outlets(ranking, given) == sentences.outlets(ranking, given, compared)
    assert charts.outlets(ranking, given) == charts.outlets(ranking, given, compared)
