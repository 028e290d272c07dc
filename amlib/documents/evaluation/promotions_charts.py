"""
Promotions drawn: what each brought with its range, and what remained of the rise.

A bar of profit without its range invites to repeat what was luck. So each promotion is a dot on its range beside the line of nil, in order of profit; those whose whole
range lies on one side stand out. What remained of the rise is four bars: most of a rise that everybody saw may have been bought ahead or taken from our own shelf.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.documents import plots
from amlib.documents.evaluation import promotions

if TYPE_CHECKING:
    from amlib.data.slices import Slice
    from amlib.documents.charts import Chart
    from amlib.periods import Period

__all__ = ["profits", "remained"]

MOST = 15
"""More promotions than this are drawn as those with the most money, won or lost."""


_ALONE: Mapping[str, str] = {
    "yes": "The promotion paid for itself",
    "no": "The promotion did not pay for itself",
    "unsure": "It is not certain whether the promotion paid for itself",
    "unmeasured": "It is not certain whether the promotion paid for itself",
}


def profits(evaluated: pd.DataFrame, period: Period, given: Slice) -> Chart | None:
    """
    The profit of each promotion that ended, on its range, beside nil; None for a customer and where no profit is known.

    Parameters
    ----------
    evaluated : DataFrame, one row per promotion
        As ``promotions.evaluate`` gives.
    period : Period
    given : Slice
        For the currency.
    """
    rows = promotions.ended(evaluated, period)
    rows = rows[(rows["status"] == "assessed") & rows["profit"].notna()]
    if rows.empty or given.audience != "internal":
        return None
    most = rows.loc[rows["profit"].abs().sort_values(ascending=False, kind="stable").index].head(MOST)
    shown = most.sort_values("profit", ascending=False, kind="stable")
    verdicts = [promotions.verdict(row) for _, row in rows.iterrows()]
    frame = pd.DataFrame({
        "name": _distinct(shown),
        "value": shown["profit"].to_numpy(float),
        "low": shown["profit_low"].to_numpy(float),
        "high": shown["profit_high"].to_numpy(float),
        "label": [_money(float(value), given) for value in shown["profit"]],
        "role": ["us" if promotions.verdict(row) in ("yes", "no") else "other" for _, row in shown.iterrows()],
    })  # fmt: skip
    return plots.dots(
        frame,
        write=lambda value: language.short_money(value, given.currency, tight=True),
        reference=(0.0, language.say("break-even")),
        title=_profits_title(verdicts),
        alt=_profits_alt(frame, len(rows) - len(frame), given),
    )


def remained(evaluated: pd.DataFrame, period: Period, given: Slice) -> Chart | None:
    """From the rise of all promotions that ended to what remained of it; None where none could be judged."""
    rows = promotions.ended(evaluated, period)
    rows = rows[rows["status"] == "assessed"]
    if rows.empty:
        return None
    gross, dip, own, net = promotions.together(rows).tolist()
    frame = pd.DataFrame({
        "name": [language.say("Rise"), language.say("Dip"), language.say("Own other articles"), language.say("Net")],
        "value": [gross, dip, own, net],
        "label": [language.quantity(value, given.unit, plus=True) for value in (gross, dip, own, net)],
    })  # fmt: skip
    parts = [f"{bar['name']} {bar['label']}" for _, bar in frame.iterrows()]
    return plots.bars(
        frame,
        judge=True,
        title=_remained_title(gross, net, given),
        alt=language.say("Bar chart of what remained of the rise: {parts}.", parts=language.listing(parts)),
    )


def _money(value: float, given: Slice) -> str:
    return language.short_money(value, given.currency, plus=True, tight=True)


def _distinct(rows: pd.DataFrame) -> list[str]:
    """Names of promotions, with the day where two are alike."""
    names = pd.Series([promotions.name(row) for _, row in rows.iterrows()])
    alike = names.duplicated(keep=False)
    return [
        f"{name}, {language.date(promotions.day(start))}" if twice else name
        for name, start, twice in zip(names, rows["start"], alike, strict=True)
    ]


def _profits_title(verdicts: list[promotions.Verdict]) -> str:
    """How many surely paid and how many surely did not."""
    if len(verdicts) == 1:
        return language.say(_ALONE[verdicts[0]])
    yes, no = (
        language.number(verdicts.count(found)) if found in verdicts else language.say("none")
        for found in ("yes", "no")
    )
    return language.say_many(
        "Of {every} promotions {yes} surely paid for itself, {no} surely did not",
        "Of {every} promotions {yes} surely paid for themselves, {no} surely did not",
        verdicts.count("yes"),
        every=language.number(len(verdicts)),
        yes=yes,
        no=no,
    )


def _profits_alt(frame: pd.DataFrame, hidden: int, given: Slice) -> str:
    """Every dot with its range, in order."""
    parts = []
    for _, dot in frame.iterrows():
        low, high = float(dot["low"]), float(dot["high"])
        if isfinite(low) and isfinite(high):
            values = {
                "name": dot["name"],
                "profit": dot["label"],
                "low": _money(low, given),
                "high": _money(high, given),
            }
            parts.append(language.say("{name} {profit} ({low} to {high})", **values))
        else:
            parts.append(f"{dot['name']} {dot['label']}")
    said = language.say(
        "Dot chart of the profit of each promotion with its range, from high to low: {parts}.",
        parts="; ".join(parts),
    )
    if hidden:
        more = language.say_many(
            "{count} promotion with less money is not drawn.",
            "{count} promotions with less money are not drawn.",
            hidden,
        )
        said = f"{said} {more}"
    return said


def _remained_title(gross: float, net: float, given: Slice) -> str:
    """What remained of the rise, as far as there was one."""
    values = {
        "gross": language.quantity(abs(gross), given.unit),
        "net": language.quantity(abs(net), given.unit),
    }
    if gross <= 0:
        return language.say("Together the promotions did not raise volume")
    if net <= 0:
        return language.say("Nothing remained of a rise of {gross}", **values)
    if net >= gross:
        return language.say("A rise of {gross} held: {net} net", **values)
    return language.say(
        "Of a rise of {gross} {net} remained, {part}", **values, part=language.percent(net / gross, 0)
    )
