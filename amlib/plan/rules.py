"""
What each step from draft to adopted asks for, refused in words where it is not there.

Whoever may not do what they want is told what they may: which state the plan is in and who brought it there, what must be corrected first, what waits for whom. All that is wrong is told at
once, and nothing was written yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amlib import errors, language
from amlib.data import people
from amlib.plan import checks, decided

if TYPE_CHECKING:
    from amlib.plan import records
    from amlib.plan.chain import Entry
    from amlib.plan.items import Proposal
    from amlib.plan.keeping import Kept
    from amlib.plan.model import Plan
    from amlib.plan.ready import Obstacle

__all__ = [
    "OUTCOMES",
    "asked",
    "decided_already",
    "filled",
    "in_state",
    "other_than_the_writer",
    "reasoned",
    "unhindered",
    "waiting",
]

OUTCOMES = {"adopted": "adopted as proposed", "amended": "adopted with changes", "rejected": "rejected"}
"""What can be decided about a proposal, and what it is called."""


def in_state(held: Sequence[Kept], account: str, year: int, needed: str) -> Kept:
    """
    The plan as it was kept last.

    Raises
    ------
    ParameterError
        There is none, or it is in another state; told with who brought it there.
    """
    if not held:
        raise errors.ParameterError(
            language.say("there is no plan of {account} for {year}", account=account, year=str(year)),
            expected=language.say("a plan that is {state}", state=checks.word(needed)),
            do_next=language.say("draft one in the notebook of the annual plan, or import it"),
        )
    kept = held[-1]
    if kept.plan.state != needed:
        raise errors.ParameterError(
            language.say(
                "version {version} of the plan is {state}",
                version=kept.plan.version,
                state=checks.word(kept.plan.state),
            ),
            where=language.say(
                "{account}, {year}: {author}, {day}",
                account=account,
                year=str(year),
                author=kept.by,
                day=language.date(kept.at.date()),
            ),
            expected=language.say("a plan that is {state}", state=checks.word(needed)),
            do_next=language.say("nothing was written; look where it is with 'amlib plan list'"),
        )
    return kept


def unhindered(obstacles: Sequence[Obstacle], reason: str) -> None:
    """
    Nothing stands in the way that a reason could not overrule, and there is a reason for what it can.

    Raises
    ------
    ParameterError
        There are obstacles; all of them are told.
    """
    firm = [each for each in obstacles if not each.arguable]
    if firm:
        raise errors.ParameterError(
            language.say_many(
                "one thing in the plan must be corrected first",
                "{count} things in the plan must be corrected first",
                len(firm),
            ),
            where="\n".join(each.what for each in firm),
            expected=language.say("a plan that can be carried out as it is written"),
            do_next=language.say("nothing was submitted; correct them, the draft is as it was"),
        )
    if obstacles and not reason.strip():
        raise errors.ParameterError(
            language.say_many(
                "one thing stands in the way of a submission",
                "{count} things stand in the way of a submission",
                len(obstacles),
            ),
            where="\n".join(filter(None, (line for each in obstacles for line in (each.what, each.then)))),
            expected=language.say("a plan without them, or a written reason"),
            do_next=language.say(
                "nothing was submitted; correct them, or say why it is submitted nevertheless"
            ),
        )


def filled(text: str, what: str, expected: str) -> None:
    """
    Something was said.

    Raises
    ------
    ParameterError
        Nothing was.
    """
    if not text.strip():
        raise errors.ParameterError(
            what, expected=expected, do_next=language.say("nothing was written; fill it in and try again")
        )


def asked(plan: Plan, number: int) -> Proposal:
    """
    The proposal of a number.

    Raises
    ------
    ParameterError
        The plan has no such proposal.
    """
    found: Proposal | None = plan.found("proposals", str(number))
    if found is None:
        numbers = ", ".join(each.id for each in plan.proposals)
        raise errors.ParameterError(
            language.say("the plan has no proposal {number}", number=number),
            expected=language.say("one of: {names}", names=numbers or language.MISSING),
            do_next=language.say("look at the plan as it is now"),
        )
    return found


def reasoned(outcome: str, reason: str, instead: str) -> None:
    """
    The outcome has all that it needs.

    Raises
    ------
    ParameterError
        It is none, or lacks its reason, or what is done instead.
    """
    if outcome not in OUTCOMES:
        raise errors.ParameterError(
            language.say("the outcome is '{outcome}'", outcome=outcome),
            expected=", ".join(OUTCOMES),
            do_next=language.say("nothing was written; choose one of them"),
        )
    if outcome != "adopted":
        filled(
            reason,
            language.say("a proposal that is not simply adopted needs a reason"),
            language.say("why it is decided so, in a sentence"),
        )
    if outcome == "amended":
        filled(
            instead,
            language.say("a proposal that is amended needs what is done instead"),
            language.say("what is decided, in a sentence"),
        )


def other_than_the_writer(said: Sequence[Entry], account: str, kept: Kept, by: str) -> None:
    """
    Nobody decides on what they submitted themselves.

    Raises
    ------
    ParameterError
        The same person submitted it; letters and blanks around a name make nobody else.
    """
    handed = decided.submission(said, account, kept.plan.year, kept.number)
    writer = handed[0].author if handed else kept.by
    if people.same(writer, by):
        raise errors.ParameterError(
            language.say("{author} submitted this plan, and cannot decide on it", author=writer),
            expected=language.say(
                "somebody else: {name}", name=handed[1].submitted_to if handed else language.MISSING
            ),
            do_next=language.say(
                "nothing was written; let the supervisor decide, under the supervisor's own name"
            ),
        )


def decided_already(stands: records.Decision, number: int, since: tuple[Entry, ...]) -> errors.LedgerConflict:
    """That a proposal is decided already, with by whom and what."""
    return errors.LedgerConflict(
        language.say("proposal {number} is decided already", number=number),
        since,
        where=language.say(
            "{author}, {day}: {outcome}",
            author=stands.decided_by,
            day=language.date(stands.decided_on),
            outcome=language.say(OUTCOMES[stands.outcome]),
        )
        + (f"; {stands.reason}" if stands.reason else ""),
        expected=language.say("a proposal that is open, or somebody who has read what was decided"),
        do_next=language.say("nothing was written; read it, and decide again knowing it if you must"),
    )


def waiting(open_: Sequence[Proposal], account: str, year: int) -> errors.ParameterError:
    """That proposals wait for a decision, all of them."""
    return errors.ParameterError(
        language.say_many(
            "one proposal of the plan waits for a decision",
            "{count} proposals of the plan wait for a decision",
            len(open_),
        ),
        where="\n".join(f"{account}, {year}: {each.number}. {each.text}" for each in open_),
        expected=language.say("a decision on each numbered proposal"),
        do_next=language.say("nothing was written; decide on them with 'amlib plan decide', and adopt again"),
    )
