"""
The goals of a first draft: last year's revenue with what was agreed on top, divided so that it adds up wherever one looks.

Revenue is asked of the whole account, divided over groups and outlets by the method of the draft, and over months in the proportions of the baseline. Quantity and margin follow their group,
at the price and the margin per kg of the baseline; the whole account's are their sum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib import language
from amlib.plan import targets
from amlib.plan.items import Goal

if TYPE_CHECKING:
    from amlib.plan.drafts import Given

__all__ = ["STRETCH", "of"]

STRETCH = 0.25
"""The chance without action at which a target is called a stretch."""

_MONTHS = tuple(range(1, 13))
_CALLED = {"quantity": "Quantity", "revenue": "Revenue", "margin": "Margin"}


def of(given: Given) -> list[Goal]:
    """The goals of the whole account, of its groups and of its outlets, numbered in that order; none where the baseline is nothing."""
    groups = _table(given.baseline, "group", "revenue", 100)
    if groups.empty or int(groups.to_numpy().sum()) <= 0:
        return []
    base = groups.sum()
    total = _target(given, int(base.sum()))
    months = targets.allocated(total, base)
    wanted = _divided(total, groups.sum(axis=1), given)
    over = targets.by_month(wanted, months, groups)
    growth = (wanted / groups.sum(axis=1).where(lambda s: s > 0)).fillna(1.0)
    stretch = _stretch(given, total)
    drawn = [_made(("total", "", ""), "revenue", base, months, stretch)]
    parts = [
        _made(("group", key, name), "revenue", _row(groups, key), _row(over, key))
        for key, name in _named(given, "group", groups)
    ]
    for measure, scale in (("quantity", 1), ("margin", 100)):
        table = _table(given.baseline, "group", measure, scale)
        if table.empty:
            continue
        asked = table.mul(growth.reindex(table.index).fillna(1.0), axis=0).round().astype("int64")
        drawn.append(_made(("total", "", ""), measure, table.sum(), asked.sum()))
        parts += [
            _made(("group", key, name), measure, _row(table, key), _row(asked, key))
            for key, name in _named(given, "group", table)
        ]
    goals = [*drawn, *parts, *_outlets(given, base, months)]
    return [goal.model_copy(update={"id": f"G{n}"}) for n, goal in enumerate(goals, 1)]


def _outlets(given: Given, base: pd.Series[int], months: pd.Series[int]) -> list[Goal]:
    seen = _table(given.baseline, "outlet", "revenue", 100)
    if seen.empty or int(seen.to_numpy().sum()) <= 0:
        return []
    without = targets.allocated(int(base.sum()), seen.sum(axis=1))
    wanted = _divided(int(months.sum()), without, given)
    before = targets.by_month(without, base, seen)
    after = targets.by_month(wanted, months, before)
    return [
        _made(("outlet", key, name), "revenue", _row(before, key), _row(after, key))
        for key, name in _named(given, "outlet", seen)
    ]


def _table(baseline: pd.DataFrame, level: str, measure: str, scale: int) -> pd.DataFrame:
    """Whole amounts per place and month; empty where one is not known. Revenue and quantity below nil count as none."""
    rows = baseline[baseline["level"] == level]
    if rows.empty or measure not in rows or rows[measure].isna().any():
        return pd.DataFrame(columns=list(_MONTHS), dtype="int64")
    found = rows.pivot_table(index="key", columns="month", values=measure, aggfunc="sum", fill_value=0.0)
    found = (found.reindex(columns=list(_MONTHS), fill_value=0.0) * scale).round().astype("int64")
    return found if measure == "margin" else found.clip(lower=0)


def _named(given: Given, level: str, table: pd.DataFrame) -> list[tuple[str, str]]:
    rows = given.baseline[given.baseline["level"] == level]
    names = dict(zip(rows["key"].astype(str), rows["name"].astype(str), strict=True))
    return [(str(key), names.get(str(key), str(key))) for key in table.index]


def _row(table: pd.DataFrame, key: str) -> pd.Series[int]:
    """The twelve months of one place."""
    found: pd.Series[int] = table.loc[key]  # type: ignore[assignment]  # a place has one row
    return found


def _target(given: Given, base: int) -> int:
    """The revenue that is asked, in cents."""
    if given.growth is None or not np.isfinite(given.before):
        return base
    return round(given.before * 100 * (1 + given.growth))


def _divided(total: int, base: pd.Series[int], given: Given) -> pd.Series[int]:
    """A total over places as was asked, or in proportion where what that needs is not known."""
    by = {"potential": given.potential, "equal_stretch": given.scale}.get(given.method)
    known = by is not None and bool((by.reindex(base.index).fillna(0.0) > 0).any())
    method = given.method if known else "proportional"
    found = targets.allocated(total, base, method, potential=given.potential, scale=given.scale)
    return found if int(found.min()) >= 0 else targets.allocated(total, base)


def _stretch(given: Given, total: int) -> int | None:
    """The amount that is reached with a chance of one in four, where it is more than the target."""
    reached = given.odds.reached(STRETCH) if given.odds is not None else float("nan")
    return round(reached * 100) if np.isfinite(reached) and round(reached * 100) > total else None


def _made(
    place: tuple[str, str, str],
    measure: str,
    base: pd.Series[int],
    months: pd.Series[int],
    stretch: int | None = None,
) -> Goal:
    """A goal of a place (level, key, name), still without an id."""
    level, key, name = place
    higher = None if stretch is None else tuple(targets.allocated(stretch, months).tolist())
    called = language.say(_CALLED[measure])
    return Goal(
        id="",
        name=f"{called} {name}".strip()[:120],
        measure=measure,  # type: ignore[arg-type]
        level=level,  # type: ignore[arg-type]
        key=key,
        baseline=tuple(base.tolist()),
        target=tuple(months.tolist()),
        stretch=higher,
    )
