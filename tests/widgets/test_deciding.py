"""The supervisor's desk, pressed button by button without a browser: what is refused, what is kept, and by whom."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from amlib import language
from amlib.editions import binding
from amlib.plan import decided, keeping, records, state, workflow
from amlib.plan.ready import Obstacle
from amlib.widgets import deciding, waiting
from amlib.widgets.desk import Desk

from . import office


class Sat:
    """Somebody at the desk, with the one plan open; the questions of a proposal by name."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.on = deciding._Desk(desk)

    @property
    def opened(self) -> Any:
        return self.on.opened

    def card(self, number: int) -> Any:
        return self.opened.cards[number - 1]

    def decide(self, number: int, outcome: str, reason: str = "", instead: str = "") -> Any:
        card = self.card(number)
        card.outcome.input.value, card.why.input.value, card.instead.input.value = outcome, reason, instead
        card.form.button.click()
        return card

    def shown(self) -> str:
        return text(self.on.widget)


def text(widget: Any) -> str:
    """All that a widget shows, in one string."""
    if getattr(widget.layout, "display", None) == "none":
        return ""
    own = " ".join(str(getattr(widget, name, "") or "") for name in ("description", "value"))
    return " ".join([own, *(text(each) for each in getattr(widget, "children", ()))])


def standing(desk: Desk) -> dict[int, records.Decision]:
    return dict(decided.decisions(desk.ledger.read(), office.ACCOUNT, office.plan()))


@pytest.fixture
def sat(tmp_path: Path) -> Sat:
    return Sat(office.submit(tmp_path, reason="de doelen per vestiging volgen"))


def test_a_plan_that_waits_is_opened_with_what_was_said_beside_it(sat: Sat) -> None:
    shown = sat.shown()
    assert "één jaarplan wacht op een besluit" in shown
    assert "Jaarplan 2027 van goudveld" in shown
    assert "Sanne schrijft: “de doelen per vestiging volgen”" in shown
    assert "Bij afwijzing gaat dit niet door: Winteractie rundvlees" in shown
    assert "0 van 3 besloten" in shown
    assert "Marge van het jaar: +€ 18,5 duizend (+€ 9.250 tot +€ 25,9 duizend)" in shown.replace("\xa0", " ")


def test_a_draft_does_not_wait(tmp_path: Path) -> None:
    desk = office.at(tmp_path)
    keeping.save(desk.ledger, office.plan(), author="Sanne", at=office.AT, seen=None)
    assert waiting.cases(desk.ledger.read()) == []
    assert "er wacht geen jaarplan op een besluit" in Sat(desk).shown()


def test_what_others_wrote_is_words_and_no_markup(sat: Sat) -> None:
    assert "Vraag schapruimte voor &lt;kip&gt; &amp; meer" in sat.shown()
    card = sat.decide(3, "rejected", "<b>nee</b>")
    assert "&lt;b&gt;nee&lt;/b&gt;" in text(card.widget)


@pytest.mark.parametrize(
    ("outcome", "reason", "instead", "wrong"),
    [
        ("rejected", "", "", "why"),
        ("rejected", "   ", "", "why"),
        ("amended", "te duur", "", "instead"),
        ("amended", "", "de helft", "why"),
        ("amended", "", "", "instead why"),
        ("", "", "", "outcome"),
    ],
)
def test_a_decision_that_lacks_something_is_refused_at_the_field_and_nothing_is_lost(
    sat: Sat, outcome: str, reason: str, instead: str, wrong: str
) -> None:
    card = sat.decide(2, outcome or None, reason, instead)  # type: ignore[arg-type]  # nothing was chosen
    asked = {"outcome": card.outcome, "instead": card.instead, "why": card.why}
    marked = [name for name, each in asked.items() if "am-fault" in each.message.value]
    assert marked == wrong.split(), "all at once, and nothing else"
    assert (card.why.input.value, card.instead.input.value) == (reason, instead)
    assert standing(sat.desk) == {}


def test_a_fault_goes_when_the_answer_changes(sat: Sat) -> None:
    card = sat.decide(2, "rejected")
    card.why.input.value = "te duur"
    assert card.why.message.value == ""


