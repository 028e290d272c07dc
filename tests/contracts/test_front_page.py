"""
The promises of the front page: what README and the manual say is what there is.

Documents rot silently, so they are inputs of the tests: commands, links, versions, excerpts of code, and the list of what is covered.
"""

from __future__ import annotations

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

import amlib
from amlib import cli, errors, periods
from amlib.editions import orders

PROJECT = Path(__file__).parents[2]
TWO_COMMANDS = ["pip install uv && uv run amlib demo", "pip install uv && uv run pytest"]
NO_NAMES = re.compile(
    "|".join(
        ["/wo" + "rk/", "fa" + "rm/", "fa" + "rm-", r"\.lib" + "rary", "/tmp/" + "studio", "st" + "eering/"]
    )
)
"""Names of places where the workbook happens to be built; put together here, so that this file is not found."""

LINES = [
    "C1", "C2", "C3", "C4", "1.1", "1.2", "1.3", "1.4", "1.5", "1.a", "1.b", "1.c", "1.d", "1.e", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6",
    "2.a", "2.b", "2.c", "2.d", "2.e", "3.1", "3.2", "3.3", "3.4", "3.5", "3.a", "3.b", "3.c", "3.d", "3.e", "4.1", "4.2", "4.a", "4.b", "4.c", "H1",
]  # fmt: skip


