"""A plan is read back as it was written, older forms are brought up to date, and what cannot be read is refused in words."""

import json
import re
from decimal import Decimal

import pytest

from amlib import errors, language
from amlib.plan import written
from tests.plan import examples


def test_what_is_written_is_read_back_exactly():
    plan = examples.plan()
    again = written.read(written.text(plan))
    assert again == plan
    assert written.text(again) == written.text(plan)
    assert again.terms[0].rate == Decimal("0.010")
    assert str(again.terms[0].rate) == "0.010"


def test_an_older_plan_is_brought_up_to_date_step_by_step():
    held = json.loads(written.text(examples.plan()))
    held["aims"] = held.pop("goals")
    held["format"] = written.FORMAT - 1
    renamed = {
        written.FORMAT - 1: lambda plan: {
            **{k: v for k, v in plan.items() if k != "aims"},
            "goals": plan["aims"],
        }
    }
    assert written.read(json.dumps(held), upgrades=renamed) == examples.plan()


FIRST = """{"format": 1, "account": "a", "year": 2027, "actions": [{"id": "A1", "name": "x", "kind": "listing", "owner": "Ans", "begins": "2027-04-01", "ends": "2027-04-30", "revenue": {"low": 5,
 "expected": 10, "high": 20}}], "terms": [{"id": "T1", "kind": "bonus ladder", "text": "", "begins": "2027-01-01", "ends": "2027-12-31", "threshold": "1000000", "rate": "0.010",
 "counter_performance": "", "agreement": "A", "wanted": true}]}"""
"""A plan as version 0.4 wrote it: of a term it does not say what it counts, nor whether it holds from the first euro."""


def test_a_plan_of_the_first_form_leaves_to_the_table_what_it_did_not_say():
    plan = written.read(FIRST)
    assert (plan.terms[0].basis, plan.terms[0].retroactive, str(plan.terms[0].rate)) == ("", None, "0.010")
    assert plan.actions[0].revenue.typed == ()
    again = written.text(plan)
    assert json.loads(again)["format"] == written.FORMAT == 4
    assert written.read(again) == plan


def test_of_an_older_plan_quantity_and_margin_stay_when_the_revenue_changes():
    held = json.loads(FIRST)
    held["actions"][0]["margin"] = {"low": 1, "expected": 2, "high": 3}
    action = written.read(json.dumps(held)).actions[0]
    assert (action.margin.typed, action.quantity) == (("expected",), None)
    dearer = action.model_copy(update={"revenue": action.revenue.expecting(20)}).along(action.revenue)
    assert dearer.margin == action.margin


# what is done to the text, and what the refusal must say
REFUSED = [
    (lambda held: held | {"format": written.FORMAT + 1}, "newer version"),
    (lambda held: held | {"format": 0}, "up to date"),
    (lambda held: {k: v for k, v in held.items() if k != "format"}, "which form"),
    (lambda held: held | {"goals": [{"id": "G1"}], "colour": "red"}, r"goals\.0\.name.*colour"),
    (lambda held: [held], "which form"),
]


@pytest.mark.parametrize(("done", "words"), REFUSED)
def test_what_cannot_be_read_is_refused_with_the_reason(done, words):
    held = done(json.loads(written.text(examples.plan())))
    with language.use("en"), pytest.raises(errors.DataError, match=words) as refused:
        written.read(json.dumps(held), where="plan.json")
    assert "nothing was changed" in str(refused.value)
    assert "plan.json" in str(refused.value)


def test_half_a_file_is_refused():
    with language.use("en"), pytest.raises(errors.DataError, match="no JSON"):
        written.read(written.text(examples.plan())[:-20])


# typed in Dutch, measure, what the plan holds
TYPED = [
    ("1.234,5", "revenue", 123450),
    ("€ 1.234", "margin", 123400),
    ("-0,05", "revenue", -5),
    ("1.234", "quantity", 1234),
    ("12,5 %", "share", 1250),
    ("1.000.000,01", "revenue", 100000001),
]


@pytest.mark.parametrize(("text", "measure", "amount"), TYPED)
def test_typed_amounts_are_whole_in_the_plan(text, measure, amount):
    with language.use("nl"):
        assert written.amount(text, measure) == amount


@pytest.mark.parametrize(
    ("text", "measure"),
    [("1.5", "revenue"), ("1,234.50", "revenue"), ("1,5", "quantity"), ("0,001", "revenue"), ("twaalf", "revenue"), ("", "revenue"), ("1.23.456", "quantity")],
)  # fmt: skip
def test_what_is_no_amount_is_asked_again(text, measure):
    with language.use("nl"), pytest.raises(errors.ParameterError, match="is geen bedrag"):
        written.amount(text, measure)


@pytest.mark.parametrize(
    ("speech", "text", "measure"),
    [
        ("en", "1.250", "revenue"),  # a Dutch thousand in an English form
        ("nl", "1,250", "revenue"),  # and the other way round
        ("en", "1.400", "quantity"),
        ("nl", "12,0", "quantity"),
        ("en", "1.250%", "share"),
    ],
)
def test_more_decimals_than_there_are_is_a_thousand_of_another_language(speech, text, measure):
    with language.use(speech), pytest.raises(errors.ParameterError, match=re.escape(text)):
        written.amount(text, measure)


@pytest.mark.parametrize(
    ("text", "cents"), [("1,250", 125_000), ("1.25", 125), ("1.5", 150), ("1,250.50", 125_050)]
)
def test_amounts_as_english_writes_them(text, cents):
    with language.use("en"):
        assert written.amount(text, "revenue") == cents
