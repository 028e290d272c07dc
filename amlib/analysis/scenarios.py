"""
A customer's result at three prices of the raw material: low, as the plan counts on, and high.

Meat is most of the cost, and nobody knows what it will be quoted at. What is known is how far a year's mean has moved before, and how far and how late our price and our cost followed. From
these come three columns of the same result, so that a supervisor sees what a plan leaves when the market turns.

* How far: the change of the mean of twelve months against the twelve months before, over the whole history of a quotation. Low and high are as far down and up as four in five of these
  changes stayed within: a quotation that only rose can fall too. With little history, ten percent either way, and it is said.
* What follows: of a change that comes at the beginning of the year, a price or cost that lags n months feels 12 − n twelfths within it.
* All quotations are low together, or high together. They need not be.

Volume stays as planned. Conditions are worked out again over the revenue of each column, so a step that is crossed shows. All amounts are whole cents, and each column adds up.

Deliberately absent: a forecast of the quotation. The middle is what the plan counts on, the prices of the last twelve months.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CASES", "LEAST", "WITHIN", "Lines", "Spread", "felt", "results", "spreads"]

CASES = ("low", "expected", "high")
LEAST = 12
"""As many changes of a year's mean a quotation needs for a spread of its own."""

WITHIN = 0.8
"""The part of the changes that stayed within the ends."""

UNKNOWN = 0.1
"""How far a quotation is taken to move either way where too few changes of it are known."""

_YEAR = 12


@dataclass(frozen=True)
class Spread:
    """
    How far a quotation may move in a year.

    Attributes
    ----------
    species : str
    low, high : float
        Changes of the year's mean, fractions.
    now : float
        The last month's quotation beside the mean of its last twelve months, a fraction; NaN where there are no twelve.
    measured : bool
        Whether the ends come from its own history.
    """

    species: str
    low: float
    high: float
    now: float
    measured: bool


@dataclass(frozen=True)
class Lines:
    """
    What a year is calculated with, in cents.

    Attributes
    ----------
    revenue, cost : Series of int by group
        Cost without that of actions.
    quantity : int
        Of the year.
    actions : int
        What actions cost.
    """

    revenue: pd.Series[int]
    cost: pd.Series[int]
    quantity: int
    actions: int = 0


def spreads(quotations: pd.DataFrame, through: str) -> dict[str, Spread]:
    """
    How far each quotation may move in a year.

    Parameters
    ----------
    quotations : DataFrame, as ``materials.quotations``
    through : str
        The last month that is looked at, 'YYYY-MM'.

    Returns
    -------
    dict of species to Spread
    """
    found = {}
    for species, rows in quotations[quotations["month"] <= through].groupby("species", observed=True):
        prices = rows.set_index(pd.PeriodIndex(rows["month"], freq="M"))["price"].sort_index()
        prices = prices.reindex(pd.period_range(prices.index[0], prices.index[-1], freq="M"))
        mean = prices.rolling(_YEAR).mean()
        changes = (mean / mean.shift(_YEAR) - 1).dropna()
        measured = len(changes) >= LEAST
        far = float(np.quantile(changes.abs(), WITHIN)) if measured else UNKNOWN
        now = float(prices.iloc[-1] / mean.iloc[-1] - 1)
        found[str(species)] = Spread(str(species), -far, far, now, measured)
    return found


def felt(links: pd.DataFrame) -> pd.DataFrame:
    """
    The part of a change that a year feels, when it comes at its beginning.

    Parameters
    ----------
    links : DataFrame, as ``calculation.links``

    Returns
    -------
    DataFrame, indexed by group
        ``species``, ``price`` and ``cost``: pass-through × (12 − lag) ÷ 12; nil where it was not measured, and ``measured`` (bool): both were.
    """
    rows = links.set_index("group")
    found = rows[["species"]].copy()
    for name in ("price", "cost"):
        part = rows[name].astype(float) * (_YEAR - rows[f"{name}_lag"].astype(float)).clip(lower=0.0) / _YEAR
        found[name] = part.fillna(0.0)
    return found.assign(measured=rows[["price", "cost"]].notna().all(axis=1))


def results(
    lines: Lines,
    follows: pd.DataFrame,
    moves: Mapping[str, Spread],
    owed: Callable[[float], float] | None = None,
    cases: Sequence[str] = CASES,
) -> pd.DataFrame:
    """
    The result of a year in each case.

    Parameters
    ----------
    lines : Lines
    follows : DataFrame, as ``felt``
    moves : mapping of species to Spread
    owed : callable, optional
        What the conditions cost, in money, when the revenue is so many times as large; without it they are not known.
    cases : sequence of 'low', 'expected' and 'high'

    Returns
    -------
    DataFrame, one row per case
        ``case``; in cents: ``revenue``, ``cost``, ``actions``, ``margin`` (= revenue − cost − actions), ``terms`` and ``contribution`` (= margin − terms; both NaN where the conditions are not known).

    Examples
    --------
    >>> lines = Lines(pd.Series({"beef": 10_000}), pd.Series({"beef": 8_000}), 5)
    >>> follows = pd.DataFrame({"species": ["beef"], "price": [0.5], "cost": [1.0]}, index=["beef"])
    >>> results(lines, follows, {"beef": Spread("beef", -0.19, 0.21, 0.0, True)})["margin"].to_list()
    [2520, 2000, 1320]
    """
    plain = int(lines.revenue.sum())
    rows = []
    for case in cases:
        moved = follows["species"].map(lambda species, case=case: _move(moves.get(species), case))
        both = {}
        for name, amounts in (("price", lines.revenue), ("cost", lines.cost)):
            factor = ((1 + moved.astype(float)) ** follows[name]).reindex(amounts.index).fillna(1.0)
            both[name] = int((amounts * factor).round().astype("int64").sum())
        revenue, cost = both["price"], both["cost"]
        margin = revenue - cost - lines.actions
        paid = float("nan")
        if owed is not None and plain > 0:
            paid = float(round(owed(revenue / plain) * 100))
        rows.append((case, revenue, cost, lines.actions, margin, paid, margin - paid))
    return pd.DataFrame(rows, columns=["case", "revenue", "cost", "actions", "margin", "terms", "contribution"])  # fmt: skip


def _move(spread: Spread | None, case: str) -> float:
    if spread is None or case == "expected":
        return 0.0
    return spread.low if case == "low" else spread.high
