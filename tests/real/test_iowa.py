"""
Real deliveries of one state: what the documents compute, beside sums that share nothing with them.

2022Q3 beside 2021Q3, for each of 14 chains, to the cent and to the millilitre. The second sum is SQL on the raw files, written from the README of the set: own chain
rules, own joins, decimals. An error in the mapping, in the freeze or in the analysis shows as a difference, whichever of them it is in. And the causes must close at
each node on data that nobody tidied: outlets that come and go, returns, articles sold once.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import category, causes, results
from amlib.data import contracts, freeze, slices

pytestmark = pytest.mark.real

PERIOD = periods.parse("2022Q3")
MONTHS = ["2022-07", "2022-08", "2022-09"]
BASE = ["2021-07", "2021-08", "2021-09"]
CHAINS = {  # account: name, rule, and what the README publishes: outlets, lines, millions; the first rule that matches counts
    "hyvee": ("Hy-Vee", "hy-?vee|wine and spirits / hy", (198, 696_621, 148.2)),
    "fareway": ("Fareway", "fareway", (109, 150_864, 32.9)),
    "caseys": ("Casey's", "casey", (531, 233_840, 31.8)),
    "sams_club": ("Sam's Club", "sam'?s club", (9, 32_251, 23.9)),
    "walmart": ("Walmart", "wal-?mart", (60, 112_112, 22.4)),
    "costco": ("Costco", "costco", (4, 4_671, 10.8)),
    "kum_and_go": ("Kum & Go", "kum ?& ?go", (105, 116_782, 8.5)),
    "target": ("Target", "target store", None),
    "walgreens": ("Walgreens", "walgreens", None),
    "kwik_star": ("Kwik Star", "kwik", None),
    "quiktrip": ("QuikTrip", "quik ?trip", None),
    "yesway": ("Yesway", "yesway", None),
    "cvs": ("CVS", "cvs", None),
    "independents": ("Independents", "", (979, 1_016_551, 148.7)),
}
PUBLISHED = {account: counts for account, (_, _, counts) in CHAINS.items() if counts}
NODES = [
    ("region",),
    ("region", "banner"),
    ("region", "outlet"),
    ("outlet", "group"),
    ("outlet", "group", "product"),
    (*causes.PLACES, "kind"),
]
ABSENT = [
    name
    for name in contracts.TABLES
    if name not in ("accounts", "outlets", "products", "sales", "category_sales", "market")
]


@pytest.fixture(scope="module")
def raw(iowa: Path) -> pd.DataFrame:
    """
    The raw lines added up, per account, outlet, postal area, group and month.

    ``lines``, ``litres``, ``revenue`` and ``cost`` of all suppliers, and of ours alone as ``our_…``.
    """
    rules = "\n".join(
        f"when regexp_matches(lower(t.Name), '{rule.replace(chr(39), chr(39) * 2)}') then '{account}'"
        for account, (_, rule, _) in CHAINS.items()
    )
    measures = {
        "lines": "1",
        "litres": 's."Bottles Sold" * p."Bottle Volume (ml)"::bigint',
        "revenue": 's."Sale (Dollars)"::decimal(18, 2)',
        "cost": 's."Bottles Sold" * p."State Bottle Cost"::decimal(18, 2)',
    }
    sums = ", ".join(
        f"sum({what})::double as {name}, coalesce(sum({what}) filter (p.\"Vendor Name\" like 'SAZERAC%'), 0)::double as our_{name}"
        for name, what in measures.items()
    )
    added = duckdb.sql(f"""
        select case {rules} end as account, t.Store as outlet, coalesce(t."Zip Code"[:3], '') as area,
               p."Category Name" as "group", strftime(s."Date", '%Y-%m') as month, {sums}
        from '{iowa.as_posix()}/sales.parquet' s
        join read_csv('{iowa.as_posix()}/stores.csv', all_varchar = true) t on t.Store::int = s."Store Number"
        join read_csv('{iowa.as_posix()}/products.csv', all_varchar = true) p on p."Item Number" = s."Item Number"
        group by all
    """).df()
    added[["litres", "our_litres"]] /= 1000
    return added


@pytest.fixture(scope="module", params=CHAINS)
def chain(request: pytest.FixtureRequest, iowa_freeze: freeze.Freeze) -> slices.Slice:
    """Each chain's internal slice in turn."""
    return slices.read(iowa_freeze.slice_path(request.param, "internal"))


@pytest.fixture(scope="module")
def lines(raw: pd.DataFrame) -> pd.DataFrame:
    """Our raw sums with one row per place, and a column per measure for the period and its base."""
    return _sides(
        raw.filter(regex="^(?!lines|litres|revenue|cost)").rename(
            columns=lambda name: name.removeprefix("our_")
        )
    )


def _sides(sums: pd.DataFrame) -> pd.DataFrame:
    keys = ["account", "outlet", "area", "group"]
    parts = [
        sums[sums["month"].isin(months)]
        .groupby(keys)[["lines", "litres", "revenue", "cost"]]
        .sum()
        .add_prefix(prefix)
        for prefix, months in (("", MONTHS), ("base_", BASE))
    ]
    both = parts[0].join(parts[1], how="outer").fillna(0.0)
    return both[(both["lines"] > 0) | (both["base_lines"] > 0)].reset_index()


