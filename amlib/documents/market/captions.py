"""
What a chart of the market analysis shows: its title, and its description for who cannot see it.

A title is the finding for this account; a description names the kind of chart and then says what a careful viewer takes from it, with the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.documents import words
from amlib.documents.market import words as own

if TYPE_CHECKING:
    from amlib.analysis.panorama import Panorama
    from amlib.data.slices import Slice

__all__ = [
    "MATTERS",
    "course",
    "course_alt",
    "drivers",
    "drivers_alt",
    "growth",
    "growth_alt",
    "lag",
    "lag_alt",
    "material",
    "opportunities",
    "opportunities_alt",
    "outlets",
    "outlets_alt",
    "season",
    "season_alt",
]


MATTERS = 0.02
"""Smaller parts of the category than this are not named as having moved most."""


def growth(nodes: pd.DataFrame) -> str:
    """The title of growth in one picture; ``nodes`` are the groups drawn, the largest first."""
    ahead = nodes[nodes["our_growth"] > nodes["growth"]]
    if len(ahead) == len(nodes):
        return language.say("We grew faster than the category in every group drawn")
    if ahead.empty:
        return language.say("We grew slower than the category in every group drawn")
    return language.say(
        "We grew faster than the category in {ahead} of {count} groups; the largest where we did not is {name}",
        ahead=language.number(len(ahead)),
        count=language.number(len(nodes)),
        name=own.place(nodes.drop(ahead.index).iloc[0]["key"]),
    )


def growth_alt(nodes: pd.DataFrame) -> str:
    """The description of growth in one picture: every group with both growths."""
    parts = [
        language.say(
            "{name}: category {category}, we {us}",
            name=own.place(row["key"]),
            category=words.grown(float(row["growth"])),
            us=words.grown(float(row["our_growth"])),
        )
        for _, row in nodes.iterrows()
    ]
    return language.say(
        "Bubble chart of the growth of our sales beside the growth of the customer's category, per group, from large to small. {parts}.",
        parts="; ".join(parts),
    )


def material(nodes: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The nodes that make two percent of the category in either year; all of them where none does."""
    size = nodes[[measure, f"base_{measure}"]]
    large = nodes[(size >= MATTERS * size.sum()).any(axis=1)]
    return large if len(large) else nodes


def course(nodes: pd.DataFrame, measure: str = "value") -> str:
    """The title of our share over time: which group rose and fell most in a year; ``nodes`` as ``market.shares``."""
    known = nodes.dropna(subset=["points"])
    known = material(known, measure) if len(known) else known
    if known.empty:
        return language.say("Our share per group over time")
    best, worst = known.iloc[int(known["points"].argmax())], known.iloc[int(known["points"].argmin())]
    values = {
        "best": own.place(best["key"]),
        "gain": language.points(float(best["points"])),
        "worst": own.place(worst["key"]),
        "loss": language.points(float(worst["points"])),
    }
    if best["points"] >= 0.0005 and worst["points"] <= -0.0005:
        return language.say(
            "In a year our share rose most in {best} ({gain}) and fell most in {worst} ({loss})", **values
        )
    if best["points"] >= 0.0005:
        return language.say("In a year our share fell nowhere; it rose most in {best} ({gain})", **values)
    if worst["points"] <= -0.0005:
        return language.say("In a year our share rose nowhere; it fell most in {worst} ({loss})", **values)
    return language.say("In a year our share stayed the same in every group")


def course_alt(course_: pd.DataFrame, names: Sequence[str], first: str, last: str) -> str:
    """The description of our share over time; ``course_`` has ``panel`` and ``value``, per panel in order of time."""
    parts = []
    for name in names:
        values = course_.loc[course_["panel"] == name, "value"].dropna()
        if len(values):
            parts.append(
                language.say(
                    "{name} from {first} to {last}",
                    name=name,
                    first=language.percent(float(values.iloc[0])),
                    last=language.percent(float(values.iloc[-1])),
                )
            )
    return language.say(
        "Small line charts of our share per group from {first} to {last}, on one scale. {parts}.",
        first=first,
        last=last,
        parts="; ".join(parts),
    )


def outlets(found: pd.DataFrame) -> str:
    """The title of the map: how many outlets lie below our average."""
    below = int((found["gap"] > 0).sum())
    return language.say_many(
        "In {below} of {count} outlet our share is below our average of {average}",
        "In {below} of {count} outlets our share is below our average of {average}",
        len(found),
        below=language.number(below),
        average=language.percent(float(found["average"].iloc[0])),
    )


