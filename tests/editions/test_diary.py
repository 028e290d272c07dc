"""The plan as a calendar file: read back with the library, and held against the rules of RFC 5545 by its bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from amlib import language
from amlib.editions import diary
from amlib.plan.items import Action, Activity
from amlib.plan.keeping import Kept
from amlib.plan.model import Plan

from . import outlook, refused

OUTLETS = {"001": "Noord, Dorpsstraat 1", "002": "Zuid"}
ACTION = Action(
    id="A1", name="Barbecue; 1+1, gratis", kind="promotion", outlets=("001", "002"), owner="Bob", begins=date(2027, 5, 31),
    ends=date(2027, 6, 6), cost=123_456, reason="één regel\nen nog een\\",
)  # fmt: skip
VISITS = Activity(
    id="V1", outlet="002", kind="visit", months=(0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 0, 1), owner="Ans"
)
ADVICE = Activity(id="V2", outlet="001", kind="advice", months=(1,) * 12, owner="Ans")
PLAN = Plan(account="alfa", year=2027, actions=(ACTION,), activities=(VISITS, ADVICE))
KEPT = Kept(PLAN, 12, 14, "Ans", datetime(2026, 11, 5, 9, 30, 1, 250_000, tzinfo=UTC))
LATER = datetime(2027, 2, 1, 10, tzinfo=UTC)
NINE = diary.Hours(time(9), 45)
REQUIRED = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS"}

# day         is it a working day
DAYS = [
    ("2027-01-01", False),  # New Year, a Friday
    ("2027-03-26", False),  # Good Friday: Easter of 2027 is on 28 March
    ("2027-03-29", False),
    ("2027-04-27", False),  # King's Day, a Tuesday
    ("2027-05-05", True),  # not a fifth year
    ("2025-05-05", False),
    ("2025-04-26", False),  # King's Day, as the 27th was a Sunday; itself a Saturday
    ("2027-05-06", False),  # Ascension, 39 days after Easter
    ("2027-05-17", False),  # Whit Monday
    ("2027-12-24", True),
    ("2026-12-25", False),
    ("2027-06-12", False),  # a Saturday
    ("2027-06-14", True),
]


def told(kept: Kept = KEPT, earlier: tuple[Plan, ...] = (), **more: object) -> bytes:
    return diary.content(kept, earlier, OUTLETS, name="Alfa", **more)  # type: ignore[arg-type]


def events(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def of(content: bytes, words: str) -> list[icalendar.Event]:
    return [each for each in events(content) if words in str(each["SUMMARY"])]


def lawful(content: bytes) -> None:
    """What RFC 5545 asks of any file, and Outlook of this one."""
    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    for line in lines:
        assert len(line) <= 75, "3.1: lines are folded at 75 octets"
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()  # a sign is not folded in two
        assert not any(sign < 32 and sign != 9 for sign in line), "3.1: no control characters"
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-1] == b"END:VCALENDAR"
    found = icalendar.Calendar.from_ical(content)
    assert (found["VERSION"], found["METHOD"], found["CALSCALE"]) == ("2.0", "PUBLISH", "GREGORIAN")
    assert found["PRODID"]
    names = [str(each["UID"]) for each in found.walk("VEVENT")]
    assert len(set(names)) == len(names)
    zones = {str(each["TZID"]) for each in found.walk("VTIMEZONE")}
    for each in found.walk("VEVENT"):
        assert set(each) >= REQUIRED
        assert each["DTSTAMP"].dt.tzinfo is not None
        assert each["DTEND"].dt > each["DTSTART"].dt
        assert set(each["DTSTART"].params.get("TZID", "").split()) <= zones, "3.2.19: a zone that is named is there"  # fmt: skip
    assert set(found) & {"ORGANIZER", "ATTENDEE"} == set()
    assert refused.why(content) == []
    as_written(content)
    read_by_another(content)


def read_by_another(content: bytes) -> vobject.base.Component:
    """A reader that did not write it reads the same: how many, when, and every word."""
    found, other = icalendar.Calendar.from_ical(content), vobject.readOne(content.decode())
    assert other.validate(raiseException=True)
    if "X-WR-CALNAME" in found:
        assert other.contents["x-wr-calname"][0].value == str(found["X-WR-CALNAME"])
    for event, read in zip(found.walk("VEVENT"), other.contents.get("vevent", ()), strict=True):
        assert (read.dtstart.value, read.dtend.value) == (event["DTSTART"].dt, event["DTEND"].dt)
        for name in ("UID", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS"):
            read_as = read.contents[name.lower()][0].value if name.lower() in read.contents else ""
            assert read_as == str(event.get(name, "")), name
    return other


def as_written(content: bytes) -> outlook.Opened:
    """What Outlook makes of it is what stands in it: nothing is cut off, run together or left out."""
    found = icalendar.Calendar.from_ical(content)
    made = outlook.opened(content)
    assert made.calendar == str(found.get("X-WR-CALNAME", ""))
    for one, event in zip(made.appointments, found.walk("VEVENT"), strict=True):
        assert one.subject == str(event["SUMMARY"])
        assert one.place == str(event.get("LOCATION", ""))
        assert list(one.categories) == [str(each) for each in event["CATEGORIES"].cats if str(each)]
        assert not one.reminder
        assert not one.uid.upper().startswith("040000008200E00074C5B7101A82E008"), "no other's name"
    return made


@pytest.mark.parametrize(("day", "works"), DAYS)
def test_a_visit_falls_on_a_working_day(day: str, works: bool) -> None:
    when = date.fromisoformat(day)
    assert (when in diary.working_days(when.year, when.month)) is works


@pytest.mark.parametrize("hours", [None, NINE])
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_the_file_keeps_to_the_rules(hours: diary.Hours | None, spoken: str) -> None:
    with language.use(spoken):
        content = told(hours=hours, earlier=(PLAN.without("actions", "A1"),))
    lawful(content)
    assert len(events(content)) == 5
    assert content == told_in(spoken, hours), "the same bytes each time"


def told_in(spoken: str, hours: diary.Hours | None) -> bytes:
    with language.use(spoken):
        return told(hours=hours)


def test_an_action_is_one_entry_of_whole_days() -> None:
    (event,) = of(told(), "Barbecue")
    assert str(event["SUMMARY"]) == "Barbecue; 1+1, gratis (actie in de winkel) · Alfa"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2027, 5, 31), date(2027, 6, 7)), "the end is the day after"  # fmt: skip
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert str(event["DESCRIPTION"]) == "één regel\nen nog een\\\nWie: Bob"
    assert str(event["LOCATION"]) == "Noord, Dorpsstraat 1 en Zuid"
    assert (event["TRANSP"], event["STATUS"], event["SEQUENCE"]) == ("TRANSPARENT", "CONFIRMED", 12)
    assert event["DTSTAMP"].dt == datetime(2026, 11, 5, 9, 30, 1, tzinfo=UTC)


# last day of an action that begins on 1 March          its entries
LENGTHS = [
    (date(2027, 3, 1), [("actions/A1", "Barbecue", 1, 1)]),
    (date(2027, 3, 31), [("actions/A1", "Barbecue", 1, 31)]),
    (date(2027, 4, 1), [("actions/A1/begins", "Begin: Barbecue", 1, 1), ("actions/A1/ends", "Eind: Barbecue", 1, 1)]),
]  # fmt: skip


@pytest.mark.parametrize(("ends", "entries"), LENGTHS)
def test_a_long_action_is_told_when_it_begins_and_when_it_ends(ends: date, entries: list) -> None:
    action = ACTION.model_copy(update={"begins": date(2027, 3, 1), "ends": ends})
    found = diary.occurrences(PLAN.model_copy(update={"actions": (action,), "activities": ()}), OUTLETS)
    assert [(e.name, e.what.partition(";")[0], e.begins.day, e.ends.day) for e in found] == entries


def test_of_many_outlets_a_few_are_named() -> None:
    many = ACTION.model_copy(update={"outlets": ("001", "002", "003", "004", "005")})
    (event,) = of(told(replace(KEPT, plan=PLAN.with_action(many))), "Barbecue")
    assert str(event["LOCATION"]) == "Noord, Dorpsstraat 1, Zuid, 003 en nog 2"


def test_money_stays_out_of_the_diary() -> None:
    assert b"1234" not in told()
    assert b"123.4" not in told()


def test_a_visit_is_a_day_in_its_month_or_an_hour_of_it() -> None:
    """V1 starts 0.618 into a share of the month: of 21 working days in March, 2 visits at (0.618, 1.618) x 21 / 2 = 6.5, 17.0."""
    march = [each["DTSTART"].dt for each in of(told(), "Bezoek aan Zuid")][:2]
    days = diary.working_days(2027, 3)
    assert len(days) == 21
    assert march == [days[6], days[16]] == [date(2027, 3, 9), date(2027, 3, 23)]
    timed = of(told(hours=NINE), "Bezoek aan Zuid")[0]
    assert timed["DTSTART"].dt == datetime(2027, 3, 9, 9, tzinfo=ZoneInfo(diary.ZONE))
    assert timed["DTEND"].dt - timed["DTSTART"].dt == timedelta(minutes=45)
    assert timed["TRANSP"] == "OPAQUE"


def test_nine_o_clock_stays_nine_when_the_clock_is_changed() -> None:
    """Summer time ends on 31 October 2027: 9 o'clock is 7 in Greenwich before and 8 after."""
    daily = VISITS.model_copy(update={"months": (0,) * 9 + (21, 22, 0)})
    content = told(replace(KEPT, plan=Plan(account="alfa", year=2027, activities=(daily,))), hours=NINE)
    begins = [each["DTSTART"].dt for each in events(content)]
    assert len(begins) == 43
    assert {each.hour for each in begins} == {9}
    assert {each.astimezone(UTC).hour for each in begins if each.month == 10} == {7}
    assert {each.astimezone(UTC).hour for each in begins if each.month == 11} == {8}


