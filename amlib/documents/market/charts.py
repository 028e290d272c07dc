"""
The charts of the market analysis: growth, share over time and in place, drivers, season, raw material, opportunities.

Each is one of the kinds in ``documents.plots``, with a title that is the finding for this account. Where there is nothing to draw there is no chart; the
reading beside it says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib import language, periods
from amlib.analysis import holidays
from amlib.documents import plots, words
from amlib.documents.market import amounts, captions
from amlib.documents.market import words as own

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amlib.analysis.panorama import Panorama
    from amlib.data.slices import Slice
    from amlib.documents.charts import Chart

__all__ = ["course", "drivers", "growth", "lag", "opportunities", "outlets", "season"]

PANELS = 11
"""Groups whose share is drawn over time, beside the total: the largest."""
PLACES = 10
"""Places with a column of their own in the opportunity map."""


def growth(view: Panorama, given: Slice) -> Chart | None:
    """Our growth beside the category's per group, sized by what the group is worth; None with fewer than two to compare."""
    nodes = view.shares("group")
    if nodes.empty or view.category is None:
        return None
    nodes = nodes.dropna(subset=["growth", "our_growth"]).sort_values(
        ["value", "key"], ascending=[False, True]
    )
    if len(nodes) < 2:
        return None
    frame = pd.DataFrame(
        {
            "name": [own.place(key) for key in nodes["key"]],
            "x": nodes["growth"],
            "y": nodes["our_growth"],
            "size": nodes["value"],
        }
    )
    return plots.growth_and_share(
        frame,
        x_name=language.say("growth of the category at the customer"),
        y_name=language.say("growth of our sales"),
        write=_whole,
        words=(language.say("we gain share"), language.say("we lose share")),
        sizes=language.say("area: what the customer buys of it"),
        title=captions.growth(nodes),
        alt=captions.growth_alt(nodes),
    )


def course(view: Panorama) -> Chart | None:
    """Our share per group over the last two years, small charts on one scale; None without a category."""
    found = view.course()
    if found.empty or found["period"].nunique() < 2:
        return None
    size = found.groupby("group")["value"].sum().sort_values(ascending=False, kind="stable")
    if not size.sum() > 0:
        size = found.groupby("group")["quantity"].sum().sort_values(ascending=False, kind="stable")
    groups = [str(group) for group in size.index if group][:PANELS]
    kept = ["", *groups] if len(groups) > 1 else [""]
    names = {group: own.place(group) if group else language.say("All together") for group in kept}
    steps = sorted(found["period"].unique())
    grid = found.set_index(["group", "period"])["share"].reindex(
        pd.MultiIndex.from_product([kept, steps], names=["group", "period"])
    )
    frame = grid.reset_index()
    frame = pd.DataFrame(
        {
            "panel": frame["group"].map(names),
            "at": [_step(text) for text in frame["period"]],
            "value": frame["share"],
        }
    )
    return plots.multiples(
        frame,
        write=_whole,
        title=captions.course(view.shares("group"), view.category.measure)
        if view.category
        else language.say("Our share per group over time"),
        alt=captions.course_alt(frame, list(names.values()), _step(steps[0]), _step(steps[-1])),
    )


def outlets(view: Panorama, given: Slice) -> Chart | None:
    """Outlets on the map by our share; None where outlets or their places are not known."""
    found = view.outlets().dropna(subset=["share"])
    where = given["outlets"].set_index("outlet")[["latitude", "longitude"]]
    if len(found) < 4:
        return None
    frame = found.join(where, on="key")
    known = frame.dropna(subset=["latitude", "longitude"])
    if len(known) < 4:
        return None
    cuts = _cuts(known["share"])
    level = np.digitize(frame["share"], cuts)
    counts = np.bincount(np.digitize(known["share"], cuts), minlength=len(cuts) + 1)
    classes = _classes(cuts, [int(count) for count in counts])
    frame = frame.assign(level=level, size=frame["value"], name=_names(frame))
    missing = len(frame) - len(known)
    return plots.outlet_map(
        frame.sort_values(["gap", "key"], ascending=[False, True]),
        classes=classes,
        sizes=language.say("area: what the outlet buys of the category"),
        note=language.say_many(
            "of {count} outlet the place is not known", "of {count} outlets the place is not known", missing
        )
        if missing
        else "",
        title=captions.outlets(found),
        alt=captions.outlets_alt(found, classes, view),
    )


def drivers(view: Panorama, given: Slice) -> Chart | None:
    """What our revenue's change is put down to, a bar each; None where there is no last year."""
    found = view.drivers()
    names = amounts.moved(found)
    if found.empty or not names:
        return None
    total = found.iloc[0]
    frame = pd.DataFrame(
        {
            "name": [own.driver(name) for name in names],
            "value": [float(total[name]) for name in names],
            "label": [
                language.short_money(float(total[name]), given.currency, plus=True, tight=True)
                for name in names
            ],
        }
    )
    return plots.bars(
        frame,
        judge=True,
        title=captions.drivers(total, names, given),
        alt=captions.drivers_alt(total, names, given),
    )


