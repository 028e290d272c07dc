"""
What an adoption will do to the year, worked out before it is done.

The plan as it will be is held against the same figures as its next document: those of the account up to the quarter of the document that is decided on. Reading them takes some seconds, so they are read
once for a plan that is open, and only where something leaves it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from amlib import errors, language, periods
from amlib.plan import workflow
from amlib.widgets import accounts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amlib.plan.model import Plan
    from amlib.plan.planned import PlanView
    from amlib.plan.records import Decision
    from amlib.widgets.desk import Desk

__all__ = ["Foreseen"]


class Foreseen:
    """
    The year of one submitted plan, as it was submitted and as it will be.

    Parameters
    ----------
    place : Desk
    plan : Plan
        As it was submitted.
    period : str
        Up to which its document looked; without it, the last quarter that is closed.
    """

    def __init__(self, place: Desk, plan: Plan, period: str = "") -> None:
        self.place, self.plan = place, plan
        self.period = period or str(periods.last_closed_quarter(place.now().date()))

    @cached_property
    def view(self) -> PlanView:
        """What the document shows of the plan."""
        from amlib.documents.plan import opening

        own = accounts.set_for(self.place, self.plan.account)
        follows, manager, supervisor = (
            (own.follows, own.account_manager, own.supervisor) if own else ({}, "", "")
        )
        past = accounts.review(self.place, self.plan.account, self.period)
        found = opening.read(past, self.plan.year, "proportional", follows, manager, supervisor)
        return found.with_plan(self.plan)

    def line(self, decisions: Mapping[int, Decision]) -> str:
        """What leaving does to the year; nothing where nothing leaves, and why where it cannot be worked out."""
        from amlib.documents.plan import outcome as worded
        from amlib.plan import outcome

        after, out = workflow.as_decided(self.plan, decisions)
        if not out:
            return ""
        try:
            before = outcome.of(self.view)
            return worded.told(before, outcome.of(self.view.with_plan(after)), self.view.data.currency)
        except errors.WorkbookError as error:
            return language.say("What that does to the year could not be worked out: {why}.", why=error.what)
