"""
The board beside the grid: what each edit does to the year, at once.

Whoever types a target wants to know four things before the next one: where the year ends, what it earns, how likely the target is, and what nobody covers yet. The board says these and how much
of the planned value is new, as figures, as one sentence for who cannot see the bar, and as one bar: the year without action, what the actions add, and what is left to the target, which is named at its mark. Each tile
says what it is, of which year, and beside what it stands; under the bar stands what its words and ranges mean.

* The year is that of ``analysis.calculation``; the sliders ask 'what if' on top of the plan and are no part of it.
* The chances are those of the document: without actions and with them, in steps of five percent, and the band of the target by the first (``documents.plan.words``). The factor of promotions
  takes their range along.
* What the conditions cost is that of the document's section on the contract, at the target (``plan.contract``), beside what is agreed; the sliders are no part of it.
* Targets of revenue, quantity and margin that do not belong together are told as a question, which holds nothing up (``plan.consistency``).
* An action of which nobody said what it brings counts for nothing, and is counted out loud.

Nothing is drawn here: figures are said, and lengths are fractions of the bar.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.analysis import calculation, outlook
from amlib.analysis.calculation import Added, Edit
from amlib.documents.plan import consistency, wanted, words
from amlib.plan import reach, targets
from amlib.plan.items import Range

if TYPE_CHECKING:
    import pandas as pd

    from amlib.analysis.agreed import Cost
    from amlib.analysis.odds import Odds
    from amlib.plan.items import Action, Goal
    from amlib.plan.model import Plan
    from amlib.plan.targets import Innovation
    from amlib.widgets.ground import Ground

__all__ = ["Figures", "figures", "reaches", "short", "shown"]

REST = Edit()


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
    asked_margin : float or None
        The target of the year's margin.
    before, probability : float or None
        Of the target without actions, and with them.
    uncovered : float or None
        Target less revenue; less than nil where the plan brings more than is asked.
    innovation : Innovation or None
        What of the value of the plan's actions is new, in cents; as the plan has it, whatever the sliders ask. None without a target.
    silent : int
        How many actions say nothing of revenue.
    unmeasured : tuple of str
        Groups of which it is not known how they follow the raw material.
    cost : Cost or None
        What the conditions cost at the target of the plan, beside what is agreed; None where that is not known.
    """

    revenue: float
    quantity: float
    margin: float | None
    without: float
    added: Range
    target: float | None
    asked_margin: float | None
    before: float | None
    probability: float | None
    uncovered: float | None
    innovation: Innovation | None
    silent: int
    unmeasured: tuple[str, ...]
    cost: Cost | None = None


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
    goal, margin = _asked(plan, "revenue"), _asked(plan, "margin")
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
    moved = 0.0 if edit == REST else without - calculation.edited(ground.year).revenue
    before, after = _chances(ground.odds, moved, added, goal)
    return Figures(
        revenue=found.revenue,
        quantity=found.quantity,
        margin=found.margin if ground.costed else None,
        without=without,
        added=added,
        target=goal.year() / 100 if goal else None,
        asked_margin=margin.year() / 100 if margin else None,
        before=before,
        probability=after,
        uncovered=goal.year() / 100 - found.revenue if goal else None,
        innovation=targets.innovation(goal, plan.actions) if goal else None,
        silent=sum(action.revenue is None for action in plan.actions),
        unmeasured=year.unmeasured,
        cost=ground.cost(plan),
    )


def reaches(ground: Ground) -> str:
    """When a change of the raw material is felt in our price and in our cost; '' where that was not measured."""
    if ground.lags.empty:
        return ""
    return language.say(
        "A change from January reaches our price {price} and our cost {cost}; the year feels the months after that.",
        price=_after(ground.lags["price"]),
        cost=_after(ground.lags["cost"]),
    )


def short(ground: Ground, plan: Plan) -> list[str]:
    """What no action covers of the goals of the whole account, each with its amount, in the order of the plan."""
    gaps = [
        (goal, targets.gap(goal, plan.actions))
        for goal in plan.goals
        if goal.level == "total" and goal.additive
    ]
    return [
        f"{words.measure(goal.measure).lower()} {language.quantity(gap.uncovered, ground.unit) if goal.measure == 'quantity' else _money(ground, gap.uncovered / 100)}"
        for goal, gap in gaps
        if gap.uncovered > 0
    ]  # fmt: skip


