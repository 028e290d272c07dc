"""
A sitting: one person at one plan, from opening it to leaving it.

Drafting is trying, and what was tried must come back with one key. As a plan is a value, a sitting is a row of them: every edit puts the next one on top, undo takes it off, redo puts it back.
Beside the plan stands what was typed and could not be put in it (a number that is none, dates the wrong way round): it stays in its cell with the reason, is undone with the rest, and is tried
again with everything else that is typed in its row.

Nothing here knows a browser, a ledger or a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from amlib import errors, language
from amlib.analysis.calculation import Edit
from amlib.plan import checks, handed_down, items, texts
from amlib.widgets import sheets
from amlib.widgets.columns import Around, Column

if TYPE_CHECKING:
    from amlib.plan.model import Plan
    from amlib.widgets.ground import Ground

__all__ = ["DEEP", "Place", "Sitting", "State", "Typed"]

DEEP = 500
"""How many edits can be undone."""

Place = tuple[str, str, str]
"""A cell: the kind, the id and the column."""


@dataclass(frozen=True)
class Typed:
    """What was typed and is not in the plan, and why not."""

    text: str
    why: str


@dataclass(frozen=True)
class State:
    """What undo goes back to: the plan, what was typed beside it, and where the sliders stand."""

    plan: Plan
    beside: Mapping[Place, Typed] = field(default_factory=lambda: MappingProxyType({}))
    sliders: Edit = field(default_factory=Edit)


class Sitting:
    """
    One person at one plan.

    Parameters
    ----------
    ground : Ground
    plan : Plan
        What it begins with.

    Attributes
    ----------
    now : State
    highest : int
        The highest number that a proposal of this plan ever had: a new one gets a higher.
    decided : mapping of number to str
        What was decided about each proposal, in words.
    gone : tuple of Gone
        What went out by itself with the last edit.
    """

    def __init__(self, ground: Ground, plan: Plan, before: Iterable[Plan] = ()) -> None:
        self.ground, self.now = ground, State(plan)
        self.highest, self.decided, self.gone = 0, dict[int, str](), tuple[texts.Gone, ...]()
        self._memory = texts.remembered((ground.first, *before, plan))
        self._past: list[State] = []
        self._ahead: list[State] = []
        self._sliding = False
        self._faults: tuple[Plan, dict[Place, str]] | None = None
        self._seen: checks.Seen = {}
        self._remembered(plan)

    @property
    def plan(self) -> Plan:
        """The plan as it is now."""
        return self.now.plan

    @property
    def around(self) -> Around:
        """What the plan's fields may name, its own goals and all owners in it included."""
        return replace(
            self.ground.around,
            goals={goal.id: goal.name for goal in self.plan.goals},
            decided=self.decided,
        )

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back."""
        return bool(self._ahead)

    def undo(self) -> None:
        """One edit back."""
        self.gone = ()
        if self._past:
            self._ahead.append(self.now)
            self.now = self._past.pop()

    def redo(self) -> None:
        """The edit that was taken back last, again."""
        self.gone = ()
        if self._ahead:
            self._past.append(self.now)
            self.now = self._ahead.pop()

    def typed(self, edits: Iterable[tuple[Place, str]], owner: str, today: date) -> None:
        """
        What was typed in cells, or pasted over them: one edit.

        An id that begins with '+' is a row that is still to be made, the same one for all cells that name it so.
        """
        plan, beside, made = self.plan, dict(self.now.beside), {}
        rows: dict[tuple[str, str], dict[str, str]] = {}
        for (kind, id, key), text in edits:
            rows.setdefault((kind, id), {})[key] = text
        for (kind, id), cells in rows.items():
            if id.startswith("+") and id not in made:
                item = self._new(plan, kind, owner, today)
                plan, made[id] = sheets.with_item(plan, kind, item), item.id
            plan, beside = self._row(plan, beside, (kind, made.get(id, id)), cells)
        self._put(plan, beside)

    def added(self, kind: str, owner: str, today: date) -> str:
        """A new row; its id."""
        item = self._new(self.plan, kind, owner, today)
        self._put(sheets.with_item(self.plan, kind, item), self.now.beside)
        return str(item.id)

    def taken_out(self, kind: str, ids: Iterable[str], *, along: bool = False) -> None:
        """The plan without these rows; ``along``: as part of the edit before, that is taken back with it."""
        plan, gone = self.plan, set(ids)
        for id in gone:
            plan = plan.without(kind, id)
        before = self._past[-1:] if along else []
        self._put(plan, {at: t for at, t in self.now.beside.items() if not (at[0] == kind and at[1] in gone)})
        if before:
            self._past = [*self._past[:-2], *before]

    def asked(self) -> tuple[int, ...]:
        """A proposal for each term that is otherwise than is agreed and of which none asks anything yet; their numbers."""
        plan, numbers = self.plan, list[int]()
        for proposal in self.ground.asking.made(plan):
            number = max(int(plan.next_id("proposals")), self.highest + 1 + len(numbers))
            plan = plan.with_proposal(proposal.model_copy(update={"number": number}))
            numbers.append(number)
        self._put(plan, self.now.beside)
        return tuple(numbers)

    def slid(self, name: str, value: float, *, done: bool) -> None:
        """A slider was moved; while it is, that is no edit of its own."""
        if not self._sliding:
            self._remember()
        self.now = replace(self.now, sliders=replace(self.now.sliders, **{name: value}))
        self._sliding = not done

    def at_rest(self) -> None:
        """The sliders back where they change nothing."""
        self._put(self.plan, self.now.beside, Edit())

    def taken_over(self, sums: Mapping[str, int]) -> None:
        """What the sliders give as the targets of the whole account, handed down to its parts; the sliders back at rest."""
        plan = self.plan
        for measure, total in sums.items():
            plan = handed_down.with_total(plan, measure, total)
        self._put(plan, self.now.beside, Edit())

    def handed_down(self, way: str = "") -> None:
        """The targets of the parts after those of the whole account; the outlets' revenue in a way of its own (``handed_down``)."""
        plan = self.plan
        for measure in items.ADDITIVE:
            plan = handed_down.handed_down(plan, measure, way, self.ground.weights)
        self._put(plan, self.now.beside)

    def put(self, plan: Plan, *, renamed: Mapping[str, str] | None = None) -> None:
        """Another plan in the place of this one, as of a merge; that can be undone as well."""
        moved = renamed or {}
        beside = {
            (kind, moved.get(f"{kind}/{id}", id), key): text
            for (kind, id, key), text in self.now.beside.items()
        }
        self._put(plan, beside, whole=True)

    def began_again(self, plan: Plan) -> None:
        """Another plan, with nothing to undo."""
        self.now, self._past, self._ahead = State(plan), [], []
        self._remembered(plan)

    def stale(self) -> tuple[texts.Stale, ...]:
        """What was written when the target was another one."""
        return texts.stale(self.plan, self._memory, self.ground.first)

    def faults(self) -> dict[Place, str]:
        """What is wrong in the plan as it is, by the cell where it is to be corrected."""
        if self._faults is not None and self._faults[0] is self.plan:
            return self._faults[1]
        around, found, settled = self.around, dict[Place, list[str]](), dict[Place, list[str]]()
        places = {
            "outlet": tuple(around.outlets),
            "group": around.groups,
            "region": around.regions,
            "banner": around.banners,
        }
        for fault in checks.of_plan(self.plan, places, around.owners, seen=self._seen):
            if fault.kind not in sheets.SHEETS:
                continue
            place = (fault.kind, fault.id, _column(fault.kind, fault.field))
            found.setdefault(place, []).append(_why(fault))
            if fault.code in checks.SUMS:
                settled.setdefault(place, []).append(checks.settled(fault))
        for each in self.stale():
            found.setdefault((each.kind, each.id, _column(each.kind, each.field)), []).append(texts.said(each))  # fmt: skip
        told = {place: ". ".join(filter(None, ("; ".join(dict.fromkeys(why)), *dict.fromkeys(settled.get(place, []))))) for place, why in found.items()}  # fmt: skip
        self._faults = self.plan, told
        return told

    def _row(
        self, plan: Plan, beside: dict[Place, Typed], row: tuple[str, str], texts: Mapping[str, str]
    ) -> tuple[Plan, dict[Place, Typed]]:
        """A row with what is typed in it now and what was typed before and did not fit."""
        kind, id = row
        item = plan.found(kind, id)
        if item is None:
            return plan, beside
        before = {at[2]: told.text for at, told in beside.items() if at[:2] == row}
        wanted = {**before, **texts}
        columns = [column for column in sheets.SHEETS[kind] if column.key in wanted]
        left: dict[str, Typed] = {}
        item = _fitted(item, kind, plan.year, columns, wanted, self._around(plan), left)
        if item.id != id and plan.found(kind, item.id) is not None:
            why = language.say("there is a row for it already: {id}", id=item.id)
            left |= {c.key: Typed(wanted[c.key], why) for c in columns if c.field == "id"}
            item = plan.found(kind, id)
        beside = {at: told for at, told in beside.items() if at[:2] != row}
        beside |= {(kind, item.id, key): told for key, told in left.items()}
        if item != plan.found(kind, id):
            plan = _renamed(plan, kind, id, item.id) if item.id != id else plan
            plan = sheets.with_item(plan, kind, item)
        return plan, beside

    def _around(self, plan: Plan) -> Around:
        return replace(self.ground.around, goals={goal.id: goal.name for goal in plan.goals})

    def _new(self, plan: Plan, kind: str, owner: str, today: date) -> Any:
        return sheets.new(plan, kind, owner, today, self.ground.around, self.highest)

    def _put(
        self, plan: Plan, beside: Mapping[Place, Typed], sliders: Edit | None = None, *, whole: bool = False
    ) -> None:
        """The next state; what the draft wrote is written again, unless the plan is ``whole`` as somebody kept it."""
        self.gone = ()
        if plan != self.plan and not whole:
            plan, self.gone = texts.again(self.plan, plan, self.ground.first, (self.ground.asking.written,))
        self._remembered(plan)
        new = State(plan, MappingProxyType(dict(beside)), sliders or self.now.sliders)
        if new != self.now:
            self._remember()
            self.now = new

    def _remembered(self, plan: Plan) -> None:
        """The numbers that are given out, and the target of the moment beside what is new."""
        self._memory = texts.remembered([plan], self._memory)
        self.highest = max([self.highest, *(each.number for each in plan.proposals)])

    def _remember(self) -> None:
        self._past = [*self._past[-DEEP + 1 :], self.now]
        self._ahead = []


