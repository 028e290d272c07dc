"""
Shares, market and competitors of 14 real chains, beside sums that share nothing with them.

The second sum is SQL on the raw files of one American state, 2022Q3 beside 2021Q3, written from the README of the set: own chain rules, own joins, decimals. Every figure of the market analysis and
the competitor overview that is a sum or a quotient of sums is held against it: category and our part of it in total and per group, region and outlet, growth, price, suppliers, distribution, articles.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import bases, bridges, category, competitors, distribution, market, outside, results
from amlib.data import freeze, slices

from .test_iowa import CHAINS

pytestmark = pytest.mark.real

PERIOD = periods.parse("2022Q3")
AMOUNTS = ["quantity", "value", "base_quantity", "base_value"]
US = "SAZERAC COMPANY INC"


@pytest.fixture(scope="module")
def raw(iowa: Path) -> pd.DataFrame:
    """Litres and dollars of both quarters, per account, outlet, group, supplier and article, as plain SQL adds them up."""
    rules = "\n".join(
        f"when regexp_matches(lower(t.Name), '{rule.replace(chr(39), chr(39) * 2)}') then '{account}'"
        for account, (_, rule, _) in CHAINS.items()
    )
    folder = iowa.as_posix()
    litres = 's."Bottles Sold" * p."Bottle Volume (ml)"::bigint'
    dollars = 's."Sale (Dollars)"::decimal(18, 2)'
    side = {
        "": "s.\"Date\" between '2022-07-01' and '2022-09-30'",
        "base_": "s.\"Date\" between '2021-07-01' and '2021-09-30'",
    }
    sums = ", ".join(
        f"coalesce(sum({what}) filter ({when}), 0)::double as {prefix}{name}"
        for prefix, when in side.items()
        for name, what in (("quantity", litres), ("value", dollars))
    )
    found = duckdb.sql(f"""
        select case {rules} end as account, t.Store as outlet, p."Category Name" as "group", regexp_replace(p."Vendor Name", ' +', ' ', 'g') as supplier,
               s."Item Number" as product, {sums}
        from '{folder}/sales.parquet' s
        join read_csv('{folder}/stores.csv', all_varchar = true) t on t.Store::int = s."Store Number"
        join read_csv('{folder}/products.csv', all_varchar = true) p on p."Item Number" = s."Item Number"
        where ({side[""]}) or ({side["base_"]})
        group by all
    """).df()
    found[["quantity", "base_quantity"]] /= 1000
    found["group"] = found["group"].str.capitalize()
    return found


@pytest.fixture(scope="module", params=CHAINS)
def chain(request: pytest.FixtureRequest, iowa_freeze: freeze.Freeze) -> slices.Slice:
    """Each chain's internal slice in turn."""
    return slices.read(iowa_freeze.slice_path(request.param, "internal"))


@pytest.fixture(scope="module")
def read(chain: slices.Slice) -> category.Category:
    found = category.read(chain, *bases.sides(PERIOD), sales=results.book(chain))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def lines(chain: slices.Slice, raw: pd.DataFrame) -> pd.DataFrame:
    """The chain's own raw sums, with its regions."""
    own = raw[raw["account"] == chain.account]
    return own.assign(region=own["outlet"].map(chain["outlets"].set_index("outlet")["region"]).fillna(""))


def test_the_category_is_sound_and_ours_is_known(read: category.Category) -> None:
    assert read.trusted
    assert (read.ours, read.level, read.kind, read.named, read.has_base) == (
        (US,),
        "outlet",
        "month",
        True,
        True,
    )
    assert {remark.code for remark in read.remarks} <= {"negative", "nothing_left"}


