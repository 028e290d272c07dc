"""The invented company: the same for everyone, consistent with itself, and true to what it says it did."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from amlib.data import contracts, demo, freeze, workbook
from amlib.data.demo import company, people, season, shelf, stories

SMALL = 0.1
PARAMETERS = Path(__file__).parents[2] / "parameters"
EASTERS = [(2023, 4, 9), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2038, 4, 25)]
STORIES = [  # account, how 2026Q3 stands beside 2025Q3: revenue, kg, price per kg (-1 falls, 0 within 3 %, +1 rises)
    ("goudveld", +1, 0, +1),
    ("prijsbaken", -1, -1, None),
    ("noorderhof", -1, -1, None),
    ("even-langs", +1, +1, 0),
    ("tafelrond", -1, -1, 0),
    ("lindehof", -1, 0, -1),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    into = tmp_path_factory.mktemp("company") / "output" / "demo"
    demo.write(into, outlets=SMALL)
    return into


@pytest.fixture(scope="module")
def sales(folder):
    parts = [pd.read_parquet(path) for path in sorted((folder / "verkopen").glob("*.parquet"))]
    frame = pd.concat(parts, ignore_index=True)
    frame = frame[~frame["line"].str.startswith("F")]
    numbers = {name: frame[name].astype(float).round(3) for name in ("quantity", "revenue", "cost")}
    return frame.assign(date=pd.to_datetime(frame["date"]), **numbers)


@pytest.fixture(scope="module")
def planted(folder):
    return json.loads((folder / "truth" / "planted.json").read_text("utf-8"))


def csv(folder, name, **more):
    return pd.read_csv(folder / name, sep=";", dtype=str, encoding=more.get("encoding", "cp1252"))


def number(texts):
    return texts.str.replace(".", "", regex=False).str.replace(",", ".", regex=False).astype(float)


def hashes(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_writes_the_same_bytes_and_another_seed_does_not(tmp_path):
    until = date(2024, 3, 31)
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        demo.write(tmp_path / name, seed=seed, until=until, outlets=0.05)
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")
    assert hashes(tmp_path / "a") != hashes(tmp_path / "c")


@pytest.mark.parametrize(("year", "month", "day"), EASTERS)
def test_easter_falls_when_the_church_says(year, month, day):
    assert season.easter(year) == date(year, month, day)


def test_the_whole_company_has_the_size_that_was_promised():
    outlets = company.outlets(7, 1.0)
    counts = outlets["account"].value_counts()
    assert len(counts) == 6
    assert counts.between(40, 250).all()
    assert outlets["outlet"].is_unique
    assert outlets["name"].is_unique
    assert outlets["latitude"].between(50.7, 53.6).all()
    assert outlets["longitude"].between(3.3, 7.3).all()
    assert shelf.articles()["own"].sum() >= 60
    assert (~shelf.articles()["own"]).sum() >= 60
    listed = shelf.listings(outlets, season.calendar(demo.UNTIL), 7, own=True)
    assert 1_000_000 < len(listed.base) * 196 < 2_000_000
    assert np.bincount(listed.outlet).min() >= 10
    assert np.bincount(listed.outlet).max() <= 37


def test_prices_and_margins_are_those_of_meat():
    calendar = season.calendar(demo.UNTIL)
    own = shelf.articles()["own"].to_numpy()
    prices, costs = shelf.prices(calendar)[:, own], shelf.costs(calendar)[:, own]
    assert prices.min() > 400
    assert prices.max() < 2500
    margin = 1 - costs / prices
    assert margin.mean(axis=(1, 2)).min() > 0.08
    assert margin.mean(axis=(1, 2)).max() < 0.30


def test_progress_is_told_to_the_end(tmp_path):
    told = []
    demo.write(
        tmp_path,
        until=date(2023, 12, 31),
        outlets=0.05,
        progress=lambda what, done, total: told.append((done, total)),
    )
    assert [done for done, _ in told] == list(range(10))
    assert {total for _, total in told} == {9}


def test_sales_run_from_the_first_week_to_the_last_day(sales):
    assert sales["date"].min() == pd.Timestamp("2023-01-02")
    assert sales["date"].max() == pd.Timestamp("2026-09-30")
    assert (sales["quantity"] < 0).sum() > 20
    assert ((sales["quantity"] == 0) & (sales["revenue"] < 0)).sum() > 5


def test_deliveries_are_what_was_sold(folder, sales):
    delivered = pd.read_parquet(folder / "leveringen.parquet")
    for name in ("ordered", "delivered"):
        delivered[name] = delivered[name].astype(float)
    sold = sales[sales["quantity"] > 0]
    left = delivered.groupby(["account", "product", pd.to_datetime(delivered["delivered_on"])])[
        "delivered"
    ].sum()
    right = sold.groupby(["account", "product", "date"])["quantity"].sum()
    assert np.allclose(left.to_numpy(), right.to_numpy())
    assert (delivered["ordered"] >= delivered["delivered"]).all()
    assert 0.95 < delivered["delivered"].sum() / delivered["ordered"].sum() < 1
    direct = delivered["outlet"].notna()
    assert set(delivered.loc[direct, "account"]) == {"tafelrond"}
    assert delivered.loc[~direct, "distribution_centre"].notna().all()


def test_the_category_holds_our_sales_and_those_of_others(folder, sales):
    bought = pd.read_parquet(folder / "categorie.parquet")
    bought = bought.assign(quantity=bought["quantity"].astype(float), value=bought["value"].astype(float))
    ours = bought[(bought["supplier"] == company.NAME) & (bought["account"] != "lindehof")]
    mine = sales[sales["account"] != "lindehof"]
    month = mine["date"].dt.strftime("%Y-%m").rename("period")
    left = ours.groupby(["period", "outlet", "product"])[["quantity", "value"]].sum()
    right = mine.groupby([month, "outlet", "product"])[["quantity", "revenue"]].sum()
    assert left.index.equals(right.index)
    assert np.allclose(left.to_numpy(), right.to_numpy())
    total = bought[bought["account"] == "lindehof"]
    assert total["outlet"].isna().all()
    assert total["period"].str.fullmatch(r"\d{4}Q[1-4]").all()
    share = ours["value"].sum() / bought.loc[bought["account"] != "lindehof", "value"].sum()
    assert 0.2 < share < 0.5


def test_the_ledger_ties_out_but_for_the_planted_month(folder, sales, planted):
    booked = csv(folder, "grootboek.csv")
    booked = booked.assign(revenue=number(booked["revenue"]), cost=number(booked["cost"]))
    month = sales["date"].dt.strftime("%Y-%m").rename("month")
    sold = sales.groupby(["account", month])[["revenue", "cost"]].sum()
    gap = (booked.set_index(["account", "month"])[["revenue", "cost"]] - sold).round(2)
    case = planted["does not tie out"]
    assert gap.loc[(case["account"], case["month"]), "revenue"] == case["difference"]
    gap.loc[(case["account"], case["month"]), "revenue"] = 0
    assert (gap == 0).all().all()


def test_promotions_sold_what_the_truth_says(folder, sales):
    known = pd.read_parquet(folder / "truth" / "promotions.parquet")
    outlets = csv(folder, "vestigingen.csv").set_index("outlet")["region"]
    sold = sales[sales["quantity"] > 0].assign(region=sales["outlet"].map(outlets))
    assert len(known) > 150
    for one in known.sample(40, random_state=1).itertuples():
        mine = sold[(sold["account"] == one.account) & (sold["product"] == one.product)]
        mine = mine[mine["date"].between(pd.Timestamp(one.start), pd.Timestamp(one.end))]
        mine = mine if pd.isna(one.region) else mine[mine["region"] == one.region]
        assert mine["quantity"].sum() == pytest.approx(one.baseline + one.uplift, abs=0.001)
        assert one.actual == pytest.approx(one.baseline + one.uplift)
        assert one.net == pytest.approx(one.uplift + one.dip + one.cannibalisation)
        assert one.uplift > 0
        assert one.dip <= 0
        assert one.cannibalisation <= 0


def test_without_promotions_the_weeks_would_have_been_their_baseline(folder):
    weekly = pd.read_parquet(folder / "truth" / "weekly.parquet")
    quiet = weekly[weekly["actual"] == weekly["baseline"]]
    assert len(quiet) > 0.8 * len(weekly)
    assert weekly["actual"].sum() > weekly["baseline"].sum()


@pytest.mark.parametrize(
    ("account", "revenue", "quantity", "price"), STORIES, ids=[row[0] for row in STORIES]
)
def test_each_customer_has_its_own_story(sales, account, revenue, quantity, price):
    mine = sales[sales["account"] == account]
    quarter = mine["date"].dt.to_period("Q").astype(str)
    sums = mine.groupby(quarter)[["revenue", "quantity"]].sum().loc[["2025Q3", "2026Q3"]]
    sums["price"] = sums["revenue"] / sums["quantity"]
    change = sums.pct_change().iloc[1]
    for name, expected in (("revenue", revenue), ("quantity", quantity), ("price", price)):
        if expected == 0:
            assert abs(change[name]) < 0.045, name
        elif expected is not None:
            assert change[name] * expected > 0.015, name


def test_the_beef_rise_is_passed_on_late(sales):
    """The quotation rises from May 2025, the price follows from December: in between the margin falls."""
    beef = sales[sales["product"].between("004010", "004017") & (sales["account"] == "goudveld")]
    sums = beef.groupby(beef["date"].dt.to_period("Q").astype(str))[["revenue", "cost"]].sum()
    margin = 1 - sums["cost"] / sums["revenue"]
    assert margin["2025Q4"] < margin["2025Q2"] - 0.03
    assert margin["2026Q2"] > margin["2025Q4"] + 0.03


def test_the_delisted_articles_are_gone_from_that_region_only(folder, sales):
    delisting = stories.DELISTINGS[0]
    outlets = csv(folder, "vestigingen.csv").set_index("outlet")["region"]
    mine = sales[(sales["account"] == delisting.account) & sales["product"].isin(delisting.products)]
    after = mine[(mine["date"] >= pd.Timestamp(delisting.day)) & (mine["quantity"] > 0)]
    region = after["outlet"].map(outlets)
    assert len(region) > 0
    assert delisting.region not in set(region)


def test_the_bonus_cliff_is_close(folder, planted):
    case = planted["bonus cliff"]
    assert 1 < case["threshold"] / case["year as it is heading"] < 1.02


def test_the_repeated_promotion_loses_each_time(folder, planted):
    known = pd.read_parquet(folder / "truth" / "promotions.parquet").set_index("promotion")
    losing = known.loc[planted["loss-making promotion repeated"]["promotions"]]
    assert len(losing) >= 3
    assert (losing["profit"] < 0).all()
    assert known["profit"].drop(losing.index).max() > 0


def test_one_outlet_is_never_visited_and_all_others_are(folder, planted):
    visits = csv(folder, "bezoeken.csv")
    outlets = csv(folder, "vestigingen.csv")
    unseen = planted["outlet never visited"]["outlet"]
    assert unseen in set(outlets["outlet"])
    assert unseen not in set(visits["outlet"])
    assert visits["outlet"].nunique() > 0.8 * len(outlets)


def test_one_promise_was_given_a_later_day_after_its_own(folder, planted):
    seed = json.loads((folder / "truth" / "commitments.json").read_text("utf-8"))
    one = next(row for row in seed if row["commitment"] == planted["re-dated commitment"]["commitment"])
    assert one["redated"][0]["on"] > one["due"]
    assert one["done_on"] > one["due"]
    assert {row["promised_by"] for row in seed} == {"us", "customer"}


@pytest.mark.parametrize("account", [chain.account for chain in company.CHAINS])
def test_what_people_said_is_read_as_documents_read_it(folder, account):
    from amlib.analysis import causes
    from amlib.plan import records

    found = records.read(folder / "records" / f"{account}.json")
    assert found.account == account
    assert {reason.effect for reason in found.reasons} <= set(causes.EFFECTS)
    assert {reason.period for reason in found.reasons} <= {"2026Q3"}
    assert {reason.author for reason in found.reasons} <= {people.MANAGERS[account]}
    told = json.loads((folder / "truth" / "commitments.json").read_text("utf-8"))
    assert [one.commitment for one in found.commitments] == [
        one["commitment"] for one in told if one["account"] == account
    ]


def test_the_stories_of_three_accounts_have_reasons_and_two_have_decisions(folder):
    said = {
        one.account: json.loads((folder / "records" / f"{one.account}.json").read_text("utf-8"))
        for one in company.CHAINS
    }
    assert {name for name, one in said.items() if one["reasons"]} == {"goudveld", "prijsbaken", "noorderhof"}
    assert {name for name, one in said.items() if one["decisions"]} == {"goudveld", "even-langs"}
    decided_by = {
        name: {each["decided_by"] for each in one["decisions"]}
        for name, one in said.items()
        if one["decisions"]
    }
    from amlib.data import account

    read = account.folder_read(PARAMETERS / "accounts")
    assert decided_by == {name: {read[name].supervisor} for name in decided_by}


def test_the_freeze_takes_every_table_and_sets_aside_the_faulty_rows(folder):
    root = folder.parents[1]
    (root / "parameters").mkdir()
    text = (PARAMETERS / "workbook.yml").read_text("utf-8")
    (root / "parameters" / "workbook.yml").write_text(text, encoding="utf-8")
    book = workbook.read(root / "parameters" / "workbook.yml")
    assert set(book.tables) == set(contracts.TABLES)
    made = freeze.make(book, root / "output" / "freezes", date(2026, 10, 15))
    assert set(made.accounts) == {chain.account for chain in company.CHAINS}
    tables = json.loads((made.path / "freeze.json").read_text("utf-8"))["tables"]
    wrong = json.loads((folder / "truth" / "rejected.json").read_text("utf-8"))
    planned = pd.Series([row["table"] for row in wrong]).value_counts()
    found = {name: table["rejected"]["rows"] for name, table in tables.items() if table["rejected"]["rows"]}
    assert set(found) == set(planned.index)
    for name in ("complaints", "competitor_prices", "visits"):
        assert found[name] == planned[name]


def test_every_account_has_its_parameters_and_its_manager():
    from amlib.data import account

    read = account.folder_read(PARAMETERS / "accounts")
    assert set(read) == {chain.account for chain in company.CHAINS}
    assert {name: value.account_manager for name, value in read.items()} == people.MANAGERS


def test_the_manual_names_every_file_and_every_case(folder, planted):
    page = (PARAMETERS.parent / "docs" / "demo-company.md").read_text("utf-8")
    assert "`records/<account>.json`" in page
    written = {
        path.name
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name not in ("verkopen", "records")
    }
    assert [name for name in written if f"`{name}`" not in page] == []
    assert [chain.account for chain in company.CHAINS if f"| `{chain.account}` |" not in page] == []
    assert planted["re-dated commitment"]["commitment"] in page
    assert str(len(company.outlets(7, 1.0))) in page
