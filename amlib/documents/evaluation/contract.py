"""
The sentences about the contract: what it costs, where the year stands on its ladders, what was done in return, and what nobody wrote down.

A bonus is the one cost that a sale can raise on all sales before it, so the sentences say in money what a step costs and what the sales up to it earn. They say nothing of what was
really paid: no table holds that, and it is said that it is not known.

Each takes what ``analysis.contract.of`` gives; without terms, only the bottom line speaks.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from amlib import language
from amlib.documents import words
from amlib.documents.evaluation import contract_words as own
from amlib.documents.sentences import Prose, prose, write, write_many

if TYPE_CHECKING:
    from amlib.analysis.contract import Contract
    from amlib.analysis.ladders import Crossing
    from amlib.data.slices import Slice

__all__ = ["accrual", "bottom_line", "counter", "ladder", "payment", "unknowns", "waterfall"]


def bottom_line(found: Contract | None, given: Slice) -> Prose:
    """
    What the conditions cost and whether a step or a term needs attention, in one paragraph; without terms, what is therefore not known.

    Parameters
    ----------
    found : Contract or None
        What ``analysis.contract.of`` gives; None where no terms were supplied.
    given : Slice
        For the currency.
    """
    if found is None:
        return prose(write("Not supplied: {table}, so {unknown}", table=words.table("terms"), unknown=words.unknown("terms")))  # fmt: skip
    if found.accrued.empty:
        told = write("No condition that costs money is recorded for {year}.", year=str(found.day.year))
        return prose(["" if given.audience == "customer" else told, _term_of_payment(found)])
    late = _term_of_payment(found) if (found.payment["over"] > 0).any() else ""
    return prose([_costs(found, given), _attention(found, given), late])


def waterfall(found: Contract | None, given: Slice) -> Prose | None:
    """What the conditions took of the period and what is left, beside a year before."""
    if found is None or found.accrued.empty:
        return None
    revenue, before = (found.line("revenue", side) for side in ("period", "base_period"))
    left, net_before = (
        found.line("margin_after_terms", "period"),
        found.line("net_net_revenue", "base_period"),
    )
    taken = revenue - found.line("net_net_revenue", "period")
    told = [
        write(
            "The conditions took {money} {when}, {share} of revenue.",
            when=words.during(found.period),
            money=_money(taken, given),
            share=own.share(taken, revenue, 2),
        )
    ]
    if before > 0 and isfinite(net_before):
        told.append(write("A year before that was {share}.", share=own.share(before - net_before, before, 2)))
    if isfinite(left):
        told.append(
            write(
                "After conditions {money} of margin is left: {share} of revenue.",
                money=_money(left, given),
                share=own.share(left, revenue),
            )
        )
    told.append(
        write(
            "A step that holds from the first euro falls in the month that crosses it, so that the months add up to what is owed."
        )
    )
    return prose(told)


def ladder(found: Contract | None, given: Slice) -> Prose | None:
    """Which steps the latest estimate reaches, what the steps within reach cost and earn, and where a cliff is made good."""
    if found is None or found.steps.empty:
        return None
    if not found.heading.known:
        return prose(write("There is no latest estimate of the year, so only the steps reached so far are shown."))  # fmt: skip
    reached = int((found.steps["then"] <= 0).sum())
    told = [
        write_many(
            "Of {count} step the latest estimate reaches {reached}.",
            "Of {count} steps the latest estimate reaches {reached}.",
            len(found.steps),
            reached=language.number(reached),
        )
    ]
    if not isfinite(found.margin_rate):
        told.append(write("Not every sale has a cost, so what a step earns is not known."))
    for step in (*found.cliffs, *found.passed):
        told += _explained(step, found, given)
    return prose(told)


def accrual(found: Contract | None, given: Slice) -> Prose | None:
    """What is still to be added to what is owed, and by which condition most."""
    if found is None or found.accrued.empty or not found.heading.known:
        return None
    now, then = found.owed
    if then - now < 0.5:
        return prose(write("On the latest estimate nothing is added to what is owed now."))
    top = found.beside.iloc[int(found.beside["difference"].fillna(0.0).argmax())]
    told = [
        write(
            "On the latest estimate {more} is added to what is owed now; {condition} adds the most, {money}.",
            more=_money(then - now, given),
            condition=own.condition(top["kind"], top["term"]),
            money=_money(top["difference"], given),
        )
    ]
    low, high = (float(found.beside[end].sum()) for end in ("low", "high"))
    if found.heading.ranged and high - low >= 0.5:
        told.append(
            write(
                "Over the range of the estimate, revenue from {low} to {high}, the year costs {least} to {most}.",
                low=_money(found.heading.low, given),
                high=_money(found.heading.high, given),
                least=_money(low, given),
                most=_money(high, given),
            )
        )
    return prose(told)


def counter(found: Contract | None, given: Slice) -> Prose | None:
    """For how many conditions it is recorded that the customer did its part, and what is owed for the others."""
    if found is None or found.counter.empty:
        return None
    open_ = found.counter[found.counter["received"].isin(("unknown", "no"))]
    if open_.empty:
        return prose(write("For every condition it is known that the customer did its part."))
    return prose(
        write_many(
            "For {count} condition it is not recorded that the customer did its part; {money} is owed for it so far.",
            "For {count} conditions it is not recorded that the customer did its part; {money} is owed for them so far.",
            len(open_),
            money=_money(float(open_["amount"].sum()), given),
        )
    )


def payment(found: Contract | None, given: Slice) -> Prose | None:
    """The payment term beside the law's; None where none was agreed."""
    said = _term_of_payment(found) if found is not None else ""
    return prose(said) if said else None


