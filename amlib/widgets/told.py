"""
What others said, as a person must read it before saying something else.

When two people write about the same thing, the second is shown the first one's words. An entry of the ledger holds fields and codes; this is the same in a sentence, with who said it and
when. What has no sentence of its own is shown by its fields: nothing is left out because nobody thought of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from amlib import language
from amlib.plan import entries, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from amlib.plan.chain import Entry

__all__ = ["OUTCOMES", "SIDES", "decided", "line", "lines", "said", "when"]

OUTCOMES = {"adopted": "adopted as proposed", "amended": "adopted with changes", "rejected": "rejected"}
STATES = {"draft": "draft", "submitted": "submitted", "adopted": "adopted", "superseded": "superseded"}
SIDES = {"market": "the market", "customer": "the customer", "own": "ourselves"}


def lines(entries: Iterable[Entry]) -> list[str]:
    """Each entry in a line."""
    return [line(each) for each in entries]


def line(entry: Entry) -> str:
    """Who said it, when, and what."""
    body = entries.meant(entry.kind, entry.version, entry.body)
    return language.say("{who}, {when}: {what}", who=entry.author, when=when(entry.at), what=said(body))


def when(at: str) -> str:
    """A moment as people here say it, on the clock of this machine."""
    moment = datetime.fromisoformat(at).astimezone()
    return language.say("{day} at {time}", day=language.date(moment.date()), time=moment.strftime("%H:%M"))


def said(body: BaseModel) -> str:
    """A body in words; of a kind without a sentence, its fields."""
    tell = _TELLS.get(type(body))
    return tell(body) if tell else entries.shown(entries.written(body), entries.kind_of(body).name)


def decided(decision: records.Decision) -> str:
    """A decision in words: what, why, and what instead."""
    told = [language.say(OUTCOMES[decision.outcome])]
    if decision.instead:
        told.append(language.say("instead: “{what}”", what=decision.instead))
    if decision.reason:
        told.append(language.say("because: “{reason}”", reason=decision.reason))
    return "; ".join(told)


def _reason(body: records.Reason) -> str:
    return language.say("“{text}” (lies with {side})", text=body.text, side=language.say(SIDES[body.cause]))


def _promise(body: records.Commitment) -> str:
    return language.say("promised: {what}, by {day}", what=body.what, day=language.date(body.due))


def _redated(body: records.Redated) -> str:
    reason = body.reason or language.MISSING
    return language.say("new day: {day} – {reason}", day=language.date(body.due), reason=reason)


def _kept(body: entries.Kept) -> str:
    right = "the receiver says that it was right the first time"
    return language.say(right if body.confirmed else "the receiver says that it was not right the first time")


def _plan(body: entries.PlanVersion) -> str:
    version, state = body.plan.get("version", 1), str(body.plan.get("state", "draft"))
    said = language.say("plan version {version}, {state}", version=version, state=language.say(STATES.get(state, state)))  # fmt: skip
    return f"{said} – {body.note}" if body.note else said


_TELLS: dict[type[BaseModel], Callable[[Any], str]] = {
    records.Reason: _reason,
    records.Decision: decided,
    records.Commitment: _promise,
    records.Redated: _redated,
    entries.Kept: _kept,
    entries.Done: lambda body: language.say("done on {day}", day=language.date(body.done_on)),
    entries.WorkedIn: lambda body: (
        language.say("worked into the plan") + (f": {body.how}" if body.how else "")
    ),
    entries.Returned: lambda body: language.say("given back to its writer: “{reason}”", reason=body.reason),
    entries.PlanVersion: _plan,
    entries.Submission: lambda body: language.say(
        "submitted to {name}", name=body.submitted_to or language.MISSING
    ),
    entries.Adoption: lambda body: language.say("the plan was adopted"),
}
