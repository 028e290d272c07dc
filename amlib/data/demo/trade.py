"""
What was sold: every delivery line, return and credit, and what the shelves sold beside us.

Demand is worked out twice with the same chance: once as it was, once as it would have been without promotions. The difference is what promotions did, to
the kilogram, and is filed as truth. Amounts are whole cents and quantities whole grams until they are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from amlib.data.demo import company, promotions, season, shelf, stories

__all__ = ["Trade", "category", "lines", "with_credits", "worked_out"]

Whole = NDArray[np.int64]
_NOISE = 0.15
_RETURNED = 0.004
_RAMP = 10  # weeks until a new outlet sells what it will sell


@dataclass(frozen=True)
class Trade:
    """
    Deliveries in units, as they were and as they would have been without promotions; listing × week.

    ``actions`` are the promotions and ``effects`` what they do; ``prices`` and ``costs`` are in cents per kg, chain × article × week.
    """

    outlets: pd.DataFrame
    calendar: season.Calendar
    listings: shelf.Listings
    actions: list[promotions.Promotion]
    effects: promotions.Effects
    prices: Whole
    costs: Whole
    units: Whole
    undisturbed: Whole


def worked_out(outlets: pd.DataFrame, calendar: season.Calendar, seed: int) -> Trade:
    """All that our outlets took from us."""
    listings = shelf.listings(outlets, calendar, seed, own=True)
    prices, costs = shelf.prices(calendar), shelf.costs(calendar)
    actions = promotions.planned(calendar, listings, outlets, seed)
    effects = promotions.effects(actions, listings, outlets, prices)
    kilograms = _demand(outlets, calendar, listings) * _chance(outlets, listings, calendar, seed)
    grams = shelf.articles()["grams"].to_numpy()[listings.article][:, None]
    undisturbed = np.rint(kilograms * 1000 / grams).astype(np.int64)
    units = np.rint(kilograms * effects.factor * 1000 / grams).astype(np.int64)
    return Trade(outlets, calendar, listings, actions, effects, prices, costs, units, undisturbed)


def lines(trade: Trade, seed: int) -> pd.DataFrame:
    """
    Delivery and return lines, ordered by day, outlet and article.

    Returns
    -------
    DataFrame, one row per line
        ``date`` : datetime64[D]; ``outlet``, ``article`` : places; ``week`` : place; ``grams``, ``revenue``, ``cost`` : whole grams and cents.
    """
    where, week = np.nonzero(trade.units)
    weekday = trade.outlets["weekday"].to_numpy()[trade.listings.outlet[where]]
    day = trade.calendar.mondays[week] + weekday
    inside = day <= np.datetime64(trade.calendar.until)
    where, week, day = where[inside], week[inside], day[inside]
    outlet, article = trade.listings.outlet[where], trade.listings.article[where]
    chain = trade.outlets["chain"].to_numpy()[outlet]
    grams = trade.units[where, week] * shelf.articles()["grams"].to_numpy()[article]
    price = trade.prices[chain, article, week] - trade.effects.support[where, week]
    cost = trade.costs[chain, article, week]
    frame = pd.DataFrame({"date": day, "outlet": outlet, "article": article, "week": week, "grams": grams})
    frame["revenue"], frame["cost"] = _cents(grams, price), _cents(grams, cost)
    returns = _returns(frame, price, cost, trade, seed)
    both = pd.concat([frame, returns], ignore_index=True)
    return both.sort_values(["date", "outlet", "article", "grams"], ignore_index=True)


def with_credits(sold: pd.DataFrame, credits: pd.DataFrame) -> pd.DataFrame:
    """The lines with a line of value without volume for each credit (``date``, ``outlet``, ``article``, ``cents``)."""
    values = pd.DataFrame(
        {
            "date": credits["date"].to_numpy(),
            "outlet": credits["outlet"].to_numpy(),
            "article": credits["article"].to_numpy(),
            "week": 0,
            "grams": 0,
            "revenue": -credits["cents"].to_numpy(),
            "cost": 0,
        }
    )
    both = pd.concat([sold, values], ignore_index=True)
    return both.sort_values(["date", "outlet", "article", "grams"], ignore_index=True)


def category(trade: Trade, sold: pd.DataFrame, seed: int) -> pd.DataFrame:
    """
    What each outlet bought in each month, from us and from all others.

    Returns
    -------
    DataFrame, one row per month, outlet and article
        ``month`` (place in the calendar's months), ``outlet``, ``article``, ``grams``, ``cents``. Our rows are exactly our sales.
    """
    month = _month(sold["date"].to_numpy())
    ours = (
        sold.assign(month=month)
        .groupby(["month", "outlet", "article"], as_index=False)[["grams", "revenue"]]
        .sum()
        .rename(columns={"revenue": "cents"})
    )
    return pd.concat([ours, _rivals(trade, seed)], ignore_index=True).sort_values(
        ["month", "outlet", "article"], ignore_index=True
    )


def _demand(
    outlets: pd.DataFrame, calendar: season.Calendar, listings: shelf.Listings
) -> NDArray[np.float64]:
    """Kilograms per listing and week: base × season × course of the chain, where it is open and listed."""
    frame = shelf.articles()
    profile = frame["profile"].map(season.PROFILES.index).to_numpy()
    kilograms: NDArray[np.float64] = listings.base[:, None] * calendar.demand[profile[listings.article]]
    place = outlets["chain"].to_numpy()[listings.outlet]
    for number, chain in enumerate(company.CHAINS):
        mine = place == number
        taken = np.bincount(listings.article[mine], listings.base[mine], minlength=len(frame)).astype(float)
        course = stories.demand_course(chain.account, frame, taken, chain.growth, calendar)
        kilograms[mine] *= course[listings.article[mine]] * calendar.rhythm[chain.channel]
    week = np.arange(calendar.weeks)
    since = week - listings.first[:, None]
    started = np.where(listings.first[:, None] > 0, np.minimum(1.0, 0.5 + 0.5 * since / _RAMP), 1.0)
    kilograms *= started * ((since >= 0) & (week < listings.last[:, None]))
    return kilograms


def _chance(
    outlets: pd.DataFrame, listings: shelf.Listings, calendar: season.Calendar, seed: int
) -> NDArray[np.float64]:
    """What no one can foresee: a slow drift per outlet, good and bad weeks per region, and each line's own luck."""
    numbers = company.generator(seed, "chance")
    years = np.arange(calendar.weeks) / 52 - 1.9
    drift = 1 + (numbers.random(len(outlets)) - 0.5)[:, None] * 0.07 * years
    region = outlets["region"].astype("category").cat.codes.to_numpy()
    weather = company.weights(numbers, (int(region.max()) + 1, calendar.weeks), 0.02)
    own = company.weights(numbers, (len(listings.base), calendar.weeks), _NOISE)
    return own * (drift * weather[region])[listings.outlet]


def _returns(delivered: pd.DataFrame, price: Whole, cost: Whole, trade: Trade, seed: int) -> pd.DataFrame:
    """A unit or two that comes back some days later, within the same month and at the same price."""
    numbers = company.generator(seed, "returns")
    unit = shelf.articles()["grams"].to_numpy()[delivered["article"]]
    later = numbers.integers(2, 6, len(delivered)) * np.timedelta64(1, "D")
    day: NDArray[np.datetime64] = delivered["date"].to_numpy().astype("datetime64[D]")
    back = day + later
    count = np.minimum(numbers.integers(1, 4, len(delivered)), delivered["grams"].to_numpy() // unit - 1)
    chosen = (
        (numbers.random(len(delivered)) < _RETURNED)
        & (count > 0)
        & (back <= np.datetime64(trade.calendar.until))
        & (_month(back) == _month(day))
    )
    grams = (count * unit)[chosen]
    returned: pd.DataFrame = delivered.loc[chosen].copy()
    returned["date"], returned["grams"] = back[chosen], -grams
    returned["revenue"], returned["cost"] = -_cents(grams, price[chosen]), -_cents(grams, cost[chosen])
    return returned


def _rivals(trade: Trade, seed: int) -> pd.DataFrame:
    """What the others sold, per month."""
    calendar, outlets = trade.calendar, trade.outlets
    shelves = shelf.listings(outlets, calendar, seed, own=False)
    kilograms = _demand_of_others(trade, shelves) / 7
    months = len(calendar.months())
    starts = np.arange(np.datetime64("2023-01"), np.datetime64("2023-01") + months + 1).astype(
        "datetime64[D]"
    )
    starts[-1] = min(starts[-1], np.datetime64(calendar.until) + 1)
    monthly = np.stack(
        [
            (kilograms * np.clip((last - calendar.mondays).astype(float), 0, 7)).sum(axis=1)
            - (kilograms * np.clip((first - calendar.mondays).astype(float), 0, 7)).sum(axis=1)
            for first, last in pairwise(starts)
        ],
        axis=1,
    )
    numbers = company.generator(seed, "rivals")
    grams = np.rint(monthly * company.weights(numbers, monthly.shape, 0.08) * 100).astype(np.int64) * 10
    where, month = np.nonzero(grams > 0)
    outlet, article = shelves.outlet[where], shelves.article[where]
    middle = np.searchsorted(calendar.mondays, starts[month] + 14, side="right") - 1
    price = trade.prices[outlets["chain"].to_numpy()[outlet], article, middle]
    return pd.DataFrame(
        {
            "month": month,
            "outlet": outlet,
            "article": article,
            "grams": grams[where, month],
            "cents": _cents(grams[where, month], price),
        }
    )


def _demand_of_others(trade: Trade, shelves: shelf.Listings) -> NDArray[np.float64]:
    """Kilograms per listing of others and week: the category's course, and what our stories gave them."""
    calendar, outlets, frame = trade.calendar, trade.outlets, shelf.articles()
    profile = frame["profile"].map(season.PROFILES.index).to_numpy()
    kilograms: NDArray[np.float64] = shelves.base[:, None] * calendar.demand[profile[shelves.article]]
    place = outlets["chain"].to_numpy()[shelves.outlet]
    supplier, region = (
        frame["supplier"].to_numpy()[shelves.article],
        outlets["region"].to_numpy()[shelves.outlet],
    )
    for number, chain in enumerate(company.CHAINS):
        course = (
            stories.category_course(chain.account, chain.growth, calendar) * calendar.rhythm[chain.channel]
        )
        kilograms[place == number] *= course
        for name in np.unique(supplier):
            for where in np.unique(region[place == number]):
                gain = stories.rivals_course(chain.account, name, where, calendar)
                hit = (place == number) & (supplier == name) & (region == where)
                kilograms[hit] *= gain
    week = np.arange(calendar.weeks)
    kilograms *= (week >= shelves.first[:, None]) & (week < shelves.last[:, None])
    return kilograms


def _cents(grams: Whole, price: Whole) -> Whole:
    """Grams at a price in cents per kg, in whole cents."""
    return (grams * price + 500) // 1000


def _month(day: NDArray[np.datetime64]) -> Whole:
    """The month of each day, counted from January 2023."""
    return (day.astype("datetime64[M]") - np.datetime64("2023-01")).astype(np.int64)
