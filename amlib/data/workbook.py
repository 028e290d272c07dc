"""
The workbook: whose figures these are, and where each table comes from.

``parameters/workbook.yml`` is the one file that differs between companies. It names the company, its currency and unit, the connection, and for each table of
the contract a path or a query; SQL in the source's own dialect *is* the mapping language. Paths are meant from the folder of the file itself, so a workbook can be moved as
a whole.

Secrets never stand in the file: ``${NAME}`` is filled in from the environment at the moment of use (``connection_url``, ``location``, ``statement``), so that
a workbook can be printed, logged and filed as it was read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from amlib import errors, language
from amlib.data import contracts, settings

__all__ = ["Licence", "TableSource", "Workbook", "filled", "read"]

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_PASSWORD = re.compile(r"://[^/@]*?:(?P<password>[^/]*)@|[?&]password=(?P<named>[^&]*)")
_SQLITE = "sqlite:///"


def _table_name(name: str) -> str:
    if name not in contracts.TABLES:
        raise settings.unknown(name, list(contracts.TABLES))
    return name


TableName = Annotated[str, AfterValidator(_table_name)]
Share = Annotated[float, Field(ge=0, le=1)]
Login = Annotated[str, Field(pattern=r"^\S+$")]
Name = Annotated[str, Field(pattern=r"^\S(.*\S)?$", max_length=200)]


class TableSource(settings.Settings):
    """Where one table comes from: a path (Parquet, CSV, Excel; may be a glob) or a query that yields the contract's columns."""

    path: str | None = Field(
        default=None, min_length=1, description="a file or glob, from the folder of this file"
    )
    query: str | None = Field(default=None, min_length=1, description="a query in the SQL of the source")
    sheet: str | None = Field(
        default=None, description="the name of a sheet, between quotes when it is a number"
    )
    note: str | None = Field(default=None, description="a remark in words, shown beside the table")
    accepted_faults: Share | None = Field(
        default=None, description="a fraction from 0 to 1, such as 0.01 for one percent"
    )

    @model_validator(mode="after")
    def _one_source(self) -> TableSource:
        if (self.path is None) == (self.query is None):
            raise PydanticCustomError(
                "complaint",
                "a table has one source"
                if self.path is None
                else "this table has two sources, a path and a query",
                {"expected": "either path: or query:"},
            )
        return self


class Licence(settings.Settings):
    """What the supplier of a table allows: may the customer see it, and may competitors be named there."""

    customer: bool = Field(default=False, description="true or false: may it be shown to the customer")
    competitors: bool = Field(
        default=False, description="true or false: may competitors be named to the customer"
    )


