"""What the form tells of the plan's way: given back, decided, adopted, adjusted; and what goes out with what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from amlib import language
from amlib.plan import records, workflow
from amlib.plan.items import Proposal
from amlib.widgets import phrases
from amlib.widgets.desk import Desk
from amlib.widgets.ground import Ground
from amlib.widgets.making import Told

from . import seated
from .seated import Sat

Sits = Callable[..., Sat]
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
BOUND = records.Bound(edition="a/2026Q3/annual_plan/v2", page="0" * 64)


@pytest.fixture
def first() -> Ground:
    """A plan with two proposals, of which the first asks for both actions."""
    plan = seated.plan(
        proposals=(
            Proposal(number=1, subject="plan", text="Doe twee acties", actions=("A1", "A2")),
            Proposal(number=2, subject="contract", text="Leg het vast", terms=("T1",)),
        )
    )
    return seated.ground(first=plan)


def submits(sat: Sat) -> None:
    sat.says("submit", to="Bob", reason="")
    assert sat.form.status["stage"] == "submitted"


def decide(desk: Desk, number: int, outcome: str, **more: str) -> None:
    workflow.decide(desk.ledger, "a", 2027, number, outcome, by="Bob", at=AT, **more)  # type: ignore[arg-type]  # one of three


def adopted(desk: Desk) -> None:
    decide(desk, 1, "amended", reason="te duur", instead="één actie")
    decide(desk, 2, "adopted")
    workflow.adopt(desk.ledger, "a", 2027, by="Bob", at=AT, bound=BOUND)


def test_a_returned_plan_says_why_for_as_long_as_it_is_a_draft(sat: Sits, desk: Desk, first: Ground) -> None:  # fmt: skip
    ans = sat(given=first)
    submits(ans)
    decide(desk, 1, "rejected", reason="geen <b>geld</b>")
    workflow.give_back(desk.ledger, "a", 2027, reason="de prijzen ontbreken", by="Bob", at=AT)
    ans.says("look")
    for form in (ans.form, sat(given=first).form):  # the same for who opens it days later
        assert form.story["title"].startswith("Bob heeft dit plan teruggegeven op 2 november 2026 om")
        assert form.story["title"].endswith("“de prijzen ontbreken”")
        assert form.story["answers"] == [{"text": "Voorstel 1, Doe twee acties: afgewezen; omdat: “geen <b>geld</b>”", "tone": "worse"}]  # fmt: skip
        assert form.story["answers_title"] == "Besloten: 0 overgenomen, 0 gewijzigd overgenomen, 1 afgewezen."
    assert ans.cell("proposals", "1", "decided") == "afgewezen; omdat: “geen <b>geld</b>”"
    ans.types("proposals", "1", "text", "Doe één actie")
    ans.later.run()
    later = sat(given=first)
    assert later.form.story["answers"][0]["tone"] == "again"
    assert "opnieuw gevraagd" in later.cell("proposals", "1", "decided")


def test_an_adopted_plan_says_so_and_is_adjusted_from_the_form(sat: Sits, desk: Desk, first: Ground) -> None:  # fmt: skip
    ans = sat(given=first)
    submits(ans)
    adopted(desk)
    ans.says("look")
    story = ans.form.story
    assert story["title"].startswith("Bob heeft planversie 1 vastgesteld op 2 november 2026")
    assert story["title"].endswith("Besloten is op document v2 (a/2026Q3/annual_plan).")
    assert [each["number"] for each in story["left"]] == [1]
    assert story["left"][0]["text"] == "Voorstel 1: in plaats daarvan “één actie”, in A1 en A2"
    assert story["adjust"]
    ans.says("adjust", open=True)
    assert [value for value, _ in ans.form.adjusting["causes"]] == ["market", "customer", "own"]
    ans.says("adjust", open=True, reason=" ", cause="market")
    assert "zeg wat er is veranderd" in ans.form.adjusting["fault"]
    ans.says("adjust", open=True, reason="de actie wordt korter", cause="own")
    assert ans.form.status["stage"] == "draft"
    assert ans.form.story["title"].startswith("Dit is planversie 2. Ans begon eraan op")
    assert "“de actie wordt korter” (ligt bij onszelf)" in ans.form.story["title"]
    assert ans.form.story["lines"] == ["Planversie 1 geldt tot deze is vastgesteld."]
    assert ans.form.story["left"]
    ans.types("actions", "A1", "cost", "7")
    assert ans.form.story["left"] == []


def test_what_was_amended_is_closed_with_a_word_too(sat: Sits, desk: Desk, first: Ground) -> None:
    ans = sat(given=first)
    submits(ans)
    adopted(desk)
    ans.says("look")
    ans.says("worked", number=1)
    assert ans.form.story["left"] == []


def test_the_actions_of_a_proposal_that_is_taken_out_are_asked_for_and_come_back_with_it(sat: Sits, first: Ground) -> None:  # fmt: skip
    ans = sat(given=first)
    ans.says("remove", sheet="proposals", ids=["1"])
    assert (
        ans.form.notices[-1]["title"]
        == "Voorstel 1 is uit het plan. Wat het vroeg, blijft erin staan: A1 en A2."
    )
    assert len(ans.form._sitting.plan.actions) == 2
    told = ans.form.notices[-1]
    assert [each.partition(",")[0] for each in told["lines"]] == [f"{a.id}: {a.name}" for a in ans.form._sitting.plan.actions]  # fmt: skip
    assert (told["offer"]["label"], told["offer"]["stay"]) == ("A1 en A2 ook verwijderen", "A1 en A2 laten staan")  # fmt: skip
    ans.says("along", ids=ans.form.notices[-1]["offer"]["ids"])
    assert ans.form._sitting.plan.actions == ()
    assert ans.form.notices == []
    ans.says("undo")
    assert len(ans.form._sitting.plan.actions) == 2
    assert [each.number for each in ans.form._sitting.plan.proposals] == [1, 2]


def test_a_number_that_once_stood_in_the_ledger_is_not_given_again(sat: Sits, desk: Desk, first: Ground) -> None:  # fmt: skip
    ans = sat(given=first)
    ans.says("add", sheet="proposals")
    ans.later.run()
    ans.says("remove", sheet="proposals", ids=["3"])
    ans.later.run()
    later = sat(given=first)
    later.says("add", sheet="proposals")
    assert [each.number for each in later.form._sitting.plan.proposals] == [1, 2, 4]


def test_what_was_written_when_the_target_was_another_is_marked_and_said_with_the_submission(sat: Sits, desk: Desk, first: Ground) -> None:  # fmt: skip
    ans = sat(given=first)
    ans.types("proposals", "1", "reason", "met € 5.000 steun halen wij het")
    ans.later.run()
    target = ans.form._sitting.plan.found("goals", "G1").target
    ans.types("goals", "G1", "target", "24,00")
    ans.says("hand")
    mark = "geschreven toen het doel € 12 was"
    assert ans.row("proposals", "1")["doubt"]["reason"].replace("\N{NO-BREAK SPACE}", " ") == mark
    ans.says("ask", open=True)
    notes = [each.replace("\N{NO-BREAK SPACE}", " ") for each in ans.form.ask["notes"]]
    assert notes == [f"voorstel 1: {mark}"]
    ans.says("submit", to="Bob", reason="")
    said = [each for each in desk.ledger.read() if each.kind == "submission"][-1]
    assert "geschreven toen het doel" in said.body
    assert sum(target) == 1200


def test_a_target_above_its_stretch_is_marked_and_asks_for_a_reason(sat: Sits, first: Ground) -> None:
    ans = sat(given=first)
    ans.types("goals", "G1", "stretch", "11")
    assert "boven de eigen uitdaging" in ans.row("goals", "G1")["doubt"]["target"]
    ans.says("ask", open=True)
    assert ["boven de eigen uitdaging" in each["what"] for each in ans.form.ask["obstacles"]] == [True]
    ans.says("submit", to="Bob", reason="")
    assert ans.form.status["stage"] == "draft"


def test_the_document_is_offered_after_submitting_and_shown_where_nobody_serves_it(sat: Sits, first: Ground) -> None:  # fmt: skip
    ans = sat(given=first)
    ans.says("make")
    assert ans.form.making["state"] == "idle"  # a draft has none to decide on
    submits(ans)
    ans.says("make")
    assert ans.form.making["state"] == "failed"
    assert "er is geen werkmap in de buurt" in ans.form.making["lines"]
    ans.form._tell_making(Told("running", "bezig"))
    ans.says("look")
    assert ans.form.making["state"] == "running"


def test_causes_and_notices_are_in_the_language_of_the_form() -> None:
    with language.use("en"):
        assert phrases.causes() == [
            ["market", "the market"],
            ["customer", "the customer"],
            ["own", "ourselves"],
        ]
        assert phrases.loose([], []) == {}
        assert phrases.went([]) == {}
