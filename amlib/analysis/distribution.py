"""
Where an article lies, how well it sells there, and what a change of share comes from.

A share can only change because we lie in more or better outlets (distribution), because more is taken where we lie (rate of sale), or because our price
moved away from the others' (price). The three together are the share itself, so the change can be split over them exactly.

====================  =======================================================================================================
numeric distribution  outlets that carry at least one article ÷ outlets that sell the category
weighted (PCV)        category turnover of the carrying outlets ÷ category turnover of all
weighted (ACV)        turnover of everything in the carrying outlets ÷ that of all; here: of all groups in the category table
TDP                   the weighted distributions (PCV) of a supplier's articles added up; 1.00 is one article everywhere
rate of sale          quantity ÷ (100 × TDP): per point of distribution
share among handlers  our sales ÷ category sales, in the carrying outlets only; × weighted distribution = share
====================  =======================================================================================================

An outlet carries an article when it bought some of it in the period. With v = TDP × rate × price for us and the category's quantity Q and price P, share = TDP ×
(rate ÷ Q) × (price ÷ P); its change is split symmetrically (Shapley, three factors). Where we were nowhere in one of the periods, all of it is distribution.

References
----------
Farris, Bendle, Pfeifer and Reibstein (2010), Marketing Metrics; MASB, marketing-dictionary.org; Shapley (1953).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib.analysis import causes

if TYPE_CHECKING:
    from amlib.analysis.category import Category

__all__ = ["EFFECTS", "index", "measures", "split"]

EFFECTS = ("distribution", "rate_of_sale", "price")
"""What a change of share is split into, in the order in which documents show them."""

FACTORS = ("tdp", "relative_rate", "relative_price")


def index(part: float, whole: float) -> float:
    """
    One share beside another, 100 where they are equal: the share of distribution ÷ the share of sales × 100, or the share here ÷ the share in the market × 100.

    'Fair share' has three meanings in the trade; whoever prints this number says which two shares it compares.

    Examples
    --------
    >>> round(index(12.8, 15.0))
    85
    """
    return part / whole * 100 if whole > 0 else float("nan")


def measures(
    category: Category, keys: Sequence[str] = ("supplier",), *, within: Sequence[str] = (), base: bool = False
) -> pd.DataFrame:
    """
    Distribution and rate of sale of each supplier, in total or within groups, regions or banners.

    Parameters
    ----------
    category : Category, at the level of outlets
    keys : the columns that make one thing that is carried: ``('supplier',)``, ``('ours',)`` or ``('supplier', 'product')``
    within : the columns that make one category: ``()`` for all together, ``('group',)``, ``('region', 'group')``
    base : whether to look at the months compared with

    Returns
    -------
    DataFrame, one row per (within, keys)
        ``outlets``, ``carrying`` (counts), ``items``, ``numeric``, ``weighted`` (PCV), ``acv``, ``tdp`` (1.00 is one article everywhere), ``quantity``, ``value``,
        ``share`` (of value, else of quantity), ``handlers`` (share among handlers), ``price``, ``rate`` (quantity per point of TDP), ``relative_rate`` and
        ``relative_price`` (beside the category's; × ``tdp`` = share), ``fair`` (its part of all suppliers' TDP ÷ its share × 100: more distribution than sales above 100). Empty where the source does not go down to outlets.
    """
    keys, within = list(keys), list(within)
    columns = ["outlets", "carrying", "items", "numeric", "weighted", "acv", "tdp", "quantity", "value"]
    columns += ["share", "handlers", "price", "rate", "relative_rate", "relative_price", "fair"]
    if category.level != "outlet" or (base and not category.has_base):
        return pd.DataFrame(columns=[*within, *keys, *columns]).set_index([*within, *keys])
    rows = _side(category, base)
    weight = category.measure
    scope = within or [_ALL]
    rows[_ALL] = ""
    place = list(dict.fromkeys([*scope, "outlet"]))
    turnover = rows.groupby(place, observed=True)[weight].sum()
    floor = turnover[turnover > 0].rename("floor").reset_index()
    everything = rows.groupby("outlet", observed=True)[weight].sum().clip(lower=0)
    floor["everything"] = floor["outlet"].map(everything).astype(float)
    nodes = floor.groupby(scope, observed=True)[["floor", "everything"]].sum()
    nodes["outlets"] = floor.groupby(scope, observed=True).size()
    whole = rows.groupby(scope, observed=True)[["quantity", "value"]].sum().add_prefix("whole_")
    items = list(dict.fromkeys([*place, *keys, "product"]))
    cells = rows.groupby(items, observed=True)[["quantity", "value"]].sum()
    cells = cells[cells[weight] > 0].reset_index().merge(floor, on=place)
    there = cells.drop_duplicates([*place, *keys])
    found: pd.DataFrame = rows.groupby([*scope, *keys], observed=True)[["quantity", "value"]].sum()
    by = [*scope, *keys]
    found["items"] = cells.drop_duplicates([*by, "product"]).groupby(by, observed=True).size()
    found["tdp"] = cells.groupby(by, observed=True)["floor"].sum()
    carried = there.groupby(by, observed=True).agg(
        carrying=("floor", "size"), weighted=("floor", "sum"), acv=("everything", "sum")
    )
    nowhere = {"items": 0, "tdp": 0.0, "carrying": 0, "weighted": 0.0, "acv": 0.0}
    found = (
        found.join(carried)
        .fillna(nowhere)
        .reset_index()
        .merge(nodes.reset_index(), on=scope)
        .merge(whole.reset_index(), on=scope)
    )
    found["numeric"] = found["carrying"] / found["outlets"]
    found["handlers"] = found[weight] / found["weighted"].where(found["weighted"] > 0)
    found["acv"] /= found["everything"]
    for column in ("weighted", "tdp"):
        found[column] /= found["floor"]
    found["share"] = found[weight] / found[f"whole_{weight}"].where(found[f"whole_{weight}"] > 0)
    found["price"] = _price(
        found["value"], found["quantity"], known=category.has_value and category.has_quantity
    )
    of_all = _price(found["whole_value"], found["whole_quantity"], known=True)
    found["relative_price"] = found["price"] / of_all if weight == "value" else 1.0
    found["rate"] = found["quantity"] / (100 * found["tdp"].where(found["tdp"] > 0))
    found["relative_rate"] = found["share"] / (found["tdp"].where(found["tdp"] > 0) * found["relative_price"])
    found["relative_rate"] = found["relative_rate"].astype(float)
    of_tdp = found["tdp"] / found.groupby(scope, observed=True)["tdp"].transform("sum")
    found["fair"] = [index(part, share) for part, share in zip(of_tdp, found["share"], strict=True)]
    return found.set_index([*within, *keys])[columns].sort_index()


def split(category: Category, within: Sequence[str] = ()) -> pd.DataFrame:
    """
    The change of our share, split exactly into distribution, rate of sale and price, per node.

    Parameters
    ----------
    category : Category, at the level of outlets, with a base, its suppliers named
    within : ``()`` for the whole account, or ``('group',)``, ``('region',)``, ``('banner',)``, ``('outlet',)``

    Returns
    -------
    DataFrame, one row per node
        ``share``, ``base_share``, ``change`` (fractions), the three ``EFFECTS`` that add up to ``change``, ``tdp`` and ``base_tdp``, ``weighted`` and
        ``base_weighted``. Empty where it cannot be made.
    """
    names = ["share", "base_share", "change", *EFFECTS, "tdp", "base_tdp", "weighted", "base_weighted"]
    if category.level != "outlet" or not (category.has_base and category.trusted and category.has_quantity):
        return pd.DataFrame(columns=names, dtype=float)
    node = list(within)
    now, then = (_ours(measures(category, ("ours",), within=node, base=base), node) for base in (False, True))
    both = now.join(then.add_prefix("base_"), how="outer").astype(float)
    if both.empty:
        return pd.DataFrame(columns=names, dtype=float)
    for side in ("", "base_"):
        both[f"{side}tdp"] = both[f"{side}tdp"].fillna(0.0)
        both[f"{side}share"] = both[f"{side}share"].fillna(0.0)
    for factor in FACTORS[1:]:  # nowhere in one of the periods: the other one's rate and price stand for both
        now_, then_ = both[factor], both[f"base_{factor}"]
        both[factor], both[f"base_{factor}"] = now_.fillna(then_), then_.fillna(now_)
    both["change"] = both["share"] - both["base_share"]
    effects = [
        causes.shapley(_product, tuple(row[f"base_{f}"] for f in FACTORS), tuple(row[f] for f in FACTORS))
        for _, row in both.iterrows()
    ]
    both[list(EFFECTS)] = np.array(effects, dtype=float).reshape(len(both), 3)
    both[list(EFFECTS)] = both[list(EFFECTS)].fillna(0.0)  # we were nowhere in both
    return both[names]


_ALL = "@all"


def _product(tdp: float, rate: float, price: float) -> float:
    return tdp * rate * price


def _side(category: Category, base: bool) -> pd.DataFrame:
    """The rows of one of the two periods."""
    keys = ["outlet", "region", "banner", "group", "supplier", "product", "ours"]
    amounts = ["base_quantity", "base_value"] if base else ["quantity", "value"]
    return category.rows[[*keys, *amounts]].set_axis([*keys, "quantity", "value"], axis=1)


def _ours(found: pd.DataFrame, node: list[str]) -> pd.DataFrame:
    """The rows about us, by node; one row named '' for the whole account."""
    flat = found.reset_index()
    mine = flat[flat["ours"].astype(bool)] if len(flat) else flat
    if not node:
        mine = mine.assign(node="")
        node = ["node"]
    return mine.set_index(node)[["share", "weighted", *FACTORS]]


def _price(value: pd.Series, quantity: pd.Series, *, known: bool) -> pd.Series:
    """Value per unit; NaN where there is no quantity to speak of."""
    made = value / quantity.where(quantity > 0)
    return made if known else made * float("nan")
