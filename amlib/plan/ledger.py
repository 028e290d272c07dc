"""
The ledger: what people of the company decide during the year, kept so that nothing of it is ever lost.

A year's plan is agreed on in meetings and forgotten in mailboxes. The ledger is the one place where it is said: who, when, what, and after reading what. It only grows. What holds
today is what one gets by reading it from the start; a correction is a new entry, and what was believed before stays there to be seen.

Two people may work at once. Each says with an entry how much of its stream had been read; whoever comes second gets a ``LedgerConflict`` that carries what was written in
between, and merging is reading that and appending again. A program that is killed while it writes leaves a ledger that is as before or as after, never between.

* The clock is not read here: whoever appends says when.
* Kept in SQLite, or in PostgreSQL by address (``store``); sealed entry by entry (``chain``); in words that later versions can read (``entries``).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from pydantic import BaseModel

from amlib import errors, language
from amlib.plan import chain, entries, store
from amlib.plan.chain import Anchor, Entry, Fault

__all__ = [
    "Anchor",
    "Draft",
    "Entry",
    "Fault",
    "Ledger",
    "export",
    "head",
    "lines",
    "open",
    "put",
    "restore",
    "verify",
]

_LONGEST = {"account": 100, "stream": 400, "author": 200}
"""How many characters a name may have; a server's index takes no more."""

_SHOWN = 300
"""How much of a body is shown where somebody is told of it; the error carries all."""


@dataclass(frozen=True)
class Draft:
    """
    What somebody wants to say.

    Attributes
    ----------
    account : str
    body : one of the kinds in ``entries``
    author : str
    at : datetime
        With its time zone.
    stream : str
        Needed only where the body does not name it itself, as for a promise that is done: ``commitment/TZ-003``.
    """

    account: str
    body: BaseModel
    author: str
    at: datetime
    stream: str = ""


@dataclass(frozen=True)
class Ledger:
    """One ledger, in one database; nothing is made there before the first entry."""

    engine: sa.Engine

    @property
    def address(self) -> str:
        """Where it is, without its password."""
        return self.engine.url.render_as_string(hide_password=True)

    def append(self, draft: Draft, seen: int | None) -> Entry:
        """
        Write one entry behind all others.

        Parameters
        ----------
        draft : Draft
        seen : int or None
            The number of the last entry of this stream that the author had read; None where there was none.

        Returns
        -------
        Entry
            As it is kept. When this returns, it is on the disk.

        Raises
        ------
        LedgerConflict
            Somebody wrote in this stream after that; nothing is written.
        LedgerError
            The draft cannot be kept, or the ledger cannot be used; nothing is written.
        """
        return self.append_all([draft], seen)[0]

    def append_all(
        self, drafts: Sequence[Draft], seen: int | None, *, beside: Mapping[str, int] | None = None
    ) -> tuple[Entry, ...]:
        """
        Write several entries of one stream behind all others: all of them, or none.

        What is done in one step by a person (a plan that is adopted, and the document that it binds to) is never found half done.

        Parameters
        ----------
        drafts : sequence of Draft, at least one
            Of one account and one stream, in order.
        seen : int or None
            As for ``append``.
        beside : mapping of str to int, optional
            Other streams of the account that were read for this, each with the number of its last entry (0 where there was none).

        Returns
        -------
        tuple of Entry
            As they are kept, in the same order.

        Raises
        ------
        LedgerConflict
            Somebody wrote in one of these streams after that; nothing is written.
        LedgerError
            A draft cannot be kept, or the ledger cannot be used; nothing is written.
        """
        held = [_held(draft) for draft in drafts]
        account, stream = _one_place(held)
        _make_room(self.engine)
        made: list[Entry] = []
        with store.writing(self.engine) as connection:
            for name, last_read in {**(beside or {}), stream: seen or 0}.items():
                since = store.rows(connection, account=account, stream=name, after=last_read)
                if since:
                    raise _conflict(name, since)
            last = store.last(connection)
            for number, (draft, told) in enumerate(zip(drafts, held, strict=True), (seen or 0) + 1):
                _allowed(connection, draft, stream, number - 1)
                last = chain.sealed(
                    **told,
                    position=last.position + 1 if last else 1,
                    number=number,
                    previous=last.hash if last else chain.START,
                )
                store.insert(connection, [last])
                made.append(last)
        return tuple(made)

    def read(
        self,
        account: str | None = None,
        stream: str | None = None,
        kind: str | None = None,
        until: int | None = None,
        without: str = "",
    ) -> tuple[Entry, ...]:
        """
        The entries from the start, oldest first.

        Parameters
        ----------
        account, stream, kind : str, optional
            Only these.
        without : str, optional
            All but this kind: for who reads the whole ledger, and not what editions published, which is most of it.
        until : int, optional
            As the ledger was when its last position was this.

        Raises
        ------
        LedgerError
            The ledger cannot be reached.
        """
        if _absent(self.engine):
            return ()
        with store.reading(self.engine) as connection:
            if not store.stored(connection):
                return ()
            return store.rows(
                connection, account=account, stream=stream, kind=kind, until=until, without=without
            )


