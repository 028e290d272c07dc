"""Sentences: English in the code, Dutch from the catalogues, their values filled in and never looked into."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from amlib import language

DUTCH: dict[str, str | tuple[str, ...]] = {
    "one outlet": ("één vestiging", "{count} vestigingen"),
    "Who is {name}?": "Wie is {name}?",
    "How did we do?": "Hoe deden wij het?",
    "A line that runs on.": "Een regel die doorloopt.",
}


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "catalogue", lambda tongue: DUTCH if tongue == "nl" else {})


def test_it_is_dutch_until_somebody_says_otherwise() -> None:
    assert language.current() == "nl"


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no language 'de'"):
        language.choose("de")


def test_the_language_before_comes_back_also_after_an_error() -> None:
    with pytest.raises(KeyError), language.use("en"):
        raise KeyError
    assert language.current() == "nl"


@pytest.mark.usefixtures("catalogue")
def test_a_sentence_in_both_languages() -> None:
    assert language.say("Who is {name}?", name="Jansen") == "Wie is Jansen?"
    with language.use("en"):
        assert language.say("Who is {name}?", name="Jansen") == "Who is Jansen?"


@pytest.mark.usefixtures("catalogue")
def test_what_has_no_translation_stays_english() -> None:
    assert language.say("Not known here: {x}", x=1) == "Not known here: 1"


@pytest.mark.usefixtures("catalogue")
def test_a_value_is_never_a_pattern() -> None:
    assert language.say("Who is {name}?", name="{name!r} {0}") == "Wie is {name!r} {0}?"


def test_braces_without_values_stay_as_they_are() -> None:
    assert language.say("a {b} c") == "a {b} c"


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("count", "dutch", "english"),
    [
        (0, "0 vestigingen", "0 outlets"),
        (1, "één vestiging", "one outlet"),
        (2, "2 vestigingen", "2 outlets"),
        (1234, "1.234 vestigingen", "1,234 outlets"),
    ],
)
def test_one_and_many(count: int, dutch: str, english: str) -> None:
    assert language.say_many("one outlet", "{count} outlets", count) == dutch
    with language.use("en"):
        assert language.say_many("one outlet", "{count} outlets", count) == english


@pytest.mark.usefixtures("catalogue")
def test_a_notebook_is_translated_by_paragraph_and_its_code_is_left_alone() -> None:
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# How did we do?\n\nA line\nthat runs on.\n\nNobody translated this."),
            new_code_cell('"How did we do?"'),
        ]
    )
    before = notebook.cells[0].source
    dutch = language.translated(notebook, "nl")
    assert dutch.cells[0].source == (
        "# Hoe deden wij het?\n\nEen regel die doorloopt.\n\nNobody translated this."
    )
    assert dutch.cells[1].source == '"How did we do?"'
    assert notebook.cells[0].source == before
    assert language.translated(notebook, "en").cells[1] == notebook.cells[1]
    assert language.current() == "nl"


def test_the_messages_of_a_notebook_are_what_is_translated() -> None:
    notebook = new_notebook(cells=[new_markdown_cell("## A *title*\n\nTwo\nlines"), new_code_cell("x")])
    assert language.messages(notebook) == ["A *title*", "Two lines"]
