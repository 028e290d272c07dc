"""
How likely each goal is, beside the goal in the grid.

Who moves a target of an outlet must see at once what that does to its chance, without actions and with them, and not only to the account's. These are the figures of the document: the same odds
(``reach``), the same actions that count (``targets.serves``), the same steps of five percent and the same words. A goal is asked again only when it, or what its actions bring, has changed: a plan
has a hundred goals, and an edit touches one.

Of a rate, and of a place with too little history, nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from amlib import language
from amlib.documents.plan import words
from amlib.plan import reach, targets

if TYPE_CHECKING:
    from amlib.analysis.odds import Odds
    from amlib.plan.items import Action, Goal, Range
    from amlib.plan.model import Plan

__all__ = ["COLUMNS", "Chances"]

COLUMNS = ("chance_without", "chance_with", "band")
"""The columns that are filled in here."""


class Chances:
    """
    The chances of a plan's goals, kept until they change.

    Parameters
    ----------
    places : mapping of (measure, level, key) to Odds
        Without actions.
    """

    def __init__(self, places: Mapping[reach.Place, Odds]) -> None:
        self._places = places
        self._actions: tuple[Action, ...] = ()
        self._planned: dict[str, tuple[Goal, Range]] = {}
        self._told: dict[str, tuple[object, dict[str, str]]] = {}

    def of(self, plan: Plan) -> dict[str, dict[str, str]]:
        """What stands in ``COLUMNS`` for each goal, by its id and the column, in the current language."""
        if plan.actions is not self._actions:
            self._actions, self._planned = plan.actions, {}
        return {goal.id: self._of(goal) for goal in plan.goals}

    def extreme(self, plan: Plan) -> dict[str, str]:
        """The goals whose target is extreme, by their id: the id with the name."""
        told, worst = self.of(plan), words.band(0.0)
        return {goal.id: f"{goal.id} {goal.name}" for goal in plan.goals if told[goal.id]["band"] == worst}

    def _of(self, goal: Goal) -> dict[str, str]:
        odds = self._places.get(reach.place(goal))
        if odds is None:
            return dict.fromkeys(COLUMNS, language.MISSING)
        held = self._planned.get(goal.id)
        if held is None or held[0] is not goal:
            held = self._planned[goal.id] = goal, targets.gap(goal, self._actions).planned
        asked = (reach.place(goal), goal.year(), held[1].low, held[1].expected, held[1].high)
        told = self._told.get(goal.id)
        if told is None or told[0] != asked:
            told = self._told[goal.id] = asked, _told(odds, goal, held[1])
        return told[1]


def _told(odds: Odds, goal: Goal, planned: Range) -> dict[str, str]:
    before, after = reach.chances(odds, goal, planned)
    told = words.chance(before), words.chance(after), words.band(before)
    return dict(zip(COLUMNS, told, strict=True))
