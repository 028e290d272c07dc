"""
The customer's category on paper: how each group developed, and what we delivered in it.

The category comes first and our deliveries stand beside it, because it is the customer's. Figures are in kilograms where they are known in them: a price that rose is no growth. What does not fit
together, such as a category that is smaller than what was delivered in it, is said and not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

import pandas as pd

from amlib import language
from amlib.analysis import development
from amlib.documents import charts, plots, rounding, words
from amlib.documents.sentences import Prose, capital, prose, write
from amlib.documents.tables import Column, Kind, Row, Span, Table, tone

if TYPE_CHECKING:
    from amlib.plan.meeting import Meeting

__all__ = ["chart", "reading", "table"]


def table(view: Meeting) -> Table | None:
    """The category and what was delivered in it, per group: now, a year before, growth; None where the category is not known."""
    if view.groups is None or view.groups.empty:
        return None
    rows = _ordered(view.groups)
    shown = pd.concat([_whole(rows, side) for side in ("category", "own")], axis=1)
    columns = (
        Column(capital(words.level("group")), "left"),
        *[Column(head) for head in _heads() * 2],
        Column(language.say("Difference")),
    )
    made = [
        _row(words.name_of(row["group"], None), row, shown.loc[row["group"]].tolist())
        for row in rows.to_dict("records")
    ]
    made.append(
        _row(
            language.say("Total"),
            development.whole(rows).to_dict(),
            shown.sum(skipna=False).tolist(),
            "total",
        )
    )
    spans = (
        Span("", 1),
        Span(language.say("Category of {customer}", customer=view.data.name), 3),
        Span(language.say("Delivered by {company}", company=view.data.company), 3),
        Span("", 1),
    )
    return Table(
        columns, tuple(made), language.say("The category and our deliveries in it"), spans, _note(view)
    )


def chart(view: Meeting) -> charts.Chart | None:
    """How much faster or slower than the category our deliveries grew, per group; None where that is not known."""
    if view.groups is None or not view.groups["gap"].notna().any():
        return None
    near = development.NEAR
    rows = view.groups[view.groups["gap"].notna()].sort_values("gap", ascending=False, kind="stable")
    frame = pd.DataFrame(
        {
            "name": [words.name_of(group, None) for group in rows["group"]],
            "value": rows["gap"].to_numpy(float),
            "label": [language.points(gap) for gap in rows["gap"]],
            "role": "us",
        }
    )
    faster, slower = int((rows["gap"] > near).sum()), int((rows["gap"] < -near).sum())
    return plots.bars(
        frame,
        ends=(language.say("slower than the category"), language.say("faster than the category")),
        title=language.say_many(
            "Of {count} group our deliveries did more than a point better than the category in {faster}, more than a point worse in {slower}",
            "Of {count} groups our deliveries did more than a point better than the category in {faster}, more than a point worse in {slower}",
            len(rows),
            faster=language.number(faster) if faster else language.say("none"),
            slower=language.number(slower) if slower else language.say("none"),
        ),
        alt=language.say(
            "Bars per product group: growth of our deliveries less growth of the customer's category, in percentage points. {parts}.",
            parts=language.listing(
                [
                    language.say(
                        "{name} {gap} (category {growth}, our deliveries {ours})",
                        name=name,
                        gap=label,
                        growth=words.grown(row["growth"]),
                        ours=words.grown(row["own_growth"]),
                    )
                    for name, label, row in zip(
                        frame["name"], frame["label"], rows.to_dict("records"), strict=True
                    )
                ]
            ),
        ),
    )


def reading(view: Meeting) -> Prose:
    """Where the category grew most, where deliveries kept up and where they did not; or why that is not known."""
    if view.shelf is None:
        return prose(_absent(view))
    if view.groups is None:
        return prose(
            write(
                "The category figures and what was delivered do not fit together, so they are not set side by side here."
            )
        )
    told = [*_course(view), *_apart(view.groups)]
    if view.shelf.level == "account":
        told.append(
            write(
                "The category is known for all outlets of {customer} together only.", customer=view.data.name
            )
        )
    elif view.shelf.covered < 1:
        told.append(
            write(
                "The outlets of which the category is known take {part} of the deliveries; both are of those outlets.",
                part=language.percent(view.shelf.covered, 0),
            )
        )
    return prose(told)


def _heads() -> list[str]:
    """What stands under each side."""
    return [language.say("In the period"), language.say("Year before"), language.say("Growth")]


def _ordered(groups: pd.DataFrame) -> pd.DataFrame:
    """The largest group of the category first."""
    return groups.sort_values(
        ["category", "group"], ascending=[False, True], kind="stable", ignore_index=True
    )


def _whole(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    """One side now and before in whole numbers that add up, rounded as where our deliveries stand per group."""
    exact = rows.sort_values("group").set_index("group")[[side, f"base_{side}"]]
    signed = exact.fillna(0.0).mul([1.0, -1.0])
    totals = signed.sum().round().astype("int64")
    cells = rounding.two_way(signed, totals).cells.astype(float).mul([1.0, -1.0])
    return cells.where(exact.notna())


def _row(label: str, row: Mapping[Any, Any], whole: list[float], kind: Kind = "body") -> Row:
    """One group, or all of them; ``whole`` are its amounts as they add up."""
    amounts = [language.number(value) for value in whole]
    cells = (
        label, *amounts[:2], _growth(row["growth"]), *amounts[2:], _growth(row["own_growth"]), language.points(row["gap"]),
    )  # fmt: skip
    return Row(cells, kind, (*(None for _ in cells[:-1]), tone(float(row["gap"]), least=0.0005)))


def _growth(value: float) -> str:
    """Growth, or that it is not known."""
    return words.grown(float(value)) if isfinite(value) else language.MISSING


def _note(view: Meeting) -> str:
    """Unit, source and what the columns mean."""
    assert view.shelf is not None  # a table of it is made
    unit = view.data.unit if development.measure(view.shelf) == "quantity" else words.sign(view.data.currency)
    told = [
        language.say(
            "In {unit}. The category: what {customer} takes of all suppliers together.",
            unit=unit,
            customer=view.data.name,
        )
    ]
    if view.shelf.sources:
        told.append(
            language.say("Source of the category: {names}.", names=language.listing(list(view.shelf.sources)))
        )
    told.append(
        language.say("Difference: growth of the deliveries less that of the category, in percentage points.")
    )
    return " ".join(told)


def _absent(view: Meeting) -> str:
    """Why there is no category to show."""
    if view.data.supplied("category_sales"):
        return write(
            "The category figures of {customer} do not cover this period, so its development is not shown.",
            customer=view.data.name,
        )
    return write(
        "Category figures of {customer} were not supplied, so we do not know how its category developed.",
        customer=view.data.name,
    )


def _course(view: Meeting) -> list[str]:
    """How the whole category moved, and which group most."""
    assert view.groups is not None  # asked for by reading
    sums, known = development.whole(view.groups), view.groups[view.groups["growth"].notna()]
    if known.empty:
        return [write("There is no category of a year before to compare with, so no growth is shown.")]
    most, least = (known.iloc[at] for at in (int(known["growth"].argmax()), int(known["growth"].argmin())))
    told = [
        write(
            "The category changed by {growth}, the deliveries in it by {ours}.",
            growth=_growth(sums["growth"]),
            ours=_growth(sums["own_growth"]),
        )
    ]
    if len(known) > 1:
        told.append(
            write(
                "Strongest in the category was {most} ({high}), weakest {least} ({low}).",
                most=words.name_of(most["group"], None),
                high=_growth(most["growth"]),
                least=words.name_of(least["group"], None),
                low=_growth(least["growth"]),
            )
        )
    return told


def _apart(groups: pd.DataFrame) -> list[str]:
    """The groups in which the deliveries fell behind the category."""
    apart = development.apart(groups)
    if apart.empty:
        return []
    return [
        write(
            "The category held or grew, and the deliveries fell and stayed more than a point behind it, in {names}.",
            names=language.listing([words.name_of(group, None) for group in apart["group"]]),
        )
    ]
