"""
The words of care: what levels, subjects and definitions are called, and what a customer is not asked to read.

A service level without its definition is not a figure, so the definition is written in one place and stands under every table and chart of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import pandas as pd

from amlib import language
from amlib.analysis.complaints import PER
from amlib.analysis.intervals import LEVEL

if TYPE_CHECKING:
    from amlib.analysis.care import Service
    from amlib.analysis.intervals import Estimate
    from amlib.data.slices import Slice
    from amlib.periods import Period

__all__ = [
    "PER",
    "Kind",
    "between",
    "counted",
    "day",
    "definition",
    "last_month",
    "outlet_names",
    "questions",
    "service_title",
    "span",
    "subject",
]

Kind = Literal["body", "total"]
"""The kinds of rows that these tables make alike."""

_ABOUT_PERSONS = ("accountmanager", "accountmanagement")


def between(low: str, high: str) -> str:
    """A range in a cell; nothing where there is none."""
    return (
        language.MISSING
        if language.MISSING in (low, high)
        else language.say("{low} to {high}", low=low, high=high)
    )


def span(estimate: Estimate, digits: int = 0) -> str:
    """The range of a share."""
    return between(language.percent(estimate.low, digits), language.percent(estimate.high, digits))


def day(when: pd.Timestamp) -> str:
    """A day, or that there is none."""
    return language.MISSING if pd.isna(when) else language.date(when.date())


def last_month(period: Period) -> str:
    """The last month of a period."""
    return language.period(period.months()[-1])


def subject(name: str) -> str:
    """What was judged in a store."""
    return language.say(
        {"layout": "Store layout", "assortment": "Assortment", "quality": "Quality in the store"}[name]
    )


def counted(service: Service) -> str:
    """What a service level is a part of: order lines or orders."""
    return language.say({"line": "order lines", "order": "orders"}[service.definition.level])


def definition(service: Service) -> str:
    """What counts as on time and in full, and what was agreed; it stands under every figure of it."""
    told = service.definition
    basis = language.say({"requested": "the day requested", "promised": "the day promised"}[told.basis])
    window = (
        language.say_many(
            "{count} day around {basis}", "{count} days around {basis}", told.window, basis=basis
        )
        if told.window
        else basis
    )
    said = [
        language.say(
            "On time in full: the part of the {counted} delivered on {window}, with a quantity within {tolerance} of what was ordered.",
            counted=counted(service),
            window=window,
            tolerance=language.percent(told.tolerance, 0),
        )
    ]
    if service.agreed == service.agreed:
        said.append(language.say("Agreed: {part}.", part=language.percent(service.agreed)))
    else:
        said.append(language.say("No level was agreed, as far as we know."))
    said.append(
        language.say(
            "The range of {level} allows for lines that arrive together.", level=language.percent(LEVEL, 0)
        )
    )
    return " ".join(said)


def service_title(by: str) -> str:
    """The title of a table of the service level."""
    if by == "place":
        return language.say("Service level per place of delivery")
    return language.say("Service level per product group")


def questions(found: pd.DataFrame, given: Slice) -> pd.DataFrame:
    """The questions that an audience is shown: a customer not those about our profile, nor about a person."""
    if given.audience == "internal":
        return found
    plain = found["key"].str.lower().str.replace(" ", "")
    personal = plain.map(lambda key: any(word in key for word in _ABOUT_PERSONS))
    return found[~found["profile"] & ~personal.astype(bool)]


def outlet_names(given: Slice) -> Mapping[str, str]:
    """Outlet → name."""
    rows = given["outlets"]
    return dict(zip(rows["outlet"], rows["name"], strict=True))
