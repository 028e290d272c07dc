"""What an adoption is said to do to the year is what the next document says of it."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from amlib import language, periods
from amlib.documents.plan import contract as section
from amlib.documents.plan import opening, outcome, words
from amlib.plan import outcome as outcomes
from amlib.plan import planned, records, review, workflow, written
from amlib.plan.contract import agreed_terms
from amlib.plan.items import Proposal
from amlib.plan.model import Plan
from amlib.widgets import board, ground
from amlib.widgets.foreseen import Foreseen
from tests.documents.plan import small

WHEN = periods.parse("2026Q3")


@pytest.fixture(scope="module")
def past(demo_slice):
    return review.read(demo_slice, WHEN, growth_target=0.03)


@pytest.fixture(scope="module")
def plan(past):
    """The first draft, with a step of the bonus that is dearer, asked for by the last proposal."""
    drafted = planned.read(past, account_manager="Ans", supervisor="Bob").plan
    step = next(term for term in agreed_terms(past.data, 2027) if term.kind == "bonus ladder")
    dearer = [term.model_copy(update={"rate": Decimal("0.05"), "wanted": True}) for term in agreed_terms(past.data, 2027) if term.kind == "bonus ladder"]  # fmt: skip
    number = int(drafted.next_id("proposals"))
    asked = Proposal(number=number, subject="contract", text="x", terms=tuple(term.id for term in dearer))
    for term in dearer:
        drafted = drafted.with_term(term)
    assert step.rate != dearer[0].rate
    return drafted.with_proposal(asked)


def among(past, *plans):
    told = records.Records(account=past.data.account, plans=plans)
    return type(past)(
        **{**{name: getattr(past, name) for name in past.__dataclass_fields__}, "records": told}
    )


def kept(plan: Plan, number: int, state: str) -> records.Planned:
    return small.kept(number=number, state=state, version=1).model_copy(update={"year": plan.year, "plan": json.loads(written.text(plan))})  # fmt: skip


def rejected(plan: Plan) -> dict[int, records.Decision]:
    """Every proposal that asks for something."""
    return {
        each.number: records.Decision(proposal=f"2027-{each.number}", subject=each.subject, what=each.text, outcome="rejected", decided_on="2026-11-02", decided_by="Bob", reason="nee")
        for each in plan.proposals
        if each.actions or each.terms
    }  # fmt: skip


def test_what_is_said_before_an_adoption_is_what_the_next_document_says(past, plan):
    submitted = planned.read(among(past, kept(plan, 1, "submitted")))
    known = rejected(plan)
    after, note = workflow.as_decided(submitted.plan, known)
    assert after.actions != submitted.plan.actions
    assert (after.terms, bool(submitted.plan.terms)) == ((), True)
    assert "wat is afgesproken blijft gelden" in note
    following = planned.read(among(past, kept(plan, 1, "submitted"), kept(after, 2, "adopted")))
    foreseen = outcomes.of(submitted.with_plan(after))
    assert foreseen == outcomes.of(following)
    assert foreseen != outcomes.of(submitted)
    told = outcome.told(outcomes.of(submitted), foreseen, "EUR")
    goal = following.total()
    gap = following.gap(goal)
    left = words.spoken(abs(gap.uncovered), "revenue", following.data)
    assert f"Niet gedekt van het omzetdoel: {left if gap.uncovered > 0 else 'niets'} (" in told
    assert gap.planned.expected == 0 or left in opening.covered(following, goal)
    chance = words.chance(following.after_actions(goal))
    assert f"De kans op het doel is {chance} (zoals ingediend: {words.chance(submitted.after_actions(goal))})" in told  # fmt: skip
    assert chance in str(opening.bottom_line(following))
    owed = language.short_money(following.terms.target.owed)
    assert f"Bij het doel kosten de voorwaarden dan {owed} (−" in told
    assert owed in str(section.reading(following.terms, following.data))


def test_the_desk_says_the_same_and_nothing_where_nothing_leaves(past, plan, tmp_path):
    submitted = planned.read(among(past, kept(plan, 1, "submitted")))
    at = Foreseen(None, submitted.plan, "2026Q3")
    at.__dict__["view"] = submitted
    assert at.line({}) == ""
    known = rejected(plan)
    after, _ = workflow.as_decided(submitted.plan, known)
    assert at.line(known) == outcome.told(
        outcomes.of(submitted), outcomes.of(submitted.with_plan(after)), "EUR"
    )


def test_the_board_and_the_section_of_the_contract_say_the_same(past, plan):
    """One calculation: to the cent, and in the words of both."""
    view = planned.read(among(past, kept(plan, 1, "draft")))
    under = ground.of(view)
    cost = board.figures(under, view.plan).cost
    assert cost.owed == pytest.approx(view.terms.target.owed, abs=0.005)
    assert cost == view.terms.cost
    plain = view.with_plan(view.plan.model_copy(update={"terms": ()}))
    assert cost.agreed == pytest.approx(plain.terms.target.owed, abs=0.005)
    assert plain.terms.cost is None
    tile = board.shown(under, view.plan)["tiles"][2]
    read = str(section.reading(view.terms, view.data))
    assert tile["value"] in read
    assert (
        f"Bij het doel is dat {language.short_money(cost.more)} meer dan wat is afgesproken zou kosten."
        in read
    )
    assert language.short_money(cost.more) in tile["note"]
    assert "zou kosten" not in str(section.reading(plain.terms, plain.data))
