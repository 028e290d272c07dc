"""
The customer's market, read once: what one document about it needs, from one reading of each source.

The rooms beside this one each answer one question and ask for the right reading: the category over the period, over twelve months, or over the months
that the market's source covers. Whoever combines them by hand will one day hold a quarter against a year. So the readings are made here, together,
and each answer is drawn from the one that fits it.

Conventions: growth and share are of the period; what is worth money (opportunities, outlets) is over twelve months, so that it is the money of a year; what stands
beside the market is over the market's own last period. Where a table was not supplied, its answer is empty or None, never an error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from amlib.analysis import bases, bridges, distribution, grades, holidays, market, materials, results, seasons
from amlib.analysis import category as categories
from amlib.analysis import outside as around

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amlib.analysis.category import Category
    from amlib.analysis.causes import Bridge
    from amlib.analysis.holidays import Feast
    from amlib.analysis.outside import Outside
    from amlib.analysis.seasons import Moved, Season
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["Panorama", "read"]

HISTORY = 48
"""Months of the category and of quotations that are looked at, where they are there."""
COURSE = 24
"""Months over which the course of our share is shown."""


@dataclass(frozen=True)
class Panorama:
    """
    All readings of a customer's market for a period.

    Attributes
    ----------
    period : Period
    sales : DataFrame
        Our own deliveries, as ``results.book`` gives them.
    comparable : bool
        Whether our own history covers the same period of last year.
    category, year : Category or None
        Over the period, and over the twelve months up to its end.
    market : Outside or None
        In the period, or the last one before it that its source covers.
    beside : Category or None
        The category over the market's own months.
    bridge : Bridge
        Of our revenue, as in the results evaluation.
    totals : DataFrame or None
        ``category.totals`` over the period.
    history : DataFrame
        ``market.course`` over the last four years, as far as it goes.
    quotations : DataFrame or None
        ``materials.quotations``; None where they were not supplied.
    channels : DataFrame
        ``outside.channels``; empty where no market data were supplied.
    follows : mapping of group to species
        Which quotation a group's price follows, where their names differ.
    """

    period: Period
    sales: pd.DataFrame
    comparable: bool
    category: Category | None
    year: Category | None
    market: Outside | None
    beside: Category | None
    bridge: Bridge
    totals: pd.DataFrame | None
    history: pd.DataFrame
    quotations: pd.DataFrame | None
    channels: pd.DataFrame
    follows: Mapping[str, str] = field(default_factory=dict)

    @property
    def stretch(self) -> Category | None:
        """The category over twelve months where the source goes that far, else over the period."""
        return self.year or self.category

    @property
    def yearly(self) -> bool:
        """Whether ``stretch`` is a year."""
        return self.year is not None

    @cached_property
    def place(self) -> str:
        """The level at which opportunities are placed: regions, else banners, else outlets, else the account."""
        rows = self.stretch.rows if self.stretch else pd.DataFrame({"region": [], "banner": [], "outlet": []})
        return next(
            (level for level in ("region", "banner", "outlet") if rows[level].nunique() > 1), "region"
        )

    def shares(self, level: str) -> pd.DataFrame:
        """``market.shares`` of the period; empty where there is no category or it does not go down to this level."""
        return _shares(self.category, level)

    def share_range(self) -> tuple[float, float, float]:
        """``market.share_range`` of the period; NaN where there is no category."""
        if self.category is None:
            return (float("nan"),) * 3
        return market.share_range(self.category)

    def sizes(self, level: str) -> pd.DataFrame:
        """
        The customer beside its market, over the market's own period; over the period asked for where there is no market.

        Returns
        -------
        DataFrame, one row per node of the customer
            As ``outside.beside``, and of nodes that the market does not have only the customer's columns.
        """
        here = _shares(self.beside or self.category, level)
        if here.empty:
            return here.reindex(
                columns=[
                    *here.columns,
                    "part",
                    "market_value",
                    "market_whole",
                    "market_growth",
                    "development",
                ]
            )
        kept = ["key", "value", "base_value", "growth", "volume_growth", "price", "base_price"]
        if self.market is None or self.beside is None:
            return here[kept]
        there = around.beside(self.beside, self.market, level)
        return here[kept].merge(there[["key", *(c for c in there if c not in kept)]], on="key", how="left")

    def standing(self, level: str) -> pd.DataFrame:
        """``outside.beside`` over the market's own period; empty where the customer or the market is not known."""
        if self.market is None or self.beside is None or (level == "region" and not self.market.regional):
            return pd.DataFrame(
                columns=[
                    "key",
                    "value",
                    "market_value",
                    "share",
                    "market_share",
                    "development",
                    "customer_index",
                ]
            )
        return around.beside(self.beside, self.market, level)

    def split(self, level: str | None = None) -> pd.DataFrame:
        """``distribution.split`` in total or per node; empty where it cannot be made."""
        if self.category is None:
            return pd.DataFrame(columns=["share", "base_share", "change", *distribution.EFFECTS])
        return distribution.split(self.category, (level,) if level else ())

    def drivers(self, level: str | None = None) -> pd.DataFrame:
        """``market.drivers`` in total or per node; empty where last year is not there to compare with."""
        found = market.drivers(self.bridge, self.totals, level)
        return found if self.comparable else found.iloc[:0]

    def concentration(self) -> pd.DataFrame:
        """
        How concentrated the suppliers are: at the customer, there a year before, and in the market.

        Returns
        -------
        DataFrame, indexed 'customer', 'customer_before', 'market' as far as suppliers are named there
            As ``market.concentration``.
        """
        made = {}
        if self.category is not None and self.category.named and self.category.trusted:
            sold = self.category.by("supplier")
            made["customer"] = market.concentration(sold[self.category.measure])
            if self.category.has_base:
                made["customer_before"] = market.concentration(sold[f"base_{self.category.measure}"])
        if self.market is not None and self.market.named:
            made["market"] = market.concentration(self.market.rows.groupby("supplier")["value"].sum())
        names = ["cr3", "cr4", "hhi", "equal", "suppliers"]
        return pd.DataFrame.from_dict(made, orient="index", columns=names)

    def opportunities(self) -> pd.DataFrame:
        """``market.opportunities`` over twelve months, per group and place; empty where shares are not known."""
        if self.stretch is None:
            return pd.DataFrame(
                columns=["group", "place", "category_value", "share", "target", "source", "gap"]
            )
        elsewhere = None
        if self.market is not None and self.market.named:
            elsewhere = around.totals(self.market, "group").set_index("key")["our_share"]
        return market.opportunities(self.stretch, self.place, elsewhere)

    def outlets(self) -> pd.DataFrame:
        """
        Our share per outlet over twelve months, and what the customer's average would be worth there.

        Returns
        -------
        DataFrame, one row per outlet, the largest gap first
            ``key``, ``name``, ``value`` (the category), ``share``, ``average`` (our share of the whole account), ``gap`` ((average − share) × value, negative where we
            stand above it), ``latitude`` and ``longitude`` are not here: they belong to the slice.
        """
        each = _shares(self.stretch, "outlet")
        if each.empty or self.stretch is None:
            return pd.DataFrame(columns=["key", "name", "value", "share", "average", "gap"])
        measure = self.stretch.measure
        average = float(market.shares(self.stretch, "total")["share"].iloc[0])
        found = each[["key", "name", "share"]].assign(value=each[measure], average=average)
        found["gap"] = (average - found["share"]) * found["value"]
        return found.sort_values(["gap", "key"], ascending=[False, True], ignore_index=True)

    def course(self) -> pd.DataFrame:
        """The last twenty-four months of ``history``, oldest first."""
        periods_ = sorted(self.history["period"].unique())
        per_year = len(periods_) and (12 if len(periods_[0]) == 7 else 4 if "Q" in periods_[0] else 1)
        kept = periods_[-(COURSE * per_year // 12) :] if per_year else []
        return self.history[self.history["period"].isin(kept)].reset_index(drop=True)

    @cached_property
    def season(self) -> Season | None:
        """The season of the customer's category where it is known per month, else of our own deliveries; None where history is short."""
        whole = self.history[self.history["group"] == ""]
        if self.seasonal == "category":
            return seasons.profile(whole.rename(columns={"period": "month"})[["month", "quantity"]])
        until = str(self.period.months()[-1])
        return seasons.profile(self.sales.loc[self.sales["month"] <= until, ["month", "quantity"]])

    @cached_property
    def seasonal(self) -> str:
        """Whose season it is: ``'category'`` or ``'own'``."""
        whole = self.history[(self.history["group"] == "") & (self.history["quantity"] > 0)]
        monthly = len(whole) and bool((whole["period"].str.len() == 7).all())
        return "category" if monthly and len(whole) >= COURSE else "own"

    def moved(self) -> Moved | None:
        """What the calendar alone lets expect of the period beside last year's; None without a season."""
        season = self.season
        return None if season is None else seasons.moved(season, self.period, self.period.last_year())

    def feasts(self) -> tuple[Feast, ...]:
        """The feasts that fall in the period or in the same one of last year."""
        return holidays.feasts(self.period, self.period.last_year())

    @cached_property
    def prices(self) -> pd.DataFrame:
        """Our own price per group and month, without mix."""
        until = str(self.period.months()[-1])
        return materials.prices(self.sales[self.sales["month"] <= until])

    @cached_property
    def lags(self) -> pd.DataFrame | None:
        """``materials.lags``; None where no quotations were supplied."""
        return (
            None
            if self.quotations is None
            else materials.lags(self.prices, self.quotations, species_of=self.follows)
        )

    def followed(self) -> tuple[pd.Series, pd.DataFrame] | None:
        """The group whose price follows its raw material most closely, and the course of both; None where none can be measured."""
        if self.lags is None or self.quotations is None or not self.lags["measurable"].any():
            return None
        best = self.lags.iloc[int(self.lags["correlation"].astype(float).argmax())]
        made = materials.course(
            self.prices, self.quotations, str(best["group"]), str(best["species"]), best["lag_months"]
        )
        return best, made

    def graded(self, goals: pd.DataFrame | None = None) -> pd.DataFrame:
        """
        Every figure of the market analysis with its grade, as ``grades.table``.

        Parameters
        ----------
        goals : DataFrame, optional
            ``goals.standing``; a goal that could be measured rests on the category.
        """
        ours, there = grades.of_category(self.category), grades.of_market(self.market, self.period)
        year = grades.of_category(self.year)
        own = grades.Mark("sales", months_behind=0, coverage=1.0)
        measured = goals is not None and bool((goals["status"] != "unknown").any())
        named = self.market is not None and self.market.named
        outlets = self.category is not None and self.category.level == "outlet"
        figures = [
            ("category_size", (ours,)),
            ("our_share", (ours,)),
            ("share_split", (ours if outlets else grades.Mark("category_sales"),)),
            ("revenue_drivers", (own, ours) if self.totals is not None else (own,)),
            ("market_size", (there,)),
            ("customer_part", (grades.of_category(self.beside), there)),
            ("concentration", (ours,)),
            ("opportunity", (year, there) if named else (year,)),
            ("season", (ours if self.seasonal == "category" else own,)),
            ("raw_material_lag", (own, grades.of_quotations(self.quotations, self.period))),
            ("customer_goals", (ours if measured else grades.Mark("customer_goals"),)),
        ]
        return grades.table([grades.Figure(code, marks) for code, marks in figures])


def read(data: Slice, period: Period, follows: Mapping[str, str] | None = None) -> Panorama:
    """
    All readings of the customer's market for a period.

    Parameters
    ----------
    data : Slice
        ``sales``, ``outlets``, ``products``, and as far as supplied ``category_sales``, ``category_totals``, ``market`` and ``raw_materials``.
    period : Period
        A month, quarter or year.
    follows : mapping of group to species, optional
        Which raw material's quotation a group's price follows, where their names differ.

    Raises
    ------
    FigureError
        There are no sales at all in or after the period.
    """
    sales = results.book(data)
    compared = results.compare(data, period)
    months, base_months = bases.sides(period)
    found = results.shelf(data, months, base_months)
    outside = around.read(data, period)
    beside = found
    if outside is not None and outside.behind:
        beside = results.shelf(data, outside.months, outside.base_months)
    steps = [period.months()[-1]]
    while len(steps) < HISTORY:
        steps.insert(0, steps[0].previous())
    quoted = data["raw_materials"] if data.supplied("raw_materials") else None
    return Panorama(
        period=period,
        sales=sales,
        comparable=not compared.missing_months and compared.total()[1] > 0,
        category=found,
        year=results.shelf(data, *bases.twelve_months(period)),
        market=outside,
        beside=beside,
        bridge=bridges.of(data, period),
        totals=categories.totals(data, months, base_months),
        history=market.course(data, sales, [str(month) for month in steps]),
        quotations=None
        if quoted is None
        else materials.quotations(quoted[quoted["date"] <= pd.Timestamp(period.end)]),
        channels=around.channels(data, period),
        follows=dict(follows or {}),
    )


def _shares(category: Category | None, level: str) -> pd.DataFrame:
    """The shares at a level; empty where the category is unknown or all of it lies in one nameless place."""
    if category is None:
        return pd.DataFrame(columns=["key", "name", "value", "share", "base_share", "points"])
    found = market.shares(category, level)
    nameless = level in ("region", "banner", "outlet") and (found["key"] == "").all()
    return found.iloc[:0] if nameless else found
