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
from amlib.documents.evaluation import proposals as evaluated
from amlib.documents.sentences import Prose, capital, prose, write, write_many
from amlib.documents.tables import Column, Row, Table, Tone

if TYPE_CHECKING:
    from amlib.plan.items import Range
    from amlib.plan.planned import Asked, PlanView
    from amlib.plan.records import Decision
    from amlib.plan.review import Review

__all__ = ["found", "reading", "table"]

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
    """Every proposal with its number, reason, effect and decision; None where the plan has none."""
    if not view.asked:
        return None
    decided = any(one.decision for one in view.asked)
    columns = (
        Column(language.say("Proposal"), "left"),
        Column(language.say("Why"), "left"),
        Column(language.say("Margin of a year")),
        Column(language.say("Range")),
        *((Column(language.say("Decision"), "left"),) if decided else ()),
    )
    note = language.say(
        "A proposal is decided on by its number: adopted, adopted with changes, or rejected. A dash: the effect was not estimated in margin."
    )
    rows = tuple(_row(one, view, decided=decided) for one in view.asked)
    return Table(columns, rows, language.say("What is proposed to the supervisor"), None, note)


def reading(view: PlanView) -> Prose:
    """How many proposals are decided and how, how many wait, and whether one was decided in other words."""
    if not view.asked:
        return prose(write("The plan has no proposals, so nothing is asked of the supervisor."))
    decided = [one.decision for one in view.asked if one.decision is not None]
    told = [
        write_many("The plan has {count} proposal.", "The plan has {count} proposals.", len(view.asked)),
        *(_outcomes(decided, len(view.open)) if decided else [write("None has been decided on yet.")]),
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
    return prose(told)


def _outcomes(decided: list[Decision], waiting: int) -> list[str]:
    """How many were adopted, with changes or without, how many rejected, and how many wait."""
    counts = {name: language.number(sum(each.outcome == name for each in decided)) for name in _OUTCOMES}
    told = [write("{adopted} adopted, {amended} adopted with changes, {rejected} rejected.", **counts)]
    if waiting:
        told.append(write_many("{count} waits for a decision.", "{count} wait for a decision.", waiting))
    return told


def _row(one: Asked, view: PlanView, *, decided: bool) -> Row:
    """A proposal: its number and words, why, what it should bring, and what was decided."""
    proposal, effect = one.proposal, one.proposal.effect
    cells = (
        f"{one.label} {proposal.text} ({language.say(_SUBJECTS[proposal.subject])})",
        proposal.reason or language.MISSING,
        language.MISSING
        if effect is None
        else language.short_money(effect.expected / 100, view.data.currency, plus=True, tight=True),
        language.MISSING if effect is None else _range(effect, view),
    )
    if not decided:
        return Row(cells)
    tone: Tone = _TONES[one.decision.outcome] if one.decision else None
    told = _decided(one.decision) if one.decision else language.say("open")
    return Row((*cells, told), tones=(None, None, None, None, tone))


def _range(effect: Range, view: PlanView) -> str:
    """A range of margin in short, for a narrow column."""
    if effect.low == effect.high:
        return language.say("as certain")
    low, high = (
        language.short_money(each / 100, view.data.currency, tight=True) for each in (effect.low, effect.high)
    )
    return language.say("{low} to {high}", low=low, high=high)


def _decided(decision: Decision) -> str:
    """An outcome with its day, its name and its reason."""
    told = language.say(
        "{outcome} on {day} by {name}",
        outcome=language.say(_OUTCOMES[decision.outcome]),
        day=language.date(decision.decided_on),
        name=decision.decided_by,
    )
    more = [part for part in (decision.instead, decision.reason) if part]
    return f"{told}: {'; '.join(more)}" if more else told
