"""
The archive: every edition once, never overwritten, each file named by its hash.

An edition is first laid out completely in a working directory on the same disk, and then renamed to ``v<N>`` in one step; a directory that is not empty
cannot be renamed over, so of two who file at the same moment one gets the next number. Whoever looks in the archive sees whole editions or none.
The manifest says what an edition was made from and holds the hash of each file, and ends in a seal over itself.

A folder whose name says ``customer`` holds what may be sent to that customer and nothing else, its inputs included; what editions publish for later ones is filed with internal editions only.

Deliberately absent: any way to change or delete an edition. A better one is a next version.
"""

from __future__ import annotations

import glob
import json
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amlib import errors, language
from amlib.editions import provenance
from amlib.plan.records import PUBLISHED

if TYPE_CHECKING:
    from nbformat import NotebookNode  # slow to import, and forms only look editions up

__all__ = [
    "Edition",
    "Fault",
    "bottom_line",
    "check_address",
    "editions",
    "faults",
    "file",
    "filed_before",
    "find",
    "folder_hash",
    "headline",
    "identity",
    "verify",
]

MANIFEST = "manifest.json"
_VERSION = re.compile(r"v([1-9]\d*)")
_SAFE = re.compile(r"\w[\w.\- ]*")
_RESERVED = {"runs", "freezes", "records", "demo", "shared"}


@dataclass(frozen=True)
class Edition:
    """A filed edition: where it is, and its manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def number(self) -> int:
        """Its version number: 3 for ``v3``."""
        return int(self.folder.name[1:])

    @property
    def address(self) -> str:
        """``<account>/<period>/<document>/v<N>``, as one types it."""
        return "/".join(self.folder.parts[-4:])


@dataclass(frozen=True)
class Fault:
    """Something in the archive that is not as it was filed."""

    path: Path
    what: str


def file(
    draft: Path,
    output: Path,
    address: str,
    facts: Mapping[str, object],
    draw: Callable[[str], Mapping[str, bytes]],
) -> Edition:
    """
    File a complete edition under the next version number.

    Parameters
    ----------
    draft : Path
        A directory on the disk of ``output`` with everything but the drawn files; it becomes the edition.
    address : str
        ``<account>/<period>/<document>``.
    facts : mapping
        What the manifest says besides version, files and moment of filing.
    draw : callable
        Given the version (``v3``), returns the drawn files (``page.html``, ``print.pdf``): their text names the version, so they are drawn again when
        somebody else took the number.

    Raises
    ------
    ArchiveError
        The address is not one (a part is empty or holds a separator), or the disk refuses.
    """
    home = _home(output, address)
    home.mkdir(parents=True, exist_ok=True)
    while True:
        version = f"v{_next(home)}"
        for name, content in draw(version).items():
            (draft / name).write_bytes(content)
        manifest = _sealed(
            {**facts, "version": version, "files": _listing(draft), "filed_at": provenance.now()}
        )
        _write(draft / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False).encode())
        try:
            draft.rename(home / version)
        except OSError as error:
            if (home / version).exists():
                continue
            raise errors.ArchiveError(
                language.say("the edition could not be filed: {error}", error=error.strerror),
                where=str(home / version),
                do_next=language.say("make room or ask for write access, and run again"),
            ) from error
        _protect(home / version)
        return Edition(home / version, manifest)


def editions(output: Path, account: str | None = None, period: str | None = None) -> list[Edition]:
    """Every filed edition under an output folder, by account, latest period first, document, latest version first; those with a readable manifest."""
    found = []
    for folder in _folders(output, account):
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if (account is None or manifest["account"] == account) and (
            period is None or manifest["period"] == period
        ):
            found.append(Edition(folder, manifest))
    found.sort(key=lambda each: each.number, reverse=True)
    found.sort(key=lambda each: each.folder.parent.name)
    found.sort(key=lambda each: str(each.manifest["period"]), reverse=True)
    return sorted(found, key=lambda each: str(each.manifest["account"]))


def find(output: Path, asked: str) -> Edition:
    """
    One edition, by its folder or by ``account/period/document[/vN]``; without a version the latest.

    Raises
    ------
    ArchiveError
        There is none.
    """
    folder = Path(asked)
    if not (folder / MANIFEST).exists():
        folder = output / asked
    if not (folder / MANIFEST).exists() and folder.is_dir():
        versions = [
            each for each in folder.iterdir() if _VERSION.fullmatch(each.name) and (each / MANIFEST).exists()
        ]
        folder = max(versions, key=lambda each: int(each.name[1:]), default=folder)
    if not (folder / MANIFEST).exists():
        raise errors.ArchiveError(
            language.say("there is no edition '{asked}'", asked=asked),
            where=str(output),
            expected=language.say("its folder, or account/period/document/version as 'amlib list' shows it"),
            do_next=language.say("correct the address and run again"),
        )
    folder = folder.resolve()
    try:
        return Edition(folder, json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except ValueError as error:
        raise errors.ArchiveError(
            language.say("the manifest cannot be read: {error}", error=error),
            where=str(folder / MANIFEST),
            do_next=language.say("run 'amlib verify' and put the edition back from a backup"),
        ) from error


def identity(facts: Mapping[str, Any]) -> str:
    """A name for what an edition is made from (notebook, slice, records, parameters, code); equal names give equal pages."""
    made_from = {
        name: facts[name]
        for name in ("document", "audience", "language", "notebook", "slice", "records", "parameters")
    }
    return provenance.digest(_canonical({**made_from, "source": facts["code"]["source"]}))


def filed_before(output: Path, address: str, name: str) -> Edition | None:
    """The latest version at an address, when it was made from exactly this (its ``identity``)."""
    home = _home(output, address)
    latest = f"v{_next(home) - 1}" if home.is_dir() else "v0"
    if not (home / latest / MANIFEST).exists():
        return None
    edition = find(output, f"{address}/{latest}")
    return edition if edition.manifest.get("identity") == name else None


def verify(output: Path) -> tuple[int, list[Fault]]:
    """
    Hash every file of every edition again.

    Returns
    -------
    tuple of int and list of Fault
        How many editions were looked at, and each file that is changed, missing or extra.
    """
    folders = list(_folders(output))
    return len(folders), [fault for folder in folders for fault in faults(folder)]


def folder_hash(folder: Path, names: Callable[[str], bool] = lambda name: True) -> str:
    """One hash for the files of a folder: their names and contents, whatever their dates."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and names(path.name))
    listing = [
        f"{path.relative_to(folder).as_posix()} {provenance.digest(path.read_bytes())}" for path in files
    ]
    return provenance.digest("\n".join(listing).encode())


