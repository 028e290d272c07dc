"""Raw material and price: hand-calculated indices, a lag that is known, links that are none, and the invented company's order of passing on."""

import numpy as np
import pandas as pd
import pytest

from amlib.analysis import materials, results
from amlib.data import slices

COLUMNS = ["month", "group", "product", "kind", "quantity", "revenue"]
BOOK = [
    ("2026-01", "beef", "steak", "delivery", 10.0, 100.0),  # price 10
    ("2026-01", "beef", "stew", "delivery", 50.0, 300.0),  # price 6
    ("2026-02", "beef", "steak", "delivery", 20.0, 220.0),  # price 11
    ("2026-02", "beef", "stew", "delivery", 30.0, 180.0),  # price 6
    ("2026-02", "beef", "stew", "return", -10.0, -90.0),
    ("2026-02", "beef", "stew", "value", 0.0, -500.0),
    ("2026-03", "beef", "brisket", "delivery", 5.0, 50.0),  # matches nothing
    ("2026-04", "beef", "steak", "delivery", 10.0, 121.0),  # price 12.10, beside February
]


@pytest.fixture
def book():
    return pd.DataFrame(BOOK, columns=COLUMNS)


def test_the_index_is_free_of_mix_by_hand(book):
    found = materials.prices(book).set_index("month")
    # Törnqvist: steak's shares 100/400 and 220/400, mean 0.4; only steak's price moved, by ln 1.1
    february = 100 * 1.1 ** ((100 / 400 + 220 / 400) / 2)
    assert found.loc["2026-02", "index"] == pytest.approx(february)
    assert found.loc["2026-02", "price"] == pytest.approx(400 / 50)
    assert found.loc["2026-01", "price"] == pytest.approx(400 / 60)


def test_a_month_without_a_matching_article_is_bridged(book):
    found = materials.prices(book).set_index("month")["index"]
    assert np.isnan(found["2026-03"])
    assert found["2026-04"] == pytest.approx(found["2026-02"] * 1.1)


def test_only_mix_changing_moves_the_average_and_not_the_index(book):
    rows = [("2026-01", 10.0, 50.0), ("2026-02", 50.0, 10.0)]
    given = [
        (m, "g", p, "delivery", q, q * price)
        for m, a, b in rows
        for p, q, price in (("dear", a, 12.0), ("cheap", b, 6.0))
    ]
    found = materials.prices(pd.DataFrame(given, columns=COLUMNS))
    assert found["index"].tolist() == pytest.approx([100, 100])
    assert found["price"].tolist() == pytest.approx([7, 11])


def test_row_order_does_not_matter_and_the_input_is_left_alone(book):
    before = book.copy()
    found = materials.prices(book)
    pd.testing.assert_frame_equal(found, materials.prices(book.sample(frac=1, random_state=3)))
    pd.testing.assert_frame_equal(book, before)


def test_no_deliveries_no_index(book):
    assert materials.prices(book[book["kind"] == "value"]).columns.tolist() == [
        "month",
        "group",
        "index",
        "price",
    ]


def test_a_quotation_is_averaged_over_its_month():
    raw = pd.DataFrame(
        {
            "date": pd.to_datetime(["2026-01-05", "2026-01-12", "2026-02-02", "2026-02-09"]),
            "species": "beef",
            "price": [4.0, 6.0, 5.5, np.nan],
        }
    )
    found = materials.quotations(raw)
    assert found["price"].tolist() == pytest.approx([5.0, 5.5])
    assert found["index"].tolist() == pytest.approx([100, 110])


def walk(months=60, seed=5, step=0.03):
    """A quotation that walks at random, from 100."""
    steps = np.random.default_rng(seed).normal(0, step, months)
    names = [str(m) for m in pd.period_range("2021-01", periods=months, freq="M")]
    level = 100 * np.exp(np.cumsum(steps) - steps[0])
    return pd.DataFrame({"month": names, "species": "beef", "price": level / 20, "index": level})


def following(quotation, lag, part, group="beef", noise=0.0):
    """Our price: a part of the quotation of some months before."""
    logs = part * np.log(quotation["index"].shift(lag) / 100)
    logs += np.random.default_rng(8).normal(0, noise, len(logs))
    return pd.DataFrame({"month": quotation["month"], "group": group, "index": 100 * np.exp(logs)}).dropna()


