"""
The contract of a table, as SQL over what was found.

Three relations are written here and nothing is run but small look-ups of distinct texts: each row with its values read; each row with its faults; and, for
tables whose rows have a name, each row with the names that are used twice. `checks` decides what to do with the answers.

Conventions: beside each column ``name`` stand ``text:name`` (as found), ``doubt:name`` (it reads in two ways) and ``fault:name`` (a code of
`checks.REASONS` or null). Names that start with ``@`` are about the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from amlib.data import contracts, files, readings
from amlib.data.columns import Column, Table
from amlib.data.sources import Found, quoted, text

__all__ = ["FIRST", "KEY", "Questions"]

FIRST, KEY = "@first", "@key"
_TARGETS = {
    "text": "VARCHAR",
    "period": "VARCHAR",
    "date": "DATE",
    "integer": "BIGINT",
    "flag": "BOOLEAN",
    "list": "VARCHAR[]",
}
_WHOLE = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "UHUGEINT",
)
_FLOATING = ("FLOAT", "DOUBLE")


@dataclass(frozen=True)
class Questions:
    """The contract of one table as SQL over what was found."""

    work: duckdb.DuckDBPyConnection
    table: Table
    found: Found
    parents: Mapping[str, str]
    as_of: date

    def named(self, stage: str) -> str:
        return quoted(f"{stage}:{self.table.name}")

    def read(self) -> str:
        """Each row with its values read: ``name`` the value, ``text:name`` as found, ``doubt:name`` whether it reads in two ways."""
        columns = [
            f"f.{quoted(name)}" if name in self.found.types else f"NULL AS {quoted(name)}"
            for name in (files.ROW, files.FILE, files.BROKEN)
        ]
        joins: list[str] = []
        for column in self.table.columns:
            value, doubt = f"NULL::{_target(column)}", "false"
            if column.name in self.found.types:
                if direct := self._direct(column):
                    value = direct
                else:
                    value, doubt = self._by_reading(column)
                    joins.append(
                        f"LEFT JOIN {self._readings(column)} AS {quoted(f'r:{column.name}')} ON {quoted(f'r:{column.name}')}.found = {self._text(column.name)}"
                    )
            columns += [f"{value} AS {quoted(column.name)}", f"{doubt} AS {quoted(f'doubt:{column.name}')}"]
        columns += [f"{self._text(name)} AS {quoted(f'text:{name}')}" for name in self._all()]
        return f"SELECT {', '.join(columns)} FROM {self.found.relation} AS f {' '.join(joins)}"

    def checked(self) -> str:
        """Each row with the fault of each column, and the first of them."""
        faults = [
            f"CASE WHEN {quoted(files.BROKEN)} IS NOT NULL THEN 'broken' END AS {quoted('fault:' + files.ROW)}"
        ]
        faults += [
            f"{self._fault(column)} AS {quoted(f'fault:{column.name}')}" for column in self.table.columns
        ]
        joins = " ".join(self._lookups())
        names = ", ".join(quoted(f"fault:{name}") for name in (files.ROW, *self.table.names))
        sql = f"SELECT *, coalesce({names}) AS {quoted(FIRST)} FROM (SELECT t.*, {', '.join(faults)} FROM {self.named('read')} AS t {joins})"
        return self._unique(sql) if self.table.key else sql

    def _all(self) -> list[str]:
        """The contract's columns and the others that were found."""
        return [
            *self.table.names,
            *(n for n in self.found.types if n not in self.table.names and not n.startswith("@")),
        ]

    def _unique(self, sql: str) -> str:
        """The same, with rows whose key is used by more than one sound row marked."""
        key, whole = ", ".join(map(quoted, self.table.key)), ", ".join(map(quoted, self.table.names))
        sound, content = (
            f"{quoted(FIRST)} IS NULL",
            f"to_json(struct_pack({', '.join(f'{quoted(n)} := {quoted(n)}' for n in self.table.names)}))::VARCHAR",
        )
        among = f"OVER (PARTITION BY {key}, {sound})"
        first = f"row_number() OVER (PARTITION BY {key}, {sound} ORDER BY {quoted(files.FILE)}, {quoted(files.ROW)}, {whole}) = 1"
        equal = f"min({content}) {among} = max({content}) {among}"
        twice = (
            f"CASE WHEN {sound} AND count(*) {among} > 1 AND NOT ({first} AND {equal}) THEN 'duplicate' END"
        )
        return f"SELECT * REPLACE (coalesce({quoted(FIRST)}, {quoted('fault:' + KEY)}) AS {quoted(FIRST)}) FROM (SELECT *, {twice} AS {quoted('fault:' + KEY)} FROM ({sql}))"

    def _text(self, name: str) -> str:
        """A value as it was found, without spaces around it; null when empty."""
        if name not in self.found.types:
            return "NULL::VARCHAR"
        kind, cell = self.found.types[name], f"f.{quoted(name)}"
        if kind in _FLOATING:
            whole = f"{cell} = trunc({cell}) AND abs({cell}) < 1e15"
            return f"CASE WHEN isnan({cell}) THEN NULL WHEN {whole} THEN {cell}::BIGINT::VARCHAR ELSE {cell}::VARCHAR END"
        return f"nullif(trim({cell}::VARCHAR), '')"

    def _direct(self, column: Column) -> str | None:
        """The value of a column that came in with a type of its own; None when its text has to be read."""
        kind, cell, target = self.found.types[column.name], f"f.{quoted(column.name)}", _target(column)
        floating, numeric = kind in _FLOATING, kind in (*_WHOLE, *_FLOATING) or kind.startswith("DECIMAL")
        if column.kind == "text":
            return self._text(column.name)
        if numeric and column.kind in ("number", "money"):
            return (
                f"CASE WHEN isfinite({cell}) THEN TRY_CAST({cell} AS {target}) END"
                if floating
                else f"TRY_CAST({cell} AS {target})"
            )
        if numeric and column.kind == "integer":
            return f"CASE WHEN {cell} = trunc({cell}) THEN TRY_CAST({cell} AS {target}) END"
        same = kind == target or (
            column.kind == "date" and kind.startswith("TIMESTAMP") and "ZONE" not in kind
        )
        return f"{cell}::{target}" if same else None

    def _by_reading(self, column: Column) -> tuple[str, str]:
        """The value of a column whose text was read, and whether it reads in two ways."""
        meant, target = f"{quoted(f'r:{column.name}')}.meant", _target(column)
        value = f"string_split({meant}, ';')" if column.kind == "list" else f"TRY_CAST({meant} AS {target})"
        figure = files.NUMBER + column.name
        if figure not in self.found.types:
            return value, f"coalesce({meant} = {text(readings.AMBIGUOUS)}, false)"
        cell = f"f.{quoted(figure)}"
        typed = (
            f"CASE WHEN {cell} = trunc({cell}) THEN TRY_CAST({cell} AS {target}) END"
            if column.kind == "integer"
            else f"TRY_CAST({cell} AS {target})"
        )
        return (
            f"CASE WHEN {cell} IS NOT NULL THEN {typed} ELSE {value} END",
            f"coalesce({cell} IS NULL AND {meant} = {text(readings.AMBIGUOUS)}, false)",
        )

    def _readings(self, column: Column) -> str:
        """A small table of what each distinct text in a column means."""
        figure = files.NUMBER + column.name
        only = f"WHERE f.{quoted(figure)} IS NULL" if figure in self.found.types else ""
        rows = self.work.execute(
            f"SELECT DISTINCT {self._text(column.name)} FROM {self.found.relation} AS f {only}"
        ).fetchall()
        meant = readings.of(column, [value for (value,) in rows if value is not None])
        name = quoted(f"readings:{self.table.name}:{column.name}")
        self.work.register(
            "incoming",
            pa.table(
                {"found": pa.array(meant.keys(), pa.string()), "meant": pa.array(meant.values(), pa.string())}
            ),
        )
        self.work.execute(f"CREATE TABLE {name} AS FROM incoming")
        self.work.unregister("incoming")
        return name

    def _fault(self, column: Column) -> str:
        """The first fault of a value, in the order in which a person would want to hear of it."""
        value, found = f"t.{quoted(column.name)}", f"t.{quoted(f'text:{column.name}')}"
        if column.name not in self.found.types:
            return "NULL::VARCHAR"
        cases = [
            (f"t.{quoted(files.BROKEN)} IS NOT NULL", "NULL"),
            (f"{found} IS NULL", "'missing'" if column.required else "NULL"),
        ]
        cases += [
            (f"t.{quoted(f'doubt:{column.name}')}", "'ambiguous'"),
            (f"{value} IS NULL", "'unreadable'"),
        ]
        limits = [
            f"{value} < {column.minimum}" if column.minimum is not None else "",
            f"{value} > {column.maximum}" if column.maximum is not None else "",
        ]
        cases += [(limit, "'range'") for limit in limits if limit]
        if column.choices:
            cases.append((f"{value} NOT IN ({', '.join(map(text, column.choices))})", "'choice'"))
        if column.pattern:
            cases.append((f"NOT regexp_full_match({value}, {text(column.pattern)})", "'choice'"))
        if column.not_before:
            cases.append((f"{value} < t.{quoted(column.not_before)}", "'order'"))
        if column.happened:
            cases.append((f"{value} > DATE '{self.as_of.isoformat()}'", "'future'"))
        cases += self._reference(column, value)
        return f"CASE {' '.join(f'WHEN {question} THEN {code}' for question, code in cases)} END"

    def _reference(self, column: Column, value: str) -> list[tuple[str, str]]:
        parent, _, key = (column.references or "").partition(".")
        if parent not in self.parents:
            return []
        place = quoted(f"p:{column.name}")
        if column.kind == "list":
            return [(f"NOT list_has_all(coalesce({place}.names, []), {value})", "'unknown'")]
        own = (
            [(f"{place}.account <> t.account", "'elsewhere'")]
            if parent != "accounts" and self._shared(parent)
            else []
        )
        return [(f"{place}.{quoted(key)} IS NULL", "'unknown'"), *own]

    def _lookups(self) -> Iterator[str]:
        """The joins to the tables that this one refers to."""
        for column in self.table.columns:
            parent, _, key = (column.references or "").partition(".")
            if parent in self.parents and column.name in self.found.types:
                place, relation = quoted(f"p:{column.name}"), self.parents[parent]
                if column.kind == "list":
                    yield f"LEFT JOIN (SELECT account, list({quoted(key)}) AS names FROM {relation} GROUP BY account) AS {place} ON {place}.account = t.account"
                else:
                    yield f"LEFT JOIN {relation} AS {place} ON {place}.{quoted(key)} = t.{quoted(column.name)}"

    def _shared(self, parent: str) -> bool:
        """Whether both this table and the one it refers to say whose account a row is."""
        return "account" in self.table.names and "account" in contracts.TABLES[parent].names


def _target(column: Column) -> str:
    """The type in which the working database keeps a column."""
    if column.kind in ("number", "money"):
        return "DECIMAL(18,4)" if column.exact else "DOUBLE"
    return _TARGETS[column.kind]
