"""Where the year ends and how the plan came out, of six accounts: what is realised, budgeted and added up, beside SQL on the slice."""

import re

import pytest

from tests.documents.evaluation.facts import LAST_REST, LAST_TO_DATE, LAST_YEAR, NOW, TO_DATE
from tests.documents.evaluation.shown import add_up, body, figures, number, sections, total, whole

MEASURES = {"Volume sold (kg)": "quantity", "Revenue (€)": "revenue", "Margin (€)": "margin"}
YEAR = ("2026-01", "2026-12")
ONE = 1.0 + 1e-6


def near(text, exact, least=ONE):
    return abs(whole(text) - exact) <= least


def ends(text):
    """The two ends of a range that is shown."""
    return [whole(part) for part in text.split(" to ")]


def test_the_estimate_per_group_starts_from_the_slice_and_adds_up(shown, facts):
    parts = sections(shown.table("outlook_tables.groups"))
    assert list(parts) == list(MEASURES)
    for name, rows in parts.items():
        measure = MEASURES[name]
        realised, year = (facts.per("group", measure, months) for months in (TO_DATE, LAST_YEAR))
        for row in rows:
            key, done, rest, centre, reach, target, _, last = row.cells
            every = row.kind == "total"
            wanted = facts.budget(measure, YEAR, None if every else key)
            assert near(done, sum(realised.values()) if every else realised[key]), key
            assert near(last, sum(year.values()) if every else year[key]), key
            assert whole(target) == pytest.approx(wanted, abs=0.5)
            assert whole(done) + whole(rest) == whole(centre)
            low, high = ends(reach)
            assert low <= whole(centre) <= high
        for at in (1, 2, 3):
            assert add_up(rows, at), (name, at)


def test_the_estimate_per_outlet_starts_from_the_slice_and_adds_up(shown, facts):
    table = shown.table("outlook_tables.outlets")
    realised, year = (facts.per("outlet_name", "revenue", months) for months in (TO_DATE, LAST_YEAR))
    for name, (done, rest, centre, *_, last) in body(table).items():
        assert near(done, realised.get(name, 0.0)), name
        assert near(last, year.get(name, 0.0)), name
        assert whole(done) + whole(rest) == whole(centre)
    for at in (1, 2, 3):
        assert add_up(table.rows, at)
    done, rest, centre, _, target, _, last = total(table)
    assert near(done, sum(realised.values()))
    assert near(last, sum(year.values()))
    assert whole(target) == pytest.approx(facts.budget("revenue", YEAR), abs=0.5)
    groups = sections(shown.table("outlook_tables.groups"))["Revenue (€)"][-1].cells
    assert list(groups[1:]) == list(total(table))  # one account, one estimate


def test_the_check_on_paper_is_what_paper_gives(shown, facts):
    """realised + last year's rest × (this year so far ÷ last year so far)"""
    said = re.search(r"To check on paper: (\S+) is realised, 3 months are left, .* makes (\S+)\.", shown.words("outlook.verdict"))  # fmt: skip
    done, before, rest = (facts.sold("revenue", months) for months in (TO_DATE, LAST_TO_DATE, LAST_REST))
    assert number(said[1]) == pytest.approx(done, rel=0.005)
    assert number(said[2]) == pytest.approx(done + rest * done / before, rel=0.005)


def test_no_group_is_counted_among_those_that_reach_their_target_by_another_chance(shown):
    chances = [
        number(row.cells[6]) for row in sections(shown.table("outlook_tables.groups"))["Revenue (€)"][:-1]
    ]
    count, likely, _, unlikely, _ = (
        number(text) for text in figures(shown.words("outlook.groups").split(".")[0])
    )
    assert count == len(chances)
    assert likely == sum(chance >= 70 for chance in chances)
    assert unlikely == sum(chance <= 30 for chance in chances)


def test_the_plan_beside_what_came_is_that_of_the_slice(shown, facts):
    for name, rows in sections(shown.table("stages.table")).items():
        measure = MEASURES[name]
        for row in rows:
            key, planned, eve, actual, first, second = row.cells
            every = row.kind == "total"
            sold = facts.per("group", measure, NOW)
            assert near(planned, facts.budget(measure, NOW, None if every else key)), key
            assert near(actual, sum(sold.values()) if every else sold[key]), key
            assert whole(eve) - whole(planned) == whole(first)
            assert whole(actual) - whole(eve) == whole(second)
        assert (len(rows) > 1) == (measure == "revenue")  # groups in revenue only
        for at in range(1, 6) if len(rows) > 1 else ():
            assert add_up(rows, at), (name, at)


def test_the_steps_add_up_to_the_differences_that_are_shown(shown):
    stages = sections(shown.table("stages.table"))
    steps = sections(shown.table("stages.steps"))
    assert list(steps) == ["Revenue (€)", "Margin (€)"]
    for name, rows in steps.items():
        for row in rows:
            assert whole(row.cells[1]) + whole(row.cells[2]) == whole(row.cells[3]), row.cells[0]
        for at in (1, 2, 3):
            assert add_up(rows, at)
        assert rows[-1].cells[1:3] == stages[name][-1].cells[4:6]
