"""
Which terms of a plan are otherwise than is agreed, and of which of those nobody is asked anything.

A term in a plan counts instead of the agreed one, and so a plan that is adopted with it is a promise of other terms. Such a promise is somebody's decision: each of these terms belongs to a
numbered proposal (``Proposal.terms``), and where that is rejected the term leaves the plan, so that what is agreed holds.

* A term whose id is that of an agreed condition is otherwise where one of ``FIELDS`` is. What it leaves open is as agreed; that it is wanted, and a remark, change nothing.
* Any other term stands beside what is agreed, and is otherwise by being there.
* The steps of a ladder are asked together, and so are those of the other bonuses; a contribution, or days of payment, by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amlib.analysis import conditions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amlib.plan.items import Term
    from amlib.plan.model import Plan

__all__ = ["FIELDS", "differs", "of", "together", "unasked"]

FIELDS = ("kind", "threshold", "basis", "rate", "retroactive", "begins", "ends", "counter_performance", "agreement")  # fmt: skip
"""What of a term makes another agreement of it, in the order in which it is told."""


def differs(term: Term, agreed: Term, field: str) -> bool:
    """Whether a field of a term is otherwise than that of the agreed condition whose place it takes."""
    mine, theirs = getattr(term, field), getattr(agreed, field)
    if field == "retroactive":
        return mine is not None and mine != bool(theirs)
    if field == "basis":
        return bool(mine) and mine != (theirs or "revenue")
    return bool(mine != theirs)


def of(plan: Plan, agreed: Mapping[str, Term]) -> tuple[Term, ...]:
    """
    The terms of a plan that are otherwise than is agreed, in their order.

    Parameters
    ----------
    plan : Plan
    agreed : mapping of id to Term
        As ``contract.agreed_terms``.
    """
    return tuple(
        term
        for term in plan.terms
        if term.id not in agreed or any(differs(term, agreed[term.id], field) for field in FIELDS)
    )


def unasked(plan: Plan, agreed: Mapping[str, Term]) -> tuple[Term, ...]:
    """Those of which no proposal of the plan asks anything."""
    asked = {id for proposal in plan.proposals for id in proposal.terms}
    return tuple(term for term in of(plan, agreed) if term.id not in asked)


def together(terms: Sequence[Term]) -> list[tuple[Term, ...]]:
    """Terms by what is asked in one question."""
    found: dict[tuple[str, str], list[Term]] = {}
    for term in terms:
        found.setdefault((term.kind, "" if term.kind in conditions.IN_STEPS else term.id), []).append(term)
    return [tuple(each) for each in found.values()]
