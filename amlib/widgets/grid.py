"""
What the grid in the browser is told: columns and rows, in words.

The browser's side (``grid.js``) shows texts and tells which texts were typed; it knows no plan. So here a sheet becomes columns with their words and choices, and each value a row of texts with what
is wrong in it. A row is written once and kept until its value changes: a plan has forty goals, and an edit touches one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.widgets import sheets

if TYPE_CHECKING:
    from amlib.plan.model import Plan
    from amlib.widgets.columns import Around, Cell, Column
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
        "label": sheets.label(kind, column, year),
        "kind": column.kind,
        "width": column.width,
        "choices": list(map(list, column.choices(around))) if column.choices else [],
        "suggested": list(column.suggested(around)) if column.suggested else [],
    }


class Rows:
    """The rows of a form's sheets; what did not change is not written again."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], tuple[Any, object, list[Cell], dict[str, str]]] = {}

    def of(
        self,
        plan: Plan,
        kind: str,
        around: Around,
        beside: Mapping[Place, Typed],
        faults: Mapping[Place, str],
    ) -> list[dict[str, Any]]:
        """
        The rows of a sheet.

        Returns
        -------
        list of dict
            ``id``; ``cells``, in the order of the columns; where there are any, ``typed`` and ``wrong`` (what was typed beside the plan, and why), ``doubt`` (what is wrong in the plan), ``raw`` (days as a machine writes them).
        """
        told: dict[str, dict[str, dict[str, str]]] = {}
        for (at, id, key), typed in beside.items():
            if at == kind:
                told.setdefault(id, {}).setdefault("typed", {})[key] = typed.text
                told[id].setdefault("wrong", {})[key] = typed.why
        for (at, id, key), why in faults.items():
            if at == kind:
                told.setdefault(id, {}).setdefault("doubt", {})[key] = why
        return [self._row(kind, item, around) | told.get(item.id, {}) for item in getattr(plan, kind)]

    def _row(self, kind: str, item: Any, around: Around) -> dict[str, Any]:
        known: object = tuple(around.goals.items()) if kind == "actions" else None
        held = self._held.get((kind, item.id))
        if held is None or held[0] is not item or held[1] != known:
            cells = [column.show(item, around) for column in sheets.SHEETS[kind]]
            days = {
                column.key: day.isoformat()
                for column in sheets.SHEETS[kind]
                if column.kind == "date" and isinstance(day := getattr(item, column.key), date)
            }
            held = self._held[kind, item.id] = (item, known, cells, days)
        row: dict[str, Any] = {"id": item.id, "cells": held[2]}
        return row | ({"raw": held[3]} if held[3] else {})
