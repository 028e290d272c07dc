"""
The latest estimate, checked by waiting: how near it came, how often the range held, and what its probability was worth.

Ten years and ten months of real deliveries are replayed. In March, June and September of each plan year the estimate is made from what was known at that moment, the pool of errors
and the season included, and held against the December that followed. The target is last year's total + 3 %.

Series: each chain × product group and each chain's total, once of what one distiller sold and once of what the chain bought of all. Beside it the two forecasts that anybody can make on paper.

    uv run python tests/benchmarks/outlook.py                 print the tables
    uv run python tests/benchmarks/outlook.py --write         and put them in docs/benchmarks.md
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import ClassVar

import duckdb
import numpy as np
import pandas as pd

from amlib import periods
from amlib.analysis import forecasts, outlook, track, year

PROJECT = Path(__file__).parents[2]
PAGE = PROJECT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- outlook -->", "<!-- end of outlook -->"
CHAINS = PROJECT / "parameters" / "examples" / "iowa_whiskey" / "chains.csv"
LONG = PROJECT.parent / "shared" / "data" / "iowa_full"
OURS = "421"
YEARS = range(2015, 2022)
LEFT = (9, 6, 3)
GROWTH = 1.03
SMALLEST = 1000
"""Dollars that a series sold in the year before; what is smaller has no target worth the name."""

WAYS = {"estimate": "our estimate", "naive": "seasonal naive with drift", "plain": "seasonal naive", "ytd_ratio": "year-to-date ratio"}  # fmt: skip
SETS = {
    "all": "All history (from 2012), pool of all chains",
    "short": "The last 33 months only, pool of all chains",
    "account": "All history (from 2012), pool of the one account",
    "account_short": "The last 33 months only, pool of the one account: what a young history has",
    "whiskey": "From 2020 only, pool of all chains: the year November 2021 to October 2022",
}


@cache
def sold() -> pd.DataFrame:
    """Dollars per month, chain and whiskey group, and the chains' totals: ``kind`` is whose sales they are."""
    rows = duckdb.sql(f"""
        with chain as (
            select Store, arg_min(account, rank) as account
            from read_csv('{LONG}/stores.csv', all_varchar = true) join '{CHAINS}' on regexp_matches(lower(Name), pattern)
            group by Store
        ),
        article as (
            select distinct on ("Item Number") "Item Number", "Category Name" as "group", Vendor
            from read_csv('{LONG}/products.csv', all_varchar = true)
            where "Category Name" ilike '%whisk%' or "Category Name" ilike '%bourbon%' or "Category Name" ilike '%scotch%'
            order by all
        )
        select account, "group", strftime("Date", '%Y-%m') as month, Vendor = '{OURS}' as ours, sum("Sale (Dollars)"::decimal(18, 2))::double as amount
        from '{LONG}/sales.parquet' join article using ("Item Number") join chain on Store = "Store Number"::text
        group by all order by all
    """).df()
    kinds = pd.concat([rows[rows["ours"]].assign(kind="ours"), rows.assign(kind="category")])
    totals = kinds.assign(group="total")
    return (
        pd.concat([kinds, totals])
        .groupby(["kind", "account", "group", "month"])["amount"]
        .sum()
        .reset_index()
    )


def moved(months: pd.Series, by: int) -> pd.Series:
    """Months moved on, so that a plan year that ends in October is a calendar year too."""
    return pd.Series((pd.PeriodIndex(months, freq="M") + by).astype(str), index=months.index)


def replayed(kind: str, history: str, year: int) -> pd.DataFrame:
    """All series of one kind at the three moments of a plan year: what was estimated, and what came."""
    rows = sold()
    rows = rows[rows["kind"] == kind].drop(columns="kind")
    if history == "whiskey":
        rows = rows[rows["month"] >= "2020-01"]
        rows = rows.assign(month=moved(rows["month"], 2))
    found = []
    for left in LEFT:
        through = f"{year}-{12 - left:02d}"
        known = rows[rows["month"] <= through]
        if history.endswith("short"):
            known = known[known["month"] > str(pd.Period(through, freq="M") - 33)]
        everybody = outlook.pool(known, through, left)
        for account, of_account in known.groupby("account"):
            pooled = outlook.pool(of_account, through, left) if history.startswith("account") else everybody
            for group, months in of_account.groupby("group"):
                whole = rows[(rows["account"] == account) & (rows["group"] == group)].set_index("month")[
                    "amount"
                ]
                before = float(whole[whole.index.str.startswith(str(year - 1))].sum())
                if before >= SMALLEST:
                    made = outlook.estimate(
                        months, year, through, pooled, target=before * GROWTH, group=str(group)
                    )
                    rest = whole[
                        (whole.index > f"{year - 1}-{12 - left:02d}") & (whole.index <= f"{year - 1}-12")
                    ]
                    found.append({
                        "account": account, "group": group, "year": year, "left": left, "reason": made.reason, "target": before * GROWTH, "realised": made.realised,
                        "actual": float(whole[whole.index.str.startswith(str(year))].sum()), "estimate": made.centre, "low": made.low, "high": made.high,
                        "p": np.nan if made.probability is None else made.probability, "naive": made.naive, "ytd_ratio": made.ytd_ratio,
                        "plain": made.realised + float(rest.sum()), "width": (made.high - made.low) / made.rest if made.rest > 0 else np.nan,
                        "origins": _origins(len(pooled.errors), pooled.series),
                    })  # fmt: skip
    return pd.DataFrame(found)


