"""The first page: five things in order, whatever is known of them."""

import pandas as pd
import pytest

from amlib import language
from amlib.analysis import results
from amlib.documents.market import bottom, tiles

NBSP = "\N{NO-BREAK SPACE}"
HOSTILE = "Bistro <b>*Zuid*</b> $5|`x`"


def text(view, given, standing=None, **more):
    return str(bottom.bottom_line(view, given, standing=standing, **more)).replace(NBSP, " ")


def test_the_bottom_line_in_english(view, given, standing, english):
    assert text(view, given, standing) == (
        "**The customer bought €600k of our category in Q3 2026, +15.4% (+15.4% in kg) on last year**. That is more than its market: +5.0% (+5.0% in kg). "
        "**Our share is 20.0%** (of value), 5.0 points down on last year. It came from rate of sale −5.0 points. "
        "**Our revenue fell by €10.0k (−7.7%) to €120k**. That is put down to our share −€24.6k, the market +€13.0k and price +€1,600. "
        "The largest opportunity is beef in South: €30.0k over the twelve months up to September 2026, of €35.0k in all. "
        "Of 2 goals of the customer that can be measured, 1 reached so far; behind: meer omzet."
    )


def test_the_bottom_line_in_dutch(view, given, standing):
    with language.use("nl"):
        said = text(view, given, standing)
    assert said.startswith(
        "**De klant kocht in het 3e kwartaal 2026 voor € 600 duizend in onze categorie in, +15,4% (+15,4% in kg) ten opzichte van vorig jaar**. Dat is meer dan zijn markt: +5,0% (+5,0% in kg)."
    )
    assert (
        "**Ons marktaandeel is 20,0%** (in waarde), 5,0 procentpunt lager dan vorig jaar. Dat kwam uit omloopsnelheid −5,0 procentpunt."
        in said
    )


# market growth, and what is said of the customer's +15.4% beside it
BESIDE = [
    (1.05, "That is more than its market: +5.0%"),
    (1.25, "That is less than its market: +25.0%"),
    (600 / 520, "That is as much as its market: +15.4%"),
]


@pytest.mark.parametrize(("grown", "said"), BESIDE)
def test_the_customer_is_held_against_its_market(grown, said, build, given, english):
    assert said in text(build.view(market=build.market(grown=grown)), given)


@pytest.mark.parametrize(("grown", "word"), [(1.05, "more"), (1.25, "less"), (600 / 520, "as much")])
def test_older_market_data_say_of_when_they_are(grown, word, build, given, english):
    said = text(build.view(market=build.market(behind=2, grown=grown)), given)
    assert f"The latest market data (Q1 2026) show +{(grown - 1):.1%}" in said
    assert f"and the customer {word}: +15.4%" in said


ROWS = {
    "up": ([("o1", "North", "beef", 30, 70, 20, 80)], "10.0 points up on last year."),
    "same": ([("o1", "North", "beef", 30, 70, 30, 70)], "the same as last year."),
    "down": ([("o1", "North", "beef", 20, 80, 30, 70)], "10.0 points down on last year."),
}


@pytest.mark.parametrize("case", ROWS)
def test_our_share_rises_stays_or_falls(case, build, given, english):
    rows, said = ROWS[case]
    assert said in text(build.view(category=build.category(rows)), given)


def test_a_share_without_last_year_has_no_change(build, given, english):
    found = build.category(has_base=False)
    said = text(build.view(category=found, year=found, beside=found), given)
    assert "**The customer bought €600k of our category in Q3 2026**; last year is not known." in said
    assert "**Our share is 20.0%** (of value). " in said


def test_a_share_that_cannot_be_trusted_is_not_told(build, given, english):
    found = build.category(trusted=False)
    said = text(build.view(category=found, year=found, beside=found), given)
    assert "No share is shown, because the category figures do not fit our own deliveries" in said
    assert "Our share is" not in said


@pytest.mark.parametrize(
    ("actual", "said"),
    [
        (70_000.0, "**Our revenue rose by €10.0k (+16.7%) to €70.0k**."),
        (60_000.0, "**Our revenue stayed the same, at €60.0k**."),
        (50_000.0, "**Our revenue fell by €10.0k (−16.7%) to €50.0k**."),
    ],
)
def test_our_revenue_rises_stays_or_falls(actual, said, build, given, english):
    moved = build.bridge([("North", "o1", "beef", 60_000.0, actual, {"share": actual - 60_000.0})])
    assert said in text(build.view(bridge=moved), given)


def test_without_any_market_data_what_is_not_known_is_said(build, given, english):
    said = text(build.nothing(), Without(given))
    assert said == (
        "The customer's category sales were not supplied for this period: we do not know our share at this customer, and volume cannot be split into market and share. "
        "Market data were not supplied: we do not know whether this customer grew faster or slower than its market. "
        "Our revenue came to €120k; there is no last year to compare it with. "
        "Goals of the customer itself were not supplied."
    )


def Without(given):  # reads as a phrase
    made = type(given)(given)
    del made["customer_goals"]
    return made


def test_a_market_without_the_customer_is_told_alone(build, given, english):
    said = text(build.view(category=None, year=None, beside=None), given)
    assert "Its market came to €3.75m (Q3 2026): +5.0% (+5.0% in kg) on a year before." in said


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        (["ahead", "ahead"], "All 2 goals of the customer that can be measured are reached so far."),
        (["ahead"], "The one goal of the customer that can be measured is reached so far."),
        (["behind"], "The one goal of the customer that can be measured is behind: goal 0."),
        (
            ["ahead", "behind"],
            "Of 2 goals of the customer that can be measured, 1 reached so far; behind: goal 1.",
        ),
        (["unknown"], "None of the customer's own goals can be measured with these tables."),
        ([], "The customer has no goals for this year in the table."),
    ],
)
def test_the_customers_goals_in_one_line(statuses, said, english):
    standing = pd.DataFrame({"status": statuses, "goal": [f"goal {n}" for n in range(len(statuses))]})
    assert bottom.goals(standing, supplied=True) == said


def test_a_document_that_does_not_tie_out_says_so(view, given, english):
    tie = results.TieOut("does_not_tie", 120_000.60, 120_100.60, (), 100.0)
    assert "**Does not tie out:**" in text(view, given, tie=tie)


def test_the_tiles_show_five_figures_beside_what_they_are_compared_with(view, given, english):
    made = tiles.key_tiles(view, given)
    assert [(tile.label, tile.value, tile.detail, tile.tone) for tile in made.items] == [
        ("Category at the customer", "€600k", "+15.4% on last year", "better"),
        ("Growth of the customer", "+15.4%", "market +5.0%, Q3 2026", "better"),
        ("Our share of it", "20.0%", "−5.0 points on last year", "worse"),
        ("Our revenue", "€120k", "−7.7% on last year", "worse"),
        ("Opportunity, per year", "€35.0k", "largest: beef, South", "neutral"),
    ]


def test_without_market_data_only_our_revenue_has_a_tile(build, given, english):
    assert [tile.label for tile in tiles.key_tiles(build.nothing(), given).items] == ["Our revenue"]


def test_hostile_names_stay_names(build, given, standing, english):
    rows = [
        ("o3", HOSTILE, HOSTILE, 10, 90, 30, 60),
        ("o1", "North", "beef", 30, 70, 30, 60),
        ("o1", "North", HOSTILE, 50, 50, 30, 60),
    ]
    found = build.category(rows)
    said = text(build.view(category=found, year=found), given, standing.assign(goal=HOSTILE))
    assert "<b>" not in said
    assert r"\<b\>\*Zuid\*\</b\>" in said
