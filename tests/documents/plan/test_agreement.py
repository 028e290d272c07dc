"""What the plan of each of six accounts shows, beside SQL on the slice; and its parts beside each other: a figure that is said twice is the same twice."""

import re
from dataclasses import replace
from types import MappingProxyType

import pytest

from amlib import language
from amlib.data import slices
from tests.documents.evaluation.facts import LAST_YEAR, TO_DATE, Facts
from tests.documents.evaluation.shown import ACCOUNTS, add_up, english, figures, number, sections, whole
from tests.documents.plan import shown as reading

ONE = 1.0 + 1e-6
YEAR = ("2026-01", "2026-12")
LAST_TO_DATE = ("2025-01", "2025-09")
MEASURES = {"Revenue (€)": "revenue", "Volume sold (kg)": "quantity", "Margin (€)": "margin"}


@pytest.fixture(scope="module", params=ACCOUNTS)
def account(request):
    return request.param


@pytest.fixture
def shown(account, demo_freeze, shared_folder):
    return reading.read(demo_freeze, account, shared_folder)


@pytest.fixture
def facts(account, demo_freeze):
    made = Facts(demo_freeze.slice_path(account, "internal"))
    yield made
    made.close()


def table(shown, code):
    return reading.one(shown["en"], code).table


def words(shown, code, speech="en"):
    return reading.one(shown[speech], code).words


def near(text, exact):
    return abs(whole(text) - exact) <= ONE


def test_what_is_realised_and_asked_is_that_of_the_slice(shown, facts):
    found = table(shown, "back.table")
    for row in found.rows[:3]:
        measure = MEASURES[row.cells[0]]
        assert near(row.cells[2], facts.sold(measure, TO_DATE))
        assert near(row.cells[1], facts.budget(measure, YEAR))
        assert near(row.cells[6], facts.sold(measure, LAST_YEAR))
        assert whole(row.cells[3]) - whole(row.cells[1]) == whole(row.cells[4])
    groups = sections(found)["Revenue per group (€)"]
    realised = facts.per("group", "revenue", TO_DATE)
    for row in groups:
        if row.kind == "body":
            assert near(row.cells[2], realised[row.cells[0]])
    for at in (1, 2, 3, 6):
        assert sum(whole(row.cells[at]) for row in groups) == whole(found.rows[0].cells[at])


def test_the_plan_goes_on_from_the_estimate_that_the_page_shows(shown):
    """The bottom line's year before is the latest estimate of the table, and its target is that with the growth."""
    told = words(shown, "opening.bottom_line").split("\n")[0]
    target, growth, before = re.search(r"asks (€\S+) revenue, (\S+) on 2026\*\* \((€[^,]+),", told).groups()
    estimate = whole(table(shown, "back.table").rows[0].cells[3])
    assert number(before) == pytest.approx(estimate, rel=0.005)
    goal = table(shown, "goals.account").rows[0].cells
    assert number(target) == pytest.approx(whole(goal[2]), rel=0.005)
    assert whole(goal[2]) == pytest.approx(estimate * (1 + number(growth) / 100), rel=0.001)


def test_what_moved_the_year_says_over_which_months_and_beside_what(shown, facts):
    now, before = (facts.sold("revenue", months) for months in (TO_DATE, LAST_TO_DATE))
    told = words(shown, "back.causes_reading")
    money, change = re.search(r"Over January 2026 to September 2026 revenue was (€\S+), ([+−]€\S+) on the same months a year before\.", told).groups()  # fmt: skip
    assert number(money) == pytest.approx(now, rel=0.006)
    assert number(change) == pytest.approx(now - before, rel=0.006, abs=51)


def test_every_level_adds_up_to_the_goal_of_the_account(shown):
    goal = table(shown, "goals.account").rows[0].cells[1:4]
    blocks = [table(shown, "goals.places(view, 'group')").rows]
    blocks += list(sections(table(shown, "goals.places(view, 'region'")).values())
    for rows in blocks:
        assert rows[-1].cells[1:4] == goal
        assert all(add_up(rows, at) for at in (1, 2, 3))
    divided = table(shown, "goals.division")
    rows = [row for row in divided.rows if row.kind in ("body", "rest", "total")]
    rows = rows[: next(n for n, row in enumerate(rows) if row.kind == "total") + 1]
    ways = len(divided.columns) - 2
    assert rows[-1].cells[1:3] == goal[:2]
    for at in range(1, ways + 1):
        assert add_up(rows, at)
        if at > 1:
            assert rows[-1].cells[at] == goal[1]


