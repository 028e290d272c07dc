"""
A slice: what one notebook is given, and all that it is given.

A slice is a folder with ``slice.json`` and a Parquet file per table, cut from a freeze for one account and one audience. A kernel that
never had another customer's figures, or a cost price, cannot leak them. So this room finds the slice that it was given and reads nothing else.

Conventions: money and quantities arrive as ``float64``, days as ``datetime64``, what is absent as ``NaN`` or ``<NA>``. A table that was not
supplied is an empty frame with the right columns, so that a notebook need not ask before it computes; ``supplied`` says which.

Only pandas and pyarrow are imported here: a kernel starts in a fraction of the time that Ibis or DuckDB would take.
"""

from __future__ import annotations

import atexit
import difflib
import gc
import json
import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from amlib import errors, language

__all__ = [
    "MADE_HERE",
    "OF_THE_WHOLE",
    "Slice",
    "TableNote",
    "frame",
    "given",
    "laid",
    "latest",
    "only",
    "read",
    "whole",
]

_Made = TypeVar("_Made")
_ENVIRONMENT = "AMLIB_SLICE"
_NEARBY = ("output/freezes", "../output/freezes")
OF_THE_WHOLE = ("ledger_totals", "terms", "customer_goals", "market", "rejected")
"""Tables that are about a whole account, and say nothing about a part of it."""
MADE_HERE = ("promotion_weeks", "category_totals", "rejected")
"""Tables that a freeze makes of others; nobody supplies them."""


@dataclass(frozen=True)
class TableNote:
    """
    What is known about a table of a slice.

    Attributes
    ----------
    supplied : bool
        Whether the company supplied it (for the customer's slice: and whether it may be shown).
    rows : int
        How many rows this account has.
    source : str
        The file it came from, or ``'query'``.
    through : date or None
        The last day that the source covers, over all accounts.
    note : str
        What the workbook says about it.
    absent : tuple of str
        Columns of the contract that the source does not have; they are empty.
    """

    supplied: bool
    rows: int = 0
    source: str = ""
    through: date | None = None
    note: str = ""
    absent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slice:
    """
    The part of a freeze that one edition may see.

    Attributes
    ----------
    path : folder
    account, name, channel : str
        The customer: its short name, its name in documents, its channel.
    audience : 'internal' or 'customer'
    company, currency, unit, invented
        Whose figures these are, in which money and quantity, and whether the company is made up.
    freeze, fingerprint : str
        The freeze it was cut from; the hash of its own content.
    as_of : date
        The day on which the freeze was made.
    tables : mapping of str to TableNote
        The tables that this audience may see.
    outlets, groups : tuple of str
        What was chosen of the account (``only``); empty for all of it.
    """

    path: Path
    account: str
    name: str
    channel: str
    audience: str
    company: str
    currency: str
    unit: str
    invented: bool
    freeze: str
    fingerprint: str
    as_of: date
    tables: Mapping[str, TableNote]
    _columns: Mapping[str, Mapping[str, str]] = field(repr=False)
    outlets: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    _laid: Mapping[str, pd.DataFrame] = field(default_factory=dict, repr=False)
    _held: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)
    _once: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def planned(self) -> bool:
        """Whether what is called the budget here is the plan that a supervisor adopted."""
        return "budget" in self._laid

    @property
    def partial(self) -> bool:
        """Whether this is a part of the account."""
        return bool(self.outlets or self.groups)

    def supplied(self, name: str) -> bool:
        """Whether a table was supplied and may be seen here."""
        return name in self.tables and self.tables[name].supplied

    def once(self, key: Hashable, make: Callable[[], _Made]) -> _Made:
        """
        What is worked out of this slice alone: made the first time that it is asked for, the same value after that.

        A part of the account, or a slice in which a table was laid, starts with nothing: what holds for the whole need not hold there. Nobody may change what is kept; whoever hands out a
        table hands out a copy (``copy(deep=False)``).

        Parameters
        ----------
        key : hashable
            What it is, with all that it depends on besides the slice.
        make : callable without arguments
        """
        if key not in self._once:
            self._once[key] = make()
        kept: _Made = self._once[key]
        return kept

    def __getitem__(self, name: str) -> pd.DataFrame:
        """
        A table, fresh on each call: its file is read once, and what is done to a copy stays with the copy.

        Raises
        ------
        DataError
            There is no such table for this audience, or it was not given to this notebook.
        """
        if name not in self.tables:
            raise errors.DataError(
                language.say(
                    "there is no table {name} in the slice for {audience}", name=name, audience=self.audience
                ),
                where=str(self.path),
                expected=language.say("one of: {names}", names=", ".join(self.tables)),
                do_next=language.say("ask for one of these tables"),
            )
        columns = self._columns[name]
        if name in self._laid:
            return self._chosen(name, self._laid[name].reindex(columns=list(columns)))
        file = self.path / f"{name}.parquet"
        if not self.supplied(name):
            return pd.DataFrame({column: pd.Series(dtype=dtype) for column, dtype in columns.items()})
        if name in self._held:
            return self._chosen(name, self._held[name].copy(deep=False))
        try:
            with pq.ParquetFile(file) as stored:
                found = stored.read()
        except FileNotFoundError as error:
            raise errors.DataError(
                language.say("table {name} was not given to this notebook", name=name),
                where=str(file),
                expected=language.say("a notebook that names each table it reads in its metadata"),
                do_next=language.say("add {name} to amlib.tables in the notebook's metadata", name=name),
            ) from error
        self._held[name] = frame(found, columns)
        return self._chosen(name, self._held[name].copy(deep=False))

    def _chosen(self, name: str, rows: pd.DataFrame) -> pd.DataFrame:
        """Of a table, the rows of the outlets and groups that were chosen; the lists of outlets and articles stay whole."""
        if not self.partial or name in ("outlets", "products"):
            return rows
        if self.outlets and "outlet" in rows:
            rows = rows[rows["outlet"].isin(list(self.outlets))]
        if self.groups and "group" in rows:
            rows = rows[rows["group"].isin(list(self.groups))]
        elif self.groups and "product" in rows:
            articles = self["products"]
            rows = rows[
                rows["product"].isin(articles.loc[articles["group"].isin(list(self.groups)), "product"])
            ]
        return rows.reset_index(drop=True)


