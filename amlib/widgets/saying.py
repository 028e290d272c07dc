"""
All simple forms on one desk, for who has no notebook open: choose the account, and what you want to say.

In the evaluation the forms stand beside the figures. But a promise is made on the telephone and a wish is heard in a shop, and neither waits for a document. So the same forms are
offered together, for every account there is.

The reasons need the causes of a period, which are worked out when they are asked for; that takes some seconds, and is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amlib import errors, language
from amlib.widgets import accounts, entry, fields, forms, heard, promises, signed
from amlib.widgets import desk as desks

if TYPE_CHECKING:
    from collections.abc import Callable

    from amlib.widgets.desk import Desk
    from amlib.widgets.forms import Page

__all__ = ["desk"]

_KINDS = {
    "promise": "a promise",
    "reason": "a reason beside a cause",
    "wish": "a wish of the customer",
    "insight": "an insight for the team",
    "minutes": "what a meeting concluded",
}


def desk(*, at: Desk | None = None) -> Any:
    """
    The forms of an account that is chosen here.

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
    quarter = str(accounts.quarter(place))
    account = fields.choice("account", language.say("Account"), accounts.offered(place))
    kind = fields.one_of(
        "kind",
        language.say("What do you want to write down"),
        [(language.say(t), k) for k, t in _KINDS.items()],
    )
    period = fields.text("period", language.say("Period"), value=quarter)
    held = remembered.Remembered("say", {"account": account, "kind": kind})
    body = fields.column([], "am-body")

    def opened(_: object = None) -> None:
        with language.use(speak):
            period.show(kind.value == "reason")
            if not (account.value and kind.value):
                body.children = []
                return
            body.children = [fields.plain(forms.quiet(language.say("One moment …")))]
            body.children = [_form(place, account.value, kind.value, period.value or quarter)]

    for each in (account, kind):
        each.input.observe(opened, names="value")
    period.input.continuous_update = False
    period.input.observe(opened, names="value")
    period.show(False)
    top = fields.column([fields.plain(signed.line(place)), account.box, kind.box, period.box], "am-form")
    return fields.column([fields.style(), top, body, held], "am-desk")


def _form(place: Desk, account: str, kind: str, period: str) -> Any:
    makers: dict[str, Callable[[], Page]] = {
        "promise": lambda: promises.form(account, accounts.known(place, account).commitments, desk=place),
        "reason": lambda: entry.reason(accounts.review(place, account, period), desk=place),
        "wish": lambda: heard.wish(account, desk=place),
        "insight": lambda: heard.insight(account, desk=place),
        "minutes": lambda: heard.minutes(account, desk=place),
    }
    try:
        return makers[kind]().widget
    except errors.WorkbookError as error:
        return fields.plain(forms.four_lines(error))