def test_the_zone_in_the_file_is_the_dutch_one() -> None:
    """By its own rule, without looking at its name, it agrees with the zone's history for years."""
    (zone,) = icalendar.Calendar.from_ical(told(hours=NINE)).walk("VTIMEZONE")
    zone["TZID"] = icalendar.vText("Test/Elders")  # by its own name the library would take the zone it knows
    own, known = zone.to_tz(lookup_tzid=False), ZoneInfo(diary.ZONE)
    for hours in range(0, 24 * 365 * 6, 7):
        when = datetime(2026, 1, 1, 12) + timedelta(hours=hours)  # noqa: DTZ001  by the clock there
        if 1 <= when.hour <= 3 and when.month in (3, 10):
            continue  # in the hour of the change itself either is right
        assert when.replace(tzinfo=own).utcoffset() == when.replace(tzinfo=known).utcoffset(), when


def test_without_times_no_zone_is_needed() -> None:
    assert b"VTIMEZONE" not in told()
    assert b"VTIMEZONE" in told(hours=NINE)


def test_a_later_file_brings_the_same_entries_up_to_date() -> None:
    moved = PLAN.with_action(ACTION.model_copy(update={"begins": date(2027, 6, 1), "name": "Anders"}))
    later = told(replace(KEPT, plan=moved, number=15, at=LATER), earlier=(PLAN,))
    before, after = ({str(each["UID"]): each for each in events(content)} for content in (told(), later))
    assert set(before) == set(after)
    assert {int(each["SEQUENCE"]) for each in after.values()} == {15}
    assert {each["LAST-MODIFIED"].dt for each in before.values()} == {KEPT.at.replace(microsecond=0)}
    assert {each["LAST-MODIFIED"].dt for each in after.values()} == {LATER}
    assert {str(each["STATUS"]) for each in after.values()} == {"CONFIRMED"}


