"""
The first draft: a plan filled in as far as the figures go, so that a person begins with deciding.

An empty form is filled in once and forgotten. So the draft comes with the goals divided and adding up, last year's promotions in their weeks, the articles that comparable outlets sell and
these do not, and what was found as numbered proposals. All of it is meant to be changed, and nothing in it is more than the figures say: an effect that nobody estimated is empty.

* The baseline is what the year brings without action. A target is last year's revenue with the growth that was agreed, or the baseline where none was.
* Revenue is divided over groups and outlets (``targets.allocated``) and over months in the proportions of the baseline. Quantity and margin follow their group: price and margin per kg as in
  the baseline. So a plan's first kilograms rise with its revenue; a price increase is an action, with its own kilograms.
* The stretch is what would be reached with a chance of one in four without action, where that is more than the target.
* Actions: the promotions of the plan year that are known, else those of the year before, 52 weeks later; the listings with the most money in them. Each serves the revenue goal of the narrowest place
  that it is drawn from (``serves``).
* Activities: visits per outlet by class and norm, within what was made last year, and what stores need beyond them.
* A listing and a promotion that costs money are asked for: a proposal names its actions, and what is rejected is not done.

``first`` takes plain values; ``baselines.given`` makes them from a slice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.plan import first_actions, first_activities, first_goals, first_listings, targets
from amlib.plan.items import Proposal
from amlib.plan.model import Plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from amlib.analysis.odds import Odds
    from amlib.analysis.uptake import Uptake
    from amlib.plan.items import Action, Assumption, Range, Risk

__all__ = ["Given", "asked_for", "effect_of", "first", "raised", "serves"]

OPPORTUNITIES = 3
_NO_ROWS = pd.DataFrame


@dataclass(frozen=True)
class Given:
    """
    What a first draft is made from, in plain values; money in the workbook's currency.

    Attributes
    ----------
    baseline : DataFrame, one row per (level, key, month)
        ``level`` 'group' or 'outlet', ``key``, ``name``, ``month`` 1 to 12, ``quantity``, ``revenue``, ``margin`` (NaN where not known; of outlets only revenue is read).
    owner : str
        Who the actions are for, until somebody else is named.
    before : float
        Revenue of the year before, as far as it is known; NaN where it is not.
    growth : float or None
        The growth on it that was agreed.
    method : one of ``targets.METHODS``
        How the target is divided over groups and outlets; where what it needs is not here, in proportion.
    potential, scale : Series of float by outlet or group
        The room, and the error, of each.
    odds : Odds of the year's revenue without action, or None
    begins : date or None
        The first day that can still be planned; the year's first where None.
    promotions : DataFrame
        The table of promotions; ``name`` and ``group`` of the article, and ``quantity``, ``revenue`` and ``margin`` (each with ``_low`` and ``_high``) where they were evaluated.
    listings : DataFrame, one row per (outlet, product)
        As ``whitespace.gaps`` gives them, with ``name``.
    uptake : Uptake or None
        What became of the articles that were missing a year ago; None where that is not known.
    replaced : float or None
        The part of what promotions sold more that they took from our other articles; None where that is not known.
    opportunities : DataFrame
        As ``market.opportunities`` gives them.
    outlets : DataFrame, one row per outlet that is open
        ``outlet``, ``revenue`` of a year and, where it is known, ``wanted``: the visits a year that its people want.
    capacity : float or None
        Visits to outlets that can be made in a year; None where that is not known.
    needs : DataFrame
        ``outlet``, ``kind`` (one of ``first_activities.NEEDS``) and ``text``: what a store needs beyond visits, and why.
    proposals : DataFrame
        ``subject``, ``text``, ``reason``, ``effect``, ``low``, ``high`` (margin of a year; NaN where not known).
    assumptions, risks : tuples
    """

    baseline: pd.DataFrame
    owner: str
    before: float = float("nan")
    growth: float | None = None
    method: str = "proportional"
    potential: pd.Series[float] | None = None
    scale: pd.Series[float] | None = None
    odds: Odds | None = None
    begins: date | None = None
    promotions: pd.DataFrame = field(default_factory=_NO_ROWS)
    listings: pd.DataFrame = field(default_factory=_NO_ROWS)
    uptake: Uptake | None = None
    replaced: float | None = None
    opportunities: pd.DataFrame = field(default_factory=_NO_ROWS)
    outlets: pd.DataFrame = field(default_factory=_NO_ROWS)
    capacity: float | None = None
    needs: pd.DataFrame = field(default_factory=_NO_ROWS)
    proposals: pd.DataFrame = field(default_factory=_NO_ROWS)
    assumptions: tuple[Assumption, ...] = ()
    risks: tuple[Risk, ...] = ()


def first(account: str, year: int, given: Given) -> Plan:
    """
    A draft that holds all that the figures say.

    Parameters
    ----------
    account : str
    year : int
    given : Given

    Returns
    -------
    Plan
        Version 1, a draft, in which ``model.faults`` finds nothing.
    """
    plan = Plan(account=account, year=year, assumptions=given.assumptions, risks=given.risks)
    for goal in first_goals.of(given):
        plan = plan.with_goal(goal)
    for action in (*first_actions.promotions(given, year), *first_listings.actions(given, year)):
        numbered = {"id": plan.next_id("actions"), "goal": serves(plan, action)}
        plan = plan.with_action(action.model_copy(update=numbered))
    for assumption in first_listings.assumptions(given, plan.actions):
        plan = plan.with_assumption(assumption.model_copy(update={"id": plan.next_id("assumptions")}))
    visits = first_activities.visits(given, year)
    for activity in (*visits, *first_activities.needs(given, year, plan.actions, visits)):
        plan = plan.with_activity(activity.model_copy(update={"id": plan.next_id("activities")}))
    for proposal in (*_asked(given), *asked_for(plan.actions), *_rooms(given)):
        number = int(plan.next_id("proposals"))
        plan = plan.with_proposal(proposal.model_copy(update={"number": number}))
    return plan


def _asked(given: Given) -> list[Proposal]:
    return [
        Proposal(
            number=1,
            subject=row["subject"],
            text=str(row["text"]),
            reason="" if first_actions.absent(row.get("reason")) else str(row["reason"]),
            effect=first_actions.effect(
                {**row, "effect_low": row.get("low"), "effect_high": row.get("high")}, "effect", 100
            ),
        )
        for row in given.proposals.to_dict("records")
    ]


def serves(plan: Plan, action: Action) -> str:
    """
    The revenue goal that an action serves, by its id: that of its one outlet, else of its one product group, else of the whole account; '' where the plan has none.

    It is the one that a person would name. An action counts for more goals than that: for those of the whole account, and in each measure for those of its one outlet and its one group (``targets.serves``).
    """
    places = {
        ("total", ""): "",
        **{("group", each): "" for each in action.groups[:1] if len(action.groups) == 1},
    }
    places |= {("outlet", each): "" for each in action.outlets[:1] if len(action.outlets) == 1}
    for goal in plan.goals:
        if goal.measure == "revenue" and (goal.level, goal.key) in places:
            places[goal.level, goal.key] = goal.id
    return next((id for id in reversed(places.values()) if id), "")


def asked_for(actions: Sequence[Action]) -> list[Proposal]:
    """Each listing as a question of its own, and the promotions together as one: they are agreed together."""
    made = [
        Proposal(number=1, subject="plan", text=one.name, reason=one.reason, effect=effect_of([one]), actions=(one.id,))
        for one in actions
        if one.kind == "listing"
    ]  # fmt: skip
    promotions = [one for one in actions if one.kind == "promotion"]
    if not promotions:
        return made
    text = language.say_many(
        "Run {count} promotion, as in the promotion calendar",
        "Run {count} promotions, as in the promotion calendar",
        len(promotions),
    )
    again = {one.reason for one in promotions}
    one = Proposal(
        number=1,
        subject="plan",
        text=text,
        reason=again.pop() if len(again) == 1 else "",
        effect=effect_of(promotions),
        actions=tuple(one.id for one in promotions),
    )
    return [*made, one]


def raised(plan: Plan) -> list[Proposal]:
    """The question whether to ask more, where less is asked than comes by itself; nothing where it is not."""
    goal = next((g for g in plan.goals if (g.level, g.measure) == ("total", "revenue")), None)
    if goal is None or goal.year() >= goal.year("baseline"):
        return []
    return [
        Proposal(
            number=1,
            subject="plan",
            text=language.say("Raise the revenue target to what the year brings without action, or more"),
            reason=language.say(
                "the target is {target}, and {baseline} is expected without action",
                target=language.short_money(goal.year() / 100),
                baseline=language.short_money(goal.year("baseline") / 100),
            ),
        )
    ]


def effect_of(actions: Sequence[Action]) -> Range | None:
    """What actions bring in margin after their cost, as independent of each other; None where one of them does not say."""
    effects = [one.effect("margin") for one in actions]
    known = [effect for effect in effects if effect is not None]
    return targets.combined(known) if len(known) == len(effects) else None


def _rooms(given: Given) -> list[Proposal]:
    """The places where our share lags most, as questions; what they would bring is not known until there is an action."""
    rows = given.opportunities
    if rows.empty:
        return []
    best = rows[rows["gap"] > 0].head(OPPORTUNITIES)
    return [
        Proposal(
            number=1,
            subject="plan",
            text=language.say("Win share in {group}, {place}", group=row["group"], place=row["place"]),
            reason=language.say(
                "our share is {share}, elsewhere {target}; the difference is worth {gap} of the category a year",
                share=language.percent(row["share"]),
                target=language.percent(row["target"]),
                gap=language.short_money(row["gap"]),
            ),
        )
        for row in best.to_dict("records")
    ]
