"""The first page: what is asked, covered and likely, how the plan stands, and what must be decided."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from amlib import language
from amlib.analysis.agreed import Cost, Unknown
from amlib.documents.plan import opening, proposals
from amlib.plan.items import Range
from amlib.plan.model import Revision
from tests.documents.plan import small

pytestmark = pytest.mark.usefixtures("english")
NAN = float("nan")

# plan → what must stand in the bottom line
SAID = [
    (
        small.PLAN,
        "asks €12.0k revenue, +20.0% on 2026** (€10.0k, what is still expected included). Without action the year is expected to bring €10.8k, so €1,200 must come from actions. "
        "The actions are expected to bring €600 (€400 to €800): **€600 is not covered** (€400 to €800). "
        "The 2 actions have €70 of fixed cost. The chance of reaching the target is 20% without the actions and 40% with them.",
    ),
    (small.SILENT, "No action says what it brings: **€1,200 is not covered.** The 1 action has €50 of fixed cost. The chance of reaching the target is 20%."),
    (small.NO_ACTIONS, "No action says what it brings: **€1,200 is not covered.**"),
    # 2,000 (1,500 to 2,500) against 1,200; 10,800 + 1,500 reaches it too: 10,800, 11,880 and 12,960, and 9,720 + 2,500 in 3 of 10: 3.3 of 5
    (small.MUCH, "bring €2,000 (€1,500 to €2,500) on top: **the revenue target is covered**, there is €800 to spare. The 1 action has €20 of fixed cost. The chance of reaching the target is 20% without the actions and 65% with them."),
    (small.EASY, "Without action the year is already expected to bring €10.8k, €1,200 more than is asked. The targets come to €4.00 revenue per kg (without action €5.00) and 25.0% margin (without action 20.0%). Is that meant? No action says what it brings; none is needed for the target."),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "said"), SAID)
def test_the_bottom_line_tells_what_is_not_covered(given, plan, said):
    assert said in str(opening.bottom_line(small.view(given, plan)))


def test_a_certain_effect_has_no_range(given):
    sure = small.LISTING.model_copy(update={"revenue": Range(low=60_000, expected=60_000, high=60_000)})
    text = str(opening.bottom_line(small.view(given, small.PLAN.model_copy(update={"actions": (sure,)}))))
    assert "€600 (as certain): **€600 is not covered**" in text


def test_without_history_there_is_no_chance(given):
    assert "too little history to give a chance" in str(opening.bottom_line(small.view(given, odds={})))


def test_a_plan_without_goals_says_so(given):
    empty = small.PLAN.model_copy(update={"goals": ()})
    assert "has no revenue goal" in str(opening.bottom_line(small.view(given, empty)))
    assert [tile.label for tile in opening.key_tiles(small.view(given, empty)).items] == ["The plan"]


# state of the version shown → what is said of it, with nothing adopted before it
STATES = [
    (None, "Drawn up from the figures: nobody has kept a plan for 2027 yet."),
    (small.kept(), "**Draft:** plan version 1, kept by Ans on 1 October 2026."),
    (small.kept(state="submitted"), "**Submitted:** plan version 1, by Ans on 1 October 2026; it waits"),
    (small.kept(state="submitted", submitted_to="Hendrik", reason="the books are late"), "by Ans to Hendrik on 1 October 2026; it waits for a decision. It was submitted although something does not hold together: the books are late."),
    (small.kept(state="adopted", by="Hendrik"), "**Adopted:** plan version 1, by Hendrik on 1 October 2026."),
    (small.kept(state="superseded"), "**Superseded:** plan version 1 was replaced"),
]  # fmt: skip


@pytest.mark.parametrize(("kept", "said"), STATES)
def test_how_the_plan_stands(given, kept, said):
    shown = small.view(given, kept=kept, versions=(kept,) if kept else ())
    assert said in opening.state(shown)
    assert "stays adopted" not in opening.state(shown)


def test_an_adopted_version_stays_while_the_next_is_drafted(given):
    before, now = small.kept(state="adopted"), small.kept(number=2, version=2)
    told = opening.state(small.view(given, kept=now, versions=(before, now)))
    assert told.endswith("Until it is adopted, plan version 1 holds.")


def test_three_goals_the_gap_and_the_conditions_are_tiles(given):
    tiles = {tile.label: tile for tile in opening.key_tiles(small.view(given)).items}
    assert list(tiles) == [
        "Revenue 2027, asked",
        "Volume sold 2027, asked",
        "Margin 2027, asked",
        "Revenue not covered by actions",
        "Conditions in 2027, at the target",
    ]
    assert tiles["Revenue 2027, asked"].value == "€12.0k"
    assert tiles["Margin 2027, asked"].detail.startswith("before conditions; without action")
    assert tiles["Revenue 2027, asked"].detail == "without action €10.8k; chance 20%, with actions 40%"
    assert (tiles["Revenue not covered by actions"].value, tiles["Revenue not covered by actions"].tone) == (
        "€600",
        "warn",
    )


LINES = (False, False, True, True)
"""Which of four conditions are carried on from the year before; one of another kind has no amount."""

# what the plan wants otherwise, and which lines are carried on → what stands under the amount, and whether it is marked
CONDITIONS = [
    (None, LINES[:2], "4.0% of revenue; as is agreed; 1 of unknown cost", "neutral"),
    (None, LINES, "4.0% of revenue; as agreed, 2 of 4 not yet for 2027; 1 of unknown cost", "neutral"),
    (None, LINES[2:], "4.0% of revenue; as now, nothing agreed for 2027 yet; 1 of unknown cost", "neutral"),
    (Cost(480.0, 480.0), LINES[:2], "4.0% of revenue; as is agreed; 1 of unknown cost", "neutral"),
    (Cost(480.0, 360.0), LINES, "4.0% of revenue; €120 more than what is agreed, €360; 1 of unknown cost", "warn"),
    (Cost(480.0, 500.0), LINES, "4.0% of revenue; €20 less than what is agreed, €500; 1 of unknown cost", "neutral"),
    (Cost(480.0, None), LINES, "4.0% of revenue; what is agreed was not supplied, so it cannot be compared; 1 of unknown cost", "warn"),
    (Cost(480.0, 360.0, (Unknown("T1", "other", "other"),)), LINES, "4.0% of revenue; without what is not known of the plan's own terms; 1 of unknown cost", "warn"),
]  # fmt: skip


@pytest.mark.parametrize(("cost", "carried", "said", "tone"), CONDITIONS)
def test_what_the_conditions_cost_stands_beside_what_is_agreed(given, cost, carried, said, tone):
    # 480 of 12,000
    lines = pd.DataFrame({"kind": ["other", *["bonus ladder"] * (len(carried) - 1)], "target": [NAN, *[1.0] * (len(carried) - 1)], "carried": carried})  # fmt: skip
    shown = small.view(given)
    shown.__dict__["terms"] = SimpleNamespace(
        year=2027, cost=cost, lines=lines, target=SimpleNamespace(owed=480.0, revenue=12_000.0), expected=None
    )
    tile = opening.key_tiles(shown).items[-1]
    assert (tile.label, tile.value, tile.detail, tile.tone) == ("Conditions in 2027, at the target", "€480", said, tone)  # fmt: skip


# how far the step that lies beyond the target is with the actions and at the target, what the conditions cost there → what is told of it
STEPS = [
    ((-1.0, 300.0), 700.0, "The 1 action has €20 of fixed cost; **with it the conditions come to €700, €220 more than at the target**."),
    ((-1.0, 300.0), 480.3, "The 1 action has €20 of fixed cost."),  # nothing that is seen
    ((-1.0, 300.0), 400.0, "The 1 action has €20 of fixed cost."),  # a step of the plan that is cheaper
    ((200.0, 300.0), 490.0, "The 1 action has €20 of fixed cost."),  # more revenue at the same step
]  # fmt: skip


@pytest.mark.parametrize(("left", "owed", "said"), STEPS)
def test_a_step_that_only_the_actions_reach_is_told_with_what_they_cost(given, left, owed, said):
    lines = pd.DataFrame({"kind": ["bonus ladder"], "target": [1.0], "carried": [False]})
    steps = pd.DataFrame({"kind": ["bonus ladder"], "step_term": ["T1"], "expected": left[:1], "target": left[1:]})  # fmt: skip
    shown, course = small.view(given, small.MUCH), SimpleNamespace(owed=480.0, revenue=12_000.0)
    shown.__dict__["terms"] = SimpleNamespace(
        year=2027, cost=None, lines=lines, target=course, expected=SimpleNamespace(owed=owed, revenue=12_500.0), steps=steps
    )  # fmt: skip
    assert said in str(opening.bottom_line(shown))


def test_without_terms_what_they_cost_is_not_made_up(given):
    tile = opening.key_tiles(small.view(given)).items[-1]
    assert (tile.value, tile.detail) == (language.MISSING, "the terms of the contract were not supplied")


def test_targets_that_do_not_belong_together_are_told_and_asked_until_the_plan_is_adopted(given):
    revenue, quantity, *rest = small.PLAN.goals
    lower = quantity.model_copy(update={"target": tuple(month - 10 for month in quantity.baseline)})
    plan = small.PLAN.model_copy(update={"goals": (revenue, lower, *rest)})
    # 120 kg of 2,160 less
    said = "Beside the year without action the targets ask +11.1% revenue, but −5.6% volume sold."
    told = str(opening.bottom_line(small.view(given, plan))).split("\n")[0]
    assert f"must come from actions. {said} Is that meant? The actions are" in told
    adopted = plan.model_copy(update={"state": "adopted"})
    told = str(opening.bottom_line(small.view(given, adopted, kept=small.kept(adopted, state="adopted"))))
    assert f"{said} The actions are" in told
    assert "Is that meant?" not in str(opening.bottom_line(small.view(given)))


def test_all_decisions_bring_together_what_the_table_of_proposals_adds_up_to(given):
    one, other = small.PROPOSALS
    third = one.model_copy(update={"number": 3, "effect": Range(low=-3_000, expected=-2_050, high=-1_000)})
    shown = small.view(given, small.PLAN.model_copy(update={"proposals": (one, other, third)}))
    # 100.00 − 20.50; 100 − √(40² + 9.5²) and 100 − 20.50 + √(40² + 10.5²)
    assert opening.state(shown) in str(opening.bottom_line(shown))
    assert "It asks for 3 decisions; the 2 that were estimated come to +€80 margin a year together." in str(opening.bottom_line(shown))  # fmt: skip
    found = proposals.table(shown)
    assert [row.cells[2] for row in found.rows] == ["+100", "–", "−20", "+80"]
    assert (found.rows[-1].kind, found.rows[-1].cells[3]) == ("total", "€38 to €121")
    both = small.view(given, small.PLAN.model_copy(update={"proposals": (one, third)}))
    assert "It asks for 2 decisions, together +€80 margin a year." in str(opening.bottom_line(both))
    unknown = other.model_copy(update={"number": 3})
    neither = small.view(given, small.PLAN.model_copy(update={"proposals": (other, unknown)}))
    assert str(opening.bottom_line(neither)).endswith("It asks for 2 decisions.")
    assert [row.kind for row in proposals.table(neither).rows] == ["body", "body"]


def test_what_is_short_in_another_measure_stands_beside_the_gap_in_revenue(given):
    goal = next(each for each in small.view(given, plan=small.MUCH).totals if each.measure == "quantity")
    brought = small.view(given, plan=small.MUCH).gap(goal).planned.expected
    first, *rest = goal.baseline
    raised = goal.model_copy(update={"target": (first + brought + 480, *rest)})
    shown = small.view(given, plan=small.MUCH.with_goal(raised))
    tile = {tile.label: tile for tile in opening.key_tiles(shown).items}["Revenue not covered by actions"]
    assert "to spare; also not covered: volume sold 480\xa0kg" in tile.detail
    assert (tile.value, tile.tone) == ("€0", "warn")


def test_the_decisions_that_wait_are_asked_with_their_number(given):
    text = str(opening.asked(small.view(given)))
    assert "- **2027-1** List the sausage in Bistro \\<b\\>\\*Zuid\\*\\</b\\>: +€100 margin a year (€60 to €140)." in text  # fmt: skip
    assert "- **2027-2** Shorten the payment term." in text
    assert "the first" not in text


def test_what_was_decided_is_not_asked_again(given):
    decisions = [small.decision(one.number, one.text) for one in small.PROPOSALS]
    assert "2027-1" not in str(opening.asked(small.view(given, decisions=decisions[:1])))
    told = str(opening.asked(small.view(given, decisions=decisions)))
    assert told == "All 2 proposals of the plan are decided. 2 adopted, 0 adopted with changes, 0 rejected."


def test_a_next_version_says_why_it_is_there_and_whose_the_cause_is(given):
    why = Revision(reason="an outlet closes in May.", cause="customer", by="Ans", on=date(2027, 2, 1))
    now = small.kept(number=2, version=2)
    plan = small.PLAN.model_copy(update={"version": 2, "revision": why})
    told = str(opening.bottom_line(small.view(given, plan, kept=now, versions=(small.kept(state="adopted"), now))))  # fmt: skip
    assert "It was adjusted because an outlet closes in May (the customer). Until it is adopted, plan version 1 holds." in told  # fmt: skip


def test_a_year_that_is_closed_has_nothing_still_expected(given):
    shown = small.view(given)
    assert "what is still expected included" in str(opening.bottom_line(shown))
    closed = replace(shown, base=replace(shown.base, through="2026-12"))
    closed.__dict__.update(odds=shown.odds, places=shown.places, sales=shown.sales)
    assert "what is still expected" not in str(opening.bottom_line(closed))


def test_at_most_three_decisions_are_asked(given):
    many = [small.PROPOSALS[1].model_copy(update={"number": n}) for n in range(1, 6)]
    text = str(opening.asked(small.view(given, small.PLAN.model_copy(update={"proposals": tuple(many)}))))
    assert text.startswith("Decisions asked for: the first 3 of 5; all of them stand under [Decisions asked and taken](#s-decisions-asked-and-taken).")  # fmt: skip
    assert text.count("\n- ") + text.startswith("- ") == 3


@pytest.mark.parametrize("speech", language.LANGUAGES)
def test_a_document_that_does_not_tie_out_says_so_first(given, speech):
    shown = small.view(given)
    shown.review.tie = shown.review.tie.__class__("does_not_tie", 100.0, 90.0, (), -10.0)
    with language.use(speech):
        assert {"nl": "Sluit niet aan", "en": "Does not tie out"}[speech] in str(opening.bottom_line(shown))
