"""
Where we stand strong and weak beside the others, each line with its evidence.

A table of strengths and weaknesses is worth nothing when it is written from memory. Here each line is drawn by a rule from a figure of the same document; it says which figure (so that a
reader can follow the link), how much money it is about where that can be told, and how sure it is.

Conventions: sure is *high* where the data are graded A and the line rests on ten or more comparisons, outlets or prices; *low* where the grade is C or there are fewer than three; else *medium*. The rules
are constants of this room. Deliberately absent: judgement of persons, and causes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

__all__ = ["CODES", "EVIDENCE", "Line", "lines", "sure"]

POINTS = 0.01
"""A change of share from which it is a strength or a weakness."""
WIDER = 0.05
"""A difference in weighted distribution from which it counts."""
FASTER = 0.15
"""A difference in rate of sale from which it counts."""
DEARER = 5.0
"""A difference in price, in points of the index, from which it counts."""
MATTERS = 0.05
"""Suppliers with a smaller share than this are not compared with one by one."""
MOST = 3
"""Lines of one kind that are drawn, those about the largest groups and amounts; more would bury the rest."""
LEADING = 0.25
"""The largest supplier of a group leads it from this share."""

CODES: Mapping[str, str] = MappingProxyType(
    {
        "leads": "strength",
        "gains": "strength",
        "loses": "weakness",
        "wider": "strength",
        "narrower": "weakness",
        "faster": "strength",
        "slower": "weakness",
        "cheaper": "strength",
        "dearer": "weakness",
        "promoted_less": "weakness",
        "renewing": "strength",
        "white_space": "weakness",
    }
)
"""Every line that can be drawn, and on which side it stands."""

EVIDENCE: Mapping[str, str] = MappingProxyType(
    {
        "leads": "Per product group",
        "gains": "Per product group",
        "loses": "Per product group",
        "wider": "Distribution and rate of sale",
        "narrower": "Distribution and rate of sale",
        "faster": "Distribution and rate of sale",
        "slower": "Distribution and rate of sale",
        "cheaper": "Price position",
        "dearer": "Price position",
        "promoted_less": "Promotion pressure",
        "renewing": "New and delisted articles",
        "white_space": "White space",
    }
)
"""The heading under which the figure stands that each line rests on."""


@dataclass(frozen=True)
class Line:
    """
    One strength or weakness.

    Attributes
    ----------
    code : str
        One of ``CODES``.
    subject : str
        The group or supplier that it is about; empty for the whole account.
    money : float
        What it is worth in the workbook's currency, NaN where that cannot be told.
    confidence : 'high', 'medium' or 'low'
    values : mapping
        What its sentence needs.
    """

    code: str
    subject: str
    money: float
    confidence: str
    values: Mapping[str, float] = field(default_factory=dict)

    @property
    def side(self) -> str:
        """``'strength'`` or ``'weakness'``."""
        return CODES[self.code]

    @property
    def evidence(self) -> str:
        """The heading of the figure that it rests on."""
        return EVIDENCE[self.code]


def lines(
    *,
    groups: pd.DataFrame,
    distribution: pd.DataFrame,
    prices: pd.DataFrame,
    pressure: pd.DataFrame,
    articles: pd.DataFrame,
    gaps: pd.DataFrame,
    grade: Mapping[str, str],
) -> tuple[Line, ...]:
    """
    All strengths and weaknesses that the figures of a competitor overview show.

    Parameters
    ----------
    groups : DataFrame
        ``competitors.suppliers(category, ('group',))``.
    distribution : DataFrame
        ``distribution.measures(category, ('supplier',), within=('group',))`` with ``supplier`` and ``group`` as its index.
    prices : DataFrame
        ``competitors.prices``.
    pressure : DataFrame
        ``competitors.pressure``.
    articles : DataFrame
        ``competitors.articles``.
    gaps : DataFrame
        ``whitespace.gaps``: ``expected_value``.
    grade : mapping
        ``category_sales``, ``competitor_prices`` and ``like_for_like`` (how well the prices compared are alike) → a grade.

    Returns
    -------
    tuple of Line
        Strengths first, then weaknesses; within each the most money first, those without an amount last. At most three of a kind.
    """
    size = groups.groupby("group", observed=True)["amount"].sum() if len(groups) else pd.Series(dtype=float)
    shelf = grade.get("category_sales", "")
    found = [
        *_of_groups(groups, shelf),
        *_of_distribution(distribution, groups, shelf),
        *_of_prices(prices, groups, grade.get("like_for_like", shelf)),
        *_of_pressure(pressure, groups, grade.get("competitor_prices", "")),
        *_of_articles(articles, shelf),
        *_of_gaps(gaps, shelf),
    ]
    counted: Counter[str] = Counter()
    kept = []
    for line in sorted(found, key=lambda line: (-_weight(line, size), line.subject)):
        counted[line.code] += 1
        if counted[line.code] <= MOST:
            kept.append(line)
    return tuple(
        sorted(
            kept,
            key=lambda line: (
                line.side,
                -abs(line.money) if line.money == line.money else 1.0,
                line.code,
                line.subject,
            ),
        )
    )


def sure(grade: str, count: int) -> str:
    """
    How sure a line is, from the grade of its data and how many observations it rests on.

    Examples
    --------
    >>> sure("A", 40), sure("A", 5), sure("B", 40), sure("C", 40), sure("A", 2)
    ('high', 'medium', 'medium', 'low', 'low')
    """
    if grade in ("C", "") or count < 3:
        return "low"
    return "high" if grade == "A" and count >= 10 else "medium"


def _weight(line: Line, size: pd.Series) -> float:
    """How much a line matters among those of its kind: its money, else the size of its group."""
    return abs(line.money) if line.money == line.money else float(size.get(line.subject, 0.0))


def _of_groups(groups: pd.DataFrame, grade: str) -> Iterator[Line]:
    """Groups that we lead, and those in which our share moved."""
    for _, row in groups[groups["ours"].astype(bool)].iterrows() if len(groups) else ():
        values = {
            "share": float(row["share"]),
            "points": float(row["points"]),
            "relative": float(row["relative"]),
        }
        if row["relative"] > 1 and row["share"] >= LEADING:
            yield Line("leads", str(row["group"]), float("nan"), sure(grade, 10), values)
        if row["points"] >= POINTS:
            yield Line("gains", str(row["group"]), float(row["won"]), sure(grade, 10), values)
        elif row["points"] <= -POINTS:
            yield Line("loses", str(row["group"]), float(row["won"]), sure(grade, 10), values)


def _of_distribution(found: pd.DataFrame, groups: pd.DataFrame, grade: str) -> Iterator[Line]:
    """Groups in which we lie in more, or fewer, and sell faster, or slower, than the largest other."""
    if found.empty or groups.empty:
        return
    for group, of_group in groups.groupby("group", observed=True):
        ours, others = of_group[of_group["ours"].astype(bool)], of_group[~of_group["ours"].astype(bool)]
        if ours.empty or others.empty:
            continue
        at = found.loc[group]
        us, them = (at.loc[one["supplier"].iloc[0]] for one in (ours, others))
        values = {"us": float(us["weighted"]), "them": float(them["weighted"])}
        count = int(us["outlets"])
        if abs(values["us"] - values["them"]) >= WIDER:
            code = "wider" if values["us"] > values["them"] else "narrower"
            yield Line(code, str(group), float("nan"), sure(grade, count), values)
        ratio = float(us["rate"] / them["rate"]) if them["rate"] > 0 and us["rate"] > 0 else float("nan")
        if abs(ratio - 1) >= FASTER:
            code = "faster" if ratio > 1 else "slower"
            yield Line(code, str(group), float("nan"), sure(grade, count), {"ratio": ratio})


def _of_prices(prices: pd.DataFrame, groups: pd.DataFrame, grade: str) -> Iterator[Line]:
    """Suppliers that matter and are dearer, or cheaper, like for like."""
    size = (
        groups.groupby("supplier", observed=True)["amount"].sum() if len(groups) else pd.Series(dtype=float)
    )
    matter = set(size[size >= MATTERS * size.sum()].index)
    for _, row in prices.iterrows():
        if row["supplier"] in matter and abs(row["index"] - 100) >= DEARER:
            code = "cheaper" if row["index"] > 100 else "dearer"
            values = {"index": float(row["index"]), "compared": float(row["compared"])}
            yield Line(code, str(row["supplier"]), float("nan"), sure(grade, int(row["comparisons"])), values)


def _of_pressure(pressure: pd.DataFrame, groups: pd.DataFrame, grade: str) -> Iterator[Line]:
    """Suppliers that were on offer more often than we were, beyond chance."""
    ours = set(groups.loc[groups["ours"].astype(bool), "supplier"]) if len(groups) else set()
    mine = pressure[pressure["supplier"].isin(ours)]
    if mine.empty:
        return
    us = mine.iloc[0]
    for _, row in pressure[~pressure["supplier"].isin(ours)].iterrows():
        if row["low"] > us["high"]:
            values = {"us": float(us["part"]), "them": float(row["part"])}
            yield Line(
                "promoted_less", str(row["supplier"]), float("nan"), sure(grade, int(row["seen"])), values
            )


def _of_articles(articles: pd.DataFrame, grade: str) -> Iterator[Line]:
    """What our new articles bring."""
    new = (
        articles[articles["ours"].astype(bool) & (articles["event"] == "new")] if len(articles) else articles
    )
    if len(new):
        money, outlets = float(new["amount"].sum()), int(new["outlets"].max())
        yield Line("renewing", "", money, sure(grade, outlets), {"count": float(len(new))})


def _of_gaps(gaps: pd.DataFrame, grade: str) -> Iterator[Line]:
    """What our articles would bring where comparable outlets sell them and these do not."""
    if len(gaps):
        money, outlets = float(gaps["expected_value"].sum()), gaps["outlet"].nunique()
        yield Line(
            "white_space",
            "",
            money,
            sure("B" if grade == "A" else grade, len(gaps)),
            {"count": float(len(gaps)), "outlets": float(outlets)},
        )
