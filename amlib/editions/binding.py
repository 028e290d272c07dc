"""
The document that was decided on: found, hashed, and held to.

'Adopted' means nothing when nobody can say what was adopted. So an adopted version of a plan is bound to exactly one filed edition of the annual plan: by its address and the SHA-256 of its page
and its print. The edition must show the plan as it was submitted: among the records that it was given, and that are filed with it, that entry of the ledger is the one that was kept last of its
year. The hashes are taken of the files as they lie there, and must be those of the manifest.

A document whose revenue is not that of the general ledger says so on its first page, and that it cannot be adopted so; here that is held to (``tied``), against the freeze that it was made of. When the
ledger is corrected and the document is made again, the plan that waits is adopted on that one.

Years later anybody can ask whether the document is still that one (``broken``): the ledger keeps the hashes, whatever became of the archive.

Deliberately absent: making the document. Who adopts a plan without one is told how to make it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from amlib import errors, language, periods
from amlib.analysis import results
from amlib.data import slices
from amlib.editions import archive, memory, provenance
from amlib.plan import checks, texts, written
from amlib.plan.records import ANNUAL_PLAN, Bound, Planned, Records

if TYPE_CHECKING:
    from amlib.editions.archive import Edition

__all__ = [
    "DOCUMENT",
    "bound",
    "broken",
    "command",
    "document",
    "needed",
    "shown",
    "shows",
    "standing",
    "tied",
    "untied",
    "year_of",
]

DOCUMENT = ANNUAL_PLAN
"""What the document of a plan is called."""
_PAGE, _PRINT = "page.html", "print.pdf"


def document(output: Path, account: str, planned: Planned, *, asked: str = "") -> Edition | None:
    """
    The filed document that shows a plan as it was kept; of several the one that was filed last.

    Parameters
    ----------
    output : Path
        The archive.
    account : str
    planned : Planned
        The plan, as it was submitted.
    asked : str
        Only the edition at this address.

    Returns
    -------
    Edition or None
        An internal edition of the annual plan of the same year, complete and unchanged.
    """
    found = [
        edition
        for edition in archive.editions(output, account)
        if asked in ("", edition.address) and shows(edition, planned)
    ]
    return max(found, key=lambda each: str(each.manifest["filed_at"]), default=None)


def needed(output: Path, account: str, planned: Planned, *, asked: str = "") -> Edition:
    """
    The same, for who cannot go on without.

    Raises
    ------
    ArchiveError
        There is none; told how to make it.
    """
    found = document(output, account, planned, asked=asked)
    if found is None:
        raise errors.ArchiveError(
            language.say(
                "no document shows the plan of {account} for {year} as it was submitted",
                account=account,
                year=str(planned.year),
            ),
            where=asked or str(output),
            expected=language.say(
                "an internal edition of the annual plan with version {version}, {state}, as kept on {day}",
                version=planned.version,
                state=checks.word(planned.state),
                day=language.date(planned.at.date()),
            ),
            do_next=language.say("make it first: {command}", command=command(account, planned)),
        )
    return found


def command(account: str, planned: Planned) -> str:
    """The command that makes the document of a plan; it names the language where the plan was begun in another than is spoken here."""
    spoken = texts.tongue(written.read(json.dumps(dict(planned.plan)), where=f"{account}/{planned.year}"))
    other = f" --language {spoken}" if spoken not in ("", language.current()) else ""
    return f"amlib run annual_plan --account {account}{other}"


def shown(edition: Edition) -> Planned | None:
    """The plan that an edition of the annual plan shows; None where it shows none that was kept, or cannot be read."""
    try:
        told = Records.model_validate_json((edition.folder / "inputs" / memory.FILE).read_text("utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError):
        return None
    return standing(told, year_of(edition.manifest.get("parameters", {}), str(edition.manifest["period"])))


def standing(told: Records, year: int) -> Planned | None:
    """The plan of a year that a document shows: the one that was kept last, one that was superseded only where there is no other; None where there is none."""
    of_year = sorted((one for one in told.plans if one.year == year), key=lambda one: one.number)
    return next(reversed([one for one in of_year if one.state != "superseded"] or of_year), None)


def year_of(parameters: Mapping[str, Any], period: str) -> int:
    """The year that a document of a plan is about: as asked, else the year after its period's."""
    return int(parameters.get("year") or 0) or periods.parse(period).year + 1


