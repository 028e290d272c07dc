"""
The money of document 30, recomputed from the plan as text and the tables of the slice: first page, goals, gaps, actions, bonus ladder, gross-to-net and the result at three prices.

The plan is the one that the page shows, written out as a file and asked by SQL; the terms are those of the slice. So nothing here is shared with what made the page but the plan itself.
"""

import re

import duckdb
import pytest
import yaml
from filelock import FileLock

from amlib.data import slices
from amlib.documents.plan import opening
from amlib.plan import records, review, written
from tests.documents.evaluation.facts import Facts
from tests.documents.evaluation.shown import body, english, number, whole
from tests.documents.plan import shown as reading

ACCOUNTS = ("goudveld", "prijsbaken", "tafelrond")
SPEECHES = ("nl", "en")
MEASURES = {"Revenue (€)": "revenue", "Volume sold (kg)": "quantity", "Margin (€)": "margin"}
SCALE = {"revenue": 100, "quantity": 1, "margin": 100}
COSTING = ("bonus ladder", "contribution", "growth bonus")


@pytest.fixture(scope="module", params=ACCOUNTS)
def account(request):
    return request.param


@pytest.fixture(scope="module")
def plan(account, demo_freeze, shared_folder):
    """The plan that the page shows, asked by SQL: one row per goal with its year, and one per action."""
    file = shared_folder / f"plan-{account}.json"
    with FileLock(f"{file}.lock"):
        if not file.exists():
            file.write_text(_text(demo_freeze, account), encoding="utf-8")
    made = duckdb.connect()
    made.execute(f"CREATE VIEW plan AS SELECT * FROM read_json('{file}', maximum_object_size = 100000000)")
    made.execute("CREATE TABLE goals AS SELECT g.measure, g.level, g.key, list_sum(g.baseline) AS baseline, list_sum(g.target) AS target, g.target AS months FROM (SELECT unnest(goals) AS g FROM plan)")  # fmt: skip
    made.execute("CREATE TABLE actions AS SELECT a.* FROM (SELECT unnest(actions) AS a FROM plan)")
    yield made
    made.close()


def _text(made, account):
    home = made.path.parent.parent.parent
    parameters = yaml.safe_load((home / "parameters" / "accounts" / f"{account}.yml").read_text("utf-8"))
    past = review.read(
        slices.read(made.slice_path(account, "internal")),
        reading.PERIOD,
        records=records.read(home / "output" / "demo" / "records" / f"{account}.json"),
        growth_target=parameters.get("growth_target"),
        follows=parameters.get("follows"),
    )
    view = opening.read(past, 0, "proportional", parameters.get("follows"), parameters.get("account_manager", ""), parameters.get("supervisor", ""))  # fmt: skip
    return written.text(view.plan)


@pytest.fixture(scope="module")
def shown(account, demo_freeze, shared_folder):
    return reading.read(demo_freeze, account, shared_folder)


@pytest.fixture(scope="module")
def facts(account, demo_freeze):
    made = Facts(demo_freeze.slice_path(account, "internal"))
    yield made
    made.close()


def one(plan, question, *values):
    (found,) = plan.execute(question, list(values)).fetchone()
    return found or 0


def year(plan, measure, which):
    """A goal of the whole account over the year, in whole units of the plan."""
    return one(plan, f"SELECT {which} FROM goals WHERE level = 'total' AND measure = ?", measure)


def brought(plan, measure):
    """What all actions are expected to bring; of margin after their cost."""
    cost = " - cost" if measure == "margin" else ""
    return one(plan, f"SELECT sum({measure}.expected{cost}) FROM actions WHERE {measure} IS NOT NULL")


def table(shown, code, speech="en"):
    return reading.one(shown[speech], code).table


def words(shown, code, speech):
    told = reading.one(shown[speech], code).words
    return english(told) if speech == "nl" else told


def close(text, exact):
    """Whether a figure of three digits is this one."""
    return number(text) == pytest.approx(exact, rel=0.0051, abs=1)


@pytest.mark.parametrize("speech", SPEECHES)
def test_the_first_page_says_what_the_plan_asks_brings_and_leaves(shown, plan, speech):
    target, baseline, added = (year(plan, "revenue", "target") / 100, year(plan, "revenue", "baseline") / 100, brought(plan, "revenue") / 100)  # fmt: skip
    told = words(shown, "opening.bottom_line", speech).split("\n")[0]
    money = re.findall(r"−?€[\d.,]+[km]?", told)
    asked, without, needed, planned = money[0], money[2], money[3], money[4]
    assert close(asked, target)
    assert close(without, baseline)
    assert close(needed, abs(target - baseline))
    assert close(planned, added)
    left = target - baseline - added
    assert any(close(found, abs(left)) for found in money[5:]), (told, left)
    tiles = words(shown, "opening.key_tiles", speech)
    for measure, unit in (("revenue", "€"), ("margin", "€"), ("quantity", "kg")):
        exact = year(plan, measure, "target") / SCALE[measure]
        assert any(close(re.sub(r"\s?kg", "", found), exact) for found in re.findall(r"€[\d.,]+[km]?|[\d.,]+\s?kg", tiles)), (measure, unit, tiles)  # fmt: skip


