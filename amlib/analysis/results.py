"""
What was reached: kilograms, revenue and margin of a period beside what they are compared with.

One book of sales lies under every figure of a document (``book``): the slice's sales, each row with its region, banner and group. Total,
group, region, banner and outlet are added up from it and from nothing else, so they agree with each other; whether they agree with the
general ledger is asked separately (``tie_out``).

Deliberately absent: judgement. Whether a result is good is for the reader, and why it came about for ``causes``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from amlib import errors, language, periods
from amlib.analysis import bases, category, coverage
from amlib.data import slices

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = [
    "LEVELS",
    "MEASURES",
    "Comparison",
    "Quality",
    "TieOut",
    "beside_budget",
    "book",
    "compare",
    "course",
    "quality",
    "shelf",
    "tie_out",
]

MEASURES = ("quantity", "revenue", "margin")
LEVELS = ("total", "group", "region", "banner", "outlet")
CENT = 0.005
"""Amounts closer than this are the same to the cent."""


@dataclass(frozen=True)
class Comparison:
    """
    A period beside its base, for the period itself and for the year to date.

    Attributes
    ----------
    period, base_period : Period
        What is compared with what; for a budget or plan both are the same period.
    base : str
        ``'last_year'``, ``'budget'``, ``'plan'`` (an adopted one), ``'previous'`` (the period just before) or ``'period'`` (one that was named).
    lines, to_date : DataFrame, one row per (level, key)
        ``level``, ``key``, ``name``, then ``quantity``, ``revenue``, ``margin`` and ``base_`` of each; NaN where it is not known.
    has_margin : bool
        Whether every sale of both periods has a cost.
    missing_months : tuple of str
        Months of the base for which there is no history at all; then the base is not comparable.
    """

    period: Period
    base_period: Period
    base: str
    lines: pd.DataFrame
    to_date: pd.DataFrame
    has_margin: bool
    missing_months: tuple[str, ...] = ()

    def total(self, measure: str = "revenue", *, to_date: bool = False) -> tuple[float, float]:
        """The account's actual and base value of a measure."""
        lines = self.to_date if to_date else self.lines
        row = lines.loc[lines["level"] == "total"].iloc[0]
        return float(row[measure]), float(row[f"base_{measure}"])

    def level(self, level: str, *, to_date: bool = False) -> pd.DataFrame:
        """The lines of one level, in the order of their keys."""
        lines = self.to_date if to_date else self.lines
        return lines[lines["level"] == level].reset_index(drop=True)


@dataclass(frozen=True)
class TieOut:
    """
    The document's revenue beside the general ledger's.

    Attributes
    ----------
    status : str
        ``'ties'``, ``'does_not_tie'``, ``'not_supplied'``, or ``'part'``: the ledger knows no part of an account.
    document, ledger : float
        Revenue of the period; the ledger's is NaN where a month of it is missing.
    items : tuple of (str, float)
        Named reconciling items: what must be added to the document to reach the ledger.
    difference : float
        Ledger minus document minus items; nil to the cent where it ties.
    notes : tuple of str
        What the ledger itself says about these months.
    """

    status: str
    document: float
    ledger: float
    items: tuple[tuple[str, float], ...]
    difference: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quality:
    """How much of the data could be used, how old it is, and what there is none of."""

    freeze: str
    as_of: date
    first_month: str
    last_month: str
    history_months: int
    rejected_rows: int
    rejected_revenue: float
    rejected_share: float
    unattributed_rows: int
    market_through: str | None
    supplied: tuple[str, ...]
    missing: tuple[str, ...]


def book(data: Slice) -> pd.DataFrame:
    """
    The account's sales, each row with its places.

    Returns
    -------
    DataFrame, one row per (month, outlet, product, kind)
        ``month`` ('YYYY-MM'), ``region``, ``banner``, ``outlet``, ``outlet_name``, ``group``, ``product``, ``kind``, ``quantity``,
        ``revenue`` and, in an internal slice, ``cost``. A place without a name is the empty text. A copy each time, of a table that is made once.
    """
    return data.once("book", lambda: _book(data)).copy(deep=False)


def shelf(data: Slice, months: Sequence[str], base_months: Sequence[str]) -> category.Category | None:
    """``category.read`` beside the account's own sales; read once for the same months."""
    key = ("shelf", tuple(months), tuple(base_months))
    return data.once(key, lambda: category.read(data, months, base_months, sales=book(data)))


