"""
The contract with one customer, put together: what is owed, where the year stands on the ladders, what that leaves, and what nobody wrote down.

The agreements say what is due and the sales over what; neither shows the debt that grows between them. Here both are laid side by side for one account and one day, the end of a
period: owed so far and on the year as it is heading, beside last year at the same day; per month, so that terms can stand as a cause of a change of margin.

Conventions: what the year still brings is spread over its months as last year's, and sold at this year's average revenue per kilogram unless told otherwise. Margin is margin before
terms, its rate that of the year to date. In the customer's slice only payment days and service level are seen. A year without any agreement in the table is a year
that is not known, not one without terms.

Deliberately absent: what was really paid or received. No table holds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from amlib import periods
from amlib.analysis import books as months_of
from amlib.analysis import conditions, ladders, results, terms
from amlib.analysis.books import Books
from amlib.analysis.conditions import COSTING, IN_STEPS, Amounts

if TYPE_CHECKING:
    from amlib.analysis.ladders import Crossing, Curve
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["REACH", "Contract", "Heading", "cost", "of"]

REACH = 0.10
"""How far beyond the latest estimate a step is looked at, as a fraction of it; farther where the range of the estimate goes farther."""

_NOTHING_SEEN: Mapping[str, bool] = MappingProxyType({})


@dataclass(frozen=True)
class Heading:
    """Where the revenue of the year is heading, with its range; NaN where it is not known."""

    centre: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")

    @property
    def known(self) -> bool:
        """Whether there is an estimate at all."""
        return isfinite(self.centre)

    @property
    def ranged(self) -> bool:
        """Whether it has a range."""
        return isfinite(self.low) and isfinite(self.high)


@dataclass(frozen=True)
class Contract:
    """
    The conditions of one customer on a day.

    Attributes
    ----------
    period, day : Period, date
        What is looked at, and its last day.
    revenue : float
        Of the year up to the day.
    heading : Heading
        Revenue of the whole year.
    margin_rate : float
        Margin before terms as a fraction of revenue, of the year to date; NaN where a cost is not known.
    accrued, last_year : DataFrame, as ``terms.accrual``
        Up to the day, and to the same day a year before.
    beside : DataFrame, as ``terms.outlook``, plus ``low`` and ``high``
        The same at the ends of the estimate's range; NaN where there is none.
    steps : DataFrame, one row per step of the bonuses
        As ``ladders.ladder``, plus ``now`` and ``then``: sales still to make up to the day and on the latest estimate (nil or less: reached; NaN: not known), and ``at``: the threshold in money.
    crossings, passed : tuple of Crossing
        The steps within reach of the latest estimate, and the last ones passed at a loss; empty without a margin.
    curve : Curve or None
        The bonus as a function of the year's revenue.
    waterfall : DataFrame, one row per item of ``terms.waterfall``
        ``item``, ``total``, ``unknown`` and money: ``period``, ``base_period``, ``to_date``, ``base_to_date``; a base is NaN where no agreement or no cost of it is known.
    counter : DataFrame, as ``terms.counter_performance``, plus ``estimate``
        ``received`` is 'measured' for a growth bonus: its growth shows in the sales.
    payment, service : DataFrame
        As ``terms.payment_days``; and ``term``, ``rate``, ``counter_performance`` of the service levels that hold on the day.
    unclear : DataFrame
        ``term`` and ``difference``: what counting kilograms instead of revenue would add, for conditions that do not say which; NaN where not known.
    without_goods : float
        Revenue of the year to date without goods: credit notes, among which bonuses may be booked.
    """

    period: Period
    day: date
    revenue: float
    heading: Heading
    margin_rate: float
    accrued: pd.DataFrame
    last_year: pd.DataFrame
    beside: pd.DataFrame
    steps: pd.DataFrame
    crossings: tuple[Crossing, ...]
    passed: tuple[Crossing, ...]
    curve: Curve | None
    waterfall: pd.DataFrame
    counter: pd.DataFrame
    payment: pd.DataFrame
    service: pd.DataFrame
    unclear: pd.DataFrame
    without_goods: float

    @property
    def cliffs(self) -> tuple[Crossing, ...]:
        """The steps ahead that cost more than the sales that reach them earn, the dearest first."""
        return tuple(crossing for crossing in self.crossings if crossing.cliff)

    @property
    def owed(self) -> tuple[float, float]:
        """What is owed up to the day, and on the latest estimate; NaN without an estimate."""
        estimate = self.beside["estimate"].sum() if self.heading.known else float("nan")
        return float(self.accrued["amount"].sum()), float(estimate)

    def line(self, item: str, side: str = "to_date") -> float:
        """One figure of the waterfall; NaN where it is not known."""
        found = dict(zip(self.waterfall["item"], self.waterfall[side], strict=True))
        return float(found.get(item, float("nan")))


def of(
    data: Slice,
    period: Period,
    heading: pd.Series | float | None = None,
    *,
    quantity: float | None = None,
    received: Mapping[str, bool] = _NOTHING_SEEN,
) -> Contract | None:
    """
    The contract of a slice at the end of a period; None where no terms were supplied.

    Parameters
    ----------
    data : Slice
        With the tables ``terms``, ``sales``, ``outlets`` and ``products``.
    period : Period
    heading : float or Series with ``centre``, ``low`` and ``high``, optional
        Revenue of the whole year as it is heading; a year that is closed needs none.
    quantity : float, optional
        Kilograms of the whole year as it is heading.
    received : mapping of term to bool
        Counter-performances that a person has seen.

    Raises
    ------
    FigureError
        A revenue is not a number.
    """
    if not data.supplied("terms"):
        return None
    agreed, day = data["terms"], period.months()[-1].end
    books = Books(agreed, results.book(data))
    months = books.months(day.year)
    so_far = months_of.until(months, day)
    ahead = _heading(heading, so_far, day)
    now, year_end = months_of.amounts(so_far), date(day.year, 12, 31)
    sold = so_far[so_far["revenue"].notna()]
    rate = float("nan")
    if sold["revenue"].sum() > 0:
        rate = float(sold["margin"].sum(skipna=False) / sold["revenue"].sum())
    ends = {
        name: _year(months, day, total, None if quantity is None else quantity * total / ahead.centre)
        for name, total in vars(ahead).items()
        if isfinite(total)
    }
    accrued = terms.accrual(agreed, now, day)
    reach = max(REACH, ahead.high / ahead.centre - 1 if ahead.ranged and ahead.centre > 0 else 0.0)
    known = "centre" in ends and isfinite(rate)
    away = ladders.distance(agreed, ends["centre"], year_end, reach=reach) if known else None
    near = away[away["distance"] <= reach * ahead.centre] if away is not None else None
    return Contract(
        period=period,
        day=day,
        revenue=float(so_far["revenue"].sum()),
        heading=ahead,
        margin_rate=rate,
        accrued=accrued,
        last_year=_a_year_before(books, day),
        beside=_beside(agreed, accrued, ends, year_end),
        steps=_steps(agreed, now, day, ends.get("centre"), year_end),
        crossings=ladders.crossings(near, rate) if near is not None else (),
        passed=ladders.passed(agreed, ends["centre"], year_end, rate) if known else (),
        curve=_curve(agreed, ends.get("centre"), year_end, float(so_far["revenue"].sum()), ahead),
        waterfall=_waterfall(books, period),
        counter=_counter(accrued, agreed, ends.get("centre"), year_end, received),
        payment=terms.payment_days(agreed, day),
        service=_service(agreed, day),
        unclear=_unclear(agreed, accrued, now, day),
        without_goods=books.without_goods([str(month) for month in so_far.index]),
    )


def cost(data: Slice, months: Sequence[str]) -> pd.Series:
    """
    What the agreed conditions cost in each of some months.

    The growth of the debt over the month, so that the months of a year add up to what is owed at their end; a retroactive step falls in the month that crosses it.

    Parameters
    ----------
    data : Slice
    months : sequence of 'YYYY-MM'

    Returns
    -------
    Series of float by month
        NaN where no agreement of that year is known.

    Raises
    ------
    FigureError
        A revenue is not a number.
    """
    result = pd.Series(float("nan"), index=pd.Index(months), dtype="float64")
    if not data.supplied("terms"):
        return result
    books = Books(data["terms"], results.book(data))
    for year in sorted({name[:4] for name in months}):
        found = books.by_kind(max(name for name in months if name[:4] == year))
        if found is not None:
            result.update(found.sum(axis=1).round(2))
    return result


def _heading(given: pd.Series | float | None, so_far: pd.DataFrame, day: date) -> Heading:
    """The estimate in one form; a year that is closed is its own."""
    if day.month == 12:
        realised = float(so_far["revenue"].sum())
        return Heading(realised, realised, realised)
    if given is None:
        return Heading()
    if isinstance(given, pd.Series):
        return Heading(*(float(given.get(name, float("nan"))) for name in ("centre", "low", "high")))
    return Heading(float(given))


def _year(months: pd.DataFrame, day: date, total: float, quantity: float | None) -> Amounts:
    """The whole year: the months so far, and the rest over its months as last year's."""
    whole = months[months.index >= f"{day.year}-01"].copy()
    rest = whole.index > f"{day:%Y-%m}"
    sold, kilograms = (float(whole.loc[~rest, measure].sum()) for measure in ("revenue", "quantity"))
    if rest.any():
        weights = whole.loc[rest, "base_revenue"]
        weights = weights if weights.notna().all() and weights.sum() > 0 else weights.fillna(0.0) * 0 + 1.0
        spread = weights / weights.sum()
        more = (total - sold) * kilograms / sold if quantity is None and sold > 0 else (quantity or kilograms) - kilograms  # fmt: skip
        parts = ((total - sold) * spread).round(2).to_numpy(float, copy=True)
        parts[-1] += round(total - sold - parts.sum(), 2)
        whole.loc[rest, "revenue"] = parts
        whole.loc[rest, "quantity"] = (more * spread).to_numpy()
    return months_of.amounts(whole)


