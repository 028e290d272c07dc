"""The sections of a plan for a real chain of which no optional table was supplied: every part is made or its absence told, in both languages."""

from __future__ import annotations

import re

import pytest

from amlib import language
from amlib.data import freeze, slices
from tests.documents.plan.parts import Parts, figure, text

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def parts(iowa_freeze: freeze.Freeze) -> Parts:
    """A chain of some two hundred outlets."""
    return Parts(slices.read(iowa_freeze.slice_path("hyvee", "internal")), "2022Q3")


@pytest.mark.parametrize("speech", language.LANGUAGES)
def test_a_chain_without_optional_tables_makes_every_part(parts: Parts, speech: str) -> None:
    with language.use(speech):
        made = {name: text(part) for name, part in parts.shown().items()}
    assert not any(re.search(r"\bnan\b|\bNone\b|\bNaT\b|\{[a-z_]+\}", said) for said in made.values())
    assert all(
        made[name] for name in ("market", "competition table", "position", "state", "months", "outlets")
    )
    assert [name for name, said in made.items() if not said] == ["people", "calendar", "promotions", "waterfall", "contract", "ladder", "written"]  # fmt: skip


def test_outlets_and_visits_add_up_for_all_of_them(parts: Parts) -> None:
    with language.use("en"):
        made = parts.shown()
    *rows, total = made["outlets"].rows
    for place in (2, 3):
        assert sum(figure(row.cells[place].replace("US$", "")) for row in rows) == figure(total.cells[place])
    assert len(parts.outlets) > 100
    assert figure(made["months"].rows[3].cells[14]) == figure(total.cells[3])
