"""
Why a ledger can be trusted: each entry seals all that stood before it.

An entry holds the hash of the one before it, and its own hash is taken over everything it holds. Whoever changes, takes out or slips in an entry breaks the seal of every
later one. What the chain alone cannot show is a tail that was cut off, or a whole ledger written anew; for that, the editions help: each names the position and the hash
that it saw, an *anchor* outside the ledger.

The hash is the SHA-256 of the entry's own line of text without the hash, so that anyone can check it with nothing but the exported file.

Deliberately absent: the words of an entry. A ledger is sound or not, whoever can read what it says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from amlib import errors, language

__all__ = ["START", "Anchor", "Entry", "Fault", "digest", "entry_of", "faults", "line", "sealed"]

START = "0" * 64
"""What stands where the first entry names the one before it."""


@dataclass(frozen=True)
class Entry:
    """
    One thing that somebody said, as it is kept.

    Attributes
    ----------
    position : int
        In the whole ledger, from 1.
    account, stream : str
        Which customer, and which plan, promise or proposal of it.
    number : int
        In its stream, from 1.
    kind, version, body : str, int, str
        What it is, which version of that kind, and its text; ``entries.meant`` reads them.
    author, at : str
        Who said it, and when (ISO 8601, UTC).
    previous, hash : str
        The seal of the entry before it, and its own.
    """

    position: int
    account: str
    stream: str
    number: int
    kind: str
    version: int
    author: str
    at: str
    body: str
    previous: str
    hash: str


@dataclass(frozen=True)
class Anchor:
    """A position and hash of the ledger that something outside it names, such as the manifest of an edition."""

    position: int
    hash: str
    named_by: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a ledger, and from which position on."""

    position: int
    what: str


def sealed(**held: Any) -> Entry:
    """An entry with the hash of all that it holds."""
    open_ = Entry(**held, hash="")
    return Entry(**held, hash=digest(open_))


def digest(entry: Entry) -> str:
    """The hash that an entry should have."""
    held = {name: value for name, value in asdict(entry).items() if name != "hash"}
    return hashlib.sha256(_canonical(held).encode("utf-8", "surrogatepass")).hexdigest()


def line(entry: Entry) -> str:
    """An entry as one line of text."""
    return _canonical(asdict(entry))


def entry_of(text: str, where: str = "") -> Entry:
    """
    The entry that a line of text holds.

    Raises
    ------
    LedgerError
        The line is no entry.
    """
    try:
        held = json.loads(text)
        entry = Entry(**held)
    except (ValueError, TypeError) as error:
        raise _no_entry(text, where) from error
    if any(type(held[field.name]).__name__ != field.type for field in fields(Entry)):
        raise _no_entry(text, where)
    return entry


def faults(entries: Sequence[Entry], anchors: Sequence[Anchor] = ()) -> list[Fault]:
    """
    Everything that shows that entries were changed, taken out or slipped in.

    Parameters
    ----------
    entries : sequence of Entry
        A whole ledger, in the order of its positions.
    anchors : sequence of Anchor, optional
        What is known from elsewhere; without them a tail that was cut off cannot be seen.

    Returns
    -------
    list of Fault
        Empty where the ledger is as it was written.
    """
    found = [Fault(e.position, language.say("the entry was changed")) for e in entries if digest(e) != e.hash]
    found += [*_breaks(entries), *_jumps(entries), *_unlike(entries, anchors)]
    return sorted(found, key=lambda fault: fault.position)


def _breaks(entries: Sequence[Entry]) -> Iterator[Fault]:
    """Where an entry does not follow the one before it."""
    position, before, followed = 0, START, set[str]()
    for entry in entries:
        missing = entry.position - position - 1
        if missing > 0:
            told = language.say_many("one entry is missing", "{count} entries are missing", missing)
            yield Fault(position + 1, told)
        elif entry.previous in followed or missing < 0:
            yield Fault(entry.position, language.say("a fork: an entry before this one was followed already"))
        elif entry.previous != before:
            yield Fault(entry.position, language.say("the entry does not follow the one before it"))
        followed.add(entry.previous)
        position, before = entry.position, entry.hash


def _jumps(entries: Sequence[Entry]) -> Iterator[Fault]:
    """Where the numbers of a stream do not follow each other."""
    counted: dict[tuple[str, str], int] = {}
    for entry in entries:
        stream = entry.account, entry.stream
        if entry.number != counted.get(stream, 0) + 1:
            told = language.say(
                "a gap in the stream {stream} of {account}", stream=entry.stream, account=entry.account
            )
            yield Fault(entry.position, told)
        counted[stream] = entry.number


def _unlike(entries: Sequence[Entry], anchors: Sequence[Anchor]) -> Iterator[Fault]:
    """Where the ledger is not the one that somebody else has seen."""
    hashes = {entry.position: entry.hash for entry in entries}
    last = max(hashes, default=0)
    for anchor in anchors:
        if anchor.position > last:
            told = language.say(
                "the tail is cut off: {name} saw entry {position}",
                name=anchor.named_by,
                position=anchor.position,
            )
            yield Fault(last + 1, told)
        elif hashes.get(anchor.position, anchor.hash) != anchor.hash:
            yield Fault(anchor.position, language.say("not the entry that {name} saw", name=anchor.named_by))


def _canonical(held: dict[str, Any]) -> str:
    """Sorted names, no blanks, letters as they are; what is no text or number shows itself."""
    return json.dumps(held, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=repr)


def _no_entry(text: str, where: str) -> errors.LedgerError:
    return errors.LedgerError(
        language.say(
            "this is no entry of a ledger: {text}", text=text if len(text) <= 60 else text[:59] + "…"
        ),
        where=where or None,
        expected=language.say("lines as 'amlib ledger export' writes them"),
        do_next=language.say("take the file again from where it was exported"),
    )
