"""
In whose name somebody writes: shown on every form, and typed in none.

Who writes belongs to the desk (``data.people``). A form shows it, so that nobody signs for somebody else without noticing, and says what to do when it is somebody else who sits there.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from amlib import language

if TYPE_CHECKING:
    from amlib.widgets.desk import Desk

__all__ = ["line", "other"]


def line(desk: Desk) -> str:
    """Who writes, and behind it what to do if that is not you; as markup."""
    told = html.escape(language.say("Who writes"))
    login = f' <span class="am-quiet">({html.escape(desk.login)})</span>' if desk.login else ""
    return (
        f'<div class="am-signed"><p>{told}: <strong>{html.escape(desk.author)}</strong>{login}</p>'
        f"<details><summary>{html.escape(language.say('not you?'))}</summary><p>{html.escape(other(desk))}</p></details></div>"
    )


def other(desk: Desk) -> str:
    """What to do when it is somebody else who sits there."""
    if desk.fixed:
        return language.say("The workbook says that this login is {name}. Log in as yourself, and start the forms again.", name=desk.author)  # fmt: skip
    return language.say(
        "Start the forms in your own name: amlib forms --author {name}", name=f"“{language.say('your name')}”"
    )
