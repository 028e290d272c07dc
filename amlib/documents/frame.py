"""
What every document carries: may its figures be relied on, what is not known, where do they come from.

Whatever a document is about, its reader first asks whether it agrees with the books and ends by asking what it leaves out. The answers must not
depend on the document: two of the same quarter that put them in different words would seem to speak of different data. So the strip at the top, the
tie-out, the unknowns and the provenance are made here, once; a document adds its own doubts as sentences and says which tables it reads.

Each answer is a figure and its reading: ``tie_out`` is the table, ``tie_out_reading`` the sentences beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amlib import language
from amlib.documents import words
from amlib.documents.sentences import Prose, bullets, capital, prose, write, write_many
from amlib.documents.tables import Column, Row, Table, Tile, Tiles

if TYPE_CHECKING:
    from amlib.analysis.results import Quality, TieOut
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = [
    "data_strip",
    "does_not_tie",
    "provenance",
    "provenance_reading",
    "tie_out",
    "tie_out_reading",
    "unknowns",
    "unknowns_reading",
]

SEASONS = 24
"""Months of history below which a document says that it knows little about seasons."""


def data_strip(tie: TieOut, quality: Quality, given: Slice, grade: Tile | None = None) -> Tiles:
    """
    The strip at the top of a document: tie-out, rejected rows, history, market data, and of which day the data are, with the hash by which that can be proved.

    Parameters
    ----------
    tie : TieOut
    quality : Quality
    given : Slice
        For the currency.
    grade : Tile, optional
        What a document that lives by market data says of them, such as the share of its figures graded A or B; it takes the place of how far
        they reach.
    """
    made = (
        _ledger(tie, given),
        _set_aside(quality, given),
        _history(quality),
        grade or _market(quality, given),
        Tile(
            language.say("Data as of"),
            language.date(quality.as_of),
            language.say("fingerprint {hash}", hash=quality.freeze[:12]),
        ),
    )
    return Tiles(made, "strip")


def tie_out(tie: TieOut, given: Slice, period: Period | None = None) -> Table:
    """The document's revenue beside the general ledger's, with the items that reconcile them; to the cent, and over which period, where the document is about another."""

    def written(amount: float) -> str:
        return language.number(amount, 2)

    columns = (Column("", "left"), Column(words.sign(given.currency)))
    label = (
        language.say("Revenue in this document")
        if period is None
        else language.say("Revenue in this document, {period}", period=language.period(period))
    )
    rows = [Row((label, written(tie.document)))]
    rows += [Row((name, language.number(amount, 2, plus=True))) for name, amount in tie.items]
    if tie.status == "not_supplied":
        rows.append(Row((language.say("General ledger"), language.say("not supplied"))))
    elif tie.status == "part":
        rows.append(Row((language.say("General ledger"), language.say("of the whole account only"))))
    else:
        rows.append(Row((language.say("General ledger"), written(tie.ledger)), "total"))
        off = tie.status == "does_not_tie"
        shown = language.number(tie.difference, 2, plus=True)
        rows.append(
            Row((language.say("Unexplained difference"), shown), tones=(None, "warn") if off else None)
        )
    return Table(
        columns,
        tuple(rows),
        language.say("Does it tie out to the general ledger?"),
        None,
        " ".join(tie.notes) or None,
    )


def tie_out_reading(tie: TieOut, quality: Quality, given: Slice) -> Prose:
    """Whether the document's revenue is the ledger's, and what was set aside."""
    if tie.status == "not_supplied":
        told = [
            write(
                "The general ledger's totals were not supplied for this period, so these figures have not been checked against the books."
            )
        ]
    elif tie.status == "part":
        told = [
            write(
                "This document is about a part of the account; the general ledger knows the whole only, so these figures have not been checked against the books."
            )
        ]
    elif tie.status == "does_not_tie":
        told = [does_not_tie(tie, given)]
    else:
        told = [write("Revenue ties out to the general ledger to the cent.")]
        if tie.items:
            told = [
                write(
                    "Revenue ties out to the general ledger to the cent, after {items}.",
                    items=language.listing(
                        [
                            f"{name} ({language.money(amount, given.currency, 2, plus=True)})"
                            for name, amount in tie.items
                        ]
                    ),
                )
            ]
    if quality.rejected_rows:
        told.append(
            write_many(
                "{count} row of this period was set aside because it breaks the data contract: {money}, {share} of revenue.",
                "{count} rows of this period were set aside because they break the data contract: {money}, {share} of revenue.",
                quality.rejected_rows,
                money=language.money(quality.rejected_revenue, given.currency),
                share=language.percent(quality.rejected_share, 2),
            )
        )
    return prose(told)


def does_not_tie(tie: TieOut, given: Slice) -> str:
    """The stamp on a document that does not tie out; empty on one that does, or that could not be checked."""
    if tie.status != "does_not_tie":
        return ""
    return write(
        "**Does not tie out:** the general ledger has {ledger}, this document {document}; {difference} is unexplained, so the document cannot be approved as it is.",
        ledger=language.money(tie.ledger, given.currency, 2),
        document=language.money(tie.document, given.currency, 2),
        difference=language.money(abs(tie.difference), given.currency, 2),
    )


def unknowns(quality: Quality, only: Sequence[str] | None = None) -> Table | None:
    """
    The tables that were not supplied, and what is therefore not known; None when nothing is missing.

    Parameters
    ----------
    quality : Quality
    only : sequence of str, optional
        The tables that this document cares about; without it, all of the data contract.
    """
    missing = _missing(quality, only)
    if not missing:
        return None
    columns = (Column(language.say("Not supplied"), "left"), Column(language.say("So"), "left"))
    rows = tuple(Row((capital(words.table(name)), capital(words.unknown(name)))) for name in missing)
    return Table(columns, rows, language.say("What was not supplied"))


def unknowns_reading(
    quality: Quality, *further: str, only: Sequence[str] | None = None, history: str | None = None
) -> Prose:
    """
    What we do not know: tables not supplied, history that is too short, the document's own doubts, rows without an account.

    Parameters
    ----------
    quality : Quality
    *further : str
        Sentences on what else this document does not know; empty ones are left out.
    only : sequence of str, optional
        The tables that this document cares about; without it, all of the data contract.
    history : str, optional
        What the document has to say about its history, instead of the remark that it is short.
    """
    told = [
        _not_supplied([words.table(name) for name in _missing(quality, only)], whole=only is None),
        history or _short_history(quality),
        *further,
    ]
    if quality.unattributed_rows:
        told.append(
            write_many(
                "{count} rejected row cannot be attributed to a customer; it may be this one's.",
                "{count} rejected rows cannot be attributed to a customer; they may be this one's.",
                quality.unattributed_rows,
            )
        )
    return prose(told)


def provenance(given: Slice) -> Table:
    """Where the figures come from: each source table, its rows for this account, its file and how far it reaches."""
    columns = (
        Column(language.say("Table"), "left"),
        Column(language.say("Rows")),
        Column(language.say("Source"), "left"),
        Column(language.say("Up to"), "left"),
    )
    rows = tuple(
        Row((
            capital(words.table(name)),
            language.number(note.rows),
            language.say("own query") if note.source == "query" else note.source or language.MISSING,
            language.date(note.through) if note.through else language.MISSING,
        ))
        for name, note in given.tables.items()
        if note.supplied and name in words.tables()
    )  # fmt: skip
    note = language.say(
        "Data as of {date}, fingerprint {freeze}; rows of {account} only.",
        freeze=given.freeze,
        date=language.date(given.as_of),
        account=given.name,
    )
    return Table(columns, rows, language.say("Where the figures come from"), None, note)


def provenance_reading(given: Slice) -> Prose:
    """What the workbook remarks about its tables; the freeze stands under them."""
    remarks = [
        write("{table}: {remark}.", table=capital(words.table(name)), remark=note.note.rstrip(". "))
        for name, note in given.tables.items()
        if note.supplied and note.note and name in words.tables()
    ]
    return prose(bullets(remarks) if remarks else "")


def _ledger(tie: TieOut, given: Slice) -> Tile:
    """Whether the document ties out."""
    label = language.say("General ledger")
    if tie.status == "ties":
        return Tile(label, language.say("ties out"), language.say("to the cent"), "good")
    if tie.status == "not_supplied":
        return Tile(label, language.say("not supplied"), language.say("not checked"))
    if tie.status == "part":
        return Tile(label, language.say("a part of the account"), language.say("not checked"))
    money = language.money(tie.difference, given.currency, 2, plus=True)
    return Tile(
        label, language.say("does not tie out"), language.say("difference {money}", money=money), "warn"
    )


def _set_aside(quality: Quality, given: Slice) -> Tile:
    """How many rows broke the data contract, and what they are worth."""
    label, count = language.say("Rows set aside"), language.number(quality.rejected_rows)
    if not quality.rejected_rows:
        return Tile(label, count, language.say("everything read was used"), "good")
    detail = language.say(
        "{money} ({share} of revenue)",
        money=language.money(quality.rejected_revenue, given.currency),
        share=language.percent(quality.rejected_share, 2),
    )
    return Tile(label, count, detail, "warn")


def _history(quality: Quality) -> Tile:
    """How many months there are, and which."""
    return Tile(
        language.say("History"),
        language.say_many("{count} month", "{count} months", quality.history_months),
        language.say("{first} to {last}", first=quality.first_month, last=quality.last_month)
        if quality.history_months
        else None,
        "neutral" if quality.history_months >= SEASONS else "warn",
    )


def _market(quality: Quality, given: Slice) -> Tile:
    """How far the market data reach; of a part of an account there are none, as they are about the whole."""
    through = quality.market_through
    if through:
        known = language.say("to {last}", last=through)
    else:
        known = language.say("of the whole account only") if given.partial else language.say("not supplied")
    return Tile(language.say("Market data"), known)


def _missing(quality: Quality, only: Sequence[str] | None) -> list[str]:
    """The tables that a document misses, in the order of the contract."""
    return [name for name in words.tables() if name in quality.missing and (only is None or name in only)]


def _not_supplied(missing: list[str], *, whole: bool) -> str:
    """Which tables were not supplied, of the whole contract or of those that the document reads."""
    if missing:
        return write_many(
            "{count} table was not supplied: {names}. What we therefore do not know stands beside it.",
            "{count} tables were not supplied: {names}. What we therefore do not know stands beside each.",
            len(missing),
            names=language.listing(missing),
        )
    if whole:
        return write("All tables of the data contract were supplied.")
    return write("All tables that this document needs were supplied.")


def _short_history(quality: Quality) -> str:
    """That there is too little history to know the seasons; empty when there is enough."""
    if quality.history_months >= SEASONS:
        return ""
    return write_many(
        "There is {count} month of history; fewer than 24 say little about seasons.",
        "There are {count} months of history; fewer than 24 say little about seasons.",
        quality.history_months,
    )
