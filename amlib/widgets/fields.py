"""
Fields: a label, a place to type in, and room for what is wrong with it.

What is wrong with an answer is said under the question, not in a box that has to be clicked away, and it stays until the answer changes. A field therefore carries its own message. The label is
a real one, so that a screen reader reads it and a click on it goes to the field; what need not be filled in says so, and all else must be.

Deliberately absent: meaning. A field gives what was typed, stripped of blanks around it; whether that is a promise or a plan is for the form.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from amlib import language

__all__ = [
    "Field",
    "area",
    "button",
    "choice",
    "choices",
    "column",
    "day",
    "escaped",
    "offered",
    "one_of",
    "plain",
    "style",
    "text",
]

Choices = Sequence[tuple[str, Any]]
_NOTHING = ""


@dataclass(frozen=True)
class Field:
    """
    One question of a form.

    Attributes
    ----------
    name : str
        What the answer is called in the value that is made of it.
    input, message, box : widgets
        Where the answer is given, what is wrong with it, and both together.
    required : bool
    """

    name: str
    input: Any
    message: Any
    box: Any
    required: bool = True

    @property
    def value(self) -> Any:
        """What was answered; None where nothing was."""
        held = self.input.value
        return (held.strip() or None) if isinstance(held, str) else held

    @property
    def shown(self) -> bool:
        """Whether the question is asked now."""
        return bool(self.box.layout.display != "none")

    def show(self, shown: bool) -> None:
        """Ask the question, or do not."""
        self.box.layout.display = None if shown else "none"

    def complain(self, what: str) -> None:
        """Say under the field what is wrong."""
        self.message.value = f'<p class="am-fault" role="alert">{html.escape(what)}</p>'
        self.box.add_class("am-wrong")

    def calm(self, _: object = None) -> None:
        """Take back what was said."""
        self.message.value = ""
        self.box.remove_class("am-wrong")


def text(name: str, label: str, *, required: bool = True, value: str = "", hint: str = "") -> Field:
    """A field for a line."""
    return _field(
        name, _widget("Text", value=value, placeholder=hint, continuous_update=False), label, required
    )


def area(name: str, label: str, *, required: bool = True, hint: str = "", rows: int = 3) -> Field:
    """A field for a few sentences."""
    return _field(
        name, _widget("Textarea", placeholder=hint, rows=rows, continuous_update=False), label, required
    )


def day(name: str, label: str, *, required: bool = True, value: date | None = None) -> Field:
    """A field for a day, with a calendar."""
    return _field(name, _widget("DatePicker", value=value), label, required)


def choice(name: str, label: str, choices: Choices, *, required: bool = True, value: Any = None) -> Field:
    """One of a list that folds out; nothing is chosen beforehand unless it is said."""
    options = offered(choices) if value is None else list(choices)
    chosen = _NOTHING if value is None else value
    return _field(name, _widget("Dropdown", options=options, value=chosen), label, required)


def choices(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """A table of codes and texts as choices, in the current language."""
    return [(language.say(text), code) for code, text in texts.items()]


def offered(choices: Choices) -> list[tuple[str, Any]]:
    """What a list that folds out offers, headed by the request to choose."""
    return [(language.say("choose …"), _NOTHING), *choices]


def one_of(name: str, label: str, choices: Choices, *, required: bool = True, value: Any = None) -> Field:
    """One of a few that are all in sight."""
    input = _widget("RadioButtons", options=list(choices), value=value)
    return _field(name, input, label, required)


def escaped(words: str) -> str:
    """What a person wrote, as words in markup."""
    return html.escape(words)


def plain(markup: str, *classes: str) -> Any:
    """Words that are only read; the markup is ours, and what others wrote was escaped in it."""
    shown = _widget("HTML", value=markup)
    for each in ("am-plain", *classes):
        shown.add_class(each)
    return shown


def style() -> Any:
    """The looks of the forms: one style sheet, for JupyterLab and Voilà."""
    sheet = resources.files(__package__).joinpath("forms.css").read_text("utf-8")
    made = _widget("HTML", value=f"<style>{sheet}</style>")
    made.layout.display = "none"
    return made


def button(words: str, press: Callable[[object], None], *, primary: bool = False) -> Any:
    """A button that says what it does."""
    made = _widget("Button", description=words, button_style="primary" if primary else "")
    made.add_class("am-button")
    made.on_click(press)
    return made


def column(children: Iterable[Any], *classes: str) -> Any:
    """Widgets under each other."""
    made = _widget("VBox", children=list(children))
    for each in classes:
        made.add_class(each)
    return made


def _field(name: str, input: Any, label: str, required: bool) -> Field:
    input.description = label if required else language.say("{label} (if there is one)", label=label)
    input.style.description_width = "initial"
    message = _widget("HTML")
    box = column([input, message], "am-field")
    made = Field(name, input, message, box, required)
    input.observe(made.calm, names="value")
    return made


def _widget(kind: str, **settings: Any) -> Any:
    """A widget; the library is met here, because a batch imports the forms and shows none."""
    import ipywidgets

    return getattr(ipywidgets, kind)(**settings)
