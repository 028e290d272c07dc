"""
What moved between two periods, and why: the symmetric nested bridge.

A difference in revenue is split over the lowest rows there are (outlet × article × kind of line) and added up from there, because a bridge on
added-up rows turns mix into price. Price and quantity share their joint change equally (Bennet's indicator, which is the Shapley value of two
factors), so that no order of the factors has to be chosen and the bridge backwards is the bridge forwards with every sign turned.

With p the price and q the quantity of a row, p̄ the mean of its two prices, and P̄ the reference price of a node (the mean over both periods
of its average price p̄):

====================  ===================================  ==========================================================
effect                of one row                           in words
====================  ===================================  ==========================================================
price                 ½(q₀+q₁)·Δp                          the same goods at another price
volume                Δq·P̄                                more or less, at the account's average price
outlet mix            Δq·(P̄_outlet − P̄)                  the change fell in outlets with another average price
product mix           Δq·(p̄ − P̄_outlet)                  the change fell on dearer or cheaper articles
new, lost             volume and mix of such rows          an outlet (or an article) without sales in one of the periods
market, share         volume = ½(σ₀+σ₁)·ΔM·P̄ + ½(M₀+M₁)·Δσ·P̄   the customer's category M grew, or our part σ of it did
exchange              ½(L₀+L₁)·Δr                          the rate r of the currency in which L was invoiced; the rest is split at the mean rate
other value           Δv where q = 0                       bonuses, credit notes: money without goods
====================  ===================================  ==========================================================

Where more is known, ``drivers`` takes promotions, raw materials and terms out of these.

The effects of a row add up to its change exactly, so they do at every node above it. For margin, the unit margin takes the place
of the price in volume and mix, and price and cost have an effect each.

Deliberately absent: reasons. A cause says where the money moved, not who did it.

References
----------
Bennet (1920); Diewert (2005) on indicators of price and quantity; Shapley (1953). Checked against the R package IndexNumR.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["EFFECTS", "PLACES", "Bridge", "bennet", "bridge", "leaves", "market_and_share", "shapley"]

EFFECTS = (
    "market",
    "share",
    "volume",
    "promotion",
    "outlet_mix",
    "product_mix",
    "price",
    "exchange",
    "raw_material",
    "cost",
    "terms",
    "new_outlets",
    "lost_outlets",
    "new_articles",
    "lost_articles",
    "other_value",
)
"""Every effect, in the order in which documents show them."""

PLACES = ("region", "banner", "outlet", "group", "product")
"""The keys by which a bridge adds up: the account's regions and banners, its outlets, our groups and articles."""

CANCELLED = 0.05
"""A node whose net quantity is less than this part of its gross quantity has no average price worth the name."""


@dataclass(frozen=True)
class Bridge:
    """
    A difference, split into effects at every row.

    Attributes
    ----------
    measure : str
        ``'revenue'`` or ``'margin'``.
    leaves : DataFrame, one row per place and kind of line
        The ``PLACES`` columns, ``base`` and ``actual`` (money), and a column per effect.
    effects : tuple of str
        The effects that occur, in the order of ``EFFECTS``.
    price_range : tuple of float
        The price effect at the quantities of the base, and at those of the actual period; where their signs differ, the sign of the
        price effect depends on the convention.
    fallbacks : tuple of str
        Outlets whose returns cancel their sales, so that the account's reference price was used for them.
    reference : float
        The account's reference price P̄ (for margin: margin per unit), at which volume is valued.
    """

    measure: str
    leaves: pd.DataFrame
    effects: tuple[str, ...]
    price_range: tuple[float, float]
    fallbacks: tuple[str, ...] = ()
    reference: float = 0.0

    @property
    def sign_depends(self) -> bool:
        """Whether the sign of the price effect depends on the convention."""
        low, high = sorted(self.price_range)
        return low < 0 < high

    def total(self) -> pd.Series:
        """Effect → money, for the whole account; adds up to ``change``."""
        return self.leaves[list(self.effects)].sum()

    @property
    def base(self) -> float:
        """The value in the base period."""
        return float(self.leaves["base"].sum())

    @property
    def actual(self) -> float:
        """The value in the actual period."""
        return float(self.leaves["actual"].sum())

    @property
    def change(self) -> float:
        """Actual minus base."""
        return self.actual - self.base

    def by(self, *keys: str) -> pd.DataFrame:
        """One row per node: ``base``, ``actual``, ``change`` and a column per effect, which add up to ``change``."""
        nodes = self.leaves.groupby(list(keys), observed=True, dropna=False)[
            ["base", "actual", *self.effects]
        ].sum()
        nodes.insert(2, "change", nodes["actual"] - nodes["base"])
        return nodes

    def largest(self, count: int = 5) -> pd.DataFrame:
        """
        The largest contributions by place: an effect in one group of one region, or a whole outlet gained or lost.

        Returns
        -------
        DataFrame, at most ``count`` rows
            ``region``, ``outlet``, ``group`` (empty where it does not apply), ``effect`` and ``money``, largest first by size.
        """
        whole = [e for e in ("new_outlets", "lost_outlets") if e in self.effects]
        spread = [e for e in self.effects if e not in whole]
        parts = [_stacked(self.by("region", "group"), spread), _stacked(self.by("region", "outlet"), whole)]
        found = pd.concat([p for p in parts if len(p)] or parts, ignore_index=True)
        found = found.reindex(columns=["region", "outlet", "group", "effect", "money"])
        found = found[found["money"].abs() >= 0.005]
        order = found["money"].abs().sort_values(ascending=False, kind="stable").index
        return found.loc[order].head(count).reset_index(drop=True)


