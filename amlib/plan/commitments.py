"""
Which promises were kept, by us and by the customer.

A promise is kept when it was done on the day first agreed, or before it, and was right the first time as the receiver says. Two habits make this figure look better than it is, and neither
works here: moving the day (a re-dated promise counts as missed for its first day) and declaring it done (without the receiver's word it is not yet kept).

Conventions: everything is told as it stood at the end of the period; what was agreed, moved or done later is not known then. The rate is over the promises that were first due in the twelve
months up to that day, with Wilson's interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from amlib.analysis import intervals
from amlib.analysis.visits import year_to

if TYPE_CHECKING:
    from datetime import date

    from amlib.analysis.intervals import Estimate
    from amlib.plan.records import Commitment

__all__ = ["SIDES", "STATUSES", "Kept", "judged", "kept", "recent"]

SIDES = ("us", "customer")

STATUSES = ("kept", "unconfirmed", "not_right", "late", "redated", "overdue", "open")
"""What can become of a promise; only the first counts as kept, and the last is not due yet."""

_COLUMNS = {
    "commitment": "str", "promised_by": "str", "promised_to": "str", "what": "str", "outlet": "str", "agreed_on": "datetime64[s]", "agreed_where": "str",
    "first_due": "datetime64[s]", "due": "datetime64[s]", "redated": "int64", "reason": "str", "done_on": "datetime64[s]", "confirmed": "object",
    "status": "str", "days": "float64",
}  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """
    How one side, or both, kept its promises.

    Attributes
    ----------
    rate : Estimate
        Kept / due.
    due, kept : int
        First due in the twelve months up to the end; kept of those.
    redated, unconfirmed : int
        Of those due: moved to a later day, and done on the day without the receiver's word yet.
    open, overdue : int
        Not done at the end, and of those the ones whose present day has passed.
    days_late : float
        The median over those that were done late or are overdue, from the first day; NaN where there are none.
    """

    rate: Estimate
    due: int
    kept: int
    redated: int
    unconfirmed: int
    open: int
    overdue: int
    days_late: float


def judged(commitments: Sequence[Commitment], end: date) -> pd.DataFrame:
    """
    Each promise as it stood at the end of a day.

    Parameters
    ----------
    commitments : sequence of Commitment
    end : date

    Returns
    -------
    DataFrame, one row per promise agreed by then, by first due day
        ``commitment``, ``promised_by``, ``promised_to``, ``what``, ``outlet``, ``agreed_on``, ``agreed_where``, ``first_due``, ``due`` (the present day), ``redated`` (times), ``reason`` (of the last new day), ``done_on``,
        ``confirmed`` (True, False or None), ``status`` (one of ``STATUSES``), ``days`` late from the first day (NaN where not late).
    """
    rows = [_row(one, end) for one in commitments if one.agreed_on <= end]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    return frame.sort_values(["first_due", "commitment"], kind="stable", ignore_index=True)


def kept(promises: pd.DataFrame, end: date, side: str | None = None) -> Kept:
    """
    How many of the promises that were due were kept, and what is open.

    Parameters
    ----------
    promises : DataFrame
        As ``judged`` gives for the same day.
    end : date
    side : 'us', 'customer' or None
        None is both.
    """
    mine = promises if side is None else promises[promises["promised_by"] == side]
    due = mine[recent(mine, end)]
    status = due["status"].value_counts()
    still = mine[mine["done_on"].isna()]
    good = int(status.get("kept", 0))
    return Kept(
        rate=intervals.share(good, len(due)),
        due=len(due),
        kept=good,
        redated=int((due["redated"] > 0).sum()),
        unconfirmed=int(status.get("unconfirmed", 0)),
        open=len(still),
        overdue=int((still["due"] <= pd.Timestamp(end)).sum()),
        days_late=float(mine["days"].median()) if mine["days"].notna().any() else float("nan"),
    )


def recent(promises: pd.DataFrame, end: date) -> pd.Series:
    """Which promises were first due in the twelve months up to a day."""
    return promises["first_due"].between(*year_to(end))


def _row(one: Commitment, end: date) -> tuple[object, ...]:
    """One promise, with what was known on a day."""
    moved = [new for new in one.redated if new.on <= end]
    done = one.done_on if one.done_on is not None and one.done_on <= end else None
    confirmed = one.confirmed if done is not None else None
    due = moved[-1].due if moved else one.due
    late = float((done or end) > one.due and ((done or end) - one.due).days) or float("nan")
    return (
        one.commitment, one.promised_by, one.promised_to, one.what, one.outlet, one.agreed_on, one.agreed_where, one.due, due, len(moved),
        moved[-1].reason if moved else "", done, confirmed, _status(one.due, due, done, confirmed, end), late,
    )  # fmt: skip


def _status(first: date, due: date, done: date | None, confirmed: bool | None, end: date) -> str:
    """What has become of a promise."""
    if done is None:
        if due <= end:
            return "overdue"
        return "redated" if due != first else "open"
    if due != first:
        return "redated"
    if done > first:
        return "late"
    return {True: "kept", False: "not_right", None: "unconfirmed"}[confirmed]
