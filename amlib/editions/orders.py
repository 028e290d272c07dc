"""
What is asked for: a document, for an account, over a period, for an audience, in a language – checked before anything runs.

A notebook says itself which parameters it takes: the cell tagged ``parameters`` holds lines ``name: type = default  # help``, literals only. That
cell is the contract, and an order is held against it: an unknown name, a wrong type or a period that is none is refused here, in words, because later a
parameter is text that a kernel executes. The cell is read as Python syntax (never executed), so a ``#`` or ``=`` inside a text does no harm.

Deliberately absent: repairing what was typed. ``12%`` is not silently 0.12.
"""

from __future__ import annotations

import ast
import io
import json
import math
import re
import tokenize
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from amlib import errors, language, periods
from amlib.data import slices
from amlib.editions import binding, provenance, shelf
from amlib.plan.records import NONE, Planned, Records, for_audience, settled

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = [
    "Checked",
    "Order",
    "Parameter",
    "Request",
    "check",
    "compose",
    "declared",
    "edition_name",
    "require",
    "tables",
    "title",
    "values",
]

_OWN = ("account", "period", "audience", "language")


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell: its name, its type as written (``str``, ``float``, ``list[str]``, ``int | None`` …), default and help."""

    name: str
    type: str
    default: object
    help: str = ""


@dataclass(frozen=True)
class Request:
    """What a person asked: a document over a period for an audience in a language, with ``name=value`` settings as typed."""

    document: str
    period: str
    audience: str = "internal"
    language: str = "nl"
    settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """A request that fits its notebook; ``takes`` is what that declares, ``parameters`` what was asked, all but the account. ``remembers``: it reads records
    (``metadata.amlib.records`` is not false), so that new ones make a new version. ``selection``: a short name for what was chosen by hand
    (``metadata.amlib.selection``: another base, a part of the account), empty for the document as it is; what is made for an occasion is filed apart.
    """

    document: str
    notebook: Path
    title: str
    takes: Mapping[str, Parameter]
    parameters: Mapping[str, object]
    period: str
    audience: str
    language: str
    remembers: bool = True
    selection: str = ""


@dataclass(frozen=True)
class Order:
    """
    One edition that is wanted.

    ``parameters`` are all values that the notebook will be given; ``slice`` is the folder its kernel may see; ``card`` is what the page shows about
    itself, without the version, which is known only when the edition is filed; ``records`` is what people said and earlier editions published, as far as its audience may know.
    """

    document: str
    account: str
    period: str
    audience: str
    language: str
    notebook: Path
    slice: Path
    parameters: Mapping[str, object]
    card: Mapping[str, object]
    records: Records = NONE

    @property
    def address(self) -> str:
        """Where its versions are filed, below the output folder: ``<account>/<period>/<document>[-customer][-en][-<selection>]``."""
        name = edition_name(self.document, self.audience, self.language, str(self.card.get("selection", "")))
        return f"{self.account}/{self.period}/{name}"


def edition_name(document: str, audience: str, language: str, selection: str = "") -> str:
    """
    The folder name of a document; the internal Dutch one has no suffix, and what was made for an occasion ends in its own.

    Examples
    --------
    >>> edition_name("results_evaluation", "customer", "en")
    'results_evaluation-customer-en'
    """
    return (
        document
        + ("-customer" if audience == "customer" else "")
        + (f"-{language}" if language != "nl" else "")
        + (f"-{selection}" if selection else "")
    )


def check(request: Request, notebooks: Path) -> Checked:
    """
    A request held against its notebook, before any table is read.

    Raises
    ------
    ParameterError
        There is no such document, or a parameter does not fit.
    """
    import nbformat  # slow to import, and a form needs none of it

    path = shelf.find(request.document, notebooks, request.audience)
    content = nbformat.read(path, as_version=4)
    parameters = declared(content, str(path))
    require(parameters, str(path))
    own = {"period": request.period, "audience": request.audience, "language": request.language}
    fixed = {**parameters, **{name: Parameter(name, "str", "") for name in _OWN}}
    asked = values(fixed, own, source=str(path))
    shelf.open_to(content, request.audience, path)
    settings = values(
        parameters, dict(_setting(text) for text in request.settings), source=str(path), typed=True
    )
    return Checked(
        request.document,
        path,
        title(content),
        parameters,
        {**asked, **settings},
        str(asked["period"]),
        request.audience,
        request.language,
        bool(content.metadata.get("amlib", {}).get("records", True)),
        _selection(content, parameters, settings),
    )


def compose(
    checked: Checked,
    freeze: Path,
    accounts: Sequence[str] | None = None,
    settings: Mapping[str, Mapping[str, object]] | None = None,
    remember: Callable[[str], Records] = lambda account: Records(account=account),
) -> list[Order]:
    """
    The orders of a request: one per account.

    Parameters
    ----------
    freeze : Path
        Whose ``slices/<account>/<audience>`` the editions are made from.
    accounts : sequence of str, optional
        Which; without it all accounts of the freeze.
    settings : mapping of account to its own settings, optional
        What a person set for each account; those that an internal notebook takes are passed on, unless the request itself says otherwise; a customer's is
        told none of them.
    remember : callable
        Given an account, all that an internal edition is told of before (``memory.collect``); the audience's part of it is passed on.

    Raises
    ------
    ParameterError
        An account that the freeze does not hold; the nearest is suggested.
    DataError
        A slice was cut for another audience.
    """
    known = sorted(folder.name for folder in (freeze / "slices").iterdir())
    for account in accounts or ():
        if account not in known:
            raise errors.ParameterError(
                language.say("there is no account '{name}'", name=account),
                where=str(freeze),
                expected=shelf.one_of(known, account),
                do_next=language.say("correct the account and run again"),
            )
    return [
        _order(
            checked,
            freeze / "slices" / account / checked.audience,
            (settings or {}).get(account, {}),
            remember,
        )
        for account in dict.fromkeys(known if accounts is None else accounts)
    ]


def _selection(content: NotebookNode, takes: Mapping[str, Parameter], settings: Mapping[str, object]) -> str:
    """A short name for what was chosen by hand of the parameters that make a document another one; empty where all is as usual."""
    names = content.metadata.get("amlib", {}).get("selection", [])
    chosen = {n: settings[n] for n in sorted(names) if n in settings and settings[n] != takes[n].default}
    return provenance.digest(json.dumps(chosen, sort_keys=True).encode())[:6] if chosen else ""


def _order(
    checked: Checked, folder: Path, settings: Mapping[str, object], remember: Callable[[str], Records]
) -> Order:
    given = slices.read(folder)
    _of(given, checked.audience)
    internal = checked.audience == "internal"  # what a person set for an account is for ourselves
    own = {n: value for n, value in settings.items() if internal and n in checked.takes and n not in _OWN}
    parameters = {
        "account": given.account,
        **values(checked.takes, own, source=str(checked.notebook)),
        **checked.parameters,
    }
    told = (
        for_audience(remember(given.account), checked.audience)
        if checked.remembers
        else Records(account=given.account)
    )
    if checked.document != binding.DOCUMENT:
        told = settled(told)
    shown = _planned(checked, parameters, told)
    with language.use(checked.language):
        heading = language.say(checked.title) if checked.title else ""
    card = {
        "document": checked.document,
        "title": heading,
        "account": given.account,
        "account_name": given.name,
        "period": checked.period,
        "audience": checked.audience,
        "language": checked.language,
        "company": given.company,
        "currency": given.currency,
        "unit": given.unit,
        "invented": given.invented,
        "freeze": given.freeze,
        "as_of": given.as_of.isoformat(),
        "state": shown.state if shown else "draft",
        "selection": checked.selection,
        "code": provenance.code_label(),
        **_about(checked, parameters, shown),
        "source_tables": {name: note.source for name, note in given.tables.items() if note.supplied},
    }
    return Order(
        checked.document,
        given.account,
        checked.period,
        checked.audience,
        checked.language,
        checked.notebook,
        folder,
        {name: value for name, value in parameters.items() if name in checked.takes},
        card,
        told,
    )


def _planned(checked: Checked, parameters: Mapping[str, object], told: Records) -> Planned | None:
    """The plan that a document shows, which says how far the document has come; None where it is no document of a plan, or nobody kept one."""
    if checked.document != binding.DOCUMENT:
        return None
    return binding.standing(told, binding.year_of(parameters, checked.period))


def _about(checked: Checked, parameters: Mapping[str, object], shown: Planned | None) -> dict[str, str]:
    """The year that the document of a plan is about, and the version of the plan; nothing for other documents."""
    if checked.document != binding.DOCUMENT:
        return {}
    year = str(binding.year_of(parameters, checked.period))
    return {"year": year, "plan": str(shown.version) if shown else ""}


def _of(given: slices.Slice, audience: str) -> None:
    """Refuse a slice that was cut for another audience than the edition is for."""
    if given.audience != audience:
        raise errors.DataError(
            language.say(
                "the slice given is {account} for {audience}", account=given.account, audience=given.audience
            ),
            where=str(given.path),
            expected=language.say("{account} for {audience}", account=given.account, audience=audience),
            do_next=language.say("make a freeze: amlib freeze"),
        )


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise errors.UsageError(
            language.say("the setting is '{text}'", text=text),
            expected="--set name=value",
            do_next=language.say("correct the setting and run again"),
        )
    if name.strip() in _OWN:
        raise errors.UsageError(
            language.say("{name} has an option of its own", name=name.strip()),
            expected=f"--{name.strip()}",
            do_next=language.say("use that option and run again"),
        )
    return name.strip(), value


def declared(notebook: NotebookNode, source: str = "") -> dict[str, Parameter]:
    """
    The parameters that a notebook takes, in the order of its parameters cell.

    Raises
    ------
    ParameterError
        There is no cell tagged ``parameters``, or it holds something else than ``name: type = literal`` lines.
    """
    cells = [cell for cell in notebook.cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    if not cells:
        raise _bad_cell(language.say("the notebook has no cell tagged 'parameters'"), source)
    text = cells[0].source
    try:
        statements = ast.parse(text).body
        found = [_declaration(statement, _comments(text)) for statement in statements]
    except (SyntaxError, ValueError) as error:
        raise _bad_cell(
            language.say("the parameters cell holds more than plain values: {error}", error=error), source
        ) from error
    return {parameter.name: parameter for parameter in found}


def values(
    parameters: Mapping[str, Parameter], given: Mapping[str, object], *, source: str = "", typed: bool = False
) -> dict[str, object]:
    """
    The given values, checked against what the notebook takes.

    Parameters
    ----------
    parameters : mapping
        As ``declared`` reads them.
    given : mapping
        Name to value.
    source : str
        The notebook's name, for the error.
    typed : bool
        The values are texts typed by a person (``--set name=value``) and are read by the declared type.

    Returns
    -------
    dict
        The same names, with values of the declared type; ``period`` in its canonical form.

    Raises
    ------
    ParameterError
        A name that the notebook does not take, a value of another type, a period that is none.
    """
    checked: dict[str, object] = {}
    for name, value in given.items():
        if name not in parameters:
            raise errors.ParameterError(
                language.say("the notebook takes no parameter '{name}'", name=name),
                where=source or None,
                expected=shelf.one_of({each.name: each.help for each in parameters.values()}, name),
                do_next=language.say("correct the name and run again"),
            )
        checked[name] = _value(parameters[name], value, source, typed)
    return checked


def title(notebook: NotebookNode) -> str:
    """The first heading of a notebook: its question or promise."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (heading := re.search(r"^# +(.+)$", cell.source, re.MULTILINE)):
            return str(heading.group(1).strip())
    return ""


