"""
One notebook, run by one fresh kernel in one private directory.

The kernel is this same Python, started for this one edition, with its slice and records in its own directory and nothing else pointed at: its environment is a white
list, so that a database password in the caller's environment cannot reach a document. What could make two runs differ or lets one run disturb another is
switched off: hash seeds, numeric threads, IPython's history and the user's IPython and matplotlib settings.

papermill injects the parameters and runs the cells; it is not asked whether they succeeded. After a dead kernel or a time-out its metadata calls every cell
'completed', and a cell that calls ``exit()`` ends its run quietly. So success is counted here: every cell that should have run has answered, and none
with an error.

Sources: papermill 2.7 ``engines.py`` and ``clientwrap.py``; nbclient 0.10 ``client.py``; ipykernel ``parentpoller.py`` (a kernel ends itself when its
parent is gone).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook, remove_error_markers

from amlib import errors, language

__all__ = ["CellFailed", "environment", "execute"]

_SKIP = "skip-execution"
_PASSED = (
    "PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP", "VIRTUAL_ENV", "PYTHONPATH", "LD_LIBRARY_PATH",
    "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "USERPROFILE", "HOMEDRIVE", "HOMEPATH",
    "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE",
)  # fmt: skip
_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


class CellFailed(errors.EditionError):
    """
    A notebook did not run to its end.

    Attributes
    ----------
    timed_out : bool
    cell : int or None
        Position of the cell that was running, counted from 1 over all cells; None when no cell had started.
    source, traceback : str
        That cell's source, and what the kernel said about it.
    notebook : NotebookNode
        The notebook as far as it came.
    """

    def __init__(
        self,
        what: str,
        notebook: nbformat.NotebookNode,
        *,
        cell: int | None,
        source: str,
        traceback: str,
        timed_out: bool,
    ) -> None:
        where = language.say("cell {number}", number=cell) + "\n" + source if cell else None
        super().__init__(
            what,
            where=where,
            do_next=language.say("read the log, correct the notebook or the data, and run again"),
        )
        self.notebook, self.cell, self.source, self.traceback, self.timed_out = (
            notebook,
            cell,
            source,
            traceback,
            timed_out,
        )


@dataclass
class _Watch:
    """What is known about a run from outside the notebook."""

    desk: Path
    env: dict[str, str]
    log: Any
    deadline: float
    announce: Callable[[str, int], None]
    cell: int | None = None
    source: str = ""
    answered: int = 0
    notebook: nbformat.NotebookNode | None = None


class _Kernel(AsyncKernelManager):
    """A kernel of this same Python, whatever kernel specifications the user has installed."""

    @property
    def kernel_spec(self) -> KernelSpec:
        argv = [
            sys.executable,
            "-m",
            "ipykernel_launcher",
            "-f",
            "{connection_file}",
            "--HistoryManager.enabled=False",
        ]
        return KernelSpec(argv=argv, display_name="amlib", language="python")


class _Client(PapermillNotebookClient):  # type: ignore[misc]  # papermill is not typed
    """papermill's client, that reports which kernel it started, which cell runs and how many have answered."""

    def __init__(self, managed: Any, watch: _Watch, **settings: Any) -> None:
        super().__init__(managed, **settings)
        self._watch = watch

    def start_new_kernel(self, **settings: Any) -> None:
        super().start_new_kernel(**settings)
        self._watch.announce("kernel", self.km.provisioner.pid)

    def execute_cell(
        self, cell: nbformat.NotebookNode, cell_index: int, *args: Any, **kwargs: Any
    ) -> nbformat.NotebookNode:
        self._watch.cell, self._watch.source = cell_index + 1, cell.source
        if _runs(cell):
            self._watch.announce("cell", cell_index + 1)
        executed: nbformat.NotebookNode = super().execute_cell(cell, cell_index, *args, **kwargs)
        self._watch.answered += _runs(cell)
        return executed


