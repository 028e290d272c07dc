"""The results evaluation's own cells, run one by one on any slice: what a notebook asks, a test can ask of data that is odd."""

import ast
from pathlib import Path

import nbformat

from amlib import periods
from amlib.plan import records, review

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "40_results_evaluation.ipynb"

_CODE = [
    cell.source
    for cell in nbformat.read(NOTEBOOK, 4).cells
    if cell.cell_type == "code" and "skip-execution" not in cell.metadata.get("tags", [])
]
IMPORTS = next(source for source in _CODE if source.startswith("from amlib"))
CELLS = _CODE[_CODE.index(IMPORTS) + 2 :]
"""All after the bottom line, whose cell reads the slice."""


class Sections:
    """A slice with its review, and what each cell of the notebook makes of it."""

    def __init__(self, data, when, **more):
        self.names = {}
        exec(IMPORTS, self.names)
        when = periods.parse(when)
        view = review.read(data, when, records=records.NONE, **more)
        self.names |= {"data": data, "when": when, "told": records.NONE, "view": view}
        self.names["sentences"].opening(view, data)

    def made(self, cell):
        """What the last line of a cell shows, as text with title and alternative text; empty where nothing is shown."""
        *before, last = ast.parse(cell).body
        exec(compile(ast.Module(before, []), "cell", "exec"), self.names)
        shown = eval(compile(ast.Expression(last.value), "cell", "eval"), self.names)
        if shown is None:
            return ""
        return f"{shown.title} {shown.alt}" if hasattr(shown, "alt") else str(shown)
