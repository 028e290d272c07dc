"""Promises and what was heard: numbers that nobody types, what becomes of a promise, and two who write at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from amlib.plan import records, state
from amlib.widgets import heard, promises
from amlib.widgets.forms import Page

from . import office
from .test_deciding import text
from .test_entry import Filled

OLD = records.Commitment(
    commitment="TZ-007", promised_by="us", promised_to="inkoper", what="nieuw schappenplan", agreed_on=date(2026, 5, 1), due=date(2026, 7, 11)
)  # fmt: skip
NEW = {
    "promised_by": "customer",
    "promised_to": "accountmanager",
    "what": "tweede plaatsing",
    "due": date(2027, 3, 1),
}


def forms(output: Path, *known: records.Commitment, who: str = "Ann") -> tuple[Any, Any]:
    """The form of a new promise, and that of what became of one."""
    desk = office.at(output, who)
    new, old = (Filled(Page(form, at=desk)) for form in promises.form("goudveld", known, desk=desk).forms)
    return new, old


def test_a_form_in_a_notebook_says_first_who_writes(tmp_path: Path) -> None:
    page = promises.form("goudveld", desk=office.at(tmp_path, "Ann", login="ann1"))
    assert "Wie schrijft: <strong>Ann</strong>" in text(page.alone)
    assert "(ann1)" in text(page.alone)
    assert "Wie schrijft" not in text(page.widget), "at a desk of forms it stands above them"


def kept(output: Path) -> dict[str, records.Commitment]:
    told = state.records_of(office.at(output).ledger.read(), "goudveld", audience="internal")
    return {each.commitment: each for each in told.commitments}


def test_a_promise_gets_the_number_after_the_highest_also_of_those_from_before_the_ledger(
    tmp_path: Path,
) -> None:
    new, _ = forms(tmp_path, OLD)
    assert "Vastgelegd als TZ-008" in new.fill(**NEW).press()
    assert kept(tmp_path)["TZ-008"].promised_by == "customer"
    assert "Vastgelegd als TZ-009" in new.fill(**NEW).press()


def test_two_who_write_a_promise_at_once_both_keep_theirs(tmp_path: Path) -> None:
    mine, theirs = forms(tmp_path)[0], forms(tmp_path, who="Els")[0]
    theirs.fill(**NEW).press()
    assert "TZ-002" in mine.fill(**{**NEW, "what": "derde plaatsing"}).press()
    assert {n: c.what for n, c in kept(tmp_path).items()} == {
        "TZ-001": "tweede plaatsing",
        "TZ-002": "derde plaatsing",
    }


def test_a_day_before_the_promise_is_refused_at_the_field(tmp_path: Path) -> None:
    new, _ = forms(tmp_path)
    new.fill(**{**NEW, "agreed_on": date(2027, 3, 2)}).press()
    assert "ligt voor de dag" in new.form.questions["due"].message.value
    assert kept(tmp_path) == {}


def test_a_promise_that_was_just_made_can_be_closed(tmp_path: Path) -> None:
    new, old = forms(tmp_path)
    new.fill(**NEW).press()
    assert old.choices("which")[1:] == ["TZ-001: tweede plaatsing (uiterlijk 1 maart 2027)"]


@pytest.mark.parametrize(
    ("answers", "becomes"),
    [
        ({"what": "done", "day": date(2026, 7, 9)}, {"done_on": date(2026, 7, 9)}),
        ({"what": "right", "day": date(2026, 7, 20), "who": "inkoper"}, {"confirmed": True}),
        ({"what": "wrong", "day": date(2026, 7, 20)}, {"confirmed": False}),
    ],
)
def test_what_becomes_of_a_promise_from_before_the_ledger_is_kept_with_it(
    tmp_path: Path, answers: dict[str, Any], becomes: dict[str, Any]
) -> None:
    _, old = forms(tmp_path, OLD)
    assert "am-good" in old.fill(which="TZ-007", **answers).press()
    found = kept(tmp_path)["TZ-007"]
    assert {name: getattr(found, name) for name in becomes} == becomes
    assert (found.what, found.due) == (OLD.what, OLD.due)


def test_a_new_day_leaves_the_first_one_standing(tmp_path: Path) -> None:
    _, old = forms(tmp_path, OLD)
    assert not old.form.questions["why"].shown
    old.fill(which="TZ-007", what="redated")
    assert old.form.questions["why"].shown
    old.fill(day=date(2026, 9, 1), why="de drukker is ziek").press()
    found = kept(tmp_path)["TZ-007"]
    assert found.due == date(2026, 7, 11)
    assert [(each.due, each.reason) for each in found.redated] == [(date(2026, 9, 1), "de drukker is ziek")]


def test_a_promise_that_was_judged_is_not_offered_again(tmp_path: Path) -> None:
    _, old = forms(tmp_path, OLD)
    old.fill(which="TZ-007", what="right").press()
    assert old.choices("which") == ["kies …"]


def test_two_who_close_the_same_promise_read_each_other(tmp_path: Path) -> None:
    mine, theirs = forms(tmp_path, OLD)[1], forms(tmp_path, OLD, who="Els")[1]
    theirs.fill(which="TZ-007", what="done", day=date(2026, 7, 9)).press()
    told = mine.fill(which="TZ-007", what="redated", day=date(2026, 9, 1), why="later").press()
    assert "gedaan op 9 juli 2026" in told
    assert mine.form.questions["why"].input.value == "later"


HEARD = [
    (heard.wish, {"what": "kleinere verpakking", "contact": "inkoper"}, "wish/W-1"),
    (heard.insight, {"text": "de concurrent is uit het schap"}, "insight/I-1"),
    (heard.minutes, {"text": "wij bellen", "present": "Ann, Els", "about": "I-1"}, "minutes/M-1"),
]


@pytest.mark.parametrize(("make", "answers", "stream"), HEARD, ids=[stream for _, _, stream in HEARD])
def test_what_was_heard_gets_the_next_number_and_two_at_once_both_keep_theirs(
    tmp_path: Path, make: Any, answers: dict[str, str], stream: str
) -> None:
    mine, theirs = (Filled(make("goudveld", desk=office.at(tmp_path, who))) for who in ("Ann", "Els"))
    assert "am-good" in mine.fill(**answers).press()
    assert "am-good" in theirs.fill(**answers).press()
    first, second = office.at(tmp_path).ledger.read()
    assert (first.stream, second.stream) == (stream, stream.replace("-1", "-2"))
    assert (first.author, second.author) == ("Ann", "Els")


def test_minutes_name_who_were_there_and_what_it_was_about_one_by_one(tmp_path: Path) -> None:
    form = Filled(heard.minutes("goudveld", desk=office.at(tmp_path)))
    form.fill(text="wij bellen", present="Ann, Els;  Bob", about="I-1").press()
    [said] = office.at(tmp_path).ledger.read()
    assert '"present":["Ann","Els","Bob"]' in said.body
    assert '"about":["I-1"]' in said.body


def test_a_wish_without_words_is_refused_at_its_field(tmp_path: Path) -> None:
    form = Filled(heard.wish("goudveld", desk=office.at(tmp_path)))
    form.fill(what="  ", contact="inkoper").press()
    assert "am-fault" in form.form.questions["what"].message.value
    assert form.form.questions["contact"].input.value == "inkoper"
    assert office.at(tmp_path).ledger.read() == ()
