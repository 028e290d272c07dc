"""
A period as it is told to the customer: all that its edition of the evaluation needs, read once.

The document for the customer has a reading of its own and not a part of the internal one (decision 0019): what is not read here cannot be shown. It takes a slice for the customer, the promises of
both sides, and nothing else that was said.

Deliberately absent: the bridge of causes, the outlook, the contract and the findings, which speak of our margin, our targets and our opinion.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from amlib.analysis import advice, bases, care, development, outlets, promotions, results
from amlib.plan import agenda, commitments
from amlib.plan.records import NONE, for_audience

if TYPE_CHECKING:
    import pandas as pd

    from amlib.analysis.care import Care
    from amlib.analysis.category import Category
    from amlib.analysis.results import Comparison, Quality
    from amlib.data.slices import Slice
    from amlib.periods import Period
    from amlib.plan.agenda import Point
    from amlib.plan.records import Records

__all__ = ["Meeting", "read"]


@dataclass(frozen=True)
class Meeting:
    """
    One customer and one period, as both sides may see it.

    Attributes
    ----------
    data, period : Slice, Period
    compared : Comparison
        Beside the same period a year before.
    quality : Quality
    shelf : Category or None
        The customer's category; None where it was not supplied for these months.
    actions : DataFrame
        ``promotions.evaluate``.
    care : Care
    promises : DataFrame
        ``commitments.judged`` at the end of the period.
    ranking : DataFrame
        ``outlets.ranking``.
    stores : DataFrame or None
        ``advice.stores``; None where no visits were supplied.
    """

    data: Slice
    period: Period
    compared: Comparison
    quality: Quality
    shelf: Category | None
    actions: pd.DataFrame
    care: Care
    promises: pd.DataFrame
    ranking: pd.DataFrame
    stores: pd.DataFrame | None

    @cached_property
    def groups(self) -> pd.DataFrame | None:
        """The category beside our deliveries, per group; None where it is not known, or does not fit our deliveries."""
        return development.groups(self.shelf) if self.shelf is not None and self.shelf.trusted else None

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """What we propose to talk about."""
        return agenda.drafted(
            self.period,
            care=self.care,
            promises=self.promises,
            groups=self.groups,
            ranking=self.ranking,
            actions=self.actions,
            stores=self.stores,
        )


def read(data: Slice, period: Period, records: Records = NONE) -> Meeting:
    """
    A period read for the customer.

    Parameters
    ----------
    data : Slice
        Of the customer's audience.
    period : Period
    records : Records
        Of which the promises of both sides are read, and nothing else.

    Raises
    ------
    FigureError
        There are no sales in the period.
    """
    sales, sides = results.book(data), bases.sides(period)
    told = for_audience(records, "customer")
    return Meeting(
        data=data,
        period=period,
        compared=results.compare(data, period),
        quality=results.quality(data, period, sales=sales),
        shelf=results.shelf(data, *sides),
        actions=promotions.evaluate(data, period),
        care=care.read(data, period),
        promises=commitments.judged(told.commitments, period.end),
        ranking=outlets.ranking(sales, *sides),
        stores=advice.stores(data["visits"], data["outlets"], period.end)
        if data.supplied("visits")
        else None,
    )
