"""
How each kind of party looks, in every chart: us, a competitor, a private label, the category.

A reader learns a colour once. We are blue and bold wherever we stand; other suppliers are grey, because there are many of them and none is the
subject; a private label is nobody's brand and has a colour and a square of its own; the category is the background against which all are
measured. Each look differs in weight, marker or dashes as well, so that it survives a grey printer and a colour-blind reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from amlib.documents.charts import COLOURS

__all__ = ["LOOKS", "ROLES", "Look", "look", "roles"]


@dataclass(frozen=True)
class Look:
    """The colour, letter weight, line width, marker and dashes of one kind of party."""

    colour: str
    letters: str
    weight: int = 400
    width: float = 1.4
    marker: str = "o"
    dashes: tuple[float, ...] = ()


LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "us": Look(COLOURS["us"], COLOURS["us"], weight=600, width=2.4),
        "private_label": Look(
            COLOURS["private_label"], COLOURS["private_label"], width=1.8, marker="s", dashes=(5, 1.6)
        ),
        "category": Look(COLOURS["category"], COLOURS["category"], width=1.8, marker="D", dashes=(1.6, 1.4)),
        "other": Look(COLOURS["comparison"], COLOURS["muted"]),
    }
)
"""What each role looks like."""

ROLES = tuple(LOOKS)
"""The roles that a row or a line of a chart can have."""


def look(role: object) -> Look:
    """
    The look of a role; what is not known looks like any other supplier.

    Examples
    --------
    >>> look("us").weight, look(float("nan")) == look("other")
    (600, True)
    """
    return LOOKS.get(str(role), LOOKS["other"])


def roles(frame: pd.DataFrame) -> list[str]:
    """The role of each row: its column ``role``, or ``other`` where that is absent or unknown."""
    if "role" not in frame:
        return ["other"] * len(frame)
    return [str(role) if str(role) in LOOKS else "other" for role in frame["role"]]
