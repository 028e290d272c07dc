"""
Insights that wait to be talked about, and what a talk does with them.

Somebody sees something at a customer that the others should know. It is said once, in the ledger, and then it waits for the next talk of the team. What the talk concluded is minuted, in the
ledger too, and names the insights that it was about. So nobody keeps a list: what is open is read from what was said.

An insight is *open* from its last word until a talk is minuted that names it (``Minutes.about``), after that word:

* an insight that is said again after it was talked about is open again;
* minutes that are corrected stay where they were in time: whether they came after the word is asked of the entry that first named it;
* minutes that no longer name it, or that are withdrawn, leave it open; an insight that is withdrawn is none.

Open is about the talk, not about the matter: whether something is done about it is for proposals and promises.

Deliberately absent: the points of a talk with the customer, which are made of figures (``agenda``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amlib.plan import entries, records, state

if TYPE_CHECKING:
    from datetime import date

    from amlib.plan.chain import Entry

__all__ = ["Waiting", "known", "waiting"]


@dataclass(frozen=True)
class Waiting:
    """
    An insight that is open.

    Attributes
    ----------
    account, insight, text, period : str
    seen_on : date
    by : str
        Who said it last.
    again : bool
        Whether it was talked about before.
    """

    account: str
    insight: str
    text: str
    period: str
    seen_on: date
    by: str
    again: bool = False


def waiting(said: Iterable[Entry], account: str) -> tuple[Waiting, ...]:
    """
    The open insights of an account, the one that waits longest first.

    Parameters
    ----------
    said : iterable of Entry
        From the start, as ``Ledger.read`` gives them.
    account : str

    Raises
    ------
    LedgerError
        An entry was written by a newer version of the program.
    """
    told = state.numbered(said, account)
    last: dict[str, tuple[Entry, records.Insight]] = {}
    minuted: dict[str, dict[str, int]] = {}
    for entry, body in told:
        if isinstance(body, records.Insight):
            last[body.insight] = (entry, body)
        elif isinstance(body, entries.Minutes):
            before = minuted.get(entry.stream, {})
            minuted[entry.stream] = {name: before.get(name, entry.position) for name in body.about}
    found = []
    for name, (entry, body) in last.items():
        talks = [named[name] for named in minuted.values() if name in named]
        if not any(at > entry.position for at in talks):
            one = Waiting(
                account, name, body.text, body.period, body.seen_on, entry.author, again=bool(talks)
            )
            found.append((entry.position, one))
    return tuple(one for _, one in sorted(found, key=lambda each: each[0]))


def known(said: Iterable[Entry], account: str) -> tuple[str, ...]:
    """All that minutes may be about: the insights and proposals of an account that stand, in the order in which they were first said."""
    return tuple(
        dict.fromkeys(
            body.insight if isinstance(body, records.Insight) else body.proposal
            for _, body in state.numbered(said, account)
            if isinstance(body, records.Insight | entries.Proposal)
        )
    )
