"""
Many editions, each in a process and a directory of its own, and a record of what became of each.

The batch itself makes nothing. It lays out a private directory per order, gives it to the next free worker, and writes the run record; it alone writes
there. A worker that raises, hangs or is killed costs the edition it was making and no other. A person who stops the batch gets every process ended and
nothing half-filed, because filing is one rename at the very end of a worker's task.

An order whose latest filed version was made from the same notebook, slice, records, parameters and code is not made again: running twice does what is missing.
"""

from __future__ import annotations

import json
import shutil
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import nbformat

from amlib import errors, language
from amlib.editions import archive, memory, orders, processes, provenance, runs

__all__ = ["lay_out", "run", "shared_folder"]

_GRACE = 30.0
_Answers = Queue[tuple[processes.Worker, dict[str, Any] | None]]


@dataclass
class _Job:
    """An order on its way."""

    order: orders.Order
    folder: Path
    facts: dict[str, object]
    until: float = float("inf")


def run(
    wanted: Sequence[orders.Order],
    output: Path,
    *,
    workers: int | None = None,
    timeout: float = 600,
    tell: Callable[[runs.Entry], None] = lambda entry: None,
    exports: Mapping[str, str] | None = None,
    ledger: Mapping[str, object] | None = None,
) -> runs.Run:
    """
    Make and file what was ordered and is not there yet.

    Parameters
    ----------
    wanted : sequence of Order
        No two at the same address.
    output : Path
        The archive; run records go to ``<output>/runs``, what internal editions were told of before to ``<output>/records``.
    workers : int, optional
        How many at once; without it, as cores and memory allow.
    timeout : float, seconds
        For each edition.
    tell : callable
        Told each change of state.
    exports : mapping of file name to module, optional
        Other exporters than the page and the print; each module has ``render(notebook)``.
    ledger : mapping, optional
        ``position`` and ``hash`` of the ledger's last entry when its records were read; each manifest names it.

    Returns
    -------
    Run
        As its record tells it. ``succeeded`` says whether every order is filed; after a Ctrl-C its state is interrupted.

    Raises
    ------
    ParameterError
        Two orders have the same address.
    """
    _distinct(wanted)
    settings = _Settings(output.resolve(), workers, timeout, tell, exports)
    runs.tidy(settings.output)
    memory.leave(settings.output, (order.records for order in wanted if order.audience == "internal"))
    record = runs.start(settings.output, [order.address for order in wanted], timeout=timeout)
    try:
        jobs = [_job(order, record.folder, ledger) for order in wanted]
        desk = _Desk(settings, record, [job for job in jobs if not _filed(job, settings, record)])
        try:
            desk.work()
        except KeyboardInterrupt:
            with processes.uninterrupted():
                desk.stop()
                record.note("interrupted")
        else:
            record.note("finished")
    finally:
        record.close()
    return runs.read(record.folder)


def lay_out(order: orders.Order, folder: Path) -> None:
    """Write an edition's inputs – notebook, parameters, card, slice, records – below its private directory."""
    inputs = folder / "edition" / "inputs"
    inputs.mkdir(parents=True)
    shutil.copyfile(order.notebook, inputs / "notebook.ipynb")
    asked = {"parameters": dict(order.parameters), "card": dict(order.card)}
    (inputs / "parameters.json").write_text(json.dumps(asked, indent=1, ensure_ascii=False), encoding="utf-8")
    (inputs / memory.FILE).write_bytes(memory.content(order.records))
    needed = _needed(order.notebook)
    for source in sorted(path for path in order.slice.rglob("*") if path.is_file() and needed(path.name)):
        target = inputs / "slice" / source.relative_to(order.slice)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def shared_folder(output: Path) -> Path:
    """Where kernels keep what they would otherwise each make again: the list of fonts."""
    folder = output / ".cache"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True)
class _Settings:
    """What one run was told about how to work."""

    output: Path
    workers: int | None
    timeout: float
    tell: Callable[[runs.Entry], None]
    exports: Mapping[str, str] | None


