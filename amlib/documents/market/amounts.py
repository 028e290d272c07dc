"""
The tables in which the market becomes money: what moved our revenue, concentration, raw material, opportunities, goals.

The drivers add up both ways and to the change that the results evaluation explains, in the same whole amounts (there, promotions are taken out of share and price); opportunities add up to the total that the first
page names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.documents import rounding, words
from amlib.documents.market import words as own
from amlib.documents.sentences import capital
from amlib.documents.tables import Column, Kind, Row, Table, Tone, tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amlib.analysis.panorama import Panorama
    from amlib.data.slices import Slice

__all__ = ["concentration", "drivers", "goals", "lags", "moved", "opportunities"]

MISSING = language.MISSING


def moved(drivers: pd.DataFrame) -> list[str]:
    """The drivers that moved anything, in their order; ``drivers`` as ``market.drivers`` gives them."""
    names = [name for name in drivers.columns if name not in ("base", "actual", "change")]
    return [str(name) for name in names if drivers[name].abs().sum() >= 0.5]


def drivers(view: Panorama, given: Slice) -> Table | None:
    """What moved our revenue, per group: market, share, mix and price; None where there is no last year."""
    groups = view.drivers("group")
    names = moved(groups)
    if groups.empty or not names:
        return None
    nodes = groups[names]
    nodes.index = pd.Index([str(key) for key in nodes.index])
    order = nodes.sum(axis=1).sort_values(ascending=False, kind="stable").index
    change = round(view.bridge.actual) - round(view.bridge.base)  # as the results evaluation shows it
    whole = rounding.two_way(nodes.loc[order], rounding.one_way(nodes.sum(), change))
    columns = (
        Column(capital(words.level("group")), "left"),
        *(Column(own.driver(name)) for name in names),
        Column(language.say("Change")),
    )
    rows = [_money_row(own.place(key), [*whole.cells.loc[key], whole.rows[key]], "body") for key in order]
    rows.append(_money_row(language.say("Total"), [*whole.columns, whole.total], "total"))
    title = language.say(
        "What moved our revenue, {period} against a year before", period=language.period(view.period)
    )
    told = [
        language.say(
            "Amounts in {unit}, rounded so that rows and columns add up.", unit=words.sign(given.currency)
        )
    ]
    if "share" in names:
        told.append(
            language.say(
                "Market = the growth of the customer's category at our share; share = the change of our share at the category's size; both in {quantity} × an average price. New and lost articles count as share.",
                quantity=given.unit,
            )
        )
    return Table(columns, tuple(rows), title, None, " ".join(told))


def concentration(found: pd.DataFrame) -> Table | None:
    """The part of the largest suppliers and the Herfindahl index; None where suppliers are not named."""
    if found.empty:
        return None
    names = {
        "customer": language.say("At this customer"),
        "customer_before": language.say("At this customer, a year before"),
        "market": language.say("In its market"),
    }
    columns = (
        Column("", "left"),
        Column(language.say("Suppliers")),
        Column(language.say("Largest three")),
        Column(language.say("Largest four")),
        Column("HHI"),
        Column(language.say("Of equal size")),
    )
    rows = tuple(
        Row((
            names[str(key)],
            language.number(float(row["suppliers"])),
            language.percent(float(row["cr3"])),
            language.percent(float(row["cr4"])),
            language.number(10_000 * float(row["hhi"])),
            language.number(float(row["equal"]), 1),
        ))
        for key, row in found.iterrows()
    )  # fmt: skip
    note = language.say(
        "HHI = the sum of the squared shares, from near nil to {most} (one supplier). Of equal size: so many suppliers of one size would be as concentrated. Those not named count as one.",
        most=language.number(10_000),
    )
    return Table(columns, rows, language.say("Concentration of suppliers"), None, note)


def lags(view: Panorama) -> Table | None:
    """How many months our price follows the quotation per group, a dash where it cannot be measured; None where it can be measured nowhere."""
    if view.lags is None or not view.lags["measurable"].any():
        return None
    columns = (
        Column(capital(words.level("group")), "left"),
        Column(language.say("Lag (months)")),
        Column(language.say("Passed on")),
        Column(language.say("Correlation")),
        Column(language.say("Months compared")),
    )
    rows = tuple(
        Row((
            own.place(row["group"]),
            language.number(float(row["lag_months"])),
            language.percent(float(row["pass_through"]), 0),
            language.number(float(row["correlation"]), 2),
            language.number(float(row["points"])),
        ))
        for _, row in view.lags.iterrows()
    )  # fmt: skip
    note = language.say(
        "Compared are the changes on a year before of the quotation and of our price without mix (a chained Törnqvist index of the same articles). The lag is the shift with the highest correlation; passed on is the slope there. Measurable where the quotation explains at least half of how our price moved."
    )
    return Table(columns, rows, language.say("Our price after the raw material"), None, note)


def opportunities(view: Panorama, given: Slice, most: int = 10) -> Table | None:
    """The largest gaps per group and place, with the target and where it comes from; None where there are none."""
    found = view.opportunities()
    found = found[found["gap"] > 0]
    if found.empty:
        return None
    sign = words.sign(given.currency)
    placed = (found["place"] != "").any()
    columns = (
        Column(capital(words.level("group")), "left"),
        *((Column(capital(words.level(view.place)), "left"),) if placed else ()),
        Column(language.say("Category ({unit})", unit=sign)),
        Column(language.say("Our share")),
        Column(language.say("Target")),
        Column(language.say("Target from"), "left"),
        Column(language.say("Gap ({unit})", unit=sign)),
    )
    gaps = rounding.one_way(found["gap"].set_axis([f"{n:06d}" for n in range(len(found))]))
    shown = found.head(most)
    rows = [
        Row((
            own.place(row["group"]),
            *((own.place(row["place"]),) if placed else ()),
            language.number(float(row["category_value"])),
            language.percent(float(row["share"])),
            language.percent(float(row["target"])),
            own.target(str(row["source"])),
            language.number(int(gap)),
        ))
        for (_, row), gap in zip(shown.iterrows(), gaps, strict=False)
    ]  # fmt: skip
    blank = ("",) * (len(columns) - 2)
    if more := len(found) - len(shown):
        label = language.say_many("{count} other", "{count} others", more)
        rows.append(Row((label, *blank, language.number(int(gaps.iloc[most:].sum()))), "rest"))
    rows.append(Row((language.say("Total"), *blank, language.number(int(gaps.sum()))), "total"))
    note = language.say(
        "Gap = (target − our share) × what was bought of the category in {span}, per group and place. The target is our share of the group at this customer as a whole, or our share of it in the market, whichever is higher. It is what could be won, not what will be.",
        span=own.span(view),
    )
    title = language.say_many(
        "The largest opportunity", "The {count} largest opportunities", min(most, len(found))
    )
    return Table(columns, tuple(rows), title, None, note)


def goals(standing: pd.DataFrame) -> Table | None:
    """The customer's goals beside where it stands; None where there are none for this year."""
    if standing.empty:
        return None
    columns = (
        Column(language.say("For"), "left"),
        Column(language.say("Goal"), "left"),
        Column(language.say("Measured as"), "left"),
        Column(language.say("Target")),
        Column(language.say("Now")),
        Column(language.say("Standing"), "left"),
    )
    rows = tuple(_goal_row(goal) for _, goal in standing.iterrows())
    note = language.say(
        "Now: over the year to date. The customer's own words; a goal is measured only where its measure leaves no doubt."
    )
    if (standing["basis"] == "service_level").any():
        note += " " + language.say(
            "Service level is the part of the quantity ordered that was delivered; how much of it came on time and in full stands in the results evaluation."
        )
    return Table(columns, rows, language.say("The customer's goals of this year"), None, note)