def outlets_alt(found: pd.DataFrame, classes: Sequence[str], view: Panorama) -> str:
    """The description of the map: the classes with their counts, the lowest and highest share."""
    known = found.dropna(subset=["share"])
    low, high = known.iloc[int(known["share"].argmin())], known.iloc[int(known["share"].argmax())]
    return language.say(
        "Map of outlets by our share over {span}; larger dots buy more of the category. Per class: {classes}. Lowest in {low} ({least}), highest in {high} ({most}).",
        span=own.span(view),
        classes="; ".join(classes),
        low=words.name_of(low["name"], low["key"]),
        least=language.percent(float(low["share"])),
        high=words.name_of(high["name"], high["key"]),
        most=language.percent(float(high["share"])),
    )


def drivers(total: pd.Series, names: Sequence[str], given: Slice) -> str:
    """The title of what moved our revenue."""
    change = float(total["change"])
    values = {"change": own.money(abs(change), given)}
    if abs(change) < 0.5:
        return language.say("Our revenue stayed the same; gains and losses cancel out")
    amounts = total[list(names)].astype(float)
    values["driver"] = own.driver(
        str(amounts.index[int(amounts.argmax() if change > 0 else amounts.argmin())]), inside=True
    )
    if change > 0:
        return language.say("Our revenue rose {change}; most of it came from {driver}", **values)
    return language.say("Our revenue fell {change}; most of it came from {driver}", **values)


def drivers_alt(total: pd.Series, names: Sequence[str], given: Slice) -> str:
    """The description of what moved our revenue: every bar, in order."""
    parts = [f"{own.driver(name)} {own.signed(float(total[name]), given)}" for name in names]
    return language.say(
        "Bar chart of what our revenue's change of {change} is put down to: {parts}.",
        change=own.signed(float(total["change"]), given),
        parts=language.listing(parts),
    )


def season(view: Panorama) -> str:
    """The title of the season: highest and lowest month."""
    if view.season is None:
        return language.say("There is too little history to know the season")
    found = view.season
    level = found.index.set_index("month")["index"]
    message = (
        "The category peaks in {peak}, {high} above the average month"
        if view.seasonal == "category"
        else "Our deliveries peak in {peak}, {high} above the average month"
    )
    return language.say(
        message,
        peak=own.whole_month(found.peak),
        high=language.percent(float(level[found.peak]) / 100 - 1, 0),
    )


def season_alt(view: Panorama) -> str:
    """The description of the season: all twelve months."""
    if view.season is None:
        return language.say("There is too little history to know the season")
    months = view.season.index
    parts = [
        f"{own.calendar_month(int(m))} {language.number(float(value))}"
        for m, value in zip(months["month"], months["index"], strict=True)
    ]
    return language.say(
        "Bar chart of the season per calendar month, quantity per day, the average month being {base}: {parts}.",
        base=language.number(100),
        parts=language.listing(parts),
    )


def lag(best: pd.Series) -> str:
    """The title of price beside quotation."""
    return language.say_many(
        "Our price of {group} follows the quotation after {count} month, and passes on {passed}",
        "Our price of {group} follows the quotation after {count} months, and passes on {passed}",
        int(best["lag_months"]),
        group=own.place(best["group"]),
        passed=language.percent(float(best["pass_through"]), 0),
    )


def lag_alt(best: pd.Series, course_: pd.DataFrame) -> str:
    """The description of price beside quotation: where both started and ended."""
    first, last = course_.iloc[0], course_.iloc[-1]
    return language.say(
        "Line chart from {first} to {last}, both set to {base} at the start: the quotation of {species} ends at {quotation}, our price of {group} at {price}.",
        first=words.month(str(first["month"])),
        last=words.month(str(last["month"])),
        base=language.number(100),
        species=str(best["species"]),
        quotation=language.number(float(last["quotation"])),
        group=own.place(best["group"]),
        price=language.number(float(last["price"])),
    )


def opportunities(found: pd.DataFrame, given: Slice) -> str:
    """The title of the opportunity map; ``found`` the largest first."""
    top = found.iloc[0]
    return language.say(
        "The largest opportunity is {group} in {place}: {gap} of {total}; in thousands of {unit}",
        unit=words.sign(given.currency),
        group=own.place(top["group"]),
        place=own.place(top["place"]),
        gap=own.money(float(top["gap"]), given),
        total=own.money(float(found["gap"].sum()), given),
    )


def opportunities_alt(cells: pd.DataFrame, given: Slice) -> str:
    """The description of the opportunity map: the total of each place and the largest cell of each."""
    parts = [
        language.say(
            "{place} {total}, most in {group}",
            place=str(place),
            total=own.money(float(column.sum()), given),
            group=str(column.idxmax()),
        )
        for place, column in cells.items()
        if column.sum() > 0
    ]
    return language.say(
        "Heat map of opportunities in money, groups by places. {parts}.", parts="; ".join(parts)
    )
