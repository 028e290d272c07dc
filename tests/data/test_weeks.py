"""Weeks are whole, belong to promoted articles and their siblings, and add up to what was sold."""

from __future__ import annotations

import pandas as pd
import pytest

from amlib.data import slices

PROMOTIONS = "promotion;account;product;start;end\nP1;bakker;00101;12-01-2026;18-01-2026\n"
PRODUCTS = """product;name;group;subgroup
00101;Rookworst;worst;rook
00104;Rookworst mager;worst;rook
00102;Braadworst;worst;braad
00103;Hamlap;varken;
00999;Knakworst;worst;
"""
# The first line is on a Wednesday, so its week is not whole; the last on a Sunday, so its week is.
SALES = """date;account;outlet;product;quantity;revenue;cost
07-01-2026;bakker;001;00101;3;30,00;20,00
12-01-2026;bakker;001;00101;10,5;105,00;80,00
18-01-2026;bakker;001;00101;1,5-;15,00-;12,00-
18-01-2026;bakker;001;00101;0;5,00-;
13-01-2026;bakker;002;00104;4;44,00;
13-01-2026;bakker;002;00102;8;80,00;50,00
13-01-2026;bakker;002;00103;6;60,00;40,00
19-01-2026;bakker;001;00101;2;20,00;15,00
25-01-2026;visser;003;00101;9;90,00;70,00
"""


@pytest.fixture
def weekly(company, frozen):
    """The slice of an account for an audience, of a company with these tables."""

    def read(account="bakker", audience="internal", **tables):
        given = {"products": PRODUCTS, "sales": SALES, "promotions": PROMOTIONS} | tables
        return slices.read(frozen(company(**given)).slice_path(account, audience))

    return read


def test_a_week_is_named_by_its_monday_and_holds_deliveries_less_returns(weekly):
    found = weekly()["promotion_weeks"]
    first, second = pd.Timestamp(2026, 1, 12), pd.Timestamp(2026, 1, 19)
    nothing = unknown = pytest.approx(float("nan"), nan_ok=True)
    # 10.5 − 1.5 = 9 kg for 105 − 15 = 90; the credit of 5 has no volume. 00104 is a sibling; 00102 and 00103 are none, and so of no outlet. 7 January is in half a week.
    assert found.values.tolist() == [
        [first, "001", "00101", 9.0, 90.0, 68.0],
        [first, "002", "00104", 4.0, 44.0, unknown],
        [first, nothing, "00102", 8.0, 80.0, 50.0],
        [first, nothing, "00103", 6.0, 60.0, 40.0],
        [second, "001", "00101", 2.0, 20.0, 15.0],
    ]


def test_a_week_that_the_sales_do_not_cover_to_its_sunday_is_left_out(weekly):
    shorter = SALES.replace("25-01-2026", "24-01-2026")
    assert set(weekly(sales=shorter)["promotion_weeks"]["week"]) == {pd.Timestamp(2026, 1, 12)}


def test_without_subgroups_the_siblings_are_the_articles_of_the_group(weekly):
    plain = "\n".join(line.rsplit(";", 1)[0] for line in PRODUCTS.splitlines()) + "\n"
    found = weekly(products=plain)["promotion_weeks"]
    assert set(found.loc[found["outlet"].notna(), "product"]) == {"00101", "00102", "00104"}


def test_an_account_without_promotions_has_no_weeks(weekly):
    found = weekly("visser")
    assert not found.supplied("promotion_weeks")
    assert found["promotion_weeks"].empty


def test_without_the_promotions_table_no_account_has_weeks(weekly):
    assert not weekly(promotions=None).supplied("promotion_weeks")


def test_a_customer_sees_the_weeks_without_their_cost(weekly):
    found = weekly(audience="customer")["promotion_weeks"]
    assert list(found.columns) == ["week", "outlet", "product", "quantity", "revenue"]


def test_the_weeks_of_the_demo_add_up_to_what_was_sold(demo_freeze):
    found = slices.read(demo_freeze.slice_path("prijsbaken"))
    weeks, sales = found["promotion_weeks"], found["sales"]
    assert weeks["week"].min() == pd.Timestamp(2023, 1, 2)
    assert weeks["week"].max() == pd.Timestamp(2026, 9, 21)  # the sales end on Wednesday 30 September
    month = sales[(sales["month"] < "2026-06") & sales["product"].isin(set(weeks["product"]))]
    until = weeks[weeks["week"] + pd.Timedelta(days=6) < pd.Timestamp(2026, 6, 1)]  # 31 May is a Sunday
    assert until["quantity"].sum() == pytest.approx(month["quantity"].sum(), abs=0.01)
