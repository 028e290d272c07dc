"""
The readings of how it arrived: what the service level and the complaints say, and whether chance may explain them.

A service level of a few orders moves by itself, and nineteen complaints beside seventeen are no rise; a reading that leaves that out makes people explain noise. So each says whether what was
agreed, or last year's figure, lies within the range.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from amlib import language
from amlib.documents.evaluation import care_words as own
from amlib.documents.evaluation.care_readings import not_supplied
from amlib.documents.sentences import Prose, prose, write, write_many

if TYPE_CHECKING:
    from amlib.analysis.care import Care, Complaints, Service
    from amlib.data.slices import Slice

__all__ = ["complaints", "service"]


def service(care: Care, given: Slice) -> Prose:
    """What the service level was, whether that is what was agreed, and what made it fail."""
    if care.service is None:
        return not_supplied("deliveries")
    found = care.service
    if found.now.lines == 0:
        return prose(write("No order line was due in this period, so there is no service level."))
    now, base = found.now.figure(found.definition), found.base.figure(found.definition)
    told = [
        write(
            "Of the {count} {counted} due, {part} arrived on time in full ({range}).",
            count=language.number(now.n),
            counted=own.counted(found),
            part=language.percent(now.value),
            range=own.span(now, 1),
        ),
        _against(found),
    ]
    if base.known:
        told.append(write("In the same period last year it was {base}.", base=language.percent(base.value)))
    told.append(
        write(
            "{fill} of what was ordered was delivered; {time} of the lines came on time and {full} in full.",
            fill=language.percent(found.now.fill, 2),
            time=language.percent(found.now.on_time),
            full=language.percent(found.now.in_full),
        )
    )
    if given.audience == "internal" and found.missed >= 1:
        told.append(
            write(
                "What was not delivered ({quantity}) would have brought about {money}.",
                quantity=language.quantity(found.now.short, given.unit),
                money=language.short_money(found.missed, given.currency),
            )
        )
    other = found.now.by_order if found.definition.level == "line" else found.now.by_line
    told.append(
        write(
            "Counted by whole order it would be {part}."
            if found.definition.level == "line"
            else "Counted by order line it would be {part}.",
            part=language.percent(other.value),
        )
    )
    return prose(told)


def complaints(care: Care, given: Slice) -> Prose:
    """How many complaints came in for what was delivered, whether that is more than chance, how fast they were settled, and what is open."""
    if care.complaints is None:
        return not_supplied("complaints")
    record = care.complaints.record
    if not record.count and not record.base_count and not record.open:
        return prose(write("No complaint came in, and none was open."))
    told = [
        write_many(
            "{count} complaint came in, against {base} in the same period last year",
            "{count} complaints came in, against {base} in the same period last year",
            record.count,
            base=language.number(record.base_count),
        )
    ]
    if record.rate.known:
        told[0] += write(
            ": {rate} per {per} {unit} delivered, against {base}",
            rate=language.number(record.rate.value, 3),
            per=language.number(own.PER),
            unit=given.unit,
            base=language.number(record.base_rate.value, 3),
        )
    told[0] += "."
    told += [_by_chance(care.complaints), _settling(care.complaints)]
    if record.repeats:
        told.append(write_many("{count} is a repeat.", "{count} are repeats.", record.repeats))
    if given.audience == "internal" and not isnan(record.credit):
        told.append(
            write(
                "So far {money} was credited for them.", money=language.money(record.credit, given.currency)
            )
        )
    return prose(told)


def _against(service: Service) -> str:
    """The figure beside what was agreed; that chance may explain a difference is said."""
    now = service.now.figure(service.definition)
    if isnan(service.agreed):
        return ""
    agreed = language.percent(service.agreed)
    if now.value >= service.agreed:
        return write("That is what was agreed ({agreed}) or better.", agreed=agreed)
    if now.high < service.agreed:
        return write(
            "That is below what was agreed ({agreed}), and by more than chance explains.", agreed=agreed
        )
    return write("That is below what was agreed ({agreed}), though chance may explain it.", agreed=agreed)


def _by_chance(complaints: Complaints) -> str:
    """Whether the rate moved by more than chance."""
    record = complaints.record
    if not (record.rate.known and record.base_rate.known):
        return ""
    if record.rising:
        return write("That is more than chance explains.")
    if record.rate.high < record.base_rate.value:
        return write("That is less, by more than chance explains.")
    return write("A difference of this size may be chance.")


def _settling(complaints: Complaints) -> str:
    """How long settling took, and what is open."""
    record = complaints.record
    told = []
    if not isnan(record.days):
        told.append(
            write(
                "Settling one took {days} days in the middle case (last year {base}).",
                days=language.number(record.days),
                base=language.number(record.base_days),
            )
        )
    norm = language.number(complaints.days)
    if not record.open:
        told.append(write("At the end none was open."))
    elif not record.overdue:
        told.append(
            write_many(
                "At the end {count} was open, for no longer than the {norm} days of the norm.",
                "At the end {count} were open, none longer than the {norm} days of the norm.",
                record.open,
                norm=norm,
            )
        )
    else:
        told.append(
            write_many(
                "At the end {count} was open, of which {overdue} for longer than the {norm} days of the norm.",
                "At the end {count} were open, of which {overdue} for longer than the {norm} days of the norm.",
                record.open,
                overdue=language.number(record.overdue),
                norm=norm,
            )
        )
    return " ".join(told)
