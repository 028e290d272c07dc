"""Stores as they looked at visits: means of twelve months, the lowest first."""

from datetime import date

import pandas as pd
import pytest

from amlib.analysis import advice
from tests.analysis import attended as at

END = date(2026, 9, 30)


def scored(*rows):
    """From (date, outlet, layout, assortment, quality)."""
    made = pd.DataFrame(rows, columns=["date", "outlet", "score_layout", "score_assortment", "score_quality"])
    made["date"] = pd.to_datetime(made["date"]).astype("datetime64[s]")
    return made.astype(dict.fromkeys(made.columns[2:], "Int64"))


def test_a_store_has_the_means_of_its_visits():
    visits = scored(
        ("2026-08-01", "o1", 2, 4, 5),
        ("2026-02-01", "o1", 3, 4, None),
        ("2025-09-30", "o1", 1, 1, 1),  # before the twelve months
        ("2026-08-01", "o2", 4, 4, 3),
        ("2026-08-01", "o4", 1, 1, 1),  # closed
        ("2026-08-01", None, 1, 1, 1),  # head office
        ("2026-08-01", "o3", None, None, None),  # nothing judged
    )
    found = advice.stores(visits, at.outlets(), END)
    assert found["outlet"].tolist() == ["o1", "o2"]
    # o1: layout (2 + 3) / 2, assortment 4, quality 5 of one visit
    assert found.loc[0, ["visits", "layout", "assortment", "quality", "score", "subject"]].tolist() == [
        2, 2.5, 4.0, 5.0, 2.5, "layout"
    ]  # fmt: skip
    assert advice.low(found)["outlet"].tolist() == ["o1"]  # o2's lowest is 3, the middle
    assert advice.most(advice.low(found)) == ("layout", 1)


def test_the_subject_named_is_the_one_on_which_most_score_low():
    visits = scored(
        ("2026-08-01", "o1", 1, 2, 5), ("2026-08-01", "o2", 4, 2, 5), ("2026-08-01", "o3", 1, 4, 2)
    )
    assert advice.most(advice.stores(visits, at.outlets(), END)) == ("layout", 2)  # two each: the first
    assert advice.most(advice.stores(visits[:2], at.outlets(), END)) == ("assortment", 2)


@pytest.mark.parametrize("rows", [(), (("2024-01-01", "o1", 1, 1, 1),)])
def test_without_judged_visits_there_are_no_stores(rows):
    found = advice.stores(scored(*rows), at.outlets(), END)
    assert found.empty
    assert advice.low(found).empty
