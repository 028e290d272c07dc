"""
Where tables come from: files, or a database.

A workbook names one connection and, per table, a path or a query. Files and DuckDB queries are read by DuckDB in this process; any other address is opened through
Ibis, its query runs where the data lives, and the result comes in once, as Arrow batches. Either way a table ends as a relation in one working database, with the row
number and the file that each row came from, so that what follows need not know which it was.

Conventions: text stays text (see `files`); typed columns of Parquet files and databases come in as they are. Paths and file names in DuckDB's own SQL
(``FROM 'sales.parquet'``) are meant from the workbook's folder.

A connection or a query may hold a password from the environment. No error here repeats one: what a driver says is cleaned first, and its own
exception is left behind.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

import duckdb
import pyarrow as pa

from amlib import errors, language
from amlib.data import contracts, files
from amlib.data.workbook import Workbook

__all__ = ["Found", "Sources", "opened", "quoted", "safe", "text"]

_MEMORY = "2GB"


@dataclass(frozen=True)
class Found:
    """
    A table as it was found.

    Attributes
    ----------
    name, relation : str
        The contract's table; the quoted relation in the working database that holds it.
    types : mapping of column to DuckDB type
        The columns, in the contract's spelling; those that start with ``@`` are about the row.
    place : str
        The file or glob as the workbook names it, or ``'query'``.
    sheet : str or None
    """

    name: str
    relation: str
    types: Mapping[str, str]
    place: str
    sheet: str | None = None


@dataclass(frozen=True)
class Sources:
    """A workbook's tables and the working database that they are read into."""

    workbook: Workbook
    work: duckdb.DuckDBPyConnection

    def read(self, name: str) -> Found:
        """
        One table, read.

        Raises
        ------
        DataError
            The file does not exist or cannot be read, the connection fails or the query is wrong; passwords are never shown.
        """
        source = self.workbook.tables[name]
        if source.query is not None:
            self._query(name)
            return self._found(name, "query")
        found = self._paths(name)
        if all(path.suffix.lower() in {".parquet", ".pq"} for path in found) or "://" in str(source.path):
            self._parquet(name)
        else:
            self._files(name, found)
        return self._found(name, source.path or "", source.sheet)

    def _found(self, name: str, place: str, sheet: str | None = None) -> Found:
        """The relation of a table, its columns renamed to the contract's spelling."""
        described = self.work.execute(f"DESCRIBE {quoted('raw:' + name)}").fetchall()
        spelled = {
            column: column if column.startswith("@") else files.plain(column) for column, *_ in described
        }
        names = list(spelled.values())
        if twice := sorted({column for column in names if names.count(column) > 1}):
            raise errors.DataError(
                language.say("column {name} occurs twice", name=twice[0]),
                where=place,
                expected=language.say("each column once"),
                do_next=language.say("rename or remove one of them and run again"),
            )
        renamed = ", ".join(f"{quoted(old)} AS {quoted(new)}" for old, new in spelled.items())
        relation = quoted(f"found:{name}")
        self.work.execute(f"CREATE VIEW {relation} AS SELECT {renamed} FROM {quoted('raw:' + name)}")
        types = {spelled[column]: str(kind) for column, kind, *_ in described}
        return Found(name, relation, MappingProxyType(types), place, sheet)

    def _query(self, name: str) -> None:
        """The result of a table's query, by DuckDB itself or wherever the connection leads."""
        statement = self.workbook.statement(name).strip().rstrip(";")
        raw = quoted(f"raw:{name}")
        numbered = f"SELECT row_number() OVER () AS {quoted(files.ROW)}, '' AS {quoted(files.FILE)}, q.* FROM"
        try:
            if _is_duckdb(self.workbook.connection):
                self.work.execute(f"CREATE TABLE work.{raw} AS {numbered} (\n{statement}\n) AS q")
            else:
                import ibis  # half a second, and only for other databases

                result = ibis.connect(self.workbook.connection_url()).sql(statement).to_pyarrow_batches()
                result_table = quoted(f"result:{name}")
                self._take_in(result_table, (result.schema, iter(result)))
                self.work.execute(f"CREATE VIEW {raw} AS {numbered} {result_table} AS q")
        except errors.WorkbookError:
            raise
        except Exception as error:  # noqa: BLE001 – each database has errors of its own, and all may repeat the password
            raise self._refused(name, error) from None

    def _parquet(self, name: str) -> None:
        """Parquet files are read where they are, each time that they are needed."""
        place = text(self.workbook.location(name))
        reader = f"read_parquet({place}, union_by_name = true, file_row_number = true, filename = true)"
        folder = text(f"{self.workbook.folder.as_posix()}/")
        try:
            self.work.execute(
                f"CREATE VIEW {quoted('raw:' + name)} AS SELECT file_row_number + 1 AS {quoted(files.ROW)}, "
                f"CASE WHEN starts_with(filename, {folder}) THEN substr(filename, length({folder}) + 1) ELSE parse_filename(filename) END "
                f"AS {quoted(files.FILE)}, * EXCLUDE (file_row_number, filename) FROM {reader}"
            )
        except duckdb.Error as error:
            raise self._refused(name, error) from None

    def _files(self, name: str, found: list[Path]) -> None:
        """CSV and Excel files, one below the other; a column that one of them lacks is empty there."""
        parts = []
        for i, path in enumerate(found):
            shown = _shown(path, self.workbook.folder)
            incoming = files.batches(path, shown, contracts.TABLES[name], self.workbook.tables[name].sheet)
            part = quoted(f"part:{name}:{i}")
            self._take_in(part, incoming)
            parts.append(f"FROM {part}")
        self.work.execute(f"CREATE VIEW {quoted('raw:' + name)} AS {' UNION ALL BY NAME '.join(parts)}")

    def _take_in(self, relation: str, incoming: files.Incoming) -> None:
        """Batches into a table, read here and not in a thread of the database, so that what goes wrong arrives as it was raised."""
        schema, batches = incoming
        statement = f"CREATE TABLE work.{relation} AS FROM incoming"
        for batch in chain([schema.empty_table()], map(_as_table, batches)):
            self.work.register("incoming", batch)
            self.work.execute(statement)
            self.work.unregister("incoming")
            statement = f"INSERT INTO work.{relation} FROM incoming"

    def _paths(self, name: str) -> list[Path]:
        """The files that a path or glob names, in order; none is an error. An address elsewhere is left to DuckDB."""
        place = self.workbook.location(name)
        if "://" in place:
            return []
        found = sorted(Path(path) for path in glob.glob(place, recursive=True) if Path(path).is_file())  # noqa: PTH207 – an absolute pattern
        if not found:
            raise errors.DataError(
                language.say("the file does not exist"),
                where=self.workbook.tables[name].path,
                expected=language.say(
                    "a Parquet, CSV or Excel file, from folder {folder}", folder=self.workbook.folder.name
                ),
                do_next=language.say(
                    "correct the path of {name} in the workbook, or remove the table there", name=name
                ),
            )
        return found

    def _refused(self, name: str, error: Exception) -> errors.DataError:
        """What a database said, without secrets."""
        source = self.workbook.tables[name]
        return errors.DataError(
            safe(
                self.workbook,
                str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__,
            ),
            where=language.say("the query of {name}", name=name) if source.query is not None else source.path,
            expected=language.say("a query or file that yields the columns of {name}", name=name),
            do_next=language.say("correct it in the workbook and run again"),
        )


