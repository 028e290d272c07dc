"""
What adopting does to the year, in one line: the plan as it will be, beside the plan as it was submitted.

The figures are those that the next document says (``plan.outcome``), written as it writes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amlib import language
from amlib.documents.plan import words

if TYPE_CHECKING:
    from amlib.plan.outcome import Outcome

__all__ = ["told"]


def told(before: Outcome, after: Outcome, currency: str) -> str:
    """
    What becomes of year end, margin, uncovered gap and chance, and of the conditions where they change.

    Parameters
    ----------
    before, after : Outcome
        As submitted, and as it will be.
    currency : str
    """
    parts = [_ends(before, after, currency), _covered(before, after, currency), _chances(before, after)]
    return " ".join(filter(None, (*parts, _conditions(before, after, currency))))


def _ends(before: Outcome, after: Outcome, currency: str) -> str:
    if before.revenue is None or after.revenue is None:
        return language.say("The plan has no goal in revenue, so where the year ends is not known.")
    values = {
        "revenue": _money(after.revenue, currency),
        "moved": _moved(before.revenue, after.revenue, currency),
    }
    if before.margin is None or after.margin is None:
        return language.say("The year then ends at {revenue} of revenue ({moved}).", **values)
    return language.say(
        "The year then ends at {revenue} of revenue ({moved}) and {margin} of margin before conditions ({margin_moved}).",
        **values, margin=_money(after.margin, currency), margin_moved=_moved(before.margin, after.margin, currency),
    )  # fmt: skip


def _covered(before: Outcome, after: Outcome, currency: str) -> str:
    if before.uncovered is None or after.uncovered is None:
        return ""
    return language.say(
        "Not covered of the revenue target: {left} (as submitted: {was}).",
        left=_left(after.uncovered, currency), was=_left(before.uncovered, currency),
    )  # fmt: skip


def _chances(before: Outcome, after: Outcome) -> str:
    if before.uncovered is None:
        return ""
    if after.chance is None:
        return language.say("The chance of the target is not known: too little history.")
    return language.say(
        "The chance of the target is {chance} (as submitted: {was}).",
        chance=words.chance(after.chance), was=words.chance(before.chance),
    )  # fmt: skip


def _conditions(before: Outcome, after: Outcome, currency: str) -> str:
    if before.conditions is None or after.conditions is None or before.conditions == after.conditions:
        return ""
    return language.say(
        "At the target the conditions then cost {money} ({moved}).",
        money=language.short_money(after.conditions, currency),
        moved=language.short_money(after.conditions - before.conditions, currency, plus=True),
    )


def _left(cents: int, currency: str) -> str:
    return _money(cents, currency) if cents > 0 else language.say("nothing")


def _money(cents: int, currency: str) -> str:
    return language.short_money(cents / 100, currency)


def _moved(before: int, after: int, currency: str) -> str:
    return language.short_money((after - before) / 100, currency, plus=True) if after != before else language.say("as submitted")  # fmt: skip
