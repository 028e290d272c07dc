"""
One proposal of a plan, and the verdict on it.

What is decided is kept at once and can be decided again: the questions then hold what was decided, and there is a way back to it. Who decides after a colleague is shown what that one said, and decides
again knowing it.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.documents.plan import wanted
from amlib.documents.sentences import capital
from amlib.plan import decided, records, workflow
from amlib.widgets import fields, told, verdict
from amlib.widgets.forms import Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from amlib.plan.items import Proposal, Range
    from amlib.plan.model import Plan
    from amlib.widgets.forms import Said
    from amlib.widgets.waiting import Case

__all__ = ["Judged"]

_SUBJECTS = {"plan": "the annual plan", "contract": "the contract"}


class Judged:
    """
    One proposal: what it asks, and what is decided about it.

    Parameters
    ----------
    case : Case
    proposal : Proposal
    said : Said
        What was said of the account, as far as it was read.
    still : callable
        Refuses when the plan does not wait any more.
    tell : callable
        Is told of each decision.
    """

    def __init__(
        self,
        case: Case,
        proposal: Proposal,
        said: Said,
        still: Callable[[], None],
        tell: Callable[[int, records.Decision], None],
    ) -> None:
        self.case, self.proposal, self.said = case, proposal, said
        self._still, self._tell, self.speak = still, tell, language.current()
        self.decision = case.decisions.get(proposal.number)
        self.outcome, self.instead, self.why = verdict.questions()
        self.form = Form(
            "", [self.outcome, self.instead, self.why], language.say("Decide"), self._send,
            head=_asks(proposal, case.plan, said.desk.currency), keep=("outcome", "instead", "reason"),
            lacking=lambda: verdict.unexplained(self.outcome, self.why),
        )  # fmt: skip
        self.verdict = fields.plain("")
        self.change = fields.button(language.say("Decide again"), self._again)
        self.keep = fields.button(language.say("Leave it as it was decided"), self._kept)
        number = language.say("proposal {number}", number=proposal.number)
        for each in (self.form.button, self.change, self.keep):
            each.tooltip = f"{each.description}: {number}"
        head, *self.asked = self.form.widget.children
        self.widget = self.form.widget
        self.widget.children = (head, self.verdict, self.change, *self.asked, self.keep)
        self.outcome.input.observe(self._outcome, names="value")
        self.show(self.decision)

    def show(self, decision: records.Decision | None, *, asking: bool = False) -> None:
        """The verdict with a way to change it, or the questions."""
        self.decision = decision
        asking = asking or decision is None
        for each in self.asked[:-2]:  # the question of a form and what came of it show themselves
            each.layout.display = None if asking else "none"
        self.change.layout.display = "none" if asking else None
        self.keep.layout.display = None if asking and decision else "none"
        self.verdict.value = _told(decision) if decision else ""
        if decision and not asking:
            self.widget.add_class("am-decided")
        else:
            self.widget.remove_class("am-decided")
            self._outcome()

    @property
    def asking(self) -> bool:
        """Whether somebody is at the questions of what was decided already."""
        return self.decision is not None and self.change.layout.display == "none"

    @property
    def typed(self) -> tuple[Any, ...] | None:
        """What was typed and is not decided yet; None where that is nothing."""
        if self.decision is not None and not self.asking:
            return None
        held = tuple(each.input.value for each in (self.outcome, self.instead, self.why))
        return held if any(held) else None

    @property
    def words(self) -> list[str]:
        """What was typed and is not decided yet, as words to read and take along."""
        return [each for each in (self.typed or ())[1:] if each]

    def put(self, typed: tuple[Any, ...]) -> None:
        """Put back what was typed, also where a colleague decided in between: that is then decided again, or left so."""
        for each, value in zip((self.outcome, self.instead, self.why), typed, strict=True):
            each.input.value = value
        self.show(self.decision, asking=True)

    def _outcome(self, _: object = None) -> None:
        with language.use(self.speak):
            self.instead.show(self.outcome.value == "amended")
            self.why.input.description = verdict.asked_for(self.outcome.value)

    def _again(self, _: object) -> None:
        with language.use(self.speak):
            was = self.decision
            if was is not None:
                self.outcome.input.value = was.outcome
                self.instead.input.value, self.why.input.value = was.instead, was.reason
            self.form.outcome.value = ""
            self.show(was, asking=True)

    def _kept(self, _: object) -> None:
        with language.use(self.speak):
            self.form.outcome.value = ""
            self.show(self.decision)
            self.change.focus()

    def _send(self, answers: Mapping[str, Any]) -> str:
        self._still()
        case, number, place = self.case, self.proposal.number, self.said.desk
        seen = self.said.seen(decided.stream(case.year, number)) or 0
        try:
            decision = workflow.decide(
                place.ledger, case.account, case.year, number, answers["outcome"], reason=answers["reason"] or "",
                instead=answers["instead"] or "", by=place.author, login=place.login, at=place.now(), seen=seen,
            )  # fmt: skip
        finally:
            self.said.read()  # what was written, or what somebody else wrote
        self.show(decision)
        self._tell(number, decision)
        return language.say("Your decision is kept.")


def _told(decision: records.Decision) -> str:
    """A verdict, by whom and when."""
    by = language.say("{who}, {day}", who=decision.decided_by, day=language.date(decision.decided_on))
    return f'<p class="am-verdict">{html.escape(capital(told.decided(decision)))} <span class="am-quiet">({html.escape(by)})</span></p>'


def _asks(proposal: Proposal, plan: Plan, currency: str) -> str:
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
    terms = [wanted.named(item) for each in proposal.terms if (item := plan.found("terms", each))]
    if terms:
        stays = language.say(
            "Where it is rejected, what is agreed holds for: {names}", names="; ".join(terms)
        )
        parts.append(f'<p class="am-quiet">{html.escape(stays)}</p>')
    return "".join(parts)


def _range(effect: Range, currency: str) -> str:
    expected, low, high = (
        language.short_money(cents / 100, currency, plus=True)
        for cents in (effect.expected, effect.low, effect.high)
    )
    return language.say("{money} ({low} to {high})", money=expected, low=low, high=high)
