"""
The plan in the calendar: what was agreed on comes up on the day itself.

A plan that stands in a document is looked up; one that stands in the diary comes by itself. So the actions and the visits of a plan are told as a calendar file, to be imported in Outlook or
any other calendar, as often as the plan changes: an entry keeps its name (UID) for life and counts up (SEQUENCE) with the plan's entry in the ledger, so that a later file brings the earlier
one up to date, where the calendar goes by that. Outlook does not: it makes a new appointment of every entry, in a calendar of its own that bears the name of the file's (X-WR-CALNAME) and is taken away as a whole
before the next file is opened. What an earlier version of the plan had and this one has not is told as cancelled, with that word in front, as not every calendar takes it away.

Norms:

* an action is one entry, all day, from its first day to its last, in which one is free; one that lasts longer than ``LONG`` days is told on its first day and on its last, as a bar over the
  whole year is no longer seen;
* a visit of which the plan says the month has no day yet; it gets a working day (Monday to Friday, no public holiday) of that month, to be moved by who makes it. Several visits to an outlet in a
  month are as far apart as the month allows; those to different outlets are spread over it by their numbers. The day depends on nothing but the activity itself, so that it stays when others come or go;
* a visit lasts the whole day in which one is free, or, with a time, from then on for as many minutes, in the Dutch zone, in which one is busy;
* money is not told: a diary is shared;
* a name, a place and a category are one line of at most ``WIDEST`` signs as Outlook counts them, and a category has no separators: what is more, Outlook cuts off, the account's name first;
* a calendar's name has no separators and no backslash: its property is none of the standard's, so one reader unescapes it, another does not, and a third ends it at a comma;
* a file of one entry names no calendar, as Outlook then opens the appointment itself.

The same plan gives the same bytes: the file's date is that of the entry in the ledger.

References
----------
RFC 5545, iCalendar (UID, SEQUENCE, DTSTAMP, folding); RFC 5546, 3.2.1 (PUBLISH). Microsoft, [MS-OXCICAL], 2.1.3.1.1: what Outlook makes of SUMMARY, LOCATION, CATEGORIES, DTSTART, TRANSP, VTIMEZONE, X-WR-CALNAME.
"""

from __future__ import annotations

import calendar as months
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zlib import crc32
from zoneinfo import ZoneInfo

import icalendar
from dateutil.easter import easter

from amlib import language
from amlib.documents import words
from amlib.editions import sheets

if TYPE_CHECKING:
    from amlib.plan.keeping import Kept
    from amlib.plan.model import Plan

__all__ = ["WIDEST", "ZONE", "Hours", "Occurrence", "content", "holidays", "occurrences", "working_days"]

ZONE = "Europe/Amsterdam"
LONG = 31
"""The days of the longest action that is one entry."""
WIDEST = 255
"""The longest name, place or category, in units of UTF-16."""
NAMED = 3
"""So many outlets are named; how many more there are is said."""
_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "urn:amlib:plan")
_APART = dict.fromkeys(map(ord, ";,\\\u061b\ufe54\uff1b"), " ")
"""What Outlook takes for the end of a category; and what some readers take for the end of a calendar's name, or do not unescape in it."""
_GOLDEN = 0.6180339887498949
"""Multiples of it, wrapped around, lie as evenly as can be, however many there are."""


@dataclass(frozen=True)
class Hours:
    """When a visit begins, and for how long it lasts."""

    begins: time
    minutes: int = 60


@dataclass(frozen=True)
class Occurrence:
    """
    One entry of the diary.

    Attributes
    ----------
    name : str
        What it is called for life: the kind, the id and, of a visit, the month and which one in it.
    what, place, text, who : str
    begins, ends : date
        Both days included.
    visit : bool
    """

    name: str
    what: str
    begins: date
    ends: date
    place: str = ""
    text: str = ""
    who: str = ""
    visit: bool = False


