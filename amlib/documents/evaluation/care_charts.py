"""
The charts of the care for a customer: the service level month by month beside what was agreed, complaints for what was delivered, and satisfaction with its range.

A title states what was found, from the same figures as the reading beside it; months in which nothing was due leave a gap.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from amlib import language, periods
from amlib.analysis.intervals import LEVEL
from amlib.documents import charts, plots, words
from amlib.documents.evaluation import care_words as own
from amlib.documents.sentences import capital

if TYPE_CHECKING:
    from collections.abc import Callable

    from amlib.analysis.care import Care
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["complaints", "satisfaction", "service"]


def service(care: Care, given: Slice) -> charts.Chart | None:
    """The service level per month, with a line at what was agreed; None where no delivery is known."""
    if care.service is None or not care.service.course["value"].notna().any():
        return None
    found = care.service
    agreed = (
        None
        if isnan(found.agreed)
        else (found.agreed, language.say("agreed {part}", part=language.percent(found.agreed)))
    )
    frame = _trimmed(found.course, "value")
    known = frame[frame["value"].notna()]
    low = known.sort_values("value", kind="stable").iloc[0]
    title = language.say("On time in full, {counted} per month", counted=own.counted(found))
    if agreed:
        recent = known.tail(12)
        below = int((recent["value"] < found.agreed).sum())
        title = language.say_many(
            "The service level was below what was agreed in {below} of the last {count} month",
            "The service level was below what was agreed in {below} of the last {count} months",
            len(recent),
            below=language.number(below),
        )
    return _line(
        frame,
        "value",
        care.period,
        name=language.say("on time in full"),
        write=lambda value: language.percent(value, 0),
        reference=agreed,
        title=title,
        alt=language.say(
            "Line chart of the service level per month, from {first} to {last}. The last month has {now}; lowest was {month}, with {least}. {definition}",
            first=words.month(str(frame["month"].iloc[0])),
            last=words.month(str(frame["month"].iloc[-1])),
            now=language.percent(float(known["value"].iloc[-1])),
            month=words.month(str(low["month"])),
            least=language.percent(float(low["value"])),
            definition=own.definition(found),
        ),
    )


def complaints(care: Care, given: Slice) -> charts.Chart | None:
    """Complaints per month for what was delivered; None where no rate is known."""
    if care.complaints is None or not care.complaints.course["rate"].notna().any():
        return None
    frame = _trimmed(care.complaints.course, "rate")
    known = frame[frame["rate"].notna()]
    most = known.sort_values("rate", kind="stable").iloc[-1]
    half = known.tail(12)
    values = {"per": language.number(own.PER), "unit": given.unit}
    record = care.complaints.record
    title = language.say("Complaints per {per} {unit} show no clear change", **values)
    if record.rising:
        title = language.say("Complaints per {per} {unit} rose", **values)
    elif record.rate.high < record.base_rate.value:
        title = language.say("Complaints per {per} {unit} fell", **values)
    return _line(
        frame,
        "rate",
        care.period,
        name=language.say("complaints"),
        write=lambda value: language.number(value, 2),
        title=title,
        alt=language.say(
            "Line chart of complaints per {per} {unit} delivered, from {first} to {last}; {count} in the last {months} months. Most in {month}: {rate}.",
            **values,
            first=words.month(str(frame["month"].iloc[0])),
            last=words.month(str(frame["month"].iloc[-1])),
            count=language.number(int(half["count"].sum())),
            months=language.number(len(half)),
            month=words.month(str(most["month"])),
            rate=language.number(float(most["rate"]), 3),
        ),
    )


def satisfaction(care: Care, given: Slice) -> charts.Chart | None:
    """The mean score of each question with its range, beside the mean of a year before; None where too few answered."""
    if care.satisfaction is None:
        return None
    rows = own.questions(care.satisfaction.questions, given)
    rows = rows[rows["mean"].notna()].sort_values("mean", ascending=False, kind="stable")
    if rows.empty:
        return None
    base = care.satisfaction.overall[1]
    frame = pd.DataFrame(
        {
            "name": [capital(str(key)) for key in rows["key"]],
            "value": rows["mean"].to_numpy(float),
            "low": rows["low"].to_numpy(float),
            "high": rows["high"].to_numpy(float),
            "label": [language.number(value, 1) for value in rows["mean"]],
            "role": "us",
        }
    )
    low, high = frame.iloc[-1], frame.iloc[0]
    return plots.dots(
        frame,
        write=lambda value: language.number(value, 1),
        reference=None
        if base.few
        else (base.value, language.say("all a year before {score}", score=language.number(base.value, 1))),
        title=language.say("Highest: {high}; lowest: {low}", high=high["name"], low=low["name"])
        if len(frame) > 1
        else str(high["name"]),
        alt=language.say(
            "Dots on ranges of {level}: the mean score per question. {parts}.",
            level=language.percent(LEVEL, 0),
            parts=language.listing(
                [
                    language.say(
                        "{name} {score} ({low} to {high})",
                        name=row["name"],
                        score=row["label"],
                        low=language.number(row["low"], 1),
                        high=language.number(row["high"], 1),
                    )
                    for row in frame.to_dict("records")
                ]
            ),
        ),
    )


def _trimmed(course: pd.DataFrame, column: str) -> pd.DataFrame:
    """A course from the first month that is known."""
    known = course[column].notna().to_numpy()
    return course.iloc[int(known.argmax()) :].reset_index(drop=True)


def _line(
    frame: pd.DataFrame,
    column: str,
    period: Period,
    *,
    name: str,
    write: Callable[[float], str],
    title: str,
    alt: str,
    reference: tuple[float, str] | None = None,
) -> charts.Chart:
    """One line over months, the period shaded."""
    months = [str(month) for month in period.months()]
    return plots.lines(
        frame,
        names={column: name},
        roles={column: "us"},
        write=write,
        tell=lambda month: language.month(periods.parse(month)),
        shade=(months[0], months[-1]),
        shade_name=language.period(period),
        reference=reference,
        title=title,
        alt=alt,
    )
