"""
The whole overview of the small shelf, in both languages, as last approved.

To approve a change: ``GOLDEN=write uv run pytest tests/documents/competition/test_golden.py``, and read the difference.
"""

import os
from pathlib import Path

import pytest

from amlib import language
from amlib.documents import quality as grades
from amlib.documents.competition import bottom, charts, readings, sentences, shelf, tables

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.fixture
def parts(view, given, quality):
    def make():
        yield bottom.bottom_line(view, given)
        yield bottom.key_tiles(view, given)
        yield charts.shares(view)
        yield sentences.suppliers(view, given)
        yield tables.suppliers(view, given)
        yield charts.won(view, given)
        yield tables.groups(view, given)
        yield sentences.groups(view, given)
        yield tables.won(view, given)
        yield tables.outlets(view, given)
        yield sentences.outlets(view, given)
        yield tables.gainers(view, given)
        yield sentences.gainers(view, given)
        yield charts.distribution(view, given)
        yield readings.distribution(view)
        yield shelf.distribution(view, given)
        yield charts.prices(view)
        yield readings.prices(view)
        yield shelf.prices(view)
        yield shelf.pressure(view)
        yield readings.pressure(view)
        yield shelf.articles(view, given)
        yield readings.articles(view, given)
        yield charts.white_space(view, given)
        yield readings.white_space(view, given)
        yield shelf.white_space(view, given)
        yield shelf.lines(view, given)
        yield sentences.lines(view)
        yield sentences.unknowns(quality, view)
        yield grades.table(view.graded(), given)

    return make


@pytest.mark.parametrize("speech", ["nl", "en"])
def test_the_overview_reads_as_approved(parts, speech):
    with language.use(speech):
        made = "\n\n".join(f"[{p.title}]\n{p.alt}" if hasattr(p, "svg") else str(p) for p in parts()) + "\n"
    file = GOLDEN / f"competition.{speech}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(made, "utf-8")
    assert made == file.read_text("utf-8")
    assert "nan" not in made.split()
