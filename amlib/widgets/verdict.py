"""
A verdict on a proposal: adopted, amended or rejected, and why.

The same three questions are asked of a supervisor about a plan and of an account manager who writes down what was decided about an evaluation. Who proposed something and does not get it as
it was proposed must read why: without that, a verdict is not taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amlib import language
from amlib.widgets import fields

if TYPE_CHECKING:
    from amlib.widgets.fields import Field

__all__ = ["asked_for", "questions", "unexplained"]

_EXPLAINED = ("amended", "rejected")
_OUTCOMES = {"adopted": "adopt", "amended": "amend", "rejected": "reject"}


def questions() -> tuple[Field, Field, Field]:
    """The three questions of every decision: what, what instead, and why."""
    return (
        fields.one_of("outcome", language.say("Decision on the proposal"), fields.choices(_OUTCOMES)),
        fields.area("instead", language.say("What instead")),
        fields.area("reason", language.say("Reason"), required=False, rows=2),
    )


def asked_for(outcome: str | None) -> str:
    """How the reason is asked for: who proposes something and does not get it must read why."""
    asked = language.say("Reason")
    return asked if outcome in _EXPLAINED else language.say("{label} (if there is one)", label=asked)


def unexplained(outcome: Field, why: Field) -> list[Field]:
    """The reason, where a change or a rejection lacks one; it is said at the field."""
    if outcome.value not in _EXPLAINED or why.value is not None:
        return []
    why.complain(language.say("whoever proposed this must read why it becomes otherwise: give a reason"))
    return [why]
