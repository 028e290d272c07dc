"""
The drafting form for who has no notebook open: choose the account and the year, and draft.

It is the form of the plan's notebook (``drafting``), on the same figures and the same draft: who begins in a browser goes on in JupyterLab, and two people may be at one plan in either.
Reading an account takes some seconds, which is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amlib import errors, language
from amlib.widgets import accounts, fields, forms
from amlib.widgets import desk as desks

if TYPE_CHECKING:
    from amlib.widgets.desk import Desk

__all__ = ["desk"]


def desk(*, at: Desk | None = None) -> Any:
    """
    The plan of an account and a year that are chosen here.

    Parameters
    ----------
    at : Desk, optional
        Where is written; without it, the one nearby.
    """
    try:
        place = at or desks.here()
        language.choose(place.language)
        return _desk(place)
    except errors.WorkbookError as error:
        return fields.column([fields.style(), fields.plain(forms.four_lines(error))], "am-desk")


def _desk(place: Desk) -> Any:
    from amlib.widgets import remembered

    speak = language.current()
    quarter = accounts.quarter(place)
    years = [(str(year), year) for year in (quarter.year + 1, quarter.year)]
    account = fields.choice("account", language.say("Account"), accounts.offered(place))
    year = fields.choice("year", language.say("Plan year"), years, value=years[0][1])
    held = remembered.Remembered("draft", {"year": year, "account": account})
    body = fields.column([], "am-body")

    def opened(_: object = None) -> None:
        with language.use(speak):
            if not account.value:
                body.children = []
                return
            body.children = [fields.plain(forms.quiet(language.say("The figures are being read …")))]
            body.children = [_form(place, account.value, year.value, str(quarter))]

    for each in (account, year):
        each.input.observe(opened, names="value")
    top = fields.column([account.box, year.box], "am-form", "am-pair")
    return fields.column([fields.style(), top, body, held], "am-desk")


def _form(place: Desk, name: str, year: int, period: str) -> Any:
    """The drafting form, on the figures up to the last closed quarter."""
    from amlib.documents.plan import opening
    from amlib.widgets import drafting

    try:
        own = accounts.set_for(place, name)
        follows = own.follows if own else {}
        manager, supervisor = (own.account_manager, own.supervisor) if own else ("", "")
        past = accounts.review(place, name, period)
        view = opening.read(past, year, "proportional", follows, manager, supervisor)
        return drafting.form(view, supervisor=supervisor, follows=follows, at=place)
    except errors.WorkbookError as error:
        return fields.plain(forms.four_lines(error))
