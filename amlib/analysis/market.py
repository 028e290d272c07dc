"""
The customer's market: how large it is and where it goes, how the customer does in it, and how we do at the customer.

Three shares meet here and must not be mixed up. *Our share* is our part of what this customer buys; the *customer's share* is its part of what the
whole market buys; and our *development index* is our share here beside our share in the market. Each is computed from one reading of the category
(``category.read``) or of the market (``outside``), so every table of a document adds up to the same totals.

Conventions: growth is against the same months a year before. The market is taken to hold the customer; what it measured is divided by its coverage where it is
known, to estimate the whole. Market data that stop earlier are compared over their own last period, and the document says which.

References
----------
Farris et al. (2010), Marketing Metrics: relative share, concentration, category and brand development index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib.analysis import category as categories

if TYPE_CHECKING:
    from datetime import date

    from amlib.analysis.category import Category, Remark
    from amlib.analysis.causes import Bridge
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = [
    "DRIVERS",
    "Outside",
    "beside",
    "concentration",
    "course",
    "drivers",
    "opportunities",
    "outside",
    "share_range",
    "shares",
    "totals",
]

AMOUNTS = ["quantity", "value", "base_quantity", "base_value"]
LEVELS = ("total", "group", "region", "banner", "outlet")
DRIVERS = ("market", "share", "volume", "mix", "price", "other")
"""What our own change is put down to, in the order in which documents show them."""
_OF = {
    "market": "market",
    "share": "share",
    "volume": "volume",
    "outlet_mix": "mix",
    "product_mix": "mix",
    "price": "price",
    "cost": "other",
    "other_value": "other",
}
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


def shares(category: Category, level: str) -> pd.DataFrame:
    """
    The category and our part of it, per node.

    Parameters
    ----------
    category : Category
    level : 'total', 'group', 'region', 'banner' or 'outlet'

    Returns
    -------
    DataFrame, one row per node, ordered by key
        ``key``, ``name``, the category's ``quantity``, ``value``, ``growth`` and ``price`` with ``base_`` of them, ours as ``our_…``, ``share`` and ``base_share`` (in the
        category's ``measure``), ``points`` (their difference), ``volume_share`` and ``base_volume_share``. Shares are NaN where the category is not positive, smaller
        than our own deliveries there, or not to be trusted.
    """
    key = _key(category.rows, level)
    rows = category.rows.assign(key=key)
    whole = _summed(category, rows)
    mine = _summed(category, rows[rows["ours"]]).reindex(whole.index).fillna(0.0)
    nodes = whole.join(mine.add_prefix("our_"))
    reported = category.own[category.own["reported"]]
    own = reported.assign(key=_key(reported, level)).groupby("key")[["quantity", "base_quantity"]].sum()
    names = rows.drop_duplicates("key").set_index("key")["outlet_name"]
    nodes.insert(0, "name", names.reindex(nodes.index) if level == "outlet" else nodes.index)
    for side in ("", "base_"):
        trusted = category.trusted & ~_smaller(nodes[f"{side}quantity"], own[f"{side}quantity"])
        for name, amount in ((f"{side}share", category.measure), (f"{side}volume_share", "quantity")):
            denominator = nodes[f"{side}{amount}"]
            nodes[name] = (nodes[f"our_{side}{amount}"] / denominator.where(denominator > 0)).where(trusted)
        for ours in ("", "our_"):
            quantity = nodes[f"{ours}{side}quantity"]
            nodes[f"{ours}{side}price"] = nodes[f"{ours}{side}value"] / quantity.where(quantity > 0)
    for ours in ("", "our_"):
        nodes[f"{ours}growth"] = _growth(nodes[f"{ours}value"], nodes[f"{ours}base_value"])
        nodes[f"{ours}volume_growth"] = _growth(nodes[f"{ours}quantity"], nodes[f"{ours}base_quantity"])
    nodes["points"] = nodes["share"] - nodes["base_share"]
    return nodes.rename_axis("key").reset_index()


def share_range(category: Category) -> tuple[float, float, float]:
    """
    Our share of the whole account's category: as measured, and between which bounds it lies when outlets did not report.

    The outlets that did not report are taken to be like the lowest and like the highest tenth of those that did.

    Returns
    -------
    tuple of float
        Share, lower and upper bound; all three equal where everything is reported.
    """
    share = float(shares(category, "total")["share"].iloc[0])
    if category.level != "outlet" or category.covered >= 1 or not np.isfinite(share):
        return share, share, share
    measure, own = category.measure, "revenue" if category.measure == "value" else "quantity"
    known = category.rows[category.measure].sum()
    ours = float(category.rows.loc[category.rows["ours"], measure].sum())
    unreported = float(category.own.loc[~category.own["reported"], own].sum())
    each = shares(category, "outlet")["share"].dropna()
    each = each[each > 0]
    if each.empty:
        return share, share, share
    bounds = [(ours + unreported) / (known + unreported / each.quantile(q)) for q in (0.1, 0.9)]
    return share, float(min(bounds)), float(max(bounds))


def course(data: Slice, sales: pd.DataFrame, months: Sequence[str]) -> pd.DataFrame:
    """
    The category and our share of it, month by month or in as small steps as the source takes.

    Parameters
    ----------
    data : Slice
    sales : DataFrame
        Our own deliveries, as ``results.book`` gives them; they are our part where suppliers are not named.
    months : sequence of 'YYYY-MM', oldest first
        Those before the source begins are left out.

    Returns
    -------
    DataFrame, one row per (period, group), oldest first
        ``period``, ``group`` ('' for all together), ``quantity``, ``value``, ``our_quantity``, ``our_value``, ``share`` (of value where suppliers are named, else of
        quantity). Empty where the category is not supplied.
    """
    names = ["period", "group", "quantity", "value", "our_quantity", "our_value", "share"]
    found = None
    if data.supplied("category_sales"):
        given = categories.with_names(data["category_sales"])
        starts = range(0, len(months), 3)
        tried = (categories.chosen(given, months[start:]) for start in starts)
        found = next((choice for choice in tried if choice is not None), None)
    if found is None:
        return pd.DataFrame(columns=names)
    rows = found.rows
    mine = rows[rows["supplier"].isin(categories.ourselves(data))]
    named = bool(rows["supplier"].notna().any())
    if not named:
        own = sales.assign(period=_periods(sales["month"], found.kind), value=float("nan"))
        mine = own[own["period"].isin(rows["period"].unique())]
    parts = []
    for keys in (["period"], ["period", "group"]):
        both = rows.groupby(keys, observed=True)[["quantity", "value"]].sum(min_count=1)
        ours = mine.groupby(keys, observed=True)[["quantity", "value"]].sum().reindex(both.index).fillna(0.0)
        parts.append(both.join(ours.add_prefix("our_")).reset_index())
    course_ = pd.concat(parts, ignore_index=True).fillna({"group": ""})
    measure = "value" if named and rows["value"].notna().all() else "quantity"
    course_["share"] = course_[f"our_{measure}"] / course_[measure].where(course_[measure] > 0)
    return course_.sort_values(["group", "period"], ignore_index=True)[names]


def drivers(bridge: Bridge, totals_: pd.DataFrame | None, by: str | None = None) -> pd.DataFrame:
    """
    Our change, put down to the market, our share of it, mix and price; adds up to the cause tree to the cent.

    Each row of the cause tree goes to one driver. New and lost articles are share: the customer bought them from another, or not. A new or lost outlet is market where the
    category came or went with it, and share where it was there already. What cannot be told apart stays ``volume``.

    Parameters
    ----------
    bridge : Bridge
        ``results.bridge`` of the same period: the cause tree of the results evaluation.
    totals_ : DataFrame or None
        ``category.totals``: the category per outlet and group in both periods.
    by : 'group', 'region', 'banner', 'outlet' or None for the account

    Returns
    -------
    DataFrame, one row per node
        ``base``, ``actual``, ``change`` and a column per driver; they add up to ``change``.
    """
    leaves = bridge.leaves
    made = pd.DataFrame(0.0, index=leaves.index, columns=list(DRIVERS))
    for effect in bridge.effects:
        if effect in _OF:
            made[_OF[effect]] += leaves[effect]
    known = totals_ is not None
    articles = [e for e in ("new_articles", "lost_articles") if e in bridge.effects]
    made["share" if known else "volume"] += leaves[articles].sum(axis=1)
    for effect, side in (("new_outlets", "m0"), ("lost_outlets", "m1")):
        if effect in bridge.effects:
            where = _there(leaves, totals_, side)
            for driver in ("market", "share", "volume"):
                made[driver] += leaves[effect].where(where == driver, 0.0)
    made.insert(0, "base", leaves["base"])
    made.insert(1, "actual", leaves["actual"])
    made.insert(2, "change", leaves["actual"] - leaves["base"])
    return made.groupby(leaves[by] if by else pd.Series("total", index=leaves.index), observed=True).sum()


def outside(data: Slice, period: Period) -> Outside | None:
    """
    The market of the customer's channel, in the period asked for or the last one before it that its source covers wholly.

    Returns
    -------
    Outside or None
        None where no market data were supplied for this channel, or none of the last two years.
    """
    if not data.supplied("market"):
        return None
    given = categories.with_names(data["market"])
    given = given[given["channel"].isna() | (given["channel"] == data.channel)]
    asked = period
    for behind in range(LOOK_BACK + 1):
        found = _market(given, period)
        if found is not None:
            return _outside(found, period, behind, categories.ourselves(data), data)
        period = period.previous()
        if (asked.end - period.end).days > 366 * 2:
            break
    return None


def totals(market: Outside, level: str) -> pd.DataFrame:
    """
    The market per node: ``level`` 'total', 'group' or 'region'.

    Returns
    -------
    DataFrame, one row per node, ordered by key
        ``key``, ``quantity``, ``value`` and ``base_`` of both as measured, ``whole`` (value ÷ coverage, the estimated size), ``growth``, ``volume_growth``, ``price``,
        ``base_price``, ``our_value``, ``our_share`` (NaN where suppliers are not named).
    """
    rows = market.rows.assign(key=_key(market.rows, level))
    nodes = rows.groupby("key")[AMOUNTS].sum(min_count=1)
    mine = rows[rows["ours"]].groupby("key")["value"].sum().reindex(nodes.index).fillna(0.0)
    nodes["whole"] = nodes["value"] / (market.coverage if market.coverage > 0 else 1.0)
    nodes["growth"] = _growth(nodes["value"], nodes["base_value"])
    nodes["volume_growth"] = _growth(nodes["quantity"], nodes["base_quantity"])
    for side in ("", "base_"):
        quantity = nodes[f"{side}quantity"]
        nodes[f"{side}price"] = nodes[f"{side}value"] / quantity.where(quantity > 0)
    nodes["our_value"] = mine if market.named else float("nan")
    nodes["our_share"] = nodes["our_value"] / nodes["value"].where(nodes["value"] > 0)
    return nodes.reset_index()


def beside(category: Category, market: Outside, level: str) -> pd.DataFrame:
    """
    The customer beside its market, per node; both over the market's period.

    Parameters
    ----------
    category : Category
        Read over ``market.months``.
    market : Outside
    level : 'total', 'group' or 'region'

    Returns
    -------
    DataFrame, one row per node that both have
        ``key``, ``value``, ``growth``, ``volume_growth``, ``price`` of the customer; ``market_…`` of each; ``part`` and ``base_part``: the customer's share of the whole market
        (estimated through the coverage; NaN where the customer is larger than the market, for then one of the two counts something else); ``share``: ours at the customer;
        ``market_share``: ours in the market; ``development``: the one beside the other × 100.
    """
    here, there = shares(category, level).set_index("key"), totals(market, level).set_index("key")
    both = here.join(there.add_prefix("market_"), how="inner")
    scale = market.coverage if market.coverage > 0 else 1.0
    for side in ("", "base_"):
        whole = both[f"market_{side}value"] / scale
        part = both[f"{side}value"] / whole.where(whole > 0)
        both[f"{side}part"] = part.where(part <= 1)
    both["market_share"] = both["market_our_share"]
    both["development"] = both["share"] / both["market_share"].where(both["market_share"] > 0) * 100
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
    return both[[*kept, "part", "base_part", "share", "market_share", "development"]].reset_index()


def concentration(amounts: pd.Series) -> pd.Series:
    """
    How concentrated a market is: the part of the largest three and four, and the Herfindahl index.

    Parameters
    ----------
    amounts : Series of float, one per supplier
        Sales; what is not positive is left out.

    Returns
    -------
    Series
        ``cr3``, ``cr4`` (fractions), ``hhi`` (Σ share², 0 to 1), ``equal`` (1 ÷ hhi: as many suppliers of equal size), ``suppliers``.

    Examples
    --------
    >>> concentration(pd.Series([25, 10, 7.5, 5, 2.5])).round(3).to_dict()
    {'cr3': 0.85, 'cr4': 0.95, 'hhi': 0.325, 'equal': 3.077, 'suppliers': 5.0}
    """
    sold = amounts[amounts > 0].sort_values(ascending=False, kind="stable")
    if sold.empty:
        return pd.Series({"cr3": np.nan, "cr4": np.nan, "hhi": np.nan, "equal": np.nan, "suppliers": 0.0})
    part = sold / sold.sum()
    hhi = float((part**2).sum())
    return pd.Series(
        {
            "cr3": float(part.head(3).sum()),
            "cr4": float(part.head(4).sum()),
            "hhi": hhi,
            "equal": 1 / hhi,
            "suppliers": float(len(sold)),
        }
    )


def opportunities(category: Category, by: str, market: Outside | None = None) -> pd.DataFrame:
    """
    Where our share lags behind what we reach elsewhere, in money.

    gap = (target share − share) × category value, where the target is our share of that group over all of this customer, or our share of it in the market,
    whichever is higher. It is what could be won, not what will be.

    Parameters
    ----------
    category : Category
        Usually over twelve months, so that the money is that of a year.
    by : 'region', 'banner' or 'outlet'
    market : Outside, optional

    Returns
    -------
    DataFrame, one row per (group, place)
        ``group``, ``place``, ``category_value``, ``our_value``, ``share``, ``target`` (fractions), ``source`` ('customer' or 'market'), ``gap`` (money, at least nil); the
        largest first.
    """
    names = ["group", "place", "category_value", "our_value", "share", "target", "source", "gap"]
    if not category.trusted or category.measure != "value":
        return pd.DataFrame(columns=names)
    rows = category.rows.assign(
        place=category.rows[by], mine=category.rows["value"].where(category.rows["ours"], 0.0)
    )
    cells = rows.groupby(["group", "place"], observed=True)[["value", "mine"]].sum()
    cells = cells[cells["value"] > 0].reset_index()
    groups = rows.groupby("group", observed=True)[["value", "mine"]].sum()
    everywhere = (groups["mine"] / groups["value"].where(groups["value"] > 0)).rename("customer")
    target = everywhere.to_frame()
    if market is not None and market.named:
        target["market"] = totals(market, "group").set_index("key")["our_share"]
    cells["share"] = cells["mine"] / cells["value"]
    cells["target"] = cells["group"].map(target.max(axis=1))
    cells["source"] = cells["group"].map(target.fillna(-1.0).idxmax(axis=1))
    cells["gap"] = ((cells["target"] - cells["share"]) * cells["value"]).clip(lower=0)
    cells = cells.rename(columns={"value": "category_value", "mine": "our_value"})
    order = ["gap", "category_value", "group", "place"]
    return cells.sort_values(order, ascending=[False, False, True, True], ignore_index=True)[names]


def _key(rows: pd.DataFrame, level: str) -> pd.Series:
    return pd.Series("total", index=rows.index) if level == "total" else rows[level].astype(str)


def _summed(category: Category, rows: pd.DataFrame) -> pd.DataFrame:
    """The amounts per key; NaN where the source does not know them."""
    added = rows.groupby("key")[AMOUNTS].sum(min_count=1)
    unknown = [
        f"{side}{a}"
        for a in ("quantity", "value")
        for side in ("", "base_")
        if not getattr(category, f"has_{a}")
    ]
    added[unknown] = float("nan")
    return added


def _smaller(whole: pd.Series, own: pd.Series) -> pd.Series:
    """Where the category is smaller than our own deliveries, beyond rounding."""
    mine = own.reindex(whole.index).fillna(0.0)
    return (whole < mine * (1 - categories.NEAR)) & (mine > 0)


def _growth(now: pd.Series, then: pd.Series) -> pd.Series:
    return now / then.where(then > 0) - 1


def _periods(months: pd.Series, kind: str) -> pd.Series:
    """The month, quarter or year in which each month lies."""
    if kind == "month":
        return months
    quarter = "Q" + ((months.str[5:7].astype(int) + 2) // 3).astype(str)
    return months.str[:4] + (quarter if kind == "quarter" else "")


def _there(leaves: pd.DataFrame, totals_: pd.DataFrame | None, side: str) -> pd.Series:
    """For each row of a new or lost outlet: market where the category was not there on the other side, else share."""
    if totals_ is None:
        return pd.Series("volume", index=leaves.index)
    known = totals_.groupby("outlet", observed=True)[["m0", "m1"]].sum()
    there = leaves["outlet"].map(known[side])
    return pd.Series(
        np.where(there.isna(), "volume", np.where(there > 0, "share", "market")), index=leaves.index
    )


def _market(
    given: pd.DataFrame, period: Period
) -> tuple[categories.Choice, categories.Choice | None, bool, list[Remark]] | None:
    """The market in a period and its base: per region where that is complete, else for the country."""
    months = [str(m) for m in period.months()]
    before = [str(m) for m in period.last_year().months()]
    regional = given[given["region"].notna()]
    for rows, deep in ((regional, True), (given[given["region"].isna()], False)):
        plain = rows.drop(columns="region") if not deep else rows.assign(outlet=rows["region"])
        level = ("outlet",) if deep else ("account",)
        now = categories.chosen(plain, months, levels=level, weeks=True)
        if now is not None:
            then = categories.chosen(plain, before, levels=level, weeks=True)
            other = given.drop(rows.index)
            other = other[categories.covers(other["period"], months, weeks=True)]
            told = (
                [categories.Remark("overlap", len(other), float(other["value"].sum()))] if len(other) else []
            )
            return now, then, deep, told
    return None


def _outside(
    found: tuple[categories.Choice, categories.Choice | None, bool, list[Remark]],
    period: Period,
    behind: int,
    ours: tuple[str, ...],
    data: Slice,
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
