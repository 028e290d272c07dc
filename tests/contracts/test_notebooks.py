"""
The rules of the notebooks, which a person reads and a batch runs.

Each rule is a function from a notebook to what is wrong with it, and each is shown a notebook that breaks it and nothing else, so that a rule
that sees nothing is noticed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from amlib.data import contracts
from amlib.data.account import AccountParameters
from amlib.editions import orders, page, shelf
from tests.editions import sample

PROJECT = Path(__file__).parents[2]
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
MOST_LINES = 6
FORBIDDEN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.AsyncFor, ast.While, ast.With, ast.Try,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def parsed(cell: NotebookNode) -> ast.AST:
    """A cell's syntax; a magic or shell line makes it none, and has a rule of its own."""
    try:
        return ast.parse(cell.source)
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])


def title_asks_or_promises(notebook: NotebookNode) -> Iterator[str]:
    first = notebook.cells[0]
    heading = re.match(r"# (?P<title>.+)", first.source) if first.cell_type == "markdown" else None
    if not heading:
        yield "the first cell opens with a '# ' heading"
    elif not heading["title"].rstrip("* ").endswith(("?", ".")):
        yield f"the title is a question or a promise: {heading['title']!r}"
    elif not 2 <= len(re.findall(r"[.?!](?:\s|$)", first.source[heading.end() :])) <= 3:
        yield "two sentences follow the title: for whom, and what it decides"
    if sum(len(re.findall(r"^# ", text, re.MULTILINE)) for text in prose(notebook)) != 1:
        yield "there is one title"


def first_code_cell_is_the_parameters(notebook: NotebookNode) -> Iterator[str]:
    if (
        "parameters" not in tags(code(notebook)[0])
        or sum("parameters" in tags(c) for c in code(notebook)) != 1
    ):
        yield "the first code cell, and no other, is tagged parameters"
        return
    for line in code(notebook)[0].source.splitlines():
        if not re.fullmatch(r"\w+: [\w\[\], |.]+ = .+  # \S.+", line):
            yield f"a parameter is 'name: type = default  # help': {line!r}"
    for node in ast.parse(code(notebook)[0].source).body:
        try:
            ast.literal_eval(node.value) if isinstance(
                node, ast.AnnAssign
            ) and node.value else ast.literal_eval("?")
        except (ValueError, SyntaxError):
            yield f"a default is a literal: {ast.unparse(node)!r}"


def only_the_second_code_cell_imports(notebook: NotebookNode) -> Iterator[str]:
    kinds = (ast.Import, ast.ImportFrom)
    second = parsed(code(notebook)[1])
    if not all(isinstance(node, kinds) for node in ast.iter_child_nodes(second)):
        yield "the second code cell imports, and does nothing else"
    for index, cell in enumerate(code(notebook)):
        if index != 1 and any(isinstance(node, kinds) for node in ast.walk(parsed(cell))):
            yield f"code cell {index + 1} imports"


def code_follows_prose(notebook: NotebookNode) -> Iterator[str]:
    opening = code(notebook)[:2]
    for before, cell in zip(notebook.cells, notebook.cells[1:], strict=False):
        if (
            cell.cell_type == "code"
            and cell not in opening
            and before.cell_type != "markdown"
            and not reads(cell)
        ):
            yield f"nothing is asked before {cell.source!r}"


def reads(cell: NotebookNode) -> bool:
    """Whether a cell only reads out loud what the cell before it showed: one sentence of the documents."""
    body = getattr(parsed(cell), "body", [])
    return len(body) == 1 and isinstance(body[0], ast.Expr)


def code_cells_are_short(notebook: NotebookNode) -> Iterator[str]:
    for cell in code(notebook)[2:]:
        if len(lines := [line for line in cell.source.splitlines() if line.strip()]) > MOST_LINES:
            yield f"{len(lines)} lines, at most {MOST_LINES}: {lines[0]!r} …"


def nothing_is_computed_here(notebook: NotebookNode) -> Iterator[str]:
    for cell in code(notebook):
        for node in ast.walk(parsed(cell)):
            if isinstance(node, FORBIDDEN):
                yield f"{type(node).__name__} in {cell.source!r}"
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.search(r"^[./~]*/|\.\w+/|\\\\|\.parquet$|\.csv$", node.value)
            ):
                yield f"a path: {node.value!r}"
        for line in cell.source.splitlines():
            if line.lstrip().startswith(("%", "!", "?")) or line.rstrip().endswith("?"):
                yield f"a magic: {line!r}"
        if not line_parses(cell):
            yield f"not Python: {cell.source!r}"


