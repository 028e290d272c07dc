"""
A map of outlets, from nothing but their own coordinates.

A list of outlets with a low share says where to sell more; a map says which of them are one day's drive. There are no tiles from elsewhere: a
filed document must open in ten years without a server, and no outlet's place may leave the house. Degrees are drawn with the width that they have at
that latitude. Share is told by the filling of a dot, from open to full, and size by its area.

References
----------
Snyder, *Map Projections: A Working Manual*, U.S. Geological Survey 1987, chapter 12: the equidistant cylindrical projection.
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

__all__ = ["outlet_map"]

_KEY = 172.0
"""Points beside the map for the key."""

_SIZES = 6
"""Dots are drawn in so many sizes, so that a thousand of them stay light."""


def outlet_map(
    frame: pd.DataFrame,
    *,
    classes: Sequence[str],
    sizes: str = "",
    note: str = "",
    towns: pd.DataFrame | None = None,
    named: int = 8,
    title: str,
    alt: str,
    empty: str = "",
) -> charts.Chart:
    """
    Outlets where they are, filled by class and sized by value, with the classes written beside the map.

    Parameters
    ----------
    frame : DataFrame, one row per outlet, the most important first
        ``name``, ``latitude``, ``longitude`` : float, degrees; NaN, out of range or both nil is not drawn. ``size`` : float >= 0.
        ``level`` : number of the class, 0 for the lowest; NaN is drawn as a small cross.
    classes : sequence of str
        The text of each class, its count included, from low to high.
    sizes, note : str
        What the area of a dot means, and what the reader should know, such as how many outlets have no coordinates.
    towns : DataFrame, optional
        ``name``, ``latitude``, ``longitude`` : names to find one's way by, set after those of the outlets, where there is room.
    named : int
        How many outlets are named, as far as there is room.
    title, alt, empty : str
        What the chart shows, its description, and what it says when there is nothing to draw.
    """
    shown = _placed(frame)
    west, east, south, north = _extent(shown)
    shrink = float(np.cos(np.radians((south + north) / 2)))
    wide = charts.WIDTH * 72 - _KEY - 14
    tall = float(np.clip(wide * (north - south) / ((east - west) * shrink), 190, 400))

    def paint(axes: Axes) -> None:
        if shown.empty:
            labels.nothing(axes, empty)
            return
        figure: Any = axes.figure
        axes.set_position(
            (
                4 / figure.bbox.width,
                4 / figure.bbox.height,
                1 - 8 / figure.bbox.width,
                1 - 8 / figure.bbox.height,
            )
        )
        figure.set_layout_engine("none")
        box = axes.get_window_extent()
        degree = min(wide / ((east - west) * shrink), tall / (north - south))  # points per degree of latitude
        middle = (wide / 2, box.height / 2)

        def points(at: pd.DataFrame) -> list[tuple[float, float]]:
            x = middle[0] + (at["longitude"].to_numpy(float) - (west + east) / 2) * shrink * degree
            y = middle[1] + (at["latitude"].to_numpy(float) - (south + north) / 2) * degree
            return list(zip(x.tolist(), y.tolist(), strict=True))

        axes.set(xlim=(0, box.width), ylim=(0, box.height), xticks=[], yticks=[])
        dots = _dots(axes, shown, points(shown), len(classes))
        taken = _key(axes, classes, (sizes, note))
        found = _names(axes, shown["name"].astype(str).tolist()[:named], dots, taken)
        if towns is not None:
            known = _placed(towns)
            at = [(str(name), *point) for name, point in zip(known["name"], points(known), strict=True)]
            _towns(axes, at, dots, taken, found)

    return charts.draw(paint, title=title, alt=alt, height=1.2 if shown.empty else (tall + 30) / 72)


def _placed(frame: pd.DataFrame) -> pd.DataFrame:
    """The outlets that have a place on earth."""
    at = frame[["latitude", "longitude"]].to_numpy(float)
    good = np.isfinite(at).all(axis=1) & (np.abs(at) <= [90, 180]).all(axis=1) & (at != 0).any(axis=1)
    placed: pd.DataFrame = frame.loc[good]
    return placed


def _extent(shown: pd.DataFrame) -> tuple[float, float, float, float]:
    """West, east, south and north of what is drawn, never narrower than a town."""
    if shown.empty:
        return 0.0, 1.0, 0.0, 1.0
    found = []
    for column, least in (("longitude", 0.16), ("latitude", 0.1)):
        values = shown[column].to_numpy(float)
        low, high = float(values.min()), float(values.max())
        pad = max((high - low) * 0.06, (least - (high - low)) / 2)
        found += [low - pad, high + pad]
    return found[0], found[1], found[2], found[3]


def _fill(level: float, count: int) -> dict[str, Any]:
    """How a dot of a class is filled: open, then ever darker, the highest full and without an edge."""
    part = level / max(count - 1, 1)
    return {
        "markerfacecolor": (COLOURS["us"], round(0.62 * part, 2) if part < 1 else 1.0),
        "markeredgecolor": COLOURS["us"] if part < 1 else COLOURS["paper"],
        "markeredgewidth": (1.5, 0.9)[part > 0] if part < 1 else 0.5,
    }


def _dot(axes: Axes, at: Sequence[tuple[float, float]], radius: float, level: float, count: int) -> None:
    """Dots of one size and class, on paper, so that those below do not shine through."""
    x, y = [point[0] for point in at], [point[1] for point in at]
    if not np.isfinite(level):
        axes.plot(x, y, "x", color=COLOURS["muted"], markersize=5, markeredgewidth=1.1)
        return
    axes.plot(x, y, "o", color=COLOURS["paper"], markersize=2 * radius, markeredgewidth=0)
    axes.plot(x, y, "o", markersize=2 * radius, **_fill(level, count))


def _dots(
    axes: Axes, shown: pd.DataFrame, points: list[tuple[float, float]], count: int
) -> list[tuple[float, float, float]]:
    """All dots, the large ones below; the place and radius of each, in the order of the outlets."""
    values = np.nan_to_num(shown["size"].to_numpy(float), nan=0.0, posinf=0.0).clip(min=0)
    largest = float(np.interp(np.log10(len(shown)), [0.5, 2, 3], [10, 7, 3.4]))
    step = np.ceil(_SIZES * np.sqrt(values / (values.max() or 1.0))).clip(1, _SIZES)
    radii = 1.6 + (largest - 1.6) * step / _SIZES
    levels = shown["level"].to_numpy(float).clip(0, max(count - 1, 0))
    kinds = sorted(
        {(-r, n) for r, n in zip(radii.tolist(), np.nan_to_num(levels, nan=-1).tolist(), strict=True)}
    )
    for radius, level in kinds:
        own = np.flatnonzero((radii == -radius) & (np.nan_to_num(levels, nan=-1) == level))
        _dot(axes, [points[i] for i in own], -radius, level if level >= 0 else float("nan"), count)
    return [(x, y, r) for (x, y), r in zip(points, radii.tolist(), strict=True)]


def _key(axes: Axes, classes: Sequence[str], below: tuple[str, str]) -> list[Box]:
    """The classes, highest first, and the notes under them; the box that they take."""
    (_, right), (_, top) = axes.get_xlim(), axes.get_ylim()
    left = right - _KEY + 6
    y = top - 14
    for level in reversed(range(len(classes))):
        _dot(axes, [(left + 6, y)], 5.5, level, len(classes))
        axes.text(left + 18, y, labels.fit(axes, classes[level], _KEY - 28), va="center")
        y -= 17
    y -= 4
    for text in below:
        for line in labels.wrapped(axes, text, _KEY - 8, size=8.5):
            axes.text(left, y, line, va="center", color=COLOURS["muted"], fontsize=8.5)
            y -= 12.5
        y -= 5
    return [(left - 6, y, right + 8, top + 8)]


def _around(axes: Axes, dots: list[tuple[float, float, float]]) -> list[Box]:
    """The boxes of the dots on paper."""
    box = axes.get_window_extent()
    return [(x - r + box.x0, y - r + box.y0, x + r + box.x0, y + r + box.y0) for x, y, r in dots]


def _names(
    axes: Axes, names: list[str], dots: list[tuple[float, float, float]], taken: list[Box]
) -> list[tuple[str, Box]]:
    """Names of outlets beside their dots, a little way off if need be; those written, with their boxes."""
    wanted = [
        labels.Label(x, y, name, radius=r, size=8.5) for (x, y, r), name in zip(dots, names, strict=False)
    ]
    boxes = labels.place(axes, wanted, taken=[*taken, *_around(axes, dots)], away=(3, 7, 11), width=120)
    return [(name, box) for name, box in zip(names, boxes, strict=True) if box is not None]


def _towns(
    axes: Axes,
    places: list[tuple[str, float, float]],
    dots: list[tuple[float, float, float]],
    taken: list[Box],
    written: list[tuple[str, Box]],
) -> None:
    """Names of towns close to where they are, unless an outlet's name says the town already."""
    (_, right), (_, top) = axes.get_xlim(), axes.get_ylim()
    left, bottom = axes.get_window_extent().p0
    boxes = [box for _, box in written]
    wanted = []
    for name, x, y in places:
        covered = any(a <= x + left <= c and b <= y + bottom <= d for a, b, c, d in boxes)
        told = any(name.casefold() in other.casefold() for other, _ in written)
        if 0 <= x <= right - _KEY and 0 <= y <= top and not covered and not told:
            own = max((r for dx, dy, r in dots if abs(dx - x) <= r and abs(dy - y) <= r), default=1.0)
            wanted.append(labels.Label(x, y, name, colour=COLOURS["muted"], radius=own, size=8.5))
    labels.place(axes, wanted, taken=[*taken, *boxes, *_around(axes, dots)], away=(2, 5), width=110)
