"""Seasons: a series with a known season and Easter gives both back, and the invented company's calendar is found."""

import calendar
import math

import numpy as np
import pandas as pd
import pytest

from amlib import errors, periods
from amlib.analysis import coverage, holidays, results, seasons
from amlib.data import slices

SHAPE = [95, 94, 98, 97, 100, 108, 112, 107, 98, 95, 93, 103]  # adds up to 1200
EASTER = 0.12


def series(first="2022-01", last="2026-09", *, easter=EASTER, noise=0.0, weights=seasons.EVEN, seed=1):
    """Months with the season above, four percent growth a year, and an Easter."""
    random = np.random.default_rng(seed)
    rows = []
    for at, month in enumerate(str(m) for m in pd.period_range(first, last, freq="M")):
        period = periods.parse(month)
        days = sum(weights[day.weekday()] for day in holidays.days(period))
        level = 10 * days * SHAPE[period.number - 1] * math.exp(math.log(1.04) * at / 12)
        level *= math.exp(math.log1p(easter) * holidays.centred("easter", period) + random.normal(0, noise))
        rows.append((month, level))
    return pd.DataFrame(rows, columns=["month", "quantity"])


def test_a_known_season_easter_and_trend_come_back_exactly():
    found = seasons.profile(series(), group="ham")
    assert found.index["index"].tolist() == pytest.approx(SHAPE)
    easter = found.effects[0]
    assert (easter.feast, easter.named) == ("easter", True)
    assert easter.change == pytest.approx(EASTER)
    assert found.trend == pytest.approx(0.04)
    assert found.spread == pytest.approx(0, abs=1e-9)
    assert (found.peak, found.trough, found.group) == (7, 11, "ham")
    assert (found.first, found.last, found.months) == ("2022-01", "2026-09", 57)


def test_under_noise_they_come_back_within_their_errors():
    found = seasons.profile(series(noise=0.015))
    away = (found.index["index"] - SHAPE).abs()
    assert (away <= 3 * found.index["error"]).all()
    assert found.effects[0].change == pytest.approx(EASTER, abs=3 * found.effects[0].error)
    assert 0.5 < found.index["error"].mean() < 1.5
    assert found.peak == 7
    assert set(found.high) >= {6, 7, 8}


def test_errors_are_as_wide_as_estimates_scatter():
    found = [seasons.profile(series(noise=0.02, seed=seed)) for seed in range(200)]
    easters = [one.effects[0].change for one in found]
    assert np.std(easters) == pytest.approx(np.mean([one.effects[0].error for one in found]), rel=0.3)
    assert np.mean([one.spread**2 for one in found]) == pytest.approx(0.02**2, rel=0.05)


def test_errors_by_hand_where_every_month_is_seen_four_times():
    # month level = mean of 4 − trend·c, c the place in the year; trend is known from 12 months × (1.5² + 0.5² + 0.5² + 1.5²) = 60
    found = seasons.profile(series("2022-01", "2025-12", easter=0.0, noise=0.02))
    assert not any(effect.named for effect in found.effects)
    weight = found.index["index"] / found.index["index"].sum()
    place = (np.arange(12) + 0.5) / 12
    levels = (1 - 2 * weight + (weight**2).sum()) / 4
    relative = levels + (place - (weight * place).sum()) ** 2 / 60
    expected = found.index["index"] * found.spread * np.sqrt(relative)
    assert found.index["error"].tolist() == pytest.approx(expected.tolist())


def test_where_there_is_no_easter_none_is_named():
    named = sum(
        effect.named
        for seed in range(40)
        for effect in seasons.profile(series(easter=0.0, noise=0.02, seed=seed)).effects
    )
    assert (
        named <= 12
    )  # some 5 % of 40 × 2 effects by chance, a little more as they are two and errors are few
    assert seasons.profile(series(easter=0.0, noise=0.02)).effects[0].named is False


def test_ascension_day_is_left_out_where_it_never_changed_month():
    found = seasons.profile(series("2023-01", "2026-09", noise=0.01))
    assert [effect.feast for effect in found.effects] == ["easter", "whitsun"]


def test_too_little_history_gives_nothing():
    assert seasons.profile(series("2024-10", "2026-08")) is None  # 23 months
    assert seasons.profile(series("2024-10", "2026-09", noise=0.01)).months == 24
    empty = series().assign(quantity=lambda t: t["quantity"].where(t["month"].str[-2:] != "01", 0.0))
    assert seasons.profile(empty) is None  # never a January
    assert seasons.profile(series().head(0)) is None


def test_rows_of_a_month_add_up_in_any_order_and_the_input_is_left_alone():
    whole = series(noise=0.01)
    halves = (
        pd.concat([whole, whole]).assign(quantity=lambda t: t["quantity"] / 2).sample(frac=1, random_state=2)
    )
    before = halves.copy()
    found, same = seasons.profile(halves), seasons.profile(whole)
    assert found.index["index"].tolist() == pytest.approx(same.index["index"].tolist())
    pd.testing.assert_frame_equal(halves, before)