def leaves(sales: pd.DataFrame, base_months: Sequence[str], months: Sequence[str]) -> pd.DataFrame:
    """
    The lowest rows of a comparison: each place and kind of line, in the base and in the actual period.

    Returns stay rows of their own, so that value ÷ quantity remains a price.

    Parameters
    ----------
    sales : DataFrame, one row per (month, outlet, product, kind)
        ``month``, ``kind``, ``quantity``, ``revenue``, optionally ``cost``, optionally ``invoiced`` (revenue in the currency of the invoice), and the ``PLACES`` columns.
    base_months, months : sequences of 'YYYY-MM'
        May not overlap within one of them; may between the two.

    Returns
    -------
    DataFrame, one row per place and kind
        The ``PLACES``, ``kind``, ``q0 v0 c0`` of the base and ``q1 v1 c1`` of the actual period; nothing is left out, a missing
        side is 0. ``c`` only if there is a cost; ``r0`` and ``r1``, the rates of exchange, only if something was invoiced in another currency (NaN where nothing was sold).
    """
    measures = {"quantity": "q", "revenue": "v", "cost": "c", "invoiced": "l"}
    abroad = "invoiced" in sales and bool(sales["invoiced"].notna().any())
    sales = (
        sales.assign(invoiced=sales["invoiced"].fillna(sales["revenue"]))
        if abroad
        else sales.drop(columns="invoiced", errors="ignore")
    )
    present = [m for m in measures if m in sales]
    keys = [*PLACES, "kind"]
    sides = []
    for side, chosen in (("0", base_months), ("1", months)):
        rows = sales[sales["month"].isin(list(chosen))]
        added = rows.groupby(keys, observed=True, dropna=False)[present].sum(min_count=1)
        sides.append(added.rename(columns={m: measures[m] + side for m in present}))
    both = sides[0].join(sides[1], how="outer").fillna(0.0).reset_index()
    if abroad:
        for side in ("0", "1"):
            both[f"r{side}"] = both[f"v{side}"] / both.pop(f"l{side}").replace(0.0, float("nan"))
    return both


