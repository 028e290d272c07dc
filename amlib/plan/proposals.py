"""
From what was found to what we propose: adjustments of the plan or of the contract, drafted.

A review that ends in findings ends in a drawer; what the supervisor can use is a numbered proposal to adopt, amend or reject. So each code of ``findings`` either calls
for a proposal, by the table below, or is listed as calling for none: a finding of which nobody decided whether it asks for anything cannot be added by accident.

Conventions: the effect of a proposal is the money of its finding with the sign turned, as what is lost is what can be won back; it is never estimated here. Findings about the same
place, or the same places, that ask for the same are one proposal, and the effect is that of the weightiest: the others are often the same money seen again, so nothing is added up. Stopping a
promotion includes changing it.

Deliberately absent: deciding. A proposal is a draft until somebody signs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from numbers import Real
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from amlib.plan.findings import ordered

if TYPE_CHECKING:
    from amlib.plan.findings import Finding
    from amlib.plan.records import Decision

__all__ = ["CALLS", "KINDS", "SILENT", "Call", "Followed", "Proposal", "drafted", "followed"]

NAN = float("nan")

Side = Literal["market", "customer", "own"]
"""Where the cause lies."""

Measure = Literal["result", "revenue", "stake"]
"""In what an effect is counted: our profit; revenue, of which the margin is only a part; or revenue that is at stake, of which nobody can say what the proposal saves."""


@dataclass(frozen=True)
class Call:
    """What a finding calls for: the kind of proposal, what it adjusts, on whose side the cause lies, and in what its money counts."""

    kind: str
    subject: Literal["plan", "contract"]
    cause: Side
    measure: Measure = "result"


CALLS: Mapping[str, Call] = MappingProxyType(
    {
        "losing_in_growth": Call("close_gap", "plan", "own", "revenue"),
        "losing_share": Call("close_gap", "plan", "own", "revenue"),
        "never_listed": Call("offer_listing", "plan", "own", "revenue"),
        "bonus_cliff": Call("renegotiate_step", "contract", "own"),
        "payment_days": Call("shorten_term", "contract", "customer"),
        "promotion_loss": Call("change_promotion", "plan", "own"),
        "promotion_repeated_loss": Call("stop_promotion", "plan", "own"),
        "target_unlikely": Call("close_gap", "plan", "own", "revenue"),
        "outlet_falling": Call("visit_outlet", "plan", "own", "revenue"),
        "outlet_never_visited": Call("visit_outlet", "plan", "own", "stake"),
        "outlet_unvisited": Call("visit_outlet", "plan", "own", "stake"),
        "visits_behind": Call("restore_visits", "plan", "own"),
        "service_below": Call("repair_service", "plan", "own", "stake"),
        "complaints_rising": Call("repair_service", "plan", "own"),
        "complaint_open": Call("settle_complaint", "plan", "own"),
        "satisfaction_fell": Call("restore_satisfaction", "plan", "own"),
        "function_uncovered": Call("cover_function", "plan", "customer"),
        "commitment_overdue": Call("keep_promise", "plan", "own"),
        "bonus_passed": Call("renegotiate_step", "contract", "own"),
        "step_near": Call("reach_step", "plan", "own"),
        "unwritten": Call("write_down", "contract", "own", "stake"),
        "unconfirmed": Call("confirm_performance", "contract", "customer", "stake"),
        "basis_unclear": Call("write_down", "contract", "own", "stake"),
    }
)
"""Which findings lead to which proposal; a new code goes here or to ``SILENT``."""

SILENT = frozenset(
    {
        # doubt about data: somebody corrects or asks for them, nothing is adjusted
        "supplier_missing",
        "other_unit",
        "smaller_than_ours",
        "own_differs",
        "overlap",
        "sources",
        "no_base",
        "outlets_missing",
        "nothing_left",
        "quantity_missing",
        "value_missing",
        "revised",
        "weeks",
        "negative",
        "unnamed",
        "market_overlap",
        "market_late",
        "market_stale",
        "market_thin",
        "market_smaller",
        "prices_thin",
        "prices_stale",
        # the figures themselves, which are corrected and not adjusted
        "does_not_tie",
        "bypass_basis",
        "term_unknown",
        # kept under its new day
        "commitment_redated",
        # not certain enough to adjust anything
        "promotion_unclear",
    }
)
"""Findings that call for no proposal."""

KINDS = (
    "stop_promotion",
    "change_promotion",
    "visit_outlet",
    "renegotiate_step",
    "write_down",
    "recover_listing",
    "repair_service",
    "raise_price",
    "close_gap",
    "offer_listing",
    "shorten_term",
    "restore_visits",
    "settle_complaint",
    "keep_promise",
    "cover_function",
    "restore_satisfaction",
    "confirm_performance",
    "reach_step",
)
"""Every kind of proposal that has words in ``documents.evaluation.proposals``."""

_INCLUDES: Mapping[str, str] = MappingProxyType({"stop_promotion": "change_promotion"})
"""A kind that makes another one about the same place superfluous."""

_PRIORITY: Mapping[str, Literal["high", "normal", "low"]] = {
    "error": "high",
    "warning": "normal",
    "note": "low",
}


@dataclass(frozen=True)
class Proposal:
    """
    One adjustment that somebody can decide on.

    Attributes
    ----------
    number : str
        ``P1`` is the one with the most money at stake.
    subject : 'plan' or 'contract'
        What is to be adjusted.
    kind : str
        One of ``KINDS``.
    place : str
        The group, outlet, promotion or term; empty for the whole account.
    cause : 'market', 'customer' or 'own'
    reasons : tuple of Finding
        The finding that leads to it, and related ones about the same place.
    money, low, high : float
        The expected effect and its range, in currency; NaN where it cannot be told.
    measure : 'result' or 'revenue'
        In what the effect counts.
    priority : 'high', 'normal' or 'low'
        By how bad the worst of its findings is.
    """

    number: str
    subject: Literal["plan", "contract"]
    kind: str
    place: str
    cause: Side
    reasons: tuple[Finding, ...]
    money: float = NAN
    low: float = NAN
    high: float = NAN
    measure: Measure = "result"
    priority: Literal["high", "normal", "low"] = "normal"

    @property
    def reason(self) -> Finding:
        """The finding that leads to it."""
        return self.reasons[0]


def drafted(
    findings: Sequence[Finding],
    *,
    limit: int | None = None,
    calls: Mapping[str, Call] = CALLS,
    margin: float = 1.0,
) -> tuple[Proposal, ...]:
    """
    The proposals that findings lead to, the one with the most money at stake first.

    Parameters
    ----------
    findings : sequence of Finding, in any order
    limit : int, optional
        At most so many; the rest is left out, and their findings count as not followed.
    calls : mapping of code to Call
        What calls for what; another one for a document with rules of its own.
    margin : float
        Our margin as a fraction of revenue, by which effects in revenue weigh less than effects in profit. What is only at stake weighs nothing.

    Returns
    -------
    tuple of Proposal, numbered ``P1``, ``P2`` …
        Those without money after those with, the worst finding first. A promotion that is to be stopped is not also to be changed.
    """
    gathered: dict[tuple[str, str], list[Finding]] = {}
    for finding in ordered(findings):
        if finding.code in calls:
            about = finding.place or str(finding.values.get("names", ""))
            gathered.setdefault((calls[finding.code].kind, about), []).append(finding)
    for whole, part in _INCLUDES.items():
        for place in [p for kind, p in gathered if kind == part and (whole, p) in gathered]:
            gathered[whole, place] += gathered.pop((part, place))
    made = sorted(
        (_proposal(reasons, calls) for reasons in gathered.values()), key=lambda one: _order(one, margin)
    )
    return tuple(_numbered(made[:limit]))


@dataclass(frozen=True)
class Followed:
    """
    What became of findings and of proposals: the indicator of the starting point for adjustment.

    Attributes
    ----------
    findings, led : int
        All findings, and those that led to a proposal.
    decided, adjusted : int
        Proposals decided, and those adopted or amended.
    """

    findings: int
    led: int
    decided: int
    adjusted: int


def followed(
    findings: Sequence[Finding], proposals: Sequence[Proposal], decisions: Sequence[Decision] = ()
) -> Followed:
    """How many findings led to a proposal, and how many decided proposals to an adjustment."""
    return Followed(
        len(findings),
        sum(len(proposal.reasons) for proposal in proposals),
        len(decisions),
        sum(decision.outcome in ("adopted", "amended") for decision in decisions),
    )


def _proposal(reasons: Sequence[Finding], calls: Mapping[str, Call]) -> Proposal:
    """One proposal from its findings, not yet numbered; the effect is that of the weightiest."""
    heaviest = max(reasons, key=lambda finding: _size(finding.money))
    money, low, high = _effect(heaviest)
    call = calls[reasons[0].code]
    return Proposal(
        "", call.subject, call.kind, reasons[0].place, call.cause, tuple(reasons), money, low, high, call.measure, _PRIORITY[reasons[0].severity]
    )  # fmt: skip


def _effect(finding: Finding) -> tuple[float, float, float]:
    """What can be won back: what was lost, as an amount above nil, with the range turned round where there is one."""
    if not isfinite(finding.money):
        return NAN, NAN, NAN
    sign = -1.0 if finding.money < 0 else 1.0
    ends = [finding.values.get(name) for name in ("low", "high")]
    if not all(isinstance(end, Real) and isfinite(end) for end in ends):
        return sign * finding.money, NAN, NAN
    low, high = sorted(sign * float(end) for end in ends)  # type: ignore[arg-type]  # all are numbers
    return sign * finding.money, low, high


def _order(proposal: Proposal, margin: float) -> tuple[float, float, int, str, str]:
    """Most profit first; without money, the worst first."""
    weighs = {"result": 1.0, "revenue": margin, "stake": 0.0}[proposal.measure]
    return (
        -_size(proposal.money * weighs),
        -_size(proposal.money),
        ("high", "normal", "low").index(proposal.priority),
        proposal.kind,
        proposal.place,
    )


def _size(money: float) -> float:
    return abs(money) if isfinite(money) else -1.0


def _numbered(made: Iterable[Proposal]) -> Iterable[Proposal]:
    """The same proposals with their numbers."""
    return (Proposal(**{**vars(proposal), "number": f"P{n}"}) for n, proposal in enumerate(made, start=1))
