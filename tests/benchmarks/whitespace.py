"""
White space, checked by hiding: how near our estimates come to sales that were there all along, beside two simple ways to estimate them.

Nobody can look up what an article would sell where it is not sold. But a tenth of the listings can be hidden: taken out of all tables, and of the size of their outlets,
and estimated from what remains. The truth is then known. It is done for one distiller in all chains of the real set, several times with other tenths.

What is hidden at random was chosen by somebody once; a gap was not. So the second check follows the calendar: from one year's sales alone, what does an article sell in
the twelve months after an outlet takes it up for the first time?

Two simple ways, each in two variants, all from the same tables:

* outlet × share: what the outlet sells of ours × the article's share of our sales, in all outlets or in those that list it;
* nearest outlet: what the article sells in the outlet nearest in size that lists it (same banner and region, else same banner, else any), as it is or × the ratio
  of the sizes.

    uv run python tests/benchmarks/whitespace.py                 print the tables
    uv run python tests/benchmarks/whitespace.py --write         and put them in docs/benchmarks.md
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from amlib.analysis import whitespace
from amlib.data import freeze, slices, workbook

PROJECT = Path(__file__).parents[2]
PAGE = PROJECT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- white space -->", "<!-- end of white space -->"
WORKBOOK = PROJECT / "parameters" / "examples" / "iowa_whiskey" / "workbook.yml"
IOWA = PROJECT.parent / "shared" / "data" / "iowa_whiskey"
OURS = "SAZERAC COMPANY INC"
YEAR = [str(month) for month in pd.period_range("2021-10", "2022-09", freq="M")]
YEAR_BEFORE = [str(month) for month in pd.period_range("2020-10", "2021-09", freq="M")]
TAKEN_UP = ["2021-10", "2021-11"]
HIDDEN = 10
"""One in this many listings is hidden."""

OUR_WAY = "our estimate"
RIVALS = {
    "share": "outlet × share",
    "share_listing": "outlet × share, where listed",
    "nearest": "nearest outlet",
    "nearest_scaled": "nearest outlet, × sizes",
}
WAYS = {"estimate": OUR_WAY, **RIVALS}


class Case(NamedTuple):
    """What may be seen, and the pairs whose sales are to be estimated, with the truth as ``value``."""

    listings: pd.DataFrame
    outlets: pd.DataFrame
    asked: pd.DataFrame


class Score(NamedTuple):
    """How near a way came: rank correlation, Σ|estimate − actual| ÷ Σ actual, Σ estimate ÷ Σ actual."""

    rank: float
    error: float
    level: float


def frozen(home: Path) -> freeze.Freeze:
    """The real set, through the workbook of the manual."""
    os.environ["IOWA_WHISKEY"] = IOWA.as_posix()
    return freeze.make(workbook.read(WORKBOOK), home, as_of=date(2022, 11, 1))


def bought(made: freeze.Freeze, account: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What one chain bought of all suppliers per month, outlet and article, and its outlets."""
    found = slices.read(made.slice_path(account))
    return found["category_sales"], found["outlets"]


def case(rows: pd.DataFrame, outlets: pd.DataFrame, asked: pd.DataFrame) -> Case:
    """The tables as the documents make them, from rows in which what is asked does not occur."""
    sums = rows.groupby(["outlet", "product", "group", "supplier"])[["quantity", "value"]].sum().reset_index()
    places = outlets[["outlet", "name", "banner", "region"]].copy()
    places["size"] = places["outlet"].map(sums.groupby("outlet")["value"].sum())
    places = places[places["size"] > 0].reset_index(drop=True)
    listings = sums[(sums["supplier"] == OURS) & (sums["value"] > 0)].drop(columns="supplier")
    listings = listings[listings["outlet"].isin(places["outlet"])].reset_index(drop=True)
    both = asked.merge(listings, on=["outlet", "product"])
    if len(both):
        raise SystemExit(f"what is asked can be seen:\n{both}")
    return Case(listings, places, asked.reset_index(drop=True))


def hiding(rows: pd.DataFrame, outlets: pd.DataFrame, seed: int) -> Case:
    """One year in which a tenth of our listings has been taken out."""
    year = rows[rows["period"].isin(YEAR)]
    ours = year[year["supplier"] == OURS].groupby(["outlet", "product"])["value"].sum()
    ours = ours[ours > 0].sort_index()
    chosen = np.random.default_rng(seed).choice(len(ours), max(1, round(len(ours) / HIDDEN)), replace=False)
    hidden = ours.iloc[np.sort(chosen)]
    pairs = pd.MultiIndex.from_frame(year[["outlet", "product"]])
    return case(year[~pairs.isin(hidden.index)], outlets, hidden.reset_index())


