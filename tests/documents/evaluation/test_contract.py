"""The contract in words, tables and charts: the same figures everywhere, sums as shown, nothing where nothing is known."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from amlib import language, periods
from amlib.analysis import contract, terms
from amlib.documents.evaluation import contract as told
from amlib.documents.evaluation import contract_charts as charts
from amlib.documents.evaluation import contract_tables as tables
from amlib.plan import findings
from tests.analysis.agreed import LADDER, NAN, Made, ranged, term

QUARTER = periods.parse("2026Q3")
HOSTILE = "folder <b>*2x*</b> $5|`x`"
FULL = (
    *LADDER,
    term("T0", "contribution", 0.015, year=2025),
    term("T4", "growth bonus", 0.01, 0.05, basis="quantity", conditional=True),
    term("T5", "bypass bonus", 0.005),
    term("T6", "other", 0.05, counter_performance=HOSTILE),
    term("T7", "contribution", 500.0, conditional=True, counter_performance=HOSTILE, agreement=None),
    term("T8", "growth bonus", 0.02, 0.10, counter_performance="groei in kg"),
    term("P", "payment days", 45.0),
    term("S", "service level", 0.985),
)
READINGS = (told.waterfall, told.ladder, told.accrual, told.counter, told.payment, told.unknowns)
TABLES = (tables.waterfall, tables.ladder, tables.accrual, tables.counter, tables.payment)
CHARTS = (charts.waterfall, charts.bonus)


def made(*agreed, heading=None, **changed):
    return contract.of(Made(*agreed, **changed), QUARTER, ranged(120_000.0, 110_000.0, 125_000.0) if heading is None else heading)  # fmt: skip


def figures(text):
    """A number as it is shown, as a number."""
    return 0 if text == language.MISSING else int(re.sub(r"[.,%]", "", text.replace("\N{MINUS SIGN}", "-")))


def adds_up(table, columns):
    """Whether in each of these columns the changes lead from one total to the next."""
    for column in columns:
        running = None
        for line in table.rows:
            cell = figures(line.cells[column])
            assert line.kind != "total" or running is None or running == cell, (column, line.cells)
            running = cell if line.kind == "total" else running + cell


def test_without_terms_one_sentence_says_what_is_not_known(given, english):
    assert str(told.bottom_line(None, given)) == "Not supplied: contract terms, so we do not know the bonus position or what the agreed conditions cost."  # fmt: skip
    assert [part(None, given) for part in (*READINGS, *TABLES, *CHARTS)] == [None] * 13
    assert findings.of_contract(None) == ()


def test_the_bottom_line_says_what_it_costs_and_warns_of_the_cliff(given, english):
    said = str(told.bottom_line(made(*LADDER), given))
    assert said.startswith("The conditions cost €2,700 so far this year, 3.00% of revenue; on the latest estimate €3,600 over the whole year, 3.00%.")  # fmt: skip
    assert "The step of €122k (T2) lies €2,000 beyond the latest estimate and does not pay: it costs €2,460 more bonus, the sales that reach it earn €400." in said  # fmt: skip
    past = str(told.bottom_line(made(*LADDER, heading=123_000.0), given))
    assert "The year is heading €1,000 past the step of €122k (T2), which costs €2,470 more bonus than just below it; the sales past it earn €200." in past  # fmt: skip
    paying = str(told.bottom_line(made(*LADDER[:1], heading=75_000.0), given))
    assert "The step of €80.0k (T1) lies €5,000 beyond the latest estimate and pays: it costs €800 more bonus, the sales that reach it earn €1,000." in paying  # fmt: skip


def test_a_payment_term_that_is_too_long_is_told_first(given, english):
    assert "after 45 days, more than the 30 that the law allows" in str(told.bottom_line(made(*FULL), given))
    assert "days" not in str(told.bottom_line(made(*LADDER, term("P", "payment days", 28.0)), given))


def test_the_cliff_is_explained_with_what_makes_it_good(given, english):
    said = str(told.ladder(made(*LADDER), given))
    # 2,060 lost; beyond the step 20% - 3% is left: 12,118 more, 14,118 in all
    assert "Just reaching the step of €122k (T2) leaves €2,060 less than the latest estimate does." in said
    assert "Only with €14.1k more sales than the latest estimate is as much left again." in said
    assert "The range of the estimate lies on both sides of this step" in said
    narrow = made(*LADDER, heading=ranged(120_000.0, 119_000.0, 121_000.0))
    assert "both sides" not in str(told.ladder(narrow, given))


def test_the_waterfall_adds_up_as_shown(given):
    found = tables.waterfall(made(*FULL), given)
    adds_up(found, range(1, 9))
    assert [line.cells[0] for line in found.rows if line.kind == "total"] == ["Omzet", "Netto-netto-omzet", "Marge na voorwaarden"]  # fmt: skip


money = st.integers(-900_000_00, 900_000_00).map(lambda cents: cents / 100)


@for_all(revenue=money, margin=money, owed=st.lists(money, max_size=5))
def test_any_waterfall_adds_up_as_shown(revenue, margin, owed):
    kinds = pd.DataFrame({"kind": terms.conditions.COSTING[: len(owed)], "amount": owed})
    lines = terms.waterfall(kinds.astype({"amount": float}), revenue, margin).set_index("item")["amount"]
    shown = tables.added(lines)
    assert shown["revenue"] + shown[list(kinds["kind"])].sum() == shown["net_net_revenue"]
    assert shown["net_net_revenue"] + shown["cost"] == shown["margin_after_terms"]
    assert (shown - lines).abs().max() < 1
    totals = ["revenue", "net_net_revenue", "margin_after_terms"]
    assert (shown - lines)[totals].abs().max() <= 0.5
    assert (shown == shown.round()).all()


def test_without_a_cost_the_waterfall_stops_at_net_net_revenue(given):
    found = tables.waterfall(made(*LADDER, cost=NAN), given)
    cells = {line.cells[0]: line.cells for line in found.rows}
    assert cells["Marge na voorwaarden"][1] == cells["Kostprijs"][1] == language.MISSING
    assert cells["Netto-netto-omzet"][1] == "28.500"


def test_what_is_owed_adds_up_both_ways(given):
    found = tables.accrual(made(*FULL), given)
    *parts, total = [[figures(cell) for cell in line.cells[1:]] for line in found.rows]
    assert [sum(column) for column in zip(*parts, strict=True)] == total
    assert all(now + more == then for now, more, then, *_ in [*parts, total])
    assert found.rows[-1].kind == "total"
    assert "telt niet mee" in found.note


def test_every_step_is_judged_in_words(given, english):
    found = tables.ladder(made(*LADDER), given)
    assert [line.cells[-1] for line in found.rows if line.kind == "body"] == [
        "reached", "cliff: costs more than the sales that reach it earn",
    ]  # fmt: skip
    assert found.rows[2].cells[4:8] == ("€32.0k to go", "€2,000 to go", "2,460", "400")
    assert found.rows[2].tones[-1] == "warn"
    past = tables.ladder(made(*LADDER, heading=123_000.0), given)
    assert past.rows[2].cells[-1].startswith("cliff, just passed")
    far = tables.ladder(made(*LADDER, heading=101_000.0), given)
    assert far.rows[2].cells[-1] == "out of reach"
    pays = tables.ladder(made(*LADDER[:1], heading=75_000.0), given)
    assert pays.rows[1].cells[-1] == "pays"


def test_thresholds_say_what_they_count(given, english):
    found = tables.ladder(
        made(*FULL, term("T9", "bonus ladder", 0.0125, 90_000.0, basis="quantity", agreement="B")), given
    )
    cells = {line.cells[1]: line.cells[2] for line in found.rows if line.kind == "body"}
    assert cells["5.0% growth in kg"] == "1.0%"
    assert cells["10.0% growth"] == "2.0%"
    assert cells["90,000\N{NO-BREAK SPACE}kg"] == "1.25%"


def test_what_is_received_is_recorded_or_said_not_to_be(given, english):
    found = tables.counter(made(*FULL), given)
    received = {line.cells[0]: line.cells[4:] for line in found.rows}
    assert received["Growth bonus (T4)"] == ("A", "shows in the sales")
    assert received["Contribution (T3)"] == ("A", "not recorded")
    assert received["Contribution (T7)"] == ("no reference", "not recorded")
    # 2% of 90,000 and 500
    assert "For 2 conditions it is not recorded that the customer did its part; €2,300 is owed" in str(told.counter(made(*FULL), given))  # fmt: skip
    seen = contract.of(Made(*LADDER), QUARTER, received={"T3": True})
    assert "For every condition it is known" in str(told.counter(seen, given))


def test_what_is_not_known_is_named(given, english):
    said = str(told.unknowns(made(*FULL), given))
    assert "amounts owed, not amounts paid" in said
    assert "What Other condition (T6) costs is not known (folder \\<b\\>" in said
    assert "all revenue counts for that bonus" in said
    assert "Whether kilograms count is not said for T8" in said
    assert str(told.unknowns(made(*LADDER), given)).count(".") == 1


def test_a_customer_is_told_the_payment_term_only(given, english):
    from dataclasses import replace

    theirs = replace(given, audience="customer")
    found = made(term("P", "payment days", 28.0), term("S", "service level", 0.98))
    assert str(told.bottom_line(found, theirs)) == "The customer pays within 28 days; for perishable goods the law allows 30."  # fmt: skip
    assert "No condition that costs money is recorded for 2026." in str(told.bottom_line(found, given))
    assert [part(found, theirs) for part in (*READINGS[:4], *TABLES[:4], *CHARTS)] == [None] * 10
    assert len(tables.payment(found, theirs).rows) == 2


@pytest.mark.parametrize("speech", ["nl", "en"])
@pytest.mark.parametrize(
    "case",
    [
        {},
        {"cost": NAN},
        {"heading": 120_000.0},
        {"heading": NAN},
        {"first": "2026-03"},
        {"last": "2026-07"},
        {"revenue": 0.0},
        {"revenue": -50.0},
        {"quantity": 0.0},
    ],
    ids=str,
)
def test_nothing_odd_breaks_a_part_or_is_told_as_a_number(case, speech, given):
    found = made(*FULL, **case)
    with language.use(speech):
        parts = [str(part(found, given)) for part in (told.bottom_line, *READINGS, *TABLES)]
        drawn = [chart for chart in (part(found, given) for part in CHARTS) if chart is not None]
    assert not re.search(r"\bnan\b|\binf\b|[{}]", " ".join(parts + [c.title + c.alt for c in drawn]).lower())


def test_the_title_of_the_staircase_is_its_finding(given, english):
    assert charts.bonus(made(*LADDER), given).title == "The step at €122k costs €2,460 more bonus; the sales that reach it earn €400"  # fmt: skip
    assert charts.bonus(made(*LADDER, heading=123_000.0), given).title == "The year is heading just past the step at €122k: €2,470 more bonus against €200 of margin"  # fmt: skip
    assert charts.bonus(made(*LADDER, heading=115_000.0, cost=5_000.0), given).title == "The next jump of the bonus lies €7,000 (6.1%) beyond the latest estimate"  # fmt: skip
    assert charts.bonus(made(term("T1", "bonus ladder", 0.01, 100_000.0)), given).title == "On the latest estimate every step of the bonus is reached"  # fmt: skip
    assert charts.bonus(made(LADDER[2]), given) is None


def test_the_staircase_is_described_step_by_step(given, english):
    alt = charts.bonus(made(*LADDER), given).alt
    # the range from 1% of 110,000 to 3% of 125,000; the step: 3% instead of 1% of 122,000
    assert "Now: revenue €90.0k, bonus €900; latest estimate: revenue €120k, bonus €1,200." in alt
    assert "Its range goes from €110k (bonus €1,100) to €125k (bonus €3,750)." in alt
    assert "Step at €122k: Bonus ladder (T2), 3.0%, the bonus jumps by €2,440." in alt


def test_the_waterfall_shows_what_is_left(given, english):
    drawn = charts.waterfall(made(*LADDER), given)
    assert (
        drawn.title == "Conditions take €2,700 of this year's revenue so far, 3.00%; 17.0% is left as margin"
    )
    assert "Contribution −€1,800 (−2.0%)" in drawn.alt
    assert charts.waterfall(made(*LADDER, cost=NAN), given).title.endswith("so far, 3.00%")


def test_the_contract_brings_up_what_must_be_known():
    found = {finding.code: finding for finding in findings.of_contract(made(*FULL))}
    assert {code: finding.money for code, finding in found.items() if finding.money == finding.money} == {
        "bonus_cliff": -2_060.0,
        "unwritten": 500.0,
        "unconfirmed": 500.0,  # the last of two
        "bypass_basis": 450.0,
        "basis_unclear": 0.0,
    }
    assert set(found) == {
        "bonus_cliff", "payment_days", "unwritten", "unconfirmed", "bypass_basis", "basis_unclear", "term_unknown",
    }  # fmt: skip
    assert found["term_unknown"].values["names"] == (f"T6: {HOSTILE}",)
    assert "payment_days" not in {f.code for f in findings.of_contract(made(*FULL), perishable=False)}
    (past,) = findings.of_contract(made(*LADDER[:2], heading=123_000.0))
    assert (past.code, past.money, past.values["size"]) == ("bonus_passed", -2_270.0, 1_000.0)
    (near,) = findings.of_contract(made(*LADDER[:1], heading=75_000.0))
    assert (near.code, near.severity, near.money) == ("step_near", "note", 200.0)