@pytest.mark.parametrize("level", ["total", "group", "region", "outlet"])
def test_category_share_growth_and_price_are_those_of_the_raw_lines(
    read: category.Category, lines: pd.DataFrame, level: str
) -> None:
    key = pd.Series("total", index=lines.index) if level == "total" else lines[level]
    whole = lines.groupby(key)[AMOUNTS].sum()
    mine = lines[lines["supplier"] == US].groupby(key)[AMOUNTS].sum().reindex(whole.index).fillna(0.0)
    found = market.shares(read, level).set_index("key").sort_index()
    assert list(found.index) == sorted(whole.index)
    whole, mine = whole.sort_index(), mine.sort_index()
    assert (found[AMOUNTS] - whole).abs().max(axis=None) < 0.005
    assert (found[[f"our_{a}" for a in AMOUNTS]].set_axis(AMOUNTS, axis=1) - mine).abs().max(
        axis=None
    ) < 0.005
    positive = whole["value"] > 0
    assert np.allclose(found["share"][positive], (mine["value"] / whole["value"])[positive], atol=1e-9)
    assert found["share"][~positive].isna().all()
    based = whole["base_value"] > 0
    assert np.allclose(found["growth"][based], (whole["value"] / whole["base_value"] - 1)[based], atol=1e-9)
    litres = whole["quantity"] > 0
    assert np.allclose(found["price"][litres], (whole["value"] / whole["quantity"])[litres], rtol=1e-9)


def test_the_drivers_tie_to_the_raw_lines_and_to_the_cause_tree(
    chain: slices.Slice, lines: pd.DataFrame
) -> None:
    bridge = bridges.of(chain, PERIOD)
    drivers = market.drivers(bridge, category.totals(chain, *bases.sides(PERIOD)), "group")
    ours = lines[lines["supplier"] == US].groupby("group")[["value", "base_value"]].sum()
    change = ours["value"] - ours["base_value"]
    assert (drivers["change"] - change.reindex(drivers.index)).abs().max() < 0.005
    assert (drivers[list(market.DRIVERS)].sum(axis=1) - drivers["change"]).abs().max() < 0.005
    tree = bridge.by("group")
    assert (drivers["price"] - tree["price"]).abs().max() < 0.005
    assert (drivers["change"] - tree["change"]).abs().max() < 0.005


def test_suppliers_are_those_of_the_raw_lines(read: category.Category, lines: pd.DataFrame) -> None:
    whole = lines.groupby("supplier")[["value", "base_value"]].sum()
    found = competitors.suppliers(read).set_index("supplier")
    assert set(found.index) == set(whole.index)
    assert (found["amount"] - whole["value"].reindex(found.index)).abs().max() < 0.005
    assert (found["base_amount"] - whole["base_value"].reindex(found.index)).abs().max() < 0.005
    assert found["share"].sum() == pytest.approx(1.0)
    assert found["won"].sum() == pytest.approx(0.0, abs=0.01)
    assert (found["market"] + found["won"] - found["change"]).abs().max() < 0.005
    hhi = float(((whole["value"].clip(lower=0) / whole["value"].clip(lower=0).sum()) ** 2).sum())
    assert market.concentration(found["amount"])["hhi"] == pytest.approx(hhi)


def test_distribution_is_that_of_the_raw_lines(read: category.Category, lines: pd.DataFrame) -> None:
    db = duckdb.connect()
    db.register("lines", lines)
    expected = db.sql("""
        with floor as (select outlet, sum(value) as floor from lines group by outlet having sum(value) > 0),
        item as (select supplier, outlet, product from lines group by all having sum(value) > 0),
        whole as (select sum(floor) as floor, count(*) as outlets from floor)
        select supplier, count(distinct outlet) / any_value(whole.outlets) as numeric, sum(f.floor) / any_value(whole.floor) as tdp,
               (select sum(floor) from floor where outlet in (select outlet from item i where i.supplier = item.supplier)) / any_value(whole.floor) as weighted
        from item join floor f using (outlet) cross join whole group by supplier
    """).df().set_index("supplier")  # fmt: skip
    found = distribution.measures(read).loc[expected.index]
    for name in ("numeric", "weighted", "tdp"):
        assert np.allclose(found[name], expected[name], atol=1e-9), name
    assert np.allclose(found["weighted"] * found["handlers"], found["share"], atol=1e-9)


