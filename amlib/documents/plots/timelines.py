"""
What happens over the months: lines that tell a course, and the shape of a year.

Two scales on one picture let the draughtsman choose what crosses what, so there are never two: what has another unit stands in a panel of its own
below, over the same months. Lines are named at their ends. A year's shape is drawn around its own average, with the feasts that explain it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from amlib.documents import charts
from amlib.documents.charts import COLOURS
from amlib.documents.plots import labels, looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["lines", "months"]

_ENDS = 135.0
"""Points that the names at the ends of lines take at most."""

_NONE: Mapping[Any, Any] = MappingProxyType({})


def lines(
    frame: pd.DataFrame,
    *,
    names: Mapping[str, str],
    write: Callable[[float], str],
    tell: Callable[[str], str],
    roles: Mapping[str, str] = _NONE,
    lower: Sequence[str] = (),
    write_lower: Callable[[float], str] | None = None,
    panel_names: tuple[str, str] = ("", ""),
    shade: tuple[str, str] | None = None,
    shade_name: str = "",
    reference: tuple[float, str] | None = None,
    title: str,
    alt: str,
    empty: str = "",
    height: float = 2.9,
) -> charts.Chart:
    """
    Lines over months, named at their ends with their last value; what has another unit in a second panel below.

    Parameters
    ----------
    frame : DataFrame, one row per month, oldest first
        ``month`` ('YYYY-MM') and a column of floats per line; NaN is a gap.
    names : mapping of str to str
        The columns that are drawn, and what each is called.
    write, write_lower : callable
        Write a value of the first panel, and of the second where that differs.
    tell : callable
        Writes a month.
    roles : mapping of str to str
        The roles of the columns; any other supplier without.
    lower : sequence of str
        The columns that stand in the second panel.
    panel_names : (str, str)
        What is measured in the two panels, written above them.
    shade : (str, str), optional
        First and last month of the period in question.
    shade_name : str
        What that period is called.
    reference : (float, str), optional
        A level line in the first panel, and what it is called.
    title, alt, empty : str
        What the chart shows, its description, and what it says when there is nothing to draw.
    height : float
        Of a drawing of one panel, in inches.
    """
    known = [c for c in names if c in frame and np.isfinite(frame[c].to_numpy(float)).any()]
    split = [[c for c in known if c not in lower], [c for c in known if c in lower]]
    drawn = [(columns, i) for i, columns in enumerate(split) if columns]

    def paint(panels: list[Axes]) -> None:
        if not drawn:
            labels.nothing(panels[0], empty)
            return
        for axes, (columns, i) in zip(panels, drawn, strict=True):
            last = axes is panels[-1]
            _shade(axes, frame, shade, shade_name if axes is panels[0] else "")
            ends = _lines(axes, frame, columns, (names, roles), (write, write_lower or write)[i])
            if reference and i == 0:
                axes.axhline(reference[0], color=COLOURS["muted"], linewidth=0.9, dashes=(4, 3))
                ends.append((reference[0], labels.fit(axes, reference[1], _ENDS), COLOURS["muted"], 400))
            _limits(axes, frame[columns], reference[0] if reference and i == 0 else None)
            _months(axes, frame, tell, written=last)
            labels.scale(axes.yaxis, (write, write_lower or write)[i], ticks=4)
            axes.grid(axis="y")
            beside = 120 if shade_name and axes is panels[0] else 0
            head = labels.fit(axes, panel_names[i], charts.WIDTH * 72 - _ENDS - 60 - beside)
            axes.set_title(head, loc="left", fontsize=9, color=COLOURS["muted"], fontweight=400, pad=4)
            _ends(axes, ends, 0.75 * (height - 0.4 if len(drawn) == 1 else 1.45) * 72)

    return charts.draw_many(
        paint,
        max(len(drawn), 1),
        1,
        title=title,
        alt=alt,
        height=1.2 if not drawn else height if len(drawn) == 1 else 4.1,
        share_x=True,
    )


def months(
    values: Sequence[float],
    *,
    names: Sequence[str],
    write: Callable[[float], str],
    feasts: Mapping[int, str] = _NONE,
    reference: float = 100.0,
    reference_name: str = "",
    title: str,
    alt: str,
    empty: str = "",
) -> charts.Chart:
    """
    The shape of a year: a bar per month above or below its average, the extremes with their values, feasts above their months.

    Parameters
    ----------
    values : sequence of twelve floats
        January first; NaN is a month without.
    names : sequence of twelve str
        The months, in short.
    write : callable
        Writes a value.
    feasts : mapping of int to str
        What is written above a month, 1 to 12.
    reference : float
        From where the bars start.
    reference_name : str
        What that level is called.
    title, alt, empty : str
        What the chart shows, its description, and what it says when there is nothing to draw.
    """
    numbers = np.array(values, dtype=float)
    some = bool(np.isfinite(numbers).any())

    def paint(axes: Axes) -> None:
        if some:
            _year(axes, numbers, (names, write), feasts, (reference, reference_name))
        else:
            labels.nothing(axes, empty)

    return charts.draw(paint, title=title, alt=alt, height=2.7 if some else 1.2)


def _shade(axes: Axes, frame: pd.DataFrame, shade: tuple[str, str] | None, name: str) -> None:
    """The period, as far as it is in view."""
    inside = [i for i, month in enumerate(frame["month"]) if shade and shade[0] <= str(month) <= shade[1]]
    if not inside:
        return
    axes.axvspan(inside[0] - 0.5, inside[-1] + 0.5, color=COLOURS["grid"], alpha=0.45, linewidth=0)
    if name:
        axes.set_title(labels.fit(axes, name, 110), loc="right", fontsize=9, color=COLOURS["muted"], pad=4)


def _lines(
    axes: Axes,
    frame: pd.DataFrame,
    columns: Sequence[str],
    named: tuple[Mapping[str, str], Mapping[str, str]],
    write: Callable[[float], str],
) -> list[tuple[float, str, str, int]]:
    """Draw the lines, ours last; where each ends, its label, colour and weight."""
    at, ends = np.arange(len(frame)), []
    names, roles = named
    for column in sorted(columns, key=lambda c: (roles.get(c) == "us", roles.get(c, "other") != "other")):
        look = looks.look(roles.get(column))
        values = frame[column].to_numpy(float)
        values = np.where(np.isfinite(values), values, np.nan)
        final = int(np.flatnonzero(np.isfinite(values))[-1])
        axes.plot(at, values, color=look.colour, linewidth=look.width, dashes=look.dashes or (None, None))
        axes.plot([final], [values[final]], look.marker, color=look.colour, markersize=4.5)
        value = labels.clean(write(float(values[final])))
        room = _ENDS - labels.extent(axes, f" {value}", weight=look.weight)[0]
        name = labels.fit(axes, names[column], room, weight=look.weight)
        ends.append((float(values[final]), f"{name} {value}", look.letters, look.weight))
    return ends


def _limits(axes: Axes, values: pd.DataFrame, level: float | None) -> None:
    """Limits that hold the lines and the level."""
    known = [*values.to_numpy(float).ravel().tolist(), *([] if level is None else [level])]
    finite = [value for value in known if np.isfinite(value)]
    low, high = min(finite), max(finite)
    pad = (high - low or abs(high) or 1.0) * 0.09
    axes.set_ylim(low - pad, high + pad)
    axes.set_xlim(-0.6, max(len(values) - 0.4, 0.6))


def _months(axes: Axes, frame: pd.DataFrame, tell: Callable[[str], str], *, written: bool) -> None:
    """Months under the lowest panel, back from the last one."""
    step = 3 if len(frame) <= 24 else 6 if len(frame) <= 48 else 12
    ticks = [i for i in range(len(frame)) if (len(frame) - 1 - i) % step == 0]
    axes.set_xticks(ticks, [labels.fit(axes, tell(str(frame["month"].iloc[i])), 46) for i in ticks])
    axes.tick_params(labelbottom=written)


def _ends(axes: Axes, ends: list[tuple[float, str, str, int]], tall: float) -> None:
    """Names beside the ends of the lines, apart from one another."""
    low, high = axes.get_ylim()
    places = labels.shifted([end[0] for end in ends], low, high, (high - low) * labels.LINE / tall)
    for place, (_, words, colour, weight) in zip(places, ends, strict=True):
        axes.text(
            1.008,
            place,
            words,
            transform=axes.get_yaxis_transform(),
            va="center",
            color=colour,
            fontweight=weight,
        )


def _year(
    axes: Axes,
    values: np.ndarray[Any, Any],
    texts: tuple[Sequence[str], Callable[[float], str]],
    feasts: Mapping[int, str],
    level: tuple[float, str],
) -> None:
    """Bars, the extremes' values, feasts in rows above, and the level."""
    names, write = texts
    start = level[0]
    known = values[np.isfinite(values)]
    low, high = min(float(known.min()), start), max(float(known.max()), start)
    span = high - low or abs(high) or 1.0
    most, least = int(np.nanargmax(values)), int(np.nanargmin(values))
    width = (charts.WIDTH * 72 - 60) / 12
    words = {month: labels.fit(axes, text, 2.6 * width) for month, text in sorted(feasts.items()) if text}
    spans = [_span(axes, month, text, width) for month, text in words.items()]
    rows = dict(zip(words, labels.tops(spans, [month - 1.0 for month in words]), strict=True))
    line = span * 0.105
    roof = high + 1.5 * line
    axes.set(
        xlim=(-0.6, 11.6), ylim=(low - 1.3 * line, roof + line * (1.1 * (max(rows.values(), default=-1) + 1)))
    )
    for month in range(12):
        if np.isfinite(values[month]):
            extreme = month in (most, least)
            axes.bar(
                month, values[month] - start, bottom=start, width=0.66, linewidth=0,
                color=COLOURS["category"], alpha=1 if extreme else 0.5,
            )  # fmt: skip
    for month in {most, least}:
        up = values[month] >= start
        axes.annotate(
            labels.clean(write(float(values[month]))),
            (month, values[month]),
            (0, 3 if up else -3),
            textcoords="offset points",
            ha="center",
            va="bottom" if up else "top",
            fontweight=600,
        )
    for (month, text), (left, right) in zip(words.items(), spans, strict=True):
        foot = roof + line * 1.1 * rows[month]
        axes.text(
            (left + right) / 2, foot, text, ha="center", va="bottom", color=COLOURS["muted"], fontsize=8.5
        )
        reach = values[month - 1] if np.isfinite(values[month - 1]) else start
        reach = max(float(reach), start) + (1.25 * line if month - 1 == most else 0.1 * line)
        axes.vlines(month - 1, reach, foot - 0.05 * line, color=COLOURS["grid"], linewidth=0.8)
    axes.axhline(start, color=COLOURS["muted"], linewidth=0.8)
    axes.set_xticks(range(12), [labels.fit(axes, name, width - 3) for name in names])
    labels.scale(axes.yaxis, write, ticks=4)
    axes.set_yticks([tick for tick in axes.get_yticks() if low - line <= tick <= high + line])
    if level[1]:
        axes.text(
            1.008,
            start,
            labels.fit(axes, level[1], 90),
            transform=axes.get_yaxis_transform(),
            va="center",
            color=COLOURS["muted"],
        )


def _span(axes: Axes, month: int, text: str, width: float) -> tuple[float, float]:
    """From where to where a text over a month reaches, in months, kept within the year."""
    half = labels.extent(axes, text, size=8.5)[0] / 2 / width + 0.03
    middle = min(max(month - 1, -0.55 + half), 11.55 - half)
    return middle - half, middle + half
