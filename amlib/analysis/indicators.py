"""
The indicators of an account manager's profile, as far as figures can tell them.

Each indicator is one or two figures with the number of cases that they rest on, beside the same figures of the period before. What no table holds – proposals decided, promises kept, causes with
a reason – is counted elsewhere and told here, so that all of them stand in one list. An indicator without data names the table that it needs; none is ever left out.

Conventions: figures of visits, people and satisfaction are of the twelve months up to the end of the period, for their norms are per year. A share of counted cases has Wilson's interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from amlib.analysis import bases, grades, intervals, market, results
from amlib.analysis import category as categories
from amlib.analysis.intervals import Estimate

if TYPE_CHECKING:
    from amlib.analysis.care import Care
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["CAUSES", "INDICATORS", "NOTHING", "Indicator", "adjusted_by", "measured", "table"]

NOTHING = Estimate(float("nan"), float("nan"), float("nan"), 0)
"""No figure."""


@dataclass(frozen=True)
class Indicator:
    """
    One figure of the profile.

    Attributes
    ----------
    id : str
        As in the profile: '3.e'.
    name : str
        What is measured; unique.
    unit : 'share', 'growth', 'score', 'points', 'ratio', 'years', 'count' or 'money'
        How it is written.
    table : str
        The table that it needs; ``'records'`` where people keep it.
    """

    id: str
    name: str
    unit: str
    table: str


INDICATORS = tuple(
    Indicator(*row)
    for row in (
        ("1.a", "graded_good", "share", "market"),
        ("1.b", "people_heard", "share", "contacts"),
        ("1.b", "outlets_heard", "share", "visits"),
        ("1.c", "stretch", "share", "records"),
        ("1.c", "innovation", "ratio", "records"),
        ("1.d", "adopted", "share", "records"),
        ("1.e", "adjustments", "count", "records"),
        ("1.e", "adjusted_market", "money", "records"),
        ("1.e", "adjusted_customer", "money", "records"),
        ("1.e", "adjusted_own", "money", "records"),
        ("2.a", "satisfaction", "score", "satisfaction"),
        ("2.a", "net_promoter", "points", "satisfaction"),
        ("2.b", "contacts_made", "ratio", "contacts"),
        ("2.c", "relation_years", "years", "contacts"),
        ("2.d", "profile", "score", "satisfaction"),
        ("2.e", "commitments_kept", "share", "records"),
        ("3.a", "revenue", "money", "sales"),
        ("3.a", "revenue_growth", "growth", "sales"),
        ("3.a", "margin", "money", "sales"),
        ("3.b", "market_share", "share", "category_sales"),
        ("3.c", "outlet_satisfaction", "score", "satisfaction"),
        ("3.d", "outlet_visits_made", "ratio", "contacts"),
        ("3.e", "reported", "share", "visits"),
        ("4.a", "months_tied", "share", "ledger_totals"),
        ("4.b", "causes_explained", "share", "records"),
        ("4.c", "findings_proposed", "share", "records"),
    )
)
"""Every figure, in the order of the profile."""

CAUSES = ("market", "customer", "own")
"""Whose cause an adjustment can be."""

TOLD = tuple(one.name for one in INDICATORS if one.table == "records")
_UNTOLD: Mapping[str, Estimate] = MappingProxyType({})


def adjusted_by(cause: str) -> str:
    """
    The name of what adjustments of one cause do to the year.

    Examples
    --------
    >>> [adjusted_by(cause) in TOLD for cause in CAUSES]
    [True, True, True]
    """
    return f"adjusted_{cause}"


def measured(
    data: Slice,
    period: Period,
    care: Care,
    *,
    sales: pd.DataFrame | None = None,
    graded: pd.DataFrame | None = None,
    told: Mapping[str, Estimate] = _UNTOLD,
) -> dict[str, Estimate]:
    """
    Every figure of one period.

    Parameters
    ----------
    data : Slice
    period : Period
    care : Care
        ``care.read`` of the same period.
    sales : DataFrame, optional
        ``results.book(data)``, when it is already at hand.
    graded : DataFrame, optional
        ``grades.table`` of the document's figures.
    told : mapping of name to Estimate
        What is counted elsewhere; only what has the table ``records`` may be told.

    Returns
    -------
    dict of name to Estimate, in the order of ``INDICATORS``
        NaN where there is no figure.
    """
    sales = results.book(data) if sales is None else sales
    found = {**_results(data, period, sales), **_of_care(care, data), **_records(told)}
    found["graded_good"] = (
        NOTHING if graded is None else _plain(grades.good(graded), int((graded["grade"] != "").sum()))
    )
    return {one.name: found.get(one.name, NOTHING) for one in INDICATORS}


def table(now: Mapping[str, Estimate], before: Mapping[str, Estimate] | None = None) -> pd.DataFrame:
    """
    The figures of a period, each beside that of the period before.

    Parameters
    ----------
    now, before : mapping of name to Estimate
        As ``measured`` gives; ``before`` is None where the period before is not known.

    Returns
    -------
    DataFrame, one row per figure, in the order of the profile
        ``id``, ``name``, ``unit``, ``value``, ``low``, ``high``, ``n``, ``base_value``, ``table`` (the one it needs), ``known`` (bool).
    """
    earlier = before or {}
    rows = [
        (one.id, one.name, one.unit, *_parts(now.get(one.name, NOTHING)), earlier.get(one.name, NOTHING).value, one.table)
        for one in INDICATORS
    ]  # fmt: skip
    columns = ["id", "name", "unit", "value", "low", "high", "n", "base_value", "table"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(known=frame["value"].notna())


def _parts(estimate: Estimate) -> tuple[float, float, float, int]:
    return estimate.value, estimate.low, estimate.high, estimate.n


def _plain(value: float, n: int = 0) -> Estimate:
    """A figure without a range."""
    return Estimate(value, float("nan"), float("nan"), n)


def _results(data: Slice, period: Period, sales: pd.DataFrame) -> dict[str, Estimate]:
    """3.a, 3.b and 4.a: what was reached, our share, and whether it ties out."""
    months, base = bases.sides(period)
    now, then = (sales[sales["month"].isin(side)] for side in (months, base))
    if now.empty:
        return {}
    revenue, earlier = float(now["revenue"].sum()), float(then["revenue"].sum())
    complete = set(base) <= set(then["month"])
    found = {
        "revenue": _plain(revenue),
        "revenue_growth": _plain(revenue / earlier - 1 if complete and earlier > 0 else float("nan")),
        "margin": _plain(_margin(now)),
        "months_tied": _tied(data, period, sales),
    }
    read = categories.read(data, months, base, sales=sales)
    if read is not None and read.trusted:
        share, low, high = market.share_range(read)
        found["market_share"] = Estimate(share, low, high, 0)
    return found


def _margin(rows: pd.DataFrame) -> float:
    """Revenue less cost; NaN where a delivery has no cost."""
    if "cost" not in rows or rows.loc[rows["quantity"] != 0, "cost"].isna().any():
        return float("nan")
    return float(rows["revenue"].sum() - rows["cost"].sum())


def _tied(data: Slice, period: Period, sales: pd.DataFrame) -> Estimate:
    """4.a: the part of the months of the year to date that tie out to the ledger."""
    if not data.supplied("ledger_totals"):
        return NOTHING
    found = [results.tie_out(data, month, sales=sales).status for month in period.year_to_date()]
    checked = [status for status in found if status != "not_supplied"]
    return _plain(sum(s == "ties" for s in checked) / len(checked), len(checked)) if checked else NOTHING


def _of_care(care: Care, data: Slice) -> dict[str, Estimate]:
    """1.b, 2.a–2.d and 3.c–3.e."""
    found: dict[str, Estimate] = {}
    if care.visits is not None:
        outlets = care.visits.outlets
        found["outlets_heard"] = intervals.share(int((outlets["in_year"] > 0).sum()), len(outlets))
        if data.audience == "internal":
            found["reported"] = care.visits.practice.reported
        if care.visits.people is not None and care.visits.levels is not None:
            people = care.visits.people[care.visits.people["now"]]
            found["people_heard"] = intervals.share(int((people["made"] > 0).sum()), len(people))
            levels = care.visits.levels
            found["contacts_made"] = _attained(levels[~levels["level"].isin(["outlet", "unknown"])])
            found["outlet_visits_made"] = _attained(levels[levels["level"] == "outlet"])
    if care.people is not None:
        found["relation_years"] = _plain(care.people.years, care.people.count)
    if care.satisfaction is not None:
        found["satisfaction"] = _enough(care.satisfaction.overall[0])
        found["net_promoter"] = _enough(care.satisfaction.net_promoter[0])
        found["profile"] = _profile(care.satisfaction.questions)
        for row in care.satisfaction.levels.to_dict("records"):
            if row["key"] == "outlet":
                found["outlet_satisfaction"] = Estimate(row["mean"], row["low"], row["high"], row["n"])
    return found


def _attained(levels: pd.DataFrame) -> Estimate:
    """Visits made as a part of those wanted; above one where more were made."""
    wanted = float(levels["wanted"].sum())
    made = int(levels["made"].sum())
    return _plain(made / wanted, made) if wanted > 0 else NOTHING


def _profile(questions: pd.DataFrame) -> Estimate:
    """2.d: the mean of the questions about our profile."""
    rows = questions[questions["profile"] & questions["mean"].notna()]
    return _plain(float(rows["mean"].mean()), int(rows["n"].max())) if len(rows) else NOTHING


def _enough(estimate: Estimate) -> Estimate:
    """The figure, or only its count where there are few answers."""
    return Estimate(float("nan"), float("nan"), float("nan"), estimate.n) if estimate.few else estimate


def _records(told: Mapping[str, Estimate]) -> dict[str, Estimate]:
    """What is counted elsewhere."""
    return {name: told[name] for name in TOLD if name in told}
