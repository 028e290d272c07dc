"""
What an article would have sold without its promotion, and how wrong such a guess is when nothing happened.

Nobody has seen the week without the promotion. But the weeks around it were seen, and so were the other articles in that very week. So the level comes from quiet weeks of the article
itself, and the season from articles that move alike:

    index    = the common course of the account's other articles: log kg = article + week, weeks of promotions left out; an article weighs more the closer it follows this one
    level    = median of (kg ÷ index) over the quiet weeks in −8 … −2 and k+1 … 8 around the promotion
    baseline = level × index
    gross    = Σ (kg − baseline) over the weeks of the promotion
    dip      = the same sum over the week before and the k weeks after
    taken    = the same sum over the siblings, in the weeks of the promotion

* At least four quiet weeks must be known on one side; a median of fewer is one week's luck.
* The same sums are made for every stretch of weeks in which nothing happened (`Measured.quiet`). They should be nil, and how far they are from it is how wrong the method is.
* A promotion returns in the same week of each year, so the article's own season is hardly ever seen without it. That is why the season is not read from other years.

Conventions: a week belongs to a promotion when a day of it does. A week without sales is 0 kg. A week is quiet for an article when it has no promotion, is not beside one (the week before, the k weeks
after), and no sibling has one. Siblings are the articles of the same group and subgroup.

Deliberately absent: the reason. That the weather was fine is in the index as far as other articles felt it.

References
----------
Abadie, Diamond and Hainmueller (2010), for placebo runs; van Heerde, Leeflang and Wittink (2000), for dips before and after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from amlib.analysis.weeks import Action, Weeks

__all__ = ["AROUND", "LEAST", "Measured", "measured"]

AROUND = 8
"""Weeks looked at on either side."""
LEAST = 4
"""Quiet weeks needed on one side."""
_ALIKE = 8
"""How many other articles make the index."""
_ROUNDS = 12
_POWER = 3
"""Of one over the variance: how much more the closest articles weigh."""


@dataclass(frozen=True)
class Measured:
    """
    The sums for every possible first week of an article; NaN where they cannot be made.

    Attributes
    ----------
    baseline, gross, dip, taken : arrays, one per week, kg
    clean : array of int, quiet weeks that the level stands on
    used : array of bool, (week, place beside it), which weeks those are: −8 … weeks + 7
    quiet : array of bool
        Nothing happened in the weeks of which the sums are made.
    """

    baseline: NDArray[np.float64]
    gross: NDArray[np.float64]
    dip: NDArray[np.float64]
    taken: NDArray[np.float64]
    clean: NDArray[np.int64]
    used: NDArray[np.bool_]
    quiet: NDArray[np.bool_]

    @property
    def net(self) -> NDArray[np.float64]:
        """Gross with what was given back and what siblings lost."""
        return self.gross + self.dip + self.taken

    def at_rest(self, first: int) -> bool:
        """Whether nothing happened there and the sums can be made."""
        return bool(self.quiet[first] and self.baseline[first] > 0 and np.isfinite(self.net[first]))


def measured(
    weeks: Weeks, actions: Iterable[Action], one: Action, known: tuple[int, int] = (AROUND, AROUND)
) -> Measured:
    """
    The sums of one article in some outlets, for every first week: that of its promotion and those of all quiet weeks.

    Parameters
    ----------
    weeks : Weeks
    actions : every promotion of the account, this one among them
    one : Action
        Whose article, outlets, number of weeks and weeks of dip; not whose first week.
    known : weeks looked at before and after; fewer where the table began or ends, so that quiet weeks are judged with no more than the promotion was
    """
    kilograms = weeks.per_week(one.outlets)
    beside, running = _disturbed(weeks, [a for a in actions if a.meets(one.outlets)])
    place = weeks.place_of[one.product]
    family = np.array([name == weeks.families[place] for name in weeks.families])
    siblings = family & (np.arange(len(family)) != place)
    own_quiet = ~(beside[place] | running[siblings].any(axis=0))
    sibling_quiet = ~(beside[siblings].any(axis=0) | running[place])
    others = _others(kilograms, weeks, family, beside, running)
    own = _sums(kilograms[place], own_quiet, others, one, known)
    theirs = kilograms[siblings].sum(axis=0)
    if siblings.any() and theirs.any():
        taken = _sums(theirs, sibling_quiet, others, one, known)
        lost, still = taken.gross, taken.still
    else:
        lost, still = np.zeros(weeks.count), np.ones(weeks.count, dtype=bool)
    return Measured(own.base, own.gross, own.dip, lost, own.clean, own.used, own.quiet & still)


def _disturbed(weeks: Weeks, actions: list[Action]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Per article and week: whether a promotion of it is there or beside it; whether one runs."""
    beside = np.zeros((len(weeks.products), weeks.count), dtype=bool)
    running = beside.copy()
    for one in actions:
        place = weeks.place_of.get(one.product)
        if place is not None:
            end = one.first + one.weeks
            beside[place, max(0, one.first - 1) : max(0, end + one.after)] = True
            running[place, max(0, one.first) : max(0, end)] = True
    return beside, running


