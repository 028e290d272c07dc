"""
The readings of the care for a customer: what visits, satisfaction and people say for this account.

A table that was not supplied is told with what we therefore do not know. Chance is told where it matters: a score that moved within its range did not move. To a customer the same figures
are told as what was done for it, and what is meant for ourselves only is left out.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from amlib import language
from amlib.documents import words
from amlib.documents.evaluation import care_words as own
from amlib.documents.sentences import Prose, capital, prose, write, write_many

if TYPE_CHECKING:
    from amlib.analysis.care import Care
    from amlib.analysis.intervals import Estimate
    from amlib.data.slices import Slice

__all__ = ["not_supplied", "people", "practice", "satisfaction", "unvisited", "visits"]


def visits(care: Care, given: Slice) -> Prose:
    """How many contacts were made of those wanted, and at which level most are lacking; to a customer, how many were made."""
    if care.visits is None:
        return not_supplied("visits")
    made = write_many(
        "In this period {count} visit or other contact was made",
        "In this period {count} visits and other contacts were made",
        care.visits.practice.made,
    )
    told = [
        write(
            "{made}; in the same period last year {base}.",
            made=made,
            base=language.number(care.visits.base.made),
        )
    ]
    levels = care.visits.levels
    if levels is None:
        return prose([*told, *([_unknown("contacts")] if given.audience == "internal" else [])])
    if given.audience == "internal":
        lacking = levels.assign(gap=levels["wanted"] - levels["made"]).dropna(subset=["gap"])
        lacking = lacking[lacking["gap"] >= 1]
        if lacking.empty:
            told.append(write("At no level were fewer made in twelve months than wanted."))
        else:
            row = lacking.sort_values("gap", kind="stable").iloc[-1]
            told.append(
                write(
                    "Over twelve months most are lacking at this level: {level}, where {made} of the {wanted} wanted were made; a contact too many elsewhere does not make up for it.",
                    level=words.tier(str(row["level"])),
                    made=language.number(float(row["made"])),
                    wanted=language.number(float(row["wanted"])),
                )
            )
    return prose(told)


def practice(care: Care, given: Slice) -> Prose:
    """How visits were planned, reported and driven for; nothing for a customer."""
    if care.visits is None or given.audience != "internal" or care.visits.practice.made == 0:
        return prose("")
    now, base = care.visits.practice, care.visits.base
    told = [
        write(
            "Of the visits made, {part} was reported within {days} days ({range}; last year {base}).",
            part=language.percent(now.reported.value, 0),
            days=language.number(care.visits.days),
            range=own.span(now.reported),
            base=language.percent(base.reported.value, 0),
        )
    ]
    if now.unreported:
        told.append(
            write_many("{count} has no report at all.", "{count} have no report at all.", now.unreported)
        )
    if now.as_planned.known:
        told.append(
            write(
                "{planned} were planned for this period; {part} of those made took place on the day planned.",
                planned=language.number(now.planned),
                part=language.percent(now.as_planned.value, 0),
            )
        )
    if not isnan(now.per_visit):
        told.append(
            write(
                "A visit took {each} km on average, {all} km together (last year {base} km a visit).",
                each=language.number(now.per_visit),
                all=language.number(now.kilometres),
                base=language.number(base.per_visit),
            )
        )
    return prose(told)


def unvisited(care: Care, given: Slice) -> Prose:
    """How many outlets nobody went to, what they bring, and which is the largest; to a customer, how many were visited."""
    if care.visits is None:
        return prose("")
    rows = care.visits.outlets
    seen = int((rows["in_year"] > 0).sum())
    told = [
        write_many(
            "In twelve months we visited {seen} of the {count} outlet.",
            "In twelve months we visited {seen} of the {count} outlets.",
            len(rows),
            seen=language.number(seen),
        )
    ]
    missed = rows[rows["in_year"] == 0]
    if given.audience != "internal" or missed.empty:
        return prose(told)
    whole = float(rows["revenue"].sum())
    told.append(
        write(
            "Those that nobody went to brought {money} in that time, {part} of the revenue of all.",
            money=language.short_money(float(missed["revenue"].sum()), given.currency),
            part=language.percent(float(missed["revenue"].sum()) / whole if whole else float("nan"), 0),
        )
    )
    largest = missed.iloc[0]
    place = words.name_of(largest["name"], largest["outlet"])
    money = language.short_money(float(largest["revenue"]), given.currency)
    if largest["never"]:
        told.append(
            write(
                "The largest of them is {place} ({money}), where nobody ever was, as far back as the visits go.",
                place=place,
                money=money,
            )
        )
    else:
        told.append(
            write(
                "The largest of them is {place} ({money}), last visited on {day}.",
                place=place,
                money=money,
                day=own.day(largest["last"]),
            )
        )
    return prose(told)


def satisfaction(care: Care, given: Slice) -> Prose:
    """What the customer answers over all, whether that changed by more than chance, its net promoter score, and what scores lowest."""
    if care.satisfaction is None:
        return not_supplied("satisfaction")
    now, base = care.satisfaction.overall
    if now.n == 0:
        return prose(write("In the last twelve months nobody answered a question about satisfaction."))
    if now.few:
        return prose(
            write_many(
                "Only {count} answer came in during the last twelve months; that is too few for a score.",
                "Only {count} answers came in during the last twelve months; that is too few for a score.",
                now.n,
            )
        )
    told = [
        write(
            "The customer gives us {score} out of 10 on average ({low} to {high}; {count} who answered, last on {day}).",
            score=language.number(now.value, 1),
            low=language.number(now.low, 1),
            high=language.number(now.high, 1),
            count=language.number(now.n),
            day=own.day(care.satisfaction.last),
        )
    ]
    if base.known and not base.few:
        told.append(_changed(now, base))
    promoters, before = care.satisfaction.net_promoter
    if not promoters.few:
        told.append(
            write(
                "The net promoter score is {score} ({low} to {high}); a year before it was {base}.",
                score=_score(promoters.value),
                low=_score(promoters.low),
                high=_score(promoters.high),
                base=language.MISSING if before.few else _score(before.value),
            )
        )
    told.append(_lowest(care, given))
    return prose(told)


def people(care: Care, given: Slice) -> Prose:
    """Who came and left, which functions nobody holds, and how long people have been there."""
    if care.people is None:
        return not_supplied("contacts")
    changes = care.people.changes["change"]
    came, left = int((changes == "came").sum()), int((changes == "left").sum())
    if came or left:
        told = [
            write(
                "In this period {came} came and {left} left.",
                came=write_many("{count} functionary", "{count} functionaries", came),
                left=language.number(left),
            )
        ]
    else:
        told = [write("In this period no functionary came or left.")]
    if given.audience == "internal":
        gone = [words.name_of(role, None) for role in care.people.uncovered["role"]]
        if gone:
            told.append(
                write("Nobody holds these functions any more: {names}.", names=language.listing(gone))
            )
        if care.people.count:
            told.append(
                write(
                    "The {count} in function now have been so for {years} years on average.",
                    count=language.number(care.people.count),
                    years=language.number(care.people.years, 1),
                )
            )
    return prose(told)


def not_supplied(table: str) -> Prose:
    """That a table was not supplied, and what we therefore do not know, in place of a reading."""
    return prose(_unknown(table))


def _unknown(table: str) -> str:
    """That a table was not supplied, and what we therefore do not know."""
    return write(
        "Not supplied: {table}, so {unknown}", table=words.table(table), unknown=words.unknown(table)
    )


def _score(value: float) -> str:
    """A net promoter score, -100 to 100."""
    return language.number(100 * value, plus=True)


def _changed(now: Estimate, base: Estimate) -> str:
    """The mean beside that of a year before."""
    before = language.number(base.value, 1)
    if now.low > base.value:
        return write("That is more than the {before} of a year before.", before=before)
    if now.high < base.value:
        return write("That is less than the {before} of a year before.", before=before)
    return write("A year before it was {before}; the difference may be chance.", before=before)


def _lowest(care: Care, given: Slice) -> str:
    """What scores lowest and highest, our profile aside."""
    if care.satisfaction is None:
        return ""
    rows = own.questions(care.satisfaction.questions, given)
    rows = rows[~rows["profile"] & rows["mean"].notna()].sort_values("mean", kind="stable")
    if len(rows) < 2:
        return ""
    low, high = rows.iloc[0], rows.iloc[-1]
    named = own.questions(care.satisfaction.questions, given)["profile"].any()
    return capital(
        write(
            "Our profile aside, {low} scores lowest ({least}), {high} highest ({most})."
            if named
            else "{low} scores lowest ({least}), {high} highest ({most}).",
            low=str(low["key"]) if named else capital(str(low["key"])),
            least=language.number(float(low["mean"]), 1),
            high=str(high["key"]),
            most=language.number(float(high["mean"]), 1),
        )
    )
