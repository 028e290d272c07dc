"""
The charts of goals and actions: the year month by month, and the bridge from what comes by itself to what is asked.

The bridge is the one picture of the plan: it begins with the year without action, adds what each kind of action is expected to bring, and ends at the target; what is missing between the last action and
the target is the gap that nobody covers, and it is drawn as a bar of its own.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.ticker import NullLocator

from amlib import language, periods
from amlib.documents import charts, plots
from amlib.documents.charts import COLOURS
from amlib.documents.plan import words as own
from amlib.documents.plots import labels
from amlib.plan import items, targets

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from amlib.plan.items import Goal
    from amlib.plan.planned import PlanView

__all__ = ["bridge", "course", "steps"]


def course(view: PlanView, measure: str = "revenue") -> charts.Chart | None:
    """What is asked per month beside what comes without action and what the year before brought; None without a goal."""
    goal = view.total(measure)
    if goal is None:
        return None
    before = _before(view, measure)
    frame = pd.DataFrame({"month": [f"{view.year}-{n:02d}" for n in range(1, 13)]})
    frame["target"] = [own.in_units(each, measure) for each in goal.target]
    frame["baseline"] = [own.in_units(each, measure) for each in goal.baseline]
    frame["before"] = before
    names = {
        "before": str(view.year - 1),
        "baseline": language.say("without action"),
        "target": language.say("target"),
    }

    def write(value: float) -> str:
        if measure == "quantity":
            return language.quantity(value, view.data.unit)
        return language.short_money(value, view.data.currency, tight=True)

    high = int(np.argmax(goal.target))
    title = language.say(
        "{measure}: most is asked in {month}, {amount}",
        measure=own.measure(measure),
        month=language.period(periods.parse(f"{view.year}-{high + 1:02d}")),
        amount=own.spoken(goal.target[high], measure, view.data),
    )
    told = language.listing(
        [
            f"{language.period(periods.parse(month))} {own.spoken(amount, measure, view.data)}"
            for month, amount in zip(frame["month"], goal.target, strict=True)
        ]
    )
    alt = language.say(
        "Line chart of {measure} per month of {year}: what is asked, what comes without action, and the year before. Asked: {months}.",
        measure=own.the(measure),
        year=str(view.year),
        months=told,
    )
    return plots.lines(
        frame,
        names=names,
        write=write,
        tell=lambda month: language.month(periods.parse(month)),
        roles={"target": "us", "baseline": "category"},
        title=title,
        alt=alt,
        height=2.1,
    )


def steps(view: PlanView, goal: Goal) -> list[tuple[str, int]]:
    """
    What lies between the baseline of a goal and its target: each kind of action with what it is expected to bring, then what is not covered.

    Returns
    -------
    list of (kind, amount)
        In the whole units of the plan, adding up to the target less the baseline; the last is 'gap'.
    """
    brought: dict[str, int] = {}
    for action in view.plan.actions:
        effect = action.effect(goal.measure)
        if effect is not None and targets.serves(action, goal):
            brought[action.kind] = brought.get(action.kind, 0) + effect.expected
    order = sorted(brought, key=lambda kind: (-brought[kind], kind))
    left = goal.year() - goal.year("baseline") - sum(brought.values())
    return [*((kind, brought[kind]) for kind in order if brought[kind]), ("gap", left)]


def bridge(view: PlanView, measure: str = "revenue") -> charts.Chart | None:
    """From the year without action, over the actions and the gap that they leave, to the target; None without a goal."""
    goal = view.total(measure)
    if goal is None:
        return None
    moved = steps(view, goal)

    def paint(axes: Axes) -> None:
        _bridge(axes, view, goal, moved)

    return charts.draw(
        paint, title=_title(view, goal), alt=_alt(view, goal, moved), height=0.45 + 0.3 * (len(moved) + 2)
    )


def _before(view: PlanView, measure: str) -> list[float]:
    """The months of the year before, as far as they are in the books."""
    if measure not in items.ADDITIVE or measure == "margin":
        return [float("nan")] * 12
    sums = view.sales.groupby("month")[measure].sum()
    return [float(sums.get(f"{view.year - 1}-{n:02d}", float("nan"))) for n in range(1, 13)]


def _name(kind: str, left: int) -> str:
    if kind == "gap":
        return language.say("not covered by any action") if left > 0 else language.say("more than is asked")
    return {
        "promotion": language.say("planned promotions"),
        "price": language.say("prices"),
        "listing": language.say("listings"),
        "service": language.say("service"),
        "layout": language.say("layout"),
        "quality": language.say("quality"),
    }[kind]


def _bridge(axes: Axes, view: PlanView, goal: Goal, moved: list[tuple[str, int]]) -> None:
    """Steps from the baseline, which is nil here, so that small steps can be seen; the target is where they end."""
    amounts = np.array([amount for _, amount in moved], dtype=float)
    ends = np.concatenate([[0.0], amounts.cumsum()])
    names = [
        language.say("without action"),
        *(_name(kind, amount) for kind, amount in moved),
        language.say("target"),
    ]
    texts = [
        own.spoken(goal.year("baseline"), goal.measure, view.data),
        *(own.spoken(amount, goal.measure, view.data, plus=True) for _, amount in moved),
        own.spoken(goal.year(), goal.measure, view.data),
    ]
    spans = [(0.0, 0.0), *((min(a, b), max(a, b)) for a, b in pairwise(ends.tolist()))]
    spans.append((float(ends[-1]), float(ends[-1])))
    beside = max(labels.extent(axes, name, weight=600)[0] for name in names) / 72 + 0.15
    low, high = charts.limits(spans, texts, [1] * len(spans), charts.WIDTH - beside)
    low -= (high - low) * 0.02  # a dot at the very edge keeps clear of the names
    gap = (high - low) * 0.01
    axes.vlines(0, -0.4, len(names) - 0.6, color=COLOURS["grid"], linewidth=0.8)
    for row, ((kind, amount), span) in enumerate(zip(moved, spans[1:-1], strict=True), start=1):
        colour = ("warning" if amount > 0 else "comparison") if kind == "gap" else "better" if amount > 0 else "worse"  # fmt: skip
        hatch = "////" if kind == "gap" and amount > 0 else None
        axes.barh(
            row, span[1] - span[0], left=span[0], height=0.62, linewidth=0, color=COLOURS[colour],
            hatch=hatch, edgecolor=COLOURS["paper"],
        )  # fmt: skip
        axes.vlines(ends[row], row + 0.31, row + 0.69, color=COLOURS["muted"], linewidth=0.7)
    for row, at, colour in ((0, 0.0, "category"), (len(names) - 1, float(ends[-1]), "us")):
        axes.plot([at], [row], "o", color=COLOURS[colour], markersize=7, clip_on=False)
    for row, (span, text) in enumerate(zip(spans, texts, strict=True)):
        bold = row in (0, len(names) - 1) or moved[row - 1][0] == "gap"
        place = span[1] + gap * (2 if row in (0, len(names) - 1) else 1)
        axes.text(place, row, text, va="center", ha="left", fontweight=600 if bold else 400)
    labels.rows(axes, names, ["other"] * (len(names) - 1) + ["us"])
    axes.set_xlim(low, high)
    axes.xaxis.set_major_locator(NullLocator())


def _title(view: PlanView, goal: Goal) -> str:
    """What of the target no action covers."""
    gap = view.gap(goal)
    amount = own.spoken(abs(gap.uncovered), goal.measure, view.data)
    if gap.uncovered > 0:
        return language.say(
            "Of the {target} that is asked, {amount} is not covered by any action",
            target=own.spoken(goal.year(), goal.measure, view.data),
            amount=amount,
        )
    return language.say("With its actions the year is expected to bring {amount} more than is asked", amount=amount)  # fmt: skip


def _alt(view: PlanView, goal: Goal, moved: list[tuple[str, int]]) -> str:
    parts = [f"{_name(kind, amount)} {own.spoken(amount, goal.measure, view.data, plus=True)}" for kind, amount in moved]  # fmt: skip
    return language.say(
        "Waterfall chart of {measure} from {baseline} without action to the target of {target}. In order: {parts}.",
        measure=own.the(goal.measure),
        baseline=own.spoken(goal.year("baseline"), goal.measure, view.data),
        target=own.spoken(goal.year(), goal.measure, view.data),
        parts=language.listing(parts),
    )
