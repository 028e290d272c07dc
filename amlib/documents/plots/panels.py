"""
The same small picture many times: one panel per group, all on one scale.

Twenty lines in one chart are a tangle; twenty small charts with the same axes are read at a glance, since what differs is all there is to see.
The heading of a panel holds its name and its last value, so that nobody has to read off a point.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from amlib.documents import charts
from amlib.documents.charts import COLOURS
from amlib.documents.plots import labels, looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["multiples"]


def multiples(
    frame: pd.DataFrame,
    *,
    write: Callable[[float], str],
    names: tuple[str, str] | None = None,
    roles: tuple[str, str] = ("us", "category"),
    columns: int = 4,
    zero: bool = False,
    title: str,
    alt: str,
    empty: str = "",
) -> charts.Chart:
    """
    A small line chart per panel, all on the same axes, headed by the name and the last value.

    Parameters
    ----------
    frame : DataFrame, one row per panel and place, in order
        ``panel``, ``at`` (the text of the place, such as a quarter; the same ones in each panel), ``value`` : float, and optionally
        ``other`` : float, a second line to compare with.
    write : callable
        Writes a value.
    names : (str, str), optional
        What the two lines are, written once, above the panels.
    roles : (str, str)
        The roles of the two lines.
    columns : int
        Panels beside one another.
    zero : bool
        Whether the axis starts at nil.
    title, alt, empty : str
        What the chart shows, its description, and what it says when there is nothing to draw.
    """
    given = frame.assign(value=frame["value"].astype(float))
    known = given.groupby("panel", sort=False)["value"].transform(lambda v: np.isfinite(v).any()).astype(bool)
    shown = given[known.to_numpy()]
    panels = list(dict.fromkeys(shown["panel"]))
    columns = max(1, min(columns, len(panels)))
    rows = max(1, -(-len(panels) // columns))

    def paint(axes: list[Axes]) -> None:
        if not panels:
            labels.nothing(axes[0], empty)
            return
        _limits(axes[0], shown, zero)
        figure: Any = axes[0].figure
        figure.get_layout_engine().set(wspace=0.05)
        for own in axes[len(panels) :]:
            own.set_axis_off()
        width = (charts.WIDTH * 72 - 45) / columns - 16
        for number, (own, name) in enumerate(zip(axes, panels, strict=False)):
            _panel(own, shown[shown["panel"] == name], (name, width), write, roles)
            own.tick_params(labelleft=number % columns == 0, labelbottom=number + columns >= len(panels))
        labels.scale(axes[0].yaxis, write, ticks=3)
        if names:
            _named(axes[0], names, roles, "other" in shown)

    return charts.draw_many(
        paint,
        rows,
        columns,
        title=title,
        alt=alt,
        height=1.2 if not panels else (0.35 if names else 0.1) + 1.3 * rows + (0.6 if rows == 1 else 0.2),
        share_x=True,
        share_y=True,
    )


def _limits(axes: Axes, frame: pd.DataFrame, zero: bool) -> None:
    """Limits that hold all lines of all panels, and places across."""
    values = frame[["value", "other"] if "other" in frame else ["value"]].to_numpy(float)
    values = values[np.isfinite(values)]
    low, high = float(values.min()), float(values.max())
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    pad = (high - low or abs(high) or 1.0) * 0.1
    count = frame.groupby("panel", sort=False).size().max()
    axes.set_ylim(low - (0 if zero and low == 0 else pad), high + pad)
    axes.set_xlim(-0.04 * count - 0.1, count - 1 + 0.06 * count + 0.1)


def _panel(
    axes: Axes,
    own: pd.DataFrame,
    head: tuple[object, float],
    write: Callable[[float], str],
    roles: tuple[str, str],
) -> None:
    """One panel: the line to compare with, the line itself with a dot at its end, and the heading."""
    at = np.arange(len(own))
    axes.grid(axis="y")
    for column, role in (("other", roles[1]), ("value", roles[0])):
        if column in own:
            look = looks.look(role)
            axes.plot(
                at,
                own[column].to_numpy(float),
                color=look.colour,
                linewidth=2 if column == "value" else 1.4,
                dashes=look.dashes or (None, None),
            )
    values, look = own["value"].to_numpy(float), looks.look(roles[0])
    final = int(np.flatnonzero(np.isfinite(values))[-1])
    axes.plot([final], [values[final]], look.marker, color=look.colour, markersize=4.5, clip_on=False)
    value = labels.clean(write(float(values[final])))
    taken = labels.extent(axes, value, weight=600)[0]
    name = labels.fit(axes, head[0], head[1] - taken - 8, weight=600)
    axes.set_title(name, loc="left", fontsize=9, fontweight=600, color=COLOURS["ink"], pad=5)
    axes.set_title(value, loc="right", fontsize=9, fontweight=600, color=look.letters, pad=5)
    _ends(axes, [labels.clean(text) for text in own["at"]], head[1])


def _ends(axes: Axes, texts: list[str], width: float) -> None:
    """The first and the last place, each within its half of the panel."""
    ends = [0, len(texts) - 1] if len(texts) > 1 else [0]
    axes.tick_params(labelbottom=True)  # or there are no labels to align
    axes.set_xticks(ends, [labels.fit(axes, texts[i], width / 2 - 4, size=8) for i in ends], fontsize=8)
    if len(ends) > 1:
        first, last = axes.get_xticklabels()
        first.set_horizontalalignment("left")
        last.set_horizontalalignment("right")


def _named(axes: Axes, names: tuple[str, str], roles: tuple[str, str], both: bool) -> None:
    """What the lines are: a short piece of each with its name, once, above all panels."""
    pieces, words = [], []
    for name, role in zip(names, roles, strict=True) if both else [(names[0], roles[0])]:
        look = looks.look(role)
        piece = axes.plot([], [], color=look.colour, linewidth=2, dashes=look.dashes or (None, None))
        pieces.append(piece[0])
        words.append(labels.fit(axes, name, 190, weight=look.weight))
    figure: Any = axes.figure
    key = figure.legend(
        pieces, words, loc="outside upper left", ncols=2, frameon=False, handlelength=1.9, borderaxespad=0.3
    )
    for text, role in zip(key.get_texts(), roles, strict=False):
        text.set_color(looks.look(role).letters)
        text.set_fontweight(looks.look(role).weight)
