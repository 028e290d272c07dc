"""
The columns of the terms: what the plan wants to be agreed, or counts on, and how exactly it is owed.

What stands in the customer's agreement is not typed over: the plan carries it on by itself. Here stands what is to be otherwise. A condition that is agreed is taken over into a row with all that
it says, so that only the rate or the step needs to be typed; it then counts instead of the agreed one (``plan.contract``). Any other row stands beside what is agreed.

Rates and thresholds are exact (Decimal): a fraction is shown and typed as a percentage, an amount with the currency's sign, so that 2% and € 2 are never taken for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from amlib import errors, language
from amlib.analysis import conditions
from amlib.data import contracts
from amlib.documents import words
from amlib.documents.evaluation import contract_words
from amlib.language import typed
from amlib.plan.items import Term
from amlib.plan.model import Plan
from amlib.widgets import columns
from amlib.widgets.columns import Around, Cell, Column

__all__ = ["COLUMNS", "new"]

_COUNTED = {"": "as agreed, else revenue", "revenue": "revenue", "quantity": "quantity"}
_FROM_FIRST = {"": "as agreed, else no", "yes": "yes", "no": "no"}
_ANSWERS = {"": None, "yes": True, "no": False}


def new(plan: Plan, around: Around) -> Term:
    """A wanted condition of the whole year, under an id that no agreed one has."""
    number, id = 0, plan.next_id("terms")
    while id in around.agreed or plan.found("terms", id):
        number += 1
        id = f"T{number}"
    begins, ends = date(plan.year, 1, 1), date(plan.year, 12, 31)
    return Term(id=id, kind="bonus ladder", begins=begins, ends=ends, wanted=True)


def _kinds(_: Around) -> Sequence[tuple[str, str]]:
    return [(name, contract_words.kind(name)) for name in contracts.TERM_KINDS]


def _counted(_: Around) -> Sequence[tuple[str, str]]:
    return [(name, language.say(_COUNTED[name])) for name in _COUNTED]


def _from_first(_: Around) -> Sequence[tuple[str, str]]:
    return [(name, language.say(_FROM_FIRST[name])) for name in _FROM_FIRST]


def _agreed(around: Around) -> Sequence[tuple[str, str]]:
    told = [(id, _told(term, around)) for id, term in around.agreed.items()]
    return [("", language.say("beside what is agreed")), *told]


def _told(term: Term, around: Around) -> str:
    """An agreed condition in a list: its number, its kind, and what tells it from another step."""
    what = " ".join(filter(None, (_shown(term, "threshold", around), _shown(term, "rate", around))))
    return f"{contract_words.condition(term.kind, term.id)} {what}".strip()


def _replaces() -> Column:
    """The agreed condition whose place is taken; chosen, all that it says is filled in."""

    def show(item: Term, around: Around) -> Cell:
        known = dict(_agreed(around))
        return known.get(item.id, known[""])

    def put(item: Term, text: str, around: Around) -> Any:
        id = columns.chosen(text, _agreed(around))
        if id == (item.id if item.id in around.agreed else ""):
            return item
        if not id:
            raise errors.ParameterError(
                language.say("this row stands for an agreed condition"),
                expected=language.say("to let that hold again, take out the row"),
            )
        return around.agreed[id].model_copy(update={"wanted": True})

    return Column("replaces", "choice", show, put, "id", _agreed, width=40, help="replaces")


def _is_fraction(item: Term, key: str) -> bool:
    """Whether a figure is a part of something: a threshold over growth, a rate below one."""
    if key == "threshold":
        return item.kind == "growth bonus"
    value = item.rate
    return value is not None and abs(value) < 1 and item.kind != "payment days"


def _shown(item: Term, key: str, around: Around) -> str:
    value: Decimal | None = getattr(item, key)
    if value is None:
        return ""
    if _is_fraction(item, key):
        return f"{_exact(value * 100)}%"
    money = item.kind in conditions.COSTING and (key == "rate" or item.basis != "quantity")
    return f"{words.sign(around.currency)} {_exact(value)}" if money else _exact(value)


def _exact(value: Decimal) -> str:
    """A number with the decimals that it has."""
    digits = -int(value.normalize().as_tuple().exponent)
    return language.number(float(value), max(digits, 0))


def _figure(key: str) -> Column:
    """A rate or a threshold."""

    def put(item: Term, text: str, around: Around) -> Any:
        if text.strip() in ("", language.MISSING):
            return columns.changed(item, **{key: None})
        units = ("%", "€", "EUR", "kg", around.unit, around.currency, words.sign(around.currency))
        value = typed.number(text, units=units)
        if value is None or value < 0:
            raise errors.ParameterError(
                language.say("'{text}' is no rate or amount", text=text),
                expected=language.say(
                    "a percentage such as {percent}, or an amount such as {amount}",
                    percent=language.percent(0.025),
                    amount=language.number(1234.5, 2),
                ),
            )
        return columns.changed(item, **{key: value / 100 if "%" in text else value})

    return Column(key, "number", lambda item, around: _shown(item, key, around), put, key, width=16, help=key)


def _retroactive() -> Column:
    def name(item: Term) -> str:
        return next(each for each, answer in _ANSWERS.items() if answer is item.retroactive)

    def show(item: Term, around: Around) -> Cell:
        return dict(_from_first(around))[name(item)]

    def put(item: Term, text: str, around: Around) -> Any:
        return columns.changed(item, retroactive=_ANSWERS[columns.chosen(text, _from_first(around))])

    return Column(
        "retroactive", "choice", show, put, "retroactive", _from_first, width=28, help="retroactive"
    )


def _id(item: Term, _: Around) -> Cell:
    return item.id


COLUMNS: tuple[Column, ...] = (
    columns.shown("id", _id),
    columns.choice("kind", _kinds, width=18),
    _replaces(),
    _figure("threshold"),
    columns.choice("basis", _counted, width=27),
    _figure("rate"),
    _retroactive(),
    columns.day("begins"),
    columns.day("ends"),
    columns.plain("counter_performance", long=True, width=30),
    columns.plain("agreement", width=24),
    columns.flag("wanted"),
    columns.plain("text", long=True, width=26),
)
