"""
What was decided otherwise and is not in the plan yet.

'Adopted, but two weeks instead of four' is a decision in words. It changes no action and no term by itself: the plan that is adopted is the one that was submitted, as the document that was signed shows it.
So somebody must work it in, and until then it is told wherever the plan is told.

* What was amended is open until one of the actions or terms that the proposal asked for is otherwise than it was when it was decided (or is gone), or until somebody said that it is worked in.
* A proposal that asked for none is open until somebody says so.
* A later decision in the same stream takes the place of this one. That the proposal was put in other words, or taken out, settles nothing.

Deliberately absent: how it must be worked in. That is the writer's, in the next version of the plan.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amlib import errors
from amlib.plan import entries, records, written

if TYPE_CHECKING:
    from pydantic import BaseModel

    from amlib.plan.chain import Entry
    from amlib.plan.items import Action, Term
    from amlib.plan.model import Plan

__all__ = ["Amended", "left", "of", "told"]


@dataclass(frozen=True)
class Amended:
    """
    A proposal that was adopted with changes.

    Attributes
    ----------
    number : int
    decision : Decision
    actions : tuple of Action
        Those that it asked for, as they were when it was decided.
    terms : tuple of Term
        Likewise.
    said : bool
        Whether somebody said that it is worked in.
    """

    number: int
    decision: records.Decision
    actions: tuple[Action, ...] = ()
    terms: tuple[Term, ...] = ()
    said: bool = False

    @property
    def asked(self) -> tuple[str, ...]:
        """The ids of all that it asked for."""
        return (*(each.id for each in self.actions), *(each.id for each in self.terms))

    def open(self, plan: Plan) -> bool:
        """Whether a plan still has all of its actions and terms as they were, and nobody said that it is worked in."""
        as_they_were = all(plan.found("actions", each.id) == each for each in self.actions)
        return (
            not self.said
            and as_they_were
            and all(plan.found("terms", each.id) == each for each in self.terms)
        )


def of(rows: Sequence[tuple[Entry, BaseModel]], year: int) -> tuple[Amended, ...]:
    """
    All that was adopted with changes in the plan of a year, by number.

    Parameters
    ----------
    rows : sequence of (Entry, body)
        Of one account, as ``state.numbered`` gives them.
    year : int
    """
    head, found = f"proposal/{year}-", []
    streams: dict[str, list[tuple[Entry, BaseModel]]] = {}
    for entry, body in rows:
        if entry.stream.startswith(head) and entry.stream[len(head) :].isdecimal():
            streams.setdefault(entry.stream, []).append((entry, body))
    for stream, said in streams.items():
        decisions = [(entry, body) for entry, body in said if isinstance(body, records.Decision)]
        if not decisions or decisions[-1][1].outcome != "amended":
            continue
        entry, decision = decisions[-1]
        number = int(stream[len(head) :])
        worked = any(isinstance(body, entries.WorkedIn) and at.number > entry.number for at, body in said)
        found.append(Amended(number, decision, *_asked_for(rows, year, number, entry.position), worked))
    return tuple(sorted(found, key=lambda one: one.number))


def left(rows: Sequence[tuple[Entry, BaseModel]], plan: Plan) -> tuple[Amended, ...]:
    """What was amended and is still to be worked into a plan."""
    return tuple(one for one in of(rows, plan.year) if one.open(plan))


def told(
    rows: Sequence[tuple[Entry, BaseModel]], plans: Iterable[records.Planned]
) -> tuple[records.ToWorkIn, ...]:
    """The same of every year, as documents are told of it: against the plan as it was kept last."""
    last = {one.year: one for one in sorted(plans, key=lambda one: one.number)}
    found = []
    for year in sorted(last):
        amended = of(rows, year)
        plan = _read(last[year].plan) if amended else None
        found += [
            records.ToWorkIn(year=year, proposal=f"{year}-{one.number}", instead=one.decision.instead, actions=one.asked)
            for one in amended
            if plan is not None and one.open(plan)
        ]  # fmt: skip
    return tuple(found)


def _asked_for(
    rows: Sequence[tuple[Entry, BaseModel]], year: int, number: int, position: int
) -> tuple[tuple[Action, ...], tuple[Term, ...]]:
    """The actions and the terms of a proposal in the plan as it was kept last before a position of the ledger."""
    held = [body for entry, body in rows if isinstance(body, entries.PlanVersion) and body.year == year and entry.position < position]  # fmt: skip
    plan = _read(held[-1].plan) if held else None
    proposal = plan.found("proposals", str(number)) if plan else None
    if plan is None or proposal is None:
        return (), ()
    actions, terms = (
        tuple(found for id in getattr(proposal, kind) if (found := plan.found(kind, id)) is not None)
        for kind in ("actions", "terms")
    )
    return actions, terms


def _read(plan: Mapping[str, object]) -> Plan | None:
    """A plan as it was kept; None where a newer version of the workbook wrote it."""
    try:
        return written.read(json.dumps(dict(plan)))
    except errors.DataError:
        return None
