"""
Drafting the annual plan in JupyterLab: the form that stands under the bottom line of the plan's notebook.

The form opens on what was kept last, or on the first draft where nobody has begun. What was typed depends on no button, kernel or saved notebook: it is kept in the ledger a moment later, and until
then in the browser.

=========================  ==============================================================================
``ground``                 what the figures say before anybody types
``sitting``                the plan, what was typed beside it, undo and redo; knows no screen
``board``                  what the plan does to the year, in words and lengths
``sheets``, ``columns``    what a field shows and how typed text becomes one
``kept``                   the ledger: load, save, merge, submit
``screen``                 the messages of the browser, and the answers
``grid.js, drafting.js``   what is drawn; computes nothing
=========================  ==============================================================================

A batch passes over these cells (``skip-execution``) and reads what was kept; so nothing of a screen is loaded here before the form is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amlib.plan.planned import PlanView
    from amlib.widgets.desk import Desk
    from amlib.widgets.screen import Form

__all__ = ["form"]


def form(
    view: PlanView, *, supervisor: str = "", follows: Mapping[str, str] | None = None, at: Desk | None = None
) -> Form:
    """
    The form to draft a plan with.

    Parameters
    ----------
    view : PlanView
        What the document shows of the plan.
    supervisor : str
        Who decides on it; by default who the account's own file names.
    follows : product group to raw material, where their names differ
    at : Desk, optional
        Whose, and in which ledger; by default what is nearby.

    Raises
    ------
    WorkbookError
        There is no ledger nearby, or it cannot be read.
    """
    from amlib.widgets import desk, ground, screen

    return screen.Form(ground.of(view, supervisor=supervisor, follows=follows), at or desk.here())
