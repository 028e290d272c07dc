"""
A freeze: one reading of all tables, checked, cut per account, and named by its content.

Documents are computed from a freeze and never from live sources, so that all documents of a quarter agree with each other, and a source that
changes tomorrow does not change what was said yesterday. Everything is read and checked before anything is refused: one run shows all that is wrong in all tables.
What is wrong is set aside with its reason and counted; accepted and rejected rows together are always what was read, in number and in value.

Conventions: the name of a freeze is the hash of its slices, not of its files or its day: the same input gives the same name on another day and another machine,
and a freeze that exists is used again. A freeze appears under its name only when it is complete. Its folder::

    <id>/freeze.json                                     what was read, accepted and rejected, per table
    <id>/slices/<account>/<internal|customer>/           slice.json and a Parquet file per table
    <id>/rejected/<table>.csv                            the rows set aside: file, row, reasons, values as found
    latest                                               the name of the freeze that was made last
    stopped/<table>.csv                                  the rows set aside by a freeze that was refused
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pandera.errors

from amlib import errors, language
from amlib.data import checks, contracts, cuts, slices, sources, sums
from amlib.data.checks import Checked, Fault
from amlib.data.columns import AUDIENCES
from amlib.data.cuts import Cut
from amlib.data.sums import Kept
from amlib.data.workbook import Workbook

__all__ = ["Freeze", "latest", "make", "read"]

Progress = Callable[[str, int, int], None]
_FORMAT = 1
_LOOKED_AT = 1_000


@dataclass(frozen=True)
class Freeze:
    """
    A freeze that was made.

    Attributes
    ----------
    id : str
        The hash of its content, sixteen letters and digits.
    path : folder
    accounts : tuple of str
        In alphabetical order.
    as_of : date
        The day on which this content was first frozen.
    """

    id: str
    path: Path
    accounts: tuple[str, ...]
    as_of: date

    def slice_path(self, account: str, audience: str = "internal") -> Path:
        """The folder of a slice."""
        if account not in self.accounts:
            raise errors.DataError(
                language.say("the freeze holds no account {account}", account=account),
                where=str(self.path),
                expected=language.say("one of: {names}", names=", ".join(self.accounts)),
                do_next=language.say("correct the account and run again"),
            )
        return self.path / "slices" / account / audience


def make(workbook: Workbook, into: Path, as_of: date, progress: Progress | None = None) -> Freeze:
    """
    Read, check, cut and write.

    Parameters
    ----------
    workbook : Workbook
        Whose tables, and where they are.
    into : folder of all freezes
    as_of : date
        Today, told by whoever calls.
    progress : callable, optional
        Told what is being done, how many steps are done and how many there are.

    Returns
    -------
    Freeze
        A new one, or the one that exists with the same content.

    Raises
    ------
    FaultyTables
        A required table or column is missing, a file or query cannot be read, or a table has more faults than accepted; all of them at once. What
        was set aside is in ``stopped``.
    DataError
        The connection cannot be opened.
    """
    into.mkdir(parents=True, exist_ok=True)
    tell = progress or (lambda _step, _done, _total: None)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=into) as room:
        scratch, result = Path(room, "scratch"), Path(room, "freeze")
        scratch.mkdir()
        with sources.opened(workbook, scratch) as opened:
            checked = _checked(opened, into / "stopped", as_of, tell)
            kept = sums.keep(workbook, opened.work, checked)
            _tie(kept)
            freeze = _write(kept, result, as_of, tell)
        final = into / freeze
        if not (final / "freeze.json").is_file():
            result.rename(final)
    _point(into, freeze)
    return read(final)


def read(path: Path | str) -> Freeze:
    """
    The freeze in a folder.

    Raises
    ------
    DataError
        There is no freeze there.
    """
    folder = Path(path)
    try:
        card = json.loads((folder / "freeze.json").read_text("utf-8"))
    except FileNotFoundError as error:
        raise errors.DataError(
            language.say("there is no freeze here"),
            where=str(folder),
            expected=language.say("a folder with freeze.json"),
            do_next=language.say("make a freeze: amlib freeze"),
        ) from error
    return Freeze(card["freeze"], folder, tuple(card["accounts"]), date.fromisoformat(card["as_of"]))


def latest(folder: Path | str) -> Freeze | None:
    """The freeze that was made, or found unchanged, last; None when there is none."""
    found = slices.latest(folder)
    return read(found) if found else None


# -- reading and refusing ------------------------------------------------------------------------------------------------------


def _checked(opened: sources.Sources, stopped: Path, as_of: date, tell: Progress) -> dict[str, Checked]:
    """Every supplied table, checked, parents first; refused when anything is beyond what is accepted."""
    workbook = opened.workbook
    supplied = [name for name in contracts.TABLES if name in workbook.tables]
    problems = [
        _not_supplied(name)
        for name, table in contracts.TABLES.items()
        if table.required and name not in supplied
    ]
    checked: dict[str, Checked] = {}
    for i, name in enumerate(supplied):
        tell(name, i, len(supplied))
        parents = {parent: one.accepted for parent, one in checked.items()}
        try:
            checked[name] = checks.check(opened.work, opened.read(name), parents, as_of)
        except errors.DataError as error:
            problems.append(
                Fault(name, error.where or "", None, None, "", None, error.what, error.expected or "")
            )
        except duckdb.Error as error:
            said = sources.safe(workbook, str(error).splitlines()[0])
            problems.append(
                Fault(name, workbook.tables[name].path or "query", None, None, "", None, said, "")
            )
    over = [name for name, one in checked.items() if one.share > workbook.accepted(name)]
    lost = [fault for one in checked.values() for fault in one.faults if fault.row is None]
    shutil.rmtree(stopped, ignore_errors=True)
    if problems or over or lost:
        _set_aside(checked, opened.work, stopped)
        raise _refused(workbook, problems, checked, over)
    return checked


def _not_supplied(name: str) -> Fault:
    return Fault(
        name,
        "",
        None,
        None,
        "",
        None,
        language.say("a required table is not supplied"),
        language.say("a path or query in the workbook"),
    )


def _refused(
    workbook: Workbook, problems: list[Fault], checked: Mapping[str, Checked], over: list[str]
) -> errors.FaultyTables:
    """All faults of all tables, as one error."""
    found = [*problems, *(fault for one in checked.values() for fault in one.faults)]
    faults = pd.DataFrame([asdict(fault) for fault in found]).astype({"row": "Int64"})
    shares = [
        language.say(
            "{table} {share}, accepted {accepted}",
            table=name,
            share=language.percent(checked[name].share),
            accepted=language.percent(workbook.accepted(name)),
        )
        for name in over
    ]
    what = language.say("the tables cannot be frozen as they are")
    return errors.FaultyTables(
        f"{what} ({'; '.join(shares)})" if shares else what,
        faults,
        expected=language.say("tables that keep the data contract, docs/data-contract.md"),
        do_next=language.say(
            "correct the sources (all rows set aside are in the folder stopped) and run again"
        ),
    )


def _tie(kept: Kept) -> None:
    """What was accepted and what was set aside must be what was read, in rows and in value."""
    for name, one in kept.checked.items():
        accepted = kept.tally(name)
        rows, value = accepted.rows + one.set_aside.rows, accepted.value + one.set_aside.value
        if (rows, value) != (one.read.rows, one.read.value):
            raise errors.DataError(
                language.say("accepted and rejected rows of {table} are not what was read", table=name),
                where=one.found.place,
                expected=language.say(
                    "{rows} rows with value {value}", rows=one.read.rows, value=one.read.value
                ),
                do_next=language.say("see whether the source changed while it was read, and run again"),
            )


# -- writing -------------------------------------------------------------------------------------------------------------------


def _write(kept: Kept, folder: Path, as_of: date, tell: Progress) -> str:
    """All slices, what was set aside, and the card of the freeze, in a new folder; the freeze's name."""
    made: dict[str, str] = {}
    looked: set[tuple[str, str]] = set()
    for i, account in enumerate(kept.accounts):
        tell(account, i, len(kept.accounts))
        for audience in AUDIENCES:
            one = cuts.cut(kept, account, audience)
            made[f"{account}/{audience}"] = one.fingerprint
            _look(one, looked)
            one.write(folder / "slices" / account / audience)
    name = hashlib.sha256(json.dumps([_FORMAT, made], sort_keys=True).encode()).hexdigest()[:16]
    for place in made:
        _sign(folder / "slices" / place, name, as_of)
    _set_aside(kept.checked, kept.work, folder / "rejected")
    card = {
        "freeze": name,
        "as_of": as_of.isoformat(),
        "accounts": list(kept.accounts),
        "connection": sources.safe(kept.workbook, kept.workbook.connection),
        "tables": {table: _report(kept, one) for table, one in kept.checked.items()},
        "slices": made,
    }
    (folder / "freeze.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")
    tell("", len(kept.accounts), len(kept.accounts))
    return name


