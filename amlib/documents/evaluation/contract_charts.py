"""
The charts of the contract: from revenue to what is left of it, and the bonus as a function of the year's revenue.

A bonus that holds from the first euro is a staircase, and only a picture shows how high a stair is beside where the year stands. So the second chart draws the bonus over every revenue
that the year may still reach, with now, the latest estimate and its range on it. A jump is drawn as the vertical line that it is.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import NullLocator

from amlib import language
from amlib.documents import charts
from amlib.documents.charts import COLOURS
from amlib.documents.evaluation import contract_captions as captions
from amlib.documents.evaluation import contract_words as own
from amlib.documents.plots import labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from amlib.analysis.contract import Contract
    from amlib.data.slices import Slice

__all__ = ["bonus", "falling", "waterfall"]


def waterfall(found: Contract | None, given: Slice) -> charts.Chart | None:
    """
    From revenue to margin after conditions, over the year to date; None where nothing was agreed.

    Parameters
    ----------
    found : Contract or None
        What ``analysis.contract.of`` gives.
    given : Slice
        For the currency.
    """
    if found is None or found.accrued.empty or not found.revenue > 0:
        return None
    lines = found.waterfall[np.isfinite(found.waterfall["to_date"])]
    if lines.empty:
        return None
    moved = lines[lines["total"] | (lines["to_date"].abs() >= 0.5)]
    bars = [(str(name), bool(total), float(money)) for name, total, money in moved[["item", "total", "to_date"]].itertuples(index=False)]  # fmt: skip

    return falling(bars, found.revenue, given, title=captions.waterfall(found, given), alt=captions.waterfall_alt(found, bars, given))  # fmt: skip


def falling(
    bars: list[tuple[str, bool, float]], revenue: float, given: Slice, *, title: str, alt: str
) -> charts.Chart:
    """
    A waterfall from revenue to what is left of it.

    Parameters
    ----------
    bars : list of (item, whether it is a total, money)
        Items as ``contract_words.item`` names them; the first is a total.
    revenue : float
        Of which the parts are shown.
    given : Slice
        For the currency.
    title, alt : str
    """

    def paint(axes: Axes) -> None:
        _falls(axes, bars, revenue, given)

    return charts.draw(paint, title=title, alt=alt, height=0.25 + 0.27 * len(bars))


def bonus(found: Contract | None, given: Slice) -> charts.Chart | None:
    """
    The bonuses of the year as a function of its revenue, with now, the latest estimate and its range; None without a step or an estimate.

    Parameters
    ----------
    found : Contract or None
        What ``analysis.contract.of`` gives.
    given : Slice
        For the currency.
    """
    if found is None or found.curve is None or found.curve.steps.empty:
        return None

    def paint(axes: Axes) -> None:
        _staircase(axes, found, given)

    return charts.draw(
        paint, title=captions.bonus(found, given), alt=captions.bonus_alt(found, given), height=3.1
    )


def _falls(axes: Axes, bars: list[tuple[str, bool, float]], revenue: float, given: Slice) -> None:
    """Totals from nil, changes from where the bar before ended, each with its money and its part of revenue."""
    texts = [
        f"{language.short_money(money, given.currency)} ({own.share(money, revenue)})" for _, _, money in bars
    ]
    spans, at = [], 0.0
    for _, total, money in bars:
        spans.append((min(0.0, money), max(0.0, money)) if total else (min(at, at + money), max(at, at + money)))  # fmt: skip
        at = money if total else at + money
    names = [own.item(name) for name, _, _ in bars]
    beside = max(labels.extent(axes, name, weight=600)[0] for name in names) / 72 + 0.15
    low, high = charts.limits(spans, texts, [1] * len(bars), charts.WIDTH - beside)
    for row, ((name, total, money), span) in enumerate(zip(bars, spans, strict=True)):
        colour = "us" if name == "margin_after_terms" else "comparison" if total or name == "cost" else "worse" if money < 0 else "better"  # fmt: skip
        axes.barh(row, span[1] - span[0], left=span[0], height=0.62, linewidth=0, color=COLOURS[colour])
        axes.text(span[1] + 0.008 * (high - low), row, texts[row], va="center", fontweight=600 if total else 400)  # fmt: skip
    axes.vlines(0, -0.5, len(bars) - 0.5, color=COLOURS["muted"], linewidth=0.8)
    labels.rows(axes, names, ["us" if name == "margin_after_terms" else "other" for name, _, _ in bars])
    axes.set_xlim(low, high)
    axes.xaxis.set_major_locator(NullLocator())


def _staircase(axes: Axes, found: Contract, given: Slice) -> None:
    """The bonus over the revenues, the range of the estimate shaded, now and the estimate as dots."""
    assert found.curve is not None
    points, steps, ahead = found.curve.points, found.curve.steps, found.heading
    revenue, owed = points["revenue"].to_numpy(float), points["owed"].to_numpy(float)
    axes.set(
        xlim=(revenue[0], revenue[-1]),
        ylim=(0.0, max(float(owed.max()), 1.0) * 1.18),
    )
    if ahead.ranged and ahead.high > ahead.low:
        axes.axvspan(ahead.low, ahead.high, color=COLOURS["grid"], alpha=0.45, linewidth=0)
    axes.plot(revenue, owed, color=COLOURS["us"], linewidth=2.0, zorder=2)
    marked = [labels.Label(*_at(found, ahead.centre), _dot(language.say("latest estimate"), ahead.centre, found, given), COLOURS["us"], 600, radius=4)]  # fmt: skip
    if found.day.month < 12:
        marked.append(labels.Label(*_at(found, found.revenue), _dot(language.say("now"), found.revenue, found, given), COLOURS["ink"], radius=4))  # fmt: skip
    for place, label in enumerate(marked):
        axes.plot([label.x], [label.y], "o", color=COLOURS["us" if place == 0 else "muted"], markersize=8, markeredgecolor=COLOURS["paper"], zorder=3, clip_on=False)  # fmt: skip
    for row in steps.to_dict("records"):
        text = language.say("from {money}: {rate}", money=language.short_money(row["revenue"], given.currency, tight=True), rate=own.rate(row["rate"], given))  # fmt: skip
        if row["jump"] >= 0.5:
            text += f", {language.short_money(row['jump'], given.currency, plus=True, tight=True)}"
        axes.plot([row["revenue"]], [row["owed"]], "o", color=COLOURS["us"], markersize=3.5, zorder=2.5)
        marked.append(labels.Label(row["revenue"], row["owed"], text, COLOURS["muted"], radius=2))
    labels.scale(axes.xaxis, lambda value: language.short_money(value, given.currency, tight=True))
    labels.scale(axes.yaxis, lambda value: language.short_money(value, given.currency, tight=True), 4)
    axes.grid(visible=False)  # a line would run through the words beside the steps
    axes.set_xlabel(language.say("revenue of the year"), loc="right")
    box = labels.settle(axes)
    sampled = np.linspace(revenue[0], revenue[-1], 120)
    heights = np.interp(sampled, revenue, owed)
    line = axes.transData.transform(np.column_stack([sampled, heights]))
    stairs = [
        (float(x) - 1, float(axes.transData.transform((0, o - j))[1]), float(x) + 1, float(axes.transData.transform((0, o))[1]))
        for x, o, j in zip(axes.transData.transform(np.column_stack([steps["revenue"], steps["owed"]]))[:, 0], steps["owed"], steps["jump"], strict=True)
    ]  # fmt: skip
    taken = [(float(x) - 2, float(y) - 2, float(x) + 2, float(y) + 2) for x, y in line] + stairs
    labels.place(axes, marked, taken=taken, away=(5, 9, 16, 26, 40), width=min(190.0, box.width / 2))


def _at(found: Contract, revenue: float) -> tuple[float, float]:
    """A place on the staircase."""
    assert found.curve is not None
    points = found.curve.points
    return revenue, float(np.interp(revenue, points["revenue"], points["owed"]))


def _dot(name: str, revenue: float, found: Contract, given: Slice) -> str:
    """What stands beside a dot: what it is, its revenue and its bonus."""
    owed = _at(found, revenue)[1] if isfinite(revenue) else float("nan")
    return f"{name} {language.short_money(revenue, given.currency, tight=True)}: {language.short_money(owed, given.currency, tight=True)}"
