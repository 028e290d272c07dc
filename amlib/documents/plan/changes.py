"""
Changes of a plan in words: what was, what is, what it does to the year, and why.

A supervisor who adopted a plan in January wants to know in June what became of it, in a minute. So each change is one row with its before and after as a person would write them, and above
the rows stands what they come to. Two people who edited one draft read their conflicts in the same words.

Whose words: names, texts and reasons are those of the plan's people and enter as data.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from amlib import language
from amlib.documents import sentences
from amlib.documents.tables import Column, Row, Table, tone
from amlib.plan import changes, items

if TYPE_CHECKING:
    from amlib.documents.sentences import Prose
    from amlib.plan.changes import Change, Conflict

__all__ = ["amount", "conflicts", "reading", "shown", "table", "what"]

_KINDS = {
    "goals": "Goal of the plan",
    "actions": "Action",
    "proposals": "Proposal",
    "terms": "Term",
    "assumptions": "Assumption",
    "risks": "Risk",
    "activities": "Activity",
    "notes": "Note",
    "plan": "Annual plan",
}
_FIELDS = {
    "name": "name",
    "measure": "measure",
    "level": "level",
    "key": "place",
    "baseline": "baseline",
    "target": "target",
    "stretch": "stretch",
    "reason": "reason",
    "kind": "kind",
    "outlets": "outlets",
    "groups": "groups",
    "owner": "owner",
    "begins": "beginning",
    "ends": "end",
    "cost": "cost",
    "quantity": "expected quantity",
    "revenue": "expected revenue",
    "margin": "expected margin",
    "goal": "goal served",
    "new": "new this year",
    "promotion": "promotion",
    "subject": "subject",
    "text": "text",
    "effect": "effect",
    "threshold": "threshold",
    "rate": "rate",
    "basis": "what is counted",
    "retroactive": "from the first euro or kg",
    "counter_performance": "service in return",
    "agreement": "agreement",
    "wanted": "wanted",
    "quality": "quality",
    "impact": "impact",
    "source": "source",
    "chance": "chance",
    "response": "response",
    "triggers": "triggers",
    "outlet": "outlet",
    "months": "months",
    "author": "author",
    "written_on": "written on",
    "number": "number",
    "actions": "actions",
    "terms": "terms",
    "revision": "reason for this version",
}
_CAUSES = {"market": "market", "customer": "customer", "own": "ourselves"}


def what(change: Change | Conflict) -> str:
    """What changed: the kind of value, its name, and the field."""
    kind = language.say(_KINDS[change.kind])
    named = f"{kind} {change.id}: {change.name}" if change.id else kind
    field = language.say(_FIELDS[change.field]) if change.field in _FIELDS else change.field
    return f"{named} · {field}" if field else named


def amount(value: int, measure: str, currency: str = "EUR", unit: str = "kg", *, plus: bool = False) -> str:
    """
    A whole amount of a plan as a person writes it: money, a quantity, or a percentage.

    Examples
    --------
    >>> with language.use("en"):
    ...     amount(123_460, "revenue"), amount(1250, "share")
    ('€1,235', '12.5%')
    """
    if measure == "quantity":
        return language.quantity(value, unit, plus=plus)
    if measure in ("revenue", "margin"):
        return language.money(value / 100, currency, plus=plus)
    return language.percent(value / 10_000, plus=plus)


def shown(value: Any, measure: str = "", currency: str = "EUR", unit: str = "kg") -> str:
    """Any field of a plan as a person writes it; what is not there is a dash."""
    if value in (None, "", ()):
        return language.MISSING
    if isinstance(value, tuple):
        return _several(value, measure, currency, unit)
    if isinstance(value, items.Range):
        three = [amount(each, measure, currency, unit) for each in (value.expected, value.low, value.high)]
        return language.say("{middle} ({low} to {high})", middle=three[0], low=three[1], high=three[2])
    if isinstance(value, BaseModel):
        return str(getattr(value, "mechanic", "") or getattr(value, "reason", "") or language.say("present"))
    return language.date(value) if isinstance(value, date) else _one(value, measure, currency, unit)


def _several(values: tuple[Any, ...], measure: str, currency: str, unit: str) -> str:
    """A course as its year, a few names as a row, many as their count."""
    if all(isinstance(each, int) for each in values):
        year = sum(values) if measure in ("", *items.ADDITIVE) else values[-1]
        return _one(year, measure, currency, unit)
    if all(isinstance(each, str) for each in values) and len(values) <= 4:
        return language.listing(list(values))
    return language.number(len(values))


def _one(value: Any, measure: str, currency: str, unit: str) -> str:
    if isinstance(value, bool):
        return language.say("yes") if value else language.say("no")
    if isinstance(value, int):
        return amount(value, measure, currency, unit) if measure else language.number(value)
    if isinstance(value, Decimal):
        return language.number(float(value), max(0, -int(value.as_tuple().exponent)))
    return str(value)


def table(
    found: Sequence[Change], currency: str = "EUR", unit: str = "kg", *, measure: str = "revenue"
) -> Table:
    """
    Every change with its before and after, what it does to the year, and who made it when; why there is a version is said once (``reading``).

    Parameters
    ----------
    found : sequence of Change
    currency, unit : str
    measure : one of ``items.ADDITIVE``
        In what the changes were told.
    """
    rows = [_row(change, currency, unit, measure) for change in found]
    heads = ("Change", "Before", "After", "Effect on the year", "By whom")
    columns = tuple(
        Column(language.say(head), "right" if head == "Effect on the year" else "left") for head in heads
    )
    note = language.say(
        "Effect: of an action what it is expected to bring, of a goal its target, of a proposal its effect. Courses are shown as years."
    )
    return Table(columns, tuple(rows), title=language.say("What changed in the plan"), note=note)


def reading(
    found: Sequence[Change], currency: str = "EUR", unit: str = "kg", *, measure: str = "revenue"
) -> Prose:
    """How many changes there are, what they come to, and whose cause they are."""
    if not found:
        return sentences.prose(language.say("Nothing changed in the plan."))
    count = sentences.write_many("One thing changed.", "{count} things changed.", len(found))
    moved = changes.year_end(found)
    effect = (
        sentences.write(
            "The actions are now expected to bring {amount} more over the year."
            if moved > 0
            else "The actions are now expected to bring {amount} less over the year.",
            amount=amount(abs(moved), measure, currency, unit),
        )
        if moved
        else language.say("What the actions are expected to bring stays the same.")
    )
    return sentences.prose([count, effect, _told(found[0])])


def conflicts(found: Sequence[Conflict], currency: str = "EUR", unit: str = "kg") -> Table:
    """What two people changed differently: what it was, mine, and what the plan now holds."""
    rows = []
    for conflict in found:
        label = what(conflict)
        if conflict.month is not None:
            label = f"{label}, {language.say('month {number}', number=conflict.month + 1)}"
        values = (
            _side(each, conflict.measure, currency, unit)
            for each in (conflict.base, conflict.mine, conflict.theirs)
        )
        rows.append(Row((label, *values)))
    heads = ("Conflict", "It was", "You wrote", "The other wrote")
    note = language.say("The plan holds what the other wrote, until you take your own.")
    columns = tuple(Column(language.say(head), "left") for head in heads)
    return Table(columns, tuple(rows), title=language.say("Changed by two people"), note=note)


def _row(change: Change, currency: str, unit: str, measure: str) -> Row:
    before, after = (_side(each, change.measure, currency, unit) for each in (change.before, change.after))
    if change.came:
        before, after = language.MISSING, language.say("new")
    if change.went:
        before, after = language.say("there"), language.say("taken out")
    money = (
        language.MISSING if change.money is None else amount(change.money, measure, currency, unit, plus=True)
    )
    name, day = (change.by, change.at) if change.by else (change.who, change.on)
    whom = (
        language.say("{name}, {day}", name=name, day=language.date(day))
        if name and day
        else name or language.MISSING
    )
    tones = (None, None, None, tone(change.money or 0.0), None)
    return Row((what(change), before, after, money, whom), tones=tones)


def _side(value: Any, measure: str, currency: str, unit: str) -> str:
    """One side of a change; a whole value by its name."""
    if isinstance(value, BaseModel) and hasattr(value, "id"):
        return str(getattr(value, "name", "") or getattr(value, "text", "") or value.id)
    return shown(value, measure, currency, unit)


def _told(change: Change) -> str:
    if not change.why:
        return ""
    return sentences.write(
        "The reason given by {who} ({cause}): {why}",
        who=change.who,
        cause=language.say(_CAUSES[change.cause]) if change.cause else language.MISSING,
        why=change.why,
    )
