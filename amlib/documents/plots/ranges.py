"""
A value and how sure it is: a dot on the range in which it may lie.

A single figure for an estimate is a promise that nobody can keep. The dot is what we expect; the bar behind it shows how far it may be off, and
whether it still differs from the reference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib.documents import charts
from amlib.documents.charts import COLOURS
from amlib.documents.plots import labels, looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["dots"]

_NAMES = 165.0
_TEXTS = 130.0


def dots(
    frame: pd.DataFrame,
    *,
    write: Callable[[float], str],
    reference: tuple[float, str] | None = None,
    axis_name: str = "",
    title: str,
    alt: str,
    empty: str = "",
) -> charts.Chart:
    """
    A dot per row on its range, with its label at the right, beside a line to compare with.

    Parameters
    ----------
    frame : DataFrame, one row per name, in the order drawn
        ``name``, ``value``, ``low``, ``high`` : float, ``label`` (the value as text); optional ``role``. Without ``low`` or ``high`` there is no range.
    write : callable
        Writes the values of the ticks.
    reference : (float, str), optional
        Where a line stands, and what it is called.
    axis_name : str
        What the values are.
    title, alt, empty : str
        What the chart shows, its description, and what it says when there is nothing to draw.
    """
    shown = frame[np.isfinite(frame["value"].to_numpy(float))]

    def paint(axes: Axes) -> None:
        if shown.empty:
            labels.nothing(axes, empty)
        else:
            _dots(axes, shown, write, reference, axis_name)

    height = 0.55 + 0.27 * max(len(shown), 2) + (0.2 if reference else 0) + (0.2 if axis_name else 0)
    return charts.draw(paint, title=title, alt=alt, height=height if len(shown) else 1.2)


def _dots(
    axes: Axes,
    frame: pd.DataFrame,
    write: Callable[[float], str],
    reference: tuple[float, str] | None,
    axis_name: str,
) -> None:
    """Ranges, dots, labels and the line."""
    values, kinds = frame["value"].to_numpy(float), looks.roles(frame)
    ends = frame[["low", "high"]].to_numpy(float)
    names = [
        labels.fit(axes, name, _NAMES, weight=looks.look(kind).weight)
        for name, kind in zip(frame["name"], kinds, strict=True)
    ]
    texts = [
        labels.fit(axes, text, _TEXTS, weight=looks.look(kind).weight)
        for text, kind in zip(frame["label"], kinds, strict=True)
    ]
    widest = max(labels.extent(axes, text, weight=600)[0] for text in texts)
    known = [*values, *ends[np.isfinite(ends)], *([reference[0]] if reference else [])]
    low, high = float(min(known)), float(max(known))
    pad = (high - low or abs(high) or 1.0) * 0.06
    axes.set_xlim(low - pad, high + pad)
    if reference:
        axes.axvline(reference[0], color=COLOURS["muted"], linewidth=1.0, dashes=(4, 3), zorder=0.9)
    for row, (value, kind) in enumerate(zip(values, kinds, strict=True)):
        look = looks.look(kind)
        if np.isfinite(ends[row]).all():
            axes.plot(
                ends[row], [row, row], color=look.colour, linewidth=5, alpha=0.38, solid_capstyle="butt"
            )
        axes.plot(
            [value],
            [row],
            look.marker,
            color=look.colour,
            markersize=8 if kind == "us" else 7,
            markeredgecolor=COLOURS["paper"],
            markeredgewidth=0.7,
        )
        axes.annotate(
            texts[row],
            (1, row),
            (8 + widest, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            ha="right",
            va="center",
            fontweight=look.weight,
        )
    labels.rows(axes, names, kinds)
    labels.scale(axes.xaxis, write)
    axes.grid(axis="x")
    if axis_name:
        axes.set_xlabel(labels.fit(axes, axis_name, 320), loc="right")
    if reference:
        _word(axes, reference)


def _word(axes: Axes, reference: tuple[float, str]) -> None:
    """The word of the line, above it and within the picture."""
    axes.set_title(" ", fontsize=9)  # room for one line
    box = labels.settle(axes)
    words = labels.fit(axes, reference[1], box.width)
    half = labels.extent(axes, words)[0] / 2
    at = float(axes.transData.transform((reference[0], 0))[0])
    middle = float(np.clip(at, box.x0 + half, max(box.x1 - half, box.x0 + half)))
    axes.annotate(
        words,
        (middle, box.y1 + 3),
        xycoords="figure pixels",
        ha="center",
        va="bottom",
        color=COLOURS["muted"],
    )
