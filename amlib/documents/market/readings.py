"""
The readings of what the market is worth to us: drivers, concentration, calendar, raw material, opportunities, goals.

As in ``market.sentences``: each is computed from the values of the figure beside it; where there is no figure, it says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.documents import words
from amlib.documents.market import amounts
from amlib.documents.market import words as own
from amlib.documents.sentences import Prose, prose, write, write_many

if TYPE_CHECKING:
    from amlib.analysis.panorama import Panorama
    from amlib.analysis.seasons import Moved
    from amlib.data.slices import Slice

__all__ = ["calendar", "concentration", "drivers", "goals", "lags", "opportunities", "season"]

_LEAST = 0.5
"""Money that would be shown as nil."""
LOOSE, TIGHT = 0.15, 0.25
"""Bounds of the Herfindahl index between which a market is moderately concentrated."""


def drivers(view: Panorama, given: Slice) -> Prose:
    """The weightiest driver, the group in which it was felt most, and that it all ties to the results evaluation."""
    total, groups = view.drivers(), view.drivers("group")
    if total.empty:
        return prose(write("There is no complete last year to compare our revenue with."))
    row = total.iloc[0]
    names = amounts.moved(total)
    if not names:
        return prose(write("Nothing moved our revenue."))
    top = max(names, key=lambda name: abs(float(row[name])))
    at = int(groups[top].abs().argmax())
    told = [
        write(
            "The weightiest is {driver}: {money}, felt most in {group} ({part}).",
            driver=own.driver(top, inside=True),
            money=own.signed(float(row[top]), given),
            group=own.place(groups.index[at]),
            part=own.signed(float(groups[top].iloc[at]), given),
        ),
        write(
            "All together is {change}, to the cent the change that the results evaluation explains; there, what promotions did is taken out of share and price.",
            change=own.signed(view.bridge.change, given),
        ),
    ]
    if "volume" in names and abs(float(row["volume"])) >= _LEAST:
        told.append(
            write(
                "Of volume {money} cannot be split into market and share, because the category is not known for both periods where it was sold.",
                money=own.signed(float(row["volume"]), given),
            )
        )
    return prose(told)


def concentration(found: pd.DataFrame) -> Prose:
    """How concentrated the customer's suppliers are, whether that changed, and beside the market."""
    if "customer" not in found.index:
        return prose(
            write(
                "The concentration at this customer is not known: its category was not supplied with named suppliers that fit our deliveries."
            )
        )
    figures = found.astype(float).to_dict("index")
    now = figures["customer"]
    hhi = now["hhi"]
    message = (
        "The customer's suppliers are little concentrated: the largest three have {part}, as if there were {equal} of equal size."
        if hhi < LOOSE
        else "The customer's suppliers are highly concentrated: the largest three have {part}, as if there were {equal} of equal size."
        if hhi > TIGHT
        else "The customer's suppliers are moderately concentrated: the largest three have {part}, as if there were {equal} of equal size."
    )
    told = [write(message, part=language.percent(now["cr3"]), equal=language.number(now["equal"], 1))]
    if "market" in figures:
        gap = hhi - figures["market"]["hhi"]
        told.append(
            write("It buys from fewer hands than its market.")
            if gap > 0.01
            else write("It buys from more hands than its market.")
            if gap < -0.01
            else write("That is much like its market.")
        )
    return prose(told)


def season(view: Panorama) -> Prose:
    """Which months stand high and low, and on how much history that rests."""
    found = view.season
    if found is None:
        return prose(
            write("There is too little history to know the season: each calendar month must be there twice.")
        )
    level = found.index.set_index("month")["index"]
    told = [
        write(
            "The year is highest in {peak} ({high}) and lowest in {trough} ({low}); {base} is the average month, per day.",
            peak=own.whole_month(found.peak),
            high=language.number(float(level[found.peak])),
            trough=own.whole_month(found.trough),
            low=language.number(float(level[found.trough])),
            base=language.number(100),
        ),
        write_many(
            "It rests on {count} month of history.",
            "It rests on {count} months of history.",
            found.months,
        ),
    ]
    if view.seasonal == "own":
        told.append(
            write("It is the season of our own deliveries, as the category is not known month by month.")
        )
    named = [effect for effect in found.effects if effect.named]
    for effect in named:
        told.append(
            write(
                "A month that holds the days before {feast} stands {change} beside the same month without.",
                feast=own.feast(effect.feast),
                change=language.percent(effect.change, 0, plus=True),
            )
        )
    if found.effects and not named:
        told.append(write("No effect of a moving feast can be told from chance."))
    return prose(told)


def calendar(view: Panorama) -> Prose:
    """Which feasts moved between the period and last year's, and what the calendar alone lets expect."""
    told = []
    turned = [feast for feast in view.feasts() if feast.moved or abs(feast.share - feast.base_share) > 0.01]
    for feast in turned:
        message = (
            "{feast} fell in this period, and last year outside it ({day}, last year {before})."
            if feast.moved == "in"
            else "{feast} fell outside this period, and last year in it ({day}, last year {before})."
            if feast.moved == "out"
            else "{feast} fell otherwise than last year ({day}, last year {before}): {now} of the days before it lie in this period, against {then}."
        )
        told.append(
            write(
                message,
                feast=own.feast(feast.feast),
                day=language.date(feast.day),
                before=language.date(feast.base_day),
                now=language.percent(feast.share, 0),
                then=language.percent(feast.base_share, 0),
            )
        )
    if not turned:
        told.append(write("No feast moved into or out of this period."))
    moved = view.moved()
    if moved is not None:
        told.append(_expected(view, moved))
    return prose(told)


