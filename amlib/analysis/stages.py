"""
From plan to latest estimate to what came: how a period's figure changed while it was waited for.

A result that missed its plan was often no surprise: the estimate had moved months before. So between the plan and the result stands the estimate as it could have been made on the
eve of the period, and each step is split into volume, mix, price and cost over the groups. The step from plan to estimate was known beforehand; the step from estimate to result is
what the period itself brought.

The estimate is made again today, from the months up to the eve of the period with the figures of today; it is not what anybody was told then.

Each step is the symmetric bridge of ``causes`` with groups as its rows, so its effects add up to the step, and the steps to the whole way. A budget and an estimate go no deeper than
groups, so what a bridge of articles calls mix within a group, this one calls price.

Deliberately absent: a bridge of a figure that is not known on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib import periods
from amlib.analysis import causes, coverage, results, year

if TYPE_CHECKING:
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["EFFECTS", "STAGES", "Chain", "chain"]

STAGES = ("budget", "estimate", "actual")
EFFECTS = ("volume", "mix", "price", "cost", "began", "ended", "other")
"""The effects of a step over groups; ``began`` and ``ended``: a group without quantity on one side."""

_NAMED = {"volume": "volume", "product_mix": "mix", "price": "price", "cost": "cost", "new_articles": "began", "lost_articles": "ended", "other_value": "other"}  # fmt: skip


@dataclass(frozen=True)
class Chain:
    """
    A period in three stages, and the steps between them.

    Attributes
    ----------
    period : Period
    through : str
        The month up to which the estimate looked.
    lines : DataFrame, one row per (level, key, measure), total first
        ``level`` ('total' or 'group'), ``key``, ``measure``, ``budget``, ``estimate``, ``actual``; NaN where not known.
    steps : DataFrame, one row per (measure, step, effect)
        ``measure`` ('revenue' or 'margin'), ``before`` and ``after`` (of ``STAGES``), ``effect`` and ``money``. The effects of a step add up to it. A stage that is not known is passed over.
    missing : tuple of str
        ``no_budget``, ``no_budget_quantity``, ``no_estimate``, ``no_margin``.
    planned : bool
        Whether the first stage is an adopted plan.
    """

    period: Period
    through: str
    lines: pd.DataFrame
    steps: pd.DataFrame
    missing: tuple[str, ...] = ()
    planned: bool = False

    def total(self, measure: str, stage: str) -> float:
        """The account's figure of a stage; NaN where it is not known."""
        found = self.lines[(self.lines["level"] == "total") & (self.lines["measure"] == measure)]
        return float(found[stage].iloc[0]) if len(found) else float("nan")


def chain(data: Slice, period: Period, *, sales: pd.DataFrame | None = None) -> Chain:
    """
    A period as planned, as estimated on its eve and as it came, per group, with a bridge over each step.

    Parameters
    ----------
    data : Slice
        ``sales``, ``products``, ``outlets`` and, if supplied, ``budget``.
    period : Period
        A month, quarter or year of which all months are complete; of one that is not, the actual figures are not known.
    sales : DataFrame, optional
        ``results.book(data)``, when it is already at hand.
    """
    sales = year.compact(results.book(data) if sales is None else sales)
    months = [str(month) for month in period.months()]
    eve = str(period.months()[0].previous())
    came = year.last_month(data, period, sales) >= months[-1]
    stages = {
        "budget": _budget(data, months),
        "estimate": _estimate(sales[sales["month"] <= eve], eve, months),
        "actual": _actual(sales, months) if came else _nothing(),
    }
    groups = sorted(set().union(*(stage.index for stage in stages.values())))
    groups = [group for group in groups if group != _TOTAL]
    whole = {name: _filled(stage, groups) for name, stage in stages.items()}
    return Chain(period, eve, _lines(whole, groups), _steps(whole, groups), _missing(whole), data.planned)


_TOTAL = "\n"
"""The key of the total; no group is called so."""


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=list(results.MEASURES), dtype=float)


def _budget(data: Slice, months: list[str]) -> pd.DataFrame:
    """The budget per group; a measure that was not supplied for all months is not known."""
    if not data.supplied("budget"):
        return _nothing()
    found = {}
    for measure in results.MEASURES:
        rows = data["budget"]
        rows = rows[(rows["measure"] == measure) & rows["amount"].notna()]
        chosen = coverage.chosen(rows, months, levels=("account", "outlet"))
        if chosen is not None:
            per_group = chosen.rows.groupby(chosen.rows["group"].fillna(""))["amount"].sum()
            found[measure] = pd.concat([per_group, pd.Series({_TOTAL: float(per_group.sum())})])
    return pd.DataFrame(found).reindex(columns=list(results.MEASURES)).astype(float) if found else _nothing()


