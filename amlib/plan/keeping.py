"""
Plans in the ledger: every version as it was kept, and two people who save at the same time.

A draft is saved many times a day, by the one who is at it, sometimes by two. Each save is an entry behind the others, so that yesterday's draft is still there. Whoever saves says how far
the stream had been read; when somebody else saved in between, the two are merged: item by item, field by field, the courses of goals month by month.

=====================================================  ===========================================================================================
what happened                                          what becomes of it
=====================================================  ===========================================================================================
only they changed it                                   taken over, and told (``Merged.theirs``)
only I changed it                                      stays
both changed it, differently                           a ``Clash``: nothing is written until somebody chose
taken out by one, changed by the other                 a ``Clash``
both added an item, with the same new id               mine gets the next free id (``Merged.renamed``), and what refers to it follows
theirs is no draft any more, or another version        refused: a plan that was submitted is not written over
=====================================================  ===========================================================================================

A choice is made by the key of a clash, which names what the other wrote: when they write again, it is asked again.

Deliberately absent: the steps from draft to adopted, which are for ``workflow``. Only drafts are saved here.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from amlib import errors, language
from amlib.plan import changes, checks, entries, items, ledger, state, written
from amlib.plan.model import Plan

if TYPE_CHECKING:
    from amlib.plan.chain import Entry
    from amlib.plan.changes import Change
    from amlib.plan.ledger import Ledger

__all__ = [
    "Clash",
    "Kept",
    "Merged",
    "body",
    "kept_in",
    "latest",
    "save",
    "save_merged",
    "stream",
    "versions",
]

Side = Literal["mine", "theirs"]


@dataclass(frozen=True)
class Kept:
    """
    A plan as it stands in the ledger.

    Attributes
    ----------
    plan : Plan
    number : int
        Of its entry in the stream ``plan/<year>``.
    seen : int
        The last entry of the stream that was read with it; what the next save is told.
    by, at, note : str, datetime, str
        Who kept it, when, and what was said with it.
    """

    plan: Plan
    number: int
    seen: int
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True)
class Clash(changes.Conflict):
    """A conflict (kind, id, field, month, base, mine, theirs) with the name of who wrote theirs."""

    by: str = ""

    @property
    def key(self) -> str:
        """
        What a choice names it by.

        Examples
        --------
        >>> Clash("goals", "G1", "goal one", "target", 1, 2, 3, month=2).key
        'goals/G1/target/3@4e07408562be'
        """
        place = [self.kind, self.id, self.field, "" if self.month is None else str(self.month + 1)]
        sealed = hashlib.sha256(repr(self.theirs).encode("utf-8", "surrogatepass")).hexdigest()
        return f"{'/'.join(place).rstrip('/')}@{sealed[:12]}"


@dataclass(frozen=True)
class Merged:
    """
    What came of saving a plan that somebody else may have saved too.

    Attributes
    ----------
    kept : Kept or None
        The plan as it is now in the ledger; None where nothing was written, because of clashes.
    theirs : tuple of Change
        All that others changed since it was read, with who did (``who``).
    clashes : tuple of Clash
        What both changed; those that were chosen are not among them.
    plan : Plan
        The merged plan; where there are clashes, with theirs.
    renamed : mapping of 'kind/id' to str
        The new ids of what I added under an id that they used too.
    """

    kept: Kept | None
    theirs: tuple[Change, ...]
    clashes: tuple[Clash, ...]
    plan: Plan
    renamed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def stream(year: int) -> str:
    """The stream of the plan of a year."""
    return f"plan/{year}"


def body(plan: Plan, note: str = "") -> entries.PlanVersion:
    """A plan as the ledger keeps it."""
    return entries.made(entries.PlanVersion, year=plan.year, plan=json.loads(written.text(plan)), note=note)


def versions(ledger: Ledger, account: str, year: int) -> tuple[Kept, ...]:
    """
    Every plan that was kept of a year and not withdrawn, oldest first.

    Raises
    ------
    DataError
        One of them was written by a newer version of the workbook, or cannot be read. In the ledger nothing is lost.
    LedgerError
        The ledger cannot be read.
    """
    return kept_in(ledger.read(account=account, stream=stream(year)), account, year)


def latest(ledger: Ledger, account: str, year: int) -> Kept | None:
    """The plan of a year as it was kept last; None where there is none. Raises as ``versions``."""
    return next(reversed(versions(ledger, account, year)), None)


def kept_in(said: Iterable[Entry], account: str, year: int) -> tuple[Kept, ...]:
    """The same of entries that were read already, from the start."""
    told = [entry for entry in said if (entry.account, entry.stream) == (account, stream(year))]
    return tuple(
        Kept(_plan(entry, it), entry.number, told[-1].number, entry.author, datetime.fromisoformat(entry.at), it.note)
        for entry, it in state.numbered(told, account)
        if isinstance(it, entries.PlanVersion)
    )  # fmt: skip


def save(ledger: Ledger, plan: Plan, *, author: str, at: datetime, seen: int | None, note: str = "") -> Kept:
    """
    Keep a draft.

    Parameters
    ----------
    ledger : Ledger
    plan : Plan
        A draft, of the version that is being worked on.
    author, at : str, datetime
    seen : int or None
        ``Kept.seen`` of the plan that it was made from; None (or 0) where there was none.
    note : str

    Returns
    -------
    Kept
        A plan that is equal to the latest is not written again: it is the latest that is returned.

    Raises
    ------
    LedgerConflict
        Somebody wrote after ``seen``; nothing is written. ``save_merged`` merges.
    ParameterError
        The plan is no draft, or what is kept is not a draft of the same version (it was submitted, or adopted).
    """
    return _kept(ledger, plan, versions(ledger, plan.account, plan.year), author, at, seen, note)


def save_merged(
    ledger: Ledger,
    base: Plan | None,
    mine: Plan,
    *,
    author: str,
    at: datetime,
    seen: int | None,
    note: str = "",
    resolve: Mapping[str, Side] | None = None,
) -> Merged:
    """
    Keep a draft, merged with what others kept since.

    Parameters
    ----------
    ledger : Ledger
    base : Plan or None
        What mine began with, kept or not; None for an empty plan.
    mine : Plan
    author, at : str, datetime
    seen : int or None
        ``Kept.seen`` of what mine began with; None (or 0) where nothing was kept yet.
    note : str
    resolve : mapping of ``Clash.key`` to 'mine' or 'theirs', optional
        What was chosen where both changed the same. The key of a clash that is no more is passed over.

    Returns
    -------
    Merged
        With clashes, ``kept`` is None and nothing is written.

    Raises
    ------
    LedgerConflict
        What others kept is no draft any more, or of another version; nothing is written.
    ParameterError
        Mine is no draft, or a choice is neither 'mine' nor 'theirs'.
    """
    chosen = dict(resolve or {})
    _sides(chosen)
    while True:
        said = ledger.read(account=mine.account, stream=stream(mine.year))
        since = tuple(entry for entry in said if entry.number > (seen or 0))
        held = kept_in(said, mine.account, mine.year)
        found = _merged(base, mine, held, since, chosen)
        if found.clashes:
            return found
        try:
            kept = _kept(ledger, found.plan, held, author, at, since[-1].number if since else seen, note)
        except errors.LedgerConflict:
            continue  # somebody was faster once more: theirs is read and merged too
        return replace(found, kept=kept)


def _kept(  # noqa: PLR0917  the same as those who call it
    ledger_: Ledger,
    plan: Plan,
    held: tuple[Kept, ...],
    author: str,
    at: datetime,
    seen: int | None,
    note: str,
) -> Kept:
    """Write a draft behind what was read, unless it is what stands there."""
    last = held[-1] if held else None
    if last is not None and last.plan == plan:
        return last
    _unlike(plan)
    if plan.state != "draft":
        raise _no_draft(plan, plan)
    if last is not None and last.seen == (seen or 0) and not _goes_on(last.plan, plan):
        raise _no_draft(last.plan, plan)
    entry = ledger_.append(ledger.Draft(plan.account, body(plan, note), author, at), seen)
    return Kept(plan, entry.number, entry.number, author, datetime.fromisoformat(entry.at), note)


def _merged(
    base: Plan | None,
    mine: Plan,
    held: tuple[Kept, ...],
    since: tuple[Entry, ...],
    chosen: Mapping[str, Side],
) -> Merged:
    """Mine and theirs in one plan, with what was chosen."""
    last = held[-1] if held else None
    if last is None or not since or last.plan == mine:
        return Merged(None, (), (), mine)
    start = base or Plan(account=mine.account, year=mine.year, version=mine.version, revision=mine.revision)
    if mine != start and not _goes_on(last.plan, mine):
        raise _overtaken(last, mine, since)
    own, renamed = _renamed(start, mine, last.plan)
    found, who = changes.merged(start, own, last.plan), _writers(start, held, since[0].number - 1)
    clashes = [
        Clash(**_values(each), by=_writer(who, each.kind, each.id, each.field) or last.by)
        for each in found.conflicts
    ]
    plan = found.plan
    for clash in clashes:
        if chosen.get(clash.key) == "mine":
            plan = changes.taken(plan, clash)
    left = tuple(clash for clash in clashes if clash.key not in chosen)
    theirs = tuple(
        replace(each, who=_writer(who, each.kind, each.id, each.field) or each.who or last.by)
        for each in changes.between(start, last.plan)
    )
    return Merged(None, theirs, left, plan, MappingProxyType(renamed))


def _goes_on(kept: Plan, plan: Plan) -> bool:
    """Whether a plan is the same draft as the one that is kept, edited."""
    return (kept.state, kept.version) == (plan.state, plan.version) == ("draft", plan.version)


def _writers(start: Plan, held: tuple[Kept, ...], seen: int) -> dict[tuple[str, str, str], str]:
    """Who changed each field last, of all that was kept since."""
    found: dict[tuple[str, str, str], str] = {}
    before = next((each.plan for each in reversed(held) if each.number <= seen), start)
    for each in held:
        if each.number > seen:
            for change in changes.between(before, each.plan):
                found[change.kind, change.id, change.field] = each.by
                found[change.kind, change.id, ""] = each.by
            before = each.plan
    return found


def _writer(who: Mapping[tuple[str, str, str], str], kind: str, id: str, field: str) -> str:
    return who.get((kind, id, field)) or who.get((kind, id, ""), "")


def _values(conflict: changes.Conflict) -> dict[str, Any]:
    return {each.name: getattr(conflict, each.name) for each in fields(changes.Conflict)}


def _renamed(base: Plan, mine: Plan, theirs: Plan) -> tuple[Plan, dict[str, str]]:
    """My plan with a new id for what I added under an id that they gave to something else."""
    told: dict[str, str] = {}
    for kind in items.KINDS:
        for item in getattr(mine, kind):
            other = theirs.found(kind, item.id)
            if base.found(kind, item.id) is None and other not in (None, item):
                new = max(mine.next_id(kind), theirs.next_id(kind), base.next_id(kind), key=_by_number)
                mine, told[f"{kind}/{item.id}"] = _with_id(mine, kind, item.id, new), new
    return mine, told


def _by_number(id: str) -> tuple[int, str]:
    return len(id), id


def _with_id(plan: Plan, kind: str, old: str, new: str) -> Plan:
    """The plan with one value under another id, and what refers to it too."""
    named = {"number": int(new)} if kind == "proposals" else {"id": new}
    held = tuple(e.model_copy(update=named) if e.id == old else e for e in getattr(plan, kind))
    plan = plan.model_copy(update={kind: held})
    if kind == "goals":
        serving = tuple(a.model_copy(update={"goal": new}) if a.goal == old else a for a in plan.actions)
        plan = plan.model_copy(update={"actions": serving})
    if kind == "actions":
        asked = tuple(
            p.model_copy(update={"actions": tuple(new if each == old else each for each in p.actions)})
            for p in plan.proposals
        )
        plan = plan.model_copy(update={"proposals": asked})
    return plan


def _plan(entry: Entry, said: entries.PlanVersion) -> Plan:
    where = f"{entry.position}: {entry.account}, {entry.stream}, {entry.number}"
    return written.read(json.dumps(dict(said.plan)), where=where)


def _unlike(plan: Plan) -> None:
    """A value that has its id to itself can be told from the others; nothing else is kept."""
    twice = [
        f"{checks.word(kind)}: {id}"
        for kind in items.KINDS
        for id, count in Counter(each.id for each in getattr(plan, kind)).items()
        if count > 1
    ]
    if twice:
        raise errors.ParameterError(
            language.say("ids that are used more than once"),
            where="\n".join(twice),
            expected=language.say("an id of its own for each value"),
            do_next=language.say("nothing was written; give one of the two another id"),
        )


def _sides(chosen: Mapping[str, str]) -> None:
    wrong = [f"{key}: {side}" for key, side in chosen.items() if side not in ("mine", "theirs")]
    if wrong:
        raise errors.ParameterError(
            language.say("a choice that is none"),
            where="\n".join(wrong),
            expected=language.say("'mine' or 'theirs' for each clash"),
            do_next=language.say("nothing was written; choose again"),
        )


def _no_draft(kept: Plan, plan: Plan) -> errors.ParameterError:
    return errors.ParameterError(
        language.say(
            "version {version} of the plan is {state}", version=kept.version, state=checks.word(kept.state)
        ),
        where=language.say(
            "{account}, {year}: version {version} was to be saved",
            account=plan.account,
            year=str(plan.year),
            version=plan.version,
        ),
        expected=language.say("a plan that is {state}", state=checks.word("draft")),
        do_next=language.say("nothing was written: have it given back, or adjust the adopted plan"),
    )


def _overtaken(last: Kept, mine: Plan, since: tuple[Entry, ...]) -> errors.LedgerConflict:
    told = language.say(
        "{author} made it version {version}, {state}, on {day}",
        author=last.by,
        version=last.plan.version,
        state=checks.word(last.plan.state),
        day=language.date(last.at.date()),
    )
    return errors.LedgerConflict(
        language.say("the plan of {account} for {year} moved on while you wrote", account=mine.account, year=str(mine.year)),
        since,
        where=told,
        expected=language.say("a draft of version {version}", version=mine.version),
        do_next=language.say("nothing was written, and what you have is still yours: export it, and have the plan given back"),
    )  # fmt: skip
