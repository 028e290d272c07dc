"""
What the customer wants and thinks, and who decides there: a line for each, in a plan.

Account care has a document of its own. A plan needs of it what may change a decision: a wish that nobody answered, a service below what was agreed, a buyer whom nobody saw. So each subject is
one row with its figure, the year before and what it says; and of the people those who decide come first, then functions that nobody holds.

Examples
--------
In the notebook, with ``view.review`` of ``review.read``::

    people.state(view.review.care, view.review.records.wishes, data)
    people.state_reading(view.review.records.wishes, data)
    people.table(view.review.care, data)
    people.reading(view.review.care, data)
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.documents import words
from amlib.documents.evaluation import care_words as own
from amlib.documents.evaluation.care_readings import not_supplied
from amlib.documents.sentences import Prose, bullets, prose, write, write_many
from amlib.documents.tables import Column, Row, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amlib.analysis.care import Care
    from amlib.data.slices import Slice
    from amlib.plan.records import Wish

__all__ = ["DECIDES", "MOST", "reading", "state", "state_reading", "table"]

MOST = 8
"""So many people have a row, and so many wishes a line."""
DECIDES = ("hoog", "high")
"""What the influence of somebody who decides is called in the table of contacts."""

_SHOWN = ("head office", "DC", "region")
"""Levels whose people are shown by name; outlets are in the activity plan."""


def state(care: Care, wishes: Sequence[Wish], given: Slice) -> Table:
    """
    Wishes, complaints, service and satisfaction, a row each: the figure, the year before, and what it says.

    Parameters
    ----------
    care : Care
        ``analysis.care.read`` of the period.
    wishes : sequence of Wish
        From the ledger.
    given : Slice
    """
    columns = (
        Column(language.say("Subject"), "left"),
        Column(language.say("Now")),
        Column(language.say("Year before")),
        Column(language.say("What it says"), "left"),
    )
    rows = (_wishes(wishes), _complaints(care, given), _service(care), _satisfaction(care))
    return Table(columns, rows, language.say("What the customer wants and thinks"))


def state_reading(wishes: Sequence[Wish], given: Slice) -> Prose:
    """The wishes that nobody answered, the latest first, each with who said it and when."""
    if not wishes:
        return prose(write("No wish of the customer stands in the ledger, so what it wants from us is not known here."))  # fmt: skip
    open_ = sorted((one for one in wishes if not _answered(one)), key=lambda one: one.heard_on, reverse=True)
    if not open_:
        return prose(write("Every wish that was heard is answered or stands in a proposal."))
    names = _contacts(given)
    lines = [
        write(
            "{wish} ({who}, {day})",
            wish=one.what,
            who=names.get(one.contact, one.contact) or language.say("nobody named"),
            day=language.date(one.heard_on),
        )
        for one in open_[:MOST]
    ]
    more = len(open_) - len(lines)
    if more:
        lines.append(write_many("{count} more", "{count} more", more))
    return prose(write("Not answered yet:"), bullets(lines))


def table(care: Care, given: Slice) -> Table | None:
    """Who decides and who is seen: those of most influence first, then functions that nobody holds; None where there are no contacts."""
    rows = _people(care, given)
    gone = care.people.uncovered if care.people is not None else pd.DataFrame()
    if rows.empty and gone.empty:
        return None
    columns = (
        Column(language.say("Function"), "left"),
        Column(language.say("Name"), "left"),
        Column(language.say("Level"), "left"),
        Column(language.say("Influence"), "left"),
        Column(language.say("Attitude"), "left"),
        Column(language.say("Wanted")),
        Column(language.say("Made")),
        Column(language.say("Last contact"), "left"),
    )
    body = [_person(row) for row in rows.head(MOST).to_dict("records")]
    left = len(rows) - len(body)
    if left:
        label = language.say_many("{count} other", "{count} others", left)
        body.append(Row((label, *[""] * (len(columns) - 1)), "rest"))
    nobody = language.say("nobody")
    body += [
        Row(
            (words.name_of(row["role"], None), nobody, words.tier(str(row["level"])), *[language.MISSING] * 5),
            tones=(None, "warn", *[None] * 6),
        )
        for row in gone[gone["level"].isin(_SHOWN)].head(MOST).to_dict("records")
    ]  # fmt: skip
    note = language.say("Wanted and made: visits and other contacts in twelve months.")
    return Table(columns, tuple(body), language.say("Who decides, and whom we see"), None, note)


def reading(care: Care, given: Slice) -> Prose:
    """How many decide, whom of them we saw too little, and which functions nobody holds."""
    if care.people is None:
        return not_supplied("contacts")
    rows = _people(care, given)
    decide = rows[rows["decides"]]
    told = []
    if len(decide):
        told.append(
            write_many(
                "{count} person decides here: {names}.",
                "{count} persons decide here: {names}.",
                len(decide),
                names=words.places([str(n) for n in decide["name"].head(4)], max(0, len(decide) - 4)),
            )
        )
    else:
        told.append(write("Of nobody at the customer it is recorded that he or she decides."))
    if "short" in decide and decide["short"].any():
        late = decide.loc[decide["short"].astype(bool), "name"].astype(str).to_list()
        told.append(write("Seen less than wanted: {names}.", names=words.places(late[:4], max(0, len(late) - 4))))  # fmt: skip
    gone = [words.name_of(role, None) for role in care.people.uncovered["role"]]
    told.append(
        write("Nobody holds: {names}.", names=words.places(gone[:4], max(0, len(gone) - 4)))
        if gone
        else write("Every function that was ever held is held now.")
    )
    return prose(told)


def _answered(wish: Wish) -> bool:
    return bool(wish.answer or wish.proposal)


def _contacts(given: Slice) -> Mapping[str, str]:
    if not given.supplied("contacts"):
        return {}
    rows = given["contacts"]
    return dict(zip(rows["contact"].astype(str), rows["name"].astype(str), strict=True))


def _people(care: Care, given: Slice) -> pd.DataFrame:
    """The people above the outlets in function now, those who decide first, with what was wanted and made where visits are known."""
    columns = ["name", "role", "level", "influence", "attitude", "wanted", "made", "last", "short", "decides"]
    if care.people is None:
        return pd.DataFrame(columns=columns)
    last = pd.Timestamp(care.period.end)
    rows = given["contacts"]
    rows = rows[~(rows["since"] > last) & ~(rows["until"] <= last) & rows["level"].isin(_SHOWN)]
    influence = rows["influence"].astype(object) if "influence" in rows else pd.Series(None, index=rows.index, dtype=object)  # fmt: skip
    rows = rows.assign(decides=influence.map(lambda each: str(each).strip().lower() in DECIDES))
    if care.visits is not None and care.visits.people is not None:
        seen = care.visits.people.drop_duplicates("contact").set_index("contact")
        rows = rows.join(seen[["wanted", "made", "last", "short"]], on="contact")
    rows = rows.reindex(columns=columns)
    order = rows["level"].map(_SHOWN.index)
    return rows.assign(order=order).sort_values(["decides", "order", "name"], ascending=[False, True, True], kind="stable", ignore_index=True)  # fmt: skip


def _person(row: Mapping[object, object]) -> Row:
    short = row["short"] is True or row["short"] == 1
    last = row["last"]
    cells = (
        words.name_of(row["role"], None),
        str(row["name"]),
        words.tier(str(row["level"])),
        words.name_of(row["influence"], None) if row["influence"] == row["influence"] else language.MISSING,
        words.name_of(row["attitude"], None) if row["attitude"] == row["attitude"] else language.MISSING,
        language.number(float(row["wanted"])),  # type: ignore[arg-type]
        language.number(float(row["made"])),  # type: ignore[arg-type]
        own.day(last) if isinstance(last, pd.Timestamp) else language.MISSING,
    )
    mark: Tone = "warn" if short else None
    return Row(cells, tones=(None, None, None, None, None, None, mark, None))


def _missing(subject: str, table_: str) -> Row:
    unknown = words.unknown(table_)
    return Row((subject, language.say("not supplied"), language.MISSING, unknown[:1].upper() + unknown[1:]))


def _wishes(wishes: Sequence[Wish]) -> Row:
    subject = language.say("Wishes in the ledger")
    if not wishes:
        return Row((subject, language.number(0), language.MISSING, language.say("Nothing was written down.")))
    answered = sum(map(_answered, wishes))
    told = (
        language.say("All are answered.")
        if answered == len(wishes)
        else language.say("{answered} answered, {open} open.", answered=language.number(answered), open=language.number(len(wishes) - answered))
    )  # fmt: skip
    tones: tuple[Tone, ...] = (None, None, None, None if answered == len(wishes) else "warn")
    return Row((subject, language.number(len(wishes)), language.MISSING, told), tones=tones)


def _complaints(care: Care, given: Slice) -> Row:
    subject = language.say("Complaints per {per} {unit}", per=language.number(own.PER), unit=given.unit)
    if care.complaints is None:
        return _missing(subject, "complaints")
    record = care.complaints.record
    told = language.say_many("{count} complaint", "{count} complaints", record.count) + ", "
    told += language.say("{open} open, of which {overdue} over the norm.", open=language.number(record.open), overdue=language.number(record.overdue))  # fmt: skip
    if record.rising:
        told += " " + language.say("More than chance explains.")
    marks: tuple[Tone, ...] = (None, None, None, "warn" if record.rising or record.overdue else None)
    figures = (language.number(record.rate.value, 3), language.number(record.base_rate.value, 3))
    return Row((subject, *figures, told), tones=marks)


def _service(care: Care) -> Row:
    subject = language.say("Delivered on time in full")
    if care.service is None:
        return _missing(subject, "deliveries")
    now, base = (each.figure(care.service.definition) for each in (care.service.now, care.service.base))
    agreed = care.service.agreed
    below = isfinite(agreed) and now.known and now.value < agreed
    if not isfinite(agreed):
        told = language.say("No level was agreed, as far as we know.")
    elif not below:
        told = language.say("As agreed ({agreed}) or better.", agreed=language.percent(agreed))
    elif now.high < agreed:
        told = language.say("Below what was agreed ({agreed}), by more than chance.", agreed=language.percent(agreed))  # fmt: skip
    else:
        told = language.say("Below what was agreed ({agreed}); it may be chance.", agreed=language.percent(agreed))  # fmt: skip
    cells = (subject, language.percent(now.value), language.percent(base.value), told)
    return Row(cells, tones=(None, None, None, "warn" if below else None))


def _satisfaction(care: Care) -> Row:
    subject = language.say("Satisfaction, 0 to 10")
    if care.satisfaction is None:
        return _missing(subject, "satisfaction")
    now, base = care.satisfaction.overall
    if now.n == 0 or now.few:
        told = language.say("Too few answers for a score.")
        return Row((subject, language.MISSING, language.MISSING, told))
    known = base.known and not base.few
    if not known:
        told = language.say("No score of a year before.")
    elif now.high < base.value:
        told = language.say("Lower, by more than chance.")
    elif now.low > base.value:
        told = language.say("Higher, by more than chance.")
    else:
        told = language.say("The difference may be chance.")
    before = language.number(base.value, 1) if known else language.MISSING
    return Row((subject, language.number(now.value, 1), before, told), tones=(None, None, None, "warn" if known and now.high < base.value else None))  # fmt: skip
