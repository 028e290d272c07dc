"""
What a careful colleague would point out.

A finding is a value: a code for what was found, how bad it is, where, and how much money hangs on it. It never stops a run; documents show it with an advice, and an indicator counts what
became of it. Doubt about data and doubt about results are findings alike, because a reader who does not know of either trusts the wrong figure.

Conventions: an ``error`` means that a figure is not shown, or that a known loss is about to be made again; a ``warning`` that a figure must be read with care or that
money was lost; a ``note`` that somebody should know. The words are written in ``documents.findings``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from amlib.analysis import category as categories
from amlib.analysis import grades, market, outlook

if TYPE_CHECKING:
    from datetime import date

    from amlib.analysis.category import Category
    from amlib.analysis.contract import Contract
    from amlib.analysis.coverage import Remark
    from amlib.analysis.ladders import Crossing
    from amlib.analysis.outside import Outside
    from amlib.analysis.results import TieOut
    from amlib.analysis.year import Ahead
    from amlib.periods import Period

__all__ = [
    "CODES",
    "SEVERITIES",
    "Finding",
    "made",
    "of_category",
    "of_contract",
    "of_market",
    "of_outlets",
    "of_outlook",
    "of_prices",
    "of_promotions",
    "of_share",
    "of_terms",
    "of_tie_out",
    "ordered",
]

SEVERITIES = ("error", "warning", "note")

CODES: Mapping[str, str] = MappingProxyType(
    {
        "supplier_missing": "error",
        "other_unit": "error",
        "smaller_than_ours": "error",
        "own_differs": "warning",
        "overlap": "warning",
        "sources": "warning",
        "no_base": "warning",
        "outlets_missing": "warning",
        "nothing_left": "warning",
        "quantity_missing": "warning",
        "value_missing": "warning",
        "revised": "note",
        "weeks": "note",
        "negative": "note",
        "unnamed": "note",
        "market_overlap": "warning",
        "market_late": "note",
        "market_stale": "warning",
        "market_thin": "warning",
        "market_smaller": "warning",
        "prices_thin": "note",
        "prices_stale": "warning",
        "losing_in_growth": "warning",
        "losing_share": "warning",
        "never_listed": "note",
        "bonus_cliff": "warning",
        "bonus_passed": "warning",
        "step_near": "note",
        "payment_days": "warning",
        "does_not_tie": "error",
        "target_unlikely": "warning",
        "outlet_falling": "warning",
        "promotion_loss": "warning",
        "promotion_repeated_loss": "warning",
        "promotion_unclear": "note",
        "outlet_never_visited": "warning",
        "outlet_unvisited": "warning",
        "visits_behind": "warning",
        "service_below": "warning",
        "complaints_rising": "warning",
        "complaint_open": "warning",
        "satisfaction_fell": "warning",
        "function_uncovered": "warning",
        "commitment_overdue": "warning",
        "commitment_redated": "note",
        "unwritten": "warning",
        "unconfirmed": "note",
        "basis_unclear": "warning",
        "bypass_basis": "note",
        "term_unknown": "note",
    }
)
"""Every finding that can be made, and how bad it is."""

LIKELY = 0.5
"""A probability below which a target will sooner be missed than reached."""

MOST = 3
"""So many groups or outlets of one kind are pointed out; the tables beside them show all."""

LOST = 0.01
"""A fall of our share of a group from which it is pointed out: one percentage point."""

_PROFIT = ("profit", "profit_low", "profit_high")

REPEATED = 2
"""So many promotions of one article in one form that lost money are no accident."""


@dataclass(frozen=True)
class Finding:
    """
    One thing that should be known.

    Attributes
    ----------
    code : str
        One of ``CODES``.
    severity : 'error', 'warning' or 'note'
    place : str
        The group, outlet or table that it is about; empty for the whole account.
    money : float
        What hangs on it, in the workbook's currency; NaN where that cannot be told.
    values : mapping
        What its sentence needs: counts, amounts, names.
    """

    code: str
    severity: str
    place: str = ""
    money: float = float("nan")
    values: Mapping[str, object] = field(default_factory=dict)


def of_category(category: Category | None) -> tuple[Finding, ...]:
    """What reading the customer's category brought up."""
    return tuple(_remarked(remark, remark.code) for remark in category.remarks) if category else ()