@contextmanager
def opened(workbook: Workbook, scratch: Path) -> Iterator[Sources]:
    """
    A workbook's sources, open for reading.

    Parameters
    ----------
    workbook : Workbook
    scratch : an existing folder for the working database; whoever made it removes it

    Raises
    ------
    DataError
        The connection is a DuckDB file that cannot be opened.
    """
    work = duckdb.connect(str(scratch / "work.duckdb"))
    try:
        work.execute(
            f"SET memory_limit = '{_MEMORY}'; SET temp_directory = {text(scratch.as_posix())}; SET TimeZone = 'UTC'"
        )
        work.execute(f"SET file_search_path = {text(workbook.folder.as_posix())}")
        _attach(workbook, work)
        yield Sources(workbook, work)
    finally:
        work.close()


def _attach(workbook: Workbook, work: duckdb.DuckDBPyConnection) -> None:
    """A DuckDB file named by the connection becomes the place where queries look first."""
    url = workbook.connection_url()
    place = url.partition("://")[2].partition("?")[0]
    if not _is_duckdb(url) or place in ("", ":memory:"):
        return
    path = Path(os.path.normpath(workbook.folder / place))
    try:
        if not path.is_file():
            raise duckdb.IOException(language.say("the file does not exist"))
        work.execute(f"ATTACH {text(path.as_posix())} AS source (READ_ONLY)")
        work.execute("SET search_path = 'work.main,source.main'")
    except duckdb.Error as error:
        raise errors.DataError(
            safe(workbook, str(error).splitlines()[0]),
            where=f"connection: {safe(workbook, workbook.connection)}",
            expected=language.say("a DuckDB file, from folder {folder}", folder=workbook.folder.name),
            do_next=language.say("correct the connection in the workbook and run again"),
        ) from None


def safe(workbook: Workbook, words: str) -> str:
    """
    A text without the secrets of a workbook: what came from the environment, and the password of the connection.

    What is left of the connection's own address is its scheme, host and path.
    """
    queries = [source.query or "" for source in workbook.tables.values()]
    names = {name for part in (workbook.connection, *queries) for name in re.findall(r"\$\{(\w+)\}", part)}
    url = urlsplit(workbook.connection_url())
    secrets = {os.environ.get(name, "") for name in names} | {
        url.password or "",
        unquote(url.password or ""),
        url.query,
    }
    for secret in sorted(secrets - {""}, key=len, reverse=True):
        words = words.replace(secret, "***")
    return words


def quoted(name: str) -> str:
    """A name of a column or relation, as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text, as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def _as_table(batch: pa.RecordBatch) -> pa.Table:
    return pa.Table.from_batches([batch])


def _is_duckdb(connection: str) -> bool:
    return connection.startswith("duckdb:")


def _shown(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
