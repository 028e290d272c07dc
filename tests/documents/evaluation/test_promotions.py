"""Promotions: what remains adds up as shown, a verdict hangs on the whole range, and a customer sees no money of ours."""

import dataclasses
from datetime import date
from types import MappingProxyType

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, settings
from hypothesis import given as each
from hypothesis import strategies as st

from amlib import language, periods
from amlib.data import slices
from amlib.documents.evaluation import promotions, promotions_charts, promotions_sentences
from tests.documents.evaluation import offers

pytestmark = pytest.mark.usefixtures("english")

NAN = float("nan")
WHEN = periods.parse("2026Q3")
MONEY = (
    "€",
    "profit",
    "Profit",
    "ROI",
    "cost",
    "Cost",
    "margin",
    "Margin",
    "support",
    "Support",
    "Break-even",
    "break-even",
)


@pytest.fixture
def given(given):
    note = slices.TableNote(True, 7, "promotions.csv", date(2026, 9, 30))
    return dataclasses.replace(given, tables=MappingProxyType({**given.tables, "promotions": note}))


@pytest.fixture
def customer(given):
    return dataclasses.replace(given, audience="customer")


@pytest.fixture
def evaluated():
    return offers.frame()


def value(text):
    """A written figure, read back."""
    return float(text.replace(",", "").replace("−", "-").replace("+", ""))


def figures(table):
    """The figures of the rows that have any, and of the total."""
    rows = [row.cells[4:9] for row in table.rows if row.kind == "body" and row.cells[4] != "–"]
    (total,) = [row.cells[4:9] for row in table.rows if row.kind == "total"]
    return [list(map(value, cells)) for cells in rows], list(map(value, total))


def test_only_what_ended_in_the_period_is_shown_in_order(evaluated):
    assert promotions.ended(evaluated, WHEN)["promotion"].tolist() == ["A1", "A2", "A3", "A4"]
    assert promotions.soon(evaluated)["promotion"].tolist() == ["A6", "A5"]


def test_days_may_be_timestamps(evaluated):
    stamped = evaluated.assign(start=pd.to_datetime(evaluated["start"]), end=pd.to_datetime(evaluated["end"]))
    assert promotions.ended(stamped, WHEN)["promotion"].tolist() == ["A1", "A2", "A3", "A4"]


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ((500.0, 200.0, 800.0), "yes"),
        ((-500.0, -800.0, -200.0), "no"),
        ((40.0, -360.0, 440.0), "unsure"),
        ((40.0, 0.0, 80.0), "unsure"),  # a range that touches nil is not above it
        ((40.0, NAN, NAN), "unmeasured"),
        ((NAN, NAN, NAN), "unpriced"),
    ],
)
def test_a_verdict_hangs_on_the_whole_range(values, verdict):
    row = {"status": "assessed", **dict(zip(("profit", "profit_low", "profit_high"), values, strict=True))}
    assert promotions.verdict(row) == verdict
    assert promotions.verdict(row | {"status": "not_assessable"}) == "unknown"


def test_what_remained_adds_up_as_shown(evaluated, given):
    # exact: gross 800.3 + 300.4 + 200.4 = 1,301.1; net 649.7 + 50.1 + 149.8 = 849.6 -> 850
    rows, total = figures(promotions.volumes(evaluated, WHEN, given))
    for cells in [*rows, total]:
        assert sum(cells[1:4]) == cells[4]
    assert [sum(cells[at] for cells in rows) for at in range(5)] == total
    assert (total[1], total[4]) == (1_301, 850)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=25,
)
@example(parts=[(900.0, 0.0, 0.0, 1e-273), (1.0, 0.0, 0.0, 0.0)])  # of next to nothing
@each(
    st.lists(
        st.tuples(*[st.floats(-5_000, 5_000) for _ in range(3)], st.floats(0, 9_000)), min_size=2, max_size=6
    )
)
def test_any_promotions_add_up_as_shown(given, parts):
    gross, dip, own, base = (list(column) for column in zip(*parts, strict=True))
    rows = offers.frame().iloc[[0] * len(parts)].reset_index(drop=True)
    rows = rows.assign(
        gross=gross,
        dip=dip,
        cannibalisation=own,
        baseline=base,
        promotion=[f"A{n}" for n in range(len(parts))],
    )
    rows["net"] = rows["gross"] + rows["dip"] + rows["cannibalisation"]
    shown, total = figures(promotions.volumes(rows, WHEN, given))
    for cells in [*shown, total]:
        assert sum(cells[1:4]) == cells[4]
    assert [sum(cells[at] for cells in shown) for at in range(5)] == total


def test_the_uplift_of_all_is_that_of_their_sums(evaluated, given):
    # 849.6 / (1,000.4 + 2,000.4 + 500.4 = 3,501.2) = 24.3 %, not the mean of 64.9, 2.5 and 29.9
    total = promotions.volumes(evaluated, WHEN, given).rows[-1]
    assert total.cells[-1] == "+24.3%"


