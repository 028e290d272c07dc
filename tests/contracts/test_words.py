"""
The promise of two languages: whatever the house can say, it can say in Dutch.

What is said is found by reading the code: the texts given to ``language.say`` and ``say_many``, or to a function that passes its own argument on to
them. Where a text comes from a table of the module, every text in that table counts. And the other way round: a translation that nothing
says is dropped, so that the catalogues stay as small as what is said.
"""

from __future__ import annotations

import ast
import io
import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import jinja2
import nbformat
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2 import nodes

from amlib import language

PROJECT = Path(__file__).parents[2]
FILES = sorted((PROJECT / "amlib").rglob("*.py"))
TEMPLATES = sorted((PROJECT / "amlib").rglob("*.j2"))
NOTEBOOKS = sorted((PROJECT / "notebooks").rglob("*.ipynb"))
CATALOGUES = sorted((PROJECT / "amlib" / "language" / "nl").glob("*.po"))

FROM_LIBRARIES = {
    "No such file or directory", "Is a directory", "Permission denied", "mapping values are not allowed here",
    "found unexpected end of stream", "found character '\\t' that cannot start any token", "could not find expected ':'",
}  # fmt: skip
"""What the operating system and the YAML reader say about a file, which the house repeats in Dutch."""

SAYERS = {"say": 1, "say_many": 2}
"""Which functions say a text, and how many of their first arguments are texts."""


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def functions(module: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))


def sayers(modules: Iterable[ast.Module]) -> dict[str, int]:
    """All functions that pass their own first argument(s) on to one that says it."""
    known = dict(SAYERS)
    every = [function for module in modules for function in functions(module)]
    while True:
        found = {
            function.name: count
            for function in every
            for call in ast.walk(function)
            if isinstance(call, ast.Call)
            and (count := known.get(called(call), 0))
            and len(call.args) >= count
            and [getattr(a, "id", None) for a in call.args[:count]]
            == [a.arg for a in own_arguments(function)[:count]]
        }
        if found.items() <= known.items():
            return known
        known |= found


def own_arguments(function: ast.FunctionDef) -> list[ast.arg]:
    named = [*function.args.posonlyargs, *function.args.args]
    return named[1:] if named and named[0].arg == "self" else named


