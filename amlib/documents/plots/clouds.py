"""
What all clouds of marks share: which rows have a place, how large a mark is, and what the directions mean.

The area of a mark, never its radius, is in proportion to what it shows, because it is areas that an eye compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from amlib.documents import charts
from amlib.documents.charts import COLOURS
from amlib.documents.plots import labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from amlib.documents.plots.labels import Box

__all__ = ["boxes", "known", "name_axes", "radii_of"]


def known(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a place."""
    rows: pd.DataFrame = frame.loc[np.isfinite(frame[["x", "y"]].to_numpy(float)).all(axis=1)]
    return rows


def name_axes(axes: Axes, x_name: str, y_name: str, sizes: str = "") -> None:
    """What the directions mean, under the axis and level above the upright one, and at the right what the area means."""
    style: dict[str, Any] = {"fontsize": 9, "color": COLOURS["muted"], "fontweight": 400}
    room = charts.WIDTH * 72 - 90
    axes.set_xlabel(labels.fit(axes, x_name, room), loc="right")
    area = labels.fit(axes, sizes, room / 2)
    left = room - labels.extent(axes, area)[0] - 12 if area else room
    axes.set_title(labels.fit(axes, y_name, left), loc="left", **style)
    axes.set_title(area, loc="right", **style)


def radii_of(frame: pd.DataFrame, largest: float, least: float) -> list[float]:
    """The radius of each mark in points; its area is in proportion to its size."""
    if "size" not in frame:
        return [least] * len(frame)
    sizes = np.nan_to_num(frame["size"].to_numpy(float), nan=0.0, posinf=0.0).clip(min=0)
    top = sizes.max() or 1.0
    return [max(least, float(largest * np.sqrt(size / top))) for size in sizes]


def boxes(axes: Axes, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], radii: Sequence[float]) -> list[Box]:
    """The boxes of round marks, in points."""
    marks = axes.transData.transform(np.column_stack([x, y]))
    return [(px - r, py - r, px + r, py + r) for (px, py), r in zip(marks.tolist(), radii, strict=True)]