def _goal_row(goal: pd.Series) -> Row:
    """One goal; figures as fractions are written as percentages."""
    standing = {
        "ahead": language.say("reached so far"),
        "behind": language.say("behind"),
    }.get(str(goal["status"]))
    mark: Tone = {"ahead": "better", "behind": "worse"}.get(str(goal["status"]))  # type: ignore[assignment]  # of these two
    unknown = (
        language.say("unknown: {reason}", reason=own.goal_reason(str(goal["reason"])))
        if goal["reason"]
        else ""
    )
    return Row(
        (
            str(goal["name"]),
            str(goal["goal"]),
            str(goal["measure"]) or MISSING,
            _goal_figure(float(goal["target"]), goal),
            _goal_figure(float(goal["value"]), goal),
            standing or unknown or language.say("unknown"),
        ),
        tones=(None, None, None, None, None, mark),
    )


def _goal_figure(value: float, goal: pd.Series) -> str:
    """A target or a value: fractions as percentages, anything else as it was given."""
    if pd.isna(value):
        return MISSING
    fraction = abs(value) <= 1 and goal["doubt"] != "not_a_percentage"
    return language.percent(value) if fraction else language.number(value, 1)


def _money_row(label: str, amounts: Sequence[float], kind: Kind) -> Row:
    """A row of signed amounts, toned."""
    cells = (label, *(language.number(amount, plus=True) if amount else "0" for amount in amounts))
    return Row(cells, kind, (None, *(tone(amount) for amount in amounts)))
