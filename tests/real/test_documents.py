"""
Both documents about the market, for each of 14 real chains: what they show, beside sums that share nothing with them.

Every part of both documents is made in both languages; the amounts and shares in their tables are read back from the text and held against SQL on the raw files.
"""

from __future__ import annotations

import pandas as pd
import pytest

from amlib import language, periods
from amlib.analysis import goals, panorama, results, rivals
from amlib.data import freeze, slices
from amlib.documents import findings, frame, quality
from amlib.documents.competition import bottom as shelf_bottom
from amlib.documents.competition import charts as shelf_charts
from amlib.documents.competition import readings as shelf_readings
from amlib.documents.competition import sentences as shelf_sentences
from amlib.documents.competition import shelf, tables
from amlib.documents.market import amounts, around, bottom, charts, readings, sentences, shares, tiles
from amlib.documents.market import tables as market
from amlib.documents.tables import Table
from amlib.plan import findings as plan

from .test_category import US, raw  # noqa: F401  the fixture of the raw sums
from .test_iowa import CHAINS

pytestmark = pytest.mark.real

PERIOD = periods.parse("2022Q3")


@pytest.fixture(scope="module", params=CHAINS)
def chain(request: pytest.FixtureRequest, iowa_freeze: freeze.Freeze) -> slices.Slice:
    """Each chain's internal slice in turn."""
    return slices.read(iowa_freeze.slice_path(request.param, "internal"))


@pytest.fixture(scope="module")
def view(chain: slices.Slice) -> panorama.Panorama:
    return panorama.read(chain, PERIOD)


@pytest.fixture(scope="module")
def rival(chain: slices.Slice) -> rivals.Rivals:
    return rivals.read(chain, PERIOD)


@pytest.fixture(scope="module")
def lines(chain: slices.Slice, raw: pd.DataFrame) -> pd.DataFrame:  # noqa: F811  it is the fixture
    own: pd.DataFrame = raw[raw["account"] == chain.account]
    return own


def whole(text: str) -> int:
    return int(text.replace(",", "").replace("−", "-").replace("+", ""))


def part(text: str) -> float:
    return float(text.removesuffix("%")) / 100


def body(table: Table, count: int = 99) -> dict[str, tuple[str, ...]]:
    return {row.cells[0]: row.cells[1:] for row in table.rows[:count] if row.kind == "body"}


def test_category_and_our_share_per_group_are_shown_as_the_raw_lines_give_them(
    chain: slices.Slice, view: panorama.Panorama, lines: pd.DataFrame
) -> None:
    with language.use("en"):
        table = market.shares(view, chain)
        sizes = market.sizes(view, "group", chain)
    assert table is not None
    total = next(row for row in table.rows if row.kind == "total")
    assert abs(whole(total.cells[1]) - lines["value"].sum()) <= 0.5
    ours = lines[lines["supplier"] == US]
    assert abs(part(total.cells[2]) - ours["value"].sum() / lines["value"].sum()) <= 0.00051
    groups = lines.groupby("group")["value"].sum()
    mine = ours.groupby("group")["value"].sum().reindex(groups.index).fillna(0.0)
    shown = {name: cells for name, cells in body(table).items() if name in groups.index}
    assert len(shown) >= min(len(groups[groups > 0]), 11)
    for name, cells in shown.items():
        assert abs(whole(cells[0]) - groups[name]) <= 1, name
        if groups[name] > 0:
            assert abs(part(cells[1]) - mine[name] / groups[name]) <= 0.00051, name
    if sizes is not None:
        for name, cells in body(sizes).items():
            assert abs(whole(cells[0]) - groups[name]) <= 1, name


def test_drivers_are_shown_as_our_raw_lines_changed(
    chain: slices.Slice, view: panorama.Panorama, lines: pd.DataFrame
) -> None:
    with language.use("en"):
        table = amounts.drivers(view, chain)
    assert table is not None
    ours = lines[lines["supplier"] == US].groupby("group")[["value", "base_value"]].sum()
    change = ours["value"] - ours["base_value"]
    for name, cells in body(table).items():
        assert abs(whole(cells[-1]) - change[name]) <= 1.5, name
    total = table.rows[-1].cells
    assert abs(whole(total[-1]) - change.sum()) <= 1.5
    assert sum(whole(text) for text in total[1:-1]) == whole(total[-1])


def test_suppliers_are_shown_as_the_raw_lines_give_them(
    chain: slices.Slice, rival: rivals.Rivals, lines: pd.DataFrame
) -> None:
    with language.use("en"):
        table = tables.suppliers(rival, chain)
    assert table is not None
    sums = lines.groupby("supplier")[["value", "base_value"]].sum()
    for name, cells in body(table).items():
        assert abs(whole(cells[0]) - sums["value"][name]) <= 1, name
        assert abs(part(cells[1]) - sums["value"][name] / sums["value"].sum()) <= 0.00051, name
        assert abs(whole(cells[4]) - (sums["value"][name] - sums["base_value"][name])) <= 2, name
    total = table.rows[-1].cells
    assert abs(whole(total[1]) - sums["value"].sum()) <= 0.5
    assert total[-1] == "0"


@pytest.mark.parametrize("speak", language.LANGUAGES)
def test_every_part_of_both_documents_is_made(
    chain: slices.Slice, view: panorama.Panorama, rival: rivals.Rivals, speak: str
) -> None:
    with language.use(speak):
        known, tie = results.quality(chain, PERIOD), results.tie_out(chain, PERIOD)
        standing = goals.standing(chain, PERIOD)
        signs = plan.ordered(plan.of_category(view.category), plan.of_share(view.category))
        made = [
            bottom.bottom_line(view, chain, standing=standing, tie=tie), tiles.key_tiles(view, chain), findings.reading(signs, chain),
            frame.data_strip(tie, known, chain, grade=quality.tile(view.graded(standing))), sentences.sizes(view, chain), sentences.growth(view),
            around.channels_reading(view), around.indices(view), around.indices_reading(view), shares.moves(view), shares.course(view),
            shares.outlets(view, chain), market.split(view), shares.split(view), readings.drivers(view, chain), amounts.concentration(view.concentration()),
            readings.season(view), readings.calendar(view), readings.lags(view), readings.opportunities(view, chain), sentences.unknowns(known, view),
            charts.growth(view, chain), charts.course(view), charts.drivers(view, chain), charts.season(view), quality.table(view.graded(standing), chain),
            shelf_bottom.bottom_line(rival, chain, tie=tie), shelf_bottom.key_tiles(rival, chain), shelf_sentences.suppliers(rival, chain), tables.won(rival, chain),
            tables.groups(rival, chain), tables.outlets(rival, chain), shelf_readings.distribution(rival), shelf.distribution(rival, chain),
            shelf_readings.prices(rival), shelf_readings.pressure(rival), shelf.articles(rival, chain), shelf_readings.white_space(rival, chain),
            shelf.lines(rival, chain), shelf_sentences.lines(rival), shelf_charts.shares(rival), shelf_charts.won(rival, chain),
        ]  # fmt: skip
        texts = [f"{p.title} {p.alt}" if hasattr(p, "alt") else str(p) for p in made if p is not None]
    assert all(text.strip() for text in texts)
    assert "nan" not in " ".join(texts).split()
    assert sum(p is None for p in made) <= 3
