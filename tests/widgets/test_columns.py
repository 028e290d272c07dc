"""Columns: what a field shows can be typed back, and what cannot be read is refused with the reason."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

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
    ("actions", "quantity", "nl", "1.500", "quantity", Range(low=1500, expected=1500, high=1500, typed=("expected",))),
    ("proposals", "effect", "nl", "-2", "effect", Range(low=-200, expected=-200, high=-200)),
    ("proposals", "actions", "nl", "A1; A2", "actions", ("A1", "A2")),
    ("risks", "chance", "nl", "hoog", "chance", "high"),
    ("assumptions", "quality", "nl", "a", "quality", "A"),
    ("activities", "outlet", "nl", "de brink", "outlet", "001"),
    ("activities", "outlet", "nl", "001 De Brink", "outlet", "001"),
    ("activities", "kind", "nl", "schapindeling", "kind", "layout"),
    ("activities", "month_2", "nl", "3", "months", (1, 3, *(1,) * 10)),
    ("activities", "month_2", "nl", "", "months", (1, 0, *(1,) * 10)),
    ("activities", "year", "nl", "24", "months", (2,) * 12),
    ("activities", "year", "nl", "", "months", (0,) * 12),
    ("terms", "rate", "nl", "2,5%", "rate", Decimal("0.025")),
    ("terms", "rate", "en", "2.5%", "rate", Decimal("0.025")),
    ("terms", "rate", "nl", "€ 2.500", "rate", Decimal(2500)),
    ("terms", "threshold", "nl", "21.640.000", "threshold", Decimal(21640000)),
    ("terms", "threshold", "nl", "", "threshold", None),
    ("terms", "basis", "nl", "afzet", "basis", "quantity"),
    ("terms", "retroactive", "nl", "ja", "retroactive", True),
    ("terms", "retroactive", "nl", "nee", "retroactive", False),
    ("terms", "retroactive", "nl", "zoals afgesproken, anders nee", "retroactive", None),
    ("terms", "kind", "nl", "groeibonus", "kind", "growth bonus"),
    ("terms", "begins", "nl", "1-4-2027", "begins", date(2027, 4, 1)),
]  # fmt: skip
REFUSED = [
    ("goals", "target", "nl", "1.5", "'1.5' is geen bedrag"),
    ("goals", "target", "nl", "", "is geen bedrag"),
    ("goals", "month_1", "en", "1,5", "'1,5' is no amount"),
    ("actions", "begins", "nl", "31-4-2027", "is geen dag"),
    ("actions", "kind", "nl", "toveren", "geen van de keuzes: .*prijs"),
    ("actions", "cost", "nl", "", "is geen bedrag"),
    ("activities", "month_1", "nl", "1,5", "'1,5' is geen bedrag"),
    ("terms", "rate", "nl", "2.5%", "geen percentage of bedrag.*2,5%"),
    ("terms", "rate", "en", "2,5%", "no rate or amount"),
    ("terms", "rate", "nl", "twee", "geen percentage"),
    ("terms", "threshold", "nl", "-5", "geen percentage"),
    ("terms", "kind", "nl", "korting", "geen van de keuzes"),
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


def test_what_an_action_leaves_after_its_cost_is_worked_out_and_nothing_where_its_margin_is_not_known() -> None:  # fmt: skip
    action = examples.plan().actions[0].model_copy(update={"cost": 12_00, "margin": Range.certain(10_50)})
    net = next(column for column in sheets.SHEETS["actions"] if column.key == "net")
    with language.use("nl"):
        assert net.show(action, seated.around()) == ("−2", "−1,50")
        assert net.show(action.model_copy(update={"margin": None}), seated.around()) == ""


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


@pytest.mark.parametrize(("tongue", "text"), [("nl", "2,49"), ("en", "2.49")])
@pytest.mark.parametrize("key", ["consumer_price", "discount_per_unit"])
def test_a_price_per_unit_is_shown_and_typed_to_the_cent(key: str, tongue: str, text: str) -> None:
    with language.use(tongue):
        found = column("actions", key).put(examples.action(), text, seated.around())
        assert getattr(found.promotion, key) == 249
        assert column("actions", key).show(found, seated.around()) == text
        assert column("actions", key).show(column("actions", key).put(found, "3", seated.around()), seated.around()) == {"nl": "3,00", "en": "3.00"}[tongue]  # fmt: skip


def test_a_column_that_is_not_in_whole_money_says_its_unit() -> None:
    around = replace(seated.around(), unit="doos")
    with language.use("nl"):
        heads = {each.key: sheets.label("actions", each, 2027, around) for each in sheets.SHEETS["actions"]}
    assert (heads["quantity"], heads["revenue"]) == ("Afzet (doos)", "Omzet")
    assert heads["consumer_price"].endswith("(€)")
    assert heads["discount_per_unit"].endswith("(€)")


# a rate or threshold, of a kind of condition, and how it is shown in Dutch
SHOWN = [
    ("rate", "bonus ladder", "0.0125", "1,25%"),
    ("rate", "bonus ladder", "2", "€ 2"),
    ("rate", "payment days", "28", "28"),
    ("rate", "service level", "0.98", "98%"),
    ("threshold", "bonus ladder", "21640000.0", "€ 21.640.000"),
    ("threshold", "growth bonus", "0.05", "5%"),
]


@pytest.mark.parametrize(("key", "kind", "value", "text"), SHOWN)
def test_a_rate_is_never_taken_for_an_amount(key: str, kind: str, value: str, text: str) -> None:
    term = seated.plan().terms[0].model_copy(update={"kind": kind, key: Decimal(value)})
    with language.use("nl"):
        assert column("terms", key).show(term, seated.around()) == text
        assert column("terms", key).put(term, text, seated.around()) == term


def test_every_field_of_an_activity_and_of_a_term_has_a_column() -> None:
    for kind, model in (("activities", items.Activity), ("terms", items.Term)):
        known = {name for each in sheets.SHEETS[kind] for name in (each.key, each.field)}
        assert set(model.model_fields) <= known


def test_an_end_that_was_typed_stays_and_one_that_was_emptied_follows_again() -> None:
    around = seated.around()
    expected, low = column("actions", "revenue"), column("actions", "revenue_low")
    plain = examples.action()  # 5, 10 and 20 cents
    assert [column("actions", f"revenue_{end}").follows(plain) for end in ("low", "high")] == [True, True]
    held = low.put(plain, "0,08", around)
    assert not low.follows(held)
    more = expected.put(held, "0,20", around)
    assert (more.revenue.low, more.revenue.expected, more.revenue.high) == (8, 20, 40)
    again = expected.put(low.put(more, "", around), "0,30", around)
    assert (again.revenue.low, again.revenue.high) == (30, 60)
    assert low.follows(again)


def test_who_types_what_is_expected_first_says_nothing_of_its_range() -> None:
    found = column("actions", "margin").put(examples.action(), "100", seated.around())
    assert found.margin == Range.certain(10_000).given()
    assert all(column("actions", f"margin_{end}").follows(found) for end in ("low", "high"))


@pytest.mark.parametrize("tongue", language.LANGUAGES)
def test_the_rule_of_a_column_is_said_with_its_figures(tongue: str) -> None:
    with language.use(tongue):
        told = {each.key: sheets.help(each) for kind in sheets.KINDS for each in sheets.SHEETS[kind]}
    assert all("{" not in text for text in told.values())
    assert all(told[key] for key in ("revenue", "revenue_low", "chance_with", "band", "rate", "replaces"))
    assert "70" in told["band"]


def test_quantity_and_margin_that_nobody_typed_go_along_with_the_revenue_and_what_was_typed_stays() -> None:
    brings = {
        "revenue": Range(low=5000, expected=10_000, high=20_000),
        "quantity": Range(low=5, expected=10, high=20),
        "margin": Range(low=-100, expected=-50, high=50),
    }
    action = examples.action(**brings)
    revenue, quantity, margin = (column("actions", name) for name in ("revenue", "quantity", "margin"))
    assert [each.follows and each.follows(action) for each in (revenue, quantity, margin)] == [
        None,
        True,
        True,
    ]
    with language.use("nl"):
        half_more = revenue.put(action, "150", seated.around())
        assert half_more.quantity == Range(low=8, expected=15, high=30)  # times 1.5
        assert half_more.margin == Range(low=-150, expected=-75, high=75)
        typed = quantity.put(half_more, "12", seated.around())
        assert (typed.quantity.expected, quantity.follows(typed), margin.follows(typed)) == (12, False, True)
        again = revenue.put(typed, "300", seated.around())
        assert (again.quantity, again.margin.expected) == (typed.quantity, -150)
        assert revenue.put(action, "", seated.around()).margin == action.margin, (
            "nothing to be in proportion to"
        )
