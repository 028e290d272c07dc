"""
Which figures the sentences of a section may hold: those of SQL on the slice, and those of the tables beside them.

A figure in a sentence is shorter than the one in the table, so it agrees where it lies within half of its last digit. A sign that is written must be right; a sentence that says 'fell by' writes
none. Of the tables, whose whole numbers were rounded together, a figure may be one off.
"""

import re
from dataclasses import dataclass

from tests.documents.evaluation.facts import (
    BEFORE,
    LAST_REST,
    LAST_TO_DATE,
    LAST_YEAR,
    NOW,
    TO_DATE,
)  # fmt: skip
from tests.documents.evaluation.shown import FIGURE, number

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATES = re.compile(
    rf"(?:\d{{1,2}} )?(?:{MONTHS})(?: 20\d\d)?|Q[1-4] 20\d\d|\b20[23]\d(?:-\d\d)?\b|\b[TP]\d+\b|\]\([^)]*\)"
)
"""Days, periods and years, the numbers of conditions and proposals, and where a link leads."""
TWELVE = (("2025-10", "2026-09"), ("2024-10", "2025-09"))


@dataclass(frozen=True)
class Pool:
    """Exact figures by their kind: money and other sizes, fractions, and figures that a table shows, which may be one off."""

    sizes: tuple[float, ...] = ()
    parts: tuple[float, ...] = ()
    texts: tuple[str, ...] = ()

    def __add__(self, other):
        return Pool(self.sizes + other.sizes, self.parts + other.parts, self.texts + other.texts)

    def holds(self, text):
        """Whether a written figure is one of these."""
        value, least = number(text), precision(text)
        exact = [100 * part for part in self.parts] if "%" in text else self.sizes
        if any(agrees(text, value, each, least / 2 * 1.0001 + 1e-9) for each in exact):
            return True
        shown = [each for each in self.texts if ("%" in each) == ("%" in text)]
        return any(
            agrees(text, value, number(each), least / 2 + (precision(each) >= 1) * 1.0 + 1e-9)
            for each in shown
        )


def agrees(text, value, exact, slack):
    signed = text[0] in "+−"
    return abs((value if signed else abs(value)) - (exact if signed else abs(exact))) <= slack


def precision(text):
    """What one of its last digit is worth."""
    digits = re.sub(r"[^\d.]", "", text).partition(".")[2]
    scale = {"k": 1e3, "m": 1e6}.get(text[-1], 1.0)
    return scale * 10.0 ** -len(digits)


def figures(text, names):
    """The figures of a text, without those in its dates and in the names of articles and places."""
    plain = text.replace("\N{NO-BREAK SPACE}", " ")
    for name in sorted(names, key=len, reverse=True):
        plain = plain.replace(name, " ")
    return FIGURE.findall(DATES.sub(" ", plain).replace("NaN", " "))


def tables(cells, names):
    """The figures of the tables of a section."""
    return Pool(
        texts=tuple(
            figure
            for cell in cells
            if cell.table is not None
            for row in cell.table.rows
            for text in row.cells
            for figure in figures(text, names)
        )
    )


def named(facts):
    """Names that hold digits."""
    found = facts.rows(
        "SELECT name FROM products UNION SELECT name FROM outlets UNION SELECT mechanic FROM promotions UNION SELECT agreement FROM terms UNION SELECT counter_performance FROM terms"
    )
    return {name for (name,) in found if name and re.search(r"\d", name)}


def beside(now, before):
    """A figure, what it is compared with, the change, and by which part."""
    return Pool((now, before, now - before), (now / before - 1,) if before else ())


def reached(facts):
    """What was reached: the period, the year so far, twelve months, each month, and what grew and fell."""
    pool = Pool()
    for measure in ("quantity", "revenue", "margin"):
        for months, other in ((NOW, BEFORE), (TO_DATE, LAST_TO_DATE), TWELVE):
            pool += beside(facts.sold(measure, months), facts.sold(measure, other))
        for months in (NOW, TO_DATE):
            pool += beside(facts.sold(measure, months), facts.budget(measure, months))
            pool += Pool(parts=(facts.sold(measure, months) / facts.budget(measure, months),))
    rates = [facts.sold("margin", months) / facts.sold("revenue", months) for months in (NOW, BEFORE)]
    prices = [facts.sold("revenue", months) / facts.sold("quantity", months) for months in (NOW, BEFORE)]
    pool += beside(*prices) + Pool(parts=tuple(rates), sizes=(100 * (rates[0] - rates[1]),))
    monthly = dict(
        facts.rows("SELECT month, sum(revenue)::DOUBLE FROM sales WHERE month >= '2023-10' GROUP BY 1")
    )
    before = {month: monthly.get(f"{int(month[:4]) - 1}{month[4:]}", 0.0) for month in monthly}
    rose = sum(monthly[month] > before[month] for month in monthly if month >= TWELVE[0][0])
    for month in monthly:
        pool += beside(monthly[month], before[month])
    pool += Pool((float(rose), 12.0, 12.0 - rose))
    for level in ("group", "region", "banner", "outlet_name"):
        now, then = (facts.per(level, "revenue", months) for months in (NOW, BEFORE))
        change = [now.get(name, 0.0) - then.get(name, 0.0) for name in {*now, *then}]
        pool += Pool(
            (len(change), sum(each >= 0.5 for each in change), sum(each <= -0.5 for each in change), *change)
        )
    return pool


def ahead(facts):
    """Where the year ends: what is realised, budgeted and was sold last year, and the check on paper."""
    pool = Pool((3.0,))
    for measure in ("quantity", "revenue", "margin"):
        done, then, rest = (facts.sold(measure, months) for months in (TO_DATE, LAST_TO_DATE, LAST_REST))
        pool += Pool((done, done + rest * done / then, facts.sold(measure, LAST_YEAR), facts.budget(measure, ("2026-01", "2026-12"))))  # fmt: skip
    return pool
