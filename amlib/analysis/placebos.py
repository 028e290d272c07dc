"""
How wrong a promotion's sums are, asked of weeks in which nothing happened.

No formula knows how far a baseline is off: it depends on the article, on the outlets, and on how many weeks around the promotion are known. But the same sums can be made for weeks without a promotion,
where the answer should be nil. What is found there instead is the error, and its spread is the range.

* A promotion of last month has eight weeks before it and few after. Its quiet weeks are then judged with as few (`Kind.known`), or the range would be that of a better way than the one used.
* Before Easter and Christmas an article has a season of its own, which is not that of the others. There a promotion is compared with the same weeks beside the feast in other years, as far as nothing happened in
  them: what the sums found there is taken off, and the range is √(1 + 1 ÷ years) as wide. Where no such year was seen, nobody can say what the feast did and what the promotion.
* Errors are pooled over the account's articles, each at its own scale (see ``outlook.scale``), since one article has too few quiet weeks to know its own tenth.

Deliberately absent: other feasts. The days before them are few, and lie in weeks of their own.

References
----------
Abadie, Diamond and Hainmueller (2010), for placebo runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from amlib.analysis import baselines, holidays, outlook
from amlib.analysis.baselines import AROUND, Measured
from amlib.analysis.weeks import Action, Weeks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["FEASTS", "Compared", "Kind", "Placebos", "placebos"]

FEASTS = ("easter", "christmas")
"""The feasts before which two weeks are compared with none but their like."""
_NAN = float("nan")


class Kind(NamedTuple):
    """What promotions share whose sums are found together: all but the first week; and the weeks known before and after."""

    action: Action
    known: tuple[int, int]


@dataclass(frozen=True)
class Compared:
    """
    The sums of one promotion, and how wrong they may be.

    Attributes
    ----------
    baseline, gross, dip, taken : float, kg
    used : array of the weeks that the level stands on
    missed : array, what seemed the uplift in quiet weeks, beside their baseline
    low, high : float
        The error's range beside the baseline; NaN where too few quiet weeks are known.
    comparable : bool
        Not before a feast, or before one that was also seen without promotion.
    """

    baseline: float
    gross: float
    dip: float
    taken: float
    used: NDArray[np.int64]
    missed: NDArray[np.float64]
    low: float
    high: float
    comparable: bool

    @property
    def net(self) -> float:
        """Gross with what was given back and what siblings lost."""
        return self.gross + self.dip + self.taken


@dataclass(frozen=True)
class Placebos:
    """
    The sums of every kind of promotion of an account, and the pool of their errors.

    Attributes
    ----------
    weeks : Weeks, None where there is no weekly table
    found : per kind its sums, for every first week
    missed : per kind, what seemed the uplift in quiet weeks
    median : float, of the kinds' own errors
    low, high : float, where a tenth of all standardised errors lies below and above
    """

    weeks: Weeks | None
    found: Mapping[Kind, Measured]
    missed: Mapping[Kind, NDArray[np.float64]]
    median: float
    low: float
    high: float

    def scale(self, kind: Kind) -> float:
        """The error of a kind, drawn towards that of all."""
        own = self.missed[kind]
        return outlook.scale(_rms(own), len(own), self.median)

    def compare(self, action: Action) -> Compared:
        """One promotion, of which the article has weeks."""
        assert self.weeks is not None
        kind = _kind(action, self.weeks)
        found, at = self.found[kind], action.first
        like = _like(self.weeks, action)
        years = [] if like is None else [at for at in like if found.at_rest(at)]
        base, gross, dip, taken = (
            float(part[at]) for part in (found.baseline, found.gross, found.dip, found.taken)
        )
        spread = self.scale(kind)
        if years:
            spread *= float(np.sqrt(1 + 1 / len(years)))
            more, back, lost = (
                base * float((part[years] / found.baseline[years]).mean())
                for part in (found.gross, found.dip, found.taken)
            )
            base, gross, dip, taken = base + more, gross - more, dip - back, taken - lost
        used = at - kind.known[0] + np.flatnonzero(found.used[at])
        return Compared(
            base, gross, dip, taken, used, self.missed[kind], self.low * spread, self.high * spread, like is None or bool(years),
        )  # fmt: skip


def placebos(weeks: Weeks | None, actions: Sequence[Action]) -> Placebos:
    """
    The sums of an account's promotions and of all its quiet weeks.

    Parameters
    ----------
    weeks : Weeks, None where there is no weekly table
    actions : every promotion of the account
    """
    kinds = (
        {}
        if weeks is None
        else dict.fromkeys(_kind(a, weeks) for a in actions if a.product in weeks.place_of)
    )
    found = {kind: baselines.measured(weeks, actions, *kind) for kind in kinds} if weeks else {}
    feast = _before_feasts(weeks) if weeks else np.empty(0, dtype=bool)
    missed = {kind: _misses(one, kind, feast) for kind, one in found.items()}
    sizes = [_rms(own) for own in missed.values() if len(own)]
    made = Placebos(weeks, found, missed, float(np.median(sizes)) if sizes else _NAN, _NAN, _NAN)
    scaled = [own / made.scale(kind) for kind, own in missed.items() if len(own) and made.scale(kind) > 0]
    pooled = np.concatenate(scaled) if scaled else np.empty(0)
    if len(pooled) < outlook.ENOUGH:
        return made
    low, high = (float(end) for end in np.quantile(pooled, [0.1, 0.9]))
    return Placebos(weeks, found, missed, made.median, low, high)


def _kind(action: Action, weeks: Weeks) -> Kind:
    """At least the weeks of which the sums are made count as known; they are empty where they are not."""
    after = weeks.count - action.first - action.weeks
    known = min(AROUND, max(1, action.first)), min(AROUND, max(action.after, after))
    return Kind(Action(action.product, 0, action.weeks, action.after, action.outlets), known)


def _misses(one: Measured, kind: Kind, feast: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What seemed the uplift in weeks without a promotion, those before a feast left out."""
    around = np.pad(feast, (1, kind.action.weeks + kind.action.after - 1))
    near = np.lib.stride_tricks.sliding_window_view(around, 1 + kind.action.weeks + kind.action.after)
    there = one.quiet & (one.baseline > 0) & np.isfinite(one.net) & ~near.any(axis=1)
    found: NDArray[np.float64] = one.net[there] / one.baseline[there]
    return found


