"""
What is wrong with a row: the contract as questions that a database answers for all rows at once.

Each column of the contract becomes two expressions: the value that was read, and the first fault of it, if any. A row with a fault in any column
is rejected whole; its values as found and all its faults are kept. Because the questions are asked in sets, a table of millions takes seconds, and because all are
asked, a person sees every fault at once.

Conventions: a fault is a code; `REASONS` says it in words. A row may have a fault in several columns; it is counted under the first. Rows whose key occurs
more than once are all rejected, since it is not known which is right; only when they are equal in every column of the contract is the first one kept. A reference is looked up
among *accepted* rows, so that rejecting an outlet rejects its sales too. A row may refer only to outlets and contacts of its own account.

Amounts that are added up are decimals with four places: further decimals are rounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from amlib import language
from amlib.data import contracts, files, manual
from amlib.data.columns import Column, Table
from amlib.data.questions import FIRST, KEY, Questions
from amlib.data.sources import Found, quoted, text

__all__ = ["REASONS", "Checked", "Fault", "Tally", "check", "set_aside", "wanted"]

REASONS: Mapping[str, str] = {
    "broken": "a row has more or fewer fields than its header",
    "missing": "a required value is missing",
    "unreadable": "a value cannot be read",
    "ambiguous": "a value can be read in two ways",
    "range": "a value is out of range",
    "choice": "a value is not one of those accepted",
    "order": "an end lies before its start",
    "future": "a day that has not been yet",
    "unknown": "a reference points to nothing",
    "elsewhere": "a reference belongs to another account",
    "duplicate": "a key is used twice",
}


@dataclass(frozen=True)
class Fault:
    """One kind of fault in one column of one file: the first row that has it, and how many more do."""

    table: str
    file: str
    sheet: str | None
    row: int | None
    column: str
    value: str | None
    fault: str
    expected: str
    more: int = 0


@dataclass(frozen=True)
class Tally:
    """How many rows, their value added up, and their value without its sign (where the table has one)."""

    rows: int
    value: Decimal
    size: Decimal


@dataclass(frozen=True)
class Checked:
    """
    A table, checked.

    Attributes
    ----------
    table, found : the contract, and what was found
    accepted, rejected : str
        Quoted relations: the contract's columns of the rows that keep it; the other rows with ``text:…`` and ``fault:…`` beside each column.
    read, set_aside : Tally
        Over all rows as they were read; over the rejected ones.
    faults : tuple of Fault
    absent, extra : tuple of str
        Optional columns that the source does not have; columns that the contract does not know.
    """

    table: Table
    found: Found
    accepted: str
    rejected: str
    read: Tally
    set_aside: Tally
    faults: tuple[Fault, ...]
    absent: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def share(self) -> float:
        """The part that was rejected, of rows or of value, whichever is larger."""
        rows = self.set_aside.rows / self.read.rows if self.read.rows else 0.0
        return max(rows, float(self.set_aside.size / self.read.size) if self.read.size else 0.0)


def check(work: duckdb.DuckDBPyConnection, found: Found, parents: Mapping[str, str], as_of: date) -> Checked:
    """
    A table against its contract.

    Parameters
    ----------
    work : the working database
    found : the table as it was read
    parents : accepted relations of the tables that were checked before, by name; a reference to another table is not checked
    as_of : the day on which the freeze is made; what has happened cannot lie after it

    Returns
    -------
    Checked
        Its relations live in the working database.
    """
    table = contracts.TABLES[found.name]
    questions = Questions(work, table, found, parents, as_of)
    work.execute(f"CREATE VIEW {questions.named('read')} AS {questions.read()}")
    work.execute(f"CREATE VIEW {questions.named('checked')} AS {questions.checked()}")
    faulty = f"{quoted(FIRST)} IS NOT NULL"
    work.execute(
        f"CREATE TABLE {questions.named('rejected')} AS FROM {questions.named('checked')} WHERE {faulty}"
    )
    set_aside = _tally(work, questions.named("rejected"), table)
    names = ", ".join(map(quoted, table.names))
    rest = f"{questions.named('checked')} WHERE NOT {faulty}" if set_aside.rows else questions.named("read")
    kept = "VIEW" if table.name in contracts.ADDED_UP else "TABLE"
    work.execute(f"CREATE {kept} {questions.named('accepted')} AS SELECT {names} FROM {rest}")
    return Checked(
        table=table,
        found=found,
        accepted=questions.named("accepted"),
        rejected=questions.named("rejected"),
        read=_tally(work, questions.named("read"), table),
        set_aside=set_aside,
        faults=(*_missing_columns(table, found), *_faults(work, questions)),
        absent=tuple(c.name for c in table.columns if c.name not in found.types),
        extra=_extra(work, table, found),
    )


def _tally(work: duckdb.DuckDBPyConnection, relation: str, table: Table) -> Tally:
    value = quoted(table.value) if table.value else "0::DECIMAL(18,4)"
    row = work.execute(
        f"SELECT count(*), coalesce(sum({value}), 0), coalesce(sum(abs({value})), 0) FROM {relation}"
    ).fetchall()[0]
    return Tally(row[0], Decimal(row[1]), Decimal(row[2]))


def _extra(work: duckdb.DuckDBPyConnection, table: Table, found: Found) -> tuple[str, ...]:
    """Columns outside the contract; one without a name counts only when it holds something."""
    others = [name for name in found.types if name not in table.names and not name.startswith("@")]
    if not others:
        return ()
    counts = work.execute(
        f"SELECT {', '.join(f'count({quoted(name)})' for name in others)} FROM {found.relation}"
    ).fetchall()[0]
    return tuple(
        name for name, count in zip(others, counts, strict=True) if count or not name.startswith("column ")
    )


def _missing_columns(table: Table, found: Found) -> Iterator[Fault]:
    """Required columns that the source does not have: nothing can be said of its rows."""
    names = ", ".join(name for name in found.types if not name.startswith("@"))
    for column in table.columns:
        if column.required and column.name not in found.types:
            yield Fault(
                table.name,
                found.place,
                found.sheet,
                None,
                column.name,
                None,
                language.say("a required column is missing"),
                language.say("column {column} beside {names}", column=column.name, names=names),
            )


def _faults(work: duckdb.DuckDBPyConnection, questions: Questions) -> Iterator[Fault]:
    """Every kind of fault in every column: its first row, the value found there, and how many more."""
    table, found = questions.table, questions.found
    shown = {name: quoted(f"text:{name}") for name in table.names} | {files.ROW: quoted(files.BROKEN)}
    if table.key:
        shown[KEY] = f"concat_ws(' / ', {', '.join(quoted(f'text:{name}') for name in table.key)})"
    parts = [
        f"SELECT {text(name)}, {quoted(f'fault:{name}')} AS code, {quoted(files.FILE)} AS file, min({quoted(files.ROW)}) AS row, "
        f"arg_min({value}, {quoted(files.ROW)}), count(*) FROM {questions.named('rejected')} WHERE code IS NOT NULL GROUP BY ALL"
        for name, value in shown.items()
    ]
    for name, code, file, row, value, count in sorted(
        work.execute(" UNION ALL ".join(parts)).fetchall(), key=lambda f: (f[2], f[3], f[0])
    ):
        column = table[name] if name in table.names else None
        shown_name = ", ".join(table.key) if name == KEY else "" if name == files.ROW else name
        yield Fault(
            table.name,
            file or found.place,
            found.sheet,
            row,
            shown_name,
            value,
            language.say(REASONS[code]),
            wanted(column, code),
            count - 1,
        )


def set_aside(work: duckdb.DuckDBPyConnection, one: Checked) -> Iterator[list[object]]:
    """The rejected rows of a table as a person can act on: a heading, then file, row number, every reason, and the values as found."""
    shown = [name for name in (*one.table.names, *one.extra) if name in one.found.types]
    labels = (
        {files.ROW: ""}
        | {name: f"{name}: " for name in one.table.names}
        | ({KEY: ""} if one.table.key else {})
    )
    columns = [
        quoted(files.FILE),
        quoted(files.ROW),
        *(quoted(f"fault:{name}") for name in labels),
        *(quoted(f"text:{name}") for name in shown),
    ]
    yield [*(language.say(word) for word in ("file", "row", "reason")), *shown]
    cursor = work.execute(f"SELECT {', '.join(columns)} FROM {one.rejected} ORDER BY ALL")
    while rows := cursor.fetchmany(10_000):
        for file, row, *rest in rows:
            codes, values = rest[: len(labels)], rest[len(labels) :]
            reasons = [
                label + language.say(REASONS[code])
                for label, code in zip(labels.values(), codes, strict=True)
                if code
            ]
            yield [file, row, "; ".join(reasons), *values]


def wanted(column: Column | None, code: str) -> str:
    """What would have been right, in words."""
    if code in _WANTED:
        return language.say(_WANTED[code])
    if column and code in ("range", "choice", "order", "future", "unknown"):
        return manual.accepted(column, code)
    kind = "month" if column and column.unit == "month" else column.kind if column else "text"
    return language.say(_ONE_WAY[kind] if code == "ambiguous" else _KINDS[kind])


_WANTED = {
    "missing": "a value in each row",
    "broken": "as many fields as headings",
    "duplicate": "each key once",
    "elsewhere": "one of the same account",
}
_ONE_WAY = {
    "date": "a day that reads in one way, such as 2026-04-03",
    "number": "a number that reads in one way, such as 1234 or 1.234,0",
    "money": "an amount that reads in one way, such as 1234 or 1.234,00",
    "integer": "a whole number without points or commas, such as 1234",
}
_KINDS = {
    "text": "text",
    "date": "a day, such as 2026-12-31 or 31-12-2026",
    "period": "a period, such as 2026, 2026Q3, 2026-09 or 2026W31",
    "month": "a month, such as 2026-09",
    "number": "a number, such as 1234.5 or 1.234,5",
    "money": "an amount, such as 1234.5 or 1.234,50",
    "integer": "a whole number, such as 12",
    "flag": "yes or no",
    "list": "names separated by ;",
}