def lags(view: Panorama) -> Prose:
    """After how many months our price follows the raw material, and where that cannot be said."""
    if view.quotations is None:
        return prose(
            write(
                "Raw material quotations were not supplied: {unknown}", unknown=words.unknown("raw_materials")
            )
        )
    if view.lags is None or view.lags.empty:
        return prose(
            write("None of our groups bears the name of a quoted raw material, so nothing can be compared.")
        )
    told = []
    known = view.lags[view.lags["measurable"]]
    for _, row in known.iterrows():
        told.append(
            write_many(
                "Our price of {group} follows the quotation after {count} month; of a change in it {passed} stands in our price.",
                "Our price of {group} follows the quotation after {count} months; of a change in it {passed} stands in our price.",
                int(row["lag_months"]),
                group=own.place(row["group"]),
                passed=language.percent(float(row["pass_through"]), 0),
            )
        )
    rest = view.lags[~view.lags["measurable"]]
    if len(rest):
        told.append(
            write(
                "Of {names} no lag can be measured.",
                names=language.listing(
                    [
                        f"{own.place(row['group'])} ({own.lag_reason(str(row['reason']))})"
                        for _, row in rest.iterrows()
                    ]
                ),
            )
        )
    if len(known):
        told.append(write("A lag describes; whether it was agreed stands in the contract."))
    return prose(told)


def opportunities(view: Panorama, given: Slice) -> Prose:
    """How much the largest places carry, and how often the market sets the target."""
    found = view.opportunities()
    found = found[found["gap"] > 0] if len(found) else found
    if found.empty:
        if view.stretch is None or not view.stretch.trusted or view.stretch.measure != "value":
            return prose(write("Without shares of value no opportunity can be put in money."))
        return prose(write("Nowhere does our share lag behind what we reach elsewhere."))
    total = float(found["gap"].sum())
    groups = found.groupby("group", observed=True)["gap"].sum().sort_values(ascending=False, kind="stable")
    told = [
        write(
            "Where our share lags behind the target, {total} could be won over {span}; of that {part} lies in {group}.",
            total=own.money(total, given),
            span=own.span(view),
            part=language.percent(float(groups.iloc[0]) / total, 0),
            group=own.place(groups.index[0]),
        )
    ]
    outside = float(found.loc[found["source"] == "market", "gap"].sum())
    if outside > (1 - 0.005) * total:
        told.append(write("For all of it the target is our share in the market."))
    elif outside >= 0.005 * total:
        told.append(
            write(
                "For {part} of it our share in the market is the target, for the rest our share of the group at this customer.",
                part=language.percent(outside / total, 0),
            )
        )
    return prose(told)


def goals(standing: pd.DataFrame, *, supplied: bool) -> Prose:
    """Where the customer stands on its own goals, and which cannot be measured."""
    if not supplied:
        return prose(
            write(
                "The customer's own goals were not supplied: {unknown}",
                unknown=words.unknown("customer_goals"),
            )
        )
    if standing.empty:
        return prose(write("The customer has no goals for this year in the table."))
    told = []
    for status, message in (
        ("ahead", "Reached so far: {names}."),
        ("behind", "Behind: {names}."),
        ("unknown", "Not known: {names}."),
    ):
        found = standing[standing["status"] == status]
        named = list(dict.fromkeys(_goal(row) for _, row in found.iterrows()))
        if named:
            told.append(write(message, names=words.places(named[:4], max(0, len(named) - 4))))
    doubtful = int((standing["doubt"] != "").sum())
    if doubtful:
        told.append(
            write_many(
                "Check the unit or the base of {count} goal.",
                "Check the unit or the base of {count} goals.",
                doubtful,
            )
        )
    return prose(told)


def _goal(row: pd.Series) -> str:
    """A goal, and for which outlet it is."""
    if not row["outlet"]:
        return str(row["goal"])
    return language.say("{goal} in {outlet}", goal=row["goal"], outlet=row["name"])


def _expected(view: Panorama, moved: Moved) -> str:
    """What the calendar alone lets expect, beside what the category did."""
    now, before = moved.working_days
    whole = view.shares("total")
    grown = float(whole["volume_growth"].iloc[0]) if len(whole) else float("nan")
    message = (
        "The calendar alone lets expect no difference ({now} working days against {before})."
        if abs(moved.total) < 0.0005
        else "The calendar alone lets expect {expected} ({now} working days against {before})."
        if pd.isna(grown)
        else "The calendar alone lets expect {expected} ({now} working days against {before}), beside the category's {grown} in quantity."
    )
    return write(
        message,
        expected=language.percent(moved.total, plus=True),
        now=language.number(now),
        before=language.number(before),
        grown=words.grown(grown) if pd.notna(grown) else "",
    )
