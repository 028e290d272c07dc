"""
The charts of the year ahead: each group's estimate beside its target, and the year's course to where it will end.

A group is drawn as a part of its own target, so that a small group's range can be seen beside a large one's, with one line where the target is. The course is drawn added up from
January, as a target is one of the whole year, and as the distance to it: added up, every year is a straight line, and all that is asked lies in the little between the lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib import language, periods
from amlib.documents import charts, words
from amlib.documents.charts import COLOURS
from amlib.documents.evaluation import captions, outlook
from amlib.documents.evaluation import words as own
from amlib.documents.plots import labels, ranges
from amlib.documents.sentences import capital

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from amlib.analysis.year import Ahead
    from amlib.data.slices import Slice

__all__ = ["course", "groups"]

_ENDED = {
    ("target", True): "{measure} of {year} ends {gap} above target, by the latest estimate",
    ("target", False): "{measure} of {year} ends {gap} below target, by the latest estimate",
    ("last_year", True): "{measure} of {year} ends {gap} above last year, by the latest estimate",
    ("last_year", False): "{measure} of {year} ends {gap} below last year, by the latest estimate",
}
"""Where the year ends, in a title."""

_BESIDE = {"target": "The target is {amount}.", "last_year": "Last year was {amount}."}
_ENDS = 150.0
"""Points beside the course for the names of its lines."""


def groups(ahead: Ahead, given: Slice, measure: str = "revenue") -> charts.Chart:
    """
    The estimate of each group with its range, as a part of its target; of last year where there are no targets per group.

    Parameters
    ----------
    ahead : Ahead
    given : Slice
        For the currency and the unit.
    measure : 'revenue', 'quantity' or 'margin'
    """
    base = "target" if ahead.level("group", measure)["target"].notna().any() else "last_year"
    total = ahead.line(measure)
    lines = ahead.level("group", measure)
    lines = lines[(lines[base] > 0) & lines["centre"].notna()].sort_values(
        "centre", ascending=False, kind="stable"
    )
    if total is not None and total[base] > 0:
        lines = pd.concat([total.to_frame().T.assign(name=language.say("Total")), lines])
    parts = lines[["centre", "low", "high"]].astype(float).div(lines[base].astype(float), axis=0)
    shown = pd.DataFrame(
        {
            "name": [words.name_of(name, key) for name, key in zip(lines["name"], lines["key"], strict=True)],
            "value": parts["centre"], "low": parts["low"], "high": parts["high"],
            "label": [_label(part, line, base) for part, (_, line) in zip(parts["centre"], lines.iterrows(), strict=True)],
            "role": ["us" if level == "total" else "other" for level in lines["level"]],
        }
    ).reset_index(drop=True)  # fmt: skip
    called = language.say("target") if base == "target" else language.say("last year")
    return ranges.dots(
        shown,
        write=lambda value: language.percent(value, 0),
        reference=(1.0, called),
        axis_name=language.say("estimate of the year as a part of the {base}", base=called),
        title=_groups_title(lines, base, measure),
        alt=_groups_alt(shown, base, measure, ahead),
        empty=language.say("There is nothing to compare these figures with."),
    )


def course(ahead: Ahead, given: Slice, measure: str = "revenue") -> charts.Chart:
    """
    How far the year, added up month by month, is from its target, and the range in which it will end; from last year where there is no target.

    Parameters
    ----------
    ahead : Ahead
    given : Slice
        For the currency and the unit.
    measure : 'revenue', 'quantity' or 'margin'
    """
    line = ahead.line(measure)
    drawn = line is not None and pd.notna(line["centre"])

    def paint(axes: Axes) -> None:
        if line is None or not drawn:
            labels.nothing(axes, language.say("There is nothing to compare these figures with."))
        else:
            _course(axes, ahead, line, measure, given)

    title = _course_title(line if drawn else None, ahead, measure, given)
    return charts.draw(
        paint,
        title=title,
        alt=_course_alt(line if drawn else None, ahead, measure, given, title),
        height=3.0 if drawn else 1.2,
    )


def _label(part: float, line: pd.Series, base: str) -> str:
    """A group's estimate in percent, with its chance where there is one."""
    if base != "target" or pd.isna(line["probability"]):
        return language.percent(part)
    return language.say("{part}; chance {chance}", part=language.percent(part), chance=outlook.chance(line))


