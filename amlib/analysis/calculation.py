"""
What a slider does to the year: growth, price, promotions and raw material, in the time of a blink.

Whoever drafts a plan asks 'and if we raise the price by two percent?' twenty times, and must see the year end, the margin, the probability and what is still uncovered while the question is
warm. What does not change with the answer (the baseline per group, how far our price and cost follow the quotation, the errors) is prepared once; an edit is then a handful of vector sums.

Per group, of what is still to come (what is in the books stays as it is):

    quantity = q·(1 + growth)·(1 + price)^e
    revenue  = r·(1 + growth)·(1 + price)^(1 + e)·(1 + raw)^βp           βp: how far our price follows the quotation
    cost     = c·(1 + growth)·(1 + price)^e·(1 + raw)^βc                 βc: how far our cost does
    margin   = revenue − cost + actions − terms·revenue

Conventions: the price elasticity e is nil unless somebody says otherwise: what a price does to volume is not measured here, and a guess would look like a measurement. The quotation moves for
the whole of what is to come, at its beginning; what a lag leaves of its effect within the year is in β where ``scenarios.felt`` is given. A pass-through that was not measured counts as none, and the group is named (``unmeasured``). Terms are a fraction of revenue at the
plan's own level: crossing a step of a ladder is for ``terms``. The factor of promotions multiplies all that they bring and cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib import errors, language
from amlib.analysis import materials, results
from amlib.analysis.odds import Odds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amlib.data.slices import Slice

__all__ = [
    "COLUMNS",
    "NONE",
    "Added",
    "Edit",
    "Outcome",
    "Prepared",
    "edited",
    "links",
    "prepare",
]

COLUMNS = ("quantity", "revenue", "cost")


@dataclass(frozen=True)
class Added:
    """What actions bring over the year: quantity, revenue, and margin after their cost; ``cost`` is in the margin already."""

    quantity: float = 0.0
    revenue: float = 0.0
    margin: float = 0.0
    cost: float = 0.0


NONE = Added()


@dataclass(frozen=True)
class Edit:
    """What the sliders say: fractions of volume, price and quotation, and the factor of all promotions."""

    growth: float = 0.0
    price: float = 0.0
    promotion: float = 1.0
    raw_material: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """
    The year that an edit gives.

    Attributes
    ----------
    quantity, revenue : float
    cost, margin, terms, contribution : float
        Margin is revenue less cost, with what actions bring; contribution is margin less what the terms cost.
    probability : float or None
        Of reaching the target in revenue.
    uncovered : float
        Target less revenue; negative where the plan brings more than is asked.
    """

    quantity: float
    revenue: float
    cost: float
    margin: float
    terms: float
    contribution: float
    probability: float | None
    uncovered: float


@dataclass(frozen=True)
class Prepared:
    """What does not change with an edit; made by ``prepare``."""

    groups: tuple[str, ...]
    to_come: np.ndarray
    booked: np.ndarray
    price_through: np.ndarray
    cost_through: np.ndarray
    unmeasured: tuple[str, ...]
    odds: Odds | None
    target: float
    promotions: Added
    others: Added
    terms: float
    elasticity: float


def prepare(
    lines: pd.DataFrame,
    target: float,
    *,
    odds: Odds | None = None,
    through: pd.DataFrame | None = None,
    promotions: Added = NONE,
    others: Added = NONE,
    terms: float = 0.0,
    elasticity: float = 0.0,
) -> Prepared:
    """
    A year made ready to be edited.

    Parameters
    ----------
    lines : DataFrame, one row per group
        ``group``, ``quantity``, ``revenue``, ``cost`` of what is still to come; ``booked_`` of each for what is in the books, nil where there is no such column.
    target : float
        Of the year's revenue.
    odds : Odds of the year's revenue without action, optional
    through : DataFrame, optional
        What ``links`` gives, or what a year feels of it (``scenarios.felt``): ``group``, ``price``, ``cost``.
    promotions, others : Added
    terms : fraction of revenue
    elasticity : float
        What one percent of price does to volume, in percent; negative where it costs volume.

    Raises
    ------
    FigureError
        There are no lines, or an amount is missing.
    """
    rows = lines.sort_values("group", ignore_index=True)
    to_come = rows[list(COLUMNS)].to_numpy(dtype=float)
    if not len(rows) or not np.isfinite(to_come).all():
        raise errors.FigureError(
            language.say("there is no baseline per group to calculate with"),
            expected=language.say("quantity, revenue and cost of each group"),
            do_next=language.say("supply the cost of all sales, or plan without a margin"),
        )
    booked = [float(rows.get(f"booked_{name}", pd.Series(0.0)).fillna(0.0).sum()) for name in COLUMNS]
    measured = pd.DataFrame(columns=["group", "price", "cost"]) if through is None else through
    slopes = measured.set_index("group").reindex(rows["group"])[["price", "cost"]].astype(float)
    return Prepared(
        groups=tuple(map(str, rows["group"])),
        to_come=to_come.T.copy(),
        booked=np.array(booked),
        price_through=slopes["price"].fillna(0.0).to_numpy(),
        cost_through=slopes["cost"].fillna(0.0).to_numpy(),
        unmeasured=tuple(map(str, rows["group"][slopes.isna().any(axis=1).to_numpy()])),
        odds=odds,
        target=target,
        promotions=promotions,
        others=others,
        terms=terms,
        elasticity=elasticity,
    )


def edited(year: Prepared, edit: Edit | None = None) -> Outcome:
    """
    The year as an edit makes it; without one, as it was prepared.

    Parameters
    ----------
    year : Prepared
    edit : Edit, optional

    Examples
    --------
    >>> lines = pd.DataFrame({"group": ["beef"], "quantity": [10.0], "revenue": [100.0], "cost": [80.0]})
    >>> year = prepare(lines, 105.0)
    >>> dearer = edited(year, Edit(price=0.02))
    >>> dearer.revenue, dearer.margin, dearer.uncovered
    (102.0, 22.0, 3.0)
    """
    edit = edit or Edit()
    price, raw = 1 + edit.price, 1 + edit.raw_material
    volume = (1 + edit.growth) * price**year.elasticity
    dearer = price * raw**year.price_through
    quantity, revenue, cost = year.to_come
    amounts = np.array(
        [volume * quantity.sum(), volume * revenue @ dearer, volume * cost @ raw**year.cost_through]
    )
    plain = float(revenue.sum())
    factor = float(amounts[1]) / plain if plain else 1.0
    kilograms, money, costs = (amounts + year.booked).tolist()
    lift = edit.promotion
    kilograms += lift * year.promotions.quantity + year.others.quantity
    extra = lift * year.promotions.revenue + year.others.revenue
    margin = money - costs + lift * year.promotions.margin + year.others.margin
    paid = year.terms * (money + extra)
    return Outcome(
        kilograms,
        money + extra,
        costs,
        margin,
        paid,
        margin - paid,
        _probability(year, factor, extra),
        year.target - money - extra,
    )


def links(data: Slice, follows: Mapping[str, str] | None = None) -> pd.DataFrame:
    """
    How far our price and our cost follow the quotation, per group.

    Parameters
    ----------
    data : Slice
    follows : product group to raw material, where their names differ

    Returns
    -------
    DataFrame, one row per group that has a quotation
        ``group``, ``species``, ``price`` and ``cost``: the pass-through, and ``price_lag`` and ``cost_lag`` in months; NaN where it could not be measured. Empty where no quotations were supplied.
    """
    key = ("links", tuple(sorted((follows or {}).items())))
    return data.once(key, lambda: _links(data, follows)).copy(deep=False)


def _links(data: Slice, follows: Mapping[str, str] | None) -> pd.DataFrame:
    sales = results.book(data)
    if not data.supplied("raw_materials") or "cost" not in sales:
        texts = {name: pd.Series(dtype=str) for name in ("group", "species")}
        return pd.DataFrame(
            texts | {name: pd.Series(dtype=float) for name in ("price", "cost", "price_lag", "cost_lag")}
        )
    quoted = materials.quotations(data["raw_materials"])
    sides = {
        "price": materials.prices(sales),
        "cost": materials.prices(sales.assign(revenue=sales["cost"])),
    }
    found = {
        name: materials.lags(prices, quoted, species_of=follows).set_index("group")
        for name, prices in sides.items()
    }
    columns = {name: rows["pass_through"] for name, rows in found.items()}
    columns |= {f"{name}_lag": rows["lag_months"] for name, rows in found.items()}
    both = pd.DataFrame(columns).sort_index()
    species = pd.concat([rows["species"] for rows in found.values()])
    both.insert(0, "species", species[~species.index.duplicated()].reindex(both.index))
    return both.rename_axis("group").reset_index()


def _probability(year: Prepared, factor: float, extra: float) -> float | None:
    """The probability with what is to come made larger or smaller, and the actions on top as certain."""
    if year.odds is None:
        return None
    odds = year.odds
    moved = Odds(odds.realised, odds.rest * factor, odds.scale, odds.errors, (extra, extra, extra))
    return moved.probability(year.target)
