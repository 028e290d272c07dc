"""
The supervisor's desk: which plans wait, what each proposes, and what is decided about it.

A plan is decided on by its proposals, one by one, with the document beside them: who must judge reads what was filed, not a form's summary of it. Each decision is kept when it is made, so that
the desk can be left and come back to. When all are decided, the plan can be adopted, and what is adopted is exactly the document that was read, named by its SHA-256; or it goes back to its
writer with a reason, at any moment.

Two supervisors may sit at two desks. Who decides on a proposal after the other is shown what the other said and decides again, knowing it; a plan that was given back or adopted in between says so, and
nothing that was typed is lost.

=====================  ====================================================================
``waiting``            which plans wait, and what matters of each
``difference``         what a plan is otherwise than before
``judging``            one proposal and its verdict
``adopting``           what an adoption will do, before it is done
``foreseen``           what it will do to the year
``documents, making``  the document beside it, and how one is made
=====================  ====================================================================

Deliberately absent: changing the plan. What is amended is said in words; the writer makes the next version.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from amlib import errors, language
from amlib.data import people
from amlib.editions import binding
from amlib.plan import decided, keeping, records, workflow
from amlib.widgets import (
    accounts,
    adopting,
    difference,
    documents,
    fields,
    forms,
    front,
    signed,
    told,
    waiting,
)
from amlib.widgets import desk as desks
from amlib.widgets.foreseen import Foreseen
from amlib.widgets.forms import Form, Said
from amlib.widgets.judging import Judged

if TYPE_CHECKING:
    from amlib.widgets.desk import Desk
    from amlib.widgets.waiting import Case, Paper

__all__ = ["desk"]

_PROPOSALS = "am-proposals"
"""Where the proposals begin: who has no mouse need not go through the whole document to get there."""


def desk(*, at: Desk | None = None) -> Any:
    """
    The desk: what waits, and the plan that is opened.

    Parameters
    ----------
    at : Desk, optional
        Where the ledger and the archive are; without it, the one nearby.
    """
    try:
        place = at or desks.here()
        language.choose(place.language)
        return _Desk(place).widget
    except errors.WorkbookError as error:
        return fields.column([fields.style(), fields.plain(forms.four_lines(error))], "am-desk")


class _Desk:
    """What stands on the desk now."""

    def __init__(self, place: Desk) -> None:
        from amlib.widgets import came, remembered

        self.place, self.speak = place, language.current()
        self.which = fields.choice("which", language.say("Which plan"), [])
        self.again = fields.button(language.say("Read again"), self._reading)
        self.note, self.came = fields.plain(""), came.Came()
        self.after = fields.column([self.came], "am-after")
        self.body = fields.column([], "am-body")
        top = [fields.plain(signed.line(place)), self.which.box, self.again, self.note]
        self.top = fields.column(top, "am-form", "am-choosing")
        self.held = remembered.Remembered("decide", {"which": self.which})
        self.widget = fields.column([fields.style(), self.top, self.after, self.body, self.held], "am-desk")
        self.opened: _Opened | None = None
        self.which.input.observe(self._chosen, names="value")
        self.reread()

    def _read(self, *, only: bool = True) -> None:
        """Look what waits, and keep open what is open; where nothing is, the ``only`` plan that waits."""
        open_, known = self.which.value, waiting.cases(self.place.ledger.read(without="published"))
        self.cases = {(case.account, case.year): case for case in waiting.first(known, self.place.author)}
        self.papers = {key: waiting.paper(self.place, case) for key, case in self.cases.items()}
        named = [(waiting.line(case, self.papers[key].name), key) for key, case in self.cases.items()]
        self.which.show(bool(named))
        said = (
            language.say_many(
                "one plan waits for a decision", "{count} plans wait for a decision", len(named)
            )
            if named
            else language.say("no plan waits for a decision")
        )
        self.note.value = f'<p class="am-quiet" role="status">{html.escape(said)}</p>'
        first = next(iter(self.cases)) if only and len(named) == 1 else ""
        self.which.input.unobserve(self._chosen, names="value")  # other options choose nothing for a moment
        self.which.input.options = fields.offered(named)
        self.which.input.value = open_ if open_ in self.cases else first
        self.which.input.observe(self._chosen, names="value")

    def _reading(self, _: object) -> None:
        was = self.opened
        self.came.value, self.after.children = "", [self.came]
        self.reread()
        if was and (was.case.account, was.case.year) not in self.cases:
            self._left(was)

    def _left(self, was: _Opened) -> None:
        """What was typed about a plan that does not wait any more stays to be read, and can be taken along."""
        typed = was.typed
        if typed:
            with language.use(self.speak):
                head = language.say("You typed this about a plan that does not wait any more; it was not written down:")  # fmt: skip
            told_ = "".join(f"<li>{html.escape(each)}</li>" for each in typed)
            self.came.value = (
                f'<div class="am-between" role="alert"><p>{html.escape(head)}</p><ul>{told_}</ul></div>'
            )

    def reread(self) -> None:
        """What waits now, and what is open as it is now."""
        with language.use(self.speak):
            self._read()
            self._open()

    def _chosen(self, _: object) -> None:
        with language.use(self.speak):
            self._open()

    def _open(self) -> None:
        """The plan that is chosen, else all that wait under each other; one that is open as it was submitted stays, with all that is being typed in it."""
        case, was = self.cases.get(self.which.value), self.opened
        if case and was and (was.case.account, was.case.kept) == (case.account, case.kept):
            was.renew(case, self.papers[self.which.value])
            return
        self.opened = _Opened(self, case, self.papers[self.which.value]) if case else None
        if was and self.opened and (was.case.account, was.case.year) == self.which.value:
            self.opened.take_over(was)
        self.body.children = (
            [self.opened.widget] if self.opened else [self._listed(key) for key in self.cases]
        )

    def _listed(self, key: tuple[str, int]) -> Any:
        """A plan in the list, with the way in."""
        case, shown = self.cases[key], self.papers[key]

        def into(_: object) -> None:
            self.which.input.value = key

        open_ = fields.button(language.say("Decide on this plan"), into, primary=True)
        open_.tooltip = f"{open_.description}: {waiting.title_of(case, shown)}"
        return fields.column(
            [fields.plain(waiting.row(case, shown, self.place.currency)), open_], "am-form", "am-listed"
        )

    def done(self, what: str, case: Case, shown: Paper, *, adopted: bool = False) -> None:
        """A plan left the desk: what was done and what still waits, and no other plan in its place, whose faults would be read as those of this one."""
        self._read(only=False)
        self._open()
        front.renewed(self.place)
        self.came.value = f"{forms.good(what)}{front.link(self.place)}"
        self.after.children = [self.came, *([_made(self.place, case, shown)] if adopted else [])]
        self.after.add_class("am-form")
        self.came.focus()


class _Opened:
    """One plan: its document, its proposals, and the two ways out."""

    def __init__(self, on: _Desk, case: Case, shown: Paper) -> None:
        self.on, self.case, self.paper, self.speak = on, case, shown, language.current()
        self.said = Said(on.place, case.account)
        self.progress, self.wait = fields.plain("", "am-far"), fields.plain("")
        self.above, self.beside = fields.plain(""), fields.column([], "am-paper")
        self.cards = [Judged(case, each, self.said, self.still, self.decided) for each in case.plan.proposals]
        self.adopting, self.returning = self._adopting(), self._returning()
        right = [self.progress, *(each.widget for each in self.cards), self.adopting.widget, self.returning.widget]  # fmt: skip
        sides = fields.column([self.beside, fields.column(right, "am-right")], "am-sides")
        self.widget = fields.column([self.above, sides])
        self._documented()
        self.count()

    def renew(self, case: Case, shown: Paper) -> None:
        """The same plan as it is now: what others decided, and another document; the questions stay as they are."""
        self.said.read()
        for each in self.cards:
            now = case.decisions.get(each.proposal.number)
            if now != each.decision:
                each.show(now, asking=bool(each.typed))
        self.case, was, self.paper = case, self.paper, shown
        self.adopting.closed()  # it was asked about the plan as it was
        self.adopting.outcome.value = ""
        if shown != was:
            self._documented()
        self.count()

    def _documented(self) -> None:
        """All that hangs on the document: its place, and what is said of it."""
        edition, place = self.paper.edition, self.on.place
        filed = str(edition.manifest.get("period", "")) if edition else ""
        self.foreseen = Foreseen(place, self.case.plan, filed)
        self.above.value = _head(self.case, self.paper, place) + difference.shown(self.case, place.currency)
        self.promise.value = adopting.promise(self.paper)
        self.beside.children = self._paper()

    def _paper(self) -> list[Any]:
        """The document; where there is none, why, and how to make it."""
        if self.paper.edition is not None and not self.paper.why:
            past = f'<p><a href="#{_PROPOSALS}">{html.escape(language.say("to the proposals"))}</a></p>'
            return [fields.plain(past + documents.shown(self.paper.edition, self.on.place))]
        if self.paper.edition is None:
            why = fields.plain(f'<p role="status">{html.escape(language.say("The document of this plan is not there yet."))}</p>')  # fmt: skip
        else:
            why = fields.plain(f'<pre class="am-error" role="alert">{html.escape(self.paper.why)}</pre>')
        return [why, _made(self.on.place, self.case, self.paper, self.on.reread)]

    @property
    def typed(self) -> list[str]:
        """What was typed here and is not written, in words."""
        reason = self.returning.questions["reason"].value
        told_ = [f"{each.proposal.number}. {words}" for each in self.cards for words in each.words]
        return [*told_, *([reason] if reason else [])]

    def take_over(self, was: _Opened) -> None:
        """What was typed when this plan was last open and is not written yet; of proposals that ask the same."""
        typed = {(each.proposal.number, each.proposal.text): each.typed for each in was.cards}
        for each in self.cards:
            if held := typed.get((each.proposal.number, each.proposal.text)):
                each.put(held)
        reason = "reason"
        self.returning.questions[reason].input.value = was.returning.questions[reason].input.value

    def count(self) -> None:
        """How far it is, and whether it can be adopted."""
        all_, done = len(self.case.plan.proposals), len(self.case.plan.proposals) - len(self.case.open)
        words = language.say_many(
            "{done} of one decided", "{done} of {count} decided", all_, done=language.number(done)
        )
        part = 100 * done // all_ if all_ else 100
        self.progress.value = f'<div class="am-progress" id="{_PROPOSALS}" tabindex="-1" role="status">{html.escape(words)}<div class="am-bar" aria-hidden="true"><span style="width:{part}%"></span></div></div>'
        self.wait.value = adopting.hint(self.case, self.paper)
        self.adopting.allow(not self.case.open and self.paper.bound is not None and not self.paper.untied)

    def decided(self, number: int, decision: records.Decision) -> None:
        """Take a decision over."""
        self.case = replace(self.case, decisions={**self.case.decisions, number: decision})
        self.count()

    def still(self) -> None:
        """
        Refuse when the plan does not wait any more as it stands here.

        Raises
        ------
        ParameterError
            It was given back, adopted or handed over anew, by whom and when.
        """
        stream, number = keeping.stream(self.case.year), self.case.kept.seen
        now = self.on.place.ledger.read(account=self.case.account, stream=stream)
        since = [each for each in now if each.number > number]
        if since:
            raise errors.ParameterError(
                language.say("this plan does not wait any more as it stands here"),
                where="\n".join(told.lines(since)),
                do_next=language.say(
                    "nothing was written, and what you typed is still here; press ‘Read again’ to see what waits now"
                ),
            )

    def unread(self) -> None:
        """
        Refuse to go on about proposals that others decided on since they were read; they are read and shown now.

        Raises
        ------
        LedgerConflict
            With what others decided.
        """
        self.still()
        asked = [decided.stream(self.case.year, each.number) for each in self.case.plan.proposals]
        before = {stream: self.said.seen(stream) or 0 for stream in asked}
        self.said.read()
        since = tuple(e for e in self.said.entries if e.stream in before and e.number > before[e.stream])
        if since:
            known: Any = decided.decisions(self.said.entries, self.case.account, self.case.plan)
            self.case = replace(self.case, decisions=known)
            for each in self.cards:
                each.show(known.get(each.proposal.number), asking=each.asking)
            self.count()
            raise errors.LedgerConflict(
                language.say("somebody else decided on this proposal after you opened it"), since
            )

    def _adopting(self) -> Form:
        place = self.on.place

        def sure(answers: Mapping[str, Any]) -> str:
            self.unread()
            return adopting.sure(self.case, self.paper, place, self._year())

        def send(answers: Mapping[str, Any]) -> str:
            self.unread()
            case = self.case
            address = self.paper.bound.edition if self.paper.bound else ""
            document = binding.needed(place.output, case.account, case.planned, asked=address)
            binding.tied(place.output, document)
            workflow.adopt(
                place.ledger, case.account, case.year, by=place.author, login=place.login, at=place.now(), bound=binding.bound(document)
            )  # fmt: skip
            words = language.say(
                "The plan of {account} for {year} is adopted.",
                account=self.paper.name or case.account, year=str(case.year),
            )  # fmt: skip
            self.on.done(words, case, self.paper, adopted=True)
            return words

        form = Form(
            "", [], language.say("Adopt the plan"), send, head=adopting.promise(self.paper), sure=sure
        )
        self.promise, *rest = form.widget.children
        form.widget.children = (self.promise, self.wait, *rest)
        form.widget.add_class("am-last")
        return form

    def _year(self) -> str:
        """What leaving does to the year; reading the figures for it takes some seconds, which is said."""
        self.wait.value = forms.quiet(language.say("The figures are being read …"))
        try:
            return self.foreseen.line(self.case.decisions)
        finally:
            self.wait.value = adopting.hint(self.case, self.paper)

    def _returning(self) -> Form:
        case, place = self.case, self.on.place

        def sure(answers: Mapping[str, Any]) -> str:
            self.still()
            return adopting.returned(case, self.paper.name, answers["reason"], place)

        def send(answers: Mapping[str, Any]) -> str:
            self.still()
            workflow.give_back(
                place.ledger, case.account, case.year, reason=answers["reason"], by=place.author, login=place.login, at=place.now()
            )  # fmt: skip
            words = language.say(
                "The plan of {account} for {year} went back to its writer.",
                account=self.paper.name or case.account, year=str(case.year),
            )  # fmt: skip
            self.on.done(words, case, self.paper)
            return words

        return Form(
            language.say("Return to the writer"),
            [fields.area("reason", language.say("What must change first"))],
            language.say("Return the plan"),
            send,
            lead=language.say(
                "It becomes a draft again. What was decided stays, for proposals that stay as they are."
            ),
            primary=False,
            sure=sure,
        )


def _made(place: Desk, case: Case, shown: Paper, then: Callable[[], None] | None = None) -> Any:
    """A button that makes the document of the plan as it is now."""
    from amlib.widgets import making

    period = str(shown.edition.manifest["period"]) if shown.edition else ""
    period = period or str(accounts.quarter(place))
    words = language.say("Make the adopted document") if shown.bound else ""
    return making.box(place, case.account, period, year=case.year, words=words, then=then)


def _head(case: Case, shown: Paper, place: Desk) -> str:
    """Whose plan it is, who submitted it, what does not hold together, and why it was submitted nevertheless."""
    facts = {
        language.say("Version of the plan"): language.number(case.plan.version),
        **waiting.facts(case, shown, place.currency),
    }
    title = html.escape(waiting.title_of(case, shown))
    return f'<div class="am-top"><h2>{title}</h2>{waiting.listed(facts)}{adopting.blocked(shown)}{_own(case, place)}{_warning(case)}</div>'


def _own(case: Case, place: Desk) -> str:
    """That who sits here submitted it themselves, or that it came from the same login."""
    who = case.kept.by
    if people.same(who, place.author):
        words = language.say("You submitted this plan yourself. Somebody else decides on it; what you press here is not taken.")  # fmt: skip
    elif (case.handed.login or who) == (place.login or place.author):
        words = language.say("{who} submitted it under the login that you use too, {login}. It is written down beside both names.", who=who, login=place.login)  # fmt: skip
    else:
        return ""
    return f'<div class="am-warning" role="note"><p>{html.escape(words)}</p></div>'


def _warning(case: Case) -> str:
    """What was written beside a plan that is not whole; else what was said with it."""
    kept, handed = case.kept, case.handed
    said = [each for each in handed.note.splitlines() if each]  # of long ago: all in one, which is left whole
    if not handed.reason:
        return "".join(f"<p>{html.escape(each)}</p>" for each in said)
    because = language.say(
        "It was submitted although something does not hold together. {who} writes: “{reason}”",
        who=kept.by,
        reason=handed.reason,
    )
    listed = "".join(f"<li>{html.escape(each)}</li>" for each in said)
    return f'<div class="am-warning" role="note"><p>{html.escape(because)}</p>{f"<ul>{listed}</ul>" if listed else ""}</div>'
