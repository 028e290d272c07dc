"""
The activity plan added up: visits and what else is done, per class and month, and per outlet.

A plan holds a row per outlet and kind of activity. Whoever must carry it out asks how much that is in March, and whoever must judge it asks whether the outlets that matter get what they need
and which get nothing. All outlets that are open are the denominator, with or without an activity.

Conventions: classes are by value (``rounds.classes``) over the twelve months up to the end of the period; visits made are those of the same months.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib.analysis import rounds, visits
from amlib.plan import openings

if TYPE_CHECKING:
    from amlib.data.slices import Slice
    from amlib.periods import Period
    from amlib.plan.model import Plan

__all__ = ["KINDS", "by_month", "by_outlet", "places"]

KINDS = ("visit", "advice", "layout", "assortment", "quality")
"""Every kind of activity, in the order of reading."""


def places(data: Slice, period: Period, year: int) -> pd.DataFrame:
    """
    The outlets that are open when a year begins, the one that brings most first.

    Returns
    -------
    DataFrame, one row per outlet
        ``outlet``, ``name``, ``region``, ``revenue``, ``class`` and ``made``: the visits made in twelve months, NaN where none were supplied.
    """
    rows = openings.outlets(data, period, year)[["outlet", "revenue"]]
    known = data["outlets"].drop_duplicates("outlet").set_index("outlet")
    rows = rows.assign(name=rows["outlet"].map(known["name"]), region=rows["outlet"].map(known["region"]))
    made = pd.Series(float("nan"), index=rows.index)
    if data.supplied("visits"):
        seen = visits.within(data["visits"], "date", *visits.year_to(period.end))
        made = rows["outlet"].map(seen.groupby("outlet").size()).fillna(0.0).astype(float)
    rows = rows.assign(made=made)
    rows["class"] = rounds.classes(rows.set_index("outlet")["revenue"]).to_numpy()
    rows = rows.sort_values(["revenue", "outlet"], ascending=[False, True], ignore_index=True)
    return rows[["outlet", "name", "region", "revenue", "class", "made"]]


def by_month(plan: Plan, outlets: pd.DataFrame) -> pd.DataFrame:
    """
    Activities per month: the visits of each class, then every other kind.

    Parameters
    ----------
    plan : Plan
    outlets : DataFrame, as ``places``
        Activities in an outlet that is not among them count as C.

    Returns
    -------
    DataFrame of int, indexed by (``kind``, ``class``), columns 1 to 12
        Visits per class; every other kind with class ''. Rows without an activity are there, with nil.
    """
    placed = dict(zip(outlets["outlet"].astype(str), outlets["class"], strict=True))
    index = [("visit", name) for name in rounds.NORMS] + [(kind, "") for kind in KINDS[1:]]
    found = {key: np.zeros(12, dtype=np.int64) for key in index}
    for one in plan.activities:
        key = ("visit", str(placed.get(one.outlet, "C"))) if one.kind == "visit" else (one.kind, "")
        found[key] += np.array(one.months)
    names = pd.MultiIndex.from_tuples(index, names=["kind", "class"])
    return pd.DataFrame(list(found.values()), index=names, columns=range(1, 13))


def by_outlet(plan: Plan, outlets: pd.DataFrame) -> pd.DataFrame:
    """
    What is planned in each outlet, in the order of the outlets.

    Returns
    -------
    DataFrame, the rows of ``outlets``
        With a column of counts for each of ``KINDS``, and ``text``: what is said of the other activities.
    """
    counts: dict[str, Counter[str]] = {}
    texts: dict[str, list[str]] = {}
    for one in plan.activities:
        counts.setdefault(one.outlet, Counter())[one.kind] += sum(one.months)
        if one.text:
            texts.setdefault(one.outlet, []).append(one.text)
    keys = outlets["outlet"].astype(str)
    planned = {kind: [counts.get(key, Counter())[kind] for key in keys] for kind in KINDS}
    told = ["; ".join(dict.fromkeys(texts.get(key, []))) for key in keys]
    return outlets.assign(**planned, text=told)
