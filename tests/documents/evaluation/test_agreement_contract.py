"""What the contract costs, of six accounts: the accruals, the waterfall and the steps, beside a page of arithmetic over the rows of the slice."""

import re

import pytest

from tests.documents.evaluation.agreed import STEPPED, Agreement, over
from tests.documents.evaluation.facts import BEFORE, LAST_TO_DATE, LAST_YEAR, NOW, TO_DATE
from tests.documents.evaluation.shown import add_up, body, number, sections, total, whole

KINDS = {"Bonus ladder": "bonus ladder", "Growth bonus": "growth bonus", "Bypass bonus": "bypass bonus", "Contribution": "contribution", "Other condition": "other"}  # fmt: skip
ONE = 1.0 + 1e-6


@pytest.fixture
def agreement(facts):
    return Agreement(facts, 2026)


def sums(facts, months):
    return [facts.sold(measure, months) for measure in ("revenue", "quantity")]


def estimate(shown):
    """The revenue and kilograms of the year as it is heading, and the ends of the range, as the outlook shows them."""
    rows = {name: rows[-1].cells for name, rows in sections(shown.table("outlook_tables.groups")).items()}
    low, high = (whole(end) for end in rows["Revenue (€)"][4].split(" to "))
    return whole(rows["Revenue (€)"][3]), whole(rows["Volume sold (kg)"][3]), low, high


def of(name):
    """The number of the condition that a row is about."""
    return re.search(r"\((T\d+)\)", name)[1]


def close(text, exact):
    """Whether an amount in three figures is this one, give or take a euro in what it was worked out from."""
    return number(text) == pytest.approx(exact, rel=0.005, abs=2.0)


def test_what_is_owed_is_what_the_rows_of_the_contract_say(shown, facts, agreement):
    table = shown.table("contract_tables.accrual")
    revenue, quantity, low, high = estimate(shown)
    there = [
        agreement.so_far(9),
        agreement.of_year(revenue, quantity),
        *(agreement.of_year(end, quantity * end / revenue) for end in (low, high)),  # at the same prices
    ]
    rows = body(table)
    assert {of(name) for name in rows} == set(agreement.conditions)
    for name, (now, still, then, at_low, at_high) in rows.items():
        if agreement.kind(of(name)) == "other":
            assert {now, still, then} == {"–"}
            continue
        for text, owed in zip((now, then, at_low, at_high), there, strict=True):
            assert abs(whole(text) - owed[of(name)]) <= ONE + 0.5, name
        assert whole(now) + whole(still) == whole(then)
    for at in range(1, 6):
        assert add_up(table.rows, at)


def test_the_waterfall_falls_as_shown_and_as_the_contract_says(shown, facts, agreement):
    rows = {row.cells[0]: row.cells[1:] for row in shown.table("contract_tables.waterfall").rows}
    before = Agreement(facts, 2025)
    so_far, then = agreement.so_far(9), before.so_far(9)
    half, half_then = agreement.so_far(6), before.so_far(6)
    for at, (terms, owed, less, months) in enumerate(
        [(agreement, so_far, half, NOW), (before, then, half_then, BEFORE), (agreement, so_far, {}, TO_DATE), (before, then, {}, LAST_TO_DATE)]
    ):  # fmt: skip
        amounts = {name: whole(cells[2 * at]) for name, cells in rows.items()}
        revenue, margin = (facts.sold(measure, months) for measure in ("revenue", "margin"))
        costs = 0.0
        for name, kind in KINDS.items():
            if name in rows:
                cost = sum((owed[t] or 0) - (less.get(t) or 0) for t in owed if terms.kind(t) == kind)
                assert abs(amounts[name] + cost) <= ONE, name
                costs += cost
        for name, exact in {"Revenue": revenue, "Net-net revenue": revenue - costs, "Cost": margin - revenue, "Margin after conditions": margin - costs}.items():  # fmt: skip
            assert abs(amounts[name] - exact) <= ONE, name
            assert abs(number(rows[name][2 * at + 1]) / 100 - exact / revenue) <= 0.00101, name
        changes = sum(amounts[name] for name in KINDS if name in rows)
        assert amounts["Revenue"] + changes == amounts["Net-net revenue"]
        assert amounts["Net-net revenue"] + amounts["Cost"] == amounts["Margin after conditions"]