def texts(node: ast.AST, tables: dict[str, ast.expr]) -> Iterator[str]:
    """The texts that an expression can be: itself, either side of a choice, or all in the table it is taken from."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from chain(texts(one, tables), texts(other, tables))
        case ast.BoolOp(values=several):
            yield from chain.from_iterable(texts(each, tables) for each in several)
        case ast.Subscript(value=table) | ast.Call(func=ast.Attribute(value=table, attr="get")):
            yield from held(table, tables)
        case ast.Name():
            yield from held(node, tables)
        case _:
            return


def held(node: ast.AST, tables: dict[str, ast.expr]) -> Iterator[str]:
    """All texts in a table, written here or named; the keys of a dictionary are no texts."""
    match node:
        case ast.Name(id=name) if name in tables:
            yield from held(tables[name], {})
        case ast.Subscript(value=table):
            yield from held(table, tables)
        case (
            ast.Dict(values=several)
            | ast.Tuple(elts=several)
            | ast.List(elts=several)
            | ast.Call(args=several)
        ):
            yield from chain.from_iterable(held(each, tables) for each in several)
        case ast.Constant(value=str(text)):
            yield text
        case _:
            return


def tables_of(module: ast.Module) -> dict[str, ast.expr]:
    """What a module's own names are set to."""
    return {
        target.id: node.value
        for node in module.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


def said(modules: dict[str, ast.Module]) -> dict[str, str]:
    """Every text that is said, with a place where it is."""
    known = sayers(modules.values())
    found: dict[str, str] = {}
    for name, module in modules.items():
        tables = tables_of(module)
        for call in ast.walk(module):
            if isinstance(call, ast.Call) and (count := known.get(called(call), 0)):
                first = call.args[: 1 if count == 2 else count]  # the plural is found by its singular
                for text in chain.from_iterable(texts(argument, tables) for argument in first):
                    found.setdefault(text, f"{name}:{call.lineno}")
    return found


def in_code() -> dict[str, str]:
    return said({file.relative_to(PROJECT).as_posix(): tree(file) for file in FILES})


def spoken(template: nodes.Template) -> set[str]:
    """The texts that a template says: the literal ones in the first argument, but for the keys of a dictionary."""
    return {
        constant.value
        for call in template.find_all(nodes.Call)
        if getattr(call.node, "name", "") in SAYERS
        for constant in [*call.args[0].find_all(nodes.Const), call.args[0]]
        if isinstance(constant, nodes.Const)
        and constant not in [pair.key for pair in call.args[0].find_all(nodes.Pair)]
    }


def in_templates() -> dict[str, str]:
    parse = jinja2.Environment().parse
    return {text: file.name for file in TEMPLATES for text in spoken(parse(file.read_text("utf-8")))}


def in_notebooks() -> dict[str, str]:
    return {
        text: file.name for file in NOTEBOOKS for text in language.messages(nbformat.read(file, as_version=4))
    }


def constants() -> set[str]:
    """Every text in the code that is not a docstring; a translation must be of one of them, or of a notebook's."""
    return {
        node.value
        for file in FILES
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def messages() -> list[tuple[str, Message]]:
    return [
        (file.name, message)
        for file in CATALOGUES
        for message in read_po(io.BytesIO(file.read_bytes()), locale="nl")
        if message.id
    ]


def ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def untranslated(wanted: dict[str, str]) -> list[str]:
    dutch = language.catalogue("nl")
    return [
        f"{place}  {text!r}"
        for text, place in wanted.items()
        if re.search(r"[^\W\d_]", text) and text not in dutch
    ]


def test_all_that_the_code_says_is_there_in_dutch() -> None:
    assert not (missing := untranslated(in_code())), "\n".join(missing)


def test_all_that_a_template_says_is_there_in_dutch() -> None:
    assert not (missing := untranslated(in_templates())), "\n".join(missing)


def test_all_that_a_notebook_says_is_there_in_dutch() -> None:
    assert not (missing := untranslated(in_notebooks())), "\n".join(missing)


def test_a_translation_keeps_the_values_of_its_sentence() -> None:
    for name, message in messages():
        for text in strings(message):
            assert placeholders(text) <= set().union(*map(placeholders, ids(message))), (name, text)
        if isinstance(message.id, str):
            assert placeholders(strings(message)[0]) == placeholders(message.id), (name, message.id)
        else:  # the singular may write 'one' where the plural counts
            assert placeholders(strings(message)[-1]) == placeholders(ids(message)[-1]), (name, message.id)


def test_a_translation_is_finished() -> None:
    assert [(name, ids(m)) for name, m in messages() if m.fuzzy or not all(strings(m))] == []


def test_nothing_is_translated_twice() -> None:
    counted = Counter(ids(message)[0] for _, message in messages())
    assert [text for text, count in counted.items() if count > 1] == []


def test_nothing_is_translated_that_nothing_says() -> None:
    alive = constants() | set(in_templates()) | set(in_notebooks()) | FROM_LIBRARIES
    dead = [f"{name}  {m.id!r}" for name, m in messages() if ids(m)[0] not in alive]
    assert not dead, "\n".join(dead)


def test_a_translation_uses_a_true_minus_and_typed_no_number() -> None:
    for name, message in messages():
        digits = {*re.findall(r"\d+", " ".join(ids(message)))}
        for text in strings(message):
            assert set(re.findall(r"\d+", text)) <= digits, (name, text)


CODE = """
LABELS = {"key": "Label", "other": ("Name", "Phrase")}
def tell(message, **values): return language.say(message, **values)
def told(message): return tell(message)
def f(kind, text):
    tell("through one"); told("through two"); language.say("plain"); language.say("yes" if kind else "no")
    language.say(LABELS[kind][0]); language.say({"a": "inline"}[kind]); language.say_many("one", "many", 2); language.say(text)
    other("not said")
"""


def test_what_is_said_is_found_in_the_code() -> None:
    found = said({"example.py": ast.parse(CODE)})
    assert set(found) == {
        "through one",
        "through two",
        "plain",
        "yes",
        "no",
        "Label",
        "Name",
        "Phrase",
        "inline",
        "one",
    }


def test_what_is_said_is_found_in_a_template() -> None:
    template = """{{ say("plain") }} {% if x %}{{ say({"key": "Word"}[x], n=say("inner")) }}{% endif %} {{ say_many("one", "many", 2) }}"""
    assert spoken(jinja2.Environment().parse(template)) == {"plain", "Word", "inner", "one"}


@pytest.mark.parametrize(
    ("text", "names"), [("a {b} c {d:.2f}", {"b", "d"}), ("none", set()), ("{{x}}", set())]
)
def test_placeholders_are_read_as_python_does(text: str, names: set[str]) -> None:
    assert placeholders(text) == names
