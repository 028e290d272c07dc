"""Changes in words: what was, what is, what it does to the year, and why; names are data."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from amlib import language
from amlib.documents.plan import changes as words
from amlib.plan import changes, edits, items, records
from amlib.plan.items import Note, Promotion, Range
from tests.plan import examples

DAY = date(2026, 11, 1)


def amended():
    before = examples.plan().submitted("Ans", DAY).adopted("Bob", DAY)
    after = before.amended("*an outlet* closed", "customer", "Ans", DAY)
    after = after.without("actions", "A2").with_note(Note(id="N2", text="<b>new</b>"))
    dearer = Range(low=5_000, expected=100_010, high=200_000)
    return before, after.with_action(examples.action(goal="G2", groups=("beef",), revenue=dearer))


def test_a_row_per_change_with_before_after_effect_and_who_made_it():
    with language.use("en"):
        found = words.table(changes.between(*amended()))
    cells = [row.cells for row in found.rows]
    assert cells[0][:4] == (
        "Action A1: action A1 · expected revenue",
        "€0 (€0 to €0)",
        "€1,000 (€50 to €2,000)",
        "+€1,000",
    )
    assert cells[1][1:4] == ("there", "taken out", "€0")
    assert cells[2][:4] == ("Note N2: <b>new</b>", "–", "new", "–")
    assert {row[4] for row in cells} == {"Ans, 1 November 2026"}
    assert [row.tones[3] for row in found.rows] == ["better", "worse", None]


def test_each_change_is_ascribed_to_who_made_it_and_when():
    found = tuple(changes.between(*amended()))
    seen = records.Edited(
        year=2027, kind="actions", id="A2", by="Cor", at=datetime(2027, 3, 4, 9, tzinfo=UTC)
    )
    with language.use("en"):
        told = words.table(edits.ascribed(found, [seen], 2027))
    assert [row.cells[4] for row in told.rows] == ["Ans, 1 November 2026", "Cor, 4 March 2027", "Ans, 1 November 2026"]  # fmt: skip


def test_the_reading_counts_adds_up_and_gives_the_reason_escaped():
    with language.use("en"):
        text = str(words.reading(changes.between(*amended())))
    # 100,010 − 10 and −10: 99,990 cents
    assert (
        text
        == r"3 things changed. The actions are now expected to bring €1,000 more over the year. The reason given by Ans (customer): \*an outlet\* closed"
    )


def test_less_and_the_same_are_told_as_such():
    before, after = amended()
    with language.use("en"):
        assert "€1,000 less" in str(words.reading(changes.between(after, before)))
        assert "stays the same" in str(
            words.reading(changes.between(before, before.model_copy(update={"notes": ()})))
        )
        assert str(words.reading(())) == "Nothing changed in the plan."


def test_conflicts_show_all_three_sides():
    base = examples.plan()
    mine = base.with_goal(examples.goal(target=(10_100, *(100,) * 11))).without("notes", "N1")
    theirs = base.with_goal(examples.goal(target=(10_200, *(100,) * 11))).with_note(
        Note(id="N1", text="other")
    )
    with language.use("en"):
        found = words.conflicts(changes.merged(base, mine, theirs).conflicts)
    assert [row.cells for row in found.rows] == [
        ("Goal of the plan G1: goal G1 · target, month 1", "€1", "€101", "€102"),
        ("Note N1: other", "begun", "–", "other"),
    ]


# value, measure, in English
SHOWN = [
    (None, "", "–"),
    (True, "", "yes"),
    (False, "", "no"),
    (0, "margin", "€0"),
    (1234, "quantity", "1,234\N{NO-BREAK SPACE}kg"),
    ((100,) * 12, "revenue", "€12"),
    ((*(100,) * 11, 1250), "share", "12.5%"),
    (("001", "002"), "", "001 and 002"),
    (tuple("abcde"), "", "5"),
    (Decimal("0.0150"), "", "0.0150"),
    (DAY, "", "1 November 2026"),
    (Promotion(mechanic="2 for 1"), "", "2 for 1"),
    ("plain", "", "plain"),
]


@pytest.mark.parametrize(("value", "measure", "text"), SHOWN)
def test_every_kind_of_field_is_shown_as_a_person_writes_it(value, measure, text):
    with language.use("en"):
        assert words.shown(value, measure) == text


@pytest.mark.parametrize("tongue", language.LANGUAGES)
def test_every_field_of_every_kind_has_a_word(tongue):
    with language.use(tongue):
        for kind in items.KINDS:
            item = getattr(examples.plan(), kind)[0]
            for field in type(item).model_fields:
                if field != "id":
                    change = changes.Change(kind, item.id, "x", field, None, None)
                    assert words.what(change).split(" · ")[1] == language.say(words._FIELDS[field])
