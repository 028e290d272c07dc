"""
A plan that can be checked by hand, and what it is held against.

Revenue: 10,800 comes without action and 12,000 is asked; one listing brings 600 (400 to 800), so 600 (400 to 800) is not covered. The year may end at 8,640, 9,720, 10,800, 11,880 or
12,960, each as likely: one of five reaches 12,000. With the listing 11,880 reaches it too, as 400 is enough: two of five.
"""

import json
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pandas as pd

from amlib import periods
from amlib.analysis import results
from amlib.analysis.odds import Odds
from amlib.analysis.year import Ahead
from amlib.plan import baselines, drafts, written
from amlib.plan.items import Action, Assumption, Goal, Promotion, Proposal, Range, Risk, Trigger
from amlib.plan.model import Plan
from amlib.plan.planned import PlanView
from amlib.plan.records import Bound, Decision, Planned, Records

YEAR, NAN = 2027, float("nan")
EVEN = (-2.0, -1.0, 0.0, 1.0, 2.0)
HOSTILE = "Bistro <b>*Zuid*</b>"


def goal(id, measure, level, key, base, target, stretch=None):
    """A goal of twelve equal months."""
    higher = None if stretch is None else (stretch,) * 12
    return Goal(id=id, name=f"{measure} {key}".strip(), measure=measure, level=level, key=key, baseline=(base,) * 12, target=(target,) * 12, stretch=higher)  # fmt: skip


GOALS = (
    goal("G1", "revenue", "total", "", 90_000, 100_000, 105_000),
    goal("G2", "quantity", "total", "", 180, 200),
    goal("G3", "margin", "total", "", 18_000, 20_000),
    goal("G4", "revenue", "group", "beef", 54_000, 60_000),
    goal("G5", "revenue", "group", "pork", 36_000, 40_000),
    goal("G6", "revenue", "outlet", "o1", 45_000, 50_033),
    goal("G7", "revenue", "outlet", "o2", 30_000, 33_321),
    goal("G8", "revenue", "outlet", "o3", 15_000, 16_646),
)
LISTING = Action(
    id="A1", name="List the sausage", kind="listing", groups=("pork",), owner="Ans", begins=date(YEAR, 4, 1), ends=date(YEAR, 12, 31), cost=2_000,
    quantity=Range(low=8, expected=12, high=16), revenue=Range(low=40_000, expected=60_000, high=80_000),
    margin=Range(low=8_000, expected=12_000, high=16_000), goal="G5", new=True,
)  # fmt: skip
PROMOTION = Action(
    id="A2", name="Two for one: chop", kind="promotion", owner="Ans", begins=date(YEAR, 7, 5), ends=date(YEAR, 7, 11), cost=5_000,
    promotion=Promotion(mechanic="two for one", products=("p1",)),
)  # fmt: skip
PROPOSALS = (
    Proposal(
        number=1,
        subject="plan",
        text=f"List the sausage in {HOSTILE}",
        reason="it sells elsewhere",
        effect=Range(low=6_000, expected=10_000, high=14_000),
        actions=("A1",),
    ),
    Proposal(number=2, subject="contract", text="Shorten the payment term"),
)
PLAN = Plan(
    account="slager",
    year=YEAR,
    goals=GOALS,
    actions=(LISTING, PROMOTION),
    proposals=PROPOSALS,
    assumptions=(
        Assumption(id="A1", text="prices stay", quality="B", impact=-30_000, source="45 months"),
        Assumption(id="A2", text="the store stays open"),
    ),
    risks=(
        Risk(id="R1", text="meat gets dearer", chance="high", impact=-50_000, triggers=(Trigger(text="the quotation", above=500_00, measure="revenue"),)),
        Risk(id="R2", text="the buyer leaves", chance="low", response="meet the next one", owner="Bob"),
    ),
)  # fmt: skip
NO_ACTIONS = PLAN.model_copy(update={"actions": ()})
SILENT = PLAN.model_copy(update={"actions": (PROMOTION,)})
MUCH = PLAN.model_copy(
    update={
        "actions": (
            LISTING.model_copy(update={"revenue": Range(low=150_000, expected=200_000, high=250_000)}),
        )
    }
)
EASY = PLAN.model_copy(
    update={
        "goals": (
            goal("G1", "revenue", "total", "", 90_000, 80_000),
            *GOALS[1:3],
        ),
        "actions": (),
    }
)
ODDS = {
    ("revenue", "total", ""): Odds(0.0, 10_800.0, 0.1, EVEN),
    ("quantity", "total", ""): Odds(0.0, 2_160.0, 0.1, EVEN),
    ("margin", "total", ""): Odds(0.0, 2_160.0, 0.1, EVEN),
    ("revenue", "group", "beef"): Odds(0.0, 6_480.0, 0.1, EVEN),
    ("revenue", "group", "pork"): Odds(0.0, 4_320.0, 0.2, EVEN),
    ("revenue", "outlet", "o1"): Odds(0.0, 5_400.0, 0.1, EVEN),
    ("revenue", "outlet", "o2"): Odds(0.0, 3_600.0, 0.2, EVEN),
    ("revenue", "outlet", "o3"): Odds(0.0, 1_800.0, 0.4, EVEN),
    ("revenue", "region", "North"): Odds(0.0, 9_000.0, 0.1, EVEN),
    ("revenue", "region", "South"): Odds(0.0, 1_800.0, 0.1, EVEN),
}
OUTLETS = pd.DataFrame(
    {
        "outlet": ["o1", "o2", "o3"],
        "name": ["Harbour", "Market", HOSTILE],
        "region": ["North", "North", "South"],
        "banner": ["A", "B", "B"],
    }
)

