"""
The contract in a plan: what the planned year costs in conditions, how far the steps are, and which line is written down.

A supervisor signs a plan and with it a bonus. So the year's revenue is taken down to what is left of it (``waterfall``), each line with its amount at the target and at the baseline, what
stands against it, and the paper on which it was agreed; where there is none the line says so. Steps of bonuses stand with their distance from both: a step between baseline and target is
what the plan's own actions will make due.

Examples
--------
In the notebook, with ``year`` of ``plan.contract.ahead(data, plan, when)``::

    contract.waterfall(year, data)
    contract.reading(year, data)
    contract.lines(year, data)
    contract.ladder(year, data)
    contract.written(year, data)
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from amlib import language
from amlib.documents import rounding, words
from amlib.documents.evaluation import contract_charts, contract_tables
from amlib.documents.evaluation import contract_words as own
from amlib.documents.plan import wanted
from amlib.documents.sentences import Prose, escaped, prose, write, write_many
from amlib.documents.tables import Column, Row, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import pandas as pd

    from amlib.analysis.agreed import Course, Year
    from amlib.data.slices import Slice
    from amlib.documents.charts import Chart

__all__ = ["ladder", "lines", "reading", "waterfall", "written"]

_TOTALS = ("net_net_revenue", "cost", "margin_after_terms")


def waterfall(found: Year | None, given: Slice) -> Chart | None:
    """
    From the revenue that is asked to what is left of it; None without conditions that cost money.

    Parameters
    ----------
    found : Year or None
        As ``plan.contract.ahead``.
    given : Slice
        For the currency.
    """
    if found is None or found.target.accrued.empty or not found.target.revenue > 0:
        return None
    rows = found.target.waterfall
    rows = rows[rows["amount"].notna() & (rows["total"] | (rows["amount"].abs() >= 0.5))]
    bars = [(str(name), bool(total), float(money)) for name, total, money in rows[["item", "total", "amount"]].itertuples(index=False)]  # fmt: skip
    parts = [f"{own.item(name)} {_short(money, given)} ({own.share(money, found.target.revenue)})" for name, _, money in bars]  # fmt: skip
    left = _line(found.target, "margin_after_terms")
    values = {"money": _short(found.target.owed, given), "share": own.share(found.target.owed, found.target.revenue, 2), "year": str(found.year)}  # fmt: skip
    title = (
        language.say(
            "Conditions would take {money} of the target of {year}, {share}; {left} is left as margin",
            **values,
            left=own.share(left, found.target.revenue),
        )
        if isfinite(left)
        else language.say("Conditions would take {money} of the target of {year}, {share}", **values)
    )
    alt = language.say("Waterfall chart of the planned year, in order: {parts}.", parts=language.listing(parts))  # fmt: skip
    return contract_charts.falling(bars, found.target.revenue, given, title=title, alt=alt)


def lines(found: Year | None, given: Slice) -> Table | None:
    """Each condition: its rate, what it costs at target and at baseline, what stands against it, and where it is written; None without conditions."""
    if found is None or found.lines.empty:
        return None
    columns = (
        Column("", "left"),
        Column(language.say("Agreed")),
        Column(language.say("At target")),
        Column(language.say("At baseline")),
        Column(language.say("In return"), "left"),
        Column(language.say("Written reference"), "left"),
    )
    shown = {which: _shown(getattr(found, which)) for which in ("target", "baseline")}

    def total(item: str, *, kind: str = "total") -> Row:
        cells = [language.number(float(column.get(item, float("nan")))) for column in shown.values()]
        return Row((own.item(item), "", *cells, "", ""), kind)  # type: ignore[arg-type]

    costing = found.lines[found.lines["target"].notna() | (found.lines["kind"] == "other")]
    amounts = {which: _fitted(costing, which, shown[which]) for which in shown}
    body = [total("revenue")]
    named = _named(found.steps)
    body += [_condition(row, {which: amounts[which][place] for which in shown}, given, named) for place, row in enumerate(costing.to_dict("records"))]  # fmt: skip
    for item in _TOTALS:
        if isfinite(float(shown["target"].get(item, float("nan")))):
            body.append(total(item, kind="body" if item == "cost" else "total"))
    others = found.lines[~found.lines.index.isin(costing.index)]
    body += [_condition(row, {}, given, named) for row in others.to_dict("records")]
    note = language.say("Amounts in {unit}, rounded so that what is shown adds up. In the cost are the costs of the actions.", unit=words.sign(given.currency))  # fmt: skip
    if found.lines["target"].isna().any() and (costing["kind"] == "other").any():
        note += " " + language.say("A condition of which the amount is not known counts as nothing.")
    title = language.say("From revenue to margin in {year}, condition by condition", year=str(found.year))
    return Table(columns, tuple(body), title, None, note)


def ladder(found: Year | None, given: Slice) -> Table | None:
    """Every step of the bonuses with its distance from the target and from the baseline; None without steps."""
    if found is None or found.steps.empty:
        return None
    columns = (
        Column(language.say("Condition"), "left"),
        Column(language.say("From")),
        Column(language.say("Rate")),
        Column(language.say("Counts over"), "left"),
        Column(language.say("From the target")),
        Column(language.say("From the baseline")),
        *([Column(language.say("From the estimate with actions"))] if "expected" in found.steps else []),
    )
    rows = []
    for row in found.steps.to_dict("records"):
        new = row["target"] <= 0 < row["baseline"]
        cells = (
            own.condition(row["kind"], row["step_term"]),
            own.threshold(float(row["threshold"]), row["counted"], row["measure"], given),
            own.rate(float(row["rate"]), given),
            language.say("everything from the first euro")
            if row["retroactive"]
            else language.say("what lies above it"),
            _away(float(row["target"]), given),
            _away(float(row["baseline"]), given),
            *([_away(float(row["expected"]), given)] if "expected" in row else []),
        )
        tones: list[Tone] = [None] * len(cells)
        tones[4] = "warn" if new else None
        if "expected" in row and row["expected"] <= 0 < row["target"]:
            tones[6] = "warn"
        rows.append(Row(cells, tones=tuple(tones)))
    return Table(columns, tuple(rows), language.say("How far the steps of the bonuses are"))


def reading(found: Year | None, given: Slice) -> Prose:
    """What the conditions cost at target and at baseline, how far that is otherwise than agreed, which step the plan itself makes due, and how near the next one is."""
    if found is None:
        return prose(write("Not supplied: {table}, so {unknown}", table=words.table("terms"), unknown=words.unknown("terms")))  # fmt: skip
    if found.target.accrued.empty:
        return prose(write("No condition that costs money is recorded for {year}.", year=str(found.year)))
    target, baseline = found.target, found.baseline
    told = [
        write(
            "At the target the conditions of {year} cost {money} ({share} of revenue); at the baseline {less} ({part}).",
            year=str(found.year),
            money=_short(target.owed, given),
            share=own.share(target.owed, target.revenue, 2),
            less=_short(baseline.owed, given),
            part=own.share(baseline.owed, baseline.revenue, 2),
        )
    ]
    return prose([*told, *_otherwise(found, given), *_steps(found, given), *_with_actions(found, given)])


def written(found: Year | None, given: Slice) -> Prose | None:
    """How many lines are not agreed in writing for the year itself; None without conditions."""
    if found is None or found.lines.empty:
        return None
    moved, bare = (
        int(found.lines["carried"].sum()),
        int((~found.lines["written"] & ~found.lines["wanted"]).sum()),
    )
    told = []
    if moved:
        told.append(
            write_many(
                "For {year} {count} condition is not agreed yet: it is carried on from the year before.",
                "For {year} {count} conditions are not agreed yet: they are carried on from the year before.",
                moved,
                year=str(found.year),
            )
        )
    if bare:
        told.append(write_many("{count} condition has no written reference.", "{count} conditions have no written reference.", bare))  # fmt: skip
    if not told:
        told.append(write("Every condition has a written reference."))
    return prose(told)


def _otherwise(found: Year, given: Slice) -> list[str]:
    """By how much the terms that the plan itself names make it dearer or cheaper; nothing where it names none."""
    return [] if found.cost is None else [escaped(wanted.costs(found.cost, given.currency))]


def _steps(found: Year, given: Slice) -> list[str]:
    """The step that lies between baseline and target, and the nearest beyond the target."""
    steps = found.steps
    due = steps[(steps["target"] <= 0) & (steps["baseline"] > 0)]
    lost = steps[(steps["baseline"] <= 0) & (steps["target"] > 0)]
    ahead = steps[steps["target"] > 0].sort_values("target")
    told = []
    for row in due.to_dict("records"):
        told.append(write("The target reaches a step that the baseline does not: {step}.", step=own.condition(row["kind"], row["step_term"])))  # fmt: skip
    for row in lost.to_dict("records"):
        told.append(write("The baseline reaches a step that the target does not: {step}.", step=own.condition(row["kind"], row["step_term"])))  # fmt: skip
    if len(ahead):
        nearest = ahead.iloc[0]
        step = own.condition(str(nearest["kind"]), str(nearest["step_term"]))
        away, other = float(nearest["target"]), float(nearest["baseline"])
        told.append(
            write(
                "The next step, {step}, lies {money} of sales beyond the target and {other} beyond the baseline.",
                step=step,
                money=_short(away, given),
                other=_short(other, given),
            )
            if other > 0
            else write(
                "The next step, {step}, lies {money} of sales beyond the target.",
                step=step,
                money=_short(away, given),
            )
        )
    elif len(steps):
        told.append(write("At the target every step is reached."))
    return told


def _with_actions(found: Year, given: Slice) -> list[str]:
    """What the conditions cost where the actions are expected to take the year, if another step than at the target holds there."""
    if found.expected is None or "expected" not in found.steps:
        return []
    steps = found.steps
    more = steps[(steps["expected"] <= 0) & (steps["target"] > 0)]
    fewer = steps[(steps["expected"] > 0) & (steps["target"] <= 0)]
    values = {
        "revenue": _short(found.expected.revenue, given),
        "owed": _short(found.expected.owed, given),
        "difference": _short(abs(found.expected.owed - found.target.owed), given),
    }
    if len(more):
        row = more.sort_values("target").iloc[-1]
        step = own.condition(str(row["kind"]), str(row["step_term"]))
        if (
            found.expected.owed < found.target.owed
        ):  # a term of the plan may make a higher step the cheaper one
            return [write("With its actions the year is expected to end at {revenue}, where {step} is reached too: the conditions then cost {owed}, {difference} less than at the target.", step=step, **values)]  # fmt: skip
        return [write("**With its actions the year is expected to end at {revenue}, and there {step} is reached too: the conditions then cost {owed}, {difference} more than at the target.**", step=step, **values)]  # fmt: skip
    if len(fewer):
        row = fewer.sort_values("target").iloc[0]
        step = own.condition(str(row["kind"]), str(row["step_term"]))
        if found.expected.owed > found.target.owed:
            return [write("**With its actions the year is expected to end at {revenue}, where {step} is not reached: the conditions then cost {owed}, {difference} more than at the target.**", step=step, **values)]  # fmt: skip
        return [write("With its actions the year is expected to end at {revenue}, where {step} is not reached: the conditions then cost {owed}, {difference} less than at the target.", step=step, **values)]  # fmt: skip
    return []


def _shown(course: Course) -> pd.Series:
    """A waterfall in whole numbers whose cost is that of the result of the customer: what is left between revenue and margin before conditions, each to the nearest."""
    amounts = course.waterfall.set_index("item")["amount"]
    shown = contract_tables.added(amounts)
    left = float(shown.get("margin_after_terms", float("nan")))
    if not (isfinite(course.margin) and isfinite(left)):
        return shown
    totals = ("revenue", "net_net_revenue", "cost", "margin_after_terms")
    kinds = [name for name in shown.index if name not in totals]
    shown["cost"] = round(course.margin) - shown["revenue"]
    shown["net_net_revenue"] = left - shown["cost"]
    if kinds:
        shown[kinds] = rounding.one_way(amounts[kinds], int(shown["net_net_revenue"] - shown["revenue"]))
    return shown


def _fitted(rows: Any, which: str, shown: Any) -> list[float]:
    """The amounts of the conditions, whole, so that those of a kind add up to what the waterfall shows of it; NaN where unknown."""
    found: dict[Any, float] = {}
    for kind, part in rows.groupby("kind", sort=False):
        known = -part[which].dropna().astype(float)
        if len(known):
            found |= rounding.one_way(known, int(shown[kind])).astype(float).to_dict()
    return [found.get(place, float("nan")) for place in rows.index]


def _named(steps: pd.DataFrame) -> dict[str, str]:
    """Ladders of more than one step by the numbers of their lowest and highest, for the line is about all of them."""
    ends = steps.groupby("term")["step_term"].agg(["first", "last", "size"])
    several = ends[ends["size"] > 1]
    return dict(zip(several.index, several["first"] + "–" + several["last"], strict=True))


def _condition(
    row: Mapping[Any, Any], amounts: Mapping[str, float], given: Slice, named: Mapping[str, str]
) -> Row:
    agreed = _agreed(row, given)
    cells = [language.number(amounts[which]) if amounts else "" for which in ("target", "baseline")]
    reference, mark = str(row["agreement"]), None
    warn: Tone = "warn"
    if row["wanted"]:
        reference, mark = language.say("wanted, not agreed"), warn
    elif not row["written"]:
        reference, mark = language.say("no written reference"), warn
    elif row["carried"]:
        reference, mark = language.say("{agreement}, carried on", agreement=reference), warn
    term = str(row["term"])
    label = own.condition(str(row["kind"]), named.get(term, term))
    return Row(
        (label, agreed, *cells, str(row["counter_performance"]) or language.MISSING, reference),
        tones=(None, None, None, None, None, mark),
    )


def _agreed(row: Mapping[Any, Any], given: Slice) -> str:
    rate = float(row["rate"])
    if row["kind"] == "payment days" and isfinite(rate):
        return language.say_many("{count} day", "{count} days", round(rate))
    return own.rate(rate, given)


def _away(distance: float, given: Slice) -> str:
    if not isfinite(distance):
        return language.MISSING
    if distance <= 0:
        return language.say("reached, by {money}", money=language.short_money(-distance, given.currency, tight=True))  # fmt: skip
    return language.say("{money} to go", money=language.short_money(distance, given.currency, tight=True))


def _line(course: Course, item: str) -> float:
    found = dict(zip(course.waterfall["item"], course.waterfall["amount"], strict=True))
    return float(found.get(item, float("nan")))


def _short(value: float, given: Slice) -> str:
    return language.short_money(value, given.currency)
