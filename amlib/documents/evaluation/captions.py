"""
What a chart of the evaluation shows: its title, and its description for who cannot see it.

A title is the reading itself ('Revenue fell €0.4m; lost outlets cost the most'), never a label ('Revenue by cause'). A description names the kind of
chart and then says all that a careful viewer would take from it: the whole, the extremes and the order, with their figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language, periods
from amlib.analysis import bases
from amlib.documents import sentences, words
from amlib.documents.evaluation import words as own

if TYPE_CHECKING:
    from amlib.analysis.causes import Bridge
    from amlib.analysis.results import Comparison
    from amlib.data.slices import Slice

__all__ = [
    "amount",
    "base_period",
    "causes",
    "causes_alt",
    "changes",
    "changes_alt",
    "course",
    "course_alt",
    "outlets",
    "outlets_alt",
]

_LEAST = 0.5
"""Money that would be shown as nil."""


def causes(bridge: Bridge, given: Slice) -> str:
    """The title of a waterfall of causes."""
    measure, change = own.moved(bridge), bridge.change
    size = language.short_money(abs(change), given.currency)
    if abs(change) < _LEAST:
        return language.say("{measure} stayed the same; gains and losses cancel out", measure=measure)
    total = bridge.total()
    top = own.cause(str(total.idxmax() if change > 0 else total.idxmin()))
    if change > 0:
        message = (
            "{measure} rose {change}; {causes} added the most"
            if top.plural
            else "{measure} rose {change}; {cause} added the most"
        )
    else:
        message = (
            "{measure} fell {change}; {causes} cost the most"
            if top.plural
            else "{measure} fell {change}; {cause} cost the most"
        )
    phrase = top.gain if change > 0 else top.loss
    return language.say(message, measure=measure, change=size, cause=phrase, causes=phrase)


def causes_alt(bridge: Bridge, shown: pd.Series, compared: Comparison, given: Slice) -> str:
    """The description of a waterfall; ``shown`` is effect → money in the order of its bars."""
    total = bridge.total()
    parts = [
        f"{own.cause(str(e)).name} {language.short_money(m, given.currency, plus=True)}"
        for e, m in shown.items()
    ]
    said = [
        language.say(
            "Waterfall chart from {base} ({base_period}) to {actual} ({period}), a change of {change}.",
            base=language.short_money(bridge.base, given.currency),
            base_period=base_period(compared),
            actual=language.short_money(bridge.actual, given.currency),
            period=language.period(compared.period),
            change=language.short_money(bridge.change, given.currency, plus=True),
        ),
        language.say("In order: {parts}.", parts=language.listing(parts)),
    ]
    if total.max() > _LEAST:
        said.append(
            _extreme("Largest gain: {cause}, {money}.", str(total.idxmax()), float(total.max()), given)
        )
    if total.min() < -_LEAST:
        said.append(
            _extreme("Largest loss: {cause}, {money}.", str(total.idxmin()), float(total.min()), given)
        )
    return " ".join(said)


def course(months: pd.DataFrame, given: Slice, measure: str = "revenue") -> str:
    """The title of a course over time: in how many of the last twelve months it was above the year before."""
    known = months.tail(12).dropna(subset=[measure, f"base_{measure}"])
    name = own.change_of(measure)
    if known.empty:
        return language.say("{measure} by month; there is no year before to compare with", measure=name)
    above = int((known[measure] > known[f"base_{measure}"]).sum())
    of = language.number(len(known))
    if above == 0:
        return language.say(
            "{measure} was below the year before in all of the last {months} months", measure=name, months=of
        )
    if above == len(known):
        return language.say(
            "{measure} was above the year before in all of the last {months} months", measure=name, months=of
        )
    return language.say(
        "{measure} was above the year before in {count} of the last {months} months",
        measure=name,
        count=language.number(above),
        months=of,
    )


def course_alt(months: pd.DataFrame, period: periods.Period, given: Slice, measure: str = "revenue") -> str:
    """The description of a course over time."""
    name = own.change_of(measure)
    known = months.dropna(subset=[measure])
    high, low = known.iloc[int(known[measure].argmax())], known.iloc[int(known[measure].argmin())]
    inside = months[months["month"].isin([str(m) for m in period.months()])]
    said = [
        language.say(
            "Line chart of {measure} per month from {first} to {last}, beside the same months a year before.",
            measure=name.lower(),
            first=words.month(months["month"].iloc[0]),
            last=words.month(months["month"].iloc[-1]),
        ),
        language.say(
            "Highest in {high} ({most}), lowest in {low} ({least}).",
            high=words.month(high["month"]),
            most=amount(float(high[measure]), measure, given),
            low=words.month(low["month"]),
            least=amount(float(low[measure]), measure, given),
        ),
    ]
    if inside[f"base_{measure}"].notna().all() and len(inside):
        said.append(
            language.say(
                "{period}: {actual}, against {base} a year before.",
                period=sentences.capital(language.period(period)),
                actual=amount(float(inside[measure].sum()), measure, given),
                base=amount(float(inside[f"base_{measure}"].sum()), measure, given),
            )
        )
    return " ".join(said)


def changes(parts: pd.DataFrame, given: Slice) -> str:
    """The title of a chart of changes; ``parts`` has ``name`` and ``change``, in order of change."""
    if parts.empty:
        return language.say("There is nothing to compare these figures with.")
    first, last = parts.iloc[0], parts.iloc[-1]
    best = {"best": first["name"], "gain": language.short_money(first["change"], given.currency, plus=True)}
    worst = {"worst": last["name"], "loss": language.short_money(last["change"], given.currency, plus=True)}
    if first["change"] >= _LEAST and last["change"] <= -_LEAST:
        return language.say(
            "{best} gained the most ({gain}), {worst} lost the most ({loss})", **best, **worst
        )
    if first["change"] >= _LEAST:
        return language.say("Nothing fell; {best} gained the most ({gain})", **best)
    if last["change"] <= -_LEAST:
        return language.say("Nothing grew; {worst} lost the most ({loss})", **worst)
    return language.say("Nothing changed")


def changes_alt(parts: pd.DataFrame, given: Slice, measure: str, level: str) -> str:
    """The description of a chart of changes: every bar, in order."""
    if parts.empty:
        return language.say("There is nothing to compare these figures with.")
    bars = [f"{p['name']} {amount(p['change'], measure, given, plus=True)}" for _, p in parts.iterrows()]
    return language.say(
        "Bar chart of the change in {measure} per {level}, from gain to loss: {bars}.",
        measure=own.change_of(measure).lower(),
        level=words.level(level),
        bars=language.listing(bars),
    )


def outlets(ranking: pd.DataFrame) -> str:
    """The title of a funnel of outlets."""
    above, below = int((ranking["signal"] == "above").sum()), int((ranking["signal"] == "below").sum())
    if not above and not below:
        return language.say("No outlet stands out by more than chance")
    if not below:
        return language.say_many(
            "{count} outlet grew clearly more than the account, none clearly less",
            "{count} outlets grew clearly more than the account, none clearly less",
            above,
        )
    if not above:
        return language.say_many(
            "{count} outlet grew clearly less than the account, none clearly more",
            "{count} outlets grew clearly less than the account, none clearly more",
            below,
        )
    return language.say_many(
        "{count} outlet grew clearly more than the account, {below} clearly less",
        "{count} outlets grew clearly more than the account, {below} clearly less",
        above,
        below=language.number(below),
    )


def outlets_alt(
    ranking: pd.DataFrame, drawn: int, hidden: int, centre: float, compared: Comparison | None = None
) -> str:
    """The description of a funnel of outlets."""
    said = [
        _funnel(drawn, compared),
        language.say(
            "The account's own outlets together: {growth}.", growth=language.percent(centre, plus=True)
        ),
    ]
    for signal, message in (("above", "Above the limits: {names}."), ("below", "Below the limits: {names}.")):
        found = ranking[ranking["signal"] == signal].sort_values(
            "stake", key=abs, ascending=False, kind="stable"
        )
        if len(found):
            named = [f"{o['name']} ({words.grown(o['growth'])})" for _, o in found.head(5).iterrows()]
            said.append(language.say(message, names=words.places(named, len(found) - len(named))))
    if hidden:
        said.append(_not_drawn(hidden))
    return " ".join(said)


def amount(value: float, measure: str, given: Slice, *, plus: bool = False) -> str:
    """A figure of a measure for a sentence: short money, or a quantity."""
    if measure == "quantity":
        return language.quantity(value, given.unit, plus=plus)
    return language.short_money(value, given.currency, plus=plus)


def base_period(compared: Comparison) -> str:
    """What is compared with, in words: a period, or the budget."""
    if compared.base in bases.SET:
        return own.set_for(compared.base == "plan")
    return language.period(compared.base_period)


def _funnel(drawn: int, compared: Comparison | None) -> str:
    """What kind of chart the funnel is, and what stands beside what."""
    if compared is None or compared.base == "last_year":
        return language.say_many(
            "Funnel chart: growth of {count} outlet against its revenue last year; larger outlets stand to the right and are expected to deviate less.",
            "Funnel chart: growth of {count} outlets against their revenue last year; larger outlets stand to the right and are expected to deviate less.",
            drawn,
        )
    return language.say_many(
        "Funnel chart: growth of {count} outlet against its revenue {before}; larger outlets stand to the right and are expected to deviate less.",
        "Funnel chart: growth of {count} outlets against their revenue {before}; larger outlets stand to the right and are expected to deviate less.",
        drawn,
        before=own.in_base(compared),
    )


def _not_drawn(count: int) -> str:
    return language.say_many(
        "{count} outlet without sales in one of the two periods is not drawn.",
        "{count} outlets without sales in one of the two periods are not drawn.",
        count,
    )


def _extreme(message: str, effect: str, money: float, given: Slice) -> str:
    phrase = own.cause(effect)
    return language.say(
        message,
        cause=phrase.gain if money > 0 else phrase.loss,
        money=language.short_money(money, given.currency, plus=True),
    )
