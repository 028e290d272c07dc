"""
The columns of the activity plan in Excel: how a field of the plan stands in a cell, and how a cell is read again.

A spreadsheet is where an account manager lives, and it forgets: it rounds, drops leading zeros, makes a day of what looks like one. So nothing is read from a cell that was not changed. A
cell counts as changed when it holds something else than what was written there from the plan that the file was made of; everything else keeps its value from that plan, to the last character.

* What is written: text as text, also where it begins with ``=``, ``+``, ``-`` or ``@``; amounts as numbers, money in whole units with its cents behind the point; days as days; a choice in the words
  of the language of the file; an outlet as its key and its name.
* What is read: a number also where it was typed as text (``1.234,5`` in a Dutch file), a day also as ``1-4-2027``; a choice in any case. A number finer than the plan can hold is not rounded.
* Blanks around a text, and the way in which lines end, are no change.

Whether a value is right among the others (the year, the people, the outlets) is for ``plan.checks``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from amlib import language, periods
from amlib.data import readings
from amlib.language import typed
from amlib.plan import items

__all__ = [
    "COLUMNS",
    "SHEETS",
    "Cell",
    "Column",
    "Known",
    "Wrong",
    "chosen",
    "head",
    "label",
    "made",
    "read",
    "same",
    "shown",
    "value",
]

Cell = str | int | float | bool | date | time | timedelta | None
Form = Literal["text", "choice", "place", "person", "goal", "names", "day", "money", "whole", "flag"]

LONGEST = 32_000
"""How many characters of a text stand in a cell; Excel takes few more."""
BETWEEN = " · "
"""Between the key of an outlet and its name."""

SHEETS: Mapping[str, str] = MappingProxyType(
    {"activities": "Activities in outlets", "actions": "Actions of the plan"}
)
"""Per kind, what its sheet is called."""

_HEADS: Mapping[str, str] = MappingProxyType(
    {
        "id": "No.",
        "outlet": "Outlet",
        "kind": "Sort",
        "owner": "Who",
        "text": "What is done",
        "name": "Action",
        "level": "For whom",
        "outlets": "Outlets",
        "groups": "Product groups",
        "begins": "From",
        "ends": "Until",
        "cost": "Cost of the action",
        "quantity.low": "Quantity: low",
        "quantity.expected": "Quantity: expected",
        "quantity.high": "Quantity: high",
        "revenue.low": "Revenue: low",
        "revenue.expected": "Revenue: expected",
        "revenue.high": "Revenue: high",
        "margin.low": "Margin: low",
        "margin.expected": "Margin: expected",
        "margin.high": "Margin: high",
        "goal": "Serves goal",
        "new": "New",
        "promotion.mechanic": "Promotion: mechanic",
        "promotion.products": "Promotion: articles",
        "promotion.consumer_price": "Promotion: consumer price",
        "promotion.discount_per_unit": "Promotion: discount per unit",
        "promotion.agreement": "Promotion: agreed in",
        "reason": "Reason",
    }
)
_CHOICES: Mapping[str, str] = MappingProxyType(
    {
        "visit": "visit",
        "advice": "advice",
        "layout": "shelf layout",
        "assortment": "assortment",
        "quality": "quality",
        "promotion": "promotion",
        "price": "price",
        "listing": "listing",
        "service": "service",
        "customer": "customer",
        "outlet": "outlet",
    }
)
_CONTROL = re.compile(r"_x[0-9A-Fa-f]{4}_|[\x00-\x20\x7f-\xa0]+")
_UNPRINTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Column:
    """
    One column: the field that it shows, what it holds, how wide it is, and the words that may be chosen.

    ``field`` has two parts where it is one of several that make a field of the plan: ``quantity.low``, ``months.3``.
    """

    field: str
    form: Form
    width: int = 12
    choices: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """The field of the plan that it is, or is part of."""
        return self.field.partition(".")[0]

    @property
    def part(self) -> str:
        """Which part of it; empty where it is all of it."""
        return self.field.partition(".")[2]


@dataclass(frozen=True)
class Known:
    """
    What there is to choose from.

    Attributes
    ----------
    outlets : mapping of key to name
    groups, owners : tuples of str
    goals : tuple of str
        Ids of the goals in the plan.
    """

    outlets: Mapping[str, str]
    groups: tuple[str, ...]
    owners: tuple[str, ...]
    goals: tuple[str, ...] = ()


class Wrong(ValueError):  # noqa: N818  it never leaves this room: it becomes a line of an error
    """A cell that cannot be read, and what was expected there."""


def _ranges() -> tuple[Column, ...]:
    forms: tuple[tuple[str, Form], ...] = (("quantity", "whole"), ("revenue", "money"), ("margin", "money"))
    return tuple(
        Column(f"{field}.{end}", form, 11) for field, form in forms for end in ("low", "expected", "high")
    )


COLUMNS: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {
        "activities": (
            Column("outlet", "place", 38),
            Column("kind", "choice", 13, ("visit", "advice", "layout", "assortment", "quality")),
            Column("owner", "person", 20),
            *(Column(f"months.{month}", "whole", 5) for month in range(12)),
            Column("text", "text", 50),
        ),
        "actions": (
            Column("name", "text", 34),
            Column("kind", "choice", 19, ("promotion", "price", "listing", "service", "layout", "quality")),
            Column("level", "choice", 10, ("customer", "outlet")),
            Column("outlets", "names", 24),
            Column("groups", "names", 16),
            Column("owner", "person", 20),
            Column("begins", "day", 12),
            Column("ends", "day", 12),
            Column("cost", "money", 11),
            *_ranges(),
            Column("goal", "goal", 9),
            Column("new", "flag", 7),
            Column("promotion.mechanic", "text", 20),
            Column("promotion.products", "names", 20),
            Column("promotion.consumer_price", "money", 17),
            Column("promotion.discount_per_unit", "money", 14),
            Column("promotion.agreement", "text", 20),
            Column("reason", "text", 40),
        ),
    }
)
"""Per kind, its columns behind that of the number, in the order in which they stand."""


def head(column: Column | None, year: int) -> str:
    """What stands above a column; above that of the number where it is None."""
    if column is None:
        return language.say(_HEADS["id"])
    if column.whole == "months":
        return language.month(periods.parse(f"{year}-{int(column.part) + 1:02}"), year=False)
    return language.say(_HEADS[column.field])


def label(outlet: str, known: Known) -> str:
    """An outlet as it stands in a cell: its key, and its name where it has one."""
    name = known.outlets.get(outlet, "")
    return f"{outlet}{BETWEEN}{name}" if name and name != outlet else outlet


def chosen(name: str) -> str:
    """A choice in words."""
    return language.say(_CHOICES[name])


def value(item: Any, column: Column) -> Any:
    """What a value of the plan holds in the field of a column; None where it has no such part."""
    held = getattr(item, column.whole)
    if not column.part or held is None:
        return held
    return held[int(column.part)] if column.whole == "months" else getattr(held, column.part)


def shown(held: Any, column: Column, known: Known) -> Cell:
    """
    A field as it stands in its cell; None for an empty one.

    Examples
    --------
    >>> nothing = Known({}, (), ())
    >>> shown(123450, Column("cost", "money"), nothing), shown(("001", "002"), Column("outlets", "names"), nothing)
    (1234.5, '001; 002')
    """
    if held is None or held in ("", ()) or (column.whole == "months" and held == 0):
        return None
    if column.form == "place":
        return label(held, known)[:LONGEST]
    return _WRITTEN.get(column.form, _kept)(held)


def same(found: Cell, written: Cell) -> bool:
    r"""
    Whether a cell still holds what was written there.

    Examples
    --------
    >>> same(" a\r\nb", "a\nb"), same(12.0, 12), same("12", 12), same(None, "")
    (True, True, False, True)
    """
    if isinstance(found, str | None) and isinstance(written, str | None):
        return _plain(found) == _plain(written)
    if isinstance(found, datetime) and found.time() == datetime.min.time():
        found = found.date()
    if isinstance(found, int | float) and isinstance(written, int | float):
        return math.isclose(found, written, rel_tol=1e-12, abs_tol=1e-9)
    return type(found) is type(written) and found == written


def read(found: Cell, column: Column, known: Known) -> Any:
    """
    What a person put into a cell, as the plan holds it.

    Parameters
    ----------
    found : what the cell holds now
    column : Column
    known : Known

    Raises
    ------
    Wrong
        It cannot be read as what the column holds; with what was expected.

    Examples
    --------
    >>> with language.use("nl"):
    ...     read("1.234,5", Column("cost", "money"), Known({}, (), ()))
    123450
    """
    text = "" if found is None else _text(found)
    if column.form == "place":
        return _place(text, known)
    reader = _READ.get(column.form)
    return reader(found, text, column) if reader else text


def made(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """
    Fields of the plan out of those of columns.

    Parameters
    ----------
    kind : str
    values : mapping of a column's field to its value
        Of each field of the plan that is to be made, all its parts.

    Raises
    ------
    Wrong
        A range with an end missing; its field stands in the error's second argument.
    """
    fields: dict[str, Any] = {}
    for whole in dict.fromkeys(column.whole for column in COLUMNS[kind] if column.field in values):
        parts = {
            column.part: values[column.field] for column in COLUMNS[kind] if column.whole == whole and column.part
        }  # fmt: skip
        if not parts:
            fields[whole] = values[whole]
        elif whole == "months":
            fields[whole] = tuple(each or 0 for each in parts.values())
        elif whole == "promotion":
            fields[whole] = items.Promotion(**parts) if any(each not in (None, "", ()) for each in parts.values()) else None  # fmt: skip
        elif None not in parts.values():
            fields[whole] = items.Range(**parts)
        elif any(each is not None for each in parts.values()):
            raise Wrong(language.say("low, expected and high, all three or none"), whole)
        else:
            fields[whole] = None
    return fields


def _kept(held: Any) -> Cell:
    """A number or a day as it is; a text as far as it fits."""
    return held[:LONGEST] if isinstance(held, str) else held


_WRITTEN: Mapping[str, Callable[[Any], Cell]] = {
    "choice": chosen,
    "names": lambda held: "; ".join(held)[:LONGEST],
    "flag": lambda held: language.say("yes") if held else None,
    "money": lambda held: float(Decimal(held) / 100),
}


def _plain(text: str | None) -> str:
    return _CONTROL.sub(" ", text or "").strip()


def _text(found: Cell) -> str:
    """A cell as text, whatever Excel made of it."""
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    lines = str(found).replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTED.sub("", lines).strip()


def _chosen(found: Cell, text: str, column: Column) -> str:
    words = {name: chosen(name) for name in column.choices}
    for name, word in words.items():
        if text.casefold() in (name, word.casefold()):
            return name
    raise Wrong(language.say("one of: {names}", names=", ".join(words.values())))


def _place(text: str, known: Known) -> str:
    """The key of an outlet; a text that is none is kept, for the plan's own check to find."""
    labels = {_plain(label(key, known)): key for key in known.outlets}
    key = text.partition(BETWEEN)[0].strip()
    return labels.get(_plain(text)) or (key if key in known.outlets else text)


