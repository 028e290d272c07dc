"""
The front page beside a form: written anew when a plan moved on, and reached from where it was moved.

The front page tells how far each plan has come, as the ledger says. Who adopts a plan and looks there must see that it is adopted, so a step that is taken in a form writes the page again.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from amlib import language
from amlib.editions import portal
from amlib.plan import decided

if TYPE_CHECKING:
    from amlib.widgets.desk import Desk

__all__ = ["PAGE", "link", "renewed"]

PAGE = "index.html"
"""What the front page is called, in the archive and where it is served."""


def renewed(place: Desk) -> None:
    """Write the front page as things are now; where the folder is not ours to write in, it stays as the last batch left it."""
    try:
        portal.write(
            place.output,
            place.company,
            place.language,
            decided.stands(place.ledger.read(without="published")),
        )
    except OSError:
        return


def link(place: Desk) -> str:
    """The way to the front page, as markup; where nobody serves it, where it lies."""
    if not (place.output / PAGE).is_file():
        return ""
    if place.documents:
        words = html.escape(language.say("to the front page, with this plan and its history"))
        return f'<p><a href="{place.documents}{PAGE}" target="_blank" rel="noopener">{words}</a></p>'
    where = language.say(
        "The front page, with this plan and its history, is {file}", file=place.output / PAGE
    )
    return f"<p>{html.escape(where)}</p>"