def test_the_split_of_our_share_is_exact_on_real_shelves(read: category.Category) -> None:
    for within in ((), ("group",), ("region",)):
        found = distribution.split(read, within)
        assert np.allclose(found[list(distribution.EFFECTS)].sum(axis=1), found["change"], atol=1e-9)
    total = market.shares(read, "total").iloc[0]
    assert distribution.split(read)["change"].iloc[0] == pytest.approx(total["points"], abs=1e-12)


def test_articles_came_and_went_as_the_raw_lines_say(
    read: category.Category, lines: pd.DataFrame, chain: slices.Slice
) -> None:
    each = lines.groupby("product")[["value", "base_value"]].sum()
    new = set(each.index[(each["value"] > 0) & (each["base_value"] <= 0)])
    lost = set(each.index[(each["value"] <= 0) & (each["base_value"] > 0)])
    found = competitors.articles(read, chain["products"])
    assert set(found.loc[found["event"] == "new", "product"]) == new
    assert set(found.loc[found["event"] == "lost", "product"]) == lost


def test_the_market_is_all_chains_together(
    chain: slices.Slice, raw: pd.DataFrame, read: category.Category
) -> None:
    found = outside.read(chain, PERIOD)
    assert found is not None
    assert (found.behind, found.coverage, found.named) == (0, 1.0, True)
    whole = raw.groupby("group")[AMOUNTS].sum().sort_index()
    mine = raw[raw["supplier"] == US].groupby("group")["value"].sum().reindex(whole.index).fillna(0.0)
    nodes = outside.totals(found, "group").set_index("key").sort_index()
    assert (nodes[AMOUNTS] - whole).abs().max(axis=None) < 0.005
    assert np.allclose(nodes["our_share"], mine / whole["value"], atol=1e-9)
    beside = outside.beside(read, found, "total").iloc[0]
    here = raw[raw["account"] == chain.account]["value"].sum()
    assert beside["part"] == pytest.approx(here / raw["value"].sum(), abs=1e-9)


def test_opportunities_are_the_gaps_of_the_raw_lines(read: category.Category, lines: pd.DataFrame) -> None:
    cells = (
        lines.assign(mine=lines["value"].where(lines["supplier"] == US, 0.0))
        .groupby(["group", "region"])[["value", "mine"]]
        .sum()
    )
    cells = cells[cells["value"] > 0]
    groups = (
        lines.assign(mine=lines["value"].where(lines["supplier"] == US, 0.0))
        .groupby("group")[["value", "mine"]]
        .sum()
    )
    target = (groups["mine"] / groups["value"]).reindex(cells.index.get_level_values("group")).to_numpy()
    expected = ((target - cells["mine"] / cells["value"]) * cells["value"]).clip(lower=0)
    found = market.opportunities(read, "region").set_index(["group", "place"])["gap"]
    assert (found.sort_index() - expected.rename_axis(["group", "place"]).sort_index()).abs().max() < 0.005


@pytest.fixture(scope="module")
def sql(lines: pd.DataFrame, chain: slices.Slice) -> duckdb.DuckDBPyConnection:
    """The chain's raw sums, and per outlet, group and supplier what it won: half of both category values × the change of its share."""
    sizes = chain["products"].set_index("product")["kg_per_unit"]
    packs = lines["product"].map(sizes).astype(float)
    db = duckdb.connect()
    db.register("lines", lines.assign(pack=packs))
    db.execute("""
        create table won as
        with cell as (
            select outlet, "group", supplier, sum(value) as q1, sum(base_value) as q0 from lines group by all
        ),
        whole as (select *, sum(q1) over w as m1, sum(q0) over w as m0 from cell window w as (partition by outlet, "group"))
        select outlet, "group", supplier, q1 - q0 as change,
               case when m0 > 0 and m1 > 0 then (m0 + m1) / 2 * (q1 / m1 - q0 / m0) else 0 end as won
        from whole
    """)  # fmt: skip
    return db


