"""A notebook, a slice and exporters that take no time: what the tests of production need of the rest of the house."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from amlib import language
from amlib.editions import batch, orders, runs
from amlib.plan.records import Records

EXPORTS = {"page.html": "toy_page", "print.pdf": "toy_print"}
PARAMETERS = 'account: str = "alfa"  # which account\nperiod: str = "2022Q3"  # over what\naudience: str = "internal"\nlanguage: str = "nl"\nrate: float = 0.5  # how much'
ASK = "import os, pathlib\ntext = pathlib.Path(os.environ['AMLIB_SLICE'], 'sales.parquet').read_text()"
SHOW = "from IPython.display import Markdown\nMarkdown(f'**{account} grew by 12.5% in {period}.** It sold {text}.')"

PAGE = """
def render(notebook):
    card = notebook.metadata["amlib"]
    texts = [o["data"].get("text/markdown", "") for c in notebook.cells for o in c.get("outputs", []) if "data" in o]
    return "<h1>%s %s %s</h1>\\n%s\\n" % (card["account"], card["period"], card["version"], "\\n".join(texts))
"""
PRINT = """
def render(notebook):
    return b"%PDF " + notebook.metadata["amlib"]["version"].encode()
"""


def notebook(*cells: str, tables: list[str] | None = None) -> nbformat.NotebookNode:
    """A notebook with a parameters cell, the given code cells, and a bottom line at its end."""
    made = new_notebook(
        cells=[
            new_markdown_cell("# What did we reach?", id="title"),
            new_code_cell(PARAMETERS, id="parameters", metadata={"tags": ["parameters"]}),
            new_code_cell(ASK, id="ask"),
            *[new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(cells)],
            new_code_cell(SHOW, id="bottom", metadata={"tags": ["bottom-line"]}),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    if tables is not None:
        made.metadata["amlib"] = {"tables": tables}
    return made


class Shop:
    """A folder with a notebook, slices and toy exporters, from which orders are made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "output"
        self.notebook = folder / "40_toy.ipynb"
        (folder / "toy_page.py").write_text(PAGE)
        (folder / "toy_print.py").write_text(PRINT)
        self.write()

    def write(self, *cells: str, tables: list[str] | None = None) -> None:
        """Put (another) notebook in place."""
        nbformat.write(notebook(*cells, tables=tables), self.notebook)

    def slice(self, account: str) -> Path:
        """An account's slice: two small files and a note."""
        folder = self.folder / "freeze" / account
        if not folder.exists():
            folder.mkdir(parents=True)
            (folder / "slice.json").write_text(json.dumps({"account": account}))
            (folder / "sales.parquet").write_text(f"100 kg of {account}")
            (folder / "visits.parquet").write_text("no visits")
        return folder

    def run(self, *wanted: orders.Order, **settings: object) -> runs.Run:
        """Run a batch with the toy exporters."""
        return batch.run(wanted, self.output, exports=EXPORTS, **settings)

    def order(
        self,
        account: str = "alfa",
        audience: str = "internal",
        language: str = "nl",
        slice_of: str | None = None,
        said: Records | None = None,
        **parameters: object,
    ) -> orders.Order:
        """An order for an account."""
        own = {"account": account, "period": "2022Q3", "audience": audience, "language": language}
        card = {
            "document": "toy", "title": "What did we reach?", **own, "account_name": account.title(), "company": "Toy", "currency": "EUR",
            "unit": "kg", "invented": True, "freeze": "f00d", "as_of": "2022-10-05", "state": "draft", "code": "1.0",
        }  # fmt: skip
        return orders.Order(
            "toy",
            account,
            "2022Q3",
            audience,
            language,
            self.notebook,
            self.slice(slice_of or account),
            {**own, **parameters},
            card,
            said or Records(account=account),
        )


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A folder where toy editions can be made; workers find its exporters."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with language.use("en"):
        yield Shop(tmp_path)
