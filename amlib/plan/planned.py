"""
The plan of a year as a document shows it: the plan itself, and all that it must be held against, read once.

A plan is decided on by somebody who was not there when it was made. Beside each goal that person wants to see what the year brings without action, how likely the goal is today, what the actions cover,
what was decided before, and what changed since. So the plan that was kept last is put beside today's baseline and odds, last year's plan and the decisions, as one value; what documents say of it
is words and drawings.

* The plan shown is the one that was kept last, whatever its state; one that was superseded only where there is no other.
* Where nobody kept a plan, it is the first draft that the figures give (``drafted``), which is what the forms open on; ``kept`` is then None, and a document says so.
* A decision counts for a proposal as long as it is about the same words: a proposal that was written anew is open again.
* A gap is between the target and the baseline *of the plan*; probabilities are those of today's estimate. How far the two have drifted apart is told (``drift``).

Deliberately absent: keeping. Nothing is written here, and the first draft is made again each time, until somebody keeps it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from amlib import language, periods
from amlib.analysis import drivers, panorama, position, results, rivals
from amlib.analysis import goals as wanted
from amlib.data.account import AccountParameters
from amlib.plan import (
    account_result,
    activities,
    baselines,
    calendar,
    changes,
    contract,
    crossing,
    division,
    drafts,
    edits,
    reach,
    targets,
    written,
)
from amlib.plan.items import Proposal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amlib.analysis import agreed
    from amlib.analysis.causes import Bridge
    from amlib.analysis.odds import Odds
    from amlib.analysis.panorama import Panorama
    from amlib.analysis.results import Comparison
    from amlib.analysis.rivals import Rivals
    from amlib.data.slices import Slice
    from amlib.periods import Period
    from amlib.plan.account_result import Result
    from amlib.plan.calendar import Conflict, Slot
    from amlib.plan.changes import Change
    from amlib.plan.crossing import Crossed
    from amlib.plan.items import Goal, Risk
    from amlib.plan.model import Plan
    from amlib.plan.records import Decision, Planned, Records
    from amlib.plan.review import Review
    from amlib.plan.targets import Gap

__all__ = ["Asked", "PlanView", "drafted", "read"]

TOTALS = ("revenue", "quantity", "margin")
"""The goals of the whole account that the first page shows, where a plan has them."""


@dataclass(frozen=True)
class Asked:
    """
    A numbered proposal of the plan, and what became of it.

    Attributes
    ----------
    label : str
        '2027-3': under which it is decided on.
    proposal : items.Proposal
    decision : Decision or None
        The one that stands, about these very words.
    before : Decision or None
        One about other words, which no longer stands.
    """

    label: str
    proposal: Proposal
    decision: Decision | None = None
    before: Decision | None = None


@dataclass(frozen=True)
class PlanView:
    """
    One account's plan of one year.

    Attributes
    ----------
    review : Review
        The period up to which was looked.
    year : int
    plan : Plan
    kept : Planned or None
        How it was kept; None where nobody kept one and ``plan`` is the first draft.
    versions : tuple of Planned
        All that was kept of this year, the oldest first.
    last : Plan or None
        The plan of the year before: as adopted, else as it was kept last.
    base : baselines.Year
        The year without action, as estimated today.
    given : drafts.Given
        What a first draft is made from today.
    follows : mapping
        Product group to raw material, where their names differ.
    """

    review: Review
    year: int
    plan: Plan
    kept: Planned | None
    versions: tuple[Planned, ...]
    last: Plan | None
    base: baselines.Year
    given: drafts.Given
    follows: Mapping[str, str] = field(default_factory=dict)

    def with_plan(self, plan: Plan) -> PlanView:
        """The same, of another plan of the year; what does not depend on the plan and was read is not read again."""
        other = replace(self, plan=plan)
        for name in ("odds", "sales", "places"):
            if name in self.__dict__:
                other.__dict__[name] = self.__dict__[name]
        return other

    @property
    def data(self) -> Slice:
        """The slice that was read."""
        return self.review.data

    @property
    def period(self) -> Period:
        """Up to which was looked."""
        return self.review.period

    @property
    def records(self) -> Records:
        """What people said."""
        return self.review.records

    @property
    def drawn_up(self) -> bool:
        """Whether it was drawn up from the figures, as nobody has kept a plan yet."""
        return self.kept is None

    def goals(self, level: str, measure: str = "revenue") -> tuple[Goal, ...]:
        """The goals of a level and measure, in the order of the plan."""
        return tuple(g for g in self.plan.goals if g.level == level and g.measure == measure)

    def total(self, measure: str = "revenue") -> Goal | None:
        """The goal of the whole account; None where the plan has none."""
        return next(iter(self.goals("total", measure)), None)

    @property
    def totals(self) -> tuple[Goal, ...]:
        """The goals of the whole account: revenue, quantity and margin first, then rates."""
        known = [goal for measure in TOTALS if (goal := self.total(measure))]
        return (*known, *(g for g in self.plan.goals if g.level == "total" and g.measure not in TOTALS))

    @cached_property
    def sales(self) -> pd.DataFrame:
        """``results.book`` up to the end of the period."""
        book = results.book(self.data)
        return book[book["month"] <= self.base.through]

    @cached_property
    def places(self) -> pd.DataFrame:
        """Each outlet with its name, region and banner ('' where unknown)."""
        rows = self.data["outlets"][["outlet", "name", "region", "banner"]].drop_duplicates("outlet")
        return rows.fillna({"region": "", "banner": ""}).reset_index(drop=True)

    @cached_property
    def odds(self) -> Mapping[reach.Place, Odds]:
        """The odds of every place without action, whether the plan has a goal there or not: what a place may be off does not depend on what is asked of another."""
        known = reach.today(self.base, self.sales[["outlet", "region", "banner"]])
        asked = [(str(m), str(level), str(key)) for m, level, key in known[["measure", "level", "key"]].itertuples(index=False)]  # fmt: skip
        return reach.odds(self.base, self.sales, asked)

    def without_actions(self, goal: Goal) -> Odds | None:
        """Where the year of a goal may end without action; None where that is not estimated."""
        return self.odds.get(reach.place(goal))

    def with_actions(self, goal: Goal) -> Odds | None:
        """Where the year of a goal may end with the actions that serve it."""
        found = self.without_actions(goal)
        return None if found is None else reach.acted(found, goal, self.gap(goal).planned)

    def before_actions(self, goal: Goal) -> float | None:
        """The probability of a goal without action; None where it is not known."""
        return self._chances(goal)[0]

    def after_actions(self, goal: Goal) -> float | None:
        """The probability of a goal with the actions that serve it."""
        return self._chances(goal)[1]

    def _chances(self, goal: Goal) -> tuple[float | None, float | None]:
        found = self.without_actions(goal)
        return (None, None) if found is None else reach.chances(found, goal, self.gap(goal).planned)

    def gap(self, goal: Goal) -> Gap:
        """What a goal lacks after the actions that serve it."""
        return targets.gap(goal, self.plan.actions)

    def drift(self, goal: Goal) -> float | None:
        """Today's baseline minus the plan's, in the measure's own unit; None where it is not estimated."""
        found = self.without_actions(goal)
        return None if found is None else found.centre - goal.year("baseline") / reach.scale(goal.measure)

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """The numbered proposals, each with its decision."""
        said = {decision.proposal: decision for decision in self.records.decisions}
        made = []
        for proposal in self.plan.proposals:
            label = f"{self.year}-{proposal.number}"
            known = said.get(label)
            stands = known is not None and known.what == proposal.text
            made.append(Asked(label, proposal, known if stands else None, None if stands else known))
        return tuple(made)

    @property
    def open(self) -> tuple[Asked, ...]:
        """The proposals that wait for a decision, in their order."""
        return tuple(one for one in self.asked if one.decision is None)

    @cached_property
    def previous(self) -> Planned | None:
        """The version that this plan is compared with: the last before it that was adopted, else submitted, else kept; None where it is the first. A version is not compared with its own drafts: nobody but its writer knows those."""
        if self.kept is None:
            return None
        before = [
            one
            for one in self.versions
            if one.number < self.kept.number and (one.version, one.state) != (self.kept.version, "draft")
        ]
        for states in (("adopted", "superseded"), ("submitted",), ("draft",)):
            found = [one for one in before if one.state in states]
            if found:
                return found[-1]
        return None

    @cached_property
    def changed(self) -> tuple[Change, ...]:
        """What changed since ``previous``, each change with who made it and when; nothing where there is none."""
        if self.previous is None:
            return ()
        found = changes.between(_plan(self.previous), self.plan)
        return edits.ascribed(found, self.records.edited, self.year)

    @cached_property
    def so_far(self) -> tuple[Comparison, Bridge]:
        """The running year up to the end of the period beside the same months of the year before, and the causes."""
        months = [str(month) for month in self.period.year_to_date()]
        span = self.period if len(months) == 1 else periods.parse(f"{months[0]}--{months[-1]}")
        compared = results.compare(self.data, span)
        bridge = drivers.bridge(self.data, span, "revenue", actions=self.review.laid)
        assert bridge is not None  # revenue needs no cost
        return compared, bridge

    @cached_property
    def panorama(self) -> Panorama:
        """The customer's market, as the market analysis reads it."""
        return panorama.read(self.data, self.period, self.follows)

    @cached_property
    def standing(self) -> pd.DataFrame:
        """Where the customer stands with its own goals."""
        return wanted.standing(self.data, self.period)

    @cached_property
    def shelf(self) -> Rivals:
        """Who is on the customer's shelf, as the competitor overview reads it."""
        return rivals.read(self.data, self.period)

    @cached_property
    def position(self) -> pd.DataFrame:
        """Our own position over twelve months, beside a year before."""
        return position.table(self.data, self.period, self.shelf.year)

    @cached_property
    def promotions(self) -> tuple[Slot, ...]:
        """The promotions of the plan in their weeks."""
        return calendar.slots(self.plan, calendar.dips(self.plan, self.data["products"]))

    @cached_property
    def clashes(self) -> tuple[Conflict, ...]:
        """Where promotions get in each other's way."""
        return calendar.conflicts(self.promotions, self.year, calendar.others(self.data, self.plan))

    @cached_property
    def terms(self) -> agreed.Year | None:
        """The contract of the plan's year."""
        return contract.ahead(self.data, self.plan, self.period, self.base)

    @cached_property
    def result(self) -> Result | None:
        """What the customer leaves, at three prices of the raw material."""
        return account_result.of(self.data, self.plan, self.period, self.terms, self.follows)

    @cached_property
    def rounds(self) -> pd.DataFrame:
        """The outlets that are open when the year begins, with their class and the visits made."""
        return activities.places(self.data, self.period, self.year)

    @cached_property
    def divided(self) -> pd.DataFrame:
        """The target of the account over its outlets in three ways (``division.table``)."""
        return division.table(self.goals("outlet"), self.places, self.weights)

    @cached_property
    def crossed(self) -> Crossed:
        """What is asked in revenue of each outlet in each group and month; or what does not add up, so that it is not known."""
        return crossing.of(self.plan, self._pattern)

    @cached_property
    def crossed_before(self) -> Crossed:
        """As ``crossed``, of the year without action."""
        return crossing.of(self.plan, self._pattern, "baseline")

    @cached_property
    def _pattern(self) -> pd.DataFrame:
        """By what the goals are crossed."""
        bound = self.kept.bound if self.kept else None
        return crossing.pattern(self.sales, crossing.through(self.year, self.base.through, bound))

    @cached_property
    def balances(self) -> Mapping[str, targets.Balance]:
        """How evenly each way of dividing lies over the outlets (``division.balances``)."""
        return division.balances(self.divided, self.odds)

    @cached_property
    def weights(self) -> Mapping[str, pd.Series]:
        """By what a total is divided over outlets (``division.weights``)."""
        return division.weights(self.odds, self.given.listings)


