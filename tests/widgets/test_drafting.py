"""The form without a browser: what it answers, what it keeps, and what it tells of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from amlib import language
from amlib.plan import drafts, keeping, ledger, workflow
from amlib.plan.ready import Obstacle
from amlib.widgets import phrases
from amlib.widgets.desk import Desk

from . import seated
from .seated import Sat, ground, plan

Sits = Callable[..., Sat]
PLAIN = "planversie 1; bedragen in EUR, hoeveelheden in kg"


def kept(desk: Desk) -> keeping.Kept | None:
    return keeping.latest(desk.ledger, "a", 2027)


def test_it_opens_on_the_first_draft_and_writes_nothing(sat: Sits, desk: Desk) -> None:
    ans = sat()
    assert ans.cell("goals", "G1", "target") == "12"
    assert ans.form.status["text"] == "De eerste opzet, uit de cijfers. Er is nog niets aangepast."
    assert desk.ledger.read() == ()


def test_invented_data_are_called_so_above_the_form() -> None:
    told = [phrases.head(ground(invented=each), plan(), "nl")["sub"] for each in (False, True)]
    assert told == [PLAIN, f"{PLAIN} · Verzonnen gegevens"]


def test_whose_account_it_is_stands_above_the_form_of_somebody_else() -> None:
    with language.use("nl"):
        told = [phrases.head(ground(), plan(), "nl", author)["whose"] for author in ("Ans", "Bob")]
    assert told == ["", "De accountmanager van dit account is Ans. Wat hier wordt gewijzigd, wijzigt Bob."]


def test_targets_that_dividing_makes_extreme_are_told_and_the_telling_goes_with_the_dividing(sat: Sits) -> None:  # fmt: skip
    ans = sat(given=ground(places={("revenue", "group", "beef"): replace(seated.EVEN, rest=7.2)}))
    ans.types("goals", "G1", "target", "24,00")
    assert ans.form.notices == []  # what was typed stands on the board
    ans.says("hand")
    (told,) = ans.form.notices
    assert told["title"].startswith("Door het verdelen is één doel extreem geworden")
    assert told["lines"] == ["G2 goal G2"]
    ans.says("undo")
    assert ans.form.notices == []


def test_a_notice_names_a_few_and_says_how_many_more_there_are() -> None:
    with language.use("en"):
        told = [phrases.extreme([f"G{n}" for n in range(many)])["lines"] for many in (5, 6)]
    assert told == [["G0", "G1", "G2", "G3", "G4"], ["G0", "G1", "G2", "G3", "2 more"]]


def test_an_edit_is_answered_at_once_and_kept_a_moment_later(sat: Sits, desk: Desk) -> None:
    ans = sat()
    ans.types("goals", "G1", "target", "24,00")
    assert ans.cell("goals", "G1", "target") == "24"
    assert ans.form.done == 1
    assert (ans.form.status["tone"], ans.form.status["kept"]) == ("unsaved", 0)
    assert kept(desk) is None
    ans.later.run()
    assert kept(desk).plan.found("goals", "G1").year() == 2400
    assert (ans.form.status["tone"], ans.form.status["kept"]) == ("saved", 1)
    assert ans.form.status["text"].endswith("door Ans: planversie 1.")


def test_what_cannot_be_read_stands_in_its_cell_and_is_told(sat: Sits, desk: Desk) -> None:
    ans = sat()
    ans.types("goals", "G1", "target", "1.5")
    row = ans.row("goals", "G1")
    assert row["typed"] == {"target": "1.5"}
    assert "geen bedrag" in row["wrong"]["target"]
    assert ans.form.status["tone"] == "unsaved"
    assert "Eén cel was niet te lezen" in ans.form.status["text"]
    assert ans.form.status["beside"] == [["goals", "G1", "target"]]
    assert not ans.later.calls


def test_the_next_to_sit_down_finds_what_was_kept(sat: Sits) -> None:
    ans = sat()
    ans.types("notes", "N1", "text", "verder")
    ans.later.run()
    assert sat("Bob").cell("notes", "N1", "text") == "verder"


def test_two_who_edit_different_things_have_both_and_the_second_is_told(sat: Sits, desk: Desk) -> None:
    ans, bob = sat(), sat("Bob")
    ans.types("actions", "A1", "name", "van Ans")
    ans.later.run()
    bob.types("goals", "G2", "month_3", "9,99")
    bob.later.run()
    plan = kept(desk).plan
    assert (plan.found("actions", "A1").name, plan.found("goals", "G2").target[2]) == ("van Ans", 999)
    assert bob.cell("actions", "A1", "name") == "van Ans"
    assert bob.form.notices[-1]["title"].startswith("Ans heeft dit plan ondertussen aangepast")
    assert len(bob.form.notices[-1]["lines"]) == 1
    assert "van Ans" in bob.form.notices[-1]["lines"][0]
    bob.says("read")
    assert bob.form.notices == []


@pytest.mark.parametrize(("side", "name"), [("mine", "van Bob"), ("theirs", "van Ans")])
def test_two_who_edit_the_same_are_asked_and_nothing_is_lost(
    sat: Sits, desk: Desk, side: str, name: str
) -> None:
    ans, bob = sat(), sat("Bob")
    ans.types("actions", "A1", "name", "van Ans")
    ans.later.run()
    bob.types("actions", "A1", "name", "van Bob")
    bob.later.run()
    assert kept(desk).plan.found("actions", "A1").name == "van Ans"
    assert bob.cell("actions", "A1", "name") == "van Bob"
    (clash,) = bob.form.news["clashes"]
    assert (clash["mine"], clash["theirs"], clash["theirs_word"]) == ("van Bob", "van Ans", "Ans:")
    assert bob.form.status["tone"] == "unsaved"
    bob.says("resolve", choices={clash["key"]: side})
    assert kept(desk).plan.found("actions", "A1").name == name
    assert bob.cell("actions", "A1", "name") == name
    assert bob.form.status["tone"] == "saved"
    assert not bob.form.news.get("clashes")


def test_what_went_out_is_told_until_it_is_read_in_order_and_not_when_it_is_taken_back(sat: Sits) -> None:
    """Two proposals that the draft wrote go out by two edits; a third edit comes between telling and reading."""
    made = plan(proposals=())
    with language.use("nl"):
        asked = drafts.asked_for(made.actions)
        low = made.with_goal(made.goals[0].model_copy(update={"target": (1,) * 12}))
        low = low.model_copy(
            update={"proposals": tuple(each.model_copy(update={"number": n}) for n, each in enumerate([*drafts.raised(low), *asked], 1))}
        )  # fmt: skip
    ans = sat(given=ground(first=low))
    ans.types("goals", "G1", "target", "99.999")
    ans.says("remove", sheet="actions", ids=[each.id for each in low.actions])
    first, second = (each["lines"][0] for each in ans.form.notices)
    assert "Het omzetdoel verhogen" in first
    assert second != first
    ans.types("goals", "G1", "name", "Omzet")
    assert [each["lines"][0] for each in ans.form.notices] == [first, second], "another edit leaves both"
    ans.says("undo")
    assert len(ans.form.notices) == 2, "the rename told nothing"
    ans.says("undo")
    assert [each["lines"][0] for each in ans.form.notices] == [first], "what came back is not told as gone"
    ans.says("read", id=ans.form.notices[0]["id"])
    assert ans.form.notices == []


def test_who_looks_again_sees_what_others_did(sat: Sits) -> None:
    ans, bob = sat(), sat("Bob")
    ans.types("actions", "A1", "name", "van Ans")
    ans.later.run()
    bob.says("look")
    assert bob.cell("actions", "A1", "name") == "van Ans"
    assert bob.form.notices[-1]["lines"]


def test_a_ledger_that_cannot_be_written_is_told_and_the_plan_stays(sat: Sits, desk: Desk) -> None:
    ans = sat()
    file = desk.output / "ledger.sqlite"
    file.write_bytes(b"this is no ledger" * 100)
    ans.types("notes", "N1", "text", "verder")
    ans.later.run()
    assert ans.form.status["tone"] == "error"
    assert ans.cell("notes", "N1", "text") == "verder"
    file.unlink()
    ans.says("save")
    assert ans.form.status["tone"] == "saved"
    assert kept(desk).plan.found("notes", "N1").text == "verder"


def test_a_plan_is_submitted_to_somebody_and_then_only_read(sat: Sits, desk: Desk) -> None:
    ans = sat()
    ans.says("ask", open=True)
    assert (ans.form.ask["open"], ans.form.ask["to"], ans.form.ask["obstacles"]) == (True, "Bob", [])
    # 12.00 asked, 10.80 without action, 0.20 of actions
    told = ans.form.ask["free"].replace("\N{NO-BREAK SPACE}", " ")
    assert told.startswith("U kunt dit jaarplan indienen.")
    assert "Niet gedekt: omzet € 1." in told
    ans.says("submit", to=" ", reason="")
    assert ans.form.ask["fault"] == "zeg bij wie het plan wordt ingediend"
    ans.says("submit", to="Bob", reason="")
    assert kept(desk).plan.state == "submitted"
    assert (ans.form.status["locked"], ans.form.status["state"]) == (True, "ingediend")
    ans.types("notes", "N1", "text", "te laat")
    assert "Niet opgeslagen" in ans.form.status["text"]
    assert ans.cell("notes", "N1", "text") == "begun"


def test_what_was_told_and_offered_of_a_draft_goes_when_it_is_handed_over(sat: Sits) -> None:
    ans = sat()
    ans.says("remove", sheet="proposals", ids=[each.id for each in seated.plan().proposals])
    ans.types("terms", "T1", "rate", "3%")
    assert [each["offer"]["kind"] for each in ans.form.notices] == ["propose"]
    ans.says("submit", to="Bob", reason="voorstellen volgen")
    assert ans.form.status["stage"] == "submitted"
    assert ans.form.notices == []


def test_nothing_stands_in_the_way_of_a_plan_whose_goals_are_covered(sat: Sits) -> None:
    covered = seated.plan(
        goals=tuple(each.model_copy(update={"target": each.baseline}) for each in seated.plan().goals)
    )
    ans = sat(given=seated.ground(first=covered))
    ans.says("ask", open=True)
    assert ans.form.ask["free"] == "Er staat niets in de weg."


def test_what_stands_in_the_way_needs_a_reason(sat: Sits, desk: Desk) -> None:
    ans = sat(given=seated.ground(obstacles=(Obstacle("tie_out", "€ 3 is niet verklaard", then="Pas vast te stellen als het is opgelost."),)))  # fmt: skip
    ans.says("ask", open=True)
    assert ans.form.ask["obstacles"] == [
        {"what": "€ 3 is niet verklaard", "then": "Pas vast te stellen als het is opgelost."}
    ]
    assert "Wat er dan gebeurt, staat erbij" in ans.form.ask["lead"]
    assert "dat houdt niets tegen" in ans.form.ask["free"]
    ans.says("submit", to="Bob", reason=" ")
    assert "zeg waarom" in ans.form.ask["fault"]
    assert kept(desk).plan.state == "draft"
    ans.says("submit", to="Bob", reason="komt volgende week")
    assert kept(desk).plan.state == "submitted"


def test_what_no_reason_overrules_is_corrected_first(sat: Sits, desk: Desk) -> None:
    plan = seated.plan()
    two = plan.goals[2].model_copy(update={"key": "beef"})  # two goals of one place
    ans = sat(given=seated.ground(first=plan.model_copy(update={"goals": (*plan.goals[:2], two)})))
    ans.says("ask", open=True)
    ans.says("submit", to="Bob", reason="toch")
    assert ans.form.ask["fault"].startswith("verbeter dit eerst")
    assert kept(desk).plan.state == "draft"


def test_what_could_not_be_read_is_settled_before_a_plan_is_submitted(sat: Sits, desk: Desk) -> None:
    ans = sat()
    ans.types("goals", "G1", "target", "veel")
    ans.says("ask", open=True)
    ans.says("submit", to="Bob", reason="")
    assert "nog niet opgeslagen" in ans.form.ask["fault"]
    assert kept(desk).plan.state == "draft"


def test_a_plan_that_was_given_back_is_a_draft_again(sat: Sits, desk: Desk) -> None:
    ans = sat()
    ans.says("ask", open=True)
    ans.says("submit", to="Bob", reason="")
    workflow.give_back(desk.ledger, "a", 2027, reason="hoger", by="Bob", at=datetime(2026, 11, 1, tzinfo=UTC))
    ans.says("look")
    assert not ans.form.status["locked"]
    ans.types("notes", "N1", "text", "verder")
    ans.later.run()
    assert kept(desk).plan.found("notes", "N1").text == "verder"


def test_what_was_written_after_a_plan_was_submitted_elsewhere_stays_on_the_screen(
    sat: Sits, desk: Desk
) -> None:
    ans, bob = sat(), sat("Bob")
    ans.says("ask", open=True)
    ans.says("submit", to="Bob", reason="")
    bob.types("notes", "N1", "text", "van Bob")
    bob.later.run()
    assert bob.form.status["tone"] == "error"
    assert bob.cell("notes", "N1", "text") == "van Bob"
    assert kept(desk).plan.state == "submitted"


def test_who_writes_is_shown_and_cannot_be_typed(sat: Sits, desk: Desk) -> None:
    ans = sat()
    assert ans.form.status["author"] == "Ans"
    assert "amlib forms --author" in ans.form.words["other"]
    with pytest.raises(KeyError):
        ans.says("author", name="Invaller")
    ans.types("notes", "N1", "text", "verder")
    ans.later.run()
    assert desk.ledger.read()[-1].author == "Ans"


def test_a_slider_is_bounded_and_is_no_change_of_the_plan(sat: Sits) -> None:
    ans = sat()
    ans.says("slide", name="growth", value=99, done=True)
    assert ans.form.sliders[0]["value"] == 0.15
    assert ans.form.board["asked"]
    assert not ans.later.calls
    ans.says("take")
    assert ans.later.calls
    assert not ans.form.board["asked"]


def test_what_is_kept_is_a_sound_ledger(sat: Sits, desk: Desk) -> None:
    ans = sat()
    ans.types("notes", "N1", "text", "verder")
    ans.later.run()
    ans.says("ask", open=True)
    ans.says("submit", to="Bob", reason="")
    assert ledger.verify(desk.ledger) == []


def test_the_browser_is_told_in_the_language_in_which_the_form_was_made(sat: Sits) -> None:
    from amlib import language

    with language.use("en"):
        ans = sat()
    ans.types("goals", "G1", "target", "1,234.5")
    assert ans.cell("goals", "G1", "target") == "1,234.50"
    assert ans.form.words["undo"] == "Undo"