def test_what_was_decided_stands_in_the_ledger_with_its_words(sat: Sat) -> None:
    sat.decide(1, "adopted")
    sat.decide(2, "amended", "de prijs stijgt", "half op afzet, half op omzet")
    card = sat.decide(3, "rejected", "geen ruimte in Zwolle")
    kept = standing(sat.desk)
    assert {n: (d.outcome, d.reason, d.instead, d.decided_by) for n, d in kept.items()} == {
        1: ("adopted", "", "", "Pieter"),
        2: ("amended", "de prijs stijgt", "half op afzet, half op omzet", "Pieter"),
        3: ("rejected", "geen ruimte in Zwolle", "", "Pieter"),
    }
    assert kept[1].effect == 18500.0
    assert "Afgewezen; omdat: “geen ruimte in Zwolle”" in text(card.widget)
    assert "Gewijzigd overgenomen; in plaats daarvan: “half op afzet, half op omzet”" in text(
        sat.card(2).widget
    )
    assert "Overgenomen <span" in text(sat.card(1).widget)
    assert "3 van 3 besloten" in sat.shown()


def test_who_decides_belongs_to_the_desk_and_the_login_is_written_beside_the_name(tmp_path: Path) -> None:
    office.submit(tmp_path)
    sat = Sat(office.at(tmp_path, "Els", login="ebos"))
    assert "Wie schrijft: <strong>Els</strong>" in sat.shown()
    assert "amlib forms --author" in sat.shown()
    assert [each for each in fields_of(sat.on.top) if each != "Dropdown"] == []
    sat.decide(1, "adopted")
    assert (standing(sat.desk)[1].decided_by, standing(sat.desk)[1].login) == ("Els", "ebos")


def fields_of(widget: Any) -> list[str]:
    """What can be typed or chosen in a part of the desk."""
    own = [type(widget).__name__] if type(widget).__name__ in ("Text", "Textarea", "Dropdown") else []
    return [*own, *(name for each in getattr(widget, "children", ()) for name in fields_of(each))]


def test_whose_login_the_workbook_knows_is_told_to_log_in_as_themselves(tmp_path: Path) -> None:
    office.submit(tmp_path)
    shown = Sat(office.at(tmp_path, "Els", login="ebos", fixed=True)).shown()
    assert "Volgens de werkmap is deze aanmeldnaam van Els" in shown
    assert "--author" not in shown


def test_nobody_decides_on_their_own_plan(tmp_path: Path) -> None:
    office.submit(tmp_path)
    writer = Sat(office.at(tmp_path, "Sanne"))
    card = writer.decide(1, "adopted")
    assert "am-error" in card.form.outcome.value
    assert "U hebt dit jaarplan zelf ingediend" in writer.shown()
    assert standing(writer.desk) == {}


def test_one_login_under_two_names_is_said(tmp_path: Path) -> None:
    desk = office.at(tmp_path)
    keeping.save(desk.ledger, office.plan(), author="Sanne", at=office.AT, seen=None)
    workflow.submit(
        desk.ledger, office.ACCOUNT, 2027, to="Pieter", author="Sanne", login="root", at=office.AT
    )
    assert (
        "Sanne diende het in onder de aanmeldnaam die u ook gebruikt, root"
        in Sat(office.at(tmp_path, login="root")).shown()
    )
    assert "aanmeldnaam die u ook" not in Sat(office.at(tmp_path, login="pieter1")).shown()


def test_a_decision_can_be_made_again(sat: Sat) -> None:
    card = sat.decide(2, "amended", "te duur", "de helft")
    assert "am-decided" in card.widget._dom_classes
    card.change.click()
    assert "am-decided" not in card.widget._dom_classes, "it is asked again, and looks so"
    assert (card.outcome.input.value, card.instead.input.value, card.why.input.value) == (
        "amended",
        "de helft",
        "te duur",
    )
    card.keep.click()
    assert not card.asking
    assert standing(sat.desk)[2].outcome == "amended"
    card.change.click()
    sat.decide(2, "rejected", "toch niet")
    assert standing(sat.desk)[2].outcome == "rejected"


def test_what_was_typed_stays_when_all_is_read_again_also_where_a_colleague_decided(sat: Sat) -> None:
    sat.card(1).why.input.value = "half getypt"
    sat.card(2).why.input.value = "ook getypt"
    sat.opened.returning.questions["reason"].input.value = "de prijzen ontbreken"
    workflow.decide(sat.desk.ledger, office.ACCOUNT, 2027, 2, "adopted", by="Els", at=office.AT)
    sat.on.again.click()
    assert sat.card(1).why.input.value == "half getypt"
    assert sat.card(2).why.input.value == "ook getypt"
    assert sat.card(2).asking
    assert "Els" in sat.card(2).verdict.value
    assert sat.opened.returning.questions["reason"].input.value == "de prijzen ontbreken"


