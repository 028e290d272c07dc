"""
What an edition says that must be found again: its probabilities and its main figures.

A probability can only be scored, and a figure only compared, if it is kept as it was said. So a notebook ends with a cell that shows nothing and holds both, as plain data, for whoever
files the edition; the edition's own name is added there.

What an evaluation publishes is about its running year, in total and per group. What an annual plan publishes is about the year to come, and is what its page says of its goals:

* of the account, the chance *with* the actions that serve the goal: the plan promises both, and the page says both;
* of groups and outlets in revenue, the chance *without* actions: the page says no other. An action that comes makes the target likelier than was said;
* of what has a row of its own on the page. Regions and banners are left out, as they are sums of outlets, and rates (share, distribution), as they have no chance.

Deliberately absent: outlets in an evaluation, and anything of a document for a customer. Nobody is held to a chance that was one of a hundred.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from amlib import language
from amlib.analysis import outlook, results, year
from amlib.documents.plan import goals
from amlib.documents.plan import words as own
from amlib.plan.records import PUBLISHED

if TYPE_CHECKING:
    from amlib.analysis.odds import Odds
    from amlib.analysis.results import Comparison
    from amlib.analysis.year import Ahead
    from amlib.plan.items import Goal
    from amlib.plan.planned import PlanView

__all__ = ["Publication", "of", "of_plan"]

_KEPT = ("total", "group")
_BELOW = ("group", "outlet")


@dataclass(frozen=True)
class Publication:
    """
    Probabilities and figures of an edition, without its name.

    Attributes
    ----------
    published : tuple of dict
        As ``year.published`` gives them; those of a plan without a range.
    figures : tuple of dict
        ``period``, ``level``, ``key``, ``measure``, ``value``.
    """

    published: tuple[dict[str, Any], ...]
    figures: tuple[dict[str, Any], ...]

    def __str__(self) -> str:
        return json.dumps(self.bundle(), ensure_ascii=False, sort_keys=True)

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        return {PUBLISHED: self.bundle(), "text/plain": "", "text/html": ""}, {}

    def bundle(self) -> dict[str, Any]:
        """Both lists as plain data."""
        return {"published": list(self.published), "figures": list(self.figures)}


def of(made: Ahead | None, compared: Comparison) -> Publication:
    """
    What an edition publishes: the chances of its year, and the figures of its period.

    Parameters
    ----------
    made : Ahead or None
        Without one there are no chances.
    compared : Comparison
        Whose period's figures are kept, in total and per group; what is not known is left out.
    """
    lines = compared.lines[compared.lines["level"].isin(_KEPT)]
    figures = tuple(
        {"period": str(compared.period), "level": str(line["level"]), "key": str(line["key"]), "measure": measure, "value": float(line[measure])}
        for line in lines.to_dict("records")
        for measure in results.MEASURES
        if pd.notna(line[measure])
    )  # fmt: skip
    return Publication(() if made is None else tuple(year.published(made)), figures)


def of_plan(view: PlanView) -> Publication:
    """What an annual plan publishes: the chance of each goal that its page shows. It keeps no figures: nothing has come of it yet."""
    given = [(goal, view.with_actions(goal)) for goal in view.totals if goal.additive]
    for level in _BELOW:
        rows = goals.weightiest(view, level)
        named = set(rows.index[rows["kind"] == "body"])
        given += [(goal, view.without_actions(goal)) for goal in view.goals(level) if goal.key in named]
    told = (_chance(goal, found, view) for goal, found in given if found is not None)
    return Publication(tuple(one for one in told if one), ())


def _chance(goal: Goal, found: Odds, view: PlanView) -> dict[str, Any] | None:
    """A goal and its chance as shown, in the measure's own unit and under the keys of the books; None where it is not known."""
    target = float(own.in_units(goal.year(), goal.measure))
    chance = found.probability(target)
    if chance is None:
        return None
    return {
        "through": view.base.through, "year": view.year, "level": goal.level, "key": _key(goal), "measure": goal.measure, "target": target,
        "probability": outlook.shown(chance), "centre": found.centre,
    }  # fmt: skip


def _key(goal: Goal) -> str:
    """What the books call the place of a goal: the whole account has a name there, and what has no group has none."""
    if goal.level == "total":
        return "total"
    return "" if goal.key == language.MISSING else goal.key