def test_outlets_and_groups_cross_in_their_own_totals(shown):
    """Each row of the crossed table ends in what the table of outlets asks of that outlet, each column in what that of groups asks of the group."""
    crossed = table(shown, "crossed.table")
    body, total = crossed.rows[:-1], crossed.rows[-1].cells
    for row in body:
        assert sum(whole(cell) for cell in row.cells[1:-1]) == whole(row.cells[-1])
    for at in range(1, len(total)):
        assert add_up(crossed.rows, at)
    divided = {row.cells[0]: row.cells[2] for row in table(shown, "goals.division").rows}
    assert {row.cells[0]: row.cells[-1] for row in body} == {
        row.cells[0]: divided[row.cells[0]] for row in body
    }
    groups = {
        row.cells[0].casefold(): row.cells[2] for row in table(shown, "goals.places(view, 'group')").rows
    }
    heads = [column.label.casefold() for column in crossed.columns]
    assert {head: cell for head, cell in zip(heads[1:], total[1:], strict=True) if head in groups} == groups


def test_regions_hold_their_outlets(shown, facts):
    """Each region has the part of the baseline that its outlets had of the last twelve months."""
    sold = facts.per("region", "revenue", ("2025-10", "2026-09"), "outlet IN (SELECT outlet FROM outlets WHERE closed IS NULL OR closed >= DATE '2027-01-01')")  # fmt: skip
    sold = {name: max(money, 0.0) for name, money in sold.items()}
    rows = sections(table(shown, "goals.places(view, 'region'"))["Region"]
    total = whole(rows[-1].cells[1])
    for row in rows[:-1]:
        if row.kind == "body":
            assert whole(row.cells[1]) == pytest.approx(total * sold[row.cells[0]] / sum(sold.values()), rel=1e-3)  # fmt: skip


def test_the_gap_is_the_same_in_tiles_tables_and_sentences(shown):
    gaps = {row.cells[0]: row.cells for row in table(shown, "actions.gaps(").rows}
    goals = {row.cells[0]: row.cells for row in table(shown, "goals.account").rows}
    for name, row in gaps.items():
        target, baseline, needed, brought, left = (whole(row[at]) for at in (1, 2, 3, 4, 6))
        assert (row[1], row[2]) == (goals[name][2], goals[name][1])
        assert target - baseline == needed
        assert needed - brought == left
    listed = table(shown, "actions.table")
    total = listed.rows[-1].cells
    assert (total[3], total[4], total[6]) == tuple(
        gaps[name][4] if gaps[name][4] != "0" else total[at]
        for name, at in (("Volume sold (kg)", 3), ("Revenue (€)", 4), ("Margin (€)", 6))
    )
    for at in (2, 3, 4, 6):
        assert add_up(listed.rows, at)
    left = whole(gaps["Revenue (€)"][6])
    tile = re.search(
        r"Revenue not covered by actions: (\S+)(?: \((\S+) to spare[;)])?", words(shown, "opening.key_tiles")
    )
    assert number(tile[1] if left > 0 else tile[2]) == pytest.approx(abs(left), rel=0.005, abs=1)


