"""What rounded figures promise: they add up, and none is a whole unit away from the truth."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from amlib import errors
from amlib.analysis import rounding

# oracles: electowiki, 'Hamilton method' (US 1790, 60 seats) and its five-party example (42 seats)
HAMILTON = [
    (
        [
            630560,
            475327,
            432879,
            353523,
            331589,
            278514,
            236841,
            206236,
            179570,
            141822,
            85533,
            70835,
            68705,
            68446,
            55540,
        ],
        [11, 8, 7, 6, 6, 5, 4, 3, 3, 2, 1, 1, 1, 1, 1],
    ),
    ([247000, 185000, 459000, 400000, 413000], [6, 5, 11, 10, 10]),
]

amounts = st.floats(-1e7, 1e7, allow_nan=False).map(lambda x: round(x, 2))
tables = arrays.arrays(
    float, st.tuples(st.integers(1, 12), st.integers(1, 6)), elements=amounts | st.just(0.0) | st.just(0.5)
)


@pytest.mark.parametrize(("weights", "seats"), HAMILTON)
def test_largest_remainder_gives_the_published_seats(weights, seats):
    assert rounding.apportioned(pd.Series(weights), sum(seats)).to_list() == seats


def test_weights_of_nothing_are_refused():
    with pytest.raises(errors.FigureError):
        rounding.apportioned(pd.Series([0.0, 0.0]), 3)


def test_a_total_out_of_reach_is_refused():
    with pytest.raises(errors.FigureError):
        rounding.one_way(pd.Series([1.5, 2.5]), 9)


def test_equal_remainders_go_to_the_first_key_whatever_the_order():
    values = pd.Series({"b": 0.5, "a": 0.5, "c": 0.5, "d": 0.5})
    assert rounding.one_way(values)[["a", "b", "c", "d"]].to_list() == [1, 1, 0, 0]


@given(st.lists(amounts, min_size=1, max_size=60))
def test_one_way_adds_up_and_stays_near(values):
    exact = pd.Series(values)
    shown = rounding.one_way(exact)
    assert shown.sum() == round(exact.sum()) or abs(shown.sum() - exact.sum()) <= 0.5 + 1e-3
    assert (abs(shown - exact) < 1).all()


@settings(deadline=None, max_examples=150)
@given(tables)
def test_two_way_adds_up_both_ways_and_stays_near(values):
    exact = pd.DataFrame(values)
    shown = rounding.two_way(exact)
    assert (shown.cells.sum(axis=1) == shown.rows).all()
    assert (shown.cells.sum(axis=0) == shown.columns).all()
    assert shown.rows.sum() == shown.columns.sum() == shown.total
    assert (abs(shown.cells - exact) < 1).all().all()
    assert (abs(shown.columns - exact.sum()) < 1 + 1e-3).all()
    assert abs(shown.total - exact.to_numpy().sum()) <= 0.5 + 1e-3


@settings(deadline=None, max_examples=50)
@given(tables, st.randoms(use_true_random=False))
def test_two_way_does_not_depend_on_the_order_of_rows(values, chance):
    exact = pd.DataFrame(values, index=[f"key {n:02d}" for n in range(len(values))])
    order = list(exact.index)
    chance.shuffle(order)
    pd.testing.assert_frame_equal(
        rounding.two_way(exact.loc[order]).cells.loc[exact.index], rounding.two_way(exact).cells
    )


@settings(deadline=None, max_examples=100)
@given(arrays.arrays(float, st.tuples(st.integers(1, 12), st.just(2)), elements=amounts))
def test_in_a_table_of_differences_every_row_total_is_a_neighbour(values):
    exact = pd.DataFrame(values, columns=["now", "minus before"])
    shown = rounding.two_way(exact)
    assert (abs(shown.rows - exact.sum(axis=1)) < 1 + 1e-3).all()


def test_when_rows_and_columns_clash_only_a_row_total_gives_way():
    # columns of one half each are pinned to (1, 1, 0, 0); then the first row must show 2 for its 1.0, the second 0
    exact = pd.DataFrame([[0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]], columns=list("abcd"))
    shown = rounding.two_way(exact)
    assert shown.columns.to_list() == [1, 1, 0, 0]
    assert shown.rows.to_list() == [2, 0]


def test_a_missing_cell_counts_as_nothing():
    assert rounding.two_way(pd.DataFrame({"a": [np.nan, 2.0]})).cells["a"].to_list() == [0, 2]


def test_a_negative_total_is_divided_as_its_size():
    assert rounding.apportioned(pd.Series([247, 185, 459, 400, 413]), -42).to_list() == [
        -6,
        -5,
        -11,
        -10,
        -10,
    ]


def test_large_totals_do_not_depend_on_the_order_of_the_rows():
    # thirds of ten thousand million cents: in binary fractions the tie would be decided by noise
    weights = pd.Series({"c": 0.1, "a": 0.1, "b": 0.1})
    found = rounding.apportioned(weights, 10**10)
    assert found.to_dict() == {"a": 3333333334, "b": 3333333333, "c": 3333333333}


@pytest.mark.parametrize("wrong", [[-1.0, 2.0], [float("nan"), 1.0], [float("inf"), 1.0]])
def test_weights_that_are_no_proportions_are_refused(wrong):
    with pytest.raises(errors.FigureError):
        rounding.apportioned(pd.Series(wrong), 3)


def test_a_fitted_table_keeps_proportions_and_empty_cells():
    # a seed that fits already is only rounded; the empty cell stays empty
    seed = pd.DataFrame({"x": [1.0, 3.0], "y": [0.0, 4.0]}, index=["a", "b"])
    found = rounding.fitted(seed, pd.Series({"a": 10, "b": 70}), pd.Series({"x": 40, "y": 40}))
    assert found.to_numpy().tolist() == [[10, 0], [30, 40]]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [([1, 2], [1, 1]), ([-1, 1], [0, 0]), ([2, 0], [1, 1])],
    ids=["sums", "negative", "empty"],
)
def test_totals_that_cannot_be_fitted_are_refused(rows, columns):
    seed = pd.DataFrame({"x": [1.0, 1.0], "y": [0.0, 1.0]}, index=["a", "b"])
    with pytest.raises(errors.FigureError):
        rounding.fitted(seed, pd.Series(rows, index=["a", "b"]), pd.Series(columns, index=["x", "y"]))


def test_two_large_cells_beside_small_ones_are_fitted_too():
    seed = pd.DataFrame([[1748.0, 1.0, 1.0], [1.0, 1.0, 936.0]], index=["a", "b"])
    found = rounding.fitted(seed, pd.Series([1318, 706], index=["a", "b"]), pd.Series([1317, 1, 706]))
    assert (found.sum(axis=1).tolist(), found.sum().tolist()) == ([1318, 706], [1317, 1, 706])


@given(
    arrays.arrays(float, st.tuples(st.integers(1, 8), st.integers(1, 6)), elements=st.floats(1, 100)),
    st.integers(0, 10**9),
    st.randoms(),
)
def test_a_fitted_table_adds_up_both_ways_whatever_the_order(values, total, random):
    seed = pd.DataFrame(values, index=[f"k{n}" for n in range(len(values))])
    rows = rounding.apportioned(seed.sum(axis=1), total)
    columns = rounding.apportioned(seed.sum(), total)
    found = rounding.fitted(seed, rows, columns)
    assert (found.sum(axis=1) == rows).all()
    assert (found.sum() == columns).all()
    order = list(seed.index)
    random.shuffle(order)
    pd.testing.assert_frame_equal(rounding.fitted(seed.loc[order], rows, columns).loc[seed.index], found)
