"""
How much a plan dares, what of it is new, and how often it was adjusted: the indicators 1.c and 1.e of the profile.

A plan that only writes down what comes by itself is always reached. So a plan is measured by what was known when it was handed over, not by how the year turned out: the chance of missing its
target before any action, and the part of the value of its actions that comes from what last year's plan did not have. And a plan that is never touched again was not looked at: every version that was adopted
after the first is an adjustment, with what it does to the year and whose cause it was.

Conventions:

* of a plan counts what was adopted last by the end of the period, else what was submitted last and not given back; a draft is no plan yet;
* the figures of a part of an account are none of its plan;
* of several years the latest counts: at the end of a year that is the plan for the next;
* innovation is what the new actions are expected to bring, of what all actions are (``targets.innovation``): never more than all of it;
* chances are those of the last quarter that was closed when the version was submitted (or adopted, where that is all that is known), never of a later one;
* an adjustment counts in the calendar year in which it was adopted; its money is what its actions bring more or less in revenue over the year, and its cause the one that was given with it.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

from amlib import errors, periods
from amlib.analysis.indicators import CAUSES, adjusted_by
from amlib.analysis.intervals import Estimate
from amlib.plan import baselines, changes, targets, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amlib.data.slices import Slice
    from amlib.periods import Period
    from amlib.plan.changes import Change
    from amlib.plan.model import Plan
    from amlib.plan.records import Planned

__all__ = ["adjustments", "measured", "standing"]

_NAN = float("nan")


def measured(plans: Iterable[Planned], data: Slice, period: Period) -> dict[str, Estimate]:
    """
    The stretch, the innovation and the adjustments, as far as there are plans.

    Parameters
    ----------
    plans : iterable of Planned
        All that the records tell.
    data : Slice
    period : Period
        What was kept after its end does not count.

    Returns
    -------
    dict of an indicator's name to Estimate
        Without those for which there is no plan; NaN where there is one and it cannot be told.
    """
    known = [one for one in plans if one.at.date() <= period.end]
    return {**_dares(known, data, period), **_adjusted(known, period)}


def standing(plans: Sequence[Planned]) -> Planned | None:
    """The plan that counts: of the latest year, what was adopted last, else what was submitted last; None where there is none."""
    drafts = {
        (one.year, one.version): one.number for one in plans if one.state == "draft"
    }  # of what was given back, later
    handed = [
        one
        for one in plans
        if one.state == "adopted"
        or (one.state == "submitted" and drafts.get((one.year, one.version), 0) < one.number)
    ]
    of_year = [one for one in handed if one.year == max(each.year for each in handed)]
    adopted = [one for one in of_year if one.state == "adopted"]
    return max(adopted or of_year, key=lambda one: one.number, default=None)


def adjustments(plans: Sequence[Planned], period: Period) -> list[tuple[Planned, tuple[Change, ...]]]:
    """Each version that was adopted after the first, in the calendar year of a period and up to its end, with what changed since the adopted version before it."""
    found = []
    for year in sorted({one.year for one in plans}):
        adopted = sorted(
            (one for one in plans if one.year == year and one.state == "adopted"), key=lambda one: one.number
        )
        for before, after in pairwise(adopted):
            if after.at.year == period.end.year and after.at.date() <= period.end:
                found.append((after, changes.between(_plan(before), _plan(after))))
    return found


def _dares(plans: Sequence[Planned], data: Slice, period: Period) -> dict[str, Estimate]:
    """1.c: of the plan that counts."""
    kept = standing(plans)
    if kept is None:
        return {}
    plan = _plan(kept)
    goal = next((g for g in plan.goals if (g.level, g.measure) == ("total", "revenue")), None)
    base = _base(plans, kept, data, period) if goal and not data.partial else None
    if goal is None or base is None:
        return {"stretch": _figure(_NAN), "innovation": _figure(_NAN)}
    chance = base.odds.probability(goal.year() / 100)
    return {
        "stretch": _figure(_NAN if chance is None else 1 - chance),
        "innovation": _figure(targets.innovation(goal, plan.actions).share),
    }


def _base(plans: Sequence[Planned], kept: Planned, data: Slice, period: Period) -> baselines.Year | None:
    """The year without action as it was expected when the plan was handed over; None where that cannot be told any more."""
    same = [one for one in plans if (one.year, one.version) == (kept.year, kept.version)]
    handed = [one.at.date() for one in same if one.state == "submitted"] or [kept.at.date()]
    then = min(periods.last_closed_quarter(handed[-1]), period, key=lambda each: each.end)
    try:
        return baselines.expected(data, then, kept.year)
    except errors.FigureError:
        return None


def _adjusted(plans: Sequence[Planned], period: Period) -> dict[str, Estimate]:
    """1.e: how many, and per cause what they do to the year."""
    if not any(one.state == "adopted" for one in plans):
        return {}
    made = adjustments(plans, period)
    money: dict[str, list[float]] = {cause: [] for cause in CAUSES}
    for kept, changed in made:
        revision = _plan(kept).revision
        if revision is not None:
            money[revision.cause].append(changes.year_end(changed) / 100)
    found: Mapping[str, Estimate] = {
        adjusted_by(cause): _figure(sum(amounts), len(amounts)) for cause, amounts in money.items()
    }
    return {"adjustments": _figure(len(made), len(made)), **found}


def _plan(kept: Planned) -> Plan:
    return written.read(json.dumps(dict(kept.plan)), where=f"plan/{kept.year}, {kept.number}")


def _figure(value: float, count: int = 1) -> Estimate:
    """A figure without a range."""
    return Estimate(value, _NAN, _NAN, count)
