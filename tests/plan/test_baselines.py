"""The year without action, out of the demo company: it adds up to what the estimate says, and a part that was not supplied is left out."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from amlib import errors, periods
from amlib.analysis import calculation, odds, outlook, results, year
from amlib.data.account import AccountParameters
from amlib.plan import account_result, baselines, drafts, model, written

PERIOD = periods.parse("2026Q3")
ACCOUNT = AccountParameters(account="goudveld", account_manager="Ans", supervisor="Bob", growth_target=0.04)


@pytest.fixture(scope="module")
def running(demo_slice):
    return baselines.expected(demo_slice, PERIOD, 2026)


@pytest.fixture(scope="module")
def following(demo_slice):
    return baselines.expected(demo_slice, PERIOD)


def without(data, *tables):
    """The slice as if some tables had not been supplied."""
    notes = {n: replace(t, supplied=t.supplied and n not in tables) for n, t in data.tables.items()}
    return replace(data, tables=notes)


def test_the_running_year_is_what_is_booked_and_the_latest_estimate(demo_slice, running):
    book = results.book(demo_slice)
    inside = book[book["month"].between("2026-01", "2026-09")]
    groups = running.months[running.months["level"] == "group"]
    booked = groups[groups["booked"]]
    assert booked["revenue"].sum() == pytest.approx(inside["revenue"].sum())
    assert booked["quantity"].sum() == pytest.approx(inside["quantity"].sum())
    assert booked["margin"].sum() == pytest.approx((inside["revenue"] - inside["cost"].fillna(0)).sum())
    series = book.groupby(["group", "month"])["revenue"].sum().rename("amount").reset_index()
    pool = outlook.pool(series, "2026-09", 3)
    total = series.groupby("month")["amount"].sum().reset_index()
    estimate = outlook.estimate(total, 2026, "2026-09", pool)
    assert groups["revenue"].sum() == pytest.approx(estimate.centre)
    assert running.odds == odds.of(estimate, pool)


def test_the_year_after_goes_on_from_the_running_year(running, following):
    groups = following.months[following.months["level"] == "group"]
    assert (following.year, set(groups["booked"])) == (2027, {False})
    assert groups["revenue"].sum() == pytest.approx(following.odds.centre)
    assert following.before == pytest.approx(running.odds.centre)
    assert sorted(groups["month"].unique()) == list(range(1, 13))


def test_outlets_add_up_to_the_account_and_closed_ones_are_left_out(demo_slice, following):
    months = following.months.groupby(["level", "month"])["revenue"].sum().unstack(0)
    assert months["outlet"].to_list() == pytest.approx(months["group"].to_list())
    [least, *_] = sorted(following.months.loc[following.months["level"] == "outlet", "key"])
    left = baselines.expected(Closed(demo_slice, least), PERIOD)
    assert least not in set(left.months["key"])
    again = left.months.groupby(["level", "month"])["revenue"].sum().unstack(0)
    assert again["outlet"].to_list() == pytest.approx(months["group"].to_list())


def test_articles_without_a_group_are_a_group_of_their_own(demo_slice, running):
    left = baselines.expected(Nameless(demo_slice), PERIOD, 2026)
    groups = left.months[left.months["level"] == "group"]
    assert set(groups["key"]) == {"–"}
    assert left.odds.realised == pytest.approx(running.odds.realised)


class Nameless:
    """A slice that knows of no article which group it is in."""

    def __init__(self, data):
        self._data = data

    def __getattr__(self, name):
        return getattr(self._data, name)

    def once(self, key, make):
        return make()

    def __getitem__(self, name):
        table = self._data[name]
        return (
            table.assign(group=pd.Series([None] * len(table), dtype="str")) if name == "products" else table
        )


class Closed:
    """A slice in which one outlet closes at the end of November."""

    def __init__(self, data, outlet):
        self._data, self._outlet = data, outlet

    def __getattr__(self, name):
        return getattr(self._data, name)

    def once(self, key, make):
        return make()

    def __getitem__(self, name):
        table = self._data[name]
        if name == "outlets":
            table.loc[table["outlet"] == self._outlet, "closed"] = pd.Timestamp("2026-11-30")
        return table


PROMOTIONS = pd.DataFrame(
    [
        # article's group, begun, status, net, price, support, profit, fixed cost: what counts is 100 · 8 − 50 = 750 revenue and 60 + 40 = 100 margin, in May
        ("gehakt", "2026-05-04", "assessed", 100.0, 8.0, 50.0, 60.0, 40.0),
        ("gehakt", "2025-09-28", "assessed", 900.0, 8.0, 50.0, 60.0, 40.0),  # more than twelve months ago
        ("gehakt", "2026-10-05", "assessed", 900.0, 8.0, 50.0, 60.0, 40.0),  # after the period
        ("gehakt", "2026-06-01", "not_assessable", float("nan"), float("nan"), float("nan"), float("nan"), 40.0),
        ("gehakt", "2026-07-06", "assessed", 900.0, 8.0, float("nan"), float("nan"), float("nan")),  # its money is not known
    ],
    columns=["group", "start", "status", "net", "price_per_kg", "support", "profit", "fixed_cost"],
)  # fmt: skip


def test_what_promotions_brought_is_taken_out_of_the_year_without_action(demo_slice, following):
    left = baselines.expected(demo_slice, PERIOD, assessed=PROMOTIONS)
    was, now = (each.months.set_index(["level", "key", "month"]) for each in (following, left))
    for name, amount in (("quantity", 100.0), ("revenue", 750.0), ("margin", 100.0)):
        change = (was.loc["group", name] - now.loc["group", name]).round(6)
        assert change[change != 0].to_dict() == {("gehakt", 5): pytest.approx(amount)}
    assert left.lifted == 750.0
    assert left.odds.centre == pytest.approx(following.odds.centre - 750.0)
    assert left.before == following.before
    whole = left.months.groupby("level")["revenue"].sum()
    assert whole["outlet"] == pytest.approx(whole["group"])


def test_months_in_the_books_keep_their_promotions(demo_slice, running):
    left = baselines.expected(demo_slice, PERIOD, 2026, assessed=PROMOTIONS)
    pd.testing.assert_frame_equal(left.months, running.months)
    assert left.lifted == 0.0


def test_a_plan_goes_on_from_the_estimate_that_it_is_given(demo_slice, following):
    latest = year.ahead(demo_slice, PERIOD)
    line = latest.line()
    for when in (2026, 2027):
        found = baselines.expected(demo_slice, PERIOD, when, latest=latest)
        centre = found.odds.centre if when == 2026 else found.before
        assert centre == pytest.approx(float(line["centre"]), abs=0.005)
    other = year.ahead(demo_slice, periods.parse("2026Q2"))  # of another month: not believed
    again = baselines.expected(demo_slice, PERIOD, latest=other)
    assert again.before == following.before


def test_what_is_to_come_and_what_is_booked_are_the_year(running):
    lines = baselines.to_come(running)
    groups = running.months[running.months["level"] == "group"]
    assert lines["revenue"].sum() + lines["booked_revenue"].sum() == pytest.approx(groups["revenue"].sum())
    year = calculation.edited(calculation.prepare(lines, 0.0))
    assert year.margin == pytest.approx(groups["margin"].sum())


def test_a_draft_of_a_slice_has_no_faults_and_survives_its_file(demo_slice):
    given = baselines.given(demo_slice, PERIOD, ACCOUNT)
    plan = drafts.first("goudveld", 2027, given)
    outlets = tuple(demo_slice["outlets"]["outlet"])
    groups = tuple(demo_slice["products"]["group"].unique())
    assert model.faults(plan, outlets=outlets, groups=groups, owners=("Ans",)) == []
    assert written.read(written.text(plan)) == plan
    assert plan.goals[0].year() == round(given.before * 104)
    assert {a.kind for a in plan.actions} >= {"promotion"}
    assert len(plan.assumptions) == 5  # the last two are what its listings count on


def test_a_draft_of_sales_alone_leaves_out_what_is_not_known(demo_slice):
    bare = without(demo_slice, "category_sales", "promotions", "raw_materials")
    given = baselines.given(bare, PERIOD, ACCOUNT.model_copy(update={"growth_target": None}))
    plan = drafts.first("goudveld", 2027, given)
    assert plan.actions == plan.proposals == plan.risks == ()
    assert plan.goals[0].year() == plan.goals[0].year("baseline")
    assert len(plan.assumptions) == 4


@pytest.mark.parametrize(("period", "year"), [("2026Q3", 2028), ("2026Q3", 2025), ("2019Q3", 2020)])
def test_a_year_that_cannot_be_reached_from_here_is_refused(demo_slice, period, year):
    with pytest.raises(errors.FigureError):
        baselines.expected(demo_slice, periods.parse(period), year)


def test_the_risk_of_the_raw_material_has_the_sign_of_the_result_at_three_prices(demo_slice):
    follows = ACCOUNT.model_copy(update={"follows": {"gehakt": "rund"}})
    plan = drafts.first("goudveld", 2027, baselines.given(demo_slice, PERIOD, follows))
    cases = account_result.of(demo_slice, plan, PERIOD, None, follows.follows).cases.set_index("case")[
        "margin"
    ]
    [risk] = [
        one for one in plan.risks if one.triggers and one.impact is not None and "grondstof" in one.text
    ]
    dearer = "duurder" in risk.text
    assert risk.impact < 0
    assert (cases["high"] < cases["expected"]) == dearer
    assert (cases["low"] < cases["expected"]) != dearer


def test_what_is_left_of_the_running_year_is_in_quantity_as_the_estimate_says_too(demo_slice, following):
    """Growth in quantity is counted from this year, which the document shows as the latest estimate has it."""
    line = year.ahead(demo_slice, PERIOD).line("quantity")
    found = baselines.expected(demo_slice, PERIOD, latest=year.ahead(demo_slice, PERIOD))
    assert found.eve["quantity"].sum() == pytest.approx(float(line["centre"]), abs=0.01)
    booked = found.eve[found.eve["booked"]]
    assert booked["quantity"].sum() == pytest.approx(float(line["realised"]))
    assert following.eve["quantity"].sum() != pytest.approx(float(line["centre"]), rel=1e-4)


def test_nothing_is_listed_in_an_outlet_that_is_closed_by_then(demo_slice):
    account = ACCOUNT.model_copy(update={"account": demo_slice.account})
    asked = baselines.given(demo_slice, PERIOD, account).listings
    [first, *_] = asked["outlet"]
    left = baselines.given(Closed(demo_slice, first), PERIOD, account).listings
    assert first not in set(left["outlet"])
    assert set(left["outlet"]) == set(asked["outlet"]) - {first}
