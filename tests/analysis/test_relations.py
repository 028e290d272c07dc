"""Satisfaction and people beside hand counts: what is too few to tell, who left, and what nobody does any more."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from amlib.analysis import relations
from tests.analysis import attended as at

START, END = date(2026, 7, 1), date(2026, 9, 30)


def test_a_question_has_its_mean_beside_the_year_before():
    found = relations.satisfaction(at.answers(), END).set_index("key")
    assert found.loc["quality", ["n", "mean", "base_n", "base_mean"]].tolist() == [10, 7.0, 10, 8.0]
    assert not found.loc["quality", "profile"]


def test_few_answers_have_a_count_and_no_score():
    found = relations.satisfaction(at.answers(), END).set_index("key")
    assert found.loc["image: new", "n"] == 2
    assert np.isnan(found.loc["image: new", "mean"])
    assert found.loc["image: new", "profile"]


def test_our_profile_is_no_satisfaction():
    now, then = relations.overall(at.answers(), END)
    assert (now.value, now.n, then.value) == (7.0, 10, 8.0)
    levels = relations.satisfaction(at.answers(), END, "level")
    assert levels["key"].tolist() == [
        "head office"
    ]  # at the DC only questions about our profile were answered


def test_who_answers_two_questions_counts_once():
    rows = [("2026-05-14", None, "DC", question, 7) for question in ("a", "b") for _ in range(10)]
    assert relations.overall(at.answers(rows), END)[0].n == 10


@pytest.mark.parametrize("question", ["aanbeveling", "Recommendation", " NPS "])
def test_the_net_promoter_score_is_of_the_question_that_asks_for_it(question):
    rows = [
        ("2026-05-14", None, "DC", question, s) for s in [10] * 20 + [9] * 10 + [8, 7] * 5 + [6] * 6 + [0] * 4
    ]
    now, then = relations.net_promoter(at.answers(rows), END)
    assert (now.value, round(now.low, 2), round(now.high, 2), now.n) == (0.4, 0.16, 0.59, 50)
    assert then.n == 0
    assert relations.net_promoter(at.answers(), END)[0].n == 0


def test_months_with_answers_make_a_course():
    found = relations.course(at.answers(), END)
    assert found["month"].tolist() == ["2025-05", "2026-05"]
    assert found["mean"].tolist() == [8.0, 7.0]


def test_who_came_and_left_is_told_with_the_years():
    found = relations.changes(at.contacts(), START, END)
    assert found[["change", "name"]].to_numpy().tolist() == [["left", "Bram"]]
    assert found["years"].iloc[0] == pytest.approx(3134 / 365.25)  # 1 January 2018 to 1 August 2026
    came = relations.changes(at.contacts(), date(2026, 4, 1), date(2026, 4, 30))
    assert came[["change", "name"]].to_numpy().tolist() == [["came", "Carla"]]


def test_a_function_is_uncovered_until_somebody_holds_it():
    assert relations.uncovered(at.contacts(), END)["role"].tolist() == ["head of DC"]
    assert relations.uncovered(at.contacts(), date(2026, 7, 31)).empty
    successor = ("c4", "Daan", "head of DC", "DC", None, "2026-09-01", None, 4.0)
    assert relations.uncovered(at.contacts([*at.CONTACTS, successor]), END).empty
    later = ("c4", "Daan", "head of DC", "DC", None, "2026-10-01", None, 4.0)
    assert len(relations.uncovered(at.contacts([*at.CONTACTS, later]), END)) == 1


def test_the_same_role_at_two_outlets_is_two_functions():
    rows = [
        ("c1", "A", "manager", "outlet", "o1", "2020-01-01", "2026-01-01", 1.0),
        ("c2", "B", "manager", "outlet", "o2", "2020-01-01", None, 1.0),
    ]
    assert relations.uncovered(at.contacts(rows), END)["outlet"].tolist() == ["o1"]


def test_years_in_function_are_of_those_there_now():
    years, count = relations.tenure(at.contacts(), END)
    # Anna since 1 January 2020 (2,464 days), Carla since 1 April 2026 (182 days)
    assert (years, count) == (pytest.approx((2464 + 182) / 2 / 365.25), 2)
    assert np.isnan(relations.tenure(at.contacts([]), END)[0])


def test_no_answers_and_no_people_are_empty():
    assert relations.satisfaction(at.answers([]), END).empty
    assert relations.overall(at.answers([]), END)[0].n == 0
    assert relations.changes(at.contacts([]), START, END).empty
    assert isinstance(relations.course(at.answers([]), END), pd.DataFrame)


def test_an_answer_counts_in_one_year_only_up_to_the_day():
    # the twelve months are 1 October 2025 up to 30 September 2026; the twelve before end on 30 September 2025
    days = {"2025-10-01": 9, "2026-09-30": 9, "2025-09-30": 6, "2024-10-01": 6, "2024-09-30": 1, "2026-10-01": 1}  # fmt: skip
    rows = [(day, None, "DC", question, score) for day, score in days.items() for question in ["quality", "nps"] for _ in range(10)]  # fmt: skip
    answers = at.answers(rows)
    found = relations.satisfaction(answers, END).set_index("key").loc["quality"]
    assert found[["n", "mean", "base_n", "base_mean"]].tolist() == [20, 9.0, 20, 6.0]
    now, then = relations.overall(answers[answers["question"] == "quality"], END)
    assert (now.n, now.value, then.n, then.value) == (20, 9.0, 20, 6.0)
    # nines promote, sixes detract
    assert [(one.n, one.value) for one in relations.net_promoter(answers, END)] == [(20, 1.0), (20, -1.0)]
