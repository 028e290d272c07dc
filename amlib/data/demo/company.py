"""
Who is who: the invented meat processor, its six customers, their outlets and the towns they stand in.

Company, chains, brands and suppliers are fictitious; towns and their coordinates are real, because driving distances and regions should look like the Netherlands.
Each chain is of another kind, so that their documents differ in more than their figures.

Randomness: every part of the company draws from its own generator, named by the part, so that a change in one part leaves the others as they were. Only
uniform numbers are drawn, and only added and multiplied: those give the same value on every machine, where logarithms need not.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = [
    "CHAINS",
    "NAME",
    "Banner",
    "Chain",
    "distance",
    "generator",
    "outlets",
    "towns",
    "weights",
]

NAME = "Kruisheide"
DEPOT = (52.19, 5.40)  # near Amersfoort, where the account managers start their day
_NEW_FROM, _NEW_UNTIL = date(2025, 9, 29), date(2026, 5, 25)
_DEGREE = 111.2  # kilometres in a degree of latitude
_NARROWER = 0.6157  # a degree of longitude beside one of latitude, at 52 degrees north


@dataclass(frozen=True)
class Banner:
    """One store format: its part of the chain's outlets, its size beside the others, its floor area and how many of our articles it lists."""

    name: str
    share: float
    size: float
    floor_area: int
    listed: int


@dataclass(frozen=True)
class Chain:
    """
    One customer.

    Attributes
    ----------
    weekly : kg that an average outlet takes from us in a week.
    price, margin : our price beside the list price; the fraction of it that is left after cost in a normal year.
    growth : fraction per year by which its category grows.
    share : our part of its category at the start.
    centres : distribution centre (or wholesaler) per region; they also say in which regions it is present.
    direct : whether we deliver to the outlets themselves.
    detailed : whether it passes on its category sales per outlet, or only in total.
    rhythm, duration : weeks from one promotion to the next, and weeks that one lasts.
    new, lost : outlets opened and closed around the turn of 2025.
    """

    account: str
    name: str
    channel: str
    since: date
    prefix: str
    count: int
    banners: tuple[Banner, ...]
    centres: Mapping[str, str]
    weekly: float
    price: float
    margin: float
    growth: float
    share: float
    assortment: int
    rhythm: int
    duration: int = 1
    direct: bool = False
    detailed: bool = True
    new: int = 0
    lost: int = 0


def _map(**named: Any) -> Mapping[str, Any]:
    return MappingProxyType({name.replace("_", "-"): value for name, value in named.items()})