class Workbook(settings.Settings):
    """
    One company's workbook, as read.

    Attributes
    ----------
    tables : which tables are supplied, and from where; a table that is not named is not supplied.
    accepted_faults : the share of faulty rows (or value) that a table may hold before the freeze stops; see ``accepted``.
    people : whose each login is; a login that is not named writes in the name that is given, else in its own (``people``).
    ledger : where people's decisions are kept; without it, a file beside the editions.
    records : the folder with what people said of each account (``<account>.json``); it need not be there.
    licence : per table; a table that is not named is closed to the customer.
    invented : True for the company that ships with the workbook; every page then says so.
    """

    company: str = Field(min_length=1, description="the name of our own company")
    currency: str = Field(
        default="EUR", pattern="^[A-Z]{3}$", description="a currency code of three capitals, such as EUR"
    )
    unit: str = Field(
        default="kg",
        min_length=1,
        description="the one unit of all quantities, such as kg, between quotes if need be",
    )
    language: Literal["nl", "en"] = Field(default="nl", description="nl or en")
    people: dict[Login, Name] = Field(
        default_factory=dict, description="each login with the name of the person whose it is"
    )
    invented: bool = Field(default=False, description="true or false: is this the invented company")
    connection: str = Field(
        default="duckdb://",
        pattern="^[a-z0-9+]+:",
        description="an address such as duckdb:// or postgres://…",
    )
    ledger: str | None = Field(
        default=None,
        description="an address such as sqlite:///ledger.sqlite or postgresql://host/name",
    )
    tables: dict[TableName, TableSource] = Field(description="each table with path: or query: under it")
    accepted_faults: Share = Field(
        default=0.01, description="a fraction from 0 to 1, such as 0.01 for one percent"
    )
    licence: dict[TableName, Licence] = Field(
        default_factory=dict, description="each table with customer: and competitors: under it"
    )
    records: str | None = Field(
        default=None, min_length=1, description="a folder with a file of records per account, from here"
    )
    _file: Path = PrivateAttr(default=Path("workbook.yml"))

    @property
    def file(self) -> Path:
        """The file it was read from."""
        return self._file

    @property
    def folder(self) -> Path:
        """The folder that paths are meant from: that of the file itself, absolute."""
        return self._file.absolute().parent

    @property
    def records_folder(self) -> Path | None:
        """Where what people said of each account is kept, absolute; None where the workbook names no such place."""
        return Path(os.path.normpath(self.folder / self.records)) if self.records else None

    def accepted(self, table: str) -> float:
        """The share of faults that a table may hold."""
        own = self.tables[table].accepted_faults
        return self.accepted_faults if own is None else own

    def allowed(self, table: str) -> Licence:
        """The licence of a table; closed when none is given."""
        return self.licence.get(table, Licence())

    def connection_url(self) -> str:
        """The connection with its secrets filled in; never to be logged."""
        return self._filled(self.connection, "connection")

    def ledger_url(self) -> str | None:
        """The ledger's address with its secrets filled in, a file meant from the folder of this one; never to be logged."""
        if self.ledger is None:
            return None
        address = self._filled(self.ledger, "ledger")
        head, file = address[: len(_SQLITE)], address[len(_SQLITE) :]
        return f"{head}{(self.folder / file).as_posix()}" if head == _SQLITE else address

    def location(self, table: str) -> str:
        """The path or glob of a table, absolute and with forward slashes; an address such as ``s3://…`` stays one."""
        path = self._filled(self.tables[table].path or "", f"tables.{table}.path")
        if "://" in path:
            return path
        return Path(os.path.normpath(self.folder / path)).as_posix()

    def statement(self, table: str) -> str:
        """The query of a table with its environment names filled in."""
        return self._filled(self.tables[table].query or "", f"tables.{table}.query")

    def _filled(self, text: str, name: str) -> str:
        return filled(text, os.environ, place=f"{self._file.as_posix()}, {name}")


def read(path: Path | str) -> Workbook:
    """
    The workbook that a file describes.

    Raises
    ------
    ParameterError
        The file is absent or not YAML, or has unknown names, missing names or wrong values; all of them at once, each with its line.
        Or the ledger's password stands in it; that is not shown.
    """
    workbook = settings.read(path, Workbook)
    workbook._file = Path(path)
    if _tells(workbook.ledger or ""):
        raise errors.ParameterError(
            language.say("the ledger's password stands in the file"),
            where=language.say("{file}, at {name}", file=workbook.file.as_posix(), name="ledger"),
            expected=language.say("a value for ${{{name}}}", name="LEDGER_PASSWORD"),
            do_next=language.say("take the password out of the file, and change it: it may have been read"),
        )
    return workbook


def _tells(address: str) -> bool:
    """Whether an address holds a password itself, and not only the name of one."""
    found = _PASSWORD.search(address)
    told = found and (found["password"] or found["named"])
    return bool(told) and not _VARIABLE.fullmatch(str(told))


def filled(text: str, environment: Mapping[str, str], *, place: str) -> str:
    """
    A text in which each ``${NAME}`` is replaced by its value in the environment.

    Raises
    ------
    ParameterError
        A name is not set there; the text itself is not shown, since the other parts may be secret.

    Examples
    --------
    >>> filled("postgres://${USER_NAME}@db", {"USER_NAME": "ann"}, place="workbook.yml")
    'postgres://ann@db'
    """
    for name in _VARIABLE.findall(text):
        if name not in environment:
            raise errors.ParameterError(
                language.say("the environment does not hold {name}", name=name),
                where=place,
                expected=language.say("a value for ${{{name}}}", name=name),
                do_next=language.say("set {name} in the environment and run again", name=name),
            )
    return _VARIABLE.sub(lambda found: environment[found.group(1)], text)
