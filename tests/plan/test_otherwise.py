"""Which terms are otherwise than agreed: what is left open is as agreed, and a remark changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from amlib.plan import otherwise
from amlib.plan.items import Proposal, Term
from amlib.plan.model import Plan

AGREED = Term(id="B1", kind="bonus ladder", begins=date(2027, 1, 1), ends=date(2027, 12, 31), threshold="1000", rate="0.02", retroactive=True, agreement="2026")  # fmt: skip


def planned(*terms: Term, **more: Any) -> Plan:
    return Plan(account="a", year=2027, terms=terms, **more)


SAME: list[dict[str, Any]] = [
    {},
    {"wanted": True},
    {"text": "zoals gevraagd"},
    {"rate": Decimal("0.0200")},
    {"retroactive": None},
    {"basis": "revenue"},
]
OTHERWISE: list[dict[str, Any]] = [
    {"rate": Decimal("0.025")},
    {"rate": None},
    {"threshold": Decimal(900)},
    {"retroactive": False},
    {"basis": "quantity"},
    {"kind": "growth bonus"},
    {"begins": date(2027, 4, 1)},
    {"ends": date(2027, 6, 30)},
    {"counter_performance": "schapruimte"},
    {"agreement": "2027"},
]


@pytest.mark.parametrize("change", SAME)
def test_what_changes_nothing_of_an_agreement_is_not_otherwise(change: dict[str, Any]) -> None:
    assert otherwise.of(planned(AGREED.model_copy(update=change)), {"B1": AGREED}) == ()


@pytest.mark.parametrize("change", OTHERWISE)
def test_any_field_of_the_agreement_makes_it_otherwise(change: dict[str, Any]) -> None:
    term = AGREED.model_copy(update=change)
    assert otherwise.of(planned(term), {"B1": AGREED}) == (term,)


def test_a_term_beside_what_is_agreed_is_otherwise_by_being_there() -> None:
    assert otherwise.of(planned(AGREED), {}) == (AGREED,)


def test_what_a_proposal_asks_for_is_not_unasked() -> None:
    term, asking = AGREED.model_copy(update={"rate": Decimal("0.03")}), Proposal(number=1, subject="contract", text="x", terms=("B1",))  # fmt: skip
    assert otherwise.unasked(planned(term), {"B1": AGREED}) == (term,)
    assert otherwise.unasked(planned(term, proposals=(asking,)), {"B1": AGREED}) == ()


def test_the_steps_of_a_ladder_are_one_question_and_a_contribution_is_its_own() -> None:
    steps = [AGREED, AGREED.model_copy(update={"id": "B2"})]
    paid = [AGREED.model_copy(update={"id": id, "kind": "contribution"}) for id in ("C1", "C2")]
    found = otherwise.together([paid[0], *steps, paid[1]])
    assert [[each.id for each in some] for some in found] == [["C1"], ["B1", "B2"], ["C2"]]