CHAINS = (
    Chain(
        account="goudveld",
        name="Goudveld Supermarkten",
        channel="retail",
        since=date(2009, 3, 1),
        prefix="GV",
        count=90,
        banners=(
            Banner("Goudveld", 0.55, 1.0, 1250, 27),
            Banner("Goudveld Groot", 0.20, 1.7, 2400, 35),
            Banner("Goudveld Buurt", 0.25, 0.5, 620, 19),
        ),
        centres=_map(Oost="DC Deventer", Midden="DC Utrecht", West="DC Rotterdam", Zuid="DC Tilburg"),
        weekly=570,
        price=1.0,
        margin=0.205,
        growth=0.012,
        share=0.34,
        assortment=48,
        rhythm=3,
    ),
    Chain(
        account="prijsbaken",
        name="Prijsbaken",
        channel="retail",
        since=date(2014, 9, 1),
        prefix="PB",
        count=80,
        banners=(
            Banner("Prijsbaken", 0.8, 1.0, 980, 16),
            Banner("Prijsbaken Compact", 0.2, 0.6, 560, 12),
        ),
        centres=_map(Oost="DC Zwolle", West="DC Gouda", Zuid="DC Oss", Midden="DC Gouda"),
        weekly=500,
        price=0.90,
        margin=0.14,
        growth=0.025,
        share=0.24,
        assortment=24,
        rhythm=4,
    ),
    Chain(
        account="noorderhof",
        name="Noorderhof",
        channel="retail",
        since=date(1998, 1, 1),
        prefix="NH",
        count=56,
        banners=(
            Banner("Noorderhof", 0.6, 1.2, 1100, 26),
            Banner("Noorderhof Dorp", 0.4, 0.6, 540, 19),
        ),
        centres=_map(Noord="DC Drachten", Oost="DC Almelo"),
        weekly=310,
        price=1.02,
        margin=0.225,
        growth=0.005,
        share=0.41,
        assortment=40,
        rhythm=4,
        lost=6,
    ),
    Chain(
        account="even-langs",
        name="Even Langs",
        channel="retail",
        since=date(2018, 5, 1),
        prefix="EL",
        count=120,
        banners=(
            Banner("Even Langs Stad", 0.45, 1.0, 160, 13),
            Banner("Even Langs Station", 0.30, 1.2, 120, 11),
            Banner("Even Langs Onderweg", 0.25, 0.8, 210, 15),
        ),
        centres=_map(
            Noord="DC Almere", Oost="DC Almere", Midden="DC Almere", West="DC Almere", Zuid="DC Breda"
        ),
        weekly=95,
        price=1.08,
        margin=0.265,
        growth=0.03,
        share=0.30,
        assortment=22,
        rhythm=6,
        duration=2,
        new=16,
    ),
    Chain(
        account="tafelrond",
        name="Tafelrond Catering",
        channel="food service",
        since=date(2011, 1, 1),
        prefix="TR",
        count=84,
        banners=(
            Banner("Tafelrond Kantoor", 0.6, 1.0, 300, 15),
            Banner("Tafelrond Zorg", 0.4, 1.2, 380, 17),
        ),
        centres=_map(
            Noord="DC Zwolle Vers",
            Oost="DC Zwolle Vers",
            Midden="DC Vianen",
            West="DC Vianen",
            Zuid="DC Vianen",
        ),
        weekly=150,
        price=0.97,
        margin=0.19,
        growth=0.05,
        share=0.36,
        assortment=26,
        rhythm=8,
        duration=2,
        direct=True,
    ),
    Chain(
        account="lindehof",
        name="Lindehof Horeca",
        channel="food service",
        since=date(2016, 4, 1),
        prefix="LH",
        count=48,
        banners=(
            Banner("Brasserie Lindehof", 0.65, 1.0, 240, 15),
            Banner("Hotel Lindehof", 0.35, 1.3, 420, 18),
        ),
        centres=_map(
            Noord="Grootverbruik De Hanze",
            Oost="Grootverbruik De Hanze",
            Midden="Grootverbruik De Hanze",
            West="Horecagroothandel Zuidrand",
            Zuid="Horecagroothandel Zuidrand",
        ),
        weekly=135,
        price=0.98,
        margin=0.20,
        growth=0.02,
        share=0.29,
        assortment=26,
        rhythm=8,
        duration=2,
        detailed=False,
    ),
)


def generator(seed: int, part: str) -> np.random.Generator:
    """The random numbers of one part of the company."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def weights(numbers: np.random.Generator, shape: int | tuple[int, ...], spread: float) -> NDArray[np.float64]:
    """Factors around 1, bell-shaped, with a standard deviation of ``spread`` and never more than 3.5 times that away."""
    total = numbers.random(shape)
    for _ in range(3):
        total = total + numbers.random(shape)
    return np.maximum(0.1, 1 + spread * 1.7320508 * (total - 2))


@cache
def towns() -> pd.DataFrame:
    """The towns: name, region, coordinates in degrees, and a weight for how many outlets they hold."""
    with resources.files(__package__).joinpath("towns.csv").open(encoding="utf-8") as lines:
        return pd.read_csv(lines)


def distance(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Kilometres from the depot and back, as the crow flies plus a quarter for the roads."""
    north = (latitude - DEPOT[0]) * _DEGREE
    east = (longitude - DEPOT[1]) * _DEGREE * _NARROWER
    return np.sqrt(north * north + east * east) * 2.5


