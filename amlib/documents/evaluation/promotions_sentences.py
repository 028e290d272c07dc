"""
Promotions in sentences: what they brought together, which to repeat, how sure that is.

A supervisor wants one line: how many paid for themselves, and which to do again. That line counts only what is sure: a promotion whose range spans nil is neither a success nor a
failure. What could not be judged is counted too, because silence about it would read as success.
"""

from __future__ import annotations

from collections import Counter
from math import isfinite
from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.documents import words
from amlib.documents.evaluation import promotions
from amlib.documents.sentences import Prose, capital, prose, write, write_many

if TYPE_CHECKING:
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["bottom_line", "coming", "convention", "customer", "learning", "quiet"]

MOST = 3
"""So many promotions are named on each side; how many more there are is said."""

RARE = 0.1
"""A rise that at most this part of the quiet periods showed is not likely to be chance."""


def bottom_line(evaluated: pd.DataFrame | None, period: Period, given: Slice) -> Prose:
    """
    How many promotions ended and paid for themselves, what they brought together, and which to repeat.

    Parameters
    ----------
    evaluated : DataFrame or None
        As ``promotions.evaluate`` gives; None where no promotions were supplied.
    period : Period
    given : Slice
        For the currency and the unit; of a customer's nothing is said about our money.
    """
    if evaluated is None or not given.supplied("promotions"):
        return prose(write("Promotions were not supplied: {unknown}", unknown=words.unknown("promotions")))
    rows = promotions.ended(evaluated, period)
    if rows.empty:
        return prose(write("No promotion ended {when}.", when=words.during(period)))
    if given.audience != "internal":
        return customer(evaluated, period, given)
    judged = rows[rows["status"] == "assessed"]
    told = [
        _counted(rows, judged, period),
        _unjudged(rows),
        _paid(judged),
        _brought(judged, given),
        *_named(judged),
    ]
    return prose(told)


def customer(evaluated: pd.DataFrame, period: Period, given: Slice) -> Prose:
    """What promotions did for the volume of the category: the rise, and what remained of it; nothing about our money."""
    rows = promotions.ended(evaluated, period)
    if rows.empty:
        return prose(write("No promotion ended {when}.", when=words.during(period)))
    judged = rows[rows["status"] == "assessed"]
    told = [_counted(rows, judged, period), _unjudged(rows)]
    if len(judged):
        told.append(_remained(judged, given))
        best = judged.sort_values("net", ascending=False, kind="stable").iloc[0]
        if best["net"] > 0:
            told.append(
                write(
                    "Most remained of {name}: {net}.",
                    name=promotions.name(best),
                    net=language.quantity(float(best["net"]), given.unit, plus=True),
                )
            )
    return prose(told)


def quiet(evaluated: pd.DataFrame, period: Period) -> Prose:
    """How often quiet periods showed a rise as large, per promotion: whether it can be told from chance."""
    rows = promotions.ended(evaluated, period)
    tested = rows[(rows["status"] == "assessed") & (rows["quiet"] > 0)]
    if tested.empty:
        return prose(
            write(
                "There are no quiet periods to compare these promotions with, so how far chance alone would go is not known."
            )
        )
    told = [
        write_many(
            "{name}: of {count} quiet period {higher} showed a rise this large.",
            "{name}: of {count} quiet periods {higher} showed a rise this large.",
            int(row["quiet"]),
            name=capital(promotions.name(row)),
            higher=language.number(row["higher"]) if row["higher"] > 0 else language.say("none"),
        )
        for _, row in tested.head(2 * MOST).iterrows()
    ]
    others = tested.iloc[2 * MOST :]
    if len(others):
        rare = int((others["higher"] / others["quiet"] <= RARE).sum())
        told.append(
            write(
                "Of {count} more, {rare} rose as seldom occurs by chance: in at most one quiet period in ten.",
                count=language.number(len(others)),
                rare=language.number(rare),
            )
        )
    return prose(told)


def convention(given: Slice, *, money: bool = True) -> Prose:
    """How a promotion was judged: the baseline, the dip, the ROI, and that deliveries are no sell-out."""
    told = [
        write(
            "How this was computed: the baseline is what would have been delivered without the promotion, from weeks without one around it, with the season of the customer's category taken out where it is known. The dip is what was delivered less just before and after, the own other articles are those of ours that lost sales to it."
        ),
        write(
            "We see deliveries, not what shoppers bought: where goods are bought ahead for a promotion, part of the rise falls in the weeks before it and part of the dip long after it."
        ),
    ]
    if money and given.audience == "internal":
        told.append(
            write(
                "ROI = profit ÷ costs: nil is break-even, and the support on goods that would have been sold anyway is part of the costs. The profit of several together is their sum; their ranges are combined as errors that have nothing to do with each other."
            )
        )
    return prose(told)


def learning(evaluated: pd.DataFrame, period: Period) -> Prose:
    """Whether promotions brought what was predicted, and which form missed it most."""
    found = promotions.lessons(evaluated, period)
    if found.empty:
        return prose(
            write(
                "No promotion that ended had a prediction, so there is nothing to learn from the difference."
            )
        )
    gap = found["realised"] - found["predicted"]
    worst = int(gap.abs().argmax())
    if abs(gap.iloc[worst]) <= promotions.NEAR:
        return prose(write("Every form of promotion brought about what was predicted."))
    message = (
        "{name} differs most: predicted {predicted}, realised {realised}. Plan the next one higher."
        if gap.iloc[worst] > 0
        else "{name} differs most: predicted {predicted}, realised {realised}. Plan the next one lower."
    )
    row = found.iloc[worst]
    return prose(
        write(
            message,
            name=capital(words.name_of(row["mechanic"], "")),
            predicted=language.percent(row["predicted"], 0, plus=True),
            realised=language.percent(row["realised"], 0, plus=True),
        )
    )


