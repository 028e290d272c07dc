"""What a result brings up: a document that does not tie out, a target that will sooner be missed, outlets that fell beyond chance."""

import pandas as pd
import pytest

from amlib.analysis import results
from amlib.plan import findings
from tests.documents.evaluation import years


def test_only_a_document_that_does_not_tie_is_pointed_out():
    tie = results.TieOut("does_not_tie", 1_000.0, 1_100.0, (("rows set aside", 60.0),), 40.0)
    (one,) = findings.of_tie_out(tie)
    assert (one.code, one.severity, one.money) == ("does_not_tie", "error", 40.0)
    assert (one.values["amount"], one.values["beside"]) == (1_000.0, 1_100.0)
    for status in ("ties", "not_supplied", "part"):
        assert findings.of_tie_out(results.TieOut(status, 1.0, 1.0, (), 0.0)) == ()


def test_an_account_behind_its_target_is_pointed_out_with_the_groups_that_are():
    total, pork = findings.of_outlook(years.ahead())
    # 52,800.8 of 54,000; pork 25,800.4 of 28,000; beef will reach its target
    assert (total.code, total.place) == ("target_unlikely", "")
    assert total.money == pytest.approx(-1_199.2)
    assert (total.values["size"], total.values["coverage"]) == (54_000.0, 0.3)
    assert total.values["amount"] == pytest.approx(52_800.8)
    assert (pork.place, pork.values["coverage"]) == ("pork", 0.05)
    assert pork.money == pytest.approx(-2_199.6)


def test_a_chance_that_is_shown_as_even_is_not_unlikely():
    assert findings.of_outlook(years.ahead(probability=0.48)) == ()  # shown as 50 %
    assert findings.of_outlook(years.ahead(probability=0.47))[0].values["coverage"] == 0.45


def test_a_closed_year_leaves_nothing_to_cover():
    assert findings.of_outlook(years.ahead(left=0, probability=0.0)) == ()


def test_an_account_on_its_way_excuses_its_groups():
    assert findings.of_outlook(years.ahead(probability=0.5)) == ()
    assert findings.of_outlook(years.ahead(probability=0.9)) == ()


def test_without_a_target_of_the_account_its_groups_are_pointed_out():
    made = years.ahead(target=years.NAN, probability=years.NAN)
    assert [one.place for one in findings.of_outlook(made)] == ["pork"]
    assert findings.of_outlook(years.without_targets()) == findings.of_outlook(years.nothing()) == ()


def test_the_furthest_groups_come_first_and_no_more_than_a_few():
    made = years.ahead()
    pork = made.lines[(made.lines["key"] == "pork") & (made.lines["measure"] == "revenue")]
    more = [pork.assign(key=f"g{n}", target=28_000.0 + n) for n in range(5)]
    lines = pd.concat([made.lines, *more], ignore_index=True)
    found = findings.of_outlook(type(made)(**{**vars(made), "lines": lines}))
    assert [one.place for one in found] == ["", "g4", "g3", "g2"]


def test_outlets_below_what_was_to_be_expected_are_pointed_out_the_dearest_first():
    ranking = pd.DataFrame(
        [("a", 90.0, 100.0, "below"), ("b", 50.0, 100.0, "below"), ("c", 10.0, 100.0, "within"), ("d", 0.0, 100.0, "lost"), ("e", 70.0, 100.0, "below"), ("f", 80.0, 100.0, "below")],
        columns=["name", "revenue", "expected", "signal"],
    )  # fmt: skip
    found = findings.of_outlets(ranking.assign(deviation=ranking["revenue"] - ranking["expected"]))
    assert [(one.place, one.money) for one in found] == [("b", -50.0), ("e", -30.0), ("f", -20.0)]
    assert (found[0].code, found[0].values["amount"], found[0].values["beside"]) == ("outlet_falling", 50.0, 100.0)  # fmt: skip
