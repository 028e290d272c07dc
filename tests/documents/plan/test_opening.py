"""The first page: what is asked, covered and likely, how the plan stands, and what must be decided."""

from dataclasses import replace
from datetime import date

import pytest

from amlib import language
from amlib.documents.plan import opening
from amlib.plan.items import Range
from amlib.plan.model import Revision
from tests.documents.plan import small

pytestmark = pytest.mark.usefixtures("english")

# plan → what must stand in the bottom line
SAID = [
    (
        small.PLAN,
        "asks €12.0k revenue, +20.0% on 2026** (€10.0k, what is still expected included). Without action the year is expected to bring €10.8k, so €1,200 must come from actions. "
        "The actions are expected to bring €600 (€400 to €800): **€600 is not covered** (€400 to €800). "
        "The chance of reaching the target is 20% without the actions and 40% with them.",
    ),
    (small.SILENT, "No action says what it brings: **€1,200 is not covered.** The chance of reaching the target is 20%."),
    (small.NO_ACTIONS, "No action says what it brings: **€1,200 is not covered.**"),
    # 2,000 (1,500 to 2,500) against 1,200; 10,800 + 1,500 reaches it too: 10,800, 11,880 and 12,960, and 9,720 + 2,500 in 3 of 10: 3.3 of 5
    (small.MUCH, "bring €2,000 (€1,500 to €2,500) on top: **nothing is left uncovered**, there is €800 to spare. The chance of reaching the target is 20% without the actions and 65% with them."),
    (small.EASY, "Without action the year is already expected to bring €10.8k, €1,200 more than is asked. No action says what it brings; none is needed for the target."),
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


def test_three_goals_the_gap_and_the_state_are_tiles(given):
    tiles = {tile.label: tile for tile in opening.key_tiles(small.view(given)).items}
    assert list(tiles) == [
        "Revenue 2027, asked",
        "Volume sold 2027, asked",
        "Margin 2027, asked",
        "Revenue not covered by actions",
        "The plan",
    ]
    assert tiles["Revenue 2027, asked"].value == "€12.0k"
    assert tiles["Revenue 2027, asked"].detail == "without action €10.8k; chance 20%, with actions 40%"
    assert (tiles["Revenue not covered by actions"].value, tiles["Revenue not covered by actions"].tone) == (
        "€600",
        "warn",
    )
    assert (tiles["The plan"].value, tiles["The plan"].tone) == ("not kept yet", "warn")


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
    assert "the first 3 of 5" in text
    assert text.count("\n- ") + text.startswith("- ") == 3


@pytest.mark.parametrize("speech", language.LANGUAGES)
def test_a_document_that_does_not_tie_out_says_so_first(given, speech):
    shown = small.view(given)
    shown.review.tie = shown.review.tie.__class__("does_not_tie", 100.0, 90.0, (), -10.0)
    with language.use(speech):
        assert {"nl": "Sluit niet aan", "en": "Does not tie out"}[speech] in str(opening.bottom_line(shown))
