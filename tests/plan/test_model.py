"""A plan never changes: each verb gives the next one, and says no where it should."""

from datetime import date

import pytest

from amlib import errors
from amlib.plan import items, model
from amlib.plan.model import Plan
from tests.plan import examples

DAY = date(2026, 11, 1)


def test_a_verb_gives_the_next_plan_and_leaves_the_one_before():
    before = examples.plan()
    copy = before.model_copy(deep=True)
    after = before.with_goal(examples.goal("G9", "outlet", "001")).without("actions", "A1")
    assert before == copy
    assert [g.id for g in after.goals] == ["G1", "G2", "G3", "G9"]
    assert [a.id for a in after.actions] == ["A2"]
    with pytest.raises(ValueError, match="frozen"):
        before.year = 2028


def test_a_value_with_a_known_id_takes_its_place():
    after = examples.plan().with_action(examples.action("A1", cost=7))
    assert [(a.id, a.cost) for a in after.actions] == [("A1", 7), ("A2", 3)]


def test_only_what_changes_is_checked():
    broken = examples.plan().model_copy(update={"actions": (examples.action("A1", cost=-1),)})
    assert broken.with_note(items.Note(id="N2", text="still works")).notes[-1].id == "N2"
    with pytest.raises(errors.ParameterError, match="A3"):
        broken.with_action(examples.action("A3", cost=-1))


def test_what_is_not_there_cannot_be_taken_out():
    with pytest.raises(errors.ParameterError) as refused:
        examples.plan().without("actions", "A7")
    assert "A1, A2" in str(refused.value)


def test_the_way_of_a_plan_from_draft_to_superseded():
    submitted = examples.plan().submitted("Ans", DAY)
    adopted = submitted.adopted("Bob", DAY)
    amended = adopted.amended("the customer closed outlets", "customer", "Ans", DAY)
    assert [s.state for s in adopted.steps] == ["submitted", "adopted"]
    assert (adopted.version, amended.version, amended.state) == (1, 2, "draft")
    assert amended.revision.cause == "customer"
    assert adopted.superseded("Bob", DAY).state == "superseded"
    assert submitted.returned("Bob", DAY, "too low").steps[-1].remark == "too low"
    assert amended.goals == adopted.goals


@pytest.mark.parametrize(
    "wrong",
    [
        lambda p: p.adopted("Bob", DAY),
        lambda p: p.amended("why", "own", "Ans", DAY),
        lambda p: p.submitted("Ans", DAY).with_goal(examples.goal()),
        lambda p: p.submitted("Ans", DAY).without("goals", "G1"),
        lambda p: p.submitted("Ans", DAY).submitted("Ans", DAY),
        lambda p: p.submitted("Ans", DAY).adopted("Bob", DAY).amended(" ", "own", "Ans", DAY),
    ],
)
def test_a_step_out_of_order_is_refused(wrong):
    with pytest.raises(errors.ParameterError):
        wrong(examples.plan())


def test_the_next_id_is_free_for_every_kind():
    plan = examples.plan()
    for kind in items.KINDS:
        assert plan.found(kind, plan.next_id(kind)) is None
    assert (plan.next_id("actions"), plan.next_id("activities"), plan.next_id("proposals")) == (
        "A3",
        "V2",
        "2",
    )


def test_a_plan_holds_every_kind():
    assert set(items.KINDS) <= set(Plan.model_fields)
    assert all(getattr(examples.plan(), kind) for kind in items.KINDS)
    assert set(model.STATES) == {"draft", "submitted", "adopted", "superseded"}


def test_a_goal_that_does_not_add_up_has_the_year_of_december():
    share = items.Goal(
        id="G", name="share", measure="share", baseline=(1000,) * 12, target=(*(1000,) * 11, 1200)
    )
    assert (share.year(), share.year("baseline"), share.year("stretch")) == (1200, 1000, 1200)
    assert examples.goal(each=5).year() == 60


def test_margin_counts_after_cost():
    one = examples.action(cost=4, margin=items.Range(low=1, expected=10, high=12))
    assert one.effect("margin") == items.Range(low=-3, expected=6, high=8)
    assert one.effect("quantity") is None
    assert one.effect("share") is None


def test_of_an_action_that_goes_no_proposal_speaks_any_more():
    """Its id is free then, and the next action that gets it must not go with the proposal."""
    asked = items.Proposal(number=2, subject="plan", text="both", actions=("A1", "A2"))
    plan = examples.plan().with_proposal(asked)
    left = plan.without("actions", "A2")
    assert left.found("proposals", "2").actions == ("A1",)
    assert left.next_id("actions") == "A2"
    assert plan.found("proposals", "2").actions == ("A1", "A2")
