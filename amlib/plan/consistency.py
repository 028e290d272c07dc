"""
Whether the targets of the whole account belong together: revenue, quantity and margin are three views of one year.

Whoever raises the revenue target alone leaves the other two where they were, and then asks for less meat at a price that nobody decided on. No sum shows it: each goal adds up by itself. So the three are held
against one another, and what does not belong together is a doubt: a value with a code, put into words by ``documents.plan.consistency``. It may be meant, so it holds nothing up.

=========  ==================================================================================================================
code       the doubt
=========  ==================================================================================================================
below      revenue is asked at or above its year without action, and quantity or margin below theirs
price      the revenue per unit that the targets come to is not that of the year without action, nor that with the actions
rate       so is the part of revenue that is asked as margin
=========  ==================================================================================================================

* At, above and below are as a reader sees them, in tenths of a percent: goals are rounded per group and month, and a kilogram less is no doubt.
* What the plan itself explains is none: a measure that its own actions take down (a price that costs kilograms) may be asked as far down as they take it, and revenue per unit and margin may lie anywhere
  between the year without action and the year with the actions.
* Beside that they may be off by ``MOST``, two percent. Dividing a target over groups moves them by a tenth of a percent, and targets are typed in round figures, of which each may be a percent off; a price that is
  to move by more is a decision, and should stand among the actions.
* A measure that is below is not told twice.

Deliberately absent: whether a target is wise, and by how much it stretches (``targets``).

Examples
--------
Revenue raised by a tenth, alone:

>>> from amlib.plan.items import Goal
>>> from amlib.plan.model import Plan
>>> def goal(measure, baseline, target):
...     return Goal(id=measure, name="", measure=measure, baseline=(baseline,) * 12, target=(target,) * 12)
>>> plan = Plan(account="alfa", year=2027, goals=(goal("revenue", 1000, 1100), goal("quantity", 100, 100), goal("margin", 200, 220)))
>>> [(one.code, round(one.values["asked"], 2), one.values["without"]) for one in of(plan)]
[('price', 0.11, 0.1)]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from amlib.plan import targets

if TYPE_CHECKING:
    from amlib.plan.model import Plan
    from amlib.plan.targets import Gap

__all__ = ["MOST", "Doubt", "of"]

MOST = 0.02
"""By so much a price or a margin may be off from the nearest that the plan explains, as a fraction of that of the year without action."""

_LEAST = 0.0005
"""Half of the last digit in which growth is shown."""


@dataclass(frozen=True)
class Doubt:
    """
    One thing in which targets do not belong together.

    Attributes
    ----------
    code : 'below', 'price' or 'rate'
    values : mapping of str to float
        Of 'below', target ÷ year without action − 1 of ``revenue``, and of ``quantity`` and ``margin`` where it is they that lie below. Else ``asked`` and ``without``, and ``acted`` (with the actions) where that is
        known: revenue per unit in currency, or margin as a fraction of revenue.
    """

    code: Literal["below", "price", "rate"]
    values: Mapping[str, float]


def of(plan: Plan) -> tuple[Doubt, ...]:
    """
    The doubts about the targets of the whole account, in the order of the table above; none where it has no revenue goal, or where there is nothing to hold it against.

    Parameters
    ----------
    plan : Plan
        Its goals may be of any size; of a measure whose year without action is nothing or less, nothing is said.
    """
    gaps = {
        goal.measure: targets.gap(goal, plan.actions)
        for goal in plan.goals
        if goal.level == "total" and goal.additive and goal.year("baseline") > 0
    }
    if "revenue" not in gaps:
        return ()
    revenue = gaps.pop("revenue")
    low = {str(measure): _growth(gap) for measure, gap in gaps.items() if _below(gap)}
    found = []
    if low and _growth(revenue) > -_LEAST:
        found.append(Doubt("below", {"revenue": _growth(revenue), **low}))
        gaps = {measure: gap for measure, gap in gaps.items() if measure not in low}
    if "quantity" in gaps:
        found += _apart("price", revenue, gaps["quantity"], 1 / 100)
    if "margin" in gaps:
        found += _apart("rate", gaps["margin"], revenue, 1.0)
    return tuple(found)


def _growth(gap: Gap) -> float:
    """What is asked on top of the year without action, as a fraction of it."""
    return gap.target / gap.baseline - 1


def _below(gap: Gap) -> bool:
    """Whether less is asked than the year brings without action, and than the plan's own actions leave of it."""
    left = gap.baseline + min(gap.planned.expected, 0)
    return _growth(gap) <= -_LEAST and gap.target < left


def _apart(code: Literal["price", "rate"], over: Gap, under: Gap, scale: float) -> list[Doubt]:
    """A doubt where one target divided by another is further than ``MOST`` from all that the plan explains."""
    if under.target <= 0:
        return []
    values = {"asked": over.target / under.target, "without": over.baseline / under.baseline}
    acted = [gap.baseline + gap.planned.expected for gap in (over, under)]
    if min(acted) > 0:
        values["acted"] = acted[0] / acted[1]
    explained = [values[name] for name in ("without", "acted") if name in values]
    room = MOST * values["without"]
    if min(explained) - room <= values["asked"] <= max(explained) + room:
        return []
    return [Doubt(code, {name: value * scale for name, value in values.items()})]
