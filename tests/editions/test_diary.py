"""The plan as a calendar file: read back with the library, and held against the rules of RFC 5545 by its bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amlib import language
from amlib.editions import diary
from amlib.plan.items import Action, Activity
from amlib.plan.keeping import Kept
from amlib.plan.model import Plan

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
    later = told(replace(KEPT, plan=moved, number=15), earlier=(PLAN,))
    before, after = ({str(each["UID"]): each for each in events(content)} for content in (told(), later))
    assert set(before) == set(after)
    assert {int(each["SEQUENCE"]) for each in after.values()} == {15}
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


WORDS = st.text(st.characters(codec="utf-8") | st.sampled_from(';,:\\"\r\n\t\x0b\x85é😀'), max_size=120)


@settings(max_examples=60)
@given(name=WORDS, reason=WORDS, owner=WORDS, outlet=WORDS, id=st.text(min_size=1, max_size=8))
def test_any_text_makes_a_lawful_file(name: str, reason: str, owner: str, outlet: str, id: str) -> None:
    action = ACTION.model_copy(update={"name": name, "reason": reason, "owner": owner, "outlets": (outlet,)})
    visit = VISITS.model_copy(update={"id": id, "outlet": outlet, "text": reason})
    plan = Plan(account=name, year=2027, actions=(action,), activities=(visit,))
    lawful(told(replace(KEPT, plan=plan), hours=NINE))
