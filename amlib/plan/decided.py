"""
What was decided about the proposals of a plan: read off the ledger, for whoever must know whether it still waits.

A decision is about words. It stands for a proposal as long as those stay the same, also in the next version of the plan; a proposal that was written anew is open again, under its old number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amlib import errors
from amlib.plan import entries, keeping, records, state, written

if TYPE_CHECKING:
    from amlib.plan.chain import Entry
    from amlib.plan.items import Proposal
    from amlib.plan.ledger import Ledger
    from amlib.plan.model import Plan
    from amlib.plan.records import Planned

__all__ = ["Stand", "decisions", "label", "open_in", "open_proposals", "stands", "stream", "submission"]


@dataclass(frozen=True)
class Stand:
    """
    How far the plan of an account for a year has come.

    Attributes
    ----------
    account, year : str, int
    planned : Planned
        As it was kept last.
    plan : Plan or None
        The same as a value; None where this version of the workbook cannot read it.
    open : tuple of Proposal
        The proposals that wait for a decision; none of a draft, which waits for nobody.
    adopted : Planned or None
        The version that holds now.
    plans : tuple of Planned
        Each version as it last stood in each state.
    to_work_in : tuple of int
        The proposals that were adopted with changes which are not in the actions yet.
    """

    account: str
    year: int
    planned: Planned
    plan: Plan | None
    open: tuple[Proposal, ...] = ()
    adopted: Planned | None = None
    plans: tuple[Planned, ...] = ()
    to_work_in: tuple[int, ...] = ()


def label(year: int, number: int) -> str:
    """
    What a numbered proposal of a plan is called in the ledger.

    Examples
    --------
    >>> label(2027, 3)
    '2027-3'
    """
    return f"{year}-{number}"


def stream(year: int, number: int) -> str:
    """The stream in which a numbered proposal of a plan is decided on."""
    return f"proposal/{label(year, number)}"


def decisions(said: Iterable[Entry], account: str, plan: Plan) -> Mapping[int, records.Decision]:
    """
    What stands about the proposals of a plan, by number; a decision about other words counts for none.

    Parameters
    ----------
    said : iterable of Entry
        The account's, or the whole ledger.
    account : str
    plan : Plan
    """
    streams = state.standing((entry for entry in said if entry.stream.startswith("proposal/")), account)
    found = {}
    for proposal in plan.proposals:
        spoken = streams.get(stream(plan.year, proposal.number), [])
        last = state.latest(spoken, records.Decision)
        if last is not None and last.what == proposal.text:
            found[proposal.number] = last
    return found


def open_in(said: Iterable[Entry], account: str, plan: Plan) -> tuple[Proposal, ...]:
    """The proposals of a plan that wait for a decision, of entries that were read already."""
    known = decisions(said, account, plan)
    return tuple(each for each in plan.proposals if each.number not in known)


def open_proposals(ledger: Ledger, account: str, year: int) -> tuple[Proposal, ...]:
    """The proposals of the plan as it was kept last that wait for a decision; none where there is no plan."""
    kept = keeping.latest(ledger, account, year)
    return open_in(ledger.read(account=account), account, kept.plan) if kept else ()


def submission(
    said: Iterable[Entry], account: str, year: int, number: int
) -> tuple[Entry, entries.Submission] | None:
    """With what the plan of an entry was submitted, and by whom; None where it was not."""
    of_plan = (entry for entry in said if entry.stream == keeping.stream(year))
    found = [
        (entry, body)
        for entry, body in state.numbered(of_plan, account)
        if isinstance(body, entries.Submission) and body.number == number
    ]
    return found[-1] if found else None


def stands(said: Iterable[Entry]) -> tuple[Stand, ...]:
    """
    How far every plan has come, by account and year.

    Parameters
    ----------
    said : iterable of Entry
        The whole ledger.
    """
    told = tuple(said)
    found = []
    for account in sorted({entry.account for entry in told if entry.kind == "plan"}):
        mine = tuple(entry for entry in told if entry.account == account)
        told_of = state.records_of(mine, account, audience="internal")
        for year in sorted({one.year for one in told_of.plans}):
            stand = _stand(mine, account, [one for one in told_of.plans if one.year == year])
            left = tuple(int(one.proposal.rpartition("-")[2]) for one in told_of.to_work_in if one.year == year)  # fmt: skip
            found.append(replace(stand, to_work_in=left))
    return tuple(found)


def _stand(said: tuple[Entry, ...], account: str, plans: list[Planned]) -> Stand:
    last = max(plans, key=lambda one: one.number)
    adopted = [one for one in plans if one.state == "adopted"]
    try:
        plan = written.read(json.dumps(dict(last.plan)))
    except errors.DataError:  # of a newer version: that there is one is told all the same
        plan = None
    waiting = open_in(said, account, plan) if plan and last.state == "submitted" else ()
    return Stand(account, last.year, last, plan, waiting, adopted[-1] if adopted else None, tuple(plans))
