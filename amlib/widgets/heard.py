"""
What was heard and seen: a wish of the customer, an insight for the team, what a meeting concluded.

None of these stands beside a figure; they come up in a shop, in a car, in a meeting. Each gets the next free number, so that a proposal can answer a wish and minutes can name an insight. When
two people write a wish at once, both are kept, each under its own number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from amlib import language
from amlib.plan import entries
from amlib.widgets import desk as desks
from amlib.widgets import fields, forms
from amlib.widgets.forms import Form, Page, Said

if TYPE_CHECKING:
    from amlib.widgets.desk import Desk

__all__ = ["insight", "minutes", "wish"]


def wish(account: str, *, desk: Desk | None = None) -> Page:
    """What somebody at the customer wants, who said so and where."""
    at = desk or desks.here()
    return _numbered(
        at, account, entries.Wish, "wish", "W-",
        language.say("Write down a wish of the customer"), language.say("Write the wish down"),
        [
            fields.area("what", language.say("What the customer wants")),
            fields.text("contact", language.say("Who said so"), required=False),
            fields.day("heard_on", language.say("Heard on"), value=at.now().date()),
        ],
    )  # fmt: skip


def insight(account: str, *, desk: Desk | None = None) -> Page:
    """Something worth discussing with the team."""
    at = desk or desks.here()
    return _numbered(
        at, account, entries.Insight, "insight", "I-",
        language.say("Write down an insight for the team"), language.say("Write the insight down"),
        [
            fields.area("text", language.say("What was seen, and what it may mean")),
            fields.day("seen_on", language.say("Seen on"), value=at.now().date()),
        ],
    )  # fmt: skip


def minutes(account: str, *, desk: Desk | None = None) -> Page:
    """What a meeting concluded, who were there, and what it was about."""
    at = desk or desks.here()
    said = at.ledger.read(account=account, without="published")
    about = [e.stream.partition("/")[2] for e in said if e.kind in ("insight", "proposal")]
    hint = language.say("such as {names}", names=", ".join(dict.fromkeys(about[-3:]))) if about else ""
    return _numbered(
        at, account, entries.Minutes, "meeting", "M-",
        language.say("Write down what a meeting concluded"), language.say("Write the minutes down"),
        [
            fields.day("held_on", language.say("Held on"), value=at.now().date()),
            fields.text("present", language.say("Who were there"), required=False, hint=language.say("names, with commas between them")),
            fields.text("about", language.say("About which insights or proposals"), required=False, hint=hint),
            fields.area("text", language.say("What was concluded"), rows=5),
        ],
    )  # fmt: skip


def _numbered(  # noqa: PLR0917  what a form is made of
    at: Desk,
    account: str,
    model: Any,
    name: str,
    prefix: str,
    title: str,
    button: str,
    questions: list[fields.Field],
) -> Page:
    """A form for something that gets the next free number."""
    said = Said(at, account)

    def send(answers: Mapping[str, Any]) -> str:
        listed = {n: tuple(_names(answers[n])) for n in ("present", "about") if n in answers}
        return forms.written(said.append_next(model, name, prefix, {**answers, **listed}, author=at.author))

    return Page(Form(title, questions, button, send), at=at)


def _names(typed: str | None) -> list[str]:
    return [name for each in re.split(r"[,;\n]", typed or "") if (name := each.strip())]
