"""
The tables of the care for a customer: visits, satisfaction and people.

The customer's edition has the same tables with less in them: what was done is shown, not what we wanted of ourselves; no opinion about a person, no credit, no outlet that we missed. So each
function looks at whose slice it was given, and a table that a customer is not shown is ``None``. A table that was not supplied is ``None`` too; its reading says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

import pandas as pd

from amlib import language
from amlib.analysis.intervals import LEVEL
from amlib.documents import rounding, words
from amlib.documents.evaluation import care_words as own
from amlib.documents.sentences import capital
from amlib.documents.tables import Column, Row, Table, Tone, section, tone

if TYPE_CHECKING:
    from amlib.analysis.care import Care
    from amlib.data.slices import Slice

__all__ = ["people", "satisfaction", "scores", "unvisited", "visits"]

MISSING = language.MISSING
MOST = 10
"""More rows than this are shown as the weightiest and a rest row."""


def visits(care: Care, given: Slice) -> Table | None:
    """
    Visits per level of the customer: wanted and made in twelve months, the twelve before, and the period.

    A customer is shown what was made, and not what was wanted.
    """
    if care.visits is None or care.visits.levels is None or care.visits.levels.empty:
        return None
    rows = care.visits.levels
    inside = given.audience == "internal"
    wanted = rounding.one_way(rows["wanted"])
    columns = [Column(language.say("Level"), "left"), Column(language.say("Functionaries"))]
    columns += [Column(language.say("Wanted"))] if inside else []
    columns.append(Column(language.say("Visits made")))
    columns += [Column("%")] if inside else []
    columns += [Column(language.say("Year before")), Column(language.say("In the period"))]
    columns += [Column(language.say("Behind"))] if inside else []
    body = [
        _visits_row(capital(words.tier(str(row["level"]))), row, int(wanted.iloc[at]), inside)
        for at, (_, row) in enumerate(rows.iterrows())
    ]
    sums = rows[["people", "made", "base_made", "in_period", "short"]].sum()
    sums["attained"] = float("nan")  # too many at one level do not make up for too few at another
    total = _visits_row(language.say("Total"), sums, int(wanted.sum()), inside, "total")
    note = language.say(
        "Visits and other contacts in the twelve months to {month}; year before: the twelve months before those.",
        month=own.last_month(care.period),
    )
    if inside:
        note += " " + language.say("Behind: functionaries with at least one contact fewer than wanted.")
    return Table(tuple(columns), (*body, total), language.say("Visits and contacts"), None, note)


def unvisited(care: Care, given: Slice) -> Table | None:
    """The outlets to which nobody went in twelve months, the largest first; None where there are none, and for a customer."""
    if care.visits is None or given.audience != "internal":
        return None
    rows = care.visits.outlets[care.visits.outlets["in_year"] == 0].reset_index(drop=True)
    if rows.empty:
        return None
    shown = len(rows) if len(rows) <= MOST else MOST - 1
    money = rounding.one_way(rows["revenue"])
    columns = (
        Column(language.say("Outlet"), "left"),
        Column(language.say("Region"), "left"),
        Column(language.say("Last visit"), "left"),
        Column(language.say("Revenue ({unit})", unit=words.sign(given.currency))),
    )
    made = [
        Row(
            (
                words.name_of(row["name"], row["outlet"]),
                words.name_of(row["region"], None),
                language.say("never") if row["never"] else own.day(row["last"]),
                language.number(int(money.iloc[at])),
            ),
            tones=(None, None, "warn" if row["never"] else None, None),
        )
        for at, row in enumerate(rows.head(shown).to_dict("records"))
    ]
    if len(rows) > shown:
        label = language.say_many("{count} other outlet", "{count} other outlets", len(rows) - shown)
        made.append(Row((label, "", "", language.number(int(money.iloc[shown:].sum()))), "rest"))
    total = Row((language.say("Total"), "", "", language.number(int(money.sum()))), "total")
    note = language.say("Revenue of the twelve months to {month}.", month=own.last_month(care.period))
    return Table(
        columns, (*made, total), language.say("Outlets without a visit in twelve months"), None, note
    )


def scores(care: Care, given: Slice) -> Table | None:
    """How the stores looked at our visits, from 1 to 5; None where nothing was judged."""
    if care.visits is None or care.visits.scores.empty:
        return None
    columns = (
        Column(language.say("Subject"), "left"),
        Column(language.say("Visits")),
        Column(language.say("Mean score")),
        Column(language.say("Year before")),
        Column(language.say("Difference")),
    )
    rows = tuple(
        Row(
            (
                own.subject(row["subject"]),
                language.number(row["n"]),
                *_scores(row["mean"], row["base_mean"])[0],
            )
        )
        for row in care.visits.scores.to_dict("records")
    )
    note = language.say("As judged at the visits of this period, from 1 (poor) to 5 (good).")
    return Table(columns, rows, language.say("The stores as seen at our visits"), None, note)


def satisfaction(care: Care, given: Slice) -> Table | None:
    """The mean score per question and per level, with its range, beside a year before; None where nobody answered."""
    if care.satisfaction is None or care.satisfaction.questions.empty:
        return None
    columns = (
        Column(language.say("Question"), "left"),
        Column(language.say("Answers")),
        Column(language.say("Mean score")),
        Column(language.say("Range")),
        Column(language.say("Year before")),
        Column(language.say("Difference")),
    )
    questions = own.questions(care.satisfaction.questions, given)
    levels = care.satisfaction.levels.assign(key=care.satisfaction.levels["key"].map(words.tier))
    parts = (
        (None, questions[~questions["profile"]]),
        (language.say("Our profile"), questions[questions["profile"]]),
        (language.say("Per level"), levels),
    )
    rows: list[Row] = []
    for label, part in parts:
        if len(part):
            rows += [section(label, columns)] if label else []
            rows += [_answers_row(row) for row in part.to_dict("records")]
    note = language.say(
        "Scores from 0 to 10 in the twelve months to {month}, as the customer answered; range of {level}. Below ten answers no score is shown.",
        level=language.percent(LEVEL, 0),
        month=own.last_month(care.period),
    )
    return Table(columns, tuple(rows), language.say("Satisfaction"), None, note)


def people(care: Care, given: Slice) -> Table | None:
    """Who came and who left in the period; None where nobody did."""
    if care.people is None or care.people.changes.empty:
        return None
    names = own.outlet_names(given)
    columns = (
        Column(language.say("Day"), "left"),
        Column(language.say("Change"), "left"),
        Column(language.say("Name"), "left"),
        Column(language.say("Function"), "left"),
        Column(language.say("Place"), "left"),
    )
    rows = tuple(
        Row(
            (
                own.day(row["day"]),
                language.say({"came": "came", "left": "left"}[row["change"]]),
                str(row["name"]),
                words.name_of(row["role"], None),
                words.name_of(names.get(row["outlet"]), words.tier(words.name_of(row["level"], None))),
            )
        )
        for row in care.people.changes.to_dict("records")
    )
    return Table(columns, rows, language.say("Changes of functionaries"))


def _visits_row(label: str, row: pd.Series, wanted: int, inside: bool, kind: own.Kind = "body") -> Row:
    """One level, or all of them."""
    short = int(row["short"])
    cells = [label, language.number(row["people"])]
    cells += [language.number(wanted)] if inside else []
    cells.append(language.number(row["made"]))
    cells += [language.percent(float(row["attained"]), 0)] if inside else []
    cells += [language.number(row["base_made"]), language.number(row["in_period"])]
    cells += [language.number(short)] if inside else []
    tones: list[Tone] = [None] * len(cells)
    if inside and short and kind == "body":
        tones[-1] = "warn"
    return Row(tuple(cells), kind, tuple(tones))


def _answers_row(row: Mapping[Any, Any]) -> Row:
    """One question or level."""
    mean, low, high, base = (float(row[k]) for k in ("mean", "low", "high", "base_mean"))
    written, mark = _scores(mean, base)
    cells = (
        capital(str(row["key"])),
        language.number(float(row["n"])),
        written[0],
        own.between(language.number(low, 1), language.number(high, 1)),
        *written[1:],
    )
    return Row(cells, tones=(None, None, None, None, None, mark))


def _scores(mean: float, base: float) -> tuple[tuple[str, str, str], Tone]:
    """A score, the one before and the difference as shown."""
    change = round(mean, 1) - round(base, 1) if not (isnan(mean) or isnan(base)) else float("nan")
    cells = (language.number(mean, 1), language.number(base, 1), language.number(change, 1, plus=True))
    return cells, tone(change, least=0.05)
