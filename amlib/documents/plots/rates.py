"""
Two measures of each supplier at once, such as distribution beside rate of sale.

Who sells little may be in few outlets or sell badly in many, and the remedy differs. On lines of equal product stands everybody with the same sales,
so the picture shows how these were reached. We stand out; so many others are there for comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from amlib.documents import charts
from amlib.documents.charts import COLOURS
from amlib.documents.plots import clouds, labels, looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes


__all__ = ["scatter"]


def scatter(
    frame: pd.DataFrame,
    *,
    x_name: str,
    y_name: str,
    write_x: Callable[[float], str],
    write_y: Callable[[float], str],
    log: bool = False,
    curves: Sequence[tuple[float, str]] = (),
    named: int = 12,
    sizes: str = "",
    title: str,
    alt: str,
    empty: str = "",
) -> charts.Chart:
    """
    One mark per supplier, such as distribution across and rate of sale upward, with lines of equal product.

    Parameters
    ----------
    frame : DataFrame, one row per supplier, the most important first
        ``name``, ``x``, ``y`` : float; optional ``size`` : float >= 0, shown as area, and ``role``.
    x_name, y_name : str
        What the two directions mean.
    write_x, write_y : callable
        Write the values of the ticks.
    log : bool
        Whether both scales are logarithmic; what is not above zero is then left out.
    curves : sequence of (float, str)
        Lines on which x times y is constant, with the text at their ends.
    named : int
        How many rows are named, as far as there is room; we always are.
    sizes : str
        What the area of a mark means.
    title, alt, empty : str
        What the chart shows, its description, and what it says when there is nothing to draw.
    """
    shown = clouds.known(frame)
    if log:
        shown = shown[(shown["x"] > 0) & (shown["y"] > 0)]

    def paint(axes: Axes) -> None:
        if shown.empty:
            labels.nothing(axes, empty)
            return
        _scales(axes, shown, log, (write_x, write_y))
        clouds.name_axes(axes, x_name, y_name, sizes)
        _marks(axes, shown, named, _curves(axes, curves))

    return charts.draw(paint, title=title, alt=alt, height=1.2 if shown.empty else 4.2)


def _scales(
    axes: Axes, frame: pd.DataFrame, log: bool, write: tuple[Callable[[float], str], Callable[[float], str]]
) -> None:
    """Limits with room around the marks, and ticks at round values."""
    for axis, column, writer in ((axes.xaxis, "x", write[0]), (axes.yaxis, "y", write[1])):
        values = frame[column].to_numpy(float)
        low, high = float(values.min()), float(values.max())
        limit = axes.set_xlim if column == "x" else axes.set_ylim
        if log:
            axis.set_ticks([])
            (axes.set_xscale if column == "x" else axes.set_yscale)("log")
            limit(low / 1.5, high * 1.6)
            axis.set_major_locator(FixedLocator(_round(low / 1.5, high * 1.6)))
            axis.set_minor_locator(NullLocator())
            axis.set_major_formatter(FuncFormatter(lambda value, _, w=writer: labels.clean(w(float(value)))))
        else:
            pad = (max(high, 0.0) - min(low, 0.0) or 1.0) * 0.09
            limit(min(low - pad, 0.0) if low < 0 else 0.0, max(high + pad, 0.0) or pad)
            labels.scale(axis, writer)
    axes.grid(visible=True)


def _round(low: float, high: float) -> list[float]:
    """Round values between two limits, the finer the nearer these are."""
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    steps = (1, 2, 5) if len(powers) <= 3 else (1, 3) if len(powers) <= 4 else (1,)
    return [step * 10.0**power for power in powers for step in steps if low <= step * 10.0**power <= high]


def _curves(axes: Axes, curves: Sequence[tuple[float, str]]) -> list[tuple[float, float]]:
    """Lines of equal product, named at the right edge where they reach it; places along them."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    start = left if left > 0 else right / 1000
    drawn, along = [], []
    for product, text in curves:
        across = np.geomspace(start, right, 200)
        upward = product / across
        inside = (upward >= bottom) & (upward <= top)
        if product <= 0 or not inside.any():
            continue
        axes.plot(across[inside], upward[inside], color=COLOURS["comparison"], linewidth=0.8, dashes=(2, 2))
        along += list(zip(across[inside].tolist(), upward[inside].tolist(), strict=True))
        drawn.append((product, labels.fit(axes, text, 110)))
    ends = [(product / right, text) for product, text in drawn if product / right >= bottom]
    tall = 3.2 * 72
    level = axes.transAxes.inverted()
    wanted = [float(level.transform(axes.transData.transform((right, value)))[1]) * tall for value, _ in ends]
    for place, (_, text) in zip(labels.shifted(wanted, 0, tall, labels.LINE), ends, strict=True):
        axes.text(
            1.01,
            place / tall,
            text,
            transform=axes.transAxes,
            va="center",
            color=COLOURS["muted"],
            fontsize=8.5,
        )
    return along


def _marks(axes: Axes, frame: pd.DataFrame, named: int, along: list[tuple[float, float]]) -> None:
    """The marks of all, ours last, and the names of the first."""
    x, y, kinds = frame["x"].to_numpy(float), frame["y"].to_numpy(float), looks.roles(frame)
    radii = clouds.radii_of(frame, 13 if len(frame) <= 30 else 8, 4 if len(frame) <= 30 else 2.4)
    for i in sorted(range(len(frame)), key=lambda i: (kinds[i] == "us", kinds[i] != "other", -radii[i])):
        look = looks.look(kinds[i])
        axes.plot(
            [x[i]],
            [y[i]],
            look.marker,
            markersize=2 * radii[i] * (0.9 if look.marker == "s" else 1),
            color=look.colour,
            markeredgecolor=COLOURS["paper"],
            markeredgewidth=0.6,
        )
    order = sorted(range(len(frame)), key=lambda i: (kinds[i] != "us", i))[: max(named, 1)]
    labels.settle(axes)
    line = np.array(along).reshape(-1, 2)
    curves = clouds.boxes(axes, line[:, 0], line[:, 1], [1.5] * len(line))
    around = clouds.boxes(axes, x, y, radii)
    labels.place(
        axes,
        [
            labels.Label(
                x[i],
                y[i],
                str(frame["name"].iloc[i]),
                colour=looks.look(kinds[i]).letters if kinds[i] == "us" else COLOURS["ink"],
                weight=looks.look(kinds[i]).weight,
                radius=radii[i],
            )
            for i in order
        ],
        taken=around,
        avoided=curves,
        away=(3, 7, 14, 24, 36, 50),
    )