def headline(notebook: NotebookNode) -> str | None:
    """The first sentence of the bottom line."""
    told = bottom_line(notebook)
    return None if told is None else _first_sentence(told)


def bottom_line(notebook: NotebookNode) -> str | None:
    """The first paragraph of what the cell tagged ``bottom-line`` shows, without markdown's marks."""
    for cell in notebook.cells:
        if "bottom-line" in cell.metadata.get("tags", []):
            for shown in cell.get("outputs", []):
                data = shown.get("data", {})
                text = data.get("text/markdown") or data.get("text/plain")
                if text and PUBLISHED not in data:
                    return _plain("".join(text))
    return None


def _plain(markdown: str) -> str:
    """The words of the first paragraph, without markdown's marks."""
    paragraph = markdown.strip().split("\n\n")[0]
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", paragraph)
    plain = re.sub(r"(?<!\\)[*_`#]+", "", plain)
    plain = re.sub(r"\\([\\`*_{}\[\]()#+\-.!<>|~&$])", r"\1", plain)
    return re.sub(
        r"[ \t\r\n]+", " ", plain
    ).strip()  # not a no-break space: that keeps an amount and its unit together


def _first_sentence(plain: str) -> str:
    """Up to the first point that ends something: one inside a number or an abbreviation (``mln.``) ends nothing."""
    found = re.match(r".+?[.!?](?=\s+[A-ZÀ-Þ€0-9'‘\"“]|$)", plain)
    return found.group(0) if found else plain


def check_address(address: str) -> None:
    """Refuse an address that could not be a folder of the archive, such as one whose account holds a separator."""
    _home(Path(), address)


def _home(output: Path, address: str) -> Path:
    parts = address.split("/")
    if (
        len(parts) != 3
        or parts[0] in _RESERVED
        or not all(_SAFE.fullmatch(part) and not part.endswith((".", " ")) for part in parts)
    ):
        raise errors.ArchiveError(
            language.say("'{address}' cannot be a folder of the archive", address=address),
            expected=language.say("letters, digits, points, dashes and underscores"),
            do_next=language.say("rename the account and run again"),
        )
    return output.joinpath(*parts)


def _folders(output: Path, account: str | None = None) -> Iterator[Path]:
    """The version folders of an archive, or of one account in it: whoever asks for one does not wait for a hundred."""
    for folder in sorted(output.glob(f"{'*' if account is None else glob.escape(account)}/*/*/v*")):
        if folder.is_dir() and _VERSION.fullmatch(folder.name) and folder.parts[-4] not in _RESERVED:
            yield folder


def _next(home: Path) -> int:
    return 1 + max(
        (int(found.group(1)) for each in home.iterdir() if (found := _VERSION.fullmatch(each.name))),
        default=0,
    )


def _listing(folder: Path) -> list[dict[str, object]]:
    return [
        {
            "path": path.relative_to(folder).as_posix(),
            "bytes": path.stat().st_size,
            "sha256": provenance.digest(path.read_bytes()),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() != MANIFEST
    ]


def faults(folder: Path) -> Iterator[Fault]:
    """Each file of an edition that is changed, missing or extra."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        filed = {str(each["path"]): each for each in manifest["files"]}
    except FileNotFoundError:
        yield Fault(folder / MANIFEST, language.say("missing"))
        return
    except (OSError, ValueError, KeyError, TypeError):
        yield Fault(folder / MANIFEST, language.say("cannot be read"))
        return
    if _sealed(manifest) != manifest:
        yield Fault(folder / MANIFEST, language.say("changed"))
    present = {
        path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()
    }
    for name, each in filed.items():
        if name not in present:
            yield Fault(folder / name, language.say("missing"))
        elif provenance.digest(present[name].read_bytes()) != each["sha256"]:
            yield Fault(folder / name, language.say("changed"))
    for name in present.keys() - filed.keys() - {MANIFEST}:
        yield Fault(folder / name, language.say("not filed with the edition"))


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _sealed(manifest: Mapping[str, object]) -> dict[str, object]:
    """A manifest with the hash of all the rest of it at its end."""
    rest = {name: value for name, value in manifest.items() if name != "seal"}
    return {**rest, "seal": provenance.digest(_canonical(rest))}


def _write(path: Path, content: bytes) -> None:
    """Write a file, and have it on disk."""
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _protect(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(stat.S_IMODE(path.stat().st_mode) & 0o444)
