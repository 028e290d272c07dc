"""
How often each outlet is to be visited in a year: by its class, by what its people want, and within the days that there are.

Whoever plans visits by habit goes where it is pleasant. So the outlets are put into classes by what they bring: A for those that make up the first four fifths of the revenue, B for
the next, C for the last twentieth. Each class has a norm; where the people of an outlet want more, that is the norm. All norms together are mostly more than anybody drives, so they
are fitted into what was made in the last twelve months: first one visit for each outlet, the largest first, and what is left in proportion to what is still wanted.

Over the year the visits of one outlet lie evenly apart, and outlets do not all begin in January.

Deliberately absent: where an hour yields most, and how far it is to drive. A norm is a beginning.

References
----------
Wilkening's call norms: A 12, B 6, C 2 a year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from amlib.analysis import rounding

__all__ = ["BOUNDS", "NORMS", "classes", "fitted", "spread", "wanted"]

BOUNDS: Mapping[str, float] = MappingProxyType({"A": 0.80, "B": 0.95, "C": 1.0})
"""Each class, and the part of the revenue up to which it goes."""
NORMS: Mapping[str, int] = MappingProxyType({"A": 12, "B": 6, "C": 2})
"""Visits a year for an outlet of each class."""

_APART = (5**0.5 - 1) / 2
_NOISE = 1e-9


def classes(revenue: pd.Series[float]) -> pd.Series[str]:
    """
    The class of each outlet by what it brings.

    Parameters
    ----------
    revenue : Series of float by outlet
        Of a year; less than nil counts as nil.

    Returns
    -------
    Series of 'A', 'B' or 'C', same index and order
        An outlet belongs to the class in which the outlets larger than it end; equal ones in the order of their keys. C where nothing was sold.

    Examples
    --------
    >>> classes(pd.Series({"x": 10.0, "y": 80.0, "z": 10.0})).to_dict()
    {'x': 'B', 'y': 'A', 'z': 'B'}
    """
    sizes = revenue.fillna(0.0).clip(lower=0.0)
    order = pd.DataFrame({"key": sizes.index, "size": sizes.to_numpy()})
    order = order.sort_values(["size", "key"], ascending=[False, True])
    whole = float(sizes.sum())
    before = (order["size"].cumsum() - order["size"]) / (whole or 1.0)
    ends = np.array(list(BOUNDS.values())[:-1]) - _NOISE
    names = np.array(list(BOUNDS))
    placed = pd.Series(names[np.searchsorted(ends, before.to_numpy(), side="right")], index=order["key"])
    found = placed.reindex(sizes.index).set_axis(sizes.index)
    return found.where(sizes > 0, "C")


def wanted(placed: pd.Series[str], people: pd.Series[float] | None = None, norms: Mapping[str, int] = NORMS) -> pd.Series[float]:  # fmt: skip
    """
    The visits a year that each outlet should have: the norm of its class, or what its people want where that is more.

    Parameters
    ----------
    placed : Series of class by outlet
        As ``classes`` gives it.
    people : Series of float by outlet, optional
        Visits a year that its functionaries want together.
    norms : mapping of class to visits a year
    """
    norm = placed.map(norms).astype(float)
    if people is None:
        return norm
    return norm.combine(people.reindex(norm.index).fillna(0.0), max)


def fitted(norm: pd.Series[float], capacity: float | None) -> pd.Series[int]:
    """
    The visits of a year within what can be made.

    Parameters
    ----------
    norm : Series of float by outlet, the most important first
        Rounded up to whole visits.
    capacity : float or None
        Visits that can be made in all; None where that is not known: then everything that is wanted.

    Returns
    -------
    Series of int, same index and order
        Adds up to the capacity, or to the norm where that is less; none is more than its norm.

    Examples
    --------
    >>> fitted(pd.Series({"a": 12.0, "b": 6.0, "c": 2.0}), 9).to_list()
    [5, 3, 1]
    """
    most = norm.map(np.ceil).astype("int64")
    total = int(most.sum()) if capacity is None else min(int(capacity), int(most.sum()))
    once = (most > 0) & ((most > 0).cumsum() <= total)
    first = once.astype("int64")
    rest, left = total - int(first.sum()), most - first
    if rest <= 0 or int(left.sum()) == 0:
        return first
    return first + rounding.apportioned(left.astype(float), rest)


def spread(visits: pd.Series[int], months: Sequence[int] = tuple(range(1, 13))) -> pd.DataFrame:
    """
    The visits of each outlet over months, evenly apart.

    Parameters
    ----------
    visits : Series of int by outlet
        Of a whole year; of months that are fewer than twelve, each outlet gets its part, rounded up.
    months : sequence of int
        Those that can still be planned.

    Returns
    -------
    DataFrame of int, one row per outlet in the same order, columns 1 to 12

    Examples
    --------
    >>> spread(pd.Series({"a": 4})).loc["a"].to_list()
    [1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0]
    """
    found = np.zeros((len(visits), 12), dtype=np.int64)
    for place, count in enumerate(visits.to_list()):
        part = int(np.ceil(count * len(months) / 12 - _NOISE))
        begin = (place * _APART) % 1
        for turn in range(part):
            at = int((turn + begin) * len(months) / part) % len(months)
            found[place, months[at] - 1] += 1
    return pd.DataFrame(found, index=visits.index, columns=range(1, 13))
