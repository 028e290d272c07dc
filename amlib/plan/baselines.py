"""
What the year brings without action, out of a slice: the ground under a plan.

Revenue per group is estimated as in the results evaluation (``outlook``), the whole account by itself, and the groups are scaled to it: two estimates that disagree would make a plan that does
not add up. Months follow the last year's months. Quantity and margin go along with revenue, at each group's figures of the last twelve months. Outlets share in the account's
revenue as they did in these twelve months; those that are closed do not. Articles without a group are a group of their own, '–'.

* Without action is also without promotions: what those of the last twelve months brought (as far as they could be judged) is taken out of the months that are still to come, in their month and group. A
  promotion that is repeated brings back its own and is not counted twice; one that nobody could judge stays in, and should say nothing of what it brings.
* What the running year still brings, in revenue and in quantity, is as its latest estimate says, where that is at hand, so that a plan and an evaluation of the same day never differ.
* The running year: what is in the books, month by month, and the months that are left.
* The year after: the months that are left of the running year are taken as expected, and the year after is estimated from there, with the errors of a sum of twelve months. Those
  errors do not know that the first months were expected too, so they are somewhat too small; the draft says so as an assumption.

What was not supplied is left out: no cost, no margin; no category down to outlets, no listings; no promotions, none to repeat.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from amlib import errors, language, periods
from amlib.analysis import (
    bases,
    calculation,
    category,
    market,
    odds,
    outlook,
    promotions,
    results,
    rivals,
    scenarios,
)
from amlib.plan import openings
from amlib.plan.drafts import Given
from amlib.plan.items import Assumption, Risk, Trigger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amlib.analysis.odds import Odds
    from amlib.analysis.year import Ahead
    from amlib.data.account import AccountParameters
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["Year", "expected", "given", "no_growth", "to_come"]

JUDGED = 5
"""Fewer promotions than this say nothing of what new sales take from our other articles."""
MOVE = 0.1
"""The move of the quotation that a draft has as a risk."""


@dataclass(frozen=True)
class Year:
    """
    A year without action.

    Attributes
    ----------
    year : int
    through : str
        The last month that is in the books, 'YYYY-MM'.
    months : DataFrame, one row per (level, key, month)
        As ``drafts.Given.baseline``, with ``booked``: whether the month is in the books; ``cost`` is NaN where it is not known.
    before : float
        Revenue of the year before, expected months included; NaN where history does not cover it.
    odds : Odds of the year's revenue
    lifted : float
        What promotions brought in revenue that was taken out.
    eve : DataFrame or None
        The months of the running year, as booked and as still expected, one row per (group, month) as ``months``; None where the year is the running one.
    """

    year: int
    through: str
    months: pd.DataFrame
    before: float
    odds: Odds
    lifted: float = 0.0
    eve: pd.DataFrame | None = None


def expected(
    data: Slice,
    period: Period,
    year: int | None = None,
    *,
    assessed: pd.DataFrame | None = None,
    latest: Ahead | None = None,
) -> Year:
    """
    The running year of a period, or the year after it, without action.

    Parameters
    ----------
    data : Slice
    period : Period
        What is later than its end is not looked at.
    year : int, optional
        The period's own year or the next; by default the next.
    assessed : DataFrame, optional
        ``promotions.evaluate`` of the period; nothing is taken out where it is not given.
    latest : Ahead, optional
        The latest estimate of the running year, whose months to come are then taken as it says; estimated here where it is not given.

    Raises
    ------
    FigureError
        It is another year, or there are no sales to go on from.
    """
    through = str(period.months()[-1])
    running = periods.parse(through).year
    year = running + 1 if year is None else year
    book = results.book(data)
    book = book[book["month"] <= through]
    if year not in (running, running + 1) or book.empty:
        raise errors.FigureError(
            language.say("there is no baseline of {year} to make at {month}", year=str(year), month=through),
            expected=language.say("the running year or the next, and sales before it"),
            do_next=language.say("choose a period with sales in the year before the plan"),
        )
    book = book.assign(group=book["group"].where(book["group"] != "", language.MISSING))
    revenue = book.groupby(["group", "month"])["revenue"].sum().rename("amount").reset_index()
    rests = _rests(latest, through)
    if year == running or rests is None:
        series, ends = _ahead(revenue, through, running, rests)
    else:
        series = _extended(revenue, through, rests)
    eve = None
    if year > running:
        eve = _with_measures(series[series["month"].str.startswith(f"{running}-")], book, through)
        eve = _sold_as_estimated(eve, latest if rests is not None else None)
        series, ends = _ahead(series, f"{running}-12", year)
    inside = series[series["month"].str.startswith(f"{year}-")]
    months, lifted = _without_promotions(_with_measures(inside, book, through), assessed, through)
    ends = replace(ends, realised=ends.realised - lifted)
    before = series.loc[series["month"].str.startswith(f"{year - 1}-"), "amount"].sum()
    covered = str(series["month"].min()) <= f"{year - 1}-01"
    places = _outlets(data, book, through, months, year)
    named = pd.concat([months.assign(level="group", name=months["key"]), places], ignore_index=True)
    return Year(year, through, named, float(before) if covered else float("nan"), ends, lifted, eve)


def given(
    data: Slice,
    period: Period,
    account: AccountParameters,
    year: int | None = None,
    *,
    method: str = "proportional",
    proposals: pd.DataFrame | None = None,
    assessed: pd.DataFrame | None = None,
    base: Year | None = None,
    risks: Sequence[Risk] = (),
) -> Given:
    """
    What a first draft is made from, out of a slice.

    Parameters
    ----------
    data : Slice
    period : Period
    account : AccountParameters
        Who manages it, the growth that was agreed, and which quotation a group follows.
    year : as for ``expected``
    method : one of ``targets.METHODS``
    proposals : DataFrame, optional
        As ``drafts.Given``: what was found, in words.
    assessed : DataFrame, optional
        ``promotions.evaluate`` of the period; evaluated here where it is not given.
    base : Year, optional
        ``expected`` of the same, when it is already at hand.
    risks : sequence of Risk
        What else may go wrong; they follow on those that the figures give.
    """
    judged = promotions.evaluate(data, period) if assessed is None else assessed
    found = expected(data, period, year, assessed=judged) if base is None else base
    deep = _category(data, period)
    rooms = pd.DataFrame() if deep is None else market.opportunities(deep, "region")
    potential = None if rooms.empty else rooms.groupby("group", observed=True)["gap"].sum()
    shelf = rivals.read(data, period) if deep is not None else None
    listings = pd.DataFrame() if shelf is None else shelf.gaps.assign(name=shelf.gaps["article"])
    open_then = openings.outlets(data, period, found.year)
    if len(listings):  # an outlet that closes before the year has no place to fill in it
        listings = listings[listings["outlet"].isin(open_then["outlet"])].reset_index(drop=True)
    left = [m for m in range(1, 13) if f"{found.year}-{m:02d}" > found.through]
    return Given(
        baseline=found.months,
        owner=account.account_manager,
        before=found.before,
        growth=account.growth_target,
        method=method,
        potential=potential,
        odds=found.odds,
        begins=date(found.year, left[0], 1) if left else None,
        promotions=openings.promotions(data, period, judged),
        listings=listings if left else pd.DataFrame(),
        uptake=None if shelf is None else shelf.uptake,
        replaced=_replaced(judged),
        opportunities=rooms,
        outlets=open_then,
        capacity=openings.capacity(data, period),
        needs=openings.needs(data, period),
        proposals=pd.DataFrame() if proposals is None else proposals,
        assumptions=_assumptions(found, account, data["sales"]["month"].nunique()),
        risks=_numbered((*_risks(found, calculation.links(data, account.follows)), *risks)),
    )


def no_growth() -> str:
    """What a first draft assumes where nobody agreed on growth, in the current language."""
    return language.say("no growth was agreed: the target is the baseline")


def to_come(found: Year) -> pd.DataFrame:
    """
    A year per group as ``calculation.prepare`` reads it: what is still to come, and what is in the books.

    Returns
    -------
    DataFrame, one row per group
        ``group``, ``quantity``, ``revenue``, ``cost`` and ``booked_`` of each; the cost is NaN where it is not known.
    """
    rows = found.months[found.months["level"] == "group"]
    rows = rows.assign(cost=rows["revenue"] - rows["margin"])
    names = list(calculation.COLUMNS)
    sums = [rows[rows["booked"] == booked].groupby("key")[names].sum(min_count=1) for booked in (False, True)]
    keys = sorted(set(rows["key"]))
    unknown = rows.groupby("key")["cost"].apply(lambda cost: cost.isna().any()).reindex(keys)
    both = sums[0].reindex(keys).fillna(0.0).join(sums[1].reindex(keys).fillna(0.0).add_prefix("booked_"))
    both.loc[unknown.to_numpy(bool), ["cost", "booked_cost"]] = float("nan")
    return both.rename_axis("group").reset_index()


def _rests(latest: Ahead | None, through: str) -> pd.Series[float] | None:
    """What the latest estimate still expects of each group, known events included; None where it does not say."""
    if latest is None or latest.through != through:
        return None
    lines = latest.level("group")
    rests = (lines["rest"] + lines["events"]).set_axis(lines["key"].replace("", language.MISSING))
    return rests.astype(float) if len(rests) and rests.notna().all() else None


def _sold_as_estimated(months: pd.DataFrame, latest: Ahead | None) -> pd.DataFrame:
    """Months whose quantity still to come is that of the latest estimate, shared as it stood; as they are where it does not say."""
    line = None if latest is None else latest.line("quantity")
    rest = float("nan") if line is None else float(line["rest"] + line["events"])
    ahead = ~months["booked"].astype(bool)
    stood = float(months.loc[ahead, "quantity"].sum())
    if not (rest > 0 and stood > 0):
        return months
    return months.assign(quantity=months["quantity"].where(~ahead, months["quantity"] * (rest / stood)))


def _extended(series: pd.DataFrame, through: str, rests: pd.Series[float]) -> pd.DataFrame:
    """Series of groups with the months left of their year, each group's rest over them."""
    ahead = [f"{through[:4]}-{month:02d}" for month in range(int(through[-2:]) + 1, 13)]
    added = [
        _spread(rows, ahead, float(rests.get(group, 0.0))) for group, rows in series.groupby("group") if ahead
    ]
    return pd.concat([series, *added], ignore_index=True)


