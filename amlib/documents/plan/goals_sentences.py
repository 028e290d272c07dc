"""
The goals in words: how far they stretch, where they ask most, which way of dividing is the evener one, and how far the baseline has drifted since the plan was kept.

'Challenging' is measured and not claimed: how far a target stretches is 1 − P(target) before actions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.analysis import outlook
from amlib.documents import words
from amlib.documents.plan import goals as tables
from amlib.documents.plan import words as own
from amlib.documents.sentences import Prose, capital, prose, write
from amlib.plan import targets

if TYPE_CHECKING:
    from amlib.plan.planned import PlanView

__all__ = ["account", "division", "drift", "months", "places"]

_EVEN = 0.05
"""Spreads that differ less than this are shown as the same."""
_NAMED = 3
"""So many places with the same chance are named."""
_BY = {
    "proportional": "in proportion",
    "potential": "by potential",
    "equal_stretch": "by equal stretch",
}


def account(view: PlanView) -> Prose:
    """How far the revenue target stretches, from where it came, and whether the measures ask the same growth."""
    goal = view.total()
    if goal is None:
        return prose(
            write("The plan has no revenue goal for the whole account, so its stretch is not known.")
        )
    before = view.before_actions(goal)
    told = []
    if view.given.growth is None and view.drawn_up:
        told.append(
            write("No growth was agreed with the account, so the target is what comes without action.")
        )
    elif view.drawn_up and view.given.growth is not None and view.base.before > 0:
        told.append(
            write(
                "The target is the revenue of {last} with the {growth} growth that was agreed.",
                last=str(view.year - 1),
                growth=language.percent(view.given.growth, plus=True),
            )
        )
    if before is None:
        told.append(write("There is too little history to say how far it stretches."))
    else:
        told.append(
            write(
                "It stretches {stretch}: that is the chance that it is missed without actions, and makes it {band}.",
                stretch=language.percent(1 - outlook.shown(before), 0),
                band=own.band(before),
            )
        )
    if goal.stretch:
        told.append(
            write(
                "The stretch of {stretch} would be reached without action once in four times.",
                stretch=own.spoken(goal.year("stretch"), goal.measure, view.data),
            )
        )
    return prose(told, drift(view))


def drift(view: PlanView) -> str:
    """How far today's estimate without action is from the baseline of a plan that was kept; nothing of one that was just drawn up."""
    goal = view.total()
    moved = None if goal is None or view.drawn_up else view.drift(goal)
    if goal is None or moved is None:
        return ""
    values = {
        "baseline": own.spoken(goal.year("baseline"), goal.measure, view.data),
        "today": own.spoken(goal.year("baseline") + moved * 100, goal.measure, view.data),
        "moved": own.spoken(abs(moved) * 100, goal.measure, view.data),
    }
    if values["baseline"] == values["today"]:
        return write("The baseline of the plan, {baseline}, is still what is estimated today.", **values)
    message = (
        "Since the plan was kept the year without action is estimated {moved} higher: {today}, where the plan has {baseline}."
        if moved > 0
        else "Since the plan was kept the year without action is estimated {moved} lower: {today}, where the plan has {baseline}."
    )
    return write(message, **values)


def months(view: PlanView) -> Prose:
    """In which months most and least is asked, and where the target is furthest from what comes by itself."""
    goal = view.total()
    if goal is None:
        return prose("")
    most, least = (pick(range(12), key=lambda n: goal.target[n]) for pick in (max, min))
    if goal.target[most] == goal.target[least]:
        return prose(write("The same is asked of every month."))
    told = [
        write(
            "Most is asked in {most} ({amount}), least in {least} ({little}).",
            most=words.month(f"{view.year}-{most + 1:02d}"),
            amount=own.spoken(goal.target[most], goal.measure, view.data),
            least=words.month(f"{view.year}-{least + 1:02d}"),
            little=own.spoken(goal.target[least], goal.measure, view.data),
        )
    ]
    return prose(told)