def _book(data: Slice) -> pd.DataFrame:
    outlets = data["outlets"].set_index("outlet")
    products = data["products"].set_index("product")
    sales = data["sales"]
    return sales.assign(
        region=sales["outlet"].map(outlets["region"]).fillna(""),
        banner=sales["outlet"].map(outlets["banner"]).fillna(""),
        outlet_name=sales["outlet"].map(outlets["name"]).fillna(sales["outlet"]),
        group=sales["product"].map(products["group"]).fillna(""),
    )


def compare(
    data: Slice, period: Period, base: str = "last_year", *, sales: pd.DataFrame | None = None
) -> Comparison:
    """
    A period beside last year's, beside the budget, or beside the plan.

    Parameters
    ----------
    data : Slice
        For a plan, one in which it is laid (``slices.laid``).
    period : Period
        A month, quarter or year.
    base : 'last_year', 'budget', 'plan', 'previous', or a period of as many months such as '2026Q2'
        The year to date is set beside last year's, but for a budget or plan.
    sales : DataFrame, optional
        ``book(data)``, when it is already at hand.

    Raises
    ------
    FigureError
        There are no sales at all in or after the period, or the base is a budget or plan that there is not for it.
    ParameterError
        The base is none of these, or it has more or fewer months than the period.
    """
    if sales is None:
        return data.once(("compare", period, base), lambda: _compared(data, period, base, book(data)))
    return _compared(data, period, base, sales)


def _compared(data: Slice, period: Period, base: str, sales: pd.DataFrame) -> Comparison:
    if sales.empty or sales["month"].max() < str(period.months()[0]):
        raise errors.FigureError(
            language.say(
                "there are no sales of {account} in {period}", account=data.account, period=str(period)
            ),
            where=language.say(
                "the freeze holds sales up to {month}",
                month=sales["month"].max() if len(sales) else language.MISSING,
            ),
            expected=language.say("a period with deliveries"),
            do_next=language.say("choose an earlier period, or make a freeze with newer deliveries"),
        )
    months, to_date = _names(period.months()), _names(period.year_to_date())
    kind, base_period = bases.beside(period, base)
    if kind == "plan" and not data.planned:
        raise _no_plan(data, period)
    if kind in bases.SET:
        lines = _beside_budget(data, sales, months, period)
        so_far = _beside_budget(data, sales, to_date, None)
        missing: list[str] = []
    else:
        base_months = _names(base_period.months())
        last_year = _names(period.last_year().year_to_date())
        lines = _beside(sales, months, base_months)
        so_far = _beside(sales, to_date, last_year)
        missing = [m for m in base_months if m < sales["month"].min()]
        if missing:
            lines.loc[:, [f"base_{m}" for m in MEASURES]] = float("nan")
        if any(m < sales["month"].min() for m in last_year):
            so_far.loc[:, [f"base_{m}" for m in MEASURES]] = float("nan")
    return Comparison(
        period=period,
        base_period=base_period,
        base=kind,
        lines=lines,
        to_date=so_far,
        has_margin=bool(lines.loc[lines["level"] == "total", "margin"].notna().all()),
        missing_months=tuple(missing),
    )


def beside_budget(data: Slice, period: Period, *, sales: pd.DataFrame | None = None) -> Comparison | None:
    """A period beside its budget, or beside the plan that was adopted in its place; None where there is neither."""
    supplied = (
        data.supplied("budget") and coverage.covers(data["budget"]["period"], _names(period.months())).any()
    )
    return compare(data, period, "plan" if data.planned else "budget", sales=sales) if supplied else None


def course(sales: pd.DataFrame, period: Period, months: int = 24) -> pd.DataFrame:
    """
    Month by month up to the end of a period, each month beside the same one a year before.

    Returns
    -------
    DataFrame, one row per month, oldest first
        ``month``, the measures, and ``base_`` of each: the same month of the year before, NaN before history begins.
    """
    wanted = [period.months()[-1]]
    while len(wanted) < months:
        wanted.insert(0, wanted[0].previous())
    first = sales["month"].min() if len(sales) else "9999"
    names = [str(m) for m in wanted]
    before = [str(m.last_year()) for m in wanted]
    added = _added(sales, ["month"])
    kept = [n >= first for n in names]
    result = pd.DataFrame({"month": names})
    for measure in MEASURES:
        result[measure] = added[measure].reindex(names).to_numpy()
        result[f"base_{measure}"] = added[measure].reindex(before).to_numpy()
    return result[kept].reset_index(drop=True)


