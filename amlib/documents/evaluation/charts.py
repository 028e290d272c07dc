"""
The charts of the evaluation: causes, course, changes, outlets.

A waterfall starts at the base as its zero, so that its bars are drawn in full and small causes can be seen, instead of cutting the axis under two tall
columns. Causes too small to see are drawn together and named in the description. Outlets are drawn in a funnel, growth beside size, because a
ranking of unequal outlets ranks their noise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from amlib import language, periods
from amlib.documents import charts, words
from amlib.documents.charts import COLOURS
from amlib.documents.evaluation import captions
from amlib.documents.evaluation import words as own

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from amlib.analysis.causes import Bridge
    from amlib.analysis.results import Comparison
    from amlib.data.slices import Slice

__all__ = ["MATERIAL", "causes", "changes", "course", "distinct", "material", "outlets"]

MATERIAL = 0.02
"""A cause smaller than this part of all movement together is drawn with the other small ones."""

LABELLED = 6
"""Outlets named on each side of the funnel."""

BARS = 14
"""More bars than this are drawn as the largest, with the others together."""


def causes(bridge: Bridge | None, compared: Comparison, given: Slice) -> charts.Chart | None:
    """
    The causes of a difference, from the base to the actual value; None where there is no bridge to draw.

    Parameters
    ----------
    bridge : Bridge or None
        Of revenue or margin, over the periods of ``compared``.
    compared : Comparison
        Names the two periods.
    given : Slice
        For the currency.
    """
    if bridge is None:
        return None
    shown = material(bridge.total())

    def paint(axes: Axes) -> None:
        _waterfall(
            axes, bridge, shown, (captions.base_period(compared), language.period(compared.period)), given
        )

    return charts.draw(
        paint,
        title=captions.causes(bridge, given),
        alt=captions.causes_alt(bridge, shown, compared, given),
        height=0.55 + 0.27 * (len(shown) + 2),
    )


def material(total: pd.Series) -> pd.Series:
    """
    Effects in their order, the small ones together as the last.

    Adds up to the same; two or more effects below ``MATERIAL`` of all movement become ``rest``, nil effects vanish.

    Examples
    --------
    >>> material(pd.Series({"price": 100.0, "volume": -90.0, "share": 1.0, "market": 0.5})).to_dict()
    {'price': 100.0, 'volume': -90.0, 'rest': 1.5}
    """
    moved = total[total.abs() >= 0.005]
    small = moved.abs() < MATERIAL * moved.abs().sum()
    if small.sum() < 2:
        return moved
    rest = pd.Series({own.REST: float(moved[small].sum())})
    together: pd.Series[float] = pd.concat([moved[~small], rest])
    return together


def course(
    months: pd.DataFrame, period: periods.Period, given: Slice, measure: str = "revenue"
) -> charts.Chart:
    """
    A measure month by month, beside the same months a year before.

    Parameters
    ----------
    months : DataFrame, one row per month, oldest first
        ``month`` ('YYYY-MM'), the measure and ``base_`` of it, as ``results.course`` gives.
    period : Period
        Shaded in the chart.
    given : Slice
        For the currency and the unit.
    measure : 'revenue', 'quantity' or 'margin'
    """

    def paint(axes: Axes) -> None:
        _lines(axes, months, period, given, measure)

    return charts.draw(
        paint,
        title=captions.course(months, given, measure),
        alt=captions.course_alt(months, period, given, measure),
        height=2.7,
    )


def changes(
    compared: Comparison, given: Slice, level: str = "group", measure: str = "revenue"
) -> charts.Chart:
    """
    What each group (or region, banner) gained or lost, from gain to loss.

    Parameters
    ----------
    compared : Comparison
    given : Slice
        For the currency and the unit.
    level : 'group', 'region', 'banner' or 'outlet'
    measure : 'revenue', 'quantity' or 'margin'
    """
    parts = _changes(compared.level(level), measure)

    def paint(axes: Axes) -> None:
        _diverging(axes, parts, given, measure)

    return charts.draw(
        paint,
        title=captions.changes(parts, given),
        alt=captions.changes_alt(parts, given, measure, level),
        height=0.3 + 0.27 * max(len(parts), 2),
    )


def outlets(ranking: pd.DataFrame, given: Slice, compared: Comparison | None = None) -> charts.Chart:
    """
    Growth of every outlet beside its size, with the limits within which chance alone could put it.

    Parameters
    ----------
    ranking : DataFrame, one row per outlet
        As ``outlets.ranking`` gives: ``name``, ``base_revenue``, ``growth``, ``expected``, ``lower``, ``upper``, ``stake``, ``signal``.
    given : Slice
        For the currency.
    compared : Comparison, optional
        Names the period that is compared with; without it, last year.
    """
    drawn = ranking[ranking["growth"].notna() & ranking["lower"].notna()]
    centre = float(drawn["expected"].sum() / drawn["base_revenue"].sum() - 1) if len(drawn) else float("nan")

    def paint(axes: Axes) -> None:
        _funnel(axes, drawn, centre, given, compared)

    return charts.draw(
        paint,
        title=captions.outlets(drawn),
        alt=captions.outlets_alt(drawn, len(drawn), len(ranking) - len(drawn), centre, compared),
        height=3.9,
    )


def _waterfall(axes: Axes, bridge: Bridge, shown: pd.Series, ends: tuple[str, str], given: Slice) -> None:
    """Bars that start where the one before ended, between a dot for the base and one for the actual value."""
    money = shown.to_numpy(float)
    steps = np.concatenate([[0.0], money.cumsum()])
    last = len(money) + 1
    base, actual = (language.short_money(value, given.currency) for value in (bridge.base, bridge.actual))
    labels = [base, *(language.short_money(m, given.currency, plus=True) for m in money)]
    labels.append(f"{actual} ({language.short_money(bridge.change, given.currency, plus=True)})")
    sides = [1, *(1 if m > 0 else -1 for m in money), 1]
    spans = [(0.0, 0.0), *((min(pair), max(pair)) for pair in pairwise(steps)), (steps[-1], steps[-1])]
    names = [ends[0], *(own.cause(str(effect)).name for effect in shown.index), ends[1]]
    low, high = charts.limits(spans, labels, sides, charts.WIDTH - _names_width(names))
    gap = (high - low) * 0.008
    axes.vlines(0, 0, last, color=COLOURS["grid"], linewidth=0.8)
    for row, (step, start) in enumerate(zip(money, steps[:-1], strict=True), start=1):
        axes.barh(
            row, step, left=start, height=0.62, color=COLOURS["better" if step > 0 else "worse"], linewidth=0
        )
        stop = row + (0.69 if row + 1 < last else 1.0)
        axes.vlines(start + step, row + 0.31, stop, color=COLOURS["muted"], linewidth=0.7)
    for row, at, colour in ((0, 0.0, "comparison"), (last, steps[-1], "us")):
        axes.plot([at], [row], "o", color=COLOURS[colour], markersize=7, clip_on=False)
    for row, (label, span, side) in enumerate(zip(labels, spans, sides, strict=True)):
        end = row in (0, last)
        place = span[1] + (2.2 if end else 1) * gap if side > 0 else span[0] - gap
        axes.text(
            place, row, label, ha="left" if side > 0 else "right", va="center", fontweight=600 if end else 400
        )
    _rows(axes, names, bold={0, last})
    axes.set_xlim(low, high + 2 * gap)
    axes.xaxis.set_major_locator(NullLocator())


def _names_width(names: list[str]) -> float:
    """Inches that names down the left side take."""
    return 0.15 + charts.LETTER * max(map(len, names))


def _rows(axes: Axes, names: list[str], bold: set[int] | None = None) -> None:
    """Names down the left side, the first on top."""
    axes.set_yticks(range(len(names)), names)
    for row, label in enumerate(axes.get_yticklabels()):
        label.set_color(COLOURS["ink"])
        label.set_fontweight(600 if row in (bold or ()) else 400)
    axes.set_ylim(len(names) - 0.5, -0.5)


def _lines(axes: Axes, months: pd.DataFrame, period: periods.Period, given: Slice, measure: str) -> None:
    """Two lines, named at their ends; the period shaded."""
    at = np.arange(len(months))
    inside = [i for i, month in enumerate(months["month"]) if month in {str(m) for m in period.months()}]
    if inside:
        axes.axvspan(inside[0] - 0.5, inside[-1] + 0.5, color=COLOURS["grid"], alpha=0.45, linewidth=0)
    ends: list[tuple[float, str, str]] = []
    for column, colour, name, width in (
        (f"base_{measure}", "comparison", language.say("a year before"), 1.6),
        (measure, "us", own.change_of(measure), 2.4),
    ):
        values = months[column].to_numpy(float)
        if np.isfinite(values).any():
            sns.lineplot(
                x=at, y=values, ax=axes, color=COLOURS[colour], linewidth=width, estimator=None, sort=False
            )
            final = int(np.flatnonzero(np.isfinite(values))[-1])
            axes.plot(
                [final], [values[final]], "o", color=COLOURS[colour], markersize=4 if column == measure else 3
            )
            ends.append((float(values[final]), name, colour))
    top = float(np.nanmax(months[[measure, f"base_{measure}"]].to_numpy(float)))
    bottom = min(0.0, float(np.nanmin(months[[measure, f"base_{measure}"]].to_numpy(float))))
    axes.set_ylim(bottom, top * 1.12)
    axes.set_xlim(-0.6, len(months) * 1.15)
    if inside:
        axes.text(
            float(np.mean(inside)),
            top * 1.11,
            language.period(period),
            ha="center",
            va="top",
            color=COLOURS["muted"],
        )
    places = charts.apart([value for value, _, _ in ends], (top * 1.12 - bottom) * 0.075)
    for place, (_, name, colour) in zip(places, ends, strict=True):
        axes.text(
            len(months) - 0.5, place, name, va="center", color=COLOURS["us" if colour == "us" else "muted"],
            fontweight=600 if colour == "us" else 400,
        )  # fmt: skip
    ticks = [i for i in at if (len(months) - 1 - i) % (3 if len(months) <= 24 else 6) == 0]
    axes.set_xticks(ticks, [language.month(periods.parse(months["month"].iloc[i])) for i in ticks])
    axes.set(xlabel="", ylabel="")
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _round_amount(value, measure, given)))
    axes.grid(axis="y")


def _changes(lines: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Name, change and growth of each node, from gain to loss; many small ones together."""
    parts = pd.DataFrame({
        "name": [words.name_of(name, key) for name, key in zip(lines["name"], lines["key"], strict=True)],
        "actual": lines[measure].to_numpy(float),
        "base": lines[f"base_{measure}"].to_numpy(float),
    })  # fmt: skip
    parts["change"] = parts["actual"] - parts["base"]
    parts = parts[parts["change"].notna()]
    if len(parts) > BARS:
        order = parts["change"].abs().sort_values(ascending=False, kind="stable").index
        rest = parts.loc[order[BARS - 1 :], ["actual", "base", "change"]].sum()
        together = pd.DataFrame([{"name": language.say("others"), **rest}])
        parts = pd.concat([parts.loc[order[: BARS - 1]], together], ignore_index=True)
    parts["growth"] = parts["change"] / parts["base"].where(parts["base"] > 0)
    return parts.sort_values(["change", "name"], ascending=[False, True], kind="stable").reset_index(
        drop=True
    )


