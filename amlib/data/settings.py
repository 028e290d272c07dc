"""
A YAML file that a person wrote, read strictly; every fault is shown in the person's own text.

Parameters are typed by hand, so they will be wrong sometimes: a percentage where a fraction is meant, a name with one letter too few. What is
wrong is then marked in its own line of the file, with what was expected and the nearest name that exists; all faults of a file at once, since nobody likes
to be corrected one word at a time. What a field expects is the description of that field in its model: the error and the manual say the same.

Deliberately absent: guessing. ``'12%'`` is not quietly 0.12, and text that looks like a number stays text.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from amlib import errors, language

__all__ = ["Fault", "Settings", "gather", "read", "read_all", "refused", "unknown"]

Model = TypeVar("Model", bound="Settings")
Place = tuple[str | int, ...]
_DEEPEST = 20


class Settings(BaseModel):
    """What every settings file promises: frozen once read, strict about kinds, no unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


@dataclass(frozen=True)
class Fault:
    """
    One thing wrong in one file: what, on which lines, and what would have been right.

    ``mark`` is the column where the guilty text begins and the column just after it, both counted from 0.
    """

    what: str
    expected: str
    file: Path
    line: int | None = None
    text: str = ""
    mark: tuple[int, int] = (0, 0)

    def where(self) -> str:
        """File, line and column, then the line itself with the guilty part underlined."""
        name = self.file.as_posix()
        if self.line is None:
            return name
        start, end = self.mark
        head = language.say(
            "{file}, line {line}, column {column}", file=name, line=self.line + 1, column=start + 1
        )
        blank = "".join(sign if sign == "\t" else " " for sign in self.text[:start])
        return f"{head}\n  {self.text}\n  {blank}{'^' * max(1, end - start)}"


def read(path: Path | str, model: type[Model]) -> Model:
    """
    One settings file as a checked, frozen value.

    Raises
    ------
    ParameterError
        The file is absent, not YAML, empty, or does not hold what the model describes; all its faults at once.
    """
    value, faults = gather(Path(path), model)
    if value is None or faults:
        raise refused(faults)
    return value


def read_all(paths: Sequence[Path], model: type[Model]) -> list[Model]:
    """
    Several settings files of one kind, in the order given; the faults of all of them at once.

    Raises
    ------
    ParameterError
        As for ``read``, for any of them.
    """
    gathered = [gather(path, model) for path in paths]
    faults = [fault for _, found in gathered for fault in found]
    if faults:
        raise refused(faults)
    return [value for value, _ in gathered if value is not None]


def unknown(name: str, choices: Sequence[str]) -> PydanticCustomError:
    """The complaint of a validator about a name that is not one of the choices."""
    return PydanticCustomError("unknown_name", "unknown name", {"name": name, "choices": list(choices)})


def refused(faults: Sequence[Fault]) -> errors.ParameterError:
    """The error that shows these faults, in the four-line form; several of them are numbered."""
    if len(faults) == 1:
        fault = faults[0]
        again = (
            language.say("put the file right and run again")
            if fault.line is None
            else language.say("correct the marked value and run again")
        )
        return errors.ParameterError(fault.what, where=fault.where(), expected=fault.expected, do_next=again)
    blocks = [
        f"{number}. {fault.what}\n   " + fault.where().replace("\n", "\n   ") + f"\n   → {fault.expected}"
        for number, fault in enumerate(faults, 1)
    ]
    return errors.ParameterError(
        language.say("{count} faults in the settings", count=len(faults)),
        where="\n".join(blocks),
        expected=language.say("what stands after each arrow"),
        do_next=language.say("correct the marked values and run again"),
    )


def gather(path: Path, model: type[Model]) -> tuple[Model | None, list[Fault]]:
    """The checked value of one file and its faults; there is no value when there are faults."""
    try:
        file, root = _composed(path)
        faults = file.repeated(root)
        given = file.value(root, YAML(typ="safe", pure=True).constructor)
    except _Unreadable as refusal:
        return None, [refusal.fault]
    try:
        value = model.model_validate(given)
    except ValidationError as problem:
        return None, faults + [file.fault(one, root, model) for one in problem.errors()]
    return (None if faults else value), faults


class _Unreadable(Exception):  # noqa: N818  it never leaves this file
    """A file in which no names and values can be found at all."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.what)
        self.fault = fault


def _composed(path: Path) -> tuple[_File, Node]:
    """A file's lines and its tree of nodes, which know their places."""
    try:
        source = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        why = language.say(problem.strerror or "unknown reason")
        raise _Unreadable(_whole(path, language.say("the file cannot be read: {why}", why=why))) from problem
    except UnicodeDecodeError as problem:
        raise _Unreadable(_whole(path, language.say("the file is not in UTF-8"))) from problem
    file = _File(path, source.splitlines())
    try:
        root = YAML(typ="safe", pure=True).compose(source)
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        raise _Unreadable(file.unreadable(str(problem.problem), mark)) from problem
    except YAMLError as problem:
        raise _Unreadable(_whole(path, language.say("the file is not valid YAML"))) from problem
    if root is None:
        raise _Unreadable(_whole(path, language.say("the file is empty")))
    if not isinstance(root, MappingNode):
        raise _Unreadable(_whole(path, language.say("the file is not a list of names with values")))
    return file, root


def _whole(path: Path, what: str) -> Fault:
    return Fault(what, language.say("a YAML file with `name: value` on each line"), path)


