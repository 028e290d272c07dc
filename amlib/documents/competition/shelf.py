"""
The tables of the shelf: distribution, prices, offers, articles, white space, and what we are strong and weak in.

Every figure stands beside what makes it sure or unsure: how many outlets, comparisons or prices it rests on, or its interval. What is defined in more than one way in the
trade has its definition under the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.analysis import strengths
from amlib.documents import links, rounding, words
from amlib.documents.competition import words as own
from amlib.documents.market import words as market
from amlib.documents.sentences import capital
from amlib.documents.tables import Column, Row, Span, Table, section

if TYPE_CHECKING:
    from amlib.analysis.rivals import Rivals
    from amlib.data.slices import Slice

__all__ = ["articles", "distribution", "lines", "pressure", "prices", "white_space"]

_HEADS = {
    "index": "Index",
    "low": "Low",
    "high": "High",
    "comparisons": "Comparisons",
    "compared": "Compared",
    "seen": "Seen",
}


def distribution(view: Rivals, given: Slice, most: int = 8) -> Table | None:
    """Distribution and rate of sale per supplier; None where outlets are not known."""
    found = view.distribution()
    if found.empty:
        return None
    first = found.index[: most - 1] if len(found) > most else found.index
    kept = found[found.index.isin(first) | found["ours"]]
    rest = len(found) - len(kept)
    columns = (
        Column(language.say("Supplier"), "left"),
        Column(language.say("Articles")),
        Column(language.say("Numeric")),
        Column(language.say("Weighted")),
        Column(language.say("Points")),
        Column(language.say("Weighted, all groups")),
        Column("TDP"),
        Column(language.say("{unit} per point, a week", unit=given.unit)),
        Column(language.say("Among handlers")),
    )
    rows = [
        Row((
            own.supplier(row["supplier"]),
            language.number(float(row["items"])),
            language.percent(float(row["numeric"]), 0),
            language.percent(float(row["weighted"]), 0),
            language.number(100 * float(row["wider"]), 1, plus=True),
            language.percent(float(row["acv"]), 0),
            language.number(100 * float(row["tdp"])),
            language.number(float(row["weekly"]), 1),
            language.percent(float(row["handlers"])),
        ))
        for _, row in kept.iterrows()
    ]  # fmt: skip
    if rest:
        rows.append(Row((own.others(rest), *("" for _ in columns[1:])), "rest"))
    spans = (
        Span("", 2),
        Span(language.say("Distribution"), 5),
        Span(language.say("Rate of sale"), 1),
        Span(language.say("Share"), 1),
    )
    note = language.say(
        "Numeric = outlets that bought at least one article ÷ outlets that bought the category. Weighted (PCV) = the same, each outlet weighed by its category turnover; points against a year before. Weighted, all groups (ACV) = weighed by all groups in the category figures; turnover outside them is not known. TDP = the weighted distributions of all its articles added up, in points. Rate of sale = quantity per point of TDP and week. Among handlers = share in the outlets that carry it; × weighted distribution = share."
    )
    note = " ".join([note, own.graded(view, "distribution")]).strip()
    return Table(
        columns,
        tuple(rows),
        language.say("Distribution and rate of sale, {period}", period=language.period(view.period)),
        spans,
        note,
    )


def prices(view: Rivals, most: int = 10) -> Table | None:
    """Price indices, paid and on the shelf, with what they rest on; None where nothing could be compared."""
    paid, shelf = view.prices.set_index("supplier"), view.shelf_prices.set_index("supplier")
    names = [n for n in view.suppliers()["supplier"] if n in paid.index or n in shelf.index]
    names += [n for n in shelf.index if n not in names]
    if not names:
        return None
    columns = [Column(language.say("Supplier"), "left")]
    columns += [Column(language.say(_HEADS[c])) for c in ("index", "low", "high", "comparisons", "compared")]
    columns.append(Column(language.say("Sure"), "left"))
    spans = [Span("", 1), Span(language.say("Paid by the customer"), 6)]
    if len(shelf):
        columns += [Column(language.say(_HEADS[c])) for c in ("index", "low", "high", "seen")]
        spans.append(Span(language.say("Seen on the shelf"), 4))
    rows = []
    for name in names[:most]:
        one = paid.loc[name] if name in paid.index else None
        texts = [own.supplier(name)]
        texts += (
            [own.MISSING] * 6
            if one is None
            else [
                *(language.number(float(one[c]), 0) for c in ("index", "low", "high", "comparisons")),
                language.percent(float(one["compared"]), 0),
                own.sure(strengths.sure(view.like_for_like, int(one["comparisons"]))),
            ]
        )
        if len(shelf):
            two = shelf.loc[name] if name in shelf.index else None
            texts += (
                [own.MISSING] * 4
                if two is None
                else [language.number(float(two[c]), 0) for c in ("index", "low", "high", "seen")]
            )
        rows.append(Row(tuple(texts)))
    if len(names) > most:
        rows.append(Row((own.others(len(names) - most), *("" for _ in columns[1:])), "rest"))
    like = (
        language.say(
            "Our price is {base}. Comparable: the same product group, subgroup and outlet, weighted by what both sold (Törnqvist), so that a cheap assortment does not look like a low price.",
            base=language.number(100),
        )
        if view.alike
        else language.say(
            "Our price is {base}. Compared within the same product group, pack size and outlet, weighted by what both sold (Törnqvist). Kinds of articles are not known, so a dear kind is compared with a cheap one: read it as the level of the assortment, not as a price for the same thing.",
            base=language.number(100),
        )
    )
    rest = language.say(
        "Low and high: the middle eight tenths of the outlets, or of the comparisons. Compared: the part of its sales that could be compared. Offers are left out of prices seen on the shelf."
    )
    note = " ".join([like, rest, own.graded(view, "price_index", "shelf_price")]).strip()
    return Table(tuple(columns), tuple(rows), language.say("Price beside ours"), tuple(spans), note)


def pressure(view: Rivals, most: int = 10) -> Table | None:
    """How often each supplier was on offer when somebody looked; None where no prices were supplied."""
    found = view.pressure
    if found.empty:
        return None
    columns = (
        Column(language.say("Supplier"), "left"),
        Column(language.say("Prices seen")),
        Column(language.say("On offer")),
        Column(language.say("Part")),
        Column(language.say("95% interval")),
    )
    rows = [
        Row((
            own.supplier(row["supplier"]),
            language.number(float(row["seen"])),
            language.number(float(row["promoted"])),
            language.percent(float(row["part"]), 0),
            language.say("{low} to {high}", low=language.percent(float(row["low"]), 0), high=language.percent(float(row["high"]), 0)),
        ))
        for _, row in found.head(most).iterrows()
    ]  # fmt: skip
    note = language.say(
        "Prices seen in the twelve months up to the end of the period. Interval by Wilson: where two overlap, the difference may be chance."
    )
    note = " ".join([note, own.graded(view, "promotion_pressure")]).strip()
    return Table(columns, tuple(rows), None, None, note)


def articles(view: Rivals, given: Slice, each: int = 8) -> Table | None:
    """The new and the delisted articles that were worth most, and the others counted; None where articles are not named or none came or went."""
    found = view.articles
    if found.empty:
        return None
    columns = (
        Column(language.say("Article"), "left"),
        Column(capital(words.level("group")), "left"),
        Column(language.say("Supplier"), "left"),
        Column(language.say("Outlets")),
        Column(language.say("Sales ({unit})", unit=own.unit(view, given))),
    )
    rows: list[Row] = []
    for event, label in (("new", language.say("New")), ("lost", language.say("No longer sold"))):
        some = found[found["event"] == event]
        if some.empty:
            continue
        kept, rest = some.head(each), some.iloc[each:]
        rows.append(
            section(language.say("{event}: {count}", event=label, count=language.number(len(some))), columns)
        )
        rows += [
            Row((
                str(row["name"]),
                market.place(row["group"]),
                own.supplier(row["supplier"]),
                language.number(float(row["outlets"])),
                language.number(float(row["amount"])),
            ))
            for _, row in kept.iterrows()
        ]  # fmt: skip
        if len(rest):
            more = language.say_many("{count} other", "{count} others", len(rest))
            rows.append(Row((more, "", "", "", language.number(float(rest["amount"].sum()))), "rest"))
    note = language.say(
        "New = sold in the period and not in the same months a year before, with the sales of the period; no longer sold = the other way round, with the sales of then."
    )
    note = " ".join([note, own.graded(view, "articles")]).strip()
    return Table(columns, tuple(rows), language.say("Articles that came and went"), None, note)


def white_space(view: Rivals, given: Slice, most: int = 15) -> Table | None:
    """The missing listings that would be worth most, and all others together; None where there are none."""
    found = view.missing
    if found.empty:
        return None
    keys = [f"{i:06d}" for i in range(len(found))]
    whole = {
        c: rounding.one_way(pd.Series(found[c].to_numpy(float), keys))
        for c in ("expected_value", "low", "high")
    }
    columns = (
        Column(language.say("Outlet"), "left"),
        Column(language.say("Article"), "left"),
        Column(given.unit),
        Column(words.sign(given.currency)),
        Column(language.say("Low")),
        Column(language.say("High")),
        Column(language.say("Compared with"), "left"),
    )
    rows = [
        Row((
            words.name_of(row["name"], row["outlet"]),
            str(row["article"]),
            language.number(float(row["expected_quantity"])),
            *(language.number(int(whole[c].iloc[place])) for c in whole),
            own.peers(str(row["group_of_peers"]), float(row["peers"]), float(row["peers_total"])),
        ))
        for place, (_, row) in enumerate(found.head(most).iterrows())
    ]  # fmt: skip
    rest = found.iloc[most:]
    if len(rest):
        label = language.say_many("{count} other listing", "{count} other listings", len(rest))
        kilos = language.number(float(rest["expected_quantity"].sum()))
        rows.append(
            Row(
                (
                    label,
                    "",
                    kilos,
                    language.number(int(whole["expected_value"].iloc[most:].sum())),
                    "",
                    "",
                    "",
                ),
                "rest",
            )
        )
    total = language.number(int(whole["expected_value"].sum()))
    rows.append(
        Row(
            (
                language.say("Total"),
                "",
                language.number(float(found["expected_quantity"].sum())),
                total,
                "",
                "",
                "",
            ),
            "total",
        )
    )
    spans = (Span("", 2), Span(language.say("Expected in a year, if listed"), 4), Span("", 1))
    note = language.say(
        "Missing = not sold here in twelve months, while more than half of the comparable outlets sell it. Expected = what it sells in comparable outlets at the size of this one, shrunk towards wider groups; low and high hold eight of ten cases, as measured on listings that were hidden and predicted (see the benchmarks of the workbook). Each is a middle value, so the total is on the low side; but part of it would be taken from other articles, also our own."
    )
    note = " ".join([note, own.graded(view, "white_space")]).strip()
    return Table(columns, tuple(rows), language.say("White space: what is missing where"), spans, note)


def lines(view: Rivals, given: Slice) -> Table | None:
    """Strengths and weaknesses, each with a link to its figure and how sure it is; None where the figures show none."""
    if not view.lines:
        return None
    columns = (
        Column(language.say("What the figures show"), "left"),
        Column(words.sign(given.currency)),
        Column(language.say("Figure"), "left"),
        Column(language.say("Sure"), "left"),
    )
    rows: list[Row] = []
    for side, label in (("strength", language.say("Strengths")), ("weakness", language.say("Weaknesses"))):
        some = [one for one in view.lines if one.side == side]
        if some:
            rows.append(section(label, columns))
        rows += [
            Row(
                (
                    own.line(one, given),
                    language.number(one.money, plus=one.code != "white_space"),
                    language.say(one.evidence),
                    own.sure(one.confidence),
                ),
                links=(None, None, links.anchor(one.evidence), None),
            )
            for one in some
        ]
    note = language.say(
        "Drawn by rule from the figures, at most three of a kind. Sure: high where the data are graded A and ten or more comparisons, outlets or prices lie under it; low where the grade is C or fewer than three."
    )
    return Table(columns, tuple(rows), None, None, note)
