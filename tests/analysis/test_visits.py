"""Visits beside hand counts: who was wanted, who was seen, and where nobody went."""

from datetime import date

import pandas as pd
import pytest

from amlib.analysis import visits
from tests.analysis import attended as at

START, END = date(2026, 7, 1), date(2026, 9, 30)


def test_people_are_wanted_for_the_part_of_the_year_that_they_were_there():
    found = visits.by_person(at.contacts(), at.visits(), END).set_index("contact")
    assert found["wanted"].to_dict() == {
        "c1": pytest.approx(10.0),
        "c2": pytest.approx(4 * 304 / 365),  # 1 October 2025 up to and including 31 July 2026
        "c3": pytest.approx(2 * 183 / 365),  # 1 April up to and including 30 September 2026
    }
    assert found["made"].to_dict() == {"c1": 2, "c2": 0, "c3": 1}
    assert found["now"].to_dict() == {"c1": True, "c2": False, "c3": True}
    assert found["short"].to_dict() == {"c1": True, "c2": True, "c3": False}


def test_visits_count_at_the_level_of_the_person_else_at_the_outlet():
    found = visits.by_level(at.contacts(), at.visits(), START, END).set_index("level")
    assert list(found.index) == ["head office", "DC", "outlet"]
    assert found.loc["DC", ["people", "made"]].tolist() == [0, 0]  # who left was wanted and not seen
    assert found.loc["DC", "wanted"] == pytest.approx(4 * 304 / 365)
    assert found.loc["head office", ["people", "made", "in_period"]].tolist() == [1, 2, 1]
    assert found.loc["outlet", ["people", "made", "base_made", "in_period"]].tolist() == [1, 2, 1, 2]
    assert found.loc["head office", "attained"] == pytest.approx(0.2)


def test_a_visit_to_nobody_and_nowhere_is_counted_as_unknown():
    more = at.visits([*at.VISITS, ("v6", "2026-08-01", None, None, None, None, None, None)])
    found = visits.by_level(at.contacts(), more, START, END)
    assert found["level"].tolist()[-1] == "unknown"
    assert found["made"].sum() == 5


def test_every_open_outlet_is_listed_and_the_largest_first():
    found = visits.outlets(at.visits(), at.outlets(), at.sales(), START, END)
    assert found["outlet"].tolist() == ["o3", "o1", "o2"]  # o4 has closed
    assert found["revenue"].tolist() == [5500.0, 3500.0, 1500.0]  # October 2025 up to September 2026
    assert found["in_period"].tolist() == [0, 2, 0]
    assert found["in_year"].tolist() == [0, 2, 0]
    assert found["never"].tolist() == [True, False, False]
    assert found["last"].dropna().tolist() == [pd.Timestamp("2026-09-30"), pd.Timestamp("2024-12-02")]


def test_reports_in_time_and_kilometres_are_those_of_the_period():
    found = visits.practice(at.visits(), START, END)
    assert (found.made, found.planned, found.unreported) == (3, 3, 1)
    assert found.reported.value == pytest.approx(1 / 3)  # v2 after three days; v3 after four, v4 not at all
    assert visits.practice(at.visits(), START, END, days=4).reported.value == pytest.approx(2 / 3)
    assert found.as_planned.value == pytest.approx(2 / 3)
    assert (found.kilometres, found.per_visit) == (80.0, 40.0)


def test_a_visit_made_after_its_day_was_not_made_as_planned():
    late = at.visits([("v1", "2026-07-08", "o1", None, "2026-07-06", None, None, None)])
    assert visits.practice(late, START, END).as_planned.value == 0.0


def test_stores_are_judged_beside_a_year_before():
    found = visits.scores(at.visits(), START, END).set_index("subject")
    assert found["n"].to_dict() == {"layout": 2, "assortment": 2}  # quality was judged nowhere
    assert found.loc["layout", "mean"] == 3.0
    assert found["base_mean"].isna().all()


def test_no_visits_are_no_visits():
    none = at.visits([])
    assert visits.practice(none, START, END).made == 0
    assert not visits.practice(none, START, END).reported.known
    assert visits.outlets(none, at.outlets(), at.sales(), START, END)["never"].all()
    assert visits.by_level(at.contacts(), none, START, END)["made"].sum() == 0


def test_tables_are_left_alone_and_their_order_does_not_matter():
    contacts, seen = at.contacts(), at.visits()
    before = contacts.copy(), seen.copy()
    found = visits.by_level(contacts, seen, START, END)
    turned = visits.by_level(contacts[::-1], seen[::-1], START, END)
    pd.testing.assert_frame_equal(found, turned)
    pd.testing.assert_frame_equal(contacts, before[0])
    pd.testing.assert_frame_equal(seen, before[1])


@pytest.mark.parametrize(("wanted", "short"), [(3.0, True), (2.9, False), (4.0, True)])
def test_one_whole_visit_fewer_than_wanted_is_short(wanted, short):
    # Anna was seen twice, and was there all year
    one = at.contacts([("c1", "Anna", "buyer", "head office", None, "2020-01-01", None, wanted)])
    assert visits.by_person(one, at.visits(), END)["short"].tolist() == [short]
