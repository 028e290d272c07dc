"""
What each promotion brought: kilograms, money, and how sure that is.

'We sold twice as much that week' is true of nearly every promotion and says nothing. Part of it was bought a week later, part was taken from the article beside it, and the support was paid on every
kilogram, also on those that would have been sold anyway. So what is counted is what is left:

    net        = gross + dip + cannibalisation                       (see ``baselines``; the last two are mostly below nil)
    uplift     = net ÷ baseline
    profit     = net × normal margin per kg − support − fixed cost
    support    = discount per kg × all kg sold in the promotion
    ROI        = profit ÷ (support + fixed cost)                     0 is even; some leave out the cost: `roi(gain, cost, less_cost=False)`
    break-even = (discount + fixed cost ÷ baseline) ÷ (margin − discount), the uplift at which profit is nil; infinite where the discount eats the margin

The range is found by asking the same of weeks in which nothing happened: the uplift there should be nil, and the spread of what is found instead is the range (see ``placebos``).

* Our deliveries are measured, not the till. A customer that buys ahead moves the dip and hides the baseline.
* Dips last one week for what keeps two weeks at most, or of which that is not known, and three for what keeps longer.
* Where the same promotion ran in the same week of every year, the season of that week was never seen without it; the index of other articles then carries it alone. Before
  Easter and Christmas that is too little, and nothing is said; elsewhere a season that turns is taken for uplift, a few per cent of the baseline in the autumn.

Conventions: discounts are per kg and are in the revenue of the weeks that they ran, so the normal margin is that of the quiet weeks around. Where either discount or fixed cost is filled in, an
empty other one is nil; where both are empty, money is not known. Kilograms and money are floats, NaN where not known.

Deliberately absent: reasons, and what competitors did in that week.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from amlib import periods
from amlib.analysis import placebos
from amlib.analysis import weeks as weekly
from amlib.analysis.effects import monthly
from amlib.analysis.weeks import AFTER, Action, Weeks

if TYPE_CHECKING:
    from amlib.data.slices import Slice
    from amlib.periods import Period

    Row = dict[str, Any]

__all__ = ["COLUMNS", "break_even", "evaluate", "monthly", "roi"]

COLUMNS = (
    "promotion", "product", "name", "group", "mechanic", "start", "end", "outlets", "agreement", "status", "reason", "clean_weeks",
    "quiet", "higher", "baseline", "actual", "gross", "dip", "cannibalisation", "net", "net_low", "net_high", "uplift", "price_per_kg",
    "margin_per_kg", "support", "fixed_cost", "cost", "profit", "profit_low", "profit_high", "roi", "roi_low", "roi_high", "break_even",
    "predicted", "predicted_from", "repeated_losses",
)  # fmt: skip
_NAN = float("nan")
_TEXTS = {"promotion", "product", "name", "group", "mechanic", "agreement", "status", "reason"}
_COUNTS = {"clean_weeks", "quiet", "higher", "predicted_from", "repeated_losses"}


@dataclass(frozen=True)
class _Account:
    """What all promotions of the account share."""

    products: pd.DataFrame
    weeks: Weeks | None
    actions: tuple[Action, ...]
    placebos: placebos.Placebos


def evaluate(data: Slice, through: Period | date | str, *, after: Mapping[bool, int] = AFTER) -> pd.DataFrame:
    """
    Every promotion of the account that started by a day, with what it brought.

    Those that ended by then are assessed; those that run, and those planned, are listed without figures. Weeks after that day are used as far as the slice has them: without them no dip is known.

    Parameters
    ----------
    data : Slice
        ``promotions``, ``products``, and as far as supplied ``promotion_weeks``.
    through : Period, date or text, of which the last day counts
    after : weeks of dip, of what is fresh (True) and of what is not

    Returns
    -------
    DataFrame, one row per promotion, in the order of their first day
        ``COLUMNS``. ``status``: 'assessed', 'not_assessable', 'running' (its weeks, or those of the dip, are not over) or 'planned'. ``reason``: '', or why it is not assessable: 'no_weeks' (outside
        the weekly table), 'no_sales', 'overlap' (another promotion of the article or a sibling ran in the same weeks and outlets), 'few_clean_weeks', 'holiday' (Easter or Christmas, in which the article was never seen without a promotion). ``outlets`` : how many took part, NaN for all.
        ``quiet`` and ``higher`` : quiet stretches, and those in which the uplift seemed as high. ``predicted`` : the mean uplift of the earlier assessed promotions with the same mechanic
        (``predicted_from`` of them). ``repeated_losses`` : how many earlier ones of the same article and mechanic lost money. Ranges hold four in five.
    """
    last = _last_day(through)
    given = data["promotions"].sort_values(["start", "promotion"], ignore_index=True)
    if given.empty:
        return _typed([])
    weeks = weekly.read(data)
    products = data["products"].drop_duplicates("product").set_index("product")
    records: list[Row] = [
        {str(name): value for name, value in row.items()} for row in given.to_dict("records")
    ]
    actions = [weekly.action(row, products, weeks, after) for row in records]
    known = _Account(products, weeks, tuple(actions), placebos.placebos(weeks, actions))
    return _typed(_learned([_row(known, row, act, last) for row, act in zip(records, actions, strict=True)]))


def roi(gain: float, cost: float, *, less_cost: bool = True) -> float:
    """
    What a currency unit of cost brought: (gain − cost) ÷ cost, or gain ÷ cost without ``less_cost``; NaN where nothing was spent.

    Parameters
    ----------
    gain : what was won before cost, such as net kg × margin
    cost : > 0

    References
    ----------
    The example of upclear: 40,000 × 0.92 for 15,750 is shown there as 2.34, which is gain ÷ cost.

    Examples
    --------
    >>> round(roi(40_000 * 0.92, 15_750, less_cost=False), 2), round(roi(40_000 * 0.92, 15_750), 2)
    (2.34, 1.34)
    """
    return (gain - (cost if less_cost else 0.0)) / cost if cost > 0 else _NAN


def break_even(margin: float, discount: float, baseline: float, fixed_cost: float = 0.0) -> float:
    """
    The uplift, a fraction of the baseline, at which a promotion earns what it costs; infinite where the discount eats the margin.

    Parameters
    ----------
    margin, discount : per kg
    baseline : kg, > 0
    fixed_cost : of the promotion

    Examples
    --------
    >>> break_even(3.0, 1.0, 1000.0), break_even(3.0, 1.0, 1000.0, fixed_cost=500.0), break_even(1.0, 1.0, 1000.0)
    (0.5, 0.75, inf)
    """
    if np.isnan(margin) or np.isnan(discount) or not baseline > 0:
        return _NAN
    return (discount + fixed_cost / baseline) / (margin - discount) if margin > discount else float("inf")


# -- what is asked ---------------------------------------------------------------------------------------------------------------


def _last_day(through: Period | date | str) -> pd.Timestamp:
    if isinstance(through, str):
        through = periods.parse(through)
    return pd.Timestamp(through if isinstance(through, date) else through.end)


# -- one promotion ---------------------------------------------------------------------------------------------------------------


def _row(known: _Account, row: Row, action: Action, last: pd.Timestamp) -> Row:
    """What is known of one promotion."""
    told = _told(row, action, known.products)
    told["status"], told["reason"] = _status(known, row, action, last)
    if told["status"] != "assessed" or known.weeks is None:
        return told
    found = known.placebos.compare(action)
    base, net, missed = found.baseline, found.net, found.missed
    told |= {
        "clean_weeks": len(found.used), "quiet": len(missed), "higher": int((missed >= net / base).sum()), "baseline": base,
        "actual": base + found.gross, "gross": found.gross, "dip": found.dip, "cannibalisation": found.taken, "net": net,
        "uplift": net / base, "net_low": net - base * found.high, "net_high": net - base * found.low,
    }  # fmt: skip
    return told | _money(told, row, _normal(known.weeks, action, found.used))


def _told(row: Row, action: Action, products: pd.DataFrame) -> Row:
    """What was agreed."""
    article = products.loc[row["product"]] if row["product"] in products.index else pd.Series(dtype=object)
    known = {
        name: row.get(name) for name in ("promotion", "product", "mechanic", "start", "end", "agreement")
    }
    names = {name: article.get(name) for name in ("name", "group")}
    taking_part = float(len(action.outlets)) if action.outlets else _NAN
    return {**known, **names, "outlets": taking_part, "fixed_cost": _number(row.get("fixed_cost"))}


def _status(known: _Account, row: Row, action: Action, last: pd.Timestamp) -> tuple[str, str]:
    """How far it is, and why it cannot be assessed."""
    if row["start"] > last:
        return "planned", ""
    weeks, at, end = known.weeks, action.first, action.first + action.weeks
    over = weeks is None or end + action.after <= weeks.count
    if row["end"] > last or not over:
        return "running", ""
    reason = _doubt(weeks, known, action, slice(at, end)) if weeks and at >= 0 else "no_weeks"
    return ("not_assessable" if reason else "assessed"), reason


def _doubt(weeks: Weeks, known: _Account, action: Action, running: slice) -> str:
    """Why its sums cannot be made; empty where they can."""
    place = weeks.place_of.get(action.product)
    if place is None or not weeks.per_week(action.outlets)[place, running].sum() > 0:
        return "no_sales"
    if any(_together(action, other, weeks) for other in known.actions if other is not action):
        return "overlap"
    found = known.placebos.compare(action)
    if not (np.isfinite(found.net) and found.baseline > 0):
        return "few_clean_weeks"
    return "" if found.comparable else "holiday"


def _together(one: Action, other: Action, weeks: Weeks) -> bool:
    """Whether another promotion of the article or of a sibling ran in the same weeks and outlets."""
    if other.product not in weeks.place_of or not other.meets(one.outlets):
        return False
    same = weeks.families[weeks.place_of[one.product]] == weeks.families[weeks.place_of[other.product]]
    return same and other.first < one.first + one.weeks and one.first < other.first + other.weeks


def _normal(weeks: Weeks, action: Action, used: np.ndarray) -> tuple[float, float]:
    """Price and margin per kg in the quiet weeks that the level stands on."""
    product = weeks.place_of[action.product]
    kg, revenue, cost = (
        weeks.per_week(action.outlets, name)[product, used].sum() for name in ("quantity", "revenue", "cost")
    )
    return (float(revenue / kg), float((revenue - cost) / kg)) if kg > 0 else (_NAN, _NAN)


def _money(told: Row, row: Row, normal: tuple[float, float]) -> Row:
    """What it earned and cost."""
    price, margin = normal
    discount, fixed = _number(row.get("discount_per_unit")), told["fixed_cost"]
    if not np.isnan(discount) or not np.isnan(fixed):
        discount, fixed = float(np.nan_to_num(discount)), float(np.nan_to_num(fixed))
    support = discount * told["actual"]
    cost = support + fixed
    gains = {end: told[f"net{end}"] * margin for end in ("", "_low", "_high")}
    return {
        "price_per_kg": price, "margin_per_kg": margin, "support": support, "fixed_cost": fixed, "cost": cost,
        **{f"profit{end}": gain - cost for end, gain in gains.items()},
        **{f"roi{end}": roi(gain, cost) for end, gain in gains.items()},
        "break_even": break_even(margin, discount, told["baseline"], fixed),
    }  # fmt: skip


def _learned(rows: list[Row]) -> list[Row]:
    """Beside each promotion what earlier ones let expect, and how often it lost before."""
    for row in rows:
        before = [r for r in rows if r["status"] == "assessed" and r["end"] < row["start"] and _same(r, row)]
        uplifts = [r["uplift"] for r in before]
        row["predicted"], row["predicted_from"] = (float(np.mean(uplifts)) if uplifts else _NAN), len(uplifts)
        again = [r for r in before if r["product"] == row["product"]]
        row["repeated_losses"] = sum(r["profit"] < 0 for r in again)
    return rows


def _same(one: Row, other: Row) -> bool:
    return isinstance(one["mechanic"], str) and one["mechanic"] == other["mechanic"]


def _number(value: Any) -> float:
    return _NAN if value is None or pd.isna(value) else float(value)


def _kind(name: str) -> str:
    if name in _TEXTS:
        return "str"
    return "datetime64[s]" if name in ("start", "end") else "int64" if name in _COUNTS else "float64"


def _typed(rows: list[Row]) -> pd.DataFrame:
    """The rows with every column in its type."""
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in _COUNTS:
        frame[name] = frame[name].fillna(0)
    return frame.astype({name: _kind(name) for name in COLUMNS})
