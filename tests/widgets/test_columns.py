"""Columns: what a field shows can be typed back, and what cannot be read is refused with the reason."""

from __future__ import annotations

import re
from datetime import date

import pytest

from amlib import errors, language
from amlib.plan import items
from amlib.plan.items import NIL, Range
from amlib.widgets import columns, sheets
from tests.plan import examples

from . import seated

# sheet, column, language, what is typed, the field, what it becomes
TYPED = [
    ("goals", "target", "nl", "1.234,5", "target", (10288,) * 6 + (10287,) * 6),  # 123,450 cents over twelve
    ("goals", "target", "en", "1,234.5", "target", (10288,) * 6 + (10287,) * 6),
    ("goals", "month_3", "nl", "2,50", "target", (100, 100, 250, *(100,) * 9)),
    ("goals", "stretch", "nl", "", "stretch", None),
    ("goals", "level", "nl", "productgroep", "level", "group"),
    ("goals", "key", "nl", "de brink", "key", "001"),
    ("goals", "name", "nl", "  <b>Omzet</b> ", "name", "<b>Omzet</b>"),
    ("actions", "begins", "nl", "5-4-2027", "begins", date(2027, 4, 5)),
    ("actions", "begins", "en", "5 April 2027", "begins", date(2027, 4, 5)),
    ("actions", "owner", "nl", "bob", "owner", "Bob"),
    ("actions", "kind", "nl", "prijs", "kind", "price"),
    ("actions", "new", "nl", "ja", "new", True),
    ("actions", "cost", "nl", "€ 7,50", "cost", 750),
    ("actions", "goal", "nl", "G2", "goal", "G2"),
    ("actions", "outlets", "nl", "Het Plein; 001", "outlets", ("002", "001")),
    ("actions", "groups", "nl", "beef, pork", "groups", ("beef", "pork")),
    # 5, 10 and 20 cents become half: the range goes along; 3 rounds to even
    ("actions", "revenue", "nl", "0,05", "revenue", Range(low=2, expected=5, high=10)),
    ("actions", "revenue_high", "nl", "0,30", "revenue", Range(low=5, expected=10, high=30, typed=("high",))),
    ("actions", "revenue_low", "nl", "", "revenue", Range(low=10, expected=10, high=20)),
    ("actions", "revenue", "nl", "", "revenue", None),
    ("actions", "quantity", "nl", "1.500", "quantity", Range(low=1500, expected=1500, high=1500)),
    ("proposals", "effect", "nl", "-2", "effect", Range(low=-200, expected=-200, high=-200)),
    ("proposals", "actions", "nl", "A1; A2", "actions", ("A1", "A2")),
    ("risks", "chance", "nl", "hoog", "chance", "high"),
    ("assumptions", "quality", "nl", "a", "quality", "A"),
]  # fmt: skip
REFUSED = [
    ("goals", "target", "nl", "1.5", "'1.5' is geen bedrag"),
    ("goals", "target", "nl", "", "is geen bedrag"),
    ("goals", "month_1", "en", "1,5", "'1,5' is no amount"),
    ("actions", "begins", "nl", "31-4-2027", "is geen dag"),
    ("actions", "kind", "nl", "toveren", "geen van de keuzes: .*prijs"),
    ("actions", "cost", "nl", "", "is geen bedrag"),
]


def column(kind: str, key: str) -> columns.Column:
    return next(each for each in sheets.SHEETS[kind] if each.key == key)


@pytest.mark.parametrize(("kind", "key", "tongue", "text", "field", "value"), TYPED)
def test_what_is_typed_becomes_the_field(kind, key, tongue, text, field, value) -> None:
    item = getattr(seated.plan(), kind)[0]
    with language.use(tongue):
        found = column(kind, key).put(item, text, seated.around())
    assert getattr(found, field) == value


@pytest.mark.parametrize(("kind", "key", "tongue", "text", "words"), REFUSED)
def test_what_cannot_be_read_is_refused_with_the_reason(kind, key, tongue, text, words) -> None:
    item = getattr(seated.plan(), kind)[0]
    with language.use(tongue), pytest.raises(errors.ParameterError) as refused:
        column(kind, key).put(item, text, seated.around())
    assert re.search(words, f"{refused.value.what}: {refused.value.expected}")


@pytest.mark.parametrize("tongue", language.LANGUAGES)
@pytest.mark.parametrize("kind", sheets.KINDS)
def test_what_is_shown_can_be_typed_back(kind: str, tongue: str) -> None:
    plan = seated.plan()
    with language.use(tongue):
        for item in getattr(plan, kind):
            for each in sheets.SHEETS[kind]:
                shown = each.show(item, seated.around())
                text = shown if isinstance(shown, str) else shown[1]
                assert each.put(item, text, seated.around()) == item, (each.key, text)


def test_a_year_goes_over_its_months_as_they_lie() -> None:
    goal = examples.goal().model_copy(update={"target": (300, *(100,) * 10, 0)})  # 1,300; doubled
    found = column("goals", "target").put(goal, "26", seated.around())
    assert found.target == (600, *(200,) * 10, 0)


def test_the_year_of_a_rate_is_every_month() -> None:
    goal = examples.goal().model_copy(update={"measure": "share"})
    assert column("goals", "target").put(goal, "12,5%", seated.around()).target == (1250,) * 12


def test_a_sheet_calls_each_column_by_its_words() -> None:
    for kind in sheets.KINDS:
        with language.use("en"):
            heads = [sheets.label(kind, each, 2027) for each in sheets.SHEETS[kind]]
        assert all(heads)
        assert not {each.key for each in sheets.SHEETS[kind] if "_" in each.key} & set(heads)
        assert {each.key for each in sheets.SHEETS[kind]} >= {"id"}


def test_every_field_of_an_action_has_a_column() -> None:
    keys = {each.key for each in sheets.SHEETS["actions"]} | {each.field for each in sheets.SHEETS["actions"]}
    assert set(items.Action.model_fields) <= keys
    assert set(items.Promotion.model_fields) <= keys


@pytest.mark.parametrize("kind", sheets.KINDS)
def test_a_new_row_has_nothing_wrong_with_it(kind: str) -> None:
    plan = seated.plan()
    item = sheets.new(plan, kind, "Ans", date(2026, 10, 6))
    after = sheets.with_item(plan, kind, item)
    assert len(getattr(after, kind)) == len(getattr(plan, kind)) + 1


def test_a_range_of_nothing_moves_as_it_is() -> None:
    action = examples.action().model_copy(update={"revenue": NIL})
    assert column("actions", "revenue").put(action, "1", seated.around()).revenue == Range(low=100, expected=100, high=100)  # fmt: skip
