"""
The activities of a first draft: who is visited how often, and what is done in a store beyond a visit.

A plan that says 'visit more' plans nothing; a plan with a month for each outlet can be kept or missed. So every outlet gets visits by its class and norm, within what was made last year, and
beyond that only what a table gives a reason for: assortment where an article is to be listed, layout, assortment or quality where the store was last judged poorly, advice where it sells
less than chance allows. All of it is for the owner of the draft, until somebody else is named.

It takes plain values; ``baselines.given`` makes them from a slice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from amlib import language
from amlib.analysis import rounds
from amlib.plan.items import Activity

if TYPE_CHECKING:
    from amlib.plan.drafts import Given
    from amlib.plan.items import Action

__all__ = ["MONTHS", "NEEDS", "needs", "visits"]

MONTHS = tuple(range(1, 13))
NEEDS = ("advice", "layout", "assortment", "quality")
"""What can be needed in a store beyond a visit."""


def visits(given: Given, year: int) -> list[Activity]:
    """The visits of each outlet that has any, the one that brings most first; still without ids."""
    rows = given.outlets
    if rows.empty:
        return []
    rows = rows.sort_values(["revenue", "outlet"], ascending=[False, True]).set_index("outlet")
    norm = rounds.wanted(rounds.classes(rows["revenue"]), rows.get("wanted"))
    planned = rounds.spread(rounds.fitted(norm, given.capacity), _left(given, year))
    return [
        Activity(id="", outlet=str(outlet), kind="visit", months=tuple(map(int, months)), owner=given.owner)
        for outlet, months in zip(planned.index, planned.to_numpy(), strict=True)
        if months.sum()
    ]


def needs(
    given: Given, year: int, actions: Iterable[Action] = (), planned: Iterable[Activity] = ()
) -> list[Activity]:
    """
    What is to be done in stores beyond visits: once, at the first visit that is planned; for a listing, at the first from the month in which it begins.

    Parameters
    ----------
    given : Given
    year : int
    actions : iterable of Action
        Of the draft; its listings ask for assortment in each of their outlets.
    planned : iterable of Activity
        The visits; what is needed in an outlet without one comes in the first month that it can.
    """
    first = _left(given, year)[0]
    seen = {
        one.outlet: [month for month, count in zip(MONTHS, one.months, strict=True) if count]
        for one in planned
    }

    def at(outlet: str, earliest: int) -> int:
        return next((month for month in seen.get(outlet, ()) if month >= earliest), earliest)

    asked: dict[tuple[str, str, int], list[str]] = {}
    for action in actions:
        for outlet in action.outlets if action.kind == "listing" else ():
            asked.setdefault((outlet, "assortment", at(outlet, action.begins.month)), []).append(action.name)
    for row in given.needs.to_dict("records"):
        outlet = str(row["outlet"])
        asked.setdefault((outlet, str(row["kind"]), at(outlet, first)), []).append(str(row["text"]))
    order = sorted(asked, key=lambda key: (key[0], NEEDS.index(key[1]), key[2]))
    return [_once(key, asked[key], given.owner) for key in order]


def _once(key: tuple[str, str, int], texts: Sequence[str], owner: str) -> Activity:
    outlet, kind, month = key
    months = tuple(int(each == month) for each in MONTHS)
    text = "; ".join(dict.fromkeys(texts))
    if len(texts) > 1 and len(text) > 200:
        text = f"{texts[0]}; " + language.say_many("{count} more", "{count} more", len(texts) - 1)
    return Activity(id="", outlet=outlet, kind=kind, months=months, owner=owner, text=text)  # type: ignore[arg-type]


def _left(given: Given, year: int) -> Sequence[int]:
    """The months that can still be planned."""
    if given.begins is None or given.begins.year < year:
        return MONTHS
    return MONTHS[given.begins.month - 1 :]
