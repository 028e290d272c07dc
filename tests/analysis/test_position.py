"""The position beside SQL on the files of a slice; what is not supplied says what it lacks."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from amlib import periods
from amlib.analysis import bases, category, position, results

PERIOD = periods.parse("2026Q3")
NOW, BEFORE = ("2025-10", "2026-09"), ("2024-10", "2025-09")
_DAYS = 365.25


@pytest.fixture(scope="module")
def sql(demo_slice):
    made = duckdb.connect()
    for name in ("sales", "outlets", "promotions", "promotion_weeks", "products", "category_sales"):
        made.register(name, demo_slice[name])
    yield made
    made.close()


@pytest.fixture(scope="module")
def figures(demo_slice):
    year = category.read(demo_slice, *bases.twelve_months(PERIOD), sales=results.book(demo_slice))
    return position.table(demo_slice, PERIOD, year).set_index("figure")


def asked(sql, question, months):
    return float(sql.execute(question, list(months)).fetchone()[0])


# figure, question over the months
ASKED = [
    ("revenue", "SELECT sum(revenue) FROM sales WHERE month BETWEEN ? AND ?"),
    ("quantity", "SELECT sum(quantity) FROM sales WHERE month BETWEEN ? AND ?"),
    ("price", "SELECT sum(revenue) / sum(quantity) FROM sales WHERE month BETWEEN ? AND ?"),
    ("margin", "SELECT sum(revenue) - sum(coalesce(cost, 0)) FROM sales WHERE month BETWEEN ? AND ?"),
    (
        "rotation",
        f"SELECT sum(kg) / (count(*) * {_DAYS} / 7) FROM (SELECT sum(quantity) kg FROM sales WHERE month BETWEEN ? AND ? GROUP BY outlet, product) WHERE kg > 0",
    ),
    (
        "articles",
        "SELECT count(*) / count(DISTINCT outlet) FROM (SELECT outlet, sum(quantity) kg FROM sales WHERE month BETWEEN ? AND ? GROUP BY outlet, product) WHERE kg > 0",
    ),
    ("promotions", "SELECT count(*) FROM promotions WHERE strftime(start, '%Y-%m') BETWEEN ? AND ?"),
]


@pytest.mark.parametrize(("figure", "question"), ASKED)
def test_a_figure_is_what_sql_says(figures, sql, figure, question):
    assert figures.loc[figure, "now"] == pytest.approx(asked(sql, question, NOW))
    assert figures.loc[figure, "before"] == pytest.approx(asked(sql, question, BEFORE))


def test_share_is_our_part_of_what_the_customer_bought(figures, sql):
    question = "SELECT sum(value) FILTER (supplier = 'Kruisheide') / sum(value) FROM category_sales WHERE period BETWEEN ? AND ?"
    assert figures.loc["share", "now"] == pytest.approx(asked(sql, question, NOW))
    assert figures.loc["share", "before"] == pytest.approx(asked(sql, question, BEFORE))


def test_pressure_is_the_part_sold_in_weeks_of_a_promotion(figures, sql):
    # a week counts that has a day of the promotion; where no outlets are named, all take part
    question = """
        SELECT sum(w.quantity) FROM promotion_weeks w WHERE EXISTS (
            SELECT 1 FROM promotions p WHERE p.product = w.product AND strftime(p.start, '%Y-%m') BETWEEN ? AND ?
            AND w.week + INTERVAL 6 DAY >= p.start AND w.week <= p."end"
            AND (p.outlets IS NULL OR list_contains(p.outlets, w.outlet) OR w.outlet IS NULL))
    """
    for side, months in (("now", NOW), ("before", BEFORE)):
        promoted = asked(sql, question, months)
        assert figures.loc["pressure", side] == pytest.approx(promoted / figures.loc["quantity", side])
        assert 0 < figures.loc["pressure", side] < 1


def test_distribution_is_weighted_by_what_outlets_buy_else_counted(demo_slice, figures, sql):
    assert figures.loc["distribution", "basis"] == "weighted"
    question = """
        WITH bought AS (SELECT outlet, sum(value) AS money, sum(value) FILTER (supplier = 'Kruisheide') AS ours
                        FROM category_sales WHERE period BETWEEN ? AND ? GROUP BY outlet HAVING sum(value) > 0)
        SELECT sum(money) FILTER (ours > 0) / sum(money) FROM bought
    """
    assert figures.loc["distribution", "now"] == pytest.approx(asked(sql, question, NOW))
    plain = position.table(demo_slice, PERIOD).set_index("figure")
    assert plain.loc["distribution", "basis"] == "numeric"
    assert 0 < plain.loc["distribution", "now"] <= 1
    assert plain.loc["share", "lacking"] == "category_sales"


def test_what_was_not_supplied_says_what_it_lacks(demo_slice):
    notes = {
        name: replace(t, supplied=t.supplied and name != "promotions")
        for name, t in demo_slice.tables.items()
    }
    found = position.table(replace(demo_slice, tables=notes), PERIOD).set_index("figure")
    assert found.loc[["pressure", "promotions"], "lacking"].to_list() == ["promotions"] * 2
    assert found.loc[["pressure", "promotions"], "now"].isna().all()
    assert found.loc["revenue", "lacking"] == ""


def test_a_year_that_history_does_not_reach_is_not_known(demo_slice):
    first = periods.parse(str(results.book(demo_slice)["month"].min()))
    early = position.table(demo_slice, periods.parse(f"{first.year}Q4")).set_index("figure")
    assert early["before"].isna().all()
    assert early.loc["revenue", "now"] > 0
