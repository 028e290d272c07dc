"""
The listings of a first draft: what sells in comparable outlets and not here, and what can honestly be counted on.

What an article sells where it is listed is an estimate of the article. A plan needs another figure: what comes of asking for it. Between the two stand three things, which are looked up in the year
before (``analysis.uptake``) instead of being taken for granted:

================  =======================================================================  ==========================================================================
what              expected                                                                 range
================  =======================================================================  ==========================================================================
taken             the part of such places that was filled in the year before; where too    from its own low end (nothing, where it was not measured) to the part of
                  few were to say, the part of the comparable outlets that has it          the comparable outlets that has the article
first year        what such places sold beside a full year, as they began in the course    to a full year
                  of it; a full year where that was not measured
on top            the part that did not come out of our other articles of the group; what  its own low and high end
                  promotions left of theirs, where it was not measured; else all of it
================  =======================================================================  ==========================================================================

Places are filled without anybody asking too, so what a plan adds may be more. That is for the person who knows what was agreed with the head office, and writes it in the plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from amlib import language
from amlib.plan.items import Action, Assumption, Range

if TYPE_CHECKING:
    from amlib.plan.drafts import Given

__all__ = ["LIKELY", "MOST", "actions", "assumptions"]

MOST = 5
"""How many listings are drafted."""
LIKELY = 0.5
"""The part of the comparable outlets that must list an article before a listing is drafted."""
HALF = 0.5
"""What nothing is known of is worth so much of what was counted on."""


@dataclass(frozen=True)
class _Parts:
    """The parts by which the estimate of a full year in every outlet is multiplied: low, expected, high."""

    taken: np.ndarray
    first_year: tuple[float, float, float]
    on_top: tuple[float, float, float]


def actions(given: Given, year: int) -> list[Action]:
    """
    The articles with the most money in outlets that do not sell them while most comparable ones do, for the part of the year that is left.

    The range of an article is as wide as if its outlets were all off to the same side: what is wrong for one of them is mostly the article.
    """
    likely = _likely(given)
    if likely.empty:
        return []
    rates = _margin_rates(given.baseline)
    begins = max(given.begins or date(year, 1, 1), date(year, 1, 1))
    part = ((date(year, 12, 31) - begins).days + 1) / ((date(year, 12, 31) - date(year, 1, 1)).days + 1)
    made = []
    for product in _first(likely):
        rows = likely[likely["product"] == product]
        group = str(rows["group"].iloc[0])
        named = rows["name"].iloc[0] if "name" in rows else product
        value = _counted(rows, _parts(given, rows["chance"].to_numpy(float)), part)
        full = float(rows["expected_value"].sum())
        price = full / float(rows["expected_quantity"].sum()) if rows["expected_quantity"].sum() > 0 else float("nan")  # fmt: skip
        rate = rates.get(group, float("nan"))
        made.append(
            Action(
                id="",
                name=language.say(
                    "List {article} in {count} outlets", article=named, count=language.number(len(rows))
                )[:120],
                kind="listing",
                level="outlet",
                outlets=tuple(sorted(map(str, rows["outlet"]))),
                groups=(group,),
                owner=given.owner,
                begins=begins,
                ends=date(year, 12, 31),
                quantity=_scaled(value, 1 / price / 100) if isfinite(price) else None,
                revenue=value,
                margin=_scaled(value, rate, 100) if np.isfinite(rate) else None,
                new=True,
                reason=language.say("most comparable outlets sell it, and these do not"),
            )
        )
    return made


def assumptions(given: Given, planned: Sequence[Action]) -> list[Assumption]:
    """What listings count on: how many outlets take them, and what comes on top; each with how well it is known and the margin that hangs on it. Nothing where there is none."""
    listed = [action for action in planned if action.kind == "listing"]
    if not listed:
        return []
    worth = sum(action.margin.expected for action in listed if action.margin is not None)
    margins = [action.margin for action in listed if action.margin is not None]
    impact = -max(worth, 0) if margins else None
    return [_of_uptake(given, impact), _of_cannibalisation(given, impact)]


def _likely(given: Given) -> pd.DataFrame:
    rows = given.listings
    return rows if rows.empty else rows[rows["chance"].astype(float) >= LIKELY]


def _first(likely: pd.DataFrame) -> list[str]:
    """The articles with the most money in them."""
    worth = likely.groupby("product")["expected_value"].sum().reset_index()
    ordered = worth.sort_values(["expected_value", "product"], ascending=[False, True])
    return [str(product) for product in ordered["product"].head(MOST)]


def _parts(given: Given, chance: np.ndarray) -> _Parts:
    """What is counted on, of outlets of which these parts of the comparable ones have the article."""
    seen = given.uptake
    if seen is None or not seen.known:
        taken, first = np.array([np.zeros_like(chance), chance, chance]), (1.0, 1.0, 1.0)
    else:
        low, middle = (np.minimum(each, chance) for each in (seen.taken.low, seen.taken.value))
        taken, first = np.array([low, middle, chance]), (min(seen.lasted, 1.0), min(seen.lasted, 1.0), 1.0)
    if seen is not None and isfinite(seen.on_top):
        top = (seen.least_on_top, seen.on_top, seen.most_on_top)
    elif given.replaced is not None:
        top = (1 - given.replaced,) * 2 + (1.0,)
    else:
        top = (1.0, 1.0, 1.0)
    return _Parts(taken, first, top)


def _counted(rows: pd.DataFrame, parts: _Parts, year: float) -> Range:
    """What some outlets are counted on to bring in a part of a year: whole money, in cents."""
    full = rows[["low", "expected_value", "high"]].to_numpy(float).T
    each = (full * parts.taken).sum(axis=1) * np.array(parts.first_year) * np.array(parts.on_top)
    low, middle, high = (round(float(amount) * year) * 100 for amount in each)
    return Range(low=min(low, middle), expected=middle, high=max(middle, high))


def _of_uptake(given: Given, impact: int | None) -> Assumption:
    """How many outlets take a listing."""
    seen, likely = given.uptake, _likely(given)
    if seen is not None and seen.known:
        text = language.say(
            "of the outlets {taken} take a new listing, and sell {lasted} of a full year in the first: as places that lacked an article did in the past year",
            taken=language.percent(seen.taken.value, 0),
            lasted=language.percent(min(seen.lasted, 1.0), 0),
        )
        source = language.say(
            "{filled} of {places} places were filled",
            filled=language.number(seen.filled),
            places=language.number(seen.places),
        )
        return Assumption(id="", text=text, quality="B", impact=impact, source=source)
    chosen = likely[likely["product"].astype(str).isin(_first(likely))]
    text = language.say(
        "of the outlets {taken} take a new listing, as many as of the comparable ones have it; whether they do when they are asked has not been measured",
        taken=language.percent(float(chosen["chance"].astype(float).mean()), 0),
    )
    source = (
        language.MISSING
        if seen is None
        else language.say(
            "{filled} of {places} places were filled",
            filled=language.number(seen.filled),
            places=language.number(seen.places),
        )
    )
    return Assumption(id="", text=text, quality="C", impact=impact, source=source)


def _of_cannibalisation(given: Given, impact: int | None) -> Assumption:
    """How much of it comes on top of our other articles."""
    seen = given.uptake
    grade: Literal["A", "B", "C"] = "B"
    if seen is not None and isfinite(seen.on_top):
        text = language.say(
            "{part} of what new listings sell comes on top of our other articles in the group, as in the past year",
            part=language.percent(seen.on_top, 0),
        )
        source = language.say("outlets that took up more beside those that took up less")
        least = seen.least_on_top / seen.on_top if seen.on_top > 0 else 1.0
    elif given.replaced is not None:
        text = language.say(
            "{part} of what new listings sell comes on top of our other articles in the group, as in promotions",
            part=language.percent(1 - given.replaced, 0),
        )
        source, grade, least = language.say("promotions that could be judged"), "C", HALF
    else:
        text = language.say("all that new listings sell comes on top of our other articles: what they take from those has not been measured")  # fmt: skip
        source, grade, least = "", "C", HALF
    worth = None if impact is None else round(impact * (1 - least))
    return Assumption(id="", text=text, quality=grade, impact=worth, source=source)


def _margin_rates(baseline: pd.DataFrame) -> pd.Series[float]:
    """Margin ÷ revenue per group; groups whose margin is not known are left out."""
    rows = baseline[(baseline["level"] == "group")]
    if rows.empty or "margin" not in rows:
        return pd.Series(dtype=float)
    sums = rows.groupby("key")[["revenue", "margin"]].sum(min_count=12)
    return (sums["margin"] / sums["revenue"].where(sums["revenue"] > 0)).dropna()


def _scaled(found: Range, factor: float, whole: int = 1) -> Range:
    """A range in another measure, in steps of ``whole``: 100 where it is in cents, as an estimate is in whole money."""
    ends: Sequence[int] = sorted(
        round(each * factor / whole) * whole for each in (found.low, found.expected, found.high)
    )
    return Range(low=ends[0], expected=ends[1], high=ends[2])
