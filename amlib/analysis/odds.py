"""
What any target is worth: the probability of reaching it, without making the estimate again.

A plan is drafted by moving a target up and down, and each move asks the same question of the same estimate. So what an estimate says is kept as the three numbers that it rests on: what is in
the books, what is still expected, and how wrong that was before. Every target is then a look-up in a sorted list:

    year end = realised + rest·(1 + z·s) + events           z: the pooled errors, s: the series' own scale (``outlook``)
    P        = the share of z with which the year end reaches the target

What actions add comes on top, with a range of its own: low, middle and high weigh 30, 40 and 30, as in ``outlook``.

Conventions: without errors there is no probability (None), never one of a half. The percentile of a stretch is 1 − P, before actions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from amlib.analysis import outlook

if TYPE_CHECKING:
    from amlib.analysis.outlook import Estimate, Pool

__all__ = ["Odds", "of"]


@dataclass(frozen=True)
class Odds:
    """
    A year end as it may fall, in the measure's own unit.

    Attributes
    ----------
    realised, rest : float
        What is in the books, events included, and what is still expected.
    scale : float
        The error of the rest, a fraction of it.
    errors : tuple of float
        Standardised errors in ascending order; empty where too few are known.
    added : tuple of three floats
        What actions add: low, middle and high.

    Examples
    --------
    >>> even = Odds(70.0, 30.0, 0.1, (-2.0, -1.0, 0.0, 1.0, 2.0))
    >>> even.centre, even.probability(100.0), even.probability(103.5)
    (100.0, 0.6, 0.2)
    """

    realised: float
    rest: float
    scale: float
    errors: tuple[float, ...]
    added: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def centre(self) -> float:
        """The year end as it is expected, actions included."""
        return self.realised + self.rest + self.added[1]

    @property
    def known(self) -> bool:
        """Whether there is a probability at all."""
        return bool(self.errors) or self.rest == 0

    def ends(self) -> np.ndarray:
        """Every year end that counts, each as often as it weighs."""
        errors = np.asarray(self.errors or (0.0,), dtype=float)
        ends = self.realised + self.rest * (1 + errors * self.scale)
        if self.added[0] == self.added[2]:
            return np.asarray(ends + self.added[1])
        return np.concatenate([ends + each for each in np.repeat(self.added, (3, 4, 3))])

    def probability(self, target: float) -> float | None:
        """The probability of reaching a target; None where it is not known."""
        if not self.known:
            return None
        errors = np.asarray(self.errors or (0.0,), dtype=float)
        ends = self.realised + self.rest * (1 + errors * self.scale)
        low, middle, high = (int((ends + each >= target).sum()) for each in self.added)
        if self.added[0] == self.added[2]:
            return middle / len(ends)
        return (3 * low + 4 * middle + 3 * high) / (10 * len(ends))

    def stretch(self, target: float) -> float | None:
        """How far a target stretches: 1 − P; None where that is not known."""
        chance = self.probability(target)
        return None if chance is None else 1 - chance

    def reached(self, probability: float) -> float:
        """The highest target that is reached with this probability; NaN where that is not known."""
        return float(np.quantile(self.ends(), 1 - probability)) if self.known else float("nan")

    def with_added(self, low: float, middle: float, high: float) -> Odds:
        """These odds with what actions add, instead of what was added before."""
        return replace(self, added=(low, middle, high))


def of(estimate: Estimate, pool: Pool) -> Odds:
    """
    The odds of an estimate.

    Its known events count as certain. An estimate without a range (short history, few errors) has odds without errors, and so no probability.
    """
    usable = not estimate.reason and len(pool.errors) >= outlook.ENOUGH
    errors = pool.errors if usable else ()
    return Odds(estimate.realised + estimate.events, estimate.rest, estimate.scale, errors)