def line_parses(cell: NotebookNode) -> bool:
    try:
        ast.parse(cell.source)
    except SyntaxError:
        return False
    return True


def no_number_is_typed_in_prose(notebook: NotebookNode) -> Iterator[str]:
    for text in prose(notebook):
        if found := re.findall(r"\S*\d\S*", text):
            yield f"typed numbers: {found}"


def widgets_are_skipped_by_the_batch(notebook: NotebookNode) -> Iterator[str]:
    for cell in code(notebook)[2:]:
        if re.search(
            r"\b(widgets|ipywidgets|forms|entry|promises|drafting|deciding|saying)\.", cell.source
        ) and "skip-execution" not in tags(cell):
            yield f"a widget cell is tagged skip-execution: {cell.source!r}"


def what_is_not_known_stands_near_the_end(notebook: NotebookNode) -> Iterator[str]:
    headings = [
        (i, line)
        for i, cell in enumerate(notebook.cells)
        if cell.cell_type == "markdown"
        for line in re.findall(r"^## (.+)$", cell.source, re.MULTILINE)
    ]
    found = [i for i, line in headings if line == "What we do not know"]
    if not found or found[0] < len(notebook.cells) // 2 or [line for i, line in headings if i > found[0]][1:]:
        yield "'## What we do not know' stands near the end"
    if notebook.cells[-1].cell_type != "code" or "provenance" not in notebook.cells[-1].source:
        yield "the last cell prints the provenance"


def it_is_stored_without_outputs(notebook: NotebookNode) -> Iterator[str]:
    if any(cell.outputs or cell.execution_count for cell in code(notebook)):
        yield "outputs are stored"
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "the kernel is python3"
    if "widgets" in notebook.metadata:
        yield "widget state is stored"


def it_names_the_tables_it_reads(notebook: NotebookNode) -> Iterator[str]:
    named = notebook.metadata.get("amlib", {}).get("tables")
    if not named:
        yield "metadata.amlib.tables names the tables that it reads"
    elif unknown := set(named) - SLICE_TABLES:
        yield f"no such tables: {sorted(unknown)}"


def a_customer_s_notebook_may_be_sent_along(notebook: NotebookNode) -> Iterator[str]:
    """It goes to every customer with its source: it names none, reads nothing internal, and takes nothing that a person set for ourselves."""
    if notebook.metadata.get("amlib", {}).get("audiences") != ["customer"]:
        return
    declared = orders.declared(notebook)
    if declared["account"].default is not None:
        yield f"a customer is named: {declared['account'].default!r}"
    if "audience" in declared and declared["audience"].default != "customer":
        yield "it is for the customer unless somebody says otherwise"
    if taken := set(declared) & SET_FOR_OURSELVES:
        yield f"it takes what is ours: {sorted(taken)}"
    named = set(notebook.metadata["amlib"].get("tables", []))
    if closed := [name for name in named & set(contracts.SLICES) if contracts.SLICES[name].internal]:
        yield f"it reads internal tables: {sorted(closed)}"


SET_FOR_OURSELVES = set(AccountParameters.model_fields) - {"account"}
SLICE_TABLES = set(contracts.SLICES)

RULES: list[Callable[[NotebookNode], Iterator[str]]] = [
    title_asks_or_promises,
    first_code_cell_is_the_parameters,
    only_the_second_code_cell_imports,
    code_follows_prose,
    code_cells_are_short,
    nothing_is_computed_here,
    no_number_is_typed_in_prose,
    widgets_are_skipped_by_the_batch,
    what_is_not_known_stands_near_the_end,
    it_is_stored_without_outputs,
    it_names_the_tables_it_reads,
    a_customer_s_notebook_may_be_sent_along,
]


def good() -> NotebookNode:
    """A small notebook that keeps every rule."""
    return new_notebook(
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python", "language": "python"},
            "amlib": {"tables": ["sales"]},
        },
        cells=[
            new_markdown_cell("# What did we reach?\n\nFor who wants to know. It decides what must change."),
            new_code_cell(
                'account: str = "alfa"  # which account\nrate: float = 0.5  # how much',
                metadata={"tags": ["parameters"]},
            ),
            new_code_cell("from amlib import documents\nfrom amlib.data import slices"),
            new_markdown_cell("## The bottom line"),
            new_code_cell("given = slices.given(account)\ndocuments.verdict(given)"),
            new_code_cell("documents.reading(given)"),
            new_markdown_cell("## A form"),
            new_code_cell("widgets.form(given)", metadata={"tags": ["skip-execution"]}),
            new_markdown_cell("## What we do not know"),
            new_code_cell("documents.unknown(given)"),
            new_markdown_cell("## Provenance"),
            new_code_cell("documents.provenance(given)"),
        ],
    )


