"""
Everybody on this customer's shelf, read once: what one document about competitors needs.

Shares, gains and distribution are of the period; white space and prices that were seen are of the twelve months up to its end, so that a rarely sold article is not taken for
a missing one and a few visits are not taken for a picture. The readings are made here together, so that each answer is drawn from the one that fits it.

Conventions: where a table was not supplied or does not go deep enough (no outlets, no articles, no names), its answer is empty, never an error and never an estimate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from amlib.analysis import bases, competitors, distribution, grades, results, strengths, whitespace
from amlib.analysis import uptake as uptakes

if TYPE_CHECKING:
    from amlib.analysis.category import Category
    from amlib.analysis.strengths import Line
    from amlib.analysis.uptake import Uptake
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["Rivals", "listings", "read"]


MOST_SELL_IT = 0.5
"""The part of the comparable outlets from which an article counts as missing where it is not sold."""


@dataclass(frozen=True)
class Rivals:
    """
    All readings of a customer's shelf for a period.

    Attributes
    ----------
    period : Period
    category, year : Category or None
        Over the period, and over the twelve months up to its end.
    products : DataFrame
        The slice's articles.
    seen : DataFrame or None
        Prices seen in the twelve months, with their ``group``; None where none were supplied.
    since, until : str
        The first and last day of the twelve months.
    closed : frozenset of str
        Outlets that closed in them: what they sold is known, and nothing can be listed there any more.
    """

    period: Period
    category: Category | None
    year: Category | None
    products: pd.DataFrame
    seen: pd.DataFrame | None
    since: str
    until: str
    closed: frozenset[str] = frozenset()

    @property
    def named(self) -> bool:
        """Whether there is anything to say of other suppliers."""
        return self.category is not None and self.category.named and self.category.trusted

    @property
    def alike(self) -> bool:
        """Whether articles are known by their kind, so that prices compare like with like; else by pack size alone."""
        return bool(self.products["subgroup"].notna().any())

    @property
    def weeks(self) -> float:
        """How many weeks the period has."""
        return ((self.period.end - self.period.start).days + 1) / 7

    def suppliers(self, *within: str) -> pd.DataFrame:
        """``competitors.suppliers`` in total or per node; empty where suppliers are not named or shares are not to be trusted."""
        if self.category is None or not self.named:
            return pd.DataFrame(columns=[*within, *_SUPPLIERS])
        return competitors.suppliers(self.category, within)

    @cached_property
    def us(self) -> pd.Series | None:
        """Our own row among the suppliers, with our ``rank`` and how ``many`` they are; None where we are not among them."""
        found = self.suppliers()
        mine = found[found["ours"].astype(bool)]
        if mine.empty:
            return None
        sold = found[found["amount"] > 0]
        rank = float((sold["amount"] > mine["amount"].iloc[0]).sum() + 1)
        added: pd.Series = pd.concat([mine.iloc[0], pd.Series({"rank": rank, "many": float(len(sold))})])
        return added

    def groups(self) -> pd.DataFrame:
        """
        Each product group: our share and what we won, the largest other supplier, and who won most.

        Returns
        -------
        DataFrame, one row per group, the largest first
            ``group``, ``amount`` (of all), ``share``, ``points``, ``won`` (ours), ``other`` and ``other_share``, ``winner`` and ``winner_won`` ('' and NaN where nobody won).
        """
        names = ["group", "amount", "share", "points", "won", "other", "other_share", "winner", "winner_won"]
        found = self.suppliers("group")
        if found.empty:
            return pd.DataFrame(columns=names)
        made = []
        for group, rows in found.groupby("group", observed=True):
            mine, others = rows[rows["ours"].astype(bool)], rows[~rows["ours"].astype(bool)]
            first = others.head(1)
            winners = others[others["won"] > 0].sort_values("won", ascending=False, kind="stable").head(1)
            made.append(
                (
                    group,
                    float(rows["amount"].sum()),
                    float(mine["share"].sum()),
                    float(mine["points"].sum()),
                    float(mine["won"].sum()),
                    first["supplier"].iloc[0] if len(first) else "",
                    float(first["share"].iloc[0]) if len(first) else float("nan"),
                    winners["supplier"].iloc[0] if len(winners) else "",
                    float(winners["won"].iloc[0]) if len(winners) else float("nan"),
                )
            )
        return pd.DataFrame(made, columns=names).sort_values(
            ["amount", "group"], ascending=[False, True], ignore_index=True
        )

    def outlets(self) -> pd.DataFrame:
        """
        What we won and lost in each outlet, within its product groups, and who else won most there.

        Returns
        -------
        DataFrame, one row per outlet, the most won first
            ``outlet``, ``name``, ``region``, ``share``, ``base_share``, ``points``, ``won``, ``winner`` and ``winner_won`` ('' and NaN where nobody else won); empty where
            outlets are not known.
        """
        names = ["outlet", "name", "region", "share", "base_share", "points", "won", "winner", "winner_won"]
        if self.category is None or self.category.level != "outlet" or not self.category.has_base:
            return pd.DataFrame(columns=names)
        found = self.suppliers("outlet")
        mine = found[found["ours"].astype(bool)]
        others = found[~found["ours"].astype(bool) & (found["won"] > 0)]
        order = ["won", "supplier"]
        top = others.sort_values(order, ascending=[False, True]).drop_duplicates("outlet").set_index("outlet")
        places = self.category.rows.drop_duplicates("outlet").set_index("outlet")
        named = mine.assign(
            name=mine["outlet"].map(places["outlet_name"]),
            region=mine["outlet"].map(places["region"]),
            winner=mine["outlet"].map(top["supplier"]).fillna(""),
            winner_won=mine["outlet"].map(top["won"]).astype(float),
        )
        return named.sort_values(["won", "outlet"], ascending=[False, True], ignore_index=True)[names]

    @cached_property
    def gainers(self) -> pd.DataFrame:
        """``competitors.gainers`` of the period."""
        if self.category is None or not self.named:
            return pd.DataFrame(columns=["supplier", "money", "places", "part"])
        return competitors.gainers(self.category)

    def distribution(self) -> pd.DataFrame:
        """
        Distribution and rate of sale per supplier, and how its weighted distribution changed.

        Returns
        -------
        DataFrame, one row per supplier, the largest first
            As ``distribution.measures``, with ``supplier``, ``ours``, ``weekly`` (quantity per point of TDP and week) and ``wider`` (change of the weighted distribution,
            NaN where there is no base). Empty where outlets are not known.
        """
        if self.category is None or not self.named or self.category.level != "outlet":
            return pd.DataFrame(columns=["supplier", "ours", "weighted", "weekly", "wider"])
        now = distribution.measures(self.category)
        then = distribution.measures(self.category, base=True)
        weighted = then["weighted"].astype(float) if len(then) else pd.Series(dtype=float)
        found = now.assign(
            weekly=now["rate"] / self.weeks, wider=now["weighted"] - weighted.reindex(now.index)
        ).reset_index()
        found["ours"] = found["supplier"].isin(self.category.ours)
        return found.sort_values(["share", "supplier"], ascending=[False, True], ignore_index=True)

    @cached_property
    def prices(self) -> pd.DataFrame:
        """``competitors.prices`` of the period, what the customer paid."""
        if self.category is None or not self.named:
            return pd.DataFrame(
                columns=["supplier", "index", "low", "high", "outlets", "comparisons", "compared"]
            )
        return competitors.prices(self.category, self.products)

    @cached_property
    def shelf_prices(self) -> pd.DataFrame:
        """``competitors.seen_prices`` of the twelve months, what was asked on the shelf."""
        if self.seen is None or self.category is None:
            return pd.DataFrame(columns=["supplier", "index", "low", "high", "seen", "comparisons"])
        return competitors.seen_prices(self.seen, self.products, self.category.ours, self.since, self.until)

    @cached_property
    def pressure(self) -> pd.DataFrame:
        """``competitors.pressure`` of the twelve months."""
        if self.seen is None:
            return pd.DataFrame(columns=["supplier", "seen", "promoted", "part", "low", "high"])
        return competitors.pressure(self.seen, self.since, self.until)

    @cached_property
    def articles(self) -> pd.DataFrame:
        """``competitors.articles`` of the period."""
        if self.category is None or not self.named:
            return pd.DataFrame(
                columns=["product", "name", "group", "supplier", "ours", "event", "amount", "outlets"]
            )
        return competitors.articles(self.category, self.products)

    @cached_property
    def gaps(self) -> pd.DataFrame:
        """``whitespace.gaps`` over the twelve months in outlets that are still open, with the ``name`` of outlet and ``article``; empty where outlets or articles are not known."""
        if self.year is None or not self._estimable:
            return pd.DataFrame(columns=[*whitespace.COLUMNS, "name", "article"])
        sold, places = listings(self.year)
        found = self._open(whitespace.gaps(sold, places))
        return found.assign(
            name=found["outlet"].map(places.set_index("outlet")["name"]),
            article=found["product"].map(self.products.set_index("product")["name"]).fillna(found["product"]),
        )

    @cached_property
    def uptake(self) -> Uptake | None:
        """What became in these twelve months of the articles that were missing before them; None where the category does not go back that far, or not to outlets and articles."""
        if self.year is None or not self._estimable or not self.year.has_base:
            return None
        before = self.year.rows.assign(
            quantity=self.year.rows["base_quantity"], value=self.year.rows["base_value"]
        )
        (then, places), (now, _) = listings(replace(self.year, rows=before)), listings(self.year)
        empty = self._open(whitespace.gaps(then, places)) if len(then) else None
        return None if empty is None else uptakes.measured(empty, now, then, MOST_SELL_IT)

    def _open(self, places: pd.DataFrame) -> pd.DataFrame:
        """Those of some places that are in outlets which did not close."""
        return places[~places["outlet"].isin(self.closed)].reset_index(drop=True)

    @property
    def _estimable(self) -> bool:
        """Whether the year's category can say what an article would sell elsewhere."""
        return self.year is not None and self.year.trusted and self.year.measure == "value"

    @property
    def missing(self) -> pd.DataFrame:
        """The part of ``gaps`` where more than half of the comparable outlets sell the article: what is missing, not what is simply not listed everywhere."""
        return self.gaps[self.gaps["chance"].astype(float) > MOST_SELL_IT].reset_index(drop=True)

    @property
    def like_for_like(self) -> str:
        """The grade of price comparisons: that of the category, and no better than B where articles are compared by pack size alone."""
        shelf = grades.of_category(self.category).letter
        return shelf if self.alike else max(shelf, "B")

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """``strengths.lines`` of all the above."""
        per_group = (
            distribution.measures(self.category, within=("group",))
            if self.category is not None and self.named
            else pd.DataFrame()
        )
        shelf, seen = grades.of_category(self.category).letter, self.seen_mark().letter
        return strengths.lines(
            groups=self.suppliers("group"),
            distribution=per_group,
            prices=self.prices,
            pressure=self.pressure,
            articles=self.articles,
            gaps=self.missing,
            grade={
                "category_sales": shelf,
                "competitor_prices": seen,
                "like_for_like": self.like_for_like,
            },
        )

    def graded(self) -> pd.DataFrame:
        """Every figure of the competitor overview with its grade, as ``grades.table``."""
        ours, year, seen = grades.of_category(self.category), grades.of_category(self.year), self.seen_mark()
        none = grades.Mark("category_sales")
        named = ours if self.named else none
        deep = named if self.category is not None and self.category.level == "outlet" else none
        articles = named if self.category is not None and self.category.articles else none
        figures = [
            ("supplier_share", named),
            ("won_lost", named),
            ("gainers", named),
            ("distribution", deep),
            ("price_index", articles if len(self.prices) else none),
            ("shelf_price", seen if len(self.shelf_prices) else grades.Mark("competitor_prices")),
            ("promotion_pressure", seen),
            ("articles", articles),
            ("white_space", year if len(self.gaps) else none),
        ]
        return grades.table([grades.Figure(code, (mark,)) for code, mark in figures])

    @property
    def seen_count(self) -> int:
        """How many prices were seen in the twelve months."""
        if self.seen is None:
            return 0
        days = self.seen["date"]
        return int(((days >= self.since) & (days <= self.until)).sum())

    def seen_mark(self) -> grades.Mark:
        """What is known about the prices that were seen."""
        if self.seen is None:
            return grades.Mark("competitor_prices")
        return grades.of_prices(self.seen, self.period, self.since, self.until)


