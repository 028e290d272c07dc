"""
Who changed what in a plan, and when: read off the drafts as they were kept, one after the other.

A version has one reason, and many hands. Between the plan that was adopted and the next one lie days of drafting by more than one person, and a supervisor who reads that a target was lowered
wants to know whose change it was. Every draft is in the ledger with its author; here it is read which of them touched each field last.

The drafts are compared as they lie there, without being read as plans: there may be hundreds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from amlib.plan import entries, items, records

if TYPE_CHECKING:
    from pydantic import BaseModel

    from amlib.plan.chain import Entry
    from amlib.plan.changes import Change

__all__ = ["ascribed", "of"]


def of(rows: Sequence[tuple[Entry, BaseModel]]) -> tuple[records.Edited, ...]:
    """
    The last who touched each field of each value, in every plan.

    Parameters
    ----------
    rows : sequence of (Entry, body)
        Of one account, as ``state.numbered`` gives them.

    Returns
    -------
    tuple of Edited
        Nothing of what stands as it was first kept. A value that came or went is told with an empty field.
    """
    last: dict[int, Mapping[str, Any]] = {}
    found: dict[tuple[int, str, str, str], records.Edited] = {}
    for entry, body in rows:
        if not isinstance(body, entries.PlanVersion):
            continue
        before, last[body.year] = last.get(body.year), body.plan
        if before is None:
            continue
        moment = datetime.fromisoformat(entry.at)
        for kind, id, field in _differences(before, body.plan):
            found[body.year, kind, id, field] = records.Edited(
                year=body.year, kind=kind, id=id, field=field, by=entry.author, at=moment
            )
    return tuple(found.values())


def ascribed(changes: Sequence[Change], edited: Sequence[records.Edited], year: int) -> tuple[Change, ...]:
    """Changes of a plan of a year, each with who made it and when, where that is known."""
    known = {(one.kind, one.id, one.field): one for one in edited if one.year == year}
    return tuple(
        replace(change, by=one.by, at=one.at.date())
        if (one := known.get((change.kind, change.id, change.field)))
        else change
        for change in changes
    )


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Kind, id and field of all that differs between two plans as they were kept."""
    for kind in items.KINDS:
        if before.get(kind) == after.get(kind):
            continue
        was, now = _by_id(before.get(kind)), _by_id(after.get(kind))
        for id in {**was, **now}:
            one, other = was.get(id), now.get(id)
            if one is None or other is None:
                yield kind, id, ""
                continue
            yield from ((kind, id, name) for name in {**one, **other} if one.get(name) != other.get(name))


def _by_id(held: object) -> dict[str, Mapping[str, Any]]:
    listed = held if isinstance(held, list | tuple) else ()
    return {str(each.get("id", each.get("number", ""))): each for each in listed if isinstance(each, Mapping)}
