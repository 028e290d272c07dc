"""The readings: they agree with the figures beside them, and say why there is no figure."""

import pandas as pd
import pytest

from amlib import language, periods
from amlib.analysis import results
from amlib.documents.market import readings, sentences, shares

HOSTILE = "Bistro <b>*Zuid*</b> $5|`x`"


def said(prose):
    return str(prose).replace("\N{NO-BREAK SPACE}", " ")


def test_sizes_tell_the_customers_part_and_where_it_falls_behind(build, given, english):
    assert said(sentences.sizes(build.view(), given)) == (
        "The customer is 16.0% of a market of €3.75m, as estimated; a year before it was 14.6%. It grew faster than its market in 2 of 2 groups. "
        "Per kg the customer paid €10.00 and its market €10.00; a different mix of groups is part of that."
    )
    behind = said(sentences.sizes(build.view(market=build.market(grown=1.2)), given))
    assert "It grew faster than its market in 1 of 2 groups. It falls behind in beef." in behind


def test_a_measured_market_is_not_called_estimated(build, given, english):
    found = said(sentences.sizes(build.view(market=build.market(coverage=1.0)), given))
    assert found.startswith("The customer is 20.0% of a market of €3.00m; a year before")


def test_older_market_data_are_said_to_be_older(build, given, english):
    assert "The market data stop earlier, so both are shown in Q1 2026." in said(
        sentences.sizes(build.view(market=build.market(behind=2)), given)
    )


def test_our_share_is_read_per_group(build, english):
    rows = [
        ("o1", "North", "beef", 30, 70, 20, 80),
        ("o1", "North", "pork", 10, 90, 20, 80),
        ("o1", "North", "veal", 1, 0, 0, 1),
    ]
    found = said(shares.moves(build.view(category=build.category(rows))))
    assert found == (
        "It rose most in beef (+10.0 points, to 30.0%). It fell most in pork (−10.0 points, to 10.0%). "
        "Groups of less than 2% of the category are not looked at for this."
    )


def test_dearer_and_cheaper_than_the_category(build, english):
    found = build.category()
    ours = found.rows["ours"]
    for factor, word in ((0.5, "dearer"), (2.0, "cheaper")):
        rows = found.rows.assign(
            quantity=found.rows["quantity"].where(~ours, found.rows["quantity"] * factor)
        )
        own = found.own.assign(quantity=found.own["quantity"] * factor)
        changed = type(found)(**{**found.__dict__, "rows": rows, "own": own})
        assert word in said(shares.moves(build.view(category=changed)))


def test_the_split_says_what_distribution_can_be_where_we_are_everywhere(build, english):
    assert said(shares.split(build.view())) == (
        "Our share fell 5.0 points. It came from rate of sale −5.0 points. "
        "We lie in every outlet that sells the category, so distribution can only come from the number of our articles in each."
    )


def test_why_there_is_no_split(build, english):
    account = build.view(category=build.category(level="account"))
    assert said(shares.split(account)).startswith("The split needs outlets")
    assert said(shares.split(build.view(category=build.category(has_base=False)))).startswith(
        "The split needs our share in both years"
    )
    assert said(shares.split(build.nothing())).startswith("Without the customer's category sales")


def test_drivers_tie_to_the_results_evaluation(view, given, english):
    assert said(readings.drivers(view, given)) == (
        "The weightiest is our share: −€24.6k, felt most in beef (−€21.5k). "
        "All together is −€10.0k, to the cent the change that the results evaluation explains; "
        "there, what promotions did is taken out of share and price."
    )


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([25.0, 75.0], "highly"),
        ([20.0, 20.0, 20.0, 20.0, 20.0], "moderately"),
        ([10.0] * 10, "little"),
    ],
)
def test_how_concentrated_it_is(rows, word, english):
    from amlib.analysis import market

    found = pd.DataFrame({"customer": market.concentration(pd.Series(rows))}).T
    assert f"The customer's suppliers are {word} concentrated" in said(readings.concentration(found))


def test_the_season_names_its_months(view, english):
    assert said(readings.season(view)).startswith(
        "The year is highest in June (117) and lowest in January (87)"
    )


