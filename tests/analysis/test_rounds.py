"""Classes by value, norms, and visits that fit the days there are: none forgotten, none above the norm, the sum exact."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amlib.analysis import rounds


def test_an_outlet_belongs_to_the_class_in_which_the_larger_ones_end():
    # 50 of 100 before b, 80 before c: at the bound of A, so c is the first B; 95 before e: the first C
    revenue = pd.Series({"e": 5.0, "a": 50.0, "b": 30.0, "c": 10.0, "d": 5.0})
    assert rounds.classes(revenue).to_dict() == {"e": "C", "a": "A", "b": "A", "c": "B", "d": "B"}


def test_who_sold_nothing_is_c_and_equal_ones_go_by_their_keys():
    assert rounds.classes(pd.Series({"x": 0.0, "y": -5.0})).to_list() == ["C", "C"]
    assert rounds.classes(pd.Series({"b": 10.0, "a": 10.0, "z": float("nan")})).to_dict() == {"b": "A", "a": "A", "z": "C"}  # fmt: skip
    # ten alike: the first eight end at 80, so the ninth is B; 90 before the tenth
    alike = pd.Series(1.0, index=list("jihgfedcba"))
    assert "".join(rounds.classes(alike).sort_index()) == "AAAAAAAABB"


def test_the_norm_of_a_class_or_what_people_want_where_that_is_more():
    placed = pd.Series({"a": "A", "b": "B", "c": "C"})
    assert rounds.wanted(placed).to_list() == [12, 6, 2]
    assert rounds.wanted(placed, pd.Series({"c": 4.0, "a": 1.0})).to_list() == [12, 6, 4]


def test_first_one_each_the_largest_first_then_in_proportion_to_what_is_wanted():
    norm = pd.Series({"a": 12.0, "b": 6.0, "c": 2.0})
    assert rounds.fitted(norm, None).to_list() == [12, 6, 2]
    assert rounds.fitted(norm, 100).to_list() == [12, 6, 2]
    assert rounds.fitted(norm, 2).to_list() == [1, 1, 0]
    # one each leaves 6 for 11, 5 and 1 still wanted: 66/17 = 3.88, 30/17 = 1.76, 6/17 = 0.35
    assert rounds.fitted(norm, 9).to_list() == [5, 3, 1]
    assert rounds.fitted(norm, 0).to_list() == [0, 0, 0]


@given(
    st.lists(st.integers(0, 80).map(lambda n: n / 4), max_size=12), st.one_of(st.none(), st.integers(0, 120))
)
def test_whatever_is_wanted_the_sum_is_what_fits(norms, capacity):
    norm = pd.Series(norms, index=[f"o{n}" for n in range(len(norms))], dtype=float)
    found = rounds.fitted(norm, capacity)
    most = sum(-int(-n // 1) for n in norms)
    assert found.sum() == (most if capacity is None else min(capacity, most))
    assert ((found >= 0) & (found < norm + 1)).all()


def test_visits_lie_evenly_apart_and_outlets_do_not_all_begin_in_january():
    found = rounds.spread(pd.Series({"a": 4, "b": 2, "c": 1, "d": 24}))
    assert found.sum(axis=1).to_list() == [4, 2, 1, 24]
    # b begins 0.618 of half a year late: 3.7 and 9.7; c 0.236 of a year: 2.8
    assert [found.columns[found.loc[o] > 0].to_list() for o in "abc"] == [[1, 4, 7, 10], [4, 10], [3]]
    assert found.loc["d"].to_list() == [2] * 12


@pytest.mark.parametrize(("months", "count"), [(range(7, 13), 2), (range(12, 13), 1)])
def test_of_a_part_of_the_year_a_part_of_the_visits(months, count):
    # 4 a year: half of it in half a year; in a twelfth, a third, which is one
    found = rounds.spread(pd.Series({"a": 4}), list(months)).loc["a"]
    assert found.sum() == count
    assert found[found > 0].index.min() >= months[0]