def tie_out(data: Slice, period: Period, *, sales: pd.DataFrame | None = None) -> TieOut:
    """
    The document's revenue beside the general ledger's, with the reconciling items that are known.

    The rows set aside by the freeze are the one item known here: the ledger may have booked them, the document has not. They are an item where they bring the two
    closer together; where the ledger has not booked them either, they are none.
    """
    sales = book(data) if sales is None else sales
    months = _names(period.months())
    document = float(sales.loc[sales["month"].isin(months), "revenue"].sum())
    if data.partial:
        return TieOut("part", document, float("nan"), (), float("nan"))
    ledger = data["ledger_totals"]
    ledger = ledger[ledger["month"].isin(months)]
    if not data.supplied("ledger_totals") or set(ledger["month"]) != set(months):
        return TieOut("not_supplied", document, float("nan"), (), float("nan"))
    booked = float(ledger["revenue"].sum())
    aside = _aside(data)
    amount = float(aside.loc[aside["month"].isin(months) & aside["attributed"], "revenue"].sum())
    gap = booked - document
    items = (
        ((language.say("rows set aside by the freeze"), amount),)
        if abs(gap - amount) < abs(gap) - CENT
        else ()
    )
    difference = gap - sum(a for _, a in items)
    notes = tuple(str(n) for n in ledger["note"].dropna() if str(n).strip()) if "note" in ledger else ()
    return TieOut(
        "ties" if abs(difference) < CENT else "does_not_tie", document, booked, items, difference, notes
    )


def quality(data: Slice, period: Period, *, sales: pd.DataFrame | None = None) -> Quality:
    """How much of the data behind a period could be used, how old it is, and which tables were not supplied."""
    sales = book(data) if sales is None else sales
    rejected = _aside(data)
    months = _names(period.months())
    inside = rejected[rejected["attributed"] & (rejected["month"].isin(months) | rejected["month"].isna())]
    accepted = float(sales.loc[sales["month"].isin(months), "revenue"].abs().sum())
    aside = float(inside["revenue"].sum())
    market = data["market"]["period"] if data.supplied("market") else pd.Series(dtype=str)
    first, last = (sales["month"].min(), sales["month"].max()) if len(sales) else ("", "")
    return Quality(
        freeze=data.freeze,
        as_of=data.as_of,
        first_month=first,
        last_month=last,
        history_months=int(sales["month"].nunique()),
        rejected_rows=int(inside["rows"].sum()),
        rejected_revenue=aside,
        rejected_share=abs(aside) / (accepted + abs(aside)) if accepted else 0.0,
        unattributed_rows=int(rejected.loc[~rejected["attributed"].astype(bool), "rows"].sum())
        if len(rejected)
        else 0,
        market_through=str(max(map(periods.parse, market.unique()), key=lambda p: p.end))
        if len(market)
        else None,
        supplied=tuple(name for name, note in data.tables.items() if note.supplied),
        missing=tuple(
            name
            for name, note in data.tables.items()
            if not (
                note.supplied or name in slices.MADE_HERE or (data.partial and name in slices.OF_THE_WHOLE)
            )
        ),
    )


def _aside(data: Slice) -> pd.DataFrame:
    """The sales rows that the freeze set aside; what became of them is not told to a customer."""
    if "rejected" not in data.tables:
        return pd.DataFrame({"month": [], "rows": [], "revenue": [], "attributed": pd.Series(dtype=bool)})
    rejected = data["rejected"].astype({"attributed": bool})
    return rejected[rejected["table"] == "sales"]


def _no_plan(data: Slice, period: Period) -> errors.FigureError:
    return errors.FigureError(
        language.say(
            "there is no adopted plan of {account} for {period}", account=data.account, period=str(period)
        ),
        expected=language.say("a plan of that year that the supervisor adopted"),
        do_next=language.say("have it adopted, or compare with the budget or with last year"),
    )


def _names(months: Sequence[Period]) -> list[str]:
    return [str(m) for m in months]


