"""
Numbers as a person types them into a form: read by one grammar, or not at all.

A file has columns, and what stands in them settles how ``1.234`` is meant (``data.readings``). A field of a form has one number and nothing beside it, so the language decides: in Dutch
a point separates thousands and a comma decimals, in English the other way round. A point or comma that stands where the language would not put it is not a number: ``1.5`` is no Dutch
one and a half. Whoever typed it is asked again, because a plan of fifteen is worse than a question.

Conventions: a sign before, a currency sign, a unit and blanks around are allowed; ``12,-`` and a minus behind are not. The answer is exact (Decimal); None says that it cannot be read.
"""

from __future__ import annotations

import re
from decimal import Decimal

from amlib import language

__all__ = ["number"]

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
