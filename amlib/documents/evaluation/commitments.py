"""
The commitments of both sides: what was promised, by whom, and whether it was done on the day and right the first time.

Both parties read the same table, in the same words and in the same order; a promise of ours that was moved looks no better than one of the customer's. What is shown stood so at the end of the
period.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

import pandas as pd

from amlib import language
from amlib.analysis import intervals
from amlib.documents import words
from amlib.documents.evaluation import care_words as own
from amlib.documents.sentences import Prose, prose, write, write_many
from amlib.documents.tables import Column, Row, Table, Tone
from amlib.plan import commitments

if TYPE_CHECKING:
    from amlib.data.slices import Slice
    from amlib.periods import Period
    from amlib.plan.commitments import Kept

__all__ = ["reading", "table"]

_TONES: Mapping[str, Tone] = {
    "kept": "better",
    "late": "worse",
    "not_right": "worse",
    "redated": "worse",
    "overdue": "warn",
}


_BECAME: Mapping[str, str] = {
    "kept": "yes",
    "unconfirmed": "on time, not yet confirmed",
    "not_right": "no, not right the first time",
    "late": "no, {late}",
    "redated": "no, given a later day",
    "overdue": "no, not done ({late})",
    "open": "not due yet",
}


def table(promises: pd.DataFrame, period: Period, given: Slice) -> Table | None:
    """
    Every promise of both sides that was due in the last twelve months or later, or is still open; None where there is none.

    Parameters
    ----------
    promises : DataFrame
        ``plan.commitments.judged`` at the end of the period.
    period : Period
    given : Slice
        For the names of outlets.
    """
    rows = _shown(promises, period)
    if rows.empty:
        return None
    names = own.outlet_names(given)
    columns = tuple(
        Column(head, "left")
        for head in (
            language.say("What"),
            language.say("Promised by"),
            language.say("To"),
            language.say("Agreed on"),
            language.say("First due"),
            language.say("Now due"),
            language.say("Done"),
            language.say("On time and correct"),
        )
    )
    made = tuple(_row(row, names) for row in rows.to_dict("records"))
    note = language.say(
        "As it stood at the end of {period}. A promise that was given a later day counts as missed for its first; correct is what the receiver confirms.",
        period=own.last_month(period),
    )
    return Table(columns, made, language.say("Commitments of both sides"), None, note)


def reading(promises: pd.DataFrame, period: Period, given: Slice) -> Prose:
    """How each side kept its promises, and what is open; or that none is recorded."""
    if promises.empty:
        return prose(write("No commitments are recorded, so we do not know which promises were kept."))
    ours = commitments.kept(promises, period.end, "us")
    theirs = commitments.kept(promises, period.end, "customer")
    return prose(
        [_of_side(ours, write("Of our promises")), _waiting(ours)],
        [_of_side(theirs, write("Of the customer's promises")), _waiting(theirs)],
    )


def _shown(promises: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Those that were due in twelve months or later, and those still open."""
    recent = commitments.recent(promises, period.end) | (promises["first_due"] > pd.Timestamp(period.end))
    return promises[recent | promises["done_on"].isna()]


def _row(row: Mapping[Any, Any], names: Mapping[str, str]) -> Row:
    """One promise."""
    outlet = row["outlet"]
    what = str(row["what"])
    if isinstance(outlet, str) and outlet:
        what = f"{what} ({names.get(outlet, outlet)})"
    moved = row["due"] != row["first_due"]
    status = str(row["status"])
    cells = (
        what,
        language.say({"us": "us", "customer": "the customer"}[str(row["promised_by"])]),
        words.name_of(row["promised_to"], None),
        *(own.day(row[key]) for key in ("agreed_on", "first_due")),
        own.day(row["due"]) if moved else language.MISSING,
        own.day(row["done_on"]),
        _became(status, float(row["days"])),
    )
    return Row(cells, tones=(*(None for _ in cells[1:]), _TONES.get(status)))


def _became(status: str, days: float) -> str:
    """What has become of a promise."""
    if isnan(days):
        return language.say("no, not done") if status == "overdue" else language.say(_BECAME[status])
    late = language.say_many("{count} day late", "{count} days late", int(days))
    return language.say(_BECAME[status], late=late)


def _of_side(kept: Kept, whose: str) -> str:
    """How many of the promises due were kept."""
    if not kept.due:
        return write("{whose}, none was due in the last twelve months.", whose=whose)
    told = write_many(
        "{whose}, {count} was due in the last twelve months; kept on time and right the first time: {kept}",
        "{whose}, {count} were due in the last twelve months; kept on time and right the first time: {kept}",
        kept.due,
        whose=whose,
        kept=language.number(kept.kept),
    )
    if kept.due < intervals.FEW:
        return told + "."
    return told + write(
        " ({part}; range {range}).", part=language.percent(kept.rate.value, 0), range=own.span(kept.rate)
    )


def _waiting(kept: Kept) -> str:
    """What was moved, is late or open."""
    told = []
    if kept.redated:
        told.append(
            write_many(
                "{count} was given a later day and counts as missed.",
                "{count} were given a later day and count as missed.",
                kept.redated,
            )
        )
    if kept.unconfirmed:
        told.append(
            write_many(
                "{count} was done on time and waits for the receiver's word.",
                "{count} were done on time and wait for the receiver's word.",
                kept.unconfirmed,
            )
        )
    if kept.open and not kept.overdue:
        told.append(
            write_many("{count} is open and not due yet.", "{count} are open and none is due yet.", kept.open)
        )
    elif kept.open:
        told.append(
            write_many(
                "{count} is open, of which {overdue} past its day.",
                "{count} are open, of which {overdue} past their day.",
                kept.open,
                overdue=language.number(kept.overdue),
            )
        )
    if not isnan(kept.days_late):
        told.append(
            write_many(
                "What was late was {count} day late in the middle case.",
                "What was late was {count} days late in the middle case.",
                round(kept.days_late),
            )
        )
    return " ".join(told)
