"""
Who else is on this customer's shelf, who is winning, and at whose cost.

Money moves between suppliers for two reasons that call for different answers: the group grew, or it was won from somebody. So each supplier's change is
split, within every product group, into what the group did (market) and what its share did (share). The share parts of all suppliers add up to nil: what one
wins, others lose. Where we lost share in an outlet's group, those who gained it there are named, in proportion to what they gained.

Prices are compared like with like, because a supplier of cheap cuts is not cheap: within a product group, subgroup and pack size, in the same outlet, weighted by what was sold.

Conventions: market + share = change, exactly, at every node; the changes are added up from outlet × group where the source goes that deep, as the cause tree is. A new article is one that
was sold in the period and not in the same months a year before; a lost one the other way round.

References
----------
Bennet (1920) for the symmetric split; Törnqvist (1936) for the weights of the price index; Wilson (1927) for intervals of a part.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib.analysis import causes

if TYPE_CHECKING:
    from amlib.analysis.category import Category

__all__ = ["articles", "gainers", "pressure", "prices", "seen_prices", "suppliers"]

PRIVATE_LABELS = ("huismerk", "private label", "eigen merk", "store brand", "own label")
"""Names by which a customer's own brand goes, in lower case."""

LEAST_CELLS = 3
"""A price index over fewer comparisons than this is no index."""


def suppliers(category: Category, within: Sequence[str] = ()) -> pd.DataFrame:
    """
    Each supplier's sales, share and what it won or lost, in total or per node.

    Parameters
    ----------
    category : Category with its suppliers named
    within : ``()``, ``('group',)``, ``('region',)``, ``('banner',)`` or ``('outlet',)``

    Returns
    -------
    DataFrame, one row per (within, supplier), the largest first within each node
        ``supplier``, ``ours``, ``private_label`` (bool), ``amount``, ``base_amount`` (in the category's measure), ``change``, ``market`` and ``won`` (which add up to it; ``won`` adds up
        to nil over suppliers), ``share``, ``base_share``, ``points``, ``relative`` (its share ÷ that of the largest other). Empty where suppliers are not named.
    """
    names = ["supplier", "ours", "private_label", "amount", "base_amount", "change", "market", "won"]
    names += ["share", "base_share", "points", "relative"]
    within = list(within)
    if not category.named:
        return pd.DataFrame(columns=[*within, *names])
    cells = _cells(category)
    keys = [*within, "supplier"]
    amounts = ["amount", "base_amount", "market", "won"]
    found = cells.groupby(keys, observed=True)[amounts].sum(min_count=1).reset_index()
    whole = found.groupby(within, observed=True) if within else found.groupby(lambda _: 0)
    for side in ("", "base_"):
        total = whole[f"{side}amount"].transform("sum")
        found[f"{side}share"] = found[f"{side}amount"] / total.where(total > 0)
    found["points"] = found["share"] - found["base_share"]
    found["change"] = found["amount"] - found["base_amount"]
    found["ours"] = found["supplier"].isin(category.ours)
    found["private_label"] = _private(found["supplier"])
    found["relative"] = found["amount"] / whole["amount"].transform(_largest_other)
    order = [*within, "amount", "supplier"]
    found = found.sort_values(order, ascending=[*(True for _ in within), False, True], ignore_index=True)
    return found[[*within, *names]]