def unknowns(found: Contract | None, given: Slice) -> Prose | None:
    """What the contract's figures leave open: payments, conditions without an amount, wholesalers, kilograms, credit notes."""
    if found is None or found.accrued.empty:
        return None
    told = [write("No table holds what was really paid or settled, so these are amounts owed, not amounts paid.")]  # fmt: skip
    unknown = found.accrued[found.accrued["status"] == "unknown"]
    for row in unknown.to_dict("records"):
        name = own.condition(row["kind"], row["term"])
        told.append(
            write("What {condition} costs is not known ({text}).", condition=name, text=row["counter_performance"])
            if row["counter_performance"]
            else write("What {condition} costs is not known.", condition=name)
        )  # fmt: skip
    if (found.accrued["kind"] == "bypass bonus").any():
        told.append(write("What went through the appointed wholesalers is not recorded: all revenue counts for that bonus."))  # fmt: skip
    if len(found.unclear):
        told.append(
            write(
                "Whether kilograms count is not said for {terms}; revenue was counted.",
                terms=language.listing([str(term) for term in found.unclear["term"]]),
            )
        )
    if abs(found.without_goods) >= 0.5:
        told.append(
            write(
                "Revenue holds {money} of bookings without goods; where bonuses are among them, they count twice here.",
                money=language.short_money(found.without_goods, given.currency, plus=True),
            )
        )
    return prose(told)


def _costs(found: Contract, given: Slice) -> str:
    """What is owed so far, and on the latest estimate."""
    now, then = found.owed
    values = {"money": _money(now, given), "share": own.share(now, found.revenue, 2)}
    if not found.heading.known or found.day.month == 12:
        return write("The conditions cost {money} this year, {share} of revenue.", **values)
    return write(
        "The conditions cost {money} so far this year, {share} of revenue; on the latest estimate {whole} over the whole year, {part}.",
        **values,
        whole=_money(then, given),
        part=own.share(then, found.heading.centre, 2),
    )


def _attention(found: Contract, given: Slice) -> str:
    """The one thing about the ladders that a reader must know: a cliff ahead, one just passed, or the nearest step that pays."""
    if found.cliffs:
        step = found.cliffs[0]
        message = "The step of {term} lies {away} beyond the latest estimate and does not pay: it costs {paid} more bonus, the sales that reach it earn {earned}."
    elif found.passed:
        step = found.passed[0]
        message = "The year is heading {away} past the step of {term}, which costs {paid} more bonus than just below it; the sales past it earn {earned}."
    elif paying := [step for step in found.crossings if step.net > 0 and step.extra_bonus > 0]:
        step = min(paying, key=lambda one: one.distance)
        message = "The step of {term} lies {away} beyond the latest estimate and pays: it costs {paid} more bonus, the sales that reach it earn {earned}."
    else:
        return ""
    return write(message, **_figures(step, found, given))


def _explained(step: Crossing, found: Contract, given: Slice) -> list[str]:
    """A cliff: what reaching it leaves, where it is made good, and whether chance alone can decide it."""
    loss = _money(-step.net, given)
    told = [
        write("Just reaching the step of {term} leaves {money} less than the latest estimate does.", term=_named(step, found, given), money=loss)
        if step.distance > 0
        else write("Ending past the step of {term} leaves {money} less than just below it.", term=_named(step, found, given), money=loss)
    ]  # fmt: skip
    told.append(
        write("Only with {money} more sales than the latest estimate is as much left again.", money=_money(step.recovers, given))
        if isfinite(step.recovers)
        else write("No sales up to the next step make that good.")
    )  # fmt: skip
    ahead = found.heading
    if ahead.ranged and ahead.low < ahead.centre + step.distance <= ahead.high and found.day.month < 12:
        told.append(write("The range of the estimate lies on both sides of this step, so the year may still end on either."))  # fmt: skip
    return told


def _term_of_payment(found: Contract) -> str:
    """How late the customer may pay, beside the law."""
    if found.payment.empty:
        return ""
    row = found.payment.iloc[int(found.payment["days"].argmax())]
    values = {"days": language.number(row["days"]), "limit": language.number(row["limit"])}
    if row["over"] > 0:
        return write(
            "The customer may pay after {days} days, more than the {limit} that the law allows for perishable goods.",
            **values,
        )
    return write("The customer pays within {days} days; for perishable goods the law allows {limit}.", **values)  # fmt: skip


def _named(step: Crossing, found: Contract, given: Slice) -> str:
    """A step as the table of steps has it: by where it begins, and its condition."""
    at = found.steps.loc[found.steps["step_term"] == step.term, "at"]
    if at.empty or not isfinite(at.iloc[0]):
        return step.term
    return f"{_money(float(at.iloc[0]), given)} ({step.term})"


def _figures(step: Crossing, found: Contract, given: Slice) -> dict[str, str]:
    """The figures of a step, in words."""
    return {
        "term": _named(step, found, given),
        "away": _money(abs(step.distance), given),
        "paid": _money(step.extra_bonus, given),
        "earned": _money(step.margin_of_crossing, given),
    }


def _money(value: float, given: Slice) -> str:
    return language.short_money(value, given.currency)
