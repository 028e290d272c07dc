"""
What one account and one audience may see.

A slice is cut by a white list: the tables, columns and rows that the contract names for that audience, and nothing else. Its fingerprint is the hash of its
content in canonical order, so it does not depend on the order of rows in a source, on Parquet, on the day or the machine.

Conventions: to a customer, a table under licence is closed unless the workbook opens it. Where competitors may not be named, their rows are added up, so that a supplier
cannot be known by its size either. Articles are those that occur in the slice's other tables, so that a list of articles tells nothing more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from amlib.data import contracts, sums, weeks
from amlib.data.columns import Table
from amlib.data.sources import quoted, text
from amlib.data.sums import Kept
from amlib.data.workbook import Licence

__all__ = ["Cut", "cut", "fingerprint"]

_CLOSED = "the licence does not allow it to be shown to a customer"


@dataclass(frozen=True)
class Cut:
    """One slice: its card (all of ``slice.json`` but its hash, its freeze and the day) and its tables."""

    card: Mapping[str, Any]
    tables: Mapping[str, pa.Table]

    @cached_property
    def fingerprint(self) -> str:
        """The hash of everything in it."""
        content = {name: fingerprint(table) for name, table in self.tables.items()}
        return hashlib.sha256(json.dumps([self.card, content], sort_keys=True).encode()).hexdigest()

    def write(self, folder: Path) -> None:
        """Into a new folder: the card, and a Parquet file per table."""
        folder.mkdir(parents=True)
        for name, table in self.tables.items():
            pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
        card = {**self.card, "fingerprint": self.fingerprint}
        (folder / "slice.json").write_text(json.dumps(card, ensure_ascii=False), "utf-8")


def cut(kept: Kept, account: str, audience: str) -> Cut:
    """
    The slice of one account for one audience.

    Parameters
    ----------
    kept : all accepted rows
    account : one of ``kept.accounts``
    audience : 'internal' or 'customer'

    Returns
    -------
    Cut
        With every table that this audience may see; those that were not supplied have a note and no rows.
    """
    visible = [table for table in contracts.SLICES.values() if _shown(kept, table, audience).columns]
    given = [table.name for table in visible if _supplied(kept, table, audience)]
    tables = {name: _rows(kept, name, account, audience) for name in given if name != "products"}
    tables = {name: rows for name, rows in tables.items() if rows.num_rows or name != weeks.NAME}
    tables["products"] = _articles(kept, tables.values())
    (who,) = tables["accounts"].to_pylist()
    book = kept.workbook
    card = {
        "account": account,
        "name": who["name"],
        "channel": who["channel"],
        "audience": audience,
        "company": book.company,
        "currency": book.currency,
        "unit": book.unit,
        "invented": book.invented,
        "tables": {
            table.name: _note(kept, _shown(kept, table, audience), tables.get(table.name), audience)
            for table in visible
        },
    }
    return Cut(card, tables)


def fingerprint(table: pa.Table) -> str:
    """
    The hash of a table's content: its column names and values, in the order of its rows.

    Values are hashed as text with their lengths, column by column, so that neither the file format nor the cutting into pieces matters.

    Examples
    --------
    >>> pieces = pa.concat_tables([pa.table({"a": [1, 2]}), pa.table({"a": pa.array([None], pa.int64())})])
    >>> fingerprint(pieces) == fingerprint(pa.table({"a": [1, 2, None]}))
    True
    """
    digest = hashlib.sha256()
    for name in table.column_names:
        words = pa.concat_arrays(
            [_words(chunk) for chunk in table[name].chunks] or [pa.array([], pa.large_string())]
        )
        lengths = pc.fill_null(pc.binary_length(words), -1).to_numpy(zero_copy_only=False)
        digest.update(f"{name}\0{len(words)}\0".encode())
        digest.update(lengths.astype("<i8").tobytes())
        digest.update(_letters(words))
    return digest.hexdigest()


def _letters(words: pa.Array) -> memoryview:
    """All texts of a column, one behind the other, as they lie in memory."""
    filled = pc.fill_null(words, "")
    _, places, letters = filled.buffers()
    first, last = (
        (np.frombuffer(places, "<i8")[filled.offset + i] for i in (0, len(filled))) if len(filled) else (0, 0)
    )
    return memoryview(letters or b"")[first:last]


def _words(column: pa.Array) -> pa.Array:
    """The values of a column as text; floating ones in the shortest form that reads back the same, lists joined."""
    if pa.types.is_floating(column.type):
        return pa.array(
            [None if value is None else repr(value) for value in column.to_pylist()], pa.large_string()
        )
    if pa.types.is_list(column.type):
        return pa.array(
            [None if value is None else "\x1f".join(value) for value in column.to_pylist()], pa.large_string()
        )
    return column.cast(pa.large_string())


# -- the white list ------------------------------------------------------------------------------------------------------------


def _licence(kept: Kept, table: Table) -> Licence | None:
    """The licence of a table that comes from others; None for one of our own."""
    source = sums.source(table.name)
    licensed = source in contracts.TABLES and contracts.TABLES[source].licensed
    return kept.workbook.allowed(source) if licensed else None


def _shown(kept: Kept, table: Table, audience: str) -> Table:
    """The columns of a table that an audience may see."""
    licence = _licence(kept, table)
    return table.shown(audience, competitors=licence is not None and licence.competitors)


def _closed(kept: Kept, table: Table, audience: str) -> bool:
    licence = _licence(kept, table)
    return audience == "customer" and licence is not None and not licence.customer


def _supplied(kept: Kept, table: Table, audience: str) -> bool:
    needed = "promotions" if table.name == weeks.NAME else sums.source(table.name)
    return (table.name == "rejected" or needed in kept.checked) and not _closed(kept, table, audience)


def _rows(kept: Kept, name: str, account: str, audience: str) -> pa.Table:
    """The rows of one account, in canonical order; where competitors may not be named, added up over them."""
    whole = contracts.SLICES[name]
    shown = _shown(kept, whole, audience)
    where = list(_conditions(kept, whole, account, audience))
    rows = f"{sums.relation(name)}{' WHERE ' + ' AND '.join(where) if where else ''}"
    if shown != whole and whole.licensed:
        rows = f"(SELECT {sums.added_up(shown)} FROM {rows} GROUP BY ALL)"
    names = ", ".join(map(quoted, shown.names))
    return kept.work.sql(f"SELECT {names} FROM {rows} ORDER BY {names}").to_arrow_table()


def _conditions(kept: Kept, table: Table, account: str, audience: str) -> Iterable[str]:
    columns = {column for column, *_ in kept.work.execute(f"DESCRIBE {sums.relation(table.name)}").fetchall()}
    if table.name == "rejected":
        yield f"(account = {text(account)} OR NOT attributed)"
    elif "account" in columns:
        yield f"account = {text(account)}"
    if audience == "customer" and table.customer_rows:
        column, values = table.customer_rows
        yield f"{quoted(column)} IN ({', '.join(map(text, values))})"


def _articles(kept: Kept, tables: Iterable[pa.Table]) -> pa.Table:
    """The articles that occur in other tables."""
    seen = {
        name
        for table in tables
        if "product" in table.column_names
        for name in pc.unique(table["product"]).to_pylist()
    }
    names = ", ".join(map(quoted, contracts.TABLES["products"].names))
    every: Any = kept.work.sql(
        f"SELECT {names} FROM {sums.relation('products')} ORDER BY {names}"
    ).to_arrow_table()
    return every.filter(pc.is_in(every["product"], pa.array(sorted(seen - {None}), pa.string())))


def _note(kept: Kept, shown: Table, rows: pa.Table | None, audience: str) -> dict[str, Any]:
    """What ``slice.json`` says about a table; a remark in the workbook is about all accounts, so no customer sees it."""
    source = sums.source(shown.name)
    known, given, through = (
        kept.checked.get(source),
        kept.workbook.tables.get(source),
        kept.through.get(source),
    )
    remark = (given.note if given and audience == "internal" else None) or ""
    return {
        "supplied": rows is not None,
        "rows": rows.num_rows if rows is not None else 0,
        "source": Path(known.found.place).name if known else "",
        "through": through.isoformat() if through and rows is not None else None,
        "note": _CLOSED if known and rows is None else remark,
        "absent": [name for name in known.absent if name in shown.names] if known else [],
        "columns": {column.name: column.dtype for column in shown.columns},
    }
