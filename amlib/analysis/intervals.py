"""
How sure a share or a score is that rests on a handful of answers.

Nine promises kept of ten look like ninety percent and may well be sixty. So each share that is counted from cases carries its interval, by a formula that holds for small counts and near
nil and one: Wilson's for a share, the adjusted Wald for a net promoter score. They are written out here rather than imported, because a document's kernel would wait a second for the library;
a test holds both against it.

References
----------
Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22; Newcombe (1998), Statistics in Medicine 17, 857–872; Lewis and Sauro (2021), on Rocks (2016):
the adjusted Wald interval of a net promoter score.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, sqrt
from statistics import NormalDist

__all__ = ["FEW", "LEVEL", "Estimate", "mean", "net_promoter", "share"]

LEVEL = 0.95
"""How sure every range is."""

FEW = 10
"""Below this many answers there are counts and no score."""


@dataclass(frozen=True)
class Estimate:
    """
    A figure with the range in which it may lie.

    Attributes
    ----------
    value, low, high : float
        NaN where there are no cases.
    n : int
        On how many cases it rests.
    """

    value: float
    low: float
    high: float
    n: int

    @property
    def known(self) -> bool:
        """Whether there is a figure at all."""
        return not isnan(self.value)

    @property
    def few(self) -> bool:
        """Whether it rests on so few cases that only counts are worth telling."""
        return self.n < FEW


def share(hits: float, cases: float, effective: float | None = None) -> Estimate:
    """
    A share of cases, with Wilson's interval of 95 %.

    Parameters
    ----------
    hits, cases : counts
    effective : float, optional
        How many independent cases they are worth, where they come in bunches: lines of one order arrive together. ``n`` stays the count of cases.

    Examples
    --------
    >>> one = share(81, 263)
    >>> round(one.low, 4), round(one.high, 4)
    (0.2553, 0.3662)
    """
    n = int(cases)
    if n <= 0:
        return Estimate(float("nan"), float("nan"), float("nan"), 0)
    m = n if effective is None else effective
    z, p = _z(), float(hits) / n
    middle, scale = p + z * z / (2 * m), 1 + z * z / m
    half = z * sqrt(p * (1 - p) / m + z * z / (4 * m * m))
    return Estimate(p, max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale), n)


def net_promoter(promoters: int, detractors: int, answers: int) -> Estimate:
    """
    The net promoter score, -1 to 1, with the adjusted Wald interval of 95 %.

    score = (promoters − detractors) / answers; for the interval, three answers are added, three quarters of one to each side.

    Examples
    --------
    >>> one = net_promoter(30, 10, 50)
    >>> round(one.value, 2), round(one.low, 2), round(one.high, 2)
    (0.4, 0.16, 0.59)
    """
    if answers <= 0:
        return Estimate(float("nan"), float("nan"), float("nan"), 0)
    n = answers + 3
    for_, against = (promoters + 0.75) / n, (detractors + 0.75) / n
    centre = for_ - against
    half = _z() * sqrt((for_ + against - centre**2) / n)
    return Estimate(
        (promoters - detractors) / answers, max(-1.0, centre - half), min(1.0, centre + half), answers
    )


def mean(values: list[float], answers: int | None = None) -> Estimate:
    """
    The mean of scores, with a range of 95 % by their own spread; of one answer there is no range.

    Parameters
    ----------
    values : list of float
    answers : int, optional
        How many people gave them, where each answered several questions; what one person says is no ten answers. It becomes ``n``.

    Examples
    --------
    >>> one = mean([6.0, 8.0, 7.0, 7.0])
    >>> one.value, round(one.low, 1), round(one.high, 1)
    (7.0, 6.2, 7.8)
    """
    n = len(values)
    if n == 0:
        return Estimate(float("nan"), float("nan"), float("nan"), 0)
    centre = sum(values) / n
    people = n if answers is None else answers
    if people == 1:
        return Estimate(centre, float("nan"), float("nan"), 1)
    spread = sqrt(sum((value - centre) ** 2 for value in values) / (n - 1))
    half = _z() * spread / sqrt(people)
    return Estimate(centre, centre - half, centre + half, people)


def _z() -> float:
    return NormalDist().inv_cdf(0.5 + LEVEL / 2)
