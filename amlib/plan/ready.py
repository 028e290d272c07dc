"""
What stands in the way of a submission: every obstacle at once, and which of them a reason can overrule.

A supervisor who is given a plan with a hole in it decides on the hole. So before a plan is handed over, it is held against all that can be checked: what is wrong with it (``checks``), findings
that are errors, and whether the figures it rests on tie out to the general ledger. Life is not always in order by the first of November; who submits a plan nevertheless writes down why, and the
reason is kept with the submission and shown with the plan. What then follows is said with each obstacle, before it is submitted: a reason hands a plan over, and does not always get it adopted.

===============================================================  ==================================
obstacle                                                         may be overruled by a reason
===============================================================  ==================================
the year so far does not tie out, or could not be held           yes; adopted it is not (``binding``)
a finding that is an error                                       yes
goals that do not add up                                         yes: a reserve may be meant
an owner or a place that is not in the lists                     yes: lists lag behind people
a term that no proposal asks for                                 yes: it may be agreed by now
a target above its stretch, or below nil                         yes: it may be meant
anything else that is wrong with a value (dates, amounts, ids)   no: nobody could carry it out
===============================================================  ==================================

Deliberately absent: the words of findings, which documents have; whoever asks here brings them along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amlib import language
from amlib.analysis import bases, results
from amlib.plan import checks, contract, findings, model, otherwise

if TYPE_CHECKING:
    import pandas as pd

    from amlib.analysis.results import TieOut
    from amlib.data.slices import Slice
    from amlib.periods import Period
    from amlib.plan.checks import Fault
    from amlib.plan.findings import Finding
    from amlib.plan.items import Term
    from amlib.plan.model import Plan

__all__ = ["Obstacle", "look", "of_faults", "of_findings", "of_terms", "of_tie_out", "unchecked"]

ARGUABLE = frozenset({*checks.SUMS, "above_stretch", "below_nil", "unknown_owner", "unknown_place"})
"""The faults that a reason can overrule."""


@dataclass(frozen=True)
class Obstacle:
    """
    One thing that stands in the way.

    Attributes
    ----------
    kind : 'fault', 'finding', 'terms', 'tie_out' or 'unchecked'
    what : str
        In words.
    arguable : bool
        Whether a written reason can overrule it.
    then : str
        What follows when it is overruled, and what settles it, in sentences.
    """

    kind: str
    what: str
    arguable: bool = True
    then: str = ""


def look(
    plan: Plan,
    data: Slice,
    period: Period,
    *,
    owners: Sequence[str],
    what: Callable[[Finding], str],
    advice: Callable[[Finding], str] | None = None,
) -> tuple[Obstacle, ...]:
    """
    Everything that stands in the way of a plan, held against the figures that it rests on.

    Parameters
    ----------
    plan : Plan
    data : Slice
        The account's own, internal.
    period : Period
        The last that was closed.
    owners : sequence of str
        The people who may be named.
    what, advice : callable
        A finding in words, as ``documents.findings.what``, and what to do about it, as ``documents.findings.advice``.
    """
    outlets = data["outlets"]
    groups = _each(data["products"]["group"])
    faults = model.faults(
        plan, outlets=_each(outlets["outlet"]), groups=groups, owners=tuple(owners), regions=_each(outlets["region"]), banners=_each(outlets["banner"])
    )  # fmt: skip
    sales = results.book(data)
    shelf = results.shelf(data, *bases.twelve_months(period))
    return (
        *of_faults(faults),
        *of_terms(plan, {term.id: term for term in contract.agreed_terms(data, plan.year)}),
        *of_tie_out(results.tie_out(data, period, sales=sales)),
        *of_findings(findings.of_category(shelf), what, advice),
    )


def of_faults(faults: Iterable[Fault]) -> tuple[Obstacle, ...]:
    """
    What is wrong with the plan itself (``model.faults``).

    Examples
    --------
    >>> with language.use("en"):
    ...     of_faults([checks.Fault("actions", "A1", "cost", "negative")])[0].what
    'action A1: the cost is less than nothing'
    """
    return tuple(_of_fault(fault) for fault in faults)


def of_findings(
    found: Iterable[Finding],
    what: Callable[[Finding], str],
    advice: Callable[[Finding], str] | None = None,
) -> tuple[Obstacle, ...]:
    """
    The findings that are errors.

    Parameters
    ----------
    found : iterable of Finding
        That a document does not tie out is told by ``of_tie_out``, and not twice.
    what, advice : callable
        A finding in words, as ``documents.findings.what``, and what to do about it, as ``documents.findings.advice``.
    """
    errors = (one for one in found if one.severity == "error" and one.code != "does_not_tie")
    return tuple(Obstacle("finding", what(one), then=_then(advice(one) if advice else "")) for one in errors)


def of_terms(plan: Plan, agreed: Mapping[str, Term]) -> tuple[Obstacle, ...]:
    """The terms that are otherwise than is agreed, and of which no proposal asks anything."""
    then = language.say("Whoever adopts the plan adopts this term with it, and has decided on no proposal for it. ‘{button}’ settles it.", button=language.say("Make the proposal"))  # fmt: skip
    return tuple(
        Obstacle("terms", language.say("term {id} is otherwise than is agreed, and no proposal asks for it", id=term.id), then=then)
        for term in otherwise.unasked(plan, agreed)
    )  # fmt: skip


def of_tie_out(tie: TieOut) -> tuple[Obstacle, ...]:
    """Whether the figures that the plan rests on tie out to the general ledger; none where there is no ledger to hold them against."""
    if tie.status != "does_not_tie":
        return ()
    unexplained = language.money(tie.difference, digits=2)
    return (
        Obstacle(
            "tie_out",
            language.say("the figures do not tie out to the general ledger: {amount} is unexplained", amount=unexplained),
            then=language.say("Your supervisor can decide on the proposals, but can adopt the plan only when this is settled. Accounting finds out what was booked; when the data are read in anew, make the document again. What was decided stays."),
        ),
    )  # fmt: skip


def unchecked(why: str) -> tuple[Obstacle, ...]:
    """The figures could not be looked at, for a reason in words."""
    then = language.say("A plan whose figures turn out not to tie out to the general ledger cannot be adopted.")  # fmt: skip
    return (
        Obstacle("unchecked", language.say("the figures could not be checked: {why}", why=why), then=then),
    )


def _of_fault(fault: Fault) -> Obstacle:
    if fault.code in ARGUABLE:
        return Obstacle("fault", checks.said(fault), then=_then(checks.settled(fault)))
    then = language.say("It is corrected first: nobody could carry the plan out so.")
    return Obstacle("fault", checks.said(fault), arguable=False, then=then)


def _then(settled: str) -> str:
    """What follows when a reason overrules what can be adopted all the same, and what settles it."""
    so = language.say("With your reason the plan can be submitted and adopted as it stands.")
    return " ".join(filter(None, (so, settled)))


def _each(column: pd.Series[str]) -> tuple[str, ...]:
    return tuple(sorted(set(column.dropna().astype(str)) - {""}))
