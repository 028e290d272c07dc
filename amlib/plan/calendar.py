"""
The promotions of a plan in their weeks: what they bring together, and where they get in each other's way.

A promotion is agreed one by one and eaten one by one out of the same freezer: two of the same group in one week share their buyers, and one in the weeks after another sells into the
hole that it left. In the weeks before Easter and Christmas meat is bought anyway, so support is paid on what would have been sold, and nobody can tell afterwards what it did. None of
this is forbidden; it must be seen before it is agreed.

=============  ====================================================================================================================
conflict       when
=============  ====================================================================================================================
same_weeks     two promotions of the plan share a group and a week, in outlets that may be the same
in_dip         one begins in the weeks of dip after another of the group, when fewer is bought
feast          it runs in the fifteen days before Easter or Christmas, or over the day itself
other_own      a promotion that is agreed already, and that the plan does not hold, shares a group and a week
rival          another supplier was seen with an offer in the group, in the same week of last year
=============  ====================================================================================================================

Conventions: a week begins on Monday, and belongs to a promotion when a day of it does. Dips last as long as in the evaluation of promotions (``weeks.AFTER``). A promotion of no group
meets nothing. A week of last year is the one fifty-two weeks before.

Deliberately absent: which of two should move. That is for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from amlib.analysis import holidays, weeks
from amlib.plan import targets
from amlib.plan.items import Range

if TYPE_CHECKING:
    from amlib.data.slices import Slice
    from amlib.plan.items import Action
    from amlib.plan.model import Plan

__all__ = ["CONFLICTS", "FEASTS", "Conflict", "Net", "Other", "Slot", "conflicts", "dips", "net", "others", "slots", "weeks_of"]  # fmt: skip

CONFLICTS = ("same_weeks", "in_dip", "feast", "other_own", "rival")
"""Every kind of conflict, the most serious first."""
FEASTS = ("easter", "christmas")
"""The feasts before which a promotion cannot be told from the feast."""
BEFORE = 15
"""Days before a feast in which it is bought for."""

_WEEK = timedelta(weeks=1)
_NO_DIPS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class Slot:
    """A promotion of the plan in whole weeks: the Mondays of its first and last week, and how many weeks of dip follow."""

    action: Action
    first: date
    last: date
    dip: int

    @property
    def until(self) -> date:
        """The Monday of the last week of its dip."""
        return self.last + self.dip * _WEEK


@dataclass(frozen=True)
class Other:
    """A promotion that is not in the plan: whose it is ('own' or the name of another supplier), of what, of which group, and when."""

    whose: str
    name: str
    group: str
    begins: date
    ends: date

    @property
    def own(self) -> bool:
        """Whether it is our own."""
        return self.whose == "own"


@dataclass(frozen=True)
class Conflict:
    """
    Two things in one week.

    Attributes
    ----------
    code : one of ``CONFLICTS``
    action : str
        The id of the promotion that is in the way; of two of the plan, the later.
    other : str
        The id of the other action, the feast, the name of the other promotion or of the suppliers.
    week : date
        The Monday of the first week in which they meet.
    """

    code: str
    action: str
    other: str
    week: date


@dataclass(frozen=True)
class Net:
    """
    What all promotions of a plan bring together.

    Attributes
    ----------
    count, known : int
        All of them, and those of which the result is known.
    result : Range
        Margin after cost of those that are known, in cents; their errors taken as independent.
    cost : int
        Fixed cost of all, in cents.
    losing : tuple of str
        The ids of those that are expected to lose money.
    """

    count: int
    known: int
    result: Range
    cost: int
    losing: tuple[str, ...]


def slots(plan: Plan, dip: Mapping[str, int] = _NO_DIPS) -> tuple[Slot, ...]:
    """
    The promotions of a plan in their weeks, the earliest first.

    Parameters
    ----------
    plan : Plan
    dip : mapping of an action's id to weeks, as ``dips`` gives it
        One that is not in it has the dip of what is fresh.
    """
    found = [
        Slot(one, _monday(one.begins), _monday(max(one.ends, one.begins)), dip.get(one.id, weeks.AFTER[True]))
        for one in plan.actions
        if one.kind == "promotion"
    ]
    return tuple(sorted(found, key=lambda slot: (slot.action.begins, slot.action.ends, slot.action.id)))


def dips(plan: Plan, products: pd.DataFrame) -> dict[str, int]:
    """
    How many weeks of dip follow each promotion: as long as the article of it that keeps longest asks.

    Parameters
    ----------
    plan : Plan
    products : DataFrame, as the contract has it
    """
    lives = products.drop_duplicates("product").set_index("product")["shelf_life_days"]
    found = {}
    for one in plan.actions:
        named = one.promotion.products if one.promotion is not None else ()
        known = lives.reindex(list(named)).dropna()
        found[one.id] = weeks.AFTER[bool(known.empty or known.max() <= weeks.FRESH_DAYS)]
    return found


def others(data: Slice, plan: Plan) -> tuple[Other, ...]:
    """
    The promotions that the plan does not hold: our own that are agreed for its year, and offers of others seen a year before, fifty-two weeks later.

    Parameters
    ----------
    data : Slice
    plan : Plan
    """
    groups = data["products"].drop_duplicates("product").set_index("product")["group"]
    held = {
        (product, one.begins)
        for one in plan.actions
        if one.promotion is not None
        for product in one.promotion.products
    }
    found = []
    for row in data["promotions"].to_dict("records") if data.supplied("promotions") else ():
        begins, ends = row["start"].date(), row["end"].date()
        if begins.year == plan.year and (row["product"], begins) not in held:
            group = str(groups.get(row["product"], ""))
            found.append(Other("own", str(row["promotion"]), group, begins, ends))
    return (*found, *_seen(data, plan.year, groups))


def conflicts(found: Sequence[Slot], year: int, elsewhere: Iterable[Other] = ()) -> tuple[Conflict, ...]:
    """
    Where promotions get in each other's way, by week and kind.

    Parameters
    ----------
    found : sequence of Slot
    year : int
    elsewhere : iterable of Other
    """
    made = [each for one, other in combinations(found, 2) if (each := _together(one, other))]
    made += [each for slot in found for each in _before_feasts(slot, year)]
    elsewhere = tuple(elsewhere)
    for slot in found:
        made += [
            Conflict("other_own", slot.action.id, other.name, max(slot.first, _monday(other.begins)))
            for other in elsewhere
            if other.own and _meets(slot, other)
        ]
        rivals = [other for other in elsewhere if not other.own and _meets(slot, other)]
        if rivals:
            names = ", ".join(sorted({other.whose for other in rivals}))
            week = max(slot.first, min(_monday(other.begins) for other in rivals))
            made.append(Conflict("rival", slot.action.id, names, week))
    return tuple(sorted(made, key=lambda one: (CONFLICTS.index(one.code), one.week, one.action, one.other)))


def net(found: Iterable[Slot]) -> Net:
    """What promotions bring together after their cost."""
    actions = [slot.action for slot in found]
    effects = {one.id: effect for one in actions if (effect := one.effect("margin")) is not None}
    losing = tuple(id for id, effect in effects.items() if effect.expected < 0)
    together = targets.combined(effects.values())
    return Net(len(actions), len(effects), together, sum(one.cost for one in actions), losing)


def weeks_of(year: int) -> tuple[date, ...]:
    """
    The Mondays of the weeks in which a year has a day.

    Examples
    --------
    >>> found = weeks_of(2027)
    >>> len(found), str(found[0]), str(found[-1])
    (53, '2026-12-28', '2027-12-27')
    """
    first, last = _monday(date(year, 1, 1)), _monday(date(year, 12, 31))
    return tuple(first + place * _WEEK for place in range((last - first).days // 7 + 1))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _together(one: Slot, other: Slot) -> Conflict | None:
    """Two promotions of the plan of one group: in the same weeks, or the later in the dip of the earlier."""
    if not _share(one.action, other.action):
        return None
    first, second = sorted((one, other), key=lambda slot: (slot.first, slot.action.begins, slot.action.id))
    if second.first <= first.last:
        return Conflict("same_weeks", second.action.id, first.action.id, second.first)
    if second.first <= first.until:
        return Conflict("in_dip", second.action.id, first.action.id, second.first)
    return None


def _share(one: Action, other: Action) -> bool:
    """Whether they share a group, and may share an outlet."""
    apart = one.outlets and other.outlets and set(one.outlets).isdisjoint(other.outlets)
    return not apart and not set(one.groups).isdisjoint(other.groups)


def _before_feasts(slot: Slot, year: int) -> Iterable[Conflict]:
    for feast in FEASTS:
        day = holidays.day_of(feast, year)
        first = day - timedelta(days=BEFORE)
        if slot.action.begins <= day and slot.action.ends >= first:
            yield Conflict("feast", slot.action.id, feast, max(slot.first, _monday(first)))


def _meets(slot: Slot, other: Other) -> bool:
    inside = _monday(other.begins) <= slot.last and _monday(other.ends) >= slot.first
    return inside and other.group in slot.action.groups


def _seen(data: Slice, year: int, groups: pd.Series) -> list[Other]:
    """Offers of other suppliers that were seen in the year before, a week each."""
    if not data.supplied("competitor_prices"):
        return []
    rows = data["competitor_prices"]
    suppliers = data["products"].drop_duplicates("product").set_index("product")["supplier"]
    ours = set(suppliers.reindex(data["sales"]["product"].unique()).dropna())
    rows = rows[rows["promoted"].fillna(False).astype(bool) & ~rows["supplier"].isin(ours)]
    days = pd.to_datetime(rows["date"]) + pd.Timedelta(weeks=52)
    rows = rows.assign(day=days, group=rows["product"].map(groups))[days.dt.year == year].dropna(subset=["group"])  # fmt: skip
    made = {
        (str(supplier), str(group), _monday(day.date()))
        for supplier, group, day in zip(rows["supplier"], rows["group"], rows["day"], strict=True)
    }
    return [Other(whose, "", group, week, week + timedelta(days=6)) for whose, group, week in sorted(made)]
