"""
Terms that a plan wants otherwise than is agreed, in words: what is asked of the supervisor, what it costs, and where that cannot be worked out.

The proposal for a term is written here, for the form that offers it; it is read again with each edit as what the first draft wrote (``plan.texts``), so that its rates and its money stay those of
the plan until a person puts it in other words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.documents.evaluation import contract_words as own
from amlib.plan import otherwise
from amlib.plan.contract import goal
from amlib.plan.items import Proposal, Range

if TYPE_CHECKING:
    from decimal import Decimal

    from amlib.analysis.agreed import Cost, Unknown, Year
    from amlib.plan.items import Term
    from amlib.plan.model import Plan

__all__ = ["Asking", "beside", "costs", "named", "shown", "uncounted", "unknown"]

_FIELDS = {
    "kind": "kind",
    "threshold": "threshold",
    "basis": "what is counted",
    "rate": "rate",
    "retroactive": "from the first euro or kg",
    "begins": "beginning",
    "ends": "end",
    "counter_performance": "service in return",
    "agreement": "agreement",
}
_COUNTED = {"": "revenue", "revenue": "revenue", "quantity": "quantity"}
_WHY = {
    "other": "what such a condition costs cannot be read from its rate",
    "rate": "it has no rate or amount yet",
    "quantity": "the plan has no goal in quantity",
    "last_year": "the sales of the year before are not known",
}
_NEW = ("threshold", "rate")
"""What is told of a term that stands beside what is agreed."""


@dataclass(frozen=True)
class Asking:
    """
    What the proposals for terms are written from.

    Attributes
    ----------
    agreed : mapping of id to Term
        As ``plan.contract.agreed_terms``.
    cost : plan → Cost or None
        As ``plan.contract.Basis.cost``.
    currency, unit : str
    """

    agreed: Mapping[str, Term]
    cost: Callable[[Plan], Cost | None]
    currency: str = "EUR"
    unit: str = "kg"

    def made(self, plan: Plan) -> tuple[Proposal, ...]:
        """A proposal for each thing that the plan wants otherwise and asks nobody; their numbers are still to be given."""
        return tuple(
            Proposal(number=1, subject="contract", terms=tuple(term.id for term in terms), **self._asked(plan, terms))
            for terms in otherwise.together(otherwise.unasked(plan, self.agreed))
        )  # fmt: skip

    def written(self, plan: Plan, proposal: Proposal) -> Mapping[str, Any] | None:
        """What is written of a proposal for terms in a plan; None where none of them is otherwise than agreed any more."""
        terms = [term for term in otherwise.of(plan, self.agreed) if term.id in proposal.terms]
        return self._asked(plan, terms) if terms else None

    def _asked(self, plan: Plan, terms: Sequence[Term]) -> dict[str, Any]:
        told = "; ".join(self._told(term) for term in terms)
        text = language.say("Agree with the customer: {what}", what=told)
        return {"text": text, **self._worth(plan, terms)}

    def _worth(self, plan: Plan, terms: Sequence[Term]) -> dict[str, Any]:
        """What it costs the year if it is agreed so, beside the plan without it: as where it is rejected."""
        ids = {term.id for term in terms}
        without = plan.model_copy(update={"terms": tuple(each for each in plan.terms if each.id not in ids)})
        found, plain, target = self.cost(plan), self.cost(without), goal(plan, "revenue")
        if found is None or plain is None or target is None:
            return {
                "reason": language.say("What it costs is not known: the plan has no goal in revenue."),
                "effect": None,
            }
        barred = [each for each in found.unknown if each.term in ids]
        if barred:
            return {"reason": unknown(barred[0]), "effect": None}
        more = round((found.owed - plain.owed) * 100)
        values = {
            "year": str(plan.year),
            "target": language.short_money(target.year() / 100, self.currency),
            "money": language.short_money(abs(more) / 100, self.currency),
        }
        reason = (
            language.say(
                "At the target of {target} the conditions of {year} then cost {money} more than without it.",
                **values,
            )
            if more > 0
            else language.say(
                "At the target of {target} the conditions of {year} then cost {money} less than without it.",
                **values,
            )
            if more < 0
            else language.say(
                "At the target of {target} the conditions of {year} cost as much with it as without it.",
                **values,
            )
        )
        return {"reason": reason, "effect": Range.certain(-more)}

    def _told(self, term: Term) -> str:
        """A condition, and what of it is to be otherwise."""
        before = self.agreed.get(term.id)
        if before is None:
            said = [
                shown(term, field, self.currency, self.unit)
                for field in _NEW
                if getattr(term, field) is not None
            ]
            return language.say(
                "{condition}, new: {what}",
                condition=named(term),
                what=language.listing(said) or language.MISSING,
            )
        changed = [field for field in otherwise.FIELDS if otherwise.differs(term, before, field)]
        told = [
            language.say("{field} {after} instead of {before}", field=language.say(_FIELDS[field]), after=shown(term, field, self.currency, self.unit), before=shown(before, field, self.currency, self.unit))
            for field in changed
        ]  # fmt: skip
        return language.say("{condition}, {what}", condition=named(before), what=language.listing(told))


def shown(term: Term, field: str, currency: str = "EUR", unit: str = "kg") -> str:
    """What a field of a term says, with its unit and the decimals that it has; a dash where it says nothing."""
    value = getattr(term, field)
    if value is None or (value == "" and field != "basis"):
        return language.MISSING
    if field in ("begins", "ends"):
        return language.date(value)
    if field == "retroactive":
        return language.say("yes") if value else language.say("no")
    if field == "basis":
        return language.say(_COUNTED[value])
    if field == "kind":
        return own.kind(value)
    return _figure(term, field, value, currency, unit) if field in _NEW else str(value)


def named(term: Term) -> str:
    """A term by its kind and its number, within a sentence."""
    name = own.condition(term.kind, term.id)
    return name[:1].lower() + name[1:]


def unknown(found: Unknown) -> str:
    """That it cannot be worked out what a term costs, and why."""
    return language.say(
        "What {condition} costs cannot be worked out: {why}.", condition=_condition(found), why=language.say(_WHY[found.why])
    )  # fmt: skip


def costs(found: Cost, currency: str) -> str:
    """By how much the conditions cost more or less than is agreed; or why that is not known."""
    if found.unknown:
        return " ".join(unknown(each) for each in found.unknown)
    if found.more is None:
        return language.say("What is agreed was not supplied, so it cannot be compared.")
    money = language.short_money(abs(found.more), currency)
    if round(found.more) == 0:
        return language.say("What the plan wants otherwise costs as much as what is agreed.")
    return (
        language.say("At the target that is {money} more than what is agreed would cost.", money=money)
        if found.more > 0
        else language.say("At the target that is {money} less than what is agreed would cost.", money=money)
    )


def beside(found: Year, currency: str) -> tuple[str, bool]:
    """What the conditions at the target are beside what is agreed, in short, and whether they are dearer or cannot be compared."""
    cost = found.cost
    if cost is None or (cost.more is not None and round(cost.more) == 0):
        return _as_agreed(found), False
    if cost.unknown:
        return language.say("without what is not known of the plan's own terms"), True
    if cost.more is None or cost.agreed is None:
        return language.say("what is agreed was not supplied, so it cannot be compared"), True
    values = {
        "money": language.short_money(abs(cost.more), currency),
        "agreed": language.short_money(cost.agreed, currency),
    }
    if cost.more > 0:
        return language.say("{money} more than what is agreed, {agreed}", **values), True
    return language.say("{money} less than what is agreed, {agreed}", **values), False


def _as_agreed(found: Year) -> str:
    """That the conditions are as agreed, and how many of them were so for an earlier year only."""
    carried, every = int(found.lines["carried"].sum()), len(found.lines)
    if not carried:
        return language.say("as is agreed")
    if carried == every:
        return language.say("as now, nothing agreed for {year} yet", year=str(found.year))
    return language.say(
        "as agreed, {count} of {every} not yet for {year}", count=carried, every=every, year=str(found.year)
    )


def uncounted(found: Year) -> str:
    """Of how many conditions of the table it is not known what they cost, so that they count as nothing; empty where there is none."""
    count = int((found.lines["target"].isna() & (found.lines["kind"] == "other")).sum())
    return language.say("{count} of unknown cost", count=language.number(count)) if count else ""


def _condition(found: Unknown) -> str:
    name = own.condition(found.kind, found.term)
    return name[:1].lower() + name[1:]


def _figure(term: Term, field: str, value: Decimal, currency: str, unit: str) -> str:
    """A rate or a threshold, with the decimals that it has."""
    if field == "rate" and term.kind == "payment days":
        return language.say_many("{count} day", "{count} days", int(value))
    if (field == "threshold" and term.kind == "growth bonus") or (field == "rate" and abs(value) < 1):
        return language.percent(float(value), _digits(value * 100))
    if field == "threshold" and term.basis == "quantity":
        return language.quantity(float(value), unit)
    return language.money(float(value), currency, _digits(value))


def _digits(value: Decimal) -> int:
    return max(-int(value.normalize().as_tuple().exponent), 0)
