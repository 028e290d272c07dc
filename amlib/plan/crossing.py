"""
What a plan asks of each outlet in each product group in each month: derived, and adding up to all that the plan itself says.

A plan has goals per outlet and goals per group. Whoever looks at one outlet asks for the groups, and whoever looks at one group asks for the outlets; typed in, that would be hundreds of goals which
nobody can keep in step. So the table of outlet × group × month is not kept: it follows from the goals, each time in the same way, in proportion to what each outlet sold of each group in the twelve months
that the plan was drawn up from.

* It is made only where outlets and groups both add up to the account's goal, in every month. Where they do not (a draft on which somebody works) there is no table, and it says what does not add up.
* Each cell is in whole cents. In every month the cells of an outlet add up to the goal of that outlet, and those of a group to the goal of that group; so the year, the regions and the banners do too.
* A cell that sold nothing gets nothing, as long as the goals can be reached without it. What had no sales at all in a month goes by its year, and what had none in the year by the goals alone.
* What an adopted plan asks does not move with what is sold after it: the twelve months end where the document ended that was decided on, and before the year of the plan in any case.

References
----------
As ``analysis.rounding.fitted``, month by month.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from amlib import errors, language, periods
from amlib.analysis import rounding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from amlib.plan.items import Goal
    from amlib.plan.model import Plan
    from amlib.plan.records import Bound

__all__ = ["MONTHS", "Crossed", "crossed", "of", "pattern", "through"]

MONTHS = tuple(range(1, 13))
_FAINT = 1e-2
"""How much the year counts beside the month where the month alone cannot have these totals."""

_TURNS = 1_000
"""So often a month is scaled; proportions that come near slower than this are not worth keeping."""


@dataclass(frozen=True)
class Crossed:
    """
    The table, or why there is none.

    Attributes
    ----------
    table : DataFrame of int, a row per (outlet, group) and a column per month, 1 to 12
        Cents; empty where there is none.
    missing : tuple of str
        What does not add up, or is not there, in words; empty where there is a table.
    """

    table: pd.DataFrame
    missing: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is a table."""
        return not self.missing


def crossed(outlets: pd.DataFrame, groups: pd.DataFrame, base: pd.DataFrame) -> pd.DataFrame:
    """
    Months of outlets and months of groups as one table of outlet × group × month, adding up exactly to both.

    Parameters
    ----------
    outlets, groups : DataFrame of int, >= 0, a row per place and a column per month
        The same months, and in each of them the same total.
    base : DataFrame, a row per (outlet, group) and a column per month
        The proportions that are kept as far as the totals allow; less than nil or missing counts as nil.

    Returns
    -------
    DataFrame of int, a row per (outlet, group) in the order of ``outlets`` and ``groups``, and a column per month

    Raises
    ------
    FigureError
        The totals of a month differ, or one is negative.

    Examples
    --------
    >>> base = pd.DataFrame([[1, 1], [1, 1], [2, 0], [0, 2]], index=pd.MultiIndex.from_product([["x", "y"], ["a", "b"]]))
    >>> found = crossed(pd.DataFrame([[5, 3], [4, 4]], ["x", "y"]), pd.DataFrame([[6, 2], [3, 5]], ["a", "b"]), base)
    >>> found.loc["x"].to_numpy().tolist(), found.loc["y"].to_numpy().tolist()
    ([[2, 2], [3, 1]], [[4, 0], [0, 4]])
    """
    order = pd.MultiIndex.from_product([outlets.index, groups.index], names=["outlet", "group"])
    outlets, groups = outlets.sort_index(), groups.sort_index()
    cells = pd.MultiIndex.from_product([outlets.index, groups.index], names=["outlet", "group"])
    known = base.reindex(index=cells, columns=outlets.columns).astype(float).fillna(0.0).clip(lower=0.0)
    shape = len(outlets), len(groups)
    year = known.sum(axis=1).to_numpy().reshape(shape)
    found = {
        month: _month(known[month].to_numpy().reshape(shape), year, outlets[month], groups[month]).ravel()
        for month in outlets.columns
    }
    return pd.DataFrame(found, index=cells, columns=outlets.columns).reindex(order)


def of(plan: Plan, base: pd.DataFrame, which: Literal["baseline", "target"] = "target") -> Crossed:
    """
    What a plan asks in revenue of each outlet in each group and month, or what it expects there without action.

    Parameters
    ----------
    plan : Plan
    base : DataFrame
        ``pattern``: the proportions in which the goals are crossed.
    which : 'target' or 'baseline'
    """
    goals = {
        level: [goal for goal in plan.goals if (goal.measure, goal.level) == ("revenue", level)]
        for level in ("total", "outlet", "group")
    }
    missing = [language.say(_ABSENT[level]) for level, found in goals.items() if not found]
    below = [goal.id for found in goals.values() for goal in found if min(getattr(goal, which)) < 0]
    if below:
        missing.append(language.say("asked is less than nothing in {goals}", goals=", ".join(below)))
    if goals["total"]:
        whole = _months(goals["total"], which)
        missing += [
            told
            for level in ("outlet", "group")
            if goals[level] and (told := _differs(level, whole, _months(goals[level], which)))
        ]
    if not missing and not float(base.clip(lower=0).to_numpy(float).sum()) > 0:
        missing.append(language.say("there are no sales of the year before to go by"))
    if missing:
        return Crossed(pd.DataFrame(columns=list(MONTHS), dtype="int64"), tuple(missing))
    return Crossed(crossed(_courses(goals["outlet"], which), _courses(goals["group"], which), base))


