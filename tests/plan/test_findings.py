"""Findings: each remark of the data becomes one, with the severity it deserves; losing in a growing group is pointed out with its money."""

import pandas as pd
import pytest

from amlib.analysis import grades, ladders
from amlib.analysis import outside as outside_room
from amlib.analysis.coverage import Remark
from amlib.plan import findings
from tests.analysis.shelf import category
from tests.analysis.test_market import MARKET, ROWS, outside

REMARKS = [
    "overlap", "sources", "revised", "weeks", "no_base", "outlets_missing", "negative", "nothing_left", "quantity_missing", "value_missing",
    "unnamed", "supplier_missing", "own_differs", "smaller_than_ours", "other_unit",
]  # fmt: skip


@pytest.mark.parametrize("code", REMARKS)
def test_every_remark_of_the_category_is_a_finding(code):
    (found,) = findings.of_category(category(ROWS, remarks=(Remark(code, 3, 10.0, 11.0, ("a",)),)))
    assert (found.code, found.severity) == (code, findings.CODES[code])
    assert found.values["rows"] == 3


def test_what_makes_shares_untrusted_is_an_error():
    far = category(ROWS, trusted=False, remarks=(Remark("own_differs", amount=10.0, beside=20.0),))
    assert findings.of_category(far)[0].severity == "error"
    near = category(ROWS, remarks=(Remark("own_differs", amount=19.0, beside=20.0),))
    assert findings.of_category(near)[0].severity == "warning"


def test_a_thin_or_late_market_is_pointed_out():
    thin = outside(MARKET, coverage=0.6)
    assert [f.code for f in findings.of_market(thin)] == ["market_thin"]
    late = outside_room.Outside(**{**vars(outside(MARKET, coverage=0.9)), "behind": 7})
    assert [(f.code, f.values["months"]) for f in findings.of_market(late)] == [("market_stale", 7)]
    soon = outside_room.Outside(**{**vars(outside(MARKET, coverage=0.9)), "behind": 1})
    assert [f.code for f in findings.of_market(soon)] == ["market_late"]


def test_a_market_smaller_than_the_customer_is_pointed_out():
    one = outside(MARKET, coverage=0.8)
    found = findings.of_market(one, outside_room.beside(category(ROWS), one, "group"))
    assert [(f.code, f.place, f.money) for f in found] == [("market_smaller", "pork", 100.0)]


def test_prices_that_are_few_or_old_are_pointed_out():
    mark = grades.Mark("competitor_prices", months_behind=5, coverage=1.0)
    assert [f.code for f in findings.of_prices(mark, 12)] == ["prices_thin", "prices_stale"]
    assert findings.of_prices(grades.Mark("competitor_prices"), 0) == ()


def test_losing_in_a_growing_group_is_pointed_out_with_its_money():
    rows = [
        ("1", "beef", "us", "a", 10.0, 100.0, 10.0, 100.0),
        ("1", "beef", "them", "b", 30.0, 300.0, 10.0, 100.0),
        ("1", "pork", "them", "c", 10.0, 100.0, 10.0, 100.0),
    ]
    found = {f.code: f for f in findings.of_share(category(rows))}
    # beef: share 1/2 → 1/4 while the group went from 200 to 400: a quarter of 300 on average
    assert found["losing_in_growth"].money == pytest.approx(-0.25 * 300)
    # pork: our 100 of 500 everywhere would be a fifth of 100
    assert found["never_listed"].money == pytest.approx(20.0)
    assert findings.of_share(None) == ()


@pytest.mark.parametrize("doubt", [{"trusted": False}, {"has_base": False}])
def test_a_share_that_cannot_be_trusted_or_compared_brings_nothing_up(doubt):
    rows = [
        ("1", "beef", "us", "a", 10.0, 100.0, 10.0, 100.0),
        ("1", "beef", "them", "b", 30.0, 300.0, 10.0, 100.0),
    ]
    assert findings.of_share(category(rows))
    one = category(rows)
    assert findings.of_share(type(one)(**{**vars(one), **doubt})) == ()


def test_losing_in_a_shrinking_group_is_pointed_out_too():
    rows = [
        ("1", "beef", "us", "a", 5.0, 50.0, 10.0, 100.0),
        ("1", "beef", "them", "b", 10.0, 100.0, 10.0, 100.0),
    ]
    (found,) = findings.of_share(category(rows))
    # share 1/2 → 1/3 of 200 and 150
    assert (found.code, found.money) == ("losing_share", pytest.approx(-(1 / 2 - 1 / 3) * 175))


def test_a_cliff_and_a_late_payment_are_pointed_out():
    cliff = ladders.Crossing("T2", 2, 1000.0, 2500.0, 250.0, -2250.0)
    payment = pd.DataFrame(
        {"term": ["P1", "P2"], "days": [30.0, 45.0], "limit": [30, 30], "over": [0.0, 15.0]}
    )
    found = findings.of_terms([cliff], payment)
    assert [(f.code, f.severity) for f in found] == [("bonus_cliff", "warning"), ("payment_days", "warning")]
    assert found[0].money == -2250.0
    assert (found[1].values["count"], found[1].values["names"]) == (45.0, ("P2",))
    assert [f.code for f in findings.of_terms((), payment, perishable=False)] == []
    assert findings.of_terms() == ()


def test_the_worst_and_dearest_come_first():
    made = [
        findings.Finding(code, findings.CODES[code], "", money)
        for code, money in (
            ("weeks", 1.0),
            ("overlap", float("nan")),
            ("losing_in_growth", -5.0),
            ("sources", 2.0),
            ("other_unit", 0.0),
        )
    ]
    assert [f.code for f in findings.ordered(made)] == [
        "other_unit",
        "losing_in_growth",
        "sources",
        "overlap",
        "weeks",
    ]
    assert pd.isna(findings.ordered(made)[3].money)
