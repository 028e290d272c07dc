"""
What the grid in the browser is told: columns and rows, in words.

The browser's side (``grid.js``) shows texts and tells which texts were typed; it knows no plan. So here a sheet becomes columns with their words and choices, and each value a row of texts with what
is wrong in it. A row is written once and kept until its value changes: a plan has a hundred goals, and an edit touches one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.widgets import sheets

if TYPE_CHECKING:
    from amlib.plan.model import Plan
    from amlib.widgets.columns import Around, Column
    from amlib.widgets.sitting import Place, Typed

__all__ = ["Rows", "tabs", "text_of", "words"]


def text_of(*names: str) -> str:
    """The files of this room with these names, one after the other."""
    return "\n".join(resources.files(__package__).joinpath(name).read_text("utf-8") for name in names)


def words() -> dict[str, str]:
    """What the grid itself says, in the current language."""
    return {
        "add": language.say("Add a row"),
        "remove": language.say("Take out the row"),
        "hint": language.say(
            "Enter or F2 to edit, Tab to the next cell, Esc to leave, Ctrl+V to paste a block from Excel, Ctrl+Z to undo"
        ),
        "nothing": language.say("There is nothing here yet."),
        "calendar": language.say("Choose a day"),
        "follows": language.say("Nobody typed this: it follows the amount that is expected."),
        "follows_along": language.say("Nobody typed this: it follows the revenue that is expected."),
    }


def tabs(around: Around, year: int) -> list[dict[str, Any]]:
    """The sheets, each with its columns and their choices."""
    return [
        {
            "key": kind,
            "label": sheets.called(kind),
            "columns": [_head(kind, column, around, year) for column in sheets.SHEETS[kind]],
        }
        for kind in sheets.KINDS
    ]


def _head(kind: str, column: Column, around: Around, year: int) -> dict[str, Any]:
    return {
        "key": column.key,
        "label": sheets.label(kind, column, year, around),
        "help": sheets.help(column),
        "kind": column.kind,
        "width": column.width,
        "figures": column.figures,
        "choices": list(map(list, column.choices(around))) if column.choices else [],
        "suggested": list(column.suggested(around)) if column.suggested else [],
    }


class Rows:
    """The rows of a form's sheets; what did not change is not written again."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], tuple[Any, object, str]] = {}
        self._sheets: dict[str, tuple[object, object, str]] = {}

    def text(
        self,
        plan: Plan,
        kind: str,
        around: Around,
        beside: Mapping[Place, Typed],
        faults: Mapping[Place, str],
        *,
        worked_out: Mapping[str, Mapping[str, str]] | None = None,
    ) -> str:
        """
        The rows of a sheet, as JSON.

        Parameters
        ----------
        plan, kind, around, beside, faults : what is shown
        worked_out : mapping of an id to texts by column, optional
            What stands in columns that show what follows from the whole plan.

        Returns
        -------
        str
            Of each row ``id``; ``cells``, in the order of the columns; where there are any, ``typed`` and ``wrong`` (what was typed beside the plan, and why), ``doubt`` (what is wrong in the plan),
            ``follows`` (columns of which the amount was worked out from another), ``raw`` (days as a machine writes them).
        """
        values, more = getattr(plan, kind), worked_out or {}
        known: object = tuple(around.goals.items()) if kind == "actions" else tuple(around.decided.items()) if kind == "proposals" else None  # fmt: skip
        told = _told(kind, beside, faults)
        held = self._sheets.get(kind)
        if held is None or held[0] is not values or held[1] != (known, told, more):
            rows = [self._row(kind, item, around, (known, told.get(item.id, {}), more.get(item.id, {}))) for item in values]  # fmt: skip
            held = self._sheets[kind] = values, (known, told, more), f"[{','.join(rows)}]"
        return held[2]

    def _row(self, kind: str, item: Any, around: Around, beside: tuple[Any, Mapping[str, Any], Mapping[str, str]]) -> str:  # fmt: skip
        held = self._held.get((kind, item.id))
        if held is None or held[0] is not item or held[1] != beside:
            _, told, more = beside
            shown = sheets.SHEETS[kind]
            row: dict[str, Any] = {
                "id": item.id,
                "cells": [more.get(column.key) or column.show(item, around) for column in shown],
                **told,
            }
            days = {
                column.key: day.isoformat()
                for column in shown
                if column.kind == "date" and isinstance(day := getattr(item, column.key), date)
            }
            follows = [column.key for column in shown if column.follows and column.follows(item)]
            row |= {name: value for name, value in (("raw", days), ("follows", follows)) if value}
            text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
            held = self._held[kind, item.id] = item, beside, text
        return held[2]


def _told(kind: str, beside: Mapping[Place, Typed], faults: Mapping[Place, str]) -> dict[str, dict[str, dict[str, str]]]:  # fmt: skip
    """Per row of a sheet, what was typed beside the plan and why, and what is wrong in the plan."""
    told: dict[str, dict[str, dict[str, str]]] = {}
    for (at, id, key), typed in beside.items():
        if at == kind:
            told.setdefault(id, {}).setdefault("typed", {})[key] = typed.text
            told[id].setdefault("wrong", {})[key] = typed.why
    for (at, id, key), why in faults.items():
        if at == kind:
            told.setdefault(id, {}).setdefault("doubt", {})[key] = why
    return told
