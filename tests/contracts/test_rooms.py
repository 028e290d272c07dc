"""
The promises of the rooms: who may import whom, read the clock, write to disk, print – and that each room says what it holds.

The code is read, not run: a promise about all code cannot wait until a test happens to come by.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from importlinter import cli

from amlib import errors

PROJECT = Path(__file__).parents[2]
HOUSE = PROJECT / "amlib"
FILES = sorted(HOUSE.rglob("*.py"))

SECTIONS = [
    "Parameters", "Attributes", "Returns", "Yields", "Raises", "Warns", "See Also", "Notes", "References", "Examples",
]  # fmt: skip

CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime",
    "Timestamp.now", "Timestamp.today", "Timestamp.utcnow",
}  # fmt: skip

WRITERS = {
    "write_text", "write_bytes", "write_table", "write_dataset", "to_parquet", "to_csv", "to_excel", "to_feather", "to_pickle", "mkdir", "makedirs",
    "touch", "unlink", "rmdir", "rmtree", "symlink_to", "hardlink_to", "copyfile", "copytree", "copy2", "move", "mkdtemp", "ParquetWriter",
}  # fmt: skip

WHERE_THE_CLOCK_IS_READ = ("amlib/editions/", "amlib/cli")
WHERE_IS_PRINTED = ("amlib/cli",)
WHERE_DISK_IS_WRITTEN = {
    "amlib/data/freeze.py": "the one copy of the data",
    "amlib/data/cuts.py": "the slices of that copy",
    "amlib/data/demo/": "the invented company's source tables",
    "amlib/plan/ledger.py": "what people decide",
    "amlib/editions/": "what is filed",
}
WHERE_ALL_IS_CAUGHT = {
    "amlib/cli": "a person gets words, not a traceback",
    "amlib/editions/worker.py": "whatever happens to one edition is told to the batch, which lets the others finish",
}


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call, with the dotted name of what is called as far as it has one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def dotted(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{dotted(value)}.{name}"
        case _:
            return "…"


def reads_clock(tree: ast.AST) -> list[int]:
    """Lines that ask for the time of day, or run another program (git)."""
    asked = [call.lineno for call, name in calls(tree) if ".".join(name.split(".")[-2:]) in CLOCKS]
    return asked + [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and any(alias.name == "subprocess" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "subprocess")
    ]


def writes_disk(tree: ast.AST) -> list[int]:
    """Lines that make, change or remove a file or folder."""
    found = []
    for call, name in calls(tree):
        if name.split(".")[-1] in WRITERS:
            found.append(call.lineno)
        elif name.split(".")[-1] == "open":
            modes = [
                *call.args[(0 if "." in name else 1) :],
                *(k.value for k in call.keywords if k.arg == "mode"),
            ]
            if any(
                isinstance(m, ast.Constant) and set(str(m.value)) & set("wax+") and len(str(m.value)) < 4
                for m in modes
            ):
                found.append(call.lineno)
    return found


def prints(tree: ast.AST) -> list[int]:
    return [
        call.lineno
        for call, name in calls(tree)
        if name in {"print", "sys.stdout.write", "sys.stderr.write", "sys.exit", "exit"}
    ]


def swallows(tree: ast.AST) -> list[int]:
    """Lines that catch everything and raise nothing."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or dotted(node.type) in {"Exception", "BaseException"})
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
    ]


Look = Callable[[ast.AST], list[int]]

# what to look for, where it is allowed, and code that must be found (so that a check that sees nothing is noticed)
RULES: dict[str, tuple[Look, tuple[str, ...], list[str]]] = {
    "clock": (
        reads_clock,
        WHERE_THE_CLOCK_IS_READ,
        ["datetime.now()", "datetime.datetime.now(UTC)", "date.today()", "time.time()", "pd.Timestamp.now()", "import subprocess", "from subprocess import run"],
    ),
    "disk": (
        writes_disk,
        tuple(WHERE_DISK_IS_WRITTEN),
        ["open(p, 'w')", "p.open('ab')", "open(p, mode='x')", "p.write_text(t)", "frame.to_parquet(p)", "pq.write_table(t, p)", "p.mkdir()", "shutil.rmtree(p)"],
    ),
    "print": (prints, WHERE_IS_PRINTED, ["print(1)", "sys.exit(1)", "sys.stderr.write(t)"]),
    "swallow": (
        swallows,
        tuple(WHERE_ALL_IS_CAUGHT),
        ["try:\n    f()\nexcept Exception:\n    pass", "try:\n    f()\nexcept:\n    x = 1", "try:\n    f()\nexcept BaseException as e:\n    log(e)"],
    ),
}  # fmt: skip

