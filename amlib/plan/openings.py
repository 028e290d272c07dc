"""
What a first draft can begin with besides goals: promotions with what they brought, outlets with what they bring, and stores that need something.

A draft repeats what was done, so it must know what that was worth; and it sends people to outlets, so it must know which those are and why. Each table here is read out of a slice for
``first_actions`` and ``first_activities``, which take plain values.

Conventions: figures are of the twelve months up to the end of the period; an outlet counts that is open when the year begins. What was not supplied is empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.analysis import bases, results, visits
from amlib.analysis import outlets as ranked
from amlib.analysis import promotions as evaluated
from amlib.plan import findings

if TYPE_CHECKING:
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["POOR", "capacity", "needs", "outlets", "promotions"]

POOR = 2
"""A store that was last judged so or lower needs something."""

_MEASURED = {"net": "quantity", "money": "revenue", "gain": "margin"}


def promotions(data: Slice, period: Period, assessed: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    The table of promotions, each with what it brought, else with what the same article last brought in a promotion.

    Of margin before fixed cost; of revenue less the discount on all that was sold. A promotion in a part of the outlets says nothing of one in all of them, nor the other way round.

    Parameters
    ----------
    data : Slice
    period : Period
    assessed : DataFrame, optional
        ``analysis.promotions.evaluate`` of the period; evaluated here where it is not given.

    Returns
    -------
    DataFrame, one row per promotion
        As the contract has it, with ``name`` and ``group`` of the article and ``quantity``, ``revenue``, ``margin``, each with ``_low`` and ``_high``: NaN where nothing was measured; and
        ``stopped`` (bool): the same article in the same form lost money again and again, so the evaluation of the period proposes not to repeat it.
    """
    table = data["promotions"]
    if table.empty:
        return table
    names = data["products"].drop_duplicates("product").set_index("product")[["name", "group"]]
    table = table.join(names, on="product").assign(everywhere=table["outlets"].isna())
    found = evaluated.evaluate(data, period) if assessed is None else assessed
    known = found[(found["status"] == "assessed") & found["profit"].notna()].sort_values("start")
    known = known.assign(everywhere=known["outlets"].isna())
    for end in ("", "_low", "_high"):
        known[f"money{end}"] = known[f"net{end}"] * known["price_per_kg"] - known["support"]
        known[f"gain{end}"] = known[f"profit{end}"] + known["fixed_cost"].fillna(0.0)
    wanted = {f"{old}{end}": f"{new}{end}" for old, new in _MEASURED.items() for end in ("", "_low", "_high")}
    keys = ["product", "everywhere"]
    own, last = known.set_index("promotion"), known.drop_duplicates(keys, keep="last").set_index(keys)
    own, last = own[list(wanted)].rename(columns=wanted), last[list(wanted)].rename(columns=wanted)
    again = table[keys].join(last, on=keys)
    lost = {
        each.place for each in findings.of_promotions(found, period) if each.code == "promotion_repeated_loss"
    }
    places = table["name"].astype(object) + ", " + table["mechanic"].astype(object)
    made = table.join(own, on="promotion").fillna({name: again[name] for name in wanted.values()})
    return made.assign(stopped=places.isin(lost))


def outlets(data: Slice, period: Period, year: int) -> pd.DataFrame:
    """
    The outlets that are open when a year begins, and what they bring.

    Returns
    -------
    DataFrame, one row per outlet
        ``outlet``, ``revenue`` and, where contacts were supplied, ``wanted``: the visits a year that its people want together.
    """
    book = results.book(data)
    months, _ = bases.twelve_months(period)
    places = data["outlets"]
    there = places[~(pd.to_datetime(places["closed"]) < pd.Timestamp(year, 1, 1))]
    sold = book[book["month"].isin(months)].groupby("outlet")["revenue"].sum()
    rows = pd.DataFrame({"outlet": there["outlet"].to_numpy()})
    rows["revenue"] = rows["outlet"].map(sold).astype(float).fillna(0.0)
    if data.supplied("contacts"):
        people, last = data["contacts"], pd.Timestamp(period.end)
        now = ~(people["since"] > last) & ~(people["until"] <= last) & people["outlet"].notna()
        asked = people[now].groupby("outlet")["visits_per_year"].sum()
        rows["wanted"] = rows["outlet"].map(asked).astype(float).fillna(0.0)
    return rows


def capacity(data: Slice, period: Period) -> float | None:
    """How many visits were made to outlets in twelve months; None where no visits were supplied."""
    if not data.supplied("visits"):
        return None
    return float(_seen(data, period)["outlet"].notna().sum())


def needs(data: Slice, period: Period) -> pd.DataFrame:
    """
    What stores need beyond visits: advice where one sells less than chance allows, and what was judged poorly when it was last judged.

    Returns
    -------
    DataFrame, one row per outlet and kind
        ``outlet``, ``kind`` ('advice', 'layout', 'assortment' or 'quality') and ``text``.
    """
    found = ranked.ranking(results.book(data), *bases.twelve_months(period))
    behind = language.say("sells less than comparable outlets")
    rows = [(outlet, "advice", behind) for outlet in found.loc[found["signal"] == "below", "outlet"]]
    seen = _seen(data, period) if data.supplied("visits") else pd.DataFrame()
    for subject in visits.SUBJECTS if len(seen) else ():
        judged = seen[seen[f"score_{subject}"].notna() & seen["outlet"].notna()].sort_values("date")
        for row in judged.drop_duplicates("outlet", keep="last").to_dict("records"):
            if (score := int(row[f"score_{subject}"])) <= POOR:
                day = language.date(row["date"].date())
                text = language.say("judged {score} of 5 on {day}", score=language.number(score), day=day)
                rows.append((row["outlet"], subject, text))
    places = data["outlets"].set_index("outlet")["closed"]
    table = pd.DataFrame(rows, columns=["outlet", "kind", "text"])
    return table[table["outlet"].map(places).isna()].reset_index(drop=True)


def _seen(data: Slice, period: Period) -> pd.DataFrame:
    return visits.within(data["visits"], "date", *visits.year_to(period.end))
