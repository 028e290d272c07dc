"""
The end of deciding: what an adoption will do, said before it is done, and what is left to do after it.

Nothing is adopted by a slip of the mouse. Before it is done the supervisor reads which document they sign, by the first signs of its hash; which actions leave the plan, because the proposal that asked for
them was rejected, and what that does to the year (``foreseen``); what was amended, which somebody must still work into the plan; and that its target stays below what comes by itself, where it does. Afterwards the document of the adopted plan is to be made, and the front page tells of it.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from amlib import language
from amlib.documents.plan import wanted
from amlib.editions import binding
from amlib.plan import workflow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amlib.plan import records
    from amlib.plan.model import Plan
    from amlib.widgets.desk import Desk
    from amlib.widgets.waiting import Case, Paper

__all__ = ["blocked", "hint", "leaving", "promise", "returned", "short", "sure"]


def promise(shown: Paper) -> str:
    """What is adopted with the button under it, by the first signs of its hash; nothing of it where it cannot be adopted."""
    head = f"<h3>{html.escape(language.say('Adopt the plan'))}</h3>"
    return f"{head}<p>{_document(shown.bound)}</p>" if shown.bound and not shown.untied else head


def blocked(shown: Paper) -> str:
    """That a document that does not tie out is not adopted, and what settles it; it is read before the first decision too, and not only after the last. Empty where it ties."""
    if not shown.untied:
        return ""
    told = language.say("The figures of this document do not tie out to the general ledger: {amount} is unexplained. You can decide on the proposals; you can adopt the plan when accounting has found out what was booked, the data are read in anew and the document is made again. What you decide stays.", amount=language.money(abs(shown.untied), str(shown.edition.manifest.get("currency", "EUR")) if shown.edition else "EUR", 2))  # fmt: skip
    return f'<p class="am-missing">{html.escape(told)}</p>'


def hint(case: Case, shown: Paper) -> str:
    """Whether the plan can be adopted now, and if not, what it waits for."""
    if shown.untied:
        return blocked(shown)
    if case.open:
        waits = language.say_many(
            "This can be done when one more proposal is decided.",
            "This can be done when {count} more proposals are decided.",
            len(case.open),
        )
        return f'<p class="am-quiet">{html.escape(waits)}</p>'
    if shown.bound is None:
        without = language.say("All proposals are decided. What is missing is the document to decide on.")
        return f'<p class="am-quiet">{html.escape(without)}</p>'
    ready = language.say("All proposals are decided: the plan can be adopted.")
    return f'<p class="am-ready">{html.escape(ready)}</p>'


def sure(case: Case, shown: Paper, place: Desk, year: str = "") -> str:
    """What will happen, as markup: the document, what leaves the plan and what that does to its ``year``, what must still be worked in, and what it replaces."""
    lines = [_document(shown.bound)] if shown.bound else []
    newer = binding.document(place.output, case.account, case.planned)
    if newer and shown.bound and newer.address != shown.bound.edition:
        told = language.say("A newer document was made meanwhile: {address}. Press ‘Not yet’ and then ‘Read again’ to read that one first.", address=newer.address)  # fmt: skip
        lines.append(f"<strong>{html.escape(told)}</strong>")
    todo = [*_amended(case.decisions), short(case.plan, place.currency), _before(case)]
    lines += [html.escape(each) for each in (*leaving(case.plan, case.decisions), year, *todo)]
    signed = language.say("It is done in the name of {name}, and is not undone: what changes later becomes the next version.", name=place.author)  # fmt: skip
    listed = "".join(f"<li>{each}</li>" for each in [*lines, html.escape(signed)] if each)
    title = language.say("You adopt the plan of {account} for {year}. This will happen:", account=shown.name or case.account, year=str(case.year))  # fmt: skip
    return f"<p><strong>{html.escape(title)}</strong></p><ul>{listed}</ul>"


def returned(case: Case, name: str, reason: str, place: Desk) -> str:
    """What will happen when the plan goes back, as markup."""
    told = language.say(
        "The plan of {account} for {year} goes back to {who} as a draft, in the name of {name}, with these words:",
        account=name or case.account, year=str(case.year), who=case.kept.by, name=place.author,
    )  # fmt: skip
    return f"<p><strong>{html.escape(told)}</strong></p><p>“{html.escape(reason)}”</p>"


def _document(bound: records.Bound) -> str:
    exact = language.say(
        "You adopt exactly the document that stands here: {address}. The fingerprint of its page, by which that can be proved:",
        address=bound.edition,
    )
    return (
        f'{html.escape(exact)} <span class="am-hash" title="SHA-256 {bound.page}">{bound.page[:12]}…</span>'
    )


def leaving(plan: Plan, decisions: Mapping[int, records.Decision]) -> list[str]:
    """What leaves a plan because its proposal was rejected: actions, and terms, of which what is agreed then holds."""
    actions = [
        language.say("{name} (proposal {number})", name=item.name, number=number)
        for id, number in workflow.leaving(plan, decisions).items()
        if (item := plan.found("actions", id))
    ]
    terms = [
        language.say("{name} (proposal {number})", name=wanted.named(item), number=number)
        for id, number in workflow.leaving(plan, decisions, "terms").items()
        if (item := plan.found("terms", id))
    ]
    told = []
    if actions:
        told.append(
            language.say(
                "This leaves the plan, as its proposal was rejected: {names}", names="; ".join(actions)
            )
        )
    if terms:
        told.append(
            language.say(
                "What is agreed holds, as the proposal was rejected: {names}", names="; ".join(terms)
            )
        )
    return told or [language.say("No action leaves the plan.")]


def short(plan: Plan, currency: str) -> str:
    """That the plan goes on asking less than comes by itself: who adopts the proposal to raise its target may think that this raises it. Empty where it asks enough."""
    goal = next((g for g in plan.goals if (g.level, g.measure) == ("total", "revenue")), None)
    asked, comes = (goal.year() / 100, goal.year("baseline") / 100) if goal else (0.0, 0.0)
    if comes - asked < 1:
        return ""
    alike = language.short_money(asked, currency) == language.short_money(comes, currency)
    told = language.money if alike else language.short_money
    return language.say(
        "The revenue target stays {target}, less than the year without action, {baseline}; adopting a proposal does not change the target.",
        target=told(asked, currency), baseline=told(comes, currency),
    )  # fmt: skip


def _amended(decisions: Mapping[int, records.Decision]) -> list[str]:
    return [
        language.say(
            "Still to be worked into the plan, in the next version: proposal {number}, “{instead}”",
            number=number, instead=each.instead,
        )
        for number, each in sorted(decisions.items())
        if each.outcome == "amended"
    ]  # fmt: skip


def _before(case: Case) -> str:
    if case.before is None or case.before.plan.state != "adopted":
        return ""
    return language.say("Plan version {version}, adopted until now, is superseded.", version=language.number(case.before.plan.version))  # fmt: skip