@pytest.mark.parametrize(
    ("period", "start"),
    [
        ("2026Q3", "No feast moved into or out of this period."),
        ("2025Q1", "Easter fell outside this period, and last year in it (20 April 2025, last year 31 March 2024)."),
        ("2024Q1", "Easter fell in this period, and last year outside it (31 March 2024, last year 9 April 2023)."),
        ("2026Q1", "Easter fell otherwise than last year (5 April 2026, last year 20 April 2025): 73% of the days before it lie in this period, against 0%."),
    ],
)  # fmt: skip
def test_feasts_that_moved_are_told_with_their_days(period, start, build, english):
    view = build.view(
        period=periods.parse(period), history=build.nothing().history, sales=build.nothing().sales
    )
    assert said(readings.calendar(view)).startswith(start)


def test_the_lag_and_where_there_is_none(build, english):
    assert said(readings.lags(build.view())).startswith(
        "Our price of beef follows the quotation after 4 months; of a change in it 70% stands in our price."
    )
    flat = build.view().quotations.assign(price=5.0)
    assert (
        said(readings.lags(build.view(quotations=flat)))
        == "Of beef (the quotation hardly moved) no lag can be measured."
    )
    other = build.view().quotations.assign(species="goat")
    assert said(readings.lags(build.view(quotations=other))).startswith("None of our groups bears the name")


def test_goals_are_named_by_how_they_stand(standing, english):
    found = said(readings.goals(standing, supplied=True))
    assert found.startswith("Reached so far: meer omzet. Behind: meer omzet in Bistro \\<b\\>")
    assert "Not known: minder derving. Check the unit or the base of 1 goal." in found
    assert "<b>" not in found


NOTHING = {
    "nl": [
        "Noch de inkoop van de klant in de categorie, noch marktcijfers zijn aangeleverd",
        "De categorie van de klant is niet per regio bekend.",
        "De groei per productgroep is niet bekend",
        "De inkoop van de klant in de categorie is niet aangeleverd",
        "Er zijn geen twaalf maanden van de categorie op rij.",
        "Ons marktaandeel per vestiging is niet bekend.",
        "Zonder de inkoop van de klant in de categorie",
        "Er is geen volledig vorig jaar om onze omzet mee te vergelijken.",
        "De concentratie bij deze klant is niet bekend",
        "Er is te weinig geschiedenis om het seizoen te kennen",
        "Geen feestdag verschoof",
        "Noteringen van grondstoffen zijn niet aangeleverd",
        "Zonder waardeaandelen is geen kans in geld uit te drukken.",
        "De eigen doelen van de klant zijn niet aangeleverd",
    ],
    "en": [
        "Neither the customer's category sales nor market data were supplied",
        "The customer's category is not known per region.",
        "Growth per group is not known",
        "The customer's category sales were not supplied",
        "There are no twelve months of the category in a row.",
        "Our share per outlet is not known.",
        "Without the customer's category sales",
        "There is no complete last year to compare our revenue with.",
        "The concentration at this customer is not known",
        "There is too little history to know the season",
        "No feast moved",
        "Raw material quotations were not supplied",
        "Without shares of value no opportunity can be put in money.",
        "The customer's own goals were not supplied",
    ],
}


@pytest.mark.parametrize("speech", NOTHING)
def test_what_is_not_there_is_said_in_a_sentence(speech, build, given, no_goals):
    view = build.nothing()
    with language.use(speech):
        made = [
            sentences.sizes(view, given), sentences.regions(view), sentences.growth(view), shares.moves(view), shares.course(view), shares.outlets(view, given),
            shares.split(view), readings.drivers(view, given), readings.concentration(view.concentration()), readings.season(view), readings.calendar(view),
            readings.lags(view), readings.opportunities(view, given), readings.goals(no_goals, supplied=False),
        ]  # fmt: skip
    for prose, start in zip(made, NOTHING[speech], strict=True):
        assert str(prose).startswith(start)
        assert "nan" not in str(prose).split()


def test_what_this_document_does_not_know(build, english):
    quality = results.Quality(
        "f", None, "2026-01", "2026-09", 33, 0, 0.0, 0.0, 0, None, ("sales",), ("raw_materials", "visits"),
    )  # fmt: skip
    account = build.category(level="account")
    found = said(sentences.unknowns(quality, build.view(category=account, comparable=False)))
    assert found == (
        "1 table was not supplied: raw material quotations. What we therefore do not know stands beside it. "
        "The category is known for the account as a whole only: not where in the account our share moved. "
        "Our own history does not reach back to the same period of last year."
    )
