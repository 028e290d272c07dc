"""
What stands out: each finding in words, with what it is worth and an advice.

A finding is worth nothing as a code and little as a remark; a reader wants to know what was found, what hangs on it and what to do. So each code of
``plan.findings`` has its words here, once for all documents, and the worst and the dearest come first. That nothing stands out is said too, for
an empty section could also be a broken one.

A group's sentence may lead to the section that shows its figures: a document says which heading is the evidence of which code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite
from numbers import Real
from types import MappingProxyType
from typing import TYPE_CHECKING

from amlib import language
from amlib.documents import links, words
from amlib.documents.sentences import Prose, capital, prose, write, write_many
from amlib.documents.tables import Column, Row, Table, Tone
from amlib.plan.findings import LOST, SEVERITIES

if TYPE_CHECKING:
    from amlib.data.slices import Slice
    from amlib.plan.findings import Finding

__all__ = ["GATHERED", "advice", "named", "reading", "table", "what"]

MOST = 10
"""More findings than this are shown as the worst and the dearest, and how many more there are."""

_WHAT: Mapping[str, str] = {
    "supplier_missing": "The customer's category does not name us as a supplier. Looked for, and the largest that it does name: {names}.",
    "other_unit": "The customer's category is in another unit than our deliveries: {amount} there, {beside} here.",
    "smaller_than_ours": "The customer's category is smaller than our own deliveries: {amount} against {beside}.",
    "own_differs": "Our rows in the customer's category differ {difference} from our own deliveries.",
    "overlap": "The same months of the category were supplied more than once ({names}); {count} of those rows, worth {money}, were left out so that nothing counts twice.",
    "sources": "The category was supplied by several sources ({names}); {count} of their rows, worth {money}, say the same twice and were left out.",
    "no_base": "The category does not go back to {names}, so neither its growth nor the change of our share is known.",
    "outlets_missing": "Of our outlets {count} did not report; those that did stand for {coverage} of our revenue.",
    "nothing_left": "After returns nothing is left of the category in {count} places (an outlet and a group); they count, but have no share.",
    "quantity_missing": "In {count} rows of the category the quantity is missing, so nothing is shown in {unit}.",
    "value_missing": "In {count} rows of the category the value is missing, so shares are shares of quantity.",
    "revised": "{count} rows of the category were replaced by newer figures of the same source.",
    "weeks": "The category was supplied per week ({count} rows); a week counts in the month of its Thursday.",
    "negative": "The category holds returns: {count} rows below nil, together {money}. They were counted as returns.",
    "unnamed": "The category does not name its suppliers; our part of it is our own deliveries, in quantity.",
    "market_overlap": "The same months of the market were supplied more than once; {count} of those rows, worth {money}, were left out so that nothing counts twice.",
    "market_late": "The market data stop {months} before the end of this period.",
    "market_stale": "The market data stop {months} before the end of this period; the market may have turned since.",
    "market_thin": "The market was measured for {coverage} only; its size is estimated from that.",
    "market_smaller": "In {place} the customer bought more ({money}) than the whole market is estimated at ({beside}).",
    "prices_thin": "Only {count} competitor prices were seen in the last twelve months.",
    "prices_stale": "The last competitor price was seen {months} before the end of this period.",
    "losing_in_growth": "{place} grew {growth} at this customer, and our share of it fell by {points}.",
    "losing_share": "Our share of {place} fell by {points}; the group itself did not grow.",
    "never_listed": "The customer buys {size} of {place}, and nothing of it from us.",
    "bonus_cliff": "A step of a bonus ladder lies {size} beyond the year as it is heading ({names}): reaching it costs {paid} more bonus, and the sales that reach it earn {beside}.",
    "bonus_passed": "The year is heading {size} past a step of a bonus ladder ({names}) that costs {paid} more bonus; the sales past it earn {beside}.",
    "step_near": "A step of a bonus ladder lies {size} beyond the year as it is heading ({names}) and pays: it costs {paid} more bonus, and the sales that reach it earn {beside}.",
    "payment_days": "The customer may pay after {count} days ({names}); for perishable goods the law allows {limit}.",
    "does_not_tie": "The document's revenue does not tie out to the general ledger: {money} is unexplained.",
    "target_unlikely": "The year's revenue target of {size} ({place}) will sooner be missed than reached: the latest estimate is {paid}, the probability of reaching it {coverage}.",
    "outlet_falling": "{place} fell short of what was to be expected of it by more than chance explains: {paid}, where {beside} was to be expected.",
    "promotion_loss": "The promotion of {place} cost {paid} more than it brought, and its whole range lies below nil.",
    "promotion_repeated_loss": "The promotion of {place} lost money {count} times; the last one cost {paid} more than it brought.",
    "promotion_unclear": "Of {count} promotions ({names}) it is not certain whether they paid for themselves.",
    "outlet_never_visited": "Nobody ever visited {count} outlets, as far back as the visits go ({names}); their revenue in twelve months is {money}.",
    "outlet_unvisited": "Nobody visited {count} outlets in the last twelve months ({names}); their revenue in that time is {money}.",
    "visits_behind": "In twelve months {count} of the {limit} contacts wanted were made ({names}).",
    "service_below": "The service level was {part}, and {agreed} was agreed.",
    "complaints_rising": "Complaints for what was delivered rose by more than chance explains: {count} in this period, {earlier} a year before.",
    "complaint_open": "{count} complaints have been open for longer than the norm of {limit} days, the longest for {days} ({names}).",
    "satisfaction_fell": "Satisfaction fell from {score_before} to {score} ({count} answers).",
    "function_uncovered": "Nobody holds this function any more: {place}. The last was {names}.",
    "commitment_overdue": "A promise by {party} is {count} days overdue: {place}.",
    "commitment_redated": "A promise by {party} was given a later day and counts as missed for its first: {place}.",
    "unwritten": "A contribution has no written reference ({names}).",
    "unconfirmed": "It is not recorded that the customer did its part for condition {names}, for which we owe.",
    "basis_unclear": "The text of condition {names} speaks of kilograms, but not whether those count; revenue was counted.",
    "bypass_basis": "What was bought through the appointed wholesalers is not recorded; the bypass bonus ({names}) was worked out on all revenue.",
    "term_unknown": "What a condition costs cannot be read from its row ({names}); it counts as nothing here.",
}

_ALONE: Mapping[str, str] = {
    "outlet_never_visited": "Nobody ever visited {names}, as far back as the visits go; its revenue in twelve months is {money}.",
    "outlet_unvisited": "Nobody visited {names} in the last twelve months; its revenue in that time is {money}.",
    "complaint_open": "A complaint has been open for {days} days ({names}); the norm is {limit}.",
}
"""The same of one only."""

_ADVICE: Mapping[str, str] = {
    "supplier_missing": "Have our name in the category figures corrected; until then no share is shown.",
    "other_unit": "Have the unit of the category figures corrected; until then no share is shown.",
    "smaller_than_ours": "Ask which outlets or groups are missing; until then no share is shown.",
    "own_differs": "Compare the booking days and the articles with the customer.",
    "overlap": "Agree with the customer on one delivery of these figures.",
    "sources": "Agree on one source for these figures.",
    "no_base": "Ask the customer for the figures of last year.",
    "outlets_missing": "Ask these outlets to report; until then our share has a range.",
    "nothing_left": "Ask whether these returns were booked in the right period.",
    "quantity_missing": "Ask the customer for the quantities.",
    "value_missing": "Ask the customer for the purchase values.",
    "revised": "Nothing; the newest figures were used.",
    "weeks": "Ask for figures per month where growth must be exact.",
    "negative": "Nothing, unless the amount surprises.",
    "unnamed": "Ask for the figures per supplier; then the share of value is known too.",
    "market_overlap": "Buy or use one cut of the market.",
    "market_late": "Read the comparison with the market over its own period.",
    "market_stale": "Order newer market data before deciding on the market.",
    "market_thin": "Use its growth rather than its size.",
    "market_smaller": "Ask which articles either of the two counts in this group; no part of the market is shown.",
    "prices_thin": "Have more prices noted before arguing about price.",
    "prices_stale": "Have prices noted again before arguing about price.",
    "losing_in_growth": "Find out in which outlets, and to whom; plan an action or a listing.",
    "losing_share": "Find out what took our place, and whether to win it back.",
    "never_listed": "Offer an assortment, or decide not to.",
    "bonus_cliff": "Plan sales well beyond the step or none that just reach it, and agree on steps that hold only for what lies above them.",
    "payment_days": "Agree on a shorter term; no agreement can lengthen it.",
    "does_not_tie": "Find out with accounting what was booked; the document cannot be approved before.",
    "target_unlikely": "Name actions that cover the gap, or adjust the target with its reason.",
    "outlet_falling": "Visit it, and ask what changed.",
    "promotion_loss": "Change the support or the form before repeating it.",
    "promotion_repeated_loss": "Do not repeat it in this form.",
    "promotion_unclear": "Repeat only where the plan names what it must bring, and measure it again.",
    "outlet_never_visited": "Plan these visits; nobody can say what happens there.",
    "outlet_unvisited": "Plan these visits, the largest first.",
    "visits_behind": "Plan these contacts, or agree on fewer.",
    "service_below": "Find out at which distribution centre and why, and tell the customer what is done about it.",
    "complaints_rising": "Look at the causes beside last year's, and take the largest to quality.",
    "complaint_open": "Have them settled, or tell the customer when they will be.",
    "satisfaction_fell": "Ask those who answered what is behind it.",
    "function_uncovered": "Ask who has taken it over, and get acquainted.",
    "commitment_overdue": "Have it done, or agree on a new day and say why.",
    "commitment_redated": "Nothing, if the new day is kept.",
    "bonus_passed": "Sell well past the step, or force no more sales this year; and agree on steps that hold only for what lies above them.",
    "step_near": "Plan the sales that reach it, if they can be made at this margin.",
    "unwritten": "Have it put in writing before it is paid; for perishable goods a contribution that was not clearly agreed beforehand is forbidden.",
    "unconfirmed": "Record what was received before paying, with the proof.",
    "basis_unclear": "Fill in the column basis with revenue or quantity, as agreed.",
    "bypass_basis": "Ask the wholesalers for their figures.",
    "term_unknown": "Work out with the supervisor what it costs, and write that down.",
}

GATHERED = ("outlet_never_visited", "outlet_unvisited", "complaint_open")
"""Findings about many of a kind, of which the first are named."""

_PARTIES: Mapping[str, str] = {"us": "us", "customer": "the customer"}

_SEVERITY: Mapping[str, str] = {"error": "Error", "warning": "Warning", "note": "Note"}

_KINDS: Mapping[str, str] = {
    "month outlet": "months per outlet",
    "quarter outlet": "quarters per outlet",
    "year outlet": "years per outlet",
    "week outlet": "weeks per outlet",
    "month account": "months of the account",
    "quarter account": "quarters of the account",
    "year account": "years of the account",
    "week account": "weeks of the account",
}


def what(finding: Finding, given: Slice) -> str:
    """What was found, in a sentence: plain text, for a cell of a table."""
    if finding.code == "market_thin" and not _known(finding.values.get("coverage")):
        return language.say(
            "Which part of the market was measured is not known; its size is shown as it was measured."
        )
    if isinstance(again := finding.values.get("again"), date):
        return language.say(
            "The promotion of {place} lost money {count} times; the last one cost {paid} more than it brought, and it is planned again from {day}.",
            **_values(finding, given),
            day=language.date(again),
        )
    if finding.code == "promotion_unclear" and finding.values.get("count") == 1:
        return language.say(
            "Of one promotion ({names}) it is not certain whether it paid for itself.",
            **_values(finding, given),
        )
    alone = finding.values.get("count") == 1 and finding.code in _ALONE
    return language.say((_ALONE if alone else _WHAT)[finding.code], **_values(finding, given))


def advice(finding: Finding) -> str:
    """What to do about a finding."""
    return language.say(_ADVICE[finding.code])


def named(finding: Finding) -> str:
    """The names that a finding gives, and how many more there are; empty where it gives none."""
    names, count = finding.values.get("names"), finding.values.get("count")
    told = [str(name) for name in names] if isinstance(names, tuple) else []
    return _named(finding.code, told, float(count) if isinstance(count, Real) else float("nan"))


def table(
    found: Sequence[Finding], given: Slice, evidence: Mapping[str, str] = MappingProxyType({})
) -> Table | None:
    """
    Every finding with its severity, its money and an advice; None where there are none.

    Parameters
    ----------
    found : sequence of Finding, the worst and the dearest first
    given : Slice
        For the currency and the unit.
    evidence : mapping of code to the English words of a heading, optional
        Where in this document the figures of a finding stand.
    """
    if not found:
        return None
    shown = found[:MOST]
    priced = any(_known(finding.money) for finding in shown)
    columns = [Column(language.say("Finding"), "left"), Column(language.say("Severity"), "left")]
    columns += [Column(language.say("Worth"))] if priced else []
    columns.append(Column(language.say("Advice"), "left"))
    rows = []
    for finding in shown:
        heading = evidence.get(finding.code)
        worth = [language.short_money(abs(finding.money), given.currency, tight=True)] if priced else []
        cells = (
            capital(what(finding, given)),
            language.say(_SEVERITY[finding.severity]),
            *worth,
            advice(finding),
        )
        mark: Tone = None if finding.severity == "note" else "warn"
        tones = (None, mark, *(None for _ in cells[2:]))
        leads = (links.anchor(heading), *(None for _ in cells[1:])) if heading else None
        rows.append(Row(cells, tones=tones, links=leads))
    more = len(found) - len(shown)
    note = language.say_many("{count} more finding.", "{count} more findings.", more) if more else None
    return Table(tuple(columns), tuple(rows), None, None, note)


def reading(found: Sequence[Finding], given: Slice) -> Prose:
    """How many findings there are and on which the most money hangs; or that nothing stands out."""
    if not found:
        return prose(
            write(
                "Nothing stands out in what was supplied: no doubt about the data, and no group in which we lost {points} of share or more.",
                points=language.points(LOST, 0, plus=False),
            )
        )
    counted = [
        text
        for severity, text in zip(SEVERITIES, _counts(found), strict=True)
        if any(finding.severity == severity for finding in found)
    ]
    told = [write("There are {counted}.", counted=language.listing(counted))]
    if len(counted) == 1 and len(found) == 1:
        told = [write("There is {counted}.", counted=counted[0])]
    dear = [finding for finding in found if _known(finding.money)]
    if dear:
        top = max(dear, key=lambda finding: abs(finding.money))
        told.append(
            write(
                "The most money hangs on {place}: {money} in this period.",
                place=words.name_of(top.place, language.say("the account")),
                money=language.short_money(abs(top.money), given.currency),
            )
        )
    return prose(told)


def _known(value: object) -> bool:
    """Whether a value is a number at all."""
    return isinstance(value, Real) and isfinite(value)


def _counts(found: Sequence[Finding]) -> tuple[str, str, str]:
    """How many errors, warnings and notes, in words."""
    errors, warnings, notes = (sum(f.severity == severity for f in found) for severity in SEVERITIES)
    return (
        write_many("{count} error", "{count} errors", errors),
        write_many("{count} warning", "{count} warnings", warnings),
        write_many("{count} note", "{count} notes", notes),
    )


def _values(finding: Finding, given: Slice) -> dict[str, str]:
    """All that a sentence may need, written."""
    values = finding.values

    def figure(name: str) -> float:
        found = values.get(name)
        return float(found) if isinstance(found, Real) else float("nan")

    names = values.get("names")
    named = [str(name) for name in names] if isinstance(names, tuple) else []
    amount, beside = figure("amount"), figure("beside")
    count = figure("count") if "count" in values else figure("rows")
    coverage = figure("coverage") if "coverage" in values else amount
    money = finding.money if _known(finding.money) else amount
    digits = 2 if max(abs(amount), abs(beside)) < 1000 else 0
    steps = ("bonus_cliff", "bonus_passed", "step_near")
    in_money = finding.code in ("market_smaller", "target_unlikely", "outlet_falling", *steps)
    return {
        "place": words.tier(words.name_of(finding.place, language.say("the account"))),
        "party": _party(named),
        "part": language.percent(figure("coverage")),
        "agreed": language.percent(figure("limit")),
        "earlier": language.number(beside),
        "score": language.number(amount, 1),
        "score_before": language.number(beside, 1),
        "names": _named(finding.code, named, count),
        "days": language.number(amount),
        "count": language.number(count),
        "money": language.short_money(money, given.currency),
        "amount": language.number(amount, digits),
        "paid": language.short_money(amount, given.currency),
        "beside": language.short_money(beside, given.currency)
        if in_money
        else language.number(beside, digits),
        "difference": language.percent(amount / beside - 1, plus=True) if beside else language.MISSING,
        "coverage": language.percent(coverage, 0),
        "limit": language.number(figure("limit")),
        "months": language.say_many("{count} month", "{count} months", int(figure("months")))
        if "months" in values
        else "",
        "unit": given.unit,
        "size": language.short_money(figure("size"), given.currency)
        if _known(finding.money) or finding.code in steps
        else language.quantity(figure("size"), given.unit),
        "growth": words.grown(figure("growth")) if "growth" in values else "",
        "points": language.points(abs(figure("points")), plus=False),
    }


def _party(named: Sequence[str]) -> str:
    """Who promised."""
    return language.say(_PARTIES[named[0]]) if named and named[0] in _PARTIES else language.listing([*named])


def _named(code: str, names: Sequence[str], count: float = float("nan")) -> str:
    """The periods, sources, suppliers or places that a finding is about."""
    if code in GATHERED:
        return words.places(names, max(int(count) - len(names), 0))
    if code == "visits_behind":
        return language.listing([words.tier(name) for name in names])
    if code == "overlap":
        return language.listing([language.say(_KINDS[name]) for name in names])
    if code == "no_base" and names:
        return words.month(names[0])
    return language.listing([*names])
