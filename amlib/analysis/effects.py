"""
What promotions did to the months: their kilograms and support, per outlet and article.

A promotion is counted in weeks, and a year is explained in months, outlets and articles. So each effect of a promotion is laid where it fell, and what a cause tree calls volume or price can be
parted into what a promotion did and what it did not. Nothing is estimated here: what was found is only spread, and adds up to it.

Conventions: gross, cannibalisation and support lie on the days of the promotion; the dip on the weeks after it, the week before being a small part of it. Over outlets, and over siblings, they are spread by
the kg sold in the weeks of the promotion; what siblings lost lies with the article itself where none of them was sold.

Deliberately absent: promotions that were not assessed. Their kilograms stay in volume.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from amlib.analysis import weeks as weekly
from amlib.analysis.weeks import Action, Weeks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from amlib.data.slices import Slice

__all__ = ["EFFECTS", "monthly"]

EFFECTS = ("gross", "dip", "cannibalisation", "support")

_COLUMNS = {
    "promotion": "str", "month": "str", "outlet": "str", "product": "str", "effect": "str", "quantity": "float64", "money": "float64",
}  # fmt: skip
_DAY = np.timedelta64(1, "D")
_PLACE = np.dtype([("outlet", "i8"), ("product", "i8"), ("share", "f8"), ("price", "f8")])
_ROW = np.dtype(
    [(name, "i8") for name in ("promotion", "month", "outlet", "product", "effect")]
    + [(name, "f8") for name in ("quantity", "money")]
)


def monthly(
    evaluated: pd.DataFrame, data: Slice, *, after: Mapping[bool, int] = weekly.AFTER
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
    weeks = weekly.read(data)
    done = evaluated[evaluated["status"] == "assessed"].set_index("promotion").to_dict("index")
    agreed = data["promotions"].loc[data["promotions"]["promotion"].isin(list(done))]
    if weeks is None or agreed.empty:
        return pd.DataFrame(columns=list(_COLUMNS)).astype(_COLUMNS)
    products = data["products"].drop_duplicates("product").set_index("product")
    parts: list[NDArray[np.void]] = []
    for number, row in enumerate(agreed.to_dict("records")):
        named = {str(name): value for name, value in row.items()}
        action = weekly.action(named, products, weeks, after)
        parts += _spread(number, done[named["promotion"]], named, action, weeks)
    laid = np.concatenate(parts)
    return pd.DataFrame(
        {
            "promotion": agreed["promotion"].to_numpy(object)[laid["promotion"]],
            "month": laid["month"].astype("datetime64[M]").astype(str),
            "outlet": np.append(weeks.outlets, np.nan)[laid["outlet"]],
            "product": weeks.products[laid["product"]],
            "effect": np.array(EFFECTS, dtype=object)[laid["effect"]],
            "quantity": laid["quantity"],
            "money": laid["money"],
        }
    ).astype(_COLUMNS)


def _spread(
    number: int, found: Mapping[Hashable, Any], agreed: Mapping[str, Any], action: Action, weeks: Weeks
) -> Iterator[NDArray[np.void]]:
    """The effects of one promotion, each laid on its places and months."""
    over = weeks.first + pd.Timedelta(weeks=action.first + action.weeks)
    running = _months(agreed["start"], agreed["end"])
    later = _months(over, over + pd.Timedelta(days=7 * action.after - 1))
    own, siblings = _places(weeks, action)
    own["price"] = found["price_per_kg"]
    for place, effect in enumerate(EFFECTS):
        amount = float(found[effect])
        places = siblings if effect == "cannibalisation" and len(siblings) else own
        if not np.isnan(amount) and (amount or effect != "cannibalisation"):
            laid = _laid(places, later if effect == "dip" else running, amount)
            if effect == "support":
                laid["money"], laid["quantity"] = -laid["quantity"], 0.0
            laid["promotion"], laid["effect"] = number, place
            yield laid


def _months(first: pd.Timestamp, last: pd.Timestamp) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The months of some days, counted from 1970, and the share of each in them."""
    days = np.arange(first.to_datetime64(), last.to_datetime64() + _DAY, _DAY)
    months, count = np.unique(days.astype("datetime64[M]").astype(np.int64), return_counts=True)
    return months, count / len(days)


def _places(weeks: Weeks, action: Action) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Outlet and article with their share of the kg in the weeks of the promotion, and their price: the article itself, and its siblings."""
    place = weeks.place_of[action.product]
    related = np.array([name == weeks.families[place] for name in weeks.families])
    rows = slice(*np.searchsorted(weeks.week, [action.first, action.first + action.weeks]))
    counted = weeks.within(action.outlets)[rows] & related[weeks.product[rows]] & (weeks.quantity[rows] > 0)
    width = len(weeks.outlets) + 1  # the last is no outlet
    key = (weeks.product[rows] * width + weeks.outlet[rows] % width)[counted]
    names, at = np.unique(key, return_inverse=True)
    sold = np.zeros(len(names), dtype=_PLACE)
    sold["product"], sold["outlet"] = names // width, names % width
    kg, revenue = (np.bincount(at, of[rows][counted], len(names)) for of in (weeks.quantity, weeks.revenue))
    sold["share"], sold["price"] = kg, revenue / kg
    parts = sold[sold["product"] == place], sold[sold["product"] != place]
    for part in parts:
        part["share"] /= part["share"].sum()
    return parts


def _laid(
    places: NDArray[np.void], months: tuple[NDArray[np.int64], NDArray[np.float64]], amount: float
) -> NDArray[np.void]:
    """An amount over places and months; at a price."""
    laid = np.zeros((len(places), len(months[0])), dtype=_ROW)
    for name in ("outlet", "product"):
        laid[name] = places[name][:, None]
    laid["month"] = months[0]
    laid["quantity"] = amount * places["share"][:, None] * months[1]
    laid["money"] = laid["quantity"] * places["price"][:, None]
    return laid.ravel()