def _rms(found: NDArray[np.float64]) -> float:
    return float(np.sqrt((found**2).mean())) if len(found) else 0.0


def _anchors(weeks: Weeks, feast: str) -> NDArray[np.int64]:
    """The last week before each year's feast, in or beside the table."""
    last = weeks.first + pd.Timedelta(weeks=weeks.count)
    days = [
        holidays.day_of(feast, year) - timedelta(days=1) for year in range(weeks.first.year, last.year + 1)
    ]
    return np.array([weeks.place(pd.Timestamp(day)) for day in days])


def _like(weeks: Weeks, action: Action) -> list[int] | None:
    """The same place beside the feast in other years; None where no feast is near."""
    first, last = action.first - 1, action.first + action.weeks + action.after - 1
    for feast in FEASTS:
        anchors = _anchors(weeks, feast)
        near = np.flatnonzero((first <= anchors) & (last >= anchors - 1))
        if len(near):
            there = action.first + np.delete(anchors, near[0]) - anchors[near[0]]
            return [int(at) for at in there if 0 <= at < weeks.count]
    return None


def _before_feasts(weeks: Weeks) -> NDArray[np.bool_]:
    """The weeks of the two before each feast."""
    found = np.zeros(weeks.count, dtype=bool)
    for feast in FEASTS:
        for anchor in _anchors(weeks, feast):
            found[max(0, anchor - 1) : max(0, anchor + 1)] = True
    return found
