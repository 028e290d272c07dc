"""
Reasons attached to causes: who explained what, and which part of the movement is still unexplained.

The causes of a difference are computed and leave nothing over; the reasons behind them are said by people and may be missing. So each reason is put beside the money of the cause it is about,
in the whole account or in one group, region or outlet, and how much of all movement has a reason is counted.

Conventions: the weight of a cause is its money without sign. A reason for the whole account explains its cause entirely; reasons for places explain the part of the cause's movement that
fell there, at the level at which they explain most (a group and an outlet may overlap, so levels are not added).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from amlib.analysis.causes import Bridge
    from amlib.periods import Period
    from amlib.plan.records import Reason

__all__ = ["Attached", "attach", "explained", "share", "without"]

LEAST = 0.005
"""Money that is nothing."""


@dataclass(frozen=True)
class Attached:
    """A reason and the money of the cause it is about; NaN where there is no such cause or place in this period."""

    reason: Reason
    money: float


def attach(bridge: Bridge, reasons: Sequence[Reason], period: Period) -> tuple[Attached, ...]:
    """The reasons of a period with their money, the weightiest first; what is about no cause of the bridge comes last."""
    made = [Attached(reason, _money(bridge, reason)) for reason in reasons if reason.period == str(period)]
    return tuple(
        sorted(made, key=lambda a: (1.0 if isnan(a.money) else -abs(a.money), a.reason.effect, a.reason.key))
    )


def explained(bridge: Bridge, attached: Sequence[Attached]) -> pd.Series:
    """Cause → which part of its weight has a reason, a fraction in [0, 1]; causes that moved nothing are left out."""
    total = _weights(bridge)
    parts = {effect: _part(bridge, str(effect), attached) for effect in total.index}
    return pd.Series(parts, dtype=float)


def share(bridge: Bridge, attached: Sequence[Attached]) -> float:
    """Which part of all movement has a reason, a fraction in [0, 1]; NaN where nothing moved."""
    weights = _weights(bridge)
    if weights.empty:
        return float("nan")
    return float((explained(bridge, attached) * weights).sum() / weights.sum())


def without(bridge: Bridge, attached: Sequence[Attached], *, most: int = 3) -> pd.Series:
    """The weightiest causes of which no part has a reason: cause → money, the weightiest first."""
    parts = explained(bridge, attached)
    total = bridge.total().loc[parts.index[parts == 0]]
    return total.loc[total.abs().sort_values(ascending=False, kind="stable").index].head(most)


def _weights(bridge: Bridge) -> pd.Series:
    """Cause → its money without sign, of those that moved anything."""
    total = bridge.total().abs()
    return total[total >= LEAST]


def _money(bridge: Bridge, reason: Reason) -> float:
    """The money of the cause where the reason says it is about."""
    if reason.effect not in bridge.effects:
        return float("nan")
    if reason.level == "total":
        return float(bridge.total()[reason.effect])
    nodes = bridge.by(reason.level)[reason.effect]
    found = nodes[[str(key) == reason.key for key in nodes.index]]
    return float(found.sum()) if len(found) else float("nan")


def _part(bridge: Bridge, effect: str, attached: Sequence[Attached]) -> float:
    """Which part of a cause has a reason."""
    about = [one for one in attached if one.reason.effect == effect and not isnan(one.money)]
    if any(one.reason.level == "total" for one in about):
        return 1.0
    levels = {one.reason.level for one in about}
    return max((_share(bridge, effect, level, about) for level in levels), default=0.0)


def _share(bridge: Bridge, effect: str, level: str, about: Sequence[Attached]) -> float:
    """Which part of a cause's movement over the places of a level fell in places with a reason."""
    nodes = bridge.by(level)[effect].abs()
    told = {one.reason.key for one in about if one.reason.level == level}
    whole = float(nodes.sum())
    return float(nodes[[str(key) in told for key in nodes.index]].sum()) / whole if whole >= LEAST else 0.0
