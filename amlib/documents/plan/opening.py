"""
The first page of the annual plan: what is asked, what the year brings without action, what is not covered, and what must be decided.

A supervisor reads one page. So it holds what a signature is about and no more: three goals with their baseline and their chance, the gap that no action covers, what the actions and the conditions of the
contract cost, how the plan stands, and at most three decisions, with how many there are, what they bring together and where the others stand. Each sum is that of the section behind it, of the same cents. A plan
that nobody kept yet says so in its second paragraph, because figures that were drawn up look just like figures that somebody stands for; targets that do not belong together are told in the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amlib import language
from amlib.documents import frame, links
from amlib.documents.evaluation import words as shared
from amlib.documents.plan import consistency, proposals, risks, wanted
from amlib.documents.plan import words as own
from amlib.documents.sentences import Prose, bullets, escaped, prose, write, write_many
from amlib.documents.tables import Tile, Tiles
from amlib.plan import planned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amlib.plan.items import Goal
    from amlib.plan.planned import Asked, PlanView
    from amlib.plan.records import Planned
    from amlib.plan.review import Review
    from amlib.plan.targets import Gap

__all__ = ["asked", "bottom_line", "covered", "decision", "key_tiles", "read", "state", "without"]

ASKED = 3
"""So many decisions are asked for on the first page."""
_LEAST = 0.5
"""Cents that would be shown as nil."""


def read(  # noqa: PLR0917  as the parameters of the notebook stand
    review: Review,
    year: int = 0,
    method: str = "proportional",
    follows: Mapping[str, str] | None = None,
    account_manager: str = "",
    supervisor: str = "",
) -> PlanView:
    """
    The plan of a year as this document shows it; a first draft asks for what the review found, in the words that the evaluation has for it.

    Parameters
    ----------
    review, year, method, follows, account_manager, supervisor : as ``planned.read``
    """
    return planned.read(
        review,
        year,
        method=method,
        follows=follows,
        account_manager=account_manager,
        supervisor=supervisor,
        found=proposals.found(review),
        risks=risks.found(review),
    )


def bottom_line(view: PlanView) -> Prose:
    """What the plan asks, what comes by itself, what actions cover and cost, how likely it is, and how the plan stands; a document that does not tie out says so."""
    goal = view.total()
    if goal is None:
        told = [
            write(
                "**The plan for {year} has no revenue goal for the whole account yet.**", year=str(view.year)
            )
        ]
    else:
        told = [
            _asks(view, goal),
            without(view, goal),
            *map(escaped, consistency.said(view.plan, view.data.currency, view.data.unit)),
            covered(view, goal),
            _costs(view),
            _chances(view, goal),
        ]
    caveat = frame.does_not_tie(view.review.tie, view.data)
    return prose(told, [state(view), _waiting(view), caveat])


def key_tiles(view: PlanView) -> Tiles:
    """The goals of the account, at most three, the gap that is left, and what the conditions cost; of a plan without goals, how it stands."""
    tiles = [_goal_tile(view, goal) for goal in view.totals[:3]]
    goal = view.total() or next(iter(view.totals), None)
    if goal is None:
        return Tiles((_state_tile(view),))
    return Tiles((*tiles, _gap_tile(view, goal, view.gap(goal)), _conditions_tile(view)))


def asked(view: PlanView) -> Prose:
    """The decisions that are asked for, at most three, in their order; of how many, and where all of them stand."""
    waiting = view.open
    if not view.asked:
        return prose(write("No decision is asked for: the plan has no proposals."))
    if not waiting:
        decided = [one.decision for one in view.asked if one.decision is not None]
        led = write_many(
            "The {count} proposal of the plan is decided.",
            "All {count} proposals of the plan are decided.",
            len(view.asked),
        )
        return prose([led, *proposals.outcomes(decided, 0)])
    shown = waiting[:ASKED]
    led = (
        write(
            "Decisions asked for: the first {count} of {every}; all of them stand under {rest}.",
            count=len(shown),
            every=len(waiting),
            rest=links.to("Decisions asked and taken"),
        )
        if len(waiting) > len(shown)
        else write("Decisions asked for:")
    )
    return prose(led, bullets(decision(view, one) for one in shown))


def decision(view: PlanView, one: Asked) -> str:
    """One proposal in a line, with its label and what it should bring in margin."""
    values = {"number": one.label, "what": one.proposal.text}
    if one.proposal.effect is None:
        return write("**{number}** {what}.", **values)
    money, span = proposals.effect(one, view)
    return write("**{number}** {what}: {effect} margin a year ({range}).", **values, effect=money, range=span)


def without(view: PlanView, goal: Goal) -> str:
    """What the year brings without action, beside what is asked."""
    needed = goal.year() - goal.year("baseline")
    values = {
        "baseline": own.spoken(goal.year("baseline"), goal.measure, view.data),
        "needed": own.spoken(abs(needed), goal.measure, view.data),
    }
    if needed > _LEAST:
        return write(
            "Without action the year is expected to bring {baseline}, so {needed} must come from actions.",
            **values,
        )
    if needed < -_LEAST:
        return write(
            "Without action the year is already expected to bring {baseline}, {needed} more than is asked.",
            **values,
        )
    return write("Without action the year is expected to bring the same: {baseline}.", **values)


def covered(view: PlanView, goal: Goal) -> str:
    """What the actions bring, and what of the gap they leave: the honest number."""
    gap = view.gap(goal)
    values = {
        "planned": own.spoken(gap.planned.expected, goal.measure, view.data),
        "range": own.within(gap.planned, goal.measure, view.data),
        "left": own.spoken(abs(gap.uncovered), goal.measure, view.data),
        "low": own.spoken(gap.low, goal.measure, view.data),
        "high": own.spoken(gap.high, goal.measure, view.data),
    }
    if not gap.planned.expected and not gap.planned.high:
        if gap.uncovered > _LEAST:
            return write("No action says what it brings: **{left} is not covered.**", **values)
        return write("No action says what it brings; none is needed for the target.")
    if gap.uncovered > _LEAST:
        return write(
            "The actions are expected to bring {planned} ({range}): **{left} is not covered** ({low} to {high}).",
            **values,
        )
    return write(
        "The actions are expected to bring {planned} ({range}) on top: **the revenue target is covered**, there is {left} to spare.",
        **values,
    )


def _costs(view: PlanView) -> str:
    """What the actions cost together, and by how much the step that they reach makes the conditions dearer; nothing where there are none."""
    actions = view.plan.actions
    if not actions:
        return ""
    values = {"money": own.spoken(sum(action.cost for action in actions), "margin", view.data)}
    dearer = _dearer(view)
    if view.terms is None or dearer is None:
        return write_many(
            "The {count} action has {money} of fixed cost.",
            "The {count} actions have {money} of fixed cost.",
            len(actions),
            **values,
        )
    return write_many(
        "The {count} action has {money} of fixed cost; **with it the conditions come to {owed}, {more} more than at the target**.",
        "The {count} actions have {money} of fixed cost; **with them the conditions come to {owed}, {more} more than at the target**.",
        len(actions),
        owed=language.short_money(view.terms.target.owed + dearer, view.data.currency),
        more=language.short_money(dearer, view.data.currency),
        **values,
    )


def _dearer(view: PlanView) -> float | None:
    """How much dearer than at the target the conditions are where the actions take the year, because another step holds there; None where they are not."""
    found = view.terms
    if found is None or found.expected is None or "expected" not in found.steps:
        return None
    if ((found.steps["expected"] <= 0) == (found.steps["target"] <= 0)).all():
        return None
    more = found.expected.owed - found.target.owed
    return more if round(more) > 0 else None


def state(view: PlanView) -> str:
    """How the plan stands, in words: by whom it was kept, submitted or adopted, and when."""
    kept = view.kept
    if kept is None:
        return write(
            "**Drawn up from the figures: nobody has kept a plan for {year} yet.**", year=str(view.year)
        )
    values = {
        "version": str(kept.version),
        "by": kept.by,
        "day": language.date(kept.at.date()),
        "to": kept.submitted_to,
    }
    if kept.state == "draft":
        return " ".join(
            filter(
                None,
                (
                    write("**Draft:** plan version {version}, kept by {by} on {day}.", **values),
                    _adjusted(view),
                    _stands(view),
                ),
            )
        )
    if kept.state == "submitted":
        message = (
            "**Submitted:** plan version {version}, by {by} to {to} on {day}; it waits for a decision."
            if kept.submitted_to
            else "**Submitted:** plan version {version}, by {by} on {day}; it waits for a decision."
        )
        reason = (
            write(
                "It was submitted although something does not hold together: {reason}.",
                reason=kept.reason.rstrip(" ."),
            )
            if kept.reason
            else ""
        )
        return " ".join(filter(None, (write(message, **values), _adjusted(view), reason, _stands(view))))
    message = {
        "adopted": "**Adopted:** plan version {version}, by {by} on {day}.",
        "superseded": "**Superseded:** plan version {version} was replaced; nothing later was kept.",
    }[kept.state]
    return " ".join(filter(None, (write(message, **values), _adjusted(view))))


def _adjusted(view: PlanView) -> str:
    """Why there is a next version of an adopted plan, and on whose side the cause lies; nothing of a first version."""
    revision = view.plan.revision
    if revision is None:
        return ""
    return write(
        "It was adjusted because {reason} ({whose}).",
        reason=revision.reason.rstrip(" ."),
        whose=shared.side(revision.cause),
    )


def _stands(view: PlanView) -> str:
    """Which adopted version holds as long as a later one is being drafted."""
    adopted = [one for one in view.versions if one.state == "adopted"]
    if not adopted:
        return ""
    return write("Until it is adopted, plan version {version} holds.", version=str(adopted[-1].version))


def _asks(view: PlanView, goal: Goal) -> str:
    """What the plan asks, beside the year before."""
    values = {
        "year": str(view.year),
        "target": own.spoken(goal.year(), goal.measure, view.data),
        "last": str(view.year - 1),
        "before": language.short_money(view.base.before, view.data.currency),
    }
    if not view.base.before > 0:
        return write("**The plan for {year} asks {target} revenue.**", **values)
    growth = goal.year() / 100 / view.base.before - 1
    closed = view.base.through >= f"{view.year - 1}-12"
    message = (
        "**The plan for {year} asks {target} revenue, {growth} on {last}** ({before})."
        if closed
        else "**The plan for {year} asks {target} revenue, {growth} on {last}** ({before}, what is still expected included)."
    )
    return write(message, **values, growth=language.percent(growth, plus=True))


def _chances(view: PlanView, goal: Goal) -> str:
    """How likely the target is, without and with the actions."""
    before, after = view.before_actions(goal), view.after_actions(goal)
    if before is None:
        return write("There is too little history to give a chance of reaching it.")
    if own.chance(before) == own.chance(after):
        return write("The chance of reaching the target is {before}.", before=own.chance(before))
    return write(
        "The chance of reaching the target is {before} without the actions and {after} with them.",
        before=own.chance(before),
        after=own.chance(after),
    )


def _waiting(view: PlanView) -> str:
    """How many decisions are asked for, and what they bring together as far as that was estimated."""
    every, found = len(view.open), proposals.brought(view)
    if not every:
        return ""
    if every == 1 or found is None:
        return write_many("It asks for {count} decision.", "It asks for {count} decisions.", every)
    money = language.short_money(found.expected / 100, view.data.currency, plus=True)
    known = sum(one.proposal.effect is not None for one in view.open)
    if known == every:
        return write(
            "It asks for {count} decisions, together {money} margin a year.", count=every, money=money
        )
    return write_many(
        "It asks for {every} decisions; the one that was estimated comes to {money} margin a year.",
        "It asks for {every} decisions; the {count} that were estimated come to {money} margin a year together.",
        known,
        every=every,
        money=money,
    )


def _goal_tile(view: PlanView, goal: Goal) -> Tile:
    """One goal: what is asked, what comes without action, and the chances."""
    before, after = view.before_actions(goal), view.after_actions(goal)
    label = language.say("{measure} {year}, asked", measure=own.measure(goal.measure), year=str(view.year))
    baseline = own.spoken(goal.year("baseline"), goal.measure, view.data)
    if before is None:
        detail = language.say("without action {baseline}", baseline=baseline)
    else:
        detail = language.say(
            "without action {baseline}; chance {before}, with actions {after}",
            baseline=baseline,
            before=own.chance(before),
            after=own.chance(after),
        )
    if goal.measure == "margin":
        detail = f"{language.say('before conditions')}; {detail}"
    return Tile(label, own.spoken(goal.year(), goal.measure, view.data), detail)


def _gap_tile(view: PlanView, goal: Goal, gap: Gap) -> Tile:
    """What no action covers."""
    label, also = language.say("Revenue not covered by actions"), _also_short(view, goal)
    if gap.uncovered > _LEAST:
        detail = language.say(
            "{low} to {high}",
            low=own.spoken(gap.low, goal.measure, view.data),
            high=own.spoken(gap.high, goal.measure, view.data),
        )
        value = own.spoken(gap.uncovered, goal.measure, view.data)
        return Tile(label, value, "; ".join(filter(None, (detail, also))), "warn")
    spare = language.say("{money} to spare", money=own.spoken(-gap.uncovered, goal.measure, view.data))
    value = own.spoken(0, goal.measure, view.data)
    return Tile(label, value, "; ".join(filter(None, (spare, also))), "warn" if also else "good")


def _also_short(view: PlanView, goal: Goal) -> str:
    """What of the account's other goals no action covers; empty where nothing is short."""
    short = [each for each in view.totals if each.additive and each.measure != goal.measure]
    told = [
        f"{own.measure(each.measure).lower()} {own.spoken(view.gap(each).uncovered, each.measure, view.data)}"
        for each in short
        if view.gap(each).uncovered > 0
    ]
    return language.say("also not covered: {what}", what=language.listing(told)) if told else ""