def _renamed(plan: Plan, kind: str, id: str, other: str) -> Plan:
    """The plan with a value under another id, in its place, and what asks for it too: a row that now stands for another condition."""
    held = tuple(one.model_copy(update={"id": other}) if one.id == id else one for one in getattr(plan, kind))
    plan = plan.model_copy(update={kind: held})
    if kind != "terms":
        return plan
    asked = tuple(
        one.model_copy(update={"terms": tuple(other if each == id else each for each in one.terms)})
        for one in plan.proposals
    )
    return plan.model_copy(update={"proposals": asked})


def _fitted(  # noqa: PLR0917  a row, and all that it is read with
    item: Any,
    kind: str,
    year: int,
    columns: Sequence[Column],
    texts: Mapping[str, str],
    around: Around,
    left: dict[str, Typed],
) -> Any:
    """The value with all of the texts that fit together; the others are left, each with its reason."""
    whole = item
    for column in columns:
        try:
            whole = column.put(whole, texts[column.key], around)
        except errors.WorkbookError as error:
            left[column.key] = Typed(texts[column.key], _told(error))
    if not checks.of_item(whole, kind, year):
        return whole
    for column in columns:
        if column.key in left:
            continue
        tried = column.put(item, texts[column.key], around)
        wrong = checks.of_item(tried, kind, year)
        if wrong:
            left[column.key] = Typed(texts[column.key], _why(wrong[0]))
        else:
            item = tried
    return item


def _told(error: errors.WorkbookError) -> str:
    """An error under a cell: what it is, and what would have been right."""
    return error.what if not error.expected else f"{error.what}: {error.expected}"


def _why(fault: checks.Fault) -> str:
    """A fault in words, without the value that it is about: it stands there."""
    return checks.said(fault).partition(": ")[2]


def _column(kind: str, name: str) -> str:
    """The column of a field."""
    columns = sheets.SHEETS[kind]
    return next(
        (c.key for c in columns if c.field == name),
        next((c.key for c in columns if c.key == name), columns[1].key),
    )