@pytest.mark.parametrize("within", [(), ("group",), ("outlet",)])
def test_money_won_is_that_of_the_raw_lines(
    read: category.Category, sql: duckdb.DuckDBPyConnection, within: tuple[str, ...]
) -> None:
    keys = ", ".join(f'"{key}"' for key in (*within, "supplier"))
    expected = sql.sql(f"select {keys}, sum(won) as won, sum(change) as change from won group by all").df()
    found = competitors.suppliers(read, within).set_index([*within, "supplier"])
    expected = expected.set_index([*within, "supplier"]).reindex(found.index)
    assert (found["won"] - expected["won"]).abs().max() < 0.005
    assert (found["change"] - expected["change"]).abs().max() < 0.005


def test_who_gained_where_we_lost_is_that_of_the_raw_lines(
    read: category.Category, sql: duckdb.DuckDBPyConnection
) -> None:
    expected = sql.sql(f"""
        with us as (select outlet, "group", -sum(won) as lost from won where supplier = '{US}' group by all having sum(won) < 0),
        up as (select w.*, sum(w.won) over (partition by w.outlet, w."group") as gained from won w where w.won > 0 and w.supplier <> '{US}')
        select supplier, sum(up.won / gained * lost) as money from up join us using (outlet, "group") group by supplier
    """).df().set_index("supplier")["money"]  # fmt: skip
    found = competitors.gainers(read).set_index("supplier")["money"]
    assert set(found.index) == set(expected.index)
    assert len(found) == 0 or (found - expected.reindex(found.index)).abs().max() < 0.005


def test_the_price_index_is_that_of_the_raw_lines(
    read: category.Category, sql: duckdb.DuckDBPyConnection, chain: slices.Slice
) -> None:
    expected = sql.sql(f"""
        with cell as (
            select outlet, "group", round_even(log2(pack), 0) as pack, supplier, sum(value) as v, sum(quantity) as q
            from lines where value > 0 and quantity > 0 group by all
        ),
        pair as (
            select t.supplier, t.v as v, u.v as w, ln((t.v / t.q) / (u.v / u.q)) as ratio
            from cell t join cell u on (t.outlet, t."group", t.pack) = (u.outlet, u."group", u.pack)
            where u.supplier = '{US}' and t.supplier <> '{US}'
        ),
        weighed as (select *, v / sum(v) over s + w / sum(w) over s as weight from pair window s as (partition by supplier))
        select supplier, 100 * exp(sum(ratio * weight) / sum(weight)) as index, count(*) as comparisons from weighed group by supplier having count(*) >= 3
    """).df().set_index("supplier")  # fmt: skip
    found = competitors.prices(read, chain["products"]).set_index("supplier")
    assert set(found.index) == set(expected.index)
    both = expected.reindex(found.index)
    assert np.allclose(found["index"].astype(float), both["index"], rtol=1e-9)
    assert (found["comparisons"].astype(int) == both["comparisons"]).all()


def test_rate_of_sale_and_development_are_quotients_of_the_raw_lines(
    read: category.Category, chain: slices.Slice, lines: pd.DataFrame, raw: pd.DataFrame
) -> None:
    found = distribution.measures(read)
    litres = lines.groupby("supplier")["quantity"].sum().reindex(found.index)
    sold = found["tdp"] > 0
    assert np.allclose(found["rate"][sold], (litres / (100 * found["tdp"]))[sold], rtol=1e-9)
    around = outside.read(chain, PERIOD)
    assert around is not None
    beside = outside.beside(read, around, "total").iloc[0]
    here = lines.loc[lines["supplier"] == US, "value"].sum() / lines["value"].sum()
    there = raw.loc[raw["supplier"] == US, "value"].sum() / raw["value"].sum()
    assert beside["development"] == pytest.approx(100 * here / there)
