"""
The tables of the market and of our share in it: sizes, shares, what moved them, outlets.

Values add up to the total that stands under them, and a share a year ago is what is left when the change is taken off (``market.words.share``). What is
too small for a row of its own is counted, never dropped silently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.analysis import distribution
from amlib.documents import rounding, words
from amlib.documents.market import words as own
from amlib.documents.sentences import capital
from amlib.documents.tables import Column, Row, Span, Table, Tone, section, tone

if TYPE_CHECKING:
    from amlib.analysis.panorama import Panorama
    from amlib.data.slices import Slice

__all__ = ["outlets", "shares", "sizes", "split"]

MISSING = language.MISSING
WHOLE = 0.995
"""From this coverage a market is not estimated but measured."""
POINT = 0.0005
"""A change of share that is shown as nil."""


def sizes(view: Panorama, level: str, given: Slice, most: int = 12) -> Table | None:
    """
    The customer beside its market per group or region; None where there is no category or only one node.

    Parameters
    ----------
    view : Panorama
    level : 'group' or 'region'
    given : Slice
        For the currency and the unit.
    most : int
        More nodes than this are shown as the largest, the others counted.
    """
    nodes, total = view.sizes(level), view.sizes("total")
    if len(nodes) < 2 or nodes["value"].isna().all():
        return None
    nodes = nodes.sort_values(["value", "key"], ascending=[False, True], ignore_index=True)
    shown = rounding.one_way(nodes.set_index("key")["value"], round(float(total["value"].iloc[0])))
    market = view.market is not None and "market_value" in nodes and bool(nodes["market_value"].notna().any())
    sign = words.sign(given.currency)
    columns = [
        Column(capital(words.level(level)), "left"),
        Column(language.say("Value ({unit})", unit=sign)),
        Column(language.say("Growth")),
        Column(language.say("Growth in {unit}", unit=given.unit)),
        Column(language.say("{sign} per {unit}", sign=sign, unit=given.unit)),
    ]
    spans = [Span("", 1), Span(language.say("Customer"), 4)]
    if market:
        columns += [
            Column(language.say("Growth")),
            Column(language.say("Growth in {unit}", unit=given.unit)),
            Column(language.say("{sign} per {unit}", sign=sign, unit=given.unit)),
            Column(language.say("Customer's part")),
        ]
        spans.append(Span(language.say("Market"), 4))
    kept = nodes if len(nodes) <= most else nodes.head(most - 1)
    rows = [
        _size_row(own.place(n["key"]), int(shown[n["key"]]), n, market=market) for _, n in kept.iterrows()
    ]
    if len(nodes) > len(kept):
        rest = nodes.iloc[len(kept) :]
        label = language.say_many("{count} other", "{count} others", len(rest))
        blank = ("",) * (len(columns) - 2)
        rows.append(Row((label, language.number(int(shown[rest["key"]].sum())), *blank), "rest"))
    last = total.iloc[0]
    made = _size_row(language.say("Total"), int(shown.sum()), last, market=market)
    rows.append(Row(made.cells, "total", made.tones))
    period = view.market.period if market and view.market else view.period
    title = language.say(
        "The customer beside its market, {period}" if market else "The customer's category, {period}",
        period=language.period(period),
    )
    return Table(tuple(columns), tuple(rows), title, tuple(spans), _size_note(view, market=market))


def shares(view: Panorama, given: Slice, most: int = 12) -> Table | None:
    """
    Our share now and a year ago, in total and per group, region and banner; None where no share is known.

    Parameters
    ----------
    view : Panorama
    given : Slice
        For the currency and the unit.
    most : int
        More nodes of a level than this are shown as the largest, the others counted.
    """
    if view.category is None or not view.category.trusted:
        return None
    side = view.category.measure
    unit = words.sign(given.currency) if side == "value" else given.unit
    columns = (
        Column("", "left"),
        Column(language.say("Category ({unit})", unit=unit)),
        Column(language.say("Now")),
        Column(language.say("A year ago")),
        Column(language.say("Points")),
        Column(language.say("Now, in {unit}", unit=given.unit)),
        Column(language.say("Points")),
    )
    rows = []
    total = view.shares("total").iloc[0]
    for level in ("group", "region", "banner"):
        nodes = view.shares(level)
        if len(nodes) < 2:
            continue
        nodes = nodes.sort_values([side, "key"], ascending=[False, True])
        whole = rounding.one_way(nodes.set_index("key")[side], round(float(total[side])))
        rows.append(section(capital(language.say("per {level}", level=words.level(level))), columns))
        kept = nodes if len(nodes) <= most else nodes.head(most - 1)
        rows += [_share_row(own.place(n["key"]), int(whole[n["key"]]), n) for _, n in kept.iterrows()]
        if len(nodes) > len(kept):
            rest = nodes.iloc[len(kept) :]
            label = language.say_many("{count} other", "{count} others", len(rest))
            rows.append(
                Row((label, language.number(int(whole[rest["key"]].sum())), "", "", "", "", ""), "rest")
            )
    made = _share_row(language.say("Total"), round(float(total[side])), total)
    rows.append(Row(made.cells, "total", made.tones))
    title = language.say(
        "Our share at the customer, {period} and a year ago", period=language.period(view.period)
    )
    spans = (
        Span("", 2),
        Span(language.say("Share of value") if side == "value" else language.say("Share of quantity"), 3),
        Span(language.say("Share of quantity"), 2),
    )
    return Table(columns, tuple(rows), title, spans, _share_note())


def split(view: Panorama) -> Table | None:
    """What the change of our share came from, per group and in total, in points that add up along each row; None where it cannot be made."""
    total, groups = view.split(), view.split("group")
    if total.empty:
        return None
    moved = groups[(groups["share"] != 0) | (groups["base_share"] != 0)]
    moved = moved.reindex(moved["change"].abs().sort_values(ascending=False, kind="stable").index)
    columns = (
        Column(capital(words.level("group")), "left"),
        *(Column(own.effect(effect)) for effect in distribution.EFFECTS),
        Column(language.say("Together")),
        Column(language.say("Now")),
        Column(language.say("A year ago")),
        Column(language.say("Weighted distribution")),
    )
    rows = [_split_row(own.place(key), node) for key, node in moved.iterrows()]
    last = _split_row(language.say("Total"), total.iloc[0])
    rows.append(Row(last.cells, "total", last.tones))
    spans = (
        Span("", 1),
        Span(language.say("Change, in points"), 4),
        Span(language.say("Our share"), 2),
        Span("", 1),
    )
    return Table(columns, tuple(rows), language.say("What moved our share"), spans, _split_note())


def outlets(view: Panorama, given: Slice, most: int = 10) -> Table | None:
    """The outlets where the customer's average share would be worth most, and all others together; None where outlets are not known."""
    found = view.outlets()
    behind = found[found["gap"] > 0]
    if view.stretch is None or len(found) < 2 or behind.empty:
        return None
    unit = words.sign(given.currency) if view.stretch.measure == "value" else given.unit
    columns = (
        Column(language.say("Outlet"), "left"),
        Column(language.say("Category ({unit})", unit=unit)),
        Column(language.say("Our share")),
        Column(language.say("Gap ({unit})", unit=unit)),
    )
    gaps = rounding.one_way(behind.set_index("key")["gap"])
    kept = behind.head(most)
    rows = [
        Row((
            words.name_of(outlet["name"], outlet["key"]),
            language.number(float(outlet["value"])),
            language.percent(float(outlet["share"])),
            language.number(int(gaps[outlet["key"]])),
        ))
        for _, outlet in kept.iterrows()
    ]  # fmt: skip
    rest = behind.iloc[len(kept) :]
    if len(rest):
        label = language.say_many(
            "{count} other below the average", "{count} others below the average", len(rest)
        )
        rows.append(Row((label, "", "", language.number(int(gaps[rest["key"]].sum()))), "rest"))
    rows.append(Row((language.say("Total"), "", "", language.number(int(gaps.sum()))), "total"))
    note = language.say(
        "Gap = (our share of the whole account, {average}, less our share here) × what the outlet bought of the category in {span}. Outlets above the average have none.",
        average=language.percent(float(found["average"].iloc[0])),
        span=own.span(view),
    )
    return Table(
        columns, tuple(rows), language.say("Outlets where our share lags most, in money"), None, note
    )


