"""The results evaluation of real chains of which no optional table was supplied: every part is made, in both languages, for both audiences."""

from __future__ import annotations

import re

import pytest

from amlib import language
from amlib.data import freeze, slices
from tests.documents.evaluation.cells import CELLS, Sections

pytestmark = pytest.mark.real


@pytest.fixture(scope="module", params=["internal", "customer"])
def sections(request: pytest.FixtureRequest, iowa_freeze: freeze.Freeze) -> Sections:
    """The first chain, as each audience gets it."""
    path = iowa_freeze.slice_path(iowa_freeze.accounts[0], request.param)
    return Sections(slices.read(path), "2022Q3", growth_target=0.02)


@pytest.mark.parametrize("speech", language.LANGUAGES)
@pytest.mark.parametrize("cell", CELLS)
def test_a_chain_without_optional_tables_makes_every_part(sections: Sections, cell: str, speech: str) -> None:
    with language.use(speech):
        text = sections.made(cell)
    assert not re.search(r"\bnan\b|\bNone\b|\{[a-z_]+\}", text)