def _ahead(
    series: pd.DataFrame, through: str, year: int, rests: pd.Series[float] | None = None
) -> tuple[pd.DataFrame, Odds]:
    """Series of groups with the months left of a year as expected (or as given), and the odds of their sum."""
    left = 12 - int(through[-2:]) if through.startswith(str(year)) else 12
    pool = outlook.pool(series, through, left)
    total = series.groupby("month")["amount"].sum().reset_index()
    whole = outlook.estimate(total, year, through, pool)
    if not left:
        return series, odds.of(whole, pool)
    if rests is not None:
        return _extended(series, through, rests), replace(odds.of(whole, pool), rest=float(rests.sum()))
    ahead = [f"{year}-{month:02d}" for month in range(13 - left, 13)]
    parts = {
        group: outlook.estimate(rows, year, through, pool, group=str(group)).rest
        for group, rows in series.groupby("group")
    }
    sizes = pd.Series(parts, dtype=float).clip(lower=0.0)
    scale = max(whole.rest, 0.0) / sizes.sum() if sizes.sum() > 0 else 0.0
    added = [_spread(series[series["group"] == group], ahead, scale * size) for group, size in sizes.items()]
    return pd.concat([series, *added], ignore_index=True), odds.of(whole, pool)


def _spread(rows: pd.DataFrame, ahead: list[str], amount: float) -> pd.DataFrame:
    """An amount over months as those of the year before; evenly where there were none."""
    before = [str(periods.parse(month).last_year()) for month in ahead]
    shape = rows.groupby("month")["amount"].sum().reindex(before).fillna(0.0).clip(lower=0.0).to_numpy(float)
    shape = shape / shape.sum() if shape.sum() > 0 else np.full(len(ahead), 1 / len(ahead))
    return pd.DataFrame({"group": rows["group"].iloc[0], "month": ahead, "amount": amount * shape})


