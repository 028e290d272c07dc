"""
What a lower price and a place on display do to volume, read from many weeks and outlets at once.

One promotion at one outlet proves little, a hundred outlets over a year prove more. So volume is set beside price and display for all outlets together, each measured against its own level and each week against
all others:

    log kg = outlet + week + elasticity · log(price) + effect · feature

A feature's effect is told as a part of volume: exp(effect) − 1. Errors are clustered per outlet, since the weeks of one outlet err together. What is known of one account alone is drawn towards
what is known of all, the more so the less it has shown (`shrunk`).

Conventions: ranges hold four in five. An elasticity is `shown` only when its standard error is less than half of it: otherwise it is not known, and nothing should be promised on it.

Deliberately absent: causes. Displays are given to weeks that promise much, so a part of their effect is that promise.

References
----------
Wooldridge (2010), 10.5, for outlets' own levels; DerSimonian and Laird (1986), for the spread between accounts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["Response", "elasticity", "regress", "shrunk"]

_EIGHTY = 1.2815515655446004
"""Standard errors on either side that hold four in five."""


@dataclass(frozen=True)
class Response:
    """
    How volume answers.

    Attributes
    ----------
    price, price_error : float
        Per cent of volume per per cent of price, and its standard error.
    feature, feature_low, feature_high : float
        A part of volume added by a feature (display, folder), and its range; NaN where none varied.
    weeks, outlets : int
        Rows, and outlets that they come from.
    """

    price: float
    price_error: float
    feature: float
    feature_low: float
    feature_high: float
    weeks: int
    outlets: int

    @property
    def shown(self) -> bool:
        """Whether the elasticity is known well enough to be shown."""
        return bool(self.price_error < abs(self.price) / 2)


def regress(outcome: pd.Series, causes: pd.DataFrame, cluster: pd.Series) -> pd.DataFrame:
    """
    Least squares with errors clustered.

    Parameters
    ----------
    outcome : Series of float
    causes : DataFrame of float, same rows; a constant must be among them where one is wanted
    cluster : Series, same rows; rows of one cluster err together

    Returns
    -------
    DataFrame, one row per cause
        ``estimate``, ``error``, ``low``, ``high``.
    """
    from statsmodels.regression.linear_model import OLS  # slow to import, and few ask for it

    codes = pd.factorize(cluster)[0]
    fit = OLS(outcome.to_numpy(float), causes.to_numpy(float)).fit(
        cov_type="cluster", cov_kwds={"groups": codes}
    )
    found = pd.DataFrame({"estimate": fit.params, "error": fit.bse}, index=causes.columns)
    return found.assign(
        low=found["estimate"] - _EIGHTY * found["error"], high=found["estimate"] + _EIGHTY * found["error"]
    )


def elasticity(rows: pd.DataFrame) -> Response:
    """
    The price elasticity and the effect of a feature, pooled over outlets.

    Parameters
    ----------
    rows : DataFrame, one row per (outlet, week)
        ``outlet``, ``quantity`` > 0 (kg), ``price`` > 0, and where known ``feature`` (0 to 1) and ``week``; other rows are left out.
    """
    used = rows[(rows["quantity"] > 0) & (rows["price"] > 0)]
    parts = {"price": np.log(used["price"])}
    if "feature" in used and used["feature"].nunique() > 1:
        parts["feature"] = used["feature"].astype(float)
    causes = pd.DataFrame(parts)
    if "week" in used:
        causes = causes.join(pd.get_dummies(used["week"], dtype=float, drop_first=True, prefix="week"))
    outcome = np.log(used["quantity"])
    own = used["outlet"]
    found = regress(
        outcome - outcome.groupby(own).transform("mean"),
        causes - causes.groupby(own).transform("mean"),
        own,
    )
    price, error = (float(value) for value in found.loc["price", ["estimate", "error"]].to_numpy(float))
    effect = np.full(3, np.nan)
    if "feature" in found.index:
        effect = np.expm1(found.loc["feature", ["estimate", "low", "high"]].to_numpy(float))
    middle, low, high = (float(end) for end in effect)
    return Response(price, error, middle, low, high, len(used), own.nunique())


def shrunk(estimates: pd.DataFrame) -> pd.DataFrame:
    """
    Estimates of several accounts, each drawn towards their mean by how little it is known.

    Parameters
    ----------
    estimates : DataFrame, one row per account
        ``estimate``, ``error`` > 0 : its standard error.

    Returns
    -------
    DataFrame, same rows
        The input with ``shrunk``, ``low``, ``high``.

    Examples
    --------
    Three accounts as well known as each other, spread no more than their errors: all are drawn to the mean.

    >>> shrunk(pd.DataFrame({"estimate": [0.9, 1.0, 1.1], "error": 0.5}))["shrunk"].tolist()
    [1.0, 1.0, 1.0]
    """
    value, error = estimates["estimate"].to_numpy(float), estimates["error"].to_numpy(float)
    weight = 1 / error**2
    mean = (weight * value).sum() / weight.sum()
    apart = (weight * (value - mean) ** 2).sum() - (len(value) - 1)
    between = max(0.0, apart / (weight.sum() - (weight**2).sum() / weight.sum())) if len(value) > 1 else 0.0
    both = 1 / (error**2 + between)
    centre = (both * value).sum() / both.sum()
    own = between / (between + error**2)
    spread = _EIGHTY * np.sqrt(own * error**2 + (1 - own) ** 2 / both.sum())
    drawn = centre + own * (value - centre)
    return estimates.assign(shrunk=drawn, low=drawn - spread, high=drawn + spread)
