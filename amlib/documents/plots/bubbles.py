"""
Growth in one picture: the category's across, ours upward, and the line where they are equal.

Two columns of percentages leave it to the reader to find which groups matter; here the area shows what a group is worth, and a line parts those in
which we outgrew the category from those in which we fell behind. Every bubble has its name beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib.documents import charts
from amlib.documents.charts import COLOURS
from amlib.documents.plots import clouds, labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from amlib.documents.plots.labels import Box

__all__ = ["growth_and_share"]

_NAMED = 30
"""Bubbles named at most; beyond that names would cover the picture."""


def growth_and_share(
    frame: pd.DataFrame,
    *,
    x_name: str,
    y_name: str,
    write: Callable[[float], str],
    words: tuple[str, ...] = (),
    diagonal: bool = True,
    write_y: Callable[[float], str] | None = None,
    sizes: str = "",
    title: str,
    alt: str,
    empty: str = "",
) -> charts.Chart:
    """
    Growth of the category across and ours upward, one bubble per group, divided by the line of equal growth.

    A bubble above the line is filled, one below it is open: the side is told by place, filling and colour.

    Parameters
    ----------
    frame : DataFrame, one row per group, the most important first
        ``name``, ``x`` and ``y`` : float, ``size`` : float >= 0, the value that the area shows.
    x_name, y_name : str
        What the two directions mean.
    write, write_y : callable
        Writes a value across, and upward where that differs.
    words : tuple of str
        Two (above and below the line) or four (upper left, upper right, lower left, lower right), set in the corners.
    diagonal : bool
        Whether the dividing line is y = x; otherwise it is y = 0, for a change of share.
    sizes : str
        What the area of a mark means.
    title, alt, empty : str
        What the chart shows, its description, and what it says when there is nothing to draw.
    """
    shown = clouds.known(frame)

    def paint(axes: Axes) -> None:
        if shown.empty:
            labels.nothing(axes, empty)
            return
        labels.scale(axes.xaxis, write)
        labels.scale(axes.yaxis, write_y or write)
        _bubbles(axes, shown, (x_name, y_name, sizes), words, diagonal)

    return charts.draw(paint, title=title, alt=alt, height=1.2 if shown.empty else 4.2)


def _bubbles(
    axes: Axes, frame: pd.DataFrame, names: tuple[str, str, str], words: tuple[str, ...], diagonal: bool
) -> None:
    """Bubbles, the dividing line, and names."""
    x, y = frame["x"].to_numpy(float), frame["y"].to_numpy(float)
    radii = clouds.radii_of(frame, 20 if len(frame) <= 10 else 13, 3)
    spread = 0.16 if len(frame) > 1 else 0.5
    for values, limit in ((x, axes.set_xlim), (y, axes.set_ylim)):
        low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
        pad = (high - low or 1.0) * spread
        limit(low - pad, high + pad)
    left, right = axes.get_xlim()
    axes.axhline(0, color=COLOURS["grid"], linewidth=0.8)
    axes.axvline(0, color=COLOURS["grid"], linewidth=0.8)
    if diagonal:
        bottom, top = axes.get_ylim()
        ends = (max(left, bottom), min(right, top))
        axes.plot(ends, ends, color=COLOURS["muted"], linewidth=1.0, dashes=(4, 3))
    else:
        axes.axhline(0, color=COLOURS["muted"], linewidth=1.0, dashes=(4, 3))
    above = y >= (x if diagonal else 0)
    for i in sorted(range(len(frame)), key=lambda i: -radii[i]):
        colour = COLOURS["better" if above[i] else "worse"]
        axes.plot(
            [x[i]],
            [y[i]],
            "o",
            markersize=2 * radii[i],
            markerfacecolor=colour if above[i] else COLOURS["paper"],
            markeredgecolor=COLOURS["paper"] if above[i] else colour,
            markeredgewidth=0.8 if above[i] else 1.8,
        )
    clouds.name_axes(axes, *names)
    taken = [*_corners(axes, words), *clouds.boxes(axes, x, y, radii)]
    first = range(min(len(frame), _NAMED))
    labels.place(
        axes,
        [labels.Label(x[i], y[i], str(frame["name"].iloc[i]), radius=radii[i]) for i in first],
        taken=taken,
        avoided=_diagonal(axes) if diagonal else (),
        away=(3, 6, 12, 20, 30, 42, 56),
    )


def _corners(axes: Axes, words: tuple[str, ...]) -> list[Box]:
    """Write the words of the sides in the corners; the boxes that they take."""
    corners = ((0, 1), (1, 0)) if len(words) == 2 else ((0, 1), (1, 1), (0, 0), (1, 0))
    room = labels.settle(axes)
    taken = []
    for text, (right, up) in zip(words, corners, strict=False):
        drawn = axes.annotate(
            labels.fit(axes, text, room.width / 2 - 20, weight=600),
            (right, up),
            (-4 if right else 4, -4 if up else 4),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="right" if right else "left",
            va="top" if up else "bottom",
            color=COLOURS["muted"],
            fontweight=600,
        )
        box = drawn.get_window_extent()
        taken.append((float(box.x0) - 3, float(box.y0) - 2, float(box.x1) + 3, float(box.y1) + 2))
    return taken


def _diagonal(axes: Axes) -> list[Box]:
    """Small boxes along the line of equal growth, which names had better not cross."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    line = np.linspace(max(left, bottom), min(right, top), 60)
    marks = axes.transData.transform(np.column_stack([line, line]))
    return [(px - 2, py - 2, px + 2, py + 2) for px, py in marks.tolist()]