def outlets(seed: int, scale: float) -> pd.DataFrame:
    """
    Every outlet of every chain.

    Parameters
    ----------
    scale : fraction of the chains' real number of outlets, for a smaller company; a chain keeps at least five.

    Returns
    -------
    DataFrame, one row per outlet, ordered by chain and number
        The columns of the contract, and for the generator: ``chain`` (place in ``CHAINS``), ``size`` (factor), ``listed`` (articles), ``weekday`` (of delivery, 0 = Monday).
    """
    return pd.concat(
        [_of_chain(place, chain, seed, scale) for place, chain in enumerate(CHAINS)], ignore_index=True
    )


def _of_chain(place: int, chain: Chain, seed: int, scale: float) -> pd.DataFrame:
    numbers = generator(seed, f"outlets of {chain.account}")
    count = max(5, round(chain.count * scale))
    present = towns()[towns()["region"].isin(list(chain.centres))].reset_index(drop=True)
    town = present.iloc[_spread(present["weight"].to_numpy(float), count)].reset_index(drop=True)
    banner = _spread(np.array([banner.share for banner in chain.banners]), count)
    numbers.shuffle(banner)
    kinds = [chain.banners[which] for which in banner]
    frame = pd.DataFrame(
        {
            "outlet": [f"{chain.prefix}{number:04d}" for number in range(1, count + 1)],
            "account": chain.account,
            "name": _names([kind.name for kind in kinds], town["town"].tolist()),
            "banner": [kind.name for kind in kinds],
            "region": town["region"],
            "distribution_centre": town["region"].map(dict(chain.centres)),
            "city": town["town"],
            "latitude": (town["latitude"] + (numbers.random(count) - 0.5) * 0.03).round(4),
            "longitude": (town["longitude"] + (numbers.random(count) - 0.5) * 0.05).round(4),
            "opened": pd.Timestamp("1996-03-01")
            + pd.to_timedelta(numbers.integers(0, 9000, count), unit="D"),
            "closed": pd.Series(pd.NaT, index=range(count), dtype="datetime64[s]"),
            "floor_area": (
                np.array([kind.floor_area for kind in kinds]) * weights(numbers, count, 0.12)
            ).round(-1),
            "chain": place,
            "size": np.array([kind.size for kind in kinds]) * weights(numbers, count, 0.28),
            "listed": [kind.listed for kind in kinds] + numbers.integers(-1, 2, count),
        }
    )
    frame["weekday"] = (
        numbers.integers(0, 6, count)
        if chain.direct
        else frame["distribution_centre"].map({name: day for day, name in enumerate(_centres(chain))})
    )
    _open_and_close(frame, chain, scale)
    return frame


def _centres(chain: Chain) -> list[str]:
    return list(dict.fromkeys(chain.centres.values()))


def _open_and_close(frame: pd.DataFrame, chain: Chain, scale: float) -> None:
    """The last outlets of a growing chain are new; small outlets of a shrinking one close. Changes the frame that is being built."""
    opened = frame["opened"].astype("datetime64[s]").to_numpy().copy()
    closed = frame["closed"].to_numpy().copy()
    if chain.new:
        new = np.arange(len(frame))[-max(1, round(chain.new * scale)) :]
        opened[new] = _days_between(len(new), _NEW_FROM, _NEW_UNTIL)
    if chain.lost:
        small = np.flatnonzero((frame["banner"] == chain.banners[-1].name).to_numpy())
        lost = small[: max(1, round(chain.lost * scale))]
        closed[lost] = _days_between(len(lost), date(2025, 11, 15), date(2026, 4, 18))
    frame["opened"], frame["closed"] = opened, closed


def _days_between(count: int, first: date, last: date) -> NDArray[np.datetime64]:
    """Days spread evenly from the first towards the last."""
    step = (last - first).days // max(1, count)
    return np.datetime64(first, "s") + np.arange(count) * np.timedelta64(step, "D")


def _spread(parts: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Places in proportion to their parts: ``count`` of them, evenly drawn from the cumulated parts."""
    edges = np.cumsum(parts) / parts.sum()
    return np.minimum(np.searchsorted(edges, (np.arange(count) + 0.5) / count), len(parts) - 1)


def _names(banners: list[str], cities: list[str]) -> list[str]:
    """Banner and town; a second one in the same town gets a number."""
    seen: dict[str, int] = {}
    names = []
    for banner, city in zip(banners, cities, strict=True):
        name = f"{banner} {city}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return names
