"""
What an edition is told of before: what people said of the account, and what earlier editions published.

A probability is only worth something when it is held against what came. So an internal edition that gives one says so in a form of its own beside its prose (``records.PUBLISHED``), which is filed with it as
``published.json``; editions of later periods find it there. What people said comes from wherever the workbook keeps it (``records:``). Both reach a kernel as one file beside its slice, ``records.json``.

Conventions: an edition is told of editions of the same document and account whose period ends before its own, in the workbook's language, of each the latest version, of none that was made for an occasion; never of another version of itself, so that a
second run finds the same and makes nothing. Its figures are those of the last of these editions. Where the archive and a person's file tell the same, the archive is believed. A customer's edition is told what
``plan.records.for_audience`` lets through, and publishes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import nbformat
from pydantic import BaseModel, ValidationError

from amlib import errors, language, periods
from amlib.editions import archive, provenance
from amlib.plan.records import PUBLISHED, Figure, Published, Records, read

__all__ = ["FILE", "collect", "content", "leave", "published", "said"]

FILE = "records.json"
_FILED = "published.json"
_LATER = "the edition"

Said = TypeVar("Said", Published, Figure)


def said(folder: Path | None, account: str) -> Records:
    """
    What people said of an account, as kept in a folder with a file per account; no records where there is no folder or file.

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
    return found.model_copy(update={"account": account})


def collect(output: Path, known: Records, document: str, period: str, speak: str) -> Records:
    """
    All that an internal edition is told of before.

    Parameters
    ----------
    output : Path
        The archive.
    known : Records
        What people said; its account is the edition's.
    document, period : str
        Of the edition that is wanted.
    speak : str
        The language in which earlier editions are looked for; figures are the same in any.

    Raises
    ------
    ArchiveError
        What an earlier edition published is not as it was filed.
    """
    before = _before(output, known.account, document, periods.parse(period), speak)
    kept = [(edition, _filed(edition)) for edition in before]
    forecasts = [Published(edition=e.address, **each) for e, told in kept for each in told["published"]]
    figures = [Figure(edition=e.address, **each) for e, told in kept[-1:] for each in told["figures"]]
    return known.model_copy(
        update={
            "published": _joined(forecasts, known.published, _of_forecast),
            "figures": _joined(figures, known.figures, _of_figure),
        }
    )


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


def published(notebook: nbformat.NotebookNode, audience: str) -> bytes | None:
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
    forms: dict[str, type[Published] | type[Figure]] = {"published": Published, "figures": Figure}
    try:
        for each in shown:
            for name, rows in (json.loads(each) if isinstance(each, str) else each).items():
                for row in rows:
                    forms[name].model_validate({**row, "edition": _LATER})
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
) -> list[archive.Edition]:
    """The latest version of each internal edition of a document over an earlier period; the last period last."""
    asked = {"document": document, "audience": "internal", "language": speak}
    latest: dict[periods.Period, archive.Edition] = {}
    for edition in archive.editions(output, account):
        over = periods.parse(str(edition.manifest["period"]))
        usual = asked.items() <= dict(edition.manifest).items() and not edition.manifest.get("selection")
        if usual and over.end < period.end:
            latest[over] = max(edition, latest.get(over, edition), key=lambda each: each.number)
    return [latest[over] for over in sorted(latest, key=lambda each: (each.end, each.start))]


def _filed(edition: archive.Edition) -> dict[str, list[dict[str, Any]]]:
    """What an edition published, as it was filed; nothing when it published nothing."""
    filed = {str(each["path"]): each["sha256"] for each in edition.manifest.get("files", [])}
    if _FILED not in filed:
        return {"published": [], "figures": []}
    file = edition.folder / _FILED
    text = file.read_bytes() if file.is_file() else b""
    if provenance.digest(text) != filed[_FILED]:
        raise errors.ArchiveError(
            language.say("what an edition published is not as it was filed"),
            where=str(file),
            do_next=language.say("run 'amlib verify' and put the edition back from a backup"),
        )
    told: dict[str, list[dict[str, Any]]] = json.loads(text)
    return told


def _joined(
    archived: Iterable[Said], said: Iterable[Said], same: Callable[[Said], tuple[object, ...]]
) -> tuple[Said, ...]:
    """What the archive tells, after what only a person's file tells."""
    mine = list(archived)
    told = {same(each) for each in mine}
    return tuple([each for each in said if same(each) not in told] + mine)


def _of_forecast(each: Published) -> tuple[object, ...]:
    return (each.through, each.year, each.level, each.key, each.measure)


def _of_figure(each: Figure) -> tuple[object, ...]:
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
