"""
An annual plan as a value: every change gives the next plan, and the one before is still there.

Drafting is trying: a target up, an action out, back again. When a plan is a value that never changes, undo is keeping the previous one, comparing two versions is comparing two values, and
what a supervisor signed stays what was signed. So there is nothing here that sets a field; there are verbs (``with_goal``, ``without``, ``submitted``) that return the next plan.

::

    draft ── submitted ──► submitted ── adopted ──► adopted ── superseded ──► superseded
      ▲                        │                       │
      └────── returned ────────┘       amended ────────┴──►  draft of the next version

Each verb checks what it changes and nothing else, so that a plan that somebody else left unfinished can still be edited. Whether the whole plan holds together is asked of ``faults``, which
tells everything at once.

How a plan is kept as text is for ``written``.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from amlib import errors, language
from amlib.plan import checks
from amlib.plan.items import (
    Action,
    Activity,
    Assumption,
    Goal,
    Item,
    Note,
    Proposal,
    Risk,
    Term,
)

__all__ = [
    "STATES",
    "Plan",
    "Revision",
    "Step",
    "faults",
]

STATES = ("draft", "submitted", "adopted", "superseded")


class Revision(Item):
    """Why there is a new version: the reason, whose cause it is, who made it and when."""

    reason: str
    cause: Literal["market", "customer", "own"]
    by: str
    on: date


class Step(Item):
    """A plan came into a state: who brought it there, and when."""

    state: Literal["draft", "submitted", "adopted", "superseded"]
    by: str
    on: date
    remark: str = ""


class Plan(Item):
    """
    The plan of one account for one year, in one version.

    Examples
    --------
    >>> first = Plan(account="a", year=2027).with_note(Note(id="N1", text="begun"))
    >>> second = first.without("notes", "N1")
    >>> len(first.notes), len(second.notes)
    (1, 0)
    """

    account: str
    year: int = Field(ge=1900, le=9998)
    version: int = Field(default=1, ge=1)
    state: Literal["draft", "submitted", "adopted", "superseded"] = "draft"
    goals: tuple[Goal, ...] = ()
    actions: tuple[Action, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    terms: tuple[Term, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    risks: tuple[Risk, ...] = ()
    activities: tuple[Activity, ...] = ()
    notes: tuple[Note, ...] = ()
    revision: Revision | None = None
    steps: tuple[Step, ...] = ()

    def with_goal(self, goal: Goal) -> Plan:
        """The plan with this goal: in place of the one with its id, or as the last."""
        return self._with("goals", goal)

    def with_action(self, action: Action) -> Plan:
        """The plan with this action: in place of the one with its id, or as the last."""
        return self._with("actions", action)

    def with_proposal(self, proposal: Proposal) -> Plan:
        """The plan with this proposal: in place of the one with its number, or as the last."""
        return self._with("proposals", proposal)

    def with_term(self, term: Term) -> Plan:
        """The plan with this term: in place of the one with its id, or as the last."""
        return self._with("terms", term)

    def with_assumption(self, assumption: Assumption) -> Plan:
        """The plan with this assumption: in place of the one with its id, or as the last."""
        return self._with("assumptions", assumption)

    def with_risk(self, risk: Risk) -> Plan:
        """The plan with this risk: in place of the one with its id, or as the last."""
        return self._with("risks", risk)

    def with_activity(self, activity: Activity) -> Plan:
        """The plan with this activity: in place of the one with its id, or as the last."""
        return self._with("activities", activity)

    def with_note(self, note: Note) -> Plan:
        """The plan with this note: in place of the one with its id, or as the last."""
        return self._with("notes", note)

    def without(self, kind: str, id: str) -> Plan:
        """
        The plan without one value of a kind; of an action or a term that goes, no proposal speaks any more.

        Parameters
        ----------
        kind : one of ``items.KINDS``
        id : str

        Raises
        ------
        ParameterError
            The plan is no draft, or it has no such value.
        """
        self._editable()
        held = getattr(self, kind)
        left = tuple(each for each in held if each.id != id)
        if len(left) == len(held):
            raise errors.ParameterError(
                language.say("the plan has no {id} among its {kind}", id=id, kind=checks.word(kind)),
                expected=language.say(
                    "one of: {names}", names=", ".join(each.id for each in held) or language.MISSING
                ),
                do_next=language.say("look at the plan as it is now"),
            )
        return self.model_copy(update={kind: left}).connected()

    def connected(self) -> Plan:
        """The plan whose proposals ask for actions and terms that are in it, and for no others: an id that is free may be given again."""
        there = {kind: {item.id for item in getattr(self, kind)} for kind in ("actions", "terms")}
        asked = tuple(
            each.model_copy(update={kind: tuple(id for id in getattr(each, kind) if id in there[kind]) for kind in there})
            for each in self.proposals
        )  # fmt: skip
        return self if asked == self.proposals else self.model_copy(update={"proposals": asked})

    def found(self, kind: str, id: str) -> Any:
        """The value of a kind with this id, or None."""
        return next((each for each in getattr(self, kind) if each.id == id), None)

    def next_id(self, kind: str) -> str:
        """
        An id that no value of a kind has yet: its letter and the first number above those in use.

        Examples
        --------
        >>> Plan(account="a", year=2027).next_id("actions")
        'A1'
        """
        letter = "" if kind == "proposals" else kind[0].upper() if kind != "activities" else "V"
        used = [
            int(each.id[len(letter) :])
            for each in getattr(self, kind)
            if each.id.startswith(letter) and each.id[len(letter) :].isdecimal()
        ]
        return f"{letter}{max(used, default=0) + 1}"

    def submitted(self, by: str, on: date) -> Plan:
        """The draft as it goes to the supervisor."""
        return self._stepped("draft", "submitted", by, on)

    def returned(self, by: str, on: date, remark: str = "") -> Plan:
        """The plan back with the account manager, as a draft."""
        return self._stepped("submitted", "draft", by, on, remark)

    def adopted(self, by: str, on: date) -> Plan:
        """The plan as the supervisor adopts it."""
        return self._stepped("submitted", "adopted", by, on)

    def superseded(self, by: str, on: date) -> Plan:
        """The plan as it stays behind when a later version is adopted."""
        return self._stepped("adopted", "superseded", by, on)

    def amended(self, reason: str, cause: Literal["market", "customer", "own"], by: str, on: date) -> Plan:
        """
        The draft of the next version of an adopted plan, with the reason for it; the adopted one stays as it is.

        Raises
        ------
        ParameterError
            The plan is not adopted, or no reason is given.
        """
        self._in_state("adopted")
        if not reason.strip():
            raise errors.ParameterError(
                language.say("an adjustment without a reason"),
                expected=language.say("what changed, in a sentence"),
                do_next=language.say("give the reason"),
            )
        revision = Revision(reason=reason, cause=cause, by=by, on=on)
        return self.model_copy(
            update={"version": self.version + 1, "state": "draft", "revision": revision, "steps": ()}
        )

    def _with(self, kind: str, item: Any) -> Plan:
        """The next plan, if nothing is wrong with the new value by itself."""
        self._editable()
        wrong = checks.of_item(item, kind, self.year)
        if wrong:
            raise errors.ParameterError(
                language.say_many(
                    "one thing is wrong with {id}",
                    "{count} things are wrong with {id}",
                    len(wrong),
                    id=item.id,
                ),
                where="\n".join(map(checks.said, wrong)),
                expected=language.say("values as the plan can hold them"),
                do_next=language.say("correct what is marked; the plan is as it was"),
            )
        held = getattr(self, kind)
        at = next((n for n, each in enumerate(held) if each.id == item.id), len(held))
        return self.model_copy(update={kind: (*held[:at], item, *held[at + 1 :])})

    def _editable(self) -> None:
        self._in_state("draft")

    def _in_state(self, needed: str) -> None:
        if self.state != needed:
            raise errors.ParameterError(
                language.say(
                    "version {version} of the plan is {state}",
                    version=self.version,
                    state=checks.word(self.state),
                ),
                expected=language.say("a plan that is {state}", state=checks.word(needed)),
                do_next=language.say("an adopted plan is changed by amending it, into a new version"),
            )

    def _stepped(
        self,
        needed: str,
        state: Literal["draft", "submitted", "adopted", "superseded"],
        by: str,
        on: date,
        remark: str = "",
    ) -> Plan:
        self._in_state(needed)
        step = Step(state=state, by=by, on=on, remark=remark)
        return self.model_copy(update={"state": state, "steps": (*self.steps, step)})


def faults(
    plan: Plan,
    *,
    outlets: tuple[str, ...],
    groups: tuple[str, ...],
    owners: tuple[str, ...],
    regions: tuple[str, ...] | None = None,
    banners: tuple[str, ...] | None = None,
) -> list[checks.Fault]:
    """
    Everything that is wrong with a plan, at once, in the order in which a plan is read.

    Parameters
    ----------
    plan : Plan
    outlets, groups, owners : tuples of str
        All that there are.
    regions, banners : tuples of str, optional
        All that there are; not looked at where they are not given.
    """
    places = {"outlet": outlets, "group": groups}
    places |= {level: keys for level, keys in (("region", regions), ("banner", banners)) if keys is not None}
    return checks.of_plan(plan, places, owners)