INNOCENT = [
    "time.monotonic()", "open(p)", "p.open('rb')", "open('wax')", "text.replace('a', 'b')", "frame.rename(columns={'a': 'b'})",
    "try:\n    f()\nexcept Exception as e:\n    raise Error from e", "try:\n    f()\nexcept OSError:\n    pass",
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_sees_what_it_forbids(rule: str) -> None:
    look, _, guilty = RULES[rule]
    for code in guilty:
        assert look(ast.parse(code)), code


@pytest.mark.parametrize("code", INNOCENT)
def test_no_rule_sees_guilt_in_the_innocent(code: str) -> None:
    for look, _, _ in RULES.values():
        assert not look(ast.parse(code)), code


@pytest.mark.parametrize("rule", RULES)
def test_the_clock_the_disk_and_the_screen_are_touched_only_where_they_may_be(rule: str) -> None:
    look, allowed, _ = RULES[rule]
    found = []
    for file in FILES:
        name = file.relative_to(PROJECT).as_posix()
        if not name.startswith(allowed):
            found += [f"{name}:{line}" for line in look(ast.parse(file.read_text("utf-8")))]
    assert found == []


def test_imports_go_downward_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    assert cli.lint_imports(no_cache=True) == cli.EXIT_STATUS_SUCCESS


def test_the_map_of_errors_is_the_territory() -> None:
    drawn: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(
            r"(?P<indent>[ │├└─]*)(?P<name>[A-Z]\w+Error|FaultyTables|LedgerConflict)\b  ", line
        ):
            depth = len(found["indent"])
            above = [entry for entry in above if entry[0] < depth]
            drawn[found["name"]] = above[-1][1] if above else "Exception"
            above.append((depth, found["name"]))
    built = {
        name: kind.__base__.__name__
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, errors.WorkbookError)
    }
    assert drawn == built
    assert set(built) == set(errors.__all__)


def rooms() -> list[ModuleType]:
    """Every module of the house."""
    names = [
        ".".join(file.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__") for file in FILES
    ]
    return [importlib.import_module(name) for name in names if not name.endswith("__main__")]


ROOMS = rooms()


def own(room: ModuleType) -> dict[str, object]:
    """The public functions and classes that are written in a module."""
    return {
        name: thing
        for name, thing in vars(room).items()
        if not name.startswith("_")
        and (inspect.isfunction(thing) or inspect.isclass(thing))
        and thing.__module__ == room.__name__
    }


def public() -> Iterator[tuple[str, ModuleType, Any]]:
    for room in ROOMS:
        for name, thing in own(room).items():
            yield f"{room.__name__}.{name}", room, thing


PUBLIC = list(public())


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_a_room_says_what_it_holds(room: ModuleType) -> None:
    told = getattr(room, "__all__", None)
    if told is None:
        assert own(room) == {}, "a room with public names has an __all__"
    else:
        assert sorted(told) == sorted(set(told))
        assert [name for name in told if not hasattr(room, name)] == []
        assert sorted(set(own(room)) - set(told)) == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_a_room_opens_with_the_reason_it_exists(room: ModuleType) -> None:
    essay = inspect.getdoc(room) or ""
    assert len(essay.split()) >= 12, "an essay says why the idea exists, not only its name"
    assert essay.splitlines()[0].rstrip()[-1] in ".:,;?–" or len(essay.splitlines()[0]) > 60


@pytest.mark.parametrize(("name", "room", "thing"), PUBLIC, ids=[name for name, _, _ in PUBLIC])
def test_what_is_public_says_what_it_gives(name: str, room: ModuleType, thing: Any) -> None:
    text = inspect.cleandoc(thing.__doc__ or "")
    assert text, "a public name has a docstring"
    assert not text.startswith(f"{thing.__name__}("), "a dataclass says in words what it is"
    title = text.split("\n\n")[0].rstrip()
    assert title.endswith((".", "?", ":")), f"the title is a sentence: {title!r}"
    found = headings(text)
    assert found == [section for section in SECTIONS if section in found], "numpydoc's sections, in its order"
    if inspect.isfunction(thing):
        assert undocumented_errors(thing, text) == []
        if "Parameters" in found:
            known = set(inspect.signature(thing).parameters)
            assert [p for p in described(text) if p.lstrip("*") not in known] == []


def headings(text: str) -> list[str]:
    lines = text.splitlines()
    return [
        line.strip()
        for line, below in itertools.pairwise(lines)
        if line.strip() and set(below.strip()) == {"-"}
    ]


def described(text: str) -> list[str]:
    """The names in the Parameters section."""
    section = re.split(r"\nParameters\n-+\n", text)[1]
    section = re.split(r"\n\w[\w ]*\n-+\n", section)[0]
    names = [line.split(" : ")[0] for line in section.splitlines() if re.match(r"[\w*]", line)]
    return [name.strip() for line in names for name in line.split(",")]


def undocumented_errors(function: Callable[..., object], text: str) -> list[str]:
    """Errors of the house that a function raises itself and does not mention."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    raised = {
        dotted(node.exc.func).split(".")[-1]
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
    }
    return sorted(name for name in raised if name in errors.__all__ and name not in text)
