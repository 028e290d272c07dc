"""
What a plan makes of its year, in five figures: where it ends, what it earns, what no action covers, how likely its target is, and what the conditions cost.

Adopting is the moment at which a plan becomes another one: what was rejected leaves it. Who is about to adopt wants the figures of the plan as it will be, and the document that is made a minute later
must say the same. So they are read off the same view, with the same functions, as that document's; only the plan in it is the one to come (``PlanView.with_plan``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amlib.plan.planned import PlanView

__all__ = ["Outcome", "of"]


@dataclass(frozen=True)
class Outcome:
    """
    The year of a plan.

    Attributes
    ----------
    revenue, margin : int or None
        Where the year ends with what the actions are expected to bring, in cents; margin before conditions and after the cost of actions. None where the plan has no such goal.
    uncovered : int or None
        Of the revenue target, in cents; negative where the plan brings more than is asked.
    chance : float or None
        Of the revenue target, with the actions; None where that is not known.
    conditions : float or None
        What they cost at the target, in currency.
    """

    revenue: int | None
    margin: int | None
    uncovered: int | None
    chance: float | None
    conditions: float | None


def of(view: PlanView) -> Outcome:
    """The year of the plan that a document shows, as it shows it."""
    goal = view.total()
    ends = {}
    for measure in ("revenue", "margin"):
        asked = view.total(measure)
        gap = view.gap(asked) if asked else None
        ends[measure] = gap.baseline + gap.planned.expected if gap else None
    return Outcome(
        ends["revenue"],
        ends["margin"],
        view.gap(goal).uncovered if goal else None,
        view.after_actions(goal) if goal else None,
        view.terms.target.owed if view.terms else None,
    )
