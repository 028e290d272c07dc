"""From draft to adopted: each step whole or not at all, by whoever may take it, on what was really read."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier

import pytest

from amlib import errors
from amlib.plan import amended, decided, entries, keeping, ledger, ready, records, state, workflow
from amlib.plan.items import Proposal, Range, Term
from tests.plan import examples

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = date(2026, 11, 2)
BOUND = records.Bound(edition="a/2026Q3/annual_plan/v2", page="a" * 64, print="b" * 64)
SUM, FIRM = (
    ready.Obstacle("fault", "doelen tellen niet op"),
    ready.Obstacle("fault", "kosten negatief", False),
)
ADOPTION = Path(__file__).with_name("killed_adoption.py")


def plan():
    """Three proposals: one without money, one with, and one that asks for both actions."""
    asked = (
        Proposal(number=1, subject="plan", text="do it"),
        Proposal(number=2, subject="contract", text="a higher bonus", effect=Range(low=-300, expected=-250, high=-200)),
        Proposal(number=3, subject="plan", text="both actions", actions=("A2", "A9")),
    )  # fmt: skip
    return examples.plan().model_copy(update={"proposals": asked})


def drafted(url, made=None):
    kept = ledger.open(url)
    keeping.save(kept, made or plan(), author="Ans", at=AT, seen=None)
    return kept


def submitted(url, **more):
    kept = drafted(url)
    workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT, **more)
    return kept


def decide(kept, number, outcome="adopted", by="Bob", **more):
    given = {
        "reason": "" if outcome == "adopted" else "te duur",
        "instead": "de helft" if outcome == "amended" else "",
    }
    return workflow.decide(kept, "a", 2027, number, outcome, by=by, at=AT, **{**given, **more})


def all_decided(url):
    kept = submitted(url)
    decide(kept, 1)
    decide(kept, 2, "amended")
    decide(kept, 3, "rejected")
    return kept


def adopt(kept, by="Bob", bound=BOUND):
    return workflow.adopt(kept, "a", 2027, by=by, at=AT, bound=bound)


def told(kept):
    """What the ledger holds of the plan: kinds, and states of plans."""
    return [
        (entry.kind, body.plan["state"] if isinstance(body, entries.PlanVersion) else "")
        for entry, body in state.numbered(kept.read(stream="plan/2027"), "a")
    ]


def test_a_plan_goes_from_draft_to_adopted(url):
    kept = submitted(url, note="na overleg")
    handed = keeping.latest(kept, "a", 2027)
    assert (handed.plan.state, handed.number, handed.seen, handed.by) == ("submitted", 2, 3, "Ans")
    assert [(s.state, s.by, s.on) for s in handed.plan.steps] == [("submitted", "Ans", DAY)]
    assert decided.submission(kept.read(), "a", 2027, 2)[1].submitted_to == "Bob"
    assert [each.number for each in decided.open_proposals(kept, "a", 2027)] == [1, 2, 3]
    made = decide(kept, 2, "amended")
    assert made == records.Decision(
        proposal="2027-2", subject="contract", what="a higher bonus", outcome="amended", decided_on=DAY, decided_by="Bob",
        reason="te duur", instead="de helft", effect=-2.5,
    )  # fmt: skip
    assert kept.read()[-1].stream == "proposal/2027-2"
    assert decide(kept, 1).effect is None
    assert [each.number for each in decided.open_proposals(kept, "a", 2027)] == [3]
    decide(kept, 3, "rejected")
    found = adopt(kept)
    assert found == keeping.latest(kept, "a", 2027)
    assert (found.plan.state, found.number, found.seen) == ("adopted", 4, 5)
    assert told(kept) == [("plan", "draft"), ("plan", "submitted"), ("submission", ""), ("plan", "adopted"), ("adoption", "")]  # fmt: skip
    # the rejected proposal asked for A2 (and for A9, which is not there); A1 stays
    assert [action.id for action in found.plan.actions] == ["A1"]
    assert found.note == "vervallen: actie A2, want voorstel 3 is afgewezen"
    asked = {each.number: each.actions for each in found.plan.proposals}
    assert asked[3] == ()  # so that a later action with a freed id does not go with it
    texts = [each.model_copy(update={"actions": ()}) for each in found.plan.proposals]
    assert texts == [each.model_copy(update={"actions": ()}) for each in plan().proposals]
    (planned,) = [
        one for one in state.records_of(kept.read(), "a", audience="internal").plans if one.state == "adopted"
    ]
    assert (planned.bound, planned.note, planned.by) == (BOUND, found.note, "Bob")
    assert ledger.verify(kept) == []


def test_a_plan_is_adjusted_into_a_next_version_and_the_one_before_is_superseded(url):
    kept = all_decided(url)
    adopt(kept)
    draft = workflow.adjust(kept, "a", 2027, reason="een pand sluit", cause="customer", author="Ans", at=AT)
    assert draft == keeping.latest(kept, "a", 2027)
    assert (draft.plan.version, draft.plan.state, draft.plan.revision.reason) == (
        2,
        "draft",
        "een pand sluit",
    )
    with pytest.raises(errors.ParameterError, match="versie 2 van het plan is een concept"):
        workflow.adjust(kept, "a", 2027, reason="nog eens", cause="own", author="Ans", at=AT)
    anew = draft.plan.with_proposal(Proposal(number=1, subject="plan", text="do it twice"))
    keeping.save(kept, anew, author="Ans", at=AT, seen=draft.seen)
    workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT)
    # what was decided about the same words stands; what was written anew is open again
    assert [each.number for each in decided.open_proposals(kept, "a", 2027)] == [1]
    decide(kept, 1)
    second = BOUND.model_copy(update={"edition": "a/2027Q1/annual_plan/v3"})
    assert adopt(kept, bound=second).plan.version == 2
    plans = {
        (one.version, one.state): one for one in state.records_of(kept.read(), "a", audience="internal").plans
    }
    assert list(plans)[-2:] == [(1, "superseded"), (2, "adopted")]
    assert plans[2, "adopted"].bound == second
    assert plans[1, "adopted"].bound == BOUND
    assert ledger.verify(kept) == []
    # of three versions only the last one is superseded
    workflow.adjust(kept, "a", 2027, reason="prijs", cause="market", author="Ans", at=AT)
    workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT)
    adopt(kept, bound=BOUND.model_copy(update={"edition": "a/2027Q2/annual_plan/v1"}))
    states = [(each.plan.version, each.plan.state) for each in keeping.versions(kept, "a", 2027)]
    assert states[-2:] == [(2, "superseded"), (3, "adopted")]
    assert states.count((1, "superseded")) == 1


def test_a_plan_that_is_given_back_is_a_draft_again_and_what_was_decided_stays(url):
    kept = submitted(url)
    decide(kept, 1)
    back = workflow.give_back(kept, "a", 2027, reason="de prijzen missen", by="Bob", at=AT)
    assert back == keeping.latest(kept, "a", 2027)
    assert (back.plan.state, back.note, back.seen) == ("draft", "de prijzen missen", 5)
    assert told(kept)[-2:] == [("returned", ""), ("plan", "draft")]
    assert back.plan.steps[-1].remark == "de prijzen missen"
    with pytest.raises(errors.ParameterError, match="versie 1 van het plan is een concept") as caught:
        decide(kept, 2)
    assert "a, 2027: Bob, 2 november 2026" in str(caught.value)
    keeping.save(kept, back.plan.with_goal(examples.goal()), author="Ans", at=AT, seen=back.seen)
    workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT)
    assert [each.number for each in decided.open_proposals(kept, "a", 2027)] == [2, 3]


# what is tried                                                                                    words of the refusal
@pytest.mark.parametrize(
    ("step", "words"),
    [
        (lambda kept: workflow.submit(kept, "a", 2028, to="Bob", author="Ans", at=AT), "er is geen plan van a voor 2028"),
        (lambda kept: workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT), "versie 1 van het plan is ingediend"),
        (lambda kept: workflow.adjust(kept, "a", 2027, reason="x", cause="own", author="Ans", at=AT), "versie 1 van het plan is ingediend"),
        (lambda kept: workflow.give_back(kept, "a", 2027, reason=" ", by="Bob", at=AT), "zonder reden"),
        (lambda kept: decide(kept, 9), "geen voorstel 9"),
        (lambda kept: decide(kept, 1, "postponed"), "de uitkomst is 'postponed'"),
        (lambda kept: decide(kept, 1, "rejected", reason=""), "heeft een reden nodig"),
        (lambda kept: decide(kept, 1, "amended", reason=" "), "heeft een reden nodig"),
        (lambda kept: decide(kept, 1, "amended", instead=""), "wat er in plaats daarvan"),
        (lambda kept: decide(kept, 1, by=" ans"), "Ans heeft dit plan ingediend en kan er niet over beslissen"),
        (adopt, "3 voorstellen van het plan wachten op een besluit"),
        (lambda kept: adopt(kept, by="ANS"), "Ans heeft dit plan ingediend"),
    ],
)  # fmt: skip
def test_a_step_that_may_not_be_taken_is_refused_and_nothing_is_written(tmp_path, step, words):
    kept = submitted(f"sqlite:///{tmp_path / 'l.sqlite'}")
    before = kept.read()
    with pytest.raises(errors.ParameterError, match=words):
        step(kept)
    assert kept.read() == before


def test_whoever_submits_for_a_colleague_is_the_one_who_may_not_decide(tmp_path):
    kept = drafted(f"sqlite:///{tmp_path / 'l.sqlite'}")
    workflow.submit(kept, "a", 2027, to="Bob", author="Cas", at=AT)
    with pytest.raises(errors.ParameterError, match="Cas heeft dit plan ingediend") as caught:
        decide(kept, 1, by="Cas")
    assert "iemand anders: Bob" in str(caught.value)
    decide(kept, 1, by="Ans")


def test_an_adjustment_has_a_reason_and_a_cause(tmp_path):
    kept = all_decided(f"sqlite:///{tmp_path / 'l.sqlite'}")
    adopt(kept)
    for given, words in (
        ({"reason": " ", "cause": "own"}, "bijstelling zonder reden"),
        ({"reason": "x", "cause": "weather"}, "de oorzaak is 'weather'"),
    ):
        with pytest.raises(errors.ParameterError, match=words):
            workflow.adjust(kept, "a", 2027, author="Ans", at=AT, **given)
    assert told(kept)[-1] == ("adoption", "")


@pytest.mark.parametrize(
    ("obstacles", "reason", "words"),
    [
        ([SUM], "", "één ding staat een indiening in de weg"),
        ([SUM, SUM], " ", "2 dingen staan een indiening in de weg"),
        ([SUM, FIRM], "haast", "één ding in het plan moet eerst worden verbeterd"),
    ],
)
def test_obstacles_are_told_all_at_once(tmp_path, obstacles, reason, words):
    kept = drafted(f"sqlite:///{tmp_path / 'l.sqlite'}")
    with pytest.raises(errors.ParameterError, match=words) as caught:
        workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT, obstacles=obstacles, reason=reason)
    assert ("kosten negatief" if FIRM in obstacles else "doelen tellen niet op") in str(caught.value)
    assert len(kept.read()) == 1
    with pytest.raises(errors.ParameterError, match="een indiening aan niemand"):
        workflow.submit(kept, "a", 2027, to=" ", author="Ans", at=AT)


def test_what_a_reason_overrules_is_kept_with_the_submission(tmp_path):
    kept = submitted(
        f"sqlite:///{tmp_path / 'l.sqlite'}", obstacles=[SUM], reason="reserve voor nieuw pand", note="let op"
    )
    handed = decided.submission(kept.read(), "a", 2027, 2)[1]
    assert (handed.reason, handed.note) == ("reserve voor nieuw pand", "let op\ndoelen tellen niet op")


# ---- at the same time


def test_of_two_supervisors_the_second_is_told_what_the_first_decided(url):
    kept = submitted(url)
    decide(kept, 1, by="Bob")
    with pytest.raises(errors.LedgerConflict, match="voorstel 1 is al beslist") as caught:
        decide(kept, 1, "rejected", by="Cas")
    assert "Bob, 2 november 2026: overgenomen" in str(caught.value)
    assert [entry.author for entry in caught.value.since] == ["Bob"]
    with pytest.raises(errors.LedgerConflict, match="iemand schreef in proposal/2027-1"):
        decide(kept, 1, "rejected", by="Cas", seen=0)
    assert decide(kept, 1, "rejected", by="Cas", seen=1).outcome == "rejected"
    assert decided.decisions(kept.read(), "a", plan())[1].decided_by == "Cas"


def test_of_many_decisions_at_one_moment_one_is_kept(url):
    submitted(url)
    together = Barrier(4)

    def write(n: int) -> bool:
        together.wait()
        try:
            decide(ledger.open(url), 1, by=f"chef {n}")
        except errors.LedgerConflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(write, range(4))) == [False, False, False, True]


def moved_between(monkeypatch, kept, step):
    """Somebody does something after the other has read, and before the other writes."""
    inner = ledger.Ledger.append_all

    def slow(self, *given, **more):
        monkeypatch.setattr(ledger.Ledger, "append_all", inner)
        step()
        return inner(self, *given, **more)

    monkeypatch.setattr(ledger.Ledger, "append_all", slow)


def test_a_decision_about_a_plan_that_was_just_given_back_is_refused(url, monkeypatch):
    kept = submitted(url)
    moved_between(
        monkeypatch, kept, lambda: workflow.give_back(kept, "a", 2027, reason="wacht", by="Cas", at=AT)
    )
    with pytest.raises(errors.LedgerConflict, match="iemand schreef in plan/2027"):
        decide(kept, 1)
    assert kept.read(stream="proposal/2027-1") == ()


def test_an_adoption_while_a_colleague_changes_a_decision_is_refused(url, monkeypatch):
    kept = all_decided(url)
    moved_between(monkeypatch, kept, lambda: decide(kept, 1, "rejected", by="Cas", seen=1))
    with pytest.raises(errors.LedgerConflict, match="iemand schreef in proposal/2027-1"):
        adopt(kept)
    assert told(kept)[-1] == ("submission", "")


def test_a_submission_of_another_draft_than_was_read_is_refused(tmp_path):
    kept = drafted(f"sqlite:///{tmp_path / 'l.sqlite'}")
    keeping.save(kept, plan().without("risks", "R1"), author="Cas", at=AT, seen=1)
    with pytest.raises(errors.LedgerConflict, match="iemand schreef in plan/2027"):
        workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT, seen=1)
    with pytest.raises(errors.LedgerConflict):
        workflow.give_back(submitted_again(kept), "a", 2027, reason="x", by="Bob", at=AT, seen=2)


def submitted_again(kept):
    workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT, seen=2)
    return kept


def test_to_adopt_again_changes_nothing_and_binds_to_nothing_else(tmp_path):
    kept = all_decided(f"sqlite:///{tmp_path / 'l.sqlite'}")
    one, before = adopt(kept), kept.read()
    assert adopt(kept) == one
    with pytest.raises(errors.ParameterError, match="versie 1 van het plan is vastgesteld") as caught:
        adopt(kept, bound=BOUND.model_copy(update={"page": "c" * 64}))
    assert "op grond van a/2026Q3/annual_plan/v2" in str(caught.value)
    assert kept.read() == before


def test_an_adoption_that_was_left_unbound_is_finished_by_adopting_again(tmp_path):
    kept = all_decided(f"sqlite:///{tmp_path / 'l.sqlite'}")
    half = keeping.latest(kept, "a", 2027).plan.adopted("Bob", DAY)
    kept.append(ledger.Draft("a", keeping.body(half), "Bob", AT), 3)
    assert (adopt(kept).number, adopt(kept).seen) == (4, 5)
    (planned,) = [
        one for one in state.records_of(kept.read(), "a", audience="internal").plans if one.state == "adopted"
    ]
    assert planned.bound == BOUND


@pytest.mark.skipif(sys.platform != "linux", reason="traced system call by system call, as only Linux can")
def test_an_adoption_that_is_killed_anywhere_is_there_or_not(tmp_path):
    done = subprocess.run(
        [sys.executable, ADOPTION, f"sqlite:///{tmp_path}/{{n}}.sqlite", "12"], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    points = [json.loads(line) for line in done.stdout.splitlines()]
    outcomes = Counter(point["after"] for point in points)
    # of version 2: the first superseded, the second adopted, and its adoption – or none of them
    assert set(outcomes) == {0, 3}
    assert len(points) > 20
    assert outcomes[0] > 2
    assert all(point["faults"] == [] for point in points)
    assert all(point["after"] == 3 for point in points if point["told"])
    assert {point["then"] for point in points} == {3}, "whoever runs it again finishes it, and twice is once"


def test_how_far_each_plan_has_come_is_told(tmp_path):
    kept = drafted(f"sqlite:///{tmp_path / 'l.sqlite'}")
    keeping.save(kept, plan().model_copy(update={"account": "b"}), author="Cas", at=AT, seen=None)
    one, other = decided.stands(kept.read())
    assert (one.account, one.planned.state, one.open, one.adopted) == ("a", "draft", (), None), (
        "a draft waits for nobody"
    )
    assert (other.account, other.planned.by) == ("b", "Cas")
    workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT)
    decide(kept, 2)
    one = decided.stands(kept.read())[0]
    assert [each.number for each in one.open] == [1, 3]
    assert (one.planned.submitted_to, one.planned.number) == ("Bob", 2)
    decide(kept, 1)
    decide(kept, 3)
    adopt(kept)
    one = decided.stands(kept.read())[0]
    assert (one.planned.state, one.open, one.adopted.bound) == ("adopted", (), BOUND)


TERM = Term(id="B1", kind="contribution", begins=date(2027, 1, 1), ends=date(2027, 12, 31), rate="0.05", wanted=True)  # fmt: skip


def asking():
    """A proposal that asks for a term, beside one that asks for nothing."""
    asked = (
        Proposal(number=1, subject="plan", text="do it"),
        Proposal(number=2, subject="contract", text="a higher contribution", terms=("B1",)),
    )
    return examples.plan().model_copy(update={"proposals": asked, "terms": (TERM,)})


def test_a_term_whose_proposal_is_rejected_leaves_and_what_is_agreed_holds(tmp_path):
    kept = drafted(f"sqlite:///{tmp_path / 'ledger.sqlite'}", asking())
    workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT)
    decide(kept, 1, "adopted")
    decide(kept, 2, "rejected")
    known = decided.decisions(kept.read(account="a"), "a", asking())
    assert workflow.leaving(asking(), known, "terms") == {"B1": 2}
    made = adopt(kept)
    assert made.plan.terms == ()
    assert made.plan.proposals[1].terms == ()
    assert made.plan.actions == asking().actions
    assert made.note == "vervallen: voorwaarde B1, omdat voorstel 2 is afgewezen: wat is afgesproken blijft gelden"  # fmt: skip


def test_a_term_that_is_amended_is_open_until_it_is_worked_in(tmp_path):
    kept = drafted(f"sqlite:///{tmp_path / 'ledger.sqlite'}", asking())
    workflow.submit(kept, "a", 2027, to="Bob", author="Ans", at=AT)
    decide(kept, 1, "adopted")
    decide(kept, 2, "amended")
    made = adopt(kept)
    assert made.plan.terms == (TERM,)
    rows = state.numbered(kept.read(account="a"), "a")
    (open_,) = amended.left(rows, made.plan)
    assert open_.asked == ("B1",)
    lower = made.plan.model_copy(update={"terms": (TERM.model_copy(update={"rate": "0.04"}),)})
    assert amended.left(rows, lower) == ()