def test_the_steps_are_as_far_as_the_contract_says(shown, facts, agreement):
    revenue, quantity, *_ = estimate(shown)
    now = [*sums(facts, TO_DATE), *sums(facts, LAST_TO_DATE)]
    then = [revenue, quantity, *sums(facts, LAST_YEAR)]
    rate = facts.sold("margin", TO_DATE) / facts.sold("revenue", TO_DATE)
    found = 0
    for name, rows in sections(shown.table("contract_tables.ladder")).items():
        term = of(name)
        for n, row in enumerate(rows):
            _, _, percent, _, here, there, extra, earned, _ = row.cells
            for text, sales in ((here, now), (there, then)):
                basis, steps = agreement.steps(term, *sales)
                away = steps[n][0] - basis
                assert (text == "reached") == (away <= 0), (name, n)
                if away > 0:
                    assert close(text.removesuffix(" to go"), away), (name, n)
                found += 1
            assert number(percent) / 100 == pytest.approx(steps[n][1])
            if extra != "–":
                assert abs(whole(extra) - (over(steps[n][0], steps) - over(basis, steps))) <= ONE + 1
                assert abs(whole(earned) - away * rate) <= ONE + 1
    assert found >= 2


def test_what_the_customer_does_in_return_is_owed_as_accrued(shown, facts, agreement):
    owed, (revenue, quantity, *_) = agreement.so_far(9), estimate(shown)
    later = agreement.of_year(revenue, quantity)
    table = shown.table("contract_tables.counter")
    conditional = {t for t, steps in agreement.conditions.items() if any(s["conditional"] for s in steps)}
    assert {of(row.cells[0]) for row in table.rows} == conditional
    for row in table.rows:
        term = of(row.cells[0])
        if owed[term] is not None:
            assert abs(whole(row.cells[2]) - owed[term]) <= ONE
            assert abs(whole(row.cells[3]) - later[term]) <= ONE


def test_payment_and_service_are_those_of_the_contract(shown, facts):
    cells = {of(row.cells[0]): row.cells[1] for row in shown.table("contract_tables.payment").rows}
    held = facts.rows("SELECT term, kind, rate FROM terms WHERE kind IN ('payment days', 'service level') AND \"from\" <= '2026-09-30' AND coalesce(until, '9999-12-31') >= '2026-09-30'")  # fmt: skip
    assert set(cells) == {term for term, *_ in held}
    for term, kind, rate in held:
        assert cells[term] == (f"{rate:.0f} days" if kind == "payment days" else f"{100 * rate:.1f}%")


def test_the_bottom_line_is_the_total_of_the_table(shown, facts):
    """The conditions cost so much so far, such a part of revenue; and so much over the whole year."""
    said = shown.words("contract.bottom_line")
    cost, part, year, of_year = re.search(r"cost (\S+) so far this year, (\S+) of revenue; on the latest estimate (\S+) over the whole year, (\S+)\.(?: |$)", said).groups()  # fmt: skip
    now, _, then, *_ = map(whole, total(shown.table("contract_tables.accrual")))
    assert close(cost, now)
    assert close(year, then)
    assert number(part) / 100 == pytest.approx(now / facts.sold("revenue", TO_DATE), abs=0.00006)
    assert number(of_year) / 100 == pytest.approx(then / estimate(shown)[0], abs=0.00006)


def test_the_chart_of_the_bonus_ends_where_the_table_does(shown, facts, agreement):
    """The bonus on the latest estimate and at both ends of its range are the table's; at 'now' it is what a year that stopped there would owe."""
    rows = [cells for name, cells in body(shown.table("contract_tables.accrual")).items() if not name.startswith(("Contribution", "Other"))]  # fmt: skip
    then, low, high = (sum(whole(cells[at]) for cells in rows) for at in (2, 3, 4))
    (revenue, quantity, *_), sold = estimate(shown), facts.sold("revenue", TO_DATE)
    stopped = agreement.of_year(sold, quantity * sold / revenue)
    now = sum(owed for term, owed in stopped.items() if agreement.kind(term) in STEPPED)
    told = re.search(
        r"Now: revenue \S+, bonus (\S+); latest estimate: revenue \S+, bonus (\S+?)\. Its range goes from \S+ \(bonus (\S+)\) to \S+ \(bonus (\S+)\)",
        shown.words("contract_charts.bonus"),
    )
    for text, owed in zip(told.groups(), (now, then, low, high), strict=True):
        assert close(text, owed), (text, owed)
