"""
The latest estimate of an account's plan year: where it will end, in total, per group and per outlet, and how likely its target is.

One recipe (``outlook``), applied three times: to the account as a whole, to its groups and to its outlets, each in kilograms, revenue and margin. Each level is estimated by itself,
because a total knows more of its own future than the sum of a hundred doubtful outlets does; how far apart the levels were is told (``gaps``). Then groups and outlets are
scaled to the total, so that they add up to it to the cent.

=============  ==================================================================================================================
pool           the errors that give a series its range: total and groups together, and all outlets together, per measure, because
               an outlet errs in other sizes than a group; nothing of other accounts, which a slice does not hold
range, chance  of each level by itself: the series' own error around its scaled estimate; chances do not add up, and ranges neither
target         the year's budget where it was supplied for all twelve months, in total, per group, per outlet as deep as it goes;
               else last year's revenue with the account's growth target, for the total alone
known events   what is planned and was never done before: lines of its own on top, at each level they are given for; never inside
margin         not known in a year with a sale without cost; with an older such month, history begins after it
=============  ==================================================================================================================

Outlets are estimated by all three forecasts, as everything else: many series at once take no longer than a few (``outlooks``).

Deliberately absent: the actions of a plan. The estimate says where the year ends if the account goes on as it did.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from amlib import periods
from amlib.analysis import outlook, outlooks, results, targets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = [
    "COLUMNS",
    "LEVELS",
    "Ahead",
    "Estimated",
    "ahead",
    "compact",
    "estimated",
    "last_month",
    "monthly",
    "published",
    "tied",
]

LEVELS = ("total", "group", "outlet")
COLUMNS = (
    "level", "key", "name", "measure", "realised", "rest", "events", "centre", "low", "high", "target", "target_source", "probability",
    "ytd_ratio", "naive", "last_year", "months_left", "reason",
)  # fmt: skip
_ESTIMATED = ("realised", "rest", "events", "centre", "low", "high", "probability", "ytd_ratio", "naive")
_NUMBERS = ("realised", "rest", "events", "centre", "low", "high", "target", "probability", "ytd_ratio", "naive", "last_year")  # fmt: skip


@dataclass(frozen=True)
class Ahead:
    """
    The latest estimate of a plan year.

    Attributes
    ----------
    year : int
    through : str
        The last complete month that was looked at, 'YYYY-MM'; empty where there was nothing to look at.
    months_left : int
    history : int
        How many months of sales the account has up to then.
    lines : DataFrame, one row per (level, key, measure): ``COLUMNS``
        ``probability`` as counted (``outlook.shown`` rounds it), NaN without a target or range; ``reason`` as of ``outlook.Estimate``, or ``cost_missing``.
    gaps : DataFrame, one row per (level, measure)
        ``below`` (what the level's own estimates add up to), ``total`` (the total's own) and ``gap``, before events and before scaling.
    course : DataFrame, one row per month of the year
        ``month``, and per measure what was sold (NaN in months to come), ``base_`` of a year before and ``budget_``.
    """

    year: int
    through: str
    months_left: int
    history: int
    lines: pd.DataFrame
    gaps: pd.DataFrame
    course: pd.DataFrame

    def line(self, measure: str = "revenue", level: str = "total", key: str = "total") -> pd.Series | None:
        """One line; None where there is none."""
        found = self.level(level, measure)
        found = found[found["key"] == key]
        return None if found.empty else found.iloc[0]

    def level(self, level: str, measure: str = "revenue") -> pd.DataFrame:
        """The lines of one level and measure, in the order of their keys."""
        chosen = (self.lines["level"] == level) & (self.lines["measure"] == measure)
        return self.lines[chosen].reset_index(drop=True)


def ahead(
    data: Slice,
    period: Period,
    *,
    growth_target: float | None = None,
    events: pd.DataFrame | None = None,
    levels: Sequence[str] = LEVELS,
    sales: pd.DataFrame | None = None,
) -> Ahead:
    """
    The latest estimate of the year that a period lies in, from what was known at the end of the period.

    Parameters
    ----------
    data : Slice
        ``sales``, ``outlets``, ``products`` and, as far as supplied, ``budget``.
    period : Period
        A month, quarter or year. Months of it that are not complete yet are left out.
    growth_target : float, optional
        What revenue should grow by, a fraction of last year's; the target where there is no budget.
    events : DataFrame, one row per (event, level), optional
        ``level``, ``key``, ``measure``, ``month``, ``amount``, ``low``, ``high``: as ``outlook.estimate`` has them. Each level is told of its own: what is known of one group is given for the
        group and for the total.
    levels : which of ``LEVELS`` to estimate; the total is always there
    sales : DataFrame, optional
        ``results.book(data)``, when it is already at hand.
    """
    sales = compact(results.book(data) if sales is None else sales)
    year, through = period.year, last_month(data, period, sales)
    known = sales[sales["month"] <= through]
    left = _index(f"{year}-12") - _index(through) if through else 13
    if known.empty or left > 12:
        return Ahead(year, "", 0, 0, _frame([]), _gaps([]), _course(sales, data, year, ""))
    wanted = targets.of_year(data, year, sales, growth_target)
    rows = {level: monthly(known, level) for level in LEVELS if level == "total" or level in levels}
    lines: list[dict[str, Any]] = []
    gaps: list[dict[str, Any]] = []
    for measure in results.MEASURES:
        found = estimated(rows, measure, year, through, left)
        gaps += found.gaps
        lines += _lines(found, rows, wanted, events, (year, through))
    frame = _frame(lines)
    names = sales.drop_duplicates("outlet").set_index("outlet")["outlet_name"]
    frame["name"] = frame["key"].where(frame["level"] != "outlet", frame["key"].map(names))
    history = _index(through) - _index(str(known["month"].min())) + 1
    return Ahead(year, through, left, history, frame, _gaps(gaps), _course(sales, data, year, through))


def published(made: Ahead) -> list[dict[str, Any]]:
    """
    The probabilities of the total and the groups as an edition gives them, to be scored when the year closes.

    Returns
    -------
    list of dict
        ``through``, ``year``, ``level``, ``key``, ``measure``, ``target``, ``probability`` (as shown), ``centre``, ``low``, ``high``; nothing of a year that is closed, and nothing
        without a probability.
    """
    lines = made.lines
    given = lines[
        lines["level"].isin(["total", "group"]) & lines["probability"].notna() & (lines["reason"] == "")
    ]
    return [
        {
            "through": made.through, "year": made.year, "level": str(line["level"]), "key": str(line["key"]), "measure": str(line["measure"]),
            "probability": outlook.shown(float(line["probability"])), **{name: float(line[name]) for name in ("target", "centre", "low", "high")},
        }
        for line in given.to_dict("records")
    ]  # fmt: skip


def last_month(data: Slice, period: Period, sales: pd.DataFrame) -> str:
    """
    The last month of a period that is complete, or the last complete one before it where the period has not begun.

    Complete is what ends by the last day that the source covers, over all accounts: an account that stopped buying has months without sales, not months that are missing.
    """
    note = data.tables.get("sales")
    covered = str(sales["month"].max()) if len(sales) else ""
    if note is not None and note.through is not None:
        month = periods.month_of(note.through)
        covered = max(
            covered if covered < str(month) else "",
            str(month if month.end <= note.through else month.previous()),
        )
    return min(covered, str(period.months()[-1]))


def monthly(sales: pd.DataFrame, level: str) -> pd.DataFrame:
    """
    The measures per node of a level and month; margin is NaN in a month with a sale without cost.

    Returns
    -------
    DataFrame, one row per (key, month)
        ``key``, ``month`` and the measures.
    """
    rows = sales if "unknown" in sales else compact(sales)
    key = pd.Series("total", index=rows.index) if level == "total" else rows[level].astype(str)
    added = (
        rows.assign(key=key).groupby(["key", "month"], observed=True)[[*results.MEASURES, "unknown"]].sum()
    )
    added["margin"] = added["margin"].where(added["unknown"] == 0)
    return added[list(results.MEASURES)].reset_index()


def compact(sales: pd.DataFrame) -> pd.DataFrame:
    """
    The sales per month, outlet and group: all that an estimate looks at, so that looking twelve times takes no longer than once.

    Returns
    -------
    DataFrame, one row per (month, outlet, group)
        The measures, ``outlet_name`` and ``unknown``: how many sales have a quantity and no cost.
    """
    if "unknown" in sales:
        return sales
    cost = sales["cost"] if "cost" in sales else pd.Series(float("nan"), index=sales.index)
    unknown = (cost.isna() & (sales["quantity"] != 0)).astype(int)
    rows = sales.assign(margin=sales["revenue"] - cost.fillna(0.0), unknown=unknown)
    added = (
        rows.groupby(["month", "outlet", "group"], observed=True)[[*results.MEASURES, "unknown"]]
        .sum()
        .reset_index()
    )
    names = sales.drop_duplicates("outlet").set_index("outlet")["outlet_name"]
    return added.assign(outlet_name=added["outlet"].map(names))


@dataclass(frozen=True)
class Estimated:
    """
    One measure at all levels, groups and outlets scaled to the total; events and targets still to come.

    Attributes
    ----------
    measure : str
    made : mapping of (level, key) to Estimate
    errors : mapping of level to array
        The pooled errors that belong to it.
    gaps : list of dict
        As the rows of ``Ahead.gaps``.
    unknown : set of (level, key)
        Whose year has a month that is not known.
    """

    measure: str
    made: Mapping[tuple[str, str], outlook.Estimate]
    errors: Mapping[str, np.ndarray]
    gaps: list[dict[str, Any]]
    unknown: frozenset[tuple[str, str]]


def estimated(
    rows: Mapping[str, pd.DataFrame], measure: str, year: int, through: str, left: int
) -> Estimated:
    """
    One measure, each level estimated by itself and then scaled to the total.

    Parameters
    ----------
    rows : mapping of level to DataFrame
        As ``monthly`` gives them; the total and, if wanted, groups and outlets.
    measure : which of the measures
    year, through, left
        What is realised counts from January of the year; ``left`` months are estimated from the last known month on. What sold nothing since January of the year before, nor in the last
        twelve months, has ended and is left out; what sells in its season only has not.
    """
    first, recent = f"{year}-01", min(f"{year - 1}-01", str(pd.Period(through, freq="M") - 11))
    made: dict[tuple[str, str], outlook.Estimate] = {}
    errors: dict[str, np.ndarray] = {}
    unknown: set[tuple[str, str]] = set()
    for pool in (("total", "group"), ("outlet",)):
        parts = [rows[level].assign(level=level) for level in pool if level in rows]
        if not parts:
            continue
        together = pd.concat(parts, ignore_index=True)
        together = together[together["month"] <= through]
        bare, together["key"] = together["key"], together["level"] + "\n" + together["key"]
        dark = together[together[measure].isna() & (together["month"] >= first)]
        unknown |= {(level, key) for level, key in zip(dark["level"], bare[dark.index], strict=True)}
        alive = together.loc[together["month"] >= recent, "key"].unique()
        wide = outlooks.table(together[together["key"].isin(alive)], measure, through)
        found = outlooks.estimates(wide, left, first, None if pool == ("outlet",) else list(wide.index))
        errors |= dict.fromkeys(pool, found.errors)
        for name, estimate in found.made.items():
            level, _, key = name.partition("\n")
            made[level, key] = estimate
    whole = made.get(("total", "total"))
    if whole is not None:
        made["total", "total"] = replace(whole, rest=round(whole.rest, 2))
    gaps = [_scaled(made, unknown, level, measure) for level in rows if level != "total"]
    return Estimated(measure, made, errors, [gap for gap in gaps if gap], frozenset(unknown))


def tied(parts: Sequence[float], total: float) -> list[float]:
    """
    Amounts that add up to a total to the cent: scaled to it; where that cannot be, the difference is divided by their size.

    Examples
    --------
    >>> tied([10.0, 20.0], 33.0), tied([10.0, -10.0], 1.0), tied([0.0, 0.0], 0.01)
    ([11.0, 22.0], [10.5, -9.5], [0.0, 0.01])
    """
    exact = np.asarray(parts, float)
    whole = float(exact.sum())
    if (exact >= 0).all() and whole > 0:
        exact = exact * (total / whole)
    else:
        size = np.abs(exact) if np.abs(exact).sum() > 0 else np.ones_like(exact)
        exact = exact + (total - whole) * size / size.sum()
    reached = np.rint(np.cumsum(exact) * 100)
    if len(reached):
        reached[-1] = np.rint(total * 100)
    return [float(cents) / 100 for cents in np.diff(reached, prepend=0.0)]


def _scaled(
    made: dict[tuple[str, str], outlook.Estimate], unknown: set[tuple[str, str]], level: str, measure: str
) -> dict[str, Any] | None:
    """Scale one level to the total, in place; how far apart they were."""
    total, keys = made.get(("total", "total")), [name for name in made if name[0] == level]
    if total is None or ("total", "total") in unknown or not keys:
        return None
    below = sum(made[name].rest for name in keys)
    for name, rest in zip(keys, tied([made[name].rest for name in keys], total.rest), strict=True):
        made[name] = replace(made[name], rest=rest)
    realised = total.realised
    return {"level": level, "measure": measure, "below": realised + below, "total": realised + total.rest, "gap": below - total.rest}  # fmt: skip


def _lines(
    found: Estimated,
    rows: Mapping[str, pd.DataFrame],
    wanted: pd.DataFrame,
    events: pd.DataFrame | None,
    when: tuple[int, str],
) -> list[dict[str, Any]]:
    """The lines of one measure, with events, targets and last year."""
    year, through = when
    before = {level: _last_year(rows[level], found.measure, year) for level in rows}
    aims = {(a["level"], a["key"]): a for a in wanted[wanted["measure"] == found.measure].to_dict("records")}
    last = pd.Period(through, freq="M")
    lines = []
    for (level, key), estimate in found.made.items():
        aim = aims.get((level, key))
        own = None if events is None or events.empty else _own(events, level, key, found.measure)
        done = outlook.concluded(
            estimate,
            found.errors[level],
            target=float(aim["target"]) if aim else None,
            events=outlook.known_events(own, last, year),
        )
        line = {"level": level, "key": key, "measure": found.measure, **vars(done)}
        if (level, key) in found.unknown:
            line |= dict.fromkeys(_ESTIMATED, float("nan")) | {"reason": "cost_missing"}
        line |= {
            "target": aim["target"] if aim else float("nan"),
            "target_source": aim["source"] if aim else "",
        }
        lines.append(
            line | {"last_year": before[level].get(key, 0.0 if len(before[level]) else float("nan"))}
        )
    return lines


def _own(events: pd.DataFrame, level: str, key: str, measure: str) -> pd.DataFrame:
    """The events of one line."""
    return events[(events["level"] == level) & (events["key"] == key) & (events["measure"] == measure)]


def _last_year(rows: pd.DataFrame, measure: str, year: int) -> pd.Series:
    """Last year's amount per key; none at all where history begins within it."""
    if rows.empty or rows["month"].min() > f"{year - 1}-01":
        return pd.Series(dtype=float)
    inside = rows[rows["month"].str.startswith(f"{year - 1}-")]
    return inside.groupby("key")[measure].agg(lambda amounts: amounts.sum(skipna=False))


