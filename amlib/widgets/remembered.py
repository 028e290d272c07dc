"""
What was chosen in a window: the account, the year, the plan; so that who loads the page again finds what was open.

Voilà runs a form anew for each page that is loaded, so the kernel cannot know. The browser can: what is chosen is kept in the window (``sessionStorage``, which ends with it) and told to the form when it
is opened again. Codes are kept and nothing that was typed; what is no choice any more is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from amlib.widgets import grid

if TYPE_CHECKING:
    from amlib.widgets.fields import Field

__all__ = ["Remembered"]


class Remembered(anywidget.AnyWidget):
    """
    The choices of a form, in the window in which it is open.

    Parameters
    ----------
    place : str
        Which form.
    fields : mapping of name to Field
        Of lists that fold out, or of a few that are all in sight. Their values are kept as text.
    """

    _esm = grid.text_of("remembered.js")
    place = traitlets.Unicode().tag(sync=True)
    chosen = traitlets.Dict().tag(sync=True)
    before = traitlets.Dict().tag(sync=True)

    def __init__(self, place: str, fields: Mapping[str, Field]) -> None:
        super().__init__(place=place)
        self.layout.display = "none"
        self._fields = dict(fields)
        for each in self._fields.values():
            each.input.observe(self._keep, names="value")
        self.observe(self._put, names="before")

    def _keep(self, _: object) -> None:
        self.chosen = {name: _text(each.input.value) for name, each in self._fields.items()}

    def _put(self, _: object) -> None:
        """What the window had, where it is still offered."""
        before = {str(name): str(value) for name, value in self.before.items()}
        for name, each in self._fields.items():
            offered = {_text(value): value for _, value in each.input.options}
            if before.get(name) and before[name] in offered:
                each.input.value = offered[before[name]]


def _text(value: Any) -> str:
    return "/".join(map(str, value)) if isinstance(value, tuple) else str(value or "")
