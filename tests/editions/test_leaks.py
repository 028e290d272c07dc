"""
What is filed for a customer holds nothing that a customer may not know – and if it did, it would be seen.

A company full of secrets goes through the very command that a person types. Then its customer's folders are searched; the internal ones too, to see that there was something to
find; and a copy of the customer's, in which each kind of place is given a secret in turn, to see that there is no place where a secret is safe.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pyarrow.parquet as pq
import pytest

from amlib import cli, language
from amlib.data import contracts, slices
from amlib.editions import shelf

from . import leaks, planted
from .leaks import Secret
from .places import AMOUNT, PLACES, WORD

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
DOCUMENTS = [name for name in shelf.documents(NOTEBOOKS) if "customer" in shelf.audiences(name, NOTEBOOKS)]

NO_SECRET = {
    "competitor_prices.account": "the customer itself",
    "competitor_prices.outlet": "the customer's own outlet",
    "competitor_prices.promoted": "yes or no",
    "budget.account": "the customer itself",
    "budget.outlet": "empty, or the customer's own outlet",
    "budget.group": "a product group",
    "budget.period": "a quarter",
    "budget.measure": "one of three words",
    "rejected.table": "the name of a table",
    "rejected.month": "a month",
    "rejected.reason": "a phrase of the program",
    "rejected.rows": "a small number",
    "rejected.quantity": "a small number",
    "rejected.attributed": "yes or no",
}
"""Internal columns whose values cannot be told from others; each with its reason. That the columns are absent is tested by their names."""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive after the command that makes every document there is for a customer, for both audiences and in both languages."""
    home = tmp_path_factory.mktemp("company")
    book = planted.write(home)
    planted.publish(home / "output")
    command = [
        "run",
        *DOCUMENTS,
        "--account",
        planted.ACCOUNT,
        "--period",
        planted.PERIOD,
        "--audience",
        "internal",
        "--audience",
        "customer",
    ]
    command += [
        "--language",
        "nl",
        "--language",
        "en",
        "--workbook",
        str(book),
        "--output",
        str(home / "output"),
        "--notebooks",
        str(NOTEBOOKS),
    ]
    cli.app(command, standalone_mode=False)
    return home / "output"


@pytest.fixture(scope="module")
def internal(output: Path) -> slices.Slice:
    return slices.read(next((output / "freezes").glob(f"*/slices/{planted.ACCOUNT}/internal")))


@pytest.fixture(scope="module")
def secrets(output: Path, internal: slices.Slice) -> list[Secret]:
    """All that the customer may not know."""
    other = slices.read(next((output / "freezes").glob(f"*/slices/{planted.OTHER}/internal")))
    mine = slices.read(next((output / "freezes").glob(f"*/slices/{planted.ACCOUNT}/customer")))
    found = [each for each in of_columns(internal) if each.plain]
    found += [each for each in of_licences(internal) if each.plain]
    found += list(of_terms(internal))
    found += list(sums(internal))
    found += [each for each in of_other(other, mine) if each.plain]
    found += [Secret("settings", each) for each in planted.SET]
    found += [Secret("records", each) for each in planted.SECRET_SAID]
    found += [Secret("workbook", each) for each in (planted.NOTE, *planted.FILES.values())]
    return list(dict.fromkeys(found))


def of_columns(given: slices.Slice) -> Iterator[Secret]:
    """Every value of every internal column."""
    for name, table in contracts.SLICES.items():
        for column in table.columns:
            if column.internal:
                yield from (
                    Secret(f"{name}.{column.name}", value) for value in values(given[name][column.name])
                )


def of_licences(given: slices.Slice) -> Iterator[Secret]:
    """Other suppliers, their brands and articles, which the licence does not let us name."""
    for name, table in contracts.SLICES.items():
        for column in table.columns:
            if column.licensed:
                yield from (
                    Secret(f"{name}.{column.name}", value)
                    for value in values(given[name][column.name])
                    if str(value).lower().startswith("zqx")
                )
    articles = given["products"]
    strange = articles[articles["supplier"] != planted.COMPANY]
    yield from (
        Secret(f"products.{column}", value)
        for column in ("name", "brand", "supplier")
        for value in values(strange[column])
    )


