"""
What promotions did to the months: their kilograms and support, per outlet and article.

A promotion is counted in weeks, and a year is explained in months, outlets and articles. So each effect of a promotion is laid where it fell, and what a cause tree calls volume or price can be
parted into what a promotion did and what it did not. Nothing is estimated here: what was found is only spread, and adds up to it.

Conventions: gross, cannibalisation and support lie on the days of the promotion; the dip on the weeks after it, the week before being a small part of it. Over outlets, and over siblings, they are spread by
the kg sold in the weeks of the promotion.

Deliberately absent: promotions that were not assessed. Their kilograms stay in volume.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from amlib.analysis import baselines
from amlib.analysis.baselines import Action, Weeks

if TYPE_CHECKING:
    from amlib.data.slices import Slice

__all__ = ["EFFECTS", "monthly"]

EFFECTS = ("gross", "dip", "cannibalisation", "support")

_COLUMNS = {
    "promotion": "str", "month": "str", "outlet": "str", "product": "str", "effect": "str", "quantity": "float64", "money": "float64",
}  # fmt: skip


def monthly(
    evaluated: pd.DataFrame, data: Slice, *, after: Mapping[bool, int] = baselines.AFTER
) -> pd.DataFrame:
    """
    The effects of assessed promotions per month, outlet and article.

    Parameters
    ----------
    evaluated : DataFrame, one row per promotion, of ``promotions.evaluate``
    data : Slice, the same
    after : weeks of dip, as they were evaluated with

    Returns
    -------
    DataFrame, one row per (promotion, month, outlet, product, effect)
        ``effect`` : one of ``EFFECTS``. ``quantity`` : kg, of a promotion they sum to its net; nil for support. ``money`` : those kg at the normal price, a sibling's at its price of those weeks; and
        the support, below nil. Support that is not known has no rows.
    """
    weeks = baselines.read(data)
    done = evaluated[evaluated["status"] == "assessed"].set_index("promotion")
    products = data["products"].drop_duplicates("product").set_index("product")
    parts = []
    for row in data["promotions"].to_dict("records") if weeks else []:
        agreed = {str(name): value for name, value in row.items()}
        if weeks and agreed["promotion"] in done.index:
            action = baselines.action(agreed, products, weeks, after)
            found = done.loc[agreed["promotion"]]
            laid = _spread(found, agreed, action, weeks)
            parts += [part.assign(promotion=agreed["promotion"]) for part in laid]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(_COLUMNS))
    return frame[list(_COLUMNS)].astype(_COLUMNS)


def _spread(
    found: pd.Series, agreed: Mapping[str, Any], action: Action, weeks: Weeks
) -> Iterator[pd.DataFrame]:
    """The four effects of one promotion."""
    over = weeks.first + pd.Timedelta(weeks=action.first + action.weeks)
    running = _days(agreed["start"], agreed["end"])
    later = _days(over, over + pd.Timedelta(days=7 * action.after - 1))
    own, siblings = _places(weeks, action)
    price = float(found["price_per_kg"])
    yield _laid("gross", own.assign(price=price), running, float(found["gross"]))
    yield _laid("dip", own.assign(price=price), later, float(found["dip"]))
    if len(siblings):
        yield _laid("cannibalisation", siblings, running, float(found["cannibalisation"]))
    if not np.isnan(found["support"]):
        support = _laid("support", own.assign(price=1.0), running, -float(found["support"]))
        yield support.assign(quantity=0.0)


def _days(first: pd.Timestamp, last: pd.Timestamp) -> pd.Series:
    """The share of each month in some days."""
    days = pd.date_range(first, last)
    shares = pd.Series(1 / len(days), index=days.strftime("%Y-%m")).groupby(level=0).sum()
    return shares.rename_axis("month")


def _places(weeks: Weeks, action: Action) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Outlet and article with their share of the kg in the weeks of the promotion, and their price: the article itself, and its siblings."""
    family = weeks.families[weeks.place_of[action.product]]
    related = np.array([name == family for name in weeks.families])
    first, last = np.searchsorted(weeks.week, [action.first, action.first + action.weeks])
    rows = first + np.flatnonzero(
        (weeks.within(action.outlets) & related[weeks.product] & (weeks.quantity > 0))[first:last]
    )
    sold = pd.DataFrame(
        {
            "outlet": weeks.outlets[weeks.outlet[rows]], "product": weeks.products[weeks.product[rows]],
            "quantity": weeks.quantity[rows], "revenue": weeks.revenue[rows],
        }
    ).groupby(["outlet", "product"], as_index=False).sum()  # fmt: skip
    sold["price"] = sold["revenue"] / sold["quantity"]
    own = sold["product"] == action.product
    return tuple(
        part.assign(share=part["quantity"] / part["quantity"].sum())[["outlet", "product", "share", "price"]]
        for part in (sold[own], sold[~own])
    )  # type: ignore[return-value]  # two parts of two


def _laid(effect: str, places: pd.DataFrame, months: pd.Series, amount: float) -> pd.DataFrame:
    """An amount over places and months; at a price."""
    laid = places.merge(months.rename("part").reset_index(), how="cross")
    laid["quantity"] = amount * laid["share"] * laid["part"]
    laid["money"] = laid["quantity"] * laid["price"]
    return laid.assign(effect=effect)[["month", "outlet", "product", "effect", "quantity", "money"]]
