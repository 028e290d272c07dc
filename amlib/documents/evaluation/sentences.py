"""
The sentences of the evaluation: the bottom line, a reading for every figure, the convention, what is not known.

Each is computed from the same values as the figure beside it, so it cannot disagree with it. A reading says what the figure means for this account; what
can be seen at a glance is left to the figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.analysis import bases
from amlib.documents import frame, words
from amlib.documents.evaluation import captions, outlook, tables
from amlib.documents.evaluation import words as own
from amlib.documents.sentences import Prose, capital, prose, write, write_many

if TYPE_CHECKING:
    from amlib.analysis.causes import Bridge
    from amlib.analysis.results import Comparison, Quality, TieOut
    from amlib.data.slices import Slice
    from amlib.plan.review import Review

__all__ = [
    "bottom_line",
    "breakdown",
    "causes",
    "convention",
    "course",
    "key_figures",
    "largest",
    "opening",
    "outlet_name",
    "outlets",
    "unknowns",
]

_LEAST = 0.5
"""Money that would be shown as nil."""


def opening(view: Review, given: Slice) -> Prose:
    """
    The first page in words: how the period went and why, and where the year will end.

    Parameters
    ----------
    view : Review
    given : Slice
        For the currency.
    """
    told = bottom_line(
        view.compared,
        view.revenue,
        given,
        budget=view.budget if view.base not in bases.SET else None,
        tie=view.tie,
        growth_target=view.growth_target,
    )
    part = own.only(given.groups, [outlet_name(given, each) for each in given.outlets])
    chosen = write("{part}.", part=capital(part)) if part else ""
    line = view.ahead.line()
    year = outlook.ends(line, view.ahead, given) if line is not None else ""
    return prose(chosen, told.markdown, year)


def outlet_name(given: Slice, outlet: str) -> str:
    """What an outlet is called."""
    known = given["outlets"].set_index("outlet")["name"]
    return words.name_of(known.get(outlet), outlet)


def bottom_line(
    compared: Comparison,
    bridge: Bridge,
    given: Slice,
    *,
    budget: Comparison | None = None,
    tie: TieOut | None = None,
    growth_target: float | None = None,
) -> Prose:
    """
    How the period went, in one paragraph: how much, why, where, what remains of it in margin, and how the year stands.

    Parameters
    ----------
    compared : Comparison
        With last year.
    bridge : Bridge
        Of revenue, over the same periods.
    given : Slice
        For the currency.
    budget : Comparison, optional
        With the budget.
    tie : TieOut, optional
        A document that does not tie out says so here.
    growth_target : float, optional
        The account's target for the growth of its revenue, a fraction.
    """
    actual, base = compared.total()
    comparable = base > 0
    told = [_moved("revenue", actual, base, given, compared)]
    if comparable:
        told += [_why(bridge, given), _where(compared, given)]
    told += [_margin(compared, given), _year(compared, given, growth_target)]
    if budget is not None:
        told.append(_against_budget(budget, given))
    caveat = frame.does_not_tie(tie, given) if tie is not None else ""
    return prose(told, caveat)


def key_figures(compared: Comparison, given: Slice) -> Prose:
    """What quantity, revenue and price per unit say together."""
    quantity, base_quantity = compared.total("quantity")
    revenue, base_revenue = compared.total("revenue")
    if not (base_quantity > 0 and base_revenue > 0 and quantity > 0):
        if compared.base == "last_year":
            return prose(write("There is no complete last year to compare with, so no growth is shown."))
        return prose(
            write(
                "There is no complete {base} to compare with, so no growth is shown.",
                base=own.base_of(compared),
            )
        )
    price, base_price = revenue / quantity, base_revenue / base_quantity
    return prose(
        write(
            "Volume changed by {volume} and average revenue per {unit} by {price} (from {before} to {now}); together that is {revenue} on revenue.",
            volume=language.percent(quantity / base_quantity - 1, plus=True),
            unit=given.unit,
            price=language.percent(price / base_price - 1, plus=True),
            before=language.money(base_price, given.currency, 2),
            now=language.money(price, given.currency, 2),
            revenue=language.percent(revenue / base_revenue - 1, plus=True),
        )
    )


def causes(bridge: Bridge | None, compared: Comparison, given: Slice) -> Prose:
    """The weightiest cause, its size beside the base, and where it was felt most; without a bridge, why there is none."""
    if bridge is None:
        return prose(write("Not every sale has a cost, so margin is not shown."))
    total = bridge.total()
    moved = total[total.abs() >= _LEAST]
    if moved.empty:
        return prose(write("No cause moved {measure}.", measure=own.the(bridge.measure)))
    at = int(moved.abs().argmax())
    top, money = str(moved.index[at]), float(moved.iloc[at])
    phrase = capital(_phrase(top, money))
    values = {"cause": phrase, "causes": phrase, "money": _money(money, given)}
    plural = own.cause(top).plural
    if bridge.base > 0:
        values["part"] = language.percent(abs(money) / bridge.base)
        message = (
            "{causes} weigh most: {money}, {part} of the base."
            if plural
            else "{cause} weighs most: {money}, {part} of the base."
        )
    else:
        message = "{causes} weigh most: {money}." if plural else "{cause} weighs most: {money}."
    told = [write(message, **values)]
    groups = bridge.by("group")[top]
    if len(groups) > 1:
        felt = int(groups.argmax() if money > 0 else groups.argmin())
        told.append(
            write(
                "It was felt most in {group} ({money}).",
                group=words.name_of(str(groups.index[felt]), ""),
                money=_money(float(groups.iloc[felt]), given),
            )
        )
    gains, losses = float(moved[moved > 0].sum()), float(moved[moved < 0].sum())
    told.append(
        write(
            "All that added makes {gains}, all that cost {losses}; together {change}, the whole difference.",
            gains=_money(gains, given),
            losses=_money(losses, given),
            change=_money(bridge.change, given),
        )
    )
    return prose(told)


def convention(bridge: Bridge, given: Slice, compared: Comparison | None = None) -> Prose:
    """How the difference was split, and where the outcome hangs on how."""
    told = [
        write(
            "How this was computed: per outlet and article, then added up. Where price and volume changed together, each bears half of their joint effect. New and lost outlets and articles stand apart, and so does money without goods, such as bonuses and credit notes."
        )
        if compared is None or compared.base not in bases.SET
        else write(
            "How this was computed: per product group, then added up, as {base} knows no articles. Where price and volume changed together, each bears half of their joint effect. Mix within a product group counts as price.",
            base=own.base_name(compared),
        )
    ]
    if bridge.sign_depends:
        before, after = bridge.price_range
        values = {"before": _money(before, given), "after": _money(after, given)}
        told.append(
            write(
                "Read the price effect as near to nil: at last year's quantities it is {before}, at this period's {after}.",
                **values,
            )
            if compared is None or compared.base == "last_year"
            else write(
                "Read the price effect as near to nil: at the quantities of {base} it is {before}, at this period's {after}.",
                **values,
                base=own.base_name(compared),
            )
        )
    if bridge.fallbacks:
        told.append(
            write_many(
                "In {count} outlet returns cancel sales; there the account's average price was used.",
                "In {count} outlets returns cancel sales; there the account's average price was used.",
                len(bridge.fallbacks),
            )
        )
    told.append(
        write("A cause says where the money moved; the reason behind it is for the account manager to add.")
    )
    return prose(told)


def course(months: pd.DataFrame, compared: Comparison, given: Slice, measure: str = "revenue") -> Prose:
    """The last twelve months together beside the twelve before, and the strongest and weakest month of the period."""
    told = []
    year = months.tail(12)
    if len(year) == 12 and year[[measure, f"base_{measure}"]].notna().all(axis=None):
        now, then = float(year[measure].sum()), float(year[f"base_{measure}"].sum())
        if then > 0:
            told.append(
                write(
                    "Over the last twelve months {measure} comes to {now}: {change} on the twelve months before.",
                    measure=own.the(measure),
                    now=captions.amount(now, measure, given),
                    change=words.grown(now / then - 1),
                )
            )
    inside = months[months["month"].isin([str(m) for m in compared.period.months()])]
    inside = inside[inside[f"base_{measure}"] > 0]
    growth = (inside[measure] / inside[f"base_{measure}"] - 1).set_axis(inside["month"])
    if len(growth) > 1 and growth.max() - growth.min() > 0.0005:
        told.append(
            write(
                "Within the period {best} was the strongest month ({most}) and {worst} the weakest ({least}).",
                best=words.month(str(growth.idxmax())),
                most=words.grown(float(growth.max())),
                worst=words.month(str(growth.idxmin())),
                least=words.grown(float(growth.min())),
            )
        )
    return prose(told or write("There is no year before to compare these months with."))


def breakdown(compared: Comparison, level: str, given: Slice, measure: str = "revenue") -> Prose:
    """How many groups, regions or banners grew, and which moved most."""
    lines = compared.level(level)
    change = (lines[measure] - lines[f"base_{measure}"]).dropna()
    if change.empty:
        return prose(write("There is nothing to compare these figures with."))
    grew, fell = int((change >= _LEAST).sum()), int((change <= -_LEAST).sum())
    told = [
        write(
            "Of {count} {levels}, {grew} grew and {fell} fell.",
            count=language.number(len(change)),
            levels=words.levels(level, len(change)),
            grew=language.number(grew),
            fell=language.number(fell),
        )
    ]
    if grew:
        told.append(_extreme("{name} gained the most: {money}.", lines, change, measure, given))
    if fell:
        told.append(_extreme("{name} lost the most: {money}.", lines, -change, measure, given))
    return prose(told)


def outlets(ranking: pd.DataFrame, given: Slice, compared: Comparison | None = None) -> Prose:
    """Which outlets stand out, how many came and went, and why small ones are not ranked beside large ones."""
    told = []
    for signal, message in (
        ("above", "Clearly better than expected: {names}."),
        ("below", "Clearly worse than expected: {names}."),
    ):
        found = ranking[ranking["signal"] == signal].sort_values(
            "stake", key=abs, ascending=False, kind="stable"
        )
        named = [
            f"{words.name_of(name, outlet)} ({_money(float(deviation), given)})"
            for name, outlet, deviation in found[["name", "outlet", "deviation"]]
            .head(3)
            .itertuples(index=False)
        ]
        if named:
            told.append(write(message, names=words.places(named, len(found) - len(named))))
    if not told:
        told.append(write("No outlet deviates by more than chance can explain."))
    counts = ranking["signal"].value_counts()
    for signal, one, many in (
        ("new", "{count} new outlet brought {money}.", "{count} new outlets brought {money}."),
        ("lost", "{count} lost outlet had {money} {before}.", "{count} lost outlets had {money} {before}."),
    ):
        if count := int(counts.get(signal, 0)):
            side = "revenue" if signal == "new" else "base_revenue"
            money = float(ranking.loc[ranking["signal"] == signal, side].sum())
            told.append(
                write_many(
                    one,
                    many,
                    count,
                    money=language.short_money(money, given.currency),
                    before=own.in_base(compared),
                )
            )
    told.append(write("A small outlet swings by chance alone; only what lies outside the band is a signal."))
    return prose(told)


def largest(bridge: Bridge, compared: Comparison, given: Slice, count: int = 5) -> Prose:
    """The single largest contribution, and how much of the difference it is worth."""
    found = bridge.largest(count)
    if found.empty:
        return prose(write("No cause moved {measure}.", measure=own.the(bridge.measure)))
    first = found.iloc[0]
    place = tables.place_of(first, own.names(compared, "outlet"))
    money = float(first["money"])
    return prose(
        write(
            "The largest single contribution is {cause} in {place}: {money}.",
            cause=_phrase(str(first["effect"]), money),
            place=place,
            money=_money(money, given),
        )
    )


def unknowns(quality: Quality, compared: Comparison) -> Prose:
    """What we do not know: what any document does not know of its data, and which comparisons could not be made."""
    history = margin = ""
    if compared.missing_months:
        history = write(
            "There is no history for {months}, so {base} is not comparable.",
            months=language.listing([words.month(m) for m in compared.missing_months]),
            base=own.base_name(compared),
        )
    if not compared.has_margin:
        margin = write("Not every sale has a cost, so margin is not shown.")
    return frame.unknowns_reading(quality, margin, history=history)


def _money(value: float, given: Slice) -> str:
    """A signed short amount."""
    return language.short_money(value, given.currency, plus=True)


def _phrase(effect: str, money: float) -> str:
    """What a cause is called in a sentence."""
    found = own.cause(effect)
    return found.gain if money > 0 else found.loss


def _named(effects: pd.Series, given: Slice) -> str:
    """Causes with their money, in a row."""
    return language.listing(
        [f"{_phrase(str(e), float(m))} ({_money(float(m), given)})" for e, m in effects.items()]
    )


def _moved(measure: str, actual: float, base: float, given: Slice, compared: Comparison) -> str:
    """How much, and how much more or less than what it is compared with."""
    subject = capital(own.the(measure))
    now, when = captions.amount(actual, measure, given), words.during(compared.period)
    if not base > 0:
        values = {"measure": subject, "now": now, "when": when}
        if compared.base == "last_year":
            return write(
                "**{measure} came to {now}** {when}; there is no last year to compare it with.", **values
            )
        return write(
            "**{measure} came to {now}** {when}; it cannot be compared with {base}.",
            **values,
            base=own.base_name(compared),
        )
    change = actual - base
    message = (
        "**{measure} rose {when} by {change} ({percent}) to {now}**, {compared}."
        if change >= _LEAST
        else "**{measure} fell {when} by {change} ({percent}) to {now}**, {compared}."
        if change <= -_LEAST
        else "**{measure} stayed the same {when}, at {now}**, {compared}."
    )
    return write(
        message,
        measure=subject,
        when=when,
        change=captions.amount(abs(change), measure, given),
        percent=words.grown(change / base),
        now=now,
        compared=own.compared_with(compared),
    )


def _why(bridge: Bridge, given: Slice) -> str:
    """The two causes that weigh most in the direction of the change, and the one that weighs most against it."""
    total = bridge.total()
    change = bridge.change
    gains = total[total >= _LEAST].sort_values(ascending=False, kind="stable")
    losses = total[total <= -_LEAST].sort_values(kind="stable")
    if abs(change) < _LEAST:
        if gains.empty:
            return ""
        return write(
            "Gains and losses cancel out: {gains} against {losses}.",
            gains=_named(gains.head(1), given),
            losses=_named(losses.head(1), given),
        )
    with_it, against = (gains, losses) if change > 0 else (losses, gains)
    values = {"causes": _named(with_it.head(2), given), "offset": _named(against.head(1), given)}
    if change > 0:
        message = (
            "The rise comes mostly from {causes}; the largest loss came from {offset}."
            if len(against)
            else "The rise comes from {causes}."
        )
    else:
        message = (
            "The fall comes mostly from {causes}; the largest gain came from {offset}."
            if len(against)
            else "The fall comes from {causes}."
        )
    return write(message, **values)


def _where(compared: Comparison, given: Slice) -> str:
    """The group and the region that moved most in the direction of the change."""
    actual, base = compared.total()
    places = {}
    for level in ("group", "region"):
        lines = compared.level(level)
        change = lines["revenue"] - lines["base_revenue"]
        if len(lines) > 1 and change.notna().any():
            change = change.dropna()
            at = int(change.argmax() if actual >= base else change.argmin())
            place, money = lines.loc[change.index].iloc[at], float(change.iloc[at])
            if money * (actual - base) > 0:
                places[level] = f"{words.name_of(place['name'], place['key'])} ({_money(money, given)})"
    if len(places) == 2:
        return write("It shows most in {group} and in the region {region}.", **places)
    if "group" in places:
        return write("It shows most in {group}.", **places)
    return write("It shows most in the region {region}.", **places) if places else ""


def _margin(compared: Comparison, given: Slice) -> str:
    """What was kept of it."""
    if not compared.has_margin:
        return ""
    (margin, base), (revenue, base_revenue) = compared.total("margin"), compared.total()
    rate = margin / revenue if revenue else float("nan")
    values = {"now": captions.amount(margin, "margin", given), "rate": language.percent(rate)}
    if not (base_revenue > 0 and pd.notna(base)):
        return write("Margin is {now}, {rate} of revenue.", **values)
    change = margin - base
    message = (
        "Margin rose by {change} to {now}, {rate} of revenue ({points})."
        if change >= _LEAST
        else "Margin fell by {change} to {now}, {rate} of revenue ({points})."
        if change <= -_LEAST
        else "Margin stayed at {now}, {rate} of revenue ({points})."
    )
    return write(
        message,
        **values,
        change=captions.amount(abs(change), "margin", given),
        points=language.points(rate - base / base_revenue),
    )


def _year(compared: Comparison, given: Slice, growth_target: float | None) -> str:
    """How the year stands so far and, beside last year, whether that is on the way to the target."""
    actual, base = compared.total(to_date=True)
    values = {
        "until": capital(words.until(compared.period)),
        "now": captions.amount(actual, "revenue", given),
    }
    if not base > 0 or compared.base != "last_year":
        return write("{until} revenue stands at {now}.", **values)
    growth = actual / base - 1
    size = language.percent(abs(growth)) if abs(growth) <= 3 else words.grown(growth)
    message = (
        "{until} revenue stands at {now}, {size} above last year."
        if growth > 0
        else "{until} revenue stands at {now}, {size} below last year."
        if growth < 0
        else "{until} revenue stands at {now}, the same as last year."
    )
    told = write(message, **values, size=size)
    if growth_target is None:
        return told
    reached = (
        "With that the growth target of {target} is reached so far."
        if growth >= growth_target
        else "That is {short} short of the growth target of {target}."
    )
    short = language.points(growth_target - growth, plus=False)
    return told + " " + write(reached, target=language.percent(growth_target, plus=True), short=short)


def _against_budget(budget: Comparison, given: Slice) -> str:
    """Revenue of the period beside its budget."""
    actual, base = budget.total()
    if not base > 0:
        return ""
    change = actual - base
    message = (
        "Revenue of the period is {money} ({size}) above {budget}."
        if change >= _LEAST
        else "Revenue of the period is {money} ({size}) below {budget}."
        if change <= -_LEAST
        else "Revenue of the period is exactly on {budget}."
    )
    return write(
        message,
        money=captions.amount(abs(change), "revenue", given),
        size=language.percent(abs(change) / base),
        budget=own.set_for(budget.base == "plan"),
    )


def _extreme(message: str, lines: pd.DataFrame, change: pd.Series, measure: str, given: Slice) -> str:
    """The place that moved most in the direction in which ``change`` is positive."""
    place = lines.loc[change.index].iloc[int(change.argmax())]
    money = float(place[measure] - place[f"base_{measure}"])
    return write(
        message,
        name=words.name_of(place["name"], place["key"]),
        money=captions.amount(money, measure, given, plus=True),
    )
