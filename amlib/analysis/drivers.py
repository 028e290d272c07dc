"""
What more is known of a cause: the part of promotions, of raw materials and of the terms.

The bridge of ``causes`` needs nothing but sales. Where promotions were evaluated, a cost follows a quotation, or conditions were agreed, a part of an effect has a name of its own, and that part is
taken out of the effect in which it stood. What is taken out and what is left add up to what was there, so every sum of the bridge stays as it is:

================  =========================================  =====================================================================
effect            of one row                                 is taken out of
================  =========================================  =====================================================================
promotion         Δ(net uplift)·P̄ − q̄·Δ(support ÷ q)         the first part out of share (else volume), the second out of price
raw material      −q̄·c̄·β·ln(Q₁ ÷ Q₀)                        cost; Q: the quotation, shifted by the months that our cost lags; β: how far our cost followed it
terms             −Δ(what the conditions cost)               nothing: it is added, and the margin becomes the one after terms
================  =========================================  =====================================================================

with q̄ and c̄ the mean quantity and unit cost of both periods. All three turn their sign when the periods change places.

* A new or lost outlet or article keeps its whole effect, promotions included: it is told once.
* The net uplift is an estimate, with the range that ``promotions`` gives; what it takes out of volume is as uncertain.
* β and the lag are measured on our own cost without mix (``materials``). Where the link is weak, cost stays whole.

Deliberately absent: a cause for the quotation, or for a promotion's success.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib.analysis import bases, bridges, causes, materials, results

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amlib.analysis.causes import Bridge
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["bridge", "cost_links", "with_materials", "with_promotions", "with_terms"]

NEW_AND_LOST = ("new_outlets", "lost_outlets", "new_articles", "lost_articles")


def bridge(
    data: Slice,
    period: Period,
    measure: str = "revenue",
    *,
    base: str = "last_year",
    actions: pd.DataFrame | None = None,
    terms: tuple[float, float] | None = None,
    follows: Mapping[str, str] | None = None,
) -> Bridge | None:
    """
    The bridge from the base to the period with all that is known; None where margin is asked and not every sale has a cost.

    Parameters
    ----------
    data : Slice
    period : Period
    measure : 'revenue' or 'margin'
    base : as in ``results.compare``
    actions : DataFrame, one row per (month, outlet, product, effect), optional
        ``effects.monthly``: ``quantity`` (kg of uplift, dip or cannibalisation) and ``money`` (of the effect 'support', what was paid, below nil).
    terms : what the conditions cost in the base and in the period, optional; read for the margin only
    follows : product group to raw material, where their names differ

    Raises
    ------
    FigureError
        There is no budget to compare with.
    ParameterError
        There is no such base.
    """
    if measure == "margin":
        made = bridges.of_margin(data, period, base)
    else:
        made = bridges.of(data, period, measure, base=base)
    if made is None:
        return None
    if bases.beside(period, base)[0] in bases.SET:  # whose rows are groups, not outlets and articles
        return made
    months, base_months = bases.sides(period, base)
    if actions is not None and len(actions):
        made = with_promotions(made, results.book(data), actions, base_months, months)
    if measure == "margin":
        links = cost_links(data, base_months, months, follows)
        made = with_materials(made, results.book(data), links, base_months, months)
        if terms is not None:
            made = with_terms(made, *terms)
    return made


def with_promotions(
    made: Bridge,
    sales: pd.DataFrame,
    actions: pd.DataFrame,
    base_months: Sequence[str],
    months: Sequence[str],
) -> Bridge:
    """
    A bridge in which promotions stand apart: their net uplift out of share or volume, their support out of price.

    Parameters
    ----------
    made : Bridge
    sales : DataFrame
        ``results.book``: the quantities over which support is spread.
    actions : DataFrame
        As in ``bridge``.
    base_months, months : sequences of 'YYYY-MM'
    """
    rows = causes.leaves(sales, base_months, months)[["outlet", "product", "kind", "q0", "q1"]]
    keys = ["outlet", "product"]
    for side, chosen in (("0", base_months), ("1", months)):
        mine = actions[actions["month"].isin(list(chosen))]
        support = mine["effect"] == "support"
        for name, amounts in (
            (f"net{side}", mine.loc[~support].groupby(keys)["quantity"].sum()),
            (f"support{side}", mine.loc[support].groupby(keys)["money"].sum()),
        ):
            rows = rows.merge(amounts.rename(name).reset_index(), on=keys, how="left")
    rows = rows.fillna(dict.fromkeys(("net0", "net1", "support0", "support1"), 0.0))
    leaves = made.leaves.merge(rows, on=[*keys, "kind"], how="left", validate="one_to_one")
    named = leaves.reindex(columns=list(NEW_AND_LOST), fill_value=0.0)
    told = (named != 0).any(axis=1) | (leaves["kind"] != "delivery")
    q0, q1 = leaves["q0"].to_numpy(float), leaves["q1"].to_numpy(float)
    lifted = np.where(told, 0.0, (leaves["net1"] - leaves["net0"]) * made.reference)
    both = (q0 != 0) & (q1 != 0) & ~told.to_numpy()
    each = [
        np.divide(leaves[f"support{side}"], q, out=np.zeros_like(q), where=both)
        for side, q in (("0", q0), ("1", q1))
    ]
    paid = (q0 + q1) / 2 * (each[1] - each[0])
    split = leaves.reindex(columns=["market", "share"], fill_value=0.0).ne(0).any(axis=1).to_numpy()
    taken = {
        "share": np.where(split, lifted, 0.0),
        "volume": np.where(split, 0.0, lifted),
        "price": paid,
    }
    return _parted(made, "promotion", taken)


def with_materials(
    made: Bridge,
    sales: pd.DataFrame,
    links: pd.DataFrame,
    base_months: Sequence[str],
    months: Sequence[str],
) -> Bridge:
    """
    A bridge of the margin in which the raw material stands apart from the rest of the cost.

    Parameters
    ----------
    made : Bridge
        Of the margin.
    sales : DataFrame
        ``results.book``, with ``cost``.
    links : DataFrame
        What ``cost_links`` gives.
    base_months, months : sequences of 'YYYY-MM'
    """
    rows = causes.leaves(sales, base_months, months)
    keys = ["outlet", "product", "kind"]
    leaves = made.leaves.merge(
        rows[[*keys, "q0", "q1", "c0", "c1"]], on=keys, how="left", validate="one_to_one"
    )
    q0, q1 = leaves["q0"].to_numpy(float), leaves["q1"].to_numpy(float)
    both = (q0 != 0) & (q1 != 0)
    each = [
        np.divide(leaves[f"c{side}"], q, out=np.zeros_like(q), where=both)
        for side, q in (("0", q0), ("1", q1))
    ]
    moved = leaves["group"].map(links.set_index("group")["moved"]).fillna(0.0).to_numpy(float)
    followed = np.where(both, -(q0 + q1) / 2 * (each[0] + each[1]) / 2 * moved, 0.0)
    return _parted(made, "raw_material", {"cost": followed})


def with_terms(made: Bridge, before: float, after: float) -> Bridge:
    """
    A bridge of the margin after terms: a row for the whole account is added, as an agreement has no outlet.

    Parameters
    ----------
    made : Bridge
        Of the margin.
    before, after : float
        What the conditions cost in the base and in the period.
    """
    if not before and not after:
        return made
    row = dict.fromkeys(made.leaves.columns, 0.0) | dict.fromkeys(causes.PLACES, "")
    row |= {"kind": "terms", "base": -before, "actual": -after, "terms": before - after}
    leaves = pd.concat([made.leaves, pd.DataFrame([row])], ignore_index=True).fillna({"terms": 0.0})
    return replace(made, leaves=leaves, effects=_in_order({*made.effects, "terms"}))


def cost_links(
    data: Slice,
    base_months: Sequence[str],
    months: Sequence[str],
    follows: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """
    How our cost followed the quotation, and what the quotation did between two sets of months.

    Parameters
    ----------
    data : Slice
    base_months, months : sequences of 'YYYY-MM'
    follows : product group to raw material, where their names differ

    Returns
    -------
    DataFrame, one row per group whose cost measurably follows a quotation
        ``group``, ``species``, ``lag_months``, ``pass_through`` (β), ``before`` and ``after`` (the quotation as our cost met it), ``moved``: β·ln(after ÷ before).
    """
    columns = ["group", "species", "lag_months", "pass_through", "before", "after", "moved"]
    sales = results.book(data)
    if not data.supplied("raw_materials") or "cost" not in sales:
        return pd.DataFrame({name: pd.Series(dtype=float) for name in columns})
    quoted = materials.quotations(data["raw_materials"])
    costs = materials.prices(sales.assign(revenue=sales["cost"]))
    found = materials.lags(costs, quoted, species_of=follows)
    rows = []
    for link in found[found["measurable"]].to_dict("records"):
        course = quoted[quoted["species"] == link["species"]].set_index("month")["price"]
        delivered = sales[(sales["group"] == link["group"]) & (sales["kind"] == "delivery")]
        weights = delivered.groupby("month")["quantity"].sum()
        ends = [_met(course, weights, chosen, int(link["lag_months"])) for chosen in (base_months, months)]
        if all(np.isfinite(ends)):
            moved = float(link["pass_through"] * np.log(ends[1] / ends[0]))
            rows.append((*(link[name] for name in columns[:4]), *ends, moved))
    return pd.DataFrame(rows, columns=columns)


def _met(course: pd.Series, weights: pd.Series, months: Sequence[str], lag: int) -> float:
    """The quotation as our cost met it in some months, weighted by what was delivered; NaN where it is not known for one of them."""
    met = [str(pd.Period(month, "M") - lag) for month in months]
    prices = course.reindex(met).to_numpy(float)
    weight = weights.reindex(list(months)).fillna(0.0).to_numpy(float)
    return float((prices * weight).sum() / weight.sum()) if weight.sum() > 0 else float("nan")


def _parted(made: Bridge, name: str, taken: Mapping[str, np.ndarray]) -> Bridge:
    """A bridge in which a new effect holds what is taken out of others, row by row."""
    leaves = made.leaves.copy()
    total = np.zeros(len(leaves))
    for effect, found in taken.items():
        amounts = np.nan_to_num(np.asarray(found, dtype=float))
        if (amounts != 0).any():
            leaves[effect] = leaves.get(effect, 0.0) - amounts
            total += amounts
    if not (total != 0).any():
        return made
    leaves[name] = total
    return replace(
        made, leaves=leaves, effects=_in_order({*made.effects, name, *(e for e in taken if e in leaves)})
    )


def _in_order(effects: set[str]) -> tuple[str, ...]:
    return tuple(effect for effect in causes.EFFECTS if effect in effects)
