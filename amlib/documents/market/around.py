"""
The market around the customer: its channels, and where customer and we stand stronger or weaker than in the market as a whole.

An index says little without the two shares that it compares, so both stand beside it and the note says which they are. Where the market's source stops earlier,
all of it is over the market's own period, and the title says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amlib import language
from amlib.documents import words
from amlib.documents.market import words as own
from amlib.documents.sentences import Prose, capital, prose, write
from amlib.documents.tables import Column, Row, Span, Table

if TYPE_CHECKING:
    from amlib.analysis.panorama import Panorama
    from amlib.data.slices import Slice

__all__ = ["channels", "channels_reading", "indices", "indices_reading"]

_CHANNELS = {"retail": "retail", "food service": "food service"}
EVEN = 5.0
"""Points of an index within which two shares are called equal."""


def channels(view: Panorama, given: Slice) -> Table | None:
    """Size, growth and price of each channel of the market; None where fewer than two are known."""
    found = view.channels
    if len(found) < 2:
        return None
    sign = words.sign(given.currency)
    columns = (
        Column(language.say("Channel"), "left"),
        Column(language.say("Period"), "left"),
        Column(language.say("Size ({unit})", unit=sign)),
        Column(language.say("Growth")),
        Column(language.say("Growth in {unit}", unit=given.unit)),
        Column(language.say("{sign} per {unit}", sign=sign, unit=given.unit)),
        Column(language.say("Measured")),
    )
    rows = tuple(
        Row((
            _channel(row["channel"]),
            capital(language.period(row["period"])),
            language.number(float(row["whole"])),
            words.grown(float(row["growth"])),
            words.grown(float(row["volume_growth"])),
            language.number(float(row["price"]), 2),
            language.percent(float(row["coverage"]), 0),
        ))
        for _, row in found.iterrows()
    )  # fmt: skip
    note = language.say(
        "Size = what was measured ÷ the part that was measured. Growth against the same months a year before."
    )
    return Table(columns, rows, language.say("The channels of the market"), None, note)


def channels_reading(view: Panorama) -> Prose:
    """Which channel grows faster; that only one is known where that is so."""
    found = view.channels.dropna(subset=["growth"])
    if view.channels.empty:
        return prose(write("There are no market data, so channels cannot be compared."))
    if len(found) < 2:
        return prose(write("The market is known for one channel only, so channels cannot be compared."))
    order = found.sort_values("growth", ascending=False, kind="stable")
    first, last = order.iloc[0], order.iloc[-1]
    return prose(
        write(
            "{first} grew fastest ({most}), {last} slowest ({least}).",
            first=capital(_channel(first["channel"])),
            most=words.grown(float(first["growth"])),
            last=_channel(last["channel"]),
            least=words.grown(float(last["growth"])),
        )
    )


def indices(view: Panorama) -> Table | None:
    """Our share here and in the market per group, with both development indices; None where our share in the market is not known."""
    found = view.standing("group")
    if len(found) < 2 or found["development"].isna().all() or view.market is None:
        return None
    order = found.sort_values(["value", "key"], ascending=[False, True], kind="stable")
    total = view.standing("total").iloc[0]
    columns = (
        Column(capital(words.level("group")), "left"),
        Column(language.say("At this customer")),
        Column(language.say("In the market")),
        Column(language.say("Index")),
        Column(language.say("At this customer")),
        Column(language.say("In the market")),
        Column(language.say("Index")),
    )
    spans = (Span("", 1), Span(language.say("Our share"), 3), Span(language.say("Weight of the group"), 3))
    whole = (float(order["value"].sum()), float(order["market_value"].sum()))
    rows = [
        Row((
            own.place(row["key"]),
            language.percent(float(row["share"])),
            language.percent(float(row["market_share"])),
            language.number(float(row["development"])),
            language.percent(float(row["value"]) / whole[0]),
            language.percent(float(row["market_value"]) / whole[1]),
            language.number(float(row["customer_index"])),
        ))
        for _, row in order.iterrows()
    ]  # fmt: skip
    ours = (language.percent(float(total["share"])), language.percent(float(total["market_share"])))
    full = language.percent(1.0)
    rows.append(
        Row(
            (
                language.say("Total"),
                *ours,
                language.number(float(total["development"])),
                full,
                full,
                language.number(100),
            ),
            "total",
        )
    )
    title = language.say("Beside the market, {period}", period=language.period(view.market.period))
    note = language.say(
        "Index of our share = our share at this customer ÷ our share in its market × {base} (brand development index). Index of the weight = the group's part of what the customer buys ÷ its part of what the market buys × {base} (category development index). Value shares.",
        base=language.number(100),
    )
    return Table(columns, tuple(rows), title, spans, note)


def indices_reading(view: Panorama) -> Prose:
    """Where we stand strongest and weakest beside the market, and what the customer buys more of than others."""
    found = view.standing("group").dropna(subset=["development"])
    if found.empty:
        return prose(
            write("Our share in the market is not known, so it cannot be compared with our share here.")
        )
    order = found["development"].astype(float)
    best, worst = found.iloc[int(order.argmax())], found.iloc[int(order.argmin())]
    told = [
        write(
            "Beside our share in the market we stand strongest in {best} (index {most}) and weakest in {worst} (index {least}).",
            best=own.place(best["key"]),
            most=language.number(float(best["development"])),
            worst=own.place(worst["key"]),
            least=language.number(float(worst["development"])),
        )
        if best["key"] != worst["key"]
        else write(
            "Beside our share in the market our index is {most}.",
            most=language.number(float(best["development"])),
        )
    ]
    heavy = found.iloc[int(found["customer_index"].astype(float).argmax())]
    if heavy["customer_index"] > 100 + EVEN:
        told.append(
            write(
                "The customer buys relatively most of {group} (index {index}).",
                group=own.place(heavy["key"]),
                index=language.number(float(heavy["customer_index"])),
            )
        )
    return prose(told)


def _channel(name: object) -> str:
    """What a channel is called; one that the contract does not know keeps its name."""
    text = str(name)
    return language.say(_CHANNELS[text]) if text in _CHANNELS else text