def _look(one: Cut, looked: set[tuple[str, str]]) -> None:
    """
    See, once per audience, that the first rows of a table are what the contract promises to a notebook.

    The checks have asked all rows; this asks whether the checks did what they should, on the way that a notebook reads.
    """
    for name, rows in one.tables.items():
        place = (one.card["audience"], name)
        if place in looked or not rows.num_rows:
            continue
        looked.add(place)
        columns = one.card["tables"][name]["columns"]
        try:
            contracts.SLICES[name].only(columns).schema().validate(
                slices.frame(rows.slice(0, _LOOKED_AT), columns)
            )
        except (pandera.errors.SchemaError, pandera.errors.SchemaErrors) as error:
            raise errors.DataError(
                language.say("a slice is not what the contract promises: {why}", why=error),
                where=f"{one.card['account']}/{one.card['audience']}/{name}",
                do_next=language.say("report this fault of the program"),
            ) from error


def _sign(folder: Path, name: str, as_of: date) -> None:
    """Tell a slice which freeze it belongs to; that is not part of its content."""
    file = folder / "slice.json"
    card = json.loads(file.read_text("utf-8")) | {"freeze": name, "as_of": as_of.isoformat()}
    file.write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _report(kept: Kept, one: Checked) -> dict[str, Any]:
    """What happened to a table."""
    accepted = kept.tally(one.table.name)
    through = kept.through[one.table.name]
    return {
        "source": one.found.place,
        "sheet": one.found.sheet,
        "absent": list(one.absent),
        "extra": list(one.extra),
        "through": through.isoformat() if through else None,
        "read": {"rows": one.read.rows, "value": str(one.read.value)},
        "accepted": {"rows": accepted.rows, "value": str(accepted.value)},
        "rejected": {"rows": one.set_aside.rows, "value": str(one.set_aside.value)},
    }


def _set_aside(checked: Mapping[str, Checked], work: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The rejected rows of each table as CSV that a Dutch Excel opens: semicolons, with a byte-order mark."""
    for name, one in checked.items():
        if one.set_aside.rows:
            folder.mkdir(parents=True, exist_ok=True)
            with Path(folder, f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as lines:
                csv.writer(lines, delimiter=";").writerows(checks.set_aside(work, one))


def _point(into: Path, name: str) -> None:
    """Make a freeze the latest one; a reader sees the old name or the new one, never half of it."""
    pending = into / f".latest-{os.getpid()}"
    pending.write_text(name + "\n", "utf-8")
    pending.replace(into / "latest")
