"""
The actions of a first draft: what was done last year, and what sells elsewhere and not here.

Both are only a beginning, and neither knows more than its table: a promotion that nobody evaluated has no effect, and an article without a known margin brings no margin.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from amlib import language
from amlib.plan.items import Action, Promotion, Range

if TYPE_CHECKING:
    from amlib.plan.drafts import Given

__all__ = ["LISTINGS", "absent", "effect", "listings", "promotions"]

LISTINGS = 5
"""How many listings are drafted."""
LIKELY = 0.5
"""The part of the comparable outlets that must list an article before a listing is drafted."""
WEEKS = timedelta(weeks=52)


def promotions(given: Given, year: int) -> list[Action]:
    """The promotions that are known of the year, else those of the year before, fifty-two weeks later."""
    rows = given.promotions
    if rows.empty:
        return []
    starts, ends = (pd.to_datetime(rows[column]) for column in ("start", "end"))
    moved = timedelta(0) if (starts.dt.year == year).any() else WEEKS
    starts, ends = starts + moved, ends + moved
    inside = (starts.dt.year == year) & (ends.dt.year == year)
    chosen = rows.assign(begins=starts, ends=ends)[inside].sort_values(["begins", "promotion"])
    return [_promoted(row, given, repeated=bool(moved)) for row in chosen.to_dict("records")]


def _promoted(row: dict[Any, Any], given: Given, *, repeated: bool) -> Action:
    product = str(row["product"])
    named = row.get("name")
    return Action(
        id="",
        name=f"{row['mechanic']}: {product if absent(named) else named}"[:120],
        kind="promotion",
        outlets=_outlets(row["outlets"]),
        groups=() if absent(row.get("group")) else (str(row["group"]),),
        owner=given.owner,
        begins=row["begins"].date(),
        ends=row["ends"].date(),
        cost=_whole(row.get("fixed_cost"), 100) or 0,
        quantity=effect(row, "quantity", 1),
        revenue=effect(row, "revenue", 100),
        margin=effect(row, "margin", 100),
        promotion=Promotion(
            mechanic=str(row["mechanic"]),
            products=(product,),
            consumer_price=_whole(row.get("consumer_price"), 100),
            discount_per_unit=_whole(row.get("discount_per_unit"), 100),
            agreement="" if repeated or absent(row.get("agreement")) else str(row["agreement"]),
        ),
        reason=language.say("as last year, fifty-two weeks later") if repeated else "",
    )


def listings(given: Given, year: int) -> list[Action]:
    """
    The articles with the most money in outlets that do not sell them while most comparable ones do, for the part of the year that is left.

    The range of an article is as wide as if its outlets were all off to the same side: what is wrong for one of them is mostly the article.
    """
    if given.listings.empty:
        return []
    rates = _margin_rates(given.baseline)
    begins = max(given.begins or date(year, 1, 1), date(year, 1, 1))
    part = ((date(year, 12, 31) - begins).days + 1) / ((date(year, 12, 31) - date(year, 1, 1)).days + 1)
    likely = given.listings[given.listings["chance"] >= LIKELY]
    worth = likely.groupby("product")["expected_value"].sum()
    order = worth.reset_index().sort_values(["expected_value", "product"], ascending=[False, True])
    made = []
    for product in order["product"].head(LISTINGS):
        rows = likely[likely["product"] == product]
        group = str(rows["group"].iloc[0])
        named = rows["name"].iloc[0] if "name" in rows else product
        sums = rows[["low", "expected_value", "high"]].sum().to_numpy(float) * part * 100
        low, middle, high = (round(each) for each in sums)
        value = Range(low=low, expected=middle, high=high)
        kilograms = float(rows["expected_quantity"].sum()) * part
        rate = rates.get(group, float("nan"))
        made.append(
            Action(
                id="",
                name=language.say(
                    "List {article} in {count} outlets", article=named, count=language.number(len(rows))
                )[:120],
                kind="listing",
                level="outlet",
                outlets=tuple(sorted(map(str, rows["outlet"]))),
                groups=(group,),
                owner=given.owner,
                begins=begins,
                ends=date(year, 12, 31),
                quantity=_scaled(value, kilograms / value.expected)
                if value.expected and np.isfinite(kilograms)
                else None,
                revenue=value,
                margin=_scaled(value, rate) if np.isfinite(rate) else None,
                new=True,
                reason=language.say("most comparable outlets sell it, and these do not"),
            )
        )
    return made


def _margin_rates(baseline: pd.DataFrame) -> pd.Series[float]:
    """Margin ÷ revenue per group; groups whose margin is not known are left out."""
    rows = baseline[(baseline["level"] == "group")]
    if rows.empty or "margin" not in rows:
        return pd.Series(dtype=float)
    sums = rows.groupby("key")[["revenue", "margin"]].sum(min_count=12)
    return (sums["margin"] / sums["revenue"].where(sums["revenue"] > 0)).dropna()


def _outlets(value: Any) -> tuple[str, ...]:
    """The outlets of a promotion; none named is all of them."""
    if isinstance(value, str):
        return tuple(value.split(";"))
    return tuple(map(str, value)) if isinstance(value, (list, tuple, np.ndarray)) else ()


def effect(row: dict[Any, Any], name: str, scale: int) -> Range | None:
    """
    An effect in a row of a table: what is in a column, with those ending in ``_low`` and ``_high``.

    Parameters
    ----------
    row : mapping of column to value
    name : str
        The column of the expected amount; None is returned where it is empty. Without a range of its own an effect is as sure as it is said.
    scale : int
        How many whole units go in one: 100 for money.
    """
    middle = _whole(row.get(name), scale)
    if middle is None:
        return None
    low, high = (_whole(row.get(f"{name}_{side}"), scale) for side in ("low", "high"))
    return Range(
        low=middle if low is None else min(low, middle),
        expected=middle,
        high=middle if high is None else max(high, middle),
    )


def _scaled(found: Range, factor: float) -> Range:
    ends: Sequence[int] = sorted(round(each * factor) for each in (found.low, found.expected, found.high))
    return Range(low=ends[0], expected=ends[1], high=ends[2])


def _whole(value: Any, scale: int) -> int | None:
    return None if absent(value) else round(float(value) * scale)


def absent(value: Any) -> bool:
    """Whether a cell of a table is empty."""
    return (
        value is None
        or value is pd.NaT
        or (isinstance(value, float) and not np.isfinite(value))
        or value is pd.NA
    )
