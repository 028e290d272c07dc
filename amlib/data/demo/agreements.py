"""
What was agreed and what was booked: terms, promotions on paper, budget, goals, the general ledger.

The ledger books exactly what was invoiced, but for one account and month, where somebody booked a credit that is in no invoice: its documents must say
that they do not tie out. One bonus ladder has a retroactive step that the year is about to reach: the cliff.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from amlib.data.demo import company, promotions, season, shelf, trade

__all__ = [
    "CLIFF",
    "UNTIED",
    "budget",
    "customer_goals",
    "expected_year",
    "ledger_totals",
    "monthly",
    "on_paper",
    "terms",
    "untied_month",
]

CLIFF = "even-langs"
CLIFF_ABOVE = 1.006  # the next step lies this much above the year as it is heading
UNTIED = "tafelrond"
UNTIED_CENTS = -1_845_000
_TARGETS = {
    "goudveld": 0.045,
    "prijsbaken": 0.03,
    "noorderhof": 0.02,
    "even-langs": 0.09,
    "tafelrond": 0.05,
    "lindehof": 0.03,
}
_LADDERS = {  # step beside the expected year, rate; the cliff's own step is set apart
    "goudveld": ((0.80, 0.010), (0.95, 0.015), (1.08, 0.020)),
    "prijsbaken": ((0.85, 0.008), (1.15, 0.014)),
    "noorderhof": ((0.80, 0.012), (1.10, 0.018)),
    "even-langs": ((0.80, 0.010), (CLIFF_ABOVE, 0.025)),
    "tafelrond": ((0.85, 0.010), (1.12, 0.016)),
}
_CONSUMER = 1.42


def monthly(made: trade.Trade, sold: pd.DataFrame) -> pd.DataFrame:
    """Whole grams and cents per chain, month (counted from January 2023) and group."""
    frame = pd.DataFrame(
        {
            "chain": made.outlets["chain"].to_numpy()[sold["outlet"]],
            "month": (sold["date"].to_numpy().astype("datetime64[M]") - np.datetime64("2023-01")).astype(int),
            "group": shelf.articles()["group"].to_numpy()[sold["article"]],
            "grams": sold["grams"],
            "revenue": sold["revenue"],
            "cost": sold["cost"],
        }
    )
    return frame.groupby(["chain", "month", "group"], as_index=False).sum()


def ledger_totals(totals: pd.DataFrame, calendar: season.Calendar) -> pd.DataFrame:
    """Revenue and cost per account and month as booked, in cents, with the one booking that no invoice explains."""
    frame = totals.groupby(["chain", "month"], as_index=False)[["revenue", "cost"]].sum()
    untied = (frame["chain"] == _place(UNTIED)) & (frame["month"] == untied_month(calendar))
    frame.loc[untied, "revenue"] += UNTIED_CENTS
    months = np.array(calendar.months())
    return pd.DataFrame(
        {
            "account": _accounts()[frame["chain"]],
            "month": months[frame["month"]],
            "revenue": frame["revenue"],
            "cost": frame["cost"],
            "note": None,
        }
    )


def untied_month(calendar: season.Calendar) -> int:
    """The month with the unexplained booking: the last but one."""
    return max(0, len(calendar.months()) - 2)


def budget(totals: pd.DataFrame, calendar: season.Calendar) -> pd.DataFrame:
    """
    The budget of each year but the first, per account, group, month and measure, made from the year before.

    Returns
    -------
    DataFrame, the columns of the contract; amounts are whole hundreds of euros or whole tens of kg, and complete years (also months to come).
    """
    first = totals.assign(margin=totals["revenue"] - totals["cost"])
    rows = []
    for year in range(2024, calendar.until.year + 1):
        base = first[first["month"] // 12 == year - 2024]
        target = 1 + np.array([_TARGETS[name] for name in _accounts()])[base["chain"]]
        for measure, column, unit, step in (
            ("revenue", "revenue", 100, 100),
            ("quantity", "grams", 1000, 10),
            ("margin", "margin", 100, 100),
        ):
            amount = np.rint(base[column].to_numpy() / unit * target / step).astype(np.int64) * step
            rows.append(
                pd.DataFrame(
                    {
                        "account": _accounts()[base["chain"]],
                        "outlet": None,
                        "group": base["group"].to_numpy(),
                        "period": [f"{year}-{number:02d}" for number in base["month"] % 12 + 1],
                        "measure": measure,
                        "amount": amount,
                    }
                )
            )
    frame = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(_BUDGET))
    return frame.sort_values(["account", "period", "group", "measure"], ignore_index=True)


_BUDGET = ("account", "outlet", "group", "period", "measure", "amount")


def expected_year(totals: pd.DataFrame, calendar: season.Calendar) -> NDArray[np.int64]:
    """The revenue of each chain in the running year as it is heading, in cents: so far, plus last year's rest with the growth so far."""
    year, months = calendar.until.year - 2023, len(calendar.months())
    result = np.zeros(len(company.CHAINS), dtype=np.int64)
    for place in range(len(company.CHAINS)):
        by_month = (
            totals[totals["chain"] == place]
            .groupby("month")["revenue"]
            .sum()
            .reindex(range(48), fill_value=0)
        )
        now, before = (
            by_month.loc[12 * year : months - 1].sum(),
            by_month.loc[12 * year - 12 : months - 13].sum(),
        )
        rest = by_month.loc[months - 12 : 12 * year - 1].sum()
        result[place] = now + (rest * now // before if before else 0)
    return result


def terms(totals: pd.DataFrame, calendar: season.Calendar) -> pd.DataFrame:
    """The conditions of the running year and the one before it, per account."""
    heading = expected_year(totals, calendar)
    rows: list[dict[str, object]] = []
    for place, chain in enumerate(company.CHAINS):
        for year in (calendar.until.year - 1, calendar.until.year):
            rows += [row | _always(chain, year) for row in _of_year(chain, year, int(heading[place]))]
    frame = pd.DataFrame(rows)
    frame.insert(0, "term", [f"T{number:03d}" for number in range(1, len(frame) + 1)])
    return frame[list(_TERM)]


_TERM = (
    "term",
    "account",
    "kind",
    "from",
    "until",
    "threshold",
    "rate",
    "basis",
    "retroactive",
    "conditional",
    "counter_performance",
    "agreement",
)


def _always(chain: company.Chain, year: int) -> dict[str, object]:
    return {
        "account": chain.account,
        "from": date(year, 1, 1),
        "until": date(year, 12, 31),
        "agreement": f"Jaarafspraak {chain.name} {year}",
    }


def _of_year(chain: company.Chain, year: int, heading: int) -> list[dict[str, object]]:
    """The conditions of one chain in one year, as we write them every year."""
    step = 10_000 if heading > 100_000_000 else 1_000
    rows = [
        _term("bonus ladder", rate, threshold=round(heading / 100 * part / step) * step, retroactive=True)
        for part, rate in _LADDERS.get(chain.account, ())
    ]
    rows += [
        _term("payment days", 28),
        _term("service level", 0.98, counter_performance="bestelling uiterlijk 10 uur op de dag ervoor"),
        _term(
            "contribution",
            0.012,
            conditional=True,
            counter_performance="folderplaatsing en tweede plaatsing in de winkel",
        ),
        _term(
            "growth bonus",
            0.01,
            threshold=0.05,
            basis="quantity",
            conditional=True,
            counter_performance="groei in kg ten opzichte van vorig jaar",
        ),
    ]
    if chain.account == "lindehof":
        rows.append(
            _term(
                "bypass bonus",
                0.035,
                conditional=True,
                counter_performance="afname via de twee aangewezen groothandels",
            )
        )
    if chain.account in ("goudveld", "noorderhof"):
        rows.append(
            _term(
                "other",
                0.05,
                counter_performance="grondstofclausule: herziening bij 5% verschil in de notering",
            )
        )
    return rows


def _term(kind: str, rate: float, **more: object) -> dict[str, object]:
    plain = {
        "threshold": None,
        "basis": None,
        "retroactive": False,
        "conditional": False,
        "counter_performance": None,
    }
    return {"kind": kind, "rate": rate} | plain | more


def on_paper(made: trade.Trade) -> pd.DataFrame:
    """The promotions as agreed, with ``consumer_price``, ``discount_per_unit`` (per kg) and ``fixed_cost`` in cents."""
    rows = []
    for one in made.actions:
        week = min(one.week, made.calendar.weeks - 1)
        price = int(made.prices[one.chain, promotions.place_of(one.product), week])
        scope = made.outlets.loc[promotions.in_scope(one, made.outlets), "outlet"]
        shown = int(np.rint(price * _CONSUMER * (1 - one.discount) / 10)) * 10 - 1
        rows.append(
            {
                "promotion": one.promotion,
                "account": company.CHAINS[one.chain].account,
                "outlets": None if one.region is None else ";".join(scope),
                "product": one.product,
                "start": one.start,
                "end": one.end,
                "mechanic": one.mechanic,
                "consumer_price": shown,
                "discount_per_unit": int(np.rint(price * one.support)),
                "fixed_cost": one.fixed_cost * 100,
                "agreement": f"Actieafspraak {one.promotion} d.d. {one.start.year}",
            }
        )
    return pd.DataFrame(rows)


def customer_goals(outlets: pd.DataFrame, calendar: season.Calendar) -> pd.DataFrame:
    """What each customer wants to reach, in total and for its largest outlets."""
    rows = []
    for place, chain in enumerate(company.CHAINS):
        largest = outlets[outlets["chain"] == place].nlargest(3, "size")["outlet"]
        for year in (calendar.until.year - 1, calendar.until.year):
            wishes: list[tuple[str | None, str, str, float]] = [
                (
                    None,
                    "meer omzet in vers vlees",
                    "groei van de categorie, fractie",
                    round(chain.growth + 0.02, 3),
                ),
                (None, "minder derving", "derving als fractie van de inkoop", 0.035),
                (None, "hogere leverbetrouwbaarheid", "servicegraad, fractie", 0.985),
                (None, "duurzamer assortiment", "fractie van de inkoop met een keurmerk", 0.30),
            ]
            wishes += [
                (outlet, "meer omzet in vers vlees", "groei van de categorie, fractie", 0.05)
                for outlet in largest
            ]
            rows += [
                {
                    "account": chain.account,
                    "outlet": outlet,
                    "year": year,
                    "goal": goal,
                    "measure": measure,
                    "target": target,
                    "source": "jaargesprek",
                }
                for outlet, goal, measure, target in wishes
            ]
    return pd.DataFrame(rows)


def _accounts() -> NDArray[np.object_]:
    return np.array([chain.account for chain in company.CHAINS], dtype=object)


def _place(account: str) -> int:
    return [chain.account for chain in company.CHAINS].index(account)