def open(url: str) -> Ledger:
    """
    The ledger at an address; it need not be there yet.

    Raises
    ------
    LedgerError
        The address is none of a database in which a ledger can be kept.

    Examples
    --------
    >>> open("postgresql://ann:secret@db/sales").address
    'postgresql+psycopg://ann:***@db/sales'
    """
    return Ledger(store.engine(url))


def head(ledger: Ledger) -> Anchor | None:
    """The position and hash of the last entry, for an edition to name; None where there is none."""
    if _absent(ledger.engine):
        return None
    with store.reading(ledger.engine) as connection:
        last = store.last(connection) if store.stored(connection) else None
    return Anchor(last.position, last.hash) if last else None


def verify(ledger: Ledger, anchors: Sequence[Anchor] = ()) -> list[Fault]:
    """
    Every change, gap and fork; with anchors, a tail that was cut off; and whether the database still refuses changes.

    Parameters
    ----------
    ledger : Ledger
    anchors : sequence of Anchor, optional
        The positions that editions name.
    """
    found = chain.faults(ledger.read(), anchors)
    if _absent(ledger.engine):
        return found
    with store.reading(ledger.engine) as connection:
        if store.stored(connection) and not store.guarded(connection):
            found.insert(
                0, Fault(0, language.say("the database no longer refuses changes: its triggers are gone"))
            )
    return found


def lines(ledger: Ledger) -> Iterator[str]:
    """All that is in a ledger as text: one line of JSON for each entry, from the start; see ``restore``."""
    return map(chain.line, ledger.read())


def export(ledger: Ledger, path: Path) -> int:
    """Write the lines to a file, whole or not at all; how many."""
    return put(path, lines(ledger))