def taking_up(rows: pd.DataFrame, outlets: pd.DataFrame) -> Case:
    """The year before, and what outlets that then took up an article for the first time sold of it in the twelve months from that month on."""
    sold = rows[(rows["supplier"] == OURS)].groupby(["outlet", "product", "period"])["value"].sum()
    first = sold[sold > 0].reset_index().groupby(["outlet", "product"])["period"].min()
    first = first[first.isin(TAKEN_UP)].rename("first").reset_index()
    later = sold.rename("value").reset_index().merge(first, on=["outlet", "product"])
    months = pd.PeriodIndex(later["period"], freq="M") - pd.PeriodIndex(later["first"], freq="M")
    within = np.array([0 <= step.n < 12 for step in months], dtype=bool)
    asked = later[within].groupby(["outlet", "product"])["value"].sum()
    return case(rows[rows["period"].isin(YEAR_BEFORE)], outlets, asked[asked > 0].reset_index())


def estimated(given: Case) -> pd.DataFrame:
    """The pairs that are asked, with our estimate, its range and those of the rivals; NaN where there is none."""
    ours = whitespace.gaps(given.listings, given.outlets)[
        ["outlet", "product", "expected_value", "low", "high"]
    ]
    found = given.asked.merge(ours, on=["outlet", "product"], how="left")
    return rivals(given, found.rename(columns={"expected_value": "estimate"}))


def rivals(given: Case, found: pd.DataFrame) -> pd.DataFrame:
    """The simple ways, from the same tables."""
    table = given.listings.pivot_table(index="outlet", columns="product", values="value", aggfunc="sum")
    total = table.sum(axis=1)
    beside = table.notna().mul(total, axis=0).sum()
    outlet, article = found["outlet"].map(total), found["product"]
    found["share"] = outlet * article.map(table.sum() / total.sum())
    found["share_listing"] = outlet * article.map(table.sum() / beside)
    places = given.outlets.sort_values("outlet").set_index("outlet")
    table = table.reindex(places.index)
    size = np.log(places["size"].to_numpy())
    banner = places["banner"].fillna("").to_numpy(str)
    region = places["region"].fillna("").to_numpy(str)
    near = np.full((len(found), 2), np.nan)
    at = places.index.get_indexer(found["outlet"])
    for row, (i, name) in enumerate(zip(at, found["product"], strict=True)):
        if i < 0 or name not in table:
            continue
        lists = np.flatnonzero(table[name].notna().to_numpy())
        same = banner[lists] == banner[i]
        alike = [lists[same & (region[lists] == region[i])], lists[same], lists]
        group = next((group for group in alike if len(group)), None)
        if group is not None:
            nearest = group[np.argmin(np.abs(size[group] - size[i]))]
            value = table[name].iloc[nearest]
            near[row] = value, value * np.exp(size[i] - size[nearest])
    found["nearest"], found["nearest_scaled"] = near.T
    return found


def comparable(found: pd.DataFrame) -> pd.DataFrame:
    """The pairs that every way has an estimate of: all are judged on the same."""
    return found[found[list(WAYS)].notna().all(axis=1)]


def score(found: pd.DataFrame, way: str) -> Score:
    actual, estimate = found["value"], found[way]
    rank = float(actual.corr(estimate, method="spearman")) if len(found) > 2 else float("nan")
    return Score(
        rank,
        float((estimate - actual).abs().sum() / actual.sum()),
        float(estimate.sum() / actual.sum()),
    )


def held(found: pd.DataFrame) -> float:
    """The part of the pairs whose sales lie in the range."""
    return float(((found["low"] <= found["value"]) & (found["value"] <= found["high"])).mean())