def tables(notebook: NotebookNode) -> tuple[str, ...] | None:
    """The tables that a notebook says it needs (``metadata.amlib.tables``); None when it does not say, and gets all."""
    named = notebook.metadata.get("amlib", {}).get("tables")
    return tuple(named) if named is not None else None


def _value(parameter: Parameter, value: object, source: str, typed: bool) -> object:
    if typed and isinstance(value, str):
        value = _read(parameter, value, source)
    if not _fits(parameter.type, value):
        raise _wrong_type(parameter, value, source)
    if parameter.name == "period" and isinstance(value, str):
        return str(periods.parse(value))
    for name, choices in (("audience", shelf.AUDIENCES), ("language", language.LANGUAGES)):
        if parameter.name == name and value not in choices:
            raise errors.ParameterError(
                language.say("{name} is '{value}'", name=name, value=value),
                where=source or None,
                expected=shelf.one_of(choices, str(value)),
                do_next=language.say("correct the value and run again"),
            )
    return value


def _read(parameter: Parameter, text: str, source: str) -> object:
    """A typed text as a value of the declared type."""
    kinds = _kinds(parameter.type)
    if "None" in kinds and text.strip().lower() in ("none", "null", ""):
        return None
    readers: list[tuple[str, Callable[[str], object]]] = [("bool", _flag), ("int", int), ("float", float)]
    for kind, read in readers:
        if kind in kinds:
            try:
                return read(text.strip())
            except ValueError:
                continue
    if "str" in kinds or not any(kind.startswith(("list", "tuple", "dict")) for kind in kinds):
        return text
    try:
        return (
            json.loads(text)
            if text.lstrip()[:1] in ("[", "{")
            else [part.strip() for part in text.split(",")]
        )
    except ValueError as error:
        raise _wrong_type(parameter, text, source) from error


