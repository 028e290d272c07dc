"""
How likely each goal is, wherever it was set: for the account, a group, a region, a banner, an outlet.

A goal of one outlet says nothing as long as nobody knows how far that outlet is usually off. So every place gets the error that its own twelve months were missed by before (``outlooks``), around what
today's estimate says of it. The account as a whole keeps the odds of its own estimate (``baselines``), and with them every goal has a probability, before actions and after.

Conventions:

* what a place is expected to bring is its part of today's baseline, so that places add up to the account; what it may be off is its own;
* the account, its groups, regions and banners lend each other errors, and so do the outlets: an outlet errs in other sizes than a group;
* of a place with too little history nothing is said (odds without errors);
* probabilities do not add up, and neither do ranges.

Odds are without actions. What those bring that serve a goal comes on top, with its range (``chances``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib import language
from amlib.analysis import outlook, outlooks
from amlib.analysis import year as years
from amlib.analysis.odds import Odds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from amlib.plan.baselines import Year
    from amlib.plan.items import Goal, Range

__all__ = ["Place", "acted", "chances", "odds", "place", "scale", "today"]

Place = tuple[str, str, str]
"""A measure, a level and a key (empty for the account)."""

_SHARED = ("total", "group", "region", "banner")


def today(base: Year, places: pd.DataFrame) -> pd.DataFrame:
    """
    What today's baseline says of each place.

    Parameters
    ----------
    base : Year
    places : DataFrame, one row per outlet
        ``outlet``, ``region``, ``banner``.

    Returns
    -------
    DataFrame, one row per (measure, level, key)
        ``booked`` and ``amount`` of the year; of regions, banners and outlets revenue only, as their quantity and margin are not estimated. NaN where it is not known.
    """
    groups = base.months[base.months["level"] == "group"]
    done = float(groups.loc[groups["booked"], "revenue"].sum())
    every = float(groups["revenue"].sum())
    rows: list[tuple[str, str, str, float, float]] = []
    for measure in ("quantity", "revenue", "margin"):
        booked = groups[measure].where(groups["booked"], 0.0)
        for key, lines in groups.groupby("key", sort=True):
            rows.append((measure, "group", str(key), float(booked[lines.index].sum()), float(lines[measure].sum(skipna=False))))  # fmt: skip
        rows.append((measure, "total", "", float(booked.sum()), float(groups[measure].sum(skipna=False))))
    outlets = base.months[base.months["level"] == "outlet"].groupby("key")["revenue"].sum()
    part = done / every if every else 0.0
    named = places.drop_duplicates("outlet").set_index("outlet")
    for level in ("outlet", "region", "banner"):
        keys = pd.Series(outlets.index, index=outlets.index)
        if level != "outlet":
            keys = named[level].reindex(outlets.index).dropna()
        sums = outlets.reindex(keys.index).groupby(keys.astype(str)).sum()
        rows += [("revenue", level, str(key), part * amount, amount) for key, amount in sums.items()]
    return pd.DataFrame(rows, columns=["measure", "level", "key", "booked", "amount"])


def odds(base: Year, sales: pd.DataFrame, wanted: Iterable[Place]) -> Mapping[Place, Odds]:
    """
    The odds of places, without action.

    Parameters
    ----------
    base : Year
        Today's baseline.
    sales : DataFrame
        ``results.book(data)``.
    wanted : iterable of (measure, level, key)
        A place that today's baseline does not know is left out, and so is a measure that has no odds (a rate).
    """
    asked = set(wanted)
    places = sales[["outlet", "region", "banner"]]
    rows_today = today(base, places)
    names = ("measure", "level", "key", "booked", "amount")
    known = {(m, level, key): (booked, amount) for m, level, key, booked, amount in zip(*(rows_today[n] for n in names), strict=True)}  # fmt: skip
    rows = _per_level(sales, {level for _, level, _ in asked})
    found: dict[Place, Odds] = {}
    for measure in ("quantity", "revenue", "margin"):
        for pool in (_SHARED, ("outlet",)):
            mine = {place for place in asked if place[0] == measure and place[1] in pool and place in known}
            if not mine:
                continue
            errors, scales = _errors(rows, measure, base, [level for level in pool if level in rows])
            for place in sorted(mine):
                booked, amount = (float(each) for each in known[place])
                if np.isfinite(amount):
                    scale = scales.get((place[1], place[2]))
                    usable = scale is not None and len(errors) >= outlook.ENOUGH
                    found[place] = Odds(booked, amount - booked, scale or 0.0, errors if usable else ())
    if ("revenue", "total", "") in asked:
        found["revenue", "total", ""] = base.odds
    return found


def chances(found: Odds, goal: Goal, planned: Range) -> tuple[float | None, float | None]:
    """
    The probability of a goal without actions, and with what they bring.

    Parameters
    ----------
    found : Odds
        Of the goal's place, without actions.
    goal : Goal
    planned : Range
        What the actions that serve it bring, in the measure's whole units (``targets.gap``).
    """
    target = goal.year() / scale(goal.measure)
    return found.probability(target), acted(found, goal, planned).probability(target)


def acted(found: Odds, goal: Goal, planned: Range) -> Odds:
    """Where the year of a goal may end with what actions bring; parameters as for ``chances``."""
    low, expected, high = (
        amount / scale(goal.measure) for amount in (planned.low, planned.expected, planned.high)
    )
    return found.with_added(low, expected, high)


def scale(measure: str) -> int:
    """How many whole units of a plan go in one of the measure."""
    return 1 if measure == "quantity" else 100


def place(goal: Goal) -> Place:
    """Where a goal was set, and in what."""
    return goal.measure, goal.level, goal.key


def _per_level(sales: pd.DataFrame, levels: set[str]) -> dict[str, pd.DataFrame]:
    """The measures per place and month; the account and its groups always, as they lend their errors."""
    rows = years.compact(sales)
    rows = rows.assign(group=rows["group"].where(rows["group"] != "", language.MISSING))
    named = sales.drop_duplicates("outlet").set_index("outlet")
    found = {}
    for level in (*_SHARED, "outlet"):
        if level in levels or level in ("total", "group"):
            if level in ("region", "banner"):
                rows[level] = rows["outlet"].map(named[level])
            found[level] = years.monthly(rows.dropna(subset=[level]) if level in rows else rows, level)
    return found


def _errors(
    rows: Mapping[str, pd.DataFrame], measure: str, base: Year, levels: list[str]
) -> tuple[tuple[float, ...], dict[tuple[str, str], float]]:
    """The errors that some levels share, and how far each place is off; places without a range are left out."""
    parts = [rows[level].assign(level=level) for level in levels]
    together = pd.concat(parts, ignore_index=True)
    bare = together["key"].where(together["level"] != "total", "")
    together["key"] = together["level"] + "\n" + bare
    wide = outlooks.table(together, measure, base.through)
    left = 12 if not base.through.startswith(str(base.year)) else 12 - int(base.through[-2:])
    if wide.empty:
        return (), {}
    made = outlooks.estimates(wide, left, f"{base.year}-01", list(wide.index) if "total" in levels else None)
    scales = {}
    for name, estimate in made.made.items():
        level, _, key = name.partition("\n")
        if not estimate.reason:
            scales[level, key] = estimate.scale
    return tuple(float(error) for error in made.errors), scales