def test_delivery_days_explain_what_calendar_days_do_not():
    mondays = (7.0, 0, 0, 0, 0, 0, 0)
    given = series(weights=mondays)
    assert seasons.profile(given).spread > 0.05
    found = seasons.profile(given, weekdays=mondays)
    assert found.spread == pytest.approx(0, abs=1e-9)
    assert found.index["index"].tolist() == pytest.approx(SHAPE)


def test_nothing_delivered_weighs_every_day_alike():
    empty = pd.DataFrame({"delivered_on": pd.to_datetime([]), "delivered": []})
    assert seasons.weekdays(empty) == seasons.EVEN


def test_easter_in_the_other_quarter_is_expected_by_hand():
    # Q1 2025 had none of the window, Q1 2026 has 11/15 of it in March; without noise the effect is exactly 12 %
    found = seasons.moved(seasons.profile(series()), periods.parse("2026Q1"), periods.parse("2025Q1"))
    usual = holidays.share("easter", periods.parse("2025-03")) - holidays.centred(
        "easter", periods.parse("2025-03")
    )
    rest = 31 * SHAPE[0] + 28 * SHAPE[1]
    march = [31 * SHAPE[2] * (1 + EASTER) ** (share - usual) for share in (11 / 15, 0)]
    assert found.feasts == pytest.approx((rest + march[0]) / (rest + march[1]) - 1)
    assert (found.days, found.season) == pytest.approx((0, 0))
    assert found.total == pytest.approx(found.feasts)
    assert found.calendar_days == (90, 90)
    assert found.working_days == (63, 63)  # 64 − New Year's Day, in both


def test_a_leap_day_is_a_day_more():
    season = seasons.profile(series(easter=0.0))
    found = seasons.moved(season, periods.parse("2024-02"), periods.parse("2023-02"))
    assert found.days == pytest.approx(29 / 28 - 1)
    assert found.total == pytest.approx(29 / 28 - 1)


def test_other_months_differ_by_their_season():
    season = seasons.profile(series(easter=0.0))
    found = seasons.moved(season, periods.parse("2026-08"), periods.parse("2026-07"))
    assert found.season == pytest.approx(107 / 112 - 1)
    february = seasons.moved(season, periods.parse("2026-02"), periods.parse("2026-01"))
    assert february.days == pytest.approx(28 / 28.2425 - 1)  # 97 leap years in 400
    assert (1 + found.total) == pytest.approx((1 + found.days) * (1 + found.feasts) * (1 + found.season))


def test_a_week_has_no_season():
    with pytest.raises(errors.FigureError, match="2026W10"):
        seasons.moved(seasons.profile(series()), periods.parse("2026W10"), periods.parse("2025W10"))


def of(demo_freeze, account):
    return slices.read(demo_freeze.slice_path(account, "internal"))


def bought(data, group=None):
    """The category per month, each month once."""
    months = sorted(results.book(data)["month"].unique())
    rows = coverage.chosen(data["category_totals"], months).rows.rename(columns={"period": "month"})
    assert calendar.monthrange(2026, int(months[-1][-2:]))[1] == 30  # the history ends with a whole month
    return rows if group is None else rows[rows["group"] == group]


def test_the_barbecue_and_december_of_the_invented_company_are_found(demo_freeze):
    data = of(demo_freeze, "prijsbaken")
    whole = seasons.profile(bought(data))
    assert whole.peak == 7
    assert set(whole.high) >= {6, 7, 8}
    cold_cuts = seasons.profile(bought(data, "vleeswaren"), group="vleeswaren")
    assert not {5, 6, 7, 8} & set(cold_cuts.high)
    assert 12 in cold_cuts.high
    assert cold_cuts.peak in (4, 12)  # ham at Easter, everything at Christmas


def test_easter_of_the_invented_company_is_found_in_ham_and_not_in_minced_meat(demo_freeze):
    data = of(demo_freeze, "prijsbaken")
    book, days = results.book(data), seasons.weekdays(data["deliveries"])
    ham, minced = (
        {
            e.feast: e
            for e in seasons.profile(book[book["group"] == group], group=group, weekdays=days).effects
        }
        for group in ("vleeswaren", "gehakt")
    )
    assert ham["easter"].named
    assert ham["easter"].change > 0.08
    assert not minced["easter"].named


def test_our_deliveries_follow_their_days_of_delivery(demo_freeze):
    data = of(demo_freeze, "lindehof")
    book, days = results.book(data), seasons.weekdays(data["deliveries"])
    assert sum(days[:2]) > 6.5  # Mondays and Tuesdays
    assert seasons.profile(book, weekdays=days).spread < 0.5 * seasons.profile(book).spread
