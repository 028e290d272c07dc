"""The manual of one's own data: its excerpts are the example's own lines, and its commands exist. Needs no real data."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from amlib import cli
from amlib.data import account, workbook

PROJECT = Path(__file__).parents[2]
EXAMPLE = PROJECT / "parameters" / "examples" / "iowa_whiskey"
MANUAL = (PROJECT / "docs" / "bring-your-own-data.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", MANUAL, re.DOTALL | re.MULTILINE)
EXCERPTS = [text for kind, text in BLOCKS if kind == "yaml" and not text.startswith(("#", "account: "))]
ACCOUNTS = [text for kind, text in BLOCKS if kind == "yaml" and text.startswith("account: ")]
WHOLE = [text for kind, text in BLOCKS if kind == "yaml" and text.startswith("#")]
COMMANDS = [line for _, text in BLOCKS for line in text.splitlines() if line.startswith("uv run amlib ")]


@pytest.mark.parametrize("excerpt", EXCERPTS)
def test_an_excerpt_is_in_the_example(excerpt: str) -> None:
    assert excerpt in (EXAMPLE / "workbook.yml").read_text("utf-8")


@pytest.mark.parametrize("shown", ACCOUNTS)
def test_an_account_shown_is_one(shown: str, tmp_path: Path) -> None:
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts" / "goudveld.yml").write_text(shown, "utf-8")
    known = account.read(tmp_path / "accounts" / "goudveld.yml")
    assert known.account == "goudveld"
    assert known.events


def test_the_rules_shown_are_the_first_of_the_example() -> None:
    shown = next(text for _, text in BLOCKS if text.startswith("rank,"))
    assert (EXAMPLE / "chains.csv").read_text("utf-8").startswith(shown)


def test_the_least_workbook_is_one(tmp_path: Path) -> None:
    [text] = WHOLE
    (tmp_path / "workbook.yml").write_text(text, "utf-8")
    book = workbook.read(tmp_path / "workbook.yml")
    assert (book.currency, book.unit, book.language) == ("EUR", "kg", "nl")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_exists_with_its_options(command: str) -> None:
    known = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]  # the app has several commands, so it is a group
    name, *words = shlex.split(command)[3:]
    options = {option for parameter in known[name].params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


def test_a_path_in_a_command_exists() -> None:
    named = {word for command in COMMANDS for word in shlex.split(command) if word.endswith(".yml")}
    assert all((PROJECT / path).is_file() for path in named)
    assert named