def coming(evaluated: pd.DataFrame, given: Slice) -> Prose:
    """How many promotions run or are planned and, internally, which of them are expected to stay below break-even."""
    rows = promotions.soon(evaluated)
    if rows.empty:
        return prose(write("No promotion runs or is planned."))
    told = [
        write_many(
            "{count} promotion runs or is planned.", "{count} promotions run or are planned.", len(rows)
        )
    ]
    if given.audience == "internal":
        known = rows[rows["predicted"].notna() & rows["break_even"].notna()]
        short = known[known["predicted"] < known["break_even"]]
        if len(short):
            told.append(
                write(
                    "Expected to stay below break-even, unless something changes: {names}.",
                    names=_names(short),
                )
            )
        elif len(known):
            told.append(write("None with a prediction is expected to stay below break-even."))
    return prose(told)


def _counted(rows: pd.DataFrame, judged: pd.DataFrame, period: Period) -> str:
    """How many ended and how many could be judged."""
    when = capital(words.during(period))
    if len(judged) == len(rows):
        return write_many(
            "{when} {count} promotion ended.", "{when} {count} promotions ended.", len(rows), when=when
        )
    return write_many(
        "{when} {count} promotion ended; {judged} of it could be judged.",
        "{when} {count} promotions ended; {judged} of them could be judged.",
        len(rows),
        when=when,
        judged=language.number(len(judged)) if len(judged) else language.say("none"),
    )


def _unjudged(rows: pd.DataFrame) -> str:
    """Why the others could not be judged, the most frequent reason first."""
    reasons = [promotions.why(row) for _, row in rows[rows["status"] == "not_assessable"].iterrows()]
    counted = Counter(reasons).most_common()
    if not counted:
        return ""
    if len(counted) == 1:
        return write("Not judged: {reason}.", reason=counted[0][0])
    told = [language.say("{reason} ({count})", reason=text, count=language.number(n)) for text, n in counted]
    return write("Not judged: {reason}.", reason=language.listing(told))


def _paid(judged: pd.DataFrame) -> str:
    """How many surely paid for themselves, how many surely did not, of how many that is not certain."""
    verdicts = [promotions.verdict(row) for _, row in judged.iterrows()]
    verdicts = ["unsure" if found == "unmeasured" else found for found in verdicts]
    if not any(found in ("yes", "no", "unsure") for found in verdicts):
        return (
            ""
            if judged.empty
            else write("Whether they paid for themselves is not known: margin or support is missing.")
        )
    yes, no, unsure = (
        language.number(verdicts.count(found)) if found in verdicts else language.say("none")
        for found in ("yes", "no", "unsure")
    )
    return write(
        "**Surely paid for themselves: {yes}; surely did not: {no}; not certain: {unsure}.**",
        yes=yes,
        no=no,
        unsure=unsure,
    )


def _remained(judged: pd.DataFrame, given: Slice) -> str:
    """What remained of the rise."""
    whole, base = promotions.together(judged), float(judged["baseline"].sum())
    gross, net = float(whole["gross"]), float(whole["net"])
    values = {
        "gross": language.quantity(gross, given.unit, plus=True),
        "net": language.quantity(net, given.unit, plus=True),
    }
    if not base > 0:
        return write(
            "Together volume changed by {gross}; after the dip and our other articles {net} remains.",
            **values,
        )
    return write(
        "Together volume changed by {gross}; after the dip and our other articles {net} remains, {uplift} on the baseline.",
        **values,
        uplift=words.grown(float(judged["net"].sum()) / base),
    )


def _brought(judged: pd.DataFrame, given: Slice) -> str:
    """What they brought together, in goods and in money, with the range and how it was combined."""
    if judged.empty:
        return ""
    priced = judged[judged["profit"].notna()]
    told = [_remained(judged, given)]
    if len(priced):
        total, low, high = promotions.combined(priced)
        profit = language.short_money(total, given.currency, plus=True)
        message = (
            "Their profit is {profit} ({range})."
            if len(priced) == len(judged)
            else "The profit of those with a known margin is {profit} ({range})."
        )
        span = promotions.ranged(
            low, high, lambda value: language.short_money(value, given.currency, plus=True)
        )
        unknown = language.say("range not known")
        told.append(write(message, profit=profit, range=span if isfinite(low) else unknown))
    return " ".join(told)


def _named(judged: pd.DataFrame) -> list[str]:
    """Which to repeat and which not."""
    verdicts = pd.Series(
        [promotions.verdict(row) for _, row in judged.iterrows()], index=judged.index, dtype=object
    )
    told = []
    for found, message, worst_first in (
        ("yes", "Worth repeating: {names}.", False),
        ("no", "Not to be repeated like this: {names}.", True),
    ):
        rows = judged[verdicts == found].sort_values("profit", ascending=worst_first, kind="stable")
        if len(rows):
            told.append(write(message, names=_names(rows)))
    return told


def _names(rows: pd.DataFrame) -> str:
    """The names of promotions, and how many more."""
    named = [promotions.name(row) for _, row in rows.head(MOST).iterrows()]
    return words.places(named, len(rows) - len(named))