def _grown(value: float) -> str:
    return MISSING if pd.isna(value) else words.grown(float(value))


def _size_row(label: str, value: int, node: pd.Series, *, market: bool) -> Row:
    """One group or region: the customer and its market."""
    cells = [label, language.number(value), _grown(node["growth"]), _grown(node["volume_growth"])]
    cells.append(language.number(float(node["price"]), 2))
    tones: list[Tone] = [None] * 5
    if market:
        gain = node["growth"] - node["market_growth"]
        tones[2] = tone(float(gain), least=POINT) if pd.notna(gain) else None
        cells += [_grown(node["market_growth"]), _grown(node["market_volume_growth"])]
        cells += [language.number(float(node["market_price"]), 2), language.percent(float(node["part"]))]
        tones += [None] * 4
    return Row(tuple(cells), "body", tuple(tones))


def _share_row(label: str, value: int, node: pd.Series) -> Row:
    """One place: our share of value and of quantity."""
    now, before, points = own.share(float(node["share"]), float(node["points"]))
    volume, _, moved = own.share(
        float(node["volume_share"]), float(node["volume_share"] - node["base_volume_share"])
    )
    marks = (tone(float(node["points"]), least=POINT) if points != MISSING else None,)
    return Row(
        (label, language.number(value), now, before, points, volume, moved),
        tones=(None, None, None, None, *marks, None, None),
    )


