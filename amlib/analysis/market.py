"""
Our share of what a customer buys: how large, where it goes, what our revenue owes to it, and where it lags.

A share is only as good as its denominator, so all of them are drawn from one reading of the customer's category (``category.read``), which says when it must not be trusted; then a
share is NaN here, never a number. What the market around the customer does is another question, with other data: ``outside``.

Conventions: growth is against the same months a year before. Shares are told in value where suppliers are named with their value, else in quantity; both are always
computed. The drivers of our revenue are the rows of the cause tree (``causes``), grouped, so they tie to it to the cent.

References
----------
Farris, Bendle, Pfeifer and Reibstein (2010), Marketing Metrics: market share, concentration ratio, Herfindahl index.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib.analysis import category as categories
from amlib.analysis import coverage

if TYPE_CHECKING:
    from amlib.analysis.category import Category
    from amlib.analysis.causes import Bridge
    from amlib.data.slices import Slice

__all__ = [
    "DRIVERS",
    "LEVELS",
    "concentration",
    "course",
    "drivers",
    "growth",
    "keyed",
    "opportunities",
    "share_range",
    "shares",
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
    key = keyed(category.rows, level)
    rows = category.rows.assign(key=key)
    whole = _summed(category, rows)
    mine = _summed(category, rows[rows["ours"]]).reindex(whole.index).fillna(0.0)
    nodes = whole.join(mine.add_prefix("our_"))
    reported = category.own[category.own["reported"]]
    own = reported.assign(key=keyed(reported, level)).groupby("key")[["quantity", "base_quantity"]].sum()
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
        nodes[f"{ours}growth"] = growth(nodes[f"{ours}value"], nodes[f"{ours}base_value"])
        nodes[f"{ours}volume_growth"] = growth(nodes[f"{ours}quantity"], nodes[f"{ours}base_quantity"])
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
        tried = (coverage.chosen(given, months[start:]) for start in starts)
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
        ``bridges.of`` of the same period: the cause tree of the results evaluation.
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


def opportunities(category: Category, by: str, elsewhere: pd.Series | None = None) -> pd.DataFrame:
    """
    Where our share lags behind what we reach elsewhere, in money.

    gap = (target share − share) × category value, where the target is our share of that group over all of this customer, or our share of it in the market,
    whichever is higher. It is what could be won, not what will be.

    Parameters
    ----------
    category : Category
        Usually over twelve months, so that the money is that of a year.
    by : 'region', 'banner' or 'outlet'
    elsewhere : Series, by group, optional
        Our share in the market, as ``outside.totals`` gives it; what is missing counts as unknown.

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
    if elsewhere is not None:
        target["market"] = elsewhere
    cells["share"] = cells["mine"] / cells["value"]
    cells["target"] = cells["group"].map(target.max(axis=1))
    cells["source"] = cells["group"].map(target.fillna(-1.0).idxmax(axis=1))
    cells["gap"] = ((cells["target"] - cells["share"]) * cells["value"]).clip(lower=0)
    cells = cells.rename(columns={"value": "category_value", "mine": "our_value"})
    order = ["gap", "category_value", "group", "place"]
    return cells.sort_values(order, ascending=[False, False, True, True], ignore_index=True)[names]


def keyed(rows: pd.DataFrame, level: str) -> pd.Series:
    """The node of each row at a level; one node, 'total', for all together."""
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


def growth(now: pd.Series, then: pd.Series) -> pd.Series:
    """Growth on a base, a fraction; NaN where the base is not positive."""
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
