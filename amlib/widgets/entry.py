"""
What is said beside an evaluation: the reason of a cause, and what was decided about a proposal.

The evaluation computes causes and drafts proposals; why a cause came about and what becomes of a proposal are said by people, and the place to say it is beside the figure. So the causes that
can be chosen are those of the tree, with their money, those without a reason first, because that is what to ask next. A batch passes over these cells; what was said comes back in the next
edition.

Conventions: who writes is who sits at the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

import pandas as pd

from amlib import language
from amlib.documents.evaluation import proposals, words
from amlib.documents.sentences import capital
from amlib.plan import entries, reasons, records
from amlib.widgets import desk as desks
from amlib.widgets import fields, forms, told, verdict
from amlib.widgets.forms import Form, Page, Said

if TYPE_CHECKING:
    from amlib.plan.review import Review
    from amlib.widgets.desk import Desk

__all__ = ["decision", "reason"]

_LEVELS = {
    "total": "the whole account",
    "group": "a product group",
    "region": "a region",
    "outlet": "an outlet",
}


def reason(view: Review, *, desk: Desk | None = None) -> Page:
    """
    Why a cause came about: the causes of the evaluation with their money, the weightiest without a reason first.

    Parameters
    ----------
    view : Review
    desk : Desk, optional
        Where it is written; without it, the one nearby.
    """
    at, speak = desk or desks.here(), language.current()
    said = Said(at, view.data.account)
    bridge, period = view.explained, str(view.period)
    effect = fields.choice("effect", language.say("Which cause"), _causes(view, said))
    level = fields.choice("level", language.say("Where"), fields.choices(_LEVELS), value="total")
    key = fields.choice("key", language.say("Which one"), [])
    cause = fields.one_of("cause", language.say("The cause lies with"), fields.choices(told.SIDES))
    text = fields.area("text", language.say("Why, in a sentence"))
    before = fields.plain("")

    def places(_: object = None) -> None:
        with language.use(speak):
            key.show(level.value != "total")
            offered = _places(view, effect.value, level.value) if level.value != "total" else []
            key.input.options = fields.offered(offered)
            known = effect.value and said.last(stream(level.value, ""))
            words_ = language.say("Said before: {line}", line=told.line(known)) if known else ""
            before.value = f"<p>{fields.escaped(words_)}</p>" if words_ else ""

    def stream(level_: str, key_: str) -> str:
        return f"reason/{period}/{effect.value}/{level_}/{key_}"

    def send(answers: Mapping[str, Any]) -> str:
        filled = {**answers, "key": answers["key"] or "", "period": period, "author": at.author}
        body = entries.made(records.Reason, said_on=at.now().date(), **filled)
        entry = said.append(body, author=at.author)
        effect.input.options = fields.offered(_causes(view, said))
        return forms.written(entry)

    for each in (effect, level):
        each.input.observe(places, names="value")
    places()
    form = Form(
        language.say("Write a reason beside a cause"),
        [effect, level, key, cause, text],
        language.say("Write the reason down"),
        send,
        lead=language.say("{measure}, {period}: say why it came about, and whose cause it is.", measure=capital(words.the(bridge.measure)), period=language.period(view.period)),
        keep=("level",),
    )  # fmt: skip
    form.widget.children = (form.widget.children[0], before, *form.widget.children[1:])
    return Page(form, at=at)


def decision(view: Review, *, desk: Desk | None = None) -> Page:
    """
    What was decided about a proposal of the evaluation.

    Parameters
    ----------
    view : Review
    desk : Desk, optional
        Where it is written; without it, the one nearby.
    """
    at, speak = desk or desks.here(), language.current()
    said = Said(at, view.data.account)
    asked = {each.number: each for each in view.proposals}
    which = fields.choice(
        "which", language.say("Which proposal"), [(f"{n}: {proposals.what(e)}", n) for n, e in asked.items()]
    )
    outcome, instead, why = verdict.questions()
    by = fields.text("by", language.say("Decided by"), value=at.author)

    def questions(_: object = None) -> None:
        with language.use(speak):
            instead.show(outcome.value == "amended")
            why.input.description = verdict.asked_for(outcome.value)

    def send(answers: Mapping[str, Any]) -> str:
        about = asked[answers["which"]]
        body = entries.made(
            records.Decision, proposal=f"{view.period}-{about.number}", subject=about.subject, what=proposals.what(about), outcome=answers["outcome"],
            decided_on=at.now().date(), decided_by=answers["by"], reason=answers["reason"] or "", instead=answers["instead"] or "",
            effect=about.money if isfinite(about.money) and about.measure == "result" else None,
        )  # fmt: skip
        return forms.written(said.append(body, author=at.author))

    outcome.input.observe(questions, names="value")
    questions()
    form = Form(
        language.say("Write down a decision"),
        [which, outcome, instead, why, by],
        language.say("Write the decision down"),
        send,
        keep=("by",),
        lacking=lambda: verdict.unexplained(outcome, why),
    )
    return Page(form, at=at)


def _causes(view: Review, said: Said) -> list[tuple[str, str]]:
    """The causes with their money; first those without a reason, then the weightiest first."""
    from amlib.plan import state

    kept = state.records_of(said.entries, said.account, audience="internal").reasons
    attached = reasons.attach(view.explained, (*view.records.reasons, *kept), view.period)
    part = reasons.explained(view.explained, attached)
    total = view.explained.total().loc[part.index]
    ordered = sorted(part.index, key=lambda effect: (part[effect] > 0, -abs(total[effect])))
    return [(_cause(str(e), float(total[e]), bool(part[e] > 0), view), str(e)) for e in ordered]


def _cause(effect: str, money: float, told_: bool, view: Review) -> str:
    shown = language.short_money(money, view.data.currency, plus=True)
    message = "{cause}: {money} (has a reason)" if told_ else "{cause}: {money}"
    return language.say(message, cause=words.cause(effect).name, money=shown)


def _places(view: Review, effect: str | None, level: str) -> list[tuple[str, str]]:
    """The groups, regions or outlets, with the money of the cause there; where it moved most first."""
    nodes = view.explained.by(level)
    money = nodes[effect] if effect else pd.Series(float("nan"), index=nodes.index)
    ordered = money.sort_values(key=lambda m: -m.abs(), kind="stable")
    names = words.names(view.compared, "outlet") if level == "outlet" else {}
    return [(_place(str(key), names, float(it), view), str(key)) for key, it in ordered.items() if str(key)]


def _place(key: str, names: Mapping[str, str], money: float, view: Review) -> str:
    name = names.get(key, key)
    if not isfinite(money):
        return name
    return f"{name}: {language.short_money(money, view.data.currency, plus=True)}"
