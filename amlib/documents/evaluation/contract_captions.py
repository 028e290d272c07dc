"""
What the charts of the contract show: their titles, and their descriptions for who cannot see them.

A title is the reading itself, and of the staircase that is one thing: whether the next stair is worth climbing. The description gives every bar and every stair with its figures.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from amlib import language
from amlib.documents.evaluation import contract_words as own

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amlib.analysis.contract import Contract
    from amlib.analysis.ladders import Crossing
    from amlib.data.slices import Slice

__all__ = ["bonus", "bonus_alt", "waterfall", "waterfall_alt"]


def waterfall(found: Contract, given: Slice) -> str:
    """The title of the waterfall: what the conditions take of the year so far, and what is left."""
    now, _ = found.owed
    left = found.line("margin_after_terms")
    values = {"money": _money(now, given), "share": own.share(now, found.revenue, 2)}
    if not isfinite(left):
        return language.say("Conditions take {money} of this year's revenue so far, {share}", **values)
    return language.say(
        "Conditions take {money} of this year's revenue so far, {share}; {left} is left as margin",
        **values,
        left=own.share(left, found.revenue),
    )


def waterfall_alt(found: Contract, bars: Sequence[tuple[str, bool, float]], given: Slice) -> str:
    """The description of the waterfall: every bar in order."""
    parts = [f"{own.item(name)} {_money(money, given)} ({own.share(money, found.revenue)})" for name, _, money in bars]  # fmt: skip
    return language.say("Waterfall chart of the year to date, in order: {parts}.", parts=language.listing(parts))  # fmt: skip


def bonus(found: Contract, given: Slice) -> str:
    """The title of the staircase: the cliff ahead or just passed, else how far the next jump or step is."""
    if found.cliffs:
        return _of_step("The step at {at} costs {paid} more bonus; the sales that reach it earn {earned}", found.cliffs[0], found, given)  # fmt: skip
    if found.passed:
        return _of_step("The year is heading just past the step at {at}: {paid} more bonus against {earned} of margin", found.passed[0], found, given)  # fmt: skip
    ahead = found.steps[found.steps["then"] > 0]
    if ahead.empty:
        return language.say("On the latest estimate every step of the bonus is reached")
    jumps = ahead[ahead["retroactive"]]
    away = float((ahead if jumps.empty else jumps)["then"].min())
    return language.say(
        "The next step of the bonus lies {money} ({percent}) beyond the latest estimate"
        if jumps.empty
        else "The next jump of the bonus lies {money} ({percent}) beyond the latest estimate",
        money=_money(away, given),
        percent=own.share(away, found.heading.centre),
    )


def bonus_alt(found: Contract, given: Slice) -> str:
    """The description of the staircase: now, the estimate, and every step between the ends."""
    assert found.curve is not None
    points, ahead = found.curve.points, found.heading

    def owed(revenue: float) -> str:
        return _money(float(np.interp(revenue, points["revenue"], points["owed"])), given)

    said = [
        language.say(
            "Line chart of the bonus owed over a year against the revenue of that year, from {low} to {high}.",
            low=_money(float(points["revenue"].iloc[0]), given),
            high=_money(float(points["revenue"].iloc[-1]), given),
        ),
        language.say(
            "Now: revenue {now}, bonus {owed}; latest estimate: revenue {then}, bonus {due}.",
            now=_money(found.revenue, given),
            owed=owed(found.revenue),
            then=_money(ahead.centre, given),
            due=owed(ahead.centre),
        ),
    ]
    if ahead.ranged and ahead.high > ahead.low:
        said.append(
            language.say(
                "Its range goes from {low} (bonus {least}) to {high} (bonus {most}).",
                low=_money(ahead.low, given),
                high=_money(ahead.high, given),
                least=owed(ahead.low),
                most=owed(ahead.high),
            )
        )
    for row in found.curve.steps.to_dict("records"):
        values = {
            "condition": own.condition(row["kind"], row["term"]),
            "at": _money(row["revenue"], given),
            "rate": own.rate(row["rate"], given),
        }
        if row["jump"] >= 0.5:
            said.append(language.say("Step at {at}: {condition}, {rate}, the bonus jumps by {jump}.", **values, jump=_money(row["jump"], given)))  # fmt: skip
        else:
            said.append(language.say("Step at {at}: {condition}, {rate}, without a jump.", **values))
    return " ".join(said)


def _of_step(message: str, step: Crossing, found: Contract, given: Slice) -> str:
    """A title about one step."""
    at = found.steps.loc[found.steps["step_term"] == step.term, "at"]
    return language.say(
        message,
        at=_money(float(at.iloc[0]), given),
        paid=_money(step.extra_bonus, given),
        earned=_money(step.margin_of_crossing, given),
    )


def _money(value: float, given: Slice) -> str:
    return language.short_money(value, given.currency)
