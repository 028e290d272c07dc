"""Which notebook makes a document: one per audience, and silence opens nothing."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_notebook

from amlib import errors, language
from amlib.editions import shelf


@pytest.fixture(autouse=True)
def _english():
    with language.use("en"):
        yield


def put(folder: Path, name: str, audiences: list[str] | None = None) -> None:
    """A notebook on the shelf, that may say for whom it is."""
    said = {"amlib": {"audiences": audiences}} if audiences is not None else {}
    nbformat.write(new_notebook(metadata=said), folder / f"{name}.ipynb")


# notebooks, with what each says                                         document: for whom
SHELVES = [
    ([("40_toy", None)], {"toy": ("internal",)}),
    ([("40_toy", ["internal"]), ("40_toy_customer", ["customer"])], {"toy": ("internal", "customer")}),
    ([("40_toy", None), ("40_toy_customer", None)], {"toy": ("internal", "customer")}),
    ([("40_toy", ["internal", "customer"])], {"toy": ("internal", "customer")}),
    ([("40_toy_customer", ["internal", "customer"])], {"toy": ("customer",)}),
    ([("40_toy", None), ("40_toy_customer", ["internal"])], {"toy": ("internal",)}),
    (
        [("50_care_customer", None), ("50_care", None), ("40_toy", None)],
        {"toy": ("internal",), "care": ("internal", "customer")},
    ),
]


@pytest.mark.parametrize(("notebooks", "made_for"), SHELVES)
def test_a_document_is_made_for_whom_there_is_a_notebook(tmp_path, notebooks, made_for):
    for name, said in notebooks:
        put(tmp_path, name, said)
    assert {name: shelf.audiences(name, tmp_path) for name in shelf.documents(tmp_path)} == made_for
    assert shelf.documents(tmp_path) == list(made_for)


def test_each_audience_gets_its_own_notebook(tmp_path):
    put(tmp_path, "40_toy")
    put(tmp_path, "40_toy_customer")
    assert shelf.find("toy", tmp_path).name == "40_toy.ipynb"
    assert shelf.find("toy", tmp_path, "customer").name == "40_toy_customer.ipynb"


@pytest.mark.parametrize(("name", "audience"), [("40_toy", "customer"), ("40_toy_customer", "internal")])
def test_a_notebook_is_refused_to_who_it_is_not_written_for(tmp_path, name, audience):
    put(tmp_path, name)
    found = shelf.find("toy", tmp_path, audience)
    with pytest.raises(errors.ParameterError, match=f"not made for the audience '{audience}'"):
        shelf.open_to(nbformat.read(found, as_version=4), audience, found)


def test_a_document_is_found_by_its_name_and_the_nearest_is_suggested(tmp_path):
    for name in ("40_results_evaluation", "40_results_evaluation_customer", "50_account_care"):
        put(tmp_path, name)
    assert shelf.find("results_evaluation", tmp_path).name == "40_results_evaluation.ipynb"
    with pytest.raises(errors.ParameterError) as caught:
        shelf.find("result_evaluation", tmp_path)
    assert "perhaps 'results_evaluation'; one of: results_evaluation, account_care" in str(caught.value)
