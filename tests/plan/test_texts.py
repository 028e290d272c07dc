"""Texts when the plan changes under them: what nobody touched is written again, what a person wrote is told."""

from __future__ import annotations

from datetime import date

import pytest

from amlib import language
from amlib.plan import drafts, texts
from amlib.plan.items import Action, Assumption, Goal, Proposal, Range
from amlib.plan.model import Plan


def promotion(id: str, margin: int) -> Action:
    even = Range(low=margin, expected=margin, high=margin)
    return Action(id=id, name=id, kind="promotion", owner="Ans", begins=date(2027, 3, 1), ends=date(2027, 3, 7), margin=even, reason="again")  # fmt: skip


def goal(target: int, baseline: int = 10_000_000) -> Goal:
    return Goal(id="G1", name="Revenue", measure="revenue", baseline=(baseline,) * 12, target=(target,) * 12)


@pytest.fixture(params=language.LANGUAGES)
def plan(request: pytest.FixtureRequest) -> Plan:
    """Three promotions, and a target that is too low, as a draft writes it in either language."""
    made = Plan(account="a", year=2027, goals=(goal(9_000_000),), actions=(promotion("A1", 100), promotion("A2", 250), promotion("A3", 50)))  # fmt: skip
    with language.use(request.param):
        asked = [*drafts.raised(made), *drafts.asked_for(made.actions)]
    numbered = tuple(each.model_copy(update={"number": n}) for n, each in enumerate(asked, 1))
    return made.model_copy(update={"proposals": numbered})


def test_what_nobody_touched_is_written_again_in_its_own_language(plan: Plan) -> None:
    dutch = plan.proposals[0].reason.startswith("het doel")
    after, gone = texts.again(plan, plan.with_goal(goal(9_500_000)))
    plain = after.proposals[0].reason.replace("\N{NO-BREAK SPACE}", " ")
    # 12 × 95,000.00 = 1,140,000.00
    assert plain.startswith("het doel is € 1,14 mln" if dutch else "the target is €1.14m")
    assert gone == ()


def test_a_promotion_less_is_counted_and_its_effect_is_off(plan: Plan) -> None:
    after, _ = texts.again(plan, plan.without("actions", "A2"))
    assert "2" in after.proposals[1].text
    assert "3" not in after.proposals[1].text
    assert after.proposals[1].effect.expected == 150  # 100 + 50


def test_what_would_not_be_written_any_more_goes_out_and_is_told(plan: Plan) -> None:
    after, gone = texts.again(plan, plan.with_goal(goal(10_000_000)))
    assert [each.number for each in after.proposals] == [2]
    assert [(each.kind, each.id) for each in gone] == [("proposals", "1")]
    bare = plan
    for id in ("A1", "A2", "A3"):
        bare, gone = texts.again(bare, bare.without("actions", id))
    assert [each.number for each in bare.proposals] == [1]
    assert [each.id for each in gone] == ["2"]


def test_what_a_person_wrote_stays_and_the_rest_of_the_row_follows(plan: Plan) -> None:
    own = plan.proposals[1].model_copy(update={"text": "Drie acties in het voorjaar"})
    after, gone = texts.again(plan.with_proposal(own), plan.with_proposal(own).without("actions", "A1"))
    assert after.proposals[1].text == "Drie acties in het voorjaar"
    assert after.proposals[1].effect.expected == 300  # 250 + 50
    assert gone == ()
    typed = own.model_copy(update={"effect": Range(low=1, expected=2, high=3)})
    after, _ = texts.again(plan.with_proposal(typed), plan.with_proposal(typed).without("actions", "A1"))
    assert after.proposals[1].effect.expected == 2


def test_an_assumption_that_no_growth_was_agreed_goes_when_growth_is_asked() -> None:
    made = Plan(account="a", year=2027, goals=(goal(10_000_000),), assumptions=(Assumption(id="A1", text="geen groei afgesproken: het doel is de basis"),))  # fmt: skip
    with language.use("nl"):
        from amlib.plan import baselines

        said = made.assumptions[0].model_copy(update={"text": baselines.no_growth()})
    with language.use("en"):
        after, gone = texts.again(
            made.with_assumption(said), made.with_assumption(said).with_goal(goal(11_000_000))
        )
    assert after.assumptions == ()
    assert [each.kind for each in gone] == ["assumptions"]


def test_a_listing_that_counts_its_outlets_counts_them_again() -> None:
    with language.use("nl"):
        name = language.say("List {article} in {count} outlets", article="Worst", count="2")
    listing = promotion("A1", 100).model_copy(update={"kind": "listing", "name": name, "outlets": ("1", "2")})
    before = Plan(account="a", year=2027, actions=(listing,))
    after, _ = texts.again(before, before.with_action(listing.model_copy(update={"outlets": ("1",)})))
    assert after.actions[0].name == name.replace("2", "1")