def of_market(market_: Outside | None, beside: pd.DataFrame | None = None) -> tuple[Finding, ...]:
    """
    What reading the market brought up: late, thin, or smaller than the customer.

    Parameters
    ----------
    market_ : Outside or None
    beside : DataFrame, optional
        ``outside.beside`` at the level of groups.
    """
    if market_ is None:
        return ()
    found = [_remarked(r, "market_overlap") for r in market_.remarks if r.code in ("overlap", "sources")]
    months = market_.behind * len(market_.months)
    if months:
        found.append(made("market_stale" if months >= grades.QUARTERS else "market_late", months=months))
    if not market_.coverage >= grades.MOST:
        found.append(made("market_thin", coverage=market_.coverage))
    if beside is not None:
        larger = beside[beside["part"].isna() & (beside["market_value"] > 0)]
        found += [
            made(
                "market_smaller",
                place=str(row["key"]),
                money=float(row["value"]),
                beside=float(row["market_whole"]),
            )
            for _, row in larger.iterrows()
        ]
    return tuple(found)


def of_prices(mark: grades.Mark, count: int) -> tuple[Finding, ...]:
    """What the prices that were seen leave to be desired."""
    if mark.months_behind is None:
        return ()
    found = [made("prices_thin", count=count)] if count < grades.LEAST_SEEN else []
    if mark.months_behind > 3:
        found.append(made("prices_stale", months=mark.months_behind))
    return tuple(found)


def of_share(category: Category | None) -> tuple[Finding, ...]:
    """
    Groups of which our share falls, growing or not, and groups that we do not supply at all.

    The money of the first is the fall of the share over the category's value in both periods (symmetric); of the second, what our average share would be worth there.
    """
    if category is None or not (category.trusted and category.has_base):
        return ()
    groups = market.shares(category, "group")
    overall = float(market.shares(category, "total")["share"].iloc[0])
    measure = category.measure
    found = []
    for _, row in groups.iterrows():
        size = (row[measure] + row[f"base_{measure}"]) / 2
        if row["points"] <= -LOST:
            money = float(row["points"] * size) if measure == "value" else float("nan")
            found.append(
                made(
                    "losing_in_growth" if row["growth"] > 0 else "losing_share",
                    place=str(row["key"]),
                    money=money,
                    growth=row["growth"],
                    points=row["points"],
                )
            )
        elif row["share"] == 0 and row["base_share"] == 0 and row[measure] > 0:
            money = float(overall * row[measure]) if measure == "value" else float("nan")
            found.append(made("never_listed", place=str(row["key"]), money=money, size=float(row[measure])))
    return tuple(found)


def of_tie_out(tie: TieOut) -> tuple[Finding, ...]:
    """A document that does not tie out to the general ledger."""
    if tie.status != "does_not_tie":
        return ()
    return (made("does_not_tie", money=tie.difference, amount=tie.document, beside=tie.ledger),)


def of_outlook(ahead: Ahead) -> tuple[Finding, ...]:
    """
    Revenue targets that will sooner be missed than reached: of the account, and of the groups that are furthest from theirs.

    The money is what the latest estimate lacks. Groups are pointed out only where the account itself is behind, or its target is not known. A chance counts as it is shown, so one that reads as
    even is not called unlikely; of a year that is closed nothing is left to cover.
    """
    lines = ahead.lines[(ahead.lines["measure"] == "revenue") & (ahead.lines["reason"] != "closed")]
    chances = lines["probability"].map(outlook.shown, na_action="ignore").astype(float)
    lines = lines[chances < LIKELY]
    total = lines[lines["level"] == "total"]
    known = ahead.line()
    groups = lines[lines["level"] == "group"].assign(lack=lambda rows: rows["centre"] - rows["target"])
    groups = groups.sort_values("lack", kind="stable").head(MOST)
    if known is not None and known["target"] == known["target"] and total.empty:
        groups = groups.iloc[:0]
    return tuple(
        made(
            "target_unlikely",
            place="" if row["level"] == "total" else str(row["key"]),
            money=float(row["centre"] - row["target"]),
            size=float(row["target"]),
            amount=float(row["centre"]),
            coverage=outlook.shown(float(row["probability"])),
        )
        for _, row in pd.concat([total, groups]).iterrows()
    )


