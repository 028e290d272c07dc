"""
Labels that stand beside their marks: they fit, they touch nothing, and they are never markup.

A direct label saves the reader the walk to a legend, but only when it can be read: so names are cut to the room there is, measured in the font
they are set in, and a label that finds no place near its mark moves away on a thin line before it is given up.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from amlib import language
from amlib.documents import charts
from amlib.documents.charts import COLOURS
from amlib.documents.plots import looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.transforms import Bbox

__all__ = [
    "LINE",
    "Box",
    "Label",
    "clean",
    "extent",
    "fit",
    "nothing",
    "place",
    "rows",
    "scale",
    "settle",
    "shifted",
    "tops",
    "wrapped",
]

LINE = 12.5
"""Points of print that a line of nine-point letters takes."""

_GAP = 3.0

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """A text that belongs to a mark: where the mark is (in units of the axes), how large it is (in points), and how the text looks."""

    x: float
    y: float
    text: str
    colour: str = COLOURS["ink"]
    weight: int = 400
    radius: float = 0.0
    size: float = 9.0


def clean(text: object) -> str:
    """
    A text on one line, without characters that no XML document may hold.

    Examples
    --------
    >>> clean("Slager" + chr(0) + " <b>  Jan")
    'Slager <b> Jan'
    """
    visible = "".join(" " if c in "\t\n\r" else c for c in str(text) if c in "\t\n\r" or _visible(c))
    return " ".join(part for part in visible.split(" ") if part)


def extent(axes: Axes, text: str, *, weight: int = 400, size: float = 9.0) -> tuple[float, float]:
    """The width and height of a text, in points of print."""
    drawn = axes.text(0, 0, text, fontweight=weight, fontsize=size)
    box = drawn.get_window_extent()
    drawn.remove()
    return float(box.width), float(box.height)


def fit(axes: Axes, text: object, width: float, *, weight: int = 400, size: float = 9.0) -> str:
    """A text cut with an ellipsis to a width in points, as far as it is wider."""
    whole = clean(text)
    if extent(axes, whole, weight=weight, size=size)[0] <= width:
        return whole
    low, high = 0, len(whole)
    while low < high:
        half = (low + high + 1) // 2
        if extent(axes, whole[:half].rstrip() + "…", weight=weight, size=size)[0] <= width:
            low = half
        else:
            high = half - 1
    return whole[:low].rstrip() + "…"


def nothing(axes: Axes, text: str) -> None:
    """Words where there is nothing to draw: those of the caller, or plain ones."""
    words = clean(text) or language.say("There is nothing to show here.")
    axes.text(
        0.5,
        0.5,
        fit(axes, words, charts.WIDTH * 72 - 24),
        ha="center",
        va="center",
        transform=axes.transAxes,
        color=COLOURS["muted"],
    )
    axes.set(xticks=[], yticks=[])


def rows(axes: Axes, names: Sequence[str], kinds: Sequence[str]) -> None:
    """Names down the left side, the first on top, each with the weight of its role."""
    axes.set_yticks(range(len(names)), list(names))
    for text, kind in zip(axes.get_yticklabels(), kinds, strict=True):
        own = looks.look(kind)
        text.set_color(own.letters if own.weight > 400 else COLOURS["ink"])
        text.set_fontweight(own.weight)
    axes.set_ylim(len(names) - 0.5, -0.5)


def scale(axis: Axis, write: Callable[[float], str], ticks: int = 5) -> None:
    """Round ticks, written by the caller."""
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: clean(write(float(value)))))


def settle(axes: Axes) -> Bbox:
    """Fix the layout, so that places on paper are known; the box of the axes, in points."""
    figure: Any = axes.figure
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    return axes.get_window_extent()


def shifted(wanted: Sequence[float], low: float, high: float, distance: float) -> list[float]:
    """
    Places a distance apart as ``charts.apart`` gives, moved no further than needed to stay between two limits.

    Examples
    --------
    >>> shifted([0.0, 0.0, 9.0], 0.0, 10.0, 2.0)
    [0.0, 2.0, 9.0]
    """
    places = charts.apart(wanted, distance)
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    for step, i in enumerate(order):
        places[i] = max(places[i], low + step * distance)
    for step, i in enumerate(reversed(order)):
        places[i] = min(places[i], high - step * distance)
    return places


def tops(spans: Sequence[tuple[float, float]], at: Sequence[float]) -> list[int]:
    """
    In which row each text stands, so that none touches another or stands on the line from another to its mark below.

    Parameters
    ----------
    spans : (low, high) of each text
    at : where the line of each text goes down

    Examples
    --------
    >>> tops([(0, 10), (9, 21), (12, 15)], [5, 15, 14])
    [0, 1, 0]
    >>> tops([(0, 10), (8, 12), (11, 30)], [5, 11.5, 20])
    [0, 1, 2]
    """
    found: list[int] = []
    for (low, high), own in zip(spans, at, strict=True):
        before = list(zip(spans, at, found, strict=False))
        beside = {row for (a, b), _, row in before if low < b and a < high}
        on_line = {row for _, x, row in before if low < x < high}  # this text must stand above these
        under = {row for (a, b), _, row in before if a < own < b}  # its line would run through these
        rows = [row for row in range(len(spans)) if row not in beside and row >= max(on_line, default=0)]
        free = [row for row in rows if all(row <= other for other in under)]
        found.append((free or rows or [len(spans)])[0])
    return found


def place(
    axes: Axes,
    labels: Sequence[Label],
    *,
    taken: Sequence[Box] = (),
    avoided: Sequence[Box] = (),
    away: Sequence[float] = (4, 8),
    width: float = 150.0,
) -> list[Box | None]:
    """
    Write labels beside their marks as far as there is room, the most important first.

    The layout is settled, so this comes after everything else.

    Parameters
    ----------
    axes : Axes
    labels : sequence of Label
    taken, avoided : boxes in points, as ``charts.free_places`` takes them
    away : distances from the mark in points; one beyond twelve gets a thin line back to its mark
    width : no label is wider than this, in points

    Returns
    -------
    list
        The box that each label takes, in points, or None where it found no place.
    """
    room = settle(axes)
    texts = [fit(axes, label.text, width, weight=label.weight, size=label.size) for label in labels]
    sizes = [
        extent(axes, text, weight=label.weight, size=label.size)
        for text, label in zip(texts, labels, strict=True)
    ]
    marks = axes.transData.transform(np.array([(label.x, label.y) for label in labels]).reshape(-1, 2))
    places = charts.free_places(
        [(float(x), float(y)) for x, y in marks],
        [(wide + _GAP, high) for wide, high in sizes],
        (room.x0 + 1, room.y0 + 1, room.x1 - 1, room.y1 - 1),
        taken=taken,
        avoided=avoided,
        away=away,
        radii=[label.radius for label in labels],
    )
    written: list[Box | None] = []
    for label, text, size, mark, spot in zip(labels, texts, sizes, marks, places, strict=True):
        if spot is None:
            written.append(None)
            continue
        left, bottom = spot[0] + _GAP / 2, spot[1]
        right, top = left + size[0], bottom + size[1]
        written.append((left, bottom, right, top))
        axes.annotate(
            text,
            (left, bottom),
            xycoords="figure pixels",
            color=label.colour,
            fontweight=label.weight,
            fontsize=label.size,
            va="bottom",
        )
        near = (float(np.clip(mark[0], left, right)), float(np.clip(mark[1], bottom, top)))
        away_from = float(np.hypot(near[0] - mark[0], near[1] - mark[1]))
        if away_from > label.radius + 12:
            start = mark + (np.array(near) - mark) * (label.radius + 1) / away_from
            axes.annotate(
                "",
                near,
                (float(start[0]), float(start[1])),
                xycoords="figure pixels",
                textcoords="figure pixels",
                arrowprops={
                    "arrowstyle": "-",
                    "color": COLOURS["muted"],
                    "linewidth": 0.6,
                    "shrinkA": 0,
                    "shrinkB": 0,
                },
            )
    return written


def wrapped(axes: Axes, text: object, width: float, *, size: float = 9.0) -> list[str]:
    """A text in lines of a width in points; a word that is wider is cut."""
    lines: list[str] = []
    for word in clean(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and extent(axes, longer, size=size)[0] <= width:
            lines[-1] = longer
        elif word:
            lines.append(fit(axes, word, width, size=size))
    return lines


def _visible(character: str) -> bool:
    """Whether a character is no control, format or private one."""
    return unicodedata.category(character)[0] != "C"