def _a_year_before(books: Books, day: date) -> pd.DataFrame:
    """What was owed on the same day of last year."""
    before = (pd.Timestamp(day) - pd.DateOffset(years=1)).date()
    before = before if before.month != 2 else (pd.Timestamp(before) + pd.offsets.MonthEnd(0)).date()
    return terms.accrual(
        books.agreed, months_of.amounts(months_of.until(books.months(before.year), before)), before
    )


def _beside(agreed: pd.DataFrame, accrued: pd.DataFrame, ends: Mapping[str, Amounts], year_end: date) -> pd.DataFrame:  # fmt: skip
    """Owed so far beside the latest estimate and the ends of its range."""
    owed = {name: terms.accrual(agreed, amounts, year_end) for name, amounts in ends.items()}
    if "centre" not in owed:
        nothing = accrued.assign(amount=float("nan"))
        return terms.outlook(accrued, nothing).assign(low=float("nan"), high=float("nan"))
    found = terms.outlook(accrued, owed["centre"])
    for name in ("low", "high"):
        there = owed[name].set_index("term")["amount"] if name in owed else pd.Series(dtype="float64")
        found[name] = found["term"].map(there).astype("float64")
    return found


def _steps(agreed: pd.DataFrame, now: Amounts, day: date, then: Amounts | None, year_end: date) -> pd.DataFrame:  # fmt: skip
    """Every step of the bonuses, and how far it is now and on the latest estimate."""
    found = ladders.ladder(agreed, year_end)
    found = found[found["kind"].isin(IN_STEPS)]
    here = ladders.standing(agreed, now, day).set_index("step_term")
    there = here.iloc[:0] if then is None else ladders.standing(agreed, then, year_end).set_index("step_term")
    return found.assign(
        now=found["step_term"].map(here["distance"]),
        then=found["step_term"].map(there["distance"]),
        at=found["step_term"].map(there["at"] if then is not None else here["at"]),
    ).reset_index(drop=True)