def _flag(text: str) -> bool:
    try:
        return {"true": True, "yes": True, "ja": True, "false": False, "no": False, "nee": False}[
            text.lower()
        ]
    except KeyError as error:
        raise ValueError(text) from error


def _kinds(type_: str) -> list[str]:
    return [part.strip() for part in type_.split("|")]


def _fits(type_: str, value: object) -> bool:
    """Whether a value is of a type as written in the cell; strict: True is no int, 3 is a float."""
    for kind in _kinds(type_):
        base, _, inside = kind.rstrip("]").partition("[")
        match base:
            case "None":
                fits = value is None
            case "bool":
                fits = isinstance(value, bool)
            case "int":
                fits = isinstance(value, int) and not isinstance(value, bool)
            case "float":
                fits = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
            case "str":
                fits = isinstance(value, str)
            case "list" | "tuple":
                item = inside.split(",")[0]
                fits = isinstance(value, list | tuple) and all(
                    not item or _fits(item, each) for each in value
                )
            case _:
                fits = isinstance(value, dict) if base == "dict" else False
        if fits:
            return True
    return False


def _wrong_type(parameter: Parameter, value: object, source: str) -> errors.ParameterError:
    words = {
        "str": language.say("a text"),
        "int": language.say("a whole number, such as 12"),
        "float": language.say("a number, with a point for decimals, such as 0.12"),
        "bool": language.say("true or false"),
        "None": language.say("nothing (none)"),
    }
    return errors.ParameterError(
        language.say("{name} is {value}", name=parameter.name, value=repr(value)),
        where=source or None,
        expected=language.say(" or ").join(words.get(kind, kind) for kind in _kinds(parameter.type))
        + (
            f"\n{parameter.name}: {parameter.type} = {parameter.default!r}  # {parameter.help}"
            if parameter.help
            else ""
        ),
        do_next=language.say("correct the value and run again"),
    )


def _declaration(statement: ast.stmt, comments: Mapping[int, str]) -> Parameter:
    help_ = comments.get(statement.end_lineno or 0, "")
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=ast.expr() as value):
            kind = annotation.value if isinstance(annotation, ast.Constant) else ast.unparse(annotation)
            return Parameter(name, str(kind), ast.literal_eval(value), help_)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            default = ast.literal_eval(value)
            return Parameter(name, "None" if default is None else type(default).__name__, default, help_)
    raise ValueError(ast.unparse(statement))


def _comments(text: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def _bad_cell(what: str, source: str) -> errors.ParameterError:
    return errors.ParameterError(
        what,
        where=source or None,
        expected="account: str = 'name'  # help",
        do_next=language.say("correct the notebook's parameters cell and run again"),
    )


def require(parameters: Mapping[str, Parameter], source: str = "") -> None:
    """Refuse a notebook that does not take an account and a period: it could not be told what to make."""
    for name in ("account", "period"):
        if name not in parameters:
            raise _bad_cell(language.say("the notebook takes no parameter '{name}'", name=name), source)
