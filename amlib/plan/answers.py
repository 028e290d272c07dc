"""
What became of a plan since its writer let go of it: given back and why, decided and how, adopted on which document, begun anew from which version.

A writer who opens a plan weeks later must not have to ask. All of it stands in the ledger; here it is read off as one value, for a form or a line on the screen, whatever state the plan is in.

Deliberately absent: words, and who waits for whom, which is ``decided``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from amlib.plan import amended, decided, entries, keeping, records, state

if TYPE_CHECKING:
    from amlib.plan.amended import Amended
    from amlib.plan.chain import Entry
    from amlib.plan.model import Plan

__all__ = ["Answer", "Answers", "Event", "of"]


@dataclass(frozen=True)
class Answer:
    """
    What was decided about a proposal of the plan.

    Attributes
    ----------
    number : int
    text : str
        Of the proposal, as it is now.
    decision : Decision
    stands : bool
        Whether it is about these words; otherwise the proposal is asked again.
    """

    number: int
    text: str
    decision: records.Decision
    stands: bool


@dataclass(frozen=True)
class Event:
    """Somebody brought a plan into a state: who, when, to whom or why, and on which document."""

    by: str
    at: datetime
    to: str = ""
    why: str = ""
    bound: records.Bound | None = None


@dataclass(frozen=True)
class Answers:
    """
    What became of the plan of an account for a year.

    Attributes
    ----------
    submitted, returned, adopted : Event or None
        How this version came to where it is: given back only where it is a draft since, adopted also where that is a version before.
    holds : int or None
        Which version is adopted.
    answers : tuple of Answer
        By the number of the proposal.
    amended : tuple of Amended
        What was adopted with changes, worked in or not.
    highest : int
        The highest number that a proposal of this plan ever had in the ledger.
    """

    submitted: Event | None = None
    returned: Event | None = None
    adopted: Event | None = None
    holds: int | None = None
    answers: tuple[Answer, ...] = ()
    amended: tuple[Amended, ...] = ()
    highest: int = 0

    def standing(self, number: int) -> Answer | None:
        """What was decided about a proposal; None where nothing was."""
        return next((each for each in self.answers if each.number == number), None)

    def left(self, plan: Plan) -> tuple[Amended, ...]:
        """What is still to be worked into a plan."""
        return tuple(one for one in self.amended if one.open(plan))


def of(said: Sequence[Entry], plan: Plan) -> Answers:
    """
    What became of a plan.

    Parameters
    ----------
    said : sequence of Entry
        The account's, from the start.
    plan : Plan
        As it was kept last.
    """
    rows = state.numbered(said, plan.account)
    plans = {
        (one.version, one.state): one
        for one in state.records_of(said, plan.account, audience="internal").plans
        if one.year == plan.year
    }
    adopted = max((one for (_, state_), one in plans.items() if state_ == "adopted"), key=lambda one: one.version, default=None)  # fmt: skip
    submitted = plans.get((plan.version, "submitted"))
    back = plan.state == "draft" and bool(plan.steps) and plan.steps[-1].state == "draft"
    return Answers(
        submitted=Event(submitted.by, submitted.at, submitted.submitted_to, submitted.reason) if submitted else None,
        returned=_returned(rows, plan) if back else None,
        adopted=Event(adopted.by, adopted.at, why=adopted.note, bound=adopted.bound) if adopted else None,
        holds=adopted.version if adopted else None,
        answers=_answers(rows, plan),
        amended=amended.of(rows, plan.year),
        highest=_highest(said, rows, plan),
    )  # fmt: skip


def _returned(rows: Sequence[tuple[Entry, object]], plan: Plan) -> Event | None:
    name = keeping.stream(plan.year)
    back = [
        (entry, body) for entry, body in rows if entry.stream == name and isinstance(body, entries.Returned)
    ]
    if not back:
        return None
    entry, body = back[-1]
    return Event(entry.author, datetime.fromisoformat(entry.at), why=body.reason)


def _answers(rows: Sequence[tuple[Entry, object]], plan: Plan) -> tuple[Answer, ...]:
    last = {entry.stream: body for entry, body in rows if isinstance(body, records.Decision)}
    found = []
    for proposal in plan.proposals:
        known = last.get(decided.stream(plan.year, proposal.number))
        if known is not None:
            found.append(Answer(proposal.number, proposal.text, known, known.what == proposal.text))
    return tuple(found)


def _highest(said: Sequence[Entry], rows: Sequence[tuple[Entry, object]], plan: Plan) -> int:
    """Over all plans that were kept and all that was decided: a number that once stood there is somebody's."""
    head = decided.stream(plan.year, 0).removesuffix("0")
    spoken = [entry.stream.removeprefix(head) for entry, _ in rows if entry.stream.startswith(head)]
    given = keeping.given_out(said, plan.account, plan.year)
    return max([0, *given, *(int(number) for number in spoken if number.isdecimal())])
