"""A plan that is read is short: its print never has more than fifteen pages."""

import io

import nbformat
import pypdf
import pytest

from amlib import language
from amlib.editions import print as printed
from tests.documents.evaluation.shown import ACCOUNTS
from tests.documents.plan import shown

MOST = 15
MAY_BE_EMPTY = ("proposals.decided(", "versions.", "frame.unknowns(")
"""Of a plan that nobody kept yet."""
CARD = {
    "document": "annual_plan", "title": "Annual plan", "account_name": "Een keten met een lange naam", "period": "2026Q3", "audience": "internal", "company": "Wij",
    "invented": True, "freeze": "7311de9ce42c", "as_of": "2026-10-06", "version": "v1", "state": "draft", "code": "1.0",
}  # fmt: skip


def pages(notebook, speech):
    """How many pages the print of an executed notebook has."""
    notebook.metadata["amlib"] = {**notebook.metadata.get("amlib", {}), **CARD, "language": speech}
    return len(pypdf.PdfReader(io.BytesIO(printed.render(notebook))).pages)


@pytest.mark.parametrize("speech", language.LANGUAGES)
@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_plan_has_at_most_fifteen_pages(account, speech, demo_freeze, shared_folder):
    notebook = shown.executed(demo_freeze, account, shared_folder, speech)
    assert 10 < pages(notebook, speech) <= MOST


def test_the_pages_are_those_of_the_whole_document(demo_freeze, shared_folder):
    """All that the notebook shows is in what is counted: each cell that is run has left something, or is one that may show nothing."""
    notebook = shown.executed(demo_freeze, ACCOUNTS[0], shared_folder, "nl")
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"][2:]
    bare = [cell.source for cell in codes if not cell.outputs and "skip-execution" not in cell.metadata.get("tags", [])]  # fmt: skip
    assert all(source.startswith(MAY_BE_EMPTY) for source in bare), bare
    doubled = nbformat.from_dict({**notebook, "cells": [*notebook.cells, *codes]})
    for number, cell in enumerate(doubled.cells):
        cell.id = f"c{number}"
    assert pages(doubled, "nl") > MOST