def shown(ground: Ground, plan: Plan, edit: Edit = REST) -> dict[str, Any]:
    """
    The board in words and lengths, in the current language.

    Returns
    -------
    dict
        ``tiles``: label, value, note and tone of each, and ``brief``, its label in a word or two; ``sentence``; ``bar``: its parts and the place of the target, as fractions of its length; ``doubt``: what does not belong together in the targets, as the first page says it, '' where nothing; ``notes``; ``meanings``: of its words and ranges; ``asked``: whether the sliders ask 'what if'.
    """
    now = figures(ground, plan, edit)
    plain = now if edit == REST else figures(ground, plan)
    tiles = [
        _revenue_tile(ground, plan.year, now, plain, edit),
        _margin_tile(ground, plan.year, now, plain, edit),
        _conditions_tile(ground, plan, now),
        _chance_tile(plan.year, now, plain, edit),
        _gap_tile(ground, plan.year, now, plain, edit),
        _new_tile(ground, plan.year, now),
    ]
    return {
        "tiles": [tile | {"brief": brief} for tile, brief in zip(tiles, _briefs(now), strict=True)],
        "sentence": " ".join(filter(None, (_sentence(ground, now), _conditions(ground, now)))),
        "bar": _bar(ground, now),
        "doubt": _doubt(ground, plan),
        "notes": [*_unknown(now), *_notes(now, edit)],
        "meanings": _meanings(now),
        "asked": edit != REST,
    }


def _briefs(now: Figures) -> tuple[str, ...]:
    """The labels of the tiles where there is room for one line only."""
    gap = (
        "Short of the target"
        if now.uncovered is not None and round(now.uncovered) > 0
        else "Above the target"
    )
    return tuple(map(language.say, ("Revenue", "Margin", "Conditions", "Chance", gap, "New")))


def _doubt(ground: Ground, plan: Plan) -> str:
    """What does not belong together in the targets, and what to do about it; '' where nothing."""
    told = consistency.said(plan, ground.currency, ground.unit)
    if not told:
        return ""
    return " ".join([*told, language.say("If so, leave it: your supervisor reads the same question. If not, change the targets of quantity and margin.")])  # fmt: skip


def _asked(plan: Plan, measure: str) -> Goal | None:
    """The goal of the whole account in a measure."""
    return next((g for g in plan.goals if (g.level, g.measure) == ("total", measure)), None)


def _after(months: pd.Series[float]) -> str:
    """After how many months: of one group or of several."""
    low, high = int(months.min()), int(months.max())
    if not high:
        return language.say("at once")
    if low == high:
        return language.say_many("after {count} month", "after {count} months", low)
    return language.say("after {low} to {high} months", low=language.number(low), high=language.number(high))


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


def _chances(
    odds: Odds | None, moved: float, added: Range, goal: Goal | None
) -> tuple[float | None, float | None]:
    """Of the target without actions and with them, with what is to come made so much larger or smaller by the sliders."""
    if odds is None or goal is None:
        return None, None
    return reach.chances(replace(odds, rest=odds.rest + moved) if moved else odds, goal, added)


def _tile(label: str, value: str, note: str = "", tone: str = "") -> dict[str, str]:
    return {"label": label, "value": value, "note": note, "tone": tone}


def _money(ground: Ground, value: float, *, plus: bool = False) -> str:
    return language.short_money(value, ground.currency, plus=plus)


def _revenue_tile(ground: Ground, year: int, now: Figures, plain: Figures, edit: Edit) -> dict[str, str]:
    label = language.say("Revenue in {year}, with the actions", year=str(year))
    told = _money(ground, now.revenue)
    if edit != REST:
        return _tile(label, told, _against(_money(ground, now.revenue - plain.revenue, plus=True)))
    if now.target is None:
        return _tile(
            label, told, language.say("without actions {amount}", amount=_money(ground, now.without))
        )
    note = language.say(
        "without actions {amount}; the target is {target}",
        amount=_money(ground, now.without),
        target=_money(ground, now.target),
    )
    return _tile(label, told, note)


def _margin_tile(ground: Ground, year: int, now: Figures, plain: Figures, edit: Edit) -> dict[str, str]:
    label = language.say("Margin before conditions in {year}, after the cost of the actions", year=str(year))
    if now.margin is None or plain.margin is None:
        return _tile(label, language.MISSING, language.say("the cost of what is sold was not supplied"))
    told = _money(ground, now.margin)
    if edit != REST:
        return _tile(label, told, _against(_money(ground, now.margin - plain.margin, plus=True)))
    part = language.percent(now.margin / now.revenue) if now.revenue > 0 else language.MISSING
    if now.asked_margin is None:
        return _tile(label, told, language.say("{part} of revenue", part=part))
    return _tile(
        label, told, language.say("{part} of revenue; the target is {target}", part=part, target=_money(ground, now.asked_margin))
    )  # fmt: skip


def _conditions_tile(ground: Ground, plan: Plan, now: Figures) -> dict[str, str]:
    """What the conditions cost at the target, and by how much that is otherwise than agreed; or why that is not known."""
    label = language.say("Conditions in {year}, at the target", year=str(plan.year))
    found = now.cost
    if found is None:
        why = (
            language.say("there is no target for the whole revenue")
            if now.target is None
            else language.say("the terms of the contract were not supplied")
        )
        return _tile(label, language.MISSING, why)
    told = _money(ground, found.owed)
    if found.unknown:
        return _tile(
            label, told, language.say("without what is not known of the plan's own terms; see below"), "worse"
        )
    if found.more is None:
        return _tile(label, told, language.say("what is agreed was not supplied, so it cannot be compared"))
    if round(found.more) == 0:
        return _tile(label, told, language.say("as is agreed"))
    values = {"money": _money(ground, abs(found.more)), "agreed": _money(ground, found.agreed or 0.0)}
    if found.more > 0:
        return _tile(
            label, told, language.say("{money} more than what is agreed, {agreed}", **values), "worse"
        )
    return _tile(label, told, language.say("{money} less than what is agreed, {agreed}", **values), "better")


