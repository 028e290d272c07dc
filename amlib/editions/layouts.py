"""
The layouts that ship with the package: the templates of page and portal, and the style sheets and scripts that go into them.

Page and portal are written by people and filled in by the program. A template that is strict keeps the two honest: a name that nobody gave is an error, not an empty place, and every word that
goes in is escaped unless whoever gives it says that it is markup.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import jinja2

__all__ = ["environment", "text"]


def environment() -> jinja2.Environment:
    """Where the templates are found, and how strictly they are filled in; a new one each time, to be given filters of its own."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("amlib.editions"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


@cache
def text(name: str) -> str:
    """A style sheet or script, as it stands in its file."""
    return resources.files("amlib.editions").joinpath("templates", name).read_text(encoding="utf-8")