@dataclass(frozen=True)
class _File:
    """A file's lines, and how to point at them."""

    path: Path
    lines: list[str]

    def at(self, what: str, expected: str, start: Any, end: Any) -> Fault:
        """A fault at two marks of the parser."""
        line = min(start.line, max(0, len(self.lines) - 1))
        text = self.lines[line].rstrip() if self.lines else ""
        begin = min(start.column, len(text)) if line == start.line else len(text)
        stop = end.column if end.line == start.line else len(text)
        return Fault(what, expected, self.path, line, text, (begin, max(begin + 1, stop)))

    def unreadable(self, problem: str, mark: Any) -> Fault:
        """Text that is not YAML, where the parser stumbled."""
        what = language.say("this is not valid YAML: {problem}", problem=language.say(problem))
        expected = language.say("`name: value`, indented with spaces, a text with : or # between quotes")
        return Fault(what, expected, self.path) if mark is None else self.at(what, expected, mark, mark)

    def repeated(self, node: Node, depth: int = 0) -> list[Fault]:
        """Names that stand twice in one mapping; the later one is marked."""
        if depth > _DEEPEST:
            raise _Unreadable(self.unreadable("it refers to itself", node.start_mark))
        faults: list[Fault] = []
        if isinstance(node, MappingNode):
            seen: dict[str, int] = {}
            for key, _ in node.value:
                if key.value in seen:
                    what = language.say("{name} stands here twice", name=key.value)
                    expected = language.say(
                        "one value; the first stands on line {line}", line=seen[key.value]
                    )
                    faults.append(self.at(what, expected, key.start_mark, key.end_mark))
                seen.setdefault(str(key.value), key.start_mark.line + 1)
        for child in _children(node):
            faults += self.repeated(child, depth + 1)
        return faults

    def value(self, node: Node, constructor: Any) -> Any:
        """The plain value of a node; a scalar that looks like a date but is none stays text."""
        if isinstance(node, MappingNode):
            return {str(key.value): self.value(value, constructor) for key, value in node.value}
        if isinstance(node, SequenceNode):
            return [self.value(item, constructor) for item in node.value]
        try:
            return constructor.construct_object(node)
        except MarkedYAMLError as problem:
            raise _Unreadable(self.unreadable(str(problem.problem), node.start_mark)) from problem
        except ValueError:
            return node.value

    def fault(self, error: ErrorDetails, root: Node, model: type[BaseModel]) -> Fault:
        """What the model found wrong, at its place in the file."""
        kind, place, given = error["type"], error["loc"], error["input"]
        name = ".".join(str(part) for part in place if part != "[key]")
        key, node = _found(root, place)
        marked = key if key is not None and (kind in _OF_THE_NAME or isinstance(given, dict | list)) else node
        if kind in _OF_THE_NAME:
            choices = error.get("ctx", {}).get("choices") or list(_fields(model, place[:-1]))
            what = language.say("unknown name '{name}'", name=str(place[-2 if place[-1] == "[key]" else -1]))
            return self.at(what, _nearest(str(marked.value), choices), marked.start_mark, marked.end_mark)
        expected = _description(model, place)
        if kind == "missing":
            what = language.say("{name} is missing", name=name)
            return (
                Fault(what, expected, self.path)
                if key is None
                else self.at(what, expected, key.start_mark, key.end_mark)
            )
        if kind == "complaint":
            what = language.say(error["msg"])
            expected = language.say(error["ctx"]["expected"])
        else:
            what = language.say("{name} is {value}", name=name, value=_shown(given))
        return self.at(what, expected, marked.start_mark, marked.end_mark)


_OF_THE_NAME = ("extra_forbidden", "unknown_name")


def _children(node: Node) -> list[Node]:
    if isinstance(node, MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, SequenceNode) else []


def _found(root: Node, place: Place) -> tuple[Node | None, Node]:
    """The name and the value at a place; where it is missing, those of what it is missing from."""
    key: Node | None = None
    node = root
    for part in place:
        if isinstance(node, SequenceNode) and isinstance(part, int):
            key, node = node.value[part], node.value[part]
        elif isinstance(node, MappingNode):
            pair = next(((name, value) for name, value in node.value if name.value == str(part)), None)
            if pair is None:
                break
            key, node = pair
    return key, node


def _fields(model: type[BaseModel], place: Place) -> dict[str, Any]:
    """The fields of the model that describes a place."""
    for part in place:
        field = model.model_fields.get(str(part))
        nested = _models(field.annotation) if field else []
        if nested:
            model = nested[0]
    return dict(model.model_fields)


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The models named in an annotation such as ``dict[str, Model]`` or ``Model | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def _description(model: type[BaseModel], place: Place) -> str:
    """What the innermost described field of a place expects."""
    expected = language.say("a YAML file with `name: value` on each line")
    for depth, part in enumerate(place):
        field = _fields(model, place[:depth]).get(str(part))
        if field is not None and field.description:
            expected = language.say(field.description)
    return expected


def _nearest(name: str, choices: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, choices, n=1, cutoff=0.5)
    if close:
        return language.say("perhaps {name}; possible are: {all}", name=close[0], all=", ".join(choices))
    return language.say("one of: {all}", all=", ".join(choices))


def _shown(given: object) -> str:
    """A value as a person wrote it, short enough for one line."""
    match given:
        case None:
            return language.say("empty")
        case bool():
            return "true" if given else "false"
        case dict():
            return language.say("a group of names")
        case list():
            return language.say("a list")
        case str():
            return f"'{given if len(given) <= 60 else given[:57] + '…'}'"
        case _:
            return str(given)
