"""Points to talk about: each from what both can see, numbered, the agreements first; and nothing where nothing is the matter."""

from datetime import date

import pandas as pd
import pytest

from amlib import periods
from amlib.analysis import advice, care
from amlib.plan import agenda, commitments
from tests.analysis import attended as at
from tests.analysis.test_advice import scored
from tests.documents.evaluation import offers
from tests.plan.test_commitments import END, promise

Q3 = periods.parse("2026Q3")
NONE = commitments.judged([], END)
STILL = pd.DataFrame(columns=["outlet", "name", "stake", "deviation", "signal"])
GROUPS = pd.DataFrame(
    [("beef", 210.0, 200.0, 90.0, 100.0, 0.05, -0.10, -0.15), ("pork", 1.0, 1.0, 2.0, 1.0, 0.0, 1.0, 1.0)],
    columns=["group", "category", "base_category", "own", "base_own", "growth", "own_growth", "gap"],
)
RANKED = pd.DataFrame(
    [
        ("o1", "Harbour", -20.0, -30.0, "below"),
        ("o2", None, -50.0, -70.0, "below"),
        ("o3", "Mill", -9.0, -99.0, "within"),
    ],
    columns=STILL.columns,
)


def drafted(**known):
    nothing = {
        "care": care.Care(Q3, None, None, None, None, None), "promises": NONE, "groups": None, "ranking": STILL,
        "actions": offers.frame([]), "stores": None,
    }  # fmt: skip
    return agenda.drafted(Q3, **nothing | known)


def test_where_nothing_is_known_there_is_nothing_to_talk_about():
    assert drafted() == ()


def test_all_points_in_their_order():
    stores = advice.stores(scored(("2026-08-01", "o1", 1, 4, 4)), at.outlets(), END)
    points = drafted(
        care=care.read(at.given(audience="customer"), Q3),
        promises=commitments.judged([promise(1), promise(2, by="customer")], END),
        groups=GROUPS,
        ranking=RANKED,
        actions=offers.frame(),
        stores=stores,
    )
    assert [one.number for one in points] == list(range(1, len(points) + 1))
    codes = [one.code for one in points]
    assert codes == [
        "service_below", "complaints_open", "promise_ours", "promise_theirs", "group_apart", "outlets_behind", "action_repeat", "stores_low",
    ]  # fmt: skip
    facts = {one.code: one.facts for one in points}
    assert facts["service_below"]["value"] == pytest.approx(1 / 11)  # of the eleven lines only A came in full
    # k3 has waited since 10 August, 51 days; k4 since 25 September, 5 days
    assert facts["complaints_open"] == {"count": 1, "days": 14, "longest": 51}
    assert facts["promise_ours"] == {"what": "a plan", "due": date(2026, 8, 1)}
    assert facts["group_apart"] == {"group": "beef", "growth": 0.05, "own_growth": -0.10}
    assert facts["outlets_behind"] == {"names": ("o2", "Harbour"), "room": 100.0}  # 30 + 70, the worst first
    assert facts["action_repeat"]["action"]["promotion"] == "A1"  # 649.7 remained, at least 549.7
    assert facts["stores_low"] == {"names": ("Harbour",), "subject": "layout"}


def test_a_promotion_whose_rise_may_be_chance_is_no_point():
    # A3: 200.4 − 20.2 − 30.4 = 149.8, at least 49.8; A2: 300.4 − 250.3 = 50.1, at least −49.9
    assert [p.facts["action"]["promotion"] for p in drafted(actions=offers.frame(offers.ROWS[1:]))] == ["A3"]
    assert drafted(actions=offers.frame(offers.ROWS[1:2])) == ()
    assert drafted(actions=offers.frame(offers.ROWS[-1:])) == ()  # of another quarter


def test_promises_that_were_kept_are_no_point_and_of_many_the_oldest_are():
    kept = promise(1, done_on=date(2026, 8, 1), confirmed=True)
    late = [promise(n, due=date(2026, 8, n)) for n in range(2, 9)]
    points = drafted(promises=commitments.judged([kept, *late], END))
    assert [p.facts["due"].day for p in points] == [2, 3, 4]


def test_a_service_level_as_agreed_is_no_point():
    given = at.given(audience="customer")
    given.give("terms", at.terms((("t1", "service level", "2026-01-01", None, 0.05),)))
    found = care.read(given, Q3)
    assert "service_below" not in [p.code for p in drafted(care=found)]
    assert "service_below" not in [p.code for p in drafted(care=care.read(at.given("terms"), Q3))]
