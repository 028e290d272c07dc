"""
The first page: who is on the shelf, who wins, and what we should look at.

In one minute: our place and whether it grew; who won most and who gained where we lost; how our price stands beside the largest other; and what is
missing on the shelves. Each comes from the same values as the section that explains it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.documents import frame, words
from amlib.documents.competition import sentences
from amlib.documents.competition import words as own
from amlib.documents.market import words as market
from amlib.documents.sentences import Prose, prose, write, write_many
from amlib.documents.tables import Tile, Tiles, tone

if TYPE_CHECKING:
    from amlib.analysis.results import TieOut
    from amlib.analysis.rivals import Rivals
    from amlib.data.slices import Slice

__all__ = ["bottom_line", "key_tiles", "largest_other"]

_LEAST = 0.5
"""Money that would be shown as nil."""
LIKE = 1.0
"""Points of a price index within which two prices are called alike."""


def bottom_line(view: Rivals, given: Slice, *, tie: TieOut | None = None) -> Prose:
    """
    The customer's shelf in one paragraph.

    Parameters
    ----------
    view : Rivals
    given : Slice
        For the currency and the unit.
    tie : TieOut, optional
        A document that does not tie out says so here.
    """
    caveat = frame.does_not_tie(tie, given) if tie is not None else ""
    if not view.named:
        return prose(sentences.unnamed(view), caveat)
    told = [
        _place(view),
        *_movement(view, given),
        _price(view),
        _white_space(view, given),
        _lines(view, given),
    ]
    return prose(told, caveat)


def key_tiles(view: Rivals, given: Slice) -> Tiles:
    """Our share, what we won, our place, the price of the largest other, and the white space."""
    us = view.us
    items = []
    if us is not None:
        now, _, points = market.share(float(us["share"]), float(us["points"]))
        change = None if points == own.MISSING else language.say("{points} points in a year", points=points)
        items.append(
            Tile(language.say("Our share"), now, change, tone(float(us["points"]), least=0.0005) or "neutral")
        )
        if pd.notna(us["won"]):
            items.append(
                Tile(
                    language.say("Won from others"),
                    own.amount(float(us["won"]), view, given, plus=True),
                    language.say("within product groups, in a year"),
                    tone(float(us["won"]), least=_LEAST) or "neutral",
                )
            )
        items.append(
            Tile(
                language.say("Our place"),
                language.number(float(us["rank"])),
                language.say_many("of {count} supplier", "of {count} suppliers", int(us["many"])),
            )
        )
    price = largest_other(view)
    if price is not None:
        items.append(
            Tile(
                language.say("Price of {supplier}", supplier=price["supplier"]),
                language.number(float(price["index"])),
                language.say("we are {base}, comparable articles", base=language.number(100))
                if view.alike
                else language.say("we are {base}, by pack size alone", base=language.number(100)),
            )
        )
    missing = view.missing
    if len(missing):
        items.append(
            Tile(
                language.say("White space"),
                own.money(float(missing["expected_value"].sum()), given),
                language.say_many("a year, {count} listing", "a year, {count} listings", len(missing)),
            )
        )
    if not items:
        items.append(Tile(language.say("Suppliers"), language.say("not named")))
    return Tiles(tuple(items))


def largest_other(view: Rivals) -> pd.Series | None:
    """The price index of the largest other supplier that could be compared; None where there is none."""
    compared = view.prices.set_index("supplier")
    others = view.suppliers()
    for name in others.loc[~others["ours"].astype(bool), "supplier"].head(5):
        if name in compared.index:
            found: pd.Series = compared.loc[name]
            return pd.concat([pd.Series({"supplier": name}), found])
    return None


def _place(view: Rivals) -> str:
    """Our place among the suppliers."""
    us = view.us
    if us is None:
        return write("We are not among the suppliers of this customer's category.")
    others = view.suppliers()
    first = others[~others["ours"].astype(bool)].head(1)
    now, _, points = market.share(float(us["share"]), float(us["points"]))
    values = {
        "share": now,
        "rank": language.number(float(us["rank"])),
        "when": words.during(view.period),
        "points": language.points(abs(float(us["points"])), plus=False),
        "other": own.supplier(first["supplier"].iloc[0]) if len(first) else "",
        "other_share": language.percent(float(first["share"].iloc[0])) if len(first) else "",
    }
    if points == own.MISSING:
        message = "**We have {share} of this customer's category {when}**; last year is not known."
    elif abs(float(us["points"])) < 0.0005:
        message = "**We have {share} of this customer's category {when}, as last year**."
    elif us["points"] > 0:
        message = "**We have {share} of this customer's category {when}, {points} more than last year**."
    else:
        message = "**We have {share} of this customer's category {when}, {points} less than last year**."
    told = write(message, **values)
    if not len(first):
        return told
    place = (
        "We are the largest supplier, before {other} ({other_share})."
        if us["rank"] == 1
        else "We are number {rank}; the largest other is {other} ({other_share})."
    )
    return f"{told} {write(place, **values)}"


def _movement(view: Rivals, given: Slice) -> list[str]:
    """What we won or lost, who won most, and who gained where we lost."""
    us, found = view.us, view.suppliers()
    if us is None or pd.isna(us["won"]):
        return []
    won = float(us["won"])
    size = own.amount(abs(won), view, given)
    message = (
        "Within the product groups we won {size} from others."
        if won >= _LEAST
        else "Within the product groups we lost {size} to others."
        if won <= -_LEAST
        else "Within the product groups we won nothing from others and lost nothing to them."
    )
    told = [write(message, size=size)]
    others = found[~found["ours"].astype(bool)].sort_values("won", ascending=False, kind="stable")
    ends = {
        name: f"{own.supplier(row['supplier'])} ({own.amount(float(row['won']), view, given, plus=True)})"
        for name, row in ((("best", others.iloc[0]), ("worst", others.iloc[-1])) if len(others) else ())
    }
    up = len(others) > 0 and others["won"].iloc[0] >= _LEAST
    down = len(others) > 0 and others["won"].iloc[-1] <= -_LEAST
    if up and down:
        told.append(write("Of the others {best} won most and {worst} lost most.", **ends))
    elif up:
        told.append(write("Of the others {best} won most.", **ends))
    elif down:
        told.append(write("Of the others {worst} lost most.", **ends))
    if len(view.gainers):
        first = view.gainers.iloc[0]
        told.append(
            write(
                "Where we lost share it went mostly to {supplier} ({part}).",
                supplier=first["supplier"],
                part=language.percent(float(first["part"]), 0),
            )
        )
    return told


def _price(view: Rivals) -> str:
    """Our price beside the largest other that could be compared."""
    found = largest_other(view)
    if found is None:
        return ""
    gap = float(found["index"]) - 100
    values = {"supplier": found["supplier"], "index": language.number(float(found["index"]))}
    if not view.alike:
        return write(
            "Pack for pack {supplier} has a price index of {index} beside ours; as kinds of articles are not known, dear kinds are compared with cheap ones.",
            **values,
        )
    message = (
        "For comparable articles {supplier} is {part} dearer than we are."
        if gap > LIKE
        else "For comparable articles {supplier} is {part} cheaper than we are."
        if gap < -LIKE
        else "For comparable articles {supplier} asks as much as we do."
    )
    return write(message, **values, part=language.percent(abs(gap) / 100, 0))


def _white_space(view: Rivals, given: Slice) -> str:
    """What is missing on the shelves."""
    found = view.missing
    if found.empty:
        return ""
    return write_many(
        "In {outlets} outlet {count} listing is missing that most comparable outlets have; listed, it would sell about {money} a year ({low} if all turn out low, {high} if all turn out high).",
        "In {outlets} outlets {count} listings are missing that most comparable outlets have; listed, they would sell about {money} a year ({low} if all turn out low, {high} if all turn out high).",
        len(found),
        outlets=language.number(found["outlet"].nunique()),
        money=own.money(float(found["expected_value"].sum()), given),
        low=own.money(float(found["low"].sum()), given),
        high=own.money(float(found["high"].sum()), given),
    )


def _lines(view: Rivals, given: Slice) -> str:
    """The first strength and the first weakness that are sure and were not told above."""
    price = largest_other(view)
    told = []
    for side, message in (("strength", "Strongest: {line}"), ("weakness", "Weakest: {line}")):
        found = [
            one
            for one in view.lines
            if one.side == side
            and one.confidence != "low"
            and one.code != "white_space"
            and not (
                one.code in ("cheaper", "dearer") and price is not None and one.subject == price["supplier"]
            )
        ]
        if found:
            told.append(write(message, line=own.line(found[0], given)))
    return " ".join(told)