def holidays(year: int) -> frozenset[date]:
    """
    The days on which nobody visits: New Year, Good Friday, Easter, King's Day, Ascension, Whitsun, Christmas; the 5th of May every fifth year.

    Examples
    --------
    >>> sorted(day.isoformat() for day in holidays(2027))[:4]
    ['2027-01-01', '2027-03-26', '2027-03-28', '2027-03-29']
    """
    sunday = easter(year)
    moving = {sunday + timedelta(days) for days in (-2, 0, 1, 39, 49, 50)}
    king = date(year, 4, 27)
    fixed = {
        date(year, 1, 1),
        king if king.weekday() < 6 else date(year, 4, 26),
        date(year, 12, 25),
        date(year, 12, 26),
    }
    return frozenset(moving | fixed | ({date(year, 5, 5)} if year % 5 == 0 else set()))


def working_days(year: int, month: int) -> list[date]:
    """Monday to Friday, without public holidays."""
    closed = holidays(year)
    days = (date(year, month, day) for day in range(1, months.monthrange(year, month)[1] + 1))
    return [day for day in days if day.weekday() < 5 and day not in closed]


def occurrences(plan: Plan, outlets: Mapping[str, str], *, who: str = "") -> tuple[Occurrence, ...]:
    """
    All that a plan puts in the diary, first day first.

    Parameters
    ----------
    plan : Plan
    outlets : mapping of key to name
    who : str
        Only what this person does; everybody's where it is empty.
    """
    found = [*_actions(plan, outlets), *_visits(plan, outlets)]
    return tuple(
        sorted((each for each in found if who in ("", each.who)), key=lambda each: (each.begins, each.name))
    )


