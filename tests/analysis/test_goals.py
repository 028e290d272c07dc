"""The customer's goals beside hand calculations: growth of the category, case fill, and everything that is not known."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import goals
from amlib.data import slices

Q1 = periods.parse("2026Q1")
MEASURES = [  # the customer's words → basis, column, unit
    ("groei van de categorie, fractie", ("category_growth", "value", 1)),
    ("Groei van de  categorie in kg, procent", ("category_growth", "quantity", 100)),
    ("growth of the category (value)", ("category_growth", "value", 1)),
    ("category growth as a percentage", ("category_growth", "value", 100)),
    ("categoriegroei in %", ("category_growth", "value", 100)),
    ("servicegraad, fractie", ("service_level", "value", 1)),
    ("leverbetrouwbaarheid (%)", ("service_level", "value", 100)),
    ("Service level", ("service_level", "value", 1)),
    ("groei van de categorie ten opzichte van de markt", ("", "value", 1)),
    ("groei van de categorie kip", ("", "value", 1)),
    ("groei van ons aandeel in de categorie", ("", "value", 1)),
    ("leverbetrouwbaarheid op orderniveau", ("", "value", 1)),
    ("service level in kg", ("", "value", 1)),
    ("derving als fractie van de inkoop", ("", "value", 1)),
    ("subcategory growth", ("", "value", 1)),
    ("niet-servicegraad", ("", "value", 1)),
    ("", ("", "value", 1)),
    (None, ("", "value", 1)),
    (float("nan"), ("", "value", 1)),
]


@pytest.mark.parametrize(("measure", "expected"), MEASURES)
def test_a_measure_is_recognised_only_without_doubt(measure, expected):
    assert goals.recognised(measure) == expected


@dataclass
class Given(dict):
    """A slice made by hand."""

    partial = False
    account: str = "c"
    name: str = "Customer"
    tables: dict = field(default_factory=dict)

    def once(self, key, make):
        return make()

    def supplied(self, name):
        return name in self.tables

    def give(self, name, frame, *, table=None):
        self[name] = frame
        self.tables[table or name] = SimpleNamespace(supplied=True)
        return self


def months(outlet, value, *, year, count=3, group="beef", quantity=10.0):
    """The first months of a year, each with the same value."""
    return [(f"{year}-{n:02d}", outlet, group, quantity, value) for n in range(1, count + 1)]


TOTALS = ["period", "outlet", "group", "quantity", "value"]
SALES = [
    *months("01", 100.0, year=2025),
    *months("01", 108.0, year=2026),
    *months("02", 300.0, year=2025),
    *months("02", 300.0, year=2026, quantity=12.0),
    *months("03", 100.0, year=2026),  # opened this year
    ("2026Q1", "01", "beef", 1.0, 1.0),  # overlaps with the months, and counts no second time
]
LINES = [  # outlet, ordered, delivered, requested on
    (None, 100.0, 100.0, "2026-01-15"),
    (None, 50.0, 40.0, "2026-02-15"),
    ("01", 50.0, 60.0, "2026-03-30"),  # more than ordered counts as ordered
    ("01", 10.0, np.nan, "2026-03-31"),  # still open
    ("01", 70.0, 10.0, None),  # nobody knows for when
    (None, 500.0, 0.0, "2025-12-31"),  # last year
    (None, 500.0, 0.0, "2026-04-01"),  # after the period
]
GOALS = [  # outlet, year, goal, measure, target
    (None, 2026, "grow", "category growth", 0.05),
    (None, 2025, "grow", "category growth", 0.50),
    (None, 2026, "deliver", "service level", 0.985),
    (None, 2026, "waste less", "waste", 0.035),
    ("01", 2026, "grow", "category growth", 0.08),
    ("02", 2026, "grow", "category growth", 0.01),
    ("03", 2026, "grow", "category growth", 0.10),
]


@pytest.fixture
def given():
    found = Given()
    found.give("customer_goals", of_goals(GOALS))
    found.give("category_totals", pd.DataFrame(SALES, columns=TOTALS), table="category_sales")
    lines = pd.DataFrame(LINES, columns=["outlet", "ordered", "delivered", "requested_on"])
    found.give("deliveries", lines.assign(requested_on=pd.to_datetime(lines["requested_on"])))
    outlets = pd.DataFrame({"outlet": ["01", "02", "03"], "name": ["Ede", "Goes", None]})
    return found.give(
        "outlets",
        outlets.assign(opened=pd.to_datetime(["2010-01-01", None, "2026-01-02"]), closed=pd.NaT),
    )


def of_goals(rows):
    table = pd.DataFrame(rows, columns=["outlet", "year", "goal", "measure", "target"])
    return table.assign(account="c", source="talk")


def only(given, *goal):
    """The one standing of one goal."""
    given["customer_goals"] = of_goals([goal])
    return goals.standing(given, Q1).iloc[0]


def test_the_goals_of_the_plan_year_by_hand(given):
    found = goals.standing(given, Q1)
    assert tuple(found.columns) == goals.COLUMNS
    assert found[["outlet", "goal"]].to_numpy().tolist() == [
        ["", "deliver"],
        ["", "grow"],
        ["", "waste less"],
        ["01", "grow"],
        ["02", "grow"],
        ["03", "grow"],
    ]
    assert found["name"].tolist() == ["Customer", "Customer", "Customer", "Ede", "Goes", "03"]
    # (100 + 40 + 50) / 200; (3·108 + 3·300 + 3·100) / (3·100 + 3·300) − 1; 108 / 100 − 1; 300 / 300 − 1
    expected = [0.95, 1524 / 1200 - 1, np.nan, 0.08, 0.0, np.nan]
    assert found["value"].tolist() == pytest.approx(expected, nan_ok=True)
    assert found["gap"].tolist() == pytest.approx([-0.035, 0.22, np.nan, 0.0, -0.01, np.nan], nan_ok=True)
    assert found["status"].tolist() == ["behind", "ahead", "unknown", "ahead", "behind", "unknown"]
    assert found["reason"].tolist() == ["", "", "not_measured", "", "", "new_outlet"]
    assert (found["needs"] == "").all()
    assert (found["doubt"] == "").all()


def test_row_order_does_not_matter_and_tables_are_left_alone(given):
    found = goals.standing(given, Q1)
    before = {name: table.copy() for name, table in given.items()}
    shuffled = Given(tables=given.tables)
    shuffled.update({name: table.sample(frac=1, random_state=4) for name, table in given.items()})
    pd.testing.assert_frame_equal(goals.standing(shuffled, Q1), found)
    for name, table in given.items():
        pd.testing.assert_frame_equal(table, before[name])


def test_a_percentage_is_compared_in_percent(given):
    found = only(given, None, 2026, "deliver", "service level, %", 98.5)
    assert (found["value"], found["gap"]) == pytest.approx((95, -3.5))


def test_growth_in_kilograms_counts_kilograms(given):
    assert only(given, "02", 2026, "grow", "category growth in kg", 0.1)["value"] == pytest.approx(0.2)


def test_quarters_do_where_the_period_ends_with_one(given):
    rows = [("2025Q1", None, "beef", 1.0, 200.0), ("2026Q1", None, "beef", 1.0, 210.0)]
    given["category_totals"] = pd.DataFrame(rows, columns=TOTALS)
    given["customer_goals"] = of_goals(GOALS[:1])
    assert goals.standing(given, Q1)["value"].tolist() == pytest.approx([0.05])
    found = goals.standing(given, periods.parse("2026-02")).iloc[0]
    assert found[["status", "reason", "needs"]].tolist() == ["unknown", "no_figures", "category_sales"]


def test_the_accounts_own_rows_go_before_its_outlets(given):
    own = [*months(None, 1000.0, year=2025), *months(None, 1010.0, year=2026)]
    given["category_totals"] = pd.DataFrame([*SALES, *own], columns=TOTALS)
    assert only(given, *GOALS[0])["value"] == pytest.approx(0.01)


def test_a_month_that_is_missing_in_either_year_is_no_growth(given):
    for missing in ("2026-03", "2025-02"):
        totals = pd.DataFrame(SALES, columns=TOTALS)
        given["category_totals"] = totals[(totals["period"] != missing) & (totals["period"] != "2026Q1")]
        found = only(given, *GOALS[0])
        assert (found["status"], found["reason"], found["needs"]) == (
            "unknown",
            "no_figures",
            "category_sales",
        )


def test_an_empty_value_is_not_nil(given):
    for row in (0, 3):  # last year, this year
        given["category_totals"] = pd.DataFrame(SALES, columns=TOTALS)
        given["category_totals"].loc[row, "value"] = np.nan
        assert only(given, *GOALS[4])["reason"] == "value_missing"


def test_a_closed_outlet_stands_nowhere(given):
    given["outlets"].loc[0, "closed"] = pd.Timestamp("2026-03-31")
    assert only(given, *GOALS[4])[["status", "reason"]].tolist() == ["unknown", "closed_outlet"]
    given["outlets"].loc[0, "closed"] = pd.Timestamp("2026-04-01")
    assert only(given, *GOALS[4])["status"] == "ahead"


def test_a_table_that_was_not_supplied_is_asked_for(given):
    given.tables.clear()
    found = goals.standing(given, Q1).set_index("goal")
    assert found.loc["deliver", ["status", "needs", "reason"]].tolist() == [
        "unknown",
        "deliveries",
        "not_supplied",
    ]
    assert set(found.loc["grow", "needs"]) == {"category_sales"}
    assert found.loc["waste less", "needs"] == ""


def test_service_is_not_known_per_outlet_where_we_deliver_to_a_centre(given):
    assert only(given, "02", 2026, "deliver", "service level", 0.98)["reason"] == "no_figures"
    assert only(given, "01", 2026, "deliver", "service level", 0.98)["value"] == 1


def test_service_of_a_year_that_is_not_there_yet_is_not_known(given):
    given["customer_goals"] = of_goals([GOALS[2]])
    assert goals.standing(given, periods.parse("2026Q2"))["reason"].tolist() == ["no_figures"]


DOUBTFUL = [
    ("service level", 98.5, "not_a_fraction"),
    ("category growth", 5.0, "not_a_fraction"),
    ("service level, %", 0.985, "not_a_percentage"),
    ("category growth, %", 0.5, ""),  # half a percent is possible
    ("waste", 35.0, ""),  # its unit is not known
]


@pytest.mark.parametrize(("measure", "target", "doubt"), DOUBTFUL)
def test_a_target_in_another_unit_is_kept_and_doubted(given, measure, target, doubt):
    found = only(given, None, 2026, "goal", measure, target)
    assert (found["target"], found["doubt"]) == (target, doubt)


def test_a_category_of_other_groups_or_outlets_than_last_year_is_doubted(given):
    rows = [*SALES, *months("01", 5.0, year=2026, group="pork")]
    given["category_totals"] = pd.DataFrame(rows, columns=TOTALS)
    assert only(given, *GOALS[0])["doubt"] == "other_groups"
    given["category_totals"] = pd.DataFrame([*SALES, *months("09", 5.0, year=2026)], columns=TOTALS)
    assert only(given, *GOALS[0])["doubt"] == "other_outlets"


def test_a_goal_without_a_figure_has_a_value_and_no_standing(given):
    found = only(given, None, 2026, "deliver", "service level", None)
    assert found["value"] == pytest.approx(0.95)
    assert found[["status", "reason", "needs"]].tolist() == ["unknown", "no_target", ""]


def test_no_goals_no_rows(given):
    given["customer_goals"] = of_goals([])
    assert goals.standing(given, Q1).empty


def test_the_invented_customers_stand_where_their_stories_put_them(demo_freeze):
    quarter = periods.parse("2026Q3")
    found = {}
    for account in demo_freeze.accounts:
        for audience in ("internal", "customer"):
            table = goals.standing(slices.read(demo_freeze.slice_path(account, audience)), quarter)
            found[account, audience] = table
        pd.testing.assert_frame_equal(found[account, "internal"], found[account, "customer"])
        assert (table.loc[table["basis"] == "", "reason"] == "not_measured").all()
    tafelrond = found["tafelrond", "internal"]
    growth = tafelrond[(tafelrond["basis"] == "category_growth") & (tafelrond["outlet"] == "")].iloc[0]
    assert growth["value"] == pytest.approx(0.08, abs=0.03)  # a growing market
    lindehof = found["lindehof", "internal"]  # tells its category per quarter, in total
    deep = lindehof[lindehof["outlet"] != ""]
    assert set(deep["needs"]) == {"category_sales"}
    assert lindehof.loc[lindehof["outlet"] == "", "value"].notna().sum() == 2
