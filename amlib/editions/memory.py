"""
What an edition is told of before: what people said of the account, and what earlier editions published.

A probability is only worth something when it is held against what came. So an internal edition that gives one says so in a form of its own beside its prose (``records.PUBLISHED``), which is filed with it as
``published.json``. Its probabilities are written in the ledger (``publications``), and from there editions of later periods are told of them; its figures, which are only compared, are looked up where they
were filed. What people said comes from the ledger, and from where the workbook keeps it besides (``records:``). All of it reaches a kernel as one file beside its slice, ``records.json``.

Conventions:

* an edition is told of probabilities of periods that end before its own, whatever document gave them; never of its own, so that a second run finds the same and makes nothing;
* its figures are those of the last edition of the same document and account over an earlier period, in the workbook's language, and none that was made for an occasion;
* probabilities come from the ledger and nowhere else: those in a person's file are passed over. Where the archive and a person's file tell the same figure, the archive is believed;
* a customer's edition is told what ``plan.records.for_audience`` lets through, and publishes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pydantic import BaseModel, ValidationError

from amlib import errors, language, periods
from amlib.editions import archive, provenance
from amlib.plan.records import PUBLISHED, Figure, Probability, Records, read

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["FILE", "PUBLICATION", "collect", "content", "filed", "leave", "published", "said"]

FILE = "records.json"
PUBLICATION = "published.json"
"""What an edition published, as it is filed with it."""
_LATER = "the edition"


def said(folder: Path | None, account: str) -> Records:
    """
    What people said of an account, as kept in a folder with a file per account; no records where there is no folder or file, and never a probability.

    Raises
    ------
    DataError
        The file holds something else, or is of another account.
    """
    found = read(folder / f"{account}.json") if folder else Records(account="")
    if found.account not in ("", account):
        raise errors.DataError(
            language.say("the records given are of {account}", account=found.account),
            where=str(folder),
            expected=language.say("those of {account}", account=account),
            do_next=language.say("rename the file, or correct the account in it"),
        )
    return found.model_copy(update={"account": account, "published": ()})


def collect(output: Path, known: Records, document: str, period: str, speak: str) -> Records:
    """
    All that an internal edition is told of before.

    Parameters
    ----------
    output : Path
        The archive.
    known : Records
        What people said, and all that the ledger tells of what was published; its account is the edition's.
    document, period : str
        Of the edition that is wanted.
    speak : str
        The language in which the earlier edition is looked for; figures are the same in any.

    Raises
    ------
    ArchiveError
        What the earlier edition published is not as it was filed.
    """
    over = periods.parse(period)
    earlier = tuple(one for one in known.published if periods.parse(one.period).end < over.end)
    before = _before(output, known.account, document, over, speak)
    figures = [Figure(edition=before.address, **each) for each in filed(before)["figures"]] if before else []
    return known.model_copy(update={"published": earlier, "figures": _joined(figures, known.figures)})


def filed(edition: archive.Edition) -> dict[str, list[dict[str, Any]]]:
    """
    What an edition published, as it was filed: probabilities (``published``) and ``figures``; empty lists where it published nothing.

    Raises
    ------
    ArchiveError
        The file is missing, or changed.
    """
    listed = {str(each["path"]): each["sha256"] for each in edition.manifest.get("files", [])}
    if PUBLICATION not in listed:
        return {"published": [], "figures": []}
    file = edition.folder / PUBLICATION
    text = file.read_bytes() if file.is_file() else b""
    if provenance.digest(text) != listed[PUBLICATION]:
        raise errors.ArchiveError(
            language.say("what an edition published is not as it was filed"),
            where=str(file),
            do_next=language.say("run 'amlib verify' and put the edition back from a backup"),
        )
    told: dict[str, list[dict[str, Any]]] = {"published": [], "figures": [], **json.loads(text)}
    return told


def content(records: Records) -> bytes:
    """Records as a file; equal ones give equal bytes."""
    return (json.dumps(records.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n").encode()


def leave(output: Path, told: Iterable[Records]) -> None:
    """Put what internal editions were told where a person in JupyterLab finds it: ``<output>/records/<account>.json``."""
    for account, records in _per_account(told).items():
        folder = output / "records"
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f".{account}-{uuid4().hex}.json"
        fresh.write_bytes(content(records))
        fresh.replace(folder / f"{account}.json")


def published(notebook: NotebookNode, audience: str) -> bytes | None:
    """
    What an executed notebook published, as a file; None when it published nothing.

    Raises
    ------
    EditionError
        It is not in the form of ``plan.records``, or the notebook is not internal.
    """
    shown = [
        data[PUBLISHED]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if PUBLISHED in (data := output.get("data", {}))
    ]
    if not shown:
        return None
    if audience != "internal":
        raise errors.EditionError(
            language.say("a document for the customer publishes no estimates"),
            do_next=language.say("take them out of the notebook and run again"),
        )
    return (json.dumps(_checked(shown), indent=1, ensure_ascii=False) + "\n").encode()


def _checked(shown: Iterable[Any]) -> dict[str, list[dict[str, Any]]]:
    """All that was published, held against the form in which later editions will read it."""
    told: dict[str, list[dict[str, Any]]] = {"published": [], "figures": []}
    forms: dict[str, Callable[[Any], object]] = {
        "published": Probability.model_validate,
        "figures": lambda row: Figure.model_validate({**row, "edition": _LATER}),
    }
    try:
        for each in shown:
            for name, rows in (json.loads(each) if isinstance(each, str) else each).items():
                for row in rows:
                    forms[name](row)
                    told[name].append(dict(row))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise errors.EditionError(
            language.say("what the notebook published cannot be kept: {error}", error=_first(error)),
            do_next=language.say("correct the notebook and run again"),
        ) from error
    return told


def _first(error: Exception) -> str:
    """The first thing wrong, with its place."""
    if isinstance(error, ValidationError):
        fault = error.errors()[0]
        return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
    return str(error)


def _before(
    output: Path, account: str, document: str, period: periods.Period, speak: str
) -> archive.Edition | None:
    """The latest version of the internal edition of a document over the last period that ends earlier; None where there is none."""
    asked = {"document": document, "audience": "internal", "language": speak}
    found = []
    for edition in archive.editions(output, account):
        over = periods.parse(str(edition.manifest["period"]))
        usual = asked.items() <= dict(edition.manifest).items() and not edition.manifest.get("selection")
        if usual and over.end < period.end:
            found.append((over.end, over.start, edition.number, edition))
    return max(found, key=lambda each: each[:3])[-1] if found else None


def _joined(archived: Iterable[Figure], said: Iterable[Figure]) -> tuple[Figure, ...]:
    """The figures that the archive tells, after those that only a person's file tells."""
    mine = list(archived)
    told = {_of_what(each) for each in mine}
    return tuple([each for each in said if _of_what(each) not in told] + mine)


def _of_what(each: Figure) -> tuple[object, ...]:
    return (each.period, each.level, each.key, each.measure)


def _per_account(told: Iterable[Records]) -> dict[str, Records]:
    """The records of each account, over all its documents."""
    found: dict[str, Records] = {}
    for records in told:
        before = found.setdefault(records.account, records)
        found[records.account] = before.model_copy(
            update={
                name: _once((*getattr(before, name), *getattr(records, name)))
                for name in Records.model_fields
                if name != "account"
            }
        )
    return {account: records for account, records in found.items() if account}


def _once(told: tuple[BaseModel, ...]) -> tuple[BaseModel, ...]:
    """Each of them once, in order; a plan holds lists, and has no hash of its own."""
    return tuple({each.model_dump_json(): each for each in told}.values())
