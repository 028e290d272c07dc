"""
The charts of a competitor overview: shares in a year, money won and lost, distribution beside rate of sale, prices, white space.

Titles are findings, descriptions say what a careful viewer takes from the drawing; both come from the values that are drawn. We are always drawn, however small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.analysis import whitespace
from amlib.documents import plots
from amlib.documents.competition import words as own
from amlib.documents.competition.standings import few, standings

if TYPE_CHECKING:
    from amlib.analysis.rivals import Rivals
    from amlib.data.slices import Slice
    from amlib.documents.charts import Chart

__all__ = ["distribution", "prices", "shares", "white_space", "won"]

SHOWN = 6
"""Suppliers drawn beside us, the others together."""
POINT = 0.0005
"""A change of share that is shown as nil."""


def shares(view: Rivals) -> Chart | None:
    """Each supplier's share a year ago and now; None where there is no year ago."""
    found = view.suppliers()
    if found.empty or found["base_share"].isna().all():
        return None
    shown = few(standings(view), SHOWN)
    drawn = pd.DataFrame({
        "name": shown["label"],
        "before": (shown["share"].round(3) - shown["points"].round(3)).astype(float),  # so that the ends differ by the change that is written
        "after": shown["share"].astype(float),
        "role": shown["role"].replace("rest", "other"),
        "note": [language.number(100 * float(p), 1, plus=True) for p in shown["points"]],
    })  # fmt: skip
    now, before = view.period, view.period.last_year()
    return plots.slope(
        drawn.sort_values("role", key=lambda r: r != "us", kind="stable"),
        periods=(language.period(before), language.period(now)),
        write=language.percent,
        title=_shares_title(shown),
        alt=language.say(
            "Slope chart of shares, {before} and {now}. {parts}.",
            before=language.period(before),
            now=language.period(now),
            parts="; ".join(
                language.say(
                    "{name} from {first} to {last}",
                    name=row["name"],
                    first=language.percent(float(row["before"])),
                    last=language.percent(float(row["after"])),
                )
                for _, row in drawn.iterrows()
            ),
        ),
    )


def won(view: Rivals, given: Slice) -> Chart | None:
    """Money won from others and lost to them, per supplier; None where there is no year ago."""
    found = view.suppliers()
    if found.empty or found["won"].isna().any():
        return None
    kept, rest = _kept(found.sort_values("won", key=abs, ascending=False, kind="stable"))
    drawn = pd.DataFrame(
        {
            "name": [own.supplier(n) for n in kept["supplier"]],
            "value": kept["won"].to_numpy(float),
            "role": _roles(kept),
        }
    )
    if len(rest):
        together = {"name": own.others(len(rest)), "value": float(rest["won"].sum()), "role": "other"}
        drawn = pd.concat([drawn, pd.DataFrame([together])], ignore_index=True)
    drawn = drawn.sort_values("value", ascending=False, kind="stable", ignore_index=True)
    drawn["label"] = [own.amount(v, view, given, plus=True) for v in drawn["value"]]
    return plots.bars(
        drawn,
        ends=(language.say("lost"), language.say("won")),
        title=_won_title(found, view, given),
        alt=language.say(
            "Bar chart of what each supplier won from others within the product groups, from won to lost: {parts}.",
            parts="; ".join(f"{row['name']} {row['label']}" for _, row in drawn.iterrows()),
        ),
    )


def distribution(view: Rivals, given: Slice) -> Chart | None:
    """Points of distribution beside the rate of sale, per supplier; None where outlets are not known."""
    found = view.distribution()
    found = found[(found["tdp"] > 0) & (found["weekly"] > 0)] if len(found) else found
    if len(found) < 2:
        return None
    kept, _ = _kept(found, most=12)
    drawn = pd.DataFrame({
        "name": [own.supplier(n) for n in kept["supplier"]],
        "x": 100 * kept["tdp"].to_numpy(float),
        "y": kept["weekly"].to_numpy(float),
        "size": kept["value"].clip(lower=0).to_numpy(float),
        "role": _roles(kept),
    })  # fmt: skip
    return plots.scatter(
        drawn,
        x_name=language.say("points of distribution (TDP)"),
        y_name=language.say("{unit} per point and week", unit=given.unit),
        write_x=language.number,
        write_y=lambda value: language.number(value, 0 if value >= 10 else 1),
        log=True,
        title=_distribution_title(found),
        alt=language.say(
            "Scatter chart of points of distribution and rate of sale per point and week, per supplier: {parts}.",
            parts="; ".join(
                language.say(
                    "{name} {points} points, {rate}",
                    name=row["name"],
                    points=language.number(float(row["x"])),
                    rate=language.quantity(float(row["y"]), given.unit, 1),
                )
                for _, row in drawn.iterrows()
            ),
        ),
    )


def prices(view: Rivals) -> Chart | None:
    """Each supplier's price beside ours, like with like, with its spread over outlets; None where nothing could be compared."""
    order = [n for n in view.suppliers()["supplier"] if n in set(view.prices["supplier"])][:10]
    if not order:
        return None
    found = view.prices.set_index("supplier").loc[order].sort_values("index", kind="stable").reset_index()
    labels = dict(zip(view.suppliers()["supplier"], view.suppliers()["private_label"], strict=True))
    drawn = pd.DataFrame({
        "name": [own.supplier(n) for n in found["supplier"]],
        "value": found["index"].to_numpy(float),
        "low": found["low"].to_numpy(float),
        "high": found["high"].to_numpy(float),
        "label": [language.number(v) for v in found["index"].to_numpy(float)],
        "role": ["private_label" if labels[n] else "other" for n in found["supplier"]],
    })  # fmt: skip
    return plots.dots(
        drawn,
        write=language.number,
        reference=(100.0, language.say("we = {base}", base=language.number(100))),
        axis_name=language.say("price index, we are {base}", base=language.number(100)),
        title=_prices_title(found, alike=view.alike),
        alt=language.say(
            "Dot chart of price indices for comparable articles, with the middle eight tenths of the outlets; we are {base}. {parts}.",
            base=language.number(100),
            parts="; ".join(
                language.say(
                    "{name} {index} ({low} to {high})",
                    name=row["name"],
                    index=row["label"],
                    low=language.number(float(row["low"])),
                    high=language.number(float(row["high"])),
                )
                for _, row in drawn.iterrows()
            ),
        ),
    )