def _curve(agreed: pd.DataFrame, year: Amounts | None, year_end: date, sold: float, ahead: Heading) -> Curve | None:  # fmt: skip
    """The bonus over the revenues that matter: from what is sold to beyond the range of the estimate."""
    if year is None or not min(ahead.centre, sold) > 0:
        return None
    low = min(sold, ahead.centre, ahead.low if ahead.ranged else ahead.centre) * 0.95
    high = max(ahead.centre, ahead.high if ahead.ranged else ahead.centre) * (1 + REACH)
    found = ladders.curve(agreed, year, year_end, low, high)
    return found if (found.points["owed"] > 0).any() else None


def _waterfall(books: Books, period: Period) -> pd.DataFrame:
    """From revenue to margin after terms, for the period and the year to date, each with last year's."""
    sides = {
        "period": period.months(),
        "base_period": period.last_year().months(),
        "to_date": period.year_to_date(),
        "base_to_date": period.last_year().year_to_date(),
    }
    made = {
        name: _side(books, [str(month) for month in months], whole=name.startswith("base"))
        for name, months in sides.items()
    }
    order = ["revenue", *COSTING, "net_net_revenue", "cost", "margin_after_terms"]
    seen = [item for item in order if any(item in side.index for side in made.values())]
    result = pd.DataFrame({"item": seen, "total": [item in ("revenue", "net_net_revenue", "margin_after_terms") for item in seen]})  # fmt: skip
    result["unknown"] = made["to_date"]["unknown"].reindex(seen).fillna(0).astype("int64").to_numpy()
    for name, side in made.items():
        absent = 0.0 if len(side) else float("nan")
        result[name] = side["amount"].reindex(seen, fill_value=absent).to_numpy(float)
    return result