@pytest.mark.parametrize("speech", SPEECHES)
def test_goals_gaps_and_actions_are_the_sums_of_the_plan(shown, plan, speech):
    goals = table(shown, "goals.account", speech).rows
    gaps = table(shown, "actions.gaps(", speech).rows
    total = table(shown, "actions.table", speech).rows[-1].cells
    for at, measure in enumerate(("revenue", "quantity", "margin")):
        target, baseline, added = (round(each / SCALE[measure]) for each in (year(plan, measure, "target"), year(plan, measure, "baseline"), brought(plan, measure)))  # fmt: skip
        assert [whole(cell) for cell in goals[at].cells[1:4]] == [baseline, target, target - baseline]
        assert [whole(gaps[at].cells[n]) for n in (1, 2, 3, 4, 6)] == [target, baseline, target - baseline, added, target - baseline - added]  # fmt: skip
        assert whole(total[{"revenue": 4, "quantity": 3, "margin": 6}[measure]]) == added
    assert whole(total[2]) == round(one(plan, "SELECT sum(cost) FROM actions") / 100)


def test_the_months_are_those_of_the_plan(shown, plan):
    for row in table(shown, "goals.months").rows:
        measure = next(
            name for head, name in MEASURES.items() if row.cells[0].startswith(head.split(" (")[0])
        )
        (months,) = plan.execute("SELECT months FROM goals WHERE level = 'total' AND measure = ?", [measure]).fetchone()  # fmt: skip
        thousands = 1000 if "thousands" in row.cells[0] else 1
        for cell, exact in zip(row.cells[1:13], months, strict=True):
            assert abs(whole(cell) - exact / SCALE[measure] / thousands) <= 1
        assert whole(row.cells[13]) == round(sum(months) / SCALE[measure] / thousands)


def owed(facts, revenue):
    """What ladders and contributions cost over a revenue, by the agreement of the last year: the highest step that is reached, over everything where it is retroactive."""
    steps = facts.rows("SELECT threshold, rate, retroactive FROM terms WHERE kind = 'bonus ladder' AND year(\"from\") = 2026 ORDER BY threshold")  # fmt: skip
    reached = [step for step in steps if step[0] <= revenue]
    bonus = 0.0
    if reached:
        _, rate, retroactive = reached[-1]
        assert retroactive  # as all of the demo are
        bonus = rate * revenue
    return bonus, facts.one("SELECT sum(rate) FROM terms WHERE kind = 'contribution' AND year(\"from\") = 2026") * revenue  # fmt: skip


@pytest.mark.parametrize("which", ["target", "baseline"])
def test_the_bonus_and_the_contribution_are_those_of_the_agreement(shown, plan, facts, which):
    at = {"target": 2, "baseline": 3}[which]
    rows = body(table(shown, "contract.lines"))
    revenue = year(plan, "revenue", which) / 100
    for kind, exact in zip(("Bonus ladder", "Contribution"), owed(facts, revenue), strict=True):
        found = [cells[at - 1] for name, cells in rows.items() if name.startswith(kind)]
        assert -sum(map(whole, found)) == pytest.approx(exact, abs=1.5), kind


@pytest.mark.parametrize("speech", SPEECHES)
def test_the_steps_lie_as_far_as_they_do(shown, plan, facts, speech):
    steps = facts.rows("SELECT threshold FROM terms WHERE kind = 'bonus ladder' AND year(\"from\") = 2026 ORDER BY threshold")  # fmt: skip
    rows = table(shown, "contract.ladder", speech).rows[: len(steps)]
    courses = [year(plan, "revenue", "target"), year(plan, "revenue", "baseline")]
    courses.append(courses[1] + brought(plan, "revenue"))
    for row, (threshold,) in zip(rows, steps, strict=True):
        for cell, cents in zip(row.cells[4:], courses, strict=False):
            (money,) = re.findall(r"€[\d.,]+[km]?", english(cell) if speech == "nl" else cell)
            assert close(money, abs(threshold - cents / 100)), (row.cells, threshold, cents)


@pytest.mark.parametrize("speech", SPEECHES)
def test_the_contract_and_the_result_tie_out_to_the_unit(shown, plan, speech):
    """Revenue, what the goods and the actions cost, what the conditions cost and what is left: the same in both tables, and as the plan has them."""
    lines = [row.cells for row in table(shown, "contract.lines", speech).rows]
    totals = [row.cells for row in table(shown, "contract.lines", speech).rows if row.kind == "total"]
    result = table(shown, "account_result.table", speech)
    rows = [row.cells for row in result.rows]
    names = {row.kind: [r.cells for r in result.rows if r.kind == "total"] for row in result.rows}
    middle = 1 if len(result.columns) == 2 else 2
    revenue, margin, left = (whole(cells[middle]) for cells in names["total"])
    assert revenue == round(year(plan, "revenue", "target") / 100)
    assert margin == round(year(plan, "margin", "target") / 100)
    assert [whole(cells[2]) for cells in (totals[0], totals[-1])] == [revenue, left]
    net = whole(totals[1][2])
    assert net - revenue == left - margin  # conditions
    (cost,) = (whole(cells[2]) for cells in lines[lines.index(totals[1]) + 1 : lines.index(totals[-1])])
    assert cost == margin - revenue  # goods and actions
    first = next(at for at, cells in enumerate(rows) if cells is names["total"][0])
    for column in range(1, len(result.columns)):
        figures = [whole(cells[column]) for cells in rows[first:-1]]
        kinds = [row.kind for row in result.rows[first:-1]]
        running = figures[0]
        for figure, kind in zip(figures[1:], kinds[1:], strict=True):
            if kind == "total":
                assert figure == running
            else:
                running += figure


@pytest.mark.parametrize("speech", SPEECHES)
def test_what_the_sentence_of_the_contract_says_is_what_the_table_has(shown, speech):
    rows = table(shown, "contract.lines", speech).rows
    totals = [row.cells for row in rows if row.kind == "total"]
    told = words(shown, "contract.reading", speech)
    first, second = re.findall(r"€[\d.,]+[km]?", told)[:2]
    for text, at in ((first, 2), (second, 3)):
        assert close(text, whole(totals[0][at]) - whole(totals[1][at]))
