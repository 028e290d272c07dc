"""
What really happened: the answers to the questions that the analyses ask.

Filed beside the tables, never among them: a freeze does not know this folder, and tests do. Quantities are kilograms, amounts euros.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from amlib.data.demo import agreements, company, people, promotions, season, shelf, stories, trade

__all__ = ["causes", "commitments", "of_promotions", "planted", "weekly"]


def of_promotions(made: trade.Trade) -> pd.DataFrame:
    """
    What each finished promotion did.

    Returns
    -------
    DataFrame, one row per promotion of which the weeks after it are known too
        ``baseline``, ``actual``, ``uplift``, ``dip`` (<= 0), ``cannibalisation`` (<= 0), ``net`` : kg; ``margin_per_kg`` : without our support; ``support``, ``fixed_cost``,
        ``profit`` : euros, where profit = net × margin − support on all kg − fixed cost.
    """
    frame = shelf.articles()
    grams = frame["grams"].to_numpy()[made.listings.article][:, None]
    change = (made.units - made.undisturbed) * grams
    subgroup = frame["subgroup"].to_numpy()[made.listings.article]
    known = _weeks_known(made)
    rows = []
    for one in made.actions:
        after = one.week + one.duration
        last = after + len(promotions.dip(one))
        if last > known:
            continue
        article = promotions.place_of(one.product)
        taking_part = promotions.in_scope(one, made.outlets)[made.listings.outlet]
        own = taking_part & (made.listings.article == article)
        siblings = taking_part & (subgroup == frame["subgroup"][article]) & ~own
        running = slice(one.week, after)
        baseline = int((made.undisturbed[own, running] * grams[own]).sum())
        uplift, dip = int(change[own, running].sum()), int(change[own, after:last].sum())
        taken = int(change[siblings, running].sum())
        price, cost = (int(table[one.chain, article, one.week]) for table in (made.prices, made.costs))
        support = int(np.rint(price * one.support)) * (baseline + uplift) / 100_000
        net, margin = (uplift + dip + taken) / 1000, (price - cost) / 100
        rows.append(
            {
                "promotion": one.promotion,
                "account": company.CHAINS[one.chain].account,
                "product": one.product,
                "region": one.region,
                "start": one.start,
                "end": one.end,
                "mechanic": one.mechanic,
                "baseline": baseline / 1000,
                "actual": (baseline + uplift) / 1000,
                "uplift": uplift / 1000,
                "dip": dip / 1000,
                "cannibalisation": taken / 1000,
                "net": net,
                "margin_per_kg": margin,
                "support": round(support, 2),
                "fixed_cost": one.fixed_cost,
                "profit": round(net * margin - support - one.fixed_cost, 2),
            }
        )
    return pd.DataFrame(rows)


def weekly(made: trade.Trade) -> pd.DataFrame:
    """Per account, article and whole week: kg as delivered and as it would have been without promotions."""
    known = _weeks_known(made)
    chain = made.outlets["chain"].to_numpy()[made.listings.outlet]
    count = len(shelf.articles())
    pair = chain * count + made.listings.article
    order = np.argsort(pair, kind="stable")
    first = np.flatnonzero(np.diff(pair[order], prepend=-1))
    actual, without = (
        np.add.reduceat(table[order, :known], first, axis=0) for table in (made.units, made.undisturbed)
    )
    names = pair[order][first]
    row, week = np.nonzero(without)
    kilograms = shelf.articles()["grams"].to_numpy()[names % count][row] / 1000
    accounts = np.array([one.account for one in company.CHAINS], dtype=object)
    return pd.DataFrame(
        {
            "week": made.calendar.mondays[week].astype("datetime64[s]"),
            "account": accounts[names // count][row],
            "product": shelf.articles()["product"].to_numpy()[names % count][row],
            "actual": (actual[row, week] * kilograms).round(3),
            "baseline": (without[row, week] * kilograms).round(3),
        }
    ).sort_values(["week", "account", "product"], ignore_index=True)


def causes() -> list[dict[str, Any]]:
    """What happened to each customer, to be found in 2026Q3 against 2025Q3."""
    return [cause.record() for cause in stories.CAUSES]


def planted(made: trade.Trade, totals: pd.DataFrame, faulty: pd.DataFrame) -> dict[str, Any]:
    """The cases that stand in the company on purpose, and where."""
    heading = int(agreements.expected_year(totals, made.calendar)[_place(agreements.CLIFF)]) / 100
    ladder = agreements.terms(totals, made.calendar)
    steps = ladder[(ladder["account"] == agreements.CLIFF) & (ladder["kind"] == "bonus ladder")]
    step = steps[steps["from"] == date(made.calendar.until.year, 1, 1)].iloc[-1]
    losing = [
        one.promotion
        for one in made.actions
        if (company.CHAINS[one.chain].account, one.product, one.mechanic) == promotions.LOSS
    ]
    return {
        "bonus cliff": {
            "account": agreements.CLIFF,
            "term": step["term"],
            "threshold": float(step["threshold"]),
            "rate": float(step["rate"]),
            "year as it is heading": heading,
        },
        "loss-making promotion repeated": {
            "account": promotions.LOSS[0],
            "product": promotions.LOSS[1],
            "promotions": losing,
        },
        "outlet never visited": {"account": "goudveld", "outlet": people.never_visited(made.outlets)},
        "re-dated commitment": {"account": "noorderhof", "commitment": "TZ-003"},
        "does not tie out": {
            "account": agreements.UNTIED,
            "month": made.calendar.months()[agreements.untied_month(made.calendar)],
            "difference": agreements.UNTIED_CENTS / 100,
        },
        "rejected rows": faulty.groupby("table")["row"].count().to_dict(),
        "causes": causes(),
    }


def commitments(outlets: pd.DataFrame, until: date) -> list[dict[str, Any]]:
    """
    Promises of both sides, for the ledger to start from; the third is re-dated after its day, and so missed for the old one.

    ``redated`` lists each new day with the day on which it was agreed and why; ``done_on`` is None while open; ``confirmed`` is what the receiver says.
    """
    outlet = {
        chain.account: outlets.loc[outlets["chain"] == place, "outlet"].iloc[1]
        for place, chain in enumerate(company.CHAINS)
    }
    said = (
        (
            "goudveld",
            "us",
            "inkoper vlees",
            "Voorstel kleinere verpakking rundergehakt",
            -150,
            -95,
            (),
            -97,
            True,
        ),
        (
            "goudveld",
            "customer",
            "accountmanager",
            "Tweede plaatsing barbecue in alle grote winkels",
            -160,
            -120,
            (),
            -118,
            True,
        ),
        (
            "noorderhof",
            "us",
            "categoriemanager vers",
            "Nieuw schappenplan voor de dorpswinkels",
            -140,
            -80,
            ((-66, -20, "tekening niet op tijd klaar"),),
            -12,
            True,
        ),
        (
            "noorderhof",
            "customer",
            "accountmanager",
            "Cijfers van de gesloten winkels aanleveren",
            -75,
            -40,
            (),
            None,
            None,
        ),
        (
            "prijsbaken",
            "us",
            "inkoper vlees",
            "Onderbouwing van de prijsverhoging rund",
            -190,
            -176,
            (),
            -178,
            True,
        ),
        (
            "prijsbaken",
            "us",
            "ketenplanner",
            "Besteltijd in het zuiden een uur later",
            -60,
            15,
            (),
            None,
            None,
        ),
        (
            "even-langs",
            "us",
            "formulemanager",
            "Openingsactie voor elke nieuwe winkel",
            -120,
            -30,
            (),
            -30,
            False,
        ),
        ("tafelrond", "us", "kwaliteitsmanager", "Plan tegen te late leveringen", -100, -45, (), None, None),
        (
            "lindehof",
            "us",
            "directeur commercie",
            "Menukaart met kip voor het najaar",
            -70,
            -14,
            (),
            -15,
            True,
        ),
    )
    return [
        {
            "commitment": f"TZ-{number:03d}",
            "account": account,
            "outlet": outlet[account] if "winkel" in what else None,
            "promised_by": side,
            "promised_to": receiver,
            "what": what,
            "agreed_on": (until + timedelta(days=agreed)).isoformat(),
            "due": (until + timedelta(days=due)).isoformat(),
            "redated": [
                {
                    "on": (until + timedelta(days=on)).isoformat(),
                    "due": (until + timedelta(days=new)).isoformat(),
                    "reason": reason,
                }
                for on, new, reason in redated
            ],
            "done_on": None if done is None else (until + timedelta(days=done)).isoformat(),
            "confirmed": confirmed,
        }
        for number, (account, side, receiver, what, agreed, due, redated, done, confirmed) in enumerate(
            said, 1
        )
    ]


def _weeks_known(made: trade.Trade) -> int:
    """How many weeks are over."""
    return (made.calendar.until + timedelta(days=1) - season.FIRST_MONDAY).days // 7


def _place(account: str) -> int:
    return [chain.account for chain in company.CHAINS].index(account)
