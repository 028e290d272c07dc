"""
The tables of the evaluation: key figures, breakdowns, outlets, causes.

What a table shows adds up as shown: columns to their total, and this year minus last year to the difference (``documents.rounding``). Nothing is
left out to make a table short: what does not get a row of its own stands in a rest row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import pandas as pd

from amlib import language
from amlib.analysis import outlook
from amlib.documents import rounding, words
from amlib.documents.evaluation import captions
from amlib.documents.evaluation import words as own
from amlib.documents.sentences import capital
from amlib.documents.tables import Column, Kind, Row, Span, Table, Tile, Tiles, Tone, section, tone

if TYPE_CHECKING:
    from amlib.analysis.causes import Bridge
    from amlib.analysis.results import Comparison
    from amlib.analysis.year import Ahead
    from amlib.data.slices import Slice

__all__ = [
    "breakdown",
    "causes",
    "key_figures",
    "key_tiles",
    "largest",
    "outlets",
    "place_of",
]

MISSING = language.MISSING
CAUSES = 7
"""So many causes have a column on a page."""

LARGE = 1_000_000
"""A table of causes with an amount beyond this is written in thousands."""


def key_tiles(
    compared: Comparison, given: Slice, budget: Comparison | None = None, ahead: Ahead | None = None
) -> Tiles:
    """
    The key figures, large: revenue, quantity, margin, where there is one the budget, and the year: its latest estimate, else to date.

    Each tile compares with last year (or with the budget) in its detail.
    """
    items = [_tile(compared, "revenue", given), _tile(compared, "quantity", given)]
    if compared.has_margin:
        items.append(_tile(compared, "margin", given))
    if ahead is None:
        items.append(_tile(compared, "revenue", given, to_date=True))
    if budget is not None:
        items.append(_budget_tile(budget, given))
    line = ahead.line() if ahead is not None else None
    if line is not None and ahead is not None and ahead.months_left and pd.notna(line["centre"]):
        items.append(_estimate_tile(line, ahead, given))
    return Tiles(tuple(items))


def key_figures(compared: Comparison, given: Slice, budget: Comparison | None = None) -> Table:
    """
    Quantity, revenue, margin and margin in percent: the period and the year to date, beside last year and beside the budget.

    Parameters
    ----------
    compared : Comparison
        With last year.
    given : Slice
        For the currency and the unit.
    budget : Comparison, optional
        With the budget; left out where that is what is compared with already.
    """
    heads = [language.say("Actual"), language.say("Comparison"), language.say("Difference"), "%"]
    columns = (Column("", "left"), *(Column(head) for head in heads * 2))
    rows = [section(own.against(compared), columns), *_figures(compared, given)]
    if budget is not None and budget.base != compared.base:
        rows += [section(own.against(budget), columns), *_figures(budget, given)]
    spans = (
        Span("", 1),
        Span(capital(language.period(compared.period)), 4),
        Span(language.say("Year {until}", until=words.until(compared.period)), 4),
    )
    return Table(columns, tuple(rows), language.say("Key figures"), spans, _sums_note())


def breakdown(compared: Comparison, level: str, given: Slice, most: int = 20) -> Table:
    """
    Quantity, revenue and margin per group, region, banner or outlet, beside the base.

    Parameters
    ----------
    compared : Comparison
    level : 'group', 'region', 'banner' or 'outlet'
    given : Slice
        For the currency and the unit.
    most : int
        More rows than this are shown as the largest by revenue (of either period) and a rest row.
    """
    lines = _shortened(compared.level(level), most)
    measures = ["quantity", "revenue", *(["margin"] if compared.has_margin else [])]
    shown = {measure: _differences(lines, measure) for measure in measures}
    columns = [Column(capital(words.level(level)), "left")]
    spans = [Span("", 1)]
    for measure in measures:
        known = bool(shown[measure]["change"].notna().any()) or shown["revenue"]["change"].isna().all()
        short = [Column(language.say("Actual")), *([Column(language.say("Difference"))] if known else [])]
        if not known:  # nothing was asked of these places in this measure
            shown[measure] = shown[measure].drop(columns="change")
        full = [
            Column(language.say("Actual")),
            Column(own.base_of(compared)),
            Column(language.say("Difference")),
            Column("%"),
        ]
        columns += full if measure == "revenue" else short
        spans.append(Span(_headed(measure, given), 4 if measure == "revenue" else len(short)))
    rows = [
        _breakdown_row(name, {m: s.iloc[position] for m, s in shown.items()}, kind)
        for position, (name, kind) in enumerate(zip(lines["name"], lines["kind"], strict=True))
    ]
    total = _breakdown_row(language.say("Total"), {m: s.iloc[-1] for m, s in shown.items()}, "total")
    return Table(tuple(columns), (*rows, total), _breakdown_title(level), tuple(spans), _sums_note())


def outlets(ranking: pd.DataFrame, given: Slice, each: int = 8, compared: Comparison | None = None) -> Table:
    """
    The outlets that did better and worse than was to be expected of their size, and all others together.

    Parameters
    ----------
    ranking : DataFrame, one row per outlet, the best first
        As ``outlets.ranking`` gives.
    given : Slice
        For the currency.
    each : int
        How many outlets on each side.
    compared : Comparison, optional
        Names the period that is compared with; without it, last year.
    """
    ranked = ranking[ranking["stake"].notna()]
    best = _first(ranked[ranked["stake"] > 0], each)
    worst = _first(ranked[ranked["stake"] < 0].iloc[::-1], each)
    named = [*best.index, *worst.index]
    others = ranking.drop(index=named)
    parts = pd.concat(
        [ranking.loc[named, ["revenue", "base_revenue", "deviation"]], _summed(others).to_frame().T]
    )
    parts.index = pd.Index([str(o) for o in [*ranking.loc[named, "outlet"], "\uffff"]])
    money = _differences(parts, "revenue")
    deviation = rounding.one_way(parts["deviation"])
    columns = (
        Column(language.say("Outlet"), "left"),
        Column(language.say("Region"), "left"),
        Column(language.say("Actual")),
        Column(own.base_of(compared) if compared else language.say("Last year")),
        Column(language.say("Difference")),
        Column("%"),
        Column(language.say("From expected")),
        Column(language.say("Signal"), "left"),
    )
    made = [
        _outlet_row(outlet, money.iloc[position], int(deviation.iloc[position]))
        for position, (_, outlet) in enumerate(ranking.loc[named].iterrows())
    ]
    rows: list[Row] = []
    if len(best):
        rows += [section(language.say("Better than expected"), columns), *made[: len(best)]]
    if len(worst):
        rows += [section(language.say("Worse than expected"), columns), *made[len(best) :]]
    if len(others):
        label = language.say_many("{count} other outlet", "{count} other outlets", len(others))
        rows.append(_outlets_sum(label, money.iloc[-2], int(deviation.iloc[-1]), "rest"))
    rows.append(_outlets_sum(language.say("Total"), money.iloc[-1], int(deviation.sum()), "total"))
    sign = words.sign(given.currency)
    if compared is None or compared.base == "last_year":
        note = language.say(
            "Expected is last year's revenue times the growth of all outlets together. Ordered by what is left of the deviation after chance has been allowed for. Amounts in {unit}, rounded so that they add up.",
            unit=sign,
        )
    else:
        note = language.say(
            "Expected is the revenue {before} times the growth of all outlets together. Ordered by what is left of the deviation after chance has been allowed for. Amounts in {unit}, rounded so that they add up.",
            unit=sign,
            before=own.in_base(compared),
        )
    return Table(columns, tuple(rows), language.say("Outlets, compared fairly"), None, note)


def _merged(nodes: pd.DataFrame) -> pd.DataFrame:
    """At most so many causes as fit a page; the smaller ones together, as the last."""
    weight = nodes.abs().sum().sort_values(ascending=False, kind="stable")
    if len(weight) <= CAUSES:
        return nodes
    small = list(weight.index[CAUSES - 1 :])
    return nodes.drop(columns=small).assign(**{own.REST: nodes[small].sum(axis=1)})


def causes(
    bridge: Bridge, by: str, given: Slice, names: Mapping[str, str] | None = None, most: int = 15
) -> Table:
    """
    Causes per place: rows are places, columns are causes; adds up both ways. Of many causes the smaller ones stand together.

    Parameters
    ----------
    bridge : Bridge
    by : 'group', 'region', 'banner' or 'outlet'
    given : Slice
        For the currency.
    names : mapping of key to name, optional
    most : int
        More places than this are shown as those that moved most and a rest row.
    """
    nodes = bridge.by(by)[list(bridge.effects)]
    nodes = _merged(nodes.loc[:, nodes.abs().sum() >= 0.005])
    nodes.index = pd.Index([str(key) for key in nodes.index])
    order = list(nodes.sum(axis=1).abs().sort_values(ascending=False, kind="stable").index)
    kept, others = (order[: most - 1], order[most - 1 :]) if len(order) > most else (order, [])
    if others:
        nodes = pd.concat([nodes.loc[kept], nodes.loc[others].sum().to_frame(name="\uffff").T])
    nodes = nodes.loc[
        [*nodes.loc[kept].sum(axis=1).sort_values(kind="stable").index, *(["\uffff"] if others else [])]
    ]
    unit = 1000 if nodes.sum().abs().max() >= LARGE or nodes.abs().to_numpy().max(initial=0) >= LARGE else 1
    change = round(bridge.actual / unit) - round(
        bridge.base / unit
    )  # the difference as every other table shows it
    whole = rounding.two_way(nodes / unit, rounding.one_way(nodes.sum() / unit, change))
    columns = (
        Column(capital(words.level(by)), "left"),
        *(Column(own.cause(str(effect)).name) for effect in nodes.columns),
        Column(language.say("Difference")),
    )
    rows = []
    for key in nodes.index:
        rest = key == "\uffff"
        label = (
            language.say_many("{count} other", "{count} others", len(others))
            if rest
            else words.name_of((names or {}).get(key), key)
        )
        rows.append(_money_row(label, [*whole.cells.loc[key], whole.rows[key]], "rest" if rest else "body"))
    rows.append(_money_row(language.say("Total"), [*whole.columns, whole.total], "total"))
    title = language.say(
        "Causes per {level}: {measure}",
        level=words.level(by),
        measure=own.change_of(bridge.measure).lower(),
    )
    return Table(columns, tuple(rows), title, None, _causes_note(unit, given))


def largest(bridge: Bridge, compared: Comparison, given: Slice, count: int = 5) -> Table:
    """The largest contributions to the difference, by place and cause."""
    outlet_names = own.names(compared, "outlet")
    columns = (
        Column(language.say("Place"), "left"),
        Column(language.say("Cause"), "left"),
        Column(_headed(bridge.measure, given)),
    )
    found = bridge.largest(count)
    whole = found["money"].round().astype("int64")
    rows = tuple(
        Row(
            (
                place_of(part, outlet_names),
                own.cause(str(part["effect"])).name,
                language.number(money, plus=True),
            ),
            tones=(None, None, tone(money)),
        )
        for (_, part), money in zip(found.iterrows(), whole, strict=True)
    )
    title = language.say_many("The largest contribution", "The {count} largest contributions", len(rows))
    return Table(
        columns,
        rows,
        title,
        None,
        language.say("These are the largest; they are not all, so they do not add up to the difference."),
    )


def place_of(part: Mapping[str, object] | pd.Series, outlet_names: Mapping[str, str]) -> str:
    """The place of a contribution: an outlet, or a group in a region."""
    outlet, group, region = (part.get(key) for key in ("outlet", "group", "region"))
    if isinstance(outlet, str):
        return outlet_names.get(outlet, outlet)
    known = [text for text in (group, region) if isinstance(text, str) and text.strip()]
    return ", ".join(known) or language.say("unknown")


def _tile(compared: Comparison, measure: str, given: Slice, *, to_date: bool = False) -> Tile:
    """One key figure and its change from last year."""
    actual, base = compared.total(measure, to_date=to_date)
    label = own.change_of(measure)
    if to_date:
        label = language.say("{measure} {until}", measure=label, until=words.until(compared.period))
    change = actual - base
    if not base > 0:
        detail, mark = language.say("no comparison with {base}", base=own.base_name(compared)), None
    else:
        detail = language.say(
            "{percent} on {base}", percent=words.grown(change / base), base=own.base_name(compared)
        )
        mark = tone(change, least=0.0005 * base)
    return Tile(label, captions.amount(actual, measure, given), detail, mark or "neutral")


def _estimate_tile(line: pd.Series, ahead: Ahead, given: Slice) -> Tile:
    """Where the year ends, and the chance of its target."""
    label = language.say("Latest estimate of {year}", year=str(ahead.year))
    value = language.short_money(float(line["centre"]), given.currency)
    if pd.isna(line["probability"]):
        return Tile(label, value)
    chance = language.percent(outlook.shown(float(line["probability"])), 0)
    detail = language.say("chance of the target: {chance}", chance=chance)
    tone: Literal["better", "worse", "neutral"] = "neutral"
    if outlook.shown(float(line["probability"])) != 0.5:
        tone = "better" if line["probability"] > 0.5 else "worse"
    return Tile(label, value, detail, tone)


def _budget_tile(budget: Comparison, given: Slice) -> Tile:
    """Revenue as a part of the budget."""
    actual, base = budget.total("revenue")
    if not base > 0:
        return Tile(own.base_of(budget), MISSING, language.say("nothing set for revenue"))
    detail = language.say(
        "{money} from {budget}",
        money=captions.amount(actual - base, "revenue", given, plus=True),
        budget=own.set_for(budget.base == "plan"),
    )
    return Tile(
        language.say("{budget} reached", budget=own.base_of(budget)),
        language.percent(actual / base),
        detail,
        tone(actual - base) or "neutral",
    )


def _figures(compared: Comparison, given: Slice) -> list[Row]:
    """The rows of the key figures beside one base."""
    measures = ["quantity", "revenue", *(["margin"] if compared.has_margin else [])]
    rows = []
    for measure in measures:
        cells: list[str] = [_headed(measure, given)]
        tones: list[Tone] = [None]
        for to_date in (False, True):
            actual, base = compared.total(measure, to_date=to_date)
            now, then, change, growth = _compared(actual, base)
            cells += [now, then, change, growth]
            tones += [None, None, tone(actual - base, least=0.5), None]
        rows.append(Row(tuple(cells), tones=tuple(tones)))
    if compared.has_margin:
        rows.append(_rate_row(compared))
    return rows


def _compared(actual: float, base: float) -> tuple[str, str, str, str]:
    """Actual, base, difference and growth as text, the difference being that of what is shown."""
    if pd.isna(base) or pd.isna(actual):
        return language.number(actual), language.number(base), MISSING, MISSING
    return (
        language.number(actual),
        language.number(base),
        language.number(round(actual) - round(base), plus=True),
        words.grown((actual - base) / base) if base > 0 else MISSING,
    )


def _rate_row(compared: Comparison) -> Row:
    """Margin in percent of revenue; its difference in percentage points."""
    cells = [language.say("Margin, % of revenue")]
    tones: list[Tone] = [None]
    for to_date in (False, True):
        (margin, base_margin), (revenue, base_revenue) = (
            compared.total(m, to_date=to_date) for m in ("margin", "revenue")
        )
        now = margin / revenue if revenue else float("nan")
        then = base_margin / base_revenue if base_revenue else float("nan")
        cells += [language.percent(now), language.percent(then), language.points(now - then), ""]
        tones += [None, None, tone(now - then, least=0.0005), None]
    return Row(tuple(cells), tones=tuple(tones))


def _first(ranked: pd.DataFrame, most: int) -> pd.DataFrame:
    """The first of a ranking, in its order; what lies beyond the limits is among them, as a sentence names it."""
    order = ranked["signal"].isin(["above", "below"]).sort_values(ascending=False, kind="stable").index
    return ranked.loc[ranked.index.isin(order[:most])]


def _shortened(lines: pd.DataFrame, most: int) -> pd.DataFrame:
    """Lines by revenue, the largest first, with a name and a kind; beyond ``most`` together in a rest row."""
    lines = lines.assign(
        name=[words.name_of(name, key) for name, key in zip(lines["name"], lines["key"], strict=True)],
        kind="body",
    )
    size = lines[["revenue", "base_revenue"]].abs().max(axis=1)
    lines = lines.loc[size.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)
    if len(lines) <= most:
        return lines.set_index("key", drop=False)
    rest = lines.iloc[most - 1 :]
    label = language.say_many("{count} other", "{count} others", len(rest))
    row = pd.DataFrame([{**_summed(rest), "name": label, "key": "\uffff", "kind": "rest"}])
    return pd.concat([lines.iloc[: most - 1], row], ignore_index=True).set_index("key", drop=False)


def _summed(lines: pd.DataFrame) -> pd.Series:
    """The sums of the figures of some lines; of a column without any figure: missing."""
    return lines.select_dtypes("number").sum(min_count=1 if len(lines) else 0)


def _differences(lines: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Actual, base and difference of each line and, last, of all, in whole numbers that add up both ways; growth from the exact ones."""
    exact = pd.DataFrame(
        {"actual": lines[measure].astype(float), "base": -lines[f"base_{measure}"].astype(float)},
        index=lines.index,
    )
    whole = rounding.two_way(exact, _nearest(exact.sum()))
    shown = whole.cells.astype(float).assign(change=whole.rows.astype(float))
    shown["base"] = -shown["base"]
    unknown = exact.isna()
    for column in ("actual", "base"):
        shown.loc[unknown[column], [column, "change"]] = float("nan")
    base = -exact["base"]
    shown["growth"] = (exact["actual"] - base) / base.where(base > 0)
    sums = exact.sum()
    total = {
        "actual": float(whole.columns["actual"]),
        "base": -float(whole.columns["base"]),
        "change": float(whole.total),
    }
    if unknown["base"].all():
        total.update(base=float("nan"), change=float("nan"))
    total["growth"] = sums.sum() / -sums["base"] if sums["base"] < 0 else float("nan")
    return pd.concat([shown, pd.DataFrame([total], index=["total"])])


