"""
The customer's edition in words: the joint summary that it opens with, and the outlets that could sell more.

A document that two firms lay between them speaks of both by name and of neither as "we": what one delivered, what the other's category did, what was agreed, what was promised and kept. It reads as
minutes would. What is not known is said once, in its own section, and not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amlib import language
from amlib.analysis import development
from amlib.documents import links, words
from amlib.documents.evaluation import captions, promotions, promotions_sentences
from amlib.documents.evaluation import care_words as own
from amlib.documents.sentences import Prose, capital, prose, write, write_many
from amlib.plan import commitments

if TYPE_CHECKING:
    import pandas as pd

    from amlib.plan.meeting import Meeting

__all__ = ["bottom_line", "coming", "convention", "outlets"]

MOST = 3
"""So many outlets are named."""


def bottom_line(view: Meeting, heading: str = "What we propose to talk about") -> Prose:
    """
    How the period went for both, in one paragraph: deliveries, the category, service, promises; then how many points there are to talk about.

    Parameters
    ----------
    view : Meeting
    heading : str
        The English words of the heading under which the points stand, to lead to.
    """
    told = [_delivered(view), _category(view), _service(view), _complaints(view), _promises(view)]
    return prose(told, _points(view, heading))


def outlets(view: Meeting) -> Prose:
    """Which outlets sold more or less than others of their size let expect, and what there is to win; a small one swings by chance."""
    told = []
    for signal, message in (
        ("above", "Grew more than others and chance explain: {names}."),
        ("below", "Grew less than others and chance explain: {names}. Here is room to grow, and reason to look together."),
    ):  # fmt: skip
        found = view.ranking[view.ranking["signal"] == signal].sort_values(
            "stake", key=abs, ascending=False, kind="stable"
        )
        if len(found):
            told.append(write(message, names=_named(found, view)))
    if not told:
        told.append(write("No outlet deviates by more than chance can explain."))
    counts = view.ranking["signal"].value_counts()
    if new := int(counts.get("new", 0)):
        told.append(write_many("{count} outlet is new.", "{count} outlets are new.", new))
    if lost := int(counts.get("lost", 0)):
        told.append(
            write_many(
                "{count} outlet was supplied last year and no longer is.",
                "{count} outlets were supplied last year and no longer are.",
                lost,
            )
        )
    told.append(write("A small outlet swings by chance alone; that has been allowed for."))
    return prose(told)


def coming(view: Meeting) -> Prose:
    """How many promotions run or are planned; nothing where promotions were not supplied."""
    if not view.data.supplied("promotions"):
        return prose("")
    return promotions_sentences.coming(view.actions, view.data)


def convention(view: Meeting) -> Prose:
    """How promotions were judged; nothing where none was."""
    ended = promotions.ended(view.actions, view.period)
    if not (ended["status"] == "assessed").any():
        return prose("")
    return promotions_sentences.convention(view.data)


def _delivered(view: Meeting) -> str:
    """What was delivered, and how much more or less than a year before."""
    values = {
        "company": view.data.company,
        "customer": view.data.name,
        "when": capital(words.during(view.period)),
    }
    (quantity, base_quantity), (revenue, base_revenue) = (
        view.compared.total(each) for each in ("quantity", "revenue")
    )
    values["quantity"] = language.quantity(quantity, view.data.unit)
    values["money"] = language.short_money(revenue, view.data.currency)
    if not (base_quantity > 0 and base_revenue > 0):
        return write("{when} {company} delivered {quantity} to {customer}, for {money}.", **values)
    return write(
        "{when} {company} delivered {quantity} to {customer} ({volume}), for {money} ({growth}).",
        **values,
        volume=words.grown(quantity / base_quantity - 1),
        growth=words.grown(revenue / base_revenue - 1),
    ) + " " + write("Changes are on the same period a year before.")  # fmt: skip


def _category(view: Meeting) -> str:
    """How the customer's category grew, and the deliveries in it."""
    if view.groups is None or view.shelf is None:
        return ""
    sums = development.whole(view.groups)
    if not (sums["growth"] == sums["growth"] and sums["own_growth"] == sums["own_growth"]):
        return ""
    values = {
        "customer": view.data.name,
        "company": view.data.company,
        "growth": words.grown(float(sums["growth"])),
        "ours": words.grown(float(sums["own_growth"])),
    }
    if development.measure(view.shelf) == "value":
        return write(
            "In money, the category of {customer} changed by {growth} and what {company} delivered in it by {ours}.",
            **values,
        )
    return write(
        "In {unit}, the category of {customer} changed by {growth} and what {company} delivered in it by {ours}.",
        unit=view.data.unit,
        **values,
    )


def _service(view: Meeting) -> str:
    """The service level, beside what was agreed."""
    found = view.care.service
    if found is None or found.now.lines == 0:
        return ""
    now = found.now.figure(found.definition)
    values = {"counted": own.counted(found), "part": language.percent(now.value)}
    if found.agreed == found.agreed:
        return write(
            "Of the {counted}, {part} arrived on time and in full; {agreed} was agreed.",
            **values,
            agreed=language.percent(found.agreed),
        )
    return write("Of the {counted}, {part} arrived on time and in full.", **values)


def _complaints(view: Meeting) -> str:
    """How many complaints came in, and how many are open."""
    if view.care.complaints is None:
        return ""
    record = view.care.complaints.record
    return write_many(
        "{count} complaint came in ({base} a year before); {open} was open at the end.",
        "{count} complaints came in ({base} a year before); {open} were open at the end.",
        record.count,
        base=language.number(record.base_count),
        open=language.number(record.open),
    )


def _promises(view: Meeting) -> str:
    """How both sides kept what they promised."""
    sides = [commitments.kept(view.promises, view.period.end, side) for side in commitments.SIDES]
    told = [
        language.say(
            "{name} {kept} of {due}", name=name, kept=language.number(one.kept), due=language.number(one.due)
        )
        for one, name in zip(sides, (view.data.company, view.data.name), strict=True)
        if one.due
    ]
    if not told:
        return ""
    return write(
        "Promises that fell due in the last twelve months and were kept, on time and right the first time: {sides}.",
        sides=language.listing(told),
    )


def _points(view: Meeting, heading: str) -> str:
    """How many points there are to talk about, and where they stand."""
    if not view.points:
        return write(
            "Nothing in these figures asks to be talked about; what either side wants to add can be."
        )
    return write_many(
        "There is {count} point to talk about: see {heading}.",
        "There are {count} points to talk about: see {heading}.",
        len(view.points),
        heading=links.to(heading),
    )


def _named(found: pd.DataFrame, view: Meeting) -> str:
    """Outlets with how far they lie from what was to be expected."""
    named = [
        f"{words.name_of(name, outlet)} ({captions.amount(float(money), 'revenue', view.data, plus=True)})"
        for name, outlet, money in found[["name", "outlet", "deviation"]].head(MOST).itertuples(index=False)
    ]
    return words.places(named, len(found) - len(named))
