"""A sitting: what fits goes into the plan, what does not stays beside it, and all of it can be taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from amlib import language
from amlib.analysis.calculation import Edit
from amlib.plan.items import Range
from amlib.widgets.sitting import Sitting
from tests.plan import examples

from . import seated

TODAY = date(2026, 10, 6)


@pytest.fixture
def one() -> Sitting:
    return Sitting(seated.ground(), seated.plan())


def types(one: Sitting, kind: str, id: str, **texts: str) -> None:
    one.typed([((kind, id, key), text) for key, text in texts.items()], "Ans", TODAY)


def test_a_wrong_number_stays_in_its_cell_with_the_reason_and_the_plan_is_as_it_was(one: Sitting) -> None:
    before = one.plan
    types(one, "goals", "G1", target="1.5")
    assert one.plan == before
    told = one.now.beside["goals", "G1", "target"]
    assert told.text == "1.5"
    assert "geen bedrag" in told.why


def test_a_wrong_number_that_is_corrected_is_forgotten(one: Sitting) -> None:
    types(one, "goals", "G1", target="1.5")
    types(one, "goals", "G1", target="15")
    assert one.plan.found("goals", "G1").year() == 1500
    assert not one.now.beside


def test_dates_the_wrong_way_round_wait_for_each_other(one: Sitting) -> None:
    types(one, "actions", "A1", begins="1-9-2027")  # after its end in April
    assert one.plan.found("actions", "A1").begins == date(2027, 4, 1)
    assert "vóór het begin" in one.now.beside["actions", "A1", "begins"].why
    types(one, "actions", "A1", ends="30-9-2027")
    action = one.plan.found("actions", "A1")
    assert (action.begins, action.ends) == (date(2027, 9, 1), date(2027, 9, 30))
    assert not one.now.beside


def test_of_a_row_that_was_pasted_what_fits_is_taken(one: Sitting) -> None:
    types(one, "actions", "A1", name="Meer", cost="x", begins="3-4-2027", ends="1-1-2028")
    action = one.plan.found("actions", "A1")
    assert (action.name, action.begins, action.ends) == ("Meer", date(2027, 4, 3), date(2027, 4, 30))
    assert {key for _, _, key in one.now.beside} == {"cost", "ends"}


def test_a_block_over_the_end_makes_rows(one: Sitting) -> None:
    edits = [(("actions", f"+{n}", key), text) for n in (2, 3) for key, text in (("name", f"actie {n}"), ("cost", "10"))]  # fmt: skip
    one.typed(edits, "Ans", TODAY)
    assert [(a.id, a.name, a.cost, a.owner) for a in one.plan.actions[2:]] == [("A3", "actie 2", 1000, "Ans"), ("A4", "actie 3", 1000, "Ans")]  # fmt: skip
    one.undo()
    assert len(one.plan.actions) == 2


def test_undo_takes_back_the_plan_and_what_was_typed_beside_it(one: Sitting) -> None:
    start = one.now
    types(one, "goals", "G1", target="20")
    types(one, "goals", "G1", target="rood")
    assert one.now.beside
    one.undo()
    assert not one.now.beside
    assert one.plan.found("goals", "G1").year() == 2000
    one.undo()
    assert one.now == start
    assert not one.can_undo
    one.redo()
    one.redo()
    assert one.now.beside["goals", "G1", "target"].text == "rood"
    assert not one.can_redo


def test_a_new_edit_ends_what_could_be_redone(one: Sitting) -> None:
    types(one, "goals", "G1", target="20")
    one.undo()
    types(one, "goals", "G1", target="30")
    assert not one.can_redo


def test_what_changes_nothing_is_no_edit(one: Sitting) -> None:
    types(one, "goals", "G1", target="12")
    assert not one.can_undo


def test_a_slider_is_one_edit_from_where_it_was_taken_to_where_it_was_let_go(one: Sitting) -> None:
    for value in (0.01, 0.02, 0.03):
        one.slid("growth", value, done=False)
    one.slid("growth", 0.03, done=True)
    one.slid("price", 0.01, done=True)
    assert one.now.sliders == Edit(growth=0.03, price=0.01)
    one.undo()
    assert one.now.sliders == Edit(growth=0.03)
    one.undo()
    assert one.now.sliders == Edit()
    assert not one.can_undo


def test_rows_that_are_taken_out_take_what_was_typed_in_them_along(one: Sitting) -> None:
    types(one, "actions", "A1", cost="veel")
    one.taken_out("actions", ["A1"])
    assert [a.id for a in one.plan.actions] == ["A2"]
    assert not one.now.beside
    one.undo()
    assert one.now.beside["actions", "A1", "cost"].text == "veel"


def test_a_total_is_handed_down_to_its_parts(one: Sitting) -> None:
    types(one, "goals", "G1", target="24")  # twice as much: 60 and 40 of 100 become 120 and 80 a month
    assert ("goals", "G1", "target") in one.faults()
    one.handed_down()
    assert [g.target for g in one.plan.goals] == [(200,) * 12, (120,) * 12, (80,) * 12]
    assert ("goals", "G1", "target") not in one.faults()


def test_what_the_sliders_give_is_taken_over(one: Sitting) -> None:
    one.slid("growth", 0.1, done=True)
    one.taken_over({"revenue": 1300})
    assert one.plan.found("goals", "G1").year() == 1300
    assert one.plan.found("goals", "G2").year() == 780
    assert one.now.sliders == Edit()


# what is typed, and the cell where it is told that the plan does not hold together
DOUBTS = [
    ("goals", "G2", "key", "konijn", ("goals", "G2", "key")),
    ("actions", "A1", "groups", "konijn", ("actions", "A1", "groups")),
    ("risks", "R1", "owner", "Niemand", ("risks", "R1", "owner")),
    ("goals", "G3", "month_1", "9", ("goals", "G1", "target")),
]


@pytest.mark.parametrize(("kind", "id", "key", "text", "place"), DOUBTS)
def test_a_fault_of_the_plan_is_told_in_the_cell_where_it_is_corrected(
    one, kind, id, key, text, place
) -> None:
    assert place not in one.faults()
    types(one, kind, id, **{key: text})
    assert one.faults()[place]


def test_every_fault_of_a_value_has_a_cell(one: Sitting) -> None:
    reversed_ = one.plan.actions[0].model_copy(update={"revenue": Range(low=9, expected=5, high=9)})
    one.began_again(one.plan.model_copy(update={"actions": (reversed_,)}))
    with language.use("en"):
        assert one.faults() == {("actions", "A1", "revenue"): "the range of the revenue does not run from low over expected to high"}  # fmt: skip


def test_text_of_a_person_is_kept_as_it_is(one: Sitting) -> None:
    types(one, "notes", "N1", text="<script>alert(1)</script> =1+1")
    assert one.plan.found("notes", "N1").text == "<script>alert(1)</script> =1+1"


def test_an_amount_outside_a_range_that_was_typed_waits_marked_until_the_range_lets_go(one: Sitting) -> None:
    types(one, "actions", "A1", revenue_high="0,25")  # of 5, 10 and 20 cents
    types(one, "actions", "A1", revenue="0,30")
    assert one.plan.found("actions", "A1").revenue.expected == 10
    told = one.now.beside["actions", "A1", "revenue"]
    assert (told.text, "buiten de ingevulde grenzen" in told.why) == ("0,30", True)
    types(one, "actions", "A1", revenue_high="")
    found = one.plan.found("actions", "A1").revenue
    assert (found.low, found.expected, found.high, found.typed) == (15, 30, 30, ())
    assert not one.now.beside
    one.undo()
    one.undo()
    assert one.plan.found("actions", "A1").revenue.typed == ("high",)


def test_a_target_above_its_own_stretch_is_marked_at_its_cell(one: Sitting) -> None:
    place = ("goals", "G1", "target")
    types(one, "goals", "G1", stretch="13")
    assert place not in one.faults()
    types(one, "goals", "G1", stretch="11")
    assert one.faults()[place].replace("\N{NO-BREAK SPACE}", " ") == "het ligt boven de eigen uitdaging, € 11"
    types(one, "goals", "G1", stretch="")
    assert place not in one.faults()


def test_a_block_of_visits_makes_activities_and_what_is_no_number_stays_in_its_cell(one: Sitting) -> None:
    block = (("De Brink", "bezoek", "1", "2"), ("002", "kwaliteit", "1,5", ""))
    keys = ("outlet", "kind", "month_1", "month_2")
    edits = [(("activities", f"+{n}", key), text) for n, row in enumerate(block) for key, text in zip(keys, row, strict=True)]  # fmt: skip
    one.typed(edits, "Ans", TODAY)
    made = one.plan.activities[1:]
    assert [(a.outlet, a.kind, a.months[:3], a.owner) for a in made] == [("001", "visit", (1, 2, 0), "Ans"), ("002", "quality", (0, 0, 0), "Ans")]  # fmt: skip
    ((place, told),) = one.now.beside.items()
    assert (place, told.text) == (("activities", made[1].id, "month_1"), "1,5")


def test_an_activity_without_an_outlet_is_told_in_its_cell(one: Sitting) -> None:
    id = one.added("activities", "Ans", TODAY)
    assert "is geen vestiging" in one.faults()["activities", id, "outlet"]


def test_a_new_term_stands_beside_what_is_agreed_and_takes_its_place_where_it_is_chosen(one: Sitting) -> None:
    id = one.added("terms", "Ans", TODAY)
    assert id not in seated.AROUND.agreed
    place = len(one.plan.terms) - 1
    types(one, "terms", id, replaces="B1", rate="2,5%")
    found = one.plan.terms[place]
    # all that is agreed, with another rate, and not agreed yet
    assert found == seated.AROUND.agreed["B1"].model_copy(update={"rate": Decimal("0.025"), "wanted": True})
    second = one.added("terms", "Ans", TODAY)
    types(one, "terms", second, replaces="B1")
    assert "al een regel" in one.now.beside["terms", second, "replaces"].why
    types(one, "terms", "B1", rate="2.5%")
    assert one.now.beside["terms", "B1", "rate"].text == "2.5%"
    one.undo()
    assert ("terms", "B1", "rate") not in one.now.beside


def test_a_total_is_divided_over_outlets_by_their_room() -> None:
    parts = [examples.goal(f"G{n}", "outlet", key, target=(each,) * 12, baseline=(each,) * 12) for n, (key, each) in enumerate((("001", 50), ("002", 40)), 2)]  # fmt: skip
    plan = seated.plan(goals=(examples.goal(), *parts), actions=())
    one = Sitting(seated.ground(weights={"potential": pd.Series({"001": 0.0, "002": 1.0})}), plan)
    one.handed_down("potential")  # 1,200 is 120 more than 600 and 480, all of it where there is room
    assert [goal.year() for goal in one.plan.goals] == [1200, 600, 600]
    assert ("goals", "G1", "target") not in one.faults()
    one.undo()
    assert one.plan == plan
