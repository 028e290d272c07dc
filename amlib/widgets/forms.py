"""
A form: questions, a button, and what came of it.

Saying something in the ledger goes wrong in three ways: an answer is missing or is none, somebody else said something about it in between, or the ledger cannot be reached. In each the person
must be told in words, where they look, and what they typed must still be there. So that is done once, here, and every form only says what it asks and what is made of the answers.

``Said`` remembers how far each stream was read when the form was opened, which is what the ledger wants to know. After a conflict it has read the rest, because the person has: pressing the button
again says it behind what the other said.

What cannot be taken back is asked once more, with what will happen in words; only then it is done.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from amlib import errors, language
from amlib.widgets import fields, signed, told

if TYPE_CHECKING:
    from pydantic import BaseModel

    from amlib.plan.chain import Entry
    from amlib.widgets.desk import Desk
    from amlib.widgets.fields import Field

__all__ = ["Form", "Page", "Said", "between", "following", "four_lines", "good", "quiet", "written"]

_BY_NUMBER = ("commitment", "wish", "insight", "minutes")
Send = Callable[[Mapping[str, Any]], str]
"""Makes of the answers what is to be said, says it, and tells in words that it was."""


class Said:
    """
    What was said of an account, as far as the person at the form has read it.

    Parameters
    ----------
    desk : Desk
    account : str
    """

    def __init__(self, desk: Desk, account: str) -> None:
        self.desk, self.account = desk, account
        self.entries: tuple[Entry, ...] = ()
        self.read()

    def read(self) -> None:
        """Read on to the end what people said; what editions published is said in no form."""
        self.entries = self.desk.ledger.read(account=self.account, without="published")

    def seen(self, stream: str) -> int | None:
        """The last number in a stream that was read; None where there was none."""
        return max((e.number for e in self.entries if e.stream == stream), default=None)

    def last(self, stream: str) -> Entry | None:
        """The last entry of a stream."""
        return next((e for e in reversed(self.entries) if e.stream == stream), None)

    def append(self, body: BaseModel, *, author: str, stream: str = "") -> Entry:
        """
        Say something, behind what was read.

        Raises
        ------
        LedgerConflict
            Somebody said something in between. It is read now, so that the next attempt knows it.
        """
        from amlib.plan import entries, ledger

        named = stream or entries.kind_of(body).stream_of(body)
        draft = ledger.Draft(self.account, body, author, self.desk.now(), stream)
        try:
            entry = self.desk.ledger.append(draft, self.seen(named))
        except errors.LedgerConflict:
            self.read()
            raise
        self.entries = (*self.entries, entry)
        return entry

    def append_next(
        self,
        model: Any,
        name: str,
        prefix: str,
        answers: Mapping[str, Any],
        *,
        author: str,
        taken: Iterable[str] = (),
        first: str = "1",
    ) -> Entry:
        """
        Say something under the next free number: who was faster has that number, and both are kept.

        Parameters
        ----------
        model : type of the body
        name : str
            Which of its fields is the number.
        prefix : str
            What stands before it, such as ``W-``.
        answers : mapping
        author : str
        taken : iterable of str, optional
            Numbers in use elsewhere.
        first : str, optional
            The first number there is.
        """
        from amlib.plan import entries

        kind = (
            next(each for each in entries.KINDS.values() if each.model is model).stream.partition("/")[0]
            + "/"
        )
        while True:
            used = [each.stream.removeprefix(kind) for each in self.entries if each.stream.startswith(kind)]
            body = entries.made(model, **{name: following([*used, *taken], prefix, first), **answers})
            try:
                return self.append(body, author=author)
            except errors.LedgerConflict:
                continue


class Form:
    """
    Questions with one button under them.

    Parameters
    ----------
    title : str
    questions : sequence of Field
        Those that are not shown are not asked: their answer is None.
    button : str
        What it does, in words.
    send : callable
    lead : str, optional
        What is read before the questions.
    head : str, optional
        Markup of our own in place of title and lead.
    keep : names of questions, optional
        Whose answers stay when it was said; the others are emptied for the next.
    primary : bool
        Whether the button is what one usually comes for.
    sure : callable, optional
        Of the answers, what will happen, as markup of our own: it is shown first, and done when it is confirmed.
    lacking : callable, optional
        The questions that lack an answer because of another one; it says at them what.
    """

    def __init__(
        self,
        title: str,
        questions: Sequence[Field],
        button: str,
        send: Send,
        *,
        lead: str = "",
        head: str = "",
        keep: Sequence[str] = (),
        primary: bool = True,
        sure: Callable[[Mapping[str, Any]], str] | None = None,
        lacking: Callable[[], list[Field]] | None = None,
    ) -> None:
        self.questions, self._send, self._keep = {each.name: each for each in questions}, send, keep
        self._lacking = lacking
        self._first = {each.name: each.input.value for each in questions}
        self._ready = True
        self._language = language.current()  # a press of a button comes in a task of its own
        self.button = fields.button(button, self._pressed, primary=primary)
        self.outcome = fields.plain("", "am-outcome")
        self._sure, self.told = sure, fields.plain("")
        self.yes = fields.button(language.say("Yes: {what}", what=button), self._confirmed, primary=True)
        self.no = fields.button(language.say("Not yet"), self._left)
        self.question = fields.column([self.told, self.yes, self.no], "am-question")
        self.question.layout.display = "none"
        head = head or f"<h3>{html.escape(title)}</h3>" + (f"<p>{html.escape(lead)}</p>" if lead else "")
        self.widget = fields.column(
            [fields.plain(head), *(each.box for each in questions), self.button, self.question, self.outcome],
            "am-form",
        )

    def allow(self, ready: bool) -> None:
        """Whether the button can be pressed."""
        self._ready, self.button.disabled = ready, not ready

    def answers(self) -> dict[str, Any]:
        """What was answered to the questions that are asked."""
        return {name: each.value if each.shown else None for name, each in self.questions.items()}

    def missing(self) -> list[str]:
        """The questions that must still be answered, as they are asked; it is said at the fields too."""
        empty = [
            each for each in self.questions.values() if each.shown and each.required and each.value is None
        ]
        for each in empty:
            choose = hasattr(each.input, "options")
            each.complain(language.say("choose one") if choose else language.say("fill this in"))
        empty += self._lacking() if self._lacking else []
        return [str(each.input.description) for each in empty]

    def _pressed(self, _: object = None) -> None:
        with language.use(self._language):
            self.button.disabled = True
            try:
                self._try(self._ask if self._sure else self._done)
            finally:
                self.button.disabled = not self._ready

    def _confirmed(self, _: object = None) -> None:
        with language.use(self._language):
            self.closed()
            self._try(self._done)

    def _left(self, _: object = None) -> None:
        self.closed()
        self.outcome.value = ""
        self.button.focus()

    def closed(self) -> None:
        """The question is no longer asked."""
        self.question.layout.display, self.button.layout.display = "none", None

    def _ask(self, answers: Mapping[str, Any]) -> None:
        """Say what will happen, and ask."""
        assert self._sure is not None  # asked only then
        self.told.value = f'<div role="alert">{self._sure(answers)}</div>'
        self.question.layout.display, self.button.layout.display = None, "none"
        self.outcome.value = ""
        self.yes.focus()

    def _done(self, answers: Mapping[str, Any]) -> None:
        """Do what was asked, and tell it."""
        said = self._send(answers)
        for name, each in self.questions.items():
            if name not in self._keep and each.input.value != self._first[name]:
                each.input.value = self._first[name]
        self.outcome.value = good(said)

    def _try(self, act: Callable[[Mapping[str, Any]], None]) -> None:
        if missing := self.missing():
            self.outcome.value = four_lines(
                errors.ParameterError(
                    language.say("not filled in yet: {questions}", questions="; ".join(missing)),
                    do_next=language.say("look at what is marked; nothing that you typed is lost"),
                )
            )
            return
        try:
            act(self.answers())
        except errors.LedgerConflict as conflict:
            self.outcome.value = between(conflict)
        except errors.WorkbookError as error:
            self.outcome.value = "" if self._at_fields(error) else four_lines(error)

    def _at_fields(self, error: errors.WorkbookError) -> bool:
        """Say what is wrong with answers where they were given; whether there was a place for each."""
        if not isinstance(error.__cause__, ValidationError):
            return False
        faults = [(str(fault["loc"][0]) if fault["loc"] else "", fault) for fault in error.__cause__.errors()]
        for name, fault in faults:
            if name in self.questions:
                short = fault["type"] in ("missing", "string_too_short")
                self.questions[name].complain(language.say("fill this in") if short else fault["msg"])
        return all(name in self.questions for name, _ in faults)


class Page:
    """
    One or more forms under each other, as the cell of a notebook shows them: there it is said first who writes.

    Parameters
    ----------
    forms : Form, one or more
    at : Desk
        Whose.
    """

    def __init__(self, *forms: Form, at: Desk) -> None:
        self.forms = forms
        self.widget = fields.column([fields.style(), *(each.widget for each in forms)])
        self.alone = fields.column([fields.plain(signed.line(at), "am-form"), self.widget])

    def _repr_mimebundle_(self, **settings: Any) -> Any:
        return self.alone._repr_mimebundle_(**settings)


def good(what: str) -> str:
    """That it was said."""
    return f'<p class="am-good" role="status">{html.escape(what)}</p>'


def four_lines(error: errors.WorkbookError) -> str:
    """An error, as everywhere."""
    return f'<pre class="am-error" role="alert">{html.escape(str(error))}</pre>'


def between(conflict: errors.LedgerConflict) -> str:
    """What was said in between, and that nothing that was typed is lost."""
    head = language.say(
        "Somebody said something about this while you were writing. Nothing was written, and what you typed is still here."
    )
    told_ = "".join(f"<li>{html.escape(each)}</li>" for each in told.lines(conflict.since))
    then = language.say(
        "Read it. Change what you typed if you must, and press the button again to say it after this."
    )
    return f'<div class="am-between" role="alert"><p>{html.escape(head)}</p><ul>{told_}</ul><p>{html.escape(then)}</p></div>'


def quiet(what: str) -> str:
    """Something that is said in passing."""
    return f'<p class="am-quiet" role="status">{html.escape(what)}</p>'


def written(entry: Entry) -> str:
    """Where something was written down, and when it is told."""
    if entry.kind in _BY_NUMBER:
        number = entry.stream.partition("/")[2]
        return language.say("Written down as {number} (entry {position}). The next edition tells it.", number=number, position=entry.position)  # fmt: skip
    return language.say(
        "Written down (entry {position}). The next edition tells it.", position=entry.position
    )


def following(used: Iterable[str], prefix: str, first: str = "1") -> str:
    """
    The number after the highest, written as that one is.

    Examples
    --------
    >>> following(["TZ-002", "TZ-010", "W-99"], "TZ-"), following([], "W-"), following([], "TZ-", "001")
    ('TZ-011', 'W-1', 'TZ-001')
    """
    found = [m[1] for each in used if (m := re.fullmatch(rf"{re.escape(prefix)}(\d+)", each))]
    if not found:
        return f"{prefix}{first}"
    highest = max(found, key=int)
    return f"{prefix}{int(highest) + 1:0{len(highest)}d}"
