"""Results of a company small enough to check by hand: two outlets, two groups, one return, one bonus."""

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from amlib import errors, language, periods
from amlib.analysis import bases, bridges, results

SALES = [  # month, outlet, product, kind, quantity, revenue, cost
    ("2025-07", "01", "steak", "delivery", 100.0, 1000.00, 800.00),
    ("2025-08", "02", "ham", "delivery", 50.0, 300.00, 200.00),
    ("2026-02", "01", "steak", "delivery", 10.0, 110.00, 90.00),
    ("2026-07", "01", "steak", "delivery", 80.0, 880.40, 700.00),
    ("2026-08", "01", "steak", "return", -5.0, -55.00, -44.00),
    ("2026-09", "02", "ham", "delivery", 70.0, 420.10, 300.00),
    ("2026-09", "02", "ham", "value", 0.0, -20.00, 0.00),
]
Q3 = periods.parse("2026Q3")


@dataclass
class Given(dict):
    """A slice made by hand."""

    partial = False
    account: str = "c"
    freeze: str = "abc"
    as_of: date = date(2026, 10, 5)
    tables: dict = field(default_factory=dict)

    def once(self, key, make):
        return make()

    def supplied(self, name):
        return name in self.tables and self.tables[name].supplied

    def give(self, name, frame):
        self[name] = frame
        self.tables[name] = SimpleNamespace(supplied=True)
        return self


@pytest.fixture
def given():
    columns = ["month", "outlet", "product", "kind", "quantity", "revenue", "cost"]
    found = Given()
    found.give("sales", pd.DataFrame(SALES, columns=columns))
    found.give(
        "outlets",
        pd.DataFrame(
            {"outlet": ["01", "02"], "name": ["Ede", "Goes"], "region": ["east", None], "banner": "b"}
        ),
    )
    found.give("products", pd.DataFrame({"product": ["steak", "ham"], "group": ["beef", "cold cuts"]}))
    for name in ("budget", "ledger_totals", "market", "category_sales"):
        found.tables[name] = SimpleNamespace(supplied=False)
    found["budget"] = pd.DataFrame({"outlet": [], "group": [], "period": [], "measure": [], "amount": []})
    found["ledger_totals"] = pd.DataFrame({"month": [], "revenue": [], "note": []})
    rejected = pd.DataFrame(
        {"table": [], "month": [], "reason": [], "rows": [], "revenue": [], "attributed": []}
    )
    return found.give("rejected", rejected.astype({"attributed": bool}))


@pytest.fixture(autouse=True)
def _english():
    with language.use("en"):
        yield


def test_a_quarter_beside_last_year_by_hand(given):
    found = results.compare(given, Q3)
    assert found.total("revenue") == pytest.approx((880.40 - 55 + 420.10 - 20, 1300.00))
    assert found.total("quantity") == pytest.approx((145, 150))
    assert found.total("margin") == pytest.approx((1225.50 - 956, 300))
    assert found.has_margin


def test_year_to_date_counts_from_january(given):
    found = results.compare(given, Q3)
    assert found.to_date.loc[0, "revenue"] == pytest.approx(1335.50)


def test_every_level_adds_up_to_the_total_to_the_cent(given):
    found = results.compare(given, Q3)
    for level in results.LEVELS:
        lines = found.level(level)
        for measure in (*results.MEASURES, *(f"base_{m}" for m in results.MEASURES)):
            assert round(lines[measure].sum(), 2) == round(found.level("total")[measure].iloc[0], 2)


def test_a_place_without_a_name_keeps_its_money(given):
    regions = results.compare(given, Q3).level("region").set_index("key")
    assert regions.loc["", "revenue"] == pytest.approx(400.10)


def test_outlets_carry_their_names(given):
    assert results.compare(given, Q3).level("outlet")["name"].tolist() == ["Ede", "Goes"]


def test_margin_is_unknown_where_a_cost_is_missing(given):
    given["sales"].loc[5, "cost"] = float("nan")
    found = results.compare(given, Q3)
    assert not found.has_margin
    assert found.level("outlet").set_index("key")["margin"].isna().tolist() == [False, True]


def test_a_base_before_history_is_unknown_not_nil(given):
    found = results.compare(given, periods.parse("2025Q3"))
    assert pd.isna(found.total()[1])
    assert found.missing_months == ("2024-07", "2024-08", "2024-09")


