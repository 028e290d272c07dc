"""
A column of an editable grid: how a field of a value is shown, and how what somebody types becomes the field.

A grid knows nothing of plans and a plan knows nothing of grids. Between them stands the column: it shows a field as text in the language of the workbook, and it reads typed text by the
same grammar by which everything else is read (``plan.written``, ``language.typed``), so that ``1.234,5`` means the same in a form, in a pasted block and on the command line. What cannot be
read is refused with the reason; whoever typed it still has it on the screen.

A column reads onto a value and gives the next value; nothing is changed in place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import pandas as pd

from amlib import errors, language
from amlib.analysis import rounding
from amlib.language import typed
from amlib.plan import items, written

__all__ = [
    "Around",
    "Cell",
    "Choices",
    "Column",
    "amount",
    "changed",
    "choice",
    "chosen",
    "day",
    "divided_over",
    "flag",
    "group_name",
    "names",
    "plain",
    "shown",
    "shown_amount",
]

Kind = Literal["text", "long", "number", "choice", "date", "shown"]
Cell = str | tuple[str, str]
"""What stands in a cell; where that is rounded, with what it is exactly."""
_LIST = ";"


@dataclass(frozen=True)
class Around:
    """
    What there is around a plan, that its fields may name.

    Attributes
    ----------
    owners : tuple of str
    outlets : mapping of code to name
    groups, regions, banners : tuples of str
    goals : mapping of id to name
    agreed : mapping of id to Term
        The conditions of the customer's agreement, as they are carried on into the year of the plan.
    currency, unit : str
    decided : mapping of number to str
        What was decided about each proposal, in words.
    """

    owners: tuple[str, ...] = ()
    outlets: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    banners: tuple[str, ...] = ()
    goals: Mapping[str, str] = field(default_factory=dict)
    agreed: Mapping[str, items.Term] = field(default_factory=dict)
    currency: str = "EUR"
    unit: str = "kg"
    decided: Mapping[int, str] = field(default_factory=dict)


Choices = Callable[[Around], Sequence[tuple[str, str]]]
"""What may be chosen: the name and the words of each."""


@dataclass(frozen=True)
class Column:
    """
    One column.

    Attributes
    ----------
    key : str
        Its name in a grid; what is wrong with the field ``field`` is told here.
    kind : how it is edited; 'shown' is not
    show : value and what is around it → cell
    put : value, typed text and what is around it → the next value
    choices : what is around it → (name, words) of each choice
    suggested : what is around it → texts that are offered while typing
    width : in letters
    unit : what stands behind its name: 'quantity' the workbook's unit, 'price' its currency; nothing where amounts are in whole money
    help : the rule by which it is filled in, said where it is edited; '' where its name says enough
    figures : whether what is shown and not edited is a figure, to be put right
    follows : value → whether what stands here was worked out from another field, and goes along with it
    """

    key: str
    kind: Kind
    show: Callable[[Any, Around], Cell]
    put: Callable[[Any, str, Around], Any]
    field: str = ""
    choices: Choices | None = None
    suggested: Callable[[Around], Sequence[str]] | None = None
    width: int = 12
    unit: Literal["", "quantity", "price"] = ""
    help: str = ""
    figures: bool = False
    follows: Callable[[Any], bool] | None = None


def changed(item: Any, **values: object) -> Any:
    """The value with these fields, checked as a new one is."""
    return type(item)(**{**dict(item), **values})


def plain(key: str, *, long: bool = False, width: int = 24, people: bool = False) -> Column:
    """A text as it is; with the people of the plan offered."""
    return Column(
        key, "long" if long else "text", lambda item, _: str(getattr(item, key)), lambda item, text, _: changed(item, **{key: text.strip()}),
        key, suggested=(lambda around: around.owners) if people else None, width=width,
    )  # fmt: skip


def day(key: str) -> Column:
    """A day, shown with its month in letters."""
    return Column(
        key,
        "date",
        lambda item, _: language.date(getattr(item, key)),
        lambda item, text, _: changed(item, **{key: _day(text)}),
        key,
        width=16,
    )


def choice(key: str, choices: Choices, *, width: int = 14) -> Column:
    """One of several; what is pasted may be its name or its words."""

    def show(item: Any, around: Around) -> Cell:
        value = str(getattr(item, key))
        return next((words for name, words in choices(around) if name == value), value)

    def put(item: Any, text: str, around: Around) -> Any:
        return changed(item, **{key: chosen(text, choices(around))})

    return Column(key, "choice", show, put, key, choices, width=width)


def flag(key: str) -> Column:
    """Yes or no."""

    def answers(_: Around) -> Sequence[tuple[str, str]]:
        return (("yes", language.say("yes")), ("no", language.say("no")))

    def put(item: Any, text: str, around: Around) -> Any:
        return changed(item, **{key: chosen(text, answers(around)) == "yes"})

    def show(item: Any, around: Around) -> Cell:
        return answers(around)[0 if getattr(item, key) else 1][1]

    return Column(key, "choice", show, put, key, answers, width=8)


def names(key: str, known: Callable[[Around], Mapping[str, str]], *, width: int = 20) -> Column:
    """Several names, with semicolons between; a code, or what it is called."""

    def put(item: Any, text: str, around: Around) -> Any:
        codes = {name.casefold(): code for code, name in known(around).items()}
        codes |= {code.casefold(): code for code in known(around)}
        told = [each.strip() for each in text.replace(",", _LIST).split(_LIST)]
        return changed(
            item, **{key: tuple(dict.fromkeys(codes.get(each.casefold(), each) for each in told if each))}
        )

    return Column(
        key,
        "text",
        lambda item, _: f"{_LIST} ".join(getattr(item, key)),
        put,
        key,
        suggested=lambda around: tuple(known(around)),
        width=width,
    )


def amount(
    key: str,
    measure: Callable[[Any], str] | str,
    get: Callable[[Any], int | None],
    put: Callable[[Any, int | None], Any],
    *,
    empty: bool = False,
    field: str = "",
    width: int = 12,
    unit: Literal["", "quantity", "price"] = "",
    help: str = "",
    follows: Callable[[Any], bool] | None = None,
) -> Column:
    """A whole amount of a measure; ``empty``: it may be left open. A price is shown with its cents."""

    def of(item: Any) -> str:
        return measure if isinstance(measure, str) else measure(item)

    def read(item: Any, text: str, _: Around) -> Any:
        if empty and text.strip() in ("", language.MISSING):
            return put(item, None)
        return put(item, written.amount(text, of(item)))

    return Column(
        key,
        "number",
        lambda item, _: shown_amount(get(item), of(item), cents=unit == "price"),
        read,
        field or key,
        width=width,
        unit=unit,
        help=help,
        follows=follows,
    )


def shown(
    key: str,
    show: Callable[[Any, Around], Cell] | None = None,
    *,
    width: int = 6,
    help: str = "",
    figures: bool = False,
) -> Column:
    """What is shown and not edited; without ``show``, what is worked out from the whole plan (``grid.Rows``)."""
    return Column(
        key,
        "shown",
        show or (lambda _item, _around: ""),
        lambda item, _text, _around: item,
        width=width,
        help=help,
        figures=figures,
    )


def shown_amount(value: int | None, measure: str, *, cents: bool = False) -> Cell:
    """
    An amount as it is shown, money in whole units or to the cent; with what it is exactly, where that differs.

    Examples
    --------
    >>> with language.use("nl"):
    ...     shown_amount(123450, "revenue"), shown_amount(120000, "revenue"), shown_amount(1250, "share"), shown_amount(None, "quantity")
    (('1.234', '1.234,50'), '1.200', '12,5%', '')
    >>> with language.use("nl"):
    ...     shown_amount(249, "margin", cents=True)
    '2,49'
    """
    if value is None:
        return ""
    if cents:
        return _typed(value / 100, 2)
    if measure == "quantity":
        return _typed(value, 0)
    if measure not in items.ADDITIVE:
        return f"{_typed(value / 100, 0 if value % 100 == 0 else 1 if value % 10 == 0 else 2)}%"
    whole = _typed(value / 100, 0)
    return whole if value % 100 == 0 else (whole, _typed(value / 100, 2))


def divided_over(total: int, weights: tuple[int, ...]) -> tuple[int, ...]:
    """
    An amount over twelve months as they lie now, adding up exactly; evenly where they are nothing.

    Examples
    --------
    >>> divided_over(24, (1,) * 12)[:3], divided_over(-12, (0,) * 12)[:3]
    ((2, 2, 2), (-1, -1, -1))
    """
    months = [f"{month:02d}" for month in range(1, 13)]
    shape = pd.Series([max(each, 0) for each in weights], index=months, dtype=float)
    shape = shape if shape.sum() > 0 else pd.Series(1.0, index=shape.index)
    return tuple(map(int, rounding.apportioned(shape, total)))


def group_name(around: Around) -> Mapping[str, str]:
    """The groups, which are called as they are named."""
    return {name: name for name in around.groups}


def _typed(value: float, digits: int) -> str:
    """A number as it may be typed again."""
    return language.number(value, digits)


def _day(text: str) -> date:
    found = typed.day(text)
    if found is None:
        raise errors.ParameterError(
            language.say("'{text}' is no day", text=text),
            expected=language.say("a day such as {example}", example=language.date(date(2027, 5, 1))),
        )
    return found


def chosen(text: str, choices: Sequence[tuple[str, str]]) -> str:
    """
    The name of what was chosen, which may be typed as its name or its words.

    Raises
    ------
    ParameterError
        It is none of them.
    """
    wanted = text.strip().casefold()
    for name, words in choices:
        if wanted in (name.casefold(), words.casefold()):
            return name
    raise errors.ParameterError(
        language.say("'{text}' is none of the choices", text=text),
        expected=", ".join(words for _, words in choices if words),
    )
