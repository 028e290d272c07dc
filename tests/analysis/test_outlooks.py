"""Many series at once: what is computed of all together is what ``outlook`` computes of each."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amlib.analysis import outlook, outlooks

MONTHS = pd.period_range("2023-01", "2026-09", freq="M").astype(str)


def rows(lines):
    """One row per series and month; each series ends in September 2026."""
    return pd.DataFrame(
        [
            {"key": key, "month": month, "amount": float(amount)}
            for key, amounts in lines.items()
            for month, amount in zip(MONTHS[len(MONTHS) - len(amounts) :], amounts, strict=True)
        ]
    )


def both(lines, left, through, *, apart=False):
    """Each series by ``outlook`` and by ``outlooks``, with a target of a thousand."""
    given = rows(lines)
    named = given.rename(columns={"key": "group"}) if apart else given
    pool = outlook.pool(named, through, left)
    one = {
        key: outlook.estimate(
            given[given["key"] == key][["month", "amount"]],
            2026,
            through,
            pool,
            target=1000.0,
            group=key if apart else "",
        )
        for key in lines
    }
    wide = outlooks.table(given, "amount", through)
    many = outlooks.estimates(wide, left, "2026-01", list(wide.index) if apart else None)
    assert many.errors == pytest.approx(np.array(pool.errors), abs=1e-7)
    return one, {key: outlook.concluded(made, many.errors, target=1000.0) for key, made in many.made.items()}


def same(one, many):
    for key, made in many.items():
        for name, value in vars(one[key]).items():
            found = getattr(made, name)
            if isinstance(value, float):
                assert found == pytest.approx(value, rel=1e-7, abs=1e-6, nan_ok=True), (key, name)
            else:
                assert found == value, (key, name)


def company(seed=5, series=6):
    random = np.random.default_rng(seed)
    at = np.arange(45)
    season = 1 + 0.3 * np.cos(2 * np.pi * (at - 11) / 12)
    return {
        f"s{n}": 100 * (1 + n) * 1.004**at * season * np.exp(random.normal(0, 0.1, 45)) for n in range(series)
    }


MOMENTS = [(3, "2026-09"), (6, "2026-06"), (9, "2026-03"), (12, "2025-12"), (1, "2026-11")]


@pytest.mark.parametrize(("left", "through"), MOMENTS)
@pytest.mark.parametrize("apart", [False, True])
def test_all_at_once_is_each_by_itself(left, through, apart):
    same(*both(company(), left, through, apart=apart))


def test_series_that_begin_later_are_no_different():
    young = {key: line[7 * n :] for n, (key, line) in enumerate(company(series=7).items())}
    one, many = both(young, 3, "2026-09")
    assert [made.reason for made in many.values()] == [*[""] * 4, *["short_history"] * 3]
    same(one, many)


AMOUNTS = st.lists(
    st.one_of(st.just(0.0), st.floats(-500, 5000).map(lambda x: round(x, 2))), min_size=3, max_size=45
)


@settings(max_examples=25, deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=5), st.sampled_from([3, 6, 9]))
def test_whatever_the_months_are_both_agree(lines, left):
    named = {f"s{n}": line for n, line in enumerate(lines)}
    same(*both({**company(series=2), **named}, left, f"2026-{12 - left:02d}"))


def test_history_begins_after_the_last_month_that_is_not_known():
    given = rows({"a": [10.0] * 40, "b": [10.0] * 45})
    given.loc[(given["key"] == "b") & (given["month"] == "2024-02"), "amount"] = np.nan
    wide = outlooks.table(given, "amount", "2026-08")
    assert wide.columns[-1] == "2026-08"
    assert wide.notna().sum(axis=1).to_dict() == {
        "a": 39,
        "b": 30,
    }  # June 2023, and March 2024, to August 2026


def test_a_month_without_a_row_is_one_without_sales():
    given = rows({"a": [10.0] * 45})
    wide = outlooks.table(given[given["month"] != "2025-05"], "amount", "2026-09")
    assert wide.loc["a", "2025-05"] == 0
    assert wide.loc["a"].sum() == 440


def test_no_rows_give_no_estimates():
    assert (
        outlooks.estimates(outlooks.table(rows({"a": [1.0]}), "amount", "2020-01"), 3, "2019-10").made == {}
    )
