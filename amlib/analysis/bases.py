"""
What a period is compared with: last year's, the one before, the budget, the plan, or one that was named.

Every figure of a document has a base, and all of them must have the same one. So the word that a person types ('previous', '2026Q2') becomes a period here, once, and whoever needs the months of the
two asks for them here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amlib import errors, language, periods

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amlib.periods import Period

__all__ = ["SET", "beside", "sides", "twelve_months"]

SET = ("budget", "plan")
"""The bases that somebody set for the period itself."""


def beside(period: Period, base: str) -> tuple[str, Period]:
    """
    What a period is compared with: the kind of base, and its period.

    Raises
    ------
    ParameterError
        The base is none that we know, or it has more or fewer months than the period: then a difference would be one of length.

    Examples
    --------
    >>> kind, before = beside(periods.parse("2026Q3"), "previous")
    >>> kind, str(before)
    ('previous', '2026Q2')
    """
    known = {"last_year": period.last_year, **dict.fromkeys(SET, lambda: period), "previous": period.previous}
    if base in known:
        return base, known[base]()
    try:
        found = periods.parse(base)
        count = len(found.months())
    except errors.WorkbookError as error:
        raise errors.ParameterError(
            language.say("the base of comparison is '{base}'", base=base),
            expected=language.say("last_year, budget, plan, previous, or a period such as 2026Q2"),
            do_next=language.say("correct the base and run again"),
        ) from error
    if count != len(period.months()):
        raise errors.ParameterError(
            language.say(
                "{base} has {count} months and {period} has {other}",
                base=str(found),
                count=count,
                period=str(period),
                other=len(period.months()),
            ),
            expected=language.say("a base of as many months as the period"),
            do_next=language.say("choose a base of the same length"),
        )
    return "period", found


def sides(period: Period, base: str = "last_year") -> tuple[list[str], list[str]]:
    """
    The months of a period, and those of its base: as a rule the same months a year before.

    Raises
    ------
    ParameterError
        There is no such base.

    Examples
    --------
    >>> sides(periods.parse("2026Q1"))
    (['2026-01', '2026-02', '2026-03'], ['2025-01', '2025-02', '2025-03'])
    """
    return _names(period.months()), _names(beside(period, base)[1].months())


def twelve_months(period: Period) -> tuple[list[str], list[str]]:
    """
    The twelve months up to the end of a period, and the twelve before them.

    Examples
    --------
    >>> year, before = twelve_months(periods.parse("2026Q1"))
    >>> year[0], year[-1], before[0], before[-1]
    ('2025-04', '2026-03', '2024-04', '2025-03')
    """
    months = [period.months()[-1]]
    while len(months) < 24:
        months.insert(0, months[0].previous())
    names = _names(months)
    return names[12:], names[:12]


def _names(months: Sequence[Period]) -> list[str]:
    return [str(m) for m in months]
