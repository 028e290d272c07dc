"""
How good the data behind the figures are: the grades in words.

A figure and its grade belong together, or the grade is never read. So each document that lives by data of others prints, near its end, all its
figures with source, age, coverage and grade, under the rule by which the grade was given, and at its top how many of them are good.

The names of the figures stand here, for all documents: one code, one name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.analysis import grades
from amlib.documents import words
from amlib.documents.sentences import Prose, capital, prose, write, write_many
from amlib.documents.tables import Column, Row, Table, Tile, Tone

if TYPE_CHECKING:
    from amlib.data.slices import Slice

__all__ = ["FIGURES", "name", "reading", "table", "tile"]

FIGURES: Mapping[str, str] = {
    "category_size": "value and growth of the customer's category",
    "market_size": "size and growth of the market",
    "customer_part": "the customer's part of the market",
    "our_share": "our share at the customer",
    "share_split": "what our share's change came from",
    "revenue_drivers": "what our revenue's change came from",
    "development": "development index",
    "concentration": "concentration at the customer",
    "market_concentration": "concentration of the market",
    "opportunity": "opportunity per group and place",
    "season": "season and calendar",
    "raw_material_lag": "raw material and our price",
    "customer_goals": "the customer's goals",
    "supplier_share": "share of each supplier",
    "won_lost": "money won and lost per supplier",
    "gainers": "who gained where we lost",
    "distribution": "distribution and rate of sale",
    "price_index": "price index from purchase values",
    "shelf_price": "price index from prices seen",
    "promotion_pressure": "promotion pressure",
    "articles": "new and delisted articles",
    "white_space": "white space",
    "strengths": "strengths and weaknesses",
}
"""What each graded figure is called, inside a sentence."""

ENOUGH = 0.8
"""A smaller part of good figures than this is a warning."""


def name(code: str) -> str:
    """What a graded figure is called, in the current language."""
    return language.say(FIGURES[code])


def tile(graded: pd.DataFrame) -> Tile:
    """
    Indicator 1.a for the strip: the part of the figures graded A or B, and the part that is old.

    Parameters
    ----------
    graded : DataFrame
        As ``grades.table`` gives it.
    """
    label, good, old = language.say("Market data"), grades.good(graded), grades.old(graded)
    if pd.isna(good):
        return Tile(label, language.say("not supplied"))
    return Tile(
        label,
        language.say("{share} graded A or B", share=language.percent(good, 0)),
        language.say("{share} older than two quarters", share=language.percent(old, 0)),
        "warn" if good < ENOUGH or old > 0 else "good",
    )


def table(graded: pd.DataFrame, given: Slice) -> Table:
    """
    Every figure with its source, the day it was drawn, how far behind it is, its coverage and its grade.

    Parameters
    ----------
    graded : DataFrame
        As ``grades.table`` gives it.
    given : Slice
        Names the tables that were not supplied.
    """
    columns = (
        Column(language.say("Figure"), "left"),
        Column(language.say("Source"), "left"),
        Column(language.say("Drawn on"), "left"),
        Column(language.say("Months behind")),
        Column(language.say("Coverage")),
        Column(language.say("Grade")),
    )
    rows = tuple(_row(figure, given) for _, figure in graded.iterrows())
    return Table(columns, rows, language.say("How good are the data behind each figure?"), None, _rule())


def reading(graded: pd.DataFrame) -> Prose:
    """How many figures rest on good data, which do not, and which have none."""
    with_data = graded[graded["grade"] != ""]
    if with_data.empty:
        return prose(write("None of the figures of this document has data to rest on."))
    told = [
        write_many(
            "Of {count} figure with data, {share} is graded A or B, and {old} is older than two quarters.",
            "Of {count} figures with data, {share} are graded A or B, and {old} are older than two quarters.",
            len(with_data),
            share=language.percent(grades.good(graded), 0),
            old=language.percent(grades.old(graded), 0),
        )
    ]
    for grade, message in (
        ("C", "Read with care (C): {names}."),
        ("", "Without data, and therefore not shown: {names}."),
    ):
        named = [name(str(code)) for code in graded.loc[graded["grade"] == grade, "figure"]]
        if named:
            told.append(write(message, names=language.listing(named)))
    return prose(told)


def _row(figure: pd.Series, given: Slice) -> Row:
    """One figure; what has no data says which table it would need."""
    tables = list(dict.fromkeys(figure["tables"]))
    there = figure["grade"] != ""
    if there:
        source = language.listing(list(figure["sources"])) or language.listing(
            [words.table(t) for t in tables]
        )
    else:
        absent = [t for t in tables if not given.supplied(t)]
        source = (
            language.say("not supplied: {tables}", tables=language.listing([words.table(t) for t in absent]))
            if absent
            else language.say("none for this period")
        )
    drawn = figure["as_of"]
    mark: Tone = "warn" if figure["grade"] == "C" else None
    cells = (
        capital(name(str(figure["figure"]))),
        source,
        language.date(drawn) if there and drawn is not None and not pd.isna(drawn) else language.MISSING,
        language.number(float(figure["months_behind"])),
        language.percent(float(figure["coverage"]), 0),
        str(figure["grade"]) or language.MISSING,
    )
    return Row(cells, tones=(None, None, None, None, None, mark))


def _rule() -> str:
    """The rule by which grades are given, with its own limits."""
    return language.say(
        "A: at least {full} covered, not behind the period, and no doubt about the data. B: at least {most} covered, at most {months} months behind, and no doubt. C: less, older, coverage unknown, or in doubt. Coverage is what the source says it measured, or the part of our revenue in outlets that report, or the part of the value that could be compared.",
        full=language.percent(grades.FULL, 0),
        most=language.percent(grades.MOST, 0),
        months=language.number(grades.QUARTERS),
    )