def gainers(category: Category, within: Sequence[str] = ()) -> pd.DataFrame:
    """
    Who gained where we lost share.

    In each outlet and group where our share fell, the money that we lost is laid with those whose share rose there, in proportion to what they gained. It says where
    the money went in the same place, not that buyers moved from one to the other.

    Parameters
    ----------
    category : Category with its suppliers named and a base
    within : columns to keep apart, such as ``('group',)``

    Returns
    -------
    DataFrame, one row per (within, supplier), the largest first
        ``supplier``, ``money`` (adds up to what we lost), ``places`` (outlet × group where it gained on us), ``part`` (of all that we lost).
    """
    within = list(within)
    names = [*within, "supplier", "money", "places", "part"]
    if not (category.named and category.has_base):
        return pd.DataFrame(columns=names)
    cells = _cells(category)
    place = ["outlet", "region", "banner", "group"]
    ours = cells["supplier"].isin(category.ours)
    lost = (-cells[ours].groupby(place, observed=True)["won"].sum()).rename("lost")
    others = cells[~ours & (cells["won"] > 0)].merge(lost[lost > 0].reset_index(), on=place)
    gained = others.groupby(place, observed=True)["won"].transform("sum")
    others = others.assign(money=others["won"] / gained * others["lost"])
    found = others.groupby([*within, "supplier"], observed=True).agg(
        money=("money", "sum"), places=("money", "size")
    )
    found = found.reset_index()
    found["part"] = found["money"] / found["money"].sum()
    order = [*within, "money", "supplier"]
    return found.sort_values(order, ascending=[*(True for _ in within), False, True], ignore_index=True)[
        names
    ]


def prices(category: Category, products: pd.DataFrame, *, within: Sequence[str] = ()) -> pd.DataFrame:
    """
    Each supplier's price beside ours, like with like, from what the customer paid per unit.

    index = 100 × exp(Σ w · ln(their price ÷ ours)) over all outlets, groups, subgroups and pack sizes where both were bought, with w the mean of both suppliers' parts of
    the value compared (Törnqvist). The spread is that of the outlets' own indices.

    Parameters
    ----------
    category : Category at the level of outlets or of the account, with suppliers and articles named
    products : DataFrame
        The slice's table: ``product``, ``subgroup``, ``kg_per_unit``.
    within : ``()`` or ``('group',)``

    Returns
    -------
    DataFrame, one row per (within, supplier)
        ``supplier``, ``index`` (we are 100), ``low`` and ``high`` (the middle eight tenths of the outlets), ``outlets``, ``comparisons``, ``compared`` (the part of its value
        that could be compared). Suppliers with fewer than three comparisons are left out.
    """
    within = list(within)
    names = [*within, "supplier", "index", "low", "high", "outlets", "comparisons", "compared"]
    if not (category.named and category.articles and category.has_quantity and category.has_value):
        return pd.DataFrame(columns=names)
    rows = category.rows[(category.rows["quantity"] > 0) & (category.rows["value"] > 0)]
    like = _like(rows["product"], products)
    return _compared(rows.assign(like=like), within, names)


def seen_prices(
    seen: pd.DataFrame, products: pd.DataFrame, ours: Sequence[str], since: str, until: str
) -> pd.DataFrame:
    """
    Each supplier's shelf price beside ours, like with like, from prices that were seen and were no offer.

    Parameters
    ----------
    seen : DataFrame
        The slice's ``competitor_prices``: ``date``, ``supplier``, ``product``, ``price``, ``promoted``.
    products : DataFrame
    ours : our names as a supplier
    since, until : 'YYYY-MM-DD'
        From and up to which day.

    Returns
    -------
    DataFrame, one row per supplier
        ``supplier``, ``index``, ``low`` and ``high`` (the middle eight tenths of the comparisons), ``seen`` (prices), ``comparisons``.
    """
    names = ["supplier", "index", "low", "high", "seen", "comparisons"]
    inside = seen[
        (seen["date"] >= since) & (seen["date"] <= until) & ~seen["promoted"].fillna(value=False).astype(bool)
    ]
    group = inside["product"].map(products.set_index("product")["group"]).fillna("")
    inside = inside.assign(like=group + " " + _like(inside["product"], products))
    cells = inside.groupby(["supplier", "like"], observed=True)["price"].agg(["mean", "size"]).reset_index()
    mine = cells[cells["supplier"].isin(list(ours))].groupby("like", observed=True)["mean"].mean()
    cells["ratio"] = np.log(cells["mean"].astype(float) / cells["like"].map(mine).astype(float))
    rest = cells[~cells["supplier"].isin(list(ours)) & cells["ratio"].notna()]
    made = [
        (
            supplier,
            100 * float(np.exp(np.average(one["ratio"], weights=one["size"]))),
            *(100 * float(np.exp(one["ratio"].quantile(q))) for q in (0.1, 0.9)),
            int(one["size"].sum()),
            len(one),
        )
        for supplier, one in rest.groupby("supplier", observed=True)
        if len(one) >= LEAST_CELLS
    ]
    return pd.DataFrame(made, columns=names).sort_values(["index", "supplier"], ignore_index=True)


