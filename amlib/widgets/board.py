"""
The board beside the grid: what each edit does to the year, at once.

Whoever types a target wants to know four things before the next one: where the year ends, what it earns, how likely the target is, and what nobody covers yet. The board says these and how much
of the growth is new, as figures, as one sentence for who cannot see the bar, and as one bar: the year without action, what the actions add, and what is left to the target.

* The year is that of ``analysis.calculation``; the sliders ask 'what if' on top of the plan and are no part of it.
* The probability weighs the actions by their range, as the odds of the plan do; the factor of promotions takes their range along.
* An action of which nobody said what it brings counts for nothing, and is counted out loud.

Nothing is drawn here: figures are said, and lengths are fractions of the bar.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.analysis import calculation
from amlib.analysis.calculation import Added, Edit
from amlib.analysis.odds import Odds
from amlib.plan import targets
from amlib.plan.items import Range

if TYPE_CHECKING:
    from amlib.plan.items import Action, Goal
    from amlib.plan.model import Plan
    from amlib.widgets.ground import Ground

__all__ = ["Figures", "figures", "shown"]

REST = Edit()
_BANDS = {"commit": "likely", "balanced": "about even", "stretch": "a stretch", "extreme": "a long shot"}


@dataclass(frozen=True)
class Figures:
    """
    The year that a plan and the sliders give, in the workbook's currency.

    Attributes
    ----------
    revenue, quantity : float
    margin : float or None
        After the cost of actions; None where the cost of what is sold is not known.
    without : float
        Revenue without action, with what the sliders say of it.
    added : Range
        What actions bring in revenue, in cents, combined as independent.
    target : float or None
        Of the year's revenue.
    probability : float or None
    uncovered : float or None
        Target less revenue; less than nil where the plan brings more than is asked.
    innovation : float
        The part of the planned growth that is new; NaN where no growth is planned.
    silent : int
        How many actions say nothing of revenue.
    unmeasured : tuple of str
        Groups of which it is not known how they follow the raw material.
    """

    revenue: float
    quantity: float
    margin: float | None
    without: float
    added: Range
    target: float | None
    probability: float | None
    uncovered: float | None
    innovation: float
    silent: int
    unmeasured: tuple[str, ...]


def figures(ground: Ground, plan: Plan, edit: Edit = REST) -> Figures:
    """
    The year as a plan and the sliders make it.

    Parameters
    ----------
    ground : Ground
    plan : Plan
    edit : Edit, optional
        What the sliders say.
    """
    goal = next((g for g in plan.goals if (g.level, g.measure) == ("total", "revenue")), None)
    promotions, others = _sides(plan.actions)
    year = replace(
        ground.year,
        target=goal.year() / 100 if goal else 0.0,
        promotions=_added(promotions),
        others=_added(others),
    )
    found = calculation.edited(year, edit)
    ranges = [_scaled(a.revenue, edit.promotion if a.kind == "promotion" else 1.0) for a in plan.actions if a.revenue]  # fmt: skip
    added = targets.combined(ranges)
    without = found.revenue - added.expected / 100
    return Figures(
        revenue=found.revenue,
        quantity=found.quantity,
        margin=found.margin if ground.costed else None,
        without=without,
        added=added,
        target=goal.year() / 100 if goal else None,
        probability=_probability(ground.odds, without, added, goal),
        uncovered=goal.year() / 100 - found.revenue if goal else None,
        innovation=_innovation(ground, plan, goal),
        silent=sum(action.revenue is None for action in plan.actions),
        unmeasured=year.unmeasured,
    )


def shown(ground: Ground, plan: Plan, edit: Edit = REST) -> dict[str, Any]:
    """
    The board in words and lengths, in the current language.

    Returns
    -------
    dict
        ``tiles``: label, value, note and tone of each; ``sentence``; ``bar``: its parts and the place of the target, as fractions of its length; ``notes``; ``asked``: whether the sliders ask 'what if'.
    """
    now = figures(ground, plan, edit)
    plain = now if edit == REST else figures(ground, plan)
    return {
        "tiles": [
            _money_tile(ground, language.say("Revenue, year end"), now.revenue, plain.revenue, edit),
            _money_tile(ground, language.say("Margin, after actions"), now.margin, plain.margin, edit),
            _chance_tile(now, plain, edit),
            _gap_tile(ground, now, plain, edit),
            _new_tile(now),
        ],
        "sentence": _sentence(ground, now),
        "bar": _bar(ground, now),
        "notes": _notes(now, edit),
        "asked": edit != REST,
    }


def _sides(actions: Iterable[Action]) -> tuple[list[Action], list[Action]]:
    each = list(actions)
    return [a for a in each if a.kind == "promotion"], [a for a in each if a.kind != "promotion"]


def _added(actions: Iterable[Action]) -> Added:
    """What actions bring in a year, in money and units."""
    sums = dict.fromkeys(("quantity", "revenue", "margin"), 0)
    for action in actions:
        for name in sums:
            effect = action.effect(name)
            sums[name] += effect.expected if effect else 0
    return Added(sums["quantity"], sums["revenue"] / 100, sums["margin"] / 100)


def _scaled(found: Range, factor: float) -> Range:
    return Range(
        low=round(found.low * factor),
        expected=round(found.expected * factor),
        high=round(found.high * factor),
    )


def _probability(odds: Odds | None, without: float, added: Range, goal: Goal | None) -> float | None:
    """Of the target, with what is to come made larger or smaller by the sliders and the actions in their range."""
    if odds is None or goal is None:
        return None
    moved = replace(odds, rest=without - odds.realised)
    return moved.with_added(added.low / 100, added.expected / 100, added.high / 100).probability(
        goal.year() / 100
    )


def _innovation(ground: Ground, plan: Plan, goal: Goal | None) -> float:
    if goal is None:
        return float("nan")
    before = None if ground.before != ground.before else round(ground.before * 100)
    return targets.innovation(goal, plan.actions, before)


def _tile(label: str, value: str, note: str = "", tone: str = "") -> dict[str, str]:
    return {"label": label, "value": value, "note": note, "tone": tone}


def _money_tile(
    ground: Ground, label: str, value: float | None, plain: float | None, edit: Edit
) -> dict[str, str]:
    if value is None or plain is None:
        return _tile(label, language.MISSING, language.say("the cost of what is sold was not supplied"))
    told = language.short_money(value, ground.currency)
    if edit == REST:
        return _tile(label, told, language.money(value, ground.currency))
    return _tile(label, told, _against(language.short_money(value - plain, ground.currency, plus=True)))


def _chance_tile(now: Figures, plain: Figures, edit: Edit) -> dict[str, str]:
    label = language.say("Probability of the target")
    if now.probability is None or plain.probability is None:
        return _tile(label, language.MISSING, language.say("not known: too little history"))
    told = language.percent(now.probability, 0)
    if edit != REST:
        return _tile(label, told, _against(language.points(now.probability - plain.probability, 0)))
    return _tile(label, told, language.say(_BANDS[targets.band(now.probability)]))


def _gap_tile(ground: Ground, now: Figures, plain: Figures, edit: Edit) -> dict[str, str]:
    label = language.say("Not covered by actions")
    if now.uncovered is None or plain.uncovered is None:
        return _tile(label, language.MISSING, language.say("there is no target for the whole revenue"))
    told = language.short_money(max(now.uncovered, 0.0), ground.currency)
    tone = "worse" if round(now.uncovered) > 0 else "better"
    if edit != REST:
        moved = language.short_money(now.uncovered - plain.uncovered, ground.currency, plus=True)
        return _tile(label, told, _against(moved), tone)
    spare = language.say(
        "{amount} above the target", amount=language.short_money(-now.uncovered, ground.currency)
    )
    ranged = language.say(
        "actions bring {low} to {high}",
        low=language.short_money(now.added.low / 100, ground.currency),
        high=language.short_money(now.added.high / 100, ground.currency),
    )
    return _tile(label, told, spare if round(now.uncovered) < 0 else ranged, tone)


def _new_tile(now: Figures) -> dict[str, str]:
    label = language.say("New in the growth")
    if now.innovation != now.innovation:
        return _tile(label, language.MISSING, language.say("no growth is planned"))
    return _tile(
        label, language.percent(now.innovation, 0), language.say("from what last year's plan had not")
    )


def _against(difference: str) -> str:
    return language.say("{difference} against the plan", difference=difference)


def _sentence(ground: Ground, now: Figures) -> str:
    chance = language.MISSING if now.probability is None else language.percent(now.probability, 0)
    margin = language.MISSING if now.margin is None else language.short_money(now.margin, ground.currency)
    uncovered = (
        language.MISSING
        if now.uncovered is None
        else language.short_money(max(now.uncovered, 0.0), ground.currency)
    )
    return language.say(
        "The year ends at {revenue}, with a margin of {margin}; the probability of the target is {chance}, and {uncovered} is not covered.",
        revenue=language.short_money(now.revenue, ground.currency),
        margin=margin,
        chance=chance,
        uncovered=uncovered,
    )


def _bar(ground: Ground, now: Figures) -> dict[str, Any]:
    """The bar as fractions of its length, from nothing to a little above the larger of target and year end."""
    target = now.target or 0.0
    long = max(now.without, now.revenue, target, 1.0) * 1.02
    low = max(min(now.without, now.revenue, target) * 0.8, 0.0)

    def place(value: float) -> float:
        return round(min(max((value - low) / (long - low), 0.0), 1.0), 4)

    return {
        "without": place(now.without),
        "end": place(now.revenue),
        "target": None if now.target is None else place(target),
        "words": {
            "without": language.say("without action"),
            "actions": language.say("actions"),
            "open": language.say("not covered"),
            "target": language.say("target {amount}", amount=language.short_money(target, ground.currency)),
            "from": language.say("from {amount}", amount=language.short_money(low, ground.currency)),
        },
    }


def _notes(now: Figures, edit: Edit) -> list[str]:
    notes = []
    if now.silent:
        notes.append(
            language.say_many(
                "of one action nobody said what it brings; it counts for nothing",
                "of {count} actions nobody said what they bring; they count for nothing",
                now.silent,
            )
        )
    if edit.raw_material and now.unmeasured:
        notes.append(
            language.say(
                "how far they follow the raw material was not measured, and counts as nothing: {groups}",
                groups=language.listing(list(now.unmeasured)),
            )
        )
    return notes
