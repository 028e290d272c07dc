"""
Whole numbers that still add up.

A reader who adds up a column must find the total that stands under it, or stops believing the table. Rounding each cell by itself does
not give that; here the cells are rounded together: each to one of its two neighbouring whole numbers, the grand total to the nearest, and
rows and columns such that they add up to what is shown as their total (controlled rounding).

One way (a column): largest remainder, Hamilton's method of 1790. Two ways (a table): a transport problem whose cheapest
solution is whole by nature (Cox 1987, JASA 82), solved by HiGHS. Ties are broken on the key, so the order of the rows never matters.

A difference is a row of two cells: (this year, −last year) adds up to the change.

What is divided rather than shown (a target over outlets, in cents) is divided in whole numbers throughout (``apportioned``): with binary fractions a remainder of two
thousand million cents would depend on the order in which it was added up. A table that must fit two sets of totals at once is ``fitted``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from amlib import errors, language

__all__ = ["Rounded", "apportioned", "fitted", "one_way", "two_way"]

_NOISE = 1e-6  # a cell this near to a whole number is that number
_ROW = 20.0  # rounding a row's total to its nearest is worth more than a cell
_NEAR = 1e-5  # two sets of totals are fitted this closely; a cell of a fit this near to a whole number is that number
_TURNS = 20_000  # a few large cells beside many small ones come near slowly
_LOOKED, _STANDS = 100, 0.99  # what came hardly nearer in so many turns will not come near at all
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
    weights : Series, >= 0, any index; taken as the exact fractions that they are
    seats : int
        What to divide; of a negative one the size is divided, and each part has its sign.

    Returns
    -------
    Series of int, same index, summing to ``seats``
        Each within 1 of its exact quota; equal remainders go to the key that comes first; a weight of nil gets nothing.

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
    finite = bool(np.isfinite(weights.to_numpy(dtype=float)).all())
    if not finite or not (weights >= 0).all() or not (weights > 0).any():
        raise errors.FigureError(
            language.say("a total cannot be divided over these weights"),
            expected=language.say("weights of zero or more, of which one is positive"),
        )
    ratios = [value.as_integer_ratio() for value in weights.tolist()]
    common = math.lcm(*(below for _, below in ratios))
    exact = [above * (common // below) for above, below in ratios]
    parts = [divmod(abs(seats) * weight, sum(exact)) for weight in exact]
    keys = [str(key) for key in weights.index]
    order = sorted(range(len(keys)), key=lambda i: (-parts[i][1], keys[i]))
    given = [part for part, _ in parts]
    for i in order[: abs(seats) - sum(given)]:
        given[i] += 1
    sign = -1 if seats < 0 else 1
    return pd.Series([sign * part for part in given], index=weights.index, name=weights.name, dtype="int64")


def fitted(
    cells: pd.DataFrame, rows: pd.Series[int], columns: pd.Series[int], *, turns: int = _TURNS
) -> pd.DataFrame:
    """
    A table of whole numbers that adds up to given totals both ways and keeps the proportions of another table.

    The cells are first scaled to the totals (rows and columns in turns, until both fit), then each is rounded to a neighbouring whole number at least cost.

    Parameters
    ----------
    cells : DataFrame of float, >= 0, unique index
        The proportions; a cell of nil stays nil.
    rows, columns : Series of int, >= 0, indexed as the rows and columns of ``cells``
        The totals; both must add up to the same.
    turns : int
        How often rows and columns are scaled at most.

    Returns
    -------
    DataFrame of int, same index and columns

    Raises
    ------
    FigureError
        The totals do not add up to the same, one is negative, no table with nil in these cells can have them, or the scaling did not come near: cells that differ by a factor of many
        thousands beside totals that ask for another proportion.

    References
    ----------
    Deming and Stephan (1940), Annals of Mathematical Statistics 11(4), for the scaling; Cox (1987) for the rounding.

    Examples
    --------
    >>> seed = pd.DataFrame({"jan": [1.0, 1.0], "feb": [1.0, 1.0]}, index=["a", "b"])
    >>> fitted(seed, pd.Series({"a": 3, "b": 2}), pd.Series({"jan": 2, "feb": 3})).to_numpy().tolist()
    [[1, 2], [1, 1]]
    """
    order = sorted(range(len(cells)), key=lambda i: str(cells.index[i]))
    seed = np.nan_to_num(cells.to_numpy(dtype=float)[order])
    wanted = rows.reindex(cells.index).to_numpy(dtype=np.int64)[order]
    down = columns.reindex(cells.columns).to_numpy(dtype=np.int64)
    if wanted.sum() != down.sum() or min(wanted.min(), down.min()) < 0 or (seed < 0).any():
        raise errors.FigureError(
            language.say("these rows and columns do not add up to the same"),
            expected=language.say("totals of zero or more that add up to the same both ways"),
        )
    exact = _scaled(seed, wanted.astype(float), down.astype(float), turns)
    if not np.allclose(exact.sum(axis=1), wanted, atol=0.01, rtol=1e-12):
        raise errors.FigureError(
            language.say("no table with these empty cells has these totals"),
            expected=language.say("a cell above nil in each row and column with a total"),
        )
    floors = np.where(np.abs(exact - np.rint(exact)) < _NEAR, np.rint(exact), np.floor(exact))
    whole = np.empty_like(floors)
    whole[order] = _between(exact, floors, wanted - floors.sum(axis=1), down - floors.sum(axis=0))
    return pd.DataFrame(whole.astype(np.int64), index=cells.index, columns=cells.columns)


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


def _scaled(
    seed: NDArray[np.float64], rows: NDArray[np.float64], columns: NDArray[np.float64], turns: int
) -> NDArray[np.float64]:
    """The seed with its rows and columns scaled in turns until both fit, or as near as they come."""
    found, before = seed.copy(), float("inf")
    for turn in range(turns):
        found *= _factors(rows, found.sum(axis=1))[:, None]
        found *= _factors(columns, found.sum(axis=0))
        off = float(np.abs(found.sum(axis=1) - rows).max(initial=0.0))
        if off < _NEAR / 10:
            break
        if turn % _LOOKED == 0:
            if off > _STANDS * before:
                break
            before = off
    return found


def _factors(wanted: NDArray[np.float64], sums: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(wanted, sums, out=np.zeros_like(wanted), where=sums > 0)


def _between(
    exact: NDArray[np.float64], floors: NDArray[np.float64], rows: NDArray[Any], columns: NDArray[Any]
) -> NDArray[np.float64]:
    """The floors, with one added to those cells that make rows and columns fit at least cost."""
    parts = exact - floors
    row, column = np.nonzero(parts > 0)
    if len(row) == 0:
        return floors
    from scipy import optimize, sparse  # slow to import, and few tables come here

    count = len(row)
    cost = 1 - 2 * parts[row, column] + 1e-7 * row / len(rows) + 1e-8 * column
    ones, each = np.ones(count), np.arange(count)
    fits = sparse.vstack(
        [
            sparse.coo_matrix((ones, (where, each)), shape=(size, count))
            for where, size in ((row, len(rows)), (column, len(columns)))
        ]
    )
    solved = optimize.linprog(
        cost,
        A_eq=fits.tocsr(),
        b_eq=np.concatenate([rows, columns]),
        bounds=(0, 1),
        method="highs-ds",
    )
    if not solved.success:
        raise errors.FigureError(
            language.say("this table cannot be rounded: {reason}", reason=solved.message)
        )
    found = floors.copy()
    found[row, column] += np.rint(solved.x)
    return found


def _transported(exact: NDArray[np.float64], columns: NDArray[Any]) -> NDArray[np.float64]:
    """Each cell rounded down or up at least cost, with the column totals as given."""
    floors = np.floor(exact)
    row, column = np.nonzero(exact - floors)
    if len(row) == 0:
        return floors
    from scipy import optimize, sparse  # slow to import, and few tables come here

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
