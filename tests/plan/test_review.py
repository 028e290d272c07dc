"""A period reviewed: its parts tie to each other, every base and part of the account runs, and a customer is told nothing of us."""

import json

import pandas as pd
import pytest

from amlib import errors, periods
from amlib.analysis import bases
from amlib.data import slices
from amlib.plan import findings, records, review, written
from amlib.plan.items import Goal
from amlib.plan.model import Plan

WHEN = periods.parse("2026Q3")


@pytest.fixture(scope="module")
def view(demo_slice):
    return review.read(demo_slice, WHEN, growth_target=0.02)


@pytest.fixture(scope="module")
def customers(demo_freeze):
    return slices.read(demo_freeze.slice_path(demo_freeze.accounts[0], "customer"))


def ties(view):
    """Each bridge leads from base to actual, in the figures of the comparison, and its effects add up to the change."""
    for made, measure in ((view.revenue, "revenue"), (view.margin, "margin")):
        if made is None:
            continue
        leaves = made.leaves
        change = float(leaves["actual"].sum() - leaves["base"].sum())
        assert made.total().sum() == pytest.approx(change, abs=0.01)
        if measure == "revenue":
            actual, base = view.compared.total()
            assert leaves["actual"].sum() == pytest.approx(actual, abs=0.01)
            if base == base:
                assert leaves["base"].sum() == pytest.approx(base, abs=0.01)
    rows = view.compared.level("group")
    assert rows["revenue"].sum() == pytest.approx(view.compared.total()[0], abs=0.01)
    steps = view.stages.steps
    for (measure, before, after), part in steps.groupby(["measure", "before", "after"]):
        moved = view.stages.total(measure, after) - view.stages.total(measure, before)
        assert part["money"].sum() == pytest.approx(moved, abs=0.02)


def test_the_margin_after_terms_is_the_contracts(view):
    """What the bridge of the margin ends at is what the waterfall of the contract leaves, and so is where it began."""
    assert view.contract is not None
    assert view.margin is not None
    leaves = view.margin.leaves
    assert leaves["actual"].sum() == pytest.approx(
        view.contract.line("margin_after_terms", "period"), abs=0.01
    )
    began = view.contract.line("margin_after_terms", "base_period")
    assert leaves["base"].sum() == pytest.approx(began, abs=0.01)
    assert view.margin.total()["terms"] != 0
    # and before terms it is the margin of the comparison: revenue less the cost of the goods
    before = view.contract.line("revenue", "period") - abs(view.contract.line("cost", "period"))
    assert before == pytest.approx(view.compared.total("margin")[0], abs=0.01)


def test_the_parts_tie_to_each_other(view):
    ties(view)
    line = view.ahead.line()
    assert line["realised"] == pytest.approx(view.compared.total(to_date=True)[0], abs=0.01)
    assert view.contract.revenue == pytest.approx(line["realised"], abs=0.01)
    assert view.contract.heading.centre == pytest.approx(line["centre"], abs=0.01)


def test_findings_come_in_order_and_proposals_out_of_them(view):
    assert view.findings
    assert view.findings == findings.ordered(view.findings)
    assert {one.code for one in view.findings} & {"outlet_unvisited", "outlet_never_visited", "visits_behind"}
    assert view.proposals
    assert view.followed.findings >= len(view.proposals) > 0
    assert view.followed.decided == 0


def test_a_proposals_revenue_counts_for_its_margin(view, monkeypatch):
    """The rate is the period's margin over its revenue; without a margin a euro counts as a euro."""
    rates = []
    monkeypatch.setattr(review.proposals, "drafted", lambda found, *, margin: rates.append(margin) or ())
    margin, _ = view.compared.total("margin")
    revenue, _ = view.compared.total()
    for compared in (view.compared, bare(view.compared)):
        fresh = review.Review(**{**fields(view), "compared": compared})
        assert fresh.proposals == ()
    assert rates == [pytest.approx(margin / revenue), 1.0]
    assert 0 < rates[0] < 1


def fields(view):
    """The fields of a review without what was worked out from them."""
    return {name: getattr(view, name) for name in review.Review.__dataclass_fields__}


def bare(compared):
    """A comparison that knows no margin."""
    lines = compared.lines.assign(margin=float("nan"), base_margin=float("nan"))
    return type(compared)(**{**vars(compared), "lines": lines, "has_margin": False})


def test_a_customer_is_told_nothing_of_us(customers):
    view = review.read(customers, WHEN)
    assert view.findings == view.proposals == ()
    assert set(customers["terms"]["kind"]) <= {"payment days", "service level"}  # nothing that costs us money
    assert view.contract is None or view.contract.owed[0] == 0.0
    assert view.margin is None
    assert not view.compared.has_margin
    assert view.ahead.lines.loc[view.ahead.lines["measure"] == "margin", "centre"].isna().all()
    ties(view)


@pytest.mark.parametrize(
    ("period", "base"),
    [
        ("2026Q3", "budget"), ("2026Q3", "previous"), ("2026Q3", "2026Q2"), ("2026-04--2026-08", "last_year"), ("2026-04--2026-08", "budget"),
        ("2026-08", "previous"), ("2026", "last_year"), ("2025", "last_year"), ("2024Q1", "last_year"),
    ],
)  # fmt: skip
def test_every_base_and_every_period_runs_and_ties(demo_slice, period, base):
    view = review.read(demo_slice, periods.parse(period), base=base, growth_target=0.02)
    assert view.compared.base == bases.beside(periods.parse(period), base)[0]
    ties(view)
    assert view.findings == findings.ordered(view.findings)
    assert len(view.measured)