def test_the_question_and_the_assumption_about_a_listing_follow_it() -> None:
    with language.use("nl"):
        name = language.say("List {article} in {count} outlets", article="Worst", count="2")
        listing = promotion("A1", 100).model_copy(
            update={"kind": "listing", "name": name, "outlets": ("1", "2")}
        )
        (asked,) = drafts.asked_for([listing])
    hangs = Assumption(id="A1", text="zij nemen het op", impact=-100)
    before = Plan(account="a", year=2027, actions=(listing,), proposals=(asked,), assumptions=(hangs,))
    less = listing.model_copy(update={"outlets": ("1",), "margin": Range(low=60, expected=60, high=60)})
    after, gone = texts.again(before, before.with_action(less))
    assert after.proposals[0].text == after.actions[0].name == name.replace("2", "1")
    assert after.proposals[0].effect.expected == 60
    assert after.assumptions[0].impact == -60
    assert gone == ()
    # without a listing nothing hangs on it: what the draft wrote goes out, what a person wrote stays, without an amount
    none, gone = texts.again(before, before.without("actions", "A1"), before)
    assert none.assumptions == ()
    assert ("assumptions", "A1") in [(each.kind, each.id) for each in gone]
    own, _ = texts.again(before, before.without("actions", "A1"))
    assert [(each.text, each.impact) for each in own.assumptions] == [("zij nemen het op", None)]


def test_a_text_with_an_amount_is_told_when_the_target_is_another_since() -> None:
    first = Plan(account="a", year=2027, goals=(goal(9_000_000),), proposals=(Proposal(number=1, subject="plan", text="machine: 12% aandeel"),))  # fmt: skip
    person = first.with_proposal(Proposal(number=2, subject="plan", text="Met € 5.000 steun lukt het"))
    plain = person.with_proposal(Proposal(number=3, subject="plan", text="Meer schapruimte"))
    memory = texts.remembered((first, plain))
    assert texts.stale(plain, memory, first) == ()
    higher = plain.with_goal(goal(10_000_000))
    found = texts.stale(higher, texts.remembered([higher], memory), first)
    assert [(each.kind, each.id, each.field, each.target) for each in found] == [("proposals", "2", "text", 108_000_000)]  # fmt: skip
    with language.use("en"):
        assert texts.said(found[0]) == "written when the target was €1.08m"
    again = higher.with_proposal(Proposal(number=2, subject="plan", text="Met € 6.000 steun lukt het"))
    assert texts.stale(again, texts.remembered([again], memory), first) == ()


def test_of_what_the_draft_wrote_only_the_old_target_itself_is_told() -> None:
    with language.use("en"):
        amount = language.short_money(1_080_000)
    first = Plan(account="a", year=2027, goals=(goal(9_000_000),), proposals=(Proposal(number=1, subject="plan", text=f"Reach {amount}"),))  # fmt: skip
    higher = first.with_goal(goal(10_000_000))
    assert [each.id for each in texts.stale(higher, texts.remembered((first, higher)), first)] == ["1"]


@pytest.mark.parametrize(
    ("names", "tongue"),
    [(("Omzet", "Afzet rund"), "nl"), (("Revenue", "Quantity beef"), "en"), (("Omzet", "Quantity beef"), ""), (("Mijn doel", "Rund"), "")],
)  # fmt: skip
def test_the_language_of_a_plan_is_that_in_which_its_goals_were_called(
    names: tuple[str, str], tongue: str
) -> None:
    one = goal(1).model_copy(update={"name": names[0]})
    two = goal(1).model_copy(
        update={"id": "G2", "name": names[1], "measure": "quantity", "level": "group", "key": "x"}
    )
    assert texts.tongue(Plan(account="a", year=2027, goals=(one, two))) == tongue


def test_the_goal_that_the_draft_gave_an_action_goes_along_with_its_group() -> None:
    parts = [
        goal(1).model_copy(update={"id": id, "level": "group", "key": key})
        for id, key in (("G2", "beef"), ("G3", "pork"))
    ]
    one = promotion("A1", 100).model_copy(update={"groups": ("beef",), "goal": "G2"})
    before = Plan(account="a", year=2027, goals=(goal(1), *parts), actions=(one,))
    moved = before.with_action(one.model_copy(update={"groups": ("pork",)}))
    assert texts.again(before, moved)[0].actions[0].goal == "G3"
    assert texts.again(before, before.without("goals", "G2"))[0].actions[0].goal == "G1"
    chosen = before.with_action(one.model_copy(update={"goal": "G1"}))
    typed = chosen.with_action(chosen.actions[0].model_copy(update={"groups": ("pork",)}))
    assert texts.again(chosen, typed)[0].actions[0].goal == "G1", "what a person chose stays"
