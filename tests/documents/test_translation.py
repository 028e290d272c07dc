"""Every sentence of a document exists in Dutch."""

import ast
import io
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from amlib import documents, language

ROOM = Path(documents.__file__).parent
NOT_SAID = {"figure pixels", "quantity"}
SPEAKERS = {"say", "say_many", "write", "write_many", "_extreme", "Cause"}


def literals(node):
    """String constants under a node, without those in f-strings."""
    if isinstance(node, ast.JoinedStr):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from literals(child)


def docstrings(tree):
    holders = (ast.Module, ast.FunctionDef, ast.ClassDef)
    return {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, holders)}


def messages(path):
    """What a file says: every phrase with a space in it, and every word handed to something that speaks."""
    tree = ast.parse(path.read_text("utf-8"))
    own = docstrings(tree) | {
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    found = {text for text in literals(tree) if " " in text.strip() and text not in own}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in SPEAKERS:
                found |= {text for argument in node.args[:3] for text in literals(argument)}
    return {text for text in found if any(letter.isalpha() for letter in text)}


def plurals():
    """The second forms of all catalogues; they are keys of nothing."""
    folder = Path(language.__file__).parent / "nl"
    catalogues = [read_po(io.BytesIO(path.read_bytes()), locale="nl") for path in sorted(folder.glob("*.po"))]
    return {message.id[1] for known in catalogues for message in known if isinstance(message.id, tuple)}


def spoken():
    shared = [ROOM / name for name in ("frame.py", "rounding.py", "words.py")]
    rooms = [*sorted((ROOM / "evaluation").glob("*.py")), *shared]
    found = {message for room in rooms for message in messages(room)} - NOT_SAID
    return sorted(found - (plurals() - set(language.catalogue("nl"))))


@pytest.mark.parametrize("message", spoken())
def test_every_message_is_translated_with_the_same_places(message):
    found = language.catalogue("nl").get(message)
    assert found, "not in amlib/language/nl/documents.po"
    for form in found if isinstance(found, tuple) else (found,):
        assert places(form) <= places(message) | {"count"}
        assert places(message) - {"count", "cause", "causes"} <= places(form)


def places(message):
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}