def content(
    kept: Kept,
    earlier: Sequence[Plan],
    outlets: Mapping[str, str],
    *,
    name: str,
    who: str = "",
    hours: Hours | None = None,
) -> bytes:
    """
    A calendar file of a plan, in the current language.

    Parameters
    ----------
    kept : Kept
    earlier : sequence of Plan
        Versions that may have been told before, oldest first; what only they have is told as cancelled.
    outlets : mapping of key to name
    name : str
        What the account is called.
    who : str
        Only what this person does.
    hours : Hours, optional
        When visits are; without it they last all day.
    """
    plan = kept.plan
    now = occurrences(plan, outlets, who=who)
    before = {each.name: each for version in earlier for each in occurrences(version, outlets, who=who)}
    gone = [each for each in before.values() if each.name not in {it.name for it in now}]
    made = icalendar.Calendar()
    made.add("prodid", f"-//amlib//account workbook//{language.current().upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    if len(now) + len(gone) > 1:
        called = language.say("Plan {year} · {name}", year=str(plan.year), name=name.translate(_APART))
        made.add("x-wr-calname", _line(called))
    if hours and any(each.visit for each in (*now, *gone)):
        made.add_component(_zone())
    for each, cancelled in (*((it, False) for it in now), *((it, True) for it in gone)):
        made.add_component(_event(each, kept, name, hours if each.visit else None, cancelled=cancelled))
    told: bytes = made.to_ical()
    return told


def _actions(plan: Plan, outlets: Mapping[str, str]) -> Iterator[Occurrence]:
    for action in plan.actions:
        if action.begins > action.ends:
            continue
        named = [outlets.get(key) or key for key in action.outlets]
        places = words.places(tuple(named[:NAMED]), max(len(named) - NAMED, 0)) if named else ""
        name, what = f"actions/{action.id}", f"{action.name} ({sheets.chosen(action.kind)})"
        rest = (places, action.reason, action.owner)
        if (action.ends - action.begins).days < LONG:
            yield Occurrence(name, what, action.begins, action.ends, *rest)
        else:
            begins, ends = language.say("Begins: {what}", what=what), language.say("Ends: {what}", what=what)
            yield Occurrence(f"{name}/begins", begins, action.begins, action.begins, *rest)
            yield Occurrence(f"{name}/ends", ends, action.ends, action.ends, *rest)


def _visits(plan: Plan, outlets: Mapping[str, str]) -> Iterator[Occurrence]:
    for activity in plan.activities:
        if activity.kind != "visit":
            continue
        place = outlets.get(activity.outlet) or activity.outlet
        for month, count in enumerate(activity.months, 1):
            for number, day in enumerate(_days(activity.id, plan.year, month, count), 1):
                name = f"activities/{activity.id}/{month}/{number}"
                what = language.say("Visit to {place}", place=place)
                yield Occurrence(name, what, day, day, place, activity.text, activity.owner, visit=True)


def _days(id: str, year: int, month: int, count: int) -> list[date]:
    """The days of so many visits in a month: equally far apart, beginning where the activity's number puts it."""
    days = working_days(year, month)
    digits = id.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    start = int(digits) * _GOLDEN % 1 if digits.isdecimal() else crc32(id.encode()) / 2**32
    return [days[int((number + start) * len(days) / count)] for number in range(count)]


def _event(
    told: Occurrence, kept: Kept, name: str, hours: Hours | None, *, cancelled: bool
) -> icalendar.Event:
    event = icalendar.Event()
    account = f"{kept.plan.account}/{kept.plan.year}/{told.name}"
    event.add("uid", f"{uuid.uuid5(_NAMES, account)}@amlib")
    event.add("sequence", kept.number)
    at = kept.at.astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", at)
    event.add("last-modified", at)
    what = language.say("Cancelled: {what}", what=told.what) if cancelled else told.what
    of_whom = f" · {_line(name, WIDEST // 2)}"
    event.add("summary", _line(what, WIDEST - _wide(of_whom)) + of_whom)
    if hours:
        begins = datetime.combine(told.begins, hours.begins, ZoneInfo(ZONE))
        event.add("dtstart", begins)
        event.add("dtend", begins + timedelta(minutes=hours.minutes))
    else:
        event.add("dtstart", told.begins)
        event.add("dtend", told.ends + timedelta(days=1))
    lines = [
        told.text,
        language.say("Who: {who}", who=told.who) if told.who else "",
        language.say("The plan names the month; the day is a proposal.") if told.visit else "",
    ]
    event.add("description", _clean("\n".join(filter(None, lines))))
    if told.place:
        event.add("location", _line(told.place))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if hours and not cancelled else "TRANSPARENT")
    event.add("categories", [_line(name.translate(_APART))])
    return event


def _line(text: str, most: int = WIDEST) -> str:
    """A text on one line, cut off with a mark where it is too wide."""
    line = " ".join(_clean(text).split())
    if _wide(line) <= most:
        return line
    kept = ""
    for sign in line:
        if _wide(kept + sign) >= most:
            break
        kept += sign
    return kept.rstrip() + "…"


def _wide(text: str) -> int:
    """How many units of UTF-16 a text takes; a sign beyond the first plane takes two, and is not cut in two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _clean(text: str) -> str:
    """A text without signs that a calendar may not hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign >= " " or sign in "\n\t")


def _zone() -> icalendar.Timezone:
    """
    The Dutch zone by its rule, as Outlook itself writes it.

    The library would list each change that it knows of, until a year in which a plan may still be made.
    """
    zone = icalendar.Timezone()
    zone.add("tzid", ZONE)
    for kind, month, hour, from_, to, called in (
        (icalendar.TimezoneStandard, 10, 3, 2, 1, "CET"),
        (icalendar.TimezoneDaylight, 3, 2, 1, 2, "CEST"),
    ):
        part = kind()
        part.add("dtstart", datetime(1970, month, _last_sunday(1970, month), hour))  # noqa: DTZ001  by the clock there
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", timedelta(hours=from_))
        part.add("tzoffsetto", timedelta(hours=to))
        part.add("tzname", called)
        zone.add_component(part)
    return zone


def _last_sunday(year: int, month: int) -> int:
    return max(week[6] for week in months.monthcalendar(year, month))
