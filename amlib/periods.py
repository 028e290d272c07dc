"""
Weeks, months, quarters and years, and some months in a row, as the calendar of a plan.

A figure means nothing without its period, so a period is a value: it can be parsed from what people type, put in order, and
compared with the same period of the year before. Years are calendar years; weeks are ISO weeks and belong to the year of their Thursday.

Deliberately absent: the current date. Whoever needs 'now' is told it.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

from amlib import errors, language

__all__ = ["KINDS", "Period", "last_closed_quarter", "month_of", "parse"]

KINDS = ("year", "quarter", "month", "week", "months")

_FORMS = {
    "quarter": re.compile(r"(?P<year>\d{4})[- ]?[QqKk](?P<number>[1-4])"),
    "month": re.compile(r"(?P<year>\d{4})-(?P<number>0[1-9]|1[0-2])"),
    "week": re.compile(r"(?P<year>\d{4})-?[Ww](?P<number>0[1-9]|[1-4]\d|5[0-3])"),
    "year": re.compile(r"(?P<year>\d{4})"),
}
_IN_A_ROW = re.compile(r"(?P<first>\d{4}-\d{2}) ?(?:--|\.\.) ?(?P<last>\d{4}-\d{2})")


@total_ordering
@dataclass(frozen=True)
class Period:
    """
    One week, month, quarter or year, or several months in a row.

    ``count`` is how many months in a row; one for all other kinds. Periods of different kinds are ordered by their first day, then the shorter one first.

    Examples
    --------
    >>> str(parse("2022Q3").last_year()), parse("2022Q3").end
    ('2021Q3', datetime.date(2022, 9, 30))
    >>> parse("2022-02") < parse("2022Q3")
    True
    """

    kind: str
    year: int
    number: int = 1
    count: int = 1

    def __str__(self) -> str:
        match self.kind:
            case "year":
                return f"{self.year:04d}"
            case "quarter":
                return f"{self.year:04d}Q{self.number}"
            case "month":
                return f"{self.year:04d}-{self.number:02d}"
            case "months":
                return f"{self.months()[0]}--{self.months()[-1]}"
            case _:
                return f"{self.year:04d}W{self.number:02d}"

    def __lt__(self, other: Period) -> bool:
        return (self.start, self.end) < (other.start, other.end)

    @property
    def start(self) -> date:
        """The first day."""
        match self.kind:
            case "year":
                return date(self.year, 1, 1)
            case "quarter":
                return date(self.year, 3 * self.number - 2, 1)
            case "month" | "months":
                return date(self.year, self.number, 1)
            case _:
                return date.fromisocalendar(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """The last day."""
        match self.kind:
            case "week":
                return self.start + timedelta(days=6)
            case _:
                last = self.months()[-1]
                return date(last.year, last.number, calendar.monthrange(last.year, last.number)[1])

    def months(self) -> tuple[Period, ...]:
        """The calendar months that make it up, in order; a week has none of its own and gives an error."""
        match self.kind:
            case "year":
                numbers = range(1, 13)
            case "quarter":
                numbers = range(3 * self.number - 2, 3 * self.number + 1)
            case "month":
                numbers = range(self.number, self.number + 1)
            case "months":
                numbers = range(self.number, self.number + self.count)
            case _:
                raise errors.FigureError(
                    language.say("week {week} is not made of whole months", week=str(self)),
                    expected=language.say("a month, a quarter or a year"),
                    do_next=language.say("ask for {month} instead", month=str(month_of(self.start))),
                )
        return tuple(Period("month", self.year + (n - 1) // 12, (n - 1) % 12 + 1) for n in numbers)

    def last_year(self) -> Period:
        """The same period one year earlier; week 53 becomes the last week of that year."""
        number = self.number
        if self.kind == "week":
            number = min(number, date(self.year - 1, 12, 28).isocalendar().week)
        return Period(self.kind, self.year - 1, number, self.count)

    def previous(self) -> Period:
        """The period just before, of the same kind."""
        if self.kind == "year":
            return Period("year", self.year - 1)
        if self.kind == "months":
            before = self.year * 12 + self.number - 1 - self.count
            return Period("months", before // 12, before % 12 + 1, self.count)
        if self.number > 1:
            return Period(self.kind, self.year, self.number - 1)
        last = {"quarter": 4, "month": 12}.get(self.kind) or date(self.year - 1, 12, 28).isocalendar().week
        return Period(self.kind, self.year - 1, last)

    def year_to_date(self) -> tuple[Period, ...]:
        """The months from January up to and including the last month of this period."""
        last = self.months()[-1]
        return tuple(Period("month", last.year, n) for n in range(1, last.number + 1))


def parse(text: str) -> Period:
    """
    Read a period as people write it: ``2022``, ``2022Q3`` (or ``2022K3``), ``2022-09``, ``2022W31``, ``2022-04--2022-08``.

    Raises
    ------
    ParameterError
        The text is none of these.

    Examples
    --------
    >>> str(parse("2026-q3"))
    '2026Q3'
    """
    written = text.strip()
    for kind, form in _FORMS.items():
        if found := form.fullmatch(written):
            parts = found.groupdict()
            period = Period(kind, int(parts["year"]), int(parts.get("number") or 1))
            if 1 <= period.year <= 9998 and (
                kind != "week" or period.number <= date(period.year, 12, 28).isocalendar().week
            ):
                return period
    if (row := _IN_A_ROW.fullmatch(written)) and (several := _in_a_row(row["first"], row["last"])):
        return several
    raise errors.ParameterError(
        language.say("the period is '{text}'", text=text),
        expected=language.say(
            "a year (2026), quarter (2026Q3), month (2026-09), week (2026W31) or months in a row (2026-04--2026-08)"
        ),
        do_next=language.say("correct the period and run again"),
    )


def _in_a_row(first: str, last: str) -> Period | None:
    """The months from one to another; None where they are none, or the last comes first. One month in a row is that month."""
    ends = [_FORMS["month"].fullmatch(text) for text in (first, last)]
    if ends[0] is None or ends[1] is None:
        return None
    begins, until = (int(e["year"]) * 12 + int(e["number"]) - 1 for e in ends if e)
    count = until - begins + 1
    if count < 1 or begins < 12:
        return None
    kind = "month" if count == 1 else "months"
    return Period(kind, begins // 12, begins % 12 + 1, count)


def month_of(day: date) -> Period:
    """The month in which a day falls."""
    return Period("month", day.year, day.month)


def last_closed_quarter(day: date) -> Period:
    """
    The last quarter that was over before a day.

    Examples
    --------
    >>> str(last_closed_quarter(date(2026, 11, 23))), str(last_closed_quarter(date(2026, 2, 1)))
    ('2026Q3', '2025Q4')
    """
    return Period("quarter", day.year, (day.month - 1) // 3 + 1).previous()