def _course(sales: pd.DataFrame, data: Slice, year: int, through: str) -> pd.DataFrame:
    """Month by month of the year: sold, a year before, and budgeted."""
    months = [f"{year}-{number:02d}" for number in range(1, 13)]
    added = monthly(sales, "total").set_index("month")
    first = sales["month"].min() if len(sales) else "9999"
    course = pd.DataFrame({"month": months})
    budget = targets.per_month(data, year)
    for measure in results.MEASURES:
        for name, shift in ((measure, 0), (f"base_{measure}", 1)):
            wanted = [f"{int(month[:4]) - shift}{month[4:]}" for month in months]
            shown = [first <= month <= through if shift == 0 else month >= first for month in wanted]
            amounts = added[measure].reindex(wanted).to_numpy(float)
            nil = ~np.isin(wanted, added.index.to_numpy(str))
            course[name] = np.where(shown, np.where(nil, 0.0, amounts), np.nan)
        course[f"budget_{measure}"] = budget[measure].reindex(months).to_numpy(float)
    return course


def _frame(lines: list[dict[str, Any]]) -> pd.DataFrame:
    """Lines as a table: total, groups, outlets."""
    frame = pd.DataFrame(lines, columns=list(COLUMNS))
    frame[list(_NUMBERS)] = frame[list(_NUMBERS)].astype(float)
    order = frame["level"].map({level: at for at, level in enumerate(LEVELS)})
    return frame.assign(order=order).sort_values(["order", "key"], kind="stable", ignore_index=True).drop(columns="order")  # fmt: skip


def _gaps(gaps: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(gaps, columns=["level", "measure", "below", "total", "gap"])


def _index(month: str) -> int:
    """Months since the year nil."""
    return int(month[:4]) * 12 + int(month[5:7])