def test_what_an_earlier_version_had_is_cancelled() -> None:
    fewer = VISITS.model_copy(update={"months": (0, 0, 1, *(0,) * 9)})
    plan = PLAN.without("actions", "A1").with_activity(fewer)
    content = told(replace(KEPT, plan=plan, number=15), earlier=(PLAN,), hours=NINE)
    lawful(content)
    stands = {
        str(each["SUMMARY"]): (str(each["STATUS"]), each["DTSTART"].dt) for each in of(content, "Vervallen")
    }
    assert stands["Vervallen: Barbecue; 1+1, gratis (actie in de winkel) · Alfa"] == ("CANCELLED", date(2027, 5, 31))  # fmt: skip
    gone = {str(each["UID"]) for each in of(content, "Vervallen")}
    assert len(gone) == 4, "the action, one of March, those of October and December"
    assert gone < {str(each["UID"]) for each in events(told())}
    assert {str(each["TRANSP"]) for each in of(content, "Vervallen")} == {"TRANSPARENT"}


def test_other_accounts_and_years_have_entries_of_their_own() -> None:
    other = told(replace(KEPT, plan=PLAN.model_copy(update={"account": "beta"})))
    assert not {str(e["UID"]) for e in events(other)} & {str(e["UID"]) for e in events(told())}


