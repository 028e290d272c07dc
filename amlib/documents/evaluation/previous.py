"""
What changed since the previous edition: its figures as they are known today, and where it said the year would end.

Figures of a closed quarter are corrected afterwards, and an estimate moves; a reader who remembers the last document wonders which of the two it was. So what the previous edition published is set
beside the same figure with the data of today, and its estimate of the year beside today's.

Deliberately absent: outlets, of which an edition publishes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language, periods
from amlib.analysis import outlook, results
from amlib.documents.evaluation import captions
from amlib.documents.evaluation import words as own
from amlib.documents.sentences import Prose, prose, write, write_many
from amlib.documents.tables import Column, Row, Table, tone
from amlib.plan.records import ANNUAL_PLAN

if TYPE_CHECKING:
    from amlib.data.slices import Slice
    from amlib.plan.review import Review

__all__ = ["changes", "reading", "table"]

LEAST = 0.5
"""A difference that would be shown as nil."""


def changes(view: Review) -> pd.DataFrame:
    """
    The previous edition's figures and estimates of the account beside those of today.

    Returns
    -------
    DataFrame, one row per figure of the whole account
        ``kind`` ('figure' or 'estimate'), ``period`` (text), ``measure``, ``then``, ``now`` (NaN where not known today), ``change``; for an estimate ``chance`` and ``chance_now``, as shown.
    """
    rows: list[tuple[object, ...]] = []
    told = [one for one in view.records.figures if one.level == "total"]
    for period in dict.fromkeys(one.period for one in told):
        today = results.compare(view.data, periods.parse(period))
        rows += [
            ("figure", period, one.measure, one.value, today.total(one.measure)[0], None, None)
            for one in told
            if one.period == period
        ]
    said = [
        one
        for one in view.records.published
        if one.document != ANNUAL_PLAN and one.level == "total" and one.year == view.ahead.year
    ]
    last = max((one.through for one in said), default="")
    for one in said:
        line = view.ahead.line(one.measure)
        if one.through == last and line is not None:
            chance = line["probability"]
            now = None if pd.isna(chance) else outlook.shown(float(chance))
            rows.append(
                (
                    "estimate",
                    str(one.year),
                    one.measure,
                    one.centre,
                    float(line["centre"]),
                    one.probability,
                    now,
                )
            )
    found = pd.DataFrame(rows, columns=["kind", "period", "measure", "then", "now", "chance", "chance_now"])
    return found.assign(change=found["now"] - found["then"])


def table(view: Review, given: Slice) -> Table | None:
    """Each figure of the previous edition beside that of today; None where no earlier edition was filed."""
    found = changes(view)
    if found.empty or given.audience != "internal":
        return None
    columns = (
        Column(language.say("Figure"), "left"),
        Column(language.say("Previous edition")),
        Column(language.say("Today")),
        Column(language.say("Difference")),
    )
    rows = tuple(_row(row, given) for _, row in found.iterrows())
    return Table(columns, rows, language.say("What the previous edition said, and what is known today"))


def reading(view: Review, given: Slice) -> Prose:
    """Whether figures were corrected since, and how the estimate moved."""
    found = changes(view)
    if given.audience != "internal":
        return prose("")
    if found.empty:
        return prose(write("There is no earlier edition of this document to compare with."))
    figures = found[found["kind"] == "figure"]
    corrected = int((figures["change"].abs() >= LEAST).sum())
    told = [
        write("No figure of the previous edition was corrected since.")
        if not corrected
        else write_many(
            "{count} figure of the previous edition was corrected since.",
            "{count} figures of the previous edition were corrected since.",
            corrected,
        )
    ]
    estimates = found[(found["kind"] == "estimate") & (found["measure"] == "revenue")]
    if len(estimates):
        row = estimates.iloc[0]
        told.append(
            write(
                "Its estimate of revenue for {year} was {then}; now it is {now} ({change}).",
                year=row["period"],
                then=captions.amount(float(row["then"]), "revenue", given),
                now=captions.amount(float(row["now"]), "revenue", given),
                change=captions.amount(float(row["change"]), "revenue", given, plus=True),
            )
        )
    return prose(told)


def _row(row: pd.Series, given: Slice) -> Row:
    """One figure, then and now."""
    measure, when = str(row["measure"]), str(row["period"])
    label = language.say(
        "{measure}, {period}" if row["kind"] == "figure" else "Latest estimate of {measure} for {period}",
        measure=own.change_of(measure) if row["kind"] == "figure" else own.the(measure),
        period=language.period(periods.parse(when)),
    )
    cells = [captions.amount(float(row[name]), measure, given) for name in ("then", "now")]
    for at, name in enumerate(("chance", "chance_now")):
        if pd.notna(row[name]):
            cells[at] += f" ({language.percent(float(row[name]), 0)})"
    change = float(row["change"])
    shown = captions.amount(change, measure, given, plus=True) if abs(change) >= LEAST else language.number(0)
    return Row((label, *cells, shown), tones=(None, None, None, tone(change, least=LEAST)))