def _added(sales: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The measures, added up; margin is NaN for a node with a sale whose cost is not known."""
    cost = sales["cost"] if "cost" in sales else pd.Series(float("nan"), index=sales.index)
    unknown = cost.isna() & (sales["quantity"] != 0)
    rows = sales.assign(margin=sales["revenue"] - cost.fillna(0.0), unknown=unknown)
    added = rows.groupby(keys, observed=True, dropna=False)[[*MEASURES, "unknown"]].sum()
    added.loc[added["unknown"] > 0, "margin"] = float("nan")
    return added[list(MEASURES)]


def _beside(sales: pd.DataFrame, months: Sequence[str], base_months: Sequence[str]) -> pd.DataFrame:
    """One row per (level, key): the measures of the months, and of the base months."""
    now, then = sales[sales["month"].isin(list(months))], sales[sales["month"].isin(list(base_months))]
    parts = []
    for level in LEVELS:
        keyed_now, keyed_then = (_added(rows.assign(key=_key(rows, level)), ["key"]) for rows in (now, then))
        both = keyed_now.join(keyed_then.add_prefix("base_"), how="outer")
        for side, rows in (("", keyed_now), ("base_", keyed_then)):
            absent = ~both.index.isin(rows.index)
            both.loc[absent, [f"{side}{m}" for m in MEASURES]] = 0.0
        parts.append(both.reset_index().assign(level=level))
    lines = pd.concat(parts, ignore_index=True)
    names = sales.drop_duplicates("outlet").set_index("outlet")["outlet_name"]
    lines["name"] = lines["key"].where(lines["level"] != "outlet", lines["key"].map(names))
    return lines[["level", "key", "name", *MEASURES, *(f"base_{m}" for m in MEASURES)]]


def _key(rows: pd.DataFrame, level: str) -> pd.Series:
    return pd.Series("total", index=rows.index) if level == "total" else rows[level].astype(str)


def _also(lines: pd.DataFrame, budget: pd.DataFrame, names: pd.Series[str]) -> pd.DataFrame:
    """The lines, and one of nil for each place that was budgeted and sold nothing."""
    parts = [lines]
    for level in LEVELS[1:]:
        known = lines.loc[lines["level"] == level, "key"]
        absent = sorted(set(budget[level].dropna()) - set(known))
        if absent:
            nil = dict.fromkeys(MEASURES, 0.0)
            called = [names.get(key, key) for key in absent] if level == "outlet" else absent
            parts.append(pd.DataFrame({"level": level, "key": absent, "name": called}).assign(**nil))
    return pd.concat(parts, ignore_index=True)


def _beside_budget(
    data: Slice, sales: pd.DataFrame, months: Sequence[str], period: Period | None
) -> pd.DataFrame:
    """As ``_beside``, with the budget of these months as the base: in total and per group; and where it goes down to outlets, per outlet, and per region and banner as their sums."""
    places = data["outlets"].drop_duplicates("outlet").set_index("outlet")
    budget = data["budget"]
    budget = budget[coverage.covers(budget["period"], months)]
    if budget.empty and period is not None:
        raise errors.FigureError(
            language.say(
                "there is no budget of {account} for {period}", account=data.account, period=str(period)
            ),
            expected=language.say("rows of the table 'budget' for its months, or for the quarter itself"),
            do_next=language.say("supply the budget, or compare with last year"),
        )
    placed = budget["outlet"].notna()
    for level in ("region", "banner"):
        budget = budget.assign(**{level: budget["outlet"].map(places[level]).fillna("").where(placed)})
    lines = _also(_beside(sales, months, []), budget, places["name"])
    lines[[f"base_{m}" for m in MEASURES]] = float("nan")
    known = {"total", "group", "outlet"}
    for measure in MEASURES:
        rows = budget[budget["measure"] == measure]
        whole, deep = rows[rows["outlet"].isna()], rows[rows["outlet"].notna()]
        account_wide = whole if len(whole) else deep
        if account_wide.empty:
            continue
        lines.loc[lines["level"] == "total", f"base_{measure}"] = account_wide["amount"].sum()
        found = {"group": account_wide, "outlet": deep}
        if abs(float(account_wide["amount"].sum() - deep["amount"].sum())) < CENT:
            found |= {"region": deep, "banner": deep}
        for level, parts in found.items():
            chosen = lines["level"] == level
            lines.loc[chosen, f"base_{measure}"] = lines.loc[chosen, "key"].map(parts.groupby(level)["amount"].sum())  # fmt: skip
        known |= set(found)
    return lines[lines["level"].isin(known)].reset_index(drop=True)
