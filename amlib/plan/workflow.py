"""
From draft to adopted: who hands over, who decides, and what then is the plan.

A plan is not finished when it is written but when somebody answers for it. The account manager submits it; a supervisor decides on each numbered proposal; when all are decided, the plan is
adopted, on the strength of exactly one document. Through the year it is adjusted: the next version, with the reason and whose cause it is, goes the same way.

::

    submit ──► decide, proposal by proposal ──► adopt ──► adjust ──► submit …
       ▲            │
       └─ give_back ┘

* Each step is written whole or not at all (``Ledger.append_all``), and only when nobody wrote in between about what it rests on: a decision about a plan that was given back a second ago is
  refused, and so is an adoption while a colleague changes a decision.
* Nobody decides on what they submitted themselves. Who somebody is was settled before (``data.people``); the login is written down beside the name where it differs.
* A decision is about the words of a proposal: it stands as long as they stay the same, also in the next version.
* What a rejected proposal asked for is not done: its actions are taken out of the plan as it is adopted, and its terms, so that what is agreed holds; the note says which.
* The version that was adopted before becomes superseded in the same step.
* What was amended changes no action and no term by itself: it is open until the writer works it into a next version, or says that it is worked in (``amended``, ``worked_in``).

Deliberately absent: the document. What is bound is found and hashed by ``editions.binding``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from amlib import errors, language
from amlib.plan import amended, checks, decided, entries, keeping, records, rules, state
from amlib.plan import ledger as ledgers

if TYPE_CHECKING:
    from datetime import datetime

    from amlib.plan.chain import Entry
    from amlib.plan.keeping import Kept
    from amlib.plan.ledger import Ledger
    from amlib.plan.model import Plan
    from amlib.plan.ready import Obstacle

__all__ = ["adjust", "adopt", "as_decided", "decide", "give_back", "leaving", "submit", "worked_in"]


def submit(
    ledger: Ledger,
    account: str,
    year: int,
    *,
    to: str,
    author: str,
    login: str = "",
    at: datetime,
    obstacles: Sequence[Obstacle] = (),
    reason: str = "",
    note: str = "",
    seen: int | None = None,
) -> Kept:
    """
    Hand the draft over to a supervisor.

    Parameters
    ----------
    ledger : Ledger
    account, year : str, int
    to : str
        Who is to decide.
    author, login, at : str, str, datetime
        ``login`` is empty where it is the name itself.
    obstacles : sequence of Obstacle
        All that ``ready`` found.
    reason : str
        Why it is submitted although there are obstacles.
    note : str
    seen : int, optional
        ``Kept.seen`` of the draft that is meant; without it, the one that is there now.

    Returns
    -------
    Kept
        The plan as submitted.

    Raises
    ------
    ParameterError
        There is no draft, nobody to decide, or obstacles without a reason; or obstacles that no reason overrules.
    LedgerConflict
        Somebody wrote after ``seen``.
    """
    kept = _standing(ledger, account, year, "draft")
    rules.unhindered(obstacles, reason)
    rules.filled(to, language.say("a submission to nobody"), language.say("the name of who decides"))
    handed = entries.made(
        entries.Submission, number=_next(kept, seen), submitted_to=to.strip(), note=_told(note, obstacles), reason=reason.strip(), login=login,
    )  # fmt: skip
    plan = kept.plan.submitted(author, at.date())
    made = _write(
        ledger, account, author, at, kept.seen if seen is None else seen, [keeping.body(plan), handed], year
    )
    return keeping.Kept(plan, made[0].number, made[-1].number, author, at)


def give_back(
    ledger: Ledger,
    account: str,
    year: int,
    *,
    reason: str,
    by: str,
    login: str = "",
    at: datetime,
    seen: int | None = None,
) -> Kept:
    """
    Give a submitted plan back to its writer, as a draft.

    Returns
    -------
    Kept
        The draft.

    Raises
    ------
    ParameterError
        No plan is submitted, or no reason is given.
    LedgerConflict
        Somebody wrote after ``seen``.
    """
    kept = _standing(ledger, account, year, "submitted")
    rules.filled(
        reason,
        language.say("a plan that is given back without a reason"),
        language.say("what must change first"),
    )
    back = entries.made(entries.Returned, number=kept.number, reason=reason.strip(), login=login)
    plan = kept.plan.returned(by, at.date(), reason.strip())
    seen = kept.seen if seen is None else seen
    made = _write(ledger, account, by, at, seen, [back, keeping.body(plan, reason.strip())], year)
    return keeping.Kept(plan, made[1].number, made[1].number, by, at, reason.strip())


def decide(
    ledger: Ledger,
    account: str,
    year: int,
    number: int,
    outcome: Literal["adopted", "amended", "rejected"],
    *,
    reason: str = "",
    instead: str = "",
    by: str,
    login: str = "",
    at: datetime,
    seen: int | None = None,
) -> records.Decision:
    """
    Decide on one numbered proposal of a submitted plan.

    Parameters
    ----------
    ledger : Ledger
    account, year, number : str, int, int
    outcome : one of ``rules.OUTCOMES``
    reason : str
        Needed where it is amended or rejected.
    instead : str
        What is done instead; needed where it is amended.
    by, login, at : str, str, datetime
    seen : int, optional
        The last entry of the stream ``proposal/<label>`` that was read. Needed to change a decision that stands: without it, a colleague's decision is never written over.

    Returns
    -------
    Decision
        With the text and the expected money of the proposal.

    Raises
    ------
    ParameterError
        The plan is not submitted, has no such proposal, or was submitted by the same person; the outcome is none, or lacks its reason.
    LedgerConflict
        It was decided already, or somebody wrote in between about the proposal or the plan.
    """
    kept = _standing(ledger, account, year, "submitted")
    said = ledger.read(account=account)
    rules.other_than_the_writer(said, account, kept, by)
    proposal = rules.asked(kept.plan, number)
    rules.reasoned(outcome, reason, instead)
    stands = decided.decisions(said, account, kept.plan).get(number)
    name = decided.stream(year, number)
    here = tuple(entry for entry in said if entry.stream == name)
    if stands is not None and seen is None:
        raise rules.decided_already(stands, number, here)
    made = entries.made(
        records.Decision, proposal=decided.label(year, number), subject=proposal.subject, what=proposal.text, outcome=outcome, decided_on=at.date(),
        decided_by=by, reason=reason.strip(), instead=instead.strip() if outcome == "amended" else "",
        effect=None if proposal.effect is None else proposal.effect.expected / 100, login=login,
    )  # fmt: skip
    beside = {keeping.stream(year): kept.seen}
    ledger.append_all(
        [ledgers.Draft(account, made, by, at)], len(here) if seen is None else seen, beside=beside
    )
    return made


def adopt(
    ledger: Ledger, account: str, year: int, *, by: str, at: datetime, bound: records.Bound, login: str = ""
) -> Kept:
    """
    Adopt a submitted plan of which every proposal is decided.

    Parameters
    ----------
    ledger : Ledger
    account, year : str, int
    by, at : str, datetime
    bound : Bound
        The document that was decided on.
    login : str
        That of ``by``, where it is not the name itself.

    Returns
    -------
    Kept
        The plan as adopted (``as_decided``). Where it was adopted already on the strength of the same document, nothing is written and that is returned.

    Raises
    ------
    ParameterError
        No plan is submitted, proposals wait for a decision, or the same person submitted it.
    LedgerConflict
        Somebody wrote in between about the plan or one of its proposals.
    """
    said = ledger.read(account=account)
    held = keeping.kept_in(said, account, year)
    if held and held[-1].plan.state == "adopted":
        return _adopted_before(ledger, said, held[-1], by, login, at, bound)
    kept = rules.in_state(held, account, year, "submitted")
    rules.other_than_the_writer(said, account, kept, by)
    waiting = decided.open_in(said, account, kept.plan)
    if waiting:
        raise rules.waiting(waiting, account, year)
    plan, note = as_decided(kept.plan, decided.decisions(said, account, kept.plan))
    plan, before = plan.adopted(by, at.date()), _before(held)
    written = [keeping.body(before.plan.superseded(by, at.date()))] if before else []
    adoption = entries.made(
        entries.Adoption,
        number=kept.seen + len(written) + 1,
        bound=bound.model_dump(),
        note=note,
        login=login,
    )
    streams = [decided.stream(year, each.number) for each in plan.proposals]
    beside = {name: sum(entry.stream == name for entry in said) for name in streams}
    made = _write(
        ledger, account, by, at, kept.seen, [*written, keeping.body(plan, note), adoption], year, beside
    )
    return keeping.Kept(plan, made[-2].number, made[-1].number, by, at, note)


def leaving(
    plan: Plan, decided: Mapping[int, records.Decision], kind: Literal["actions", "terms"] = "actions"
) -> dict[str, int]:
    """The actions, or the terms, that leave a plan when it is adopted, each with the number of the rejected proposal that asked for it."""
    rejected = [each for each in plan.proposals if each.number in decided and decided[each.number].outcome == "rejected"]  # fmt: skip
    return {id: each.number for each in rejected for id in getattr(each, kind) if plan.found(kind, id)}


def as_decided(plan: Plan, decided: Mapping[int, records.Decision]) -> tuple[Plan, str]:
    """A submitted plan as it is adopted, without what was rejected, and what to say of it: nothing where all of it stays."""
    actions, terms = leaving(plan, decided), leaving(plan, decided, "terms")
    if not actions and not terms:
        return plan, ""
    told = [
        language.say("action {id}, as proposal {number} was rejected", id=id, number=number)
        for id, number in actions.items()
    ]
    told += [
        language.say("term {id}, as proposal {number} was rejected: what is agreed holds", id=id, number=number)
        for id, number in terms.items()
    ]  # fmt: skip
    left = {
        "actions": tuple(each for each in plan.actions if each.id not in actions),
        "terms": tuple(each for each in plan.terms if each.id not in terms),
    }
    return plan.model_copy(update=left).connected(), language.say("taken out: {what}", what="; ".join(told))


def adjust(
    ledger: Ledger,
    account: str,
    year: int,
    *,
    reason: str,
    cause: Literal["market", "customer", "own"],
    author: str,
    at: datetime,
) -> Kept:
    """
    Begin the next version of an adopted plan, for a reason.

    Returns
    -------
    Kept
        The draft of the next version; the adopted one stays what holds until this is adopted.

    Raises
    ------
    ParameterError
        The plan is not adopted, no reason is given, or the cause is none of the three.
    LedgerConflict
        Somebody wrote in between.
    """
    kept = _standing(ledger, account, year, "adopted")
    if cause not in ("market", "customer", "own"):
        raise errors.ParameterError(
            language.say("the cause is '{cause}'", cause=cause),
            expected="market, customer, own",
            do_next=language.say("say whose cause it is"),
        )
    plan = kept.plan.amended(reason.strip(), cause, author, at.date())
    made = _write(ledger, account, author, at, kept.seen, [keeping.body(plan, reason.strip())], year)
    return keeping.Kept(plan, made[0].number, made[0].number, author, at, reason.strip())


def worked_in(
    ledger: Ledger, account: str, year: int, number: int, *, how: str = "", author: str, at: datetime
) -> None:
    """
    Say that what was decided instead of a proposal is worked into the plan.

    Parameters
    ----------
    ledger : Ledger
    account, year, number : str, int, int
    how : str
        In words, where the actions do not tell it.
    author, at : str, datetime

    Raises
    ------
    ParameterError
        There is no plan, or nothing of this proposal is open.
    LedgerConflict
        Somebody wrote in between about the proposal.
    """
    said = ledger.read(account=account)
    held = keeping.kept_in(said, account, year)
    kept = held[-1] if held else rules.in_state(held, account, year, "adopted")
    open_ = amended.left(state.numbered(said, account), kept.plan)
    if number not in [one.number for one in open_]:
        raise errors.ParameterError(
            language.say("of proposal {number} nothing is still to be worked in", number=number),
            expected=language.say("one of: {names}", names=", ".join(str(one.number) for one in open_) or language.MISSING),
            do_next=language.say("look at the plan as it is now"),
        )  # fmt: skip
    name = decided.stream(year, number)
    made = entries.made(entries.WorkedIn, how=how.strip())
    ledger.append(ledgers.Draft(account, made, author, at, name), sum(entry.stream == name for entry in said))


def _write(  # noqa: PLR0917  what an entry is made of
    ledger: Ledger,
    account: str,
    author: str,
    at: datetime,
    seen: int,
    bodies: Sequence[entries.PlanVersion | entries.Submission | entries.Returned | entries.Adoption],
    year: int,
    beside: Mapping[str, int] | None = None,
) -> tuple[Entry, ...]:
    """All of it behind what was read, in the stream of the plan, or nothing."""
    drafts = [ledgers.Draft(account, each, author, at, keeping.stream(year)) for each in bodies]
    return ledger.append_all(drafts, seen, beside=beside)


def _next(kept: Kept, seen: int | None) -> int:
    return (kept.seen if seen is None else seen) + 1


def _standing(ledger: Ledger, account: str, year: int, needed: str) -> Kept:
    """The plan as it was kept last, if it is in a state."""
    kept = keeping.latest(ledger, account, year)
    return rules.in_state([kept] if kept else [], account, year, needed)


def _told(note: str, obstacles: Sequence[Obstacle]) -> str:
    """The note, with what stood in the way: a line each, as any other sign may stand in their words."""
    return "\n".join(part for part in (note.strip(), *(each.what for each in obstacles)) if part)


def _before(held: Sequence[Kept]) -> Kept | None:
    """The version that is adopted until now."""
    return next((each for each in reversed(held) if each.plan.state == "adopted"), None)


def _adopted_before(  # noqa: PLR0917  all that an adoption is made of
    ledger: Ledger, said: Sequence[Entry], kept: Kept, by: str, login: str, at: datetime, bound: records.Bound
) -> Kept:
    """The adoption that is there already; bound now where it was left unbound."""
    year = kept.plan.year
    of_plan = (entry for entry in said if entry.stream == keeping.stream(year))
    known = [
        body.bound
        for _, body in state.numbered(of_plan, kept.plan.account)
        if isinstance(body, entries.Adoption) and body.number == kept.number
    ]
    if not known:
        adoption = entries.made(entries.Adoption, number=kept.number, bound=bound.model_dump(), login=login)
        (made,) = _write(ledger, kept.plan.account, by, at, kept.seen, [adoption], year)
        return keeping.Kept(kept.plan, kept.number, made.number, kept.by, kept.at, kept.note)
    if known[-1] != bound:
        raise errors.ParameterError(
            language.say(
                "version {version} of the plan is {state}",
                version=kept.plan.version,
                state=checks.word("adopted"),
            ),
            where=language.say("on the strength of {edition}", edition=known[-1].edition),
            expected=language.say("a plan that is {state}", state=checks.word("submitted")),
            do_next=language.say("an adopted plan is changed by amending it, into a new version"),
        )
    return kept
