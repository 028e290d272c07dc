"""
The shelf: which notebook makes a document, and for whom.

A document for the customer is another document, not the internal one with pieces cut out: who leaves out is sure to forget once. So it has a notebook of its own, whose name is that of the
document with ``_customer`` behind it, and what it tells was written for the customer from its first line. To a person it stays one document with two audiences:
``results_evaluation`` is ``40_results_evaluation.ipynb`` for ourselves and ``40_results_evaluation_customer.ipynb`` for the customer.

Conventions: a notebook that does not say for whom it is (``metadata.amlib.audiences``) is for ourselves, and one whose name ends in ``_customer`` for the customer; silence opens nothing.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from amlib import errors, language

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["AUDIENCES", "audiences", "documents", "find", "one_of", "open_to"]

AUDIENCES = ("internal", "customer")
_FOR_CUSTOMERS = "_customer"


def documents(notebooks: Path) -> list[str]:
    """The documents that there are notebooks for, in the order of their numbers; one that has two notebooks is one document."""
    return list(_known(notebooks))


def audiences(document: str, notebooks: Path) -> tuple[str, ...]:
    """
    For whom a document can be made: the audiences for which there is a notebook.

    Raises
    ------
    ParameterError
        There is no such document; the nearest name is suggested.
    """
    return tuple(each for each in AUDIENCES if _is_open(find(document, notebooks, each), each))


def find(document: str, notebooks: Path, audience: str = "internal") -> Path:
    """
    The notebook of a document for an audience: its own, or else the one that there is (which need not be open to it; see `open_to`).

    Raises
    ------
    ParameterError
        There is no such document; the nearest name is suggested.
    """
    known = _known(notebooks)
    if document in known:
        return known[document].get(audience) or next(iter(known[document].values()))
    raise errors.ParameterError(
        language.say("there is no document '{name}'", name=document),
        where=str(notebooks),
        expected=one_of(known, document),
        do_next=language.say("correct the name and run again"),
    )


def open_to(notebook: NotebookNode, audience: str, path: Path) -> None:
    """
    Refuse an audience that a notebook is not written for.

    Raises
    ------
    ParameterError
        The notebook does not name this audience.
    """
    named = _named(notebook, path)
    if audience not in named:
        raise errors.ParameterError(
            language.say("this document is not made for the audience '{audience}'", audience=audience),
            where=str(path),
            expected=one_of(named, audience),
            do_next=language.say("ask for another audience and run again"),
        )


def one_of(names: Iterable[str], typed: str) -> str:
    """The names that would have been right, the nearest first in words; with their help when they have one."""
    known = list(names)
    near = difflib.get_close_matches(typed, known, n=1, cutoff=0.5)
    if isinstance(names, Mapping) and all(isinstance(text, str) for text in names.values()):
        width = max(map(len, known), default=0)
        listing = "\n".join(f"{name:<{width}}  {names[name]}".rstrip() for name in known)
        listing = language.say("one of:") + "\n" + listing
    else:
        listing = language.say("one of: {names}", names=", ".join(known) or "–")
    return (language.say("perhaps '{name}'", name=near[0]) + "; " if near else "") + listing


def _known(notebooks: Path) -> dict[str, dict[str, Path]]:
    """Document → audience → notebook."""
    found: dict[str, dict[str, Path]] = {}
    for path in sorted(notebooks.glob("*.ipynb")):
        name = re.sub(r"^\d+_", "", path.stem)
        found.setdefault(name.removesuffix(_FOR_CUSTOMERS), {})[_own(path)] = path
    return found


def _own(path: Path) -> str:
    """The audience that a notebook's name tells."""
    return "customer" if path.stem.endswith(_FOR_CUSTOMERS) else "internal"


def _named(notebook: NotebookNode, path: Path) -> list[str]:
    """The audiences that a notebook is written for: as it says; one of a customer's name is for nobody else."""
    said = list(notebook.metadata.get("amlib", {}).get("audiences", [_own(path)]))
    return [each for each in said if each == "customer"] if _own(path) == "customer" else said


def _is_open(path: Path, audience: str) -> bool:
    import nbformat  # slow to import, and a form needs none of it

    return audience in _named(nbformat.read(path, as_version=4), path)
