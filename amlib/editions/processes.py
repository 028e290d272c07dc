"""
Worker processes: started, spoken to, and ended with everything that they started.

A process that is killed cannot clean up after itself, and on Windows there are no process groups to kill. So whoever starts a process remembers its number, is
told the number of the kernel it starts, and ends both. Nothing here forks: the same code runs on Linux, macOS and Windows.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Queue
from typing import Any

import psutil

__all__ = ["ENDS_WITH_INPUT", "Worker", "at_once", "end", "end_with_input", "uninterrupted"]

ENDS_WITH_INPUT = "AMLIB_ENDS_WITH_INPUT"
"""Set where a program was started by another, and must end when that one is gone."""

_MEMORY = 700 * 2**20


class Worker:
    """One process that makes editions; its answers arrive in a shared queue as ``(worker, answer)``, the last as None."""

    def __init__(self, answers: Queue[tuple[Worker, dict[str, Any] | None]], log: Path) -> None:
        self.kernel: int | None = None
        self.cell: int | None = None
        with log.open("a", encoding="utf-8") as stream:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "amlib.editions.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stream,
                encoding="utf-8",
                env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
                start_new_session=os.name == "posix",  # a Ctrl-C in the terminal is the batch's to handle
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        threading.Thread(target=self._hear, args=(answers,), daemon=True).start()

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def give(self, task: Mapping[str, object]) -> None:
        """Hand it a task; a worker that is already gone says so through its answers."""
        assert self._process.stdin is not None
        self.kernel = self.cell = None
        try:
            self._process.stdin.write(json.dumps(task, ensure_ascii=True) + "\n")
            self._process.stdin.flush()
        except OSError:
            return

    def end(self, patience: float = 0) -> None:
        """End it and its kernel: by closing its input, at which it ends both itself, and after some seconds by force."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            end(self.pid)
            self._process.wait()
        if self.kernel is not None:
            end(self.kernel)

    def _hear(self, answers: Queue[tuple[Worker, dict[str, Any] | None]]) -> None:
        """Pass answers on until the process is gone; a line that was cut off by its end is none."""
        assert self._process.stdout is not None
        with self._process.stdout as lines, suppress(ValueError):
            for line in lines:
                answer = json.loads(line)
                self.kernel = None if "done" in answer else answer.get("kernel", self.kernel)
                self.cell = answer.get("cell", self.cell)
                answers.put((self, answer))
        answers.put((self, None))


def end(number: int) -> None:
    """End a process and all that it started, at once; one that is already gone is fine."""
    try:
        process = psutil.Process(number)
        family = [*process.children(recursive=True), process]
    except psutil.NoSuchProcess:
        family = []
    if os.name == "posix":
        with suppress(ProcessLookupError):
            if number != os.getpgrp() and os.getpgid(number) == number:
                os.killpg(number, signal.SIGKILL)
    for each in family:
        with suppress(psutil.NoSuchProcess):
            each.kill()


def end_with_input() -> None:
    """
    End this process politely, as with Ctrl-C, as soon as its input is closed: whoever held the other end is gone.

    What ends by itself before that has nothing to do with it: the watch is no reason to stay.
    """

    def watch() -> None:
        with suppress(OSError, ValueError):
            while os.read(0, 4096):
                pass
        signal.raise_signal(signal.SIGINT) if os.name == "nt" else os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let an impatient second Ctrl-C wait until the cleaning up is done; outside the main thread there is none to wait for."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def at_once(editions: int) -> int:
    """How many editions to make at the same time: as the cores and the free memory of this machine allow."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(editions, allowed, int(psutil.virtual_memory().available // _MEMORY)))