def test_the_return_is_told_with_ranges_and_a_verdict_in_words(evaluated, given):
    made = promotions.returns(evaluated, WHEN, given)
    assert [row.cells[1:7] for row in made.rows[:2]] == [
        ("400", "+500", "+200 to +800", "+125%", "+50% to +200%", "+30%"),  # 500 / 400
        ("2,200", "−2,100", "−2,500 to −1,700", "−95%", "−114% to −77%", "+80%"),  # -2,100 / 2,200
    ]
    assert [row.cells[7] for row in made.rows] == [
        "yes",
        "no",
        "not certain",
        "not judged: too few quiet weeks",
    ]
    assert [row.tones[7] for row in made.rows] == ["better", "worse", "warn", None]


@pytest.mark.parametrize(
    "reason", ["few_clean_weeks", "holiday", "no_weeks", "no_sales", "overlap", "unheard of", NAN]
)
@pytest.mark.parametrize("speech", ["nl", "en"])
def test_every_reason_not_to_judge_has_words(reason, speech):
    with language.use(speech):
        assert promotions.why({"reason": reason})


def test_ranges_combine_as_errors_that_have_nothing_to_do_with_each_other(evaluated):
    # 500 - 2,100 + 40 = -1,560; the sides: sqrt(300^2 + 400^2 + 400^2) = 640.3
    total, low, high = promotions.combined(evaluated.iloc[:3])
    assert (round(total), round(low), round(high)) == (-1_560, -2_200, -920)


def test_the_bottom_line_counts_names_and_adds_up(evaluated, given):
    said = promotions_sentences.bottom_line(evaluated, WHEN, given).markdown.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert said.startswith("In Q3 2026 4 promotions ended; 3 of them could be judged.")
    assert "**Surely paid for themselves: 1; surely did not: 1; not certain: 1.**" in said
    assert (
        "changed by +1,301 kg; after the dip and our other articles +850 kg remains, +24.3% on the baseline."
        in said
    )
    assert "Their profit is −€1,560 (−€2,200 to −€920)." in said
    assert "Worth repeating: Rookworst, 25% korting." in said
    assert "Not to be repeated like this: Speklap, 2 voor prijsje." in said


def test_the_profit_of_those_that_have_one_is_called_so(evaluated, given):
    some = evaluated.assign(profit=evaluated["profit"].where(evaluated["promotion"] != "A2"))
    said = promotions_sentences.bottom_line(some, WHEN, given).markdown
    assert "The profit of those with a known margin is +€540" in said  # 500 + 40
    bare = evaluated.assign(profit=NAN)
    assert "margin or support is missing" in promotions_sentences.bottom_line(bare, WHEN, given).markdown
    unmeasured = evaluated.assign(profit_low=NAN, profit_high=NAN)
    assert "(range not known)" in promotions_sentences.bottom_line(unmeasured, WHEN, given).markdown
    assert "not certain: 3" in promotions_sentences.bottom_line(unmeasured, WHEN, given).markdown


def test_why_promotions_could_not_be_judged_is_said(evaluated, given):
    few = "too few quiet weeks"
    assert f"Not judged: {few}." in promotions_sentences.bottom_line(evaluated, WHEN, given).markdown
    none = evaluated.assign(
        status="not_assessable", reason=["no_weeks", "no_weeks", "overlap", "no_weeks", "", "", ""]
    )
    said = promotions_sentences.bottom_line(none, WHEN, given).markdown
    assert said == (
        "In Q3 2026 4 promotions ended; none of them could be judged. "
        "Not judged: no deliveries per week (3) and overlaps another promotion (1)."
    )
    assert promotions.volumes(none, WHEN, given) is promotions_charts.remained(none, WHEN, given) is None
    assert [row.cells[1] for row in promotions.returns(none, WHEN, given).rows] == ["–"] * 4


def test_no_promotions_and_none_supplied_differ(evaluated, given):
    elsewhere = periods.parse("2025Q1")
    assert (
        promotions_sentences.bottom_line(evaluated, elsewhere, given).markdown
        == "No promotion ended in Q1 2025."
    )
    bare = dataclasses.replace(given, tables={})
    assert promotions_sentences.bottom_line(None, WHEN, bare).markdown.startswith(
        "Promotions were not supplied: we do not know"
    )
    empty = evaluated.iloc[:0]
    assert promotions_sentences.bottom_line(empty, WHEN, given).markdown == "No promotion ended in Q3 2026."
    assert promotions.volumes(empty, WHEN, given) is promotions.returns(empty, WHEN, given) is None
    assert promotions.learning(empty, WHEN) is promotions.coming(empty, given) is None
    assert (
        promotions_charts.profits(empty, WHEN, given)
        is promotions_charts.remained(empty, WHEN, given)
        is None
    )


def test_quiet_periods_tell_what_chance_would_do(evaluated):
    said = promotions_sentences.quiet(evaluated, WHEN).markdown
    assert "Rookworst, 25% korting: of 40 quiet periods none showed a rise this large." in said
    assert "Speklap, 2 voor prijsje: of 40 quiet periods 9 showed a rise this large." in said
    assert "Kipfilet \\<b\\>\\*x\\*\\</b\\>" in said
    assert "Hamburger" not in said


