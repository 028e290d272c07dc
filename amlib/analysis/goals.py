"""
The customer's own goals, and where it stands: in total and per outlet.

A customer talks about its own goals, and a supplier that knows where it stands on them has something to say. But a goal is a sentence in the
customer's words, and most of them are measured with figures that we do not have. So a measure is recognised only where its words leave no
doubt; of all others it is said that the workbook does not measure them. Nothing is guessed.

=================  =================================================================  ==========================================================
basis              recognised by                                                      value, over the year to date
=================  =================================================================  ==========================================================
category_growth    groei van de categorie, categoriegroei; category growth            category of these months / of the same months of last year − 1
service_level      servicegraad, leverbetrouwbaarheid; service level                  Σ min(delivered, ordered) / Σ ordered (case fill)
=================  =================================================================  ==========================================================

Only words of a unit may stand beside these: a fraction or percentage, value or kilograms. 'Growth of the category against the market' is another
measure, and stays unknown.

Conventions: the category counts in value unless the measure asks for kilograms; from one kind of period that covers the months of both years wholly
(months, else quarters, else the year), each counted once (``coverage.chosen``); the account's own rows where they do so, else the sum of its outlets, opened and closed ones included. Service
counts the lines that the customer requested in these months, at most as much as it ordered; lines still open, or without a requested day, are left out. A
target is reached at its own figure. Both measures are such that more is better.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from amlib import periods
from amlib.analysis import coverage

if TYPE_CHECKING:
    from datetime import date

    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = ["BASES", "COLUMNS", "DOUBTS", "REASONS", "STATUSES", "recognised", "standing"]

BASES = ("category_growth", "service_level", "")
"""What a goal is measured by; the last: not measured by the workbook."""
STATUSES = ("ahead", "behind", "unknown")
REASONS = (
    "",
    "not_measured",
    "not_supplied",
    "no_figures",
    "value_missing",
    "new_outlet",
    "closed_outlet",
    "no_target",
)
"""Why a standing is unknown: another measure, a table that is absent or does not cover both years (here), a quantity or value left empty, an outlet without
a whole base, or a goal without a figure."""
DOUBTS = ("", "not_a_fraction", "not_a_percentage", "other_groups", "other_outlets")
"""What looks wrong: a target in another unit than its measure says, or a category with other groups, or reporting outlets, than last year's."""
COLUMNS = (
    "outlet",
    "name",
    "goal",
    "measure",
    "target",
    "value",
    "basis",
    "status",
    "gap",
    "needs",
    "reason",
    "doubt",
    "source",
)

_PHRASES = {
    "category_growth": r"groei van de categorie|categoriegroei|category growth|growth of the category",
    "service_level": r"servicegraad|service level|leverbetrouwbaarheid",
}
_KILOGRAMS = {"kg", "kilo", "kilogram", "kilogrammen", "kilograms", "volume"}
_PERCENT = {"%", "procent", "percent", "percentage"}
_UNITS = (
    _KILOGRAMS
    | _PERCENT
    | {"fractie", "fraction", "als", "as", "a", "een", "in", "waarde", "value", "euro", "euros", "€"}
)
_EQUAL = 1e-9
_KINDS = ("month", "quarter", "year")
_NEEDS = {"category_growth": "category_sales", "service_level": "deliveries"}


def recognised(measure: object) -> tuple[str, str, float]:
    """
    What a measure in the customer's words is measured by.

    Returns
    -------
    tuple of str, str and float
        One of ``BASES``, the column of the category that counts, and the size of one unit: 1 for a fraction, 100 for a percentage.

    Examples
    --------
    >>> recognised("groei van de categorie, fractie")
    ('category_growth', 'value', 1.0)
    >>> recognised("Category growth in kg (%)")
    ('category_growth', 'quantity', 100.0)
    >>> recognised("category growth against the market")
    ('', 'value', 1.0)
    """
    words = " ".join(str(measure).casefold().split()) if isinstance(measure, str) else ""
    for basis, phrase in _PHRASES.items():
        found = re.search(rf"(?<![\w-])(?:{phrase})(?![\w-])", words)
        if found:
            beside = set(re.findall(r"[\w%€-]+", words[: found.start()] + " " + words[found.end() :]))
            if beside <= (_UNITS if basis == "category_growth" else _UNITS - _KILOGRAMS):
                column = "quantity" if beside & _KILOGRAMS else "value"
                return basis, column, 100.0 if beside & _PERCENT else 1.0
    return "", "value", 1.0