def test_who_decides_second_is_told_what_the_first_said_and_loses_nothing(sat: Sat) -> None:
    other = Sat(office.at(sat.desk.output, "Els"))
    other.decide(1, "rejected", "de actie kost geld")
    card = sat.decide(1, "amended", "alleen met steun", "in week 49")
    assert "Els" in card.form.outcome.value
    assert "omdat: “de actie kost geld”" in card.form.outcome.value
    assert card.instead.input.value == "in week 49"
    assert standing(sat.desk)[1].decided_by == "Els"
    card.form.button.click()
    assert standing(sat.desk)[1].instead == "in week 49"


def test_a_plan_is_adopted_only_when_all_is_decided_and_bound_to_its_document(sat: Sat) -> None:
    adopting = sat.opened.adopting
    for number in (1, 2, 3):
        assert adopting.button.disabled
        sat.decide(number, "adopted")
        assert ("kan worden vastgesteld" in sat.shown()) == (number == 3)
        assert ("Dit kan zodra" in sat.shown()) == (number < 3)
    assert not adopting.button.disabled
    adopting.button.click()
    assert keeping.latest(sat.desk.ledger, office.ACCOUNT, office.YEAR).plan.state == "submitted", (
        "it is asked first"
    )  # type: ignore[union-attr]  # it is there
    adopting.yes.click()
    last = state.records_of(sat.desk.ledger.read(), office.ACCOUNT, audience="internal").plans[-1]
    page = sat.desk.output / "goudveld/2026Q3/annual_plan/v1/page.html"
    assert (last.state, last.by) == ("adopted", "Pieter")
    assert last.bound is not None
    assert last.bound.page == office.sha(page)
    assert "Het jaarplan 2027 van goudveld is vastgesteld." in sat.shown()
    assert "er wacht geen jaarplan" in sat.shown()
    assert "Het vastgestelde document maken" in sat.shown()
    assert "planversie 1, vastgesteld" in (sat.desk.output / "index.html").read_text("utf-8")


def test_what_an_adoption_does_is_said_before_it_is_done_and_can_be_left(sat: Sat) -> None:
    sat.decide(1, "rejected", "kost geld")
    sat.decide(2, "amended", "te duur", "half op afzet")
    sat.decide(3, "adopted")
    adopting = sat.opened.adopting
    adopting.button.click()
    told = adopting.told.value
    page = sat.desk.output / "goudveld/2026Q3/annual_plan/v1/page.html"
    assert f"{office.sha(page)[:12]}…" in told
    assert (
        "Dit valt uit het plan, omdat het voorstel is afgewezen: Winteractie rundvlees (voorstel 1)" in told
    )
    assert "voorstel 2, “half op afzet”" in told
    assert "op naam van Pieter" in told
    office.file(sat.desk)
    adopting.no.click()
    assert adopting.question.layout.display == "none"
    adopting.button.click()
    assert (
        "Er is ondertussen een nieuwer document gemaakt: goudveld/2026Q3/annual_plan/v2"
        in adopting.told.value
    )
    adopting.yes.click()
    last = state.records_of(sat.desk.ledger.read(), office.ACCOUNT, audience="internal").plans[-1]
    assert last.bound is not None
    assert last.bound.edition == "goudveld/2026Q3/annual_plan/v1", "what was read is what is adopted"
    assert "Winteractie" not in str(last.plan["actions"])


def test_the_hash_of_the_document_is_shown_before_it_is_adopted(sat: Sat) -> None:
    page = sat.desk.output / "goudveld/2026Q3/annual_plan/v1/page.html"
    assert f"{office.sha(page)[:12]}…" in sat.shown()