def pressure(seen: pd.DataFrame, since: str, until: str) -> pd.DataFrame:
    """
    How often a supplier's articles were on offer when somebody looked, with a 95 % interval.

    Returns
    -------
    DataFrame, one row per supplier, the most promoted first
        ``supplier``, ``seen``, ``promoted`` (counts), ``part``, ``low``, ``high`` (Wilson).

    References
    ----------
    Wilson (1927); Newcombe (1998).
    """
    from scipy.stats import binomtest  # slow to import, and a draft does without

    inside = seen[(seen["date"] >= since) & (seen["date"] <= until) & seen["promoted"].notna()]
    counted = inside.groupby("supplier", observed=True)["promoted"].agg(["size", "sum"]).reset_index()
    made = []
    for supplier, size, offers in counted.itertuples(index=False):
        bounds = binomtest(int(offers), int(size)).proportion_ci(0.95, method="wilson")
        made.append((supplier, int(size), int(offers), offers / size, float(bounds.low), float(bounds.high)))
    found = pd.DataFrame(made, columns=["supplier", "seen", "promoted", "part", "low", "high"])
    return found.sort_values(["part", "supplier"], ascending=[False, True], ignore_index=True)


def articles(category: Category, products: pd.DataFrame) -> pd.DataFrame:
    """
    Articles that came and went: sold in one of the two periods only.

    Returns
    -------
    DataFrame, one row per article, the most money first
        ``product``, ``name``, ``group``, ``supplier``, ``ours``, ``event`` ('new' or 'lost'), ``amount`` (of the period in which it was sold), ``outlets`` (where it was sold then).
        Empty where articles are not named or there is no base.
    """
    names = ["product", "name", "group", "supplier", "ours", "event", "amount", "outlets"]
    if not (category.articles and category.has_base):
        return pd.DataFrame(columns=names)
    now, then = category.measure, f"base_{category.measure}"
    rows = category.rows[category.rows["product"] != ""]
    each = rows.groupby(["product", "group", "supplier", "ours"], observed=True)[[now, then]].sum()
    sold = {
        side: (rows[rows[side] > 0].groupby("product", observed=True)["outlet"].nunique())
        for side in (now, then)
    }
    each = each.reset_index()
    event = np.select(
        [(each[now] > 0) & (each[then] <= 0), (each[now] <= 0) & (each[then] > 0)], ["new", "lost"], ""
    )
    each = each.assign(event=event)[event != ""]
    side = each["event"].map({"new": now, "lost": then})
    each["amount"] = each[now].where(side == now, each[then])
    each["outlets"] = (
        each["product"]
        .map(sold[now])
        .where(side == now, each["product"].map(sold[then]))
        .fillna(0)
        .astype(int)
    )
    each["name"] = each["product"].map(products.set_index("product")["name"]).fillna(each["product"])
    ordered: pd.DataFrame = each.sort_values(
        ["amount", "product"], ascending=[False, True], ignore_index=True
    )[names]
    return ordered