def _conditions_tile(view: PlanView) -> Tile:
    """What the conditions cost at the target, which part of revenue that is, and beside what is agreed; a dash where none are known."""
    label, found = language.say("Conditions in {year}, at the target", year=str(view.year)), view.terms
    if found is None:
        why = (
            language.say("there is no target for the whole revenue")
            if view.total() is None
            else language.say("the terms of the contract were not supplied")
        )
        return Tile(label, language.MISSING, why)
    owed, asked = found.target.owed, found.target.revenue
    beside, warned = wanted.beside(found, view.data.currency)
    part = language.say("{part} of revenue", part=language.percent(owed / asked)) if asked > 0 else ""
    detail = "; ".join(filter(None, (part, beside, wanted.uncounted(found))))
    return Tile(
        label, language.short_money(owed, view.data.currency), detail, "warn" if warned else "neutral"
    )


def _state_tile(view: PlanView) -> Tile:
    """How the plan stands."""
    label = language.say("The plan")
    kept: Planned | None = view.kept
    if kept is None:
        return Tile(label, language.say("not kept yet"), language.say("drawn up from the figures"), "warn")
    detail = language.say(
        "plan version {version}, {by}, {day}",
        version=str(kept.version),
        by=kept.by,
        day=language.date(kept.at.date()),
    )
    tone = {"adopted": "good", "superseded": "warn"}.get(kept.state, "neutral")
    return Tile(label, own.state(kept.state), detail, tone)  # type: ignore[arg-type]
