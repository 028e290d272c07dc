"""Every part of the evaluation is made of any slice: a customer's, and one of which only sales, outlets and products were supplied."""

import re
from dataclasses import replace
from types import MappingProxyType

import pytest

from amlib import language
from amlib.data import slices
from tests.documents.evaluation.cells import CELLS, Sections

UNFIT = r"\bnan\b|\bNone\b|\{[a-z_]+\}"
"""What no text may show: no figure, nothing, or a place that was not filled."""
NEEDED = ("accounts", "outlets", "products", "sales")
OURS = (
    "contract_charts.waterfall", "contract_charts.bonus", "contract_tables.waterfall", "contract_tables.ladder", "contract_tables.accrual", "contract_tables.counter", "promotions_charts.profits", "promotions.returns", "care.unvisited", "care.people",
    "reasons.table", "proposals.table", "proposals.decided", "findings.table", "indicators.table",
)  # fmt: skip
"""What is of us alone: a customer is shown nothing of it."""


def bare(data):
    """The slice as it would be if nothing optional were supplied."""
    notes = {name: note if name in NEEDED else replace(note, supplied=False, rows=0) for name, note in data.tables.items()}  # fmt: skip
    return replace(data, tables=MappingProxyType(notes))


@pytest.fixture(scope="module")
def customers(demo_freeze):
    path = demo_freeze.slice_path(demo_freeze.accounts[0], "customer")
    return Sections(slices.read(path), "2026Q3", growth_target=0.02)


@pytest.fixture(scope="module")
def bares(demo_slice):
    return Sections(bare(demo_slice), "2026Q3")


@pytest.mark.parametrize("speech", language.LANGUAGES)
@pytest.mark.parametrize("cell", CELLS)
def test_a_customers_slice_makes_every_part(customers, cell, speech):
    with language.use(speech):
        text = customers.made(cell)
    assert not re.search(UNFIT, text)
    if cell.startswith(OURS):
        assert text == ""


@pytest.mark.parametrize("speech", language.LANGUAGES)
@pytest.mark.parametrize("cell", CELLS)
def test_a_slice_without_optional_tables_makes_every_part(bares, cell, speech):
    with language.use(speech):
        text = bares.made(cell)
    assert not re.search(UNFIT, text)


def test_what_was_not_supplied_is_said(bares):
    with language.use("en"):
        told = {cell: bares.made(cell) for cell in CELLS}
    for start in ("care_readings.visits", "service_readings.service", "care_readings.satisfaction", "contract.bottom_line", "promotions_sentences.bottom_line"):  # fmt: skip
        (text,) = (text for cell, text in told.items() if cell.startswith(start))
        assert re.match("Not supplied: |Promotions were not supplied: ", text), (start, text)
