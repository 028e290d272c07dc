"""
Risks, assumptions, and when the plan must be adjusted.

What a plan takes for granted is where it breaks. So each assumption has a grade for how well it is known and what the year's margin is worth if it does not hold, and each risk says at which sign the plan
is adjusted: a trigger, not a worry.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING

from amlib import language
from amlib.documents import findings as found_words
from amlib.documents.plan import words as own
from amlib.documents.sentences import Prose, capital, prose, write, write_many
from amlib.documents.tables import Column, Row, Table, tone
from amlib.plan.items import Risk

if TYPE_CHECKING:
    from amlib.plan.findings import Finding
    from amlib.plan.items import Assumption, Trigger
    from amlib.plan.planned import PlanView
    from amlib.plan.review import Review

__all__ = ["FOUND", "assumptions", "found", "reading", "risks"]

MOST = 4
"""So many of what was found become risks of a first draft."""
FOUND = (
    "bonus_cliff",
    "function_uncovered",
    "service_below",
    "satisfaction_fell",
    "complaints_rising",
    "losing_in_growth",
    "commitment_overdue",
    "market_stale",
)
"""The findings that say what may go wrong next year."""

_OF_MARGIN = ("bonus_cliff",)
"""Of these the money is margin of a year; of the others it is revenue, or not known."""

_CHANCES: Mapping[str, str] = {"low": "low", "medium": "medium", "high": "high"}
_ORDER = {"high": 0, "medium": 1, "low": 2}


def found(review: Review) -> tuple[Risk, ...]:
    """What was found in a review that may go wrong next year, as risks of a first draft; one of a kind, the worst first, at most ``MOST``."""
    first: dict[str, Finding] = {}
    for finding in review.findings:
        if finding.code in FOUND:
            first.setdefault(finding.code, finding)
    return tuple(
        Risk(
            id=f"R{n}",
            text=capital(found_words.what(finding, review.data)),
            impact=-abs(round(finding.money * 100))
            if finding.code in _OF_MARGIN and isfinite(finding.money)
            else None,
            response=found_words.advice(finding),
        )
        for n, finding in enumerate(list(first.values())[:MOST], 1)
    )


def risks(view: PlanView) -> Table | None:
    """What may go wrong, how likely, what it costs, what then is done and at which sign; None where the plan has none."""
    if not view.plan.risks:
        return None
    columns = (
        Column(language.say("Risk"), "left"),
        Column(language.say("Probability"), "left"),
        Column(language.say("Margin of a year")),
        Column(language.say("Adjust the plan when"), "left"),
        Column(language.say("What then"), "left"),
        Column(language.say("Owner"), "left"),
    )
    ordered = sorted(view.plan.risks, key=lambda risk: (_ORDER[risk.chance], -abs(risk.impact or 0)))
    rows = tuple(_risk(risk, view) for risk in ordered)
    return Table(columns, rows, language.say("What may go wrong"))


def assumptions(view: PlanView) -> Table | None:
    """What the plan takes to be so, how well that is known, and what hangs on it; None where it says nothing."""
    if not view.plan.assumptions:
        return None
    columns = (
        Column(language.say("Assumption"), "left"),
        Column(language.say("Grade"), "left"),
        Column(language.say("Margin if it does not hold")),
        Column(language.say("Source"), "left"),
    )
    rows = tuple(_assumption(each, view) for each in view.plan.assumptions)
    note = language.say("Graded as market data are: A is measured and recent, C is thin or old. A dash: nobody judged it.")  # fmt: skip
    return Table(columns, rows, language.say("What the plan takes for granted"), None, note)


def reading(view: PlanView) -> Prose:
    """The weightiest risk, and which risks and assumptions nobody has thought through yet."""
    told = []
    named: tuple[Risk | Assumption, ...] = (*view.plan.risks, *view.plan.assumptions)
    known = [each for each in named if each.impact]
    if known:
        worst = max(known, key=lambda each: abs(each.impact or 0))
        message = (
            "Most hangs on risk {id}: {money} margin a year."
            if isinstance(worst, Risk)
            else "Most hangs on assumption {id}: {money} margin if it does not hold."
        )
        told.append(write(message, id=worst.id, money=own.spoken(worst.impact or 0, "margin", view.data, plus=True)))  # fmt: skip
    if not view.plan.risks:
        told.append(write("The plan names no risks, so nothing says when it must be adjusted."))
    loose = [risk for risk in view.plan.risks if not risk.response]
    if loose:
        told.append(
            write_many(
                "For {count} risk nobody has said yet what is done then.",
                "For {count} risks nobody has said yet what is done then.",
                len(loose),
            )
        )
    untested = [each for each in view.plan.assumptions if not each.quality]
    if untested:
        told.append(
            write_many(
                "{count} assumption has no grade yet.",
                "{count} assumptions have no grade yet.",
                len(untested),
            )
        )
    return prose(told)


def _risk(risk: Risk, view: PlanView) -> Row:
    signs = "; ".join(_trigger(each, view) for each in risk.triggers)
    money = (
        language.MISSING if risk.impact is None else own.spoken(risk.impact, "margin", view.data, plus=True)
    )
    cells = (
        f"{risk.id} {risk.text}",
        language.say(_CHANCES[risk.chance]),
        money,
        signs or language.MISSING,
        risk.response or language.MISSING,
        risk.owner or language.MISSING,
    )
    return Row(cells, tones=(None, None, tone(risk.impact or 0), None, None, None))


def _trigger(trigger: Trigger, view: PlanView) -> str:
    """A sign: its words, and the bounds where it has any."""
    bounds = [
        language.say(message, amount=_bound(bound, trigger.measure, view))
        for message, bound in (("below {amount}", trigger.below), ("above {amount}", trigger.above))
        if bound is not None
    ]
    return " ".join([trigger.text, *([f"({', '.join(bounds)})"] if bounds else [])])


def _bound(bound: int, measure: str, view: PlanView) -> str:
    known = measure in ("quantity", "revenue", "margin", "share", "distribution", "service")
    return own.spoken(bound, measure, view.data) if known else language.number(bound)


def _assumption(each: Assumption, view: PlanView) -> Row:
    money = (
        language.MISSING if each.impact is None else own.spoken(each.impact, "margin", view.data, plus=True)
    )
    cells = (
        f"{each.id} {each.text}",
        each.quality or language.MISSING,
        money,
        each.source or language.MISSING,
    )
    return Row(cells, tones=(None, None, tone(each.impact or 0), None))
