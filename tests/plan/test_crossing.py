"""What is asked of each outlet in each group and month: by hand, by property, and out of first drafts divided in each way."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amlib import errors, language
from amlib.plan import crossing, drafts, first_goals, targets
from amlib.plan.records import Bound
from tests.plan import examples

GROUPS, OUTLETS = ("beef", "lamb", "pork"), ("x", "y", "z")
CELLS = pd.MultiIndex.from_product([OUTLETS, GROUPS], names=["outlet", "group"])

# pattern of 9 cells × 12 months: outlet z is closed as often as not, groups are not sold everywhere, months are empty
amounts = st.lists(st.sampled_from([0, 0, 1, 2, 17, 4_000, 250_000]), min_size=108, max_size=108).filter(any)


def pattern(cells):
    return pd.DataFrame(
        np.array(cells, dtype=float).reshape(9, 12), index=CELLS, columns=list(crossing.MONTHS)
    )


def test_crossed_by_hand():
    """Outlet x sells 3 of beef for 1 of pork, y the other way; 80 and 40 over 60 and 60, and the same in each of two months: x keeps more beef, y more pork."""
    base = pd.DataFrame(
        [[3, 3], [1, 1], [1, 1], [3, 3]], index=pd.MultiIndex.from_product([["x", "y"], ["beef", "pork"]])
    )
    outlets = pd.DataFrame([[80, 80], [40, 40]], index=["x", "y"])
    groups = pd.DataFrame([[60, 60], [60, 60]], index=["beef", "pork"])
    found = crossing.crossed(outlets, groups, base)
    # with p of beef in x: p·(p − 20) = 9·(80 − p)·(60 − p), as the ratio of ratios 3·3 ÷ 1·1 stays; p = (155 − √2425) ÷ 2 = 52.88
    cells = {("x", "beef"): 53, ("x", "pork"): 27, ("y", "beef"): 7, ("y", "pork"): 33}
    assert [found[month].to_dict() for month in (0, 1)] == [cells, cells]


def test_each_month_keeps_its_own_proportions():
    """Beef is sold in summer, pork in winter, in both outlets alike: 10 and 10 follow the months of the groups, not the year."""
    base = pd.DataFrame(
        [[0, 9], [9, 0], [0, 1], [1, 0]], index=pd.MultiIndex.from_product([["x", "y"], ["beef", "pork"]])
    )
    outlets = pd.DataFrame([[9, 9], [1, 1]], index=["x", "y"])
    groups = pd.DataFrame([[0, 10], [10, 0]], index=["beef", "pork"])
    assert crossing.crossed(outlets, groups, base).to_numpy().tolist() == [[0, 9], [9, 0], [0, 1], [1, 0]]


# pattern of two outlets × two groups in one month; outlets, groups; what must come
EDGES = {
    "a cell that sold nothing gets nothing": ([[1, 0], [1, 1]], [6, 4], [8, 2], [[6, 0], [2, 2]]),
    "unless the goals cannot be reached without it": ([[1, 0], [0, 1]], [6, 4], [5, 5], [[5, 1], [0, 4]]),
    "an outlet without sales goes by the goals": ([[0, 0], [3, 1]], [4, 4], [6, 2], [[3, 1], [3, 1]]),
    "a group without sales too": ([[3, 0], [1, 0]], [6, 2], [4, 4], [[3, 3], [1, 1]]),
    "nothing is asked": ([[1, 1], [1, 1]], [0, 0], [0, 0], [[0, 0], [0, 0]]),
    "one cent": ([[1, 1], [1, 1]], [0, 1], [1, 0], [[0, 0], [1, 0]]),
}


@pytest.mark.parametrize("name", EDGES)
def test_holes_are_filled_only_as_far_as_the_goals_need(name):
    seen, outlets, groups, wanted = EDGES[name]
    places = pd.MultiIndex.from_product([["x", "y"], ["a", "b"]])
    found = crossing.crossed(
        pd.DataFrame({1: outlets}, index=["x", "y"]),
        pd.DataFrame({1: groups}, index=["a", "b"]),
        pd.DataFrame({1: np.ravel(seen)}, index=places),
    )
    assert found[1].to_numpy().reshape(2, 2).tolist() == wanted


def test_months_that_differ_are_refused():
    places = pd.MultiIndex.from_product([["x"], ["a"]])
    with pytest.raises(errors.FigureError, match="tellen niet tot hetzelfde op"):
        crossing.crossed(pd.DataFrame({1: [3]}, ["x"]), pd.DataFrame({1: [2]}, ["a"]), pd.DataFrame({1: [1]}, places))  # fmt: skip


def drafted(cells, method, total):
    """The first draft of a total, divided by a method, over what a pattern sold; outlets that sold nothing are closed."""
    base = pattern(cells)
    levels = {"group": base.groupby(level=1).sum(), "outlet": base.groupby(level=0).sum()}
    rows = [
        {"level": level, "key": key, "name": key, "month": month, "quantity": float("nan"), "revenue": money / 100, "margin": float("nan")}
        for level, table in levels.items()
        for key, months in table.iterrows()
        if level == "group" or months.sum() > 0
        for month, money in months.items()
    ]  # fmt: skip
    room = {"y": 3.0, "x": 1.0, "beef": 2.0, "pork": 5.0}
    given_ = drafts.Given(
        baseline=pd.DataFrame(rows), owner="Ans", before=total / 100, growth=0.0, method=method, potential=pd.Series(room), scale=pd.Series(room)
    )  # fmt: skip
    goals = [goal.model_copy(update={"id": f"G{n}"}) for n, goal in enumerate(first_goals.of(given_), 1)]
    return examples.plan().model_copy(update={"goals": tuple(goals)}), base


@settings(max_examples=30)
@given(
    amounts, st.one_of(st.integers(0, 40), st.integers(0, 3_000_000_000)), st.sampled_from(targets.METHODS)
)
def test_a_draft_divided_in_any_way_crosses_exactly(cells, total, method):
    """Closed outlets, groups that are not sold everywhere, months of nil and totals of a few cents included."""
    plan, base = drafted(cells, method, total)
    found = crossing.of(plan, base)
    assert found.missing == ()
    revenue = [goal for goal in plan.goals if goal.measure == "revenue"]
    assert sum(goal.year() for goal in revenue if goal.level == "total") == total
    for goal in revenue:
        part = found.table if goal.level == "total" else found.table.xs(goal.key, level=goal.level)
        assert tuple(part.sum().tolist()) == goal.target, goal.key
    assert int(found.table.to_numpy().min()) >= 0


@settings(max_examples=30)
@given(amounts, st.randoms())
def test_the_order_of_rows_does_not_matter(cells, random):
    plan, base = drafted(cells, "proportional", 1_000_003)
    goals = list(plan.goals)
    random.shuffle(goals)
    other = crossing.of(plan.model_copy(update={"goals": tuple(goals)}), base.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(other.table.sort_index(), crossing.of(plan, base).table.sort_index())


@settings(max_examples=30)
@given(st.lists(st.integers(1, 9_000), min_size=108, max_size=108))
def test_goals_that_are_last_year_give_last_year(cells):
    """What is asked is what was sold, in every month: then each cell is what was sold in it."""
    base = pattern(cells)
    outlets, groups = (base.groupby(level=level, sort=False).sum().astype("int64") for level in (0, 1))
    assert crossing.crossed(outlets, groups, base).equals(base.astype("int64"))


def right():
    plan = examples.plan()
    for id, key, each in (("G4", "001", 70), ("G5", "002", 30)):
        plan = plan.with_goal(examples.goal(id, "outlet", key, each))
    return plan


SOLD = pd.DataFrame(1.0, index=pd.MultiIndex.from_product([["001", "002"], ["beef", "pork"]]), columns=list(crossing.MONTHS))  # fmt: skip
NONE = SOLD * 0

# the plan                                                                                          what is said of it
MISSING = [
    (right().without("goals", "G1"), SOLD, "van de klant als geheel wordt geen omzet gevraagd"),
    (examples.plan(), SOLD, "van vestigingen wordt geen omzet gevraagd"),
    (right().without("goals", "G2").without("goals", "G3"), SOLD, "van productgroepen wordt geen omzet gevraagd"),
    (right().with_goal(examples.goal("G5", "outlet", "002", 31)), SOLD, "van de vestigingen samen wordt 0,12 meer gevraagd dan van de klant, in elke maand"),
    (right().with_goal(examples.goal("G3", "group", "pork", 39)), SOLD, "van de productgroepen samen wordt 0,12 minder gevraagd dan van de klant, in elke maand"),
    (right().with_goal(examples.goal("G3", "group", "pork", 40, target=(41, 39, *[40] * 10))), SOLD, "wat van de productgroepen samen wordt gevraagd ligt in andere maanden dan bij de klant: jan en feb"),
    (right().model_copy(update={"goals": (*right().goals, examples.goal("G6", "outlet", "003", -1))}), SOLD, "in G6 staat minder dan niets"),
    (right(), NONE, "er is geen verkoop van het jaar ervoor om op af te gaan"),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "sold", "said"), MISSING)
def test_goals_that_do_not_add_up_are_not_crossed_and_it_says_which(plan, sold, said):
    found = crossing.of(plan, sold)
    assert not found
    assert found.table.empty
    assert any(why.startswith(said) for why in found.missing), found.missing
    with language.use("en"):
        assert crossing.of(plan, sold).missing != found.missing


def test_what_comes_without_action_is_crossed_by_itself():
    plan = right()
    assert crossing.of(plan, SOLD).table.to_numpy().sum() == 1200
    off = plan.with_goal(examples.goal("G5", "outlet", "002", 30, baseline=(26,) * 12))
    assert crossing.of(off, SOLD)
    assert not crossing.of(off, SOLD, "baseline")
    assert crossing.of(plan, SOLD, "baseline").table.to_numpy().sum() == 1080


def test_the_pattern_is_that_of_twelve_months_and_knows_no_negative_group():
    sales = pd.DataFrame(
        [("2025-09", "x", "beef", 99.0), ("2025-10", "x", "beef", 5.0), ("2026-09", "x", "beef", 7.0), ("2026-09", "y", "", 2.0), ("2026-10", "y", "beef", 99.0)],
        columns=["month", "outlet", "group", "revenue"],
    )  # fmt: skip
    found = crossing.pattern(sales, "2026-09")
    assert found.stack()[lambda s: s != 0].to_dict() == {("x", "beef", 9): 7.0, ("x", "beef", 10): 5.0, ("y", "–", 9): 2.0}  # fmt: skip


def test_an_adopted_plan_goes_by_the_document_it_was_adopted_on():
    bound = Bound(edition="alfa/2026Q3/annual_plan-en/v2", page="0" * 64)
    assert crossing.through(2027, "2027-03", bound) == "2026-09"
    assert crossing.through(2027, "2027-03") == "2026-12"
    assert crossing.through(2026, "2026-09", bound) == "2025-12"
    assert crossing.through(2027, "2026-09", Bound(edition="ergens", page="0" * 64)) == "2026-09"


@settings(max_examples=30)
@given(amounts, st.integers(0, 10**9))
def test_an_adopted_plan_as_a_budget_adds_up_to_its_goals_wherever_one_looks(cells, total):
    """Outlet × group × month in euros, beside the goals in cents: per outlet, per group, per month, in fractions and not in floats."""
    plan, base = drafted(cells, "proportional", total)
    rows = targets.budgeted(plan, crossing.of(plan, base).table)
    cents = rows.assign(amount=[Fraction(each).limit_denominator(100) * 100 for each in rows["amount"]])
    for goal in plan.goals:
        part = cells_of = cents[cents["measure"] == goal.measure]
        if goal.level != "total":
            cells_of = part[part[goal.level] == goal.key]
        assert cells_of.groupby("period")["amount"].sum().tolist() == list(goal.target)
