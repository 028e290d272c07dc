"""
Promotions: when, what, and what they really do.

A promotion lifts its article in the weeks that it runs, takes from the weeks after it (people have meat in the freezer) and from its
siblings on the same shelf. All three are decided here, so an evaluation that finds another net uplift is wrong by a known amount. Promotions of one subgroup at one
customer keep seven weeks apart: otherwise nobody could say whose dip it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from amlib.data.demo import company, season, shelf

__all__ = ["LOSS", "Effects", "Promotion", "dip", "effects", "in_scope", "place_of", "planned"]

_APART = 7  # weeks between promotions of one subgroup
_AHEAD = 10  # weeks of planned promotions after the last day with figures
_FRESH = 14  # days of shelf life up to which the dip is over within a week
_DIPS = {True: (0.16,), False: (0.12, 0.08, 0.05)}
_CANNIBALISED = 0.07
_MECHANICS = {  # mechanic: consumer discount, our support as a part of our price, uplift
    "retail": (
        ("25% korting", 0.25, 0.055, 1.15),
        ("2e halve prijs", 0.25, 0.06, 1.30),
        ("2 voor prijsje", 0.18, 0.045, 0.95),
    ),
    "food service": (("maandactie", 0.12, 0.035, 0.60), ("menuactie", 0.10, 0.03, 0.55)),
}
_FEE = {
    "goudveld": 150,
    "prijsbaken": 100,
    "noorderhof": 75,
    "even-langs": 40,
    "tafelrond": 30,
    "lindehof": 20,
}
LOSS = ("prijsbaken", "004043", "1+1 gratis")
_LOSS_WEEKS = ((2024, 36), (2025, 36), (2026, 11), (2026, 36))
_LOSS_DEAL = (0.50, 0.32, 1.90)


@dataclass(frozen=True)
class Promotion:
    """One promotion as agreed, with the effect that it will have; weeks are counted from the first of the history."""

    promotion: str
    chain: int
    product: str
    mechanic: str
    week: int
    duration: int
    region: str | None
    discount: float
    support: float
    uplift: float
    fixed_cost: int

    @property
    def start(self) -> date:
        """Its first day, a Monday."""
        return season.FIRST_MONDAY + timedelta(weeks=self.week)

    @property
    def end(self) -> date:
        """Its last day, a Sunday."""
        return self.start + timedelta(days=7 * self.duration - 1)


@dataclass(frozen=True)
class Effects:
    """What all promotions together do to each listing: factors on kg, our support in cents per kg, and dips' lengths."""

    factor: NDArray[np.float64]
    support: NDArray[np.int64]


def planned(
    calendar: season.Calendar, listings: shelf.Listings, outlets: pd.DataFrame, seed: int
) -> list[Promotion]:
    """All promotions, those of the coming weeks included, ordered by customer and first day."""
    found: list[Promotion] = []
    for place, chain in enumerate(company.CHAINS):
        of_chain = outlets["chain"].to_numpy()[listings.outlet] == place
        listed = np.bincount(listings.article[of_chain], minlength=len(shelf.articles()))
        enough = np.flatnonzero(listed >= 0.5 * (outlets["chain"] == place).sum())
        slots = _slots(chain, place, enough, calendar, seed)
        found += [_agreed(place, number, slot, seed) for number, slot in enumerate(sorted(slots), 1)]
    return found


def effects(
    promotions: list[Promotion], listings: shelf.Listings, outlets: pd.DataFrame, prices: NDArray[np.int64]
) -> Effects:
    """The factor on kg and the support per kg, for each listing and week."""
    weeks = prices.shape[2]
    factor = np.ones((len(listings.base), weeks))
    support = np.zeros((len(listings.base), weeks), dtype=np.int64)
    subgroup = shelf.articles()["subgroup"].to_numpy()[listings.article]
    for one in promotions:
        article = place_of(one.product)
        taking_part = in_scope(one, outlets)[listings.outlet]
        own = taking_part & (listings.article == article)
        siblings = taking_part & (subgroup == shelf.articles()["subgroup"][article]) & ~own
        running = slice(one.week, min(weeks, one.week + one.duration))
        factor[own, running] *= 1 + one.uplift
        factor[siblings, running] *= 1 - min(0.3, _CANNIBALISED * one.uplift)
        for later, part in enumerate(dip(one)):
            week = one.week + one.duration + later
            if week < weeks:
                factor[own, week] *= 1 - part * one.uplift
        if one.week < weeks:
            price = prices[one.chain, article, one.week]
            support[own, running] = int(np.rint(price * one.support))
    return Effects(factor, support)


