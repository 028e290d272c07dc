"""The latest estimate: hand calculations of its forecasts, its error and its range, and what it promises whatever the months are."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amlib import errors, language
from amlib.analysis import forecasts, outlook


def line(amounts, first="2023-01", **keys):
    """A series of months from its amounts."""
    months = pd.period_range(first, periods=len(amounts), freq="M").astype(str)
    return pd.DataFrame({**keys, "month": months, "amount": np.asarray(amounts, float)})


def company(accounts=6, groups=2, months=45, seed=3, noise=0.1):
    """An invented company from 2023-01: level × growth × a season with a high December × chance."""
    random = np.random.default_rng(seed)
    at = np.arange(months)
    season = 1 + 0.3 * np.cos(2 * np.pi * (at - 11) / 12)
    return pd.concat(
        [
            line(
                1000 * (1 + a) * 1.003**at * season * np.exp(random.normal(0, noise, months)),
                account=f"a{a}",
                group=f"g{g}",
            )
            for a in range(accounts)
            for g in range(groups)
        ],
        ignore_index=True,
    )


SALES = company()
ONE = SALES[(SALES["account"] == "a2") & (SALES["group"] == "g1")]
POOL = outlook.pool(SALES, "2026-09", 3)


def made(months=ONE, year=2026, through="2026-09", pool=POOL, **more):
    return outlook.estimate(months, year, through, pool, **{"group": "g1", **more})


def test_a_series_own_error_is_drawn_towards_that_of_all():
    # (12 × 0.04 + 6 × 0.01) ÷ 18 = 0.03
    assert outlook.scale(0.2, 12, 0.1) == pytest.approx(0.03**0.5)
    assert outlook.scale(0.0, 0, 0.1) == pytest.approx(0.1)  # nothing of its own: that of all
    assert outlook.scale(0.1, 5, 0.1) == pytest.approx(0.1)


WIDER = [
    (12, 9, 1, 1 + 9 / 20),  # twelve stretches of nine months lie within twenty
    (12, 3, 1, 1 + 3 / 14),
    (1, 9, 1, 2),  # one error says as little as one does
    (12, 3, 14, 1 + 3 / (14 * 14)),
]


@pytest.mark.parametrize(("origins", "left", "accounts", "squared"), WIDER)
def test_few_errors_without_anything_in_common_make_a_range_wider(origins, left, accounts, squared):
    assert outlook.widening(origins, left, accounts) == pytest.approx(squared**0.5)


def test_the_series_of_one_account_count_as_one():
    nameless = outlook.pool(SALES.rename(columns={"account": "other"}), "2026-09", 3)
    assert nameless.wide == pytest.approx((1 + 3 / 14) ** 0.5)
    assert nameless.errors == POOL.errors


SHOWN = [(0.0, 0.05), (0.024, 0.05), (0.074, 0.05), (0.075, 0.1), (0.5, 0.5), (0.62, 0.6), (0.625, 0.65), (0.975, 0.95), (1.0, 0.95)]  # fmt: skip


@pytest.mark.parametrize(("counted", "expected"), SHOWN)
def test_a_probability_is_shown_in_steps_of_five_percent_and_never_as_certain(counted, expected):
    assert outlook.shown(counted) == expected


def test_the_year_is_what_was_realised_and_the_rest_to_the_cent():
    found = made()
    assert found.realised == pytest.approx(ONE[ONE["month"] >= "2026-01"]["amount"].sum())
    assert found.centre == found.realised + found.rest
    assert (found.months_left, found.reason, found.events) == (3, "", 0.0)
    known = ONE["amount"].to_numpy()
    assert found.ytd_ratio == pytest.approx(found.realised + forecasts.ytd_ratio(known, 3))
    assert found.naive == pytest.approx(found.realised + forecasts.naive_with_drift(known, 3))


def test_the_rest_is_the_middle_of_three():
    found = made()
    beside = sorted([found.ytd_ratio, found.naive])
    assert found.centre in beside or beside[0] < found.centre < beside[1]


def test_the_range_and_the_probability_are_those_of_the_pooled_errors():
    found, ends = made(target=13_500.0), np.array(POOL.errors)
    own = outlook._errors(outlook._line(ONE, pd.Period("2026-09", "M")), POOL, "g1")
    assert len(own) == 12
    # six accounts × (12 origins + 2) ÷ 3 months = 28 stretches that have nothing in common
    assert POOL.wide == pytest.approx((1 + 1 / 28) ** 0.5)
    assert found.scale == pytest.approx(((12 * (own**2).mean() + 6 * POOL.median**2) / 18) ** 0.5 * POOL.wide)
    ends = found.realised + found.rest * (1 + ends * found.scale)
    assert (found.low, found.high) == pytest.approx((np.quantile(ends, 0.1), np.quantile(ends, 0.9)))
    middle = made(target=found.centre)
    assert middle.probability == pytest.approx((ends >= found.centre).mean())


def test_the_pool_divides_each_error_by_its_series_own_scale():
    assert POOL.series == 12
    assert len(POOL.errors) == 2 * 12 * 12  # each both ways
    assert POOL.errors == tuple(-each for each in reversed(POOL.errors))
    assert list(POOL.errors) == sorted(POOL.errors)
    assert (np.array(POOL.errors) ** 2).mean() == pytest.approx(1, abs=0.4)


def test_what_comes_later_changes_nothing():
    later = SALES[SALES["month"] <= "2025-09"]
    spoiled = SALES.assign(amount=SALES["amount"].where(SALES["month"] <= "2025-09", 1e9))
    one = spoiled.loc[ONE.index]
    pools = [outlook.pool(rows, "2025-09", 3) for rows in (later, spoiled)]
    assert pools[0] == pools[1]
    found = [made(rows, 2025, "2025-09", pools[0]) for rows in (later.loc[later.index.isin(ONE.index)], one)]
    assert found[0] == found[1]


def test_an_error_at_an_origin_knows_nothing_of_what_came_after():
    at = outlook._line(ONE, pd.Period("2026-09", "M"))
    changed = at.copy()
    changed.iloc[-1] *= 3
    before, after = (outlook._errors(each, POOL, "g1") for each in (at, changed))
    assert before[0] != after[0]  # the newest origin is judged by the month that changed
    assert before[3:] == pytest.approx(after[3:])  # those that end before it are not


def test_a_season_is_decided_on_all_series_together():
    found = POOL.seasons["g1", "2026-09"]
    assert sum(found) == pytest.approx(12)
    assert found == pytest.approx(1 + 0.3 * np.cos(2 * np.pi * (np.arange(12) - 11) / 12), abs=0.1)
    flat = outlook.pool(
        SALES.assign(amount=np.random.default_rng(1).normal(100, 5, len(SALES))), "2026-09", 3
    )
    assert flat.seasons["", "2026-09"] == (1.0,) * 12


def test_the_order_of_rows_changes_nothing_and_the_input_is_left_alone():
    before = SALES.copy()
    mixed = SALES.sample(frac=1, random_state=1)
    assert outlook.pool(mixed, "2026-09", 3) == POOL == outlook.pool(SALES, "2026-09", 3)
    events = line([50, 60], "2026-10").assign(low=0.0, high=100.0)
    assert made(ONE.sample(frac=1, random_state=2), target=1e4, events=events[::-1]) == made(
        target=1e4, events=events
    )
    pd.testing.assert_frame_equal(SALES, before)


def test_rows_of_one_month_are_added_up():
    halves = pd.concat([ONE.assign(amount=ONE["amount"] / 2)] * 2)
    assert made(halves, target=1e4) == made(target=1e4)


def test_a_higher_target_is_never_more_likely():
    chances = [made(target=target).probability for target in np.linspace(0, 1e5, 60)]
    assert chances == sorted(chances, reverse=True)
    assert (chances[0], chances[-1]) == (1.0, 0.0)


def test_short_history_has_an_estimate_and_no_probability():
    young = line([100.0] * 20, "2025-02", group="g1")
    found = made(young, target=1000)
    assert (found.reason, found.probability) == ("short_history", None)
    assert np.isnan(found.low)
    assert np.isnan(found.high)
    # the level of twelve months × the season of October to December, which stands above the mean
    factors = POOL.seasons["g1", "2026-09"]
    assert found.rest == pytest.approx(1200 * sum(factors[9:]) / 12)
    assert found.realised == 900


def test_a_series_that_sold_nothing_yet_is_no_error():
    found = made(line([], "2026-01"), target=1.0)
    assert (found.realised, found.rest, found.reason) == (0, 0, "short_history")


def test_twenty_four_months_are_history_enough():
    assert made(ONE[ONE["month"] > "2024-09"]).reason == ""
    assert made(ONE[ONE["month"] > "2024-10"]).reason == "short_history"


def test_too_few_errors_give_no_probability():
    alone = outlook.pool(ONE, "2026-09", 3)
    assert len(alone.errors) == 24  # twelve, each both ways
    found = made(pool=alone, target=1e4)
    assert (found.reason, found.probability) == ("few_errors", None)


def test_a_flat_series_goes_on_and_its_range_is_that_of_the_others():
    found = made(line([100.0] * 45, group="g9"), group="g9", target=1200)
    assert found.naive == found.ytd_ratio == pytest.approx(1200)
    assert found.centre == pytest.approx(
        1200, rel=0.03
    )  # Theta may lend it the season of all, and then is not the middle
    assert found.low <= found.centre <= found.high
    only = outlook.pool(pd.concat([line([100.0] * 45, account=a) for a in "abc"]), "2026-09", 3)
    assert only.errors == (0.0,) * 72
    sure = made(line([100.0] * 45), pool=only, target=1200)
    assert (sure.low, sure.centre, sure.high, sure.probability) == (1200, 1200, 1200, 1.0)


def test_nothing_sold_for_years_expects_nothing():
    found = made(line([0.0] * 45), target=1)
    assert (found.centre, found.reason, found.probability) == (0, "nothing_expected", None)


def test_a_missing_month_is_a_month_without_sales():
    holes = ONE[~ONE["month"].isin(["2025-03", "2026-02"])]
    nil = ONE.assign(amount=ONE["amount"].where(~ONE["month"].isin(["2025-03", "2026-02"]), 0.0))
    assert made(holes, target=1e4) == made(nil, target=1e4)


def test_a_closed_year_is_what_it_was():
    whole = pd.concat([ONE, line([10, 20, 30], "2026-10", account="a2", group="g1")])
    closed = outlook.pool(whole, "2026-12", 0)
    found = made(whole, through="2026-12", pool=closed, target=1)
    assert found.low == found.centre == found.high == found.realised
    assert (found.rest, found.reason, found.probability) == (0, "closed", 1.0)
    assert made(whole, through="2026-12", pool=closed, target=found.centre + 1).probability == 0.0


def test_a_whole_year_ahead_has_no_ytd_ratio():
    ahead = outlook.pool(SALES, "2025-12", 12)
    found = made(through="2025-12", pool=ahead)
    assert (found.realised, found.months_left) == (0, 12)
    assert np.isnan(found.ytd_ratio)
    assert found.low <= found.centre <= found.high


EVENTS = pd.DataFrame(
    [("2026-11", 400.0, 300.0, 500.0), ("2026-12", 100.0, 100.0, 100.0), ("2026-08", 9e9, 0.0, 9e9), ("2027-01", 9e9, 0.0, 9e9)],
    columns=["month", "amount", "low", "high"],
)  # fmt: skip


def test_events_stand_on_top_with_a_range_of_their_own():
    without, found = made(target=1e4), made(target=1e4, events=EVENTS)
    assert (found.events, found.rest) == (500, without.rest)  # August is realised, January is next year's
    assert found.centre == without.centre + 500
    assert found.high - found.low > without.high - without.low
    certain = made(events=EVENTS.assign(low=EVENTS["amount"], high=EVENTS["amount"]))
    assert (certain.low, certain.high) == pytest.approx((without.low + 500, without.high + 500))


def test_events_that_may_disappoint_weigh_thirty_forty_thirty():
    only = outlook.pool(pd.concat([line([100.0] * 45, account=a) for a in "abc"]), "2026-09", 3)
    # the rest is certain: 1200 and an event of 40, 50 or 80
    event = pd.DataFrame({"month": ["2026-10"], "amount": [50.0], "low": [40.0], "high": [80.0]})
    chances = [
        made(line([100.0] * 45), pool=only, target=1200 + more, events=event).probability
        for more in (40, 41, 51, 81)
    ]
    assert chances == pytest.approx([1, 0.7, 0.3, 0])


@pytest.mark.parametrize(("year", "through"), [(2026, "2027-01"), (2026, "2025-11"), (2025, "2026-09")])
def test_a_month_outside_the_year_is_refused(year, through):
    with (
        language.use("en"),
        pytest.raises(errors.FigureError, match=f"{through} is no moment to estimate {year} from"),
    ):
        made(year=year, through=through)


def test_a_pool_of_another_month_is_refused():
    with (
        language.use("en"),
        pytest.raises(errors.FigureError, match="the errors are those of 2026-09, not of 2026-06"),
    ):
        made(through="2026-06")


MONTHS = st.lists(
    st.one_of(st.just(0.0), st.floats(-500, 5000).map(lambda x: round(x, 2))), min_size=1, max_size=45
)


@settings(max_examples=40, deadline=None)
@given(MONTHS, st.floats(-1e5, 1e5), st.floats(0, 1e5))
def test_whatever_the_months_are_the_estimate_holds_together(amounts, target, more):
    months = line(amounts, str(pd.Period("2026-09", "M") - len(amounts) + 1))
    found, harder = made(months, target=target), made(months, target=target + more)
    assert np.isfinite([found.realised, found.rest, found.centre]).all()
    assert found.centre == found.realised + found.rest
    if found.reason:
        assert found.probability is None
        assert np.isnan([found.low, found.high]).all()
    else:
        assert found.rest > 0
        assert found.low <= found.centre <= found.high
        assert 0 <= harder.probability <= found.probability <= 1


@pytest.mark.parametrize("unit", [0.01, 3.0])
def test_another_unit_gives_the_same_answer(unit):
    times = outlook.pool(SALES.assign(amount=SALES["amount"] * unit), "2026-09", 3)
    found = made(ONE.assign(amount=ONE["amount"] * unit), pool=times, target=13_000 * unit)
    one = made(target=13_000.0)
    assert found.centre == pytest.approx(one.centre * unit, rel=1e-6)
    assert (found.low, found.high) == pytest.approx((one.low * unit, one.high * unit), rel=1e-3)
    assert found.probability == pytest.approx(one.probability, abs=0.02)
