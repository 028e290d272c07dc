"""What document 30 shows of an account of the small demo company, cell by cell; made once per test run and account."""

import ast
import json
import pickle

import nbformat
import yaml
from filelock import FileLock
from IPython.core.formatters import DisplayFormatter

from amlib import language, periods
from amlib.data import slices
from amlib.documents.plan import opening
from amlib.plan import records, review
from tests.conftest import PROJECT
from tests.documents.evaluation.shown import Cell, _cell

NOTEBOOK = PROJECT / "notebooks" / "30_annual_plan.ipynb"
PERIOD = periods.parse("2026Q3")


def read(made, account, shared):
    """What the document shows: language → cells."""
    return _kept(made, account, shared)[0]


def executed(made, account, shared, speech):
    """The notebook of the document with all that its cells show, as a kernel would leave it; drawings are the English ones."""
    outputs = _kept(made, account, shared)[1]
    notebook = language.translated(nbformat.read(NOTEBOOK, as_version=4), speech)
    for cell in notebook.cells:
        shown = outputs[speech].get(cell.id) or outputs["en"].get(cell.id)
        if shown:
            cell.outputs = [nbformat.v4.new_output("display_data", data=shown[0], metadata=shown[1])]
    return notebook


def _kept(made, account, shared):
    file = shared / f"planned-{account}.pickle"
    with FileLock(f"{file}.lock"):
        if not file.exists():
            file.write_bytes(pickle.dumps(_made(made, account)))
    return pickle.loads(file.read_bytes())


def sections(data, told=records.NONE, keep=None, **parameters):
    """What each cell of the notebook shows of a slice, in both languages; drawings in English only. ``keep`` gets, per language and cell, what Jupyter is given of it."""
    past = review.read(
        data,
        PERIOD,
        records=told,
        growth_target=parameters.get("growth_target"),
        follows=parameters.get("follows"),
    )
    found: dict[str, tuple[Cell, ...]] = {}
    for speech in language.LANGUAGES:
        with language.use(speech):
            view = opening.read(
                past,
                0,
                "proportional",
                parameters.get("follows"),
                parameters.get("account_manager", ""),
                parameters.get("supervisor", ""),
            )
            names = {"data": data, "told": told, "past": past, "view": view}
            outputs = {} if keep is None else keep.setdefault(speech, {})
            found[speech] = tuple(_run(names, outputs, drawings=speech == "en"))
    return found


def _made(made, account):
    home = made.path.parent.parent.parent
    parameters = yaml.safe_load((home / "parameters" / "accounts" / f"{account}.yml").read_text("utf-8"))
    told = records.read(home / "output" / "demo" / "records" / f"{account}.json")
    outputs = {}
    return sections(slices.read(made.slice_path(account, "internal")), told, outputs, **parameters), outputs


def _run(names, outputs, *, drawings):
    """The notebook's cells after its imports, one by one."""
    section = ""
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    codes = [cell for cell in cells if cell["cell_type"] == "code"]
    exec("".join(codes[1]["source"]), names)
    for cell in cells:
        code = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            section = next((line[3:] for line in code.splitlines() if line.startswith("## ")), section)
        elif cell not in codes[:2] and "skip-execution" not in cell["metadata"].get("tags", []):
            last = ast.parse(code).body[-1]
            text = ast.unparse(last)
            if drawings or "chart" not in text:
                value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
                if value is not None:
                    outputs[cell["id"]] = DisplayFormatter().format(value)
                yield _cell(section, text, value)


def one(cells, code):
    """The only cell whose code begins so."""
    (found,) = (cell for cell in cells if cell.code.startswith(code))
    return found
