"""
The sentences of the year ahead: where it will end, how sure that is, and what stands beside it to check on paper.

A chance is said in steps of five percent, as nobody knows more, and always with what must be reached, what is expected and the range: a chance alone cannot be argued with. Beside
the estimate stands the sum that anybody can make, last year's rest times this year's growth.

Deliberately absent: encouragement. Whether a chance is enough is for the reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib import language
from amlib.analysis import bases, outlook
from amlib.documents import words
from amlib.documents.evaluation import captions
from amlib.documents.evaluation import words as own
from amlib.documents.sentences import Prose, capital, prose, write, write_many

if TYPE_CHECKING:
    from amlib.analysis.year import Ahead
    from amlib.data.slices import Slice

__all__ = [
    "LIKELY",
    "UNLIKELY",
    "chance",
    "convention",
    "ends",
    "groups",
    "outlets",
    "span",
    "unknowns",
    "verdict",
]

LIKELY, UNLIKELY = 0.7, 0.3
"""From which chance on a target is called likely, and down to which unlikely."""
_LEAST = 0.5
_EXTREMES = {
    "target": ("Expected to fall furthest short of its target: {name} ({money}).", "Expected to pass its target by most: {name} ({money})."),
    "last_year": ("{name} will probably lose most on last year: {money}.", "{name} will probably gain most on last year: {money}."),
}  # fmt: skip


def verdict(ahead: Ahead, given: Slice) -> Prose:
    """
    Where the year ends, the chance of its target, and the sum to check it by; revenue first, then what else has a target.

    Parameters
    ----------
    ahead : Ahead
    given : Slice
        For the currency and the unit.
    """
    line = ahead.line("revenue")
    if line is None:
        return prose(write("There are no sales to make an estimate of {year} from.", year=ahead.year))
    told = [ends(line, ahead, given), _on_paper(line, ahead, given)]
    return prose(told, [_beside(measure, ahead, given) for measure in ("quantity", "margin")])


def groups(ahead: Ahead, given: Slice, measure: str = "revenue") -> Prose:
    """Which groups will probably reach their target and which not, and where most money is missing; without targets, beside last year."""
    lines = ahead.level("group", measure)
    known = lines[lines["probability"].notna()]
    if known.empty or ahead.months_left == 0:
        return prose(
            _against(lines, "target" if lines["target"].notna().any() else "last_year", measure, given)
        )
    shown = known["probability"].map(outlook.shown)
    likely, unlikely = known[shown >= LIKELY - 1e-9], known[shown <= UNLIKELY + 1e-9]
    told = [
        write(
            "Of {count} {levels} with a target, {likely} will probably reach it ({high} or more) and {unlikely} probably will not ({low} or less).",
            count=language.number(len(known)), levels=words.levels("group", len(known)), likely=language.number(len(likely)), unlikely=language.number(len(unlikely)),
            high=language.percent(LIKELY, 0), low=language.percent(UNLIKELY, 0),
        )
    ]  # fmt: skip
    return prose([*told, *_against(known, "target", measure, given)], _gap(ahead, "group", measure, given))


def outlets(ahead: Ahead, given: Slice, measure: str = "revenue") -> Prose:
    """How many outlets will end below last year, which costs most, and how far the outlets' own estimates were from the total's."""
    lines = ahead.level("outlet", measure)
    known = lines[lines["last_year"].notna() & lines["centre"].notna()]
    if known.empty:
        return prose(write("Per outlet there is no last year to hold the estimate against."))
    change = known["centre"] - known["last_year"]
    fell = int((change <= -_LEAST).sum())
    told = [
        write_many("Of {count} outlet {fell} will probably end the year below last year.", "Of {count} outlets {fell} will probably end the year below last year.", len(known), fell=language.number(fell) if fell else language.say("none"))
    ]  # fmt: skip
    told += _against(known, "last_year", measure, given, gains=False)
    return prose(told, _gap(ahead, "outlet", measure, given))


def convention(ahead: Ahead) -> Prose:
    """How the estimate, its range and its chance were made."""
    told = [
        write(
            "Of the months left, three plain forecasts are made and the middle one is taken: last year's rest times this year's growth so far, last year's rest with the mean yearly growth, and Theta."
        ),
        write(
            "The range holds four times in five: it comes from how wrong the same estimate was at up to {count} earlier moments, for all groups together, and is wider for how few of those moments have nothing in common.",
            count=language.number(outlook.ORIGINS),
        ),
        write(
            "A chance is the share of those errors with which the target would be reached, in steps of {step} and never below {least} or above {most}. Chances do not add up: each level has its own.",
            step=language.percent(0.05, 0), least=language.percent(0.05, 0), most=language.percent(0.95, 0),
        ),
        write("Actions that are not in the figures yet are not in the estimate either."),
    ]  # fmt: skip
    return prose(told)


def unknowns(ahead: Ahead) -> Prose:
    """What the estimate does not know, and why: short history, no target, no cost."""
    line, margin = ahead.line("revenue"), ahead.line("margin")
    told = []
    if line is None:
        return prose()
    if ahead.months_left and ahead.history < 24:
        told.append(write_many("There is {count} month of history; below {needed} no range and no chance can be given.", "There are {count} months of history; below {needed} no range and no chance can be given.", ahead.history, needed=language.number(24)))  # fmt: skip
    elif ahead.months_left and ahead.history < 48:
        told.append(write("History is {count} months, so the estimate could be put to the test over few years only; read the range as the least.", count=language.number(ahead.history)))  # fmt: skip
    if line["target_source"] == "":
        told.append(write("Not supplied: a budget for the whole of {year} or a growth target, so we do not know how likely its target is.", year=ahead.year))  # fmt: skip
    elif line["target_source"] == "growth_target":
        told.append(write("Not supplied: a budget for the whole of {year}, so only revenue has a target, that of the growth asked of the account.", year=ahead.year))  # fmt: skip
    young = ahead.level("outlet")
    young = young[young["reason"] == "short_history"]
    if len(young):
        told.append(write_many("{count} outlet has too short a history for a range.", "{count} outlets have too short a history for a range.", len(young)))  # fmt: skip
    if margin is None or margin["reason"] == "cost_missing":
        told.append(write("Not every sale of the year has a cost, so its margin is not estimated."))
    return prose(told)


def chance(line: pd.Series) -> str:
    """A probability as text: as shown, or that there is none; of a closed year, whether the target was reached."""
    if pd.isna(line["probability"]):
        return language.MISSING
    if line["reason"] == "closed":
        return language.say("reached") if line["probability"] >= 0.5 else language.say("not reached")
    return language.percent(outlook.shown(float(line["probability"])), 0)


def span(line: pd.Series, measure: str, given: Slice) -> str:
    """The range as text: from, to."""
    return language.say(
        "{low} to {high}",
        low=captions.amount(float(line["low"]), measure, given),
        high=captions.amount(float(line["high"]), measure, given),
    )


def ends(line: pd.Series, ahead: Ahead, given: Slice) -> str:
    """Where the year ends, and the chance of its target."""
    values = _values(line, "revenue", ahead, given)
    if line["reason"] == "closed":
        if pd.isna(line["target"]):
            return write(
                "**The year {year} closed at {centre} revenue**; no target was set for it.", **values
            )
        message = (
            "**The year {year} closed at {centre} revenue**: the target of {target} was reached."
            if line["centre"] >= line["target"]
            else "**The year {year} closed at {centre} revenue**: the target of {target} was not reached."
        )
        return write(message, **values)
    if pd.isna(line["low"]):
        return write("**The latest estimate of revenue for {year} is {centre}**; there is no range, so no chance of a target either.", **values)  # fmt: skip
    if pd.isna(line["probability"]):
        return write("**The latest estimate of revenue for {year} is {centre}**, four times in five {span}; without a target there is no chance of reaching it.", **values)  # fmt: skip
    message = (
        "**The chance that {year} reaches its revenue {budget} of {target} is {chance}**: the latest estimate is {centre}, four times in five {span}."
        if line["target_source"] in bases.SET
        else "**The chance that {year} reaches the growth asked of revenue, to {target}, is {chance}**: the latest estimate is {centre}, four times in five {span}."
    )
    return write(message, budget=own.set_for(line["target_source"] == "plan"), **values)


def _on_paper(line: pd.Series, ahead: Ahead, given: Slice) -> str:
    """The sum that anybody can make."""
    if ahead.months_left == 0:
        return ""
    values = _values(line, "revenue", ahead, given)
    if pd.isna(line["ytd_ratio"]):
        return write_many("{realised} is realised; {count} month is left.", "{realised} is realised; {count} months are left.", ahead.months_left, **values)  # fmt: skip
    return write_many(
        "To check on paper: {realised} is realised, {count} month is left, and last year's rest times this year's growth so far makes {paper}.",
        "To check on paper: {realised} is realised, {count} months are left, and last year's rest times this year's growth so far makes {paper}.",
        ahead.months_left,
        paper=captions.amount(float(line["ytd_ratio"] + line["events"]), "revenue", given),
        **values,
    )


def _beside(measure: str, ahead: Ahead, given: Slice) -> str:
    """The other measures, in a sentence each."""
    line = ahead.line(measure)
    if line is None or pd.isna(line["centre"]) or line["reason"] == "closed":
        return ""
    values = _values(line, measure, ahead, given) | {"measure": capital(own.the(measure))}
    if pd.notna(line["probability"]):
        return write("{measure}: a chance of {chance} of {target}; expected is {centre}, {span}.", **values)
    if pd.notna(line["low"]):
        return write("{measure}: expected is {centre}, {span}.", **values)
    return write("{measure}: expected is {centre}.", **values)


def _values(line: pd.Series, measure: str, ahead: Ahead, given: Slice) -> dict[str, str]:
    amounts = {
        name: captions.amount(float(line[name]), measure, given) for name in ("centre", "target", "realised")
    }
    return {"year": str(ahead.year), "chance": chance(line), "span": span(line, measure, given), **amounts}


def _against(lines: pd.DataFrame, base: str, measure: str, given: Slice, *, gains: bool = True) -> list[str]:
    """Where most is missing from the target or from last year, and where most is over."""
    known = lines[lines[base].notna() & lines["centre"].notna()]
    gap = known["centre"] - known[base]
    told = []
    for side, at, moved in (
        (0, np.argmin, gap.min() <= -_LEAST),
        (1, np.argmax, gains and gap.max() >= _LEAST),
    ):
        if len(gap) and moved:
            place = known.iloc[int(at(gap.to_numpy(float)))]
            money = captions.amount(float(place["centre"] - place[base]), measure, given, plus=True)
            told.append(
                write(_EXTREMES[base][side], name=words.name_of(place["name"], place["key"]), money=money)
            )
    return told if len(known) else [write("There is nothing to compare these figures with.")]


def _gap(ahead: Ahead, level: str, measure: str, given: Slice) -> str:
    """How far the level's own estimates were from the total's, before they were scaled to it."""
    found = ahead.gaps[(ahead.gaps["level"] == level) & (ahead.gaps["measure"] == measure)]
    if found.empty or ahead.months_left == 0 or abs(float(found["gap"].iloc[0])) < _LEAST:
        return ""
    gap, total = float(found["gap"].iloc[0]), float(found["total"].iloc[0])
    message = (
        "Estimated one by one, {levels} came to {gap} ({part}) more than the total; they were scaled to it, as a total is estimated best as a whole."
        if gap > 0
        else "Estimated one by one, {levels} came to {gap} ({part}) less than the total; they were scaled to it, as a total is estimated best as a whole."
    )
    return write(message, levels=words.levels(level, 2), gap=captions.amount(abs(gap), measure, given), part=language.percent(abs(gap / total) if total else float("nan")))  # fmt: skip
