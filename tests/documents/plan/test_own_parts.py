"""The tables and readings of goals, actions, risks, proposals, versions and the year that was: what they say, and that they add up."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from amlib.documents.plan import (
    actions,
    back,
    goals,
    goals_charts,
    goals_sentences,
    proposals,
    risks,
    versions,
)
from amlib.plan import changes, records, targets
from tests.documents.evaluation.shown import add_up, body, sections, whole
from tests.documents.plan import small

pytestmark = pytest.mark.usefixtures("english")


def cells(table, name):
    """The cells of the row whose name begins so."""
    (row,) = (row for row in table.rows if row.cells[0].startswith(name))
    return row.cells


# -- goals -----------------------------------------------------------------------------------------------------------------------


def test_the_goals_of_the_account_stand_with_their_chances(given):
    table = goals.account(small.view(given))
    assert cells(table, "Revenue")[1:] == ("10,800", "12,000", "+1,200", "12,600", "20%", "40%", "an extreme")  # fmt: skip
    # 2,160 · (1 + 0.2) = 2,592 and 2,376 and 2,160 … of 2,400: one of five; with 8 to 16 more 2,376 does in 0 of 10
    assert cells(table, "Volume sold")[1:] == ("2,160", "2,400", "+240", "–", "20%", "20%", "an extreme")
    # margin after costs: 120 − 20 = 100 (60 to 140); 2,376 + 60 reaches 2,400
    assert cells(table, "Margin")[1:] == ("2,160", "2,400", "+240", "–", "20%", "40%", "an extreme")


@pytest.mark.parametrize("level", ["group", "outlet", "region", "banner"])
def test_places_add_up_to_the_account(given, level):
    table = goals.places(small.view(given), level)
    assert table.rows[-1].cells[1:4] == ("10,800", "12,000", "+1,200")
    for at in (1, 2, 3):
        assert add_up(table.rows, at)
    for row in table.rows:
        assert whole(row.cells[2]) - whole(row.cells[1]) == whole(row.cells[3])


def test_regions_are_the_sums_of_their_outlets_with_a_chance_of_their_own(given):
    rows = body(goals.places(small.view(given), "region"))
    # 500.33 + 333.21 a month; 9,000 · 1.2 = 10,800 and 9,900 of 10,002.48: one of five
    assert rows["North"][:2] == ("9,000", "10,002")
    assert rows["North"][-1] == "20%"
    assert rows["South"][:2] == ("1,800", "1,998")


def test_two_levels_in_one_table_each_add_up(given):
    parts = sections(goals.places(small.view(given), "region", "banner"))
    assert list(parts) == ["Region", "Banner"]
    assert all(add_up(rows, at) for rows in parts.values() for at in (1, 2, 3))


def test_many_places_are_shown_as_the_weightiest_and_the_others_together(given):
    extra = [small.goal(f"X{n}", "revenue", "outlet", f"x{n:02d}", 1_000 + n, 1_101 + n) for n in range(20)]
    crowd = small.PLAN.model_copy(update={"goals": (*small.GOALS, *extra)})
    table = goals.places(small.view(given, crowd), "outlet")
    assert [row.kind for row in table.rows] == ["body"] * goals.WEIGHTIEST + ["rest", "total"]
    assert table.rows[-2].cells[0] == "15 other outlets"
    assert all(add_up(table.rows, at) for at in (1, 2, 3))


def test_the_months_add_up_to_the_year(given):
    for row in goals.months(small.view(given)).rows:
        assert sum(whole(cell) for cell in row.cells[1:13]) == whole(row.cells[13])


def test_ways_of_dividing_stand_side_by_side_and_add_up(given):
    shown = small.view(given)
    table = goals.division(shown)
    heads = [column.label for column in table.columns]
    assert heads[1:-1] == ["Without action", "In the plan", "In proportion", "Equal stretch"]
    for at in range(1, 5):
        assert add_up(table.rows[:-1], at)
    # the plan's 1,200,000 cents in proportion to 45 : 30 : 15
    assert shown.divided["proportional"].to_list() == [600_000, 400_000, 200_000]
    # what is added, 120,000, by error: 540, 720 and 720 of 1,980; of equal remainders the first key gets the cent
    assert shown.divided["equal_stretch"].to_list() == [572_727, 403_637, 223_636]
    for name in ("target", "proportional", "equal_stretch"):
        assert shown.divided[name].sum() == 1_200_000


def test_equal_stretch_lies_more_evenly_than_proportion(given):
    shown = small.view(given)
    # in proportion 6,000, 4,000 and 2,000 of 5,400 ± 540, 3,600 ± 720 and 1,800 ± 720: 20 %, 40 % and 40 %; by equal stretch all the same
    assert sorted(shown.balances["proportional"].places["probability"]) == [0.2, 0.4, 0.4]
    assert shown.balances["equal_stretch"].spread == 0
    told = str(goals_sentences.division(shown))
    assert "Divided by equal stretch the outlets are most evenly likely" in told
    assert "By potential it could not be divided" in told


def test_the_reading_measures_the_stretch(given):
    told = str(goals_sentences.account(small.view(given)))
    assert "The target is the revenue of 2026 with the +20.0% growth that was agreed." in told
    assert "the chance that it is missed without actions" in told
    assert "It stretches 80%" in told
    assert "The stretch of €12.6k" in told


DRIFT = [
    (10_800.0, "The baseline of the plan, €10.8k, is still what is estimated today."),
    (11_000.0, "is estimated €200 higher: €11.0k, where the plan has €10.8k."),
    (10_000.0, "is estimated €800 lower: €10.0k, where the plan has €10.8k."),
]


@pytest.mark.parametrize(("centre", "said"), DRIFT)
def test_a_kept_plan_tells_how_far_its_baseline_has_drifted(given, centre, said):
    odds = small.ODDS | {("revenue", "total", ""): small.Odds(0.0, centre, 0.1, small.EVEN)}
    kept = small.kept()
    assert said in goals_sentences.drift(small.view(given, kept=kept, versions=(kept,), odds=odds))
    assert goals_sentences.drift(small.view(given, odds=odds)) == ""


def test_the_place_with_most_on_top_and_the_least_likely_are_named(given):
    # beef: 7,200 of 6,480 ± 648: 7,128 and 7,776, one of five; pork: 4,800 of 4,320 ± 864: 5,184 and 6,048, two of five
    told = str(goals_sentences.places(small.view(given), "group"))
    assert "Most on top is asked of beef: +€720." in told
    assert (
        "Without action the chance of reaching its target is smallest for beef (20%) and largest for pork (40%)."
        in told
    )


# -- actions ---------------------------------------------------------------------------------------------------------------------


def test_the_gap_is_target_less_baseline_less_actions(given):
    table = actions.gaps(small.view(given))
    assert cells(table, "Revenue")[1:] == ("12,000", "10,800", "+1,200", "+600", "400 to 800", "+600", "400 to 800")  # fmt: skip
    assert cells(table, "Margin")[1:] == ("2,400", "2,160", "+240", "+100", "60 to 140", "+140", "100 to 180")  # fmt: skip


def test_the_actions_add_up_to_what_the_gap_counts(given):
    shown = small.view(given)
    table, gaps = actions.table(shown), actions.gaps(shown)
    total = table.rows[-1].cells
    assert total[2] == "70"
    assert total[3:5] == (cells(gaps, "Volume sold")[4], cells(gaps, "Revenue")[4])
    assert total[6] == cells(gaps, "Margin")[4]
    assert cells(table, "A1")[0] == "A1 List the sausage (listing, new), for revenue pork"
    assert cells(table, "1 promotion, in the calendar below")[2:] == ("50", *["–"] * 5)


def test_silent_actions_are_told_and_cover_nothing(given):
    told = str(actions.reading(small.view(given)))
    assert "The plan has 2 actions. All are for Ans." in told
    # the other says nothing of what it brings, so all that is planned is new
    assert "1 of them is new against last year and brings €600 of the €600 revenue that all actions are expected to bring: 100%." in told  # fmt: skip
    assert "1 says nothing of what it brings" in told


def test_owners_are_named_where_they_differ(given):
    two = small.PLAN.model_copy(
        update={"actions": (small.LISTING, small.PROMOTION.model_copy(update={"owner": "Bob"}))}
    )
    table = actions.table(small.view(given, two))
    assert cells(table, "A1")[1] == "Ans, 1 Apr – 31 Dec"
    assert "All are for" not in str(actions.reading(small.view(given, two)))


@pytest.mark.parametrize(
    ("plan", "left"), [(small.PLAN, 60_000), (small.MUCH, -80_000), (small.NO_ACTIONS, 120_000)]
)
def test_the_bridge_leads_from_the_baseline_to_the_target(given, plan, left):
    shown = small.view(given, plan)
    goal = shown.total()
    moved = goals_charts.steps(shown, goal)
    assert goal.year("baseline") + sum(amount for _, amount in moved) == goal.year()
    assert moved[-1] == ("gap", left)
    chart = goals_charts.bridge(shown)
    gap = targets.gap(goal, plan.actions).uncovered
    assert ("not covered by any action" in chart.title) == (gap > 0)
    assert "Waterfall chart of revenue from €10.8k without action to the target of €12.0k" in chart.alt


# -- risks -----------------------------------------------------------------------------------------------------------------------


def test_risks_stand_by_probability_with_their_sign(given):
    table = risks.risks(small.view(given))
    assert [row.cells[1] for row in table.rows] == ["high", "low"]
    assert cells(table, "R1")[2:4] == ("−€500", "the quotation (above €500)")
    told = str(risks.reading(small.view(given)))
    assert "Most hangs on risk R1: −€500 margin a year." in told
    more = small.PLAN.model_copy(update={"assumptions": (small.PLAN.assumptions[0].model_copy(update={"impact": -60_000}),)})  # fmt: skip
    said = str(risks.reading(small.view(given, more)))
    assert "Most hangs on assumption A1: −€600 margin if it does not hold." in said
    assert "For 1 risk nobody has said yet what is done then." in told
    assert "1 assumption has no grade yet." in told


def test_assumptions_have_their_grade_and_what_hangs_on_them(given):
    table = risks.assumptions(small.view(given))
    assert cells(table, "A1")[1:] == ("B", "−€300", "45 months")
    assert cells(table, "A2")[1:] == ("–", "–", "–")


# -- proposals -------------------------------------------------------------------------------------------------------------------


def test_a_decision_stands_by_its_proposal(given):
    first, second = (one.text for one in small.PROPOSALS)
    decided = (small.decision(1, first, "amended", instead="in ten outlets", reason="try first"),)
    shown = small.view(given, decisions=decided)
    (row,) = proposals.decided(shown).rows
    assert row.cells[0].startswith("2027-1 List the sausage")
    assert row.cells[1:] == ("adopted with changes: in ten outlets; try first", "+€100")
    assert proposals.decided(shown).note == "Decided on 20 October 2026 by Hendrik."
    assert [one.cells for one in proposals.table(shown).rows] == [
        (f"2027-2 {second} (contract)", "–", "–", "–")
    ]
    told = str(proposals.reading(small.view(given, decisions=decided)))
    assert "0 adopted, 1 adopted with changes, 0 rejected. 1 waits for a decision." in told


def test_a_decision_about_other_words_no_longer_stands(given):
    shown = small.view(given, decisions=(small.decision(2, "Shorten the term to 30 days"),))
    assert [one.label for one in shown.open] == ["2027-1", "2027-2"]
    assert "2027-2 was decided in other words than it has now" in str(proposals.reading(shown))


def test_decisions_of_several_people_each_say_who(given):
    texts = [one.text for one in small.PROPOSALS]
    later = small.decision(2, texts[1], "rejected").model_copy(update={"decided_by": "Inge"})
    table = proposals.decided(small.view(given, decisions=(small.decision(1, texts[0]), later)))
    assert [row.cells[1] for row in table.rows] == [
        "adopted as proposed on 20 October 2026 by Hendrik",
        "rejected on 20 October 2026 by Inge",
    ]
    assert table.note is None
    assert proposals.table(small.view(given, decisions=(small.decision(1, texts[0]), later))) is None


def test_without_a_decision_all_are_asked(given):
    shown = small.view(given)
    assert proposals.decided(shown) is None
    assert cells(proposals.table(shown), "2027-1")[1:] == ("it sells elsewhere", "+100", "€60 to €140")


# -- versions --------------------------------------------------------------------------------------------------------------------

DEARER = small.PLAN.model_copy(
    update={
        "actions": (
            small.LISTING.model_copy(
                update={"revenue": small.Range(low=40_000, expected=90_000, high=110_000)}
            ),
            small.PROMOTION,
        )
    }
)


def test_an_adopted_version_is_compared_with_the_one_before_and_bound(given):
    first = small.kept(number=1, state="adopted", by="Hendrik", bound=small.BOUND)
    drafts = [small.kept(number=2, version=2), small.kept(DEARER, number=3, version=2, state="submitted", submitted_to="Hendrik")]  # fmt: skip
    now = small.view(given, DEARER, kept=drafts[1], versions=(first, *drafts))
    assert now.previous == first
    told = str(versions.changed_reading(now))
    assert "Compared with plan version 1 as it was adopted on 1 October 2026 by Hendrik." in told
    assert "bring €300 more over the year" in told
    assert changes.year_end(now.changed) == 30_000
    assert [row.cells[1] for row in versions.table(now).rows] == ["adopted", "draft", "submitted to Hendrik"]
    (row,) = versions.approval(now).rows
    assert row.cells[3] == "document 1, figures of Q3 2026"  # slager/2026Q3/annual_plan/v1
    assert re.findall(r"[ab]{64}", row.cells[4].replace(" ", "")) == ["a" * 64, "b" * 64]


def test_a_first_draft_has_no_versions(given):
    shown = small.view(given)
    assert versions.table(shown) is None
    assert versions.changed(shown) is None
    assert versions.approval(shown) is None
    assert "Nobody has kept a plan for 2027 yet." in str(versions.reading(shown))


def test_what_the_plan_does_not_know_is_said(given):
    told = str(versions.unknowns(small.view(given)))
    assert "Of 1 action nobody said what it brings in margin." in told
    assert "No plan was kept for 2026" in told


# -- the year that was -----------------------------------------------------------------------------------------------------------


def test_what_was_asked_stands_beside_where_the_year_is_heading(given):
    shown = small.view(given)
    table = back.table(shown)
    assert cells(table, "Revenue (€)")[1:] == ("9,900", "8,000", "10,000", "+100", "+1.0%", "9,000")
    rows = sections(table)["Revenue per group (€)"]
    assert sum(whole(row.cells[3]) for row in rows) == 10_000
    assert sum(whole(row.cells[2]) for row in rows) == 8_000
    told = str(back.reading(shown))
    assert "2026 is heading for €10.0k revenue, €100 more than the €9,900 that was asked." in told
    assert "Most is lacking in beef: −€99." in told
    assert "Most comes on top in pork: +€199." in told


def test_a_year_of_which_nothing_was_asked(given):
    assert "For 2026 nothing was asked that we know of" in str(back.reading(small.view(given, target=small.NAN)))  # fmt: skip


def test_what_was_amended_and_is_not_in_the_actions_is_told_with_its_decision(given):
    texts = [each.text for each in small.PROPOSALS]
    shown = small.view(given, decisions=(small.decision(1, texts[0], "amended", reason="too dear", instead="two weeks"),))  # fmt: skip
    assert "worked" not in proposals.decided(shown).rows[0].cells[1]
    left = records.ToWorkIn(year=small.YEAR, proposal=f"{small.YEAR}-1", instead="two weeks", actions=("A1", "A3"))  # fmt: skip
    shown.review.records = shown.records.model_copy(update={"to_work_in": (left,)})
    assert proposals.decided(shown).rows[0].cells[1].endswith("(still to be worked into A1 and A3)")
    assert "What was decided instead of 2027-1 is not in the actions yet" in str(proposals.reading(shown)).replace("\\", "")  # fmt: skip


def test_a_side_that_promised_nothing_is_not_told(given, monkeypatch):
    """Nought of nought says nothing."""
    due = {"us": 3, "customer": 0}
    monkeypatch.setattr(
        back.commitments, "kept", lambda promises, until, side: SimpleNamespace(due=due[side], kept=due[side] - 1)
    )  # fmt: skip
    monkeypatch.setattr(back, "_reasons", lambda view: [])
    monkeypatch.setattr(back, "_judged", lambda view: pd.DataFrame(columns=["profit"]))
    shown = small.view(given)
    shown.review.promises = ()
    told = str(back.learnt(shown))
    assert "kept on time and right the first time: 2 of 3 of ours." in told
    assert "customer" not in told


def test_places_that_are_as_likely_as_shown_are_named_together(given):
    told = str(goals_sentences.places(small.view(given), "outlet")).replace("\\", "")
    assert "smallest for Harbour (20%) and largest for Market and Bistro <b>*Zuid*</b> (40%)." in told
