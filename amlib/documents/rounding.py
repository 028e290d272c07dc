"""
Whole numbers that still add up.

A reader who adds up a column must find the total that stands under it, or stops believing the table. Rounding each cell by itself does
not give that; here the cells are rounded together: each to one of its two neighbouring whole numbers, the grand total to the nearest, and
rows and columns such that they add up to what is shown as their total (controlled rounding).

One way (a column): largest remainder, Hamilton's method of 1790. Two ways (a table): a transport problem whose cheapest
solution is whole by nature (Cox 1987, JASA 82), solved by HiGHS. Ties are broken on the key, so the order of the rows never matters.

A difference is a row of two cells: (this year, −last year) adds up to the change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, sparse

from amlib import errors, language

__all__ = ["Rounded", "apportioned", "one_way", "two_way"]

_NOISE = 1e-6  # a cell this near to a whole number is that number
_ROW = 20.0  # rounding a row's total to its nearest is worth more than a cell
_SLACK = 1e4  # a row's total leaves its two neighbours only where nothing else is possible


@dataclass(frozen=True)
class Rounded:
    """A table in whole numbers: its cells, and the totals that they add up to."""

    cells: pd.DataFrame
    rows: pd.Series[int]
    columns: pd.Series[int]
    total: int


def apportioned(weights: pd.Series[float], seats: int) -> pd.Series[int]:
    """
    A whole total divided in proportion to weights, by largest remainder.

    Parameters
    ----------
    weights : Series, >= 0, any index
    seats : int
        What to divide.

    Returns
    -------
    Series of int, same index, summing to ``seats``
        Each within 1 of its exact quota; equal remainders go to the key that comes first.

    Raises
    ------
    FigureError
        A weight is negative or missing, or all are zero.

    References
    ----------
    Hamilton 1791; electowiki, 'Hamilton method' (US 1790, 60 seats).

    Examples
    --------
    >>> apportioned(pd.Series({"a": 247, "b": 185, "c": 459, "d": 400, "e": 413}), 42).to_list()
    [6, 5, 11, 10, 10]
    """
    whole = float(weights.sum())
    if not (weights >= 0).all() or whole <= 0:
        raise errors.FigureError(
            language.say("a total cannot be divided over these weights"),
            expected=language.say("weights of zero or more, of which one is positive"),
        )
    return one_way(weights.astype(float) * (seats / whole), seats)


def one_way(values: pd.Series[float], total: int | None = None) -> pd.Series[int]:
    """
    Values rounded to neighbouring whole numbers that add up to the total.

    Parameters
    ----------
    values : Series of float, any sign; a missing value counts as 0
    total : int, optional
        What they must add up to; by default the nearest whole number to their sum.

    Returns
    -------
    Series of int, same index and order

    Raises
    ------
    FigureError
        The total cannot be reached from neighbouring whole numbers.

    Examples
    --------
    >>> one_way(pd.Series({"x": 0.4, "y": 0.4, "z": 0.4})).to_list()
    [1, 0, 0]
    """
    exact = _snapped(values.to_numpy(dtype=float))
    floors = np.floor(exact)
    parts = exact - floors
    wanted = round(float(exact.sum())) if total is None else total
    ups = round(wanted - float(floors.sum()))
    if not 0 <= ups <= np.count_nonzero(parts):
        raise errors.FigureError(
            language.say(
                "these values cannot be rounded to a total of {total}", total=language.number(wanted)
            ),
            expected=language.say(
                "a total near to their sum, {sum}", sum=language.number(float(exact.sum()), 2)
            ),
        )
    keys = [str(key) for key in values.index]
    order = sorted(range(len(keys)), key=lambda i: (-round(float(parts[i]), 9), keys[i]))
    whole = [int(floor) for floor in floors]
    for i in order[:ups]:
        whole[i] += 1
    return pd.Series(whole, index=values.index, name=values.name, dtype="int64")


def two_way(cells: pd.DataFrame, columns: pd.Series[int] | None = None) -> Rounded:
    """
    A table rounded so that rows and columns add up to the totals shown with them.

    Unless told otherwise, the grand total is the nearest whole number and the column totals are rounded to it by largest remainder, so that
    they are the same in every table with the same columns. Each cell and row total is one of its two neighbouring whole numbers. In the rare table
    where that cannot be, a row total moves one further; cells and column totals never do.

    Parameters
    ----------
    cells : DataFrame of float, any sign, unique index; a missing cell counts as 0
    columns : Series of int, optional
        The column totals to show; each must be a neighbour of its column's sum.

    Returns
    -------
    Rounded
        ``cells`` with the same rows and columns in the same order.

    References
    ----------
    L.H. Cox (1987), A constructive procedure for unbiased controlled rounding, JASA 82(398).

    Examples
    --------
    >>> rounded = two_way(pd.DataFrame({"now": [1.4, 1.4], "before": [0.4, 0.4]}, index=["a", "b"]))
    >>> rounded.cells.to_numpy().tolist(), rounded.rows.to_list(), rounded.columns.to_list(), rounded.total
    ([[2, 0], [1, 1]], [2, 2], [3, 1], 4)
    """
    order = sorted(range(len(cells)), key=lambda i: str(cells.index[i]))
    exact = _snapped(cells.to_numpy(dtype=float)[order])
    if columns is None:
        columns = one_way(pd.Series(exact.sum(axis=0), index=cells.columns))
    shown = np.empty_like(exact)
    shown[order] = _transported(exact, columns.to_numpy(dtype=float))
    whole = pd.DataFrame(shown.astype(np.int64), index=cells.index, columns=cells.columns)
    return Rounded(whole, whole.sum(axis=1), columns, int(columns.sum()))


def _snapped(values: NDArray[Any]) -> NDArray[np.float64]:
    """The values without the noise of binary fractions; missing is zero."""
    filled = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    near = np.rint(filled)
    return np.asarray(np.where(np.abs(filled - near) < _NOISE, near, filled))


def _transported(exact: NDArray[np.float64], columns: NDArray[Any]) -> NDArray[np.float64]:
    """Each cell rounded down or up at least cost, with the column totals as given."""
    floors = np.floor(exact)
    row, column = np.nonzero(exact - floors)
    if len(row) == 0:
        return floors
    parts = (exact - floors)[row, column]
    count, rows = len(row), len(exact)
    sums = _snapped(exact.sum(axis=1))
    over = sums - np.floor(sums)
    # what it costs to go up instead of down; the last term breaks ties towards the first key
    cost_cells = 1 - 2 * parts + 1e-7 * row / rows + 1e-8 * column
    cost = np.concatenate([cost_cells, _ROW * (1 - 2 * over), np.full(2 * rows, _SLACK)])
    each, ones = np.arange(rows), np.ones(rows)
    in_row = sparse.coo_matrix((np.ones(count), (row, np.arange(count))), shape=(rows, count))
    in_column = sparse.coo_matrix((np.ones(count), (column, np.arange(count))), shape=(len(columns), count))
    up = sparse.coo_matrix((-ones, (each, each)), shape=(rows, rows))
    empty = sparse.coo_matrix((len(columns), 3 * rows))
    constraints = sparse.vstack([sparse.hstack([in_row, up, up, -up]), sparse.hstack([in_column, empty])])
    wanted = np.concatenate([np.floor(sums) - floors.sum(axis=1), columns - floors.sum(axis=0)])
    top = np.concatenate([np.ones(count), (over > 0).astype(float), np.full(2 * rows, np.inf)])
    bounds = np.column_stack([np.zeros(count + 3 * rows), top])
    solved = optimize.linprog(cost, A_eq=constraints.tocsr(), b_eq=wanted, bounds=bounds, method="highs-ds")
    if not solved.success:
        raise errors.FigureError(
            language.say("this table cannot be rounded: {reason}", reason=solved.message)
        )
    floors[row, column] += np.rint(solved.x[:count])
    return floors
