"""The sections of a plan on accounts of the demo company that differ most: every part in both languages, tables that add up as shown, and absence in words."""

from __future__ import annotations

import re

import pytest

from amlib import language
from amlib.data import slices
from tests.documents.plan.parts import Parts, figure, text
from tests.plan.test_baselines import without

ACCOUNTS = ("goudveld", "even-langs", "tafelrond", "lindehof")
OPTIONAL = ("category_sales", "market", "competitor_prices", "customer_goals", "promotions", "terms", "raw_materials", "contacts", "visits", "deliveries", "complaints", "satisfaction", "budget", "ledger_totals")  # fmt: skip


@pytest.fixture(scope="module", params=ACCOUNTS)
def parts(request, demo_freeze):
    return Parts(slices.read(demo_freeze.slice_path(request.param, "internal")), "2026Q3")


@pytest.fixture(scope="module")
def shown(parts):
    with language.use("en"):
        return parts.shown()


@pytest.mark.parametrize("speech", language.LANGUAGES)
def test_every_part_is_made_in_both_languages(parts, speech):
    with language.use(speech):
        made = {name: text(part) for name, part in parts.shown().items()}
    for name, said in made.items():
        assert not re.search(r"\bnan\b|\bNone\b|\bNaT\b|\{[a-z_]+\}|  +\n", said), name
    assert made["position"]
    assert made["contract"]
    assert made["months"]


def test_the_contract_adds_up_as_shown_and_every_line_tells_where_it_is_written(parts, shown):
    rows = {row.cells[0]: row for row in shown["contract"].rows}
    conditions = [row for row in shown["contract"].rows if re.search(r"\(T\d+(–T\d+)?\)$", row.cells[0])]
    for place in (2, 3):
        taken = sum(figure(row.cells[place]) for row in conditions)
        assert figure(rows["Revenue"].cells[place]) + taken == figure(rows["Net-net revenue"].cells[place])
        left = figure(rows["Net-net revenue"].cells[place]) + figure(rows["Cost"].cells[place])
        assert left == figure(rows["Margin after conditions"].cells[place])
    assert all(row.cells[5].endswith("2026, carried on") and row.tones[5] == "warn" for row in conditions)
    assert len(conditions) == len(parts.contract.lines)
    target = sum(one.year() for one in parts.plan.goals if (one.measure, one.level) == ("revenue", "total"))
    assert figure(rows["Revenue"].cells[2]) == round(target / 100)


def test_the_result_adds_up_as_shown_in_every_column(shown):
    rows = {row.cells[0]: [figure(cell) for cell in row.cells[1:]] for row in shown["result"].rows if "%" not in row.cells[1]}  # fmt: skip
    for place in range(len(rows["Revenue"])):
        revenue, cost, margin, terms, left = (
            rows[name][place]
            for name in ("Revenue", "Cost of the goods", "Margin before conditions", "Conditions", "Margin after conditions")
        )  # fmt: skip
        assert revenue + cost + rows.get("Cost of actions", [0.0] * 3)[place] == margin
        assert margin + terms == left


def test_the_result_as_planned_is_the_contract_at_target(shown):
    result = {row.cells[0]: row.cells for row in shown["result"].rows}
    lines = {row.cells[0]: row.cells for row in shown["contract"].rows}
    head = [column.label for column in shown["result"].columns]
    place = head.index("As planned (€)")
    for name in ("Revenue", "Margin after conditions"):
        assert result[name][place] == lines[name][2]


def test_promotions_add_up_and_none_is_left_out(parts, shown):
    if not parts.slots:
        assert shown["promotions"] is None
        return
    *rows, total = shown["promotions"].rows
    assert len(rows) == len(parts.slots)
    assert sum(figure(row.cells[3]) for row in rows) == figure(total.cells[3])
    assert abs(sum(figure(row.cells[4]) for row in rows) - figure(total.cells[4])) <= len(rows) / 2
    assert (
        sum(one.cost for one in parts.plan.actions if one.kind == "promotion") == figure(total.cells[2]) * 100
    )


def test_months_add_up_to_the_year_and_classes_to_all_visits(parts, shown):
    rows = {row.cells[0]: [figure(cell) for cell in row.cells[1:]] for row in shown["months"].rows}
    for counts in rows.values():
        assert sum(counts[1:13]) == counts[13]
    classes = [counts for name, counts in rows.items() if name.startswith("Visits, class")]
    assert [sum(each) for each in zip(*classes, strict=True)] == rows["Visits"]
    planned = sum(sum(one.months) for one in parts.plan.activities)
    assert sum(counts[13] for name, counts in rows.items() if name != "Visits" and "class" not in name) + rows["Visits"][13] == planned  # fmt: skip
    assert rows["Visits"][0] == len(parts.outlets)


def test_outlets_add_up_to_the_account(parts, shown):
    *rows, total = shown["outlets"].rows
    for place in (2, 3, 4):
        assert sum(figure(row.cells[place]) for row in rows) == figure(total.cells[place])
    assert figure(total.cells[2]) == round(parts.outlets["revenue"].sum())


def test_what_was_not_supplied_is_said_in_words(demo_slice):
    bare = Parts(without(demo_slice, *OPTIONAL), "2026Q3")
    with language.use("en"):
        made = {name: text(part) for name, part in bare.shown().items()}
    assert not any(re.search(r"\bnan\b|\bNone\b|\{[a-z_]+\}", said) for said in made.values())
    assert "Not supplied: contract terms" in made["contract reading"]
    assert "Not supplied: contacts" in made["people reading"]
    assert "Not supplied: raw material quotations" in made["result reading"]
    assert "The plan holds no promotions." in made["promotions reading"]
    assert made["state"].count("not supplied") == 3
    assert made["position"].count("not supplied") == 3  # share, pressure and promotions
    assert "how many were made before is not known" in made["activities reading"]
    assert [made[name] for name in ("calendar", "promotions", "waterfall", "contract", "ladder", "people", "market table", "competition table")] == [""] * 8  # fmt: skip
    assert [column.label for column in bare.shown()["result"].columns] == ["Grondstof", "Zoals gepland (€)"]