class _Engine(Engine):  # type: ignore[misc]  # papermill is not typed
    """papermill's way to be told how a notebook is run."""

    watch: _Watch

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **_: Any) -> None:
        watch = cls.watch
        watch.notebook = nb_man.nb
        client = _Client(
            nb_man,
            watch,
            kernel_name="python3",
            kernel_manager_class=_Kernel,
            shutdown_kernel="immediate",
            startup_timeout=120,
            iopub_timeout=120,
            timeout_func=lambda _: max(1, round(watch.deadline - time.monotonic())),
            record_timing=False,
        )
        client.execute(cwd=str(watch.desk), env=watch.env, stdout=watch.log, stderr=watch.log)


def environment(desk: Path, shared: Path) -> dict[str, str]:
    """
    The environment of a kernel: a white list of the caller's, its slice and records, and what makes a run repeatable.

    Parameters
    ----------
    desk : Path
        The kernel's own directory, which holds ``slice`` and, where there are any, ``records.json``.
    shared : Path
        A directory that all kernels of a machine may use for caches (matplotlib's list of fonts).
    """
    passed = {
        name: text for name, text in os.environ.items() if name.upper() in _PASSED or name.startswith("LC_")
    }
    return passed | {
        "AMLIB_SLICE": str(desk / "slice"),
        "AMLIB_RECORDS": str(desk / "records.json"),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONFAULTHANDLER": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "IPYTHONDIR": str(shared / "ipython"),
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": str(shared / "matplotlib"),
        **dict.fromkeys(_THREADS, "1"),
    }


def execute(
    notebook: nbformat.NotebookNode,
    parameters: Mapping[str, object],
    *,
    desk: Path,
    shared: Path,
    log: Path,
    timeout: float,
    announce: Callable[[str, int], None] = lambda what, number: None,
) -> nbformat.NotebookNode:
    """
    The notebook after its run, without timings.

    Parameters
    ----------
    notebook : NotebookNode
        Left as it is.
    parameters : mapping
        Checked before by ``orders.values``; each becomes a line of the injected cell.
    desk : Path
        The kernel's own directory.
    log : Path
        What the kernel's process says outside the notebook is appended here.
    timeout : float, seconds
        For the whole notebook.
    announce : callable
        Told ``("kernel", process number)`` and ``("cell", position)`` as they happen.

    Raises
    ------
    CellFailed
        A cell raised, the kernel died, time was up, or the run ended before the last cell.
    """
    with log.open("a", encoding="utf-8") as stream:
        watch = _Watch(desk, environment(desk, shared), stream, time.monotonic() + timeout, announce)
        engine = type("_Engine", (_Engine,), {"watch": watch})
        papermill_engines.register("amlib", engine)
        try:
            done = execute_notebook(
                nbformat.from_dict(notebook), None, dict(parameters), engine_name="amlib", kernel_name="python3", language="python",
                progress_bar=False, autosave_cell_every=0,
            )  # fmt: skip
        except PapermillExecutionError as error:
            raise _failed(watch, f"{error.ename}: {error.evalue}", "\n".join(error.traceback)) from error
        except CellTimeoutError as error:
            what = language.say("the notebook was not ready after {seconds} seconds", seconds=f"{timeout:g}")
            raise _failed(watch, what, timed_out=True) from error
        except DeadKernelError as error:
            raise _failed(watch, language.say("the kernel died")) from error
        except RuntimeError as error:
            raise _failed(watch, language.say("the kernel did not start: {error}", error=error)) from error
    if watch.answered < sum(map(_runs, done.cells)):
        raise _failed(watch, language.say("the notebook ended itself before its last cell"))
    return _plain(done)


def _runs(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell is code that is meant to run."""
    return (
        cell.cell_type == "code" and bool(cell.source.strip()) and _SKIP not in cell.metadata.get("tags", [])
    )


def _failed(watch: _Watch, what: str, traceback: str = "", *, timed_out: bool = False) -> CellFailed:
    notebook = remove_error_markers(
        watch.notebook or nbformat.v4.new_notebook()
    )  # papermill puts two cells in
    return CellFailed(
        what,
        _plain(notebook),
        cell=watch.cell,
        source=watch.source,
        traceback=traceback,
        timed_out=timed_out,
    )


def _plain(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without clock readings and random names, so that the same run gives the same file."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
    return notebook