class _Desk:
    """The state of a running batch: jobs that wait, workers that work, and the record."""

    def __init__(self, settings: _Settings, record: runs.Record, waiting: Sequence[_Job]) -> None:
        self.settings, self.record, self.waiting = settings, record, deque(waiting)
        self.size = min(settings.workers or processes.at_once(len(waiting)), len(waiting))
        self.busy: dict[processes.Worker, _Job] = {}
        self.free: list[processes.Worker] = []
        self.answers: _Answers = Queue()

    def work(self) -> None:
        """Until every job has ended."""
        while self.waiting or self.busy:
            while self.waiting and len(self.busy) < self.size:
                self._start(self.waiting.popleft())
            self._hear()
            for worker, job in list(self.busy.items()):
                if time.monotonic() > job.until:
                    self._lost(
                        worker, "timed out", language.say("the edition was not ready in time and was ended")
                    )
        for worker in self.free:
            worker.end(5)

    def stop(self) -> None:
        """End every process at once; an edition that was filed just before is still noted."""
        for worker in [*self.busy, *self.free]:
            worker.end()
        with suppress(Empty):
            while True:
                worker, answer = self.answers.get(timeout=0.2)
                if answer and answer.get("done") == "done" and worker in self.busy:
                    self._ended(self.busy.pop(worker), answer)
        for job in self.busy.values():
            shutil.rmtree(job.folder, ignore_errors=True)
            self._note(job, "interrupted")

    def _start(self, job: _Job) -> None:
        worker = (
            self.free.pop()
            if self.free
            else processes.Worker(self.answers, self.record.folder / "workers.log")
        )
        self.busy[worker] = job
        lay_out(job.order, job.folder)
        job.until = time.monotonic() + self.settings.timeout + _GRACE
        worker.give(
            {
                "folder": str(job.folder),
                "shared": str(shared_folder(self.settings.output)),
                "timeout": self.settings.timeout,
                "speak": language.current(),
                "exports": dict(self.settings.exports) if self.settings.exports else None,
                "file": {
                    "output": str(self.settings.output),
                    "address": job.order.address,
                    "facts": job.facts,
                },
            }
        )
        self._note(job, "running", pid=worker.pid)

    def _hear(self) -> None:
        """One answer, or a short silence."""
        try:
            worker, answer = self.answers.get(timeout=0.5)
        except Empty:
            return
        if worker not in self.busy:
            if answer is None and worker in self.free:
                self.free.remove(worker)
        elif answer is None:
            self._lost(
                worker, "failed", language.say("the process that made this edition was ended from outside")
            )
        elif "done" in answer:
            self.free.append(worker)
            self._ended(self.busy.pop(worker), answer)

    def _lost(self, worker: processes.Worker, state: str, what: str) -> None:
        """A worker that is gone, or has to go, with the edition it was making."""
        job = self.busy.pop(worker)
        worker.end()
        where = None
        if worker.cell:
            notebook = job.folder / "edition" / "inputs" / "notebook.ipynb"
            where = (
                language.say("cell {number}", number=worker.cell) + "\n" + _source(notebook, worker.cell - 1)
            )
        error = errors.EditionError(
            what, where=where, do_next=language.say("run again; what is filed stays filed")
        )
        (job.folder / "failure.txt").write_text(f"{error}\n", encoding="utf-8")
        self._ended(job, {"done": state, "error": str(error)})

    def _ended(self, job: _Job, answer: Mapping[str, Any]) -> None:
        known = {name: answer[name] for name in ("path", "error", "seconds") if name in answer}
        if answer["done"] == "done":
            shutil.rmtree(job.folder, ignore_errors=True)
        else:
            known["log"] = job.folder.relative_to(self.settings.output).as_posix()
            for name in ("desk", "edition"):
                shutil.rmtree(job.folder / name, ignore_errors=True)
        self._note(job, str(answer["done"]), **known)

    def _note(self, job: _Job, state: str, **known: Any) -> None:
        self.record.note(state, edition=job.order.address, **known)
        known.pop("pid", None)
        self.settings.tell(runs.Entry(job.order.address, state, **known))


def _job(order: orders.Order, run_folder: Path, ledger: Mapping[str, object] | None) -> _Job:
    archive.check_address(order.address)
    facts: dict[str, Any] = {
        "format": 1,
        **{name: order.card[name] for name in order.card if name not in ("version", "as_of", "freeze")},
        "freeze": {"id": order.card.get("freeze"), "as_of": order.card.get("as_of")},
        "parameters": dict(order.parameters),
        "notebook": provenance.digest(order.notebook.read_bytes()),
        "slice": archive.folder_hash(order.slice, _needed(order.notebook)),
        "records": provenance.digest(memory.content(order.records)),
        "code": provenance.code(),
        "environment": provenance.environment(),
        "ledger": None if ledger is None else dict(ledger),
        "run": run_folder.name,
    }
    return _Job(
        order, run_folder / order.address.replace("/", "--"), {**facts, "identity": archive.identity(facts)}
    )


def _filed(job: _Job, settings: _Settings, record: runs.Record) -> bool:
    """Whether this is there already; then that is noted."""
    before = archive.filed_before(settings.output, job.order.address, str(job.facts["identity"]))
    if before:
        record.note("filed before", edition=job.order.address, path=before.address)
        settings.tell(runs.Entry(job.order.address, "filed before", before.address))
    return before is not None


def _needed(notebook: Path) -> Callable[[str], bool]:
    """Which files of a slice an edition gets: the tables its notebook names, and all that is no table."""
    named = orders.tables(nbformat.read(notebook, as_version=4))
    return lambda name: (
        named is None or not name.endswith(".parquet") or name.removesuffix(".parquet") in named
    )


def _source(notebook: Path, cell: int) -> str:
    """The source of a cell as executed: one cell was put in after the parameters."""
    cells = nbformat.read(notebook, as_version=4).cells
    tagged = [i for i, each in enumerate(cells) if "parameters" in each.metadata.get("tags", [])]
    return str(cells[cell - 1 if tagged and cell > tagged[0] else cell].source)


def _distinct(wanted: Sequence[orders.Order]) -> None:
    seen: set[str] = set()
    for order in wanted:
        if order.address in seen:
            raise errors.ParameterError(
                language.say("{address} is asked for twice", address=order.address),
                do_next=language.say("ask once and run again"),
            )
        seen.add(order.address)
