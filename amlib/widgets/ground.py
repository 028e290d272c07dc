"""
The ground that a plan is drafted on: what the figures say before anybody types.

A form that asked the slice again at every key would be slow, and one that asked it halfway could show two truths. So what does not change while a plan is drafted is read once: the first
draft, the year without action and how wrong it may be at every place, how far and how late prices follow the raw material, what the contract rests on, by what a total may be divided, and who and what a plan may name. An
edit then needs no table.

What a change of the quotation does to a year is as in the document: the pass-through that was measured, as far as the year feels it after its lag (``scenarios.felt``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from amlib import language
from amlib.analysis import calculation, scenarios
from amlib.data import account as accounts
from amlib.documents import findings
from amlib.documents.plan import wanted
from amlib.plan import baselines, contract, planned, ready
from amlib.widgets.columns import Around

if TYPE_CHECKING:
    from amlib.analysis.agreed import Cost
    from amlib.analysis.calculation import Prepared
    from amlib.analysis.odds import Odds
    from amlib.plan.model import Plan
    from amlib.plan.planned import PlanView
    from amlib.plan.reach import Place
    from amlib.plan.ready import Obstacle

__all__ = ["Ground", "of"]


@dataclass(frozen=True)
class Ground:
    """
    What a plan is drafted on.

    Attributes
    ----------
    name : str
        Of the customer.
    first : Plan
        The first draft.
    year : Prepared
        The year without action, made ready to be edited; without a target.
    costed : bool
        Whether the cost of all that is sold is known.
    odds : Odds or None
        Of the year's revenue without action.
    around : Around
        Without the goals, which are the plan's own.
    manager, supervisor : str
    currency, unit : str
    obstacles : tuple of Obstacle
        What in the figures stands in the way of submitting a plan.
    places : mapping of (measure, level, key) to Odds
        Of every place without action, as far as it is known (``reach``).
    weights : mapping of a way to Series by outlet
        By what a total is divided over outlets (``PlanView.weights``).
    lags : DataFrame
        ``price`` and ``cost``: after how many months the groups follow the raw material, as far as that was measured.
    period : str
        The last that was closed, up to which was looked.
    contract : Basis or None
        What the contract of the year rests on.
    invented : bool
        Whether all of it is made up, which the form then says.
    """

    name: str
    first: Plan
    year: Prepared
    costed: bool
    odds: Odds | None
    around: Around
    manager: str
    supervisor: str
    currency: str = "EUR"
    unit: str = "kg"
    obstacles: tuple[Obstacle, ...] = ()
    places: Mapping[Place, Odds] = field(default_factory=dict)
    weights: Mapping[str, pd.Series] = field(default_factory=dict)
    lags: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["price", "cost"], dtype=float))
    period: str = ""
    contract: contract.Basis | None = None
    invented: bool = False

    def cost(self, plan: Plan) -> Cost | None:
        """What the conditions cost at the target of a plan, beside what is agreed; None where that is not known."""
        return self.contract.cost(plan) if self.contract else None

    @cached_property
    def asking(self) -> wanted.Asking:
        """What the proposals for terms are written from."""
        return wanted.Asking(self.around.agreed, self.cost, self.currency, self.unit)


def of(view: PlanView, *, supervisor: str = "", follows: Mapping[str, str] | None = None) -> Ground:
    """
    The ground of a plan, out of what its document shows.

    Parameters
    ----------
    view : PlanView
    supervisor : str
        Who decides on it.
    follows : product group to raw material, where their names differ

    Returns
    -------
    Ground
        Who manages the account, who decides, and what a group follows is taken from the account's own file nearby where the notebook was not told.
    """
    data, near = view.data, accounts.nearby(view.data.account)
    named = view.given.owner != language.MISSING
    manager = view.given.owner if named else (near.account_manager if near else language.MISSING)
    decides = supervisor or (near.supervisor if near else "")
    lines = baselines.to_come(view.base)
    links = calculation.links(data, follows or (near.follows if near else {})).dropna()
    return Ground(
        name=data.name,
        first=_first(view, manager),
        year=calculation.prepare(lines.fillna(0.0), 0.0, through=scenarios.felt(links).reset_index()),
        costed=bool(lines["cost"].notna().all()),
        odds=view.base.odds,
        around=_around(view, (manager, decides)),
        manager=manager,
        supervisor=decides,
        currency=data.currency,
        unit=data.unit,
        invented=data.invented,
        obstacles=(
            *ready.of_tie_out(view.review.tie),
            *ready.of_findings(
                view.review.findings, lambda found: findings.what(found, data), findings.advice
            ),
        ),
        places=view.odds,
        weights=view.weights,
        lags=links.set_index("group")[["price_lag", "cost_lag"]].set_axis(["price", "cost"], axis=1),
        period=str(view.review.period),
        contract=contract.basis(data, view.year, view.period, view.base),
    )


def _first(view: PlanView, manager: str) -> Plan:
    """The first draft: what the document shows where nobody kept a plan, if it is the same person's."""
    if view.drawn_up and view.given.owner == manager:
        return view.plan
    return planned.drafted(view.data.account, view.year, replace(view.given, owner=manager))


def _around(view: PlanView, people: tuple[str, ...]) -> Around:
    """The people of the account and of the plan, and the places that are there in the year of the plan."""
    places = view.data["outlets"]
    open_ = places[~(pd.to_datetime(places["closed"]) < pd.Timestamp(view.year, 1, 1))]
    owners = (*people, *(action.owner for action in view.plan.actions))
    return Around(
        owners=tuple(dict.fromkeys(name for name in owners if name not in ("", language.MISSING))),
        outlets=dict(zip(open_["outlet"].astype(str), open_["name"].astype(str), strict=True)),
        groups=_each(view.given.baseline.loc[view.given.baseline["level"] == "group", "key"]),
        regions=_each(open_["region"]),
        banners=_each(open_["banner"]),
        agreed={term.id: term for term in contract.agreed_terms(view.data, view.year)},
        currency=view.data.currency,
        unit=view.data.unit,
    )


def _each(column: pd.Series[str]) -> tuple[str, ...]:
    return tuple(sorted(set(column.dropna().astype(str)) - {""}))
