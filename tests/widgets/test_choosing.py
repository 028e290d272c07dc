"""Choosing the account: by its name, and found again when the page is loaded again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amlib import language
from amlib.plan import keeping, workflow
from amlib.widgets import accounts, deciding, fields, planning, remembered, saying
from amlib.widgets.desk import Desk

from . import office

if TYPE_CHECKING:
    from amlib.data.freeze import Freeze


@pytest.fixture
def place(desk: Desk, demo_freeze: Freeze) -> Desk:
    return replace(desk, output=demo_freeze.path.parent.parent)


def inputs(widget: Any) -> list[Any]:
    """Each place where something is chosen."""
    own = [widget] if hasattr(widget, "options") else []
    return [*own, *(found for each in getattr(widget, "children", ()) for found in inputs(each))]


def window(widget: Any) -> remembered.Remembered:
    """What the window remembers."""
    return next(each for each in widget.children if isinstance(each, remembered.Remembered))


def test_an_account_is_offered_by_its_name_with_its_code_beside_it(place: Desk) -> None:
    offered = accounts.offered(place)
    assert ("Goudveld Supermarkten (goudveld)", "goudveld") in offered
    assert [label for label, _ in offered] == sorted((label for label, _ in offered), key=str.casefold)


def test_an_account_whose_slice_cannot_be_read_is_offered_by_its_code(desk: Desk) -> None:
    freeze = desk.output / "freezes" / "abc"
    (freeze / "slices" / "alfa" / "internal").mkdir(parents=True)
    (freeze / "slices" / "alfa" / "internal" / "slice.json").write_text("{")
    (freeze / "freeze.json").write_text("{}")
    (freeze.parent / "latest").write_text("abc")
    assert accounts.offered(desk) == [("alfa", "alfa")]


@pytest.mark.parametrize("form", [planning, saying])
def test_what_was_chosen_is_told_to_the_window_and_found_in_it_again(
    form: Any, place: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    monkeypatch.setattr(form, "_form", lambda _, *asked: opened.append(asked) or fields.plain("open"))
    widget = form.desk(at=place)
    account = inputs(widget)[0]
    assert account.value == ""
    account.value = "lindehof"
    kept = window(widget).chosen
    assert kept["account"] == "lindehof"

    again = form.desk(at=place)
    window(again).before = {**kept, "kind": "wish", "year": "2026"}
    assert inputs(again)[0].value == "lindehof"
    assert opened[-1][:2] in (("lindehof", 2026), ("lindehof", "wish"))


def test_what_is_no_choice_any_more_is_passed_over(place: Desk) -> None:
    widget = planning.desk(at=place)
    window(widget).before = {"account": "weg", "year": "1999"}
    account, year = inputs(widget)
    assert (account.value, year.value > 2000) == ("", True)


def test_the_plan_that_was_open_on_the_supervisor_s_desk_is_open_again(tmp_path: Path) -> None:
    desk = office.submit(tmp_path)
    other = office.plan().model_copy(update={"account": "lindehof"})
    keeping.save(desk.ledger, other, author="Sanne", at=office.AT, seen=None)
    workflow.submit(desk.ledger, "lindehof", office.YEAR, to="Pieter", author="Sanne", at=office.AT)
    with language.use("nl"):
        first = deciding._Desk(desk)
        assert first.opened is None
        first.which.input.value = ("lindehof", office.YEAR)
        again = deciding._Desk(desk)
        again.held.before = dict(first.held.chosen)
    assert again.opened is not None
    assert again.opened.case.account == "lindehof"