def test_only_what_one_person_does_and_what_passed_to_another_is_cancelled() -> None:
    assert {str(each["SUMMARY"])[:6] for each in events(told(who="Ans"))} == {"Bezoek"}
    passed = PLAN.with_activity(VISITS.model_copy(update={"owner": "Bob"}))
    content = told(replace(KEPT, plan=passed), earlier=(PLAN,), who="Ans")
    assert {str(each["STATUS"]) for each in events(content)} == {"CANCELLED"}


def test_a_visit_stays_on_its_day_when_others_come_and_go() -> None:
    more = PLAN
    for number in range(5, 40):
        more = more.with_activity(VISITS.model_copy(update={"id": f"V{number}", "outlet": "001"}))
    first = {each.name: each.begins for each in diary.occurrences(PLAN, OUTLETS)}
    then = {each.name: each.begins for each in diary.occurrences(more, OUTLETS)}
    assert first.items() <= then.items()


def test_visits_to_many_outlets_are_spread_over_the_month() -> None:
    """42 outlets in a month of 21 working days: two a day."""
    many = tuple(
        Activity(id=f"V{n}", outlet=f"{n}", kind="visit", months=(0, 0, 1, *(0,) * 9)) for n in range(1, 43)
    )
    days = [each.begins for each in diary.occurrences(Plan(account="a", year=2027, activities=many), OUTLETS)]
    counts = [days.count(day) for day in diary.working_days(2027, 3)]
    assert counts == [2] * 21


def test_an_action_that_ends_before_it_begins_has_no_days() -> None:
    wrong = PLAN.model_copy(update={"actions": (ACTION.model_copy(update={"ends": date(2027, 1, 1)}),)})
    assert of(told(replace(KEPT, plan=wrong)), "Barbecue") == []


def by_subject(content: bytes) -> dict[str, outlook.Appointment]:
    return {one.subject.partition(" ")[0]: one for one in as_written(content).appointments}


def test_outlook_shows_an_action_on_its_days_as_free_and_a_visit_at_its_hour_as_busy() -> None:
    """[MS-OXCICAL] 2.1.3.1.1.20.8, 10 and 25: dates without a time are all day; TRANSP tells whether one is free."""
    made = by_subject(told(hours=NINE))
    action, visit = made["Barbecue;"], made["Bezoek"]
    assert (action.all_day, action.begins, action.ends, action.shown_as) == (True, datetime(2027, 5, 31), datetime(2027, 6, 7), "free")  # noqa: DTZ001  # fmt: skip
    assert (visit.all_day, visit.shown_as) == (False, "busy")


def test_outlook_reads_the_hour_by_the_rule_of_the_zone_in_winter_and_in_summer() -> None:
    """[MS-OXCICAL] 2.1.3.1.1.19: it takes the rule that is in the file; 9 o'clock is 8 in Greenwich, and 7 in summer."""
    weekly = VISITS.model_copy(update={"months": (4,) * 12})
    content = told(replace(KEPT, plan=Plan(account="alfa", year=2027, activities=(weekly,))), hours=NINE)
    made = as_written(content).appointments
    assert len(made) == 48
    for one in made:
        clock = one.begins.astimezone(ZoneInfo(diary.ZONE))
        assert (clock.hour, one.ends - one.begins) == (9, timedelta(minutes=45))
    assert {one.begins.hour for one in made if one.begins.month in (1, 12)} == {8}
    assert {one.begins.hour for one in made if one.begins.month == 7} == {7}


def test_a_name_a_place_and_a_category_are_as_long_as_outlook_keeps_them_and_end_in_the_account() -> None:
    """[MS-OXCICAL] 2.1.3.1.1.20.15 and 24: one line, 255 units of UTF-16; an emoji takes two and is not cut in two."""
    action = ACTION.model_copy(update={"name": "😀" * 200 + "\nnog een regel", "outlets": ("x" * 300,)})
    (one,) = as_written(
        told(replace(KEPT, plan=Plan(account="alfa", year=2027, actions=(action,))))
    ).appointments
    assert (
        one.subject == "😀" * 123 + "… · Alfa"
    )  # 255 less 7 of the account and 1 of the mark: 247 units, 123 of them whole
    assert one.place == "x" * 254 + "…"


