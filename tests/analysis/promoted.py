"""Slices in memory with what promotions are assessed from: one to be checked by hand, and invented companies with the truth about them."""

from datetime import date

import pandas as pd

from amlib.data import demo
from amlib.data.demo import agreements, company, season, shelf, trade, truth

ARTICLE = [
    "product",
    "name",
    "group",
    "subgroup",
    "brand",
    "supplier",
    "kg_per_unit",
    "launched",
    "shelf_life_days",
]


MONDAY = pd.Timestamp(2025, 1, 6)
FLAT = 40
"""Weeks, in each of which the same is sold."""


class Given(dict):
    """A slice with only these tables."""

    partial = False

    def once(self, key, make):
        return make()

    def supplied(self, name):
        return name in self and not self[name].empty


def agreed(promotions=(), *, weeks=FLAT, kg=None, sibling=None, cost=6.0, **columns):
    """One outlet; article 'a' of 100 kg a week at 10 per kg, its sibling 'b' of 50; promotions as (name, first week, weeks)."""
    amounts, usual = {"a": kg or {}, "b": sibling or {}}, {"a": 100.0, "b": 50.0}
    rows = pd.DataFrame(
        [
            {
                "week": MONDAY + pd.Timedelta(weeks=n), "outlet": "1", "product": name,
                "quantity": float(amounts[name].get(n, usual[name])),
            }
            for name in usual
            for n in range(weeks)
        ]
    )  # fmt: skip
    rows["revenue"], rows["cost"] = 10 * rows["quantity"], cost * rows["quantity"]
    terms = [
        {
            "promotion": name, "outlets": None, "product": "a", "start": MONDAY + pd.Timedelta(weeks=first),
            "end": MONDAY + pd.Timedelta(days=7 * (first + length) - 1), "mechanic": "25%", "agreement": "", "discount_per_unit": 1.0, "fixed_cost": 20.0,
        }
        | columns
        for name, first, length in promotions
    ]  # fmt: skip
    products = pd.DataFrame(
        {"product": ["a", "b"], "name": ["A", "B"], "group": "g", "subgroup": "s", "shelf_life_days": 8}
    )
    return Given({"promotions": pd.DataFrame(terms), "promotion_weeks": rows, "products": products})


def companies(
    seed: int, outlets: float = 1.0, until: date = demo.UNTIL
) -> dict[str, tuple[Given, pd.DataFrame]]:
    """Per account its slice and the truth about its finished promotions, without writing a file."""
    calendar = season.calendar(until)
    made = trade.worked_out(company.outlets(seed, outlets), calendar, seed)
    weeks, agreed, known = _weeks(made, seed), _agreed(made), truth.of_promotions(made)
    articles = shelf.articles()[ARTICLE]
    family = articles.set_index("product")["subgroup"]
    found = {}
    for account in [chain.account for chain in company.CHAINS]:
        promotions = agreed[agreed["account"] == account].drop(columns="account").reset_index(drop=True)
        promoted = set(family[promotions["product"]])
        mine = weeks[weeks["account"] == account].drop(columns="account")
        mine["outlet"] = mine["outlet"].where(mine["product"].map(family).isin(promoted))
        mine = mine.groupby(["week", "outlet", "product"], dropna=False, as_index=False).sum()
        tables = {
            "promotions": promotions,
            "promotion_weeks": mine,
            "products": articles,
        }
        found[account] = Given(tables), known[known["account"] == account].set_index("promotion")
    return found


def _weeks(made: trade.Trade, seed: int) -> pd.DataFrame:
    """What a freeze keeps per week, of all articles."""
    lines = trade.lines(made, seed)
    day = lines["date"].astype("datetime64[s]")
    lines = lines.assign(week=day - pd.to_timedelta(day.dt.day_of_week, unit="D"))
    lines = lines[lines["week"] + pd.Timedelta(days=6) <= pd.Timestamp(made.calendar.until)]
    summed = lines.groupby(["week", "outlet", "article"], as_index=False)[["grams", "revenue", "cost"]].sum()
    return pd.DataFrame(
        {
            "week": summed["week"].astype("datetime64[s]"),
            "account": made.outlets["account"].to_numpy()[summed["outlet"]],
            "outlet": made.outlets["outlet"].to_numpy()[summed["outlet"]],
            "product": shelf.articles()["product"].to_numpy()[summed["article"]],
            "quantity": summed["grams"] / 1000,
            "revenue": summed["revenue"] / 100,
            "cost": summed["cost"] / 100,
        }
    )


def _agreed(made: trade.Trade) -> pd.DataFrame:
    """The promotions as a slice holds them."""
    paper = agreements.on_paper(made)
    for name in ("consumer_price", "discount_per_unit", "fixed_cost"):
        paper[name] = paper[name] / 100
    for name in ("start", "end"):
        paper[name] = pd.to_datetime(paper[name]).astype("datetime64[s]")
    paper["outlets"] = [
        tuple(names.split(";")) if isinstance(names, str) else None for names in paper["outlets"]
    ]
    return paper