@cache
def tracked() -> list[Path]:
    """The files of the project, as version control knows them; all of them where there is none."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        return [path for path in PROJECT.rglob("*") if path.is_file() and ".venv" not in path.parts]
    return [path for line in listed.stdout.splitlines() if (path := PROJECT / line).is_file()]


def text(name: str) -> str:
    return (PROJECT / name).read_text("utf-8")


def pages() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


def project() -> dict[str, object]:
    found = tomllib.loads(text("pyproject.toml"))["project"]
    assert isinstance(found, dict)
    return found


def commands() -> dict[str, typer.main.TyperCommand]:
    group = typer.main.get_command(cli.app)
    return dict(group.commands)  # type: ignore[attr-defined]  # a group has them


def test_the_two_commands_stand_on_the_front_page() -> None:
    shown = re.findall(r"```sh\n(.+?)\n```", text("README.md"))
    assert shown == TWO_COMMANDS
    assert "demo" in commands()


def test_ci_runs_the_very_test_command_of_the_front_page() -> None:
    assert text(".ci/run").rstrip().splitlines()[-1] == TWO_COMMANDS[1]


@pytest.mark.parametrize("name", commands())
def test_every_command_has_help_with_an_example_and_stands_on_the_front_page(name: str) -> None:
    command = commands()[name]
    assert (command.help or "").strip().endswith("."), "help is a sentence"
    assert re.search(rf"Example: amlib {name}\b", command.epilog or "")
    assert re.search(rf"`uv run amlib {name}\b", text("README.md"))
    shown = CliRunner().invoke(cli.app, [name, "--help"])
    assert shown.exit_code == 0
    assert "Example:" in shown.output


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_every_command_that_is_shown_exists(page: Path) -> None:
    known = commands()
    for line in re.findall(r"\bamlib ([a-z]\w*(?: [^`\n|]*)?)", "\n".join(code_in(page.read_text("utf-8")))):
        name, *words = line.split()
        assert name in known, f"amlib {line}"
        called, words = within(known[name], words)
        options = {flag for each in called.params for flag in each.opts} | {"--help", "--debug"}
        assert [w for w in words if w.startswith("--") and w.split("=")[0] not in options] == [], (
            f"amlib {line}"
        )


def within(command: Any, words: list[str]) -> tuple[Any, list[str]]:
    """The command of a group that is called, and the rest of the words."""
    while (own := getattr(command, "commands", {})) and words and not words[0].startswith("-"):
        assert words[0] in own, words[0]
        command, words = own[words[0]], words[1:]
    return command, words


def code_in(page: str) -> list[str]:
    """What a page sets as code."""
    blocks = re.findall(r"```\w*\n(.*?)```", page, re.DOTALL) + re.findall(r"(?m)^    (.+)$", page)
    return blocks + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL))


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_a_link_leads_somewhere(page: Path) -> None:
    content = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", content):
        if not re.match(r"[a-z]+:", target):
            place, _, anchor = target.partition("#")
            found = page if not place else page.parent / place
            assert found.exists(), target
            if anchor:
                assert anchor in anchors(found.read_text("utf-8")), target


def anchors(page: str) -> set[str]:
    headings = re.findall(r"(?m)^#+ (.+)$", page)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_the_version_is_the_same_everywhere() -> None:
    newest = re.search(r"(?m)^## (\d+\.\d+\.\d+)", text("CHANGELOG.md"))
    assert newest
    assert newest[1] == project()["version"] == amlib.__version__


def test_the_pythons_of_the_front_page_are_those_that_are_supported() -> None:
    assert project()["requires-python"] == ">=3.11,<3.14"
    assert "Python 3.11, 3.12 or 3.13" in text("README.md")


def test_the_notebook_table_is_true() -> None:
    rows = dict(re.findall(r"(?m)^\| `(\d\d_\w+)` \|.*\| ([^|]+) \|$", text("README.md")))
    assert len(rows) == 8
    there = {path.stem.removesuffix("_customer") for path in (PROJECT / "notebooks").glob("*.ipynb")}
    assert {name for name, state in rows.items() if state.startswith("available")} == there


def test_the_example_period_is_one() -> None:
    assert str(periods.parse("2022Q3")) in text("README.md")


def coverage() -> list[tuple[str, str, str]]:
    return re.findall(
        r"(?m)^\| ([CH1-4][\d.a-e]+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", text("docs/coverage.md")
    )


def test_every_line_of_the_profile_has_its_place() -> None:
    assert [line for line, _, _ in coverage()] == LINES


@pytest.mark.parametrize(("line", "state", "where"), coverage(), ids=[line for line, _, _ in coverage()])
def test_what_is_called_done_exists_and_what_is_not_says_what_is_missing(
    line: str, state: str, where: str
) -> None:
    assert state in ("done", "partly", "not yet")
    named = re.findall(r"`([^`]+)`", where)
    there = [
        name
        for name in named
        if (PROJECT / name).exists() or (PROJECT / "notebooks" / f"{name}.ipynb").exists()
    ]
    if state == "done":
        assert there == named != []
        assert "missing" not in where
    if state == "partly":
        assert there, "what is there, is somewhere"
        assert "; missing: " in where
    if state == "not yet":
        assert named or "ledger" in where, "what is not there, has a place where it will be"


@pytest.mark.parametrize("page", ["CONTRIBUTING.md"])
def test_an_excerpt_is_what_the_file_says(page: str) -> None:
    excerpts = re.findall(r"`([\w/.]+)`:\n+```\w+\n(.*?)```", text(page), re.DOTALL)
    assert len(excerpts) >= 4
    for name, excerpt in excerpts:
        for part in excerpt.split("...\n"):
            assert squeezed(part) in squeezed(source(name)), f"{name}:\n{part}"


def source(name: str) -> str:
    if name.endswith(".ipynb"):
        import nbformat

        return "\n".join(cell.source for cell in nbformat.read(PROJECT / name, as_version=4).cells)
    return text(name)


def squeezed(code: str) -> str:
    return " ".join(code.split())


def test_no_file_names_the_place_where_it_was_made() -> None:
    found = []
    for path in tracked():
        try:
            content = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(PROJECT)}: {hit}" for hit in NO_NAMES.findall(content)]
    assert found == []


@pytest.mark.parametrize("path", sorted((PROJECT / "docs" / "decisions").glob("*.md")), ids=lambda p: p.stem)
def test_a_decision_is_short_and_numbered(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+", path.stem)
    assert lines[0].startswith(f"# {path.stem[:4]} ")
    assert [re.match(r"\*\*([\w ]+)\.\*\*", line)[1] for line in lines[2:] if line] == [
        "Why",
        "Decision",
        "Not chosen",
        "So",
    ]  # type: ignore[index]  # each has a head
    assert len(lines) <= 12


def test_an_unknown_option_is_wrong_usage() -> None:
    assert CliRunner().invoke(cli.app, ["run", "--nonsense"]).exit_code == errors.UsageError.exit_code


def test_the_suffixes_of_editions_are_as_decided() -> None:
    assert "[-customer][-en]" in text("docs/decisions/0001-editions-are-folders-with-plain-names.md")
    assert orders.edition_name("d", "customer", "en") == "d-customer-en"
    assert orders.edition_name("d", "internal", "nl") == "d"


def test_nothing_is_left_for_later_in_the_code() -> None:
    marks = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Error"]))
    found = [
        f"{path.relative_to(PROJECT)}: {hit}"
        for path in tracked()
        if path.suffix in (".py", ".ipynb", ".j2", ".typ", ".css", ".js")
        for hit in marks.findall(path.read_text("utf-8"))
    ]
    assert found == []


def test_no_room_is_a_drawer_for_all_sorts() -> None:
    drawers = {"utils.py", "helpers.py", "common.py", "misc.py"}
    assert [path for path in tracked() if path.name in drawers and "amlib" in path.parts] == []