def _diverging(axes: Axes, parts: pd.DataFrame, given: Slice, measure: str) -> None:
    """Bars to the right for a gain, to the left for a loss, each with its figure."""
    if parts.empty:
        _nothing(axes, language.say("There is nothing to compare these figures with."))
        return
    values = parts["change"].to_numpy(float)
    labels = [
        captions.amount(change, measure, given, plus=True)
        + (f" ({words.grown(growth)})" if np.isfinite(growth) else "")
        for change, growth in zip(values, parts["growth"].to_numpy(float), strict=True)
    ]
    sides = [1 if value >= 0 else -1 for value in values]
    spans = [(min(value, 0.0), max(value, 0.0)) for value in values]
    names = [_short(name, 34) for name in parts["name"]]
    low, high = charts.limits(spans, labels, sides, charts.WIDTH - _names_width(names))
    colours = [COLOURS["better" if side > 0 else "worse"] for side in sides]
    axes.barh(np.arange(len(parts)), values, height=0.62, linewidth=0, color=colours)
    for row, (label, value, side) in enumerate(zip(labels, values, sides, strict=True)):
        axes.text(
            value + side * 0.01 * (high - low), row, label, va="center", ha="left" if side > 0 else "right"
        )
    axes.vlines(0, -0.5, len(parts) - 0.5, color=COLOURS["muted"], linewidth=0.8)
    _rows(axes, names)
    axes.set_xlim(low, high)
    axes.xaxis.set_major_locator(NullLocator())


