"""
Which rows cover some months wholly and once.

Whoever sells figures sells them in overlapping pieces: months and the quarter that holds them, outlets and the account as a whole, last week's figures and the ones that replaced them.
Added up they count twice; with a month missing they count too little; both look like a market. So rows are chosen before anything is added: one level, one kind of period that
is complete, one source, its newest figures. What was left out is told as a remark, with what it was worth.

Conventions: a week counts in the month of its Thursday, as in ISO 8601. Nothing is filled in: where no kind of period is complete, there is no choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from amlib import periods

__all__ = ["Choice", "Remark", "chosen", "covers", "together"]

KINDS = ("month", "quarter", "year", "week")
"""The kinds of period, the finest that adds up to months first."""


@dataclass(frozen=True)
class Remark:
    """
    Something about the figures that their reader must know.

    Attributes
    ----------
    code : str
        ``overlap``, ``sources``, ``revised``, ``weeks``, ``incomplete``, ``no_base``, ``outlets_missing``, ``negative``, ``nothing_left``,
        ``quantity_missing``, ``value_missing``, ``unnamed``, ``supplier_missing``, ``own_differs``, ``smaller_than_ours``, ``other_unit``.
    rows : int
        How many rows, cells or outlets it is about.
    amount, beside : float
        What was found, and what it was held against; NaN where that does not apply.
    names : tuple of str
        The periods, sources or suppliers that it is about.
    """

    code: str
    rows: int = 0
    amount: float = float("nan")
    beside: float = float("nan")
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """The rows that wholly cover some months without counting anything twice, and what was left out to get there."""

    rows: pd.DataFrame
    level: str
    kind: str
    remarks: tuple[Remark, ...] = ()


def chosen(
    given: pd.DataFrame,
    months: Sequence[str],
    *,
    levels: Sequence[str] = ("outlet", "account"),
    weeks: bool = False,
) -> Choice | None:
    """
    The rows that cover some months wholly and once; None where no kind of period does.

    Parameters
    ----------
    given : DataFrame
        ``period``, and where it has them ``outlet``, ``source`` and ``as_of``.
    months : sequence of 'YYYY-MM'
    levels : which levels to look at, the best first
    weeks : whether weeks will do, each counted in the month of its Thursday

    Returns
    -------
    Choice or None
        Of the finest kind of period that is complete. Per period and outlet one source (the one that covers most, then the newest) and its newest figures.
    """
    inside = given[covers(given["period"], months, weeks=True)]
    placed = inside["outlet"].notna() if "outlet" in inside else pd.Series(data=False, index=inside.index)
    kinds = _kinds(inside["period"])
    for level in levels:
        at_level = placed if level == "outlet" else ~placed
        for kind in KINDS if weeks else KINDS[:3]:
            chosen_rows = inside[at_level & (kinds == kind)]
            if _complete(chosen_rows["period"], months):
                others = inside[~(at_level & (kinds == kind))]
                remarks = [Remark("weeks", len(chosen_rows))] if kind == "week" else []
                if len(others):
                    remarks.append(_overlap(others, kinds, placed))
                rows, told = _one_source(chosen_rows)
                return Choice(rows, level, kind, (*remarks, *told))
    return None


def covers(texts: pd.Series, months: Sequence[str], *, weeks: bool = False) -> pd.Series:
    """
    Whether each period lies wholly within some months.

    Parameters
    ----------
    texts : Series of str
        Periods as the contract has them.
    months : sequence of 'YYYY-MM'
    weeks : whether a week counts in the month of its Thursday; else it lies in no month

    Examples
    --------
    >>> covers(pd.Series(["2026-07", "2026Q3", "2026", "2026W39"]), ["2026-07", "2026-08", "2026-09"], weeks=True).tolist()
    [True, True, False, True]
    """
    wanted = set(months)

    def fits(text: str) -> bool:
        lies = set(_months(text, weeks=weeks))
        return bool(lies) and lies <= wanted

    codes, known = pd.factorize(texts)
    return pd.Series(np.array([*map(fits, known), False])[codes], index=texts.index, dtype=bool)


def together(now: Sequence[Remark], then: Sequence[Remark]) -> list[Remark]:
    """The remarks of two periods, those of one kind as one."""
    merged: dict[str, Remark] = {}
    for remark in (*now, *then):
        seen = merged.get(remark.code)
        merged[remark.code] = (
            remark
            if seen is None
            else Remark(
                remark.code,
                seen.rows + remark.rows,
                seen.amount + remark.amount,
                names=tuple(sorted({*seen.names, *remark.names})),
            )
        )
    return list(merged.values())


def _months(text: str, *, weeks: bool) -> list[str]:
    """The months of a period; those of a week are that of its Thursday, or none at all."""
    period = periods.parse(text)
    if period.kind == "week":
        return [str(periods.month_of(period.start + timedelta(days=3)))] if weeks else []
    return [str(month) for month in period.months()]


def _kinds(texts: pd.Series) -> pd.Series:
    """The kind of each period."""
    codes, known = pd.factorize(texts)
    places, kinds = pd.factorize(np.array([periods.parse(text).kind for text in known], dtype=object))
    return pd.Series(pd.Categorical.from_codes(places[codes], pd.Index(kinds, dtype=str)), index=texts.index)


def _complete(texts: pd.Series, months: Sequence[str]) -> bool:
    """Whether the periods together cover the months; weeks do when each week of a Thursday in them is there."""
    found = {str(periods.parse(text)) for text in texts.unique()}
    if not found:
        return False
    if periods.parse(next(iter(found))).kind == "week":
        return {week for month in months for week in _weeks(month)} <= found
    return {month for text in found for month in _months(text, weeks=False)} >= set(months)


def _weeks(month: str) -> set[str]:
    """The ISO weeks whose Thursday falls in a month."""
    first, last = periods.parse(month).start, periods.parse(month).end
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {
        f"{day.isocalendar().year:04d}W{day.isocalendar().week:02d}" for day in days if day.weekday() == 3
    }


def _overlap(others: pd.DataFrame, kinds: pd.Series, placed: pd.Series) -> Remark:
    """What else was supplied about the same months, and is left out so that nothing counts twice."""
    value = float(others["value"].sum()) if "value" in others else float("nan")
    names = {
        f"{kind} {'outlet' if at else 'account'}"
        for kind, at in zip(kinds[others.index], placed[others.index], strict=True)
    }
    return Remark("overlap", len(others), value, names=tuple(sorted(names)))


def _one_source(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Remark]]:
    """One source per period and outlet, and of that its newest figures."""
    remarks = []
    cell = [c for c in ("period", "outlet", "group") if c in rows]
    if "source" in rows and rows["source"].nunique(dropna=False) > 1:
        keys = rows.assign(source=rows["source"].fillna(""))
        size = keys.groupby("source")["value"].sum().sort_index()
        rank = {name: at for at, name in enumerate(size.sort_values(ascending=False, kind="stable").index)}
        best = keys["source"].map(rank)
        first = best.groupby([keys[c] for c in cell], dropna=False, observed=True).transform("min")
        twice = rows[best > first]
        if len(twice):
            remarks.append(
                Remark("sources", len(twice), float(twice["value"].sum()), names=tuple(map(str, size.index)))
            )
        rows = rows[best == first]
    if "as_of" in rows and rows["as_of"].nunique() > 1:
        drawn = rows["as_of"].fillna(pd.Timestamp.min.as_unit("s"))
        newest = drawn.groupby([rows[c] for c in cell], dropna=False, observed=True).transform("max")
        older = rows[drawn < newest]
        if len(older):
            remarks.append(Remark("revised", len(older), float(older["value"].sum())))
        rows = rows[drawn == newest]
    return rows, remarks