def _others(
    kilograms: NDArray[np.float64],
    weeks: Weeks,
    family: NDArray[np.bool_],
    beside: NDArray[np.bool_],
    running: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """The logarithm of the kg of the other families' articles; NaN in weeks that were not quiet."""
    names = np.unique(np.array(["\x1f".join(name) for name in weeks.families]), return_inverse=True)[1]
    of_family = np.array([running[names == name].any(axis=0) for name in range(names.max() + 1)])
    quiet = ~(beside | of_family[names]) & (kilograms > 0)
    return np.log(np.where(quiet, kilograms, np.nan))[~family]


@dataclass(frozen=True)
class _Sums:
    base: NDArray[np.float64]
    gross: NDArray[np.float64]
    dip: NDArray[np.float64]
    clean: NDArray[np.int64]
    used: NDArray[np.bool_]
    quiet: NDArray[np.bool_]
    still: NDArray[np.bool_]


def _sums(
    kilograms: NDArray[np.float64],
    quiet: NDArray[np.bool_],
    others: NDArray[np.float64],
    one: Action,
    known: tuple[int, int],
) -> _Sums:
    """Level × index beside what was sold, for every first week at once: rows are first weeks, columns the weeks around."""
    at = np.arange(-known[0], one.weeks + known[1])
    alike, weight = _alike(kilograms, quiet, others)
    index = np.exp(_course(_windows(alike, at, np.nan), weight))
    sold, clean = _windows(kilograms, at, np.nan), _windows(quiet.astype(float), at, 0.0) > 0
    before, after, runs = at < -1, at >= one.weeks + one.after, (at >= 0) & (at < one.weeks)
    dips = ~before & ~after & ~runs
    usable = clean & np.isfinite(sold / index)
    counts = (usable & before).sum(axis=1), (usable & after).sum(axis=1)
    used = usable & (before | after)
    ratios = np.where(used, sold / index, np.nan)
    level = np.full(len(ratios), np.nan)
    enough = np.maximum(*counts) >= LEAST
    level[enough] = np.nanmedian(ratios[enough], axis=1)
    base = level[:, None] * index
    more = sold - base
    return _Sums(
        base[:, runs].sum(axis=1), more[:, runs].sum(axis=1), more[:, dips].sum(axis=1), sum(counts), used,
        np.all(clean[:, runs | dips], axis=1), np.all(clean[:, runs], axis=1),
    )  # fmt: skip


def _windows(values: NDArray[np.float64], at: NDArray[np.int64], fill: float) -> NDArray[np.float64]:
    """The weeks around each first week: (…, weeks, around), filled where the table ends."""
    ends = [(0, 0)] * (values.ndim - 1) + [(-int(at[0]), int(at[-1]))]
    padded = np.pad(values, ends, constant_values=fill)
    return np.lib.stride_tricks.sliding_window_view(padded, len(at), axis=-1)


def _alike(
    kilograms: NDArray[np.float64], quiet: NDArray[np.bool_], others: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The articles that follow this one best from week to week, and their weights: the closer, the more."""
    own = np.log(np.where(quiet & (kilograms > 0), kilograms, np.nan))
    apart = own - others
    known = np.isfinite(apart)
    apart = np.where(known, apart, 0.0)
    near = np.lib.stride_tricks.sliding_window_view(
        np.pad(np.stack([apart, known]), [(0, 0), (0, 0), (AROUND, AROUND)]), 2 * AROUND + 1, axis=-1
    ).sum(axis=-1)
    off = np.where(known, apart - near[0] / np.maximum(1, near[1]), 0.0)
    counts = known.sum(axis=1)
    usable = counts >= 2 * AROUND
    variance = (off**2).sum(axis=1)[usable] / counts[usable]
    best = np.argsort(variance, kind="stable")[:_ALIKE]
    weight = 1 / (variance[best] + 1e-6) ** _POWER
    return others[usable][best], weight / weight.sum() if len(best) else weight


def _course(alike: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The common course of some articles in each stretch: log kg = article + week, by turns; 0 where there are no articles, NaN where none is known."""
    if not len(weight):
        return np.zeros(alike.shape[1:])
    known = np.isfinite(alike)
    values, some = np.where(known, alike, 0.0), known * weight[:, None, None]
    of_week, of_article = some.sum(axis=0), np.maximum(1, known.sum(axis=2))
    course = np.zeros(alike.shape[1:])
    for _ in range(_ROUNDS):
        level = ((values - course) * known).sum(axis=2) / of_article
        course = ((values - level[:, :, None]) * some).sum(axis=0) / np.maximum(of_week, 1e-300)
    return np.where(of_week > 0, course, np.nan)