def _with_measures(inside: pd.DataFrame, book: pd.DataFrame, through: str) -> pd.DataFrame:
    """Months of groups with quantity and margin: as booked, else at the group's figures of the last twelve months."""
    cost = book["cost"] if "cost" in book else pd.Series(float("nan"), index=book.index)
    bare = cost.isna() & (book["quantity"] != 0)
    rows = book.assign(margin=book["revenue"] - cost.fillna(0.0), bare=bare)
    seen = rows.groupby(["group", "month"])[["quantity", "revenue", "margin", "bare"]].sum()
    seen["margin"] = seen["margin"].where(seen["bare"] == 0)
    since = str(pd.Period(through, freq="M") - 11)
    late = seen[seen.index.get_level_values("month") >= since]
    recent = late.groupby("group")[["quantity", "revenue", "margin"]].sum(min_count=1)
    unknown = late["margin"].isna().groupby("group").any()
    rates = recent[["quantity", "margin"]].div(recent["revenue"].where(recent["revenue"] > 0), axis=0)
    found = inside.rename(columns={"amount": "revenue"}).groupby(["group", "month"])[["revenue"]].sum()
    found = found.join(seen[["quantity", "margin"]]).reset_index()
    found["booked"] = found["month"] <= through
    for name in ("quantity", "margin"):
        ahead = found["revenue"] * found["group"].map(rates[name])
        found[name] = found[name].where(found["booked"], ahead.fillna(0.0))
    found.loc[found["group"].map(unknown).fillna(True).astype(bool), "margin"] = float("nan")
    found["month"] = found["month"].str[-2:].astype(int)
    return found.rename(columns={"group": "key"})


