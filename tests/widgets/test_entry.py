"""Reasons and decisions beside an evaluation: what can be chosen, what is written, and two who write at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from amlib import periods
from amlib.analysis.causes import Bridge
from amlib.plan import entries, ledger, records, state
from amlib.plan.findings import Finding
from amlib.plan.proposals import drafted
from amlib.widgets import entry, fields
from amlib.widgets.forms import Form, Page

from . import office
from .test_deciding import text

# two groups, one region: price −300 + 100 = −200, volume 50 + 20 = 70, terms 0
LEAVES = pd.DataFrame(
    {
        "region": ["West", "West"], "banner": ["", ""], "outlet": ["001", "001"], "group": ["Rund", "Varken"], "product": ["a", "b"],
        "base": [1000.0, 1000.0], "actual": [750.0, 1120.0], "price": [-300.0, 100.0], "volume": [50.0, 20.0], "terms": [0.0, 0.0],
    }
)  # fmt: skip
BRIDGE = Bridge("margin", LEAVES, ("price", "volume", "terms"), (-200.0, -200.0))
SAID = records.Reason(
    period="2026Q3", effect="price", cause="market", text="rund werd duurder", author="Els", said_on=date(2026, 10, 5)
)  # fmt: skip


def view(*reasons: records.Reason) -> Any:
    """An evaluation, as far as the forms look at it."""
    return SimpleNamespace(
        explained=BRIDGE, period=periods.parse("2026Q3"), data=SimpleNamespace(account="goudveld", currency="EUR"),
        records=records.Records(account="goudveld", reasons=reasons),
        proposals=drafted([Finding("visits_behind", "warning", "West", values={"made": 1}, money=-1200.0)]),
    )  # fmt: skip


class Filled:
    """A form with its questions by name."""

    def __init__(self, page: Page) -> None:
        self.form = page.forms[0]

    def fill(self, **answers: Any) -> Filled:
        for name, answer in answers.items():
            self.form.questions[name].input.value = answer
        return self

    def press(self) -> str:
        self.form.button.click()
        return str(self.form.outcome.value)

    def choices(self, name: str) -> list[str]:
        return [label.replace("\xa0", " ") for label, _ in self.form.questions[name].input.options]


def reasons(output: Path) -> tuple[records.Reason, ...]:
    return state.records_of(office.at(output).ledger.read(), "goudveld", audience="internal").reasons


def test_the_causes_are_those_of_the_tree_the_weightiest_first_and_what_moved_nothing_left_out(
    tmp_path: Path,
) -> None:
    form = Filled(entry.reason(view(), desk=office.at(tmp_path)))
    assert form.choices("effect") == ["kies …", "Prijs: −€ 200", "Volume: +€ 70"]


def test_a_cause_that_has_a_reason_comes_last(tmp_path: Path) -> None:
    form = Filled(entry.reason(view(SAID), desk=office.at(tmp_path)))
    assert form.choices("effect") == ["kies …", "Volume: +€ 70", "Prijs: −€ 200 (heeft een reden)"]


def test_the_places_are_those_of_the_cause_where_it_moved_most_first(tmp_path: Path) -> None:
    form = Filled(entry.reason(view(), desk=office.at(tmp_path)))
    assert not form.form.questions["key"].shown
    form.fill(effect="price", level="group")
    assert form.form.questions["key"].shown
    assert form.choices("key") == ["kies …", "Rund: −€ 300", "Varken: +€ 100"]


def test_a_reason_is_written_as_it_was_filled_in(tmp_path: Path) -> None:
    form = Filled(entry.reason(view(), desk=office.at(tmp_path, "Ann")))
    said = form.fill(
        effect="price", level="group", key="Rund", cause="market", text=" rund werd duurder "
    ).press()
    assert "am-good" in said
    [kept] = reasons(tmp_path)
    assert (kept.period, kept.effect, kept.level, kept.key) == ("2026Q3", "price", "group", "Rund")
    assert (kept.cause, kept.text, kept.author) == ("market", "rund werd duurder", "Ann")
    assert form.form.questions["text"].input.value == ""
    assert form.choices("effect")[1:] == ["Volume: +€ 70", "Prijs: −€ 200 (heeft een reden)"]


def test_what_was_said_before_is_read_before_something_is_said(tmp_path: Path) -> None:
    office.at(tmp_path).ledger.append(ledger.Draft("goudveld", SAID, "Els", office.AT), None)
    form = Filled(entry.reason(view(), desk=office.at(tmp_path)))
    form.fill(effect="price")
    assert "“rund werd duurder” (ligt bij de markt)" in text(form.form.widget)


@pytest.mark.parametrize("name", ["effect", "cause", "text"])
def test_what_is_missing_is_said_at_its_field(tmp_path: Path, name: str) -> None:
    form = Filled(entry.reason(view(), desk=office.at(tmp_path)))
    answers = {"effect": "price", "cause": "own", "text": "wij waren laat"}
    del answers[name]
    asked = form.form.questions[name].input.description
    assert f"nog niet ingevuld: {asked}" in form.fill(**answers).press(), "it is said which question"
    assert "am-fault" in form.form.questions[name].message.value
    assert reasons(tmp_path) == ()


def test_two_who_explain_the_same_cause_read_each_other_and_lose_nothing(tmp_path: Path) -> None:
    first, second = (Filled(entry.reason(view(), desk=office.at(tmp_path, who))) for who in ("Els", "Ann"))
    first.fill(effect="price", cause="market", text="rund werd duurder").press()
    told = second.fill(effect="price", cause="own", text="wij rekenden te laat door").press()
    assert "Els" in told
    assert "“rund werd duurder” (ligt bij de markt)" in told
    assert second.form.questions["text"].input.value == "wij rekenden te laat door"
    assert [each.text for each in reasons(tmp_path)] == ["rund werd duurder"]
    second.press()
    assert [each.text for each in reasons(tmp_path)] == ["wij rekenden te laat door"]


def test_a_ledger_that_cannot_be_reached_costs_nothing_that_was_typed(tmp_path: Path) -> None:
    form = Filled(entry.reason(view(), desk=office.at(tmp_path)))
    form.fill(effect="price", cause="own", text="wij waren laat")
    (tmp_path / "ledger.sqlite").write_text("geen grootboek", "utf-8")
    assert "am-error" in form.press()
    assert form.form.questions["text"].input.value == "wij waren laat"


def test_a_decision_about_a_proposal_of_the_evaluation(tmp_path: Path) -> None:
    form = Filled(entry.decision(view(), desk=office.at(tmp_path, "Ann")))
    form.fill(which="P1", outcome="rejected", by="Pieter")
    assert "am-fault" not in form.form.questions["reason"].message.value
    form.press()
    assert "am-fault" in form.form.questions["reason"].message.value
    assert "am-good" in form.fill(reason="eerst de grote vestigingen").press()
    [kept] = state.records_of(office.at(tmp_path).ledger.read(), "goudveld", audience="internal").decisions
    assert (kept.proposal, kept.outcome, kept.decided_by, kept.effect) == (
        "2026Q3-P1",
        "rejected",
        "Pieter",
        1200.0,
    )
    assert kept.reason == "eerst de grote vestigingen"
    assert kept.what
    [said] = office.at(tmp_path).ledger.read()
    assert said.author == "Ann"


def test_a_change_without_a_word_is_marked_in_both_places_at_once(tmp_path: Path) -> None:
    form = Filled(entry.decision(view(), desk=office.at(tmp_path, "Ann")))
    form.fill(which="P1", outcome="amended", by="Pieter").press()
    asked = form.form.questions
    assert all("am-fault" in asked[name].message.value for name in ("instead", "reason"))
    assert "Wat dan wel; Reden" in form.form.outcome.value


def test_what_a_body_finds_wrong_is_said_at_its_field(tmp_path: Path) -> None:
    what = fields.text("what", "Wat", required=False)
    form = Form(
        "x",
        [what],
        "x",
        lambda answers: str(entries.made(entries.Wish, wish="W-1", what="", heard_on="2026-09-01")),
    )
    form.button.click()
    assert "vul dit in" in what.message.value
