"""
Which stores ask for advice: how each looked at our visits, and on what it scored lowest.

Scores are given at a visit, by one person, from 1 (poor) to 5 (good); a store that is seen twice a year has two of them. So they are taken over the twelve months up to the end of the period, with
the number of visits beside them, and a low mean is a reason to go and look, not a verdict.

Deliberately absent: who visited and what was reported. This reads neither, so it may be shown to the customer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib.analysis.visits import SUBJECTS, within, year_to

if TYPE_CHECKING:
    from datetime import date

__all__ = ["LOW", "low", "most", "stores"]

LOW = 3.0
"""A mean score below the middle of the scale asks for advice."""


def stores(visits: pd.DataFrame, places: pd.DataFrame, end: date) -> pd.DataFrame:
    """
    How each store looked at the visits of twelve months.

    Parameters
    ----------
    visits, places : DataFrame, as the contract has ``visits`` and ``outlets``
    end : date
        The last day of the twelve months.

    Returns
    -------
    DataFrame, one row per open outlet that was judged at least once, the lowest first
        ``outlet``, ``name``, ``region``, ``visits`` (at which something was judged), ``layout``, ``assortment``, ``quality`` (means; NaN where not judged), ``subject`` (the lowest of them) and its ``score``.
    """
    columns = [f"score_{subject}" for subject in SUBJECTS]
    made = within(visits, "date", *year_to(end))
    made = made[made["outlet"].notna() & made[columns].notna().any(axis=1)]
    seen = made.assign(visits=1).astype(dict.fromkeys(columns, "float64")).groupby("outlet")
    means = seen[columns].mean().set_axis(list(SUBJECTS), axis=1)
    found = means.assign(visits=seen["visits"].sum()).reset_index()
    here = places[places["closed"].isna() | (places["closed"] > pd.Timestamp(end))]
    found = here[["outlet", "name", "region"]].merge(found, on="outlet")
    found["score"] = found[list(SUBJECTS)].min(axis=1)
    found["subject"] = found[list(SUBJECTS)].idxmin(axis=1) if len(found) else ""
    return found.sort_values(["score", "outlet"], kind="stable", ignore_index=True)


def low(found: pd.DataFrame) -> pd.DataFrame:
    """The stores of ``stores`` that ask for advice: a mean below ``LOW`` on at least one subject."""
    return found[found["score"] < LOW].reset_index(drop=True)


def most(found: pd.DataFrame) -> tuple[str, int]:
    """The subject on which most stores of ``low`` scored low, and how many; of equal ones the first."""
    counts = {subject: int((found[subject] < LOW).sum()) for subject in SUBJECTS}
    first = max(SUBJECTS, key=lambda subject: counts[subject])
    return first, counts[first]