def test_what_stands_on_two_lines_is_one_line_in_a_name() -> None:
    action = ACTION.model_copy(update={"name": "Barbecue\r\n bij de kassa"})
    (one,) = as_written(
        told(replace(KEPT, plan=Plan(account="alfa", year=2027, actions=(action,))))
    ).appointments
    assert one.subject == "Barbecue bij de kassa (actie in de winkel) · Alfa"


def test_a_category_has_none_of_the_signs_that_outlook_takes_out() -> None:
    """[MS-OXCICAL] 2.1.3.1.1.20.3: separators are removed, so 'Slagers,Zonen' would become 'SlagersZonen'."""
    content = diary.content(KEPT, (), OUTLETS, name="Slagers,Zonen; en co")
    assert {one.categories for one in as_written(content).appointments} == {("Slagers Zonen en co",)}
    assert {one.subject.rpartition(" · ")[2] for one in as_written(content).appointments} == {"Slagers,Zonen; en co"}  # fmt: skip


def test_the_name_of_the_calendar_reads_the_same_whether_or_not_a_reader_unescapes_it() -> None:
    """X-WR-CALNAME is not of the standard: one reader takes it as text, another as it stands, and a third ends it at a comma."""
    content = diary.content(KEPT, (), OUTLETS, name="Slagers,Zonen; en\\nco")
    assert b"X-WR-CALNAME:Jaarplan 2027 \xc2\xb7 Slagers Zonen en nco\r\n" in content
    assert (
        read_by_another(content).contents["x-wr-calname"][0].value == "Jaarplan 2027 · Slagers Zonen en nco"
    )


WEEKLY = VISITS.model_copy(update={"months": (4,) * 12, "text": "Bespreek; het schap,\nen het vers"})
ZONE = re.compile(rb"BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", re.DOTALL)

