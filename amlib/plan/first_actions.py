"""
The promotions of a first draft: those that are agreed, else what was done last year.

It is only a beginning, and knows no more than its table: a promotion that nobody evaluated has no effect. One that was not in all outlets is an action of those outlets.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from amlib import language
from amlib.plan.items import Action, Promotion, Range

if TYPE_CHECKING:
    from amlib.plan.drafts import Given

__all__ = ["absent", "effect", "promotions"]

WEEKS = timedelta(weeks=52)


def promotions(given: Given, year: int) -> list[Action]:
    """The promotions that are known of the year, else those of the year before, fifty-two weeks later, without those that the draft itself proposes not to repeat."""
    rows = given.promotions
    if rows.empty:
        return []
    starts, ends = (pd.to_datetime(rows[column]) for column in ("start", "end"))
    moved = timedelta(0) if (starts.dt.year == year).any() else WEEKS
    starts, ends = starts + moved, ends + moved
    inside = (starts.dt.year == year) & (ends.dt.year == year)
    if moved and "stopped" in rows:
        inside &= ~rows["stopped"].astype(bool)
    chosen = rows.assign(begins=starts, ends=ends)[inside].sort_values(["begins", "promotion"])
    return [_promoted(row, given, repeated=bool(moved)) for row in chosen.to_dict("records")]


def _promoted(row: dict[Any, Any], given: Given, *, repeated: bool) -> Action:
    product = str(row["product"])
    named = row.get("name")
    outlets = _named(row["outlets"], given)
    return Action(
        id="",
        name=f"{row['mechanic']}: {product if absent(named) else named}"[:120],
        kind="promotion",
        level="outlet" if outlets else "customer",
        outlets=outlets,
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


def _named(value: Any, given: Given) -> tuple[str, ...]:
    """The outlets of a promotion that is not everywhere; none where it is in all that are open."""
    named, open_ = _outlets(value), given.outlets
    everywhere = not open_.empty and set(open_["outlet"].astype(str)) <= set(named)
    return () if everywhere else named


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
        How many whole units go in one: 100 for money. An estimate is in whole money, so that a column of a draft adds up as it is read.
    """
    middle = _estimate(row.get(name), scale)
    if middle is None:
        return None
    low, high = (_estimate(row.get(f"{name}_{side}"), scale) for side in ("low", "high"))
    return Range(
        low=middle if low is None else min(low, middle),
        expected=middle,
        high=middle if high is None else max(high, middle),
    )


def _estimate(value: Any, scale: int) -> int | None:
    return None if absent(value) else round(float(value)) * scale


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
