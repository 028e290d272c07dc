"""
A file for a person: whole or not at all, and never over somebody's work.

What is filed as an edition is found again for years. An Excel file or an agenda is not: it is made to be changed, and what a person did in it stands nowhere else. So a file that is there is
not written over, unless it holds the very same, or it is said that it may be.
"""

from __future__ import annotations

import os
from pathlib import Path

from amlib import errors, language

__all__ = ["write"]


def write(file: Path, content: bytes, *, over: bool = False) -> None:
    """
    Write a file for a person.

    Parameters
    ----------
    file : Path
    content : bytes
    over : bool
        Whether what is there may go.

    Raises
    ------
    EditionError
        There is another file, or it cannot be written (open in another program, no such folder); it stays as it was.
    """
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        if file.exists() and not over and file.read_bytes() != content:
            raise errors.EditionError(
                language.say("{file} is there already, and holds something else", file=file.name),
                where=str(file),
                expected=language.say("a new name, as somebody may have worked in this one"),
                do_next=language.say("choose another name, or add --replace"),
            )
        unfinished.write_bytes(content)
        unfinished.replace(file)
    except OSError as error:
        raise errors.EditionError(
            language.say("{file} cannot be written", file=file.name),
            where=f"{file}: {error.strerror or error}",
            expected=language.say("a folder that is there, and a file that no other program has open"),
            do_next=language.say("close it, or choose another place, and try again"),
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
