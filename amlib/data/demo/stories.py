"""
What happens to the invented company: one clear story per customer, and the truth about it.

An analysis can only be trusted when it finds what is known to be there. So the causes are not left to chance: each is written here, applied by the
generator, and filed beside the tables as truth. In the third quarter of 2026, against the year before:

- goudveld wins by price: the beef quotation of 2025 was passed on in December 2025;
- prijsbaken loses a listing: four articles made way for its private label in the south, in May 2026;
- noorderhof loses outlets: village stores in the north closed;
- even-langs grows by new outlets, in the south;
- tafelrond loses share in a growing market, to Hazelberg Vlees;
- lindehof suffers mix: guests choose chicken and minced meat instead of beef, and buy as many kilograms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from amlib.data.demo import season

__all__ = [
    "ALWAYS_LISTED",
    "CAUSES",
    "DELISTINGS",
    "WAGES",
    "Cause",
    "Delisting",
    "category_course",
    "demand_course",
    "price_course",
    "quotations",
    "rivals_course",
]

Numbers = NDArray[np.float64]
_START = season.FIRST_MONDAY


@dataclass(frozen=True)
class Delisting:
    """Articles that an outlet group stops selling from a day."""

    account: str
    region: str
    products: tuple[str, ...]
    day: date


@dataclass(frozen=True)
class Cause:
    """
    One thing that happened, as an analysis should find it in 2026Q3 against 2025Q3.

    ``kind`` is a cause of the cause tree (price, listing, lost outlets, new outlets, share, mix) or of the world outside (raw material, market); ``sign`` is the direction
    of its effect on our revenue (or margin, for a raw material).
    """

    account: str
    kind: str
    since: date
    sign: int
    what: str

    def record(self) -> dict[str, Any]:
        """As filed with the truth."""
        return asdict(self) | {"since": self.since.isoformat()}


DELISTINGS = (Delisting("prijsbaken", "Zuid", ("004024", "004030", "004041", "004080"), date(2026, 5, 4)),)
ALWAYS_LISTED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "prijsbaken": ("004024", "004030", "004041", "004043", "004044", "004080"),
        "goudveld": ("004040", "004060", "004089", "004090", "004091"),
        "noorderhof": ("004050", "004060", "004090"),
        "lindehof": ("004010", "004011", "004012", "004016", "004030", "004045"),
        "tafelrond": ("004060", "004063", "004082"),
    }
)
CAUSES = (
    Cause("goudveld", "price", date(2025, 12, 1), +1, "the beef quotation of 2025 was passed on in full"),
    Cause("prijsbaken", "listing", date(2026, 5, 4), -1, "four articles were delisted in region Zuid"),
    Cause("noorderhof", "lost outlets", date(2025, 11, 15), -1, "village stores in the north closed"),
    Cause("even-langs", "new outlets", date(2025, 9, 29), +1, "sixteen outlets opened in the south"),
    Cause("tafelrond", "market", date(2026, 1, 5), +1, "the customer's category grew by about eight percent"),
    Cause("tafelrond", "share", date(2026, 1, 5), -1, "Hazelberg Vlees took part of our place"),
    Cause("lindehof", "mix", date(2025, 12, 1), -1, "chicken and minced meat replaced beef, at equal volume"),
    Cause(
        "*", "raw material", date(2025, 5, 5), -1, "the beef quotation rose by a sixth and was passed on late"
    ),
)
WAGES = [(date(2023, 1, 2), 1.0), (date(2026, 12, 31), 1.06)]
_INDEXED = [(date(2024, 2, 5), 1.025), (date(2025, 2, 3), 1.02), (date(2026, 2, 2), 1.010)]
_BEEF = ("rund", "gehakt")
_PASSED_ON: dict[
    str, tuple[date, float, float]
] = {  # when, how much on beef and minced, how much on the rest
    "goudveld": (date(2025, 12, 1), 1.10, 1.035),
    "noorderhof": (date(2026, 1, 5), 1.06, 1.00),
    "prijsbaken": (date(2026, 4, 6), 1.05, 1.00),
    "even-langs": (date(2026, 2, 2), 1.05, 1.00),
    "tafelrond": (date(2026, 3, 2), 1.05, 1.00),
    "lindehof": (date(2026, 1, 5), 1.04, 1.00),
}
_ELASTICITY = -0.35  # what a lasting price rise does to the volume of everyday meat
_QUOTED: dict[str, list[tuple[date, float]]] = {
    "rund": [
        (_START, 1.0),
        (date(2024, 1, 1), 1.03),
        (date(2025, 5, 5), 1.07),
        (date(2025, 10, 6), 1.25),
        (date(2026, 3, 2), 1.22),
        (date(2026, 9, 28), 1.21),
    ],
    "varken": [
        (_START, 1.0),
        (date(2023, 7, 3), 1.08),
        (date(2024, 6, 3), 1.03),
        (date(2025, 9, 1), 1.05),
        (date(2026, 9, 28), 1.04),
    ],
    "kip": [(_START, 1.0), (date(2024, 3, 4), 1.02), (date(2025, 6, 2), 1.05), (date(2026, 9, 28), 1.06)],
}
_EXTRA_GROWTH = {"tafelrond": [(date(2026, 1, 5), 1.0), (date(2026, 4, 6), 1.04)]}
_SHARE = {"tafelrond": [(date(2026, 1, 5), 1.0), (date(2026, 6, 1), 0.84)]}
_PREMIUM = 12.0  # euro per kg
_PREMIUM_LEFT = [(date(2025, 12, 1), 1.0), (date(2026, 3, 30), 0.60)]


def quotations(calendar: season.Calendar) -> dict[str, Numbers]:
    """The quotation of each species beside that of January 2023, per week."""
    return {name: season.steps(calendar.mondays, knots) for name, knots in _QUOTED.items()}


def price_course(account: str, articles: pd.DataFrame, calendar: season.Calendar) -> Numbers:
    """Our price beside that of January 2023: article × week; it moves on agreed days only."""
    course = np.ones((len(articles), calendar.weeks))
    for since, indexed in _INDEXED:
        course *= np.where(calendar.mondays >= np.datetime64(since), indexed, 1.0)
    day, beef, rest = _PASSED_ON[account]
    factor = np.where(articles["group"].isin(_BEEF), beef, rest)[:, None]
    return course * np.where(calendar.mondays >= np.datetime64(day), factor, 1.0)


def category_course(account: str, growth: float, calendar: season.Calendar) -> Numbers:
    """How large the customer's category is beside the start, per week, without its season."""
    years = (calendar.mondays - np.datetime64(_START)).astype(float) / 364
    return (1 + growth * years) * season.steps(calendar.mondays, _EXTRA_GROWTH.get(account, [(_START, 1.0)]))