def _funnel(
    axes: Axes, drawn: pd.DataFrame, centre: float, given: Slice, compared: Comparison | None
) -> None:
    """Dots in a band of limits; those outside it are named as far as there is room."""
    if drawn.empty:
        _nothing(axes, language.say("no outlet sold in both periods"))
        return
    size, ratio = drawn["base_revenue"].to_numpy(float), 1 + drawn["growth"].to_numpy(float)
    low, high = _view(drawn, centre)
    seen = np.clip(ratio, low, high)
    axes.set(
        xscale="log",
        yscale="log",
        xlim=(size.min() / 1.25, size.max() * 1.35),
        ylim=(low / 1.12, high * 1.06),
    )
    order = np.argsort(size, kind="stable")
    picked = order[np.unique(np.linspace(0, len(order) - 1, min(len(order), 90)).round().astype(int))]
    lower, upper = (np.clip(1 + drawn[c].to_numpy(float)[picked], 0.001, 1000) for c in ("lower", "upper"))
    axes.fill_between(size[picked], lower, upper, color=COLOURS["grid"], alpha=0.5, linewidth=0)
    axes.axhline(1, color=COLOURS["muted"], linewidth=0.6, dashes=(4, 3))
    axes.axhline(1 + centre, color=COLOURS["us"], linewidth=1.0)
    for signal, marker, colour, large in (
        ("within", "o", "comparison", 3.2),
        ("above", "^", "better", 6.5),
        ("below", "v", "worse", 6.5),
    ):
        chosen = (drawn["signal"] == signal).to_numpy()
        axes.plot(
            size[chosen], seen[chosen], marker, color=COLOURS[colour], markersize=large, markeredgewidth=0
        )
    _money_ticks(axes, size, given)
    axes.yaxis.set_major_locator(
        FixedLocator([tick for tick in _ratios(low, high) if low / 1.12 <= tick <= high * 1.06])
    )
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: language.percent(value - 1, 0, plus=True)))
    axes.grid(axis="y")
    axes.set_xlabel(
        language.say(
            "revenue {before} (each step to the right is a larger outlet)", before=own.in_base(compared)
        )
    )
    axes.set_ylabel(language.say("growth"))
    together = language.say("together") + "\n" + language.percent(centre, plus=True)
    axes.text(
        1.01,
        1 + centre,
        together,
        transform=axes.get_yaxis_transform(),
        va="center",
        color=COLOURS["us"],
        fontweight=600,
    )
    _name_outlets(axes, drawn.assign(seen=seen))


