"""
What we propose to talk about, as a list for the meeting: each point with its reason, and room to write what is agreed.

Both firms are called by their names, and a point asks for a talk, not for a concession. The last column is empty on purpose: the document is printed, laid on the table and filled in by both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.documents import links, words
from amlib.documents.evaluation import captions, promotions
from amlib.documents.evaluation import care_words as own
from amlib.documents.sentences import Prose, prose, write
from amlib.documents.tables import Column, Row, Table

if TYPE_CHECKING:
    from amlib.data.slices import Slice
    from amlib.plan.agenda import Point
    from amlib.plan.meeting import Meeting

__all__ = ["EVIDENCE", "ROOM", "reading", "table"]

NAMED = 3
"""So many outlets are named in a reason; how many more there are is said."""

ROOM = "\N{NO-BREAK SPACE}" * 60
"""An empty cell as wide as a hand needs to write in it."""

EVIDENCE: Mapping[str, str] = {
    "service_below": "How good was the service?",
    "complaints_open": "What did the customer complain about?",
    "complaints_rising": "What did the customer complain about?",
    "promise_ours": "Were the promises kept?",
    "promise_theirs": "Were the promises kept?",
    "group_apart": "How did the category develop?",
    "outlets_behind": "Which outlets stand out",
    "action_repeat": "What did the promotions bring",
    "stores_low": "Which stores ask for advice?",
}
"""Under which heading the figures of a point stand."""

_SUBJECTS: Mapping[str, str] = {
    "service_below": "Service beside what was agreed",
    "complaints_open": "Complaints that wait too long",
    "complaints_rising": "More complaints than before",
    "promise_ours": "Promise of {company}",
    "promise_theirs": "Promise of {customer}",
    "group_apart": "Assortment of {group}",
    "outlets_behind": "Outlets with room to grow",
    "action_repeat": "Promotion to repeat or not",
    "stores_low": "Stores that may want advice",
}

_ASKED: Mapping[str, str] = {
    "service_below": "What it takes, on both sides, to reach what was agreed",
    "complaints_open": "Who settles which, and by when",
    "complaints_rising": "What lies behind it, and what each side can do about it",
    "promise_ours": "What is still needed, and a day that holds",
    "promise_theirs": "What is still needed, and a day that holds",
    "group_apart": "Which articles and which place for them suit {customer} in this group",
    "outlets_behind": "In which of these outlets to look together, and at what",
    "action_repeat": "Whether to repeat it, when, and in which outlets",
    "stores_low": "Which stores want advice or training, and from whom",
}


def table(view: Meeting) -> Table | None:
    """The points to talk about, with their reasons and an empty column for what is agreed; None where there are none."""
    if not view.points:
        return None
    columns = (
        Column(language.say("Subject"), "left"),
        Column(language.say("Why"), "left"),
        Column(language.say("To talk about"), "left"),
        Column(language.say("Agreed, by whom and when"), "left"),
    )
    made = tuple(_row(point, view.data) for point in view.points)
    note = language.say(
        "Drafted from the figures in this document; the last column is filled in at the meeting."
    )
    return Table(columns, made, language.say("Points to talk about"), None, note)


def reading(view: Meeting) -> Prose:
    """That the list is open at both ends; or that nothing in the figures asks for a talk."""
    if not view.points:
        return prose(
            write("Nothing in these figures asks to be talked about; what either side wants to add can be.")
        )
    return prose(
        write(
            "What {customer} wants to add belongs on this list as much as what stands in it.",
            customer=view.data.name,
        )
    )


def _row(point: Point, given: Slice) -> Row:
    """One point; its reason leads to the figures."""
    values = {
        "company": given.company,
        "customer": given.name,
        "group": words.name_of(point.facts.get("group"), None),
    }
    cells = (
        f"{language.number(point.number)}. {language.say(_SUBJECTS[point.code], **values)}",
        _WHY[point.code](point.facts, given),
        language.say(_ASKED[point.code], **values),
        ROOM,
    )
    return Row(cells, links=(None, links.anchor(EVIDENCE[point.code]), None, None))


def _service(facts: Mapping[str, Any], given: Slice) -> str:
    told = language.say(
        "Of the {counted}, {part} arrived on time and in full; {agreed} was agreed.",
        counted=own.counted(facts["service"]),
        part=language.percent(facts["value"]),
        agreed=language.percent(facts["agreed"]),
    )
    return f"{told} {language.say('Chance may explain it.')}" if facts["chance"] else told


def _open(facts: Mapping[str, Any], given: Slice) -> str:
    return language.say_many(
        "{count} complaint was open for longer than {days} days; the longest for {longest}.",
        "{count} complaints were open for longer than {days} days; the longest for {longest}.",
        facts["count"],
        days=language.number(facts["days"]),
        longest=language.number(facts["longest"]),
    )


def _rising(facts: Mapping[str, Any], given: Slice) -> str:
    return language.say(
        "{count} complaints came in, against {base} a year before; that is more than chance explains.",
        count=language.number(facts["count"]),
        base=language.number(facts["base"]),
    )


def _promise(facts: Mapping[str, Any], given: Slice) -> str:
    return language.say(
        "“{what}” was first due on {day} and is not done.",
        what=facts["what"],
        day=language.date(facts["due"]),
    )


def _group(facts: Mapping[str, Any], given: Slice) -> str:
    return language.say(
        "The category of {customer} grew ({growth}), what {company} delivered in it did not ({ours}).",
        customer=given.name,
        company=given.company,
        growth=words.grown(facts["growth"]),
        ours=words.grown(facts["own_growth"]),
    )


def _outlets(facts: Mapping[str, Any], given: Slice) -> str:
    return language.say(
        "Grew less than others and chance explain: {names}. Together {money} below what was to be expected.",
        names=_named(facts["names"]),
        money=captions.amount(facts["room"], "revenue", given),
    )


def _action(facts: Mapping[str, Any], given: Slice) -> str:
    action = facts["action"]
    return language.say(
        "Of {name} {net} remained ({uplift} on the baseline).",
        name=promotions.name(action),
        net=language.quantity(float(action["net"]), given.unit, plus=True),
        uplift=words.grown(float(action["uplift"])),
    )


def _stores(facts: Mapping[str, Any], given: Slice) -> str:
    return language.say(
        "Scored low at visits, most often on {subject}: {names}.",
        subject=own.subject(facts["subject"]).lower(),
        names=_named(facts["names"]),
    )


def _named(names: tuple[str, ...]) -> str:
    return words.places(names[:NAMED], max(len(names) - NAMED, 0))


_WHY: Mapping[str, Callable[[Mapping[str, Any], Slice], str]] = {
    "service_below": _service,
    "complaints_open": _open,
    "complaints_rising": _rising,
    "promise_ours": _promise,
    "promise_theirs": _promise,
    "group_apart": _group,
    "outlets_behind": _outlets,
    "action_repeat": _action,
    "stores_low": _stores,
}
