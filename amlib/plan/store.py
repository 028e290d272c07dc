"""
Where a ledger is kept: one table that only grows, in a file for one team or on a server for several.

The database itself refuses what a ledger does not do. Triggers turn down every change and removal, and every entry that does not come right after the last; so a slip of
another program is refused too, not only found afterwards. Writers come one at a time: SQLite locks the file for the length of one short transaction, PostgreSQL takes an
advisory lock. What a transaction did not finish has not happened.

* SQLite keeps its plain rollback journal: write-ahead logging does not work on network shares, and a team's folder often is one.
* A waiting writer gives up after half a minute and says so.
* Addresses are shown without their password, always.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from amlib import errors, language
from amlib.plan.chain import START, Entry

__all__ = ["ENTRIES", "engine", "guarded", "insert", "last", "reading", "rows", "stored", "writing"]

WAIT = 30
"""Seconds that a writer waits for another."""

_LOCK = 0x616D6C6962  # 'amlib', the number by which its writers know each other on a server

ENTRIES = sa.Table(
    "entries",
    sa.MetaData(),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False, unique=True),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.UniqueConstraint("account", "stream", "number"),
)
"""The one table; its columns are the fields of an entry."""

_OUT_OF_LINE = f"""
       NEW.position IS DISTINCT FROM (SELECT coalesce(max(position), 0) + 1 FROM entries)
    OR NEW.previous IS DISTINCT FROM coalesce((SELECT hash FROM entries ORDER BY position DESC LIMIT 1), '{START}')
    OR NEW.number IS DISTINCT FROM
       (SELECT coalesce(max(number), 0) + 1 FROM entries WHERE account = NEW.account AND stream = NEW.stream)