def places(view: PlanView, level: str) -> Prose:
    """Where the plan asks most on top of what comes by itself, and which places are least likely to reach their target."""
    lines = _all(view, level)
    if lines.empty:
        return prose(write("The plan has no goals per {level}.", level=words.level(level)))
    lines = lines.assign(change=lines["target"] - lines["baseline"])
    told = []
    top = lines.iloc[int(lines["change"].to_numpy(float).argmax())]
    if top["change"] > 0:
        told.append(
            write(
                "Most on top is asked of {name}: {amount}.",
                name=top["name"],
                amount=own.spoken(int(top["change"]), "revenue", view.data, plus=True),
            )
        )
    known = lines[lines["chance"].notna()]
    if len(known) > 1:
        chances = known["chance"].to_numpy(float)
        low, high = known.iloc[int(chances.argmin())], known.iloc[int(chances.argmax())]
        if own.chance(float(low["chance"])) == own.chance(float(high["chance"])):
            told.append(
                write(
                    "Without action all are about as likely to reach their target: {chance}.",
                    chance=own.chance(float(low["chance"])),
                )
            )
        else:
            told.append(
                write(
                    "Without action the chance of reaching its target is smallest for {least} ({low}) and largest for {most} ({high}).",
                    least=_alike(known, low),
                    low=own.chance(float(low["chance"])),
                    most=_alike(known, high),
                    high=own.chance(float(high["chance"])),
                )
            )
    return prose([capital(each) for each in told])


def division(view: PlanView) -> Prose:
    """Which way of dividing lies most evenly over the outlets, which could not be made and why."""
    if view.divided.empty:
        return prose(write("The plan has no goals of outlets, so there is nothing to divide."))
    spreads = {name: found.spread for name, found in view.balances.items() if pd.notna(found.spread)}
    told = []
    if len(spreads) > 1:
        widest = max(spreads, key=lambda name: spreads[name])
        evenest = min(spreads, key=lambda name: spreads[name])
        if spreads[widest] - spreads[evenest] < _EVEN:
            told.append(write("The ways of dividing hardly differ: in each the outlets are about as likely to reach their target."))  # fmt: skip
        else:
            told.append(
                write(
                    "Divided {even} the outlets are most evenly likely to reach their target (spread {least}); {uneven} they differ most ({most}).",
                    even=language.say(_BY[evenest]),
                    least=language.points(spreads[evenest], 0, plus=False),
                    uneven=language.say(_BY[widest]),
                    most=language.points(spreads[widest], 0, plus=False),
                )
            )
    potential = view.divided["potential"]
    if potential.notna().all() and (potential == view.divided["proportional"]).all():
        told.append(write("By potential is the same here, as nothing must be added."))
    if "potential" not in view.balances and view.divided["potential"].isna().any():
        told.append(
            write("By potential it could not be divided: what articles would bring per outlet is not known.")
        )
    if "equal_stretch" not in view.balances and view.divided["equal_stretch"].isna().any():
        told.append(
            write("By equal stretch it could not be divided: there is too little history per outlet.")
        )
    rows = view.divided
    chosen = [
        name for name in targets.METHODS if rows[name].notna().all() and (rows[name] == rows["target"]).all()
    ]
    if chosen:
        told.append(write("The plan divides {way}.", way=language.say(_BY[chosen[0]])))
    return prose(told)


def _alike(places: pd.DataFrame, one: pd.Series) -> str:
    """The names of all places whose chance is shown as that of one of them, the largest first."""
    shown = [own.chance(float(chance)) for chance in places["chance"]]
    names = [
        str(name) for name, each in zip(places["name"], shown, strict=True) if each == own.chance(float(one["chance"]))
    ]  # fmt: skip
    return words.places(names[:_NAMED], max(0, len(names) - _NAMED))


def _all(view: PlanView, level: str) -> pd.DataFrame:
    """All places of a level, none of them in a rest row."""
    return tables.weightiest(view, level, most=len(view.plan.goals) + len(view.places))
