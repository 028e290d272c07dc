"""A small ground to draft a plan on, a desk with an empty ledger, and a browser that is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd

from amlib.analysis import calculation
from amlib.analysis.odds import Odds
from amlib.plan.items import Term
from amlib.plan.model import Plan
from amlib.widgets import screen
from amlib.widgets.columns import Around
from amlib.widgets.desk import Desk
from amlib.widgets.ground import Ground
from tests.plan import examples

# two groups, in the workbook's currency: 700 + 380 = 1,080 of revenue, which is the baseline of the plan's goals in cents
LINES = pd.DataFrame(
    {"group": ["beef", "pork"], "quantity": [70.0, 38.0], "revenue": [7.0, 3.8], "cost": [5.0, 3.0]}
)
EVEN = Odds(0.0, 10.8, 0.1, (-2.0, -1.0, 0.0, 1.0, 2.0))
"""Without action 8.64, 9.72, 10.80, 11.88 or 12.96, each a fifth."""
AROUND = Around(
    owners=("Ans", "Bob"),
    outlets={"001": "De Brink", "002": "Het Plein"},
    groups=("beef", "pork"),
    regions=("Noord",),
    banners=("Buurt",),
    agreed={
        "B1": Term(
            id="B1",
            kind="bonus ladder",
            begins=date(2027, 1, 1),
            ends=date(2027, 12, 31),
            threshold="1000000",
            rate="0.010",
            retroactive=True,
            agreement="2026",
        ),
        "B2": Term(id="B2", kind="payment days", begins=date(2027, 1, 1), ends=date(2027, 12, 31), rate="28"),
    },
)


def around() -> Around:
    """With the goals of the example plan."""
    return replace(AROUND, goals={goal.id: goal.name for goal in examples.plan().goals})


def plan(**more: object) -> Plan:
    """The example plan; its term is asked for, unless there are other terms."""
    made = examples.plan()
    asked = () if "terms" in more else ("T1",)
    proposals = tuple(each.model_copy(update={"terms": asked}) for each in made.proposals)
    return made.model_copy(update={"proposals": proposals, **more})


def ground(**more: object) -> Ground:
    """The ground under the example plan: even odds around the year without action."""
    values: dict[str, Any] = {
        "name": "Alfa",
        "first": plan(),
        "year": calculation.prepare(LINES, 0.0),
        "costed": True,
        "odds": EVEN,
        "places": {("revenue", "total", ""): EVEN, ("revenue", "group", "beef"): replace(EVEN, rest=6.48)},
        "around": AROUND,
        "manager": "Ans",
        "supervisor": "Bob",
    }
    return Ground(**{**values, **more})


class Clock(Desk):
    """A desk whose clock goes on a minute with every look."""

    def now(self) -> datetime:
        ticks = self.ledger.__dict__.setdefault("ticks", [0])
        ticks[0] += 1
        return datetime(2026, 10, 6, 9, tzinfo=UTC) + timedelta(minutes=ticks[0])


@dataclass
class Waiting:
    """What is to be done later, done when the test says so."""

    calls: list[Callable[[], None]] = field(default_factory=list)

    def __call__(self, seconds: float, call: Callable[[], None]) -> Waiting:
        self.calls = [call]
        return self

    def cancel(self) -> None:
        self.calls = []

    def run(self) -> None:
        calls, self.calls = self.calls, []
        for call in calls:
            call()


class Sat:
    """A form and what a browser would tell it."""

    def __init__(self, desk: Desk, author: str = "Ans", given: Ground | None = None) -> None:
        self.later = Waiting()
        self.desk = replace(desk, author=author)
        self.form = screen.Form(given or ground(), self.desk, later=self.later)
        self.n = 0

    def says(self, kind: str, **more: Any) -> None:
        self.n += 1
        self.form._heard(self.form, {"kind": kind, "n": self.n, **more}, [])

    def types(self, sheet: str, row: str, column: str, text: str) -> None:
        self.says("edit", edits=[[sheet, row, column, text]])

    def row(self, sheet: str, id: str) -> dict[str, Any]:
        return next(row for row in json.loads(getattr(self.form, sheet)) if row["id"] == id)

    def cell(self, sheet: str, row: str, column: str) -> str:
        place = [c["key"] for s in self.form.sheets if s["key"] == sheet for c in s["columns"]].index(column)
        held = self.row(sheet, row)["cells"][place]
        return held if isinstance(held, str) else held[1]

    def told(self, row: str) -> list[str]:
        """The chances of a goal, and what its target is."""
        return [self.cell("goals", row, key) for key in ("chance_without", "chance_with", "band")]
