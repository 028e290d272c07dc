"""The supervisor's desk, pressed button by button without a browser: what is refused, what is kept, and by whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from amlib import language
from amlib.plan import decided, keeping, records, state, workflow
from amlib.widgets import deciding
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
    assert deciding.cases(desk.ledger.read()) == []
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
        ("", "", "", "outcome"),
    ],
)
def test_a_decision_that_lacks_something_is_refused_at_the_field_and_nothing_is_lost(
    sat: Sat, outcome: str, reason: str, instead: str, wrong: str
) -> None:
    card = sat.decide(2, outcome or None, reason, instead)  # type: ignore[arg-type]  # nothing was chosen
    assert "am-fault" in getattr(card, wrong).message.value
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


def test_the_name_at_the_top_is_who_decides(sat: Sat) -> None:
    sat.on.name.input.value = "Els"
    sat.decide(1, "adopted")
    assert standing(sat.desk)[1].decided_by == "Els"


def test_nobody_decides_on_their_own_plan(tmp_path: Path) -> None:
    office.submit(tmp_path)
    writer = Sat(office.at(tmp_path, "Sanne"))
    card = writer.decide(1, "adopted")
    assert "am-error" in card.form.outcome.value
    assert standing(writer.desk) == {}


def test_a_decision_can_be_made_again(sat: Sat) -> None:
    card = sat.decide(1, "adopted")
    card.change.click()
    sat.decide(1, "rejected", "toch niet")
    assert standing(sat.desk)[1].outcome == "rejected"


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
    assert not adopting.button.disabled
    adopting.button.click()
    last = state.records_of(sat.desk.ledger.read(), office.ACCOUNT, audience="internal").plans[-1]
    page = sat.desk.output / "goudveld/2026Q3/annual_plan/v1/page.html"
    assert (last.state, last.by) == ("adopted", "Pieter")
    assert last.bound is not None
    assert last.bound.page == office.sha(page)
    assert "Het jaarplan 2027 van goudveld is vastgesteld." in sat.shown()
    assert "er wacht geen jaarplan" in sat.shown()


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
    assert keeping.latest(sat.desk.ledger, office.ACCOUNT, office.YEAR).plan.state == "submitted"  # type: ignore[union-attr]  # it is there


def test_a_plan_without_its_document_is_not_adopted_and_how_to_make_it_is_told(tmp_path: Path) -> None:
    sat = Sat(office.submit(tmp_path, filed=False))
    for number in (1, 2, 3):
        sat.decide(number, "adopted")
    assert sat.opened.adopting.button.disabled
    assert "amlib run annual_plan --account goudveld" in sat.shown()


def test_a_document_that_was_changed_is_not_adopted(sat: Sat) -> None:
    for number in (1, 2, 3):
        sat.decide(number, "adopted")
    page = sat.desk.output / "goudveld/2026Q3/annual_plan/v1/page.html"
    page.chmod(0o644)
    page.write_text("iets anders", "utf-8")
    sat.opened.adopting.button.click()
    assert "am-error" in sat.opened.adopting.outcome.value
    assert keeping.latest(sat.desk.ledger, office.ACCOUNT, office.YEAR).plan.state == "submitted"  # type: ignore[union-attr]  # it is there


def test_a_plan_goes_back_with_a_reason_and_not_without(sat: Sat) -> None:
    back = sat.opened.returning
    back.button.click()
    assert "am-fault" in back.questions["reason"].message.value
    back.questions["reason"].input.value = "de doelen tellen niet op"
    back.button.click()
    kept = keeping.latest(sat.desk.ledger, office.ACCOUNT, office.YEAR)
    assert kept is not None
    assert (kept.plan.state, kept.note) == ("draft", "de doelen tellen niet op")
    assert "is terug bij de schrijver" in sat.shown()


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
