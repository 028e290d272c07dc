"""
The position in one table: what we sell, what it leaves, how it stands on the shelf, each beside a year before.

Figures of several kinds stand under each other here, so each cell carries its own unit, and the note says how each is counted. A figure that is not known says what it lacks.

Examples
--------
In the notebook, with ``stand`` of ``position.table(data, when, view.stretch)``::

    standing.table(stand, when, data)
    standing.reading(stand, data)
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from amlib import language
from amlib.documents import words
from amlib.documents.sentences import Prose, prose, write
from amlib.documents.tables import Column, Row, Table, Tone, tone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import pandas as pd

    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["reading", "table"]

_CALLED: Mapping[str, str] = {
    "revenue": "Revenue",
    "quantity": "Quantity",
    "price": "Revenue per {unit}",
    "margin": "Margin before conditions",
    "margin_rate": "Margin, part of revenue",
    "share": "Our share of the customer's category",
    "distribution": "Distribution",
    "articles": "Articles per outlet",
    "rotation": "Rotation: {unit} per article, outlet and week",
    "pressure": "Sold in promotions, part of quantity",
    "promotions": "Promotions held",
}
_BASES: Mapping[str, str] = {
    "weighted": "Distribution, weighted",
    "numeric": "Distribution, part of the outlets",
}
_PARTS = ("margin_rate", "share", "distribution", "pressure")
"""Figures whose change is in points."""
_NEUTRAL = ("pressure", "promotions", "price")
"""Figures of which more is neither better nor worse."""


def table(found: pd.DataFrame, period: Period, given: Slice) -> Table:
    """
    Every figure of the position, beside a year before.

    Parameters
    ----------
    found : DataFrame, as ``analysis.position.table``
    period : Period
        The twelve months end with it.
    given : Slice
    """
    columns = (
        Column(language.say("Twelve months to {month}", month=language.period(period.months()[-1])), "left"),
        Column(language.say("Now")),
        Column(language.say("Year before")),
        Column(language.say("Difference")),
    )
    rows = tuple(_row(row, given) for row in found.to_dict("records"))
    note = language.say(
        "Rotation counts the outlets that sell an article. Differences of percentages are in points."
    )
    if (found["basis"] == "weighted").any():
        weighted = language.say("Weighted distribution: the part of the category that is bought by outlets which sell anything of ours.")  # fmt: skip
        note = f"{weighted} {note}"
    return Table(columns, rows, language.say("Our position with this customer"), None, note)


def reading(found: pd.DataFrame, given: Slice) -> Prose:
    """How revenue moved and whether that was quantity or price, what the margin did, and what is not known."""
    figures = found.set_index("figure").to_dict("index")
    told = [_sold(figures, given), _left(figures)]
    lacking = list(dict.fromkeys(str(row["lacking"]) for row in figures.values() if row["lacking"]))
    if "sales" in lacking:
        told.append(write("Not every sale has a cost, so the margin is not known."))
    told += [
        write("Not supplied: {table}, so {unknown}", table=words.table(name), unknown=words.unknown(name))
        for name in lacking
        if name != "sales"
    ]
    return prose(told)


def _row(row: Mapping[Any, Any], given: Slice) -> Row:
    figure, now, before = str(row["figure"]), float(row["now"]), float(row["before"])
    called = _BASES.get(str(row["basis"]), _CALLED[figure])
    label = language.say(called, unit=given.unit) if "{unit}" in called else language.say(called)
    if row["lacking"] and not isfinite(now):
        return Row((label, language.say("not supplied"), language.MISSING, language.MISSING))
    change, size = _change(figure, now, before)
    judged: Tone = None if figure in _NEUTRAL else tone(size)
    cells = (label, _shown(figure, now, given), _shown(figure, before, given), change)
    return Row(cells, tones=(None, None, None, judged))


def _shown(figure: str, value: float, given: Slice) -> str:
    if figure in ("revenue", "margin"):
        return language.money(value, given.currency)
    if figure == "price":
        return language.money(value, given.currency, 2)
    if figure in _PARTS:
        return language.percent(value)
    if figure == "quantity":
        return language.quantity(value, given.unit)
    return language.number(value, 0 if figure == "promotions" else 1)


def _change(figure: str, now: float, before: float) -> tuple[str, float]:
    """Points of a part, a count of promotions, else growth; in words and as shown."""
    if figure in _PARTS:
        points = round(round(now * 100, 1) - round(before * 100, 1), 1)
        return language.number(points, 1, plus=True), points
    if figure == "promotions":
        return language.number(now - before, plus=True), now - before
    if not before > 0:
        return language.MISSING, float("nan")
    return words.grown(now / before - 1), round(now / before - 1, 3)


def _sold(figures: Mapping[Any, Any], given: Slice) -> str:
    now, before = (float(figures["revenue"][side]) for side in ("now", "before"))
    if not (isfinite(now) and before > 0):
        return write("There is no complete year before to hold it against.") if isfinite(now) else ""
    parts = {
        name: words.grown(float(figures[name]["now"]) / float(figures[name]["before"]) - 1)
        if float(figures[name]["before"]) > 0
        else language.MISSING
        for name in ("quantity", "price")
    }
    return write(
        "Over twelve months we sold {money}, {growth} on the year before: {quantity} in {unit}, {price} in revenue per {unit}.",
        money=language.short_money(now, given.currency),
        growth=words.grown(now / before - 1),
        unit=given.unit,
        **parts,
    )


def _left(figures: Mapping[Any, Any]) -> str:
    now, before = (float(figures["margin_rate"][side]) for side in ("now", "before"))
    if not (isfinite(now) and isfinite(before)):
        return ""
    moved = round(now, 3) - round(before, 3)
    message = (
        "Of that {now} was left as margin, as much as a year before."
        if abs(moved) < 0.0005
        else "Of that {now} was left as margin, more than the {before} of a year before."
        if moved > 0
        else "Of that {now} was left as margin, less than the {before} of a year before."
    )
    return write(message, now=language.percent(now), before=language.percent(before))
