"""
What the drafting form knows of the ledger: what was kept, by whom, and how far it was read.

A form holds a plan for hours while others may write. So it remembers what it began with and how far the ledger was read then; keeping is merging with what came since, and what came of it is one
value. Everything that is written goes through ``plan.keeping`` and ``plan.workflow``; the clock and the author are the desk's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from amlib.editions import binding
from amlib.plan import answers, checks, keeping, ready, state, texts, workflow

if TYPE_CHECKING:
    from amlib.editions.archive import Edition
    from amlib.plan.answers import Answers
    from amlib.plan.changes import Change
    from amlib.plan.keeping import Clash, Kept
    from amlib.plan.ledger import Ledger
    from amlib.plan.model import Plan
    from amlib.plan.ready import Obstacle
    from amlib.widgets.desk import Desk
    from amlib.widgets.ground import Ground
    from amlib.widgets.sitting import Sitting

__all__ = ["Came", "Standing", "held", "notes", "opened"]


@dataclass(frozen=True)
class Standing:
    """
    The plan as it was kept last, as far as this form has read.

    Attributes
    ----------
    plan : Plan
        The first draft where nothing is kept yet.
    seen : int or None
        How far the stream of the plan was read.
    number : int
        Of the entry; nil where there is none.
    by : str
    at : datetime or None
    """

    plan: Plan
    seen: int | None = None
    number: int = 0
    by: str = ""
    at: datetime | None = None

    @property
    def fresh(self) -> bool:
        """Whether nothing is kept yet."""
        return self.number == 0

    def latest(self, ledger: Ledger) -> Standing:
        """What is kept now; this, where nothing is."""
        last = keeping.latest(ledger, self.plan.account, self.plan.year)
        return self if last is None else _of(last)

    def saved(self, desk: Desk, mine: Plan, choices: Mapping[str, Any]) -> Came:
        """
        Keep a plan that was made from this one, merged with what others kept since.

        Raises
        ------
        LedgerConflict
            What others kept is no draft any more; nothing is written.
        LedgerError
            The ledger cannot be written.
        """
        merged = keeping.save_merged(
            desk.ledger, self.plan, mine, author=desk.author, at=desk.now(), seen=self.seen, resolve=choices
        )
        held = self if merged.kept is None else _of(merged.kept)
        return Came(held, merged.theirs, merged.clashes, merged.renamed)

    def obstacles(self, ground: Ground, sitting: Sitting) -> tuple[Obstacle, ...]:
        """All that stands in the way of submitting."""
        around = sitting.around
        places = {"outlet": tuple(around.outlets), "group": around.groups, "region": around.regions, "banner": around.banners}  # fmt: skip
        faults = checks.of_plan(sitting.plan, places, around.owners)
        return (*ready.of_faults(faults), *ready.of_terms(sitting.plan, around.agreed), *ground.obstacles)

    def answers(self, ledger: Ledger) -> Answers:
        """What became of this plan since its writer let go of it."""
        return answers.of(ledger.read(account=self.plan.account), self.plan)

    def document(self, desk: Desk) -> Edition | None:
        """The filed document that shows the plan as it is kept; None where there is none."""
        plans = state.records_of(desk.ledger.read(account=self.plan.account), self.plan.account, audience="internal").plans  # fmt: skip
        planned = next((one for one in plans if (one.year, one.number) == (self.plan.year, self.number)), None)  # fmt: skip
        return binding.document(desk.output, self.plan.account, planned) if planned else None

    def adjusted(self, desk: Desk, reason: str, cause: Literal["market", "customer", "own"]) -> Standing:
        """
        Begin the next version of the plan, that is adopted.

        Raises
        ------
        ParameterError
            There is no reason, or the cause is none.
        LedgerConflict
            Somebody wrote since.
        """
        made = workflow.adjust(
            desk.ledger, self.plan.account, self.plan.year, reason=reason, cause=cause, author=desk.author, at=desk.now()
        )  # fmt: skip
        return _of(made)

    def worked_in(self, desk: Desk, number: int) -> None:
        """
        Say that what was decided instead of a proposal is in the plan.

        Raises
        ------
        ParameterError
            Nothing of it is open.
        """
        workflow.worked_in(
            desk.ledger, self.plan.account, self.plan.year, number, author=desk.author, at=desk.now()
        )

    def submitted(
        self, desk: Desk, to: str, obstacles: tuple[Obstacle, ...], reason: str, note: str = ""
    ) -> Standing:
        """
        Hand the plan over.

        Raises
        ------
        ParameterError
            Nobody is named, or there are obstacles that the reason does not overrule.
        LedgerConflict
            Somebody wrote since.
        """
        made = workflow.submit(
            desk.ledger, self.plan.account, self.plan.year, to=to, author=desk.author, login=desk.login, at=desk.now(),
            obstacles=obstacles, reason=reason, note=note, seen=self.seen,
        )  # fmt: skip
        return _of(made)


@dataclass(frozen=True)
class Came:
    """What came of keeping a plan: where it stands now, what others had changed, and what both changed differently."""

    kept: Standing
    theirs: tuple[Change, ...] = ()
    clashes: tuple[Clash, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def opened(ledger: Ledger, first: Plan) -> Standing:
    """
    What a form begins with: what was kept last, or the first draft.

    Raises
    ------
    LedgerError, DataError
        The ledger, or the plan in it, cannot be read.
    """
    return Standing(first).latest(ledger)


def held(ledger: Ledger, plan: Plan) -> tuple[Plan, ...]:
    """Every plan of the year that was kept, oldest first."""
    return tuple(each.plan for each in keeping.versions(ledger, plan.account, plan.year))


def notes(found: Iterable[texts.Stale]) -> list[str]:
    """What is said with a submission, of texts that were written when the target was another one."""
    return [f"{checks.one(each.kind)} {each.id}: {texts.said(each)}" for each in found]


def _of(kept: Kept) -> Standing:
    return Standing(kept.plan, kept.seen, kept.number, kept.by, kept.at)
