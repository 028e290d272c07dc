"""
What promotions brought, held against invented companies of which it is known.

Each seed is another company of six customers, with promotions that lift their article, dip after it and take from siblings by known amounts. All finished promotions are assessed from what was
delivered per week, as a document would, and held against what they really did. Beside it the way that anybody can make on paper: what was sold above the mean of the four weeks before.

    uv run python tests/benchmarks/promotions.py                  print the tables
    uv run python tests/benchmarks/promotions.py --write          and put them in docs/benchmarks.md
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT / "tests" / "analysis"))  # the companies are those of the tests

import promoted  # noqa: E402

from amlib.analysis import promotions  # noqa: E402
from amlib.analysis import weeks as weekly  # noqa: E402
from amlib.analysis.holidays import day_of  # noqa: E402
from amlib.analysis.placebos import FEASTS  # noqa: E402
from amlib.data.demo.promotions import LOSS  # noqa: E402

PAGE = PROJECT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- promotions -->", "<!-- end of promotions -->"
THROUGH = "2026Q3"
FIRST = 201
"""Seeds below were looked at while the method was made."""


def naive(data, evaluated: pd.DataFrame) -> pd.Series:
    """What was sold above the mean of the four weeks before, per promotion."""
    weeks = weekly.read(data)
    products = data["products"].set_index("product")
    lift = {}
    for row in data["promotions"].to_dict("records"):
        one = weekly.action(row, products, weeks)
        kilograms = weeks.per_week(one.outlets)[weeks.place_of[one.product]]
        before, during = (
            kilograms[max(0, one.first - 4) : one.first],
            kilograms[one.first : one.first + one.weeks],
        )
        lift[row["promotion"]] = float(during.sum() - one.weeks * before.mean()) if len(before) else np.nan
    return evaluated["promotion"].map(lift)


def judged(seed: int, outlets: float) -> pd.DataFrame:
    """All finished promotions of one company: what was found, and what is true."""
    found = []
    for account, (data, known) in promoted.companies(seed, outlets).items():
        started = time.perf_counter()
        made = promotions.evaluate(data, THROUGH)
        spent = time.perf_counter() - started
        made["naive"] = naive(data, made)
        made = made[made["promotion"].isin(known.index)]
        truth = known.loc[made["promotion"]].reset_index(drop=True)
        mine = made.reset_index(drop=True).join(truth[["net", "profit", "baseline"]].add_prefix("true_"))
        found.append(mine.assign(account=account, seed=seed, seconds=spent, load=os.getloadavg()[0]))
    return pd.concat(found, ignore_index=True)


def held(rows: pd.DataFrame) -> pd.Series:
    return (rows["net_low"] <= rows["true_net"]) & (rows["true_net"] <= rows["net_high"])


def planted(rows: pd.DataFrame) -> pd.DataFrame:
    """The last finished run of the promotion that is known to lose, one row per company."""
    mine = rows[(rows["account"] == LOSS[0]) & (rows["product"] == LOSS[1]) & (rows["mechanic"] == LOSS[2])]
    return mine.sort_values("start").groupby("seed").tail(1)


def nearness(rows: pd.DataFrame) -> str:
    lines = [
        "| way | mean error ÷ baseline | mean ∣error∣ | median ∣error∣ | Σ∣error∣ ÷ Σ true net |",
        "|---|---|---|---|---|",
    ]
    for name, way in (("net uplift, as assessed", "net"), ("above the four weeks before", "naive")):
        miss = rows[way] - rows["true_net"]
        part = miss / rows["true_baseline"]
        lines.append(
            f"| {name} | {part.mean():+.1%} | {part.abs().mean():.1%} | {part.abs().median():.1%} | {miss.abs().sum() / rows['true_net'].sum():.1%} |"
        )
    return "\n".join(lines)


def per_account(rows: pd.DataFrame) -> str:
    lines = [
        "| account | assessed | range holds the true net | middle width ÷ baseline | median ∣error∣ ÷ baseline |",
        "|---|---|---|---|---|",
    ]
    for account, mine in [*rows.groupby("account"), ("all", rows)]:
        width = ((mine["net_high"] - mine["net_low"]) / mine["baseline"]).median()
        miss = ((mine["net"] - mine["true_net"]).abs() / mine["true_baseline"]).median()
        lines.append(f"| {account} | {len(mine):,} | {held(mine).mean():.1%} | {width:.0%} | {miss:.1%} |")
    return "\n".join(lines)


def told(found: pd.DataFrame, outlets: float) -> str:
    code = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=False
    ).stdout.strip()
    rows = found[found["status"] == "assessed"]
    companies, known = found["seed"].nunique(), planted(rows)
    share = held(rows).groupby(rows["seed"]).mean()
    sums = rows.groupby("seed")[["net", "true_net"]].sum()
    off = sums["net"] / sums["true_net"] - 1
    loss = known["profit_high"] < 0
    year = rows[rows["start"].dt.year == 2026]
    near, judged_near = _near_feast(found["start"]), _near_feast(rows["start"])
    goal, least = held(rows).mean(), 0.75 * len(known)
    return f"""{len(found):,} finished promotions of {companies} companies, {len(rows):,} of them assessed; not assessed: {reasons(found)}.