def put(path: Path, lines: Iterable[str]) -> int:
    """Write lines of text to a file, whole or not at all; how many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        count = 0
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            for count, line in enumerate(lines, 1):  # noqa: B007
                file.write(f"{line}\n")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def restore(url: str, lines: Iterable[str]) -> Ledger:
    """
    The ledger at an address, brought to what the lines say: made from nothing, or continued where it is their beginning.

    Parameters
    ----------
    url : str
    lines : iterable of str
        As ``lines`` gives them, from the start.

    Raises
    ------
    LedgerError
        The lines are no sound ledger, or there is another one at the address; nothing is written.
    """
    told = tuple(chain.entry_of(line, f"{n}") for n, line in enumerate(lines, 1) if line.strip())
    if faults := chain.faults(told):
        raise errors.LedgerError(
            language.say("these lines are not as a ledger wrote them"),
            where="\n".join(f"{fault.position}: {fault.what}" for fault in faults),
            expected=language.say("lines as 'amlib ledger export' writes them"),
            do_next=language.say("take the file again from where it was exported"),
        )
    made = open(url)
    _make_room(made.engine)
    with store.writing(made.engine) as connection:
        there = store.rows(connection)
        if there[: len(told)] != told[: len(there)]:
            raise _another(made, there, told)
        store.insert(connection, told[len(there) :])
    return made


def _one_place(held: Sequence[Mapping[str, object]]) -> tuple[str, str]:
    """The one account and stream of all that is written together."""
    places = sorted({(str(each["account"]), str(each["stream"])) for each in held})
    if len(places) != 1:
        raise _unfit(
            language.say(
                "entries that are written together stand in one stream, not in: {streams}",
                streams=", ".join("/".join(place) for place in places) or language.MISSING,
            )
        )
    return places[0]


def _held(draft: Draft) -> dict[str, object]:
    """What a draft says itself, checked."""
    kind = entries.kind_of(draft.body)
    named = kind.stream_of(draft.body)
    held = {"account": draft.account, "stream": draft.stream or named, "author": draft.author}
    for name, text in held.items():
        if not (text.strip() and text.isprintable() and len(text) <= _LONGEST[name]):
            raise _unfit(language.say("{name} is {value}", name=name, value=repr(text[:60])))
    if (named and held["stream"] != named) or not held["stream"].startswith("" if named else kind.stream):
        raise _unfit(
            language.say("{kind} does not belong in the stream {stream}", kind=kind.name, stream=draft.stream)
        )
    if draft.at.tzinfo is None:
        raise _unfit(language.say("{name} is {value}", name="at", value=draft.at.isoformat()))
    at = draft.at.astimezone(UTC).isoformat()
    return {**held, "kind": kind.name, "version": kind.version, "at": at, "body": entries.written(draft.body)}


def _allowed(connection: sa.Connection, draft: Draft, stream: str, seen: int) -> None:
    """Whether what a draft builds on is there."""
    there = len(store.rows(connection, account=draft.account, stream=stream))
    needed = getattr(draft.body, "number", 0)
    if not entries.kind_of(draft.body).opens:
        needed = max(needed, 1)
    if max(seen, needed) > there:
        raise errors.LedgerError(
            language.say("{account} has no entry {number} in {stream}", account=draft.account, number=max(seen, needed), stream=stream),
            expected=language.say("one of the {count} entries that are there", count=there),
            do_next=language.say("look with 'amlib ledger list' and try again"),
        )  # fmt: skip


def _conflict(stream: str, since: tuple[Entry, ...]) -> errors.LedgerConflict:
    told = [
        f"{e.number}  {e.at[:16]}  {e.author}: {e.kind}, {entries.shown(e.body, e.kind)[:_SHOWN]}"
        for e in since
    ]
    return errors.LedgerConflict(
        language.say("somebody wrote in {stream} after you read it", stream=stream),
        since,
        where="\n".join(told),
        expected=language.say("an entry by somebody who has read these"),
        do_next=language.say("nothing was written; read what was said, merge it with yours and try again"),
    )


def _another(made: Ledger, there: tuple[Entry, ...], told: tuple[Entry, ...]) -> errors.LedgerError:
    first = next((a.position for a, b in zip(there, told, strict=False) if a != b), len(told) + 1)
    return errors.LedgerError(
        language.say("another ledger is kept here: they differ from entry {position} on", position=first),
        where=made.address,
        expected=language.say("an empty place, or the beginning of the same ledger"),
        do_next=language.say("nothing was written; choose another address"),
    )


def _unfit(what: str) -> errors.LedgerError:
    return errors.LedgerError(
        what,
        expected=language.say(
            "names of one line, a time with its zone, and the stream that the kind belongs in"
        ),
        do_next=language.say("nothing was written; correct it and try again"),
    )


def _file(way: sa.Engine) -> Path | None:
    """The file of a ledger that is one."""
    return Path(way.url.database or "") if way.dialect.name == "sqlite" else None


def _absent(way: sa.Engine) -> bool:
    """Whether there is no file yet; looking would make one."""
    file = _file(way)
    return file is not None and not file.exists()


def _make_room(way: sa.Engine) -> None:
    file = _file(way)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
