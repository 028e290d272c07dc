"""
An activity plan that comes back from Excel: what somebody changed in it, beside what it was made of.

The file says itself what it was made of (``activities``), so what was changed in it is known whatever happened here in the meantime: the plan in the file is the plan of then, with the
changed cells. Making one of that and the plan of today is a merge of three, as when two people work at once, and that is for ``plan.keeping``. The file stays as it is.

* A row with its number is the value with that number; in any order. A row without a number is a new value. A value whose row is emptied or deleted is *gone*: it is told, and taken out only by
  who says so.
* All that is wrong is told at once, each with its cell, what stands there and what was expected; also where only the plan as a whole shows it (people, outlets, days outside the year). What was
  already wrong in the plan, and was not touched, is not the file's fault.
* What stands on the sheet of targets is for reading only: what was changed there is told, and not taken over.
* A file of another account or year, of a form that this version does not know, or whose heads were moved, is refused as a whole.
* A cell with an error of Excel, or with a formula that was never computed, is wrong; it is not empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from amlib import errors, language
from amlib.editions import activities, opened, sheets
from amlib.plan import checks, items, keeping
from amlib.plan.model import Plan

if TYPE_CHECKING:
    from datetime import datetime

    from amlib.editions.sheets import Cell, Column, Known
    from amlib.plan.keeping import Clash, Merged
    from amlib.plan.ledger import Ledger

__all__ = ["Gone", "Returned", "cell_of", "merged", "of", "read"]

_MODELS: Mapping[str, type[items.Activity | items.Action]] = {
    "activities": items.Activity,
    "actions": items.Action,
}
_MUST: Mapping[str, tuple[str, ...]] = {
    "activities": ("outlet", "kind"),
    "actions": ("name", "kind", "level", "owner", "begins", "ends"),
}
"""What a row must say."""
_DEFAULTS = {"level": "customer"}


@dataclass(frozen=True)
class Gone:
    """A value that has no row in the file any more."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True)
class Returned:
    """
    What came back.

    Attributes
    ----------
    base, mine : Plan
        Of which the file was made, and as the file has it; both with activities and actions only.
    number : int
        The entry in the stream of the plan that it was made of.
    gone : tuple of Gone
        Whose rows are not there; ``mine`` still has them, unless they were to be taken out.
    cells : mapping of (kind, id, field) to the cell
        Where each field stands, as ``Sheet!C12``.
    left : tuple of str
        What was changed on the sheet of targets, which is for reading only: nothing of it is in ``mine``.
    """

    base: Plan
    mine: Plan
    number: int
    gone: tuple[Gone, ...]
    cells: Mapping[tuple[str, str, str], str] = field(repr=False)
    left: tuple[str, ...] = ()


