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


def read(notebook, speech):
    """The pages of the print of an executed notebook."""
    notebook.metadata["amlib"] = {**notebook.metadata.get("amlib", {}), **CARD, "language": speech}
    return pypdf.PdfReader(io.BytesIO(printed.render(notebook))).pages


def pages(notebook, speech):
    """How many pages the print of an executed notebook has."""
    return len(read(notebook, speech))


@pytest.mark.parametrize("speech", language.LANGUAGES)
@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_plan_has_at_most_fifteen_pages(account, speech, demo_freeze, shared_folder):
    notebook = shown.executed(demo_freeze, account, shared_folder, speech)
    found = read(notebook, speech)
    assert 10 < len(found) <= MOST
    # all that must be decided stands on the first page, and the second begins with what follows it
    first, second = (" ".join(found[at].extract_text().split()) for at in (0, 1))
    assert all(f"2027-{number}" in first for number in (1, 2, 3))
    assert {"nl": "Inhoud De kern", "en": "Contents The bottom line"}[speech] in second[:200], second[:300]


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