def season(view: Panorama) -> Chart | None:
    """The season, a bar per calendar month, with the feasts above their months; None where history is short."""
    if view.season is None:
        return None
    feasts: dict[int, list[str]] = {}
    for feast in ("easter", "whitsun", "christmas"):
        feasts.setdefault(holidays.day_of(feast, view.period.year).month, []).append(own.feast(feast))
    return plots.months(
        view.season.index["index"].to_list(),
        names=[own.calendar_month(number) for number in range(1, 13)],
        write=language.number,
        feasts={month: language.listing(named) for month, named in feasts.items()},
        reference_name=language.say("average month"),
        title=captions.season(view),
        alt=captions.season_alt(view),
    )


def lag(view: Panorama) -> Chart | None:
    """Our price beside the quotation of its raw material, for the group with the strongest link; None where none can be measured."""
    found = view.followed()
    if found is None:
        return None
    best, course_ = found
    inside = [str(month) for month in view.period.months()]
    return plots.lines(
        course_,
        names={
            "quotation": language.say("quotation of {species}", species=best["species"]),
            "price": language.say("our price of {group}", group=best["group"]),
        },
        roles={"quotation": "other", "price": "us"},
        write=language.number,
        tell=lambda text: language.month(periods.parse(text)),
        shade=(inside[0], inside[-1]),
        shade_name=language.period(view.period),
        title=captions.lag(best),
        alt=captions.lag_alt(best, course_),
    )


def opportunities(view: Panorama, given: Slice) -> Chart | None:
    """The opportunity in money, groups by places; None where there is none or only one place."""
    found = view.opportunities()
    found = found[found["gap"] > 0] if len(found) else found
    if found.empty or found["place"].nunique() < 2:
        return None
    cells = found.pivot_table(index="group", columns="place", values="gap", aggfunc="sum", observed=True)
    order = cells.sum().sort_values(ascending=False, kind="stable").index
    rows = cells.sum(axis=1).sort_values(ascending=False, kind="stable").index
    cells = cells.loc[rows, order].fillna(0.0)
    if len(order) > PLACES + 1:
        rest = cells.iloc[:, PLACES:].sum(axis=1)
        label = language.say_many("{count} other", "{count} others", len(order) - PLACES)
        cells = cells.iloc[:, :PLACES].assign(**{"\uffff": rest}).rename(columns={"\uffff": label})
    cells.index = pd.Index([own.place(key) for key in cells.index])
    cells.columns = pd.Index([own.place(key) for key in cells.columns])
    return plots.heat(
        cells,
        write=_thousands,
        row_totals=[_thousands(value) for value in cells.sum(axis=1)],
        column_totals=[_thousands(value) for value in cells.sum()],
        total_name=language.say("Total"),
        title=captions.opportunities(found, given),
        alt=captions.opportunities_alt(cells, given),
    )


def _thousands(value: float) -> str:
    return language.number(value / 1000, 1 if abs(value) < 9_950 else 0)


def _whole(fraction: float) -> str:
    return language.percent(fraction, 0)


def _step(text: str) -> str:
    """A period of the course, in short."""
    period = periods.parse(text)
    if period.kind == "quarter":
        return language.say("Q{number} {year}", number=period.number, year=period.year)
    return language.month(period) if period.kind == "month" else language.period(period)


def _names(frame: pd.DataFrame) -> list[str]:
    return [words.name_of(name, key) for name, key in zip(frame["name"], frame["key"], strict=True)]


def _cuts(values: pd.Series) -> list[float]:
    """The quartiles as whole percentages; fewer where they coincide."""
    found = {round(float(values.quantile(q)), 2) for q in (0.25, 0.5, 0.75)}
    return sorted(cut for cut in found if values.min() < cut <= values.max())


def _classes(cuts: Sequence[float], counts: Sequence[int]) -> list[str]:
    """What the classes between cuts are called, each with its count."""
    if not cuts:
        return [language.say("all outlets ({count})", count=language.number(counts[0]))]
    first, last = language.number(counts[0]), language.number(counts[-1])
    return [
        language.say("below {to} ({count})", to=_whole(cuts[0]), count=first),
        *(
            language.say(
                "{low} to {to} ({count})", low=_whole(low), to=_whole(high), count=language.number(count)
            )
            for low, high, count in zip(cuts, cuts[1:], counts[1:], strict=False)
        ),
        language.say("{low} and more ({count})", low=_whole(cuts[-1]), count=last),
    ]
