"""
A plan in four tables: what is to be reached, what will be done for it, which terms it enters, and what is asked.

Whoever looks a plan up wants its bones, not its document: the goals of the account and of each part with their year, the actions with who and when, the terms that are to be otherwise than agreed, the proposals with what was decided. So this
is the plan as it was entered, with nothing reckoned beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from amlib import language
from amlib.documents.evaluation import contract_words as own
from amlib.documents.plan import changes, wanted
from amlib.documents.tables import Column, Row, Table
from amlib.plan import checks, rules

if TYPE_CHECKING:
    from amlib.plan.items import Action, Goal, Proposal, Term
    from amlib.plan.model import Plan
    from amlib.plan.records import Decision

__all__ = ["tables"]


def tables(
    plan: Plan, decisions: Mapping[int, Decision], currency: str = "EUR", unit: str = "kg"
) -> tuple[Table, ...]:
    """
    The goals, the actions, the terms and the proposals of a plan; those that it has.

    Parameters
    ----------
    plan : Plan
    decisions : mapping of number to Decision
        What stands about its proposals.
    currency, unit : str
    """
    say = language.say
    made = (
        _table(
            say("Goals of the plan"), (say("Goal of the plan"), say("Place")), (say("Without action"), say("Target")), [_goal(each, currency, unit) for each in plan.goals]
        ),
        _table(
            say("Actions"), (say("Action"), say("Owner"), say("From"), say("Until")), (say("Expected revenue"), say("Costs")),
            [_action(each, currency, unit) for each in plan.actions],
        ),
        _table(
            say("Terms of the contract"), (say("Condition"), say("From"), say("Until")), (say("Threshold"), say("Rate")),
            [_term(each, currency, unit) for each in plan.terms],
        ),
        _table(
            say("Proposals"), (say("No."), say("Proposal"), say("Decision")), (say("Effect"),),
            [_proposal(each, decisions.get(each.number), currency) for each in plan.proposals],
        ),
    )  # fmt: skip
    return tuple(table for table in made if table.rows)


def _table(
    title: str, words: tuple[str, ...], figures: tuple[str, ...], rows: list[tuple[str, ...]]
) -> Table:
    columns = (*(Column(head, "left") for head in words), *(Column(head) for head in figures))
    return Table(columns, tuple(map(Row, rows)), title)


def _goal(goal: Goal, currency: str, unit: str) -> tuple[str, ...]:
    years = (
        changes.amount(goal.year(which), goal.measure, currency, unit) for which in ("baseline", "target")
    )
    return f"{goal.id} {goal.name}", goal.key or checks.word(goal.level), *years


def _action(action: Action, currency: str, unit: str) -> tuple[str, ...]:
    return (
        f"{action.id} {action.name}", action.owner, language.date(action.begins), language.date(action.ends),
        changes.shown(action.revenue, "revenue", currency, unit), changes.amount(action.cost, "margin", currency, unit),
    )  # fmt: skip


def _term(term: Term, currency: str, unit: str) -> tuple[str, ...]:
    fields = ("begins", "ends", "threshold", "rate")
    return own.condition(term.kind, term.id), *(wanted.shown(term, field, currency, unit) for field in fields)


def _proposal(proposal: Proposal, decision: Decision | None, currency: str) -> tuple[str, ...]:
    told = language.say("waits")
    if decision:
        parts = (
            language.say(rules.OUTCOMES[decision.outcome]),
            decision.instead,
            decision.reason,
            decision.decided_by,
        )
        told = " · ".join(part for part in parts if part)
    return proposal.id, proposal.text, told, changes.shown(proposal.effect, "margin", currency)
