"""
What people write, read as numbers, days, periods and answers.

``1.234`` is a thousand and more in Breda and a little over one in Boston. A file does not say where it was made, but its columns do: one
``12,50`` settles how all numbers beside it are meant. So a column is read as a whole, by both grammars; what only one of them accepts
is certain and is evidence for the rest; what both accept with different results is settled by that evidence, or remains *ambiguous* and is
reported. Nothing is guessed.

Conventions: a reading is canonical text (``1234.5``, ``2026-12-31``, ``2026Q3``, ``true``), which any engine can cast; ``None`` is unreadable.
Days with dashes or points are day-month-year (or ISO); with slashes either order occurs, so there the column decides. Years have four digits.

Deliberately absent: ``12,-`` (is it a minus?), ``1,2E+03`` (digits were lost before it came here), percentages, units behind a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from amlib import errors, periods
from amlib.data.columns import Column

__all__ = ["AMBIGUOUS", "days", "flags", "lists", "numbers", "of", "whole_numbers"]

AMBIGUOUS = "?"
Readings = dict[str, str | None]

_SPACE = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"
_SIGNED = re.compile(
    rf"(?P<open>\()?(?P<before>[-+−])?{_SPACE}*(?:(?:€|EUR){_SPACE}*)?(?P<inner>[-+−])?(?P<size>\d[\d.,]*(?:{_SPACE}\d[\d.,]*)*|[.,]\d+)"
    rf"(?:{_SPACE}*(?:€|EUR))?{_SPACE}*(?P<after>[-−])?(?P<close>\))?",
    re.ASCII,
)
_DUTCH = re.compile(
    rf"(?P<whole>[1-9]\d{{0,2}}(?:[.]\d{{3}})+|[1-9]\d{{0,2}}(?:{_SPACE}\d{{3}})+|\d*)(?:,(?P<rest>\d+))?",
    re.ASCII,
)
_ENGLISH = re.compile(
    rf"(?P<whole>[1-9]\d{{0,2}}(?:,\d{{3}})+|[1-9]\d{{0,2}}(?:{_SPACE}\d{{3}})+|\d*)(?:[.](?P<rest>\d+))?",
    re.ASCII,
)
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?"
_ISO = re.compile(rf"(?P<y>\d{{4}})(?P<dash>-?)(?P<m>\d{{2}})(?P=dash)(?P<d>\d{{2}}){_TIME}", re.ASCII)
_DASHED = re.compile(
    rf"(?P<d>\d{{1,2}})(?P<mark>[-.])(?P<m>\d{{1,2}})(?P=mark)(?P<y>\d{{4}}){_TIME}", re.ASCII
)
_DAY_FIRST = re.compile(rf"(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})/(?P<y>\d{{4}}){_TIME}", re.ASCII)
_MONTH_FIRST = re.compile(rf"(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})/(?P<y>\d{{4}}){_TIME}", re.ASCII)
_ANSWERS = {
    "true": ("true", "1", "ja", "j", "yes", "y", "waar"),
    "false": ("false", "0", "nee", "n", "no", "onwaar"),
}
_FLAGS = {word: answer for answer, words in _ANSWERS.items() for word in words}


def of(column: Column, texts: Iterable[str]) -> Readings:
    """
    The readings of all values in a column, by its kind.

    Parameters
    ----------
    column : Column
        Any kind but text, which is as it is written.
    texts : distinct values, without spaces around them, none empty

    Returns
    -------
    dict, text → canonical text, `AMBIGUOUS`, or None when it cannot be read
    """
    match column.kind:
        case "number" | "money":
            return numbers(texts)
        case "integer":
            return whole_numbers(texts)
        case "date":
            return days(texts)
        case "period":
            return {text: _period(text, column.unit) for text in texts}
        case "flag":
            return flags(texts)
        case _:
            return lists(texts)


def numbers(texts: Iterable[str]) -> Readings:
    """
    Numbers, as canonical text; how doubtful ones are meant follows from the others.

    Examples
    --------
    >>> numbers(["1.234", "12,50-", "(3,5)", "€ 1.000.000"])
    {'1.234': '1234', '12,50-': '-12.50', '(3,5)': '-3.5', '€ 1.000.000': '1000000'}
    >>> numbers(["1.234", "0.5"])
    {'1.234': '1.234', '0.5': '0.5'}
    >>> numbers(["1.234", "12", "twelve"])
    {'1.234': '?', '12': '12', 'twelve': None}
    """
    return _settled(texts, lambda text: _number(text, _DUTCH), lambda text: _number(text, _ENGLISH))


def whole_numbers(texts: Iterable[str]) -> Readings:
    """Numbers without decimals; ``5,0`` is one, ``5,5`` is not."""
    return {text: _whole(found) for text, found in numbers(texts).items()}


def days(texts: Iterable[str]) -> Readings:
    """
    Days, as ISO text; a time of day behind it is left out.

    Examples
    --------
    >>> days(["31-12-2026", "1.2.2026", "20261231", "2026-12-31 08:30", "31-12-26"])
    {'31-12-2026': '2026-12-31', '1.2.2026': '2026-02-01', '20261231': '2026-12-31', '2026-12-31 08:30': '2026-12-31', '31-12-26': None}
    >>> days(["3/4/2026", "4/4/2026"]), days(["3/4/2026", "4/14/2026"])
    ({'3/4/2026': '?', '4/4/2026': '2026-04-04'}, {'3/4/2026': '2026-03-04', '4/14/2026': '2026-04-14'})
    """
    return _settled(texts, lambda text: _day(text, _DAY_FIRST), lambda text: _day(text, _MONTH_FIRST))


def flags(texts: Iterable[str]) -> Readings:
    """Yes and no, in Dutch, English or as 1 and 0."""
    return {text: _FLAGS.get(text.lower()) for text in texts}


def lists(texts: Iterable[str]) -> Readings:
    """
    Several names in one cell, separated by ``;`` – or by commas when there is no ``;``; joined by ``;`` in the reading.

    Examples
    --------
    >>> lists(["001; 002", "003,004", "005"])
    {'001; 002': '001;002', '003,004': '003;004', '005': '005'}
    """
    return {text: ";".join(_parts(text)) or None for text in texts}


def _settled(
    texts: Iterable[str], one: Callable[[str], str | None], other: Callable[[str], str | None]
) -> Readings:
    """Each text by two grammars; what only one accepts decides for what both accept differently."""
    pairs = {text: (one(text), other(text)) for text in texts}
    sure = {i for pair in pairs.values() for i in (0, 1) if pair[i] is not None and pair[1 - i] is None}
    return {text: _choice(pair, sure) for text, pair in pairs.items()}


def _choice(pair: tuple[str | None, str | None], sure: set[int]) -> str | None:
    first, second = pair
    if first is None or second is None or first == second:
        return first if second is None else second
    return pair[min(sure)] if len(sure) == 1 else AMBIGUOUS


def _number(text: str, grammar: re.Pattern[str]) -> str | None:
    """One number by one grammar: sign before, behind or as brackets, at most one of them."""
    found = _SIGNED.fullmatch(text)
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    signs = [found[name] for name in ("open", "before", "inner", "after") if found[name]]
    size = grammar.fullmatch(found["size"])
    if len(signs) > 1 or not size:
        return None
    whole = re.sub(r"\D", "", size["whole"]).lstrip("0") or "0"
    return f"{'-' if signs and signs != ['+'] else ''}{whole}{'.' + size['rest'] if size['rest'] else ''}"


def _whole(found: str | None) -> str | None:
    if found in (None, AMBIGUOUS):
        return found
    number = Decimal(found or "")
    return str(int(number)) if number == int(number) else None


def _day(text: str, slashed: re.Pattern[str]) -> str | None:
    found = _ISO.fullmatch(text) or _DASHED.fullmatch(text) or slashed.fullmatch(text)
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat() if found else None
    except ValueError:  # there is no such day, so there is no reading
        return None


def _period(text: str, unit: str | None) -> str | None:
    try:
        period = periods.parse(text)
    except errors.ParameterError:  # not a period, so there is no reading
        return None
    in_tables = period.kind != "months"  # what a person may ask for is more than what a table may hold
    return str(period) if in_tables and unit in (None, period.kind) else None


def _parts(text: str) -> list[str]:
    return [part for part in (part.strip() for part in text.split(";" if ";" in text else ",")) if part]