def of_terms(given: slices.Slice) -> Iterator[Secret]:
    """Of the terms, those of a kind that the customer's slice does not hold."""
    closed = given["terms"][given["terms"]["kind"] == "bonus ladder"]
    yield from (
        Secret(f"terms.{column}", value)
        for column in ("threshold", "rate", "counter_performance")
        for value in values(closed[column])
    )


def sums(given: slices.Slice) -> Iterator[Secret]:
    """What internal columns come to: cost and margin of the quarter, of that of last year, and of the year so far."""
    sales = given["sales"]
    for name, months in {
        "quarter": ("2026-07", "2026-09"),
        "last year": ("2025-07", "2025-09"),
        "to date": ("2026-01", "2026-09"),
    }.items():
        inside = sales[sales["month"].between(*months)]
        yield Secret(f"cost of the {name}", float(inside["cost"].sum()))
        yield Secret(f"margin of the {name}", float((inside["revenue"] - inside["cost"]).sum()))
    yield Secret("budget of the quarter", float(given["budget"]["amount"].sum()))


def of_other(other: slices.Slice, mine: slices.Slice) -> Iterator[Secret]:
    """What stands in another account's slice and not in this one's."""
    for name in ("accounts", "outlets", "products", "sales", "contacts"):
        shared = set(map(str, mine[name].stack())) if len(mine[name]) else set()
        for column in other[name].columns:
            yield from (
                Secret(f"{name} of another", value)
                for value in values(other[name][column])
                if str(value) not in shared and column not in ("month", "lines")
            )


def values(column: pd.Series[Any]) -> Iterator[str | float | date]:
    for value in column.dropna().unique():
        yield (
            value.date()
            if isinstance(value, pd.Timestamp)
            else value
            if isinstance(value, str)
            else float(value)
        )


def filed(output: Path, audience: str) -> list[Path]:
    found = [file.parent for file in (output / planted.ACCOUNT).glob("*/*/v*/manifest.json")]
    return [
        folder
        for folder in found
        if json.loads((folder / "manifest.json").read_text("utf-8"))["audience"] == audience
    ]


def test_there_are_documents_for_a_customer(output: Path) -> None:
    assert "results_evaluation" in DOCUMENTS
    assert len(filed(output, "customer")) == 2 * len(DOCUMENTS)


def test_every_internal_column_holds_a_secret_that_cannot_be_mistaken(internal: slices.Slice) -> None:
    plain = {each.source for each in of_columns(internal) if each.plain}
    every = {
        f"{name}.{column.name}"
        for name, table in contracts.SLICES.items()
        for column in table.columns
        if column.internal
    }
    assert every - plain == set(NO_SECRET)


def test_a_customer_s_folder_gives_no_secret_away(output: Path, secrets: list[Secret]) -> None:
    for folder in filed(output, "customer"):
        assert [str(leak) for leak in leaks.scan(folder, secrets)] == []


def test_the_digits_of_a_hash_are_no_number_and_those_beside_it_are() -> None:
    secret = leaks.Secret("sales.cost", 31587437.18)
    hashed = "a1f31587437e" + "0" * 52
    assert not secret.stands_in(leaks.Piece("seal", hashed))
    assert not secret.stands_in(leaks.Piece("freeze", hashed[:16]))
    assert secret.stands_in(leaks.Piece("seal", f"{hashed} 31587437"))
    assert secret.stands_in(leaks.Piece("no hash", "cost 31587437e"))
    assert secret.stands_in(leaks.Piece("digits only", "0031587437" + "0" * 54)) is False
    assert leaks.Secret("sales.cost", 315874371821.0).stands_in(leaks.Piece("digits only", "315874371821"))