def of_outlets(ranking: pd.DataFrame) -> tuple[Finding, ...]:
    """The outlets that fell short of what was to be expected of them by more than chance explains, the dearest first; the money is what they lack."""
    below = ranking[ranking["signal"] == "below"].sort_values("deviation", kind="stable").head(MOST)
    return tuple(
        made(
            "outlet_falling",
            place=str(row["name"]),
            money=float(row["deviation"]),
            amount=float(row["revenue"]),
            beside=float(row["expected"]),
        )
        for _, row in below.iterrows()
    )


def of_terms(
    cliffs: Sequence[Crossing] = (), payment: pd.DataFrame | None = None, *, perishable: bool = True
) -> tuple[Finding, ...]:
    """
    What the conditions bring up: a step that costs more than it earns, a payment term that is too long.

    Parameters
    ----------
    cliffs : sequence of Crossing
        What ``ladders.cliffs`` finds in the year as it is heading; the money of each is what crossing it loses.
    payment : DataFrame, optional
        What ``terms.payment_days`` gives.
    perishable : bool
        Whether we sell this customer perishable goods: the limit is meant for those only.
    """
    found = [_crossed("bonus_cliff", cliff) for cliff in cliffs]
    if payment is not None and perishable:
        over = payment[payment["over"] > 0]
        found += [
            made("payment_days", count=row["days"], limit=row["limit"], names=(row["term"],))
            for _, row in over.iterrows()
        ]
    return tuple(found)


def of_promotions(evaluated: pd.DataFrame, period: Period) -> tuple[Finding, ...]:
    """
    What the promotions bring up: those that surely lost money, those that did so before, and those of which it is not certain.

    Surely is where the whole range lies below nil. A promotion is the same as an earlier one where article and form are the same; its money is the profit of the latest that
    could be judged. One that lost money before and is planned again is an error.

    Parameters
    ----------
    evaluated : DataFrame, one row per promotion
        As ``promotions.evaluate`` gives; a customer's has no money and brings up nothing.
    period : Period
        Losses count where the promotion ended in it; plans count always.
    """
    judged = evaluated[(evaluated["status"] == "assessed") & evaluated["profit"].notna()]
    inside = judged[judged["end"].map(lambda day: period.start <= _day(day) <= period.end).astype(bool)]
    lost = inside[inside["profit_high"] < 0].sort_values("end", kind="stable")
    coming = evaluated[evaluated["status"].isin(["planned", "running"])]
    again = coming[coming["repeated_losses"] >= REPEATED].sort_values("start", kind="stable")
    found = []
    for (product, mechanic), rows in pd.concat([lost, again]).groupby(["product", "mechanic"], sort=True):
        same = judged[(judged["product"] == product) & (judged["mechanic"] == mechanic)]
        latest = same.sort_values("end", kind="stable").tail(1)
        if len(latest):
            found.append(_lost(rows, latest.iloc[0], rows[rows.index.isin(again.index)]))
    unclear = inside[(inside["profit_low"] <= 0) & (inside["profit_high"] >= 0)]
    if len(unclear):
        named = tuple(f"{row['name']}, {row['mechanic']}" for _, row in unclear.iterrows())
        found.append(made("promotion_unclear", count=len(unclear), names=named))
    return tuple(found)


