"""
Looking back: what the running year was asked, where it is heading, what moved it, and what was learnt.

A plan that does not look back repeats itself. What the last plan asked (or the budget, where no plan was kept) stands beside the latest estimate of the year; the causes of what moved are those of the
evaluation, over the year so far; and what was learnt is what promises, promotions and decisions came to, not what somebody remembers of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.documents import rounding, words
from amlib.documents.evaluation import promotions, sentences
from amlib.documents.evaluation import words as shared
from amlib.documents.plan import words as own
from amlib.documents.sentences import Prose, bullets, capital, prose, write, write_many
from amlib.documents.tables import Column, Row, Table, section, tone
from amlib.plan import commitments

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from amlib.analysis.causes import Bridge
    from amlib.plan.planned import PlanView

__all__ = ["causes_reading", "learnt", "reading", "table"]

GROUPS = 8
"""So many groups have a row of their own."""


def table(view: PlanView) -> Table | None:
    """What the running year was asked beside its latest estimate, in every measure and per group in revenue; None without an estimate."""
    ahead = view.review.ahead
    lines = [
        line for measure in ("revenue", "quantity", "margin") if (line := ahead.line(measure)) is not None
    ]
    lines = [line for line in lines if pd.notna(line["centre"])]
    if not lines:
        return None
    asked = _asked(view)
    columns = (
        Column("", "left"),
        Column(_head(view)),
        Column(language.say("Realised to {month}", month=words.month(ahead.through))),
        Column(language.say("Latest estimate")),
        Column(language.say("Difference")),
        Column("%"),
        Column(language.say("Last year")),
    )
    rows = [
        _row(
            own.headed(str(line["measure"]), view.data),
            asked.get(("total", "total", str(line["measure"])), float("nan")),
            line.to_dict(),
            (round(float(line["realised"])), round(float(line["centre"]))),
        )
        for line in lines
    ]
    groups = _groups(view, asked)
    if groups:
        rows += [section(language.say("Revenue per group ({unit})", unit=words.sign(view.data.currency)), columns), *groups]  # fmt: skip
    note = language.say("Groups are scaled to the total, rounded so that they add up; the difference is that of the figures shown.")  # fmt: skip
    title = language.say("{year}: what was asked and where it is heading", year=str(ahead.year))
    return Table(columns, tuple(rows), title, None, note)


def reading(view: PlanView) -> Prose:
    """Whether the year is heading for what was asked, and where it is furthest from it."""
    ahead = view.review.ahead
    line = ahead.line()
    if line is None or pd.isna(line["centre"]):
        return prose(write("There are no sales to look back on."))
    asked = _asked(view)
    target = asked.get(("total", "total", "revenue"), float("nan"))
    centre = float(line["centre"])
    values = {
        "year": str(ahead.year),
        "centre": language.short_money(centre, view.data.currency),
        "target": language.short_money(target, view.data.currency),
        "gap": language.short_money(abs(centre - target), view.data.currency),
    }
    if pd.isna(target):
        told = [
            write(
                "For {year} nothing was asked that we know of; it is heading for {centre} revenue.", **values
            )
        ]
    elif centre >= target:
        told = [write("{year} is heading for {centre} revenue, {gap} more than the {target} that was asked.", **values)]  # fmt: skip
    else:
        told = [write("{year} is heading for {centre} revenue, {gap} less than the {target} that was asked.", **values)]  # fmt: skip
    level = ahead.level("group")
    level = level.assign(
        asked=[asked.get(("group", str(key), "revenue"), float("nan")) for key in level["key"]]
    )
    known = level[level["asked"].notna() & level["centre"].notna()]
    if len(known) > 1:
        gap = (known["centre"] - known["asked"]).to_numpy(float)
        worst, best = known.iloc[int(gap.argmin())], known.iloc[int(gap.argmax())]
        if gap.min() < -0.5:
            told.append(
                write(
                    "Most is lacking in {name}: {money}.",
                    name=words.name_of(worst["name"], worst["key"]),
                    money=language.short_money(float(gap.min()), view.data.currency, plus=True),
                )
            )
        if gap.max() > 0.5:
            told.append(
                write(
                    "Most comes on top in {name}: {money}.",
                    name=words.name_of(best["name"], best["key"]),
                    money=language.short_money(float(gap.max()), view.data.currency, plus=True),
                )
            )
    return prose(told)


def causes_reading(view: PlanView) -> Prose:
    """What moved revenue over the year so far, beside the same months of the year before: the weightiest cause, and where it was felt; the evaluation draws them all."""
    compared, bridge = view.so_far
    if compared.missing_months or not bridge.base > 0:
        return prose(write("History does not reach back far enough to tell what moved the year."))
    return prose([_moved(view, bridge), str(sentences.causes(bridge, compared, view.data))])


def learnt(view: PlanView) -> Prose:
    """What promotions, promises, decisions and reasons of the last twelve months came to, in a list; that nothing is recorded where nothing is."""
    told = [each for each in (_promotions(view), _promises(view), _decisions(view), *_reasons(view)) if each]
    if not told:
        return prose(write("Nothing is recorded to learn from: no promotions that could be judged, no promises, no decisions."))  # fmt: skip
    return prose(write("What was learnt:"), bullets(told))


def _moved(view: PlanView, bridge: Bridge) -> str:
    """Over which months the causes are told, what was sold in them and how far that is from the year before."""
    return write(
        "Over {when} revenue was {money}, {change} on the same months a year before.",
        when=language.period(view.so_far[0].period),
        money=language.short_money(bridge.base + bridge.change, view.data.currency),
        change=language.short_money(bridge.change, view.data.currency, plus=True),
    )


def _asked(view: PlanView) -> dict[tuple[str, str, str], float]:
    """What was asked of the running year, by level, key and measure: by the plan that was adopted for it, else by its budget or growth target."""
    ahead = view.review.ahead
    lines = ahead.lines[ahead.lines["target"].notna()]
    return {
        (str(line["level"]), str(line["key"]), str(line["measure"])): float(line["target"])
        for line in lines.to_dict("records")
    }


def _head(view: PlanView) -> str:
    """What it is that was asked: by the plan, the budget, or the growth that was agreed."""
    line = view.review.ahead.line()
    source = "" if line is None else str(line["target_source"])
    return (
        language.say("Asked (growth)")
        if source == "growth_target"
        else capital(shared.set_for(source == "plan"))
    )


def _groups(view: PlanView, asked: dict[tuple[str, str, str], float]) -> list[Row]:
    """The groups in revenue, the largest first, the others together, adding up to the total."""
    lines = view.review.ahead.level("group")
    lines = lines[lines["centre"].notna()].sort_values("centre", ascending=False, kind="stable")
    if lines.empty:
        return []
    lines = lines.assign(
        asked=[asked.get(("group", str(key), "revenue"), float("nan")) for key in lines["key"]]
    )
    kept, others = (
        (lines, lines.iloc[:0]) if len(lines) <= GROUPS + 1 else (lines.iloc[:GROUPS], lines.iloc[GROUPS:])
    )
    if len(others):
        sums = others[["asked", "realised", "centre", "last_year"]].sum(min_count=len(others))
        label = language.say_many("{count} other", "{count} others", len(others))
        kept = pd.concat([kept, pd.DataFrame([{**sums, "key": "\uffff", "name": label}])], ignore_index=True)
    keyed = kept.set_index("key")
    realised, centre, before = (
        rounding.one_way(keyed[name].astype(float)).to_dict()
        if keyed[name].notna().all()
        else keyed[name].to_dict()
        for name in ("realised", "centre", "last_year")
    )
    return [
        _row(
            words.name_of(line["name"], key),
            float(line["asked"]),
            {**line.to_dict(), "last_year": before[key]},
            (realised[key], centre[key]),
        )
        for key, line in keyed.iterrows()
    ]


def _row(name: str, asked: float, line: Mapping[Any, Any], whole: tuple[int, int]) -> Row:
    realised, centre = whole
    known = pd.notna(asked)
    change = centre - round(asked) if known else float("nan")
    cells = (
        name,
        language.number(asked),
        language.number(realised),
        language.number(centre),
        language.number(change, plus=True),
        language.percent((float(line["centre"]) - asked) / asked, plus=True)
        if known and asked > 0
        else language.MISSING,
        language.number(float(line["last_year"])),
    )
    return Row(cells, tones=(None, None, None, None, tone(change) if known else None, None, None))


def _promotions(view: PlanView) -> str:
    """How many promotions of twelve months paid for themselves, and what they brought together."""
    rows = _judged(view)
    known = rows[rows["profit"].notna()]
    if known.empty:
        return ""
    paid, lost = int((known["profit_low"] > 0).sum()), int((known["profit_high"] < 0).sum())
    return write_many(
        "Of {count} promotion that could be judged {paid} surely paid for itself and {lost} surely did not; together {money} profit.",
        "Of {count} promotions that could be judged {paid} surely paid for themselves and {lost} surely did not; together {money} profit.",
        len(known),
        paid=language.number(paid),
        lost=language.number(lost),
        money=language.short_money(float(known["profit"].sum()), view.data.currency, plus=True),
    ) + _again(view, known)


def _again(view: PlanView, known: pd.DataFrame) -> str:
    """Which of them cost most."""
    worst = known.iloc[int(known["profit"].to_numpy(float).argmin())]
    if not worst["profit_high"] < 0:
        return ""
    return " " + write(
        "Most was lost on {name}: {money}.",
        name=promotions.name(worst),
        money=language.short_money(float(worst["profit"]), view.data.currency, plus=True),
    )


def _judged(view: PlanView) -> pd.DataFrame:
    """The promotions that ended in the last twelve months and could be judged."""
    rows = view.review.actions
    if rows.empty:
        return rows
    end = pd.Timestamp(view.period.end)
    ended = pd.to_datetime(rows["end"])
    return rows[(ended > end - pd.DateOffset(years=1)) & (ended <= end) & (rows["status"] == "assessed")]


def _promises(view: PlanView) -> str:
    """How both sides kept their promises."""
    ours, theirs = (
        commitments.kept(view.review.promises, view.period.end, side) for side in ("us", "customer")
    )
    told = [
        language.say(message, kept=language.number(side.kept), due=language.number(side.due))
        for message, side in (
            ("{kept} of {due} of ours", ours),
            ("{kept} of {due} of the customer's", theirs),
        )
        if side.due
    ]
    if not told:
        return ""
    return write(
        "Promises due in twelve months, kept on time and right the first time: {parts}.",
        parts=language.listing(told),
    )


def _decisions(view: PlanView) -> str:
    """What became of the proposals that were decided in twelve months."""
    since = pd.Timestamp(view.period.end) - pd.DateOffset(years=1)
    decided = [
        one
        for one in view.records.decisions
        if since < pd.Timestamp(one.decided_on) <= pd.Timestamp(view.period.end)
    ]
    if not decided:
        return ""
    taken = sum(one.outcome != "rejected" for one in decided)
    return write_many(
        "Of {count} proposal that was decided on {taken} was adopted, with or without changes.",
        "Of {count} proposals that were decided on {taken} were adopted, with or without changes.",
        len(decided),
        taken=language.number(taken),
    )


def _reasons(view: PlanView) -> list[str]:
    """What people said of the causes of this year, at most three."""
    known = view.so_far[1].effects
    said = [
        one
        for one in view.records.reasons
        if one.period.startswith(str(view.review.ahead.year))
        and one.effect in {*known, *view.review.explained.effects}
    ]
    latest = sorted(said, key=lambda one: (-one.said_on.toordinal(), one.period, one.effect, one.key))[:3]
    return [
        write(
            "{author} on {cause} ({whose}): {text}",
            author=one.author,
            cause=shared.cause(one.effect).name.lower(),
            whose=shared.side(one.cause),
            text=one.text,
        )
        for one in latest
    ]