def test_what_the_first_page_says_of_costs_and_decisions_adds_up_in_the_sections_behind_it(shown):
    """What the actions cost, the conditions and their part of revenue, how many decisions are asked and what they bring: each that of a total further on."""
    told = words(shown, "opening.bottom_line")
    count, cost = re.search(r"The (\d+) actions have (€\S+?) of fixed cost[.;] ", told).groups()
    assert number(cost) == pytest.approx(whole(table(shown, "actions.table").rows[-1].cells[2]), rel=0.005, abs=1)  # fmt: skip
    assert f"The plan has {count} actions." in words(shown, "actions.reading")
    tile = re.search(r"Conditions in 2027, at the target: (\S+) \((\S+%) of revenue; (.*)\)", words(shown, "opening.key_tiles"))  # fmt: skip
    revenue, left = [whole(row.cells[2]) for row in table(shown, "contract.lines").rows if row.kind == "total"][:2]  # fmt: skip
    owed = revenue - left
    assert number(tile[1]) == pytest.approx(owed, rel=0.005)
    assert number(tile[2]) == pytest.approx(100 * owed / revenue, abs=0.05)
    assert f"cost {tile[1]} (" in words(shown, "contract.reading")
    carried = re.search(r"For 2027 (\d+) conditions are not agreed yet", words(shown, "contract.written"))
    assert ("nothing agreed for 2027 yet" in tile[3]) == (carried is not None)
    asked = table(shown, "proposals.table").rows
    body = [row for row in asked if row.kind == "body"]
    known = [row.cells[2] for row in body if row.cells[2] != "–"]
    every, *rest = re.search(r"It asks for (\d+) decisions(?:; the (\d+) that were estimated come to (\S+) margin)?", told).groups()  # fmt: skip
    assert int(every) == len(body)
    assert rest[0] is None or int(rest[0]) == len(known)
    assert [row.cells[2] for row in asked if row.kind == "total"] == [f"{sum(map(whole, known)):+,}".replace("-", "−")][: bool(known)]  # fmt: skip
    assert rest[1] is None or number(rest[1]) == pytest.approx(sum(map(whole, known)), rel=0.005, abs=1)
    assert re.search(r"Market data: \d+% graded A or B \(\d+% older than two quarters\)", words(shown, "frame.data_strip"))  # fmt: skip
    listed = words(shown, "opening.asked")
    assert f"the first 3 of {len(body)};" in listed
    assert [row.cells[0].split()[0] for row in body[:3]] == re.findall(r"\*\*(2027-\d+)\*\*", listed)


def test_chances_are_the_same_wherever_they_stand(shown):
    row = table(shown, "goals.account").rows[0].cells
    told = words(shown, "opening.bottom_line")
    (said,) = re.findall(r"The chance of reaching the target is ([^.]*)\.", told)
    assert set(re.findall(r"\d+%", said)) == {row[5], row[6]}
    total = table(shown, "goals.places(view, 'group')").rows[-1].cells
    assert total[5] == row[5]


def test_both_languages_tell_the_same_figures(shown):
    """Of every cell of the plan's own: the same figures, in the same number, in Dutch as in English."""
    dutch = {cell.code: cell for cell in shown["nl"]}
    seen = 0
    for cell in shown["en"]:
        if not cell.code.startswith(
            ("opening.", "back.", "goals", "actions.", "risks.", "proposals.", "versions.")
        ):
            continue
        if cell.code not in dutch:
            continue
        other = dutch[cell.code]
        if cell.table is not None:
            assert [row.kind for row in cell.table.rows] == [row.kind for row in other.table.rows], cell.code
            seen += 1
        else:
            mine = sorted(round(number(f), 3) for f in figures(cell.words) if f not in ("2",))
            theirs = sorted(round(number(english(f)), 3) for f in figures(other.words) if f not in ("2",))
            assert mine == theirs, (cell.code, cell.words, other.words)
            seen += 1
    assert seen > 20


NEEDED = ("accounts", "outlets", "products", "sales")
UNFIT = r"\bnan\b|\bNone\b|\{[a-z_]+\}"


def test_a_slice_of_little_but_sales_makes_every_part(demo_slice):
    """As a chain of which nearly nothing but sales is known."""
    notes = {name: note if name in NEEDED else replace(note, supplied=False, rows=0) for name, note in demo_slice.tables.items()}  # fmt: skip
    bare = replace(demo_slice, tables=MappingProxyType(notes))
    found = reading.sections(bare)
    for speech in language.LANGUAGES:
        for cell in found[speech]:
            text = f"{cell.table} {cell.words}" if cell.table is not None else cell.words
            assert not re.search(UNFIT, text), (speech, cell.code, text)
    told = reading.one(found["en"], "opening.bottom_line").words
    assert "The chance of reaching the target is" in told
    assert "No growth was agreed" in reading.one(found["en"], "goals_sentences.account").words
    assert isinstance(bare, slices.Slice)
