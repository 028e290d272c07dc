"""An order is held against the notebook's own parameters cell, and refused in words before anything runs."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from amlib import errors, language
from amlib.editions import orders
from amlib.plan import records

CELL = """\
account: str = "alfa"  # which customer, such as a#b
period: str = "2022Q3"
rate: float = 0.5  # a fraction
top: int = 5
deep: bool = False
groups: list[str] = []  # only these
compare: str | None = None
many = (
    1  # counted
)
"""

# typed as               becomes
TYPED = [
    ("account", "beta", "beta"),
    ("period", "2022-q4", "2022Q4"),
    ("rate", "0.12", 0.12),
    ("rate", "3", 3.0),
    ("top", "7", 7),
    ("deep", "ja", True),
    ("deep", "false", False),
    ("groups", "beef, pork", ["beef", "pork"]),
    ("groups", '["beef", "a,b"]', ["beef", "a,b"]),
    ("compare", "none", None),
    ("compare", "plan", "plan"),
]

# name, value, typed as text, what the error says
REFUSED = [
    ("perod", "2022Q3", True, "takes no parameter 'perod'\n(.*\n)?.*perhaps 'period'"),
    ("__import__('os').system('x')", 1, False, "takes no parameter"),
    ("rate", "12%", True, "rate is '12%'\n(.*\n)?.*a number, with a point"),
    ("rate", "nan", True, "rate is nan"),
    ("rate", True, False, "rate is True"),
    ("top", "1.5", True, "top is '1.5'\n(.*\n)?.*a whole number"),
    ("top", True, False, "top is True"),
    ("deep", "perhaps", True, "deep is 'perhaps'\n(.*\n)?.*true or false"),
    ("account", 12, False, "account is 12\n(.*\n)?.*a text"),
    ("groups", [1], False, r"groups is \[1\]"),
    ("groups", "[1", True, r"groups is '\[1'"),
    ("period", "2022Q5", True, "the period is '2022Q5'"),
]


@pytest.fixture(autouse=True)
def _english():
    with language.use("en"):
        yield


def notebook(cell: str = CELL) -> nbformat.NotebookNode:
    return new_notebook(cells=[new_code_cell(cell, metadata={"tags": ["parameters"]})])


def test_the_parameters_cell_documents_itself():
    found = orders.declared(notebook())
    assert found["account"] == orders.Parameter("account", "str", "alfa", "which customer, such as a#b")
    assert found["rate"] == orders.Parameter("rate", "float", 0.5, "a fraction")
    assert found["groups"].type == "list[str]"
    assert found["compare"].type == "str | None"
    assert found["many"] == orders.Parameter("many", "int", 1, "")


@pytest.mark.parametrize("cell", ["import os", "a = os.environ", "for x in []: pass", "a = (", "a: str"])
def test_a_parameters_cell_holds_values_only(cell):
    with pytest.raises(errors.ParameterError, match="more than plain values"):
        orders.declared(notebook(cell))


def test_a_notebook_without_a_parameters_cell_is_refused():
    with pytest.raises(errors.ParameterError, match="no cell tagged 'parameters'"):
        orders.declared(new_notebook())


@pytest.mark.parametrize(("name", "typed", "value"), TYPED)
def test_typed_text_is_read_by_its_declared_type(name, typed, value):
    read = orders.values(orders.declared(notebook()), {name: typed}, typed=True)[name]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(("name", "value", "typed", "says"), REFUSED)
def test_what_does_not_fit_is_refused(name, value, typed, says):
    with pytest.raises(errors.ParameterError) as caught:
        orders.values(orders.declared(notebook()), {name: value}, typed=typed, source="40_toy.ipynb")
    assert re.search(says, str(caught.value)), str(caught.value)


@pytest.mark.parametrize(
    ("audience", "speak", "says"),
    [("boss", "nl", "audience is 'boss'"), ("internal", "de", "language is 'de'")],
)
def test_audience_and_language_are_known_ones(tmp_path: Path, audience, speak, says):
    nbformat.write(notebook(), tmp_path / "40_toy.ipynb")
    with pytest.raises(errors.ParameterError, match=says):
        orders.check(orders.Request("toy", "2022Q3", audience, speak), tmp_path)


@pytest.mark.parametrize(
    ("setting", "says"),
    [("rate", "the setting is 'rate'"), ("period=2022", "period has an option of its own")],
)
def test_a_setting_is_name_is_value(tmp_path: Path, setting, says):
    nbformat.write(notebook(), tmp_path / "40_toy.ipynb")
    with pytest.raises(errors.UsageError, match=says):
        orders.check(orders.Request("toy", "2022Q3", settings=(setting,)), tmp_path)


def test_only_what_the_notebook_takes_is_passed(tmp_path: Path):
    nbformat.write(notebook(), tmp_path / "40_toy.ipynb")
    checked = orders.check(orders.Request("toy", "2022k3", settings=("rate=0.1",)), tmp_path)
    (order,) = orders.compose(
        checked, freeze(tmp_path), settings={"alfa": {"top": 9, "rate": 0.9, "supervisor": "A. Bos"}}
    )
    assert order.parameters == {"account": "alfa", "period": "2022Q3", "rate": 0.1, "top": 9}
    assert checked.parameters["rate"] == 0.1
    assert checked.period == "2022Q3"


def test_an_account_s_own_settings_must_fit_too(tmp_path: Path):
    nbformat.write(notebook(), tmp_path / "40_toy.ipynb")
    checked = orders.check(orders.Request("toy", "2022Q3"), tmp_path)
    with pytest.raises(errors.ParameterError, match="top is 'many'"):
        orders.compose(checked, freeze(tmp_path), settings={"alfa": {"top": "many"}})


def freeze(folder: Path) -> Path:
    """A freeze of one account without tables."""
    cut = folder / "f1" / "slices" / "alfa" / "internal"
    cut.mkdir(parents=True)
    card = {
        "account": "alfa", "name": "Alfa", "channel": "retail", "audience": "internal", "company": "Ons bedrijf", "currency": "EUR", "unit": "kg",
        "invented": True, "freeze": "f1", "fingerprint": "x", "as_of": "2022-10-05", "tables": {},
    }  # fmt: skip
    (cut / "slice.json").write_text(json.dumps(card))
    return folder / "f1"


def test_a_customer_s_notebook_is_told_nothing_that_a_person_set_and_nothing_that_was_said_for_ourselves(
    tmp_path: Path,
):
    for name in ("40_toy", "40_toy_customer"):
        nbformat.write(notebook(), tmp_path / f"{name}.ipynb")
    given = freeze(tmp_path)
    shutil.copytree(given / "slices/alfa/internal", given / "slices/alfa/customer")
    card = given / "slices/alfa/customer/slice.json"
    card.write_text(card.read_text().replace("internal", "customer"))
    told = {}
    for audience in ("internal", "customer"):
        checked = orders.check(orders.Request("toy", "2022Q3", audience), tmp_path)
        (order,) = orders.compose(checked, given, settings={"alfa": {"rate": 0.9}}, remember=remembered)
        told[audience] = (
            "rate" in order.parameters,
            len(order.records.reasons),
            len(order.records.commitments),
        )
    assert told == {"internal": (True, 1, 1), "customer": (False, 0, 1)}


def test_a_notebook_that_reads_no_records_is_given_none(tmp_path: Path):
    made = notebook()
    made.metadata["amlib"] = {"records": False}
    nbformat.write(made, tmp_path / "40_toy.ipynb")
    (order,) = orders.compose(
        orders.check(orders.Request("toy", "2022Q3"), tmp_path), freeze(tmp_path), remember=remembered
    )
    assert order.records == records.Records(account="alfa")


def test_a_slice_of_another_audience_is_refused(tmp_path: Path):
    nbformat.write(notebook(), tmp_path / "40_toy_customer.ipynb")
    given = freeze(tmp_path)
    (given / "slices/alfa/internal").rename(given / "slices/alfa/customer")
    with pytest.raises(errors.DataError, match="the slice given is alfa for internal"):
        orders.compose(orders.check(orders.Request("toy", "2022Q3", "customer"), tmp_path), given)


def remembered(account: str) -> records.Records:
    """A reason, which is ours, and a promise, which is of both."""
    day = {"agreed_on": "2022-08-01", "due": "2022-09-01"}
    return records.Records.model_validate({
        "account": account,
        "reasons": [{"period": "2022Q3", "effect": "price", "cause": "own", "text": "dear", "author": "A", "said_on": "2022-10-02"}],
        "commitments": [{"commitment": "A1", "promised_by": "us", "promised_to": "B", "what": "a visit", **day}],
    })  # fmt: skip


@pytest.mark.parametrize(
    ("document", "states"), [("toy", ["adopted"]), ("annual_plan", ["draft", "adopted"])]
)
def test_a_draft_that_is_kept_makes_no_other_document_again(tmp_path: Path, document: str, states: list[str]):
    made = notebook()
    made.metadata["amlib"] = {"document": document}
    nbformat.write(made, tmp_path / f"40_{document}.ipynb")
    plans = tuple(
        records.Planned(
            year=2023, number=n, version=1, state=state, by="Ans", at="2022-10-01T10:00:00Z", plan={}
        )
        for n, state in enumerate(("draft", "adopted"), 1)
    )
    checked = orders.check(orders.Request(document, "2022Q3"), tmp_path)
    given = freeze(tmp_path)
    (order,) = orders.compose(
        checked, given, remember=lambda account: records.Records(account=account, plans=plans)
    )
    assert [one.state for one in order.records.plans] == states
    about = {name: order.card.get(name) for name in ("year", "plan", "state")}
    mine = {"year": "2023", "plan": "1", "state": "adopted"}
    assert about == (mine if document == "annual_plan" else {"year": None, "plan": None, "state": "draft"})


def test_what_is_chosen_by_hand_is_filed_apart(tmp_path: Path) -> None:
    book = notebook()
    book.metadata["amlib"] = {"selection": ["groups", "compare"]}
    nbformat.write(book, tmp_path / "40_toy.ipynb")
    given = freeze(tmp_path)

    def composed(*settings: str) -> orders.Order:
        checked = orders.check(orders.Request("toy", "2022Q3", settings=settings), tmp_path)
        return orders.compose(checked, given)[0]

    assert composed("rate=0.1", "compare=none").address == "alfa/2022Q3/toy"
    beef, pork, again = (composed(f"groups={names}") for names in ("beef", "pork", "beef"))
    assert beef.address == again.address != pork.address
    assert re.fullmatch(r"alfa/2022Q3/toy-[0-9a-f]{6}", beef.address)
    assert beef.card["selection"] == beef.address[-6:]
