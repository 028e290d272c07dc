"""
What a display does for sliced cheese, at real named key accounts: known of one account, and of all together.

Nobody knows the true effect. But the weeks of an account can be parted in two: what is found in the even weeks is held against what the odd weeks say, which had no part in it. An estimate of one account alone,
one figure for all, and the account drawn towards all (`elasticities.shrunk`) are judged alike.

    uv run python tests/benchmarks/cheese.py                  print the table
    uv run python tests/benchmarks/cheese.py --write          and put it in docs/benchmarks.md
"""

from __future__ import annotations

import argparse
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from amlib.analysis import elasticities

PROJECT = Path(__file__).parents[2]
PAGE = PROJECT / "docs" / "benchmarks.md"
DATA = PROJECT.parent / "shared" / "data" / "cheese" / "cheese.parquet"
BEGIN, END = "<!-- cheese -->", "<!-- end of cheese -->"
NAMES = {"RETAILER": "outlet", "VOLUME": "quantity", "PRICE": "price", "DISP": "feature"}
VARIED = 6
"""Different display shares an account must have had to be judged by itself, in each half."""


def per_account(rows: pd.DataFrame) -> pd.DataFrame:
    """The display effect of each account by itself, and its standard error."""
    found = {}
    for account, mine in rows.groupby("outlet"):
        causes = np.column_stack([np.log(mine["price"]), mine["feature"]])
        outcome = np.log(mine["quantity"])
        centred = causes - causes.mean(axis=0)
        fit, rest, *_ = np.linalg.lstsq(centred, outcome - outcome.mean())
        variance = rest[0] / (len(mine) - 3) * np.linalg.inv(centred.T @ centred)
        found[account] = {"estimate": fit[1], "error": float(np.sqrt(variance[1, 1]))}
    return pd.DataFrame(found).T


def varied(rows: pd.DataFrame) -> pd.DataFrame:
    """The accounts in which displays varied enough."""
    return rows[rows.groupby("outlet")["feature"].transform("nunique") >= VARIED]


def halves(rows: pd.DataFrame) -> pd.DataFrame:
    """Per account what the even weeks say in three ways, and what the odd weeks say."""
    even = rows.groupby("outlet").cumcount() % 2 == 0
    seen, later = (per_account(varied(half)) for half in (rows[even], rows[~even]))
    both = seen.index.intersection(later.index)
    drawn = elasticities.shrunk(seen.loc[both])
    weight = 1 / drawn["error"] ** 2
    return drawn.assign(
        all=float((weight * drawn["estimate"]).sum() / weight.sum()),
        later=later.loc[both, "estimate"],
        later_error=later.loc[both, "error"],
    )


def middle(effects: pd.Series) -> str:
    """Where four in five of them lie."""
    low, high = np.expm1(effects.quantile([0.1, 0.9]))
    return f"{low:+.0%} to {high:+.0%}"


def told(rows: pd.DataFrame) -> str:
    """The section."""
    pooled, found = elasticities.elasticity(rows), halves(rows)
    alone = per_account(varied(rows))
    drawn = elasticities.shrunk(alone)
    lines = ["| way | mean ∣error∣ | weighed by how well the other half knows |", "|---|---|---|"]
    weight = 1 / found["later_error"] ** 2
    for name, way in (
        ("the account alone", "estimate"),
        ("one figure for all", "all"),
        ("the account, drawn towards all", "shrunk"),
    ):
        miss = (found[way] - found["later"]).abs()
        lines.append(f"| {name} | {miss.mean():.2f} | {(miss * weight).sum() / weight.sum():.2f} |")
    code = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=False
    ).stdout.strip()
    return f"""{pooled.weeks:,} weeks of {pooled.outlets} accounts. All together: a price 1 % lower goes with {-pooled.price:.2f} % more volume (standard error {pooled.price_error:.2f}), a full display with
{pooled.feature:+.0%} ({pooled.feature_low:+.0%} to {pooled.feature_high:+.0%}). Of the {len(alone)} accounts in which displays varied, four in five say by themselves {middle(alone["estimate"])};
drawn towards all, {middle(drawn["shrunk"])}.

Even weeks held against odd weeks, {len(found)} accounts, in log volume:

{chr(10).join(lines)}

{datetime.now(UTC):%Y-%m-%d}, commit {code or "unknown"}.
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--write", action="store_true", help="put the table in docs/benchmarks.md")
    given = parser.parse_args()
    text = told(pd.read_parquet(given.data).rename(columns=NAMES))
    print(text)
    if given.write:
        page = PAGE.read_text("utf-8")
        above, found, rest = page.partition(BEGIN)
        _, closed, below = rest.partition(END)
        if not found or not closed:
            raise SystemExit(f"{PAGE} has no place for this: {BEGIN} and {END}")
        PAGE.write_text(f"{above}{BEGIN}\n\n{text}\n{END}{below}", encoding="utf-8")


if __name__ == "__main__":
    main()