def test_a_plan_is_not_adopted_while_a_colleague_changes_a_decision(sat: Sat) -> None:
    for number in (1, 2, 3):
        sat.decide(number, "adopted")
    other = Sat(office.at(sat.desk.output, "Els"))
    other.card(2).change.click()
    other.decide(2, "rejected", "toch niet")
    sat.opened.adopting.button.click()
    assert "omdat: “toch niet”" in sat.opened.adopting.outcome.value
    assert "Afgewezen" in text(sat.card(2).widget), "what the other decided stands there now"
    assert keeping.latest(sat.desk.ledger, office.ACCOUNT, office.YEAR).plan.state == "submitted"  # type: ignore[union-attr]  # it is there


def test_a_plan_without_its_document_is_not_adopted_and_has_the_button_that_makes_it(tmp_path: Path) -> None:
    sat = Sat(office.submit(tmp_path, filed=False))
    for number in (1, 2, 3):
        sat.decide(number, "adopted")
    assert sat.opened.adopting.button.disabled
    shown = sat.shown()
    assert "Het document van dit jaarplan is er nog niet." in shown
    assert "Document maken" in shown
    assert "am-error" not in shown, "that it is not there yet is no error"


def test_a_document_that_was_changed_is_not_adopted(sat: Sat) -> None:
    for number in (1, 2, 3):
        sat.decide(number, "adopted")
    page = sat.desk.output / "goudveld/2026Q3/annual_plan/v1/page.html"
    page.chmod(0o644)
    page.write_text("iets anders", "utf-8")
    sat.opened.adopting.button.click()
    sat.opened.adopting.yes.click()
    assert "am-error" in sat.opened.adopting.outcome.value
    assert keeping.latest(sat.desk.ledger, office.ACCOUNT, office.YEAR).plan.state == "submitted"  # type: ignore[union-attr]  # it is there


def test_a_plan_goes_back_with_a_reason_and_not_without(sat: Sat) -> None:
    back = sat.opened.returning
    back.button.click()
    assert "am-fault" in back.questions["reason"].message.value
    back.questions["reason"].input.value = "de doelen tellen niet op"
    back.button.click()
    assert "“de doelen tellen niet op”" in back.told.value
    back.yes.click()
    kept = keeping.latest(sat.desk.ledger, office.ACCOUNT, office.YEAR)
    assert kept is not None
    assert (kept.plan.state, kept.note) == ("draft", "de doelen tellen niet op")
    assert "is terug bij de schrijver" in sat.shown()


def test_a_plan_that_was_given_back_meanwhile_says_so_and_nothing_typed_is_lost(sat: Sat) -> None:
    workflow.give_back(
        sat.desk.ledger, office.ACCOUNT, 2027, reason="prijzen ontbreken", by="Els", at=office.AT
    )
    card = sat.decide(2, "amended", "te duur", "de helft")
    said = card.form.outcome.value
    assert "dit jaarplan wacht niet meer zoals het hier staat" in said
    assert "Els" in said
    assert "teruggegeven aan de schrijver: “prijzen ontbreken”" in said
    assert "goals" not in said, "a plan is told in a line, not whole"
    assert (card.why.input.value, card.instead.input.value) == ("te duur", "de helft")
    assert standing(sat.desk) == {}
    sat.on.again.click()
    assert "er wacht geen jaarplan" in sat.shown()
    assert "2. de helft" in sat.shown(), "what was typed can still be read"


def adjusted(desk: Desk) -> None:
    """The plan is adopted, begun anew with a dearer action, and handed over again."""
    for number in (1, 2, 3):
        workflow.decide(desk.ledger, office.ACCOUNT, 2027, number, "adopted", by="Pieter", at=office.AT)
    told = state.records_of(desk.ledger.read(), office.ACCOUNT, audience="internal").plans[-1]
    edition = binding.needed(desk.output, office.ACCOUNT, told)
    workflow.adopt(desk.ledger, office.ACCOUNT, 2027, by="Pieter", at=office.AT, bound=binding.bound(edition))
    kept = workflow.adjust(
        desk.ledger,
        office.ACCOUNT,
        2027,
        reason="pand sluit in mei",
        cause="customer",
        author="Sanne",
        at=office.AT,
    )
    before = kept.plan.actions[0].revenue
    less = before.model_copy(
        update={
            "low": before.low - 100_000,
            "expected": before.expected - 100_000,
            "high": before.high - 100_000,
        }
    )
    plan = kept.plan.with_action(kept.plan.actions[0].model_copy(update={"revenue": less}))
    keeping.save(desk.ledger, plan, author="Sanne", at=office.AT, seen=kept.seen)
    workflow.submit(desk.ledger, office.ACCOUNT, 2027, to="Pieter", author="Sanne", at=office.AT)
    office.file(desk)