def _origins(errors: int, series: int) -> float:
    return errors / 2 / series if series else 0.0


def judged(found: pd.DataFrame) -> pd.DataFrame:
    """The cases that have a range and of which every way has a forecast: all are judged on the same."""
    rest = found["actual"] - found["realised"]
    return found[
        (found["reason"] == "") & found[list(WAYS)].notna().all(axis=1) & (rest >= 1)
    ]  # a dollar at least: what sums to nil has no relative error


def misses(found: pd.DataFrame, way: str) -> pd.Series:
    """The absolute error of the months left, as a part of what they brought."""
    return (found[way] - found["actual"]).abs() / (found["actual"] - found["realised"])


def in_total(found: pd.DataFrame) -> str:
    """Nearness, one row per way."""
    lines = [
        "| H: months left | way | absolute % error of the rest: mean | median | Σ∣error∣ ÷ Σ rest |",
        "|---|---|---|---|---|",
    ]
    for left in LEFT:
        rows = judged(found[found["left"] == left])
        rest = (rows["actual"] - rows["realised"]).sum()
        for way, name in WAYS.items():
            miss = misses(rows, way)
            weighed = (rows[way] - rows["actual"]).abs().sum() / rest
            lines.append(f"| {left} | {name} | {miss.mean():.1%} | {miss.median():.1%} | {weighed:.1%} |")
    return "\n".join(lines)


def held(rows: pd.DataFrame) -> pd.Series:
    return (rows["low"] <= rows["actual"]) & (rows["actual"] <= rows["high"])


