"""
The track record: what our chances of earlier years were worth, published and, apart from it, recomputed.

Whoever gives chances is asked how often they came true. What editions published is scored when its year closes; until there is enough of that, it is also told what today's recipe
would have said at earlier quarter ends with the figures of today. The two never share a row, and the second is called recomputed wherever it stands. Nor do evaluations and annual plans:
what is said in autumn about this year is easier to know than what is said about the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from amlib import language
from amlib.analysis import track
from amlib.documents.sentences import Prose, prose, write, write_many
from amlib.documents.tables import Column, Row, Table, section
from amlib.plan.records import ANNUAL_PLAN

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["frame", "reading", "table"]


def frame(published: Iterable[Any]) -> pd.DataFrame:
    """Published probabilities, as records hold them, as a table for ``track.scored``."""
    rows = [{name: getattr(each, name) for name in track.COLUMNS} for each in published]
    return pd.DataFrame(rows, columns=list(track.COLUMNS))


def reading(published: pd.DataFrame, recomputed: pd.DataFrame) -> Prose:
    """
    How many chances could be scored, and whether they beat giving everybody the base rate.

    Parameters
    ----------
    published, recomputed : DataFrame
        As ``track.scored`` and ``track.replayed`` give them.
    """
    estimates, plans = _apart(published)
    waiting = int((~published["closed"].astype(bool)).sum())
    of_plans = track.brier(plans)
    told = [_of_plans(of_plans)] if of_plans.count else []
    if not told or track.brier(estimates).count:
        told.insert(0, _judged(track.brier(estimates), "published"))
    if waiting:
        told.append(write_many("{count} published chance is of a year that is still open.", "{count} published chances are of years that are still open.", waiting))  # fmt: skip
    return prose(told, _judged(track.brier(recomputed), "recomputed"))


def table(published: pd.DataFrame, recomputed: pd.DataFrame) -> Table:
    """
    What was said beside what came true, per band of chances: published in evaluations, published in annual plans, and recomputed, apart.

    Parameters
    ----------
    published, recomputed : DataFrame
        As ``track.scored`` and ``track.replayed`` give them.
    """
    columns = (
        Column(language.say("Chance given"), "left"),
        *map(Column, (language.say("Cases"), language.say("Mean chance"), language.say("Came true"), language.say("Interval (80%)"))),
    )  # fmt: skip
    rows: list[Row] = []
    estimates, plans = _apart(published)
    parts = (
        (language.say("Published in evaluations"), estimates),
        (language.say("Published in annual plans"), plans),
        (language.say("Recomputed with the figures of today"), recomputed),
    )
    planned = False
    for label, found in parts:
        bands = [_band(band) for _, band in track.calibration(found).iterrows()]
        if bands:
            rows += [section(label, columns), *bands]
            planned = planned or found is plans
    note = language.say(
        "Chances as shown, of closed years, in total and per group, in volume, revenue and margin: these move together, so the cases are fewer than they look. Interval: Wilson's, of the share that came true."
    )
    if planned:
        note += " " + language.say(
            "Of annual plans also per outlet in revenue; for the whole account with the actions of the plan, for groups and outlets without."
        )
    return Table(columns, tuple(rows), language.say("What our chances were worth"), None, note)


def _apart(published: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What evaluations gave about their running year, and what annual plans gave about the year to come."""
    of_plans = published["document"] == ANNUAL_PLAN
    return published[~of_plans], published[of_plans]


def _of_plans(found: track.Brier) -> str:
    """One sentence on what plans said; they give no range."""
    values = {
        "score": language.number(found.score, 3), "base": language.number(found.base_score, 3), "rate": language.percent(found.base_rate, 0),
    }  # fmt: skip
    if found.score < found.base_score:
        return write_many(
            "Of annual plans {count} published chance was scored: Brier {score}, better than the {base} of giving every target the {rate} that came true.",
            "Of annual plans {count} published chances were scored: Brier {score}, better than the {base} of giving every target the {rate} that came true.",
            found.count,
            **values,
        )
    return write_many(
        "Of annual plans {count} published chance was scored: Brier {score}, no better than the {base} of giving every target the {rate} that came true.",
        "Of annual plans {count} published chances were scored: Brier {score}, no better than the {base} of giving every target the {rate} that came true.",
        found.count,
        **values,
    )


def _judged(found: track.Brier, kind: str) -> str:
    """One sentence on one record."""
    if found.count == 0:
        return write(
            {
                "published": "No published chance could be scored yet: that is done when its year closes.",
                "recomputed": "Recomputed there is nothing to score: no closed year has both a target and history enough.",
            }[kind]
        )
    values = {
        "score": language.number(found.score, 3), "base": language.number(found.base_score, 3), "rate": language.percent(found.base_rate, 0),
        "held": language.percent(found.held, 0),
    }  # fmt: skip
    better = found.score < found.base_score
    if kind == "published" and better:
        return write_many(
            "Of evaluations {count} published chance was scored: Brier {score}, better than the {base} of giving every target the {rate} that came true; the 80% range held in {held}.",
            "Of evaluations {count} published chances were scored: Brier {score}, better than the {base} of giving every target the {rate} that came true; the 80% range held in {held}.",
            found.count,
            **values,
        )
    if kind == "published":
        return write_many(
            "Of evaluations {count} published chance was scored: Brier {score}, no better than the {base} of giving every target the {rate} that came true; the 80% range held in {held}.",
            "Of evaluations {count} published chances were scored: Brier {score}, no better than the {base} of giving every target the {rate} that came true; the 80% range held in {held}.",
            found.count,
            **values,
        )
    if better:
        return write_many(
            "Recomputed with the figures of today, {count} chance would have scored {score}, better than the {base} of giving every target the {rate} that came true; the 80% range would have held in {held}.",
            "Recomputed with the figures of today, {count} chances would have scored {score}, better than the {base} of giving every target the {rate} that came true; the 80% range would have held in {held}.",
            found.count,
            **values,
        )
    return write_many(
        "Recomputed with the figures of today, {count} chance would have scored {score}, no better than the {base} of giving every target the {rate} that came true; the 80% range would have held in {held}.",
        "Recomputed with the figures of today, {count} chances would have scored {score}, no better than the {base} of giving every target the {rate} that came true; the 80% range would have held in {held}.",
        found.count,
        **values,
    )


def _band(band: pd.Series) -> Row:
    first, last = (language.percent(float(band[side]), 0) for side in ("first", "last"))
    name = first if first == last else language.say("{low} to {high}", low=first, high=last)
    interval = language.say("{low} to {high}", low=language.percent(float(band["low"]), 0), high=language.percent(float(band["high"]), 0))  # fmt: skip
    return Row((name, language.number(float(band["count"])), language.percent(float(band["said"]), 0), language.percent(float(band["hit"]), 0), interval))  # fmt: skip