def test_an_adjusted_plan_opens_with_its_reason_its_cause_and_what_changed(tmp_path: Path) -> None:
    desk = office.submit(tmp_path)
    assert "Wat er veranderde" not in Sat(desk).shown()
    adjusted(desk)
    shown = Sat(desk).shown().replace("\xa0", " ")
    assert "Wat er veranderde sinds planversie 1, vastgesteld door Pieter" in shown
    assert "pand sluit in mei" in shown
    assert "de klant" in shown
    assert "€ 1.000" in shown, "100.000 cents less over the year"
    assert "Effect op het jaar" in shown
    assert "Actie A1: Winteractie rundvlees · verwachte omzet" in shown
    assert "3 van 3 besloten" in shown, "what was decided stands as long as the words are the same"


def test_a_plan_that_comes_back_shows_what_was_asked_and_what_was_done_about_it(sat: Sat) -> None:
    desk = sat.desk
    workflow.give_back(desk.ledger, office.ACCOUNT, 2027, reason="meer doen", by="Pieter", at=office.AT)
    kept = keeping.latest(desk.ledger, office.ACCOUNT, 2027)
    assert kept is not None
    keeping.save(
        desk.ledger, kept.plan.without("proposals", "3"), author="Sanne", at=office.AT, seen=kept.seen
    )
    workflow.submit(desk.ledger, office.ACCOUNT, 2027, to="Pieter", author="Sanne", at=office.AT)
    shown = Sat(desk).shown()
    assert "Wat er veranderde sinds het eerder is ingediend, door Sanne" in shown
    assert "“meer doen”" in shown
    assert "Voorstel 3: Vraag schapruimte voor &lt;kip&gt; &amp; meer" in shown
    assert "Effect op het jaar" not in shown, "nothing that was changed has one"
    assert "vervallen" in shown


def test_who_has_several_plans_sees_of_each_what_matters_their_own_and_the_longest_waiting_first(
    tmp_path: Path,
) -> None:
    desk = office.submit(tmp_path)
    for account, to, hour in (("b", "Els", 1), ("c", "Pieter", 3), ("d", "Pieter", 2)):
        plan = office.plan().model_copy(update={"account": account})
        at = office.AT.replace(hour=hour)
        keeping.save(desk.ledger, plan, author="Sanne", at=at, seen=None)
        workflow.submit(desk.ledger, account, 2027, to=to, author="Sanne", at=at)
    sat = Sat(desk)
    assert [account for account, _ in sat.on.cases] == ["d", "c", "goudveld", "b"]
    listed = [text(each) for each in sat.on.body.children]
    assert all(
        "planversie 1" in each and "3 van 3 voorstellen" in each and "Sanne" in each for each in listed
    )
    assert "Er is nog geen document om over te besluiten" in listed[0]
    assert "Er is nog geen document" not in listed[2]
    goal = office.plan().goals[0]
    assert language.short_money(goal.year() / 100) in listed[0]
    button = sat.on.body.children[2].children[-1]
    assert "goudveld" in button.tooltip
    button.click()
    assert sat.opened.case.account == "goudveld"


def test_a_plan_in_the_list_says_what_its_document_says(tmp_path: Path) -> None:
    desk = office.submit(tmp_path, filed=False)
    office.file(desk, lead="**Het plan vraagt € 1 mln.** De kans is 55%.\n\nMeer.", chance=0.55)
    (case,) = waiting.cases(desk.ledger.read())
    assert "Het plan vraagt € 1 mln. De kans is 55%." in waiting.row(case, waiting.paper(desk, case), "EUR")
    shown = Sat(desk).shown()
    assert "<dt>Kans op het doel</dt><dd>55%</dd>" in shown
    office.file(desk)
    assert "Kans op het doel" not in Sat(desk).shown(), "the last document says nothing of it"