def test_a_period_after_the_last_delivery_is_refused(given):
    with pytest.raises(errors.FigureError, match="there are no sales of c in 2027Q1"):
        results.compare(given, periods.parse("2027Q1"))


def test_a_budget_is_the_base_where_it_was_supplied(given):
    rows = [
        (None, "beef", "2026-07", "revenue", 500.0),
        (None, "cold cuts", "2026Q3", "revenue", 400.0),
        (None, "beef", "2026", "revenue", 9e9),
    ]
    given.give("budget", pd.DataFrame(rows, columns=["outlet", "group", "period", "measure", "amount"]))
    found = results.compare(given, Q3, "budget")
    assert found.total()[1] == 900  # the whole year's row is not a quarter's
    assert found.level("group").set_index("key")["base_revenue"].to_dict() == {"beef": 500, "cold cuts": 400}
    assert pd.isna(found.total("margin")[1])


def test_a_budget_that_was_not_supplied_is_refused(given):
    with pytest.raises(errors.FigureError, match="no budget of c for 2026Q3"):
        results.compare(given, Q3, "budget")
    assert results.beside_budget(given, Q3) is None


def test_the_course_stands_beside_last_year_and_starts_with_history(given):
    found = results.course(results.book(given), Q3).set_index("month")
    assert found.index[0] == "2025-07"
    assert found.index[-1] == "2026-09"
    assert found.loc["2026-07", ["revenue", "base_revenue"]].tolist() == pytest.approx([880.40, 1000.00])


def ledger(*revenue):
    return pd.DataFrame(
        {"month": ["2026-07", "2026-08", "2026-09"][: len(revenue)], "revenue": revenue, "note": None}
    )


def test_it_ties_out_when_the_ledger_says_the_same(given):
    given.give("ledger_totals", ledger(880.40, -55.00, 400.10))
    assert results.tie_out(given, Q3).status == "ties"


def test_a_cent_is_a_difference(given):
    given.give("ledger_totals", ledger(880.40, -55.00, 400.11))
    found = results.tie_out(given, Q3)
    assert found.status == "does_not_tie"
    assert found.difference == pytest.approx(0.01)


def test_rejected_rows_are_a_named_reconciling_item(given):
    given.give("ledger_totals", ledger(880.40, -55.00, 412.35))
    given["rejected"] = pd.DataFrame(
        [
            ("sales", "2026-09", "unknown product", 1, 12.25, True),
            ("visits", "2026-09", "x", 3, float("nan"), True),
        ],
        columns=["table", "month", "reason", "rows", "revenue", "attributed"],
    )
    found = results.tie_out(given, Q3)
    assert found.status == "ties"
    assert found.items == (("rows set aside by the freeze", 12.25),)


def test_rows_set_aside_that_the_ledger_has_not_booked_either_are_no_item(given):
    given.give("ledger_totals", ledger(880.40, -55.00, 420.10 - 20.00))
    given["rejected"] = pd.DataFrame(
        [("sales", "2026-09", "unknown product", 1, 12.25, True)],
        columns=["table", "month", "reason", "rows", "revenue", "attributed"],
    )
    found = results.tie_out(given, Q3)
    assert (found.status, found.items) == ("ties", ())


def test_a_month_missing_from_the_ledger_is_not_supplied(given):
    given.give("ledger_totals", ledger(880.40, -55.00))
    assert results.tie_out(given, Q3).status == "not_supplied"


def test_quality_counts_what_was_set_aside(given):
    given["rejected"] = pd.DataFrame(
        [
            ("sales", "2026-09", "unknown product", 2, 24.50, True),
            ("sales", None, "unreadable date", 1, 5.0, True),
            ("sales", "2026-09", "unknown account", 4, 9.0, False),
        ],
        columns=["table", "month", "reason", "rows", "revenue", "attributed"],
    )
    found = results.quality(given, Q3)
    assert (found.rejected_rows, found.rejected_revenue, found.unattributed_rows) == (3, 29.50, 4)
    assert found.history_months == 6
    assert set(found.missing) == {"budget", "ledger_totals", "market", "category_sales"}


def test_the_bridge_of_a_slice_splits_volume_where_the_category_is_known(given):
    rows = [("2025Q3", "01", "beef", 400.0), ("2026Q3", "01", "beef", 300.0)]
    given["category_totals"] = pd.DataFrame(rows, columns=["period", "outlet", "group", "quantity"])
    given.tables["category_sales"] = SimpleNamespace(supplied=True)
    found = bridges.of(given, Q3)
    assert found.change == pytest.approx(1225.50 - 1300.00)
    assert found.total().sum() == pytest.approx(found.change)
    # steak at Ede: σ 100/400 → 80/300 (a return of 5 stands apart), M 400 → 300
    assert found.by("outlet", "group").loc[("01", "beef"), "market"] < 0
    assert {"market", "share", "volume", "other_value"} <= set(found.effects)


