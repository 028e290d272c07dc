"""A small plan that is right, made by hand: two groups, two outlets, one action of each kind that matters."""

from __future__ import annotations

from datetime import date

from amlib.plan.items import Action, Activity, Assumption, Goal, Note, Proposal, Range, Risk, Term, Trigger
from amlib.plan.model import Plan

OUTLETS, GROUPS, OWNERS = ("001", "002"), ("beef", "pork"), ("Ans", "Bob")
TWELVE = tuple(range(12))


def goal(id: str = "G1", level: str = "total", key: str = "", each: int = 100, **more: object) -> Goal:
    """A goal of the same amount each month, a tenth above its baseline."""
    months = (each,) * 12
    values = {"baseline": (each * 9 // 10,) * 12, "target": months, **more}
    return Goal(id=id, name=f"goal {id}", measure="revenue", level=level, key=key, **values)  # type: ignore[arg-type]


def action(id: str = "A1", **more: object) -> Action:
    """A listing in April of 5 to 20, 10 expected."""
    values = {
        "name": f"action {id}",
        "kind": "listing",
        "owner": "Ans",
        "begins": date(2027, 4, 1),
        "ends": date(2027, 4, 30),
        "revenue": Range(low=5, expected=10, high=20),
        **more,
    }
    return Action(id=id, **values)  # type: ignore[arg-type]


def plan() -> Plan:
    """All kinds of values, and nothing wrong."""
    return Plan(
        account="a",
        year=2027,
        goals=(goal(), goal("G2", "group", "beef", 60), goal("G3", "group", "pork", 40)),
        actions=(action(goal="G2", groups=("beef",)), action("A2", cost=3, new=True, outlets=("001",))),
        proposals=(Proposal(number=1, subject="plan", text="do it"),),
        terms=(
            Term(id="T1", kind="bonus ladder", begins=date(2026, 7, 1), ends=date(2027, 6, 30), rate="0.010", threshold="1e6"),
        ),
        assumptions=(Assumption(id="A1", text="all stays", quality="B", impact=-5),),
        risks=(Risk(id="R1", text="it falls", owner="Bob", triggers=(Trigger(text="below", below=3),)),),
        activities=(Activity(id="V1", outlet="002", kind="visit", months=(1,) * 12),),
        notes=(Note(id="N1", text="begun", written_on=date(2026, 10, 1)),),
    )  # fmt: skip
