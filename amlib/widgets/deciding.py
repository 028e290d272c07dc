"""
The supervisor's desk: which plans wait, what each proposes, and what is decided about it.

A plan is decided on by its proposals, one by one, with the document beside them: who must judge reads what was filed, not a form's summary of it. Each decision is kept when it is made, so that
the desk can be left and come back to. When all are decided, the plan can be adopted, and what is adopted is exactly the document that was read, named by its SHA-256; or it goes back to its
writer with a reason, at any moment.

Two supervisors may sit at two desks. Who decides on a proposal after the other is shown what the other said and decides again, knowing it.

Deliberately absent: changing the plan. What is amended is said in words; the writer makes the next version.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from amlib import errors, language
from amlib.documents.sentences import capital
from amlib.editions import binding
from amlib.plan import decided, entries, keeping, records, state, workflow
from amlib.widgets import desk as desks
from amlib.widgets import documents, fields, forms, told, verdict
from amlib.widgets.forms import Form, Said

if TYPE_CHECKING:
    from amlib.plan.chain import Entry
    from amlib.plan.items import Proposal, Range
    from amlib.plan.model import Plan
    from amlib.widgets.desk import Desk

__all__ = ["Case", "cases", "desk"]

_SUBJECTS = {"plan": "the annual plan", "contract": "the contract"}


@dataclass(frozen=True)
class Case:
    """
    A plan that waits for a decision.

    Attributes
    ----------
    account : str
    kept : keeping.Kept
        The plan as it was submitted.
    planned : records.Planned
        The same, as documents are told of it.
    handed : entries.Submission
        To whom, and why although something does not hold together.
    decisions : mapping of number to Decision
        Those about its proposals that stand now.
    """

    account: str
    kept: keeping.Kept
    planned: records.Planned
    handed: entries.Submission
    decisions: Mapping[int, records.Decision]

    @property
    def plan(self) -> Plan:
        """What is decided on."""
        return self.kept.plan

    @property
    def year(self) -> int:
        """The year it is for."""
        return self.plan.year

    @property
    def open(self) -> list[Proposal]:
        """The proposals that nobody decided on yet."""
        return [each for each in self.plan.proposals if each.number not in self.decisions]


def cases(said: Iterable[Entry]) -> list[Case]:
    """
    The plans that were submitted and neither adopted nor given back, the one that waits longest first.

    Parameters
    ----------
    said : iterable of Entry
        The whole ledger, as ``Ledger.read`` gives it.
    """
    said = tuple(said)
    plans = {(each.account, int(each.stream.partition("/")[2])) for each in said if each.kind == "plan"}
    found = [case for account, year in sorted(plans) if (case := _waiting(said, account, year))]
    return sorted(found, key=lambda case: case.kept.at)


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
        self.place, self.speak = place, language.current()
        self.name = fields.text("name", language.say("You decide as"), value=place.author)
        self.which = fields.choice("which", language.say("Which plan"), [])
        self.again = fields.button(language.say("Read again"), self._reading)
        self.note, self.body = fields.plain(""), fields.column([], "am-body")
        self.top = fields.column(
            [self.name.box, self.which.box, self.again, self.note], "am-form", "am-choosing"
        )
        self.widget = fields.column([fields.style(), self.top, self.body], "am-desk")
        self.opened: _Opened | None = None
        self.which.input.observe(self._chosen, names="value")
        self._read()

    def _read(self) -> None:
        """Look what waits, and keep open what is open."""
        open_ = self.which.value
        self.cases = {
            (case.account, case.year): case for case in cases(self.place.ledger.read(without="published"))
        }
        named = [(_line(case), key) for key, case in self.cases.items()]
        self.which.input.options = fields.offered(named)
        self.which.show(bool(named))
        waiting = (
            language.say_many(
                "one plan waits for a decision", "{count} plans wait for a decision", len(named)
            )
            if named
            else language.say("no plan waits for a decision")
        )
        self.note.value = f'<p class="am-quiet" role="status">{html.escape(waiting)}</p>'
        self.which.input.value = (
            open_ if open_ in self.cases else next(iter(self.cases)) if len(named) == 1 else ""
        )

    def _reading(self, _: object) -> None:
        with language.use(self.speak):
            self._read()
            self._open()

    def _chosen(self, _: object) -> None:
        with language.use(self.speak):
            self._open()

    def _open(self) -> None:
        case = self.cases.get(self.which.value)
        self.opened = _Opened(self, case) if case else None
        self.body.children = [self.opened.widget] if self.opened else []

    def done(self, what: str) -> None:
        """A plan left the desk."""
        self._read()
        self._open()
        self.note.value += forms.good(what)


class _Opened:
    """One plan: its document, its proposals, and the two ways out."""

    def __init__(self, on: _Desk, case: Case) -> None:
        self.on, self.case, self.speak = on, case, language.current()
        self.said = Said(on.place, case.account)
        self.bound, shown = _document(on.place, case)
        self.progress = fields.plain("")
        self.cards = [_Card(self, proposal) for proposal in case.plan.proposals]
        paper = fields.plain(shown, "am-paper")
        self.adopting, self.returning = self._adopting(), self._returning()
        right = fields.column(
            [
                self.progress,
                *(each.widget for each in self.cards),
                self.adopting.widget,
                self.returning.widget,
            ],
            "am-right",
        )
        sides = fields.column([paper, right], "am-sides")
        self.widget = fields.column([fields.plain(_head(case)), sides])
        self.count()

    @property
    def name(self) -> str:
        """Who decides."""
        return self.on.name.value or self.on.place.author

    def count(self) -> None:
        """How far it is, and whether it can be adopted."""
        all_, done = len(self.case.plan.proposals), len(self.case.plan.proposals) - len(self.case.open)
        words = language.say_many(
            "{done} of one decided", "{done} of {count} decided", all_, done=language.number(done)
        )
        part = 100 * done // all_ if all_ else 100
        self.progress.value = f'<div class="am-progress" role="status">{html.escape(words)}<div class="am-bar"><span style="width:{part}%"></span></div></div>'
        self.adopting.allow(not self.case.open and self.bound is not None)

    def decided(self, number: int, decision: records.Decision) -> None:
        """Take a decision over."""
        self.case = replace(self.case, decisions={**self.case.decisions, number: decision})
        self.count()

    def unread(self, *streams: str) -> None:
        """
        Refuse to write about what others wrote about since it was read.

        Raises
        ------
        LedgerConflict
            With what they wrote; it has been read now.
        """
        before = {stream: self.said.seen(stream) or 0 for stream in streams}
        self.said.read()
        since = tuple(e for e in self.said.entries if e.stream in before and e.number > before[e.stream])
        if since:
            raise errors.LedgerConflict(language.say("somebody decided on this in between"), since)

    def _adopting(self) -> Form:
        case, place = self.case, self.on.place

        def send(answers: Mapping[str, Any]) -> str:
            asked = (decided.stream(case.year, each.number) for each in case.plan.proposals)
            self.unread(keeping.stream(case.year), *asked)
            address = self.bound.edition if self.bound else ""
            document = binding.needed(place.output, case.account, case.planned, asked=address)
            bound = binding.bound(document)
            workflow.adopt(place.ledger, case.account, case.year, by=self.name, at=place.now(), bound=bound)
            told_ = "The plan of {account} for {year} is adopted."
            said = language.say(told_, account=case.account, year=str(case.year))
            self.on.done(said)
            return said

        form = Form("", [], language.say("Adopt the plan"), send, head=_promise(self.bound))
        form.widget.add_class("am-last")
        return form

    def _returning(self) -> Form:
        case = self.case

        def send(answers: Mapping[str, Any]) -> str:
            self.unread(keeping.stream(case.year))
            workflow.give_back(
                self.on.place.ledger, case.account, case.year, reason=answers["reason"], by=self.name, at=self.on.place.now()
            )  # fmt: skip
            said = language.say(
                "The plan of {account} for {year} went back to its writer.",
                account=case.account,
                year=str(case.year),
            )
            self.on.done(said)
            return said

        return Form(
            language.say("Return to the writer"),
            [fields.area("reason", language.say("What must change first"))],
            language.say("Return the plan"),
            send,
            lead=language.say(
                "It becomes a draft again. What was decided stays, for proposals that stay as they are."
            ),
            primary=False,
        )


class _Card:
    """One proposal: what it asks, and what is decided about it."""

    def __init__(self, on: _Opened, proposal: Proposal) -> None:
        self.on, self.proposal, self.speak = on, proposal, language.current()
        self.outcome, self.instead, self.why = verdict.questions()
        self.form = Form(
            "", [self.outcome, self.instead, self.why], language.say("Decide"), self._send,
            head=_proposal(proposal, on.case.plan, on.on.place.currency), keep=("outcome", "instead", "reason"),
        )  # fmt: skip
        self.verdict = fields.plain("")
        self.change = fields.button(language.say("Decide again"), self._again)
        head, *self.asked = self.form.widget.children
        self.widget = self.form.widget
        self.widget.children = (head, self.verdict, self.change, *self.asked)
        self.outcome.input.observe(self._outcome, names="value")
        self._outcome()
        self._show(on.case.decisions.get(proposal.number))

    def _outcome(self, _: object = None) -> None:
        with language.use(self.speak):
            self.instead.show(self.outcome.value == "amended")
            self.why.input.description = verdict.asked_for(self.outcome.value)

    def _show(self, decision: records.Decision | None) -> None:
        """The verdict with a way to change it, or the questions."""
        for each in self.asked[:-1]:
            each.layout.display = "none" if decision else None
        self.change.layout.display = None if decision else "none"
        self.verdict.value = ""
        if decision:
            by = language.say("{who}, {day}", who=decision.decided_by, day=language.date(decision.decided_on))
            self.verdict.value = f'<p class="am-verdict">{html.escape(capital(told.decided(decision)))} <span class="am-quiet">({html.escape(by)})</span></p>'
            self.widget.add_class("am-decided")
        else:
            self.widget.remove_class("am-decided")
            self._outcome()

    def _again(self, _: object) -> None:
        with language.use(self.speak):
            self.form.outcome.value = ""
            self._show(None)

    def _send(self, answers: Mapping[str, Any]) -> str:
        verdict.unexplained(self.outcome, self.why)
        case, number, place, said = self.on.case, self.proposal.number, self.on.on.place, self.on.said
        seen = said.seen(decided.stream(case.year, number)) or 0
        try:
            decision = workflow.decide(
                place.ledger, case.account, case.year, number, answers["outcome"], reason=answers["reason"] or "",
                instead=answers["instead"] or "", by=self.on.name, at=place.now(), seen=seen,
            )  # fmt: skip
        finally:
            said.read()  # what was written, or what somebody else wrote
        self.on.decided(number, decision)
        self._show(decision)
        return language.say("Your decision is kept.")


def _document(place: Desk, case: Case) -> tuple[records.Bound | None, str]:
    """What an adoption will name, and the document as it is shown; or why there is none."""
    try:
        edition = binding.needed(place.output, case.account, case.planned)
        return binding.bound(edition), documents.shown(edition, place)
    except errors.ArchiveError as error:
        return None, forms.four_lines(error)


def _promise(bound: records.Bound | None) -> str:
    """What is adopted with the button under it, by the first signs of its hash."""
    told_ = [f"<h3>{html.escape(language.say('Adopt the plan'))}</h3>"]
    if bound:
        exact = language.say(
            "You adopt exactly the document beside this: {address}, page", address=bound.edition
        )
        mark = f'<span class="am-hash" title="SHA-256 {bound.page}">{bound.page[:12]}…</span>'
        told_.append(f"<p>{html.escape(exact)} {mark}</p>")
    wait = language.say("This can be done when all proposals are decided.")
    return "".join([*told_, f'<p class="am-quiet">{html.escape(wait)}</p>'])


def _waiting(said: tuple[Entry, ...], account: str, year: int) -> Case | None:
    """The plan of a year, if it waits."""
    held = keeping.kept_in(said, account, year)
    if not held or held[-1].plan.state != "submitted":
        return None
    found = decided.submission(said, account, year, held[-1].number)
    handed = found[1] if found else entries.Submission(number=held[-1].number)
    plans = state.records_of(said, account, audience="internal").plans
    planned = next(each for each in plans if (each.year, each.number) == (year, held[-1].number))
    return Case(account, held[-1], planned, handed, decided.decisions(said, account, held[-1].plan))


def _line(case: Case) -> str:
    """A plan in the list."""
    return language.say(
        "{account}, plan for {year}: submitted by {who} on {day}",
        account=case.account, year=str(case.year), who=case.kept.by, day=language.date(case.kept.at.astimezone().date()),
    )  # fmt: skip


def _head(case: Case) -> str:
    """Whose plan it is, who submitted it, what does not hold together, and why it was submitted nevertheless."""
    kept, handed = case.kept, case.handed
    facts = {
        language.say("Submitted by"): kept.by,
        language.say("Submitted on"): told.when(kept.at.isoformat()),
        language.say("Submitted to"): handed.submitted_to or language.MISSING,
        language.say("Version of the plan"): language.number(kept.plan.version),
    }
    listed = "".join(
        f"<div><dt>{html.escape(k)}</dt><dd>{html.escape(v)}</dd></div>" for k, v in facts.items()
    )
    title = language.say("The plan of {account} for {year}", account=case.account, year=str(case.year))
    return f'<div class="am-top"><h2>{html.escape(title)}</h2><dl class="am-facts">{listed}</dl>{_warning(case)}</div>'


def _warning(case: Case) -> str:
    """What was written beside a plan that is not whole; else what was said with it."""
    kept, handed = case.kept, case.handed
    if not handed.reason:
        return f"<p>{html.escape(handed.note)}</p>" if handed.note else ""
    because = language.say(
        "It was submitted although something does not hold together. {who} writes: “{reason}”",
        who=kept.by,
        reason=handed.reason,
    )
    listed = "".join(f"<li>{html.escape(each)}</li>" for each in handed.note.split("; ") if each)
    return f'<div class="am-warning" role="note"><p>{html.escape(because)}</p>{f"<ul>{listed}</ul>" if listed else ""}</div>'


def _proposal(proposal: Proposal, plan: Plan, currency: str) -> str:
    """What a proposal asks, why, what it brings, and what is not done where it is rejected."""
    number = language.say(
        "Proposal {number}, about {subject}",
        number=proposal.number,
        subject=language.say(_SUBJECTS[proposal.subject]),
    )
    parts = [f'<p class="am-number">{html.escape(number)}</p>', f"<h3>{html.escape(proposal.text)}</h3>"]
    if proposal.reason:
        parts.append(f"<p>{html.escape(proposal.reason)}</p>")
    if proposal.effect:
        effect = language.say("Margin of the year: {amount}", amount=_range(proposal.effect, currency))
        parts.append(f"<p>{html.escape(effect)}</p>")
    names = [item.name for each in proposal.actions if (item := plan.found("actions", each))]
    if names:
        without = language.say("Where it is rejected, this is not done: {names}", names="; ".join(names))
        parts.append(f'<p class="am-quiet">{html.escape(without)}</p>')
    return "".join(parts)


def _range(effect: Range, currency: str) -> str:
    expected, low, high = (
        language.short_money(cents / 100, currency, plus=True)
        for cents in (effect.expected, effect.low, effect.high)
    )
    return language.say("{money} ({low} to {high})", money=expected, low=low, high=high)
