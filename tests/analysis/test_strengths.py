"""Strengths and weaknesses: each rule, its evidence and how sure it is."""

import pandas as pd
import pytest

from amlib.analysis import competitors, distribution, strengths
from tests.analysis.shelf import category

NONE = pd.DataFrame()
PRICES = ["supplier", "index", "low", "high", "outlets", "comparisons", "compared"]
SEEN = ["supplier", "seen", "promoted", "part", "low", "high"]
ROWS = [
    ("1", "beef", "us", "a", 60.0, 600.0, 40.0, 400.0),
    ("1", "beef", "rival", "b", 20.0, 200.0, 60.0, 600.0),
    ("2", "beef", "rival", "b", 20.0, 200.0, 0.0, 0.0),
    ("1", "pork", "us", "c", 10.0, 100.0, 30.0, 300.0),
    ("1", "pork", "rival", "d", 90.0, 900.0, 70.0, 700.0),
]


def drawn(*, prices=(), pressure=(), articles=None, gaps=None, grade="A"):
    one = category(ROWS)
    return {
        (line.code, line.subject): line
        for line in strengths.lines(
            groups=competitors.suppliers(one, ("group",)),
            distribution=distribution.measures(one, within=("group",)),
            prices=pd.DataFrame(list(prices), columns=PRICES),
            pressure=pd.DataFrame(list(pressure), columns=SEEN),
            articles=pd.DataFrame(columns=["ours", "event"]) if articles is None else articles,
            gaps=pd.DataFrame(columns=["outlet", "expected_value"]) if gaps is None else gaps,
            grade={"category_sales": grade, "competitor_prices": grade},
        )
    }


def test_groups_that_we_lead_and_in_which_our_share_moved():
    found = drawn()
    assert found["leads", "beef"].side == "strength"
    assert found["gains", "beef"].money > 0
    assert found["loses", "pork"].money < 0
    assert found["loses", "pork"].side == "weakness"
    assert ("leads", "pork") not in found


def test_fewer_outlets_than_the_largest_other_is_a_weakness():
    found = drawn()
    # beef: we lie in outlet 1 (800 of 1000), the rival in both
    assert found["narrower", "beef"].values == {"us": pytest.approx(0.8), "them": pytest.approx(1.0)}
    # 60 kg on 80 points beside 40 kg on 100
    assert found["faster", "beef"].values["ratio"] == pytest.approx((60 / 80) / (40 / 100))


@pytest.mark.parametrize(("index", "code"), [(90.0, "dearer"), (96.0, None), (112.0, "cheaper")])
def test_a_rival_that_matters_and_is_cheaper_makes_us_dear(index, code):
    found = drawn(
        prices=[("rival", index, index, index, 2, 40, 0.9), ("nobody", 50.0, 50.0, 50.0, 2, 40, 0.9)]
    )
    assert {c for c, s in found if s == "rival"} == ({code} if code else set())
    assert not [s for _, s in found if s == "nobody"]


def test_only_more_offers_beyond_chance_count():
    us = ("us", 100, 10, 0.10, 0.05, 0.18)
    assert ("promoted_less", "rival") in drawn(pressure=[us, ("rival", 100, 40, 0.40, 0.31, 0.50)])
    assert ("promoted_less", "rival") not in drawn(pressure=[us, ("rival", 100, 15, 0.15, 0.09, 0.23)])


def test_new_articles_and_white_space_are_counted_in_money():
    articles = pd.DataFrame(
        {"ours": [True, False], "event": ["new", "new"], "amount": [50.0, 900.0], "outlets": [12, 3]}
    )
    gaps = pd.DataFrame({"outlet": ["1", "1", "2"], "expected_value": [10.0, 5.0, 1.0]})
    found = drawn(articles=articles, gaps=gaps)
    assert found["renewing", ""].money == 50.0
    assert found["white_space", ""].money == 16.0


def test_doubtful_data_make_every_line_unsure():
    assert {line.confidence for line in drawn(grade="C").values()} == {"low"}


def test_every_line_has_a_side_and_evidence():
    assert set(strengths.CODES) == set(strengths.EVIDENCE)
    assert set(strengths.CODES.values()) == {"strength", "weakness"}
