"""
An account's deliveries per week, and its promotions as stretches of those weeks.

Promotions are agreed in days and delivered in weeks. So before anything is asked of them, both are brought to one count: week 0 is the first that the table has, and every article, outlet and
promotion is a place in it. What is added up once is kept.

Conventions: a week belongs to a promotion when a day of it does. A week without sales is 0 kg. An article is fresh up to `FRESH_DAYS` of shelf life, or where that is not known.

Deliberately absent: what a promotion did. That is ``baselines``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from amlib.data.slices import Slice

__all__ = ["AFTER", "FRESH_DAYS", "Action", "Weeks", "action", "read"]

FRESH_DAYS = 14
"""Days of shelf life up to which an article is fresh."""
AFTER: Mapping[bool, int] = MappingProxyType({True: 1, False: 3})
"""Weeks of dip: of what is fresh, and of what is not."""


@dataclass(frozen=True)
class Action:
    """A promotion in weeks: its article, first week and number of weeks (places), weeks of dip, and its outlets (empty is all)."""

    product: str
    first: int
    weeks: int
    after: int
    outlets: frozenset[str] = frozenset()

    def meets(self, outlets: frozenset[str]) -> bool:
        """Whether it ran in any of these outlets."""
        return not self.outlets or not outlets or not self.outlets.isdisjoint(outlets)


@dataclass(frozen=True)
class Weeks:
    """
    The weekly table of an account, by place.

    Attributes
    ----------
    first : Timestamp
        The Monday of week 0.
    count : int
    products, families : arrays, the articles and the subgroup of each, as (group, subgroup)
    outlets : array of the outlets
    week, product, outlet : arrays of places, one per row, in the order of the weeks; -1 is no outlet: the whole account
    quantity, revenue, cost : arrays, one per row; cost is NaN where unknown
    """

    first: pd.Timestamp
    count: int
    products: NDArray[np.object_]
    families: tuple[tuple[str, str], ...]
    outlets: NDArray[np.object_]
    week: NDArray[np.int64]
    product: NDArray[np.int64]
    outlet: NDArray[np.int64]
    quantity: NDArray[np.float64]
    revenue: NDArray[np.float64]
    cost: NDArray[np.float64]

    def place(self, day: pd.Timestamp) -> int:
        """The week in which a day falls; may lie outside the table."""
        return int((day - self.first).days // 7)

    @cached_property
    def place_of(self) -> dict[str, int]:
        """The place of each article."""
        return {str(name): place for place, name in enumerate(self.products)}

    def within(self, outlets: frozenset[str]) -> NDArray[np.bool_]:
        """The rows of these outlets, and those of no outlet; of all when none are named."""
        if not outlets:
            return np.ones(len(self.week), dtype=bool)
        return np.append(np.isin(self.outlets, list(outlets)), True)[self.outlet]

    def per_week(self, outlets: frozenset[str], name: str = "quantity") -> NDArray[np.float64]:
        """An amount per article and week in these outlets; not to be changed."""
        if (outlets, name) not in self._kept:
            rows = self.within(outlets)
            place = self.product[rows] * self.count + self.week[rows]
            amounts: NDArray[np.float64] = np.zeros(len(self.products) * self.count)
            np.add.at(amounts, place, getattr(self, name)[rows])
            self._kept[outlets, name] = amounts.reshape(-1, self.count)
        return self._kept[outlets, name]

    @cached_property
    def _kept(self) -> dict[tuple[frozenset[str], str], NDArray[np.float64]]:
        """What was added up before."""
        return {}


def read(data: Slice) -> Weeks | None:
    """
    The weekly table of a slice; None where there is none.

    Parameters
    ----------
    data : Slice
        ``promotion_weeks`` and ``products``.
    """
    if not data.supplied("promotion_weeks"):
        return None
    rows = data["promotion_weeks"].sort_values("week", kind="stable")
    if rows.empty:
        return None
    known = data["products"].drop_duplicates("product").set_index("product")
    product, products = pd.factorize(rows["product"], sort=True)
    outlet, outlets = pd.factorize(rows["outlet"], sort=True)
    families = known.reindex(products)[["group", "subgroup"]].astype(object)
    first = rows["week"].min()
    week = ((rows["week"] - first).dt.days // 7).to_numpy(np.int64)
    cost = rows["cost"].to_numpy(float) if "cost" in rows else np.full(len(rows), np.nan)
    return Weeks(
        first, int(week.max()) + 1, np.asarray(products, dtype=object),
        tuple((str(g), "" if pd.isna(s) else str(s)) for g, s in families.itertuples(index=False)),
        np.asarray(outlets, dtype=object), week, product, outlet,
        rows["quantity"].to_numpy(float), rows["revenue"].to_numpy(float), cost,
    )  # fmt: skip


def action(
    row: Mapping[str, Any], products: pd.DataFrame, weeks: Weeks | None, after: Mapping[bool, int] = AFTER
) -> Action:
    """
    A promotion in weeks.

    Parameters
    ----------
    row : a row of ``promotions``
    products : DataFrame, one row per article, which is its index
    weeks : Weeks, whose week 0 is counted from; without it the promotion's own first week is 0
    after : weeks of dip, of what is fresh (True) and of what is not
    """
    life = products["shelf_life_days"].get(row["product"])
    fresh = bool(life is None or pd.isna(life) or life <= FRESH_DAYS)
    first = weeks.place(row["start"]) if weeks else 0
    days = (row["end"] - row["start"]).days + row["start"].day_of_week
    return Action(row["product"], first, days // 7 + 1, after[fresh], frozenset(row["outlets"] or ()))