def bound(edition: Edition) -> Bound:
    """
    What an adoption names: the edition's address, and the hashes of its page and print as they lie there.

    Raises
    ------
    ArchiveError
        A file of the edition is not as it was filed.
    """
    faults = list(archive.faults(edition.folder))
    if faults:
        raise errors.ArchiveError(
            language.say("the document {edition} is not as it was filed", edition=edition.address),
            where="\n".join(f"{each.path}: {each.what}" for each in faults),
            expected=language.say("the files that its manifest names, byte for byte"),
            do_next=language.say("nothing was adopted; put the edition back from a backup, or make it again"),
        )
    page, print_ = (provenance.digest((edition.folder / name).read_bytes()) for name in (_PAGE, _PRINT))
    return Bound(edition=edition.address, page=page, print=print_)


def untied(output: Path, edition: Edition) -> float:
    """
    What of the document's revenue is not explained by the general ledger.

    Parameters
    ----------
    output : Path
        The archive, with the freezes that its documents were made of.
    edition : Edition

    Returns
    -------
    float
        Ledger minus document, in the workbook's currency; nil where it ties, where there is no ledger to hold it against, and where the data that it was made of are not there any more (which ``tied`` refuses).
    """
    folder = _made_of(output, edition)
    known = folder is not None and folder.is_dir()
    return _difference(folder, str(edition.manifest["period"])) if known else 0.0


def tied(output: Path, edition: Edition) -> None:
    """
    Refuse what would be adopted on figures that are not those of the general ledger.

    Raises
    ------
    ArchiveError
        The document does not tie out, or it cannot be known any more whether it does; told what settles it.
    """
    folder, money = _made_of(output, edition), untied(output, edition)
    if folder is not None and not folder.is_dir():
        raise errors.ArchiveError(
            language.say("the data that this document was made of are not there any more, so it cannot be held against the general ledger"),
            where=str(folder),
            expected=language.say("the freeze that it was made of"),
            do_next=language.say("nothing was adopted; put the freeze back, or make the document again: what was decided stays"),
        )  # fmt: skip
    if money:
        raise errors.ArchiveError(
            language.say(
                "the figures do not tie out to the general ledger: {amount} is unexplained",
                amount=language.money(money, str(edition.manifest.get("currency", "EUR")), 2),
            ),
            where=edition.address,
            expected=language.say("a document whose revenue is that of the general ledger"),
            do_next=language.say("nothing was adopted; find out with accounting what was booked, read the data in anew and make the document again: what was decided stays"),
        )  # fmt: skip


def broken(output: Path, plans: Iterable[Planned]) -> list[archive.Fault]:
    """
    Each document that a plan is bound to and that is changed, or missing.

    Parameters
    ----------
    output : Path
        The archive.
    plans : iterable of Planned
        Those that are bound to none are passed over.
    """
    return [
        archive.Fault(output / one.bound.edition / name, what)
        for one in plans
        if one.bound is not None
        for name, wanted in ((_PAGE, one.bound.page), (_PRINT, one.bound.print))
        if wanted and (what := _unlike(output / one.bound.edition / name, wanted))
    ]


def shows(edition: Edition, planned: Planned) -> bool:
    """Whether an edition is a whole, internal document of exactly this plan."""
    told: Any = edition.manifest
    if (told.get("document"), told.get("audience")) != (DOCUMENT, "internal"):
        return False
    if not all((edition.folder / name).is_file() for name in (_PAGE, _PRINT)):
        return False
    found = shown(edition)
    return found is not None and (found.year, found.number, _plain(found)) == (
        planned.year,
        planned.number,
        _plain(planned),
    )


def _made_of(output: Path, edition: Edition) -> Path | None:
    """Where the data lie that a document was made of; None where its manifest names none."""
    told: Any = edition.manifest
    freeze = (told.get("freeze") or {}).get("id", "")
    return output / "freezes" / freeze / "slices" / str(told["account"]) / "internal" if freeze else None


@lru_cache
def _difference(folder: Path, period: str) -> float:
    """As long as it lives, a freeze stays as it is; so this is worked out once."""
    found = results.tie_out(slices.read(folder), periods.parse(period))
    return found.difference if found.status == "does_not_tie" else 0.0


def _plain(planned: Planned) -> str:
    return json.dumps(dict(planned.plan), sort_keys=True)


def _unlike(file: Path, wanted: str) -> str:
    """What is wrong with a file that should have a hash; empty where nothing is."""
    if not file.is_file():
        return language.say("missing")
    return "" if provenance.digest(file.read_bytes()) == wanted else language.say("changed")
