"""The cause tree adds up as shown: across each row, and from every level to the one above."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as each
from hypothesis import strategies as st

from amlib import language
from amlib.analysis import causes
from amlib.documents.evaluation import tables, tree

pytestmark = pytest.mark.usefixtures("english")

INDENT = "\u2003"


def value(text):
    """A written figure, read back."""
    return float(text.replace(",", "").replace("−", "-").replace("+", ""))


def walked(node):
    yield node
    for child in node.below:
        yield from walked(child)


def large(regions, outlets, groups=3, articles=3, scale=1_000.0, seed=1):
    """A bridge of an account with many places."""
    chance = np.random.default_rng(seed)
    keys = [
        (f"R{r}", f"B{r % 2}", f"o{r}-{o}", f"g{g}", f"p{g}-{a}")
        for r in range(regions) for o in range(outlets) for g in range(groups) for a in range(articles)
    ]  # fmt: skip
    frame = pd.DataFrame(keys, columns=["region", "banner", "outlet", "group", "product"]).assign(
        kind="delivery"
    )
    for effect in causes.EFFECTS:
        frame[effect] = chance.normal(0, scale * (0.001 if effect == "other_value" else 1), len(frame))
    frame["base"] = chance.uniform(0, 10 * scale, len(frame))
    frame["actual"] = frame["base"] + frame[list(causes.EFFECTS)].sum(axis=1)
    return causes.Bridge("revenue", frame, causes.EFFECTS, (1.0, 1.0))


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@each(
    st.integers(1, 9),
    st.integers(1, 6),
    st.integers(0, 99),
    st.sampled_from([0.7, 30.0, 4_000.0]),
    st.sampled_from(["region", "banner"]),
)
def test_every_node_adds_up_to_the_one_above(regions, outlets, seed, scale, top):
    bridge = large(regions, outlets, 2, 2, scale, seed)
    root = tree.grown(bridge, top=top, places=4, outlets=2, deep=2, parts=1)
    for node in walked(root):
        if node.below:
            below = pd.DataFrame([child.cells for child in node.below]).sum()
            assert below.tolist() == node.cells.tolist()
            assert sum(child.actual for child in node.below) == node.actual
    assert root.actual - int(root.cells["base"]) == round(bridge.actual) - round(bridge.base)
    assert root.cells["base"] == round(bridge.base)


def test_every_cell_is_next_to_its_exact_value():
    bridge = large(4, 4)
    exact = bridge.by("outlet")
    for node in walked(tree.grown(bridge, deep=0)):
        if node.level == "outlet" and node.key != tree.OTHERS:
            assert abs(node.cells["base"] - exact.loc[node.key, "base"]) < 1
            assert abs(node.cells["price"] - exact.loc[node.key, "price"]) < 1


def test_the_table_adds_up_as_shown_and_stays_short(compared, given):
    made = tree.table(large(9, 9), compared, given)
    rows = [list(map(value, row.cells[1:])) for row in made.rows]
    for figures in rows:
        assert sum(figures[:-1]) == figures[-1]
    regions = [
        f
        for f, row in zip(rows, made.rows, strict=True)
        if not row.cells[0].startswith(INDENT) and row.kind != "total"
    ]
    assert np.array(regions).sum(axis=0).tolist() == rows[-1]
    assert made.rows[-1].kind == "total"
    assert (
        len(made.rows) == 6 * (1 + 3 + 1) + 1 + 1
    )  # six regions with three outlets and a rest, the other regions, the total
    assert len(made.columns) == 1 + 1 + tree.SHOWN + 1 + 1
    assert [row.cells[0].strip() for row in made.rows if row.kind == "rest"] == ["6 other outlets"] * 6 + [
        "3 other regions"
    ]


def test_a_small_account_is_shown_whole(bridge, compared, given):
    # North: o1 12,100.30 + 4,900.00 -> 16,480.20; o2 14,000.00 -> 14,000.00; South: o3, and o4 that was lost
    made = tree.table(bridge, compared, given)
    assert [row.cells[0] for row in made.rows] == [
        "South", INDENT + "Old mill", INDENT + "Bistro <b>*Zuid*</b> $5|`x`", "North", INDENT + "Harbour", INDENT + "Market square", "Total",
    ]  # fmt: skip
    total = made.rows[-1].cells
    assert (total[1], total[-1]) == ("54,001", "51,480")
    assert [row.kind for row in made.rows] == ["body"] * 6 + ["total"]


def test_the_total_is_that_of_the_other_table_of_causes(bridge, compared, given):
    flat = {
        c.label: cell
        for c, cell in zip(
            tables.causes(bridge, "region", given).columns,
            tables.causes(bridge, "region", given).rows[-1].cells,
            strict=True,
        )
    }
    made = tree.table(bridge, compared, given)
    deep = {c.label: cell for c, cell in zip(made.columns, made.rows[-1].cells, strict=True)}
    shared = set(flat) & set(deep) - {"Total"}
    assert {"Volume", "Price", "Lost outlets"} <= shared
    assert {name: flat[name] for name in shared} == {name: deep[name] for name in shared}


def test_small_causes_stand_together_and_a_single_one_keeps_its_name():
    shown = tree.shown_effects(large(3, 3))
    assert len(shown) == tree.SHOWN + 1
    assert shown[-1] == "rest"
    frame = large(2, 2).leaves
    kept = ["volume", "price", "other_value"]
    assert tree.shown_effects(causes.Bridge("revenue", frame, tuple(kept), (1.0, 1.0))) == (
        "volume",
        "price",
        "other_value",
    )


def test_large_amounts_are_in_thousands_and_the_deep_table_is_not(compared, given):
    bridge = large(3, 3, scale=20_000.0)
    assert tree.table(bridge, compared, given).note.startswith("Amounts in thousands of €.")
    assert tree.deepest(bridge, compared, given).note.startswith("Amounts in €.")


def test_the_outlets_that_moved_most_go_on_to_the_article(compared, given):
    made = tree.deepest(large(3, 3, 5, 5), compared, given, named={"p0-0": "Speklap <b>"})
    depth = [len(row.cells[0]) - len(row.cells[0].lstrip(INDENT)) for row in made.rows]
    assert made.title == "The 2 outlets that moved most, down to the article"
    assert depth.count(0) == 2
    assert max(depth) == 2
    assert any("2 other groups" in row.cells[0] for row in made.rows)
    figures = [list(map(value, row.cells[1:])) for row in made.rows]
    for at in [n for n, d in enumerate(depth) if d == 0]:
        end = next((n for n in range(at + 1, len(depth)) if depth[n] == 0), len(depth))
        groups = [figures[n] for n in range(at, end) if depth[n] == 1]
        assert np.array(groups).sum(axis=0).tolist() == figures[at]


def test_places_that_are_not_known_are_called_so(compared, given):
    bridge = large(2, 2)
    leaves = bridge.leaves.assign(region=bridge.leaves["region"].where(bridge.leaves["region"] != "R0"))
    made = tree.table(causes.Bridge("revenue", leaves, bridge.effects, (1.0, 1.0)), compared, given)
    assert "unknown" in [row.cells[0] for row in made.rows]


def test_where_nothing_moved_there_is_no_tree(compared, given):
    bridge = large(1, 1)
    still = bridge.leaves.assign(**dict.fromkeys(causes.EFFECTS, 0.0))
    still["actual"] = still["base"]
    none = causes.Bridge("revenue", still, causes.EFFECTS, (0.0, 0.0))
    assert tree.table(none, compared, given) is tree.deepest(none, compared, given) is None
    empty = causes.Bridge("revenue", bridge.leaves.iloc[:0], causes.EFFECTS, (0.0, 0.0))
    assert tree.table(empty, compared, given) is tree.deepest(empty, compared, given) is None


def test_the_tree_speaks_dutch(compared, given):
    with language.use("nl"):
        made = tree.table(large(9, 9), compared, given)
    assert "3 andere regio’s" in [row.cells[0] for row in made.rows]