def only(data: Slice, outlets: Sequence[str] = (), groups: Sequence[str] = ()) -> Slice:
    """
    A part of an account: some outlets, some product groups.

    Tables about the whole account (the general ledger, the terms) count as not supplied: they say nothing about a part. Rows without an outlet are of the whole account, and so in no part of it.

    Parameters
    ----------
    data : Slice
    outlets, groups : sequences of str
        Which; empty is all.

    Raises
    ------
    ParameterError
        There is no such outlet or group; all faults at once, each with the nearest name.
    """
    if not (outlets or groups):
        return data
    known = {
        "outlets": set(data["outlets"]["outlet"].astype(str)),
        "groups": set(data["products"]["group"].dropna().astype(str)),
    }
    faults = [
        (kind, name, difflib.get_close_matches(name, sorted(known[kind]), 3) or sorted(known[kind])[:5])
        for kind, names in (("outlets", outlets), ("groups", groups))
        for name in names
        if name not in known[kind]
    ]
    if faults:
        raise errors.ParameterError(
            language.say(
                "not of {account}: {names}",
                account=data.account,
                names=", ".join(f"{kind}: {name}" for kind, name, _ in faults),
            ),
            where=str(data.path),
            expected=language.say(
                "such as: {names}", names=", ".join(dict.fromkeys(n for *_, near in faults for n in near))
            ),
            do_next=language.say("correct the names and run again"),
        )
    whole = {
        name: replace(note, supplied=False) if name in OF_THE_WHOLE else note
        for name, note in data.tables.items()
    }
    return replace(
        data,
        tables=MappingProxyType(whole),
        outlets=tuple(dict.fromkeys(outlets)),
        groups=tuple(dict.fromkeys(groups)),
    )


def whole(data: Slice) -> Slice:
    """The account of which a slice is a part (``only``); what is about the whole account alone stays not supplied."""
    return replace(data, outlets=(), groups=())


def laid(data: Slice, name: str, rows: pd.DataFrame) -> Slice:
    """
    The slice with one table made of something else than a source: an adopted plan in place of the budget.

    Raises
    ------
    DataError
        This audience may not see such a table.
    """
    data[name]
    return replace(
        data,
        tables=MappingProxyType(
            {**data.tables, name: replace(data.tables[name], supplied=True, rows=len(rows))}
        ),
        _laid=MappingProxyType({**data._laid, name: rows.copy()}),
    )


def read(path: Path | str) -> Slice:
    """
    The slice in a folder.

    Raises
    ------
    DataError
        There is no slice there.
    """
    folder = Path(path)
    try:
        card = json.loads((folder / "slice.json").read_text("utf-8"))
    except FileNotFoundError as error:
        raise _nothing(str(folder)) from error
    tables = card.pop("tables")
    return Slice(
        path=folder,
        as_of=date.fromisoformat(card.pop("as_of")),
        tables=MappingProxyType({name: _note(entry) for name, entry in tables.items()}),
        _columns=MappingProxyType({name: entry["columns"] for name, entry in tables.items()}),
        **card,
    )


