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
    assert opens_on_one(found, speech)


def opens_on_one(found, speech):
    """Whether all that must be decided stands on the first page, and the second begins with what follows it."""
    first, second = (" ".join(found[at].extract_text().split()) for at in (0, 1))
    follows = {"nl": "Inhoud De kern", "en": "Contents The bottom line"}[speech]
    return all(f"2027-{number}" in first for number in (1, 2, 3)) and follows in second[:200]


DOUBT = {
    "nl": "De doelen komen neer op € 10,24 omzet per kg (zonder actie € 9,92, met de acties € 9,98) en 17,7% marge (zonder actie 18,3%). Is dat de bedoeling? Het is ingediend hoewel er iets niet klopt: het verschil met het grootboek is een creditnota van september.",
    "en": "The targets come to €10.24 revenue per kg (without action €9.92, with the actions €9.98) and 17.7% margin (without action 18.3%). Is that meant? It was submitted although something does not hold together: the difference is a credit note of September.",
}
"""What a plan says besides whose targets do not belong together, and that was submitted with a reason."""


@pytest.mark.parametrize("speech", language.LANGUAGES)
def test_the_first_page_stays_one_page_when_all_is_said_that_can_be_wrong(speech, demo_freeze, shared_folder):
    """The account that does not tie out, of which the first page already says most."""
    notebook = shown.executed(demo_freeze, "tafelrond", shared_folder, speech)
    (cell,) = (cell for cell in notebook.cells if cell.source.startswith("words.choose("))
    cell.outputs[0]["data"]["text/markdown"] += f" {DOUBT[speech]}"
    assert opens_on_one(read(notebook, speech), speech)
    cell.outputs[0]["data"]["text/markdown"] += f" {DOUBT[speech]}" * 3
    assert not opens_on_one(read(notebook, speech), speech)


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
