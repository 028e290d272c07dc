"""
The numbered proposals of the plan, and what was decided about each.

What the evaluation found comes into a first draft as proposals (``found``), in the words that the evaluation has for it: what is asked here in October was read there the day before. From then on a proposal
is what its writer makes of it, with its number for life; a decision stands as long as it is about the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.documents import findings as found_words
from amlib.documents import words
from amlib.documents.evaluation import proposals as evaluated
from amlib.documents.plan import wanted
from amlib.documents.plan import words as own
from amlib.documents.sentences import Prose, capital, prose, write, write_many
from amlib.documents.tables import Column, Row, Table, Tone
from amlib.plan import targets

if TYPE_CHECKING:
    from amlib.plan.items import Range
    from amlib.plan.planned import Asked, PlanView
    from amlib.plan.records import Decision
    from amlib.plan.review import Review

__all__ = ["brought", "decided", "effect", "found", "outcomes", "reading", "table"]

MOST = 4
"""So many of what was found become proposals of a first draft; the evaluation has them all."""
_OF_THIS_YEAR = frozenset({"target_unlikely"})
"""What is only about the running year: next year has a target of its own."""

_SUBJECTS: Mapping[str, str] = {"plan": "annual plan", "contract": "contract"}
_OUTCOMES: Mapping[str, str] = {
    "adopted": "adopted as proposed",
    "amended": "adopted with changes",
    "rejected": "rejected",
}
_TONES: Mapping[str, Tone] = {"adopted": "better", "amended": None, "rejected": "worse"}


def found(review: Review) -> pd.DataFrame:
    """
    What was found in a review, as proposals of a first draft (``drafts.Given.proposals``); at most ``MOST``.

    Returns
    -------
    DataFrame, one row per proposal, the one with the most money first
        ``subject``, ``text``, ``reason``, ``effect``, ``low``, ``high``: of the margin of a year; NaN where the effect is in revenue, at stake only, or not known.
    """
    rows = []
    asked = [one for one in review.proposals if one.reason.code not in _OF_THIS_YEAR]
    for one in asked[:MOST]:
        counts = one.measure == "result" and isfinite(one.money)
        nothing = float("nan")
        rows.append(
            {
                "subject": one.subject,
                "text": evaluated.what(one),
                "reason": capital(found_words.what(one.reason, review.data)),
                "effect": one.money if counts else nothing,
                "low": one.low if counts else nothing,
                "high": one.high if counts else nothing,
            }
        )
    return pd.DataFrame(rows, columns=["subject", "text", "reason", "effect", "low", "high"])


def table(view: PlanView) -> Table | None:
    """Every proposal that waits for a decision with its number, reason and effect, and what they bring together; None where none waits."""
    waiting = view.open
    if not waiting:
        return None
    columns = (
        Column(language.say("Proposal"), "left"),
        Column(language.say("Why"), "left"),
        Column(f"{language.say('Margin of a year')} ({words.sign(view.data.currency)})"),
        Column(language.say("Range")),
    )
    note = language.say(
        "A proposal is decided on by its number: adopted, adopted with changes, or rejected. A dash: the effect was not estimated in margin."
    )
    effects = pd.Series({one.label: one.proposal.effect.expected for one in waiting if one.proposal.effect}, dtype="int64")  # fmt: skip
    shown = own.column(effects, "margin") if len(effects) else effects
    rows = [
        Row((_named(one), _why(one, view), _whole(shown.get(one.label)), effect(one, view)[1]))
        for one in waiting
    ]
    whole = brought(view)
    if whole is not None and len(waiting) > 1:
        total = language.number(int(shown.sum()), plus=True)
        rows.append(Row((language.say("Total"), "", total, _range(whole, view)), "total"))
        note += " " + language.say("The total is of what was estimated; its range that of errors that have nothing to do with each other.")  # fmt: skip
    return Table(columns, tuple(rows), language.say("What is proposed to the supervisor"), None, note)


def brought(view: PlanView) -> Range | None:
    """What the proposals that wait for a decision bring together in margin of a year, in cents, as independent of each other; None where none says."""
    known = [one.proposal.effect for one in view.open if one.proposal.effect is not None]
    return targets.combined(known) if known else None


def decided(view: PlanView) -> Table | None:
    """Every proposal that was decided on, with what was decided and why; None where none was. Who decided when is said once where it is the same of all."""
    known = [(one, one.decision) for one in view.asked if one.decision is not None]
    if not known:
        return None
    signed = {_signed(decision) for _, decision in known}
    columns = (
        Column(language.say("Proposal"), "left"),
        Column(language.say("Decision"), "left"),
        Column(language.say("Margin of a year")),
    )
    rows = tuple(
        Row(
            (_named(one), _told(decision, signed=len(signed) > 1) + _left(one, view), effect(one, view)[0]),
            tones=(None, _TONES[decision.outcome], None),
        )
        for one, decision in known
    )
    note = language.say("Decided {signed}.", signed=signed.pop()) if len(signed) == 1 else None
    return Table(columns, rows, language.say("What was decided"), None, note)


def reading(view: PlanView) -> Prose:
    """How many proposals are decided and how, how many wait, and whether one was decided in other words."""
    if not view.asked:
        return prose(write("The plan has no proposals, so nothing is asked of the supervisor."))
    decided = [one.decision for one in view.asked if one.decision is not None]
    told = [
        write_many("The plan has {count} proposal.", "The plan has {count} proposals.", len(view.asked)),
        *(outcomes(decided, len(view.open)) if decided else [write("None has been decided on yet.")]),
    ]
    stale = [one.label for one in view.asked if one.before is not None]
    if stale:
        told.append(
            write_many(
                "{names} was decided in other words than it has now, and is asked again.",
                "{names} were decided in other words than they have now, and are asked again.",
                len(stale),
                names=language.listing(stale),
            )
        )
    left = [each.proposal for each in view.records.to_work_in if each.year == view.year]
    if left:
        told.append(
            write_many(
                "What was decided instead of {names} is not in the actions yet: it is worked in when the plan is adjusted.",
                "What was decided instead of {names} is not in the actions yet: it is worked in when the plan is adjusted.",
                len(left),
                names=language.listing(left),
            )
        )
    return prose(told)


def _left(one: Asked, view: PlanView) -> str:
    """That what was decided instead is not in the actions yet; nothing where it is."""
    found = next((each for each in view.records.to_work_in if each.proposal == one.label), None)
    if found is None:
        return ""
    if not found.actions:
        return f" ({language.say('still to be worked in')})"
    return f" ({language.say('still to be worked into {actions}', actions=language.listing(list(found.actions)))})"


def outcomes(decided: list[Decision], waiting: int) -> list[str]:
    """How many were adopted, with changes or without, how many rejected, and how many wait."""
    counts = {name: language.number(sum(each.outcome == name for each in decided)) for name in _OUTCOMES}
    told = [write("{adopted} adopted, {amended} adopted with changes, {rejected} rejected.", **counts)]
    if waiting:
        told.append(write_many("{count} waits for a decision.", "{count} wait for a decision.", waiting))
    return told


def _why(one: Asked, view: PlanView) -> str:
    """Why it is asked, and what of the contract stays as it is where it is rejected."""
    terms = [wanted.named(item) for id in one.proposal.terms if (item := view.plan.found("terms", id))]
    stays = language.say("Where it is rejected, what is agreed holds for: {names}", names="; ".join(terms)) if terms else ""  # fmt: skip
    return " ".join(filter(None, (one.proposal.reason, stays))) or language.MISSING


def _named(one: Asked) -> str:
    """A proposal by its number and words, and what it adjusts."""
    return f"{one.label} {one.proposal.text} ({language.say(_SUBJECTS[one.proposal.subject])})"


def effect(one: Asked, view: PlanView) -> tuple[str, str]:
    """What a proposal should bring, and its range, in short; dashes where that is not known."""
    found = one.proposal.effect
    if found is None:
        return language.MISSING, language.MISSING
    money = language.short_money(found.expected / 100, view.data.currency, plus=True, tight=True)
    return money, _range(found, view)


def _whole(euros: int | None) -> str:
    """A whole amount in a column; a dash where there is none."""
    return language.MISSING if euros is None else language.number(int(euros), plus=True)


def _range(effect: Range, view: PlanView) -> str:
    """A range of margin in short, for a narrow column."""
    if effect.low == effect.high:
        return language.say("as certain")
    low, high = (
        language.short_money(each / 100, view.data.currency, tight=True) for each in (effect.low, effect.high)
    )
    return language.say("{low} to {high}", low=low, high=high)


def _signed(decision: Decision) -> str:
    """When it was decided, and by whom."""
    return language.say(
        "on {day} by {name}", day=language.date(decision.decided_on), name=decision.decided_by
    )


def _told(decision: Decision, *, signed: bool) -> str:
    """An outcome with its reason, and who decided when where that is asked."""
    outcome = language.say(_OUTCOMES[decision.outcome])
    told = f"{outcome} {_signed(decision)}" if signed else outcome
    more = [part for part in (decision.instead, decision.reason) if part]
    return f"{told}: {'; '.join(more)}" if more else told
