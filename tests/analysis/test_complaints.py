"""Complaints beside hand counts: the rate, the time to settle, what is open, and what came back."""

from datetime import date

import numpy as np
import pytest
from scipy.stats import chi2

from amlib.analysis import complaints
from tests.analysis import attended as at

PERIOD, BASE = (date(2026, 7, 1), date(2026, 9, 30)), (date(2025, 7, 1), date(2025, 9, 30))


def test_a_period_beside_the_year_before():
    found = complaints.record(at.complaints(), (2000.0, 4000.0), PERIOD, BASE)
    assert (found.count, found.base_count) == (3, 1)
    assert (found.rate.value, found.base_rate.value) == (1.5, 0.25)  # per 1,000: 3 of 2,000 and 1 of 4,000
    assert (found.settled, found.days, found.base_days) == (1, 4.0, 10.0)
    assert (found.open, found.overdue) == (2, 1)  # k3 since 10 August, k4 since five days
    assert found.repeats == 1  # k2 comes back to o1 with a leak, within a year
    assert found.credit == 30.0


def test_the_rate_has_the_exact_range_of_a_count():
    found = complaints.record(at.complaints(), (1000.0, 1000.0), PERIOD, BASE)
    assert found.rate.low == pytest.approx(chi2.ppf(0.025, 2 * 3) / 2)
    assert found.rate.high == pytest.approx(chi2.ppf(0.975, 2 * 4) / 2)
    assert complaints.record(at.complaints([]), (1000.0, 0.0), PERIOD, BASE).rate.low == 0.0


@pytest.mark.parametrize(("base", "rising"), [(4000.0, True), (1000.0, False)])
def test_a_rise_is_one_beyond_chance(base, rising):
    # 3 of 2,000 is 1.5 with a range from 0.31; 1 of 4,000 is 0.25 and lies below it, 1 of 1,000 does not
    assert complaints.record(at.complaints(), (2000.0, base), PERIOD, BASE).rising is rising


def test_without_deliveries_there_is_no_rate_and_no_rise():
    found = complaints.record(at.complaints(), (0.0, 0.0), PERIOD, BASE)
    assert not found.rate.known
    assert found.count == 3
    assert not found.rising


def test_causes_add_up_and_an_unnamed_one_is_kept():
    found = complaints.causes(at.complaints(), PERIOD, BASE)
    assert found["count"].sum() == 3
    assert set(found["cause"]) == {"leak", "short", ""}
    assert found.set_index("cause").loc["leak", ["count", "base_count", "repeats"]].tolist() == [1, 1, 1]


def test_a_customer_is_told_no_credit():
    shown = at.complaints().drop(columns="credit")
    assert "credit" not in complaints.causes(shown, PERIOD, BASE)
    assert np.isnan(complaints.record(shown, (1.0, 1.0), PERIOD, BASE).credit)


def test_what_is_open_waits_the_longest_first():
    found = complaints.open_at(at.complaints(), PERIOD[1])
    assert found["complaint"].tolist() == ["k3", "k4"]
    assert found["waited"].tolist() == [51, 5]  # 10 August and 25 September up to 30 September
    assert found["overdue"].tolist() == [True, False]
    assert complaints.open_at(at.complaints(), PERIOD[1], days=60)["overdue"].sum() == 0


def test_a_repeat_is_of_the_same_outlet_and_cause_within_a_year():
    rows = [
        ("a", "o1", "p", "2025-07-01", None, "leak", 1.0, None),
        ("b", "o1", "p", "2026-07-02", None, "leak", 1.0, None),  # a day too late
        ("c", "o1", "p", "2026-09-02", None, "leak", 1.0, None),
        ("d", "o1", "p", "2026-07-02", None, "short", 1.0, None),
        ("e", "o2", "p", "2026-07-02", None, "leak", 1.0, None),
    ]
    assert complaints.record(at.complaints(rows), (1.0, 1.0), PERIOD, BASE).repeats == 1


def test_months_have_their_count_and_rate():
    delivered = at.sales().query("kind == 'delivery'").groupby("month")["quantity"].sum()
    found = complaints.course(at.complaints(), delivered, ["2026-07", "2026-08", "2026-10"])
    assert found["count"].tolist() == [1, 1, 0]
    assert found["rate"].tolist()[:2] == [2.0, pytest.approx(1000 / 300)]
    assert np.isnan(found["rate"].iloc[2])


@pytest.mark.parametrize(("day", "repeats"), [("2026-07-10", 1), ("2026-07-11", 0)])
def test_a_complaint_comes_back_within_a_year_to_the_day(day, repeats):
    # the first was received on 10 July 2025
    rows = [at.COMPLAINTS[0], ("k2", "o1", "p1", day, None, "leak", 2.0, 20.0)]
    assert complaints.record(at.complaints(rows), (2000.0, 4000.0), PERIOD, BASE).repeats == repeats
