"""
A period reviewed: all that a results evaluation needs, read once.

An evaluation asks twenty questions of one slice, and each answer leans on others: a cause on what promotions did, the contract on where the year is heading, a proposal on every finding. Asked
one by one they would be worked out again and again, and could differ. So they are answered here, in the order in which they depend on each other, as one value. What only some documents and no form
ask for (the causes, the budget) is worked out when it is asked for the first time.

What was not supplied is None or empty, so that a document can say so. A customer's slice gives what it holds: no margin, no terms that cost us money, no findings about us.

Deliberately absent: words and drawings, and the general reading of the market (``panorama``), which has a document of its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING

import pandas as pd

from amlib.analysis import (
    bases,
    care,
    contract,
    drivers,
    effects,
    events,
    indicators,
    intervals,
    outlets,
    promotions,
    results,
    stages,
    track,
    year,
)
from amlib.data import slices
from amlib.plan import (
    attention,
    challenge,
    commitments,
    crossing,
    findings,
    proposals,
    reasons,
    targets,
    written,
)
from amlib.plan.records import NONE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from amlib.analysis.care import Care
    from amlib.analysis.causes import Bridge
    from amlib.analysis.contract import Contract
    from amlib.analysis.results import Comparison, Quality, TieOut
    from amlib.analysis.stages import Chain
    from amlib.analysis.year import Ahead
    from amlib.data.slices import Slice
    from amlib.periods import Period
    from amlib.plan.findings import Finding
    from amlib.plan.proposals import Followed, Proposal
    from amlib.plan.records import Records

__all__ = ["Review", "read"]


@dataclass(frozen=True)
class Review:
    """
    One account, one period, one base.

    Attributes
    ----------
    data, period, base : Slice, Period, str
        What was reviewed, and beside what (``bases.beside``). Where a plan of that year was adopted, it stands in place of the budget (``slices.laid``).
    growth_target : float or None
        Of the account's revenue, a fraction of last year's.
    records : Records
    follows : mapping
        Product group to raw material, where their names differ.
    events : DataFrame
        ``events.told``: what is known to come.
    compared : Comparison
        Beside the base.
    actions : DataFrame
        ``promotions.evaluate``.
    tie : TieOut
    ahead : Ahead
        The latest estimate of the year.
    contract : Contract or None
    care : Care
    promises : DataFrame
        ``commitments.judged`` at the end of the period.
    ranking : DataFrame
        ``outlets.ranking`` beside ``ranked``.
    """

    data: Slice
    period: Period
    base: str
    growth_target: float | None
    records: Records
    follows: Mapping[str, str]
    events: pd.DataFrame
    compared: Comparison
    actions: pd.DataFrame
    tie: TieOut
    ahead: Ahead
    contract: Contract | None
    care: Care
    promises: pd.DataFrame
    ranking: pd.DataFrame

    @cached_property
    def budget(self) -> Comparison | None:
        """The period beside the budget; None where there is none."""
        return results.beside_budget(self.data, self.period)

    @cached_property
    def laid(self) -> pd.DataFrame:
        """What promotions did per month, outlet and article."""
        return effects.monthly(self.actions, self.data)

    @cached_property
    def revenue(self) -> Bridge:
        """The causes of the difference in revenue, with all that is known (``drivers``)."""
        made = drivers.bridge(self.data, self.period, "revenue", base=self.base, actions=self.laid)
        assert made is not None  # revenue needs no cost
        return made

    @cached_property
    def margin(self) -> Bridge | None:
        """Those of the margin, the one after terms where terms were supplied; None where not every sale has a cost."""
        months, before = bases.sides(self.period, self.base)
        terms = None if self.base in bases.SET else _terms(self.data, before, months)
        return drivers.bridge(
            self.data,
            self.period,
            "margin",
            base=self.base,
            actions=self.laid,
            terms=terms,
            follows=self.follows,
        )

    @cached_property
    def quality(self) -> Quality:
        """How much of the data could be used, and how old it is."""
        return results.quality(self.data, self.period, sales=results.book(self.data))

    @property
    def explained(self) -> Bridge:
        """The bridge to which reasons attach: that of the margin, which knows most causes, else that of revenue."""
        return self.margin if self.margin is not None else self.revenue

    @property
    def ranked(self) -> Comparison | None:
        """Beside what outlets are ranked; None for last year, where what was set for the period was not set for each outlet."""
        return None if self.base in bases.SET and _asked(self.compared) is None else self.compared

    @cached_property
    def stages(self) -> Chain:
        """The period as planned, as estimated on its eve, and as it came."""
        return stages.chain(self.data, self.period)

    @cached_property
    def scored(self) -> pd.DataFrame:
        """What editions published, beside what came."""
        rows = [one.model_dump() for one in self.records.published]
        return track.scored(
            pd.DataFrame(rows, columns=list(track.COLUMNS)), self.data, through=self.ahead.through or None
        )

    @cached_property
    def replayed(self) -> pd.DataFrame:
        """What today's recipe would have said at the quarter ends of closed years."""
        return track.replayed(self.data, self.period, growth_target=self.growth_target)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What a careful colleague would point out, the worst and the dearest first; nothing to a customer."""
        if self.data.audience != "internal":
            return ()
        shelf = results.shelf(self.data, *bases.twelve_months(self.period))
        return findings.ordered(
            findings.of_tie_out(self.tie),
            findings.of_outlook(self.ahead),
            findings.of_outlets(self.ranking),
            findings.of_share(shelf),
            findings.of_promotions(self.actions, self.period),
            findings.of_contract(self.contract),
            attention.of_care(self.care),
            attention.of_commitments(self.promises),
        )

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """What the findings lead to."""
        revenue, _ = self.compared.total()
        margin, _ = self.compared.total("margin")
        rate = margin / revenue if revenue > 0 and isfinite(margin) else 1.0
        return proposals.drafted(self.findings, margin=rate)

    @property
    def apart(self) -> tuple[Finding, ...]:
        """The findings that lead to no proposal."""
        used = {id(reason) for proposal in self.proposals for reason in proposal.reasons}
        return tuple(finding for finding in self.findings if id(finding) not in used)

    @property
    def followed(self) -> Followed:
        """What became of findings and of proposals."""
        return proposals.followed(self.findings, self.proposals, self.records.decisions)

    @cached_property
    def measured(self) -> pd.DataFrame:
        """The indicators of the profile, beside those of the same period a year before."""
        before = care.read(self.data, self.period.last_year())
        return indicators.table(
            indicators.measured(self.data, self.period, self.care, told=self._told()),
            indicators.measured(self.data, self.period.last_year(), before),
        )

    def _told(self) -> Mapping[str, intervals.Estimate]:
        """The indicators that come out of records and findings."""
        decided = [one for one in self.records.decisions if one.decided_on <= self.period.end]
        adopted = [one for one in decided if one.outcome != "rejected"]
        followed = self.followed
        explained = reasons.share(
            self.revenue, reasons.attach(self.revenue, self.records.reasons, self.period)
        )
        told = {
            "commitments_kept": commitments.kept(self.promises, self.period.end, "us").rate,
            "adopted": intervals.share(len(adopted), len(decided)),
            "findings_proposed": intervals.share(followed.led, followed.findings),
            **challenge.measured(self.records.plans, self.data, self.period),
        }
        if self.records.reasons:
            told["causes_explained"] = intervals.Estimate(
                explained, float("nan"), float("nan"), len(self.records.reasons)
            )
        return told


def read(
    data: Slice,
    period: Period,
    *,
    base: str = "last_year",
    growth_target: float | None = None,
    follows: Mapping[str, str] | None = None,
    records: Records = NONE,
    coming: Sequence[Mapping[str, Any]] = (),
) -> Review:
    """
    A period reviewed beside a base.

    Parameters
    ----------
    data : Slice
        Of an account, or of a part of it (``slices.only``).
    period : Period
    base : as in ``results.compare``
    growth_target : fraction of last year's revenue, optional
    follows : product group to raw material, where their names differ
    records : what people said and editions published
    coming : what is known to come, as ``events.told`` reads it

    Raises
    ------
    FigureError
        There are no sales in the period, or no budget to compare with.
    ParameterError
        There is no such base, or an event is of a group that there is not.
    """
    data = _planned(data, period, base, records)
    sales = results.book(data)
    known = events.told(coming, data)
    actions = promotions.evaluate(data, period)
    months, base_months = bases.sides(period, base)
    ahead = year.ahead(
        data, period, growth_target=growth_target, events=events.at_each_level(known), sales=sales
    )
    compared = results.compare(data, period, base)
    asked = _asked(compared) if base in bases.SET else None
    ranked_months = bases.sides(period)[1] if base in bases.SET else base_months
    return Review(
        data=data,
        period=period,
        base=base,
        growth_target=growth_target,
        records=records,
        follows=dict(follows or {}),
        events=known,
        compared=compared,
        actions=actions,
        tie=results.tie_out(data, period, sales=sales),
        ahead=ahead,
        contract=contract.of(data, period, ahead.line(), quantity=_centre(ahead, "quantity")),
        care=care.read(data, period),
        promises=commitments.judged(records.commitments, period.end),
        ranking=outlets.ranking(sales, months, ranked_months, asked),
    )


def _asked(compared: Comparison) -> pd.Series[float] | None:
    """What was asked of each outlet, where together that is what was asked of the account; None where it is not."""
    found = compared.level("outlet").set_index("key")["base_revenue"].dropna()
    whole = compared.total()[1]
    return found if len(found) and abs(float(found.sum()) - whole) < results.CENT else None


def _planned(data: Slice, period: Period, base: str, told: Records) -> Slice:
    """The slice with the plan that was adopted for the year laid in place of the budget; as it is where there is none, or where the budget itself is asked."""
    year = period.months()[-1].year
    adopted = [one for one in told.plans if one.year == year and one.state == "adopted"]
    if base == "budget" or not adopted or data.audience != "internal":
        return data
    held = adopted[-1]
    plan = written.read(json.dumps(dict(held.plan)), where=f"plan/{year}: {held.number}")
    ended = crossing.through(year, str(period.months()[-1]), held.bound)
    pattern = crossing.pattern(results.book(slices.whole(data)), ended)
    return slices.laid(data, "budget", targets.budgeted(plan, crossing.of(plan, pattern).table))


def _terms(data: Slice, base_months: list[str], months: list[str]) -> tuple[float, float] | None:
    """What the conditions cost in the base and in the period; None where that is not known of both."""
    if not data.supplied("terms") or data.audience != "internal":
        return None
    cost = contract.cost(data, [*base_months, *months])
    before, after = (cost.reindex(list(chosen)).sum(skipna=False) for chosen in (base_months, months))
    return None if pd.isna(before) or pd.isna(after) else (float(before), float(after))


def _centre(ahead: Ahead, measure: str) -> float | None:
    line = ahead.line(measure)
    return None if line is None or pd.isna(line["centre"]) else float(line["centre"])