def _cells(category: Category) -> pd.DataFrame:
    """Each supplier in each outlet and group, its change split into market and share (``won``)."""
    now, then = category.measure, f"base_{category.measure}"
    place = ["outlet", "region", "banner", "group"]
    rows = (
        category.rows.groupby([*place, "supplier"], observed=True)[[now, then]].sum(min_count=1).reset_index()
    )
    rows = rows.rename(columns={now: "amount", then: "base_amount"})
    q0, q1 = rows["base_amount"].to_numpy(float), rows["amount"].to_numpy(float)
    whole = rows.groupby(place, observed=True)[["base_amount", "amount"]].transform("sum")
    m0, m1 = whole["base_amount"].to_numpy(float), whole["amount"].to_numpy(float)
    market, won = causes.market_and_share(q0, q1, m0, m1, np.ones_like(q0))
    sound = (m0 >= 0) & (m1 >= 0)  # after returns nothing may be left; then all is market
    unknown = 0.0 * q0  # without a base nothing is won or lost
    split: pd.DataFrame = rows.assign(
        market=np.where(sound, market, q1 - q0) + unknown, won=np.where(sound, won, 0.0) + unknown
    )
    return split


def _private(names: pd.Series) -> pd.Series:
    low = names.str.casefold()
    return low.map(lambda name: any(known in name for known in PRIVATE_LABELS)).astype(bool)


def _largest_other(amounts: pd.Series) -> pd.Series:
    """For each supplier, the sales of the largest of the others; NaN where it stands alone."""
    if len(amounts) < 2:
        return pd.Series(float("nan"), index=amounts.index)
    first, second = amounts.nlargest(2)
    other = np.where(amounts.index == amounts.idxmax(), second, first)
    return pd.Series(np.where(other > 0, other, np.nan), index=amounts.index)


def _like(article: pd.Series, products: pd.DataFrame) -> pd.Series:
    """What an article is compared with: its subgroup and pack size, as far as they are known; sizes in steps of a factor two."""
    known = products.drop_duplicates("product").set_index("product")
    subgroup = article.map(known["subgroup"]).fillna("").astype(str)
    size = article.map(known["kg_per_unit"]).astype(float)
    step = np.rint(np.log2(size.where(size > 0))) + 0.0  # not −0, which would be a size of its own
    pack = pd.Series([f"@{s:.0f}" if np.isfinite(s) else "" for s in step], article.index, dtype=str)
    return subgroup.where(subgroup != "", pack)


def _compared(rows: pd.DataFrame, within: list[str], names: list[str]) -> pd.DataFrame:
    """The index of each supplier over the cells where both it and we were bought."""
    place = list(dict.fromkeys([*within, "group", "outlet", "like"]))
    cells = (
        rows.groupby([*place, "supplier", "ours"], observed=True)[["quantity", "value"]].sum().reset_index()
    )
    cells["price"] = cells["value"] / cells["quantity"]
    mine = cells[cells["ours"]].groupby(place, observed=True)[["quantity", "value"]].sum()
    mine = mine.assign(our_price=mine["value"] / mine["quantity"], our_value=mine["value"])[
        ["our_price", "our_value"]
    ]
    both = cells[~cells["ours"]].merge(mine.reset_index(), on=place)
    both["ratio"] = np.log(both["price"] / both["our_price"])
    sold = cells[~cells["ours"]].groupby([*within, "supplier"], observed=True)["value"].sum()
    made = []
    for key, one in both.groupby([*within, "supplier"], observed=True):
        if len(one) < LEAST_CELLS:
            continue
        weight = one["value"] / one["value"].sum() + one["our_value"] / one["our_value"].sum()
        log = float(np.average(one["ratio"], weights=weight))
        by_outlet = (
            one.assign(weight=weight, part=one["ratio"] * weight).groupby("outlet")[["part", "weight"]].sum()
        )
        each = by_outlet["part"] / by_outlet["weight"]
        low, high = (100 * float(np.exp(each.quantile(q))) for q in (0.1, 0.9))
        made.append(
            (
                *key,
                100 * float(np.exp(log)),
                low,
                high,
                len(each),
                len(one),
                one["value"].sum() / sold[sold.index.isin([key[0] if len(key) == 1 else key])].sum(),
            )
        )
    found = pd.DataFrame(made, columns=names)
    return found.sort_values([*within, "index", "supplier"], ignore_index=True)
