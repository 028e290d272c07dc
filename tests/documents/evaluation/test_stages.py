"""From plan to estimate to result on paper: groups add up to the total, effects to the step, and the steps to the whole way."""

from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from amlib import language
from amlib.documents.evaluation import stages
from tests.documents import golden
from tests.documents.evaluation import years


def test_groups_add_up_to_the_total_and_differences_are_of_what_is_shown(given, english):
    made = years.blocks(stages.table(years.chain(), given))
    assert [len(rows) > 1 for rows in made] == [
        False,
        True,
        False,
    ]  # groups in revenue; quantity and margin in total
    for *parts, total in made:
        for row in (*parts, total):
            budget, eve, actual, foreseen, new = map(years.whole, row.cells[1:])
            assert (foreseen, new) == (eve - budget, actual - eve)
        for at in range(1, 6) if parts else ():
            assert sum(years.whole(row.cells[at]) for row in parts) == years.whole(total.cells[at])
    # 10,000.8, 9,700.4 and 9,900.6
    assert made[1][-1].cells == ("Total", "10,001", "9,700", "9,901", "−301", "+201")
    assert made[1][-1].tones[-2:] == ("worse", "better")


def test_effects_add_up_to_the_steps_and_the_steps_to_the_whole_way(given, english):
    chain = years.chain()
    shown = years.blocks(stages.table(chain, given))
    for (*effects, total), (*_, stage) in zip(
        years.blocks(stages.steps(chain, given)), shown[1:], strict=True
    ):
        for at in (1, 2, 3):
            assert sum(years.whole(row.cells[at]) for row in effects) == years.whole(total.cells[at])
        for row in (*effects, total):
            assert years.whole(row.cells[1]) + years.whole(row.cells[2]) == years.whole(row.cells[3])
        assert total.cells[1:3] == stage.cells[4:6]


@for_all(st.lists(st.floats(-5_000, 5_000).map(lambda x: round(x, 2)), min_size=8, max_size=8))
def test_whatever_the_amounts_effects_add_up_to_the_steps(amounts):
    chain = years.chain()
    names = ["volume", "mix", "price", "other"]
    steps = pd.DataFrame(
        [("revenue", *pair, name, money) for pair, part in ((("budget", "estimate"), amounts[:4]), (("estimate", "actual"), amounts[4:])) for name, money in zip(names, part, strict=True)],
        columns=chain.steps.columns,
    )  # fmt: skip
    lines = chain.lines.copy()
    total = (lines["level"] == "total") & (lines["measure"] == "revenue")
    lines.loc[total, ["budget", "estimate", "actual"]] = [0.0, sum(amounts[:4]), sum(amounts)]
    given = SimpleNamespace(currency="EUR", unit="kg")
    with language.use("en"):
        ((*effects, whole_way),) = years.blocks(
            stages.steps(type(chain)(chain.period, chain.through, lines, steps), given)
        )
    for at in (1, 2, 3):
        assert sum(years.whole(row.cells[at]) for row in effects) == years.whole(whole_way.cells[at])
    # each effect is one of its two neighbours
    for row, one, two in zip(effects, amounts[:4], amounts[4:], strict=True):
        assert abs(years.whole(row.cells[1]) - one) < 1 + 1e-6
        assert abs(years.whole(row.cells[2]) - two) < 1 + 1e-6


def test_what_was_foreseen_and_what_came_are_told_apart(given, english):
    said = str(stages.reading(years.chain(), given))
    # 9,900.6 − 10,000.8; 9,700.4 − 10,000.8; 9,900.6 − 9,700.4
    assert "Revenue ended −€100 from budget: −€300 was in the estimate on the eve of the period already, +€200 came in the period itself." in said  # fmt: skip
    assert "What was foreseen came mostly from volume (−€250)." in said
    assert "What the period itself brought came mostly from volume (+€290)." in said


def test_without_a_budget_one_step_is_left(given, english):
    chain = years.chain(without=("budget",), missing=("no_budget",))
    said = str(stages.reading(chain, given))
    assert said.startswith("Revenue ended +€200 from the estimate on the eve of the period.")
    assert "foreseen" not in said
    assert "Not supplied: a budget of the period per group" in said
    steps = stages.steps(chain, given)
    assert [column.label for column in steps.columns] == ["Effect", "Estimate on the eve to actual"]
    row = years.blocks(stages.table(chain, given))[1][-1]
    assert row.cells == ("Total", "–", "9,700", "9,901", "–", "+201")


def test_a_period_that_is_not_over_has_no_result(given, english):
    chain = years.chain(without=("actual",), missing=("no_actual",))
    said = str(stages.reading(chain, given))
    assert "ended" not in said
    assert said.endswith("Not all months of the period are complete, so its result is not known yet.")
    assert years.blocks(stages.table(chain, given))[1][-1].cells[3:] == ("–", "−301", "–")


def test_nothing_known_gives_empty_tables_and_reasons(given, english):
    chain = years.chain(without=("budget", "estimate", "actual"), missing=("no_budget", "no_estimate"))
    assert stages.table(chain, given).rows == stages.steps(chain, given).rows == ()
    assert "There is not a year of history before the period" in str(stages.reading(chain, given))


@pytest.mark.parametrize("speech", language.LANGUAGES)
def test_the_stages_read_as_approved(speech, given):
    def parts():
        chain = years.chain()
        yield stages.table(chain, given)
        yield stages.steps(chain, given)
        yield stages.reading(chain, given)
        doubts = ("no_budget", "no_budget_quantity", "no_estimate", "no_actual", "no_margin")
        yield stages.reading(years.chain(without=("budget", "estimate", "actual"), missing=doubts), given)

    golden.check("stages", parts, speech)