def _without_promotions(
    months: pd.DataFrame, assessed: pd.DataFrame | None, through: str
) -> tuple[pd.DataFrame, float]:
    """The months to come without what the promotions of the last twelve months brought in the same month of the year; and what that was in revenue."""
    if assessed is None or assessed.empty:
        return months, 0.0
    known = assessed[(assessed["status"] == "assessed") & assessed["profit"].notna()]
    begun = pd.to_datetime(known["start"]).dt.to_period("M")
    last = pd.Period(through, freq="M")
    known = known[(begun > last - 12) & (begun <= last)]
    brought = pd.DataFrame(
        {
            "key": known["group"].where(known["group"].fillna("") != "", language.MISSING),
            "month": pd.to_datetime(known["start"]).dt.month,
            "quantity": known["net"],
            "revenue": known["net"] * known["price_per_kg"] - known["support"],
            "margin": known["profit"] + known["fixed_cost"].fillna(0.0),
        }
    )
    sums = brought.groupby(["key", "month"])[["quantity", "revenue", "margin"]].sum()
    found = months.set_index(["key", "month"])
    taken = sums.reindex(found.index).fillna(0.0).mul(~found["booked"].to_numpy(bool), axis=0)
    for name in ("quantity", "revenue", "margin"):
        found[name] -= taken[name]
    return found.reset_index()[list(months.columns)], float(taken["revenue"].sum())


def _outlets(data: Slice, book: pd.DataFrame, through: str, months: pd.DataFrame, year: int) -> pd.DataFrame:
    """The account's months over the outlets that are open, as they shared in the last twelve months."""
    places = data["outlets"].set_index("outlet")
    closed = pd.to_datetime(places["closed"])
    gone = set(closed.index[closed < pd.Timestamp(year, 1, 1)])
    since = str(pd.Period(through, freq="M") - 11)
    recent = book[(book["month"] >= since) & ~book["outlet"].isin(gone)]
    share = recent.groupby("outlet")["revenue"].sum().clip(lower=0.0)
    share = share[share > 0] / share.sum()
    whole = months.groupby("month")[["revenue"]].sum().reset_index()
    names = places["name"].reindex(share.index).fillna(pd.Series(share.index, index=share.index))
    each = pd.DataFrame({"key": share.index, "name": names.to_numpy(), "share": share.to_numpy()})
    found = each.merge(whole, how="cross")
    found["revenue"] *= found["share"]
    return found.drop(columns="share").assign(
        level="outlet", quantity=float("nan"), margin=float("nan"), booked=False
    )