def _conditions(ground: Ground, now: Figures) -> str:
    """For who cannot see the tiles, where the conditions are otherwise than agreed."""
    found = now.cost
    if found is None or not (found.unknown or (found.more and round(found.more))):
        return ""
    owed = language.say("The conditions cost {money}.", money=_money(ground, found.owed))
    return f"{owed} {wanted.costs(found, ground.currency)}"


def _unknown(now: Figures) -> list[str]:
    """The plan's own terms of which it cannot be worked out what they cost, and why."""
    return [wanted.unknown(each) for each in now.cost.unknown] if now.cost else []


def _chance_tile(year: int, now: Figures, plain: Figures, edit: Edit) -> dict[str, str]:
    label = language.say("Chance of the {year} revenue target", year=str(year))
    if now.probability is None or plain.probability is None:
        unknown = (
            "there is no target for the whole revenue"
            if now.target is None
            else "not known: too little history"
        )
        return _tile(label, language.MISSING, language.say(unknown))
    told = words.chance(now.probability)
    if edit != REST:
        moved = outlook.shown(now.probability) - outlook.shown(plain.probability)
        return _tile(label, told, _against(language.points(moved, 0)))
    without = language.say(
        "without actions {chance}, which makes it {band}",
        chance=words.chance(now.before),
        band=words.band(now.before),
    )
    return _tile(label, told, without)


def _gap_tile(ground: Ground, year: int, now: Figures, plain: Figures, edit: Edit) -> dict[str, str]:
    if now.uncovered is None or now.target is None or plain.uncovered is None:
        label = language.say("Short of the revenue target of {year}", year=str(year))
        return _tile(label, language.MISSING, language.say("there is no target for the whole revenue"))
    short = round(now.uncovered) > 0
    label = language.say(
        "Short of the revenue target of {year}" if short else "Above the revenue target of {year}",
        year=str(year),
    )
    told, tone = _money(ground, abs(now.uncovered)), "worse" if short else "better"
    if edit != REST:
        return _tile(label, told, _against(_money(ground, now.revenue - plain.revenue, plus=True)), tone)
    needed = now.target - now.without
    values = {
        "needed": _money(ground, abs(needed)),
        "low": _money(ground, now.added.low / 100),
        "high": _money(ground, now.added.high / 100),
    }
    if needed <= 0:
        note = language.say("the year without actions is {needed} above it already", **values)
    else:
        note = language.say("actions must bring {needed}, and bring {low} to {high}", **values)
    return _tile(label, told, note, tone)


def _new_tile(ground: Ground, year: int, now: Figures) -> dict[str, str]:
    label = language.say("New against {year}", year=str(year - 1))
    found = now.innovation
    if found is None or found.share != found.share:
        return _tile(label, language.MISSING, language.say("no action says what revenue it brings"))
    note = language.say(
        "{new} of the {planned} revenue that the actions bring",
        new=_money(ground, found.new / 100),
        planned=_money(ground, found.planned / 100),
    )
    return _tile(label, language.percent(found.share, 0), note)


def _against(difference: str) -> str:
    return language.say("{difference} against the plan as it stands", difference=difference)


def _sentence(ground: Ground, now: Figures) -> str:
    margin = language.MISSING if now.margin is None else _money(ground, now.margin)
    values = {
        "revenue": _money(ground, now.revenue),
        "margin": margin,
        "chance": words.chance(now.probability),
        "before": words.chance(now.before),
    }
    if now.uncovered is None:
        return language.say("The year ends at {revenue} of revenue, with a margin of {margin}; there is no target for the whole revenue.", **values)  # fmt: skip
    return language.say(
        "The year ends at {revenue} of revenue, {amount} short of the target, with a margin of {margin}; the chance of the target is {chance}, without actions {before}."
        if round(now.uncovered) > 0
        else "The year ends at {revenue} of revenue, {amount} above the target, with a margin of {margin}; the chance of the target is {chance}, without actions {before}.",
        amount=_money(ground, abs(now.uncovered)),
        **values,
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


def _meanings(now: Figures) -> list[str]:
    """What the words and ranges of the board mean."""
    notes = []
    if now.before is not None:
        bands = {name: language.percent(least, 0) for name, least in targets.BANDS.items()}
        notes.append(language.say("A target is called by its chance without actions: {commit} and more a commitment, from {balanced} balanced, from {stretch} a stretch, below that extreme.", **bands))  # fmt: skip
        notes.append(language.say("An amount is what is expected; the chance weighs the whole range around it. So a plan above its target may still fall short, and one below it may still reach it."))  # fmt: skip
    if now.added.low < now.added.high:
        notes.append(language.say("A range, such as what the actions bring, is so wide that four in five come out within it."))  # fmt: skip
    return notes
