"""The activity plan added up: per class and month, and per outlet; all outlets are there, planned or not."""

from __future__ import annotations

import duckdb
import pandas as pd

from amlib import periods
from amlib.plan import activities, openings
from amlib.plan.items import Activity
from amlib.plan.model import Plan
from tests.plan.test_baselines import without

PERIOD = periods.parse("2026Q3")


def asked(data, question):
    """The rows of an answer by SQL on the tables of a slice."""
    with duckdb.connect() as sql:
        for name in ("sales", "visits", "outlets"):
            sql.register(name, data[name])
        return sql.execute(question).fetchall()


def places():
    rows = [
        ("1", "One", "N", 80.0, "A", 4.0),
        ("2", "Two", "N", 15.0, "B", 0.0),
        ("3", "Three", "Z", 5.0, "C", 1.0),
    ]
    return pd.DataFrame(rows, columns=["outlet", "name", "region", "revenue", "class", "made"])


def activity(id, outlet, kind="visit", text="", **months):
    """An activity in months named m1 to m12."""
    counts = tuple(months.get(f"m{month}", 0) for month in range(1, 13))
    return Activity(id=id, outlet=outlet, kind=kind, months=counts, text=text)


PLAN = Plan(
    account="a",
    year=2027,
    activities=(
        activity("V1", "1", m1=2, m7=1),
        activity("V2", "2", m1=1),
        activity("V3", "1", "layout", "move the case", m3=1),
        activity("V4", "1", "quality", "move the case", m3=1),
        activity("V5", "9", m2=1),
    ),
)


def test_visits_per_class_and_other_kinds_per_month():
    found = activities.by_month(PLAN, places())
    assert found.loc[("visit", "A")].to_list() == [2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert found.loc[("visit", "B")].sum() == 1
    assert found.loc[("visit", "C"), 2] == 1  # an outlet that is no longer there
    assert found.loc[("layout", ""), 3] == 1
    assert found.to_numpy().sum() == sum(sum(one.months) for one in PLAN.activities)
    assert found.loc[("advice", "")].sum() == 0


def test_every_outlet_has_a_row_planned_or_not():
    found = activities.by_outlet(PLAN, places()).set_index("outlet")
    assert found["visit"].to_dict() == {"1": 3, "2": 1, "3": 0}
    assert found.loc["1", ["layout", "quality", "text"]].to_list() == [1, 1, "move the case"]


def test_places_are_the_open_outlets_with_what_sql_says(demo_slice):
    found = activities.places(demo_slice, PERIOD, 2027).set_index("outlet")
    sold = dict(asked(demo_slice, "SELECT outlet, sum(revenue) FROM sales WHERE month BETWEEN '2025-10' AND '2026-09' GROUP BY 1"))  # fmt: skip
    made = dict(asked(demo_slice, "SELECT outlet, count(*) FROM visits WHERE date BETWEEN '2025-10-01' AND '2026-09-30' AND outlet IS NOT NULL GROUP BY 1"))  # fmt: skip
    there = {row[0] for row in asked(demo_slice, "SELECT outlet FROM outlets WHERE closed IS NULL OR closed >= '2027-01-01'")}  # fmt: skip
    assert set(found.index) == there
    assert all(abs(found.loc[o, "revenue"] - sold.get(o, 0.0)) < 0.01 for o in there)
    assert {o: int(found.loc[o, "made"]) for o in there} == {o: made.get(o, 0) for o in there}
    assert found["revenue"].is_monotonic_decreasing
    assert found["class"].is_monotonic_increasing


def test_visits_that_were_not_supplied_are_not_known(demo_slice):
    bare = without(demo_slice, "visits", "contacts")
    assert activities.places(bare, PERIOD, 2027)["made"].isna().all()
    assert openings.capacity(bare, PERIOD) is None
    assert "wanted" not in openings.outlets(bare, PERIOD, 2027)
    assert set(openings.needs(bare, PERIOD)["kind"]) <= {"advice"}


def test_stores_that_were_judged_poorly_last_need_it(demo_slice):
    found = openings.needs(demo_slice, PERIOD)
    for subject in ("layout", "assortment", "quality"):
        rows = asked(
            demo_slice,
            f"""
            SELECT outlet FROM (SELECT outlet, score_{subject} AS score, row_number() OVER (PARTITION BY outlet ORDER BY date DESC) AS place, date
            FROM visits WHERE outlet IS NOT NULL AND score_{subject} IS NOT NULL AND date BETWEEN '2025-10-01' AND '2026-09-30')
            JOIN outlets USING (outlet) WHERE place = 1 AND score <= 2 AND closed IS NULL""",
        )
        assert set(found.loc[found["kind"] == subject, "outlet"]) == {row[0] for row in rows}


def test_a_promotion_has_what_it_brought_else_what_the_article_brought_last():
    assessed = pd.DataFrame(
        [
            ("a", "p", "assessed", 100.0, 5.0, 50.0, 300.0, None, "2025-01-06"),
            ("b", "p", "assessed", 40.0, 5.0, 10.0, 90.0, None, "2025-06-02"),
        ],
        columns=[
            "promotion",
            "product",
            "status",
            "net",
            "price_per_kg",
            "support",
            "profit",
            "outlets",
            "start",
        ],
    )
    for name in ("net", "profit"):
        assessed[f"{name}_low"], assessed[f"{name}_high"] = assessed[name] - 1, assessed[name] + 1
    assessed = assessed.assign(fixed_cost=20.0, end=assessed["start"], name="P", mechanic="2 for 1", repeated_losses=0)  # fmt: skip

    tables = {
        "promotions": pd.DataFrame({"promotion": ["a", "c", "d", "e"], "product": ["p", "p", "p", "q"], "outlets": [None, None, ("o",), None], "mechanic": "2 for 1"}),
        "products": pd.DataFrame({"product": ["p", "q"], "name": ["P", "Q"], "group": ["g", "g"]}),
    }  # fmt: skip
    found = openings.promotions(tables, PERIOD, assessed).set_index("promotion")
    # 100 kg × 5 − 50; 300 + 20 of fixed cost; c as b, the last of its article; d runs in a part; q was never seen
    assert found.loc["a", ["quantity", "revenue", "margin"]].to_list() == [100.0, 450.0, 320.0]
    assert found.loc["c", ["quantity", "revenue", "margin"]].to_list() == [40.0, 190.0, 110.0]
    assert found.loc["a", ["margin_low", "margin_high"]].to_list() == [319.0, 321.0]
    assert found.loc[["d", "e"], ["quantity", "revenue", "margin"]].isna().all(axis=None)
    assert not found["stopped"].any()
    # the third loss of that article in that form, in the quarter: the evaluation proposes to stop it, in every part
    third = assessed.assign(end="2026-08-02", profit_low=-9.0, profit=-8.0, profit_high=-7.0, repeated_losses=2)  # fmt: skip
    found = openings.promotions(tables, PERIOD, third).set_index("promotion")
    assert found["stopped"].to_dict() == {"a": True, "c": True, "d": True, "e": False}