def _category(data: Slice, period: Period) -> category.Category | None:
    """The customer's category over the twelve months up to the end of a period."""
    if not data.supplied("category_sales"):
        return None
    months, base = bases.twelve_months(period)
    found = results.shelf(data, months, base)
    return found if found is not None and found.trusted else None


def _assumptions(found: Year, account: AccountParameters, history: int) -> tuple[Assumption, ...]:
    """What a draft takes to be so. That the year comes as it is estimated is worth the margin between the middle of its range and the low end; how well it is known follows from the history."""
    texts = [
        language.say(
            "prices and assortment stay as they are in {month}, but for the actions",
            month=language.period(periods.parse(found.through)),
        )
    ]
    if account.growth_target is None:
        texts.append(no_growth())
    if not found.through.startswith(str(found.year)):
        texts.append(
            language.say(
                "the months of {year} that are still to come are as expected; the probability does not know that they may differ",
                year=str(found.year - 1),
            )
        )
    made = [Assumption(id=f"A{n}", text=text) for n, text in enumerate(texts, 1)]
    groups = found.months[found.months["level"] == "group"]
    revenue, margin = (float(groups[name].sum(skipna=False)) for name in ("revenue", "margin"))
    low = found.odds.reached(outlook.HIGH)
    if np.isfinite(low) and np.isfinite(margin) and revenue > 0:
        grade: Literal["A", "B", "C"] = "A" if history >= 48 else "B" if history >= 24 else "C"
        text = language.say(
            "without action the year comes as it is estimated; the low end of its range is missed once in ten times"
        )
        worth = round(margin / revenue * (low - found.odds.centre) * 100)
        source = language.say_many("{count} month of sales", "{count} months of sales", history)
        made.append(
            Assumption(id=f"A{len(made) + 1}", text=text, quality=grade, impact=min(worth, 0), source=source)
        )
    return tuple(made)


def _numbered(risks: Sequence[Risk]) -> tuple[Risk, ...]:
    """The risks under numbers of their own."""
    return tuple(risk.model_copy(update={"id": f"R{n}"}) for n, risk in enumerate(risks, 1))


def _replaced(judged: pd.DataFrame) -> float | None:
    """The part of what promotions sold more that they took from our other articles of the group; None where too few could be judged."""
    known = judged[judged["status"] == "assessed"] if len(judged) else judged
    if len(known) < JUDGED or not float(known["gross"].sum()) > 0:
        return None
    return min(max(-float(known["cannibalisation"].sum()) / float(known["gross"].sum()), 0.0), 1.0)


def _risks(found: Year, through: pd.DataFrame) -> tuple[Risk, ...]:
    """That the raw material moves to our loss within the year, where it is known how far and how late price and cost follow it."""
    lines = to_come(found)
    known = through.dropna()
    if known.empty or lines["cost"].isna().any():
        return ()
    year = calculation.prepare(lines, 0.0, through=scenarios.felt(known).reset_index())
    plain = calculation.edited(year).margin
    moves = {
        r: calculation.edited(year, calculation.Edit(raw_material=r)).margin - plain for r in (MOVE, -MOVE)
    }
    worst = min(moves, key=lambda r: moves[r])
    if round(moves[worst]) >= 0:
        return ()
    part = language.percent(MOVE, 0)
    text = language.say(
        "the raw material becomes {part} dearer"
        if worst > 0
        else "the raw material becomes {part} cheaper, and our price follows further than our cost",
        part=part,
    )
    trigger = Trigger(
        text=language.say("the quotation of a month is {part} away from that of this draft", part=part)
    )
    return (Risk(id="R1", text=text, impact=round(moves[worst] * 100), triggers=(trigger,)),)