def _flag(found: Cell, text: str, column: Column) -> bool:
    if isinstance(found, bool):
        return found
    answer = "false" if not text else readings.flags([text])[text]
    if answer is None and text.casefold() == "x":
        answer = "true"
    if answer is None:
        raise Wrong(language.say("yes, or nothing"))
    return answer == "true"


def _amount(found: Cell, text: str, column: Column) -> int | None:
    digits = 2 if column.form == "money" else 0
    if not text:
        return 0 if column.field == "cost" else None
    if isinstance(found, float | int) and not isinstance(found, bool):
        number: Decimal | None = Decimal(f"{found:.15g}")
    else:
        number = typed.number(text) if isinstance(found, str) else None
    scaled = None if number is None else number * 10**digits
    if scaled is None or scaled != scaled.to_integral_value():
        example = language.number(1234.5 if digits else 1234, digits)
        raise Wrong(
            language.say("a number such as {example}, with at most {digits} decimals", example=example, digits=digits)
        )  # fmt: skip
    return int(scaled)


def _day(found: Cell, text: str, column: Column) -> date:
    if isinstance(found, datetime):
        return found.date()
    if isinstance(found, date):
        return found
    told = readings.days([text])[text] if isinstance(found, str) and text else None
    if told is None or told == readings.AMBIGUOUS:
        raise Wrong(language.say("a day such as {example}", example="31-12-2027"))
    return date.fromisoformat(told)


def _names(found: Cell, text: str, column: Column) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in re.split(r"[;\n]", text))))


_READ: Mapping[str, Callable[[Cell, str, Column], Any]] = {
    "choice": _chosen,
    "names": _names,
    "flag": _flag,
    "money": _amount,
    "whole": _amount,
    "day": _day,
}
