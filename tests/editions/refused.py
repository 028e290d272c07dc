"""
What is known of calendar files that Outlook refuses, or takes for something else than was meant; and whether a file is one of them.

It reads the bytes itself, without a library, as a library mends on reading what Outlook would stumble on. Each rule says where it is known from: [MS-OXCICAL] and [MS-STANOICAL] are what Microsoft writes
itself, RFC 5545 is the standard, and 'met' is what users reported with the message that Outlook gave. A rule that none of our files can break is not left out: it keeps a later one from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

REFUSALS: dict[str, Callable[[bytes], bool]] = {}
"""What is wrong, in words, and whether a file has it."""

KNOWN = ("X-WR-CALNAME",)
"""The properties outside the standard that [MS-OXCICAL] knows and our files have."""
_TEXTS = ("SUMMARY", "LOCATION", "DESCRIPTION", "X-WR-CALNAME")
_LINE = re.compile(r"[A-Z][A-Z0-9-]*(;[A-Z][A-Z0-9-]*=(\"[^\"]*\"|[^\";:,]*))*:.*", re.DOTALL)


def why(content: bytes) -> list[str]:
    """Everything for which a file would be refused or misread."""
    return [said for said, has in REFUSALS.items() if has(content)]


def _refusal(said: str) -> Callable[[Callable[[bytes], bool]], Callable[[bytes], bool]]:
    def keep(rule: Callable[[bytes], bool]) -> Callable[[bytes], bool]:
        REFUSALS[said] = rule
        return rule

    return keep


def _lines(content: bytes) -> list[str]:
    """The lines, unfolded."""
    return content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def _named(lines: list[str], name: str) -> list[str]:
    return [line for line in lines if re.match(rf"{name}[;:]", line)]


def _parts(content: bytes, kind: str) -> Iterator[list[str]]:
    found: list[str] | None = None
    for line in _lines(content):
        if line == f"BEGIN:{kind}":
            found = []
        elif line == f"END:{kind}" and found is not None:
            yield found
            found = None
        elif found is not None:
            found.append(line)


@_refusal("something stands before BEGIN:VCALENDAR, such as a byte order mark")
def _before(content: bytes) -> bool:
    """Met: 'not a valid Internet Calendar file'."""
    return not content.startswith(b"BEGIN:VCALENDAR\r\n")


@_refusal("an end of line is no CRLF")
def _ends(content: bytes) -> bool:
    """RFC 5545, 3.1."""
    return bool(re.search(rb"(?<!\r)\n|\r(?!\n)", content)) or not content.endswith(b"\r\n")


@_refusal("a line is empty or of blanks")
def _empty(content: bytes) -> bool:
    """Met: an entry is cut off at it."""
    return any(not line.strip() for line in content.removesuffix(b"\r\n").split(b"\r\n"))


@_refusal("a line is no name, parameters and value")
def _shapeless(content: bytes) -> bool:
    """Met: ATTENDEE#<...> gave 'Cannot import vCalendar file'."""
    return not all(_LINE.fullmatch(line) for line in _lines(content))


@_refusal("there is not exactly one calendar")
def _calendars(content: bytes) -> bool:
    """[MS-OXCICAL], appendix A <1>: Outlook 2003 and every Exchange take no stream of several."""
    return content.count(b"BEGIN:VCALENDAR") != 1 or content.count(b"END:VCALENDAR") != 1


@_refusal("METHOD:PUBLISH, VERSION:2.0 or PRODID does not stand once, before all that is in it")
def _head(content: bytes) -> bool:
    """Met: without METHOD a list of appointments is refused. [MS-OXCICAL] 2.1.3.1.1.1: another method makes meetings of it."""
    lines = _lines(content)
    head = lines[
        1 : next((place for place, line in enumerate(lines) if place and line.startswith("BEGIN:")), None)
    ]
    wanted = ("METHOD:PUBLISH", "VERSION:2.0", "PRODID:")
    return any(sum(line.startswith(each) for line in lines) != 1 or not any(line.startswith(each) for line in head) for each in wanted)  # fmt: skip