def test_a_customer_s_folder_holds_what_may_be_sent_and_nothing_else(output: Path) -> None:
    for folder in filed(output, "customer"):
        names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        tables = {name for name in names if name.endswith(".parquet")}
        assert names - tables == {
            "manifest.json", "page.html", "print.pdf", "notebook.ipynb",
            "inputs/notebook.ipynb", "inputs/parameters.json", "inputs/records.json", "inputs/slice/slice.json",
        }  # fmt: skip
        card = json.loads((folder / "manifest.json").read_text("utf-8"))
        assert not any(contracts.SLICES[name].internal for name in card["source_tables"])
        assert set(card["parameters"]) == {"account", "period", "audience", "language"}
        for name in tables:
            table = contracts.SLICES[Path(name).stem]
            assert set(pq.read_schema(folder / name).names) <= set(table.shown("customer").names)
        assert json.loads((folder / "inputs/slice/slice.json").read_text("utf-8"))["audience"] == "customer"


def test_a_customer_s_notebook_is_not_the_internal_one(output: Path) -> None:
    sources = [
        {
            cell.source
            for name in ("notebook.ipynb", "inputs/notebook.ipynb")
            for cell in nbformat.read(folder / name, as_version=4).cells
            if cell.cell_type == "code"
        }
        for audience in shelf.AUDIENCES
        for folder in filed(output, audience)
    ]
    internal, customer = sources[: len(sources) // 2], sources[len(sources) // 2 :]
    assert all(any("growth_target" in source for source in cells) for cells in internal)
    assert not any("growth_target" in source or "budget" in source for cells in customer for source in cells)


def test_a_customer_is_told_of_promises_and_of_nothing_else_that_was_said(output: Path) -> None:
    for folder in filed(output, "customer"):
        told = json.loads((folder / "inputs/records.json").read_text("utf-8"))
        assert [each["what"] for each in told["commitments"]] == [planted.PROMISE]
        assert not any(told[name] for name in ("published", "figures", "reasons", "decisions"))


def test_what_was_published_before_is_told_to_ourselves(output: Path) -> None:
    for folder in filed(output, "internal"):
        told = json.loads((folder / "inputs/records.json").read_text("utf-8"))
        assert [each["edition"] for each in told["published"]] == [planted.PUBLISHED.edition]


def test_what_is_made_for_ourselves_is_full_of_secrets(output: Path, secrets: list[Secret]) -> None:
    """The scanner sees, and the documents would tell: in page and print alone there are cost, margin and budget."""
    (folder, *_) = filed(output, "internal")
    found = leaks.scan(folder, secrets)
    for name in ("page.html", "print.pdf"):
        told = {leak.secret.source for leak in found if leak.place.startswith(name)}
        assert {"margin of the quarter", "budget of the quarter"} <= told
    everywhere = {leak.secret.source for leak in found}
    assert {
        "sales.cost",
        "budget.amount",
        "rejected.revenue",
        "records",
        "settings",
        "workbook",
    } <= everywhere


@pytest.fixture
def clean(output: Path, tmp_path: Path) -> Path:
    """A copy of a customer's folder that can be written in."""
    copy = tmp_path / "v1"
    shutil.copytree(filed(output, "customer")[0], copy, copy_function=shutil.copyfile)
    return copy


def test_a_clean_folder_is_clean(clean: Path) -> None:
    assert leaks.scan(clean, [WORD, AMOUNT]) == []


@pytest.mark.parametrize(("secret", "plant"), PLACES.values(), ids=PLACES)
def test_a_secret_is_seen_wherever_it_stands(
    clean: Path, secret: Secret, plant: Callable[[Path], object]
) -> None:
    plant(clean)
    assert {leak.secret for leak in leaks.scan(clean, [WORD, AMOUNT])} == {secret}


# what stands there          is it the amount
ALIKE = [
    ("48.613.729", True),
    ("48 613 730", True),
    ("4861372954", True),
    ("148.613.729,54", False),
    ("48.613.728", False),
    ("48,6", False),
]


@pytest.mark.parametrize(("text", "same"), ALIKE)
def test_a_number_is_the_secret_in_any_notation_and_no_other_number_is(text: str, same: bool) -> None:
    with language.use("nl"):
        assert AMOUNT.stands_in(leaks.Piece("here", text)) is same