# what is done to a file, and for what it is then refused
SPOILED: list[tuple[Callable[[bytes], bytes], str]] = [
    (lambda c: b"\xef\xbb\xbf" + c, "byte order mark"),
    (lambda c: c.replace(b"\r\n", b"\n"), "no CRLF"),
    (lambda c: c.replace(b"END:VEVENT\r\n", b"END:VEVENT\r\n\r\n", 1), "empty"),
    (lambda c: c.replace(b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nATTENDEE#<Client>\r\n", 1), "no name, parameters"),
    (lambda c: c + c, "exactly one calendar"),
    (lambda c: c.replace(b"METHOD:PUBLISH\r\n", b""), "METHOD"),
    (lambda c: c.replace(b"METHOD:PUBLISH", b"METHOD:REQUEST"), "METHOD"),
    (lambda c: c.replace(b"METHOD:PUBLISH\r\n", b"").replace(b"END:VCALENDAR", b"METHOD:PUBLISH\r\nEND:VCALENDAR"), "METHOD"),
    (lambda c: re.sub(rb"PRODID:.*?\r\n", b"", c), "PRODID"),
    (lambda c: re.sub(rb"UID:.*?\r\n", b"", c, count=1), "UID, one DTSTAMP"),
    (lambda c: re.sub(rb"DTSTAMP:.*?\r\n", b"", c, count=1), "UID, one DTSTAMP"),
    (lambda c: re.sub(rb"(DTSTAMP:.*?)Z\r\n", rb"\1\r\n", c, count=1), "DTSTAMP in Greenwich"),
    (lambda c: re.sub(rb"UID:.*?\r\n", b"UID:x\r\n", c), "two entries have one UID"),
    (lambda c: ZONE.sub(b"", c), "not told before"),
    (lambda c: ZONE.sub(b"", c).replace(b"END:VCALENDAR", ZONE.search(c)[0] + b"END:VCALENDAR"), "not told before"),  # type: ignore[index]
    (lambda c: c.replace(b"DTSTART;TZID=Europe/Amsterdam:", b"DTSTART:"), "floats"),
    (lambda c: ZONE.sub(lambda found: found[0] * 2, c), "there twice"),
    (lambda c: re.sub(rb"BEGIN:DAYLIGHT.*END:DAYLIGHT\r\n", b"", c, flags=re.DOTALL), "a zone is not one STANDARD"),
    (lambda c: c.replace(b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", b"RDATE:20270328T020000"), "a zone is not one STANDARD"),
    (lambda c: c.replace(b";BYDAY=-1SU", b""), "a zone is not one STANDARD"),
    (lambda c: c.replace(b"END:VEVENT", b"RDATE:20270101T090000Z\r\nEND:VEVENT", 1), "repeats"),
    (lambda c: c.replace(b"END:VEVENT", b"ORGANIZER:mailto:ans@example.com\r\nEND:VEVENT", 1), "meeting"),
    (lambda c: c.replace(b"METHOD", b"X-MS-OLK-FORCEINSPECTOROPEN:TRUE\r\nMETHOD"), "outside the standard"),
    (lambda c: c.replace(b"\\,", b","), "not escaped"),
    (lambda c: c.replace(b"2027 \xc2\xb7 ", b"2027, "), "not escaped"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "said"), SPOILED)
def test_what_outlook_refuses_is_seen_in_a_file_that_has_it(
    spoil: Callable[[bytes], bytes], said: str
) -> None:
    content = told(replace(KEPT, plan=PLAN.with_activity(WEEKLY)), hours=NINE)
    assert refused.why(content) == []
    assert any(said in each for each in refused.why(spoil(content))), refused.why(spoil(content))


def test_every_known_refusal_has_a_file_that_has_it() -> None:
    assert [each for each in refused.REFUSALS if not any(said in each for _, said in SPOILED)] == []


def test_another_reader_has_each_visit_at_nine_by_the_clock_before_and_after_both_changes() -> None:
    """The hour of the change itself is in the night; a visit of 9 o'clock is at 8 in Greenwich until 28 March 2027 and from 31 October."""
    content = told(replace(KEPT, plan=PLAN.with_activity(WEEKLY)), hours=NINE)
    visits = [
        each for each in read_by_another(content).vevent_list if isinstance(each.dtstart.value, datetime)
    ]
    assert len(visits) == 48
    for each in visits:
        begins = each.dtstart.value.astimezone(UTC)
        summer = datetime(2027, 3, 28, 1, tzinfo=UTC) <= begins < datetime(2027, 10, 31, 1, tzinfo=UTC)
        assert begins.hour == (7 if summer else 8), begins
        assert each.dtend.value - each.dtstart.value == timedelta(minutes=45)


def test_several_entries_open_as_a_calendar_with_a_name_and_a_single_one_by_itself() -> None:
    """[MS-OXCICAL] X-WR-CALNAME: the name of the folder that is made; left out where there is a single appointment."""
    assert as_written(told()).calendar == "Jaarplan 2027 · Alfa"
    alone = told(replace(KEPT, plan=Plan(account="alfa", year=2027, actions=(ACTION,))))
    assert len(as_written(alone).appointments) == 1
    assert as_written(alone).calendar == ""


def test_the_moment_of_writing_is_told_in_greenwich_and_the_method_before_any_entry() -> None:
    lines = told(hours=NINE).split(b"\r\n")
    assert {line for line in lines if line.startswith(b"DTSTAMP")} == {b"DTSTAMP:20261105T093001Z"}
    assert lines.index(b"METHOD:PUBLISH") < lines.index(b"BEGIN:VTIMEZONE") < lines.index(b"BEGIN:VEVENT")


def test_signs_that_mean_something_in_the_file_come_through_as_they_were_typed() -> None:
    """RFC 5545, 3.3.11: a comma, a semicolon, a backslash and an end of line are escaped."""
    raw = told().replace(b"\r\n ", b"")
    assert b"SUMMARY:Barbecue\\; 1+1\\, gratis" in raw
    assert "DESCRIPTION:één regel\\nen nog een\\\\\\nWie: Bob".encode() in raw
    assert b"LOCATION:Noord\\, Dorpsstraat 1 en Zuid" in raw


WORDS = st.text(st.characters(codec="utf-8") | st.sampled_from(';,:\\"\r\n\t\x0b\x85é😀'), max_size=120)


@settings(max_examples=60)
@given(name=WORDS, reason=WORDS, owner=WORDS, outlet=WORDS, id=st.text(min_size=1, max_size=8))
def test_any_text_makes_a_lawful_file(name: str, reason: str, owner: str, outlet: str, id: str) -> None:
    action = ACTION.model_copy(update={"name": name, "reason": reason, "owner": owner, "outlets": (outlet,)})
    visit = VISITS.model_copy(update={"id": id, "outlet": outlet, "text": reason})
    plan = Plan(account=name, year=2027, actions=(action,), activities=(visit,))
    lawful(told(replace(KEPT, plan=plan), hours=NINE))
