"""A plan's goals taken through the terms: months of the plan beside those of the year before, and what was entered goes before the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from amlib import periods
from amlib.plan import baselines, contract
from amlib.plan.items import Range, Term
from amlib.plan.model import Plan
from tests.analysis.agreed import LADDER, Made, term
from tests.analysis.test_agreed import table
from tests.plan import examples

PERIOD = periods.parse("2026Q3")


def plan(revenue=1_100_000, kilograms=1_100, **more):
    """Eleven thousand euros and 1,100 kg a month; the baseline is nine tenths."""
    goals = (
        examples.goal("G1", each=revenue),
        examples.goal("G2", each=kilograms).model_copy(update={"measure": "quantity"}),
        examples.goal("G3", each=revenue // 5).model_copy(update={"measure": "margin"}),
    )
    return Plan(account="c", year=2026, goals=goals, **more)


def entered(id="T3", **more):
    values = {
        "kind": "contribution",
        "begins": date(2026, 1, 1),
        "ends": date(2026, 12, 31),
        "rate": Decimal("0.05"),
    }
    return Term(id=id, **values | more)


def test_goals_are_the_courses_and_the_books_the_year_before():
    data = Made(*LADDER, last="2026-12")
    found = contract.ahead(data, plan(), periods.parse("2026Q4"))
    assert (found.target.revenue, found.baseline.revenue) == (132_000.0, pytest.approx(118_800.0))
    assert (found.target.margin, found.baseline.margin) == (26_400.0, pytest.approx(23_760.0))
    assert found.target.amounts.base.sum() == 120_000.0
    assert found.target.amounts.base_quantity.sum() == 12_000.0
    # 3% and 2% of 132,000; 1% and 2% of 118,800
    assert (found.target.owed, found.baseline.owed) == (6_600.0, 3_564.0)


def test_where_the_actions_lead_is_a_course_of_its_own():
    """118,800 without action and 13,200 of an action: 132,000, month by month as without."""
    acting = plan(actions=(examples.action(revenue=Range(low=0, expected=1_320_000, high=2_000_000)),))
    data = Made(*LADDER, last="2026-12")
    found = contract.ahead(data, acting, periods.parse("2026Q4"))
    assert found.expected.revenue == pytest.approx(132_000.0)
    assert found.steps["expected"].to_list() == pytest.approx([-52_000.0, -10_000.0])
    assert contract.ahead(data, plan(), periods.parse("2026Q4")).expected is None


def test_what_is_left_of_the_year_before_is_as_expected(demo_slice):
    goals = plan().goals
    next_year = Plan(account="goudveld", year=2027, goals=goals)
    found = contract.ahead(demo_slice, next_year, PERIOD)
    base = found.target.amounts.base
    with duckdb.connect() as sql:
        sql.register("sold", demo_slice["sales"])
        rows = sql.execute(
            "SELECT month, sum(revenue) FROM sold WHERE month BETWEEN '2026-01' AND '2026-09' GROUP BY 1"
        ).fetchall()
    assert base.loc[:"2026-09"].to_dict() == pytest.approx(dict(rows), abs=0.006)
    running = baselines.expected(demo_slice, PERIOD, 2026)
    assert base.sum() == pytest.approx(running.odds.centre, abs=0.1)
    assert found.lines["carried"].all()


def test_without_terms_or_a_goal_there_is_no_contract():
    assert contract.ahead(Made(last="2026-12"), plan(), PERIOD) is None
    assert contract.ahead(Made(*LADDER), Plan(account="c", year=2026), PERIOD) is None
    assert contract.ahead(Made(last="2026-12"), plan(terms=(entered(),)), periods.parse("2026Q4")).target.owed == 6_600.0  # fmt: skip


def test_what_was_entered_takes_the_place_of_the_row_with_its_id_or_stands_beside():
    rows = contract.with_terms(table(*LADDER), (entered(), entered("W1", wanted=True, agreement="")), 2026)
    found = rows.set_index("term")
    assert found.index.to_list() == ["T1", "T2", "T3", "W1"]
    assert found["rate"].astype(float).to_dict() == {"T1": 0.01, "T2": 0.03, "T3": 0.05, "W1": 0.05}
    assert found["wanted"].to_dict() == {"T1": False, "T2": False, "T3": False, "W1": True}
    assert bool(found.loc["T3", "conditional"])


def test_a_step_that_is_entered_holds_as_the_one_whose_place_it_takes():
    step = entered(
        "T2", kind="bonus ladder", threshold=Decimal("130000"), rate=Decimal("0.04"), agreement="A"
    )
    found = contract.ahead(Made(*LADDER, last="2026-12"), plan(terms=(step,)), periods.parse("2026Q4"))
    # from the first euro: 4% of 132,000, and 2%
    assert found.target.owed == 7_920.0
    new = entered("N2", kind="bonus ladder", threshold=Decimal("130000"), rate=Decimal("0.04"))
    other = contract.ahead(Made(*LADDER, last="2026-12"), plan(terms=(new,)), periods.parse("2026Q4"))
    # beside the table's: 4% of the 2,000 above it
    assert other.target.owed == 6_680.0


def test_a_term_says_what_it_counts_and_from_where():
    # beside the table's, of which 1% counts below 130,000 and the contribution is 2%; the new step holds from the first euro: 4% of 132,000
    new = entered("N2", kind="bonus ladder", threshold=Decimal("130000"), rate=Decimal("0.04"), retroactive=True)  # fmt: skip
    found = contract.ahead(Made(*LADDER, last="2026-12"), plan(terms=(new,)), periods.parse("2026Q4"))
    assert found.target.owed == 11_880.0  # 3% and 2% of 132,000, and 5,280
    # in the place of T2, which holds from the first euro, what lies above its step: 1% of 130,000, 4% of 2,000 and the 2%
    above = entered("T2", kind="bonus ladder", threshold=Decimal("130000"), rate=Decimal("0.04"), agreement="A", retroactive=False)  # fmt: skip
    other = contract.ahead(Made(*LADDER, last="2026-12"), plan(terms=(above,)), periods.parse("2026Q4"))
    assert other.target.owed == pytest.approx(1_300 + 80 + 2_640)
    # 13,200 kg at 10 euros: a step at 13,000 kg lies at 130,000 euros, one at 14,000 is not reached
    for kilograms, owed in ((13_000, 6_600 + 80), (14_000, 6_600)):
        step = entered("N3", kind="bonus ladder", threshold=Decimal(kilograms), rate=Decimal("0.04"), basis="quantity")  # fmt: skip
        by = contract.ahead(Made(*LADDER, last="2026-12"), plan(terms=(step,)), periods.parse("2026Q4"))
        assert by.target.owed == pytest.approx(owed)


def test_an_agreed_condition_taken_over_as_it_is_changes_nothing():
    data, quarter = Made(*LADDER, last="2026-12"), periods.parse("2026Q4")
    taken = contract.agreed_terms(data, 2026)
    assert [term.id for term in taken] == ["T1", "T2", "T3"]
    plain, same = (contract.ahead(data, plan(terms=terms), quarter) for terms in ((), taken))
    assert (same.target.owed, same.baseline.owed) == (plain.target.owed, plain.baseline.owed)
    spelt_out = tuple(term.model_copy(update={"basis": "revenue"}) for term in taken[:1])
    assert contract.ahead(data, plan(terms=spelt_out), quarter).target.owed == plain.target.owed


def test_growth_without_a_year_before_is_not_known():
    data = Made(term("T1", "growth bonus", 0.1, 0.05), first="2026-01", last="2026-12")
    found = contract.ahead(data, plan(), periods.parse("2026Q4"))
    assert found.target.amounts.base is None
    assert found.lines["target"].isna().all()


def test_what_the_terms_of_a_plan_cost_is_that_of_its_section_and_beside_what_is_agreed():
    """Of 132,000 the ladder takes 3% once 80,000 is reached; at 4% that is 1,320 more, and 2% of a contribution stays."""
    data, when = Made(*LADDER, last="2026-12"), periods.parse("2026Q4")
    under = contract.basis(data, 2026, when)
    step = next(
        term for term in under.agreed.values() if term.kind == "bonus ladder" and term.rate == Decimal("0.03")
    )
    dearer = plan(terms=(step.model_copy(update={"rate": Decimal("0.04"), "wanted": True}),))
    found, section = under.cost(dearer), contract.ahead(data, dearer, when)
    assert (found.owed, found.agreed, found.more, found.unknown) == (7_920.0, 6_600.0, 1_320.0, ())
    assert section.cost == found
    assert section.target.owed == found.owed
    assert contract.ahead(data, plan(), when).target.owed == found.agreed
    assert contract.ahead(data, plan(), when).cost is None


def test_an_edit_of_the_goals_or_of_the_terms_is_worked_out_anew():
    data, when = Made(*LADDER, last="2026-12"), periods.parse("2026Q4")
    under = contract.basis(data, 2026, when)
    for made in (plan(), plan(revenue=900_000), plan(terms=(entered(),)), plan(revenue=900_000, terms=(entered(rate=Decimal("0.01")),))):  # fmt: skip
        assert under.cost(made).owed == pytest.approx(contract.ahead(data, made, when).target.owed, abs=0.005)


UNKNOWN = [
    ({"kind": "other"}, "other"),
    ({"rate": None}, "rate"),
    ({"kind": "bonus ladder", "threshold": Decimal(1), "rate": None}, "rate"),
    ({"kind": "growth bonus", "threshold": Decimal("0.01")}, "last_year"),
    ({"kind": "bonus ladder", "basis": "quantity", "threshold": Decimal(1)}, "quantity"),
]


@pytest.mark.parametrize(("values", "why"), UNKNOWN)
def test_a_term_that_cannot_be_worked_out_says_why(values, why):
    bare = plan(terms=(entered(**values),))
    goals = (
        tuple(goal for goal in bare.goals if goal.measure != "quantity") if why == "quantity" else bare.goals
    )
    under = contract.basis(Made(*LADDER, last="2026-12"), 2026, periods.parse("2026Q4"))
    if why == "last_year":
        under = replace(under, before=None)
    found = under.cost(bare.model_copy(update={"goals": goals}))
    assert [(each.term, each.why) for each in found.unknown] == [("T3", why)]
    assert found.more is None


def test_without_an_agreement_there_is_nothing_to_compare_with():
    found = contract.basis(Made(last="2026-12"), 2026, periods.parse("2026Q4"))
    assert found.cost(plan()) is None
    assert found.cost(plan(terms=(entered(),))).agreed is None
    assert found.cost(plan(terms=(entered(),))).more is None