def in_range(found: pd.DataFrame) -> str:
    """Coverage and Brier score, one row per number of months left."""
    lines = [
        "| H | cases (without a range) | origins per series | 80 % range holds | per plan year: lowest – highest | middle width ÷ rest | Brier: base rate | point only | as shown | target reached |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for left in LEFT:
        every = found[found["left"] == left]
        rows = judged(every)
        hit = (rows["actual"] >= rows["target"]).astype(float)
        per_year = held(rows).groupby(rows["year"]).mean()
        point = ((rows["estimate"] >= rows["target"]).astype(float) - hit).pow(2).mean()
        ours = (rows["p"].map(outlook.shown) - hit).pow(2).mean()
        lines.append(
            f"| {left} | {len(rows):,} ({len(every) - len(rows)}) | {rows['origins'].mean():.1f} | {held(rows).mean():.1%} | {per_year.min():.0%} – {per_year.max():.0%} "
            f"| {rows['width'].median():.0%} | {hit.mean() * (1 - hit.mean()):.3f} | {point:.3f} | {ours:.3f} | {hit.mean():.0%} |"
        )
    return "\n".join(lines)


def calibration(found: pd.DataFrame) -> str:
    """What was said beside what came."""
    bands = [0, 0.075, 0.25, 0.5, 0.75, 0.925, 1]
    lines = ["| H | said → came true (cases) |", "|---|---|"]
    for left in LEFT:
        rows = judged(found[found["left"] == left])
        said = rows["p"].map(outlook.shown)
        hit = rows["actual"] >= rows["target"]
        parts = [
            f"{said[at].mean():.0%} → {hit[at].mean():.0%} ({len(at)})"
            for at in said.groupby(pd.cut(said, bands), observed=True).groups.values()
        ]
        lines.append(f"| {left} | {' · '.join(parts)} |")
    return "\n".join(lines)


def verdict(found: pd.DataFrame) -> str:
    """Which goals are met and which are not, in so many words."""
    good, bad = [], []
    for left in LEFT:
        rows = judged(found[found["left"] == left])
        for what, size in (("mean", "mean"), ("median", "median")):
            ours = float(getattr(misses(rows, "estimate"), size)())
            lost = [
                name
                for way, name in WAYS.items()
                if way != "estimate" and getattr(misses(rows, way), size)() <= ours
            ]
            (bad if lost else good).append(f"{what} at H={left}" + (f" ({', '.join(lost)})" if lost else ""))
    near = f"Nearer than all three: {', '.join(good) or 'nowhere'}. " + (
        f"**Not nearer: {'; '.join(bad)}.**" if bad else ""
    )
    out = [
        f"{held(rows).mean():.1%} at H={left}"
        for left in LEFT
        if not 0.75 <= held(rows := judged(found[found["left"] == left])).mean() <= 0.85
    ]
    return f"{near} " + (
        f"**Range outside the goal of 75–85 %: {', '.join(out)}.**"
        if out
        else "The range holds what it should (goal 75–85 %)."
    )


def seconds() -> tuple[float, int]:
    """The time that one account's estimates take, its pool included, with nothing kept from before; and how many series that is."""
    rows = sold()
    rows = rows[(rows["kind"] == "ours") & (rows["account"] == "hyvee")].drop(columns="kind")
    outlook.pool(rows, "2020-09", 3)
    forecasts.theta.cache_clear()
    started = time.perf_counter()
    pooled = outlook.pool(rows, "2021-09", 3)
    for group, months in rows.groupby("group"):
        outlook.estimate(months, 2021, "2021-09", pooled, target=1.0, group=str(group))
    return time.perf_counter() - started, rows["group"].nunique()


class Invented:
    """As much of a slice as the year ahead looks at: sales of 120 outlets and 8 groups over 45 months."""

    tables: ClassVar[dict[str, object]] = {}

    def supplied(self, name: str) -> bool:
        return False

    def sales(self) -> pd.DataFrame:
        random = np.random.default_rng(1)
        months = pd.period_range("2023-01", periods=45, freq="M").astype(str)
        places = pd.MultiIndex.from_product(
            [months, [f"o{n}" for n in range(120)], [f"g{n}" for n in range(8)], range(3)],
            names=["month", "outlet", "group", "product"],
        )
        rows = places.to_frame(index=False)
        quantity = 100 * np.exp(random.normal(0, 0.3, len(rows)))
        return rows.assign(
            outlet_name=rows["outlet"], quantity=quantity, revenue=10 * quantity, cost=8 * quantity
        )


def seconds_ahead() -> tuple[float, float]:
    """The time that the year ahead of one invented account takes: of 120 outlets with all levels, and the quarters before that are replayed."""
    data = Invented()
    sales, when = data.sales(), periods.parse("2026Q3")
    year.ahead(data, when, sales=sales)  # type: ignore[arg-type]
    started = time.perf_counter()
    year.ahead(data, when, sales=sales)  # type: ignore[arg-type]
    between = time.perf_counter()
    track.replayed(data, when, growth_target=0.03, sales=sales)  # type: ignore[arg-type]
    return between - started, time.perf_counter() - between


def measured(workers: int, histories: list[str]) -> dict[tuple[str, str], pd.DataFrame]:
    jobs = [
        (kind, history, year)
        for history in histories
        for kind in ("ours", "category")
        for year in ([2022] if history == "whiskey" else YEARS)
    ]
    with ProcessPoolExecutor(workers) as several:
        found = list(several.map(replayed, *zip(*jobs, strict=True)))
    return {
        (history, kind): pd.concat(
            [part for part, job in zip(found, jobs, strict=True) if job[:2] == (kind, history)],
            ignore_index=True,
        )
        for history in histories
        for kind in ("ours", "category")
    }


def told(found: dict[tuple[str, str], pd.DataFrame], spent: float, count: int) -> str:
    code = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=False
    ).stdout.strip()
    parts = []
    for history, title in [(name, SETS[name]) for name in dict.fromkeys(name for name, _ in found)]:
        for kind, whose in (
            ("ours", "what the distiller sold"),
            ("category", "what the chains bought of all"),
        ):
            rows = found[history, kind]
            parts.append(f"**{title}; {whose}.** {verdict(rows)}\n\n{in_range(rows)}\n\n{in_total(rows)}\n")
            if history == "all":
                parts.append(f"{calibration(rows)}\n")
    return (
        "\n".join(parts)
        + f"""
One account ({count} series, pool included, nothing kept from before): {spent:.1f} s. The year ahead of an account of 120 outlets and 8 groups in three measures: {seconds_ahead()[0]:.1f} s; what would have been said at the quarter ends of its closed years: {seconds_ahead()[1]:.1f} s.

{datetime.now(UTC):%Y-%m-%d}, commit {code or "unknown"}: plan years {YEARS[0]} to {YEARS[-1]}, target last year + {GROWTH - 1:.0%}, series of {SMALLEST:,} dollars or more in the year before.
"""
    )


def write(text: str) -> None:
    """Between the two marks; the rest of the page belongs to others."""
    page = PAGE.read_text("utf-8")
    above, found, rest = page.partition(BEGIN)
    _, closed, below = rest.partition(END)
    if not found or not closed:
        raise SystemExit(f"{PAGE} has no place for this: {BEGIN} and {END}")
    PAGE.write_text(f"{above}{BEGIN}\n\n{text}\n{END}{below}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--histories", nargs="+", choices=list(SETS), default=list(SETS))
    parser.add_argument("--write", action="store_true", help="put the tables in docs/benchmarks.md")
    given = parser.parse_args()
    if not LONG.is_dir():
        print(f"skipped: {LONG} is absent")
        return
    text = told(measured(given.workers, given.histories), *seconds())
    print(text)
    if given.write:
        write(text)


if __name__ == "__main__":
    main()