def _split_row(label: str, node: pd.Series) -> Row:
    """The parts of one change, in tenths of a point that add up to it."""
    now, before, points = own.share(float(node["share"]), float(node["change"]))
    exact = 1000 * node[list(distribution.EFFECTS)].astype(float)
    parts = rounding.one_way(exact, round(1000 * float(node["change"])))
    cells = [language.number(part / 10, 1, plus=True) for part in parts]
    tones: list[Tone] = [tone(float(part)) for part in parts]
    weighted = (
        language.percent(float(node["weighted"]), 0)
        if pd.notna(node["weighted"])
        else language.percent(0.0, 0)
    )
    return Row(
        (label, *cells, points, now, before, weighted),
        tones=(None, *tones, tone(float(parts.sum())), None, None, None),
    )


def _size_note(view: Panorama, *, market: bool) -> str:
    """Against what growth is measured, and how the customer's part of the market was estimated."""
    told = [
        language.say("Growth is against the same months a year before. Values rounded so that they add up.")
    ]
    if view.market is None or not market:
        return told[0]
    if view.market.coverage >= WHOLE:
        told.append(
            language.say(
                "Customer's part = its purchases ÷ the market, which {source} measured wholly.",
                source=language.listing(list(view.market.sources)) or words.table("market"),
            )
        )
    elif view.market.coverage > 0:
        told.append(
            language.say(
                "Customer's part = its purchases ÷ the whole market, which is estimated from what {source} measured ({coverage} of it).",
                source=language.listing(list(view.market.sources)) or words.table("market"),
                coverage=language.percent(view.market.coverage, 0),
            )
        )
    else:
        told.append(
            language.say(
                "Customer's part = its purchases ÷ the market as {source} measured it; how much that missed is not known.",
                source=language.listing(list(view.market.sources)) or words.table("market"),
            )
        )
    return " ".join(told)


def _share_note() -> str:
    return language.say(
        "Share = our sales ÷ all that the customer bought of the category in the same months. Points = percentage points."
    )


def _split_note() -> str:
    return language.say(
        "Share = TDP (the weighted distributions of our articles added up, weighted by the outlets' purchases of the category) × relative rate of sale (quantity per point of TDP) × relative price. The change is split exactly over the three, averaged over all orders (Shapley). Groups do not add up to the total, because each has its own category."
    )
