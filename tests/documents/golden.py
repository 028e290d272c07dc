"""
A document of a small account as text, held against what was last approved.

To approve a change: ``GOLDEN=write uv run pytest tests/documents``, and read the difference.
"""

import os
from pathlib import Path

from amlib import language

FOLDER = Path(__file__).parents[1] / "golden"


def check(name, parts, speech):
    """The parts that ``parts()`` makes in a language, as approved in ``golden/<name>.<speech>.txt``."""
    with language.use(speech):
        made = "\n\n".join(f"[{p.title}]\n{p.alt}" if hasattr(p, "svg") else str(p) for p in parts()) + "\n"
    file = FOLDER / f"{name}.{speech}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(made, "utf-8")
    assert made == file.read_text("utf-8")
    assert "nan" not in made.split()