* **The 80 % range holds the true net uplift of {goal:.1%} of them** (goal 75–85 %: {"met" if 0.75 <= goal <= 0.85 else "**not met**"}); per company from {share.min():.0%} to {share.max():.0%}; of those of 2026 {held(year).mean():.1%}.
* The latest run of the promotion that is known to lose: its true net lies in its range in **{int(held(known).sum())} of {len(known)}** companies (goal {least:.0f}: {"met" if held(known).sum() >= least else "**not met**"}); found a loss, with the whole range below nil, in {int(loss.sum())}.
* All promotions of a company together: the sum of net uplift is {off.mean():+.1%} beside the true one on average, between {off.quantile(0.1):+.1%} and {off.quantile(0.9):+.1%} in four of five.
* Of the {int(near.sum()):,} that began in the two weeks before Easter or Christmas, {int(judged_near.sum()):,} could be assessed: those of which the same weeks were also seen without a promotion. Their range holds {held(rows[judged_near]).mean():.0%}, that of all others {held(rows[~judged_near]).mean():.1%}.
* Mean error ÷ baseline by the quarter in which they began: {by_quarter(rows)}. A season that turns around the promotion is taken for uplift.

{nearness(rows)}

{per_account(rows)}

One account: {rows.groupby(["seed", "account"])["seconds"].first().max():.1f} s at most, {rows.groupby(["seed", "account"])["seconds"].first().median():.2f} s in the middle, at a load of {found["load"].mean():.0f} on {os.cpu_count()} cores.

{datetime.now(UTC):%Y-%m-%d}, commit {code or "unknown"}: seeds {found["seed"].min()} to {found["seed"].max()}, {outlets:.0%} of the outlets, promotions that ended by {THROUGH}.
"""


def reasons(found: pd.DataFrame) -> str:
    """Why some were not assessed."""
    counts = found.loc[found["status"] != "assessed", "reason"].value_counts()
    return ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "none"


def by_quarter(rows: pd.DataFrame) -> str:
    part = (rows["net"] - rows["true_net"]) / rows["true_baseline"]
    return ", ".join(f"Q{q} {mean:+.1%}" for q, mean in part.groupby(rows["start"].dt.quarter).mean().items())


def _near_feast(start: pd.Series) -> pd.Series:
    ahead = [[(pd.Timestamp(day_of(feast, day.year)) - day).days for feast in FEASTS] for day in start]
    return pd.Series([any(0 < days <= 14 for days in one) for one in ahead], index=start.index)


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
    parser.add_argument("--companies", type=int, default=100, help=f"how many, from seed {FIRST}")
    parser.add_argument("--outlets", type=float, default=0.5, help="fraction of the outlets")
    parser.add_argument("--write", action="store_true", help="put the tables in docs/benchmarks.md")
    given = parser.parse_args()
    seeds = range(FIRST, FIRST + given.companies)
    with ProcessPoolExecutor(given.workers) as several:
        found = pd.concat(several.map(judged, seeds, [given.outlets] * len(seeds)), ignore_index=True)
    text = told(found, given.outlets)
    print(text)
    if given.write:
        write(text)


if __name__ == "__main__":
    main()