def _groups_title(lines: pd.DataFrame, base: str, measure: str) -> str:
    """How many groups will end at their target or above it."""
    of = lines[lines["level"] == "group"]
    if of.empty:
        return language.say("There are no groups to compare with a target or with last year")
    reached = language.number(int((of["centre"] >= of[base]).sum()))
    name, count = own.the(measure), len(of)
    if base == "target":
        return language.say_many("{reached} of {count} group is expected to reach its target of {measure}", "{reached} of {count} groups are expected to reach their target of {measure}", count, reached=reached, measure=name)  # fmt: skip
    return language.say_many("{reached} of {count} group is expected to reach last year's {measure}", "{reached} of {count} groups are expected to reach last year's {measure}", count, reached=reached, measure=name)  # fmt: skip


def _groups_alt(shown: pd.DataFrame, base: str, measure: str, ahead: Ahead) -> str:
    if shown.empty:
        return language.say("There is nothing to compare these figures with.")
    parts = [
        f"{row['name']} {row['label']}" if pd.isna(row["low"]) else f"{row['name']} {row['label']} ({language.percent(row['low'], 0)}–{language.percent(row['high'], 0)})"
        for _, row in shown.iterrows()
    ]  # fmt: skip
    message = (
        "Dots with ranges: the estimate of {measure} for {year} as a part of the target, per group, with the range that holds four times in five. {parts}."
        if base == "target"
        else "Dots with ranges: the estimate of {measure} for {year} as a part of last year, per group, with the range that holds four times in five. {parts}."
    )
    return language.say(message, measure=own.the(measure), year=ahead.year, parts="; ".join(parts))


def _course(axes: Axes, ahead: Ahead, line: pd.Series, measure: str, given: Slice) -> None:
    """How far the year is from its target so far, and the fan from the last known month to December."""
    at = np.arange(13)
    name, reference, end = _reference(ahead, line, measure)
    realised = np.r_[0.0, np.cumsum(ahead.course[measure].to_numpy(float))] - reference
    before = np.r_[0.0, np.cumsum(ahead.course[f"base_{measure}"].to_numpy(float))] - reference
    last = int(np.isfinite(realised).sum()) - 1
    finish, low, high = (float(line[column]) - end for column in ("centre", "low", "high"))
    start = float(realised[last])
    axes.axhline(0, color=COLOURS["muted"], linewidth=1.0, dashes=(4, 3))
    ends = [(0.0, f"{name} {captions.amount(end, measure, given)}", "muted", 400)]
    if np.isfinite(before).all() and name != language.say("last year"):
        axes.plot(at, before, color=COLOURS["comparison"], linewidth=1.5)
        ends.append((float(before[-1]), language.say("last year"), "muted", 400))
    if ahead.months_left:
        if np.isfinite(low):
            axes.fill([last, 12, 12], [start, low, high], color=COLOURS["us"], alpha=0.22, linewidth=0)
        axes.plot([last, 12], [start, finish], color=COLOURS["us"], linewidth=1.6, dashes=(2, 1.5))
    axes.plot(at[: last + 1], realised[: last + 1], color=COLOURS["us"], linewidth=2.4)
    axes.plot([12], [finish], "o", color=COLOURS["us"], markersize=5)
    kind = language.say("estimate") if ahead.months_left else language.say("realised")
    moved = captions.amount(finish, measure, given, plus=True)
    ends.append((finish, f"{kind} {moved}", "us", 600))
    drawn = [
        0.0,
        *realised[: last + 1],
        finish,
        *(each for each in (low, high) if np.isfinite(each)),
        *(end[0] for end in ends),
    ]
    floor, top = min(drawn), max(drawn)
    pad = (top - floor or 1.0) * 0.08
    axes.set(xlim=(-0.2, 12.2), ylim=(floor - pad, top + pad))
    axes.set_xticks(
        [3, 6, 9, 12], [language.month(periods.parse(f"{ahead.year}-{month:02d}")) for month in (3, 6, 9, 12)]
    )
    labels.scale(axes.yaxis, lambda value: _tick(value, measure, given), ticks=4)
    axes.grid(axis="y")
    distance = (top - floor + 2 * pad) * labels.LINE / (0.78 * 3.0 * 72)
    places = labels.shifted([end[0] for end in ends], floor - pad, top + pad, distance)
    for place, (_, text, colour, weight) in zip(places, ends, strict=True):
        axes.text(1.012, place, labels.fit(axes, text, _ENDS, weight=weight), transform=axes.get_yaxis_transform(), va="center", color=COLOURS[colour], fontweight=weight)  # fmt: skip