def pattern(sales: pd.DataFrame, through: str) -> pd.DataFrame:
    """
    What each outlet sold of each group in the twelve months up to one, by month of the year.

    Parameters
    ----------
    sales : DataFrame
        ``results.book(data)`` of the whole account.
    through : str
        The last month, 'YYYY-MM'.

    Returns
    -------
    DataFrame of float, a row per (outlet, group) and a column per month, 1 to 12
        Revenue, in the slice's currency; articles without a group are the group '–'.
    """
    since = str(pd.Period(through, freq="M") - 11)
    rows = sales[(sales["month"] >= since) & (sales["month"] <= through)]
    rows = rows.assign(group=rows["group"].where(rows["group"] != "", language.MISSING), month=rows["month"].str[-2:].astype(int))  # fmt: skip
    sums = rows.groupby(["outlet", "group", "month"], observed=True)["revenue"].sum()
    found: pd.DataFrame = sums.unstack("month").reindex(columns=list(MONTHS)).fillna(0.0).astype(float)
    return found


def through(year: int, looked: str, bound: Bound | None = None) -> str:
    """
    The last of the twelve months that a plan is crossed by.

    Parameters
    ----------
    year : int
        Of the plan.
    looked : str
        The last month that is looked at now, 'YYYY-MM'.
    bound : Bound, optional
        The document that the plan was adopted on: then it is where that one ended.

    Examples
    --------
    >>> through(2027, "2026-09"), through(2026, "2026-09")
    ('2026-09', '2025-12')
    """
    ended = looked
    if bound is not None:
        with suppress(errors.WorkbookError):
            ended = str(periods.parse(bound.period).months()[-1])
    return min(ended, f"{year - 1}-12")


_ABSENT = {
    "total": "no revenue is asked of the account as a whole",
    "outlet": "no revenue is asked of outlets",
    "group": "no revenue is asked of product groups",
}
_MORE = {
    "outlet": "of the outlets together {amount} more is asked than of the account, in {months}",
    "group": "of the product groups together {amount} more is asked than of the account, in {months}",
}
_LESS = {
    "outlet": "of the outlets together {amount} less is asked than of the account, in {months}",
    "group": "of the product groups together {amount} less is asked than of the account, in {months}",
}
_SHIFTED = {
    "outlet": "what is asked of the outlets together lies in other months than that of the account: {months}",
    "group": "what is asked of the product groups together lies in other months than that of the account: {months}",
}


def _differs(level: str, whole: tuple[int, ...], parts: tuple[int, ...]) -> str:
    """How the months of a level differ from those of the account; empty where they do not."""
    off = [mine - asked for mine, asked in zip(parts, whole, strict=True)]
    if not any(off):
        return ""
    names = [language.month(periods.parse(f"2000-{n:02d}"), year=False) for n, each in zip(MONTHS, off, strict=True) if each]  # fmt: skip
    when = language.say("every month") if all(off) else language.listing(names)
    told = _MORE if sum(off) > 0 else _LESS if sum(off) < 0 else _SHIFTED
    return language.say(told[level], amount=language.number(abs(sum(off)) / 100, 2), months=when)


def _months(goals: list[Goal], which: str) -> tuple[int, ...]:
    return tuple(sum(month) for month in zip(*(getattr(goal, which) for goal in goals), strict=True))


def _courses(goals: list[Goal], which: str) -> pd.DataFrame:
    """A row per place; two goals of one place as one."""
    rows = pd.DataFrame([getattr(goal, which) for goal in goals], index=[goal.key for goal in goals], columns=list(MONTHS))  # fmt: skip
    return rows.groupby(level=0, sort=False).sum()


def _month(
    seen: NDArray[np.float64], year: NDArray[np.float64], rows: pd.Series[int], columns: pd.Series[int]
) -> NDArray[np.int64]:
    """One month: the first of the seeds that can have both totals, fitted to them."""
    total = int(rows.sum())
    if total == 0 and int(columns.sum()) == 0 and min(rows.min(), columns.min()) == 0:
        return np.zeros(seen.shape, dtype=np.int64)
    last: errors.FigureError | None = None
    for seed in _seeds(seen, year, np.outer(rows.astype(float), columns.astype(float)) / max(total, 1)):
        try:
            table = pd.DataFrame(seed, index=rows.index, columns=columns.index)
            return rounding.fitted(table, rows, columns, turns=_TURNS).to_numpy(np.int64)
        except errors.FigureError as error:
            last = error
    assert last is not None
    raise last


def _seeds(
    seen: NDArray[np.float64], year: NDArray[np.float64], even: NDArray[np.float64]
) -> Iterator[NDArray[np.float64]]:
    """The month, the month with a little of the year, the year with a little of the goals alone, and those alone: each has a cell where the one before it lacks it."""
    months = len(MONTHS)
    yield _whole(_whole(seen, year, even).T, year.T, even.T).T
    yield _whole(_whole(seen + _FAINT * year / months, year, even).T, year.T, even.T).T
    yield year / max(year.sum(), 1.0) * even.sum() + _FAINT * even
    yield even


def _whole(
    seen: NDArray[np.float64], year: NDArray[np.float64], even: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Rows of nil as the year has them, else as the goals alone; the size of a row does not matter, only its proportions."""
    bare = seen.sum(axis=1) <= 0
    found = seen.copy()
    found[bare] = np.where((year.sum(axis=1) > 0)[:, None], year, even)[bare]
    return found
