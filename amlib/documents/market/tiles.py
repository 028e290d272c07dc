"""
The five figures of the first page, large: category, the customer's growth, our share, our revenue, the opportunity.

Each stands beside what it must be compared with; what is not known has no tile, so that the row holds figures only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.documents import words
from amlib.documents.market import words as own
from amlib.documents.tables import Tile, Tiles, tone

if TYPE_CHECKING:
    from amlib.analysis.panorama import Panorama
    from amlib.data.slices import Slice

__all__ = ["key_tiles"]

MISSING = language.MISSING
POINT = 0.0005
"""A change of share, or a difference in growth, that is shown as nil."""


def key_tiles(view: Panorama, given: Slice) -> Tiles:
    """Category, the customer's growth, our share, our revenue and the opportunity: the five figures of the first page."""
    items = []
    whole, beside = view.shares("total"), view.sizes("total")
    if view.category is not None and len(whole):
        row, side = whole.iloc[0], view.category.measure
        growth = row["growth"] if side == "value" else row["volume_growth"]
        items.append(
            Tile(
                language.say("Category at the customer"),
                own.amount(float(row[side]), view.category, given),
                _on_last_year(growth),
                tone(growth, least=POINT) or "neutral",
            )
        )
        if view.market is not None and len(beside) and "market_growth" in beside:
            items.append(_growth_tile(beside.iloc[0], view))
        now, _, change = own.share(float(row["share"]), float(row["points"]))
        detail = language.say("{change} points on last year", change=change) if change != MISSING else None
        items.append(
            Tile(
                language.say("Our share of it"),
                now,
                detail,
                tone(float(row["points"]), least=POINT) or "neutral",
            )
        )
    bridge = view.bridge
    if view.comparable:
        items.append(
            Tile(
                language.say("Our revenue"),
                own.money(bridge.actual, given),
                _on_last_year(bridge.change / bridge.base),
                tone(bridge.change, least=0.0005 * bridge.base) or "neutral",
            )
        )
    else:
        items.append(
            Tile(
                language.say("Our revenue"),
                own.money(bridge.actual, given),
                language.say("no comparison with last year"),
            )
        )
    chances = view.opportunities()
    if len(chances) and chances["gap"].iloc[0] > 0:
        top = chances.iloc[0]
        items.append(
            Tile(
                language.say("Opportunity, per year") if view.yearly else language.say("Opportunity"),
                own.money(float(chances["gap"].sum()), given),
                language.say(
                    "largest: {where}", where=", ".join(filter(None, (str(top["group"]), str(top["place"]))))
                ),
            )
        )
    return Tiles(tuple(items))


def _on_last_year(growth: float) -> str | None:
    if pd.isna(growth):
        return language.say("no comparison with last year")
    return language.say("{percent} on last year", percent=words.grown(growth))


def _growth_tile(row: pd.Series, view: Panorama) -> Tile:
    """The customer's growth beside its market's, over the market's period."""
    gain = float(row["growth"] - row["market_growth"])
    period = view.market.period if view.market else view.period
    return Tile(
        language.say("Growth of the customer"),
        words.grown(float(row["growth"])) if pd.notna(row["growth"]) else MISSING,
        language.say(
            "market {growth}, {period}",
            growth=words.grown(float(row["market_growth"])) if pd.notna(row["market_growth"]) else MISSING,
            period=language.period(period),
        ),
        tone(gain, least=POINT) or "neutral",
    )
