"""What became of a plan: read off the ledger, whoever looks and whenever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from amlib import errors
from amlib.plan import amended, answers, changes, decided, edits, keeping, ledger, records, state, workflow
from amlib.plan.items import Proposal
from amlib.plan.ledger import Ledger
from amlib.plan.model import Plan

from . import examples

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
BOUND = records.Bound(edition="a/2026Q3/annual_plan/v1", page="0" * 64)


@pytest.fixture
def kept(tmp_path: Path) -> Ledger:
    return ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


def submitted(kept: Ledger) -> None:
    """Two proposals: the first asks for A1, the second for nothing."""
    plan = examples.plan()
    for number, actions in ((1, ("A1",)), (2, ())):
        plan = plan.with_proposal(Proposal(number=number, subject="plan", text=f"vraag {number}", actions=actions))  # fmt: skip
    plan = plan.model_copy(update={"proposals": tuple(p for p in plan.proposals if p.number in (1, 2))})
    keeping.save(kept, plan, author="Ans", at=AT, seen=None)
    workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT)


def decides(kept: Ledger, number: int, outcome: str, **more: object) -> None:
    workflow.decide(kept, "a", 2027, number, outcome, by="Bob", at=AT + timedelta(hours=1), **more)  # type: ignore[arg-type]  # one of three


def adopted(kept: Ledger) -> None:
    submitted(kept)
    decides(kept, 1, "amended", reason="te duur", instead="twee weken")
    decides(kept, 2, "amended", reason="te vroeg", instead="na de zomer")
    workflow.adopt(kept, "a", 2027, by="Bob", at=AT + timedelta(hours=2), bound=BOUND)


def now(kept: Ledger) -> tuple[keeping.Kept, answers.Answers]:
    last = keeping.latest(kept, "a", 2027)
    assert last is not None
    return last, answers.of(kept.read(account="a"), last.plan)


def left(kept: Ledger) -> list[int]:
    last, found = now(kept)
    return [one.number for one in found.left(last.plan)]


def test_a_returned_plan_says_by_whom_when_and_why_also_after_it_was_edited(kept: Ledger) -> None:
    submitted(kept)
    decides(kept, 1, "rejected", reason="geen geld")
    workflow.give_back(kept, "a", 2027, reason="de prijzen ontbreken", by="Bob", at=AT + timedelta(hours=2))
    last, _ = now(kept)
    other = last.plan.with_proposal(last.plan.proposals[1].model_copy(update={"text": "anders"}))
    keeping.save(kept, other, author="Ans", at=AT + timedelta(days=3), seen=last.seen)
    _, found = now(kept)
    assert found.returned == answers.Event("Bob", AT + timedelta(hours=2), why="de prijzen ontbreken")
    assert [(each.number, each.decision.outcome, each.stands) for each in found.answers] == [(1, "rejected", True)]  # fmt: skip


def test_a_proposal_in_other_words_since_is_told_as_asked_again(kept: Ledger) -> None:
    submitted(kept)
    decides(kept, 2, "adopted")
    workflow.give_back(kept, "a", 2027, reason="anders", by="Bob", at=AT)
    last, _ = now(kept)
    other = last.plan.with_proposal(last.plan.proposals[1].model_copy(update={"text": "anders"}))
    keeping.save(kept, other, author="Ans", at=AT, seen=last.seen)
    answer = now(kept)[1].standing(2)
    assert answer is not None
    assert not answer.stands


def test_an_adopted_plan_says_on_which_document_and_what_is_to_be_worked_in(kept: Ledger) -> None:
    adopted(kept)
    _, found = now(kept)
    assert found.adopted is not None
    assert (found.adopted.by, found.adopted.bound, found.holds, found.returned) == ("Bob", BOUND, 1, None)
    assert left(kept) == [1, 2]
    assert [one.proposal for one in state.records_of(kept.read(), "a", audience="internal").to_work_in] == ["2027-1", "2027-2"]  # fmt: skip
    assert decided.stands(kept.read())[0].to_work_in == (1, 2)


def test_what_was_amended_is_open_until_one_of_its_actions_is_otherwise(kept: Ledger) -> None:
    adopted(kept)
    workflow.adjust(kept, "a", 2027, reason="verwerken", cause="own", author="Ans", at=AT + timedelta(days=1))
    assert left(kept) == [1, 2]
    last, _ = now(kept)
    shorter = last.plan.with_action(last.plan.found("actions", "A1").model_copy(update={"cost": 1}))
    keeping.save(kept, shorter, author="Ans", at=AT + timedelta(days=1), seen=last.seen)
    assert left(kept) == [2]


def test_what_was_amended_without_an_action_is_open_until_somebody_says_so(kept: Ledger) -> None:
    adopted(kept)
    workflow.worked_in(kept, "a", 2027, 2, how="staat in de notities", author="Ans", at=AT + timedelta(days=1))  # fmt: skip
    assert left(kept) == [1]
    assert [one.proposal for one in state.records_of(kept.read(), "a", audience="internal").to_work_in] == ["2027-1"]  # fmt: skip
    with pytest.raises(errors.ParameterError, match="van voorstel 2 hoeft niets meer"):
        workflow.worked_in(kept, "a", 2027, 2, author="Ans", at=AT)


def test_what_is_amended_anew_after_it_was_worked_in_is_open_again(kept: Ledger) -> None:
    submitted(kept)
    decides(kept, 2, "amended", reason="te vroeg", instead="na de zomer")
    workflow.worked_in(kept, "a", 2027, 2, how="juli", author="Ans", at=AT + timedelta(hours=2))
    assert left(kept) == []
    decides(kept, 2, "amended", reason="toch te vroeg", instead="na de herfst", seen=2)
    assert left(kept) == [2]


def test_a_plan_that_was_given_back_and_handed_over_again_is_not_told_as_given_back(kept: Ledger) -> None:
    submitted(kept)
    workflow.give_back(kept, "a", 2027, reason="de prijzen ontbreken", by="Bob", at=AT + timedelta(hours=1))
    assert now(kept)[1].returned is not None
    workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT + timedelta(hours=2))
    assert now(kept)[1].returned is None


def test_a_later_decision_takes_the_place_of_the_amended_one(kept: Ledger) -> None:
    submitted(kept)
    decides(kept, 1, "amended", reason="te duur", instead="twee weken")
    workflow.decide(kept, "a", 2027, 1, "adopted", by="Bob", at=AT, seen=1)
    assert amended.of(state.numbered(kept.read(), "a"), 2027) == ()


def test_the_highest_number_is_that_of_all_that_ever_stood_there(kept: Ledger) -> None:
    plan = examples.plan().with_proposal(Proposal(number=7, subject="plan", text="zeven"))
    first = keeping.save(kept, plan, author="Ans", at=AT, seen=None)
    keeping.save(kept, plan.without("proposals", "7"), author="Ans", at=AT, seen=first.seen)
    assert now(kept)[1].highest == 7
    assert answers.of((), Plan(account="a", year=2027)).highest == 0


def test_who_changed_each_field_last_is_read_off_the_drafts(kept: Ledger) -> None:
    first = keeping.save(kept, examples.plan(), author="Ans", at=AT, seen=None)
    cost = first.plan.found("actions", "A1").model_copy(update={"cost": 5})
    second = keeping.save(kept, first.plan.with_action(cost), author="Cor", at=AT + timedelta(days=1), seen=first.seen)  # fmt: skip
    keeping.save(kept, second.plan.without("actions", "A2"), author="Ans", at=AT + timedelta(days=2), seen=second.seen)  # fmt: skip
    found = {(one.kind, one.id, one.field): (one.by, one.at.day) for one in edits.of(state.numbered(kept.read(), "a"))}  # fmt: skip
    assert found["actions", "A1", "cost"] == ("Cor", 3)
    assert found["actions", "A2", ""] == ("Ans", 4)


def test_who_changed_a_proposal_is_told_by_its_number_and_only_of_its_own_year(kept: Ledger) -> None:
    plans = [examples.plan(), examples.plan().model_copy(update={"year": 2028})]
    for plan, author in zip(plans, ("Ans", "Cor"), strict=True):
        first = keeping.save(kept, plan, author="Bob", at=AT, seen=None)
        other = plan.with_proposal(plan.proposals[0].model_copy(update={"text": "anders"}))
        keeping.save(kept, other, author=author, at=AT, seen=first.seen)
    found = edits.of(state.numbered(kept.read(), "a"))
    assert {(one.year, one.kind, one.id, one.field, one.by) for one in found} == {
        (2027, "proposals", "1", "text", "Ans"), (2028, "proposals", "1", "text", "Cor"),
    }  # fmt: skip
    told = changes.between(
        plans[0], plans[0].with_proposal(plans[0].proposals[0].model_copy(update={"text": "anders"}))
    )
    assert [[each.by for each in edits.ascribed(told, found, year)] for year in (2027, 2028)] == [
        ["Ans"],
        ["Cor"],
    ]
