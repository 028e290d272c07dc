"""
The activity plan in a plan: how much is done per month and class, and what the weightiest outlets get.

The rows per outlet are in the spreadsheet and the calendar that go with the plan; on paper stand the sums by which it can be judged, and the outlets that carry the year.

Examples
--------
In the notebook, with ``outlets = activities.places(data, when, plan.year)``::

    rounds.months(plan, outlets)
    rounds.reading(plan, outlets, data)
    rounds.outlets(plan, outlets, data)
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from amlib import language, periods
from amlib.documents import rounding, words
from amlib.documents.sentences import Prose, prose, write, write_many
from amlib.documents.tables import Column, Row, Table, Tone
from amlib.plan import activities

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from amlib.data.slices import Slice
    from amlib.plan.model import Plan

__all__ = ["MOST", "kind", "months", "outlets", "reading"]

MOST = 10
"""So many outlets have a row of their own."""

_KINDS: Mapping[str, str] = {
    "visit": "Visits",
    "advice": "Advice",
    "layout": "Store layout",
    "assortment": "Assortment",
    "quality": "Quality in the store",
}


def kind(name: str) -> str:
    """What a kind of activity is called."""
    return language.say(_KINDS[name])


def months(plan: Plan, found: pd.DataFrame) -> Table | None:
    """
    Visits per class and other activities per month, with the year and what was made; None where nothing is planned.

    Parameters
    ----------
    plan : Plan
    found : DataFrame, as ``plan.activities.places``
    """
    if not plan.activities:
        return None
    planned = {
        (str(row["kind"]), str(row["class"])): [int(row[month]) for month in range(1, 13)]
        for row in activities.by_month(plan, found).reset_index().to_dict("records")
    }
    names = [language.month(month, year=False) for month in periods.parse(str(plan.year)).months()]
    columns = (
        Column("", "left"),
        Column(language.say("Outlets")),
        *(Column(name) for name in names),
        Column(language.say("Year")),
        Column(language.say("Made before")),
    )
    known = bool(found["made"].notna().all()) and len(found) > 0
    rows = []
    visits = {name: row for (what, name), row in planned.items() if what == "visit"}
    for name, row in visits.items():
        inside = found[found["class"] == name]
        made = language.number(float(inside["made"].sum())) if known else language.MISSING
        rows.append(
            _row(language.say("Visits, class {name}", name=name), language.number(len(inside)), row, made)
        )
    total = [sum(each) for each in zip(*visits.values(), strict=True)]
    made = language.number(float(found["made"].sum())) if known else language.MISSING
    rows.append(_row(language.say("Visits"), language.number(len(found)), total, made, total=True))
    rows += [_row(kind(what), "", row, "") for (what, name), row in planned.items() if not name and any(row)]
    note = language.say("A: the outlets that bring the first 80% of the revenue; B: the next 15%; C: the last 5%. Made before: visits in the twelve months before.")  # fmt: skip
    return Table(columns, tuple(rows), language.say("Activities per month"), None, note)


def reading(plan: Plan, found: pd.DataFrame, given: Slice) -> Prose:
    """How many visits are planned beside what was made, and which outlets get none."""
    if not plan.activities:
        return prose(write("The plan holds no activities in outlets."))
    rows = activities.by_outlet(plan, found)
    planned, made = int(rows["visit"].sum()), float(rows["made"].sum(skipna=False))
    told = [
        write_many(
            "The plan holds {count} visit to {outlets} outlets",
            "The plan holds {count} visits to {outlets} outlets",
            planned,
            outlets=language.number(int((rows["visit"] > 0).sum())),
        )
        + (
            write("; in the twelve months before {made} were made.", made=language.number(made))
            if isfinite(made)
            else write("; how many were made before is not known, so it is not known whether they fit.")
        )
    ]
    none = rows[rows["visit"] == 0]
    if len(none):
        names = [words.name_of(row["name"], row["outlet"]) for row in none.head(3).to_dict("records")]
        told.append(
            write_many(
                "No visit is planned to {count} outlet: {names}.",
                "No visit is planned to {count} outlets: {names}.",
                len(none),
                names=words.places(names, max(0, len(none) - 3)),
            )
        )
    else:
        told.append(write("Every outlet that is open gets a visit."))
    needed = [
        f"{kind(what).lower()} {language.number(int(rows[what].sum()))}"
        for what in activities.KINDS[1:]
        if rows[what].sum()
    ]
    if needed:
        told.append(write("Beyond visits: {parts}.", parts=language.listing(needed)))
    return prose(told)


def outlets(plan: Plan, found: pd.DataFrame, given: Slice) -> Table | None:
    """The weightiest outlets with what is planned there, and all others together; None where nothing is planned."""
    if not plan.activities or found.empty:
        return None
    rows = activities.by_outlet(plan, found)
    money = rounding.one_way(rows.set_index("outlet")["revenue"].astype(float)).to_list()
    columns = (
        Column(language.say("Outlet"), "left"),
        Column(language.say("Class"), "left"),
        Column(language.say("Revenue ({unit})", unit=words.sign(given.currency))),
        Column(language.say("Visits")),
        Column(language.say("Made before")),
        Column(language.say("Also planned"), "left"),
    )
    shown = len(rows) if len(rows) <= MOST + 1 else MOST
    body = [_outlet(row, money[place]) for place, row in enumerate(rows.head(shown).to_dict("records"))]
    rest = rows.iloc[shown:]
    if len(rest):
        label = language.say_many("{count} other outlet", "{count} other outlets", len(rest))
        body.append(Row((label, "", language.number(sum(money[shown:])), *_counts(rest), ""), "rest"))
    body.append(Row((language.say("Total"), "", language.number(sum(money)), *_counts(rows), ""), "total"))
    title = language.say("The largest outlets, with revenue and visits of twelve months")
    return Table(columns, tuple(body), title)


def _counts(rows: pd.DataFrame) -> tuple[str, str]:
    made = float(rows["made"].sum(skipna=False))
    return language.number(int(rows["visit"].sum())), language.number(made)


def _outlet(row: Mapping[object, object], money: int) -> Row:
    also = [kind(what) for what in activities.KINDS[1:] if row[what]]
    told = language.listing(also) or language.MISSING
    few: Tone = "warn" if not row["visit"] else None
    return Row(
        (
            words.name_of(row["name"], row["outlet"]),
            str(row["class"]),
            language.number(money),
            language.number(float(row["visit"])),  # type: ignore[arg-type]
            language.number(float(row["made"])),  # type: ignore[arg-type]
            told,
        ),
        tones=(None, None, None, few, None, None),
    )


def _row(label: str, outlets: str, months: list[int], made: str, *, total: bool = False) -> Row:
    cells = [language.number(count) if count else language.MISSING for count in months]
    return Row((label, outlets, *cells, language.number(sum(months)), made), "total" if total else "body")
