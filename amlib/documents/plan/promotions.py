"""
The promotion calendar of a plan: when what runs, with what support, what it should leave, and where it gets in the way.

The table has the money, the chart (``promotions_chart``) the weeks. What a promotion is expected to leave is told with its range, and of all together as independent; one that nobody could
assess is a dash and counts as nothing. A conflict stands in the row of the promotion that should be looked at again, in words.

Examples
--------
In the notebook, with ``planned = calendar.slots(plan, calendar.dips(plan, data["products"]))`` and ``clashes = calendar.conflicts(planned, plan.year, calendar.others(data, plan))``::

    promotions_chart.calendar(planned, clashes, plan.year, data)
    promotions.reading(planned, clashes, data)
    promotions.table(planned, clashes, data)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amlib import language
from amlib.documents import words
from amlib.documents.plan import changes
from amlib.documents.sentences import Prose, capital, prose, write, write_many
from amlib.documents.tables import Column, Kind, Row, Table, Tone
from amlib.plan import calendar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from amlib.data.slices import Slice
    from amlib.plan.calendar import Conflict, Slot
    from amlib.plan.items import Range

__all__ = ["MOST", "clash", "feast", "reading", "table", "week"]

MOST = 20
"""So many promotions have a row."""

_FEASTS: Mapping[str, str] = {"easter": "Easter", "christmas": "Christmas"}
_SHORT: Mapping[str, str] = {
    "same_weeks": "same weeks as another",
    "in_dip": "in a dip",
    "feast": "{other}",
    "other_own": "beside {other}",
    "rival": "offer of {other}",
}
_CLASHES: Mapping[str, str] = {
    "same_weeks": "in the weeks of {other}",
    "in_dip": "in the dip after {other}",
    "feast": "around {other}",
    "other_own": "beside {other}, which is agreed already",
    "rival": "last year {other} had an offer then",
}


def table(found: Sequence[Slot], clashes: Sequence[Conflict], given: Slice, most: int = MOST) -> Table | None:
    """
    Each promotion with its weeks, support, expected result and conflicts; None where the plan has none.

    Parameters
    ----------
    found : sequence of Slot
    clashes : sequence of Conflict
    given : Slice
    most : int
        More than this are shown as the first, and the others together.
    """
    if not found:
        return None
    columns = (
        Column(language.say("Weeks"), "left"),
        Column(language.say("Planned promotion"), "left"),
        Column(language.say("Support")),
        Column(language.say("Extra {unit}", unit=given.unit)),
        Column(language.say("Expected result")),
        Column(language.say("Range")),
        *([Column(language.say("In the way"), "left")] if clashes else []),
    )
    shown = found if len(found) <= most else found[: most - 1]
    names = {slot.action.id: slot.action.name for slot in found}
    rows = [_row(slot, clashes, names, given) for slot in shown]  # fmt: skip
    rest = found[len(shown) :]
    if rest:
        label = language.say_many("{count} other", "{count} others", len(rest))
        rows.append(_sums(label, rest, given, "rest", len(columns)))
    rows.append(_sums(language.say("Total"), found, given, "total", len(columns)))
    note = language.say(
        "Support: per {unit} sold, and the fixed cost. Expected result: margin of the extra sales less support and fixed cost, as the same article last brought it; the range holds four in five, that of the total takes promotions as independent.",
        unit=given.unit,
    )
    return Table(columns, tuple(rows), language.say("The promotions of the plan"), None, note)


def reading(found: Sequence[Slot], clashes: Sequence[Conflict], given: Slice) -> Prose:
    """What all of them should leave, which are expected to lose, and where they get in the way."""
    if not found:
        return prose(write("The plan holds no promotions."))
    whole = calendar.net(found)
    told = []
    if whole.known:
        message = (
            "Together the promotions are expected to leave {money} ({low} to {high}) after {cost} of fixed cost."
            if whole.result.expected >= 0
            else "Together the promotions are expected to lose {money} ({low} to {high}) with {cost} of fixed cost."
        )
        told.append(
            write(
                message,
                money=_short(abs(whole.result.expected), given),
                low=_short(whole.result.low, given),
                high=_short(whole.result.high, given),
                cost=_short(whole.cost, given),
            )
        )
    if whole.count > whole.known:
        told.append(
            write_many(
                "Of {count} promotion nobody could say what it brings; it counts as nothing.",
                "Of {count} promotions nobody could say what they bring; they count as nothing.",
                whole.count - whole.known,
            )
        )
    if whole.losing:
        names = {slot.action.id: slot.action.name for slot in found}
        losing = [names[id] for id in whole.losing]
        told.append(
            write_many(
                "{count} is expected to cost more than it brings: {names}.",
                "{count} are expected to cost more than they bring: {names}.",
                len(losing),
                names=words.places(losing[:3], max(0, len(losing) - 3)),
            )
        )
    return prose(told, _in_the_way(clashes))


def clash(found: Conflict, names: Mapping[str, str]) -> str:
    """A conflict in words, with what it is in the way of."""
    return language.say(_CLASHES[found.code], other=_other(found, names))


def feast(name: str) -> str:
    """What a feast is called."""
    return language.say(_FEASTS[name])


def _other(found: Conflict, names: Mapping[str, str]) -> str:
    return feast(found.other) if found.code == "feast" else names.get(found.other, found.other)


def week(monday: date) -> str:
    """The number of a week, as calendars on the wall have it."""
    return language.number(monday.isocalendar().week)


def _row(slot: Slot, clashes: Sequence[Conflict], names: Mapping[str, str], given: Slice) -> Row:
    action = slot.action
    mine = [one for one in clashes if one.action == action.id]
    weeks = week(slot.first) if slot.first == slot.last else f"{week(slot.first)}–{week(slot.last)}"
    effect = action.effect("margin")
    cells = [
        weeks,
        action.name,
        _support(slot, given),
        language.MISSING if action.quantity is None else language.number(action.quantity.expected),
        language.MISSING if effect is None else changes.amount(effect.expected, "margin", given.currency),
        _range(effect, given),
    ]
    cells += (
        [
            capital(
                "; ".join(
                    dict.fromkeys(language.say(_SHORT[one.code], other=_other(one, names)) for one in mine)
                )
            )
        ]
        if clashes
        else []
    )
    tones: list[Tone] = [None] * len(cells)
    if effect is not None and effect.expected < 0:
        tones[4] = "worse"
    if any(one.code != "rival" for one in mine):
        tones[-1] = "warn"
    return Row(tuple(cells), tones=tuple(tones))


def _support(slot: Slot, given: Slice) -> str:
    """What is paid per unit and once."""
    told, cost = slot.action.promotion, slot.action.cost
    each = None if told is None else told.discount_per_unit
    parts = [] if each is None else [language.money(each / 100, given.currency, 2)]
    parts += [changes.amount(cost, "margin", given.currency)] if cost or not parts else []
    return " + ".join(parts)


def _sums(label: str, found: Sequence[Slot], given: Slice, kind: Kind, width: int) -> Row:
    whole = calendar.net(found)
    extra = [slot.action.quantity.expected for slot in found if slot.action.quantity is not None]
    cells = [
        label,
        "",
        changes.amount(whole.cost, "margin", given.currency),
        language.number(sum(extra)) if extra else language.MISSING,
        changes.amount(whole.result.expected, "margin", given.currency) if whole.known else language.MISSING,
        _range(whole.result if whole.known else None, given),
    ]
    return Row((*cells, *[""] * (width - len(cells))), kind)


def _range(effect: Range | None, given: Slice) -> str:
    if effect is None:
        return language.MISSING
    low, high = (
        language.short_money(each / 100, given.currency, tight=True) for each in (effect.low, effect.high)
    )
    return language.say("{low} to {high}", low=low, high=high)


def _in_the_way(clashes: Sequence[Conflict]) -> str:
    """How many conflicts there are of each kind, the serious first."""
    if not clashes:
        return write("No two promotions of a group get in each other's way, and none falls around Easter or Christmas.")  # fmt: skip
    told = []
    for code in calendar.CONFLICTS:
        one, many = {
            "same_weeks": ("{count} runs in the weeks of another of its group", "{count} run in the weeks of another of their group"),
            "in_dip": ("{count} begins in the dip after another", "{count} begin in the dip after another"),
            "feast": ("{count} falls around Easter or Christmas, when meat is bought anyway", "{count} fall around Easter or Christmas, when meat is bought anyway"),
            "other_own": ("{count} runs beside one that is agreed already", "{count} run beside one that is agreed already"),
            "rival": ("{count} runs in a week in which another supplier had an offer last year", "{count} run in weeks in which another supplier had an offer last year"),
        }[code]  # fmt: skip
        count = sum(each.code == code for each in clashes)
        told += [language.say_many(one, many, count)] if count else []
    return write("In the way of each other: {parts}.", parts=language.listing(told))


def _short(cents: int, given: Slice) -> str:
    return language.short_money(cents / 100, given.currency)