@pytest.mark.parametrize("adopted", [True, False])
def test_after_a_decision_about_the_whole_plan_what_came_of_it_is_in_focus_and_no_other_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, adopted: bool
) -> None:
    desk = office.submit(tmp_path)
    other = office.plan().model_copy(update={"account": "b"})
    keeping.save(desk.ledger, other, author="Sanne", at=office.AT, seen=None)
    workflow.submit(desk.ledger, "b", 2027, to="Pieter", author="Sanne", at=office.AT)
    sat = Sat(desk)
    led: list[str] = []
    monkeypatch.setattr(sat.on.came, "focus", lambda: led.append(text(sat.on.after)))
    sat.on.which.input.value = (office.ACCOUNT, 2027)
    for number in (1, 2, 3):
        sat.decide(number, "adopted")
    sat.opened.returning.questions["reason"].input.value = "de doelen tellen niet op"
    form = sat.opened.adopting if adopted else sat.opened.returning
    form.button.click()
    form.yes.click()
    assert (sat.opened, list(sat.on.cases)) == (None, [("b", 2027)])
    assert ("is vastgesteld" if adopted else "is terug bij de schrijver") in led[0]
    assert ("Het vastgestelde document maken" in led[0]) == adopted
    assert "Over dit jaarplan besluiten" in sat.shown(), "the other is in the list"


def test_what_is_chosen_while_the_document_comes_stays(tmp_path: Path) -> None:
    sat = Sat(office.submit(tmp_path, filed=False))
    on_screen = sat.card(1)
    on_screen.why.input.value = "half getypt"
    office.file(sat.desk)
    sat.on.reread()  # as when the document is there
    on_screen.outcome.input.value = "rejected"  # pressed just before, heard just after
    on_screen.form.button.click()
    assert (standing(sat.desk)[1].outcome, standing(sat.desk)[1].reason) == ("rejected", "half getypt")
    assert "Afgewezen" in sat.shown(), "in what is on the screen"
    assert "is er nog niet" not in sat.shown()
    assert "annual_plan/v1" in sat.shown()


def test_what_is_typed_stays_when_the_plans_are_called_otherwise(
    sat: Sat, monkeypatch: pytest.MonkeyPatch
) -> None:
    sat.card(1).why.input.value = "half getypt"
    card = sat.card(1)
    called = waiting.paper
    monkeypatch.setattr(
        waiting, "paper", lambda *asked: replace(called(*asked), name="Goudveld Supermarkten")
    )
    sat.on.again.click()
    assert "Jaarplan 2027 van Goudveld Supermarkten" in sat.shown()
    assert sat.card(1) is card
    assert card.why.input.value == "half getypt"


def test_another_document_is_asked_about_anew(sat: Sat) -> None:
    for number in (1, 2, 3):
        sat.decide(number, "adopted")
    sat.opened.adopting.button.click()
    office.file(sat.desk, page=office.PAGE + "<p>anders</p>")
    sat.on.again.click()
    assert sat.opened.adopting.question.layout.display == "none"
    page = sat.desk.output / "goudveld/2026Q3/annual_plan/v2/page.html"
    assert f"{office.sha(page)[:12]}…" in sat.shown()


def test_a_reason_that_holds_a_semicolon_is_one_reason(tmp_path: Path) -> None:
    desk = office.at(tmp_path)
    keeping.save(desk.ledger, office.plan(), author="Sanne", at=office.AT, seen=None)
    told = [Obstacle("finding", "leverde 3 keer verlies op; de laatste kostte € 96 meer"), Obstacle("fault", "doelen tellen niet op")]  # fmt: skip
    workflow.submit(desk.ledger, office.ACCOUNT, 2027, to="Pieter", author="Sanne", at=office.AT, obstacles=told, reason="haast")  # fmt: skip
    listed = "<li>leverde 3 keer verlies op; de laatste kostte € 96 meer</li><li>doelen tellen niet op</li>"
    assert listed in Sat(desk).shown()


def test_reasons_that_were_written_in_one_line_long_ago_are_read_whole(tmp_path: Path) -> None:
    desk = office.at(tmp_path)
    keeping.save(desk.ledger, office.plan(), author="Sanne", at=office.AT, seen=None)
    workflow.submit(desk.ledger, office.ACCOUNT, 2027, to="Pieter", author="Sanne", at=office.AT, reason="haast", note="leverde verlies op; € 96 meer; doelen tellen niet op")  # fmt: skip
    assert "<li>leverde verlies op; € 96 meer; doelen tellen niet op</li>" in Sat(desk).shown()


