"""
One document made apart: a batch of one edition in a process of its own, which ends with whoever started it.

Who has just submitted a plan wants to see the document of it, and must not wait in front of a form that does not answer. So the batch that makes it is started as it is started by hand
(``amlib run``), beside the kernel of the form, and asked how far it is. Its words are a list of values that were checked, never a line for a shell.

* What is started holds the other end of a pipe to this process. When this process is gone, in whatever way, the pipe is closed; the batch notices and ends itself with all that it started.
* It is made of the latest freeze, as the form was: the document shows the figures that were drafted on.
* Nothing is waited for here: whoever started it asks for ``state`` when it suits.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from amlib import errors, language, periods
from amlib.editions import archive, orders, processes, shelf

__all__ = ["Making", "Order", "notebooks", "start"]

DOCUMENT = "annual_plan"
_LAST = 16
"""So many lines of what it complained of are kept: the four of an error, with what led to it."""


@dataclass(frozen=True)
class Order:
    """
    Which document is made.

    Attributes
    ----------
    account, period : str
        As ``amlib run`` takes them.
    language : 'nl' or 'en'
    workbook, output, notebooks : Path
    document : str
    year : int
        The plan's; nil for the year after the period's.
    """

    account: str
    period: str
    language: str
    workbook: Path
    output: Path
    notebooks: Path
    document: str = DOCUMENT
    year: int = 0

    def words(self) -> list[str]:
        """
        The command, word by word.

        Raises
        ------
        ParameterError
            The language, the period or the account is none.
        """
        if self.language not in language.LANGUAGES:
            raise errors.ParameterError(
                language.say("the language is '{language}'", language=self.language),
                expected=", ".join(language.LANGUAGES),
            )
        period = periods.parse(self.period)
        archive.check_address(f"{self.account}/{period}/{self.document}")
        other = self.year not in (0, period.year + 1)
        return [
            sys.executable, "-m", "amlib", "run", self.document, "--same-freeze", "--workers", "1",
            f"--account={self.account}", f"--period={period}", f"--language={self.language}",
            f"--workbook={self.workbook}", f"--output={self.output}", f"--notebooks={self.notebooks}",
            *([f"--set=year={self.year}"] if other else []),
        ]  # fmt: skip

    def latest(self) -> archive.Edition | None:
        """The edition of this document that was filed last; None where there is none."""
        name = orders.edition_name(self.document, "internal", self.language)
        found = [
            each
            for each in archive.editions(self.output, self.account, str(periods.parse(self.period)))
            if each.address.split("/")[2] == name
        ]
        return max(found, key=lambda each: each.number, default=None)


class Making:
    """
    A document that is being made.

    Attributes
    ----------
    order : Order
    """

    def __init__(self, order: Order) -> None:
        self.order, self._began = order, time.monotonic()
        self._heard: deque[str] = deque(maxlen=_LAST)
        self._process = subprocess.Popen(
            order.words(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", errors="replace",
            env={**os.environ, processes.ENDS_WITH_INPUT: "1", "PYTHONUTF8": "1"}, cwd=order.workbook.absolute().parent,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        self._hearing = threading.Thread(target=self._hear, daemon=True)
        self._hearing.start()

    @property
    def state(self) -> Literal["running", "done", "failed"]:
        """How far it is, without waiting."""
        if self._hearing.is_alive():  # all that it said is heard before it counts as ended
            return "running"
        return "failed" if self._process.returncode else "done"

    @property
    def seconds(self) -> float:
        """How long ago it was started."""
        return time.monotonic() - self._began

    @property
    def complaint(self) -> str:
        """What it said last on what is shown of errors."""
        return "\n".join(self._heard).strip()

    def end(self) -> None:
        """End it and all that it started; one that is done is fine."""
        if self._hearing.is_alive():
            processes.end(self._process.pid)
            self._hearing.join()

    def _hear(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as lines:
            for line in lines:
                self._heard.append(line.rstrip())
        self._process.wait()
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()


def start(order: Order) -> Making:
    """
    Begin to make a document.

    Raises
    ------
    ParameterError
        Part of the order is none; nothing is started.
    """
    return Making(order)


def notebooks(*folders: Path, document: str = DOCUMENT) -> Path:
    """
    The first of these folders that holds the notebook of a document.

    Raises
    ------
    ParameterError
        None does.
    """
    for folder in folders:
        if folder.is_dir() and document in shelf.documents(folder):
            return folder.absolute()
    raise errors.ParameterError(
        language.say("there is no notebook of the document here"),
        where="\n".join(map(str, folders)),
        expected=language.say("a folder with the notebooks"),
        do_next=language.say("make the document with 'amlib run', where the notebooks are"),
    )
