"""
The tables of how it arrived: the service level by its definition, complaints by cause, and those still open.

A service level stands with its definition, its range and what was agreed; a complaint with last year's and, for ourselves, with what it cost. Places are ordered by the lines or orders that
failed, not by their rate, because a ranking of places of unequal size ranks their noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.documents import rounding, words
from amlib.documents.evaluation import care_words as own
from amlib.documents.sentences import capital
from amlib.documents.tables import Column, Row, Table, Tone, tone

if TYPE_CHECKING:
    from amlib.analysis.care import Care
    from amlib.data.slices import Slice

__all__ = ["complaints", "open_complaints", "service"]

MISSING = language.MISSING
MOST = 10
"""More rows than this are shown as the weightiest and a rest row."""


def service(care: Care, given: Slice, by: str = "place") -> Table | None:
    """
    The service level per distribution centre (or outlet) or per product group, by the agreed definition, which stands beneath it.

    Parameters
    ----------
    care : Care
    given : Slice
    by : 'place' or 'group'
        More than ten are shown as those with the most lines or orders that failed, and a rest row.
    """
    if care.service is None or care.service.now.lines == 0:
        return None
    found = care.service
    rows = (found.places if by == "place" else found.groups).copy()
    names = own.outlet_names(given)
    rows["name"] = [capital(words.name_of(names.get(key), key)) for key in rows["key"]]
    if len(rows) > MOST:
        order = (rows["cases"] - rows["good"]).sort_values(ascending=False, kind="stable").index
        rows, rest = rows.loc[order[: MOST - 1]], rows.loc[order[MOST - 1 :]]
    else:
        rest = rows.iloc[:0]
    head = language.say("Delivered to") if by == "place" else capital(words.level("group"))
    columns = (
        Column(head, "left"),
        Column(language.say("Order lines")),
        Column(language.say("Delivered of ordered")),
        Column(language.say("On time in full")),
        Column(language.say("Range")),
        Column(language.say("Last year")),
        Column(language.say("Difference")),
    )
    made = [_service_row(row, found.agreed) for row in rows.to_dict("records")]
    if len(rest):
        label = language.say_many("{count} other", "{count} others", len(rest))
        sums = rest[["lines", "ordered", "filled", "cases", "good"]].sum()
        fill = sums["filled"] / sums["ordered"] if sums["ordered"] > 0 else float("nan")
        cells = (
            label,
            language.number(sums["lines"]),
            language.percent(fill, 2),
            language.percent(sums["good"] / sums["cases"]),
        )
        made.append(Row((*cells, MISSING, MISSING, MISSING), "rest"))
    now, then = found.now.figure(found.definition), found.base.figure(found.definition)
    whole = {
        "name": language.say("Total"), "lines": found.now.lines, "fill": found.now.fill, "value": now.value, "low": now.low, "high": now.high,
        "base_value": then.value,
    }  # fmt: skip
    total = _service_row(whole, found.agreed, "total")
    return Table(columns, (*made, total), own.service_title(by), None, own.definition(found))


def complaints(care: Care, given: Slice) -> Table | None:
    """Complaints per cause, beside a year before; None where there were none in either period."""
    if care.complaints is None or care.complaints.causes.empty:
        return None
    rows = care.complaints.causes
    credited = "credit" in rows and given.audience == "internal"
    quantity = rounding.one_way(rows["quantity"])
    columns = [
        Column(language.say("Cause"), "left"),
        Column(language.say("In the period")),
        Column(language.say("Year before")),
        Column(language.say("Difference")),
        Column(language.say("Quantity ({unit})", unit=given.unit)),
        Column(language.say("Repeats")),
    ]
    figures = rows.assign(quantity=quantity.to_numpy())
    if credited:
        columns.append(Column(language.say("Credited ({unit})", unit=words.sign(given.currency))))
        figures = figures.assign(credit=rounding.one_way(rows["credit"]).to_numpy())
    made = [
        _complaints_row(capital(words.name_of(row["cause"], None)), row, credited)
        for row in figures.to_dict("records")
    ]
    sums = figures.drop(columns="cause").sum().to_dict()
    total = _complaints_row(language.say("Total"), sums, credited, "total")
    note = language.say(
        "By the day of receipt. A repeat is one of the same outlet with the same cause within a year."
    )
    return Table(tuple(columns), (*made, total), language.say("Complaints by cause"), None, note)


def open_complaints(care: Care, given: Slice) -> Table | None:
    """The complaints that were open at the end of the period, the longest first; None where there were none."""
    if care.complaints is None or care.complaints.open.empty:
        return None
    names = own.outlet_names(given)
    rows = care.complaints.open.head(MOST)
    columns = (
        Column(language.say("Complaint"), "left"),
        Column(language.say("Outlet"), "left"),
        Column(language.say("Cause"), "left"),
        Column(language.say("Received"), "left"),
        Column(language.say("Days open")),
    )
    made = tuple(
        Row(
            (
                str(row["complaint"]),
                words.name_of(names.get(row["outlet"]), row["outlet"]),
                words.name_of(row["cause"], None),
                own.day(row["received_on"]),
                language.number(row["waited"]),
            ),
            tones=(None, None, None, None, "warn" if row["overdue"] else None),
        )
        for row in rows.to_dict("records")
    )
    more = len(care.complaints.open) - len(rows)
    note = language.say(
        "The norm is to settle one within {days} days.", days=language.number(care.complaints.days)
    )
    if more:
        note += " " + language.say_many("{count} more is open.", "{count} more are open.", more)
    return Table(columns, made, language.say("Complaints still open"), None, note)


def _service_row(row: Mapping[Any, Any], agreed: float, kind: own.Kind = "body") -> Row:
    """One place, or all of them; worse where the whole range lies below what was agreed."""
    value, low, high, base, fill = (float(row[k]) for k in ("value", "low", "high", "base_value", "fill"))
    certain = not isnan(agreed) and high < agreed
    moved = round(value, 3) - round(base, 3)
    cells = (
        str(row["name"]),
        language.number(float(row["lines"])),
        language.percent(fill, 2),
        language.percent(value),
        own.between(language.percent(low), language.percent(high)),
        language.percent(base),
        language.points(moved),
    )
    tones: tuple[Tone, ...] = (
        None,
        None,
        None,
        "worse" if certain else None,
        None,
        None,
        tone(moved, least=0.0005),
    )
    return Row(cells, kind, tones)


def _complaints_row(label: str, row: Mapping[Any, Any], credited: bool, kind: own.Kind = "body") -> Row:
    """One cause, or all of them."""
    change = row["count"] - row["base_count"]
    cells = [label, *(language.number(row[k]) for k in ("count", "base_count"))]
    cells += [
        language.number(change, plus=True),
        *(language.number(row[k]) for k in ("quantity", "repeats")),
    ]
    cells += [language.number(row["credit"])] if credited else []
    tones: list[Tone] = [None] * len(cells)
    tones[3] = tone(-change)
    return Row(tuple(cells), kind, tuple(tones))