@_refusal("an entry has not one UID, one DTSTAMP in Greenwich, one DTSTART and one DTEND")
def _asked(content: bytes) -> bool:
    """Met: Outlook 2003 refuses the file. [MS-STANOICAL] 2.2.84: without UID later versions go on, with what that brings."""

    def lacks(entry: list[str]) -> bool:
        once = all(len(_named(entry, name)) == 1 for name in ("UID", "DTSTAMP", "DTSTART", "DTEND"))
        return not once or not re.fullmatch(r"DTSTAMP:\d{8}T\d{6}Z", _named(entry, "DTSTAMP")[0])

    return any(lacks(entry) for entry in _parts(content, "VEVENT"))


@_refusal("two entries have one UID")
def _twice(content: bytes) -> bool:
    """[MS-OXCICAL] 2.1.3.1.1.20.20: the second would be an exception to the first."""
    names = [_named(entry, "UID")[:1] for entry in _parts(content, "VEVENT")]
    return any(names.count(each) > 1 for each in names)


@_refusal("a time has a zone that the file has not told before it")
def _undeclared(content: bytes) -> bool:
    """Met: 'references an undeclared time zone … being treated as a floating time zone', and an hour off."""
    told: set[str] = set()
    for line in _lines(content):
        if line.startswith("TZID:"):
            told.add(line.removeprefix("TZID:"))
        elif (named := re.match(r'[A-Z-]+;TZID="?([^":]*)', line)) and named[1] not in told:
            return True
    return False


@_refusal("a time that is not all day floats")
def _floats(content: bytes) -> bool:
    """Met: 'contains a floating DTSTART. Outlook supports floating time for all-day events only'."""
    return any(
        re.search(r":\d{8}T\d{6}$", line) and "TZID=" not in line
        for entry in _parts(content, "VEVENT")
        for line in entry
    )


@_refusal(
    "a zone is not one STANDARD and one DAYLIGHT, each by a yearly rule of month and weekday, or is there twice"
)
def _zones(content: bytes) -> bool:
    """[MS-OXCICAL] 2.1.3.1.1.19.2 and 3; met: with RDATE, without BYDAY or with one part only, the zone is ignored."""
    zones = list(_parts(content, "VTIMEZONE"))
    rule = re.compile(r"RRULE:FREQ=YEARLY;BYDAY=-?\d(MO|TU|WE|TH|FR|SA|SU);BYMONTH=\d+")
    names = [_named(zone, "TZID") for zone in zones]
    return any(names.count(each) > 1 for each in names) or any(
        zone.count(f"BEGIN:{kind}") != 1 or any("RDATE" in line for line in zone) or sum(bool(rule.fullmatch(line)) for line in zone) != 2
        for zone in zones for kind in ("STANDARD", "DAYLIGHT")
    )  # fmt: skip


@_refusal("an entry repeats itself")
def _repeats(content: bytes) -> bool:
    """Microsoft's article 2643084: many rules of repetition are not supported, RDATE without RRULE is not opened."""
    entries = [line for entry in _parts(content, "VEVENT") for line in entry]
    return any(_named(entries, name) for name in ("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"))


@_refusal("an entry is a meeting")
def _meeting(content: bytes) -> bool:
    """[MS-OXCICAL] 2.1.3.1.1.20.2 and 16: with an organizer or who is invited it is no appointment of one's own."""
    return bool(_named(_lines(content), "ORGANIZER") or _named(_lines(content), "ATTENDEE"))


@_refusal("a property outside the standard is not one that Outlook takes as it is meant")
def _own(content: bytes) -> bool:
    """[MS-OXCICAL] 2.1.3.1.1.9: X-MS-OLK-FORCEINSPECTOROPEN makes one appointment of a whole file."""
    return any(
        re.match(r"X-[A-Z-]+", line)[0] not in KNOWN for line in _lines(content) if line.startswith("X-")
    )  # type: ignore[index]


@_refusal("a text has a comma, a semicolon or a backslash that is not escaped")
def _escaped(content: bytes) -> bool:
    """RFC 5545, 3.3.11; [MS-OXCICAL] 2.1.3.1.1.17 has the calendar's name as a text too, and readers end it at a comma."""
    texts = [line.partition(":")[2] for name in _TEXTS for line in _named(_lines(content), name)]
    return any(re.search(r"[,;\\]", re.sub(r"\\[\\,;nN]", "", text)) for text in texts)