def test_many_promotions_are_counted_rather_than_told(evaluated):
    # eight alike: six are told; of the two others both rose as 0 of 40 quiet periods did
    many = evaluated.iloc[[0] * 8].reset_index(drop=True)
    said = promotions_sentences.quiet(many, WHEN).markdown
    assert said.count("showed a rise this large") == 6
    assert "Of 2 more, 2 rose as seldom occurs by chance" in said


def test_predicted_and_realised_are_weighed_by_the_baseline(evaluated):
    # 25% korting: predicted (0.5 x 1,000.4 + 0.2 x 500.4) / 1,500.8 = 40.0 %, realised (649.7 + 149.8) / 1,500.8 = 53.3 %
    found = promotions.lessons(evaluated, WHEN).set_index("mechanic")
    assert found.loc["25% korting", ["count"]].tolist() == [2]
    assert found.loc["25% korting", ["predicted", "realised"]].round(3).tolist() == [0.400, 0.533]
    rows = promotions.learning(evaluated, WHEN).rows
    assert [row.cells[-1] for row in rows] == [
        "brings less than we thought: plan it lower",
        "brings more than we thought",
    ]
    assert promotions_sentences.learning(evaluated, WHEN).markdown.startswith(
        "2 voor prijsje differs most: predicted +40%, realised +3%."
    )
    good = evaluated.assign(predicted=evaluated["uplift"] + 0.01)
    assert (
        promotions_sentences.learning(good, WHEN).markdown
        == "Every form of promotion brought about what was predicted."
    )


def test_what_comes_is_held_against_break_even(evaluated, given):
    made = promotions.coming(evaluated, given)
    assert [row.cells[4:] for row in made.rows] == [
        ("running", "+65%", "+30%", "0"),
        ("planned", "+5%", "+80%", "2"),
    ]
    assert made.rows[1].tones[-3:] == ("worse", None, "warn")
    said = promotions_sentences.coming(evaluated, given).markdown
    assert (
        said
        == "2 promotions run or are planned. Expected to stay below break-even, unless something changes: Speklap, 2 voor prijsje."
    )


def test_the_chart_orders_by_profit_and_says_how_many_are_sure(evaluated, given):
    made = promotions_charts.profits(evaluated, WHEN, given)
    assert made.title == "Of 3 promotions 1 surely paid for themselves, 1 surely did not"
    assert made.alt.index("Rookworst") < made.alt.index("Kipfilet") < made.alt.index("Speklap")
    assert "−€2,100 (−€2,500 to −€1,700)" in made.alt
    alone = promotions_charts.profits(evaluated.iloc[[1]], WHEN, given)
    assert alone.title == "The promotion did not pay for itself"


def test_the_chart_of_what_remained_shows_the_figures_of_the_table(evaluated, given):
    made = promotions_charts.remained(evaluated, WHEN, given)
    total = promotions.volumes(evaluated, WHEN, given).rows[-1].cells
    for figure in total[5:9]:
        assert figure in made.alt
    assert made.title.replace("\N{NO-BREAK SPACE}", " ") == "Of a rise of 1,301 kg 850 kg remained, 65%"


@pytest.mark.parametrize(
    ("gross", "dip", "title"),
    [
        (-10.0, -5.0, "Together the promotions did not raise volume"),
        (100.0, -150.0, "Nothing remained of a rise of 100 kg"),
        (100.0, 0.0, "A rise of 100 kg held: 100 kg net"),
    ],
)
def test_a_rise_that_came_to_nothing_is_called_so(gross, dip, title, evaluated, given):
    one = evaluated.iloc[[0]].assign(gross=gross, dip=dip, cannibalisation=0.0, net=gross + dip)
    assert promotions_charts.remained(one, WHEN, given).title.replace("\N{NO-BREAK SPACE}", " ") == title


def test_a_customer_sees_no_money_of_ours(customer):
    evaluated = offers.frame()  # even where the figures are there
    made = [
        promotions_sentences.bottom_line(evaluated, WHEN, customer), promotions.volumes(evaluated, WHEN, customer),
        promotions_charts.remained(evaluated, WHEN, customer).alt, promotions.coming(evaluated, customer),
        promotions_sentences.coming(evaluated, customer), promotions_sentences.convention(customer), promotions_sentences.quiet(evaluated, WHEN),
    ]  # fmt: skip
    text = "\n".join(str(part) for part in made)
    assert [word for word in MONEY if word in text] == []
    assert (
        promotions.returns(evaluated, WHEN, customer)
        is promotions_charts.profits(evaluated, WHEN, customer)
        is None
    )
    assert "Most remained of Rookworst, 25% korting: +650" in text


@pytest.mark.parametrize("speech", ["nl", "en"])
def test_a_frame_without_money_works_in_both_languages(speech, customer):
    with language.use(speech):
        bare = offers.frame(money=False)
        assert "nan" not in str(promotions.volumes(bare, WHEN, customer)).split()
        assert "nan" not in promotions_sentences.bottom_line(bare, WHEN, customer).markdown.split()
