"""Promotions that surely lost money are found, once per article and form, and the worst where they are planned again."""

from datetime import date

import pytest

from amlib import periods
from amlib.plan import findings
from tests.documents.evaluation import offers

WHEN = periods.parse("2026Q3")


def found(evaluated, when=WHEN):
    return {finding.code: finding for finding in findings.of_promotions(evaluated, when)}


def test_a_loss_that_is_planned_again_is_an_error():
    one = found(offers.frame())["promotion_repeated_loss"]
    assert (one.severity, one.place, one.money) == ("error", "Speklap, 2 voor prijsje", -2_100.0)
    assert one.values["again"] == date(2026, 10, 5)
    assert (one.values["low"], one.values["high"], one.values["count"]) == (-2_500.0, -1_700.0, 2)


def test_a_first_loss_and_a_repeated_one_that_is_not_planned_are_warnings():
    evaluated = offers.frame()
    ended = evaluated[~evaluated["status"].isin(["planned", "running"])]
    assert found(ended)["promotion_repeated_loss"].severity == "warning"
    assert "again" not in found(ended)["promotion_repeated_loss"].values
    first = found(ended.assign(repeated_losses=0))
    assert (first["promotion_loss"].severity, first["promotion_loss"].money) == ("warning", -2_100.0)
    assert "promotion_repeated_loss" not in first


def test_only_a_range_that_lies_below_nil_is_a_loss():
    evaluated = offers.frame()
    evaluated.loc[1, "profit_high"] = 0.0  # touches nil: not certain
    made = found(evaluated[evaluated["status"] == "assessed"])
    assert set(made) == {"promotion_unclear"}
    assert made["promotion_unclear"].values["count"] == 2
    assert made["promotion_unclear"].values["names"] == (
        "Speklap, 2 voor prijsje",
        "Kipfilet <b>*x*</b>, 25% korting",
    )


def test_a_loss_outside_the_period_counts_only_when_it_is_planned_again():
    later = periods.parse("2026Q4")
    assert found(offers.frame(), later)["promotion_repeated_loss"].money == -2_100.0
    ended = offers.frame().iloc[:4]
    assert found(ended, later) == {}


def test_several_losses_of_one_article_are_one_finding_with_the_latest_money():
    rows = [list(offers.ROWS[1]), list(offers.ROWS[1])]
    rows[1][0], rows[1][5], rows[1][6], rows[1][17:20] = (
        "A9",
        (2026, 9, 1),
        (2026, 9, 7),
        [-900.0, -1_200.0, -600.0],
    )
    (one,) = findings.of_promotions(offers.frame(rows), WHEN)
    assert (one.code, one.money) == ("promotion_repeated_loss", -900.0)


@pytest.mark.parametrize("rows", [offers.ROWS, offers.ROWS[:0]])
def test_a_customers_frame_or_an_empty_one_brings_up_nothing(rows):
    assert findings.of_promotions(offers.frame(rows, money=False), WHEN) == ()