def bridge(rows: pd.DataFrame, *, measure: str = "revenue", category: pd.DataFrame | None = None) -> Bridge:
    """
    The bridge from the base to the actual period, row by row.

    Parameters
    ----------
    rows : DataFrame, one row per place and kind, as ``leaves`` makes it
        Quantities in the workbook's unit, values and costs in its currency. ``r0`` and ``r1``, optional: the workbook's currency per unit of the one that was invoiced in.
    measure : 'revenue' or 'margin'
        For margin, ``rows`` needs ``c0`` and ``c1``.
    category : DataFrame, one row per (outlet, group), optional
        ``m0`` and ``m1``: the quantity of the whole category that the customer bought or sold there. Where it is missing or not
        positive in both periods, the volume effect is not split.

    Returns
    -------
    Bridge
        With ``sum of effects = change`` at every row, up to rounding of the machine.

    Raises
    ------
    KeyError
        Margin is asked of rows without cost.
    """
    rows = rows.reset_index(drop=True)
    q0, q1 = rows["q0"].to_numpy(float), rows["q1"].to_numpy(float)
    exchange, v0, v1 = _at_one_rate(rows)
    margin = measure == "margin"
    c0 = rows["c0"].to_numpy(float) if margin else np.zeros_like(v0)
    c1 = rows["c1"].to_numpy(float) if margin else np.zeros_like(v1)

    has0, has1 = q0 != 0, q1 != 0
    dq, both = q1 - q0, has0 & has1
    u0, u1 = _unit(v0 - c0, q0), _unit(v1 - c1, q1)
    mean = np.where(both, (u0 + u1) / 2, np.where(has0, u0, u1))

    whole = np.zeros(len(rows), dtype=int)
    outlet = rows["outlet"].factorize(use_na_sentinel=False)[0]
    account_price, _ = _reference(q0, q1, mean, whole, fallback=np.zeros(1))
    reference = account_price[whole]
    outlet_price, cancelled = _reference(
        q0, q1, mean, outlet, fallback=np.full(outlet.max(initial=-1) + 1, account_price[0])
    )

    effect = {name: np.zeros(len(rows)) for name in EFFECTS}
    effect["exchange"] = exchange
    effect["price"] = np.where(both, (q0 + q1) / 2 * (_unit(v1, q1) - _unit(v0, q0)), 0.0)
    effect["cost"] = np.where(both, -(q0 + q1) / 2 * (_unit(c1, q1) - _unit(c0, q0)), 0.0)
    effect["volume"] = dq * reference
    effect["outlet_mix"] = dq * (outlet_price[outlet] - reference)
    effect["product_mix"] = dq * (mean - outlet_price[outlet])
    effect["other_value"] = np.where(has1, 0.0, v1 - c1) - np.where(has0, 0.0, v0 - c0)

    gained = effect["volume"] + effect["outlet_mix"] + effect["product_mix"]
    for key, new, lost in (
        ("outlet", "new_outlets", "lost_outlets"),
        ("product", "new_articles", "lost_articles"),
    ):
        before, after = _present(rows[key], has0), _present(rows[key], has1)
        for name, flagged in ((new, ~before & after), (lost, before & ~after)):
            effect[name] = np.where(flagged, gained, 0.0)
            gained = np.where(flagged, 0.0, gained)
            for part in ("volume", "outlet_mix", "product_mix"):
                effect[part] = np.where(flagged, 0.0, effect[part])

    if category is not None:
        m0, m1 = _category_at(rows, category)
        known = ((m0 > 0) | (m1 > 0)) & ~((m0 <= 0) & has0) & ~((m1 <= 0) & has1) & (effect["volume"] != 0)
        market, share = market_and_share(q0, q1, m0, m1, reference)
        effect["market"] = np.where(known, market, 0.0)
        effect["share"] = np.where(known, share, 0.0)
        effect["volume"] = np.where(known, 0.0, effect["volume"])

    names = tuple(e for e in EFFECTS if _occurs(e, effect[e], margin))
    base, actual = rows["v0"].to_numpy(float) - c0, rows["v1"].to_numpy(float) - c1
    places = rows[[*PLACES, "kind"]].assign(base=base, actual=actual, **{e: effect[e] for e in names})
    dp = np.where(both, _unit(v1, q1) - _unit(v0, q0), 0.0)
    return Bridge(
        measure=measure,
        leaves=places,
        effects=names,
        price_range=(float((q0 * dp).sum()), float((q1 * dp).sum())),
        fallbacks=tuple(sorted({str(name) for name in rows["outlet"][cancelled[outlet]]})),
        reference=float(account_price[0]),
    )


