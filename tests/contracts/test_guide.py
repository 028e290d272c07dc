"""
The guide beside the annual plan: its commands exist, and what it says that one sees is what the screens say, in both languages.

Words in bold or in italics are what stands on a screen or on a page of the command line; they are looked up in the catalogues. What is stressed for another reason is listed here.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from amlib import cli, language
from tests.contracts.test_words import constants

PROJECT = Path(__file__).parents[2]
FIRST, ALL = (
    {name: (PROJECT / "docs" / "guide" / file).read_text("utf-8") for name, file in files.items()}
    for files in (
        {"nl": "eerste-jaarplan.md", "en": "first-plan.md"},
        {"nl": "jaarplan.md", "en": "annual-plan.md"},
    )
)
"""The guide to a first plan, and the one to all of it."""
GUIDES = {name: FIRST[name] + ALL[name] for name in ALL}
LONGEST = 550
"""Words of the guide to a first plan: three minutes of reading, of the twenty."""
BLOCKS = {
    name: re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE) for name, text in GUIDES.items()
}
COMMANDS = {
    name: [line for block in blocks for line in block.splitlines()] for name, blocks in BLOCKS.items()
}
OURS = sorted({line for lines in COMMANDS.values() for line in lines if line.startswith("uv run amlib ")})

NOT_ON_SCREEN = {
    "nl": {
        "In English: [the annual plan](annual-plan.md).",
        "In English: [your first annual plan](first-plan.md).",
        "token",
    },
    "en": {
        "In het Nederlands: [het jaarplan](jaarplan.md).",
        "In het Nederlands: [uw eerste jaarplan](eerste-jaarplan.md).",
        "token",
    },
}
"""Other languages, and a word of the server's own."""


def marked(text: str) -> list[str]:
    """What stands in bold or in italics, outside of code."""
    prose = re.sub(r"^```.*?^```$|`[^`]*`", "", text, flags=re.DOTALL | re.MULTILINE)
    return [found[1] for found in re.finditer(r"(?<![*\w])\*{1,2}(?=\S)(.+?)(?<=\S)\*{1,2}(?![*\w])", prose)]


def said(speak: str) -> list[str]:
    """All that a screen can say in a language."""
    if speak == "en":
        return sorted(constants())
    return [
        text
        for each in language.catalogue("nl").values()
        for text in ([each] if isinstance(each, str) else each)
    ]


def on_screen(words: str, texts: list[str]) -> bool:
    """Whether a screen can say these words: as part of a text, or as a text with its places filled in."""
    parts = [part.strip() for part in words.rstrip(".").split("…")]
    if any(all(part.casefold() in text.casefold() for part in parts) for text in texts):
        return True
    return any(filled(text, words) for text in texts if "{" in text)


def filled(text: str, words: str) -> bool:
    """Whether words are a text with its places filled in; a third of them must be its own."""
    own = re.sub(r"\{\w+\}", "", text)
    pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(text))
    return 3 * len(own) >= len(words) and re.fullmatch(pattern, words, re.IGNORECASE) is not None


def command(words: list[str]) -> tuple[Any, list[str]]:
    """The command that a line calls, and what is left of the line."""
    found: Any = typer.main.get_command(cli.app)
    while hasattr(found, "commands"):
        found, words = found.commands[words[0]], words[1:]
    return found, words


@pytest.mark.parametrize("line", OURS)
def test_a_command_exists_takes_these_options_and_as_many_words(line: str) -> None:
    found, words = command(shlex.split(line)[3:])
    found.make_context(line, list(words))  # raises where a word or an option is not its own


@pytest.mark.parametrize("speak", GUIDES)
def test_what_the_guide_says_that_one_sees_is_what_the_screen_says(speak: str) -> None:
    texts = [text for text in said(speak) if len(text) < 400]
    words = [
        each
        for group in marked(GUIDES[speak])
        for each in (group.split(", ") if group.count(", ") > 1 else [group])
    ]
    assert len(words) > 40
    assert [
        each
        for each in words
        if each not in NOT_ON_SCREEN[speak]
        and not on_screen(each.replace("'", "’"), texts)
        and not on_screen(each, texts)
    ] == []


@pytest.mark.parametrize(
    "words", ["Jaarplan bekrachtigen", "… heeft dit plan verknoeid", "7 van 9 opgegeten"]
)
def test_what_no_screen_says_is_noticed(words: str) -> None:
    assert not on_screen(words, said("nl"))


def test_both_guides_ask_for_the_same_commands() -> None:
    names = {speak: [" ".join(line.split()[:5]) for line in lines] for speak, lines in COMMANDS.items()}
    assert names["nl"] == names["en"]


def test_both_guides_have_the_same_chapters() -> None:
    numbered = {speak: re.findall(r"^## (\d+)?", text, re.MULTILINE) for speak, text in GUIDES.items()}
    assert numbered["nl"] == numbered["en"]


@pytest.mark.parametrize("speak", FIRST)
def test_a_first_plan_is_read_and_made_within_twenty_minutes_by_its_own_count(speak: str) -> None:
    minutes = [int(found) for found in re.findall(r"^## \d+\. .+ \((\d+)\)$", FIRST[speak], re.MULTILINE)]
    assert len(minutes) == len(re.findall(r"^## ", FIRST[speak], re.MULTILINE)) > 0
    assert sum(minutes) <= 17
    assert len(FIRST[speak].split()) <= LONGEST


def test_a_notebook_that_is_named_is_there() -> None:
    named = {name for text in GUIDES.values() for name in re.findall(r"`(\w+\.ipynb)`", text)}
    assert named
    assert all((PROJECT / "notebooks" / name).is_file() for name in named)
