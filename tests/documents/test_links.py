"""A line leads to its evidence in any language, and what it says is still only words."""

import mistune
import pytest

from amlib import language
from amlib.documents import links, sentences

HEADING, DUTCH = "What we do not know", "Wat we niet weten"
HOSTILE = ["a](#s-b)", "[a", "<b>", "![x](y)", "`a`", "**a**"]


@pytest.mark.parametrize(("speech", "words"), [("en", HEADING), ("nl", DUTCH)])
def test_a_link_follows_its_heading_into_the_language_of_the_document(speech, words):
    with language.use(speech):
        assert links.to(HEADING) == f"[{words}](#{links.slug(words)})"
        assert links.anchor(HEADING) == links.slug(words)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_words_of_a_link_are_words(text):
    with language.use("en"):
        said = sentences.write("{evidence}.", evidence=links.to(HEADING, text))
    (paragraph,) = mistune.create_markdown(renderer=None)(said)
    link, point = paragraph["children"]
    assert link["attrs"]["url"] == "#s-what-we-do-not-know"
    assert "".join(child["raw"] for child in link["children"]) == text
    assert point["raw"] == "."


def test_only_a_link_of_ours_enters_a_sentence_as_it_is():
    with language.use("en"):
        ours = links.to(HEADING, "here")
    assert sentences.write("{evidence}.", evidence=ours) == "[here](#s-what-we-do-not-know)."
    assert sentences.write("{evidence}.", evidence=str(ours) + "").startswith("\\[here")
    assert sentences.write("{evidence}.", evidence="see " + ours).startswith("see \\[here")


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Per region", "s-per-region"),
        (" Café – 3 % ", "s-cafe-3"),
        ("日本", "s-section"),
        ("a" * 80, "s-" + "a" * 60),
    ],
)
def test_an_anchor_is_plain_and_short(text, anchor):
    assert links.slug(text) == anchor