def test_the_freeze_holds_the_chains_of_the_readme(iowa_freeze: freeze.Freeze) -> None:
    names = {
        account: slices.read(iowa_freeze.slice_path(account, "internal")).name
        for account in iowa_freeze.accounts
    }
    assert names == {account: name for account, (name, _, _) in CHAINS.items()}


def test_each_of_our_lines_is_in_a_slice_or_set_aside(chain: slices.Slice, raw: pd.DataFrame) -> None:
    sales, aside = chain["sales"], chain["rejected"]
    of_sales = aside[(aside["table"] == "sales") & aside["attributed"]]
    assert (
        sales["lines"].sum() + of_sales["rows"].sum()
        == raw.loc[raw["account"] == chain.account, "our_lines"].sum()
    )


@pytest.mark.parametrize("account", PUBLISHED)
def test_outlets_and_value_are_those_that_the_set_publishes(
    account: str, iowa_freeze: freeze.Freeze, raw: pd.DataFrame
) -> None:
    outlets, lines, millions = PUBLISHED[account]
    totals = slices.read(iowa_freeze.slice_path(account, "internal"))["category_totals"]
    assert totals["outlet"].nunique() == outlets
    assert totals["value"].sum() / 1e6 == pytest.approx(millions, abs=0.05)
    assert raw.loc[raw["account"] == account, "lines"].sum() == lines


@pytest.mark.parametrize("level", ["total", "outlet", "group", "region"])
def test_the_document_says_what_the_raw_files_add_up_to(
    chain: slices.Slice, lines: pd.DataFrame, level: str
) -> None:
    own = lines[lines["account"] == chain.account]
    keys = {
        "total": pd.Series("total", index=own.index),
        "outlet": own["outlet"],
        "group": own["group"],
        "region": own["area"],
    }
    expected = own.groupby(keys[level])[
        [f"{side}{m}" for side in ("", "base_") for m in ("litres", "revenue", "cost")]
    ].sum()
    said = results.compare(chain, PERIOD).level(level)
    said = said.set_index(_raw_key(said["key"], level)).sort_index()
    assert list(said.index) == list(expected.index)
    for side in ("", "base_"):
        assert (said[f"{side}quantity"] - expected[f"{side}litres"]).abs().max() < 0.001
        assert (said[f"{side}revenue"] - expected[f"{side}revenue"]).abs().max() < 0.005
        margin = expected[f"{side}revenue"] - expected[f"{side}cost"]
        assert (said[f"{side}margin"] - margin).abs().max() < 0.005


def _raw_key(keys: pd.Series, level: str) -> pd.Series:
    """The key as the raw files have it: groups in capitals, a region by the three digits in its name."""
    if level == "group":
        return keys.str.upper()
    return keys.str.extract(r"\((\d{3})\)$")[0].fillna("") if level == "region" else keys


def test_the_category_is_what_the_stores_bought_of_all_suppliers(
    chain: slices.Slice, raw: pd.DataFrame
) -> None:
    expected = _sides(raw[raw["account"] == chain.account]).set_index(["outlet", "group"]).sort_index()
    said = category.totals(chain, MONTHS, BASE)
    assert said is not None
    said = said.assign(group=said["group"].str.upper()).set_index(["outlet", "group"]).sort_index()
    assert list(said.index) == list(expected.index)
    assert (said["m1"] - expected["litres"]).abs().max() < 0.001
    assert (said["m0"] - expected["base_litres"]).abs().max() < 0.001


@pytest.mark.parametrize("measure", ["revenue", "margin"])
def test_the_causes_close_at_each_node(chain: slices.Slice, lines: pd.DataFrame, measure: str) -> None:
    rows = causes.leaves(results.book(chain), BASE, MONTHS)
    bridge = causes.bridge(rows, measure=measure, category=category.totals(chain, MONTHS, BASE))
    assert bridge.total().sum() == pytest.approx(bridge.change, abs=0.005)
    for keys in NODES:
        nodes = bridge.by(*keys)
        assert (nodes[list(bridge.effects)].sum(axis=1) - nodes["change"]).abs().max() < 0.005, keys
    own = lines[lines["account"] == chain.account]
    known = own.set_index(["outlet", own["group"].str.capitalize()])
    less_cost = 1.0 if measure == "margin" else 0.0
    expected = (known["revenue"] - known["base_revenue"]) - less_cost * (known["cost"] - known["base_cost"])
    assert (bridge.by("outlet", "group")["change"] - expected).abs().max() < 0.005


def test_the_causes_split_volume_into_market_and_share(chain: slices.Slice) -> None:
    rows = causes.leaves(results.book(chain), BASE, MONTHS)
    bridge = causes.bridge(rows, category=category.totals(chain, MONTHS, BASE))
    assert {"market", "share"} <= set(bridge.effects)


def test_what_nobody_supplied_is_reported_as_missing(chain: slices.Slice) -> None:
    assert list(results.quality(chain, PERIOD).missing) == ABSENT
    assert results.tie_out(chain, PERIOD).status == "not_supplied"


def test_the_document_can_say_that_cost_is_no_history(chain: slices.Slice) -> None:
    assert "one price list of 2022-11-01" in chain.tables["sales"].note
