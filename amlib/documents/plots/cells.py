"""
Where the money lies: groups by regions, the more the darker, each cell with its figure.

A table of a hundred figures is searched; a heat map is seen, and then read, because the figures are still there. It has one colour in steps of
lightness, so that a grey printer keeps the order. The steps are one ink laid on more or less thickly, so that the map turns with the page when that is
dark; between half and nearly full there is a jump, so that words on a cell always stand out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from amlib import language
from amlib.documents import charts
from amlib.documents.charts import COLOURS
from amlib.documents.plots import labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["heat", "ink"]

_NAMES = 130.0
"""Points that the names of the rows take at most."""


def heat(
    values: pd.DataFrame,
    *,
    write: Callable[[float], str],
    row_totals: Sequence[str] | None = None,
    column_totals: Sequence[str] | None = None,
    total_name: str = "",
    title: str,
    alt: str,
    empty: str = "",
) -> charts.Chart:
    """
    A map of cells, the larger the darker, with the value in each; a dash where there is nothing to gain.

    A figure that does not fit in a narrow cell is set smaller, and left out below six points; the totals then still say it.

    Parameters
    ----------
    values : DataFrame, rows by columns
        Index and columns are the names; float, NaN or not above zero for a cell without.
    write : callable
        Writes a value.
    row_totals, column_totals : sequence of str, optional
        Written totals, in the margin at the right and below.
    total_name : str
        What the totals are called.
    title, alt, empty : str
        What the chart shows, its description, and what it says when there is nothing to draw.
    """
    numbers = values.to_numpy(float)
    some = bool((np.isfinite(numbers) & (numbers > 0)).any())

    def paint(axes: Axes) -> None:
        if not some:
            labels.nothing(axes, empty)
            return
        _cells(axes, values, write, (row_totals, column_totals), total_name)

    lines = len(values) + (1 if column_totals else 0)
    head = _head(values) / 72
    return charts.draw(paint, title=title, alt=alt, height=0.2 + head + 0.29 * lines if some else 1.2)


def ink(part: float) -> tuple[float, str]:
    """
    How thickly a cell is inked, and the colour of the words on it.

    Parameters
    ----------
    part : float
        Of the largest value, from 0 to 1.

    Examples
    --------
    >>> [ink(part)[1] == COLOURS["paper"] for part in (0.1, 0.6, 0.7, 1.0)]
    [False, False, True, True]
    >>> ink(1.0)[0]
    1.0
    """
    if part <= 0.65:
        return round(0.07 + 0.43 * part / 0.65, 3), COLOURS["ink"]
    return round(0.85 + 0.15 * (min(part, 1.0) - 0.65) / 0.35, 3), COLOURS["paper"]


def _head(values: pd.DataFrame) -> float:
    """Points for the names of the columns: one line, or upright where columns are narrow."""
    longest = max((len(labels.clean(name)) for name in values.columns), default=0)
    level = longest * charts.LETTER * 72 * 0.85 <= _width(values, margin=True)
    return 18.0 if level else min(longest * 5.2, 90.0) + 6


def _width(values: pd.DataFrame, margin: bool) -> float:
    """Points that a column takes, when the names of the rows take all they may."""
    longest = max((len(labels.clean(name)) for name in values.index), default=0)
    beside = min(longest * charts.LETTER * 72, _NAMES) + 10
    return (charts.WIDTH * 72 - beside - 6) / (max(values.shape[1], 1) + (1.0 if margin else 0.0))


def _cells(
    axes: Axes,
    values: pd.DataFrame,
    write: Callable[[float], str],
    totals: tuple[Sequence[str] | None, Sequence[str] | None],
    total_name: str,
) -> None:
    """Cells, figures, names and totals."""
    figure: Any = axes.figure
    numbers, across = values.to_numpy(float), values.shape[1]
    names = [labels.fit(axes, name, _NAMES) for name in (*values.index, total_name)]
    beside = max(labels.extent(axes, name)[0] for name in names) + 10
    head, high = _head(values), figure.bbox.height
    rows, columns = len(values) + bool(totals[1]), across + bool(totals[0])
    axes.set_position(
        (
            beside / figure.bbox.width,
            4 / high,
            1 - (beside + 4) / figure.bbox.width,
            1 - (head + 8) / high,
        )
    )
    figure.set_layout_engine("none")
    axes.set(xlim=(0, columns), ylim=(rows, 0), xticks=[])
    width = (figure.bbox.width - beside - 4) / columns - 5
    top = float(np.nanmax(numbers))
    texts = [
        [labels.clean(write(float(v))) if np.isfinite(v) and v > 0 else "" for v in row] for row in numbers
    ]
    size = _size(axes, [text for row in texts for text in row], width)
    for row, line in enumerate(numbers):
        for column, value in enumerate(line):
            if not texts[row][column]:
                axes.text(
                    column + 0.5,
                    row + 0.5,
                    language.MISSING,
                    ha="center",
                    va="center",
                    color=COLOURS["muted"],
                )
                continue
            thick, letters = ink(value / top)
            axes.add_patch(
                Rectangle(
                    (column + 0.02, row + 0.05), 0.96, 0.9, color=COLOURS["us"], alpha=thick, linewidth=0
                )
            )
            if size:
                axes.text(
                    column + 0.5,
                    row + 0.5,
                    texts[row][column],
                    ha="center",
                    va="center",
                    color=letters,
                    fontsize=size,
                )
    _margins(axes, values, totals, (names[-1], size or 6.5, width))
    _columns(axes, values, head, width)
    labels.rows(axes, names[: len(values)], ["other"] * len(values))
    axes.set_yticks(np.arange(rows) + 0.5, [*names[: len(values)], *([names[-1]] if totals[1] else [])])
    for text in axes.get_yticklabels():
        text.set_color(COLOURS["ink"])
    if totals[1]:
        axes.get_yticklabels()[-1].set_fontweight(600)
    axes.set_ylim(rows, 0)


def _size(axes: Axes, texts: Sequence[str], width: float) -> float:
    """The largest size of letters in which all figures fit in their cells; 0 where none does."""
    widest = max(labels.extent(axes, text)[0] for text in texts)
    size = min(9.0, 9.0 * width / max(widest, 1.0))
    return float(np.floor(size * 2) / 2) if size >= 6 else 0.0


def _margins(
    axes: Axes,
    values: pd.DataFrame,
    totals: tuple[Sequence[str] | None, Sequence[str] | None],
    given: tuple[str, float, float],
) -> None:
    """Totals at the right and below, in bold."""
    name, size, width = given
    style: dict[str, Any] = {"va": "center", "fontweight": 600}
    right, below = totals
    for row, text in enumerate(right or ()):
        whole = labels.clean(text)
        axes.text(
            values.shape[1] + 0.98,
            row + 0.5,
            whole,
            ha="right",
            fontsize=_fitting(axes, whole, width),
            **style,
        )
    for column, text in enumerate(below or ()):
        whole = labels.clean(text)
        axes.text(
            column + 0.5,
            len(values) + 0.5,
            whole,
            ha="center",
            fontsize=min(_fitting(axes, whole, width), size),
            **style,
        )
    if right:
        words = labels.fit(axes, name, max(width, 60), weight=600)
        size = _fitting(axes, words, width)
        axes.text(
            values.shape[1] + 0.98, -0.18, words, ha="right", va="bottom", fontweight=600, fontsize=size
        )


def _fitting(axes: Axes, text: str, width: float) -> float:
    """The size of letters in which a bold text fits in a width."""
    return min(9.0, 9.0 * width / max(labels.extent(axes, text, weight=600)[0], 1.0))


def _columns(axes: Axes, values: pd.DataFrame, head: float, width: float) -> None:
    """The names of the columns above them, upright where they do not fit."""
    level = head <= 18
    for column, name in enumerate(values.columns):
        axes.text(
            column + 0.5,
            -0.18,
            labels.fit(axes, name, width if level else head - 6),
            ha="center",
            va="bottom",
            rotation=0 if level else 90,
            color=COLOURS["muted"],
        )
