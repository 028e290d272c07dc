"""What changed, in money and with its reason; and two edits in one plan, with nothing lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlib.plan import changes
from amlib.plan.items import Note, Range
from tests.plan import examples

DAY = date(2026, 11, 1)


def test_two_versions_that_are_alike_have_no_changes():
    assert changes.between(examples.plan(), examples.plan()) == ()


def test_each_field_is_a_change_with_its_reason_and_money():
    adopted = examples.plan().submitted("Ans", DAY).adopted("Bob", DAY)
    after = adopted.amended("an outlet closed", "customer", "Ans", DAY)
    after = after.with_action(
        examples.action(goal="G2", groups=("beef",), revenue=Range(low=1, expected=4, high=9), owner="Bob")
    )
    after = after.without("actions", "A2").with_note(Note(id="N2", text="new"))
    found = changes.between(adopted, after)
    told = [(c.kind, c.id, c.field, c.money) for c in found]
    # A1 from 10 to 4, A2 (10) gone: 16 less over the year
    assert told == [
        ("actions", "A1", "owner", None),
        ("actions", "A1", "revenue", -6),
        ("actions", "A2", "", -10),
        ("notes", "N2", "", None),
    ]
    assert changes.year_end(found) == -16
    assert {(c.who, c.why, c.cause, c.on) for c in found} == {("Ans", "an outlet closed", "customer", DAY)}
    assert [c.went for c in found] == [False, False, True, False]
    assert found[3].came
    assert (found[1].before.expected, found[1].after.expected, found[1].measure) == (10, 4, "revenue")


def test_a_goal_tells_its_target_and_moves_no_year_end():
    after = examples.plan().with_goal(examples.goal("G2", "group", "beef", 60, target=(61,) * 12))
    [found] = changes.between(examples.plan(), after)
    assert (found.field, found.money, found.measure) == ("target", 12, "revenue")
    assert changes.year_end([found]) == 0
    assert changes.between(examples.plan(), after, measure="margin")[0].money is None


def test_the_cost_of_an_action_is_margin():
    one = examples.plan().with_action(examples.action(margin=Range(low=1, expected=8, high=9)))
    two = one.with_action(examples.action(margin=Range(low=1, expected=8, high=9), cost=3))
    assert [(c.field, c.money) for c in changes.between(one, two, measure="margin")] == [("cost", -3)]


def test_edits_of_different_things_are_both_in_the_plan():
    base = examples.plan()
    mine = base.with_action(examples.action(goal="G2", groups=("beef",), cost=9)).with_note(
        Note(id="N5", text="mine")
    )
    theirs = base.with_action(examples.action(goal="G2", groups=("beef",), owner="Bob")).without(
        "risks", "R1"
    )
    found = changes.merged(base, mine, theirs)
    assert found.conflicts == ()
    assert (found.plan.actions[0].cost, found.plan.actions[0].owner) == (9, "Bob")
    assert [n.id for n in found.plan.notes] == ["N1", "N5"]
    assert found.plan.risks == ()


def test_two_months_of_one_goal_may_be_set_by_two_people():
    base, months = examples.plan(), [100] * 12
    march, may = ((*months[:n], 99, *months[n + 1 :]) for n in (2, 4))
    found = changes.merged(
        base, base.with_goal(examples.goal(target=march)), base.with_goal(examples.goal(target=may))
    )
    assert found.conflicts == ()
    assert [n for n, m in enumerate(found.plan.goals[0].target) if m == 99] == [2, 4]


def test_one_month_set_twice_is_a_conflict_that_can_be_settled():
    base = examples.plan()
    mine = base.with_goal(examples.goal(target=(101, *(100,) * 11)))
    theirs = base.with_goal(examples.goal(target=(102, *(100,) * 11)))
    found = changes.merged(base, mine, theirs)
    [conflict] = found.conflicts
    assert (conflict.id, conflict.field, conflict.month) == ("G1", "target", 0)
    assert (conflict.base, conflict.mine, conflict.theirs) == (100, 101, 102)
    assert found.plan == theirs
    assert changes.taken(found.plan, conflict) == mine


# what I do, what they do; both to one value
CLASHES = [
    (lambda p: p.without("actions", "A1"), lambda p: p.with_action(examples.action(cost=8))),
    (lambda p: p.with_action(examples.action(cost=8)), lambda p: p.without("actions", "A1")),
    (lambda p: p.with_note(Note(id="N2", text="mine")), lambda p: p.with_note(Note(id="N2", text="theirs"))),
    (lambda p: p.with_note(Note(id="N1", text="mine")), lambda p: p.with_note(Note(id="N1", text="theirs"))),
]


@pytest.mark.parametrize(("one", "other"), CLASHES)
def test_a_clash_keeps_theirs_and_lists_mine(one, other):
    base = examples.plan()
    found = changes.merged(base, one(base), other(base))
    [conflict] = found.conflicts
    assert found.plan == other(base)
    mine = changes.taken(found.plan, conflict)
    kind = conflict.kind
    assert {i.id: i for i in getattr(mine, kind)} == {i.id: i for i in getattr(one(base), kind)}


def test_nothing_is_merged_into_a_plan_that_was_submitted():
    base = examples.plan()
    mine, theirs = base.with_note(Note(id="N2", text="late")), base.submitted("Bob", DAY)
    found = changes.merged(base, mine, theirs)
    assert found.plan == theirs
    assert [(c.id, c.mine.text) for c in found.conflicts] == [("N2", "late")]


EDITS = [
    lambda p: p.with_note(Note(id="N1", text="a")),
    lambda p: p.with_note(Note(id="N2", text="b")),
    lambda p: p.with_action(examples.action(cost=5)),
    lambda p: p.with_action(examples.action(owner="Bob")),
    lambda p: p.with_goal(examples.goal(target=(7,) * 12)),
    lambda p: p.model_copy(update={"actions": tuple(a for a in p.actions if a.id != "A2")}),
]
edits = st.lists(st.sampled_from(EDITS), max_size=4)


def done(plan, chosen):
    for edit in chosen:
        plan = edit(plan)
    return plan


@given(edits, edits)
def test_a_merge_loses_nothing(mine, theirs):
    base = examples.plan()
    one, other = done(base, mine), done(base, theirs)
    found = changes.merged(base, one, other)
    held, clashes = found.plan, {(c.kind, c.id) for c in found.conflicts}
    for change in changes.between(base, one):
        now = held.found(change.kind, change.id)
        kept = (
            now is None
            if change.went
            else now is not None and (not change.field or getattr(now, change.field) == change.after)
        )
        assert kept or (change.kind, change.id) in clashes
    assert changes.merged(base, one, base).plan == one
    assert changes.merged(base, base, other).plan == other
