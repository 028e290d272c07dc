"""Text from data shows as that text, whatever marks it holds."""

import html
import re

import mistune
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from amlib import language
from amlib.documents import sentences

HOSTILE = [
    "<script>alert(1)</script>",
    "**bold** _it_ `code` ~~gone~~",
    "[link](http://example.org) ![x](y)",
    "http://example.org/a_b",
    "# head",
    "1. one",
    "- dash",
    "| a | b |",
    "a\n\nb",
    "&lt;b&gt; &amp;",
    "\\*",
    "cost $5 and $6",
]


def shown(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_marks_in_data_are_shown_and_not_obeyed(text):
    page = mistune.create_markdown(escape=False, plugins=["strikethrough", "table", "url"])(
        sentences.escaped(text)
    )
    assert shown(page) == " ".join(text.split())
    assert set(re.findall(r"<(\w+)", page)) <= {"p"}


def test_two_dollar_amounts_do_not_become_a_formula():
    page = markdown2html_mistune(sentences.escaped("US$ 5 and US$ 6"))
    assert shown(page) == "US$ 5 and US$ 6"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=30))
def test_any_text_survives_markdown(text):
    page = mistune.create_markdown(escape=False)(sentences.escaped(text))
    assert shown(page) == text.strip()


def test_a_message_may_be_bold_and_its_values_may_not():
    with language.use("en"):
        said = sentences.write(
            "**{measure} came to {now}** {when}; there is no last year to compare it with.",
            measure="*x*",
            now="1",
            when="now",
        )
    assert said.startswith(r"**\*x\* came to 1** now")


def test_prose_joins_sentences_and_leaves_out_what_is_empty():
    made = sentences.prose(["One.", "", "Two."], "", "Three.")
    assert made.markdown == "One. Two.\n\nThree."
    data, metadata = made._repr_mimebundle_()
    assert data == {"text/markdown": made.markdown, "text/plain": made.markdown}
    assert metadata == {}
