"""
The suppliers as this document shows them: who gets a row, and amounts rounded once.

The same supplier stands in a table, in a chart and in a sentence; a reader who finds 26.2% in one and 26.3% in another trusts neither. So who has a
row of its own is decided here, for all of them, and amounts are rounded here: market and won add up to the change, and what was won adds up to nil. Shares
stay exact and are written one by one, with a year ago as what is left when the change is taken off (``market.words.share``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib.documents import rounding
from amlib.documents.competition import words as own

if TYPE_CHECKING:
    from amlib.analysis.rivals import Rivals

__all__ = ["COLUMNS", "MOST", "few", "standings"]

MOST = 8
"""Suppliers with a row of their own: the largest, and always we and the private label."""

COLUMNS = ["supplier", "label", "role", "count", "amount", "share", "points", "market", "won"]
_SUMS = ["amount", "share", "points", "market", "won"]


def standings(view: Rivals, most: int = MOST) -> pd.DataFrame:
    """
    The suppliers in rows, the largest first, the small ones together as the last.

    Parameters
    ----------
    view : Rivals
    most : int
        How many of the largest have a row of their own, beside us and the private label.

    Returns
    -------
    DataFrame, one row per supplier shown
        ``supplier``, ``label``, ``role`` ('us', 'private_label', 'other' or 'rest'), ``count`` (suppliers in the row), ``amount``, ``market`` and ``won`` in whole units that add
        up, ``share`` and ``points`` (exact fractions); all but amount and share are NaN where there is no base. Empty where suppliers cannot be shown.
    """
    found = view.suppliers()
    if found.empty:
        return pd.DataFrame(columns=COLUMNS)
    ours, labelled = (found[name].astype(bool) for name in ("ours", "private_label"))
    kept = ours | labelled | (found.index < most)
    if (~kept).sum() < 2:
        kept[:] = True
    roles = labelled.map({True: "private_label", False: "other"}).mask(ours, "us")
    labels = [own.supplier(name) for name in found["supplier"]]
    rows = found.assign(label=labels, role=roles, count=1)
    together = rows[kept] if kept.all() else _together(rows, kept)
    together = together.reset_index(drop=True)
    made = together.assign(amount=rounding.one_way(together["amount"].astype(float)))
    if together["won"].notna().any():
        whole = rounding.two_way(together[["market", "won"]].astype(float)).cells
        made = made.assign(market=whole["market"], won=whole["won"])
    return made[COLUMNS]


def few(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    """
    The same suppliers in fewer rows, for a chart: the largest and we, the others added up.

    Parameters
    ----------
    rows : DataFrame
        As ``standings`` gives them.
    most : int
        Rows beside ours and that of the others.
    """
    others = rows.index[~rows["role"].isin(["us", "rest"])]
    kept = (rows["role"] == "us") | rows.index.isin(others[:most])
    return rows if (~kept).sum() < 2 else _together(rows, kept)


def _together(rows: pd.DataFrame, kept: pd.Series) -> pd.DataFrame:
    """The rows that are kept, and the others as one row."""
    others = rows[~kept]
    count = int(others["count"].sum())
    sums = others[_SUMS].astype(float).sum(min_count=1).to_dict()
    rest = {"supplier": "", "label": own.others(count), "role": "rest", "count": count} | sums
    return pd.concat([rows.loc[kept, COLUMNS], pd.DataFrame([rest])], ignore_index=True)
