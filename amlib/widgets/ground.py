"""
The ground that a plan is drafted on: what the figures say before anybody types.

A form that asked the slice again at every key would be slow, and one that asked it halfway could show two truths. So what does not change while a plan is drafted is read once: the first
draft, the year without action and how wrong it may be, how far prices follow the raw material, and who and what a plan may name. An edit then needs no table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from amlib.analysis import calculation
from amlib.plan import baselines, drafts
from amlib.widgets.columns import Around

if TYPE_CHECKING:
    from amlib.analysis.calculation import Prepared
    from amlib.analysis.odds import Odds
    from amlib.data.account import AccountParameters
    from amlib.data.slices import Slice
    from amlib.periods import Period
    from amlib.plan.model import Plan
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
    before : float
        Revenue of the year before; NaN where it is not known.
    around : Around
        Without the goals, which are the plan's own.
    manager, supervisor : str
    currency, unit : str
    obstacles : tuple of Obstacle
        What in the figures stands in the way of submitting a plan.
    """

    name: str
    first: Plan
    year: Prepared
    costed: bool
    odds: Odds | None
    before: float
    around: Around
    manager: str
    supervisor: str
    currency: str = "EUR"
    unit: str = "kg"
    obstacles: tuple[Obstacle, ...] = ()


def of(data: Slice, period: Period, account: AccountParameters, year: int | None = None) -> Ground:
    """
    The ground of a plan, out of a slice.

    Parameters
    ----------
    data : Slice
    period : Period
        The last that is looked at.
    account : AccountParameters
    year : int, optional
        The running year or the next; by default the next.

    Raises
    ------
    FigureError
        There are no sales to go on from.
    """
    given = baselines.given(data, period, account, year)
    expected = baselines.expected(data, period, year)
    lines, places = baselines.to_come(expected), data["outlets"]
    open_ = places[~(pd.to_datetime(places["closed"]) < pd.Timestamp(expected.year, 1, 1))]
    around = Around(
        owners=tuple(dict.fromkeys((account.account_manager, account.supervisor))),
        outlets=dict(zip(open_["outlet"].astype(str), open_["name"].astype(str), strict=True)),
        groups=_each(given.baseline.loc[given.baseline["level"] == "group", "key"]),
        regions=_each(open_["region"]),
        banners=_each(open_["banner"]),
    )
    return Ground(
        name=data.name,
        first=drafts.first(data.account, expected.year, given),
        year=calculation.prepare(lines.fillna(0.0), 0.0, through=calculation.links(data, account.follows)),
        costed=bool(lines["cost"].notna().all()),
        odds=expected.odds,
        before=expected.before,
        around=around,
        manager=account.account_manager,
        supervisor=account.supervisor,
        currency=data.currency,
        unit=data.unit,
    )


def _each(column: pd.Series[str]) -> tuple[str, ...]:
    return tuple(sorted(set(column.dropna().astype(str)) - {""}))
