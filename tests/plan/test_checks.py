"""Faults of a plan: each is found at its place, all of them at once, and each has words."""

from datetime import date
from decimal import Decimal

import pytest

from amlib import language
from amlib.plan import checks, items, model
from amlib.plan.items import Activity, Goal, Note, Proposal, Range, Risk, Term
from tests.plan import examples


def found(plan, **more):
    given = {"outlets": examples.OUTLETS, "groups": examples.GROUPS, "owners": examples.OWNERS, **more}
    return [(f.kind, f.id, f.field, f.code) for f in model.faults(plan, **given)]


def test_a_right_plan_has_no_faults():
    assert found(examples.plan()) == []


def goal_of(measure, **more):
    return Goal(id="G7", name="g", measure=measure, baseline=(1,) * 12, target=(1,) * 12, **more)


# what is put into the right plan, and the one fault that it must give
WRONG = [
    ("actions", examples.action("A9", begins=date(2027, 5, 1)), ("ends", "dates_reversed")),
    ("actions", examples.action("A9", ends=date(2028, 1, 1)), ("ends", "outside_year")),
    ("actions", examples.action("A9", begins=date(2026, 12, 31)), ("begins", "outside_year")),
    ("actions", examples.action("A9", owner="Cor"), ("owner", "unknown_owner")),
    ("actions", examples.action("A9", owner=""), ("owner", "unknown_owner")),
    ("actions", examples.action("A9", outlets=("003",)), ("outlets", "unknown_place")),
    ("actions", examples.action("A9", groups=("lamb",)), ("groups", "unknown_place")),
    ("actions", examples.action("A9", goal="G8"), ("goal", "unknown_goal")),
    ("proposals", Proposal(number=9, subject="plan", text="do", actions=("A1", "A8")), ("actions", "unknown_action")),
    ("proposals", Proposal(number=9, subject="contract", text="do", terms=("T1", "T8")), ("terms", "unknown_term")),
    ("actions", examples.action("A9", quantity=Range(low=-3, expected=-2, high=-1)), ("quantity", "negative")),
    ("actions", examples.action("A9", revenue=Range(low=3, expected=2, high=4)), ("revenue", "range_reversed")),
    ("actions", examples.action("A9", cost=-1), ("cost", "negative")),
    ("actions", examples.action("A9", name="x" * 121), ("name", "too_long")),
    ("actions", examples.action("A9", name=" "), ("name", "no_text")),
    ("goals", goal_of("quantity", level="outlet", key="003"), ("key", "unknown_place")),
    ("goals", goal_of("quantity", level="outlet"), ("key", "key_missing")),
    ("goals", goal_of("quantity", key="001"), ("key", "key_given")),
    ("goals", goal_of("share").model_copy(update={"target": (10_001,) * 12}), ("target", "over_whole")),
    ("goals", goal_of("quantity").model_copy(update={"target": (-1,) * 12}), ("target", "negative")),
    ("proposals", Proposal(number=9, subject="plan", text=""), ("text", "no_text")),
    ("terms", Term(id="T9", kind="other", begins=date(2027, 2, 1), ends=date(2027, 1, 1)), ("ends", "dates_reversed")),
    ("terms", Term(id="T9", kind="kickback", begins=date(2027, 1, 1), ends=date(2027, 2, 1)), ("kind", "unknown_kind")),
    ("terms", Term(id="T9", kind="other", begins=date(2027, 1, 1), ends=date(2027, 2, 1), rate=Decimal("-0.01")), ("rate", "negative")),
    ("risks", Risk(id="R9", text="r", owner="Cor"), ("owner", "unknown_owner")),
    ("activities", Activity(id="V9", outlet="009", kind="visit", months=(0,) * 12), ("outlet", "unknown_place")),
    ("activities", Activity(id="V9", outlet="001", kind="visit", months=(-1,) * 12), ("months", "negative")),
    ("notes", Note(id="N9", text="x" * 2001), ("text", "too_long")),
    ("notes", Note(id="", text="x"), ("id", "no_id")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "item", "fault"), WRONG, ids=[f"{k}-{f[1]}" for k, _, f in WRONG])
def test_one_wrong_value_is_one_fault_at_its_place(kind, item, fault):
    plan = examples.plan()
    wrong = plan.model_copy(update={kind: (*getattr(plan, kind), item)})
    assert found(wrong) == [(kind, item.id, *fault)]


def test_a_price_may_cost_kilograms():
    dearer = examples.action("A9", kind="price", quantity=Range(low=-3, expected=-2, high=-1))
    assert found(examples.plan().with_action(dearer)) == []


def test_all_faults_come_at_once_in_the_order_of_the_plan():
    plan = examples.plan()
    every = {kind: (*getattr(plan, kind), item) for kind, item, _ in WRONG}
    wrong = found(plan.model_copy(update=every))
    assert [kind for kind, *_ in wrong] == sorted((k for k, *_ in wrong), key=items.KINDS.index)
    assert {kind for kind, *_ in wrong} == set(every)


def test_an_id_or_a_goal_that_is_there_twice():
    plan = examples.plan()
    twice = plan.model_copy(update={"notes": plan.notes * 2})
    assert found(twice) == [("notes", "N1", "id", "duplicate_id")]
    again = plan.with_goal(examples.goal("G9", "group", "beef", 0, baseline=(0,) * 12))
    assert ("goals", "G9", "measure", "duplicate_goal") in found(again)