def _nothing(axes: Axes, text: str) -> None:
    """Words where there is nothing to draw."""
    axes.text(0.5, 0.5, text, ha="center", va="center", transform=axes.transAxes, color=COLOURS["muted"])
    axes.set(xticks=[], yticks=[])


def _view(drawn: pd.DataFrame, centre: float) -> tuple[float, float]:
    """The ratios in view: nearly all outlets, and the limits of a middling one; what lies beyond stands on the edge."""
    ratio = 1 + drawn["growth"]
    low, high = ratio.quantile([0.005, 0.995]) if len(drawn) > 200 else (ratio.min(), ratio.max())
    least = min(float(low), 1 + float(drawn["lower"].median()), 1 + centre, 0.95)
    most = max(float(high), 1 + float(drawn["upper"].median()), 1 + centre, 1.05)
    return max(least, 0.1), min(most, 10.0)


def _ratios(low: float, high: float) -> tuple[float, ...]:
    """Round ratios for ticks, the finer the narrower the view."""
    if high / low > 4:
        return (0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
    if high / low > 1.8:
        return (0.4, 0.5, 0.6, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 2.5)
    return tuple(round(0.5 + 0.05 * step, 2) for step in range(31))


def _money_ticks(axes: Axes, size: np.ndarray[Any, Any], given: Slice) -> None:
    """Ticks at round amounts."""
    powers = range(int(np.floor(np.log10(size.min()))), int(np.ceil(np.log10(size.max()))) + 1)
    ticks = [step * 10.0**power for power in powers for step in ((1, 3) if len(powers) > 2 else (1, 2, 5))]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _round_amount(value, "revenue", given)))


