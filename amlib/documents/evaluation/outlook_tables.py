"""
The tables of the year ahead: total and groups in every measure, and the outlets that weigh most or lose most.

What is realised and what is still expected add up to the estimate, groups and outlets to the total, as shown. Ranges, targets and chances do not add up and stand beside the sums.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.documents import rounding, words
from amlib.documents.evaluation import captions, outlook
from amlib.documents.evaluation import words as own
from amlib.documents.sentences import capital
from amlib.documents.tables import Column, Kind, Row, Table, section, tone

if TYPE_CHECKING:
    from amlib.analysis.year import Ahead
    from amlib.data.slices import Slice

__all__ = ["events", "groups", "outlets"]

_REST = "\uffff"
_EVENTS = "\ufffe"
_SUMS = ("realised", "rest", "events", "centre", "last_year")
_BESIDE = ("low", "high", "target", "probability")


def groups(ahead: Ahead, given: Slice) -> Table:
    """
    Per group and in total, in each measure: realised, still expected, the latest estimate with its range, the target with its chance, and last year.

    Parameters
    ----------
    ahead : Ahead
    given : Slice
        For the currency and the unit.
    """
    events = bool((ahead.lines["events"] != 0).any())
    columns = _columns(capital(words.level("group")), events=events)
    rows: list[Row] = []
    for measure in ("quantity", "revenue", "margin"):
        total = ahead.line(measure)
        if total is None or pd.isna(total["centre"]):
            continue
        rows.append(section(_headed(measure, given), columns))
        rows += _block(ahead.level("group", measure), total, events=events)
    return Table(
        columns, tuple(rows), language.say("Latest estimate of {year}", year=ahead.year), None, _note(ahead)
    )


def outlets(ahead: Ahead, given: Slice, most: int = 8) -> Table:
    """
    Revenue of the outlets that sell most, of those that will lose most on last year, and of all others together.

    Parameters
    ----------
    ahead : Ahead
    given : Slice
        For the currency.
    most : int
        How many of each.
    """
    events = bool((ahead.lines["events"] != 0).any())
    columns = _columns(capital(words.level("outlet")), events=events)
    lines, total = ahead.level("outlet"), ahead.line("revenue")
    if total is None or lines.empty:
        return Table(columns, (), language.say("Latest estimate per outlet"), None, _note(ahead))
    change = lines["centre"] - lines["last_year"]
    losing = lines.loc[change[change <= -0.5].sort_values(kind="stable").index[:most]]
    others = lines.drop(index=losing.index).sort_values("centre", ascending=False, kind="stable")
    largest, rest = others.head(most), others.iloc[most:]
    parts = pd.concat([losing, largest])
    if len(rest):
        label = language.say_many("{count} other outlet", "{count} other outlets", len(rest))
        parts = pd.concat([parts, _summed(rest, label)], ignore_index=True)
    if events:  # of no outlet, and so in a row of their own
        own_row = {
            **dict.fromkeys(_SUMS, 0.0),
            **dict.fromkeys(_BESIDE, float("nan")),
            "key": _EVENTS,
            "reason": "",
        }
        apart = float(total["events"]) - float(lines["events"].sum())
        own_row |= {"events": apart, "centre": apart, "name": language.say("Known events")}
        parts = pd.concat([parts, pd.DataFrame([own_row])], ignore_index=True)
    made = _block(parts, total, events=events)
    rows: list[Row] = []
    if len(losing):
        rows += [section(language.say("Expected to lose most on last year"), columns), *made[: len(losing)]]
    called = language.say("The largest others") if len(losing) else language.say("The largest")
    rows += [section(called, columns), *made[len(losing) :]]
    title = language.say("Latest estimate per outlet: {measure}", measure=_headed("revenue", given))
    return Table(columns, tuple(rows), title, None, _note(ahead))


def events(coming: pd.DataFrame, given: Slice) -> Table | None:
    """
    What is known to come, each in a line of its own with its range; None where nothing was told.

    Parameters
    ----------
    coming : DataFrame
        As ``events.told`` gives it.
    given : Slice
        For the currency and the unit.
    """
    if coming.empty or given.audience != "internal":
        return None
    columns = (
        Column(language.say("Month"), "left"),
        Column(language.say("Known event"), "left"),
        Column(capital(words.level("group")), "left"),
        Column(language.say("Measure"), "left"),
        Column(language.say("Adds")),
        Column(language.say("Range")),
    )
    rows = []
    for one in coming.to_dict("records"):
        adds, low, high = (
            captions.amount(float(one[name]), str(one["measure"]), given, plus=name == "amount")
            for name in ("amount", "low", "high")
        )
        certain = one["low"] == one["high"]
        span = (
            language.say("taken as certain")
            if certain
            else language.say("{low} to {high}", low=low, high=high)
        )
        measure = own.change_of(str(one["measure"]))
        rows.append(
            Row((words.month(str(one["month"])), str(one["what"]), str(one["group"]), measure, adds, span))
        )
    note = language.say("Told by the account manager; on top of the forecasts, never inside them.")
    return Table(columns, tuple(rows), language.say("What is known to come"), None, note)


def _columns(first: str, *, events: bool) -> tuple[Column, ...]:
    heads = [
        language.say("Realised"),
        language.say("Still expected"),
        *([language.say("Known events")] if events else []),
    ]
    heads += [
        language.say("Estimate"),
        language.say("Range"),
        language.say("Target"),
        language.say("Chance"),
        language.say("Last year"),
    ]
    return (Column(first, "left"), *map(Column, heads))


def _block(lines: pd.DataFrame, total: pd.Series, *, events: bool) -> list[Row]:
    """The rows of one measure and its total, rounded together."""
    parts = ["realised", "rest", *(["events"] if events else [])]
    exact = lines.set_index("key")[parts].astype(float)
    whole = rounding.two_way(
        exact, rounding.one_way(total[parts].astype(float), round(float(total["centre"])))
    )
    rows = []
    for line in (line for _, line in lines.iterrows()):
        cells = whole.cells.loc[line["key"]]
        kind: Kind = "rest" if line["key"] in (_REST, _EVENTS) else "body"
        name = words.name_of(line["name"], line["key"])
        rows.append(_row(name, [*cells, int(whole.rows[line["key"]])], line, kind))
    return [*rows, _row(language.say("Total"), [*whole.columns, whole.total], total, "total")]


def _row(name: str, sums: list[int], line: pd.Series, kind: Kind) -> Row:
    """One row: the sums, then what does not add up."""
    low, high = (language.number(float(line[side])) for side in ("low", "high"))
    known = pd.notna(line["low"])
    span = language.say("{low} to {high}", low=low, high=high) if known else language.MISSING
    beside = [
        span,
        language.number(float(line["target"])),
        outlook.chance(line),
        language.number(float(line["last_year"])),
    ]
    mark = None if pd.isna(line["target"]) else tone(sums[-1] - float(line["target"]), least=0.5)
    tones = (*(None for _ in range(len(sums))), mark, None, None, None, None)
    return Row((name, *map(language.number, sums), *beside), kind, tones)


def _summed(lines: pd.DataFrame, label: str) -> pd.DataFrame:
    """Several outlets as one line, without what does not add up."""
    sums = lines[list(_SUMS)].sum(min_count=len(lines))
    nothing = dict.fromkeys(_BESIDE, float("nan"))
    return pd.DataFrame([{**sums, **nothing, "key": _REST, "name": label, "reason": ""}])


def _headed(measure: str, given: Slice) -> str:
    """A measure with its unit."""
    unit = given.unit if measure == "quantity" else words.sign(given.currency)
    return f"{own.change_of(measure)} ({unit})"


def _note(ahead: Ahead) -> str:
    """Until when was looked, what the range is, and that figures add up."""
    if not ahead.through:
        return language.say("There are no sales to make an estimate of {year} from.", year=ahead.year)
    return language.say(
        "Figures to {month}; the range holds four times in five. Groups and outlets are scaled to the total. Rounded so that what is realised and still expected adds up, to the estimate and to the total; ranges, targets and chances stand by themselves.",
        month=words.month(ahead.through),
    )
