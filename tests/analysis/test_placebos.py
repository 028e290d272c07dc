"""Quiet weeks are judged as the promotion was, and weeks before a feast by their like."""

import numpy as np
import pytest

from amlib.analysis import placebos, promotions, weeks
from tests.analysis.promoted import FLAT, agreed

EASTERS = (14, 64)
"""Weeks that end on Easter Sunday, 20 April 2025 and 5 April 2026, counted from 6 January 2025."""


def compared(data):
    """What is known of the only promotion."""
    known = weeks.read(data)
    products = data["products"].set_index("product")
    actions = [weeks.action(row, products, known) for row in data["promotions"].to_dict("records")]
    return placebos.placebos(known, actions).compare(actions[0])


def test_the_quiet_weeks_of_the_latest_promotion_are_cut_as_it_is():
    rising = {n: 100.0 + n for n in range(FLAT)}
    # weeks −8 … −2 and 2 … 8 of a straight line have the middle at 0, so nothing is missed ...
    middle = compared(agreed([("P", 8, 1)], kg=rising))
    # the first eight quiet weeks stand beside the promotion or the beginning, the last seven at the end; the others have both sides whole
    assert middle.missed[8:-7] == pytest.approx(0.0)
    assert len(middle.missed[8:-7]) == 14
    # ... but −8 … −2 and 2 have it at −4.5: gross 4.5, dip 3.5 + 5.5, together 13.5 beside 100 + n − 4.5
    latest = compared(agreed([("P", FLAT - 3, 1)], kg=rising))
    # Easter lies before these; of the last, at 34, week 2 is not quiet: the middle is −5, and 5 + 4 + 6 are missed
    first = np.arange(16, FLAT - 5)
    expected = np.where(first < 34, 13.5 / (95.5 + first), 15 / (95.0 + first))
    assert latest.missed[-len(first) :] == pytest.approx(expected)


def feast(*promoted_in):
    """An article that sells 180 for 100 in the two weeks before Easter, doubled by promotions in the first of them."""
    kg = {at - ahead: 180.0 for at in EASTERS for ahead in (0, 1)}
    kg |= {at - 1: 360.0 for at in promoted_in}
    data = agreed([(str(at), at - 1, 1) for at in promoted_in], weeks=80, kg=kg)
    return promotions.evaluate(data, "2026").to_dict("records")


def test_a_promotion_before_a_feast_is_compared_with_the_same_weeks_of_another_year():
    (row,) = feast(64)
    # in 2025 those weeks were 80 and 80 above 100, so they are expected in 2026: 360 − 180 = 180, and a dip of 80 − 80
    assert [row[name] for name in ("baseline", "gross", "dip", "net", "uplift")] == pytest.approx(
        [180, 180, 0, 180, 1.0]
    )


def test_a_feast_that_was_never_seen_without_promotion_cannot_be_assessed():
    rows = feast(*EASTERS)
    assert [row["reason"] for row in rows] == ["holiday", "holiday"]
    assert np.isnan([row["net"] for row in rows]).all()


@pytest.mark.parametrize(
    ("first", "reason"),
    [(10, ""), (11, ""), (12, "holiday"), (13, "holiday"), (14, "holiday"), (15, "holiday"), (16, "")],
)
def test_a_feast_is_near_where_a_week_of_the_sums_lies_in_the_two_before_it(first, reason):
    # weeks 13 and 14 lie before Easter; the sums are made of the week before, the promotion and the week after
    (row,) = promotions.evaluate(agreed([("P", first, 1)]), "2025").to_dict("records")
    assert row["reason"] == reason


def test_ranges_are_wider_where_only_one_other_year_is_known():
    chance = {n: 100.0 + 10 * np.sin(n * n) for n in range(80)}
    kg = chance | dict.fromkeys((11, 12, 13, 14, 15, 62, 63, 64, 65), 100.0)
    plain, near = (compared(agreed([("P", at, 1)], weeks=80, kg=kg)) for at in (30, 63))
    wide, narrow = near.high - near.low, plain.high - plain.low
    assert wide / narrow == pytest.approx(
        np.sqrt(2), rel=0.15
    )  # √(1 + 1 ÷ 1); the quiet weeks differ a little