def _reference(ahead: Ahead, line: pd.Series, measure: str) -> tuple[str, np.ndarray, float]:
    """What the course is drawn against, added up from nil: the budget by month, else last year's months stretched to the target, else last year."""
    budget, before = (
        np.r_[0.0, np.cumsum(ahead.course[f"{kind}_{measure}"].to_numpy(float))]
        for kind in ("budget", "base")
    )
    target, last_year = float(line["target"]), float(line["last_year"])
    if np.isfinite(target):
        if np.isfinite(budget).all():
            return own.set_for(line["target_source"] == "plan"), budget, target
        shape = before / last_year if last_year > 0 and np.isfinite(before).all() else np.arange(13) / 12
        return language.say("target"), shape * target, target
    if np.isfinite(before).all():
        return language.say("last year"), before, float(before[-1])
    return language.say("nothing"), np.zeros(13), 0.0


def _tick(value: float, measure: str, given: Slice) -> str:
    if measure == "quantity":
        return language.quantity(value, given.unit)
    return (
        language.short_money(value, given.currency, tight=True)
        if value
        else language.money(0, given.currency)
    )


def _course_title(line: pd.Series | None, ahead: Ahead, measure: str, given: Slice) -> str:
    """Where the year ends, against its target or last year."""
    if line is None:
        return language.say("There are no sales to make an estimate of {year} from.", year=ahead.year)
    base = "target" if pd.notna(line["target"]) else "last_year"
    name, gap = capital(own.the(measure)), float(line["centre"] - line[base])
    values = {"measure": name, "year": str(ahead.year), "gap": captions.amount(abs(gap), measure, given)}
    if pd.isna(gap):
        return language.say(
            "{measure} of {year} month by month; there is nothing to hold it against", **values
        )
    return language.say(_ENDED[base, gap >= 0], **values)


def _course_alt(line: pd.Series | None, ahead: Ahead, measure: str, given: Slice, title: str) -> str:
    if line is None:
        return title
    told = [
        language.say(
            "Line chart of {measure} added up from January {year}, as the distance to what it is held against: {realised} to {month}, and at the end of the year {centre}.",
            measure=own.the(measure), year=ahead.year, realised=captions.amount(float(line["realised"]), measure, given), month=words.month(ahead.through),
            centre=captions.amount(float(line["centre"]), measure, given),
        )
    ]  # fmt: skip
    if pd.notna(line["low"]) and ahead.months_left:
        told.append(
            language.say(
                "The range at the end of the year is {span}.", span=outlook.span(line, measure, given)
            )
        )
    for name in ("target", "last_year"):
        if pd.notna(line[name]):
            told.append(
                language.say(_BESIDE[name], amount=captions.amount(float(line[name]), measure, given))
            )
    return " ".join(told)
