"""
What editions published, written in the ledger: one entry for each edition that gave probabilities.

A probability that is scored when its year closes must be one that nobody could improve afterwards. An archive is a folder of files; the ledger only grows, and each entry seals those before it. So what an edition
published is written there too, and from there alone it is told to later editions (``memory``).

An edition is filed by one rename, at the end of a worker's task, and a worker never writes in the ledger. So the batch does it, for all that was filed: after its work, and before it for what an earlier batch
filed and did not come to write, because it was killed or was of a version that did not write yet.

Conventions:

* the author is the batch, by a name that no person has;
* the time is that at which the edition was filed, by its manifest: then it was said, and from then on others could read it. Where it stands in the ledger tells when it was written down;
* what says exactly the same as what stood last about the same document, period and years – the same in a second language, a next version for another reason – gets no second entry;
* an edition that was made for an occasion is passed over: what it calls the total may be of two outlets. So is a customer's, which publishes nothing.

Deliberately absent: judging. What was filed is written as it was, and scored in a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from amlib import errors
from amlib.editions import archive, memory
from amlib.plan import entries, ledger

if TYPE_CHECKING:
    from amlib.editions.archive import Edition
    from amlib.plan.ledger import Entry, Ledger

__all__ = ["AUTHOR", "write"]

AUTHOR = "amlib batch"
"""Who says in the ledger what an edition published."""


def write(kept: Ledger, output: Path, accounts: Sequence[str] | None = None) -> int:
    """
    Write what was filed and published, and is not in the ledger yet.

    Parameters
    ----------
    kept : Ledger
    output : Path
        The archive.
    accounts : sequence of str, optional
        Which; without it all.

    Returns
    -------
    int
        How many entries; what another batch wrote in the same moment is not counted.

    Raises
    ------
    ArchiveError
        What an edition published is not as it was filed; nothing of it is written.
    LedgerError
        The ledger cannot be used.
    """
    written = 0
    for account, editions in _published(output, accounts).items():
        said = kept.read(account=account, kind="published")
        for draft in _missing(said, editions, account):
            with suppress(errors.LedgerConflict):  # another batch wrote it just now
                kept.append(draft, None)
                written += 1
    return written


def _published(output: Path, accounts: Sequence[str] | None) -> dict[str, list[Edition]]:
    """The internal editions that published, by account."""
    found: dict[str, list[Edition]] = {}
    wanted: Iterable[str | None] = [None] if accounts is None else dict.fromkeys(accounts)
    for account in wanted:
        for edition in archive.editions(output, account):
            usual = edition.manifest["audience"] == "internal" and not edition.manifest.get("selection")
            if usual and any(each["path"] == memory.PUBLICATION for each in edition.manifest["files"]):
                found.setdefault(str(edition.manifest["account"]), []).append(edition)
    return found


def _missing(said: Iterable[Entry], editions: Iterable[Edition], account: str) -> Iterator[ledger.Draft]:
    """What must still be written of an account, in the order in which it was filed."""
    known = [(datetime.fromisoformat(each.at), _body(each)) for each in said]
    there = {body.edition for _, body in known}
    filed = [
        (datetime.fromisoformat(each.manifest["filed_at"]), body)
        for each in editions
        if each.address not in there and (body := _given(each))
    ]
    standing: dict[object, object] = {}
    for at, body in sorted([*known, *filed], key=lambda one: (one[0], one[1].edition)):
        about = (body.document, body.period, frozenset(each.year for each in body.probabilities))
        if body.edition not in there and standing.get(about) != body.probabilities:
            yield ledger.Draft(account, body, AUTHOR, at)
        standing[about] = body.probabilities


def _body(entry: Entry) -> entries.Publication:
    where = f"{entry.position}: {entry.stream}"
    body = entries.meant(entry.kind, entry.version, entry.body, where=where)
    assert isinstance(body, entries.Publication)  # it was asked for by its kind
    return body


def _given(edition: Edition) -> entries.Publication | None:
    """What an edition published, as a body; None where it gave no probability."""
    given = memory.filed(edition)["published"]
    told = {name: str(edition.manifest[name]) for name in ("document", "period")}
    return (
        entries.made(entries.Publication, edition=edition.address, probabilities=given, **told)
        if given
        else None
    )
