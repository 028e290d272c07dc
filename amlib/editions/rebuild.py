"""
Making a filed edition again, from its own folder and nothing else, to see whether the same comes out.

That a page can be made again, byte for byte, is what makes its numbers evidence: the inputs were complete, and nothing of the clock, the machine or the moment
got in. When it differs, either something outside the edition changed – the code, a library – and the manifest can say what, or the page held
something that it should not.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Any

from amlib import errors, language
from amlib.editions import archive, batch, processes, provenance

__all__ = ["Comparison", "again"]

_DRAWN = ("page.html", "print.pdf", "published.json")


@dataclass(frozen=True)
class Comparison:
    """
    What came out the second time.

    ``differences`` has a line for each drawn file that is not the same, with the first place where it differs; ``changed`` names what is not as it was
    when the edition was filed (code, libraries).
    """

    edition: archive.Edition
    differences: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether page and print, and what it published, are byte for byte the same."""
        return not self.differences


def again(
    edition: archive.Edition, *, timeout: float = 600, exports: Mapping[str, str] | None = None
) -> Comparison:
    """
    Make an edition again in a temporary directory and compare.

    Raises
    ------
    EditionError
        It could not be made: its notebook failed, or its process was ended.
    """
    with tempfile.TemporaryDirectory(prefix="amlib-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve() / "again"
        shutil.copytree(
            edition.folder / "inputs", folder / "edition" / "inputs", copy_function=shutil.copyfile
        )
        task = {
            "folder": str(folder),
            "shared": str(batch.shared_folder(Path(name).resolve())),
            "timeout": timeout,
            "speak": language.current(),
            "exports": dict(exports) if exports else None,
            "file": None,
            "version": edition.manifest["version"],
        }
        answer = _made(task, folder)
        if answer is None or answer["done"] != "done":
            raise errors.EditionError(
                language.say("the edition {address} could not be made again", address=edition.address),
                where=str(answer["error"]) if answer else None,
                do_next=language.say("look at what is named above; the filed edition is as it was"),
            )
        differences = [_difference(edition.folder / each, folder / "edition" / each) for each in _DRAWN]
    return Comparison(edition, tuple(filter(None, differences)), tuple(_changed(edition.manifest)))


def _made(task: Mapping[str, object], folder: Path) -> dict[str, Any] | None:
    answers: Queue[tuple[processes.Worker, dict[str, Any] | None]] = Queue()
    worker = processes.Worker(answers, folder / "worker.log")
    try:
        worker.give(task)
        while True:
            _, answer = answers.get()
            if answer is None or "done" in answer:
                return answer
    finally:
        worker.end()


def _difference(filed: Path, made: Path) -> str:
    """Where two files first differ, in words; empty when they are the same."""
    before, after = (path.read_bytes() if path.exists() else None for path in (filed, made))
    if before == after:
        return ""
    if before is None or after is None:
        return language.say("{name}: only one of the two exists", name=filed.name)
    place = next(
        (i for i, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]),
        min(len(before), len(after)),
    )
    line = before.count(b"\n", 0, place) + 1
    return language.say(
        "{name}: differs from byte {place} (line {line})\nfiled: {before}\nagain: {after}",
        name=filed.name, place=place + 1, line=line, before=_around(before, place), after=_around(after, place),
    )  # fmt: skip


def _around(content: bytes, place: int) -> str:
    return ascii(content[max(0, place - 30) : place + 50].decode("utf-8", "replace"))


def _changed(manifest: Mapping[str, Any]) -> list[str]:
    """What is not as it was when the edition was filed."""
    changes = []
    code, environment = provenance.code(), provenance.environment()
    if manifest["code"]["source"] != code["source"]:
        changes.append(
            language.say(
                "the code: {before} then, {now} now", before=_label(manifest["code"]), now=_label(code)
            )
        )
    for name in ("python", "platform"):
        if manifest["environment"][name] != environment[name]:
            changes.append(f"{name}: {manifest['environment'][name]} → {environment[name]}")
    now: Any = environment["libraries"]
    before: Mapping[str, str] = manifest["environment"]["libraries"]
    changes += [
        f"{name}: {before.get(name)} → {version}"
        for name, version in now.items()
        if before.get(name) != version
    ]
    return changes


def _label(code: Mapping[str, Any]) -> str:
    return f"{code['version']} {code['commit'] or ''} ({str(code['source'])[:12]})".replace("  ", " ")