def test_a_part_of_the_account_runs_and_ties(demo_slice, view):
    groups = sorted(demo_slice["products"]["group"].dropna().unique())
    outlets = list(demo_slice["outlets"]["outlet"].head(2))
    parts = [review.read(slices.only(demo_slice, groups=[group]), WHEN) for group in groups[:1]]
    parts.append(review.read(slices.only(demo_slice, outlets=outlets), WHEN))
    for part in parts:
        ties(part)
        assert part.contract is None  # the terms are of the whole account
        assert part.tie.status == "part"
    whole = view.compared.level("group").set_index("key")["revenue"]
    assert parts[0].compared.total()[0] == pytest.approx(whole[groups[0]], abs=0.01)


def test_what_people_said_and_published_is_in_the_review(demo_slice):
    promise = records.Commitment(commitment="T1", promised_by="us", promised_to="buyer", what="a plan", agreed_on=WHEN.start, due=WHEN.start)  # fmt: skip
    decisions = [
        records.Decision(proposal=f"V{n}", subject="plan", what="x", outcome=outcome, decided_on=day, decided_by="s")
        for n, (outcome, day) in enumerate(
            [("adopted", WHEN.end), ("rejected", WHEN.start), ("amended", WHEN.start), ("adopted", WHEN.end.replace(year=2027))]
        )
    ]  # fmt: skip
    chance = records.Published(edition="e", through="2025-09", year=2025, level="total", key="total", measure="revenue", target=1.0, probability=0.9, centre=1.0)  # fmt: skip
    told = records.Records(account=demo_slice.account, commitments=(promise,), decisions=tuple(decisions), published=(chance,))  # fmt: skip
    view = review.read(demo_slice, WHEN, records=told)
    assert view.promises["status"].tolist() == ["overdue"]
    assert "commitment_overdue" in {one.code for one in view.findings}
    assert view.scored[["closed", "outcome"]].to_numpy().tolist() == [[True, 1.0]]
    rows = view.measured.set_index("name")
    # two of the three that were decided by the end of the period; none of one promise kept
    assert rows.loc["adopted", "value"] == pytest.approx(2 / 3)
    assert rows.loc["commitments_kept", "value"] == 0.0
    assert review.read(demo_slice, WHEN).scored.empty


def test_a_period_without_sales_and_a_base_that_is_none_are_refused(demo_slice):
    with pytest.raises(errors.FigureError):
        review.read(demo_slice, periods.parse("2030Q1"))
    with pytest.raises(errors.ParameterError):
        review.read(demo_slice, WHEN, base="yesterday")


def test_the_replayed_record_is_of_closed_years(view):
    assert isinstance(view.replayed, pd.DataFrame)
    assert view.replayed["year"].max() < WHEN.year


MONTHLY = {"gehakt": 150_000_00, "rund": 90_000_00}


def adopted(demo_slice, year=2026, **more):
    """An adopted plan of these amounts a month, as records tell of it."""
    goals = [
        Goal(id=f"G{n}", name=group, measure="revenue", level="group", key=group, baseline=(0,) * 12, target=(amount,) * 12)
        for n, (group, amount) in enumerate(MONTHLY.items(), 1)
    ]  # fmt: skip
    plan = Plan(account=demo_slice.account, year=year, goals=tuple(goals), state="adopted")
    told = records.Planned(
        year=year, number=3, version=1, state="adopted", by="Ans", at="2025-12-01T10:00:00Z", plan=json.loads(written.text(plan)), **more
    )  # fmt: skip
    return records.Records(account=demo_slice.account, plans=(told,))


def test_an_adopted_plan_is_what_the_period_is_held_against(demo_slice):
    """Three months of 150,000 and 90,000 are 720,000; the year is four times as much."""
    told = adopted(demo_slice)
    found = review.read(demo_slice, WHEN, growth_target=0.02, records=told)
    assert found.budget.base == "plan"
    assert found.budget.total()[1] == pytest.approx(720_000)
    assert found.stages.total("revenue", "budget") == pytest.approx(720_000)
    line = found.ahead.line()
    assert (line["target"], line["target_source"]) == (pytest.approx(2_880_000), "plan")
    assert found.compared.base == "last_year"


def test_a_period_beside_the_plan_has_causes_per_group(demo_slice):
    found = review.read(demo_slice, WHEN, base="plan", records=adopted(demo_slice))
    groups = found.compared.level("group").set_index("key")["base_revenue"]
    assert {group: groups[group] for group in MONTHLY} == {"gehakt": 450_000.0, "rund": 270_000.0}
    leaves = found.revenue.leaves
    assert leaves["base"].sum() == pytest.approx(720_000)
    assert found.revenue.total().sum() == pytest.approx(leaves["actual"].sum() - 720_000, abs=0.01)


def test_who_asks_for_the_budget_gets_the_budget(demo_slice):
    told, plain = adopted(demo_slice), records.NONE
    with_plan, without = (review.read(demo_slice, WHEN, base="budget", records=r) for r in (told, plain))
    assert with_plan.compared.base == "budget"
    assert with_plan.compared.total() == without.compared.total()


@pytest.mark.parametrize("told", [records.NONE, "another year"])
def test_a_plan_that_nobody_adopted_is_no_base(demo_slice, told):
    told = adopted(demo_slice, 2027) if told == "another year" else told
    with pytest.raises(errors.FigureError, match=f"plan van {demo_slice.account} voor 2026Q3"):
        review.read(demo_slice, WHEN, base="plan", records=told)
