"""
Promises of both sides, as they are made and as they end: done, moved to another day, or judged by who received them.

What was promised on the telephone is forgotten by Friday. So a promise is written down in a minute, gets a number that nobody types, and is closed from a list of those that are open. A new
day does not wipe out the first one, and done is not yet kept: that is for its receiver to say.

Conventions: what came from before the ledger (a file of records) is written in it when something is said about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from amlib import errors, language
from amlib.plan import entries, records
from amlib.widgets import desk as desks
from amlib.widgets import fields, forms
from amlib.widgets.forms import Form, Page, Said

if TYPE_CHECKING:
    from amlib.widgets.desk import Desk

__all__ = ["form"]


def form(account: str, known: Iterable[records.Commitment] = (), *, desk: Desk | None = None) -> Page:
    """
    A promise of either side: a new one, or what became of one: done, another day, or what its receiver says.

    Parameters
    ----------
    account : str
    known : iterable of Commitment
        Those that documents tell of, also from before the ledger.
    desk : Desk, optional
        Where it is written; without it, the one nearby.
    """
    at, speak = desk or desks.here(), language.current()
    said = Said(at, account)
    today = at.now().date()
    known = tuple(known)
    open_: dict[str, records.Commitment] = {}
    which = fields.choice("which", language.say("Which promise"), [])
    what = fields.one_of("what", language.say("What became of it"), fields.choices(_BECAME), value="done")
    day = fields.day("day", language.say("On which day"), value=today)
    why = fields.area("why", language.say("Why"), required=False)
    who = fields.text("who", language.say("Who says so"), required=False)

    def asked(_: object = None) -> None:
        with language.use(speak):
            why.show(what.value == "redated")
            who.show(what.value in ("right", "wrong"))
            day.input.description = language.say(_DAYS[what.value])

    def listed() -> None:
        open_.clear()
        open_.update({e.commitment: e for e in _promises(known, said) if e.confirmed is None})
        which.input.options = fields.offered([(_promised(e), n) for n, e in open_.items()])

    def send(answers: Mapping[str, Any]) -> str:
        stream = f"commitment/{answers['which']}"
        body = _became(answers, today)
        if said.seen(stream) is None:
            said.append(open_[answers["which"]].model_copy(update={"done_on": None}), author=at.author)
        entry = said.append(body, author=at.author, stream=stream)
        listed()
        return forms.written(entry)

    what.input.observe(asked, names="value")
    asked()
    listed()
    new = _new_promise(said, at, [each.commitment for each in known], today, listed)
    old = Form(
        language.say("What became of a promise"), [which, what, day, why, who], language.say("Write it down"), send
    )  # fmt: skip
    return Page(new, old, at=at)


def _new_promise(said: Said, at: Desk, taken: Sequence[str], today: date, told: Callable[[], None]) -> Form:
    """The form of a promise that is made now."""
    questions = [
        fields.one_of("promised_by", language.say("Who promised"), fields.choices(_BY)),
        fields.text("promised_to", language.say("To whom, by function")),
        fields.area("what", language.say("What was promised")),
        fields.day("agreed_on", language.say("Agreed on"), value=today),
        fields.day("due", language.say("Must be done by")),
        fields.text("agreed_where", language.say("Where it was agreed"), required=False),
        fields.text("outlet", language.say("For which outlet"), required=False),
    ]
    due = questions[4]

    def send(answers: Mapping[str, Any]) -> str:
        if answers["due"] < answers["agreed_on"]:
            due.complain(language.say("this is before the day on which it was agreed"))
            raise errors.ParameterError(language.say("the day that is marked cannot be right"), do_next=language.say("look at what is marked; nothing that you typed is lost"))  # fmt: skip
        entry = said.append_next(
            records.Commitment, "commitment", "TZ-", answers, author=at.author, taken=taken, first="001"
        )
        told()
        return forms.written(entry)

    return Form(language.say("Write down a promise"), questions, language.say("Write the promise down"), send)


def _became(answers: Mapping[str, Any], today: date) -> Any:
    """The entry that tells what became of a promise."""
    if answers["what"] == "done":
        return entries.made(entries.Done, done_on=answers["day"])
    if answers["what"] == "redated":
        return entries.made(records.Redated, on=today, due=answers["day"], reason=answers["why"] or "")
    return entries.made(
        entries.Kept,
        confirmed=answers["what"] == "right",
        said_on=answers["day"],
        said_by=answers["who"] or "",
    )


def _promises(known: Iterable[records.Commitment], said: Said) -> list[records.Commitment]:
    """All promises that were not withdrawn, the ledger's word before that of a file."""
    from amlib.plan import state

    kept = state.records_of(said.entries, said.account, audience="internal").commitments
    return list({each.commitment: each for each in (*known, *kept)}.values())


def _promised(one: records.Commitment) -> str:
    due = one.redated[-1].due if one.redated else one.due
    return language.say(
        "{number}: {what} (by {day})", number=one.commitment, what=one.what, day=language.date(due)
    )


_BECAME = {"done": "it was done", "redated": "it gets another day", "right": "its receiver says: right the first time", "wrong": "its receiver says: not right the first time"}  # fmt: skip


_DAYS = {"done": "Done on", "redated": "New day", "right": "Said on", "wrong": "Said on"}


_BY = {"us": "we promised it", "customer": "the customer promised it"}