def standing(data: Slice, period: Period) -> pd.DataFrame:
    """
    The goals of a plan year, each beside where the customer stands at the end of a period.

    Parameters
    ----------
    data : Slice
        ``customer_goals``, ``outlets``, and as far as supplied ``category_totals`` and ``deliveries``.
    period : Period
        A month, quarter or year; its year is the plan year, and the months up to its end are the year to date.

    Returns
    -------
    DataFrame, one row per goal of that year, the account's own first, then by outlet
        ``outlet`` ('' for the whole account), ``name``, ``goal``, ``measure``, ``target`` and ``value`` (float, in the measure's own unit, NaN where not
        known), ``basis`` (of ``BASES``), ``status`` (of ``STATUSES``), ``gap`` (value − target), ``needs`` (the table to supply, or ''), ``reason`` (of
        ``REASONS``), ``doubt`` (of ``DOUBTS``) and ``source``.
    """
    goals = data["customer_goals"]
    goals = goals[goals["year"] == period.year]
    outlets = data["outlets"].set_index("outlet")
    rows = []
    for goal in goals.to_dict("records"):
        outlet = "" if pd.isna(goal["outlet"]) else str(goal["outlet"])
        basis, column, unit = recognised(goal["measure"])
        value, reason, doubt = np.nan, "not_measured", ""
        if basis == "category_growth":
            value, reason, doubt = _category_growth(data, period, outlet, column, outlets)
        elif basis == "service_level":
            value, reason = _service_level(data, period, outlet)
        target = float(goal["target"]) if pd.notna(goal["target"]) else np.nan
        gap = unit * value - target
        rows.append(
            {
                "outlet": outlet,
                "name": _name(outlet, outlets) if outlet else data.name,
                "goal": goal["goal"],
                "measure": "" if pd.isna(goal["measure"]) else goal["measure"],
                "target": target,
                "value": unit * value,
                "basis": basis,
                "status": "unknown" if np.isnan(gap) else "ahead" if gap >= -_EQUAL else "behind",
                "gap": gap,
                "needs": _NEEDS[basis] if reason in ("not_supplied", "no_figures", "value_missing") else "",
                "reason": reason or ("no_target" if np.isnan(target) else ""),
                "doubt": _unit_doubt(basis, unit, target) or doubt,
                "source": "" if pd.isna(goal["source"]) else goal["source"],
            }
        )
    found = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"target": float, "value": float, "gap": float})
    return found.sort_values(["outlet", "goal", "measure", "target"], ignore_index=True)


def _name(outlet: str, outlets: pd.DataFrame) -> str:
    """An outlet's name, or its number where it has none."""
    name = outlets["name"].get(outlet)
    return outlet if pd.isna(name) else str(name)


def _category_growth(
    data: Slice, period: Period, outlet: str, column: str, outlets: pd.DataFrame
) -> tuple[float, str, str]:
    """Growth of the category over the year to date, why it is not known, and what looks wrong."""
    if not data.supplied("category_sales"):
        return np.nan, "not_supplied", ""
    months = period.year_to_date()
    first = months[0].last_year().start
    if outlet and (why := _unequal(outlet, outlets, first, period.end)):
        return np.nan, why, ""
    given = data["category_totals"]
    kinds = given["period"].map({text: periods.parse(text).kind for text in given["period"].unique()})
    both = [[str(m) for m in months], [str(m.last_year()) for m in months]]
    for level in ("outlet",) if outlet else ("account", "outlet"):
        for kind in _KINDS:
            rows = (
                given[kinds == kind] if not outlet else given[(kinds == kind) & (given["outlet"] == outlet)]
            )
            now, then = (coverage.chosen(rows, side, levels=(level,)) for side in both)
            if now is not None and then is not None:
                growth, why = _grown(now.rows, then.rows, column)
                turned = set(now.rows["outlet"].dropna()) ^ set(then.rows["outlet"].dropna())
                doubt = "" if set(now.rows["group"]) == set(then.rows["group"]) else "other_groups"
                if not all(_unequal(one, outlets, first, period.end) for one in turned):
                    doubt = "other_outlets"
                return growth, why, "" if why else doubt
    return np.nan, "no_figures", ""


def _grown(now: pd.DataFrame, then: pd.DataFrame, column: str) -> tuple[float, str]:
    """The growth between two sets of rows that cover the same months, or why there is none."""
    if now[column].isna().any() or then[column].isna().any():
        return np.nan, "value_missing"
    base = float(then[column].sum())
    return (float(now[column].sum()) / base - 1, "") if base > 0 else (np.nan, "no_figures")


def _unequal(outlet: str, outlets: pd.DataFrame, first: date, last: date) -> str:
    """Whether an outlet was not open during the whole of both years to date."""
    opened, closed = (pd.to_datetime(outlets[column].get(outlet, pd.NaT)) for column in ("opened", "closed"))
    if pd.notna(closed) and closed <= pd.Timestamp(last):
        return "closed_outlet"
    return "new_outlet" if pd.notna(opened) and opened > pd.Timestamp(first) else ""


def _service_level(data: Slice, period: Period, outlet: str) -> tuple[float, str]:
    """Case fill of the lines requested in the year to date, or why it is not known."""
    if not data.supplied("deliveries"):
        return np.nan, "not_supplied"
    lines = data["deliveries"]
    through = lines[
        "requested_on"
    ].max()  # nothing at all in the last month: the year to date is not complete
    if outlet:
        lines = lines[lines["outlet"] == outlet]
    first, last = pd.Timestamp(period.year_to_date()[0].start), pd.Timestamp(period.end)
    inside = lines["requested_on"].dt.normalize().between(first, last)
    lines = lines[inside & lines["delivered"].notna() & (lines["ordered"] > 0)]
    ordered = float(lines["ordered"].sum())
    if not ordered or through < pd.Timestamp(period.months()[-1].start):
        return np.nan, "no_figures"
    return float(np.minimum(lines["delivered"], lines["ordered"]).sum()) / ordered, ""


def _unit_doubt(basis: str, unit: float, target: float) -> str:
    """Whether a target looks as if it is in another unit than its measure says."""
    if not basis or np.isnan(target):
        return ""
    if unit == 1:
        return "not_a_fraction" if abs(target) > 1 else ""
    return "not_a_percentage" if basis == "service_level" and 0 < target <= 1 else ""
