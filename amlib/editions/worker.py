"""
The process in which editions are made, one after the other: ``python -m amlib.editions.worker``.

It reads tasks as lines of JSON on its input and answers with lines of JSON on its output, and it belongs to whoever holds the other end: when its input ends
while it works, the batch is gone, and it takes its kernel with it. It is a program of its own and not a fork, so it is the same on every operating system
and starts with nothing of its caller's memory.

One task is one private directory::

    <task>/log.txt                 what the libraries and the kernel said
    <task>/desk/                   the kernel's own directory, with slice/ and records.json: all it is given
    <task>/edition/                what will be filed: page.html, print.pdf, notebook.ipynb, inputs/, published.json
    <task>/failure.txt             only after a failure: the cell, its source, the error
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import re
import shutil
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from queue import Queue
from typing import Any, TextIO

import nbformat
import psutil

from amlib import errors, language
from amlib.editions import archive, kernels, memory, processes

__all__ = ["draw", "main", "make"]

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_EXPORTS = {"page.html": "amlib.editions.page", "print.pdf": "amlib.editions.print"}


def make(task: Mapping[str, Any], announce: Any) -> dict[str, object]:
    """
    Make one edition in its private directory and file it, or only make it.

    Parameters
    ----------
    task : mapping
        ``folder``: the private directory, with ``edition/inputs`` laid out (notebook, ``parameters.json``, slice, records). ``timeout``: seconds. ``shared``:
        directory for caches. ``file``: None, or what ``archive.file`` needs (``output``, ``address``, ``facts``). ``version``: for the page when the
        edition is not filed.
    announce : callable
        Told ``("kernel", process number)`` and ``("cell", position)``.

    Returns
    -------
    dict
        ``path``: the filed edition's address; empty when it was only made.

    Raises
    ------
    EditionError
        The notebook did not run to its end, it changed its own slice, or it published what it may not.
    """
    folder = Path(task["folder"])
    draft, desk = folder / "edition", folder / "desk"
    inputs = draft / "inputs"
    asked = json.loads((inputs / "parameters.json").read_text(encoding="utf-8"))
    card, before = dict(asked["card"]), archive.folder_hash(inputs / "slice")
    source = nbformat.read(inputs / "notebook.ipynb", as_version=4)
    desk.mkdir()
    shutil.copytree(inputs / "slice", desk / "slice")
    if (inputs / memory.FILE).exists():
        shutil.copyfile(inputs / memory.FILE, desk / memory.FILE)

    notebook = kernels.execute(
        language.translated(source, card["language"]),
        asked["parameters"],
        desk=desk,
        shared=Path(task["shared"]),
        log=folder / "log.txt",
        timeout=task["timeout"],
        announce=announce,
    )
    if archive.folder_hash(desk / "slice") != before:
        raise errors.EditionError(
            language.say("the notebook changed its own slice"),
            do_next=language.say("take the writing out of the notebook and run again"),
        )
    shutil.rmtree(desk)
    if (told := memory.published(notebook, card["audience"])) is not None:
        (draft / "published.json").write_bytes(told)

    def drawn(version: str) -> dict[str, bytes]:
        return draw(notebook, {**card, "version": version}, task.get("exports") or _EXPORTS)

    if not task.get("file"):
        for name, content in drawn(task["version"]).items():
            (draft / name).write_bytes(content)
        return {}
    facts = {**task["file"]["facts"], "headline": archive.headline(notebook)}
    filed = archive.file(draft, Path(task["file"]["output"]), task["file"]["address"], facts, drawn)
    return {"path": filed.address}


def draw(
    notebook: nbformat.NotebookNode, card: Mapping[str, object], exports: Mapping[str, str]
) -> dict[str, bytes]:
    """The files that are drawn from an executed notebook, and that notebook itself, all carrying the same card."""
    notebook.metadata["amlib"] = {**notebook.metadata.get("amlib", {}), **card}
    files = {"notebook.ipynb": (nbformat.writes(notebook) + "\n").encode()}
    for name, room in exports.items():
        result = importlib.import_module(room).render(notebook)
        files[name] = result if isinstance(result, bytes) else str(result).encode()
    return files


def main() -> None:
    """Serve tasks until the input ends."""
    tasks: Queue[dict[str, Any]] = Queue()
    answers = _own_output()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    while True:
        _serve(tasks.get(), answers)


def _serve(task: Mapping[str, Any], answers: TextIO) -> None:
    """One task, answered by exactly one line with ``done``."""
    started = time.monotonic()
    folder = Path(task["folder"])
    os.environ["JUPYTER_RUNTIME_DIR"] = str(folder / "runtime")
    handler = logging.FileHandler(folder / "log.txt", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)

    def announce(what: str, number: int) -> None:
        _say(answers, {what: number})

    language.choose(task["speak"])
    answer: dict[str, object]
    try:
        answer = {"done": "done", **make(task, announce)}
    except kernels.CellFailed as failure:
        nbformat.write(failure.notebook, folder / "notebook.ipynb")
        answer = {"done": "timed out" if failure.timed_out else "failed", "error": str(failure)}
        _tell(folder, str(failure), failure.traceback)
    except Exception as error:
        logging.getLogger("amlib").exception("the edition failed")
        told = str(error) if isinstance(error, errors.WorkbookError) else f"{type(error).__name__}: {error}"
        answer = {"done": "failed", "error": told}
        _tell(folder, told, traceback.format_exc())
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
        shutil.rmtree(folder / "runtime", ignore_errors=True)
    _say(answers, {**answer, "seconds": round(time.monotonic() - started, 2)})


def _tell(folder: Path, told: str, details: str) -> None:
    """Leave a failure where a person looks for it."""
    plain = _COLOURS.sub("", details)
    (folder / "failure.txt").write_text(f"{told}\n\n{plain}\n".rstrip() + "\n", encoding="utf-8")


def _listen(tasks: Queue[dict[str, Any]]) -> None:
    """Pass tasks on; when the input ends, nobody is left to work for."""
    for line in sys.stdin:
        tasks.put(json.loads(line))
    for child in psutil.Process().children(recursive=True):
        processes.end(child.pid)
    os._exit(0)


def _own_output() -> TextIO:
    """The channel for answers; what anybody prints goes to the error channel instead."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    return answers


def _say(answers: TextIO, line: Mapping[str, object]) -> None:
    answers.write(json.dumps(line) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