def demand_course(
    account: str, articles: pd.DataFrame, kilograms: Numbers, growth: float, calendar: season.Calendar
) -> Numbers:
    """
    What our articles sell beside the start, without season and promotions: article × week.

    ``kilograms`` is how much of each article the chain takes; the mix story shifts it and leaves the sum as it was.
    """
    course = np.ones((len(articles), 1)) * category_course(account, growth, calendar)
    course *= season.steps(calendar.mondays, _SHARE.get(account, [(_START, 1.0)]))
    if account == "goudveld":
        day, beef, rest = _PASSED_ON[account]
        rise = np.where(articles["group"].isin(_BEEF), beef, rest) - 1
        since = (calendar.mondays >= np.datetime64(day)).astype(float)
        course *= 1 + _ELASTICITY * rise[:, None] * since
    if account == "lindehof":
        premium = (articles["price"] >= _PREMIUM).to_numpy()
        part = kilograms[premium].sum() / kilograms.sum()
        left = season.steps(calendar.mondays, _PREMIUM_LEFT)
        course *= np.where(premium[:, None], left, (1 - left * part) / (1 - part))
    return course


def rivals_course(account: str, supplier: str, region: str, calendar: season.Calendar) -> Numbers:
    """What a competitor gains from our stories, per week: the place that we lost."""
    course = np.ones(calendar.weeks)
    if account == "tafelrond" and supplier.startswith("Hazelberg"):
        course = season.steps(calendar.mondays, [(date(2026, 1, 5), 1.0), (date(2026, 6, 1), 1.32)])
    for delisting in DELISTINGS:
        if (account, region, supplier) == (delisting.account, delisting.region, "Huismerk"):
            course = course * np.where(calendar.mondays >= np.datetime64(delisting.day), 1.18, 1.0)
    return course
