"""
The world outside: the market, quotations of meat, and prices seen on other people's shelves.

Market figures of food service come late: they stop two quarters before the others, as they do in life.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from amlib.data.demo import company, people, season, shelf, stories, trade

__all__ = ["competitor_prices", "market", "raw_materials"]

_REGION_SIZE = {"Noord": 0.10, "Oost": 0.21, "Midden": 0.13, "West": 0.35, "Zuid": 0.21}
_CHANNEL = {
    "retail": (5_600_000, 0.012, 0.86),
    "food service": (1_900_000, 0.03, 0.62),
}  # kg per month, growth, coverage
_GROUP_SIZE = {
    "rund": 0.11,
    "varken": 0.15,
    "kip": 0.24,
    "gehakt": 0.17,
    "worst": 0.09,
    "vleeswaren": 0.14,
    "gemaksvlees": 0.10,
}
_SUPPLIERS = {
    shelf.OWN: 0.16,
    "Hazelberg Vlees": 0.17,
    "Duinrand Pluimvee": 0.15,
    "Roodakker Vleeswaren": 0.13,
    "Steenveld Worstmakers": 0.09,
    "overige leveranciers": 0.30,
}
_QUOTATION = {"rund": 510, "varken": 205, "kip": 262}  # cents per kg, early 2023
_CONSUMER = 1.42
_LATE_MONTHS = 6


def market(calendar: season.Calendar, seed: int) -> pd.DataFrame:
    """
    The market per month, channel, region, group and supplier.

    Returns
    -------
    DataFrame, the columns of the contract, with ``grams`` and ``cents`` for quantity and value.
    """
    numbers = company.generator(seed, "market")
    frame = shelf.articles()
    months = calendar.months()
    starts = np.arange(np.datetime64("2023-01"), np.datetime64("2023-01") + len(months)).astype(
        "datetime64[D]"
    )
    week = np.minimum(np.searchsorted(calendar.mondays, starts + 14, side="right") - 1, calendar.weeks - 1)
    rows = []
    for channel, (size, growth, coverage) in _CHANNEL.items():
        late = _LATE_MONTHS if channel == "food service" else 0
        for group, part in _GROUP_SIZE.items():
            articles = frame[frame["group"] == group]
            profile = articles["profile"].map(season.PROFILES.index).to_numpy()
            demand = calendar.demand[profile].mean(axis=0)[week]
            price = (
                stories.price_course("noorderhof", articles, calendar).mean(axis=0)[week]
                * articles["price"].mean()
            )
            for region, of_country in _REGION_SIZE.items():
                for supplier, share in _SUPPLIERS.items():
                    quantity = (
                        size * part * of_country * share * demand * (1 + growth * np.arange(len(months)) / 12)
                    )
                    quantity = quantity * company.weights(numbers, len(months), 0.03)
                    kept = slice(0, max(1, len(months) - late))
                    grams = np.rint(quantity[kept] / 100).astype(np.int64) * 100_000
                    rows.append(
                        pd.DataFrame(
                            {
                                "period": months[kept],
                                "channel": channel,
                                "region": region,
                                "group": group,
                                "supplier": supplier,
                                "grams": grams,
                                "cents": np.rint(
                                    grams / 1000 * price[kept] * company.weights(numbers, 1, 0.03) * 100
                                ).astype(np.int64),
                                "source": "Versmonitor" if channel == "retail" else "Horecapanel",
                                "as_of": _drawn(months[kept], calendar.until),
                                "coverage": coverage,
                            }
                        )
                    )
    return pd.concat(rows, ignore_index=True).sort_values(
        ["period", "channel", "region", "group", "supplier"], ignore_index=True
    )


def raw_materials(calendar: season.Calendar, seed: int) -> pd.DataFrame:
    """A quotation per species and week, with its small daily chance."""
    numbers = company.generator(seed, "quotations")
    rows = []
    for species, course in stories.quotations(calendar).items():
        cents = np.rint(_QUOTATION[species] * course * company.weights(numbers, calendar.weeks, 0.006))
        rows.append(
            pd.DataFrame(
                {
                    "date": calendar.mondays,
                    "species": species,
                    "cents": cents.astype(np.int64),
                    "source": "Notering Midden-Nederland",
                }
            )
        )
    return pd.concat(rows, ignore_index=True).sort_values(["date", "species"], ignore_index=True)


def competitor_prices(made: trade.Trade, seed: int) -> pd.DataFrame:
    """Prices per kg that our people saw in the shops, ordered by day; ours are among them, to compare with."""
    numbers = company.generator(seed, "prices seen")
    frame, calendar = shelf.articles(), made.calendar
    rows = []
    for place, chain in enumerate(company.CHAINS):
        if chain.channel != "retail":
            continue
        outlets = made.outlets.index[
            (made.outlets["chain"] == place) & made.outlets["closed"].isna()
        ].to_numpy()
        on_shelf = np.unique(made.listings.article[np.isin(made.listings.outlet, outlets)])
        seen = np.concatenate([on_shelf, np.flatnonzero(~frame["own"])])
        for week in range(2, calendar.weeks, 4):
            article = np.sort(numbers.choice(seen, size=min(24, len(seen)), replace=False))
            offered = numbers.random(len(article)) < 0.12
            asked = made.prices[place, article, week] * _CONSUMER * np.where(offered, 0.75, 1.0)
            price = (
                np.rint(asked * company.weights(numbers, len(article), 0.03) / 10).astype(np.int64) * 10 - 1
            )
            day = calendar.mondays[week].item() + timedelta(days=int(numbers.integers(0, 3)))
            rows.append(
                pd.DataFrame(
                    {
                        "date": min(day, calendar.until),
                        "account": chain.account,
                        "outlet": made.outlets["outlet"].to_numpy()[
                            outlets[numbers.integers(0, len(outlets), len(article))]
                        ],
                        "supplier": frame["supplier"].to_numpy()[article],
                        "product": frame["product"].to_numpy()[article],
                        "cents": price,
                        "promoted": offered,
                        "seen_by": people.MANAGERS[chain.account],
                        "source": np.where(offered, "folder", "schap"),
                    }
                )
            )
    return (
        pd.concat(rows, ignore_index=True)
        .astype({"date": "datetime64[s]"})
        .sort_values(["date", "account", "product"], ignore_index=True)
    )


def _drawn(months: list[str], until: date) -> list[date]:
    """The day on which each month's figures came: the fifteenth of the month after next, or the last day of the history."""
    first = (np.array(months, dtype="datetime64[M]") + 2).astype("datetime64[D]")
    return [min(day.item() + timedelta(days=14), until) for day in first]
