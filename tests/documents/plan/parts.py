"""All that the sections of a plan show of a slice, made once: a first draft, its contract, its result, its calendar."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from amlib import language, periods
from amlib.analysis import care, goals, panorama, position, rivals
from amlib.data.account import AccountParameters
from amlib.documents.plan import account_result as result_parts
from amlib.documents.plan import activities as rounds
from amlib.documents.plan import around, contract, people, promotions, promotions_chart
from amlib.documents.plan import position as stand
from amlib.plan import account_result, activities, baselines, calendar, drafts
from amlib.plan import contract as contracts


@dataclass(frozen=True)
class Parts:
    """A slice up to a period, and the first draft of the year after."""

    data: object
    when: str

    @cached_property
    def period(self):
        return periods.parse(self.when)

    @cached_property
    def plan(self):
        follows = {"gehakt": "rund"} if self.data.supplied("raw_materials") else {}
        account = AccountParameters(account=self.data.account, account_manager="Ans", supervisor="Bob", growth_target=0.05, follows=follows)  # fmt: skip
        return drafts.first(self.data.account, self.period.year + 1, baselines.given(self.data, self.period, account))  # fmt: skip

    @cached_property
    def market(self):
        return panorama.read(self.data, self.period)

    @cached_property
    def shelf(self):
        return rivals.read(self.data, self.period)

    @cached_property
    def stand(self):
        return position.table(self.data, self.period, self.market.year)

    @cached_property
    def care(self):
        return care.read(self.data, self.period)

    @cached_property
    def slots(self):
        return calendar.slots(self.plan, calendar.dips(self.plan, self.data["products"]))

    @cached_property
    def clashes(self):
        return calendar.conflicts(self.slots, self.plan.year, calendar.others(self.data, self.plan))

    @cached_property
    def contract(self):
        return contracts.ahead(self.data, self.plan, self.period)

    @cached_property
    def result(self):
        follows = {"gehakt": "rund"}
        return account_result.of(self.data, self.plan, self.period, self.contract, follows)

    @cached_property
    def outlets(self):
        return activities.places(self.data, self.period, self.plan.year)

    @cached_property
    def _shown(self):
        return {}

    def shown(self):
        """Every part by name, in the language of now; made once for each."""
        speech = language.current()
        if speech not in self._shown:
            self._shown[speech] = self._made()
        return self._shown[speech]

    def _made(self):
        data = self.data
        return {
            "market": around.market(self.market, data, goals.standing(data, self.period)),
            "market table": around.market_table(self.market, data),
            "competition": around.competition(self.shelf, data),
            "competition table": around.competition_table(self.shelf, data),
            "position": stand.table(self.stand, self.period, data),
            "position reading": stand.reading(self.stand, data),
            "state": people.state(self.care, (), data),
            "state reading": people.state_reading((), data),
            "people": people.table(self.care, data),
            "people reading": people.reading(self.care, data),
            "calendar": promotions_chart.calendar(self.slots, self.clashes, self.plan.year, data),
            "promotions": promotions.table(self.slots, self.clashes, data),
            "promotions reading": promotions.reading(self.slots, self.clashes, data),
            "waterfall": contract.waterfall(self.contract, data),
            "contract": contract.lines(self.contract, data),
            "contract reading": contract.reading(self.contract, data),
            "ladder": contract.ladder(self.contract, data),
            "written": contract.written(self.contract, data),
            "result": result_parts.table(self.result, data),
            "result reading": result_parts.reading(self.result, data),
            "months": rounds.months(self.plan, self.outlets),
            "activities reading": rounds.reading(self.plan, self.outlets, data),
            "outlets": rounds.outlets(self.plan, self.outlets, data),
        }


def text(shown):
    """A part as a reader gets it; empty where there is none."""
    if shown is None:
        return ""
    return f"{shown.title} {shown.alt}" if hasattr(shown, "alt") else str(shown)


def figure(cell):
    """A figure of an English cell; nil where there is a dash or nothing."""
    plain = cell.replace(",", "").replace("€", "").replace("\u2212", "-").strip()
    return float(plain) if plain not in ("", "\u2013") else 0.0
