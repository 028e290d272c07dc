"""
What came of a step, in words that can be led to.

Who adopts a plan presses a button far down the page, which is gone a moment later. What came of it is told at the top, so the window and the focus go there, also for who hears the page. Words of
``ipywidgets`` cannot take the focus; these can.
"""

from __future__ import annotations

import anywidget
import traitlets

from amlib.widgets import grid

__all__ = ["Came"]


class Came(anywidget.AnyWidget):
    """Markup of our own; ``focus`` brings it to the top of what is seen."""

    _esm = grid.text_of("came.js")
    value = traitlets.Unicode().tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.add_class("am-plain")
        self.add_class("am-came")
