"""
How it arrived: order lines as delivered, and complaints about them.

Chains take delivery at their distribution centres (one buys through wholesalers, who are centres too); one has its kitchens supplied directly. What
was delivered is what was sold, so the two tables add up to the same kilograms. A credit for a complaint is a line of value without volume in the sales.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from amlib.data.demo import company, shelf, trade

__all__ = ["complaints", "credits", "deliveries"]

_COMPLAINTS_PER_KILOGRAM = 0.00004
_CAUSES = (
    "te korte houdbaarheid",
    "verpakking lek",
    "verkeerd artikel geleverd",
    "te laat geleverd",
    "vreemd voorwerp",
    "afwijkende kleur of geur",
    "etiket onjuist",
    "te weinig geleverd",
)
_SHORT = {"prijsbaken": 0.05, "tafelrond": 0.045}  # part of the lines that is not full
_LATE = {"tafelrond": 0.07, "even-langs": 0.05}  # part of the orders that is late


def deliveries(made: trade.Trade, sold: pd.DataFrame, seed: int) -> pd.DataFrame:
    """
    Order lines, ordered by day, account and place.

    Returns
    -------
    DataFrame, one row per order line
        The columns of the contract, with ``ordered`` and ``delivered`` in whole grams.
    """
    chain = made.outlets["chain"].to_numpy()
    direct = np.array([one.direct for one in company.CHAINS])[chain]
    lines = sold[sold["grams"] > 0]
    centre, names = pd.factorize(made.outlets["distribution_centre"])
    outlet = lines["outlet"].to_numpy()
    frame = pd.DataFrame(
        {
            "delivered_on": lines["date"].to_numpy(),
            "chain": chain[outlet],
            "outlet": np.where(direct[outlet], outlet, -1),
            "centre": np.where(direct[outlet], -1, centre[outlet]),
            "article": lines["article"].to_numpy(),
            "delivered": lines["grams"].to_numpy(),
        }
    )
    place = ["delivered_on", "chain", "outlet", "centre"]
    frame = frame.groupby([*place, "article"], as_index=False)[["delivered"]].sum()
    order = frame.groupby(place, sort=False).ngroup().to_numpy()
    numbers = company.generator(seed, "deliveries")
    accounts = np.array([one.account for one in company.CHAINS])
    short = pd.Series(accounts).map(_SHORT).fillna(0.025).to_numpy()[frame["chain"]]
    late = pd.Series(accounts).map(_LATE).fillna(0.03).to_numpy()[frame["chain"]]
    unit = shelf.articles()["grams"].to_numpy()[frame["article"]]
    missing = np.where(numbers.random(len(frame)) < short, numbers.integers(1, 9, len(frame)), 0) * unit
    missing = np.minimum(missing, frame["delivered"].to_numpy())
    days = np.where(
        numbers.random(order.max() + 1)[order] < late, 1 + numbers.integers(0, 2, order.max() + 1)[order], 0
    )
    told = numbers.random(order.max() + 1)[order] < 0.3
    day = frame["delivered_on"].to_numpy().astype("datetime64[s]")
    requested = day - days * np.timedelta64(86400, "s")
    codes = made.outlets["outlet"].tolist()
    return pd.DataFrame(
        {
            "order": np.char.add("B", np.char.zfill((order + 1).astype(str), 6)),
            "line": (pd.Series(order).groupby(order).cumcount() + 1).astype(str),
            "account": accounts[frame["chain"]],
            "outlet": _named(codes, frame["outlet"]),
            "distribution_centre": _named(list(names), frame["centre"]),
            "product": shelf.articles()["product"].to_numpy()[frame["article"]],
            "ordered": frame["delivered"].to_numpy() + missing,
            "delivered": frame["delivered"].to_numpy(),
            "requested_on": requested,
            "promised_on": np.where(told, day, requested),
            "delivered_on": day,
        }
    )


def complaints(made: trade.Trade, sold: pd.DataFrame, seed: int) -> pd.DataFrame:
    """
    Complaints about delivered lines, ordered by day of receipt; the last are still open.

    Returns
    -------
    DataFrame, one row per complaint
        The columns of the contract with places for ``outlet`` and ``article``, ``grams``, and ``cents`` credited (0 where open or refused).
    """
    numbers = company.generator(seed, "complaints")
    lines = sold[sold["grams"] > 0].reset_index(drop=True)
    count = max(12, int(lines["grams"].sum() / 1000 * _COMPLAINTS_PER_KILOGRAM))
    about = lines.iloc[np.sort(numbers.integers(0, len(lines), count))].reset_index(drop=True)
    received = about["date"].to_numpy().astype("datetime64[s]") + _days(numbers.integers(1, 5, count))
    settled = received + _days(1 + numbers.integers(0, 12, count) + numbers.integers(0, 12, count))
    part = (1 + numbers.integers(0, 4, count)) / 4
    unit = shelf.articles()["grams"].to_numpy()[about["article"]]
    grams = np.maximum(1, (about["grams"].to_numpy() // unit * part).astype(int)) * unit
    credit = grams * about["revenue"].to_numpy() // about["grams"].to_numpy()
    last = np.datetime64(made.calendar.until)
    is_open = settled > last
    frame = pd.DataFrame(
        {
            "outlet": about["outlet"],
            "article": about["article"],
            "received_on": received,
            "settled_on": np.where(is_open, np.datetime64("NaT"), settled),
            "cause": np.array(_CAUSES)[_skewed(numbers, count, len(_CAUSES))],
            "grams": grams,
            "cents": np.where(is_open | (numbers.random(count) < 0.35), 0, credit),
        }
    )
    frame = frame[frame["received_on"] <= last].sort_values(
        ["received_on", "outlet", "article"], ignore_index=True
    )
    frame.insert(0, "complaint", [f"K{number:05d}" for number in range(1, len(frame) + 1)])
    return frame


def credits(made_of: pd.DataFrame) -> pd.DataFrame:
    """The credits that settled complaints led to: ``date``, ``outlet``, ``article``, ``cents``."""
    paid = made_of[made_of["cents"] > 0]
    return paid.rename(columns={"settled_on": "date"})[["date", "outlet", "article", "cents"]]


def _named(names: list[str], places: pd.Series) -> NDArray[np.object_]:
    """The names at these places; the place -1 has none."""
    named: NDArray[np.object_] = np.array([*names, None], dtype=object)[places.to_numpy()]
    return named


def _days(count: NDArray[np.int64]) -> NDArray[np.timedelta64]:
    """Whole days as lengths of time."""
    return count * np.timedelta64(86400, "s")


def _skewed(numbers: np.random.Generator, count: int, choices: int) -> NDArray[np.int64]:
    """Places among the choices, the first ones more often."""
    drawn = numbers.random(count)
    return (drawn * drawn * choices).astype(np.int64)