def of_contract(found: Contract | None, *, perishable: bool = True) -> tuple[Finding, ...]:
    """
    What the contract brings up: steps that cost or pay, and what is not written, not confirmed or not known.

    The money of a step is what crossing it leaves; of a condition what is owed for it up to the day; of one that does not say whether kilograms count, the difference that makes.

    Parameters
    ----------
    found : Contract or None
        What ``contract.of`` gives.
    perishable : bool
        Whether we sell this customer perishable goods.
    """
    if found is None:
        return ()
    ranged = found.heading.ranged  # beyond the range of the estimate nobody gets by chance
    reach = found.heading.high - found.heading.centre if ranged else inf
    near = [
        step
        for step in found.crossings
        if not step.cliff and step.net > 0 and step.extra_bonus > 0 and step.distance <= reach
    ]
    owed = found.accrued.set_index("term")["amount"]
    open_ = found.counter[(found.counter["received"].isin(("unknown", "no"))) & (found.counter["amount"] > 0)]
    bare = (found.accrued["kind"] == "contribution") & (found.accrued["agreement"].str.strip() == "")
    bypass = found.accrued[(found.accrued["kind"] == "bypass bonus") & (found.accrued["amount"] > 0)]
    unknown = found.accrued[found.accrued["kind"] == "other"]
    return (
        *of_terms(found.cliffs, found.payment, perishable=perishable),
        *(_crossed("bonus_passed", step) for step in found.passed),
        *(_crossed("step_near", step) for step in near),
        *(_of_term("unwritten", term, float(owed[term])) for term in found.accrued.loc[bare, "term"]),
        *(_of_term("unconfirmed", row["term"], row["amount"]) for row in open_.to_dict("records")),
        *(_of_term("basis_unclear", row["term"], row["difference"]) for row in found.unclear.to_dict("records")),
        *(_of_term("bypass_basis", row["term"], row["amount"]) for row in bypass.to_dict("records")),
        *(
            _of_term("term_unknown", ": ".join(filter(None, (row["term"], row["counter_performance"]))), row["amount"])
            for row in unknown.to_dict("records")
        ),
    )  # fmt: skip


def ordered(*groups: Sequence[Finding]) -> tuple[Finding, ...]:
    """All findings, the worst and the dearest first."""
    every = [finding for group in groups for finding in group]
    return tuple(
        sorted(
            every,
            key=lambda f: (
                SEVERITIES.index(f.severity),
                -abs(f.money) if f.money == f.money else 0.0,
                f.code,
                f.place,
            ),
        )
    )


def made(code: str, *, place: str = "", money: float = float("nan"), **values: object) -> Finding:
    """A finding by its code, as bad as ``CODES`` says; ``values`` are what its sentence needs."""
    return Finding(code, CODES[code], place, money, MappingProxyType(values))


def _lost(rows: pd.DataFrame, latest: pd.Series, again: pd.DataFrame) -> Finding:
    """One article in one form that lost money: this time, or time after time, and whether it comes again."""
    first = rows.iloc[0]
    times = int(rows["repeated_losses"].fillna(0).max())
    money, low, high = (float(latest[c]) for c in _PROFIT)
    planned = {"again": _day(again["start"].iloc[0])} if len(again) else {}
    code = "promotion_repeated_loss" if times >= REPEATED else "promotion_loss"
    return Finding(
        code,
        "error" if planned else CODES[code],
        f"{first['name']}, {first['mechanic']}",
        money,
        MappingProxyType({"amount": abs(money), "low": low, "high": high, "count": max(times, 1), **planned}),
    )


def _day(value: object) -> date:
    """A day, whether the table holds dates or timestamps."""
    return pd.Timestamp(value).date()  # type: ignore[arg-type]  # a day of a table


def _crossed(code: str, step: Crossing) -> Finding:
    """A step of a ladder, with the sales between it and where the year stands."""
    return made(
        code,
        money=step.net,
        size=abs(step.distance),
        amount=step.extra_bonus,
        beside=step.margin_of_crossing,
        names=(step.term,),
    )


def _of_term(code: str, name: str, money: float) -> Finding:
    """A condition and what hangs on it."""
    return made(code, money=float(money), names=(name,))


def _remarked(remark: Remark, code: str) -> Finding:
    """A remark of the reading as a finding; one that made shares untrusted is an error."""
    severity = CODES[code]
    if code == "own_differs" and abs(remark.amount / remark.beside - 1) > categories.FAR:
        severity = "error"
    values = {"rows": remark.rows, "amount": remark.amount, "beside": remark.beside, "names": remark.names}
    return Finding(code, severity, "", float("nan"), MappingProxyType(values))
