"""
What lies on the shelf: our articles and those of others, where each is listed, and what it costs.

An outlet does not list everything: the popular articles lie almost everywhere, the others here and there. That is what gives distribution, white space
and a mix to speak of. Prices are whole cents per kg and weights whole grams, so that every amount in the company can be added up exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from amlib.data.demo import company, season, stories

__all__ = ["OWN", "Listings", "articles", "costs", "listings", "prices"]

OWN = company.NAME
_SPECIES_OF_GROUP = {
    "rund": "rund",
    "varken": "varken",
    "kip": "kip",
    "gehakt": "rund",
    "worst": "varken",
    "vleeswaren": "varken",
    "gemaksvlees": "varken",
}
_POULTRY = ("gevogeltevleeswaar", "saté", "gekruid")
_TASTES = {  # what a chain takes more or less of than others
    "prijsbaken": {"rund": 0.5, "gehakt": 1.3, "kip": 1.3, "vleeswaren": 0.8},
    "even-langs": {"rund": 0.5, "varken": 0.6, "gemaksvlees": 1.5, "vleeswaren": 1.3},
    "tafelrond": {"vleeswaren": 1.5, "rund": 0.8, "worst": 0.8},
    "lindehof": {"rund": 2.2, "kip": 1.2, "gemaksvlees": 1.1, "vleeswaren": 0.6, "worst": 0.5},
}
_RAW_PART = 0.6  # of the cost of an article, what follows the quotation
_COST_LAG = 3  # weeks from quotation to cost: contracts and stock


@dataclass(frozen=True)
class Listings:
    """
    Which article lies in which outlet: arrays of one length, one place per pair, ordered by outlet and article.

    Attributes
    ----------
    outlet, article : places in the frames of outlets and articles.
    base : kg in an average week, before season and growth.
    first, last : the weeks between which it is listed; ``last`` is the first week without.
    """

    outlet: NDArray[np.int64]
    article: NDArray[np.int64]
    base: NDArray[np.float64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]


@cache
def articles() -> pd.DataFrame:
    """
    Our articles first, then those of competitors and private labels.

    Returns
    -------
    DataFrame, one row per article
        The columns of the contract, and for the generator: ``price`` (list price in euro per kg, early 2023), ``appeal``, ``profile``, ``channel``,
        ``species``, ``grams`` (per unit), ``own``.
    """
    with resources.files(__package__).joinpath("articles.csv").open(encoding="utf-8") as lines:
        frame = pd.read_csv(lines, sep=";", dtype={"product": str}, parse_dates=["launched"])
    species = frame["group"].map(_SPECIES_OF_GROUP)
    frame["species"] = species.mask(frame["subgroup"].isin(_POULTRY), "kip")
    frame["grams"] = (frame["kg_per_unit"] * 1000).round().astype(int)
    frame["own"] = frame["supplier"] == OWN
    return frame


def listings(outlets: pd.DataFrame, calendar: season.Calendar, seed: int, *, own: bool) -> Listings:
    """Where our articles (or those of the others) are listed, and how much of each an average week takes."""
    parts = [
        _in_chain(chain, outlets[outlets["chain"] == place], seed, own=own)
        for place, chain in enumerate(company.CHAINS)
    ]
    outlet, article, base = (np.concatenate([part[column] for part in parts]) for column in range(3))
    opened = _weeks(outlets["opened"], calendar)[outlet]
    launched = _weeks(articles()["launched"], calendar)[article]
    closed = np.where(outlets["closed"].isna(), calendar.weeks + 1, _weeks(outlets["closed"], calendar))[
        outlet
    ]
    last = closed.astype(int)
    if own:
        for delisting in stories.DELISTINGS:
            hit = (
                (outlets["account"].to_numpy()[outlet] == delisting.account)
                & (outlets["region"].to_numpy()[outlet] == delisting.region)
                & np.isin(articles()["product"].to_numpy()[article], delisting.products)
            )
            last = np.where(hit, np.minimum(last, calendar.week_of(delisting.day)), last)
    return Listings(outlet, article, base, np.maximum(opened, launched), last)


def prices(calendar: season.Calendar) -> NDArray[np.int64]:
    """Our (and others') price in cents per kg: chain × article × week, before promotions."""
    frame = articles()
    table = np.empty((len(company.CHAINS), len(frame), calendar.weeks))
    for place, chain in enumerate(company.CHAINS):
        course = stories.price_course(chain.account, frame, calendar)
        table[place] = frame["price"].to_numpy()[:, None] * chain.price * course
    return np.rint(table * 100).astype(np.int64)


def costs(calendar: season.Calendar) -> NDArray[np.int64]:
    """What our articles cost us in cents per kg: chain × article × week; it follows the quotations by some weeks."""
    frame = articles()
    quoted = stories.quotations(calendar)
    wages = season.steps(calendar.mondays, stories.WAGES)
    table = np.empty((len(company.CHAINS), len(frame), calendar.weeks))
    for place, chain in enumerate(company.CHAINS):
        base = frame["price"].to_numpy() * chain.price * (1 - chain.margin)
        raw = np.stack([_later(quoted[name], _COST_LAG) for name in frame["species"]])
        table[place] = base[:, None] * (_RAW_PART * raw + (1 - _RAW_PART) * wages)
    return np.rint(table * 100).astype(np.int64)


def _in_chain(
    chain: company.Chain, outlets: pd.DataFrame, seed: int, *, own: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Outlet, article and weekly kg of each listing in one chain."""
    numbers = company.generator(seed, f"shelf of {chain.account}, {'ours' if own else 'others'}")
    frame = articles()
    taste = frame["group"].map(_TASTES.get(chain.account, {})).fillna(1.0).to_numpy()
    allowed = (frame["own"] == own) & ((frame["channel"] == "beide") | (frame["channel"] == chain.channel))
    certain = frame["product"].isin(stories.ALWAYS_LISTED.get(chain.account, ())).to_numpy()
    wanted = frame["appeal"].to_numpy() * taste
    score = np.where(allowed, wanted * (0.55 + numbers.random(len(frame))) + 10 * certain, -1.0)
    size = chain.assortment if own else 40
    in_range = np.sort(np.argsort(-score, kind="stable")[: min(size, int(allowed.sum()))])
    shown = score[in_range] * (0.6 + 0.8 * numbers.random((len(outlets), len(in_range))))
    rank = np.argsort(np.argsort(-shown, axis=1, kind="stable"), axis=1, kind="stable")
    count = outlets["listed"].to_numpy() if own else np.minimum(30, outlets["listed"].to_numpy() + 6)
    row, column = np.nonzero(rank < count[:, None])
    pull = wanted[in_range][column] * company.weights(numbers, len(row), 0.25)
    total = chain.weekly if own else chain.weekly * (1 - chain.share) / chain.share
    base = (
        pull
        * outlets["size"].to_numpy()[row]
        * total
        * len(outlets)
        / (pull * outlets["size"].to_numpy()[row]).sum()
    )
    return outlets.index.to_numpy()[row], in_range[column], base


def _weeks(days: pd.Series, calendar: season.Calendar) -> NDArray[np.int64]:
    """The week of each day, counted from 0; 0 where there is no day or it is before the first."""
    first = pd.Timestamp(calendar.mondays[0])
    return np.maximum(0, (days.fillna(first) - first).dt.days.to_numpy() // 7).astype(np.int64)


def _later(course: NDArray[np.float64], weeks: int) -> NDArray[np.float64]:
    return np.concatenate([np.full(weeks, course[0]), course[:-weeks]])