@pytest.mark.parametrize(
    ("baseline", "says"),
    [
        (2_844_000_000, "Het omzetdoel blijft € 28,1 mln, minder dan het jaar zonder actie, € 28,4 mln; een voorstel overnemen verandert het doel niet."),
        (2_810_012_000, "Het omzetdoel blijft € 28.100.000, minder dan het jaar zonder actie, € 28.100.120; een"),
        (2_810_000_000, ""),
    ],
)  # fmt: skip
def test_that_a_plan_goes_on_asking_less_than_comes_by_itself_is_said_before_it_is_adopted(
    tmp_path: Path, baseline: int, says: str
) -> None:
    desk = office.at(tmp_path)
    zero = (0,) * 11
    goal = office.plan().goals[0].model_copy(update={"target": (*zero, 2_810_000_000), "baseline": (*zero, baseline)})  # fmt: skip
    keeping.save(desk.ledger, office.plan().with_goal(goal), author="Sanne", at=office.AT, seen=None)
    workflow.submit(desk.ledger, office.ACCOUNT, 2027, to="Pieter", author="Sanne", at=office.AT)
    office.file(desk)
    sat = Sat(desk)
    for number in (1, 2, 3):
        sat.decide(number, "adopted")
    sat.opened.adopting.button.click()
    told = sat.opened.adopting.told.value.replace("\N{NO-BREAK SPACE}", " ")
    assert "Dit gebeurt er dan" in told
    assert says in told
    assert ("Het omzetdoel blijft" in told) == bool(says)


def test_what_was_decided_elsewhere_is_seen_when_read_again(sat: Sat) -> None:
    workflow.decide(sat.desk.ledger, office.ACCOUNT, 2027, 1, "adopted", by="Els", at=office.AT)
    assert "0 van 3 besloten" in sat.shown()
    sat.on.again.click()
    assert "1 van 3 besloten" in sat.shown()


def test_the_document_is_in_a_frame_that_runs_nothing(tmp_path: Path) -> None:
    office.submit(tmp_path)
    served = Sat(office.at(tmp_path, documents="/documents/")).shown()
    assert 'sandbox src="/documents/goudveld/2026Q3/annual_plan/v1/page.html"' in served
    assert 'href="/documents/goudveld/2026Q3/annual_plan/v1/print.pdf"' in served
    alone = Sat(office.at(tmp_path)).shown()
    assert "sandbox srcdoc=" in alone
    assert "goudveld/2026Q3/annual_plan/v1" in alone


def test_the_desk_speaks_english_too(tmp_path: Path) -> None:
    office.submit(tmp_path)
    with language.use("en"):
        sat = Sat(office.at(tmp_path))
    card = sat.decide(1, "rejected")  # pressed in a task that speaks Dutch, as a browser's message is
    assert "one plan waits for a decision" in sat.shown()
    assert "give a reason" in card.why.message.value


def test_a_plan_whose_document_does_not_tie_out_is_decided_on_and_not_adopted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binding, "untied", lambda *_: -18_450.0)
    desk = office.submit(tmp_path, reason="de boekhouding zoekt het uit")
    [case] = waiting.cases(desk.ledger.read())
    listed = waiting.row(case, waiting.paper(desk, case), "EUR")
    assert "Nog niet vast te stellen: sluit niet aan op het grootboek." in listed
    sat = Sat(desk)
    top = text(sat.opened.above)
    assert "het plan vaststellen kan als de boekhouding" in top, "before the first decision"
    assert "U stelt precies het document vast" not in sat.shown()
    for number in (1, 2, 3):
        sat.decide(number, "adopted")
    assert len(standing(sat.desk)) == 3
    shown = sat.shown().replace("\N{NO-BREAK SPACE}", " ")
    assert "sluiten niet aan op het grootboek: € 18.450,00 is onverklaard" in shown
    assert "Wat u besluit, blijft staan" in shown
    assert sat.opened.adopting.button.disabled
    sat.opened.adopting._confirmed()
    assert "er is niets vastgesteld" in text(sat.opened.adopting.outcome)
    assert keeping.latest(sat.desk.ledger, office.ACCOUNT, 2027).plan.state == "submitted"
    monkeypatch.setattr(binding, "untied", lambda *_: 0.0)
    sat.on.again.click()
    assert not sat.opened.adopting.button.disabled, "the document is made again from figures that tie out"
    assert "U stelt precies het document vast" in sat.shown()
    assert "sluiten niet aan" not in sat.shown()
