"""
The columns of the activity plan: per outlet and kind, how often in each month.

A year of visits is laid out as a block of numbers: outlets down, months across. So that is what is shown, typed and pasted here; a month without an activity is empty, and the year can be typed as
one number, which then goes over the months as they lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from amlib import language
from amlib.plan.items import Activity
from amlib.widgets import columns
from amlib.widgets.columns import Around, Cell, Column

__all__ = ["COLUMNS", "new"]

_KINDS = {
    "visit": "visit",
    "advice": "advice",
    "layout": "shelf layout",
    "assortment": "assortment",
    "quality": "quality",
}
_NONE = (0,) * 12


def new(id: str, owner: str) -> Activity:
    """An activity that is still to say where it is and how often."""
    return Activity(id=id, outlet="", kind="visit", months=_NONE, owner=owner)


def _kinds(_: Around) -> Sequence[tuple[str, str]]:
    return [(name, language.say(_KINDS[name])) for name in _KINDS]


def _outlet() -> Column:
    """An outlet by its code and name; either may be typed, or both as they are shown."""

    def told(code: str, around: Around) -> str:
        return f"{code} {around.outlets[code]}" if code in around.outlets else code

    def put(item: Activity, text: str, around: Around) -> Any:
        codes = {name.casefold(): code for code, name in around.outlets.items()}
        codes |= {each.casefold(): code for code in around.outlets for each in (code, told(code, around))}
        return columns.changed(item, outlet=codes.get(text.strip().casefold(), text.strip()))

    return Column(
        "outlet",
        "text",
        lambda item, around: told(item.outlet, around),
        put,
        "outlet",
        suggested=lambda around: tuple(told(code, around) for code in around.outlets),
        width=26,
    )


def _month(number: int) -> Column:
    def put(item: Activity, value: int | None) -> Any:
        months = item.months
        return columns.changed(item, months=(*months[: number - 1], value or 0, *months[number:]))

    return columns.amount(
        f"month_{number}", "quantity", lambda item: item.months[number - 1] or None, put, empty=True, field="", width=5
    )  # fmt: skip


def _year() -> Column:
    def put(item: Activity, value: int | None) -> Any:
        months = columns.divided_over(value, item.months) if value else _NONE
        return columns.changed(item, months=months)

    return columns.amount("year", "quantity", lambda item: sum(item.months) or None, put, empty=True, field="months", width=6)  # fmt: skip


def _id(item: Activity, _: Around) -> Cell:
    return item.id


COLUMNS: tuple[Column, ...] = (
    columns.shown("id", _id),
    _outlet(),
    columns.choice("kind", _kinds, width=15),
    *map(_month, range(1, 13)),
    _year(),
    columns.plain("owner", width=18, people=True),
    columns.plain("text", long=True, width=30),
)
