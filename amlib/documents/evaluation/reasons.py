"""
The reasons beside the causes: what the account manager says, and where nobody said anything yet.

A cause without a reason is half an answer. So the table holds every reason with the money of its cause, and after them the weightiest causes that have none, because that is
what to ask next. A reason is shown as it was said; it is somebody's word, and its author stands beside it.

A customer sees no reasons: they judge, and may judge the customer.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from amlib import language
from amlib.analysis.causes import EFFECTS
from amlib.documents import words
from amlib.documents.evaluation import words as own
from amlib.documents.sentences import Prose, prose, write
from amlib.documents.tables import Column, Row, Table, tone
from amlib.plan import reasons

if TYPE_CHECKING:
    from amlib.analysis.causes import Bridge
    from amlib.analysis.results import Comparison
    from amlib.data.slices import Slice
    from amlib.plan.records import Reason, Records

__all__ = ["reading", "table"]


def table(bridge: Bridge, records: Records, compared: Comparison, given: Slice) -> Table | None:
    """
    Each cause with its money and the reason that was given, the weightiest causes without a reason last; None for a customer and where nothing moved.

    Parameters
    ----------
    bridge : Bridge
        Of revenue or margin, over the periods of ``compared``.
    records : Records
        What was said; reasons of other periods are left out.
    compared : Comparison
        For the period and the names of outlets.
    given : Slice
        For the currency.
    """
    if given.audience != "internal":
        return None
    attached = reasons.attach(bridge, records.reasons, compared.period)
    missing = reasons.without(bridge, attached)
    if not attached and missing.empty:
        return None
    columns = (
        Column(language.say("Cause"), "left"),
        Column(language.say("Place"), "left"),
        Column(f"{own.moved(bridge)} ({words.sign(given.currency)})"),
        Column(language.say("Reason"), "left"),
        Column(language.say("Cause lies with"), "left"),
        Column(language.say("Said by"), "left"),
    )
    rows = [_told(one, compared) for one in attached]
    rows += [_untold(str(effect), float(money)) for effect, money in missing.items()]
    return Table(columns, tuple(rows), language.say("The reasons behind the causes"))


def reading(bridge: Bridge, records: Records, compared: Comparison, given: Slice) -> Prose:
    """Which part of all movement has a reason (the indicator of causes), and the weightiest cause without one."""
    if given.audience != "internal":
        return prose("")
    attached = reasons.attach(bridge, records.reasons, compared.period)
    part = reasons.share(bridge, attached)
    if isnan(part):
        return prose(write("No cause moved {measure}.", measure=own.the(bridge.measure)))
    missing = reasons.without(bridge, attached, most=1)
    if not attached:
        told = [write("No reason has been written for any cause of this period.")]
    else:
        told = [
            write(
                "Causes with a reason carry {part} of all that moved {measure}.",
                part=language.percent(part, 0),
                measure=own.moved(bridge).lower(),
            )
        ]
    if len(missing):
        effect, money = str(missing.index[0]), float(missing.iloc[0])
        told.append(
            write(
                "The weightiest cause without one is {cause}: {money}.",
                cause=own.cause(effect).name.lower(),
                money=language.short_money(money, given.currency, plus=True),
            )
        )
    return prose(told)


def _told(one: reasons.Attached, compared: Comparison) -> Row:
    """A reason with its cause."""
    reason = one.reason
    money = one.money
    cells = (
        own.cause(reason.effect).name if reason.effect in EFFECTS else reason.effect,
        _place(reason, compared),
        language.number(money, plus=True),
        reason.text,
        own.side(reason.cause),
        language.say("{author}, {day}", author=reason.author, day=language.date(reason.said_on)),
    )
    return Row(cells, tones=(None, None, tone(money, least=0.5), None, None, None))


def _untold(effect: str, money: float) -> Row:
    """A weighty cause that nobody explained."""
    cells = (
        own.cause(effect).name,
        language.say("whole account"),
        language.number(money, plus=True),
        language.say("no reason written"),
        language.MISSING,
        language.MISSING,
    )
    return Row(cells, tones=(None, None, tone(money, least=0.5), "warn", None, None))


def _place(reason: Reason, compared: Comparison) -> str:
    """Where a reason is about."""
    if reason.level == "total":
        return language.say("whole account")
    if reason.level == "outlet":
        return words.name_of(own.names(compared, "outlet").get(reason.key), reason.key)
    return words.name_of(reason.key, "")
