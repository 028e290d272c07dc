"""
Numbers and days as a person types them into a form: read by one grammar, or not at all.

A file has columns, and what stands in them settles how ``1.234`` is meant (``data.readings``). A field of a form has one number and nothing beside it, so the language decides: in Dutch
a point separates thousands and a comma decimals, in English the other way round. A point or comma that stands where the language would not put it is not a number: ``1.5`` is no Dutch
one and a half. Whoever typed it is asked again, because a plan of fifteen is worse than a question.

Conventions: a sign before, a currency sign, a unit and blanks around are allowed; ``12,-`` and a minus behind are not. The answer is exact (Decimal); None says that it cannot be read.

A day comes first and its month second, in both languages, as Europe writes it; the month may be in letters, as ``language.date`` writes it. A year has four digits. What a machine
writes, ``2027-05-01``, is read too.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache

from babel import dates

from amlib import language

__all__ = ["day", "number"]

_BLANK = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"
_MARKS = {"nl": (r"\.", ","), "en": (",", r"\.")}


def number(text: str, *, units: tuple[str, ...] = ("€", "EUR", "kg", "%")) -> Decimal | None:
    """
    The number that somebody typed, in the current language; None where it is not one.

    Parameters
    ----------
    text : str
    units : tuple of str
        What may stand before or behind it, and is not looked at further.

    Examples
    --------
    >>> with language.use("nl"):
    ...     number("1.234,5"), number("€ -12"), number("1.5"), number("−3,25 %")
    (Decimal('1234.5'), Decimal('-12'), None, Decimal('-3.25'))
    >>> with language.use("en"):
    ...     number("1,234.5"), number("1.5")
    (Decimal('1234.5'), Decimal('1.5'))
    """
    thousand, point = _MARKS[language.current()]
    unit = "|".join(map(re.escape, units)) or "(?!)"
    size = rf"(?P<whole>\d{{1,3}}(?:(?:{thousand}|{_BLANK})\d{{3}})+|\d+)(?:{point}(?P<rest>\d+))?"
    form = rf"(?:{unit})?{_BLANK}*(?P<sign>[-+−])?{_BLANK}*(?:{unit})?{_BLANK}*{size}{_BLANK}*(?:{unit})?"
    found = re.fullmatch(form, text.strip(), re.ASCII | re.IGNORECASE)
    if not found:
        return None
    whole = re.sub(r"\D", "", found["whole"])
    sign = "-" if found["sign"] in ("-", "−") else ""
    return Decimal(f"{sign}{whole}.{found['rest']}" if found["rest"] else f"{sign}{whole}")


def day(text: str) -> date | None:
    """
    The day that somebody typed, in the current language; None where it is not one.

    Examples
    --------
    >>> with language.use("nl"):
    ...     day("1-5-2027"), day("1 mei 2027"), day("2027-05-01"), day("31-4-2027")
    (datetime.date(2027, 5, 1), datetime.date(2027, 5, 1), datetime.date(2027, 5, 1), None)
    """
    told = " ".join(text.split()).lower()
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", told, re.ASCII):
        return _day(*map(int, found.groups()))
    if found := re.fullmatch(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", told, re.ASCII):
        return _day(int(found[4]), int(found[3]), int(found[1]))
    if found := re.fullmatch(r"(\d{1,2}) ([a-z]+)\.? (\d{4})", told, re.ASCII):
        return _day(int(found[3]), _months(language.current()).get(found[2], 0), int(found[1]))
    return None


@cache
def _months(tongue: str) -> dict[str, int]:
    """The number of each month by its name, whole and short."""
    widths = (dates.get_month_names(width, locale=tongue) for width in ("wide", "abbreviated"))
    return {str(name).lower().rstrip("."): number for names in widths for number, name in names.items()}


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