def _breakdown_row(name: str, figures: Mapping[str, pd.Series], kind: Kind) -> Row:
    """One place, all measures."""
    cells: list[str] = [name]
    tones: list[Tone] = [None]
    for measure, part in figures.items():
        mark = tone(part["change"]) if "change" in part else None
        if measure == "revenue":
            cells += [
                language.number(part["actual"]),
                language.number(part["base"]),
                language.number(part["change"], plus=True),
                MISSING if pd.isna(part["growth"]) else words.grown(part["growth"]),
            ]
            tones += [None, None, mark, None]
        elif "change" in part:
            cells += [language.number(part["actual"]), language.number(part["change"], plus=True)]
            tones += [None, mark]
        else:
            cells.append(language.number(part["actual"]))
            tones.append(None)
    return Row(tuple(cells), kind, tuple(tones))


def _outlet_row(outlet: pd.Series, money: pd.Series, deviation: int) -> Row:
    """One outlet of the ranking."""
    signal = {"above": language.say("above the limits"), "below": language.say("below the limits")}.get(
        outlet["signal"], ""
    )
    return Row(
        (
            words.name_of(outlet["name"], outlet["outlet"]),
            words.name_of(outlet["region"], ""),
            language.number(money["actual"]),
            language.number(money["base"]),
            language.number(money["change"], plus=True),
            MISSING if pd.isna(money["growth"]) else words.grown(money["growth"]),
            language.number(deviation, plus=True),
            signal,
        ),
        tones=(None, None, None, None, None, None, tone(deviation), None),
    )