def measured(made: freeze.Freeze, seeds: Iterable[int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All hidden pairs of all chains and seeds, and all pairs that were taken up."""
    hidden, taken = [], []
    for account in made.accounts:
        started = time.perf_counter()
        rows, outlets = bought(made, account)
        for seed in seeds:
            hidden.append(estimated(hiding(rows, outlets, seed)).assign(account=account, seed=seed))
        later = taking_up(rows, outlets)
        if len(later.asked):
            taken.append(estimated(later).assign(account=account))
        print(f"{account}: {time.perf_counter() - started:.1f} s", file=sys.stderr, flush=True)
    return pd.concat(hidden, ignore_index=True), pd.concat(taken, ignore_index=True)


def in_total(found: pd.DataFrame) -> str:
    judged = comparable(found)
    ours = score(judged, "estimate")
    lines = [
        "| way | rank correlation with what was sold | Σ∣estimated − sold∣ ÷ Σ sold | our error beside it | Σ estimated ÷ Σ sold |",
        "|---|---|---|---|---|",
    ]
    for way, name in WAYS.items():
        it = score(judged, way)
        beside = "" if way == "estimate" else f"{ours.error / it.error:.2f} ×"
        lines.append(f"| {name} | {it.rank:.3f} | {it.error:.3f} | {beside} | {it.level:.2f} |")
    return "\n".join(lines)


def per_chain(found: pd.DataFrame, names: dict[str, str]) -> str:
    shown = {"estimate": "ours", "share": "outlet × share", "nearest": "nearest"}
    heads = [f"{what}, {name}" for what in ("rank", "error") for name in shown.values()]
    lines = [
        f"| chain | pairs judged | {' | '.join(heads)} | our error beside the better one | range holds |",
        f"|---|---|{'---|' * len(heads)}---|---|",
    ]
    for account, rows in found.groupby("account"):
        judged = comparable(rows)
        name = names[str(account)]
        if len(judged) < 10:
            lines.append(f"| {name} | {len(judged)} of {len(rows)}: too few |{' |' * (len(heads) + 2)}")
            continue
        scores = [score(judged, way) for way in shown]
        ranks = " | ".join(f"{it.rank:.2f}" for it in scores)
        misses = " | ".join(f"{it.error:.2f}" for it in scores)
        beside = scores[0].error / min(it.error for it in scores[1:])
        lines.append(
            f"| {name} | {len(judged)} of {len(rows)} | {ranks} | {misses} | {beside:.2f} × | {held(judged):.0%} |"
        )
    return "\n".join(lines)


def verdict(found: pd.DataFrame) -> str:
    """Whether ours is the better of all, in so many words."""
    judged = comparable(found)
    scores = {way: score(judged, way) for way in WAYS}
    ours = scores["estimate"]
    ranks = [WAYS[way] for way in RIVALS if scores[way].rank >= ours.rank]
    misses = [WAYS[way] for way in RIVALS if scores[way].error <= ours.error]
    if not ranks and not misses:
        return "Our estimate is nearer than every simple way, on both measures."
    lost = [
        f"{' and '.join(names)} on {what}" for names, what in ((ranks, "rank"), (misses, "error")) if names
    ]
    return f"**Our estimate does not beat {'; nor '.join(lost)}.**"


def told(hidden: pd.DataFrame, taken: pd.DataFrame, names: dict[str, str], seeds: list[int]) -> str:
    judged, later = comparable(hidden), comparable(taken)
    code = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=False
    ).stdout.strip()
    ratio = float((later["value"] / later["estimate"]).median())
    slower = (
        "There is no sign that outlets listed last sell slower than estimated, and no correction for it is made."
        if ratio >= 1
        else "**Outlets listed last sell slower than estimated, and no correction for it is made.**"
    )
    return f"""**Hidden listings.** {verdict(hidden)} All chains together, {len(judged):,} pairs of the {len(hidden):,} hidden; for the others one of the ways has no estimate (ours asks for three
outlets that list the article). The range at 80 % holds {held(judged):.1%} of them.

{in_total(hidden)}

Per chain:

{per_chain(hidden, names)}

**Listings that were made afterwards.** {verdict(taken)} From the sales of {YEAR_BEFORE[0]} to {YEAR_BEFORE[-1]} alone: what did outlets sell of an article that they first took up in {TAKEN_UP[0]} or
{TAKEN_UP[-1]}, in the twelve months from then on? {len(later):,} pairs of {len(taken):,}; for the others there was nothing yet to estimate from. The range at 80 % holds {held(later):.1%} of them. The middle pair
sold {ratio:.2f} × its estimate. {slower}

{in_total(taken)}

{datetime.now(UTC):%Y-%m-%d}, commit {code or "unknown"}: {OURS}, {len(names)} chains, {YEAR[0]} to {YEAR[-1]}, one in {HIDDEN} listings hidden, seeds {", ".join(map(str, seeds))}.
"""


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
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--write", action="store_true", help="put the tables in docs/benchmarks.md")
    given = parser.parse_args()
    if not IOWA.is_dir():
        print(f"skipped: {IOWA} is absent")
        return
    with tempfile.TemporaryDirectory() as folder:
        made = frozen(Path(folder))
        names = {
            str(account): str(slices.read(made.slice_path(account))["accounts"]["name"].iloc[0])
            for account in made.accounts
        }
        text = told(*measured(made, given.seeds), names, given.seeds)
    print(text)
    if given.write:
        write(text)


if __name__ == "__main__":
    main()
