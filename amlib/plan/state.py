"""
What holds today: the ledger read from the start, in the shape in which documents ask for it.

The ledger keeps what was said, in the order in which it was said. A document wants to know what came of it: the last word about a reason, a promise with its new days and
whether it was kept, what was decided. That is a reading, made anew each time and never stored, so that it can not drift from what was said.

* Of one stream, the latest entry of a kind counts; one that was withdrawn does not.
* A correction of a promise does not move its first day: a day that was typed wrongly is withdrawn and said again, and a new day is a new day.
* Of what editions published about a year, that of each document over each period stays, as the edition that was filed last gave it: it was said on different days.
* What is still to be worked into a plan, and who touched it last, is as the later reading says.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from pydantic import BaseModel

from amlib.plan import amended, edits, entries, records
from amlib.plan.chain import Entry

__all__ = ["joined", "latest", "numbered", "records_of", "standing"]

Body = TypeVar("Body", bound=BaseModel)
Standing = dict[str, list[BaseModel]]


def standing(said: Iterable[Entry], account: str) -> Standing:
    """
    What was said of an account and not withdrawn: for each stream, the bodies in order.

    Raises
    ------
    LedgerError
        An entry was written by a newer version of the program.
    """
    return _by_stream(numbered(said, account))


def numbered(said: Iterable[Entry], account: str) -> list[tuple[Entry, BaseModel]]:
    """
    The same in one row, each with its entry, oldest first.

    Raises
    ------
    LedgerError
        An entry was written by a newer version of the program.
    """
    found: dict[tuple[str, int], tuple[Entry, BaseModel]] = {}
    for entry in said:
        if entry.account != account:
            continue
        body = entries.meant(entry.kind, entry.version, entry.body, where=f"{entry.position}: {entry.stream}")
        if isinstance(body, entries.Withdrawal):
            found.pop((entry.stream, body.number), None)
        else:
            found[entry.stream, entry.number] = (entry, body)
    return list(found.values())


def latest(bodies: Iterable[BaseModel], model: type[Body]) -> Body | None:
    """The last word of a kind in one stream."""
    return next(reversed(_of(bodies, model)), None)


def records_of(said: Iterable[Entry], account: str, *, audience: str) -> records.Records:
    """
    All that a document needs of what people of the company said of an account.

    Parameters
    ----------
    said : iterable of Entry
        From the start, as ``Ledger.read`` gives them.
    account : str
    audience : 'internal' or 'customer'
        A customer is told of commitments only.

    Raises
    ------
    LedgerError
        An entry was written by a newer version of the program.
    """
    rows = numbered(said, account)
    streams, plans = _by_stream(rows).values(), _plans(rows)
    found = records.Records(
        account=account,
        published=_published(rows),
        reasons=_each(streams, records.Reason),
        commitments=tuple(promise for bodies in streams if (promise := _promise(bodies))),
        decisions=_each(streams, records.Decision),
        plans=plans,
        wishes=_each(streams, records.Wish),
        insights=_each(streams, records.Insight),
        to_work_in=amended.told(rows, plans),
        edited=edits.of(rows),
    )
    return records.for_audience(found, audience)


def joined(before: records.Records, later: records.Records) -> records.Records:
    """
    Two readings of one account as one; where both tell of the same reason, promise, decision, wish or probability, the later counts.

    Examples
    --------
    >>> joined(records.Records(account="alfa"), records.Records(account="alfa")).account
    'alfa'
    """
    keys = {
        "published": ("document", "period", "through", "year", "level", "key", "measure"),
        "figures": ("period", "level", "key", "measure"),
        "reasons": ("period", "effect", "level", "key"),
        "commitments": ("commitment",),
        "decisions": ("proposal",),
        "plans": ("year", "version", "state"),
        "wishes": ("wish",),
        "insights": ("insight",),
    }
    return before.model_copy(
        update={"to_work_in": later.to_work_in, "edited": later.edited}
        | {
            name: tuple(
                {
                    tuple(getattr(one, part) for part in key): one
                    for one in (*getattr(before, name), *getattr(later, name))
                }.values()
            )
            for name, key in keys.items()
        }
    )


def _by_stream(rows: Iterable[tuple[Entry, BaseModel]]) -> Standing:
    found: Standing = {}
    for entry, body in rows:
        found.setdefault(entry.stream, []).append(body)
    return found


def _published(rows: Iterable[tuple[Entry, BaseModel]]) -> tuple[records.Published, ...]:
    """
    The probabilities of each document, period and year, as the edition that was filed last gave them.

    An edition's entry carries the moment of its filing; it may be written down later, and out of turn.
    """
    said = [(entry, body) for entry, body in rows if isinstance(body, entries.Publication)]
    given = [
        records.Published(**dict(each), **body.model_dump(exclude={"probabilities"}))
        for _, body in sorted(said, key=lambda one: (one[0].at, one[0].position))
        for each in body.probabilities
    ]
    last = {(one.document, one.period, one.year): one.edition for one in given}
    return tuple(
        {
            (one.document, one.period, one.year, one.level, one.key, one.measure): one
            for one in given
            if last[one.document, one.period, one.year] == one.edition
        }.values()
    )


def _plans(rows: Iterable[tuple[Entry, BaseModel]]) -> tuple[records.Planned, ...]:
    """The plans as they last stood in each state of each version, in the order in which they came there."""
    found: dict[tuple[int, int, str], records.Planned] = {}
    for entry, body in rows:
        if isinstance(body, entries.PlanVersion):
            one = _planned(entry, body)
            found.pop((one.year, one.version, one.state), None)
            found[one.year, one.version, one.state] = one
        elif isinstance(body, entries.Submission | entries.Adoption):
            known = next((key for key, one in found.items() if _is(one, entry.stream, body.number)), None)
            if known:
                found[known] = found[known].model_copy(update=_came(body))
    return tuple(found.values())


def _planned(entry: Entry, body: entries.PlanVersion) -> records.Planned:
    told = {"version": body.plan.get("version", 1), "state": body.plan.get("state", "draft")}
    return records.Planned.model_validate(
        {"year": body.year, "number": entry.number, **told, "by": entry.author, "at": entry.at, "note": body.note, "plan": body.plan}
    )  # fmt: skip


def _is(one: records.Planned, stream: str, number: int) -> bool:
    return (f"plan/{one.year}", one.number) == (stream, number)


def _came(body: entries.Submission | entries.Adoption) -> dict[str, object]:
    if isinstance(body, entries.Submission):
        return {"submitted_to": body.submitted_to, "reason": body.reason}
    return {"bound": body.bound}


def _promise(bodies: list[BaseModel]) -> records.Commitment | None:
    """A promise with all that was said of it since."""
    words = _of(bodies, records.Commitment)
    if not words:
        return None
    done, kept = latest(bodies, entries.Done), latest(bodies, entries.Kept)
    return words[-1].model_copy(
        update={
            "due": words[0].due,
            "redated": (*words[-1].redated, *_of(bodies, records.Redated)),
            "done_on": done.done_on if done else words[-1].done_on,
            "confirmed": kept.confirmed if kept else words[-1].confirmed,
        }
    )


def _each(streams: Iterable[list[BaseModel]], model: type[Body]) -> tuple[Body, ...]:
    return tuple(body for bodies in streams if (body := latest(bodies, model)))


def _of(bodies: Iterable[BaseModel], model: type[Body]) -> list[Body]:
    return [body for body in bodies if isinstance(body, model)]