def _outlets_sum(label: str, money: pd.Series, deviation: int, kind: Kind) -> Row:
    """The rest or the total of the outlets."""
    growth = MISSING if pd.isna(money["growth"]) else words.grown(money["growth"])
    figures = (
        language.number(money["actual"]),
        language.number(money["base"]),
        language.number(money["change"], plus=True),
    )
    return Row((label, "", *figures, growth, language.number(deviation, plus=True), ""), kind)


def _money_row(label: str, amounts: Sequence[float], kind: Kind) -> Row:
    """A row of signed amounts, toned."""
    cells = (label, *(language.number(amount, plus=True) if amount else "0" for amount in amounts))
    return Row(cells, kind, (None, *(tone(amount) for amount in amounts)))


def _headed(measure: str, given: Slice) -> str:
    """A measure with the unit in which it is counted."""
    unit = given.unit if measure == "quantity" else words.sign(given.currency)
    return f"{own.change_of(measure)} ({unit})"


def _nearest(sums: pd.Series) -> pd.Series:
    """Each sum as the whole number next to it: how a total is shown everywhere."""
    return sums.round().astype("int64")


def _breakdown_title(level: str) -> str:
    return language.say(
        {
            "group": "Results per product group",
            "region": "Results per region",
            "banner": "Results per banner",
            "outlet": "Results per outlet",
        }[level]
    )


def _sums_note() -> str:
    return language.say("Rounded so that the figures shown add up.")


def _causes_note(unit: int, given: Slice) -> str:
    sign = words.sign(given.currency)
    if unit == 1:
        return language.say("Amounts in {unit}, rounded so that rows and columns add up.", unit=sign)
    return language.say("Amounts in thousands of {unit}, rounded so that rows and columns add up.", unit=sign)