_SUPPLIERS = ["supplier", "ours", "private_label", "amount", "base_amount", "change", "market", "won"]
_SUPPLIERS += ["share", "base_share", "points", "relative"]


def read(data: Slice, period: Period) -> Rivals:
    """
    All readings of the customer's shelf for a period.

    Parameters
    ----------
    data : Slice
        ``sales``, ``outlets``, ``products``, and as far as supplied ``category_sales`` and ``competitor_prices``.
    period : Period
        A month, quarter or year.
    """
    return data.once(("rivals", period), lambda: _read(data, period))


def _read(data: Slice, period: Period) -> Rivals:
    months, before = bases.twelve_months(period)
    products = data["products"]
    seen = None
    if data.supplied("competitor_prices"):
        given = data["competitor_prices"]
        seen = given.assign(group=given["product"].map(products.set_index("product")["group"]))
    return Rivals(
        period=period,
        category=results.shelf(data, *bases.sides(period)),
        year=results.shelf(data, months, before),
        products=products,
        seen=seen if seen is not None and len(seen) else None,
        since=f"{months[0]}-01",
        until=period.end.isoformat(),
        closed=_closed(data["outlets"], period),
    )


def _closed(places: pd.DataFrame, period: Period) -> frozenset[str]:
    """The outlets that have closed by the end of a period."""
    return frozenset(places.loc[pd.to_datetime(places["closed"]) <= pd.Timestamp(period.end), "outlet"])


def listings(year: Category) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Our listings and the outlets of a twelve-month category, as ``whitespace.gaps`` takes them.

    Returns
    -------
    tuple of DataFrame
        ``outlet``, ``product``, ``group``, ``quantity``, ``value`` of our articles where they sold; and ``outlet``, ``name``, ``banner``, ``region``, ``size`` (category value) of the
        outlets. Both empty where the category does not go down to outlets and articles.
    """
    deep = year.level == "outlet" and year.articles
    rows = year.rows if deep else year.rows.iloc[:0]
    ours = rows[rows["ours"] & (rows["product"] != "")]
    sold = ours.groupby(["outlet", "product", "group"], observed=True)[["quantity", "value"]].sum()
    places = rows.groupby("outlet", observed=True).agg(
        name=("outlet_name", "first"),
        banner=("banner", "first"),
        region=("region", "first"),
        size=("value", "sum"),
    )
    return sold[sold["value"] > 0].reset_index(), places.reset_index()
