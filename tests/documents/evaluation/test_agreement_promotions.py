"""What the promotions brought, of six accounts: what was sold in them by SQL on the slice, and each column worked out of the others as shown."""

import re
from math import isinf

import pytest

from tests.documents.evaluation.shown import body, figures, number, whole

ONE = 1.0 + 1e-6


@pytest.fixture
def judged(shown):
    """The promotions that ended in the period, as they were judged."""
    rows = shown.actions
    ended = rows["end"].between("2026-07-01", "2026-09-30") if rows["end"].dtype != object else rows["end"].map(lambda day: "2026-07-01" <= str(day)[:10] <= "2026-09-30")  # fmt: skip
    return {row["promotion"]: row for row in rows[ended & (rows["status"] == "assessed")].to_dict("records")}


def in_promotion(facts, promotion):
    """Kilograms of its article in the weeks of which a day belongs to the promotion, in the outlets that took part."""
    return facts.one(
        "SELECT sum(w.quantity) FROM promotion_weeks w, promotions p WHERE p.promotion = ? AND w.product = p.product "
        "AND w.week BETWEEN date_trunc('week', p.start) AND p.end AND (p.outlets IS NULL OR list_contains(p.outlets, w.outlet))",
        promotion,
    )


def agreed(facts, promotion):
    """Its discount, its fixed cost, its days, and its article by name."""
    return facts.rows(
        'SELECT discount_per_unit, fixed_cost, "end" - start + 1, products.name, mechanic FROM promotions JOIN products USING (product) WHERE promotion = ?',
        promotion,
    )[0]


def test_what_was_sold_in_a_promotion_is_what_the_weeks_say(shown, facts, judged):
    rows = [row.cells for row in shown.table("promotions.volumes").rows if row.kind == "body"]
    assert len(rows) == len(judged)
    left = dict(judged)
    for name, mechanic, _, days, baseline, rise, *_ in rows:
        promotion = next(p for p in left if agreed(facts, p)[3:] == (name, mechanic))
        assert int(days) == agreed(facts, promotion)[2]
        assert abs(whole(baseline) + whole(rise) - in_promotion(facts, promotion)) <= 2 * ONE, name
        del left[promotion]


def test_what_remained_of_the_rise_adds_up(shown):
    table = shown.table("promotions.volumes")
    *_, baseline, rise, dip, own, net, _uplift = zip(*body_rows(table), strict=True)
    for row in table.rows:
        assert sum(map(whole, row.cells[5:8])) == whole(row.cells[8]), row.cells
        assert number(row.cells[9]) / 100 == pytest.approx(whole(row.cells[8]) / whole(row.cells[4]), abs=2 / whole(row.cells[4]) * (1 + abs(number(row.cells[9])) / 100))  # fmt: skip
    for parts, together_shown in zip((baseline, rise, dip, own, net), together(table)[3:8], strict=True):
        assert sum(map(whole, parts)) == whole(together_shown)


def body_rows(table):
    return [row.cells for row in table.rows if row.kind == "body"]


def together(table):
    """The last row: the total, or the only promotion."""
    assert (table.rows[-1].kind == "total") == (len(table.rows) > 1)
    return table.rows[-1].cells[1:]


def test_costs_and_profit_follow_from_the_kilograms(shown, facts, judged):
    """costs = discount × kg in the promotion + fixed cost; profit = net × margin − costs; break-even = (discount + fixed ÷ baseline) ÷ (margin − discount)"""
    rows = body(shown.table("promotions.returns"))
    net = {f"{row[0]}, {row[1]}": row for row in body_rows(shown.table("promotions.volumes"))}
    assert set(rows) == set(net)
    assert len(rows) == len(judged)
    for promotion, found in judged.items():
        discount, fixed, _, name, mechanic = agreed(facts, promotion)
        discount, fixed, label = float(discount or 0), float(fixed or 0), f"{name}, {mechanic}"
        costs, profit, _, roi, _, even, _ = rows[label]
        spent = discount * in_promotion(facts, promotion) + fixed
        margin = float(found["margin_per_kg"])
        assert abs(whole(costs) - spent) <= ONE, label
        assert abs(whole(profit) - (whole(net[label][8]) * margin - spent)) <= ONE + margin
        assert number(roi) / 100 == pytest.approx(whole(profit) / whole(costs), abs=0.005 + 2 / spent)
        baseline = whole(net[label][4])
        least = (discount + fixed / baseline) / (margin - discount) if margin > discount else float("inf")
        assert even == "–" if isinf(least) else number(even) / 100 == pytest.approx(least, rel=0.06)


def test_whether_to_repeat_one_follows_from_its_range(shown):
    for label, cells in body(shown.table("promotions.returns")).items():
        low, high = (whole(end) for end in cells[2].split(" to "))
        assert low <= whole(cells[1]) <= high
        assert cells[6] == ("yes" if low > 0 else "no" if high < 0 else "not certain"), label


def test_the_bottom_line_counts_the_rows_of_the_tables(shown):
    said = shown.words("promotions_sentences.bottom_line")
    returns, volumes = body(shown.table("promotions.returns")), together(shown.table("promotions.volumes"))
    verdicts = [cells[6] for cells in returns.values()]
    counts = re.search(
        r"Surely paid for themselves: (\w+); surely did not: (\w+); not certain: (\w+)\.", said
    )
    assert [0 if text == "none" else int(text) for text in counts.groups()] == [verdicts.count(word) for word in ("yes", "no", "not certain")]  # fmt: skip
    profit = re.search(r"Their profit is (\S+) \(", said)[1]
    parts = sum(whole(cells[1]) for cells in returns.values())
    assert number(profit) == pytest.approx(parts, abs=0.5 * len(returns) + 0.005 * abs(parts))
    assert number(re.search(r"after the dip and our other articles (\S+) kg remains|(?:^$)", said.replace("\N{NO-BREAK SPACE}", " "))[1]) == whole(volumes[7])  # fmt: skip


def test_what_is_coming_is_what_the_slice_has_planned(shown, facts):
    rows = shown.table("promotions.coming").rows
    planned = facts.rows(
        "SELECT products.name, mechanic FROM promotions JOIN products USING (product) WHERE \"end\" > ? OR start > ?",
        "2026-09-30", "2026-09-30",
    )  # fmt: skip
    shown_ones = {row.cells[:2] for row in rows}
    assert set(planned) <= shown_ones
    assert int(figures(shown.words("promotions_sentences.coming"))[0]) == len(rows)
    running = shown_ones - set(planned)
    begun = facts.rows(
        "SELECT products.name, mechanic FROM promotions JOIN products USING (product) WHERE start BETWEEN ? AND ?",
        "2026-08-31",
        "2026-09-30",
    )
    assert running <= set(begun)
