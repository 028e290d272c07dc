"""A category beside what was delivered in it: by hand, and for any figures."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amlib.analysis import development
from tests.analysis.shelf import category

NAN = float("nan")
ROWS = [  # outlet, group, supplier, product, quantity, value, base_quantity, base_value
    ("o1", "beef", "us", "a", 90.0, 900.0, 100.0, 950.0),
    ("o1", "beef", "them", "b", 120.0, 1100.0, 100.0, 950.0),
    ("o1", "pork", "us", "c", 44.0, 300.0, 40.0, 280.0),
    ("o2", "pork", "them", "d", 56.0, 400.0, 60.0, 420.0),
    ("o2", "poultry", "them", "e", 10.0, 50.0, 0.0, 0.0),
]


def test_growth_stands_beside_growth():
    found = development.groups(category(ROWS)).set_index("group")
    # beef: 210 of 200 is +5%, ours 90 of 100 is −10%, so −15 points; pork: 100 of 100 and 44 of 40; poultry: none of ours
    assert found.loc["beef"].tolist() == pytest.approx([210, 200, 90, 100, 0.05, -0.10, -0.15])
    assert found.loc["pork"].tolist() == pytest.approx([100, 100, 44, 40, 0.0, 0.10, 0.10])
    assert found.loc["poultry", ["category", "own"]].tolist() == [10, 0]
    assert found.loc["poultry", ["growth", "own_growth", "gap"]].isna().all()


def test_all_together_grow_from_their_sums():
    sums = development.whole(development.groups(category(ROWS)))
    # 320 of 300, and 134 of 140
    assert sums.tolist() == pytest.approx([320, 300, 134, 140, 20 / 300, -6 / 140, -6 / 140 - 20 / 300])


def test_without_kilograms_it_is_told_in_money():
    shelf = category(ROWS, has_quantity=False)
    assert development.measure(shelf) == "value"
    assert development.groups(shelf).set_index("group").loc["beef", ["category", "own"]].tolist() == [
        2000,
        900,
    ]


def test_only_outlets_that_the_category_reports_count():
    shelf = category(ROWS)
    elsewhere = shelf.own.iloc[:1].assign(outlet="o9", quantity=1e6, base_quantity=1.0)
    more = category(ROWS, own=pd.concat([shelf.own, elsewhere]))
    pd.testing.assert_frame_equal(development.groups(more), development.groups(shelf))


def test_groups_that_lag_are_those_in_which_the_category_did_not_shrink():
    rows = [  # group, category now and before, ours now and before
        ("held", 100, 100, 90, 100),  # behind by 10
        ("grew", 120, 100, 190, 200),  # behind by 0.25 × 200 = 50
        ("shrank", 90, 100, 80, 100),
        ("a little", 100, 100, 99.5, 100),  # within a point
        ("both grew", 120, 100, 101, 100),
    ]
    found = pd.DataFrame(rows, columns=["group", "category", "base_category", "own", "base_own"])
    found["growth"] = found["category"] / found["base_category"] - 1
    found["own_growth"] = found["own"] / found["base_own"] - 1
    found["gap"] = found["own_growth"] - found["growth"]
    assert development.apart(found)["group"].tolist() == ["grew", "held"]


AMOUNT = st.integers(0, 10**7).map(lambda tenths: tenths / 10)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("xyz"), st.sampled_from(["us", "them"]), *[AMOUNT] * 4),
        min_size=1,
        max_size=12,
    )
)
def test_the_groups_add_up_to_the_category_and_to_what_was_delivered(rows):
    shelf = category([("o1", group, who, f"{n}", *figures) for n, (group, who, *figures) in enumerate(rows)])
    sums = development.whole(development.groups(shelf))
    assert sums["category"] == pytest.approx(shelf.rows["quantity"].sum())
    assert sums["own"] == pytest.approx(shelf.own["quantity"].sum())
    assert sums["base_own"] == pytest.approx(shelf.own["base_quantity"].sum())