"""

_ONLY_GROWS = "the ledger only grows: nothing in it is changed or removed"
_IN_LINE = "an entry comes right after the last"

_SQLITE = {
    f"entries_{name}": f"CREATE TRIGGER entries_{name} BEFORE {what} BEGIN SELECT RAISE(ABORT, '{why}'); END"
    for name, what, why in (
        ("update", "UPDATE ON entries", _ONLY_GROWS),
        ("delete", "DELETE ON entries", _ONLY_GROWS),
        ("insert", f"INSERT ON entries WHEN {_OUT_OF_LINE.replace('IS DISTINCT FROM', 'IS NOT')}", _IN_LINE),
    )
}
"""The triggers of SQLite by name; that of INSERT also stops a REPLACE, which SQLite does not call a removal."""

_FUNCTIONS = {
    "entries_change": f" BEGIN RAISE EXCEPTION '{_ONLY_GROWS}'; END ",
    "entries_insert": f" BEGIN IF {_OUT_OF_LINE} THEN RAISE EXCEPTION '{_IN_LINE}'; END IF; RETURN NEW; END ",
}
"""What the triggers of PostgreSQL do, by their name and that of their function."""

_POSTGRESQL = [
    *(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${does}$$"
        for name, does in _FUNCTIONS.items()
    ),
    "CREATE TRIGGER entries_change BEFORE UPDATE OR DELETE OR TRUNCATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION entries_change()",
    "CREATE TRIGGER entries_insert BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION entries_insert()",
    *(f"ALTER TABLE entries ENABLE ALWAYS TRIGGER {name}" for name in _FUNCTIONS),
]


def engine(url: str) -> sa.Engine:
    """
    The way to a database, not yet gone.

    Raises
    ------
    LedgerError
        The address is none, of another kind of database, or its driver is not installed.
    """
    try:
        address = sa.make_url(url)
    except (ArgumentError, ValueError) as error:
        raise _no_address(language.say("the ledger's address cannot be read")) from error
    if address.drivername in ("postgres", "postgresql"):
        address = address.set(drivername="postgresql+psycopg")
    if secret := address.query.get("password"):  # where it is kept from sight
        address = address.set(password=str(secret)).difference_update_query(["password"])
    if address.drivername not in ("sqlite", "postgresql+psycopg") or not address.database:
        raise _no_address(language.say("a ledger cannot be kept in {kind}", kind=address.drivername))
    try:
        made = sa.create_engine(address, poolclass=NullPool, connect_args=_connecting(address))
    except ImportError as error:
        raise errors.LedgerError(
            language.say("the driver for PostgreSQL is not installed"),
            do_next=language.say("install amlib[postgresql] and try again"),
        ) from error
    if address.drivername == "sqlite":
        sa.event.listen(made, "connect", _as_file)
        sa.event.listen(made, "begin", _begin)
    return made


@contextmanager
def reading(way: sa.Engine) -> Iterator[sa.Connection]:
    """
    A connection that sees the ledger as it is at one moment.

    Raises
    ------
    LedgerError
        The database cannot be reached or used.
    """
    with _reached(way), way.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(way: sa.Engine) -> Iterator[sa.Connection]:
    """
    A connection that alone may write until it is left; all of it happens, or nothing.

    Raises
    ------
    LedgerError
        The database cannot be reached or used, or another writer keeps it.
    """
    with _reached(way), way.connect() as connection:
        connection.execution_options(amlib_writes=True)
        with connection.begin():
            if way.dialect.name == "postgresql":
                connection.execute(sa.text(f"SET LOCAL lock_timeout = '{WAIT}s'"))
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
            if not stored(connection):
                _found(connection)
            yield connection


def stored(connection: sa.Connection) -> bool:
    """Whether there is a ledger in this database at all."""
    return sa.inspect(connection).has_table(ENTRIES.name)


def rows(
    connection: sa.Connection,
    *,
    account: str | None = None,
    stream: str | None = None,
    kind: str | None = None,
    until: int | None = None,
    without: str = "",
    after: int = 0,
) -> tuple[Entry, ...]:
    """The entries in the order of their positions, up to and with ``until``, all but those of the kind ``without``; of a stream, those with a number after ``after``."""
    columns = ENTRIES.c
    wanted = sa.select(ENTRIES).order_by(columns.position)
    for column, value in ((columns.account, account), (columns.stream, stream), (columns.kind, kind)):
        if value is not None:
            wanted = wanted.where(column == value)
    if without:
        wanted = wanted.where(columns.kind != without)
    if until is not None:
        wanted = wanted.where(columns.position <= until)
    if after:
        wanted = wanted.where(columns.number > after)
    return tuple(Entry(**row) for row in connection.execute(wanted).mappings())


def last(connection: sa.Connection) -> Entry | None:
    """The entry that was written last."""
    row = (
        connection.execute(sa.select(ENTRIES).order_by(ENTRIES.c.position.desc()).limit(1)).mappings().first()
    )
    return Entry(**row) if row else None


def insert(connection: sa.Connection, entries: Sequence[Entry]) -> None:
    """Write entries behind the last."""
    if entries:
        connection.execute(sa.insert(ENTRIES), [vars(entry) for entry in entries])


def guarded(connection: sa.Connection) -> bool:
    """Whether the triggers that refuse changes are in place, and as they were made."""
    if connection.dialect.name == "sqlite":
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'"
        return _SQLITE.items() <= _pairs(connection, asked).items()
    asked = """
        SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE tgrelid = 'entries'::regclass AND tgenabled = 'A'
    """
    return _FUNCTIONS.items() <= _pairs(connection, asked).items()


def _pairs(connection: sa.Connection, asked: str) -> dict[str, str]:
    return {name: does for name, does in connection.execute(sa.text(asked))}  # noqa: C416  a row is no pair to mypy


def _found(connection: sa.Connection) -> None:
    """Make the table and its guards."""
    ENTRIES.create(connection)
    for statement in _SQLITE.values() if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.exec_driver_sql(statement)


def _connecting(address: sa.URL) -> dict[str, object]:
    return {"timeout": WAIT} if address.drivername == "sqlite" else {"connect_timeout": WAIT}


def _as_file(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
    """Transactions by our own word, the plain journal, and on the disk before it is called done."""
    connection.isolation_level = None
    for pragma in ("journal_mode = DELETE", "synchronous = EXTRA"):
        connection.cursor().execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("amlib_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _reached(way: sa.Engine) -> Iterator[None]:
    """What a database says, as an error of ours: in its own words, without the address's secrets."""
    try:
        yield
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", None) or error).strip().splitlines()
        raise errors.LedgerError(
            language.say(
                "the ledger cannot be used: {error}", error=said[0] if said else type(error).__name__
            ),
            where=way.url.render_as_string(hide_password=True),
            expected=language.say("a database that can be reached and in which the ledger may be written"),
            do_next=language.say("nothing was written; put right what the database says and try again"),
        ) from error


def _no_address(what: str) -> errors.LedgerError:
    return errors.LedgerError(
        what,
        expected=language.say("an address such as sqlite:///ledger.sqlite or postgresql://host/name"),
        do_next=language.say("correct 'ledger' in the workbook's file"),
    )
