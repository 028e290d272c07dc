"""
Where and with what an edition was made: the clock, the version control and the installed libraries, read here only.

A number can be trusted a year later when one can say which code made it, on which machine, with which libraries. Version control is not always there (a
workbook may be installed from a wheel), so the code is also named by the hash of its own source: that is what decides whether a filed edition is still
what the present code would make.
"""

from __future__ import annotations

import hashlib
import platform
import subprocess
import sys
from datetime import UTC, date, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from uuid import uuid4

import amlib

__all__ = ["code", "code_label", "digest", "environment", "now", "run_name", "source_files", "today"]

_LIBRARIES = (
    "pandas",
    "numpy",
    "pyarrow",
    "matplotlib",
    "seaborn",
    "papermill",
    "nbclient",
    "nbconvert",
    "ipykernel",
    "typst",
    "babel",
)
_PACKAGE = Path(amlib.__file__).parent
_SUFFIXES = {".py", ".po", ".j2", ".html", ".css", ".js", ".typ", ".ttf", ".woff2", ".svg", ".yml", ".json"}


def now() -> str:
    """The present moment, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


def run_name() -> str:
    """A name for what starts now, that sorts by time: ``20261124T000716123-98ae03``; two of one millisecond still differ."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"[:-3] + f"-{uuid4().hex[:6]}"


def today() -> date:
    """The present day, where the machine stands."""
    return datetime.now().astimezone().date()


@cache
def code() -> dict[str, object]:
    """Which code runs: package version, hash of its source, and where version control knows, commit and whether changed since."""
    told: dict[str, object] = {
        "version": metadata.version("amlib"),
        "source": _source(),
        "commit": None,
        "changed": None,
    }
    if (_PACKAGE.parent / ".git").exists():
        told["commit"] = _git("rev-parse", "--short=12", "HEAD")
        changes = _git("status", "--porcelain", "--", "amlib", "uv.lock")
        told["changed"] = None if changes is None else bool(changes)
    return told


def code_label() -> str:
    """The code in one word, as a page shows it: ``0.1.0+1f2e3d4c5b6a`` (``.changed`` when it differs from that commit)."""
    told = code()
    known = told["commit"] or f"src{str(told['source'])[:12]}"
    return f"{told['version']}+{known}" + (".changed" if told["changed"] else "")


@cache
def environment() -> dict[str, object]:
    """Interpreter, platform and library versions, and the hash of the lock file (or of the installed set where there is none)."""
    lock = _PACKAGE.parent / "uv.lock"
    installed = sorted(f"{each.metadata['Name']}=={each.version}" for each in metadata.distributions())
    return {
        "python": platform.python_version(),
        "implementation": sys.implementation.name,
        "platform": platform.platform(),
        "libraries": {name: metadata.version(name) for name in _LIBRARIES},
        "lock": digest(lock.read_bytes()) if lock.exists() else None,
        "installed": digest("\n".join(installed).encode()),
    }


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def source_files() -> list[Path]:
    """The files of the package that can change what an edition looks like, in order."""
    return sorted(
        path for path in _PACKAGE.rglob("*") if path.suffix in _SUFFIXES and "__pycache__" not in path.parts
    )


def _source() -> str:
    listing = [
        f"{path.relative_to(_PACKAGE).as_posix()} {digest(path.read_bytes())}" for path in source_files()
    ]
    return digest("\n".join(listing).encode())


def _git(*arguments: str) -> str | None:
    """What git answers, or None when there is no git to ask."""
    command = ["git", "-C", str(_PACKAGE.parent), "--no-optional-locks", *arguments]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()
