"""
The run record: what a batch was asked, and what became of each edition, written line by line while it happens.

A batch may be interrupted, killed, or lose the machine under it. So its record is a file to which only the batch's own process appends, each line on disk
before the next step is taken, and the state of a run is what one gets by reading it from the start. A run whose last line is not its end, and whose process
is gone, was interrupted; nobody has to have written that down.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from amlib.editions import provenance

__all__ = ["ENDED", "Entry", "Record", "Run", "latest", "read", "read_all", "start", "tidy"]

ENDED = ("done", "filed before", "failed", "timed out", "interrupted")


@dataclass(frozen=True)
class Entry:
    """What became of one edition: queued, running, done, filed before, failed, timed out or interrupted."""

    address: str
    state: str = "queued"
    path: str | None = None
    error: str | None = None
    log: str | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Run:
    """One run as its record tells it; ``state`` is running, finished or interrupted."""

    name: str
    folder: Path
    started: str
    state: str
    entries: dict[str, Entry] = field(default_factory=dict)

    def count(self, *states: str) -> int:
        """How many editions are in one of these states."""
        return sum(entry.state in states for entry in self.entries.values())

    @property
    def succeeded(self) -> bool:
        """Whether the run came to its end and every edition is filed."""
        return self.state == "finished" and self.count("done", "filed before") == len(self.entries)


class Record:
    """The open record of a run, to which its one writer appends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = (folder / "record.jsonl").open("x", encoding="utf-8", newline="\n")

    def note(self, event: str, **facts: object) -> None:
        """Append one line, and have it on disk before returning."""
        line = {"at": provenance.now(), "event": event, **facts}
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file; what was written stays."""
        self._file.close()


def start(output: Path, addresses: Iterable[str], **facts: object) -> Record:
    """Open the record of a new run under ``<output>/runs``; its name begins with the moment, so that runs sort by time."""
    folder = output / "runs" / provenance.run_name()
    folder.mkdir(parents=True)
    record = Record(folder)
    me = psutil.Process()
    record.note(
        "started",
        pid=me.pid,
        born=me.create_time(),
        host=socket.gethostname(),
        editions=list(addresses),
        **facts,
    )
    return record


def read(folder: Path) -> Run:
    """A run as its record tells it; a last line that was cut off in writing is left out."""
    entries: dict[str, Entry] = {}
    started, state = "", "interrupted"
    for line in _lines(folder / "record.jsonl"):
        match line["event"]:
            case "started":
                started = str(line["at"])
                state = "running" if _alive(line, folder / "record.jsonl") else "interrupted"
                entries = {address: Entry(address) for address in line["editions"]}
            case "finished" | "interrupted":
                state = str(line["event"])
            case event:
                known = {key: line[key] for key in ("path", "error", "log", "seconds") if key in line}
                entries[line["edition"]] = Entry(line["edition"], str(event), **known)
    if state == "interrupted":
        entries = {
            key: e if e.state in ENDED else Entry(key, "interrupted", log=e.log) for key, e in entries.items()
        }
    return Run(folder.name, folder, started, state, entries)


def read_all(output: Path) -> list[Run]:
    """Every run under an output folder, latest first."""
    folders = sorted((path.parent for path in (output / "runs").glob("*/record.jsonl")), reverse=True)
    return [run for run in map(read, folders) if run.started]


def latest(output: Path) -> Run | None:
    """The run that was started last, if any."""
    return next(iter(read_all(output)), None)


def tidy(output: Path) -> None:
    """Take away the working copies (slices, half-made editions) that interrupted runs left behind; their records and logs stay."""
    for run in read_all(output):
        if run.state != "running":
            for name in ("desk", "edition"):
                for left in run.folder.glob(f"*/{name}"):
                    shutil.rmtree(left, ignore_errors=True)


def _lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a record that were written whole."""
    lines = []
    for text in path.read_text(encoding="utf-8").splitlines():
        try:
            lines.append(json.loads(text))
        except ValueError:
            break
    return lines


def _alive(line: dict[str, Any], record: Path) -> bool:
    """Whether the process that wrote a record still lives; one on another machine is believed for a day after its last line."""
    if line["host"] != socket.gethostname():
        return time.time() - record.stat().st_mtime < 86_400
    try:
        return bool(abs(psutil.Process(line["pid"]).create_time() - line["born"]) < 1)
    except psutil.Error:
        return False