@pytest.mark.parametrize("lag", [0, 3, 7, 12])
def test_a_known_lag_and_pass_through_come_back(lag):
    found = materials.lags(following(walk(), lag, 0.6, noise=0.005), walk()).iloc[0]
    assert found["measurable"]
    assert found["reason"] == ""
    assert found["lag_months"] == lag
    assert found["pass_through"] == pytest.approx(0.6, abs=0.05)
    assert found["correlation"] > 0.95
    assert found["points"] == 60 - 12 - lag


REFUSED = [  # prices, quotations, why
    (following(walk(29), 0, 0.6), walk(29), "few_points"),  # 17 year-on-year changes
    (following(walk(), 3, 0.6), walk(step=0.0005), "still_quotation"),
    (following(walk(seed=6), 3, 0.6, noise=0.1), walk(), "weak_link"),
    (following(walk(), 0, 0.0), walk(), "weak_link"),  # our price never moved
    (following(walk(80), 13, 0.6), walk(80), "at_the_edge"),  # it may as well be longer
    (following(walk(), 3, 0.6), walk().assign(index=100.0, price=5.0), "still_quotation"),
]


@pytest.mark.parametrize(("prices", "quotations", "why"), REFUSED)
def test_what_cannot_be_measured_has_no_figures(prices, quotations, why):
    found = materials.lags(prices, quotations).iloc[0]
    assert not found["measurable"]
    assert found["reason"] == why
    assert found[["lag_months", "correlation", "pass_through"]].isna().all()


def test_a_group_finds_its_species_by_name_or_is_told():
    both = pd.concat([following(walk(), 3, 0.6, group=group) for group in ("Beef", "minced", "ham")])
    assert materials.lags(both, walk())["group"].tolist() == ["Beef"]
    told = materials.lags(both, walk(), species_of={"minced": "beef", "ham": "pork"})
    assert told[["group", "species"]].to_numpy().tolist() == [["Beef", "beef"], ["minced", "beef"]]
    assert materials.lags(both[both["group"] == "ham"], walk()).empty


def test_the_course_starts_at_a_hundred_and_shifts_the_quotation():
    prices = following(walk(), 3, 0.6)  # from April 2021
    found = materials.course(prices, walk(), "beef", "beef", lag=3)
    assert found["month"].iloc[0] == "2021-04"
    assert found.loc[0, ["quotation", "price"]].tolist() == pytest.approx([100, 100])
    assert found["shifted"].iloc[4] == pytest.approx(found["quotation"].iloc[1])
    plain = materials.course(prices, walk(), "beef", "beef", lag=float("nan"))
    assert plain["shifted"].tolist() == pytest.approx(plain["quotation"].tolist())
    assert materials.course(prices, walk(), "beef", "pork").empty


def measured(demo_freeze, account):
    data = slices.read(demo_freeze.slice_path(account, "internal"))
    found = materials.lags(
        materials.prices(results.book(data)),
        materials.quotations(data["raw_materials"]),
        species_of={"gehakt": "rund"},
    )
    return found.set_index("group")


def test_the_invented_customers_got_the_beef_quotation_in_their_own_order(demo_freeze):
    # passed on in December 2025, in February, in March, in April 2026
    accounts = ("goudveld", "even-langs", "tafelrond", "prijsbaken")
    found = [measured(demo_freeze, account).loc["gehakt", "lag_months"] for account in accounts]
    assert 3 <= found[0] <= 6
    assert found == sorted(found)
    assert len(set(found)) == len(found)
    assert found[-1] <= 11


def test_goudveld_got_more_of_it_than_the_others(demo_freeze):
    # ten percent in our price, against four to six
    goudveld, lindehof = (measured(demo_freeze, account) for account in ("goudveld", "lindehof"))
    assert goudveld.loc["gehakt", "pass_through"] > 2 * lindehof.loc["gehakt", "pass_through"]


def test_chicken_and_pork_which_nobody_passed_on_have_no_lag(demo_freeze):
    for account in demo_freeze.accounts:
        found = measured(demo_freeze, account).drop(index=["gehakt", "rund"], errors="ignore")
        assert not found["measurable"].any(), account
