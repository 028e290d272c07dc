"""
Adjustment in words: what we propose, why, what it should bring, who decides, and what became of earlier proposals.

Each proposal is one row that can be decided on: in words, for the plan or for the contract, with a link to the section that shows why. The effect is what its finding
shows is lost or missed, so it says what can be won at most, not what will be. The first page asks for at most three decisions: more is not decided.

A customer does not see what we consider: no part of this is made for one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING

from amlib import language
from amlib.documents import findings as found_words
from amlib.documents import links, words
from amlib.documents.evaluation import words as own
from amlib.documents.sentences import Prose, bullets, capital, prose, write
from amlib.documents.tables import Column, Row, Table, Tone, tone

if TYPE_CHECKING:
    from amlib.data.slices import Slice
    from amlib.plan.proposals import Followed, Proposal
    from amlib.plan.records import Decision

__all__ = ["EVIDENCE", "asked", "decided", "effect", "indicator", "table", "what"]

ASKED = 3
"""So many decisions are asked for on the first page."""

_WHAT: Mapping[str, str] = {
    "stop_promotion": "Do not repeat the promotion of {place}",
    "change_promotion": "Repeat the promotion of {place} only with other support or in another form",
    "visit_outlet": "Visit {place}",
    "renegotiate_step": "Renegotiate the step of the bonus ladder ({place})",
    "write_down": "Put the agreement in writing ({place})",
    "recover_listing": "Win back the listing of {place}",
    "repair_service": "Bring the service back to what was agreed ({place})",
    "raise_price": "Raise the price of {place}",
    "close_gap": "Win back share in {place}",
    "offer_listing": "Offer an assortment of {place}, or decide not to",
    "shorten_term": "Agree on a shorter payment term ({place})",
    "restore_visits": "Bring the visits back to the norm ({place})",
    "settle_complaint": "Settle the complaints ({place})",
    "keep_promise": "Do what was promised, or agree on another day ({place})",
    "cover_function": "Find a contact for {place}",
    "restore_satisfaction": "Agree with the customer on what must improve ({place})",
    "confirm_performance": "Have the service in return confirmed ({place})",
    "reach_step": "Plan what it takes to reach the next step ({place})",
}

_OTHERWISE: Mapping[str, str] = {"target_unlikely": "Close the gap to the target of {place}"}
"""What is asked after a finding where the words of its kind would say more than was found: a target that is out of reach is no share that was lost."""

EVIDENCE: Mapping[str, str] = {
    **dict.fromkeys(("promotion_loss", "promotion_repeated_loss"), "What did the promotions bring"),
    **dict.fromkeys(
        ("bonus_cliff", "bonus_passed", "step_near"), "Where does the year stand on the ladders?"
    ),
    **dict.fromkeys(
        ("unwritten", "unconfirmed", "basis_unclear", "payment_days"),
        "What did the customer do in return, and when does it pay?",
    ),
    "target_unlikely": "Where will the year end?",
    "outlet_falling": "Which outlets stand out",
    **dict.fromkeys(("outlet_never_visited", "outlet_unvisited", "visits_behind"), "Who was visited?"),
    "service_below": "How good was the service?",
    **dict.fromkeys(("complaints_rising", "complaint_open"), "What did the customer complain about?"),
    "satisfaction_fell": "How satisfied is the customer?",
    "function_uncovered": "Which people came and went?",
    "commitment_overdue": "Were the promises kept?",
}
"""Under which heading of the evaluation the figures of a finding stand."""

_SUBJECTS: Mapping[str, str] = {"plan": "annual plan", "contract": "contract"}
_DECIDES: Mapping[str, str] = {"plan": "supervisor", "contract": "supervisor, with the customer"}
_OUTCOMES: Mapping[str, str] = {
    "adopted": "adopted as proposed",
    "amended": "adopted with changes",
    "rejected": "rejected",
}
_TONES: Mapping[str, Tone] = {"adopted": "better", "amended": None, "rejected": "worse"}


def what(proposal: Proposal) -> str:
    """A proposal in words, without its number: plain text."""
    named = found_words.named(proposal.reason)
    place = words.name_of(proposal.place, named)
    if not (proposal.place or named).strip():
        place = language.say("the account")
    if proposal.reason.code == "commitment_overdue" and proposal.reason.values.get("names") == ("customer",):
        return language.say("Ask the customer for what it promised, or agree on another day ({place})", place=place)  # fmt: skip
    return language.say(_OTHERWISE.get(proposal.reason.code, _WHAT[proposal.kind]), place=place)


def effect(proposal: Proposal, given: Slice) -> str:
    """What a proposal should bring, with its range where it has one: in profit, or in revenue, which is said."""
    if not isfinite(proposal.money):
        return language.MISSING
    values = {
        "money": _money(proposal.money, given),
        "low": _money(proposal.low, given),
        "high": _money(proposal.high, given),
    }
    ranged = isfinite(proposal.low) and isfinite(proposal.high)
    if proposal.measure == "revenue":
        message = "{money} revenue ({low} to {high})" if ranged else "{money} revenue"
    elif proposal.measure == "stake":
        return language.say("{money} at stake", money=_money(abs(proposal.money), given, plus=False))
    elif proposal.kind in ("stop_promotion", "change_promotion"):
        message = "{money} ({low} to {high}) each time" if ranged else "{money} each time"
    else:
        if not ranged:
            return values["money"]
        message = "{money} ({low} to {high})"
    return language.say(message, **values)


def table(
    proposals: Sequence[Proposal], given: Slice, evidence: Mapping[str, str] = MappingProxyType({})
) -> Table | None:
    """
    Every proposal with what it adjusts, its reason, its effect and who decides; None for a customer and where there are none.

    Parameters
    ----------
    proposals : sequence of Proposal
        As ``proposals.drafted`` gives.
    given : Slice
        For the currency and the unit.
    evidence : mapping of code to the English words of a heading, optional
        Where in this document the figures of a finding stand.
    """
    if not proposals or given.audience != "internal":
        return None
    columns = (
        Column(language.say("No."), "left"),
        Column(language.say("Proposal"), "left"),
        Column(language.say("Adjusts"), "left"),
        Column(language.say("Reason"), "left"),
        Column(language.say("Expected effect"), "left"),
    )
    note = language.say(
        "The effect is the money of the finding: what was lost or is missed, and so what can be won at most; a dash where that cannot be told. Under what it adjusts stands with whom the cause lies. Proposals are drafts until the supervisor decides on them; on the contract, with the customer."
    )
    rows = tuple(_row(proposal, given, evidence) for proposal in proposals)
    return Table(columns, rows, language.say("What we propose"), None, note)


def asked(proposals: Sequence[Proposal], given: Slice, *, heading: str | None = None) -> Prose:
    """
    The decisions that are asked for, at most three, for the first page.

    Parameters
    ----------
    proposals : sequence of Proposal
    given : Slice
        For the currency; a customer is asked for nothing here.
    heading : str, optional
        The English words of the heading under which all proposals stand, to lead to.
    """
    if given.audience != "internal":
        return prose("")
    if not proposals:
        return prose(write("No decision is asked for: nothing that was found calls for an adjustment."))
    items = [_asked(proposal, given) for proposal in proposals[:ASKED]]
    more = len(proposals) - len(items)
    rest = links.to(heading, language.say("all proposals")) if heading else language.say("all proposals")
    led = (
        write(
            "Decisions asked for (the first {count} of {every}; see {rest}):",
            count=len(items),
            every=len(proposals),
            rest=rest,
        )
        if more
        else write("Decisions asked for:")
    )
    return prose(led, bullets(items))


def decided(decisions: Sequence[Decision], given: Slice) -> Table | None:
    """What was decided about earlier proposals, the latest first; None for a customer and where nothing was."""
    if not decisions or given.audience != "internal":
        return None
    columns = (
        Column(language.say("Proposal"), "left"),
        Column(language.say("Adjusts"), "left"),
        Column(language.say("Outcome"), "left"),
        Column(language.say("Reason"), "left"),
        Column(language.say("Promised effect ({unit})", unit=words.sign(given.currency))),
    )
    latest = sorted(decisions, key=lambda one: (-one.decided_on.toordinal(), one.proposal))
    rows = tuple(_decision_row(decision) for decision in latest)
    return Table(columns, rows, language.say("What was decided about earlier proposals"))


def indicator(counts: Followed) -> Prose:
    """Indicator 4.c in a sentence: findings that led to a proposal, proposals that led to an adjustment."""
    if not counts.findings:
        told = [write("There were no findings to make a proposal of.")]
    else:
        told = [
            write(
                "Of {findings} findings {led} led to a proposal.",
                findings=language.number(counts.findings),
                led=language.number(counts.led),
            )
        ]
    if counts.decided:
        told.append(
            write(
                "Of {decided} proposals that were decided on {adjusted} led to an adjustment ({part}).",
                decided=language.number(counts.decided),
                adjusted=language.number(counts.adjusted),
                part=language.percent(counts.adjusted / counts.decided, 0),
            )
        )
    else:
        told.append(write("No proposal has been decided on yet."))
    return prose(told)


def _row(proposal: Proposal, given: Slice, evidence: Mapping[str, str]) -> Row:
    """One proposal; its reason leads to the figures."""
    reason = capital(found_words.what(proposal.reason, given))
    if more := len(proposal.reasons) - 1:
        reason += " " + language.say_many("And {count} finding more.", "And {count} findings more.", more)
    cells = (
        proposal.number,
        what(proposal),
        f"{language.say(_SUBJECTS[proposal.subject])} ({own.side(proposal.cause)})",
        reason,
        effect(proposal, given),
    )
    heading = evidence.get(proposal.reason.code)
    leads = tuple(links.anchor(heading) if heading and cell is reason else None for cell in cells)
    return Row(cells, links=leads if heading else None)


def _asked(proposal: Proposal, given: Slice) -> str:
    """One decision that is asked for."""
    values = {
        "number": proposal.number,
        "what": what(proposal),
        "who": language.say(_DECIDES[proposal.subject]),
    }
    if not isfinite(proposal.money):
        return write("**{number}** {what} ({who}).", **values)
    return write("**{number}** {what}: {effect} ({who}).", **values, effect=effect(proposal, given))


def _decision_row(decision: Decision) -> Row:
    """One decision of the past."""
    money = float("nan") if decision.effect is None else decision.effect
    outcome = language.say(
        "{outcome} on {day} by {name}",
        outcome=language.say(_OUTCOMES[decision.outcome]),
        day=language.date(decision.decided_on),
        name=decision.decided_by,
    )
    cells = (
        f"{decision.proposal}: {decision.what}",
        language.say(_SUBJECTS[decision.subject]),
        outcome,
        decision.reason or language.MISSING,
        language.number(money, plus=True),
    )
    return Row(cells, tones=(None, None, _TONES[decision.outcome], None, tone(money, least=0.5)))


def _money(value: float, given: Slice, *, plus: bool = True) -> str:
    return language.short_money(value, given.currency, plus=plus)