def white_space(view: Rivals, given: Slice, most: int = 10) -> Chart | None:
    """What missing listings would sell in a year, per article; None where nothing is missing."""
    found = view.missing
    if found.empty:
        return None
    top = whitespace.summed(found, "article").head(most)
    drawn = pd.DataFrame({
        "name": [own.short(str(name)) for name in top["article"]],
        "value": top["expected_value"].to_numpy(float),
        "low": top["low"].to_numpy(float),
        "high": top["high"].to_numpy(float),
        "label": [
            language.say_many("{money}, {count} outlet", "{money}, {count} outlets", int(n), money=own.money(float(v), given))
            for v, n in zip(top["expected_value"], top["count"], strict=True)
        ],
        "role": "us",
    })  # fmt: skip
    part = float(top["expected_value"].sum() / found["expected_value"].sum())
    return plots.dots(
        drawn,
        write=lambda value: language.short_money(value, given.currency, tight=True),
        axis_name=language.say("expected sales in a year, if listed"),
        title=language.say_many(
            "{count} article makes up {part} of the white space",
            "{count} articles make up {part} of the white space",
            len(top),
            part=language.percent(part, 0),
        ),
        alt=language.say(
            "Dot chart of what missing listings would sell in a year, per article with its range: {parts}.",
            parts="; ".join(
                f"{name} {label}" for name, label in zip(top["article"], drawn["label"], strict=True)
            ),
        ),
    )


def _kept(found: pd.DataFrame, most: int = SHOWN) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The first suppliers and us; and the rest."""
    ours = found["ours"].astype(bool)
    chosen = found.index.isin(found.index[:most]) | ours
    rest = found[~chosen]
    return (found, rest) if len(rest) == 0 else (found[chosen], rest)


def _roles(found: pd.DataFrame) -> list[str]:
    private = found["private_label"] if "private_label" in found else pd.Series(data=False, index=found.index)
    return [
        "us" if ours else "private_label" if label else "other"
        for ours, label in zip(found["ours"].astype(bool), private.astype(bool), strict=True)
    ]


def _shares_title(shown: pd.DataFrame) -> str:
    """Our own share, and the other of those drawn that gained or lost most."""
    us = shown[shown["role"] == "us"]
    others = shown[~shown["role"].isin(["us", "rest"])].sort_values("points", ascending=False, kind="stable")
    if us.empty or others.empty:
        return language.say("Shares of suppliers, now and a year ago")
    change = float(us["points"].sum())
    top = others.iloc[-1] if change >= POINT else others.iloc[0]
    values = {
        "points": language.points(abs(change), plus=False),
        "share": language.percent(float(us["share"].sum())),
        "other": top["label"],
        "moved": language.points(float(top["points"])),
    }
    if change >= POINT:
        message = (
            "Our share rose {points} to {share}; {other} lost most ({moved})"
            if top["points"] <= -POINT
            else "Our share rose {points} to {share}"
        )
    elif change <= -POINT:
        message = (
            "Our share fell {points} to {share}; {other} gained most ({moved})"
            if top["points"] >= POINT
            else "Our share fell {points} to {share}"
        )
    else:
        message = (
            "Our share stayed at {share}; {other} gained most ({moved})"
            if top["points"] >= POINT
            else "Our share stayed at {share}"
        )
    return language.say(message, **values)


def _won_title(found: pd.DataFrame, view: Rivals, given: Slice) -> str:
    us = found[found["ours"].astype(bool)]
    money = float(us["won"].sum())
    if abs(money) < 0.5:
        return language.say("Within the product groups we won nothing from others and lost nothing to them")
    message = (
        "We won {money} from others within the product groups"
        if money > 0
        else "We lost {money} to others within the product groups"
    )
    return language.say(message, money=own.amount(abs(money), view, given))


def _distribution_title(found: pd.DataFrame) -> str:
    larger = found[found["share"] >= 0.05]
    larger = larger if len(larger) else found
    fastest = larger.sort_values("weekly", ascending=False, kind="stable").iloc[0]
    widest = found.sort_values("tdp", ascending=False, kind="stable").iloc[0]
    return language.say(
        "{widest} has most distribution; per point {fastest} sells most of the larger suppliers",
        widest=own.supplier(widest["supplier"]),
        fastest=own.supplier(fastest["supplier"]),
    )


def _prices_title(found: pd.DataFrame, *, alike: bool) -> str:
    """How many suppliers are cheaper than we are, and by what they were compared."""
    cheaper = int((found["index"] < 100).sum())
    every = language.number(len(found))
    if alike:
        return language.say_many(
            "For comparable articles {count} supplier of the {all} drawn is cheaper than we are",
            "For comparable articles {count} suppliers of the {all} drawn are cheaper than we are",
            cheaper,
            all=every,
        )
    return language.say_many(
        "By pack size alone {count} supplier of the {all} drawn is cheaper than we are",
        "By pack size alone {count} suppliers of the {all} drawn are cheaper than we are",
        cheaper,
        all=every,
    )
