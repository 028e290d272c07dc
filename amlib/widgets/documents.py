"""
The filed document beside a form: read where the decision is made.

A page of the archive is one file that runs nothing and fetches nothing; it is shown in a frame that could not run anything either. Where somebody serves the archive (``serving``), the
frame and the links lead there. In JupyterLab nobody does: the page is put into the frame as it is, and its place on the disk is said.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import quote

from amlib import language

if TYPE_CHECKING:
    from amlib.editions.archive import Edition
    from amlib.widgets.desk import Desk

__all__ = ["shown"]


def shown(edition: Edition, desk: Desk) -> str:
    """Links to the page and the print, and the page itself."""
    title = html.escape(language.say("The document of {address}", address=edition.address), quote=True)
    if not desk.documents:
        page = (edition.folder / "page.html").read_text("utf-8").replace('href="#', 'href="about:srcdoc#')
        where = html.escape(language.say("The page and the print are in {folder}", folder=edition.folder))
        return f'<p>{where}</p><iframe title="{title}" sandbox srcdoc="{html.escape(page, quote=True)}"></iframe>'
    base = desk.documents + quote(edition.address)
    links = " · ".join(
        f'<a href="{base}/{file}" target="_blank" rel="noopener">{html.escape(words)}</a>'
        for file, words in (
            ("page.html", language.say("open the page in a window of its own")),
            ("print.pdf", language.say("open the print")),
        )
    )
    return f'<p>{links}</p><iframe title="{title}" sandbox src="{base}/page.html"></iframe>'
