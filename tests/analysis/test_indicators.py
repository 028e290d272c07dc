"""Every indicator of the profile beside hand counts, and what each needs when it is unknown."""

import math

import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import care, indicators, intervals, results
from tests.analysis import attended as at

Q3 = periods.parse("2026Q3")


def measured(given, when=Q3, **more):
    return indicators.measured(given, when, care.read(given, when), sales=results.book(given), **more)


def test_each_is_what_was_counted_by_hand():
    found = measured(at.given())
    values = {name: one.value for name, one in found.items() if one.known}
    assert values == {
        "people_heard": 1.0,  # Anna and Carla, both seen
        "outlets_heard": pytest.approx(1 / 3),
        "satisfaction": 7.0,
        "contacts_made": pytest.approx(2 / (10 + 4 * 304 / 365)),
        "outlet_visits_made": pytest.approx(2 / (2 * 183 / 365)),
        "relation_years": pytest.approx((2464 + 182) / 2 / 365.25),
        "revenue": 9500.0,
        "margin": 9500.0 - 6700.0,
        "reported": pytest.approx(1 / 3),
    }


def test_the_margin_is_unknown_where_a_delivery_has_no_cost():
    given = at.given()
    given["sales"].loc[2, "cost"] = math.nan
    assert not measured(given)["margin"].known


def test_growth_needs_every_month_of_last_year():
    given = at.given()
    assert not measured(given)["revenue_growth"].known
    rows = [(f"2025-0{month}", "o1", "p1", "delivery", 10.0, 1000.0, 1.0) for month in (7, 9)]
    given.give("sales", at.sales([*at.SALES, *rows]))
    assert measured(given)["revenue_growth"].value == pytest.approx(9500 / 11000 - 1)


def test_the_months_that_tie_out_are_counted():
    given = at.given()
    ledger = pd.DataFrame({"month": ["2026-07", "2026-08"], "revenue": [2500.0, 1499.0]})
    given.give("ledger_totals", ledger)
    found = measured(given)["months_tied"]
    assert (found.value, found.n) == (0.5, 2)


def test_what_people_keep_is_told_and_nothing_else_can_be():
    told = {"adopted": intervals.share(3, 4), "revenue": intervals.share(1, 1)}
    found = measured(at.given(), told=told)
    assert found["adopted"].value == 0.75
    assert found["revenue"].value == 9500.0


def test_graded_figures_are_counted():
    graded = pd.DataFrame({"grade": ["A", "B", "C", ""]})
    found = measured(at.given(), graded=graded)["graded_good"]
    assert (found.value, found.n) == (pytest.approx(2 / 3), 3)


def test_the_table_has_every_indicator_and_says_what_it_needs():
    now = measured(at.given("visits", "satisfaction", "contacts"))
    found = indicators.table(now).set_index("name")
    assert list(found.index) == [one.name for one in indicators.INDICATORS]
    assert found.index.is_unique
    assert sorted(found["id"].unique()) == list(found["id"].unique())
    assert found.loc[["reported", "satisfaction", "relation_years"], "table"].tolist() == [
        "visits",
        "satisfaction",
        "contacts",
    ]
    assert not found.loc[["reported", "satisfaction", "relation_years", "adopted"], "known"].any()


def test_the_period_before_stands_beside():
    given = at.given()
    found = indicators.table(measured(given), measured(given, Q3.previous())).set_index("name")
    assert found.loc["outlets_heard", ["value", "base_value"]].tolist() == [pytest.approx(1 / 3), 0.0]
    assert math.isnan(found.loc["revenue", "base_value"])  # no sales in the second quarter


def test_a_customer_is_told_of_no_reports():
    assert not measured(at.given(audience="customer"))["reported"].known
