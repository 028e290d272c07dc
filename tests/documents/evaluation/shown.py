"""
What document 40 shows of every account of the small demo company, read back as text.

The notebook's own cells are run, so that a cell that is added is read too. What they show is kept as plain text and plain tables in a folder that all workers share: an account is reviewed
once per test run. Reading back knows two things only: a figure has a true minus, and English and Dutch swap the point and the comma.
"""

import ast
import json
import pickle
import re
from dataclasses import dataclass

import yaml
from filelock import FileLock

from amlib import language, periods
from amlib.data import slices
from amlib.documents.tables import Table, Tiles
from amlib.plan import records, review
from tests.conftest import PROJECT

ACCOUNTS = ("goudveld", "prijsbaken", "noorderhof", "even-langs", "tafelrond", "lindehof")
PERIOD = "2026Q3"
NOTEBOOK = PROJECT / "notebooks" / "40_results_evaluation.ipynb"
FIGURE = re.compile(r"[+−]?(?:€\s?)?\d(?:[\d.,]*\d)?(?:%|\s?(?:duizend|mln)\b|[km]\b)?")
"""A figure in a running text."""


@dataclass(frozen=True)
class Cell:
    """What one cell shows: its section, its code, and a table, tiles, or the words of a sentence or a drawing."""

    section: str
    code: str
    table: Table | None
    words: str


@dataclass(frozen=True)
class Shown:
    """All cells of one account, by language; what only a model knows (the promotions that were judged, the effects of both bridges); and where its slice and records lie."""

    account: str
    folder: str
    records: records.Records
    cells: dict[str, tuple[Cell, ...]]
    actions: object
    effects: dict[str, dict[str, float]]

    def table(self, code, speech="en"):
        """The table of the only cell whose code begins like this; None where it shows none."""
        (found,) = (cell for cell in self.cells[speech] if cell.code.startswith(code))
        return found.table

    def words(self, code, speech="en"):
        """The words of the only cell whose code begins like this."""
        (found,) = (cell for cell in self.cells[speech] if cell.code.startswith(code))
        return found.words


def read(made, account, shared):
    """What the document shows of an account; made once per test run."""
    home, file = made.path.parent.parent.parent, shared / f"shown-{account}.pickle"
    with FileLock(f"{file}.lock"):
        if not file.exists():
            file.write_bytes(pickle.dumps(_made(made, account, home)))
    return pickle.loads(file.read_bytes())


def _made(made, account, home):
    parameters = yaml.safe_load((home / "parameters" / "accounts" / f"{account}.yml").read_text("utf-8"))
    folder = made.slice_path(account, "internal")
    data, when = slices.read(folder), periods.parse(PERIOD)
    told = records.read(home / "output" / "demo" / "records" / f"{account}.json")
    asked = {key: parameters[key] for key in ("growth_target", "follows") if key in parameters}
    view = review.read(data, when, records=told, **asked)
    names = {"data": data, "when": when, "told": told, "view": view}
    cells = {}
    for speech in language.LANGUAGES:
        with language.use(speech):
            cells[speech] = tuple(_run(dict(names), drawings=speech == "en"))
    effects = {one.measure: one.total().to_dict() for one in (view.revenue, view.margin)}
    groups = view.margin.by("group")[list(view.margin.effects)].to_numpy().ravel()
    effects["margin of groups"] = dict(enumerate(map(float, groups)))
    return Shown(account, str(folder), told, cells, view.actions, effects)


def _run(names, *, drawings):
    """The notebook's cells after its parameters, one by one; drawings take long and are made in one language."""
    section, cells = "", json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    codes = 0
    for cell in cells:
        code = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            section = next((line[3:] for line in code.splitlines() if line.startswith("## ")), section)
            continue
        if "skip-execution" in cell["metadata"].get("tags", []):  # a form, which no document shows
            continue
        codes += 1
        if codes == 1:
            continue
        tree = ast.parse(code)
        if codes == 2:
            exec(compile(tree, "imports", "exec"), names)
            continue
        last = tree.body.pop()
        if "slices.given" not in code:
            exec(compile(tree, "cell", "exec"), names)
        text = ast.unparse(last)
        if drawings or "charts." not in text:
            yield _cell(section, text, eval(compile(ast.Expression(last.value), "cell", "eval"), names))


def _cell(section, code, value):
    if isinstance(value, Table):
        return Cell(section, code, value, f"{value.title or ''}. {value.note or ''}")
    if hasattr(value, "alt"):
        return Cell(section, code, None, f"{value.title}. {value.alt}")
    if isinstance(value, Tiles):
        return Cell(section, code, None, str(value))
    return Cell(section, code, None, "" if value is None or "publication" in code else str(value))


def number(text):
    """A written figure as a number, in English; of thousands and millions their full size."""
    sized = text.replace("−", "-").replace(",", "").replace("€", "").replace("%", "").strip()
    scale = {"k": 1e3, "m": 1e6}.get(sized[-1], 1.0)
    return float(sized.split()[0].rstrip("km")) * scale


def whole(text):
    """A whole number of a table; a dash is nil."""
    return 0 if text == "–" else int(re.sub(r"[^\d−]", "", text).replace("−", "-"))


def english(text):
    """A Dutch figure as English writes it."""
    swapped = text.translate(str.maketrans(".,", ",."))
    return re.sub(r"\s?duizend", "k", re.sub(r"\s?mln", "m", swapped)).replace("€\N{NO-BREAK SPACE}", "€")


def figures(text):
    """The figures of a text, in their order."""
    return FIGURE.findall(text)


def body(table):
    """The rows of a table by their names, without sections and totals."""
    return {row.cells[0].strip(): row.cells[1:] for row in table.rows if row.kind == "body"}


def total(table):
    """The last total of a table."""
    return [row for row in table.rows if row.kind == "total"][-1].cells[1:]


def sections(table):
    """The rows of a table under each of its sections."""
    found, name = {}, ""
    for row in table.rows:
        if row.kind == "section":
            name = row.cells[0]
        else:
            found.setdefault(name, []).append(row)
    return found


def add_up(rows, at):
    """Whether the cells of a column add up to the total under them."""
    parts = [whole(row.cells[at]) for row in rows if row.kind in ("body", "rest")]
    return sum(parts) == whole(next(row for row in rows if row.kind == "total").cells[at])
