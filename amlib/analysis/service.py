"""
Whether we delivered what was ordered, when it was asked for.

'On time in full' has no standard definition, and two parties who each have their own can both be right about a different figure. So what counts is four settings – which date, how many days
around it, how far a weighed article may be off, and whether lines or whole orders are counted – and every figure of a document comes from the same lines under the same settings, which are
printed beneath it.

Conventions: a line belongs to the period of the day on which it was due, so that what was never delivered counts too. In full is within the tolerance to either side; a day early is as wrong as
a day late. A line without a due day, or of which nothing was ordered, cannot be judged and does not count. The interval of a part of lines
allows for lines that arrive together: it is Wilson's, for as many cases as the lines are worth by the spread between
all orders.

References
----------
McKinsey and Trading Partner Alliance (2019), Defining 'on-time, in-full' in the consumer sector: there is no standard definition.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from amlib.analysis import intervals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from amlib.analysis.intervals import Estimate

__all__ = ["DEFAULT", "Definition", "Level", "agreed", "by", "course", "judged", "level"]

_DAY = pd.Timedelta(days=1)
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Definition:
    """
    What counts as on time and in full with this customer.

    Attributes
    ----------
    basis : 'requested' or 'promised'
        The day that is held against the day of delivery.
    window : int
        Days that it may be off, to either side.
    tolerance : float
        The fraction that the quantity may be off, to either side.
    level : 'line' or 'order'
        What is counted; an order is on time in full where all its lines are.
    """

    basis: Literal["requested", "promised"] = "requested"
    window: int = 0
    tolerance: float = 0.05
    level: Literal["line", "order"] = "line"


DEFAULT = Definition()
"""What holds where nothing else was agreed."""


@dataclass(frozen=True)
class Level:
    """
    The service of some lines.

    Attributes
    ----------
    lines, orders : int
    fill : float
        What was delivered of what was ordered, over-delivery not counted.
    by_line, by_order : Estimate
        The part of the lines, and of the orders, that was on time and in full.
    on_time, in_full : float
        Parts of the lines.
    short : float
        Quantity ordered and not delivered.
    alike : float
        How far lines of one order share their fate: 0 is not at all, 1 is wholly.
    """

    lines: int
    orders: int
    fill: float
    by_line: Estimate
    by_order: Estimate
    on_time: float
    in_full: float
    short: float
    alike: float

    def figure(self, definition: Definition) -> Estimate:
        """The one that was agreed: of lines or of orders."""
        return self.by_line if definition.level == "line" else self.by_order


def judged(
    deliveries: pd.DataFrame, start: date, end: date, definition: Definition = DEFAULT
) -> pd.DataFrame:
    """
    The order lines that were due in a period, each judged.

    Parameters
    ----------
    deliveries : DataFrame, as the contract has it
    start, end : date
    definition : Definition

    Returns
    -------
    DataFrame, one row per line that can be judged
        ``order``, ``place`` (the distribution centre, else the outlet), ``outlet``, ``product``, ``due``, ``ordered``, ``delivered`` (nil while open), ``filled`` (what was delivered of it), ``on_time``, ``in_full``, ``otif``.
    """
    due = deliveries[f"{definition.basis}_on"]
    rows = deliveries[due.between(pd.Timestamp(start), pd.Timestamp(end)) & (deliveries["ordered"] > 0)]
    due = due[rows.index]
    ordered, delivered = rows["ordered"], rows["delivered"].fillna(0.0)
    off = (rows["delivered_on"] - due).abs() <= definition.window * _DAY
    full = (delivered - ordered).abs() <= definition.tolerance * ordered + _ROUNDING
    return pd.DataFrame(
        {
            "order": rows["order"],
            "place": rows["distribution_centre"].where(rows["distribution_centre"].notna(), rows["outlet"]),
            "outlet": rows["outlet"],
            "product": rows["product"],
            "due": due,
            "ordered": ordered,
            "delivered": delivered,
            "filled": np.minimum(delivered, ordered),
            "on_time": off,
            "in_full": full,
            "otif": off & full,
        }
    ).reset_index(drop=True)


def level(lines: pd.DataFrame, alike: float | None = None) -> Level:
    """
    The service of judged lines, by line and by order.

    Parameters
    ----------
    lines : DataFrame
        As ``judged`` gives.
    alike : float, optional
        That of the lines of which these are a part, for a part is too small to tell; else it is found from these.

    Notes
    -----
    Weighted by its lines, the part of the orders is never above the part of the lines; unweighted it can be.

    Examples
    --------
    >>> one_good = {"order": ["A"], "ordered": [1.0], "filled": [1.0], "on_time": [True], "in_full": [True], "otif": [True]}
    >>> ten_bad = {"order": ["B"] * 10, "ordered": [1.0] * 10, "filled": [0.0] * 10, "on_time": [True] * 10, "in_full": [False] * 10, "otif": [False] * 10}
    >>> found = level(pd.concat([pd.DataFrame(one_good), pd.DataFrame(ten_bad)]))
    >>> found.by_order.value, round(found.by_line.value, 2)
    (0.5, 0.09)
    """
    orders = lines.groupby("order")["otif"].all()
    ordered = float(lines["ordered"].sum())
    filled = float(lines["filled"].sum())
    some = len(lines) > 0
    shared = _alike(lines) if alike is None else alike
    bunch = 1 + shared * max(0.0, len(lines) / max(1, len(orders)) - 1)
    return Level(
        lines=len(lines),
        orders=len(orders),
        fill=filled / ordered if ordered > 0 else float("nan"),
        by_line=intervals.share(int(lines["otif"].sum()), len(lines), len(lines) / bunch),
        by_order=intervals.share(int(orders.sum()), len(orders)),
        on_time=float(lines["on_time"].mean()) if some else float("nan"),
        in_full=float(lines["in_full"].mean()) if some else float("nan"),
        short=ordered - filled,
        alike=shared,
    )


def by(now: pd.DataFrame, before: pd.DataFrame, key: str, definition: Definition = DEFAULT) -> pd.DataFrame:
    """
    The service per place, outlet or group, beside the same period a year before.

    Parameters
    ----------
    now, before : DataFrame
        As ``judged`` gives, with a column of the key.
    key : str
        The column that is told apart: ``'place'``, ``'outlet'`` or one that was added, such as ``'group'``.
    definition : Definition

    Returns
    -------
    DataFrame, one row per key of ``now``, the most lines first
        ``key``, ``lines``, ``orders``, ``ordered``, ``filled``, ``fill``, ``cases`` and ``good`` (lines or orders, and how many were on time in full), ``value``, ``low``, ``high`` (by the
        definition), ``base_value``: NaN where there was nothing a year before.
    """
    alike = level(now).alike
    then = {str(name): level(rows, alike) for name, rows in before.groupby(key)}
    made = []
    for name, rows in now.groupby(key):
        one, old = level(rows, alike), then.get(str(name))
        found = one.figure(definition)
        base = old.figure(definition).value if old else float("nan")
        ordered, filled = float(rows["ordered"].sum()), float(rows["filled"].sum())
        made.append(
            (str(name), one.lines, one.orders, ordered, filled, one.fill, found.n, round(found.value * found.n), found.value, found.low, found.high, base)
        )  # fmt: skip
    columns = [
        "key", "lines", "orders", "ordered", "filled", "fill", "cases", "good", "value", "low", "high", "base_value",
    ]  # fmt: skip
    frame = pd.DataFrame(made, columns=columns)
    return frame.sort_values(["lines", "key"], ascending=[False, True], kind="stable", ignore_index=True)


def course(lines: pd.DataFrame, months: Sequence[str], definition: Definition = DEFAULT) -> pd.DataFrame:
    """
    The service per month in which lines were due.

    Parameters
    ----------
    lines : DataFrame
        As ``judged`` gives.
    months : sequence of 'YYYY-MM'
    definition : Definition

    Returns
    -------
    DataFrame, one row per month, in the order given
        ``month``, ``value`` (NaN where nothing was due), ``lines``.
    """
    parts = dict(list(lines.groupby(lines["due"].dt.strftime("%Y-%m"))))
    found = {
        str(month): level(rows, 1.0) for month, rows in parts.items()
    }  # a part is the same, however alike
    return pd.DataFrame(
        {
            "month": list(months),
            "value": [found[m].figure(definition).value if m in found else float("nan") for m in months],
            "lines": [found[m].lines if m in found else 0 for m in months],
        }
    )


def agreed(terms: pd.DataFrame, on: date) -> float:
    """The service level that was agreed for a day; NaN where none was. Of several, the one that began last."""
    day = pd.Timestamp(on)
    holds = (terms["from"] <= day) & ~(terms["until"] < day) & (terms["kind"] == "service level")
    rates = terms[holds & terms["rate"].notna()].sort_values(["from", "term"], kind="stable")["rate"]
    if rates.empty:
        return float("nan")
    rate = float(rates.iloc[-1])
    return rate / 100 if not isnan(rate) and rate > 1 else rate


def _alike(lines: pd.DataFrame) -> float:
    """How far lines of one order share their fate, by the spread between orders; wholly, where there is nothing to tell it by."""
    orders = lines.groupby("order")["otif"].agg(["sum", "size"])
    count, total = len(orders), float(orders["size"].sum())
    part = float(orders["sum"].sum()) / total if total else 0.0
    if count < 2 or count == total or part in (0.0, 1.0):
        return 1.0
    spread = float(((orders["sum"] - part * orders["size"]) ** 2).sum()) * count / (count - 1) / total**2
    wider = spread * total / (part * (1 - part))
    return min(1.0, max(0.0, (wider - 1) / (total / count - 1)))
