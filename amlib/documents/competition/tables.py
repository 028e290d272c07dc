"""
The tables of suppliers: who sells what, who won, where, and to whom it went.

What each supplier won adds up to nil over all of them, and market plus won is its change; so the rest row is always there, and nobody is dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.documents import rounding, words
from amlib.documents.competition import words as own
from amlib.documents.competition.standings import MOST, standings
from amlib.documents.market import words as market
from amlib.documents.sentences import capital
from amlib.documents.tables import Column, Kind, Row, Span, Table, Tone, section, tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amlib.analysis.rivals import Rivals
    from amlib.data.slices import Slice

__all__ = ["gainers", "groups", "outlets", "suppliers", "won"]

REST = "\uffff"


def suppliers(view: Rivals, given: Slice, most: int = MOST) -> Table | None:
    """
    The suppliers: sales, share, and their change split into market and won; None where suppliers are not named.

    Parameters
    ----------
    view : Rivals
    given : Slice
        For the currency and the unit.
    most : int
        More suppliers than this are shown as the largest, us, the private label and a rest row.
    """
    rows_ = standings(view, most)
    if rows_.empty:
        return None
    unit = own.unit(view, given)
    based = bool(rows_["won"].notna().all())
    columns = [
        Column(language.say("Supplier"), "left"),
        Column(language.say("Sales ({unit})", unit=unit)),
        Column(language.say("Now")),
        Column(language.say("A year ago")),
        Column(language.say("Points")),
    ]
    spans = [Span("", 2), Span(language.say("Share"), 3)]
    if based:
        columns += [
            Column(language.say("Change")),
            Column(language.say("Market")),
            Column(language.say("Won")),
        ]
        spans.append(Span(language.say("Change of sales ({unit})", unit=unit), 3))
    rows = [_supplier_row(row, based=based) for _, row in rows_.iterrows()]
    texts = [
        language.say("Total"),
        language.number(int(rows_["amount"].sum())),
        language.percent(float(rows_["share"].sum())),
        "",
        "",
    ]
    if based:
        grown, won = int(rows_["market"].sum()), int(rows_["won"].sum())
        texts += [language.number(value, plus=True) for value in (grown + won, grown, won)]
    rows.append(Row(tuple(texts), "total"))
    title = language.say("The suppliers of this customer, {period}", period=language.period(view.period))
    return Table(tuple(columns), tuple(rows), title, tuple(spans), _won_note(view, given) if based else None)


def groups(view: Rivals, given: Slice, most: int = 14) -> Table | None:
    """Per product group: our share and what we won, the largest other, and who won most; None where suppliers are not named."""
    found = view.groups()
    if found.empty:
        return None
    unit = own.unit(view, given)
    columns = (
        Column(capital(words.level("group")), "left"),
        Column(language.say("Now")),
        Column(language.say("A year ago")),
        Column(language.say("Points")),
        Column(language.say("Won ({unit})", unit=unit)),
        Column(language.say("Largest other"), "left"),
        Column(language.say("Share")),
        Column(language.say("Won most there"), "left"),
        Column(language.say("Won ({unit})", unit=unit)),
    )
    spans = (Span("", 1), Span(language.say("We"), 4), Span(language.say("Others"), 4))
    known = found["won"].notna()
    won = (
        rounding.one_way(found.loc[known].set_index("group")["won"]) if known.any() else pd.Series(dtype=int)
    )
    kept = found if len(found) <= most else found.head(most - 1)
    rows = []
    for _, row in kept.iterrows():
        now, before, points = market.share(float(row["share"]), float(row["points"]))
        ours = int(won[row["group"]]) if row["group"] in won.index else None
        winner = own.supplier(row["winner"]) if row["winner"] else own.MISSING
        rows.append(
            Row(
                (
                    market.place(row["group"]),
                    now,
                    before,
                    points,
                    own.MISSING if ours is None else language.number(ours, plus=True),
                    own.supplier(row["other"]) if row["other"] else own.MISSING,
                    language.percent(float(row["other_share"])),
                    winner,
                    language.number(float(row["winner_won"]), plus=True),
                ),
                tones=(
                    None,
                    None,
                    None,
                    tone(float(row["points"]), least=0.0005),
                    tone(ours or 0),
                    None,
                    None,
                    None,
                    None,
                ),
            )
        )
    rest = found.iloc[len(kept) :]
    if len(rest):
        label = language.say_many("{count} other", "{count} others", len(rest))
        money = language.number(int(won.reindex(rest["group"]).sum()), plus=True)
        rows.append(Row((label, "", "", "", money, "", "", "", ""), "rest"))
    us = view.us
    if us is not None:
        now, before, points = market.share(float(us["share"]), float(us["points"]))
        total = language.number(int(won.sum()), plus=True) if len(won) else own.MISSING
        rows.append(Row((language.say("Total"), now, before, points, total, "", "", "", ""), "total"))
    return Table(
        columns,
        tuple(rows),
        language.say("Share and money won per product group"),
        spans,
        own.graded(view, "supplier_share", "won_lost") or None,
    )


def won(view: Rivals, given: Slice, most: int = 5, groups_: int = 12) -> Table | None:
    """
    What each supplier won in each product group; None where suppliers are not named or last year is not known.

    Parameters
    ----------
    view : Rivals
    given : Slice
        For the currency and the unit.
    most, groups_ : int
        More suppliers, or groups, than this are shown as the largest (and us) and the others together.
    """
    found, order = view.suppliers("group"), view.suppliers()
    if found.empty or found["won"].isna().any():
        return None
    ours = [*order.loc[order["ours"].astype(bool), "supplier"]]
    others = [name for name in order["supplier"] if name not in ours]
    shown = [*ours, *(others[:most] if len(others) > most + 1 else others)]
    size = found.groupby("group", observed=True)["amount"].sum().sort_values(ascending=False, kind="stable")
    first = list(size.index[: groups_ - 1] if len(size) > groups_ else size.index)
    row = found["group"].where(found["group"].isin(first), REST)
    column = found["supplier"].where(found["supplier"].isin(shown), REST)
    cells = found["won"].groupby([row, column], observed=True).sum().unstack().fillna(0.0)
    cells = cells.reindex(
        index=[*first, *([REST] if len(size) > len(first) else [])],
        columns=[*shown, *([REST] if len(shown) < len(order) else [])],
        fill_value=0.0,
    )
    whole = rounding.two_way(cells, rounding.one_way(cells.sum(), 0))
    names = [
        own.others(len(order) - len(shown)) if name == REST else own.supplier(name) for name in cells.columns
    ]
    rest = language.say_many("{count} other", "{count} others", len(size) - len(first))
    columns = (Column(capital(words.level("group")), "left"), *(Column(name) for name in names))
    rows = [
        Row(
            (
                rest if key == REST else market.place(key),
                *(language.number(int(v), plus=True) for v in whole.cells.loc[key]),
            ),
            "rest" if key == REST else "body",
        )
        for key in cells.index
    ]
    totals = (language.number(int(v), plus=True) for v in whole.columns)
    rows.append(Row((language.say("Total"), *totals), "total"))
    note = language.say(
        "Amounts in {unit}, rounded so that columns add up. In every group what one wins others lose, so each row comes to nil.",
        unit=own.unit(view, given),
    )
    return Table(columns, tuple(rows), language.say("Won and lost, supplier by product group"), None, note)


def outlets(view: Rivals, given: Slice, each: int = 8) -> Table | None:
    """The outlets in which we won and lost most money, and all others together; None where outlets are not known."""
    found = view.outlets()
    if found.empty:
        return None
    best = found[found["won"] > 0].head(each)
    worst = found[found["won"] < 0].tail(each).iloc[::-1]
    others = found.drop(index=[*best.index, *worst.index])
    named = pd.concat([best, worst])
    money = rounding.one_way(
        pd.concat([named.set_index("outlet")["won"], pd.Series({REST: float(others["won"].sum())})])
    )
    columns = (
        Column(language.say("Outlet"), "left"),
        Column(language.say("Region"), "left"),
        Column(language.say("Our share")),
        Column(language.say("A year ago")),
        Column(language.say("Points")),
        Column(language.say("Won ({unit})", unit=own.unit(view, given))),
        Column(language.say("Won most there"), "left"),
        Column(language.say("Won ({unit})", unit=own.unit(view, given))),
    )
    spans = (Span("", 2), Span(language.say("We"), 4), Span(language.say("Others"), 2))
    rows: list[Row] = []
    for part, label in ((best, language.say("Won most")), (worst, language.say("Lost most"))):
        if len(part):
            rows.append(section(label, columns))
            rows += [_outlet_row(row, int(money[row["outlet"]])) for _, row in part.iterrows()]
    if len(others):
        label = language.say_many("{count} other outlet", "{count} other outlets", len(others))
        rows.append(
            Row((label, "", "", "", "", language.number(int(money[REST]), plus=True), "", ""), "rest")
        )
    total = language.number(int(money.sum()), plus=True)
    rows.append(Row((language.say("Total"), "", "", "", "", total, "", ""), "total"))
    note = language.say(
        "Ordered by money, so that a small outlet's swing does not count as much as a large one's."
    )
    return Table(columns, tuple(rows), language.say("Where we won and lost"), spans, note)


def gainers(view: Rivals, given: Slice, most: int = 8) -> Table | None:
    """Who gained where we lost share; None where we lost nowhere or it cannot be told."""
    found = view.gainers
    if found.empty:
        return None
    kept, rest = found.head(most), found.iloc[most:]
    money = rounding.one_way(found.set_index("supplier")["money"])
    columns = (
        Column(language.say("Supplier"), "left"),
        Column(language.say("Gained on us ({unit})", unit=own.unit(view, given))),
        Column(language.say("Part")),
        Column(language.say("Places")),
    )
    rows = [
        Row((
            own.supplier(row["supplier"]),
            language.number(int(money[row["supplier"]])),
            language.percent(float(row["part"]), 0),
            language.number(float(row["places"])),
        ))
        for _, row in kept.iterrows()
    ]  # fmt: skip
    if len(rest):
        total = language.number(int(money[rest["supplier"]].sum()))
        part = language.percent(float(rest["part"].sum()), 0)
        rows.append(Row((own.others(len(rest)), total, part, ""), "rest"))
    rows.append(Row((language.say("What we lost there"), language.number(int(money.sum())), "", ""), "total"))
    note = language.say(
        "In every outlet and product group where our share fell, what we lost is laid with those whose share rose there, in proportion to what they gained. Places are such an outlet and group. It says where the money went, not that buyers went from one to the other."
    )
    note = " ".join([note, own.graded(view, "gainers")]).strip()
    return Table(columns, tuple(rows), None, None, note)


def _supplier_row(row: pd.Series, *, based: bool) -> Row:
    """One supplier, or the rest; only our own movement is better or worse."""
    ours = row["role"] == "us"
    kind: Kind = "rest" if row["role"] == "rest" else "body"
    now, before, points = market.share(float(row["share"]), float(row["points"]))
    texts = [str(row["label"]), language.number(int(row["amount"])), now, before, points]
    if not based:
        return Row(tuple(texts), kind)
    grown, won = int(row["market"]), int(row["won"])
    texts += [language.number(value, plus=True) for value in (grown + won, grown, won)]
    tones: list[Tone] = [None] * len(texts)
    if ours:
        tones[4], tones[7] = tone(float(row["points"]), least=0.0005), tone(float(won))
    return Row(tuple(texts), kind, tuple(tones))


def _won_note(view: Rivals, given: Slice) -> str:
    """What market and won mean, as deep as the source goes, and how they differ from the market analysis."""
    deep = view.category is not None and view.category.level == "outlet"
    told = (
        language.say(
            "Market = what the product groups did at the supplier's share; won = what its share of them did, in every outlet and group, at the size of the group. Won adds up to nil over all suppliers."
        )
        if deep
        else language.say(
            "Market = what the product groups did at the supplier's share; won = what its share of them did, in every group, at the size of the group. Won adds up to nil over all suppliers."
        )
    )
    beside = language.say(
        "It is counted in value, unlike the drivers of the market analysis, which count {unit} at an average price.",
        unit=given.unit,
    )
    return " ".join([told, beside, own.graded(view, "supplier_share", "won_lost")]).strip()


def _outlet_row(row: pd.Series, won: int) -> Row:
    now, before, points = market.share(float(row["share"]), float(row["points"]))
    texts: Sequence[str] = (
        words.name_of(row["name"], row["outlet"]),
        str(row["region"]),
        now,
        before,
        points,
        language.number(won, plus=True),
        own.supplier(row["winner"]) if row["winner"] else own.MISSING,
        language.number(float(row["winner_won"]), plus=True),
    )
    return Row(tuple(texts), tones=(None, None, None, None, None, tone(won), None, None))