def test_there_is_no_margin_bridge_where_a_sale_has_no_cost(given):
    assert bridges.of_margin(given, Q3).change == pytest.approx((1225.50 - 956) - 300)
    given["sales"].loc[5, "cost"] = float("nan")
    assert bridges.of_margin(given, Q3) is None
    with pytest.raises(errors.FigureError, match="not every sale of c has a cost"):
        bridges.of(given, Q3, "margin")
    given["sales"] = given["sales"].drop(columns="cost")
    assert bridges.of_margin(given, Q3) is None


BUDGET = pd.DataFrame(
    [
        (group, f"2026-{month:02d}", measure, amount)
        for group, month, amounts in (
            ("beef", 7, (90.0, 945.0, 189.0)),
            ("cold cuts", 9, (60.0, 360.0, 120.0)),
            ("fish", 8, (10.0, 100.0, 20.0)),  # budgeted, not sold
        )
        for measure, amount in zip(results.MEASURES, amounts, strict=True)
    ],
    columns=["group", "period", "measure", "amount"],
).assign(outlet=None)


def test_any_period_of_the_same_length_may_be_the_base(given):
    # beside 2026Q1 (110.00 in February): the quarter's 1,225.50 is 1,115.50 more
    found = results.compare(given, Q3, "2026Q1")
    assert (found.base, str(found.base_period)) == ("period", "2026Q1")
    assert found.total() == pytest.approx((1225.50, 110.00))
    bridged = bridges.of(given, Q3, base="2026Q1")
    assert bridged.change == pytest.approx(1115.50)
    assert bridged.total().sum() == pytest.approx(1115.50)
    assert results.compare(given, Q3, "previous").total()[1] == 0.0
    assert bases.sides(Q3, "previous")[1] == ["2026-04", "2026-05", "2026-06"]
    # the year to date stays beside last year's, of which there is no complete history here
    assert found.total(to_date=True) == pytest.approx((1335.50, float("nan")), nan_ok=True)


@pytest.mark.parametrize(
    ("base", "words"),
    [("plan?", "base of comparison"), ("2026-08", "1 months"), ("2026W30", "base of comparison")],
)
def test_a_base_that_cannot_be_compared_with_is_refused(given, base, words):
    with pytest.raises(errors.ParameterError, match=words):
        results.compare(given, Q3, base)


def test_beside_the_budget_the_causes_add_up_in_total_and_per_group(given):
    given.give("budget", BUDGET)
    bridged = bridges.of(given, Q3, base="budget")
    # budget 945 + 360 + 100 = 1,405.00; reached 825.40 + 400.10 = 1,225.50
    assert (bridged.base, bridged.actual) == pytest.approx((1405.00, 1225.50))
    groups = bridged.by("group")
    assert groups[list(bridged.effects)].sum(axis=1).to_dict() == pytest.approx(
        {"beef": 825.40 - 945, "cold cuts": 400.10 - 360, "fish": -100.0}
    )
    # price of beef: ½(90 + 75)·(825.40/75 − 10.50)
    assert groups.loc["beef", "price"] == pytest.approx(82.5 * (825.40 / 75 - 10.5))
    margin = bridges.of_margin(given, Q3, "budget")
    assert margin.change == pytest.approx((1225.50 - 956) - 329)
    assert margin.total().sum() == pytest.approx(margin.change)


def test_a_budget_without_margin_gives_no_causes_of_margin(given):
    given.give("budget", BUDGET[BUDGET["measure"] != "margin"])
    assert bridges.of_margin(given, Q3, "budget") is None
    with pytest.raises(errors.FigureError, match="no margin for each group"):
        bridges.of(given, Q3, "margin", base="budget")


def test_a_part_of_an_account_is_not_held_against_the_ledger(given):
    given.give("ledger_totals", pd.DataFrame({"month": ["2026-07"], "revenue": [880.40], "note": [None]}))
    given.partial = True
    found = results.tie_out(given, Q3)
    assert (found.status, found.document) == ("part", pytest.approx(1225.50))
    assert "ledger_totals" not in results.quality(given, Q3).missing
