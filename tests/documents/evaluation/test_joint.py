"""The customer's edition on paper: both firms by name, figures that tie to the slice, and a list to fill in."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amlib import language, periods
from amlib.analysis import advice as stores
from amlib.analysis import care, development
from amlib.documents.evaluation import advice, agenda, category, joint, tables
from amlib.plan import commitments
from amlib.plan.meeting import Meeting
from tests.analysis import attended as at
from tests.analysis.shelf import category as shelf
from tests.analysis.test_advice import scored
from tests.analysis.test_development import AMOUNT, ROWS
from tests.documents.conftest import HOSTILE, comparison
from tests.documents.evaluation import offers
from tests.plan.test_commitments import END, promise

Q3 = periods.parse("2026Q3")


@pytest.fixture(autouse=True)
def _english(english):
    pass


@pytest.fixture
def meet(given, compared, quality, ranking):
    """A meeting in which all is known, unless told otherwise."""

    def made(**known):
        customer = replace(given, audience="customer")
        looked = stores.stores(scored(("2026-08-01", "o1", 1, 4, 4)), at.outlets(), END)
        everything = {
            "data": customer, "period": Q3, "compared": compared, "quality": quality, "shelf": shelf(ROWS), "actions": offers.frame(money=False),
            "care": care.read(at.given(audience="customer"), Q3), "promises": commitments.judged([promise(1), promise(2, by="customer")], END),
            "ranking": ranking, "stores": looked,
        }  # fmt: skip
        return Meeting(**everything | known)

    return made


NOTHING = {
    "shelf": None, "actions": offers.frame([]), "care": care.Care(Q3, None, None, None, None, None), "promises": commitments.judged([], END), "stores": None,
}  # fmt: skip


def number(cell):
    return int(re.sub(r"[^0-9]", "", cell))


def test_the_summary_names_both_and_says_no_we(meet):
    said = joint.bottom_line(meet()).markdown
    # 10,300.5 of 11,000 kg is −6.4%; 51,480 of 54,001 is −4.7%; the category 320 of 300, ours 134 of 140
    assert said.startswith("In Q3 2026 Ons bedrijf delivered 10,300\xa0kg to De Slager & Zn (−6.4%), for €51.5k (−4.7%).")  # fmt: skip
    assert (
        "the category of De Slager & Zn changed by +6.7% and what Ons bedrijf delivered in it by −4.3%"
        in said
    )
    assert "9.1% arrived on time and in full; 98.0% was agreed" in said
    assert "kept, on time and right the first time: Ons bedrijf 0 of 1 and De Slager & Zn 0 of 1." in said
    assert "There are 8 points to talk about: see [What we propose" in said
    assert not re.search(r"\b(we|us|our)\b", said.split("see [")[0], re.IGNORECASE)


def test_the_summary_leaves_out_what_is_not_known(meet):
    quiet = meet(**NOTHING, compared=comparison([(*line[:6], *[float("nan")] * 3) for line in LINES_TOTAL]))
    said = joint.bottom_line(replace(quiet, ranking=quiet.ranking.iloc[:0])).markdown
    assert said == (
        "In Q3 2026 Ons bedrijf delivered 10,300\xa0kg to De Slager & Zn, for €51.5k.\n\n"
        "Nothing in these figures asks to be talked about; what either side wants to add can be."
    )


LINES_TOTAL = [("total", "total", "total", 10_300.5, 51_480.40, float("nan"))]


def test_the_category_stands_beside_the_deliveries(meet):
    made = category.table(meet())
    assert [row.cells for row in made.rows] == [
        ("beef", "210", "200", "+5.0%", "90", "100", "−10.0%", "−15.0\xa0points"),
        ("pork", "100", "100", "0.0%", "44", "40", "+10.0%", "+10.0\xa0points"),
        ("poultry", "10", "0", "–", "0", "0", "–", "–"),
        ("Total", "320", "300", "+6.7%", "134", "140", "−4.3%", "−11.0\xa0points"),
    ]
    assert [row.tones[-1] for row in made.rows] == ["worse", "better", None, "worse"]
    said = category.reading(meet()).markdown
    assert "In the category beef did best (+5.0%) and pork worst (0.0%)." in said
    assert "The category held or grew and the deliveries fell in beef." in said
    chart = category.chart(meet())
    assert chart.title == "Of 2 groups our deliveries went at least a point faster than the category in 1, slower in 1"  # fmt: skip
    assert "beef −15.0\xa0points (category +5.0%, our deliveries −10.0%)" in chart.alt


def test_a_category_that_does_not_fit_is_said_and_not_shown(meet):
    view = meet(shelf=shelf(ROWS, trusted=False))
    assert category.table(view) is category.chart(view) is None
    assert "do not fit together" in category.reading(view).markdown
    assert "category of" not in joint.bottom_line(view).markdown


def test_a_category_of_the_customer_as_a_whole_or_of_some_outlets_is_said(meet):
    assert "for all outlets of De Slager & Zn together only" in category.reading(meet(shelf=shelf(ROWS, level="account"))).markdown  # fmt: skip
    assert "take 60% of the deliveries" in category.reading(meet(shelf=shelf(ROWS, covered=0.6))).markdown


def test_without_a_category_it_says_so(meet):
    view = meet(shelf=None)
    assert category.table(view) is category.chart(view) is None
    assert "were not supplied" in category.reading(view).markdown


def test_without_a_year_before_no_growth_is_shown(meet):
    rows = [(*row[:6], float("nan"), float("nan")) for row in ROWS]
    view = meet(shelf=shelf(rows, has_base=False))
    assert {row.cells[3] for row in category.table(view).rows} == {"–"}
    assert category.chart(view) is None
    assert "no category of a year before" in category.reading(view).markdown


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from("xyz"), st.sampled_from(["us", "them"]), *[AMOUNT] * 4), min_size=1
    )
)
def test_the_table_of_the_category_adds_up_and_ties_to_what_was_given(meet, rows):
    made = shelf([("o1", group, who, f"{n}", *figures) for n, (group, who, *figures) in enumerate(rows)])
    *body, total = category.table(meet(shelf=made)).rows
    for column, exact in (
        (1, made.rows["quantity"]),
        (2, made.rows["base_quantity"]),
        (4, made.own["quantity"]),
    ):
        assert sum(number(row.cells[column]) for row in body) == number(total.cells[column])
        assert abs(number(total.cells[column]) - exact.sum()) <= 0.5 + 1e-6


def test_deliveries_are_rounded_as_where_they_stand_per_group(meet, given):
    lines = [("total", "total", "total", 300.6, 9.0, 1.0, 200.6, 8.0, 1.0)]
    lines += [("group", g, g, q, 3.0, 1.0, b, 2.0, 1.0) for g, q, b in (("x", 100.2, 66.9), ("y", 100.2, 66.85), ("z", 100.2, 66.85))]  # fmt: skip
    compared = comparison(lines)
    made = shelf([("o1", line[1], "us", "p", line[3], 1.0, line[6], 1.0) for line in lines[1:]])
    shown = {row.cells[0]: row.cells[4] for row in category.table(meet(shelf=made)).rows}
    per_group = {row.cells[0]: row.cells[1] for row in tables.breakdown(compared, "group", given).rows}
    assert {key: shown[key] for key in "xyz"} == {key: per_group[key] for key in "xyz"}


def test_the_points_have_reasons_that_lead_on_and_room_to_write(meet):
    view = meet()
    made = agenda.table(view)
    assert [row.cells[0] for row in made.rows] == [
        "1. Service beside what was agreed", "2. Complaints that wait too long", "3. Promise of Ons bedrijf", "4. Promise of De Slager & Zn",
        "5. Assortment of beef", "6. Outlets with room to grow", "7. Promotion to repeat or not", "8. Stores that may want advice",
    ]  # fmt: skip
    assert {row.cells[-1].strip("\xa0") for row in made.rows} == {""}
    assert all(row.links[1].startswith("s-") for row in made.rows)
    assert made.rows[2].cells[1] == "“a plan” was first due on 1 August 2026 and is not done."
    assert made.rows[4].cells[1] == "The category of De Slager & Zn grew (+5.0%), what Ons bedrijf delivered in it did not (−10.0%)."  # fmt: skip
    assert "De Slager & Zn" in agenda.reading(view).markdown


def test_without_points_there_is_no_table(meet, ranking):
    view = meet(**NOTHING, ranking=ranking.iloc[:0])
    assert agenda.table(view) is None
    assert "Nothing in these figures" in agenda.reading(view).markdown


@pytest.mark.parametrize("speech", ["nl", "en"])
def test_every_kind_of_point_has_words_in_both_languages(meet, ranking, speech):
    below = ranking.assign(signal="below")
    before = at.complaints(
        [
            *at.COMPLAINTS,
            *[(f"n{n}", "o1", "p1", "2026-08-01", "2026-08-02", "leak", 1.0, 0.0) for n in range(60)],
        ]
    )
    risen = care.read(at.given(audience="customer").give("complaints", before), Q3)
    view = meet(ranking=below, care=risen)
    assert {one.code for one in view.points} == set(agenda.EVIDENCE)
    with language.use(speech):
        for row in agenda.table(view).rows:
            assert all(row.cells)
            assert not any("{" in cell for cell in row.cells)


def test_outlets_are_told_as_room_to_grow(meet, ranking):
    said = joint.outlets(
        meet(ranking=ranking.assign(signal=["above", "below", *["new"] * (len(ranking) - 2)]))
    )
    assert "Grew less than others and chance explain: Market square (−€1,947). Here is room to grow" in said.markdown  # fmt: skip
    assert HOSTILE not in said.markdown  # escaped
    assert "\\<b\\>" in said.markdown
    none = joint.outlets(meet(ranking=ranking.assign(signal="within"))).markdown
    assert none.startswith("No outlet deviates by more than chance can explain.")


def test_promotions_that_were_not_supplied_are_not_explained(meet):
    assert joint.coming(meet()).markdown == ""
    assert joint.convention(meet(**NOTHING)).markdown == ""
    assert "baseline" in joint.convention(meet()).markdown


def test_stores_that_scored_low_are_listed_with_their_subject(meet):
    rows = advice.table(meet()).rows
    assert [row.cells for row in rows] == [("Harbour", "North", "1", "1.0", "4.0", "4.0", "store layout")]
    assert rows[0].tones[3:6] == ("warn", None, None)
    assert "most often on store layout (1)" in advice.reading(meet()).markdown


def test_many_stores_end_in_a_count(meet):
    places = at.outlets([(f"o{n}", f"Place {n}", "North", None, None) for n in range(11)])
    looked = stores.stores(scored(*[("2026-08-01", f"o{n}", 2, 4, 4) for n in range(11)]), places, END)
    made = advice.table(meet(stores=looked))
    assert len(made.rows) == 8
    assert made.note.endswith("3 outlets more are not shown.")


def test_stores_without_low_scores_are_no_table(meet):
    looked = stores.stores(scored(("2026-08-01", "o1", 3, 4, 4)), at.outlets(), END)
    assert advice.table(meet(stores=looked)) is None
    assert "does not score below the middle" in advice.reading(meet(stores=looked)).markdown
    assert "No store was judged" in advice.reading(meet(stores=looked.iloc[:0])).markdown
    assert advice.reading(meet(stores=None)).markdown == ""


def test_a_meeting_groups_what_fits_only(meet):
    pd.testing.assert_frame_equal(meet().groups, development.groups(shelf(ROWS)))
    assert meet(shelf=shelf(ROWS, trusted=False)).groups is None
