"""
A reader that makes of a calendar file what Microsoft documents that Outlook and Exchange make of it.

No Outlook runs here. But what it does with a file is written down: [MS-OXCICAL], the conversion of iCalendar to appointments, section by section. Each rule below names its section; what the document calls
a SHOULD is taken as done. It is another reading of the bytes than the library's own, and knows nothing of how they were written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import icalendar

LONGEST = 255
SEPARATORS = ";,\u061b\ufe54\uff1b"
BUSY = {"TRANSPARENT": "free", "OPAQUE": "busy"}


@dataclass(frozen=True)
class Appointment:
    """An appointment as it stands in the diary."""

    uid: str
    sequence: int
    subject: str
    place: str
    begins: datetime
    ends: datetime
    all_day: bool
    shown_as: str
    categories: tuple[str, ...]
    reminder: bool


@dataclass(frozen=True)
class Opened:
    """What opening a file gives: the name of a new calendar (empty where the appointment itself opens), and its appointments."""

    calendar: str
    appointments: tuple[Appointment, ...]


def opened(content: bytes) -> Opened:
    """
    A file as Outlook opens it.

    Each VEVENT maps to a new appointment (2.1.3.1.1.20). X-WR-CALNAME is the name of the folder that is made for them; a file of a single appointment has none (2.1.3.1.1.17).
    """
    content.decode("utf-8")
    found = icalendar.Calendar.from_ical(content)
    assert str(found["METHOD"]) == "PUBLISH"
    assert str(found["VERSION"]) == "2.0"
    zones = {str(each["TZID"]): _zone(each) for each in found.walk("VTIMEZONE")}
    made = tuple(_appointment(each, zones) for each in found.walk("VEVENT"))
    return Opened(_one_line(str(found.get("X-WR-CALNAME", ""))), made)


def _appointment(event: icalendar.Event, zones: dict[str, tuple[Onset, Onset]]) -> Appointment:
    begins, all_day = _moment(event["DTSTART"], zones)
    ends, until = _moment(event["DTEND"], zones)
    assert all_day == until
    return Appointment(
        str(event["UID"]), int(event["SEQUENCE"]), _one_line(str(event["SUMMARY"])), _one_line(str(event.get("LOCATION", ""))), begins, ends, all_day,
        BUSY[str(event["TRANSP"])], _categories(event), bool(event.walk("VALARM")),
    )  # fmt: skip


def _moment(told: icalendar.vDDDTypes, zones: dict[str, tuple[Onset, Onset]]) -> tuple[datetime, bool]:
    """When, in UTC or (all day) by the clock of whoever looks: in floating time at midnight it is all day (2.1.3.1.1.20.8 and 10)."""
    if not isinstance(told.dt, datetime):
        assert told.params["VALUE"] == "DATE"
        return datetime.combine(told.dt, time()), True
    clock = told.dt.replace(tzinfo=None)
    standard, daylight = zones[str(told.params["TZID"])]
    summer = daylight.of(clock.year) <= clock < standard.of(clock.year)
    return (clock - (daylight if summer else standard).offset).replace(tzinfo=UTC), False


@dataclass(frozen=True)
class Onset:
    """When a kind of time begins each year, and how far it is from Greenwich."""

    month: int
    weekday: int
    which: int
    hour: int
    offset: timedelta

    def of(self, year: int) -> datetime:
        """The moment by the clock there."""
        first = date(year, self.month, 1)
        days = [first + timedelta(n) for n in range(31) if (first + timedelta(n)).month == self.month]
        fitting = [day for day in days if day.weekday() == self.weekday]
        return datetime.combine(fitting[-1 if self.which < 0 else self.which - 1], time(self.hour))


def _zone(zone: icalendar.Timezone) -> tuple[Onset, Onset]:
    """One STANDARD and one DAYLIGHT, each by a yearly rule that names one day of one month (2.1.3.1.1.19.2 and 3)."""
    (standard,), (daylight,) = zone.walk("STANDARD"), zone.walk("DAYLIGHT")
    return _onset(standard), _onset(daylight)


def _onset(part: icalendar.cal.Component) -> Onset:
    rule = part["RRULE"]
    assert rule["FREQ"] == ["YEARLY"]
    assert "BYMONTHDAY" not in rule
    (day,), (month,) = rule["BYDAY"], rule["BYMONTH"]
    which, name = re.fullmatch(r"(-?\d)(\w\w)", str(day)).groups()  # type: ignore[union-attr]
    assert "TZOFFSETFROM" in part
    weekday = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].index(name)
    return Onset(int(month), weekday, int(which), part["DTSTART"].dt.hour, part["TZOFFSETTO"].td)


def _one_line(text: str) -> str:
    """Without ends of lines, and no longer than it may be (SUMMARY, 2.1.3.1.1.20.24; LOCATION, 2.1.3.1.1.20.15)."""
    return _cut(text.replace("\r", "").replace("\n", ""))


def _categories(event: icalendar.Event) -> tuple[str, ...]:
    """Without separators, blanks as one, none of it twice (2.1.3.1.1.20.3)."""
    found = [str(each) for each in event["CATEGORIES"].cats]
    bare = [_cut(" ".join("".join(s for s in each if s not in SEPARATORS).split())) for each in found]
    return tuple(dict.fromkeys(each for each in bare if each))


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")[: 2 * LONGEST]
    return units.decode("utf-16-le", "ignore")
