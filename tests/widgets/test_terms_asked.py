"""A term that is otherwise than agreed: on the board in money, asked in one press, kept up, and out of the plan where it is rejected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from amlib import language
from amlib.analysis.agreed import Cost, Unknown
from amlib.plan import contract, keeping, ready
from amlib.plan.items import Term
from amlib.widgets import board
from amlib.widgets.desk import Desk
from amlib.widgets.sitting import Sitting

from . import seated

ROW = {
    "term": "B1", "kind": "bonus ladder", "from": pd.Timestamp("2027-01-01"), "until": pd.Timestamp("2027-12-31"), "threshold": 10.0, "rate": 0.02,
    "basis": None, "retroactive": True, "conditional": False, "counter_performance": "", "agreement": "2026",
}  # fmt: skip
AGREED = Term(id="B1", kind="bonus ladder", begins=date(2027, 1, 1), ends=date(2027, 12, 31), threshold=Decimal("10.0"), rate=Decimal("0.02"), retroactive=True, agreement="2026")  # fmt: skip
DEARER = AGREED.model_copy(update={"rate": Decimal("0.52"), "wanted": True})


@pytest.fixture(autouse=True)
def _english() -> Any:
    with language.use("en"):
        yield


def ground(**more: Any) -> Any:
    """Two percent of 12.00 is agreed, from 10.00: 0.24."""
    rows = contract.with_terms(pd.DataFrame([ROW]), (), 2027)
    under = contract.Basis(2027, rows, True, None, {"B1": AGREED})
    return seated.ground(around=replace(seated.AROUND, agreed={"B1": AGREED}), contract=under, **more)


def tile(plan: Any, given: Any = None) -> dict[str, str]:
    found: dict[str, str] = board.shown(given or ground(), plan)["tiles"][2]
    return found


def test_what_is_agreed_stands_on_the_board() -> None:
    assert tile(seated.plan()) == {"label": "Conditions in 2027, at the target", "value": "€0", "note": "as is agreed", "tone": "", "brief": "Conditions"}  # fmt: skip
    assert board.figures(ground(), seated.plan()).cost == Cost(0.24, 0.24)


def test_a_term_that_is_otherwise_moves_the_board() -> None:
    """52% of 12.00 is 6.24, 6.00 more than the 0.24 that is agreed."""
    found = tile(seated.plan(terms=(DEARER,)))
    assert (found["value"], found["note"], found["tone"]) == (
        "€6",
        "€6 more than what is agreed, €0",
        "worse",
    )
    told = board.shown(ground(), seated.plan(terms=(DEARER,)))["sentence"]
    assert told.endswith(
        "The conditions cost €6. At the target that is €6 more than what is agreed would cost."
    )


def test_what_cannot_be_worked_out_is_said_with_its_reason() -> None:
    bare = DEARER.model_copy(update={"rate": None})
    told = board.shown(ground(), seated.plan(terms=(bare,)))
    assert "see below" in told["tiles"][2]["note"]
    assert (
        told["notes"][0] == "What bonus ladder (B1) costs cannot be worked out: it has no rate or amount yet."
    )
    assert board.figures(ground(), seated.plan(terms=(bare,))).cost == Cost(0.0, 0.24, (Unknown("B1", "bonus ladder", "rate"),))  # fmt: skip
    assert tile(seated.plan(goals=()))["note"] == "there is no target for the whole revenue"
    assert tile(seated.plan(), seated.ground())["note"] == "the terms of the contract were not supplied"


def test_one_press_makes_the_proposal_and_another_makes_none() -> None:
    sitting = Sitting(ground(), seated.plan(terms=(DEARER,)))
    before = sitting.plan
    (number,) = sitting.asked()
    made = sitting.plan.found("proposals", str(number))
    assert made.text == "Agree with the customer: bonus ladder (B1), rate 52% instead of 2%"
    assert made.reason == "At the target of €12 the conditions of 2027 then cost €6 more than without it."
    assert (made.subject, made.terms, made.effect.expected) == ("contract", ("B1",), -600)
    assert sitting.asked() == ()
    sitting.undo()
    assert sitting.plan == before


def test_the_proposal_follows_the_term_until_a_person_puts_it_in_other_words() -> None:
    sitting = Sitting(ground(), seated.plan(terms=(DEARER,)))
    (number,) = sitting.asked()
    sitting.typed([(("terms", "B1", "rate"), "27%")], "Ans", date(2026, 11, 1))
    made = sitting.plan.found("proposals", str(number))
    assert made.text.endswith("rate 27% instead of 2%")
    assert made.effect.expected == -300
    sitting.typed([(("proposals", str(number), "text"), "Geef ze wat ze vragen")], "Ans", date(2026, 11, 1))
    sitting.typed([(("terms", "B1", "rate"), "52%")], "Ans", date(2026, 11, 1))
    made = sitting.plan.found("proposals", str(number))
    assert made.text == "Geef ze wat ze vragen"


def test_a_term_that_is_taken_out_takes_its_proposal_along() -> None:
    sitting = Sitting(ground(), seated.plan(terms=(DEARER,)))
    (number,) = sitting.asked()
    sitting.taken_out("terms", ["B1"])
    assert sitting.plan.found("proposals", str(number)) is None
    assert [each.id for each in sitting.gone] == [str(number)]


def test_a_rate_in_a_proposal_for_a_term_is_not_told_as_written_at_another_target() -> None:
    sitting = Sitting(ground(), seated.plan(terms=(DEARER,)))
    sitting.asked()
    sitting.typed([(("goals", "G1", "target"), "13")], "Ans", date(2026, 11, 1))
    assert [each for each in sitting.stale() if each.kind == "proposals"] == []


def test_a_term_that_nobody_is_asked_about_stands_in_the_way_until_it_is_asked(tmp_path: Path, desk: Desk) -> None:  # fmt: skip
    sat = seated.Sat(desk, given=ground(first=seated.plan(terms=(DEARER,))))
    sat.says("ask", open=True)
    assert sat.form.ask["unasked"]
    told = {each["what"]: each["then"] for each in sat.form.ask["obstacles"]}
    then = told["term B1 is otherwise than is agreed, and no proposal asks for it"]
    assert "‘Make the proposal’ settles it" in then
    sat.says("propose")
    assert "This is a proposal now:" in [each["title"] for each in sat.form.notices]
    assert sat.form.ask["open"]
    assert not sat.form.ask["unasked"]
    last = keeping.latest(desk.ledger, "a", 2027) or keeping.latest(desk.ledger, seated.plan().account, 2027)
    assert last is not None
    assert [each.terms for each in last.plan.proposals if each.terms] == [("B1",)]


def test_a_term_that_is_typed_is_offered_to_be_asked(desk: Desk) -> None:
    sat = seated.Sat(desk, given=ground(first=seated.plan(terms=(DEARER,))))
    sat.types("terms", "B1", "rate", "3%")
    (offered,) = [each for each in sat.form.notices if "offer" in each]
    assert "bonus ladder (B1)" in offered["title"]
    assert offered["offer"]["kind"] == "propose"
    sat.says("propose")
    sat.types("terms", "B1", "rate", "4%")
    assert [each for each in sat.form.notices if "offer" in each] == []


def test_a_row_that_takes_the_place_of_another_condition_takes_its_proposal_along() -> None:
    given = ground()
    given = replace(given, around=replace(given.around, agreed={**given.around.agreed, "B2": AGREED.model_copy(update={"id": "B2"})}))  # fmt: skip
    sitting = Sitting(given, seated.plan(terms=(DEARER,)))
    (number,) = sitting.asked()
    sitting.typed([(("terms", "B1", "replaces"), "B2")], "Ans", date(2026, 11, 1))
    sitting.typed([(("terms", "B2", "rate"), "9%")], "Ans", date(2026, 11, 1))
    assert [each.id for each in sitting.plan.terms] == ["B2"]
    assert number > 0
    assert all(set(each.terms) <= {"B2"} for each in sitting.plan.proposals)


def test_the_command_line_tells_the_same_obstacle() -> None:
    (told,) = ready.of_terms(seated.plan(terms=(DEARER,)), {"B1": AGREED})
    assert (told.kind, told.arguable) == ("terms", True)