Change = Callable[[NotebookNode], object]


def sent(
    parameter: str = "x: int = 5  # how many",
    *,
    account: str = "None",
    audience: str = "customer",
    tables: str = "sales",
) -> Change:
    """A notebook for the customer, with other parameters or tables."""
    cell = f'account: str | None = {account}  # which\naudience: str = "{audience}"  # for whom\n{parameter}'

    def change(notebook: NotebookNode) -> None:
        notebook.metadata.amlib.update(audiences=["customer"], tables=[tables])
        notebook.cells[1].update(source=cell)

    return change


def source(index: int, text: str) -> Change:
    """Another text in a cell."""
    return lambda notebook: notebook.cells[index].update(source=text)


def after(index: int, *cells: NotebookNode) -> Change:
    """More cells after a cell."""
    return lambda notebook: notebook.cells.__setitem__(slice(index + 1, index + 1), cells)


def without(index: int) -> Change:
    """A cell less."""
    return lambda notebook: notebook.cells.pop(index)


LONG = "\n".join(f"x{letter} = given" for letter in "abcdefg")

BAD: list[tuple[Callable[[NotebookNode], Iterator[str]], str, Change]] = [
    (title_asks_or_promises, "no heading", source(0, "What did we reach?\n\nFor me. It decides.")),
    (title_asks_or_promises, "a label", source(0, "# Results\n\nFor me. It decides.")),
    (title_asks_or_promises, "not for whom", source(0, "# What did we reach?")),
    (title_asks_or_promises, "a second title", source(3, "# The bottom line")),
    (first_code_cell_is_the_parameters, "no tag", lambda n: n.cells[1].metadata.clear()),
    (first_code_cell_is_the_parameters, "no help", source(1, 'account: str = "alfa"')),
    (first_code_cell_is_the_parameters, "no type", source(1, 'account = "alfa"  # which account')),
    (first_code_cell_is_the_parameters, "not a literal", source(1, "account: str = given()  # which account")),
    (only_the_second_code_cell_imports, "imports late", source(9, "import os\ndocuments.unknown(given)")),
    (only_the_second_code_cell_imports, "does more", source(2, "from amlib import documents\nx = documents")),
    (code_follows_prose, "no question", without(3)),
    (code_follows_prose, "two in a row", after(4, new_code_cell("y = given\ndocuments.verdict(y)"))),
    (code_cells_are_short, "seven lines", source(4, LONG)),
    (nothing_is_computed_here, "def", source(4, "def f(x):\n    return x")),
    (nothing_is_computed_here, "class", source(4, "class A:\n    pass")),
    (nothing_is_computed_here, "for", source(4, "for row in given:\n    documents.verdict(row)")),
    (nothing_is_computed_here, "comprehension", source(4, "[documents.verdict(row) for row in given]")),
    (nothing_is_computed_here, "lambda", source(4, "given.apply(lambda row: row)")),
    (nothing_is_computed_here, "magic", source(4, "%matplotlib inline")),
    (nothing_is_computed_here, "shell", source(4, "!ls")),
    (nothing_is_computed_here, "path", source(4, 'slices.read("../output/freezes")')),
    (nothing_is_computed_here, "file", source(4, 'slices.read("sales.parquet")')),
    (no_number_is_typed_in_prose, "a result", source(3, "## We grew by 12%")),
    (no_number_is_typed_in_prose, "a year", source(3, "## The plan of 2026")),
    (widgets_are_skipped_by_the_batch, "no tag", lambda n: n.cells[7].metadata.clear()),
    (what_is_not_known_stands_near_the_end, "left out", source(8, "## Sources")),
    (what_is_not_known_stands_near_the_end, "early", lambda n: (source(8, "## A")(n), source(3, "## What we do not know")(n))),
    (what_is_not_known_stands_near_the_end, "no provenance", source(11, "documents.unknown(given)")),
    (it_is_stored_without_outputs, "output", lambda n: n.cells[4].outputs.append(new_output("stream", text="x"))),
    (it_is_stored_without_outputs, "count", lambda n: n.cells[4].update(execution_count=3)),
    (it_is_stored_without_outputs, "kernel", lambda n: n.metadata.kernelspec.update(name="conda-env")),
    (it_names_the_tables_it_reads, "none", lambda n: n.metadata.pop("amlib")),
    (a_customer_s_notebook_may_be_sent_along, "names one", sent(account='"alfa"')),
    (a_customer_s_notebook_may_be_sent_along, "internal by default", sent(audience="internal")),
    (a_customer_s_notebook_may_be_sent_along, "our target", sent("growth_target: float = 0.5  # ours")),
    (a_customer_s_notebook_may_be_sent_along, "our budget", sent(tables="budget")),
    (it_names_the_tables_it_reads, "unknown", lambda n: n.metadata.amlib.update(tables=["sale"])),
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_good_notebook_breaks_no_rule(rule: Callable[[NotebookNode], Iterator[str]]) -> None:
    assert list(rule(good())) == []


@pytest.mark.parametrize(
    ("rule", "how", "change"), BAD, ids=[f"{rule.__name__}-{how}" for rule, how, _ in BAD]
)
def test_a_bad_notebook_breaks_the_rule_that_is_meant(
    rule: Callable[[NotebookNode], Iterator[str]], how: str, change: Change
) -> None:
    notebook = deepcopy(good())
    change(notebook)
    assert list(rule(notebook)), how


def test_a_good_notebook_for_the_customer_breaks_no_rule() -> None:
    notebook = good()
    sent()(notebook)
    assert [fault for rule in RULES for fault in rule(notebook)] == []


def test_every_rule_was_seen_to_be_broken() -> None:
    assert {rule for rule, _, _ in BAD} == set(RULES)


def test_there_are_notebooks() -> None:
    assert [file.name for file in NOTEBOOKS if file.name == "40_results_evaluation.ipynb"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_keeps_the_rules(file: Path, rule: Callable[[NotebookNode], Iterator[str]]) -> None:
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    broken = list(rule(notebook))
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_a_notebook_says_for_whom_it_is_as_its_name_does(file: Path) -> None:
    for_customers = file.stem.endswith("_customer")
    said = nbformat.read(file, as_version=4).metadata.amlib.audiences
    assert said == ["customer"] if for_customers else "internal" in said


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_the_parameters_are_those_of_every_document(file: Path) -> None:
    declared = orders.declared(nbformat.read(file, as_version=4), file.name)
    assert list(declared)[:4] == ["account", "period", "audience", "language"]


FORMS = sorted((PROJECT / "notebooks" / "forms").glob("*.ipynb"))
OF_FORMS = [
    title_asks_or_promises,
    nothing_is_computed_here,
    no_number_is_typed_in_prose,
    widgets_are_skipped_by_the_batch,
    it_is_stored_without_outputs,
]
"""The rules that a notebook keeps that holds a form and is no document: it has no parameters, tables or provenance."""


@pytest.mark.parametrize("rule", OF_FORMS, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("file", FORMS, ids=lambda file: file.stem)
def test_a_form_keeps_the_rules_that_are_meant_for_it(
    file: Path, rule: Callable[[NotebookNode], Iterator[str]]
) -> None:
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    assert not (broken := list(rule(notebook))), "\n".join(broken)


def test_a_form_is_no_document() -> None:
    assert [file.stem for file in FORMS] == ["decide", "draft", "say"]
    known = shelf.documents(PROJECT / "notebooks")
    assert set(known).isdisjoint(file.stem for file in FORMS)


def test_the_evaluation_offers_the_forms_and_its_page_does_not_change_by_them() -> None:
    notebook = nbformat.read(PROJECT / "notebooks" / "40_results_evaluation.ipynb", as_version=4)
    forms = [cell for cell in code(notebook) if "skip-execution" in tags(cell)]
    assert [cell.source.partition("(")[0] for cell in forms] == [
        "entry.reason",
        "promises.form",
        "entry.decision",
    ]
    without_forms = deepcopy(notebook)
    without_forms.cells = [cell for cell in without_forms.cells if "skip-execution" not in tags(cell)]
    told, untold = (executed(one) for one in (notebook, without_forms))
    assert page.render(told) == page.render(untold)


def executed(notebook: NotebookNode) -> NotebookNode:
    """A notebook as a batch leaves it: each cell that it ran shows something."""
    made = deepcopy(sample.executed())
    shown = [deepcopy(cell) for cell in notebook.cells]
    for cell in shown:
        if cell.cell_type == "code" and "skip-execution" not in tags(cell):
            cell.outputs = [new_output("display_data", data={"text/markdown": cell.source.partition("(")[0]})]
    made.cells = shown
    return made
