"""The sections of a plan on figures made by hand: what each cell and sentence says, and that what people wrote stays text."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from amlib import language, periods
from amlib.analysis import agreed, scenarios
from amlib.documents.plan import (
    account_result,
    activities,
    contract,
    people,
    position,
    promotions,
    promotions_chart,
)
from amlib.plan import account_result as results
from amlib.plan import calendar
from amlib.plan.items import Promotion, Range
from amlib.plan.model import Plan
from amlib.plan.records import Wish
from tests.analysis.agreed import LADDER, term
from tests.analysis.test_agreed import YEAR, amounts, table
from tests.documents.conftest import HOSTILE
from tests.plan.test_account_result import PARTS, WHOLE, goals
from tests.plan.test_activities import PLAN, places
from tests.plan.test_calendar import plan, promotion

PERIOD = periods.parse("2026Q3")
NAN = float("nan")


@pytest.fixture(autouse=True)
def _english():
    with language.use("en"):
        yield


def test_the_position_shows_each_figure_in_its_unit_and_judges_what_is_shown(given):
    rows = [
        ("revenue", 1_100.0, 1_000.0, "", ""),
        ("price", 5.5, 5.0, "", ""),
        ("margin_rate", 0.2004, 0.2001, "", ""),
        ("share", NAN, NAN, "", "category_sales"),
        ("distribution", 0.5, 0.25, "numeric", ""),
        ("rotation", 4.0, 5.0, "", ""),
        ("promotions", 3.0, 5.0, "", ""),
    ]
    found = pd.DataFrame(rows, columns=["figure", "now", "before", "basis", "lacking"])
    made = position.table(found, PERIOD, given)
    assert [row.cells for row in made.rows] == [
        ("Revenue", "€1,100", "€1,000", "+10.0%"),
        ("Revenue per kg", "€5.50", "€5.00", "+10.0%"),
        ("Margin, part of revenue", "20.0%", "20.0%", "0.0"),
        ("Our share of the customer's category", "not supplied", "–", "–"),
        ("Distribution, part of the outlets", "50.0%", "25.0%", "+25.0"),
        ("Rotation: kg per article, outlet and week", "4.0", "5.0", "−20.0%"),
        ("Promotions held", "3", "5", "−2"),
    ]
    # a difference that is shown as nil is neither better nor worse, nor is a price or a count
    assert [row.tones and row.tones[3] for row in made.rows] == [
        "better",
        None,
        None,
        None,
        "better",
        "worse",
        None,
    ]


def test_distribution_is_explained_as_it_was_counted(given):
    """Only where it is weighted is it said what that is."""
    for basis, told in (("weighted", True), ("numeric", False)):
        found = pd.DataFrame(
            [("distribution", 0.5, 0.25, basis, "")], columns=["figure", "now", "before", "basis", "lacking"]
        )
        assert ("Weighted distribution:" in position.table(found, PERIOD, given).note) is told


def calendar_of(*actions, elsewhere=()):
    found = calendar.slots(plan(*actions))
    return found, calendar.conflicts(found, 2027, elsewhere)


def test_a_promotion_has_its_weeks_support_result_and_what_is_in_the_way(given):
    told = Promotion(mechanic="m", discount_per_unit=55)
    effect = Range(low=-10_000, expected=20_000, high=70_000)
    found, clashes = calendar_of(
        promotion("A1", "2027-03-15", 14, name="steak", margin=effect, cost=25_000, promotion=told, quantity=Range(low=5, expected=9, high=12)),
        promotion("A2", "2027-06-07", margin=None),
    )  # fmt: skip
    made = promotions.table(found, clashes, given)
    assert [row.cells for row in made.rows] == [
        ("11–12", "steak", "€0.55 + €250", "9", "−€50", "−€350 to €450", "Easter"),
        ("23", "action A2", "€0", "–", "–", "–", ""),
        ("Total", "", "€250", "9", "−€50", "−€350 to €450", ""),
    ]
    assert made.rows[0].tones == (None, None, None, None, "worse", None, "warn")
    said = str(promotions.reading(found, clashes, given))
    assert "expected to lose €50 (−€350 to €450) with €250 of fixed cost" in said
    assert "Of 1 promotion nobody could say" in said
    assert "1 is expected to cost more than it brings: steak." in said
    assert "1 falls around Easter or Christmas" in said


def test_more_promotions_than_fit_are_added_up_and_drawn_as_far_as_they_go(given):
    many = [promotion(f"A{n}", f"2027-{1 + n // 3:02d}-{2 + 9 * (n % 3):02d}", groups=(f"g{n}",), margin=Range(low=1, expected=100, high=200)) for n in range(30)]  # fmt: skip
    found, clashes = calendar_of(*many)
    made = promotions.table(found, (), given, most=10)
    assert len(made.rows) == 11
    assert (made.rows[9].cells[0], made.rows[9].kind) == ("21 others", "rest")
    assert made.rows[10].cells[4] == "€30"
    chart = promotions_chart.calendar(found, clashes, 2027, given)
    assert chart.svg.count("action A") == promotions_chart.MOST
    assert chart.alt.count("action A") == 30


def test_the_chart_says_what_is_in_the_way_and_that_nothing_is(given):
    found, clashes = calendar_of(promotion("A1", "2027-05-03"), promotion("A2", "2027-05-03"))
    chart = promotions_chart.calendar(found, clashes, 2027, given)
    assert chart.title == "2 promotions in the year, of which 1 in the way of another or of a feast"
    assert "action A2, expected result –, in the weeks of action A1" in chart.alt
    quiet, none = calendar_of(promotion("A1", "2027-05-03"))
    assert promotions_chart.calendar(quiet, none, 2027, given).title.endswith("none in the way of another")
    assert promotions_chart.calendar((), (), 2027, given) is None


def contract_of(*rows):
    held = agreed.carried(table(*rows), YEAR)
    return agreed.of(held, YEAR, amounts(11_000), amounts(10_000), {"target": 26_400.0, "baseline": 24_000.0})


def test_each_condition_with_what_it_costs_and_where_it_is_written(given):
    new = term("N1", "service level", 0.98, year=YEAR)
    found = contract_of(*LADDER, new, term("T4", "payment days", 28.0, agreement=None), term("T5", "other", 0.05, counter_performance=HOSTILE))  # fmt: skip
    made = {row.cells[0]: row.cells[1:] for row in contract.lines(found, given).rows}
    # one line for the whole ladder, of which the steps stand by themselves in the table of steps
    assert made["Bonus ladder (T1–T2)"] == ("3.0%", "−3,960", "−1,200", "–", "A, carried on")
    assert made["Contribution (T3)"] == ("2.0%", "−2,640", "−2,400", "leaflet", "A, carried on")
    assert made["Other condition (T5)"] == ("5.0%", "–", "–", HOSTILE, "A, carried on")
    assert made["Payment term (T4)"] == ("28 days", "", "", "–", "no written reference")
    assert made["Service level (N1)"] == ("98.0%", "", "", "–", "A")
    assert made["Margin after conditions"] == ("", "19,800", "20,400", "", "")


def test_the_steps_and_which_of_them_the_plan_makes_due(given):
    found = contract_of(*LADDER)
    assert [row.cells[4:] for row in contract.ladder(found, given).rows] == [
        ("reached, by €52.0k", "reached, by €40.0k"),
        ("reached, by €10.0k", "€2,000 to go"),
    ]
    # the step between baseline and target stands out
    assert [row.tones[4] for row in contract.ladder(found, given).rows] == [None, "warn"]
    said = str(contract.reading(found, given))
    assert "At the target the conditions of 2027 cost €6,600 (5.00% of revenue); at the baseline €3,600 (3.00%)." in said  # fmt: skip
    assert "The target reaches a step that the baseline does not: Bonus ladder (T2)." in said
    assert "At the target every step is reached." in said
    assert "not agreed yet" not in said
    higher = str(contract.reading(contract_of(*LADDER, term("T8", "bonus ladder", 0.05, 150_000.0)), given))
    assert "The next step, Bonus ladder (T8), lies €18.0k of sales beyond the target and €30.0k beyond the baseline." in higher  # fmt: skip


def test_a_rate_from_the_first_euro_is_no_step(given):
    """A bonus of one rate over everything has nothing to be reached; growth has, also from nil."""
    flat = term("B1", "bypass bonus", 0.035, 0.0)
    assert contract.ladder(contract_of(flat), given) is None
    assert "every step is reached" not in str(contract.reading(contract_of(flat), given))
    grown = term("G1", "growth bonus", 0.01, 0.0)
    assert [row.cells[0] for row in contract.ladder(contract_of(flat, grown), given).rows] == ["Growth bonus (G1)"]  # fmt: skip


def test_a_step_that_the_actions_make_due_is_said_with_what_it_costs(given):
    """Asked 10,000 a month (1% and 2%: 3,600), expected 11,000 (3% and 2%: 6,600): 132,000 lies 10,000 past the step at 122,000."""
    held = agreed.carried(table(*LADDER), YEAR)
    found = agreed.of(held, YEAR, amounts(10_000), amounts(10_000), {}, amounts(11_000))
    said = str(contract.reading(found, given))
    assert "the year is expected to end at €132k, and there Bonus ladder (T2) is reached too: the conditions then cost €6,600, €3,000 more than at the target." in said  # fmt: skip
    steps = contract.ladder(found, given).rows
    assert [row.cells[6] for row in steps] == ["reached, by €52.0k", "reached, by €10.0k"]
    assert [row.tones[6] for row in steps] == [None, "warn"]
    fewer = str(contract.reading(agreed.of(held, YEAR, amounts(11_000), amounts(10_000), {}, amounts(10_100)), given))  # fmt: skip
    assert "expected to end at €121k, where Bonus ladder (T2) is not reached" in fewer
    same = str(contract.reading(agreed.of(held, YEAR, amounts(11_000), amounts(10_000), {}, amounts(11_500)), given))  # fmt: skip
    assert "With its actions" not in same


def test_the_cost_of_the_contract_is_what_lies_between_revenue_and_margin(given):
    """Of 132,000.40 with a margin of 26,400.45, conditions 6,600.02: cost 105,600 to the nearest of both, and conditions what is left."""
    held = agreed.carried(table(*LADDER), YEAR)
    course = amounts(11_000 + 0.4 / 12)
    found = agreed.of(held, YEAR, course, course, {"target": 26_400.45, "baseline": 26_400.45})
    rows = {row.cells[0]: row.cells[2] for row in contract.lines(found, given).rows}
    assert (rows["Revenue"], rows["Cost"]) == ("132,000", "−105,600")
    assert int(rows["Net-net revenue"].replace(",", "")) - 105_600 == int(rows["Margin after conditions"].replace(",", ""))  # fmt: skip


def test_what_is_not_written_down_is_counted(given):
    new = [
        term("N1", "contribution", 0.02, year=YEAR, agreement=None),
        term("N2", "contribution", 0.01, year=YEAR),
    ]
    said = str(contract.written(contract_of(*LADDER[:2], *new), given))
    assert said == "For 2027 1 condition is not agreed yet: it is carried on from the year before. 1 condition has no written reference."  # fmt: skip
    assert str(contract.written(contract_of(new[1]), given)) == "Every condition has a written reference."
    assert contract.written(None, given) is None


def test_the_waterfall_describes_every_bar(given):
    chart = contract.waterfall(contract_of(*LADDER), given)
    assert chart.title == "Conditions would take €6,600 of the target of 2027, 5.00%; 15.0% is left as margin"
    assert "Revenue €132k (100.0%), Bonus ladder −€3,960 (−3.0%)" in chart.alt


def test_the_result_in_whole_money_that_adds_up(given):
    made_plan = Plan(account="a", year=2027, goals=goals(*WHOLE, *PARTS))
    lines = results.lines(made_plan)
    follows = pd.DataFrame({"species": ["cow"], "price": [0.5], "cost": [1.0]}, index=["beef"])
    moves = {"cow": scenarios.Spread("cow", -0.19, 0.21, 0.03, True)}
    cases = scenarios.results(lines, follows, moves, lambda factor: factor)
    found = results.Result(lines, cases, moves, ("pork",), True)
    made = [row.cells for row in account_result.table(found, given).rows]
    # beef 7.20 and 4.20 of cost, pork 4.80 and 4.20; dear: 7.92 and 5.08; cheap: 6.48 and 3.40
    # what is left: 11.28 − 7.60 − 0.94 = 2.74, 12 − 8.40 − 1 = 2.60, 12.72 − 9.28 − 1.06 = 2.38
    assert made == [
        ("Change of the quotation, mean of the year", "−19%", "0%", "+21%"),
        ("Volume sold (kg)", "84", "84", "84"),
        ("Revenue", "11", "12", "13"),
        ("Cost of the goods", "−7", "−8", "−10"),
        ("Margin before conditions", "4", "4", "3"),
        ("Conditions", "−1", "−1", "−1"),
        ("Margin after conditions", "3", "3", "2"),
        ("Part of revenue", "24.3%", "21.7%", "18.7%"),
    ]
    assert account_result.table(found, given).title == "The customer's result at three raw-material prices"
    plain = account_result.table(results.Result(lines, cases, {}, (), False), given)
    assert (plain.title, len(plain.columns)) == ("The customer's result, as planned", 2)
    said = str(account_result.reading(found, given))
    assert "stayed within 21% of the year before. It now stands 3% above the mean" in said
    assert "Of 1 group it is not known" in said


def test_activities_of_the_weightiest_outlets_and_those_without(given):
    made = activities.outlets(PLAN, places(), given)
    assert made.title == "The largest outlets, with revenue and visits of twelve months"
    rows = made.rows
    assert [row.tones and row.tones[3] for row in rows] == [None, None, "warn", None]
    assert [row.cells for row in rows] == [
        ("One", "A", "80", "3", "4", "Store layout and Quality in the store"),
        ("Two", "B", "15", "1", "0", "–"),
        ("Three", "C", "5", "0", "1", "–"),
        ("Total", "", "100", "4", "5", ""),
    ]
    said = str(activities.reading(PLAN, places(), given))
    assert said.startswith("The plan holds 4 visits to 2 outlets; in the twelve months before 5 were made.")
    assert "No visit is planned to 1 outlet: Three." in said
    assert str(activities.reading(Plan(account="a", year=2027), places(), given)) == "The plan holds no activities in outlets."  # fmt: skip


def wish(id, day, **more):
    return Wish(wish=id, what=HOSTILE, heard_on=date(2026, 9, day), **more)


def test_wishes_that_nobody_answered_the_latest_first_as_text(given):
    said = str(
        people.state_reading((wish("W1", 1, contact="C"), wish("W2", 2), wish("W3", 3, answer="done")), given)
    )
    lines = [line for line in said.splitlines() if line.startswith("- ")]
    assert len(lines) == 2
    assert lines[0].endswith("(nobody named, 2 September 2026)")
    assert r"\<b\>\*Zuid\*\</b\>" in lines[0]
    assert "(C, 1 September 2026)" in lines[1]
    assert "answered or stands in a proposal" in str(people.state_reading((wish("W1", 1, proposal="2027-1"),), given))  # fmt: skip
    assert "No wish of the customer" in str(people.state_reading((), given))


@pytest.mark.parametrize("revenue", [10_150, 10_050, 10_149, 10_000])
def test_a_result_of_half_euros_adds_up_too(given, revenue):
    """Cost is 101.00 to the cent and revenue and margin end in halves: no neighbouring whole numbers lead from one to the other."""
    case = {"case": "expected", "revenue": revenue, "cost": 10_100, "actions": 0, "margin": revenue - 10_100, "contribution": revenue - 10_100}  # fmt: skip
    lines = results.lines(Plan(account="a", year=2027, goals=goals(*WHOLE, *PARTS)))
    found = results.Result(lines, pd.DataFrame([case]), {}, (), True)
    cells = {row.cells[0]: row.cells[1] for row in account_result.table(found, given).rows}
    amounts = [int(cells[name].replace("−", "-")) for name in ("Revenue", "Cost of the goods", "Margin before conditions")]  # fmt: skip
    assert amounts[0] + amounts[1] == amounts[2]
    assert amounts[0] == round(revenue / 100)
