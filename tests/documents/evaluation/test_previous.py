"""What the previous edition said stands beside what is known today, to the unit shown."""

from __future__ import annotations

import dataclasses

import pytest

from amlib import language, periods
from amlib.analysis import results
from amlib.data import slices
from amlib.documents.evaluation import previous
from amlib.plan import review
from amlib.plan.records import Figure, Published, Records

Q3, Q2 = periods.parse("2026Q3"), periods.parse("2026Q2")


@pytest.fixture(scope="module")
def view(demo_freeze):
    data = slices.read(demo_freeze.slice_path("goudveld", "internal"))
    return review.read(data, Q3)


def told(view, revenue: float, centre: float) -> review.Review:
    figure = Figure(
        edition="e", period="2026Q2", level="total", key="total", measure="revenue", value=revenue
    )
    group = figure.model_copy(update={"level": "group", "key": "kip"})
    said = Published(
        edition="e", through="2026-06", year=2026, level="total", key="total", measure="revenue", target=1.0, probability=0.4, centre=centre
    )  # fmt: skip
    older = said.model_copy(update={"through": "2026-03", "centre": 1.0})
    planned = said.model_copy(update={"document": "annual_plan", "through": "2026-08", "centre": 2.0})
    records = Records(account="goudveld", figures=(figure, group), published=(older, said, planned))
    return dataclasses.replace(view, records=records)


def test_a_corrected_figure_and_a_moved_estimate_are_told(view):
    known = results.compare(view.data, Q2).total()[0]
    heading = float(view.ahead.line()["centre"])
    made = told(view, known - 1000, heading - 25_000)
    found = previous.changes(made)
    assert found["kind"].tolist() == [
        "figure",
        "estimate",
    ]  # the group, the older estimate and the plan are left out
    assert found["change"].tolist() == pytest.approx([1000, 25_000])
    with language.use("en"):
        assert previous.reading(made, made.data).markdown.startswith("1 figure of the previous edition was corrected since. Its estimate of revenue for 2026 was")  # fmt: skip
        table = previous.table(made, made.data)
    assert [row.cells[0] for row in table.rows] == ["Revenue, Q2 2026", "Latest estimate of revenue for 2026"]
    assert table.rows[1].cells[1].endswith(" (40%)")


def test_what_did_not_change_is_nil_and_what_was_not_filed_is_said(view):
    known = results.compare(view.data, Q2).total()[0]
    made = told(view, known, 1.0)
    with language.use("en"):
        assert previous.table(made, made.data).rows[0].cells[3] == "0"
        assert previous.reading(made, made.data).markdown.startswith("No figure of the previous edition")
        nothing = dataclasses.replace(view, records=Records(account="goudveld"))
        assert previous.table(nothing, nothing.data) is None
        assert "no earlier edition" in previous.reading(nothing, nothing.data).markdown
