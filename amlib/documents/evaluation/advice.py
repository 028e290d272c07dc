"""
Store advice on paper: which stores scored lowest at our visits, and on what.

A score is an impression at a visit, so the number of visits stands beside it and only stores below the middle of the scale are listed. No person is named: a store is looked at, not its manager.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.analysis import advice
from amlib.analysis.visits import SUBJECTS
from amlib.documents import words
from amlib.documents.evaluation import care_words as own
from amlib.documents.sentences import Prose, prose, write, write_many
from amlib.documents.tables import Column, Row, Table

if TYPE_CHECKING:
    from amlib.plan.meeting import Meeting

__all__ = ["reading", "table"]

MOST = 8
"""So many stores are listed, those with the lowest score first."""


def table(view: Meeting) -> Table | None:
    """The stores that ask for advice, with their mean score per subject; None where there are none or nothing was judged."""
    if view.stores is None or advice.low(view.stores).empty:
        return None
    found = advice.low(view.stores)
    columns = (
        Column(language.say("Outlet"), "left"),
        Column(language.say("Region"), "left"),
        Column(language.say("Visits")),
        *[Column(own.subject(subject)) for subject in SUBJECTS],
        Column(language.say("Advice about"), "left"),
    )
    made = tuple(_row(row) for row in found.head(MOST).to_dict("records"))
    note = language.say(
        "Mean scores of the twelve months to {month}, from 1 (poor) to 5 (good); advice where a mean lies below {low}.",
        month=own.last_month(view.care.period),
        low=language.number(advice.LOW),
    )
    if len(found) > MOST:
        note += " " + language.say_many(
            "{count} outlet more is not shown.", "{count} outlets more are not shown.", len(found) - MOST
        )
    return Table(columns, made, language.say("Stores that ask for advice"), None, note)


def reading(view: Meeting) -> Prose:
    """How many of the stores judged ask for advice, and about what most; or that nothing was judged."""
    if view.stores is None:
        return prose("")
    if view.stores.empty:
        return prose(write("No store was judged at a visit in the last twelve months."))
    found = advice.low(view.stores)
    if found.empty:
        return prose(
            write_many(
                "The {count} store judged in twelve months does not score below the middle of the scale.",
                "Of the {count} stores judged in twelve months none scores below the middle of the scale.",
                len(view.stores),
            )
        )
    subject, times = advice.most(found)
    return prose(
        write_many(
            "Of the {every} stores judged in twelve months {count} scores below the middle of the scale on at least one subject",
            "Of the {every} stores judged in twelve months {count} score below the middle of the scale on at least one subject",
            len(found),
            every=language.number(len(view.stores)),
        )
        + write(
            ", most often on {subject} ({times}).",
            subject=own.subject(subject).lower(),
            times=language.number(times),
        ),
        write("A store is seen a few times a year, so a low score is a reason to look, not a verdict."),
    )


def _row(row: Mapping[Any, Any]) -> Row:
    """One store."""
    poor = [row[subject] < advice.LOW for subject in SUBJECTS]
    about = [own.subject(s).lower() for s, each in zip(SUBJECTS, poor, strict=True) if each]
    cells = (
        words.name_of(row["name"], row["outlet"]),
        words.name_of(row["region"], None),
        language.number(row["visits"]),
        *[language.number(float(row[subject]), 1) for subject in SUBJECTS],
        language.listing(about),
    )
    return Row(cells, tones=(None, None, None, *("warn" if each else None for each in poor), None))