def _estimate(known: pd.DataFrame, eve: str, months: list[str]) -> pd.DataFrame:
    """The estimate of the period per group, scaled to that of the total."""
    if known.empty or known["month"].min() > str(periods.parse(months[0]).last_year()):
        return _nothing()
    rows = {level: year.monthly(known, level) for level in ("total", "group")}
    found = {}
    for measure in results.MEASURES:
        made = year.estimated(rows, measure, int(eve[:4]) + 1, eve, len(months))
        dark = rows["total"].loc[rows["total"]["month"] == eve, measure].isna().any()
        if not dark:
            found[measure] = {
                _TOTAL if level == "total" else key: one.rest for (level, key), one in made.made.items()
            }
    return pd.DataFrame(found).reindex(columns=list(results.MEASURES)).astype(float)


def _actual(sales: pd.DataFrame, months: list[str]) -> pd.DataFrame:
    """What came; margin is not known where a sale has no cost."""
    inside = sales[sales["month"].isin(months)]
    parts = []
    for level in ("total", "group"):
        rows = year.monthly(inside, level).replace({"key": {"total": _TOTAL}} if level == "total" else {})
        sums = rows.groupby("key")[list(results.MEASURES)].sum()
        dark = rows.loc[rows["margin"].isna(), "key"].unique()
        sums.loc[sums.index.isin(dark), "margin"] = float("nan")
        parts.append(sums)
    found = pd.concat(parts)
    if _TOTAL not in found.index:
        found.loc[_TOTAL] = 0.0
    return found.astype(float)


def _filled(stage: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """A stage with a row for each group: one without any figure had none, unless the measure is not known at all."""
    full = stage.reindex([_TOTAL, *groups])
    for measure in results.MEASURES:
        if measure in stage and stage[measure].notna().any():
            absent = ~full.index.isin(stage.index[stage[measure].notna()]) & ~full.index.isin(
                stage.index[stage[measure].isna()]
            )
            full.loc[absent, measure] = 0.0
    return full.astype(float)


def _lines(stages: dict[str, pd.DataFrame], groups: list[str]) -> pd.DataFrame:
    rows = [
        {
            "level": "total" if key == _TOTAL else "group", "key": "total" if key == _TOTAL else key, "measure": measure,
            **{name: stage[measure].loc[key] for name, stage in stages.items()},
        }
        for measure in results.MEASURES
        for key in (_TOTAL, *groups)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["level", "key", "measure", *STAGES])


def _steps(stages: dict[str, pd.DataFrame], groups: list[str]) -> pd.DataFrame:
    """The bridges over the stages that are known, each to the next."""
    rows = []
    for measure in ("revenue", "margin"):
        needed = ["quantity", "revenue"] if measure == "revenue" else list(results.MEASURES)
        known = [
            name for name in STAGES if groups and stages[name].loc[groups, needed].notna().all(axis=None)
        ]
        for before, after in pairwise(known):
            effects = _bridged(stages[before].loc[groups], stages[after].loc[groups], measure)
            rows += [(measure, before, after, effect, money) for effect, money in effects.items()]
    return pd.DataFrame(rows, columns=["measure", "before", "after", "effect", "money"]).astype(
        {"money": float}
    )


def _bridged(before: pd.DataFrame, after: pd.DataFrame, measure: str) -> dict[str, float]:
    """The effects of one step, in the order of ``EFFECTS``."""
    rows = pd.DataFrame(
        {"region": "", "banner": "", "outlet": "", "group": before.index, "product": before.index, "kind": ""}
    )
    for side, stage in (("0", before), ("1", after)):
        rows[f"q{side}"], rows[f"v{side}"] = stage["quantity"].to_numpy(), stage["revenue"].to_numpy()
        rows[f"c{side}"] = np.nan_to_num((stage["revenue"] - stage["margin"]).to_numpy(float))
    total = causes.bridge(rows, measure=measure).total()
    found = dict.fromkeys(EFFECTS, 0.0)
    for effect, money in total.items():
        found[_NAMED[str(effect)]] += float(money)
    return {effect: money for effect, money in found.items() if abs(money) >= 0.005 or effect in ("volume", "mix", "price")}  # fmt: skip


def _missing(stages: dict[str, pd.DataFrame]) -> tuple[str, ...]:
    known = {name: stage.loc[_TOTAL].notna() for name, stage in stages.items()}
    doubts = {
        "no_budget": not known["budget"].any(),
        "no_budget_quantity": bool(known["budget"].any() and not known["budget"]["quantity"]),
        "no_estimate": not known["estimate"].any(),
        "no_actual": not known["actual"].any(),
        "no_margin": not known["actual"]["margin"] and bool(known["actual"].any()),
    }
    return tuple(name for name, true in doubts.items() if true)
