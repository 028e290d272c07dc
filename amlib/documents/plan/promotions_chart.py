"""
The promotion calendar drawn: fifty-two weeks, a bar per promotion, its dip behind it, the feasts over all.

In a list of dates nobody sees that three promotions of one group stand in five weeks. Here the weeks run across and each promotion has a line; what follows it in dip is pale, what is in
the way has a mark at its beginning, so that it is seen without colour too.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from amlib import language, periods
from amlib.analysis import holidays
from amlib.documents import charts
from amlib.documents.charts import COLOURS
from amlib.documents.plan import changes, promotions
from amlib.documents.plots import labels
from amlib.plan import calendar as weeks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from amlib.data.slices import Slice
    from amlib.documents.charts import Chart
    from amlib.plan.calendar import Conflict, Slot

__all__ = ["MOST", "calendar"]

MOST = 24
"""So many promotions are drawn: the first of the year."""

_NAMES = 172.0
_ROW = 0.165


def calendar(found: Sequence[Slot], clashes: Sequence[Conflict], year: int, given: Slice) -> Chart | None:
    """
    The promotions of a plan over the weeks of its year; None where there are none.

    Parameters
    ----------
    found : sequence of Slot
    clashes : sequence of Conflict
    year : int
    given : Slice
    """
    if not found:
        return None
    shown = found[:MOST]
    serious = {one.action for one in clashes if one.code != "rival"}

    def paint(axes: Axes) -> None:
        _paint(axes, shown, serious, year, given)

    return charts.draw(
        paint, title=_title(found, serious), alt=_alt(found, clashes, given), height=0.8 + _ROW * len(shown)
    )


def _paint(axes: Axes, shown: Sequence[Slot], serious: set[str], year: int, given: Slice) -> None:
    mondays = weeks.weeks_of(year)
    axes.set(xlim=(0, len(mondays)), ylim=(len(shown) - 0.5, -1.9))
    for feast in holidays.FEASTS:
        if feast in weeks.FEASTS:
            day = holidays.day_of(feast, year)
            at, begins = (_at(each, mondays) for each in (day, day - timedelta(days=weeks.BEFORE)))
            axes.axvspan(begins, at + 1 / 7, color=COLOURS["grid"], alpha=0.55, linewidth=0)
            aligned = "left" if feast == "easter" else "right"
            axes.text(begins if feast == "easter" else at + 1 / 7, -0.75, promotions.feast(feast), ha=aligned, va="bottom", fontsize=8, color=COLOURS["muted"])  # fmt: skip
    for row, slot in enumerate(shown):
        first, last, dip = (_at(each, mondays) for each in (slot.first, slot.last, slot.until))
        axes.hlines(row, 0, len(mondays), color=COLOURS["grid"], linewidth=0.4, zorder=0)
        axes.barh(row, dip + 1 - first, left=first, height=0.62, color=COLOURS["us"], alpha=0.22, linewidth=0)
        axes.barh(row, last + 1 - first, left=first, height=0.62, color=COLOURS["us"], linewidth=0)
        if slot.action.id in serious:
            axes.plot([first - 0.7], [row], marker="D", markersize=4, color=COLOURS["warning"], clip_on=False)
        effect = slot.action.effect("margin")
        told = language.MISSING if effect is None else changes.amount(effect.expected, "margin", given.currency)  # fmt: skip
        axes.text(
            1.008,
            row,
            told,
            transform=axes.get_yaxis_transform(),
            va="center",
            fontsize=8,
            color=COLOURS["worse"] if effect is not None and effect.expected < 0 else COLOURS["ink"],
        )
    names = [labels.fit(axes, slot.action.name, _NAMES, size=8) for slot in shown]
    axes.set_yticks(range(len(shown)), names, fontsize=8, color=COLOURS["ink"])
    months = [month.start for month in periods.parse(str(year)).months()]
    places = [_at(day, mondays) for day in months]
    axes.vlines(places, -0.5, len(shown) - 0.5, color=COLOURS["grid"], linewidth=0.6, zorder=0)
    told = language.say("Dark: the weeks of the promotion; light: the dip after it; a diamond: in the way. On the right the expected result.")  # fmt: skip
    axes.figure.supxlabel(told, x=0.0, ha="left", fontsize=8, color=COLOURS["muted"])
    axes.set_xticks([place + 2.2 for place in places], [language.month(periods.month_of(day), year=False) for day in months], fontsize=8)  # fmt: skip


def _at(day: date, mondays: Sequence[date]) -> float:
    return (day - mondays[0]).days / 7


def _title(found: Sequence[Slot], serious: set[str]) -> str:
    if not serious:
        return language.say_many(
            "{count} promotion in the year, none in the way of another",
            "{count} promotions in the year, none in the way of another",
            len(found),
        )
    return language.say_many(
        "{count} promotion in the year, of which {clashing} in the way of another or of a feast",
        "{count} promotions in the year, of which {clashing} in the way of another or of a feast",
        len(found),
        clashing=language.number(len(serious)),
    )


def _alt(found: Sequence[Slot], clashes: Sequence[Conflict], given: Slice) -> str:
    names = {slot.action.id: slot.action.name for slot in found}
    told = []
    for slot in found:
        mine = [promotions.clash(one, names) for one in clashes if one.action == slot.action.id]
        effect = slot.action.effect("margin")
        told.append(
            language.say(
                "week {week}: {name}, expected result {result}",
                week=promotions.week(slot.first),
                name=slot.action.name,
                result=language.MISSING if effect is None else changes.amount(effect.expected, "margin", given.currency),
            )
            + "".join(f", {one}" for one in mine)
        )  # fmt: skip
    parts = "; ".join(told)
    return language.say("Calendar of promotions over the weeks of the year. {parts}.", parts=parts)
