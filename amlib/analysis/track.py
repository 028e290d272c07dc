"""
What our probabilities were worth: each is scored when its year closes.

'60 % likely' is neither right nor wrong by itself. Of all the times that 60 % was said, six in ten should have come true (calibration), and a forecaster who knows something
is nearer than one who gives everybody the same chance (Brier's score beside that of the base rate). A house that publishes probabilities shows both, or nobody can tell its numbers
from guesses.

Two records that are never mixed: what editions published (``scored``), and what would have been said at earlier quarter ends by today's recipe with the figures of today
(``replayed``, 'recomputed' in every text). The second is there from the first day; only the first is a track record.

Deliberately absent: skill of persons. What is scored is a recipe.

References
----------
Brier (1950), Verification of forecasts expressed in terms of probability. Wilson (1927), for the interval of a share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from amlib import periods
from amlib.analysis import outlook, results, year

if TYPE_CHECKING:
    from collections.abc import Hashable

    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["BANDS", "COLUMNS", "Brier", "brier", "calibration", "replayed", "scored"]

COLUMNS = (
    "edition",
    "document",
    "through",
    "year",
    "level",
    "key",
    "measure",
    "target",
    "probability",
    "centre",
    "low",
    "high",
)
"""What is known of a probability that was given."""
BANDS = ((0.05, 0.05), (0.1, 0.25), (0.3, 0.5), (0.55, 0.75), (0.8, 0.9), (0.95, 0.95))
"""The steps that a calibration counts together: from and to which probability, as shown."""


@dataclass(frozen=True)
class Brier:
    """
    The mean squared distance of what was said from what came; 0 is perfect, and lower is better.

    Attributes
    ----------
    count : int
        How many probabilities of closed years.
    score : float
        Ours; NaN without any.
    base_rate : float
        The share of targets that was reached.
    base_score : float
        Of who gives every target that share, in hindsight: base_rate × (1 − base_rate).
    held : float
        The share of 80 % ranges that held; NaN without any range.
    ranges : int
        How many ranges.
    """

    count: int
    score: float
    base_rate: float
    base_score: float
    held: float
    ranges: int


def scored(
    published: pd.DataFrame, data: Slice, *, through: str | None = None, sales: pd.DataFrame | None = None
) -> pd.DataFrame:
    """
    Probabilities that were given, beside what came.

    Parameters
    ----------
    published : DataFrame, one row per probability
        ``COLUMNS``; ``low`` and ``high`` may be missing.
    data : Slice
    through : 'YYYY-MM', optional
        Up to where years may close; by default the last complete month of the slice.
    sales : DataFrame, optional
        ``results.book(data)``, when it is already at hand.

    Returns
    -------
    DataFrame, same rows, same order
        The input plus ``closed`` (bool), ``actual`` (NaN while the year is open, or margin is not known), ``outcome`` (1 reached, 0 not, NaN not known yet) and ``inside`` (1 where
        the range held, 0 where not, NaN where there was none or it is not known yet).
    """
    sales = year.compact(results.book(data) if sales is None else sales)
    given = published.reindex(columns=list(COLUMNS)).reset_index(drop=True)
    last = year.last_month(data, periods.parse("9998"), sales)
    last = last if through is None else min(last, through)
    closed = np.array([f"{int(y)}-12" <= last for y in given["year"]], dtype=bool)
    begun = sales["month"].min() if len(sales) else "9999"
    whole = {level: year.monthly(sales, level) for level in set(given["level"])}
    actual = [
        _came(whole[line["level"]], line, begun) if shut else float("nan")
        for line, shut in zip(given.to_dict("records"), closed, strict=True)
    ]
    found = given.assign(closed=closed, actual=np.array(actual, float))
    known = found["actual"].notna()
    reached = found["actual"] >= found["target"].astype(float) - results.CENT
    low, high = found["low"].astype(float), found["high"].astype(float)
    held = (low - results.CENT <= found["actual"]) & (found["actual"] <= high + results.CENT)
    return found.assign(
        outcome=reached.astype(float).where(known),
        inside=held.astype(float).where(known & low.notna() & high.notna()),
    )


def brier(found: pd.DataFrame) -> Brier:
    """
    The score of probabilities whose year has closed, beside that of the base rate.

    Parameters
    ----------
    found : DataFrame
        As ``scored`` gives it.

    Examples
    --------
    >>> said = pd.DataFrame({"probability": [0.8, 0.6, 0.3], "outcome": [1.0, 0.0, float("nan")], "inside": [1.0, 1.0, float("nan")]})
    >>> brier(said)
    Brier(count=2, score=0.2, base_rate=0.5, base_score=0.25, held=1.0, ranges=2)
    """
    known = found[found["outcome"].notna()]
    ranges = found["inside"].dropna()
    held = float(ranges.mean()) if len(ranges) else float("nan")
    if known.empty:
        nan = float("nan")
        return Brier(0, nan, nan, nan, held, len(ranges))
    outcome = known["outcome"].astype(float)
    rate = float(outcome.mean())
    score = float(((known["probability"].astype(float) - outcome) ** 2).mean())
    return Brier(len(known), round(score, 12), rate, rate * (1 - rate), held, len(ranges))


def calibration(found: pd.DataFrame) -> pd.DataFrame:
    """
    What was said beside how often it came true, per band of probabilities as shown.

    Parameters
    ----------
    found : DataFrame
        As ``scored`` gives it; what is not known yet is left out.

    Returns
    -------
    DataFrame, one row per band of ``BANDS`` with a case
        ``first``, ``last`` (the band), ``count``, ``said`` (mean), ``hit`` (share reached), ``low``, ``high`` (Wilson's 80 % interval of that share).
    """
    from statsmodels.stats.proportion import proportion_confint

    known = found[found["outcome"].notna()]
    said = known["probability"].astype(float).map(outlook.shown)
    rows = []
    for first, last in BANDS:
        inside = (said >= first - 1e-9) & (said <= last + 1e-9)
        count, hit = int(inside.sum()), float(known.loc[inside, "outcome"].sum())
        if count:
            low, high = proportion_confint(hit, count, alpha=0.2, method="wilson")
            rows.append(
                (first, last, count, float(said[inside].mean()), hit / count, float(low), float(high))
            )
    return pd.DataFrame(rows, columns=["first", "last", "count", "said", "hit", "low", "high"])


def replayed(
    data: Slice, period: Period, *, growth_target: float | None = None, sales: pd.DataFrame | None = None
) -> pd.DataFrame:
    """
    Recomputed: what today's recipe would have said at the quarter ends of the years that are closed, with the figures of today.

    Never a track record: the recipe, the corrections since and the budget as it stands now were not there then.

    Parameters
    ----------
    data : Slice
    period : Period
        Years that were closed at its end are replayed, at the end of March, June and September.
    growth_target : float, optional
        The target where a year has no budget.
    sales : DataFrame, optional
        ``results.book(data)``, when it is already at hand.

    Returns
    -------
    DataFrame, as ``scored`` gives it
        Of total and groups; ``edition`` and ``document`` are empty.
    """
    sales = year.compact(results.book(data) if sales is None else sales)
    last = year.last_month(data, period, sales)
    begun = int(sales["month"].min()[:4]) if len(sales) else int("9999")
    said = []
    for one in range(begun + 1, int(last[:4]) + (last[5:] == "12") if last else 0):
        for quarter in (1, 2, 3):
            moment = periods.parse(f"{one}Q{quarter}")
            made = year.ahead(data, moment, growth_target=growth_target, levels=("group",), sales=sales)
            said += year.published(made)
    return scored(
        pd.DataFrame(said, columns=list(COLUMNS)).assign(edition="", document=""),
        data,
        through=last or None,
        sales=sales,
    )


def _came(whole: pd.DataFrame, line: dict[Hashable, Any], begun: str) -> float:
    """What a year brought to one node; NaN where a month of it is not known."""
    if str(begun) > f"{line['year']}-01":
        return float("nan")
    of_year = (whole["key"] == line["key"]) & whole["month"].str.startswith(f"{line['year']}-")
    return float(whole.loc[of_year, str(line["measure"])].sum(skipna=False))