def read(
    review: Review,
    year: int = 0,
    *,
    account_manager: str = "",
    supervisor: str = "",
    follows: Mapping[str, str] | None = None,
    method: str = "proportional",
    found: pd.DataFrame | None = None,
    risks: Sequence[Risk] = (),
) -> PlanView:
    """
    The plan of a year, with all that it must be held against.

    Parameters
    ----------
    review : Review
        Of the account as a whole; its records hold the plans and the decisions.
    year : int
        The period's own year or the next; 0 is the next.
    account_manager, supervisor : str
        Who they are; empty where nobody is named.
    follows : product group to raw material, where their names differ
    method : one of ``targets.METHODS``
        How a first draft divides its target.
    found : DataFrame, optional
        As ``drafts.Given.proposals``: what was found, in words, for a first draft.
    risks : sequence of Risk
        What was found that may go wrong, for a first draft; beside those that the figures give.

    Raises
    ------
    FigureError
        It is another year, or there are no sales to go on from.
    DataError
        The plan that was kept cannot be read; nothing of it is lost.
    """
    when = year or review.period.year + 1
    account = AccountParameters(
        account=review.data.account,
        account_manager=account_manager or language.MISSING,
        supervisor=supervisor or language.MISSING,
        growth_target=review.growth_target,
        follows=dict(follows or {}),
    )
    base = baselines.expected(review.data, review.period, when, assessed=review.actions, latest=review.ahead)
    given = baselines.given(
        review.data,
        review.period,
        account,
        when,
        method=method,
        proposals=found,
        assessed=review.actions,
        base=base,
        risks=risks,
    )
    versions = tuple(
        sorted((one for one in review.records.plans if one.year == when), key=lambda o: o.number)
    )
    standing = [one for one in versions if one.state != "superseded"] or list(versions)
    kept = standing[-1] if standing else None
    plan = _plan(kept) if kept else drafted(review.data.account, when, given)
    return PlanView(
        review,
        when,
        plan,
        kept,
        versions,
        _before(review.records, when - 1),
        base,
        given,
        dict(follows or {}),
    )


