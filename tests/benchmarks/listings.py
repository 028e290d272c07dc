"""
What a plan counted on for its listings, beside what came: real chains, a year held out.

The listings that a plan would have drafted at the end of 2021 are made from the sales of 2021 and, for what became of such places, of 2020; then the ten months of 2022 are opened. Nobody at
these chains saw such a plan, so what came is what came of itself: the least that can be asked of an estimate is that it is not five times that.

    uv run python tests/benchmarks/listings.py FREEZE
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from amlib.analysis import results, rivals, uptake, whitespace
from amlib.analysis.uptake import Uptake
from amlib.data import slices
from amlib.plan import first_listings
from amlib.plan.drafts import Given

NOW, THEN, HELD_OUT = ([f"{year}-{month:02d}" for month in range(1, last + 1)] for year, last in ((2021, 12), (2020, 12), (2022, 10)))  # fmt: skip
PART = len(HELD_OUT) / 12


@dataclass(frozen=True)
class Outcome:
    """Money of the held-out months: of a full year in every outlet, as drafted with its range, and as it came; and what was known of such places."""

    everywhere: float
    low: float
    expected: float
    high: float
    came: float
    seen: Uptake


def outcome(data: slices.Slice) -> Outcome | None:
    """One chain; None where nothing would have been drafted."""
    found = results.shelf(data, NOW, THEN)
    if found is None or not found.trusted or not found.has_base:
        return None
    before = found.rows.assign(quantity=found.rows["base_quantity"], value=found.rows["base_value"])
    (now, places), (then, earlier) = rivals.listings(found), rivals.listings(replace(found, rows=before))
    if not (len(now) and len(then)):
        return None
    seen = uptake.measured(whitespace.gaps(then, earlier), now, then, first_listings.LIKELY)
    gaps = whitespace.gaps(now, places)
    drafted = first_listings.actions(Given(pd.DataFrame(columns=["level"]), "", begins=date(2022, 1, 1), listings=gaps, uptake=seen), 2022)  # fmt: skip
    if not drafted:
        return None
    names = {action.name for action in drafted}
    asked = gaps[(gaps["chance"] >= first_listings.LIKELY) & gaps["product"].map(lambda each: any(str(each) in name for name in names))]  # fmt: skip
    book = results.book(data)
    sold = book[book["month"].isin(HELD_OUT)].groupby(["outlet", "product"])["revenue"].sum()
    came = sold.reindex(pd.MultiIndex.from_frame(asked[["outlet", "product"]])).clip(lower=0.0)
    low, expected, high = (sum(getattr(action.revenue, end) for action in drafted) / 100 * PART for end in ("low", "expected", "high"))  # fmt: skip
    return Outcome(float(asked["expected_value"].sum()) * PART, low, expected, high, float(came.sum()), seen)


def main() -> None:
    """A line per chain, and all together."""
    folder = Path(sys.argv[1])
    every = []
    for path in sorted((folder / "slices").iterdir()):
        if (found := outcome(slices.read(path / "internal"))) is not None:
            every.append(found)
            print(f"{path.name:13} everywhere {found.everywhere:9,.0f}  drafted {found.expected:8,.0f} ({found.low:,.0f} to {found.high:,.0f})  came {found.came:8,.0f}  filled {found.seen.filled}/{found.seen.places}")  # fmt: skip
    inside = sum(one.low <= one.came <= one.high for one in every)
    print(f"together: everywhere {sum(o.everywhere for o in every):,.0f}, drafted {sum(o.expected for o in every):,.0f}, came {sum(o.came for o in every):,.0f}; {inside} of {len(every)} within the range")  # fmt: skip


if __name__ == "__main__":
    main()