@dataclass
class _Reading:
    """What is known while a file is read."""

    known: Known
    year: int
    faults: list[str] = field(default_factory=list)
    cells: dict[tuple[str, str, str], str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


def read(file: Path, now: Plan, known: Known, *, take_out: bool = False) -> Returned:
    """
    What somebody made of an activity plan.

    Parameters
    ----------
    file : Path
    now : Plan
        The plan of the account and year as it stands; new rows get numbers that it does not have.
    known : Known
        All outlets, groups, people and goals that there are.
    take_out : bool
        Whether values whose rows are gone are taken out of ``mine``.

    Raises
    ------
    DataError
        The file is no activity plan, or not of this plan, or was made by another version, or columns were moved.
    ParameterError
        Cells cannot be read, or hold what the plan cannot hold; all of them at once.
    """
    book = opened.book(file)
    told, base = opened.origin(book, file)
    opened.fits(told, now, file)
    with language.use(told["language"]):
        pages = {kind: language.say(name) for kind, name in sheets.SHEETS.items()}
        rows = {kind: opened.rows(book, pages[kind], kind, base.year, file) for kind in pages}
    reading = _Reading(known, base.year)
    for name in pages.values():
        reading.faults += [
            opened.line(f"{name}!{cell}", language.say("an error or a formula without a value"), language.say("a value"))
            for cell in opened.uncomputed(file, name)
        ]  # fmt: skip
    found: dict[str, tuple[Any, ...]] = {}
    gone: list[Gone] = []
    for kind, (first, lines) in rows.items():
        with language.use(told["language"]):
            cells = [_changed(line, kind, base, known) for line in lines]
        found[kind], left = _values(kind, (pages[kind], first, cells), base, now, reading)
        gone += left
    kept = {
        kind: (*found[kind], *(base.found(kind, each.id) for each in gone if each.kind == kind and not take_out))
        for kind in found
    }  # fmt: skip
    mine = base.model_copy(update={kind: _ordered(values, base, kind) for kind, values in kept.items()})
    reading.faults += _plan_faults(base, mine, now, reading)
    if reading.faults:
        raise _faulty(reading.faults, file)
    unread = opened.asked(book, told, file)
    return Returned(base, mine, int(told["entry"]), tuple(gone), reading.cells, tuple(unread))


def of(file: Path) -> tuple[str, int]:
    """
    The account and year whose plan a file is of.

    Raises
    ------
    DataError
        As ``read``.
    """
    _, base = opened.origin(opened.book(file), file)
    return base.account, base.year


def merged(
    ledger: Ledger,
    back: Returned,
    *,
    author: str,
    at: datetime,
    note: str = "",
    side: Literal["mine", "theirs", ""] = "",
) -> Merged:
    """
    Keep what came back as the next draft, merged with what was kept here since the file was made.

    Parameters
    ----------
    ledger : Ledger
    back : Returned
    author, at, note : str, datetime, str
    side : 'mine', 'theirs' or empty
        What to take where a cell was changed in the file and here too; without it nothing is written when there is such a cell.

    Returns
    -------
    Merged
        As ``keeping.save_merged``.

    Raises
    ------
    DataError
        The ledger has no such plan: the file was made of another.
    LedgerConflict, ParameterError
        What is kept here is no draft; nothing is written.
    """
    account, year = back.base.account, back.base.year
    held = keeping.versions(ledger, account, year)
    start = next((each.plan for each in held if each.number == back.number), None)
    if start is None or activities.carried(start) != back.base:
        raise errors.DataError(
            language.say("the ledger has no plan of {account} for {year} as this file was made of", account=account, year=str(year)),
            expected=language.say("entry {number} of the stream {stream}", number=back.number, stream=keeping.stream(year)),
            do_next=language.say("bring it in where it was made, or make the file again and copy the changed cells into it"),
        )  # fmt: skip
    now = held[-1].plan
    if (
        now.state == "draft"
    ):  # what was changed in the file goes into the draft that there is, of whatever version
        start = start.model_copy(
            update={name: getattr(now, name) for name in ("version", "state", "revision", "steps")}
        )
    mine = start.model_copy(update={kind: getattr(back.mine, kind) for kind in sheets.SHEETS})
    say: Mapping[str, Any] = {"author": author, "at": at, "seen": back.number, "note": note}
    found = keeping.save_merged(ledger, start, mine, **say)
    if found.clashes and side:
        found = keeping.save_merged(ledger, start, mine, **say, resolve={c.key: side for c in found.clashes})
    return found


def cell_of(back: Returned, clash: Clash) -> str:
    """The cell of a clash, as ``Sheet!C12``; its number where it has none any more."""
    part = clash.field if clash.month is None else f"{clash.field}.{clash.month}"
    return back.cells.get((clash.kind, clash.id, part or "id")) or clash.id


def _faulty(faults: Sequence[str], file: Path) -> errors.ParameterError:
    """All cells that are wrong, each told once: the first thing said of it is the nearest to the cause."""
    told: dict[str, str] = {}
    for fault in faults:
        told.setdefault(fault.partition(": ")[0], fault)
    return errors.ParameterError(
        language.say_many(
            "one cell of {file} cannot be taken over",
            "{count} cells of {file} cannot be taken over",
            len(told),
            file=file.name,
        ),
        where="\n".join(told.values()),
        do_next=language.say("correct these cells and bring the file in again; nothing was changed"),
    )


_Line = tuple[str, dict[str, Any], dict[str, tuple[Any, str]], bool]


def _changed(line: Sequence[Cell], kind: str, base: Plan, known: Known) -> _Line:
    """A row: its number, what was changed in it, what of that cannot be read, and whether it is empty."""
    id = str(sheets.read(line[0], sheets.Column("id", "text"), known))
    item = base.found(kind, id)
    changed: dict[str, Any] = {}
    wrong: dict[str, tuple[Cell, str]] = {}
    for column, cell in zip(sheets.COLUMNS[kind], line[1:], strict=True):
        was = sheets.value(item, column) if item else None
        if item is not None and sheets.same(cell or None, sheets.shown(was, column, known)):
            continue
        if item is None and cell == "":
            continue
        try:
            value = sheets.read(None if cell == "" else cell, column, known)
        except sheets.Wrong as error:
            wrong[column.field] = (cell, str(error.args[0]))
            continue
        if column.whole == "months" and value is None:
            value = 0
        if item is None or value != was:
            changed[column.field] = value
    return id, changed, wrong, all(cell == "" for cell in line[1:])


def _values(
    kind: str, sheet: tuple[str, int, Sequence[_Line]], base: Plan, now: Plan, reading: _Reading
) -> tuple[tuple[Any, ...], list[Gone]]:
    """The values of a kind as the file has them, and those that it has no more."""
    name, first, lines = sheet
    found: dict[str, Any] = {}
    fresh = _fresh(kind, base, now)
    for row, (number, changed, wrong, empty) in enumerate(lines, first):
        if empty:
            continue
        item = base.found(kind, number) if number else None
        if number and (item is None or number in found):
            expected = language.say("a number of the file, once; nothing for a new row")
            reading.faults.append(opened.line(f"{name}!A{row}", opened.quoted(number), expected))
            continue
        id = number or next(fresh)
        at = {column.field: f"{opened.column(n)}{row}" for n, column in enumerate(sheets.COLUMNS[kind], 1)}
        for part, cell in _by_field(kind, at).items():
            reading.cells[kind, id, part] = f"{name}!{cell}"
        for part, (there, expected) in wrong.items():
            reading.faults.append(opened.line(f"{name}!{at[part]}", opened.quoted(there), expected))
        made = _made(kind, (id, item), changed, wrong, reading)
        if made is not None:
            found[id] = made
    left = [Gone(kind, each.id, _named(each)) for each in getattr(base, kind) if each.id not in found]
    return tuple(found.values()), left


def _made(
    kind: str, whose: tuple[str, Any], changed: Mapping[str, Any], wrong: Iterable[str], reading: _Reading
) -> Any:
    """A value with what was changed in its row and can be read; a new one where there was none. None where that cannot be; then it is told."""
    id, item = whose
    unread = {part.partition(".")[0] for part in wrong}
    wholes = {part.partition(".")[0] for part in changed} - unread
    columns = [
        c for c in sheets.COLUMNS[kind] if c.whole in wholes or (item is None and c.whole not in unread)
    ]
    given = {c.field: changed.get(c.field, sheets.value(item, c) if item else _empty(c)) for c in columns}
    missing = [each for each in given if each in _MUST[kind] and given[each] == ""]
    for each in missing:
        told = opened.line(
            reading.cells[kind, id, each], language.say("nothing"), language.say("this must be filled in")
        )
        reading.faults.append(told)
    if missing or (item is None and unread):
        return None
    try:
        fields = sheets.made(kind, given)
    except sheets.Wrong as error:
        cell = reading.cells[kind, id, str(error.args[1])]
        reading.faults.append(opened.line(cell, language.say("a part of it"), str(error.args[0])))
        return item
    fields |= {
        name: _given(held, getattr(item, name, None), name, changed)
        for name, held in fields.items()
        if isinstance(held, items.Range)
    }
    if item is None:
        return _MODELS[kind](id=id, **fields)
    made = item.model_copy(update=fields)
    return made.along(item.revenue) if isinstance(made, items.Action) else made


def _given(
    found: items.Range, before: items.Range | None, name: str, changed: Mapping[str, Any]
) -> items.Range:
    """A range with the ends that a person gave, here or before; and with what is expected, where that would go along with something else."""
    known = before.typed if before else ()
    may = ("low", "high", "expected") if name in items.FOLLOWING else ("low", "high")
    ends = tuple(end for end in may if end in known or f"{name}.{end}" in changed)
    return found.model_copy(update={"typed": ends})


def _empty(column: Column) -> Any:
    """What a new value has in a column that was left empty."""
    if column.field in _DEFAULTS:
        return _DEFAULTS[column.field]
    if column.whole == "months" or column.field == "cost":
        return 0
    return {"names": (), "flag": False, "money": None, "whole": None}.get(column.form, "")


def _plan_faults(base: Plan, mine: Plan, now: Plan, reading: _Reading) -> list[str]:
    """What the plan's own checks find in what was changed, each at its cell."""
    places = {"outlet": tuple(reading.known.outlets), "group": reading.known.groups}
    before, after = (
        checks.of_plan(each.model_copy(update={"goals": now.goals}), places, reading.known.owners)
        for each in (base, mine)
    )
    was = {(f.kind, f.id, f.field, f.code, tuple(f.values.items())) for f in before}
    new = [
        f
        for f in after
        if f.kind in sheets.SHEETS and (f.kind, f.id, f.field, f.code, tuple(f.values.items())) not in was
    ]
    return [f"{reading.cells.get((f.kind, f.id, f.field), f.id)}: {checks.said(f)}" for f in new]


def _by_field(kind: str, at: Mapping[str, str]) -> dict[str, str]:
    """Per field of the plan its cell, or its first and last."""
    found: dict[str, list[str]] = {"id": [f"A{next(iter(at.values())).lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"]}
    for column in sheets.COLUMNS[kind]:
        found.setdefault(column.whole, []).append(at[column.field])
        found[column.field] = [at[column.field]]
    return {name: cells[0] if len(cells) == 1 else f"{cells[0]}:{cells[-1]}" for name, cells in found.items()}


def _fresh(kind: str, *plans: Plan) -> Iterator[str]:
    """Numbers that no value of a kind has in any of the plans."""
    ids = [plan.next_id(kind) for plan in plans]
    letter = ids[0].rstrip("0123456789")
    count = max(int(id[len(letter) :]) for id in ids)
    while True:
        yield f"{letter}{count}"
        count += 1


def _ordered(values: Iterable[Any], base: Plan, kind: str) -> tuple[Any, ...]:
    """In the order of the plan, whatever the file was sorted by; new ones last."""
    order = {each.id: n for n, each in enumerate(getattr(base, kind))}
    return tuple(sorted(values, key=lambda each: order.get(each.id, len(order))))


def _named(item: Any) -> str:
    return str(getattr(item, "name", "") or getattr(item, "outlet", "") or item.id)
