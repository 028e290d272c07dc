"""
Who moved: shares between two periods, and money won or lost.

Two pies side by side ask the reader to compare angles; a slope shows the change itself, and who overtook whom, as the direction of a line.
Gains and losses stand on two sides of nil, so that their sign needs no colour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.ticker import NullLocator

from amlib.documents import charts
from amlib.documents.charts import COLOURS
from amlib.documents.plots import labels, looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["bars", "slope"]

_NAMES = 165.0
"""Points that the names of rows take at most."""


def slope(
    frame: pd.DataFrame,
    *,
    periods: tuple[str, str],
    write: Callable[[float], str],
    title: str,
    alt: str,
    empty: str = "",
) -> charts.Chart:
    """
    Values before and after, joined by a line per name, with name and value at both ends.

    Parameters
    ----------
    frame : DataFrame, one row per name
        ``name``, ``before``, ``after`` : float, such as shares; NaN where there was nothing. Optional ``role`` (one of ``looks.ROLES``) and
        ``note`` (a text behind the name at the right, such as the change).
    periods : (str, str)
        What stands above the two ends.
    write : callable
        Writes a value.
    title, alt, empty : str
        What the chart shows, its description, and what it says when there is nothing to draw.
    """
    shown = frame[_finite(frame, "before") | _finite(frame, "after")]

    def paint(axes: Axes) -> None:
        if shown.empty:
            labels.nothing(axes, empty)
        else:
            _slope(axes, shown, periods, write)

    return charts.draw(
        paint,
        title=title,
        alt=alt,
        height=1.2 if shown.empty else max(2.6, 0.7 + 0.19 * len(shown)),
    )


def bars(
    frame: pd.DataFrame,
    *,
    ends: tuple[str, str] | None = None,
    judge: bool = False,
    title: str,
    alt: str,
    empty: str = "",
) -> charts.Chart:
    """
    Bars to the right for what was won and to the left for what was lost, each with its label.

    Parameters
    ----------
    frame : DataFrame, one row per bar, in the order drawn
        ``name``, ``value`` : float, ``label`` (the value as text); optional ``role``.
    ends : (str, str), optional
        Words above the left and the right side.
    judge : bool
        Whether the sides are coloured as worse and better; otherwise each bar has the colour of its role.
    title, alt, empty : str
        What the chart shows, its description, and what it says when there is nothing to draw.
    """
    shown = frame[_finite(frame, "value")]

    def paint(axes: Axes) -> None:
        if shown.empty:
            labels.nothing(axes, empty)
        else:
            _bars(axes, shown, ends, judge)

    height = 0.25 + 0.27 * max(len(shown), 2) + (0.25 if ends else 0)
    return charts.draw(paint, title=title, alt=alt, height=height)


def _finite(frame: pd.DataFrame, column: str) -> pd.Series:
    """Which rows have a finite value."""
    return pd.Series(np.isfinite(frame[column].to_numpy(float)), index=frame.index)


def _slope(axes: Axes, frame: pd.DataFrame, periods: tuple[str, str], write: Callable[[float], str]) -> None:
    """A line per name between two uprights."""
    values = frame[["before", "after"]].to_numpy(float)
    kinds = looks.roles(frame)
    notes = [labels.fit(axes, note, 80, weight=600) for note in frame.get("note", [""] * len(frame))]
    room = _room(axes, frame, values, notes, write)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    margin = (high - low or abs(high) or 1.0) * 0.04
    axes.set(xlim=(0, 1), ylim=(low - margin, high + margin), xticks=[], yticks=[])
    inner = (charts.WIDTH * 72 - 2 * room) / (charts.WIDTH * 72)
    axes.set_position((0.5 - inner / 2, 0.03, inner, 0.97 - 26 / (axes.figure.bbox.height)))
    axes.figure.set_layout_engine("none")  # type: ignore[union-attr]  # a figure, not a part of one
    box = axes.get_window_extent()
    distance = labels.LINE / box.height * (high - low + 2 * margin)
    axes.vlines([0, 1], low - margin, high + margin, color=COLOURS["grid"], linewidth=0.8, clip_on=False)
    order = sorted(range(len(frame)), key=lambda i: (kinds[i] == "us", kinds[i] != "other"))
    for i in order:
        look = looks.look(kinds[i])
        axes.plot(
            [0, 1], values[i], color=look.colour, linewidth=look.width, dashes=look.dashes or (None, None)
        )
        axes.plot(
            [0, 1],
            values[i],
            look.marker,
            color=look.colour,
            markersize=6 if kinds[i] == "us" else 4,
            clip_on=False,
        )
    for end, side in ((0, -1), (1, 1)):
        known = [i for i in range(len(frame)) if np.isfinite(values[i, end])]
        places = labels.shifted([float(values[i, end]) for i in known], low - margin, high + margin, distance)
        for i, place in zip(known, places, strict=True):
            look = looks.look(kinds[i])
            value = labels.clean(write(float(values[i, end])))
            more = notes[i] if side > 0 else ""
            taken = labels.extent(axes, f"  {value}  {more}", weight=look.weight)[0]
            name = labels.fit(axes, frame["name"].iloc[i], room - 18 - taken, weight=look.weight)
            words = f"{name}  {value}" if side < 0 else f"{value}  {name}" + (f"  {more}" if more else "")
            _end(axes, (end, side), (float(values[i, end]), place), words, look)
        axes.annotate(
            labels.fit(axes, periods[end], room - 18, weight=600),
            (end, 1),
            (side * 2, 12),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="right" if side < 0 else "left",
            va="bottom",
            color=COLOURS["muted"],
            fontweight=600,
        )


def _room(
    axes: Axes, frame: pd.DataFrame, values: Any, notes: Sequence[str], write: Callable[[float], str]
) -> float:
    """Points that the longest label takes, up to more than a third of the width; the lines take the middle."""
    widths = [
        labels.extent(axes, f"{labels.clean(name)}  {labels.clean(write(value))}  {note}", weight=600)[0]
        for name, pair, note in zip(frame["name"], values.tolist(), notes, strict=True)
        for value in pair
        if np.isfinite(value)
    ]
    return min(max([*widths, 80.0]) + 22, 0.37 * charts.WIDTH * 72)


def _end(axes: Axes, at: tuple[int, int], heights: tuple[float, float], words: str, look: looks.Look) -> None:
    """A label at the end of a line, with a short line to where it belongs when it had to move."""
    (end, side), (value, place) = at, heights
    step = 1 / axes.get_window_extent().width
    axes.plot(
        [end + side * 4 * step, end + side * 11 * step],
        [value, place],
        color=COLOURS["comparison"],
        linewidth=0.6,
        clip_on=False,
    )
    axes.text(
        end + side * 14 * step,
        place,
        words,
        ha="right" if side < 0 else "left",
        va="center",
        color=look.letters if look.weight > 400 else COLOURS["ink"],
        fontweight=look.weight,
    )


def _bars(axes: Axes, frame: pd.DataFrame, ends: tuple[str, str] | None, judge: bool) -> None:
    """Bars on both sides of nil, with their labels at their ends."""
    values = frame["value"].to_numpy(float)
    kinds = looks.roles(frame)
    names = [
        labels.fit(axes, name, _NAMES, weight=looks.look(kind).weight)
        for name, kind in zip(frame["name"], kinds, strict=True)
    ]
    texts = [
        labels.fit(axes, text, 112, weight=looks.look(kind).weight)
        for text, kind in zip(frame["label"], kinds, strict=True)
    ]
    sides = [1 if value >= 0 else -1 for value in values]
    spans = [(min(value, 0.0), max(value, 0.0)) for value in values]
    beside = max(labels.extent(axes, name, weight=600)[0] for name in names) / 72 + 0.15
    wide = [
        "x" * int(np.ceil(labels.extent(axes, text, weight=600)[0] / 72 / charts.LETTER)) for text in texts
    ]  # as many letters of the width that limits reckons with
    low, high = charts.limits(spans, wide, sides, charts.WIDTH - beside)
    for row, (value, side, kind) in enumerate(zip(values, sides, kinds, strict=True)):
        colour = COLOURS["better" if side > 0 else "worse"] if judge else looks.look(kind).colour
        axes.barh(row, value, height=0.62, linewidth=0, color=colour)
        axes.text(
            value + side * 0.008 * (high - low),
            row,
            texts[row],
            va="center",
            ha="left" if side > 0 else "right",
            fontweight=looks.look(kind).weight,
        )
    axes.vlines(0, -0.5, len(frame) - 0.5, color=COLOURS["muted"], linewidth=0.8)
    labels.rows(axes, names, kinds)
    axes.set_xlim(low, high)
    axes.xaxis.set_major_locator(NullLocator())
    if ends:
        _sides(axes, ends)


def _sides(axes: Axes, ends: tuple[str, str]) -> None:
    """Words over the two sides of nil, where they fit."""
    low, high = axes.get_xlim()
    axes.set_title(" ", fontsize=9)  # room for one line
    box = labels.settle(axes)
    zero = -low / (high - low) * box.width
    for text, side, room in ((ends[0], -1, zero), (ends[1], 1, box.width - zero)):
        words = labels.fit(axes, text, room - 10)
        if len(words) > 1:
            axes.annotate(
                words,
                (0, 1),
                (side * 5, 3),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                ha="left" if side > 0 else "right",
                va="bottom",
                color=COLOURS["muted"],
            )