SOLD = pd.DataFrame(
    [[part] * 12 for part in (3.0, 1.0, 1.0, 1.0, 0.0, 2.0)], columns=range(1, 13),
    index=pd.MultiIndex.from_product([["o1", "o2", "o3"], ["beef", "pork"]], names=["outlet", "group"]),
)  # fmt: skip
"""By what the goals are crossed: the first sells beef for the greater part, the third none."""


def kept(plan=PLAN, number=1, state="draft", version=1, by="Ans", **more):
    """A plan as it was kept, on a day of its number."""
    held = plan.model_copy(update={"state": state, "version": version})
    return Planned.model_validate(
        {"year": YEAR, "number": number, "version": version, "state": state, "by": by, "at": datetime(2026, 10, number, 9, tzinfo=UTC), "plan": json.loads(written.text(held)), **more}
    )  # fmt: skip


BOUND = Bound(edition="slager/2026Q3/annual_plan/v1", page="a" * 64, print="b" * 64)


def decision(number, text, outcome="adopted", **more):
    """A decision about a proposal."""
    return Decision(proposal=f"{YEAR}-{number}", subject="plan", what=text, outcome=outcome, decided_on=date(2026, 10, 20), decided_by="Hendrik", **more)  # fmt: skip


def ahead(target=9_900.0):
    """The running year: 8,000 in the books, 2,000 to come; nine tenths of it beef and pork as three to two."""
    rows = [
        ("total", "total", "total", "revenue", 8_000.0, 2_000.0, target, "budget", 9_000.0),
        ("group", "beef", "beef", "revenue", 4_800.4, 1_200.2, 6_100.0, "budget", 5_400.0),
        ("group", "pork", "pork", "revenue", 3_199.6, 799.8, 3_800.0, "budget", 3_600.0),
    ]
    frame = pd.DataFrame(
        rows,
        columns=[
            "level",
            "key",
            "name",
            "measure",
            "realised",
            "rest",
            "target",
            "target_source",
            "last_year",
        ],
    )
    frame = frame.assign(centre=frame["realised"] + frame["rest"], events=0.0, low=NAN, high=NAN, probability=NAN, ytd_ratio=NAN, naive=NAN, months_left=3, reason="")  # fmt: skip
    frame.loc[frame["target"].isna(), "target_source"] = ""
    return Ahead(2026, "2026-09", 3, 45, frame, pd.DataFrame(), pd.DataFrame())


def view(
    given, plan=PLAN, *, kept=None, versions=(), decisions=(), odds=ODDS, target=9_900.0, before=10_000.0
):
    """The plan beside all that it is held against, without a slice behind it."""
    frame = pd.DataFrame({"level": ["group"], "key": ["beef"], "name": ["beef"], "month": [1], "quantity": [1.0], "revenue": [1.0], "margin": [1.0], "booked": [False]})  # fmt: skip
    base = baselines.Year(
        YEAR, "2026-09", frame, before, ODDS["revenue", "total", ""] if odds else Odds(0.0, 1.0, 0.0, ())
    )
    tie = results.TieOut("ties", 100.0, 100.0, (), 0.0)
    past = SimpleNamespace(
        data=given, period=periods.parse("2026Q3"), records=Records(account="slager", decisions=decisions), tie=tie, ahead=ahead(target), actions=pd.DataFrame(), promises=None,
    )  # fmt: skip
    made = PlanView(
        past,
        YEAR,
        plan,
        kept,
        versions,
        None,
        base,
        drafts.Given(baseline=frame, owner="Ans", growth=0.2, before=before),
    )
    made.__dict__.update(odds=odds, places=OUTLETS, _pattern=SOLD, sales=pd.DataFrame({"month": [], "revenue": [], "quantity": []}))  # fmt: skip
    return made
