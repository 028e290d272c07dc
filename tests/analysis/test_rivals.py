"""Everybody on the shelf, read once: what each answer is drawn from, and that it is empty where nothing can be known."""

from dataclasses import replace

import pandas as pd
import pytest

from amlib.analysis import rivals, whitespace
from tests.documents.competition.four import HOSTILE, made, products, shelf, year


def test_we_have_a_rank_among_those_who_sell():
    us = made().us
    # beef 4 x 300 and pork 4 x 180 = 1920 of 6400; Noord 1760, the hostile one 1632, Huismerk 1040, Kaas 48
    assert (us["amount"], us["rank"], us["many"]) == (1920.0, 1.0, 5.0)
    assert us["share"] == pytest.approx(0.3)


def test_what_we_won_adds_up_over_groups_and_over_outlets():
    view = made()
    won = view.us["won"]
    assert view.groups()["won"].sum() == pytest.approx(won)
    assert view.outlets()["won"].sum() == pytest.approx(won)
    assert view.suppliers()["won"].sum() == pytest.approx(0.0)
    # beef: 4 x (300 - 400), the group stood still; pork: share 0.2 to 0.3 of 550 on average, 4 x 55
    assert view.groups().set_index("group")["won"].to_dict() == pytest.approx({"beef": -400.0, "pork": 220.0})


def test_a_group_names_its_largest_other_and_who_won_most():
    found = made().groups().set_index("group")
    assert found.loc["beef", ["other", "winner"]].tolist() == ["Noord", "Huismerk"]
    assert found.loc["beef", "winner_won"] == pytest.approx(4 * 60.0)
    assert found.loc["pork", "other"] == HOSTILE


def test_what_is_missing_is_what_most_comparable_outlets_sell():
    view = made()
    assert view.missing[["outlet", "product", "peers"]].to_numpy().tolist() == [["4", "mince", 3]]
    assert view.missing["article"].tolist() == ["Mince"]
    assert view.missing["expected_value"].iloc[0] == pytest.approx(200.0, rel=0.05)


def test_estimates_add_up_per_article():
    names = ["article", "expected_quantity", "expected_value", "low", "high"]
    gaps = pd.DataFrame(
        [("Mince", 1.0, 10.0, 5.0, 20.0), ("Chop", 2.0, 25.0, 9.0, 30.0), ("Mince", 3.0, 30.0, 20.0, 50.0)],
        columns=names,
    )
    found = whitespace.summed(gaps, "article")
    assert found[names].to_numpy().tolist() == [
        ["Mince", 4.0, 40.0, 25.0, 70.0],
        ["Chop", 2.0, 25.0, 9.0, 30.0],
    ]
    assert found["count"].tolist() == [2, 1]
    assert whitespace.summed(gaps.iloc[:0], "article").empty


def test_prices_by_pack_size_alone_are_less_sure():
    assert made().alike
    assert made().like_for_like == "A"
    view = made(products=products(alike=False))
    assert not view.alike
    assert view.like_for_like == "B"


def test_nothing_is_missing_in_an_outlet_that_closed():
    """The fourth outlet lacks mince; once it is closed nobody can list it there, and what it sold still counts."""
    view = made(closed=frozenset({"4"}))
    assert view.gaps.empty
    assert view.us["amount"] == made().us["amount"]


@pytest.mark.parametrize(
    "view",
    [
        made(category=None, year=None),
        made(category=replace(shelf(), named=False), year=None),
        made(category=replace(shelf(), trusted=False), year=None),
    ],
    ids=["not supplied", "not named", "not trusted"],
)
def test_nothing_is_known_of_others_where_they_cannot_be_told(view: rivals.Rivals):
    assert view.us is None
    for found in (view.suppliers(), view.groups(), view.gainers, view.distribution(), view.prices, view.articles, view.gaps):  # fmt: skip
        assert found.empty
    assert view.graded().set_index("figure").loc["supplier_share", "grade"] == ""


def test_without_outlets_there_is_no_distribution_and_no_white_space():
    account = replace(shelf(), level="account")
    view = made(category=account, year=replace(year(), level="account"))
    assert view.distribution().empty
    assert view.outlets().empty
    assert view.gaps.empty
    grades = view.graded().set_index("figure")["grade"]
    assert (grades["distribution"], grades["white_space"], grades["supplier_share"]) == ("", "", "A")
