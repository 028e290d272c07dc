"""
Everything that can go wrong, drawn as a tree.

::

    WorkbookError                 something a person can put right
    ├── UsageError                the command was called wrongly
    ├── ParameterError            a parameter file or a notebook parameter
    ├── DataError                 a source table, a freeze or a slice
    │   └── FaultyTables          rows that break the data contract; carries all of them
    ├── FigureError               a figure that is not defined on these data
    ├── LedgerError               what people decide cannot be kept or read
    │   └── LedgerConflict        somebody else wrote in between; carries what was written
    └── EditionError              an edition that could not be made
        ├── ArchiveError          filing, verifying, finding again
        └── RenderError           the page or the print

An error is four lines in a fixed order: what was found, where, what was expected, what to do next. They are composed where the
fault is seen, in the language of the workbook's user. Doubt about a plan or a result is a finding, not an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amlib import language

if TYPE_CHECKING:
    import pandas as pd

    from amlib.plan.chain import Entry

__all__ = [
    "ArchiveError",
    "DataError",
    "EditionError",
    "FaultyTables",
    "FigureError",
    "LedgerConflict",
    "LedgerError",
    "ParameterError",
    "RenderError",
    "UsageError",
    "WorkbookError",
]


class WorkbookError(Exception):
    """
    Something went wrong that a person can put right.

    Parameters
    ----------
    what : str
        What was found, in one line.
    where, expected, do_next : str, optional
        The place (file, line, row; may have several lines), what would have been right, and the next step.

    Examples
    --------
    >>> with language.use("en"):
    ...     print(WorkbookError("growth is '12%'", expected="a fraction, such as 0.12", do_next="correct it"))
    growth is '12%'
      Expected: a fraction, such as 0.12
      Do next:  correct it
    """

    exit_code = 1

    def __init__(
        self, what: str, *, where: str | None = None, expected: str | None = None, do_next: str | None = None
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.expected = expected
        self.do_next = do_next

    def __str__(self) -> str:
        labelled = [
            (language.say("Where:"), self.where),
            (language.say("Expected:"), self.expected),
            (language.say("Do next:"), self.do_next),
        ]
        width = max(len(label) for label, _ in labelled)
        lines = [self.what]
        for label, text in labelled:
            if text:
                first, *more = text.splitlines()
                lines.append(f"  {label:<{width}} {first}")
                lines += [" " * (width + 3) + line for line in more]
        return "\n".join(lines)


class UsageError(WorkbookError):
    """The command was called wrongly."""

    exit_code = 2


class ParameterError(WorkbookError):
    """A parameter file or a notebook parameter does not hold what it should."""


class DataError(WorkbookError):
    """A source table, a freeze or a slice cannot be used as it is."""


class FaultyTables(DataError):  # noqa: N818  it is called for what it holds
    """
    Rows that break the data contract, all of them at once.

    Attributes
    ----------
    faults : DataFrame, one row per kind of fault
        What to show to whoever repairs the source: table, file, row, column, the value as found, what was expected, how many.
    """

    def __init__(
        self, what: str, faults: pd.DataFrame, *, expected: str | None = None, do_next: str | None = None
    ) -> None:
        super().__init__(what, where=faults.to_string(index=False), expected=expected, do_next=do_next)
        self.args = (what, faults)  # what pickle makes it again from, on its way between processes
        self.faults = faults


class FigureError(WorkbookError):
    """A figure is not defined on these data: a share of nothing, a comparison with no base."""


class LedgerError(WorkbookError):
    """What people decide cannot be kept, or what was kept cannot be read."""


class LedgerConflict(LedgerError):  # noqa: N818  two people worked at once, and neither is wrong
    """
    Somebody else wrote in the same stream after this author had last read it; nothing was written.

    Attributes
    ----------
    since : tuple of Entry
        What was written in between, oldest first: read it, merge, and append again.
    """

    def __init__(
        self,
        what: str,
        since: tuple[Entry, ...],
        *,
        where: str | None = None,
        expected: str | None = None,
        do_next: str | None = None,
    ) -> None:
        super().__init__(what, where=where, expected=expected, do_next=do_next)
        self.args = (what, since)  # what pickle makes it again from, on its way between processes
        self.since = since


class EditionError(WorkbookError):
    """An edition could not be made."""


class ArchiveError(EditionError):
    """An edition could not be filed, found or verified."""


class RenderError(EditionError):
    """A page or a print could not be drawn."""
