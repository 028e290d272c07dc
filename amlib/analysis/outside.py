"""
The market around a customer: how large it is, where it goes, and how the customer and we stand in it.

Market figures are somebody else's: they come late, they measure a part, and they name groups their own way. So what was measured is kept apart from the whole that it stands for
(measured ÷ coverage), and a source that stops earlier is compared over its own last period, with the customer over the same months.

Conventions: the market is that of the customer's channel and holds the customer. Growth is against the same months a year before. An index is one share beside another × 100,
and each says which two: the *customer's index* of a group is its weight in what the customer buys beside its weight in what the market buys (category development); *our
development index* is our share at the customer beside our share in the market (brand development).

References
----------
Farris, Bendle, Pfeifer and Reibstein (2010), Marketing Metrics: category and brand development index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from amlib.analysis import category as categories
from amlib.analysis import coverage, distribution, market

if TYPE_CHECKING:
    from datetime import date

    from amlib.analysis.category import Category
    from amlib.analysis.coverage import Remark
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["Outside", "beside", "channels", "read", "totals"]

AMOUNTS = ["quantity", "value", "base_quantity", "base_value"]
LOOK_BACK = 8
"""How many periods market data may be behind before they are of no use."""


@dataclass(frozen=True)
class Outside:
    """
    The market, in the last period that its source covers.

    Attributes
    ----------
    period : Period
        The period asked for, or the last one before it that is there.
    months, base_months : tuple of 'YYYY-MM'
    rows : DataFrame, one row per (region, group, supplier)
        As measured: ``quantity``, ``value`` and ``base_`` of both; ``region`` empty where only the country is known, ``ours`` as in the category.
    coverage : float
        The part of the market that was measured, weighted by value; NaN where unknown.
    behind : int
        How many periods it is behind what was asked.
    regional, named, has_base : bool
    sources : tuple of str
    as_of : date or None
    remarks : tuple of Remark
    """

    period: Period
    months: tuple[str, ...]
    base_months: tuple[str, ...]
    rows: pd.DataFrame
    coverage: float
    behind: int
    regional: bool
    named: bool
    has_base: bool
    sources: tuple[str, ...]
    as_of: date | None
    remarks: tuple[Remark, ...]


def read(data: Slice, period: Period) -> Outside | None:
    """
    The market of the customer's channel, in the period asked for or the last one before it that its source covers wholly.

    Returns
    -------
    Outside or None
        None where no market data were supplied for this channel, or none of the last two years.
    """
    if not data.supplied("market"):
        return None
    return _latest(_of_channel(data, data.channel), period, categories.ourselves(data))


def channels(data: Slice, period: Period) -> pd.DataFrame:
    """
    The channels beside each other: size, growth and price of each, in the last period that its source covers.

    Returns
    -------
    DataFrame, one row per channel, the largest first
        ``channel``, ``period`` (which it is about), ``whole`` (value ÷ coverage), ``growth``, ``volume_growth``, ``price``, ``coverage``, ``ours`` (bool: the customer's own channel). Empty
        where no market data were supplied.
    """
    names = ["channel", "period", "whole", "growth", "volume_growth", "price", "coverage", "ours"]
    known = sorted(data["market"]["channel"].dropna().unique()) if data.supplied("market") else []
    rows = []
    for channel in known:
        found = _latest(_of_channel(data, channel), period, ())
        if found is not None:
            whole = totals(found, "total").iloc[0]
            rows.append({
                "channel": channel,
                "period": found.period,
                **{name: whole[name] for name in ("whole", "growth", "volume_growth", "price")},
                "coverage": found.coverage,
                "ours": channel == data.channel,
            })  # fmt: skip
    made = pd.DataFrame(rows, columns=names)
    return made.sort_values(["whole", "channel"], ascending=[False, True], ignore_index=True)


def totals(outside: Outside, level: str) -> pd.DataFrame:
    """
    The market per node: ``level`` 'total', 'group' or 'region'.

    Returns
    -------
    DataFrame, one row per node, ordered by key
        ``key``, ``quantity``, ``value`` and ``base_`` of both as measured, ``whole`` (value ÷ coverage, the estimated size), ``growth``, ``volume_growth``, ``price``,
        ``base_price``, ``our_value``, ``our_share`` (NaN where suppliers are not named).
    """
    rows = outside.rows.assign(key=market.keyed(outside.rows, level))
    nodes = rows.groupby("key")[AMOUNTS].sum(min_count=1)
    mine = rows[rows["ours"]].groupby("key")["value"].sum().reindex(nodes.index).fillna(0.0)
    nodes["whole"] = nodes["value"] / (outside.coverage if outside.coverage > 0 else 1.0)
    nodes["growth"] = market.growth(nodes["value"], nodes["base_value"])
    nodes["volume_growth"] = market.growth(nodes["quantity"], nodes["base_quantity"])
    for side in ("", "base_"):
        quantity = nodes[f"{side}quantity"]
        nodes[f"{side}price"] = nodes[f"{side}value"] / quantity.where(quantity > 0)
    nodes["our_value"] = mine if outside.named else float("nan")
    nodes["our_share"] = nodes["our_value"] / nodes["value"].where(nodes["value"] > 0)
    return nodes.reset_index()


def beside(category: Category, outside: Outside, level: str) -> pd.DataFrame:
    """
    The customer beside its market, per node; both over the market's period.

    Parameters
    ----------
    category : Category
        Read over ``outside.months``.
    outside : Outside
    level : 'total', 'group' or 'region'

    Returns
    -------
    DataFrame, one row per node that both have
        ``key``, ``value``, ``growth``, ``volume_growth``, ``price`` of the customer; ``market_…`` of each; ``part`` and ``base_part``: the customer's share of the whole market
        (estimated through the coverage; NaN where the customer is larger than the market, for then one of the two counts something else); ``share``: ours at the customer;
        ``market_share``: ours in the market; ``development``: the one beside the other × 100; ``customer_index``: the node's weight in what the customer buys beside its weight
        in what the market buys × 100.
    """
    here, there = market.shares(category, level).set_index("key"), totals(outside, level).set_index("key")
    both = here.join(there.add_prefix("market_"), how="inner")
    scale = outside.coverage if outside.coverage > 0 else 1.0
    for side in ("", "base_"):
        whole = both[f"market_{side}value"] / scale
        part = both[f"{side}value"] / whole.where(whole > 0)
        both[f"{side}part"] = part.where(part <= 1)
    both["market_share"] = both["market_our_share"]
    pairs = zip(both["share"], both["market_share"], strict=True)
    both["development"] = [distribution.index(here_, there_) for here_, there_ in pairs]
    here_, there_ = (both[f"{side}value"] / both[f"{side}value"].sum() for side in ("", "market_"))
    both["customer_index"] = here_ / there_.where(there_ > 0) * 100
    kept = [
        "value",
        "base_value",
        "growth",
        "volume_growth",
        "price",
        "base_price",
        "market_value",
        "market_base_value",
    ]
    kept += ["market_whole", "market_growth", "market_volume_growth", "market_price", "market_base_price"]
    return both[
        [*kept, "part", "base_part", "share", "market_share", "development", "customer_index"]
    ].reset_index()


def _of_channel(data: Slice, channel: str) -> pd.DataFrame:
    """The market rows of a channel, and those that are of no channel in particular."""
    given = categories.with_names(data["market"])
    return given[given["channel"].isna() | (given["channel"] == channel)]


def _latest(given: pd.DataFrame, period: Period, ours: tuple[str, ...]) -> Outside | None:
    """The last period up to the one asked that is wholly there."""
    asked = period
    for behind in range(LOOK_BACK + 1):
        found = _market(given, period)
        if found is not None:
            return _outside(found, period, behind, ours)
        period = period.previous()
        if (asked.end - period.end).days > 366 * 2:
            break
    return None


def _market(
    given: pd.DataFrame, period: Period
) -> tuple[coverage.Choice, coverage.Choice | None, bool, list[Remark]] | None:
    """The market in a period and its base: per region where that is complete, else for the country."""
    months = [str(m) for m in period.months()]
    before = [str(m) for m in period.last_year().months()]
    regional = given[given["region"].notna()]
    for rows, deep in ((regional, True), (given[given["region"].isna()], False)):
        plain = rows.drop(columns="region") if not deep else rows.assign(outlet=rows["region"])
        level = ("outlet",) if deep else ("account",)
        now = coverage.chosen(plain, months, levels=level, weeks=True)
        if now is not None:
            then = coverage.chosen(plain, before, levels=level, weeks=True)
            other = given.drop(rows.index)
            other = other[coverage.covers(other["period"], months, weeks=True)]
            told = [coverage.Remark("overlap", len(other), float(other["value"].sum()))] if len(other) else []
            return now, then, deep, told
    return None


def _outside(
    found: tuple[coverage.Choice, coverage.Choice | None, bool, list[Remark]],
    period: Period,
    behind: int,
    ours: tuple[str, ...],
) -> Outside:
    now, then, deep, told = found
    keys = ["region", "group", "supplier"]
    sides = []
    for choice, prefix in ((now, ""), (then, "base_")):
        if choice is not None:
            rows = choice.rows.assign(region=choice.rows["outlet"] if deep else "")
            rows["supplier"] = rows["supplier"].fillna("")
            sides.append(
                rows.groupby(keys, observed=True)[["quantity", "value"]].sum(min_count=1).add_prefix(prefix)
            )
    both = pd.concat(sides, axis=1)
    both = both.fillna(0.0).reindex(columns=AMOUNTS).reset_index()
    both["ours"] = both["supplier"].isin(ours)
    weight = now.rows["value"].clip(lower=0).where(now.rows["coverage"].notna(), 0.0)
    coverage = (
        float((now.rows["coverage"] * weight).sum() / weight.sum()) if weight.sum() > 0 else float("nan")
    )
    drawn = now.rows["as_of"].dropna()
    return Outside(
        period=period,
        months=tuple(str(m) for m in period.months()),
        base_months=tuple(str(m) for m in period.last_year().months()),
        rows=both,
        coverage=coverage,
        behind=behind,
        regional=deep,
        named=bool(both["ours"].any()),
        has_base=then is not None,
        sources=tuple(sorted(now.rows["source"].dropna().unique())),
        as_of=drawn.max().date() if len(drawn) else None,
        remarks=(*now.remarks, *told),
    )
