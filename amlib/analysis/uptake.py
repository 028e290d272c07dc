"""
What became, in a year, of the articles that were missing at its beginning: how many outlets took them up, how much they sold, and how much of that came on top.

``whitespace`` says what an article would sell where it is listed. A plan that counts on all of that counts on three things that nobody promised: that every outlet takes it, on the first day,
and that nobody leaves another article of ours standing for it. All three can be looked up, as the same calculation can be made of a year ago and its answer stands in the books:

* ``taken``: of the places that most comparable outlets filled a year ago, the part that was filled within the year;
* ``lasted``: what these places sold in the year beside what was estimated of a full one; starting late and stopping early are in it;
* ``on_top``: of what an outlet sold of articles that were new to it, the part by which its group grew beyond that of outlets that took up less.

``on_top`` is a slope: the growth of what an outlet already sold in a group, on what it sold of new articles, both as a part of the group's sales of the year before, within groups and each
outlet × group weighed by its size. Slope nil: all of it is on top; minus one: none of it. Its error is that of leaving out a twentieth of the outlets at a time (the jackknife).
An outlet that grows takes up more articles of itself, which makes the slope too high; so it counts as one at most.

Deliberately absent: what a plan makes of it (``plan.first_actions``). Places are filled with and without anybody asking, and the books do not say which.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np
import pandas as pd

from amlib.analysis import intervals

__all__ = ["ENOUGH", "Uptake", "measured", "on_top"]

ENOUGH = 20
"""Fewer places that were filled than this say nothing of how many will be."""
SURE = 0.25
"""A part on top whose standard error is larger than this counts as not measured."""
LEAST = 0.2
"""An outlet × group smaller than this part of the group's median outlet says more of chance than of taste."""
FOLDS = 20
_Z80 = 1.2816


@dataclass(frozen=True)
class Uptake:
    """
    What became of missing articles within a year.

    Attributes
    ----------
    places : int
        Pairs of outlet and article that were missing a year ago and sold in most comparable outlets.
    filled : int
        How many of them sold within the year.
    lasted : float
        What the filled ones sold, beside the estimate of a full year; NaN where none was filled.
    on_top : float
        The part of the sales of new articles that came on top, at most 1; NaN where it could not be measured.
    error : float
        Its standard error.
    """

    places: int
    filled: int
    lasted: float
    on_top: float = float("nan")
    error: float = float("nan")

    @property
    def known(self) -> bool:
        """Whether enough places were filled to say how many will be."""
        return self.filled >= ENOUGH and isfinite(self.lasted)

    @property
    def taken(self) -> intervals.Estimate:
        """The part of the places that was filled, with its range."""
        return intervals.share(self.filled, self.places)

    @property
    def least_on_top(self) -> float:
        """The low end of the part on top: nine in ten are more."""
        return min(max(self.on_top - _Z80 * self.error, 0.0), 1.0)

    @property
    def most_on_top(self) -> float:
        """The high end of it."""
        return min(max(self.on_top + _Z80 * self.error, 0.0), 1.0)


def measured(gaps: pd.DataFrame, now: pd.DataFrame, then: pd.DataFrame, likely: float) -> Uptake:
    """
    What became of the articles that were missing a year ago.

    Parameters
    ----------
    gaps : DataFrame
        ``whitespace.gaps`` of a year ago.
    now, then : DataFrame, one row per (outlet, product)
        Our sales over twelve months: ``outlet``, ``product``, ``group``, ``value``; those of this year, and those of the year that ``gaps`` was made of.
    likely : float
        From which ``chance`` on an article counts as missing.

    Examples
    --------
    Two places were missing; one was filled, and sold 60 where 100 was estimated of a full year.

    >>> gaps = pd.DataFrame({"outlet": ["a", "b"], "product": "p", "chance": 0.8, "expected_value": 100.0})
    >>> now = pd.DataFrame({"outlet": ["a"], "product": ["p"], "group": ["g"], "value": [60.0]})
    >>> found = measured(gaps, now, now.iloc[:0], 0.5)
    >>> found.places, found.filled, found.lasted
    (2, 1, 0.6)
    """
    asked = gaps[gaps["chance"].astype(float) >= likely]
    sold = now[now["value"] > 0].groupby(["outlet", "product"], observed=True)["value"].sum()
    came = sold.reindex(pd.MultiIndex.from_frame(asked[["outlet", "product"]])).to_numpy(float)
    filled = np.isfinite(came)
    expected = float(asked.loc[filled, "expected_value"].sum())
    part, error = on_top(now, then)
    lasted = float(np.nansum(came)) / expected if expected > 0 else float("nan")
    return Uptake(len(asked), int(filled.sum()), lasted, part, error)


def on_top(now: pd.DataFrame, then: pd.DataFrame) -> tuple[float, float]:
    """
    The part of the sales of new articles that came on top of an outlet × group, at most 1, and its standard error; NaN where it cannot be measured.

    Examples
    --------
    Of four outlets two sold 20 of a new article: what they sold already stayed behind by 5, beside the others. So three quarters came on top.

    >>> then = pd.DataFrame({"outlet": list("abcd"), "product": "p", "group": "g", "value": 100.0})
    >>> grown = pd.DataFrame({"outlet": list("abcd"), "product": "p", "group": "g", "value": [105.0, 105.0, 110.0, 110.0]})
    >>> new = pd.DataFrame({"outlet": ["a", "b"], "product": "q", "group": "g", "value": 20.0})
    >>> part, error = on_top(pd.concat([grown, new]), then)
    >>> round(part, 2), round(error, 2)
    (0.75, 0.0)
    """
    cells = _cells(now, then)
    if cells.empty:
        return float("nan"), float("nan")
    part = _part(cells)
    if not isfinite(part):
        return float("nan"), float("nan")
    fold = pd.factorize(cells["outlet"], sort=True)[0] % FOLDS
    without = np.array([_part(cells[fold != each]) for each in np.unique(fold)])
    count = len(without)
    error = float(np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum()))
    return (min(max(part, 0.0), 1.0), error) if error <= SURE else (float("nan"), float("nan"))


def _cells(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """Per outlet and group: the growth of what it sold already, what it sold of new articles (both parts of the year before), and its size."""
    keys = ["outlet", "group", "product"]
    sides = [rows[rows["value"] > 0].groupby(keys, observed=True)["value"].sum() for rows in (now, then)]
    both = pd.concat(sides, axis=1, keys=["now", "then"]).fillna(0.0)
    both["new"] = both["now"].where(both["then"] <= 0, 0.0)
    cells = both.groupby(level=["outlet", "group"], observed=True).sum().reset_index()
    cells = cells[cells["then"] > 0]
    usual = cells.groupby("group", observed=True)["then"].transform("median")
    cells = cells[cells["then"] >= LEAST * usual]
    return cells.assign(grown=(cells["now"] - cells["new"]) / cells["then"], fresh=cells["new"] / cells["then"])  # fmt: skip


def _part(cells: pd.DataFrame) -> float:
    """One plus the slope within groups, each cell weighed by its size."""
    codes = pd.factorize(cells["group"])[0]
    size = cells["then"].to_numpy(float)

    def within(values: np.ndarray) -> np.ndarray:
        mean = np.bincount(codes, size * values) / np.bincount(codes, size)
        found: np.ndarray = values - mean[codes]
        return found

    fresh, grown = (within(cells[name].to_numpy(float)) for name in ("fresh", "grown"))
    spread = float((size * fresh * fresh).sum())
    return 1.0 + float((size * fresh * grown).sum()) / spread if spread > 1e-12 * size.sum() else float("nan")