def test_a_target_above_its_stretch_is_told_at_the_target():
    # the target of G1 is 100 a month, 1,200 cents a year; a stretch of 99 a month is 1,188
    high = examples.plan().with_goal(examples.goal(stretch=(99,) * 12))
    assert found(high) == [("goals", "G1", "target", "above_stretch")]
    fault = model.faults(high, outlets=("001",), groups=examples.GROUPS, owners=examples.OWNERS)[0]
    with language.use("en"):
        assert checks.said(fault) == "goal G1: it lies above its stretch, €12"
    assert found(examples.plan().with_goal(examples.goal(stretch=(100,) * 12))) == []


def test_a_margin_below_nil_is_told_unless_the_year_brings_it_by_itself():
    loss = examples.goal("G9", "group", "beef", -1).model_copy(
        update={"measure": "margin", "baseline": (0,) * 12}
    )
    assert found(examples.plan().with_goal(loss)) == [("goals", "G9", "target", "below_nil")]
    known = loss.model_copy(update={"baseline": (-1,) * 12})
    assert found(examples.plan().with_goal(known)) == []


def test_a_level_with_a_goal_for_every_place_adds_up_to_the_total():
    # 60 + 40 = 100 a month; one more in March is a month that differs
    months = (40, 40, 41, *(40,) * 9)
    off = examples.plan().with_goal(examples.goal("G3", "group", "pork", 40, target=months))
    assert found(off) == [("goals", "G1", "target", "sum_differs")]
    [fault] = model.faults(off, outlets=("001",), groups=examples.GROUPS, owners=examples.OWNERS)[:1]
    # 12 x 100 = 1,200 cents of the whole account, and 1,201 of the groups: less than a euro is told to the cent
    with language.use("en"):
        assert checks.said(fault) == "goal G1: the target of all product groups together is €12.01, of the whole account €12.00: a difference of €0.01"  # fmt: skip
        assert checks.settled(fault) == "‘Divide the total’ settles it: the parts then follow the whole account."  # fmt: skip
    # 100 times as much: 120,000 and 150,000 cents, told in euros
    high = examples.plan().with_goal(examples.goal(target=(12_500,) * 12))
    [fault] = [each for each in model.faults(high, outlets=("001",), groups=examples.GROUPS, owners=examples.OWNERS) if each.code in checks.SUMS]  # fmt: skip
    with language.use("en"):
        assert "is €12, of the whole account €1,500: a difference of €1,488" in checks.said(fault)


def test_months_that_differ_in_a_year_that_adds_up_are_counted():
    months = (39, 41, *(40,) * 10)
    off = examples.plan().with_goal(examples.goal("G3", "group", "pork", 40, target=months))
    assert found(off) == [("goals", "G1", "target", "months_differ")]
    fault = model.faults(off, outlets=("001",), groups=examples.GROUPS, owners=examples.OWNERS)[0]
    with language.use("en"):
        assert checks.said(fault).endswith("but not in 2 of the twelve months")
    some = examples.plan().without("goals", "G3").with_goal(examples.goal("G2", "group", "beef", target=(110, *(60,) * 11)))  # fmt: skip
    assert ("goals", "G1", "target", "months_exceed") in found(some)


def test_what_settles_a_year_without_action_that_does_not_add_up_is_no_button():
    fault = checks.Fault("goals", "G1", "baseline", "sum_differs")
    with language.use("en"):
        assert checks.settled(fault) == "Other amounts for the whole account or for its parts settle it."


def test_a_level_with_some_goals_may_stay_below_the_total_and_not_exceed_it():
    assert found(examples.plan().without("goals", "G3")) == []
    more = examples.plan().without("goals", "G3").with_goal(examples.goal("G2", "group", "beef", 110))
    assert ("goals", "G1", "target", "sum_exceeds") in found(more)


def test_what_was_looked_at_before_is_not_looked_at_again_and_found_the_same():
    places, seen = {"outlet": examples.OUTLETS, "group": examples.GROUPS}, {}
    plan = examples.plan()
    wrong = plan.model_copy(update={"actions": (examples.action(cost=-1), *plan.actions[1:])})
    for each in (plan, wrong, plan, wrong):
        plain = checks.of_plan(each, places, examples.OWNERS)
        assert checks.of_plan(each, places, examples.OWNERS, seen=seen) == plain
    held = seen["goals", "G1"]
    checks.of_plan(wrong, places, examples.OWNERS, seen=seen)
    assert seen["goals", "G1"] is held


def test_an_amount_outside_a_range_that_was_typed_says_that_the_range_stays():
    action = examples.action(revenue=Range.certain(10).ending("low", 5).expecting(4))
    (fault,) = checks.of_item(action, "actions", 2027)
    assert (fault.field, fault.code) == ("revenue", "range_typed")
    with language.use("en"):
        assert "which stays" in checks.said(fault)


def test_rates_do_not_add_up():
    shares = [
        goal_of("share"),
        goal_of("share", level="outlet", key="001").model_copy(update={"id": "G8", "target": (9,) * 12}),
    ]
    plan = examples.plan()
    assert found(plan.model_copy(update={"goals": (*plan.goals, *shares)})) == []


@pytest.mark.parametrize("tongue", language.LANGUAGES)
def test_every_fault_has_words_in_which_all_its_values_stand(tongue):
    with language.use(tongue):
        for kind, item, _ in WRONG:
            for fault in checks.of_item(item, kind, 2027):
                assert "{" not in checks.said(fault)
    used = {fault[1] for _, _, fault in WRONG}
    assert used | {
        "above_stretch",
        "below_nil",
        "range_typed",
        "duplicate_id",
        "duplicate_goal",
        *checks.SUMS,
    } == set(checks.MESSAGES)