def drafted(account: str, year: int, given: drafts.Given) -> Plan:
    """
    The first draft as forms and documents show it: what the figures give, and before all else what it asks of the supervisor itself.

    Parameters
    ----------
    account, year, given : as ``drafts.first``

    Returns
    -------
    Plan
        Its proposals by what they should bring, those of which that is not known last; before all, where it applies, that a target below what comes without action is raised.
    """
    plan = drafts.first(account, year, given)
    ranked = sorted(plan.proposals, key=lambda one: -one.effect.expected if one.effect else 1)
    asked = [*drafts.raised(plan), *ranked]
    numbered = [proposal.model_copy(update={"number": n}) for n, proposal in enumerate(asked, 1)]
    return plan.model_copy(update={"proposals": tuple(numbered)})


def _before(records: Records, year: int) -> Plan | None:
    """The plan of a year as it was adopted last, else as it was kept last."""
    kept = sorted((one for one in records.plans if one.year == year), key=lambda one: one.number)
    for states in (("adopted",), ("superseded", "submitted", "draft")):
        chosen = [one for one in kept if one.state in states]
        if chosen:
            return _plan(chosen[-1])
    return None


def _plan(kept: Planned) -> Plan:
    """A plan as it was kept."""
    return written.read(json.dumps(dict(kept.plan)), where=f"plan/{kept.year}, {kept.number}")