def dip(promotion: Promotion) -> tuple[float, ...]:
    """The part of the weekly uplift that each week after the promotion gives back."""
    fresh = bool(shelf.articles()["shelf_life_days"][place_of(promotion.product)] <= _FRESH)
    return _DIPS[fresh]


def place_of(product: str) -> int:
    """The place of an article in the frame of articles."""
    return int(shelf.articles().index[shelf.articles()["product"] == product][0])


def in_scope(promotion: Promotion, outlets: pd.DataFrame) -> NDArray[np.bool_]:
    """Which outlets take part."""
    taking_part = (outlets["chain"] == promotion.chain).to_numpy()
    if promotion.region is not None:
        taking_part = taking_part & (outlets["region"] == promotion.region).to_numpy()
    return taking_part


def _slots(
    chain: company.Chain, place: int, candidates: NDArray[np.int64], calendar: season.Calendar, seed: int
) -> list[tuple[int, str, bool]]:
    """Week, article, and whether it is the promotion that is known to lose: for the whole history and the weeks to come."""
    frame = shelf.articles()
    taste = company.generator(seed, f"promotions of {chain.account}").random((60, len(frame)))
    loss_subgroup = frame["subgroup"][place_of(LOSS[1])] if chain.account == LOSS[0] else ""
    taken: list[tuple[int, str]] = []
    slots: list[tuple[int, str, bool]] = []
    horizon = calendar.weeks + _AHEAD
    if chain.account == LOSS[0]:
        slots += [(week, LOSS[1], True) for week in (_week(*when) for when in _LOSS_WEEKS) if week < horizon]
    if chain.account in ("goudveld", "noorderhof"):
        for year in range(2023, calendar.until.year + 1):
            week = calendar.week_of(season.easter(year)) - 1
            if week < horizon:
                slots.append((week, "004060", False))
                taken.append((week, "ham"))
    for year in range(2023, calendar.until.year + 2):
        for number in range(3 + place % 3, 50, chain.rhythm):
            week = _week(year, number)
            demand = _season_of(calendar, number)
            liking = (
                taste[number, candidates]
                * demand[frame["profile"].iloc[candidates].map(season.PROFILES.index)]
            )
            for choice in candidates[np.argsort(-liking, kind="stable")]:
                subgroup, launched = frame["subgroup"][choice], frame["launched"][choice]
                free = all(abs(week - other) >= _APART for other, name in taken if name == subgroup)
                new = pd.notna(launched) and calendar.week_of(launched.date()) + 8 > week
                if free and not new and subgroup != loss_subgroup and week < horizon:
                    slots.append((week, str(frame["product"][choice]), False))
                    taken.append((week, str(subgroup)))
                    break
    return slots


def _agreed(place: int, number: int, slot: tuple[int, str, bool], seed: int) -> Promotion:
    """The terms of one promotion."""
    week, product, loses = slot
    chain = company.CHAINS[place]
    numbers = company.generator(seed, f"promotion {chain.account} {week} {product}")
    mechanics = _MECHANICS[chain.channel]
    mechanic, discount, support, uplift = mechanics[int(numbers.integers(len(mechanics)))]
    if loses:
        mechanic, (discount, support, uplift) = LOSS[2], _LOSS_DEAL
    fee = int(numbers.integers(2, 9)) * _FEE[chain.account]
    regions = sorted(set(chain.centres))
    local = not loses and len(regions) > 2 and numbers.random() < 0.12
    return Promotion(
        promotion=f"{chain.prefix}-A{number:03d}",
        chain=place,
        product=product,
        mechanic=mechanic,
        week=week,
        duration=1 if loses else chain.duration,
        region=regions[int(numbers.integers(len(regions)))] if local else None,
        discount=discount,
        support=support,
        uplift=round(uplift * (0.8 + 0.4 * float(numbers.random())), 3),
        fixed_cost=fee,
    )


def _week(year: int, number: int) -> int:
    """The place in the history of an ISO week."""
    return (date.fromisocalendar(year, number, 1) - season.FIRST_MONDAY).days // 7


def _season_of(calendar: season.Calendar, number: int) -> NDArray[np.float64]:
    """The demand of each profile in that week of the first year."""
    return calendar.demand[:, min(number - 1, calendar.weeks - 1)]