def _name_outlets(axes: Axes, drawn: pd.DataFrame) -> None:
    """Names beside the outlets that stand out most, where there is room."""
    names = [words.name_of(name, outlet) for name, outlet in zip(drawn["name"], drawn["outlet"], strict=True)]
    drawn = drawn.assign(label=distinct(names))
    chosen = [
        drawn[drawn["signal"] == signal]
        .sort_values("stake", key=abs, ascending=False, kind="stable")
        .head(LABELLED)
        for signal in ("above", "below")
    ]
    named = pd.concat(chosen)
    figure: Any = axes.figure
    figure.draw_without_rendering()  # the layout, so that places on paper are known
    room = axes.get_window_extent()
    texts = [axes.annotate(_short(label), (0, 0), xycoords="figure pixels") for label in named["label"]]
    sizes = [(box.width, box.height) for box in (text.get_window_extent() for text in texts)]
    points = axes.transData.transform(named[["base_revenue", "seen"]].to_numpy(float).reshape(-1, 2))
    out = (drawn["signal"] != "within").to_numpy()
    marks = axes.transData.transform(drawn[["base_revenue", "seen"]].to_numpy(float))
    places = charts.free_places(
        [(float(x), float(y)) for x, y in points],
        sizes,
        (room.x0, room.y0, room.x1, room.y1),
        taken=[(x - 7, y - 7, x + 7, y + 7) for x, y in marks[out]],
        avoided=[(x - 2, y - 2, x + 2, y + 2) for x, y in marks[~out]],
    )
    for text, place in zip(texts, places, strict=True):
        if place is None:
            text.remove()
        else:
            text.xy = place
            text.set_position(place)


def distinct(names: Sequence[str]) -> list[str]:
    """
    Names without the words with which most of them begin.

    Examples
    --------
    >>> distinct(["Slager Jan Breda", "Slager Jan Tilburg", "Slager Jan", "Kantine"])
    ['Breda', 'Tilburg', 'Slager Jan', 'Kantine']
    """
    split = [name.split() for name in names]
    shared: list[str] = []
    while True:
        following = [
            parts[len(shared)]
            for parts in split
            if parts[: len(shared)] == shared and len(parts) > len(shared)
        ]
        often, count = Counter(following).most_common(1)[0] if following else ("", 0)
        if count * 2 <= len(names):
            break
        shared.append(often)
    depth = len(shared)
    return [
        " ".join(parts[depth:]).lstrip("-/,. ")
        if parts[:depth] == shared and any(map(str.isalnum, "".join(parts[depth:])))
        else name
        for parts, name in zip(split, names, strict=True)
    ]


def _short(name: str, most: int = 32) -> str:
    """A name that fits beside its dot."""
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def _round_amount(value: float, measure: str, given: Slice) -> str:
    """A round figure on an axis, without its nil decimals."""
    return re.sub(r"[.,]0{1,2}(?!\d)", "", captions.amount(value, measure, given))
