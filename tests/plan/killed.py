"""
A writer that is killed at every step it takes: run as a program, it tells what each ledger was like afterwards.

A copy of this process writes one entry while it is traced, system call by system call, and is killed (SIGKILL) at one of them: before it starts, with the journal half written, in the
middle of a commit, after it. Random moments would hit these windows by luck; here each is hit.

``python killed.py URL EVERY``; a URL with ``{n}`` is a new ledger for every point. Prints a line of JSON for each point: where it was, how many entries there were
before and after, whether the writer had been told that it was done, what ``verify`` finds, and whether the next writer could go on.
"""

from __future__ import annotations

import ctypes
import itertools
import json
import os
import signal
import sys
from datetime import UTC, datetime

from amlib.plan import entries, ledger, store

TRACE_ME, UNTIL_SYSTEM_CALL = 0, 24
WHEN = datetime(2026, 10, 6, 8, tzinfo=UTC)
LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def ptrace(request: int, pid: int, given: int = 0) -> None:
    if LIBC.ptrace(request, pid, None, given) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def append(url: str, number: int) -> None:
    """One entry, long enough to need several pages."""
    body = entries.Insight(insight=f"I-{number}", text="vlees " * 2_000, seen_on=WHEN.date())
    ledger.open(url).append(ledger.Draft("alfa", body, "Ann", WHEN), None)


def killed_at(point: int, url: str, number: int) -> tuple[bool, bool]:
    """Write until a point; whether the point was reached, and whether the writer was told that it was done."""
    ear, mouth = os.pipe()
    pid = os.fork()
    if pid == 0:
        ptrace(TRACE_ME, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        append(url, number)
        os.write(mouth, b"done")
        os._exit(0)
    os.close(mouth)
    os.waitpid(pid, 0)
    reached, sent = False, 0
    for step in itertools.count(1):
        if step == point:
            reached = True
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            break
        ptrace(UNTIL_SYSTEM_CALL, pid, sent)
        status = os.waitpid(pid, 0)[1]
        if not os.WIFSTOPPED(status):
            break
        stopped = os.WSTOPSIG(status)
        sent = 0 if stopped == signal.SIGTRAP else stopped
    told = os.read(ear, 4) == b"done"
    os.close(ear)
    return reached, told


def settled(kept: ledger.Ledger) -> int:
    """How many entries there are when whatever the dead writer left behind has come to rest."""
    with store.writing(kept.engine) as connection:
        return len(store.rows(connection))


def main(url: str, every: int) -> None:
    for turn in itertools.count():
        here = url.replace("{n}", str(turn))
        kept = ledger.open(here)
        before = len(kept.read())
        reached, told = killed_at(1 + turn * every, here, turn)
        first = len(kept.read()) if kept.engine.dialect.name == "sqlite" else None
        after = settled(kept)
        faults = [fault.what for fault in ledger.verify(kept)]
        append(here, 100_000 + turn)
        known = {"before": before, "first": first, "after": after, "told": told, "faults": faults}
        print(json.dumps({"reached": reached, **known, "then": len(kept.read())}), flush=True)
        if not reached:
            return


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