def _side(books: Books, months: list[str], *, whole: bool) -> pd.DataFrame:
    """The waterfall of some months, by item; empty where no agreement or no sale of them is known."""
    year, by_kind = books.months(int(months[-1][:4])), books.by_kind(months[-1])
    chosen = year.loc[months]
    before = chosen[
        "revenue"
    ].isna()  # a customer that is new this year has sold nothing before; a base must be whole
    if by_kind is None or before.all() or (whole and before.any()):
        return pd.DataFrame({"amount": pd.Series(dtype="float64"), "unknown": pd.Series(dtype="int64")})
    chosen, last = chosen[~before], periods.parse(months[-1]).end
    found = terms.accrual(books.agreed, months_of.amounts(months_of.until(year, last)), last)
    unknown = found[found["status"] == "unknown"]["kind"].value_counts()
    owed = by_kind.loc[months].sum().round(2)
    rows = pd.DataFrame({"kind": owed.index, "amount": owed.to_numpy()})
    made = terms.waterfall(rows, float(chosen["revenue"].sum()), float(chosen["margin"].sum(skipna=False)))
    made = made.set_index("item")[["amount", "unknown"]]
    return made.assign(unknown=unknown.reindex(made.index).fillna(0).astype("int64"))


def _counter(
    accrued: pd.DataFrame,
    agreed: pd.DataFrame,
    year: Amounts | None,
    year_end: date,
    received: Mapping[str, bool],
) -> pd.DataFrame:
    """Counter-performances beside what they cost, so far and on the latest estimate."""
    found = terms.counter_performance(accrued, received)
    grown = (found["kind"] == "growth bonus") & (found["received"] == "unknown")
    found["received"] = found["received"].mask(grown, "measured")  # growth is its own proof
    if year is None:
        return found.assign(estimate=float("nan"))
    there = terms.accrual(agreed, year, year_end).set_index("term")["amount"]
    return found.assign(estimate=found["term"].map(there).astype("float64"))


def _service(agreed: pd.DataFrame, day: date) -> pd.DataFrame:
    """The service levels that hold on a day."""
    on = pd.Timestamp(day)
    holds = (pd.to_datetime(agreed["from"]) <= on) & ~(pd.to_datetime(agreed["until"]) < on)
    kept = agreed[holds & (agreed["kind"] == "service level") & agreed["rate"].notna()].sort_values("term")
    kept = kept.assign(counter_performance=kept["counter_performance"].fillna(""))
    return kept[["term", "rate", "counter_performance"]].reset_index(drop=True)


def _unclear(agreed: pd.DataFrame, accrued: pd.DataFrame, now: Amounts, day: date) -> pd.DataFrame:
    """What it matters that a condition does not say whether kilograms count."""
    owed, rows = accrued.set_index("term")["amount"], []
    for one in conditions.of_year(agreed, day):
        if one.unclear:
            own = agreed[agreed["term"].isin([step.term for step in one.steps])].assign(basis="quantity")
            counted = float(terms.accrual(own, now, day)["amount"].iloc[0])
            rows.append((one.term, round(counted - float(owed[one.term]), 2)))
    return pd.DataFrame(rows, columns=["term", "difference"])