def bennet(p0: np.ndarray, p1: np.ndarray, q0: np.ndarray, q1: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """
    Price and quantity effect of each row, their joint change shared equally.

    Parameters
    ----------
    p0, p1, q0, q1 : arrays of one shape
        Prices and quantities in the base and the actual period.

    Returns
    -------
    tuple of arrays
        ``½(q0+q1)·Δp`` and ``½(p0+p1)·Δq``; together ``p1·q1 − p0·q0``.

    References
    ----------
    Bennet, T. L. (1920), The theory of measurement of changes in cost of living.

    Examples
    --------
    >>> price, quantity = bennet(np.array([10.0]), np.array([11.0]), np.array([100.0]), np.array([90.0]))
    >>> price.item(), quantity.item()
    (95.0, -105.0)
    """
    return (q0 + q1) / 2 * (p1 - p0), (p0 + p1) / 2 * (q1 - q0)


def market_and_share(
    q0: np.ndarray, q1: np.ndarray, m0: np.ndarray, m1: np.ndarray, reference: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """
    The volume effect, split into the growth of the category and the change of our part in it.

    market = ½(σ0+σ1)·ΔM·P̄ and share = ½(M0+M1)·Δσ·P̄ with σ = q / M. Where the category did not exist in one of the periods,
    the other period's σ stands for both, so that all is market.

    Parameters
    ----------
    q0, q1 : arrays
        Our quantity.
    m0, m1 : arrays of the same shape
        The category's quantity; not positive means that there was none.
    reference : array or number
        The reference price P̄.

    Returns
    -------
    tuple of arrays
        Market and share; together ``(q1 − q0)·P̄`` wherever σ is defined.
    """
    s0, s1 = _unit(q0, np.where(m0 > 0, m0, 0.0)), _unit(q1, np.where(m1 > 0, m1, 0.0))
    s0, s1 = np.where(m0 > 0, s0, s1), np.where(m1 > 0, s1, s0)
    m0, m1 = np.maximum(m0, 0.0), np.maximum(m1, 0.0)
    return (s0 + s1) / 2 * (m1 - m0) * reference, (m0 + m1) / 2 * (s1 - s0) * reference


def shapley(value: Callable[..., float], base: Sequence[float], actual: Sequence[float]) -> tuple[float, ...]:
    """
    The effect of each factor on a value, averaged over all orders in which the factors could have changed.

    Parameters
    ----------
    value : callable of as many numbers as there are factors
        What the factors make together, such as ``lambda quantity, price, rate: quantity * price * rate``.
    base, actual : sequences of the same length
        The factors before and after.

    Returns
    -------
    tuple of float
        One effect per factor; they add up to ``value(*actual) - value(*base)``.

    References
    ----------
    Shapley (1953); Shorrocks (2013), Decomposition procedures for distributional analysis.

    Examples
    --------
    >>> shapley(lambda q, p: q * p, (100, 10), (90, 11))
    (-105.0, 95.0)
    """
    n = len(base)
    effects = [0.0] * n
    for changed in range(2**n):
        before = [actual[i] if changed >> i & 1 else base[i] for i in range(n)]
        size = changed.bit_count()
        for i in range(n):
            if not changed >> i & 1:
                after = [*before[:i], actual[i], *before[i + 1 :]]
                weight = factorial(size) * factorial(n - size - 1) / factorial(n)
                effects[i] += weight * (value(*after) - value(*before))
    return tuple(effects)


def _at_one_rate(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What the exchange rate did, and both values at the mean of the two rates; nothing and the values as they are in one currency."""
    v0, v1 = rows["v0"].to_numpy(float), rows["v1"].to_numpy(float)
    if "r0" not in rows:
        return np.zeros_like(v0), v0, v1
    r0, r1 = rows["r0"].to_numpy(float), rows["r1"].to_numpy(float)
    r0, r1 = (
        np.where(np.isnan(r0), r1, r0),
        np.where(np.isnan(r1), r0, r1),
    )  # new or lost: the one rate that there is
    local0, local1, mean = v0 / r0, v1 / r1, (r0 + r1) / 2
    return (local0 + local1) / 2 * (r1 - r0), local0 * mean, local1 * mean


def _unit(value: np.ndarray, quantity: np.ndarray) -> np.ndarray:
    """Value per unit; 0 where there is no quantity (and then no use is made of it)."""
    result = np.zeros(np.shape(value))
    np.divide(value, quantity, out=result, where=quantity != 0)
    return result


def _reference(
    q0: np.ndarray, q1: np.ndarray, mean: np.ndarray, node: np.ndarray, fallback: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The reference price of each node, and whether its returns cancelled its sales, so that the fallback is used."""
    size = node.max(initial=-1) + 1
    prices, usable, gross = [], [], np.zeros(size)
    for q in (q0, q1):
        net = np.bincount(node, q, size)
        turnover = np.bincount(node, np.abs(q), size)
        gross += turnover
        usable.append(np.abs(net) > CANCELLED * turnover)
        prices.append(_unit(np.bincount(node, q * mean, size), np.where(usable[-1], net, 0.0)))
    count = usable[0].astype(int) + usable[1]
    price = np.where(count > 0, (prices[0] + prices[1]) / np.maximum(count, 1), fallback)
    return price, (count == 0) & (gross > 0)


def _present(key: pd.Series, has: np.ndarray) -> np.ndarray:
    """For each row, whether its outlet (or article) has any quantity at all in a period."""
    anywhere = pd.Series(has, index=key.index).groupby(key, observed=True, dropna=False).transform("any")
    return np.asarray(anywhere, dtype=bool)


def _category_at(rows: pd.DataFrame, category: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The category's quantity at each row's outlet and group, 0 where it is not known."""
    found = rows[["outlet", "group"]].merge(
        category, on=["outlet", "group"], how="left", validate="many_to_one"
    )
    return found["m0"].fillna(0.0).to_numpy(float), found["m1"].fillna(0.0).to_numpy(float)


def _occurs(name: str, values: np.ndarray, margin: bool) -> bool:
    """Price is always shown; other effects where they are not nil."""
    return name == "price" or (name == "cost" and margin) or bool((values != 0).any())


def _stacked(nodes: pd.DataFrame, effects: Sequence[str]) -> pd.DataFrame:
    """One row per node and effect."""
    return nodes[list(effects)].reset_index().melt(nodes.index.names, var_name="effect", value_name="money")