def given(account: str | None = None, audience: str = "internal", freezes: Path | str | None = None) -> Slice:
    """
    The slice that this notebook was given.

    In a batch it is the folder that the parent names in the environment, or ``./slice``. For a person in JupyterLab, who was
    given none, it is the account's slice in the latest freeze nearby.

    Parameters
    ----------
    account, audience : str
        Whose slice; a slice that was given must be this one.
    freezes : folder, optional
        Where the freezes are; by default ``output/freezes`` here or one folder up.

    Raises
    ------
    DataError
        None was given and none is nearby, or the one that was given is another account's or audience's.
    """
    _set_aside()
    told = os.environ.get(_ENVIRONMENT)
    if told or Path("slice/slice.json").is_file():
        return _right(read(told or "slice"), account, audience)
    places = [Path(freezes)] if freezes is not None else [Path(place) for place in _NEARBY]
    found = next((freeze for place in places if (freeze := latest(place))), None)
    if found is None:
        raise _nothing(" / ".join(map(str, places)))
    cut = found / "slices"
    accounts = sorted(entry.name for entry in cut.iterdir())
    if account not in accounts:
        raise errors.DataError(
            language.say("the freeze holds no account {account}", account=account),
            where=str(found),
            expected=language.say("one of: {names}", names=", ".join(accounts)),
            do_next=language.say("correct the account and run again"),
        )
    return read(cut / account / audience)


def latest(folder: Path | str) -> Path | None:
    """The folder of the freeze that was made, or found unchanged, last; None when there is none."""
    pointer = Path(folder) / "latest"
    freeze = pointer.parent / pointer.read_text("utf-8").strip() if pointer.is_file() else None
    return freeze if freeze and (freeze / "freeze.json").is_file() else None


def frame(table: pa.Table, columns: Mapping[str, str]) -> pd.DataFrame:
    """
    A stored table as pandas hands it out.

    Parameters
    ----------
    table : as stored: decimals, days, texts
    columns : name → dtype, in the order wanted
    """
    return pd.DataFrame({column: _series(table.column(column), dtype) for column, dtype in columns.items()})


def _set_aside() -> None:
    """What was loaded before any figure is there to stay: a collector that goes through it again and again takes a quarter of the time of a plan. Once, as what is set aside is freed only at the end, where libraries complain of what is not."""
    if not gc.get_freeze_count():
        gc.freeze()
        atexit.register(gc.unfreeze)


def _right(found: Slice, account: str | None, audience: str) -> Slice:
    """The slice, if it is the one that was asked for."""
    if (account, audience) not in {(found.account, found.audience), (None, found.audience)}:
        raise errors.DataError(
            language.say(
                "the slice given is {account} for {audience}", account=found.account, audience=found.audience
            ),
            where=str(found.path),
            expected=language.say("{account} for {audience}", account=account, audience=audience),
            do_next=language.say("give the notebook the slice that its parameters name"),
        )
    return found


def _nothing(where: str) -> errors.DataError:
    return errors.DataError(
        language.say("no slice was given and no freeze was found"),
        where=where,
        expected=language.say("a folder with slice.json, or a freeze"),
        do_next=language.say("make a freeze: amlib freeze"),
    )


def _note(entry: Mapping[str, Any]) -> TableNote:
    through = entry["through"]
    return TableNote(
        supplied=entry["supplied"],
        rows=entry["rows"],
        source=entry["source"],
        through=date.fromisoformat(through) if through else None,
        note=entry["note"],
        absent=tuple(entry["absent"]),
    )


def _series(column: pa.ChunkedArray, dtype: str) -> pd.Series[Any]:
    """A stored column in the pandas type that the contract promises."""
    if pa.types.is_decimal(column.type):
        column = column.cast(pa.float64())
    if dtype == "object":
        return pd.Series([None if row is None else tuple(row) for row in column.to_pylist()], dtype="object")
    if dtype in ("Int64", "boolean"):
        return pd.Series(column.to_pylist(), dtype=dtype)
    plain: pd.Series[Any] = column.to_pandas(date_as_object=False)
    typed: pd.Series[Any] = plain.astype(dtype)  # type: ignore[call-overload]  # the stubs know a dtype by its literal only
    return typed
