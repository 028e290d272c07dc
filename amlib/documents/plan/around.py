"""
The market and the competition in a plan: half a page each, and where the whole stands.

A plan that repeats the market analysis is fifty pages that nobody reads; one that leaves it out decides in the dark. So each gets its own bottom line, the one table a decision leans on, and
the name of the document in which the rest can be checked. The words and the figures are those of that document, made by the same functions.

Examples
--------
In the notebook, with ``view`` of ``panorama.read`` and ``shelf`` of ``rivals.read``::

    around.market(view, data, standing)
    around.market_table(view, data)
    around.competition(shelf, data)
    around.competition_table(shelf, data)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amlib import language
from amlib.documents.competition import bottom as rivalry
from amlib.documents.competition import tables as suppliers
from amlib.documents.market import bottom, tables
from amlib.documents.sentences import Prose, prose, write

if TYPE_CHECKING:
    import pandas as pd

    from amlib.analysis.panorama import Panorama
    from amlib.analysis.rivals import Rivals
    from amlib.data.slices import Slice
    from amlib.documents.tables import Table
    from amlib.periods import Period

__all__ = ["GROUPS", "SUPPLIERS", "competition", "competition_table", "market", "market_table"]

GROUPS = 8
"""Product groups with a row of their own."""
SUPPLIERS = 5
"""Suppliers with a row of their own, beside us and the private label."""


def market(view: Panorama, given: Slice, standing: pd.DataFrame | None = None) -> Prose:
    """
    Where the customer's market goes and how we stand in it, and where the rest is told.

    Parameters
    ----------
    view : Panorama
    given : Slice
    standing : DataFrame, optional
        ``goals.standing``: the customer's own goals.
    """
    told = bottom.bottom_line(view, given, standing=standing)
    return prose(str(told), _whole("The whole of it stands in the market analysis of {period}.", view.period))


def market_table(view: Panorama, given: Slice) -> Table | None:
    """The customer beside its market per group; None where there is no category."""
    return tables.sizes(view, "group", given, most=GROUPS)


def competition(view: Rivals, given: Slice) -> Prose:
    """Who is on the shelf, who wins and with what, and where the rest is told."""
    told = rivalry.bottom_line(view, given)
    return prose(str(told), _whole("The whole of it stands in the competitor overview of {period}.", view.period))  # fmt: skip


def competition_table(view: Rivals, given: Slice) -> Table | None:
    """The largest suppliers with their share and what they won; None where suppliers are not named."""
    return suppliers.suppliers(view, given, most=SUPPLIERS)


def _whole(message: str, period: Period) -> str:
    return write(message, period=language.period(period))
